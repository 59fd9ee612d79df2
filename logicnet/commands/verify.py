"""`logicnet verify`: the network or trained net of a file, or any source, against a function."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import logicnet
from logicnet.formats.registry import FORMATS
from logicnet.logic.function import function

from .common.many import executor_of, workers_options
from .common.shared import DONE, REFUTED, examples, exit_code, json_option, number, waiting
from .common.sources import reading, source_options, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("network", help="a network file, or any other source")
    parser.add_argument("specification", help=source_text())
    parser.add_argument("--time-limit", type=number, metavar="SECONDS", help="then it is unknown")
    parser.add_argument("--certificate", metavar="FILE", help="prove equality in FILE.cnf "
                        "and FILE.drat, as checkers of DRAT proofs read them")  # fmt: skip
    parser.add_argument(
        "--by-position",
        action="store_true",
        help="match inputs and outputs by their order, not by their names",
    )
    parser.add_argument("--minimal", metavar="FILE", help="also whether the first, a cover, has "
                        "the fewest terms, by what minimize --certificate wrote")  # fmt: skip
    workers_options(parser)
    json_option(parser)
    source_options(parser)
    examples(parser, 'logicnet verify net.json "a ^ b"', "logicnet verify a.pla b.blif")


def run(args: argparse.Namespace) -> int:
    if args.network == args.specification == "-":
        raise logicnet.SpecificationError("verify: only one of the two is standard input")
    given, stated = reading(args).of_two(args.network, args.specification)
    if args.minimal is not None:
        return _minimal(args, given, stated)
    with executor_of(args) as executor, waiting():
        verdict = logicnet.verify(
            given, stated, time_limit=args.time_limit, executor=executor,
            certificate=args.certificate, by_position=args.by_position,
        )  # fmt: skip
    if args.json:
        found = [vars(witness) for witness in verdict.counterexamples]
        print(json.dumps({**vars(verdict), "counterexamples": found}, indent=1))
    else:
        print(verdict)
    return exit_code(verdict)


def _minimal(args: argparse.Namespace, given: Any, stated: Any) -> int:
    """Print whether a cover is proven to have the fewest terms, and the exit code."""
    cover = function(given)
    if not isinstance(cover, logicnet.Cover):
        raise logicnet.SpecificationError(
            f"verify: --minimal is about a cover (.pla), and {args.network!r} is none"
        )
    certificate = FORMATS[".min"].read(Path(args.minimal))
    with waiting():
        found = logicnet.verify_minimal(cover, certificate, stated)
    print(json.dumps({"minimal": bool(found), **vars(found)}, indent=1) if args.json else found)
    return DONE if found else REFUTED
