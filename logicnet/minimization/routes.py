"""Which way a minimisation goes: from tables, from cubes, or by heuristic."""

from __future__ import annotations

from contextlib import suppress

from logicnet.errors import LimitError
from logicnet.ground.budget import SECOND, Budget, OutOfBudget
from logicnet.logic.tables.cubes import Cubes, join
from logicnet.minimization.covering.found import FoundCover
from logicnet.minimization.heuristics.table_search import Listings

from .problem import Problem, table_obstacle

_EASY_TABLE = 14  # inputs up to which a table is minimised as such even if stated by cubes
_PRIMES_SHARE = 0.25  # of the work that may go into primes of cubes
_FIRST_SHARE = 0.2  # of the time, for a cover before all primes are asked for
_PATIENT_SHARE = 0.5  # of what is left then, for a patient heuristic before a bound is sought


def exact(problem: Problem, budget: Budget) -> FoundCover:
    """A cover and its bound by way of all primes; raises where they are too many.

    Where the time is limited, there is a cover by heuristic before.
    """
    if budget.remaining == float("inf"):
        return _by_primes(problem, budget)
    first = heuristic(problem, budget.share(_FIRST_SHARE)).cubes
    budget.offer(first)
    found = _by_primes(problem, budget)
    return found._replace(cubes=_better(found.cubes, first))


def _by_primes(problem: Problem, budget: Budget) -> FoundCover:
    if _as_table(problem):
        return _from_table(problem, budget, {})
    try:
        return _from_cubes(problem, budget, budget)
    except LimitError:
        if table_obstacle(problem) is not None:
            raise
    return _from_table(problem, budget, {})


def _better(some: Cubes, others: Cubes) -> Cubes:
    """Those of fewer terms, then of fewer literals."""
    return min(some, others, key=lambda cubes: (len(cubes), cubes.literals.sum()))


def heuristic(problem: Problem, budget: Budget, listings: Listings | None = None) -> FoundCover:
    """A cover without proof."""
    from logicnet.minimization.heuristics.choice_of_heuristic import cube_terms, table_terms

    if problem.cover is None:
        n = len(problem.inputs)
        return FoundCover(table_terms(*problem.tables(budget.tick), n, budget, listings))
    return FoundCover(cube_terms(*problem.cubes(), budget, listings))


def automatic(problem: Problem, budget: Budget) -> FoundCover:
    """What the heuristic finds, or what the rest of the budget makes of it, and a bound."""
    listings: Listings = {}
    first = heuristic(problem, budget, listings).cubes
    budget.offer(first)
    if not len(first):
        return FoundCover(first, 0, 0)
    try:
        found = _improved(problem, first, budget, listings)
    except OutOfBudget:
        return FoundCover(budget.best)
    return found._replace(cubes=_better(found.cubes, first))


def _improved(problem: Problem, first: Cubes, budget: Budget, listings: Listings) -> FoundCover:
    """The exact route where it can be afforded, else a patient heuristic, and a bound.

    Where more search is not worth it, the bound takes a second, or as much work as there was.
    """
    budget.tick(0)
    with suppress(LimitError):
        if _as_table(problem):
            return _from_table(problem, budget, listings)
        with suppress(OutOfBudget):
            return _from_cubes(problem, budget, budget.share(_PRIMES_SHARE))
    budget.tick(0)
    if budget.enough == len(first):
        return _bounded(problem, first, budget.share(1.0, most=max(SECOND, budget.spent)))
    part = budget.share(1.0 if problem.cover is None else _PATIENT_SHARE)
    part.patience = float("inf")
    budget.offer(heuristic(problem, part, listings).cubes)
    best: Cubes = budget.best
    return FoundCover(best) if problem.cover is None else _bounded(problem, best, budget)


def _as_table(problem: Problem) -> bool:
    """Whether the exact route begins with a table."""
    easy = len(problem.inputs) <= _EASY_TABLE and table_obstacle(problem) is None
    return problem.cover is None or easy


def _from_table(problem: Problem, budget: Budget, listings: Listings) -> FoundCover:
    from logicnet.minimization.exact.exact_cover import exact_cover

    obstacle = table_obstacle(problem)
    if obstacle is not None:
        raise LimitError(f'minimize: {obstacle}; pass method="heuristic"')
    on, dc = problem.tables(budget.tick)
    return exact_cover(on, dc, len(problem.inputs), budget, listings)


def _from_cubes(problem: Problem, budget: Budget, preparation: Budget) -> FoundCover:
    from logicnet.minimization.exact.exact_cover import exact_cover_of_cubes

    n, m = len(problem.inputs), len(problem.outputs)
    on, dc, off = problem.cubes()
    if off is not None:
        raise LimitError(
            f"minimize: {n} inputs with a stated off-set exceed the exact limit; "
            'pass method="heuristic"'
        )
    return exact_cover_of_cubes(on, dc, n, m, budget, preparation)


def _bounded(problem: Problem, cubes: Cubes, budget: Budget) -> FoundCover:
    """The cover, or a smaller one, and a lower bound, where the off-set can be had."""
    from logicnet.minimization.exact.pointwise import Pointwise
    from logicnet.minimization.heuristics.off_sets import off_set, outside

    n, m = len(problem.inputs), len(problem.outputs)
    on, dc, off = problem.cubes()
    if off is None:
        off = off_set(join([on, dc]), n, m, budget.tick)
    elif len(dc):
        off = outside(off, dc, n, m, budget.tick)
    if off is None:
        return FoundCover(cubes)
    return FoundCover(*Pointwise(on, dc, off, cubes, n, m, budget).run())
