"""The exact route: all primes, the rows that each of them covers, the fewest that cover all."""

from __future__ import annotations

from logicnet.bits import Words
from logicnet.cubes import Cubes, join
from logicnet.minimization import covering
from logicnet.minimization.budget import Budget
from logicnet.minimization.implicants import table_primes
from logicnet.minimization.incidences import covered_pairs, merge_rows
from logicnet.minimization.trimming import trim_by_cubes, trim_by_rows


def exact_cover(on: Words, dc: Words, inputs: int, budget: Budget) -> tuple[Cubes, int]:
    """The fewest primes that hold the on-set of packed tables, and a bound on their number."""
    primes = table_primes(on | dc, inputs)
    rows, columns = covered_pairs(primes, on, inputs)
    rows, columns, count = merge_rows(rows, columns)
    matrix = covering.incidence(rows, columns, (count, len(primes)))
    found = covering.solve(matrix, primes.literals, budget)
    return trim_by_rows(primes[found.columns], on, inputs), found.lower_bound


def exact_cover_of_cubes(
    on: Cubes, dc: Cubes, inputs: int, outputs: int, budget: Budget, preparation: Budget
) -> tuple[Cubes, int]:
    """The same from cubes; raises where the primes exceed their limit or `preparation`."""
    from logicnet.minimization.products import cube_primes
    from logicnet.minimization.signatures import signature_pairs

    primes = cube_primes(join([on, dc]), inputs, outputs, preparation)
    rows, columns = signature_pairs(
        primes, on, dc, inputs, outputs, max(0.1, preparation.remaining)
    )
    rows, columns, count = merge_rows(rows, columns)
    matrix = covering.incidence(rows, columns, (count, len(primes)))
    found = covering.solve(matrix, primes.literals, budget)
    return trim_by_cubes(primes[found.columns], dc, inputs, outputs), found.lower_bound
