"""The forms that a rule may have, and the rules of each for every price of length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from logicnet.ground.bits import pack
from logicnet.ground.budget import Budget

from .pool import MOST_LITERALS, Pool, chosen_terms, telling
from .scorecard_kernel import card_path
from .terms import Form, Sample, Term, TermRule

FORMS: tuple[Form, ...] = ("dnf", "complement", "counts", "counts complement", "scorecard")
_LARGEST, _CARD = 3, 12  # weights of a scorecard, and its literals


class Fitted(NamedTuple):
    """A rule of some form for a price of length."""

    form: Form
    price: float
    rule: TermRule


def fitted(
    sample: Sample,
    grid: Sequence[float],
    forms: Sequence[Form],
    budget: Budget,
    stated: Sequence[TermRule] = (),
) -> list[Fitted]:
    """A rule of each form for each price."""
    found: list[Fitted] = []
    for is_negated in (False, True):
        wanted = [
            form for form in forms if form != "scorecard" and ("complement" in form) == is_negated
        ]
        if wanted:
            found += _of_terms(sample, grid, wanted, budget, stated, is_negated)
    if "scorecard" in forms:
        found += _cards(sample, grid, budget)
    return found


def _of_terms(
    sample: Sample,
    grid: Sequence[float],
    forms: Sequence[Form],
    budget: Budget,
    stated: Sequence[TermRule],
    is_negated: bool,
) -> list[Fitted]:
    counts = any("counts" in form for form in forms)
    pool = Pool(sample.negated() if is_negated else sample, budget, counts=counts)
    pool.add(term for rule in stated if rule.is_negated == is_negated for term in rule.terms)
    pool.cover(min(grid))
    found = []
    for form in forms:
        choices = chosen_terms(pool, grid, counts="counts" in form)
        for price, chosen in zip(grid, choices, strict=True):
            terms = tuple(
                sorted((pool.terms[k] for k in chosen), key=lambda t: (len(t.literals), t))
            )
            found.append(Fitted(form, price, TermRule(terms, is_negated).positive(sample.opposite)))
    return found


def _cards(sample: Sample, grid: Sequence[float], budget: Budget) -> list[Fitted]:
    """Scorecards of 1, 2, ... literals, of which each price takes the best."""
    kept = telling(sample.bits, (pack(sample.wanted), pack(~sample.wanted)), MOST_LITERALS)
    cards, bars, _, work = card_path(
        sample.values[kept], sample.prices[kept], sample.wanted.astype(np.uint8), _LARGEST, _CARD
    )
    budget.count(work)
    rules = [TermRule((), bool(2 * sample.wanted.sum() > len(sample.wanted)))]
    for weights, least in zip(cards, bars.tolist(), strict=True):
        places = np.flatnonzero(weights)
        literals, points = tuple(kept[places].tolist()), tuple(int(weights[k]) for k in places)
        rules.append(TermRule((Term(literals, points, least),)).positive(sample.opposite))
    wrong = [sample.wrong(rule) for rule in rules]
    prices = [rule.price(sample.prices) for rule in rules]
    best = [min(range(len(rules)), key=lambda k: (wrong[k] + p * prices[k], k)) for p in grid]
    return [Fitted("scorecard", p, rules[k]) for p, k in zip(grid, best, strict=True)]
