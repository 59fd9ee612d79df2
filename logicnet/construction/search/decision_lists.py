"""One hidden layer: decision lists and covers whose tests are threshold functions.

A half-space that holds rows of one kind only, among those not yet decided, decides these rows.
The list "first test that fires decides" is one unit over its tests, with weights that fall by
a factor of two, and smaller ones are found by linear programming. Where the output may read
the inputs as well, the list ends as soon as the rest is a threshold function.

Under a limit on the weights the tests are threshold functions below f instead, generalised
product terms, and the output is their OR, with weights of 1.

Afterwards each test is left out whose absence the output's weights can make up for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.network.one_unit.separation import Points, Separation, separate

from .constant_ends import (
    Mask,
    Score,
    WireLimits,
    cap_scores,
    directions,
    directions_work,
    true_cap_scores,
)

_SEPARATION = 1e6  # work of a unit

Decided = tuple[Separation | None, Mask]  # a test, and the rows that it decides


class Separable(NamedTuple):
    """A function on the rows that matter, and what a unit may have."""

    points: Points
    bits: Mask
    care: Mask
    limits: WireLimits


class Flat(NamedTuple):
    """Hidden units over the inputs, and the output unit over inputs (if read) and them."""

    hidden: list[Separation]
    output: Separation
    reads_inputs: bool


def decision_list(
    rows: Separable,
    solved: Callable[[Mask], bool],
    rng: np.random.Generator,
    *,
    skip: bool,
    most: int,
    budget: Budget,
) -> Flat | None:
    """Few hidden units, found by taking away the largest caps, or None if over `most` in all.

    With `skip` the output reads the inputs too, and `solved` says when the rest is one unit.
    """

    def done(left: Mask) -> bool:
        return solved(left) if skip else _constant(rows.bits, left)

    def test(left: Mask) -> Decided:
        on, off = left & rows.bits, left & ~rows.bits
        whole = None
        if not skip and solved(left):
            whole = _separation(rows, on, off, np.arange(rows.points.shape[1]))
        if whole is not None:
            return whole, left
        budget.count(_cap_work(left))
        return _largest_cap(rows, on, off, cap_scores, rng)

    hidden = _tests(rows.care, done, test, most, budget)
    return None if hidden is None else _output(rows, hidden, skip)


def cover(
    rows: Separable, rng: np.random.Generator, *, skip: bool, most: int, budget: Budget
) -> Flat | None:
    """Few threshold functions below f whose OR is f, or None if over `most` units in all."""
    off = rows.care & ~rows.bits

    def test(left: Mask) -> Decided:
        budget.count(_cap_work(rows.care))
        return _largest_cap(rows, left, off, true_cap_scores, rng)

    hidden = _tests(rows.care & rows.bits, lambda left: not left.any(), test, most, budget)
    return None if hidden is None else _output(rows, hidden, skip)


def _tests(
    left: Mask,
    done: Callable[[Mask], bool],
    test: Callable[[Mask], Decided],
    most: int,
    budget: Budget,
) -> list[Separation] | None:
    """Tests that decide rows until all is done; None where they are over `most` with the output."""
    found: list[Separation] = []
    while not done(left):
        unit, decided = test(left)
        if unit is None or len(found) + 2 > most or budget.over():
            return None
        found.append(unit)
        left = left & ~decided
    return found


def _constant(bits: Mask, left: Mask) -> bool:
    return bool(bits[left].all() or not bits[left].any())


def _separation(rows: Separable, on: Mask, off: Mask, read: NDArray[np.int64]) -> Separation | None:
    """A unit over some of the inputs that fires on `on` and not on `off`."""
    points, limits = rows.points[:, read], rows.limits
    if not len(read) or (limits.fan_in is not None and len(read) > limits.fan_in):
        return None
    found = separate(points[on], points[off], max_weight=limits.weight)
    if found is None:
        return None
    weights = np.zeros(rows.points.shape[1], dtype=np.int64)
    weights[read] = found.weights
    return Separation(tuple(weights.tolist()), found.threshold, False)


def _cap_work(left: Mask) -> float:
    """The work, about, of looking for the largest cap: directions, and a unit that takes it."""
    return directions_work(int(left.sum())) + _SEPARATION


def _largest_cap(
    rows: Separable,
    on: Mask,
    off: Mask,
    score: Score,
    rng: np.random.Generator,
) -> tuple[Separation | None, Mask]:
    """A unit that fires on many rows of one kind and none of the other, and the rows it takes."""
    real = rows.points.astype(np.float32)
    fan_in, weight = rows.limits
    limits = WireLimits(None if fan_in is None else fan_in + 1, weight)
    best = directions(real[on], real[off], score, rng, limits)
    for direction in best[rng.permutation(min(3, len(best)))]:
        sums = real @ direction
        cap, other = on & (sums > sums[off].max()), off
        below = off & (sums > sums[on].max())
        if score is cap_scores and below.sum() > cap.sum():
            cap, other = below, on
        if cap.any():
            test = _separation(rows, cap, other, np.flatnonzero(direction))
            if test is not None:
                return test, cap
    return None, on


def _output(rows: Separable, hidden: list[Separation], skip: bool) -> Flat | None:
    """The output over the tests that are needed, or None if no weights are within the limits."""
    tests = [rows.points @ np.array(h.weights) >= h.threshold for h in hidden]
    read = rows.points if skip else rows.points[:, :0]
    on, off = rows.care & rows.bits, rows.care & ~rows.bits

    def over(kept: list[int], smallest: bool) -> Separation | None:
        features = np.column_stack([read, *(tests[j] for j in kept)]).astype(np.int64)
        if rows.limits.fan_in is not None and features.shape[1] > rows.limits.fan_in:
            return None
        weight = rows.limits.weight
        return separate(features[on], features[off], max_weight=weight, smallest=smallest)

    kept = list(range(len(hidden)))
    for j in reversed(range(len(hidden))):
        fewer = [i for i in kept if i != j]
        if over(fewer, False) is not None:
            kept = fewer
    output = over(kept, True)
    return None if output is None else Flat([hidden[j] for j in kept], output, skip)
