"""Training: steps as defined, stopping rules, what may move, checkpoints."""

import os
import signal
import sys
import time
from functools import partial
from itertools import count, pairwise

import numpy as np
import pytest

from logicnet import FormatError, Network, SpecificationError
from logicnet.ground import budget as clocks
from logicnet.learning.nets import threads
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.sigmoid import harden, soften
from logicnet.learning.training import checkpoint, training
from logicnet.learning.training.optimisers import OPTIMISERS
from logicnet.learning.training.options import options_of
from logicnet.learning.training.run import TrainingRun
from logicnet.learning.training.schedules import (
    CosineDecay,
    ExponentialDecay,
    InverseDecay,
    Ramp,
    StepDecay,
)
from logicnet.learning.training.training import train

XOR_X, XOR_Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
LECTURE = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.93]])
ONE_STEP = {"loss": "squares", "optimiser": "sgd", "rate": 0.1, "epochs": 1}


def noisy_rows(count=60, inputs=3, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, inputs))
    return x, (x.sum(axis=1) + 0.5 * rng.normal(size=count) > 0).astype(float)


# The lecture's worked example ---------------------------------------------------------------


def test_lecture_example_forward_and_deltas():
    """Exact arithmetic; the slides round the net input 0.0340 to 0.04 and carry that on."""
    assert LECTURE.values([1, 0])[0] == pytest.approx([0.98201379, 0.5, 0.50850607], abs=1e-8)
    deltas = -LECTURE.gradient([[1, 0]], [1], "squares").biases
    assert deltas == pytest.approx([0.00433930, 0.12283792, 0.12283792], abs=1e-8)
    shown = [0.982, 0.5, 0.51]
    assert LECTURE.values([1, 0])[0] == pytest.approx(shown, abs=0.002)
    assert deltas == pytest.approx([0.0043, 0.1225, 0.1225], abs=0.0004)


def test_lecture_example_step_is_delta_times_source():
    after = train(LECTURE, [[1, 0]], [1], **ONE_STEP).mlp
    assert after.weights == pytest.approx(
        [3.00043393, 4, 6.01228379, 5, 2.01206285, 4.00614190], abs=1e-8
    )
    assert after.biases == pytest.approx([1.00043393, -5.98771621, -3.91771621], abs=1e-8)
    assert after.values([1, 0])[0] == pytest.approx([0.98202911, 0.50614159, 0.52145260], abs=1e-8)
    assert after.weights == pytest.approx([3.0004, 4, 6.0123, 5, 2.0120, 4.0061], abs=1e-4)


def test_lecture_example_table_starts_from_another_bias():
    """The slides' net input 0.04, -3.9078, 0.5239 and 0.476 belong to an output bias of -3.92,
    which their table has, not to the -3.93 of their figure: from that the net input is 0.034,
    and the step gives -3.9177 and 0.5215."""
    table = LECTURE.with_parameters(biases=[1, -6, -3.92])
    net = 2 * table.values([1, 0])[0, 0] + 4 * 0.5 - 3.92
    assert round(net, 2) == 0.04
    after = train(table, [[1, 0]], [1], **ONE_STEP).mlp
    assert after.biases == pytest.approx([1.0004, -5.9878, -3.9078], abs=5e-5)
    assert after.weights == pytest.approx([3.0004, 4, 6.0122, 5, 2.0120, 4.0061], abs=5e-5)
    assert after.values([1, 0])[0] == pytest.approx([0.9820, 0.5061, 0.5239], abs=5e-5)
    assert 1 - after([1, 0])[0] == pytest.approx(0.476, abs=5e-4)


def test_lecture_example_slides_round_the_output_and_the_deltas():
    """With y = 0.51 and deltas of four digits every weight is that of the slides, also 6.0123;
    the bias -3.9078 is so from -3.92, and would be -3.9178 from -3.93."""
    y3, y4, y = 0.982, 0.5, 0.51
    delta = round((1 - y) * y * (1 - y), 4)
    delta3, delta4 = round(y3 * (1 - y3) * 2 * delta, 4), round(y4 * (1 - y4) * 4 * delta, 4)
    assert [delta, delta3, delta4] == [0.1225, 0.0043, 0.1225]
    moved = [3 + 0.1 * delta3, 1 + 0.1 * delta3, 2 + 0.1 * delta * y3, 4 + 0.1 * delta * y4]
    assert [round(w, 4) for w in moved] == [3.0004, 1.0004, 2.0120, 4.0061]
    assert [6 + 0.1 * delta4, -6 + 0.1 * delta4] == pytest.approx([6.0123, -5.9878], abs=5.1e-5)
    assert -3.92 + 0.1 * delta == pytest.approx(-3.9078, abs=5.1e-5)
    assert -3.93 + 0.1 * delta == pytest.approx(-3.9178, abs=5.1e-5)


# Optimisers and penalties against their formulas --------------------------------------------


