"""How many hidden units? A range of sizes, judged by rows that are kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import choice, entries, whole
from logicnet.ground.html import table
from logicnet.learning.data.rows import numeric, numeric_targets
from logicnet.learning.nets.activations import ACTIVATIONS, ActivationName
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.training import Result, train

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.learning.training.options import TrainOptions


class SizeTrial(NamedTuple):
    """One size: its hidden layers, what training gave, and the least validation loss."""

    hidden: tuple[int, ...]
    result: Result

    @property
    def loss(self) -> float:
        """The least validation loss of its best start."""
        return self.result.loss


@dataclass(frozen=True, eq=False)
class SizeTrials:
    """The sizes that were tried, in order; `best` is the one of least validation loss."""

    trials: tuple[SizeTrial, ...]

    @property
    def best(self) -> SizeTrial:
        """The size whose validation loss is least; of equal ones the first."""
        return min(self.trials, key=lambda trial: np.nan_to_num(trial.loss, nan=np.inf))

    def _cells(self) -> list[tuple[str, str, str]]:
        return [
            ("-".join(map(str, t.hidden)) or "none", _last(t.result.losses), f"{t.loss:.4g}")
            for t in self.trials
        ]

    def __str__(self) -> str:
        lines = [
            f"{hidden} hidden: training loss {loss}, validation loss {held}"
            + (", the best" if trial is self.best else "")
            for trial, (hidden, loss, held) in zip(self.trials, self._cells(), strict=True)
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return table(("hidden units", "training loss", "validation loss"), self._cells())


def _last(losses: NDArray[np.float64]) -> str:
    """The last of the losses in words; without an epoch there is none."""
    return f"{losses[-1]:.4g}" if len(losses) else "none"


@checked()
def try_sizes(
    x: Any,
    y: ArrayLike,
    sizes: Sequence[int | Sequence[int]] = (1, 2, 4, 8, 16),
    *,
    activation: ActivationName = "tanh",
    output: ActivationName = "sigmoid",
    **options: Unpack[TrainOptions],
) -> SizeTrials:
    """Nets of several sizes, trained on the same rows and judged on the same other ones.

    A size is a number of hidden units, or a list of them for several layers. A quarter of the rows
    is kept apart unless `validation` says otherwise; the other options are those of `train`.

    >>> from logicnet.learning.data.datasets import circle
    >>> data = circle(200, noise=0.1)
    >>> found = try_sizes(data.x, data.y, [1, 8], rate=0.05, epochs=200)
    >>> found.best.hidden
    (8,)
    """
    choice(output, "activation", ACTIVATIONS)
    rows, targets = numeric(x, lambda k: f"column {k + 1}"), numeric_targets(y)
    if rows.ndim != 2 or not rows.size:
        raise SpecificationError(f"expected rows of numbers, got shape {rows.shape}")
    if not np.isfinite(targets).all():
        raise SpecificationError("the targets must be finite")
    several = targets.shape[1] if targets.ndim == 2 else 1
    outputs = int(max(2, targets.max(initial=0) + 1)) if output == "softmax" else several
    given: dict[str, Any] = {"validation": 0.25, **options}
    seed = given.get("seed", 0)
    trials = []
    for size in entries(sizes, "sizes"):
        listed = size if isinstance(size, (list, tuple)) else [size]
        hidden = tuple(whole(each, "a size", 1, 10**6) for each in listed)
        layers = [rows.shape[1], *hidden, outputs]
        start = MLP.random(layers, activation=activation, output=output, seed=seed)
        trials.append(SizeTrial(hidden, train(start, rows, targets, **given)))
    if not trials:
        raise SpecificationError("sizes must be one number of units or more")
    return SizeTrials(tuple(trials))
