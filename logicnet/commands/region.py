"""`logicnet region`: from inequalities and GeoJSON files to networks over coordinates."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import logicnet
from logicnet.formats.registry import written

from .common.outputs import output_option, store
from .common.shared import (
    examples,
    exit_code,
    figures_of,
    json_option,
    judged,
    shown,
    style_option,
    tell,
    waiting,
)
from .common.sources import meant, source_of, source_options


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", help='inequalities, "x + y <= 1 & x >= 0"; a GeoJSON file; - for standard input'
    )
    style_option(parser, "compact")
    parser.add_argument(
        "--boundary", choices=["closed", "open", "partition"], help="a promise for polygons"
    )
    parser.add_argument("--name", type=meant, help="property of a feature: one output each (name)")
    output_option(parser, "write the network", written("Network"))
    json_option(parser)
    source_options(parser)
    examples(parser, 'logicnet region "x + y <= 1 & x >= 0 & y >= 0" -o triangle.json',
             "logicnet region countries.geojson --name iso --boundary closed")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    regions = _stated_regions(args)
    with waiting():
        network = logicnet.compile(regions, args.style)
        verdict = logicnet.verify(network, regions)
    store(args, network)
    known = figures_of(network) | judged(verdict) if args.json else {}
    tell(args, known, *shown(network), f"verified: {verdict}")
    return exit_code(verdict, network.cut)


def _stated_regions(args: argparse.Namespace) -> Any:
    """The regions of a GeoJSON file under the options, or of inequalities."""
    from logicnet.ground.names import INSIDE
    from logicnet.logic.function import function
    from logicnet.logic.source_kinds import is_mapping, names_file
    from logicnet.regions.reading.geojson import SUFFIXES, regions_of
    from logicnet.regions.stated_regions import stated_regions

    if names_file(args.source, SUFFIXES):
        regions = regions_of(Path(args.source), args.name, args.boundary)
        return regions if len(regions) > 1 else {INSIDE: next(iter(regions.values()))}
    if args.name is not None or args.boundary is not None:
        raise logicnet.SpecificationError(
            "--name and --boundary are for GeoJSON files; inequalities say it by < and <="
        )
    source = source_of(args)
    if is_mapping(source) or isinstance(source, logicnet.Region):
        return source if is_mapping(source) else {INSIDE: source}
    is_text = isinstance(source, (str, logicnet.Circuit))  # read already, if a notation is said
    stated = stated_regions(function(source)) if is_text else None
    if stated is None:
        hint = "; that a number x is 1 is stated as x >= 1 & x <= 1" if "=" in args.source else ""
        raise logicnet.SpecificationError(
            f"{args.source!r} has no comparison (<, <=, > or >=) and is no GeoJSON file{hint}"
        )
    return stated
