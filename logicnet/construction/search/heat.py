"""Few units for any function of 5 to 12 inputs: a heat bath along lines, with prices of rows.

The units have real weights and each reads the inputs and the units before it. What is to become
small is what the wrong rows cost. A unit is picked and flipped on all rows at once: where that
changes an output the row wants a value of it, at a price, and elsewhere the row is free. Then
its weights w move, the others fixed, along some directions d: on the line w + a d each row
changes side at one a, so a running sum of the prices is the exact cost of every piece of the
line, and a piece is drawn with probability exp(-cost / temperature). After each sweep wrong rows
become dearer and the others return to 1, as clauses do in local search for satisfiability.

At no wrong row the units become whole one by one: an exact separation of the rows on which the
value of the unit matters, given all others, which a solver finds with small weights.

How many units to try: a short look at few, which finds planted structure; then about as many as
random functions need, fewer after each success, for as long as the work allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log, log2, log10
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.units import Unit
from logicnet.ground.budget import SECOND, Budget
from logicnet.network.one_unit.separation import separate

LEAST_INPUTS, MOST_INPUTS = 5, 12
_DECAY = np.exp(-np.arange(0, 24, 1 / 64)).astype(np.float32)
_WARM = 0.4  # of the usual, where a heat bath goes on
_FIRST, _COOLING = 0.6, 1.6  # temperature, and the logarithm of the first by the last
_MOVES, _DEARER, _FADING = 20, 0.05, 0.01
_SWEEPS = {5: 100, 6: 200, 7: 1500, 8: 4000, 9: 8000}  # of the first try with so many inputs
_MANY_SWEEPS = 10_000
_ROWS_PER_WEIGHT = {5: 2.0, 6: 1.9, 7: 2.6, 8: 2.7, 9: 2.45}  # of random functions
_FEW_ROWS = 1.9
_LOOKS = 0.15  # of the work, for few units
_MOST_LOOKED = 8
_PATIENCE = 20  # times the work so far that goes into one unit less
_AT_LEAST = 0.3 * SECOND  # and no less than that
_WIDER = 0.5  # times as many units for a tenth of the sweeps, less 1
_SHORTEST = 0.4  # of the sweeps wanted, below which a try is not begun
_ANY = 1 << 30
_READ_EARLIER = 1.0  # how much rather units are read than inputs, where not all may be
_GRAIN = 2.0**26  # of weights that are made whole as they are

Values = NDArray[np.int64]  # rows by nodes, -1 and 1
Wires = NDArray[np.bool_]  # units by nodes
Reals = NDArray[np.float32]
Layers = Callable[[int, np.random.Generator], list[int] | None]  # the layer of each unit


def free_layers(units: int, rng: np.random.Generator) -> list[int] | None:
    """No layers: each unit may read all before it."""
    return None


def layers_within(depth: int | None, units: int, rng: np.random.Generator) -> list[int] | None:
    """Layers of units by chance, so many of them at the most; most units are in the first."""
    deepest = min(depth or 2 + int(rng.integers(0, 2)), units)
    inner = min(deepest - 1, units - 1)
    sizes = np.ones(inner, dtype=np.int64)
    share = np.array([0.5**k for k in range(inner)])
    sizes += rng.multinomial(units - 1 - inner, share / share.sum()) if inner else sizes
    return [k + 1 for k in range(inner) for _ in range(sizes[k])] + [inner + 1]


@dataclass
class Demand:
    """What is to be computed: rows of -1 and 1, and for each output -1, 1, or 0 if it is free.

    A number x from 0 up may be an input, too, as 2 x - 1.

    `layers` says in which layer each of so many units is, or None where each reads all before
    it; with `skip` a unit reads all layers below its own and the inputs. Where the fan-in is
    limited, what each unit reads is drawn.
    """

    points: NDArray[np.int64]
    wanted: NDArray[np.int64]
    budget: Budget
    layers: Layers = free_layers
    skip: bool = True
    max_fan_in: int | None = None
    max_weight: int | None = None

    @property
    def size(self) -> int:
        """The number of inputs of which all rows are as many."""
        return len(self.points).bit_length() - 1

    @property
    def scale(self) -> int:
        """The largest number in a row."""
        return int(np.abs(self.points).max(initial=1))

    @cached_property
    def bits(self) -> float:
        """What the outputs tell, in bits: that of all tables with as many ones."""
        told = 0.0
        for wanted in self.wanted:
            ones, rows = int((wanted > 0).sum()), int((wanted != 0).sum())
            told += sum(-k * log2(k / rows) for k in (ones, rows - ones) if k)
        return told

    @property
    def is_free(self) -> bool:
        """Whether fan-in and weights are not limited."""
        return self.max_fan_in is None and self.max_weight is None

    def expected(self) -> int:
        """How many units a random function as long takes."""
        n, most = self.points.shape[1], self.max_fan_in or _ANY
        weights, units = self.bits / _ROWS_PER_WEIGHT.get(self.size, _FEW_ROWS), 0
        while weights > 0:
            weights -= min(n + units * self.skip, most) + 1
            units += 1
        return max(units, 1)

    def wires(self, units: int, rng: np.random.Generator) -> Wires:
        """Which of the inputs, the constant and the units each unit may read."""
        n, layers = self.points.shape[1], self.layers(units, rng)
        below = np.tri(units, n + 1 + units, n, dtype=bool)
        if layers is None:
            return self._fewer(below, rng)
        layer = np.array(layers)
        apart = layer[:, None] - layer[None]
        below[:, n + 1 :] = apart > 0 if self.skip else apart == 1
        below[:, :n] = self.skip | (layer == 1)[:, None]
        return self._fewer(below, rng)

    def _fewer(self, wires: Wires, rng: np.random.Generator) -> Wires:
        """As many of the wires as a unit may have, each unit read by one of the next."""
        n, units = self.points.shape[1] + 1, len(wires)
        if self.max_fan_in is None:
            return wires
        order = rng.random(wires.shape)
        order[:, n:] -= _READ_EARLIER * np.tri(units, units, -1) / np.arange(units, 0, -1)
        order[:, n - 1] = -1.0  # the constant is no wire
        order[~wires] = 2.0
        last = np.sort(order, axis=1)[:, min(self.max_fan_in, n + units - 1), None]
        return wires & (order <= last)


@dataclass
class Try:
    """Units with real weights, those of the outputs, and how many rows they have wrong."""

    weights: Reals
    wires: Wires
    ends: NDArray[np.int64]
    wrong: int


class Made(NamedTuple):
    """Units with whole weights, and which of them the outputs are."""

    units: list[Unit]
    ends: list[int]


def tried(
    rows: Demand,
    units: int,
    sweeps: int,
    rng: np.random.Generator,
    order: NDArray[np.int64] | None = None,
) -> Try:
    """The best of a heat bath with so many units; the last ones are outputs, in any order."""
    n = rows.points.shape[1] + 1
    wires = rows.wires(units, rng)
    weights = (rng.standard_normal((units, n + units)) * wires).astype(np.float32)
    weights /= np.sqrt((weights**2).sum(axis=1, keepdims=True))
    ends = units - 1 - (rng.permutation(len(rows.wanted)) if order is None else order)
    return _annealed(rows, Try(weights, wires, ends, 0), sweeps, rng)


def grown(rows: Demand, found: Try, more: int, sweeps: int, rng: np.random.Generator) -> Try:
    """The best of a heat bath that goes on, with a unit more for each of so many wrong rows."""
    weights, wires, ends = _with_repairs(rows, found, more)
    reals = (weights / (_GRAIN * rows.scale)).astype(np.float32)
    reals[:, : rows.points.shape[1]] *= rows.scale
    reals /= np.sqrt((reals**2).sum(axis=1, keepdims=True))
    return _annealed(rows, Try(reals, wires, ends, 0), sweeps, rng, _WARM)


def _annealed(
    rows: Demand, start: Try, sweeps: int, rng: np.random.Generator, warmth: float = 1.0
) -> Try:
    """The best of a heat bath that begins with such units, from a part of the usual warmth."""
    from .heat_kernel import heated

    n, length, units = rows.points.shape[1] + 1, len(rows.points), len(start.weights)
    values = np.ones((n + units, length), dtype=np.float32)
    values[: n - 1] = rows.points.T / rows.scale
    wanted, weights = rows.wanted.astype(np.float32), start.weights
    best, dear = weights.copy(), np.ones_like(wanted)
    cooling = _COOLING + log(warmth)
    plan = np.array([_FIRST * warmth, cooling, sweeps, _MOVES, _DEARER, _FADING], dtype=np.float32)
    state = rng.integers(1, 1 << 62, 1).astype(np.uint64)
    at = np.array([0, wanted.size + 1])
    while at[0] < sweeps and at[1] and not rows.budget.over():
        rows.budget.piece(heated, n, values, wanted, start.ends, weights, best, start.wires, dear,
                          plan, at, _DECAY, state)  # fmt: skip
    return Try(best, start.wires, start.ends, int(at[1]))


def fewest(rows: Demand, least: int, most: int, seed: int = 0) -> Iterator[Made]:
    """Ever fewer units, at most `most`, until there are `least` or the work is done."""
    rng = np.random.default_rng(seed)
    for found in (_soon(rows, most, rng), _looks(rows, least, most, rng)):
        units = None if found is None or found.wrong else whole(rows, found)
        if units is not None:
            yield units
            most = min(most, len(units.units) - 1)
    yield from _descent(rows, least, most, rng)


def _soon(rows: Demand, most: int, rng: np.random.Generator) -> Try | None:
    """A try with so many units that it is over soon."""
    units = 2 + rows.expected() * 3 // 2
    sweeps = max(100, _SWEEPS.get(max(rows.size, 5), _MANY_SWEEPS) // 10)
    soon = sweeps <= sweeps_within(rows, units, rows.budget.left / 2)
    return tried(rows, units, sweeps, rng) if soon and units <= most else None


def _looks(rows: Demand, least: int, most: int, rng: np.random.Generator) -> Try | None:
    """A success with few units, from short tries."""
    outputs = len(rows.wanted)
    first = max(least, outputs, 2)
    counts = range(first, min(rows.expected(), most + 1, first + _MOST_LOOKED))
    each = _LOOKS * rows.budget.left / max(1, 2 * len(counts))
    for units in counts:
        for _ in range(2):
            found = tried(rows, units, sweeps_within(rows, units, each), rng)
            if not found.wrong:
                return found
    return None


def _descent(rows: Demand, least: int, most: int, rng: np.random.Generator) -> Iterator[Made]:
    """Successes with ever fewer units, from about as many as a random function needs."""
    first = _SWEEPS.get(max(rows.size, 5), _MANY_SWEEPS)
    units, sweeps = _affordable(rows, first)
    units, fewest_wrong = min(units, most), None
    started, allowed, found_any = rows.budget.spent, float("inf"), False
    while units >= least and rows.budget.spent < allowed:
        within = sweeps_within(rows, units, min(rows.budget.left, allowed - rows.budget.spent))
        if within < _SHORTEST * sweeps:
            break
        found = tried(rows, units, min(sweeps, within), rng)
        made = None if found.wrong else whole(rows, found)
        if made is not None:
            yield made
            units, sweeps, found_any = len(made.units) - 1, max(first, sweeps), True
            more = max(_AT_LEAST, _PATIENCE * (rows.budget.spent - started))
            allowed = rows.budget.spent + rows.budget.patience * more
            continue
        if fewest_wrong is None or found.wrong < fewest_wrong.wrong:
            fewest_wrong = found
        if found_any or rows.is_free:
            sweeps = int(1.5 * sweeps)
        if not found_any and units < most:
            near = 0 < found.wrong <= 2
            units = min(most, units + max(1, int(found.wrong**0.5)) - near)
    if not found_any and fewest_wrong is not None:
        made = repaired(rows, fewest_wrong, most)
        if made is not None:
            yield made


def _affordable(rows: Demand, sweeps: int) -> tuple[int, int]:
    """Units and sweeps to begin with: more units where the sweeps that are wanted are too many."""
    units = rows.expected()
    within = sweeps_within(rows, units, rows.budget.left)
    if within >= sweeps:
        return units, sweeps
    return int(units * (1 + _WIDER * log10(sweeps / within))), max(within * 2 // 3, 1)


def sweeps_within(rows: Demand, units: int, work: float) -> int:
    """The sweeps that so much work is enough for, about."""
    n, length = rows.points.shape[1], len(rows.points)
    later = (units * units / 3 + 2 * n + units) / 48
    moves = _MOVES * (0.3 + (n + units / 2) / 96) + later
    return max(1, int(work / (units * (length * moves + 40 * _MOVES))))


# Whole weights ------------------------------------------------------------------------------------


def whole(rows: Demand, found: Try) -> Made | None:
    """The units with whole weights, if no row is wrong when sums are exact."""
    return _made_small(rows, _whole(rows, found), found.wires, found.ends)


def _made_small(
    rows: Demand, weights: NDArray[np.int64], wires: Wires, ends: NDArray[np.int64]
) -> Made | None:
    """The units with small weights, one after the other, if no row is wrong."""
    n, units = rows.points.shape[1], len(weights)
    values = np.ones((len(rows.points), n + 1 + units), dtype=np.int64)
    values[:, :n] = rows.points
    _evaluate(values, weights, n + 1, 0)
    if _wrong(rows, values, ends).any():
        return None
    for u in range(units):
        small = _make_small(rows, values, weights, wires[u], ends, u)
        if not small and rows.max_weight is not None:
            return None
        _evaluate(values, weights, n + 1, u)
    return Made([_unit(row, n) for row in weights], ends.tolist())


def _whole(rows: Demand, found: Try) -> NDArray[np.int64]:
    """The weights in units so small that they are whole."""
    weights = found.weights.astype(np.float64) * _GRAIN * rows.scale
    weights[:, : rows.points.shape[1]] /= rows.scale
    return np.rint(weights).astype(np.int64)


def _evaluate(values: Values, weights: NDArray[np.int64], n: int, first: int) -> None:
    for j in range(first, len(weights)):
        fires = values[:, : n + j] @ weights[j, : n + j] > 0
        values[:, n + j] = np.where(fires, 1, -1)


def _wrong(rows: Demand, values: Values, ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows have a wrong output."""
    given = values[:, rows.points.shape[1] + 1 + ends]
    return np.asarray((given * rows.wanted.T < 0).any(axis=1))


