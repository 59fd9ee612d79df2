"""Histories and animations of training."""

import numpy as np
import pytest
from PIL import Image

from drawn import clipped, overlapping, texts
from logicnet import SpecificationError, compile, fine_tune, plot
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.training import train

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
    with pytest.raises(SpecificationError, match="frames must be a whole number from 2"):
        plot.training_animation(START, X, Y, tmp_path / "run.gif", frames=1)


def test_texts_of_a_history_can_be_read():
    ax = plot.history(train(START, X, Y, epochs=20), title="fine-tuning")
    written = [text for text, _ in texts(ax)]
    assert {"fine-tuning", "epoch", "loss", "training loss"} <= set(written)


def test_several_results_are_drawn_over_each_other():
    runs = [train(MLP.random([2, 2, 1], seed=k), X, Y, epochs=9 + k) for k in range(2)]
    ax = plot.history(runs)
    lines = [line for line in ax.lines if line.get_label().startswith("run")]
    assert [line.get_label() for line in lines] == ["run 1", "run 2"]
    for line, run in zip(lines, runs, strict=True):
        assert (line.get_ydata() == run.losses).all()
    assert len({line.get_color() for line in lines}) == 2
    held = train(MLP.random([2, 2, 1]), X, Y, epochs=5, validation=(X, Y))
    ax = plot.history({"held": held})
    texts = [t.get_text() for t in ax.get_legend().get_texts()]
    assert texts == ["held", "held, validation"]
    assert plot.history(held).get_title() == f"stopped: {held.stopped}"


def test_the_history_of_a_tuned_rule_is_that_of_its_training():
    rule = compile("a & b")
    rows, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1]
    tuned = fine_tune(rule, rows, y, anchor=0, epochs=20)
    assert (plot.history(tuned).lines[0].get_ydata() == tuned.result.losses).all()
    kept = fine_tune(rule, rows, [0, 0, 0, 1])
    with pytest.raises(SpecificationError, match="nothing was trained: the rule was kept"):
        plot.history(kept)
