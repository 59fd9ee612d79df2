"""Parities that are counted are the same functions, within caps and of fewer units."""

import random
from functools import reduce

import numpy as np
import pytest

from logicnet.construction.graphs.stated import graph_of
from logicnet.construction.mapping import mapped as room
from logicnet.construction.mapping.caps import Caps
from logicnet.construction.mapping.cover import units_within
from logicnet.construction.mapping.parities import count_parities
from logicnet.logic.circuits.circuit import Builder

INPUTS = 8


def checked(seed, checks, of, ends):
    """Parities of inputs and earlier parities, and Ands of these that inputs are added to."""
    draw, build = random.Random(seed), Builder()
    names = [f"x{k}" for k in range(INPUTS)]
    known = [build.leaf(name) for name in names]
    for _ in range(checks):
        known.append(build.add("xor", [k ^ draw.randrange(2) for k in draw.sample(known, of)]))
    found = {}
    for k in range(ends):
        both = build.add("and", [x ^ draw.randrange(2) for x in draw.sample(known[INPUTS:], 2)])
        found[f"y{k}"] = build.add("xor", [both, draw.choice(known)])
    found["z"], found["n"] = known[INPUTS + 1], known[INPUTS + 2] ^ 1
    return build.circuit(found, names)


def values(net, graph):
    """The words of the outputs over all rows."""
    rows = np.arange(1 << INPUTS)
    found = {0: np.zeros(len(rows), bool)}
    found |= {1 + k: (rows >> k & 1).astype(bool) for k in range(INPUTS)}
    for node in net.order():
        unit = net.units[node]
        found[node] = sum(w * found[k].astype(int) for k, w in unit.weights.items()) >= unit.least
    return [found[end >> 1] ^ bool(end & 1) for end in graph.ends.tolist()]


@pytest.mark.parametrize("caps", [Caps(), Caps(8, 6), Caps(256, 255)], ids=str)
def test_counted_parities_are_the_same_functions_within_caps(caps, monkeypatch):
    seen = []

    def kept(net, mapping, caps):
        seen.append((net, count_parities(net, mapping, caps)))
        return seen[-1][1]

    monkeypatch.setattr(room, "count_parities", kept)
    for seed in range(12):
        circuit = checked(seed, 5, 4, 3)
        _, graph = room._covered(graph_of(circuit), units_within(caps), caps, seed % 2 == 0)
        before, after = seen[-1]
        assert all(
            (a == b).all() for a, b in zip(*(values(n, graph) for n in seen[-1]), strict=True)
        )
        assert len(after.units) <= len(before.units)
        assert all(unit.fits(caps) for unit in after.units.values())
    assert any(after is not before for before, after in seen)


def test_a_parity_takes_as_many_units_as_its_count_has_digits():
    build = Builder()
    names = [f"x{k}" for k in range(13)]
    tree = reduce(lambda a, b: build.add("xor", [a, b]), map(build.leaf, names))
    graph = graph_of(build.circuit({"y": tree}, names))
    for caps, units in ((Caps(), 4), (Caps(16, 8), 4), (Caps(15, 8), 9), (Caps(16, 7), 9)):
        net, _ = room._covered(graph, units_within(caps), caps, True)
        assert len(net.units) <= units
        assert all(unit.fits(caps) for unit in net.units.values())


def test_a_parity_within_another_stays_where_it_is_an_output():
    build = Builder()
    names = [f"x{k}" for k in range(13)]
    leaves = [build.leaf(name) for name in names]
    inner = reduce(lambda a, b: build.add("xor", [a, b]), leaves[:6])
    outer = reduce(lambda a, b: build.add("xor", [a, b]), [inner, *leaves[6:]])
    graph = graph_of(build.circuit({"y": outer, "z": inner}, names))
    net, _ = room._covered(graph, units_within(Caps()), Caps(), True)
    assert net.ends <= net.units.keys()
    assert len(net.units) <= 7
