"""One hidden layer: an OR of ANDs, or an AND of ORs.

A product term with p plain and q negated variables is one unit: weights +1 and -1, threshold p,
since the sum of its literals reaches p only where all hold::

    x1 & ~x2 & x3     x1 - x2 + x3 >= 2

An OR of k units has weights 1 and threshold 1, an AND of them threshold k. Any function of n
inputs is the OR of its true rows (`minterms`), at most 2**n hidden units; minimised (`wide`) the
checkerboard, parity, is the worst case with 2**(n-1) of them. The dual form takes the terms t of
the negated function: f is the AND of the clauses ~t, and with several outputs some of which are
better negated, each output is the OR of its terms or, weights -1 and threshold 0, none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form
from logicnet.construction.target import Target
from logicnet.construction.units import MOST_LABELS
from logicnet.errors import LimitError
from logicnet.ground.bits import unpack
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.polarity import minimal_polarity
from logicnet.network.network import Network

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.minimization.problem import MinimizeOptions

_MOST_TERMS = 1 << 20  # hidden units that `minterms` builds


def minterms(function: Target) -> Network:
    """One AND for each row that is 1 in some output, and an OR for each output.

    A don't-care counts as 0. An output with just one true row is that AND.

    >>> from logicnet import compile
    >>> compile("a ^ b", "minterms").describe().splitlines()[0]
    'h1 (layer 1): -a + b >= 1    ~a & b'
    """
    listed = function.regions is not None and isinstance(function.rows, Cover)
    net = from_cover(function.rows) if listed else _all_rows(function.rows.table())
    return net.described(construction="one AND a true row")


def _all_rows(table: TruthTable) -> Network:
    rows = np.flatnonzero(unpack(np.bitwise_or.reduce(table.on, axis=0), len(table)))
    if len(rows) > _MOST_TERMS:
        raise LimitError(
            f"minterms: {len(rows)} true rows exceed the limit of {_MOST_TERMS} units; "
            'use style="wide", which minimises first'
        )
    n = len(table.inputs)
    digits = rows[:, None] >> np.arange(n - 1, -1, -1) & 1
    members = unpack(table.on, len(table))[:, rows].T
    signs = (2 * digits - 1).astype(np.int64)
    return _two_layers(table.inputs, table.outputs, signs, members, [False] * len(table.outputs))


def wide(function: Target, **options: Unpack[MinimizeOptions]) -> Network:
    """The minimised OR of ANDs, or AND of ORs where that needs fewer units.

    Options are those of `minimize`; a time limit is for all of it.

    >>> from logicnet import compile
    >>> compile("(a | b) & (c | d) & (e | f)", "wide").units
    4
    """
    choice = minimal_polarity(function.rows, **options)
    return replace(from_cover(choice.cover, choice.complemented), cut=choice.cut)


def from_cover(cover: Cover, negated: Sequence[bool] | None = None) -> Network:
    """The network of a cover's product terms; `negated` outputs are the complement of theirs.

    >>> cover = Cover.from_cubes(["11-", "1-0"], inputs="abc")
    >>> from_cover(cover).units, from_cover(cover, [True]).units
    (3, 3)
    """
    n, m = len(cover.inputs), len(cover.outputs)
    cubes = cover.on_cubes
    signs = unpack(cubes.positive, n).astype(np.int64) - unpack(cubes.negative, n)
    members = unpack(cubes.members, m)
    flags = [False] * m if negated is None else list(negated)
    net = _two_layers(cover.inputs, cover.outputs, signs, members, flags)
    form = "AND of ORs" if all(flags) else "OR of ANDs, or its complement" if any(flags) else ""
    said = "one unit" if net.units == 1 else f"minimised {form or 'OR of ANDs'}"
    return net.described(construction=said, lower_bound=1 if net.units == 1 else None)


def _two_layers(
    inputs: Sequence[str],
    outputs: Sequence[str],
    signs: NDArray[np.int64],
    members: NDArray[np.bool_],
    negated: Sequence[bool],
) -> Network:
    """Product terms (rows of `signs`: +1, -1, 0 for each input) and the outputs over them."""
    clauses = all(negated)
    made = _Levels(inputs, signs, clauses)
    ends: dict[str, int] = {}
    for name, column, negate in zip(outputs, members.T, negated, strict=True):
        terms = np.flatnonzero(column)
        literals = (signs[terms] != 0).sum(axis=1)
        if len(terms) == 0 or (literals == 0).any():
            ends[name] = made.constant(bool(len(terms)) != negate)
        elif len(terms) == 1:
            ends[name] = made.term(int(terms[0]), flip=negate and not clauses)
        elif (literals == 1).all():
            ends[name] = made.literals(signs[terms], negate)
        else:
            ends[name] = made.join([made.term(int(t)) for t in terms], negate)
    return made.draft.network({name: Form({node: 1}) for name, node in ends.items()})


class _Levels:
    """The units of two levels in a draft; each product term becomes one once, when it is needed."""

    def __init__(self, inputs: Sequence[str], signs: NDArray[np.int64], clauses: bool) -> None:
        self.draft, self.signs, self.clauses = Draft(inputs), signs, clauses

    def constant(self, value: bool) -> int:
        """A unit without wires: 0 >= 0 always fires, 0 >= 1 never."""
        return self.draft.unit(((), (), 0 if value else 1), str(int(value)))

    def term(self, number: int, flip: bool = False) -> int:
        """The AND of a product term's literals; its complement, a clause, where asked.

        The AND fires iff s.x >= p, p the number of plain variables; the clause iff -s.x >= 1-p.
        """
        row = self.signs[number]
        plain = int((row > 0).sum())
        if self.clauses or flip:
            return self._over(-row, 1 - plain, " | ")
        return self._over(row, plain, " & ")

    def literals(self, rows: NDArray[np.int64], negate: bool) -> int:
        """The OR of literals (an AND of their complements where negated) as a single unit."""
        plain, inverted = (rows > 0).any(axis=0), (rows < 0).any(axis=0)
        if (plain & inverted).any():  # x | ~x
            return self.constant(not negate)
        row = np.subtract(plain, inverted, dtype=np.int64)
        minus = int((row < 0).sum())
        return self._over(-row, minus, " & ") if negate else self._over(row, 1 - minus, " | ")

    def join(self, hidden: Sequence[int], negate: bool) -> int:
        """The output over hidden units: OR, NOR where negated, or AND over clauses."""
        nodes = tuple(sorted(set(hidden)))  # a cover may list a term twice
        if self.clauses:
            weight, threshold, label = 1, len(nodes), f"AND of {len(nodes)} clauses"
        elif negate:
            weight, threshold, label = -1, 0, f"none of {len(nodes)} terms"
        else:
            weight, threshold, label = 1, 1, f"OR of {len(nodes)} terms"
        return self.draft.unit((nodes, (weight,) * len(nodes), threshold), label)

    def _over(self, row: NDArray[np.int64], threshold: int, joint: str) -> int:
        """The unit over the inputs that have a weight in the row."""
        read = np.flatnonzero(row)
        unit = tuple(read.tolist()), tuple(row[read].tolist()), threshold
        return self.draft.unit(unit, self._spelt(row, joint))

    def _spelt(self, row: NDArray[np.int64], joint: str) -> str:
        if self.draft.units > MOST_LABELS:
            return ""
        names = [("~" if row[i] < 0 else "") + self.draft.inputs[i] for i in np.flatnonzero(row)]
        return joint.join(names)
