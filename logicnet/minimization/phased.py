"""A function with some of its outputs complemented, and a cover of such a function.

A cover of f is an OR of ANDs for f; a cover of not f is, by De Morgan, an AND of ORs for f.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from logicnet.ground.bits import unpack, used
from logicnet.ground.budget import Cut
from logicnet.ground.html import sentence, table
from logicnet.logic.tables import cubes as algebra
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Tick, no_tick
from logicnet.logic.tables.truthtable import TruthTable

from .problem import TABLE_INPUTS

Stated: TypeAlias = TruthTable | Cover

_MOST_MORE = 8  # a complement of this many times the cubes is not worth minimising


@dataclass(frozen=True)
class PhasedCover:
    """A cover of the function with some outputs complemented, and which ones are."""

    cover: Cover
    complemented: tuple[bool, ...]
    cut: Cut | None = None  # what has ended some of the work early

    @property
    def terms(self) -> int:
        """Product terms of the cover."""
        return self.cover.terms

    @property
    def literals(self) -> int:
        """Literals of the product terms together."""
        return self.cover.literals

    def stated(self) -> Cover | TruthTable:
        """The function itself: a cover where the complements of the outputs have few terms."""
        if not any(self.complemented):
            return self.cover
        small = len(self.cover.inputs) <= TABLE_INPUTS
        return complemented(self.cover.table() if small else self.cover, self.complemented)

    def __str__(self) -> str:
        lines = self.cover.to_text().splitlines()
        return "\n".join(
            negated(line) if flag else line
            for line, flag in zip(lines, self.complemented, strict=True)
        )

    def __repr__(self) -> str:
        names = [n for n, flag in zip(self.cover.outputs, self.complemented, strict=True) if flag]
        return f"<PhasedCover: {self.cover.summary()}; complemented: {', '.join(names) or 'none'}>"

    def _repr_html_(self) -> str:
        lines = (line.partition(" = ") for line in str(self).splitlines())
        return sentence("PhasedCover", self.cover.summary()) + table(
            ["output", "is"], [[name, terms] for name, _, terms in lines]
        )


def negated(line: str) -> str:
    """A line 'y = terms' with the terms negated."""
    name, _, terms = line.partition(" = ")
    return f"{name} = ~({terms})"


def complement_of(stated: Cover, tick: Tick = no_tick) -> Cover | None:
    """The complement of a cover, where its off-set is not stated; LimitError where it is large."""
    return _complement(stated, tick) if stated.off is None else None


def _complement(stated: Cover, tick: Tick) -> Cover:
    n, m, limit = len(stated.inputs), len(stated.outputs), _MOST_MORE * (len(stated) + 8)
    held, parts = algebra.join([stated.on_cubes, stated.dc_cubes]), []
    for j in range(m):
        rest = algebra.complement(held[algebra.of_output(held, j)], n, limit, tick)
        owner = np.repeat(algebra.literal(j, held.members.shape[1])[None], len(rest), axis=0)
        parts.append(algebra.Cubes(rest.positive, rest.negative, owner))
    rest = algebra.unique(algebra.join(parts))
    return Cover(inputs=stated.inputs, outputs=stated.outputs, positive=rest.positive,
                 negative=rest.negative, on=rest.members)  # fmt: skip


def complemented(stated: Stated, flags: Sequence[bool], other: Cover | None = None) -> Stated:
    """The function with the flagged outputs complemented; don't-cares stay.

    `other` is the complement of a cover, where it is known.

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
        other = other or _complement(stated, no_tick)
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


def doubled(stated: Stated, other: Cover | None) -> Stated:
    """The function with all its outputs, and the complements of all beside them."""
    names = tuple(f"y{k}" for k in range(2 * len(stated.outputs)))
    if isinstance(stated, TruthTable):
        off = ~(stated.on | stated.dc) & used(len(stated.inputs))
        on, dc = np.concatenate([stated.on, off]), np.concatenate([stated.dc] * 2)
        return TruthTable(inputs=stated.inputs, outputs=names, on=on, dc=dc)
    m = len(stated.outputs)
    on, dc = unpack(stated.on, m), unpack(stated.dc, m)
    sides = stated.positive, stated.negative
    if other is None:
        against = unpack(stated.off, m)  # type: ignore[arg-type]  # it is stated
        parts = [np.hstack([on, against]), np.hstack([dc, dc]), np.hstack([against, on])]
    else:
        more = unpack(other.on, m)
        first, second = np.hstack([on, on & False]), np.hstack([more & False, more])
        free = np.hstack([dc, dc])
        parts = [np.vstack([first, second]), np.vstack([free, second & False])]
        sides = tuple(
            np.concatenate(both)
            for both in zip(sides, (other.positive, other.negative), strict=True)
        )  # type: ignore[assignment]
    packed = [algebra.pack_mask(part) for part in parts]
    return Cover(inputs=stated.inputs, outputs=names, positive=sides[0], negative=sides[1],
                 on=packed[0], dc=packed[1], off=packed[2] if other is None else None)  # fmt: skip
