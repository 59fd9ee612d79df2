"""The cells of an arrangement of hyperplanes: every combination of sides that can occur.

Coordinates that no hyperplane connects are independent: their combinations are listed apart and
multiplied. A Boolean coordinate is 0 or 1 and nothing between. A coordinate alone is a float, so
between two offsets there is a cell only where there is a float. Everything else is decided in
fractions (see `arrangement`).

>>> x0, x1 = Hyperplane((1,), Fraction(0)), Hyperplane((1,), Fraction(1))
>>> sorted(cells([x0, x1], 1, faces=False).signs.tolist())     # x < 0, 0 < x < 1, x > 1
[[-1, -1], [1, -1], [1, 1]]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from math import inf, isfinite, nextafter, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import frozen
from logicnet.ground.budget import CALL
from logicnet.logic.tables.cubes import Tick, no_tick
from logicnet.regions.exact import Hyperplane, nearest_float, turn, widened
from logicnet.regions.plane.polygons import edges
from logicnet.regions.region import Region
from logicnet.regions.shapes import Halfspaces, Rings, Shape, plane_sides

from .arrangement import MOST_SIGNS, Arrangement, distinct

MOST_BOOLEAN = 12  # Boolean coordinates whose settings are listed together

Locate = Callable[[NDArray[np.int64], bool], NDArray[Any]]  # points of cells, by number


class Cells(NamedTuple):
    """Sign vectors: 1 where normal.x > offset, -1 where less, 0 on it.

    `points(numbers, True)` are points of cells as Fractions, `points(numbers, False)` are floats
    that should lie in them or, for an edge or a corner, in a cell beside it (nan where unknown).
    """

    signs: NDArray[np.int8]
    points: Locate
    known: dict[Any, Any]  # values of shapes in these cells, found once

    def point(self, number: int) -> list[Fraction]:
        """The point of one cell or face, exactly."""
        return list(self.points(np.array([number]), True)[0])


def cells(
    planes: Iterable[Hyperplane], dimension: int, *, faces: bool = True,
    booleans: Iterable[int] = (), tick: Tick = no_tick,
) -> Cells:  # fmt: skip
    """All cells and, with `faces`, the edges, corners, ... between them, each once.

    `booleans` are the coordinates that take only 0 and 1. `tick` hears of the work.
    """
    return _cells(tuple(planes), dimension, faces, frozenset(booleans), _Heard(tick))


@dataclass(frozen=True)
class _Heard:
    """Who hears of the work; all are alike to whoever remembers what was found."""

    tick: Tick = field(compare=False)


@lru_cache(maxsize=16)
def _cells(
    planes: tuple[Hyperplane, ...], dimension: int, faces: bool, booleans: frozenset[int],
    heard: _Heard,
) -> Cells:  # fmt: skip
    rows = np.zeros((len(planes), dimension + 1), dtype=object)
    for k, (normal, offset) in enumerate(planes):
        rows[k] = [*(v * offset.denominator for v in normal), offset.numerator]
    found = _listed(rows, booleans, faces, heard.tick)
    return Cells(frozen(found.signs), found.points, {})


def _listed(rows: NDArray[Any], booleans: frozenset[int], faces: bool, tick: Tick) -> Cells:
    """The cells of hyperplanes (normal, offset) as the product of those of independent groups."""
    groups = _groups(rows[:, :-1])
    parts = [
        _part(rows[own][:, [*columns, -1]], columns, booleans, faces, tick)
        for own, columns in groups
    ]
    sizes = [len(part.signs) for part in parts]
    total = prod(sizes)
    if total * max(1, len(rows)) > MOST_SIGNS:
        raise LimitError(f"{total} cells of {len(rows)} hyperplanes are too many to list")
    numbers = np.unravel_index(np.arange(total), sizes) if sizes else ()
    constant = np.array([(c < 0) - (c > 0) for c in rows[:, -1].tolist()], dtype=np.int8)
    signs = np.repeat(constant[None], total, axis=0)
    for (own, _), part, at in zip(groups, parts, numbers, strict=True):
        signs[:, own] = part.signs[at]

    def points(wanted: NDArray[np.int64], exact: bool) -> NDArray[Any]:
        answer = np.full((len(wanted), rows.shape[1] - 1), Fraction(0), dtype=object)
        for (_, columns), part, at in zip(groups, parts, numbers, strict=True):
            answer[:, columns] = part.points(at[wanted], exact)
        return answer

    return Cells(signs, points, {})


def _groups(normals: NDArray[Any]) -> list[tuple[list[int], list[int]]]:
    """Hyperplanes and coordinates that are connected: (rows, columns) of each group."""
    group = {c: {c} for c in range(normals.shape[1])}
    for row in normals.tolist():
        joined = {m for c, v in enumerate(row) if v for m in group[c]}
        for c in joined:
            group[c] = joined
    found = []
    for members in {id(g): g for g in group.values()}.values():
        columns = sorted(members)
        own = np.flatnonzero((normals[:, columns] != 0).any(axis=1)).tolist()
        if own:
            found.append((own, columns))
    return found


def _part(
    rows: NDArray[Any], columns: Sequence[int], booleans: frozenset[int], faces: bool, tick: Tick
) -> Cells:
    """The cells of one group."""
    fixed = [k for k, c in enumerate(columns) if c in booleans]
    if fixed:
        return _settings(rows, fixed, faces, tick)
    if len(columns) == 1:
        return _line(rows, faces)
    found = Arrangement(rows.tolist(), len(columns), faces=faces, tick=tick)
    tick(found.signs.size)
    kept = np.flatnonzero(_hold_floats(rows, found.signs))

    def points(wanted: NDArray[np.int64], exact: bool) -> NDArray[Any]:
        return found.points(kept[wanted]) if exact else found.near(kept[wanted])

    return Cells(found.signs[kept], points, {})


def _hold_floats(rows: NDArray[Any], signs: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether each cell has floats for every coordinate that hyperplanes fix alone."""
    held = np.ones(len(signs), dtype=bool)
    alone = (rows[:, :-1] != 0).sum(axis=1) == 1
    for column in range(rows.shape[1] - 1):
        own = np.flatnonzero(alone & (rows[:, column] != 0))
        if len(own):
            allowed = {row.tobytes() for row in _line(rows[own][:, [column, -1]], True).signs}
            held &= [row.tobytes() in allowed for row in np.ascontiguousarray(signs[:, own])]
    return held


