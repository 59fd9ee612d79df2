"""One step of backpropagation, number by number: values forward, deltas backward, the step.

The delta of a unit is ``-dE/da``, a = w.y + b its sum, so that a weight's step is the rate times
the delta of the unit that reads, times the value that comes in. The numbers are those of
`MLP.gradient`; only the words are made here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import floats, number
from logicnet.ground.html import sentence
from logicnet.learning.data.rows import same_count
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.losses import LossName, loss_for
from logicnet.learning.nets.mlp import MLP
from logicnet.logic.latex import in_latex

Floats = NDArray[np.float64]
Part = Literal["forward", "backward", "step"]
_MOST_WIRES = 200  # that are told one by one


@dataclass(frozen=True, eq=False)
class Backpropagation:
    """What one row does to a net: `values` of inputs and units, `sums` and `deltas` of the units.

    `weights` and `biases` are the derivatives of the loss, `after` is the net that a step down at
    `rate` gives. `order` lists the units as they are computed, forward and then backward; `steps`
    tells each in words, `latex` in formulas.
    """

    mlp: MLP
    target: Floats
    rate: float
    loss: float
    fused: bool = field(repr=False)
    pull: Floats = field(repr=False)  # -dE/dy of each output, or -dE/da where it is fused
    values: Floats = field(repr=False)
    sums: Floats = field(repr=False)
    deltas: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    biases: Floats = field(repr=False)
    after: MLP = field(repr=False)

    @property
    def order(self) -> tuple[tuple[Part, int], ...]:
        """The parts and units in the order in which they are computed."""
        units = range(self.mlp.units)
        down: list[tuple[Part, int]] = [("backward", j) for j in reversed(units)]
        return (*(("forward", j) for j in units), *down, *(("step", j) for j in units))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What inputs and units are called."""
        outputs = dict(zip(self.mlp.output_units.tolist(), self.mlp.outputs, strict=True))
        units = (outputs.get(j, f"h{j + 1}") for j in range(self.mlp.units))
        return (*self.mlp.inputs, *units)

    @property
    def steps(self) -> tuple[str, ...]:
        """A line for each part of `order`."""
        return tuple(_TELL[part](self, unit) for part, unit in self.order)

    @property
    def latex(self) -> str:
        """The same as lines of a LaTeX environment."""
        lines = (_FORMULA[part](self, unit) for part, unit in self.order)
        return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"

    def __str__(self) -> str:
        moved = self.after.loss(self._row, self.target[None], self._name)
        lines = (*self.steps, f"loss {self.loss:.4g}, after the step {moved:.4g}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return sentence("Backpropagation", str(self))

    _row: Any = field(default=None, repr=False)
    _name: LossName = field(default="auto", repr=False)

    def slope(self, unit: int) -> float | None:
        """dy/da of a unit; None of a softmax, whose units have none of their own."""
        layer = int(self.mlp.layer_of[unit])
        kind = self.mlp.activations[layer]
        if kind == "softmax":
            return None
        d, a = np.ones((1, 1)), self.values[len(self.mlp.inputs) + unit].reshape(1, 1)
        ACTIVATIONS[kind].pull(d, a, np.empty((1, 1)))
        return float(d[0, 0] * self.mlp.gains[layer])

    def readers(self, unit: int) -> list[tuple[int, float]]:
        """The units that read a unit, and the weights with which they do."""
        mlp, node = self.mlp, len(self.mlp.inputs) + unit
        wires = np.flatnonzero(mlp.indices == node)
        return [(int(mlp.unit_of[k]), float(mlp.weights[k])) for k in wires]


@checked(mlp=of_type(MLP))
def backpropagation(
    mlp: MLP, row: ArrayLike, target: ArrayLike, *, rate: float = 0.1, loss: LossName = "squares"
) -> Backpropagation:
    """One step on one row, with every number of the way forward, back and down.

    >>> net = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.92]])
    >>> found = backpropagation(net, [1, 0], 1)
    >>> print(found.steps[0])
    h1: a = 3*1 + 4*0 + 1 = 4, y = sigmoid(4) = 0.982
    >>> print(found.steps[3])
    y: (1 - 0.511) * slope 0.2499 = delta 0.1222
    >>> found.deltas.round(4).tolist()
    [0.0043, 0.1222, 0.1222]
    """
    number(rate, "rate", 0)
    rows, single = mlp.rows(row)
    if not single and len(rows) != 1:
        raise SpecificationError(f"backpropagation is shown of one row, got {len(rows)}")
    if mlp.wires > _MOST_WIRES:
        raise SpecificationError(f"it is shown of at most {_MOST_WIRES} wires, got {mlp.wires}")
    targets = mlp.targets(np.atleast_1d(floats(target, "target"))[None])
    same_count(rows, targets)
    gradient = mlp.gradient(rows, targets.T, loss)
    values = np.concatenate([mlp.framed(rows)[0], mlp.values(rows)[0]])
    sums = np.bincount(mlp.unit_of, mlp.weights * values[mlp.indices], mlp.units) + mlp.biases
    measured = loss_for(loss, mlp.output_activation, targets)
    seed = np.empty_like(targets)
    z = (mlp.gains[mlp.layer_of] * sums)[mlp.output_units][:, None]
    measured.measure(values[len(mlp.inputs) + mlp.output_units][:, None], targets, seed, lambda: z)
    return Backpropagation(
        mlp=mlp, target=targets[:, 0], rate=rate, loss=mlp.loss(rows, targets.T, loss),
        fused=measured.fused, pull=-seed[:, 0] * measured.scale(1), values=values, sums=sums,
        deltas=-gradient.biases, weights=gradient.weights, biases=gradient.biases,
        after=mlp.with_parameters(
            weights=mlp.weights - rate * gradient.weights,
            biases=mlp.biases - rate * gradient.biases,
        ),
        _row=rows, _name=loss,
    )  # fmt: skip


@checked(mlp=of_type(MLP))
def deltas_by_layer(mlp: MLP, x: Any, y: ArrayLike, *, loss: LossName = "auto") -> Floats:
    """The mean size of the deltas of each layer, over rows and units.

    >>> net = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.92]])
    >>> deltas_by_layer(net, [[1, 0]], [1], loss="squares").round(4).tolist()
    [0.0633, 0.1222]
    """
    rows, targets = mlp.rows(x)[0], mlp.targets(y)
    same_count(rows, targets)
    total = np.zeros(mlp.units)
    scale = loss_for(loss, mlp.output_activation, targets).scale(1)
    for row, target in zip(rows, targets.T, strict=True):
        total += np.abs(mlp.gradient(row[None], target[None], loss).biases)
    sizes = np.bincount(mlp.layer_of, total) / np.bincount(mlp.layer_of)
    return np.asarray(sizes / (len(rows) * scale))


# Words and formulas -------------------------------------------------------------------------


def _n(value: float) -> str:
    return f"{value:.4g}" if value else "0"


def _signed(terms: list[str]) -> str:
    """The terms as a sum, a minus where one begins with it."""
    text = terms[0]
    for term in terms[1:]:
        text += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
    return text


def _wires(found: Backpropagation, unit: int) -> list[tuple[int, float]]:
    sources, weights = found.mlp.wires_of(unit)
    return list(zip(sources.tolist(), weights.tolist(), strict=True))


def _products(
    found: Backpropagation, unit: int, times: str = "*", factor: Callable[[str], str] = str
) -> str:
    terms = [f"{_n(w)}{times}{factor(_n(found.values[s]))}" for s, w in _wires(found, unit)]
    return _signed([*terms, _n(found.mlp.biases[unit])])


def _activation(found: Backpropagation, unit: int) -> tuple[str, float, float]:
    """Its name, the gain, and the value of a unit."""
    layer = int(found.mlp.layer_of[unit])
    value = found.values[len(found.mlp.inputs) + unit]
    return found.mlp.activations[layer], float(found.mlp.gains[layer]), float(value)


def _forward(found: Backpropagation, unit: int) -> str:
    name = found.names[len(found.mlp.inputs) + unit]
    kind, gain, value = _activation(found, unit)
    a = _n(found.sums[unit])
    inside = a if gain == 1 else f"{_n(gain)}*{a}"
    return f"{name}: a = {_products(found, unit)} = {a}, y = {kind}({inside}) = {_n(value)}"


def _backward(found: Backpropagation, unit: int) -> str:
    first = len(found.mlp.inputs)
    slope, delta = found.slope(unit), _n(found.deltas[unit])
    parts = [f"{_n(w)}*{_n(found.deltas[j])}" for j, w in found.readers(unit)]
    for k in np.flatnonzero(found.mlp.output_units == unit).tolist():
        if found.fused or slope is None:
            return f"{found.names[first + unit]}: delta {delta}"
        plain = np.isclose(found.pull[k], found.target[k] - found.values[first + unit])
        said = f"{_n(found.target[k])} - {_n(found.values[first + unit])}"
        parts.append(said if plain else _n(found.pull[k]))
    total = _signed(parts or ["0"])
    return f"{found.names[first + unit]}: ({total}) * slope {_n(slope or 0.0)} = delta {delta}"


def _step(found: Backpropagation, unit: int) -> str:
    first, delta = len(found.mlp.inputs), found.deltas[unit]
    name, told = found.names[first + unit], []
    for (source, w), new in zip(_wires(found, unit), found.after.wires_of(unit)[1], strict=True):
        into = f"{_n(found.rate)}*{_n(delta)}*{_n(found.values[source])}"
        told.append(f"{found.names[source]} {_signed([_n(w), into])} = {new:.6g}")
    bias = _signed([_n(found.mlp.biases[unit]), f"{_n(found.rate)}*{_n(delta)}"])
    return f"{name}: " + "; ".join([*told, f"bias {bias} = {found.after.biases[unit]:.6g}"])


def _symbol(name: str) -> str:
    plain = re.fullmatch(r"\w+(,\w+)?", name, re.ASCII)
    return "{" + (name.replace("_", r"\_") if plain else rf"\text{{{in_latex(name)}}}") + "}"


def _forward_formula(found: Backpropagation, unit: int) -> str:
    name = _symbol(found.names[len(found.mlp.inputs) + unit])
    kind, gain, value = _activation(found, unit)
    a = _n(found.sums[unit])
    inside = a if gain == 1 else rf"{_n(gain)} \cdot {_bracketed(a)}"
    sums = _products(found, unit, r" \cdot ", _bracketed)
    named = rf"\operatorname{{{kind}}}" if "_" not in kind else "f"
    return rf"a_{name} &= {sums} = {a}, & y_{name} &= {named}({inside}) = {_n(value)}"


def _backward_formula(found: Backpropagation, unit: int) -> str:
    first, slope = len(found.mlp.inputs), found.slope(unit)
    name = _symbol(found.names[first + unit])
    delta = _n(found.deltas[unit])
    parts = [rf"{_n(w)} \cdot {_bracketed(_n(found.deltas[j]))}" for j, w in found.readers(unit)]
    for k in np.flatnonzero(found.mlp.output_units == unit).tolist():
        if found.fused or slope is None:
            return rf"\delta_{name} &= {delta}"
        parts.append(_n(found.pull[k]))
    total = _signed(parts or ["0"])
    return rf"\delta_{name} &= ({total}) \cdot {_n(slope or 0.0)} = {delta}"


def _step_formula(found: Backpropagation, unit: int) -> str:
    first, delta = len(found.mlp.inputs), _bracketed(_n(found.deltas[unit]))
    name = found.names[first + unit]
    told = []
    for (source, w), new in zip(_wires(found, unit), found.after.wires_of(unit)[1], strict=True):
        pair = _symbol(f"{found.names[source]},{name}")
        into = rf"{_n(found.rate)} \cdot {delta} \cdot {_bracketed(_n(found.values[source]))}"
        told.append(rf"w_{pair} &\leftarrow {_n(w)} + {into} = {new:.6g}")
    into = rf"{_n(found.rate)} \cdot {delta}"
    bias = rf"{_n(found.mlp.biases[unit])} + {into} = {found.after.biases[unit]:.6g}"
    return " \\\\\n".join([*told, rf"b_{_symbol(name)} &\leftarrow {bias}"])


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


_TELL = {"forward": _forward, "backward": _backward, "step": _step}
_FORMULA = {
    "forward": _forward_formula, "backward": _backward_formula, "step": _step_formula,
}  # fmt: skip
