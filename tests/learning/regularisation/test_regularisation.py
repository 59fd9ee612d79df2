"""Batch normalisation, ensembles, more rows and layers that learn before, against formulas."""

import numpy as np
import pytest

from logicnet import MLP, SpecificationError, datasets, train
from logicnet.learning.nets.losses import LOSSES, loss_for
from logicnet.learning.regularisation import (
    Ensemble,
    batch_norm,
    ensemble,
    noisy_copies,
    pretrained,
    shifted_copies,
    train_normalised,
)
from logicnet.learning.rules.growth import with_wires

RNG = np.random.default_rng(6)
X = RNG.normal(size=(14, 3))


def plain_loss(net, x, y, measure):
    """The loss of a batch by the definition, layer by layer."""
    values = x
    for layer, kind, gain in zip(net.layers, net.kinds, net.gains, strict=True):
        z = layer.matrix @ values
        if layer.scale is not None:
            z = (z - z.mean(axis=1, keepdims=True)) / np.sqrt(
                ((z - z.mean(axis=1, keepdims=True)) ** 2).mean(axis=1, keepdims=True) + 1e-5
            )
            z = layer.scale[:, None] * z
        z = z + layer.bias[:, None]
        values = z.copy()
        kind.apply(values, gain)
    return measure.exact(values, y, lambda: net.gains[-1] * z) * measure.scale(x.shape[1])


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "leaky_relu"])
def test_the_gradient_is_that_of_the_normalised_net(loss, hidden):
    output = LOSSES[loss].outputs[0] if LOSSES[loss].outputs else "linear"
    mlp = MLP.random([3, 4, 5, 2], activation=hidden, output=output, seed=1)
    mlp = mlp.with_parameters(gain=[1.5, 1, 0.7])
    y = mlp.targets(np.eye(2)[RNG.integers(0, 2, 14)])
    measure = loss_for(loss, output, y)
    net = batch_norm._Net(mlp, 1e-5, 0.9)
    net.theta += 0.3 * RNG.normal(size=len(net.theta))
    value, gradient = net.gradient(X.T, y, measure)
    assert value == pytest.approx(plain_loss(net, X.T, y, measure))
    for k in range(len(net.theta)):
        both = []
        for sign in (1, -1):
            net.theta[k] += sign * 1e-6
            both.append(plain_loss(net, X.T, y, measure))
            net.theta[k] -= sign * 1e-6
        assert gradient[k] == pytest.approx((both[0] - both[1]) / 2e-6, abs=2e-6), k


def test_what_is_returned_does_what_the_normalisation_did():
    y = (X.sum(axis=1) > 0).astype(int)
    start = MLP.random([3, 4, 5, 1], activation="tanh", seed=1)
    found = train_normalised(start, X, y, epochs=5, batch=6, memory=0.8)
    values, at = X, 0
    means, spreads, scales, shifts = found.means, found.variances, found.scales, found.shifts
    unfolded = unnormalised(found, start)
    for matrix in unfolded[:-1]:
        mine = slice(at, at + len(matrix))
        z = (values @ matrix.T - means[mine]) / np.sqrt(spreads[mine] + 1e-5)
        values, at = np.tanh(scales[mine] * z + shifts[mine]), at + len(matrix)
    out = values @ unfolded[-1].T + found.mlp.biases[-1]
    assert np.allclose(found.mlp.predict_proba(X), 1 / (1 + np.exp(-out)))
    assert len(found.losses) == 5
    assert found.losses[-1] < found.losses[0]


def unnormalised(found, start):
    """The matrices before the factors went into them."""
    matrices, wire, unit = [], 0, 0
    for a, b in zip((3, 4, 5), (4, 5, 1), strict=True):
        matrix = found.mlp.weights[wire : wire + a * b].reshape(b, a)
        factor = np.ones(b)
        if unit + b <= len(found.scales):
            mine = slice(unit, unit + b)
            factor = found.scales[mine] / np.sqrt(found.variances[mine] + 1e-5)
        matrices.append(matrix / factor[:, None])
        wire, unit = wire + a * b, unit + b
    return matrices


def test_only_fully_wired_layers_are_normalised():
    first_alone = MLP.random([4, 2, 1])
    skipping = with_wires(first_alone, "inputs")
    with pytest.raises(SpecificationError, match="fully wired"):
        train_normalised(skipping, np.eye(4), [0, 1, 1, 0])


