"""`logicnet build`: networks of arithmetic and of known families."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.formats.registry import written

from .common.shared import DONE, output_option, show, whole


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.construction.families import BUILDERS

    parser.add_argument("name", choices=list(BUILDERS), metavar="name", help=", ".join(BUILDERS))
    parser.add_argument("sizes", nargs="+", type=whole, metavar="size", help="numbers of bits, ...")
    parser.add_argument("--max-weight", type=whole, help="the block form with smaller weights")
    output_option(parser, "write the network", written("Network"))


def run(args: argparse.Namespace) -> int:
    limits = {} if args.max_weight is None else {"max_weight": args.max_weight}
    network = logicnet.build(args.name, *args.sizes, **limits)
    if args.output:
        logicnet.write(network, args.output)
    show(network)
    return DONE
