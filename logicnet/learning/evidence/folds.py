"""Stratified folds of weighted rows: a row of weight 3 is three rows, which may lie in three."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MANY, _FEW = 10, 5  # folds
_PIECES = 40  # that a heavy row comes in, at most
_ENOUGH = 100  # rows from which on the fewer do


def fold_weights(codes: NDArray[np.int64], weights: Floats, seed: int) -> Floats:
    """The weight of each row in each fold, folds by rows; it sums to the row's weight.

    >>> fold_weights(np.array([0, 1]), np.array([2.0, 3.0]), 0).sum(axis=0).tolist()
    [2.0, 3.0]
    """
    mass = float(weights.sum())
    folds = int(min(_MANY if mass <= _ENOUGH else _FEW, max(2, np.ceil(weights).sum())))
    rng = np.random.default_rng(seed)
    share = np.zeros((folds, len(codes)))
    begin = 0
    for code in np.unique(codes):
        rows = rng.permutation(np.flatnonzero(codes == code))
        pieces = np.minimum(np.ceil(weights[rows]), _PIECES).astype(np.int64)
        row, size = np.repeat(rows, pieces), np.repeat(pieces, pieces)
        piece = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        most = np.where(size == _PIECES, weights[row] / _PIECES, 1.0)
        np.add.at(share, ((begin + np.arange(len(row))) % folds, row),
                  np.minimum(weights[row] - piece * most, most))  # fmt: skip
        begin += len(row)
    return share
