"""`plot.loss_surface`: the loss over two weights, and ways down it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import instance, shown
from logicnet.learning.data.rows import numeric
from logicnet.learning.study.surfaces import LossSurface
from logicnet.plot.arguments import drawing
from logicnet.plot.style import INK, MARKERS, MUTED, PAPER, SERIES, chart
from logicnet.plot.words import chart_words, describe

_LEVELS = 14


@drawing
def loss_surface(
    surface: LossSurface,
    paths: Mapping[str, Any] | None = None,
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """The Axes with the loss over two weights as shades and contours, darker where it is less.

    Rings are minima of the grid, crosses its saddles. `paths` are ways down by name, as
    `surface.descent` gives them; a path ends in its marker.

    >>> from logicnet.learning.nets.mlp import MLP
    >>> from logicnet.learning.study.surfaces import loss_surface as surface_of
    >>> unit = MLP.from_layers([[[0, 0]]], [[0]], activation="linear")
    >>> bowl = surface_of(unit, [[1, 0], [0, 1]], [1, 2], resolution=11)
    >>> ax = loss_surface(bowl, {"sgd": bowl.descent([-3, -3], epochs=20)})
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['minimum', 'sgd']
    """
    instance(surface, LossSurface, "surface")
    ways = _paths(paths)
    ax = chart(ax, 5.4, 4.2)
    values = surface.values
    low, high = float(values.min()), float(values.max())
    levels = low + (high - low or 1.0) * np.linspace(0, 1, _LEVELS) ** 2  # close in the valleys
    ax.contourf(surface.first, surface.second, values, levels, cmap="Blues_r", alpha=0.75)
    ax.contour(
        surface.first, surface.second, values, levels, linewidths=0.6, linestyles="solid",
        colors=[PAPER if k < _LEVELS / 2 else MUTED for k in range(_LEVELS)],
    )  # fmt: skip
    for name, points, marker, size in (
        ("minimum", surface.minima, "o", 9), ("saddle", surface.saddles, "x", 7),
    ):  # fmt: skip
        if len(points):
            ax.plot(
                points[:, 0], points[:, 1], marker, ms=size, mfc="none", mec=INK, mew=1.4,
                label=name, zorder=4, ls="none",
            )  # fmt: skip
    for k, (name, way) in enumerate(ways.items()):
        colour = SERIES[1:][k % (len(SERIES) - 1)]
        ax.plot(
            way[:, 0], way[:, 1], color=colour, lw=1.5, marker=MARKERS[k % len(MARKERS)],
            markevery=[len(way) - 1], ms=6, mec="white", mew=0.6, label=name, zorder=3,
        )  # fmt: skip
    ax.set(xlim=surface.first[[0, -1]], ylim=surface.second[[0, -1]])
    ax.set(xlabel=f"weight {surface.wires[0]}", ylabel=f"weight {surface.wires[1]}")
    if title:
        ax.set_title(title, fontsize=10)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(
            loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=8.5,
            borderaxespad=0.0,
        )  # fmt: skip
    said = partial(chart_words, ax)
    least = f"Its least loss is {low:.3g}, its largest {high:.3g}."
    describe(ax, lambda: f"{said()} The loss over two weights as shades. {least}")
    return ax


def _paths(paths: Any) -> dict[str, NDArray[np.float64]]:
    if paths is None:
        return {}
    if not isinstance(paths, Mapping):
        raise SpecificationError(f"paths must map names to ways down, got {shown(paths)}")
    found = {}
    for name, way in paths.items():
        points = numeric(way, lambda k: f"column {k + 1}")
        if points.ndim != 2 or points.shape[1] < 2 or not len(points):
            raise SpecificationError(f"the path {name!r} must be rows of two numbers or more")
        found[str(name)] = points
    return found
