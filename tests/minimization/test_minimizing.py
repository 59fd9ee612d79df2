import time
from dataclasses import replace
from functools import lru_cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS
from logicnet import LimitError, SpecificationError, TruthTable
from logicnet.ground.bits import columns, pack, unpack, used
from logicnet.ground.budget import Budget
from logicnet.logic.function import function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Cubes, join, product_rows
from logicnet.minimization import polarity
from logicnet.minimization.exact.exact_cover import exact_cover_of_cubes
from logicnet.minimization.exact.pointwise import Pointwise
from logicnet.minimization.exact.set_covering import solve
from logicnet.minimization.heuristics.off_sets import off_set
from logicnet.minimization.incidence.matrices import incidence
from logicnet.minimization.incidence.table_listing import listing, row_masks, rows_of
from logicnet.minimization.minimizing import minimize, primes
from logicnet.minimization.phased import complemented
from logicnet.minimization.polarity import minimal_polarity
from logicnet.minimization.primes.implicants import table_primes
from logicnet.minimization.programs.relaxation import relax
from logicnet.minimization.proofs.proving import prove_minimal
from strategies import tables

FAR = 1 << 20  # one term, as against literals


def check(cover, table):
    """Whether the cover holds the on-set and misses the off-set of the table."""
    held = cover.evaluate(columns(len(table.inputs))) & used(len(table.inputs))
    return not (table.on & ~held).any() and not (held & ~(table.on | table.dc)).any()


@lru_cache
def least_prices(n, m=1):
    """For each set of rows and outputs the price, terms * FAR + literals, of its best cover.

    Starting from nothing, adds one cube at a time until no price falls: no primes, no covering.
    """
    moves = []
    for digits in product((0, 1, 2), repeat=n):
        rows = sum(
            1 << r
            for r in range(1 << n)
            if all(d == 2 or r >> (n - 1 - i) & 1 == d for i, d in enumerate(digits))
        )
        price = FAR + sum(d != 2 for d in digits)
        for outputs in range(1, 1 << m):
            moves.append((sum(rows << (j << n) for j in range(m) if outputs >> j & 1), price))
    states = np.arange(1 << (m << n))
    best = np.full(len(states), 1 << 40)
    best[0] = 0
    while True:
        before = best.copy()
        for mask, price in moves:
            np.minimum.at(best, states | mask, best + price)
        if (best == before).all():
            return best


def table_of(number, n, m=1, free=0):
    """The table whose rows are the bits of `number`, output after output."""
    flags = np.array([number >> r & 1 for r in range(m << n)], dtype=bool).reshape(m, -1)
    frees = np.array([free >> r & 1 for r in range(m << n)], dtype=bool).reshape(m, -1)
    return TruthTable(
        inputs=[f"x{i}" for i in range(n)],
        outputs=[f"y{j}" for j in range(m)],
        on=pack(flags & ~frees),
        dc=pack(frees),
    )


def price(cover):
    return cover.terms * FAR + cover.literals


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_cover_when_of_few_inputs_is_the_best_of_all(n):
    for number in range(1 << (1 << n)):
        table = table_of(number, n)
        cover = minimize(table)
        assert cover.proven
        assert cover.proven_literals
        assert check(cover, table)
        assert price(cover) == least_prices(n)[number]


def test_bounds_on_literals_when_untrue_are_found_out(monkeypatch):
    number = 28539  # it has covers of the fewest terms that differ in literals
    least = least_prices(4)[number] % FAR
    assert minimize(table_of(number, 4)).literal_bound == least

    def dearest(matrix, costs, budget):
        return solve(matrix, costs.max() - costs, budget)

    monkeypatch.setattr("logicnet.minimization.exact.exact_cover.solve", dearest)
    assert minimize(table_of(number, 4)).literal_bound > least


@settings(max_examples=150)
@given(st.integers(0, (1 << 16) - 1))
def test_cover_when_of_four_inputs_is_the_best_of_all(number):
    cover = minimize(table_of(number, 4))
    assert price(cover) == least_prices(4)[number]


@settings(max_examples=60)
@given(st.integers(0, 255), st.integers(0, 255))
def test_cover_when_rows_are_free_uses_them(number, free):
    table = table_of(number, 3, free=free)
    cover = minimize(table)
    assert check(cover, table)
    on = number & ~free
    between = [s for s in range(256) if on & ~s == 0 and s & ~(on | free) == 0]
    assert price(cover) == min(int(least_prices(3)[s]) for s in between)


