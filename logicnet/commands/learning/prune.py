"""`logicnet prune`: a smaller network that decides the rows of a file as before."""

from __future__ import annotations

import argparse
from typing import Any

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.rows import columns_of, inputs_and_targets, rows_argument
from logicnet.commands.common.shared import (
    DONE,
    examples,
    figures_of,
    json_option,
    number,
    progress_line,
    shown,
    tell,
)
from logicnet.commands.common.sources import STREAM, network_of, source_options, source_text
from logicnet.formats.registry import written
from logicnet.ground.running.interrupts import INTERRUPTED


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=f"{source_text()} that has a network")
    rows_argument(parser)
    parser.add_argument(
        "--most-lost",
        type=number,
        metavar="SHARE",
        help="share of the rows that may be decided otherwise (default 0)",
    )
    parser.add_argument("--time-limit", type=number, metavar="SECONDS", help="the best so far")
    parser.add_argument(
        "--report", action="store_true", help="what several shares give, judged by rows held out"
    )
    parser.add_argument(
        "--target",
        nargs="+",
        metavar="COLUMN",
        help="with --report: columns of what is right for each output",
    )
    output_option(parser, "write the network", written("Network"))
    json_option(parser)
    source_options(parser, tables=False)
    examples(parser, "logicnet prune net.json rows.csv -o small.json",
             "logicnet prune net.json rows.csv --report --target y")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    if args.source == args.rows == STREAM:
        raise logicnet.SpecificationError("prune: only one of the two is standard input")
    network, columns = network_of(args, args.source), columns_of(args)
    x, y = inputs_and_targets(columns, network.inputs, tuple(args.target or ()))
    if args.report:
        return _report(args, network, x, y if args.target else None)
    if args.target:
        raise logicnet.SpecificationError("--target goes with --report; prune needs no labels")
    with progress_line("units") as progress:
        pruned = logicnet.prune(
            network, x, most_lost=args.most_lost or 0.0, time_limit=args.time_limit,
            progress=progress,
        )  # fmt: skip
    store(args, pruned)
    known = figures_of(pruned) | {"units_before": network.units} if args.json else {}
    before = f"{network.units} unit{'s' * (network.units != 1)}"
    line = f"{before} before, {pruned.units} now, by {len(x)} rows"
    tell(args, known, *shown(pruned), line)
    return INTERRUPTED if pruned.cut == "interrupt" else DONE


def _report(args: argparse.Namespace, network: logicnet.Network, x: Any, y: Any) -> int:
    """Print what rows held out say of several shares that may be lost."""
    if args.output or args.time_limit is not None:
        raise logicnet.SpecificationError("--report writes no network, and has no time limit")
    shares: dict[str, Any] = {}
    if args.most_lost is not None:
        shares["most_lost"] = [args.most_lost]
    report = logicnet.prune_report(network, x, y, **shares)
    rows = [
        {"most_lost": each.most_lost, "units": each.network.units, "wires": each.network.wires,
         "same_held_out": each.fidelity, "right_held_out": each.accuracy}
        for each in report.prunings
    ]  # fmt: skip
    before = {"units": report.units, "wires": report.wires, "right": report.accuracy}
    tell(args, {"before": before, "prunings": rows}, str(report))
    return DONE