@pytest.mark.parametrize("name", list(OPTIMISERS))
def test_optimiser_is_that_of_torch(name):
    torch = pytest.importorskip("torch")

    class Stepping(torch.optim.LBFGS):
        """One iteration a step, from gradients that are there."""

        def step(self):
            super().step(lambda: 0.0)

    mlp, (x, y) = MLP.random([3, 4, 1], seed=1), noisy_rows(20)
    make = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
        "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
        "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, eps=1e-8),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.9),
        "adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.01),
        "lbfgs": lambda p: Stepping(p, lr=0.05, max_iter=1, tolerance_grad=0, tolerance_change=0),
    }[name]
    layers = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Sigmoid(), torch.nn.Linear(4, 1))
    layers = layers.double()
    weights, biases = np.split(mlp.weights, [12]), np.split(mlp.biases, [4])
    with torch.no_grad():
        for layer, w, b in zip((layers[0], layers[2]), weights, biases, strict=True):
            layer.weight.copy_(torch.tensor(w.reshape(layer.weight.shape)))
            layer.bias.copy_(torch.tensor(b))
    optimiser = make(layers.parameters())
    for _ in range(6):
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            layers(torch.tensor(x)), torch.tensor(y[:, None])
        )
        loss.backward()
        optimiser.step()
    ours = train(mlp, x, y, optimiser=name, rate=0.05, epochs=6).mlp
    theirs = np.concatenate([layers[0].weight.detach().ravel(), layers[2].weight.detach().ravel()])
    assert np.allclose(ours.weights, theirs, atol=1e-6)


def test_penalties_have_the_stated_gradients():
    mlp, (x, y) = MLP.random([3, 2, 1], seed=1), noisy_rows(10)
    home = mlp.with_parameters(weights=mlp.weights + 1, biases=mlp.biases - 1)
    plain = train(mlp, x, y, optimiser="sgd", rate=1, epochs=1).mlp
    for option, weights, biases in [
        ({"l1": 0.1}, 0.1 * np.sign(mlp.weights), 0),
        ({"l2": 0.1}, 0.2 * mlp.weights, 0),
        ({"anchor": 0.1, "anchor_to": home}, -0.2, 0.2),
        ({"anchor": 0.1}, 0, 0),
    ]:
        moved = train(mlp, x, y, optimiser="sgd", rate=1, epochs=1, **option).mlp
        assert np.allclose(plain.weights - moved.weights, weights)
        assert np.allclose(plain.biases - moved.biases, biases)


@pytest.mark.parametrize("loss", ["squares", "mean_squares"])
@pytest.mark.parametrize("penalty", [{"l1": 0.1}, {"l2": 0.1}, {"anchor": 0.1}])
def test_penalties_weigh_as_much_at_every_batch_size(loss, penalty):
    """By small steps all sizes reach the one solution that least squares with a penalty have."""
    x, y = noisy_rows(40)
    start = MLP.from_layers([[[1.0, -2.0, 0.5]]], [[0.3]], activation="linear")
    rate = 2e-4 if loss == "squares" else 8e-3
    runs = [
        train(start, x, y, loss=loss, optimiser="sgd", shuffle=False, batch=batch, epochs=400,
              rate=rate if loss == "squares" or batch is None else rate * batch / 40, **penalty)
        for batch in (None, 1, 7)
    ]  # fmt: skip
    for run in runs[1:]:
        assert run.mlp.weights == pytest.approx(runs[0].mlp.weights, abs=0.01)


@pytest.mark.parametrize("batch", [1, 7, 60, None])
def test_batches_cover_every_row_once(batch):
    mlp, (x, y) = MLP.random([3, 2, 1], seed=1), noisy_rows(60)
    still = train(mlp, x, y, batch=batch, rate=1e-300, optimiser="sgd", epochs=2)
    assert still.losses == pytest.approx([mlp.loss(x, y)] * 2)
    summed = train(mlp, x, y, batch=batch, rate=1e-300, epochs=1, loss="squares", optimiser="sgd")
    assert summed.losses[0] == pytest.approx(mlp.loss(x, y, "squares"))


def test_gradient_over_chunks_is_that_of_all_rows():
    mlp = MLP.random([3, 6000, 1], seed=0)
    x, y = noisy_rows(300)
    assert mlp.plan.chunk(300) < 300
    moved = train(mlp, x, y, optimiser="sgd", rate=1, epochs=1).mlp
    assert np.allclose(mlp.weights - moved.weights, mlp.gradient(x, y).weights)


def test_two_threads_give_the_bits_of_one(monkeypatch):
    x, y = noisy_rows(700)
    mlp = MLP.random([3, 3000, 1], seed=0)
    runs = []
    for processors in (1, 2):
        monkeypatch.setattr(threads, "processors", lambda count=processors: count)
        runs.append(train(mlp, x, y, epochs=3))
    assert runs[0].mlp == runs[1].mlp
    assert (runs[0].losses == runs[1].losses).all()


def test_single_precision_follows_double():
    x, y = noisy_rows()
    mlp = MLP.random([3, 5, 1], seed=0)
    single, double = (train(mlp, x, y, epochs=50, dtype=d) for d in (np.float32, np.float64))
    assert single.losses == pytest.approx(double.losses, rel=1e-3)
    assert single.mlp.weights.dtype == np.float64


# What is learnt -----------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu"])
@pytest.mark.parametrize("loss", ["squares", "mean_squares", "cross_entropy"])
def test_xor_is_learnt_with_a_hidden_layer(activation, loss):
    start = MLP.random([2, 8, 1], activation=activation, seed=3)
    result = train(start, XOR_X, XOR_Y, loss=loss, rate=0.05, epochs=3000, stop_correct=True)
    assert result.stopped == "every training decision is right"
    assert result.mlp.predict(XOR_X).ravel().tolist() == XOR_Y


def test_xor_is_not_learnt_without_a_hidden_layer():
    result = train(MLP.random([2, 1], seed=0), XOR_X, XOR_Y, epochs=500)
    assert result.losses[-1] == pytest.approx(np.log(2), abs=1e-3)


def test_classes_are_learnt_with_softmax():
    x = np.random.default_rng(0).normal(size=(90, 2)) + np.repeat([[0, 4], [4, 0], [-4, -4]], 30, 0)
    y = np.repeat([0, 1, 2], 30)
    mlp = train(MLP.random([2, 3], output="softmax", seed=0), x, y, epochs=200).mlp
    assert (mlp.predict(x) == y).mean() > 0.97


