"""The network of threshold units: the one intermediate representation.

What it is stands in `threshold_units`, which nodes its units read in `wiring`; this is what one
does with it: it is made, run, changed and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import entries, shown, whole
from logicnet.ground.digits import is_whole
from logicnet.ground.names import unique_names
from logicnet.ground.providers import provided
from logicnet.ground.running.interrupts import all_or_nothing

from . import description, simulation
from .circuit_of_network import gates
from .exact_numbers import node_numbers, number, numbers, plain_numbers
from .sums import recoded
from .threshold_units import ThresholdUnits
from .wiring import (
    Encoding,
    Wiring,
    check_encoding,
    earliest_layers,
    over,
    pointers,
    sorted_wires,
)

if TYPE_CHECKING:
    import sympy

    from logicnet.ground.bits import Words
    from logicnet.ground.budget import Cut
    from logicnet.logic.circuits.circuit import Circuit
    from logicnet.logic.tables.cover import Cover
    from logicnet.logic.tables.truthtable import TruthTable


class Network(ThresholdUnits):
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

    @classmethod
    @checked()
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
        booleans: Sequence[str] = (),
        construction: str = "",
        lower_bound: int | None = None,
    ) -> Network:
        """The network of `units`, each (nodes read, weights, threshold), earlier units first.

        Each unit is put into the earliest layer that its wires allow. `outputs` gives a unit
        number (0 is the first unit) for each output name; without it the last unit is `y`.
        `booleans` are the inputs that are 0 or 1 where the others are coordinates.
        """
        inputs = unique_names(inputs, "input")
        given = [_unit(unit) for unit in entries(units, "units")]
        if labels is not None and len(labels) != len(given):
            raise SpecificationError(f"{len(labels)} labels for {len(given)} units")
        ends = _output_numbers(outputs, len(given))
        layer_of = earliest_layers(len(inputs), [unit[0] for unit in given])
        order = np.argsort(layer_of, kind="stable")
        node = np.arange(len(inputs) + len(given))
        node[len(inputs) + order] = np.arange(len(inputs), len(node))
        placed = [given[j] for j in order]
        sources = [unit[0] for unit in placed]
        layers = np.arange(layer_of.max(initial=-1) + 2)
        return cls.from_arrays(
            inputs=inputs,
            outputs=tuple(ends),
            indptr=np.cumsum([0, *map(len, sources)]),
            indices=node[np.fromiter(chain.from_iterable(sources), dtype=np.int64)],
            weights=[*chain.from_iterable(unit[1] for unit in placed)],
            thresholds=[unit[2] for unit in placed],
            layer_starts=np.searchsorted(layer_of[order], layers),
            output_units=[node[len(inputs) + unit] - len(inputs) for unit in ends.values()],
            labels=None if labels is None else [labels[j] for j in order],
            encoding=encoding,
            centre=centre,
            scale=scale,
            booleans=booleans,
            construction=construction,
            lower_bound=lower_bound,
        )

    @classmethod
    @checked()
    def from_arrays(
        cls,
        *,
        inputs: Sequence[str],
        outputs: Sequence[str],
        indptr: ArrayLike,
        indices: ArrayLike,
        weights: ArrayLike,
        thresholds: ArrayLike,
        layer_starts: ArrayLike,
        output_units: ArrayLike,
        labels: Sequence[str] | None = None,
        encoding: Encoding = "binary",
        centre: ArrayLike | None = None,
        scale: ArrayLike | None = None,
        booleans: Sequence[str] = (),
        construction: str = "",
        lower_bound: int | None = None,
        claimed_bound: int | None = None,
        cut: Cut | None = None,
    ) -> Network:
        """The network of flat arrays as a :class:`Wiring` has them, wires of a unit in any order.

        >>> Network.from_arrays(inputs=["a", "b"], outputs=["y"], indptr=[0, 2], indices=[1, 0],
        ...     weights=[-1, 2], thresholds=[1], layer_starts=[0, 1], output_units=[0])
        <Network a b -> y, 2-1, 1 unit, depth 1, 3 parameters>
        """
        starts, sources = pointers(indptr, indices)
        values = numbers(weights, "weight")
        if len(values) != len(sources):
            raise SpecificationError(f"{len(values)} weights for {len(sources)} sources")
        sources, values = sorted_wires(starts, sources, values)
        parts: dict[str, Any] = {
            "inputs": inputs, "outputs": outputs, "indptr": starts, "indices": sources,
            "layer_starts": layer_starts, "output_units": output_units, "encoding": encoding,
            "centre": centre, "scale": scale, "booleans": booleans,
        }  # fmt: skip
        return cls(
            wiring=Wiring(**parts),
            weights=values,
            thresholds=numbers(thresholds, "threshold"),
            labels=None if labels is None else tuple(labels),
            construction=construction,
            lower_bound=lower_bound,
            claimed_bound=claimed_bound,
            cut=cut,
        )

    # What it computes --------------------------------------------------------------------

    def __call__(self, x: Mapping[str, Any] | ArrayLike) -> Any:
        """The outputs: for one row, for many rows, or for named values (a dict or a data frame).

        A row gives an array of outputs, an array of rows by inputs an array of rows by
        outputs, a mapping of scalars a dict of ints, a mapping of columns a dict of arrays.
        A data frame (pandas, polars or Arrow) gives one of the same kind with the same index, and
        a Series a Series; of these the columns that are needed are taken by name.
        A data frame or array of Dask gives one that is computed when it is asked for.
        """
        return simulation.call(self, x)

    def holds(self, x: Any, *, sparse: bool = False) -> Any:
        """Which outputs are 1, as truth values: rows by outputs for rows by inputs.

        They take an eighth of the memory of ``net(x)``. With `sparse` it is an array of SciPy's
        in rows (CSR) that holds the places of what is 1 alone: for many classes, of which a point
        has one or two. One row gives an array of outputs, with `sparse` one row by outputs.

        >>> net = Network.from_units(["x"], [([0], [1.0], 2.0), ([0], [-1.0], -1.0)],
        ...     outputs={"high": 0, "low": 1}, encoding="real")
        >>> net.holds([[3.0], [1.5]]).tolist()
        [[True, False], [False, False]]
        >>> net.holds([[3.0], [0.0]], sparse=True).indices.tolist()
        [0, 1]
        """
        return provided("truth values of rows")(self, x, sparse)

    def label(self, points: Any, *, names: bool = True) -> Any:
        """The first output that is 1 at each point, by name (None where none is) or by number.

        Numbers count from 0 and are -1 where no output is 1. Regions that fill a part of the
        plane without gaps and overlaps have exactly one at each point if they are stated with
        ``boundary="partition"``. One point gives one label, rows or a data frame give an array.

        >>> net = Network.from_units(["x"], [([0], [1.0], 2.0), ([0], [-1.0], -1.0)],
        ...     outputs={"high": 0, "low": 1}, encoding="real")
        >>> net.label([[3.0], [1.5], [0.0]]).tolist(), net.label([0.0], names=False)
        (['high', None, 'low'], np.int32(1))
        """
        return provided("labels of points")(self, points, names)

    def label_grid(self, x: ArrayLike, y: ArrayLike, *, names: bool = True) -> NDArray[Any]:
        """The labels at all places (x, y) of a grid, as `label` gives them: a row for each y.

        >>> net = Network.from_units(["x", "y"], [([0, 1], [1.0, 1.0], 2.0)], encoding="real")
        >>> net.label_grid([0, 1, 2], [0, 1], names=False).tolist()
        [[-1, -1, 0], [-1, 0, 0]]
        """
        found: NDArray[Any] = provided("labels on a grid")(self, x, y, names)
        return found

    def table(self) -> TruthTable:
        """All rows, as a TruthTable."""
        return simulation.truth_table(self)

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each output at packed rows, an array of inputs by words."""
        on = simulation.simulate(self, at)
        return on, np.zeros_like(on)

    def cover(self) -> Cover:
        """The product terms of all true rows."""
        found: Cover = self.table().cover()
        return found

    def circuit(self) -> Circuit:
        """Each unit as a count of what it reads, a weight of w being w operands."""
        return gates(self)

    @checked(most_literals=partial(whole, low=0))
    def to_sympy(self, most_literals: int = 4096) -> sympy.Basic | dict[str, sympy.Basic]:
        """The function as a minimised sympy formula, or a dict of them for many outputs.

        Inputs that no unit reads do not count towards the limit of a truth table. A formula of
        more than `most_literals` is nothing to read, and a LimitError.
        """
        read = [name for i, name in enumerate(self.inputs) if (self.indices == i).any()]
        formula: sympy.Basic | dict[str, sympy.Basic]
        with all_or_nothing():
            cover = provided("minimised rules")(self.over(read).table())
            if cover.literals > most_literals:
                raise LimitError(
                    f"to_sympy: the formula has {cover.literals} literals, more than "
                    f"most_literals={most_literals}; a greater number allows it, and read_rules "
                    "gives a short rule"
                )
            formula = cover.to_sympy()
        return formula

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
        return replace(_with_relays(self), cut=self.cut)

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
        return replace(self, wiring=replace(self.wiring, encoding=encoding), **recoded(self))

    def over(self, inputs: Sequence[str]) -> Network:
        """The same network reading `inputs`, in that order; more inputs than it has are allowed.

        Inputs that no unit reads may be left out.

        >>> both = Network.from_units(["a", "b"], [([0, 1], [1, 2], 3)])
        >>> both.over(["c", "b", "a"])([[1, 1, 0], [0, 1, 1]]).tolist()
        [[0], [1]]
        """
        fields = over(self.wiring, inputs)
        fields["indices"], weights = sorted_wires(self.indptr, fields["indices"], self.weights)
        return replace(self, wiring=replace(self.wiring, **fields), weights=weights)

    def described(self, *, construction: str, lower_bound: int | None = None) -> Network:
        """The same network, saying which construction made it and what bound is known."""
        return replace(self, construction=construction, lower_bound=lower_bound)

    def __repr__(self) -> str:
        return f"<Network {self.summary()}>"

    def summary(self) -> str:
        """One line: names, layer sizes, counts, construction and what is known of its size."""
        return description.summary(self)

    def outlook(self) -> str:
        """Whether fewer units may do, and what more effort does about it.

        >>> from logicnet import compile
        >>> print(compile("a ^ b").outlook())
        2 units are proven to be the fewest
        """
        return description.outlook(self)

    def describe(self) -> str:
        """A line a unit: its name, the inequality it tests, what it computes.

        >>> print(Network.from_units(["a", "b"], [([0, 1], [2, -1], 1)], labels=["a"]).describe())
        h1 (layer 1, output y): 2*a - b >= 1    a
        """
        return "\n".join(description.unit_lines(self))

    def _repr_html_(self) -> str:
        return description.html(self, self._repr_svg_())


