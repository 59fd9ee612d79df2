"""Training: gradient steps over batches until a stopping rule holds, from one start or several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.budget import Budget
from logicnet.learning.data.rows import same_count
from logicnet.learning.data.weighting import class_weights, row_weights
from logicnet.learning.nets.mlp import MLP

from .checkpoint import check_files, entropy_of
from .options import Options, options_of
from .progress import interrupts
from .run import Data, Result, TrainingRun

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .options import TrainOptions

__all__ = ["Result", "train"]

_LARGE = 1 << 15  # weights of dense layers from which floats of 32 bits pay
_CHECKED = 1 << 20  # values that are looked at together


@checked(mlp=of_type(MLP))
def train(mlp: MLP, x: Any, y: ArrayLike, **options: Unpack[TrainOptions]) -> Result:
    """The net trained on rows `x` with targets `y`; the options are those of `Options`.

    Rows in a memory-mapped array (`np.memmap`, or `np.load` with `mmap_mode="r"`) stay on disk:
    each step reads its own. Ctrl-C ends it after the epoch, a second one at once, with the best of
    the runs so far; `cut` says so.

    >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> result = train(MLP.random([2, 4, 1], seed=1), x, y, rate=0.1, stop_below=0.05)
    >>> result.mlp.predict(x).ravel().tolist(), result.stopped
    ([0, 1, 1, 0], 'training loss below 0.05')
    """
    chosen = options_of(options)
    if chosen.dtype is None:
        chosen = replace(chosen, dtype=_kind(mlp))
    return trained(mlp, x, y, chosen, chosen.budget())


def trained(mlp: MLP, x: Any, y: ArrayLike, options: Options, budget: Budget) -> Result:
    """As `train`, with the budget of whoever does more than that."""
    rows, targets = _rows(mlp, x), mlp.targets(y)
    same_count(rows, targets)
    check_files(options)
    if options.dtype is None:
        options = replace(options, dtype=np.float64)
    root = np.random.SeedSequence(entropy_of(options))
    weights = row_weights(options.sample_weight, options.class_weight, targets)
    parts = _parts(mlp, (rows, targets, weights), options, root)
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


def _rows(mlp: MLP, x: Any) -> NDArray[Any]:
    """The rows as the units read them; an array of floats, or one on disk, is not copied."""
    plain = type(x) in (np.ndarray, np.memmap) and x.shape[1:] == (len(mlp.inputs),)
    if plain and x.dtype.kind in "biuf" and mlp.centre is None and mlp.scale is None:
        step = max(1, _CHECKED // max(1, x.shape[1]))
        if all(np.isfinite(x[a : a + step]).all() for a in range(0, len(x), step)):
            return np.asanyarray(x)
    return mlp.framed(mlp.rows(x)[0])


def _parts(
    mlp: MLP, data: Data, options: Options, root: np.random.SeedSequence
) -> tuple[Data, Data | None]:
    """What is trained on and what is kept apart for validation, the same for all restarts."""
    rows, targets, weights = data
    if isinstance(options.validation, tuple):
        apart = mlp.framed(mlp.rows(options.validation[0])[0]), mlp.targets(options.validation[1])
        same_count(*apart)
        return data, (*apart, class_weights(options.class_weight, apart[1]))
    if not options.validation:
        return data, None
    order = np.random.default_rng(root).permutation(len(rows))
    count = round(options.validation * len(rows))
    if not 0 < count < len(rows):
        share = f"{options.validation:g} of {len(rows)} rows"
        raise SpecificationError(f"{share} leaves one part empty")
    held, kept = np.sort(order[:count]), np.sort(order[count:])
    counts = [None if weights is None else weights[part] for part in (kept, held)]
    return (rows[kept], targets[:, kept], counts[0]), (rows[held], targets[:, held], counts[1])
