"""Work shared out to threads: how many processors there are, and a range done in parts."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

R = TypeVar("R")


def processors() -> int:
    """Processors that this process may use, or fewer where OMP_NUM_THREADS says so."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    limit = int(allowed) if allowed.isdecimal() and int(allowed) > 0 else 1 << 30
    if hasattr(os, "sched_getaffinity"):
        return min(limit, len(os.sched_getaffinity(0)))
    return min(limit, os.cpu_count() or 1)


def in_threads(part: Callable[[int, int], R], size: int, most: int) -> list[R]:
    """What `part` gives for each piece (from, to) of a range, in up to `most` threads.

    >>> in_threads(lambda first, last: last - first, 10, 1)
    [10]
    """
    pieces = min(most, size, processors()) if most > 1 else 1
    if pieces <= 1:
        return [part(0, size)]
    edges = [size * k // pieces for k in range(pieces + 1)]
    with ThreadPoolExecutor(pieces - 1) as pool:
        others = [pool.submit(part, *ends) for ends in pairwise(edges[1:])]
        return [part(0, edges[1]), *(other.result() for other in others)]
