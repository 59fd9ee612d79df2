"""The smaller of a function and its complement, output by output, with one hidden layer.

An output may be the OR of the product terms of f, or the complement of the OR of those of ~f; by
de Morgan the latter is an AND of ORs. ``(a | b) & (c | d) & (e | f)`` has 8 terms, its complement
3. With many outputs the covers share terms, so three covers are minimised: of f, of ~f, and with
those outputs negated that have fewer terms so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..bits import used
from ..cover import Cover
from ..errors import LimitError
from ..minimization import minimize
from ..network import Network
from ..specification import specify, to_table
from ..truthtable import TruthTable
from .wide import from_cover

_TABLE_INPUTS = 16  # inputs up to which a function is negated as a table
_MOST_MORE = 8  # a complement of this many times the terms is not worth minimising


def wide(source: Any, **options: Any) -> Network:
    """The minimised OR of ANDs, or AND of ORs where that needs fewer units.

    Options are those of `minimize`, for each of the covers that are tried.

    >>> wide("(a | b) & (c | d) & (e | f)").units
    4
    """
    specification = specify(source)
    networks = list(_candidates(specification, options))
    return min(networks, key=lambda net: net.units)


def _candidates(specification: Any, options: dict[str, Any]) -> Iterator[Network]:
    plain = minimize(specification, **options)
    yield from_cover(plain)
    everywhere = [True] * len(plain.outputs)
    if len(plain.inputs) > _TABLE_INPUTS:
        try:
            complement = plain.complement(limit=_MOST_MORE * (plain.terms + 8))
        except LimitError:
            return
        yield from_cover(minimize(complement, **options), everywhere)
        return
    table = to_table(specification).over(plain.inputs)
    dual = minimize(negated(table, everywhere), **options)
    yield from_cover(dual, everywhere)
    fewer = [_terms(dual, k) < _terms(plain, k) for k in range(len(plain.outputs))]
    if any(fewer) and not all(fewer):
        yield from_cover(minimize(negated(table, fewer), **options), fewer)


def negated(table: TruthTable, outputs: Sequence[bool]) -> TruthTable:
    """The table with some outputs negated; don't-cares stay.

    >>> negated(TruthTable.from_string("01-1"), [True]).to_string()
    '10-0'
    """
    flip = np.where(np.array(outputs), used(len(table.inputs)), np.uint64(0))[:, None]
    on = (table.on ^ flip) & ~table.dc
    return TruthTable(inputs=table.inputs, outputs=table.outputs, on=on, dc=table.dc)


def _terms(cover: Cover, output: int) -> int:
    """Product terms of one output."""
    return int((cover.on[:, output // 64] >> np.uint64(output % 64) & np.uint64(1)).sum())
