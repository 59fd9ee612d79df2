"""The geometry of a network's diagram, in points: positions, curves, places of the weights.

Inputs stand in a column at the left, each layer of units in one of its own, and the names of the
outputs at the right. All that is written has its box here, so that nothing covers anything: where
the weights do not fit between the wires, the columns are drawn further apart.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from logicnet.plot.style import number, shortened, text_width

from .captions import Net
from .layout import PlacedNodes, Route, arrange

Points = NDArray[np.float64]
NAME, INNER, CAPTION, WEIGHT = 8.5, 8.0, 6.5, 6.5  # sizes of what is written
LINE = 7.8  # from one line of a caption to the next
_MARGIN = 8.0
_NARROW, _BROAD = 14, 28  # characters of a caption's line: usual, and for long names
_STRETCHES = (1.0, 1.25, 1.55, 1.95, 2.45, 3.05, 3.8, 4.8)
_FAR = 1.9  # stretch from which a weight rather stands where wires cross
_SPOT = 0.62  # of the length of a wire: where its weight is best written
_SPOTS = np.linspace(0.12, 0.9, 40)
_APART = np.array([2.5, 0.8])  # from a weight to what else is written
_NEAR = 2.5  # from a weight to wires that could be taken for its own


@dataclass(frozen=True)
class Geometry:
    """Where everything of a diagram stands.

    Nodes are numbered as in the network, the outputs' names behind them; `wires` are
    (source, unit, weight) and then (unit, name, None); `curves` their lines as points. Captions
    stand under their units; those of units that no unit reads begin at their left edge (`aside`),
    clear of the wires there.
    """

    width: float
    height: float
    at: Points
    radius: float
    halves: Points
    inside: list[str]
    captions: list[list[str]]
    aside: list[float]
    wires: list[tuple[int, int, float | None]]
    curves: list[Points]
    columns: list[list[int]]
    crossings: int
    texts: list[str]  # what is written on the wires that have a weight
    spots: dict[int, tuple[float, float]]


def geometry(
    net: Net,
    names: Sequence[str],
    weighted: bool,
    said: Sequence[str],
    texts: Sequence[str] | None = None,
) -> Geometry:
    """The geometry of a network whose inputs are shown as `names`.

    `said` is what stands under the units, if anything, `texts` what stands on the wires instead of
    the weights, so far as these are written. With `weighted` the weights get places on
    the wires, which stretches the picture until they fit.
    """
    inside = unit_texts(net)
    radius = max(10.0, *(text_width(t, INNER) / 2 + 3.5 for t in inside), 0)
    captions = [wrapped(text or f"h{j + 1}") for j, text in enumerate(said)] or [[]] * net.units
    wires: list[tuple[int, int, float | None]] = [
        (int(s), len(net.inputs) + j, float(w))
        for j in range(net.units)
        for s, w in zip(*net.wires_of(j), strict=True)
    ]
    first = len(net.inputs) + net.units
    wires += [(len(net.inputs) + int(u), first + k, None) for k, u in enumerate(net.output_units)]
    read = {source for source, _, weight in wires if weight is not None}
    wide = [max((text_width(t, CAPTION) / 2 + 1 for t in c), default=0.0) for c in captions]
    aside = [
        max(0.0, half - radius) if len(names) + j not in read else 0.0
        for j, half in enumerate(wide)
    ]
    halves = np.array(
        [text_width(name, NAME) / 2 + 5 for name in names]
        + [max(radius, half + by) for half, by in zip(wide, aside, strict=True)]
        + [text_width(name, NAME, "bold") / 2 + 4 for name in net.outputs]
    )
    halves[: len(names)] = halves[: len(names)].max(initial=0)
    units = [(radius + 4, radius + 4 + LINE * len(c) + 3 * bool(c)) for c in captions]
    ends = _ends(net, units)
    extents = [(ends[0],) * 2] * len(names) + units + [(ends[1],) * 2] * len(net.outputs)
    drawing = _arranged(net, wires, extents)
    plain = Geometry(
        0, 0, np.zeros((0, 2)), radius, halves, inside, captions, aside, wires, [],
        drawing.columns, drawing.crossings,
        [number(w) for _, _, w in wires if w is not None] if texts is None else list(texts), {},
    )  # fmt: skip
    found: list[tuple[int, Geometry]] = []
    for stretch in _STRETCHES:
        placed = _placed(plain, drawing, extents, len(names), stretch)
        spots, covering = _weight_spots(placed, len(names)) if weighted else ({}, 0)
        if covering >= 0:
            found.append((covering, replace(placed, spots=spots)))
        if covering == 0 or (found and stretch > _FAR):
            break
    return min(found, key=lambda pair: pair[0], default=(0, placed))[1]


def _ends(net: Net, units: list[tuple[float, float]]) -> tuple[float, float]:
    """Half of the height of an input and of an output: a lone column is not drawn too narrow."""
    sums = np.concatenate([[0.0], np.cumsum([sum(e) for e in units])])
    tallest = float(np.diff(sums[net.layer_starts]).max(initial=0))
    share = 0.35 * tallest  # half of 0.7 of the tallest layer
    near, far = max(1, len(net.inputs)), max(1, len(net.outputs))
    return max(8.5, min(22.0, share / near)), max(7.0, min(18.0, share / far))


def _arranged(
    net: Net, wires: list[tuple[int, int, float | None]], extents: list[tuple[float, float]]
) -> PlacedNodes:
    """Columns, heights and lanes; inputs and outputs keep their order."""
    n = len(net.inputs)
    column_of = [0] * n + [int(layer) + 1 for layer in net.layer_of]
    column_of += [net.depth + 1] * len(net.outputs)
    routes = [Route(s, t, None if w is None else w > 0) for s, t, w in wires]
    return arrange(column_of, extents, routes, frozenset({0, net.depth + 1}))


def unit_texts(net: Net) -> list[str]:
    """What stands in each unit: its threshold, or the bias of a smooth one."""
    thresholds = getattr(net, "thresholds", None)
    if thresholds is not None:
        return [f"≥ {number(t)}" for t in thresholds.tolist()]
    biases: list[float] = net.biases.tolist()  # type: ignore[union-attr]
    return [("+" if b > 0 else "") + number(b) for b in biases]


def wrapped(text: str) -> list[str]:
    """At most three lines of a caption, as narrow as so many lines can be."""
    longest = max((len(word) for word in text.split()), default=0)
    least = max(_NARROW, min(longest + 2, _BROAD))
    for width in range(least, _BROAD + 1):
        lines = folded(shortened(text, 200), width)
        if len(lines) <= 3:
            break
    if len(lines) > 3:
        return [*lines[:2], shortened(lines[2], width).rstrip("…") + " …"]
    for narrower in range(6, width):
        narrow = folded(text, narrower)
        if len(narrow) == len(lines) and _whole(narrow, text):
            return narrow
    return lines


def folded(text: str, width: int) -> list[str]:
    """Lines of so many characters that end behind an operator.

    >>> folded("cold & ~wet | hot", 11)
    ['cold &', '~wet | hot']
    """
    glued = re.sub(r" ([&|^+-]|->|<->) ", "\u00a0\\1 ", text)
    lines = textwrap.wrap(glued, width, break_on_hyphens=False)
    return [line.replace("\u00a0", " ") for line in lines]


def _whole(lines: list[str], text: str) -> bool:
    """Whether no word was broken."""
    return " ".join(lines) == " ".join(text.split())


# Positions ----------------------------------------------------------------------------------


def _placed(
    plain: Geometry,
    drawing: PlacedNodes,
    extents: list[tuple[float, float]],
    inputs: int,
    stretch: float,
) -> Geometry:
    """Positions of the nodes and curves of the wires, the picture in the first quadrant."""
    y = drawing.heights * stretch**0.5
    tops = [y[k] + extents[k][0] for k in range(len(extents))]
    lows = [y[k] - extents[k][1] for k in range(len(extents))]
    top, low = max([*tops, *y], default=0.0), min([*lows, *y], default=0.0)
    wide = [max((plain.halves[k] for k in c if k < len(extents)), default=0.0)
            for c in drawing.columns]  # fmt: skip
    names = range(inputs + len(plain.inside), len(extents))
    share = min(0.42, 1.5 / max(1, len(wide) - 2))  # deep networks do not get endlessly wide
    gap = stretch * float(np.clip(share * (top - low), 30, 400))
    bend = max(
        (abs(float(y[p[-1]] - y[p[-2]])) for p in drawing.paths if p[-1] in names), default=0
    )
    x_of = [_MARGIN + wide[0]]
    for number_, (a, b) in enumerate(pairwise(wide)):
        last = number_ == len(wide) - 2
        x_of.append(x_of[-1] + a + b + (12 + min(30.0, 0.6 * bend) if last else gap))
    x = np.zeros(len(y))
    for column, where in zip(drawing.columns, x_of, strict=True):
        x[column] = where
    for k in names:  # the names of the outputs begin at one line
        x[k] = x_of[-1] - wide[-1] + plain.halves[k]
    at = np.stack([x, y - low + _MARGIN], axis=1)
    reach = {k: w for column, w in zip(drawing.columns, wide, strict=True) for k in column}
    curves = [_curve(at, path, plain, inputs, reach) for path in drawing.paths]
    return replace(
        plain,
        width=x_of[-1] + wide[-1] + _MARGIN,
        height=top - low + 2 * _MARGIN,
        at=at[: len(extents)],
        curves=curves,
    )


def _curve(
    at: Points, path: tuple[int, ...], plain: Geometry, inputs: int, reach: dict[int, float]
) -> Points:
    """The line of a wire: straight to the next column, otherwise curved through its lanes."""
    start, stop = at[path[0]], at[path[-1]]
    units = inputs + len(plain.inside)
    if path[0] < inputs:
        start = start + np.array([plain.halves[path[0]], 0])
    if path[-1] >= units:
        stop = stop - np.array([plain.halves[path[-1]] - 3, 0])
    lanes = [at[node] + [side * reach[node], 0] for node in path[1:-1] for side in (-1, 1)]
    towards = lanes[0] if lanes else stop
    if path[0] >= inputs:
        start = start + _unit(towards - start) * plain.radius
    if path[-1] < units:
        stop = stop + _unit((lanes[-1] if lanes else start) - stop) * plain.radius
    if not lanes:
        return np.array([start, stop])
    knots = [start, *lanes, stop]
    flat = np.array([1.0, 0.0])
    pieces = []
    for k, (p, q) in enumerate(pairwise(knots)):
        ends = (
            (flat if k or path[0] < inputs else _unit(q - p)),
            (flat if k < len(knots) - 2 else _unit(q - p)),
        )
        pieces.append(_bent(p, q, *ends))
    return np.concatenate(pieces)


def _unit(vector: Points) -> Points:
    return np.asarray(vector / max(float(np.hypot(*vector)), 1e-9))


def _bent(p: Points, q: Points, leaving: Points, arriving: Points) -> Points:
    """A cubic from p to q with the given directions at its ends."""
    if p[1] == q[1]:
        return np.array([p, q])
    t = np.linspace(0, 1, 17)[:, None]
    reach = 0.45 * abs(q[0] - p[0])
    a, b = p + reach * leaving, q - reach * arriving
    return np.asarray(
        (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t**2 * b + t**3 * q
    )


# Where the weights are written --------------------------------------------------------------


def _weight_spots(placed: Geometry, inputs: int) -> tuple[dict[int, tuple[float, float]], int]:
    """A place for the weight of each wire that touches nothing written, and how many cover a wire.

    Without such places for all the number is -1.
    """
    taken = written_boxes(placed, inputs)
    dense = [_sampled(curve) for curve in placed.curves]
    spots: dict[int, tuple[float, float]] = {}
    covering = 0
    for k, (_, _, weight) in enumerate(placed.wires):
        if weight is None:
            continue
        half = np.array([text_width(placed.texts[k], WEIGHT) / 2 + 1.2, 0.5 * WEIGHT + 0.6])
        at = dense[k][np.rint(_SPOTS * (len(dense[k]) - 1)).astype(np.int64)]
        free = ~_touched(at, half + _APART, taken)
        if not free.any():
            return spots, -1
        others = np.concatenate([c for i, c in enumerate(dense) if i != k] or [np.zeros((0, 2))])
        away = np.abs(others[None] - at[:, None])
        on = (away <= half).all(axis=2).sum(axis=1)
        near = (away <= half + _NEAR).all(axis=2).sum(axis=1)
        cost = 4.0 * on + near + 4.0 * np.abs(_SPOTS - _SPOT)
        best = int(np.where(free, cost, np.inf).argmin())
        covering += int(on[best] > 0)
        spots[k] = (float(at[best, 0]), float(at[best, 1]))
        taken = np.vstack([taken, np.concatenate([at[best] - half, at[best] + half])])
    return spots, covering


def _sampled(curve: Points) -> Points:
    """Points on the line, one every three points of length."""
    steps = np.hypot(*np.diff(curve, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, along[-1], max(2, int(along[-1] / 3)))
    return np.stack([np.interp(wanted, along, curve[:, i]) for i in (0, 1)], axis=1)


def written_boxes(placed: Geometry, inputs: int) -> Points:
    """The boxes (x0, y0, x1, y1) of inputs, units, captions and names."""
    boxes = []
    for k, (x, y) in enumerate(placed.at):
        unit = k - inputs
        tall = placed.radius if 0 <= unit < len(placed.inside) else 8.0
        half = placed.radius if 0 <= unit < len(placed.inside) else placed.halves[k]
        boxes.append((x - half, y - tall, x + half, y + tall))
        if 0 <= unit < len(placed.inside) and placed.captions[unit]:
            tall = 3 + LINE * len(placed.captions[unit])
            low = y - placed.radius - tall
            half = placed.halves[k]
            boxes.append((x - half + 2 * placed.aside[unit], low, x + half, low + tall))
    return np.array(boxes).reshape(-1, 4)


def _touched(at: Points, half: Points, boxes: Points) -> NDArray[np.bool_]:
    """Which boxes of a size round points touch one of the others."""
    low, high = (at - half)[:, None], (at + half)[:, None]
    common = (boxes[:, :2] < high) & (boxes[:, 2:] > low)
    return np.asarray(np.any(np.all(common, axis=2), axis=1))
