"""The graphs of few Ands compute the functions of four inputs, by recursion over the tables."""

import numpy as np
import pytest

from logicnet.construction.graphs.structures import structures

COLUMNS = [0xAAAA, 0xCCCC, 0xF0F0, 0xFF00]


def classes():
    return np.unique(structures().least).tolist()


def values(operands):
    """The tables of the inputs, then of each And."""
    found = COLUMNS[:]
    for a, b in operands:
        found.append(of(found, a) & of(found, b))
    return found


def of(found, literal):
    return found[literal >> 1] ^ 0xFFFF * (literal & 1)


def test_every_graph_is_of_its_class():
    found = structures()
    assert len(classes()) == 222
    for f in classes()[1:]:
        low, high = found.graphs[f].tolist()
        assert low < high
        for k in range(low, high):
            operands = found.operands[found.starts[k] : found.starts[k + 1]].tolist()
            assert of(values(operands), int(found.ends[k])) == f


@pytest.mark.parametrize("function", [0x8000, 0x7FFF, 0x6996, 0x1234, 0xCAFE, 0xE8E8, 0x0001])
def test_changed_inputs_make_the_function_of_its_class(function):
    found = structures()
    way, least = int(found.ways[function]), int(found.least[function])
    inputs = [of(COLUMNS, literal) for literal in found.changes[way % len(found.changes)].tolist()]
    rows = [sum((x >> row & 1) << k for k, x in enumerate(inputs)) for row in range(16)]
    table = sum((least >> at & 1) << row for row, at in enumerate(rows))
    assert table ^ 0xFFFF * (way >= len(found.changes)) == function


@pytest.mark.parametrize(
    ("function", "ands"), [(0x8000, 3), (0x6666, 3), (0x6996, 9), (0xCACA, 3), (0xE8E8, 4)]
)
def test_least_graphs(function, ands):
    found = structures()
    low, high = found.graphs[found.least[function]].tolist()
    assert min(np.diff(found.starts)[low:high]) == ands
