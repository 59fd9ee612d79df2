"""`logicnet evaluate`: a network of a file on given values, or on the rows of a table."""

from __future__ import annotations

import argparse
import csv
import json
import math
import tempfile
from pathlib import Path
from typing import Any

import logicnet

from .common.many import executor_of, workers_options
from .common.outputs import output_option
from .common.shared import DONE, assignment, examples, json_option, tell
from .common.sources import STREAM, content_of, meant, network_of, source_options, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("network", help=f"a network file; or {source_text()}, which is compiled")
    parser.add_argument(
        "values", nargs="*", metavar="name=value", help="a value for each input; size=XL for a text"
    )
    said = "rows of inputs, .csv or .parquet, of any length; the outputs become new columns"
    parser.add_argument("--csv", "--rows", type=Path, dest="rows", metavar="FILE", help=said)
    workers_options(parser)
    output_option(parser, "where the rows go (standard output): CSV, .parquet of .parquet")
    json_option(parser)
    source_options(parser)
    examples(parser, "logicnet evaluate net.json a=1 b=0",
             "logicnet evaluate net.json --rows cases.csv -o answers.csv")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    if args.rows:
        return _evaluate_rows(args)
    network = _network(args)
    values: dict[str, Any] = {}
    for name, value in (_assigned(network, text) for text in args.values):
        if name in values:
            raise logicnet.SpecificationError(f"input {name!r} is given twice")
        values[name] = value
    result = network(values)
    print(json.dumps(result) if args.json else " ".join(f"{k}={v}" for k, v in result.items()))
    return DONE


def _network(args: argparse.Namespace) -> logicnet.Network:
    """The network that the argument holds, or that it is compiled to."""
    from logicnet.logic.circuits.circuit import Circuit

    found = content_of(args, args.network)
    states = isinstance(found, (Circuit, logicnet.Cover, logicnet.Region, logicnet.TruthTable))
    return logicnet.compile(found) if states else network_of(args, args.network)


def _assigned(network: logicnet.Network, text: str) -> tuple[str, float | str]:
    """A name and its value, which is a text where no input has the name: a category."""
    name, _, value = meant(text).partition("=")
    plain = name.strip() in network.inputs or not value
    return assignment(text) if plain else (name.strip(), _number(value))


def _evaluate_rows(args: argparse.Namespace) -> int:
    from logicnet.formats.points.csv_files import evaluate_csv
    from logicnet.formats.points.parquet_files import evaluate_parquet
    from logicnet.logic.tables.parquet import SUFFIX

    network = _network(args)
    output: Any = None if args.output == Path(STREAM) else args.output
    if args.json and output is None:
        return _rows_as_json(args, network)
    columnar = args.rows.suffix.lower() == SUFFIX
    if output is not None and output.suffix.lower() == SUFFIX and not columnar:
        raise logicnet.SpecificationError(
            f"{args.rows} goes to {output}: rows of text have no types of columns, so they stay "
            f"text; {SUFFIX} is written from {SUFFIX}"
        )
    with executor_of(args) as executor:
        (evaluate_parquet if columnar else evaluate_csv)(
            network, args.rows, output, executor=executor
        )
    if args.json:
        tell(args, {"written": str(output), "outputs": list(network.outputs)})
    return DONE


def _rows_as_json(args: argparse.Namespace, network: logicnet.Network) -> int:
    """Show the rows of a file with the outputs as a list of objects, a row a line."""
    from logicnet.formats.points.csv_files import evaluate_csv
    from logicnet.formats.points.parquet_files import evaluate_parquet
    from logicnet.logic.tables.parquet import SUFFIX
    from logicnet.logic.tables.tabular import DELIMITERS

    evaluate = evaluate_parquet if args.rows.suffix.lower() == SUFFIX else evaluate_csv
    with tempfile.TemporaryDirectory() as folder, executor_of(args) as executor:
        answers = Path(folder, "answers.csv")
        evaluate(network, args.rows, answers, executor=executor)
        with answers.open(encoding="utf-8", newline="") as file:
            separator = max(DELIMITERS, key=file.readline().count)
            file.seek(0)
            before = "["
            for row in csv.DictReader(file, delimiter=separator):
                print(before, json.dumps({k: _number(v) for k, v in row.items()}), sep="\n", end="")
                before = ","
            print("[]" if before == "[" else "\n]")
    return DONE


def _number(cell: str) -> Any:
    """The number that a cell is, or its text."""
    try:
        found = float(cell)
    except ValueError:
        return cell
    return cell if not math.isfinite(found) else int(found) if found.is_integer() else found
