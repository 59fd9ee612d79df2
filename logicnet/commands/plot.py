"""`logicnet plot`: pictures of functions and networks."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import logicnet
from logicnet.ground.interrupts import all_or_nothing

from .shared import DONE, SOURCE, assignment, meant, number, output_option, source_of, style_option

_OF_NETWORKS = ("network", "region", "units")  # kinds that draw the network of one style
_GOES_WITH = {
    "at": ("network",),
    "style": _OF_NETWORKS,
    "family": ("growth",),
    "bounds": ("region", "units"),
    "no_lines": ("region",),
    "only": ("karnaugh", "both"),
}
_KINDS = (*_OF_NETWORKS, "karnaugh", "both", "table", "comparison", "pareto", "growth")


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.construction.families import FAMILIES

    parser.add_argument("source", help=f"{SOURCE}; with --kind growth, sizes: 2..64 or 3,5,7")
    parser.add_argument("--kind", choices=_KINDS, default="network", help="what to draw")
    style_option(parser)
    parser.add_argument("--family", choices=list(FAMILIES), help="whose growth is drawn")
    parser.add_argument(
        "--at", nargs="*", metavar="name=value", help="show which units fire at these inputs"
    )
    parser.add_argument(
        "--bounds", nargs=4, type=number, metavar=("left", "right", "low", "high"),
        help="the part of the plane that is drawn",
    )  # fmt: skip
    parser.add_argument(
        "--no-lines", action="store_true", default=None, help="a region without the units' lines"
    )
    parser.add_argument(
        "--only", type=meant, metavar="name", help="which of several outputs a map is drawn of"
    )
    output_option(parser, "write the picture", [".svg", ".png", ".pdf"], required=True)


def run(args: argparse.Namespace) -> int:
    from logicnet import plot
    from logicnet.comparing import sizes_of

    _check_plot_options(args)
    source = None if args.kind == "growth" else source_of(args.source)

    def network() -> Any:
        if isinstance(source, logicnet.Network) and args.style is None:
            return source
        return logicnet.compile(source, **({} if args.style is None else {"style": args.style}))

    at = None if not args.at else dict(assignment(text) for text in args.at)
    bounds = None if args.bounds is None else tuple(args.bounds)
    lines = False if args.no_lines else None
    draw: dict[str, Callable[[], Any]] = {
        "network": lambda: plot.network(network(), at=at),
        "region": lambda: plot.region(network(), bounds=bounds, lines=lines),
        "units": lambda: plot.hidden_units(network(), bounds=bounds),
        "karnaugh": lambda: plot.karnaugh(source, output=args.only),
        "both": lambda: plot.karnaugh_and_network(source, output=args.only),
        "table": lambda: plot.truth_table(source),
        "comparison": lambda: plot.comparison(logicnet.compare(source)),
        "pareto": lambda: plot.pareto(logicnet.compare(source)),
        "growth": lambda: plot.growth(logicnet.compare_family(args.family, sizes_of(args.source))),
    }
    with all_or_nothing():
        plot.save(draw[args.kind](), args.output)
    return DONE


def _check_plot_options(args: argparse.Namespace) -> None:
    """Refuse options that the kind of picture would leave aside."""
    for option, allowed in _GOES_WITH.items():
        if getattr(args, option) is not None and args.kind not in allowed:
            name = option.replace("_", "-")
            raise logicnet.SpecificationError(
                f"--{name} goes with --kind {' or '.join(allowed)}, not with {args.kind}"
            )
    if args.kind == "growth" and args.family is None:
        raise logicnet.SpecificationError("--kind growth needs a --family and sizes such as 2..64")