@settings(max_examples=60)
@given(st.integers(0, (1 << 16) - 1))
def test_cover_when_of_many_outputs_shares_terms(number):
    table = table_of(number, 3, 2)
    cover = minimize(table)
    assert cover.proven
    assert cover.proven_literals
    assert check(cover, table)
    assert price(cover) == least_prices(3, 2)[number]


@given(tables(), st.sampled_from(["auto", "exact", "heuristic"]))
def test_cover_when_by_any_method_is_valid(table, method):
    cover = minimize(table, method)
    assert check(cover, table)
    assert cover.terms >= minimize(table).terms


@given(tables(most_inputs=4, most_outputs=3))
def test_cover_when_stated_by_cubes_has_as_many_terms(table):
    stated = Cover.from_table(table)
    n, m = len(table.inputs), len(table.outputs)
    budget = Budget()
    cubes, bound, _ = exact_cover_of_cubes(stated.on_cubes, stated.dc_cubes, n, m, budget, budget)
    assert len(cubes) == bound == minimize(table).terms
    cover = Cover(inputs=table.inputs, outputs=table.outputs, positive=cubes.positive,
                  negative=cubes.negative, on=cubes.members)  # fmt: skip
    assert check(cover, table)


@given(tables(most_inputs=4, most_outputs=3))
def test_memberships_when_trimmed_are_all_needed(table):
    stated = Cover.from_table(table)
    n, m = len(table.inputs), len(table.outputs)
    budget = Budget()
    wide, _, _ = exact_cover_of_cubes(stated.on_cubes, stated.dc_cubes, n, m, budget, budget)
    for cubes in (minimize(table).on_cubes, wide):
        flags = unpack(cubes.members, m)
        for k, j in zip(*np.nonzero(flags), strict=True):
            fewer = flags.copy()
            fewer[k, j] = False
            cover = Cover(inputs=table.inputs, outputs=table.outputs, positive=cubes.positive,
                          negative=cubes.negative, on=pack(fewer))  # fmt: skip
            assert not check(cover, table)


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_terms_when_known_are_met(case):
    cover = minimize(case.source)
    assert (cover.terms, cover.proven) == (case.terms, True)


def test_check_when_a_cube_is_broken_fails():
    table = table_of(0b0110_1001_1001_0110, 4)
    cover = minimize(table)
    assert check(cover, table)
    for i in range(len(cover)):
        positive = cover.positive.copy()
        positive[i] &= positive[i] - np.uint64(1) if positive[i, 0] else positive[i]
        negative = cover.negative.copy()
        if not cover.positive[i, 0]:
            negative[i] &= negative[i] - np.uint64(1)
        larger = Cover(inputs=cover.inputs, outputs=cover.outputs, positive=positive,
                       negative=negative, on=cover.on)  # fmt: skip
        assert not check(larger, table)
        fewer = np.arange(len(cover)) != i
        smaller = Cover(inputs=cover.inputs, outputs=cover.outputs,
                        positive=cover.positive[fewer], negative=cover.negative[fewer],
                        on=cover.on[fewer])  # fmt: skip
        assert not check(smaller, table)


# primes


@given(tables(most_inputs=4))
def test_primes_when_of_a_table_are_all_maximal_implicants(table):
    n, m = len(table.inputs), len(table.outputs)
    care = [set(np.flatnonzero(column != 0)) for column in table.values().T]

    def served(digits):
        rows = {
            r
            for r in range(1 << n)
            if all(d == 2 or r >> (n - 1 - i) & 1 == d for i, d in enumerate(digits))
        }
        return frozenset(j for j in range(m) if rows <= care[j])

    implicants = {digits: served(digits) for digits in product((0, 1, 2), repeat=n)}
    expected = {
        (digits, outputs)
        for digits, outputs in implicants.items()
        if outputs
        and not any(
            d != 2 and implicants[(*digits[:i], 2, *digits[i + 1 :])] == outputs
            for i, d in enumerate(digits)
        )
    }
    found = {
        (
            tuple(p.literals.get(name, 2) for name in table.inputs),
            frozenset(table.outputs.index(name) for name in p.on),
        )
        for p in primes(table)
    }
    assert found == expected


