"""What gives evidence: the rule by a user's trust, and what is learnt from rows.

Each part is fitted to weighted rows and gives log-odds; a row of `PARTS` says how, and how much a
pool leans towards it before it has seen any evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import EvidenceColumns
from .gradient_units import HardUnits, TriedRestraints, gradient_units, tried_restraints
from .linear import Linear, differences, naive_bayes, ridge
from .trees import Trees, boost, forest, forest_offset

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_PSEUDO_ROWS, _TRUST = 4.0, 0.9  # what a rule counts for, and how much of it is right
_RULE_PENALTY = 1 / 9  # of a ridge, against that of other columns
_START = 0.3  # of naive Bayes, where boosting begins
_TREES, _RATE, _LEAST = 100, 0.3, 0.25  # trees, their steps, the hessian of a side at least
_STARTED, _FOREST = 60, 100


@dataclass(frozen=True)
class Scorer:
    """A weighted sum of linear forms, trees and units over columns, and a constant by output."""

    terms: tuple[tuple[float, Linear | Trees | HardUnits], ...]
    constants: Floats

    def scores(self, bits: Bits) -> Floats:
        """The log-odds, rows by outputs."""
        total = np.tile(self.constants, (len(bits), 1))
        for factor, term in self.terms:
            part = np.zeros_like(total)
            term.add_to(part, bits)
            total += factor * part
        return total


@dataclass(frozen=True)
class Evidencing:
    """Columns at distinct rows, the rows' classes as 0/1, their weights, what is drawn with."""

    columns: EvidenceColumns
    classes: Floats  # rows by classes
    verdicts: NDArray[np.int64]  # of the rule, by row
    weights: Floats
    seed: int

    @property
    def targets(self) -> Floats:
        """The classes by output: of two classes the second alone."""
        return self.classes[:, 1:] if self.classes.shape[1] == 2 else self.classes

    @cached_property
    def restraints(self) -> TriedRestraints:
        """What may hold units that gradients find, tried on rows held out."""
        columns = self.columns
        return tried_restraints(
            columns.data, self.targets, self.weights, columns.is_rule, self.seed
        )


Fit = Callable[[Evidencing, Floats], Scorer]


class Part(NamedTuple):
    """How a part is fitted, its weight before any evidence, and that where there is no rule.

    `by_itself` fits it, too, and gives the log-odds of each row by what was fitted to others, where
    a part has these for nothing. Of fewer rows than `least_rows` it is left out.
    """

    fit: Fit
    before: float
    alone: float
    of_rule: bool = False
    least_rows: int = 0
    by_itself: Callable[[Evidencing, Floats], tuple[Scorer, Floats]] | None = None


# The rule -------------------------------------------------------------------------------------


def verdicts_of(fired: Bits, classes: int) -> NDArray[np.int64]:
    """The verdict of each row: a class, `classes` where none fires, one more where several do."""
    if fired.shape[1] == 1:
        return fired[:, 0].astype(np.int64)
    count = fired.sum(axis=1, dtype=np.int64)
    return np.where(count == 1, fired.argmax(axis=1), np.where(count == 0, classes, classes + 1))


def trusted_counts(verdicts: NDArray[np.int64], classes: Floats, weights: Floats) -> Floats:
    """The shares of the classes by verdict: counts, and a user's trust in the rule."""
    kinds = classes.shape[1]
    prior = np.full((kinds + 2, kinds), (1 - _TRUST) / max(kinds - 1, 1))
    prior[np.arange(kinds), np.arange(kinds)] = _TRUST
    prior[kinds:] = 1 / kinds
    counts = np.zeros((kinds + 2, kinds))
    np.add.at(counts, verdicts, classes * weights[:, None])
    counts += _PSEUDO_ROWS * prior
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def fit_rule(task: Evidencing, weights: Floats) -> Scorer:
    """The log-odds of each verdict of the rule."""
    shares = trusted_counts(task.verdicts, task.classes, weights)
    return rule_scorer(task.columns, differences(np.log(shares)))


def rule_scorer(columns: EvidenceColumns, values: Floats) -> Scorer:
    """A scorer that gives each verdict its values."""
    return Scorer(((1.0, verdict_tree(columns, values)),), np.zeros(values.shape[1]))


def verdict_tree(columns: EvidenceColumns, values: Floats) -> Trees:
    """A tree whose path asks whether each output of the rule fires, as far as that is open."""
    place = {int(node): k for k, node in enumerate(columns.nodes)}
    asked, kinds = [place[node] for node in columns.verdicts], len(values) - 2
    feature, child, value = [-1], [0], [np.zeros(values.shape[1])]
    ahead: list[tuple[int, list[bool]]] = [(0, [])]
    while ahead:
        at, answers = ahead.pop()
        k, fired = len(answers), [j for j, answer in enumerate(answers) if answer]
        if len(fired) > 1:
            value[at] = values[kinds + 1]
        elif k == len(asked):
            value[at] = values[int(answers[0]) if k == 1 else fired[0] if fired else kinds]
        elif asked[k] in asked[:k]:
            ahead.append((at, [*answers, answers[asked.index(asked[k])]]))
        else:
            feature[at], child[at] = asked[k], len(feature)
            ahead += [(len(feature) + side, [*answers, bool(side)]) for side in (0, 1)]
            feature, child = [*feature, -1, -1], [*child, 0, 0]
            value += [np.zeros(values.shape[1])] * 2
    return Trees(
        np.array([feature], np.int32), np.array([child], np.int32), np.array([value], np.float64)
    )


