"""How the terms of a cover are printed: as a formula in one of the notations, or row by row."""

from __future__ import annotations

import argparse
from typing import Any, get_args

import logicnet
from logicnet.logic.writing import Written

_MOST_TERMS = 64  # of a cover that is printed as a formula


def written_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that says in which notation terms are printed."""
    said = "how it is printed: textbook is AB + A'C (default: names, or as --notation says)"
    parser.add_argument("--written", choices=get_args(Written), help=said)


def cover_lines(args: argparse.Namespace, cover: logicnet.Cover) -> list[str]:
    """The formula of a small cover, else its rows."""
    if len(cover.outputs) > 1 or cover.terms > _MOST_TERMS:
        return cover.lines()
    notation: Written = "textbook" if args.notation == "textbook" else "names"
    return [cover.to_text(args.written or notation)]


def several(number: int, what: str) -> str:
    """A number of things in words.

    >>> several(1, "term"), several(2, "literal")
    ('1 term', '2 literals')
    """
    return f"{number} {what}{'s' * (number != 1)}"


def terms_of(cover: logicnet.Cover) -> dict[str, Any]:
    """The names and rows of a cover for JSON."""
    names = {"inputs": list(cover.inputs), "outputs": list(cover.outputs)}
    return names | {"cover": cover.lines()}
