"""Tables of more inputs than are looked at closely: idle inputs, and a floor for all others."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet.compiling import compile
from logicnet.construction.recognition import mattering
from logicnet.ground.bits import columns, pack, unpack
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.simulation import truth_table


def table_of(n, *outputs, free=None):
    on = np.array(outputs, dtype=bool)
    dc = np.zeros_like(on) if free is None else np.broadcast_to(free, on.shape)
    names = tuple(f"x{i}" for i in range(n))
    given = tuple(f"y{k}" for k in range(len(on)))
    return TruthTable(inputs=names, outputs=given, on=pack(on & ~dc), dc=pack(dc))


@pytest.mark.parametrize("place", range(9))
def test_an_input_matters_where_it_changes_a_value_or_whether_it_is_free(place):
    rows = np.arange(1 << 9)
    digit = rows >> place & 1 == 1
    assert mattering(table_of(9, digit)) == [8 - place]
    assert mattering(table_of(9, rows < 0, free=digit)) == [8 - place]


def test_a_table_of_many_inputs_is_built_over_those_that_matter():
    rows = np.arange(1 << 17)
    net = compile(table_of(17, (rows >> 3 & 1) ^ (rows >> 9 & 1) ^ (rows >> 16 & 1)))
    assert (net.units, net.proven_minimal, len(net.inputs)) == (2, True, 17)


@pytest.mark.parametrize("free", [0.0, 0.4])
def test_a_random_table_of_17_inputs_takes_twice_the_root_of_its_rows(free):
    rng = np.random.default_rng(17)
    table = table_of(17, rng.random(1 << 17) < 0.5, free=rng.random(1 << 17) < free)
    net = compile(table, effort="low")
    assert net.units <= 1.43 * 2**8.5
    assert "not proven" not in net.construction
    wrong = (truth_table(net).on ^ table.on) & ~table.dc
    assert not wrong.any()


def test_outputs_of_many_inputs_are_not_held_back_by_one_another():
    rows = np.arange(1 << 17)
    parity = unpack(columns(17), 1 << 17).sum(axis=0) % 2 == 1
    either = np.random.default_rng(5).random(1 << 17) < 0.01
    net = compile(table_of(17, parity, either, rows >> 9 > rows & 255), effort="low")
    alone = compile(table_of(17, either), effort="low").units
    assert net.units <= alone + 5 + 1
    assert (unpack(truth_table(net).on, 1 << 17)[0] == parity).all()
