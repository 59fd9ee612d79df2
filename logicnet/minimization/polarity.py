"""Choosing, for each output, between covering it and covering its complement.

A cover of f is an OR of ANDs for f; a cover of not f is, by De Morgan, an AND of ORs for f.
Either way one hidden unit a product term computes the term, so the smaller cover is the smaller
network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.bits import used
from logicnet.logic import cubes as algebra
from logicnet.logic.cover import Cover
from logicnet.logic.truthtable import TruthTable

from .minimizing import minimize
from .problem import TABLE_INPUTS, problem_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .problem import MinimizeOptions

Stated: TypeAlias = TruthTable | Cover

_MOST_MORE = 8  # a complement of this many times the cubes is not worth minimising


@dataclass(frozen=True)
class Polarity:
    """A cover of the function with some outputs complemented, and which ones are."""

    cover: Cover
    complemented: tuple[bool, ...]


def choose_polarity(function: Any, **options: Unpack[MinimizeOptions]) -> Polarity:
    """The cover with each output as it is or complemented, whichever needs fewer terms.

    Each output is minimised alone both ways; if the shared cover of the outputs so chosen has
    no fewer terms than that of the function itself, nothing is complemented. `options` go to
    `minimize`.

    >>> found = choose_polarity("(a | b) & (c | d) & (e | f)")
    >>> found.cover.terms, found.complemented
    (3, (True,))
    """
    stated = _stated(function)
    plain = minimize(stated, **options)
    flags = []
    for name in stated.outputs:
        try:
            both = [minimize(f, **options) for f in _both(stated, name)]
        except LimitError:  # the complement has too many cubes
            both = [plain, plain]
        flags.append(both[1].terms < both[0].terms)
    if any(flags):
        mixed = minimize(complemented(stated, flags), **options)
        if mixed.terms < plain.terms:
            return Polarity(mixed, tuple(flags))
    return Polarity(plain, tuple(False for _ in flags))


def _stated(function: Any) -> Stated:
    """The function as a table while that is small, else as a cover."""
    problem = problem_of(function)
    if problem.cover is not None and len(problem.inputs) > TABLE_INPUTS:
        return problem.cover
    on, dc = problem.tables()
    return TruthTable(inputs=problem.inputs, outputs=problem.outputs, on=on, dc=dc)


def _both(stated: Stated, name: str) -> tuple[Stated, Stated]:
    """One output alone, as it is and complemented."""
    alone = stated.output(name)
    return alone, complemented(alone, [True])


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
