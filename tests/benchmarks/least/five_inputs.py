"""How many units every function of five inputs needs, with any wires: all 2**32, by their classes.

python tests/benchmarks/least/five_inputs.py [SAMPLE]      (1.3 GB of memory)

Without a sample it takes about ten minutes of one core.

Two units compute f iff f(x) = T(x, g(x)) for threshold functions g of 5 and T of 6 inputs.
Exchanging or complementing inputs changes no count, so g has falling weights from 0 up and meets
all 15,028,134 functions T. What they give is marked in a map of all functions, which is closed
under exchanges and complements. The 616,126 classes are the orbits of these and of the complement.

Three units compute f if f differs from a function of two units in some points of a threshold
function p on which f is constant: the output unit reads p loudly. All p are tried. For each of
the 33,323 classes that are left a heat bath looks for three units, whose values are compared on
all rows; where it finds none a solver decides. Of those that it excludes from three a heat bath
finds four.
"""

from __future__ import annotations

import sys
from itertools import combinations_with_replacement, permutations

import numba
import numpy as np

from logicnet.construction.deciding.decided import decided
from logicnet.construction.heat.bath import tried
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.whole_weights import whole
from logicnet.ground.budget import Budget

N, ROWS = 5, 32
SWAPPED = np.array([0x55555555, 0x33333333, 0x0F0F0F0F, 0x00FF00FF, 0x0000FFFF], dtype=np.uint64)
HALF = np.uint64(0xFFFFFFFF)
THRESHOLDS = {5: 94_572, 6: 15_028_134}  # how many there are, as published
CLASSES = 616_126
LARGEST = {5: 5, 6: 9}  # weights that are enough
MOST_POINTS = 7  # of a set, up to which its parts are listed
TRIES, SWEEPS = 10, 400  # of a heat bath
MORE = 5  # stands for more than four units


def regular(n):
    """Threshold functions whose weights are from 0 up and do not rise, as words of their rows."""
    rows = np.arange(1 << n)[:, None] >> np.arange(n) & 1
    place = np.uint64(1) << np.arange(1 << n, dtype=np.uint64)
    found = set()
    weights = np.array(list(combinations_with_replacement(range(LARGEST[n], -1, -1), n)))
    sums = rows @ weights.T
    for t in range(n * LARGEST[n] + 2):
        words = np.where(sums >= t, place[:, None], np.uint64(0)).sum(axis=0, dtype=np.uint64)
        found.update(words.tolist())
    return np.array(sorted(found), dtype=np.uint64)


