"""What a picture shows, in words: for those who do not see it, and for the texts beside it.

The words are an artist of the Axes that draws nothing. Into an SVG it writes a ``<desc>``, however
the figure is saved; `saving` puts title and description at the top of the file as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

_MOST = 12  # items of a list that are told
_LETTERS = 90  # of one item


class PictureWords(Artist):
    """An artist that is not seen."""

    def __init__(self, said: str | Callable[[], str]) -> None:
        super().__init__()
        self._said = said
        self.set(zorder=-100.0, in_layout=False)

    def told(self) -> str:
        """The words, as the picture is now."""
        return self._said if isinstance(self._said, str) else self._said()

    def draw(self, renderer: Any) -> None:
        if hasattr(renderer, "writer"):  # of SVG
            renderer.writer.element("desc", self.told())


def describe(ax: Axes, said: str | Callable[[], str]) -> None:
    """Let the Axes say what is seen on them, in place of what they said before."""
    for known in [artist for artist in ax.artists if isinstance(artist, PictureWords)]:
        known.remove()
    ax.add_artist(PictureWords(said))


def described(figure: Figure) -> str:
    """What is seen on a figure: the words of its Axes, one after another.

    >>> from logicnet.plot import truth_table
    >>> from logicnet.plot.style import figure_of
    >>> described(figure_of(truth_table("a & b")))
    'Truth table of y over a, b: 4 rows; y is 1 at 11.'
    """
    return " ".join(words.told() for words in figure.findobj(PictureWords))


def some(items: Sequence[str], most: int = _MOST, between: str = ", ") -> str:
    """The items in a line, and how many more there are.

    >>> some(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    kept = [item if len(item) <= _LETTERS else item[: _LETTERS - 1] + "…" for item in items]
    if len(kept) <= most:
        return between.join(kept)
    return f"{between.join(kept[:most])} and {len(kept) - most} more"


def chart_words(ax: Axes) -> str:
    """What a chart shows: its axes, and the ends or values of each series with a name.

    >>> from logicnet.plot import unit_counts
    >>> chart_words(unit_counts([1, 2, 2]))
    'Chart: functions over units. Bars: 1, 2.'
    """
    title = ax.get_title()
    across, up = (_one_line(text) for text in (ax.get_xlabel(), ax.get_ylabel()))
    over = f"{up} over {across}" if up and across else up or across
    head = ": ".join(part for part in ("Chart", _one_line(title), over) if part) + "."
    lines = [_line(line.get_label(), line.get_xdata(), line.get_ydata()) for line in ax.lines]
    return " ".join([head, *([_bars(ax)] if ax.containers else []), *filter(None, lines)])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _line(label: Any, x: Any, y: Any) -> str:
    """A curve with a name: where it begins and where it ends."""
    known = np.isfinite(np.asarray(y, dtype=np.float64))
    if str(label).startswith("_") or not known.any():
        return ""
    at, value = np.asarray(x, dtype=np.float64)[known], np.asarray(y, dtype=np.float64)[known]
    ends = [f"{value[k]:.3g} at {at[k]:.3g}" for k in ((0,) if len(at) == 1 else (0, -1))]
    return f"{label}: {' to '.join(ends)}."


def _bars(ax: Axes) -> str:
    """What is written on the bars, which of them have names first."""
    names = [text.get_text() for text in ax.get_yticklabels()]
    legend = ax.get_legend()
    keys = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    values = [text.get_text() for text in ax.texts]
    if ax.spines["left"].get_visible() and len(names) == len(values) and any(names):
        values = [f"{name} {value}" for name, value in zip(names, values, strict=True)]
    return f"Bars{f' of {some(keys)}' if keys else ''}: {some(values, 20)}."


def sheet_texts(ax: Axes) -> list[str]:
    """All that is written on a sheet, from the top left."""
    found = [text for text in chain(ax.texts, ax.artists) if isinstance(text, Text)]
    found.sort(key=lambda text: (-text.get_position()[1], text.get_position()[0]))
    return [_one_line(text.get_text()) for text in found]
