"""The judge of counts: outputs as tables of how many inputs of some sets are 1.

What adds bits up, by whatever adders, has digits that depend on how many of its inputs are 1 alone.
So a node is a table with an axis for each of some disjoint sets of inputs. Two nodes are joined
over what their sets have in common; where only the sum of two counts matters, the sets become one.
A vote of a thousand is then one table of a thousand and one numbers, and nothing was guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LogicnetError
from logicnet.ground.bits import pack
from logicnet.logic.function import Function
from logicnet.logic.tables.cubes import Tick
from logicnet.network.network import Network
from logicnet.network.sums import whole_sums
from logicnet.verification.functions.rows import Sides
from logicnet.verification.judge import Extent
from logicnet.verification.sweeping.graph import Graph, TooLarge
from logicnet.verification.sweeping.sides import KINDS, of_side
from logicnet.verification.verdict import Verdict

_MOST = 1 << 19  # numbers in a table
_MOST_WORK = 4.0e9
_NODE, _NUMBER = 3.0e4, 6.0  # work of a table, and of each number in it
_MOST_GATES = 1 << 15
_OPERANDS = 8  # of an And

Table = NDArray[Any]


class ManyCounts(Exception):
    """A table would be too large."""


class Counted(NamedTuple):
    """Values by how many inputs of each of some disjoint sets are 1; sets are masks of inputs."""

    sets: tuple[int, ...]
    values: Table


def counts(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of tables of counts, where both sides have small ones."""
    spent = 0.0

    def tick(work: float) -> None:
        nonlocal spent
        spent += work
        if spent > _MOST_WORK:
            raise ManyCounts
        extent.budget.tick(work)

    if not all(isinstance(side, KINDS) for side in (sides.network, sides.specification)):
        return reason
    try:
        mine, theirs = (
            _outputs(sides, side, ends, tick)
            for side, ends in zip((sides.network, sides.specification), sides.paired(), strict=True)
        )
        size = 0
        for one, other in zip(mine, theirs, strict=True):
            sets, (first, second) = together([one, other])
            differ = np.argwhere(np.not_equal(first, second))
            size = max(size, len(np.atleast_1d(first).ravel()))
            if len(differ):
                return _refuted(sides, sets, differ[0].tolist())
    except (ManyCounts, TooLarge):
        return reason
    return Verdict(equal=True, method=f"counts of ones ({size} at most for an output)")


def _refuted(sides: Sides, sets: Sequence[int], counted: Sequence[int]) -> Verdict:
    row = np.zeros((len(sides.inputs), 1), dtype=bool)
    for mask, count in zip(sets, counted, strict=True):
        row[_members(mask)[:count]] = True
    found = sides.differing(pack(row))
    if found is None:
        raise LogicnetError("counts show a difference that the sides do not have; please report")
    return sides.verdict(found, "counts of ones")


