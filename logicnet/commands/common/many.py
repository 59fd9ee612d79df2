"""One command on many sources, by several workers: results in the order given, failures told."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import logicnet
from logicnet.ground.running.interrupts import INTERRUPTED
from logicnet.logic.function import SOURCES

from .shared import DONE, REFUTED, UNDECIDED, USAGE, whole

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")

_NAME = "{}"  # in the name of a result, for that of its source
_GRAVEST = (INTERRUPTED, USAGE, REFUTED, UNDECIDED, DONE)


def workers_options(parser: argparse.ArgumentParser) -> None:
    """The options that say who does the work."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="so many processes")
    group.add_argument("--dask", metavar="ADDRESS", help="the workers of this Dask scheduler")


def _jobs(text: str) -> int:
    if (number := whole(text)) < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {text!r}")
    return number


def executor_of(args: argparse.Namespace) -> AbstractContextManager[Executor | None]:
    """The workers that the options ask for."""
    from logicnet.ground.workers.pools import pool

    return pool(args.jobs, args.dask)


def _is_file(source: str) -> bool:
    return SOURCES.names_file(source) or Path(source).is_file()


def target_of(output: Path | None, source: str) -> Path | None:
    """Where the result of a source goes: its name stands for {}."""
    if output is None or _NAME not in output.name:
        return output
    if not _is_file(source):
        raise logicnet.SpecificationError(
            f"{source!r} is no file, so that {_NAME} in {output.name!r} has no name to stand for"
        )
    return output.with_name(output.name.replace(_NAME, Path(source).stem))


def check_sources(output: Path | None, sources: Sequence[str]) -> None:
    """Refuse what is not several files, or would write two results to one place."""
    odd = next((source for source in sources[1:] if not _is_file(source)), None)
    if odd is not None or not _is_file(sources[0]):
        raise logicnet.SpecificationError(
            f"{(odd or sources[1])!r} is one argument too many; what has blanks is put in quotes, "
            "and several sources are files"
        )
    targets = Counter(target_of(output, source) for source in sources)
    double = [path for path, times in targets.items() if path is not None and times > 1]
    if double and output is not None and _NAME not in output.name:
        raise logicnet.SpecificationError(
            f"{output} is one place for {len(sources)} results; {_NAME} stands for the name of "
            f"each source, such as -o '{output.with_name(_NAME + output.suffix)}'"
        )
    if double:
        raise logicnet.SpecificationError(f"{double[0]} would be the result of several sources")


def run_each(
    args: argparse.Namespace,
    work: Callable[[str], T],
    keep: Callable[[T, Path], object],
    told: Callable[[T], tuple[dict[str, Any], str, int]],
) -> int:
    """Do the `work` on all sources, keep and tell each result; the gravest exit code.

    `told` gives what is known of a result, a line about it, and its exit code.
    """
    from logicnet.ground.workers.each import each

    check_sources(args.output, args.source)
    codes = [DONE]
    with executor_of(args) as executor:
        for outcome in each(work, args.source, executor=executor):
            try:
                found = outcome.get()
                target = target_of(args.output, outcome.source)
                if target is not None:
                    keep(found, target)
            except logicnet.LogicnetError as error:
                _tell(args.json, outcome.source, {"error": str(error)}, None)
                complain(outcome.source, str(error))
                codes.append(USAGE)
                continue
            known, line, code = told(found)
            _tell(args.json, outcome.source, known, line)
            codes.append(code)
    return gravest(codes)


def gravest(codes: Iterable[int]) -> int:
    """The exit code that says most: an interrupt, then a failure, then what was refuted."""
    return min(codes, key=_GRAVEST.index)


def complain(source: str, error: str) -> None:
    """Say on standard error what is wrong with one of several sources."""
    place = "" if error.startswith(source) else f"{source}: "
    print(f"logicnet: {place}{error}", file=sys.stderr, flush=True)


def _tell(as_json: bool, source: str, known: dict[str, Any], line: str | None) -> None:
    """A line of what is known, or for people; flushed, as the next one may take long."""
    if as_json:
        print(json.dumps({"source": source, **known}), flush=True)
    elif line is not None:
        print(f"{source}: {line}", flush=True)
