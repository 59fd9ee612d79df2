"""`logicnet compile`: from a function to a network, of one source or of many."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import Any

import logicnet
from logicnet.formats.registry import written

from .common.many import run_each, target_of, workers_options
from .common.shared import (
    effort_option,
    exit_code,
    number,
    output_option,
    show,
    source_of,
    source_text,
    style_option,
    whole,
)

_OPTIONS = ("style", "max_depth", "max_fan_in", "max_weight", "effort", "time_limit")
_COUNTS = (
    "units", "hidden_units", "depth", "parameters", "wires", "max_fan_in", "weight_sum",
    "is_layered",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="+", help=f"{source_text()}; or several of them")
    style_option(parser)
    for limit in ("--max-depth", "--max-fan-in", "--max-weight"):
        parser.add_argument(limit, type=whole, metavar="N", help="fewest units within this limit")
    parser.add_argument("--no-skip", action="store_true", help="no wires that skip layers")
    effort_option(parser)
    parser.add_argument("--time-limit", type=number, metavar="SECONDS", help="for each search")
    workers_options(parser)
    parser.add_argument("--encoding", choices=["binary", "bipolar"], default="binary")
    output_option(parser, "write the network; {} stands for its source's name", written("Network"))
    parser.add_argument("--json", action="store_true", help="print each result as JSON")


def run(args: argparse.Namespace) -> int:
    given = {name: getattr(args, name) for name in _OPTIONS}
    options = {name: value for name, value in given.items() if value is not None}
    options |= {"encoding": args.encoding} | ({"skip": False} if args.no_skip else {})
    if len(args.source) > 1:
        return run_each(args, partial(_built, options), _keep, _told)
    target = target_of(args.output, args.source[0])
    built = network, verdict = _built(options, args.source[0])
    if target is not None:
        logicnet.write(network, target)
    known, _, code = _told(built)
    if args.json:
        from logicnet.formats.native_json import dumps

        print(json.dumps(known | {"network": json.loads(dumps(network))}, indent=1))
    else:
        show(network)
        print(f"verified: {verdict}")
    return code


def _built(options: dict[str, Any], text: str) -> tuple[logicnet.Network, logicnet.Verdict]:
    """The network, and whether it is what the source states."""
    source = source_of(text)
    network = logicnet.compile(source, **options)
    return network, logicnet.verify(network, source)


def _keep(built: tuple[logicnet.Network, logicnet.Verdict], target: Path) -> None:
    logicnet.write(built[0], target)


def _told(
    built: tuple[logicnet.Network, logicnet.Verdict],
) -> tuple[dict[str, Any], str, int]:
    """What is known of a network, a line about it, and the exit code."""
    network, verdict = built
    counts = {name: getattr(network, name) for name in _COUNTS}
    known = counts | {"verdict": str(verdict), "cut": network.cut}
    line = f"{network.summary()}; {verdict}"
    return known, line, exit_code(verdict, network.cut)
