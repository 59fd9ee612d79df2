"""`logicnet compare`: the styles of networks side by side, or along a family."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.ground.running.interrupts import INTERRUPTED

from .common.many import executor_of, workers_options
from .common.shared import DONE, source_of, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.construction.constructions import CONSTRUCTIONS
    from logicnet.construction.families import FAMILIES

    sizes = "with --family, sizes: 2..64, 4..8 or 3,5,7"
    parser.add_argument("source", help=f"{source_text()}; {sizes}")
    parser.add_argument("--family", choices=list(FAMILIES), help="compare along a family")
    styles = tuple(CONSTRUCTIONS.styles)
    parser.add_argument("--styles", nargs="+", choices=styles, help="which constructions")
    parser.add_argument("--depths", action="store_true", help="fewest units for each depth")
    workers_options(parser)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from logicnet.comparing import sizes_of, trade_off

    if args.depths and not args.family:
        found = trade_off(source_of(args.source))
    elif args.family:
        sizes = sizes_of(args.source)
        with executor_of(args) as pool:
            found = logicnet.compare_family(args.family, sizes, args.styles, executor=pool)
    else:
        source = source_of(args.source)
        with executor_of(args) as pool:
            found = logicnet.compare(source, args.styles, executor=pool)
    print(found.to_json() if args.json else found)
    return INTERRUPTED if found.cut == "interrupt" else DONE
