"""Compiled loops on tables: which rows a cube holds, and primes by sampling.

Cube k holds the rows base[k] plus any subset of the bits free[k] of the row number, for the
outputs members[k]. Masks over outputs are single words. A row of the covering problem is a row
t of the table with one output of care[t], numbered from first[t].

Each loop walks the rows of its cubes itself: as a generator or through an array of places the walk
took four times as long.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

from .cube_kernels import bit_count, draw


@kernel
def hash_rows(base, free, members, care, first, hashes, salt):  # type: ignore[no-untyped-def]
    """Add to each row's hash the salt of every column that holds it."""
    one = np.uint64(1)
    for k in range(base.shape[0]):
        sub = free[k]
        while True:
            t = base[k] | sub
            held = care[t] & members[k]
            while held:
                low = held & (~held + one)
                r = first[t] + bit_count(care[t] & (low - one))
                hashes[r] += salt[k]
                held ^= low
            if sub == 0:
                break
            sub = (sub - one) & free[k]


@kernel
def places(base, free, members, care, first, number, at, count, indices):  # type: ignore[no-untyped-def]
    """Enter the kept places (number >= 0) of each column from at[k] on, which goes up.

    Without room for any they are only counted. `count` goes up for each place of each column.
    """
    one = np.uint64(1)
    for k in range(base.shape[0]):
        sub = free[k]
        while True:
            t = base[k] | sub
            held = care[t] & members[k]
            while held:
                low = held & (~held + one)
                r = number[first[t] + bit_count(care[t] & (low - one))]
                if r >= 0:
                    count[r] += 1
                    if indices.shape[0]:
                        indices[at[k]] = r
                    at[k] += 1
                held ^= low
            if sub == 0:
                break
            sub = (sub - one) & free[k]


@kernel
def drop_outputs(base, free, members, care, first, count):  # type: ignore[no-untyped-def]
    """Take from each column, in place, the outputs whose places other columns hold as well.

    `count` says how many columns hold each place.
    """
    one = np.uint64(1)
    for k in range(base.shape[0]):
        needed = members[k] & ~members[k]
        for turn in range(2):
            sub = free[k]
            while True:
                t = base[k] | sub
                held = care[t] & members[k] & ~needed
                while held:
                    low = held & (~held + one)
                    r = first[t] + bit_count(care[t] & (low - one))
                    if turn == 0 and count[r] == 1:
                        needed |= low
                    elif turn == 1:
                        count[r] -= 1
                    held ^= low
                if sub == 0:
                    break
                sub = (sub - one) & free[k]
        members[k] = needed


@kernel
def _grow(t, output, share, allowed, order, seed):  # type: ignore[no-untyped-def]
    """First row, free bits and outputs of the cube that row t grows to, bits in random order."""
    one = np.uint64(1)
    start, free, mask = np.uint64(t), np.uint64(0), allowed[t]
    inputs = order.shape[0]
    for i in range(inputs):
        j = i + draw(seed) % (inputs - i)
        order[i], order[j] = order[j], order[i]
    for i in range(inputs):
        bit = one << np.uint64(order[i])
        wanted = mask if share else output
        both = mask
        sub = free
        while True:
            both &= allowed[(start ^ bit) | sub]
            if both & wanted != wanted or sub == 0:
                break
            sub = (sub - one) & free
        if both & wanted == wanted:
            mask = both
            free |= bit
            start &= ~bit
    return start, free, mask


@kernel
def sample_primes(care, allowed, inputs, output, depth, share, seed, count, at, found, work):  # type: ignore[no-untyped-def]
    """Primes grown from the rows of one output that fewer than `depth` of them hold.

    A literal is dropped if the cube stays an implicant of the output, a word with one bit; with
    `share` only if it loses no output. `at` is the turn and the row to go on from, `count` how
    many primes hold each row. Stops after so much work, or with no more room in `found`; how
    many primes it entered there (base, free, members).
    """
    one = np.uint64(1)
    rows = care.shape[0]
    order = np.arange(inputs)
    entered = 0
    while at[0] < depth:
        turn = at[0]
        for t in range(at[1], rows):
            work[0] -= 1
            if not care[t] & output or count[t] > turn:
                continue
            if work[0] < 0 or entered == found.shape[0]:
                at[1] = t
                return entered
            start, open_, mask = _grow(t, output, share, allowed, order, seed)
            found[entered, 0], found[entered, 1], found[entered, 2] = start, open_, mask
            entered += 1
            work[0] -= 2 * inputs
            sub = open_
            while True:
                count[start | sub] += count[start | sub] < 255
                work[0] -= inputs
                if sub == 0:
                    break
                sub = (sub - one) & open_
        at[0] += 1
        at[1] = 0
    return entered
