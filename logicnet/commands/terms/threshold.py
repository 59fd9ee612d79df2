"""`logicnet threshold`: the weights of the one unit that computes a function, if one does."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.shared import DONE, REFUTED, examples, json_option, tell
from logicnet.commands.common.sources import source_of, source_options, source_text
from logicnet.formats.registry import written


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=f"{source_text()}; of one output")
    output_option(parser, "write the network of one unit", written("Network"))
    json_option(parser)
    source_options(parser)
    examples(parser, 'logicnet threshold "a & (b | c)"',
             'logicnet threshold "a ^ b" || echo "no one unit computes it"')  # fmt: skip


def run(args: argparse.Namespace) -> int:
    found = logicnet.find_threshold(source_of(args))
    if found is None:
        tell(args, {"is_threshold": False}, "no one unit computes it, proven")
        return REFUTED
    store(args, found.network())
    known = {
        "is_threshold": True, "inputs": list(found.inputs), "weights": list(found.weights),
        "threshold": found.threshold, "minimal": found.minimal,
    }  # fmt: skip
    least = ["weights of least sum, proven"] * found.minimal
    tell(args, known, str(found), *least)
    return DONE
