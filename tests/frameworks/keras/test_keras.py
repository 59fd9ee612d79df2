"""Models of Keras: they compute what the nets do, are saved and loaded by Keras, and read back."""

import io
import json
import os
import sys
import zipfile
from contextlib import suppress

import numpy as np
import pytest

os.environ.setdefault("KERAS_BACKEND", "torch")

from corpus import CORPUS
from logicnet import (
    FileError,
    FormatError,
    LimitError,
    Network,
    SpecificationError,
    TruthTable,
    compile,
    from_keras,
    soften,
    to_keras,
    verify,
)
from logicnet.frameworks.keras import models
from logicnet.frameworks.keras.reading import stated
from rows import all_rows
from stored import MLPS, NETWORKS, flipped

keras = pytest.importorskip("keras", exc_type=ImportError)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Keras and NumPy 2


def rows_of(net):
    n, rng = len(net.inputs), np.random.default_rng(0)
    if net.encoding == "real":
        return rng.integers(-8, 8, (20, n)) / 4
    rows = np.array(all_rows(n)) if n <= 6 else rng.integers(0, 2, (40, n))
    return np.where(rows.reshape(len(rows), n) == 0, -1 if net.encoding == "bipolar" else 0, 1)


def values(model, net):
    return keras.ops.convert_to_numpy(model(rows_of(net).astype("float32")))


@pytest.mark.parametrize("name", [*NETWORKS, *MLPS])
def test_models_compute_nets_of_every_kind(name):
    net = (NETWORKS | MLPS)[name]
    if not net.inputs or name in ("a third", "real"):
        with pytest.raises(SpecificationError, match="without inputs|exactly"):
            to_keras(net)
        return
    found = values(to_keras(net), net)
    assert np.abs(found - net(rows_of(net))).max(initial=0) < 1e-4


def test_keras_saves_and_loads_models_and_weights(tmp_path):
    for k, net in enumerate([compile("a ^ b ^ c ^ d"), soften(compile("a ^ b", "wide"))]):
        model = to_keras(net)
        model.save(tmp_path / f"{k}.keras")
        model.save_weights(tmp_path / f"{k}.weights.h5")
        before = values(model, net)
        assert (values(keras.models.load_model(tmp_path / f"{k}.keras"), net) == before).all()
        for weights in model.weights:
            weights.assign(np.zeros(weights.shape))
        assert (values(model, net) != before).any()
        model.load_weights(tmp_path / f"{k}.weights.h5")
        assert (values(model, net) == before).all()


def test_sums_are_exact_or_refused():
    def over(top):
        return Network.from_units(["a", "b"], [([0, 1], [top, 1], top + 1)])

    model = to_keras(over(2**21))
    assert (values(model, over(2**21)) == over(2**21)(rows_of(over(2**21)))).all()
    with pytest.raises(SpecificationError, match="float32, in which Keras computes, does not hold"):
        to_keras(over(2**24))


def test_what_is_no_net_or_too_large_is_refused(monkeypatch):
    with pytest.raises(SpecificationError, match="to_keras takes"):
        to_keras("a ^ b")
    monkeypatch.setattr("logicnet.frameworks.keras.writing._MOST", 3)
    with pytest.raises(LimitError, match="over 3 entries"):
        to_keras(NETWORKS["skip wires"])
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(SpecificationError, match=r"pip install 'logicnet\[keras\]'"):
        to_keras(NETWORKS["small"])


# Back in -------------------------------------------------------------------------------------


def same(found, net):
    """Equal units; labels and what a network says of itself do not stand in a model."""
    parts = ("wiring", "weights", "thresholds")
    return all(np.all(getattr(found, part) == getattr(net, part)) for part in parts)


def back(source, net):
    return from_keras(source, inputs=net.inputs, outputs=net.outputs, encoding=net.encoding)


@pytest.mark.parametrize("case", [c for c in CORPUS if c.inputs], ids=lambda c: c.name)
def test_the_corpus_comes_back_proven(case):
    for style in ("wide", "compact"):
        net = compile(case.source, style)
        if net.inputs:
            model = to_keras(net)
            found = back(model, net)
            assert (values(model, net) == net(rows_of(net))).all()
            assert same(found, net)
            assert verify(found, case.source)


