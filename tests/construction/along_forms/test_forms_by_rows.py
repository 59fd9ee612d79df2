"""Forms of more than 16 inputs: few units, right at every row, and nothing that is not proven."""

import numpy as np
import pytest

from logicnet import TruthTable, compile
from logicnet.construction.along_forms.forms_by_rows import along_drawn_forms
from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.errors import LogicnetError
from logicnet.ground.bits import pack, unpack
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.numbers import Numbers


def values_of(net, rows):
    """The outputs by the units, one after the other, in whole numbers."""
    nodes = rows.astype(np.int64)
    for unit in range(net.units):
        sources, weights = net.wires_of(unit)
        sums = nodes[:, sources] @ weights.astype(np.int64)
        nodes = np.column_stack([nodes, sums >= net.thresholds[unit]])
    return nodes[:, len(net.inputs) + net.output_units]


def rows_of(n):
    """Every row, input i of weight 2**i."""
    return np.arange(1 << n)[:, None] >> np.arange(n) & 1


def slab(weights, at, width):
    sums = rows_of(len(weights))[:, ::-1] @ np.array(weights)
    return TruthTable.from_values((abs(sums - at) <= width).astype(int))


RANGE = Numbers({"a": 8, "c": 9}, {"y": 1}, lambda a, c: abs(3 * a - 2 * c - 250) <= 150)
CASES = {
    "near": (Numbers({"a": 8, "b": 9}, {"y": 1}, lambda a, b: abs(a - b) <= 2), 2),
    "range": (RANGE, 2),
    "remainder": (Numbers({"v": 17}, {"r": 2}, lambda v: v % 3), 6),
    "one remainder": (Numbers({"v": 17}, {"y": 1}, lambda v: v % 7 == 3), 4),
    "several ranges": (Numbers({"v": 17}, {"y": 1}, lambda v: (v > 9) & (v < 5e4) | (v > 99e3)), 3),
    "slab": (slab([3, -5, 7, 2, 9, -8, 4, 1, -6, 5, 7, 3, -2, 8, -9, 6, 4], 9, 3), 2),
}


@pytest.mark.parametrize("name", CASES)
def test_few_units_for_a_form_of_17_inputs(name):
    function, most = CASES[name]
    net = compile(function)
    rows = rows_of(17)
    on, _ = function.rows(pack(np.ascontiguousarray(rows.T == 1)))
    assert (unpack(on, 1 << 17) == values_of(net, rows).T).all()
    assert net.units <= most
    assert "not proven" not in net.construction


def remainder_circuit(bits, modulus):
    """Gates that go from digit to digit, one for each remainder so far."""
    build = Builder()
    leaves = [build.leaf(f"x{i}") for i in range(bits)]
    states = [1] + [0] * (modulus - 1)
    for i, leaf in enumerate(leaves):
        moved = [states[(r - (1 << i)) % modulus] for r in range(modulus)]
        states = [build.add("ite", [leaf, a, b]) for a, b in zip(moved, states, strict=True)]
    ends = {
        f"r{k}": build.add("or", [states[r] for r in range(modulus) if r >> k & 1])
        for k in range((modulus - 1).bit_length())
    }
    return build.circuit(ends)


def test_the_remainder_that_gates_leave_takes_few_units():
    net = compile(remainder_circuit(18, 3))
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 2, (500, 18))
    numbers = [sum(int(bit) << i for i, bit in enumerate(row)) for row in rows]
    assert net.units <= 7
    assert "not proven" not in net.construction
    assert values_of(net, rows).tolist() == [[v % 3 & 1, v % 3 >> 1] for v in numbers]


def built(function):
    target = Target(function)
    task = Task(target, Limits(), Budget(), CONSTRUCTIONS.solve)
    return target, list(along_drawn_forms(task))


def test_one_row_that_is_otherwise_is_never_wrong():
    def near_but_once(a, b):
        return (abs(a - b) <= 2) ^ ((a == 77) & (b == 402))

    _, nets = built(Numbers({"a": 8, "b": 9}, {"y": 1}, near_but_once))
    assert all(values_of(net, rows_of(17)).sum() == 1 + 3 + 4 + 5 * 254 for net in nets)


def test_what_cannot_be_proven_is_not_built():
    near = Numbers({"a": 16, "b": 16}, {"y": 1}, lambda a, b: abs(a - b) <= 2)
    with pytest.raises(LogicnetError):
        compile(near)
    told = Numbers({"a": 16, "b": 16}, {"y": 1}, lambda s: abs(s) <= 2, weights={"a": 1, "b": -1})
    target, nets = built(told)
    assert min(net.units for net in nets) == 2
    assert all(target.verdict(net).equal for net in nets)


def test_a_range_so_narrow_that_another_equation_holds_takes_two_units(monkeypatch):
    monkeypatch.setattr("logicnet.construction.along_forms.drawn_rows._ALL_ROWS", 0)

    def inside(a, c):
        return (3 * a - 2 * c >= 40) & (3 * a - 2 * c <= 43)  # as before if both are flipped at 1

    net = compile(Numbers({"a": 10, "c": 10}, {"y": 1}, inside))
    assert net.units == 2
    assert "not proven" not in net.construction


def test_numbers_of_many_inputs_are_no_formula_of_their_rows():
    values = np.random.default_rng(2).integers(0, 2, (512, 256))
    net = compile(Numbers({"a": 9, "b": 8}, {"y": 1}, lambda a, b: values[a, b]), effort="low")
    assert net.units < 550
    rows = np.random.default_rng(3).integers(0, 2, (500, 17))
    a, b = rows[:, :9] @ (1 << np.arange(9)), rows[:, 9:] @ (1 << np.arange(8))
    assert (net(rows)[:, 0] == values[a, b]).all()
