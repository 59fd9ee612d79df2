"""Models of Keras: they compute what the nets do, and are saved and loaded by Keras alone."""

import os
import sys

import numpy as np
import pytest

os.environ.setdefault("KERAS_BACKEND", "torch")

from corpus import CORPUS
from logicnet import LimitError, Network, SpecificationError, compile, soften, to_keras
from rows import all_rows
from stored import MLPS, NETWORKS

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


@pytest.mark.parametrize("case", [c for c in CORPUS if c.inputs][::3], ids=lambda c: c.name)
def test_models_compute_the_corpus(case):
    for style in ("wide", "compact"):
        net = compile(case.source, style)
        if net.inputs:
            assert (values(to_keras(net), net) == net(rows_of(net))).all()


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
    monkeypatch.setattr("logicnet.frameworks.keras._MOST", 3)
    with pytest.raises(LimitError, match="over 3 entries"):
        to_keras(NETWORKS["skip wires"])
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(SpecificationError, match=r"pip install 'logicnet\[keras\]'"):
        to_keras(NETWORKS["small"])