def _output_numbers(outputs: Mapping[str, int] | None, units: int) -> dict[str, int]:
    """The number of the unit that each output is; the last one where none is said."""
    if outputs is not None and not isinstance(outputs, Mapping):
        raise SpecificationError(
            f"outputs give a unit for each name, as a mapping, not {shown(outputs)}"
        )
    ends = {"y": units - 1} if outputs is None else dict(outputs)
    for name, unit in ends.items():
        if not is_whole(unit) or not 0 <= unit < units:
            raise SpecificationError(
                f"output {name!r} is unit {unit}, but the units are 0 to {units - 1}"
            )
    return {name: int(unit) for name, unit in ends.items()}


def _unit(unit: Any) -> tuple[list[int], list[int | float], int | float]:
    """The unit with plain numbers, without wires of weight 0."""
    if not isinstance(unit, Sequence) or len(unit) != 3:
        raise SpecificationError(
            f"a unit is the nodes it reads, their weights and a threshold, not {unit!r:.80}"
        )
    listed = type(unit[0]) in (list, tuple) and set(map(type, unit[0])) <= {int}
    sources: list[int] = list(unit[0]) if listed else node_numbers(unit[0]).tolist()
    weights = plain_numbers(unit[1], "weight")
    if len(sources) != len(weights):
        raise SpecificationError(f"a unit has {len(sources)} sources but {len(weights)} weights")
    if 0 in weights:
        kept = [k for k, w in enumerate(weights) if w != 0]
        sources, weights = [sources[k] for k in kept], [weights[k] for k in kept]
    return sources, weights, number(unit[2], "threshold")


