"""`plot.region`: decision regions of the plane, and what every unit sees of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patches import Patch
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike, NDArray

from .gates import meanings
from .style import (
    INK,
    MARKERS,
    MUTED,
    NEGATIVE,
    POSITIVE,
    SERIES,
    chart,
    charts,
    diverging,
    number,
    settle,
    shortened,
)
from .surface import Box, Floats, Line, Plane, Span, clipped, mesh

_MOST_LINES = 60  # lines up to which each is drawn with its side
_INSIDE, _OUTSIDE = "#b5d6ea", "#f6e5da"
_SOFT = diverging(0.4, 0.7)  # points and lines stand out
_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


def region(
    source: Any,
    *,
    ax: Axes | None = None,
    bounds: Box | None = None,
    points: ArrayLike | None = None,
    classes: ArrayLike | None = None,
    lines: bool | None = None,
    contours: bool = True,
    resolution: int = 400,
    title: str | None = None,
) -> Axes:
    """The Axes with the decision region of a Region, a Network or an MLP over the plane.

    Each unit that reads coordinates is a line; the short strokes point to the side where it
    fires. Of an MLP the value is shown, with contours. `points` are drawn with a marker for
    each of their `classes`, those that are decided wrongly with a ring. `bounds` is (left,
    right, low, high).

    >>> from logicnet import compile
    >>> ax = region(compile("a ^ b", "wide"))
    >>> ax.get_xlabel(), ax.get_ylabel(), len(ax.lines)
    ('a', 'b', 2)
    """
    plane = Plane(source)
    at = None if points is None else np.asarray(points, dtype=np.float64)
    box = plane.box(at) if bounds is None else bounds
    own = ax is None
    ax = chart(ax, 4.4, 4.0)
    values = plane.values(mesh(box, resolution)).reshape(resolution, resolution, -1)
    span = plane.span(int(plane.source.output_units[0]), values) if plane.smooth else None
    _surface(ax, plane, values, box, span, contours)
    found = plane.lines()
    if lines or (lines is None and len(found) <= _MOST_LINES):
        for line in found:
            colour = MUTED if plane.smooth or plane.is_region else INK
            draw_line(ax, line, box, sides=not plane.is_region, colour=colour)
    if at is not None:
        _points(ax, plane, at, classes)
    elif not plane.is_region and plane.source.encoding != "real":
        low = -1.0 if plane.source.encoding == "bipolar" else 0.0
        corners = np.array([[a, b] for a in (low, 1.0) for b in (low, 1.0)])
        decided = plane.decided(plane.values(corners))
        _points(ax, plane, corners, decided if len(plane.outputs) == 1 else None, named=False)
    _frame(ax, plane, box, title)
    if own:
        settle(ax)
    return ax


def _surface(
    ax: Axes, plane: Plane, values: Floats, box: Box, span: Span | None, contours: bool
) -> None:
    """The picture behind: inside and outside, classes, or the value of a smooth output."""
    options: dict[str, Any] = {"origin": "lower", "extent": box, "aspect": "auto", "zorder": 0}
    if values.shape[2] > 1:
        chosen = plane.decided(values.reshape(-1, values.shape[2])).reshape(values.shape[:2]) + 1
        colours = [(1.0, 1.0, 1.0), *(_pale(c) for c in _many(values.shape[2]))]
        shown = ListedColormap(colours)
        ax.imshow(
            chosen, cmap=shown, vmin=-0.5, vmax=len(colours) - 0.5, interpolation="nearest",
            **options,
        )  # fmt: skip
        shades = [Patch(color=c, label=n) for c, n in zip(colours[1:], plane.outputs, strict=True)]
        ax.legend(
            handles=shades, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=8.5
        )
        return
    one = values[:, :, 0]
    if span is None:
        shown = ListedColormap([_OUTSIDE, _INSIDE])
        ax.imshow(one > 0.5, cmap=shown, vmin=0, vmax=1, interpolation="nearest", **options)
        return
    low, middle, high = span
    ax.imshow(
        one, cmap=_SOFT, vmin=middle - (high - low) / 2, vmax=middle + (high - low) / 2,
        interpolation="bilinear", **options,
    )  # fmt: skip
    if contours:
        levels = [low + share * (high - low) for share in _LEVELS]
        levels = [v for v in levels if one.min() < v < one.max()]
        if levels:
            x0, x1, y0, y1 = box
            side = (np.arange(one.shape[0]) + 0.5) / one.shape[0]
            widths = [1.8 if abs(v - middle) < 1e-9 else 0.7 for v in levels]
            ax.contour(
                x0 + side * (x1 - x0), y0 + side * (y1 - y0), one, levels, colors=INK,
                linewidths=widths, zorder=1,
            )  # fmt: skip
        _scale(ax, low, high, middle)


def _scale(ax: Axes, low: float, high: float, middle: float) -> None:
    """The colours and the contours' values, at the right of the picture."""
    beside = ax.inset_axes((1.03, 0.0, 0.045, 1.0))
    ramp = np.linspace(low, high, 128)[:, None]
    beside.imshow(ramp, cmap=_SOFT, origin="lower", aspect="auto", extent=(0, 1, low, high))
    levels = [low + share * (high - low) for share in _LEVELS]
    for level in levels:
        beside.axhline(level, color=INK, lw=1.8 if abs(level - middle) < 1e-9 else 0.7)
    beside.set_xticks([])
    beside.yaxis.tick_right()
    beside.set_yticks(levels, [number(round(level, 3)) for level in levels], fontsize=7.5)


