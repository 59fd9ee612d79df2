from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network, SpecificationError, simulate
from logicnet.bits import columns, unpack
from logicnet.simulation import truth_table
from reference import reference, rows
from strategies import networks


@given(networks(largest=2**40))
def test_both_engines_agree_with_the_reference_loop_for_large_weights(net):
    n = len(net.inputs)
    want = [reference(net, row) for row in rows(n)]
    for engine in ("numpy", "compiled"):
        assert truth_table(net, engine=engine).values().tolist() == want


def test_engines_agree_over_many_words():
    rng = np.random.default_rng(5)
    units = [
        (list(range(13 + j)), rng.integers(-9, 10, 13 + j).tolist(), int(rng.integers(-20, 20)))
        for j in range(40)
    ]
    net = Network.from_units([f"x{i}" for i in range(13)], units)
    at = columns(13, 0, 101)
    numpy, compiled = (simulate(net, at, engine=e, every_unit=True) for e in ("numpy", "compiled"))
    assert numpy.shape == (40, 101)
    assert (numpy == compiled).all()
    row = 64 * 100 + 7
    want = reference(net, rows(13)[row])
    assert unpack(compiled, 64 * 101)[-1:, row].astype(int).tolist() == want


@pytest.mark.parametrize("largest", [3, 500, 2**50])
@pytest.mark.parametrize(("start", "stop"), [(0, 128), (37, 90), (64, 65)])
def test_consecutive_rows_are_looked_up_to_the_same_effect(largest, start, stop):
    rng = np.random.default_rng(largest % 97)
    units = []
    for _ in range(60):
        reads = sorted(rng.choice(13, int(rng.integers(3, 14)), replace=False).tolist())
        weights = rng.integers(-largest, largest, len(reads), endpoint=True).tolist()
        units.append((reads, weights, int(rng.integers(-largest, largest))))
    net = Network.from_units([f"x{i}" for i in range(13)], units)
    at = columns(13, start, stop)
    shuffled = at[:, rng.permutation(stop - start)]
    for rows_at in (at, shuffled):
        numpy, compiled = (
            simulate(net, rows_at, engine=e, every_unit=True) for e in ("numpy", "compiled")
        )
        assert (numpy == compiled).all()


def test_a_flipped_weight_is_noticed():
    units = [([0, 1, 2], [1, 1, 1], 2)]
    net = Network.from_units("abc", units)
    broken = Network.from_units("abc", [([0, 1, 2], [1, 1, -1], 2)])
    assert truth_table(net) != truth_table(broken)


def test_shapes_and_kinds_that_cannot_be_simulated_are_refused():
    net = Network.from_units("ab", [([0, 1], [1, 1], 2)])
    with pytest.raises(SpecificationError, match="2 inputs by words"):
        simulate(net, columns(3))
    real = Network.from_units("ab", [([0, 1], [0.5, 1.5], 0.25)], encoding="real")
    with pytest.raises(SpecificationError, match="coordinates"):
        real.truth_table()
    assert real([[0.0, 0.0], [0.5, 0.0], [0.0, 0.2]]).tolist() == [[0], [1], [1]]


@given(networks(), st.sampled_from([0.5, 0.375, 2.75]))
def test_real_weights_are_added_up_as_the_reference_does(network, factor):
    real = replace(
        network, weights=network.weights * factor, thresholds=network.thresholds * factor
    )
    n = len(real.inputs)
    expected = [reference(real, row) for row in rows(n)]
    assert real.truth_table().values().tolist() == expected
    assert real(np.array(rows(n)).reshape(2**n, n)).tolist() == expected
