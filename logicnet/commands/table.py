"""`logicnet table`: the truth table."""

from __future__ import annotations

import argparse
from typing import Any

import logicnet
from logicnet.formats.registry import written

from .common.outputs import output_option, store
from .common.shared import DONE, examples, json_option, tell
from .common.sources import source_of, source_options, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=source_text())
    output_option(parser, "write the table", written("TruthTable"))
    json_option(parser)
    source_options(parser)
    examples(parser, 'logicnet table "a & b | c"',
             "logicnet table half.csv --missing dont-care -o whole.csv")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from logicnet.logic.function import function

    table = function(source_of(args)).table()
    store(args, table)
    tell(args, _known(table) if args.json else {}, str(table))
    return DONE


def _known(table: logicnet.TruthTable) -> dict[str, Any]:
    """Names and columns: of each output a value for each row, null for a don't-care."""
    values = table.values().T.tolist()
    columns = ([None if v < 0 else bool(v) for v in column] for column in values)
    return {"inputs": list(table.inputs),
            "outputs": dict(zip(table.outputs, columns, strict=True))}  # fmt: skip