@given(tables(most_inputs=5))
def test_primes_when_from_cubes_are_those_of_the_table(table):
    from logicnet.minimization.primes.products import cube_primes

    n, m = len(table.inputs), len(table.outputs)
    stated = Cover.from_table(table)
    care = Cubes(stated.positive, stated.negative, stated.on | stated.dc)
    found = cube_primes(care, n, m)
    expected = primes(table)
    assert {str(c) for c in _triples(found)} == {str(c) for c in _triples(expected.on_cubes)}


def _triples(cubes):
    return zip(
        cubes.positive.tolist(), cubes.negative.tolist(), cubes.members.tolist(), strict=True
    )


def test_primes_when_wide_come_from_products():
    wide = [f"{'-' * i}11{'-' * (28 - i)}" for i in range(29)]  # unate: its own primes
    assert primes(Cover.from_cubes(wide)).terms == 29
    chain = [f"{'-' * i}10{'-' * (18 - i)}" for i in range(19)]  # x_i x_j' for i < j
    assert primes(Cover.from_cubes(chain)).terms == 20 * 19 // 2


# covering, limits, interrupts


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(5, 14), st.integers(5, 14))
def test_covering_when_small_has_the_fewest_then_cheapest(seed, rows, cols):
    rng = np.random.default_rng(seed)
    flags = rng.random((rows, cols)) < 0.3
    flags[np.arange(rows), rng.integers(cols, size=rows)] = True
    costs = rng.integers(0, 4, size=cols)
    found = solve(incidence(*np.nonzero(flags), flags.shape), costs, Budget())
    choices = (np.arange(1 << cols)[:, None] >> np.arange(cols) & 1).astype(bool)
    valid = (choices.astype(int) @ flags.T.astype(int) > 0).all(axis=1)
    prices = choices @ (FAR + costs)
    assert len(found.columns) * FAR + costs[found.columns].sum() == prices[valid].min()
    assert found.lower_bound == len(found.columns)


def test_covering_when_large_agrees_with_the_solver_alone():
    from scipy.optimize import Bounds, LinearConstraint, milp

    table = hard(10, seed=3)
    found_primes = table_primes(table.on, 10)
    size = len(found_primes)
    matrix = listing(rows_of(found_primes, 10), row_masks(table.on, 10), 10).matrix
    found = solve(matrix, np.zeros(size, dtype=np.int64), Budget())
    alone = milp(np.ones(size), constraints=LinearConstraint(matrix.csr(), lb=1),
                 integrality=np.ones(size), bounds=Bounds(0, 1))  # fmt: skip
    assert len(found.columns) == found.lower_bound == round(alone.fun)
    assert matrix.counts(found.columns).all()
    relaxed = relax(matrix, len(found.columns), Budget())
    assert relaxed.value <= alone.fun + 1e-6
    assert relaxed.useful(len(found.columns))[alone.x > 0.5].all()


def hard(n=12, seed=0):
    """A random half-full function, which no proof settles quickly."""
    flags = np.random.default_rng(seed).random((1, 1 << n)) < 0.5
    return TruthTable(inputs=[f"x{i}" for i in range(n)], outputs="y", on=pack(flags),
                      dc=np.zeros((1, 1 << (n - 6)), np.uint64))  # fmt: skip


def test_cover_when_time_is_up_is_valid_and_bounded():
    table, heard = hard(), []
    began = time.monotonic()
    cover = minimize(table, time_limit=3.0, progress=lambda *report: heard.append(report))
    assert time.monotonic() - began < 6
    assert check(cover, table)
    assert cover.lower_bound is not None
    assert 500 < cover.lower_bound < cover.terms < 580
    assert heard
    assert all(elapsed >= 2 for elapsed, _, _ in heard)
    assert heard[-1][1] >= cover.terms
    assert heard[-1][2] <= cover.lower_bound


def test_cover_when_interrupted_is_the_best_so_far():
    table, began = hard(), time.monotonic()

    def interrupt(elapsed, terms, lower_bound):
        raise KeyboardInterrupt

    cover = minimize(table, time_limit=20.0, progress=interrupt)
    assert time.monotonic() - began < 10
    assert check(cover, table)
    assert cover.terms < 600


