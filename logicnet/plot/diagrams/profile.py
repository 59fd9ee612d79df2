"""`plot.profile`: a large circuit or network at a glance, where its wires would be a tangle.

Sizes by layer with the outputs that end there, how many nodes have which fan-in, how large weights
are (of a circuit: which kinds of gates there are), and one critical path with its real weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from logicnet.network.network import Network
from logicnet.plot.arguments import drawing
from logicnet.plot.style import (
    DASHES,
    INK,
    MUTED,
    NEGATIVE,
    PAPER,
    POSITIVE,
    number,
    pen,
    sheet,
    shortened,
    text_width,
    write,
)
from logicnet.plot.words import describe, some

from .critical import Outline, PathStep, of_circuit, of_net, powers

_WIDE, _EDGE = 520.0, 16.0  # points of the picture, and what is left free at its sides
_TALL = 92.0  # of the bars of the layers
_MOST_BARS, _MOST_ROWS, _MOST_STEPS = 120, 9, 9
_HEAD, _TEXT, _NAME = 8.5, 6.5, 7.0
_COLOUR, _ENDS = "#56B4E9", "#009E73"
_RADIUS = 12.0
Bars = Sequence[tuple[str, int]]


@drawing
def profile(source: Any, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """The Axes with the sizes of a circuit or a network, by layer, and one critical path.

    The source is a Network, an MLP, or whatever states a function as gates: a circuit, the path of
    a file, a formula. Of a circuit with registers it is the step.

    >>> ax = profile("a & b | ~c & (a ^ b)")
    >>> ax.texts[0].get_text()
    '3 inputs, 1 output, 4 gates, depth 3'
    """
    value, said = _counted(source)
    outline = of_circuit(value) if not hasattr(value, "indptr") else of_net(value)
    tables = _tables(outline)
    heads = [said] if title is None else [title, said]
    rows = min(max(len(bars) for _, bars in tables), _MOST_ROWS)
    low = 11.0 * max(rows, 1) + 12
    height = 12.0 * len(heads) + _TALL + low + 162
    ax = sheet(ax, _WIDE, height, 1.2)
    top = height - 13
    for k, head in enumerate(heads):
        shown = shortened(head, 100)
        write(ax, _WIDE / 2, top - 12 * k, shown, _HEAD, weight="bold" if k == 0 else "normal")
    top -= 12 * len(heads) + 8
    _layers(ax, outline, top)
    top -= _TALL + 48
    half = (_WIDE - 3 * _EDGE) / 2
    for k, (head, bars) in enumerate(tables):
        _table(ax, head, bars, _EDGE + k * (half + _EDGE), top, half)
    _path(ax, outline.path, top - low - 14)
    told = [f"{head}: {some([f'{name}: {n}' for name, n in bars])}." for head, bars in tables]
    steps = some([step.name for step in outline.path], between=" to ")
    head = said if title is None else f"{title}, {said}"
    describe(ax, f"Profile of {head}: {' '.join(told)} One critical path: {steps}.")
    return ax


def _counted(source: Any) -> tuple[Any, str]:
    """What is drawn, and its sizes in a line."""
    from logicnet.learning.nets.mlp import MLP
    from logicnet.logic.function import function

    for kept in (source, getattr(source, "network", None), getattr(source, "mlp", None)):
        if isinstance(kept, (Network, MLP)):
            return kept, f"{_ports(kept)}, {_many(kept.units, 'unit')}, depth {kept.depth}"
    found = function(source)
    if isinstance(found, Network):
        return _counted(found)
    circuit = found.circuit()
    held = len(getattr(found, "registers", ()))
    from logicnet.logic.circuits.levels import depth

    also = f", {_many(held, 'register')}" if held else ""
    return circuit, (
        f"{_ports(circuit, held)}{also}, {_many(circuit.gates, 'gate')}, depth {depth(circuit)}"
    )


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"


def _ports(value: Any, held: int = 0) -> str:
    inputs, outputs = len(value.inputs) - held, len(value.outputs) - held
    return f"{_many(inputs, 'input')}, {_many(outputs, 'output')}"


# Layers -------------------------------------------------------------------------------------


def _layers(ax: Axes, outline: Outline, top: float) -> None:
    """A bar for each layer, or for a few together, and under it the outputs that end there."""
    deepest = int(outline.levels.max(initial=1))
    group = -(-deepest // _MOST_BARS)
    size = -(-deepest // group)
    counts = np.bincount((np.maximum(outline.levels, 1) - 1) // group, minlength=size)
    ends = np.bincount((np.maximum(outline.ends, 1) - 1) // group, minlength=size)
    per = "layer" if group == 1 else f"{group} layers"
    head = f"{outline.what}s in each {per}" if group == 1 else f"{outline.what}s in every {per}"
    write(ax, _EDGE, top, head, _NAME, ha="left", weight="bold")
    left, right, low = _EDGE + 34, _WIDE - _EDGE, top - 14 - _TALL
    most, step = int(counts.max(initial=1)), (right - left) / size
    wide = min(step * 0.82, 36.0)
    for k, count in enumerate(counts.tolist()):
        x = left + step * (k + 0.5) - wide / 2
        _bar(ax, x, low, wide, _TALL * count / most, f"layer {k * group + 1}")
        if size <= 24 and count:
            write(ax, x + wide / 2, low + _TALL * count / most + 4, f"{count:,}", 5.5)
    ax.add_line(Line2D([left, right], [low, low], color=MUTED, lw=0.6 * pen(ax)))
    if size > 24:
        write(ax, left - 4, low + _TALL, f"{most:,}", _TEXT, ha="right", color=MUTED)
    write(ax, left - 4, low + 2, "0", _TEXT, ha="right", color=MUTED)
    for k in _ticks(size):
        write(ax, left + step * (k + 0.5), low - 6, f"{k * group + 1}", _TEXT, color=MUTED)
    write(ax, _EDGE, low - 16, "outputs", _TEXT, ha="left", color=MUTED)
    ended = int(ends.max(initial=1))
    for k, count in enumerate(ends.tolist()):
        if count:
            area = min(step, 9.0) * 0.5 * np.sqrt(0.15 + 0.85 * count / ended)
            spot = Circle((left + step * (k + 0.5), low - 16), area, lw=0, facecolor=_ENDS)
            spot.set_gid(f"outputs of layer {k * group + 1}: {count}")
            ax.add_patch(spot)
    said = f"{_many(len(outline.ends), 'output')}; a larger disk is more of them"
    write(ax, right, low - 27, said, 5.5, ha="right", color=MUTED)


def _ticks(size: int) -> list[int]:
    """Which of so many bars are numbered: about ten."""
    step = next(s for k in range(9) for s in (10**k, 2 * 10**k, 5 * 10**k) if size <= 12 * s)
    found = [k for k in range(size) if (k + 1) % step == 0 or k == 0]
    return found if step == 1 or len(found) < 2 or found[1] > step // 2 else found[:1] + found[2:]


def _bar(ax: Axes, x: float, y: float, width: float, height: float, gid: str) -> None:
    box = Rectangle((x, y), width, height, facecolor=_COLOUR, lw=0, zorder=2)
    box.set_gid(gid)
    ax.add_patch(box)


# Charts -------------------------------------------------------------------------------------


def _tables(outline: Outline) -> list[tuple[str, Bars]]:
    """The two charts of bars, with their heads."""
    what = f"{outline.what}s"
    fan_ins = f"{what} by fan-in", _fan_ins(outline)
    if outline.weights is None:
        return [fan_ins, (f"{what} by kind", list(outline.kinds.items()))]
    return [fan_ins, ("wires by size of weight", powers(outline.weights))]


def _fan_ins(outline: Outline) -> Bars:
    """How many nodes read how many others; in powers of 2 where there are many numbers."""
    counts = np.bincount(outline.fan_ins) if len(outline.fan_ins) else np.zeros(1, dtype=np.int64)
    some = np.flatnonzero(counts)
    if len(some) <= _MOST_ROWS:
        return [(str(k), int(counts[k])) for k in some.tolist()]
    return powers(outline.fan_ins.astype(np.float64))


def _table(ax: Axes, head: str, bars: Bars, left: float, top: float, width: float) -> None:
    """Bars to the right, each with its name before it and its number behind it."""
    write(ax, left, top, head, _NAME, ha="left", weight="bold")
    rows = list(bars)
    if len(rows) > _MOST_ROWS:
        rest = sum(count for _, count in rows[_MOST_ROWS - 1 :])
        rows = [*rows[: _MOST_ROWS - 1], (f"from {rows[_MOST_ROWS - 1][0].split('–')[0]}", rest)]
    pitch, size = 11.0, _TEXT
    names = max((text_width(name, size) for name, _ in rows), default=0.0) + 4
    most = max((count for _, count in rows), default=1)
    room = width - names - text_width(f"{most:,}", size) - 6
    for k, (name, count) in enumerate(rows):
        y = top - 12 - pitch * (k + 0.5)
        write(ax, left + names - 4, y, name, size, ha="right", color=MUTED)
        long = room * count / max(most, 1)
        _bar(ax, left + names, y - 0.36 * pitch, long, 0.72 * pitch, f"{head}: {name}")
        write(ax, left + names + long + 3, y, f"{count:,}", size, ha="left")


# The path -----------------------------------------------------------------------------------


def _path(ax: Axes, path: Sequence[PathStep], top: float) -> None:
    """One critical path from an input to an output, its middle left out where it is long."""
    inner = len(path) - 2
    head = f"one critical path: {_many(inner, 'step')} from {shortened(path[0].name, 24)} to "
    head += shortened(path[-1].name, 24)
    write(ax, _EDGE, top, head, _NAME, ha="left", weight="bold")
    shown: list[PathStep | None] = list(path)
    if len(path) > _MOST_STEPS:
        shown = [*path[: _MOST_STEPS // 2], None, *path[-(_MOST_STEPS // 2) :]]
    pitch, y = (_WIDE - 2 * _EDGE) / len(shown), top - 30
    for k, step in enumerate(shown):
        x = _EDGE + pitch * (k + 0.5)
        if step is None:
            write(ax, x, y, f"{len(path) - len(shown) + 1:,} more", _TEXT, color=MUTED)
        else:
            _node(ax, x, y, step, pitch)
        if step is not None and k + 1 < len(shown):
            whole = shown[k + 1] is not None
            end = x + pitch - _RADIUS if whole else x + 0.5 * pitch
            _wire(ax, x + _RADIUS, end, y, step.weight)
        elif step is None:
            _wire(ax, x + 0.5 * pitch, x + pitch - _RADIUS, y, path[-_MOST_STEPS // 2].weight)
    said = "reads: how many others a node reads"
    said += "; dashed: negative" if any((s.weight or 0) < 0 for s in path) else ""
    write(ax, _WIDE - _EDGE, y - 38, said, 5.5, ha="right", color=MUTED)


def _node(ax: Axes, x: float, y: float, step: PathStep, room: float) -> None:
    name = _fitting(step.name, room - 4)
    if step.reads == 0 or step.weight is None:
        half = max(text_width(name, _NAME) / 2 + 3, 9.0)
        ax.add_patch(
            FancyBboxPatch(
                (x - half, y - 7), 2 * half, 14, boxstyle="round,pad=0,rounding_size=3",
                facecolor="#f0f0f0", edgecolor=MUTED, lw=0.8 * pen(ax), zorder=3,
            )
        )  # fmt: skip
        write(ax, x, y, name, _NAME, va="center_baseline")
        return
    ax.add_patch(Circle((x, y), _RADIUS, facecolor=PAPER, edgecolor=INK, lw=pen(ax), zorder=3))
    size = min(_TEXT, _TEXT * 1.7 * _RADIUS / max(text_width(step.inside, _TEXT), 1e-9))
    write(ax, x, y, step.inside, size)
    write(ax, x, y - _RADIUS - 6, name, _TEXT)
    write(ax, x, y - _RADIUS - 14, f"reads {step.reads:,}", 5.5, color=MUTED)


def _fitting(name: str, room: float) -> str:
    """The name, shortened until it fits."""
    most = len(name)
    while most > 3 and text_width(shortened(name, most), _NAME) > room:
        most -= 1
    return shortened(name, most)


def _wire(ax: Axes, x: float, to: float, y: float, weight: float | None) -> None:
    """The wire between two nodes, with its weight."""
    line = Line2D([x, to], [y, y], lw=1.1 * pen(ax), zorder=1, solid_capstyle="butt")
    line.set_color(MUTED if weight is None else POSITIVE if weight > 0 else NEGATIVE)
    if weight is not None and weight < 0:
        line.set_linestyle((0, DASHES))
    ax.add_line(line)
    if weight is not None and abs(weight) != 1:
        back = {"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.08"}
        colour = POSITIVE if weight > 0 else NEGATIVE
        write(ax, (x + to) / 2, y + 7, number(weight), 6, color=colour, bbox=back)
