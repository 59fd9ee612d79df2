"""Kernels run by Python give what compiled ones do, and later processes compile them."""

import itertools
import random

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.construction.graphs.graph import Ands
from logicnet.construction.graphs.sharing import shared
from logicnet.construction.mapping.caps import Caps
from logicnet.construction.mapping.cover import Mapping, units_within
from logicnet.construction.mapping.variants import rewritten
from logicnet.ground import kernels
from logicnet.ground.running import plain
from logicnet.minimization.minimizing import minimize
from logicnet.verification.functions.diagrams import Diagrams


def drawn(seed, gates, inputs=4):
    draw, ands = random.Random(seed), Ands(inputs)
    literals = [2 * k for k in range(1, 1 + inputs)]
    for _ in range(gates):
        a, b = (draw.choice(literals) ^ draw.randrange(2) for _ in range(2))
        literals.append(draw.choice((ands.both, ands.differ))(a, b))
    return ands.graph(literals[-3:], literals).needed()


def mapped(graph, deepest):
    """All numbers that come out of mapping a graph and making it anew."""
    library = units_within(Caps(), True)
    mapping = Mapping(graph, library, deepest=deepest).with_sides()
    found = [mapping.find(), *(mapping.improve(k, 0.01) for k in range(2))]
    arrays = [*mapping.cuts, *mapping.chosen, mapping.uses, mapping.area, mapping.required]
    for after in (shared(graph), shared(graph, 3), rewritten(graph, 7)):
        arrays += [after.first, after.second, after.ends, after.stated, after.levels()]
    return found, arrays


def diagram(seed):
    """Literals of random functions of six inputs."""
    draw, graph = random.Random(seed), Diagrams(6, 1000)
    literals = [graph.variable(k) for k in range(6)]
    for _ in range(12):
        one, two, three = (draw.choice(literals) ^ draw.randrange(2) for _ in range(3))
        literals.append(graph.chosen(one, two, three))
    return literals


def in_python(run, *arguments):
    """What comes out where nothing is compiled; every kernel that is asked about is run so."""
    asked = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernels, "_is_wanted", asked.append)
        patched.setattr(plain, "_spent", {})
        patched.setattr(plain, "_PATIENCE", 1e9)
        found = run(*arguments)
    assert asked
    return found


@settings(max_examples=8)
@given(st.integers(0, 1 << 30), st.integers(2, 6), st.sampled_from([None, 2]))
def test_small_graphs_are_mapped_the_same_bit_for_bit(seed, gates, deepest):
    graph = drawn(seed, gates)
    one, two = mapped(graph, deepest), in_python(mapped, graph, deepest)
    assert one[0] == two[0]
    assert all(map(np.array_equal, one[1], two[1]))


@settings(max_examples=8)
@given(st.integers(0, 1 << 30))
def test_small_diagrams_are_the_same(seed):
    assert diagram(seed) == in_python(diagram, seed)


def minimised(seed):
    """The covers of eight outputs of a few products of 26 inputs."""
    draw = random.Random(seed)

    def product():
        return " & ".join(draw.choice(["", "~"]) + f"x{k}" for k in draw.sample(range(26), 6))

    products = [product() for _ in range(30)]
    given = {f"y{j}": " | ".join(draw.sample(products, 4)) for j in range(8)}
    return str(minimize(given, "heuristic")), str(minimize(given))


@pytest.mark.parametrize("seed", [1, 2])
def test_few_products_are_minimised_the_same(seed):
    assert minimised(seed) == in_python(minimised, seed)


def doubled(x):
    return 2 * x


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A function that gives a kernel as a new process has it, with a cache of its own."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(plain, "_spent", {})
    monkeypatch.setattr(kernels._UNDISTURBED, "waited", 0.0)
    return lambda: kernels.kernel(doubled)


def is_plain(kernel, few=True):
    return kernels.light(kernel, few) is not kernel


def run_for(seconds, kernel, monkeypatch):
    clock = itertools.count(0, seconds)
    monkeypatch.setattr("time.process_time", lambda: next(clock))
    assert kernels.light(kernel, True)(3) == 6


def test_what_one_process_runs_in_python_for_a_while_the_next_one_compiles(fresh, monkeypatch):
    first, second = fresh(), fresh()
    run_for(0.2, first, monkeypatch)
    assert [is_plain(first), is_plain(second)] == [True, True]
    run_for(0.2, first, monkeypatch)
    assert [is_plain(first), is_plain(fresh())] == [True, False]


def test_a_process_compiles_no_more_once_that_took_a_second(fresh, monkeypatch):
    run_for(0.4, fresh(), monkeypatch)
    monkeypatch.setattr(kernels._UNDISTURBED, "waited", 1.1)
    assert is_plain(fresh())


def test_much_to_do_is_compiled(fresh):
    assert not is_plain(fresh(), few=False)


def test_python_is_given_up_after_some_seconds(fresh, monkeypatch):
    first = fresh()
    run = kernels.light(first, True)
    assert (run(3), len(first.overloads)) == (6, 0)
    clock = itertools.count(0, 3)
    monkeypatch.setattr("time.process_time", lambda: next(clock))
    assert run(3) == 6
    assert (run(3), len(first.overloads)) == (6, 1)


def test_where_nothing_is_compiled_at_all_python_runs_it():
    assert plain.plain(doubled)(4) == kernels.light(doubled, True)(4) == 8
