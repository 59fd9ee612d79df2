"""`plot.region`: decision regions of the plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, to_rgb, to_rgba
from matplotlib.patches import Patch
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.plot.arguments import drawing
from logicnet.plot.style import (
    INK,
    MARKERS,
    MUTED,
    NEGATIVE,
    POSITIVE,
    SERIES,
    abbreviated,
    chart,
    diverging,
    figure_of,
    number,
    settle,
    svg_text,
    text_width,
)

from .surface import Box, Floats, Line, Plane, Span, clipped, mesh

_MOST_LINES = 20  # lines up to which each is drawn with its side
_FAINT = 0.35  # of a line where the decision is the same on both sides
_SAMPLES = 400  # points of a line at which its two sides are compared
_KEY = 8.5  # size of the names of classes
_INSIDE, _OUTSIDE = "#b5d6ea", "#f6e5da"
_SOFT = diverging(0.4, 0.7)  # points and lines stand out
_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


@drawing
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

    Each unit that reads coordinates is a line, faint where the decision is the same on both
    sides; the short strokes point to the side where it fires. `lines` says whether they are
    drawn (None: up to 20). Of an MLP the value is shown, with contours. `points` are drawn with
    a marker for each of their `classes`, those that are decided wrongly with a ring. `bounds` is
    (left, right, low, high); without it the picture shows all borders of a bounded region, and
    the points.

    >>> from logicnet import compile
    >>> ax = region(compile("a ^ b", "wide"))
    >>> ax.get_xlabel(), ax.get_ylabel(), len(ax.lines)
    ('a', 'b', 2)
    """
    plane = Plane(source)
    at = paired(points, classes)
    box = plane.box(at) if bounds is None else bounds
    own = ax is None
    ax = chart(ax, 4.4, 4.0)
    values = plane.values(mesh(box, resolution)).reshape(resolution, resolution, -1)
    span = plane.span(int(plane.source.output_units[0]), values) if plane.smooth else None
    surface(ax, plane, values, box, span, contours)
    found = plane.lines()
    if lines or (lines is None and len(found) <= _MOST_LINES):
        for line in found:
            colour = MUTED if plane.smooth or plane.is_region else INK
            draw_line(ax, line, box, None if plane.smooth else plane, colour=colour)
        for line in plane.inner_lines(box):
            draw_line(ax, line, box, plane, whole=False)
    if at is not None:
        _points(ax, plane, at, classes)
    elif not plane.is_region and plane.source.encoding != "real":
        low = -1.0 if plane.source.encoding == "bipolar" else 0.0
        corners = np.array([[a, b] for a in (low, 1.0) for b in (low, 1.0)])
        decided = plane.decided(plane.values(corners))
        _points(ax, plane, corners, decided if len(plane.outputs) == 1 else None)
    if (at is not None and classes is not None) or len(plane.outputs) > 1:
        _key(ax, plane)
    _frame(ax, plane, box, title)
    if own:
        settle(ax)
    return ax


def svg(source: Any) -> str:
    """The picture as the text of an SVG image."""
    return svg_text(region(source))


def paired(points: Any, classes: Any) -> Floats | None:
    """The points, of which each has a class where there are classes."""
    if classes is not None and (points is None or len(points) != len(classes)):
        count = 0 if points is None else len(points)
        raise SpecificationError(f"{len(classes)} classes for {count} points")
    return None if points is None else np.asarray(points, dtype=np.float64)


def surface(
    ax: Axes, plane: Plane, values: Floats, box: Box, span: Span | None, contours: bool
) -> None:
    """The picture behind: inside and outside, classes, or the value of a smooth output."""
    options: dict[str, Any] = {"origin": "lower", "extent": box, "aspect": "auto", "zorder": 0}
    if values.shape[2] > 1:
        chosen = plane.decided(values.reshape(-1, values.shape[2])).reshape(values.shape[:2]) + 1
        colours = [(1.0, 1.0, 1.0), *(_pale(k) for k in range(values.shape[2]))]
        shown = ListedColormap(colours)
        ax.imshow(
            chosen, cmap=shown, vmin=-0.5, vmax=len(colours) - 0.5, interpolation="nearest",
            **options,
        )  # fmt: skip
        _hatch(ax, plane.also(values.reshape(-1, values.shape[2])).reshape(values.shape), box)
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


