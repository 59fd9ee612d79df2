"""`logicnet table`: the truth table."""

from __future__ import annotations

import argparse

import logicnet

from .shared import DONE, SOURCE, output_option, source_of


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=SOURCE)
    output_option(parser, "write the table", [".csv"])


def run(args: argparse.Namespace) -> int:
    from logicnet.logic.specification import to_table

    table = to_table(source_of(args.source))
    if args.output:
        logicnet.write(table, args.output)
    print(table)
    return DONE
