"""Dropout, batch normalisation, tied weights, losses and optimisers, step by step as torch's.

Skipped where torch is not installed; the same is held against formulas by hand in tests/learning.
"""

from itertools import pairwise

import numpy as np
import pytest

from logicnet import MLP, study, tables, train
from logicnet.learning.nets.propagation import Workspace
from logicnet.learning.regularisation import train_normalised
from logicnet.network.wiring import Wiring

torch = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional
torch.set_num_threads(1)
RNG = np.random.default_rng(4)
X, Y = RNG.normal(size=(24, 3)), RNG.integers(0, 2, (24, 2)) * 1.0


def tensor(values):
    return torch.tensor(np.asarray(values, dtype=np.float64))


def linear(weights, biases):
    layer = nn.Linear(np.shape(weights)[1], len(biases)).double()
    with torch.no_grad():
        layer.weight.copy_(tensor(weights))
        layer.bias.copy_(tensor(biases))
    return layer


def layers_of(mlp, sizes):
    found, wire, unit = [], 0, 0
    for a, b in pairwise(sizes):
        matrix = mlp.weights[wire : wire + a * b].reshape(b, a)
        found.append(linear(matrix, mlp.biases[unit : unit + b]))
        wire, unit = wire + a * b, unit + b
    return found


def weights_of(layers):
    return np.concatenate([layer.weight.detach().numpy().ravel() for layer in layers])


def biases_of(layers):
    return np.concatenate([layer.bias.detach().numpy() for layer in layers])


def alike(mlp, layers):
    return np.allclose(mlp.weights, weights_of(layers), rtol=0, atol=1e-6) and np.allclose(
        mlp.biases, biases_of(layers), rtol=0, atol=1e-6
    )


class Stepping(torch.optim.LBFGS):
    """One iteration a step, from gradients that are there."""

    def step(self):
        super().step(lambda: 0.0)


OPTIMISERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
    "lbfgs": lambda p: Stepping(p, lr=0.3, max_iter=1, history_size=10, tolerance_grad=0,
                                tolerance_change=0),
}  # fmt: skip
RATE = {"sgd": 0.05, "adamw": 0.05, "lbfgs": 0.3}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_step_is_that_of_torch(name):
    mlp = MLP.random([3, 4, 2], activation="tanh", seed=1)
    layers = layers_of(mlp, [3, 4, 2])
    optimiser = OPTIMISERS[name](nn.ModuleList(layers).parameters())
    for epochs in range(1, 25):
        optimiser.zero_grad()
        out = layers[1](torch.tanh(layers[0](tensor(X))))
        F.binary_cross_entropy_with_logits(out, tensor(Y)).backward()
        optimiser.step()
        own = train(mlp, X, Y, optimiser=name, rate=RATE[name], weight_decay=0.1, epochs=epochs)
        assert alike(own.mlp, layers), epochs


def test_dropout_is_that_of_torch_with_the_same_draws(monkeypatch):
    drawn, drop = [], Workspace.drop

    def noted(self, rng):
        drop(self, rng)
        drawn.append(self.kept[3:7].T.copy())

    monkeypatch.setattr(Workspace, "drop", noted)
    mlp = MLP.random([3, 4, 2], activation="relu", seed=1)
    own = train(mlp, X, Y, dropout=0.4, optimiser="adam", rate=0.05, epochs=8).mlp
    layers = layers_of(mlp, [3, 4, 2])
    optimiser = torch.optim.Adam(nn.ModuleList(layers).parameters(), lr=0.05)
    for kept in drawn:
        optimiser.zero_grad()
        hidden = F.relu(layers[0](tensor(X))) * tensor(kept)
        F.binary_cross_entropy_with_logits(layers[1](hidden), tensor(Y)).backward()
        optimiser.step()
    assert len(drawn) == 8
    assert alike(own, layers)
    plain = train(mlp, X, Y, optimiser="adam", rate=0.05, epochs=8).mlp
    assert not alike(plain, layers)


@pytest.mark.parametrize("batch", [None, 8])
def test_batch_normalisation_is_that_of_torch(batch):
    mlp = MLP.random([3, 5, 4, 2], activation="tanh", seed=1)
    sizes = [3, 5, 4, 2]
    layers = layers_of(mlp, sizes)
    norms = [nn.BatchNorm1d(5).double(), nn.BatchNorm1d(4).double()]
    for norm, layer in zip(norms, layers, strict=False):
        with torch.no_grad():
            norm.bias.copy_(layer.bias)
            layer.bias.zero_()
    parameters = [layer.weight for layer in layers] + [layers[-1].bias]
    parameters += [p for norm in norms for p in norm.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=0.05)

    def forward(x):
        for layer, norm in zip(layers, norms, strict=False):
            x = torch.tanh(norm(layer(x)))
        return layers[-1](x)

    for epochs in range(1, 7):
        for a in range(0, 24, batch or 24):
            optimiser.zero_grad()
            part = slice(a, a + (batch or 24))
            F.binary_cross_entropy_with_logits(forward(tensor(X[part])), tensor(Y[part])).backward()
            optimiser.step()
        options = {"rate": 0.05, "batch": batch, "shuffle": False, "epochs": epochs}
        own = train_normalised(mlp, X, Y, **options)
        for norm in norms:
            norm.eval()
        with torch.no_grad():
            theirs = torch.sigmoid(forward(tensor(X))).numpy()
        for norm in norms:
            norm.train()
        assert np.allclose(own.mlp.predict_proba(X), theirs, rtol=0, atol=1e-6), epochs
        means = np.concatenate([norm.running_mean.numpy() for norm in norms])
        assert np.allclose(own.means, means, atol=1e-9)


