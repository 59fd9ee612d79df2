"""Blocks along a linear form: few units for any functions, with don't-cares, in three layers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from logicnet.construction.along_forms.blocks import digits, sums_of
from logicnet.construction.along_forms.form import of_weights
from logicnet.construction.limits import Limits
from logicnet.ground.bits import pack, unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.truthtable import TruthTable
from rows import all_rows
from strategies import tables


def outputs_of(net, n):
    """The outputs of a network, row by row, one unit after the other."""
    values = [*all_rows(n).T.astype(int)]
    for reads, weights, threshold in (
        (*net.wires_of(j), int(net.thresholds[j])) for j in range(net.units)
    ):
        parts = (int(w) * values[i] for i, w in zip(reads, weights, strict=True))
        values.append((sum(parts, np.zeros(1 << n, dtype=int)) >= threshold).astype(int))
    return np.array([values[n + j] for j in net.output_units.tolist()])


def agrees(net, table):
    n, length = len(table.inputs), len(table)
    wrong = outputs_of(net, n) != unpack(table.on, length)
    return not (wrong & ~unpack(table.dc, length)).any()


@given(tables(most_inputs=6, most_outputs=3), st.booleans())
@example(TruthTable.from_string({"p": "0000", "q": "1111", "r": "----"}), True)
@example(TruthTable.from_string({"p": "1-0-", "q": "-1-0"}), False)
@settings(max_examples=60)
def test_any_functions_are_computed_within_three_layers(table, skip):
    for net in digits(table, Limits(skip=skip), Budget()):
        assert agrees(net, table)
        assert net.depth <= 3


def test_random_functions_take_twice_the_root_of_their_changes():
    for n, most in ((10, 44), (12, 90)):
        rows = np.random.default_rng(n).integers(0, 2, 1 << n)
        (net,) = digits(TruthTable.from_values(rows), Limits(), Budget())
        assert net.units <= most


def test_outputs_share_the_beginnings_of_blocks():
    on = np.random.default_rng(0).random((4, 256)) < 0.5
    names = tuple("abcdefgh")
    table = TruthTable(inputs=names, outputs=tuple("pqrs"), on=pack(on), dc=pack(on & False))
    together = next(digits(table, Limits(), Budget())).units
    apart = [next(digits(table.output(name), Limits(), Budget())).units for name in "pqrs"]
    assert together < sum(apart) * 0.8


@pytest.mark.parametrize("weights", [(3, 3, 3, -2, -2, -2, 0), (1, 2, 4, 8, -1, -2, -4)])
def test_a_function_of_a_form_is_computed_along_it(weights):
    inside = (np.abs(sums_of(weights)) % 5 < 2).reshape(1, -1)
    table = TruthTable(
        inputs=tuple("abcdefg"), outputs=("y",), on=pack(inside), dc=pack(inside & False)
    )
    met, place = np.unique(sums_of(weights), return_inverse=True)
    wanted = np.zeros((1, len(met)), dtype=np.int64)
    wanted[0, place] = 2 * inside[0] - 1
    (net,) = of_weights(table.inputs, ("y",), weights, met - met[0], wanted).blocks(True)
    assert agrees(net, table)
    turned = TruthTable(inputs=table.inputs, outputs=("y",), on=~table.on, dc=table.dc)
    assert not agrees(net, turned)


def test_limits_without_room_give_nothing():
    table = TruthTable.from_values(np.random.default_rng(0).integers(0, 2, 64))
    for limits in ({"max_depth": 2}, {"max_fan_in": 3}, {"max_weight": 9}):
        assert not list(digits(table, Limits(**limits), Budget()))
