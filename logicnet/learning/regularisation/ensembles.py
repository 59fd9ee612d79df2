"""Several nets that vote: the mean of their outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import flag, generator, instance, number, shown, whole
from logicnet.ground.html import sentence
from logicnet.learning.data.rows import numeric, numeric_targets, same_count
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.options import options_of
from logicnet.learning.training.training import train

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.learning.training.options import TrainOptions

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ensemble:
    """Nets of the same inputs, outputs and output activation, whose mean decides.

    >>> lines = (MLP.from_layers([[[w]]], [[0]], activation="linear") for w in (1, 3))
    >>> both = Ensemble(tuple(lines))
    >>> both.predict_proba([[1.0], [2.0]]).ravel().tolist()
    [2.0, 4.0]
    """

    members: tuple[MLP, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.members, tuple) or not self.members:
            raise SpecificationError("an ensemble needs a tuple of one net or more")
        kinds = {
            (instance(each, MLP, "a member").inputs, each.outputs, each.output_activation)
            for each in self.members
        }
        if len(kinds) > 1:
            raise SpecificationError("the members differ in inputs, outputs or output activation")

    def predict_proba(self, x: Any) -> Any:
        """The mean of the members' outputs."""
        return np.mean([each.predict_proba(x) for each in self.members], axis=0)

    def predict(self, x: Any) -> Any:
        """The decisions of the mean: 0/1 per output, with softmax the class number."""
        values, kind = self.predict_proba(x), self.members[0].output_activation
        if kind == "softmax":
            return values.argmax(axis=-1)
        if ACTIVATIONS[kind].two_valued:
            return (values >= ACTIVATIONS[kind].centre).astype(np.int64)
        return values

    def __str__(self) -> str:
        return f"{len(self.members)} nets, the mean of which decides"

    def _repr_html_(self) -> str:
        return sentence("Ensemble", str(self))


@checked(mlp=of_type(MLP))
def ensemble(
    mlp: MLP,
    x: Any,
    y: ArrayLike,
    *,
    members: int = 5,
    resample: bool = True,
    **options: Unpack[TrainOptions],
) -> Ensemble:
    """Nets trained from random weights each, with `resample` on rows drawn with replacement.

    >>> rows, xor = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> start = MLP.random([2, 4, 1])
    >>> three = ensemble(start, rows, xor, members=3, resample=False, rate=0.1, epochs=200)
    >>> three.predict(rows).ravel().tolist()
    [0, 1, 1, 0]
    """
    chosen, count = options_of(options), whole(members, "members", 1, 10**5)
    refused = sorted({"checkpoint", "resume", "sample_weight"} & set(options))
    if refused:
        raise SpecificationError(f"no option here: {', '.join(refused)}")
    flag(resample, "resample")
    rows, targets = mlp.rows(x)[0], mlp.targets(y)
    same_count(rows, targets)
    nets = []
    root: Any = chosen.seed  # a number, or None; a generator has become a number
    for seed in np.random.SeedSequence(root).spawn(count):
        rng = np.random.default_rng(seed)
        start = mlp.randomised(init=chosen.init, seed=rng)
        part = rng.integers(0, len(rows), len(rows)) if resample else np.arange(len(rows))
        given: dict[str, Any] = {**options, "seed": int(rng.integers(1 << 31))}
        nets.append(train(start, rows[part], targets[:, part].T, **given).mlp)
    return Ensemble(tuple(nets))


@checked()
def noisy_copies(
    x: ArrayLike, y: ArrayLike, *, spread: float = 0.1, copies: int = 5, seed: int | None = 0
) -> tuple[Floats, NDArray[Any]]:
    """The rows, and `copies` of them with normal noise of that spread; the targets stay.

    >>> rows, targets = noisy_copies([[0.0], [1.0]], [0, 1], copies=2)
    >>> rows.shape, targets.tolist(), rows[:2].tolist()
    ((6, 1), [0, 1, 0, 1, 0, 1], [[0.0], [1.0]])
    """
    rows, targets = _rows(x, y)
    times, width = whole(copies, "copies", 0, 10**6), number(spread, "spread", 0)
    noise = generator(seed).normal(size=(times, *rows.shape))
    return (
        np.concatenate([rows, *(rows + width * each for each in noise)]),
        np.concatenate([targets] * (times + 1)),
    )


@checked()
def shifted_copies(
    x: ArrayLike, y: ArrayLike, shape: tuple[int, int], *, most: int = 1
) -> tuple[Floats, NDArray[Any]]:
    """Images as rows, and all of them moved by up to `most` pixels each way, zeros moving in.

    >>> moved, _ = shifted_copies([[1, 0, 0, 0]], [7], (2, 2))
    >>> moved.shape, moved[0].tolist()
    ((9, 4), [1.0, 0.0, 0.0, 0.0])
    """
    rows, targets = _rows(x, y)
    sizes = [whole(side, "a side of shape") for side in shape] if np.iterable(shape) else []
    if len(sizes) != 2 or sizes[0] * sizes[1] != rows.shape[1]:
        raise SpecificationError(
            f"shape must be two sides of {rows.shape[1]} pixels, got {shown(shape)}"
        )
    far = whole(most, "most", 0, max(sizes))
    images = rows.reshape(-1, *sizes)
    padded = np.pad(images, ((0, 0), (far, far), (far, far)))
    found, steps = [rows], range(2 * far + 1)
    for down in steps:
        for right in steps:
            if (down, right) != (far, far):
                part = padded[:, down : down + sizes[0], right : right + sizes[1]]
                found.append(part.reshape(rows.shape))
    return np.concatenate(found), np.concatenate([targets] * len(found))


def _rows(x: Any, y: Any) -> tuple[Floats, NDArray[Any]]:
    rows, numbers = numeric(x, lambda k: f"column {k + 1}"), numeric_targets(y)
    if rows.ndim != 2 or not rows.size or numbers.ndim == 0 or len(numbers) != len(rows):
        raise SpecificationError(f"rows of shape {rows.shape}, targets of shape {numbers.shape}")
    return rows, np.asarray(y)
