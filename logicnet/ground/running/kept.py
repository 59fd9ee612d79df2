"""What is made of an object once, and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import ref

R = TypeVar("R")


def kept(make: Callable[[Any], R]) -> Callable[[Any], R]:
    """The function, called once for each object; what it gave is held as long as the object lives.

    Objects are told apart by identity: equality of networks goes through all their weights.

    >>> class Thing: pass
    >>> thing, count = Thing(), kept(id)
    >>> count(thing) == count(thing)
    True
    """
    made: dict[int, tuple[ref[Any], R]] = {}

    @wraps(make)
    def found(of: Any) -> R:
        key = id(of)
        held = made.get(key)
        if held is None or held[0]() is not of:
            held = ref(of, lambda _: made.pop(key, None)), make(of)
            made[key] = held
        return held[1]

    return found
