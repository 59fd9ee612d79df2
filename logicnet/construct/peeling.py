"""Directions along which a function is constant at both ends, and chains of them.

Sort the rows by ``w.x``. Where f is 1 on all rows above some sum and 0 on all rows below some
other, only the slab of rows between is left to do: if g is f on the slab and anything outside,

    f = [w.x + M g >= t],   t = largest sum of a false row + 1,   M = t - smallest of a true row

since above the slab w.x >= t whatever g is, below it w.x + M < t, and on it g decides. So one
unit takes f to its slab, a function with many don't-cares, and a chain of k units computes f if
k - 1 slabs, one inside the other, end in a set of rows on which f is a threshold function. Two
units can do nothing else; more units can, but greedy chains use up 1.8 to 2.3 rows a parameter.

Good directions are found by a population that is cut to its best and mutated; chains by a beam.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Reals = NDArray[np.float32]
Scores = NDArray[np.int64]

_POPULATION, _KEPT, _GENERATIONS = 200, 15, 25
_FIRST_STEP, _COOLING = 0.7, 0.9


class Limits(NamedTuple):
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


def directions(
    on: Reals,
    off: Reals,
    score: Callable[[Reals, Reals, Reals], Scores],
    rng: np.random.Generator,
    limits: Limits,
) -> Reals:
    """The best directions found for two sets of points, by rising `score`."""
    population = _limited(_first(on, off, rng), limits, rng)
    step = _FIRST_STEP
    for _ in range(_GENERATIONS):
        best = np.argsort(score(population, off, on), kind="stable")[:_KEPT]
        kept = population[best]
        length = np.linalg.norm(kept, axis=1, keepdims=True) / np.sqrt(kept.shape[1])
        parents = kept / np.maximum(length, 1e-6)
        parents = parents[rng.integers(0, len(kept), _POPULATION - len(kept))]
        noise = rng.standard_normal(parents.shape, dtype=np.float32)
        children = _limited(parents + np.float32(step) * noise, limits, rng)
        population = np.concatenate([kept, children])
        step *= _COOLING
    return kept


def _first(on: Reals, off: Reals, rng: np.random.Generator) -> Reals:
    """Single inputs, single rows, the difference of the two means, signs, random directions."""
    n = on.shape[1]
    single = np.eye(n, dtype=np.float32)
    lean = (on.mean(axis=0) - off.mean(axis=0))[None]
    rows = 2 * np.concatenate([rng.permutation(on)[:10], rng.permutation(off)[:10]]) - 1
    signs = rng.integers(-1, 2, (_POPULATION // 3, n)).astype(np.float32)
    rest = rng.standard_normal((_POPULATION // 2, n), dtype=np.float32)
    return np.concatenate([single, -single, rows, lean, signs, rest])


def _limited(population: Reals, limits: Limits, rng: np.random.Generator) -> Reals:
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


def slab_scores(limits: Limits) -> Callable[[Reals, Reals, Reals], Scores]:
    """How many rows the slab of each direction holds."""

    def scores(population: Reals, off: Reals, on: Reals) -> Scores:
        zeros, ones = population @ off.T, population @ on.T
        highest, lowest = zeros.max(axis=1), ones.min(axis=1)
        inside = (zeros >= lowest[:, None]).sum(axis=1) + (ones <= highest[:, None]).sum(axis=1)
        if limits.weight is not None:  # the weight M = highest + 1 - lowest of the inner unit
            inside = np.where(highest + 1 - lowest > limits.weight, 1 << 30, inside)
        return np.asarray(inside, dtype=np.int64)

    return scores


def cap_scores(population: Reals, off: Reals, on: Reals) -> Scores:
    """How many rows of one kind lie above all rows of the other, negated: the least is best."""
    zeros, ones = population @ off.T, population @ on.T
    above = (ones > zeros.max(axis=1)[:, None]).sum(axis=1)
    other = (zeros > ones.max(axis=1)[:, None]).sum(axis=1)
    return np.asarray(-np.maximum(above, other), dtype=np.int64)


def true_cap_scores(population: Reals, off: Reals, on: Reals) -> Scores:
    """How many true rows lie above all false rows, negated."""
    highest = (population @ off.T).max(axis=1)
    return np.asarray(-(population @ on.T > highest[:, None]).sum(axis=1), dtype=np.int64)


def beam(
    points: Reals,
    bits: Mask,
    start: Chain,
    solved: Callable[[Mask], bool],
    rng: np.random.Generator,
    *,
    width: int,
    levels: int,
    limits: Limits,
    expired: Callable[[], bool],
) -> tuple[Chain | None, Chain]:
    """A chain of at most `levels` slabs whose last rows are `solved`, else None; the best left.

    `width` chains are kept at each level, those with the fewest rows left.
    """
    chains = [start]
    for level in range(levels + 1):
        for chain in chains:
            if solved(chain.care):
                return chain, chain
        if level == levels or expired():
            break
        tries = max(1, width // (4 * len(chains)))
        found: dict[bytes, Chain] = {}
        for chain in chains:
            for _ in range(tries):
                for longer in _longer(points, bits, chain, rng, limits):
                    found.setdefault(longer.care.tobytes(), longer)
        if not found:
            break
        chains = sorted(found.values(), key=lambda c: int(c.care.sum()))[:width]
    return None, chains[0]


def _longer(
    points: Reals, bits: Mask, chain: Chain, rng: np.random.Generator, limits: Limits
) -> list[Chain]:
    """The chain with one more slab, in several ways."""
    care = chain.care
    on, off = points[care & bits], points[care & ~bits]
    if not len(on) or not len(off):
        return []
    best = directions(on, off, slab_scores(limits), rng, limits)[:6]
    sums = points @ best.T
    lowest, highest = sums[care & bits].min(axis=0), sums[care & ~bits].max(axis=0)
    chains = []
    for k, direction in enumerate(best):
        slab = care & (sums[:, k] >= lowest[k]) & (sums[:, k] <= highest[k])
        within = limits.weight is None or highest[k] + 1 - lowest[k] <= limits.weight
        if within and slab.sum() < care.sum():
            reads = np.flatnonzero(direction)
            chains.append(Chain((*chain.cares, slab), (*chain.reads, reads)))
    return chains
