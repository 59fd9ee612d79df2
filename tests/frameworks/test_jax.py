"""Networks and MLPs in JAX; skipped where it is not installed."""

import numpy as np
import pytest
from hypothesis import given, settings

from corpus import CORPUS
from logicnet import MLP, LimitError, LogicnetError, Network, SpecificationError, compile, to_jax
from reference import reference, rows
from strategies import networks

jax = pytest.importorskip("jax")


@settings(max_examples=15)
@given(networks(most_inputs=3, most_units=4, encodings=("binary", "bipolar")))
def test_any_network_gives_the_same(network):
    apply, parameters = to_jax(network)
    low = -1 if network.encoding == "bipolar" else 0
    every = [[v or low for v in row] for row in rows(len(network.inputs))]
    got = apply(parameters, np.array(every, dtype=float).reshape(len(every), -1))
    assert got.tolist() == [reference(network, row) for row in every]


@pytest.mark.parametrize("case", CORPUS[::3], ids=lambda c: c.name)
def test_the_corpus_gives_the_same_when_it_is_compiled(case):
    network = compile(case.source, "wide")
    apply, parameters = to_jax(network)
    every = np.array(rows(len(network.inputs)), dtype=float).reshape(2 ** len(network.inputs), -1)
    assert (np.asarray(jax.jit(apply)(parameters, every)) == network(every)).all()


@pytest.mark.parametrize(
    "kind", ["sigmoid", "tanh", "relu", "leaky_relu", "linear", "hard_sigmoid"]
)
def test_an_mlp_and_its_gradient_are_the_same(kind):
    mlp = MLP.random([3, 4, 2], activation=kind, output=kind, seed=2)
    x, y = np.random.default_rng(0).normal(size=(6, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    apply, parameters = to_jax(mlp)
    assert np.allclose(apply(parameters, x), mlp.predict_proba(x), atol=1e-6)
    assert apply(parameters, x[0]).shape == (2,)

    def loss(held):
        return 0.5 * ((apply(held, x) - y) ** 2).sum()

    slopes = jax.grad(loss)(parameters)
    wanted = mlp.gradient(x, y, "squares")
    got = np.concatenate([np.asarray(own["weight"]).ravel() for own in slopes])
    assert np.allclose(got, wanted.weights, atol=1e-5)


def test_wires_a_step_and_its_surrogate():
    wide = [([i, (i * 7 + 1) % 200], [1, 1], 2) for i in range(200)]
    net = Network.from_units([f"x{i}" for i in range(200)], wide)
    apply, parameters = to_jax(net)
    x = np.random.default_rng(1).integers(0, 2, (20, 200))
    assert parameters[0]["weight"].shape == (400,)
    assert (np.asarray(apply(parameters, x)) == net(x)).all()
    for surrogate, flat in (("sigmoid", False), ("straight_through", False), (None, True)):
        own, held = to_jax(compile("a & b"), surrogate=surrogate)
        slope = jax.grad(lambda p, own=own: own(p, np.array([1.0, 0.4])).sum())(held)
        assert bool((slope[0]["weight"] == 0).all()) is flat


def test_what_does_not_fit_is_refused(monkeypatch):
    with pytest.raises(LimitError, match="float32 does not hold the network"):
        to_jax(Network.from_units("a", [([0], [2**24], 1)]))
    with pytest.raises(LimitError, match="switches float64 on"):
        to_jax(compile("a"), dtype="float64")
    with pytest.raises(SpecificationError, match="takes a Network or an MLP with units, not str"):
        to_jax("a")
    import sys

    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(LogicnetError, match=r"logicnet\[jax\]"):
        to_jax(compile("a"))


def test_rows_that_do_not_fit_are_named():
    apply, parameters = to_jax(compile("a & b | c & d | e", "deep"))
    for given_rows in (np.zeros((2, 4)), np.ones((2, 6)), 1.0):
        with pytest.raises(SpecificationError, match="rows of 5 inputs are expected, not an array"):
            apply(parameters, given_rows)
