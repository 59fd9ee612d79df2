"""What only some tests need: packages, and BLAS that has threads."""

import importlib
import os
from contextlib import contextmanager

import pytest

from logicnet.ground.running.one_blas_thread import _openblas


def optional(name):
    """The package; without it the test is skipped, but fails where CI is set."""
    if os.environ.get("CI"):
        return importlib.import_module(name)
    return pytest.importorskip(name)


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
