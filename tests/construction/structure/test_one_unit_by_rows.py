import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network, TruthTable, compile, find_threshold
from logicnet.construction.structure.one_unit_by_rows import one_unit
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.function import function


def larger(n):
    """a > b, digit by digit."""
    make = Builder()
    c = 0
    for i in range(n):
        a, b = make.leaf(f"a{i}"), make.leaf(f"b{i}")
        stays = make.add("and", [c, make.add("iff", [a, b])])
        c = make.add("or", [make.add("and", [a, b ^ 1]), stays])
    return make.circuit({"y": c})


@given(st.lists(st.sampled_from([0, 1]), min_size=16, max_size=16))
def test_it_is_found_if_there_is_one(values):
    table = TruthTable.from_values(values)
    found = one_unit(table, None)
    assert (found is not None) == (find_threshold(table) is not None)
    if found is not None:
        assert found.units == 1
        assert found.table().values()[:, 0].tolist() == values


@given(st.lists(st.integers(-9, 9), min_size=6, max_size=6), st.integers(-20, 20))
def test_the_unit_of_any_weights_is_found(weights, threshold):
    names = [f"x{k}" for k in range(6)]
    stated = Network.from_units(names, [(range(6), weights, threshold)])
    found = one_unit(stated, None)
    rows = np.array([[k >> i & 1 for i in range(6)] for k in range(64)])
    assert (found(rows)[:, 0] == (rows @ weights >= threshold)).all()


def test_comparisons_of_many_digits_are_one_unit():
    net = compile(larger(9))
    assert (net.units, net.proven_minimal) == (1, True)
    rng = np.random.default_rng(0)
    for a, b in rng.integers(0, 512, (200, 2)).tolist() + [[k, k] for k in range(0, 512, 37)]:
        row = {f"{name}{i}": v >> i & 1 for name, v in (("a", a), ("b", b)) for i in range(9)}
        assert net(row) == {"y": int(a > b)}


def test_limits_hold():
    assert one_unit(larger(5), 15) is None
    assert abs(one_unit(larger(5), 16).weights).max() == 16


PAIRS = " | ".join(f"x{2 * k} & x{2 * k + 1}" for k in range(10))
NONE = {"monotone": PAIRS, "not monotone": " ^ ".join(f"x{k}" for k in range(20))}


@pytest.mark.parametrize("what", NONE)
def test_what_is_none_is_not_called_one(what):
    assert one_unit(function(NONE[what]), None) is None


def test_what_is_wrong_at_one_row_of_many_is_not_called_one():
    names = [f"x{k}" for k in range(12)]
    row = f"x0 & {' & '.join(f'~{name}' for name in names[1:])}"
    assert one_unit(function(f"{' & '.join(names)} | {row}"), None) is None


def test_only_single_outputs_of_some_inputs_are_tried():
    assert one_unit(function({"y": "a", "z": "b"}), None) is None
    assert one_unit(function(" | ".join(f"x{k}" for k in range(33))), None) is None
