"""`plot.hidden_units` and `plot.before_and_after`: several pictures of one plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import shown
from logicnet.plot.arguments import SomeAxes, drawing
from logicnet.plot.diagrams.captions import meanings
from logicnet.plot.diagrams.geometry import folded
from logicnet.plot.style import INK, MUTED, charts, settle, shortened
from logicnet.plot.words import describe

from .areas import draw_area, surface, unit_areas
from .lines import draw_line
from .region import class_marks, paired, region
from .surface import Box, Floats, Plane, mesh

_COLUMNS = 4
_TITLE = 21  # characters of a line over a panel


@drawing
def hidden_units(
    source: Any,
    *,
    ax: SomeAxes | None = None,
    bounds: Box | None = None,
    points: ArrayLike | None = None,
    classes: ArrayLike | None = None,
    resolution: int = 240,
    most: int = 36,
) -> NDArray[Any]:
    """An array of Axes, one for each unit: where in the plane it fires, each layer in new rows.

    Of more units than `most` the first and the last are shown, and how many are left out is said.

    >>> from logicnet import compile
    >>> [ax.get_title() for ax in hidden_units(compile("a ^ b", "wide"))]
    ['h1: ~a & b', 'h2: a & ~b', 'y: OR of 2 terms']
    """
    plane = Plane(source)
    net: Any = plane.source
    at = paired(points, classes)
    box = plane.box(at) if bounds is None else bounds
    exact = None if plane.smooth else unit_areas(plane, box)
    values = np.zeros((0, 0, net.units))
    if exact is None:
        values = plane.unit_values(mesh(box, resolution)).reshape(resolution, resolution, -1)
    shown = list(range(net.units))
    if net.units > most:  # the last ones hold the outputs
        shown = [*shown[: most // 2], *shown[-(most - most // 2) :]]
    left_out = net.units - len(shown)
    layer, said = net.layer_of, meanings(net)
    axes = charts(ax, len(shown), 1.65, 1.85, _COLUMNS, breaks=_layer_starts(layer[shown]))
    own = {line.unit: line for line in plane.lines()}
    for unit, each in zip(shown, axes, strict=True):
        one = values[:, :, unit : unit + 1]
        span = plane.span(unit, one) if plane.smooth else None
        name = _unit_title(net, unit, said[unit]).replace("\n", " ")
        if exact is None:
            surface(each, plane, one, box, span, contours=False)
            describe(each, f"{name}.")
        else:
            draw_area(each, exact.areas[unit], box, f"area h{unit + 1}")
            describe(each, f"{name}, 1 on {exact.shares[unit]:.0%} of the plane drawn.")
        if unit in own:
            draw_line(each, own[unit], box)
        if at is not None:
            _points_small(each, at, classes, len(plane.outputs) > 1)
        each.set(xlim=box[:2], ylim=box[2:], xticks=[], yticks=[])
        each.set_title(_unit_title(net, unit, said[unit]), fontsize=8.5)
        first = unit == shown[0] or layer[unit] != layer[unit - 1]
        if first:
            each.set_ylabel(f"layer {int(layer[unit]) + 1}", fontsize=9, color=MUTED)
        each.set_box_aspect(1)
        if left_out and unit == shown[most // 2]:
            told = f"after {left_out} units that\nare not shown (most={most})"
            each.set_xlabel(told, fontsize=7, color=MUTED)
    if ax is None:
        settle(axes)
    return np.array(axes)


def _layer_starts(layers: NDArray[np.int64]) -> list[int]:
    """The places at which a new layer begins."""
    return (np.flatnonzero(np.diff(layers)) + 1).tolist()


def _unit_title(net: Any, unit: int, said: str) -> str:
    names = [o for o, u in zip(net.outputs, net.output_units, strict=True) if u == unit]
    name = ", ".join(names) or f"h{unit + 1}"
    lines = folded(f"{name}: {said.removeprefix(f'{name}: ')}" if said else name, _TITLE)
    return "\n".join(
        lines if len(lines) <= 3 else [*lines[:2], shortened(lines[2], _TITLE - 2) + " …"]
    )


def _points_small(ax: Axes, at: Floats, classes: ArrayLike | None, many: bool) -> None:
    labels, marks = class_marks(np.zeros(len(at)) if classes is None else classes, many)
    for k, (marker, colour) in marks.items():
        ax.scatter(
            at[labels == k, 0], at[labels == k, 1], s=7, marker=marker, linewidth=0, zorder=4,
            color=INK if classes is None else colour,
        )  # fmt: skip


@drawing
def before_and_after(
    before: Any,
    after: Any,
    *,
    ax: SomeAxes | None = None,
    bounds: Box | None = None,
    points: ArrayLike | None = None,
    classes: ArrayLike | None = None,
    titles: tuple[str, str] = ("before", "after"),
    resolution: int = 300,
) -> NDArray[Any]:
    """The two Axes with the regions of a net before and after training, to one scale.

    >>> from logicnet import compile
    >>> [ax.get_title() for ax in before_and_after(compile("a & b"), compile("a | b"))]
    ['before', 'after']
    """
    at = paired(points, classes)
    if titles is None or len(titles) != 2:
        raise SpecificationError(f"titles must be 2 texts, got {shown(titles)}")
    if bounds is None:
        boxes = np.array([Plane(source).box(at) for source in (before, after)])
        low, high = boxes.min(axis=0), boxes.max(axis=0)
        bounds = (float(low[0]), float(high[1]), float(low[2]), float(high[3]))
    axes = charts(ax, 2, 3.5, 3.6, 2)
    for source, title, each in zip((before, after), titles, axes, strict=True):
        region(
            source, ax=each, bounds=bounds, points=points, classes=classes, title=title,
            resolution=resolution,
        )  # fmt: skip
    if ax is None:
        settle(axes)
    return np.array(axes)
