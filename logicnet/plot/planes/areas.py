"""Areas in pictures of the plane: exact where lines bound them, else by the points of a mesh."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from logicnet.plot.style import INK, SERIES, diverging, number

from .borders import Borders, borders
from .surface import Box, Floats, Plane, Span

INSIDE, OUTSIDE = "#b5d6ea", "#f6e5da"
_SOFT = diverging(0.4, 0.7)  # points and lines stand out
_STEEP = 0.06  # of the range between two points of 400 a side: there contours would merge
_LONG = 15.0  # sides of the box: borders that are longer in all are thinner
_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


def exact_areas(plane: Plane, box: Box) -> Borders | None:
    """The areas of the classes and after them where each is hidden, if lines bound them."""
    if plane.smooth:
        return None

    def members(points: Floats) -> NDArray[np.bool_]:
        values = plane.values(points)
        decided = plane.decided(values)
        if values.shape[1] == 1:
            return decided[:, None] > 0
        shown = decided[:, None] == np.arange(values.shape[1])
        return np.concatenate([shown, plane.also(values)], axis=1)

    return borders([*plane.lines(), *plane.inner_lines(box)], box, members)


def unit_areas(plane: Plane, box: Box) -> Borders | None:
    """The area in which each unit fires, if lines bound it."""

    def members(points: Floats) -> NDArray[np.bool_]:
        return plane.unit_values(points) > 0.5

    return borders([*plane.lines(), *plane.inner_lines(box)], box, members)


def draw_area(ax: Axes, area: Path, box: Box, gid: str) -> None:
    """Where one output is 1, with what is outside it behind."""
    corner, size = box[::2], (box[1] - box[0], box[3] - box[2])
    ax.add_patch(Rectangle(corner, *size, facecolor=OUTSIDE, lw=0, zorder=0, gid="outside"))
    if np.size(area.vertices):
        ax.add_patch(PathPatch(area, facecolor=INSIDE, lw=0, zorder=0.5, gid=gid))


def draw_areas(ax: Axes, plane: Plane, exact: Borders, box: Box) -> None:
    """The areas as they are, hidden ones hatched over them, and every border once."""
    if len(plane.outputs) == 1:
        draw_area(ax, exact.areas[0], box, f"area {plane.outputs[0]}")
    for k, area in enumerate(exact.areas if len(plane.outputs) > 1 else ()):
        kind, k = divmod(k, len(plane.outputs))
        if not np.size(area.vertices):
            continue
        if kind:
            colour = SERIES[k % len(SERIES)]
            patch = PathPatch(area, fill=False, hatch="////", edgecolor=colour, lw=0, zorder=1)
            patch.set_gid(f"also {k}")
        else:
            patch = PathPatch(area, facecolor=pale(k), lw=0, zorder=0.5)
            patch.set_gid(f"area {plane.outputs[k]}")
        ax.add_patch(patch)
    edges = LineCollection(
        exact.edges, colors=INK, linewidths=_width(exact, box), capstyle="round", zorder=2
    )
    edges.set_gid("borders")
    ax.add_collection(edges, autolim=False)


def _width(exact: Borders, box: Box) -> float:
    """How wide borders are drawn: thinner where they are so long that areas would go black."""
    size = np.array([box[1] - box[0], box[3] - box[2]])
    length = sum(float(np.hypot(*((two - one) / size))) for one, two in exact.edges)
    return float(1.5 * min(1.0, (_LONG / max(length, 1e-9)) ** 0.5))


def surface(
    ax: Axes, plane: Plane, values: Floats, box: Box, span: Span | None, contours: bool
) -> None:
    """The picture behind: inside and outside, classes, or the value of a smooth output."""
    options: dict[str, Any] = {"origin": "lower", "extent": box, "aspect": "auto", "zorder": 0}
    if values.shape[2] > 1:
        chosen = plane.decided(values.reshape(-1, values.shape[2])).reshape(values.shape[:2]) + 1
        colours = [(1.0, 1.0, 1.0), *(pale(k) for k in range(values.shape[2]))]
        shown = ListedColormap(colours)
        ax.imshow(
            chosen, cmap=shown, vmin=-0.5, vmax=len(colours) - 0.5, interpolation="nearest",
            **options,
        )  # fmt: skip
        _hatch(ax, plane.also(values.reshape(-1, values.shape[2])).reshape(values.shape), box)
        return
    one = values[:, :, 0]
    if span is None:
        shown = ListedColormap([OUTSIDE, INSIDE])
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
            across, up = x0 + side * (x1 - x0), y0 + side * (y1 - y0)
            steep = np.hypot(*np.gradient(one)) * 400 / len(one) > _STEEP * (high - low)
            thin = [level for level in levels if abs(level - middle) > 1e-9]
            for part, some, width in (
                (np.ma.array(one, mask=steep), thin, 0.7),
                (one, [level for level in levels if level not in thin], 1.8),
            ):
                if some:
                    ax.contour(across, up, part, some, colors=INK, linewidths=width, zorder=1)
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


def shares_of(plane: Plane, values: Floats) -> list[float]:
    """The part of the picture that each output has, by its points."""
    decided = plane.decided(values.reshape(-1, values.shape[2]))
    if values.shape[2] == 1:
        return [float(np.mean(decided > 0))]
    return [float(np.mean(decided == k)) for k in range(values.shape[2])]


def pale(k: int) -> tuple[float, float, float]:
    """The colour of the area of a class."""
    r, g, b = (0.58 + 0.42 * c for c in to_rgb(SERIES[k % len(SERIES)]))
    return r, g, b
