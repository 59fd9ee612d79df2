"""The rows of the covering problem of a function given by cubes, without listing minterms.

All that matters of an on-row of an output is which primes cover it. For each output a search
assigns inputs one at a time, and carries the primes that still meet the subspace: those without
literals left cover all of it. Where the others are unate, the corner against all their literals
is covered by the universal ones alone; every other row there has these primes too, so that
corner is the only row to keep. A subspace inside a prime that is known to be essential (some
row has no other) needs no rows at all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.cubes import Cubes, of_output, sharp
from logicnet.errors import LimitError

Index: TypeAlias = NDArray[np.int64]

_ENTRIES = 20_000_000  # pairs of row and prime
_SPEED = 100_000_000  # cubes that the search looks at in a second


def signature_pairs(
    primes: Cubes, on: Cubes, dc: Cubes, inputs: int, outputs: int, seconds: float
) -> tuple[Index, Index]:
    """Pairs (row, prime) of rows that imply all others; essential primes have one row.

    Raises after about so many seconds.
    """
    essential = np.zeros(len(primes), dtype=np.bool_)
    rows, columns, count = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for j in range(outputs):
        mine = of_output(primes, j)
        cubes = on[of_output(on, j)]
        free = dc[of_output(dc, j)]
        if len(free):
            cubes = sharp(cubes, free, inputs)
        flags = essential[mine]
        stops, entries = _kernel()(
            primes.positive[mine],
            primes.negative[mine],
            flags,
            np.ascontiguousarray(cubes.positive),
            np.ascontiguousarray(cubes.negative),
            inputs,
            _ENTRIES,
            int(min(seconds * _SPEED, 1 << 62)),
        )
        if len(entries) >= _ENTRIES:
            raise LimitError(
                f"minimize: the covering problem exceeds {_ENTRIES} entries or its time"
            )
        essential[mine] = flags
        rows.append(np.repeat(np.arange(len(stops)), np.diff(stops, prepend=0)) + count)
        columns.append(mine[entries])
        count += len(stops)
    return np.concatenate(rows), np.concatenate(columns)


@lru_cache(maxsize=1)
def _kernel() -> Any:
    from logicnet.minimization.signature_kernel import signature_rows

    return signature_rows
