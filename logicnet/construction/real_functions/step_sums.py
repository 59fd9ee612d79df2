"""Functions of one or few variables as sums of steps: one hidden layer, a summing output.

On cells a = c_0 < c_1 < ... < c_K = b the sum of pulses of height v_k over cell k is
``v_0 + sum_k (v_k - v_{k-1}) [x >= c_k]``: K steps of which neighbours share one, rather than
two for each pulse. With v_k half-way between the least and the greatest value of f on cell k
the greatest error is half the greatest variation on a cell: at most L (b-a)/(2K) for a function
with Lipschitz constant L on equal cells. Cells of equal variation make it TV/(2K), where TV is
the total variation, for any continuous f. Of several variables each box has a unit of its own,
an AND over shared steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, inf, ldexp
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from logicnet.errors import LimitError, LogicnetError, SpecificationError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.ground.bits import frozen
from logicnet.ground.digits import is_whole
from logicnet.ground.html import sentence
from logicnet.ground.providers import provided
from logicnet.network.network import Network
from logicnet.regions.exact import as_fraction

from .fewest_pieces import JUMP, fewest
from .intervals import Floats
from .ranges import ranges
from .real_formulas import RealFormula, real_formula
from .sampling import ROUNDING, check_steepness, equal_variation, values_at
from .step_networks import boxes, cuts_of, steps

MOST_PIECES = 1 << 20
_MOST_BOXES = 1 << 16
_GROWTH = 1.5  # of the pieces, from one guess to the next
_SAMPLES = 1 << 16  # places at which a function of one variable is looked at
_PER_CELL, _PER_AXIS = 33, 5  # in a cell, and along each side of a box
_DIGITS = 50  # of the greatest level: sums of differences of such levels are exact

Kind = Literal["Lipschitz", "derived", "sampled"]


@dataclass(frozen=True, eq=False, repr=False)
class StepSum:
    """A network with one hidden layer of threshold units and one summing, real-valued output.

    The value is ``base + sum of heights of the hidden units that fire``. `bound` is never less
    than the error, anywhere between the ends: by the Lipschitz constant that was given (`kind`
    "Lipschitz") or by interval arithmetic on the formula ("derived"). Of a function that is only
    called nothing is known between the places where it is ("sampled"): there is no bound, and
    `sampled_error` is the greatest error at `samples` places. A spike between them goes unnoticed.
    """

    network: Network
    heights: Floats
    base: float
    kind: Kind
    bound: float | None
    sampled_error: float | None = None
    samples: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "heights", frozen(np.asarray(self.heights, dtype=np.float64)))
        if len(self.heights) != len(self.network.outputs):
            raise SpecificationError(
                f"{len(self.heights)} heights for {len(self.network.outputs)} hidden units"
            )

    def __repr__(self) -> str:
        return f"<StepSum {self}>"

    def _repr_html_(self) -> str:
        return sentence("StepSum", str(self))

    def __str__(self) -> str:
        what = (
            f"error {self.sampled_error:.4g} sampled at {self.samples} places, no bound"
            if self.bound is None
            else f"error at most {self.bound:.4g}, {_WHY[self.kind]}"
        )
        return f"of {', '.join(self.network.inputs)}: {self.units} units, {what}"

    @property
    def units(self) -> int:
        """Number of units, the summing one among them."""
        return self.network.units + 1

    def __call__(self, x: ArrayLike) -> Floats:
        """The values at numbers, or at rows of coordinates."""
        rows = _finite(x)
        d = len(self.network.inputs)
        if d == 1:  # the steps in order: how many have been passed tells the sum
            levels = np.concatenate([[0.0], np.cumsum(self.heights)]) + self.base
            passed = np.searchsorted(self.network.thresholds, rows, side="right")
            return np.asarray(levels[passed])
        if rows.shape[-1:] != (d,):
            raise SpecificationError(f"expected rows of {d} coordinates, got shape {rows.shape}")
        cuts = cuts_of(self.network)
        levels = self.heights.reshape([len(c) + 1 for c in cuts])  # one box fires
        places = (np.searchsorted(c, rows[..., k], side="right") for k, c in enumerate(cuts))
        return np.asarray(self.base + levels[tuple(places)])

    def mlp(self) -> Any:
        """The whole as one MLP: the threshold units, and the unit that sums as its only output.

        >>> ramp = approximate("x*y", ((0, 0), (1, 1)), pieces=2)
        >>> net = ramp.mlp()
        >>> net.outputs, net.predict([[0.7, 0.7]]).tolist() == [ramp([[0.7, 0.7]]).tolist()]
        (('y1',), True)
        """
        return provided("net of summed outputs")(self.network, self.heights, self.base)


_WHY = {"Lipschitz": "by the Lipschitz constant", "derived": "derived from the formula"}


@checked()
def approximate(
    f: Callable[..., Any] | str | Any,
    interval: tuple[Any, Any],
    *,
    pieces: int | None = None,
    tolerance: float | None = None,
    cells: Literal["equal", "variation", "fewest"] | None = None,
    lipschitz: float | None = None,
) -> StepSum:
    """A sum of steps near f on an interval (or on a box, with corners for its ends).

    f is text such as "sin(x) + x**2" (or a sympy expression), whose variables in their natural
    order are the coordinates and whose decimals are the floats nearest to them, or a callable. Give
    the number of `pieces` (along each axis), or a `tolerance` that the error is to stay within.
    Cells are "equal", "variation" makes them narrow where f is steep, and "fewest", for a text of
    one variable and a tolerance, each as long as it can be: as few as there can be, but for a few
    in a hundred. That is the default there. Of a text a bound on the error is derived. Of a
    callable there is one with a Lipschitz constant (samples that contradict it are refused);
    without that the error at samples is all that is known, and the tolerance is kept there.

    >>> ramp = approximate("x", (0, 1), pieces=4)
    >>> ramp([0.1, 0.9]).tolist(), round(ramp.bound, 9), ramp.units
    ([0.125, 0.875], 0.125, 4)
    """
    if (pieces is None) == (tolerance is None):
        raise SpecificationError("give either the number of pieces or a tolerance")
    known = ("equal", "variation", "fewest")
    if cells not in (None, *known):
        raise SpecificationError(f"cells are 'equal', of equal 'variation' or the 'fewest', not "
                                 f"{cells!r}{did_you_mean(cells, known)}")  # fmt: skip
    low, high = _box(interval)
    if cells in ("variation", "fewest") and len(low) > 1:
        raise SpecificationError(f"boxes are of equal size; cells={cells!r} is for intervals")
    task = _Task(_function(f, len(low)), low, high, cells or "equal", _constant(f, lipschitz))
    stated = isinstance(task.f, RealFormula) and tolerance is not None
    if cells == "fewest" and not stated:
        raise SpecificationError("cells='fewest' is for a formula and a tolerance")
    if pieces is not None:
        if not is_whole(pieces) or pieces < 1:
            raise SpecificationError(f"expected at least one piece, got {pieces!r}")
        return task.network(task.divided(int(pieces)))
    wanted = float(as_fraction(tolerance))
    if wanted <= 0:
        raise SpecificationError(f"the tolerance must be positive, got {tolerance}")
    if stated and len(low) == 1 and cells in (None, "fewest"):
        return task.network(_fewest(task, wanted))
    return task.network(_within(task, wanted))


# What is given ---------------------------------------------------------------------------------


def _finite(values: Any) -> Floats:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(f"expected numbers, got {values!r:.60}") from None
    if not np.isfinite(array).all():
        raise SpecificationError(f"expected finite numbers, got {array[~np.isfinite(array)][0]}")
    return array


def _box(interval: Any) -> tuple[Floats, Floats]:
    try:
        low, high = interval
    except (TypeError, ValueError):
        wrong = f"expected an interval (low, high), got {interval!r:.60}"
        raise SpecificationError(wrong) from None
    low, high = (np.atleast_1d(_finite(end)) for end in (low, high))
    with np.errstate(over="ignore"):
        usable = low.shape == high.shape and low.ndim == 1 and bool((low < high).all())
        if not usable or not np.isfinite(high - low).all():
            raise SpecificationError(
                f"expected an interval or a box, low < high, got {interval!r:.60}"
            )
    return low, high


def _constant(f: Any, lipschitz: Any) -> float | None:
    if lipschitz is None:
        return None
    try:
        value = float(as_fraction(lipschitz))
    except LogicnetError:
        value = -1.0
    if value < 0:
        raise SpecificationError(
            f"a Lipschitz constant is a finite number >= 0, got {lipschitz!r:.40}"
        )
    if not callable(f):
        raise SpecificationError("of a formula the bound is derived: give no Lipschitz constant")
    return value


def _function(f: Any, dimension: int) -> Callable[..., Any]:
    """A callable as it is, a text or an expression as a formula of so many variables."""
    if callable(f) and not hasattr(f, "free_symbols"):
        return f  # type: ignore[no-any-return]
    formula = real_formula(f)
    if len(formula.variables) != dimension and (formula.variables or dimension > 1):
        raise SpecificationError(
            f"{formula.text} is a function of {', '.join(formula.variables) or 'nothing'}, but the "
            f"ends of the interval have {dimension} coordinates"
        )
    return formula if formula.variables else replace(formula, variables=("x",))


# Building ----------------------------------------------------------------------------------------


class _Levels(NamedTuple):
    """The levels of cells between cuts along each axis, and what is known of the error."""

    cuts: list[Floats]
    levels: Floats
    error: float
    kind: Kind
    samples: int = 0


class _Task(NamedTuple):
    """What is to be approximated, and how."""

    f: Callable[..., Any]
    low: Floats
    high: Floats
    cells: str
    lipschitz: float | None

    def divided(self, pieces: int, tolerance: float = 0.0) -> _Levels:
        """So many pieces along each axis; errors up to a tolerance are good enough."""
        d, most = len(self.low), self.most()
        if pieces > most:
            what = "pieces" if d == 1 else f"pieces along each of {d} axes"
            raise LimitError(f"{pieces} {what} exceed the limit of {most}")
        cuts = [np.linspace(a, b, pieces + 1) for a, b in zip(self.low, self.high, strict=True)]
        if self.cells == "variation":
            cuts = [equal_variation(self.f, float(self.low[0]), float(self.high[0]), pieces)]
        if any((np.diff(c) <= 0).any() for c in cuts):
            raise LimitError(f"{pieces} pieces are more than floats tell apart there")
        low, high = (np.stack([g.ravel() for g in np.meshgrid(*ends, indexing="ij")], axis=1)
                     for ends in ([c[:-1] for c in cuts], [c[1:] for c in cuts]))  # fmt: skip
        if isinstance(self.f, RealFormula):
            found = ranges(self.f, low, high, 2 * tolerance)
            return _between(cuts, found.low, found.high, "derived")
        return self._sampled(cuts, low, high)

    def most(self) -> int:
        """The most pieces along an axis."""
        d = len(self.low)
        return MOST_PIECES if d == 1 else next(k for k in range(256, 0, -1) if k**d <= _MOST_BOXES)

    def _sampled(self, cuts: list[Floats], low: Floats, high: Floats) -> _Levels:
        """Levels by the values of a callable at places in each box."""
        d = low.shape[1]
        count = max(3, min(_PER_CELL, _SAMPLES // len(low)) // 2 * 2 + 1) if d == 1 else _PER_AXIS
        part = np.stack(np.meshgrid(*[np.linspace(0, 1, count)] * d, indexing="ij"), axis=-1)
        start, stop = (end.reshape(-1, *[1] * d, d) for end in (low, high))
        places = np.minimum(start + (stop - start) * part, stop)
        values = values_at(self.f, places)
        flat = values.reshape(len(low), -1)
        if self.lipschitz is None:
            found = _between(cuts, flat.min(axis=1), flat.max(axis=1), "sampled")
            return found._replace(samples=values.size)
        check_steepness(places, values, self.lipschitz)
        half = count**d // 2
        centre = places.reshape(len(low), -1, d)[:, half]
        levels = _few_digits(flat[:, half])
        reach = np.linalg.norm(np.maximum(high - centre, centre - low), axis=1).max()
        rounding = float(np.abs(flat).max()) * ROUNDING + np.abs(levels - flat[:, half]).max()
        error = float(self.lipschitz * reach * (1 + ROUNDING) + rounding)
        return _Levels(cuts, levels, error, "Lipschitz")

    def network(self, found: _Levels) -> StepSum:
        """The network with such levels."""
        d = len(self.low)
        names = tuple("xyz"[:d]) if d <= 3 else tuple(f"x{i + 1}" for i in range(d))
        if isinstance(self.f, RealFormula):
            names = self.f.variables
        if d > 1:
            network = boxes(names, found.cuts, found.levels)
            base, heights = 0.0, found.levels
        else:
            network = steps(names, found.cuts, found.levels)
            base, heights = float(found.levels[0]), np.diff(found.levels)
            heights = heights[heights != 0]
        if found.kind == "sampled":
            return StepSum(network, heights, base, "sampled", None, found.error, found.samples)
        return StepSum(network, heights, base, found.kind, found.error)


def _between(cuts: list[Floats], least: Floats, most: Floats, kind: Kind) -> _Levels:
    """Levels half-way between the least and the greatest values."""
    levels = _few_digits(least / 2 + most / 2)
    if kind == "sampled":
        return _Levels(cuts, levels, float(np.maximum(most - levels, levels - least).max()), kind)
    error = max(_distance(levels, most), _distance(least, levels))
    return _Levels(cuts, levels, error, kind)


def _distance(low: Floats, high: Floats) -> float:
    """The greatest difference, rounded up where floats do not hold it."""
    with np.errstate(all="ignore"):
        found = high - low
        back = high - found
        exact = (high - (found + back)) + (back - low) == 0  # what rounding took off is nothing
    return float(np.where(exact, found, np.nextafter(found, inf)).max())


def _few_digits(levels: Floats) -> Floats:
    """The levels rounded so that their differences, and sums of these, are exact."""
    unit = ldexp(1.0, max(-1022, int(np.frexp(np.abs(levels).max())[1]) - _DIGITS))
    return np.asarray(np.rint(levels / unit) * unit)


def _fewest(task: _Task, tolerance: float) -> _Levels:
    """Pieces that are each as long as they can be."""
    formula: Any = task.f
    found = fewest(formula, float(task.low[0]), float(task.high[0]), tolerance, MOST_PIECES)
    return _between([found.cuts], found.low, found.high, "derived")


def _within(task: _Task, tolerance: float) -> _Levels:
    """The fewest pieces found that keep the tolerance.

    The error falls about as 1/pieces; a guess from the last one is followed by a bisection. Where
    it hardly falls, as at a jump, the guesses grow all the same, so that there are few.
    """
    pieces, failed, most = 1, 0, task.most()
    found = task.divided(pieces, tolerance)
    while found.error > tolerance:
        if pieces == most:
            raise LimitError(
                f"{pieces} pieces leave an error of up to {found.error:.6g}, more than the "
                f"tolerance {tolerance:g}; {JUMP}"
            )
        grown = min(8 * pieces, ceil(min(pieces * found.error / tolerance, 1e9)))
        failed, pieces = pieces, min(max(pieces + 1, ceil(_GROWTH * pieces), grown), most)
        found = task.divided(pieces, tolerance)
    while pieces - failed > 1:
        middle = (pieces + failed) // 2
        trial = task.divided(middle, tolerance)
        if trial.error <= tolerance:
            pieces, found = middle, trial
        else:
            failed = middle
    return found
