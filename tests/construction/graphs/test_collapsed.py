"""Graphs made anew of what outputs are of the inputs compute that, by plain simulation."""

import random

import pytest

from logicnet.construction.graphs import collapsed as module
from logicnet.construction.graphs.collapsed import Drawn, collapsed
from logicnet.construction.graphs.graph import Ands
from logicnet.construction.mapping.caps import Caps
from logicnet.construction.mapping.mapped import _Covered
from logicnet.ground.budget import Budget
from logicnet.verification.functions.diagrams import TooMany

from .test_sharing import INPUTS, drawn, of, values


def same(graph, made):
    return [of(values(graph), end) for end in graph.ends.tolist()] == [
        of(values(made), end) for end in made.ends.tolist()
    ]


@pytest.mark.parametrize("seed", range(30))
def test_sums_of_products_are_the_same_functions(seed):
    graph = drawn(seed, 5 + 4 * seed)
    for order in (range(1, 1 + INPUTS), range(INPUTS, 0, -1)):
        assert same(graph, Drawn(graph, list(order)).products())


def selecting(seed, slices=24, controls=3, data=3):
    """Outputs that are sums of data of their own, each with a condition that all share."""
    draw = random.Random(seed)
    ands = Ands(controls + slices * data)
    signals = [2 * (1 + k) for k in range(controls)]
    for _ in range(6):
        a, b = (draw.choice(signals) ^ draw.randrange(2) for _ in range(2))
        signals.append(draw.choice((ands.both, ands.differ))(a, b))
    conditions = [draw.choice(signals[controls:]) for _ in range(data)]
    ends = []
    for k in range(slices):
        own = [2 * (1 + controls + k * data + i) ^ draw.randrange(2) for i in range(data)]
        terms = [ands.both(x, c) for x, c in zip(own, conditions, strict=True)]
        end = 0
        for term in terms:
            end = ands.either(end, term)
        ends.append(end ^ draw.randrange(2))
    return ands.graph(ends, [2 * k for k in range(1 + ands.inputs)]).needed()


def simulated(graph, rows):
    found = [0, *rows]
    for node in range(1 + graph.inputs, graph.nodes):
        a, b = int(graph.first[node]), int(graph.second[node])
        found.append(of_word(found, a) & of_word(found, b))
    return [of_word(found, int(end)) for end in graph.ends.tolist()]


def of_word(found, literal):
    word = found[literal >> 1]
    return word ^ ((1 << 512) - 1) if literal & 1 else word


@pytest.mark.parametrize("seed", range(8))
def test_selections_are_the_same_functions(seed):
    graph = selecting(seed)
    rows = [random.Random(seed + 100 + k).getrandbits(512) for k in range(graph.inputs)]
    for made in collapsed(graph, Budget()):
        assert simulated(made, rows) == simulated(graph, rows)


def test_conditions_are_shared_by_all_outputs():
    """24 selections of three data take no more than 24 times 2 + 3 Ands, and the conditions."""
    graph = selecting(1)
    read = module._read(graph)
    assert max(read.values()) == 24
    order = sorted(read, key=lambda node: (read[node], node))
    selections = Drawn(graph, order).selections({node for node in read if read[node] == 1})
    made = next(selections)
    assert made.ands <= 24 * 5 + 20


def shifted(seed, width=16, families=2):
    """Words of outputs: which bit each shows, one some places on or none, three inputs decide."""
    draw = random.Random(seed)
    ands = Ands(3 + width)
    ends = []
    for _ in range(families):
        shifts = [draw.choice((0, 1, 2, 3, width)) for _ in range(8)]
        for k in range(width):
            modes = []
            for mode, shift in enumerate(shifts):
                if k + shift < width:
                    controls = [2 * (1 + i) ^ (mode >> i & 1) for i in range(3)]
                    modes.append(ands.conjunction([*controls, 2 * (4 + k + shift)]))
            ends.append(ands.disjunction(modes))
    return ands.graph(ends, [2 * k for k in range(1 + ands.inputs)]).needed()


@pytest.mark.parametrize("seed", range(6))
def test_data_under_two_conditions_are_the_same_functions(seed):
    graph = shifted(seed)
    rows = [random.Random(seed + k).getrandbits(512) for k in range(graph.inputs)]
    one, *shared = Drawn(graph, [*range(4, 1 + graph.inputs), 1, 2, 3]).selections(range(4, 20))
    assert len(shared) == 1
    for made in (one, *shared):
        assert simulated(made, rows) == simulated(graph, rows)


def test_data_under_two_conditions_spare_units():
    graph = shifted(0)
    one, shared = Drawn(graph, [*range(4, 1 + graph.inputs), 1, 2, 3]).selections(range(4, 20))
    plain, spared = (
        _Covered(Caps()).add(made, (False, False), Budget())[1] for made in (one, shared)
    )
    assert spared < plain - 5


def test_what_is_no_selection_is_refused():
    """x ^ y of two data has no condition that other inputs decide."""
    ands = Ands(4)
    ends = [ands.differ(2, 4), ands.both(6, 8)]
    graph = ands.graph(ends, [0])
    with pytest.raises(TooMany):
        next(Drawn(graph, [1, 2, 3, 4]).selections({1, 2}))


def test_large_diagrams_end_in_nothing(monkeypatch):
    graph = drawn(3, 60)
    monkeypatch.setattr(module, "_MOST_NODES", 8)
    assert list(collapsed(graph, Budget())) == []


def test_without_work_nothing_is_made():
    assert list(collapsed(drawn(3, 60), Budget(work=1))) == []
