"""Training: gradient steps over batches until a stopping rule holds, from one start or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.budget import Budget
from logicnet.learning.data.blocks import blocks_of
from logicnet.learning.data.rows import same_count
from logicnet.learning.data.weighting import row_weights
from logicnet.learning.nets.mlp import MLP

from .checkpoint import check_files, entropy_of
from .options import Options, options_of
from .progress import interrupts
from .rows.at_hand import DataAtHand, TrainingData, checked_rows
from .rows.streamed import streamed_data
from .run import Result, TrainingRun

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .options import TrainOptions

__all__ = ["Result", "train"]

_LARGE = 1 << 15  # weights of dense layers from which floats of 32 bits pay


@checked(mlp=of_type(MLP))
def train(
    mlp: MLP,
    x: Any,
    y: ArrayLike | str | Sequence[str] | None = None,
    **options: Unpack[TrainOptions],
) -> Result:
    """The net trained on rows `x` with targets `y`; the options are those of `Options`.

    Rows in a memory-mapped array (`np.memmap`, or `np.load` with `mmap_mode="r"`) stay on disk:
    each step reads its own. In place of rows, `x` may be a Parquet file and `y` its column of
    targets, or a list of such; or, without `y`, a function that makes an iterator of blocks
    (rows, targets), or a list of blocks. They train the net that one array would, few of them in
    memory at a time, but that only rows near each other are shuffled.
    Ctrl-C ends it after the epoch, a second one at once, with the best of the runs so far; `cut`
    says so.

    >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> result = train(MLP.random([2, 4, 1], seed=1), x, y, rate=0.1, stop_below=0.05)
    >>> result.mlp.predict(x).ravel().tolist(), result.stopped
    ([0, 1, 1, 0], 'training loss below 0.05')
    """
    chosen = options_of(options)
    if chosen.dtype is None:
        chosen = replace(chosen, dtype=_kind(mlp))
    return trained(mlp, x, y, chosen, chosen.budget())


def trained(mlp: MLP, x: Any, y: Any, options: Options, budget: Budget) -> Result:
    """As `train`, with the budget of whoever does more than that."""
    check_files(options)
    if options.dtype is None:
        options = replace(options, dtype=np.float64)
    root = np.random.SeedSequence(entropy_of(options))
    parts = _parts(mlp, x, y, options, root)
    results: list[Result] = []
    with interrupts(budget) as interrupt:
        for number, seed in enumerate(root.spawn(options.restarts)):
            if results and budget.over():
                break
            rng = np.random.default_rng(seed)
            start = mlp if number == 0 else mlp.randomised(init=options.init, seed=rng)
            share = budget.share(1 / (options.restarts - number))
            run = TrainingRun(start, *parts, options.of_run(number), share, rng, root.entropy)
            results.append(run.finish(interrupt))
    best = min(results, key=lambda result: np.nan_to_num(result.loss, nan=np.inf))
    return replace(best, restarts=tuple(result.loss for result in results), cut=budget.cut)


def _kind(mlp: MLP) -> type[np.floating[Any]]:
    """The floats that learn fast enough: of 32 bits where products of matrices take the time."""
    entries = sum(layer.wires.stop - layer.wires.start for layer in mlp.plan.layers
                  if layer.kind == "dense")  # fmt: skip
    return np.float32 if entries >= _LARGE else np.float64


def _parts(
    mlp: MLP, x: Any, y: Any, options: Options, root: np.random.SeedSequence
) -> tuple[TrainingData, TrainingData | None]:
    """What is trained on and what is kept apart for validation, the same for all restarts."""
    data = _data(mlp, x, y, options.sample_weight, options.class_weight)
    if isinstance(options.validation, tuple):
        return data, _data(mlp, *options.validation, None, options.class_weight)
    if not options.validation:
        return data, None
    if not isinstance(data, DataAtHand):
        raise SpecificationError(
            "of blocks no share is held apart; pass validation=(x, y), rows or blocks of their own"
        )
    order = np.random.default_rng(root).permutation(len(data.rows))
    count = round(options.validation * len(order))
    if not 0 < count < len(order):
        share = f"{options.validation:g} of {len(order)} rows"
        raise SpecificationError(f"{share} leaves one part empty")
    return _some(data, np.sort(order[count:])), _some(data, np.sort(order[:count]))


def _data(mlp: MLP, x: Any, y: Any, sample_weight: Any, class_weight: Any) -> TrainingData:
    """Rows, targets and weights, checked."""
    blocks = blocks_of(x, y, mlp.inputs)
    if blocks is not None:
        return streamed_data(mlp, blocks, sample_weight, class_weight)
    rows, targets = checked_rows(mlp, x), mlp.targets(y)
    same_count(rows, targets)
    return DataAtHand(rows, targets, row_weights(sample_weight, class_weight, targets))


def _some(data: DataAtHand, part: NDArray[np.int64]) -> DataAtHand:
    weights = None if data.weights is None else data.weights[part]
    return DataAtHand(data.rows[part], data.known[:, part], weights)
