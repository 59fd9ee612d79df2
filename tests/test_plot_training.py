"""Histories and animations of training."""

import numpy as np
import pytest
from PIL import Image

from drawn import clipped, overlapping, texts
from logicnet import SpecificationError, plot
from logicnet.learning.mlp import MLP
from logicnet.learning.training import train

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 5, dtype=float)
Y = np.array([0, 1, 1, 0] * 5)
START = MLP.random([2, 4, 1], seed=1)


def test_the_history_is_the_losses():
    result = train(START, X, Y, epochs=60, validation=0.25)
    ax = plot.history(result)
    training, validation, best = ax.lines
    assert (training.get_ydata() == result.losses).all()
    assert training.get_xdata()[0] == 1
    assert (validation.get_ydata() == result.validation_losses).all()
    assert validation.is_dashed()
    assert best.get_xdata() == [result.best_epoch]
    assert ax.get_title() == "stopped: 60 epochs"
    assert overlapping(ax) == clipped(ax) == []


def test_losses_that_fall_far_have_a_logarithmic_scale():
    assert plot.history(train(START, X, Y, epochs=600, rate=0.1)).get_yscale() == "log"
    assert plot.history(train(START, X, Y, epochs=5)).get_yscale() == "linear"
    with pytest.raises(SpecificationError, match="0 epochs"):
        plot.history(train(START, X, Y, epochs=0))


def test_frames_are_of_one_run():
    frames = plot.training_frames(START, X, Y, [3, 10, 30], rate=0.05, batch=5, seed=4)
    whole = train(START, X, Y, epochs=30, rate=0.05, batch=5, seed=4)
    assert [f.epochs for f in frames] == [3, 10, 30]
    assert (frames[-1].losses == whole.losses).all()
    assert frames[-1].mlp == whole.mlp
    assert (frames[0].losses == whole.losses[:3]).all()


def test_frames_end_where_a_stopping_rule_holds():
    frames = plot.training_frames(START, X, Y, [10, 2000, 3000], rate=0.1, stop_below=0.1)
    assert frames[-1].stopped == "training loss below 0.1"
    assert frames[-1].epochs < 2000
    assert len(frames) == 2


def test_the_animation_is_a_gif_with_the_frames(tmp_path):
    path = plot.training_animation(
        START,
        X,
        Y,
        tmp_path / "run.gif",
        epochs=40,
        frames=4,
        fps=5,
        resolution=30,
        dpi=40,
        rate=0.3,
    )
    with Image.open(path) as image:
        assert image.n_frames == 4
        assert image.info["duration"] == 200
        assert image.size == (304, 160)


def test_wrong_requests_are_refused(tmp_path):
    with pytest.raises(SpecificationError, match=r"ends in \.gif or \.mp4"):
        plot.training_animation(START, X, Y, tmp_path / "run.avi")
    with pytest.raises(SpecificationError, match="no option here: checkpoint"):
        plot.training_frames(START, X, Y, [3], checkpoint="x")
    with pytest.raises(SpecificationError, match="at least 2 frames"):
        plot.training_animation(START, X, Y, tmp_path / "run.gif", frames=1)


def test_texts_of_a_history_can_be_read():
    ax = plot.history(train(START, X, Y, epochs=20), title="fine-tuning")
    written = [text for text, _ in texts(ax)]
    assert {"fine-tuning", "epoch", "loss", "training loss"} <= set(written)
