"""How many threads a training run uses: its own for large batches, and then one for BLAS.

BLAS threads that wait for each other cost more than they save on layers of up to a thousand
units, above all on a busy machine. Two threads that each compute every other part of a batch
also share the work between the products. A batch of one part has products for BLAS alone, whose
threads save a quarter of the time where these are large.
"""

from __future__ import annotations

from logicnet.ground.running.in_threads import processors

_SMALL = 1 << 17  # multiplications of a step below which BLAS starts no threads anyway
_LARGE = 1 << 20  # parameters from which its own threads pay for single products
_ONE_PART = 1 << 24  # multiplications of a batch of one part from which they pay


def own_threads_pay(parameters: int, rows: int, part: int) -> bool:
    """Whether BLAS should be kept to one thread for steps of this size, in parts of so many rows.

    >>> own_threads_pay(300_000, 128, 256)
    False
    """
    size = parameters * rows
    most = _ONE_PART if rows <= part else size + 1
    return parameters < _LARGE and _SMALL < size < most and processors() > 1
