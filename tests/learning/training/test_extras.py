"""Dropout, tied weights, rows that count more, AdamW and L-BFGS, against formulas by hand."""

import numpy as np
import pytest
from scipy.optimize import minimize

from logicnet import MLP, SpecificationError, train
from logicnet.learning.nets.losses import LOSSES
from logicnet.learning.nets.propagation import Workspace
from logicnet.learning.training.optimisers import MEMORY, Optimiser
from logicnet.learning.training.restraints import Ties

RNG = np.random.default_rng(5)
X, Y = RNG.normal(size=(24, 3)), RNG.integers(0, 2, (24, 2)) * 1.0


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def assert_same_net(one, other, atol=1e-12):
    assert np.allclose(one.theta(), other.theta(), rtol=0, atol=atol)


# AdamW and L-BFGS ---------------------------------------------------------------------------


def test_adamw_is_adam_and_a_decay_of_weights_and_biases():
    mlp = MLP.random([3, 4, 2], seed=1).with_parameters(gain=1.5)
    theta, m, s = mlp.theta(), 0.0, 0.0
    for t in range(1, 6):
        w, b, g = np.split(theta, [mlp.wires, mlp.parameters])
        net = mlp.with_parameters(weights=w, biases=b, gain=g)
        gradient = np.concatenate(net.gradient(X, Y))
        gradient[mlp.parameters :] = 0
        theta[: mlp.parameters] *= 1 - 0.03 * 0.2
        m, s = 0.9 * m + 0.1 * gradient, 0.999 * s + 0.001 * gradient**2
        step = (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
        theta -= 0.03 * step
    found = train(mlp, X, Y, optimiser="adamw", rate=0.03, weight_decay=0.2, epochs=5).mlp
    assert np.allclose(found.theta(), theta, rtol=0, atol=1e-12)
    plain = train(mlp, X, Y, optimiser="adam", rate=0.03, epochs=5).mlp
    assert_same_net(train(mlp, X, Y, optimiser="adamw", rate=0.03, weight_decay=0, epochs=5).mlp,
                    plain, 1e-14)  # fmt: skip


def inverse_curvature(pairs, size):
    """The matrix that the last pairs (step, change) tell of, by the update of BFGS."""
    if not pairs:
        return np.eye(size)
    step, change = pairs[-1]
    h = np.eye(size) * (step @ change) / (change @ change)
    for step, change in pairs:
        v = np.eye(size) - np.outer(change, step) / (step @ change)
        h = v.T @ h @ v + np.outer(step, step) / (step @ change)
    return h


def test_lbfgs_steps_are_those_of_the_matrix():
    a = np.diag([1.0, 4.0, 9.0, 2.0]) + 0.3
    theta = np.array([2.0, -1.0, 1.0, 3.0])
    own, optimiser = theta.copy(), Optimiser("lbfgs", theta)
    pairs, before = [], None
    for t in range(MEMORY + 6):
        gradient = a @ own + 0.1 * own**3
        if before is not None:
            pairs = [*pairs, (own - before[0], gradient - before[1])][-MEMORY:]
        scale = min(1, 1 / np.abs(gradient).sum()) if t == 0 else 1
        before = own, gradient
        own = own - 0.5 * scale * inverse_curvature(pairs, 4) @ gradient
        optimiser.update(theta, a @ theta + 0.1 * theta**3, 0.5)
        assert np.allclose(theta, own, rtol=1e-6, atol=1e-9), t


def test_lbfgs_ends_where_scipy_does():
    unit = MLP.random([3, 2], seed=1)

    def loss(theta):
        return unit.with_parameters(weights=theta[:6], biases=theta[6:]).loss(X, Y)

    best = minimize(loss, np.zeros(8), method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-9})
    found = train(unit, X, Y, optimiser="lbfgs", epochs=60)
    assert found.loss == pytest.approx(best.fun, abs=1e-9)
    assert found.loss < train(unit, X, Y, optimiser="adam", epochs=60).loss - 1e-4


def test_rates_of_layers_are_a_change_of_variables_for_lbfgs():
    theta, scale = np.array([1.0, -2.0, 0.5]), np.array([4.0, 1.0, 0.0])
    scaled = np.array([1.0 / 2, -2.0])  # theta over the roots; the last one is frozen
    one, other = Optimiser("lbfgs", theta), Optimiser("lbfgs", scaled)
    for _ in range(8):
        one.update(theta, theta**3 + theta, 0.7, scale)
        whole = np.sqrt(scale[:2]) * scaled
        other.update(scaled, np.sqrt(scale[:2]) * (whole**3 + whole), 0.7)
    assert np.allclose(theta, [2 * scaled[0], scaled[1], 0.5])


# Dropout ------------------------------------------------------------------------------------


