"""`logicnet compile`: from a function to a network, of one source or of many."""

from __future__ import annotations

import argparse
import json
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import logicnet
from logicnet.formats.registry import holding, written

from .common.many import executor_of, run_each, target_of, workers_options
from .common.outputs import output_option, store, suffix_of, verilog_options, verilog_values
from .common.shared import (
    counts_of,
    effort_option,
    examples,
    exit_code,
    figures_of,
    json_option,
    judged,
    number,
    show,
    style_option,
    waiting,
    whole,
)
from .common.sources import Reading, reading, source_options, source_text

if TYPE_CHECKING:
    from concurrent.futures import Executor

_OPTIONS = ("style", "max_depth", "max_fan_in", "max_weight", "effort", "time_limit", "tries")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="+", help=f"{source_text()}; or several of them")
    style_option(parser)
    for limit in ("--max-depth", "--max-fan-in", "--max-weight"):
        parser.add_argument(limit, type=whole, metavar="N", help="fewest units within this limit")
    parser.add_argument("--no-skip", action="store_true", help="no wires that skip layers")
    effort_option(parser)
    parser.add_argument("--time-limit", type=number, metavar="SECONDS", help="for each search")
    parser.add_argument("--tries", type=whole, metavar="N", help="the best of so many searches")
    workers_options(parser)
    parser.add_argument("--encoding", choices=["binary", "bipolar"], default="binary")
    output_option(parser, "write the network; {} stands for its source's name", written("Network"))
    verilog_options(parser)
    json_option(parser)
    source_options(parser)
    examples(
        parser,
        'logicnet compile "a & (b | ~c)"',
        "logicnet compile design.blif --max-weight 255 -o design.v --testbench design_tb.v",
    )


def run(args: argparse.Namespace) -> int:
    given = {name: getattr(args, name) for name in _OPTIONS}
    options = {name: value for name, value in given.items() if value is not None}
    options |= {"encoding": args.encoding} | ({"skip": False} if args.no_skip else {})
    written_as = verilog_values(args, suffix_of(args))
    keep = partial(_keep, args, written_as)
    build = partial(_built, reading(args), options)
    if len(args.source) > 1:
        if args.testbench:
            raise logicnet.SpecificationError("--testbench goes with one source")
        return run_each(args, build, keep, _told)
    target = target_of(args.output, args.source[0])
    with waiting(), executor_of(args) if args.tries else nullcontext() as executor:
        built = build(args.source[0], executor=executor)
    if target is not None:
        keep(built, target)
    known, _, code = _told(built)
    if args.json:
        print(json.dumps(figures_of(built.network) | known, indent=1))
    else:
        show(built.network)
        print(f"verified: {built.verdict}")
    return code


class Built(NamedTuple):
    """A network, whether it is what the source states, and registers if it is their step."""

    network: logicnet.Network
    verdict: logicnet.Verdict
    registers: tuple[Any, ...] = ()


def _built(
    how: Reading, options: dict[str, Any], text: str, executor: Executor | None = None
) -> Built:
    source = how.of(text)
    if isinstance(source, Path) and source.suffix.lower() in holding("Sequential"):
        source = logicnet.read(source)
    network = logicnet.compile(source, **options, executor=executor)
    return Built(network, logicnet.verify(network, source), getattr(source, "registers", ()))


def _keep(args: argparse.Namespace, options: dict[str, Any], built: Built, target: Path) -> None:
    if suffix_of(args) in written("Sequential") and built.registers:
        options = options | {"registers": built.registers}
    store(args, built.network, target, options)


def _told(built: Built) -> tuple[dict[str, Any], str, int]:
    """What is known of a network, a line about it, and the exit code."""
    network, verdict, _ = built
    known = counts_of(network) | judged(verdict) | {"cut": network.cut}
    line = f"{network.summary()}; {verdict}"
    return known, line, exit_code(verdict, network.cut)
