"""Colours, and the figures that pictures are drawn on.

Blue and vermilion of the Okabe-Ito palette stay apart for every kind of colour blindness, and
both have a contrast of more than 3 to white. Nothing rests on colour alone: negative wires are
also dashed, the loops of a map are also named, classes also differ in their markers.

A picture made of lines and names is drawn on a *sheet*: Axes whose data unit is one point
(1/72 inch) at the natural size of the picture. On Axes of another size the whole picture scales,
names included, so what fits on the sheet fits everywhere.
"""

from __future__ import annotations

import colorsys
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from logicnet.errors import SpecificationError

from .arguments import SomeAxes
from .words import chart_words, describe

if TYPE_CHECKING:
    from typing_extensions import Unpack

Layout: TypeAlias = Literal["constrained"] | None
POSITIVE, NEGATIVE = "#0072B2", "#D55E00"
INK, MUTED, PAPER = "#1a1a1a", "#6b6b6b", "#ffffff"
FIRING = "#F0E442"
DASHES = (3.2, 1.8)  # of negative wires, in line widths
SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#1a1a1a")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_LOOPS = ("#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C564B", "#0072B2", "#D55E00")

DIVERGING = LinearSegmentedColormap.from_list(
    "logicnet", [NEGATIVE, "#eec3a6", "#f2f2f2", "#a3c9e0", POSITIVE]
)


def diverging(low: float, high: float) -> LinearSegmentedColormap:
    """The colours of signed values with so much ink at their ends.

    With less at the low end the two signs stay apart in grey.
    """
    shares = np.linspace(0, 1, 17)
    ink = low + (high - low) * shares
    colours = [1 - k * (1 - np.array(DIVERGING(t)[:3])) for k, t in zip(ink, shares, strict=True)]
    return LinearSegmentedColormap.from_list("logicnet ink", np.clip(colours, 0, 1).tolist())


def loop_colours(count: int) -> list[str]:
    """So many colours for loops and the units they become; the first seven tell apart best."""
    turns = [(k * 0.381966, 0.45 + 0.2 * (k % 3 == 1), 0.9) for k in range(count - len(_LOOPS))]
    more = [matplotlib.colors.to_hex(colorsys.hls_to_rgb(h % 1, v / 1.5, s)) for h, v, s in turns]
    return [*_LOOPS[:count], *more]


# Figures ------------------------------------------------------------------------------------


def new_figure(width: float, height: float, layout: Layout = None) -> Figure:
    """A figure of so many inches.

    It belongs to pyplot where pyplot is in use or in a notebook, so that it is shown like any
    other; elsewhere it stands alone and is gone with its last reference.
    """
    if "matplotlib.pyplot" in sys.modules or "ipykernel" in sys.modules:
        import matplotlib.pyplot as plt

        figure = plt.figure(figsize=(width, height), layout=layout)
        _prefer_svg()  # the first figure has chosen the backend
        return figure
    return own_figure(width, height, layout)


def _prefer_svg() -> None:
    """In a notebook whose figure format nobody has chosen, show figures as SVG."""
    module = sys.modules.get("matplotlib_inline.config")
    if module is not None and module.InlineBackend.initialized():
        inline = module.InlineBackend.instance()
        if inline.figure_formats == {"png"}:
            inline.figure_formats = {"svg"}


