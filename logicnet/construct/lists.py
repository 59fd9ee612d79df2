"""One hidden layer: decision lists whose tests are threshold functions.

A half-space that holds rows of one kind only, among those not yet decided, decides these rows.
The list "first test that fires decides" is one unit over its tests, with weights that fall by
a factor of two, and smaller ones are found by linear programming. Where the output may read
the inputs as well, the list ends as soon as the rest is a threshold function. Afterwards each
test is left out whose absence the output's weights can make up for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..separation import Points, Separation, separate
from .peeling import Limits, Mask, cap_scores, directions


class Flat(NamedTuple):
    """Hidden units over the inputs, and the output unit over inputs (if read) and them."""

    hidden: list[Separation]
    output: Separation
    reads_inputs: bool


def decision_list(
    points: Points,
    bits: Mask,
    care: Mask,
    solved: Callable[[Mask], bool],
    rng: np.random.Generator,
    *,
    skip: bool,
    most: int,
    limits: Limits,
    expired: Callable[[], bool],
) -> Flat | None:
    """Fewest hidden units found by taking away the largest caps, or None if over `most`.

    With `skip` the output reads the inputs too, and `solved` says when the rest is one unit.
    """
    real = points.astype(np.float32)
    hidden: list[Separation] = []
    left = care
    while not (solved(left) if skip else _constant(bits, left)):
        last = None if skip or not solved(left) else _one_unit(points, bits, left, limits)
        test, decided = (last, left) if last else _largest_cap(points, real, bits, left, rng, limits)
        if test is None or len(hidden) >= most or expired():
            return None
        hidden.append(test)
        left = left & ~decided
    return _output(points, bits, care, hidden, skip, limits)


def _constant(bits: Mask, left: Mask) -> bool:
    return bool((bits[left]).all() or not (bits[left]).any())


def _one_unit(points: Points, bits: Mask, left: Mask, limits: Limits) -> Separation | None:
    """One unit that decides all rows that are left."""
    if limits.fan_in is not None and limits.fan_in < points.shape[1]:
        return None
    return separate(points[left & bits], points[left & ~bits], max_weight=limits.weight)


def _largest_cap(
    points: Points,
    real: np.ndarray,  # type: ignore[type-arg]
    bits: Mask,
    left: Mask,
    rng: np.random.Generator,
    limits: Limits,
) -> tuple[Separation | None, Mask]:
    """A unit that fires on many of the rows left, all of one kind, and these rows."""
    on, off = left & bits, left & ~bits
    limits = Limits(limits.fan_in and limits.fan_in + 1, limits.weight)
    best = directions(real[on], real[off], cap_scores, rng, limits)
    for direction in best[rng.permutation(min(3, len(best)))]:
        sums = real @ direction
        above, below = sums > sums[off].max(), sums > sums[on].max()
        cap, other = (on & above, off) if (on & above).sum() >= (off & below).sum() else (
            off & below, on
        )  # fmt: skip
        read = np.flatnonzero(direction)
        if cap.any() and len(read):
            test = separate(
                points[cap][:, read], points[other][:, read], max_weight=limits.weight
            )
            if test is not None:
                weights = np.zeros(points.shape[1], dtype=np.int64)
                weights[read] = test.weights
                return Separation(tuple(weights.tolist()), test.threshold, False), cap
    return None, left


def _output(
    points: Points, bits: Mask, care: Mask, hidden: list[Separation], skip: bool, limits: Limits
) -> Flat | None:
    """The output over the tests that are needed, or None if no weights are within the limits."""
    fires = np.array([points @ np.array(h.weights) >= h.threshold for h in hidden], dtype=np.int64)
    fires = fires.reshape(len(hidden), len(points)).T
    read = points if skip else points[:, :0]

    def over(kept: list[int], smallest: bool) -> Separation | None:
        features = np.column_stack([read, fires[:, kept]])
        if limits.fan_in is not None and features.shape[1] > limits.fan_in:
            return None
        weight = limits.weight
        return separate(
            features[care & bits], features[care & ~bits], max_weight=weight, smallest=smallest
        )

    kept = list(range(len(hidden)))
    for j in reversed(range(len(hidden))):
        fewer = [i for i in kept if i != j]
        if over(fewer, False) is not None:
            kept = fewer
    output = over(kept, True)
    return None if output is None else Flat([hidden[j] for j in kept], output, skip)
