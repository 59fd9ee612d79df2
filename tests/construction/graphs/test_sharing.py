"""Graphs made anew by exchanges compute what was stated, by plain simulation, with fewer Ands."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.construction.graphs.graph import Ands
from logicnet.construction.graphs.sharing import chained, shared
from logicnet.construction.mapping.variants import covers, variants
from logicnet.ground.budget import Budget

INPUTS = 6
ROWS = 1 << INPUTS
ALL = (1 << ROWS) - 1


def drawn(seed, gates):
    """A graph over random literals, some outputs of it, and all nodes as what was stated."""
    draw = random.Random(seed)
    ands = Ands(INPUTS)
    literals = [2 * k for k in range(1 + INPUTS)]
    for _ in range(gates):
        a, b, c = (draw.choice(literals[1:]) ^ draw.randrange(2) for _ in range(3))
        make = draw.choice((ands.both, ands.either, ands.differ, ands.chosen))
        literals.append(make(a, b, c) if make == ands.chosen else make(a, b))
    ends = [x ^ draw.randrange(2) for x in draw.sample(literals, 3)]
    return ands.graph([*ends, literals[-1]], literals).needed()


def values(graph):
    """For each node the rows in which it is true."""
    found = [0]
    for k in range(INPUTS):
        found.append(sum(1 << row for row in range(ROWS) if row >> k & 1))
    for a, b in np.column_stack([graph.first, graph.second])[1 + INPUTS :].tolist():
        assert max(a, b) >> 1 < len(found)
        found.append(of(found, a) & of(found, b))
    return found


def of(found, literal):
    return found[literal >> 1] ^ ALL * (literal & 1)


def differences(graph, other):
    """Outputs, and what both still have of what was stated, that are not the same."""
    one, two = values(graph), values(other)
    ends = zip(graph.ends.tolist(), other.ends.tolist(), strict=True)
    wrong = sum(of(one, x) != of(two, y) for x, y in ends)
    for x, y in zip(graph.stated.tolist(), other.stated.tolist(), strict=True):
        wrong += x >= 0 and y >= 0 and of(one, x) != of(two, y)
    return wrong


@settings(max_examples=60)
@given(st.integers(0, 1 << 30), st.integers(1, 60), st.integers(0, 9))
def test_exchanges_keep_the_functions_and_never_add_an_and(seed, gates, turn):
    graph = drawn(seed, gates)
    for _ in range(3):
        other = shared(graph, turn)
        assert not differences(graph, other)
        assert other.ands <= graph.ands
        graph = other


@settings(max_examples=30)
@given(st.integers(0, 1 << 30), st.integers(1, 60), st.sampled_from([-1, 0, 1]))
def test_chains_and_balanced_ands_keep_the_functions(seed, gates, order):
    graph = drawn(seed, gates)
    assert not differences(graph, chained(graph, order))


@pytest.mark.parametrize("seed", range(2))
def test_all_variants_keep_the_functions(seed):
    graph = drawn(seed, 120)
    found = [*covers(graph, Budget(), 0), *variants(graph, Budget())]
    assert len(found) > 20
    assert not any(differences(graph, other) for other in found)
    assert min(other.ands for other in found) < graph.ands


def test_a_wrong_operand_is_seen():
    graph = drawn(0, 60)
    other = shared(graph)
    other.first[other.ends[-1] >> 1] ^= 1
    assert differences(graph, other)


def test_variants_end_with_the_work():
    graph = drawn(0, 60)
    budget = Budget(work=3e4 * graph.ands)
    assert 0 < len(list(variants(graph, budget))) < 5
    assert budget.over()


def test_what_is_there_already_is_used():
    """`a b c` beside `a c` and `b c`: one And fewer, as `(a c) (b c)` and so on need none."""
    ands = Ands(INPUTS)
    a, b, c = 2, 4, 6
    ends = [ands.both(a, c), ands.both(b, c), ands.both(c, ands.both(a, b))]
    assert len(ands.first) - 1 - INPUTS == 4
    graph = ands.graph(ends, ends)
    assert shared(graph).ands == 3
    assert not differences(graph, shared(graph))


def test_ands_that_are_equal_by_function_become_one():
    ands = Ands(INPUTS)
    a, b, c = 2, 4, 6
    one = ands.either(ands.both(a, b), ands.both(a, c))
    other = ands.both(a, ands.either(b, c))
    graph = ands.graph([one, other], [])
    assert shared(shared(graph)).ands == 2


def test_a_graph_without_ands_stays_as_it_is():
    graph = Ands(INPUTS).graph([0, 1, 3, 4], [2])
    for other in (shared(graph), shared(graph, 1), chained(graph)):
        assert np.array_equal(other.ends, graph.ends)
        assert other.ands == 0
