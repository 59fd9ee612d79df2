"""`logicnet evaluate`: a network of a file on given values, or on the rows of a table."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import logicnet

from .common.many import executor_of, workers_options
from .common.shared import DONE, assignment, network_of, network_option, output_option


def arguments(parser: argparse.ArgumentParser) -> None:
    network_option(parser)
    parser.add_argument("values", nargs="*", metavar="name=value", help="a value for each input")
    said = "rows of inputs, .csv or .parquet, of any length; the outputs become new columns"
    parser.add_argument("--csv", "--rows", type=Path, dest="rows", metavar="FILE", help=said)
    workers_options(parser)
    output_option(parser, "where the rows go (standard output), in the same format")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    if args.rows:
        return _evaluate_rows(args)
    values: dict[str, float] = {}
    for name, value in map(assignment, args.values):
        if name in values:
            raise logicnet.SpecificationError(f"input {name!r} is given twice")
        values[name] = value
    result = network_of(args.network)(values)
    print(json.dumps(result) if args.json else " ".join(f"{k}={v}" for k, v in result.items()))
    return DONE


def _evaluate_rows(args: argparse.Namespace) -> int:
    from logicnet.formats.points.csv_files import evaluate_csv
    from logicnet.formats.points.parquet_files import SUFFIX, evaluate_parquet

    network = network_of(args.network)
    columnar = args.rows.suffix.lower() == SUFFIX
    target = None if args.output is None else args.output.suffix.lower()
    if columnar != (target == SUFFIX):
        goes = "nowhere" if target is None else f"to {args.output}"
        raise logicnet.SpecificationError(
            f"{args.rows} goes {goes}: the rows of {SUFFIX} go to {SUFFIX} (-o), and others do not"
        )
    with executor_of(args) as executor:
        (evaluate_parquet if columnar else evaluate_csv)(
            network, args.rows, args.output, executor=executor
        )
    return DONE
