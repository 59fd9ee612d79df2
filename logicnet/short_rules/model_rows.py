"""Rows to read a network by, of what it reads itself: all that it tells apart, or a sample.

A truth value is 0 or 1. A number that a network compares matters only by which of its thresholds it
reaches, so that one number from each interval between them stands for all. Where there are too many
rows some are drawn, half of them beside rows at which the answer changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf, nextafter, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.names import few
from logicnet.network.network import Network
from logicnet.regions.evaluation.parts import split
from logicnet.verification.verifying import verify

Floats = NDArray[np.float64]
_MOST_ROWS = 4096
_DRAWN = 1024
_WAYS, _BESIDE = 40, 8  # from one answer to the other, and rows beside where it changes


class ModelRows(NamedTuple):
    """A network of one output, rows of its inputs, and the thresholds of each number.

    Those of the rows that are `kept` are read from; the others are drawn to see how good a rule is.
    """

    network: Network
    rows: Floats
    kept: NDArray[np.bool_]
    cuts: Mapping[str, Sequence[float]]

    @property
    def is_all(self) -> bool:
        """Whether there are no other rows that the network tells apart."""
        return bool(self.kept.all())


def rows_of_network(network: Network, output: str | None, seed: int) -> ModelRows:
    """All rows that a network can tell apart, or some of them, for one of its outputs.

    >>> from logicnet.compiling import compile
    >>> found = rows_of_network(compile("age >= 60 & smoker"), None, 0)
    >>> found.rows.tolist(), found.cuts
    ([[59.0, 0.0], [59.0, 1.0], [60.0, 0.0], [60.0, 1.0]], {'age': [60.0]})
    """
    network = _of_output(network, output)
    cuts = _cuts(network) if network.encoding == "real" else {}
    values = [
        [_below(own[0]), *own] if (own := cuts.get(name)) else [0.0, 1.0] for name in network.inputs
    ]
    if prod(map(len, values)) <= _MOST_ROWS:
        rows = np.array([*product(*values)]).reshape(-1, len(values))
        return ModelRows(network, rows, np.ones(len(rows), dtype=bool), cuts)
    rng = np.random.default_rng(seed)
    kept, fresh = _drawn(network, values, rng), _uniform(values, _DRAWN, rng)
    return ModelRows(network, np.concatenate([kept, fresh]),
                     np.arange(len(kept) + len(fresh)) < len(kept), cuts)  # fmt: skip


def _of_output(network: Network, output: str | None) -> Network:
    """The network of one output, of 0 and 1."""
    if output not in network.outputs and len(network.outputs) > 1:
        raise SpecificationError(
            f"rules are read of one output, which target names, of {few(network.outputs)}"
            + did_you_mean(output or "", network.outputs)
        )
    k = network.outputs.index(output) if output in network.outputs else 0
    ends = network.output_units[[k]]
    wiring = replace(network.wiring, outputs=network.outputs[k : k + 1], output_units=ends)
    found = replace(network, wiring=wiring)
    return found.encoded("binary") if found.encoding == "bipolar" else found


def _beside(row: Floats, values: list[list[float]], count: int, rng: np.random.Generator) -> Floats:
    """A row with each of its values changed, and rows with a few of them changed."""
    others = [np.where(np.arange(len(row)) == k, v, row) for k, own in enumerate(values)
              for v in own if v != row[k]]  # fmt: skip
    fresh = _uniform(values, count, rng)
    kept = rng.random(fresh.shape) >= 2 / len(row)
    return np.concatenate([row[None], np.array(others), np.where(kept, row, fresh)])


def _drawn(network: Network, values: list[list[float]], rng: np.random.Generator) -> Floats:
    rows = _uniform(values, _DRAWN, rng)
    fired = np.ravel(network(rows)) == 1
    if (fired.all() or not fired.any()) and network.encoding != "real":
        verdict = verify(network, {network.outputs[0]: str(int(fired[0]))})
        for found in verdict.counterexamples[:1]:
            row = np.array([found.inputs[name] for name in network.inputs], dtype=np.float64)
            rows, fired = np.concatenate([rows, row[None]]), np.append(fired, not fired[0])
    drawn = [rows]
    sides = [np.flatnonzero(fired == side) for side in (True, False)]
    if len(sides[0]) and len(sides[1]):
        for _ in range(_WAYS):
            yes, no = (rows[rng.choice(side)] for side in sides)
            drawn.append(_beside(_border(network, yes, no, rng), values, _BESIDE, rng))
    return np.asarray(np.unique(np.concatenate(drawn), axis=0))


def _border(network: Network, yes: Floats, no: Floats, rng: np.random.Generator) -> Floats:
    """The last row of the first side on a way from one to the other, value by value."""
    order = rng.permutation(np.flatnonzero(yes != no))
    way = np.repeat(yes[None], len(order) + 1, axis=0)
    for k, place in enumerate(order.tolist(), 1):
        way[k:, place] = no[place]
    fired = np.ravel(network(way)) == 1
    return np.asarray(way[int(np.flatnonzero(~fired)[0]) - 1])


def _uniform(values: list[list[float]], count: int, rng: np.random.Generator) -> Floats:
    return np.stack([np.array(own)[rng.integers(0, len(own), count)] for own in values], axis=1)


def _cuts(network: Network) -> dict[str, list[float]]:
    """The thresholds of each number that is compared: the least float on their upper side."""
    parts = split(network)
    if parts is None or network.centre is not None or network.scale is not None:
        raise SpecificationError("a network that reads coordinates in other ways needs rows x")
    truths = {network.inputs.index(name) for name in network.booleans or ()} | {*parts.direct}
    found = dict[str, set[float]]()
    for normal, offset in zip(parts.normals, parts.offsets.tolist(), strict=True):
        read = np.flatnonzero(normal).tolist()
        if {*read} <= truths:
            continue
        if len(read) > 1:
            names = ", ".join(network.inputs[k] for k in read)
            raise SpecificationError(f"a network that adds up numbers, {names}, needs rows x")
        found.setdefault(network.inputs[read[0]], set()).add(_cut(float(normal[read[0]]), offset))
    return {name: sorted(cuts) for name, cuts in found.items()}


def _cut(weight: float, offset: float) -> float:
    """Where a half-space of one number changes.

    >>> _cut(1.0, 60.0), _cut(2.0, 1.0), _cut(-1.0, -35.0)
    (60.0, 0.5, 35.00000000000001)
    """
    sign, bound = (1 if weight > 0 else -1), Fraction(offset) / Fraction(weight)
    near = float(bound)
    if sign > 0:
        return near if Fraction(near) >= bound else nextafter(near, inf)
    return near if Fraction(near) > bound else nextafter(near, inf)


def _below(cut: float) -> float:
    return float(np.ceil(cut) - 1)
