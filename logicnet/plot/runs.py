"""`plot.history` and `plot.training_animation`: how training went."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.animation import FFMpegWriter, PillowWriter, writers
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from ..errors import SpecificationError
from .planes import region
from .style import INK, MUTED, NEGATIVE, POSITIVE, chart, own_figure, tidy
from .surface import Box, Plane

if TYPE_CHECKING:
    from ..learning.mlp import MLP
    from ..learning.training import Result

_WIDE = 20  # largest by smallest loss from which the scale is logarithmic
_WRITERS: dict[str, Any] = {".gif": PillowWriter, ".mp4": FFMpegWriter}


def history(result: Result, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """The Axes with the loss of each epoch, that of the validation rows, and the best epoch.

    >>> from logicnet.learning.mlp import MLP
    >>> from logicnet.learning.training import train
    >>> result = train(MLP.random([2, 2, 1], seed=1), [[0, 1], [1, 1]], [0, 1], epochs=20)
    >>> history(result).get_xlabel()
    'epoch'
    """
    ax = chart(ax, 4.8, 3.0)
    losses = np.asarray(result.losses, dtype=np.float64)
    if not len(losses):
        raise SpecificationError("the result has no losses: it was trained for 0 epochs")
    ax.plot(np.arange(1, len(losses) + 1), losses, color=POSITIVE, lw=1.6, label="training loss")
    shown = [losses]
    if result.validation_losses is not None:
        held = np.asarray(result.validation_losses, dtype=np.float64)
        epochs = np.arange(1, len(held) + 1)
        ax.plot(epochs, held, color=NEGATIVE, lw=1.6, ls="--", label="validation loss")
        shown.append(held)
    best = int(result.best_epoch)
    ax.plot(
        [best], [result.best_loss], marker="o", ms=7, mfc="none", mec=INK, ls="none",
        label=f"best: {result.best_loss:.3g} in epoch {best}",
    )  # fmt: skip
    known = np.concatenate(shown)
    known = known[np.isfinite(known) & (known > 0)]
    if len(known) and known.max() > _WIDE * known.min():
        ax.set_yscale("log")
    ax.set(xlabel="epoch", ylabel="loss")
    ax.set_title(title or f"stopped: {result.stopped}", fontsize=9.5, color=MUTED, wrap=True)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.legend(frameon=False, fontsize=8.5)
    tidy(ax)
    return ax


def training_frames(
    mlp: MLP, x: Any, y: ArrayLike, epochs: Sequence[int], **options: Any
) -> list[Result]:
    """The result of one training run at each of the given numbers of epochs.

    The run is the one that `train` makes with these options: it is stopped and resumed, not
    started again. These are the nets for pictures of one's own; nothing is drawn.

    >>> from logicnet.learning.mlp import MLP
    >>> start = MLP.random([2, 2, 1], seed=1)
    >>> [r.epochs for r in training_frames(start, [[0, 1], [1, 1]], [0, 1], [5, 10])]
    [5, 10]
    """
    from ..learning.options import Options
    from ..learning.training import train

    refused = {"checkpoint", "resume", "epochs", "restarts"} & set(options)
    unknown = set(options) - {f.name for f in fields(Options)}
    if refused or unknown:
        raise SpecificationError(f"no option here: {', '.join(sorted(refused | unknown))}")
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run"
        for number in sorted({int(e) for e in epochs}):
            results.append(
                train(mlp, x, y, epochs=number, checkpoint=file, resume=bool(results), **options)
            )
            if results[-1].epochs < number:  # a stopping rule held
                break
    return results


def training_animation(
    mlp: MLP,
    x: Any,
    y: ArrayLike,
    path: str | os.PathLike[str],
    *,
    epochs: int = 200,
    frames: int = 40,
    fps: float = 10,
    bounds: Box | None = None,
    resolution: int = 160,
    dpi: float = 80,
    **options: Any,
) -> Path:
    """The path of a GIF (or MP4, where ffmpeg is installed) of a net as it is trained.

    Each frame shows the decision surface with the points, and the loss up to there. Frames lie
    closer together at the beginning, where most changes; `fps` of them are shown in a second. The
    other options are those of `train`, such as rate=0.1. A film is no picture: it goes to a file,
    not to Axes.

    >>> import tempfile
    >>> from logicnet.learning.mlp import MLP
    >>> start = MLP.random([2, 2, 1], seed=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = training_animation(
    ...         start, [[0, 1], [1, 1]], [0, 1], f"{folder}/run.gif", epochs=20, frames=3, fps=2
    ...     )
    >>> path.name
    'run.gif'
    """
    target = Path(path)
    if target.suffix.lower() not in _WRITERS:
        raise SpecificationError(f"{target}: expected a name that ends in .gif or .mp4")
    writer_class = _WRITERS[target.suffix.lower()]
    if target.suffix.lower() == ".mp4" and not writers.is_available("ffmpeg"):
        raise SpecificationError(f"{target}: no ffmpeg is installed; write a .gif instead")
    if frames < 2 or epochs < 1:
        raise SpecificationError(f"expected at least 2 frames and 1 epoch: {frames}, {epochs}")
    share = np.linspace(0, 1, frames) ** 2
    numbers = np.unique(np.rint(1 + share * (epochs - 1)).astype(np.int64)).tolist()
    results = training_frames(mlp, x, y, numbers, **options)
    points = np.asarray(x, dtype=np.float64)
    box = Plane(mlp).box(points) if bounds is None else bounds
    figure = own_figure(7.6, 4.0)
    left = figure.add_axes((0.08, 0.2, 0.4, 0.72))
    right = figure.add_axes((0.64, 0.2, 0.33, 0.72))
    losses = results[-1].losses
    writer = writer_class(fps=fps)
    with writer.saving(figure, str(target), dpi):
        for result in results:
            left.clear()
            right.clear()
            title = f"epoch {result.epochs}"
            region(
                result.mlp, ax=left, bounds=box, points=points, classes=y, resolution=resolution,
                title=title,
            )  # fmt: skip
            right.plot(np.arange(1, len(losses) + 1), losses, color="#d0d0d0", lw=1.2)
            done = np.arange(1, result.epochs + 1)
            right.plot(done, losses[: result.epochs], color=POSITIVE, lw=1.8)
            right.plot(done[-1:], losses[result.epochs - 1 : result.epochs], "o", color=POSITIVE)
            right.set(xlabel="epoch", ylabel="loss")
            tidy(right)
            writer.grab_frame()
    return target