def test_restarts_return_the_best_run():
    result = train(MLP.random([2, 2, 1], seed=0), XOR_X, XOR_Y, restarts=4, epochs=300)
    assert len(result.restarts) == 4
    assert result.loss == min(result.restarts)
    again = train(MLP.random([2, 2, 1], seed=0), XOR_X, XOR_Y, restarts=4, epochs=300)
    assert again.mlp == result.mlp


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    runs = [train(mlp, x, y, batch=8, epochs=5, seed=seed).mlp for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


# Stopping -----------------------------------------------------------------------------------


def test_stopping_rules_say_which_of_them_held():
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    for options, reason in [
        ({"epochs": 3}, "3 epochs"),
        ({"stop_below": 0.5}, "training loss below 0.5"),
        ({"stop_below": 0.5, "batch": 10}, "training loss below 0.5"),
        ({"stop_update": 1e-3, "rate": 0.01, "optimiser": "sgd"}, "largest update below 0.001"),
        ({"time_limit": 1e-9}, "time limit"),
        ({"validation": 0.3, "patience": 5, "epochs": 5000}, "no better for 5 epochs"),
        ({"progress": lambda epoch: epoch.number < 7}, "stopped by the callback"),
    ]:
        result = train(mlp, x, y, **{"rate": 0.02, **options})
        assert reason in result.stopped
        assert reason in str(result)
        assert len(result.losses) == result.epochs


def test_sum_of_squares_below_a_fifth():
    start = MLP.random([2, 4, 1], activation="tanh", seed=1)
    result = train(start, XOR_X, XOR_Y, loss="squares", stop_below=0.1)
    wrong = result.mlp(XOR_X)[:, 0] - XOR_Y
    assert result.stopped == "training loss below 0.1"
    assert (wrong**2).sum() == pytest.approx(2 * result.loss)
    assert (wrong**2).sum() < 0.2
    assert result.losses[-2] > 0.1


def test_validation_keeps_the_best_weights():
    x, y = noisy_rows(40)
    held = noisy_rows(40, seed=1)
    result = train(MLP.random([3, 20, 1], seed=0), x, y, validation=held, epochs=400, rate=0.05)
    best = result.validation_losses.min()
    assert result.best_loss == best < result.validation_losses[-1]
    assert result.mlp.loss(*held) == pytest.approx(best)


@pytest.mark.parametrize("validation", ["pair", 0.3])
def test_the_start_is_kept_where_training_makes_validation_worse(validation):
    x, y = noisy_rows(60)
    best = train(MLP.random([3, 4, 1], seed=0), x, y, epochs=200).mlp
    held = (x, best(x)) if validation == "pair" else validation
    result = train(best, x, best.predict(x), validation=held, epochs=9, optimiser="sgd", rate=90.0)
    if validation == "pair":
        assert result.mlp.weights.tolist() == best.weights.tolist()
        assert result.best_epoch == 0
        assert result.loss == result.best_loss == pytest.approx(best.loss(*held))
        assert result.loss < result.validation_losses.min()
    at_once = train(best, x, y, validation=held, epochs=0)
    assert at_once.mlp.weights.tolist() == best.weights.tolist()
    assert at_once.loss == at_once.best_loss


def test_epochs_are_counted_from_one_everywhere():
    x, y = noisy_rows()
    seen = []
    result = train(
        MLP.random([3, 4, 1], seed=0), x, y, epochs=5, progress=seen.append, validation=(x, y)
    )
    assert [epoch.number for epoch in seen] == [1, 2, 3, 4, 5]
    best = min(seen, key=lambda epoch: epoch.validation)
    assert (result.best_epoch, result.best_loss) == (best.number, best.validation)
    full = train(MLP.random([3, 4, 1], seed=0), x, y, epochs=5)
    assert full.losses[full.best_epoch - 1] == full.best_loss == full.losses.min()


def test_restarts_are_compared_on_the_same_rows(monkeypatch):
    held = []

    class Seen(training.TrainingRun):
        def __init__(self, mlp, data, apart, *rest):
            held.append(apart.rows.tolist())
            super().__init__(mlp, data, apart, *rest)

    monkeypatch.setattr(training, "TrainingRun", Seen)
    x, y = noisy_rows()
    train(MLP.random([3, 2, 1], seed=0), x, y, epochs=2, restarts=3, validation=0.3)
    assert held[0] == held[1] == held[2]
    train(MLP.random([3, 2, 1], seed=0), x, y, epochs=2, validation=0.3, seed=1)
    assert held[3] != held[0]


@pytest.mark.parametrize("output", ["linear", "relu", "leaky_relu"])
def test_values_are_no_decisions(output):
    x, y = noisy_rows()
    start = MLP.random([3, 4, 1], output=output, seed=0)
    with pytest.raises(SpecificationError, match=f"outputs that decide, not {output} ones"):
        train(start, x, y, stop_correct=True)
    assert train(start, x, y, epochs=3, validation=0.3).validation_right is None
    deciding = MLP.random([3, 4, 1], seed=0)
    assert len(train(deciding, x, y, epochs=3, validation=0.3).validation_right) == 3


def test_validation_targets_may_be_shares_where_the_others_are_not():
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    shares = np.linspace(0, 1, 60)
    result = train(mlp, x, y, validation=(x, shares), epochs=3)
    assert result.loss == pytest.approx(result.mlp.loss(x, shares))


def test_a_loss_that_is_no_number_stops_with_the_best_weights():
    x, y = noisy_rows()
    start = MLP.random([3, 4, 1], activation="relu", output="linear", seed=0)
    result = train(start, x, y, optimiser="sgd", rate=1e3, epochs=500)
    assert "try a smaller rate" in result.stopped
    assert np.isfinite(result.mlp.weights).all()
    assert result.mlp.loss(x, y) == pytest.approx(np.nanmin(result.losses))


@pytest.mark.parametrize("options", [
    {}, {"epochs": 1, "batch": 30}, {"validation": 0.3, "epochs": 2}, {"epochs": 2},
])  # fmt: skip
def test_a_loss_that_explodes_is_noticed_before_it_is_no_number(options):
    """A deep ReLU net whose loss is 1e303, say, has learnt nothing."""
    x, y = noisy_rows()
    start = MLP.random([3, 4, 1], activation="relu", output="linear", seed=0)
    result = train(start, x, y, **{"optimiser": "sgd", "rate": 1e3, "epochs": 20} | options)
    assert result.diverged
    assert "try a smaller rate" in result.stopped
    assert result.loss <= start.loss(x, y) * 2
    assert np.isfinite(result.losses).all()


def test_a_loss_that_starts_at_nothing_may_rise():
    x = np.array([[0.0], [1.0]])
    exact = MLP.from_layers([[[1.0]]], [[0.0]], activation="linear")
    moved = train(exact, x, [0.0, 1.0], l2=0.1, optimiser="sgd", rate=0.1, epochs=50)
    assert not moved.diverged
    assert moved.loss > 1e-3


@pytest.mark.parametrize("batch", [None, 30])
def test_a_last_step_that_is_too_far_is_noticed(batch):
    x, y = noisy_rows()
    start = MLP.random([3, 4, 1], activation="relu", output="linear", seed=0)
    result = train(start, x, y, optimiser="sgd", rate=1e200, epochs=1, batch=batch)
    assert result.diverged
    assert "by the last step" in result.stopped or "in epoch 1" in result.stopped
    assert result.mlp.weights.tolist() == start.weights.tolist()
    assert result.loss == pytest.approx(start.loss(x, y))
    assert not train(start, x, y, epochs=1, batch=batch).diverged


@pytest.mark.parametrize("options", [{}, {"batch": 7}, {"validation": 0.25}, {"dtype": "float32"}])
def test_the_loss_of_a_result_is_that_of_its_net(options):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    result = train(mlp, x, y, epochs=9, restarts=3, **options)
    assert result.loss == min(result.restarts)
    if "validation" in options:
        assert result.loss == result.validation_losses.min()
    else:
        assert result.loss == pytest.approx(result.mlp.loss(x, y), rel=1e-5)


def test_restarts_are_ranked_by_the_net_that_is_returned():
    """A run that was better on its way than at its end does not win by that."""
    x, y = noisy_rows()
    wild = {"optimiser": "sgd", "rate": 300.0, "epochs": 6, "restarts": 6, "loss": "mean_squares"}
    result = train(MLP.random([3, 4, 1], activation="tanh", seed=2), x, y, **wild)
    assert (
        result.loss == min(result.restarts) == pytest.approx(result.mlp.loss(x, y, "mean_squares"))
    )


def test_ctrl_c_twice_keeps_the_best_weights():
    def interrupt(epoch):
        if epoch.number == 5:
            raise KeyboardInterrupt

    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    result = train(mlp, x, y, progress=interrupt, epochs=50, restarts=3)
    assert result.stopped.startswith("interrupted within an epoch; the weights of epoch 5")
    assert result.cut == "interrupt"
    assert result.interrupted
    assert result.loss == result.best_loss == pytest.approx(result.losses.min())
    assert len(result.restarts) == 1


@pytest.mark.parametrize("where", ["_settle", "_result", "_save"])
def test_ctrl_c_after_the_epochs_loses_nothing(monkeypatch, tmp_path, where):
    """Also twice: what is left to do is short."""
    usual = getattr(TrainingRun, where)

    def interrupted(self, *rest):
        if self.stopped:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
        return usual(self, *rest)

    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    whole = train(mlp, x, y, epochs=5)
    monkeypatch.setattr(TrainingRun, where, interrupted)
    result = train(mlp, x, y, epochs=5, restarts=3, checkpoint=tmp_path / "run.npz")
    assert result.mlp == whole.mlp
    assert result.stopped == "5 epochs"
    assert len(result.restarts) == 1
    assert (whole.cut, result.cut) == (None, "interrupt")


def test_the_best_run_says_that_a_later_one_was_interrupted():
    """The second run is stopped before it is as good as the first."""
    seen = []

    def stop(epoch):
        seen.append(epoch.number)
        return len(seen) < 53

    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    result = train(mlp, x, y, progress=stop, epochs=50, restarts=9)
    assert (len(result.restarts), result.stopped) == (2, "50 epochs")
    assert result.loss == result.restarts[0] < result.restarts[1]
    assert result.cut == "interrupt"


@pytest.mark.parametrize("answer", [False, np.False_])
def test_a_callback_stops_by_a_false_of_any_kind(answer):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    result = train(mlp, x, y, progress=lambda epoch: answer, epochs=50)
    assert (result.epochs, result.stopped) == (1, "stopped by the callback")
    assert result.cut == "interrupt"
    assert train(mlp, x, y, progress=lambda epoch: 0, epochs=5).epochs == 5


def test_ctrl_c_ends_after_the_epoch_without_loss():
    def interrupt(epoch):
        if epoch.number == 5:
            os.kill(os.getpid(), signal.SIGINT)

    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    before = signal.getsignal(signal.SIGINT)
    result = train(mlp, x, y, progress=interrupt, epochs=50, batch=10)
    assert (result.stopped, result.cut) == ("interrupted", "interrupt")
    assert result.mlp == train(mlp, x, y, epochs=result.epochs, batch=10).mlp
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("bar", [True, False])
def test_progress_is_shown_on_standard_error(capsys, monkeypatch, bar):
    if not bar:  # as where tqdm is not installed
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    x, y = noisy_rows()
    train(MLP.random([3, 2, 1], seed=0), x, y, epochs=20, validation=0.2, progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "epoch" in shown.err
    assert bar or "epoch 16: loss" in shown.err


# Schedules, rates, what may move -------------------------------------------------------------


def test_schedules_scale_the_rate():
    mlp, (x, y) = MLP.random([3, 1], seed=0), noisy_rows()
    for schedule in (StepDecay(1), InverseDecay(1), CosineDecay(2)):
        moved = train(mlp, x, y, optimiser="sgd", rate=1, epochs=2, schedule=schedule).mlp
        one = train(mlp, x, y, optimiser="sgd", rate=1, epochs=1).mlp
        two = train(one, x, y, optimiser="sgd", rate=schedule(1), epochs=1).mlp
        assert np.allclose(moved.weights, two.weights)
    assert CosineDecay(10, warmup=4)(0) == 0.2


def test_rates_differ_by_layer_and_for_biases():
    mlp, (x, y) = MLP.random([3, 2, 1], seed=0), noisy_rows()
    one = train(mlp, x, y, optimiser="sgd", rate=1, epochs=1).mlp
    two = train(mlp, x, y, optimiser="sgd", rate=1, epochs=1, layer_rates=[2, 0.5], bias_rate=3).mlp
    ratio = (two.weights - mlp.weights) / (one.weights - mlp.weights)
    assert np.allclose(ratio, [2] * 6 + [0.5] * 2)
    assert np.allclose((two.biases - mlp.biases) / (one.biases - mlp.biases), [6, 6, 1.5])


def test_frozen_parts_and_missing_wires_stay():
    net = Network.from_units(["a", "b", "c"], [([0, 1], [1, 1], 2), ([2, 3], [1, 1], 1)])
    mlp, (x, y) = soften(net), noisy_rows()
    moved = train(mlp, x, y, frozen=[0], frozen_wires=[False, False, True, False], epochs=5).mlp
    assert (moved.weights[:3] == mlp.weights[:3]).all()
    assert moved.weights[3] != mlp.weights[3]
    assert moved.biases[0] == mlp.biases[0]
    assert (moved.indices == mlp.indices).all()
    assert harden(moved).thresholds[0] == 2
    options = {"frozen_wires": [False, False, True, False], "epochs": 5}
    for same in ({0}, np.array([0]), (0,), [True, False], np.array([True, False])):
        assert train(mlp, x, y, frozen=same, **options).mlp == moved


@pytest.mark.parametrize(
    ("option", "function", "message"),
    [
        ("gain", lambda e: 8 - 0.2 * e, r"gain\(59\) must be positive, got -3.8"),
        ("gain", lambda e: None, r"gain\(0\) must be positive, got None"),
        ("gain", lambda e: [1.0, 2.0, 3.0], r"gain\(0\) must be positive, got \[1.0"),
        ("schedule", lambda e: None, r"schedule\(0\) must not be negative, got None"),
        ("schedule", lambda e: 1.0 - e, r"schedule\(59\) must not be negative, got -58"),
    ],
)
def test_a_wrong_schedule_is_refused_before_the_first_epoch(option, function, message):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    seen = []
    with pytest.raises(SpecificationError, match=message):
        train(mlp, x, y, epochs=60, progress=seen.append, **{option: function})
    assert not seen


def test_a_schedule_that_fails_on_the_way_ends_the_run_with_its_weights():
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    result = train(mlp, x, y, epochs=60, gain=lambda e: 0.0 if e == 7 else 2.0)
    assert (result.epochs, result.stopped) == (7, "gain(7) must be positive, got 0.0")
    assert result.mlp == train(mlp, x, y, epochs=7, gain=lambda e: [2.0, 2.0]).mlp


def test_gain_can_learn_and_can_be_annealed():
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    learnt = train(mlp, x, y, train_gain=True, epochs=20).mlp
    assert (learnt.gains != 1).all()
    assert (train(mlp, x, y, epochs=20).mlp.gains == 1).all()
    annealed = train(mlp, x, y, gain=Ramp(1, 8, 19), epochs=20).mlp
    assert annealed.gains == pytest.approx([8, 8])


def test_straight_through_trains_what_hardening_computes():
    x, y = noisy_rows(80)
    start = MLP.random([3, 6, 1], seed=0).with_parameters(gain=4)
    result = train(start, x, y, straight_through=True, epochs=300, rate=0.02)
    hard = harden(result.mlp)(x)[:, 0]
    hidden = (x @ result.mlp.weights[:18].reshape(6, 3).T + result.mlp.biases[:6] >= 0) * 1.0
    expected = hidden @ result.mlp.weights[18:] + result.mlp.biases[6] >= 0
    assert (hard == expected).all()
    assert (hard == y).mean() > 0.85


@pytest.mark.parametrize("validation", [0.0, (noisy_rows(30, seed=5))])
def test_the_loss_after_straight_through_is_that_of_the_returned_net(validation):
    x, y = noisy_rows(80)
    start = MLP.random([3, 6, 1], seed=0).with_parameters(gain=4)
    given = {"epochs": 30, "validation": validation, "restarts": 2}
    result = train(start, x, y, straight_through=True, **given)
    rows = validation if validation else (x, y)
    assert result.loss == pytest.approx(result.mlp.loss(*rows))
    assert result.loss == min(result.restarts)


# The clock ----------------------------------------------------------------------------------


class Fast:
    """The module `time`, many times too fast."""

    def __init__(self, times):
        self.times = times

    def monotonic(self):
        return self.times * time.monotonic()


RUNS = [
    {"batch": 7, "validation": 0.25, "patience": 9, "restarts": 2},
    {"stop_below": 0.3, "train_gain": True, "anchor": 1e-3},
    {"straight_through": True, "optimiser": "nesterov", "progress": lambda epoch: None},
]


@pytest.mark.parametrize("options", RUNS)
def test_a_clock_that_is_too_fast_changes_no_run(monkeypatch, options):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    whole = train(mlp, x, y, epochs=40, **options)
    monkeypatch.setattr(clocks, "time", Fast(30))
    assert_same(train(mlp, x, y, epochs=40, **options), whole)
    assert_same(train(mlp, x, y, epochs=40, time_limit=1e6, **options), whole)
    monkeypatch.setattr(clocks, "time", Fast(1e9))
    cut = train(mlp, x, y, epochs=40, time_limit=1.0, **options)
    assert (cut.epochs, cut.stopped, cut.cut) == (1, "time limit of 1 s", "time limit")
    assert len(cut.restarts) == 1


def test_a_run_that_looks_at_the_clock_is_noticed(monkeypatch):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    whole, epoch = train(mlp, x, y, epochs=9), TrainingRun.epoch
    monkeypatch.setattr(
        TrainingRun,
        "epoch",
        lambda run, rate, gain: epoch(run, rate + 1e-3 * run.budget.elapsed, gain),
    )
    with pytest.raises(AssertionError):
        assert_same(train(mlp, x, y, epochs=9), whole)


def test_all_starts_share_the_time(monkeypatch):
    """An epoch takes four looks: each of the starts has its part, and what others leave."""
    monkeypatch.setattr(clocks, "time", Steps())
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    heard = []
    options = {"restarts": 3, "epochs": 50, "progress": lambda epoch: heard.append(epoch.number)}
    result = train(mlp, x, y, time_limit=300.0, **options)
    last = [a for a, b in pairwise([*heard, 1]) if b == 1]
    assert len(last) == 3
    assert all(5 < number < 50 for number in last)
    assert (result.cut, len(result.restarts)) == ("time limit", 3)


class Steps:
    """In place of the module `time`: a second goes by with every look."""

    def __init__(self):
        self.looks = count()

    def monotonic(self):
        return float(next(self.looks))


# Checkpoints --------------------------------------------------------------------------------


SAME = ("stopped", "epochs", "loss", "best_epoch", "best_loss", "restarts", "diverged")


def assert_same(one, other):
    """Two results that differ in nothing but the seconds."""
    assert one.mlp == other.mlp
    assert [getattr(one, name) for name in SAME] == [getattr(other, name) for name in SAME]
    for name in ("losses", "validation_losses", "validation_right"):
        a, b = getattr(one, name), getattr(other, name)
        assert (a is None and b is None) or a.tolist() == b.tolist()


@pytest.mark.parametrize("optimiser", list(OPTIMISERS))
@pytest.mark.parametrize("options", [
    {"batch": 7, "schedule": CosineDecay(20, warmup=3)},
    {"restarts": 3, "l1": 1e-3, "anchor": 1e-3, "train_gain": True},
    {"batch": 1, "dtype": np.float32, "validation": 0.25, "restarts": 2},
    {"gain": Ramp(1, 8, 19), "straight_through": True, "layer_rates": [1, 0.5], "frozen": [2]},
])  # fmt: skip
def test_a_resumed_run_is_the_uninterrupted_one(tmp_path, optimiser, options):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    options = {"optimiser": optimiser, **options}
    if optimiser == "lbfgs":
        options.pop("batch", None)  # it has none
    kept = {"checkpoint": tmp_path / "run.npz", "resume": True}
    whole = train(mlp, x, y, epochs=12, **options)
    train(mlp, x, y, epochs=5, **kept, **options)
    assert_same(train(mlp, x, y, epochs=12, **kept, **options), whole)
    assert_same(train(mlp, x, y, epochs=12, **kept, **options), whole)  # there is nothing to do
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("options", [
    {"stop_below": 0.5}, {"stop_below": 0.5, "batch": 10, "validation": 0.2},
    {"stop_update": 0.01, "optimiser": "sgd"}, {"stop_correct": True, "rate": 0.1},
    {"validation": 0.3, "patience": 5, "batch": 10, "rate": 0.1},
    {"optimiser": "sgd", "rate": 1e200, "loss": "squares"},
])  # fmt: skip
@pytest.mark.parametrize("first", [3, 1000])
def test_a_finished_run_is_not_trained_on(tmp_path, options, first):
    x, y = noisy_rows()
    y = (x.sum(axis=1) > 0) * 1.0 if "stop_correct" in options else y
    output = "linear" if "loss" in options else "sigmoid"
    mlp = MLP.random([3, 4, 1], output=output, seed=0)
    kept = {"checkpoint": tmp_path / "run.npz", "resume": True}
    whole = train(mlp, x, y, epochs=1000, **options)
    assert whole.epochs < 1000
    train(mlp, x, y, epochs=first, **kept, **options)
    for _ in range(2):
        assert_same(train(mlp, x, y, epochs=1000, **kept, **options), whole)


@pytest.mark.parametrize("batch", [None, 10])
def test_a_run_that_a_rule_ended_goes_on_under_another(tmp_path, batch):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    kept = {"checkpoint": tmp_path / "run.npz", "resume": True}
    options = {"batch": batch, "validation": 0.2, "epochs": 200}
    whole = train(mlp, x, y, stop_below=0.45, **options)
    assert train(mlp, x, y, stop_below=0.55, **options, **kept).epochs < whole.epochs
    assert_same(train(mlp, x, y, stop_below=0.45, **options, **kept), whole)


def test_a_run_that_was_cut_off_goes_on(tmp_path):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    whole = train(mlp, x, y, batch=10, epochs=30, restarts=2)
    kept = {"checkpoint": tmp_path / "run", "resume": True, "batch": 10, "restarts": 2}
    train(mlp, x, y, epochs=30, progress=lambda epoch: epoch.number < 11, **kept)
    part = train(mlp, x, y, epochs=30, time_limit=1e-9, **kept)
    assert (part.epochs, part.stopped) == (11, "time limit of 1e-09 s")
    assert (part.cut, whole.cut) == ("time limit", None)

    def interrupt(epoch):
        if epoch.number == 20:
            os.kill(os.getpid(), signal.SIGINT)

    assert train(mlp, x, y, epochs=30, progress=interrupt, **kept).stopped == "interrupted"
    assert_same(train(mlp, x, y, epochs=30, **kept), whole)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["run", "run-2"]


@pytest.mark.parametrize("options", [
    {"validation": 0.3, "batch": 7}, {"restarts": 3}, {"batch": 7, "validation": 0.3, "restarts": 2}
])  # fmt: skip
def test_a_run_without_a_seed_is_resumed_on_the_same_rows_from_the_same_starts(tmp_path, options):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    kept = {"checkpoint": tmp_path / "run.npz", "resume": True, "seed": None}
    train(mlp, x, y, epochs=10, **kept, **options)
    entropy = checkpoint.entropy_of(options_of({**kept, **options}))
    resumed = train(mlp, x, y, epochs=20, **kept, **options)
    assert resumed.epochs == 20
    assert_same(resumed, train(mlp, x, y, epochs=20, seed=entropy, **options))


def test_a_generator_is_a_seed(tmp_path):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    rngs = [np.random.default_rng(k) for k in (1, 1, 2)]
    runs = [train(mlp, x, y, batch=7, epochs=3, seed=rng).mlp for rng in rngs]
    assert runs[0] == runs[1] != runs[2]
    kept = {"checkpoint": tmp_path / "run.npz", "resume": True, "batch": 7}
    train(mlp, x, y, epochs=2, seed=np.random.default_rng(1), **kept)
    assert train(mlp, x, y, epochs=3, seed=np.random.default_rng(1), **kept).mlp == runs[0]
    assert MLP.random([3, 4, 1]) == mlp  # the seed is 0 here as everywhere


@pytest.mark.parametrize("name", ["folder", "/proc/run.npz", "run.npz"])
def test_a_checkpoint_that_cannot_be_written_is_refused_before_training(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "run-2.npz").mkdir()
    seen, (x, y) = [], noisy_rows()
    with pytest.raises(SpecificationError, match=r"is a folder|cannot be written|is no folder"):
        train(
            MLP.random([3, 4, 1], seed=0), x, y, epochs=2, restarts=2, progress=seen.append,
            checkpoint=tmp_path / name,
        )  # fmt: skip
    assert not seen


def test_a_checkpoint_that_fails_later_loses_no_run(tmp_path, monkeypatch):
    def full(*arguments, **names):
        raise OSError("no space left")

    monkeypatch.setattr(checkpoint.np, "savez", full)
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    with pytest.warns(RuntimeWarning, match="was not written: no space left"):
        result = train(mlp, x, y, epochs=4, checkpoint=tmp_path / "run.npz")
    assert result.epochs == 4
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    file = tmp_path / "run.npz"
    train(mlp, x, y, epochs=2, checkpoint=file)
    with pytest.raises(SpecificationError, match="belongs to another run"):
        train(mlp, x, 1 - y, epochs=4, checkpoint=file, resume=True)
    with pytest.raises(SpecificationError, match="belongs to another run"):
        train(mlp, x, y, rate=0.5, epochs=4, checkpoint=file, resume=True)
    x, y = x[: mlp.parameters], y[: mlp.parameters]
    kept, numbers = {"checkpoint": file, "anchor": 0.1}, np.arange(1.0, len(x) + 1)
    train(mlp, x, y, epochs=2, anchor_factors=numbers, **kept)
    with pytest.raises(SpecificationError, match="belongs to another run"):
        train(mlp, x, y, epochs=4, sample_weight=numbers, resume=True, **kept)
    for junk in (b"PK nothing", b"nothing", b""):
        file.write_bytes(junk)
        with pytest.raises(FormatError, match=r"run.npz: no training checkpoint \(or damaged"):
            train(mlp, x, y, epochs=4, checkpoint=file, resume=True)


def test_a_run_resumes_by_what_its_schedules_give(tmp_path):
    mlp, (x, y) = MLP.random([3, 4, 1], seed=0), noisy_rows()
    options = {"checkpoint": tmp_path / "run.npz", "resume": True}
    train(mlp, x, y, epochs=2, schedule=lambda epoch: 0.5**epoch, **options)
    halving = partial(pow, 0.5)  # the same numbers from another function
    train(mlp, x, y, epochs=3, schedule=halving, **options)
    train(mlp, x, y, epochs=4, schedule=ExponentialDecay(0.5), **options)
    with pytest.raises(SpecificationError, match="belongs to another run"):
        train(mlp, x, y, epochs=5, schedule=lambda epoch: 0.25**epoch, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimiser": "nadam"}, "is not known; choose"),
        ({"loss": "hinge"}, "'hinge' is not known"),
        ({"rate": -1}, "rate must be positive"),
        ({"batch": 0}, "batch must be a positive whole"),
        ({"l2": -1}, "l2 must not be negative"),
        ({"patience": 3}, "pass validation"),
        ({"validation": 1.5}, "a share of the rows"),
        ({"validation": 0.001}, "leaves one part empty"),
        ({"layer_rates": [1]}, "needs 2 factors"),
        ({"frozen": [9]}, "frozen units must be"),
        ({"frozen_wires": [True]}, "mask of"),
        ({"dtype": "int8"}, "float32 or float64"),
        ({"resume": True}, "resume needs"),
        ({"foo": 1}, "option 'foo' is not known; choose one of loss, optimiser"),
        ({"optimiser": ["adam"]}, "is not known; choose"),
        ({"rate": "fast"}, "rate must be positive, got 'fast'"),
        ({"rate": float("inf")}, "rate must be positive, got inf"),
        ({"momentum": 1.5}, "momentum must be from 0 to 1"),
        ({"l1": None}, "l1 must not be negative, got None"),
        ({"batch": 2.5}, "batch must be a positive whole"),
        ({"epochs": None}, "epochs must be a whole number of at least 0"),
        ({"patience": 0, "validation": 0.5}, "patience must be a positive whole"),
        ({"restarts": 1.5}, "restarts must be a positive whole"),
        ({"stop_below": "x"}, "stop_below must not be negative"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"schedule": 0.5}, "schedule must be a function of the epoch"),
        ({"gain": 4.0}, "gain must be a function of the epoch"),
        ({"layer_rates": [-1, 1]}, "factors from 0 on"),
        ({"frozen": [0.5]}, "frozen units must be numbers"),
        ({"frozen": [True, False]}, r"such as \[0\], or a mask of 5 True or False"),
        ({"frozen": {9}}, "frozen units must be numbers from 0 to 4"),
        ({"frozen_wires": [0, 3]}, "mask of 16 True or False"),
        ({"anchor_to": Network.from_units("a", [([0], [1], 1)])}, "anchor_to must be an MLP"),
        ({"validation": None}, "got None"),
        ({"validation": ([[1, 2, 3]], [0], [0])}, "got 3 parts"),
        ({"validation": ([[1, 2, 3]], [0, 1])}, "1 rows, but targets for 2"),
        ({"validation": (np.zeros((0, 3)), [])}, "there are no rows"),
        ({"validation": ([[1, 2, 3]], [2])}, "targets from 0 to 1"),
        ({"progress": "yes"}, "progress is True or a function"),
        ({"shuffle": None}, "shuffle is True or False"),
        ({"checkpoint": 3}, "checkpoint must be a file name"),
        ({"checkpoint": "no/such/folder/x"}, "there is no folder"),
        ({"anchor_to": MLP.random([2, 1], seed=0)}, "same wires"),
    ],
)
def test_a_wrong_option_is_refused(options, message):
    x, y = noisy_rows()
    with pytest.raises(SpecificationError, match=message):
        train(MLP.random([3, 4, 1], seed=0), x, y, **options)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([], [], "input has shape"),
        (np.zeros((0, 2)), [], "there are no rows"),
        ([[0, 0], [0]], [0, 1], "rows of the same length"),
        ([[0, 0], [np.inf, 0]], [0, 1], "row 2, input 'x1' is inf"),
        ([[0, 0], [1, 0]], ["a", "b"], "the target of row 1 is .a., not a number"),
        ([[0, 0], [1, 0]], [0, np.nan], "the target of row 2 is not finite"),
        ([[0, 0], [1, 0]], [0, 2], "targets from 0 to 1, got 0 to 2"),
    ],
)
def test_wrong_data_is_refused(x, y, message):
    with pytest.raises(SpecificationError, match=message):
        train(MLP.random([2, 1], seed=0), x, y)


