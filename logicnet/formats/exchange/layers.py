"""The layers of a network or an MLP, each as a matrix or, where that would be mostly empty, by
its wires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

_SMALL = 4096  # entries up to which a matrix may be empty for the most part
_FILLED = 4  # beyond, entries for each wire


@dataclass(frozen=True)
class Layer:
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
        return np.repeat(np.arange(self.units), np.diff(self.indptr))


def layers(net: Network | MLP) -> Iterator[Layer]:
    """The layers in order; weights as floats.

    >>> xor = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2), ([0, 1, 2], [1, 1, -2], 1)])
    >>> [layer.matrix().tolist() for layer in layers(xor)]
    [[[1.0, 1.0]], [[1.0, 1.0, -2.0]]]
    """
    for first, last in pairwise(net.layer_starts.tolist()):
        start, stop = net.indptr[first], net.indptr[last]
        reads, places = np.unique(net.indices[start:stop], return_inverse=True)
        yield Layer(
            first, last, reads, net.indptr[first : last + 1] - start,
            places.ravel().astype(np.int64), net.weights[start:stop].astype(np.float64),
        )  # fmt: skip


def blocks(net: Network | MLP, nodes: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The nodes, which are in order, by the layer that they are in: 0 the inputs, then the layers.

    Each comes with the places of the nodes within it.
    """
    starts = np.concatenate([[0], len(net.inputs) + net.layer_starts])
    of = np.searchsorted(starts, nodes, side="right") - 1
    for layer in np.unique(of).tolist():
        yield layer, nodes[of == layer] - starts[layer]
