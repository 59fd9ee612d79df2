"""The compiled walk over cells of a plane; see `outlines`."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.regions.evaluation.cell_kernel import specialise
from logicnet.regions.evaluation.index_kernel import box_of_cell

CLOSED, OPEN, PARTITION, FREE = 0, 1, 2, 3  # how an output counts its edges
APART = 1e-12  # how far around a cell edges are looked for
_SURE = 8e-13  # how far around it they pass for certain, and combinations are looked for
_SLACK = 2.0**-44  # of the sizes in a sum: by how much parts of a cell are too large
_MOST_THINNED = 8  # ways through a cell whose corners are looked at
_MOST_IN_FAN, _TURNED = 64, 1e-12  # lines through one point, and angles that floats tell apart
MOST_PLANES, MOST_FACES, MOST_CORNERS = 256, 1024, 64  # of a cell that is cut into parts
_OPEN, _AGREES, _TANGLED = 0, 1, 2  # what is known of a cell
_FEW, _SMALL = 8, 22  # lines that are tangled if they are in a cell of so many levels
DEEPEST = 34  # levels of cells


@kernel
def walk(  # type: ignore[no-untyped-def]
    lines, rows, hs_plane, hs_side, on_too, indptr, indices, weights, thresholds, outputs, low,
    high, ends, edge_output, edge_plane, edge_left, edge_next, edge_turn, edge_corner, meet_start,
    meet_plane, rule, most,
):  # fmt: skip
    """How many cells agree, and the cells (column, row, depth) that are left, -1 for too many."""
    count, nodes = len(lines), len(lines) + len(thresholds)
    state, target = np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)
    mark, coefficient = np.full(nodes, -1, np.int64), np.zeros(nodes, np.int64)
    bit = np.zeros(nodes, np.int64)
    place = np.full(len(rows), -1, np.int64)  # of the lines in a cell
    signs = np.zeros((MOST_FACES, MOST_PLANES), np.int8)
    corners = np.zeros((MOST_FACES, MOST_CORNERS, 2), np.float64)
    sizes = np.zeros(MOST_FACES, np.int64)
    stack = [(0, 0, 0)]
    nets = [specialise(
        lines, box_of_cell(low, high, 0, 0, 0), np.arange(count), np.arange(count, nodes),
        indptr, indices, weights, thresholds, outputs, state, target, mark, coefficient,
    )]  # fmt: skip
    near = [np.arange(len(ends))]
    left = np.zeros((most, 3), np.int64)
    agreed, n_left, tried = 0, 0, 0
    while len(stack) > 0:
        column, row, depth = stack.pop()
        net, edges = nets.pop(), near.pop()
        box = box_of_cell(low, high, depth, column, row)
        tried += 1
        if tried > 500 * most:
            return agreed, left, -1
        verdict = _agrees(
            net, edges, box, rows, hs_plane, hs_side, on_too, ends, edge_output, edge_plane,
            edge_left, edge_next, edge_turn, edge_corner, meet_start, meet_plane, rule, bit, place,
            signs, corners, sizes,
        )  # fmt: skip
        if verdict == _AGREES:
            agreed += 1
            continue
        if depth == DEEPEST or (verdict == _TANGLED and depth >= _SMALL):
            if n_left == most:
                return agreed, left, -1
            left[n_left, 0], left[n_left, 1], left[n_left, 2] = column, row, depth
            n_left += 1
            continue
        cell_lines, units, start, wires, coefs, least, outs = net
        for quarter in range(4):
            c, r = 2 * column + (quarter & 1), 2 * row + (quarter >> 1)
            inner = box_of_cell(low, high, depth + 1, c, r)
            stack.append((c, r, depth + 1))
            nets.append(specialise(
                lines, inner, cell_lines, units, start, wires, coefs, least, outs, state, target,
                mark, coefficient,
            ))  # fmt: skip
            near.append(_touching(edges, inner, ends))
    return agreed, left, n_left


@kernel
def _touching(edges, box, ends):  # type: ignore[no-untyped-def]
    """The edges that come near to a cell, and perhaps a few that do not."""
    found = np.empty(len(edges), np.int64)
    count = 0
    for e in edges:
        if _meets(box, ends[e], APART, 1e-14):
            found[count] = e
            count += 1
    return found[:count].copy()


@kernel
def _meets(box, edge, apart, doubt):  # type: ignore[no-untyped-def]
    """Whether the box and the line of an edge meet those of a cell that is larger by `apart`.

    The sum that decides is wrong by less than 1e-14 times the edge: a positive doubt keeps all that
    may meet, a negative one only what does.
    """
    x0, x1, y0, y1 = box[0] - apart, box[1] + apart, box[2] - apart, box[3] + apart
    if max(edge[0], edge[2]) < x0 or min(edge[0], edge[2]) > x1:
        return False
    if max(edge[1], edge[3]) < y0 or min(edge[1], edge[3]) > y1:
        return False
    dx, dy = edge[2] - edge[0], edge[3] - edge[1]
    value = dx * ((y0 + y1) / 2 - edge[1]) - dy * ((x0 + x1) / 2 - edge[0])
    reach = abs(dx) * (y1 - y0) / 2 + abs(dy) * (x1 - x0) / 2
    return abs(value) <= reach + doubt * (abs(dx) + abs(dy))


@kernel
def _holds(box, x, y, apart):  # type: ignore[no-untyped-def]
    """Whether a cell that is larger by `apart` holds a point."""
    return (box[0] - apart <= x <= box[1] + apart) and (box[2] - apart <= y <= box[3] + apart)


@kernel
def _paths(edges, box, ends, edge_next):  # type: ignore[no-untyped-def]
    """The edges of a cell as ways that lead through it: (edge, -1), or (edge, the next one).

    None (a count of -1) where some way has another number of corners in the cell than 0 or 1.
    """
    paths = np.full((len(edges), 2), -1, np.int64)
    count = 0
    for e in edges:
        first = _holds(box, ends[e, 0], ends[e, 1], APART)
        last = _holds(box, ends[e, 2], ends[e, 3], APART)
        if first and last:
            return paths, -1
        if first:  # the edge before it comes into the cell
            continue
        paths[count, 0] = e
        if last:
            f = edge_next[e]
            if _holds(box, ends[f, 2], ends[f, 3], APART) or not _holds(
                box, ends[e, 2], ends[e, 3], _SURE
            ):
                return paths, -1
            paths[count, 1] = f
        elif not _meets(box, ends[e], _SURE, -1e-14):
            return paths, -1
        count += 1
    return paths, count


@kernel
def _agrees(  # type: ignore[no-untyped-def]
    net, edges, box, rows, hs_plane, hs_side, on_too, ends, edge_output, edge_plane, edge_left,
    edge_next, edge_turn, edge_corner, meet_start, meet_plane, rule, bit, place, signs, corners,
    sizes,
):  # fmt: skip
    """Whether the outputs in a cell are what its edges say, on all sides of the lines in it.

    _TANGLED where there are few lines, but too near to one another for floats.
    """
    cell_lines = net[0]
    if len(cell_lines) == 0 and len(edges) == 0:
        return _AGREES
    if len(cell_lines) + len(edges) > 3 * MOST_PLANES:
        return _OPEN
    paths, n_paths = _paths(edges, box, ends, edge_next)
    if n_paths < 0:
        return _OPEN
    planes = np.empty(MOST_PLANES, np.int64)
    number = 0
    for k in range(len(cell_lines) + len(edges)):
        if k < len(cell_lines):
            plane = hs_plane[cell_lines[k]]
        else:
            plane = edge_plane[edges[k - len(cell_lines)]]
        if place[plane] < 0 and number < MOST_PLANES:
            place[plane] = number
            planes[number] = plane
            number += 1
        elif place[plane] < 0:
            number = MOST_PLANES + 1
            break
    same = False
    if number <= MOST_PLANES:
        count = _faces(planes[:number], rows, on_too, box, signs, corners, sizes)
        same = count >= 0 and _same(
            net, count, place, signs, hs_plane, hs_side, paths[:n_paths], edge_output, edge_plane,
            edge_left, edge_turn, rule, bit,
        )  # fmt: skip
        if not same and count > 0 and 0 < n_paths <= _MOST_THINNED:
            for k in range(2 * n_paths):  # the corners at the ends of edges
                e = paths[k // 2, 0] if k % 2 else edge_next[paths[k // 2, 0]]
                at = edge_corner[e]
                through = meet_plane[meet_start[at] : meet_start[at + 1]]
                count = _thinned(
                    planes[:number], count, through, rows, on_too, box, ends[e, 0], ends[e, 1],
                    place, signs,
                )  # fmt: skip
            same = _same(
                net, count, place, signs, hs_plane, hs_side, paths[:n_paths], edge_output,
                edge_plane, edge_left, edge_turn, rule, bit,
            )  # fmt: skip
    for k in range(min(number, MOST_PLANES)):
        place[planes[k]] = -1
    if same:
        return _AGREES
    return _TANGLED if number <= _FEW else _OPEN


@kernel
def _faces(planes, rows, on_too, box, signs, corners, sizes):  # type: ignore[no-untyped-def]
    """How many combinations of sides there are about a cell, as `signs`; -1 where too many.

    The cell is cut by one line after the other. Parts are kept a little too large, so that no
    combination is lost; what is not there may come in addition.
    """
    for i in range(4):
        corners[0, i, 0] = box[0] - _SURE if i in (0, 3) else box[1] + _SURE
        corners[0, i, 1] = box[2] - _SURE if i < 2 else box[3] + _SURE
    sizes[0], count = 4, 1
    value = np.empty(MOST_CORNERS, np.float64)
    for k in range(len(planes)):
        a, b, c = rows[planes[k], 0], rows[planes[k], 1], rows[planes[k], 2]
        slack = _SLACK * (2 * abs(a) + 2 * abs(b) + abs(c))
        for f in range(count):
            low, high = np.inf, -np.inf
            for i in range(sizes[f]):
                value[i] = a * corners[f, i, 0] + b * corners[f, i, 1] - c
                low, high = min(low, value[i]), max(high, value[i])
            if low > slack:
                signs[f, k] = 1
                continue
            if high < -slack:
                signs[f, k] = -1
                continue
            if count + 2 > MOST_FACES or sizes[f] + 4 > MOST_CORNERS:
                return -1
            if on_too[planes[k]]:
                signs[count, :k] = signs[f, :k]
                signs[count, k] = 0
                _clip(corners, sizes, f, count, a, b, c, slack)
                _clip(corners, sizes, count, count, -a, -b, -c, slack)
                count += 1
            signs[count, :k] = signs[f, :k]
            signs[count, k] = -1
            _clip(corners, sizes, f, count, -a, -b, -c, slack)
            count += 1
            signs[f, k] = 1
            _clip(corners, sizes, f, f, a, b, c, slack)
    return count


@kernel
def _thinned(planes, count, through, rows, on_too, box, px, py, place, signs):  # type: ignore[no-untyped-def]
    """How many combinations are left of those in a cell, since some lines meet in one point.

    That is a corner, at which edges on the lines `through` it begin or end, so that these meet
    there exactly, whatever floats say.
    """
    own = np.empty(len(through), np.int64)  # places of these lines among those of the cell
    m = 0
    for plane in through:
        if place[plane] >= 0 and m < _MOST_IN_FAN:
            own[m] = place[plane]
            m += 1
    if m < 2:
        return count
    fan = _fan(planes[own[:m]], rows, on_too, box, px, py)
    if len(fan) == 0:
        return count
    kept = 0
    for s in range(count):
        for f in range(len(fan)):
            alike = True
            for k in range(m):
                alike &= fan[f, k] == signs[s, own[k]]
            if alike:
                signs[kept, : len(planes)] = signs[s, : len(planes)]
                kept += 1
                break
    return kept


@kernel
def _fan(planes, rows, on_too, box, px, py):  # type: ignore[no-untyped-def]
    """The combinations of sides in a cell of lines that all go through (px, py).

    Of the sectors around it those count that the cell may reach into, as it is seen from there.
    None where floats do not tell the directions of lines apart.
    """
    m = len(planes)
    signs = np.zeros((4 * m + 1, m), np.int8)
    dx, dy = (box[0] + box[1]) / 2 - px, (box[2] + box[3]) / 2 - py
    size, apart = box[1] - box[0] + box[3] - box[2] + 1e-11, np.hypot(dx, dy)
    seen, wide = np.arctan2(dy, dx), 2 * size / apart + 1e-9 if apart > size else np.inf
    angle = np.empty(m + 1, np.float64)
    for k in range(m):
        angle[k] = np.arctan2(rows[planes[k], 0], -rows[planes[k], 1]) % np.pi
    order = np.argsort(angle[:m])
    angle[:m] = angle[:m][order]
    angle[m] = angle[0] + np.pi
    count, every = 0, True
    for k in range(m):
        if angle[k + 1] - angle[k] < _TURNED:
            return signs[:0]
        every &= on_too[planes[k]]
    for k in range(2 * m):
        half = k // m
        first, last = angle[k % m], angle[k % m + 1]
        for ray in range(2):
            way = first if ray else (first + last) / 2
            about = 0.0 if ray else (last - first) / 2
            turn = abs((way + half * np.pi - seen + np.pi) % (2 * np.pi) - np.pi)
            if turn > about + wide or (ray and not on_too[planes[order[k % m]]]):
                continue
            x, y = np.cos(way), np.sin(way)
            for j in range(m):
                side = 1 if rows[planes[j], 0] * x + rows[planes[j], 1] * y > 0 else -1
                signs[count, j] = -side if half else side
            if ray:
                signs[count, order[k % m]] = 0
            count += 1
    if every:
        count += 1  # the point itself: all 0
    return signs[:count]


@kernel
def _clip(corners, sizes, source, goal, a, b, c, slack):  # type: ignore[no-untyped-def]
    """The part of a convex piece where ``a x + b y >= c - slack``, as another piece."""
    n = sizes[source]
    piece = corners[source, :n].copy()
    to = 0
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        here = a * piece[i, 0] + b * piece[i, 1] - c + slack
        there = a * piece[j, 0] + b * piece[j, 1] - c + slack
        if here >= 0:
            corners[goal, to, 0], corners[goal, to, 1] = piece[i, 0], piece[i, 1]
            to += 1
        if (here >= 0) != (there >= 0):
            part = here / (here - there)
            corners[goal, to, 0] = piece[i, 0] + part * (piece[j, 0] - piece[i, 0])
            corners[goal, to, 1] = piece[i, 1] + part * (piece[j, 1] - piece[i, 1])
            to += 1
    sizes[goal] = to


@kernel
def _same(  # type: ignore[no-untyped-def]
    net, count, place, signs, hs_plane, hs_side, paths, edge_output, edge_plane, edge_left,
    edge_turn, rule, bit,
):  # fmt: skip
    """Whether each output is what is stated (without edges: one value) on all sides of lines.

    The number of the ways through a cell to whose left a point is, less that of where it is least,
    is 1 inside and 0 outside: each way has the inside on its left.
    """
    cell_lines, units, start, wires, coefs, least, outs = net
    seen = np.full(len(outs), -1, np.int64)
    low, high = np.full(len(outs), 1 << 30, np.int64), np.full(len(outs), -1, np.int64)
    number = np.zeros((2, len(outs)), np.int64)
    for s in range(count):
        _count(number, s, place, signs, paths, edge_output, edge_plane, edge_left, edge_turn, rule)
        for p in paths:
            o = edge_output[p[0]]
            if number[1, o] == 0:
                low[o], high[o] = min(low[o], number[0, o]), max(high[o], number[0, o])
    for p in paths:
        if high[edge_output[p[0]]] - low[edge_output[p[0]]] != 1:
            return False
    for s in range(count):
        for h in cell_lines:
            bit[h] = hs_side[h] * signs[s, place[hs_plane[h]]] >= 0
        for k in range(len(units)):
            total = 0
            for w in range(start[k], start[k + 1]):
                total += coefs[w] * bit[wires[w]]
            bit[units[k]] = total >= least[k]
        _count(number, s, place, signs, paths, edge_output, edge_plane, edge_left, edge_turn, rule)
        for o in range(len(outs)):
            node = outs[o]
            if node >= 0:
                value = bit[node]
            else:
                value = 1 - bit[-3 - node] if node <= -3 else int(node == -2)
            if high[o] < 0:
                if seen[o] >= 0 and seen[o] != value:
                    return False
                seen[o] = value
            elif number[1, o] == 0 and value != number[0, o] - low[o]:
                return False
    return True


@kernel
def _count(  # type: ignore[no-untyped-def]
    number, s, place, signs, paths, edge_output, edge_plane, edge_left, edge_turn, rule
):
    """By output how many ways have a combination on their left, and how many leave that open."""
    for p in paths:
        number[:, edge_output[p[0]]] = 0
    for p in paths:
        e, f = p[0], p[1]
        o = edge_output[e]
        side = _side(edge_left[e], signs[s, place[edge_plane[e]]], rule[o])
        if f >= 0:
            other = _side(edge_left[f], signs[s, place[edge_plane[f]]], rule[o])
            side = min(side, other) if edge_turn[e] > 0 else max(side, other)
        number[0, o] += side > 0
        number[1, o] += side == 0


@kernel
def _side(left, sign, rule):  # type: ignore[no-untyped-def]
    """1 to the left of an edge, -1 to its right; on its line what the rule says, 0 for nothing."""
    if sign != 0:
        return left * sign
    if rule == CLOSED:
        return 1
    if rule == OPEN:
        return -1
    return left if rule == PARTITION else 0
