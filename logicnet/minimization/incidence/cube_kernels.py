"""Compiled loops on packed cubes: what they leave uncovered, and the rows to be covered.

Cubes are two mask arrays (k, words), as in `logicnet.logic.tables.cubes`; outputs are a third.
Literal i is input i required to be 1, literal 64 * words + i input i required to be 0.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

ONE = np.uint64(1)
NONE = np.uint64(0)


@kernel(inner=True)
def bit_count(x):  # type: ignore[no-untyped-def]
    """Number of bits set."""
    x = x - ((x >> ONE) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel(inner=True)
def has(mask, i):  # type: ignore[no-untyped-def]
    """Whether bit i of the mask words is set."""
    return (mask[i >> 6] >> np.uint64(i & 63)) & ONE != NONE


@kernel(inner=True)
def draw(seed):  # type: ignore[no-untyped-def]
    """The next of a xorshift sequence that an array of one word holds."""
    x = seed[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    seed[0] = x
    return np.int64(x >> np.uint64(2))


@kernel(inner=True)
def fraction(seed):  # type: ignore[no-untyped-def]
    return (draw(seed) & 0xFFFFFF) / 16777216.0


@kernel(inner=True)
def put(target, source):  # type: ignore[no-untyped-def]
    """Copy mask words: a loop, since compiling an array assignment takes ten times as long."""
    for w in range(source.shape[0]):
        target[w] = source[w]


@kernel(inner=True)
def meet(p, q, c, d):  # type: ignore[no-untyped-def]
    """Whether the cubes (p, q) and (c, d) have a row in common."""
    clash = NONE
    for w in range(p.shape[0]):
        clash |= (p[w] & d[w]) | (q[w] & c[w])
    return clash == NONE


@kernel
def _holds(p, q, c, d):  # type: ignore[no-untyped-def]
    """Whether the cube (p, q) contains the cube (c, d)."""
    more = NONE
    for w in range(p.shape[0]):
        more |= (p[w] & ~c[w]) | (q[w] & ~d[w])
    return more == NONE


@kernel
def _literals(p, q, c, d):  # type: ignore[no-untyped-def]
    """How many literals of (p, q) the cube (c, d) lacks."""
    count = 0
    for w in range(p.shape[0]):
        count += bit_count(p[w] & ~c[w]) + bit_count(q[w] & ~d[w])
    return count


@kernel
def _lowest(p, q, c, d):  # type: ignore[no-untyped-def]
    """The first literal of (p, q) that (c, d) lacks; there is one."""
    words = p.shape[0]
    for w in range(words):
        for side in range(2):
            x = (p[w] & ~c[w]) if side == 0 else (q[w] & ~d[w])
            if x:
                return 64 * (w + side * words) + bit_count((x & (~x + ONE)) - ONE)
    return -1


@kernel
def _meeting(a, b, pos, neg, buffer, low, high):  # type: ignore[no-untyped-def]
    """Keep of the listed cubes those that meet the cube (a, b), at the front of their places.

    Returns where they end, and a literal of the largest that (a, b) lacks: -1 if there is no
    cube, -2 if one contains (a, b).
    """
    kept, best, fewest = low, -1, 1 << 30
    for e in range(low, high):
        k = buffer[e]
        if not meet(pos[k], neg[k], a, b):
            continue
        count = _literals(pos[k], neg[k], a, b)
        if count == 0:
            return kept, -2
        if count < fewest:
            fewest, best = count, k
        buffer[kept] = k
        kept += 1
    return kept, best if best < 0 else _lowest(pos[best], neg[best], a, b)


@kernel(inner=True)
def room(inputs, words, cubes):  # type: ignore[no-untyped-def]
    """What `uncovered` works in."""
    depth = 2 * inputs + 4
    ends = np.empty(depth, dtype=np.int64), np.empty(depth, dtype=np.int64)
    stack = np.empty((depth, words), dtype=np.uint64), np.empty((depth, words), dtype=np.uint64)
    return stack, ends, np.empty((inputs + 4) * (cubes + 1), dtype=np.int64)


@kernel(inner=True)
def uncovered(c, d, pos, neg, listed, size, space, work):  # type: ignore[no-untyped-def]
    """Look for a part of the cube (c, d) that none of the listed cubes meets.

    1: there is one, and it replaces (c, d); 0: there is none; -1: not known after looking at
    work[0] cubes, which goes down. Depth first: split by a literal of the largest cube that
    meets, first to its outside.
    """
    (stack_c, stack_d), (begins, ends), buffer = space
    words = c.shape[0]
    put(stack_c[0], c)
    put(stack_d[0], d)
    for e in range(size):
        buffer[e] = listed[e]
    begins[0], ends[0] = 0, size
    depth = 1
    while depth:
        depth -= 1
        a, b = stack_c[depth], stack_d[depth]
        low, high = begins[depth], ends[depth]
        kept, best = _meeting(a, b, pos, neg, buffer, low, high)
        if best == -2:
            continue
        if kept == low:
            put(c, a)
            put(d, b)
            return 1
        work[0] -= 1 + high - low
        if work[0] < 0:
            return -1
        side, i = best // (64 * words), best % (64 * words)
        mask = ONE << np.uint64(i & 63)
        ends[depth] = kept
        depth += 1
        put(stack_c[depth], a)
        put(stack_d[depth], b)
        shift = kept - low
        for e in range(low, kept):
            buffer[e + shift] = buffer[e]
        begins[depth] = kept
        ends[depth] = kept + shift
        if side == 0:
            a[i >> 6] |= mask
            stack_d[depth, i >> 6] |= mask
        else:
            b[i >> 6] |= mask
            stack_c[depth, i >> 6] |= mask
        depth += 1
    return 0


@kernel(inner=True)
def members_of(mem, j, listed):  # type: ignore[no-untyped-def]
    """List the cubes of output j; how many."""
    size = 0
    for k in range(mem.shape[0]):
        if has(mem[k], j):
            listed[size] = k
            size += 1
    return size


@kernel
def open_parts(on, outputs, pos, neg, mem, inputs, at, each, parts, outs, unknown, work):  # type: ignore[no-untyped-def]
    """For each on-cube and output of it, a part that the cubes leave uncovered, if any.

    Goes on from output at[0] and on-cube at[1]; stops after so much work, or without room in
    `parts` and `outs`. Marks in `unknown` (on-cube, output) what looking at `each` cubes leaves
    undecided. Returns how many parts it entered.
    """
    on_pos, on_neg, on_mem = on
    found = 0
    space = room(inputs, on_pos.shape[1], pos.shape[0])
    listed = np.empty(pos.shape[0], dtype=np.int64)
    near = np.empty(pos.shape[0], dtype=np.int64)
    left = np.empty(1, dtype=np.int64)
    for j in range(at[0], outputs):
        size = members_of(mem, j, listed)
        work[0] -= pos.shape[0]
        for k in range(at[1], on_pos.shape[0]):
            if not has(on_mem[k], j):
                continue
            if work[0] < 0 or found == outs.shape[0]:
                at[0], at[1] = j, k
                return found
            count = 0
            for e in range(size):
                if meet(pos[listed[e]], neg[listed[e]], on_pos[k], on_neg[k]):
                    near[count] = listed[e]
                    count += 1
            c, d = on_pos[k].copy(), on_neg[k].copy()
            left[0] = each
            answer = uncovered(c, d, pos, neg, near, count, space, left)
            work[0] -= size + each - left[0]
            if answer == 1:
                put(parts[0, found], c)
                put(parts[1, found], d)
                outs[found] = j
                found += 1
            elif answer < 0:
                unknown[k, j] = True
        at[1] = 0
    at[0] = outputs
    return found


@kernel
def narrow(part_pos, part_neg, part_out, pos, neg, mem, first, seed):  # type: ignore[no-untyped-def]
    """Shrink each part until every cube from `first` on contains it or misses it.

    A part leaves each cube that it can leave, by a random literal, in random order.
    """
    words = pos.shape[1]
    count = pos.shape[0] - first
    order = np.arange(first, pos.shape[0])
    literals = np.empty(128 * words, dtype=np.int64)
    for r in range(part_pos.shape[0]):
        c, d = part_pos[r], part_neg[r]
        near = 0
        for e in range(count):
            k = order[e]
            if has(mem[k], part_out[r]) and meet(pos[k], neg[k], c, d):
                order[e] = order[near]
                order[near] = k
                near += 1
        for e in range(near):
            f = e + draw(seed) % (near - e)
            k = order[f]
            order[f] = order[e]
            order[e] = k
            if not meet(pos[k], neg[k], c, d):
                continue
            size = 0
            for w in range(words):
                for side in range(2):
                    x = (pos[k, w] & ~c[w]) if side == 0 else (neg[k, w] & ~d[w])
                    while x:
                        low = x & (~x + ONE)
                        literals[size] = 64 * (w + side * words) + bit_count(low - ONE)
                        size += 1
                        x ^= low
            if size == 0:
                continue
            literal = literals[draw(seed) % size]
            side, i = literal // (64 * words), literal % (64 * words)
            if side == 0:
                d[i >> 6] |= ONE << np.uint64(i & 63)
            else:
                c[i >> 6] |= ONE << np.uint64(i & 63)


@kernel
def incidence(part_pos, part_neg, part_out, pos, neg, mem):  # type: ignore[no-untyped-def]
    """Pointers and indices of the parts that each cube contains."""
    begin = np.zeros(64 * mem.shape[1] + 1, dtype=np.int64)
    for j in part_out:
        begin[j + 1] += 1
    for j in range(begin.shape[0] - 1):
        begin[j + 1] += begin[j]
    place, order = begin.copy(), np.empty(part_out.shape[0], dtype=np.int32)
    for r in range(part_out.shape[0]):
        order[place[part_out[r]]] = r
        place[part_out[r]] += 1
    pointers = np.zeros(pos.shape[0] + 1, dtype=np.int64)
    indices = np.empty(1024, dtype=np.int32)
    at = 0
    for k in range(pos.shape[0]):
        if at + part_pos.shape[0] > indices.shape[0]:
            larger = np.empty(2 * indices.shape[0] + part_pos.shape[0], dtype=np.int32)
            for e in range(at):
                larger[e] = indices[e]
            indices = larger
        for w in range(mem.shape[1]):
            left = mem[k, w]
            while left:
                low = left & (~left + ONE)
                j = 64 * w + bit_count(low - ONE)
                left ^= low
                for e in range(begin[j], begin[j + 1]):
                    r = order[e]
                    if _holds(pos[k], neg[k], part_pos[r], part_neg[r]):
                        indices[at] = r
                        at += 1
        pointers[k + 1] = at
    return pointers, indices[:at]


@kernel(inner=True)
def touch(x, y):  # type: ignore[no-untyped-def]
    """Whether two masks share a bit."""
    common = NONE
    for w in range(x.shape[0]):
        common |= x[w] & y[w]
    return common != NONE