@pytest.mark.parametrize("name", [*NETWORKS, *MLPS])
def test_nets_of_every_kind_come_back_from_files(name, tmp_path):
    net = (NETWORKS | MLPS)[name]
    if not net.inputs or name in ("a third", "real"):  # which are no models
        return
    to_keras(net).save(tmp_path / "net.keras")
    found = back(tmp_path / "net.keras", net)
    if isinstance(net, Network):
        assert same(found, net)
    else:
        assert (found.wiring, found.activations) == (net.wiring, net.activations)
        for part in ("weights", "biases", "gains"):
            assert np.allclose(getattr(found, part), getattr(net, part), rtol=1e-6)


def drawn(rng):
    """A random model of others, and the level above which its outputs say 1."""
    entry = keras.Input((3,))
    last, kept = entry, [entry]
    for _ in range(rng.integers(1, 4)):
        width = int(rng.integers(1, 4))
        kind = rng.choice(["relu", "tanh", "sigmoid", "leaky_relu", "hard_sigmoid", "linear"])
        dense = keras.layers.Dense(width, activation=str(kind), use_bias=bool(rng.integers(2)))
        last = dense(last)
        sizes = [array.shape for array in dense.get_weights()]
        dense.set_weights([rng.integers(-4, 5, size) / 2 for size in sizes])
        way = rng.integers(5)
        if way == 0:
            last = keras.layers.Concatenate()([last, kept[int(rng.integers(len(kept)))]])
        elif way == 1:
            last = keras.layers.Add()([last, last])
        elif way == 2:
            last = keras.layers.ReLU(max_value=[None, 2.0][rng.integers(2)])(last)
        elif way == 3:
            last = keras.layers.Dropout(0.5)(keras.layers.LeakyReLU(negative_slope=0.25)(last))
        else:
            last = keras.ops.cast(keras.ops.greater(last, 0.5), "float32")
        kept.append(last)
    last = keras.layers.Dense(1)(last)
    return keras.Model(entry, keras.layers.Activation("sigmoid")(last))


def difference(model, rng):
    """How far what is read of a model is from what it gives; its verdict must be the same."""
    rows = np.array(all_rows(3), dtype=np.float32)
    run = keras.ops.convert_to_numpy(model(rows))
    net, levels = stated(model), np.abs(run - 0.5).min()
    table = TruthTable.from_string("".join("01"[int(v > 0.5)] for v in run.ravel()), net.inputs)
    other = run.ravel() > 0.5
    other[rng.integers(8)] ^= True
    wrong = TruthTable.from_string("".join("01"[int(v)] for v in other), net.inputs)
    assert verify(model, table).equal in ((True,) if levels > 1e-3 else (True, None))
    assert verify(model, wrong).equal is not True
    return np.abs(from_keras(model)(rows) - run).max()


def test_models_of_others_are_read_as_they_run():
    for seed in range(12):
        rng = np.random.default_rng(seed)
        assert difference(drawn(rng), rng) < 1e-5, seed


def test_another_activation_is_noticed(monkeypatch):
    swapped = models._ACTIVATIONS | {"relu": models._ACTIVATIONS["linear"]}
    monkeypatch.setattr(models, "_ACTIVATIONS", swapped)
    with pytest.raises(AssertionError):
        test_models_of_others_are_read_as_they_run()


def test_a_file_is_verified_in_one_line(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="relu"),
                              keras.layers.Dense(1, use_bias=False)])  # fmt: skip
    model.layers[0].set_weights([np.ones((2, 2)), np.array([0.0, -1.0])])
    model.layers[1].set_weights([np.array([[1.0], [-2.0]])])
    model.save(tmp_path / "xor.keras")
    assert verify(tmp_path / "xor.keras", "x1 ^ x2").margin == pytest.approx(0.5)
    assert verify(str(tmp_path / "xor.keras"), "x1 | x2").equal is False
    assert verify(model, compile("x1 ^ x2"))