def test_cover_when_repeated_is_the_same():
    table = hard(9)
    assert minimize(table, seed=5) == minimize(table, seed=5)


def test_exact_when_too_wide_says_the_limit_and_the_way_out():
    table = hard(17)
    with pytest.raises(LimitError, match=r'17 inputs exceed the exact limit of 16; pass method="h'):
        minimize(table, "exact")


def test_method_when_unknown_is_refused():
    with pytest.raises(SpecificationError, match="method is 'fast'; expected 'auto'"):
        minimize("a", "fast")


def test_constants_when_minimised_have_no_literals():
    assert str(minimize("0")) == "y = 0"
    assert str(minimize("a | ~a")) == "y = 1"
    assert minimize(TruthTable.from_string("----")).terms == 0


# polarity


@given(tables(most_inputs=4))
def test_polarity_when_chosen_never_costs_terms(table):
    found = minimal_polarity(table)
    assert found.cover.terms <= minimize(table).terms
    assert check(found.cover, complemented(table, found.complemented))


def test_polarity_when_the_complement_is_smaller_takes_it():
    table = TruthTable.from_expression({"s": "(a | b) & (c | d) & (e | f)", "t": "a & b"})
    found = minimal_polarity(table)
    assert found.complemented == (True, False)
    assert found.cover.terms == 4


def test_phases_are_chosen_together(monkeypatch):
    """The ones of 6 inputs, counted: no output alone is smaller complemented, together some are."""
    ones = np.array([row.bit_count() for row in range(64)])
    flags = np.stack([ones >> k & 1 for k in (2, 1, 0)]).astype(bool)
    table = TruthTable(
        inputs=list("abcdef"), outputs=list("xyz"), on=pack(flags), dc=pack(flags & False)
    )
    every = [complemented(table, sides) for sides in product((False, True), repeat=3)]
    least = min(minimize(each).terms for each in every)
    assert minimize(table, phases="best").terms == least
    monkeypatch.setattr(polarity, "_descended", lambda serves, start: (False,) * 3)
    monkeypatch.setattr(polarity._Phases, "_fewest", lambda self, flags, budget: sum(flags))
    assert minimize(table, phases="best").terms > least  # who leaves all as stated


@pytest.mark.parametrize(
    "outputs",
    [{"x": "0010", "y": "1010", "z": "0011"}, {"x": "0001100100100111", "y": "1101000011100000"}],
)
def test_phases_of_few_outputs_are_the_best_of_all(outputs):
    table = TruthTable.from_string(outputs)
    every = [complemented(table, flags) for flags in product((False, True), repeat=len(outputs))]
    assert minimize(table, phases="best").terms == min(minimize(each).terms for each in every)


@settings(max_examples=30)
@given(tables(most_inputs=4, most_outputs=3), st.booleans())
def test_phases_state_the_function_itself(table, cubes):
    found = minimize(Cover.from_table(table) if cubes else table, phases="best")
    assert states(found, table)
    assert str(found).count("~(") >= sum(found.complemented)
    flipped = replace(found, complemented=tuple(not flag for flag in found.complemented))
    assert not states(flipped, table) or (table.dc == used(len(table.inputs))).any()


def states(found, table):
    """Whether what phases state agrees with the table wherever that says something."""
    on = function(found).table().on
    return not (table.on & ~on).any() and not (on & ~(table.on | table.dc)).any()


def test_phases_are_as_stated_or_best():
    with pytest.raises(SpecificationError, match="expected 'as stated' or 'best'"):
        minimize("a", phases="bets")


@given(tables(most_inputs=4), st.lists(st.booleans(), min_size=3, max_size=3))
def test_complemented_when_stated_by_cubes_is_the_same_function(table, flags):
    flags = flags[: len(table.outputs)]
    stated = complemented(Cover.from_table(table), flags)
    assert stated.table() == complemented(table, flags)


# wide functions


def wide_cover(seed, n=24, m=4, k=24):
    """A random cover of many inputs; some cubes are don't-cares."""
    rng = np.random.default_rng(seed)
    left = rng.choice(list("01-"), size=(k, n), p=[0.12, 0.12, 0.76])
    right = rng.choice(list("01-"), size=(k, m), p=[0.6, 0.35, 0.05])
    return Cover.from_cubes(
        [f"{''.join(a)} {''.join(b)}" for a, b in zip(left, right, strict=True)],
        [f"x{i}" for i in range(n)], [f"y{j}" for j in range(m)],
    )  # fmt: skip


