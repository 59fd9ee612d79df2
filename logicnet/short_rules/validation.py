"""How long a rule should be: by rows held out, ties to the shorter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.budget import Budget
from logicnet.ground.html import sentence

from .search.forms import Fitted, fitted
from .search.growing import counted, grown
from .search.terms import Bits, Form, Sample, TermRule

Index = NDArray[np.int64]
TOLERANCE = 0.5  # standard errors that are a tie
_READABLE = 64  # literals of a rule that is chosen for a network, where fewer may be asked for


@dataclass(frozen=True)
class RulePoint:
    """A form and a price of length: errors on rows held out, and the rule of all rows.

    `held_out` is a share, with its standard error; `fidelity` is how often the rule of all rows
    decides as the model does, where one was given.
    """

    form: Form
    price: float
    _rule: TermRule
    size: float
    wrong: int
    held_out: float
    standard_error: float
    fidelity: float | None = None

    @property
    def literals(self) -> int:
        """How many literals the rule has."""
        return self._rule.literals

    @property
    def terms(self) -> int:
        """How many terms the rule has."""
        return len(self._rule.terms)

    def __str__(self) -> str:
        wrong = f"{self.held_out:.1%} of rows held out wrong"
        return f"{self.form}, {self.terms} terms, {self.literals} literals: {wrong}"

    def _repr_html_(self) -> str:
        return sentence("RulePoint", str(self))


def prices_for(rows: int) -> list[float]:
    """Prices of a literal in wrong rows: from a quarter to a tenth of the rows, doubled each time.

    >>> prices_for(100)
    [0.25, 0.5, 1.0, 2.0, 4.0, 8.0]
    """
    found = [0.25]
    while 2 * found[-1] <= max(rows / 10, 0.5):
        found.append(2 * found[-1])
    return found


def fine_prices(columns: int, rows: int) -> list[float]:
    """Prices from one that a term of all columns for a single row is worth, four times each.

    >>> fine_prices(3, 100)
    [0.1, 0.4, 1.6, 6.4]
    """
    found = [1 / (2 * columns + 4)]
    while 4 * found[-1] <= max(rows / 10, 0.5):
        found.append(4 * found[-1])
    return found


def folds_of(wanted: NDArray[Any], folds: int, seed: int) -> Index:
    """The fold of each row, each class spread evenly over them.

    >>> folds_of(np.array([1, 0, 1, 0], dtype=bool), 2, 0).tolist()
    [0, 0, 1, 1]
    """
    rng = np.random.default_rng(seed)
    place = np.empty(len(wanted), dtype=np.int64)
    sides = np.unique(wanted)[::-1]
    order = np.concatenate([rng.permutation(np.flatnonzero(wanted == side)) for side in sides])
    place[order] = np.arange(len(wanted)) % folds
    return place


@dataclass(frozen=True, eq=False)
class Validated:
    """The points, and the rules of each fold in the same order."""

    points: tuple[RulePoint, ...]
    folds: Index
    fold_rules: tuple[tuple[TermRule, ...], ...]


def validated(
    sample: Sample,
    forms: Sequence[Form],
    grid: Sequence[float],
    folds: Index,
    work: float,
    stated: Sequence[TermRule] = (),
    model: Bits | None = None,
) -> Validated:
    """A point for each form and price, each fit with so much work.

    A price is in wrong rows of all, so that folds, which have fewer, pay as much less.
    `model` holds what a model decides at the rows.
    """
    whole = fitted(sample, grid, forms, Budget(work=work), stated)
    missed = np.zeros((len(whole), len(sample.wanted)), dtype=bool)
    rules = []
    for fold in range(int(folds.max()) + 1):
        out = np.flatnonzero(folds == fold)
        rest = sample.part(np.flatnonzero(folds != fold))
        share = (len(folds) - len(out)) / len(folds)  # of the rows, and so of wrong ones that pay
        part = fitted(rest, [price * share for price in grid], forms, Budget(work=work), stated)
        values, wanted = sample.values[:, out], sample.wanted[out]
        for k, found in enumerate(part):
            missed[k, out] = found.rule.decides(values) != wanted
        rules.append(tuple(found.rule for found in part))
    points = [_point(found, sample, missed[k], model) for k, found in enumerate(whole)]
    return Validated(tuple(points), folds, tuple(rules))


def read_once(
    sample: Sample,
    forms: Sequence[Form],
    grid: Sequence[float],
    kept: Bits,
    work: float,
    stated: Sequence[TermRule],
) -> Validated:
    """Points of rules that are read from the rows that are kept, and judged by the others.

    Where all are kept there are no others, and what is wrong is known without an error.
    """
    every = bool(kept.all())
    part = sample if every else sample.part(np.flatnonzero(kept))
    seeds = [
        TermRule((*grown(side), *counted(side)), negated)
        for side, negated in ((part, False), (part.negated(), True))
    ]
    whole = fitted(part, grid, forms, Budget(work=work), [*stated, *seeds])
    judges = np.ones(len(kept), dtype=bool) if every else ~kept
    points = []
    for found in whole:
        missed = (found.rule.decides(sample.values) != sample.wanted)[judges]
        point = _point(found, sample, missed, sample.wanted)
        points.append(replace(point, standard_error=0.0) if every else point)
    rules = tuple(found.rule for found in whole)
    return Validated(tuple(points), np.where(judges, 0, -1), (rules,))


def most_faithful(points: Sequence[RulePoint]) -> RulePoint:
    """The shortest of those with the fewest wrong rows, of those that can be read at all."""
    short = [point for point in points if point.literals <= _READABLE]
    return min(short or points, key=lambda p: (p.wrong, p.held_out, p.size))


def _point(found: Fitted, sample: Sample, missed: Bits, model: Bits | None) -> RulePoint:
    share = float(missed.mean())
    error = float(np.sqrt(share * (1 - share) / len(missed)))
    size = found.rule.price(sample.prices)
    decided = found.rule.decides(sample.values)
    agreed = None if model is None else float((decided == model).mean())
    wrong = int((decided != sample.wanted).sum())
    return RulePoint(found.form, found.price, found.rule, size, wrong, share, error, agreed)


def averaged(runs: Sequence[Validated]) -> Validated:
    """The first of several validations, with the errors on rows held out of all in the mean."""
    first = runs[0]
    points = [
        replace(point, held_out=float(np.mean([run.points[k].held_out for run in runs])))
        for k, point in enumerate(first.points)
    ]
    return replace(first, points=tuple(points))


def short_enough(points: Sequence[RulePoint], most: int | None) -> list[RulePoint]:
    """Those of at most so many literals."""
    found = [point for point in points if most is None or point.literals <= most]
    if not found:
        least = min(point.literals for point in points)
        raise SpecificationError(f"the shortest rule has {least} literals, more than {most}")
    return found


def best_of(points: Sequence[RulePoint], tolerance: float = TOLERANCE) -> RulePoint:
    """The shortest of those with about the fewest errors on rows held out.

    What was counted for one price is smoothed with its neighbours of the same form, since the
    fewest of many counts flatters itself; what is within half a standard error is a tie.
    """
    smooth = {id(p): _smoothed(p, points) for p in points}
    least = min(points, key=lambda point: smooth[id(point)])
    bar = smooth[id(least)] + tolerance * least.standard_error + 1e-12
    near = [point for point in points if smooth[id(point)] <= bar]
    return min(near, key=lambda p: (p.size, smooth[id(p)], p.wrong))


def _smoothed(point: RulePoint, points: Sequence[RulePoint]) -> float:
    same = [p for p in points if p.form == point.form]
    k = next(j for j, other in enumerate(same) if other is point)
    weights = {j: 2.0 if j == k else 1.0 for j in (k - 1, k, k + 1) if 0 <= j < len(same)}
    total = sum(same[j].held_out * w for j, w in weights.items())
    return total / sum(weights.values())
