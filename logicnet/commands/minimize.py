"""`logicnet minimize`: the fewest product terms, of one source or of many."""

from __future__ import annotations

import argparse
import json
from functools import partial
from typing import Any, get_args

import logicnet
from logicnet.formats.registry import written
from logicnet.ground.running import interrupts
from logicnet.logic.writing import Written

from .common.many import run_each, target_of, workers_options
from .common.shared import (
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

    parser.add_argument("source", nargs="+", help=f"{source_text()}; or several of them")
    parser.add_argument("--method", choices=get_args(Method), default="auto")
    effort_option(parser)
    parser.add_argument("--time-limit", type=number, metavar="SECONDS", help="for each source")
    parser.add_argument(
        "--notation",
        choices=get_args(Written),
        default="names",
        help="textbook prints AB + A'C (default: names, (A & B) | (~A & C))",
    )
    workers_options(parser)
    output_option(parser, "write the cover; {} stands for its source's name", written("Cover"))
    parser.add_argument("--json", action="store_true", help="print each result as JSON")


def run(args: argparse.Namespace) -> int:
    options = {"method": args.method, "effort": args.effort or "normal"}
    options |= {"time_limit": args.time_limit}
    if len(args.source) > 1:
        return run_each(args, partial(_cover, options), logicnet.write, _told)
    target = target_of(args.output, args.source[0])
    with progress_line() as progress:
        cover = _cover(options | {"progress": progress}, args.source[0])
    if target is not None:
        logicnet.write(cover, target)
    known, line, code = _told(cover)
    if args.json:
        print(json.dumps(known | {"cover": str(cover).splitlines()}, indent=1))
        return code
    if len(cover.outputs) == 1 and cover.terms <= 64:
        print(cover.to_text(args.notation))
    else:
        print(cover)
    print(line)
    return code


def _cover(options: dict[str, Any], source: str) -> logicnet.Cover:
    return logicnet.minimize(source_of(source), **options)


def _told(cover: logicnet.Cover) -> tuple[dict[str, Any], str, int]:
    """What is known of a cover, a line about it, and the exit code."""
    known = {
        "terms": cover.terms,
        "literals": cover.literals,
        "lower_bound": cover.lower_bound,
        "proven": cover.proven,
        "cut": cover.cut,
    }
    proof = "the fewest, proven" if cover.proven else f"at least {cover.lower_bound or 0} needed"
    cut = f"; cut by the {cover.cut}" if cover.cut else ""
    line = f"{cover.terms} terms ({proof}), {cover.literals} literals{cut}"
    return known, line, interrupts.INTERRUPTED if cover.cut == "interrupt" else DONE