REFUSED = {
    "a convolution": (lambda x: keras.layers.Conv1D(1, 1)(keras.ops.expand_dims(x, -1)),
                      "cannot be read; what can is Activation, Add, .*Dense"),
    "an activation": (lambda x: keras.layers.Dense(1, activation="gelu")(x), "activation 'gelu'"),
    "half floats": (lambda x: keras.layers.Dense(1, dtype="mixed_float16")(x), "cannot be read"),
    "a product": (lambda x: keras.layers.Multiply()([x, x]), "products of values"),
    "a softmax of rows": (lambda x: keras.layers.Softmax(axis=0)(x), "columns of rows"),
    "a threshold": (lambda x: keras.layers.ReLU(threshold=1.0)(x), "a threshold"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_read_is_said(name):
    make, message = REFUSED[name]
    entry = keras.Input((2,))
    with pytest.raises(FormatError, match=message):
        from_keras(keras.Model(entry, make(entry)))


def test_what_is_no_model_is_refused(tmp_path):
    with pytest.raises(SpecificationError, match="reads a model or a file, not int"):
        from_keras(3)
    a, b = keras.Input((2,)), keras.Input((2,))
    with pytest.raises(FormatError, match="one input and one output"):
        from_keras(keras.Model([a, b], keras.layers.Concatenate()([a, b])))
    with pytest.raises(FileError, match=r"x\.keras: no such file"):
        from_keras(tmp_path / "x.keras")


def rewritten(path, **parts):
    """The file with other parts (dots of their names as underscores)."""
    with zipfile.ZipFile(path) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    read |= {name.replace("_", ".", 1): octets for name, octets in parts.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, octets in read.items():
            archive.writestr(name, octets)


def test_damaged_files_are_refused(tmp_path):
    path = tmp_path / "net.keras"
    to_keras(compile("a ^ b")).save(path)
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
    before = from_keras(path)
    for place in range(3, 8 * len(whole), len(whole) // 5):
        path.write_bytes(flipped(whole, place))
        with suppress(FormatError):
            assert from_keras(path) == before
    for cut in range(0, len(whole), len(whole) // 30):
        path.write_bytes(whole[:cut])
        with pytest.raises(FormatError, match="no model of Keras 3"):
            from_keras(path)
    for wrong in (
        b"",
        b"{}",
        b"[]",
        b"{",
        b'{"class_name": "Functional", "config": {"layers": [1]}}',
    ):
        path.write_bytes(whole)
        rewritten(path, config_json=wrong)
        with pytest.raises(FormatError):
            from_keras(path)
    config["config"]["layers"][1]["config"]["units"] = 7
    rewritten(path, config_json=json.dumps(config).encode())
    with pytest.raises(FormatError, match="weights are not there"):
        from_keras(path)


def test_weights_in_another_file_are_not_opened(tmp_path):
    h5py = pytest.importorskip("h5py")
    path, octets = tmp_path / "net.keras", io.BytesIO()
    to_keras(compile("a & b")).save(path)
    with h5py.File(octets, "w") as file:
        numbers = file.create_group("layers/dense/vars")
        numbers.attrs["name"] = "layer1"
        numbers["0"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "/w")
    with zipfile.ZipFile(path) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in (read | {"model.weights.h5": octets.getvalue()}).items():
            archive.writestr(name, part)
    with pytest.raises(FormatError, match="stand in another file"):
        from_keras(path)


def test_without_a_package_the_extra_is_named(tmp_path, monkeypatch):
    to_keras(compile("a & b")).save(tmp_path / "net.keras")
    for name in ("h5py", "onnx"):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, name, None)
            with pytest.raises(SpecificationError, match=r"pip install 'logicnet\[keras\]'"):
                from_keras(tmp_path / "net.keras")


def test_classes_with_the_names_of_keras_and_other_number_types_are_named(tmp_path):
    class Dense(keras.layers.Dense):
        def call(self, inputs):
            return -super().call(inputs)

    half = keras.layers.Dense(1, dtype="float16")
    for layer, why in ((Dense(1), "a class of somebody's"), (half, "it computes in float16")):
        model = keras.Sequential([keras.Input((2,)), layer])
        model.save(tmp_path / "net.keras")
        for source in (model, tmp_path / "net.keras"):
            with pytest.raises(FormatError, match=why):
                from_keras(source)
