import numpy as np
import pytest
from hypothesis import given

from logicnet import Network
from logicnet.network.engines.choice_of_engine import layers
from logicnet.network.engines.layerwise import layers_of
from logicnet.network.sums import whole_sums
from reference import reference, rows
from strategies import networks


def through_layers(net, read):
    found = layers(net).values(np.array(read, dtype=bool), len(net.inputs) + net.output_units)
    return found.astype(int).tolist()


@given(networks())
def test_layers_agree_with_the_reference_loop(net):
    read = rows(len(net.inputs))
    assert through_layers(net, read) == [reference(net, row) for row in read]


@pytest.mark.parametrize("bits", [22, 23, 24, 25, 51])
def test_the_kind_of_float_is_one_that_rounds_no_sum(bits):
    # the sum of all weights is odd and just above 2**bits, so that a rounded one is seen at a tie
    half = 2 ** (bits - 1)
    for threshold in (2 * half + 1, 2 * half + 2, half + 1, half + 2):
        net = Network.from_units(["a", "b", "c"], [([0, 1, 2], [half, half, 1], threshold)])
        read = rows(3)
        assert through_layers(net, read) == [reference(net, row) for row in read]


def test_sums_beyond_floats_have_no_layers_and_are_exact_all_the_same():
    net = Network.from_units(["a", "b"], [([0, 1], [2**53, 1], 2**53 + 1)])
    assert layers(net) is None
    assert net(rows(2)).tolist() == [[0], [0], [0], [1]]


def test_thresholds_beyond_all_sums_say_always_or_never():
    units = [([0], [1], 2**61), ([0], [1], -(2**61)), ([], [], 2**60), ([], [], -(2**60))]
    net = Network.from_units(["a"], units, outputs={f"y{k}": k for k in range(4)})
    assert through_layers(net, [[0], [1]]) == [[0, 1, 0, 1]] * 2


@pytest.mark.parametrize("fan_in", [3, 300])
def test_many_rows_go_through_in_blocks_wire_by_wire_or_as_matrices(fan_in):
    rng = np.random.default_rng(fan_in)
    units = [
        (sorted(rng.choice(300, fan_in, replace=False).tolist()), rng.choice([-2, 1, 3], fan_in), 1)
        for _ in range(100)
    ]
    units.append((list(range(300, 400)), [1, -1] * 50, 0))
    net = Network.from_units([f"x{i}" for i in range(300)], units)
    steps = layers(net)
    assert (steps.steps[0].starts is None) == (fan_in == 300)
    read = rng.random((2 * steps.block + 3, 300)) < 0.5
    found = steps.values(read, len(net.inputs) + net.output_units)
    for row in (0, steps.block - 1, steps.block, len(read) - 1):
        assert found[row].astype(int).tolist() == reference(net, read[row].astype(int).tolist())


def test_nets_of_very_many_layers_have_no_steps():
    net = Network.from_units(["a"], [([0], [1], 1)])
    assert layers_of(whole_sums(net), 1, np.arange(20_002)) is None
