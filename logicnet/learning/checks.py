"""Arguments checked in one place: a wrong one is named, with what it is and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isfinite
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import SpecificationError

T = TypeVar("T")


def number(
    value: Any, name: str, low: float = -inf, high: float = inf, *, inside: bool = False
) -> float:
    """The value as a finite float from `low` to `high`, or strictly between them.

    >>> number(3, "rate", 0, inside=True)
    3.0
    """
    if isinstance(value, Real) and not isinstance(value, bool):
        real = float(value)
        if isfinite(real) and ((low < real < high) if inside else (low <= real <= high)):
            return real
    if high < inf:
        wanted = f"lie between {low:g} and {high:g}" if inside else f"be from {low:g} to {high:g}"
    elif low == 0:
        wanted = "be positive" if inside else "not be negative"
    else:
        wanted = "be a finite number"
    raise SpecificationError(f"{name} must {wanted}, got {value!r}")


def whole(value: Any, name: str, low: int = 1, high: float = inf) -> int:
    """The value as an int from `low` to `high`.

    >>> whole(np.int64(3), "epochs")
    3
    """
    if isinstance(value, Integral) and not isinstance(value, bool) and low <= int(value) <= high:
        return int(value)
    if high < inf:
        wanted = f"a whole number from {low} to {high}"
    else:
        wanted = "a positive whole number" if low == 1 else f"a whole number of at least {low}"
    raise SpecificationError(f"{name} must be {wanted}, got {value!r}")


def choice(value: Any, name: str, known: Iterable[str]) -> str:
    """The value, which must be one of the `known` names.

    >>> choice("adam", "optimiser", ["sgd", "adam"])
    'adam'
    """
    names = list(known)
    if not isinstance(value, str) or value not in names:
        raise SpecificationError(f"{name} {value!r} is not known; choose one of {', '.join(names)}")
    return value


def instance(value: Any, kind: type[T], name: str) -> T:
    """The value, which must be of the type `kind`.

    >>> instance(3, int, "count")
    3
    """
    if not isinstance(value, kind):
        shown = type(value).__name__
        raise SpecificationError(f"{name} must be a {kind.__name__}, got a value of type {shown}")
    return value


def floats(values: Any, name: str) -> NDArray[np.float64]:
    """The values as an array of floats.

    >>> floats([1, 2], "weights").tolist()
    [1.0, 2.0]
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind != "c":
            return array.astype(np.float64)
    except (TypeError, ValueError):
        pass
    raise SpecificationError(f"{name} must be an array of real numbers, got {_shown(values)}")


def generator(seed: Any) -> np.random.Generator:
    """The random generator of a seed: a whole number, None, or a generator itself.

    >>> int(generator(0).integers(10))
    8
    """
    if seed is None or isinstance(seed, np.random.Generator):
        return np.random.default_rng(seed)
    return np.random.default_rng(whole(seed, "seed", 0))


def seed_number(seed: Any) -> int | None:
    """The seed as a whole number or None; from a generator the next one that it draws.

    >>> seed_number(7), seed_number(np.random.default_rng(0))
    (7, 5874934615388537135)
    """
    if isinstance(seed, np.random.Generator):
        return int(seed.integers(1 << 63))
    return None if seed is None else whole(seed, "seed", 0)


def _shown(values: Any) -> str:
    text = repr(values)
    return text if len(text) <= 60 else text[:57] + "..."
