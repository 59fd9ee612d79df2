"""`plot.region`: decision regions of the plane."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.plot.arguments import drawing
from logicnet.plot.saving import svg_text
from logicnet.plot.style import (
    INK,
    MARKERS,
    MUTED,
    NEGATIVE,
    POSITIVE,
    SERIES,
    abbreviated,
    chart,
    figure_of,
    number,
    settle,
    text_width,
)
from logicnet.plot.words import describe, some

from .areas import INSIDE, OUTSIDE, draw_areas, exact_areas, pale, shares_of, surface
from .lines import draw_line
from .surface import Box, Floats, Plane, mesh

_MOST_LINES = 20  # lines up to which each is drawn with its side
_KEY = 8.5  # size of the names of classes
_ALIKE = [
    {"lon", "lat"}, {"longitude", "latitude"}, {"east", "north"}, {"easting", "northing"},
    {"width", "height"}, {"left", "right"},
]  # fmt: skip


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
    found, exact = plane.lines(), exact_areas(plane, box)
    said = partial(_words, plane, box, at, classes, len(found))
    if exact is not None:
        draw_areas(ax, plane, exact, box)
        describe(ax, partial(said, exact.shares))
    else:
        values = plane.values(mesh(box, resolution)).reshape(resolution, resolution, -1)
        span = plane.span(int(plane.source.output_units[0]), values) if plane.smooth else None
        surface(ax, plane, values, box, span, contours)
        describe(ax, partial(said, shares_of(plane, values)))
    if lines or (lines is None and len(found) <= _MOST_LINES):
        for line in found:
            colour = MUTED if plane.smooth or plane.is_region else INK
            drawn = exact is not None
            draw_line(ax, line, box, None if plane.smooth else plane, colour=colour, drawn=drawn)
        for line in plane.inner_lines(box):
            draw_line(ax, line, box, plane, whole=False, drawn=exact is not None)
    if at is not None:
        _points(ax, plane, at, classes)
    elif not plane.is_region and plane.source.encoding != "real":
        low = -1.0 if plane.source.encoding == "bipolar" else 0.0
        corners = np.array([[a, b] for a in (low, 1.0) for b in (low, 1.0)])
        decided = plane.decided(plane.values(corners))
        _points(ax, plane, corners, decided if len(plane.outputs) == 1 else None)
    if (at is not None and classes is not None) or not plane.smooth or len(plane.outputs) > 1:
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


def _words(
    plane: Plane, box: Box, at: Floats | None, classes: ArrayLike | None, lines: int,
    shares: list[float],
) -> str:  # fmt: skip
    """What is seen: the plane, how much of it is what, the lines, and the points."""
    x, y = plane.names
    ends = [number(round(end, 3)) for end in box]
    head = f"Decision region over {x} and {y}: {x} from {ends[0]} to {ends[1]}, {y} from {ends[2]}"
    parts = [f"{name} on {share:.0%}" for name, share in zip(plane.outputs, shares, strict=False)]
    found = [f"{head} to {ends[3]}; {some(parts)} of it; lines of {lines} units."]
    if plane.is_region:
        found = [f"{head} to {ends[3]}; {some(parts)} of it; {lines} lines bound it."]
    if at is not None:
        found.append(f"{len(at)} point{'s' * (len(at) != 1)}.")
        if classes is not None:
            wrong = int(np.sum(plane.decided(plane.values(at)) != class_marks(classes, True)[0]))
            found.append(f"{wrong} of them decided wrongly.")
    return " ".join(found)


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
    if len(plane.outputs) == 1 and not plane.smooth:
        name = plane.outputs[0]
        said = ("inside", "outside") if plane.is_region else (f"{name} = 1", f"{name} = 0")
        areas = dict(zip(said, (Patch(color=INSIDE), Patch(color=OUTSIDE)), strict=True))
        found = areas | found
    if len(plane.outputs) > 1:
        areas = {name: Patch(color=pale(k)) for k, name in enumerate(plane.outputs)}
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
    if 1 / 3 <= shape <= 3 and alike(*plane.names):
        ax.set_aspect("equal")


def alike(one: str, two: str) -> bool:
    """Whether two coordinates are measured alike, by their names: a unit of both is as long then.

    >>> alike("x", "y"), alike("x1", "x2"), alike("lon", "lat"), alike("age", "bmi")
    (True, True, True, False)
    """
    if len(one) == len(two) == 1 or {one.lower(), two.lower()} in _ALIKE:
        return True
    stems = [re.sub(r"[\W_]*(\d+|[xyXY])\W*$", "", name) for name in (one, two)]
    return stems[0] == stems[1]
