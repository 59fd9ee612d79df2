"""Threshold units whose count tells a function: descent on softened units, several starts at once.

What becomes of the count is fixed: whether it is odd, or at least some number. Units are
softened to h(s) in (-1, 1) and the loss is that of their product, or of their sum, where rows
are not told well; its gradient goes down by the step of Adam, while units harden. The first
steps look at a few rows each, drawn anew; the last ones, of the nearest starts, at all.

Weights are whole numbers of grains and what is summed is whole, so that no order of sums matters;
all else is done entry by entry. A seed gives the same units on every machine.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import CALL, Budget

GRAIN = 2.0**20
_KEPT, _FADING = 0.9, 0.99  # of the means of gradients and of their squares
_TINY = 1e-8
_MARGIN = 1.02  # above 1, so that a product that is quite wrong has a slope
_EVERY = 20  # steps between two looks at all rows
_ENTRY = 1.6  # work for a row, a unit and a start

Reals = NDArray[np.float64]


class Vote(NamedTuple):
    """What a count of units means: whether it is at least a number, or odd where that is 0."""

    units: int
    least: int

    def given(self, fires: NDArray[np.bool_]) -> Reals:
        """1 or -1 for units, the first axis."""
        count = fires.sum(axis=0)
        return np.where(count >= self.least if self.least else count % 2 == 1, 1.0, -1.0)


class Descent(NamedTuple):
    """Steps and rows of each, and hardness and length of steps, from the first to the last."""

    steps: int
    rows: int
    hardness: tuple[float, float]
    length: tuple[float, float]

    def at(self, step: int) -> tuple[float, float]:
        """Hardness and length of a step; both change linearly, which needs no power."""
        part = step / self.steps
        (soft, hard), (long, short) = self.hardness, self.length
        return soft + (hard - soft) * part, long + (short - long) * part


class Starts(NamedTuple):
    """Weights of units, starts and nodes, and on how many rows each start is wrong."""

    weights: Reals
    wrong: NDArray[np.int64]


def started(vote: Vote, starts: int, nodes: int, rng: np.random.Generator) -> Reals:
    """Weights to start from: small where units are summed, since they come apart more evenly."""
    size = (0.3 if vote.least else 1.0) / nodes**0.5
    drawn = rng.standard_normal((vote.units, starts, nodes))
    return np.asarray(np.rint(size * GRAIN * drawn) / GRAIN)


def wrong(points: Reals, wanted: Reals, vote: Vote, weights: Reals) -> NDArray[np.int64]:
    """For each start, on how many rows it is wrong."""
    fires = _sums(points, weights) > 0
    return np.asarray((vote.given(fires) * wanted < 0).sum(axis=1))


def descended(
    points: Reals,
    wanted: Reals,
    vote: Vote,
    weights: Reals,
    course: Descent,
    rng: np.random.Generator,
    budget: Budget,
) -> Starts:
    """The best on the way of a course, the nearest start first, and no more once one is right.

    `points` are whole, `wanted` is -1 or 1.
    """
    size, starts, _ = weights.shape
    few = min(course.rows, len(points))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    best = Starts(weights, wrong(points, wanted, vote, weights))
    order, at = rng.permutation(len(points)), 0
    for step in range(course.steps):
        if at + few > len(points):
            order, at = rng.permutation(len(points)), 0
        seen = order[at : at + few]
        at += few
        hardness, length = course.at(step)
        slope = _slope(points[seen], wanted[seen], vote, weights, hardness)
        mean = _KEPT * mean + (1 - _KEPT) * slope
        square = _FADING * square + (1 - _FADING) * slope * slope
        moved = weights - length * mean / (np.sqrt(square) + _TINY)
        weights = np.rint(moved * GRAIN) / GRAIN
        budget.count(CALL + _ENTRY * size * starts * few)
        if step % _EVERY == 0 or step == course.steps - 1:
            best = _better(best, Starts(weights, wrong(points, wanted, vote, weights)))
            budget.count(CALL + size * starts * len(points))
            if not best.wrong.min() or budget.over():
                break
    nearest = np.argsort(best.wrong, kind="stable")
    return Starts(best.weights[:, nearest], best.wrong[nearest])


def _better(old: Starts, new: Starts) -> Starts:
    """For each start what is right on more rows, the new where they are alike."""
    taken = new.wrong <= old.wrong
    weights = np.where(taken[:, None], new.weights, old.weights)
    return Starts(weights, np.minimum(old.wrong, new.wrong))


def _sums(points: Reals, weights: Reals) -> Reals:
    """The sums of units and starts at each row; they are exact."""
    size, starts, nodes = weights.shape
    return (weights.reshape(-1, nodes) @ points.T).reshape(size, starts, len(points))


def _slope(points: Reals, wanted: Reals, vote: Vote, weights: Reals, hardness: float) -> Reals:
    """The slope of the loss in each weight."""
    size, starts, nodes = weights.shape
    soft = _softened(hardness * _sums(points, weights))
    inner = hardness * (1 - soft * soft)
    if vote.least:
        margin = wanted * (soft.sum(axis=0) - (2 * vote.least - 1 - size))
        inner *= -wanted * np.clip(1 - margin, 0, None)
    else:
        others = _products_of_others(soft)
        signed = wanted if size % 2 else -wanted
        inner *= -signed / (_MARGIN + signed * (others[0] * soft[0])) * others
    whole = np.rint(inner * GRAIN).reshape(-1, len(points)) @ points
    return np.asarray(whole.reshape(size, starts, nodes) / (GRAIN * len(points)))


def _softened(sums: Reals) -> Reals:
    """About tanh, by arithmetic that is rounded alike everywhere."""
    near = np.clip(sums, -3.0, 3.0)
    square = near * near
    return np.asarray(near * (27 + square) / (27 + 9 * square))


def _products_of_others(soft: Reals) -> Reals:
    """For each unit the product of all others."""
    before, after = np.ones_like(soft), np.ones_like(soft)
    for j in range(1, len(soft)):
        before[j] = before[j - 1] * soft[j - 1]
        after[-1 - j] = after[-j] * soft[-j]
    return before * after