def _settings(rows: NDArray[Any], fixed: Sequence[int], faces: bool, tick: Tick) -> Cells:
    """The cells for every setting of Boolean coordinates."""
    if len(fixed) > MOST_BOOLEAN:
        raise LimitError(f"{len(fixed)} connected Boolean variables exceed {MOST_BOOLEAN}")
    free = [c for c in range(rows.shape[1] - 1) if c not in fixed]
    choices = list(product((0, 1), repeat=len(fixed)))
    parts = []
    for choice in choices:
        rest = rows[:, [*free, -1]].copy()
        rest[:, -1] -= rows[:, fixed] @ np.array(choice, dtype=object)
        parts.append(_listed(rest, frozenset(), faces, tick))
        tick(CALL)
    setting = np.repeat(np.arange(len(parts)), [len(part.signs) for part in parts])
    number = np.concatenate([np.arange(len(part.signs)) for part in parts])
    signs, first = distinct(np.concatenate([part.signs for part in parts]))
    setting, number = setting[first], number[first]

    def points(wanted: NDArray[np.int64], exact: bool) -> NDArray[Any]:
        answer = np.full((len(wanted), rows.shape[1] - 1), Fraction(0), dtype=object)
        for k in np.unique(setting[wanted]).tolist():
            at = np.flatnonzero(setting[wanted] == k)
            answer[at[:, None], fixed] = [[Fraction(v) for v in choices[k]]]
            answer[at[:, None], free] = parts[k].points(number[wanted[at]], exact)
        return answer

    return Cells(signs, points, {})


def _line(rows: NDArray[Any], faces: bool) -> Cells:
    """The floats at and between offsets on one axis."""
    offsets = [Fraction(c, n) for n, c in rows.tolist()]
    cuts = sorted(set(offsets))
    between = [float_between(*ends) for ends in pairwise([None, *cuts, None])]
    exact = [cut for cut in cuts if faces and nearest_float(cut) == cut]
    places = sorted([Fraction(v) for v in between if v is not None] + exact)
    rank = {place: k for k, place in enumerate(sorted({*cuts, *places}))}
    at = np.array([rank[place] for place in places])[:, None]
    cut = np.array([rank[offset] for offset in offsets])[None, :]
    way = np.array([1 if n > 0 else -1 for n, _ in rows.tolist()])
    signs = (np.sign(at - cut) * way).astype(np.int8)
    line = np.array(places, dtype=object)[:, None]
    return Cells(signs, lambda wanted, exact: line[wanted], {})


def float_between(low: Fraction | None, high: Fraction | None) -> float | None:
    """A float between two numbers, near their middle, if there is one."""
    if low is None or high is None:
        end = high if low is None else low
        step = Fraction(1) if end is None else max(Fraction(1), abs(end))
        middle = (end or Fraction(0)) + (-step if low is None else step)
    else:
        middle = (low + high) / 2
    candidates = [nearest_float(middle)]
    if low is not None:
        least = nearest_float(low)
        candidates += [least, nextafter(least, inf)]  # one of them is the next float above
    for value in candidates:
        if not isfinite(value):
            continue
        if (low is None or low < Fraction(value)) and (high is None or Fraction(value) < high):
            return value
    return None


# Regions over cells ------------------------------------------------------------------------


