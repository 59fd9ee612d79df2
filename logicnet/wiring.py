"""The normal form of a network's flat arrays, and the checks that guard it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .bits import frozen
from .errors import SpecificationError, did_you_mean
from .names import unique_names

if TYPE_CHECKING:
    from .network import Network

LARGEST_SUM = 1 << 62  # bound on sum |w| + |t| of a unit, so that int64 sums cannot overflow


def normalised(net: Network) -> dict[str, object]:
    """The fields of `net` in their one normal form, or an error that says what is wrong.

    Wires of a unit are sorted by source and have non-zero weights; arrays are read-only.
    """
    inputs = unique_names(net.inputs, "input")
    outputs = unique_names(net.outputs, "output")
    n, units = len(inputs), len(net.thresholds)
    indptr = _index_array(net.indptr, "indptr")
    indices = _index_array(net.indices, "indices")
    starts = _index_array(net.layer_starts, "layer_starts")
    output_units = _index_array(net.output_units, "output_units")
    weights, thresholds = _same_kind(np.asarray(net.weights), np.asarray(net.thresholds))
    _check_shape(len(indptr) == units + 1, f"indptr has {len(indptr)} entries for {units} units")
    _check_shape(
        len(weights) == len(indices) == (indptr[-1] if len(indptr) else 0),
        f"{len(indices)} sources, {len(weights)} weights, indptr ends at {indptr[-1]}",
    )
    _check_shape(bool((np.diff(indptr) >= 0).all() and indptr[0] == 0), "indptr must not fall")
    _check_shape(
        starts[:1].tolist() == [0] and starts[-1] == units and bool((np.diff(starts) > 0).all()),
        f"layer_starts must rise strictly from 0 to {units}, got {starts.tolist()[:10]}",
    )
    _check_shape(len(outputs) == len(output_units), "one output unit is needed for each output")
    if len(output_units) and not 0 <= output_units.min() <= output_units.max() < units:
        raise SpecificationError(f"output units must be 0 to {units - 1}, got {output_units}")
    unit_of = np.repeat(np.arange(units), np.diff(indptr))
    _check_wires(n, unit_of, indices, starts)
    unit_of, indices, weights = _tidy_wires(n + units, unit_of, indices, weights)
    _check_sums(unit_of, weights, thresholds)
    if net.labels is not None and len(net.labels) != units:
        raise SpecificationError(f"{len(net.labels)} labels for {units} units")
    if net.encoding not in ("binary", "bipolar", "real"):
        raise SpecificationError(
            f"encoding is 'binary' (0/1), 'bipolar' (-1/+1) or 'real', not {net.encoding!r}"
        )
    arrays = {
        "indptr": np.searchsorted(unit_of, np.arange(units + 1)).astype(np.int64),
        "indices": indices,
        "weights": weights,
        "thresholds": thresholds,
        "layer_starts": starts,
        "output_units": output_units,
    }
    arrays |= _checked_frame(net, n)
    labels = None if net.labels is None else tuple(map(str, net.labels))
    return {k: frozen(v) for k, v in arrays.items()} | {
        "inputs": inputs,
        "outputs": outputs,
        "labels": labels,
    }


def rewired(net: Network, inputs: Sequence[str]) -> dict[str, Any]:
    """The fields of `net` that change when it reads the nodes of other `inputs`."""
    if isinstance(inputs, str):
        raise SpecificationError(f"inputs are a list of names, not {inputs!r}")
    names = unique_names(inputs, "input")
    place = {name: k for k, name in enumerate(names)}
    n = len(net.inputs)
    read = set(net.indices[net.indices < n].tolist())
    lacking = [net.inputs[i] for i in sorted(read) if net.inputs[i] not in place]
    if lacking:
        raise SpecificationError(
            f"the network reads {lacking[0]!r}, which is none of the {len(names)} inputs given"
            + did_you_mean(lacking[0], names, cutoff=0.0)
        )
    at = np.array([place.get(name, 0) for name in net.inputs], dtype=np.int64)
    nodes = np.concatenate([at, len(names) + np.arange(len(net.thresholds))])
    fields: dict[str, Any] = {"inputs": names, "indices": nodes[net.indices]}
    for name, value, usual in (("centre", net.centre, 0.0), ("scale", net.scale, 1.0)):
        if value is not None:
            known = dict(zip(net.inputs, value.tolist(), strict=True))
            fields[name] = np.array([known.get(given, usual) for given in names])
    return fields


def _checked_frame(net: Network, n: int) -> dict[str, NDArray[Any]]:
    """Centre and scale, one finite number an input each, as far as they are given."""
    frame = {
        name: np.asarray(value, dtype=np.float64)
        for name, value in (("centre", net.centre), ("scale", net.scale))
        if value is not None
    }
    if frame and net.encoding != "real":
        raise SpecificationError(f"only coordinates have a centre and scale, not {net.encoding}")
    for name, value in frame.items():
        if value.shape != (n,) or not np.isfinite(value).all():
            raise SpecificationError(f"{name} must be {n} finite numbers, got {value}")
    if "scale" in frame and not (frame["scale"] > 0).all():
        raise SpecificationError(f"scale must be positive, got {frame['scale']}")
    return frame


def _index_array(values: object, name: str) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise SpecificationError(f"{name} must be a one-dimensional array of whole numbers")
    return exact(array, np.int64, name)


def exact(values: Any, dtype: type[np.generic], name: str) -> NDArray[Any]:
    """The numbers, a list or an array, as an array of that type, which must hold each of them.

    >>> exact([1, 2**53 + 1], np.float64, "weights")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: weights: float64 cannot hold 9007199254740993
    """
    given = np.array(values, dtype=object) if isinstance(values, list) else np.asarray(values)
    if given.dtype.kind == np.dtype(dtype).kind and np.can_cast(given.dtype, dtype):
        return given.astype(dtype)
    plain = given.astype(object)
    with np.errstate(all="ignore"):
        try:
            array = given.astype(dtype)
            wrong = plain[array.astype(object) != plain]
        except OverflowError:
            wrong = plain[[not -(2.0**63) <= value < 2.0**63 for value in plain]]
    if wrong.size:
        raise SpecificationError(f"{name}: {np.dtype(dtype)} cannot hold {wrong[0]!s:.40}")
    return array


def _check_shape(holds: bool, message: str) -> None:
    if not holds:
        raise SpecificationError(f"network arrays disagree: {message}")


def _same_kind(
    weights: NDArray[Any], thresholds: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    kinds = {array.dtype.kind for array in (weights, thresholds) if array.size}
    if weights.ndim != 1 or thresholds.ndim != 1 or not kinds <= set("iuf"):
        raise SpecificationError("weights and thresholds must be one-dimensional and numeric")
    if "f" not in kinds:
        return exact(weights, np.int64, "weights"), exact(thresholds, np.int64, "thresholds")
    for name, array in (("weight", weights), ("threshold", thresholds)):
        if not np.isfinite(array).all():
            raise SpecificationError(f"{name} {array[~np.isfinite(array)][0]} is not finite")
    return exact(weights, np.float64, "weights"), exact(thresholds, np.float64, "thresholds")


def _check_wires(
    n: int, unit_of: NDArray[np.int64], indices: NDArray[np.int64], starts: NDArray[np.int64]
) -> None:
    """Wires come from inputs or from units of earlier layers."""
    layer_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    limit = n + starts[layer_of[unit_of]] if len(unit_of) else indices
    wrong = np.flatnonzero((indices < 0) | (indices >= limit))
    if len(wrong):
        j, source = int(unit_of[wrong[0]]), int(indices[wrong[0]])
        raise SpecificationError(
            f"unit {j} (layer {layer_of[j] + 1}) reads node {source}; it may read nodes 0 to "
            f"{int(limit[wrong[0]]) - 1} (the {n} inputs and the units of earlier layers)"
        )


def _tidy_wires(
    nodes: int, unit_of: NDArray[np.int64], indices: NDArray[np.int64], weights: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Sorted by unit and source, without zero weights; a source read twice is refused."""
    key = unit_of * nodes + indices
    if (np.diff(key) <= 0).any():
        order = np.argsort(key, kind="stable")
        key, unit_of, indices, weights = key[order], unit_of[order], indices[order], weights[order]
        twice = np.flatnonzero(np.diff(key) == 0)
        if len(twice):
            j = int(unit_of[twice[0]])
            raise SpecificationError(f"unit {j} reads node {int(indices[twice[0]])} twice")
    kept = weights != 0
    if kept.all():
        return unit_of, indices, weights
    return unit_of[kept], indices[kept], weights[kept]


