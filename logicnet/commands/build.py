"""`logicnet build`: networks of arithmetic and of known families."""

from __future__ import annotations

import argparse
from pathlib import Path

import logicnet

from .shared import DONE, show


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..construct.families import BUILDERS

    parser.add_argument("name", choices=list(BUILDERS), metavar="name", help=", ".join(BUILDERS))
    parser.add_argument("sizes", nargs="+", type=int, metavar="size", help="numbers of bits, ...")
    parser.add_argument("--max-weight", type=int, help="the block form with smaller weights")
    parser.add_argument("-o", "--output", type=Path, help="write the network (.json or .npz)")


def run(args: argparse.Namespace) -> int:
    limits = {} if args.max_weight is None else {"max_weight": args.max_weight}
    network = logicnet.build(args.name, *args.sizes, **limits)
    if args.output:
        logicnet.write(network, args.output)
    show(network)
    return DONE
