"""Set covering by greedy choice and by local search with row weights, as compiled loops.

The matrix is given twice: the rows of each column and the columns of each row, as pointers
and indices. The search keeps one column fewer than the best cover has, and repairs: the
column that loses least goes, then one that covers a random uncovered row comes in; rows that
stay uncovered grow heavier (Gao, Weise and Li's row weighting local search, with sampling).

For each row the exclusive or of the chosen columns that cover it is kept, so that the one
column that covers a row alone is known without a search.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.kernels import kernel

Index = NDArray[np.int64]

SAMPLE = 48  # chosen columns that are compared for removal
HEAVIER = 256  # open rows that grow heavier in a step
LARGE_SAMPLE = 2048  # the same just after a better choice
LINKED = 8  # work for a column that changes its list
# places in the array of integers that a search goes on from
SIZE, OPEN, STEP, BEST, TABU, SEED, SINCE, WORK = range(8)


@kernel(inner=True)
def random_bits(numbers):  # type: ignore[no-untyped-def]
    """The next of a xorshift sequence, at least 0."""
    x = np.uint64(numbers[SEED])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    numbers[SEED] = np.int64(x)
    return np.int64(x >> np.uint64(2))


def seeded(seed: int) -> Index:
    """The integers that a search goes on from, zeros but for what is drawn from."""
    numbers = np.zeros(8, dtype=np.int64)
    numbers[SEED] = seed * 2 + 88172645463325252
    return numbers


def gains(col_at: Index) -> tuple[Index, Index, Index, Index, Index]:
    """What `greedy` goes on from: columns by how many open rows they have, as linked lists.

    The chosen ones are still to be counted: `greedy` begins with them.
    """
    gain = np.diff(col_at)
    most = int(gain.max(initial=0))
    order = np.argsort(gain, kind="stable")
    first = np.append(True, gain[order[1:]] != gain[order[:-1]])[: len(order)]
    head, after, before = (np.full(size, -1) for size in (most + 1, len(gain), len(gain)))
    head[gain[order[first]]] = order[first]
    pairs = order[:-1][~first[1:]], order[1:][~first[1:]]
    after[pairs[0]], before[pairs[1]] = pairs[1], pairs[0]
    place = np.array([0, most])  # the next column to be counted, the level
    return place, gain, head, after, before


@kernel
def greedy(col_at, col_rows, row_at, row_cols, chosen, covered, state, work):  # type: ignore[no-untyped-def]
    """Add to the chosen columns until every row is covered, each time one that covers most.

    Stops after so much work; whether all rows are covered.
    """
    place, gain, head, after, before = state
    lists = (gain, head, after, before)
    while place[0] < chosen.shape[0]:
        c = place[0]
        place[0] += 1
        if chosen[c]:
            work[0] -= _cover(c, col_at, col_rows, row_at, row_cols, covered, lists)
            if work[0] < 0:
                return False
    while place[1] > 0:
        c = head[place[1]]
        if c < 0:
            place[1] -= 1
            continue
        chosen[c] = True
        work[0] -= _cover(c, col_at, col_rows, row_at, row_cols, covered, lists)
        if work[0] < 0:
            return False
    return True


@kernel
def first_columns(row_at, row_cols, chosen, covered):  # type: ignore[no-untyped-def]
    """Choose for every row that is still open its first column."""
    for r in range(covered.shape[0]):
        if not covered[r]:
            chosen[row_cols[row_at[r]]] = True


@kernel
def _link(head, after, before, level, c):  # type: ignore[no-untyped-def]
    after[c] = head[level]
    before[c] = -1
    if head[level] >= 0:
        before[head[level]] = c
    head[level] = c


@kernel
def _cover(c, col_at, col_rows, row_at, row_cols, covered, lists):  # type: ignore[no-untyped-def]
    """Cover the rows of a column; how many entries that looked at."""
    gain, head, after, before = lists
    work = 1 + col_at[c + 1] - col_at[c]
    for e in range(col_at[c], col_at[c + 1]):
        r = col_rows[e]
        if covered[r]:
            continue
        covered[r] = True
        work += LINKED * (row_at[r + 1] - row_at[r])
        for f in range(row_at[r], row_at[r + 1]):
            d = row_cols[f]
            if before[d] >= 0:
                after[before[d]] = after[d]
            else:
                head[gain[d]] = after[d]
            if after[d] >= 0:
                before[after[d]] = before[d]
            gain[d] -= 1
            _link(head, after, before, gain[d], d)
    return work


def start(
    matrix: tuple[Any, ...], chosen: NDArray[np.bool_], seed: int
) -> tuple[NDArray[Any], ...]:
    """The state of a search that begins at the chosen columns, which may leave rows open."""
    col_at, col_rows, row_at, row_cols = matrix
    columns, rows = len(col_at) - 1, len(row_at) - 1
    taken = np.flatnonzero(chosen)
    held = np.repeat(chosen, np.diff(col_at))
    of = np.repeat(np.arange(columns, dtype=np.int32), np.diff(col_at))[held]
    count, owner = np.bincount(col_rows[held], minlength=rows), np.zeros(rows, dtype=np.int32)
    np.bitwise_xor.at(owner, col_rows[held], of)
    score = np.bincount(row_cols[np.repeat(count == 0, np.diff(row_at))], minlength=columns)
    score -= np.bincount(owner[count == 1], minlength=columns)
    members, place = np.empty(columns, dtype=np.int32), np.full(columns, -1, dtype=np.int32)
    members[: len(taken)], place[taken] = taken, np.arange(len(taken))
    opened = np.flatnonzero(count == 0)
    open_rows, open_place = np.empty(rows, dtype=np.int32), np.full(rows, -1, dtype=np.int32)
    open_rows[: len(opened)], open_place[opened] = opened, np.arange(len(opened))
    numbers = seeded(seed)
    numbers[[SIZE, OPEN, BEST, TABU]] = len(taken), len(opened), columns + 1, -1
    first = (numbers, count.astype(np.int32), owner, np.ones(rows, dtype=np.int64), score)
    stamp, allowed = np.zeros(columns, dtype=np.int64), np.ones(columns, dtype=np.bool_)
    return (*first, stamp, allowed, members, place, open_rows, open_place)


@kernel
def _remove(c, col_at, col_rows, row_at, row_cols, state):  # type: ignore[no-untyped-def]
    numbers, count, owner, weight, score = state[:5]
    allowed, members, place, open_rows, open_place = state[6:]
    last = members[numbers[SIZE] - 1]
    members[place[c]] = last
    place[last] = place[c]
    place[c] = -1
    numbers[SIZE] -= 1
    numbers[WORK] += col_at[c + 1] - col_at[c]
    score[c] = -score[c]
    for e in range(col_at[c], col_at[c + 1]):
        r = col_rows[e]
        count[r] -= 1
        owner[r] ^= c
        if count[r] == 0:
            numbers[WORK] += row_at[r + 1] - row_at[r]
            open_place[r] = numbers[OPEN]
            open_rows[numbers[OPEN]] = r
            numbers[OPEN] += 1
            for f in range(row_at[r], row_at[r + 1]):
                d = row_cols[f]
                if d != c:
                    score[d] += weight[r]
                    allowed[d] = True
        elif count[r] == 1:
            score[owner[r]] -= weight[r]


@kernel
def _add(c, col_at, col_rows, row_at, row_cols, state):  # type: ignore[no-untyped-def]
    numbers, count, owner, weight, score = state[:5]
    allowed, members, place, open_rows, open_place = state[6:]
    place[c] = numbers[SIZE]
    members[numbers[SIZE]] = c
    numbers[SIZE] += 1
    numbers[WORK] += col_at[c + 1] - col_at[c]
    score[c] = -score[c]
    for e in range(col_at[c], col_at[c + 1]):
        r = col_rows[e]
        count[r] += 1
        if count[r] == 1:
            numbers[WORK] += row_at[r + 1] - row_at[r]
            last = open_rows[numbers[OPEN] - 1]
            open_rows[open_place[r]] = last
            open_place[last] = open_place[r]
            numbers[OPEN] -= 1
            for f in range(row_at[r], row_at[r + 1]):
                d = row_cols[f]
                if d != c:
                    score[d] -= weight[r]
                    allowed[d] = True
        elif count[r] == 2:
            score[owner[r]] += weight[r]
        owner[r] ^= c


@kernel
def _loser(state, sample):  # type: ignore[no-untyped-def]
    """Of a sample of the chosen columns, the one that loses least; of equals the oldest.

    Where there are no more than the sample, all are compared.
    """
    numbers, score, stamp, members = state[0], state[4], state[5], state[7]
    size = numbers[SIZE]
    tries = sample if sample < size else size
    numbers[WORK] += tries
    best = -1
    for i in range(tries):
        c = members[i if tries == size else random_bits(numbers) % size]
        if c == numbers[TABU] and size > 1:
            continue
        if (
            best < 0
            or score[c] > score[best]
            or (score[c] == score[best] and stamp[c] < stamp[best])
        ):
            best = c
    return best


@kernel
def _keep(best, state):  # type: ignore[no-untyped-def]
    """Note the chosen columns as the best ones."""
    numbers, members = state[0], state[7]
    numbers[WORK] += best.shape[0]
    for c in range(best.shape[0]):
        best[c] = False
    for i in range(numbers[SIZE]):
        best[members[i]] = True


@kernel
def search(col_at, col_rows, row_at, row_cols, state, best, floor, patience, work):  # type: ignore[no-untyped-def]
    """Go on for so much work; True if the search is over, by `floor` columns or by patience.

    `best` receives every cover that is smaller than the last; patience is the number of steps
    without one.
    """
    numbers, weight, score, stamp, allowed = state[0], state[3], state[4], state[5], state[6]
    open_rows = state[9]
    numbers[WORK] = 0
    while work[0] >= 0:
        work[0] -= numbers[WORK] // 2
        numbers[WORK] = 0
        while numbers[OPEN] == 0:
            numbers[BEST] = numbers[SIZE]
            numbers[SINCE] = 0
            numbers[TABU] = -1
            done = numbers[SIZE] <= floor
            late = numbers[WORK] // 2 > work[0]
            c = _loser(state, LARGE_SAMPLE)
            if done or late or score[c] < 0:  # what goes without a loss is not kept before
                _keep(best, state)
            if done or late:
                work[0] -= numbers[WORK] // 2
                return done
            _remove(c, col_at, col_rows, row_at, row_cols, state)
            stamp[c] = numbers[STEP]
        if numbers[SINCE] > patience:
            return True
        numbers[STEP] += 1
        numbers[SINCE] += 1
        if numbers[SIZE] + 1 >= numbers[BEST] and numbers[SIZE] > 0:
            c = _loser(state, SAMPLE)
            if c >= 0:
                _remove(c, col_at, col_rows, row_at, row_cols, state)
                stamp[c] = numbers[STEP]
                allowed[c] = False
        r = open_rows[random_bits(numbers) % numbers[OPEN]]
        c = -1
        numbers[WORK] += row_at[r + 1] - row_at[r]
        for f in range(row_at[r], row_at[r + 1]):
            d = row_cols[f]
            if allowed[d] and (
                c < 0 or score[d] > score[c] or (score[d] == score[c] and stamp[d] < stamp[c])
            ):
                c = d
        if c < 0:
            c = row_cols[row_at[r] + random_bits(numbers) % (row_at[r + 1] - row_at[r])]
        _add(c, col_at, col_rows, row_at, row_cols, state)
        stamp[c] = numbers[STEP]
        numbers[TABU] = c
        many = numbers[OPEN]
        first = 0 if many <= HEAVIER else random_bits(numbers) % many
        for i in range(min(many, HEAVIER)):
            r = open_rows[(first + i) % many]
            weight[r] += 1
            numbers[WORK] += row_at[r + 1] - row_at[r]
            for f in range(row_at[r], row_at[r + 1]):
                score[row_cols[f]] += 1
    return False


@kernel
def independent(row_at, row_cols, order, marked):  # type: ignore[no-untyped-def]
    """How many rows that share no column, or one that is marked, a pass in this order finds."""
    found = 0
    for r in order:
        free = True
        for f in range(row_at[r], row_at[r + 1]):
            if marked[row_cols[f]]:
                free = False
                break
        if free:
            found += 1
            for f in range(row_at[r], row_at[r + 1]):
                marked[row_cols[f]] = True
    return found
