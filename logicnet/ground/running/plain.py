"""Kernels run by Python: the same answer where compilation would take longer than what is asked.

A small circuit is mapped by Python within a second, while its kernels take ten to be compiled. The
result is the same bit for bit, so that it never depends on what a machine has compiled before:
kernels that are run so do no more than index arrays and count in whole numbers that wrap, or add
up double floats in order.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from logicnet.ground.budget import standing

_PATIENCE = 1.0  # seconds of a process, after which a kernel is compiled after all
_NOTED = 0.3  # seconds of a process, after which a later one had better compile it
_spent: dict[Any, float] = {}  # by kernel


def is_too_long(kernel: Any) -> bool:
    """Whether Python has run a kernel for so long that it is compiled after all."""
    return _spent.get(kernel, 0.0) > _PATIENCE


class InPython:
    """A call in Python, during which the clock of budgets stands still, as while one compiles."""

    def __init__(self, kernel: Any, note: Callable[[Any], None]) -> None:
        self._kernel, self._plain, self._note = kernel, plain(kernel), note

    def __call__(self, *arguments: Any) -> Any:
        if is_too_long(self._kernel):
            return self._kernel(*arguments)
        start, before = time.process_time(), _spent.get(self._kernel, 0.0)
        with standing(), np.errstate(over="ignore"):
            found = self._plain(*arguments)
        _spent[self._kernel] = before + time.process_time() - start
        if before <= _NOTED < _spent[self._kernel]:
            self._note(self._kernel)
        return found


@cache
def plain(function: Any) -> Callable[..., Any]:
    """The kernel as it is written, and so all those that it calls.

    >>> from logicnet.construction.mapping.cut_kernel import hashed
    >>> plain(hashed)(5) == hashed(5)
    True
    """
    made: dict[Any, FunctionType] = {}

    def of(kernel: Any) -> FunctionType:
        if kernel not in made:
            written = kernel.py_func
            known = dict(written.__globals__)
            made[kernel] = FunctionType(written.__code__, known, written.__name__)
            for name in written.__code__.co_names:
                if hasattr(known.get(name), "py_func"):
                    known[name] = of(known[name])
        return made[kernel]

    return of(function) if hasattr(function, "py_func") else function
