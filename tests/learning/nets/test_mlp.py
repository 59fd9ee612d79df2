"""The MLP: what it computes, its gradient, and what its constructor refuses."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import numeric_gradient, skipping_net
from logicnet import SpecificationError
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.losses import LOSSES
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.nets.plan import Plan
from logicnet.learning.nets.propagation import Workspace
from logicnet.learning.training.training import train
from logicnet.network.wiring import Wiring

HIDDEN = ["sigmoid", "tanh", "relu", "leaky_relu", "linear", "hard_sigmoid"]
EVERY = [
    (hidden, output, loss.name)
    for hidden in HIDDEN
    for output in (*HIDDEN, "softmax")
    for loss in LOSSES.values()
    if loss.takes(output)
]


def reference(mlp, x):
    """The definition, unit by unit."""
    values, layer_of = list(x), mlp.layer_of
    functions = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "relu": lambda z: max(z, 0.0),
        "leaky_relu": lambda z: max(z, 0.01 * z),
        "linear": lambda z: z,
        "step": lambda z: float(z >= 0),
        "hard_sigmoid": lambda z: min(max(z / 6 + 0.5, 0.0), 1.0),
    }
    for j in range(mlp.units):
        sources, weights = mlp.wires_of(j)
        z = sum(w * values[s] for s, w in zip(sources, weights, strict=True)) + mlp.biases[j]
        layer = layer_of[j]
        values.append(functions[mlp.activations[layer]](mlp.gains[layer] * z))
    return values[len(x) :]


@st.composite
def sparse_nets(draw, most_units=70):
    """Nets with skip wires whose layers are dense, gapped or sparse, with outputs anywhere."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n, depth = draw(st.integers(1, 60)), draw(st.integers(1, 3))
    reach = draw(st.sampled_from([1, 2, 5, 1000]))
    sizes = [draw(st.integers(1, most_units)) for _ in range(depth)]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    reads = [
        np.sort(rng.choice(n + starts[k], min(reach, n + starts[k]), replace=False))
        for k in range(depth)
        for _ in range(sizes[k])
    ]
    if draw(st.booleans()):  # uneven fan-in
        reads = [r[rng.random(len(r)) < 0.7] for r in reads]
    kind = draw(st.sampled_from(["sigmoid", "tanh"]))
    outputs = rng.choice(starts[-1], min(3, starts[-1]), replace=False)
    wiring = Wiring(
        inputs=[f"x{i}" for i in range(n)],
        outputs=[f"y{i}" for i in range(len(outputs))],
        indptr=np.concatenate([[0], np.cumsum([len(r) for r in reads])]),
        indices=np.concatenate(reads),
        layer_starts=starts,
        output_units=outputs,
        encoding="real",
    )
    return MLP(
        wiring=wiring,
        weights=rng.normal(size=sum(len(r) for r in reads)),
        biases=rng.normal(size=starts[-1]),
        gains=rng.uniform(0.5, 2, depth),
        activations=(kind,) * depth,
    )


@settings(max_examples=40, deadline=None)
@given(sparse_nets())
def test_values_are_those_of_the_definition(mlp):
    x = np.random.default_rng(0).normal(size=(3, len(mlp.inputs)))
    expected = [reference(mlp, row) for row in x]
    assert np.allclose(mlp.values(x), expected)
    assert np.allclose(mlp(x), np.array(expected)[:, mlp.output_units])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("hidden", ["tanh", "sigmoid"])