def _hatch(ax: Axes, also: NDArray[np.bool_], box: Box) -> None:
    """Hatch, in its colour, where a class holds that another one hides."""
    x0, x1, y0, y1 = box
    side = (np.arange(len(also)) + 0.5) / len(also)
    for k in range(also.shape[2]):
        if also[:, :, k].any():
            shown = ax.contourf(
                x0 + side * (x1 - x0), y0 + side * (y1 - y0), also[:, :, k].astype(float),
                levels=[0.5, 1.5], colors="none", hatches=["////"], zorder=1,
            )  # fmt: skip
            shown.set(edgecolor=SERIES[k % len(SERIES)], linewidth=0.0, gid=f"also {k}")


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


def draw_line(
    ax: Axes,
    line: Line,
    box: Box,
    plane: Plane | None = None,
    *,
    colour: str = INK,
    whole: bool = True,
) -> None:
    """A unit's line, with short strokes that point to the side where the unit fires.

    With a plane the line is strong only where what is decided differs between its two sides. The
    edges of a region have no strokes. Of a line that is not there on its `whole` length only the
    edges are drawn.
    """
    ends = clipped(line, box)
    if ends is None:
        return
    along = np.linspace(0, 1, _SAMPLES)
    edge = np.ones(_SAMPLES, dtype=np.bool_)
    if plane is not None:
        edge = _edges(plane, line, box, ends[0] + along[:, None] * (ends[1] - ends[0]))
    if whole:
        strong = bool(edge.all())
        (drawn,) = ax.plot(*ends.T, color=colour, lw=1.2 if strong else 0.8, zorder=2)
        drawn.set(gid=f"line h{line.unit + 1}", alpha=1.0 if strong else _FAINT)
    if not (whole and edge.all()) and edge.any():
        _runs(ax, line, ends, edge, colour)
    if plane is None or not plane.is_region:
        _strokes(ax, line, box, ends, edge, colour, _FAINT if whole else 0.0)


def _edges(plane: Plane, line: Line, box: Box, points: Floats) -> NDArray[np.bool_]:
    """At which points of a line what is decided differs between its two sides."""
    size = np.array([box[1] - box[0], box[3] - box[2]])
    normal = np.array([line.a, line.b]) * size
    step = 0.002 * size * normal / np.hypot(*normal)
    one, two = (plane.decided(plane.values(points + by)) for by in (step, -step))
    return np.asarray(one != two)


