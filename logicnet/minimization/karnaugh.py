"""The cubes of a cover as groups of cells on a Karnaugh map.

The first inputs number the rows, the others the columns, both in Gray code, so that cells that
differ in one input are neighbours and the map closes on itself at its edges:

    inputs  rows x columns        two inputs in Gray code: 00 01 11 10
      2         2 x 2             three: 000 001 011 010 110 111 101 100
      3         2 x 4
      4         4 x 4
      5         4 x 8
      6         8 x 8
"""

from __future__ import annotations

from dataclasses import dataclass

from logicnet.errors import LimitError, SpecificationError
from logicnet.logic.cover import Cover


@dataclass(frozen=True)
class Group:
    """One product term on the map: the cells are all its rows crossed with all its columns.

    `row_runs` and `column_runs` are the same as runs (start, length) of neighbours; a run may
    pass the edge. Fields of three inputs can make a cube fall into several runs.
    """

    text: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_runs: tuple[tuple[int, int], ...]
    column_runs: tuple[tuple[int, int], ...]

    @property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """The cells (row, column) of the group."""
        return tuple((r, c) for r in self.rows for c in self.columns)


@dataclass(frozen=True)
class KarnaughMap:
    """The layout of the map and the groups that a cover draws on it."""

    row_inputs: tuple[str, ...]
    column_inputs: tuple[str, ...]
    row_codes: tuple[str, ...]
    column_codes: tuple[str, ...]
    groups: tuple[Group, ...]

    def minterm(self, row: int, column: int) -> int:
        """The row number in the truth table of a cell."""
        return int(self.row_codes[row] + self.column_codes[column], 2)


def gray(digits: int) -> tuple[str, ...]:
    """All codes of so many binary digits, neighbours differing in one digit.

    >>> gray(2)
    ('00', '01', '11', '10')
    """
    codes = [i ^ (i >> 1) for i in range(1 << digits)]
    return tuple(format(code, f"0{digits}b") for code in codes)


def karnaugh(cover: Cover, output: str | None = None) -> KarnaughMap:
    """The Karnaugh map of one output of a cover with 2 to 6 inputs, one group a product term.

    >>> found = karnaugh(Cover.from_cubes(["-0-0"], inputs="abcd"))
    >>> found.groups[0].rows, found.groups[0].row_runs
    ((0, 3), ((3, 2),))
    """
    n = len(cover.inputs)
    if not 2 <= n <= 6:
        raise LimitError(f"karnaugh: the cover has {n} inputs; a map is drawn for 2 to 6")
    if output is None:
        if len(cover.outputs) > 1:
            raise SpecificationError(
                f"karnaugh: say which output, one of {', '.join(cover.outputs)}"
            )
        output = cover.outputs[0]
    split = n // 2
    row_codes, column_codes = gray(split), gray(n - split)
    groups = []
    for product in cover:
        if output in product.on:
            text = "".join(str(product.literals.get(name, "-")) for name in cover.inputs)
            groups.append(_group(text, split, row_codes, column_codes))
    return KarnaughMap(
        row_inputs=cover.inputs[:split],
        column_inputs=cover.inputs[split:],
        row_codes=row_codes,
        column_codes=column_codes,
        groups=tuple(groups),
    )


def _group(
    text: str, split: int, row_codes: tuple[str, ...], column_codes: tuple[str, ...]
) -> Group:
    rows, columns = _matching(text[:split], row_codes), _matching(text[split:], column_codes)
    runs = _runs(rows, len(row_codes)), _runs(columns, len(column_codes))
    return Group(text, rows, columns, *runs)


def _matching(pattern: str, codes: tuple[str, ...]) -> tuple[int, ...]:
    """The positions whose code the pattern fits."""
    return tuple(
        i
        for i, code in enumerate(codes)
        if all(p in ("-", digit) for p, digit in zip(pattern, code, strict=True))
    )


def _runs(places: tuple[int, ...], size: int) -> tuple[tuple[int, int], ...]:
    """The places as runs (start, length) on a circle of so many."""
    held = set(places)
    if len(held) == size:
        return ((0, size),)
    starts = [i for i in places if (i - 1) % size not in held]
    return tuple(
        (start, next(k for k in range(1, size) if (start + k) % size not in held))
        for start in starts
    )