def draw_line(ax: Axes, line: Line, box: Box, *, sides: bool, colour: str = INK) -> None:
    """A unit's line, with short strokes that point to the side where the unit fires."""
    ends = clipped(line, box)
    if ends is None:
        return
    ax.plot(*ends.T, color=colour, lw=1.2, zorder=2, gid=f"line h{line.unit + 1}")
    if not sides:
        return
    size = np.array([box[1] - box[0], box[3] - box[2]])
    along = (ends[1] - ends[0]) / size
    length = float(np.hypot(*along))
    across = np.array([-along[1], along[0]]) / max(length, 1e-12)
    if np.dot(across * size, [line.a, line.b]) < 0:
        across = -across
    feet = ends[0] + np.linspace(0, 1, max(3, int(length * 14)) + 2)[1:-1, None] * (
        ends[1] - ends[0]
    )
    tips = feet + 0.022 * across * size
    strokes = np.stack([feet, tips], axis=1)
    marks = LineCollection(list(strokes), colors=colour, linewidths=0.9, zorder=2)
    marks.set_gid(f"side h{line.unit + 1}")
    ax.add_collection(marks, autolim=False)


def _points(
    ax: Axes, plane: Plane, at: Floats, classes: ArrayLike | None, named: bool = True
) -> None:
    """The points: a colour and a marker for each class, a ring round wrong decisions."""
    if classes is None:
        ax.scatter(at[:, 0], at[:, 1], s=22, color=INK, edgecolor="white", linewidth=0.7, zorder=4)
        return
    labels = np.asarray(classes).astype(np.int64).ravel()
    many = len(plane.outputs) > 1
    two = not many and set(np.unique(labels).tolist()) <= {0, 1}
    few = len(at) < 60
    for k in np.unique(labels).tolist():
        colour = (NEGATIVE, POSITIVE)[k] if two else SERIES[k % len(SERIES)]
        marker = ("s", "o")[k] if two else MARKERS[k % len(MARKERS)]
        ax.scatter(
            at[labels == k, 0], at[labels == k, 1], s=40 if few else 24, marker=marker,
            color=colour, edgecolor="white", linewidth=0.8, zorder=4,
            label=plane.outputs[k] if many and 0 <= k < len(plane.outputs) else f"class {k}",
        )  # fmt: skip
    wrong = at[plane.decided(plane.values(at)) != labels]
    if len(wrong) and (two or many):
        ax.scatter(
            wrong[:, 0], wrong[:, 1], s=120 if few else 55, facecolor="none",
            edgecolor=INK, linewidth=1.1, zorder=5, label="decided wrongly",
        )  # fmt: skip
    if named:
        _name_points(ax)


