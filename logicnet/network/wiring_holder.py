"""What networks and MLPs have alike: they hold a wiring, and a weight for each of its wires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.names import unique_names
from logicnet.ground.providers import provided

from .wiring import Encoding, Wiring, readers

W = TypeVar("W", bound="Wired")
_SMALL = 4096  # entries up to which a matrix may be empty for the most part
_FILLED = 4  # beyond, entries for each wire
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
    def unit_of(self) -> NDArray[np.int64]:
        """The unit that each wire leads to, counted from 0."""
        return self.wiring.unit_of

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

    def explore(self) -> Any:
        """The playground with this net, in a notebook: a widget that both sides read and write.

        It needs anywidget, which the extra `notebook` brings.
        """
        return provided("widget of a net")(self)

    def _repr_svg_(self) -> str | None:
        """The picture for notebooks, or None where it is huge."""
        if self.wires > _MOST_DRAWN:
            return None
        return str(provided("picture of a net")(self))


# Layer by layer -------------------------------------------------------------------------------


@dataclass(frozen=True)
class LayerWires:
    """Units first to last - 1, the nodes that they read (in order), and their wires."""

    first: int
    last: int
    reads: NDArray[np.int64]
    indptr: NDArray[np.int64]
    places: NDArray[np.int64]  # among what is read
    weights: NDArray[np.float64]

    @property
    def units(self) -> int:
        """Number of units."""
        return self.last - self.first

    @property
    def is_dense(self) -> bool:
        """Whether the matrix of the layer is not much larger than its wires are many."""
        return self.units * len(self.reads) <= max(_SMALL, _FILLED * len(self.weights))

    def matrix(self) -> NDArray[np.float64]:
        """The weights, units by what is read."""
        whole = np.zeros((self.units, len(self.reads)))
        whole[self.unit_of, self.places] = self.weights
        return whole

    @property
    def unit_of(self) -> NDArray[np.int64]:
        """The unit of the layer that each wire leads to."""
        return readers(self.indptr)


def layer(net: Wired, k: int) -> LayerWires:
    """One of the layers, counted from 0; weights as floats.

    >>> from logicnet import Network
    >>> xor = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2), ([0, 1, 2], [1, 1, -2], 1)])
    >>> [layer(xor, k).matrix().tolist() for k in range(xor.depth)]
    [[[1.0, 1.0]], [[1.0, 1.0, -2.0]]]
    """
    first, last = net.layer_starts[k : k + 2].tolist()
    start, stop = net.indptr[first], net.indptr[last]
    reads, places = np.unique(net.indices[start:stop], return_inverse=True)
    return LayerWires(
        first, last, reads, net.indptr[first : last + 1] - start,
        places.ravel().astype(np.int64), net.weights[start:stop].astype(np.float64),
    )  # fmt: skip


def layers(net: Wired) -> Iterator[LayerWires]:
    """The layers in order."""
    return (layer(net, k) for k in range(net.depth))


def blocks(net: Wired, nodes: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The nodes, which are in order, by the layer that they are in: 0 the inputs, then the layers.

    Each comes with the places of the nodes within it.
    """
    starts = np.concatenate([[0], len(net.inputs) + net.layer_starts])
    of = np.searchsorted(starts, nodes, side="right") - 1
    for block in np.unique(of).tolist():
        yield block, nodes[of == block] - starts[block]
