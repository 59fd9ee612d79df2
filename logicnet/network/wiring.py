"""Which nodes each unit reads: the wiring that a network and an MLP hold.

Storage is flat, one sparse matrix over all units: unit j reads the nodes
``indices[indptr[j]:indptr[j+1]]``, where nodes 0 ... n-1 are the inputs and node n+j is unit j.
``layer_starts`` holds the unit numbers at which the layers begin, and the number of units at its
end. A unit reads inputs and units of earlier layers, of any of them.

Where inputs are coordinates (encoding "real"), there may be a centre and a scale: the units then
read ``(x - centre) / scale``, so that the weights fit coordinates far from zero. Some of the inputs
may be `booleans`: variables beside the coordinates, which are 0 or 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.ground.bits import frozen
from logicnet.ground.checks import shown
from logicnet.ground.names import default_inputs, default_outputs, unique_names
from logicnet.ground.providers import provided
from logicnet.ground.synonyms import meant

from .exact_numbers import as_floats, exact, numbers

Encoding = Literal["binary", "bipolar", "real"]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Wiring:
    """Layers of units over named inputs, with named outputs, and the nodes that each unit reads.

    The wires of a unit are sorted by the nodes they come from, and distinct.

    >>> xor = Wiring(inputs=["a", "b"], outputs=["y"], indptr=[0, 2, 5], indices=[0, 1, 0, 1, 2],
    ...              layer_starts=[0, 1, 2], output_units=[1])
    >>> xor
    <Wiring 2 inputs, 2 layers of 1 1 units, 5 wires>
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    layer_starts: NDArray[np.int64]
    output_units: NDArray[np.int64]
    encoding: Encoding = "binary"
    centre: NDArray[np.float64] | None = None
    scale: NDArray[np.float64] | None = None
    booleans: tuple[str, ...] = ()  # in the order of the inputs

    def __post_init__(self) -> None:
        fields: dict[str, Any] = {
            "inputs": unique_names(self.inputs, "input"),
            "outputs": unique_names(self.outputs, "output"),
        }
        check_encoding(self.encoding)
        fields["booleans"] = _booleans(self, fields["inputs"])
        arrays: dict[str, NDArray[Any]] = _layers(self)
        _check_wires(len(fields["inputs"]), **arrays)
        units = len(arrays["indptr"]) - 1
        arrays["output_units"] = _output_units(self.output_units, len(fields["outputs"]), units)
        arrays |= _frame(self, len(fields["inputs"]))
        for name, value in (fields | {k: frozen(v) for k, v in arrays.items()}).items():
            object.__setattr__(self, name, value)

    @classmethod
    @checked()
    def full(
        cls,
        sizes: Sequence[int],
        *,
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
        encoding: Encoding = "binary",
    ) -> Wiring:
        """The wiring in which each layer reads all of the layer before; `sizes` begin with inputs.

        >>> Wiring.full([2, 1]).indices.tolist()
        [0, 1]
        """
        starts = np.concatenate([[0], np.cumsum(sizes)])  # where each layer's nodes begin
        indices = [
            np.tile(np.arange(starts[k], starts[k + 1]), size) for k, size in enumerate(sizes[1:])
        ]
        units = starts[1:] - sizes[0]
        names: dict[str, Any] = {
            "inputs": default_inputs(sizes[0]) if inputs is None else inputs,
            "outputs": default_outputs(sizes[-1]) if outputs is None else outputs,
        }
        return cls(
            **names,
            indptr=np.concatenate([[0], np.cumsum(np.repeat(sizes[:-1], sizes[1:]))]),
            indices=np.concatenate(indices),
            layer_starts=units,
            output_units=np.arange(units[-2], units[-1]),
            encoding=encoding,
        )

    @property
    def units(self) -> int:
        """Number of units, the output units among them."""
        return len(self.indptr) - 1

    @property
    def depth(self) -> int:
        """Number of layers."""
        return len(self.layer_starts) - 1

    @property
    def wires(self) -> int:
        """Number of wires, each of which has a weight."""
        return len(self.indices)

    @cached_property
    def layer_of(self) -> NDArray[np.int64]:
        """The layer of each unit, counted from 0."""
        return frozen(np.repeat(np.arange(self.depth), np.diff(self.layer_starts)))

    @property
    def unit_of(self) -> NDArray[np.int64]:
        """The unit that each wire leads to."""
        return readers(self.indptr)

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

    @cached_property
    def content(self) -> tuple[object, ...]:
        """What two wirings that are equal have in common."""
        arrays = (
            self.indptr, self.indices, self.layer_starts, self.output_units, self.centre, self.scale
        )  # fmt: skip
        octets = (None if array is None else array.tobytes() for array in arrays)
        return (self.inputs, self.outputs, self.encoding, self.booleans, *octets)

    def joins(self, other: Wiring) -> bool:
        """Whether the other wiring has as many nodes and the same wires and output units."""
        pairs = ((self.indptr, other.indptr), (self.indices, other.indices),
                 (self.layer_starts, other.layer_starts),
                 (self.output_units, other.output_units))  # fmt: skip
        return self is other or (
            len(self.inputs) == len(other.inputs) and all(np.array_equal(*pair) for pair in pairs)
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Wiring):
            return NotImplemented
        return self is other or self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)

    def __repr__(self) -> str:
        sizes = np.diff(self.layer_starts).tolist()
        listed = " ".join(map(str, sizes if len(sizes) <= 8 else [*sizes[:4], "...", sizes[-1]]))
        layers = f"{self.depth} layer{'s' * (self.depth != 1)}"
        units = f"{listed} unit{'s' * (self.units != 1)}"
        return f"<Wiring {len(self.inputs)} inputs, {layers} of {units}, {self.wires} wires>"

    def _repr_html_(self) -> str:
        return str(provided("wiring in HTML")(self))


