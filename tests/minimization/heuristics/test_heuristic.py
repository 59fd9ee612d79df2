"""The heuristics: every cover is valid, small where the minimum is known, in time, repeatable."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Cover, TruthTable, minimize
from logicnet.ground.bits import columns, pack, unpack
from logicnet.ground.budget import Budget
from logicnet.ground.running.interrupts import ended_by
from logicnet.logic.tables.cubes import (
    Cubes,
    empty,
    from_ternary,
    pack_mask,
    parse_cubes,
    ternary,
    texts,
    union_rows,
)  # fmt: skip
from logicnet.minimization.covering.greedy import dense_cover
from logicnet.minimization.heuristics import covered_expansion, table_search
from logicnet.minimization.heuristics.choice_of_heuristic import cube_terms, table_terms
from logicnet.minimization.heuristics.covered_expansion import by_covering
from logicnet.minimization.heuristics.cube_search import CubeSearch
from logicnet.minimization.heuristics.few_cubes import by_few
from logicnet.minimization.heuristics.table_search import by_samples, by_table

ROOT = Path(__file__).parents[3]


def random_cubes(rng, count, inputs, outputs, literals=0.5):
    """Cubes whose inputs are literals with the given probability, each in some outputs."""
    digits = rng.integers(0, 2, (count, inputs)).astype(np.uint8)
    digits[rng.random((count, inputs)) > literals] = 2
    flags = rng.random((count, outputs)) < 0.5
    flags[np.arange(count), rng.integers(0, outputs, count)] = True
    return from_ternary(digits, pack_mask(flags))


def cover_terms(on, dc, off):
    """Few cubes, with nothing that ends the search early."""
    return cube_terms(on, dc, off, Budget())


def values(cubes, points, outputs):
    """Which outputs the cubes hold at points (p, inputs) of 0 and 1: plain comparison."""
    digits = ternary(cubes, points.shape[1])
    inside = ((digits[None] == 2) | (digits[None] == points[:, None])).all(axis=2)
    return (inside[:, :, None] & unpack(cubes.members, outputs)[None]).any(axis=1)


def faults(found, on, dc, off, points, outputs):
    """Points at which the found cover misses the on-set or touches the off-set."""
    free = values(dc, points, outputs)
    have, want = values(found, points, outputs), values(on, points, outputs)
    bad = want & ~free & ~have
    bad |= (have & ~want if off is None else have & values(off, points, outputs)) & ~free
    return np.flatnonzero(bad.any(axis=1))


def all_points(inputs):
    return (np.arange(1 << inputs)[:, None] >> np.arange(inputs)) & 1


def inside_points(rng, cubes, inputs, each=8):
    """Random points of every cube."""
    digits = np.repeat(ternary(cubes, inputs), each, axis=0)
    return np.where(digits == 2, rng.integers(0, 2, digits.shape), digits)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 4), st.integers(0, 12))
def test_cover_is_valid_for_small_functions(seed, inputs, outputs, count):
    rng = np.random.default_rng(seed)
    on = random_cubes(rng, count, inputs, outputs)
    dc = random_cubes(rng, 2, inputs, outputs, 0.8)
    points = all_points(inputs)
    for found in (cover_terms(on, dc, None), by_few(on, dc, None, inputs, outputs)):
        assert not len(faults(found, on, dc, None, points, outputs))


def test_the_check_fails_on_a_cover_that_is_wrong():
    on, dc = parse_cubes(["011", "111", "10-"]), empty(3)
    points = all_points(3)
    assert not len(faults(cover_terms(on, dc, None), on, dc, None, points, 1))
    assert len(faults(parse_cubes(["10-"]), on, dc, None, points, 1))
    assert len(faults(parse_cubes(["10-", "-1-"]), on, dc, None, points, 1))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_stated_off_set_is_missed_and_the_rest_is_free(seed):
    rng = np.random.default_rng(seed)
    digits = np.unique(rng.integers(0, 2, (12, 5)).astype(np.uint8), axis=0)
    half = len(digits) // 2
    on, off = from_ternary(digits[:half]), from_ternary(digits[half:])
    found = cover_terms(on, empty(5), off)
    assert not len(faults(found, on, empty(5), off, all_points(5), 1))
    assert len(found) <= len(on)


@pytest.mark.parametrize("shape", [(20, 60, 1, 0.25), (70, 120, 3, 0.2), (18, 100, 8, 0.5)])
def test_cubes_over_many_inputs(shape):
    inputs, count, outputs, literals = shape
    rng = np.random.default_rng(5)
    on = random_cubes(rng, count, inputs, outputs, literals)
    dc = random_cubes(rng, 4, inputs, outputs, literals)
    found = cover_terms(on, dc, None)
    points = np.concatenate(
        [inside_points(rng, part, inputs) for part in (on, dc, found)]
        + [rng.integers(0, 2, (4000, inputs))]
    )
    assert not len(faults(found, on, dc, None, points, outputs))
    assert len(found) <= count


def test_rows_over_many_inputs():
    rng = np.random.default_rng(6)
    inputs, outputs = 80, 3
    digits = rng.choice([0, 1, 2], (60, inputs), p=[0.4, 0.4, 0.2]).astype(np.uint8)
    flags = rng.random((60, outputs)) < 0.5
    on, off = from_ternary(digits, pack_mask(flags)), from_ternary(digits, pack_mask(~flags))
    on, off = (part[np.flatnonzero(part.members.any(axis=1))] for part in (on, off))
    none = empty(inputs, outputs)
    found = cover_terms(on, none, off)
    points = np.concatenate([inside_points(rng, part, inputs) for part in (on, off)])
    assert not len(faults(found, on, none, off, points, outputs))
    assert len(found) < len(on) // 2


@pytest.mark.parametrize("inputs", [5, 8, 10])
def test_table_and_samples_are_valid(inputs):
    rng = np.random.default_rng(inputs)
    on = pack(rng.random((2, 1 << inputs)) < 0.4)
    dc = pack(rng.random((2, 1 << inputs)) < 0.2) & ~on
    order = np.arange(inputs - 1, -1, -1)
    points = (np.arange(1 << inputs)[:, None] >> order) & 1
    sizes = []
    for found in (
        table_terms(on, dc, inputs, Budget()),
        by_samples(on, on | dc, inputs, Budget()),
    ):
        have = values(found, points, 2).T
        want, free = unpack(on, 1 << inputs), unpack(dc, 1 << inputs)
        assert not (want & ~have).any()
        assert not (have & ~want & ~free).any()
        sizes.append(len(found))
    assert abs(sizes[0] - sizes[1]) <= 1 + sizes[0] // 20


def test_parity_needs_every_row():
    rows = [format(r, "06b") for r in range(64) if r.bit_count() % 2]
    assert len(cover_terms(parse_cubes(rows), empty(6), None)) == 32


def test_nothing_and_everything():
    assert len(cover_terms(empty(4), empty(4), None)) == 0
    found = cover_terms(parse_cubes(["1---", "0---"]), empty(4), None)
    assert ternary(found, 4).tolist() == [[2, 2, 2, 2]]
    assert len(cover_terms(parse_cubes(["1---"]), parse_cubes(["----"]), None)) == 0


def test_outputs_share_products():
    on = from_ternary(
        np.array([[1, 1, 2], [1, 1, 0], [0, 2, 1]], dtype=np.uint8),
        np.array([[1], [2], [3]], dtype=np.uint64),
    )
    dc = from_ternary(np.array([[1, 1, 1]], dtype=np.uint8), np.array([[2]], dtype=np.uint64))
    assert len(cover_terms(on, dc, None)) == 2


def test_disjoint_products_whose_off_set_explodes_come_back():
    digits = np.full((40, 80), 2, dtype=np.uint8)
    for k in range(40):
        digits[k, 2 * k : 2 * k + 2] = 1
    found = by_covering(from_ternary(digits), empty(80), 80, 1, Budget())
    assert sorted(map(tuple, ternary(found, 80))) == sorted(map(tuple, digits))


def test_covering_expands_and_drops():
    on = parse_cubes(["011", "111", "10-", "101"])
    found = by_covering(on, empty(3), 3, 1, Budget())
    assert not len(faults(found, on, empty(3), None, all_points(3), 1))
    assert len(found) == 2


def test_dense_cover_takes_few_columns():
    rng = np.random.default_rng(3)
    flags = rng.random((60, 90)) < 0.1
    flags[np.arange(60), rng.integers(0, 90, 60)] = True
    chosen = dense_cover(flags)
    assert flags[:, chosen].any(axis=1).all()
    assert len(chosen) <= 16


def function(seed=0, inputs=10):
    rng = np.random.default_rng(seed)
    return pack(rng.random((1, 1 << inputs)) < 0.5)


def test_same_seed_same_cover():
    on = function()
    first, second = (by_table(on, on, 10, Budget(seed=3)) for _ in range(2))
    assert first.positive.tobytes() == second.positive.tobytes()
    assert first.negative.tobytes() == second.negative.tobytes()


def test_time_limit_is_kept_and_progress_is_told():
    on = function(inputs=12)
    by_table(on, on, 12, Budget())  # compiled now
    heard = []
    budget = Budget(
        time_limit=2.6, patience=float("inf"), progress=lambda *what: heard.append(what)
    )
    began = time.monotonic()
    assert len(by_table(on, on, 12, budget)) < 600
    assert 2.0 < time.monotonic() - began < 3.6
    assert heard


@pytest.mark.skipif(os.name != "posix", reason="a signal to the own process")
def test_interrupt_returns_a_valid_cover():
    on = function(inputs=12)
    by_table(on, on, 12, Budget())
    timer = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT))
    budget = Budget(patience=float("inf"))
    timer.start()
    began = time.monotonic()
    with ended_by(budget.stop):
        found = by_table(on, on, 12, budget)
        timer.join()
    assert budget.cut == "interrupt"
    assert time.monotonic() - began < 5
    assert budget.remaining <= 0
    rows = (np.arange(1 << 12)[:, None] >> np.arange(11, -1, -1)) & 1
    assert (values(found, rows, 1)[:, 0] == unpack(on, 1 << 12)[0]).all()


@pytest.mark.parametrize(
    "call",
    [
        "table_terms(pack(np.random.default_rng(0).random((1, 256)) < 0.5), zero, 8, Budget())",
        "cube_terms(parse_cubes(['1' * 40, '0' * 40]), empty(40), None, Budget())",
    ],
)
def test_small_functions_need_no_compiler(call):
    code = (
        "import sys, numpy as np\n"
        "from logicnet.ground.bits import pack\n"
        "from logicnet.logic.tables.cubes import empty, parse_cubes\n"
        "from logicnet.ground.budget import Budget\n"
        "from logicnet.minimization.heuristics.choice_of_heuristic import cube_terms, table_terms\n"
        "zero = np.zeros((1, 4), dtype=np.uint64)\n"
        f"assert len({call})\n"
        "assert not {'numba', 'scipy', 'matplotlib'} & set(sys.modules), 'heavy'\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_cube_terms_uses_only_inputs_that_occur():
    digits = np.full((3, 200), 2, dtype=np.uint8)
    digits[0, [5, 130]] = 1
    digits[1, [5, 130]] = (1, 0)
    digits[2, 199] = 0
    found = cube_terms(from_ternary(digits), empty(200), None, Budget())
    assert isinstance(found, Cubes)
    texts = {tuple(np.flatnonzero(row != 2)) for row in ternary(found, 200)}
    assert texts == {(5,), (199,)}


def test_a_rule_is_read_off_many_rows_of_many_inputs():
    rng = np.random.default_rng(5)
    x = rng.integers(0, 2, (900, 40))
    y = (x[:, 0] & x[:, 1] & x[:, 2]) | (x[:, 3] & (1 - x[:, 4]) & x[:, 5])
    found = minimize(Cover.from_rows(x, y), "heuristic")
    assert str(found.to_sympy()) == "(x1 & x2 & x3) | (x4 & x6 & ~x5)"


@pytest.mark.parametrize("seed", range(4))
def test_what_is_sampled_for_several_outputs_is_one_term_where_no_time_is_left(seed, monkeypatch):
    """Two outputs that are alike but for one row: most primes are grown for both, one by one."""
    rng = np.random.default_rng(seed)
    one = rng.random(256) < 0.6
    other = one.copy()
    other[seed] ^= True
    on = pack(np.array([one, other]))
    monkeypatch.setattr(table_search, "listing", lambda *_: None)  # as if the time were over
    found = by_samples(on, on, 8, Budget(seed=seed))
    assert len(set(texts(found, 8))) == len(found)
    assert (union_rows(found, columns(8), 2) == on).all()


# wires ------------------------------------------------------------------------------------------


def unneeded(stated):
    """Memberships, and literals, of the heuristic's cover that can go, by containment alone."""
    lines = minimize(stated, "heuristic", effort="low").lines()
    found = 0
    for k, line in list(enumerate(lines))[::4]:
        left, right = line.split()
        less = [f"{left} {right[:j]}0{right[j + 1 :]}" for j, c in enumerate(right) if c == "1"]
        for other in less if right.count("1") > 1 else []:
            fewer = Cover.from_cubes(
                [*lines[:k], other, *lines[k + 1 :]], stated.inputs, stated.outputs
            )
            found += fewer.contains(stated)
        more = [f"{left[:i]}-{left[i + 1 :]} {right}" for i, c in enumerate(left) if c != "-"]
        found += sum(stated.contains(other) for other in more)
    return found


