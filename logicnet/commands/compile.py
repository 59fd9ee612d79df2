"""`logicnet compile`: from a function to a network."""

from __future__ import annotations

import argparse
import json

import logicnet
from logicnet.formats.registry import written

from .shared import (
    effort_option,
    exit_code,
    number,
    output_option,
    show,
    source_of,
    source_text,
    style_option,
    whole,
)

_OPTIONS = ("style", "max_depth", "max_fan_in", "max_weight", "effort", "time_limit")
_COUNTS = (
    "units", "hidden_units", "depth", "parameters", "wires", "max_fan_in", "weight_sum",
    "is_layered",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=source_text())
    style_option(parser)
    for limit in ("--max-depth", "--max-fan-in", "--max-weight"):
        parser.add_argument(limit, type=whole, metavar="N", help="fewest units within this limit")
    parser.add_argument("--no-skip", action="store_true", help="no wires that skip layers")
    effort_option(parser)
    parser.add_argument("--time-limit", type=number, metavar="SECONDS", help="for the search")
    parser.add_argument("--encoding", choices=["binary", "bipolar"], default="binary")
    output_option(parser, "write the network", written("Network"))
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    source = source_of(args.source)
    given = {name: getattr(args, name) for name in _OPTIONS}
    options = {name: value for name, value in given.items() if value is not None}
    options |= {"skip": False} if args.no_skip else {}
    network = logicnet.compile(source, encoding=args.encoding, **options)
    verdict = logicnet.verify(network, source)
    if args.output:
        logicnet.write(network, args.output)
    if args.json:
        from logicnet.formats.native_json import dumps

        counts = {name: getattr(network, name) for name in _COUNTS}
        told = {"verdict": str(verdict), "cut": network.cut}
        result = counts | told | {"network": json.loads(dumps(network))}
        print(json.dumps(result, indent=1))
    else:
        show(network)
        print(f"verified: {verdict}")
    return exit_code(verdict, network.cut)
