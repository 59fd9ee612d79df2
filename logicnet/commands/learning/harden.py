"""`logicnet harden`: the threshold network that a trained net has become."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.shared import (
    examples,
    exit_code,
    figures_of,
    json_option,
    judged,
    shown,
    tell,
)
from logicnet.commands.common.sources import content_of, source_options
from logicnet.formats.registry import holding, written


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=f"the file of a trained net ({' or '.join(holding('MLP'))})")
    output_option(parser, "write the network", written("Network"))
    json_option(parser)
    source_options(parser)
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
    verdict = logicnet.verify(network, mlp)
    known = figures_of(network) | judged(verdict) if args.json else {}
    tell(args, known, *shown(network), f"against the trained net: {verdict}")
    return exit_code(verdict)
