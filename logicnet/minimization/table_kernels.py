"""Compiled loops on tables: which rows a cube holds, and primes by sampling.

Cube k holds the rows base[k] plus any subset of the bits free[k] of the row number, for the
outputs members[k]. Masks over outputs are single words. A row of the covering problem is a row
t of the table with one output of care[t], numbered from first[t].
"""

from __future__ import annotations

import numpy as np

from logicnet.kernels import kernel
from logicnet.minimization.kernels import bit_count, draw


@kernel
def hash_rows(base, free, members, care, first, hashes, salt):  # type: ignore[no-untyped-def]
    """Add to each row's hash the salt of every column that holds it.

    Returns how many pairs of column and row there are.
    """
    total = 0
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
                total += 1
                held ^= low
            if sub == 0:
                break
            sub = (sub - one) & free[k]
    return total


@kernel
def fill_columns(base, free, members, care, first, number, pointers, indices):  # type: ignore[no-untyped-def]
    """Fill in the kept rows (number >= 0) of each column; with no room only count them."""
    one = np.uint64(1)
    at = 0
    count_only = indices.shape[0] == 0
    for k in range(base.shape[0]):
        pointers[k] = at
        sub = free[k]
        while True:
            t = base[k] | sub
            held = care[t] & members[k]
            while held:
                low = held & (~held + one)
                r = number[first[t] + bit_count(care[t] & (low - one))]
                if r >= 0:
                    if not count_only:
                        indices[at] = r
                    at += 1
                held ^= low
            if sub == 0:
                break
            sub = (sub - one) & free[k]
    pointers[base.shape[0]] = at
    return at


@kernel
def trim(base, free, members, care, first, chosen, rows):  # type: ignore[no-untyped-def]
    """Take from each chosen column the outputs that the other chosen ones cover."""
    one = np.uint64(1)
    count = np.zeros(rows, dtype=np.int32)
    for turn in range(2):
        for k in chosen:
            needed = members[k] & ~members[k]
            sub = free[k]
            while True:
                t = base[k] | sub
                held = care[t] & members[k]
                while held:
                    low = held & (~held + one)
                    r = first[t] + bit_count(care[t] & (low - one))
                    if turn == 0:
                        count[r] += 1
                    elif count[r] == 1:
                        needed |= low
                    held ^= low
                if sub == 0:
                    break
                sub = (sub - one) & free[k]
            if turn == 0 or needed == members[k]:
                continue
            dropped = members[k] & ~needed
            sub = free[k]
            while True:
                t = base[k] | sub
                held = care[t] & dropped
                while held:
                    low = held & (~held + one)
                    count[first[t] + bit_count(care[t] & (low - one))] -= 1
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
def sample_primes(care, allowed, inputs, depth, share, limit, seed):  # type: ignore[no-untyped-def]
    """Primes grown from the rows that fewer than `depth` of them hold, in random order.

    A literal is dropped if the cube stays an implicant of the output that it is grown for;
    with `share` only if it loses no output. Returns base, free, members and whether `limit`
    primes were enough.
    """
    one = np.uint64(1)
    rows = care.shape[0]
    count = np.zeros(rows, dtype=np.uint8)
    base = np.empty(limit, dtype=np.uint64)
    free = np.empty(limit, dtype=np.uint64)
    members = np.empty(limit, dtype=np.uint64)
    order = np.arange(inputs)
    found = 0
    outputs = np.uint64(0)
    for t in range(rows):
        outputs |= care[t]
    while outputs:
        output = outputs & (~outputs + one)
        outputs ^= output
        count[:] = 0
        for turn in range(depth):
            for t in range(rows):
                if not care[t] & output or count[t] > turn:
                    continue
                if found == limit:
                    return base, free, members, False
                start, open_, mask = _grow(t, output, share, allowed, order, seed)
                base[found] = start
                free[found] = open_
                members[found] = mask
                found += 1
                sub = open_
                while True:
                    count[start | sub] += count[start | sub] < 255
                    if sub == 0:
                        break
                    sub = (sub - one) & open_
    return base[:found], free[:found], members[:found], True
