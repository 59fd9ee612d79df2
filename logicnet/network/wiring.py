"""The normal form of a network's flat arrays, and the checks that guard it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from numbers import Rational
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.bits import frozen
from logicnet.ground.checks import shown
from logicnet.ground.names import unique_names

if TYPE_CHECKING:
    from .network import Network

LARGEST_SUM = 1 << 62  # bound on sum |w| + |t| of a unit, so that int64 sums cannot overflow


def normalised(net: Network) -> dict[str, object]:
    """The fields of `net` in their one normal form, or an error that says what is wrong.

    Wires of a unit are sorted by source and have non-zero weights; arrays are read-only.
    """
    inputs = unique_names(net.inputs, "input")
    outputs = unique_names(net.outputs, "output")
    weights, thresholds = _same_kind(
        numbers(net.weights, "weight"), numbers(net.thresholds, "threshold")
    )
    n, units = len(inputs), len(thresholds)
    indptr = _index_array(net.indptr, "indptr")
    indices = _index_array(net.indices, "indices")
    starts = _index_array(net.layer_starts, "layer_starts")
    output_units = _index_array(net.output_units, "output_units")
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
    bound = net.lower_bound
    if bound is not None and (type(bound) is not int or not 0 <= bound <= units):
        raise SpecificationError(
            f"lower_bound is a whole number from 0 to the {units} units, or None, not {bound!r:.80}"
        )
    check_encoding(net.encoding)
    if net.cut not in (None, "time limit", "interrupt"):
        raise SpecificationError(
            f"cut is {shown(net.cut)}; expected 'time limit', 'interrupt' or None"
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


def check_encoding(encoding: object) -> None:
    """Refuse what is none of the encodings that inputs have."""
    if not isinstance(encoding, str) or encoding not in ("binary", "bipolar", "real"):
        raise SpecificationError(
            f"encoding is 'binary' (0/1), 'bipolar' (-1/+1) or 'real', not {shown(encoding)}"
        )


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
            + did_you_mean(lacking[0], names)
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
        name: _floats(numbers(value, name).tolist(), name)
        for name, value in (("centre", net.centre), ("scale", net.scale))
        if value is not None
    }
    if frame and net.encoding != "real":
        raise SpecificationError(f"only coordinates have a centre and scale, not {net.encoding}")
    for name, value in frame.items():
        if len(value) != n:
            raise SpecificationError(f"{name} must be {n} numbers, got {value}")
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
    listed = given.tolist()
    lost = _lost(listed, dtype)
    if lost:
        raise SpecificationError(f"{name}: {np.dtype(dtype)} cannot hold {shown(lost[0])}")
    return np.array(listed, dtype=dtype)


def _check_shape(holds: bool, message: str) -> None:
    if not holds:
        raise SpecificationError(f"network arrays disagree: {message}")


def _same_kind(
    weights: NDArray[Any], thresholds: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both as int64, or both as float64, which then has to hold the whole numbers as well."""
    if "f" not in {array.dtype.kind for array in (weights, thresholds) if array.size}:
        return weights.astype(np.int64), thresholds.astype(np.int64)
    return _floats(weights.tolist(), "weight"), _floats(thresholds.tolist(), "threshold")


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
    try:
        array = np.asarray(values)
    except ValueError:  # lists of several lengths
        array = np.empty((0, 0))
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise SpecificationError(
            f"a unit reads nodes, which are whole numbers, not {shown(values)}"
        )
    return array.astype(np.int64)


def numbers(values: Any, what: str) -> NDArray[Any]:
    """The values as int64 where all are whole by type, else as float64: exactly, or refused.

    >>> numbers([3, Fraction(1, 4)], "weight").tolist()
    [3.0, 0.25]
    """
    if not hasattr(values, "__array__"):
        return _listed(plain_numbers(values, what), what)
    array = np.asarray(values)
    if np.ma.is_masked(values):
        raise SpecificationError(f"some {what}s are masked")
    if array.ndim != 1:
        raise SpecificationError(
            f"{what}s are a one-dimensional array of numbers, got one of shape {array.shape}"
        )
    if array.dtype.kind in "if" and array.dtype.itemsize <= 8:
        return array.astype(np.int64) if array.dtype.kind == "i" else _finite(array, what)
    return _listed(plain_numbers(array, what), what)


def plain_numbers(values: Any, what: str) -> list[int | float]:
    """The values as Python numbers that are equal to them.

    >>> plain_numbers(np.array([3, 255], dtype=np.uint8), "weight")
    [3, 255]
    """
    if not isinstance(values, (Sequence, np.ndarray)) or isinstance(values, (str, bytes)):
        raise SpecificationError(f"{what}s are a list or an array of numbers, not {shown(values)}")
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    return [v if type(v) is int or type(v) is float else number(v, what) for v in listed]


def number(value: Any, what: str) -> int | float:
    """The value, of any numeric type, as a Python number that is equal to it.

    >>> number(Fraction(1, 3), "weight")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: weight 1/3 is no binary fraction of 64 bits; multiply ...
    """
    exact: Any = value.item() if getattr(value, "ndim", None) == 0 else value
    try:
        if isinstance(exact, (bool, str, bytes)):
            raise TypeError
        if isinstance(exact, Rational):
            exact = Fraction(exact)
            if exact.denominator == 1:
                return int(exact.numerator)
        rounded = float(exact)
    except (TypeError, ValueError):
        raise SpecificationError(f"a {what} is a number, not {shown(value)}") from None
    except OverflowError:
        rounded = 0.0
    if rounded == exact or not isfinite(rounded):
        return rounded
    raise SpecificationError(
        f"{what} {shown(value)} is no binary fraction of 64 bits; multiply the weights and the "
        "threshold of its unit, so that all are whole"
    )


def _listed(values: list[int | float], what: str) -> NDArray[Any]:
    """Python numbers as an array that holds them exactly."""
    if any(type(v) is float for v in values):
        return _floats(values, what)
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        raise SpecificationError(
            f"a {what} lies beyond 64 bits ({shown(max(values, key=abs))}); "
            "use a construction with smaller weights (max_weight=...)"
        ) from None


def _floats(values: list[int | float], what: str) -> NDArray[np.float64]:
    """The values as floats that are equal to them."""
    lost = _lost(values, np.float64)
    if lost:
        raise SpecificationError(
            f"no float is the {what} {shown(lost[0])}; numbers that are not all whole are floats"
        )
    return _finite(np.array(values, dtype=np.float64), what)


def _lost(values: list[int | float], dtype: type[np.generic]) -> list[int | float]:
    """Those of the numbers that the type, int64 or float64, cannot hold."""
    if dtype is np.float64:
        return [v for v in values if not (_is_float(v) if isinstance(v, int) else _is_kept(v))]
    return [v for v in values if not (-(1 << 63) <= v < 1 << 63 and v == int(v))]


def _is_float(whole: int) -> bool:
    odd = whole // (whole & -whole or 1)
    return odd.bit_length() <= 53 and whole.bit_length() <= 1024


def _is_kept(value: float) -> bool:
    """Whether a number, perhaps of more than 64 bits, is that float or none."""
    return float(value) == value or value != value


def _finite(array: NDArray[Any], what: str) -> NDArray[np.float64]:
    if not np.isfinite(array).all():
        raise SpecificationError(f"{what} {array[~np.isfinite(array)][0]} is not finite")
    return array.astype(np.float64) + 0.0  # there is one zero


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
