"""The inner loops of a heat bath over small whole weights: one weight or threshold moves at a time.

All is counted in whole numbers and single floats, row by row, with no function of the C library
in it, so that a seed gives the same network on every machine.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.construction.heat.heat_kernel import below, uniform, where
from logicnet.ground.kernels import kernel

ZERO, ONE, FINE = np.float32(0), np.float32(1), np.float32(64)
THRESHOLD, BOTH = np.float32(0.25), np.float32(0.5)  # kinds of moves: a threshold, a weight and it


@kernel(inner=True)
def _flipped(u, n, r, values, weights, sums, turned):
    """The values at a row after unit u is turned there, of it and of those after it."""
    turned[u] = 1 - values[n + u, r]
    for j in range(u + 1, len(weights)):
        sum_ = sums[j, r]
        for i in range(u, j):
            if weights[j, n + i] != 0:
                sum_ += weights[j, n + i] * (turned[i] - values[n + i, r])
        turned[j] = 1 if sum_ >= 0 else 0


@kernel(inner=True)
def _priced(u, n, values, wanted, ends, weights, sums, dear, turned, price, rows):
    """What rows cost more where unit u is 1 than where it is 0, for those where it matters."""
    count = 0
    for r in range(values.shape[1]):
        _flipped(u, n, r, values, weights, sums, turned)
        cost = ZERO
        for o in range(len(ends)):
            if ends[o] >= u:
                moved = turned[ends[o]] - values[n + ends[o], r]
                cost -= dear[o, r] * np.float32(wanted[o, r] * moved)
        if cost != ZERO:
            price[count] = cost if values[n + u, r] == 0 else -cost
            rows[count] = r
            count += 1
    return count


@kernel(inner=True)
def _moved(u, n, moves, heat, most, values, weights, free, thresholds, sums, price, rows, count,
           decay, state):  # fmt: skip
    """Move weights and the threshold of a unit; `sums` are above the threshold, at priced rows."""
    for _ in range(moves):
        kind = uniform(state)
        i, by, down = 0, 0, 0
        if kind < THRESHOLD:
            down = 1 if uniform(state) * 2 < 1 else -1
        else:
            i = free[below(len(free), state)]
            new = below(2 * most, state) - most
            new += new >= weights[u, i]
            by = new - weights[u, i]
            if kind < BOTH:
                down = by
        cost = ZERO
        for q in range(count):
            before = sums[u, rows[q]]
            after = before + by * values[i, rows[q]] - down
            cost += price[q] * np.float32((after >= 0) - (before >= 0))
        above = cost * heat
        if above <= ZERO or (above < np.float32(len(decay)) and uniform(state) < decay[int(above)]):
            weights[u, i] += by
            thresholds[u] += down
            for q in range(count):
                sums[u, rows[q]] += by * values[i, rows[q]] - down


@kernel(inner=True)
def _follow(u, n, values, weights, thresholds, sums):
    """Sums and values of unit u and of those after it."""
    rows = values.shape[1]
    for j in range(u, len(weights)):
        for r in range(rows):
            sums[j, r] = -thresholds[j]
        for i in range(n + j):
            if weights[j, i] != 0:
                for r in range(rows):
                    sums[j, r] += weights[j, i] * values[i, r]
        for r in range(rows):
            values[n + j, r] = 1 if sums[j, r] >= 0 else 0


@kernel
def stepped(n, most, values, wanted, ends, weights, thresholds, best, wires, dear, plan, at, decay,
            state, work):  # fmt: skip
    """Go on with sweeps over all units; `best` are those with the fewest wrong rows.

    `values` has the rows as 0 and 1, of the inputs and of the units; n is where units begin.
    `wanted` is -1, 1, or 0 where an output is free, `ends` are the units of the outputs, `wires`
    which nodes each may read, `dear` what wrong rows cost. `plan` has the first temperature, the
    logarithm of the first by the last, sweeps, moves at a time, what is added to the price of a
    wrong row, and the part by which prices return to 1. `at` is the sweep that is next, and the
    fewest wrong rows.
    """
    units, rows = len(weights), values.shape[1]
    sums, turned = np.zeros((units, rows), np.int32), np.zeros(units, np.int32)
    price, priced = np.zeros(rows, np.float32), np.zeros(rows, np.int32)
    listed = np.zeros(n + units, np.int64)
    _follow(0, n, values, weights, thresholds, sums)
    while at[0] < plan[2] and at[1] and work[0] > 0:
        wrong = 0
        for o in range(len(ends)):
            for r in range(rows):
                bad = wanted[o, r] * (2 * values[n + ends[o], r] - 1) < 0
                dear[o, r] += plan[5] * (ONE - dear[o, r]) + (plan[4] if bad else ZERO)
                wrong += bad
        if wrong < at[1]:
            at[1] = wrong
            for j in range(units):
                for i in range(n + units):
                    best[j, i] = weights[j, i]
                best[j, n + units] = thresholds[j]
        heat = FINE / (plan[0] * decay[int(np.float32(at[0]) / plan[2] * plan[1] * FINE)])
        at[0] += 1
        for _ in range(units if wrong else 0):
            u = below(units, state)
            free = listed[: where(wires[u, : n + u], listed)]
            count = _priced(u, n, values, wanted, ends, weights, sums, dear, turned, price, priced)
            if count and len(free):
                _moved(u, n, int(plan[3]), heat, most, values, weights, free, thresholds, sums,
                       price, priced, count, decay, state)  # fmt: skip
            elif len(free):
                for i in free:
                    weights[u, i] = below(2 * most + 1, state) - most
                thresholds[u] = below(len(free), state) // 2
            _follow(u, n, values, weights, thresholds, sums)
            later = units - u
            work[0] -= (
                rows * (later * later + later * (n + u)) // 12 + int(plan[3]) * (count + 20) // 2
            )
