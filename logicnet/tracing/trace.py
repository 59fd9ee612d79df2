"""Units as they are met one after another, and the network or MLP that they are together.

What is not whole by itself becomes so without loss: ``z > 0`` is a threshold in between where the
sums are known to lie apart, else the opposite of ``-z >= 0``; a sign is two steps; what is cut off
at two ends is two rectifiers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from logicnet.errors import FormatError
from logicnet.learning.nets.activations import LEAK
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import grains, unit_sums_fit
from logicnet.network.network import Network
from logicnet.network.wiring import Wiring

from .columns import Columns, of_nodes

Floats = NDArray[np.float64]
LEAKS = (LEAK, float(np.float32(LEAK)))  # as files of either type hold it


class Rounded(FormatError):
    """The sums of threshold units are not those of the numbers that are given."""


class TracedLayer(NamedTuple):
    """Units met at once: their wires, biases, gain and activation."""

    matrix: csr_matrix
    biases: Floats
    gain: float
    activation: str


class Frame(NamedTuple):
    """The names of the whole, and how its inputs are given."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    encoding: Any = "binary"
    centre: Any = None
    scale: Any = None
    booleans: tuple[str, ...] = ()


class Trace:
    """The layers met so far over so many inputs.

    With `smooth` sums that are used as values are linear units, as an MLP has them; otherwise all
    is joined into the sums of threshold units. `two_valued` inputs are 0 and 1, or -1 and 1 where
    they are `bipolar`.
    """

    def __init__(self, inputs: int, two_valued: Any, smooth: bool, bipolar: bool = False) -> None:
        self.inputs, self.smooth, self.bipolar = inputs, smooth, bipolar
        self.has_one_row = False  # whether that is said of the arrays
        self.bits: int | None = None  # of the floats that the sums of steps are to be exact in
        self.layers: list[TracedLayer] = []
        self.lies_apart = np.array(two_valued, dtype=bool)  # the nodes with two values

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.lies_apart)

    def start(self) -> Columns:
        """The inputs."""
        return of_nodes(np.arange(self.inputs), self.count)

    @property
    def is_threshold(self) -> bool:
        """Whether all units are threshold units."""
        return all(layer.activation == "step" for layer in self.layers)

    # Units -----------------------------------------------------------------------------------

    def units(self, z: Columns, activation: str) -> Columns:
        """The values of units with these sums."""
        if activation not in ("step", "linear") and not self.smooth:
            return self._placed(z.matrix, z.offsets, 1.0, activation, z.shape)
        if activation == "step":
            return self.steps(z, strict=False)
        return self._placed(z.matrix, z.offsets, z.gain, activation, z.shape)

    def steps(self, z: Columns, *, strict: bool) -> Columns:
        """Whether sums are at least 0, or `strict`: above 0; as 0 and 1."""
        if not (z.exact or self.smooth):
            raise Rounded("weights that are joined into those of a threshold unit are rounded")
        matrix, biases, turned = z.matrix, z.offsets, np.zeros(z.size, dtype=bool)
        exact = self._are_exact(matrix, biases)
        if not (self.smooth or exact.all()):
            raise Rounded("sums of threshold units are rounded")
        if strict:
            matrix, biases, turned = self._above(matrix, biases, exact)
        gain = z.gain if self.smooth and not turned.any() else 1.0
        fires = self._placed(matrix, biases, gain, "step", z.shape)
        if turned.any():
            ends = fires.matrix.indices
            sign, offset = np.where(turned, -1.0, 1.0), turned.astype(float)
            fires = of_nodes(ends, self.count, offset, sign).chosen(
                np.arange(z.size).reshape(z.shape)
            )
        return Columns(fires.shape, fires.matrix, fires.offsets, truth=True)

    def signs(self, z: Columns) -> Columns:
        """-1, 0 or 1 as the sums are below, at or above 0."""
        least = self.steps(z, strict=False)
        if z.size and not self._may_be_zero(z).any():
            return least.scaled([2.0]).plus(-1.0)
        return least.added(self.steps(z.scaled(-1.0), strict=False).scaled(-1.0))

    def cut(self, z: Columns, low: float | None, high: float | None) -> Columns:
        """Sums that are cut off at two ends, by rectifiers."""
        if low is None:
            if high is None:
                return z
            beyond = self.units(z.plus(-high), "relu")
            return z.added(beyond.scaled(-1.0))
        if self.smooth and (low, high) == (0.0, 6.0) and z.base and z.base[1] == 3.0:
            return self.units(z.base[0], "hard_sigmoid").scaled([6.0])
        over = self.units(z.plus(-low), "relu").plus(low)
        if high is None:
            return over
        return over.added(self.units(z.plus(-high), "relu").scaled(-1.0))

    def larger(self, first: Columns, second: Columns) -> Columns:
        """The larger of two values."""
        for one, other in ((first, second), (second, first)):
            if any(_same(one.scaled([slope]).plain(), other.plain()) for slope in LEAKS):
                return self.units(one, "leaky_relu")
        return self.units(first.added(second.scaled(-1.0)), "relu").added(second)

    def values(self, z: Columns) -> Columns:
        """What is used as a value: where units are smooth, a sum is a linear unit."""
        if not self.smooth or z.nodes() is not None:
            return z
        return self.units(z, "linear")

    def _placed(
        self, matrix: csr_matrix, biases: Floats, gain: float, activation: str, shape: Any
    ) -> Columns:
        first = self.count
        wires = csr_matrix((matrix.data, matrix.indices, matrix.indptr), (len(biases), first))
        wires.sum_duplicates()
        wires.eliminate_zeros()
        self.layers.append(TracedLayer(wires, biases + 0.0, gain, activation))
        two = np.full(len(biases), activation == "step")
        self.lies_apart = np.concatenate([self.lies_apart, two])
        nodes = np.arange(first, self.count)
        return of_nodes(nodes, self.count).chosen(np.arange(len(nodes)).reshape(shape))

    # Sums that lie apart ---------------------------------------------------------------------

    def _are_exact(self, matrix: csr_matrix, biases: Floats) -> Any:
        """Whether sums and biases as they are given are exact, so that others say the same."""
        if self.bits is None:
            return np.ones(len(biases), dtype=bool)
        return unit_sums_fit(matrix.indptr, matrix.data, biases, self.bits)

    def _above(
        self, matrix: csr_matrix, biases: Floats, exact: Any
    ) -> tuple[csr_matrix, Floats, Any]:
        """Wires and biases of ``z >= 0`` that say z > 0, or their opposites where `turned`."""
        grain, apart = self._grain(matrix)
        apart = apart & exact
        with np.errstate(over="ignore"):
            least = np.floor(np.ldexp(-biases, -grain)) + 1
        known = apart & (np.abs(least) < 2.0**52)
        bias = np.where(known, -np.ldexp(np.where(known, least, 0.0), grain), -biases)
        sign = np.where(known, 1.0, -1.0)
        count = len(biases)
        turn = csr_matrix((sign, np.arange(count), np.arange(count + 1)), (count, count))
        return csr_matrix(turn @ matrix), bias, ~known

    def _grain(self, matrix: csr_matrix) -> tuple[Any, Any]:
        """What the sums of each row are multiples of (0: of 1), and whether that is so."""
        row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        grain = np.full(matrix.shape[0], 1000)
        np.minimum.at(grain, row_of, grains(matrix.data))
        grain = np.minimum(np.where(grain == 1000, 0, grain), 0)
        apart = np.ones(matrix.shape[0], dtype=bool)
        np.logical_and.at(apart, row_of, self.lies_apart[matrix.indices])
        return grain, apart & (grain > -900)

    def _may_be_zero(self, z: Columns) -> Any:
        grain, apart = self._grain(z.matrix)
        return ~apart | (grains(z.offsets) >= grain) | ~self._are_exact(z.matrix, z.offsets)

    # The whole -------------------------------------------------------------------------------

    def finished(self, out: Columns, frame: Frame, keep: bool = False) -> Network | MLP:
        """The network or MLP whose outputs are these values.

        Thresholds over whole weights become whole, unless they are to be kept.
        """
        ends = out.nodes()
        if ends is None or (ends < self.inputs).any() or not self._are_alike(ends):
            ends = self._ends(out)
        if not self.layers:
            raise FormatError("no units are in it")
        parts = self._wiring(ends, frame)
        if self.is_threshold and not self.smooth:
            return self._network(parts, keep)
        biases = np.concatenate([layer.biases for layer in self.layers])
        return MLP(
            wiring=Wiring(**parts),
            weights=self._wires().data,
            biases=biases,
            gains=np.array([layer.gain for layer in self.layers]),
            activations=tuple(layer.activation for layer in self.layers),
        )

    def _are_alike(self, ends: Any) -> bool:
        starts = np.cumsum([self.inputs, *(len(layer.biases) for layer in self.layers)])
        of = np.searchsorted(starts, ends, side="right") - 1
        return len({self.layers[k].activation for k in of.tolist()}) <= 1

    def _ends(self, out: Columns) -> Any:
        """Units that are the outputs where these are sums or inputs."""
        plain = out.plain().within(self.count)
        single = np.diff(plain.matrix.indptr) == 1
        if self.bipolar:
            single &= plain.matrix.indices.min(initial=self.inputs) >= self.inputs
        if (
            self.is_threshold
            and not self.smooth
            and single.all()
            and self.lies_apart[plain.matrix.indices].all()
        ):
            weight = plain.matrix.data
            kept = (weight == 1) & (plain.offsets == 0)
            if (kept | ((weight == -1) & (plain.offsets == 1))).all():
                bias = np.where(kept, -1.0, 0.0)  # the node itself, or its opposite
                return self._placed(plain.matrix, bias, 1.0, "step", out.shape).matrix.indices
        return self.units(plain, "linear").matrix.indices

    def _wires(self) -> csr_matrix:
        parts = [
            csr_matrix((m.data, m.indices, m.indptr), (m.shape[0], self.count))
            for m in (layer.matrix for layer in self.layers)
        ]
        whole = csr_matrix(vstack(parts))
        whole.sort_indices()
        return whole

    def _wiring(self, ends: Any, frame: Frame) -> dict[str, Any]:
        wires = self._wires()
        if len(ends) != len(frame.outputs):
            raise FormatError(f"{len(ends)} outputs; {len(frame.outputs)} names are given")
        return frame._asdict() | {
            "indptr": wires.indptr.astype(np.int64),
            "indices": wires.indices.astype(np.int64),
            "layer_starts": np.cumsum([0, *(len(layer.biases) for layer in self.layers)]),
            "output_units": np.asarray(ends, dtype=np.int64) - self.inputs,
        }

    def _network(self, parts: dict[str, Any], keep: bool) -> Network:
        wires = self._wires()
        levels = -np.concatenate([layer.biases for layer in self.layers]) + 0.0
        weights = wires.data
        if not keep and _are_whole(weights) and self.lies_apart.all():
            levels = np.ceil(levels)
        if not keep and _are_whole(weights) and _are_whole(levels):
            weights, levels = weights.astype(np.int64), levels.astype(np.int64)
        return Network.from_arrays(weights=weights, thresholds=levels, **parts)


def _are_whole(values: Floats) -> bool:
    return bool((values == np.rint(values)).all() and (np.abs(values) < 2.0**63).all())


def _same(first: Columns, second: Columns) -> bool:
    if first.shape != second.shape or not np.array_equal(first.offsets, second.offsets):
        return False
    width = max(first.matrix.shape[1], second.matrix.shape[1])
    return bool((first.within(width).matrix != second.within(width).matrix).nnz == 0)
