"""Where areas of the plane end, exactly: the parts of lines at which what is decided changes.

Outputs of threshold units change only on the units' lines. Each line is cut where others cross it
(of very many only near borders, see `parts`), and both sides of every part are asked. The parts at
which they differ, each with the area at its left, make up closed loops; an area whose loops do not
close, or that does not agree with what is decided on a mesh, is not drawn by them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .parts import BESIDE, SAME, SIDES, all_parts, near_parts
from .surface import Box, Floats, Line, mesh

ALL_CUT = 800  # lines of which each is cut by all others
MOST_LINES = 10_000
_ASKED = 48  # points a side of the mesh that has to agree
Members = Callable[[Floats], NDArray[np.bool_]]


class Borders(NamedTuple):
    """An area for each column of what is asked, and every border between areas once."""

    areas: list[Path]
    edges: list[Floats]  # the two ends of each
    shares: list[float]  # of the box


def borders(lines: Sequence[Line], box: Box, members: Members) -> Borders | None:
    """The areas where columns of `members` are true, or None where these lines do not bound them.

    >>> def above(points):
    ...     return points[:, 1:] > points[:, :1]
    >>> found = borders([Line(0, -1.0, 1.0, 0.0)], (0.0, 2.0, 0.0, 2.0), above)
    >>> [edge.tolist() for edge in found.edges], found.shares
    ([[[0.0, 0.0], [2.0, 2.0]]], [0.5])
    """
    if len(lines) > MOST_LINES:
        return None
    corner, size = np.array(box[::2]), np.array([box[1] - box[0], box[3] - box[2]])
    cuts = np.concatenate([SIDES, _within(lines, corner, size)])
    few = len(lines) <= ALL_CUT

    def asked(shares: Floats) -> NDArray[np.bool_]:
        return members(corner + shares * size)

    own, starts, ends, left, right = (all_parts if few else near_parts)(cuts, asked)
    places, at = _corners(np.concatenate([starts, ends]))
    pairs = np.stack(np.split(at, 2), axis=1)
    areas, shares = [], []
    for k in range(left.shape[1]):
        inside, outside = left[:, k] & ~right[:, k], right[:, k] & ~left[:, k]
        loops = _loops(np.concatenate([pairs[inside], pairs[outside][:, ::-1]]), places)
        if loops is None:
            return None
        areas.append(_path([corner + loop * size for loop in loops]))
        shares.append(sum(_area(loop) for loop in loops))
    if not _agrees(areas, cuts, box, members):
        return None
    edge = (left != right).any(axis=1) & (own >= len(SIDES))
    found = [corner + part * size for part in _runs(own[edge], starts[edge], ends[edge])]
    return Borders(areas, found, shares)


def _within(lines: Sequence[Line], corner: Floats, size: Floats) -> Floats:
    """The lines in coordinates in which the box is the unit square, each once; unit normals."""
    rows = np.array([line[1:] for line in lines], dtype=np.float64).reshape(-1, 3)
    rows = np.stack([*(rows[:, :2] * size).T, rows[:, 2] - rows[:, :2] @ corner], axis=1)
    rows /= np.hypot(rows[:, 0], rows[:, 1])[:, None]
    ahead = np.where(np.abs(rows[:, 0]) > SAME, rows[:, 0], rows[:, 1])
    rows *= np.sign(ahead)[:, None]
    _, first = np.unique(np.round(rows, 9), axis=0, return_index=True)
    return np.asarray(rows[np.sort(first)])


def _corners(points: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Places, and which of them each point is: points that are almost one are one."""
    close = cKDTree(points).query_pairs(4 * SAME, output_type="ndarray")
    shape = (len(points), len(points))
    ends = close.astype(np.int32)  # SciPy 1.11 takes no others
    graph = coo_array((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape)
    count, label = connected_components(graph, directed=False)
    places = np.zeros((count, 2))
    places[label] = points
    return places, label.astype(np.int64)


def _loops(pairs: NDArray[np.int64], places: Floats) -> list[Floats] | None:
    """The closed loops that directed edges make up, or None where they make up none."""
    onward: dict[int, list[int]] = {}
    for start, end in pairs.tolist():
        if start != end:
            onward.setdefault(start, []).append(end)
    loops = []
    for first, ends in onward.items():
        while ends:
            walk = [first]
            while len(walk) == 1 or walk[-1] != first:
                following = onward.get(walk[-1])
                if not following:
                    return None
                walk.append(following.pop())
            loops.append(_straightened(places[walk[:-1]]))
    return [loop for loop in loops if len(loop) > 2]


def _straightened(loop: Floats) -> Floats:
    """The loop without the corners at which it goes straight on."""
    before, after = loop - np.roll(loop, 1, axis=0), np.roll(loop, -1, axis=0) - loop
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    lengths = np.hypot(*before.T) * np.hypot(*after.T)
    return np.asarray(loop[np.abs(turn) > 1e-7 * lengths])


def _area(loop: Floats) -> float:
    x, y = loop.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2


def _path(loops: Sequence[Floats]) -> Path:
    """The loops as one path, of which each is closed."""
    corners = [np.concatenate([loop, loop[:1]]) for loop in loops]
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(loop) - 1), Path.CLOSEPOLY] for loop in loops]
    if not corners:
        return Path(np.zeros((0, 2)))
    return Path(np.concatenate(corners), np.concatenate(codes).astype(np.uint8))


def _agrees(areas: Sequence[Path], cuts: Floats, box: Box, members: Members) -> bool:
    """Whether a mesh of points, those on lines aside, lies where it is decided to lie."""
    shares = mesh((0.0, 1.0, 0.0, 1.0), _ASKED) + 1e-4  # on no round number
    clear = np.abs(shares @ cuts[:, :2].T - cuts[:, 2]).min(axis=1) > 10 * BESIDE
    points = np.array(box[::2]) + shares[clear] * [box[1] - box[0], box[3] - box[2]]
    said = members(points)
    return all(bool((_inside(area, points) == said[:, k]).all()) for k, area in enumerate(areas))


def _inside(area: Path, points: Floats) -> NDArray[np.bool_]:
    """Which points lie within an odd number of the loops."""
    found = np.zeros(len(points), dtype=np.bool_)
    for loop in area.to_polygons(closed_only=False):
        found ^= Path(loop).contains_points(points)
    return found


def _runs(own: NDArray[np.int64], starts: Floats, ends: Floats) -> list[Floats]:
    """The parts of lines, those that follow one another put together."""
    found: list[Floats] = []
    for k in range(len(own)):
        after = k > 0 and own[k] == own[k - 1] and np.abs(starts[k] - ends[k - 1]).max() < SAME
        if after:
            found[-1][1] = ends[k]
        else:
            found.append(np.stack([starts[k], ends[k]]))
    return found
