"""The compiled search of `signatures`."""

# mypy: ignore-errors
# ruff: noqa: SIM110
import numpy as np

from logicnet.ground.kernels import kernel

ONE = np.uint64(1)
ZERO = np.uint64(0)
# places in the array of integers that a search goes on from
DEPTH, FRESH, ROWS, FILLED = range(4)
# what is noted of each level: cubes that are open, on-cubes, universal primes from the first level
# on, the input that is branched on, and how many of its values were tried
OPEN, ON, WHOLE, BRANCH, PHASE = range(5)


@kernel
def _conflicts(positive, negative, low, high):
    """Whether a cube contradicts the assignment `low` (zeros), `high` (ones)."""
    for w in range(len(low)):
        if (positive[w] & low[w]) | (negative[w] & high[w]):
            return True
    return False


@kernel
def _counts(positive, negative, active, low, high, ones, zeros):
    """Count, over the active cubes, the literals that the assignment leaves open."""
    ones[:] = 0
    zeros[:] = 0
    for p in active:
        for w in range(len(low)):
            mask = positive[p, w] & ~high[w]
            while mask:
                bit = mask & (~mask + ONE)
                ones[64 * w + _place(bit)] += 1
                mask ^= bit
            mask = negative[p, w] & ~low[w]
            while mask:
                bit = mask & (~mask + ONE)
                zeros[64 * w + _place(bit)] += 1
                mask ^= bit


@kernel
def _place(bit):
    """The position of the only set bit."""
    place = 0
    for step in (32, 16, 8, 4, 2, 1):
        if bit >> np.uint64(step):
            bit >>= np.uint64(step)
            place += step
    return place


@kernel
def _corner_is_on(on_positive, on_negative, active, ones, zeros, low, high):
    """Whether some on-cube meets the corner against all open literals (which are unate)."""
    for c in active:
        meets = True
        for i in range(len(ones)):
            w, bit = i // 64, ONE << np.uint64(i % 64)
            if ones[i] and on_positive[c, w] & ~high[w] & bit:
                meets = False
                break
            if zeros[i] and on_negative[c, w] & ~low[w] & bit:
                meets = False
                break
        if meets:
            return True
    return False


@kernel
def _choose(ones, zeros):
    """The most binate open input, or the most frequent one; and whether any is binate."""
    best, score, binate = -1, 0, False
    for i in range(len(ones)):
        if ones[i] + zeros[i]:
            both = ones[i] > 0 and zeros[i] > 0
            value = ones[i] + zeros[i] + (1 << 40 if both else 0)
            binate |= both
            if value > score:
                best, score = i, value
    return best, binate


@kernel
def _filter(positive, negative, parent, low, high, out, universal):
    """Split the parent's cubes under the assignment: (number still open, number universal)."""
    count, whole = 0, 0
    for p in parent:
        if _conflicts(positive[p], negative[p], low, high):
            continue
        left = False
        for w in range(len(low)):
            if (positive[p, w] & ~high[w]) | (negative[p, w] & ~low[w]):
                left = True
                break
        if left:
            out[count] = p
            count += 1
        else:
            universal[whole] = p
            whole += 1
    return count, whole


@kernel
def _all_essential(essential, first, second):
    """Whether all of the primes in both lists are essential."""
    for p in first:
        if not essential[p]:
            return False
    for p in second:
        if not essential[p]:
            return False
    return True


@kernel
def corner_essential(primes, on, essential, found, first, last):
    """Mark the primes that are essential because the others are unate within them, from `first`
    to `last`: these leave a corner to it. Lists them in `found`; how many there are.
    """
    positive, negative = primes
    on_positive, on_negative = on
    number, inputs = 0, 64 * positive.shape[1]
    ones, zeros = np.zeros(inputs, np.int64), np.zeros(inputs, np.int64)
    all_cubes = np.arange(len(positive)).astype(np.int32)
    all_on = np.arange(len(on_positive)).astype(np.int32)
    others, universal = np.empty(len(positive), np.int32), np.empty(len(positive), np.int32)
    near = np.empty(len(all_on), np.int32)
    for p in range(first, last):
        low, high = negative[p], positive[p]
        if essential[p]:
            continue
        count, more = _filter(positive, negative, all_cubes, low, high, others, universal)
        if more > 1:
            continue
        _counts(positive, negative, others[:count], low, high, ones, zeros)
        if _choose(ones, zeros)[1]:
            continue
        met = 0
        for c in all_on:
            if not _conflicts(on_positive[c], on_negative[c], low, high):
                near[met] = c
                met += 1
        if _corner_is_on(on_positive, on_negative, near[:met], ones, zeros, low, high):
            essential[p] = True
            found[number] = p
            number += 1
    return number


