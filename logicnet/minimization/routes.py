"""Which way a minimisation goes: from tables, from cubes, or by heuristic."""

from __future__ import annotations

import numpy as np

from logicnet.cubes import Cubes, join, literal, of_output, sharp, unique
from logicnet.errors import LimitError
from logicnet.minimization.budget import Budget
from logicnet.minimization.problem import Problem, table_obstacle

_EASY_TABLE = 14  # inputs up to which a table is minimised as such even if stated by cubes
_PRIMES_SHARE = 0.25  # of the time that may go into primes before the heuristic takes over

_HEURISTIC_SHARE = 0.3  # of the time that is left then, before a bound is sought
_HASTE = 8.0  # seconds; with fewer left, the heuristic gets most of them
_HASTY_SHARE = 0.8

Found = tuple[Cubes, int | None]


def exact(problem: Problem, budget: Budget) -> Found:
    """A cover and its bound by way of all primes; raises where they are too many."""
    obstacle = table_obstacle(problem)
    if problem.cover is None or (obstacle is None and len(problem.inputs) <= _EASY_TABLE):
        return _from_table(problem, obstacle, budget)
    try:
        return _from_cubes(problem, budget)
    except LimitError:
        if obstacle is not None:
            raise
    return _from_table(problem, obstacle, budget)


def _from_table(problem: Problem, obstacle: str | None, budget: Budget) -> Found:
    from logicnet.minimization.exact import exact_cover

    if obstacle is not None:
        raise LimitError(f'minimize: {obstacle}; pass method="heuristic"')
    on, dc = problem.tables()
    return exact_cover(on, dc, len(problem.inputs), budget)


def _from_cubes(problem: Problem, budget: Budget) -> Found:
    from logicnet.minimization.exact import exact_cover_of_cubes

    n, m = len(problem.inputs), len(problem.outputs)
    on, dc, off = problem.cubes()
    if off is not None:
        raise LimitError(
            f"minimize: {n} inputs with a stated off-set exceed the exact limit; "
            'pass method="heuristic"'
        )
    return exact_cover_of_cubes(on, dc, n, m, budget, budget.share(_PRIMES_SHARE))


def heuristic(problem: Problem, budget: Budget) -> Found:
    """A cover without proof."""
    from logicnet.minimization.heuristic import cube_terms, table_terms

    found = None
    if problem.on is not None and problem.dc is not None:
        found = table_terms(problem.on, problem.dc, len(problem.inputs), budget)
    if found is None:
        found = cube_terms(*problem.cubes(), budget)
    return found, None


def automatic(problem: Problem, budget: Budget) -> Found:
    """The exact route where it can be afforded, else the heuristic and a bound by points."""
    try:
        return exact(problem, budget)
    except LimitError:
        share = _HASTY_SHARE if budget.remaining < _HASTE else _HEURISTIC_SHARE
        cubes, _ = heuristic(problem, budget.share(share))
    if problem.cover is None or not len(cubes):
        return cubes, None if len(cubes) else 0
    return _bounded(problem, cubes, budget)


def _bounded(problem: Problem, cubes: Cubes, budget: Budget) -> Found:
    """The cover, or a smaller one, and a lower bound, where the off-set can be had."""
    from logicnet.minimization.by_cubes import off_set
    from logicnet.minimization.pointwise import Pointwise

    n, m = len(problem.inputs), len(problem.outputs)
    on, dc, off = problem.cubes()
    if off is None:
        off = off_set(join([on, dc]), n, m, budget)
    elif len(dc):
        off = _outside(off, dc, n, m)
    if off is None or budget.remaining <= 0:
        return cubes, None
    return Pointwise(on, dc, off, cubes, n, m, budget).run()


def _outside(off: Cubes, dc: Cubes, inputs: int, outputs: int) -> Cubes:
    """The off-set without the rows that are don't-cares, output by output."""
    parts = [off[:0]]
    for j in range(outputs):
        bit = literal(j, off.members.shape[1])
        mine, free = off[of_output(off, j)], dc[of_output(dc, j)]
        left = sharp(mine, free, inputs) if len(free) else mine
        owner = np.repeat(bit[None], len(left), axis=0)
        parts.append(Cubes(left.positive, left.negative, owner))
    return unique(join(parts))


def stated(problem: Problem) -> Found:
    """The on-set as it was stated: valid, and all there is when interrupted at once."""
    return join([problem.cubes()[0]]), None