def same(cover, stated):
    """Whether the cover holds what is stated and misses the rest, without any table."""
    held = Cover(
        inputs=stated.inputs,
        outputs=stated.outputs,
        positive=np.concatenate([cover.positive, stated.positive]),
        negative=np.concatenate([cover.negative, stated.negative]),
        on=np.concatenate([cover.on, np.zeros_like(stated.on)]),
        dc=np.concatenate([np.zeros_like(cover.on), stated.dc]),
    )
    return held.contains(stated) and stated.contains(cover)


@pytest.mark.parametrize("seed", range(2))
def test_cover_when_wide_is_the_same_function(seed):
    stated = wide_cover(seed)
    cover = minimize(stated)
    assert cover.proven
    assert same(cover, stated)
    assert cover.terms <= minimize(stated, "heuristic", time_limit=0.5).terms
    broken = Cover(inputs=cover.inputs, outputs=cover.outputs, positive=cover.positive[1:],
                   negative=cover.negative[1:], on=cover.on[1:])  # fmt: skip
    assert not same(broken, stated)


@pytest.mark.parametrize("seed", range(2))
def test_bound_when_by_points_meets_that_of_the_primes(seed):
    stated = wide_cover(seed, n=18, m=3, k=16)
    on, dc = stated.on_cubes, stated.dc_cubes
    off = off_set(join([on, dc]), 18, 3, Budget().tick)
    first = minimize(stated, "heuristic", time_limit=0.5).on_cubes
    cubes, bound = Pointwise(on, dc, off, first, 18, 3, Budget(time_limit=60)).run()
    exact = minimize(stated, "exact")
    assert exact.proven
    assert bound <= exact.terms <= len(cubes)
    assert bound == exact.terms


def test_cover_when_primes_are_too_many_is_still_bounded():
    # 16 outputs of disjoint inputs: 4^16 - 1 primes, each output alone needs its 3 terms
    cubes, n = [], 96
    for j in range(16):
        base = 6 * j
        for k in range(3):
            left = "".join("1" if base + 2 * k <= i < base + 2 * k + 2 else "-" for i in range(n))
            cubes.append(f"{left} {''.join('01'[i == j] for i in range(16))}")
    stated = Cover.from_cubes(cubes)
    with pytest.raises(LimitError, match="primes: "):
        minimize(stated, "exact", time_limit=60)
    cover = minimize(stated, time_limit=12)
    assert same(cover, stated)
    assert (cover.terms, cover.lower_bound) == (48, 48)


def test_cover_when_the_off_set_is_stated_is_bounded_without_a_complement():
    rng = np.random.default_rng(1)
    rows = rng.integers(2, size=(30, 40)).astype(bool)
    on = np.arange(30) < 15
    stated = Cover(
        inputs=[f"x{i}" for i in range(40)],
        outputs=["y"],
        positive=pack(rows),
        negative=pack(~rows),
        on=on[:, None].astype(np.uint64),
        off=(~on)[:, None].astype(np.uint64),
    )
    cover = minimize(stated, time_limit=4)
    held = np.bitwise_or.reduce(product_rows(cover.on_cubes, pack(rows.T)))
    assert (unpack(held, 30) == on).all()
    assert cover.lower_bound is not None
    assert cover.lower_bound <= cover.terms <= 3
    with pytest.raises(LimitError, match="stated off-set"):
        minimize(stated, "exact")


def test_what_is_told_of_progress_can_be_called():
    with pytest.raises(TypeError, match="progress is called with"):
        minimize("a", progress=5)


def test_rows_of_tables_beyond_16_inputs_have_primes_and_proofs_where_they_are_few():
    ones = np.arange(1 << 17) % 1000 == 7
    table = TruthTable.from_values(ones)
    assert primes(table).terms == prove_minimal(table).bound == ones.sum()
    many = TruthTable.from_values(np.arange(1 << 17) % 3 == 0)
    for refused in (primes, prove_minimal):
        with pytest.raises(LimitError, match="17 inputs exceed the exact limit of 16"):
            refused(many)