def test_tied_weights_are_a_convolution_of_torch():
    wiring = Wiring(
        inputs=tuple("abcde"), outputs=("y",), indptr=[0, 3, 6, 9, 12],
        indices=[0, 1, 2, 1, 2, 3, 2, 3, 4, 5, 6, 7], layer_starts=[0, 3, 4], output_units=[3],
        encoding="real",
    )  # fmt: skip
    mlp = MLP(wiring=wiring, weights=np.zeros(12), biases=np.zeros(4), gains=np.ones(2),
              activations=("tanh", "sigmoid")).randomised(seed=3)  # fmt: skip
    scan, out = nn.Conv1d(1, 1, 3).double(), linear(mlp.weights[9:][None], mlp.biases[3:])
    with torch.no_grad():
        scan.weight.copy_(tensor(mlp.weights[:3]).reshape(1, 1, 3))
        scan.bias.copy_(tensor(mlp.biases[:1]))
    x, y = RNG.normal(size=(20, 5)), (np.arange(20) % 2)[:, None] * 1.0
    optimiser = torch.optim.Adam([*scan.parameters(), *out.parameters()], lr=0.05)
    tied = [0, 1, 2] * 3 + [-1] * 3 + [3, 3, 3, -1]
    for epochs in range(1, 8):
        optimiser.zero_grad()
        hidden = torch.tanh(scan(tensor(x)[:, None]))[:, 0]
        F.binary_cross_entropy_with_logits(out(hidden), tensor(y)).backward()
        optimiser.step()
        own = train(mlp, x, y, tied=tied, rate=0.05, epochs=epochs).mlp
        kernel = scan.weight.detach().numpy().ravel()
        assert np.allclose(own.weights[:9].reshape(3, 3), kernel, rtol=0, atol=1e-6)
        assert np.allclose(own.weights[9:], out.weight.detach().numpy().ravel(), atol=1e-6)
        assert np.allclose(own.biases[:3], scan.bias.item(), atol=1e-6)


def test_absolute_error_is_that_of_torch():
    mlp = MLP.random([3, 4, 2], output="linear", seed=1)
    layers = layers_of(mlp, [3, 4, 2])
    out = layers[1](torch.sigmoid(layers[0](tensor(X))))
    loss = F.l1_loss(out, tensor(Y))
    loss.backward()
    assert mlp.loss(X, Y, "absolute") == pytest.approx(loss.item())
    theirs = np.concatenate([layer.weight.grad.numpy().ravel() for layer in layers])
    assert np.allclose(mlp.gradient(X, Y, "absolute").weights, theirs)


def test_class_weights_are_those_of_torch():
    labels = (np.arange(24) < 5).astype(int)
    mlp = MLP.random([3, 2], output="softmax", seed=1)
    (layer,) = layers_of(mlp, [3, 2])
    share = tensor([24 / (2 * 19), 24 / (2 * 5)])
    optimiser = torch.optim.SGD(layer.parameters(), lr=0.1)
    for _ in range(5):
        optimiser.zero_grad()
        F.cross_entropy(layer(tensor(X)), torch.tensor(labels), weight=share).backward()
        optimiser.step()
    own = train(mlp, X, labels, class_weight="balanced", optimiser="sgd", rate=0.1, epochs=5)
    assert alike(own.mlp, [layer])


def test_points_of_categories_are_an_embedding_of_torch():
    days = ["mon", "tue", "sun", "sun", "tue"]
    rows, encoding = tables.one_hot({"day": days})
    net = study.embedded(encoding, 2, [1], seed=1)
    points = nn.Embedding(3, 2).double()
    values = encoding.columns[0][1]
    with torch.no_grad():
        points.weight.copy_(tensor(np.array([*study.points_of(net, encoding)["day"].values()])))
    out = linear(net.weights[6:][None], net.biases[2:])
    optimiser = torch.optim.SGD([*points.parameters(), *out.parameters()], lr=0.5)
    at, y = torch.tensor([values.index(day) for day in days]), tensor([0, 1, 1, 1, 0])
    for _ in range(6):
        optimiser.zero_grad()
        F.binary_cross_entropy_with_logits(out(points(at))[:, 0], y).backward()
        optimiser.step()
    by_torch = points.weight.detach().numpy()
    still = without_biases(net, rows, y.numpy())
    assert np.allclose(np.array([*study.points_of(still, encoding)["day"].values()]), by_torch,
                       rtol=0, atol=1e-6)  # fmt: skip


def without_biases(net, rows, y):
    """The net after the same steps, the biases of the points held at 0."""
    for _ in range(6):
        moved = train(net, rows, y, optimiser="sgd", rate=0.5, epochs=1).mlp
        net = moved.with_parameters(biases=np.array([0, 0, moved.biases[2]]))
    return net


def test_backpropagation_is_that_of_autograd():
    net = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.92]])
    layers = layers_of(net, [2, 2, 1])
    a = layers[0](tensor([[1.0, 0.0]]))
    out = torch.sigmoid(layers[1](torch.sigmoid(a)))
    (0.5 * (out - 1) ** 2).sum().backward()
    found = study.backpropagation(net, [1, 0], 1)
    grads = [layer.weight.grad.numpy().ravel() for layer in layers]
    assert np.allclose(found.weights, np.concatenate(grads), rtol=0, atol=1e-12)
