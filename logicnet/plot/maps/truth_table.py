"""`plot.truth_table`: the rows of a function, as a table."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from logicnet.errors import LimitError
from logicnet.logic.function import function
from logicnet.plot.arguments import drawing
from logicnet.plot.style import INK, MUTED, abbreviated, pen, sheet, text_width, write
from logicnet.plot.words import describe

from .ones import ones_words

_MOST_INPUTS = 8
_ROW = 12.0
_SIZE = 8.0
_LONG = 16  # rows of one column of the page


@drawing
def truth_table(source: Any, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """The Axes with the truth table of a function of up to 8 inputs.

    Rows that are 1 are shaded, don't-cares are X; long tables go on beside themselves.

    >>> ax = truth_table("a & b")
    >>> [text.get_text() for text in ax.texts]
    ['a', 'b', 'y', '0', '0', '0', '0', '1', '0', '1', '0', '0', '1', '1', '1']
    """
    stated = function(source)
    n = len(stated.inputs)
    if n > _MOST_INPUTS:
        raise _too_many(n)
    table = stated.table()
    long = _LONG if n < 7 else 2 * _LONG
    names = abbreviated((*table.inputs, *table.outputs), 14)
    widths = [max(14.0, text_width(name, _SIZE, "bold") + 8) for name in names]
    starts = [sum(widths[:k]) + (6 if k >= n else 0) for k in range(len(names))]
    page = sum(widths) + 6
    rows = min(len(table), long)
    pages = -(-len(table) // long)
    width = max(pages * (page + 14) + 2, text_width(title or "", 9, "bold") + 16)
    height = _ROW * (rows + 1) + 14 + (14 if title else 0)
    ax = sheet(ax, width, height, 1.35)
    top = height - 7 - (14 if title else 0)
    values = table.values()
    left = (width - pages * (page + 14) + 14) / 2
    for number in range(pages):
        x0 = left + number * (page + 14)
        _head(ax, names, widths, starts, x0, top, page, n, rows)
        for row in range(rows):
            r = number * long + row
            y = top - _ROW * (row + 1.5)
            digits = [str(r >> (n - 1 - k) & 1) for k in range(n)]
            digits += ["01X"[v] for v in values[r].tolist()]
            for k, digit in enumerate(digits):
                x = x0 + starts[k] + widths[k] / 2
                _cell(ax, x, y, widths[k], digit, output=k >= n)
    if title:
        write(ax, width / 2, height - 8, title, 9, weight="bold")
    head = f"{title}, truth table" if title else "Truth table"
    describe(ax, f"{head} of {ones_words(table)}")
    return ax


def _head(
    ax: Axes, names: list[str], widths: list[float], starts: list[float], x0: float, top: float,
    page: float, n: int, rows: int,
) -> None:  # fmt: skip
    for name, width, start in zip(names, widths, starts, strict=True):
        x = x0 + start + width / 2
        write(ax, x, top - _ROW / 2, name, _SIZE, weight="bold", va="center_baseline")
    lw = pen(ax)
    bar = x0 + starts[n] - 3
    ax.add_line(Line2D([x0, x0 + page], [top - _ROW] * 2, color=INK, lw=0.9 * lw))
    ax.add_line(Line2D([bar] * 2, [top, top - _ROW * (rows + 1)], color=INK, lw=0.9 * lw))


def _cell(ax: Axes, x: float, y: float, width: float, digit: str, output: bool) -> None:
    if output and digit != "0":
        shade = "#a9cfe6" if digit == "1" else "#ececec"
        ax.add_patch(Rectangle((x - width / 2, y - _ROW / 2), width, _ROW, color=shade, lw=0))
    faint = digit == "0"
    write(
        ax, x, y, digit, _SIZE, va="center_baseline", color=MUTED if faint else INK,
        weight="bold" if output and digit == "1" else "normal",
    )  # fmt: skip


def _too_many(inputs: int) -> LimitError:
    return LimitError(f"{inputs} inputs exceed the limit of {_MOST_INPUTS} for a drawn truth table")
