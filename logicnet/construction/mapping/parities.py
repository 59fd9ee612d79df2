"""Parities of many nodes as the last digit of how many of them are true.

A tree of parities of k nodes takes about k units, as sums that read carries do. The digits of the
count take floor(log2 k) + 1: u_j = [sum of x - sum over i > j of 2^i u_i >= 2^j], the last of them
is the parity. Which nodes are parities of two or three others is seen by the tables of cuts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from heapq import heappop, heappush

import numpy as np

from logicnet.construction.graphs.graph import AndGraph

from .caps import Caps
from .cover import Library, Mapping
from .netlist import Netlist, Unit

_TABLES = {2: (0x6666, 0x9999), 3: (0x9696, 0x6969)}  # over four inputs, by leaves: and 1 - it
_FEWEST, _MOST = 4, 13  # nodes that are counted: solvers prove so many soon, and not 24

Parts = dict[int, list[tuple[list[int], int]]]  # by node: of which nodes it is a parity, and 1 - it


@cache
def _library() -> Library:
    """Parities and their complements; no units."""
    prices = np.zeros(1 << 16, dtype=np.int64)
    prices[[table for tables in _TABLES.values() for table in tables]] = 1
    return Library(np.full(2, -1, dtype=np.int64), prices)


def parities_of(graph: AndGraph) -> Parts:
    """The nodes that are parities of two or three others."""
    cuts = Mapping(graph, _library(), max(_TABLES)).listed()
    found: Parts = {}
    for node, slot in np.argwhere(cuts.prices == 1).tolist():
        size = int(cuts.sizes[node, slot])
        turned = int(int(cuts.tables[node, slot]) & 0xFFFF == _TABLES[size][1])
        found.setdefault(node, []).append((cuts.leaves[node, slot, :size].tolist(), turned))
    return found


def count_parities(net: Netlist, mapping: Mapping, caps: Caps) -> Netlist:
    """The units, parities counted wherever that takes fewer: all of them, or each by itself."""
    parts = parities_of(mapping.graph)
    every, each = (Netlist(dict(net.units), net.ends, net.inputs) for _ in range(2))
    for found, shared in ((every, True), (each, False)):
        for node in sorted(parts, reverse=True):
            if node in found.units:
                _counted(found, parts, node, mapping, caps, shared)
    return min((net, every, each), key=lambda found: len(found.units))


def _counted(
    net: Netlist, parts: Parts, node: int, mapping: Mapping, caps: Caps, shared: bool
) -> None:
    """Count the nodes of which one is the parity; if not `shared`, where that spares units."""
    leaves, turned = _leaves(net, parts, node, shared, _most(caps))
    top = len(leaves).bit_length() - 1
    if len(leaves) < _FEWEST:
        return
    new = _missing(net, leaves)
    units = {k: unit for k in new if (unit := mapping.unit(k)) is not None}
    if len(units) < len(new) or any(_missing(net, weights) for weights, _ in units.values()):
        return
    gone = _spared(net, node, leaves | {k for weights, _ in units.values() for k in weights})
    if shared or len(gone) > top + len(new):
        for k, (weights, least) in units.items():
            net.add(k, Unit(weights, least))
        _count(net, node, leaves, turned)
        for other in gone:
            net.remove(other)


def _most(caps: Caps) -> int:
    """How many nodes can be counted, each digit read beside them."""
    most = _MOST
    while most + most.bit_length() - 1 > caps.reads or 1 << most.bit_length() - 1 > min(
        caps.weighs, caps.least
    ):
        most -= 1
    return most


def _leaves(net: Netlist, parts: Parts, node: int, shared: bool, most: int) -> tuple[set[int], int]:
    """Of which nodes, so many at most, one is the parity, and whether not.

    What only it needs is looked through, or also what others need (`shared`).
    """
    leaves, turned, within = {node}, 0, {node}
    waiting = [-node]
    while waiting:
        one = -heappop(waiting)
        if one not in leaves or one not in parts:
            continue
        if not (shared or one == node or one not in net.units or _only(net, one, within)):
            continue
        read, negated = min(parts[one], key=lambda part: len(_missing(net, part[0])))
        if len(leaves) + len(read) - 1 > most:
            continue
        if one in net.units:
            within |= {one, *net.units[one].weights}
        leaves.remove(one)
        leaves ^= set(read)
        turned ^= negated
        for k in read:
            heappush(waiting, -k)
    return leaves, turned


def _missing(net: Netlist, read: Iterable[int]) -> list[int]:
    """Which nodes are neither inputs nor units."""
    return [k for k in read if k > net.inputs and k not in net.units]


def _only(net: Netlist, node: int, within: set[int]) -> bool:
    """Whether nothing but some units reads a unit."""
    return node not in net.ends and net.readers[node] <= within


def _spared(net: Netlist, node: int, leaves: set[int]) -> list[int]:
    """The units that nothing needs where a node reads leaves instead of what it reads."""
    gone: list[int] = []
    within, waiting = {node}, list(net.units[node].weights)
    while waiting:
        one = waiting.pop()
        if one in net.units and one not in within | leaves and _only(net, one, within):
            within.add(one)
            gone.append(one)
            waiting += net.units[one].weights
    return gone


def _count(net: Netlist, node: int, leaves: set[int], turned: int) -> None:
    """Let a node be the last digit of a count, or its complement."""
    new, top = 1 + max(net.units), len(leaves).bit_length() - 1
    weights = dict.fromkeys(sorted(leaves), 1)
    for digit in range(top, 0, -1):
        net.add(new, Unit(dict(weights), 1 << digit))
        weights[new] = -1 << digit
        new += 1
    last = Unit(weights, 1)
    net.replace(node, last.turned() if turned else last)
