"""Units that read a node beside the leaves of which it is a function: sums that read the carry.

The parity of x, y and z is no unit, but [x + y + z - 2 c >= 1] is one where c is their majority,
which an adder has anyway. So for every node over two or three leaves all others over the same
leaves are looked at; a table says with which of them it is one unit.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.graphs.graph import AndGraph, Ints
from logicnet.construction.graphs.leaves_kernel import LEAVES
from logicnet.ground.kernels import light
from logicnet.network.one_unit.threshold import are_threshold, threshold_weights

from .side_kernel import find_pairs, pairs_that_are_units, postponed

_MOST = 4  # nodes beside one cut
_FEW = 400  # cuts up to which loops need not be compiled
_PLACES = 1 << 21  # above all nodes
_ROWS = np.arange(64)


class SideUnits(NamedTuple):
    """Where those of each node begin, the leaves of each, and its table over them."""

    starts: Ints
    leaves: NDArray[np.int32]
    tables: NDArray[np.uint64]


def no_sides(graph: AndGraph) -> SideUnits:
    """None for any node."""
    return SideUnits(
        np.zeros(graph.nodes + 1, dtype=np.int64), np.zeros((0, LEAVES), dtype=np.int32),
        np.zeros(0, dtype=np.uint64),
    )  # fmt: skip


@cache
def _known() -> Ints:
    """For functions f, g of three leaves: 1 + the unit of these and g that is f, or 0."""
    functions = np.arange(1 << 16)
    copies = functions.astype(np.uint64) * np.uint64(0x0001000100010001)
    functions = functions[are_threshold(copies, LEAVES)]
    weights = threshold_weights(copies[functions], LEAVES)[1]
    known = np.zeros((256, 256), dtype=np.int64)
    pairs_that_are_units(functions[np.argsort(np.abs(weights).sum(axis=1), kind="stable")], known)
    return known


class Cuts(NamedTuple):
    """Cuts by node and slot, as `cut_kernel` lists them."""

    leaves: NDArray[np.int32]
    sizes: Ints
    tables: NDArray[np.uint64]
    prices: Ints
    flows: NDArray[np.float64]


def with_room_for_sides(graph: AndGraph, cuts: Cuts) -> AndGraph:
    """The same graph, nodes before those that can read them beside a cut."""
    levels = graph.levels()
    users, others, *_ = _pairs(cuts, levels, 1)
    late = np.zeros(graph.nodes, dtype=np.int64)
    light(postponed, graph.is_small)(users, others, levels, late)
    return graph.reordered(levels, late)


def sides_of(cuts: Cuts) -> SideUnits:
    """The units of nodes with an earlier one beside."""
    nodes = len(cuts.sizes)
    return _by_node(*_pairs(cuts, np.arange(nodes), 0), nodes)


def _pairs(cuts: Cuts, ranks: Ints, slack: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Nodes, the other ones that make them units, the leaves of both, the units as tables."""
    nodes, cut = np.nonzero((cuts.sizes == 2) | (cuts.sizes == 3))
    read = cuts.leaves[nodes, cut, :3].astype(np.int64) + 1
    keys = (read[:, 0] * _PLACES + read[:, 1]) * _PLACES + read[:, 2]
    order = np.lexsort((nodes, keys))
    keys, nodes, cut, read = keys[order], nodes[order], cut[order], read[order] - 1
    values = (cuts.tables[nodes, cut] & np.uint64(255)).astype(np.int64)
    pairs = np.empty((2 * len(keys) + 64, 2), dtype=np.int64)
    find = light(find_pairs, len(keys) <= _FEW)
    count = find(keys, nodes, values, ranks, slack, _known(), _MOST, pairs)
    user, other = pairs[:count].T
    return nodes[user], nodes[other], read[user], _known()[values[user], values[other]] - 1


def _by_node(users: Ints, others: Ints, read: Ints, units: Ints, nodes: int) -> SideUnits:
    """The units in the order of their nodes, leaves rising; a third leaf may be missing (-1)."""
    by = np.argsort(users, kind="stable")
    rows, units = np.column_stack([read, others])[by], units[by]
    starts = np.searchsorted(users[by], np.arange(nodes + 1))
    rank = np.where(rows < 0, _PLACES, rows)
    place = np.argsort(np.argsort(rank, axis=1), axis=1)  # of x, y, z and c among the leaves
    sources = sum((_ROWS[None] >> place[:, k : k + 1] & 1) << k for k in range(4))
    bits = (units[:, None] >> sources & 1).astype(bool)
    tables = np.packbits(bits, axis=1, bitorder="little").view("<u8")[:, 0].astype(np.uint64)
    leaves = np.full((len(rows), LEAVES), -1, dtype=np.int32)
    ordered = np.sort(rank, axis=1)
    leaves[:, :4] = np.where(ordered == _PLACES, -1, ordered)
    return SideUnits(starts, leaves, tables)
