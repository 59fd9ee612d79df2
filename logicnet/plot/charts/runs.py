"""`plot.history` and `plot.training_animation`: how training went."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import instance, shown, whole
from logicnet.plot.arguments import drawing
from logicnet.plot.films import writer_of
from logicnet.plot.planes.region import region
from logicnet.plot.planes.surface import Box, Plane
from logicnet.plot.style import INK, MUTED, NEGATIVE, POSITIVE, SERIES, chart, own_figure, tidy

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.learning.nets.mlp import MLP
    from logicnet.learning.training.options import StepOptions
    from logicnet.learning.training.training import Result

_MOST_EPOCHS = 10**7  # of a film
_WIDE = 20  # largest by smallest loss from which the scale is logarithmic


@drawing
def history(result: Any, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """The Axes with the loss of each epoch, that of the validation rows, and the best epoch.

    Of several results, a list of them or a mapping from names, the curves lie over each other; what
    `fine_tune` returns stands for its training on all rows.

    >>> from logicnet.learning.nets.mlp import MLP
    >>> from logicnet.learning.training.training import train
    >>> result = train(MLP.random([2, 2, 1], seed=1), [[0, 1], [1, 1]], [0, 1], epochs=20)
    >>> history(result).get_xlabel()
    'epoch'
    """
    runs = _runs(result)
    ax = chart(ax, 4.8, 3.0)
    shown = [_curves(ax, run, name, k) for k, (name, run) in enumerate(runs.items())]
    known = np.concatenate(shown)
    known = known[np.isfinite(known) & (known > 0)]
    if len(known) and known.max() > _WIDE * known.min():
        ax.set_yscale("log")
    ax.set(xlabel="epoch", ylabel="loss")
    said = [f"stopped: {run.stopped}" for run in runs.values()]
    ax.set_title(title or (said[0] if len(said) == 1 else ""), fontsize=9.5, color=MUTED, wrap=True)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.legend(frameon=False, fontsize=8.5)
    tidy(ax)
    return ax


def _runs(result: Any) -> dict[str, Result]:
    """The results by name; a single one has no name."""
    from logicnet.learning.training.training import Result

    if isinstance(result, Mapping):
        named = {str(name): run for name, run in result.items()}
    elif isinstance(result, (list, tuple)):
        named = {f"run {k + 1}": run for k, run in enumerate(result)}
    else:
        named = {"": result}
    if not named:
        raise SpecificationError("history needs at least one result of train")
    found = {}
    for name, run in named.items():
        tuned = hasattr(run, "soft_mlp")
        if tuned and run.result is None:
            raise SpecificationError(f"nothing was trained: {run.method}")
        found[name] = instance(run.result if tuned else run, Result, "result")
        if not len(found[name].losses):
            raise SpecificationError("the result has no losses: it was trained for 0 epochs")
    return found


def _curves(ax: Axes, run: Result, name: str, k: int) -> NDArray[np.float64]:
    """Draw the losses of one run, the only one if it has no name; returns them all."""
    colours = (POSITIVE, NEGATIVE) if not name else (SERIES[k % len(SERIES)],) * 2
    losses = np.asarray(run.losses, dtype=np.float64)
    epochs = np.arange(1, len(losses) + 1)
    ax.plot(epochs, losses, color=colours[0], lw=1.6, label=name or "training loss")
    shown = [losses]
    if run.validation_losses is not None:
        held = np.asarray(run.validation_losses, dtype=np.float64)
        said = f"{name}, validation" if name else "validation loss"
        epochs = np.arange(1, len(held) + 1)
        ax.plot(epochs, held, color=colours[1], lw=1.6, ls="--", label=said)
        shown.append(held)
    best = f"best: {run.best_loss:.3g} in epoch {run.best_epoch}"
    ax.plot(
        [int(run.best_epoch)], [run.best_loss], marker="o", ms=7, mfc="none", ls="none",
        mec=colours[0] if name else INK, label=None if name else best,
    )  # fmt: skip
    return np.concatenate(shown)


@drawing
def training_frames(
    mlp: MLP, x: Any, y: ArrayLike, epochs: Sequence[int], **options: Unpack[StepOptions]
) -> list[Result]:
    """The result of one training run at each of the given numbers of epochs.

    The run is the one that `train` makes with these options: it is stopped and resumed, not
    started again. These are the nets for pictures of one's own; nothing is drawn.

    >>> from logicnet.learning.nets.mlp import MLP
    >>> start = MLP.random([2, 2, 1], seed=1)
    >>> [r.epochs for r in training_frames(start, [[0, 1], [1, 1]], [0, 1], [5, 10])]
    [5, 10]
    """
    from logicnet.learning.training.options import options_of
    from logicnet.learning.training.training import train

    options_of(options)
    refused = sorted({"checkpoint", "resume", "epochs", "restarts"} & set(options))
    if refused:
        raise SpecificationError(f"no option here: {', '.join(refused)}")
    if not np.iterable(epochs) or isinstance(epochs, (str, bytes)):
        raise SpecificationError(f"epochs must be numbers of epochs, got {shown(epochs)}")
    given: dict[str, Any] = {**options}
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run"
        for number in sorted({whole(e, "a number of epochs") for e in epochs}):
            results.append(
                train(mlp, x, y, epochs=number, checkpoint=file, resume=bool(results), **given)
            )
            if results[-1].epochs < number:  # a stopping rule held
                break
    return results


@drawing
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
    **options: Unpack[StepOptions],
) -> Path:
    """The path of a GIF (or MP4, where ffmpeg is installed) of a net as it is trained.

    Each frame shows the decision surface with the points, and the loss up to there. Frames lie
    closer together at the beginning, where most changes; `fps` of them are shown in a second. The
    other options are those of `train`, such as rate=0.1. A film is no picture: it goes to a file,
    not to Axes.

    >>> import tempfile
    >>> from logicnet.learning.nets.mlp import MLP
    >>> start = MLP.random([2, 2, 1], seed=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = training_animation(
    ...         start, [[0, 1], [1, 1]], [0, 1], f"{folder}/run.gif", epochs=20, frames=3, fps=2
    ...     )
    >>> path.name
    'run.gif'
    """
    target, writer = Path(path), writer_of(Path(path))(fps=fps)
    whole(epochs, "epochs", 1, _MOST_EPOCHS)
    share = np.linspace(0, 1, frames) ** 2
    numbers = np.unique(np.rint(1 + share * (epochs - 1)).astype(np.int64)).tolist()
    results = training_frames(mlp, x, y, numbers, **options)
    points = mlp.rows(x)[0]
    box = Plane(mlp).box(points) if bounds is None else bounds
    classes = np.asarray(y)
    if classes.ndim == 2 and classes.shape[1] > 1:  # a column for each class
        classes = classes.argmax(axis=1)
    figure = own_figure(7.6, 4.0, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(0.42, 0.33))
    with writer.saving(figure, str(target), dpi):
        for result in results:
            left.clear()
            right.clear()
            title = f"epoch {result.epochs}"
            region(
                result.mlp, ax=left, bounds=box, points=points, classes=classes,
                resolution=resolution, title=title,
            )  # fmt: skip
            _loss_up_to(right, result.epochs, results[-1].losses)
            writer.grab_frame()
    return target


def _loss_up_to(ax: Axes, epochs: int, losses: Any) -> None:
    """The curve of the loss, of which the part up to an epoch is strong."""
    ax.plot(np.arange(1, len(losses) + 1), losses, color="#d0d0d0", lw=1.2)
    done = np.arange(1, epochs + 1)
    ax.plot(done, losses[:epochs], color=POSITIVE, lw=1.8)
    ax.plot(done[-1:], losses[epochs - 1 : epochs], "o", color=POSITIVE)
    ax.set(xlabel="epoch", ylabel="loss")
    tidy(ax)
