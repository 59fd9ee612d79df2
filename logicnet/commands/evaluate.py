"""`logicnet evaluate`: a network of a file on given values."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import logicnet

from .shared import DONE, assignment, network_of, network_option, output_option


def arguments(parser: argparse.ArgumentParser) -> None:
    network_option(parser)
    parser.add_argument("values", nargs="*", metavar="name=value", help="a value for each input")
    parser.add_argument("--csv", type=Path, help="rows of inputs; the outputs become new columns")
    output_option(parser, "where the rows go (standard output)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    if args.csv:
        from logicnet.formats.point_files import evaluate_csv

        evaluate_csv(network_of(args.network), args.csv, args.output)
        return DONE
    values: dict[str, float] = {}
    for name, value in map(assignment, args.values):
        if name in values:
            raise logicnet.SpecificationError(f"input {name!r} is given twice")
        values[name] = value
    result = network_of(args.network)(values)
    print(json.dumps(result) if args.json else " ".join(f"{k}={v}" for k, v in result.items()))
    return DONE
