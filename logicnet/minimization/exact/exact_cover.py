"""The exact route: all primes, the rows that each of them covers, the fewest that cover all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import Words, popcount
from logicnet.ground.budget import Budget
from logicnet.logic.tables.cubes import Cubes, join
from logicnet.minimization.covering.found import FoundCover
from logicnet.minimization.heuristics.table_search import Listings, listed_primes
from logicnet.minimization.incidence.trimming import trim_by_cubes

from .set_covering import Selection, solve


def exact_cover(
    on: Words, dc: Words, inputs: int, budget: Budget, listings: Listings
) -> FoundCover:
    """The fewest primes that hold the on-set of packed tables, and what is proven of them.

    Raises where the problem is too large. What was listed of it before is in `listings`.
    """
    if inputs not in listings:
        listings[inputs] = listed_primes(on & ~dc, on | dc, inputs, budget)
    listed = listings[inputs]
    if listed is None:
        raise LimitError(
            'minimize: the covering problem has too many entries; pass method="heuristic"'
        )
    literals = inputs - popcount(listed.cubes.free[:, None], axis=1)
    found = solve(listed.matrix, literals, budget)
    cubes = listed.trimmed(found.columns, budget)
    return FoundCover(cubes, found.lower_bound, _least(found, literals))


def exact_cover_of_cubes(
    on: Cubes, dc: Cubes, inputs: int, outputs: int, budget: Budget, preparation: Budget
) -> FoundCover:
    """The same from cubes; raises where the primes exceed their limit or `preparation`."""
    from logicnet.minimization.primes.products import cube_primes
    from logicnet.minimization.primes.signatures import signature_rows

    primes = cube_primes(join([on, dc]), inputs, outputs, preparation)
    matrix = signature_rows(primes, on, dc, inputs, outputs, preparation)
    found = solve(matrix, primes.literals, budget)
    cubes = trim_by_cubes(primes[found.columns], dc, inputs, outputs, budget)
    return FoundCover(cubes, found.lower_bound, _least(found, primes.literals))


def _least(found: Selection, literals: NDArray[np.int64]) -> int | None:
    """The literals that any cover of so few terms has, where that is proven.

    A term of few outputs lies in a prime of no more literals, so that primes tell it.
    """
    return int(literals[found.columns].sum()) if found.cheapest else None
