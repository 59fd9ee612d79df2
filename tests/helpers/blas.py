"""BLAS with two threads, so that one thread can be told from what there is."""

from contextlib import contextmanager

import pytest

from logicnet.ground.running.one_blas_thread import _openblas


@contextmanager
def two_blas_threads():
    """BLAS has two threads; gives a function that says how many it has."""
    control = _openblas()
    if control is None:
        pytest.skip("numpy has another BLAS here")
    get, limit = control
    before = get()
    limit(2)
    try:
        yield get
    finally:
        limit(before)
