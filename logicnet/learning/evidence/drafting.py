"""Threshold units over literals in the making, each once, with their values at the rows at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network
from logicnet.network.wiring import Encoding

Unit = tuple[tuple[int, ...], tuple[int, ...], int]  # nodes, whole weights, threshold


class UnitDraft:
    """Units over literals: nodes 0 ... n-1 are literals, the others units in order.

    >>> draft = UnitDraft(("a", "b"), np.array([[0, 1], [1, 1]], dtype=np.uint8))
    >>> both = draft.unit({0: 1, 1: 1}, 2)
    >>> both == draft.unit({1: 2, 0: 2}, 3), draft.values(both).tolist()
    (True, [0, 1])
    """

    def __init__(self, literals: Sequence[str], bits: NDArray[np.uint8]) -> None:
        self.literals = tuple(literals)
        self.units: list[Unit] = []
        self.labels: list[str] = []
        self._values: dict[int, NDArray[np.uint8]] = dict(enumerate(np.ascontiguousarray(bits.T)))
        self._rows = len(bits)
        self._known: dict[Unit, int] = {}

    def unit(self, wires: dict[int, int], threshold: int, label: str = "") -> int:
        """The node of the unit that fires where the weighted sum reaches the threshold."""
        kept = sorted((node, weight) for node, weight in wires.items() if weight)
        part = gcd(*(weight for _, weight in kept)) if kept else 1
        nodes = tuple(node for node, _ in kept)
        weights = tuple(weight // part for _, weight in kept)
        least = -(-threshold // part)
        if weights == (1,) and least == 1:
            return nodes[0]
        key = nodes, weights, least
        if key not in self._known:
            self._known[key] = self.add(key, label)
        return self._known[key]

    def conjunction(self, path: Sequence[tuple[int, bool]]) -> int:
        """The node of the unit that fires where each of several nodes is as wanted."""
        parts = sorted(path)
        key = (
            tuple([node for node, _ in parts]),
            tuple([1 if wanted else -1 for _, wanted in parts]),
            sum([wanted for _, wanted in parts]),
        )
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self.add(key)
        return found

    def add(self, unit: Unit, label: str = "") -> int:
        """The node of a new unit, though there may be one that is the same."""
        self.units.append(unit)
        self.labels.append(label)
        return len(self.literals) + len(self.units) - 1

    def values(self, node: int) -> NDArray[np.uint8]:
        """The node's values at the rows."""
        if node not in self._values:
            nodes, weights, least = self.units[node - len(self.literals)]
            total = np.zeros(self._rows, dtype=np.int64)
            for source, weight in zip(nodes, weights, strict=True):
                total += weight * self.values(source).astype(np.int64)
            self._values[node] = (total >= least).astype(np.uint8)
        return self._values[node]

    def at(self, bits: NDArray[np.uint8], nodes: Sequence[int]) -> NDArray[np.uint8]:
        """The values of nodes at other rows, rows by nodes."""
        fresh = UnitDraft(self.literals, bits)
        for unit in self.units:
            fresh.add(unit)
        found = [fresh.values(node) for node in nodes]
        return np.stack(found, axis=1) if found else np.zeros((len(bits), 0), dtype=np.uint8)

    def network(self, outputs: dict[str, int], construction: str) -> Network:
        """The network whose outputs are units, of the units that these need."""
        return network_of_needed(
            self.literals, self.units, self.labels, outputs, construction=construction
        )


def network_of_needed(
    inputs: Sequence[str],
    units: Sequence[tuple[Sequence[int], Sequence[Any], Any]],
    labels: Sequence[str],
    outputs: Mapping[str, int],
    *,
    construction: str,
    encoding: Encoding = "binary",
    centre: NDArray[np.float64] | None = None,
    scale: NDArray[np.float64] | None = None,
) -> Network:
    """The network whose outputs are nodes, of the units that these need.

    >>> units = [([0], [1], 1), ([0, 1], [1, 1], 2)]
    >>> network_of_needed(["a", "b"], units, ["", "both"], {"y": 3}, construction="").labels
    ('both',)
    """
    n = len(inputs)
    needed, ahead = set[int](), [node - n for node in outputs.values()]
    while ahead:
        unit = ahead.pop()
        if unit not in needed:
            needed.add(unit)
            ahead += [node - n for node in units[unit][0] if node >= n]
    kept = sorted(needed)
    place = {n + unit: n + k for k, unit in enumerate(kept)} | {k: k for k in range(n)}
    found = [
        ([place[node] for node in nodes], list(weights), threshold)
        for nodes, weights, threshold in (units[unit] for unit in kept)
    ]
    said = [labels[unit] for unit in kept]
    ends = {name: place[node] - n for name, node in outputs.items()}
    return Network.from_units(
        inputs, found, outputs=ends, labels=said if any(said) else None,
        encoding=encoding, construction=construction, centre=centre, scale=scale,
    )  # fmt: skip