def recorded(monkeypatch):
    """The factors of the hidden values that each pass drew."""
    drawn, drop = [], Workspace.drop

    def noted(self, rng):
        drop(self, rng)
        drawn.append(self.kept.copy())

    monkeypatch.setattr(Workspace, "drop", noted)
    return drawn


def dropped_out(mlp, kept, x, y):
    """The gradient of a 3-4-2 net of sigmoids by the given factors, mean cross-entropy."""
    w, v = mlp.weights[:12].reshape(4, 3), mlp.weights[12:].reshape(2, 4)
    hidden = sigmoid(x @ w.T + mlp.biases[:4])
    read = hidden * kept
    delta = (sigmoid(read @ v.T + mlp.biases[4:]) - y) / y.size
    back = (delta @ v) * kept * hidden * (1 - hidden)
    weights = np.concatenate([(back.T @ x).ravel(), (delta.T @ read).ravel()])
    return weights, np.concatenate([back.sum(axis=0), delta.sum(axis=0)])


@pytest.mark.parametrize("batch", [None, 8])
def test_dropout_is_the_net_without_what_is_dropped(batch, monkeypatch):
    mlp, drawn = MLP.random([3, 4, 2], seed=1), recorded(monkeypatch)
    options = {"optimiser": "sgd", "rate": 0.5, "shuffle": False, "epochs": 2}
    found = train(mlp, X, Y, dropout=0.5, batch=batch, **options).mlp
    starts = range(0, 24, batch or 24)
    assert len(drawn) == 2 * len(starts)
    for kept, start in zip(drawn, [*starts, *starts], strict=True):
        assert set(np.unique(kept[3:7])) == {0, 2}
        assert (kept[:3] == 1).all()
        assert (kept[7:] == 1).all()
        part = slice(start, start + (batch or 24))
        weights, biases = dropped_out(mlp, kept[3:7].T, X[part], Y[part])
        mlp = mlp.with_parameters(
            weights=mlp.weights - 0.5 * weights, biases=mlp.biases - 0.5 * biases
        )
    assert_same_net(found, mlp)


def test_the_share_that_is_dropped_is_as_told_and_the_mean_stays():
    mlp = MLP.random([3, 50, 2])
    space = Workspace(mlp.plan, mlp.theta(), mlp.activations, 400, dropout=0.2)
    space.drop(np.random.default_rng(0))
    hidden = space.kept[3:53]
    assert (hidden == 0).mean() == pytest.approx(0.2, abs=0.01)
    assert hidden.mean() == pytest.approx(1, abs=0.01)


def test_dropout_resumes_and_only_training_drops(tmp_path):
    mlp, kept = MLP.random([3, 4, 2], seed=0), {"checkpoint": tmp_path / "a", "resume": True}
    options = {"dropout": 0.3, "batch": 5, "validation": 0.25}
    whole = train(mlp, X, Y, epochs=9, **options)
    train(mlp, X, Y, epochs=4, **kept, **options)
    again = train(mlp, X, Y, epochs=9, **kept, **options)
    assert again.mlp == whole.mlp
    assert again.losses.tolist() == whole.losses.tolist()
    full = train(mlp, X, Y, epochs=9, dropout=0.3)
    assert full.loss == pytest.approx(full.mlp.loss(X, Y))
    with pytest.raises(SpecificationError, match="dropout is a share below 1"):
        train(mlp, X, Y, dropout=1.0)


def test_rows_in_parts_are_dropped_alike_by_one_thread_and_two():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(9000, 3)), rng.integers(0, 2, 9000)
    mlp = MLP.random([3, 60, 1], seed=1)
    one, two = (train(mlp, x, y, dropout=0.5, epochs=2) for _ in range(2))
    assert one.mlp == two.mlp


# Tied weights -------------------------------------------------------------------------------


def window_net():
    """Three hidden units, each reading three of five inputs, and one output."""
    from logicnet.network.wiring import Wiring

    wiring = Wiring(
        inputs=tuple("abcde"), outputs=("y",), indptr=[0, 3, 6, 9, 12],
        indices=[0, 1, 2, 1, 2, 3, 2, 3, 4, 5, 6, 7], layer_starts=[0, 3, 4], output_units=[3],
        encoding="real",
    )  # fmt: skip
    blank = MLP(wiring=wiring, weights=np.zeros(12), biases=np.zeros(4), gains=np.ones(2),
                activations=("tanh", "sigmoid"))  # fmt: skip
    return blank.randomised(seed=3, init="uniform", scale=2)


