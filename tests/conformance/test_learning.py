"""Every loss has the derivative that it says, every optimiser descends and is one of a table."""

from dataclasses import replace

import numpy as np
import pytest

from gradients import numeric_gradient, skipping_net
from logicnet import MLP, SpecificationError, train
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.losses import LOSSES, Loss, Measure
from logicnet.learning.training.optimisers import OPTIMISERS, Optimiser, UpdateRule

HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "linear", "hard_sigmoid")
X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])


@pytest.mark.parametrize("loss", LOSSES.values(), ids=str)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_loss_has_the_derivative_that_it_says(loss, hidden):
    for output in filter(loss.takes, ACTIVATIONS.keys() - {"step"}):
        mlp, x, y = skipping_net(hidden, output)
        got = np.concatenate(mlp.gradient(x, y, loss.name))
        assert np.allclose(got, numeric_gradient(mlp, x, y, loss.name), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=str)
def test_a_loss_is_least_where_the_outputs_are_the_targets(loss):
    output = loss.outputs[0] if loss.outputs else "linear"
    bound, targets = loss.bind(output, np.eye(2)), np.eye(2)
    net_inputs = 40 * (2 * targets - 1)
    right = 1.0 * targets
    assert bound.exact(right, targets, lambda: net_inputs) == pytest.approx(0, abs=1e-12)
    assert bound.exact(1 - right, targets, lambda: -net_inputs) > 0.9


@pytest.mark.parametrize("loss", LOSSES.values(), ids=str)
def test_a_loss_refuses_outputs_that_it_does_not_take(loss):
    for output in ACTIVATIONS.keys() - {"step", *loss.outputs}:
        if not loss.takes(output):
            mlp = MLP.random([2, 2], output=output)
            with pytest.raises(SpecificationError, match=f"{loss.name} needs .* not {output}"):
                mlp.loss(X, np.eye(2)[[0, 1, 1, 0]], loss.name)


@pytest.mark.parametrize("rule", OPTIMISERS.values(), ids=str)
def test_an_optimiser_descends_to_the_least_of_a_bowl(rule):
    theta = np.array([0.6, -0.4, 0.1])
    optimiser = Optimiser(rule.name, theta)
    assert len(optimiser.slots) == rule.slots
    first = float(theta @ theta)
    for _ in range(400):
        optimiser.update(theta, 2 * theta, rule.rate)
    assert float(theta @ theta) < first / 100


def absolute(activation, targets):
    """The mean distance of outputs and targets."""

    def measure(outputs, targets, seed, net_inputs):
        seed[:] = np.sign(outputs - targets)
        return float(by_row(outputs, targets, net_inputs).sum())

    def by_row(outputs, targets, net_inputs):
        return np.abs(outputs - targets).sum(axis=0)

    return Measure(measure, by_row, fused=False, cells=len(targets))


TOY_LOSS = Loss("distance", "|y - t|", "its sign", absolute)
TOY_RULE = UpdateRule(
    "halves", "r g / 2", "here", lambda o, g, rate: np.multiply(g, rate / 2, g), 0, 0.2
)


def test_a_new_loss_is_found_everywhere():
    mlp = MLP.random([2, 4, 1], seed=1)
    with LOSSES.including(TOY_LOSS):
        test_a_loss_has_the_derivative_that_it_says(TOY_LOSS, "sigmoid")
        result = train(mlp, X, Y, loss="distance", epochs=50)
        assert result.loss < mlp.loss(X, Y, "distance")
        assert r"| `distance` | \|y - t\| | its sign | any |" in LOSSES.table()
        with pytest.raises(SpecificationError, match="did you mean 'distance'"):
            train(mlp, X, Y, loss="distanse")
    with pytest.raises(SpecificationError, match="'distance' is not known"):
        train(mlp, X, Y, loss="distance")


def test_a_new_optimiser_is_found_everywhere():
    mlp = MLP.random([2, 4, 1], seed=1)
    with OPTIMISERS.including(TOY_RULE):
        test_an_optimiser_descends_to_the_least_of_a_bowl(TOY_RULE)
        half = train(mlp, X, Y, optimiser="halves", epochs=5).mlp
        assert half == train(mlp, X, Y, optimiser="sgd", rate=0.1, epochs=5).mlp
        assert "| `halves` | r g / 2 | 0.2 | here |" in OPTIMISERS.table()


def test_a_loss_with_a_wrong_derivative_is_noticed():
    def wrong(activation, targets):
        def measure(outputs, targets, seed, net_inputs):
            seed[:] = 1
            return 0.0

        return replace(absolute(activation, targets), measure=measure)

    row = Loss("wrong", "|y - t|", "1", wrong)
    with LOSSES.including(row), pytest.raises(AssertionError):
        test_a_loss_has_the_derivative_that_it_says(row, "sigmoid")
