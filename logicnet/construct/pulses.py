"""Functions of one or few variables as sums of steps: one hidden layer, a summing output.

On cells a = c_0 < c_1 < ... < c_K = b the sum of pulses of height v_k over cell k is
``v_0 + sum_k (v_k - v_{k-1}) [x >= c_k]``: K steps of which neighbours share one, rather than
two for each pulse. With v_k half-way between the least and the greatest value of f on cell k
the greatest error is half the greatest variation on a cell: at most L (b-a)/(2K) for a function
with Lipschitz constant L on equal cells. Cells of equal variation make it TV/(2K), where TV is
the total variation, for any continuous f.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, inf
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..bits import frozen
from ..errors import LimitError, SpecificationError
from ..network import Network

MOST_PIECES = 1 << 20
_SAMPLES = 1 << 16  # places at which a function of one variable is looked at
_PER_CELL = 33


@dataclass(frozen=True, eq=False, repr=False)
class StepSum:
    """A network with one hidden layer of threshold units and one summing, real-valued output.

    The value is ``base + sum of heights of the hidden units that fire``. `bound` is a bound on
    the greatest error: guaranteed for `kind` "Lipschitz" (the caller's constant). Otherwise
    ("sampled") it is an estimate, which holds as far as the function is monotone between the
    samples taken: a spike narrower than their distance goes unnoticed.
    """

    network: Network
    heights: NDArray[np.float64]
    base: float
    bound: float
    kind: Literal["Lipschitz", "sampled"]

    def __post_init__(self) -> None:
        object.__setattr__(self, "heights", frozen(np.asarray(self.heights, dtype=np.float64)))
        if len(self.heights) != len(self.network.outputs):
            raise SpecificationError(
                f"{len(self.heights)} heights for {len(self.network.outputs)} hidden units"
            )

    def __repr__(self) -> str:
        what = {"Lipschitz": "at most", "sampled": "about"}[self.kind]
        why = {"Lipschitz": "by the Lipschitz constant", "sampled": "an estimate from samples"}
        names = ", ".join(self.network.inputs)
        return (f"<StepSum of {names}: {self.units} units, error {what} {self.bound:.4g}, "
                f"{why[self.kind]}>")  # fmt: skip

    @property
    def units(self) -> int:
        """Number of units, the summing one among them."""
        return self.network.units + 1

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        """The values at numbers, or at rows of coordinates."""
        rows = np.asarray(x, dtype=np.float64)
        d = len(self.network.inputs)
        if d == 1:  # the steps in order: how many have been passed tells the sum
            levels = np.concatenate([[0.0], np.cumsum(self.heights)]) + self.base
            passed = np.searchsorted(self.network.thresholds, rows, side="right")
            return np.asarray(levels[passed])
        flat = rows.reshape(-1, d)
        fires = np.asarray(self.network(flat))
        values = self.base + fires @ self.heights
        return np.asarray(values.reshape(rows.shape[:-1]))


def approximate(
    f: Callable[[Any], Any],
    interval: tuple[Any, Any],
    *,
    pieces: int | None = None,
    tolerance: float | None = None,
    cells: Literal["equal", "variation"] = "equal",
    lipschitz: float | None = None,
) -> StepSum:
    """A sum of steps near f on an interval (or on a box, with corners for its ends).

    Give the number of `pieces` (along each axis), or a `tolerance` that the error is to stay
    within. "variation" makes cells narrow where f is steep. With a Lipschitz constant (and equal
    cells) the bound is a guarantee, and samples that contradict it are refused; otherwise the
    bound is an estimate from samples of f.

    >>> ramp = approximate(lambda x: x, (0, 1), pieces=4, lipschitz=1)
    >>> ramp([0.1, 0.9]).tolist(), ramp.bound, ramp.units
    ([0.125, 0.875], 0.125, 4)
    """
    if (pieces is None) == (tolerance is None):
        raise SpecificationError("give either the number of pieces or a tolerance")
    low, high = (np.atleast_1d(np.asarray(end, dtype=np.float64)) for end in interval)
    if low.shape != high.shape or not (low < high).all() or not np.isfinite(high - low).all():
        raise SpecificationError(f"expected an interval or a box, low < high, got {interval}")
    if lipschitz is not None and not 0 <= lipschitz < inf:
        raise SpecificationError(f"a Lipschitz constant is a finite number >= 0, got {lipschitz}")
    build = _on_interval if len(low) == 1 else _on_box
    if pieces is not None:
        if pieces < 1:
            raise SpecificationError(f"expected at least one piece, got {pieces}")
        if pieces > MOST_PIECES:
            raise LimitError(f"{pieces} pieces exceed the limit of {MOST_PIECES}")
        return build(f, low, high, pieces, cells, lipschitz)
    if not tolerance or tolerance <= 0:
        raise SpecificationError(f"the tolerance must be positive, got {tolerance}")
    return _within(lambda k: build(f, low, high, k, cells, lipschitz), tolerance)


def _within(build: Callable[[int], StepSum], tolerance: float) -> StepSum:
    """The sum with the fewest pieces found that keeps the tolerance.

    The bound falls about as 1/pieces; a guess from the last bound is followed by a bisection.
    """
    pieces, failed = 1, 0
    found = build(pieces)
    while found.bound > tolerance:
        failed, pieces = (
            pieces,
            max(pieces + 1, min(8 * pieces, ceil(pieces * found.bound / tolerance))),
        )
        if pieces > MOST_PIECES:
            raise LimitError(
                f"{MOST_PIECES} pieces leave an error of up to {found.bound:.3g}, more than the "
                f"tolerance {tolerance:g}; a jump of f cannot be approximated at its place"
            )
        found = build(pieces)
    while pieces - failed > 1:
        middle = (pieces + failed) // 2
        trial = build(middle)
        if trial.bound <= tolerance:
            pieces, found = middle, trial
        else:
            failed = middle
    return found


def _on_interval(
    f: Callable[[Any], Any], low: NDArray[np.float64], high: NDArray[np.float64], pieces: int,
    cells: str, lipschitz: float | None,
) -> StepSum:  # fmt: skip
    a, b = float(low[0]), float(high[0])
    cuts = np.linspace(a, b, pieces + 1)
    if cells == "variation":
        cuts = _equal_variation(f, a, b, pieces)
    elif cells != "equal":
        raise SpecificationError(f"cells are 'equal' or of equal 'variation', not {cells!r}")
    per_cell = max(3, min(_PER_CELL, _SAMPLES // pieces))
    part = np.linspace(0, 1, per_cell)
    places = cuts[:-1, None] + (cuts[1:] - cuts[:-1])[:, None] * part
    values = _values(f, places.ravel()).reshape(places.shape)
    if lipschitz is not None:
        _check_steepness(places, values, lipschitz)
    least, most = values.min(axis=1), values.max(axis=1)
    levels = (least + most) / 2
    if lipschitz is not None and cells == "equal":
        levels = values[:, per_cell // 2] if per_cell % 2 else levels
        bound, kind = lipschitz * (b - a) / (2 * pieces), "Lipschitz"
    else:
        bound, kind = float(((most - least) / 2).max()), "sampled"
    return _steps(cuts[1:-1], levels, bound, kind)


def _check_steepness(
    places: NDArray[np.float64], values: NDArray[np.float64], lipschitz: float
) -> None:
    """Raise where f, as sampled, is steeper than the Lipschitz constant says."""
    way, change = np.diff(places, axis=-1), np.abs(np.diff(values, axis=-1))
    rounding = 2.0**-48 * np.abs(values).max(initial=0)
    steep = np.argwhere(change > lipschitz * way * (1 + 2.0**-40) + rounding)
    if len(steep):
        k = tuple(steep[0].tolist())
        raise SpecificationError(
            f"f changes by {change[k]:g} within {way[k]:g} at {places[k]:g}, faster than the "
            f"Lipschitz constant {lipschitz:g} allows"
        )


def _steps(
    cuts: NDArray[np.float64], levels: NDArray[np.float64], bound: float, kind: Any
) -> StepSum:
    heights = np.diff(levels)
    kept = heights != 0
    units = [([0], [1.0], float(cut)) for cut in cuts[kept]]
    network = Network.from_units(
        ["x"], units, outputs={f"h{k + 1}": k for k in range(len(units))}, encoding="real",
        construction="shared steps",
    )  # fmt: skip
    return StepSum(network, heights[kept], float(levels[0]), bound, kind)


def _equal_variation(
    f: Callable[[Any], Any], a: float, b: float, pieces: int
) -> NDArray[np.float64]:
    """Cuts between which f, as sampled, varies equally much."""
    x = np.linspace(a, b, _SAMPLES + 1)
    total = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(_values(f, x))))])
    if not total[-1]:
        return np.linspace(a, b, pieces + 1)
    rising = np.concatenate([[True], np.diff(total) > 0])
    inner = np.interp(np.arange(1, pieces) * (total[-1] / pieces), total[rising], x[rising])
    return np.unique(np.concatenate([[a], inner, [b]]))


def _values(f: Callable[[Any], Any], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """f at many places: at once where it takes arrays, else one by one."""
    try:
        with np.errstate(all="ignore"):  # what is not finite is refused below
            values = np.asarray(f(x), dtype=np.float64)
    except (TypeError, ValueError):
        values = np.array([f(v) for v in x.tolist()], dtype=np.float64)
    values = np.broadcast_to(values, x.shape) if values.ndim == 0 else values
    if values.shape != x.shape or not np.isfinite(values).all():
        raise SpecificationError("f must give one finite number for each place in the interval")
    return values


def _on_box(
    f: Callable[[Any], Any], low: NDArray[np.float64], high: NDArray[np.float64], pieces: int,
    cells: str, lipschitz: float | None,
) -> StepSum:  # fmt: skip
    """A unit for each box of a grid: two hidden layers, shared steps under an AND for each box.

    f takes one argument for each coordinate. With a Lipschitz constant (for the Euclidean
    norm) the error is at most L times half the diagonal of a box.
    """
    d = len(low)
    if pieces**d > MOST_PIECES >> 4:
        raise LimitError(f"{pieces}**{d} boxes exceed the limit of {MOST_PIECES >> 4}")
    if cells != "equal":
        raise SpecificationError("boxes are of equal size; cells='variation' is for intervals")
    cuts = [np.linspace(a, b, pieces + 1) for a, b in zip(low, high, strict=True)]
    units: list[tuple[Sequence[int], Sequence[float], float]] = []
    step = {}
    for axis in range(d):
        for k in range(1, pieces):
            step[axis, k] = d + len(units)
            units.append(([axis], [1.0], float(cuts[axis][k])))
    first = len(units)
    levels, spread = [], 0.0
    for box in product(range(pieces), repeat=d):
        part = [np.linspace(c[k], c[k + 1], 5) for c, k in zip(cuts, box, strict=True)]
        grid = np.meshgrid(*part, indexing="ij")
        with np.errstate(all="ignore"):  # what is not finite is refused
            values = np.broadcast_to(np.asarray(f(*grid), dtype=np.float64), grid[0].shape)
        if not np.isfinite(values).all():
            raise SpecificationError("f must give one finite number for each place in the box")
        if lipschitz is not None:
            for axis in range(d):
                along = np.moveaxis(grid[axis], axis, -1)
                _check_steepness(along, np.moveaxis(values, axis, -1), lipschitz)
        levels.append((values.min() + values.max()) / 2 if lipschitz is None else
                      float(values[(2,) * d]))  # fmt: skip
        spread = max(spread, float(values.max() - values.min()) / 2)
        nodes, weights, threshold = [], [], 0.0
        for axis, k in enumerate(box):
            if k:
                nodes.append(step[axis, k])
                weights.append(1.0)
                threshold += 1
            if k + 1 < pieces:
                nodes.append(step[axis, k + 1])
                weights.append(-1.0)
        units.append((nodes, weights, threshold))
    names = tuple("xyz"[:d]) if d <= 3 else tuple(f"x{i + 1}" for i in range(d))
    network = Network.from_units(
        names, units, outputs={f"box{k}": first + k for k in range(len(levels))},
        encoding="real", construction="boxes over shared steps",
    )  # fmt: skip
    diagonal = float(np.linalg.norm((high - low) / pieces))
    bound = spread if lipschitz is None else lipschitz * diagonal / 2
    return StepSum(network, np.array(levels), 0.0, bound,
                   "sampled" if lipschitz is None else "Lipschitz")  # fmt: skip
