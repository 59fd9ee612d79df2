"""What is on a picture: its texts with their boxes, and its elements by id."""

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from logicnet.plot.style import figure_of


def texts(axes):
    """(text, box in pixels) of everything that is written on the figure of the Axes."""
    figure = figure_of(axes)
    figure.draw_without_rendering()
    if not hasattr(figure.canvas, "get_renderer"):
        FigureCanvasAgg(figure)
    renderer = figure.canvas.get_renderer()
    found = []
    for artist in figure.findobj(Text):
        shown = artist.get_visible() and artist.get_text().strip()
        owner = artist.axes
        hidden = owner is not None and not owner.axison and _is_part_of_axis(artist, owner)
        if shown and not hidden:
            found.append((artist.get_text(), artist.get_window_extent(renderer)))
    return found


def _is_part_of_axis(artist, owner: Axes):
    parts = [owner.xaxis, owner.yaxis]
    return any(artist in part.findobj(Text) for part in parts)


def overlapping(axes, tolerance=0.75):
    """Pairs of texts that cover each other by more than the tolerance in pixels."""
    found = []
    for (one, a), (two, b) in combinations(texts(axes), 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        tall = min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > tolerance and tall > tolerance:
            found.append((one, two))
    return found


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


def with_id(ax, start):
    """The artists of Axes whose id starts so."""
    return [a for a in ax.get_children() if (a.get_gid() or "").startswith(start)]
