"""Functions that are simpler but for a few rows: the rows are found, and cost a unit each."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet.compiling import compile
from logicnet.construction.reduced.exceptions import exceptions
from logicnet.construction.reduced.repairs import with_repairs
from logicnet.ground.bits import pack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from rows import all_rows


def near(n):
    half = n // 2
    rows = np.arange(1 << n)
    return np.abs((rows >> half) - (rows & (1 << half) - 1)) <= 2


SIMPLE = {
    "parity of some": (9, all_rows(9)[:, [0, 2, 3, 7]].sum(axis=1) % 2 == 1, 3),
    "weighted vote": (9, all_rows(9) @ np.array([5, 3, 8, 1, 1, 2, 7, 4, 6]) >= 20, 1),
    "count": (10, np.isin(all_rows(10).sum(axis=1), [2, 3, 7]), 3),
    "difference": (10, near(10), 2),
    "five of ten": (10, all_rows(10)[:, 1::2].all(axis=1), 1),
}


def flipped(values, rows):
    found = values.copy()
    found[rows] ^= True
    return found


@pytest.mark.parametrize("name", SIMPLE)
@pytest.mark.parametrize("seed", [1, 2])
def test_rows_that_break_what_holds_elsewhere_are_found(name, seed):
    n, values, _ = SIMPLE[name]
    rows = np.sort(np.random.default_rng(seed).choice(1 << n, 4, replace=False))
    on = flipped(values, rows)[None]
    sets = [np.flatnonzero(each[0]) for each in exceptions(on, np.ones_like(on), Budget())]
    assert any(np.array_equal(each, rows) for each in sets)


@pytest.mark.parametrize("name", SIMPLE)
def test_each_such_row_takes_a_unit(name):
    n, values, units = SIMPLE[name]
    rows = np.random.default_rng(n).choice(1 << n, 3, replace=False)
    wanted = flipped(values, rows)
    net = compile(TruthTable.from_values(wanted.astype(int)), effort="low")
    assert net.units <= units + len(rows)
    given = [*all_rows(n).T.astype(np.int64)]
    for unit in range(net.units):
        sources, weights = net.wires_of(unit)
        total = sum(int(w) * given[s] for s, w in zip(sources, weights, strict=True))
        given.append((total >= int(net.thresholds[unit])).astype(np.int64))
    assert (given[n + int(net.output_units[0])] == wanted).all()


def test_rows_of_each_of_several_outputs_are_found_where_steps_are_many():
    on = np.stack([near(12), all_rows(12).sum(axis=1) % 3 == 1])
    on[0, [100, 2000]] ^= True
    on[1, [7, 100, 4001]] ^= True
    whole = [next(exceptions(row[None], np.ones((1, 4096), bool), Budget())) for row in on]
    assert [np.flatnonzero(each[0]).tolist() for each in whole] == [[100, 2000], [7, 100, 4001]]


def test_random_functions_have_none():
    on = np.random.default_rng(0).random((1, 1 << 11)) < 0.5
    free = np.random.default_rng(1).random(on.shape) < 0.2
    for care in (np.ones_like(on), ~free):
        assert not list(exceptions(on & care, care, Budget()))


def test_functions_of_few_rows_that_matter_have_none():
    rng = np.random.default_rng(1)
    on, care = rng.random((3, 1 << 9)) < 0.5, rng.random((3, 1 << 9)) < 0.3
    assert not list(exceptions(on & care, care, Budget()))


def test_an_output_that_another_reads_stays_what_it_was_for_it():
    net = Network.from_units(
        "abc", [([0, 1], [1, 1], 2), ([2, 3], [1, 1], 1)], outputs={"p": 0, "q": 1}
    )
    repaired = with_repairs(net, [[({0: 0, 2: 1}, True), ({0: 1, 1: 1, 2: 0}, False)], []])
    rows = all_rows(3).astype(int)
    a, b, c = rows.T
    wanted = np.where((a == 0) & (c == 1), 1, np.where((a & b & (1 - c)) == 1, 0, a & b))
    assert (repaired(rows) == np.stack([wanted, a & b | c], axis=1)).all()


def test_rows_that_are_alike_share_a_unit():
    values = all_rows(10) @ np.array([5, 3, 8, 1, 1, 2, 7, 4, 6, 9]) >= 24
    values[[1000, 1001, 1002, 1003]] ^= True
    assert compile(TruthTable(inputs=tuple("abcdefghij"), outputs=("y",), on=pack(values[None]),
                              dc=pack(values[None] & False)), effort="low").units == 2  # fmt: skip
