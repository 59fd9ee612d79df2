"""`logicnet minimize`: the fewest product terms."""

from __future__ import annotations

import argparse
import json
from typing import get_args

import logicnet
from logicnet.formats.registry import written
from logicnet.ground.running import interrupts

from .shared import (
    DONE,
    effort_option,
    number,
    output_option,
    progress_line,
    source_of,
    source_text,
)


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.minimization.problem import Method

    parser.add_argument("source", help=source_text())
    parser.add_argument("--method", choices=get_args(Method), default="auto")
    effort_option(parser)
    parser.add_argument("--time-limit", type=number, metavar="SECONDS")
    output_option(parser, "write the cover", written("Cover"))
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    source = source_of(args.source)
    with progress_line() as progress:
        cover = logicnet.minimize(
            source,
            method=args.method,
            effort=args.effort or "normal",
            time_limit=args.time_limit,
            progress=progress,
        )
    if args.output:
        logicnet.write(cover, args.output)
    known = {
        "terms": cover.terms,
        "literals": cover.literals,
        "lower_bound": cover.lower_bound,
        "proven": cover.proven,
        "cut": cover.cut,
    }
    code = interrupts.INTERRUPTED if cover.cut == "interrupt" else DONE
    if args.json:
        print(json.dumps(known | {"cover": str(cover).splitlines()}, indent=1))
        return code
    if len(cover.outputs) == 1 and cover.terms <= 64:
        print(f"{cover.outputs[0]} = {cover.to_sympy()}")
    else:
        print(cover)
    proof = "the fewest, proven" if cover.proven else f"at least {cover.lower_bound or 0} needed"
    cut = f"; cut by the {cover.cut}" if cover.cut else ""
    print(f"{cover.terms} terms ({proof}), {cover.literals} literals{cut}")
    return code
