"""`logicnet page`: one file of HTML that shows a network, its units, and how it is trained."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.ground.running.interrupts import all_or_nothing

from .common.shared import DONE, effort_option, output_option, source_of, source_text, style_option


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=source_text())
    style_option(parser)
    effort_option(parser)
    parser.add_argument("--compare", action="store_true", help="the styles beside each other")
    output_option(parser, "write the page", [".html"], required=True)


def run(args: argparse.Namespace) -> int:
    from logicnet.playground.pages import page

    with all_or_nothing():
        page(_shown(args), args.output)
    return DONE


def _shown(args: argparse.Namespace) -> object:
    """The comparison, the net or network that is given, or the one that is compiled."""
    source = source_of(args.source)
    options = {name: getattr(args, name) for name in ("style", "effort")}
    given = {name: value for name, value in options.items() if value is not None}
    if args.compare:
        if given:
            raise logicnet.SpecificationError("--compare is of all styles; it has no other options")
        return logicnet.compare(source)
    if isinstance(source, (logicnet.Network, logicnet.MLP)) and not given:
        return source
    return logicnet.compile(source, **given)
