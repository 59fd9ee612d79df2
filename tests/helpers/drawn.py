"""What is on a picture: its texts with their boxes, and its elements by id."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.legend import Legend
from matplotlib.text import Text

from logicnet.plot.style import figure_of


def texts(axes):
    """(text, box in pixels) of everything that is written on the figure of the Axes."""
    figure = figure_of(axes)
    figure.draw_without_rendering()
    if not hasattr(figure.canvas, "get_renderer"):
        FigureCanvasAgg(figure)
    renderer = figure.canvas.get_renderer()
    hidden = {text for ax in figure.findobj(Axes) for text in _not_drawn(ax)}
    return [
        (artist.get_text(), artist.get_window_extent(renderer))
        for artist in figure.findobj(Text)
        if artist.get_visible() and artist.get_text().strip() and artist not in hidden
    ]


def _not_drawn(ax):
    """The texts that Axes hold but do not draw: of a hidden axis, of ticks out of view."""
    for axis in (ax.xaxis, ax.yaxis):
        shown = set(axis._update_ticks()) if ax.axison else set()
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            if tick not in shown:
                yield from tick.findobj(Text)
        if not ax.axison:
            yield from axis.findobj(Text)


def overlapping(axes, tolerance=0.75):
    """Pairs of texts that cover each other by more than the tolerance in pixels."""
    found = texts(axes)
    low = np.array([box.min for _, box in found]).reshape(-1, 2)
    high = np.array([box.max for _, box in found]).reshape(-1, 2)
    common = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    pairs = np.argwhere(np.triu((common > tolerance).all(axis=2), 1))
    return [(found[i][0], found[j][0]) for i, j in pairs]


def clipped(axes, tolerance=0.75):
    """Texts that reach over the edge of the figure."""
    box = figure_of(axes).bbox
    return [
        text
        for text, t in texts(axes)
        if t.x0 < box.x0 - tolerance
        or t.x1 > box.x1 + tolerance
        or t.y0 < box.y0 - tolerance
        or t.y1 > box.y1 + tolerance
    ]


def legend_covers(axes):
    """Pairs of the names of a legend and a text beside it that its box covers."""
    figure = figure_of(axes)
    found = texts(axes)
    covered = []
    for legend in figure.findobj(Legend):
        box, own = legend.get_window_extent(), {t.get_text() for t in legend.get_texts()}
        covered += [
            (sorted(own), text)
            for text, t in found
            if text not in own and box.x0 < t.x1 and t.x0 < box.x1 and box.y0 < t.y1 - 0.75
            and t.y0 + 0.75 < box.y1
        ]  # fmt: skip
    return covered


def with_id(ax, start):
    """The artists of Axes whose id starts so."""
    return [a for a in ax.get_children() if (a.get_gid() or "").startswith(start)]
