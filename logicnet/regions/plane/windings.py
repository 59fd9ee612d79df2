"""The least and the greatest winding number of rings, exactly.

Every part of the plane that rings leave has a corner of a ring or a crossing of two edges on its
border. Around a corner p lie sectors between the rays that edges leave there, each edge towards
its end, or back to its start. Walking round p to the left, an edge that leaves p is passed from
its right to its left, one more, and an edge that comes to p the other way, one less. The sector
next to the direction (1, 0) has the winding number that a ray to the right of p counts. Along an
edge the numbers on both sides change by one wherever another edge crosses it: by one more where
the way leads to the left of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.regions.exact import turn

from .polygons import Ring, edges, touched, winding
from .segments import spread

_ERROR = 2.0**-48  # of the products in it: what floats may be wrong by in a place along an edge

Point = list[float]
Pairs = NDArray[np.int64]
Numbers = NDArray[np.int64]


class _Rays(NamedTuple):
    """The ways along edges from corners, sorted by corner."""

    corner: Ring
    end: Ring  # the end, or the start, of the edge that is gone along
    step: Numbers  # 1 towards the edge's end, -1 towards its start
    edge: Numbers


def winding_range(rings: Sequence[Ring], crossing: Pairs, touching: Pairs) -> tuple[int, int]:
    """The least and the greatest winding number, given the pairs of edges that meet.

    >>> square, none = np.array([[0., 0.], [2., 0.], [2., 2.], [0., 2.]]), np.zeros((0, 2), int)
    >>> winding_range([square, square / 2 + 0.5], none, none)
    (0, 2)
    """
    starts, ends = edges(rings)
    rays = _rays(starts, ends, touching)
    right, left = _beside(rays, rings)
    least, most = np.minimum(left, right), np.maximum(left, right)
    low, high = [0, int(least.min())], [0, int(most.max())]
    if len(crossing):
        for one, other in _along_edges(starts, ends, rays, least, most, crossing):
            low.append(one)
            high.append(other)
    return min(low), max(high)


def _rays(starts: Ring, ends: Ring, touching: Pairs) -> _Rays:
    """The rays of all corners: of the edges that meet there, and of those that pass through."""
    own = np.arange(len(starts))
    edge, corner = touched(starts, ends, touching)
    rays = [
        (starts, ends, 1, own), (ends, starts, -1, own),
        (corner, ends[edge], 1, edge), (corner, starts[edge], -1, edge),
    ]  # fmt: skip
    every = _Rays(
        np.concatenate([r[0] for r in rays]), np.concatenate([r[1] for r in rays]),
        np.concatenate([np.full(len(r[0]), r[2], dtype=np.int64) for r in rays]),
        np.concatenate([r[3] for r in rays]),
    )  # fmt: skip
    order = np.lexsort((every.corner[:, 1], every.corner[:, 0]))
    return _Rays(every.corner[order], every.end[order], every.step[order], every.edge[order])


def _beside(rays: _Rays, rings: Sequence[Ring]) -> tuple[Numbers, Numbers]:
    """The winding numbers of the sectors on the right and on the left of each ray."""
    points, first, group = np.unique(
        rays.corner, axis=0, return_index=True, return_inverse=True
    )  # fmt: skip
    group = group.ravel()
    last = np.append(first[1:], len(group)) - 1
    i, j = spread(first[group], last[group])
    order = _order(rays.corner[i], rays.end[j], rays.end[i])
    right = winding(points, rings)[0][group]
    left = right.copy()
    np.add.at(right, i, np.where(order < 0, rays.step[j], 0))
    np.add.at(left, i, np.where(order <= 0, rays.step[j], 0))
    return right, left


def _order(corner: Ring, one: Ring, other: Ring) -> NDArray[np.int8]:
    """Negative where the way from a corner to one point comes before that to the other.

    Ways are ordered by their angles to the direction (1, 0), which itself comes last.
    """
    first, second = (_part(points - corner) for points in (one, other))
    return np.where(first != second, np.sign(first - second), -turn(corner, one, other))


def _part(way: Ring) -> NDArray[np.int8]:
    """0 for angles between 0 and pi, 1 from pi on, 2 for a whole turn."""
    x, y = way.T
    return np.select([y > 0, (y < 0) | (x < 0)], [0, 1], 2).astype(np.int8)


class _Event(NamedTuple):
    """What is between two places along an edge: it is crossed by another, or a ray begins."""

    edge: int
    first: float
    last: float
    step: int  # 0 where a ray begins
    number: int  # of the other edge or the ray


def _along_edges(
    starts: Ring, ends: Ring, rays: _Rays, least: Numbers, most: Numbers, crossing: Pairs
) -> Iterator[tuple[int, int]]:
    """The least and the greatest winding number beside parts of the edges that are crossed."""

    def place(event: _Event) -> Fraction:
        own = starts[event.edge].tolist(), ends[event.edge].tolist()
        if not event.step:
            return _exact_place(*own, rays.corner[event.number].tolist())
        return _exact_place(*own, starts[event.number].tolist(), ends[event.number].tolist())

    low = high = 0
    for group in _together(_events(starts, ends, rays, crossing)):
        exact = [(place(event) if len(group) > 1 else Fraction(0), event) for event in group]
        exact.sort(key=lambda pair: pair[0])
        for _, here in groupby(exact, key=lambda pair: pair[0]):
            passed = [event for _, event in here]
            known = [event.number for event in passed if not event.step]
            step = sum(event.step for event in passed)
            low, high = low + step, high + step
            if known:
                low, high = int(least[known[0]]), int(most[known[0]])
            yield low, high


def _events(starts: Ring, ends: Ring, rays: _Rays, crossing: Pairs) -> list[_Event]:
    """What happens along the edges that are crossed, by edge and place."""
    edge, other = np.concatenate([crossing, crossing[:, ::-1]]).T
    place, error = _places(starts[edge], ends[edge], starts[other], ends[other])
    step = turn(starts[other], ends[other], ends[edge])
    columns = (v.tolist() for v in (edge, place - error, place + error, step, other))
    events = [_Event(*row) for row in zip(*columns, strict=True)]
    known = np.flatnonzero((rays.step > 0) & np.isin(rays.edge, edge))
    edge = rays.edge[known]
    place = _reached(starts[edge], ends[edge], rays.corner[known])
    columns = (v.tolist() for v in (edge, place - _ERROR, place + _ERROR, 0 * edge, known))
    return sorted([*events, *(_Event(*row) for row in zip(*columns, strict=True))])


def _together(events: Sequence[_Event]) -> Iterator[list[_Event]]:
    """Sorted events in groups whose order is not sure."""
    group: list[_Event] = []
    until = 0.0
    for event in events:
        if group and (event.edge != group[0].edge or event.first > until):
            yield group
            group = []
        until = max(until, event.last) if group else event.last
        group.append(event)
    yield group


def _exact_place(a: Point, b: Point, c: Point, d: Point | None = None) -> Fraction:
    """How far along a b the point c on it lies, or else where the line c d crosses it."""
    (ax, ay), (bx, by), (cx, cy) = (map(Fraction, point) for point in (a, b, c))
    if d is None:
        return (cx - ax) / (bx - ax) if bx != ax else (cy - ay) / (by - ay)
    x, y = Fraction(d[0]) - cx, Fraction(d[1]) - cy
    return ((cx - ax) * y - (cy - ay) * x) / ((bx - ax) * y - (by - ay) * x)


def _places(a: Ring, b: Ring, c: Ring, d: Ring) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where along a b the edges c d cross it, as a part of its length, and how exactly."""
    with np.errstate(all="ignore"):
        size = np.abs(np.concatenate([a, b, c, d])).max()
        a, b, c, d = a / size, b / size, c / size, d / size
        way, other, gap = b - a, d - c, c - a
        top, top_size = _area(gap, other)
        low, low_size = _area(way, other)
        place = top / low
        error = _ERROR * (top_size + low_size) / (np.abs(low) - _ERROR * low_size)
    sure = np.isfinite(place) & (error >= 0) & (error < 1)
    return np.where(sure, place, 0.5), np.where(sure, error, 1.0)


def _area(one: Ring, other: Ring) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The areas between ways, and the sizes of the products that they are made of."""
    first, second = one[:, 0] * other[:, 1], one[:, 1] * other[:, 0]
    return first - second, np.abs(first) + np.abs(second)


def _reached(a: Ring, b: Ring, on: Ring) -> NDArray[np.float64]:
    """How far along a b points on it lie."""
    way = b / 2 - a / 2
    rows, axis = np.arange(len(a)), np.argmax(np.abs(way), axis=1)
    return np.asarray((on / 2 - a / 2)[rows, axis] / way[rows, axis])
