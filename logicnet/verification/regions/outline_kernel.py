"""The compiled walk over cells of a plane; see `outlines`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.kernels import kernel
from logicnet.regions.evaluation.cell_kernel import grown, moved, output, run, size_of, specialise
from logicnet.regions.evaluation.index_kernel import box_of_cell

CLOSED, OPEN, PARTITION, FREE = 0, 1, 2, 3  # how an output counts its edges
OUTPUT, PLANE, LEFT, NEXT, TURN, CORNER = 0, 1, 2, 3, 4, 5  # columns of what is known of edges
APART = 1e-12  # how far around a cell edges are looked for
_SURE = 8e-13  # how far around it they pass for certain, and combinations are looked for
_SLACK = 2.0**-44  # of the sizes in a sum: by how much parts of a cell are too large
_MOST_THINNED = 8  # ways through a cell whose corners are looked at
_MOST_IN_FAN, _TURNED = 64, 1e-12  # lines through one point, and angles that floats tell apart
MOST_PLANES, MOST_FACES, MOST_CORNERS = 256, 1024, 64  # of a cell that is cut into parts
_OPEN, _AGREES, _TANGLED, _ALIKE = 0, 1, 2, 3  # what is known of a cell
FEW, _SMALL = 8, 22  # lines that are tangled if they are in a cell of so many levels
DEEPEST = 34  # levels of cells


class CellSpace(NamedTuple):
    """Arrays for what is known of a cell: kernels that make none are compiled in less time."""

    place: NDArray[np.int64]  # of the lines in a cell
    planes: NDArray[np.int64]  # of a cell, and how many
    signs: NDArray[np.int8]
    corners: NDArray[np.float64]
    sizes: NDArray[np.int64]
    pieces: NDArray[np.float64]
    values: NDArray[np.float64]
    paths: NDArray[np.int64]
    own: NDArray[np.int64]
    angle: NDArray[np.float64]
    fan: NDArray[np.int8]
    known: NDArray[np.int64]
    stack: NDArray[np.int64]  # of cells: column, row, depth, their network and edges in the pools


def space_for(lines: int, outputs: int) -> CellSpace:
    """Arrays for the cells of so many lines and outputs."""
    return CellSpace(
        np.full(lines, -1), np.zeros(MOST_PLANES + 1, np.int64),
        np.zeros((MOST_FACES, MOST_PLANES), np.int8), np.zeros((MOST_FACES, MOST_CORNERS, 2)),
        np.zeros(MOST_FACES, np.int64), np.zeros((2, MOST_CORNERS, 2)),
        np.zeros((2, MOST_CORNERS)), np.zeros((3 * MOST_PLANES, 2), np.int64),
        np.zeros(_MOST_IN_FAN, np.int64), np.zeros(_MOST_IN_FAN + 1),
        np.zeros((4 * _MOST_IN_FAN + 1, _MOST_IN_FAN), np.int8),
        np.zeros((5, outputs), np.int64), np.zeros((4 * DEEPEST + 8, 6), np.int64),
    )  # fmt: skip


@kernel(error_model="numpy")
def walk(  # type: ignore[no-untyped-def]
    lines, rows, half, on_too, pool, by_node, room, low, high, ends, edge, meet_start, meet_plane,
    rule, left, near, space,
):  # fmt: skip
    """How many cells agree, and how many are `left`, -1 for too many.

    Of these: column, row, depth, how many planes matter, and which; -1 where these are many.
    """
    first, most = len(pool), len(left)
    pool = grown(pool, 2 * first)
    planes, stack = space.planes, space.stack
    stack[0, 3], stack[0, 5], height = first, len(ends), 1
    whole = np.int64(0)  # as a constant it would be a type of its own, and all compiled again
    box = box_of_cell(low, high, whole, whole, whole)
    specialise(lines, box, pool, whole, first, by_node, room)
    agreed, n_left, tried = 0, 0, 0
    while height > 0:
        height -= 1
        column, row, depth = stack[height, 0], stack[height, 1], stack[height, 2]
        at, begin, end = stack[height, 3], stack[height, 4], stack[height, 5]
        box = box_of_cell(low, high, depth, column, row)
        tried += 1
        if tried > 500 * most:
            return agreed, -1
        verdict = _agrees(
            pool, at, near[begin:end], box, rows, half, on_too, ends, edge, meet_start, meet_plane,
            rule, by_node[4], space,
        )  # fmt: skip
        if verdict == _AGREES:
            agreed += 1
            continue
        if depth == DEEPEST or verdict == _ALIKE or (verdict == _TANGLED and depth >= _SMALL):
            if n_left == most:
                return agreed, -1
            left[n_left, 0], left[n_left, 1], left[n_left, 2] = column, row, depth
            left[n_left, 3] = -1
            if verdict != _OPEN:
                left[n_left, 3] = planes[MOST_PLANES]
                for k in range(planes[MOST_PLANES]):
                    left[n_left, 4 + k] = planes[k]
            n_left += 1
            continue
        size, count = size_of(pool, at), end - begin
        pool = grown(pool, at + 5 * size)
        near = grown(near, begin + 5 * count)
        to, stop = at + size, end
        for quarter in range(4):
            c, r = 2 * column + (quarter & 1), 2 * row + (quarter >> 1)
            inner = box_of_cell(low, high, depth + 1, c, r)
            stack[height, 0], stack[height, 1], stack[height, 2] = c, r, depth + 1
            stack[height, 3], stack[height, 4] = to - size, stop - count
            to = specialise(lines, inner, pool, at, to, by_node, room)
            stop = _touching(near, begin, end, stop, inner, ends)
            stack[height, 5] = stop - count
            height += 1
        moved(pool, at + size, to, at)
        moved(near, end, stop, begin)
    return agreed, n_left


@kernel(error_model="numpy", inner=True)
def _touching(near, begin, end, to, box, ends):  # type: ignore[no-untyped-def]
    """Put the edges that come near to a cell, perhaps a few more, behind others; where they end."""
    for k in range(begin, end):
        if _meets(box, ends, near[k], APART, 1e-14):
            near[to] = near[k]
            to += 1
    return to


@kernel(error_model="numpy", inner=True)
def _meets(box, ends, e, apart, doubt):  # type: ignore[no-untyped-def]
    """Whether the box and the line of an edge meet those of a cell that is larger by `apart`.

    The sum that decides is wrong by less than 1e-14 times the edge: a positive doubt keeps all that
    may meet, a negative one only what does.
    """
    ax, ay, bx, by = ends[e, 0], ends[e, 1], ends[e, 2], ends[e, 3]
    x0, x1, y0, y1 = box[0] - apart, box[1] + apart, box[2] - apart, box[3] + apart
    if max(ax, bx) < x0 or min(ax, bx) > x1 or max(ay, by) < y0 or min(ay, by) > y1:
        return False
    dx, dy = bx - ax, by - ay
    value = dx * ((y0 + y1) / 2 - ay) - dy * ((x0 + x1) / 2 - ax)
    reach = abs(dx) * (y1 - y0) / 2 + abs(dy) * (x1 - x0) / 2
    return abs(value) <= reach + doubt * (abs(dx) + abs(dy))


@kernel(error_model="numpy", inner=True)
def _holds(box, x, y, apart):  # type: ignore[no-untyped-def]
    """Whether a cell that is larger by `apart` holds a point."""
    return (box[0] - apart <= x <= box[1] + apart) and (box[2] - apart <= y <= box[3] + apart)


@kernel(error_model="numpy", inner=True)
def _paths(edges, box, ends, edge, paths):  # type: ignore[no-untyped-def]
    """The edges of a cell as ways that lead through it: (edge, -1), or (edge, the next one).

    None (a count of -1) where some way has another number of corners in the cell than 0 or 1.
    """
    count = 0
    for e in edges:
        first = _holds(box, ends[e, 0], ends[e, 1], APART)
        last = _holds(box, ends[e, 2], ends[e, 3], APART)
        if first and last:
            return -1
        if first:  # the edge before it comes into the cell
            continue
        paths[count, 0], paths[count, 1] = e, -1
        if last:
            f = edge[e, NEXT]
            if _holds(box, ends[f, 2], ends[f, 3], APART) or not _holds(
                box, ends[e, 2], ends[e, 3], _SURE
            ):
                return -1
            paths[count, 1] = f
        elif not _meets(box, ends, e, _SURE, -1e-14):
            return -1
        count += 1
    return count


@kernel(error_model="numpy", inner=True)
def _agrees(  # type: ignore[no-untyped-def]
    pool, at, edges, box, rows, half, on_too, ends, edge, meet_start, meet_plane, rule, bit, space,
):  # fmt: skip
    """Whether the outputs in a cell are what its edges say, on all sides of the lines in it.

    _TANGLED where there are few lines, but too near to one another for floats; _ALIKE where that is
    so in every part of the cell.
    """
    n_lines = pool[at]
    if n_lines == 0 and len(edges) == 0:
        return _AGREES
    if n_lines + len(edges) > 3 * MOST_PLANES:
        return _OPEN
    place, planes, paths = space.place, space.planes, space.paths
    n_paths = _paths(edges, box, ends, edge, paths)
    if n_paths < 0:
        return _OPEN
    number = 0
    for k in range(n_lines + len(edges)):
        own = k < n_lines
        plane = half[pool[at + 4 + k], 0] if own else edge[edges[k - n_lines], PLANE]
        if place[plane] < 0 and number < MOST_PLANES:
            place[plane] = number
            planes[number] = plane
            number += 1
        elif place[plane] < 0:
            number = MOST_PLANES + 1
            break
    same, tries = False, 0
    count = -1
    if number <= MOST_PLANES:
        count = _faces(number, rows, on_too, box, space)
    while count > 0 and not same and tries < 2:
        if tries == 1 and 0 < n_paths <= _MOST_THINNED:
            for k in range(2 * n_paths):  # the corners at the ends of edges
                e = paths[k // 2, 0] if k % 2 else edge[paths[k // 2, 0], NEXT]
                corner = edge[e, CORNER]
                through = meet_plane[meet_start[corner] : meet_start[corner + 1]]
                count = _thinned(
                    number, count, through, rows, on_too, box, ends[e, 0], ends[e, 1], space
                )
        same = _same(pool, at, count, half, n_paths, edge, rule, bit, space)
        tries += 1
    for k in range(min(number, MOST_PLANES)):
        place[planes[k]] = -1
    if same:
        return _AGREES
    if number > FEW:
        return _OPEN
    planes[MOST_PLANES] = number
    return _ALIKE if _alike(planes, number, rows, box) else _TANGLED


@kernel(error_model="numpy", inner=True)
def _alike(planes, number, rows, box):  # type: ignore[no-untyped-def]
    """Whether floats do not tell two of the lines apart anywhere in a cell."""
    x, y = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
    for k in range(number):
        for j in range(k):
            p, q = planes[k], planes[j]
            sign = 1.0 if rows[p, 0] * rows[q, 0] + rows[p, 1] * rows[q, 1] > 0 else -1.0
            a, b = rows[p, 0] - sign * rows[q, 0], rows[p, 1] - sign * rows[q, 1]
            apart = abs(a * x + b * y - rows[p, 2] + sign * rows[q, 2])
            if apart + abs(a) * (box[1] - x) + abs(b) * (box[3] - y) < APART:
                return True
    return False


@kernel(error_model="numpy", inner=True)
def _copied(signs, source, goal, count):  # type: ignore[no-untyped-def]
    """Copy some signs of a combination to another."""
    for k in range(count):
        signs[goal, k] = signs[source, k]


@kernel(error_model="numpy", inner=True)
def _faces(number, rows, on_too, box, space):  # type: ignore[no-untyped-def]
    """How many combinations of sides there are about a cell, as `signs`; -1 where too many.

    The cell is cut by one line after the other. Parts are kept a little too large, so that no
    combination is lost; what is not there may come in addition.
    """
    planes, signs, corners, sizes = space.planes, space.signs, space.corners, space.sizes
    piece, beside = space.pieces[0], space.pieces[1]
    value, height = space.values[0], space.values[1]
    for i in range(4):
        corners[0, i, 0] = box[0] - _SURE if i in (0, 3) else box[1] + _SURE
        corners[0, i, 1] = box[2] - _SURE if i < 2 else box[3] + _SURE
    sizes[0], count = 4, np.int64(1)  # as a constant it would be a type of its own
    for k in range(number):
        a, b, c = rows[planes[k], 0], rows[planes[k], 1], rows[planes[k], 2]
        slack = _SLACK * (2 * abs(a) + 2 * abs(b) + abs(c))
        for f in range(count):
            low, high, n = np.inf, -np.inf, sizes[f]
            for i in range(n):
                piece[i, 0], piece[i, 1] = corners[f, i, 0], corners[f, i, 1]
                value[i] = a * piece[i, 0] + b * piece[i, 1] - c
                low, high = min(low, value[i]), max(high, value[i])
            if low > slack or high < -slack:
                signs[f, k] = 1 if low > slack else -1
                continue
            if count + 2 > MOST_FACES or n + 4 > MOST_CORNERS:
                return -1
            _copied(signs, f, count, k)
            signs[count, k] = -1
            sizes[count] = _clip(corners, count, piece, n, value, -1.0, slack)
            count += 1
            if on_too[planes[k]]:
                m = sizes[count - 1]
                for i in range(m):
                    beside[i, 0], beside[i, 1] = corners[count - 1, i, 0], corners[count - 1, i, 1]
                    height[i] = a * beside[i, 0] + b * beside[i, 1] - c
                _copied(signs, f, count, k)
                signs[count, k] = 0
                sizes[count] = _clip(corners, count, beside, m, height, 1.0, slack)
                count += 1
            signs[f, k] = 1
            sizes[f] = _clip(corners, f, piece, n, value, 1.0, slack)
    return count


@kernel(error_model="numpy", inner=True)
def _clip(corners, goal, piece, n, value, sign, slack):  # type: ignore[no-untyped-def]
    """Put the part of a convex piece where ``sign * value >= -slack`` into another; its size."""
    to = 0
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        here, there = sign * value[i] + slack, sign * value[j] + slack
        if here >= 0:
            corners[goal, to, 0], corners[goal, to, 1] = piece[i, 0], piece[i, 1]
            to += 1
        if (here >= 0) != (there >= 0):
            part = here / (here - there)
            corners[goal, to, 0] = piece[i, 0] + part * (piece[j, 0] - piece[i, 0])
            corners[goal, to, 1] = piece[i, 1] + part * (piece[j, 1] - piece[i, 1])
            to += 1
    return to


@kernel(error_model="numpy", inner=True)
def _thinned(  # type: ignore[no-untyped-def]
    number, count, through, rows, on_too, box, px, py, space
):
    """How many combinations are left of those in a cell, since some lines meet in one point.

    That is a corner, at which edges on the lines `through` it begin or end, so that these meet
    there exactly, whatever floats say.
    """
    own, angle = space.own, space.angle  # these lines among those of the cell, by angle
    place, signs, fan = space.place, space.signs, space.fan
    m: Any = np.int64(0)
    for plane in through:
        if place[plane] >= 0 and m < _MOST_IN_FAN:
            way = np.arctan2(rows[plane, 0], -rows[plane, 1])
            way = way + np.pi if way < 0 else way
            way = way - np.pi if way >= np.pi else way
            k = m
            while k > 0 and angle[k - 1] > way:
                angle[k], own[k] = angle[k - 1], own[k - 1]
                k -= 1
            angle[k], own[k] = way, place[plane]
            m += 1
    if m < 2:
        return count
    ways = _fan(space.planes, own, angle, m, rows, on_too, box, px, py, fan)
    if ways == 0:
        return count
    kept = 0
    for s in range(count):
        for f in range(ways):
            alike = True
            for k in range(m):
                alike &= fan[f, k] == signs[s, own[k]]
            if alike:
                for k in range(number):
                    signs[kept, k] = signs[s, k]
                kept += 1
                break
    return kept


@kernel(error_model="numpy", inner=True)
def _fan(planes, own, angle, m, rows, on_too, box, px, py, fan):  # type: ignore[no-untyped-def]
    """How many combinations of sides there are in a cell of lines that all go through (px, py).

    Of the sectors around it those count that the cell may reach into, as it is seen from there.
    None where floats do not tell the directions of lines apart.
    """
    dx, dy = (box[0] + box[1]) / 2 - px, (box[2] + box[3]) / 2 - py
    size, apart = box[1] - box[0] + box[3] - box[2] + 1e-11, np.sqrt(dx * dx + dy * dy)
    seen, wide = np.arctan2(dy, dx), 2 * size / apart + 1e-9 if apart > size else np.inf
    angle[m] = angle[0] + np.pi
    count, every = 0, True
    for k in range(m):
        if angle[k + 1] - angle[k] < _TURNED:
            return 0
        every &= on_too[planes[own[k]]]
    for k in range(4 * m):  # a ray and the sector behind it, half the way round and then the other
        half, ray, at = k >= 2 * m, k % 2 == 0, (k // 2) % m
        first, last = angle[at], angle[at + 1]
        way = first if ray else (first + last) / 2
        about = 0.0 if ray else (last - first) / 2
        turn = way + np.pi * half - seen
        while turn > np.pi:
            turn -= 2 * np.pi
        while turn < -np.pi:
            turn += 2 * np.pi
        if abs(turn) > about + wide or (ray and not on_too[planes[own[at]]]):
            continue
        x, y = np.cos(way), np.sin(way)
        for j in range(m):
            plane = planes[own[j]]
            side = 1 if rows[plane, 0] * x + rows[plane, 1] * y > 0 else -1
            fan[count, j] = -side if half else side
        if ray:
            fan[count, at] = 0
        count += 1
    if every:
        for j in range(m):
            fan[count, j] = 0
        count += 1  # the point itself
    return count


@kernel(error_model="numpy", inner=True)
def _same(  # type: ignore[no-untyped-def]
    pool, at, count, half, n_paths, edge, rule, bit, space
):
    """Whether each output is what is stated (without edges: one value) on all sides of lines.

    The number of the ways through a cell to whose left a point is, less that of where it is least,
    is 1 inside and 0 outside: each way has the inside on its left.
    """
    n_lines, n_outs = pool[at], pool[at + 3]
    at_outs = at + size_of(pool, at) - n_outs
    place, signs, paths = space.place, space.signs, space.paths
    known = space.known  # on the left, open, least, most, seen
    for o in range(n_outs):
        known[0, o], known[1, o] = 0, 0
        known[2, o], known[3, o], known[4, o] = 1 << 30, -1, -1
    for s in range(count):
        _count(known, s, place, signs, paths, n_paths, edge, rule)
        for p in range(n_paths):
            o = edge[paths[p, 0], OUTPUT]
            if known[1, o] == 0:
                known[2, o] = min(known[2, o], known[0, o])
                known[3, o] = max(known[3, o], known[0, o])
    for p in range(n_paths):
        o = edge[paths[p, 0], OUTPUT]
        if known[3, o] - known[2, o] != 1:
            return False
    for s in range(count):
        for k in range(at + 4, at + 4 + n_lines):
            h = pool[k]
            bit[h] = half[h, 1] * signs[s, place[half[h, 0]]] >= 0
        run(pool, at, bit)
        _count(known, s, place, signs, paths, n_paths, edge, rule)
        for o in range(n_outs):
            value = output(pool, at_outs, o, bit)
            if known[3, o] < 0:
                if known[4, o] >= 0 and known[4, o] != value:
                    return False
                known[4, o] = value
            elif known[1, o] == 0 and value != known[0, o] - known[2, o]:
                return False
    return True


@kernel(error_model="numpy", inner=True)
def _count(known, s, place, signs, paths, n_paths, edge, rule):  # type: ignore[no-untyped-def]
    """By output how many ways have a combination on their left, and how many leave that open."""
    for p in range(n_paths):
        o = edge[paths[p, 0], OUTPUT]
        known[0, o], known[1, o] = 0, 0
    for p in range(n_paths):
        e, f = paths[p, 0], paths[p, 1]
        o = edge[e, OUTPUT]
        side = _side(edge[e, LEFT], signs[s, place[edge[e, PLANE]]], rule[o])
        if f >= 0:
            other = _side(edge[f, LEFT], signs[s, place[edge[f, PLANE]]], rule[o])
            side = min(side, other) if edge[e, TURN] > 0 else max(side, other)
        known[0, o] += side > 0
        known[1, o] += side == 0


@kernel(error_model="numpy", inner=True)
def _side(left, sign, rule):  # type: ignore[no-untyped-def]
    """1 to the left of an edge, -1 to its right; on its line what the rule says, 0 for nothing."""
    if sign != 0:
        return left * sign
    if rule == CLOSED:
        return np.int64(1)
    if rule == OPEN:
        return np.int64(-1)
    return left if rule == PARTITION else np.int64(0)
