"""`plot.perceptron_trace` and its film: the line of a perceptron, correction by correction."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import instance, whole
from logicnet.learning.study.single_units import PerceptronTrace
from logicnet.plot.arguments import drawing
from logicnet.plot.style import INK, NEGATIVE, POSITIVE, chart, own_figure, tidy
from logicnet.plot.words import describe

Floats = NDArray[np.float64]
_STYLES = ((0, "o", NEGATIVE, "target 0"), (1, "s", POSITIVE, "target 1"))


@drawing
def perceptron_trace(
    trace: PerceptronTrace,
    *,
    step: int | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """The Axes with the rows, the line after so many corrections, and the earlier ones, paler.

    Without `step` it is the last line. The arrow is the weight vector: it points to the side where
    the unit fires. The ring is the row that asked for the correction.

    >>> from logicnet.learning.study.single_units import perceptron_trace as traced
    >>> trace = traced([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    >>> perceptron_trace(trace, step=2).get_title()
    'after correction 2: 3 rows wrong'
    """
    instance(trace, PerceptronTrace, "trace")
    if trace.x.shape[1] != 2:
        raise SpecificationError(f"a line needs rows of 2 numbers, got {trace.x.shape[1]}")
    last = len(trace.weights) - 1
    shown = last if step is None else whole(step, "step", 0, last)
    ax = chart(ax, 4.4, 3.8)
    box = _box(trace.x)
    for k in range(shown + 1):
        _line(ax, trace.weights[k], box, alpha=1.0 if k == shown else 0.08 + 0.4 * k / (shown + 1))
    for label, marker, colour, name in _STYLES:
        part = trace.x[trace.y == label]
        ax.plot(part[:, 0], part[:, 1], marker, color=colour, ls="none", ms=7, label=name, zorder=4)
    if shown:
        x, y = trace.x[trace.rows[shown - 1]]
        ax.plot([x], [y], "o", ms=15, mfc="none", mec=INK, mew=1.3, zorder=5, label="corrected")
    _arrow(ax, trace.weights[shown], box)
    ax.set(xlim=box[:2], ylim=box[2:], xlabel="x1", ylabel="x2", aspect="equal")
    wrong = trace.mistakes(shown)
    told = "all rows right" if not wrong else f"{wrong} row{'s' * (wrong > 1)} wrong"
    ax.set_title(title or f"after correction {shown}: {told}", fontsize=10)
    ax.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=8.5,
        borderaxespad=0.0, labelspacing=0.9,
    )  # fmt: skip
    tidy(ax)
    ones = int((trace.y == 1).sum())
    rows = f"{ones} rows of class 1 and {len(trace.y) - ones} of class 0"
    describe(ax, f"The line of a perceptron after correction {shown} of {last}: {told}. {rows}.")
    return ax


@drawing
def perceptron_animation(
    trace: PerceptronTrace,
    path: str | os.PathLike[str],
    *,
    fps: float = 2,
    dpi: float = 80,
) -> Path:
    """The path of a GIF (or MP4, where ffmpeg is installed) with a frame for each correction.

    >>> import tempfile
    >>> from logicnet.learning.study.single_units import perceptron_trace as traced
    >>> trace = traced([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     perceptron_animation(trace, f"{folder}/or.gif", dpi=30).name
    'or.gif'
    """
    from logicnet.plot.films import writer_of

    instance(trace, PerceptronTrace, "trace")
    target = Path(path)
    writer = writer_of(target)(fps=fps)
    figure = own_figure(5.6, 4.0, layout="constrained")
    ax = figure.add_subplot()
    with writer.saving(figure, str(target), dpi):
        for step in range(len(trace.weights)):
            ax.clear()
            perceptron_trace(trace, step=step, ax=ax)
            writer.grab_frame()
    return target


def _box(points: Floats) -> tuple[float, float, float, float]:
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.35 * max(float((high - low).max()), 1e-9)
    (left, down), (right, up) = (low - margin).tolist(), (high + margin).tolist()
    return left, right, down, up


def _line(ax: Axes, weights: Floats, box: Any, alpha: float) -> None:
    """Where w.x + b is 0, clipped to the box."""
    w1, w2, b = weights.tolist()
    if w1 == 0 and w2 == 0:
        return
    left, right, down, up = box
    if abs(w2) >= abs(w1):
        x = np.array([left, right])
        y = -(w1 * x + b) / w2
    else:
        y = np.array([down, up])
        x = -(w2 * y + b) / w1
    ax.plot(x, y, color=INK, lw=1.8 if alpha == 1 else 1.0, alpha=alpha, zorder=2)


def _arrow(ax: Axes, weights: Floats, box: Any) -> None:
    """The direction in which the unit's sum grows, from the line's nearest point to the middle."""
    w, b = weights[:2], float(weights[2])
    size = float(w @ w)
    if size == 0:
        return
    left, right, down, up = box
    middle = np.array([(left + right) / 2, (down + up) / 2])
    foot = middle - (float(w @ middle) + b) / size * w
    tip = foot + 0.18 * (right - left) * w / np.sqrt(size)
    ax.annotate(
        "", tip.tolist(), foot.tolist(), zorder=3, annotation_clip=False,
        arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.4},
    )  # fmt: skip
