"""`plot.weight_images`: the weights of units that read an image, as images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from logicnet.errors import SpecificationError
from logicnet.ground.checks import entries, whole
from logicnet.plot.arguments import SomeAxes, drawing, net_of
from logicnet.plot.style import DIVERGING, charts
from logicnet.plot.words import describe

_MOST = 64  # units


@drawing
def weight_images(
    net: Any,
    shape: tuple[int, int],
    *,
    titles: Sequence[str] | None = None,
    ax: SomeAxes | None = None,
) -> list[Axes]:
    """Axes with an image for each unit of the first layer: blue weights are positive.

    `shape` is (rows, columns) of the image whose pixels are the inputs, row by row; vermilion
    weights are negative, and all images share one scale. They are called by `titles`, or as
    the units are.

    >>> from logicnet.learning.nets.mlp import MLP
    >>> found = weight_images(MLP.random([6, 2], output="softmax"), (2, 3), titles=["a", "b"])
    >>> [ax.get_title() for ax in found]
    ['a', 'b']
    """
    net = net_of(net)
    count = int(net.layer_starts[1])
    sides = [whole(side, "a side of shape") for side in entries(shape, "shape")]
    if len(sides) != 2 or sides[0] * sides[1] != len(net.inputs):
        raise SpecificationError(
            f"shape must be (rows, columns) of {len(net.inputs)} inputs, got {tuple(sides)}"
        )
    if count > _MOST:
        raise SpecificationError(f"at most {_MOST} units are drawn, got {count}")
    called = net.outputs if net.depth == 1 else [f"h{j + 1}" for j in range(count)]
    if titles is not None:
        called = list(titles)
        if len(called) != count:
            raise SpecificationError(f"titles must be {count} texts, got {len(called)}")
    images = np.zeros((count, len(net.inputs)))
    for j in range(count):
        sources, weights = net.wires_of(j)
        images[j, sources] = weights
    most = float(np.abs(images).max(initial=0.0)) or 1.0
    axes = charts(ax, count, 1.15, 1.15 * sides[0] / sides[1] + 0.3, min(count, 8))
    for here, image, name in zip(axes, images, called, strict=True):
        here.imshow(image.reshape(sides), cmap=DIVERGING, vmin=-most, vmax=most)
        here.set_title(name, fontsize=9)
        here.set_xticks([])
        here.set_yticks([])
        ends = f"from {image.min():.3g} to {image.max():.3g}"
        describe(here, f"Weights of {name} as an image of {sides[0]} by {sides[1]}, {ends}.")
    return axes
