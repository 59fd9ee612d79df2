"""`logicnet table`: the truth table."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.formats.registry import written

from .common.shared import DONE, output_option, source_of, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=source_text())
    output_option(parser, "write the table", written("TruthTable"))


def run(args: argparse.Namespace) -> int:
    from logicnet.logic.function import function

    table = function(source_of(args.source)).table()
    if args.output:
        logicnet.write(table, args.output)
    print(table)
    return DONE
