"""The least and the greatest values of real formulas on boxes, as near as is worth while.

On a box the values lie in what interval arithmetic gives; with the intervals D of the derivatives
also within ``f(m) + D (x - m)`` for the middle m, whose excess falls with the square of the size;
and where a derivative has one sign, its least and greatest values are at the ends of that axis.
Boxes for which this is not yet near what is seen at points are halved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError

from .intervals import Floats, Interval
from .real_formulas import RealFormula

_BLOCK = 1 << 14  # boxes looked at together
_MOST_BOXES = 1 << 19  # looked at beyond those that are asked for
_SHARE = 1 / 64  # of the greatest spread seen, by which bounds may be wider
_ROUNDING = 2.0**-40  # and of the greatest value seen


def ranges(formula: RealFormula, low: Floats, high: Floats, enough: float = 0.0) -> Interval:
    """Bounds of the values on boxes with these corners, rows of coordinates.

    Bounds no further apart than `enough` are good enough, and so are any if they must be further
    apart for some box.

    >>> from logicnet.construction.real_functions.real_formulas import real_formula
    >>> found = ranges(real_formula("x**2 - x"), np.array([[0.0]]), np.array([[1.0]]))
    >>> bool(-0.26 < found.low[0] <= -0.25) and bool(0 <= found.high[0] < 0.01)
    True
    """
    return _Search(formula, low, high).answer(enough)


def near(formula: RealFormula, low: Floats, high: Floats) -> Interval:
    """Bounds of the values on boxes, as they are: none is halved."""
    parts = [_Search(formula, low[k : k + _BLOCK], high[k : k + _BLOCK]).looked_at(slice(None))
             for k in range(0, max(1, len(low)), _BLOCK)]  # fmt: skip
    return Interval(*(np.concatenate(ends) for ends in zip(*(p[:2] for p in parts), strict=True)))


class _Search:
    """The boxes that are still looked at, and what is known of the cells that they are part of."""

    def __init__(self, formula: RealFormula, low: Floats, high: Floats) -> None:
        self.formula, self.low, self.high = formula, low, high
        self.cell = np.arange(len(low))
        self.size = high - low
        nothing = np.full(len(low), np.inf)
        self.known = Interval(nothing.copy(), -nothing)  # of the boxes that are done with
        self.seen = Interval(nothing.copy(), -nothing)  # at points

    def answer(self, enough: float) -> Interval:
        """Bounds for each cell."""
        left = _MOST_BOXES + len(self.cell)
        while len(self.cell):
            left -= len(self.cell)
            parts = [self.looked_at(slice(k, k + _BLOCK))
                     for k in range(0, len(self.cell), _BLOCK)]  # fmt: skip
            low, high, axis = (np.concatenate(part) for part in zip(*parts, strict=True))
            rows = np.arange(len(axis))
            start, stop = self.low[rows, axis], self.high[rows, axis]
            middle = start / 2 + stop / 2
            done = (middle <= start) | (middle >= stop) | (left < 0)
            unbounded = ~(np.isfinite(low) & np.isfinite(high))
            if (unbounded & done).any():
                at = self.formula.place(self.low[np.argmax(unbounded & done)])
                raise SpecificationError(f"{self.formula.text}: not known to be bounded near {at}")
            done |= ~(unbounded | self._loose(low, high, enough))
            np.minimum.at(self.known.low, self.cell[done], low[done])
            np.maximum.at(self.known.high, self.cell[done], high[done])
            self._halve(np.flatnonzero(~done), axis, middle)
        return self.known

    def looked_at(self, at: slice) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Bounds for some boxes, and along which axis each is best halved; points are seen."""
        low, high, cell = self.low[at], self.high[at], self.cell[at]
        found, slopes = self.formula.bounds(Interval(low, high), rates=True)
        least, most = (np.stack(ends, axis=1) for ends in zip(*slopes, strict=True))
        rises, falls = least >= 0, most <= 0
        bottom = Interval(np.where(falls, high, low), np.where(rises, low, high))
        top = Interval(np.where(rises, high, low), np.where(falls, low, high))
        middle = low / 2 + high / 2
        centre = self._point(cell, middle)
        self._point(cell, bottom.low), self._point(cell, top.high)
        with np.errstate(all="ignore"):
            reach = np.maximum(high - middle, middle - low) * (1 + _ROUNDING)
            excess = np.maximum(np.abs(least), np.abs(most)) * reach
            excess[np.isnan(excess)] = np.inf
            spread = excess.sum(axis=1) * (1 + _ROUNDING)
            least = np.nextafter(centre.low - spread, -np.inf)
            most = np.nextafter(centre.high + spread, np.inf)
            found = Interval(
                np.fmax(np.fmax(found.low, least), self._bounds(bottom).low),
                np.fmin(np.fmin(found.high, most), self._bounds(top).high),
            )
            sure = np.isfinite(excess).all(axis=1)[:, None]
            best = np.argmax(np.where(sure, excess, (high - low) / self.size[cell]), axis=1)
        return found.low, found.high, best

    def _bounds(self, box: Interval) -> Interval:
        return self.formula.bounds(box)[0]

    def _point(self, cell: NDArray[np.int64], points: Floats) -> Interval:
        """Bounds at points, which are noted as seen."""
        found = self._bounds(Interval(points, points))
        sure = np.isfinite(found.low) & np.isfinite(found.high)
        np.minimum.at(self.seen.low, cell[sure], found.high[sure])
        np.maximum.at(self.seen.high, cell[sure], found.low[sure])
        return found

    def _loose(self, low: Floats, high: Floats, enough: float) -> NDArray[np.bool_]:
        """Boxes that make the range of a wide cell larger than what is seen in it, by too much."""
        least, most = self.known.low.copy(), self.known.high.copy()
        np.minimum.at(least, self.cell, low)
        np.maximum.at(most, self.cell, high)
        with np.errstate(all="ignore"):
            worst = max(0.0, float((self.seen.high - self.seen.low).max()))
            ends = np.abs(np.concatenate(self.seen))
            slack = _SHARE * worst + _ROUNDING * ends.max(initial=0, where=np.isfinite(ends))
            wide = (most - least > max(worst + slack, enough))[self.cell]
            wide &= worst <= enough or not enough
            beyond = low < self.seen.low[self.cell] - slack / 2
            beyond |= high > self.seen.high[self.cell] + slack / 2
        return np.asarray(wide & beyond)

    def _halve(self, rest: NDArray[np.int64], axis: NDArray[np.int64], middle: Floats) -> None:
        """Keep the halves of some boxes."""
        low, high = np.repeat(self.low[rest], 2, axis=0), np.repeat(self.high[rest], 2, axis=0)
        self.cell = np.repeat(self.cell[rest], 2)
        at = np.arange(0, len(low), 2)
        high[at, axis[rest]] = middle[rest]
        low[at + 1, axis[rest]] = middle[rest]
        self.low, self.high = low, high
