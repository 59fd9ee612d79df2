"""Interval arithmetic on arrays: every value lies between two floats, whatever rounding does.

Sums, products and quotients are moved outward by one float where they are not exact, values of
elementary functions by more than they are off in any library in use (a few units in the last
place). What is not known
to be defined is unbounded. Where some of an argument lies outside a function's domain only the
rest of it counts; where all of it does, the answer is nan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ERROR = 2.0**-48  # relative, of elementary functions
_TINY = 2.0**-900  # below it what is missing in a product may be no float
_SLACK = 2.0**-10  # of a quarter turn, which must be known better


class Interval(NamedTuple):
    """Arrays of least and greatest values."""

    low: Floats
    high: Floats

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:  # type: ignore[override]
        return Interval(_down(*_sum(self.low, other.low)), _up(*_sum(self.high, other.high)))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:  # type: ignore[override]
        ends = [_product(a, b) for a in self for b in other]
        ends = [(np.where(np.isnan(end), 0.0, end), error) for end, error in ends]  # 0 times inf
        low, high = (np.stack([to(*end) for end in ends]) for to in (_down, _up))
        found = Interval(low.min(axis=0), high.max(axis=0))
        return _signed(found, (self.low >= 0) & (other.low >= 0) | (self.high <= 0)
                       & (other.high <= 0), (self.low >= 0) & (other.high <= 0)
                       | (self.high <= 0) & (other.low >= 0))  # fmt: skip

    def __truediv__(self, other: Interval) -> Interval:
        known = (other.low > 0) | (other.high < 0)
        ends = [_quotient(a, b) for a in self for b in other]
        low, high = (np.stack([to(*end) for end in ends]) for to in (_down, _up))
        found = Interval(low.min(axis=0), high.max(axis=0))
        return Interval(np.where(known, found.low, -np.inf), np.where(known, found.high, np.inf))

    def power(self, n: int) -> Interval:
        """The n-th power, for a whole number n."""
        if n < 0:
            return point(1.0, self.low) / self.power(-n)
        with np.errstate(over="ignore", under="ignore"):
            low, high = (np.power(end, float(n)) for end in self)
        if n % 2:
            return _widened(low, high)
        least = np.where((self.low < 0) & (self.high > 0), 0.0, np.minimum(low, high))
        return _widened(least, np.maximum(low, high)).above(0.0)

    def within(self, other: Interval) -> Interval:
        """What both intervals say of one value."""
        return Interval(np.maximum(self.low, other.low), np.minimum(self.high, other.high))

    def above(self, least: float) -> Interval:
        """The part that is not below a number."""
        return Interval(np.maximum(self.low, least), np.maximum(self.high, least))


def number(low: float, high: float, like: Floats) -> Interval:
    """One interval, in the shape of an array."""
    return Interval(np.full(like.shape, low), np.full(like.shape, high))


def point(value: float, like: Floats) -> Interval:
    """One float as an interval, in the shape of an array."""
    return number(value, value, like)


def hull(*parts: Interval) -> Interval:
    """The least interval with all of several."""
    low, high = (np.stack(ends) for ends in zip(*parts, strict=True))
    return Interval(low.min(axis=0), high.max(axis=0))


def _signed(found: Interval, positive: Any, negative: Any) -> Interval:
    """An interval without what is known not to be met on the other side of 0."""
    low = np.where(positive, np.maximum(found.low, 0.0), found.low)
    return Interval(low, np.where(negative, np.minimum(found.high, 0.0), found.high))


def _sum(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """A rounded sum, and what is missing in it: exactly, or nan."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """A rounded product, and what is missing in it: exactly, or nan."""
    product = a * b
    (x, more), (y, rest) = _halves(a), _halves(b)
    error = ((x * y - product) + x * rest + more * y) + more * rest
    error = np.where(np.abs(product) < _TINY, np.nan, error)
    return product, np.where((a == 0) | (b == 0), 0.0, error)


def _quotient(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """A rounded quotient, and a number with the sign of what is missing in it, or nan."""
    quotient = a / b
    back, error = _product(quotient, b)
    rest = ((a - back) - error) * np.sign(b)
    return quotient, np.where(np.abs(quotient) < _TINY, np.nan, rest)


def _halves(a: Floats) -> tuple[Floats, Floats]:
    """Two floats of half as many digits, whose sum a number is; nan where it is too large."""
    scaled = a * (2.0**27 + 1)
    first = scaled - (scaled - a)
    return first, a - first


def _down(value: Floats, missing: Floats) -> Floats:
    """A float that is not above a value and what is missing in it."""
    return np.where(missing >= 0, value, np.nextafter(value, -np.inf))


def _up(value: Floats, missing: Floats) -> Floats:
    """A float that is not below a value and what is missing in it."""
    return np.where(missing <= 0, value, np.nextafter(value, np.inf))


def _outward(low: Floats, high: Floats) -> Interval:
    return Interval(np.nextafter(low, -np.inf), np.nextafter(high, np.inf))


def _widened(low: Floats, high: Floats) -> Interval:
    """Ends that an elementary function gave, moved by what it may be wrong by."""
    low = np.where(np.isinf(low), low, low - _ERROR * np.abs(low))
    high = np.where(np.isinf(high), high, high + _ERROR * np.abs(high))
    low, high = np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
    return _outward(low, high)


# Elementary functions ----------------------------------------------------------------------------


def _rising(function: Callable[[Floats], Floats], least: float = -np.inf) -> Any:
    def values(x: Interval) -> Interval:
        return _widened(function(x.low), function(x.high)).above(least)

    return values


def sine(x: Interval, shift: float = 0.0) -> Interval:
    """sin(x + shift quarter turns): up to 1 (or -1) where that can be met between the ends."""
    ends = [np.cos(end) if shift else np.sin(end) for end in x]
    low, high = np.minimum(*ends) - _ERROR, np.maximum(*ends) + _ERROR
    low = np.where(_meets(x, 4, 3 - shift), -1.0, low)
    high = np.where(_meets(x, 4, 1 - shift), 1.0, high)
    return Interval(np.maximum(low, -1.0), np.minimum(high, 1.0))


def tangent(x: Interval) -> Interval:
    """tan(x), unbounded where a pole can lie between the ends."""
    found = _widened(np.tan(x.low), np.tan(x.high))
    pole = _meets(x, 2, 1)
    return Interval(np.where(pole, -np.inf, found.low), np.where(pole, np.inf, found.high))


def _slope_of_tangent(x: Interval) -> Interval:
    found = point(1.0, x.low) + tangent(x).power(2)
    return Interval(np.where(_meets(x, 2, 1), -np.inf, found.low), found.high)


def _meets(x: Interval, period: int, quarter: float) -> NDArray[np.bool_]:
    """Whether so many quarter turns, but for a whole number of periods, can lie in an interval."""
    low, high = (end / (np.pi / 2) - quarter for end in x)
    slack = _ERROR * (8 + np.maximum(np.abs(low), np.abs(high)))
    first, last = np.floor((low - slack) / period), np.floor((high + slack) / period)
    return np.asarray((first != last) | ~(slack < _SLACK))


def _hyperbolic_cosine(x: Interval) -> Interval:
    ends = Interval(*map(np.cosh, x))
    least = np.where((x.low < 0) & (x.high > 0), 1.0, np.minimum(*ends))
    return _widened(least, np.maximum(*ends)).above(1.0)


def magnitude(x: Interval) -> Interval:
    """|x|."""
    least = np.where((x.low <= 0) & (x.high >= 0), 0.0, np.minimum(np.abs(x.low), np.abs(x.high)))
    return Interval(least, np.maximum(np.abs(x.low), np.abs(x.high)))


def _stepped(function: Callable[[Floats], Floats]) -> tuple[Any, Any]:
    """A function that is constant between jumps, and its derivative."""

    def values(x: Interval) -> Interval:
        return Interval(function(x.low), function(x.high))

    def rates(x: Interval) -> Interval:
        same = function(x.low) == function(x.high)
        return Interval(np.where(same, 0.0, -np.inf), np.where(same, 0.0, np.inf))

    return values, rates


def _one(x: Interval) -> Interval:
    return point(1.0, x.low)


_sqrt, _log, _exp = _rising(np.sqrt, 0.0), _rising(np.log), _rising(np.exp, 0.0)
_sinh, _tanh, _atan = _rising(np.sinh), _rising(np.tanh), _rising(np.arctan)
FUNCTIONS: dict[str, tuple[Callable[[Interval], Interval], Callable[[Interval], Interval]]] = {
    "sin": (sine, lambda x: sine(x, 1.0)),
    "cos": (lambda x: sine(x, 1.0), lambda x: -sine(x)),
    "tan": (tangent, _slope_of_tangent),
    "exp": (_exp, _exp),
    "log": (lambda x: _log(x.above(0.0)), lambda x: _one(x) / x.above(0.0)),
    "sqrt": (lambda x: _sqrt(x.above(0.0)),
             lambda x: point(0.5, x.low) / _sqrt(x.above(0.0))),
    "abs": (magnitude, lambda x: Interval(np.where(x.low >= 0, 1.0, -1.0),
                                          np.where(x.high <= 0, -1.0, 1.0))),
    "sinh": (_sinh, _hyperbolic_cosine),
    "cosh": (_hyperbolic_cosine, _sinh),
    "tanh": (_tanh, lambda x: (_one(x) - _tanh(x).power(2)).above(0.0)),
    "atan": (_atan, lambda x: _one(x) / (_one(x) + x.power(2))),
    "floor": _stepped(np.floor),
    "ceil": _stepped(np.ceil),
    "sign": _stepped(np.sign),
}  # fmt: skip
