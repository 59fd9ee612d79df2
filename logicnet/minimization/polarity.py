"""Choosing, for each output, between covering it and covering its complement.

A cover of f is an OR of ANDs for f; a cover of not f is, by De Morgan, an AND of ORs for f.
Either way one hidden unit a product term computes the term, so the smaller cover is the smaller
network.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.bits import used
from logicnet.ground.budget import Budget, Cut
from logicnet.logic.function import Function
from logicnet.logic.tables import cubes as algebra
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable

from .minimizing import granted, minimized
from .problem import TABLE_INPUTS, Method, MinimizeOptions, problem_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

Stated: TypeAlias = TruthTable | Cover

_MOST_MORE = 8  # a complement of this many times the cubes is not worth minimising


@dataclass(frozen=True)
class Polarity:
    """A cover of the function with some outputs complemented, and which ones are."""

    cover: Cover
    complemented: tuple[bool, ...]
    cut: Cut | None = None  # what has ended some of the work early


def minimal_polarity(stated: Function, **options: Unpack[MinimizeOptions]) -> Polarity:
    """The cover with each output as it is or complemented, whichever needs fewer terms.

    Each output is minimised alone both ways; if the shared cover of the outputs so chosen has
    no fewer terms than that of the function itself, nothing is complemented. The options are those
    of `minimize`: `effort` is that of each minimisation, `time_limit` that of all together.

    >>> from logicnet.logic.function import function
    >>> found = minimal_polarity(function("(a | b) & (c | d) & (e | f)"))
    >>> found.cover.terms, found.complemented
    (3, (True,))
    """
    one = granted(**options)
    budget = replace(one, work=math.inf)
    return chosen_polarity(stated, budget, one.work, options.get("method", "auto"))


def chosen_polarity(
    function: Function, budget: Budget, each: float, method: Method = "auto"
) -> Polarity:
    """As `minimal_polarity`, with the budget for all, and the work of each minimisation."""
    stated = _stated(function)
    calls = 2 * len(stated.outputs) + 2 if len(stated.outputs) > 1 else 2

    def fewest(part: Stated) -> Cover:
        nonlocal calls
        share = budget.share(1 / calls, each, each)
        calls = max(1, calls - 1)
        return minimized(part, share, method)

    plain = fewest(stated)
    if len(stated.outputs) == 1:
        with suppress(LimitError):  # the complement has too many cubes
            other = fewest(complemented(stated, [True]))
            if other.terms < plain.terms:
                return Polarity(other, (True,), budget.cut)
        return Polarity(plain, (False,), budget.cut)
    flags = [_is_smaller_complemented(stated.output(name), fewest) for name in stated.outputs]
    if any(flags):
        mixed = fewest(complemented(stated, flags))
        if mixed.terms < plain.terms:
            return Polarity(mixed, tuple(flags), budget.cut)
    return Polarity(plain, tuple(False for _ in flags), budget.cut)


def _is_smaller_complemented(alone: Stated, fewest: Callable[[Stated], Cover]) -> bool:
    """Whether the complement of one output takes fewer terms than the output."""
    try:
        return fewest(complemented(alone, [True])).terms < fewest(alone).terms
    except LimitError:  # the complement has too many cubes
        return False


def _stated(function: Function) -> Stated:
    """The function as a table while that is small, else as a cover."""
    problem = problem_of(function)
    if problem.cover is not None and len(problem.inputs) > TABLE_INPUTS:
        return problem.cover
    on, dc = problem.tables()
    return TruthTable(inputs=problem.inputs, outputs=problem.outputs, on=on, dc=dc)


def complemented(stated: Stated, flags: Sequence[bool]) -> Stated:
    """The function with the flagged outputs complemented; don't-cares stay.

    >>> complemented(TruthTable.from_string("01-1"), [True]).to_string()
    '10-0'
    """
    if isinstance(stated, TruthTable):
        flip = np.array(flags)[:, None]
        off = ~(stated.on | stated.dc) & used(len(stated.inputs))
        on = np.where(flip, off, stated.on)
        return TruthTable(inputs=stated.inputs, outputs=stated.outputs, on=on, dc=stated.dc)
    mask = algebra.pack_mask(np.array([list(flags)], dtype=bool))[0]
    if stated.off is not None:
        swap = (stated.on ^ stated.off) & mask
        parts = (stated.positive, stated.negative, stated.on ^ swap, stated.dc, stated.off ^ swap)
    else:
        other = stated.complement(limit=_MOST_MORE * (len(stated) + 8))
        parts = (
            np.concatenate([stated.positive, other.positive]),
            np.concatenate([stated.negative, other.negative]),
            np.concatenate([stated.on & ~mask, other.on & mask]),
            np.concatenate([stated.dc, np.zeros_like(other.dc)]),
            None,
        )
    positive, negative, on, dc, off = parts
    return Cover(inputs=stated.inputs, outputs=stated.outputs, positive=positive,
                 negative=negative, on=on, dc=dc, off=off)  # fmt: skip
