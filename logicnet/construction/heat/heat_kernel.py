"""The inner loops of the heat bath (`heat`): prices of a unit's values, and moves along lines.

All is counted in single floats, added row by row in order, with no function of the C library in
it, so that a seed gives the same network on every machine.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

ZERO, HALF, ONE, TWO = (np.float32(x) for x in (0, 0.5, 1, 2))
TINY, PART = np.float32(1e-12), np.float32(2.0**-24)
SPREAD = np.float32(3**0.5)  # of the sum of four even numbers, so that it is nearly normal
FINE = np.float32(64)  # entries of the table of exponentials per unit
REACH = np.float32(5.298)  # along a line a move looks from exp(-REACH) to 1 times FAR
FAR = np.float32(2)
EDGES, MIDDLE = 64, 32  # buckets of a line, and the edge that is where the unit stands
SINGLE, NORMAL, POINT = np.float32(0.5), np.float32(0.7), np.float32(0.85)  # kinds of directions


@kernel(inner=True)
def uniform(state):
    """A number from 0 to 1."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return np.float32(x >> np.uint64(40)) * PART


@kernel(inner=True)
def below(count, state):
    """A whole number below `count`."""
    return min(int(uniform(state) * np.float32(count)), count - 1)


@kernel(inner=True)
def _normal(state):
    """A number with mean 0 and deviation 1."""
    return (uniform(state) + uniform(state) + uniform(state) + uniform(state) - TWO) * SPREAD


@kernel(inner=True)
def _clear(sums):
    for r in range(len(sums)):
        sums[r] = ZERO


@kernel(inner=True)
def _add(factor, column, sums):
    for r in range(len(sums)):
        sums[r] += factor * column[r]


@kernel(inner=True)
def _fired(sums, values, change):
    """Whether values differ from those that the sums give; by how much goes to `change`."""
    most = ZERO
    for r in range(len(sums)):
        change[r] = (ONE if sums[r] > ZERO else -ONE) - values[r]
        most = max(most, abs(change[r]))
    return most > ZERO


@kernel(inner=True)
def _follow(u, n, values, weights, sums, change, keep):
    """The changes of all units after unit u, whose change is known; with `keep` they are made."""
    for i in range(u, len(weights)):
        if i > u and not _fired(sums[i], values[n + i], change[i]):
            continue
        if keep:
            _add(ONE, change[i], values[n + i])
        for j in range(i + 1, len(weights)):
            if weights[j, n + i] != ZERO:
                _add(weights[j, n + i], change[i], sums[j])


@kernel(inner=True)
def _priced(u, n, values, wanted, ends, dear, change, price):
    """Set what each row costs more where unit u is 1 than where it is -1."""
    _clear(price)
    own = values[n + u]
    for o in range(len(ends)):
        if ends[o] >= u:
            moved, want = change[ends[o]], wanted[o]
            for r in range(len(price)):
                price[r] += HALF * dear[o, r] * want[r] * moved[r] * own[r]


@kernel(inner=True)
def _toward(kind, free, norm, n, values, wanted, ends, price, line, state):
    """A direction over the wires `free`: of one, two or all weights, or of a row that is wrong."""
    _clear(line)
    even = norm / np.float32(np.sqrt(np.float32(len(free))))
    if kind < SINGLE:
        line[free[below(len(free), state)]] = norm
    elif kind < NORMAL:
        for i in free:
            line[i] = _normal(state) * even
    elif kind < POINT:
        rows, o = len(price), below(len(ends), state)
        row = below(rows, state)
        for _ in range(rows):
            row = row + 1 if row + 1 < rows else 0
            if price[row] != ZERO and wanted[o, row] * values[n + ends[o], row] < ZERO:
                break
        for i in free:
            line[i] = values[i, row] * even
    else:
        for _ in range(2):
            line[free[below(len(free), state)]] += _normal(state) * norm


@kernel(inner=True, error_model="numpy")
def _drawn(count, sums, price, slope, place, heat, decay, buckets, state):
    """How far to go along a line: an edge of a bucket, by what all rows cost there."""
    far = FAR * decay[int(uniform(state) * REACH * FINE)]
    scale = np.float32(MIDDLE) / far
    for q in range(count):
        by = slope[q] if abs(slope[q]) > TINY else TINY
        at = -sums[q] / by * scale + np.float32(MIDDLE + 1)
        place[q] = int(min(max(at, HALF), np.float32(EDGES) + ONE))
    _clear(buckets)
    for q in range(count):
        buckets[place[q]] += price[q] if slope[q] > ZERO else -price[q]
    cost = least = buckets[1]
    for b in range(2, EDGES):
        cost += buckets[b]
        least = min(least, cost)
    cost, total = ZERO, ZERO
    for b in range(1, EDGES):
        cost += buckets[b]
        above = (cost - least) * heat
        buckets[b] = decay[int(above)] if above < np.float32(len(decay)) else ZERO
        total += buckets[b]
    left, edge = uniform(state) * total - buckets[1], 1
    while left > ZERO and edge < EDGES - 1:
        edge += 1
        left -= buckets[edge]
    return np.float32(edge - MIDDLE) / scale


@kernel(inner=True)
def _slopes(line, free, values, rows, count, whole, slope):
    """By how much the sums of some rows grow along a line."""
    single, wires = 0, 0
    for i in free:
        if line[i] != ZERO:
            single, wires = i, wires + 1
    if wires == 1:
        for q in range(count):
            slope[q] = line[single] * values[single, rows[q]]
        return
    _clear(whole)
    for i in free:
        if line[i] != ZERO:
            _add(line[i], values[i], whole)
    for q in range(count):
        slope[q] = whole[rows[q]]


