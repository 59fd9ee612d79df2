"""The fewest sums whose product is a function: those of its zeros, by De Morgan."""

from __future__ import annotations

from typing import Any

from logicnet.ground.arguments import checked
from logicnet.ground.budget import Effort, Progress
from logicnet.logic.forms.two_level import ProductOfSums
from logicnet.logic.function import function

from .minimizing import minimal_cover
from .phased import complemented
from .polarity import table_or_cover
from .problem import Method


@checked()
def product_of_sums(
    source: Any,
    method: Method = "auto",
    *,
    effort: Effort = "normal",
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> ProductOfSums:
    """The AND of the fewest ORs that is the function, then with few literals.

    Each sum is a product term of the zeros with its literals turned round, so options and proofs
    are those of `minimize`; don't-cares are used. What is returned is a source like any other:
    `compile(form, "formula")` is its own network, an AND of ORs.

    >>> form = product_of_sums("a & b | c")
    >>> print(form)
    y = (a | c) & (b | c)
    >>> form.terms, form.proven
    (2, True)
    """
    stated = table_or_cover(function(source))
    zeros = complemented(stated, [True] * len(stated.outputs))
    options = {"method": method, "effort": effort, "time_limit": time_limit, "seed": seed}
    cover = minimal_cover(zeros, **options, progress=progress)  # type: ignore[arg-type]
    return ProductOfSums(cover, cover.lower_bound)
