"""The compiled loops of `index`."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

MOST_LINES = 6  # lines left in a finished cell: a table of 64 bits
_DEEPER = 12  # levels below the grid
_ZERO, _ONE, _SELF, _COPY, _NOT = 0, 1, 2, 3, 4  # what a node is in a cell
_BLOCK = 1024  # points whose cells are found together
HEAVY = -1  # entry_output of a leaf that has too many lines left


@kernel
def _grown(array, used, more):  # type: ignore[no-untyped-def]
    """The array, or a copy twice as long where `more` entries do not fit."""
    if used + more <= len(array):
        return array
    larger = np.empty((max(2 * len(array), used + more),) + array.shape[1:], array.dtype)  # noqa: RUF005
    larger[:used] = array[:used]
    return larger


@kernel
def _specialise(  # type: ignore[no-untyped-def]
    lines, x0, x1, y0, y1, count, src_lines, src_units, src_start, src_wires, src_weights,
    src_least, src_out, state, target, mark, coefficient,
):  # fmt: skip
    """What is left of a network in a cell: lines, units, wires, and what its outputs are.

    Nodes are numbered as in the whole network: lines first. `state` says what a node is in the
    cell, `target` which node it copies or negates.
    """
    cx, cy, hx, hy = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    for k in range(len(src_lines)):
        line = src_lines[k]
        a, b = lines[line, 0], lines[line, 1]
        value = a * cx + b * cy - lines[line, 2]
        reach = abs(a) * hx + abs(b) * hy + lines[line, 3]
        state[line] = _ONE if value > reach else (_ZERO if value < -reach else _SELF)
        if not (abs(value) >= 0 and reach >= 0):
            state[line] = _SELF
    units = np.empty(len(src_units), np.int64)
    start = np.zeros(len(src_units) + 1, np.int64)
    wires = np.empty(len(src_wires), np.int64)
    weights = np.empty(len(src_weights), np.int64)
    least = np.empty(len(src_units), np.int64)
    kept, used = 0, 0
    for k in range(len(src_units)):
        unit = src_units[k]
        threshold = src_least[k]
        first = used
        for w in range(src_start[k], src_start[k + 1]):
            node, weight = src_wires[w], src_weights[w]
            kind = state[node]
            if kind == _ZERO:
                continue
            if kind == _ONE:
                threshold -= weight
                continue
            if kind == _NOT:
                threshold -= weight
                weight = -weight
            if kind != _SELF:
                node = target[node]
            if mark[node] == unit:
                coefficient[node] += weight
            else:
                mark[node] = unit
                coefficient[node] = weight
                wires[used] = node
                used += 1
        low, high, last = 0, 0, first
        for w in range(first, used):
            weight = coefficient[wires[w]]
            if weight != 0:
                wires[last] = wires[w]
                weights[last] = weight
                last += 1
                low += min(weight, 0)
                high += max(weight, 0)
        used = last
        if threshold <= low:
            state[unit] = _ONE
            used = first
        elif threshold > high:
            state[unit] = _ZERO
            used = first
        elif used == first + 1:
            state[unit] = _COPY if weights[first] > 0 else _NOT
            target[unit] = wires[first]
            used = first
        else:
            state[unit] = _SELF
            units[kept] = unit
            least[kept] = threshold
            kept += 1
            start[kept] = used
    # Only what outputs need is kept.
    outs = np.empty(len(src_out), np.int64)
    for o in range(len(src_out)):
        node = src_out[o]  # -1: always 0, -2: always 1, -3 - n: not n
        flip = False
        if node <= -3:
            node, flip = -3 - node, True
        if node < 0:
            outs[o] = node
            continue
        kind = state[node]
        if kind in (_COPY, _NOT):
            flip = flip != (kind == _NOT)
            node = target[node]
            kind = _SELF
        if kind == _SELF:
            outs[o] = -3 - node if flip else node
            mark[node] = -2
        else:
            outs[o] = -2 if (kind == _ONE) != flip else -1
    for k in range(kept - 1, -1, -1):
        if mark[units[k]] == -2:
            for w in range(start[k], start[k + 1]):
                mark[wires[w]] = -2
    kept_lines = np.empty(len(src_lines), np.int64)
    n_lines = 0
    for k in range(len(src_lines)):
        line = src_lines[k]
        if mark[line] == -2:
            kept_lines[n_lines] = line
            n_lines += 1
        mark[line] = -1
    now, to = 0, 0
    for k in range(kept):
        needed = mark[units[k]] == -2
        mark[units[k]] = -1
        if needed:
            units[now], least[now] = units[k], least[k]
            begin, end = start[k], start[k + 1]
            start[now] = to
            for w in range(begin, end):
                wires[to], weights[to] = wires[w], weights[w]
                to += 1
            now += 1
    start[now] = to
    return (
        kept_lines[:n_lines].copy(), units[:now].copy(), start[: now + 1].copy(),
        wires[:to].copy(), weights[:to].copy(), least[:now].copy(), outs,
    )  # fmt: skip


@kernel
def _tables(cell_lines, units, start, wires, weights, least, outs, bit):  # type: ignore[no-untyped-def]
    """The outputs over all combinations of the bits of the lines: bit c of a word."""
    tables = np.zeros(len(outs), np.uint64)
    for c in range(1 << len(cell_lines)):
        for k in range(len(cell_lines)):
            bit[cell_lines[k]] = (c >> k) & 1
        for k in range(len(units)):
            total = 0
            for w in range(start[k], start[k + 1]):
                total += weights[w] * bit[wires[w]]
            bit[units[k]] = 1 if total >= least[k] else 0
        for o in range(len(outs)):
            node = outs[o]
            if node == -2:
                value = 1
            elif node == -1:
                value = 0
            elif node <= -3:
                value = 1 - bit[-3 - node]
            else:
                value = bit[node]
            if value:
                tables[o] |= np.uint64(1) << np.uint64(c)
    return tables


@kernel
def build(lines, low, high, level, indptr, indices, weights, thresholds, outputs):  # type: ignore[no-untyped-def]
    """The grid, the children of divided cells, and the leaves.

    A reference to a cell is the number of a divided cell, or -1 - k for leaf k. Leaf 0 has all
    outputs 0, leaf 1 (where there is one output) has it 1.
    """
    count, n_units = len(lines), len(thresholds)
    state = np.zeros(count + n_units, np.int64)
    target = np.zeros(count + n_units, np.int64)
    mark = np.full(count + n_units, -1, np.int64)
    coefficient = np.zeros(count + n_units, np.int64)
    bit = np.zeros(count + n_units, np.int64)
    side = 1 << level
    grid = np.zeros(side * side, np.int32)
    children = np.zeros((1024, 4), np.int32)
    n_children = 0
    leaf_start = np.zeros(1024, np.int32)
    leaf_lines = np.zeros((4096, 4), np.float64)
    entry_start = np.zeros(1024, np.int32)
    entry_output = np.zeros(4096, np.int32)
    entry_table = np.zeros(4096, np.uint64)
    n_leaves, n_lines, n_entries = 1, 0, 0  # leaf 0: all 0
    if len(outputs) == 1:
        entry_output[0] = 0
        entry_table[0] = np.uint64(0xFFFFFFFFFFFFFFFF)
        n_leaves, n_entries = 2, 1
        entry_start[2] = 1
    whole = _specialise(
        lines, low[0], high[0], low[1], high[1], count, np.arange(count),
        np.arange(count, count + n_units), indptr, indices, weights, thresholds, outputs,
        state, target, mark, coefficient,
    )  # fmt: skip
    # A stack of cells: column, row, depth, where its reference goes (grid: -1, else 4 n + q).
    stack = [(0, 0, 0, -1)]
    nets = [whole]
    while len(stack) > 0:
        column, row, depth, place = stack.pop()
        net = nets.pop()
        cell_lines, units, start, wires, coefs, least, outs = net
        crowded = len(cell_lines) > MOST_LINES and depth < level + _DEEPER
        if crowded or (len(cell_lines) > 0 and depth < level):
            if depth >= level:
                children = _grown(children, n_children, 1)
                reference = n_children
                n_children += 1
            else:
                reference = 0
            parts = 1 << (depth + 1)
            width, height = (high[0] - low[0]) / parts, (high[1] - low[1]) / parts
            for quarter in range(4):
                c, r = 2 * column + (quarter & 1), 2 * row + (quarter >> 1)
                x, y = low[0] + c * width, low[1] + r * height
                dx, dy = width * 1e-9 + abs(x) * 1e-14, height * 1e-9 + abs(y) * 1e-14
                nets.append(_specialise(
                    lines, x - dx, x + width + dx, y - dy, y + height + dy, count,
                    cell_lines, units, start, wires, coefs, least, outs,
                    state, target, mark, coefficient,
                ))  # fmt: skip
                stack.append((c, r, depth + 1, 4 * reference + quarter if depth >= level else -1))
        else:
            heavy = len(cell_lines) > MOST_LINES
            if heavy:
                tables = np.zeros(len(outs), np.uint64)
            else:
                tables = _tables(cell_lines, units, start, wires, coefs, least, outs, bit)
            n_true = 0
            for o in range(len(outs)):
                if tables[o] != 0:
                    n_true += 1
            if len(cell_lines) == 0 and n_true == 0:
                reference = -1
            elif len(cell_lines) == 0 and len(outs) == 1:
                reference = -2
            else:
                reference = -1 - n_leaves
                leaf_start = _grown(leaf_start, n_leaves + 1, 1)
                entry_start = _grown(entry_start, n_leaves + 1, 1)
                leaf_lines = _grown(leaf_lines, n_lines, MOST_LINES)
                entry_output = _grown(entry_output, n_entries, n_true + 1)
                entry_table = _grown(entry_table, n_entries, n_true + 1)
                if heavy:
                    entry_output[n_entries] = HEAVY
                    n_entries += 1
                else:
                    for k in range(len(cell_lines)):
                        leaf_lines[n_lines] = lines[cell_lines[k]]
                        n_lines += 1
                for o in range(len(outs)):
                    if tables[o] != 0:
                        entry_output[n_entries] = o
                        entry_table[n_entries] = tables[o]
                        n_entries += 1
                n_leaves += 1
                leaf_start[n_leaves] = n_lines
                entry_start[n_leaves] = n_entries
        if depth == level or (depth < level and reference < 0):
            span = 1 << (level - depth)
            for r in range(row * span, (row + 1) * span):
                grid[r * side + column * span : r * side + (column + 1) * span] = reference
        elif depth > level:
            children[place // 4, place % 4] = reference
    return (
        grid, children[: max(n_children, 1)].copy(), leaf_start[: n_leaves + 1].copy(),
        leaf_lines[: max(n_lines, 1)].copy(), entry_start[: n_leaves + 1].copy(),
        entry_output[: max(n_entries, 1)].copy(), entry_table[: max(n_entries, 1)].copy(),
    )  # fmt: skip


@kernel
def _locate(block, x0, y0, across, up, side, cells):  # type: ignore[no-untyped-def]
    """The cell of the grid of each row, or one past the last for points outside."""
    outside = np.int32(side * side)
    for i in range(len(block)):
        gx, gy = (block[i, 0] - x0) * across, (block[i, 1] - y0) * up
        within = (gx >= 0) & (gx < side) & (gy >= 0) & (gy < side)
        cell = np.int32(gy) * np.int32(side) + np.int32(gx)
        cells[i] = cell if within else outside


@kernel
def _locate_on_line(block, x0, across, side, cells):  # type: ignore[no-untyped-def]
    """The same for one coordinate: cells of the first row."""
    outside = np.int32(side * side)
    for i in range(len(block)):
        gx = (block[i, 0] - x0) * across
        cells[i] = np.int32(gx) if (gx >= 0) & (gx < side) else outside


@kernel
def _settle(cells, settled, answer, todo):  # type: ignore[no-untyped-def]
    """Answer the rows in settled cells and list the others; how many these are."""
    listed = 0
    for i in range(len(cells)):
        value = settled[cells[i]]
        answer[i, 0] = value
        todo[listed] = i
        listed += int(value >> 1)
    return listed


@kernel
def evaluate(  # type: ignore[no-untyped-def]
    rows, centre, low, size, level, grid, settled, children, leaf_start, leaf_lines, entry_start,
    entry_output, entry_table, answer, left, left_leaf,
):  # fmt: skip
    """Fill `answer`; put the rows that need exact arithmetic into `left`, return their number.

    `left_leaf` is the leaf of such a row, or -1 where there is none that tells its outputs.

    In each block a first pass without branches settles the points in cells of the grid with a
    constant single output (`settled`, which ends with an entry for points outside); a second
    pass goes through the others while they are in the cache.
    """
    side = 1 << level
    plane = rows.shape[1] == 2
    single = answer.shape[1] == 1
    across, up = side / size[0], side / size[1]
    x0, y0 = low[0], low[1]
    cells = np.empty(_BLOCK, np.int32)
    todo = np.arange(_BLOCK)
    n_left = 0
    for start in range(0, len(rows), _BLOCK):
        block, results = rows[start : start + _BLOCK], answer[start : start + _BLOCK]
        listed = len(block)
        if single:
            if plane:
                _locate(block, x0, y0, across, up, side, cells)
            else:
                _locate_on_line(block, x0, across, side, cells)
            listed = _settle(cells[: len(block)], settled, results, todo)
        for position in range(listed):
            r = todo[position]
            px, py = block[r, 0], block[r, 1] if plane else 0.0
            gx, gy = (px - x0) * across, (py - y0) * up if plane else 0.5
            if gx >= 0 and gx < side and gy >= 0 and gy < side:
                leaf = np.int32(_leaf_at(gx, gy, side, grid, children))
                x, y = px - centre[0], py - centre[1] if plane else 0.0
                sure = _decided(
                    x, y, leaf, leaf_start, leaf_lines, entry_start, entry_output, entry_table,
                    results[r],
                )  # fmt: skip
            else:
                sure, leaf = False, np.int32(-1)
            left[n_left], left_leaf[n_left] = start + r, leaf
            n_left += not sure
    return n_left


@kernel
def _leaf_at(gx, gy, side, grid, children):  # type: ignore[no-untyped-def]
    """The number of the leaf at a place of the grid."""
    ix, iy = int(gx), int(gy)
    cell = grid[iy * side + ix]
    gx, gy = gx - ix, gy - iy
    while cell >= 0:
        gx, gy = 2 * gx, 2 * gy
        right, above = int(gx >= 1), int(gy >= 1)
        gx, gy = gx - right, gy - above
        cell = children[cell, right + 2 * above]
    return -1 - cell


@kernel
def _decided(  # type: ignore[no-untyped-def]
    x, y, leaf, leaf_start, leaf_lines, entry_start, entry_output, entry_table, result
):
    """Fill the outputs at a point of a leaf; whether floats decide them."""
    combination, sure = 0, True
    for k in range(leaf_start[leaf], leaf_start[leaf + 1]):
        value = leaf_lines[k, 0] * x + leaf_lines[k, 1] * y - leaf_lines[k, 2]
        sure &= abs(value) > leaf_lines[k, 3]
        combination |= int(value >= 0) << (k - leaf_start[leaf])
    result[:] = 0
    for e in range(entry_start[leaf], entry_start[leaf + 1]):
        if entry_output[e] == HEAVY:
            return False
        result[entry_output[e]] = (entry_table[e] >> np.uint64(combination)) & np.uint64(1)
    return sure