@kernel(inner=True)
def _norm(weights):
    square = ZERO
    for w in weights:
        square += w * w
    return np.sqrt(square)


@kernel(inner=True)
def where(given, places):
    """How many entries are not 0; `places` begins with where."""
    count = 0
    for r in range(len(given)):
        places[count] = r
        count += given[r] != ZERO
    return count


@kernel(inner=True)
def _scaled(weights):
    norm = ONE / max(_norm(weights), TINY)
    for i in range(len(weights)):
        weights[i] *= norm


@kernel(inner=True)
def _moved(u, n, moves, heat, values, wanted, ends, weights, free, price, sums, scratch, places,
           buckets, decay, state):  # fmt: skip
    """Move one unit along lines; its sums and those of the units that read it stay as they were."""
    rows, place = places[0], places[1]
    count = where(price, rows)
    part, slope, whole, worth, line = scratch[0], scratch[1], scratch[2], scratch[3], buckets[1]
    for q in range(count):
        part[q], worth[q] = sums[rows[q]], price[rows[q]]
    if not count:
        for i in free:
            weights[i] = _normal(state)
    norm = max(_norm(weights), TINY)
    for _ in range(moves if count else 0):
        _toward(uniform(state), free, norm, n, values, wanted, ends, price, line, state)
        _slopes(line, free, values, rows, count, whole, slope)
        far = _drawn(count, part, worth, slope, place, heat, decay, buckets[0], state)
        if far != ZERO:
            for i in free:
                weights[i] += far * line[i]
            for q in range(count):
                part[q] += far * slope[q]
    _scaled(weights)
    return count


@kernel(inner=True)
def _judged(n, values, wanted, ends, dear, gain, fade):
    """How many rows are wrong; these become dearer, the others cheaper."""
    wrong = 0
    for o in range(len(ends)):
        given, want, cost = values[n + ends[o]], wanted[o], dear[o]
        for r in range(len(given)):
            bad = want[r] * given[r] < ZERO
            cost[r] += fade * (ONE - cost[r]) + (gain if bad else ZERO)
            wrong += bad
    return wrong


@kernel(inner=True)
def _work(rows, later, wires, count, moves):
    """Entries looked at for one unit, those of loops over rows by eights."""
    return rows * (later * later + 2 * wires) // 48 + moves * (count // 2 + rows * wires // 96 + 40)


def room_for(units: int, nodes: int, rows: int) -> tuple[np.ndarray, ...]:
    """What `heated` works in, made in Python: in a kernel each kind of array costs compilation."""
    buckets = np.zeros((2, max(nodes, EDGES + 2)), np.float32)
    of_units, scratch = np.zeros((3, units, rows), np.float32), np.zeros((5, rows), np.float32)
    return of_units, scratch, np.zeros((2, rows), np.int32), buckets, np.zeros(nodes, np.int64)


@kernel
def heated(n, values, wanted, ends, weights, best, wires, dear, plan, at, decay, state, room, work):
    """Go on with sweeps over all units; `best` are the weights with the fewest wrong rows.

    `values` has the rows as -1 and 1, of the inputs, of a constant and of the units; n is where
    units begin. `wanted` is -1, 1, or 0 where an output is free, `ends` are the units of the
    outputs, `wires` which nodes each may read (the last units none if they stay as they are),
    `dear` what wrong rows cost. `plan` has the first temperature, the logarithm of the first by
    the last, sweeps, moves at a time, what is added to the price of a wrong row, and the part by
    which prices return to 1. `at` is the sweep that is next, and the fewest wrong rows. `room` is
    what `room_for` makes.
    """
    units, rows = len(weights), values.shape[1]
    of_units, scratch, places, buckets, listed = room
    sums, ahead, change, price = of_units[0], of_units[1], of_units[2], scratch[4]
    moving = units
    while moving and where(wires[moving - 1], listed) == 0:
        moving -= 1
    for j in range(units):
        _clear(sums[j])
        for i in range(n + j):
            if weights[j, i] != ZERO:
                _add(weights[j, i], values[i], sums[j])
        for r in range(rows):
            values[n + j, r] = ONE if sums[j, r] > ZERO else -ONE
    while at[0] < plan[2] and at[1] and work[0] > 0:
        wrong = _judged(n, values, wanted, ends, dear, plan[4], plan[5])
        if wrong < at[1]:
            at[1] = wrong
            for j in range(units):
                for i in range(n + units):
                    best[j, i] = weights[j, i]
        cooled = decay[int(np.float32(at[0]) / plan[2] * plan[1] * FINE)]
        heat = FINE / (plan[0] * cooled)
        at[0] += 1
        for _ in range(moving if wrong else 0):
            u = below(moving, state)
            for r in range(rows):
                change[u, r] = -TWO * values[n + u, r]
            for j in range(u, units):
                for r in range(rows):
                    ahead[j, r] = sums[j, r]
            _follow(u, n, values, weights, ahead, change, False)
            _priced(u, n, values, wanted, ends, dear, change, price)
            free = listed[: where(wires[u, : n + u], listed)]
            count = _moved(u, n, int(plan[3]), heat, values, wanted, ends, weights[u], free,
                           price, sums[u], scratch, places, buckets, decay, state)  # fmt: skip
            _clear(sums[u])
            for i in free:
                _add(weights[u, i], values[i], sums[u])
            if _fired(sums[u], values[n + u], change[u]):
                _follow(u, n, values, weights, sums, change, True)
            work[0] -= _work(rows, units - u, len(free), count, int(plan[3]))
