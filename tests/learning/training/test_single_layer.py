"""The classical rules for a single layer."""

import numpy as np
import pytest

from logicnet import SpecificationError
from logicnet.learning.data.datasets import gauss, truth_table_rows
from logicnet.learning.training.single_layer import (
    delta_rule,
    least_squares,
    logistic_regression,
    perceptron,
)

ROWS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.mark.parametrize("formula", ["a & b", "a | b", "a & ~b", "~a | b", "b"])
def test_perceptron_learns_every_threshold_gate(formula):
    _, _, names = truth_table_rows(formula)
    x, y, _ = truth_table_rows(formula if len(names) == 2 else f"(a & {formula}) | {formula}")
    found = perceptron(x, y)
    assert found.converged
    assert found.network(x)[:, 0].tolist() == y.tolist()
    assert found.network.weights.dtype == np.int64


def test_perceptron_says_that_exclusive_or_cannot_be_learnt():
    found = perceptron(ROWS, [0, 1, 1, 0], epochs=30)
    assert (found.converged, found.separable, found.epochs) == (False, False, 30)
    assert min(found.mistakes) > 0
    assert "not linearly separable" in str(found)


def test_perceptron_says_that_it_needs_more_epochs():
    x = np.array([[1.0], [1.001], [0.0], [2.0]])
    found = perceptron(x, [0, 1, 0, 1], epochs=5)
    assert (found.converged, found.separable) == (False, True)
    assert "more epochs" in str(found)


def test_a_layer_of_perceptrons_is_its_units_one_by_one():
    targets = np.array([[0, 0, 0, 1], [0, 1, 1, 1]]).T
    both = perceptron(ROWS, targets)
    assert (both.network(ROWS) == targets).all()


def test_perceptron_reads_bipolar_rows_and_coordinates():
    bipolar = perceptron(2 * ROWS - 1, [0, 0, 0, 1])
    assert bipolar.network.encoding == "bipolar"
    assert bipolar.network(2 * ROWS - 1)[:, 0].tolist() == [0, 0, 0, 1]
    x, y, _ = gauss(100, seed=1)
    plane = perceptron(x, y)
    assert plane.network.encoding == "real"
    assert plane.converged == bool((plane.network(x)[:, 0] == y).all())


def test_least_squares_solves_the_normal_equations():
    rng = np.random.default_rng(0)
    x, d = rng.normal(size=(50, 3)), rng.normal(size=(50, 2))
    mlp = least_squares(x, d)
    extended = np.column_stack([x, np.ones(50)])
    expected = np.linalg.inv(extended.T @ extended) @ extended.T @ d
    assert np.allclose(mlp.weights.reshape(2, 3), expected[:3].T)
    assert np.allclose(mlp.biases, expected[3])


def test_delta_rule_converges_to_least_squares():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2))
    d = x @ [1.0, -2.0] + 0.5 + 0.1 * rng.normal(size=40)
    exact, slow = least_squares(x, d), delta_rule(x, d, rate=0.01, epochs=3000, batch=None)
    assert np.allclose(slow.weights, exact.weights, atol=1e-6)
    online = delta_rule(x, d, rate=0.002, epochs=400)
    assert np.allclose(online.weights, exact.weights, atol=0.02)


def test_exclusive_or_has_no_better_line_than_a_constant():
    assert least_squares(ROWS, [0, 1, 1, 0])(ROWS).ravel() == pytest.approx([0.5] * 4)
    result = logistic_regression(ROWS, [0, 1, 1, 0])
    assert result.mlp(ROWS).ravel() == pytest.approx([0.5] * 4)


def test_logistic_regression_is_that_of_sklearn():
    sklearn = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(0)
    x = rng.normal(size=(150, 3))
    y = (x @ [1, -1, 0.5] + rng.logistic(size=150) > 0).astype(int)
    theirs = sklearn.LogisticRegression(C=1 / (2 * 0.01 * 150), tol=1e-8).fit(x, y)
    ours = logistic_regression(x, y, l2=0.01)
    assert np.allclose(ours.mlp.weights, theirs.coef_[0], atol=1e-3)
    classes = (y + 2 * (x[:, 0] > 0.5)).clip(0, 2)
    theirs = sklearn.LogisticRegression(C=1 / (2 * 0.01 * 150), tol=1e-8).fit(x, classes)
    ours = logistic_regression(x, classes, l2=0.01)
    assert np.allclose(ours.mlp(x), theirs.predict_proba(x), atol=1e-3)
    small = logistic_regression(x, classes, l2=0.01, batch=10, rate=0.005, epochs=300)
    assert np.allclose(small.mlp(x), theirs.predict_proba(x), atol=0.05)


