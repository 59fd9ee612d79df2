"""Factored forms: the fewest product terms with common factors taken out."""

from __future__ import annotations

from typing import Any

from logicnet.ground.arguments import checked
from logicnet.ground.budget import Effort
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.forms.factoring import factored_cover
from logicnet.logic.function import function
from logicnet.logic.tables.cover import Cover

from .minimizing import check_options, minimal_cover


@checked()
def factored_form(
    source: Any, *, effort: Effort = "normal", time_limit: float | None = None, seed: int = 0
) -> Circuit:
    """The function as nested ANDs and ORs with few literals, as text that `parse` reads.

    The product terms are minimised, then factors that several have are taken out as in algebra,
    each output by itself; a Cover is taken as it is. Nothing says that no other form has fewer
    literals. The options are those of `minimize`.

    >>> print(factored_form("a & c | a & d | b & c | b & d | e"))
    ((a | b) & (c | d)) | e
    """
    check_options("auto", time_limit, seed, "factored_form")
    stated = function(source)
    if not isinstance(stated, Cover) or stated.dc.any() or stated.off is not None:
        stated = minimal_cover(stated, effort=effort, time_limit=time_limit, seed=seed)
    return factored_cover(stated)
