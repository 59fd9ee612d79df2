"""What the search finds, against all short rules there are, and against loops over rows."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.ground.bits import pack
from logicnet.ground.budget import Budget
from logicnet.ground.running.plain import plain
from logicnet.short_rules.search import forms
from logicnet.short_rules.search import lower_bound as lower_bounds
from logicnet.short_rules.search import pool as pools
from logicnet.short_rules.search.conjunction_kernel import _leading
from logicnet.short_rules.search.forms import FORMS, fitted
from logicnet.short_rules.search.lower_bound import lower_bound
from logicnet.short_rules.search.pool import telling
from logicnet.short_rules.search.terms import Sample, Term, TermRule

PRICES = (0.25, 1.0, 2.0)


def sample_of(columns, wanted):
    """Each column and its negation as literals, at price 1."""
    columns = np.asarray(columns, dtype=np.uint8)
    values = np.concatenate([columns, 1 - columns])
    n = len(columns)
    return Sample.of(values, np.ones(2 * n), np.asarray(wanted, dtype=bool))


def least_of_all(sample, price, most_terms=3):
    """The least of wrong rows and prices over all rules of so many conjunctions, by listing."""
    n = len(sample.values) // 2
    rows = sample.values.shape[1]
    conjunctions = []
    for signs in product((None, 0, 1), repeat=n):
        literals = [k + n * (1 - s) for k, s in enumerate(signs) if s is not None]
        if literals:
            holds = [all(sample.values[k][r] for k in literals) for r in range(rows)]
            mask = sum(1 << r for r in range(rows) if holds[r])
            conjunctions.append((mask, 1 + len(literals)))
    wanted = sum(1 << r for r in range(rows) if sample.wanted[r])
    found = bin(wanted).count("1")
    for size in range(1, most_terms + 1):
        for chosen in combinations(conjunctions, size):
            mask = 0
            for covers, _ in chosen:
                mask |= covers
            cost = sum(c for _, c in chosen)
            found = min(found, bin(mask ^ wanted).count("1") + price * cost)
    return found


def value(sample, rule, price):
    """Wrong rows and prices, by loops."""
    wrong = 0
    for r in range(sample.values.shape[1]):
        row = sample.values[:, r]
        sums = [sum(int(row[k]) * w for k, w in zip(*t[:2], strict=True)) for t in rule.terms]
        holds = any(s >= t.least for s, t in zip(sums, rule.terms, strict=True))
        wrong += (holds != rule.is_negated) != bool(sample.wanted[r])
    return wrong + price * sum(1 + len(t.literals) for t in rule.terms)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from(PRICES))
def test_no_short_rule_of_a_small_table_is_better(seed, price):
    rng = np.random.default_rng(seed)
    sample = sample_of(rng.integers(0, 2, (3, 9)), rng.integers(0, 2, 9))
    (found,) = fitted(sample, [price], ["dnf"], Budget())
    assert value(sample, found.rule, price) == pytest.approx(least_of_all(sample, price))


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.sampled_from(PRICES))
def test_no_rule_is_below_the_bound(seed, price):
    rng = np.random.default_rng(seed)
    sample = sample_of(rng.integers(0, 2, (3, 9)), rng.integers(0, 2, 9))
    (found,) = fitted(sample, [price], ["dnf"], Budget())
    assert lower_bound(sample, found.rule, price, 1e8) <= least_of_all(sample, price) + 1e-6


def test_a_bound_is_reached_and_one_that_is_too_high_is_noticed(monkeypatch):
    columns = np.array(list(product((0, 1), repeat=4))).T
    sample = sample_of(columns, (columns[0] & columns[1]) | (columns[2] & columns[3]))
    (found,) = fitted(sample, [0.25], ["dnf"], Budget())
    assert value(sample, found.rule, 0.25) == lower_bound(sample, found.rule, 0.25, 1e8) == 1.5
    noisy = sample_of(columns, np.random.default_rng(0).integers(0, 2, 16))
    (found,) = fitted(noisy, [1.0], ["dnf"], Budget())
    best = value(noisy, found.rule, 1.0)
    assert lower_bound(noisy, found.rule, 1.0, 1e8) < best
    assert 0 <= lower_bound(noisy, found.rule, 1.0, 0) < best  # what no work has proven
    program = lower_bounds._Program
    monkeypatch.setattr(
        lower_bounds, "_Program", lambda s, r, p, u, terms: program(s, r, p, 2 * u, 0.2)
    )
    assert lower_bound(noisy, found.rule, 1.0, 1e8) >= best  # a term that pays five times


def test_the_oracle_notices_a_rule_that_is_too_long():
    columns = list(zip(*product((0, 1), repeat=3), strict=True))
    sample = sample_of(columns, [a and b for a, b, _ in product((0, 1), repeat=3)])
    best = least_of_all(sample, 0.25)
    assert best == value(sample, TermRule((Term.all_of((0, 1)),)), 0.25)
    assert value(sample, TermRule((Term.all_of((0, 1, 2)), Term.all_of((0, 1, 5)))), 0.25) > best


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.sampled_from(FORMS))
def test_a_rule_is_what_it_says(seed, form):
    rng = np.random.default_rng(seed)
    columns = rng.integers(0, 2, (5, 70))
    sample = sample_of(columns, (columns[0] & columns[1]) | (rng.random(70) < 0.2))
    for found in fitted(sample, [0.5, 4.0], [form], Budget()):
        assert found.form == form
        wrong = value(sample, found.rule, 0)
        assert wrong == sample.wrong(found.rule) <= min(sample.wanted.sum(), (~sample.wanted).sum())


@pytest.mark.parametrize(
    ("form", "truth"),
    [
        ("dnf", lambda a: (a[0] & a[1]) | (a[2] & a[3])),
        ("complement", lambda a: 1 - ((a[0] & a[1]) | (a[2] & a[3]))),
        ("counts", lambda a: a[:5].sum(axis=0) >= 3),
        ("counts complement", lambda a: a[:5].sum(axis=0) == 2),
        ("scorecard", lambda a: 2 * a[0] + a[1] + a[2] - a[3] >= 2),
    ],
)
def test_a_planted_rule_is_found(form, truth):
    rng = np.random.default_rng(1)
    columns = rng.integers(0, 2, (8, 300))
    sample = sample_of(columns, truth(columns))
    (found,) = fitted(sample, [0.5], [form], Budget())
    assert sample.wrong(found.rule) == 0
    assert {k % 8 for term in found.rule.terms for k in term.literals} <= set(range(5))


def test_work_ends_a_search_and_gives_the_same_each_time():
    rng = np.random.default_rng(3)
    sample = sample_of(rng.integers(0, 2, (10, 200)), rng.integers(0, 2, 200))
    short = [fitted(sample, [0.25], ["dnf"], Budget(work=2e5)) for _ in range(2)]
    long = fitted(sample, [0.25], ["dnf"], Budget())
    assert short[0] == short[1]
    assert value(sample, long[0].rule, 0.25) <= value(sample, short[0][0].rule, 0.25)


@given(st.integers(0, 2**32))
def test_rules_without_unless_and_minus_decide_the_same(seed):
    rng = np.random.default_rng(seed)
    n = 4
    sample = sample_of(rng.integers(0, 2, (n, 16)), np.zeros(16))
    opposite = np.r_[np.arange(n, 2 * n), np.arange(n)]
    terms = []
    for _ in range(rng.integers(1, 3)):
        literals = tuple(sorted(rng.choice(2 * n, rng.integers(1, 4), replace=False).tolist()))
        weights = tuple(rng.choice([-2, -1, 1, 1, 3], len(literals)).tolist())
        terms.append(Term(literals, weights, int(rng.integers(-1, 3))))
    rule = TermRule(tuple(terms), bool(rng.integers(2)))
    same = rule.positive(opposite)
    assert np.array_equal(same.decides(sample.values), rule.decides(sample.values))


@given(st.lists(st.integers(-3, 3), max_size=60), st.integers(1, 9))
def test_leading_places_are_those_of_sorting_all(values, most):
    scores = np.array([-1e300 if v == -3 else float(v) for v in values])  # -3 does not count
    wanted = sorted((k for k, v in enumerate(values) if v > -3), key=lambda k: (-values[k], k))
    assert plain(_leading)(scores, most).tolist() == wanted[:most]


@given(st.lists(st.integers(0, 31), min_size=1, max_size=40), st.integers(0, 31),
       st.integers(1, 12))  # fmt: skip
def test_literals_that_tell_sides_apart_are_those_of_sorting_all(words, side, most):
    bits = np.array([[w >> r & 1 for r in range(5)] for w in words], dtype=bool)
    good = np.array([side >> r & 1 for r in range(5)], dtype=bool)
    found = telling(pack(bits), (pack(good), pack(~good)), most)

    def apart(k):
        shares = [bits[k][s].sum() / max(1, s.sum()) for s in (good, ~good)]
        return -abs(shares[0] - shares[1]), k

    assert found.tolist() == sorted(sorted(range(len(words)), key=apart)[:most])


def test_a_wide_table_gives_its_rule_by_a_part_of_the_literals(monkeypatch):
    """Terms are sought, and cards made, over few literals, whose numbers are those of all."""
    columns = np.random.default_rng(8).random((400, 60)) < 0.5
    sample, sizes = sample_of(columns, columns[301] & ~columns[7]), []
    search = pools.conjunctions

    def spied(bits, *others):
        sizes.append(len(bits))
        return search(bits, *others)

    monkeypatch.setattr(pools, "conjunctions", spied)
    monkeypatch.setattr(pools, "MOST_LITERALS", 100)
    monkeypatch.setattr(forms, "MOST_LITERALS", 100)
    rules = fitted(sample, (1.0,), ("dnf", "scorecard"), Budget(work=1e8))
    assert set(sizes) == {100}
    assert rules[0].rule.terms == (Term.all_of((301, 407)),)
    assert all(sample.wrong(found.rule) == 0 for found in rules)
