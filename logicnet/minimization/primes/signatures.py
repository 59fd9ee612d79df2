"""The rows of the covering problem of a function given by cubes, without listing minterms.

All that matters of an on-row of an output is which primes cover it. For each output a search
assigns inputs one at a time, and carries the primes that still meet the subspace: those without
literals left cover all of it. Where the others are unate, the corner against all their literals
is covered by the universal ones alone; every other row there has these primes too, so that
corner is the only row to keep. A subspace inside a prime that is known to be essential (some
row has no other) needs no rows at all.
"""

from __future__ import annotations

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.budget import Budget
from logicnet.logic.tables.cubes import Cubes, of_output, sharp
from logicnet.minimization.incidence.matrices import Index, Matrix, Sparse, dense_enough, incidence

_ENTRIES = 1 << 24  # pairs of row and prime
_WORK = 1 << 21  # cubes that are looked at between two looks at the time
_LIGHT = 1 << 12  # pairs of cubes up to which Python may look at them
_FEW = 4096  # primes up to which essential ones are looked for first: that costs their square


def signature_rows(
    primes: Cubes, on: Cubes, dc: Cubes, inputs: int, outputs: int, budget: Budget
) -> Matrix:
    """The covering problem of rows that imply all others; essential primes have one row."""
    essential = np.zeros(len(primes), dtype=np.bool_)
    stops, entries = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for j in range(outputs):
        mine = of_output(primes, j)
        cubes = on[of_output(on, j)]
        free = dc[of_output(dc, j)]
        if len(free):
            cubes = sharp(cubes, free, inputs, budget.tick)
        flags = essential[mine]
        ends, found = _of_output(primes[mine], cubes, flags, inputs, budget)
        essential[mine] = flags
        stops.append(ends + sum(map(len, entries)))
        entries.append(mine[found])
        if sum(map(len, entries)) > _ENTRIES:
            raise LimitError(f"minimize: the covering problem exceeds {_ENTRIES} entries")
    pointers, columns = np.append(0, np.concatenate(stops)), np.concatenate(entries)
    if dense_enough(len(pointers) - 1, len(primes)):
        rows = np.repeat(np.arange(len(pointers) - 1), np.diff(pointers))
        return incidence(rows, columns, (len(pointers) - 1, len(primes)))
    return Sparse.from_rows(pointers, columns.astype(np.int32), len(primes), budget.tick)


def _of_output(
    primes: Cubes, on: Cubes, essential: np.ndarray[tuple[int], np.dtype[np.bool_]],
    inputs: int, budget: Budget,
) -> tuple[Index, Index]:  # fmt: skip
    """The ends of the rows of one output, and their primes; marks the essential ones."""
    from logicnet.ground.kernels import light

    from . import signature_kernel as kernel

    few = len(primes) * (len(primes) + len(on)) <= _LIGHT
    given = (np.ascontiguousarray(on.positive), np.ascontiguousarray(on.negative))
    sides = ((primes.positive, primes.negative), given, essential)
    alone = np.zeros(len(primes), dtype=np.int64)
    count = 0
    if len(primes) <= _FEW:
        step = max(1, _WORK // max(1, 8 * len(primes) + len(on)))
        for first in range(0, len(primes), step):
            last = min(first + step, len(primes))
            count += light(kernel.corner_essential, few)(*sides, alone[count:], first, last)
            budget.tick((last - first) * (8 * len(primes) + len(on)))
    words = primes.positive.shape[1]
    state = light(kernel.beginning, few)(len(primes), len(on), inputs, words)
    stops, entries = np.empty(1024, np.int64), np.empty(8192 + len(primes), np.int64)
    search = light(kernel.signature_rows, few)
    while not budget.piece(search, *sides, state, stops, entries, few=few):
        budget.tick(0)
        rows, filled = state[-1][kernel.ROWS], state[-1][kernel.FILLED]
        if filled > _ENTRIES:
            raise LimitError(f"minimize: the covering problem exceeds {_ENTRIES} entries")
        stops = stops if rows < len(stops) else np.append(stops, np.empty_like(stops))
        if filled + len(primes) >= len(entries):
            entries = np.append(entries, np.empty_like(entries))
    rows, filled = state[-1][kernel.ROWS], state[-1][kernel.FILLED]
    ends = np.concatenate([np.arange(1, count + 1), stops[:rows] + count])
    return ends, np.concatenate([alone[:count], entries[:filled]])
