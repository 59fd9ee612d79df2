"""Exact signs and lines for coordinates given as floats.

A float is an integer times a power of two, so every question about points and lines given in
floats has an exact answer. Signs are computed in floats with an error bound (Shewchuk,
Adaptive Precision Floating-Point Arithmetic, 1997); only where the bound does not decide, in
Python integers.

>>> turn(np.array([0.0, 0.0]), np.array([3.0, 1.0]), np.array([0.3, 0.1]))    # 3 * 0.1 > 0.3
array(1, dtype=int8)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd, ldexp
from sys import float_info
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.html import sentence
from logicnet.ground.names import default_inputs

_EPSILON = 2.0**-53
_TURN_BOUND = (3 + 16 * _EPSILON) * _EPSILON
_TINY = 1e-290  # below this, products may have lost digits to underflow


class Hyperplane(NamedTuple):
    """The points with ``normal.x == offset``: coprime integers, the first non-zero one positive.

    Two descriptions of one hyperplane have equal normal and offset.

    >>> print(Hyperplane((2, -1), Fraction(3, 2)))
    2*x1 - x2 = 3/2
    """

    normal: tuple[int, ...]
    offset: Fraction

    def __hash__(self) -> int:
        """Of the numbers themselves: the hash of a Fraction inverts its denominator."""
        return hash((self.normal, self.offset.numerator, self.offset.denominator))

    def __str__(self) -> str:
        names = default_inputs(len(self.normal))
        terms = [
            f"{'-' if w < 0 else '+'} {'' if abs(w) == 1 else f'{abs(w)}*'}{name}"
            for name, w in zip(names, self.normal, strict=True)
            if w
        ]
        return f"{' '.join(terms).removeprefix('+ ')} = {self.offset}"

    def _repr_html_(self) -> str:
        return sentence("Hyperplane", str(self))


def integers(values: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """Python integers m and one exponent e such that ``values == m * 2**e``.

    >>> integers(np.array([0.5, 3.0]))
    (array([1, 6], dtype=object), -1)
    """
    mantissa, exponent = np.frexp(np.asarray(values, dtype=np.float64))
    whole = (mantissa * 2.0**53).astype(np.int64)
    lowest_bit = np.frexp((whole & -whole).astype(np.float64))[1] - 1
    trailing = np.where(whole == 0, 0, lowest_bit)
    power = np.where(whole == 0, 1 << 20, exponent - 53 + trailing)
    least = int(power.min(initial=1 << 20))
    if least == 1 << 20:
        return np.zeros(whole.shape, dtype=object), 0
    return (whole >> trailing).astype(object) << (power - least).astype(object), least


def turn(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any]) -> NDArray[np.int8]:
    """The sign of the area of the triangles a b c: 1 where c lies left of the way from a to b.

    Points are rows (x, y); the arrays are broadcast against each other.
    """
    a, b, c = np.broadcast_arrays(a, b, c)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        first = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
        second = (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        area = first - second
        certain = np.abs(area) > _TURN_BOUND * (np.abs(first) + np.abs(second)) + _TINY
    sign = np.where(certain, np.sign(area), 0).astype(np.int8)
    if not certain.all():
        sign[~certain] = _exact_turn(a[~certain], b[~certain], c[~certain])
    return sign


def _exact_turn(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any]) -> NDArray[np.int8]:
    whole, _ = integers(np.stack([a, b, c]))
    p, q, r = whole
    area = (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
    return signs_of(area)


def signs_of(values: NDArray[Any]) -> NDArray[np.int8]:
    """1, 0 or -1 for each number, of whatever size."""
    return np.asarray((values > 0).astype(np.int8) - (values < 0).astype(np.int8), dtype=np.int8)


def fractions(values: Any) -> list[Fraction]:
    """The numbers (ints, floats, Fractions, sympy rationals) as Fractions."""
    return [v if isinstance(v, Fraction) else as_fraction(v) for v in values]


def nearest_float(value: Fraction) -> float:
    """The nearest float, the largest ones for what lies beyond."""
    try:
        return float(value)
    except OverflowError:
        return float_info.max if value > 0 else -float_info.max


def as_fraction(value: Any) -> Fraction:
    """The exact value of one number; an error for one that has no exact value.

    >>> as_fraction(0.5)
    Fraction(1, 2)
    """
    try:
        if hasattr(value, "p") and hasattr(value, "q"):  # a sympy Rational
            return Fraction(int(value.p), int(value.q))
        if isinstance(value, (int, float, str, Fraction)):
            return Fraction(value)
        if hasattr(value, "as_integer_ratio"):  # a Decimal or a number of numpy
            return Fraction(*map(int, value.as_integer_ratio()))
        near = float(value)
        if near == value:
            return Fraction(near)
    except (ValueError, OverflowError, TypeError, ZeroDivisionError):
        raise SpecificationError(f"expected a finite number, got {value!r:.60}") from None
    raise SpecificationError(f"{value!r:.60} is no fraction: give a number near it, {near!r}")


def exact_floats(values: Any, what: str) -> NDArray[np.float64]:
    """Numbers as floats, none of which is changed by that; NaN and inf are left to the caller."""
    try:
        array = np.asarray(values)
    except (ValueError, TypeError):
        raise SpecificationError(f"{what}: expected rows of numbers, all of one length") from None
    if array.dtype.kind not in "iufO":
        kind = "text" if array.dtype.kind in "US" else array.dtype.name
        raise SpecificationError(f"{what}: expected numbers, got {kind}")
    if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
        return array.astype(np.float64)
    try:
        numbers = fractions(array.ravel().tolist())
        near = [float(v) for v in numbers]
    except SpecificationError as error:
        raise SpecificationError(f"{what}: {error}") from None
    except OverflowError:
        raise SpecificationError(f"{what}: a number is beyond floats") from None
    for number, value in zip(numbers, near, strict=True):
        if Fraction(value) != number:
            raise SpecificationError(
                f"{what}: floats do not hold {number!s:.60}; round it first, to {value!r}"
            )
    return np.array(near, dtype=np.float64).reshape(array.shape)


def hyperplane(normal: list[Fraction], offset: Fraction) -> tuple[Hyperplane, int]:
    """The hyperplane ``normal.x == offset`` in its one form, and the sign of the factor to it.

    >>> hyperplane([Fraction(0), Fraction(-2)], Fraction(1))
    (Hyperplane(normal=(0, 1), offset=Fraction(-1, 2)), -1)
    """
    scale = 1
    for v in normal:
        scale = scale * v.denominator // gcd(scale, v.denominator)
    whole = [int(v * scale) for v in normal]
    factor = gcd(*whole)
    if not factor:
        raise SpecificationError("the normal of a half-space must not be zero")
    sign = 1 if next(v for v in whole if v) > 0 else -1
    return (
        Hyperplane(tuple(sign * v // factor for v in whole), sign * offset * scale / factor),
        sign,
    )


def null_space(rows: Sequence[Sequence[Fraction]], dimension: int) -> list[list[Fraction]]:
    """Independent vectors that span what all rows are orthogonal to.

    >>> null_space([[Fraction(1), Fraction(2)]], 2)
    [[Fraction(-2, 1), Fraction(1, 1)]]
    """
    reduced: dict[int, list[Fraction]] = {}  # by the place of its leading 1
    for given in rows:
        row = list(given)
        for lead, known in reduced.items():
            row = [a - row[lead] * b for a, b in zip(row, known, strict=True)]
        place = next((k for k, v in enumerate(row) if v), None)
        if place is not None:
            row = [v / row[place] for v in row]
            for lead, known in reduced.items():
                reduced[lead] = [a - known[place] * b for a, b in zip(known, row, strict=True)]
            reduced[place] = row
    return [
        [Fraction(int(k == free)) if k not in reduced else -reduced[k][free]
         for k in range(dimension)]
        for free in range(dimension) if free not in reduced
    ]  # fmt: skip


def crossed(rows: NDArray[Any]) -> NDArray[Any]:
    """For stacks of m - 1 rows of m numbers the vector orthogonal to all, from their minors.

    >>> crossed(np.array([[[1, 0, 0], [0, 1, 0]]])).tolist()
    [[0, 0, 1]]
    """
    count, height, width = rows.shape
    minors: dict[tuple[int, ...], Any] = {(): np.ones(count, dtype=rows.dtype)}
    for r in range(height):
        grown: dict[tuple[int, ...], Any] = {}
        for columns in combinations(range(width), r + 1):
            total = np.zeros(count, dtype=rows.dtype)
            for place, column in enumerate(columns):
                rest = columns[:place] + columns[place + 1 :]
                term = rows[:, r, column] * minors[rest]
                total = total + term if (r + place) % 2 == 0 else total - term
            grown[columns] = total
        minors = grown
    every = tuple(range(width))
    sides = [
        minors[every[:c] + every[c + 1 :]] * (1 if (c + height) % 2 == 0 else -1) for c in every
    ]
    return np.stack(sides, axis=1)


def widened(plane: Hyperplane, columns: Sequence[int], dimension: int) -> tuple[Hyperplane, int]:
    """The hyperplane over more coordinates, its own standing in the given columns, and a sign.

    The sign is -1 where the order of the columns turns the sides of the hyperplane round.
    """
    if list(columns) == list(range(dimension)):
        return plane, 1
    normal = [0] * dimension
    for column, value in zip(columns, plane.normal, strict=True):
        normal[column] = value
    sign = 1 if next(v for v in normal if v) > 0 else -1
    return Hyperplane(tuple(sign * v for v in normal), sign * plane.offset), sign


def edge_lines(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[list[Hyperplane], NDArray[np.int8]]:
    """The lines through plane edges, and for each edge the sign of the line's left side.

    With the sign s, the left of the way from start to end is ``s * (normal.x - offset) > 0``:
    for the direction (dx, dy) the left normal is (-dy, dx).
    """
    whole, power = integers(np.stack([starts, ends]))
    p, q = whole
    normal = np.stack([p[:, 1] - q[:, 1], q[:, 0] - p[:, 0]], axis=1)
    offset = (normal * p).sum(axis=1)
    factor = np.gcd(normal[:, 0], normal[:, 1])
    positive = (normal[:, 0] > 0) | ((normal[:, 0] == 0) & (normal[:, 1] > 0))
    sign = np.where(positive, 1, -1)
    normal = normal // (factor * sign)[:, None]
    offset = offset // (factor * sign)
    unit = Fraction(2) ** power
    lines = [
        Hyperplane((a, b), c * unit)
        for (a, b), c in zip(normal.tolist(), offset.tolist(), strict=True)
    ]
    return lines, sign.astype(np.int8)


def nearest_power(value: float) -> float:
    """The power of two next below a positive number (and within the range of normal floats)."""
    exponent = int(np.frexp(value)[1]) - 1
    return ldexp(1.0, min(max(exponent, -1000), 1000))