def test_an_output_that_is_dropped_takes_its_literal_along():
    """The first term serves b needlessly, and needs its second literal for b alone."""
    cover = Cover.from_cubes(["11- 11", "1-- 10", "-1- 01"], outputs="ab")
    off = Cover.from_cubes(["0-- 10", "-0- 01"], outputs="ab").on_cubes
    search = CubeSearch(cover.on_cubes, empty(3, 2), off, 3, 2, Budget())
    first = Cover.from_cubes(["11- 11", "-1- 01"], outputs="ab").on_cubes
    found = search.tidied(first)
    assert sorted(zip(texts(found, 3), found.members[:, 0], strict=True)) == [
        ("-1-", 2), ("1--", 1)
    ]  # fmt: skip


def test_terms_serve_outputs_that_need_them_where_there_is_no_off_set(monkeypatch):
    lines, inputs, literals = [], 40, 0.16
    for left in texts(random_cubes(np.random.default_rng(2), 22, inputs, 1, literals), inputs):
        lines += [left.replace("-", digit, 1) + " 10" for digit in "01"]
        lines.append(left.replace("1", "-", 1) + " 01")
    stated = Cover.from_cubes(lines)
    assert unneeded(stated) == 0
    monkeypatch.setattr(covered_expansion, "trim_by_cubes", lambda cubes, *_: cubes)
    assert unneeded(stated)


def test_tables_of_nine_inputs_are_within_a_hundredth_of_their_minima():
    """Reduction comes before the choice, and what it leaves is searched."""
    found = least = 0
    for seed in range(2):
        drawn = np.random.default_rng(seed).choice(list("01-"), 512, p=[0.4, 0.4, 0.2])
        table = TruthTable.from_string("".join(drawn))
        found += minimize(table, "heuristic").terms
        least += minimize(table, "exact").terms
    assert found <= 1.01 * least
