"""`plot.comparison`, `plot.pareto` and `plot.unit_counts`: sizes as charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.checks import shown, whole
from logicnet.logic.function import SOURCES
from logicnet.plot.arguments import Measure, SomeAxes, drawing
from logicnet.plot.style import (
    INK,
    MARKERS,
    MUTED,
    SERIES,
    chart,
    charts,
    figure_of,
    text_width,
    tidy,
)

WIDE_RANGE = 20  # largest by smallest from which a scale is logarithmic
_MOST, _MOST_APART = 10**15, 10**6  # largest number that is counted, and how far they may lie apart
_MOST_NUMBERED = 16  # sizes up to which each bar has its number
_SIZE = 10.0  # of the numbers behind the bars
_HATCHES = ("", "///", "...", "xx", "\\\\\\", "++", "oo")


def sizes_of(comparison: Any) -> dict[str, Any]:
    """What has units, depth and so on, by style: the rows of a comparison, or networks.

    Takes the answer of `compare`, what `compare` takes, a mapping from names to networks, or
    networks alone, which then are called for their constructions.
    """
    if _is_stated(comparison):
        from logicnet.comparing.comparing import compare

        comparison = compare(comparison)
    if isinstance(comparison, Mapping):
        found = {str(name): row for name, row in comparison.items()}
    else:
        found = {}
        for row in _rows(comparison):
            name = getattr(row, "style", "") or getattr(row, "construction", "") or "network"
            found[name if name not in found else f"{name} ({len(found) + 1})"] = row
    if not found:
        raise SpecificationError("there is nothing to compare")
    for name, row in found.items():
        if not hasattr(row, "units") or not hasattr(row, "depth"):
            raise SpecificationError(
                f"{name!r} is {shown(row)}; expected networks, or the answer of compare"
            )
    return found


def _is_stated(comparison: Any) -> bool:
    """Whether a function is stated, other than by a network, which is drawn as it is."""
    parts = comparison.values() if isinstance(comparison, Mapping) else (comparison,)
    return any(not hasattr(part, "units") and SOURCES.how(part) is not None for part in parts)


def _rows(comparison: Any) -> list[Any]:
    """The entries of a comparison, the networks of a list, or one network."""
    if hasattr(comparison, "entries"):
        return list(comparison.entries)
    if hasattr(comparison, "wires_of"):
        return [comparison]
    if not isinstance(comparison, (list, tuple)):
        raise SpecificationError(
            "expected the answer of compare, a source, networks by name, or a list of networks; "
            f"got {shown(comparison)}"
        )
    return list(comparison)


@drawing
def comparison(
    comparison: Any,
    *,
    measures: Sequence[Measure] = ("units", "depth", "parameters"),
    ax: SomeAxes | None = None,
) -> Any:
    """An array of Axes, one for each measure, with a bar for each style.

    A scale is logarithmic where sizes differ widely. Measures are units, hidden_units, depth,
    parameters, wires, max_fan_in and weight_sum.

    >>> from logicnet import compile
    >>> nets = {s: compile("a ^ b ^ c", s) for s in ("wide", "compact")}
    >>> [ax.get_title() for ax in comparison(nets)]
    ['units', 'depth', 'parameters']
    """
    sizes = sizes_of(comparison)
    height = 0.7 + 0.36 * len(sizes)
    axes = charts(ax, len(measures), 2.2, max(height, 1.6), len(measures))
    for each, measure in zip(axes, measures, strict=True):
        values = [getattr(row, measure, None) for row in sizes.values()]
        _bars(each, list(sizes), values, measure, named=each is axes[0])
    return np.array(axes)


def _bars(ax: Axes, names: list[str], values: list[Any], measure: str, named: bool) -> None:
    """Horizontal bars, the first at the top, each with its number behind it."""
    known = [float(v) if v is not None else 0.0 for v in values]
    low, high = min((v for v in known if v > 0), default=1.0), max(known, default=1.0)
    log = high > WIDE_RANGE * low
    places = np.arange(len(names))[::-1]
    said = [count(v) for v in values]
    room = max(text_width(text, _SIZE) for text in said) + 8
    share = min(room / (0.75 * 72 * ax.bbox.width / figure_of(ax).dpi), 0.6)  # behind the bars
    for k, (place, value) in enumerate(zip(places, known, strict=True)):
        ax.barh(
            place, value, height=0.68, color=SERIES[k % len(SERIES)], alpha=0.85,
            hatch=_HATCHES[k % len(_HATCHES)], edgecolor="white", lw=0,
        )  # fmt: skip
    if log:
        ax.set_xscale("log")
        start = 10 ** np.floor(np.log10(low) - 0.3)
        ax.set_xlim(start, start * (high / start) ** (1 / (1 - share)))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_locator(_decades(start, high))
    else:
        ax.set_xlim(0, max(high, 1.0) / (1 - share))
        ax.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    for place, value, text in zip(places, known, said, strict=True):
        ax.annotate(
            text, (value, place), (3, 0), textcoords="offset points", va="center",
            fontsize=_SIZE, color=INK,
        )  # fmt: skip
    ax.set_title(measure.replace("_", " "), fontsize=11)
    ax.set_yticks(places, names if named else [""] * len(names))
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelsize=8.5, colors=MUTED)
    ax.set_ylim(-0.6, len(names) - 0.4)
    tidy(ax)


def _decades(low: float, high: float) -> Any:
    """Ticks at few powers of ten."""
    from matplotlib.ticker import FixedLocator

    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    return FixedLocator([10.0**e for e in range(first, last + 1, max(1, (last - first) // 2))])


def count(value: Any) -> str:
    """A count as a reader wants it: exact up to seven digits, then as a power of ten."""
    if value is None:
        return "–"
    if isinstance(value, (int, np.integer)) and abs(int(value)) < 10**7:
        return f"{int(value):,}"
    text = f"{float(value):.3g}"
    mantissa, e, power = text.partition("e")
    return f"{mantissa}·10^{int(power)}" if e else text


@drawing
def pareto(comparison: Any, *, ax: Axes | None = None) -> Axes:
    """The Axes with units against depth of each style, and the front of what none beats.

    >>> from logicnet import compile
    >>> ax = pareto({s: compile("a ^ b ^ c", s) for s in ("wide", "compact")})
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('depth', 'units')
    """
    sizes = sizes_of(comparison)
    points = {
        name: (int(row.depth), float(row.units))
        for name, row in sizes.items()
        if row.units is not None and row.depth is not None
    }
    if not points:
        raise SpecificationError("there is no network whose units and depth are known")
    ax = chart(ax, 4.8, 3.4)
    front = pareto_front(list(points.values()))
    ax.plot(
        *zip(*front, strict=True), color=MUTED, lw=1.2, ls="--", drawstyle="steps-post", zorder=1,
        label="Pareto front",
    )  # fmt: skip
    at: dict[tuple[int, float], list[str]] = {}
    styles = list(dict.fromkeys(name.split(" (")[0] for name in points))
    for name, point in points.items():
        at.setdefault(point, []).append(name)
    for point, names in at.items():
        k = styles.index(names[0].split(" (")[0])
        on_front = point in front
        colour = SERIES[k % len(SERIES)]
        ax.scatter(
            *point, s=55, marker=MARKERS[k % len(MARKERS)], zorder=3,
            facecolor=colour if on_front else "white", edgecolor=colour, linewidth=1.5,
        )  # fmt: skip
        said = ", ".join(dict.fromkeys(n.split(" (")[0] for n in names))
        if len(styles) == 1 and len(at) > 1:  # one style, built for several depths
            said = f"{count(int(point[1]))} units"
        ax.annotate(
            said, point, (7, 6), textcoords="offset points", fontsize=9,
            color=INK if on_front else MUTED,
        )  # fmt: skip
    depths, units = zip(*points.values(), strict=True)
    if max(units) > WIDE_RANGE * max(min(units), 1.0):
        ax.set_yscale("log")
        ax.margins(y=0.2)
        ax.yaxis.set_minor_locator(NullLocator())
    else:
        ax.set_ylim(0, 1.2 * max(units))
        ax.yaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    ax.set_xlim(min(depths) - 0.6, max(depths) + 0.35 * (max(depths) - min(depths)) + 0.8)
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
    ax.set(xlabel="depth", ylabel="units")
    _key_above(ax)
    tidy(ax)
    return ax


def pareto_front(points: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """The points that no other is as good as in both and better in one, by depth.

    >>> pareto_front([(2, 9), (3, 9), (4, 5), (5, 6)])
    [(2, 9), (4, 5)]
    """
    front: list[tuple[int, float]] = []
    for point in sorted(set(points)):
        if not front or point[1] < front[-1][1]:
            front.append(point)
    return front


@drawing
def unit_counts(
    counts: Mapping[str, Iterable[Any]] | Iterable[Any],
    *,
    ax: Axes | None = None,
    measure: Measure = "units",
) -> Axes:
    """The Axes with how many of many functions need 1, 2, 3 ... units.

    Takes numbers or networks, or a mapping from names to them for bars side by side, or the
    answer of `compare_family`, with bars for each style.

    >>> ax = unit_counts([1, 2, 2, 3])
    >>> [text.get_text() for text in ax.texts]
    ['1', '2', '1']
    """
    numbers = _numbers(counts, measure)
    if not numbers or not all(len(v) for v in numbers.values()):
        raise SpecificationError("unit_counts needs at least one network or number")
    low = min(int(v.min()) for v in numbers.values())
    high = max(int(v.max()) for v in numbers.values())
    if high - low > _MOST_APART:
        raise LimitError(f"{measure} from {low} to {high} lie too far apart for bars; see growth")
    ax = chart(ax, 4.6, 3.0)
    width = 0.8 / len(numbers)
    heights = {n: np.bincount(v - low, minlength=high - low + 1) for n, v in numbers.items()}
    tallest = max(int(tall.max()) for tall in heights.values())
    tops = []
    for k, (name, tall) in enumerate(heights.items()):
        x = np.arange(low, high + 1) + (k - (len(numbers) - 1) / 2) * width
        ax.bar(
            x, tall, 0.92 * width, color=SERIES[k % len(SERIES)], label=name or None,
            hatch=_HATCHES[k % len(_HATCHES)], edgecolor="white", lw=0,
        )  # fmt: skip
        tops.append(np.stack([x, tall], axis=1))
    if any(numbers):
        _key_above(ax)
    ax.set_ylim(0, 1.15 * tallest)
    if high - low < _MOST_NUMBERED:
        _numbered(ax, np.concatenate(tops), width / (high - low + 1), tallest)
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlabel=measure.replace("_", " "), ylabel="functions")
    tidy(ax)
    return ax


def _numbers(counts: Any, measure: str) -> dict[str, NDArray[np.int64]]:
    """The measure of each network, by name; numbers are taken as they are."""
    named: dict[str, Any] = {}
    if isinstance(counts, Mapping):
        named = dict(counts)
    elif hasattr(counts, "entries"):
        for entry in counts.entries:
            if getattr(entry, measure) is not None:
                named.setdefault(entry.style, []).append(entry)
    else:
        named = {"": counts}
    found = {}
    for name, values in named.items():
        if not np.iterable(values) or isinstance(values, (str, bytes, Mapping)):
            raise SpecificationError(
                f"unit_counts takes lists of networks or numbers, got {shown(values)}"
            )
        sizes = [whole(getattr(v, measure, v), f"a number of {measure}", 0, _MOST) for v in values]
        found[str(name)] = np.array(sizes, dtype=np.int64)
    return found


def _numbered(ax: Axes, tops: NDArray[np.float64], share: float, tallest: int) -> None:
    """The numbers over the bars at (place, height), upright where they are wider than a bar."""
    across, up = 72 * np.array(ax.get_window_extent().size) / figure_of(ax).dpi
    size = 9.5 if share * across > 24 else 8.0
    said = {place: f"{int(tall):,}" for place, tall in tops.tolist() if tall}
    widest = max(text_width(text, size) for text in said.values())
    upright = widest > 0.85 * share * across
    if upright:
        ax.set_ylim(0, tallest / (1 - min((widest + 8) / up, 0.5)))
    for place, tall in tops.tolist():
        if tall:
            ax.annotate(
                said[place], (place, tall), (0, 2), textcoords="offset points", ha="center",
                fontsize=size, rotation=90 if upright else 0,
            )  # fmt: skip


def _key_above(ax: Axes) -> None:
    """What the marks mean, over the chart and clear of its data."""
    ax.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, frameon=False, fontsize=9,
        borderpad=0.1,
    )  # fmt: skip
