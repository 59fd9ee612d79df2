"""Covers by price: of terms, literals and memberships, and of rows that are left wrong.

Without wrong rows a cheapest cover may be taken to consist of primes: fewer literals are never
dearer, and a term that serves fewer outputs lies in a prime that serves them. With wrong rows it
may be taken to consist of cubes that cannot grow without another wrong row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logicnet.ground.running.interrupts import ended_by
from logicnet.logic.function import function
from logicnet.minimization.minimizing import granted
from logicnet.minimization.priced_cover import PricedCover
from logicnet.minimization.prices import prices_of
from logicnet.minimization.problem import MinimizeOptions

from .cheapest_cover import CheapestCover
from .noisy_rows import NoisyRows
from .tolerant_cover import TolerantCover
from .worth import weighed, worth_of

if TYPE_CHECKING:
    from typing_extensions import Unpack


def priced_cover(
    source: Any, cost: Any = "terms", errors: Any = None, **options: Unpack[MinimizeOptions]
) -> PricedCover:
    """The cheapest cover by the prices of `cost`, with rows wrong where `errors` allows it.

    >>> priced_cover("a & b & c | a & ~b | ~a & b", cost="literals")
    <PricedCover: 3 terms, 6 literals; price 6 (least, proven)>
    """
    prices = prices_of(cost, errors)
    budget, method = granted(**options), options.get("method", "auto")
    with ended_by(budget.stop):
        error = prices.error
        if error is None:
            return CheapestCover(function(source), prices, budget, method).found()
        stated = function(source)
        if isinstance(source, NoisyRows):
            worth, prices = weighed(source, prices)
        else:
            worth = worth_of(stated, error)
        return TolerantCover(stated, worth, prices, budget, method).found()
