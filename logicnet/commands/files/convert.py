"""`logicnet convert`: what a file holds, written in another format."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import logicnet
from logicnet.commands.common.outputs import (
    emit,
    output_file,
    target_format_option,
    verilog_options,
    verilog_values,
)
from logicnet.commands.common.shared import (
    DONE,
    REFUTED,
    examples,
    exit_code,
    json_option,
    judged,
)
from logicnet.commands.common.sources import STREAM, content_of, source_options
from logicnet.formats.registry import FORMATS, Format
from logicnet.ground.checks import with_article
from logicnet.ground.storage.files import read_octets


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="in", help="a file, a formula, or - for standard input")
    parser.add_argument("target", metavar="out", help="the file, or - for standard output")
    target_format_option(parser, "write this format, whatever the name")
    parser.add_argument("--check", action="store_true", help="read it back, and prove it equal")
    verilog_options(parser)
    json_option(parser)
    source_options(parser)
    examples(parser, "logicnet convert adder.aig adder.blif --check",
             "zcat c880.bench.gz | logicnet convert - - --to .v > c880.v")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    row = _row(args)
    options = verilog_values(args, row.name)
    value = stored(content_of(args, args.source), row)
    if args.target != STREAM:
        target = output_file(args.target)
        row.write(value, target, options)
        return _checked(args, target, row, value)
    with TemporaryDirectory() as folder:
        target = Path(folder, f"circuit{row.name}")
        row.write(value, target, options)
        octets = read_octets(target)
        code = _checked(args, target, row, value)
    emit(sys.stdout, octets)
    return code


def _row(args: argparse.Namespace) -> Format:
    """The format that is written."""
    suffix = args.target_format or Path(args.target).suffix.lower()
    if args.target == STREAM and not args.target_format:
        raise logicnet.SpecificationError("convert: --to says what is written to standard output")
    if suffix not in FORMATS:
        known = ", ".join(row.name for row in FORMATS.values() if row.is_written)
        hint = logicnet.errors.did_you_mean(suffix, FORMATS)
        told = f"{args.target!r} names no format; expected one of {known}, or --to"
        raise logicnet.SpecificationError(f"convert: {told}{hint}")
    row = FORMATS[suffix]
    if args.check and not row.is_read:
        raise logicnet.SpecificationError(f"--check: {row.name} is only written")
    if args.testbench and row.name == ".v" and os.fspath(args.target) == STREAM:
        raise logicnet.SpecificationError("--testbench goes with a file, not with standard output")
    return row


def stored(value: Any, row: Format) -> Any:
    """The value as the format holds it: as it is, or as product terms or rows of the same function.

    >>> print(stored(logicnet.TruthTable.from_expression("a & b"), FORMATS[".pla"]))
    y = a & b
    """
    kinds = {kind.__name__ for kind in type(value).__mro__}
    if not kinds.isdisjoint((*row.holds, *row.takes)):
        return value
    if kinds.isdisjoint(("Circuit", "PartialCircuit", "Network", "Cover", "TruthTable")):
        return value  # of which the format says what it holds
    if "Cover" in row.holds:
        return value.cover()
    if "TruthTable" in row.holds:
        return value.table()
    if "Network" in row.holds:
        what = with_article(type(value).__name__)
        raise logicnet.SpecificationError(
            f"{row.name} holds a network, not {what}; logicnet compile makes one: compile ... -o"
        )
    return value


def _checked(args: argparse.Namespace, target: Path, row: Format, value: Any) -> int:
    """Whether what is read back is the same function, if that is asked for."""
    if not args.check:
        if args.json and args.target != STREAM:
            print(json.dumps({"written": os.fspath(target)}))
        return DONE
    again, shown = logicnet.read(target, suffix=row.name), sys.stdout
    if args.target == STREAM:
        shown = sys.stderr
    if getattr(again, "registers", ()) != getattr(value, "registers", ()):
        told = "different: the registers do not come back as they are"
        found = {"equal": False, "verdict": told}
        print(json.dumps(found) if args.json else told, file=shown)
        return REFUTED
    verdict = logicnet.verify(again, value)
    print(json.dumps(judged(verdict)) if args.json else verdict, file=shown)
    return exit_code(verdict)
