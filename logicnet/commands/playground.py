"""`logicnet playground`: the playground in the browser, served on this machine."""

from __future__ import annotations

import argparse
import signal

from .common.shared import DONE, source_of, source_text, whole


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="?", help=f"what it begins with: {source_text()}")
    parser.add_argument("--port", type=whole, default=0, help="which port, else any that is free")
    parser.add_argument("--no-browser", action="store_true", help="print the address alone")


def run(args: argparse.Namespace) -> int:
    from logicnet.playground.server import serve

    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C is how it ends, no failure
    source = None if args.source is None else source_of(args.source)
    serve(source, port=args.port, browser=not args.no_browser)
    return DONE
