"""What networks and MLPs have alike: they hold a wiring, and a weight for each of its wires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.names import unique_names
from logicnet.ground.providers import provided

from .wiring import Encoding, Wiring

W = TypeVar("W", bound="Wired")
_MOST_DRAWN = 100_000  # wires up to which a net shows itself as a picture


class Wired:
    """What holds a wiring, whose parts it has by their names."""

    wiring: Wiring
    weights: NDArray[Any]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs, in the order of the rows."""
        return self.wiring.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return self.wiring.outputs

    @property
    def indptr(self) -> NDArray[np.int64]:
        """Where the wires of each unit begin; at its end the number of wires."""
        return self.wiring.indptr

    @property
    def indices(self) -> NDArray[np.int64]:
        """The node that each wire comes from."""
        return self.wiring.indices

    @property
    def layer_starts(self) -> NDArray[np.int64]:
        """The units at which layers begin; at its end the number of units."""
        return self.wiring.layer_starts

    @property
    def output_units(self) -> NDArray[np.int64]:
        """The unit that each output is."""
        return self.wiring.output_units

    @property
    def encoding(self) -> Encoding:
        """How inputs are given: "binary" (0/1), "bipolar" (-1/+1) or "real" (coordinates)."""
        return self.wiring.encoding

    @property
    def centre(self) -> NDArray[np.float64] | None:
        """What is taken off coordinates before units read them."""
        return self.wiring.centre

    @property
    def scale(self) -> NDArray[np.float64] | None:
        """What coordinates are then divided by."""
        return self.wiring.scale

    @property
    def booleans(self) -> tuple[str, ...]:
        """The inputs that are 0 or 1 where others are coordinates."""
        return self.wiring.booleans

    @property
    def units(self) -> int:
        """Number of units, the output units among them."""
        return self.wiring.units

    @property
    def depth(self) -> int:
        """Number of layers."""
        return self.wiring.depth

    @property
    def wires(self) -> int:
        """Number of weights."""
        return self.wiring.wires

    @property
    def layer_of(self) -> NDArray[np.int64]:
        """The layer of each unit, counted from 0."""
        return self.wiring.layer_of

    @property
    def parameters(self) -> int:
        """Number of weights, and of thresholds or biases, one a unit."""
        return self.wiring.wires + self.wiring.units

    def wires_of(self, unit: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """The nodes that a unit reads, and the weights of these wires."""
        wiring = self.wiring
        part = slice(wiring.indptr[unit], wiring.indptr[unit + 1])
        return wiring.indices[part], self.weights[part]

    def renamed(
        self: W, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None
    ) -> W:
        """The same units, whose inputs and outputs have other names.

        >>> import logicnet
        >>> logicnet.compile("a & ~b").renamed(["x", "y"])({"x": 1, "y": 0})
        {'y': 1}
        """
        names: dict[str, Any] = {
            "inputs": self.inputs if inputs is None else unique_names(inputs, "input"),
            "outputs": self.outputs if outputs is None else unique_names(outputs, "output"),
        }
        for what, had in (("inputs", self.inputs), ("outputs", self.outputs)):
            if len(names[what]) != len(had):
                raise SpecificationError(f"{len(names[what])} names for {len(had)} {what}")
        given = dict(zip(self.inputs, names["inputs"], strict=True))
        booleans = tuple(given[name] for name in self.booleans)
        changes: dict[str, Any] = {"wiring": replace(self.wiring, booleans=booleans, **names)}
        source = getattr(self, "source", None)
        if source is not None:  # what an MLP was made from
            changes["source"] = source.renamed(inputs, outputs)
        return replace(self, **changes)  # type: ignore[type-var]

    def _repr_svg_(self) -> str | None:
        """The picture for notebooks, or None where it is huge."""
        if self.wires > _MOST_DRAWN:
            return None
        return str(provided("picture of a net")(self))