def _runs(ax: Axes, line: Line, ends: Floats, edge: NDArray[np.bool_], colour: str) -> None:
    """The parts of a line that are edges."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], edge, [False]]).astype(np.int8)))
    shares = np.minimum(turns.reshape(-1, 2) - [0, 1], _SAMPLES - 1) / (_SAMPLES - 1)
    parts = ends[0] + shares[:, :, None] * (ends[1] - ends[0])
    strong = LineCollection(list(parts), colors=colour, linewidths=1.6, zorder=2)
    strong.set_gid(f"edge h{line.unit + 1}")
    ax.add_collection(strong, autolim=False)


def _strokes(
    ax: Axes, line: Line, box: Box, ends: Floats, edge: NDArray[np.bool_], colour: str, faint: float
) -> None:
    """The short strokes on the side where the unit fires, faint where the line is."""
    size = np.array([box[1] - box[0], box[3] - box[2]])
    along = (ends[1] - ends[0]) / size
    length = float(np.hypot(*along))
    across = np.array([-along[1], along[0]]) / max(length, 1e-12)
    if np.dot(across * size, [line.a, line.b]) < 0:
        across = -across
    shares = np.linspace(0, 1, max(3, int(length * 14)) + 2)[1:-1]
    feet = ends[0] + shares[:, None] * (ends[1] - ends[0])
    strokes = np.stack([feet, feet + 0.022 * across * size], axis=1)
    strong = edge[np.rint(shares * (_SAMPLES - 1)).astype(np.int64)]
    inks = [to_rgba(colour, 1.0 if e else faint) for e in strong]
    marks = LineCollection(list(strokes), colors=inks, linewidths=0.9, zorder=2)
    marks.set_gid(f"side h{line.unit + 1}")
    ax.add_collection(marks, autolim=False)


def _points(ax: Axes, plane: Plane, at: Floats, classes: ArrayLike | None) -> None:
    """The points: a colour and a marker for each class, a ring round wrong decisions."""
    if classes is None:
        ax.scatter(at[:, 0], at[:, 1], s=22, color=INK, edgecolor="white", linewidth=0.7, zorder=4)
        return
    many = len(plane.outputs) > 1
    labels, marks = class_marks(classes, many)
    few = len(at) < 60
    for k, (marker, colour) in marks.items():
        ax.scatter(
            at[labels == k, 0], at[labels == k, 1], s=40 if few else 24, marker=marker,
            color=colour, edgecolor="white", linewidth=0.8, zorder=4,
            label=plane.outputs[k] if many and 0 <= k < len(plane.outputs) else f"class {k}",
        )  # fmt: skip
    wrong = at[plane.decided(plane.values(at)) != labels]
    if len(wrong) and (many or set(marks) <= {0, 1}):
        ax.scatter(
            wrong[:, 0], wrong[:, 1], s=120 if few else 55, facecolor="none",
            edgecolor=INK, linewidth=1.1, zorder=5, label="decided wrongly",
        )  # fmt: skip


def class_marks(
    classes: ArrayLike, many: bool
) -> tuple[NDArray[np.int64], dict[int, tuple[str, str]]]:
    """The class of each point, and the marker and colour of each class there is.

    Two classes 0 and 1 of one output have the colours of its two values.
    """
    labels = np.asarray(classes).astype(np.int64).ravel()
    found = np.unique(labels).tolist()
    if not many and set(found) <= {0, 1}:
        return labels, {k: (("s", NEGATIVE), ("o", POSITIVE))[k] for k in found}
    return labels, {k: (MARKERS[k % len(MARKERS)], SERIES[k % len(SERIES)]) for k in found}


def _key(ax: Axes, plane: Plane) -> None:
    """A key under the picture: each class with its area and its marker, and the rings."""
    markers, names = ax.get_legend_handles_labels()
    found: dict[str, Any] = dict(zip(names, markers, strict=True))
    if len(plane.outputs) > 1:
        areas = {name: Patch(color=_pale(k)) for k, name in enumerate(plane.outputs)}
        rest = {name: found[name] for name in names if name not in areas}
        found = {n: (area, found[n]) if n in found else area for n, area in areas.items()} | rest
    shown = abbreviated(list(found), 24)
    room = 1.15 * 72 * ax.get_window_extent().width / figure_of(ax).dpi
    below = offset_copy(ax.transAxes, ax.figure, 0, -30, units="points")  # type: ignore[arg-type]
    ax.legend(
        list(found.values()), shown, loc="upper center", bbox_to_anchor=(0.5, 0.0),
        bbox_transform=below, ncols=_columns(shown, room), frameon=False,
        fontsize=_KEY, handlelength=1.4, handletextpad=0.4, columnspacing=1.2, markerscale=0.9,
    )  # fmt: skip


def _columns(names: list[str], room: float) -> int:
    """The most columns, up to four, in which the names of a key take no more than the room."""
    widths = np.array([text_width(name, _KEY) + 3.2 * _KEY for name in names])
    for columns in range(min(4, len(names)), 1, -1):
        if sum(part.max() for part in np.array_split(widths, columns)) <= room:
            return columns
    return 1


def _frame(ax: Axes, plane: Plane, box: Box, title: str | None) -> None:
    ax.set(xlim=box[:2], ylim=box[2:], xlabel=plane.names[0], ylabel=plane.names[1])
    if title:
        ax.set_title(title, fontsize=10)
    ax.locator_params(nbins=5)
    shape = (box[3] - box[2]) / (box[1] - box[0])
    if 1 / 3 <= shape <= 3:
        ax.set_aspect("equal")


def _pale(k: int) -> tuple[float, float, float]:
    """The colour of the area of a class."""
    r, g, b = (0.58 + 0.42 * c for c in to_rgb(SERIES[k % len(SERIES)]))
    return r, g, b