def test_large_work_by_single_wires_gives_the_same_as_small(dtype, hidden):
    rng = np.random.default_rng(3)
    starts = np.array([0, 100, 140, 143, 183])
    reads = [
        np.sort(rng.choice(150 + a, 3, replace=False)) for a, b in pairwise(starts)
        for _ in range(b - a)
    ]  # fmt: skip
    reads = [r[rng.random(3) < 0.7] for r in reads]
    indptr = np.concatenate([[0], np.cumsum([len(r) for r in reads])])
    wiring = Wiring(
        inputs=[f"x{i}" for i in range(150)], outputs=[f"y{k}" for k in range(10)], indptr=indptr,
        indices=np.concatenate(reads), layer_starts=starts, output_units=np.arange(173, 183),
    )  # fmt: skip
    plan = Plan(wiring)
    theta = rng.normal(size=plan.parameters).astype(dtype)
    theta[-4:] = 1.0, 0.5, 4.0, 2.0
    x, seeds = rng.normal(size=(150, 600)), rng.normal(size=(10, 600))

    def passed(part):
        space = Workspace(plan, theta, [hidden] * 3 + ["sigmoid"], part.stop - part.start)
        space.values[:150] = x[:, part]
        space.forward()
        space.backward(seeds[:, part].astype(dtype), False, gains=True)
        return space, space.values, space.grad

    large, values, grad = passed(slice(0, 600))
    small = [passed(slice(a, a + 20)) for a in range(0, 600, 20)]
    assert large.compiled
    assert len(large.stretches) == (2 if hidden == "sigmoid" else 4)
    assert not any(part[0].compiled for part in small)
    tolerance = 1e-4 if dtype == "float32" else 1e-12
    assert np.allclose(values, np.hstack([part[1] for part in small]), atol=tolerance)
    assert np.allclose(grad, sum(part[2] for part in small), atol=tolerance * 50)
    assert np.array_equal(grad, passed(slice(0, 600))[2])


@settings(max_examples=15, deadline=None)
@given(sparse_nets(most_units=8), st.sampled_from(["cross_entropy", "mean_squares"]))
def test_gradient_is_that_of_finite_differences_on_any_wiring(mlp, loss):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(4, len(mlp.inputs)))
    y = rng.integers(0, 2, (4, len(mlp.outputs)))
    got = np.concatenate(mlp.gradient(x, y, loss))
    numeric = numeric_gradient(mlp, x, y, loss, step=1e-4)  # saturated losses lose digits
    assert np.allclose(got, numeric, rtol=1e-4, atol=2e-5)


def torch_loss(torch, mlp, theta, x, y, loss):
    """The definition of the net and of its loss in torch, over dense matrices."""
    weights, biases, gains = torch.split(theta, [mlp.wires, mlp.units, mlp.depth])
    unit_of = np.repeat(np.arange(mlp.units), np.diff(mlp.indptr))
    matrix = torch.zeros(mlp.units, len(mlp.inputs) + mlp.units, dtype=torch.double)
    matrix = matrix.index_put((torch.tensor(unit_of), torch.tensor(mlp.indices)), weights)
    functions = {
        "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu,
        "leaky_relu": torch.nn.functional.leaky_relu, "linear": lambda z: z,
        "softmax": lambda z: torch.softmax(z, 1), "hard_sigmoid": torch.nn.functional.hardsigmoid,
    }  # fmt: skip
    values, y = torch.tensor(x), torch.tensor(y)
    for k, name in enumerate(mlp.activations):
        part = slice(*mlp.layer_starts[k : k + 2])
        z = gains[k] * (values @ matrix[part, : values.shape[1]].T + biases[part])
        values = torch.cat([values, functions[name](z)], dim=1)
    out = values[:, -len(mlp.outputs) :]
    if loss == "cross_entropy":
        double = 2 if mlp.output_activation == "tanh" else 1
        y = (1 + y) / 2 if double == 2 else y
        return torch.nn.functional.binary_cross_entropy_with_logits(double * z, y)
    if loss == "categorical":
        return torch.nn.functional.cross_entropy(z, y)
    if loss == "absolute":
        return (out - y).abs().mean()
    return 0.5 * ((out - y) ** 2).sum() / (y.numel() if loss == "mean_squares" else 1)


@pytest.mark.parametrize(("hidden", "output", "loss"), EVERY)
def test_loss_and_gradient_are_those_of_torch(hidden, output, loss):
    torch = pytest.importorskip("torch")
    mlp, x, y = skipping_net(hidden, output)
    theta = torch.tensor(mlp.theta(), requires_grad=True)
    value = torch_loss(torch, mlp, theta, x, y, loss)
    value.backward()
    assert mlp.loss(x, y, loss) == pytest.approx(value.item(), rel=1e-12)
    near = 1e-6 if "hard_sigmoid" in (hidden, output) else 1e-9  # torch has 1/6 in 32 bits there
    assert np.allclose(np.concatenate(mlp.gradient(x, y, loss)), theta.grad, rtol=near, atol=1e-12)