def _name_points(ax: Axes) -> None:
    """A key of the classes under the picture, as far below its name as the size asks for."""
    below = offset_copy(ax.transAxes, ax.figure, 0, -30, units="points")  # type: ignore[arg-type]
    handles, names = ax.get_legend_handles_labels()
    shades = ax.get_legend()
    ax.legend(
        handles, names, loc="upper center", bbox_to_anchor=(0.5, 0.0), bbox_transform=below,
        ncols=min(len(names), 3), frameon=False, fontsize=8.5, handletextpad=0.2,
        columnspacing=1.2, markerscale=1.2,
    )  # fmt: skip
    if shades is not None:
        ax.add_artist(shades)


def _frame(ax: Axes, plane: Plane, box: Box, title: str | None) -> None:
    ax.set(xlim=box[:2], ylim=box[2:], xlabel=plane.names[0], ylabel=plane.names[1])
    if title:
        ax.set_title(title, fontsize=10)
    ax.locator_params(nbins=5)
    shape = (box[3] - box[2]) / (box[1] - box[0])
    if 1 / 3 <= shape <= 3:
        ax.set_aspect("equal")


def _pale(colour: str) -> tuple[float, float, float]:
    r, g, b = (0.58 + 0.42 * c for c in to_rgb(colour))
    return r, g, b


def _many(count: int) -> list[str]:
    return [SERIES[k % len(SERIES)] for k in range(count)]


# Several pictures ---------------------------------------------------------------------------


def hidden_units(
    source: Any,
    *,
    ax: Any = None,
    bounds: Box | None = None,
    points: ArrayLike | None = None,
    classes: ArrayLike | None = None,
    resolution: int = 240,
    most: int = 36,
) -> NDArray[Any]:
    """An array of Axes, one for each unit: where in the plane it fires, layer after layer.

    >>> from logicnet import compile
    >>> [ax.get_title() for ax in hidden_units(compile("a ^ b", "wide"))]
    ['h1: ~a & b', 'h2: a & ~b', 'y: OR of 2 terms']
    """
    plane = Plane(source)
    net: Any = plane.source
    at = None if points is None else np.asarray(points, dtype=np.float64)
    box = plane.box(at) if bounds is None else bounds
    values = plane.unit_values(mesh(box, resolution)).reshape(resolution, resolution, -1)
    shown = list(range(net.units))
    if net.units > most:  # the last ones hold the outputs
        shown = [*shown[: most // 2], *shown[-(most - most // 2) :]]
    axes = charts(ax, len(shown), 1.65, 1.8, 4)
    own = {line.unit: line for line in plane.lines()}
    layer, said = net.layer_of, meanings(net)
    for unit, each in zip(shown, axes, strict=True):
        one = values[:, :, unit : unit + 1]
        span = plane.span(unit, one) if plane.smooth else None
        _surface(each, plane, one, box, span, contours=False)
        if unit in own:
            draw_line(each, own[unit], box, sides=True)
        if at is not None:
            _points_small(each, at, classes)
        each.set(xlim=box[:2], ylim=box[2:], xticks=[], yticks=[])
        each.set_title(_unit_title(net, unit, said[unit]), fontsize=9)
        first = unit == shown[0] or layer[unit] != layer[unit - 1]
        if first:
            each.set_ylabel(f"layer {int(layer[unit]) + 1}", fontsize=9, color=MUTED)
        each.set_box_aspect(1)
    if ax is None:
        settle(axes)
    return np.array(axes)


def _unit_title(net: Any, unit: int, said: str) -> str:
    names = [o for o, u in zip(net.outputs, net.output_units, strict=True) if u == unit]
    name = ", ".join(names) or f"h{unit + 1}"
    return shortened(f"{name}: {said.removeprefix(f'{name}: ')}" if said else name, 18)


def _points_small(ax: Axes, at: Floats, classes: ArrayLike | None) -> None:
    labels = np.zeros(len(at)) if classes is None else np.asarray(classes).ravel()
    for k, marker in ((0, "s"), (1, "o")):
        some = at[(labels > 0) == bool(k)]
        colour = INK if classes is None else (NEGATIVE, POSITIVE)[k]
        ax.scatter(some[:, 0], some[:, 1], s=7, marker=marker, color=colour, linewidth=0, zorder=4)


def before_and_after(
    before: Any,
    after: Any,
    *,
    ax: Any = None,
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
    at = None if points is None else np.asarray(points, dtype=np.float64)
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
