"""Limits that are wide cost no units: what is found without is found within them."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet import TruthTable, compile
from reference import reference, rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_limits_that_a_network_keeps_cost_no_units(seed):
    values = np.random.default_rng(seed).integers(0, 2, (16, 3))
    asked = TruthTable.from_values(values, list("abcd"), ["p", "q", "r"])
    free = compile(asked, effort="low")
    limits = {"max_depth": free.depth + 1, "max_fan_in": 9}
    net = compile(asked, effort="low", **limits)
    assert net.units <= free.units
    assert net.lower_bound == free.lower_bound
    assert [reference(net, row) for row in rows(4)] == values.tolist()
    assert net.depth <= free.depth + 1
