"""The fewest pieces on which a formula stays within a tolerance of a level.

Taken greedily from the left, each piece as long as it can be, pieces are as few as there can be:
none of another division ends later. How long a piece can be is known as finely as cells are: they
are halved until the values on each spread over a small part of what a piece may, and the one that
no longer fits is divided once more. Between neighbouring floats nothing is left to halve, so that
a jump lies between two pieces; the bound is then one for floats, as the places of a sum of steps
are.
"""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError

from .exact_values import exact_value
from .intervals import Floats
from .ranges import near
from .real_formulas import RealFormula

_SHARE = 1 / 64  # of what a piece may spread over, for a cell
_PARTS = 16  # of a cell that does not fit
_MOST_PARTED = 1 << 8  # cells
_MOST_EXACT = 1 << 12  # points
_HUGE = 1 << 1000
_BEGIN = 64  # cells
_MOST_CELLS = 1 << 20
_MOST_UNBOUNDED = 1 << 18  # cells at a time
_ROUNDING = 2.0**-45  # of the greatest value, for levels of few digits
JUMP = "a jump of f cannot be approximated at its place"


class Pieces(NamedTuple):
    """Where pieces begin and end, and bounds of the values on each."""

    cuts: Floats
    low: Floats
    high: Floats


class _Cells(NamedTuple):
    """Neighbouring closed cells and bounds of the values on them."""

    start: Floats
    stop: Floats
    low: Floats
    high: Floats

    def chosen(self, which: NDArray[np.bool_]) -> _Cells:
        return _Cells(*(part[which] for part in self))


def fewest(formula: RealFormula, a: float, b: float, tolerance: float, most: int) -> Pieces:
    """The pieces between a and b, `most` at the most.

    >>> from .real_formulas import real_formula
    >>> found = fewest(real_formula("floor(5*x)"), 0, 0.99, 0.1, 100)
    >>> found.cuts.round(9).tolist(), found.low.tolist()
    ([0.0, 0.2, 0.4, 0.6, 0.8, 0.99], [0.0, 1.0, 2.0, 3.0, 4.0])
    """
    cells, limit = _fine(formula, np.linspace(a, b, _BEGIN + 1), 2 * tolerance)
    starts, lows, highs = [a], [inf], [-inf]
    waiting = list(zip(*(part.tolist() for part in cells), strict=True))[::-1]
    parted = 0
    while waiting:
        start, stop, low, high = waiting.pop()
        least, greatest = min(lows[-1], low), max(highs[-1], high)
        if greatest - least <= limit:
            lows[-1], highs[-1] = least, greatest
        elif parted < _MOST_PARTED and (parts := _parts(formula, start, stop, limit)):
            parted += 1
            waiting += parts
        else:
            starts.append(start)
            lows.append(low)
            highs.append(high)
            if len(starts) > most:
                raise LimitError(
                    f"{most} pieces leave an error of more than the tolerance {tolerance:g}"
                )
    return Pieces(np.array([*starts, b]), np.array(lows), np.array(highs))


def _parts(formula: RealFormula, start: float, stop: float, limit: float) -> list[Any]:
    """A cell in parts, the last first; none where it is as narrow as they are."""
    cuts = np.unique(np.linspace(start, stop, _PARTS + 1))
    if len(cuts) <= _PARTS:
        return []
    found = near(formula, cuts[:-1, None], cuts[1:, None])
    if found.high[0] - found.low[0] <= limit * _SHARE / _PARTS**2:
        return []
    return list(zip(cuts[:-1].tolist(), cuts[1:].tolist(), found.low.tolist(),
                    found.high.tolist(), strict=True))[::-1]  # fmt: skip


