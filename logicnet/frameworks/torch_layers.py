"""The layers of a torch module as they are met, of which a net is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array

from logicnet.errors import SpecificationError
from logicnet.ground.names import default_inputs, default_outputs
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.margins import unit_gaps
from logicnet.network.network import Network
from logicnet.network.wiring import Wiring
from logicnet.tracing.columns import Columns, joined, of_nodes

Floats = NDArray[np.float64]
Names = Sequence[str] | None


def linear(x: Columns, weights: Any, bias: Any) -> Columns:
    """What a matrix (features by features) makes of values, and numbers that are added."""
    matrix = csr_matrix(np.atleast_2d(np.asarray(weights, dtype=np.float64)))
    if x.shape != (matrix.shape[1],):
        raise SpecificationError(f"a layer reads {matrix.shape[1]} features of {list(x.shape)}")
    return x.mapped(matrix, (matrix.shape[0],)).plus(bias)


class TorchLayers:
    """Layers of units as they are made; `finished` makes a net of them.

    Forms of forms are one form, unless they are to be kept `apart`: then each step of the module is
    a layer, of linear units where there are no others, so that what rounds there rounds here.
    """

    def __init__(self, inputs: int, *, apart: bool = False) -> None:
        self.count, self.apart = inputs, apart
        self.nodes = inputs
        self.layers: list[tuple[str, Columns, float]] = []
        self.ties: list[int] = []  # units for which a sum of 0 is neither
        self.turned: list[int] = []  # units [-z >= 0] that stand for [z > 0]

    def inputs(self) -> Columns:
        """The inputs themselves."""
        return of_nodes(np.arange(self.count), self.count)

    def units(self, kind: str, form: Columns, gain: float = 1.0) -> Columns:
        """A layer of units of these sums."""
        first = self.nodes
        self.layers.append((kind, form.plain(), gain))
        self.nodes += form.size
        return replace(of_nodes(np.arange(first, self.nodes), self.nodes), shape=form.shape)

    def kept(self, form: Columns, weights: Any = 0.5) -> Columns:
        """The form as nodes, each by itself, where forms are kept apart.

        What is made of steps with whole numbers alone is left as it is: no sum of it is rounded.
        """
        if not self.apart:
            return form
        if form.nodes() is not None:
            return form
        form = form.plain()
        whole = [form.matrix.data, form.offsets, 2 * np.asarray(weights)]
        if self._are_steps(form.matrix.indices) and all(
            bool((part == np.rint(part)).all()) for part in whole
        ):
            return form
        return self.units("linear", form)

    def are_small(self, form: Columns) -> bool:
        """Whether the form is of steps and whole numbers so small that all types hold them."""
        form = form.plain()
        if not self._are_steps(form.matrix.indices):
            return False
        numbers = np.concatenate([form.matrix.data, form.offsets])
        size = np.abs(form.offsets) + np.asarray(abs(form.matrix).sum(axis=1)).ravel()
        return bool((numbers == np.rint(numbers)).all() and size.max(initial=0.0) < 2**7)

    def steps(self, form: Columns, *, strict: bool = False, tie: bool = False) -> Columns:
        """Units that fire where the form is not negative, or `strict`: where it is positive.

        [z > 0] is 1 - [-z >= 0]. With a `tie` a sum of 0 must be impossible.
        """
        first = self.nodes - self.count
        if strict:
            self.turned += range(first, first + form.size)
            return self.units("step", form.scaled(-1.0)).scaled(-1.0).plus(1.0)
        if tie:
            self.ties += range(first, first + form.size)
        return self.units("step", form)

    def placed(self, net: Network | MLP, weights: Floats, biases: Floats, form: Columns) -> Columns:
        """The outputs of a net, with these numbers, that reads a form."""
        if form.shape != (len(net.inputs),):
            raise SpecificationError(f"features of {list(form.shape)} for {len(net.inputs)} inputs")
        if net.centre is not None:
            form = form.plus(-net.centre)
        if net.scale is not None:
            form = form.scaled(1 / net.scale)
        at_hand = [self.kept(form, weights)]
        for k in range(net.depth):
            a, b = net.layer_starts[k : k + 2].tolist()
            part = slice(int(net.indptr[a]), int(net.indptr[b]))
            nodes = len(net.inputs) + a
            ends = net.indptr[a : b + 1] - net.indptr[a]
            data = (weights[part], net.indices[part], ends)
            matrix = csr_matrix(data, shape=(b - a, nodes), copy=True)
            sums = joined(at_hand, 1).mapped(matrix, (b - a,)).plus(biases[a:b])
            kind, gain = "step", 1.0
            if isinstance(net, MLP):
                kind, gain = net.activations[k], float(net.gains[k])
            at_hand.append(self.units(kind, sums, gain))
        return joined(at_hand[1:], 1).chosen(net.output_units)

    # What it makes -----------------------------------------------------------------------------

    def finished(
        self,
        result: Columns,
        inputs: Sequence[str] | None,
        outputs: Sequence[str] | None,
        encoding: Any,
    ) -> Network | MLP:
        """The net whose outputs are a form: a Network where all units are steps."""
        hard = {kind for kind, _, _ in self.layers} == {"step"}
        encoding = encoding or ("binary" if hard else "real")
        if hard and self.turned and encoding != "real":
            result = self._turned_back(result)
        ends = self._ends(result)
        hard = {kind for kind, _, _ in self.layers} == {"step"}
        wiring, weights, biases = self._wires(ends, inputs, outputs, encoding)
        if hard:
            return self._network(wiring, weights, biases)
        if self.ties:
            raise SpecificationError("sign units are read in nets of step and sign units alone")
        return MLP(
            wiring=wiring,
            weights=weights,
            biases=biases,
            gains=np.array([gain for _, _, gain in self.layers]),
            activations=tuple(kind for kind, _, _ in self.layers),
        )

    def _ends(self, result: Columns) -> NDArray[np.int64]:
        """The units that are the outputs; other forms than units make a linear layer."""
        result = result.plain()
        terms = result.within(self.nodes).matrix
        single = bool((np.diff(terms.indptr) == 1).all()) and terms.nnz > 0
        if single and (terms.indices >= self.count).all():
            kinds = self._kinds()[terms.indices - self.count]
            plain = (terms.data == 1) & (result.offsets == 0)
            signs = (kinds == "step") & (terms.data == 2) & (result.offsets == -1)
            if len({*kinds.tolist()}) == 1 and (plain | signs).all():
                return np.asarray(terms.indices - self.count, dtype=np.int64)
        whole = self._negated(result, terms) if single else None
        if whole is not None:
            return whole
        last = self.nodes - self.count
        self.units("linear", result)
        return np.arange(last, last + result.size)

    def _negated(self, result: Columns, terms: Any) -> NDArray[np.int64] | None:
        """Units of their own for outputs that are u or 1 - u, or 2 u - 1 or 1 - 2 u, of steps u."""
        known = {(1.0, 0.0), (2.0, -1.0), (-1.0, 1.0), (-2.0, 1.0)}
        pairs = {*zip(terms.data.tolist(), result.offsets.tolist(), strict=True)}
        if not (pairs <= known and self._are_steps(terms.indices)):
            return None
        sides, last = np.sign(terms.data), self.nodes - self.count
        self.units("step", of_nodes(terms.indices, self.nodes, -sides / 2, sides))
        return np.arange(last, last + result.size)

    def _turned_back(self, result: Columns) -> Columns:
        """The result, and all layers, with [z > 0] for 1 - [-z >= 0] where z is whole, or never is.

        Then it is [z - 1/2 >= 0] or [z >= 0]. A unit u that is turned is 1 - u for its readers.
        """
        every = joined([form for _, form, _ in self.layers], 0)
        whole = (every.matrix.data == np.rint(every.matrix.data)).all()
        if not whole or (2 * every.offsets != np.rint(2 * every.offsets)).any():
            return result
        turned = np.zeros(self.nodes)
        turned[np.array(self.turned) + self.count] = 1.0
        own = turned[self.count :] > 0

        def read(form: Columns) -> Columns:
            form = form.plain()
            terms = form.within(self.nodes).matrix
            back = csr_matrix(terms @ diags_array(1 - 2 * turned))
            return replace(form, matrix=back, offsets=form.offsets + terms @ turned)

        first, layers = 0, []
        for kind, form, gain in self.layers:
            here = own[first : first + form.size]
            sums = read(form)
            even = sums.offsets == np.rint(sums.offsets)
            sums = sums.scaled(np.where(here, -1.0, 1.0)).plus(np.where(here & even, -0.5, 0.0))
            layers.append((kind, sums.plain(), gain))
            first += form.size
        self.layers = layers
        return read(result)

    def _are_steps(self, nodes: Any) -> bool:
        """Whether all of these nodes are threshold units."""
        inner = bool((nodes >= self.count).all())
        return inner and bool((self._kinds()[nodes - self.count] == "step").all())

    def _kinds(self) -> NDArray[Any]:
        return np.array([kind for kind, form, _ in self.layers for _ in range(form.size)])

    def _wires(
        self, ends: Any, inputs: Any, outputs: Any, encoding: Any
    ) -> tuple[Wiring, Floats, Floats]:
        """The wiring of all layers, weights and biases; zeros are no wires."""
        every = joined([form for _, form, _ in self.layers], 0)
        terms = every.within(self.nodes).matrix
        terms.sum_duplicates()
        terms.eliminate_zeros()
        terms.sort_indices()
        widths = [form.size for _, form, _ in self.layers]
        wiring = Wiring(
            inputs=tuple(default_inputs(self.count) if inputs is None else inputs),
            outputs=tuple(default_outputs(len(ends)) if outputs is None else outputs),
            indptr=terms.indptr.astype(np.int64),
            indices=terms.indices.astype(np.int64),
            layer_starts=np.cumsum([0, *widths]),
            output_units=ends,
            encoding=encoding,
        )
        return wiring, terms.data.astype(np.float64), every.offsets

    def _network(self, wiring: Wiring, weights: Floats, biases: Floats) -> Network:
        whole = bool((weights == np.rint(weights)).all()) and wiring.encoding != "real"
        small = bool(np.abs(weights).max(initial=0) < 2.0**53)
        thresholds = -biases + 0.0
        if whole and small and bool(np.abs(biases).max(initial=0) < 2.0**53):
            weights, thresholds = weights.astype(np.int64), np.ceil(thresholds).astype(np.int64)
        network = Network(wiring=wiring, weights=weights, thresholds=thresholds)
        if self.ties:
            sums = unit_gaps(network)
            zero = sums.geometric | (sums.above <= -biases)
            found = [unit for unit in self.ties if zero[unit]]
            if found:
                raise SpecificationError(
                    f"unit {found[0]} takes the sign of a sum that may be 0, which is neither -1 "
                    "nor 1; give it a bias between two sums, such as 0.5"
                )
        return network
