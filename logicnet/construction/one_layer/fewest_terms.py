"""How few units a network of two levels can have: a bound that says when none need be built.

Two true rows r and s need different product terms if some bit in which they differ takes one of
them to a false row: that row lies in every term that holds for both. So rows of which any two are
apart in this way need a term each. The complement of an output may be covered instead of the
output, so an output counts by the smaller of the two numbers; rows of different outputs count as
apart where this holds for one of the outputs, as a term must be right for all that it serves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import unpack
from logicnet.logic.tables.truthtable import TruthTable

_LOOKED = 1 << 16  # rows of an output, at the most, whose neighbours are looked at
_MOST_ROWS = 4096  # of these that are tried, those with the most false neighbours first

Bits = NDArray[np.bool_]


class _Apart(NamedTuple):
    """A chosen row: its number, its false neighbours by bit, and where its output is false."""

    row: int
    near: int
    off: Bits


def fewest_two_level(table: TruthTable, enough: int) -> int:
    """A number of units that no OR of ANDs and no AND of ORs for `table` has fewer than.

    The count ends where it reaches `enough`.

    >>> fewest_two_level(TruthTable.from_expression("a ^ b ^ c ^ d"), 100)
    9
    """
    n, m = len(table.inputs), len(table.outputs)
    chosen: list[_Apart] = []
    count = 0
    quota = max(1, enough if m == 1 else 2 * enough // m)
    for on, dc in zip(unpack(table.on, len(table)), unpack(table.dc, len(table)), strict=True):
        off = ~(on | dc)
        if _is_clause(on, off, n) or _is_clause(off, on, n):
            continue
        both = [_apart(true, false, n, chosen, quota) for true, false in ((on, off), (off, on))]
        chosen += [row for rows in both for row in rows]
        count += min(map(len, both))
        if count >= enough:
            break
    return count + 1 if count else 1


def _is_clause(on: Bits, off: Bits, n: int) -> bool:
    """Whether an OR of literals is 1 on all rows `on` and 0 on all rows `off`."""
    rows = np.arange(1 << n)
    covered = np.zeros(1 << n, dtype=bool)
    for i in range(n):
        bit = (rows >> i & 1).astype(bool)
        for literal in (bit, ~bit):
            if not (literal & off).any():
                covered |= literal
    return bool(covered[on].all())


def _apart(on: Bits, off: Bits, n: int, others: list[_Apart], most: int) -> list[_Apart]:
    """Rows of `on` that are apart from each other and from those of other outputs."""
    beside = np.zeros_like(on)
    for i in range(n):
        beside |= off.reshape(-1, 2, 1 << i)[:, ::-1].reshape(-1)
    rows = np.flatnonzero(on & beside)
    if len(rows) > _LOOKED:  # by chance, since neighbours are seldom apart
        rows = np.random.default_rng(0).permutation(rows)[:_LOOKED]
    near, count = np.zeros((2, len(rows)), dtype=np.int64)
    for i in range(n):
        false = off[rows ^ (1 << i)].astype(np.int64)
        near |= false << i
        count += false
    order = np.argsort(-count, kind="stable")[:_MOST_ROWS]
    order = np.concatenate([order, np.flatnonzero(count)[:_MOST_ROWS]])  # those may be alike
    rows, near = rows[order], near[order]
    for other in others:
        apart = ((rows ^ other.row) & (near | other.near)) != 0
        apart |= other.off[rows] | off[other.row]
        rows, near = rows[apart], near[apart]
    chosen: list[_Apart] = []
    while len(rows) and len(chosen) < most:
        first = _Apart(int(rows[0]), int(near[0]), off)
        chosen.append(first)
        apart = ((rows ^ first.row) & (near | first.near)) != 0
        rows, near = rows[apart], near[apart]
    return chosen
