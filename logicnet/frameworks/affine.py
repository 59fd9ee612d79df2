"""Values as affine forms of the inputs and of units, from which layers of a net are drafted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array, vstack

from logicnet.errors import SpecificationError
from logicnet.ground.names import default_inputs, default_outputs
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.margins import unit_gaps
from logicnet.network.network import Network
from logicnet.network.wiring import Wiring

Floats = NDArray[np.float64]
Names = Sequence[str] | None


@dataclass(frozen=True)
class Affine:
    """Features by nodes, and a constant a feature.

    `truth` says that they are truth values, whose sums are none, and `flat` that a feature is an
    array by itself, without an axis of features.
    """

    terms: Any
    constant: Floats
    truth: bool = False
    flat: bool = False

    @property
    def width(self) -> int:
        """Number of features."""
        return len(self.constant)

    def linear(self, weights: Any, bias: Any) -> Affine:
        """What a matrix (features by features) makes of it."""
        matrix = csr_array(np.atleast_2d(np.asarray(weights, dtype=np.float64)))
        if matrix.shape[1] != self.width:
            raise SpecificationError(f"a layer reads {matrix.shape[1]} features of {self.width}")
        return Affine(matrix @ self.terms, matrix @ self.constant + bias)

    def scaled(self, factor: Any) -> Affine:
        """The product with a number, or with one a feature."""
        form, factors = self._spread(factor)
        return Affine(csr_array(diags_array(factors) @ form.terms), factors * form.constant)

    def plus(self, other: Any) -> Affine:
        """The sum with another form, a number, or one number a feature."""
        if not isinstance(other, Affine):
            form, numbers = self._spread(other)
            return Affine(form.terms, form.constant + numbers)
        if 1 in (self.width, other.width):
            width = max(self.width, other.width)
            self, other = (form.some(np.arange(width) % form.width) for form in (self, other))
        if other.width != self.width:
            raise SpecificationError(f"a sum of {self.width} and {other.width} features")
        nodes = max(self.terms.shape[1], other.terms.shape[1])
        both = [_over(part.terms, nodes) for part in (self, other)]
        return Affine(csr_array(both[0] + both[1]), self.constant + other.constant)

    def _spread(self, numbers: Any) -> tuple[Affine, Floats]:
        """The form and numbers, one a feature, as arrays of rows by features are spread."""
        given = np.asarray(numbers, dtype=np.float64)
        if given.ndim > 2 or (given.ndim == 2 and len(given) != 1):
            raise SpecificationError(f"numbers of shape {list(given.shape)} differ by the row")
        given, form = given.ravel(), self
        if self.width == 1 and len(given) != 1:
            form = self.some(np.zeros(len(given), dtype=np.int64))
        if len(given) not in (1, form.width):
            raise SpecificationError(f"{len(given)} numbers for {form.width} features")
        return form, np.broadcast_to(given, (form.width,))

    def some(self, at: Any) -> Affine:
        """Some of the features, by a list or a slice."""
        return Affine(self.terms[at], self.constant[at], self.truth)

    @staticmethod
    def stacked(parts: Sequence[Affine]) -> Affine:
        """The features of all parts."""
        nodes = max(part.terms.shape[1] for part in parts)
        terms = csr_array(vstack([_over(part.terms, nodes) for part in parts]))
        constant = np.concatenate([part.constant for part in parts])
        return Affine(terms, constant, all(part.truth for part in parts))


def _over(terms: Any, nodes: int) -> Any:
    """The same terms over at least so many nodes."""
    data = (terms.data, terms.indices, terms.indptr)
    return csr_array(data, shape=(terms.shape[0], nodes))


class Draft:
    """Layers of units as they are made; `finished` makes a net of them.

    Forms of forms are one form, unless they are to be kept `apart`: then each step of the module is
    a layer, of linear units where there are no others, so that what rounds there rounds here.
    """

    def __init__(self, inputs: int, *, apart: bool = False) -> None:
        self.count, self.apart = inputs, apart
        self.nodes = inputs
        self.layers: list[tuple[str, Affine, float]] = []
        self.ties: list[int] = []  # units for which a sum of 0 is neither
        self.turned: list[int] = []  # units [-z >= 0] that stand for [z > 0]

    def inputs(self) -> Affine:
        """The inputs themselves."""
        return Affine(csr_array(eye_array(self.count, format="csr")), np.zeros(self.count))

    def units(self, kind: str, form: Affine, gain: float = 1.0) -> Affine:
        """A layer of units of these sums."""
        first = self.nodes
        self.layers.append((kind, form, gain))
        self.nodes += form.width
        at = np.arange(form.width)
        data = (np.ones(form.width), (at, first + at))
        return Affine(csr_array(data, shape=(form.width, self.nodes)), np.zeros(form.width))

    def plain(self, form: Affine, weights: Any = 0.5) -> Affine:
        """The form as nodes, each by itself, where forms are kept apart.

        What is made of steps with whole numbers alone is left as it is: no sum of it is rounded.
        """
        if not self.apart:
            return form
        terms = _over(form.terms, self.nodes)
        single = bool((np.diff(terms.indptr) == 1).all())
        if single and bool((terms.data == 1).all()) and not form.constant.any():
            return form
        whole = [terms.data, form.constant, 2 * np.asarray(weights)]
        inner = bool((terms.indices >= self.count).all())
        steps = inner and (self._kinds()[terms.indices - self.count] == "step").all()
        if steps and all(bool((part == np.rint(part)).all()) for part in whole):
            return form
        return self.units("linear", form)

    def are_small(self, form: Affine) -> bool:
        """Whether the form is of steps and whole numbers so small that all types hold them."""
        inner = bool((form.terms.indices >= self.count).all())
        if not inner or not (self._kinds()[form.terms.indices - self.count] == "step").all():
            return False
        numbers = np.concatenate([form.terms.data, form.constant])
        size = np.abs(form.constant) + np.asarray(abs(form.terms).sum(axis=1)).ravel()
        return bool((numbers == np.rint(numbers)).all() and size.max(initial=0.0) < 2**7)

    def steps(self, form: Affine, *, strict: bool = False, tie: bool = False) -> Affine:
        """Units that fire where the form is not negative, or `strict`: where it is positive.

        [z > 0] is 1 - [-z >= 0]. With a `tie` a sum of 0 must be impossible.
        """
        first = self.nodes - self.count
        if strict:
            self.turned += range(first, first + form.width)
            return self.units("step", form.scaled(-1.0)).scaled(-1.0).plus(1.0)
        if tie:
            self.ties += range(first, first + form.width)
        return self.units("step", form)

    def placed(self, net: Network | MLP, weights: Floats, biases: Floats, form: Affine) -> Affine:
        """The outputs of a net, with these numbers, that reads a form."""
        if form.width != len(net.inputs):
            raise SpecificationError(f"{form.width} features for {len(net.inputs)} inputs")
        if net.centre is not None:
            form = form.plus(-net.centre)
        if net.scale is not None:
            form = form.scaled(1 / net.scale)
        at_hand = [self.plain(form, weights)]
        for k in range(net.depth):
            a, b = net.layer_starts[k : k + 2].tolist()
            part = slice(int(net.indptr[a]), int(net.indptr[b]))
            nodes = len(net.inputs) + a
            ends = net.indptr[a : b + 1] - net.indptr[a]
            data = (weights[part], net.indices[part], ends)
            matrix = csr_array(data, shape=(b - a, nodes))
            read = Affine.stacked(at_hand)
            sums = Affine(csr_array(matrix @ read.terms), matrix @ read.constant + biases[a:b])
            kind, gain = "step", 1.0
            if isinstance(net, MLP):
                kind, gain = net.activations[k], float(net.gains[k])
            at_hand.append(self.units(kind, sums, gain))
        return Affine.stacked(at_hand[1:]).some(net.output_units)

    # What it makes -----------------------------------------------------------------------------

    def finished(
        self,
        result: Affine,
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

    def _ends(self, result: Affine) -> NDArray[np.int64]:
        """The units that are the outputs; other forms than units make a linear layer."""
        terms = _over(result.terms, self.nodes)
        single = bool((np.diff(terms.indptr) == 1).all()) and terms.nnz > 0
        if single and (terms.indices >= self.count).all():
            kinds = self._kinds()[terms.indices - self.count]
            plain = (terms.data == 1) & (result.constant == 0)
            signs = (kinds == "step") & (terms.data == 2) & (result.constant == -1)
            if len({*kinds.tolist()}) == 1 and (plain | signs).all():
                return np.asarray(terms.indices - self.count, dtype=np.int64)
        whole = self._negated(result, terms) if single else None
        if whole is not None:
            return whole
        last = self.nodes - self.count
        self.units("linear", result)
        return np.arange(last, last + result.width)

    def _negated(self, result: Affine, terms: Any) -> NDArray[np.int64] | None:
        """Units of their own for outputs that are u or 1 - u, or 2 u - 1 or 1 - 2 u, of steps u."""
        known = {(1.0, 0.0), (2.0, -1.0), (-1.0, 1.0), (-2.0, 1.0)}
        pairs = {*zip(terms.data.tolist(), result.constant.tolist(), strict=True)}
        inner = (terms.indices >= self.count).all()
        if not (
            inner and pairs <= known and (self._kinds()[terms.indices - self.count] == "step").all()
        ):
            return None
        sides, last = np.sign(terms.data), self.nodes - self.count
        form = Affine(
            csr_array((sides, terms.indices, terms.indptr), shape=terms.shape), -sides / 2
        )
        self.units("step", form)
        return np.arange(last, last + result.width)

    def _turned_back(self, result: Affine) -> Affine:
        """The result, and all layers, with [z > 0] for 1 - [-z >= 0] where z is whole, or never is.

        Then it is [z - 1/2 >= 0] or [z >= 0]. A unit u that is turned is 1 - u for its readers.
        """
        every = Affine.stacked([form for _, form, _ in self.layers])
        whole = (every.terms.data == np.rint(every.terms.data)).all()
        if not whole or (2 * every.constant != np.rint(2 * every.constant)).any():
            return result
        turned = np.zeros(self.nodes)
        turned[np.array(self.turned) + self.count] = 1.0
        own = turned[self.count :] > 0

        def read(form: Affine) -> Affine:
            terms = _over(form.terms, self.nodes)
            back = csr_array(terms @ diags_array(1 - 2 * turned))
            return Affine(back, form.constant + terms @ turned)

        first, layers = 0, []
        for kind, form, gain in self.layers:
            here = own[first : first + form.width]
            sums = read(form)
            even = sums.constant == np.rint(sums.constant)
            sums = sums.scaled(np.where(here, -1.0, 1.0)).plus(np.where(here & even, -0.5, 0.0))
            layers.append((kind, sums, gain))
            first += form.width
        self.layers = layers
        return read(result)

    def _kinds(self) -> NDArray[Any]:
        return np.array([kind for kind, form, _ in self.layers for _ in range(form.width)])

    def _wires(
        self, ends: Any, inputs: Any, outputs: Any, encoding: Any
    ) -> tuple[Wiring, Floats, Floats]:
        """The wiring of all layers, weights and biases; zeros are no wires."""
        every = Affine.stacked([form for _, form, _ in self.layers])
        terms = _over(every.terms, self.nodes)
        terms.sum_duplicates()
        terms.eliminate_zeros()
        terms.sort_indices()
        widths = [form.width for _, form, _ in self.layers]
        wiring = Wiring(
            inputs=tuple(default_inputs(self.count) if inputs is None else inputs),
            outputs=tuple(default_outputs(len(ends)) if outputs is None else outputs),
            indptr=terms.indptr.astype(np.int64),
            indices=terms.indices.astype(np.int64),
            layer_starts=np.cumsum([0, *widths]),
            output_units=ends,
            encoding=encoding,
        )
        return wiring, terms.data.astype(np.float64), every.constant

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