def all_thresholds(n):
    """All threshold functions of n inputs."""
    bits = regular(n)[:, None] >> np.arange(1 << n, dtype=np.uint64) & np.uint64(1)
    digits = np.arange(1 << n)[:, None] >> np.arange(n) & 1
    found = []
    for moved in permutations(range(n)):
        place = (digits[:, moved] << np.arange(n)).sum(axis=1)
        words = (bits[:, place] << np.arange(1 << n, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
        found.append(np.unique(words))
    words = np.unique(np.concatenate(found))
    for i in range(n):
        shift = np.uint64(1 << i)
        low = np.uint64(sum(1 << r for r in range(1 << n) if not r >> i & 1))
        words = np.unique(np.concatenate([words, (words >> shift & low) | (words & low) << shift]))
    return words


@numba.njit
def complemented(f, i):
    shift = np.uint64(1) << np.uint64(i)
    low = SWAPPED[i]
    return (f >> shift & low) | ((f & low) << shift)


@numba.njit
def exchanged(f, i, j):
    """The function with inputs i < j exchanged."""
    shift = (np.uint64(1) << np.uint64(j)) - (np.uint64(1) << np.uint64(i))
    moved = (f >> shift ^ f) & (SWAPPED[j] & ~SWAPPED[i] & HALF)
    return f ^ moved ^ (moved << shift)


@numba.njit
def mark(marks, f):
    marks[f >> np.uint64(6)] |= np.uint64(1) << (f & np.uint64(63))


@numba.njit
def marked(marks, f):
    return marks[f >> np.uint64(6)] >> (f & np.uint64(63)) & np.uint64(1) != 0


@numba.njit
def mark_pairs(marks, helpers, outputs):
    for g in helpers:
        for t in outputs:
            mark(marks, (g & t >> np.uint64(32)) | (~g & t & HALF))


@numba.njit
def close(marks, i, j):
    """Mark the functions with two inputs exchanged, or one complemented, of all that are marked."""
    for k in range(len(marks)):
        word = marks[k]
        while word:
            bit = word & (~word + np.uint64(1))
            word ^= bit
            place = np.uint64(0)
            while bit > np.uint64(1):
                bit >>= np.uint64(1)
                place += np.uint64(1)
            f = (np.uint64(k) << np.uint64(6)) | place
            mark(marks, complemented(f, i) if i == j else exchanged(f, i, j))


@numba.njit
def orbit(f, swaps, seen):
    """Mark a class, each function or its complement; how many functions it has."""
    size = 0
    for i in swaps:
        if i >= 0:
            f = exchanged(f, i, i + 1)
        for gray in range(1, ROWS + 1):
            word = min(f, ~f & HALF)
            if not marked(seen, word):
                mark(seen, word)
                size += 2
            flipped = 0
            while flipped < N - 1 and not gray >> flipped & 1:
                flipped += 1
            f = complemented(f, flipped)
    return size


@numba.njit
def classes(seen, swaps, least, sizes):
    """The least function of each class, and how many functions the class has."""
    count = 0
    for k in range(len(seen)):
        for place in range(64):
            if seen[k] >> np.uint64(place) & np.uint64(1) == 0:
                f = (np.uint64(k) << np.uint64(6)) | np.uint64(place)
                least[count] = f
                sizes[count] = orbit(f, swaps, seen)
                count += 1
    return count


@numba.njit
def is_near(marks, f, places, inside):
    """Whether some points of a set on which f is constant, flipped, lead to a marked function."""
    for k in range(len(places)):
        value = f & inside[k]
        if (value == 0 or value == inside[k]) and marked(marks, f ^ places[k]):
            return True
    return False


@numba.njit
def is_near_by_many(marks, f, large):
    """The same for larger sets, of which any points may be flipped."""
    for points in large:
        value = f & points
        if value == 0 or value == points:
            flipped = points
            while flipped:
                if marked(marks, f ^ flipped):
                    return True
                flipped = flipped - np.uint64(1) & points
    return False


@numba.njit
def units_of(marks, least, thresholds, places, inside, large, units):
    for k in range(len(least)):
        f = least[k]
        at = np.searchsorted(thresholds, f)
        if at < len(thresholds) and thresholds[at] == f:
            units[k] = 1
        elif marked(marks, f):
            units[k] = 2
        elif is_near(marks, f, places, inside) or is_near_by_many(marks, f, large):
            units[k] = 3


def neighbours(thresholds):
    """What may be flipped of each small set of points that one unit tells from all others.

    Each with the smallest such sets around it; all others that are no larger than half of the rows.
    """
    sizes = np.bitwise_count(thresholds)
    sets = {int(p) for p in thresholds[(sizes > 0) & (sizes <= MOST_POINTS)]}
    places, inside = [], []
    for points in sorted(sets, key=lambda p: (p.bit_count(), p)):
        spared = sum(1 << r for r in range(ROWS) if points >> r & 1 and points ^ 1 << r in sets)
        free = part = points & ~spared  # who flips no spared point has a smaller set
        while True:
            if spared | part:
                places.append(spared | part), inside.append(points)
            if not part:
                break
            part = part - 1 & free
    large = thresholds[(sizes > MOST_POINTS) & (sizes <= ROWS // 2)]
    large = large[np.argsort(np.bitwise_count(large), kind="stable")]
    return (*(np.array(each, dtype=np.uint64) for each in (places, inside)), large)


def exchanges(n):
    """Neighbours to exchange, so that one order of n things after the other is met; first none."""
    order, swaps = list(range(n)), [-1]
    ways = [-1] * n
    while True:
        movable = [x for x in range(n) if 0 <= order.index(x) + ways[x] < n
                   and order[order.index(x) + ways[x]] < x]  # fmt: skip
        if not movable:
            return np.array(swaps)
        x = max(movable)
        at = order.index(x)
        order[at], order[at + ways[x]] = order[at + ways[x]], order[at]
        swaps.append(min(at, at + ways[x]))
        ways[x + 1 :] = [-way for way in ways[x + 1 :]]


def main():
    thresholds, outputs = all_thresholds(5), all_thresholds(6)
    assert {5: len(thresholds), 6: len(outputs)} == THRESHOLDS
    marks = np.zeros(1 << 26, dtype=np.uint64)
    mark_pairs(marks, regular(5), outputs)
    del outputs
    for i in range(N):
        close(marks, i, i)
    for j in range(1, N):
        for i in range(j):
            close(marks, i, j)
    least, sizes = np.zeros(CLASSES, dtype=np.uint64), np.zeros(CLASSES, dtype=np.int64)
    count = classes(np.zeros(1 << 25, dtype=np.uint64), exchanges(N), least, sizes)
    assert (count, sizes.sum()) == (CLASSES, 1 << 32)
    units = np.zeros(CLASSES, dtype=np.int64)
    units_of(marks, least, thresholds, *neighbours(thresholds), units)
    for number in (1, 2, 3):
        told(f"{number} units", units == number, sizes)
    left = np.random.default_rng(0).permutation(np.flatnonzero(units == 0))
    told("3 or more", units == 0, sizes)
    for k in left[: int(sys.argv[1]) if sys.argv[1:] else None].tolist():
        units[k] = three_or_more(int(least[k]))
        if units[k] > 3:
            print(f"  {int(least[k]):08x}: {units[k]}", flush=True)
    told("3 units, at the end", units == 3, sizes)
    told("4 units", units == 4, sizes)
    told("more", units == MORE, sizes)
    told("not decided", units == 0, sizes)


def three_or_more(word):
    """The units that a function of at least three takes; 0 where that is not decided."""
    on = word >> np.arange(ROWS) & 1 == 1
    if heated(on, 3):
        return 3
    enough = decided(on, np.ones(ROWS, dtype=bool), 3, 1_000_000).enough
    if enough is None:
        return 0
    return 3 if enough else 4 if heated(on, 4) else MORE


def heated(on, units):
    """Whether a heat bath finds so many units, whose values are right on all rows."""
    points = np.arange(ROWS)[:, None] >> np.arange(N) & 1
    asked = Demand(2 * points - 1, np.where(on, 1, -1)[None], Budget())
    rng = np.random.default_rng(0)
    for _ in range(TRIES):
        found = tried(asked, units, SWEEPS, rng)
        made = None if found.wrong else whole(asked, found)
        if made is not None and len(made.units) <= units:
            nodes = points
            for reads, weights, threshold in made.units:
                fires = nodes[:, list(reads)] @ np.array(weights) >= threshold
                nodes = np.column_stack([nodes, fires])
            assert (nodes[:, N + made.ends[0]] == on).all()
            return True
    return False


def told(name, those, sizes):
    print(f"{name}: {those.sum():7,} classes, {sizes[those].sum():13,} functions", flush=True)


if __name__ == "__main__":
    main()