@kernel
def beginning(primes, on, inputs, words):
    """What the search for rows of so many primes and on-cubes goes on from."""
    depth = inputs + 2
    masks = np.zeros((2, depth, words), np.uint64)  # what is assigned 0 and 1
    primes_left = np.empty((depth, primes), np.int32)
    on_left = np.empty((depth, on), np.int32)
    whole = np.empty(primes + 1, np.int32)  # universal primes along the path
    levels = np.zeros((5, depth), np.int64)
    numbers = np.array([0, 1, 0, 0], np.int64)
    return masks, primes_left, on_left, whole, levels, numbers


@kernel
def _entered(primes, on, essential, state, depth, work):
    """Note what a subspace has of its parent's cubes; whether it may hold a row of a new prime."""
    masks, primes_left, on_left, whole, levels, _ = state
    positive, negative = primes
    on_positive, on_negative = on
    low, high = masks[0, depth], masks[1, depth]
    if depth:
        above = levels[WHOLE, depth - 1]
        parent = primes_left[depth - 1, : levels[OPEN, depth - 1]]
        on_parent = on_left[depth - 1, : levels[ON, depth - 1]]
    else:
        above = 0
        parent = np.arange(len(positive)).astype(np.int32)
        on_parent = np.arange(len(on_positive)).astype(np.int32)
    left = primes_left[depth]
    count, more = _filter(positive, negative, parent, low, high, left, whole[above:])
    on_here = 0
    for c in on_parent:
        if not _conflicts(on_positive[c], on_negative[c], low, high):
            on_left[depth, on_here] = c
            on_here += 1
    levels[OPEN, depth], levels[ON, depth], levels[WHOLE, depth] = count, on_here, above + more
    work[0] -= len(parent) + 64 * len(low) + len(on_parent) + 8 * count  # their literals, too
    for i in range(above, above + more):
        if essential[whole[i]]:
            return False
    return on_here > 0 and not _all_essential(essential, left[:count], whole[: above + more])


@kernel
def _branch(primes, on, state, depth, ones, zeros):
    """The input to branch on; -1 where the universal primes of the subspace are a row."""
    masks, primes_left, on_left, _, levels, _ = state
    low, high = masks[0, depth], masks[1, depth]
    _counts(primes[0], primes[1], primes_left[depth, : levels[OPEN, depth]], low, high, ones, zeros)
    best, binate = _choose(ones, zeros)
    if levels[WHOLE, depth] and not binate:
        here = on_left[depth, : levels[ON, depth]]
        if _corner_is_on(on[0], on[1], here, ones, zeros, low, high):
            return -1
    return best


@kernel
def _descend(masks, depth, i, value):
    """Assign a value to input i in the subspace below."""
    for w in range(masks.shape[2]):
        masks[0, depth + 1, w] = masks[0, depth, w]
        masks[1, depth + 1, w] = masks[1, depth, w]
    masks[value, depth + 1, i // 64] |= ONE << np.uint64(i % 64)


@kernel
def signature_rows(primes, on, essential, state, stops, entries, work):
    """Go on listing rows: their ends and entries; marks in `essential` what single rows force.

    Stops after so much work, or without room for a row. Whether all rows are listed.
    """
    masks, _, _, whole, levels, numbers = state
    branch, phase = levels[BRANCH], levels[PHASE]
    ones, zeros = np.zeros(64 * masks.shape[2], np.int64), np.zeros(64 * masks.shape[2], np.int64)
    depth, fresh = numbers[DEPTH], numbers[FRESH] == 1
    rows, filled = numbers[ROWS], numbers[FILLED]
    while depth >= 0:
        if work[0] < 0 or rows == len(stops) or filled + len(whole) > len(entries):
            break
        if fresh and not _entered(primes, on, essential, state, depth, work):
            depth, fresh = depth - 1, False
            continue
        if fresh:
            branch[depth], phase[depth] = _branch(primes, on, state, depth, ones, zeros), 0
        if fresh and branch[depth] < 0:
            size = levels[WHOLE, depth]
            if size == 1:
                essential[whole[0]] = True
            for k in range(size):
                entries[filled + k] = whole[k]
            filled += size
            stops[rows] = filled
            rows += 1
            phase[depth] = 2
        fresh = phase[depth] < 2
        if fresh:
            _descend(masks, depth, branch[depth], phase[depth])
            phase[depth] += 1
        depth += 1 if fresh else -1
    numbers[DEPTH], numbers[FRESH] = depth, 1 if fresh else 0
    numbers[ROWS], numbers[FILLED] = rows, filled
    return depth < 0
