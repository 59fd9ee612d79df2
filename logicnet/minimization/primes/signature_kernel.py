"""The compiled search of `signatures`."""

# mypy: ignore-errors
# ruff: noqa: SIM110
import numpy as np

from logicnet.ground.kernels import kernel

ONE = np.uint64(1)
ZERO = np.uint64(0)
# places in the array of integers that a search goes on from
DEPTH, FRESH, ROWS, FILLED = range(4)


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
def corner_essential(positive, negative, essential, on_positive, on_negative, found, first, last):
    """Mark the primes that are essential because the others are unate within them, from `first`
    to `last`: these leave a corner to it. Lists them in `found`; how many there are.
    """
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
def signature_rows(
    positive, negative, essential, on_positive, on_negative, state, stops, entries, work
):
    """Go on listing rows: their ends and entries; marks in `essential` what single rows force.

    Stops after so much work, or without room for a row. Whether all rows are listed.
    """
    masks, primes_left, on_left, whole, levels, numbers = state
    lows, highs = masks[0], masks[1]
    open_count, on_count, whole_count = levels[0], levels[1], levels[2]
    branch, phase = levels[3], levels[4]
    ones = np.zeros(64 * positive.shape[1], np.int64)
    zeros = np.zeros(64 * positive.shape[1], np.int64)
    all_cubes = np.arange(len(positive)).astype(np.int32)
    all_on = np.arange(len(on_positive)).astype(np.int32)
    universal = np.empty(len(positive), np.int32)
    depth = numbers[DEPTH]
    fresh = numbers[FRESH] == 1
    rows, filled = numbers[ROWS], numbers[FILLED]
    while depth >= 0:
        if work[0] < 0 or rows == len(stops) or filled + len(whole) > len(entries):
            numbers[DEPTH], numbers[FRESH] = depth, 1 if fresh else 0
            numbers[ROWS], numbers[FILLED] = rows, filled
            return False
        if fresh:  # a new subspace: what is left of the parent's cubes
            parent = all_cubes if depth == 0 else primes_left[depth - 1, : open_count[depth - 1]]
            low, high = lows[depth], highs[depth]
            work[0] -= len(parent) + len(ones)
            count, more = _filter(
                positive, negative, parent, low, high, primes_left[depth], universal
            )
            above = 0 if depth == 0 else whole_count[depth - 1]
            known = False
            for i in range(more):
                whole[above + i] = universal[i]
                known |= essential[universal[i]]
            open_count[depth] = count
            whole_count[depth] = above + more
            parent = all_on if depth == 0 else on_left[depth - 1, : on_count[depth - 1]]
            on_here = 0
            work[0] -= len(parent)
            for c in parent:
                if not _conflicts(on_positive[c], on_negative[c], low, high):
                    on_left[depth, on_here] = c
                    on_here += 1
            on_count[depth] = on_here
            work[0] -= 8 * count  # their literals are counted
            if not known and on_here:
                known = _all_essential(essential, primes_left[depth, :count], whole[: above + more])
            if known or on_here == 0:
                depth -= 1
                fresh = False
                continue
            active = primes_left[depth, :count]
            _counts(positive, negative, active, low, high, ones, zeros)
            best, binate = _choose(ones, zeros)
            size = whole_count[depth]
            if (
                size
                and not binate
                and _corner_is_on(
                    on_positive, on_negative, on_left[depth, :on_here], ones, zeros, low, high
                )
            ):
                best = -1
            if best < 0:
                if size == 1:
                    essential[whole[0]] = True
                entries[filled : filled + size] = whole[:size]
                filled += size
                stops[rows] = filled
                rows += 1
                depth -= 1
                fresh = False
                continue
            branch[depth] = best
            phase[depth] = 0
        if phase[depth] == 2:
            depth -= 1
            fresh = False
            continue
        i = branch[depth]
        for w in range(positive.shape[1]):
            lows[depth + 1, w] = lows[depth, w]
            highs[depth + 1, w] = highs[depth, w]
        if phase[depth] == 0:
            lows[depth + 1, i // 64] |= ONE << np.uint64(i % 64)
        else:
            highs[depth + 1, i // 64] |= ONE << np.uint64(i % 64)
        phase[depth] += 1
        depth += 1
        fresh = True
    numbers[ROWS], numbers[FILLED] = rows, filled
    return True
