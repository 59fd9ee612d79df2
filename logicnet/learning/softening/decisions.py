"""What a trained net decides on Boolean inputs: 1 where an output is above 1/2 (tanh: above 0).

Whatever rounding can do to an output is known (`float_errors`), and a decision counts only where
it is the same for all numbers that the output can be. So what is decided holds for the net in
exact arithmetic and in floats, in whatever order they are added. A net of step units is a
threshold network, whose sums are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.bits import WORD, Words, check_size, columns, pack, unpack, used, words
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.certificate import rounded_up
from logicnet.learning.nets.mlp import MLP
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.exactness import BITS, unit_sums_fit
from logicnet.network.network import Network

from .error_bounds import ErrorBounds
from .exact import EXACT
from .float_errors import LayerMatrix, layers_of, values_and_errors
from .sigmoid import recertified, step_form

Floats = NDArray[np.float64]
_AT_A_TIME = 1 << 22  # values of nodes computed at a time
_EPS = float(np.finfo(float).eps)


class Decided(NamedTuple):
    """Decisions at packed rows, outputs by words; where they are sure; how sure, by row."""

    on: Words
    sure: Words
    margins: Floats  # outputs by rows: how far at least from the level, negative where not sure


class Kept(NamedTuple):
    """A threshold network that a net keeps to on every input, and how far it is from it."""

    network: Network
    error: float
    margin: float
    text: str


@dataclass(frozen=True)
class Decisions:
    """The function of 0 and 1 that a net decides; `eps` is that of the floats it is computed in.

    >>> xor = MLP.from_layers([[[9, 9], [9, 9]], [[9, -9]]], [[-4, -13], [-4]], inputs=["a", "b"])
    >>> Decisions(xor).table().to_string()
    '0110'
    """

    mlp: MLP
    eps: float = _EPS

    def __post_init__(self) -> None:
        if self.mlp.output_activation == "softmax":
            raise SpecificationError(
                "softmax outputs choose one of several classes; an output that is 0 or 1 is of "
                "sigmoid, tanh, hard_sigmoid, relu, linear or step units"
            )

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return self.mlp.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return self.mlp.outputs

    @property
    def wires(self) -> int:
        """Number of weights."""
        return self.mlp.wires

    @cached_property
    def layers(self) -> list[LayerMatrix]:
        """The layers as matrices."""
        return layers_of(self.mlp)

    @property
    def level(self) -> float:
        """Above it an output says 1."""
        kind = ACTIVATIONS[self.mlp.output_activation]
        return 0.0 if kind.low < 0 else 0.5

    def values(self, at: Words, free: Sequence[int] = ()) -> tuple[Floats, Floats]:
        """The outputs at packed rows, and by how much each may be off.

        The inputs with the numbers `free` are whatever lies between false and true.
        """
        rows = unpack(at, WORD * at.shape[1]).astype(np.float64)
        around = np.zeros(len(rows))
        rows[list(free)], around[list(free)] = 0.5, 0.5
        if self.mlp.encoding == "bipolar":
            rows, around = 2 * rows - 1, 2 * around
        step = max(WORD, _AT_A_TIME // (len(self.inputs) + self.mlp.units))
        parts = [
            values_and_errors(self.mlp, self.layers, rows[:, a : a + step], self.eps, around)
            for a in range(0, rows.shape[1], step)
        ]
        return tuple(np.concatenate(part, axis=1) for part in zip(*parts, strict=True))  # type: ignore[return-value]

    def decided(self, at: Words, free: Sequence[int] = ()) -> Decided:
        """What is decided at packed rows, inputs by words, whatever the `free` inputs are."""
        values, errors = self.values(at, free)
        margins = np.abs(values - self.level) - errors
        sure = margins > 0
        return Decided(pack(values > self.level), pack(sure), np.where(sure, margins, -np.inf))

    # As a function --------------------------------------------------------------------------

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each output at packed rows; a row that is not sure is an error."""
        found = self.decided(at)
        unsure = ~np.bitwise_and.reduce(found.sure, axis=0)
        if unsure.any():
            row = int(np.argmax(unpack(unsure, WORD * at.shape[1])))
            raise SpecificationError(self.doubt(at, row))
        return found.on, np.zeros_like(found.on)

    def doubt(self, at: Words, row: int) -> str:
        """What is not sure at one of the packed rows."""
        word, bit = at[:, [row // WORD]], row % WORD
        values, errors = (part[:, bit] for part in self.values(word))
        j = int(np.argmin(np.abs(values - self.level) - errors))
        digits = unpack(word, WORD)[:, bit].astype(int).tolist()
        where = " ".join(f"{k}={v}" for k, v in zip(self.inputs, digits, strict=True))
        return (
            f"at {where or 'the only row'} the net gives {self.outputs[j]}={values[j]:.9g}, which "
            f"rounding may move across {self.level:g}"
        )

    def table(self) -> TruthTable:
        """All rows."""
        n = len(self.inputs)
        check_size(n)
        step = 1 << 10
        parts = [
            self.rows(columns(n, a, min(a + step, words(n))))[0] for a in range(0, words(n), step)
        ]
        on = np.concatenate(parts, axis=1) & used(n)
        return TruthTable(inputs=self.inputs, outputs=self.outputs, on=on, dc=np.zeros_like(on))

    def cover(self) -> Cover:
        """The product terms of all true rows."""
        found: Cover = self.table().cover()
        return found

    def circuit(self) -> Circuit:
        """Gates for all rows."""
        found: Circuit = self.table().circuit()
        return found

    # For all inputs at once -----------------------------------------------------------------

    def kept(self) -> Kept | str:
        """A threshold network near which all outputs are on every input, or why none is known."""
        kinds = {*self.mlp.activations}
        if self.eps > _EPS:
            return "bounds for all inputs are of nets that are computed in float64"
        if len(kinds) == 1 and kinds <= {*EXACT} and self.mlp.source is not None:
            try:
                recertified(self.mlp, float(self.mlp.gains.min()), None)
            except SpecificationError:
                pass
            else:
                return Kept(self.mlp.source, 0.0, 0.5, "which all outputs equal on every input")
        if len(kinds) > 1 or not kinds <= {"sigmoid", "tanh"}:
            return "bounds for all inputs are known of nets of sigmoid or of tanh units alone"
        if self.mlp.centre is not None or self.mlp.scale is not None:
            return "bounds for all inputs are of 0 and 1 that are read as they are"
        return self._bounded()

    def _bounded(self) -> Kept | str:
        """The units' steps, and the bound of each unit's distance from them."""
        weights, thresholds = step_form(self.mlp)
        every = np.concatenate([weights, thresholds])
        if (every == np.rint(every)).all() and np.abs(every).max(initial=0) < 2.0**53:
            weights, thresholds = weights.astype(np.int64), thresholds.astype(np.int64)
        binary = "binary" if self.mlp.encoding == "real" else self.mlp.encoding
        network = Network(
            wiring=replace(self.mlp.wiring, encoding=binary), weights=weights, thresholds=thresholds
        )
        scale = 2.0 if self.level == 0 else 1.0
        bounds = ErrorBounds(network, 0.01, None, centre=-self._biases())
        found = bounds.stated(self.mlp.gains * scale, None, scale, float(self.mlp.gains.min()))
        error = float(found.bounds[self.mlp.output_units].max()) / scale
        if not error < 0.5:
            return f"the bounds of the units do not decide: {found.reason or 'an output is not'}"
        text = f"from which no output is further than {rounded_up(error * scale, 3)} on any input"
        return Kept(network, error * scale, (0.5 - error) * scale, text)

    def _biases(self) -> Floats:
        """Biases for sources of 0 and 1, units of tanh being read as such."""
        if self.level:
            return self.mlp.biases
        inner = self.mlp.indices >= len(self.inputs)
        unit_of = self.mlp.unit_of
        shift = np.bincount(unit_of[inner], self.mlp.weights[inner], minlength=self.mlp.units)
        return np.asarray(self.mlp.biases - shift)


def stated(mlp: MLP) -> Network | Decisions:
    """What an MLP states: the network that it is, if it has steps only, else what it decides.

    Steps of sums that floats may round are decided as other units are.
    """
    framed = mlp.centre is not None or mlp.scale is not None
    if {*mlp.activations} != {"step"} or framed:
        return Decisions(mlp)
    if not unit_sums_fit(mlp.indptr, mlp.weights, mlp.biases, BITS["float64"]).all():
        return Decisions(mlp)
    binary = "binary" if mlp.encoding == "real" else mlp.encoding
    return Network(
        wiring=replace(mlp.wiring, encoding=binary),
        weights=mlp.weights,
        thresholds=-mlp.biases + 0.0,
        labels=mlp.labels,
    )
