"""Where the nodes of a layered drawing stand: order within columns, lanes, heights.

Wires that skip columns get a place of their own, a *lane*, in each column that they pass, so that
they run around the nodes there. Wires of one source and one kind share their lanes. The orders
come from barycentre sweeps: a column is sorted by the mean place of what its nodes are joined to
in the column before, then the same backwards, and the order with the fewest crossings is kept.
The heights then are those nearest to the mean height of the neighbours that keep the order and
the distances (isotonic regression).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SWEEPS = 12
_LANE = 5.0  # half of the height that a lane takes
_MOST_PAIRS = 4000  # wires between two columns up to which crossings are counted exactly


class Route(NamedTuple):
    """A wire to be drawn: its ends, and what it shares lanes with."""

    source: int
    target: int
    kind: Hashable


@dataclass(frozen=True)
class PlacedNodes:
    """The columns from top to bottom, the height of each node, the nodes along each route."""

    columns: list[list[int]]
    heights: NDArray[np.float64]
    paths: list[tuple[int, ...]]
    crossings: int


def arrange(
    column_of: Sequence[int],
    extents: Sequence[tuple[float, float]],
    routes: Sequence[Route],
    fixed: frozenset[int] = frozenset({0}),
) -> PlacedNodes:
    """The drawing of nodes in columns; `extents` is what each takes above and below its centre.

    The columns of `fixed` keep the order of their nodes.

    >>> wires = [Route(0, 3, 0), Route(1, 2, 0)]
    >>> arrange([0, 0, 1, 1], [(9, 9)] * 4, wires).columns
    [[0, 1], [3, 2]]
    """
    columns_of, paths = _with_lanes(list(column_of), routes)
    spaces = [*extents, *[(_LANE, _LANE)] * (len(columns_of) - len(extents))]
    joined = sorted({step for path in paths for step in pairwise(path)})
    columns: list[list[int]] = [[] for _ in range(max(columns_of, default=0) + 1)]
    for node, column in enumerate(columns_of):
        columns[column].append(node)
    order, crossed = _ordered(columns, columns_of, joined, fixed)
    heights = _heights(order, joined, spaces)
    return PlacedNodes(order, heights, paths, crossed)


def _with_lanes(
    column_of: list[int], routes: Sequence[Route]
) -> tuple[list[int], list[tuple[int, ...]]]:
    """The columns of all nodes, lanes at their end, and the nodes along each route."""
    lanes: dict[tuple[int, Hashable, int], int] = {}
    paths = []
    for source, target, kind in routes:
        path = [source]
        for column in range(column_of[source] + 1, column_of[target]):
            key = (source, kind, column)
            if key not in lanes:
                lanes[key] = len(column_of)
                column_of.append(column)
            path.append(lanes[key])
        paths.append((*path, target))
    return column_of, paths


# Orders -------------------------------------------------------------------------------------


def _ordered(
    columns: list[list[int]],
    column_of: list[int],
    joined: list[tuple[int, int]],
    fixed: frozenset[int],
) -> tuple[list[list[int]], int]:
    """The best of the orders that the sweeps pass through, and its crossings."""
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for a, b in joined:
        before.setdefault(b, []).append(a)
        after.setdefault(a, []).append(b)
    between: list[list[tuple[int, int]]] = [[] for _ in columns]
    for a, b in joined:
        between[column_of[a]].append((a, b))
    best, fewest = columns, crossings(columns, between)
    current = columns
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        current = _swept(current, before if forward else after, fixed, forward)
        count = crossings(current, between)
        if count < fewest:
            best, fewest = current, count
        if fewest == 0:
            break
    return best, fewest


def _swept(
    columns: list[list[int]], neighbours: dict[int, list[int]], fixed: frozenset[int], forward: bool
) -> list[list[int]]:
    """Each column sorted by the mean place of its neighbours in the column swept before it."""
    place = {n: k / max(1, len(c) - 1) for c in columns for k, n in enumerate(c)}
    result = list(columns)
    for number in range(len(columns)) if forward else range(len(columns) - 1, -1, -1):
        if number in fixed:
            continue
        mean = {
            node: sum(place[m] for m in near) / len(near)
            if (near := neighbours.get(node))
            else place[node]
            for node in columns[number]
        }
        result[number] = sorted(columns[number], key=lambda node: mean[node])
        last = max(1, len(result[number]) - 1)
        place.update((node, k / last) for k, node in enumerate(result[number]))
    return result


def crossings(columns: list[list[int]], between: list[list[tuple[int, int]]]) -> int:
    """How many pairs of wires between neighbouring columns cross."""
    place = {node: k for column in columns for k, node in enumerate(column)}
    total = 0
    for wires in between:
        ends = np.array([(place[a], place[b]) for a, b in wires[:_MOST_PAIRS]])
        if len(ends) > 1:
            over = ends[:, None] < ends[None, :]
            total += int((over[..., 0] & (ends[:, None] > ends[None, :])[..., 1]).sum())
    return total


# Heights ------------------------------------------------------------------------------------


def _heights(
    columns: list[list[int]], joined: list[tuple[int, int]], spaces: list[tuple[float, float]]
) -> NDArray[np.float64]:
    """The height of each node, 0 in the middle and downwards negative."""
    y = np.zeros(len(spaces))
    offsets = [_offsets(column, spaces) for column in columns]
    for column, offset in zip(columns, offsets, strict=True):
        if not column:
            continue
        low, high = offset[-1] + spaces[column[-1]][1], -spaces[column[0]][0]
        y[column] = -offset + (low + high) / 2
    near: list[list[int]] = [[] for _ in spaces]
    for a, b in joined:
        near[a].append(b)
        near[b].append(a)
    span = max((float(np.ptp(y[c])) for c in columns if c), default=0.0)
    ends = float(y.min(initial=0)), float(y.max(initial=0))
    for step in range(8):
        for number in range(len(columns)) if step % 2 else range(len(columns) - 1, -1, -1):
            column = columns[number]
            if len(column) == 1 or (column and np.ptp(y[column]) < span):
                wanted = [y[near[node]].mean() if near[node] else y[node] for node in column]
                y[column] = separated(np.array(wanted), offsets[number], *ends)
    return y


def _offsets(column: list[int], spaces: list[tuple[float, float]]) -> NDArray[np.float64]:
    """The least distance of each node below the first of its column."""
    steps = [spaces[a][1] + spaces[b][0] for a, b in pairwise(column)]
    return np.concatenate([[0.0], np.cumsum(steps)])


def separated(
    wanted: NDArray[np.float64], offsets: NDArray[np.float64], low: float, high: float
) -> NDArray[np.float64]:
    """The heights nearest to `wanted` in which each node is far enough below the one above it.

    With z = y + offset that is: z falls, which pooling adjacent violators solves. Where they fit,
    the heights lie between `low` and `high`; in z these are bounds for all nodes alike, so
    that cutting the solution off there leaves it the nearest.
    """
    pools: list[list[float]] = []
    for value in wanted + offsets:
        pools.append([float(value), 1.0])
        while len(pools) > 1 and pools[-2][0] < pools[-1][0]:
            value, weight = pools.pop()
            pools[-1][0] = (pools[-1][0] * pools[-1][1] + value * weight) / (pools[-1][1] + weight)
            pools[-1][1] += weight
    z = np.concatenate([np.full(int(weight), value) for value, weight in pools])
    if high - low >= offsets[-1]:
        z = np.clip(z, low + offsets[-1], high)
    return np.asarray(z - offsets)
