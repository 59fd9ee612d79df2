"""What learning looks like: steps, surfaces, rates, sizes, single units, points of categories."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradients import skipping_net
from logicnet import MLP, SpecificationError, datasets, single_layer, study, tables, train
from logicnet.learning.nets.losses import LOSSES
from logicnet.learning.study.rates import saturated
from logicnet.learning.training.optimisers import OPTIMISERS

ROWS, XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
WORKED = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.92]])


# One step of backpropagation ----------------------------------------------------------------


def by_the_rule(mlp, row, target):
    """Values and deltas of a net of sigmoids with half the sum of squares, unit by unit."""
    values, n = list(row), len(mlp.inputs)
    for j in range(mlp.units):
        sources, weights = mlp.wires_of(j)
        a = sum(w * values[s] for s, w in zip(sources, weights, strict=True)) + mlp.biases[j]
        values.append(1 / (1 + np.exp(-a)))
    deltas = [0.0] * mlp.units
    for j in reversed(range(mlp.units)):
        y, came = values[n + j], 0.0
        for k in range(mlp.units):
            sources, weights = mlp.wires_of(k)
            came += sum(w * deltas[k] for s, w in zip(sources, weights, strict=True) if s == n + j)
        for output, unit in enumerate(mlp.output_units):
            came += target[output] - y if unit == j else 0.0
        deltas[j] = came * y * (1 - y)
    return values, deltas


@given(st.integers(0, 10**6), st.lists(st.integers(1, 3), min_size=2, max_size=4))
def test_values_and_deltas_are_those_of_the_rule(seed, sizes):
    rng = np.random.default_rng(seed)
    mlp = MLP.random(sizes, seed=seed, init="uniform", scale=4)
    row, target = rng.normal(size=sizes[0]), rng.random(sizes[-1])
    found = study.backpropagation(mlp, row, target, rate=0.5)
    values, deltas = by_the_rule(mlp, row, target)
    assert np.allclose(found.values, values)
    assert np.allclose(found.deltas, deltas)
    moved = mlp.weights + 0.5 * np.array(deltas)[mlp.unit_of] * np.array(values)[mlp.indices]
    assert np.allclose(found.after.weights, moved)
    assert np.allclose(found.after.biases, mlp.biases + 0.5 * np.array(deltas))
    assert wrong_sums(found) == []


def wrong_sums(found):
    """The sums that the words state and that are not what they say, to three figures."""
    wrong = []
    for line in found.steps:
        sums = r"(?:a = |: |bias |\w+ )([-+*(). \de]+?) = (-?[\d.e-]+)"
        for left, right in re.findall(sums, line):
            total = sum(np.prod([float(x) for x in term.split("*")]) for term in terms(left))
            if abs(total - float(right)) > 2e-3 * max(1, abs(float(right))):
                wrong.append(line)
    return wrong


def terms(text):
    text = text.replace("(", "").replace(")", "").replace(" - ", " + -")
    return text.split(" + ")


def test_a_wrong_sum_is_noticed():
    found = study.backpropagation(WORKED, [1, 0], 1)
    assert found.steps[0] == "h1: a = 3*1 + 4*0 + 1 = 4, y = sigmoid(4) = 0.982"
    object.__setattr__(found, "sums", found.sums + 1)
    assert len(wrong_sums(found)) == 3


def test_the_worked_example_and_its_order():
    found = study.backpropagation(WORKED, [1, 0], 1)
    assert found.names == ("x1", "x2", "h1", "h2", "y")
    assert [part for part, _ in found.order] == ["forward"] * 3 + ["backward"] * 3 + ["step"] * 3
    assert "h2: x1 6 + 0.1*0.1222*1 = 6.01222" in str(found)
    assert r"\delta_{h1} &= (2 \cdot 0.1222) \cdot 0.01766 = 0.004316" in found.latex
    assert found.latex.count(r"\leftarrow") == WORKED.parameters
    assert str(found).endswith("loss 0.1196, after the step 0.1133")


def test_names_and_signs_are_fit_for_latex():
    odd = MLP.from_layers([[[1, 2]]], [[0]], inputs=["temp %", "a&b"], outputs=["x^2"])
    latex = study.backpropagation(odd, [1, -2], 1).latex
    assert r"= 1 \cdot 1 + 2 \cdot (-2) + 0 = -3" in latex
    assert r"a_{\text{x\textasciicircum{}2}} &=" in latex
    assert r"w_{\text{temp \%,x\textasciicircum{}2}} &" in latex
    assert r"w_{\text{a\&b,x\textasciicircum{}2}} &" in latex


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ["tanh", "relu"])
def test_any_net_and_loss_is_told(loss, hidden):
    output = LOSSES[loss].outputs[0] if LOSSES[loss].outputs else "linear"
    mlp, x, y = skipping_net(hidden, output)
    found = study.backpropagation(mlp, x[0], y[0], loss=loss, rate=1e-3)
    assert np.array_equal(found.deltas, -mlp.gradient(x[:1], y[:1], loss).biases)
    assert found.after.loss(x[:1], y[:1], loss) < found.loss
    assert len(found.steps) == 3 * mlp.units
    assert found.latex


def test_deltas_by_layer_are_means_of_sizes():
    mlp = MLP.random([2, 3, 2], seed=0)
    targets = np.array([[0, 1], [1, 1], [0, 0], [1, 0]])
    each = np.abs([by_the_rule(mlp, x, t)[1] for x, t in zip(ROWS, targets, strict=True)])
    got = study.deltas_by_layer(mlp, ROWS, targets, loss="squares")
    assert np.allclose(got, [each[:, :3].mean(), each[:, 3:].mean()])
    half = study.deltas_by_layer(mlp, ROWS, targets, loss="mean_squares")
    assert np.allclose(got, half)


# Surfaces -----------------------------------------------------------------------------------

LINE = np.linspace(-2, 2, 21)[:, None]
TEACHER = MLP.from_layers(
    [[[2.5], [-1]], [[1, 1]]], [[0, 0], [0]], activation="tanh", output="linear"
)


def test_the_surface_of_a_linear_unit_is_a_bowl():
    unit = MLP.from_layers([[[0, 0]]], [[0]], activation="linear")
    x, y = np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 2.0, 0.0])
    found = study.loss_surface(unit, x, y, bounds=(-3, 3, -4, 4), resolution=5)
    for i, b in enumerate(found.second):
        for k, a in enumerate(found.first):
            assert found.values[i, k] == pytest.approx(0.5 * np.mean((x @ [a, b] - y) ** 2))
    least = np.linalg.lstsq(x, y, rcond=None)[0]
    assert np.allclose(found.minima[:, :2], [least])
    assert len(found.saddles) == 0


def test_two_hidden_units_that_may_swap_make_two_minima_and_a_saddle():
    y = TEACHER.predict_proba(LINE)
    found = study.loss_surface(TEACHER, LINE, y, bounds=(-4, 4, -4, 4), resolution=9)
    assert sorted(found.minima[:, :2].round(6).tolist()) == [[-1, 2.5], [2.5, -1]]
    (saddle,) = found.saddles
    assert saddle[0] == pytest.approx(saddle[1])  # where the two units are one
    assert np.abs(found.slopes(saddle[:2])).max() < 1e-9
    along, across = ([found._point(saddle[:2] + s * np.array(d))[2] for s in (-0.3, 0.3)]
                     for d in ((1, 1), (1, -1)))  # fmt: skip
    assert min(along) > saddle[2] > max(across)
    assert "minima inside: 2, saddles: 1" in str(found)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_way_down_is_that_of_train_with_all_else_frozen(optimiser):
    mlp = MLP.random([2, 3, 1], seed=1)
    surface = study.loss_surface(mlp, ROWS, XOR, (1, 6), resolution=3)
    way = surface.descent([0.5, -0.5], optimiser=optimiser, epochs=8)
    free = ~np.isin(np.arange(mlp.wires), (1, 6))
    options = {"optimiser": optimiser, "frozen_wires": free, "bias_rate": 0, "weight_decay": 0.01}
    found = train(surface.at(0.5, -0.5), ROWS, XOR, epochs=8, **options)
    assert np.allclose(way[-1, :2], found.mlp.weights[[1, 6]], atol=1e-9)
    assert np.allclose(way[:-1, 2], found.losses, atol=1e-9)


def test_an_online_way_goes_by_single_rows():
    unit = MLP.from_layers([[[0, 0]]], [[0]], activation="linear")
    surface = study.loss_surface(unit, [[1, 0], [0, 1]], [1, 2], resolution=3)
    way = surface.descent([0, 0], rate=0.5, epochs=1, batch=1)
    assert way.shape == (3, 3)
    assert sorted(map(tuple, np.diff(way[:, :2], axis=0))) == [(0, 1.0), (0.5, 0)]


# Rates, first weights, sizes ----------------------------------------------------------------


def test_a_range_test_is_a_run_whose_rate_grows():
    mlp = MLP.random([2, 3, 1], seed=1)
    found = study.range_test(mlp, ROWS, XOR, low=0.01, high=1, steps=3, optimiser="sgd")
    assert np.allclose(found.rates, [0.01, 0.1, 1])
    theta, losses = mlp, []
    for rate in (0.01, 0.1):
        losses.append(theta.loss(ROWS, XOR))
        gradient = theta.gradient(ROWS, XOR)
        theta = theta.with_parameters(
            weights=theta.weights - rate * gradient.weights,
            biases=theta.biases - rate * gradient.biases,
        )
    assert np.allclose(found.losses, [*losses, theta.loss(ROWS, XOR)])
    assert found.suggested == pytest.approx(found.rates[found.losses.argmin()] / 10)


def test_evolution_finds_the_least_and_never_forgets_it():
    calls = []

    def cost(v):
        calls.append(v)
        return float((v[0] - 3) ** 2 + 10 * (v[1] + 1) ** 2) if v[0] < 5 else float("nan")

    found = study.evolve(cost, [0, 0], generations=100, children=10)
    assert len(calls) == 1001
    assert np.allclose(found.best, [3, -1], atol=1e-2)
    assert (np.diff(found.costs) <= 0).all()
    assert found.cost == found.costs[-1] == cost(found.best)


def test_evolved_rates_are_rates_of_the_layers():
    start = MLP.random([2, 3, 1], seed=1)
    found = study.evolve_rates(start, ROWS, XOR, epochs=10, generations=2, optimiser="sgd")
    again = train(start, ROWS, XOR, epochs=10, optimiser="sgd", rate=1, layer_rates=found.best)
    assert again.loss == found.cost < found.costs[0]
    plain = train(start, ROWS, XOR, epochs=10, optimiser="sgd", rate=0.1)
    assert plain.loss == pytest.approx(found.costs[0])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_weights_are_as_large_as_possible_without_saturating(activation):
    x = np.random.default_rng(0).normal(size=(50, 3))
    start = MLP.random([3, 4, 5, 1], activation=activation, seed=0)
    grown = study.unsaturated(start, x, share=0.1)
    layers = grown.layer_of
    for layer in (0, 1):
        assert saturated(grown, x, layer, 0.1) <= 0.1
        more = np.where(layers[grown.unit_of] == layer, 1.03 * grown.weights, grown.weights)
        bias = np.where(layers == layer, 1.03 * grown.biases, grown.biases)
        larger = grown.with_parameters(weights=more, biases=bias)
        assert saturated(larger, x, layer, 0.1) > 0.1
    assert np.array_equal(grown.weights[-5:], start.weights[-5:])
    values = grown.values(x)[:, :4]
    slopes = values * (1 - values) * 4 if activation == "sigmoid" else 1 - values**2
    assert saturated(grown, x, 0, 0.1) == (slopes < 0.1).mean()
    with pytest.raises(SpecificationError, match="relu units do not saturate"):
        study.unsaturated(MLP.random([2, 2, 1], activation="relu"), ROWS)


def test_sizes_are_judged_on_the_same_rows():
    data = datasets.circle(80, noise=0.1)
    found = study.try_sizes(data.x, data.y, [1, [3, 2], 6], rate=0.05, epochs=60)
    assert [t.hidden for t in found.trials] == [(1,), (3, 2), (6,)]
    start = MLP.random([2, 3, 2, 1], activation="tanh")
    own = train(start, data.x, data.y, rate=0.05, epochs=60, validation=0.25)
    assert found.trials[1].loss == own.loss
    assert found.best.loss == min(t.loss for t in found.trials)
    assert str(found).count("the best") == 1


@pytest.mark.parametrize("bound", [5, 20])
def test_where_a_loss_falls_for_ever_there_is_no_minimum(bound):
    """Rows that a line parts: the slopes are as good as 0 far out, and bend."""
    rows = 1e5 * np.array([[1, 0], [0, 1], [1, 1]])
    unit, box = MLP.from_layers([[[0, 0]]], [[0]]), (-bound, bound, -bound, bound)
    surface = study.loss_surface(unit, rows, [1, 0, 1], bounds=box, resolution=3)
    assert not len(surface.minima)
    assert not len(surface.saddles)


def test_what_cannot_be_is_said():
    infinite = (0, np.inf, 0, 1)
    for call, said in [
        (lambda: study.loss_surface(WORKED, ROWS, XOR, bounds=infinite), "all finite"),
        (lambda: study.unsaturated(WORKED, np.zeros((0, 2))), "there are no rows"),
        (lambda: study.try_sizes(ROWS, [0, 1, np.inf, 1], output="softmax"), "must be finite"),
        (lambda: study.one_unit(ROWS, XOR, epochs=1)([1, 2, 3]), "expected rows of 2 numbers"),
        (lambda: study.one_unit(ROWS, XOR, epochs=1)(["a", "b"]), "not a number"),
    ]:
        with pytest.raises(SpecificationError, match=said):
            call()
    untrained = study.try_sizes(ROWS, XOR, [2], epochs=0)
    assert "training loss none" in str(untrained)


# Single units -------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["gaussian", "bump", "sine", (np.cos, lambda a: -np.sin(a))])
def test_one_unit_that_rises_and_falls_does_xor(shape):
    found = study.one_unit(ROWS, XOR, shape, rate=0.3, restarts=20)
    assert found.predict(ROWS).tolist() == XOR.tolist()
    assert found.losses[-1] == pytest.approx(0.5 * ((found(ROWS) - XOR) ** 2).sum())


def test_one_unit_steps_down_the_slope():
    one, two = (study.one_unit(ROWS, XOR, "gaussian", epochs=k, restarts=1) for k in (0, 1))
    w, h = np.array([*one.weights, one.bias]), 1e-6

    def loss(w):
        return 0.5 * ((np.exp(-((ROWS @ w[:2] + w[2]) ** 2)) - XOR) ** 2).sum()

    slopes = [(loss(w + h * e) - loss(w - h * e)) / (2 * h) for e in np.eye(3)]
    assert np.allclose([*two.weights, two.bias], w - 0.1 * np.array(slopes), atol=1e-8)


def test_no_monotone_unit_does_xor_and_a_wrong_slope_is_refused():
    assert study.one_unit(ROWS, XOR, "sigmoid").predict(ROWS).tolist() != XOR.tolist()
    with pytest.raises(SpecificationError, match="not the slope"):
        study.one_unit(ROWS, XOR, (np.sin, np.sin))


@given(st.integers(0, 10**6))
def test_a_trace_ends_where_the_perceptron_does(seed):
    rng = np.random.default_rng(seed)
    rows, w = rng.integers(-3, 4, (8, 2)), rng.integers(-2, 3, 3)
    labels = (rows @ w[:2] + w[2] >= 0).astype(int)
    trace = study.perceptron_trace(rows, labels, epochs=300)
    for before, after, row in zip(trace.weights, trace.weights[1:], trace.rows, strict=False):
        step = np.array([*rows[row], 1])
        assert np.array_equal(after, before + step if labels[row] else before - step)
        fires = before @ step >= 0
        assert fires != labels[row]
    assert trace.mistakes(-1) == 0 or not trace.converged
    whole = single_layer.perceptron(np.eye(2), [0, 1], encoding="binary")
    own = study.perceptron_trace(np.eye(2), [0, 1])
    assert sum(whole.mistakes) == len(own.rows)


# Points of categories -----------------------------------------------------------------------

TABLE = {"day": ["mon", "tue", "sun", "sun"], "sky": ["grey", "blue", "blue", "grey"]}


@pytest.mark.parametrize("low", [0, -1])
def test_points_are_the_values_of_the_first_layer(low):
    rows, encoding = tables.one_hot(TABLE, low=low)
    net = study.embedded(encoding, 2, [3, 1], seed=1)
    net = train(net, rows, [0, 1, 1, 0], epochs=20).mlp
    points = study.points_of(net, encoding)
    for row, day, sky in zip(net.values(rows), *TABLE.values(), strict=True):
        assert np.allclose(row[:4], [*points["day"][day], *points["sky"][sky]])
    with pytest.raises(SpecificationError, match="no embedding"):
        study.points_of(MLP.random([5, 4, 1], inputs=encoding.names), encoding)


def test_a_category_that_no_row_has_does_not_move():
    rows, encoding = tables.one_hot(TABLE)
    net = study.embedded(encoding, 2, [3, 1], seed=1)
    moved = train(net, rows[:2], [0, 1], epochs=5, optimiser="sgd", bias_rate=0).mlp
    before, after = (study.points_of(each, encoding)["day"] for each in (net, moved))
    assert np.array_equal(before["sun"], after["sun"])
    assert (before["mon"] != after["mon"]).any()