def _members(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


# Sides ----------------------------------------------------------------------------------------


def _outputs(
    sides: Sides, side: Network | Function, ends: Sequence[int], tick: Tick
) -> list[Counted]:  # fmt: skip
    """The outputs of a side with these numbers."""
    if isinstance(side, Network):
        return _of_network(sides, side, ends, tick)
    graph = Graph(sides.inputs)
    on, free, _ = of_side(graph, side)
    first, second, literals = graph.needed([on[k] for k in ends])
    if any(free) or len(first) > _MOST_GATES + len(sides.inputs):
        raise ManyCounts
    found = {0: Counted((), np.array(False))}
    for place in range(len(sides.inputs)):
        found[1 + place] = Counted((1 << place,), np.array([False, True]))
    for node, operands in _gates(first, second, literals, len(sides.inputs)):
        found[node] = _all_of([_literal(found, literal) for literal in operands], tick)
    return [_literal(found, literal) for literal in literals]


def _gates(
    first: Sequence[int], second: Sequence[int], literals: Sequence[int], inputs: int
) -> list[tuple[int, list[int]]]:
    """The nodes to look at, lowest first, each as an And of several literals.

    An And that only others of its kind read is no node, so that those who know which operands go
    well together choose the order.
    """
    needed = {literal >> 1 for literal in literals}
    found = []
    for node in range(len(first) - 1, inputs, -1):
        if node in needed:
            operands = [first[node], second[node]]
            for literal in operands:  # which grows
                if not literal & 1 and literal >> 1 > inputs and len(operands) < _OPERANDS:
                    operands += [first[literal >> 1], second[literal >> 1]]
                    operands[operands.index(literal)] = 1  # true
            kept = [literal for literal in dict.fromkeys(operands) if literal != 1]
            needed.update(literal >> 1 for literal in kept)
            found.append((node, kept))
    return found[::-1]


def _all_of(operands: list[Counted], tick: Tick) -> Counted:
    """The And of some, those first that have the smallest table together."""
    while len(operands) > 1:
        a, b = min(combinations(range(len(operands)), 2), key=lambda pair: _size(operands, *pair))
        other, one = operands.pop(b), operands.pop(a)
        sets, (mine, theirs) = together([one, other])
        operands.append(_shorter(sets, mine & theirs, tick))
    return operands[0]


def _size(operands: Sequence[Counted], a: int, b: int) -> int:
    one, other = operands[a].sets, operands[b].sets
    if one == other:
        return operands[a].values.size
    return prod(1 + piece.bit_count() for piece in _pieces(one, other))


def _literal(found: Mapping[int, Counted], literal: int) -> Counted:
    node = found[literal >> 1]
    return Counted(node.sets, ~node.values) if literal & 1 else node


def _of_network(sides: Sides, net: Network, ends: Sequence[int], tick: Tick) -> list[Counted]:
    sums, places = whole_sums(net), sides.places(net.inputs)
    if not sums.fit_words:
        raise ManyCounts
    indices, weights = sums.indices.tolist(), sums.weights.tolist()
    starts, units = sums.indptr.tolist(), list[Counted]()
    for unit, least in enumerate(sums.thresholds.tolist()):
        reads: dict[int, int] = {}
        for wire in range(starts[unit], starts[unit + 1]):
            reads[indices[wire]] = reads.get(indices[wire], 0) + weights[wire]
        total = _sum(reads, places, units, tick)
        units.append(_shorter(total.sets, total.values >= least, tick))
    return [units[net.output_units[k]] for k in ends]


def _sum(
    reads: Mapping[int, int], places: Sequence[int], units: Sequence[Counted], tick: Tick
) -> Counted:  # fmt: skip
    """What a unit adds up: inputs of the same weight as one set, then units."""
    alike: dict[int, int] = {}
    for node, weight in reads.items():
        if node < len(places):
            alike[weight] = alike.get(weight, 0) | 1 << places[node]
    parts = [
        Counted((mask,), weight * np.arange(mask.bit_count() + 1)) for weight, mask in alike.items()
    ]
    for node, weight in reads.items():
        if node >= len(places):
            own = units[node - len(places)]
            parts.append(Counted(own.sets, weight * own.values.astype(np.int64)))
    total = Counted((), np.array(0))
    for part in parts:
        sets, (one, other) = together([total, part])
        tick(_NODE + _NUMBER * one.size)
        total = Counted(sets, one + other)
    return total


# Tables ---------------------------------------------------------------------------------------


def together(given: Sequence[Counted]) -> tuple[tuple[int, ...], list[Table]]:
    """The same values over the same sets: what those of two have in common, and the rest.

    >>> one, two = Counted((0b11,), np.array([0, 1, 0])), Counted((0b10,), np.array([0, 1]))
    >>> sets, (first, second) = together([one, two])
    >>> sets, first.tolist(), second.tolist()
    ((1, 2), [[0, 1], [1, 0]], [[0, 1], [0, 1]])
    """
    one, other = given
    if one.sets == other.sets:
        return one.sets, [one.values, other.values]
    pieces = _pieces(one.sets, other.sets)
    shape = tuple(1 + piece.bit_count() for piece in pieces)
    if prod(shape) > _MOST:
        raise ManyCounts
    return pieces, [np.broadcast_to(_over(own, pieces), shape) for own in given]


def _pieces(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    found = []
    for mask in one:
        rest = mask
        for theirs in other:
            if rest & theirs:
                found.append(rest & theirs)
                rest &= ~theirs
        if rest:
            found.append(rest)
    known = sum(one)
    found += [mask & ~known for mask in other if mask & ~known]
    return tuple(sorted(found))


def _over(given: Counted, pieces: Sequence[int]) -> Table:
    """Values by the counts of pieces; of sets that are none of theirs there is one count."""
    at = []
    for mask in given.sets:
        total: Table = np.zeros((1,) * len(pieces), dtype=np.int64)
        for axis, piece in enumerate(pieces):
            if piece & mask:
                shape = [1] * len(pieces)
                shape[axis] = -1
                total = total + np.arange(1 + piece.bit_count()).reshape(shape)
        at.append(total)
    return given.values[tuple(at)] if at else given.values.reshape((1,) * len(pieces))


def _shorter(sets: tuple[int, ...], values: Table, tick: Tick) -> Counted:
    """The same without sets that do not matter, and with sets as one of which the sum does."""
    tick(_NODE + _NUMBER * values.size * (1 + len(sets)))
    kept = []
    for axis in reversed(range(len(sets))):
        lowest = values.take([0], axis)
        if np.array_equal(np.broadcast_to(lowest, values.shape), values):
            values = lowest.squeeze(axis)
        else:
            kept.append(sets[axis])
    sets = tuple(reversed(kept))
    merged = True
    while merged:
        merged = False
        for a, b in combinations(range(len(sets)), 2):
            front = np.moveaxis(values, (a, b), (0, 1))
            if np.array_equal(front[1:, :-1], front[:-1, 1:]):
                sets, values = _as_one(sets, front, a, b)
                merged = True
                break
    return Counted(sets, values)


def _as_one(
    sets: Sequence[int], front: Table, a: int, b: int
) -> tuple[tuple[int, ...], Table]:  # fmt: skip
    """Sets number a and b as one, of values with these axes in front."""
    total = np.arange(front.shape[0] + front.shape[1] - 1)
    first = np.minimum(total, front.shape[0] - 1)
    own = [sets[a] | sets[b], *(mask for k, mask in enumerate(sets) if k not in (a, b))]
    order = sorted(range(len(own)), key=own.__getitem__)
    return tuple(own[k] for k in order), front[first, total - first].transpose(order)
