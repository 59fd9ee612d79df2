"""The compiled loops of `index`."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

from .cell_kernel import grown, moved, output, run, size_of, specialise, tables_in

MOST_LINES = 6  # lines left in a finished cell: a table of 64 bits
_DEEPER = 12  # levels below the grid
_BLOCK = 1024  # points whose cells are found together
HEAVY = -1  # entry_output of a leaf that has too many lines left


@kernel(error_model="numpy")
def build(lines, low, high, level, share, pool, by_node, room, grid, tables):  # type: ignore[no-untyped-def]
    """Fill the grid; the children of divided cells, and the leaves, all as whole numbers.

    With a positive `share` a cell is finished when the number of its lines times its part of the
    box is at most that, and what is left of the network is kept, one after the other in the last
    array, which begins with the number of nodes and with 1024 times the lines of a usual place.

    A reference to a cell is the number of a divided cell, or -1 - k for leaf k. Leaf 0 has all
    outputs 0, leaf 1 (where there is one output) has it 1. Leaves are listed as (lines, entries),
    then their lines, then their entries (output, table).
    """
    side, n_outs = 1 << level, len(tables)
    children, leaves = np.zeros(4096, np.int64), np.zeros(4096, np.int64)
    leaf_lines, entries = np.zeros(4096, np.int64), np.zeros(4096, np.int64)
    n_children, n_leaves, n_lines, n_entries = 0, 1, 0, 0
    nets, n_nets, asked = np.zeros(4096, np.int64), 2, 0.0
    nets[0] = by_node.shape[1]
    if n_outs == 1:
        n_leaves, n_entries = 2, 1
        leaves[3], entries[1] = 1, -1
    first = len(pool)
    pool = grown(pool, 2 * first)
    # A stack of cells: column, row, depth, where its reference goes (grid: -1, else 4 n + q).
    stack = np.zeros((4 * (level + _DEEPER + 2), 5), np.int64)
    stack[0, 3], stack[0, 4], height = -1, first, 1
    whole = np.int64(0)  # as a constant it would be a type of its own, and all compiled again
    box = box_of_cell(low, high, whole, whole, whole)
    specialise(lines, box, pool, whole, first, by_node, room)
    while height > 0:
        height -= 1
        column, row, depth = stack[height, 0], stack[height, 1], stack[height, 2]
        place, at = stack[height, 3], stack[height, 4]
        heavy, part = pool[at] > MOST_LINES, pool[at] * 0.25**depth
        reference = -1
        if (heavy and depth < level + _DEEPER and part > share) or (
            pool[at] > 0 and depth < level and share == 0
        ):
            reference = 0
            if depth >= level:
                reference = n_children
                n_children += 1
                children = grown(children, 4 * n_children)
            size = size_of(pool, at)
            pool = grown(pool, at + 5 * size)
            end = at + size
            for quarter in range(4):
                c, r = 2 * column + (quarter & 1), 2 * row + (quarter >> 1)
                stack[height, 0], stack[height, 1], stack[height, 2] = c, r, depth + 1
                stack[height, 3] = 4 * reference + quarter if depth >= level else -1
                stack[height, 4] = end - size
                height += 1
                box = box_of_cell(low, high, depth + 1, c, r)
                end = specialise(lines, box, pool, at, end, by_node, room)
            moved(pool, at + size, end, at)
        else:
            some = True
            asked += part
            if not heavy:
                some = tables_in(pool, at, by_node[4], tables)
            if not heavy and pool[at] == 0 and n_outs == 1:
                reference = -2 if some else -1
            elif some:
                reference = -1 - n_leaves
                leaves = grown(leaves, 2 * n_leaves + 2)
                entries = grown(entries, 2 * (n_entries + n_outs))
                begun = n_entries
                if heavy:
                    entries[2 * n_entries], entries[2 * n_entries + 1] = HEAVY, -1
                    if share > 0:
                        entries[2 * n_entries + 1] = n_nets
                        nets = grown(nets, n_nets + size_of(pool, at))
                        for k in range(size_of(pool, at)):
                            nets[n_nets + k] = pool[at + k]
                        n_nets += size_of(pool, at)
                    n_entries += 1
                for o in range(0 if heavy else n_outs):
                    if tables[o] != 0:
                        entries[2 * n_entries], entries[2 * n_entries + 1] = o, tables[o]
                        n_entries += 1
                own = 0 if heavy else pool[at]
                leaf_lines = grown(leaf_lines, n_lines + own)
                for k in range(own):
                    leaf_lines[n_lines + k] = pool[at + 4 + k]
                n_lines += own
                leaves[2 * n_leaves], leaves[2 * n_leaves + 1] = own, n_entries - begun
                n_leaves += 1
        if depth == level or (depth < level and reference < 0):
            span = 1 << (level - depth)
            for r in range(row * span, (row + 1) * span):
                for k in range(r * side + column * span, r * side + (column + 1) * span):
                    grid[k] = reference
        elif depth > level:
            children[place] = reference
    nets[1] = np.int64(1024 * asked)
    return (
        children[: 4 * n_children], leaves[: 2 * n_leaves], leaf_lines[:n_lines],
        entries[: 2 * n_entries], nets[:n_nets],
    )  # fmt: skip


@kernel(error_model="numpy")
def box_of_cell(low, high, depth, column, row):  # type: ignore[no-untyped-def]
    """The ends of a cell, which overlaps its neighbours a little."""
    parts = 1 << depth
    width, height = (high[0] - low[0]) / parts, (high[1] - low[1]) / parts
    x, y = low[0] + column * width, low[1] + row * height
    dx, dy = width * 1e-9 + abs(x) * 1e-14, height * 1e-9 + abs(y) * 1e-14
    return x - dx, x + width + dx, y - dy, y + height + dy


@kernel(error_model="numpy", inner=True)
def _locate(block, x0, y0, across, up, side, cells):  # type: ignore[no-untyped-def]
    """The cell of the grid of each row, or one past the last for points outside."""
    outside = np.int32(side * side)
    for i in range(len(block)):
        gx, gy = (block[i, 0] - x0) * across, (block[i, 1] - y0) * up
        within = (gx >= 0) & (gx < side) & (gy >= 0) & (gy < side)
        cell = np.int32(gy) * np.int32(side) + np.int32(gx)
        cells[i] = cell if within else outside


@kernel(error_model="numpy", inner=True)
def _locate_on_line(block, x0, across, side, cells):  # type: ignore[no-untyped-def]
    """The same for one coordinate: cells of the first row."""
    outside = np.int32(side * side)
    for i in range(len(block)):
        gx = (block[i, 0] - x0) * across
        cells[i] = np.int32(gx) if (gx >= 0) & (gx < side) else outside


@kernel(error_model="numpy", inner=True)
def _settle(cells, settled, answer, todo):  # type: ignore[no-untyped-def]
    """Answer the rows in settled cells and list the others; how many these are."""
    listed = 0
    for i in range(len(cells)):
        value = settled[cells[i]]
        answer[i, 0] = value
        todo[listed] = i
        listed += int(value >> 1)
    return listed


@kernel(error_model="numpy")
def evaluate(  # type: ignore[no-untyped-def]
    rows, centre, low, size, level, grid, settled, children, leaf_start, leaf_lines, entry_start,
    entry_output, entry_table, lines, nets, answer, left, left_leaf,
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
    todo, bit = np.arange(_BLOCK), np.empty(nets[0], np.int64)
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
                    lines, nets, bit, results[r],
                )  # fmt: skip
            else:
                sure, leaf = False, np.int32(-1)
            left[n_left], left_leaf[n_left] = start + r, leaf
            n_left += not sure
    return n_left


@kernel(error_model="numpy")
def evaluate_few(  # type: ignore[no-untyped-def]
    rows, frame, grid, children, starts, leaf_lines, entry_output, entry_table, lines, nets, answer
):
    """Fill `answer`; how many rows are outside the box, or not decided by floats.

    `frame` holds the centre, the low corner of the box, its size, and the side of the grid, and
    `starts` where the lines and the entries of leaves begin: each array costs a call some time.
    """
    centre, low, size, side = frame[:2], frame[2:4], frame[4:6], np.int64(frame[6])
    leaf_start, entry_start, bit = starts[0], starts[1], np.empty(nets[0], np.int64)
    plane = rows.shape[1] == 2
    across, up = side / size[0], side / size[1]
    open_rows = 0
    for r in range(len(rows)):
        px, py = rows[r, 0], rows[r, 1] if plane else 0.0
        gx, gy = (px - low[0]) * across, (py - low[1]) * up if plane else 0.5
        if not (gx >= 0 and gx < side and gy >= 0 and gy < side):
            open_rows += 1
            continue
        leaf = np.int32(_leaf_at(gx, gy, side, grid, children))
        x, y = px - centre[0], py - centre[1] if plane else 0.0
        open_rows += not _decided(
            x, y, leaf, leaf_start, leaf_lines, entry_start, entry_output, entry_table, lines, nets,
            bit, answer[r],
        )  # fmt: skip
    return open_rows


@kernel(error_model="numpy", inner=True)
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


@kernel(error_model="numpy", inner=True)
def _decided(  # type: ignore[no-untyped-def]
    x, y, leaf, leaf_start, leaf_lines, entry_start, entry_output, entry_table, lines, nets, bit,
    result,
):  # fmt: skip
    """Fill the outputs at a point of a leaf; whether floats decide them."""
    combination, sure = 0, True
    for k in range(leaf_start[leaf], leaf_start[leaf + 1]):
        value = leaf_lines[k, 0] * x + leaf_lines[k, 1] * y - leaf_lines[k, 2]
        sure &= abs(value) > leaf_lines[k, 3]
        combination |= int(value >= 0) << (k - leaf_start[leaf])
    result[:] = 0
    for e in range(entry_start[leaf], entry_start[leaf + 1]):
        if entry_output[e] == HEAVY:
            return _told(x, y, np.int64(entry_table[e]), lines, nets, bit, result)
        result[entry_output[e]] = (entry_table[e] >> np.uint64(combination)) & np.uint64(1)
    return sure


@kernel(error_model="numpy", inner=True)
def _told(x, y, at, lines, nets, bit, result):  # type: ignore[no-untyped-def]
    """The same by what is left of the network in a cell, if that is kept."""
    if at < 0:
        return False
    for k in range(at + 4, at + 4 + nets[at]):
        line = nets[k]
        value = lines[line, 0] * x + lines[line, 1] * y - lines[line, 2]
        if not abs(value) > lines[line, 3]:
            return False
        bit[line] = value >= 0
    run(nets, at, bit)
    ends = at + size_of(nets, at) - len(result)
    for o in range(len(result)):
        result[o] = output(nets, ends, o, bit)
    return True


@kernel(error_model="numpy")
def label(  # type: ignore[no-untyped-def]
    rows, centre, low, size, level, grid, children, constant, leaf_start, leaf_lines, entry_start,
    entry_output, entry_table, lines, nets, outputs, answer, left,
):  # fmt: skip
    """Fill `answer` with the first output that is 1, or -1; list the rows that floats leave open.

    `constant` is by leaf: the answer where it has no lines, -2 where it has, -3 where too many.
    """
    side, bit, result = 1 << level, np.empty(nets[0], np.int64), np.empty(outputs, np.int64)
    plane = rows.shape[1] == 2
    across, up = side / size[0], side / size[1]
    n_left = 0
    for r in range(len(rows)):
        px, py = rows[r, 0], rows[r, 1] if plane else 0.0
        gx, gy = (px - low[0]) * across, (py - low[1]) * up if plane else 0.5
        found = -3
        if gx >= 0 and gx < side and gy >= 0 and gy < side:
            leaf = _leaf_at(gx, gy, side, grid, children)
            found = constant[leaf]
            if found == -2:
                found = _first(
                    px - centre[0], py - centre[1] if plane else 0.0, leaf, leaf_start,
                    leaf_lines, entry_start, entry_output, entry_table,
                )  # fmt: skip
            elif found == -3:
                x, y = px - centre[0], py - centre[1] if plane else 0.0
                net = np.int64(entry_table[entry_start[leaf]])
                if _told(x, y, net, lines, nets, bit, result):
                    found = _first_of(result)
        answer[r] = found
        left[n_left] = r
        n_left += found == -3
    return n_left


@kernel(error_model="numpy", inner=True)
def _first_of(result):  # type: ignore[no-untyped-def]
    """The first output that is 1, or -1."""
    for o in range(len(result)):
        if result[o] != 0:
            return o
    return -1


@kernel(error_model="numpy", inner=True)
def _first(x, y, leaf, leaf_start, leaf_lines, entry_start, entry_output, entry_table):  # type: ignore[no-untyped-def]
    """The first output that is 1 at a point of a leaf, -1 for none, -3 where floats do not tell."""
    combination = 0
    for k in range(leaf_start[leaf], leaf_start[leaf + 1]):
        value = leaf_lines[k, 0] * x + leaf_lines[k, 1] * y - leaf_lines[k, 2]
        if not abs(value) > leaf_lines[k, 3]:
            return -3
        combination |= int(value >= 0) << (k - leaf_start[leaf])
    for e in range(entry_start[leaf], entry_start[leaf + 1]):
        if (entry_table[e] >> np.uint64(combination)) & np.uint64(1):
            return entry_output[e]
    return -1


@kernel(error_model="numpy")
def label_grid(  # type: ignore[no-untyped-def]
    xs, ys, centre, low, size, level, grid, children, constant, leaf_start, leaf_lines,
    entry_start, entry_output, entry_table, answer, left,
):  # fmt: skip
    """The same at all places of a grid, ys by xs, run by run along each row.

    As long as the next place is in the same cell, that is not looked for again.
    """
    side = 1 << level
    across, up = side / size[0], side / size[1]
    n_left = 0
    for j in range(len(ys)):
        gy = (ys[j] - low[1]) * up
        i = 0
        while i < len(xs):
            gx = (xs[i] - low[0]) * across
            if not (gx >= 0 and gx < side and gy >= 0 and gy < side):
                answer[j, i] = -3
                left[n_left] = j * len(xs) + i
                n_left += 1
                i += 1
                continue
            leaf, begin, end = _leaf_and_ends(gx, gy, side, grid, children)
            found = constant[leaf]
            while gx >= begin and gx < end:
                here = found
                if found == -2:
                    here = _first(
                        xs[i] - centre[0], ys[j] - centre[1], leaf, leaf_start, leaf_lines,
                        entry_start, entry_output, entry_table,
                    )  # fmt: skip
                answer[j, i] = here
                if here == -3:
                    left[n_left] = j * len(xs) + i
                    n_left += 1
                i += 1
                if i == len(xs):
                    break
                gx = (xs[i] - low[0]) * across
    return n_left


@kernel(error_model="numpy", inner=True)
def _leaf_and_ends(gx, gy, side, grid, children):  # type: ignore[no-untyped-def]
    """The leaf at a place of the grid, and where it begins and ends along the row."""
    ix, iy = int(gx), int(gy)
    cell = grid[iy * side + ix]
    begin, width = float(ix), 1.0
    if cell < 0:
        end = ix + 1
        while end < side and grid[iy * side + end] == cell:
            end += 1
        return -1 - cell, begin, float(end)
    gx, gy = gx - ix, gy - iy
    while cell >= 0:
        gx, gy, width = 2 * gx, 2 * gy, width / 2
        right, above = int(gx >= 1), int(gy >= 1)
        gx, gy = gx - right, gy - above
        begin += right * width
        cell = children[cell, right + 2 * above]
    return -1 - cell, begin, begin + width
