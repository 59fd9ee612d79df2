"""The digits of weights, and octets added up by them, against whole numbers of Python."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network, SpecificationError
from logicnet.network import simulation
from logicnet.network.engines.digits import digits, signed_digits
from logicnet.network.engines.packed import of_octets
from reference import reference
from strategies import networks

LARGEST = st.sampled_from([1, 3, 100, 2**20, 2**40])


@given(st.lists(st.integers(-(2**61), 2**61), max_size=9))
def test_digits_of_both_signs_are_the_weight_and_no_more_than_its_binary_ones(weights):
    more, less = (part.tolist() for part in signed_digits(np.array(weights, dtype=np.int64)))
    for weight, plus, minus in zip(weights, more, less, strict=True):
        assert plus - minus == weight
        assert plus & minus == 0
        assert (plus | minus).bit_count() <= abs(weight).bit_count()


@pytest.mark.parametrize(("weight", "count"), [(15, 2), (-31, 2), (3, 2), (2**61 - 1, 2), (0, 0)])
def test_runs_of_ones_are_two_digits(weight, count):
    more, less = signed_digits(np.array([weight]))
    assert int(more[0] | less[0]).bit_count() == count


@given(LARGEST.flatmap(lambda largest: networks(largest=largest)))
def test_each_digit_of_a_unit_reads_its_nodes(net):
    first, starts, reads, thresholds = digits(net)
    for j in range(net.units):
        total, least = {}, int(net.thresholds[j])
        for b, digit in enumerate(range(first[j], first[j + 1])):
            for read in reads[starts[digit] : starts[digit + 1]].tolist():
                sign = -1 if read & 1 else 1
                total[read >> 1] = total.get(read >> 1, 0) + sign * 2**b
                least += 2**b * (read & 1)
        sources, weights = net.wires_of(j)
        assert total == dict(zip(sources.tolist(), weights.tolist(), strict=True))
        assert least == thresholds[j]


@given(LARGEST.flatmap(lambda largest: networks(largest=largest)),
       st.sampled_from([0, 1, 63, 64, 65, 700]))  # fmt: skip
def test_octets_are_added_up_as_the_reference_loop_says(net, count):
    rows = np.random.default_rng(count).integers(0, 2, (count, len(net.inputs)), dtype=np.uint8)
    found, wrong = of_octets(net, rows, net.output_units)
    assert wrong == -1
    assert found.shape == (count, len(net.outputs))
    some = rows.tolist()[:5] + rows.tolist()[-5:]
    assert [*found[:5].tolist(), *found[-5:].tolist()] == [reference(net, row) for row in some]


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.float32])
def test_the_first_wrong_octet_is_named_whatever_its_part(dtype, monkeypatch):
    monkeypatch.setattr(simulation, "fastest", lambda *_, **__: "compiled")
    monkeypatch.setattr(simulation, "one_by_one", lambda *_: False)
    monkeypatch.setattr(simulation, "_PARTS", 128)
    net = Network.from_units("abc", [([0, 1, 2], [1, 1, 1], 2)])
    for place in (0, 63, 64, 200, 8191, 8999):
        rows = np.zeros((9000, 3), dtype=dtype)
        rows[[place, 8999], 1] = 3
        with pytest.raises(SpecificationError, match=f"row {place}, input 'b': expected 0 or 1"):
            net(rows)
        rows[:] = 1
        assert net(rows[:place]).all()
