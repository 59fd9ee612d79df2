"""`plot.network`: inputs at the left, a column for each layer, names of the outputs at the right.

A unit shows its threshold ("≥ 2": it fires when the sum of its wires reaches 2; a smooth unit
its bias) and under it what it computes. Blue wires are positive, vermilion and dashed ones
negative; the weights are written on the wires while there are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.logic.writing import Written
from logicnet.plot.arguments import drawing, net_of
from logicnet.plot.key import Item, draw_key, key_height
from logicnet.plot.saving import svg_text
from logicnet.plot.style import (
    DASHES,
    FIRING,
    INK,
    MUTED,
    NEGATIVE,
    PAPER,
    POSITIVE,
    abbreviated,
    number,
    pen,
    sheet,
    text_width,
    write,
)
from logicnet.plot.words import describe, some

from .captions import meanings
from .firing import input_values, unit_values
from .geometry import CAPTION, INNER, LINE, NAME, WEIGHT, Geometry, geometry
from .matrices import MOST_LAYERS, matrices
from .profile import profile

if TYPE_CHECKING:
    from .captions import Net

MOST_WIRES = 400  # wires up to which a network is drawn as one
MOST_WEIGHTS = 32  # wires up to which the weights are written on them
_MOST_CAPTIONS = 20  # units of a layer up to which each says what it computes
_MOST_COLUMN = 40  # nodes that one column may hold
_LARGEST = 20.0  # inches; larger pictures are made smaller


@drawing
def network(
    net: Any,
    *,
    ax: Axes | None = None,
    at: Mapping[str, Any] | Sequence[Any] | None = None,
    unit_colours: Mapping[int, str] | None = None,
    weights: bool | None = None,
    captions: bool | None = None,
    notation: Written = "names",
    title: str | None = None,
) -> Axes:
    """The Axes with a diagram of a Network or an MLP, or of what `compile` makes of a source.

    `at` gives values to the inputs: the units that fire there are yellow, and the wires that
    carry nothing faint. `unit_colours` colours units by number. `weights` and `captions` say
    whether they are written (None: while they are few); the `notation` "textbook" writes captions
    as in ``AB + A'C``. Networks of more than 400 wires, or
    of more than 40 units in a layer, are drawn as the weight matrices of their layers instead, and
    those of more than 6 layers as their `profile`.

    >>> from logicnet import compile
    >>> ax = network(compile("a ^ b", "wide"), at={"a": 1, "b": 0})
    >>> [text.get_text() for text in ax.texts if "=" in text.get_text()]
    ['a = 1', 'b = 0']
    """
    net = net_of(net)
    _check_units(net, unit_colours)
    if net.wires > MOST_WIRES or _longest(net) > _MOST_COLUMN:
        draw = matrices if net.depth <= MOST_LAYERS else profile
        return draw(net, ax=ax, title=title)
    values = None if at is None else unit_values(net, at)
    names = abbreviated(net.inputs, 28)
    if at is not None:
        names = [f"{n} = {number(v)}" for n, v in zip(names, input_values(net, at), strict=True)]
    weighted = net.wires <= MOST_WEIGHTS if weights is None else weights
    captioned = _widest_layer(net) <= _MOST_CAPTIONS if captions is None else captions
    said = meanings(net, notation) if captioned else []
    plan = geometry(net, names, weighted, said)
    items = _key(net, plan, values)
    left = [name for name, shown in (("weights", weighted), ("captions", captioned)) if not shown]
    if weights is not False and captions is not False and left:
        asked = ", ".join(f"{name}=True" for name in left)
        items.append(Item("none", MUTED, f"not written: {' and '.join(left)} ({asked})"))
    width = max(plan.width, 150.0, text_width(title or "", NAME, "bold") + 16)
    below = key_height(items, width - 12) + 4
    above = 16.0 if title else 0.0
    height = plan.height + below + above
    zoom = min(1.35, 72 * _LARGEST / max(width, height))
    ax = sheet(ax, width, height, zoom)
    shift = np.array([(width - plan.width) / 2, below])
    Drawing(ax, net, plan, shift, values, dict(unit_colours or {})).draw(names)
    draw_key(ax, items, 6, below - 2, width - 12)
    if title:
        write(ax, width / 2, height - 9, title, NAME, weight="bold")
    describe(ax, _words(net, names, values, title))
    return ax


def _words(
    net: Net, names: Sequence[str], values: NDArray[np.float64] | None, title: str | None
) -> str:
    """What is seen: the sizes, what each unit computes, and what fires."""
    head = f"{title}, network" if title else "Network"
    sizes = "-".join(map(str, [len(net.inputs), *np.diff(net.layer_starts)]))
    found = [f"{head} from {some(names)} to {some(net.outputs)}: {sizes} nodes by layer."]
    told = [text.removeprefix(f"h{k + 1}: ") for k, text in enumerate(meanings(net))]
    outputs = dict(zip(net.output_units.tolist(), net.outputs, strict=True))
    called = [outputs.get(k, f"h{k + 1}") for k in range(net.units)]
    pairs = [f"{name} is {text}" for name, text in zip(called, told, strict=True) if text]
    found += [f"{some(pairs, between='; ')}."] * bool(pairs)
    if values is not None:
        firing = [name for k, name in enumerate(called) if values[len(net.inputs) + k] >= 0.5]
        found.append(f"Of the units {some(firing) or 'none'} fire here.")
    return " ".join(found)


def _check_units(net: Net, colours: Mapping[int, str] | None) -> None:
    wrong = [unit for unit in colours or {} if unit >= net.units]
    if wrong:
        raise SpecificationError(
            f"unit_colours names unit {wrong[0]}, but the units are 0 to {net.units - 1}"
        )


def svg(net: Net) -> str:
    """The diagram as the text of an SVG image."""
    return svg_text(network(net))


def _longest(net: Net) -> int:
    return max(len(net.inputs), _widest_layer(net), len(net.outputs))


def _widest_layer(net: Net) -> int:
    return int(np.diff(net.layer_starts).max(initial=0))


def _key(net: Net, plan: Geometry, values: NDArray[np.float64] | None) -> list[Item]:
    """What of the key the picture needs."""
    signs = [w > 0 for _, _, w in plan.wires if w is not None]
    items = [Item("line", POSITIVE, "positive")] * any(signs)
    items += [Item("dashes", NEGATIVE, "negative")] * (not all(signs))
    hard = hasattr(net, "thresholds")
    if values is not None:
        items.append(Item("disk", FIRING, "fires" if hard else "value 1"))
    said = "≥ t: fires iff its sum is at least t" if hard else "in a unit: its bias"
    return [*items, Item("none", INK, said)]


class Drawing:
    """The artists of one diagram, drawn part after part."""

    def __init__(
        self,
        ax: Axes,
        net: Net,
        plan: Geometry,
        shift: NDArray[np.float64],
        values: NDArray[np.float64] | None,
        colours: dict[int, str],
    ) -> None:
        self.ax, self.net, self.plan, self.shift = ax, net, plan, shift
        self.values, self.colours = values, colours
        self.inputs = len(net.inputs)
        self.pen = pen(ax)

    def draw(self, names: Sequence[str]) -> None:
        """Everything, from the back to the front."""
        largest = max((abs(w) for _, _, w in self.plan.wires if w is not None), default=1.0)
        for k in range(len(self.plan.wires)):
            self._wire(k, largest)
        for node, name in enumerate(names):
            self._input(node, name)
        for unit in range(self.net.units):
            self._unit(unit)
        for k, name in enumerate(self.net.outputs):
            x, y = self.plan.at[self.inputs + self.net.units + k] + self.shift
            write(self.ax, x, y, name, NAME, weight="bold", gid=f"output {name}")

    def name(self, node: int) -> str:
        """What the nodes are called in the ids of the picture's elements."""
        units = self.inputs + self.net.units
        if node >= units:
            return self.net.outputs[node - units]
        return self.net.inputs[node] if node < self.inputs else f"h{node - self.inputs + 1}"

    def _wire(self, k: int, largest: float) -> None:
        source, target, weight = self.plan.wires[k]
        x, y = (self.plan.curves[k] + self.shift).T
        silent = self.values is not None and abs(self.values[source]) < 0.5
        line = Line2D(x, y, zorder=1, alpha=0.22 if silent else 1.0, solid_capstyle="butt")
        line.set_gid(f"wire {self.name(source)} {self.name(target)}")
        if weight is None:
            line.set(color=MUTED, lw=self.pen)
        else:
            size = np.log2(1 + abs(weight) / max(largest, 1e-12))
            width = (0.7 + 0.8 * float(size)) * self.pen
            line.set(color=POSITIVE if weight > 0 else NEGATIVE, lw=width)
            if weight < 0:
                line.set_linestyle((0, DASHES))
        self.ax.add_line(line)
        if k in self.plan.spots and weight is not None:
            self._weight(k, weight, silent)

    def _weight(self, k: int, weight: float, silent: bool) -> None:
        x, y = np.array(self.plan.spots[k]) + self.shift
        colour = POSITIVE if weight > 0 else NEGATIVE
        back = {"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.08"}
        write(
            self.ax, x, y, self.plan.texts[k], WEIGHT, color=MUTED if silent else colour,
            va="center", bbox=back, zorder=2,
        )  # fmt: skip

    def _input(self, node: int, name: str) -> None:
        x, y = self.plan.at[node] + self.shift
        half = self.plan.halves[node]
        on = self.values is not None and self.values[node] >= 0.5
        self.ax.add_patch(
            FancyBboxPatch(
                (x - half, y - 7), 2 * half, 14, boxstyle="round,pad=0,rounding_size=3",
                facecolor=FIRING if on else "#f0f0f0", edgecolor=MUTED, lw=0.8 * self.pen,
                zorder=3, gid=f"input {self.net.inputs[node]}",
            )
        )  # fmt: skip
        write(self.ax, x, y, name, NAME, va="center_baseline")

    def _unit(self, unit: int) -> None:
        node = self.inputs + unit
        x, y = self.plan.at[node] + self.shift
        value = 0.0 if self.values is None else float(np.clip(self.values[node], 0, 1))
        colour = self.colours.get(unit)
        face: Any = PAPER if colour is None else _mixed(colour, 0.2)
        if value > 0:
            face = _mixed(FIRING, value)
        self.ax.add_patch(
            Circle(
                (x, y), self.plan.radius, facecolor=face, edgecolor=colour or INK, zorder=3,
                lw=(1.0 + 1.2 * (colour is not None) + 1.0 * (value >= 0.5)) * self.pen,
                gid=f"unit h{unit + 1}",
            )
        )  # fmt: skip
        write(self.ax, x, y, self.plan.inside[unit], INNER, va="center")
        lines = self.plan.captions[unit]
        if lines:
            back = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
            write(
                self.ax, x + self.plan.aside[unit], y - self.plan.radius - 3, "\n".join(lines),
                CAPTION, va="top", linespacing=LINE / CAPTION / 1.165, bbox=back, zorder=2.5,
            )  # fmt: skip


def _mixed(colour: str, share: float) -> tuple[float, float, float]:
    """The colour, thinned with white."""
    from matplotlib.colors import to_rgb

    r, g, b = (1 - share * (1 - c) for c in to_rgb(colour))
    return r, g, b
