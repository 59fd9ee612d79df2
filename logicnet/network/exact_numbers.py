"""Numbers as networks hold them: whole ones of 64 bits, or floats, that are equal to what is given.

What no such number is equal to is refused; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from numbers import Rational
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import shown


def exact(values: Any, dtype: type[np.generic], name: str) -> NDArray[Any]:
    """The numbers, a list or an array, as an array of that type, which must hold each of them.

    >>> exact([1, 2**53 + 1], np.float64, "weights")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: weights: float64 cannot hold 9007199254740993
    """
    given = np.array(values, dtype=object) if isinstance(values, list) else np.asarray(values)
    if given.dtype.kind == np.dtype(dtype).kind and np.can_cast(given.dtype, dtype):
        return given.astype(dtype, copy=False)
    listed = given.tolist()
    lost = _lost(listed, dtype)
    if lost:
        raise SpecificationError(f"{name}: {np.dtype(dtype)} cannot hold {shown(lost[0])}")
    return np.array(listed, dtype=dtype)


def same_kind(weights: NDArray[Any], thresholds: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both as int64, or both as float64, which then has to hold the whole numbers as well."""
    if "f" not in {array.dtype.kind for array in (weights, thresholds) if array.size}:
        return weights.astype(np.int64, copy=False), thresholds.astype(np.int64, copy=False)
    return _floats(weights, "weight"), _floats(thresholds, "threshold")


def _floats(array: NDArray[Any], what: str) -> NDArray[np.float64]:
    return array if array.dtype.kind == "f" else as_floats(array.tolist(), what)


def node_numbers(values: Any) -> NDArray[np.int64]:
    """The nodes that a unit reads, as whole numbers."""
    try:
        array = np.asarray(values)
    except ValueError:  # lists of several lengths
        array = np.empty((0, 0))
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise SpecificationError(
            f"a unit reads nodes, which are whole numbers, not {shown(values)}"
        )
    return array.astype(np.int64)


def numbers(values: Any, what: str) -> NDArray[Any]:
    """The values as int64 where all are whole by type, else as float64: exactly, or refused.

    >>> numbers([3, Fraction(1, 4)], "weight").tolist()
    [3.0, 0.25]
    """
    if not hasattr(values, "__array__"):
        return _listed(plain_numbers(values, what), what)
    array = np.asarray(values)
    if np.ma.is_masked(values):
        raise SpecificationError(f"some {what}s are masked")
    if array.ndim != 1:
        raise SpecificationError(
            f"{what}s are a one-dimensional array of numbers, got one of shape {array.shape}"
        )
    if array.dtype.kind in "if" and array.dtype.itemsize <= 8:
        whole = array.dtype.kind == "i"
        return array.astype(np.int64, copy=False) if whole else _finite(array, what)
    return _listed(plain_numbers(array, what), what)


def plain_numbers(values: Any, what: str) -> list[int | float]:
    """The values as Python numbers that are equal to them.

    >>> plain_numbers(np.array([3, 255], dtype=np.uint8), "weight")
    [3, 255]
    """
    if not isinstance(values, (Sequence, np.ndarray)) or isinstance(values, (str, bytes)):
        raise SpecificationError(f"{what}s are a list or an array of numbers, not {shown(values)}")
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    if set(map(type, listed)) <= {int, float}:
        return list(listed)
    return [v if type(v) is int or type(v) is float else number(v, what) for v in listed]


def number(value: Any, what: str) -> int | float:
    """The value, of any numeric type, as a Python number that is equal to it.

    >>> number(Fraction(1, 3), "weight")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: weight 1/3 is no binary fraction of 64 bits; multiply ...
    """
    if type(value) is int:
        return value
    exact: Any = value.item() if getattr(value, "ndim", None) == 0 else value
    try:
        if isinstance(exact, (bool, str, bytes, np.ndarray)):
            raise TypeError
        if isinstance(exact, Rational):
            exact = Fraction(exact)
            if exact.denominator == 1:
                return int(exact.numerator)
        rounded = float(exact)
    except (TypeError, ValueError):
        raise SpecificationError(f"a {what} is a number, not {shown(value)}") from None
    except OverflowError:
        rounded = 0.0
    if rounded == exact or not isfinite(rounded):
        return rounded
    raise SpecificationError(
        f"{what} {shown(value)} is no binary fraction of 64 bits; multiply the weights and the "
        "threshold of its unit, so that all are whole"
    )


def _listed(values: list[int | float], what: str) -> NDArray[Any]:
    """Python numbers as an array that holds them exactly."""
    if float in set(map(type, values)):
        return as_floats(values, what)
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        raise SpecificationError(
            f"a {what} lies beyond 64 bits ({shown(max(values, key=abs))}); "
            "use a construction with smaller weights (max_weight=...)"
        ) from None


def as_floats(values: list[int | float], what: str) -> NDArray[np.float64]:
    """The values as floats that are equal to them."""
    lost = _lost(values, np.float64)
    if lost:
        raise SpecificationError(
            f"no float is the {what} {shown(lost[0])}; numbers that are not all whole are floats"
        )
    return _finite(np.array(values, dtype=np.float64), what)


def _lost(values: list[int | float], dtype: type[np.generic]) -> list[int | float]:
    """Those of the numbers that the type, int64 or float64, cannot hold."""
    if dtype is np.float64:
        return [v for v in values if not (_is_float(v) if isinstance(v, int) else _is_kept(v))]
    return [v for v in values if not (-(1 << 63) <= v < 1 << 63 and v == int(v))]


def _is_float(whole: int) -> bool:
    odd = whole // (whole & -whole or 1)
    return odd.bit_length() <= 53 and whole.bit_length() <= 1024


def _is_kept(value: float) -> bool:
    """Whether a number, perhaps of more than 64 bits, is that float or none."""
    return float(value) == value or value != value


def _finite(array: NDArray[Any], what: str) -> NDArray[np.float64]:
    if not np.isfinite(array).all():
        raise SpecificationError(f"{what} {array[~np.isfinite(array)][0]} is not finite")
    if (np.signbit(array) & (array == 0)).any():
        array = array + 0.0  # there is one zero
    return array.astype(np.float64, copy=False)
