"""`logicnet compare`: the styles of networks side by side, or along a family."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.ground.running.interrupts import INTERRUPTED

from .common.many import executor_of, workers_options
from .common.shared import DONE, examples, explain_styles, json_option
from .common.sources import source_of, source_options, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.construction.constructions import CONSTRUCTIONS
    from logicnet.construction.families import FAMILIES

    sizes = "with --family, sizes: 2..64, 4..8 or 3,5,7"
    parser.add_argument("source", help=f"{source_text()}; {sizes}")
    parser.add_argument("--family", choices=list(FAMILIES), help="compare along a family")
    styles = tuple(CONSTRUCTIONS.styles)
    parser.add_argument("--styles", nargs="+", choices=styles, metavar="STYLE",
                        help=f"which constructions: {', '.join(styles)}")  # fmt: skip
    parser.add_argument("--depths", action="store_true", help="fewest units for each depth")
    workers_options(parser)
    json_option(parser)
    source_options(parser)
    explain_styles(parser)
    examples(parser, 'logicnet compare "a ^ b ^ c ^ d"',
             "logicnet compare 2..64 --family parity --styles wide compact")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from logicnet.comparing.comparing import sizes_of, trade_off

    if args.depths and not args.family:
        found = trade_off(source_of(args))
    elif args.family:
        sizes = sizes_of(args.source)
        with executor_of(args) as pool:
            found = logicnet.compare_family(args.family, sizes, args.styles, executor=pool)
    else:
        source = source_of(args)
        with executor_of(args) as pool:
            found = logicnet.compare(source, args.styles, executor=pool)
    print(found.to_json() if args.json else found)
    return INTERRUPTED if found.cut == "interrupt" else DONE
