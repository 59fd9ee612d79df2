"""`plot.backpropagation`: values forward, deltas backward and gradients, on the network itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from logicnet.errors import SpecificationError
from logicnet.ground.checks import instance, whole
from logicnet.learning.study.backpropagation import Backpropagation
from logicnet.plot.arguments import drawing
from logicnet.plot.key import Item, draw_key, key_height
from logicnet.plot.style import INK, NEGATIVE, POSITIVE, number, sheet, text_width, write
from logicnet.plot.words import describe, some

from .diagram import MOST_WEIGHTS, Drawing
from .geometry import NAME, geometry

_SAID = "under a unit: y its value, δ its delta = −dE/da"
_ON_WIRES = "on a wire: its weight | dE/dw"


@drawing
def backpropagation(
    step: Backpropagation,
    *,
    shown: int | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """The Axes with the network of one step of backpropagation and all its numbers.

    With `shown` only so many of the parts are there that `step.order` lists: first the values one
    unit after the other, then the deltas and with them the gradients on the wires, then the new
    weights in place of the old ones.

    >>> from logicnet.learning.nets.mlp import MLP
    >>> from logicnet.learning.study.backpropagation import backpropagation as told
    >>> net = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.92]])
    >>> ax = backpropagation(told(net, [1, 0], 1), shown=6)
    >>> [text.get_text() for text in ax.texts if "δ" in text.get_text()][-1]
    'under a unit: y its value, δ its delta = −dE/da'
    """
    instance(step, Backpropagation, "step")
    net = step.mlp
    if net.wires > MOST_WEIGHTS:
        raise SpecificationError(f"it is drawn of at most {MOST_WEIGHTS} wires, got {net.wires}")
    count = len(step.order)
    done = step.order[: count if shown is None else whole(shown, "shown", 0, count)]
    net = _so_far(step, done)
    names = [f"{n} = {number(v)}" for n, v in zip(net.inputs, step.values, strict=False)]
    said, texts = _under(step, done), _on_wires(step, done)
    plan = geometry(net, names, True, said, texts)
    items = [
        Item("line", POSITIVE, "positive"), Item("dashes", NEGATIVE, "negative"),
        Item("none", INK, "in a unit: its bias"), Item("none", INK, _SAID),
        Item("none", INK, _ON_WIRES),
    ]  # fmt: skip
    width = max(plan.width, 210.0, text_width(title or "", NAME, "bold") + 16)
    below, above = key_height(items, width - 12) + 4, 16.0 if title else 0.0
    height = plan.height + below + above
    ax = sheet(ax, width, height, min(1.5, 1440 / max(width, height)))
    shift = np.array([(width - plan.width) / 2, below])
    known = np.zeros(len(net.inputs) + net.units)
    forward = [unit for part, unit in done if part == "forward"]
    places = [*range(len(net.inputs)), *(len(net.inputs) + unit for unit in forward)]
    known[places] = step.values[places]
    Drawing(ax, net, plan, shift, known, {}).draw(names)
    draw_key(ax, items, 6, below - 2, width - 12)
    if title:
        write(ax, width / 2, height - 9, title, NAME, weight="bold")
    told = some([" ".join(line.split()) for line in step.steps[: len(done)]], between="; ")
    describe(ax, f"{title or 'Backpropagation'}, {len(done)} of {count} parts of a step: {told}.")
    return ax


def _so_far(step: Backpropagation, done: Any) -> Any:
    """The net, with the new weights and biases of the units whose step is taken."""
    net, moved = step.mlp, np.zeros(step.mlp.units, dtype=bool)
    moved[[unit for part, unit in done if part == "step"]] = True
    return net.with_parameters(
        weights=np.where(moved[net.unit_of], step.after.weights, net.weights),
        biases=np.where(moved, step.after.biases, net.biases),
    )


def _under(step: Backpropagation, done: Any) -> list[str]:
    first, said = len(step.mlp.inputs), list[str]()
    for unit in range(step.mlp.units):
        lines = []
        if ("forward", unit) in done:
            lines.append(f"y\u00a0{number(float(step.values[first + unit]))}")
        if ("backward", unit) in done:
            lines.append(f"δ\u00a0{number(float(step.deltas[unit]))}")
        said.append(" ".join(lines) or "?")
    return said


def _on_wires(step: Backpropagation, done: Any) -> list[str]:
    """The weight of each wire, and its gradient where the delta behind it is known."""
    net, texts = _so_far(step, done), []
    for wire, unit in enumerate(net.unit_of.tolist()):
        text = _short(float(net.weights[wire]))
        if ("backward", unit) in done:
            text += f" | {_short(float(step.weights[wire]))}"
        texts.append(text)
    return texts


def _short(value: float) -> str:
    """Four digits behind the point, so that a small step is seen."""
    return f"{round(value, 4) + 0.0:.6g}".replace("-", "−")
