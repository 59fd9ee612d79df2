"""The compiled loops on one cell: what is left of a network in it.

Nodes are numbered as in the whole network: lines first. `state` says what a node is in the cell,
`target` which node it copies or negates; `mark` and `coefficient` are room, as long as nodes are.
An output is a node, or -1: always 0, -2: always 1, -3 - n: not n.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_ZERO, _ONE, _SELF, _COPY, _NOT = 0, 1, 2, 3, 4  # what a node is in a cell
_NEEDED = -2  # the mark of nodes that outputs need


@kernel
def specialise(  # type: ignore[no-untyped-def]
    lines, box, src_lines, src_units, src_start, src_wires, src_weights, src_least, src_outs,
    state, target, mark, coefficient,
):  # fmt: skip
    """What is left of a network in a cell: lines, units, wires, and what its outputs are."""
    _see(lines, box, src_lines, state)
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
        used, low, high = _summed(coefficient, wires, weights, first, used)
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
            units[kept], least[kept] = unit, threshold
            kept += 1
            start[kept] = used
    outs = _ends(src_outs, state, target, mark)
    return _needed(src_lines, units[:kept], start, wires, weights, least, outs, mark)


@kernel
def _see(lines, box, src_lines, state):  # type: ignore[no-untyped-def]
    """On which side of each line the cell lies, as far as floats tell."""
    x0, x1, y0, y1 = box
    cx, cy, hx, hy = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    for k in range(len(src_lines)):
        line = src_lines[k]
        a, b = lines[line, 0], lines[line, 1]
        value = a * cx + b * cy - lines[line, 2]
        reach = abs(a) * hx + abs(b) * hy + lines[line, 3]
        state[line] = _ONE if value > reach else (_ZERO if value < -reach else _SELF)
        if not (abs(value) >= 0 and reach >= 0):
            state[line] = _SELF


@kernel
def _summed(coefficient, wires, weights, first, used):  # type: ignore[no-untyped-def]
    """Where a unit's wires end when those that cancel are left out; its least and largest sum."""
    low, high, last = 0, 0, first
    for w in range(first, used):
        weight = coefficient[wires[w]]
        if weight != 0:
            wires[last] = wires[w]
            weights[last] = weight
            last += 1
            low += min(weight, 0)
            high += max(weight, 0)
    return last, low, high


@kernel
def _ends(src_outs, state, target, mark):  # type: ignore[no-untyped-def]
    """What the outputs are in the cell; the nodes that they need are marked."""
    outs = np.empty(len(src_outs), np.int64)
    for o in range(len(src_outs)):
        node = src_outs[o]
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
            mark[node] = _NEEDED
        else:
            outs[o] = -2 if (kind == _ONE) != flip else -1
    return outs


@kernel
def _needed(src_lines, units, start, wires, weights, least, outs, mark):  # type: ignore[no-untyped-def]
    """The lines and units that marked ones need, and no others; the marks are taken off."""
    for k in range(len(units) - 1, -1, -1):
        if mark[units[k]] == _NEEDED:
            for w in range(start[k], start[k + 1]):
                mark[wires[w]] = _NEEDED
    kept_lines = np.empty(len(src_lines), np.int64)
    n_lines = 0
    for k in range(len(src_lines)):
        line = src_lines[k]
        if mark[line] == _NEEDED:
            kept_lines[n_lines] = line
            n_lines += 1
        mark[line] = -1
    now, to = 0, 0
    for k in range(len(units)):
        needed = mark[units[k]] == _NEEDED
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
def tables_in(cell_lines, units, start, wires, weights, least, outs, bit):  # type: ignore[no-untyped-def]
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
