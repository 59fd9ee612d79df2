"""Two-level minimisation: the fewest product terms, then the fewest literals.

>>> from logicnet.minimization import minimize
>>> cover = minimize("a & b | a & ~b | ~a & b & c")
>>> print(cover)
1-- 1
-11 1
>>> cover.terms, cover.proven
(2, True)
"""

from __future__ import annotations

from typing import Any, Literal

from logicnet.cover import Cover
from logicnet.errors import LimitError, SpecificationError
from logicnet.minimization.budget import Budget, Progress
from logicnet.minimization.implicants import table_primes
from logicnet.minimization.problem import problem_of, table_obstacle

Method = Literal["auto", "exact", "heuristic"]


def minimize(
    function: Any,
    method: Method = "auto",
    *,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Cover:
    """The cover of `function` with the fewest product terms, then the fewest literals.

    >>> minimize("a ^ b ^ c").terms
    4
    """
    from logicnet.minimization.exact import exact_cover

    problem = problem_of(function)
    budget = Budget(time_limit=time_limit, seed=seed, progress=progress)
    if method not in ("auto", "exact", "heuristic"):
        raise SpecificationError(
            f"minimize: method is {method!r}; expected 'auto', 'exact' or 'heuristic'"
        )
    obstacle = table_obstacle(problem)
    if obstacle is not None:
        raise LimitError(f'minimize: {obstacle}; pass method="heuristic"')
    on, dc = problem.tables()
    cubes, bound = exact_cover(on, dc, len(problem.inputs), budget)
    return problem.build(cubes, bound)


def primes(function: Any) -> Cover:
    """All prime implicants (of all outputs together: each with every output it serves).

    >>> print(primes("a & b | ~a & c"))
    0-1 1
    -11 1
    11- 1
    """
    problem = problem_of(function)
    obstacle = table_obstacle(problem)
    if obstacle is not None:
        raise LimitError(f"primes: {obstacle}")
    on, dc = problem.tables()
    return problem.build(table_primes(on | dc, len(problem.inputs)), None)