# What is learnt ---------------------------------------------------------------------------------


def fit_bayes(task: Evidencing, weights: Floats) -> Scorer:
    """Naive Bayes on the literals."""
    linear, _ = _bayes(task, weights)
    return Scorer(((1.0, linear),), np.zeros(len(linear.constants)))


def _bayes(task: Evidencing, weights: Floats) -> tuple[Linear, Floats]:
    columns = task.columns
    found, own = naive_bayes(columns.data.bits[:, ~columns.is_rule], task.classes, weights)
    full = np.zeros((len(columns.nodes), len(found.constants)))
    full[~columns.is_rule] = found.weights
    return Linear(full, found.constants), own


def fit_ridge(task: Evidencing, weights: Floats) -> Scorer:
    """A ridge on all columns, those of the rule less penalised."""
    penalties = np.where(task.columns.is_rule, _RULE_PENALTY, 1.0)
    found = ridge(task.columns.data, task.targets, weights, penalties)
    return Scorer(((1.0, found),), np.zeros(len(found.constants)))


def fit_shallow(task: Evidencing, weights: Floats) -> Scorer:
    """Boosted trees of depth 3."""
    return _boosted(task, weights, depth=3)


def fit_deep(task: Evidencing, weights: Floats) -> Scorer:
    """Boosted trees of depth 7."""
    return _boosted(task, weights, depth=7)


def _boosted(task: Evidencing, weights: Floats, depth: int) -> Scorer:
    share = (weights @ task.classes + 1) / (weights.sum() + task.classes.shape[1])
    prior = differences(np.log(share)[None])[0]
    start = np.tile(prior, (len(weights), 1))
    trees = boost(task.columns.data, task.targets, weights, start, rounds=_TREES, depth=depth,
                  rate=_RATE, least=_LEAST)  # fmt: skip
    return Scorer(((1.0, trees),), prior)


def fit_started(task: Evidencing, weights: Floats, rounds: int = _STARTED) -> Scorer:
    """Boosted trees of depth 3 that begin with a share of naive Bayes."""
    linear, own = _bayes(task, weights)
    trees = boost(task.columns.data, task.targets, weights, _START * own, rounds=rounds, depth=3,
                  rate=0.2)  # fmt: skip
    return Scorer(((_START, linear), (1.0, trees)), np.zeros(own.shape[1]))


def fit_forest(task: Evidencing, weights: Floats) -> Scorer:
    """A forest."""
    return forest_by_itself(task, weights)[0]


def forest_by_itself(task: Evidencing, weights: Floats) -> tuple[Scorer, Floats]:
    """A forest, and what the trees that each row was not drawn for say of it."""
    made = forest(task.columns.data, task.targets, weights, trees=_FOREST, seed=task.seed)
    offset = np.full(task.targets.shape[1], forest_offset(task.targets.shape[1]))
    return Scorer(((1.0, made.trees),), offset), made.held_out + offset


def fit_gradient(task: Evidencing, weights: Floats) -> Scorer:
    """Units that gradients find, made hard, and weighed together with all columns.

    What holds them did best on the weighted rows, by nets that these were held out of.
    """
    columns, restraint = task.columns, task.restraints.best(weights)
    units, linear = gradient_units(
        columns.data, task.targets, weights, columns.is_rule, task.seed, restraint
    )
    return Scorer(((1.0, linear), (1.0, units)), np.zeros(task.targets.shape[1]))


PARTS = {
    "rule": Part(fit_rule, 0.8, 0.0, of_rule=True),
    "naive Bayes": Part(fit_bayes, 0.0, 0.0),
    "ridge": Part(fit_ridge, 0.4, 0.3),
    "shallow trees": Part(fit_shallow, 0.0, 0.0),
    "deep trees": Part(fit_deep, 0.0, 0.0),
    "started trees": Part(fit_started, 0.0, 0.0),
    "gradient units": Part(fit_gradient, 0.0, 0.0, least_rows=40),
    "forest": Part(fit_forest, 0.4, 0.6, by_itself=forest_by_itself),
}


def few_trees(rounds: int) -> dict[str, Part]:
    """The one part of trees of a small network."""
    return {f"{rounds} trees": Part(partial(fit_started, rounds=rounds), 0.0, 0.25)}
