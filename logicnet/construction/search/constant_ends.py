"""Directions along which a function is constant at both ends, and chains of them.

Sort the rows by ``w.x``. Where f is 1 on all rows above some sum and 0 on all rows below some
other, only the slab of rows between is left to do: if g is f on the slab and anything outside,

    f = [w.x + M g >= t],   t = largest sum of a false row + 1,   M = t - smallest of a true row

since above the slab w.x >= t whatever g is, below it w.x + M < t, and on it g decides. So one
unit takes f to its slab, a function with many don't-cares, and a chain of k units computes f if
k - 1 slabs, one inside the other, end in a set of rows on which f is a threshold function. Two
units can do nothing else; more units can, but greedy chains use up 1.8 to 2.3 rows a parameter.

A chain may stand on a tower: units each of which reads all before it and gets more rows right
(Gallant's tower). Then its units read the tower's too, and its slabs have to hold no row on
which the top of the tower is wrong, instead of a threshold function.

Good directions are found by a population that is cut to its best and mutated; chains by a beam.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget

Mask = NDArray[np.bool_]
Reals = NDArray[np.float32]
Score = Callable[[Reals, Reals, Reals], Reals]  # of directions, false rows, true rows

_POPULATION, _KEPT, _GENERATIONS, _BRANCHES = 200, 15, 25, 6
_FIRST_STEP, _COOLING = 0.7, 0.9


class WireLimits(NamedTuple):
    """What one unit may have: wires, and the largest |weight|; None is no limit."""

    fan_in: int | None = None
    weight: int | None = None


class Chain(NamedTuple):
    """Rows left to do after each unit from the output inwards, and the inputs each may read."""

    cares: tuple[Mask, ...]
    reads: tuple[NDArray[np.int64], ...]

    @property
    def care(self) -> Mask:
        """The rows that are left."""
        return self.cares[-1]


def directions_work(points: int) -> float:
    """The work, about, of a search for directions among so many points."""
    sums = float(_GENERATIONS * _POPULATION * points)
    return 4e5 + sums * (0.3 + sums / 1e7)


def agreement_work(points: int) -> float:
    """The work, about, of a search for a unit that agrees with so many points."""
    return 4e5 + 8.0 * _GENERATIONS * _POPULATION * points


def directions(
    on: Reals,
    off: Reals,
    score: Score,
    rng: np.random.Generator,
    limits: WireLimits,
) -> Reals:
    """The best directions found for two sets of points, by rising `score`."""
    population = _limited(_first(on, off, rng), limits, rng)
    step = _FIRST_STEP
    for _ in range(_GENERATIONS):
        kept = population[np.argsort(score(population, off, on), kind="stable")[:_KEPT]]
        population = _with_children(kept, step, rng)
        population[len(kept) :] = _limited(population[len(kept) :], limits, rng)
        step *= _COOLING
    return kept


def _with_children(kept: Reals, step: float, rng: np.random.Generator) -> Reals:
    """The directions that were kept, and random steps from them."""
    length = np.linalg.norm(kept, axis=1, keepdims=True) / np.sqrt(kept.shape[1])
    parents = kept / np.maximum(length, 1e-6)
    parents = parents[rng.integers(0, len(kept), _POPULATION - len(kept))]
    noise = rng.standard_normal(parents.shape, dtype=np.float32)
    return np.concatenate([kept, parents + np.float32(step) * noise])


def _first(on: Reals, off: Reals, rng: np.random.Generator) -> Reals:
    """Single inputs, single rows, the difference of the two means, signs, random directions."""
    n = on.shape[1]
    single = np.eye(n, dtype=np.float32)
    lean = (on.mean(axis=0) - off.mean(axis=0))[None]
    rows = 2 * np.concatenate([rng.permutation(on)[:10], rng.permutation(off)[:10]]) - 1
    signs = rng.integers(-1, 2, (_POPULATION // 3, n)).astype(np.float32)
    rest = rng.standard_normal((_POPULATION // 2, n), dtype=np.float32)
    return np.concatenate([single, -single, rows, lean, signs, rest])


def _limited(population: Reals, limits: WireLimits, rng: np.random.Generator) -> Reals:
    """The directions brought within the limits: only the largest weights, whole and small."""
    n = population.shape[1]
    if limits.fan_in is not None and limits.fan_in <= n:  # one wire is the inner unit's
        drop = np.argsort(np.abs(population), axis=1)[:, : n - max(limits.fan_in - 1, 0)]
        population = population.copy()
        np.put_along_axis(population, drop, np.float32(0), axis=1)
    if limits.weight is not None:
        size = np.maximum(np.abs(population).max(axis=1, keepdims=True), 1e-6)
        largest = rng.integers(1, limits.weight, (len(population), 1), endpoint=True)
        population = np.rint(population / size * largest)
    return population.astype(np.float32)


def slab_scores(price_on: Reals, price_off: Reals, limits: WireLimits) -> Score:
    """The price of the rows in the slab of each direction."""

    def scores(population: Reals, off: Reals, on: Reals) -> Reals:
        zeros, ones = population @ off.T, population @ on.T
        highest, lowest = zeros.max(axis=1), ones.min(axis=1)
        price = (zeros >= lowest[:, None]) @ price_off + (ones <= highest[:, None]) @ price_on
        if limits.weight is not None:  # the weight M = highest + 1 - lowest of the inner unit
            price[highest + 1 - lowest > limits.weight] = np.inf
        return np.asarray(price, dtype=np.float32)

    return scores


def cap_scores(population: Reals, off: Reals, on: Reals) -> Reals:
    """How many rows of one kind lie above all rows of the other, negated: the least is best."""
    zeros, ones = population @ off.T, population @ on.T
    above = (ones > zeros.max(axis=1)[:, None]).sum(axis=1)
    other = (zeros > ones.max(axis=1)[:, None]).sum(axis=1)
    return np.asarray(-np.maximum(above, other), dtype=np.float32)


def true_cap_scores(population: Reals, off: Reals, on: Reals) -> Reals:
    """How many true rows lie above all false rows, negated."""
    highest = (population @ off.T).max(axis=1)
    return np.asarray(-(population @ on.T > highest[:, None]).sum(axis=1), dtype=np.float32)


class Peeling(NamedTuple):
    """What a chain is looked for in: points and their values, a price for each row left."""

    points: Reals
    bits: Mask
    price: Reals
    limits: WireLimits
    solved: Callable[[Mask], bool]
    budget: Budget


def beam(
    task: Peeling, start: Chain, rng: np.random.Generator, *, width: int, levels: int
) -> tuple[Chain | None, Chain]:
    """A chain of at most `levels` slabs whose last rows are solved, else None; the best left.

    `width` chains are kept at each level, those with the lowest price of the rows left.
    """
    chains = [start]
    for level in range(levels + 1):
        for chain in chains:
            if task.solved(chain.care):
                return chain, chain
        if level == levels or task.budget.over():
            break
        tries = max(1, width // (4 * len(chains)))
        found: dict[bytes, Chain] = {}
        for chain in chains:
            for _ in range(tries):
                task.budget.count(directions_work(int(chain.care.sum())))
                for longer in _longer(task, chain, rng):
                    found.setdefault(longer.care.tobytes(), longer)
        if not found:
            break
        chains = sorted(found.values(), key=lambda c: float(task.price[c.care].sum()))[:width]
    return None, chains[0]


def _longer(task: Peeling, chain: Chain, rng: np.random.Generator) -> list[Chain]:
    """The chain with one more slab, in several ways."""
    care, limits = chain.care, task.limits
    ones, zeros = care & task.bits, care & ~task.bits
    if not ones.any() or not zeros.any():
        return []
    score = slab_scores(task.price[ones], task.price[zeros], limits)
    best = directions(task.points[ones], task.points[zeros], score, rng, limits)[:_BRANCHES]
    sums = task.points @ best.T
    lowest, highest = sums[ones].min(axis=0), sums[zeros].max(axis=0)
    chains = []
    for k, direction in enumerate(best):
        slab = care & (sums[:, k] >= lowest[k]) & (sums[:, k] <= highest[k])
        within = limits.weight is None or highest[k] + 1 - lowest[k] <= limits.weight
        if within and slab.sum() < care.sum():
            reads = np.flatnonzero(direction)
            chains.append(Chain((*chain.cares, slab), (*chain.reads, reads)))
    return chains


def agreeing_unit(
    points: Reals, gain: Reals, rng: np.random.Generator, start: Reals | None = None
) -> Mask:
    """The values of a unit over the points that gains much, `gain` on each row where it is 0."""
    n = points.shape[1]
    population = rng.standard_normal((_POPULATION, n), dtype=np.float32)
    if start is not None:
        population[: len(start)] = start
    step = _FIRST_STEP
    for _ in range(_GENERATIONS):
        gained = _most_gained(population, points, gain)[0]
        kept = population[np.argsort(-gained, kind="stable")[:_KEPT]]
        population = _with_children(kept, step, rng)
        step *= _COOLING
    _, threshold = _most_gained(kept[:1], points, gain)
    return np.asarray(points @ kept[0] > threshold[0])


def _most_gained(population: Reals, points: Reals, gain: Reals) -> tuple[Reals, Reals]:
    """For each direction the most that a threshold gains, and the largest sum that is below."""
    sums = population @ points.T
    order = np.argsort(sums, axis=1)
    gained = np.cumsum(gain[order], axis=1)
    place = gained.argmax(axis=1)
    rows = np.arange(len(population))
    return gained[rows, place], sums[rows, order[rows, place]]
