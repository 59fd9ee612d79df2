"""BLAS kept to one thread, for products so small that threads which wait cost more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from ctypes import CDLL
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import numpy as np

_LOCK = Lock()
_SHARED: list[tuple[ExitStack, bool]] = []  # the limit that holds, and it again for each run


@contextmanager
def one_blas_thread(wanted: bool) -> Iterator[bool]:
    """BLAS kept to one thread, where that is wanted and there is a way to.

    Runs that overlap share it: the last that ends gives the threads back.
    """
    if not wanted:
        yield False
        return
    with _LOCK:
        if not _SHARED:
            way = ExitStack()
            _SHARED.append((way, way.enter_context(_limited())))
        _SHARED.append(_SHARED[0])
    try:
        yield _SHARED[0][1]
    finally:
        with _LOCK:
            _SHARED.pop()
            if len(_SHARED) == 1:
                _SHARED.pop()[0].close()


@contextmanager
def _limited() -> Iterator[bool]:
    if find_spec("threadpoolctl") is not None:
        with import_module("threadpoolctl").threadpool_limits(1, user_api="blas"):
            yield True
        return
    control = _openblas()
    if control is None:
        yield False
        return
    get, limit = control
    before = get()
    limit(1)
    try:
        yield True
    finally:
        limit(before)


@cache
def _openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """How many threads the OpenBLAS of numpy takes, and how to change it; None for another BLAS."""
    for path in Path(np.__file__).parents[1].glob("numpy.libs/*openblas*"):
        for prefix in ("scipy_openblas", "openblas"):
            with suppress(OSError, AttributeError):
                library = CDLL(str(path))  # the one that numpy has loaded
                get = getattr(library, f"{prefix}_get_num_threads64_")
                limit = getattr(library, f"{prefix}_set_num_threads64_")
                return get, limit
    return None