@pytest.mark.parametrize("z", [-700.0, -40.0, -20.0, -3.0, 1e-9, 5.0, 30.0, 45.0, 350.0])
def test_cross_entropy_is_exact_where_outputs_saturate(z):
    def entropy(z, target):  # of a sigmoid, with digits to spare
        with mpmath.workdps(400):
            z = mpmath.mpf(z)
            wrong, right = mpmath.log(1 + mpmath.exp(z)), mpmath.log(1 + mpmath.exp(-z))
            return float((1 - target) * wrong + target * right)

    def check(mlp, target, expected):
        assert mlp.loss([[z]], target) == pytest.approx(expected, rel=1e-15, abs=0)
        still = train(mlp, [[z]], target, optimiser="sgd", rate=1e-300, epochs=1)
        assert still.losses[0] == pytest.approx(expected, rel=2e-14, abs=1e-15)
        assert still.loss == pytest.approx(expected, rel=2e-14, abs=1e-15)

    for target in (0, 0.25, 1):
        sigmoid = MLP.from_layers([[[1.0]]], [[0.0]])
        check(sigmoid, [target], entropy(z, target))
        halves = MLP.from_layers([[[0.5], [-0.5]]], [[0.0, 0.0]], output="softmax")
        check(halves, [[target, 1 - target]], entropy(z, target))
    tanh = MLP.from_layers([[[0.5]]], [[0.0]], activation="tanh")
    assert tanh.loss([[z]], [1], "cross_entropy") == pytest.approx(entropy(z, 1), rel=1e-15, abs=0)


def test_cross_entropy_of_many_classes_is_exact():
    mlp = MLP.from_layers([np.eye(4)], [np.zeros(4)], output="softmax")
    assert mlp.loss([[900.0, 0, 0, 5]], [0]) == 0
    assert mlp.loss([[900.0, 0, 0, 5]], [3]) == pytest.approx(895)
    assert mlp.loss([[7.0, 7, 7, 7]], [3]) == pytest.approx(np.log(4))
    assert mlp.loss([[60.0, 0, 0, 0]], [0]) == pytest.approx(3 * np.exp(-60), rel=1e-14, abs=0)


def test_soft_targets_have_the_same_gradient():
    mlp = MLP.random([2, 2, 1], seed=0)
    x, y = np.eye(2), np.array([0.3, 0.8])
    got = np.concatenate(mlp.gradient(x, y))
    assert np.allclose(got, numeric_gradient(mlp, x, y, "auto"), atol=1e-8)


def test_many_rows_are_computed_in_parts():
    mlp = MLP.random([4, 900, 2], output="softmax", seed=0)
    x = np.random.default_rng(0).normal(size=(1001, 4))
    assert np.allclose(mlp(x)[[0, 500, 1000]], [mlp(x[i]) for i in (0, 500, 1000)])
    assert np.allclose(mlp(x).sum(axis=1), 1)


def test_predictions_follow_the_output_activation():
    assert MLP.from_layers([[[1, 0], [0, 1]]], [[0, 0]], output="softmax").predict([1, 3]) == 1
    tanh = MLP.from_layers([[[1]]], [[0]], output="tanh")
    assert tanh.predict([[-1], [2]]).tolist() == [[0], [1]]
    assert MLP.from_layers([[[2]]], [[1]], output="linear").predict([3]).tolist() == [7]


def test_columns_are_taken_by_name():
    mlp = MLP.from_layers([[[2, 1]]], [[0]], output="linear", inputs=["a", "b"])
    assert mlp.predict_proba({"b": [1, 0], "a": [0, 1]}).tolist() == [[1], [2]]
    with pytest.raises(SpecificationError, match="inputs are a, b; missing: b"):
        mlp({"a": 1})