def _fine(formula: RealFormula, cuts: Floats, spread: float) -> tuple[_Cells, float]:
    """Cells on each of which values spread little, and over how much those of a piece may."""
    done: list[_Cells] = []
    count, open_ = 0, _finite(formula, cuts, spread)
    while len(open_.start):
        ends = np.abs([open_.low, open_.high])
        slack = _ROUNDING * ends.max(initial=0, where=np.isfinite(ends))
        wide = ~(open_.high - open_.low <= spread * _SHARE)
        if count + 2 * wide.sum() > _MOST_CELLS:
            wide = ~(open_.high - open_.low <= spread - slack)
        done.append(open_.chosen(~wide))
        count += len(done[-1].start)
        open_ = open_.chosen(wide)
        if count + 2 * len(open_.start) > _MOST_CELLS:
            raise _not_within(formula, open_, count + len(open_.start), spread)
        open_, whole = _halved(formula, open_)
        if len(whole.start):
            done.append(_at_ends(formula, whole, spread, slack))
    cells = _Cells(*map(np.concatenate, zip(*done, strict=True)))
    order = np.lexsort((cells.stop, cells.start))
    ends = np.abs([cells.low, cells.high]).max()
    return _Cells(*(part[order] for part in cells)), spread - _ROUNDING * ends


def _finite(formula: RealFormula, cuts: Floats, spread: float) -> _Cells:
    """The cells between cuts, those without bounds halved until they have some."""
    cells = _bounded(formula, cuts[:-1], cuts[1:])
    done = []
    while len(cells.start):
        sure = np.isfinite(cells.low) & np.isfinite(cells.high)
        done.append(cells.chosen(sure))
        cells, whole = _halved(formula, cells.chosen(~sure))
        if len(whole.start):
            raise _not_within(formula, whole, len(whole.start), spread)
        if len(cells.start) > _MOST_UNBOUNDED:  # as at the pole of 1/x: inf on floats without end
            raise _not_within(formula, cells, len(cells.start), spread)
    return _Cells(*map(np.concatenate, zip(*done, strict=True)))


def _halved(formula: RealFormula, cells: _Cells) -> tuple[_Cells, _Cells]:
    """The halves of cells, and those between neighbouring floats, which have none."""
    middle = cells.start / 2 + cells.stop / 2
    whole = (middle <= cells.start) | (middle >= cells.stop)
    start, stop, middle = cells.start[~whole], cells.stop[~whole], middle[~whole]
    ends = np.concatenate([start, middle]), np.concatenate([middle, stop])
    return _bounded(formula, *ends), cells.chosen(whole)


def _at_ends(formula: RealFormula, cells: _Cells, spread: float, slack: float) -> _Cells:
    """Cells between neighbouring floats as two points each."""
    points = np.concatenate([cells.start, cells.stop])
    found = _bounded(formula, points, points)
    most = spread - slack
    for k in np.flatnonzero(~(found.high - found.low <= most))[:_MOST_EXACT].tolist():
        value = exact_value(formula, points[k])
        if value is not None and abs(value) < _HUGE:
            near_it = float(value)
            found.low[k] = near_it if near_it <= value else np.nextafter(near_it, -np.inf)
            found.high[k] = near_it if near_it >= value else np.nextafter(near_it, np.inf)
    if not (found.high - found.low <= most).all():
        raise _not_within(formula, found, len(points), spread)
    return found


def _bounded(formula: RealFormula, start: Floats, stop: Floats) -> _Cells:
    found = near(formula, start[:, None], stop[:, None])
    return _Cells(start, stop, found.low, found.high)


def _not_within(formula: RealFormula, cells: _Cells, count: int, spread: float) -> Exception:
    """What says that no number of pieces is enough, or too large a one, and where."""
    with np.errstate(all="ignore"):
        size = cells.high - cells.low
    worst = int(np.argmax(np.where(np.isnan(size), np.inf, size)))
    at = formula.place(cells.start[worst : worst + 1])
    if not np.isfinite(size[worst]):
        return SpecificationError(f"{formula.text}: not known to be bounded near {at}")
    rounding = _ROUNDING * max(abs(cells.low[worst]), abs(cells.high[worst]))
    if spread <= rounding:
        return LimitError(
            f"a tolerance of {spread / 2:g} is finer than what levels of values near {at} are "
            f"rounded to, which is {rounding / 2:.2g}"
        )
    return LimitError(
        f"{count} pieces leave an error of up to {size[worst] / 2:.6g} near {at}, more than the "
        f"tolerance {spread / 2:g}; {JUMP}"
    )
