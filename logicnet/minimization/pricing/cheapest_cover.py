"""The cheapest cover without a wrong row: primes, chosen by their prices."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import popcount
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.function import Function
from logicnet.logic.tables.cubes import Cubes, join, pack_mask
from logicnet.minimization.covering.found import FoundCover
from logicnet.minimization.heuristics.table_search import listed_primes
from logicnet.minimization.incidence.table_listing import Listing, as_cubes
from logicnet.minimization.incidence.trimming import trim_by_cubes
from logicnet.minimization.minimizing import minimized
from logicnet.minimization.priced_cover import PricedCover
from logicnet.minimization.prices import Prices
from logicnet.minimization.primes.products import cube_primes
from logicnet.minimization.primes.signatures import signature_rows
from logicnet.minimization.problem import Method, problem_of, table_obstacle

from .pricing_program import cheapest_serving
from .search import PricedSearch
from .weighted_covering import cheapest_columns
from .worth import worth_of

Index: TypeAlias = NDArray[np.int64]

_FIRST_SHARE = 0.3  # of work and time, for a cover of few terms
_PREPARATION_SHARE = 0.4  # of what is left, for primes and the rows that they hold
_SEARCH_SHARE = 0.4  # of what is left, for a search before the program
_TABLE = 14  # inputs up to which a table is looked at as such
_PLACES = 1 << 24  # primes times rows of the program whose memberships have prices


class CheapestCover:
    """One function and its prices: the cheapest cubes so far, and a bound."""

    def __init__(self, stated: Function, prices: Prices, budget: Budget, method: Method) -> None:
        self.stated, self.prices, self.budget, self.method = stated, prices, budget, method
        self.problem = problem_of(stated)
        first = minimized(stated, budget.share(_FIRST_SHARE), method)
        self.cubes, self.price = first.on_cubes, prices.of(first.on_cubes)
        self.terms = first.lower_bound
        self.bound = (first.lower_bound or 0) * prices.columns(np.zeros(1, np.int64))[0]
        self.bound = int(self.bound) + (first.lower_bound or 0) * prices.membership

    def found(self) -> PricedCover:
        """The cheapest cover, as far as work and time suffice."""
        with suppress(OutOfBudget):
            self._by_primes()
        prices, problem = self.prices, self.problem
        terms = self.terms if self.terms is not None and self.terms <= len(self.cubes) else None
        cover = problem.build(FoundCover(self.cubes, terms), self.budget.cut)
        bound = self.bound
        cut = None if bound == self.price else self.budget.cut
        known = None if not bound and self.price else prices.number(bound)
        return PricedCover(cover, prices.number(self.price), known, cut=cut)

    def _by_primes(self) -> None:
        n, several = len(self.problem.inputs), len(self.problem.outputs) > 1
        if not len(self.cubes) or self.bound >= self.price:
            return
        try:
            if n <= _TABLE and table_obstacle(self.problem) is None:
                listed = self._of_table()
                if several and self.prices.membership and listed is not None:
                    self._shared(as_cubes(listed.cubes, n))
            else:
                self._of_cubes()
        except LimitError:
            if self.method == "exact":
                raise

    def _offer(self, cubes: Cubes, bound: int) -> None:
        price = self.prices.of(cubes)
        if (price, len(cubes)) < (self.price, len(self.cubes)):
            self.cubes, self.price = cubes, price
        self.bound = max(self.bound, bound)
        self.budget.tell(len(self.cubes))

    def _costs(self, literals: Index) -> Index:
        """The price of each prime that serves one output."""
        return self.prices.columns(literals) + self.prices.membership

    def _of_table(self) -> Listing | None:
        """Primes of a table, each at the price of one output."""
        n = len(self.problem.inputs)
        part = self.budget.share(_PREPARATION_SHARE)
        on, dc = self.problem.tables(part.tick)
        listed = listed_primes(on & ~dc, on | dc, n, part)
        if listed is None:
            raise LimitError("minimize: the covering problem has too many entries")
        literals = n - popcount(listed.cubes.free[:, None], axis=1)
        proof = self.method != "heuristic"
        chosen, bound = cheapest_columns(listed.matrix, self._costs(literals), self.budget, proof)
        self._offer(listed.trimmed(chosen, self.budget), bound)
        return listed

    def _of_cubes(self) -> None:
        """Primes of cubes, where a table would be too large."""
        n, m = len(self.problem.inputs), len(self.problem.outputs)
        part = self.budget.share(_PREPARATION_SHARE)
        on, dc, off = self._stated_cubes()
        if off is not None:
            raise LimitError(f"minimize: {n} inputs with a stated off-set exceed the exact limit")
        primes = cube_primes(join([on, dc]), n, m, part)
        matrix = signature_rows(primes, on, dc, n, m, part)
        proof = self.method != "heuristic"
        chosen, bound = cheapest_columns(matrix, self._costs(primes.literals), self.budget, proof)
        self._offer(trim_by_cubes(primes[chosen], dc, n, m, self.budget), bound)

    def _stated_cubes(self) -> tuple[Cubes, Cubes, Cubes | None]:
        """The cubes that were stated, or of a table those of its cover."""
        problem = self.problem
        if problem.cover is not None:
            return problem.cubes()
        if problem.tables()[1].any():
            n = len(problem.inputs)
            raise LimitError(f"minimize: a table of {n} inputs with don't-cares exceeds the limit "
                             f"of {_TABLE} for the cheapest cover")  # fmt: skip
        return self.cubes, self.cubes[:0], None

    def _shared(self, primes: Cubes) -> None:
        """Primes and the outputs that they serve, each at its price."""
        if self.bound >= self.price:
            return
        worth = worth_of(self.stated, self.price + 1)
        if len(primes) * len(worth.rows) > _PLACES:
            return
        from scipy.sparse import csr_array

        held = worth.held(primes)
        costs, each = self.prices.columns(primes.literals), self.prices.membership
        part = self.budget.share(_SEARCH_SHARE)
        search = PricedSearch(csr_array(held.astype(float)), costs, each, worth.worth, part)
        search.run()
        serving = [search.best] if search.least < self.price else []
        if self.method != "heuristic":
            answer = cheapest_serving(held, costs, each, worth.worth, True, self.budget)
            if answer is not None:
                self.bound = max(self.bound, answer.bound)
                serving += [] if answer.serves is None else [answer.serves]
        for serves in serving:
            self._offer(served(primes, serves), 0)


def served(cubes: Cubes, serves: NDArray[np.bool_]) -> Cubes:
    """The cubes that serve outputs, with these."""
    kept = np.flatnonzero(serves.any(axis=1))
    return Cubes(cubes.positive[kept], cubes.negative[kept], pack_mask(serves[kept]))