def test_rows_without_targets_are_refused():
    with pytest.raises(SpecificationError, match="4 rows, but targets for 3"):
        train(MLP.random([2, 1], seed=0), XOR_X, [0, 1, 1])


def test_decays_and_epsilon_are_those_of_the_formulas():
    mlp = MLP.from_layers([[[0.5]]], [[0.0]], output="linear")
    fixed = {"epochs": 1, "rate": 0.1, "loss": "squares", "bias_rate": 0.0}
    gradient = 2 * (0.5 * 2 - 3)  # of (w x - t)^2 / 2 at x = 2, t = 3
    step = train(mlp, [[2]], [3], optimiser="rmsprop", decays=(0.75,), epsilon=0.5, **fixed)
    expected = 0.5 - 0.1 * gradient / (abs(gradient) * 0.5 + 0.5)
    assert step.mlp.weights[0] == pytest.approx(expected)
    step = train(mlp, [[2]], [3], optimiser="adam", decays=(0.5, 0.5), epsilon=1.0, **fixed)
    assert step.mlp.weights[0] == pytest.approx(0.5 - 0.1 * gradient / (abs(gradient) + 1))
    for decays, message in (((0.5,), "decays of adam are"), ((0.5, 1.0), "a decay must lie")):
        with pytest.raises(SpecificationError, match=message):
            train(mlp, [[2]], [3], decays=decays)


def test_first_weights_are_scaled():
    plain, doubled = (MLP.random([2, 3, 1], init="gaussian", scale=k, seed=1) for k in (1, 2))
    assert np.allclose(doubled.theta()[:-2], 2 * plain.theta()[:-2])
