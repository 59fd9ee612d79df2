"""The layers of a wiring: where each stands in the flat arrays, and how it is computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.network.wiring import Wiring

_DENSE = 0.04  # share of a block that must be wired for a matrix product to pay
_SMALL = 2048  # blocks of up to so many entries are always matrices: fewer calls
_LOOSE = 0.2  # share of a block below which the compiled kernel beats a matrix product
_FEW = 64  # wires of a layer that cost less than calls of numpy, once it is loaded
_CHUNK = 1 << 18  # values of the widest layer computed at a time, so that they stay in the cache
_HELD = 1 << 22  # values of all nodes held at a time


@dataclass(frozen=True)
class PlannedLayer:
    """Where one layer stands in the flat arrays, and how it is computed."""

    units: slice
    nodes: slice
    wires: slice
    block: slice  # the nodes lo:hi between which all sources lie
    kind: str  # "dense": all of the block; "filled": a matrix with gaps; "sparse"
    loose: bool  # few enough wires for the compiled kernel
    positions: NDArray[np.int64] | None  # of the wires in the filled matrix
    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    hidden_from: int  # first column of the block that is a unit, not an input
    overwrites: bool = False  # its backward product is the first into its whole block
    outputs: NDArray[np.int64] | None = None  # positions of output units in this layer
    columns: NDArray[np.int64] | None = None  # and which outputs these are
    is_output: bool = False  # its units are the outputs, in order, and nothing reads them

    @cached_property
    def plain(self) -> Any:
        """Which wires there are, for passes that are not compiled."""
        from .plain_wires import WirePattern

        return WirePattern(self.indptr, self.indices, self.block, self.hidden_from)


class Plan:
    """The layers of a wiring; built once for a net and shared by its changed copies."""

    def __init__(self, wiring: Wiring) -> None:
        inputs, outputs = len(wiring.inputs), wiring.output_units
        indptr, indices, starts = wiring.indptr, wiring.indices, wiring.layer_starts
        self.wiring, self.inputs, self.outputs = wiring, inputs, outputs
        self.units, self.wires, self.depth = wiring.units, wiring.wires, wiring.depth
        self.nodes = inputs + self.units
        self.unit_of = np.repeat(np.arange(self.units), np.diff(indptr))
        self.layer_of_unit = wiring.layer_of
        layers = [_layer(inputs, indptr, indices, int(a), int(b)) for a, b in pairwise(starts)]
        self.layers = _with_roles(inputs, layers, indices, outputs)
        written = [layer.overwrites for layer in self.layers[1:]] + [False]
        self.clears = not all(
            w or layer.is_output for w, layer in zip(written, self.layers, strict=True)
        )
        self.parameters = self.wires + self.units + self.depth
        loose = [len(layer.indices) for layer in self.layers if layer.loose]
        self.loose_wires = sum(wires for wires in loose if wires > _FEW)
        kind = np.int32
        self.flat = (
            inputs, indptr.astype(kind), indices.astype(kind), self.layer_of_unit.astype(kind)
        )  # fmt: skip

    def chunk(self, rows: int) -> int:
        """How many rows to compute at a time so that the values stay in the cache."""
        widest = max([self.inputs, *(x.units.stop - x.units.start for x in self.layers), 1])
        most = max(32, min(_CHUNK // widest, _HELD // max(1, self.nodes)))
        parts = -(-rows // most)
        return int(-(-rows // max(1, parts)))


def _layer(
    n: int, indptr: NDArray[np.int64], indices: NDArray[np.int64], a: int, b: int
) -> PlannedLayer:
    w0, w1 = int(indptr[a]), int(indptr[b])
    sources = indices[w0:w1]
    lo, hi = (int(sources.min()), int(sources.max()) + 1) if w1 > w0 else (0, 0)
    size = (b - a) * (hi - lo)
    local = (indptr[a : b + 1] - w0).astype(np.int32)
    positions = None
    kind = "sparse"
    if w1 - w0 == size:
        kind = "dense"
    elif size <= _SMALL or w1 - w0 >= _DENSE * size:
        kind = "filled"
        positions = np.repeat(np.arange(b - a), np.diff(local)) * (hi - lo) + sources - lo
    return PlannedLayer(
        units=slice(a, b),
        nodes=slice(n + a, n + b),
        wires=slice(w0, w1),
        block=slice(lo, hi),
        kind=kind,
        loose=kind == "sparse" or w1 - w0 < _LOOSE * size or w1 - w0 <= _FEW,
        positions=positions,
        indptr=local,
        indices=sources.astype(np.int32),
        hidden_from=max(lo, min(n, hi)) - lo,
    )


def _with_roles(
    n: int, layers: list[PlannedLayer], indices: NDArray[np.int64], outputs: NDArray[np.int64]
) -> list[PlannedLayer]:
    """The layers with their output units, and whether they may overwrite in the backward pass.

    The backward pass visits readers from the last. A matrix layer may write its product
    without adding if its block is exactly the layer before, and no other layer reads that.
    """
    done: list[PlannedLayer] = []
    last_reader = np.full(n + layers[-1].units.stop if layers else n, -1)
    for k, layer in enumerate(layers):
        last_reader[indices[layer.wires]] = k
    for k, layer in enumerate(layers):
        inside = np.flatnonzero((outputs >= layer.units.start) & (outputs < layer.units.stop))
        local = outputs[inside] - layer.units.start
        unread = (last_reader[layer.nodes] < 0).all()
        whole = np.array_equal(outputs, np.arange(layer.units.start, layer.units.stop))
        before = layers[k - 1].nodes if k else slice(0, 0)
        overwrites = (
            layer.kind != "sparse"
            and layer.block.start + layer.hidden_from == before.start
            and layer.block.stop == before.stop
            and k > 0
            and bool((last_reader[before] <= k).all())
        )
        done.append(
            replace(
                layer,
                outputs=local if len(inside) else None,
                columns=inside if len(inside) else None,
                is_output=bool(unread and whole),
                overwrites=overwrites,
            )
        )
    return done
