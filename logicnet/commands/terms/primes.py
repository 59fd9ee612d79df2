"""`logicnet primes`: all prime implicants of a function."""

from __future__ import annotations

import argparse

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.shared import DONE, examples, json_option, tell
from logicnet.commands.common.sources import source_of, source_options, source_text
from logicnet.formats.registry import written

from .printing import cover_lines, several, terms_of, written_option


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=source_text())
    written_option(parser)
    output_option(parser, "write them as a cover", written("Cover"))
    json_option(parser)
    source_options(parser)
    examples(parser, 'logicnet primes "a & b | ~a & c"',
             'logicnet primes "AB + A\'C" --notation textbook')  # fmt: skip


def run(args: argparse.Namespace) -> int:
    cover = logicnet.primes(source_of(args))
    store(args, cover)
    known = {"primes": cover.terms, "literals": cover.literals} | terms_of(cover)
    primes, literals = several(cover.terms, "prime implicant"), several(cover.literals, "literal")
    line = f"{primes}, {literals}"
    tell(args, known, *cover_lines(args, cover), line)
    return DONE