@pytest.mark.parametrize("rate", [0.1, 0.3, 1e-3, 7.7])
def test_the_unit_that_perceptron_returns_is_the_one_that_was_checked(rate):
    rng = np.random.default_rng(0)
    for formula in ("a & b & c", "a & (b | ~c)", "atleast(2, a, b, c)", "~a | b & c"):
        x, y, _ = truth_table_rows(formula)
        found = perceptron(x, y, rate=rate)
        assert found.converged
        assert (found.network(x)[:, 0] == y).all()
        assert found.network == perceptron(x, y).network
    for _ in range(20):  # sums of such rows are not exact
        x = rng.integers(-3, 4, (12, 3)) / 10
        y = (x @ rng.integers(-2, 3, 3) + 0.1 >= 0).astype(int)
        found = perceptron(x, y, rate=rate, epochs=200)
        assert not found.converged or (found.network(x)[:, 0] == y).all()


def test_a_delta_rule_that_diverges_warns():
    with pytest.warns(RuntimeWarning, match="delta rule: the loss became") as caught:
        mlp = delta_rule([[100.0], [50.0]], [1.0, 2.0], rate=1.0)
    assert np.isfinite(mlp.weights).all()
    assert caught[0].filename == __file__


def test_wrong_data_is_refused():
    with pytest.raises(SpecificationError, match="targets 0 and 1"):
        perceptron(ROWS, [0, 1, 2, 1])
    with pytest.raises(SpecificationError, match="4 rows, but targets"):
        least_squares(ROWS, [1, 2])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: perceptron(ROWS, [0, 1, 1, 0], epochs=0), "epochs must be a positive whole"),
        (lambda: perceptron(ROWS, [0, 1, 1, 0], rate=-1), "rate must be positive"),
        (lambda: perceptron([], []), "expected rows of numbers"),
        (lambda: perceptron([[1], [1, 2]], [0, 1]), "rows of the same length"),
        (lambda: perceptron([[np.nan]], [1]), "row 1, column 1 is nan"),
        (lambda: perceptron(ROWS, list("abcd")), "the target of row 1 is 'a', not a number"),
        (lambda: least_squares(ROWS, [0, 1, np.nan, 0]), "target of row 3 is not finite"),
        (lambda: least_squares(np.zeros((2, 2, 2)), [1, 2]), "expected rows of numbers"),
        (lambda: delta_rule(ROWS, [0, 1, 1, 0], rate=0), "rate must be positive"),
        (lambda: logistic_regression(ROWS, [0, -1, 1, 0]), "targets from 0 to 1"),
        (lambda: logistic_regression(ROWS, [0, 2.5, 1, 0]), "row 2 is 2.5"),
        (lambda: logistic_regression(ROWS, [0, 1, 10**9, 0]), "largest class must be"),
        (lambda: logistic_regression(ROWS, [0, 1, 1, 0], foo=1), "option 'foo' is not known"),
    ],
)
def test_a_wrong_call_is_refused(call, message):
    with pytest.raises(SpecificationError, match=message):
        call()


# Columns of any scale ------------------------------------------------------------------------


@pytest.mark.parametrize("classes", [2, 3])
def test_logistic_regression_does_not_depend_on_the_scales_of_columns(classes):
    x = np.random.default_rng(0).normal(size=(120, 2))
    y = (x.sum(axis=1) + np.random.default_rng(1).normal(size=120) > 0) * (classes - 1)
    y = np.where((classes == 3) & (x[:, 0] > 1), 1, y)
    near, far = logistic_regression(x, y), logistic_regression(x * [1000, 1e-3] + [5000, 7], y)
    assert far.loss == pytest.approx(near.loss, rel=1e-6)
    moved = x * [1000, 1e-3] + [5000, 7]
    assert far.mlp.loss(moved, y) == pytest.approx(near.mlp.loss(x, y), rel=1e-6)
    assert far.mlp.weights.reshape(-1, 2) * [1000, 1e-3] == pytest.approx(
        near.mlp.weights.reshape(-1, 2), abs=1e-3
    )
    held = logistic_regression(moved[:80], y[:80], validation=(moved[80:], y[80:]), epochs=200)
    assert held.loss == pytest.approx(held.mlp.loss(moved[80:], y[80:]))
    assert held.loss < 0.9 * near.losses[0]


@pytest.mark.parametrize("rate", [1.0, 1e-4])
def test_logistic_regression_is_never_worse_than_its_start(rate):
    x, y = np.random.default_rng(0).normal(size=(60, 2)) * 1000 + 5000, np.arange(60) % 2
    with pytest.warns(RuntimeWarning, match="logistic regression: .* standardise the columns"):
        result = logistic_regression(x, y, l2=1e-9, optimiser="sgd", rate=rate, epochs=7)
    assert result.loss == pytest.approx(np.log(2))
    assert not result.mlp.weights.any()


def test_constant_columns_have_no_weight():
    x = np.column_stack([np.arange(6.0), np.full(6, 3.0)])
    assert logistic_regression(x, [0, 0, 1, 0, 1, 1]).mlp.weights[1] == 0
