"""Blocks train the net that one array does; of what is larger than memory little is held."""

import tracemalloc
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet.errors import LogicnetError, SpecificationError
from logicnet.ground import extras
from logicnet.learning.data import blocks as in_blocks
from logicnet.learning.nets import plan
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.rows import streamed
from logicnet.learning.training.rows.streamed import streamed_data
from logicnet.learning.training.training import train

pandas = pytest.importorskip("pandas")
NETS = {
    "sigmoid": MLP.random([4, 5, 1], seed=1),
    "softmax": MLP.random([4, 3], seed=2, output="softmax"),
    "tanh": MLP.random([4, 2, 2], seed=3, activation="tanh", output="tanh"),
}
LOSSES = {"tanh": "cross_entropy"}
X = np.random.default_rng(0).normal(size=(90, 4))
Y = {
    "sigmoid": X[:, 0] > 0,
    "softmax": (X[:, 0] > 0) + (X[:, 1] > 1),
    "tanh": np.sign(X[:, :2]),
}


def cut(x, y, ends):
    """The rows in blocks that end there."""
    edges = [0, *sorted(ends), len(x)]
    return [(x[a:b], y[a:b]) for a, b in pairwise(edges)]


def same(found, wanted):
    assert found.mlp == wanted.mlp
    assert found.losses.tolist() == wanted.losses.tolist()
    assert (found.loss, found.stopped) == (wanted.loss, wanted.stopped)


@given(
    st.sampled_from(sorted(NETS)),
    st.lists(st.integers(0, 90), max_size=5),
    st.sampled_from([None, 1, 7, 32, 89, 90, 200]),
    st.booleans(),
    st.sampled_from([
        {}, {"dtype": np.float32}, {"dropout": 0.3}, {"stop_correct": True}, {"stop_below": 0.2},
        {"sample_weight": np.arange(90) % 3}, {"loss": "squares", "l2": 0.01},
        {"class_weight": "balanced"}, {"validation": (X[:9], None)}, {"restarts": 2},
        {"straight_through": True},
    ]),
)  # fmt: skip
def test_blocks_train_the_net_that_one_array_does(kind, ends, batch, shuffle, options):
    y = Y[kind]
    if kind == "tanh" and "class_weight" in options:
        return  # two outputs have no classes
    if "validation" in options:
        options = {"validation": (X[:9], y[:9])}
    options = {"epochs": 2, "batch": batch, "shuffle": shuffle, **options}
    if len(ends) > 3 and "validation" in options:
        held = {"validation": (partial(iter, cut(X[:9], y[:9], [2])), None)}
        found = train(NETS[kind], cut(X, y, ends), **(options | held))
    else:
        found = train(NETS[kind], partial(iter, cut(X, y, ends)), **options)
    same(found, train(NETS[kind], X, y, **options))


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "softmax"])
def test_one_target_between_the_others_is_seen_wherever_it_is(kind):
    for row in (3, 80):
        y = NETS[kind].targets(Y[kind]).T.astype(float)
        y[row] = 0.25 if len(y[row]) == 1 else [0.0, 0.5, 0.5][: len(y[row])]
        same(train(NETS[kind], cut(X, y, [20]), epochs=2, loss=LOSSES.get(kind, "auto")),
             train(NETS[kind], X, y, epochs=2, loss=LOSSES.get(kind, "auto")))  # fmt: skip


def test_all_rows_a_step_go_through_two_threads_in_parts(monkeypatch):
    monkeypatch.setattr(plan, "_CHUNK", 1)  # 32 rows a part
    monkeypatch.setattr("logicnet.learning.training.run.own_threads_pay", lambda *_: True)
    for kind, net in NETS.items():
        net = MLP.from_layers(*layers_of(net), activation=net.activations[0], output=kind)
        found = train(net, cut(X, Y[kind], [5, 40]), epochs=3)
        same(found, train(net, X, Y[kind], epochs=3))
        found = train(net, cut(X, Y[kind], [5, 40]), epochs=3, batch=70)
        same(found, train(net, X, Y[kind], epochs=3, batch=70))


def layers_of(net):
    """The matrices and biases of a dense net; its plan is made anew."""
    sizes, at = [4, *np.diff(net.layer_starts).tolist()], 0
    weights = []
    for a, b in pairwise(sizes):
        weights.append(net.weights[at : at + a * b].reshape(b, a))
        at += a * b
    return weights, np.split(net.biases, net.layer_starts[1:-1])