@pytest.mark.parametrize("init", ["uniform", "gaussian", "xavier", "he"])
def test_random_weights_have_the_stated_spread_and_repeat(init):
    mlp = MLP.random([200, 100, 1], init=init, seed=5)
    assert mlp == MLP.random([200, 100, 1], init=init, seed=5)
    first = mlp.weights[: 200 * 100]
    spread = {"uniform": 1 / 12**0.5, "gaussian": 0.1, "xavier": (2 / 300) ** 0.5, "he": 0.1}
    assert np.isclose(first.std(), spread[init], rtol=0.03)
    assert len(np.unique(first)) == first.size


def test_values_and_equality_are_frozen():
    mlp = MLP.random([2, 2, 1], seed=0)
    with pytest.raises(ValueError, match="read-only"):
        mlp.weights[0] = 1
    assert mlp != mlp.with_parameters(gain=2)
    assert hash(mlp) == hash(mlp.with_parameters(gain=1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weights": [1, np.nan]}, "weights must be finite"),
        ({"weights": [1]}, "arrays disagree"),
        ({"gains": [0.0]}, "gains must be positive"),
        ({"activations": ("bump",)}, "'bump' is not known; choose one of sigmoid"),
        ({"indices": [0, 2]}, r"unit 0 \(layer 1\) reads node 2"),
        ({"indices": [1, 0]}, "sorted by source"),
        ({"output_units": [1]}, "output units must be 0 to 0"),
        ({"inputs": ("a", "a")}, "given twice"),
        ({"labels": ("a", "b")}, "2 labels for 1 units"),
    ],
)
def test_a_wrong_part_is_refused(change, message):
    wires = {
        "inputs": ("a", "b"), "outputs": ("y",), "indptr": [0, 2], "indices": [0, 1],
        "layer_starts": [0, 1], "output_units": [0],
    }  # fmt: skip
    right = {"weights": [1, 2], "biases": [0], "gains": [1], "activations": ("sigmoid",)}
    MLP(wiring=Wiring(**wires), **right)
    with pytest.raises(SpecificationError, match=message):
        MLP(
            wiring=Wiring(**wires | {k: v for k, v in change.items() if k in wires}),
            **right | {k: v for k, v in change.items() if k not in wires},
        )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m([1, 2, 3]), r"expected \(rows, 2\)"),
        (lambda m: m([[0, 1], [np.nan, 0]]), "row 2, input 'x1' is nan"),
        (lambda m: m([["a", "b"]]), "row 1, input 'x1' is 'a', not a number"),
        (lambda m: m.loss([[0, 1]], [2]), "targets from 0 to 1"),
        (lambda m: m.loss([[0, 1]], [[0, 1]]), r"expected \(rows, 1\)"),
        (lambda m: m.loss([[0, 1]], [0], "categorical"), "needs softmax outputs"),
        (lambda m: m.loss([[0, 1]], [0], "hinge"), "'hinge' is not known"),
        (lambda m: MLP.random([2, 1], init="ones"), "init 'ones' is not known"),
        (lambda m: MLP.random([2]), "two or more"),
        (lambda m: MLP.from_layers([[[1, 2]], [[1, 2]]], [[0], [0]]), "layer 2 has weights"),
        (lambda m: m([[0, 1], ["a", 0]]), "row 2, input 'x1' is 'a', not a number"),
        (lambda m: m({"x1": [0, 1], "x2": [1]}), "columns have different shapes"),
        (lambda m: m.loss([[0, 1]] * 2, [0]), "2 rows, but targets for 1"),
        (lambda m: m.gradient([[0, 1]] * 2, [0]), "2 rows, but targets for 1"),
        (lambda m: m.loss(np.zeros((0, 2)), []), "there are no rows"),
        (lambda m: m.loss([[0, 1]], ["a"]), "the target of row 1 is 'a', not a number"),
        (lambda m: m.loss([[0, 1]] * 2, [0, np.nan]), "the target of row 2 is not finite"),
        (lambda m: m.with_parameters(gain=[1, 2, 3]), "arrays disagree"),
        (lambda m: m.with_parameters(weights="abc"), "weights must be an array of real numbers"),
        (lambda m: m.with_parameters(weights=np.zeros((3, 3))), "arrays disagree"),
        (lambda m: MLP.random("ab"), "two or more"),
        (lambda m: MLP.random([2.5, 1]), "a size must be a positive whole number"),
        (lambda m: MLP.random([2, 1], seed=-3), "seed must be a whole number"),
        (lambda m: MLP.random([2, 2, 1], activation=None), "activation None is not known"),
        (lambda m: MLP.random([2, 1], output="softmax"), "softmax needs two outputs"),
        (lambda m: MLP.random([2, 2], output="softmax").loss([[0, 1]], [5]), "of row 1 is 5"),
        (lambda m: MLP.random([2, 2], output="softmax").loss([[0, 1]], [[1, 1]]), "shares of 1"),
        (lambda m: MLP.from_layers([["a"]], [["b"]]), r"weights\[0\] must be an array of real"),
        (lambda m: MLP.from_layers(3, 4), "one array a layer"),
        (lambda m: MLP.from_layers([[[1]]], [[0]], gain="x"), "gain must be positive"),
        (lambda m: MLP.random([2, 2, 2], activation="softmax"), "softmax is for a last layer"),
    ],
)
def test_a_wrong_call_is_refused(call, message):
    with pytest.raises(SpecificationError, match=message):
        call(MLP.random([2, 2, 1], seed=0))