def readers(indptr: NDArray[Any]) -> Indices:
    """The unit that each wire leads to, from where those of each unit begin."""
    return np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))


def check_encoding(encoding: object) -> None:
    """Refuse what is none of the encodings that inputs have."""
    known = get_args(Encoding)
    if not isinstance(encoding, str) or encoding not in known:
        raise SpecificationError(
            f"encoding is 'binary' (0/1), 'bipolar' (-1/+1) or 'real', not {shown(encoding)}"
            + meant(encoding, "encoding", known)
        )


# The checks ----------------------------------------------------------------------------------


def _layers(given: Wiring) -> dict[str, Indices]:
    """Pointers, sources and layers, as far as they agree with one another."""
    indptr, indices = pointers(given.indptr, given.indices)
    units = len(indptr) - 1
    starts = _index_array(given.layer_starts, "layer_starts")
    _agree(
        starts[:1].tolist() == [0] and starts[-1] == units and bool((np.diff(starts) > 0).all()),
        f"layer_starts must rise strictly from 0 to {units}, got {starts.tolist()[:10]}",
    )
    return {"indptr": indptr, "indices": indices, "layer_starts": starts}


def pointers(indptr: Any, indices: Any) -> tuple[Indices, Indices]:
    """Both as arrays of whole numbers, the first of which divides the second among units."""
    indptr, indices = _index_array(indptr, "indptr"), _index_array(indices, "indices")
    _agree(len(indptr) > 0, "indptr is empty; it has one entry more than there are units")
    _agree(bool((np.diff(indptr) >= 0).all() and indptr[0] == 0), "indptr must not fall, from 0")
    _agree(len(indices) == indptr[-1], f"{len(indices)} sources, but indptr ends at {indptr[-1]}")
    return indptr, indices


def _index_array(values: object, name: str) -> Indices:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise SpecificationError(f"{name} must be a one-dimensional array of whole numbers")
    return exact(array, np.int64, name)


def _agree(holds: bool, message: str) -> None:
    if not holds:
        raise SpecificationError(f"the arrays disagree: {message}")


def _check_wires(n: int, indptr: Indices, indices: Indices, layer_starts: Indices) -> None:
    """Wires come from inputs or from units of earlier layers, each once and in order."""
    limit = np.repeat(n + layer_starts[:-1], np.diff(indptr[layer_starts]))
    wrong = (indices < 0) | (indices >= limit)
    if wrong.any():
        at = int(wrong.argmax())
        j, source = _unit_of(at, indptr), int(indices[at])
        layer = int(np.searchsorted(layer_starts, j, side="right"))
        raise SpecificationError(
            f"unit {j} (layer {layer}) reads node {source}; it may read nodes 0 to "
            f"{int(limit[at]) - 1} (the {n} inputs and the units of earlier layers)"
        )
    falls = _falls(indptr, indices)
    if falls.any():
        at = int(falls.argmax())
        j, source = _unit_of(at, indptr), int(indices[at])
        if indices[at + 1] == source:
            raise SpecificationError(f"unit {j} reads node {source} twice")
        raise SpecificationError(f"the wires of unit {j} must be sorted by source")


def _falls(indptr: Indices, indices: Indices) -> NDArray[np.bool_]:
    """Where a unit's next wire comes from a node that is not a later one."""
    falls = np.asarray(indices[1:] <= indices[:-1])
    ends = indptr[1:-1]  # where one unit's wires end and others begin
    falls[ends[(ends > 0) & (ends < len(indices))] - 1] = False
    return falls


def _unit_of(wire: int, indptr: Indices) -> int:
    return int(np.searchsorted(indptr, wire, side="right")) - 1


