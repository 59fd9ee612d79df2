"""Rules and rows weighed: the parts, their pool, and whether the rule stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import EvidenceColumns, WeightedRows
from .guard import Judgement, judged
from .parts import PARTS, Evidencing, Part, Scorer, verdicts_of
from .pool import (
    CrossValidated,
    HeldOut,
    held_error,
    losses,
    pool_weights,
    pooled_held_out,
    stated_error,
)

Floats = NDArray[np.float64]

_MANY, _FEW = 10, 5  # folds
_PIECES = 40  # that a heavy row comes in, at most
_ENOUGH = 100  # rows from which on the fewer do
_TRIED = 30  # rows held out after which parts may be left out, of two folds at least


@dataclass(frozen=True)
class Weighed:
    """What the rows say of one target: errors held out by part, the pool, the judgement.

    `scorers` are the parts of the pool fitted to all rows, with their weights.
    """

    held_out: Mapping[str, CrossValidated]
    weights: Mapping[str, float]
    judgement: Judgement
    scorers: tuple[tuple[float, Scorer], ...]
    task: Evidencing


def weighed(columns: EvidenceColumns, rows: WeightedRows, classes: int, seed: int,
            parts: Mapping[str, Part] = PARTS) -> Weighed:  # fmt: skip
    """The parts fitted and weighed on rows of the columns."""
    task = task_of(columns, rows, classes, seed)
    ruled = bool(columns.verdicts)
    used = {
        name: part for name, part in parts.items()
        if (ruled or not part.of_rule) and rows.weights.sum() >= part.least_rows
    }  # fmt: skip
    before = np.array([part.before if ruled else part.alone for part in used.values()])
    held, made, dropped = held_out(task, rows, used, before)
    used = {name: part for name, part in used.items() if name not in dropped}
    before = np.array([part.before if ruled else part.alone for part in used.values()])
    weights = pool_weights(held.scores, held.codes, held.weights, before)
    pooled = pooled_held_out(held, before)
    errors = {
        name: held_error(scores, held.codes, held.weights)
        for name, scores in zip(used, held.scores, strict=True)
    } | dropped
    errors["pool"] = held_error(pooled, held.codes, held.weights)
    judgement = Judgement(False, "there is no rule")
    if ruled:
        of_rule = held.scores[[*used].index("rule")]
        gains = losses(of_rule, held.codes) - losses(pooled, held.codes)
        wrong = float(rows.weights @ (task.verdicts != rows.codes))
        errors["rule"] = stated_error(wrong, float(rows.weights.sum()), errors["rule"].log_loss)
        total = float(rows.weights.sum())
        judgement = judged(wrong, total, errors["pool"].error * total, gains, held.weights)
    scorers = () if judgement.kept else tuple(
        (float(w), made[name] if name in made else part.fit(task, rows.weights))
        for w, (name, part) in zip(weights, used.items(), strict=True) if w > 0
    )  # fmt: skip
    found = dict.fromkeys(dropped, 0.0) | dict(zip(used, weights.tolist(), strict=True))
    return Weighed(errors, found, judgement, scorers, task)


def task_of(columns: EvidenceColumns, rows: WeightedRows, classes: int, seed: int) -> Evidencing:
    """What the parts are fitted to."""
    table = np.zeros((len(rows.codes), classes))
    table[np.arange(len(rows.codes)), rows.codes] = 1
    fired = [columns.draft.values(node) for node in columns.verdicts]
    verdicts = (
        verdicts_of(np.stack(fired, axis=1), classes)
        if fired
        else np.full(len(rows.codes), classes, dtype=np.int64)
    )
    return Evidencing(columns, table, verdicts, rows.weights, seed)


def held_out(
    task: Evidencing, rows: WeightedRows, parts: Mapping[str, Part], before: Floats
) -> tuple[HeldOut, dict[str, Scorer], dict[str, CrossValidated]]:
    """What each part says of the rows of each fold, when fitted to the others.

    With it the parts that are fitted to all rows already, and the errors of those that were left
    out: a part that a pool of the first folds has no use for is not fitted to the others.
    """
    made, known = dict[str, Scorer](), dict[str, Floats]()
    for name, part in parts.items():
        if part.by_itself is not None:
            made[name], known[name] = part.by_itself(task, rows.weights)
    used, dropped, found, raced = dict(parts), dict[str, CrossValidated](), list[_Fold](), False
    for k, share in enumerate(fold_weights(rows.codes, rows.weights, task.seed)):
        out = np.flatnonzero(share > 0)
        if not len(out):
            continue
        rest = np.maximum(rows.weights - share, 0)
        bits = task.columns.data.bits[out]
        scores = {
            name: known[name][out] if name in known else part.fit(task, rest).scores(bits)
            for name, part in used.items()
        }
        found.append(_Fold(scores, rows.codes[out], share[out], np.full(len(out), k)))
        told = sum(float(fold.weights.sum()) for fold in found)
        if not raced and len(found) > 1 and told >= _TRIED:
            raced, dropped = True, _of_no_use(_together(found, used), used, before)
            used = {name: part for name, part in used.items() if name not in dropped}
    return _together(found, used), made, dropped


class _Fold(NamedTuple):
    """The log-odds of each part for the rows of a fold, their classes, weights and its number."""

    scores: dict[str, Floats]
    codes: NDArray[np.int64]
    weights: Floats
    numbers: NDArray[np.int64]


def _together(folds: Sequence[_Fold], names: Iterable[str]) -> HeldOut:
    listed = list(names)
    return HeldOut(
        np.concatenate(
            [np.stack([fold.scores[name] for name in listed]) for fold in folds], axis=1
        ),
        np.concatenate([fold.codes for fold in folds]),
        np.concatenate([fold.weights for fold in folds]),
        np.concatenate([fold.numbers for fold in folds]),
    )


def _of_no_use(
    held: HeldOut, parts: Mapping[str, Part], before: Floats
) -> dict[str, CrossValidated]:
    """The errors of the parts that a pool of these rows gives no weight, but for the rule's."""
    weights = pool_weights(held.scores, held.codes, held.weights, before)
    if not weights.any():  # of rows that say nothing; then what it leans towards stays
        weights = before
    return {
        name: held_error(scores, held.codes, held.weights)
        for (name, part), scores, weight in zip(parts.items(), held.scores, weights, strict=True)
        if weight == 0 and not part.of_rule
    }


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
