"""The compiled loops for rows without an index: all half-spaces, then all units.

What is known of a network comes in two arrays, since each array costs a call of one row some
hundred nanoseconds. `real`: the centre, the offsets, the bounds (`reach` and `floor`), and the
normals, a row for each coordinate. `whole`: how many half-spaces, units and outputs there are,
then the wires of the units (where they start, what they read, their weights), the least sums, and
the nodes that are outputs.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_BLOCK = 64  # rows that are answered together, so that their sums are done several at a time
_MANY = 512  # rows that a conjunction looks at together
_TOGETHER = 12  # half-spaces after which those that are out are dropped
_FEW = 16  # rows below which each of them is answered alone


@kernel(error_model="numpy")
def direct(rows, real, whole, answer):  # type: ignore[no-untyped-def]
    """Fill `answer`, rows by outputs; a row that floats do not decide starts with -1; count these.

    A half-space is decided where its sum is further from 0 than
    ``reach * max(|x| + |centre|) + floor``, and no part of it has left the floats.
    """
    lines = whole[0]
    nodes = lines + whole[1]
    open_rows = 0
    if len(rows) < _FEW:
        node, value = np.empty(nodes, np.int64), np.empty(lines)
        for r in range(len(rows)):
            unsure = _sides(rows[r], real, value, node)
            _units(whole, node)
            _ends(whole, node, answer[r])
            if unsure:
                answer[r, 0] = -1
                open_rows += 1
        return open_rows
    bits, far = np.empty((nodes, _BLOCK), np.int8), np.empty(_BLOCK)
    x, open_row = np.zeros((rows.shape[1], _BLOCK)), np.empty(_BLOCK, np.int8)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        _shifted(block, real, x, far)
        _sides_of_block(real, lines, x, far, bits, open_row)
        _units_of_block(whole, bits)
        _ends_of_block(whole, bits, answer[start : start + _BLOCK])
        for r in range(len(block)):
            if open_row[r]:
                answer[start + r, 0] = -1
                open_rows += 1
    return open_rows


@kernel(error_model="numpy", inner=True)
def _sides(point, real, value, node):  # type: ignore[no-untyped-def]
    """Fill the bits of the half-spaces at one point; whether floats leave some open."""
    lines, width = len(value), len(point)
    offsets, reach = real[width : width + lines], real[width + lines : width + 2 * lines]
    floor = real[width + 2 * lines : width + 3 * lines]
    far = 0.0
    for i in range(width):
        far = max(far, abs(point[i]) + abs(real[i]))
    for k in range(lines):
        value[k] = -offsets[k]
    for i in range(width):
        at, x = width + (3 + i) * lines, point[i] - real[i]
        for k in range(lines):
            value[k] += real[at + k] * x
    unsure = 0
    for k in range(lines):
        node[k], size = value[k] >= 0, abs(value[k])
        unsure += not (size > reach[k] * far + floor[k]) & (size < np.inf)
    for i in range(width):
        unsure += not abs(point[i]) < np.inf
    return unsure > 0


@kernel(error_model="numpy", inner=True)
def _units(whole, node):  # type: ignore[no-untyped-def]
    """Fill the bits of the units, from those of the half-spaces."""
    lines, units = whole[0], whole[1]
    at_wires = 4 + units
    wires = whole[at_wires - 1]
    for j in range(units):
        total = -whole[at_wires + 2 * wires + j + 0]
        for w in range(at_wires + whole[3 + j], at_wires + whole[4 + j]):
            total += whole[w + wires] * node[whole[w]]
        node[lines + j] = total >= 0


@kernel(error_model="numpy", inner=True)
def _ends(whole, node, result):  # type: ignore[no-untyped-def]
    """Fill the outputs of one row."""
    at = len(whole) - whole[2]
    for o in range(whole[2]):
        result[o] = node[whole[at + o]]


@kernel(error_model="numpy", inner=True)
def _shifted(block, real, x, far):  # type: ignore[no-untyped-def]
    """Fill the coordinates less the centre, a row for each, and how far each point is out."""
    far[:] = 0.0
    for i in range(len(x)):
        for r in range(len(block)):
            x[i, r] = block[r, i] - real[i]
            size = abs(block[r, i]) + abs(real[i])
            far[r] = max(far[r], size) if size < np.inf else np.inf


@kernel(error_model="numpy", inner=True)
def _sides_of_block(real, lines, x, far, bits, open_row):  # type: ignore[no-untyped-def]
    """Fill the bits of the half-spaces at the rows of a block, and which rows floats leave open."""
    width = len(x)
    value = np.empty(_BLOCK)
    for r in range(_BLOCK):
        open_row[r] = not far[r] < np.inf
    for k in range(lines):
        offset, at = real[width + k], width + 3 * lines + k
        reach, floor = real[width + lines + k], real[width + 2 * lines + k]
        for r in range(_BLOCK):
            value[r] = real[at] * x[0, r] - offset
        for i in range(1, width):
            normal = real[at + i * lines]
            for r in range(_BLOCK):
                value[r] += normal * x[i, r]
        for r in range(_BLOCK):
            bits[k, r], size = value[r] >= 0, abs(value[r])
            open_row[r] |= not (size > reach * far[r] + floor) & (size < np.inf)


@kernel(error_model="numpy", inner=True)
def _units_of_block(whole, bits):  # type: ignore[no-untyped-def]
    """Fill the bits of the units at the rows of a block."""
    lines, units = whole[0], whole[1]
    at_wires = 4 + units
    wires = whole[at_wires - 1]
    total = np.empty(_BLOCK, np.int32)
    for j in range(units):
        total[:] = -whole[at_wires + 2 * wires + j]
        for w in range(at_wires + whole[3 + j], at_wires + whole[4 + j]):
            weight, read = np.int32(whole[w + wires]), bits[whole[w]]
            for r in range(_BLOCK):
                total[r] += weight * read[r]
        for r in range(_BLOCK):
            bits[lines + j, r] = total[r] >= 0


@kernel(error_model="numpy", inner=True)
def _ends_of_block(whole, bits, results):  # type: ignore[no-untyped-def]
    """Fill the outputs of the rows of a block."""
    at = len(whole) - whole[2]
    for o in range(whole[2]):
        end = bits[whole[at + o]]
        for r in range(len(results)):
            results[r, o] = end[r]


@kernel(error_model="numpy")
def conjunction(rows, real, lines, inside, answer):  # type: ignore[no-untyped-def]
    """The same for one AND of half-spaces, in which `inside` is the answer.

    A row in a ball that is inside, which `real` ends with (its centre, the square of its radius),
    or that one half-space surely leaves out, is asked no further; after each few half-spaces the
    rows that are left move together.
    """
    width = rows.shape[1]
    x, far, value = np.empty((width, _MANY)), np.empty(_MANY), np.empty(_MANY)
    which, open_row = np.empty(_MANY, np.int64), np.empty(_MANY, np.int8)
    sure, out = np.empty(_MANY), np.empty(_MANY)  # out of all bounds where the least is below 0
    largest = 2.0**60 * real[width + lines : width + 2 * lines].max()
    beyond = 2.0**60 * real[width + 2 * lines : width + 3 * lines].max()
    open_rows, ball = 0, width + (3 + width) * lines
    for start in range(0, len(rows), _MANY):
        block = rows[start : start + _MANY]
        left = len(block)
        _shifted(block, real, x, far)
        for r in range(left):
            which[r], sure[r], out[r] = start + r, np.inf, np.inf
            open_row[r] = not largest * far[r] + beyond < np.inf  # sums may overflow
        kept = 0
        for r in range(left if real[ball + width] > 0 else 0):
            away = 0.0
            for i in range(width):
                away += (x[i, r] - real[ball + i]) ** 2
                x[i, kept] = x[i, r]
            answer[which[r], 0] = inside
            which[kept], far[kept], open_row[kept] = which[r], far[r], open_row[r]
            kept += not away < real[ball + width]
        left = kept if real[ball + width] > 0 else left
        for k in range(lines):
            offset, at = real[width + k], width + 3 * lines + k
            reach, floor = real[width + lines + k], real[width + 2 * lines + k]
            for i in range(width - 1):
                normal = real[at + i * lines]
                for r in range(left):
                    value[r] = (value[r] if i else -offset) + normal * x[i, r]
            normal = real[at + (width - 1) * lines]
            for r in range(left):
                over = (value[r] if width > 1 else -offset) + normal * x[width - 1, r]
                bound = reach * far[r] + floor
                sure[r] = over - bound if over - bound < sure[r] else sure[r]
                out[r] = over + bound if over + bound < out[r] else out[r]
            if k % _TOGETHER == _TOGETHER - 1 or k == lines - 1:
                kept = 0
                for r in range(left):
                    answer[which[r], 0] = 1 - inside
                    which[kept], far[kept], open_row[kept] = which[r], far[r], open_row[r]
                    sure[kept], out[kept] = sure[r], np.inf if out[r] >= 0 else out[r]
                    for i in range(width):
                        x[i, kept] = x[i, r]
                    kept += (out[kept] >= 0) | (open_row[kept] != 0)
                left = kept
        for r in range(left):
            open_row[r] |= not sure[r] > 0
            answer[which[r], 0] = -1 if open_row[r] else inside
            open_rows += open_row[r] != 0
    return open_rows


@kernel(error_model="numpy")
def in_box(rows, bounds, inside, answer):  # type: ignore[no-untyped-def]
    """The same for a box with its least and largest floats; rows that are not finite stay open."""
    open_rows = 0
    for r in range(len(rows)):
        outside, bad = 0, 0
        for i in range(rows.shape[1]):
            x = rows[r, i]
            outside |= (x < bounds[0, i]) | (x > bounds[1, i])
            bad |= not abs(x) < np.inf
        answer[r, 0] = -1 if bad else (1 - inside if outside else inside)
        open_rows += bad
    return open_rows
