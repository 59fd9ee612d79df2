import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from logicnet import LimitError, Network, SpecificationError, simulate
from logicnet.ground.bits import columns, unpack
from logicnet.network import simulation
from logicnet.network.engines.packed import _first_word
from logicnet.network.simulation import truth_table
from reference import reference, rows
from strategies import networks, real_networks


@given(networks(largest=2**40))
def test_both_engines_agree_with_the_reference_loop_for_large_weights(net):
    n = len(net.inputs)
    want = [reference(net, row) for row in rows(n)]
    for engine in ("numpy", "compiled", "layers", "tables"):
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
    with pytest.raises(
        SpecificationError, match=r"words of 64 bits, got float64 of shape \(2, 1\)"
    ):
        simulate(net, columns(2).astype(float))
    with pytest.raises(SpecificationError, match=r"got uint64 of shape \(2,\)"):
        simulate(net, columns(2)[:, 0])
    assert simulate(net, [[12], [10]]).tolist() == [[8]]
    real = Network.from_units("ab", [([0, 1], [0.5, 1.5], 0.25)], encoding="real")
    with pytest.raises(SpecificationError, match="packed rows are of 0 and 1"):
        simulate(real, columns(2))
    with pytest.raises(SpecificationError, match="coordinates"):
        real.table()
    assert real([[0.0, 0.0], [0.5, 0.0], [0.0, 0.2]]).tolist() == [[0], [1], [1]]


@given(real_networks())
def test_float_weights_are_added_up_exactly_by_every_engine(net):
    n = len(net.inputs)
    low = -1 if net.encoding == "bipolar" else 0
    read = [[v or low for v in row] for row in rows(n)]
    want = [reference(net, row) for row in read]
    for engine in ("auto", "numpy", "compiled", "layers", "tables"):
        assert truth_table(net, engine=engine).values().tolist() == want
    assert net(np.array(read).reshape(2**n, n)).tolist() == want


def test_sums_of_very_different_sizes_are_exact_at_ties():
    # 2**70 + 1/8 >= 2**70 + 1/8 needs 73 bits; as floats the eighth is lost
    units = [([0, 1], [2.0**70, 0.125], 2.0**70), ([0, 1, 2], [2.0**70, 0.125, -(2.0**70)], 0.125)]
    net = Network.from_units(["a", "b"], units, outputs={"y": 0, "z": 1})
    want = [reference(net, row) for row in rows(2)]
    assert want == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert net(rows(2)).tolist() == want
    tie = Network.from_units(["a", "b"], [([0, 1], [2.0**70, 0.125], 2.0**70 + 2.0**18)])
    assert tie(rows(2)).tolist() == [[0]] * 4


def test_many_rows_of_large_sums_are_those_of_the_reference():
    rng = np.random.default_rng(3)
    sizes = 2.0 ** rng.integers(-40, 40, 13)
    units = [(range(13), sizes * rng.integers(-3, 4, 13), sizes[j]) for j in range(4)]
    units.append(([0, 13, 14, 15, 16], [sizes[0], *sizes[1:5]], sizes[2]))
    net = Network.from_units([f"x{i}" for i in range(13)], units)
    at = columns(13, 0, 128)  # more than one block of rows
    found = unpack(simulate(net, at, every_unit=True), 8192).T
    every = replace(net.wiring, output_units=np.arange(5), outputs=tuple("abcde"))
    for row in rng.integers(0, 8192, 40).tolist():
        want = reference(replace(net, wiring=every), rows(13)[row])
        assert found[row].tolist() == want


@pytest.mark.parametrize("n", [5, 6, 7, 12, 13])
def test_words_at_the_edges_of_blocks_are_right(n):
    """A single row is 1: the first or the last of the table, or one beside it."""
    for row in (0, 1, 63, 64, 2**n - 2, 2**n - 1):
        if row >= 2**n:
            continue
        literals = [1 if row >> (n - 1 - i) & 1 else -1 for i in range(n)]
        net = Network.from_units(
            [f"x{i}" for i in range(n)], [(range(n), literals, literals.count(1))]
        )
        for engine in ("numpy", "compiled", "layers", "tables"):
            on = unpack(truth_table(net, engine=engine).on[0], 2**n)
            assert np.flatnonzero(on).tolist() == [row]


