"""Quine's and McCluskey's tables: rows are merged in pairs that differ in one digit.

Each entry carries the outputs that it may serve. A pair serves what both serve; an entry is ticked
where a pair serves all that it does, and what is never ticked is a prime implicant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class MergedRows(NamedTuple):
    """A cube as digits, its rows, the numbers of the outputs it may serve, whether it is ticked."""

    cube: str
    rows: tuple[int, ...]
    outputs: frozenset[int]
    ticked: bool

    @property
    def ones(self) -> int:
        """Digits 1, by which entries are grouped."""
        return self.cube.count("1")

    @property
    def literals(self) -> int:
        """Digits that are no dash."""
        return len(self.cube) - self.cube.count("-")


def tabulated(values: Sequence[Sequence[int]], inputs: int) -> list[list[MergedRows]]:
    """The entries of one row, of two, of four and so on, each list by the number of ones.

    `values` are those of the outputs in each row, -1 where they do not matter.

    >>> [[entry.cube for entry in entries] for entries in tabulated([[0], [1], [1], [1]], 2)]
    [['01', '10', '11'], ['-1', '1-']]
    """
    served = {
        f"{row:0{inputs}b}"[:inputs]: frozenset(j for j, value in enumerate(line) if value)
        for row, line in enumerate(values)
    }
    served = {cube: outputs for cube, outputs in served.items() if outputs}
    found = []
    while served:
        merged, ticked = _merged(served)
        entries = [MergedRows(c, _rows(c), outputs, c in ticked) for c, outputs in served.items()]
        found.append(sorted(entries, key=lambda entry: (entry.ones, entry.rows)))
        served = merged
    return found


def _merged(served: dict[str, frozenset[int]]) -> tuple[dict[str, frozenset[int]], set[str]]:
    """The entries of twice the rows, and those that they make superfluous."""
    merged: dict[str, frozenset[int]] = {}
    ticked: set[str] = set()
    for cube, outputs in served.items():
        for place, digit in enumerate(cube):
            other = f"{cube[:place]}1{cube[place + 1 :]}"
            if digit != "0" or other not in served:
                continue
            both = outputs & served[other]
            if both:
                merged[f"{cube[:place]}-{cube[place + 1 :]}"] = both
                ticked |= {each for each in (cube, other) if served[each] == both}
    return merged, ticked


def _rows(cube: str) -> tuple[int, ...]:
    """The numbers of a cube's rows."""
    rows = [0]
    for digit in cube:
        bits = (0, 1) if digit == "-" else (int(digit),)
        rows = [2 * row + bit for row in rows for bit in bits]
    return tuple(rows)
