"""The network of threshold units: the one intermediate representation.

A unit fires (its value is 1, otherwise 0) iff the weighted sum of what it reads reaches its
threshold, ``w.x >= t``. Units stand in layers; a unit reads inputs and units of earlier layers.
The sum is that of the numbers that are stored, exactly: nothing is rounded, so its order does not
matter. This loop is the meaning of a network, and every faster path is tested against it::

    def reference(network, x):              # x: the values of the inputs
        values = [Fraction(v) for v in x]
        for j in range(network.units):
            sources, weights = (part.tolist() for part in network.wires_of(j))
            total = sum(Fraction(w) * values[s] for s, w in zip(sources, weights))
            values.append(int(total >= Fraction(network.thresholds[j].item())))
        return [values[len(network.inputs) + u] for u in network.output_units]

Storage is flat, one sparse matrix over all units: unit j reads the nodes
``indices[indptr[j]:indptr[j+1]]`` with the weights at the same places, where nodes
0 ... n-1 are the inputs and node n+j is unit j. ``layer_starts`` holds the unit numbers at
which the layers begin, and the number of units at its end.

Where inputs are coordinates (encoding "real"), the network may have a centre and a scale: the
units then read ``(x - centre) / scale``, so that the weights fit coordinates far from zero. That
is exact too, of the floats that the coordinates are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import entries, shown
from logicnet.ground.digits import is_whole
from logicnet.ground.interrupts import all_or_nothing
from logicnet.ground.names import unique_names

from .sums import recoded
from .wiring import (
    check_encoding,
    earliest_layers,
    node_numbers,
    normalised,
    number,
    numbers,
    plain_numbers,
    rewired,
)

if TYPE_CHECKING:
    import sympy

    from logicnet.ground.budget import Cut
    from logicnet.logic.truthtable import TruthTable

Encoding = Literal["binary", "bipolar", "real"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Network:
    """Layers of threshold units over named inputs, with named outputs.

    >>> xor = Network.from_units(
    ...     ["a", "b"],
    ...     [([0, 1], [1, 1], 1), ([0, 1], [-1, -1], -1), ([2, 3], [1, 1], 2)],
    ...     outputs={"y": 2},
    ... )
    >>> xor([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist()
    [[0], [1], [1], [0]]
    >>> xor.units, xor.depth, xor.parameters
    (3, 2, 9)
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    weights: NDArray[np.int64] | NDArray[np.float64]
    thresholds: NDArray[np.int64] | NDArray[np.float64]
    layer_starts: NDArray[np.int64]
    output_units: NDArray[np.int64]
    labels: tuple[str, ...] | None = None
    encoding: Encoding = "binary"
    centre: NDArray[np.float64] | None = None
    scale: NDArray[np.float64] | None = None
    construction: str = field(default="", compare=False)
    lower_bound: int | None = field(default=None, compare=False)
    claimed_bound: int | None = field(default=None, compare=False)  # by a file, not proven
    cut: Cut | None = field(default=None, compare=False)  # what ended its making early

    def __post_init__(self) -> None:
        for name, value in normalised(self).items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_units(
        cls,
        inputs: Sequence[str],
        units: Iterable[tuple[Sequence[int], Sequence[int] | Sequence[float], int | float]],
        *,
        outputs: Mapping[str, int] | None = None,
        labels: Sequence[str] | None = None,
        encoding: Encoding = "binary",
        centre: Sequence[float] | NDArray[np.float64] | None = None,
        scale: Sequence[float] | NDArray[np.float64] | None = None,
        construction: str = "",
        lower_bound: int | None = None,
    ) -> Network:
        """The network of `units`, each (nodes read, weights, threshold), earlier units first.

        Each unit is put into the earliest layer that its wires allow. `outputs` gives a unit
        number (0 is the first unit) for each output name; without it the last unit is `y`.
        """
        inputs = unique_names(inputs, "input")
        given = [_unit(unit) for unit in entries(units, "units")]
        if labels is not None and len(labels) != len(given):
            raise SpecificationError(f"{len(labels)} labels for {len(given)} units")
        if outputs is not None and not isinstance(outputs, Mapping):
            raise SpecificationError(
                f"outputs give a unit for each name, as a mapping, not {shown(outputs)}"
            )
        names = {"y": len(given) - 1} if outputs is None else dict(outputs)
        sources = [unit[0] for unit in given]
        layer_of = earliest_layers(len(inputs), sources)
        order = np.argsort(layer_of, kind="stable")
        place = np.empty(len(given), dtype=np.int64)
        place[order] = np.arange(len(given))
        node = np.concatenate([np.arange(len(inputs)), len(inputs) + place])
        reads = [node[sources[j]] for j in order]
        for name, unit in names.items():
            if not is_whole(unit) or not 0 <= unit < len(given):
                raise SpecificationError(
                    f"output {name!r} is unit {unit}, but the units are 0 to {len(given) - 1}"
                )
        return cls(
            inputs=inputs,
            outputs=tuple(names),
            indptr=np.concatenate([[0], np.cumsum([len(r) for r in reads], dtype=np.int64)]),
            indices=np.concatenate(reads) if reads else np.zeros(0, dtype=np.int64),
            weights=numbers([w for j in order for w in given[j][1]], "weight"),
            thresholds=numbers([given[j][2] for j in order], "threshold"),
            layer_starts=np.searchsorted(layer_of[order], np.arange(layer_of.max(initial=-1) + 2)),
            output_units=place[np.array(list(names.values()), dtype=np.int64)],
            labels=None if labels is None else tuple(labels[j] for j in order),
            encoding=encoding,
            centre=None if centre is None else numbers(centre, "centre"),
            scale=None if scale is None else numbers(scale, "scale"),
            construction=construction,
            lower_bound=lower_bound,
        )

    # What is in it -----------------------------------------------------------------------

    @property
    def units(self) -> int:
        """Number of units, the output units among them."""
        return len(self.thresholds)

    @property
    def hidden_units(self) -> int:
        """Number of units that are no outputs."""
        return self.units - len(np.unique(self.output_units))

    @property
    def depth(self) -> int:
        """Number of layers."""
        return len(self.layer_starts) - 1

    @property
    def wires(self) -> int:
        """Number of weights."""
        return len(self.indices)

    @property
    def parameters(self) -> int:
        """Weights, and one threshold a unit."""
        return self.wires + self.units

    @property
    def max_fan_in(self) -> int:
        """Largest number of wires into one unit."""
        return int(np.diff(self.indptr).max(initial=0))

    @property
    def weight_sum(self) -> int | float:
        """Sum of the absolute weights."""
        sizes = map(abs, self.weights.tolist())
        return fsum(sizes) if self.weights.dtype.kind == "f" else sum(sizes)

    @property
    def proven_minimal(self) -> bool:
        """Whether no network of threshold units for this function has fewer units.

        Where wires between neighbouring layers only were asked for, no such network has fewer;
        over coordinates, none whose units read either coordinates or units.
        """
        return self.lower_bound == self.units

    @property
    def layer_of(self) -> NDArray[np.int64]:
        """The layer of each unit, counted from 0."""
        return np.repeat(np.arange(self.depth), np.diff(self.layer_starts))

    @property
    def is_layered(self) -> bool:
        """Whether each layer reads only the layer before and the outputs are the last layer's."""
        n, layer_of = len(self.inputs), self.layer_of
        read = self.indices - n
        source = np.where(read < 0, -1, layer_of[np.maximum(read, 0)]) if self.units else read
        reader = np.repeat(layer_of, np.diff(self.indptr))
        return bool(
            (source == reader - 1).all() and (layer_of[self.output_units] == self.depth - 1).all()
        )

    def wires_of(self, unit: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """The nodes that a unit reads, and the weights of these wires."""
        part = slice(self.indptr[unit], self.indptr[unit + 1])
        return self.indices[part], self.weights[part]

    def label(self, unit: int) -> str:
        """What the unit computes, or the unit's number where no label was kept."""
        return f"unit {unit}" if self.labels is None else self.labels[unit]

    def node_name(self, node: int) -> str:
        """The name of an input, or ``hJ`` for unit J (counted from 1)."""
        n = len(self.inputs)
        return self.inputs[node] if node < n else f"h{node - n + 1}"

    # What it computes --------------------------------------------------------------------

    def __call__(self, x: Mapping[str, Any] | ArrayLike) -> Any:
        """The outputs: for one row, for many rows, or for named values (a dict or DataFrame).

        A row gives an array of outputs, an array of rows by inputs an array of rows by
        outputs, a mapping of scalars a dict of ints, a mapping of columns a dict of arrays.
        """
        from .simulation import call

        return call(self, x)

    def truth_table(self) -> TruthTable:
        """All rows, as a TruthTable."""
        from .simulation import truth_table

        return truth_table(self)

    def to_sympy(self) -> sympy.Basic | dict[str, sympy.Basic]:
        """The function as a minimised sympy formula, or a dict of them for many outputs.

        Inputs that no unit reads do not count towards the limit of a truth table.
        """
        from logicnet.minimization.minimizing import minimize

        read = [name for i, name in enumerate(self.inputs) if (self.indices == i).any()]
        with all_or_nothing():
            return minimize(self.over(read).truth_table()).to_sympy()

    # Changed copies ----------------------------------------------------------------------

    def layered(self) -> Network:
        """The same function with wires between neighbouring layers only.

        Relay units ``[x >= 1]`` carry a value over the layers that a wire would skip; they
        are units like any other and are counted.
        """
        if self.is_layered:
            return self
        if self.encoding == "bipolar":
            return self.encoded("binary").layered().encoded("bipolar")
        return _with_relays(self)

    def encoded(self, encoding: Encoding) -> Network:
        """The same function for inputs given as 0/1 ("binary") or as -1/+1 ("bipolar").

        With x = (1 + u)/2, ``w.x + v.h >= t`` is ``w.u + 2 v.h >= 2 t - sum(w)``, where h are
        the hidden units, which stay 0/1. Where floats cannot hold that, it is in whole numbers.
        """
        check_encoding(encoding)
        if encoding == self.encoding:
            return self
        if "real" in (encoding, self.encoding):
            raise SpecificationError(f"inputs cannot change from {self.encoding} to {encoding}")
        return replace(self, encoding=encoding, **recoded(self))

    def over(self, inputs: Sequence[str]) -> Network:
        """The same network reading `inputs`, in that order; more inputs than it has are allowed.

        Inputs that no unit reads may be left out.

        >>> both = Network.from_units(["a", "b"], [([0, 1], [1, 2], 3)])
        >>> both.over(["c", "b", "a"])([[1, 1, 0], [0, 1, 1]]).tolist()
        [[0], [1]]
        """
        return replace(self, **rewired(self, inputs))

    def described(self, *, construction: str, lower_bound: int | None = None) -> Network:
        """The same network, saying which construction made it and what bound is known."""
        return replace(self, construction=construction, lower_bound=lower_bound)

    # Equality is structural: same names, wires, numbers ------------------------------------

    def _content(self) -> tuple[object, ...]:
        arrays = (
            self.indptr, self.indices, self.weights,
            self.thresholds, self.layer_starts, self.output_units,
        )  # fmt: skip
        names = (self.inputs, self.outputs, self.labels, self.encoding)
        frame = tuple(None if a is None else a.tobytes() for a in (self.centre, self.scale))
        return names + frame + tuple((a.dtype.char, a.tobytes()) for a in arrays)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())

    def __repr__(self) -> str:
        return f"<Network {self.summary()}>"

    def summary(self) -> str:
        """One line: names, layer sizes, counts, construction and what is known of its size."""
        from .description import summary

        return summary(self)

    def describe(self) -> str:
        """A line a unit: its name, the inequality it tests, what it computes.

        >>> print(Network.from_units(["a", "b"], [([0, 1], [2, -1], 1)], labels=["a"]).describe())
        h1 (layer 1, output y): 2*a - b >= 1    a
        """
        from .description import unit_lines

        return "\n".join(unit_lines(self))

    def _repr_html_(self) -> str:
        from .description import html

        return html(self)

    def _repr_svg_(self) -> str | None:
        from .description import svg

        return svg(self)


def _unit(unit: Any) -> tuple[NDArray[np.int64], list[int | float], int | float]:
    """The unit with plain numbers, without wires of weight 0."""
    if not isinstance(unit, Sequence) or len(unit) != 3:
        raise SpecificationError(
            f"a unit is the nodes it reads, their weights and a threshold, not {unit!r:.80}"
        )
    sources, weights = node_numbers(unit[0]), plain_numbers(unit[1], "weight")
    if len(sources) != len(weights):
        raise SpecificationError(f"a unit has {len(sources)} sources but {len(weights)} weights")
    kept = [k for k, w in enumerate(weights) if w != 0]
    if len(kept) < len(weights):
        sources, weights = sources[kept], [weights[k] for k in kept]
    return sources, weights, number(unit[2], "threshold")


def _with_relays(net: Network) -> Network:
    """Each value that skips layers, or an output that ends early, is handed on by relays."""
    n = len(net.inputs)
    layer_of = earliest_layers(n, [net.wires_of(j)[0] for j in range(net.units)])
    depth = int(layer_of.max(initial=0)) + 1
    units: list[tuple[list[int], list[Any], Any]] = []
    labels: list[str] = []
    at: dict[tuple[int, int], int] = {(node, -1): node for node in range(n)}

    def value(node: int, layer: int) -> int:
        """The node that carries `node` at the given layer, relayed from where it is made."""
        made = -1 if node < n else int(layer_of[node - n])
        if node < n and layer > made and net.encoding == "real":
            raise SpecificationError("a coordinate cannot be relayed by threshold units")
        for here in range(made + 1, layer + 1):
            if (node, here) not in at:
                units.append(([at[node, here - 1]], [1], 1))
                labels.append(net.node_name(node) if node < n else net.label(node - n))
                at[node, here] = n + len(units) - 1
        return at[node, layer]

    for j in range(net.units):
        sources, weights = net.wires_of(j)
        reads = [value(int(s), int(layer_of[j]) - 1) for s in sources]
        units.append((reads, weights.tolist(), net.thresholds[j].item()))
        labels.append(net.label(j))
        at[n + j, int(layer_of[j])] = n + len(units) - 1
    outputs = {
        name: value(n + int(u), depth - 1) - n
        for name, u in zip(net.outputs, net.output_units, strict=True)
    }
    return Network.from_units(
        net.inputs, units, outputs=outputs, labels=labels if net.labels is not None else None,
        encoding=net.encoding, centre=net.centre, scale=net.scale,
        construction=f"{net.construction}, layered".lstrip(", "),
    )  # fmt: skip