def test_every_activation_knows_its_slope():
    z = np.linspace(-2, 2, 8).reshape(1, -1) + 0.01
    for name, kind in ACTIVATIONS.items():
        if name in ("softmax", "step"):
            continue
        a, up, down = z.copy(), z + 1e-6, z - 1e-6
        for array in (a, up, down):
            kind.apply(array, 1.0)
        d = np.ones_like(z)
        kind.pull(d, a, np.empty_like(z))
        assert np.allclose(d, (up - down) / 2e-6, atol=1e-6), name


def test_no_rows_give_no_predictions():
    mlp = MLP.random([2, 3, 1], seed=0)
    assert mlp.predict(np.zeros((0, 2))).shape == mlp(np.zeros((0, 2))).shape == (0, 1)


def test_columns_that_a_net_does_not_read_are_refused():
    mlp = MLP.random([2, 1], seed=0, inputs=["a", "b"])
    with pytest.raises(SpecificationError, match="inputs are a, b; unknown: c"):
        mlp({"a": [1], "b": [0], "c": [1]})


def test_labels_that_are_text_are_refused_with_what_to_do():
    mlp = MLP.random([1, 2], output="softmax", seed=0)
    with pytest.raises(SpecificationError, match=r"row 2 is 'yes', not a number; .*tables.ordinal"):
        train(mlp, [[0], [1]], [0, "yes"])
    numbered = np.array([[0], [1]])
    assert mlp.loss([[0], [1]], numbered) == mlp.loss([[0], [1]], [0, 1])


def test_named_values_give_named_outputs_as_of_a_network():
    pandas = pytest.importorskip("pandas")
    mlp = MLP.from_layers([[[2, 1]]], [[0]], output="linear", inputs=["a", "b"], outputs=["s"])
    assert mlp({"a": 1, "b": 3}) == {"s": 5.0}
    one = mlp(pandas.Series({"b": 3, "other": "left", "a": 1}, name="row"))
    assert (one.to_dict(), one.name) == ({"s": 5.0}, "row")
    many = mlp({"a": [1, 0], "b": [3, 1]})
    assert {name: column.tolist() for name, column in many.items()} == {"s": [5, 1]}
    frame = mlp(pandas.DataFrame({"b": [3, 1], "other": ["x", "y"], "a": [1, 0]}, index=[7, 9]))
    assert (list(frame.columns), list(frame.index), list(frame.s)) == (["s"], [7, 9], [5, 1])
    assert mlp([[1, 3]]).tolist() == [[5]]