def _make_small(
    rows: Demand,
    values: Values,
    weights: NDArray[np.int64],
    wires: NDArray[np.bool_],
    ends: NDArray[np.int64],
    u: int,
) -> bool:
    """Set small weights of one unit that is right on the rows where its value matters."""
    n = rows.points.shape[1] + 1
    turned = values.copy()
    turned[:, n + u] *= -1
    _evaluate(turned, weights, n, u + 1)
    matters, fires = _wrong(rows, turned, ends), values[:, n + u] > 0
    read = np.flatnonzero(wires)
    read = read[read != n - 1]
    points = (values[:, read] + 1) >> 1
    rows.budget.count(3e5 + (80.0 + 0.5 * len(weights) * (n + len(weights) / 2)) * len(points))
    small = separate(points[matters & fires], points[matters & ~fires],
                     smallest=rows.max_weight is not None, max_weight=rows.max_weight)  # fmt: skip
    if small is not None:
        weights[u] = 0
        weights[u, read] = small.weights
        weights[u, n - 1] = sum(small.weights) - 2 * small.threshold + 1
    return small is not None


def _unit(weights: NDArray[np.int64], n: int) -> Unit:
    """The unit over inputs and units of 0 and 1, for weights of values -1 and 1."""
    read = np.flatnonzero(weights)
    read = read[read != n]
    reads = (read - (read > n)).tolist()
    plain: list[int] = weights[read].tolist()
    # sum of w (2 x - 1), plus the constant, is above 0
    return reads, plain, (sum(plain) - int(weights[n])) // 2 + 1


