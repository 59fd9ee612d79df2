"""Two-level minimisation: the fewest product terms, then the fewest literals.

>>> from logicnet.minimization.minimizing import minimize
>>> cover = minimize("a & b | a & ~b | ~a & b & c")
>>> print(cover)
y = a | (b & c)
>>> cover.terms, cover.proven
(2, True)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from logicnet.errors import LimitError, SpecificationError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.ground.budget import SECOND, Budget, Effort, OutOfBudget, Progress, factor
from logicnet.ground.checks import flag
from logicnet.ground.digits import is_whole
from logicnet.ground.providers import provided
from logicnet.ground.running.interrupts import ended_by
from logicnet.logic.function import Function, function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Cubes, join, unique
from logicnet.minimization.covering.found import FoundCover
from logicnet.minimization.primes.implicants import table_primes

from . import routes
from .immediate_cover import at_once, most_terms
from .problem import Method, MinimizeOptions, Phases, Problem, problem_of, table_obstacle

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .phased import PhasedCover
    from .priced_cover import PricedCover
    from .prices import Cost
    from .steps.steps import MinimizationSteps

_ROUTES = {"auto": routes.automatic, "exact": routes.exact, "heuristic": routes.heuristic}
_SEEDS = 1 << 60
USUAL = 30 * SECOND  # work of a minimisation with normal effort


@overload
def minimize(
    source: Any,
    method: Method = "auto",
    *,
    effort: Effort = "normal",
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    phases: Literal["as stated"] = "as stated",
    cost: Literal["terms"] = "terms",
    errors: None = None,
    explain: Literal[False] = False,
) -> Cover: ...
@overload
def minimize(
    source: Any,
    method: Method = "auto",
    *,
    effort: Effort = "normal",
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    phases: Literal["as stated"] = "as stated",
    cost: Literal["literals", "wires"] | Mapping[str, float],
    errors: float | None = None,
    explain: Literal[False] = False,
) -> PricedCover: ...
@overload
def minimize(
    source: Any,
    method: Method = "auto",
    *,
    effort: Effort = "normal",
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    phases: Literal["as stated"] = "as stated",
    cost: Cost = "terms",
    errors: float,
    explain: Literal[False] = False,
) -> PricedCover: ...
@overload
def minimize(
    source: Any,
    method: Method = "auto",
    *,
    effort: Effort = "normal",
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    phases: Literal["best"],
    explain: Literal[False] = False,
) -> PhasedCover: ...
@overload
def minimize(source: Any, *, explain: Literal[True]) -> MinimizationSteps: ...
@checked(explain=flag)
def minimize(
    source: Any,
    method: Method = "auto",
    *,
    effort: Effort = "normal",
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    phases: Phases = "as stated",
    cost: Cost = "terms",
    errors: float | None = None,
    explain: bool = False,
) -> Cover | PhasedCover | PricedCover | MinimizationSteps:
    """The cover of `source` with the fewest product terms, then few literals.

    `source` is whatever states a function of truth values (see `logic.function`); don't-cares
    are used, outputs share product terms. The cover has `lower_bound`, a proven bound on its
    terms (None where none is known), and is `proven` where they meet. The literals come second;
    `literal_bound` is a proven bound on those of any cover of so few terms, where one is known,
    and `proven_literals` says that they meet. What serves several outputs serves no more than
    are needed.

    - "exact" finds all primes and proves the minimum, however much work that is (unless
      `time_limit` ends it); it raises LimitError where the primes are too many.
    - "heuristic" proves nothing, and is there for functions that are too large.
    - "auto" finds what "heuristic" does and goes on from there: to a proof where that can be
      afforded, else to fewer terms where these are found.

    `effort` is "low", "normal" or "high": how much work may be done, counted, so that the same
    call gives the same cover on any machine, idle or loaded. "normal" is at most about half a
    minute of one core; the others are a tenth and ten times of that. `time_limit` (seconds,
    without what loading and compiling takes) only cuts. It begins when `source` has been read; a
    formula of up to 24 variables that is no OR of ANDs is read row by row.

    After two seconds `progress`, if given, hears twice a second (elapsed seconds, terms of the
    best cover so far, lower bound), with 0 for what is not known yet. An interrupt (Ctrl-C)
    ends the search, and the best cover so far is returned. The cover's `cut` says what ended the
    search early, "time limit" or "interrupt"; it is None where nothing did.

    With `phases="best"` each output is covered as it is or complemented, whichever needs fewer
    terms together: what comes back has the `cover`, `complemented` (a flag an output), and the
    figures of the cover; it states the function itself wherever a source is taken, and a PLA
    file keeps it by `.phase`.

    With `cost` other than "terms" something else counts first: "literals", "wires" (literals, and
    the outputs that each term serves), or prices such as `{"terms": 1, "literals": 0.5}`, also of
    "memberships" and "wires". With `errors`, rows may be left wrong, each at that price (times its
    weight in `NoisyRows`): fewest terms + price * errors is what noise in data asks for. What comes
    back then has the `cover`, its `price`, a proven `bound` on any price (`proven` where they meet)
    and the `wrong` rows. Up to about 10 inputs all terms are looked at and the least is mostly
    proven; of larger data with errors the terms are grown from the rows.

    With `explain` it is done as by hand, for up to 6 inputs, and what
    comes back has the tables of each step and the `cover` (see `quine_mccluskey`).

    >>> minimize("a ^ b ^ c").terms
    4
    >>> found = minimize("(a | b) & (c | d) & (e | f)", phases="best")
    >>> print(found)
    y = ~((~a & ~b) | (~c & ~d) | (~e & ~f))
    >>> found = minimize("a ^ (b & c)", errors=0.6)
    >>> print(found)
    y = a
    >>> found.price, found.bound, [row.row for row in found.wrong]
    (2.2, 2.2, ['011', '111'])
    """
    if cost != "terms" or errors is not None:
        return _priced(source, phases, explain, cost, errors, method=method, effort=effort,
                       time_limit=time_limit, seed=seed, progress=progress)  # fmt: skip
    stated = function(source)
    if explain:
        return _explained(stated, phases)
    if phases == "best":
        options = {"effort": effort, "time_limit": time_limit, "seed": seed}
        best: PhasedCover = provided("phases of outputs")(
            stated, method=method, progress=progress, **options
        )
        return best
    if phases != "as stated":
        raise SpecificationError(
            f"minimize: phases is {phases!r}; expected 'as stated' or 'best'"
            + did_you_mean(phases, ("as stated", "best"))
        )
    return minimized(stated, granted(method, effort, time_limit, seed, progress), method)


def _priced(
    source: Any, phases: Phases, explain: bool, cost: Cost, errors: float | None,
    **options: Unpack[MinimizeOptions],
) -> PricedCover:  # fmt: skip
    """The cheapest cover by prices."""
    if phases != "as stated" or explain:
        raise SpecificationError(
            "minimize: cost and errors are for outputs as they are stated, and not for steps by "
            "hand; leave phases and explain out"
        )
    found: PricedCover = provided("prices of covers")(source, cost=cost, errors=errors, **options)
    return found


def _explained(stated: Function, phases: Phases) -> MinimizationSteps:
    """The steps by hand."""
    if phases != "as stated":
        raise SpecificationError("minimize: explain tells steps for outputs as they are stated; "
                                 "leave phases out")  # fmt: skip
    from .steps.steps import quine_mccluskey

    return quine_mccluskey(stated)


def minimal_cover(stated: Function, **options: Unpack[MinimizeOptions]) -> Cover:
    """As `minimize`, of a function."""
    return minimized(stated, granted(**options), options.get("method", "auto"))


def granted(
    method: Method = "auto",
    effort: Effort = "normal",
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Budget:
    """The budget of a minimisation with these options; they are checked."""
    check_options(method, time_limit, seed)
    tries = factor(effort)
    work = math.inf if method == "exact" else tries * USUAL
    return Budget(work, time_limit, seed, progress, tries)


def minimized(stated: Function, budget: Budget, method: Method = "auto") -> Cover:
    """As `minimize`, with the budget of whoever does more than that."""
    problem, budget = problem_of(stated), budget.problem()
    with ended_by(budget.stop):
        return problem.build(_found(problem, method, budget), budget.cut)


def check_options(method: object, time_limit: object, seed: object, verb: str = "minimize") -> None:
    """Refuse options that no minimisation has; `verb` is what was called."""
    if not (isinstance(method, str) and method in _ROUTES):
        raise SpecificationError(
            f"{verb}: method is {method!r}; expected 'auto', 'exact' or 'heuristic'"
            + did_you_mean(method, _ROUTES)
        )
    if time_limit is not None and not (is_number(time_limit) and time_limit >= 0):  # type: ignore[operator]
        raise SpecificationError(f"{verb}: time_limit is {time_limit!r}; expected seconds, >= 0")
    if not (is_whole(seed) and 0 <= seed < _SEEDS):  # type: ignore[operator]
        raise SpecificationError(
            f"{verb}: seed is {seed!r}; expected a whole number, 0 to {_SEEDS - 1}"
        )


def _found(problem: Problem, method: Method, budget: Budget) -> FoundCover:
    """A cover and what is proven of it, as good as the time allows."""
    cubes: Cubes | None = None
    bound, literals = None, None
    try:
        problem.check(budget.tick)
        if not budget.over():
            cubes, bound, literals = _ROUTES[method](problem, budget)
    except OutOfBudget:
        cubes = budget.best
    except KeyboardInterrupt:
        if budget.cut == "interrupt":  # the second one
            raise
        budget.stop()
        cubes = budget.best
    if cubes is not None and len(cubes) == bound:
        return FoundCover(cubes, bound, literals)
    if cubes is None or budget.over() or budget.cut or len(cubes) > most_terms(problem):
        cubes = at_once(problem, cubes, budget.spent)
    return FoundCover(cubes, bound)


def is_number(value: object) -> bool:
    """Whether a value is an int or float, and not NaN."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


@checked()
def primes(source: Any) -> Cover:
    """All prime implicants (of all outputs together: each with every output it serves).

    >>> print(primes("a & b | ~a & c"))
    y = (a & b) | (~a & c) | (b & c)
    """
    from logicnet.minimization.primes.products import cube_primes

    problem = problem_of(function(source))
    n, m = len(problem.inputs), len(problem.outputs)
    obstacle = table_obstacle(problem)
    if obstacle is None:
        on, dc = problem.tables()
        found = table_primes(on | dc, n)
    else:
        on_cubes, dc_cubes, off_cubes = problem.cubes()
        if off_cubes is not None:
            raise LimitError(f"primes: {obstacle}, and the off-set is stated")
        found = cube_primes(join([on_cubes, dc_cubes]), n, m)
    return problem.build(FoundCover(unique(found)))
