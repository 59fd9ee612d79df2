"""The same call gives the same result: in any process, on any call, whatever the clock says."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Cover, TruthTable, compile
from logicnet.ground import budget
from logicnet.ground.bits import pack
from logicnet.logic.function import function
from logicnet.minimization import minimizing, routes
from logicnet.minimization.minimizing import minimize, minimized
from strategies import tables

ROOT = Path(__file__).parents[2]
EFFORTS = ["low", "normal"]


def drawn(inputs, outputs=1, density=0.5, seed=0):
    """A random table."""
    flags = np.random.default_rng(seed).random((outputs, 1 << inputs)) < density
    return TruthTable(
        inputs=[f"x{i}" for i in range(inputs)],
        outputs=[f"y{j}" for j in range(outputs)],
        on=pack(flags),
        dc=np.zeros_like(pack(flags)),
    )


def wide(inputs=24, terms=30, outputs=3, seed=0):
    """Random cubes over more inputs than a table has."""
    rng = np.random.default_rng(seed)
    lines = []
    for _ in range(terms):
        digits = rng.choice(list("01-"), inputs, p=[0.15, 0.15, 0.7])
        lines.append(
            "".join(digits) + " " + format(int(rng.integers(1, 1 << outputs)), f"0{outputs}b")
        )
    return Cover.from_cubes(lines)


def shape(cover):
    """All that is in a cover."""
    return cover.lines(), cover.lower_bound, cover.cut


class Fast:
    """The module `time`, many times too fast."""

    def __init__(self, times):
        self.times = times

    def monotonic(self):
        return self.times * time.monotonic()


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setattr(budget, "time", Fast(30))


MINIMISED = [drawn(8, 2), drawn(10, 1, 0.3), wide()]
COMPILED = [drawn(6), "(a ^ b & c) | (d ^ e) & (f | a)", "x + y <= 1 & x >= 0 | x - y >= 2"]


@pytest.fixture(scope="module")
def covers():
    return [shape(minimize(source)) for source in MINIMISED]


@pytest.fixture(scope="module")
def networks():
    return [compile(source, "compact") for source in COMPILED]


def test_a_clock_that_is_too_fast_changes_no_cover(covers, fast):
    assert [shape(minimize(source)) for source in MINIMISED] == covers


def test_a_clock_that_is_too_fast_changes_no_network(networks, fast):
    assert [compile(source, "compact") for source in COMPILED] == networks


def test_a_limit_that_cuts_nothing_changes_nothing(covers):
    assert [shape(minimize(source, time_limit=600)) for source in MINIMISED] == covers


def test_the_clock_of_these_tests_is_the_one_that_cuts(monkeypatch):
    monkeypatch.setattr(budget, "time", Fast(1e7))
    cover = minimize(drawn(11), time_limit=600)
    assert cover.cut == "time limit"
    net = compile(drawn(7), "compact", time_limit=600)
    assert net.cut == "time limit"


def test_a_choice_that_looks_at_the_clock_is_noticed(monkeypatch, covers):
    """The comparison fails where the clock ends a part of the search instead of work."""
    over = budget.Budget.over
    begun = time.monotonic()
    monkeypatch.setattr(
        budget.Budget, "over", lambda self: budget.time.monotonic() > 1e-6 + begun or over(self)
    )
    assert [shape(minimize(source)) for source in MINIMISED] != covers


def test_a_fresh_process_agrees_on_its_first_and_second_call(covers, networks):
    code = (
        "import sys; sys.path[:0] = ['tests/helpers', 'tests/minimization']\n"
        "from test_repeatable import COMPILED, MINIMISED, compile, minimize, shape\n"
        "for _ in range(2):\n"
        "    print([shape(minimize(source)) for source in MINIMISED])\n"
        "    print([compile(COMPILED[0], 'compact').describe()])\n"
    )
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert told.splitlines() == 2 * [str(covers), str([networks[0].describe()])]


# auto and heuristic ---------------------------------------------------------------------------


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize(
    "source",
    [drawn(7, 4), drawn(9, 2, 0.2), drawn(8, 1, 0.9), wide(18, 20, 2), "a ^ b ^ c ^ d & e"],
    ids=["dense", "sparse", "nearly full", "cubes", "text"],
)
def test_auto_has_no_more_terms_than_heuristic(source, effort):
    auto, heuristic = minimize(source, effort=effort), minimize(source, "heuristic", effort=effort)
    assert auto.terms <= heuristic.terms
    assert auto.lower_bound is None or auto.lower_bound <= auto.terms


@settings(max_examples=40)
@given(tables(), st.sampled_from(EFFORTS), st.booleans())
def test_auto_has_no_more_terms_than_heuristic_when_drawn(table, effort, cubes):
    source = Cover.from_table(table) if cubes else table
    auto, heuristic = minimize(source, effort=effort), minimize(source, "heuristic", effort=effort)
    assert auto.terms <= heuristic.terms


class Counted:
    """The module `time`, by whose clock every look takes a second."""

    def __init__(self):
        self.looks = 0

    def monotonic(self):
        self.looks += 1
        return float(self.looks)


def terms_when_cut(source, method, looks, monkeypatch):
    """Terms of the cover when the time is over after so many looks; all looks at the clock."""
    clock = Counted()
    monkeypatch.setattr(budget, "time", clock)
    monkeypatch.setattr(budget, "_stood", 0.0)
    return minimize(source, method, time_limit=float(looks)).terms, clock.looks


def terms_of_work(source, method, work):
    return minimized(function(source), budget.Budget(work), method).terms


CUT = [drawn(9, 2, 0.3), drawn(11, 1, 0.02), Cover.from_table(drawn(7, 3)), wide(18, 12, 2)]


def cut_points(whole):
    """Places before, at and after the end of something that takes so long."""
    return sorted({0, 1, 2, *np.linspace(3, 1.2 * whole, 8).astype(int), whole - 1, whole})


@pytest.mark.parametrize("source", CUT, ids=["dense", "sparse", "rows", "cubes"])
def test_auto_is_not_above_heuristic_wherever_the_clock_cuts_both(source, monkeypatch):
    _, whole = terms_when_cut(source, "heuristic", 10**9, monkeypatch)
    for looks in cut_points(whole):
        heuristic, _ = terms_when_cut(source, "heuristic", looks, monkeypatch)
        assert terms_when_cut(source, "auto", looks, monkeypatch)[0] <= heuristic, looks


@pytest.mark.parametrize("source", CUT, ids=["dense", "sparse", "rows", "cubes"])
def test_auto_is_not_above_heuristic_for_any_work(source):
    for work in (0, 1e4, 1e5, 1e6, 3e6, 1e7, 3e7):
        assert terms_of_work(source, "auto", work) <= terms_of_work(source, "heuristic", work), work


def test_work_before_the_heuristic_is_noticed(monkeypatch):
    """The comparison fails where auto does something else first."""

    def later(problem, budget):
        budget.tick(1e6)
        return routes.automatic(problem, budget)

    source = CUT[0]
    at_most = {w: terms_of_work(source, "heuristic", w) for w in (1e6, 3e6, 1e7)}
    monkeypatch.setitem(minimizing._ROUTES, "auto", later)
    assert any(terms_of_work(source, "auto", work) > most for work, most in at_most.items())


@pytest.mark.parametrize("source", CUT, ids=["dense", "sparse", "rows", "cubes"])
def test_a_cut_cover_is_not_above_the_one_without_any_time(source, monkeypatch):
    _, whole = terms_when_cut(source, "heuristic", 10**9, monkeypatch)
    at_once = terms_when_cut(source, "heuristic", 0, monkeypatch)[0]
    for looks in cut_points(whole):
        assert terms_when_cut(source, "heuristic", looks, monkeypatch)[0] <= at_once, looks


def test_a_formula_in_dnf_is_minimised_as_its_cubes():
    """Also where its table could be made, which has a row for each of a million."""
    text = " | ".join(f"(a{i} & ~b{i} & c{i % 3})" for i in range(9))
    cover = minimize(text, time_limit=0)
    assert (len(cover.inputs), cover.terms) == (21, 9)
    assert minimize(text) == minimize(Cover.from_sympy(text))


# Where words of masks end -----------------------------------------------------------------------


def embedded(small, inputs, outputs):
    """The function over its last inputs, for its last output, of so many."""
    n = len(small.inputs)
    lines = []
    for row in range(1 << n):
        if small.to_string()[row] == "1":
            digits = "-" * (inputs - n) + format(row, f"0{n}b")
            lines.append(f"{digits} {'0' * (outputs - 1)}1")
    return Cover.from_cubes(lines)


@pytest.mark.parametrize("method", ["auto", "heuristic"])
@pytest.mark.parametrize(("inputs", "outputs"), [(63, 1), (64, 64), (65, 65), (128, 1), (3, 65)])
def test_masks_of_any_width_give_the_same_terms(inputs, outputs, method):
    small = drawn(3, seed=inputs)
    cover = minimize(embedded(small, inputs, outputs), method)
    fewest = minimize(small)
    assert (cover.terms, len(cover.inputs), len(cover.outputs)) == (fewest.terms, inputs, outputs)
    found = {line.split()[0][-3:] for line in cover.lines()}
    assert found == {line.split()[0] for line in fewest.lines()}
