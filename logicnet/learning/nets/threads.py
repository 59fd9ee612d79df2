"""How many threads a training run uses: its own for large batches, and then one for BLAS.

BLAS threads that wait for each other cost more than they save on layers of up to a thousand
units, above all on a busy machine. Two threads that each compute every other part of a batch
also share the work between the products.
"""

from __future__ import annotations

from logicnet.ground.running.in_threads import processors

_SMALL = 1 << 17  # multiplications of a step below which BLAS starts no threads anyway
_LARGE = 1 << 20  # parameters from which its own threads pay for single products


def own_threads_pay(parameters: int, rows: int) -> bool:
    """Whether BLAS should be kept to one thread for steps of this size."""
    return parameters < _LARGE and parameters * rows > _SMALL and processors() > 1
