"""The cheapest cover that may leave rows wrong, each at a price."""

from __future__ import annotations

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.budget import Budget
from logicnet.logic.function import Function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Cubes, empty
from logicnet.minimization.minimizing import minimized
from logicnet.minimization.priced_cover import PricedCover
from logicnet.minimization.prices import Prices
from logicnet.minimization.problem import Method

from .candidates import listable, useful_cubes
from .cheapest_cover import served
from .growing import Growth
from .pricing_program import cheapest_serving
from .search import PricedSearch
from .worth import Worth

_FIRST_SHARE = 0.3  # of work and time, for a cover without wrong rows
_SEARCH_SHARE = 0.4  # of what is left, for a search before the program
_IDLE = 300  # rounds of a search among all terms without a cheaper cover
_ROUNDS = 12  # of growing terms around those chosen
_PATIENCE = 3  # rounds without a cheaper cover
_PLACES = 1 << 25  # cubes times rows


class TolerantCover:
    """What rows are worth, the prices, and the cheapest choice of terms so far."""

    def __init__(
        self, stated: Function, worth: Worth, prices: Prices, budget: Budget, method: Method
    ) -> None:
        self.stated = stated
        self.worth, self.prices, self.budget, self.method = worth, prices, budget, method
        self.cubes = empty(len(worth.inputs), len(worth.outputs))
        self.price = int(np.maximum(worth.worth, 0).sum())
        self.bound = 0

    def found(self) -> PricedCover:
        """The cheapest cover, as far as work and time suffice."""
        first = minimized(self.stated, self.budget.share(_FIRST_SHARE), "heuristic").on_cubes
        if self.prices.of(first) < self.price:  # without a wrong row
            self.cubes, self.price = first, self.prices.of(first)
        if self.budget.over() and self.method != "exact":
            return self._result()
        every = useful_cubes(self.worth, self.prices) if listable(self.worth) else None
        if every is not None and len(every) * len(self.worth.rows) <= _PLACES:
            self._of_all(every)
        elif self.method == "exact":
            raise LimitError(
                f"minimize: {len(self.worth.inputs)} inputs are too many to look at all terms that "
                'rows may be wrong for; leave out method="exact"'
            )
        else:
            self._of_some(first)
        return self._result()

    def _result(self) -> PricedCover:
        worth, prices, cubes = self.worth, self.prices, self.cubes
        bound = self.bound + worth.lost
        cut = None if self.bound >= self.price else self.budget.cut
        cover = Cover(inputs=worth.inputs, outputs=worth.outputs, positive=cubes.positive,
                      negative=cubes.negative, on=cubes.members, cut=cut)  # fmt: skip
        price = self.price + worth.lost
        known = prices.number(bound) if bound or not price else None
        return PricedCover(cover, prices.number(price), known, worth.wrong(cover, prices), cut)

    def _search(self, cubes: Cubes, budget: Budget) -> PricedSearch:
        from scipy.sparse import csr_array

        held = csr_array(self.worth.held(cubes).astype(np.float64))
        costs = self.prices.columns(cubes.literals)
        return PricedSearch(held, costs, self.prices.membership, self.worth.worth, budget)

    def _offer(self, cubes: Cubes, search: PricedSearch) -> None:
        if search.least < self.price:
            self.cubes, self.price = served(cubes, search.best), search.least
            self.budget.tell(len(self.cubes))

    def _of_all(self, cubes: Cubes) -> None:
        """With every cube that a cheapest cover may have: what is proven of them holds for all."""
        search = self._search(cubes, self.budget.share(_SEARCH_SHARE))
        search.run(_IDLE)
        self._offer(cubes, search)
        if not len(cubes):
            self.bound = self.price
        elif self.method != "heuristic":
            held = self.worth.held(cubes)
            costs, each = self.prices.columns(cubes.literals), self.prices.membership
            answer = cheapest_serving(held, costs, each, self.worth.worth, False, self.budget)
            if answer is not None:
                self.bound = answer.bound
                if answer.serves is not None:
                    search.begin(answer.serves)
                    self._offer(cubes, search)

    def _of_some(self, first: Cubes) -> None:
        """With terms that are grown from the rows, and around those that are chosen."""
        growth = Growth(self.worth, self.prices, self.budget.share(_SEARCH_SHARE))
        growth.add(first)
        growth.grow()
        idle = 0
        for _ in range(_ROUNDS):
            cubes = growth.cubes()
            if self.budget.over() or idle == _PATIENCE:
                break
            before = self.price
            search = self._search(cubes, self.budget.share(_SEARCH_SHARE))
            search.run()
            self._offer(cubes, search)
            idle = 0 if self.price < before else idle + 1
            growth.around(self.cubes)
