"""The heat bath over small whole weights: units that are right within limits, fewer than terms."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet import TruthTable, compile
from logicnet.construction.heat.demand import Demand, layers_within
from logicnet.construction.heat.steps import fewest_whole
from logicnet.ground.budget import SECOND, Budget
from rows import all_rows


def demand(wanted, **how):
    n = wanted.shape[1].bit_length() - 1
    points = 2 * all_rows(n).astype(np.int64) - 1
    return Demand(points, wanted, Budget(0.1 * SECOND), **how)


def given_by(made, n):
    """The outputs of units over inputs of 0 and 1, row by row, as -1 and 1."""
    found = []
    for row in all_rows(n).astype(int).tolist():
        for reads, weights, threshold in made.units:
            total = sum(w * row[i] for i, w in zip(reads, weights, strict=True))
            row.append(int(total >= threshold))
        found.append([row[n + end] for end in made.ends])
    return 2 * np.array(found).T - 1


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize("values", [(-1, 1), (-1, 0, 1)])
def test_units_are_right_and_weights_within_the_limit(most, values):
    wanted = np.random.default_rng(most).choice(values, (1, 32))
    found = list(fewest_whole(demand(wanted, max_weight=most), 1, 31))
    assert len(found[-1].units) <= 6
    for made in found:
        assert (given_by(made, 5) * wanted >= 0).all()
        assert max(abs(w) for _, weights, _ in made.units for w in weights) <= most


def test_fan_in_layers_and_several_outputs_are_kept_to():
    wanted = np.random.default_rng(7).choice([-1, 1], (2, 16))
    asked = demand(
        wanted,
        max_weight=1,
        max_fan_in=3,
        skip=False,
        layers=lambda units, rng: layers_within(None, 1, units, rng),
    )
    for made in fewest_whole(asked, 2, 40):
        assert (given_by(made, 4) == wanted).all()
        assert max(len(reads) for reads, _, _ in made.units) <= 3
    free = demand(wanted, max_weight=1)
    assert (given_by(next(fewest_whole(free, 2, 40)), 4) == wanted).all()


def test_a_seed_gives_the_same_units_whatever_pieces_work_is_done_in():
    wanted = np.random.default_rng(3).choice([-1, 1], (1, 32))
    first, again = (
        [made.units for made in fewest_whole(demand(wanted, max_weight=1), 1, 31)] for _ in "ab"
    )
    assert first == again


def test_a_wrong_sum_is_noticed(monkeypatch):
    """Units that differ from what the kernel had by one in a threshold do not pass for right."""
    wanted = np.random.default_rng(3).choice([-1, 1], (1, 32))
    made = next(fewest_whole(demand(wanted, max_weight=1), 1, 31))
    *before, (reads, weights, threshold) = made.units
    broken = made._replace(units=[*before, (reads, weights, threshold + 1)])
    assert (given_by(broken, 5) * wanted < 0).any()


@pytest.mark.parametrize(
    ("values", "units"),
    [("1101011010001000", 4), ("0001011000010111", 3), ("0101001111001110", 4)],
)
def test_four_inputs_take_few_units_of_ternary_weights(values, units):
    table = TruthTable.from_string(values)
    net = compile(table, max_weight=1)
    assert abs(net.weights).max() == 1
    assert net.units <= units
    assert net.table().to_string() == values
