"""Short rules of tables from data; the oracle reads rows with NumPy alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.formats import pla
from logicnet.ground.budget import Budget
from logicnet.logic.function import function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import parse_cubes
from logicnet.minimization.heuristics.rule_search import RuleSearch
from logicnet.minimization.minimizing import minimized
from optional import two_blas_threads


def planted(inputs, rows, terms, seed, outputs=1):
    """Random rows, and outputs that so many terms of 3 or 4 literals state."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 2, (rows, inputs))
    y = np.zeros((rows, outputs), dtype=int)
    for k in range(terms):
        columns = rng.choice(inputs, int(rng.integers(3, 5)), replace=False)
        y[:, k % outputs] |= (x[:, columns] == rng.integers(0, 2, len(columns))).all(axis=1)
    return x, y


def mistakes(cover, x, y):
    """In how many places the product terms differ from the rows."""
    have = np.zeros(y.shape, dtype=bool)
    for product in cover:
        places = [cover.inputs.index(name) for name in product.literals]
        fits = (x[:, places] == list(product.literals.values())).all(axis=1)
        for name in product.on:
            have[:, cover.outputs.index(name)] |= fits
    return int((have != y).sum())


def of_work(stated, work=1e8):
    return minimized(function(stated), Budget(work), "heuristic")


@pytest.mark.parametrize(
    ("inputs", "rows", "terms", "outputs"), [(150, 400, 5, 1), (300, 500, 6, 1), (80, 600, 6, 3)]
)
def test_a_rule_that_rows_hide_is_found(inputs, rows, terms, outputs):
    for seed in range(2):
        x, y = planted(inputs, rows, terms, seed, outputs)
        cover = of_work(Cover.from_rows(x, y))
        assert mistakes(cover, x, y) == 0
        assert cover.terms <= terms


def test_a_term_too_few_and_one_too_wide_are_mistakes():
    x, y = planted(40, 200, 3, 0)
    cover = of_work(Cover.from_rows(x, y))
    lines = cover.lines()
    assert mistakes(Cover.from_cubes(lines[1:]), x, y)
    assert mistakes(Cover.from_cubes([*lines[1:], "-" * 40 + " 1"]), x, y)


def test_the_search_ends_with_a_rule_that_no_further_term_would_shorten():
    x, y = planted(100, 500, 4, 1)
    budget = Budget(4e9)
    assert minimized(function(Cover.from_rows(x, y)), budget).terms <= 4
    assert budget.spent < 1e9


def test_rows_without_a_rule_are_searched_on():
    rng = np.random.default_rng(0)
    stated = Cover.from_rows(rng.integers(0, 2, (120, 20)), rng.random(120) < 0.8)
    budget = Budget()
    search = RuleSearch(stated.on_cubes, stated.off_cubes, 20, 1, budget)
    *_, best = search.covers(budget)
    assert not search.settles(best)
    search.rules[0].refine()
    assert 0 < search.rules[0].bound < len(best)
    assert not search.settles(best)


def test_the_same_rows_however_stated_give_the_same_cover():
    x, y = planted(90, 200, 4, 3, 2)
    stated = Cover.from_rows(x, y)
    cover = of_work(stated)
    again = np.random.default_rng(0).permutation(np.repeat(np.arange(len(x)), 2))
    assert of_work(Cover.from_rows(x[again], y[again])) == cover
    assert of_work(pla.loads(pla.dumps(stated))).lines() == cover.lines()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(2, 12), st.integers(1, 30), st.integers(1, 3))
def test_terms_hold_every_on_row_and_no_off_row(seed, inputs, rows, outputs):
    rng = np.random.default_rng(seed)
    x = np.unique(rng.integers(0, 2, (rows, inputs)), axis=0)
    y = rng.integers(0, 2, (len(x), outputs))
    stated = Cover.from_rows(x, y)
    budget = Budget()
    search = RuleSearch(stated.on_cubes, stated.off_cubes, inputs, outputs, budget)
    for cubes in search.covers(budget):
        cover = Cover(inputs=stated.inputs, outputs=stated.outputs, positive=cubes.positive,
                      negative=cubes.negative, on=cubes.members)  # fmt: skip
        assert mistakes(cover, x, y) == 0


def test_blas_has_one_thread_while_rules_are_sought(monkeypatch):
    x, y = planted(100, 200, 3, 0)
    covers, seen = RuleSearch.covers, []

    def watched(search, budget):
        seen.append(threads())
        return covers(search, budget)

    monkeypatch.setattr(RuleSearch, "covers", watched)
    with two_blas_threads() as threads:
        of_work(Cover.from_rows(x, y), 1e7)
        assert (set(seen), threads()) == ({1}, 2)


def test_there_is_no_cover_where_an_on_cube_meets_an_off_cube():
    search = RuleSearch(parse_cubes(["0-", "10"]), parse_cubes(["-1"]), 2, 1, Budget())
    assert not list(search.covers(Budget()))