def _with_relays(net: Network) -> Network:
    """Each value that skips layers, or an output that ends early, is handed on by relays.

    A constant is made where it is needed, by a unit that reads any node and never changes.
    """
    n, is_constant = len(net.inputs), np.diff(net.indptr) == 0
    layer_of = earliest_layers(n, [net.wires_of(j)[0] for j in range(net.units)])
    depth = int(layer_of.max()) + 1
    units: list[tuple[list[int], list[Any], Any]] = []
    labels: list[str] = []
    at: dict[tuple[int, int], int] = {(node, -1): node for node in range(n)}
    first: dict[int, int] = {}  # node of each layer of units

    def put(node: int, layer: int, reads: list[int], weights: list[Any], threshold: Any) -> None:
        units.append((reads, weights, threshold))
        labels.append(net.node_name(node) if node < n else net.unit_label(node - n))
        at[node, layer] = n + len(units) - 1
        first.setdefault(layer, at[node, layer])

    def value(node: int, layer: int) -> int:
        """The node that carries `node` at the given layer, relayed from where it is made."""
        if node >= n and is_constant[node - n]:
            if (node, layer) not in at:
                reads = [first[layer - 1]] if layer else []
                never = int(net.thresholds[node - n] > 0) * (1 + len(reads))
                put(node, layer, reads, [1] * len(reads), never)
            return at[node, layer]
        made = -1 if node < n else int(layer_of[node - n])
        if node < n and layer > made and net.encoding == "real":
            raise SpecificationError("a coordinate cannot be relayed by threshold units")
        for here in range(made + 1, layer + 1):
            if (node, here) not in at:
                put(node, here, [at[node, here - 1]], [1], 1)
        return at[node, layer]

    read = {*net.indices.tolist(), *(n + net.output_units).tolist()}
    for j in range(net.units):
        if is_constant[j] and n + j in read:
            continue
        sources, weights = net.wires_of(j)
        layer = int(layer_of[j])
        reads = [value(int(s), layer - 1) for s in sources]
        put(n + j, layer, reads, weights.tolist(), net.thresholds[j].item())
    outputs = {
        name: value(n + int(u), depth - 1) - n
        for name, u in zip(net.outputs, net.output_units, strict=True)
    }
    return Network.from_units(
        net.inputs, units, outputs=outputs, labels=labels if net.labels is not None else None,
        encoding=net.encoding, centre=net.centre, scale=net.scale, booleans=net.booleans,
        construction=f"{net.construction}, layered".lstrip(", "),
    )  # fmt: skip
