"""Truth values of outputs: those of a call, whatever the blocks, dense and sparse."""

import numpy as np
import pytest

from logicnet import Network, Region, SpecificationError, compile
from logicnet.regions.evaluation import held

HALVES = Network.from_units(
    ["a", "b"], [([0, 1], [1, 1], 2), ([0, 1], [1, 1], 1)], outputs={"both": 0, "one": 1}
)
BITS = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])
POINTS = np.random.default_rng(0).integers(-2, 14, (50, 2)) / 4
CASES = {
    "bits": (HALVES, BITS),
    "bipolar": (HALVES.encoded("bipolar"), 2 * BITS - 1),
    "regions": (
        compile({k: Region.box([j, 0], [j + 1, 2]) for j, k in enumerate("uvw")}), POINTS
    ),
    "no rows": (HALVES, BITS[:0]),
}  # fmt: skip


@pytest.mark.parametrize("block", [1, 7, 1 << 22])
@pytest.mark.parametrize("case", CASES)
def test_they_are_the_outputs_of_a_call_that_are_1(case, block, monkeypatch):
    monkeypatch.setattr(held, "_BLOCK", block)
    network, rows = CASES[case]
    expected = network(rows) == 1
    found, sparse = network.holds(rows), network.holds(rows, sparse=True)
    assert found.dtype == sparse.dtype == bool
    assert (found.tolist(), found.shape) == (expected.tolist(), expected.shape)
    assert (sparse.toarray().tolist(), sparse.shape) == (expected.tolist(), expected.shape)
    if len(rows):
        assert network.holds(rows[1]).tolist() == expected[1].tolist()
        assert network.holds(rows[1], sparse=True).toarray().tolist() == [expected[1].tolist()]


def test_a_row_that_is_wrong_is_named_by_its_number_among_all(monkeypatch):
    monkeypatch.setattr(held, "_BLOCK", 6)
    network, rows = CASES["regions"][0], POINTS.copy()
    rows[9, 1] = np.nan
    with pytest.raises(SpecificationError, match="row 9, input 'y' is nan"):
        network.holds(rows, sparse=True)
    with pytest.raises(SpecificationError, match=r"points of 2 inputs .*, got an array of \(3,\)"):
        network.holds([0, 0, 0])
    with pytest.raises(SpecificationError, match="points as numbers, got an array of complex128"):
        network.holds(POINTS + 1j)
    with pytest.raises(SpecificationError, match=r"points of 2 inputs .*, got an array of \(\)"):
        network.label("abc")