def test_no_epochs_and_too_large_steps_are_told():
    mlp, y = MLP.random([4, 2, 1]), [0, 1, 1, 0]
    assert str(train_normalised(mlp, np.eye(4), y, epochs=0)) == "0 epochs"
    steep = MLP.random([4, 2, 1], output="linear")
    with pytest.raises(SpecificationError, match="try a rate below"):
        train_normalised(steep, np.eye(4), y, rate=1e308, epochs=5, optimiser="sgd")


def test_a_lost_term_of_the_gradient_is_noticed(monkeypatch):
    whole = batch_norm._Net._back

    def lost(self, delta, values, kept, fused):
        return whole(self, delta, values, [(0 * unit, root) for unit, root in kept], fused)

    monkeypatch.setattr(batch_norm._Net, "_back", lost)
    with pytest.raises(AssertionError):
        test_the_gradient_is_that_of_the_normalised_net("squares", "tanh")


# Ensembles and more rows --------------------------------------------------------------------


def test_an_ensemble_is_the_mean_of_its_members():
    data = datasets.circle(60, noise=0.2)
    start = MLP.random([2, 4, 1], activation="tanh")
    found = ensemble(start, data.x, data.y, members=3, epochs=20, rate=0.05)
    mean = sum(member.predict_proba(data.x) for member in found.members) / 3
    assert np.allclose(found.predict_proba(data.x), mean)
    assert np.array_equal(found.predict(data.x), (mean >= 0.5).astype(int))
    assert len(set(found.members)) == 3
    assert found == ensemble(start, data.x, data.y, members=3, epochs=20, rate=0.05)
    with pytest.raises(SpecificationError, match="the members differ"):
        Ensemble((MLP.random([2, 1]), MLP.random([3, 1])))


def test_members_see_rows_drawn_with_replacement(monkeypatch):
    seen = []
    from logicnet.learning.regularisation import ensembles

    def noted(mlp, x, y, **options):
        seen.append(x[:, 0].astype(int).tolist())
        return train(mlp, x, y, epochs=1)

    monkeypatch.setattr(ensembles, "train", noted)
    rows = np.arange(30.0)[:, None]
    ensemble(MLP.random([1, 1]), rows, np.arange(30) % 2, members=2)
    ensemble(MLP.random([1, 1]), rows, np.arange(30) % 2, members=1, resample=False)
    assert [len(set(each)) for each in seen[:2]] < [30, 30]
    assert seen[0] != seen[1]
    assert [len(each) for each in seen] == [30] * 3
    assert seen[2] == list(range(30))


def test_softmax_ensembles_decide_for_a_class():
    nets = tuple(MLP.random([2, 3], output="softmax", seed=s) for s in (0, 1))
    mean = Ensemble(nets).predict_proba(X[:, :2])
    assert np.array_equal(Ensemble(nets).predict(X[:, :2]), mean.argmax(axis=1))


def test_shifted_images_are_moved_and_filled_with_zeros():
    images = RNG.random((2, 12))
    moved, y = shifted_copies(images, [5, 6], (3, 4), most=1)
    assert moved.shape == (18, 12)
    assert y.tolist() == [5, 6] * 9
    wanted = set()
    for image in images.reshape(2, 3, 4):
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                new = np.zeros((3, 4))
                for r in range(3):
                    for c in range(4):
                        if 0 <= r - down < 3 and 0 <= c - right < 4:
                            new[r, c] = image[r - down, c - right]
                wanted.add(tuple(new.ravel()))
    assert set(map(tuple, moved)) == wanted
    assert np.array_equal(moved[:2], images)


def test_noisy_copies_have_the_spread_that_is_asked_for():
    rows, y = noisy_copies(np.zeros((500, 2)), np.arange(500), spread=0.3, copies=4)
    assert (rows[:500] == 0).all()
    assert rows[500:].std() == pytest.approx(0.3, rel=0.05)
    assert np.array_equal(y, np.tile(np.arange(500), 5))


# Pre-training -------------------------------------------------------------------------------


def test_layers_learn_to_give_back_what_they_read():
    x = datasets.letters("ABCDEF").x
    start = MLP.random([35, 8, 4, 6], activation="tanh", output="softmax", seed=1)
    found = pretrained(start, x, epochs=60, rate=0.01)
    first = MLP.from_layers(
        [start.weights[:280].reshape(8, 35), start.weights[:280].reshape(8, 35).T],
        [start.biases[:8], np.zeros(35)], activation="tanh", output="linear",
    )  # fmt: skip
    own = train(first, x, x, epochs=60, rate=0.01)
    assert np.array_equal(own.mlp.weights[:280], found.weights[:280])
    assert own.loss < 0.5 * first.loss(x, x)
    assert np.array_equal(found.weights[312:], start.weights[312:])
    assert not np.array_equal(found.weights[280:312], start.weights[280:312])
