"""Profiles of large networks and circuits: what is drawn is what there is."""

from random import Random

import numpy as np
import pytest

from drawn import clipped, overlapping, texts, with_id
from logicnet import MLP, Network, compile, plot, write
from logicnet.formats.circuits import blif
from logicnet.logic.circuits.circuit import Builder


def random_net(inputs, units, near, seed=1):
    rng, rows = Random(seed), []
    for k in range(units):
        reads = sorted(
            rng.sample(range(max(0, inputs + k - near), inputs + k), rng.choice([2, 3, 9]))
        )
        rows.append((reads, [rng.choice([-9, -2, 1, 3]) for _ in reads], rng.randint(-3, 4)))
    return Network.from_units([f"x{k}" for k in range(inputs)], rows)


def chain(length, names="x"):
    build = Builder()
    end = build.leaf("a")
    for k in range(length):
        end = build.add("or" if k % 3 else "and", [end ^ 1, build.leaf(f"{names}{k % 40}")])
    return build.circuit({"a rather long name of an output " * 3: end})


DEEP = random_net(24, 300, 60)
SOURCES = {
    "a deep network": DEEP, "a small network": compile("a ^ b", "deep"), "a constant": compile("1"),
    "a chain of 1000 gates": chain(1000, "a rather long name of an input number "),
    "an input": blif.loads(".inputs a\n.outputs y\n.names a y\n0 1\n.end"),
    "many fan-ins": random_net(30, 60, 30, 2), "trained": MLP.random([3, 40, 2], seed=1),
    "registers": blif.loads(".inputs a\n.outputs y\n.latch n y 0\n.names a y n\n10 1\n01 1\n.end"),
    "a formula": "a & b | ~c & (a ^ b)",
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_covered_or_cut(name):
    ax = plot.profile(SOURCES[name], title=name)
    assert overlapping(ax) == []
    assert clipped(ax) == []
    assert name in [text for text, _ in texts(ax)]


def heights(ax):
    return {bar.get_gid(): bar.get_height() for bar in with_id(ax, "layer ")}


def test_bars_are_as_high_as_layers_are_large():
    found, sizes = heights(plot.profile(DEEP)), np.diff(DEEP.layer_starts)
    assert len(found) == DEEP.depth
    top = max(found.values())
    for layer, size in enumerate(sizes.tolist()):
        assert found[f"layer {layer + 1}"] == pytest.approx(top * size / sizes.max())


def test_many_layers_are_drawn_together():
    circuit = chain(1000)
    ax = plot.profile(circuit)
    found = heights(ax)
    assert "gates in every 9 layers" in [text for text, _ in texts(ax)]
    assert len(found) == 112  # the last one has a single gate
    assert max(found.values()) == pytest.approx(9 * found["layer 1000"])


def test_what_is_said_is_counted():
    shown = [text for text, _ in texts(plot.profile(DEEP))]
    assert f"24 inputs, 1 output, 300 units, depth {DEEP.depth}" in shown
    assert "wires by size of weight" in shown
    shown = [text for text, _ in texts(plot.profile(SOURCES["registers"]))]
    assert "1 input, 1 output, 1 register, 1 gate, depth 1" in shown
    assert "gates by kind" in shown


def test_wires_of_the_path_are_dashed_where_they_are_negative():
    net = Network.from_units(["a"], [([0], [2], 1), ([0, 1], [1, -5], 0)])
    ax = plot.profile(net)
    lines = [line for line in ax.lines if line.get_zorder() == 1]
    assert [line.is_dashed() for line in lines] == [False, True, False]
    assert {"2", "−5"} <= {text for text, _ in texts(ax)}


def test_deep_networks_are_drawn_so_and_shallow_ones_as_matrices(tmp_path):
    assert "units in each layer" in [text for text, _ in texts(plot.network(DEEP))]
    wide = random_net(60, 50, 30, 3)
    for net, is_deep in ((DEEP, True), (wide, wide.depth > 6)):
        assert ("critical path" in str(texts(plot.network(net)))) == is_deep
    shallow = compile(" ^ ".join(f"x{k}" for k in range(9)), "wide")
    assert "weight matrices" in str(texts(plot.network(shallow)))


def test_files_are_drawn_as_what_they_hold(tmp_path):
    write(chain(30), tmp_path / "x.aig")
    assert "gates by kind" in str(texts(plot.profile(tmp_path / "x.aig")))
    write(DEEP, tmp_path / "x.json")
    assert "units by fan-in" in str(texts(plot.profile(str(tmp_path / "x.json"))))