def _output_units(given: Any, outputs: int, units: int) -> Indices:
    ends = _index_array(given, "output_units")
    if units and not outputs:
        raise SpecificationError(f"none of the {units} units is an output; expected one or more")
    _agree(outputs == len(ends), "one output unit is needed for each output")
    if len(ends) and not 0 <= ends.min() <= ends.max() < units:
        raise SpecificationError(f"output units must be 0 to {units - 1}, got {ends}")
    return ends


def _booleans(given: Wiring, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The inputs that are 0 or 1, in order; only what reads coordinates says which are."""
    named = unique_names(given.booleans, "Boolean input")
    if named and given.encoding != "real":
        raise SpecificationError(f"all inputs are Boolean where they are {given.encoding}")
    for name in named:
        if name not in inputs:
            hint = did_you_mean(name, inputs)
            raise SpecificationError(f"Boolean input {name!r} is none of the inputs{hint}")
    return tuple(name for name in inputs if name in named)


def _frame(given: Wiring, n: int) -> dict[str, NDArray[Any]]:
    """Centre and scale, one finite number an input each, as far as they are given."""
    frame = {
        name: as_floats(numbers(value, name).tolist(), name)
        for name, value in (("centre", given.centre), ("scale", given.scale))
        if value is not None
    }
    if frame and given.encoding != "real":
        raise SpecificationError(f"only coordinates have a centre and scale, not {given.encoding}")
    for name, value in frame.items():
        if len(value) != n:
            raise SpecificationError(f"{name} must be {n} numbers, got {value}")
    if "scale" in frame and not (frame["scale"] > 0).all():
        raise SpecificationError(f"scale must be positive, got {frame['scale']}")
    return frame


# Wires as they are given -----------------------------------------------------------------------


def sorted_wires(
    indptr: Indices, indices: Indices, weights: NDArray[Any]
) -> tuple[Indices, NDArray[Any]]:
    """Sources and weights with the wires of each unit sorted, as a wiring has them.

    >>> [part.tolist() for part in sorted_wires(*map(np.array, ([0, 2], [1, 0], [5, 7])))]
    [[0, 1], [7, 5]]
    """
    if not _falls(indptr, indices).any():
        return indices, weights
    unit_of = readers(indptr)
    low, units = int(indices.min()), len(indptr)
    span = int(indices.max()) - low + 1
    if span * units >= 1 << 62:  # nodes that there cannot be, as a damaged file may name them
        order = np.lexsort((indices, unit_of))
    else:
        order = np.argsort(unit_of * span + (indices - low), kind="stable")
    return indices[order], weights[order]


def earliest_layers(n: int, sources: Sequence[Sequence[int] | Indices]) -> Indices:
    """The least layer of each unit: one more than the greatest it reads from."""
    layer = [-1] * n
    for j, given in enumerate(sources):
        read = given.tolist() if isinstance(given, np.ndarray) else given
        if not read:
            layer.append(0)
            continue
        low, high = min(read), max(read)
        if low < 0 or high >= n + j:
            raise SpecificationError(
                f"unit {j} reads node {high if high >= n + j else low}"
                f", but only nodes 0 to {n + j - 1} come before it"
            )
        layer.append(max([layer[node] for node in read]) + 1)
    return np.array(layer[n:], dtype=np.int64)


def over(wiring: Wiring, inputs: Sequence[str]) -> dict[str, Any]:
    """The fields of a wiring that change when it has other `inputs`; sources are not sorted."""
    if isinstance(inputs, str):
        raise SpecificationError(f"inputs are a list of names, not {inputs!r}")
    names = unique_names(inputs, "input")
    place = {name: k for k, name in enumerate(names)}
    n = len(wiring.inputs)
    read = set(wiring.indices[wiring.indices < n].tolist())
    lacking = [wiring.inputs[i] for i in sorted(read) if wiring.inputs[i] not in place]
    if lacking:
        raise SpecificationError(
            f"the network reads {lacking[0]!r}, which is none of the {len(names)} inputs given"
            + did_you_mean(lacking[0], names)
        )
    at = np.array([place.get(name, 0) for name in wiring.inputs], dtype=np.int64)
    nodes = np.concatenate([at, len(names) + np.arange(wiring.units)])
    kept = tuple(name for name in wiring.booleans if name in place)
    fields: dict[str, Any] = {
        "inputs": names, "indices": nodes[wiring.indices], "booleans": kept
    }  # fmt: skip
    for name, value, usual in (("centre", wiring.centre, 0.0), ("scale", wiring.scale, 1.0)):
        if value is not None:
            known = dict(zip(wiring.inputs, value.tolist(), strict=True))
            fields[name] = np.array([known.get(given, usual) for given in names])
    return fields