TIED = [0, 1, 2] * 3 + [-1] * 3 + [7, 7, 7, -1]


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam", "adamw", "rmsprop"])
def test_tied_weights_are_one_parameter(optimiser):
    x, y = np.random.default_rng(2).normal(size=(20, 5)), np.arange(20) % 2
    options = {"optimiser": optimiser, "rate": 0.05, "epochs": 6}
    found = train(window_net(), x, y, tied=TIED, **options).mlp
    kernel = found.weights[:9].reshape(3, 3)
    assert (kernel == kernel[0]).all()
    assert len(set(found.biases[:3])) == 1

    start = window_net()
    w, c, v, b = start.weights[:3].copy(), start.biases[:1].copy(), start.weights[9:], start.biases
    theta = np.concatenate([w, c, v, b[3:]])
    state = Optimiser(optimiser, theta)
    windows = np.stack([x[:, k : k + 3] for k in range(3)], axis=1)  # rows, places, window
    for _ in range(6):
        hidden = np.tanh(windows @ theta[:3] + theta[3])
        delta = (sigmoid(hidden @ theta[4:7] + theta[7]) - y) / 20
        back = delta[:, None] * theta[4:7] * (1 - hidden**2)
        kernel = np.einsum("rp,rpw->w", back, windows)
        gradient = np.concatenate([kernel, [back.sum()], delta @ hidden, [delta.sum()]])
        state.update(theta, gradient, 0.05)
    got = [*found.weights[:3], found.biases[0], *found.weights[9:], found.biases[3]]
    assert np.allclose(got, theta, atol=1e-12)


def test_sample_weights_have_a_sum():
    with pytest.raises(SpecificationError, match="the sum of sample_weight must be finite"):
        train(MLP.random([2, 1]), [[0, 1]] * 4, [0, 1, 1, 0], sample_weight=[1e308] * 4)


def test_what_is_tied_is_checked_and_a_lost_sum_is_noticed(monkeypatch):
    x, y = np.zeros((2, 5)), [0, 1]
    wrong = ([0.5] * 12, [np.inf] * 12, [1e300] * 6 + [2e300] * 6)
    for tied, message in (([0, 1], "for each of 12 wires"), *((w, "whole number") for w in wrong)):
        with pytest.raises(SpecificationError, match=message):
            train(window_net(), x, y, tied=tied)
    for name, given in (
        ("tied", {"tied": TIED}),
        ("batches", {"batch": 1}),
        ("dropout", {"dropout": 0.1}),
    ):
        with pytest.raises(SpecificationError, match=f"lbfgs has no {name}"):
            train(window_net(), x, y, optimiser="lbfgs", **given)
    with pytest.raises(SpecificationError, match="the same rate"):
        train(window_net(), x, y, tied=TIED, frozen=[0])
    monkeypatch.setattr(Ties, "add_up", lambda self, gradient: None)
    with pytest.raises(AssertionError):
        test_tied_weights_are_one_parameter("sgd")


# Rows that count more -----------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES.values(), ids=str)
def test_a_weight_of_two_is_a_row_twice_and_one_of_none_no_row(loss):
    output = loss.outputs[0] if loss.outputs else "linear"
    y = np.eye(2)[Y[:, 0].astype(int)] if output == "softmax" else Y
    mlp = MLP.random([3, 4, 2], output=output, seed=1)
    times = np.arange(24) % 3
    again = np.repeat(np.arange(24), times)
    options = {"loss": loss.name, "optimiser": "sgd", "rate": 0.01, "epochs": 5}
    one = train(mlp, X, y, sample_weight=times, **options)
    other = train(mlp, X[again], y[again], **options)
    assert_same_net(one.mlp, other.mlp)
    assert np.allclose(one.losses, other.losses)
    assert one.loss == pytest.approx(other.loss)


def test_weights_go_with_their_rows_into_batches():
    mlp, times = MLP.random([3, 4, 2], seed=1), np.where(np.arange(24) < 12, 2.0, 0.0)
    wild = np.where(np.arange(24)[:, None] < 12, Y, 1 - Y)
    options = {"batch": 5, "sample_weight": times, "epochs": 4, "seed": 3}
    assert train(mlp, X, Y, **options).mlp == train(mlp, X, wild, **options).mlp
    assert train(mlp, X, Y, **options).mlp != train(mlp, X, Y, batch=5, epochs=4, seed=3).mlp


def test_classes_are_balanced_by_weights_of_their_rows():
    labels = (np.arange(24) < 5).astype(int)
    mlp = MLP.random([3, 4, 1], seed=1)
    counts = np.where(labels == 1, 24 / (2 * 5), 24 / (2 * 19))
    options = {"epochs": 5, "optimiser": "sgd"}
    balanced = train(mlp, X, labels, class_weight="balanced", **options).mlp
    assert_same_net(balanced, train(mlp, X, labels, sample_weight=counts, **options).mlp)
    told = train(mlp, X, labels, class_weight={0: 1, 1: 19 / 5}, **options).mlp
    assert_same_net(balanced, told)
    for wrong, message in (({0: 1}, "no weight of class 1"), ("even", 'is "balanced" or maps')):
        with pytest.raises(SpecificationError, match=message):
            train(mlp, X, labels, class_weight=wrong)
    with pytest.raises(SpecificationError, match="one class a row"):
        train(MLP.random([3, 2]), X, np.ones((24, 2)), class_weight="balanced")
