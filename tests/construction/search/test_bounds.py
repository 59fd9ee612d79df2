"""Lower bounds of several outputs: never above what some network has, by search and by drawing."""

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import TruthTable, compile
from logicnet.construction.search.bounds import lower_bound, lower_bound_of_outputs, outputs_apart
from reference import reference, rows
from strategies import networks

ROWS = rows(2)
COLUMNS = list(product((0, 1), repeat=4))  # all functions of two inputs


def one_unit(known):
    """The functions that a unit computes over two inputs and the units that are known."""
    read = [[*row, *(column[k] for column in known)] for k, row in enumerate(ROWS)]
    weights = product(range(-2, 3), repeat=len(read[0]))
    sums = np.array(list(weights)) @ np.array(read).T
    return {tuple(map(int, s >= t)) for t in range(-4, 6) for s in sums}


def over_units(known):
    """The functions that a unit computes over units alone."""
    read = np.array(known)
    weights = np.array(list(product(range(-2, 3), repeat=len(read))))
    return {tuple(map(int, s >= t)) for t in range(-4, 6) for s in weights @ read}


def fewest():
    """For each set of functions of two inputs that two units have, how many units have it."""
    reached = {frozenset(): 0}
    for size in (1, 2):
        for known in [units for units, count in reached.items() if count == size - 1]:
            for column in one_unit(known):
                reached.setdefault(known | {column}, size)
    return reached


def test_no_network_of_two_inputs_undercuts_it():
    least, met = fewest(), 0
    for count in (1, 2):
        for wanted in combinations(COLUMNS, count):
            units = min((n for have, n in least.items() if have >= set(wanted)), default=3)
            names = [f"y{k}" for k in range(count)]
            table = TruthTable.from_values(np.array(wanted).T, ["a", "b"], names)
            bound = lower_bound_of_outputs(table)
            assert bound <= units
            met += bound == units
    assert met == 136 - 12  # all but an exclusive or beside an input or a constant


@settings(max_examples=60)
@given(networks(most_inputs=5, most_units=4))
def test_no_drawn_network_undercuts_it(net):
    low = -1 if net.encoding == "bipolar" else 0
    n = len(net.inputs)
    values = np.array([reference(net, [v or low for v in row]) for row in rows(n)])
    table = TruthTable.from_values(values.reshape(2**n, -1), net.inputs, net.outputs)
    assert lower_bound_of_outputs(table) <= net.units


def test_outputs_that_may_be_the_same_are_not_told_apart():
    table = TruthTable.from_string({"p": "0-", "q": "01", "r": "-0", "s": "10"}, ["a"])
    assert outputs_apart(table) == [0, 3]
    assert lower_bound_of_outputs(table) == 2


def test_no_layered_network_of_two_inputs_undercuts_it():
    """Hidden units and outputs of two layers, all of them; fewer than three hidden are enough."""
    alone = one_unit(())
    for wanted in combinations(COLUMNS, 2):
        units = 2
        if not set(wanted) <= alone:
            pairs = combinations(sorted(alone), 2)
            hidden = [known for known in pairs if set(wanted) <= over_units(known)]
            units = 4 if hidden else 5
        table = TruthTable.from_values(np.array(wanted).T, ["a", "b"], ["p", "q"])
        assert lower_bound_of_outputs(table, skip=False) <= units


def test_bounds_of_outputs_are_said_of_networks():
    rng = np.random.default_rng(4)
    values = rng.integers(0, 2, (64, 3))
    table = TruthTable.from_values(values, list("abcdef"), ["p", "q", "r"])
    bounds = [compile(table, skip=skip, effort="low").lower_bound for skip in (True, False)]
    assert bounds == [lower_bound_of_outputs(table, skip=skip) for skip in (True, False)]
    assert bounds[0] >= 4
    assert bounds[1] >= 5


def test_free_rows_lower_it():
    """Two units exist, of which every second row tells nothing."""
    points = np.array(rows(6))
    inner = points @ [1, 1, 1, 1, 1, 1] >= 3
    values = (points @ [2, 1, -1, 1, 2, 1] - 5 * inner >= 0).astype(float)
    values[::2] = np.nan
    table = TruthTable.from_values(values, list("abcdef"))
    assert lower_bound(table) == 2


@settings(max_examples=20)
@given(st.integers(0, 1 << 30))
def test_no_two_units_of_five_inputs_undercut_it(seed):
    rng = np.random.default_rng(seed)
    points = np.array(rows(5))
    inner = points @ rng.integers(-3, 4, 5) >= rng.integers(-1, 3)
    values = points @ rng.integers(-3, 4, 5) - 7 * inner >= rng.integers(-4, 2)
    assert lower_bound(TruthTable.from_values(values.astype(int), list("abcde"))) <= 2
