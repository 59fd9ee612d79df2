"""The compiled search of `signatures`."""

# mypy: ignore-errors
# ruff: noqa: SIM110
import numpy as np

from logicnet.kernels import kernel

ONE = np.uint64(1)
ZERO = np.uint64(0)
FEW = 4096  # primes up to which essential ones are looked for first


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
def _corner_essential(positive, negative, essential, on_positive, on_negative, ones, zeros):
    """The primes found essential because the others are unate within them, and leave a corner."""
    found = np.empty(len(positive), np.int64)
    number = 0
    all_cubes, all_on = np.arange(len(positive)), np.arange(len(on_positive))
    others, universal = np.empty(len(positive), np.int64), np.empty(len(positive), np.int64)
    for p in range(len(positive)):
        low, high = negative[p], positive[p]
        if essential[p]:
            continue
        count, more = _filter(positive, negative, all_cubes, low, high, others, universal)
        if more > 1:
            continue
        _counts(positive, negative, others[:count], low, high, ones, zeros)
        if _choose(ones, zeros)[1]:
            continue
        near = np.empty(len(all_on), np.int64)
        met = 0
        for c in all_on:
            if not _conflicts(on_positive[c], on_negative[c], low, high):
                near[met] = c
                met += 1
        if _corner_is_on(on_positive, on_negative, near[:met], ones, zeros, low, high):
            essential[p] = True
            found[number] = p
            number += 1
    return found[:number]


@kernel
def signature_rows(
    positive, negative, essential, on_positive, on_negative, inputs, limit, most_work
):
    """The ends of the rows and their entries; marks in `essential` what single rows force.

    Gives up, with more entries than `limit`, after `most_work` cubes looked at.
    """
    words = positive.shape[1]
    depth_limit = inputs + 2
    lows = np.zeros((depth_limit, words), np.uint64)
    highs = np.zeros((depth_limit, words), np.uint64)
    open_cubes = np.empty((depth_limit, len(positive)), np.int64)
    open_count = np.zeros(depth_limit, np.int64)
    on_cubes = np.empty((depth_limit, len(on_positive)), np.int64)
    on_count = np.zeros(depth_limit, np.int64)
    whole = np.empty(len(positive) + 1, np.int64)  # universal cubes along the path
    whole_count = np.zeros(depth_limit, np.int64)
    branch = np.zeros(depth_limit, np.int64)
    phase = np.zeros(depth_limit, np.int64)
    ones = np.zeros(64 * words, np.int64)
    zeros = np.zeros(64 * words, np.int64)
    stops = np.empty(1024, np.int64)
    entries = np.empty(8192, np.int64)
    rows, filled = 0, 0
    if len(positive) <= FEW:  # this costs their square
        for p in _corner_essential(
            positive, negative, essential, on_positive, on_negative, ones, zeros
        ):
            if rows == len(stops):
                stops = np.concatenate((stops, stops))
            if filled == len(entries):
                entries = np.concatenate((entries, entries))
            entries[filled] = p
            filled += 1
            stops[rows] = filled
            rows += 1

    work = 0
    all_cubes = np.arange(len(positive))
    all_on = np.arange(len(on_positive))
    universal = np.empty(len(positive), np.int64)
    depth = 0
    fresh = True
    while depth >= 0:
        if fresh:  # a new subspace: what is left of the parent's cubes
            parent = all_cubes if depth == 0 else open_cubes[depth - 1, : open_count[depth - 1]]
            low, high = lows[depth], highs[depth]
            work += len(parent) + len(ones)
            count, more = _filter(
                positive, negative, parent, low, high, open_cubes[depth], universal
            )
            above = 0 if depth == 0 else whole_count[depth - 1]
            known = False
            for i in range(more):
                whole[above + i] = universal[i]
                known |= essential[universal[i]]
            open_count[depth] = count
            whole_count[depth] = above + more
            parent = all_on if depth == 0 else on_cubes[depth - 1, : on_count[depth - 1]]
            on_here = 0
            work += len(parent)
            for c in parent:
                if not _conflicts(on_positive[c], on_negative[c], low, high):
                    on_cubes[depth, on_here] = c
                    on_here += 1
            on_count[depth] = on_here
            work += 8 * count  # their literals are counted
            if work > most_work:
                return stops[:rows].copy(), np.zeros(limit, np.int64)
            if not known and on_here:
                known = _all_essential(essential, open_cubes[depth, :count], whole[: above + more])
            if known or on_here == 0:
                depth -= 1
                fresh = False
                continue
            active = open_cubes[depth, :count]
            _counts(positive, negative, active, low, high, ones, zeros)
            best, binate = _choose(ones, zeros)
            size = whole_count[depth]
            if (
                size
                and not binate
                and _corner_is_on(
                    on_positive, on_negative, on_cubes[depth, :on_here], ones, zeros, low, high
                )
            ):
                best = -1
            if best < 0:
                if size == 1:
                    essential[whole[0]] = True
                while filled + size > len(entries):
                    entries = np.concatenate((entries, entries))
                if rows == len(stops):
                    stops = np.concatenate((stops, stops))
                entries[filled : filled + size] = whole[:size]
                filled += size
                stops[rows] = filled
                rows += 1
                if filled >= limit:
                    break
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
        lows[depth + 1] = lows[depth]
        highs[depth + 1] = highs[depth]
        if phase[depth] == 0:
            lows[depth + 1, i // 64] |= ONE << np.uint64(i % 64)
        else:
            highs[depth + 1, i // 64] |= ONE << np.uint64(i % 64)
        phase[depth] += 1
        depth += 1
        fresh = True
    return stops[:rows].copy(), entries[:filled].copy()
