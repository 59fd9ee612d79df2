"""Certificates of minimality: why a function needs so many product terms.

The primes are listed once more, by the recurrence or the recursion over cubes; what is proven does
not depend on them: the off points that are listed show by themselves what fits into one term.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.bits import popcount, used
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.ground.checks import instance
from logicnet.logic.function import Function, function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Cubes, join, unique
from logicnet.minimization.incidence.matrices import Index, Matrix
from logicnet.minimization.minimizing import check_options, minimized
from logicnet.minimization.primes.implicants import table_primes
from logicnet.minimization.primes.products import cube_primes
from logicnet.minimization.problem import Problem, problem_of, table_obstacle

from .cases import Cases, numbered, parts_of
from .certificate import MinimalityCertificate, OffPoint, PartCases, PointPart, WeightedPoint
from .points import Points, cubes_of_points, holding, needed_points, points_of_table
from .weights import Weights
from .witnesses import OffSet, Witnesses, digits

_PAIRS = 1 << 25  # pairs of point and prime up to which all rows of a table are points


@checked()
def prove_minimal(
    source: Any, cover: Cover | None = None, *, time_limit: float | None = None
) -> MinimalityCertificate:
    """A certificate of how many product terms a function needs, which `verify_minimal` checks.

    Its `bound` is the best that weights on points prove, the relaxed covering program's rounded
    up in each part; where that is less than the cover's terms, and up to 32 cases of such weights
    prove these, it is by cases. That is mostly, not always, the fewest terms: `minimize` also
    proves what takes more cases than a file should hold. The `cover` is a minimal one, which is
    found unless it is given. Raises LimitError where the primes or the off-set are too many, or
    the time, in seconds, too short.

    >>> prove_minimal("a ^ b ^ c")
    <MinimalityCertificate: at least 4 terms, by 4 points>
    """
    if cover is not None:
        instance(cover, Cover, "cover")
    check_options("auto", time_limit, 0, "prove_minimal")
    stated = function(source)
    try:
        return _proven(stated, cover, Budget(time_limit=time_limit))
    except OutOfBudget:
        raise LimitError(f"prove_minimal: the time limit, {time_limit} s, is over") from None


def _proven(stated: Function, cover: Cover | None, budget: Budget) -> MinimalityCertificate:
    problem = problem_of(stated)
    cover = minimized(stated, budget.share(0.5)) if cover is None else cover
    if (cover.inputs, cover.outputs) != (problem.inputs, problem.outputs):
        raise SpecificationError("prove_minimal: the cover is not one of this function's names")
    primes = _primes(problem, budget)
    points, matrix = _points(problem, cover, primes, budget)
    parts = [part for part in parts_of(matrix, cover.terms, budget) if len(part.points)]
    off = OffSet(_off(problem, budget), len(problem.outputs), budget)
    return _written(problem, points, matrix, parts, off)


def _has_table(problem: Problem) -> bool:
    return table_obstacle(problem) is None


def _primes(problem: Problem, budget: Budget) -> Cubes:
    """All primes, by the recurrence over tables or the recursion over cubes."""
    n, m = len(problem.inputs), len(problem.outputs)
    if _has_table(problem):
        on, dc = problem.tables(budget.tick)
        return table_primes(on | dc, n, budget.tick)
    on_cubes, dc_cubes, off_cubes = problem.cubes()
    if off_cubes is not None:
        raise LimitError(f"prove_minimal: {n} inputs with a stated off-set exceed the limit")
    return unique(cube_primes(join([on_cubes, dc_cubes]), n, m, budget))


def _points(problem: Problem, cover: Cover, primes: Cubes, budget: Budget) -> tuple[Points, Matrix]:
    """Points and which primes hold them: all of a small table, else as many as are needed."""
    n, m = len(problem.inputs), len(problem.outputs)
    if _has_table(problem):
        on, dc = problem.tables(budget.tick)
        if popcount(on & ~dc) * len(primes) <= _PAIRS:
            return holding(points_of_table(on & ~dc, n), primes, budget.tick)
        free = cubes_of_points(points_of_table(dc, n), n, m)
    else:
        free = problem.cubes()[1]
    return needed_points(cover.on_cubes, free, primes, n, m, budget)


def _off(problem: Problem, budget: Budget) -> Cubes:
    """Cubes of what is off: the rows of a table, or the complement."""
    n, m = len(problem.inputs), len(problem.outputs)
    if _has_table(problem):
        on, dc = problem.tables(budget.tick)
        return cubes_of_points(points_of_table(~(on | dc) & used(n), n), n, m)
    from logicnet.minimization.heuristics.off_sets import off_set

    on_cubes, dc_cubes, _ = problem.cubes()
    found = off_set(join([on_cubes, dc_cubes]), n, m, budget.tick)
    if found is None:
        raise LimitError("prove_minimal: the off-set has too many cubes")
    return found


def _written(
    problem: Problem, points: Points, matrix: Matrix, parts: list[Weights | Cases], off: OffSet
) -> MinimalityCertificate:
    """The certificate of parts, with the off points that it needs."""
    n = len(problem.inputs)
    kept = np.concatenate([np.zeros(0, np.int64), *(part.points for part in parts)])
    points = points.some(kept)
    held = matrix.csr()[kept]
    witnesses = Witnesses(points, off)
    witnesses.part_pairs((held @ held.T).toarray() == 0)
    place = np.zeros(matrix.shape[0], dtype=np.int64)
    place[kept] = np.arange(len(kept))
    rows = digits(points.rows, n)
    named = [WeightedPoint(row, y) for row, y in zip(rows, points.outputs.tolist(), strict=True)]
    listed = [_part(numbered(part, place), named, witnesses, ()) for part in parts]
    return MinimalityCertificate(
        inputs=problem.inputs,
        outputs=problem.outputs,
        parts=tuple(listed),
        off=tuple(OffPoint(*each) for each in witnesses.listed(n)),
    )


def _part(
    part: Weights | Cases,
    named: list[WeightedPoint],
    witnesses: Witnesses,
    needed: tuple[Index, ...],
) -> PointPart | PartCases:
    """A part as it is listed, for terms that hold one of each of the `needed` points."""
    if isinstance(part, Cases):
        first = _part(part.first, named, witnesses, needed)
        return PartCases(first, _part(part.second, named, witnesses, (*needed, part.first.points)))
    witnesses.part_weights(part.points, part.weights, part.most, needed)
    numbers = zip(part.points.tolist(), part.weights.tolist(), strict=True)
    return PointPart(part.most, tuple(named[k]._replace(weight=w) for k, w in numbers))
