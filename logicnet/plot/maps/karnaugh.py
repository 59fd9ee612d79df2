"""`plot.karnaugh`: a function of up to 6 inputs as a map, its product terms as loops on it.

Neighbouring cells differ in one input (Gray code), also over the borders. 5 inputs take two maps
and 6 inputs four, where the same places of neighbouring maps are neighbours too. Each loop has
the colour of the hidden unit that its product term becomes in the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.patheffects import withStroke

from logicnet.errors import LimitError, SpecificationError, did_you_mean
from logicnet.ground.bits import used
from logicnet.logic.function import function
from logicnet.logic.tables.cubes import ternary
from logicnet.logic.writing import WRITINGS, Written
from logicnet.plot.arguments import SomeAxes, drawing
from logicnet.plot.diagrams.captions import factor, term
from logicnet.plot.key import Item, draw_key, key_height
from logicnet.plot.style import (
    INK,
    MUTED,
    PAPER,
    abbreviated,
    charts,
    loop_colours,
    pen,
    sheet,
    side_by_side,
    text_width,
    write,
)
from logicnet.plot.words import describe, some

from .loops import GRAY, Grid, grid_of, insets, outline, pieces
from .ones import ones_words

if TYPE_CHECKING:
    from logicnet.logic.tables.cover import Cover
    from logicnet.logic.tables.truthtable import TruthTable
    from logicnet.network.network import Network

First = Literal["rows", "columns"]
Of = Literal["ones", "zeros"]
_WORDS = {"ones": (term, "product terms"), "zeros": (factor, "factors")}
MOST_INPUTS = 6
_CELL = 38.0
_BEYOND = 7.0  # how far open loops reach over the border
_HEAD = 8.0
_MOST_NAMED = 16  # terms up to which the key names them


@dataclass(frozen=True)
class Group:
    """A term on the map: where it is as 0, 1 or 2 (either), its text, its colour.

    It is a product `of` ones, or of zeros a factor, which is a sum.
    """

    digits: tuple[int, ...]
    text: str
    colour: str
    of: Of = "ones"


@drawing
def karnaugh(
    source: Any,
    *,
    ax: SomeAxes | None = None,
    output: str | None = None,
    loops: bool = True,
    of: Of = "ones",
    first: First = "rows",
    notation: Written = "names",
    title: str | None = None,
) -> Any:
    """The Axes with the Karnaugh map of a function; an array of Axes for several outputs.

    The groups are those of a Cover, or of the fewest product terms of any other source; `of`
    "zeros" shows the fewest groups of zeros, each a factor of the product of sums, and a
    ProductOfSums is shown by its own. `first`
    says whether the first inputs name the rows or the columns; `output` picks an output; the
    `notation` "textbook" writes terms as in ``AB + A'C``.

    >>> ax = karnaugh("a & b | ~c")
    >>> sorted({patch.get_gid() for patch in ax.patches if patch.get_gid()})
    ['loop a & b', 'loop ~c']
    """
    _known(of)
    table, cover, of = _stated(source, of)
    names = table.outputs if output is None else (output,)
    if len(names) == 1:
        one = table.output(names[0])
        groups = groups_of(cover.output(names[0]), notation, of) if loops else []
        on = ax if ax is None or isinstance(ax, Axes) else charts(ax, 1, 3.2, 3.4, 1)[0]
        return draw_map(one, groups, ax=on, first=first, notation=notation, title=title)
    axes = charts(ax, len(names), 3.2, 3.4, 3)
    for name, each in zip(names, axes, strict=True):
        groups = groups_of(cover.output(name), notation, of) if loops else []
        draw_map(
            table.output(name), groups, ax=each, first=first, notation=notation, title=title or name
        )
    return np.array(axes)


@drawing
def karnaugh_and_network(
    source: Any,
    *,
    ax: SomeAxes | None = None,
    output: str | None = None,
    of: Of = "ones",
    first: First = "rows",
    notation: Written = "names",
) -> Any:
    """The two Axes with the map and the network of its groups, in the same colours.

    With `of` "zeros" the groups are those of the zeros, and the network is an AND of ORs: what
    `compile` with the style "wide" builds where these are fewer.

    >>> left, right = karnaugh_and_network("a ^ b")
    >>> len([patch for patch in left.patches if patch.get_gid()]) // 2
    2
    """
    from logicnet.construction.one_layer.wide import from_cover
    from logicnet.plot.diagrams.diagram import network

    _known(of)
    table, cover, of = _stated(source, of)
    name = table.outputs[0] if output is None and len(table.outputs) == 1 else output
    if name is None:
        listed = ", ".join(table.outputs)
        raise SpecificationError(f"name one of the outputs {listed} as output= (or --only)")
    cover = cover.output(name)
    groups = groups_of(cover, notation, of)
    net = from_cover(cover, [of == "zeros"])
    colours = unit_colours(net, groups)

    def drawn_map(on: Axes) -> Axes:
        return draw_map(table.output(name), groups, ax=on, first=first, notation=notation)

    def drawn_network(on: Axes) -> Axes:
        return network(net, ax=on, unit_colours=colours, notation=notation)

    draws = (drawn_map, drawn_network)
    axes = side_by_side(draws) if ax is None else charts(ax, 2, 4.5, 4.2, 2)
    return np.array([draw(each) for draw, each in zip(draws, axes, strict=True)])


def _known(of: Any) -> None:
    if of not in _WORDS:
        raise SpecificationError(f"of is 'ones' or 'zeros', not {of!r}{did_you_mean(of, _WORDS)}")


def unit_colours(net: Network, groups: Sequence[Group]) -> dict[int, str]:
    """The colour of the unit that each group has become, where it has one of its own.

    An AND has the weights +1 and -1 of its literals and their number of plain ones as threshold;
    an OR, the factor of a group of zeros, opposite weights and 1 less the number of negative ones.
    """
    wanted = {g.digits: g.colour for g in groups}
    sign = -1 if groups and groups[0].of == "zeros" else 1
    found = {}
    for unit in range(net.units):
        sources, weights = net.wires_of(unit)
        digits = [2] * len(net.inputs)
        if len(sources) and int(sources.max()) >= len(net.inputs):
            continue
        for source, weight in zip(sources.tolist(), weights.tolist(), strict=True):
            digits[source] = int(sign * weight > 0)
        plain = sum(d == 1 for d in digits)
        least = plain if sign > 0 else 1 - plain
        if net.thresholds[unit] == least and tuple(digits) in wanted:
            found[unit] = wanted[tuple(digits)]
    return found


def groups_of(cover: Cover, notation: Written = "names", of: Of = "ones") -> list[Group]:
    """The terms of a cover of one output, which holds its ones or its zeros."""
    cubes = cover.on_cubes
    digits = ternary(cubes, len(cover.inputs)).tolist()
    colours = loop_colours(len(digits))
    return [
        Group(tuple(row), _WORDS[of][0](row, cover.inputs, WRITINGS[notation]), colour, of)
        for row, colour in zip(digits, colours, strict=True)
    ]


def _stated(source: Any, of: Of = "ones") -> tuple[TruthTable, Cover, Of]:
    """The table, the groups, and what they are of."""
    from logicnet.logic.forms.two_level import ProductOfSums
    from logicnet.logic.tables.cover import Cover
    from logicnet.minimization.minimizing import minimal_cover
    from logicnet.regions.stated_regions import stated_regions

    stated = function(source)
    if stated_regions(stated) is not None:
        raise SpecificationError("a region of coordinates has no Karnaugh map; see plot.region")
    if len(stated.inputs) > MOST_INPUTS:
        raise _too_many(len(stated.inputs))
    table = stated.table()
    if isinstance(stated, ProductOfSums):
        return table, stated.cubes, "zeros"
    if of == "zeros":
        off = ~(table.on | table.dc) & used(len(table.inputs))
        return table, minimal_cover(replace(table, on=off)), of
    return table, stated if isinstance(stated, Cover) else minimal_cover(table), of


def _too_many(inputs: int) -> LimitError:
    return LimitError(
        f"{inputs} inputs exceed the limit of {MOST_INPUTS} for a Karnaugh map; "
        "fix some of them, or draw the network instead"
    )


# Drawing ------------------------------------------------------------------------------------


def draw_map(
    table: TruthTable,
    groups: Sequence[Group],
    *,
    ax: Axes | None = None,
    first: First = "rows",
    notation: Written = "names",
    title: str | None = None,
) -> Axes:
    """The Axes with the map of a table of one output and the given groups."""
    plan = _Plan(table, grid_of(len(table.inputs), first))
    texts = [_WORDS[g.of][0](g.digits, plan.names, WRITINGS[notation]) for g in groups]
    said = abbreviated(texts, 60)
    items = [Item("loop", g.colour, text) for g, text in zip(groups, said, strict=True)]
    if len(groups) > _MOST_NAMED:
        items = [Item("none", INK, f"{len(groups)} {_WORDS[groups[0].of][1]}")]
    if not groups:
        items = []
    width = max(plan.width, 120.0, text_width(title or "", 9, "bold") + 16)
    width = max(width, min(260.0, *(i.width + 4 for i in items))) if items else width
    below = key_height(items, width - 8) + 4 if items else 0.0
    height = plan.height + below + (14 if title else 0)
    ax = sheet(ax, width, height, 1.35)
    corner = ((width - plan.width) / 2, below)
    _cells(ax, plan, corner)
    levels = insets([g.digits for g in groups])
    for group, level in zip(groups, levels, strict=True):
        _loop(ax, plan, corner, group, level, max(levels))
    draw_key(ax, items, 4, below - 2, width - 8)
    if title:
        write(ax, width / 2, height - 8, title, 9, weight="bold")
    found = f" Groups: {some([group.text for group in groups])}." if groups else ""
    describe(ax, f"Karnaugh map of {ones_words(table)}{found}")
    return ax


class _Plan:
    """Where the maps and their cells stand, before the corner of the sheet is known."""

    def __init__(self, table: TruthTable, grid: Grid) -> None:
        self.table, self.grid = table, grid
        self.shape = tuple(len(GRAY[len(axis)]) for axis in grid)
        self.names = names = abbreviated(table.inputs, 22)
        self.row_names = _stacked([names[k] for k in grid.rows])
        self.column_names = _stacked([names[k] for k in grid.columns])
        over = [self.head(block) for block in product(range(self.shape[0]), range(self.shape[1]))]
        beyond = (_widest(max(over, key=_widest)) - self.shape[3] * _CELL) / 2 + 4
        self.left = max(_BEYOND, beyond)
        if grid.rows:
            codes = 6.0 * len(grid.rows) + _BEYOND + 5
            self.left = max(4.0 + _widest(self.row_names) + 5 + codes, beyond)
        self.top = 4.0 + _BEYOND + 12.0 * len(over[0]) + (8.0 if grid.columns else 0.0)
        self.step = (
            self.shape[3] * _CELL + self.left + max(_BEYOND + 6, beyond),
            self.shape[2] * _CELL + self.top + _BEYOND + 6,
        )
        self.width, self.height = self.shape[1] * self.step[0], self.shape[0] * self.step[1]

    def head(self, block: tuple[int, int]) -> list[str]:
        """The lines over a map: the inputs that choose it, and those of its columns."""
        chosen = [
            f"{self.names[name]} = {self.values(axis, place)}"
            for axis, place in zip((self.grid.down, self.grid.across), block, strict=True)
            for name in axis
        ]
        long = len(chosen) > 1 and _widest([", ".join(chosen)]) > 6 * _CELL
        return [*(chosen if long else [", ".join(chosen)] * bool(chosen)), *self.column_names]

    def corner(self, block: tuple[int, int]) -> tuple[float, float]:
        """The top left corner of the cells of a map."""
        x = block[1] * self.step[0] + self.left
        return x, (self.shape[0] - block[0]) * self.step[1] - self.top

    def values(self, axis: tuple[int, ...], place: int) -> str:
        """The values of the inputs of an axis at a place, such as 01."""
        return format(GRAY[len(axis)][place], f"0{len(axis)}b") if axis else ""


def _cells(ax: Axes, plan: _Plan, corner: tuple[float, float]) -> None:
    """Every map: its cells, what is in them, and what stands beside them."""
    values = plan.table.values()[:, 0]
    lw = pen(ax)
    for block in product(range(plan.shape[0]), range(plan.shape[1])):
        x0, y0 = (a + b for a, b in zip(plan.corner(block), corner, strict=True))
        right, low = x0 + plan.shape[3] * _CELL, y0 - plan.shape[2] * _CELL
        for k in range(plan.shape[3] + 1):
            ax.add_line(Line2D([x0 + k * _CELL] * 2, [low, y0], color=MUTED, lw=0.7 * lw))
        for k in range(plan.shape[2] + 1):
            ax.add_line(Line2D([x0, right], [y0 - k * _CELL] * 2, color=MUTED, lw=0.7 * lw))
        _heads(ax, plan, block, x0, y0)
        for row, column in product(range(plan.shape[2]), range(plan.shape[3])):
            number = plan.grid.row_number(block, row, column, len(plan.table.inputs))
            _cell(ax, x0 + column * _CELL, y0 - row * _CELL, int(values[number]), number)


def _cell(ax: Axes, left: float, top: float, value: int, number: int) -> None:
    """One cell: 1, 0 or X, and under it the number of its row: clear of all loops."""
    if value != 0:
        shade = "#f1f1f1" if value < 0 else "#ffffff"
        ax.add_patch(Rectangle((left, top - _CELL), _CELL, _CELL, color=shade, zorder=0))
    halo = [withStroke(linewidth=1.6, foreground=PAPER)]
    write(
        ax, left + _CELL / 2, top - _CELL / 2 + 3.4, "01X"[value], 11, va="center_baseline",
        color=INK if value else "#8a8a8a", weight="bold" if value > 0 else "normal",
        path_effects=halo, gid=f"cell {number}",
    )  # fmt: skip
    write(
        ax, left + _CELL / 2, top - _CELL / 2 - 6.4, str(number), 5, va="center",
        color=MUTED, path_effects=halo, gid=f"number {number}",
    )  # fmt: skip


def _heads(ax: Axes, plan: _Plan, block: tuple[int, int], x0: float, y0: float) -> None:
    """The names of the inputs and their values beside one map."""
    grid = plan.grid
    for column in range(plan.shape[3] if grid.columns else 0):
        text = plan.values(grid.columns, column)
        write(ax, x0 + (column + 0.5) * _CELL, y0 + _BEYOND + 5, text, _HEAD)
    for row in range(plan.shape[2] if grid.rows else 0):
        text = plan.values(grid.rows, row)
        write(ax, x0 - _BEYOND - 3, y0 - (row + 0.5) * _CELL, text, _HEAD, ha="right")
    for k, line in enumerate(reversed(plan.head(block))):
        middle = x0 + plan.shape[3] * _CELL / 2
        write(ax, middle, y0 + _BEYOND + 17 + 12 * k, line, _HEAD, weight="bold")
    middle = y0 - (plan.shape[2] * _CELL - 12 * (len(plan.row_names) - 1)) / 2
    for k, line in enumerate(plan.row_names):
        right = x0 - _BEYOND - 7 - 6.0 * len(grid.rows)
        write(ax, right, middle - 12 * k, line, _HEAD, weight="bold", ha="right")


def _stacked(names: Sequence[str]) -> list[str]:
    """The names in one line, or in one each where they are long."""
    return [" ".join(names)] * bool(names) if sum(map(len, names)) < 14 else list(names)


def _widest(lines: Sequence[str]) -> float:
    return max((text_width(line, _HEAD, "bold") for line in lines), default=0.0)


def _loop(
    ax: Axes, plan: _Plan, corner: tuple[float, float], group: Group, level: int, deepest: int
) -> None:
    """One group: translucent pieces, their lines open where the group goes on."""
    inset = 2.4 + level * min(2.8, 7.8 / max(deepest, 1))
    lw = pen(ax)
    for piece in pieces(group.digits, plan.grid):
        x0, y0 = (a + b for a, b in zip(plan.corner(piece.block), corner, strict=True))
        rows, columns = piece.rows, piece.columns
        sides = {
            "left": columns.open_low, "right": columns.open_high,
            "high": rows.open_low, "low": rows.open_high,
        }  # fmt: skip
        by = {side: -_BEYOND if opened else inset for side, opened in sides.items()}
        box = (
            x0 + columns.first * _CELL + by["left"],
            y0 - (rows.last + 1) * _CELL + by["low"],
            x0 + (columns.last + 1) * _CELL - by["right"],
            y0 - rows.first * _CELL - by["high"],
        )
        fill, line = outline(box, 9.0 - inset / 3, frozenset(s for s in sides if sides[s]))
        gid = f"loop {group.text}"
        shade = PathPatch(fill, facecolor=(group.colour, 0.13), edgecolor="none", zorder=1, gid=gid)
        edge = PathPatch(line, fill=False, edgecolor=group.colour, lw=1.6 * lw, zorder=2, gid=gid)
        ax.add_patch(shade)
        ax.add_patch(edge)