def _check_sums(
    unit_of: NDArray[np.int64], weights: NDArray[Any], thresholds: NDArray[Any]
) -> None:
    """No unit's sum can leave the exact range of its numbers."""
    if weights.dtype.kind == "f" or not len(thresholds):
        return
    size = np.abs(thresholds.astype(np.float64))
    np.add.at(size, unit_of, np.abs(weights.astype(np.float64)))
    if size.max() >= LARGEST_SUM:
        raise SpecificationError(
            f"unit {int(size.argmax())} has |weights| and |threshold| adding up to "
            f"{size.max():.3g}; exact sums need less than 2**62: "
            "use a construction with smaller weights (max_weight=...)"
        )


def node_numbers(values: Any) -> NDArray[np.int64]:
    """The nodes that a unit reads, as whole numbers."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise SpecificationError(f"a unit reads nodes, which are whole numbers, not {values!r}")
    return array.astype(np.int64)


def numbers(values: list[Any]) -> NDArray[Any]:
    """The values as int64 where they all are whole Python or numpy ints, else as float64."""
    if all(isinstance(v, (int, np.integer)) for v in values):
        try:
            return np.array(values, dtype=np.int64)
        except OverflowError:
            raise SpecificationError(
                f"a weight or threshold lies beyond 64 bits ({max(values, key=abs)}); "
                "use a construction with smaller weights (max_weight=...)"
            ) from None
    return np.array(values, dtype=np.float64)


def earliest_layers(n: int, sources: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The least layer of each unit: one more than the greatest it reads from."""
    layer = np.full(n + len(sources), -1, dtype=np.int64)
    for j, read in enumerate(sources):
        if len(read):
            if read.min() < 0 or read.max() >= n + j:
                raise SpecificationError(
                    f"unit {j} reads node {int(read.max() if read.max() >= n + j else read.min())}"
                    f", but only nodes 0 to {n + j - 1} come before it"
                )
            layer[n + j] = layer[read].max() + 1
        else:
            layer[n + j] = 0
    return layer[n:]
