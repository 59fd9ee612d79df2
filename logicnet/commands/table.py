"""`logicnet table`: the truth table."""

from __future__ import annotations

import argparse
from pathlib import Path

import logicnet

from .shared import DONE, SOURCE, source_of


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=SOURCE)
    parser.add_argument("-o", "--output", type=Path, help="write the table (.csv)")


def run(args: argparse.Namespace) -> int:
    from ..specification import to_table

    table = to_table(source_of(args.source))
    if args.output:
        logicnet.write(table, args.output)
    print(table)
    return DONE
