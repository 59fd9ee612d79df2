"""Rules read from rows, from what a model decides, and from rules that were stated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.budget import EFFORTS, Effort
from logicnet.ground.checks import choice, number, whole

from .classes import ReadClassRules, check_rules, ordered, read_classes, rule_of_class
from .concepts import Concepts, concept_literals, names_read
from .given import Given, Handed, handed_over
from .literals import Literal, Octets, literals_of, opposites
from .model_rows import ModelRows
from .result import Evidence, ReadRules
from .search.forms import FORMS
from .search.terms import Form, Sample, TermRule
from .stated import StatedRule
from .validation import (
    TOLERANCE,
    Index,
    averaged,
    best_of,
    fine_prices,
    folds_of,
    most_faithful,
    prices_for,
    read_once,
    short_enough,
    validated,
)

_STATED_PRICE = 0.5  # of a literal that the stated rule has
_MANY = 10**6
_WORK = 2e9  # of a fit, for each form, at normal effort
_ALONE = 8  # times less for a network alone, whose terms need not be guessed


@checked()
def read_rules(
    x: Any = None,
    y: Any = None,
    *,
    model: Any = None,
    rules: Any = None,
    target: str | None = None,
    names: Sequence[str] | None = None,
    categories: Sequence[str] = (),
    form: Form | str = "auto",
    price: float | None = None,
    most_literals: int | None = None,
    cuts: int = 16,
    folds: int = 10,
    repeats: int = 1,
    ties: float = TOLERANCE,
    seed: int = 0,
    effort: Effort = "normal",
    order: Sequence[Any] | None = None,
) -> ReadRules | ReadClassRules:
    """A short rule for the labels, or for what a model decides, in the words of the columns.

    It has few wrong rows, where each literal and each term costs `price` of them; which price, and
    which of the forms, is chosen by cross-validation, ties to the shorter, among rules of at most
    `most_literals` where that is given. `form` is one of "dnf"
    (any of some terms), "complement" (none of them), "counts" and "counts complement", whose terms
    may be "at least m of", and "scorecard" (points that are added up).

    `x` is a data frame, a mapping of columns, or an array with `names`; numbers are compared
    with at most `cuts` thresholds, texts and the columns in `categories` are categories. A number
    that is missing is below all others, and a literal of its own; a category that is missing or was
    never seen is none of the categories. `rules` is what is already known: a formula, a `Theory`,
    or a mapping of concepts to formulas that may name earlier ones. Conditions of the rule named
    `target` cost half, and every concept, and how far it is matched, is a literal under its name.
    Without `y` the labels are what `model` decides: a network, or whatever predicts. Of more than
    4096 literals, terms are made of those that alone tell apart best which rows are open.

    Of a network `x` may be left out, of one that compares numbers if it adds up none: then the rows
    are all that it can tell apart, or, of many, a sample with rows beside those where the answer
    changes. There is nothing to be guessed then: the rule is the shortest that decides every row as
    the network does, or the most faithful one of a length that can be read; `target` names the
    output, and `verdict` says whether both are equal. What is held out are rows drawn anew.

    Of more than two classes, `target` names the one that the rule is for. Without it there is a
    rule for each class but the last, tried in turn, the rarest first or in the `order` given, and
    the first that holds decides; `rules` then map classes, and concepts, to formulas.

    The folds are drawn `repeats` times, which few rows may need; errors on rows held out that
    differ by `ties` standard errors are a tie.

    >>> x = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 4
    >>> y = [a & b | c for a, b, c in x]
    >>> found = read_rules(x, y, names="abc", rules="a & b")
    >>> print(found)
    y if c
      or if a and b
    >>> print(found.difference)
    kept: a
    kept: b
    added: c (+12 of 32 rows held out)
    """
    options = _Options(form, price, cuts, folds, seed, effort, repeats, most_literals, ties)
    handed = handed_over(
        x, y, model, names, categories, names_read(rules), target, options.seed
    )  # fmt: skip
    if handed.is_of_many(target):
        return _of_classes(handed, rules, options, order)
    if order is not None:
        raise SpecificationError("order: of two classes, or where target is given, there is none")
    given = handed.of(target)
    literals, sample, stated = _sample(given, rules, options.cuts)
    if given.alone is not None:
        return _of_network(given, given.alone, literals, sample, stated, options)
    drawn = [
        folds_of(given.wanted, options.folds, options.seed + k) for k in range(options.repeats)
    ]
    return _read(given, literals, sample, stated, options, drawn)


def _read(
    given: Given, literals: Sequence[Literal], sample: Sample, stated: tuple[TermRule, ...],
    options: _Options, folds: Sequence[Index],
) -> ReadRules:  # fmt: skip
    grid, work = options.grid(len(given.rows)), options.work
    runs = [
        validated(sample, options.forms, grid, drawn, work, stated, given.model) for drawn in folds
    ]
    found = averaged(runs)
    evidence = Evidence(given, tuple(literals), sample, stated, found)
    fit = short_enough(found.points, options.most_literals)
    return ReadRules(best_of(fit, options.ties), evidence)


def _of_network(
    given: Given, alone: ModelRows, literals: Sequence[Literal], sample: Sample,
    stated: tuple[TermRule, ...], options: _Options,
) -> ReadRules:  # fmt: skip
    """The shortest rule that decides as a network does, or the most faithful one."""
    kept = alone.kept
    grid = [options.price] if options.price is not None else fine_prices(
        len(given.columns.columns), int(kept.sum())
    )  # fmt: skip
    work = options.work / _ALONE
    found = read_once(sample, options.forms, grid, kept, work, stated)
    evidence = Evidence(given, tuple(literals), sample, stated, found)
    return ReadRules(most_faithful(short_enough(found.points, options.most_literals)), evidence)


def _of_classes(
    handed: Handed, rules: Any, options: _Options, order: Sequence[Any] | None
) -> ReadClassRules:
    classes = ordered(handed.labels, order)
    check_rules(rules, [str(label) for label in classes])
    place = {label: k for k, label in enumerate(classes)}
    codes = np.array([place[label] for label in handed.labels.tolist()])
    drawn = [folds_of(codes, options.folds, options.seed + k) for k in range(options.repeats)]

    def read(label: Any, kept: Index) -> tuple[ReadRules, Octets]:
        whole = handed.of(str(label))
        own = rule_of_class(rules, str(label))
        literals, sample, stated = _sample(whole, own, options.cuts)
        given = handed.part(kept).of(str(label))
        folds = [folds[kept] for folds in drawn]
        rule = _read(given, literals, sample.part(kept), stated, options, folds)
        return rule, sample.values

    return read_classes(classes, handed.labels, drawn[0], read, handed.of(str(classes[0])),
                        handed.decided)  # fmt: skip


def _sample(
    given: Given, rules: Any, cuts: int
) -> tuple[list[Literal], Sample, tuple[TermRule, ...]]:
    """The literals of the table and of what is stated, their values, and what is stated."""
    stated_cuts = None if given.alone is None else given.alone.cuts
    literals, values = literals_of(given.columns, given.rows, cuts, given.missing, stated_cuts)
    prices, stated = np.ones(len(literals)), tuple[TermRule, ...]()
    if rules is not None:
        coordinates = given.columns.coordinates
        concepts = Concepts.of(rules, given.target)
        own, at = concept_literals(concepts, coordinates, given.rows)
        known = {literal.formula for literal in literals}
        fresh = [k for k, each in enumerate(own) if each.formula not in known
                 and each.source != given.target]  # fmt: skip
        literals, values = (
            [*literals, *(own[k] for k in fresh)],
            np.concatenate([values, at[fresh]]),
        )
        taken = StatedRule(concepts, coordinates, given.rows, literals, values)
        literals, values = taken.literals, taken.values
        stated = (taken.rule,) if taken.opened is None else (taken.rule, taken.opened)
        prices = np.ones(len(literals))
        prices[sorted(taken.own)] = _STATED_PRICE
    return literals, Sample.of(values, prices, given.wanted, opposites(literals, values)), stated


class _Options:
    """How rules are read, checked."""

    def __init__(
        self, form: str, price: float | None, cuts: int, folds: int, seed: int, effort: str,
        repeats: int, most_literals: int | None, ties: float,
    ) -> None:  # fmt: skip
        self.repeats = whole(repeats, "repeats", 1, _MANY)
        most = most_literals
        self.most_literals = None if most is None else whole(most, "most_literals", 0)
        self.ties = number(ties, "ties (in standard errors)", 0)
        choice(form, "form", ("auto", *get_args(Form)))
        self.forms = FORMS if form == "auto" else tuple(f for f in FORMS if f == form)
        self.price = None if price is None else number(price, "price (of a literal, in rows)", 0)
        self.cuts, self.folds = whole(cuts, "cuts", 1, _MANY), whole(folds, "folds", 2, _MANY)
        self.seed = whole(seed, "seed", 0)
        effort = choice(effort, "effort", EFFORTS)
        self.work = _WORK * EFFORTS[effort] * len(self.forms)

    def grid(self, rows: int) -> list[float]:
        """The prices that are tried."""
        return prices_for(rows) if self.price is None else [self.price]
