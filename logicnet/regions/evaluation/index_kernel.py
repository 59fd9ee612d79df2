"""The compiled loops of `index`."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

from .cell_kernel import specialise, tables_in

MOST_LINES = 6  # lines left in a finished cell: a table of 64 bits
_DEEPER = 12  # levels below the grid
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
    whole = specialise(
        lines, (low[0], high[0], low[1], high[1]), np.arange(count),
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
            for quarter in range(4):
                c, r = 2 * column + (quarter & 1), 2 * row + (quarter >> 1)
                nets.append(specialise(
                    lines, _box(low, high, depth + 1, c, r), cell_lines, units, start, wires, coefs,
                    least, outs, state, target, mark, coefficient,
                ))  # fmt: skip
                stack.append((c, r, depth + 1, 4 * reference + quarter if depth >= level else -1))
        else:
            heavy = len(cell_lines) > MOST_LINES
            if heavy:
                tables = np.zeros(len(outs), np.uint64)
            else:
                tables = tables_in(cell_lines, units, start, wires, coefs, least, outs, bit)
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
def _box(low, high, depth, column, row):  # type: ignore[no-untyped-def]
    """The ends of a cell, which overlaps its neighbours a little."""
    parts = 1 << depth
    width, height = (high[0] - low[0]) / parts, (high[1] - low[1]) / parts
    x, y = low[0] + column * width, low[1] + row * height
    dx, dy = width * 1e-9 + abs(x) * 1e-14, height * 1e-9 + abs(y) * 1e-14
    return x - dx, x + width + dx, y - dy, y + height + dy


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
