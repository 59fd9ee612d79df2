"""`logicnet harden`: the threshold network that a trained net has become."""

from __future__ import annotations

import argparse
from typing import Any

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.rows import columns_of, inputs_and_targets
from logicnet.commands.common.shared import (
    DONE,
    REFUTED,
    examples,
    exit_code,
    figures_of,
    json_option,
    judged,
    shown,
    tell,
)
from logicnet.commands.common.sources import content_of, separator_option, source_options
from logicnet.formats.registry import holding, written


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=f"the file of a trained net ({' or '.join(holding('MLP'))})")
    parser.add_argument("--rows", metavar="FILE", help="rows on which both are compared, where "
                        "inputs are numbers")  # fmt: skip
    separator_option(parser, "rows_separator", "between the cells of the rows")
    output_option(parser, "write the network", written("Network"))
    json_option(parser)
    source_options(parser, tables=False)
    examples(parser, "logicnet harden trained.json -o net.json",
             "logicnet harden trained.json --json | jq .equal")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    mlp = content_of(args, args.source)
    if not isinstance(mlp, logicnet.MLP):
        raise logicnet.SpecificationError(
            f"{args.source} holds a {type(mlp).__name__}, expected a trained net, as logicnet "
            "train writes it"
        )
    network = logicnet.harden(mlp)
    store(args, network)
    found, code = _compared(args, mlp, network)
    known = figures_of(network) | found if args.json else {}
    tell(args, known, *shown(network), f"against the trained net: {found['verdict']}")
    return code


def _compared(
    args: argparse.Namespace, mlp: logicnet.MLP, network: logicnet.Network
) -> tuple[dict[str, Any], int]:
    """Whether both decide alike: proven, or tried on rows where inputs are numbers."""
    if args.rows:
        x, _ = inputs_and_targets(columns_of(args), mlp.inputs, ())
        apart = logicnet.disagreement(mlp, network, x)
        found = {"equal": False if apart else None, "verdict": str(apart)}
        return found, REFUTED if apart else DONE
    if mlp.encoding == "real":
        told = "not compared, as inputs are numbers; --rows says where"
        return {"equal": None, "verdict": told}, DONE
    verdict = logicnet.verify(network, mlp)
    return judged(verdict), exit_code(verdict)
