"""Frames of films: no text covers another one or reaches over the edge, whatever numbers say."""

from contextlib import contextmanager

import numpy as np
import pytest

from drawn import clipped, overlapping
from logicnet import FileError, plot
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.study.single_units import perceptron_trace
from logicnet.plot import films
from logicnet.plot.charts import runs
from logicnet.plot.style import figure_of

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)


def test_a_film_for_no_folder_is_refused(tmp_path):
    with pytest.raises(FileError, match="gone"):
        films.writer_of(tmp_path / "gone" / "film.gif")


@pytest.fixture
def frames(monkeypatch):
    """What each frame that is written has wrong: texts that overlap, texts that are cut off."""
    seen = []

    class Writer:
        def __init__(self, fps):
            self.fps = fps

        @contextmanager
        def saving(self, figure, path, dpi):
            self.figure = figure
            yield

        def grab_frame(self):
            axes = self.figure.axes[0]
            seen.append((overlapping(axes), clipped(axes)))

    for module in (films, runs):
        monkeypatch.setattr(module, "writer_of", lambda path: Writer)
    return seen


@pytest.mark.parametrize(("scale", "offset"), [(1, 0), (1e5, -1e6), (1e-4, 3)])
def test_frames_of_training(frames, scale, offset):
    start = MLP.random([2, 2, 1], seed=1)
    plot.training_animation(start, CORNERS * scale + offset, [0, 1, 1, 0], "run.gif",
                            epochs=1000, frames=2, resolution=10)  # fmt: skip
    assert frames == 2 * [([], [])]


def test_frames_of_a_net_of_three_classes(frames):
    start = MLP.random([2, 3, 3], seed=1)
    plot.training_animation(start, CORNERS, np.eye(3)[[0, 1, 2, 0]], "run.gif",
                            epochs=5, frames=2, resolution=10)  # fmt: skip
    assert frames == 2 * [([], [])]


@pytest.mark.parametrize("scale", [1, 1e4])
def test_frames_of_a_perceptron(frames, scale):
    trace = perceptron_trace(CORNERS * scale, [0, 1, 1, 1])
    plot.perceptron_animation(trace, "line.gif")
    assert frames == len(trace.weights) * [([], [])]


def test_a_text_that_covers_another_one_is_seen():
    axes = plot.network("a & b")
    for word in ("over", "under"):
        figure_of(axes).text(0.5, 0.5, word)
    assert ("over", "under") in overlapping(axes)
