"""How large a network would be, by formula, where building it would be absurd.

Only symmetric functions are counted so: their true rows, and for parity and "at least k" their
product terms, are sums of binomial coefficients, exact integers of any length.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import NamedTuple

import numpy as np

from logicnet.construction.counting.symmetric import changes
from logicnet.network.network import Network


class Size(NamedTuple):
    """What is counted of a network."""

    units: int
    hidden_units: int
    depth: int
    parameters: int
    wires: int
    max_fan_in: int
    weight_sum: int | float


def of_network(network: Network) -> Size:
    """The counts of a network."""
    return Size(*(getattr(network, name) for name in Size._fields))


def two_level(terms: int, literals: int) -> Size:
    """The counts of `terms` units with so many literals each, and a unit that joins them.

    >>> two_level(8, 4).units, two_level(8, 4).parameters
    (9, 49)
    """
    if terms <= 1:
        wires = literals if terms else 0
        return Size(1, 0, 1, wires + 1, wires, wires, wires)
    wires = terms * literals + terms
    return Size(terms + 1, terms, 2, wires + terms + 1, wires, max(terms, literals), wires)


def minterms_size(values: Sequence[int]) -> Size:
    """One unit for each true row of the symmetric function with these values.

    >>> minterms_size([k % 2 for k in range(65)]).hidden_units == 2**63
    True
    """
    n = len(values) - 1
    return two_level(sum(comb(n, k) for k in range(n + 1) if values[k]), n)


def wide_size(values: Sequence[int]) -> Size | None:
    """The minimised OR of ANDs or AND of ORs, where the number of terms is known.

    No two true rows of parity can share a term. "At least k" has C(n, k) prime terms of k
    literals, all needed, and C(n, k - 1) clauses of n - k + 1; so has its complement.
    """
    n, places = len(values) - 1, changes(values)
    if len(places) == n:
        rows = comb(n, n // 2) if n < 1 else 1 << (n - 1)
        return two_level(rows, n)
    if not places:
        return two_level(0, 0)
    if len(places) == 1:
        k = places[0]
        terms, clauses = (comb(n, k), k), (comb(n, k - 1), n - k + 1)
        return two_level(*min(terms, clauses))
    return None


def counted_values(network: Network) -> tuple[int, ...] | None:
    """The value for each number of true inputs, if the network visibly depends on it only.

    That is the case when every unit gives all inputs the same weight.
    """
    n = len(network.inputs)
    if len(network.outputs) != 1 or n < 1:
        return None
    weights = np.zeros((network.units, n), dtype=np.float64)
    unit_of = network.unit_of
    outer = network.indices < n
    weights[unit_of[outer], network.indices[outer]] = network.weights[outer]
    if (weights != weights[:, :1]).any():
        return None
    rows = np.arange(n)[None] < np.arange(n + 1)[:, None]
    return tuple(int(v) for v in np.asarray(network(rows.astype(np.int64)))[:, 0])
