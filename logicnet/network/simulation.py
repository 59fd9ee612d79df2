"""Evaluation of a network, 64 rows at a word.

The values of a node over 64 rows are one machine word. A unit adds up bit-sliced numbers: the
weight w of a wire is spread over its binary digits, digit b of all rows being a word of weight
2**b, and three words of the same weight are replaced by a sum word of that weight and a carry
word of twice the weight (a full adder, five operations for 64 rows) until one word is left for
each weight. Negative weights read the complement: -a x = a (1 - x) - a, so all weights are
positive and the threshold rises by the sum of the |negative weights|. The sum is then compared
with the threshold digit by digit. Cost is linear in rows, wires and digits of the weights.

No sum is rounded: weights and thresholds that are not whole are made whole first (see `sums`).
Sums beyond 64 bits are added up as floats, and exactly where these are too near to a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.bits import (
    ONES,
    WORD,
    Words,
    check_size,
    columns,
    pack,
    pack_rows,
    unpack,
    used,
    words,
)
from logicnet.ground.checks import packed
from logicnet.ground.names import check_columns
from logicnet.ground.providers import provided
from logicnet.logic.frames import (
    columns_of,
    frame_like,
    is_frame,
    is_series,
    named_values,
    series_like,
)
from logicnet.logic.tables.truthtable import TruthTable

from .engines.choice_of_engine import FEW, Engine, costs, fastest, layers, loaded, one_by_one
from .engines.light import LIGHT, keep_light
from .engines.packed import for_kernels, in_words, of_octets, wire_by_wire
from .sums import Sums, whole_sums
from .threshold_units import ThresholdUnits

_BLOCK = 2048  # words that numpy handles at a time, so that all values stay in the cache
_SCALARS = (bool, int, float, np.generic)
_PLAIN = {bool, int, float}
_LARGE_BLOCK = 64  # words whose rows are added up as floats at a time
_ROWS = 4096  # rows that are checked and packed at a time, so that they stay in the cache
_PARTS = 1 << 15  # rows that are made octets at a time


@checked()
def simulate(
    network: ThresholdUnits, at: Words, *, engine: Engine = "auto", every_unit: bool = False
) -> Words:
    """The outputs at packed rows: `at` is inputs by words, the answer outputs by words.

    With `every_unit` the answer has one row for each unit instead. Bit values are 0/1 in every
    encoding (1 stands for +1 where inputs are -1/+1). The engines differ in speed alone.

    >>> from logicnet.network.network import Network
    >>> net = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)])
    >>> int(simulate(net, columns(2))[0, 0])
    8
    """
    if engine not in get_args(Engine):
        known = "', '".join(get_args(Engine)[:-1])
        raise SpecificationError(f"engine is '{known}' or '{get_args(Engine)[-1]}', not {engine!r}")
    at = packed(at, len(network.inputs))
    if network.encoding == "real":
        raise SpecificationError("packed rows are of 0 and 1, and this network reads coordinates")
    chosen = network.output_units if not every_unit else np.arange(network.units)
    sums = whole_sums(network)
    if engine == "auto":
        engine = fastest(network, WORD * at.shape[1], packed=True)
    if engine in ("layers", "tables"):
        found = _unpacked(network, at, chosen, engine)
        if found is not None:
            return found
    if engine == "compiled" and sums.fit_words:
        loaded()
        return in_words(network, at, chosen)
    answer = np.empty((len(chosen), at.shape[1]), dtype=np.uint64)
    block, step = (_numpy_block, _BLOCK) if sums.fit_words else (_large_block, _LARGE_BLOCK)
    for start in range(0, at.shape[1], step):
        part = slice(start, start + step)
        answer[:, part] = block(sums, at[:, part], chosen)
    return answer


def _unpacked(
    network: ThresholdUnits, at: Words, chosen: NDArray[np.int64], engine: Engine
) -> Words | None:
    """The same by an engine that reads rows one beside another; None where the net has none."""
    nodes, rows = len(at) + chosen, unpack(at, WORD * at.shape[1]).T
    by_layers = layers(network) if engine == "layers" else None
    if by_layers is not None:
        return pack_rows(by_layers.values(rows, nodes))
    tables = costs(network).tables if engine == "tables" else None
    if tables is None:
        return None
    loaded()
    found = tables.values(for_kernels(rows).view(np.uint8), tables.bits(nodes))
    return None if found is None else pack_rows(found.astype(bool))


def truth_table(network: ThresholdUnits, *, engine: Engine = "auto") -> TruthTable:
    """All rows of a network, as a TruthTable."""
    n = len(network.inputs)
    check_size(n)
    _check_boolean(network)
    on = np.empty((len(network.outputs), words(n)), dtype=np.uint64)
    step = 1 << 15
    for start in range(0, words(n), step):
        stop = min(start + step, words(n))
        on[:, start:stop] = simulate(network, columns(n, start, stop), engine=engine)
    return TruthTable(
        inputs=network.inputs, outputs=network.outputs, on=on & used(n), dc=np.zeros_like(on)
    )


def call(network: ThresholdUnits, x: Any) -> Any:
    """The outputs for one row, many rows, or named values; see `Network.__call__`."""
    light = LIGHT.get(id(network))
    if light is not None and light[0]() is network:
        found = light[1](x)
        if found is not None:
            return found
    if type(x) is np.ndarray and x.ndim == 2:  # nothing else to be asked of it
        return outputs_of_rows(network, x)
    if type(x) is dict and len(x) == len(network.inputs) and set(map(type, x.values())) <= _PLAIN:
        with suppress(KeyError):  # one row, without asking each value what it is
            return _named_outputs(network, [x[name] for name in network.inputs])
    if hasattr(x, "__dask_graph__"):
        return provided("outputs of lazy rows")(network, x)
    if is_frame(x):
        columns = [*columns_of(x, network.inputs).values()]
        rows = np.stack(columns, axis=1) if columns else np.zeros((len(x), 0))
        return frame_like(x, network.outputs, outputs_of_rows(network, rows))
    if is_series(x):
        named = x.to_dict()
        check_columns([name for name in named if name in network.inputs], network.inputs)
        one = np.array([[named[name] for name in network.inputs]])
        return series_like(x, network.outputs, outputs_of_rows(network, one)[0])
    if isinstance(x, Mapping):
        given = _named(network, x)
        if not all(isinstance(v, _SCALARS) for v in given):
            given = [v.item() if v.ndim == 0 else v for v in map(array_of, given)]
        if all(np.ndim(v) == 0 for v in given):
            return _named_outputs(network, given)
        values = [array_of(v) for v in given]
        lengths = {v.shape for v in values if v.ndim}
        if len(lengths) > 1:
            raise SpecificationError(f"columns have different shapes: {sorted(lengths)}")
        many = outputs_of_rows(network, np.stack(np.broadcast_arrays(*values), axis=1))
        return {name: many[:, k] for k, name in enumerate(network.outputs)}
    array = array_of(x)
    if array.ndim == 1:
        return outputs_of_rows(network, array[None])[0]
    return outputs_of_rows(network, array)


def _named_outputs(network: ThresholdUnits, given: list[Any]) -> dict[str, Any]:
    """The outputs of one row by name."""
    one = outputs_of_rows(network, np.array([given]))[0]
    return dict(zip(network.outputs, one.tolist(), strict=True))


def array_of(x: Any) -> NDArray[Any]:
    """One row or many as an array."""
    if np.ma.is_masked(x):
        raise SpecificationError("some values are masked; a network has no outputs for these")
    try:
        return np.asarray(x)
    except ValueError:
        raise SpecificationError("expected rows of one and the same length") from None


def _named(network: ThresholdUnits, values: Any) -> list[Any]:
    """The values of the inputs in the network's order, from a mapping."""
    values = named_values(values, network.inputs)
    check_columns(values, network.inputs)
    return [values[name] for name in network.inputs]


