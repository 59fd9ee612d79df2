"""The key of a picture: what its colours and dashes mean, in rows under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch

from .style import DASHES, INK, MUTED, pen, text_width, write

SIZE = 6.5
_ROW = 11.0
_MARK = 18.0  # width of a line or a loop
_GAP = 12.0


class Item(NamedTuple):
    """An entry: how it is drawn, its colour, what it means."""

    mark: Literal["line", "dashes", "loop", "disk", "none"]
    colour: str
    text: str

    @property
    def width(self) -> float:
        """The width of mark, text and the gap behind them."""
        mark = 0.0 if self.mark == "none" else 10.0 if self.mark == "disk" else _MARK
        return mark + 3 + text_width(self.text, SIZE) + _GAP


def key_rows(items: Sequence[Item], width: float) -> list[list[Item]]:
    """The items, put into as many rows as the width asks for."""
    rows: list[list[Item]] = []
    used = 0.0
    for item in items:
        if not rows or used + item.width - _GAP > width:
            rows.append([])
            used = 0.0
        rows[-1].append(item)
        used += item.width
    return rows


def key_height(items: Sequence[Item], width: float) -> float:
    """The height that the key takes."""
    return _ROW * len(key_rows(items, width))


def draw_key(ax: Axes, items: Sequence[Item], left: float, top: float, width: float) -> None:
    """Draw the rows, each in the middle of the width, downwards from `top`."""
    thick = pen(ax)
    for k, row in enumerate(key_rows(items, width)):
        y = top - _ROW * (k + 0.5)
        x = left + (width - sum(item.width for item in row) + _GAP) / 2
        for item in row:
            start = x + _mark(ax, item, x, y, thick) + 3
            write(ax, start, y, item.text, SIZE, ha="left", va="center_baseline", color=INK)
            x += item.width


def _mark(ax: Axes, item: Item, x: float, y: float, thick: float) -> float:
    """Draw what stands before the text; its width."""
    if item.mark == "none":
        return 0.0
    if item.mark == "disk":
        ax.add_patch(Circle((x + 4, y), 4, facecolor=item.colour, edgecolor=MUTED, lw=0.8 * thick))
        return 10.0
    if item.mark == "loop":
        ax.add_patch(
            FancyBboxPatch(
                (x + 2, y - 2.5), _MARK - 4, 5, boxstyle="round,pad=0,rounding_size=2.5",
                facecolor=(item.colour, 0.18), edgecolor=item.colour, lw=1.4 * thick,
            )
        )  # fmt: skip
        return _MARK
    line = Line2D([x, x + _MARK], [y, y], color=item.colour, lw=1.5 * thick, solid_capstyle="butt")
    if item.mark == "dashes":
        line.set_linestyle((0, DASHES))
    ax.add_line(line)
    return _MARK
