import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network
from logicnet.network.engines import tables
from logicnet.network.engines.tables import tables_of
from reference import reference, rows
from strategies import networks


def looked_up(net, read):
    found = tables_of(net)
    return found.values(np.array(read, dtype=np.uint8), found.outputs).tolist()


@given(networks(largest=2**20))
def test_tables_agree_with_the_reference_loop(net):
    read = rows(len(net.inputs))
    assert looked_up(net, read) == [reference(net, row) for row in read]


@given(st.integers(0, 2**32), st.sampled_from([1, 3, 50, 1000, 2**25]))
def test_layers_of_any_widths_with_wires_between_any_agree_with_the_reference_loop(seed, largest):
    rng = np.random.default_rng(seed)
    n, units = int(rng.integers(1, 40)), []
    for width in rng.integers(1, 25, rng.integers(1, 4)).tolist():
        nodes = n + len(units)
        for _ in range(width):
            reads = rng.choice(nodes, rng.integers(0, min(nodes, 12) + 1), replace=False)
            weights = rng.integers(-largest, largest + 1, len(reads))
            half = int(weights.sum()) // 2  # near which the sums of random rows lie
            threshold = half + int(rng.integers(-largest, largest + 1))
            units.append((reads.tolist(), weights.tolist(), threshold))
    outputs = {f"y{j}": int(j) for j in rng.choice(len(units), min(5, len(units)), replace=False)}
    net = Network.from_units([f"x{i}" for i in range(n)], units, outputs=outputs)
    read = rng.integers(0, 2, (66, n))
    found = looked_up(net, read)
    for row in (0, 63, 65):  # of the first and of the second block
        assert found[row] == reference(net, read[row].tolist())


@pytest.mark.parametrize("bits", [7, 8, 15, 16, 31, 32])
@pytest.mark.parametrize("over", [-2, -1, 0, 1])
def test_sums_at_the_edge_of_a_lane_run_over_into_no_other(bits, over):
    total = 2 ** (bits - 1) + over  # of the sizes of all weights, which is the largest sum
    parts = [total // 2, total - total // 2]
    units = []
    for threshold in (0, 1, total - 1, total, total + 1):
        units.append(([0, 1], parts, threshold))
        units.append(([0, 1], [-parts[0], -parts[1]], -threshold))
        units.append(([0, 1], [parts[0], -parts[1]], threshold))
    net = Network.from_units("ab", units, outputs={f"y{k}": k for k in range(len(units))})
    assert (tables_of(net) is None) == (total >= 2**31)
    if total < 2**31:
        assert looked_up(net, rows(2)) == [reference(net, row) for row in rows(2)]


@pytest.mark.parametrize("width", [1, 8, 9, 64, 65, 513, 1030])
def test_wide_layers_are_several_steps(width):
    rng = np.random.default_rng(width)
    weights = rng.integers(-9, 10, (width, 30))
    units = [(range(30), row.tolist(), int(rng.integers(-5, 5))) for row in weights]
    units.append((range(30, 30 + width), rng.integers(-300, 301, width).tolist(), 0))
    outputs = {f"y{j}": j for j in {0, width // 2, width - 1, width}}
    net = Network.from_units([f"x{i}" for i in range(30)], units, outputs=outputs)
    read = rng.integers(0, 2, (3, 30))
    assert looked_up(net, read) == [reference(net, row) for row in read.tolist()]


def test_a_flipped_bit_of_a_table_is_noticed():
    """What is compared with the reference loop is what the tables say."""
    net = Network.from_units("abc", [([0, 1, 2], [1, 2, 4], 4)])
    found = tables_of(net)
    right = looked_up(net, rows(3))
    found.words = tables.filled(found.plan, found.sums)
    found.words[0b011] ^= np.uint64(4)
    wrong = found.values(np.array(rows(3), dtype=np.uint8), found.outputs).tolist()
    assert [k for k in range(8) if wrong[k] != right[k]] == [6]  # rows count from the other end


def test_values_that_are_no_bits_are_told_wherever_they_are(monkeypatch):
    monkeypatch.setattr(tables, "_WORTH_A_THREAD", 1e-9)
    net = Network.from_units([f"x{i}" for i in range(9)], [(range(9), [1] * 9, 5)])
    found = tables_of(net)
    for row in (0, 63, 64, 199):
        read = np.zeros((200, 9), dtype=np.uint8)
        assert found.values(read, found.outputs) is not None
        read[row, 8] = 2
        assert found.values(read, found.outputs) is None


def test_rows_that_cannot_be_written_are_read_all_the_same():
    net = Network.from_units("abcde", [(range(5), [1, 1, 1, 1, 1], 3)] * 5)
    read = np.array(rows(5), dtype=np.uint8)
    read.setflags(write=False)
    want = [[int(sum(row) >= 3)] for row in rows(5)]
    for held in (read, read.astype(bool), np.asfortranarray(read)):
        assert net(held).tolist() == want


def test_sums_beyond_lanes_and_too_many_tables_have_none(monkeypatch):
    large = Network.from_units(["a", "b"], [([0, 1], [2**40, 1], 3)])
    assert tables_of(large) is None
    net = Network.from_units([f"x{i}" for i in range(9)], [(range(9), [1] * 9, 5)])
    words = tables_of(net).plan.words
    for most in (words, words - 1):
        monkeypatch.setattr(tables, "_MOST_WORDS", most)
        assert (tables_of(net) is None) == (most < words)
