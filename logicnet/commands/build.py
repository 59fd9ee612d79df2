"""`logicnet build`: networks of arithmetic and of known families."""

from __future__ import annotations

import argparse
from inspect import getdoc, signature

import logicnet
from logicnet.formats.registry import written

from .common.outputs import output_option, store
from .common.shared import (
    DONE,
    examples,
    explain,
    figures_of,
    in_words,
    json_option,
    shown,
    tell,
    whole,
)


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.construction.families import BUILDERS

    parser.add_argument("name", choices=list(BUILDERS), metavar="name", help="one of the blocks")
    parser.add_argument("sizes", nargs="+", type=whole, metavar="size",
                        help="the numbers in brackets, as in: adder 8")  # fmt: skip
    parser.add_argument("--max-weight", type=whole, help="the block form with smaller weights")
    output_option(parser, "write the network", written("Network"))
    json_option(parser)
    explain(parser, "blocks", in_words({_call(name): _says(name) for name in BUILDERS}))
    examples(parser, "logicnet build adder 8",
             "logicnet build multiplier 16 --max-weight 255 -o multiplier.v")  # fmt: skip


def _call(name: str) -> str:
    """The block with the sizes that it takes, as in adder(n)."""
    from logicnet.construction.families import BUILDERS

    places = [p for p in signature(BUILDERS[name]).parameters.values()
              if p.kind is p.POSITIONAL_OR_KEYWORD]  # fmt: skip
    return f"{name}({', '.join(place.name for place in places)})"


def _says(name: str) -> str:
    from logicnet.construction.families import BUILDERS

    return (getdoc(BUILDERS[name]) or "").partition("\n")[0].replace("`", "")


def run(args: argparse.Namespace) -> int:
    limits = {} if args.max_weight is None else {"max_weight": args.max_weight}
    network = logicnet.build(args.name, *args.sizes, **limits)
    store(args, network)
    tell(args, figures_of(network) if args.json else {}, *shown(network))
    return DONE