@pytest.mark.parametrize("groups", [7, 90])
def test_a_parquet_file_trains_the_same_net(tmp_path, monkeypatch, groups):
    monkeypatch.setattr(in_blocks, "_VALUES", 20)
    names = ("a", "b", "size_L", "size_XL")
    texts = np.random.default_rng(1).choice(["L", "XL", "S"], 90)
    x = np.stack([X[:, 0], X[:, 1], texts == "L", texts == "XL"], axis=1)
    table = {"other": texts, "y": Y["sigmoid"], "b": X[:, 1], "size": texts, "a": X[:, 0]}
    path = tmp_path / "rows.parquet"
    pandas.DataFrame(table | {"z": X[:, 3]}).to_parquet(path, row_group_size=groups)
    net = MLP.random([4, 5, 1], seed=1, inputs=names)
    for options in ({"batch": 16}, {"batch": 16, "shuffle": False}, {}):
        same(train(net, path, "y", epochs=2, **options),
             train(net, x, Y["sigmoid"], epochs=2, **options))  # fmt: skip
    pair = MLP.random([4, 5, 2], seed=1, inputs=names, output="linear")
    same(train(pair, str(path), ["z", "y"], epochs=2),
         train(pair, x, np.stack([X[:, 3], Y["sigmoid"]], axis=1), epochs=2))  # fmt: skip


def epoch_of(rows, size):
    """What one epoch sees: the rows, targets and weights, batch by batch."""
    parts = [rows.part(a, min(a + size, rows.count)) for a in range(0, rows.count, size)]
    return [np.concatenate(part, axis=-1) for part in
            zip(*((x.T, y, w) for x, y, w in parts), strict=True)]  # fmt: skip


