"""Which way a minimisation goes: from tables, from cubes, or by heuristic."""

from __future__ import annotations

from logicnet.errors import LimitError
from logicnet.logic.cubes import Cubes, join

from .budget import Budget, OutOfTime
from .problem import Problem, table_obstacle

_EASY_TABLE = 14  # inputs up to which a table is minimised as such even if stated by cubes
_PRIMES_SHARE = 0.25  # of the time that may go into primes of cubes before the heuristic takes over

_HEURISTIC_SHARE = 0.3  # of the time that is left then, before a bound is sought
_HASTE = 8.0  # seconds; with fewer left, the heuristic gets most of them
_HASTY_SHARE = 0.8

Found = tuple[Cubes, int | None]


def exact(problem: Problem, budget: Budget) -> Found:
    """A cover and its bound by way of all primes; raises where they are too many."""
    if _as_table(problem):
        return _from_table(problem, budget, budget)
    try:
        return _from_cubes(problem, budget, budget)
    except LimitError:
        if table_obstacle(problem) is not None:
            raise
    return _from_table(problem, budget, budget)


def heuristic(problem: Problem, budget: Budget, listed: bool = True) -> Found:
    """A cover without proof."""
    from logicnet.minimization.heuristics.heuristic import cube_terms, table_terms

    if problem.cover is None:
        n = len(problem.inputs)
        return table_terms(*problem.tables(budget.tick), n, budget, listed), None
    return cube_terms(*problem.cubes(), budget), None


def automatic(problem: Problem, budget: Budget) -> Found:
    """The exact route where it can be afforded, else the heuristic and a bound by points."""
    try:
        if _as_table(problem):
            from logicnet.minimization.heuristics.by_table import PREPARATION

            return _from_table(problem, budget, budget.share(PREPARATION))
        return _from_cubes(problem, budget, budget.share(_PRIMES_SHARE))
    except LimitError:
        pass
    except OutOfTime:
        budget.tick()
    if problem.cover is None:
        return heuristic(problem, budget, listed=False)
    share = _HASTY_SHARE if budget.remaining < _HASTE else _HEURISTIC_SHARE
    cubes, _ = heuristic(problem, budget.share(share))
    budget.offer(cubes)
    return _bounded(problem, cubes, budget) if len(cubes) else (cubes, 0)


def _as_table(problem: Problem) -> bool:
    """Whether the exact route begins with a table."""
    easy = len(problem.inputs) <= _EASY_TABLE and table_obstacle(problem) is None
    return problem.cover is None or easy


def _from_table(problem: Problem, budget: Budget, preparation: Budget) -> Found:
    from .exact import exact_cover

    obstacle = table_obstacle(problem)
    if obstacle is not None:
        raise LimitError(f'minimize: {obstacle}; pass method="heuristic"')
    on, dc = problem.tables(preparation.tick)
    return exact_cover(on, dc, len(problem.inputs), budget, preparation)


def _from_cubes(problem: Problem, budget: Budget, preparation: Budget) -> Found:
    from .exact import exact_cover_of_cubes

    n, m = len(problem.inputs), len(problem.outputs)
    on, dc, off = problem.cubes()
    if off is not None:
        raise LimitError(
            f"minimize: {n} inputs with a stated off-set exceed the exact limit; "
            'pass method="heuristic"'
        )
    return exact_cover_of_cubes(on, dc, n, m, budget, preparation)


def _bounded(problem: Problem, cubes: Cubes, budget: Budget) -> Found:
    """The cover, or a smaller one, and a lower bound, where the off-set can be had."""
    from logicnet.minimization.covering.pointwise import Pointwise
    from logicnet.minimization.heuristics.off_sets import off_set, outside

    n, m = len(problem.inputs), len(problem.outputs)
    on, dc, off = problem.cubes()
    if off is None:
        off = off_set(join([on, dc]), n, m, budget.tick)
    elif len(dc):
        off = outside(off, dc, n, m, budget.tick)
    if off is None:
        return cubes, None
    return Pointwise(on, dc, off, cubes, n, m, budget).run()
