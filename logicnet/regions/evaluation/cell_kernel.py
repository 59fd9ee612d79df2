"""The compiled loops on one cell: what is left of a network in it.

Nodes are numbered as in the whole network: lines first. `state` says what a node is in the cell,
`target` which node it copies or negates; `mark` and `coefficient` are room, as long as nodes are.
An output is a node, or -1: always 0, -2: always 1, -3 - n: not n.

What is left is kept in a pool of whole numbers, so that there are few types to compile: how many
lines, units, wires and outputs; then these lines, the units, where their wires start, the wires,
the weights, the least sums, the outputs. A cell that is quartered makes room for its parts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.kernels import kernel

_ZERO, _ONE, _SELF, _COPY, _NOT = 0, 1, 2, 3, 4  # what a node is in a cell
_NEEDED = -2  # the mark of nodes that outputs need

Whole = NDArray[np.int64]


def pooled(count: int, tail: Any) -> tuple[Whole, Whole, Whole]:
    """A pool with all of a network over `count` lines, room by nodes, and room by wires."""
    nodes = count + len(tail.thresholds)
    parts = [
        np.arange(count), np.arange(count, nodes), tail.indptr, tail.indices, tail.weights,
        tail.thresholds, count + tail.output_units,
    ]  # fmt: skip
    sizes = [count, len(tail.thresholds), len(tail.indices), len(tail.output_units)]
    pool = np.concatenate([sizes, *parts]).astype(np.int64)
    by_node = np.zeros((5, nodes), dtype=np.int64)
    by_node[2] = -1
    return pool, by_node, np.zeros((6, max(*sizes[1:], 1) + 1), dtype=np.int64)


@kernel(error_model="numpy", inner=True)
def grown(array, used):  # type: ignore[no-untyped-def]
    """The array, or a longer copy where it has no room for so many."""
    if used <= len(array):
        return array
    larger = np.empty(2 * used, np.int64)
    for k in range(len(array)):
        larger[k] = array[k]
    return larger


@kernel(error_model="numpy", inner=True)
def size_of(pool, at):  # type: ignore[no-untyped-def]
    """How much of the pool a network takes."""
    return 5 + pool[at] + 3 * pool[at + 1] + 2 * pool[at + 2] + pool[at + 3]


@kernel(error_model="numpy", inner=True)
def moved(pool, start, stop, to):  # type: ignore[no-untyped-def]
    """Move a part of the pool down."""
    for k in range(start, stop):
        pool[to + k - start] = pool[k]


@kernel(error_model="numpy", inner=True)
def specialise(lines, box, pool, at, to, by_node, room):  # type: ignore[no-untyped-def]
    """Put what is left in a cell of the network `at` a place into another; where that ends."""
    state, target, mark, coefficient = by_node[0], by_node[1], by_node[2], by_node[3]
    units, start, wires, weights, least = room[0], room[1], room[2], room[3], room[4]
    n_lines, n_units, n_wires, n_outs = pool[at], pool[at + 1], pool[at + 2], pool[at + 3]
    cx, cy, hx, hy = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2, (box[1] - box[0]) / 2, 0.0
    hy = (box[3] - box[2]) / 2
    for k in range(at + 4, at + 4 + n_lines):  # the sides of the lines, as far as floats tell
        line = pool[k]
        a, b = lines[line, 0], lines[line, 1]
        value = a * cx + b * cy - lines[line, 2]
        reach = abs(a) * hx + abs(b) * hy + lines[line, 3]
        state[line] = _ONE if value > reach else (_ZERO if value < -reach else _SELF)
    at_units = at + 4 + n_lines
    at_start = at_units + n_units
    at_wires = at_start + n_units + 1
    at_least = at_wires + 2 * n_wires
    kept, used = 0, 0
    start[0] = 0
    for k in range(n_units):
        unit, threshold, first = pool[at_units + k], pool[at_least + k], used
        for w in range(at_wires + pool[at_start + k], at_wires + pool[at_start + k + 1]):
            node, weight = pool[w], pool[w + n_wires]
            kind = state[node]
            if kind == _ZERO:
                continue
            if kind in (_ONE, _NOT):
                threshold -= weight
                weight = -weight
            if kind == _ONE:
                continue
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
        for w in range(first, used):  # equal wires are one, and those that cancel are left out
            node = wires[w]
            weight = coefficient[node]
            if weight != 0:
                wires[last] = node
                weights[last] = weight
                last += 1
                low += min(weight, 0)
                high += max(weight, 0)
        used = first
        if threshold <= low:
            state[unit] = _ONE
        elif threshold > high:
            state[unit] = _ZERO
        elif last == first + 1:
            state[unit] = _COPY if weights[first] > 0 else _NOT
            target[unit] = wires[first]
        else:
            used = last
            state[unit] = _SELF
            units[kept], least[kept] = unit, threshold
            kept += 1
            start[kept] = used
    _ends(pool, at_least + n_units, n_outs, by_node, room)
    pool[to + 1] = kept  # not handed on as a number, which may be typed as a constant
    return _needed(pool, at, to, by_node, room)


@kernel(error_model="numpy", inner=True)
def _ends(pool, at_outs, count, by_node, room):  # type: ignore[no-untyped-def]
    """What the outputs are in the cell; the nodes that they need are marked."""
    for o in range(count):
        node = pool[at_outs + o]
        flip = node <= -3
        if flip:
            node = -3 - node
        if node >= 0:
            kind = by_node[0, node]
            if kind >= _COPY:
                flip = flip != (kind == _NOT)
                node = by_node[1, node]
                kind = _SELF
            if kind == _SELF:
                by_node[2, node] = _NEEDED
                node = -3 - node if flip else node
            else:
                node = -2 if (kind == _ONE) != flip else -1
        room[5, o] = node


@kernel(error_model="numpy", inner=True)
def _needed(pool, at, to, by_node, room):  # type: ignore[no-untyped-def]
    """Write the lines and units that marked ones need, and no others; the marks are taken off."""
    mark, kept = by_node[2], pool[to + 1]
    for k in range(kept - 1, -1, -1):
        if mark[room[0, k]] == _NEEDED:
            for w in range(room[1, k], room[1, k + 1]):
                mark[room[2, w]] = _NEEDED
    end = to + 4
    for k in range(at + 4, at + 4 + pool[at]):
        line = pool[k]
        if mark[line] == _NEEDED:
            pool[end] = line
            end += 1
        mark[line] = -1
    pool[to] = end - to - 4
    now, used = 0, 0
    for k in range(kept):  # in place: what is needed comes first
        unit = room[0, k]
        begin, stop = room[1, k], room[1, k + 1]
        if mark[unit] == _NEEDED:
            room[0, now], room[1, now], room[4, now] = unit, used, room[4, k]
            for w in range(begin, stop):
                room[2, used], room[3, used] = room[2, w], room[3, w]
                used += 1
            now += 1
        mark[unit] = -1
    room[1, now] = used
    n_outs = pool[at + 3]
    pool[to + 1], pool[to + 2], pool[to + 3] = now, used, n_outs
    for part in range(6):
        count = now if part in (0, 4) else (now + 1 if part == 1 else used)
        count = n_outs if part == 5 else count
        for k in range(count):
            pool[end + k] = room[part, k]
        end += count
    return end


@kernel(error_model="numpy", inner=True)
def run(pool, at, bit):  # type: ignore[no-untyped-def]
    """Fill the bits of the units, from those of the lines."""
    n_units, n_wires = pool[at + 1], pool[at + 2]
    at_units = at + 4 + pool[at]
    at_start = at_units + n_units
    at_wires = at_start + n_units + 1
    at_least = at_wires + 2 * n_wires
    for k in range(n_units):
        total = 0
        for w in range(at_wires + pool[at_start + k], at_wires + pool[at_start + k + 1]):
            total += pool[w + n_wires] * bit[pool[w]]
        bit[pool[at_units + k]] = 1 if total >= pool[at_least + k] else 0


@kernel(error_model="numpy", inner=True)
def output(pool, at_outs, number, bit):  # type: ignore[no-untyped-def]
    """The value of an output, by the bits of lines and units."""
    node = pool[at_outs + number]
    if node >= 0:
        return bit[node]
    return 1 - bit[-3 - node] if node <= -3 else np.int64(node == -2)


@kernel(error_model="numpy", inner=True)
def tables_in(pool, at, bit, tables):  # type: ignore[no-untyped-def]
    """The outputs over all combinations of the bits of the lines: bit c of a word; any of them."""
    n_lines, n_outs = pool[at], pool[at + 3]
    at_outs = at + size_of(pool, at) - n_outs
    some = 0
    for o in range(n_outs):
        tables[o] = 0
    for c in range(1 << n_lines):
        for k in range(n_lines):
            bit[pool[at + 4 + k]] = (c >> k) & 1
        run(pool, at, bit)
        for o in range(n_outs):
            tables[o] |= output(pool, at_outs, o, bit) << c
    for o in range(n_outs):
        some |= tables[o]
    return some != 0
