"""Groups of a Karnaugh map as rounded loops: which cells, in how many pieces, how far inset.

On an axis of 4 columns in Gray order a cube takes one column, two neighbours, or all. The first
and the last are neighbours too: such a group has two pieces, open towards the border, and one
that wraps over both axes has four, one in each corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

from matplotlib.path import Path

GRAY = {0: (0,), 1: (0, 1), 2: (0, 1, 3, 2)}  # the number of a variable's values, place by place
_CURVE = 0.5523  # of the radius: the control points of a quarter of a circle


class Stretch(NamedTuple):
    """Neighbouring places on an axis, and whether the group goes on over the border."""

    first: int
    last: int
    open_low: bool = False
    open_high: bool = False


class Piece(NamedTuple):
    """A part of a loop: its map, its rows and its columns."""

    block: tuple[int, int]
    rows: Stretch
    columns: Stretch


class Grid(NamedTuple):
    """How the inputs are shared out: maps down and across, rows and columns of each map."""

    down: tuple[int, ...]
    across: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def places(self, axis: tuple[int, ...]) -> tuple[int, ...]:
        """The values along an axis, in Gray order."""
        return GRAY[len(axis)]

    def row_number(self, block: tuple[int, int], row: int, column: int, inputs: int) -> int:
        """The row of the truth table at a place of a map."""
        number = 0
        places = (block[0], block[1], row, column)
        for axis, place in zip(self, places, strict=True):
            value = GRAY[len(axis)][place]
            for k, name in enumerate(axis):
                bit = value >> (len(axis) - 1 - k) & 1
                number |= bit << (inputs - 1 - name)
        return number


def grid_of(inputs: int, first: str = "rows") -> Grid:
    """The grid for so many inputs: the first ones choose the map, then rows, then columns.

    >>> grid_of(5)
    Grid(down=(), across=(0,), rows=(1, 2), columns=(3, 4))
    """
    maps = list(range(max(0, inputs - 4)))
    rest = list(range(len(maps), inputs))
    low = len(rest) // 2 if first == "rows" else -(-len(rest) // 2)
    one, two = tuple(rest[:low]), tuple(rest[low:])
    down, across = (tuple(maps[:1]), tuple(maps[1:])) if len(maps) == 2 else ((), tuple(maps))
    return Grid(down, across, one, two) if first == "rows" else Grid(down, across, two, one)


def pieces(digits: Sequence[int], grid: Grid) -> list[Piece]:
    """The pieces of a cube given as 0, 1 or 2 (either) for each input.

    >>> [(p.rows[:2], p.columns[:2]) for p in pieces([2, 0, 2, 0], grid_of(4))]
    [((0, 0), (0, 0)), ((0, 0), (3, 3)), ((3, 3), (0, 0)), ((3, 3), (3, 3))]
    """
    down, across = (_held(digits, axis) for axis in (grid.down, grid.across))
    rows, columns = (_runs(_held(digits, axis), axis) for axis in (grid.rows, grid.columns))
    return [Piece((d, a), r, c) for d, a, r, c in product(down, across, rows, columns)]


def _held(digits: Sequence[int], axis: tuple[int, ...]) -> list[int]:
    """The places on an axis that the cube takes."""
    values = GRAY[len(axis)]
    return [
        place
        for place, value in enumerate(values)
        if all(digits[name] in (2, value >> (len(axis) - 1 - k) & 1) for k, name in enumerate(axis))
    ]


def _runs(held: list[int], axis: tuple[int, ...]) -> list[Stretch]:
    """The places as runs of neighbours: one, or two that meet over the border."""
    if held == [0, 3]:
        return [Stretch(0, 0, open_low=True), Stretch(3, 3, open_high=True)]
    return [Stretch(held[0], held[-1])]


def insets(cubes: Sequence[Sequence[int]]) -> list[int]:
    """The level of each loop: loops with a common cell differ, larger ones lie further out.

    >>> insets([(1, 2), (2, 1), (0, 0)])
    [0, 1, 0]
    """
    order = sorted(range(len(cubes)), key=lambda k: (-sum(d == 2 for d in cubes[k]), k))
    level: dict[int, int] = {}
    for k in order:
        taken = {level[j] for j in level if _meet(cubes[j], cubes[k])}
        level[k] = next(i for i in range(len(cubes)) if i not in taken)
    return [level[k] for k in range(len(cubes))]


def _meet(a: Sequence[int], b: Sequence[int]) -> bool:
    return all(x == 2 or y == 2 or x == y for x, y in zip(a, b, strict=True))


# Paths --------------------------------------------------------------------------------------


def outline(
    box: tuple[float, float, float, float], radius: float, open_sides: frozenset[str]
) -> tuple[Path, Path]:
    """The filled shape and the drawn line of a piece (left, low, right, high).

    Corners are round except where a side is open. Open sides are neighbours; they are filled up
    to and not drawn, so the line is one stroke from where they end to where they begin.
    """
    left, low, right, high = box
    corners = [  # counterclockwise: where, the side that ends there, the side that begins
        ((right, low), "low", "right"),
        ((right, high), "right", "high"),
        ((left, high), "high", "left"),
        ((left, low), "left", "low"),
    ]
    starts = [k for k, (_, a, b) in enumerate(corners) if a in open_sides and b not in open_sides]
    first = starts[0] if starts else 0
    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    stroke = 0
    for where, before, after in corners[first:] + corners[:first]:
        sharp = before in open_sides or after in open_sides
        points += [where] if sharp else _rounded(where, radius, before, after)
        codes += [Path.LINETO] if sharp else [Path.LINETO, *[Path.CURVE4] * 3]
        if after in open_sides and not stroke:
            stroke = len(points)
    codes[0] = Path.MOVETO
    fill = Path([*points, points[0]], [*codes, Path.CLOSEPOLY])
    return fill, Path(points[:stroke], codes[:stroke]) if stroke else fill


def _rounded(
    where: tuple[float, float], radius: float, before: str, after: str
) -> list[tuple[float, float]]:
    """A quarter of a circle in place of a corner, as a cubic."""
    ways = {"right": (0, 1), "high": (-1, 0), "left": (0, -1), "low": (1, 0)}
    (ax, ay), (bx, by) = ways[before], ways[after]
    x, y = where
    near = (1 - _CURVE) * radius
    return [
        (x - radius * ax, y - radius * ay),
        (x - near * ax, y - near * ay),
        (x + near * bx, y + near * by),
        (x + radius * bx, y + radius * by),
    ]