def own_figure(width: float, height: float, layout: Layout = None) -> Figure:
    """A figure that pyplot knows nothing of."""
    figure = Figure(figsize=(width, height), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def chart(ax: Axes | None, width: float = 5.0, height: float = 3.4) -> Axes:
    """The given Axes, or those of a new figure whose labels are given room."""
    if ax is not None:
        _prefer_svg()
        return ax
    return new_figure(width, height, layout="constrained").add_subplot()


def charts(
    ax: SomeAxes | None,
    count: int,
    width: float,
    height: float,
    columns: int,
    breaks: Sequence[int] = (),
) -> list[Axes]:
    """So many Axes: the given ones, or small multiples on a new figure.

    At the places of `breaks` a new row begins.
    """
    if ax is not None:
        _prefer_svg()
        given: list[Axes] = list(getattr(ax, "flat", ax)) if not isinstance(ax, Axes) else [ax]
        if len(given) < count:
            raise SpecificationError(f"{count} Axes are needed, got {len(given)}")
        for unused in given[count:]:
            unused.set_axis_off()
        return given[:count]
    starts = [0, *breaks, count]
    cells: list[tuple[int, int]] = []
    for start, stop in pairwise(starts):
        row = cells[-1][0] + 1 if cells else 0
        cells += [(row + k // columns, k % columns) for k in range(stop - start)]
    rows, across = cells[-1][0] + 1, max(column for _, column in cells) + 1
    figure = new_figure(width * across, height * rows, layout="constrained")
    grid = figure.add_gridspec(rows, across)
    return [figure.add_subplot(grid[row, column]) for row, column in cells]


def settle(axes: Any) -> None:
    """Lay the figure out until it stays: Axes of a fixed shape take more than one round."""
    figure = figure_of(axes)
    engine = figure.get_layout_engine()
    for _ in range(3 if engine is not None else 0):
        figure.draw_without_rendering()


def tidy(ax: Axes) -> None:
    """A chart without a box around it, which says what it shows."""
    ax.spines[["top", "right"]].set_visible(False)
    describe(ax, partial(chart_words, ax))


def figure_of(axes: Any) -> Figure:
    """The figure of Axes, or of the first of an array of them."""
    first = axes if isinstance(axes, Axes) else next(iter(getattr(axes, "flat", axes)))
    figure = first.get_figure(root=True) if matplotlib.__version_info__ >= (3, 10) else first.figure
    if not isinstance(figure, Figure):
        raise SpecificationError("the Axes are on no figure")
    return figure


# Sheets -------------------------------------------------------------------------------------


def sheet(ax: Axes | None, width: float, height: float, zoom: float = 1.0) -> Axes:
    """Axes of width by height points, without ticks, on which a whole picture scales."""
    if ax is None:
        ax = new_figure(zoom * width / 72, zoom * height / 72).add_axes((0, 0, 1, 1))
    else:
        _prefer_svg()
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    return ax


def side_by_side(draws: Sequence[Callable[[Axes], Axes]]) -> list[Axes]:
    """Axes for sheets beside each other, at one scale as far as the larger one leaves room."""
    trials = [draw(own_figure(1, 1).add_axes((0, 0, 1, 1))) for draw in draws]
    sizes = [(ax.get_xlim()[1], ax.get_ylim()[1]) for ax in trials]
    zoom = [min(1.35, 1008 / sum(w for w, _ in sizes), 500 / h) for _, h in sizes]
    zoom = [min(z, 1.5 * min(zoom)) for z in zoom]
    width = sum(z * w for z, (w, _) in zip(zoom, sizes, strict=True))
    height = max(z * h for z, (_, h) in zip(zoom, sizes, strict=True))
    figure = new_figure(width / 72, height / 72)
    found, left = [], 0.0
    for z, (w, _) in zip(zoom, sizes, strict=True):
        found.append(figure.add_axes((left, 0.0, z * w / width, 1.0)))
        left += z * w / width
    return found


def scale_of(ax: Any) -> float:
    """Points on paper for a point of the sheet."""
    (x0, y0), (x1, y1) = ax.transData.transform([(0.0, 0.0), (1.0, 1.0)])
    figure = figure_of(ax)
    return float(min(abs(x1 - x0), abs(y1 - y0))) * 72 / figure.dpi


def pen(ax: Axes) -> float:
    """The factor of line widths: lines grow and shrink with the sheet, within reason."""
    ax.apply_aspect()
    return min(max(scale_of(ax), 0.35), 3.0)


class TextStyle(TypedDict, total=False):
    """How text on a sheet looks."""

    color: Any
    ha: Literal["left", "center", "right"]
    va: Literal["top", "center", "center_baseline", "baseline", "bottom"]
    weight: str
    rotation: float
    linespacing: float
    zorder: float
    gid: str
    bbox: dict[str, Any]
    path_effects: Sequence[Any]


class SheetText(Text):
    """Text whose size is given in units of the sheet."""

    def __init__(
        self, x: float, y: float, text: str, height: float, **style: Unpack[TextStyle]
    ) -> None:
        super().__init__(x, y, text, parse_math=False, **style)
        self.height = height

    def _fit(self) -> None:
        if self.axes is not None:
            self.set_fontsize(max(self.height * scale_of(self.axes), 0.1))

    def draw(self, renderer: Any) -> None:
        self._fit()
        super().draw(renderer)

    def get_window_extent(self, renderer: Any = None, dpi: float | None = None) -> Any:
        self._fit()
        return super().get_window_extent(renderer, dpi)


def write(
    ax: Axes, x: float, y: float, text: str, size: float, **style: Unpack[TextStyle]
) -> SheetText:
    """Text on a sheet, centred unless told otherwise; `size` in points of the sheet."""
    usual: TextStyle = {"ha": "center", "va": "center", "color": INK, "zorder": 5}
    label = SheetText(x, y, text, size, **(usual | style))
    ax.add_artist(label)
    label.set_clip_on(False)
    return label


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """The width of one line of text in points."""
    if not text.strip():
        return 0.3 * size * len(text)
    prop = FontProperties(weight=weight)
    outline = TextPath((0, 0), text, size=100, prop=prop, usetex=False)
    return float(outline.vertices[:, 0].max()) * size / 100  # control points lie outside


def number(value: float) -> str:
    """A number as it is written on pictures: few digits, a true minus sign."""
    if float(value).is_integer() and abs(value) < 1e6:
        return f"{int(value)}".replace("-", "−")
    digits = 3 if abs(value) >= 0.1 else 2
    return f"{float(value):.{digits}g}".replace("e+0", "e").replace("e+", "e").replace("-", "−")


def shortened(text: str, most: int) -> str:
    """The text, its end left out where it is long."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def abbreviated(names: Sequence[str], most: int) -> list[str]:
    """The names in at most so many characters: of those that begin alike the end is kept.

    Names that differ stay different; where that takes more characters, all are as they were.

    >>> abbreviated(["temperature_left", "temperature_right", "pressure_in_the_tank"], 12)
    ['temper…_left', 'tempe…_right', 'pressure_in…']
    """
    found = [shortened(name, most) for name in names]
    for text in {text for text in found if found.count(text) > 1} if most > 2 else ():
        alike = [k for k, other in enumerate(found) if other == text]
        letters = zip(*(names[k] for k in alike), strict=False)
        common = sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, letters))
        start = common
        while start > 1 and names[alike[0]][start - 1].isalnum():  # words stay whole
            start -= 1
        start = common if start <= 1 else start - 1
        tails = abbreviated([names[k][start:] for k in alike], most - 1)
        for k, tail in zip(alike, tails, strict=True):
            found[k] = f"{names[k][: most - 1 - len(tail)]}…{tail}" if start else names[k]
    kept = len(set(found)) == len(set(names)) and max(map(len, found), default=0) <= most
    return found if kept else list(names)