@pytest.mark.parametrize("kind", ["blocks", "parquet"])
def test_rows_are_shuffled_within_windows_with_their_targets_and_weights(
    kind, tmp_path, monkeypatch
):
    monkeypatch.setattr(streamed, "_SHUFFLED", 20)
    net = MLP.random([1, 1], inputs=["x"], output="linear")
    x = np.arange(90.0)
    pandas.DataFrame({"x": x, "y": -x}).to_parquet(tmp_path / "x.parquet", row_group_size=10)
    given = {"blocks": (cut(x[:, None], -x, [1, 33, 34, 60]), None),
             "parquet": (tmp_path / "x.parquet", "y")}[kind]  # fmt: skip
    source = in_blocks.blocks_of(*given, net.inputs)
    data = streamed_data(net, source, x + 1, None)
    rows, orders = data.opened(np.float64, data.weights), set()
    rng = np.random.default_rng(3)
    for _ in range(3):
        rows.shuffle(rng)
        for size in (7, 20, 64):  # the same order whatever is asked for
            found, targets, weights = epoch_of(rows, size)
            assert sorted(found[0]) == x.tolist()
            assert targets.tolist() == (-found).tolist()
            assert weights.tolist() == (found[0] + 1).tolist()
            orders.add(tuple(found[0]))
        inside = [sorted(found[0, a : a + 20] // 10) for a in range(0, 80, 20)]
        assert all(len({*group}) <= 2 for group in inside)
        if kind == "blocks":
            assert inside[0] == [0] * 10 + [1] * 10
    assert len(orders) == 3
    rows.restore_order()
    assert epoch_of(rows, 11)[0][0].tolist() == x.tolist()


def test_little_of_what_is_larger_than_memory_is_held(monkeypatch):
    monkeypatch.setattr(streamed, "_SHUFFLED", 1 << 15)
    monkeypatch.setattr(plan, "_CHUNK", 1 << 14)
    net, seen = MLP.random([50, 2, 1], seed=0), []

    def blocks():
        for k in range(60):
            x = np.full((400, 50), k / 60)
            seen.append(x.nbytes)
            yield x, np.full(400, k % 2)

    train(net, ((np.zeros((9, 50)), np.zeros(9)),), epochs=1, batch=3)  # loads what is loaded once
    for options in ({"batch": 100}, {"batch": 100, "shuffle": False}, {}):
        seen.clear()
        tracemalloc.start()
        result = train(net, blocks, epochs=1, **options)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert result.epochs == 1
        assert sum(seen) >= 3 * 9.6e6
        assert peak < 2e6


def test_a_run_on_blocks_is_resumed(tmp_path):
    given = partial(iter, cut(X, Y["sigmoid"], [20, 50]))
    options = {"batch": 16, "checkpoint": tmp_path / "run.npz", "resume": True}
    train(NETS["sigmoid"], given, epochs=2, **options)
    found = train(NETS["sigmoid"], given, epochs=4, **options)
    same(found, train(NETS["sigmoid"], X, Y["sigmoid"], epochs=4, batch=16))
    with pytest.raises(SpecificationError, match="another run"):
        train(NETS["sigmoid"], cut(X + 1e-9, Y["sigmoid"], []), epochs=4, **options)


def once_only():
    yield X, Y["sigmoid"]


class Growing:
    """Blocks that are others each time."""

    def __init__(self, sizes):
        self.sizes = iter(sizes)

    def __call__(self):
        count = next(self.sizes)
        return iter([(X[:count], Y["sigmoid"][:count])])


NAN = np.where(X[70, 2] == X, np.nan, X)


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        (once_only(), {}, "an iterator gives its blocks once.*pass the function that makes it"),
        (X, {}, "needs targets y"),
        ({"x0": [1]}, {}, "needs targets y"),
        (5, {}, "needs targets y"),
        ([], {}, "no rows"),
        ([(X[:0], [])], {}, "no rows"),
        (lambda: 5, {}, "the function of blocks gives an iterator, not 5"),
        ([[0, 1], [1, 1]], {}, r"block 1 is a pair \(rows, targets\)"),
        ([(X, Y["sigmoid"]), X], {}, r"block 2 is a pair \(rows, targets\)"),
        (cut(X, Y["sigmoid"][:80], [40, 75]), {}, "block 3, whose first row is 76: 15 rows.*for 5"),
        (cut(NAN, Y["sigmoid"], [40]), {}, "block 2, whose first row is 41: row 31.*nan"),
        (cut(X, 2 * Y["sigmoid"], [40]), {}, "targets from 0 to 1, got 0 to 2"),
        (cut(X, Y["sigmoid"], [40]), {"validation": 0.5}, "no share is held apart"),
        (cut(X, Y["sigmoid"], [40]), {"sample_weight": [1]}, "for each of 90 rows"),
        (Growing([90, 80]), {}, "had 90 rows when they were checked, and now they have 80"),
        (Growing([80, 90]), {}, "had 80 rows when they were checked, and now they have more"),
        (Growing([90, 80]), {"batch": 7}, "now they have 80"),
        (Growing([80, 90]), {"batch": 7, "shuffle": False}, "now they have more"),
    ],
)
def test_what_is_no_stream_of_rows_is_refused(given, options, message):
    with pytest.raises(SpecificationError, match=message):
        train(NETS["sigmoid"], given, epochs=1, **options)


def test_a_parquet_file_that_does_not_fit_is_refused(tmp_path, monkeypatch):
    net, path = MLP.random([1, 1], inputs=["x"]), tmp_path / "x.parquet"
    pandas.DataFrame({"x": [1.0, None], "y": [0, 1], "t": ["a", "b"], "u": [0, 1]}).to_parquet(path)
    (tmp_path / "no.parquet").write_text("nothing")
    for source, y, message in [
        (path, None, "which columns of .*x.parquet are targets"),
        (path, "z", "column of .*x.parquet.*'z'"),
        (path, "y", "block 1, whose first row is 1: row 2, .*nan"),
        (tmp_path / "x.csv", "y", "from a file .parquet"),
        (tmp_path / "no.parquet", "y", "no.parquet"),
        (tmp_path / "none.parquet", "y", "none.parquet"),
    ]:
        with pytest.raises(LogicnetError, match=message):
            train(net, source, y)
    with pytest.raises(LogicnetError, match="block 1.*target of row 1 is 'a', not a number"):
        train(MLP.random([1, 1], inputs=["u"]), path, "t")
    with pytest.raises(LogicnetError, match="missing: w"):
        train(MLP.random([1, 1], inputs=["w"]), path, "y")

    def absent(name):
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(extras, "import_module", absent)
    with pytest.raises(SpecificationError, match=r"needs the package pyarrow; .*logicnet\[dask\]"):
        train(net, path, "y")