def outputs_of_rows(network: ThresholdUnits, rows: NDArray[Any]) -> NDArray[Any]:
    """Rows by outputs for rows by inputs."""
    n = len(network.inputs)
    if rows.ndim != 2 or rows.shape[1] != n:
        raise SpecificationError(
            f"expected rows of {n} inputs ({', '.join(network.inputs[:8])}), got shape {rows.shape}"
        )
    if network.encoding == "real":
        return np.asarray(provided("outputs at points")(network, points_of(rows)))
    engine = fastest(network, len(rows))
    tables = costs(network).tables if engine == "tables" else None
    if tables is not None:
        loaded()
        found = tables.values(_octets(network, rows), tables.outputs)
        if found is not None:
            if len(rows) <= FEW and network.encoding == "binary":
                most = WORD if fastest(network, WORD) == "tables" else FEW
                keep_light(network, tables.light(n, most))
            return found
        _true(network, rows, 0)  # says which value is wrong
    by_layers = layers(network) if engine == "layers" else None
    if by_layers is not None:
        return by_layers.values(_true(network, rows, 0), n + network.output_units).astype(np.int64)
    if engine == "compiled" and one_by_one(network, len(rows)):
        loaded()
        return wire_by_wire(whole_sums(network), _true(network, rows, 0), network.output_units)
    if engine == "compiled" and whole_sums(network).fit_words:
        return _compiled(network, rows).astype(np.int64)
    at = np.empty((n, -(-len(rows) // WORD)), dtype=np.uint64)
    for start in range(0, len(rows), _ROWS):
        true = _true(network, rows[start : start + _ROWS], start)
        at[:, start // WORD : (start + len(true) - 1) // WORD + 1] = pack_rows(true)
    result = simulate(network, at, engine=engine if engine != "tables" else "auto")
    return np.asarray(unpack(result, len(rows)).T, dtype=np.int64)


def _compiled(network: ThresholdUnits, rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Rows by outputs; what is no octets yet becomes some, a part of the rows at a time."""
    loaded()
    answer = np.empty((len(rows), len(network.outputs)), dtype=bool)
    as_they_are = np.may_share_memory(_octets(network, rows[:1]), rows)
    step = max(1, len(rows)) if as_they_are else _PARTS
    for start in range(0, len(rows), step):
        octets = _octets(network, rows[start : start + step], start)
        answer[start : start + step], wrong = of_octets(network, octets, network.output_units)
        if wrong >= 0:
            _true(network, rows[start + wrong : start + wrong + WORD], start + wrong)
    return answer


def _octets(network: ThresholdUnits, rows: NDArray[Any], first: int = 0) -> NDArray[np.uint8]:
    """The rows as octets that may be compiled code's, 0 and 1 unless a value is wrong."""
    if rows.dtype.itemsize != 1 or rows.dtype.kind not in "bui" or network.encoding != "binary":
        rows = _true(network, rows, first)
    return for_kernels(rows).view(np.uint8)


def _true(network: ThresholdUnits, rows: NDArray[Any], first: int) -> NDArray[np.bool_]:
    """Where inputs are 1, in rows from number `first` on."""
    low, high = (-1, 1) if network.encoding == "bipolar" else (0, 1)
    if rows.dtype == np.bool_ and low == 0:
        return rows
    true, false = _equal(rows, high), _equal(rows, low)
    if np.count_nonzero(true) + np.count_nonzero(false) != rows.size:
        r, i = np.argwhere(~(true | false))[0]
        raise SpecificationError(
            f"row {first + r}, input {network.inputs[i]!r}: expected {low} or {high}, "
            f"got {rows[r, i].item() if hasattr(rows[r, i], 'item') else rows[r, i]!r}"
        )
    return true


def _equal(rows: NDArray[Any], value: int) -> NDArray[np.bool_]:
    if rows.dtype.kind != "O":
        return np.asarray(rows == value)

    def same(given: Any) -> bool:
        try:
            return bool(given == value)
        except (TypeError, ValueError):  # pandas.NA has no truth value
            return False

    return np.array([[same(given) for given in row] for row in rows], dtype=bool).reshape(
        rows.shape
    )


def points_of(rows: NDArray[Any]) -> NDArray[np.float64]:
    """Coordinates as floats."""
    texts = rows.dtype.kind == "O" and any(isinstance(v, (str, bytes)) for v in rows.flat)
    if rows.dtype.kind in "biufO" and not texts:
        with suppress(TypeError, ValueError, OverflowError):
            return np.asarray(rows, dtype=np.float64)
    raise SpecificationError(f"coordinates are numbers, got {rows!r:.80}")


def _check_boolean(network: ThresholdUnits) -> None:
    if network.encoding == "real":
        raise SpecificationError("a network that reads coordinates has no truth table of rows")


# The numpy engine ---------------------------------------------------------------------------


def _numpy_block(sums: Sums, at: Words, chosen: NDArray[np.int64]) -> Words:
    n = len(at)
    values = np.empty((n + len(sums.thresholds), at.shape[1]), dtype=np.uint64)
    values[:n] = at
    for j, threshold in enumerate(sums.thresholds.tolist()):
        part = slice(sums.indptr[j], sums.indptr[j + 1])
        sources, weights = sums.indices[part], sums.weights[part]
        planes: dict[int, list[Words]] = {}
        for source, weight in zip(sources, weights.tolist(), strict=True):
            value = values[source] if weight > 0 else ~values[source]
            threshold += -weight if weight < 0 else 0
            for b in range(abs(weight).bit_length()):
                if abs(weight) >> b & 1:
                    planes.setdefault(b, []).append(value)
        values[n + j] = _reaches(_added(planes), threshold, at.shape[1])
    return values[n + chosen]


def _added(planes: dict[int, list[Words]]) -> dict[int, Words]:
    """One word array for each weight 2**b, by full and half adders."""
    total: dict[int, Words] = {}
    b = 0
    while b <= max(planes, default=-1):
        pending = planes.get(b, [])
        while len(pending) > 1:
            x, y = pending.pop(), pending.pop()
            either = x ^ y
            if pending:
                z = pending.pop()
                pending.append(either ^ z)
                carry = (x & y) | (either & z)
            else:
                pending.append(either)
                carry = x & y
            planes.setdefault(b + 1, []).append(carry)
        if pending:
            total[b] = pending[0]
        b += 1
    return total


def _reaches(total: dict[int, Words], threshold: int, count: int) -> Words:
    """Where the bit-sliced total is at least the threshold."""
    reached = np.full(count, ONES if threshold <= 0 else 0, dtype=np.uint64)
    top = max(total, default=-1)
    if threshold <= 0 or threshold >> (top + 1):
        return reached
    reached[:] = ONES  # equal so far counts as reached
    for b in range(top + 1):
        if b in total:
            reached = total[b] & reached if threshold >> b & 1 else total[b] | reached
        elif threshold >> b & 1:
            reached = np.zeros_like(reached)
    return reached


# Sums beyond 64 bits --------------------------------------------------------------------------


def _large_block(sums: Sums, at: Words, chosen: NDArray[np.int64]) -> Words:
    n = len(at)
    rows = unpack(at, WORD * at.shape[1])
    values = np.concatenate([rows, np.zeros((len(sums.thresholds), rows.shape[1]), dtype=bool)])
    for j, threshold in enumerate(sums.thresholds.tolist()):
        part = slice(sums.indptr[j], sums.indptr[j + 1])
        values[n + j] = _fires(sums.weights[part], threshold, values[sums.indices[part]])
    return pack(values[n + chosen])


def _fires(weights: NDArray[Any], threshold: int, bits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where the sum of the weights (Python's own integers) of the bits reaches the threshold."""
    size = abs(threshold) + sum(map(abs, weights.tolist()))
    shift = max(0, size.bit_length() - 1000)  # what is cut off is far below what is rounded
    rounded = np.array([float(w >> shift) for w in weights.tolist()])
    over = rounded @ bits.astype(np.float64) - float(threshold >> shift)
    unsure = np.abs(over) <= (len(weights) + 4) * 2.0**-52 * float(size >> shift)
    fires = np.asarray(over >= 0)
    if unsure.any():
        fires[unsure] = np.dot(weights, bits[:, unsure].astype(object)) >= threshold
    return fires
