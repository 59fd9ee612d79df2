"""`logicnet page`: one file of HTML that shows a network, its units, and how it is trained."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.ground.running.interrupts import all_or_nothing

from .common.outputs import output_option, place
from .common.shared import DONE, effort_option, examples, json_option, style_option, tell
from .common.sources import source_of, source_options, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=source_text())
    style_option(parser)
    effort_option(parser)
    parser.add_argument("--compare", action="store_true", help="the styles beside each other")
    output_option(parser, "write the page", [".html"], required=True)
    json_option(parser)
    source_options(parser)
    examples(parser, 'logicnet page "a & b | ~a & c" --style wide -o net.html',
             'logicnet page "a ^ b ^ c ^ d" --compare -o styles.html')  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from logicnet.playground.pages import page

    with all_or_nothing(), place(args) as path:
        page(_shown(args), path)
    if args.json:
        tell(args, {"written": str(args.output)})
    return DONE


def _shown(args: argparse.Namespace) -> object:
    """The comparison, the net or network that is given, or the one that is compiled."""
    source = source_of(args)
    options = {name: getattr(args, name) for name in ("style", "effort")}
    given = {name: value for name, value in options.items() if value is not None}
    if args.compare:
        if given:
            raise logicnet.SpecificationError("--compare is of all styles; it has no other options")
        return logicnet.compare(source)
    if isinstance(source, (logicnet.Network, logicnet.MLP)) and not given:
        return source
    return logicnet.compile(source, **given)