def repaired(rows: Demand, found: Try, most: int) -> Made | None:
    """The units, at most so many, with one more for each row that is wrong; for one output."""
    units = len(found.weights)
    if len(rows.wanted) > 1 or not (rows.skip and rows.is_free) or units > most:
        return None
    weights, wires, ends = _with_repairs(rows, found, most - units + 1)
    return _made_small(rows, weights, wires, ends) if len(weights) <= most else None


def _with_repairs(
    rows: Demand, found: Try, most: int
) -> tuple[NDArray[np.int64], Wires, NDArray[np.int64]]:
    """The units after one more for each row that is wrong, at most so many.

    Each fires at its row alone, and is loud where an output is wrong there.
    """
    n, units = rows.points.shape[1], len(found.weights)
    weights = _whole(rows, found)
    values = np.ones((len(rows.points), n + 1 + units), dtype=np.int64)
    values[:, :n] = rows.points
    _evaluate(values, weights, n + 1, 0)
    wrong = np.flatnonzero(_wrong(rows, values, found.ends))[:most]
    more = len(wrong)
    grown = np.zeros((units + more, n + 1 + units + more), dtype=np.int64)
    wires = np.zeros(grown.shape, dtype=bool)
    grown[more:, : n + 1], wires[more:, : n + 1] = weights[:, : n + 1], found.wires[:, : n + 1]
    grown[more:, n + 1 + more :] = weights[:, n + 1 :]
    wires[more:, n + 1 + more :] = found.wires[:, n + 1 :]
    wires[more:, n + 1 : n + 1 + more] = rows.layers is free_layers
    wires[np.ix_(found.ends + more, np.arange(n + 1, n + 1 + more))] = True
    for k, row in enumerate(wrong.tolist()):
        grown[k, :n], grown[k, n], wires[k, : n + 1] = rows.points[row], 1 - n, True
        for wanted, end in zip(rows.wanted, found.ends.tolist(), strict=True):
            if wanted[row] * values[row, n + 1 + end] < 0:
                loud = 2 * int(np.abs(weights[end]).sum()) * int(wanted[row])
                grown[end + more, n + 1 + k] = loud
                grown[end + more, n] += loud
    return grown, wires, found.ends + more