def test_options_are_checked():
    net = Network.from_units("ab", [([0, 1], [1, 1], 2)])
    with pytest.raises(SpecificationError, match="engine is .auto., .*, .layers. or .tables., not"):
        simulate(net, columns(2), engine="fast")
    with pytest.raises(LimitError, match="27 inputs exceed the limit of 26"):
        net.over(["a", "b", *(f"c{i}" for i in range(25))]).table()
    with pytest.raises(LimitError, match="60 inputs exceed"):  # before memory is asked for
        net.over(["a", "b", *(f"c{i}" for i in range(58))]).table()


@pytest.mark.parametrize("cores", [1, 3, 100, None])
def test_words_are_shared_out_whole_to_any_number_of_threads(cores, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    rng = np.random.default_rng(7)
    units = [(range(9), rng.integers(-3, 4, 9).tolist(), t) for t in (-2, 0, 3)]
    net = Network.from_units([f"x{i}" for i in range(9)], units)
    for count in (0, 1, 63, 64, 127, 128, 129, 300, 6401):
        at = rng.integers(0, 2**64, (9, count), dtype=np.uint64)
        numpy, compiled = (simulate(net, at, engine=e) for e in ("numpy", "compiled"))
        assert compiled.shape == (1, count)
        assert (numpy == compiled).all()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_the_engine_that_is_named_is_the_one_that_runs(engine, monkeypatch):
    """Else comparing the two would say nothing."""
    ran = []
    for name in ("_numpy_block", "in_words"):
        own = getattr(simulation, name)
        monkeypatch.setattr(
            simulation, name, lambda *args, own=own, name=name: ran.append(name) or own(*args)
        )
    net = Network.from_units("ab", [([0, 1], [1, 1], 2)])
    assert simulate(net, columns(2), engine=engine).tolist() == [[8]]
    assert ran == [{"numpy": "_numpy_block", "compiled": "in_words"}[engine]]


@pytest.mark.parametrize("n", [6, 7, 13, 68])
def test_consecutive_rows_are_known_by_the_number_of_their_first_word(n):
    last = 2 ** (n - 6)
    for first, stop in ((0, 1), (last - 1, last), (last // 2, last), (last // 3, last // 2)):
        if first < stop <= first + 99:
            assert _first_word(columns(n, first, stop)) == first
    block = columns(n, last - min(last, 9), last)
    block[n // 2, -1] ^= np.uint64(1 << 17)
    assert _first_word(block) == -1


def test_rows_in_another_order_are_not_consecutive():
    at = columns(8)
    for other in (at[:, ::-1], at[:, [1, 2, 3, 0]], at[:, [3, 0]], at[:, [0, 2]], at[:, :0]):
        assert _first_word(other) == -1
    assert _first_word(columns(5)) == -1  # fewer rows than a word has
    assert _first_word(np.zeros((80, 3), dtype=np.uint64)) == -1


def test_coordinates_are_numbers_and_no_texts():
    net = Network.from_units("ab", [([0, 1], [0.5, 1.5], 0.25)], encoding="real")
    assert net(np.array([[Fraction(1, 2), 0], [0, 0]], dtype=object)).tolist() == [[1], [0]]
    for texts in ([["1", 2.0]], [[1.0, b"2"]]):
        with pytest.raises(SpecificationError, match="coordinates are numbers"):
            net(np.array(texts, dtype=object))


def test_eight_threads_on_first_use_get_the_right_answers():
    """In a new process, where no kernel is loaded yet."""
    code = """
import sys
import threading
sys.setswitchinterval(1e-6)  # so that threads meet one another half-way through anything
from logicnet import Network, verify
from logicnet.network.simulation import truth_table
n = 13
units = [(range(n), [1] * n, k) for k in range(1, n + 1)]
units.append((range(n, 2 * n), [1, -1] * 6 + [1], 1))
net = Network.from_units([f"x{i}" for i in range(n)], units)
text = " ^ ".join(net.inputs)
wrong, start = [], threading.Barrier(8)
def work(k):
    start.wait()
    table = truth_table(net, engine="compiled")
    ones = sum(int(w).bit_count() for w in table.on[0])
    right = verify(net, text).equal and verify(net, text + " ^ x3").equal is False
    if ones != 2 ** (n - 1) or not right:
        wrong.append(k)
threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
raise SystemExit(wrong or None)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


class Columns:
    """An array that calls its columns by name, and no data frame."""

    columns = ("b", "a")

    def __array__(self, dtype=None, copy=None):
        return np.array([[0, 1], [1, 1]])


def test_what_has_columns_without_an_index_is_read_as_an_array():
    net = Network.from_units(["a", "b"], [([0, 1], [1, -1], 1)])
    assert net(Columns()).tolist() == net([[0, 1], [1, 1]]).tolist()
