"""`logicnet approximate`: a sum of steps near a function of real variables."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.shared import (
    DONE,
    examples,
    json_option,
    number,
    shown,
    tell,
    whole,
)
from logicnet.commands.common.sources import meant
from logicnet.formats.registry import written


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("formula", type=meant, help='such as "sin(x) + x**2"')
    parser.add_argument(
        "ends",
        nargs="+",
        type=number,
        metavar="low high",
        help="the ends of the interval, or two for each variable of a box",
    )
    error = parser.add_mutually_exclusive_group(required=True)
    error.add_argument("--pieces", type=whole, metavar="N", help="so many along each axis")
    error.add_argument("--tolerance", type=number, metavar="E", help="as many as keep the error")
    parser.add_argument(
        "--cells",
        choices=["equal", "variation", "fewest"],
        default=None,
        help="variation: narrow where it is steep; fewest: each as long as the tolerance allows",
    )
    output_option(parser, "write the network of the steps; --json has their heights",
                  written("Network"))  # fmt: skip
    json_option(parser)
    examples(parser, 'logicnet approximate "sin(x)" 0 6.2832 --tolerance 0.05',
             'logicnet approximate "x*y" 0 1 -1 1 --pieces 8 --json')  # fmt: skip


def run(args: argparse.Namespace) -> int:
    if len(args.ends) % 2:
        raise logicnet.SpecificationError(
            f"ends are two for each variable, low and high; got {len(args.ends)} numbers"
        )
    low, high = args.ends[::2], args.ends[1::2]
    interval = (low, high) if len(low) > 1 else (low[0], high[0])
    found = logicnet.approximate(
        args.formula, interval, pieces=args.pieces, tolerance=args.tolerance, cells=args.cells
    )
    store(args, found.network)
    known = {"inputs": list(found.network.inputs), "units": found.units, "base": found.base,
             "heights": found.heights.tolist(), "bound": found.bound, "kind": found.kind,
             "thresholds": found.network.thresholds.tolist()}  # fmt: skip
    tell(args, known, str(found), *shown(found.network)[1:])
    return DONE
