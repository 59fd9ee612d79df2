"""The 0/1 columns that parts learn from: literals, the rule's units, and the steps of their grades.

Rows that are alike are one, with the sum of their weights, in an order that does not depend on
that of the rows; so weights count rows exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network

from .drafting import UnitDraft
from .grades import graded_steps, rule_units
from .trees import SparseBits

Bits = NDArray[np.uint8]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EvidenceColumns:
    """EvidenceColumns by node of a draft, without those that are constant or the same as others.

    `is_rule` says which come of the rule; `verdicts` are the nodes of its outputs, which are
    columns in any case.
    """

    draft: UnitDraft
    nodes: NDArray[np.int64]
    is_rule: NDArray[np.bool_]
    data: SparseBits
    verdicts: tuple[int, ...] = ()

    def at(self, bits: Bits) -> Bits:
        """The columns at other rows, from their literals."""
        return self.draft.at(bits, self.nodes.tolist())


def columns_of(literals: Sequence[str], bits: Bits, rule: Network | None) -> EvidenceColumns:
    """The columns of rows of literals, and of a rule over them.

    >>> rule = Network.from_units("abc", [([0, 1, 2], [1, 1, 1], 3)])
    >>> bits = np.array([[1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1]], dtype=np.uint8)
    >>> found = columns_of("abc", bits, rule)
    >>> found.nodes.tolist(), [found.draft.units[k - 3][2] for k in found.nodes[:2]]
    ([3, 4, 1, 2], [3, 2])
    """
    draft = UnitDraft(literals, bits)
    units = [] if rule is None else rule_units(draft, rule)
    ends = () if rule is None else tuple(units[j] for j in rule.output_units.tolist())
    steps = graded_steps(draft, units)
    own = [*dict.fromkeys(units), *steps]
    nodes, met = [*dict.fromkeys(ends)], set[bytes]()
    for node in (*nodes, *own, *range(len(draft.literals))):
        values = draft.values(node)
        key = (values ^ values[0]).tobytes() if len(values) else b""
        if values.any() and not values.all() and key not in met:
            met.add(key)
            nodes += [] if node in ends else [node]
    chosen = [draft.values(node) for node in nodes]
    table = np.stack(chosen, axis=1) if chosen else np.zeros((len(bits), 0), dtype=np.uint8)
    found = np.array(nodes, dtype=np.int64)
    is_rule = np.isin(found, own)
    return EvidenceColumns(draft, found, is_rule, SparseBits.of(np.ascontiguousarray(table)), ends)


@dataclass(frozen=True)
class WeightedRows:
    """Distinct rows of literals, their classes (or columns of 0 and 1), and their weights."""

    bits: Bits
    codes: NDArray[np.int64]
    weights: Floats


def distinct(bits: Bits, codes: NDArray[np.int64], weights: Floats) -> WeightedRows:
    """Rows that are alike as one, in the order of their values; those of weight 0 left out.

    >>> bits = np.array([[1, 0], [0, 0], [1, 0]], dtype=np.uint8)
    >>> rows = distinct(bits, np.array([1, 0, 1]), np.ones(3))
    >>> rows.bits.tolist(), rows.codes.tolist(), rows.weights.tolist()
    ([[0, 0], [1, 0]], [0, 1], [1.0, 2.0])
    """
    kept = np.flatnonzero(weights > 0)
    told = codes[kept].reshape(len(kept), -1)
    keys = np.concatenate([np.packbits(bits[kept], axis=1), _octets(told)], axis=1)
    packed = np.ascontiguousarray(keys).view(np.dtype((np.void, keys.shape[1]))).ravel()
    _, first, place = np.unique(packed, return_index=True, return_inverse=True)
    mass = np.bincount(place.ravel(), weights[kept], len(first)).astype(np.float64)
    rows = kept[first]
    return WeightedRows(np.ascontiguousarray(bits[rows]), codes[rows], mass)


def _octets(codes: NDArray[np.int64]) -> Bits:
    return np.ascontiguousarray(codes.astype(">i8")).view(np.uint8).reshape(len(codes), -1)
