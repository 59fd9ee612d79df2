"""`logicnet playground`: the playground in the browser, served on this machine."""

from __future__ import annotations

import argparse
import signal

from .common.shared import DONE, examples, whole
from .common.sources import source_of, source_options, source_text


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="?", help=f"what it begins with: {source_text()}")
    parser.add_argument("--port", type=whole, default=0, help="which port, else any that is free")
    parser.add_argument("--no-browser", action="store_true", help="print the address alone")
    source_options(parser)
    examples(parser, "logicnet playground",
             'logicnet playground "a & (b | ~c)" --port 8080 --no-browser')  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from logicnet.playground.server import serve

    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C is how it ends, no failure
    source = None if args.source is None else source_of(args)
    serve(source, port=args.port, browser=not args.no_browser)
    return DONE
