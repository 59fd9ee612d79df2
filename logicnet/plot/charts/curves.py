"""`plot.growth`: how sizes grow with N, the formulas beside the curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from logicnet.errors import SpecificationError
from logicnet.ground.checks import number, shown, whole
from logicnet.plot.arguments import Measure, drawing
from logicnet.plot.diagrams.layout import separated
from logicnet.plot.style import MARKERS, SERIES, chart, tidy
from logicnet.plot.style import number as written

from .bars import WIDE_RANGE

_STROKES = ("-", (0, (4, 1.5)), (0, (4, 1.2, 1, 1.2)), (0, (1.2, 1.2)))  # equal curves both show


@drawing
def growth(
    counts: Mapping[str, Mapping[int, Any]] | Any,
    *,
    formulas: Mapping[str, str] | None = None,
    measure: Measure = "units",
    ax: Axes | None = None,
) -> Axes:
    """The Axes with a curve for each style: the size over N, its formula beside its end.

    `counts` is the answer of `compare_family`, or gives for each style the sizes by N: numbers,
    or anything that has the measure. Without `formulas` a simple one is shown where it holds
    at every N that is drawn.

    >>> wide = {n: 2 ** (n - 1) + 1 for n in range(2, 9)}
    >>> deep = {n: 3 * (n - 1) for n in range(2, 9)}
    >>> [text.get_text() for text in growth({"wide": wide, "deep": deep}).texts]
    ['wide: 2^(N−1)+1', 'deep: 3(N−1)']
    """
    exact = curves_of(counts, measure)
    curves = {
        name: {n: float(v) for n, v in sorted(curve.items())} for name, curve in exact.items()
    }
    if formulas is None:
        known = {name: formula_of(curve) for name, curve in exact.items()}
        formulas = {name: text for name, text in known.items() if text}
    if not curves or not all(curves.values()):
        raise SpecificationError("growth needs at least one size for each style")
    ax = chart(ax, 5.6, 3.4)
    for k, (name, curve) in enumerate(curves.items()):
        ns = sorted(curve)
        ax.plot(
            ns, [curve[n] for n in ns], color=SERIES[k % len(SERIES)],
            marker=MARKERS[k % len(MARKERS)], markersize=4, lw=1.6, label=name,
            ls=_STROKES[k % len(_STROKES)], markevery=max(1, len(ns) // 12),
        )  # fmt: skip
    values = [v for curve in curves.values() for v in curve.values()]
    log = max(values) > WIDE_RANGE * max(min(values), 1.0)
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    if log:
        ax.set_yscale("log")
        ax.yaxis.set_minor_locator(NullLocator())
    ax.set_xlabel("N")
    ax.set_ylabel(measure.replace("_", " "))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y", color="#e6e6e6", lw=0.7)
    tidy(ax)
    _beside(ax, curves, formulas, log)
    return ax


def curves_of(counts: Any, measure: str) -> dict[str, dict[int, Any]]:
    """The sizes by style and N, those left out that are not known."""
    by_style: dict[str, dict[int, Any]] = {}
    if isinstance(counts, Mapping):
        for style, curve in counts.items():
            if not isinstance(curve, Mapping):
                raise SpecificationError(f"{style!r} needs sizes by N, got {shown(curve)}")
            by_style[str(style)] = {
                whole(n, "N", 0): getattr(v, measure, v) for n, v in curve.items()
            }
    elif hasattr(counts, "entries"):
        for entry in counts.entries:
            if entry.size is not None:
                by_style.setdefault(entry.style, {})[entry.size] = getattr(entry, measure)
    else:
        raise SpecificationError(
            f"growth needs the answer of compare_family, or sizes by style and N; "
            f"got {shown(counts)}"
        )
    known = {k: {n: v for n, v in c.items() if v is not None} for k, c in by_style.items()}
    for style, curve in known.items():
        for n, value in curve.items():
            number(value, f"the {measure} of {style!r} at {n}", 0)
    return {k: c for k, c in known.items() if c}


_FORMULAS: tuple[tuple[str, Callable[[int], int]], ...] = (
    ("2^(N−1)+1", lambda n: 2 ** (n - 1) + 1),
    ("2^(N−1)", lambda n: 2 ** (n - 1)),
    ("2^N", lambda n: 2**n),
    ("2^N−1", lambda n: 2**n - 1),
    ("2^N+1", lambda n: 2**n + 1),
    ("⌊log₂ N⌋+1", lambda n: n.bit_length()),
    ("⌊log₂ N⌋+2", lambda n: n.bit_length() + 1),
    ("⌈log₂ N⌉", lambda n: (n - 1).bit_length()),
    ("2⌈log₂ N⌉", lambda n: 2 * (n - 1).bit_length()),
    ("N²", lambda n: n * n),
)


def formula_of(curve: Mapping[int, Any]) -> str | None:
    """A simple formula that holds at every N of a curve of three sizes or more.

    >>> formula_of({2: 3, 3: 6, 4: 9}), formula_of({2: 2, 3: 3, 4: 9})
    ('3(N−1)', None)
    """
    points = sorted(curve.items())
    if len(points) < 3:
        return None
    (n0, y0), (n1, y1) = points[0], points[-1]
    slope, rest = divmod(y1 - y0, n1 - n0)
    start = y0 - slope * n0
    if rest == 0 and all(y == slope * n + start for n, y in points):
        return _linear(int(slope), int(start))
    for text, function in _FORMULAS:
        if all(y == function(n) for n, y in points):
            return text
    return None


def _linear(slope: int, start: int) -> str:
    """The formula slope N + start."""
    if slope == 0:
        return written(start)
    if start == -slope and slope != 1:
        return f"{slope}(N−1)"
    name = "N" if slope == 1 else f"{slope}N"
    return name if start == 0 else f"{name}{'+' if start > 0 else '−'}{abs(start)}"


def _beside(
    ax: Axes, curves: Mapping[str, Mapping[int, float]], formulas: Mapping[str, str], log: bool
) -> None:
    """Names and formulas at the right of the curves' ends, moved apart where they would meet."""

    def height(value: float) -> float:
        return float(np.log10(max(value, 1e-9))) if log else value

    last = max(n for curve in curves.values() for n in curve)
    ends = [height(curve[max(curve)]) for curve in curves.values()]
    values = [height(v) for curve in curves.values() for v in curve.values()]
    low, high = min(values), max(max(values), min(values) + 1e-9)
    margin = 0.06 * (high - low)
    low, high = low - margin, high + margin
    step = 0.075 * (high - low)
    order = sorted(range(len(ends)), key=lambda k: -ends[k])
    wanted = np.array([ends[k] for k in order])
    gaps = step * np.arange(len(ends), dtype=np.float64)
    placed = separated(wanted, gaps, low + step / 3, high)
    ax.set_ylim(*((10**low, 10**high) if log else (low, high)))
    for k, name in enumerate(curves):
        y = float(placed[order.index(k)])
        said = f"{name}: {formulas[name]}" if name in formulas else name
        share = (y - low) / (high - low)
        ax.annotate(
            said, (last, 10 ** ends[k] if log else ends[k]), (1.02, share),
            textcoords="axes fraction", va="center", fontsize=9.5, color=_dark(k),
            annotation_clip=False,
        )  # fmt: skip


def _dark(k: int) -> str:
    """The colour of a series, dark enough for text."""
    return {"#E69F00": "#9a6a00", "#56B4E9": "#2a7cab", "#CC79A7": "#a34f7f"}.get(
        SERIES[k % len(SERIES)], SERIES[k % len(SERIES)]
    )
