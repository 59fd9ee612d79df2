"""The values of a function along a form, as far as rows of chosen sums tell them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .differences import Weights
from .drawn_rows import DrawnRows, Rows

_ALL_SUMS = 1 << 18  # that are all looked at
_GRID = 1 << 12  # sums to begin with, where there are more
_MOST_CHANGES = 512  # along so many sums
_HALVINGS = 64
_KEPT = 128  # rows that are kept of those that are chosen

Whole = NDArray[np.int64]
Met = tuple[Whole, Whole]  # sums from 0 up, and the outputs there: -1, 1, or 0 where free


def sums_met(drawn: DrawnRows, weights: Weights) -> Met | None:
    """The outputs along a form; None where two rows contradict it, or there are many changes."""
    sizes = np.abs(np.array(weights, dtype=np.int64))
    span = int(sizes.sum())
    near = (
        np.linspace(0, span, _GRID).astype(np.int64) if span >= _ALL_SUMS else np.arange(span + 1)
    )
    known = _joined(None, drawn, weights, drawn.rows)
    known = known and _joined(known, drawn, weights, _rows_below(weights, near))
    for _ in range(_HALVINGS if span >= _ALL_SUMS else 0):
        if known is None or drawn.budget.over():
            return None
        sums, values = known
        open_ = (values[:, 1:] * values[:, :-1] < 0).any(axis=0) & (np.diff(sums) > 1)
        if open_.sum() > _MOST_CHANGES:
            return None
        middle = (sums[:-1][open_] + sums[1:][open_]) // 2
        tried = np.concatenate([_rows_below(weights, middle), ~_rows_below(weights, span - middle)])
        size = len(sums)
        known = _joined(known, drawn, weights, tried)
        if known is not None and len(known[0]) == size:
            break
    if known is not None:  # what is beside changes tells most of other forms
        sums, values = known
        changed = np.flatnonzero((values[:, 1:] * values[:, :-1] < 0).any(axis=0))[:_KEPT]
        drawn.keep(_rows_below(weights, np.append(sums[changed], sums[changed + 1])))
    return known


def _rows_below(weights: Weights, sums: Whole) -> Rows:
    """For each sum from 0 up a row with that sum, or less where larger weights do not add up."""
    turned = np.array(weights) < 0
    sizes, left = np.abs(np.array(weights, dtype=np.int64)), sums.copy()
    rows = np.zeros((len(sums), len(weights)), dtype=bool)
    for i in np.argsort(-sizes, kind="stable").tolist():
        rows[:, i] = left >= sizes[i]
        left -= sizes[i] * rows[:, i]
    return rows ^ turned


def _joined(known: Met | None, drawn: DrawnRows, weights: Weights, rows: Rows) -> Met | None:
    """What is known with what more rows tell, unless that contradicts it."""
    own = np.array(weights, dtype=np.int64)
    sums = rows.astype(np.int64) @ own - own[own < 0].sum()
    values = (drawn.values if rows is drawn.rows else drawn.at(rows)).astype(np.int64)
    if known is not None:
        sums, values = np.append(known[0], sums), np.append(known[1], values, axis=1)
    met, place = np.unique(sums, return_inverse=True)
    found = np.zeros((len(values), len(met)), dtype=np.int64)
    for output, row in enumerate(values):
        for side in (-1, 1):
            found[output, place[row == side]] = side
        wrong = row * found[output, place] < 0
        if wrong.any():
            if rows is not drawn.rows:
                drawn.keep(rows[wrong[-len(rows) :]][:_KEPT])
            return None
    return met, found
