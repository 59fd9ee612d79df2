"""The lines of units in a picture of the plane, with the side on which each fires."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from logicnet.plot.style import INK

from .surface import Box, Floats, Line, Plane, clipped

_FAINT = 0.35  # of a line where the decision is the same on both sides
_SAMPLES = 400  # points of a line at which its two sides are compared


def draw_line(
    ax: Axes,
    line: Line,
    box: Box,
    plane: Plane | None = None,
    *,
    colour: str = INK,
    whole: bool = True,
    drawn: bool = False,
) -> None:
    """A unit's line, with short strokes that point to the side where the unit fires.

    With a plane the line is strong only where what is decided differs between its two sides. The
    edges of a region have no strokes. Of a line that is not there on its `whole` length only the
    edges are drawn. Where borders are `drawn` already, the line is faint.
    """
    ends = clipped(line, box)
    if ends is None:
        return
    along = np.linspace(0, 1, _SAMPLES)
    edge = np.ones(_SAMPLES, dtype=np.bool_)
    if plane is not None:
        edge = _edges(plane, line, box, ends[0] + along[:, None] * (ends[1] - ends[0]))
    if whole:
        strong = bool(edge.all()) and not drawn
        (shown,) = ax.plot(*ends.T, color=colour, lw=1.2 if strong else 0.8, zorder=1.5)
        shown.set(gid=f"line h{line.unit + 1}", alpha=1.0 if strong else _FAINT)
    if not drawn and not (whole and edge.all()) and edge.any():
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
