"""Categories as points: a layer of linear units that each read the columns of one category."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import entries, whole
from logicnet.learning.data.tables import Categories
from logicnet.learning.nets.activations import ActivationName
from logicnet.learning.nets.mlp import MLP
from logicnet.network.wiring import Wiring

Floats = NDArray[np.float64]


@checked(encoding=of_type(Categories))
def embedded(
    encoding: Categories,
    width: int = 2,
    layers: Sequence[int] = (8, 1),
    *,
    activation: ActivationName = "tanh",
    output: ActivationName = "sigmoid",
    seed: int | np.random.Generator | None = 0,
) -> MLP:
    """A net on one-hot columns that first turns each category into a point of `width` numbers.

    The first layer has `width` linear units for each column of the table, which read that
    column's categories alone: a category's point is its weights. `layers` are the sizes that
    follow, the outputs last.

    >>> from logicnet.learning.data.tables import one_hot
    >>> _, encoding = one_hot({"day": ["mon", "tue", "sun"], "sky": ["grey", "blue", "blue"]})
    >>> embedded(encoding, 2, [3, 1])
    <MLP 5 inputs, 4 linear, 3 tanh, 1 sigmoid; 33 parameters>
    """
    if encoding.kind != "one-hot":
        raise SpecificationError("an embedding reads one-hot columns, not ordinal ones")
    whole(width, "width", 1, 10**4)
    rest = [whole(size, "a size", 1, 10**5) for size in entries(layers, "layers")]
    if not rest:
        raise SpecificationError("layers must end with the number of outputs")
    inputs, first = encoding.names, len(encoding.columns) * width
    blocks = _blocks(encoding)
    reads = [np.arange(a, b) for a, b in blocks for _ in range(width)]
    below, units = len(inputs), first
    for size in rest:
        reads += [np.arange(below, len(inputs) + units)] * size
        below, units = len(inputs) + units, units + size
    sizes = [first, *rest]
    wiring = Wiring(
        inputs=inputs,
        outputs=tuple(f"y{k + 1}" for k in range(rest[-1])) if rest[-1] > 1 else ("y",),
        indptr=np.concatenate([[0], np.cumsum([len(each) for each in reads])]),
        indices=np.concatenate(reads),
        layer_starts=np.concatenate([[0], np.cumsum(sizes)]),
        output_units=np.arange(units - rest[-1], units),
        encoding="real",
    )
    blank = MLP(
        wiring=wiring, weights=np.zeros(wiring.wires), biases=np.zeros(units),
        gains=np.ones(len(sizes)),
        activations=("linear", *[activation] * (len(rest) - 1), output),
    )  # fmt: skip
    return blank.randomised(seed=seed)


@checked(mlp=of_type(MLP), encoding=of_type(Categories))
def points_of(mlp: MLP, encoding: Categories) -> dict[str, dict[Hashable, Floats]]:
    """The point of each category, by column and category, in a net that `embedded` made.

    >>> from logicnet.learning.data.tables import one_hot
    >>> _, encoding = one_hot({"day": ["mon", "sun"]})
    >>> {day: len(point) for day, point in points_of(embedded(encoding), encoding)["day"].items()}
    {'mon': 2, 'sun': 2}
    """
    blocks = _blocks(encoding)
    count = int(mlp.layer_starts[1])
    width = count // max(1, len(blocks))
    wanted = [np.arange(a, b) for a, b in blocks for _ in range(width)]
    read = [mlp.wires_of(j)[0] for j in range(count)]
    alike = len(read) == len(wanted) and all(map(np.array_equal, read, wanted))
    if mlp.inputs != encoding.names or not alike:
        raise SpecificationError("the net's first layer is no embedding of these categories")
    found: dict[str, dict[Hashable, Floats]] = {}
    for k, (name, values) in enumerate(encoding.columns):
        mine = [mlp.wires_of(k * width + j)[1] for j in range(width)]
        points = encoding.high * np.stack(mine, axis=1)
        others = encoding.low * (np.sum(mine, axis=1)[None] - np.stack(mine, axis=1))
        biases = mlp.biases[k * width : (k + 1) * width]
        found[name] = dict(zip(values, points + others + biases, strict=True))
    return found


def _blocks(encoding: Categories) -> list[tuple[int, int]]:
    """From which input to which the categories of each column stand."""
    ends = np.cumsum([len(values) for _, values in encoding.columns]).tolist()
    return list(zip([0, *ends[:-1]], ends, strict=True))
