"""Networks that read the inputs through one sum, followed along it, beside all their rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.construction.along_forms.blocks import digits
from logicnet.construction.limits import Limits
from logicnet.ground.bits import pack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.verification.functions.one_sum import followed, one_sum
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from rows import all_rows

small = st.integers(-9, 9)


@given(st.lists(small, min_size=1, max_size=5), st.data())
@settings(max_examples=80)
def test_outputs_along_the_sum_are_those_at_all_rows(weights, data):
    n, units = len(weights), []
    for k in range(data.draw(st.integers(1, 6))):
        times = data.draw(st.integers(-3, 3)) if k else 1
        others = data.draw(st.lists(st.integers(-25, 25), min_size=k, max_size=k))
        units.append((range(n + k), [*(times * w for w in weights), *others], data.draw(small)))
    net = Network.from_units([f"x{i}" for i in range(n)], units)
    found = followed(net, Extent())
    assert found is not None
    own, (course,) = found
    values = [*all_rows(n).T.astype(int)]
    for reads, factors, threshold in units:
        total = sum(w * values[i] for i, w in zip(reads, factors, strict=True))
        values.append((total >= threshold).astype(int))
    assert (course.at(all_rows(n).astype(np.int64) @ own) == values[-1]).all()


def test_inputs_read_otherwise_are_left_to_other_judges():
    for second in ([1, 2], [0, 1]):
        units = [([0, 1], [2, 1], 2), ([0, 1], second, 1), ([2, 3], [1, 1], 2)]
        assert followed(Network.from_units("ab", units), Extent()) is None
    assert followed(Network.from_units("ab", [([0], [2], 1)], outputs={"y": 0}), Extent())


def test_every_row_of_a_large_table_is_compared():
    on = np.random.default_rng(3).random((1, 1 << 15)) < 0.5
    names = tuple(f"x{i}" for i in range(15))
    table = TruthTable(inputs=names, outputs=("y",), on=pack(on), dc=pack(on & False))
    for skip in (True, False):
        (net,) = digits(table, Limits(skip=skip), Budget())
        net = Limits(skip=skip).fitted(net)
        assert one_sum(compared(net, table), Extent(), "").equal
    row = 12345
    on[0, row] ^= True
    verdict = one_sum(compared(net, replace(table, on=pack(on))), Extent(), "")
    (wrong,) = verdict.counterexamples
    assert [wrong.inputs[name] for name in names] == [row >> 14 - i & 1 for i in range(15)]
