"""Compiled loops that grow packed cubes: expansion to primes, merging, absorbing, reducing.

Literal i is input i required to be 1, literal 64 * words + i input i required to be 0.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.minimization.incidence.cube_kernels import (
    ONE,
    bit_count,
    draw,
    fraction,
    meet,
    put,
    touch,
)


@kernel
def _literals(pos, neg, found):  # type: ignore[no-untyped-def]
    """List the literals of a cube; how many."""
    words, size = pos.shape[0], 0
    for w in range(words):
        for side in range(2):
            x = pos[w] if side == 0 else neg[w]
            while x:
                low = x & (~x + ONE)
                found[size] = 64 * (w + side * words) + bit_count(low - ONE)
                size += 1
                x ^= low
    return size


@kernel
def opposed(off_pos, off_neg):  # type: ignore[no-untyped-def]
    """For each literal, pointers and indices of the off-cubes that it keeps away."""
    words = off_pos.shape[1]
    pointers = np.zeros(128 * words + 1, dtype=np.int64)
    literals = np.empty(128 * words, dtype=np.int64)
    for o in range(off_pos.shape[0]):
        for e in range(_literals(off_neg[o], off_pos[o], literals)):
            pointers[literals[e] + 1] += 1
    for i in range(128 * words):
        pointers[i + 1] += pointers[i]
    places = pointers[:-1].copy()
    indices = np.empty(pointers[128 * words], dtype=np.int32)
    for o in range(off_pos.shape[0]):
        for e in range(_literals(off_neg[o], off_pos[o], literals)):
            indices[places[literals[e]]] = o
            places[literals[e]] += 1
    return pointers, indices


@kernel
def _grow_outputs(mem, off_mem, clashes, full, seed):  # type: ignore[no-untyped-def]
    """Add every output none of whose off-cubes meets the cube."""
    blocked = np.zeros(mem.shape[0], dtype=np.uint64)
    for o in range(clashes.shape[0]):
        if clashes[o] == 0:
            for w in range(mem.shape[0]):
                blocked[w] |= off_mem[o, w]
    for w in range(mem.shape[0]):
        mem[w] |= full[w] & ~blocked[w]


@kernel
def _sort(rank, items, size):  # type: ignore[no-untyped-def]
    """Sort the few items by their rank."""
    for i in range(1, size):
        r, item = rank[i], items[i]
        j = i
        while j > 0 and rank[j - 1] > r:
            rank[j], items[j] = rank[j - 1], items[j - 1]
            j -= 1
        rank[j], items[j] = r, item


@kernel
def expand(pos, neg, mem, off_mem, at, against, full, weight, noise, early, seed, first, work):  # type: ignore[no-untyped-def]
    """Expand the cubes in place to primes, against the off-cubes; from `first` on.

    Stops after so much work; which cube is next.

    `at` and `against` come from `opposed`. Literals go in the order of their weight, blurred by
    noise; the outputs are added after a random number of literals in `early` of the cases,
    else at the end.
    """
    words = pos.shape[1]
    clashes = np.empty(off_mem.shape[0], dtype=np.int32)
    literals = np.empty(128 * words, dtype=np.int64)
    rank = np.empty(128 * words, dtype=np.float64)
    for k in range(first, pos.shape[0]):
        if work[0] < 0:
            return k
        work[0] -= 2 * clashes.shape[0]
        for o in range(clashes.shape[0]):
            clashes[o] = 0
        size = _literals(pos[k], neg[k], literals)
        for turn in range(size):
            literal = literals[turn]
            rank[turn] = -weight[literal] * (1.0 - noise + noise * fraction(seed))
            work[0] -= 3 * (at[literal + 1] - at[literal])
            for e in range(at[literal], at[literal + 1]):
                clashes[against[e]] += 1
        _sort(rank, literals, size)
        when = draw(seed) % (size + 1) if fraction(seed) < early else size
        for turn in range(size + 1):
            if turn == when:
                _grow_outputs(mem[k], off_mem, clashes, full, seed)
            if turn == size:
                break
            literal = literals[turn]
            free = True
            for e in range(at[literal], at[literal + 1]):
                o = against[e]
                if clashes[o] == 1 and touch(mem[k], off_mem[o]):
                    free = False
                    break
            if free:
                for e in range(at[literal], at[literal + 1]):
                    clashes[against[e]] -= 1
                side, i = literal // (64 * words), literal % (64 * words)
                if side == 0:
                    pos[k, i >> 6] ^= ONE << np.uint64(i & 63)
                else:
                    neg[k, i >> 6] ^= ONE << np.uint64(i & 63)
        if when < size:
            _grow_outputs(mem[k], off_mem, clashes, full, seed)
    return pos.shape[0]


@kernel
def merges(  # type: ignore[no-untyped-def]
    pos, neg, mem, off_pos, off_neg, off_mem, seed, tries, at, out_pos, out_neg, out_mem, work
):
    """Pairs of cubes whose common supercube misses the off-set, as those supercubes.

    All pairs are tried if there are no more than `tries`, else so many random ones. Goes on
    from pair at[0] (in order: cubes at[1] and at[2]) with the at[3] supercubes found before.
    Stops after so much work, or with no more room; whether all is tried.
    """
    count, words = pos.shape
    found = at[3]
    pairs = count * (count - 1) // 2
    everything = pairs <= tries
    i, j = at[1], at[2]
    last = 0
    for turn in range(at[0], pairs if everything else tries):
        if work[0] < 0 or found == out_pos.shape[0]:
            at[0], at[1], at[2], at[3] = turn, i, j, found
            return False
        work[0] -= 1
        if everything:
            j += 1
            if j >= count:
                i += 1
                j = i + 1
        else:
            i, j = draw(seed) % count, draw(seed) % count
            if i == j:
                continue
        c, d, m = out_pos[found], out_neg[found], out_mem[found]
        for w in range(words):
            c[w] = pos[i, w] & pos[j, w]
            d[w] = neg[i, w] & neg[j, w]
        for w in range(m.shape[0]):
            m[w] = mem[i, w] | mem[j, w]
        valid = True
        for o in range(-1, off_pos.shape[0]):
            e = last if o < 0 else o
            if e < off_pos.shape[0] and touch(m, off_mem[e]) and meet(off_pos[e], off_neg[e], c, d):
                valid, last = False, e
                work[0] -= o
                break
        if valid:
            found += 1
            work[0] -= off_pos.shape[0]
    at[3] = found
    return True


@kernel
def reduced(chosen, col_at, col_rows, count, part_pos, part_neg, part_out, pos, neg, mem):  # type: ignore[no-untyped-def]
    """Each chosen cube shrunk to the supercube of the parts that it alone covers."""
    red_pos = np.zeros((chosen.shape[0], pos.shape[1]), dtype=np.uint64)
    red_neg = np.zeros((chosen.shape[0], pos.shape[1]), dtype=np.uint64)
    red_mem = np.zeros((chosen.shape[0], mem.shape[1]), dtype=np.uint64)
    for n in range(chosen.shape[0]):
        k = chosen[n]
        some = False
        for e in range(col_at[k], col_at[k + 1]):
            r = col_rows[e]
            if count[r] == 1:
                if not some:
                    put(red_pos[n], part_pos[r])
                    put(red_neg[n], part_neg[r])
                    some = True
                else:
                    for w in range(pos.shape[1]):
                        red_pos[n, w] &= part_pos[r, w]
                        red_neg[n, w] &= part_neg[r, w]
                red_mem[n, part_out[r] >> 6] |= ONE << np.uint64(part_out[r] & 63)
        if not some:
            put(red_pos[n], pos[k])
            put(red_neg[n], neg[k])
            put(red_mem[n], mem[k])
    return red_pos, red_neg, red_mem


@kernel
def _sharing(mem, members, listed):  # type: ignore[no-untyped-def]
    """List the cubes that share an output with one; how many there are."""
    count = 0
    for r in range(members.shape[0]):
        if touch(mem, members[r]):
            listed[count] = r
            count += 1
    return count


@kernel
def _nearest(pos, neg, on_pos, on_neg, listed, count, noise, seed):  # type: ignore[no-untyped-def]
    """The place in the list of the on-cube for which a cube loses least, and what it loses."""
    best, least = -1, 1e18
    for e in range(count):
        r = listed[e]
        lost = 0
        for w in range(pos.shape[0]):
            lost += bit_count(pos[w] & ~on_pos[r, w])
            lost += bit_count(neg[w] & ~on_neg[r, w])
        value = lost * (1.0 + noise * fraction(seed))
        if value < least:
            best, least = e, value
    return best, least


@kernel
def absorb(pos, neg, mem, on_pos, on_neg, on_mem, off_pos, off_neg, off_mem, noise, seed, work):  # type: ignore[no-untyped-def]
    """Grow the cubes in place to the supercube of each and as many on-cubes as it can take.

    Stops after so much work; how many have grown.

    The on-cubes that share an output with it are tried from the nearest (the fewest literals
    lost, times a random factor up to 1 + noise). One that brings an off-cube in is never
    tried again, since the supercube only grows.
    """
    count, words = on_pos.shape
    alive = np.empty(count, dtype=np.int64)
    c, d = np.empty(words, dtype=np.uint64), np.empty(words, dtype=np.uint64)
    guards = np.empty(off_pos.shape[0], dtype=np.int64)
    for k in range(pos.shape[0]):
        work[0] -= count + off_pos.shape[0]
        left = _sharing(mem[k], on_mem, alive)
        guarding = _sharing(mem[k], off_mem, guards)
        while left:
            work[0] -= left * words
            if work[0] < 0:
                return k + 1
            best, least = _nearest(pos[k], neg[k], on_pos, on_neg, alive, left, noise, seed)
            r = alive[best]
            left -= 1
            alive[best] = alive[left]
            if least == 0.0:
                continue
            for w in range(words):
                c[w] = pos[k, w] & on_pos[r, w]
                d[w] = neg[k, w] & on_neg[r, w]
            valid = True
            work[0] -= guarding // 2
            for e in range(guarding):
                o = guards[e]
                if meet(off_pos[o], off_neg[o], c, d):
                    guards[e] = guards[0]
                    guards[0] = o
                    valid = False
                    break
            if valid:
                put(pos[k], c)
                put(neg[k], d)
    return pos.shape[0]