def values_in_cells(
    region: Region, names: Sequence[str], planes: Sequence[Hyperplane], found: Cells,
    tick: Tick = no_tick,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:  # fmt: skip
    """Whether each cell is inside, and whether that is promised, given the region's hyperplanes.

    Half-spaces are read off the signs, and so are edges; off these a shape of rings is looked up
    at a point of each combination of the sides of its lines. On an edge without a promise nothing
    is promised.
    """
    number = {plane: k for k, plane in enumerate(planes)}
    promised = np.ones(len(found.signs), dtype=bool)

    def leaf(shape: Shape, columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        at = columns[0].tolist()
        tick(found.signs.size)
        if isinstance(shape, Halfspaces):
            inside = np.ones(len(found.signs), dtype=bool)
            for plane, side, strict in shape.faces:
                wide, sign = widened(plane, at, len(names))
                value = found.signs[:, number[wide]] * (sign * side)
                inside &= value > 0 if strict else value >= 0
            return inside
        wide_ones = [widened(plane, at, len(names)) for plane in shape.planes()]
        lines, turned = [number[p] for p, _ in wide_ones], [sign for _, sign in wide_ones]
        inside, stated = _in_rings(shape, at, lines, turned, found)
        np.logical_and(promised, stated, out=promised)
        return inside

    columns = np.array([[list(names).index(name) for name in region.names]], dtype=np.int64)
    return np.asarray(region.evaluated(columns, leaf), dtype=bool), promised


def _in_rings(
    shape: Rings, at: Sequence[int], lines: Sequence[int], turned: Sequence[int], found: Cells
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each cell lies in a shape over some coordinates, and whether that is promised."""
    key = shape, tuple(at), tuple(lines)
    if key not in found.known:
        rows, first, which = _looked_up(found.signs[:, lines] * np.array(turned, dtype=np.int8))
        if shape.boundary == "partition":
            inside = _right_of(shape, at, rows, first, found)
            found.known[key] = inside[which], np.ones(len(which), dtype=bool)
            return found.known[key]  # type: ignore[no-any-return]
        on = _on_edges(shape, rows)
        inside = np.full(len(rows), shape.boundary != "open")
        inside[~on] = _off_edges(shape, at, rows[~on], first[~on], found)
        free = on if shape.boundary is None else np.zeros(len(on), dtype=bool)
        found.known[key] = inside[which], ~free[which]
    answer: tuple[NDArray[np.bool_], NDArray[np.bool_]] = found.known[key]
    return answer


def _on_edges(shape: Rings, rows: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether cells, given by the sides of the shape's lines, lie on an edge.

    Where on the line of an edge it begins and ends, the lines of its neighbours tell.
    """
    lines, left = shape.lines()
    number = {plane: k for k, plane in enumerate(shape.planes())}
    line = np.array([number[plane] for plane in lines])
    starts, ends = edges(shape.rings)
    order = np.split(np.arange(len(starts)), np.cumsum([len(r) for r in shape.rings])[:-1])
    before = np.concatenate([np.roll(k, 1) for k in order])
    after = np.concatenate([np.roll(k, -1) for k in order])
    from_start = turn(starts[before], ends[before], ends) * left[before]
    from_end = turn(starts[after], ends[after], starts) * left[after]
    on = np.zeros(len(rows), dtype=bool)
    for e, own in enumerate(line.tolist()):
        at = np.flatnonzero(rows[:, own] == 0)
        within = rows[at, line[before[e]]] * from_start[e] >= 0
        within &= rows[at, line[after[e]]] * from_end[e] >= 0
        on[at[within]] = True
    return on


def _off_edges(
    shape: Rings, at: Sequence[int], rows: NDArray[np.int8], numbers: NDArray[np.int64],
    found: Cells,
) -> NDArray[np.bool_]:  # fmt: skip
    """Whether cells that lie on no edge are inside, by a float in or beside each.

    From a point with the sides of a cell, or any instead of "on", a straight way into the cell
    crosses no edge. Where no float is known to be one, by a point in Fractions.
    """
    near = found.points(numbers, False)[:, at].astype(np.float64)
    sure: NDArray[np.bool_] = np.asarray(np.isfinite(near).all(axis=1))
    for plane, side in zip(shape.planes(), rows.T, strict=True):
        asked = np.flatnonzero(sure & (side != 0))
        sure[asked] = plane_sides(plane, near[asked]) == side[asked]
    inside = np.zeros(len(rows), dtype=bool)
    inside[sure] = shape.contains(near[sure])
    inside[~sure] = shape.contains(found.points(numbers[~sure], True)[:, at])
    return inside


def _right_of(
    shape: Rings, at: Sequence[int], rows: NDArray[np.int8], numbers: NDArray[np.int64],
    found: Cells,
) -> NDArray[np.bool_]:  # fmt: skip
    """Whether what lies next to cells, to the right or above, is inside, by a point of each."""
    off = (rows != 0).all(axis=1)
    inside = np.zeros(len(rows), dtype=bool)
    inside[off] = _off_edges(shape, at, rows[off], numbers[off], found)
    inside[~off] = shape.contains(found.points(numbers[~off], True)[:, at])
    return inside


def _looked_up(
    rows: NDArray[np.int8],
) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]:
    """The distinct rows, the first number of each, and which of them every row is."""
    whole = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, which = np.unique(whole, return_index=True, return_inverse=True)
    return rows[first], first, which
