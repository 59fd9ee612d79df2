"""The adder that a number ends in, with its carries one after the other.

Adders that are fast have carries of many shapes, of which none is the majority of three nodes that
the others are found by. Where the digits are p xor c, each next carry is one of a few functions of
p and of what p is the parity of. Which one is guessed by rows at random; then it is proven, over
what the adder reads, that the digits are those of carries that go from digit to digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import ONES
from logicnet.verification.sweeping.graph import Graph
from logicnet.verification.sweeping.sweep import Sweep

from .cuts import Cuts, cuts_of
from .polynomial import Tick

_WORDS = 8  # of rows at random
_MOST_CARRIES = 24  # guesses for one digit
_CONFLICTS = 2_000  # for each pair of nodes
_STEP = 2.0e4  # work for each gate


class Carry(NamedTuple):
    """A literal that may be carried into a digit, and the nodes that it was made of."""

    literal: int
    leaves: frozenset[int]


class LastAdder:
    """The digits of a number, lowest first, as literals of a graph; `found` are the new ones."""

    def __init__(self, graph: Graph, digits: Sequence[int], tick: Tick) -> None:
        tick(_STEP * len(graph))
        self.graph, self._tick = graph, tick
        first, second = (part.tolist() for part in graph.operands)
        self._cuts: list[Cuts] = cuts_of(len(graph.inputs), first, second)
        self._rows = _at_random(graph)
        self._places: dict[bytes, int] = {}
        for node in range(len(graph)):
            self._places.setdefault(_normal(self._rows[node]).tobytes(), node)
        self._new: dict[int, NDArray[np.uint64]] = {}
        self._leaves: set[int] = set()
        self.found = self._proven(digits, list(self._chained(digits)))

    # Guesses ------------------------------------------------------------------------------------

    def _chained(self, digits: Sequence[int]) -> Iterable[int]:
        carries: list[Carry] = []
        for digit in digits:
            fitting = ((own, self._looked(digit, own.literal)) for own in carries)
            carry, half = next((one for one in fitting if one[1] is not None), (None, None))
            if carry is None or half is None:
                yield digit
                carries = self._begun(digit)
            else:
                yield self.graph.differ(half, carry.literal)
                self._leaves |= carry.leaves
                carries = self._next(half, carry)

    def _value(self, literal: int) -> NDArray[np.uint64]:
        """A literal at the rows; nodes that are new are worked out, once."""
        node = literal >> 1
        if node >= len(self._rows):
            if node not in self._new:
                a, b = (int(side[node]) for side in self.graph.operands)
                self._new[node] = self._value(a) & self._value(b)
            row = self._new[node]
        else:
            row = self._rows[node]
        return np.asarray(row ^ ONES if literal & 1 else row)

    def _looked(self, digit: int, carry: int) -> int | None:
        """The literal that is the digit without the carry, if there is one."""
        wanted = self._value(digit) ^ self._value(carry)
        node = self._places.get(_normal(wanted).tobytes())
        if node is None:
            return None
        return 2 * node + bool((wanted[0] ^ self._rows[node][0]) & np.uint64(1))

    def _begun(self, digit: int) -> list[Carry]:
        """What is carried where a digit is the sum of two or three nodes."""
        found = []
        for leaves, table in self._of(digit):
            if len(leaves) == 2 and table & 15 in (6, 9):
                turned = (table & 15 == 9) ^ (digit & 1)
                a, b = 2 * leaves[0], 2 * leaves[1] ^ turned
                found += [Carry(self.graph.both(a ^ x, b ^ x), frozenset(leaves)) for x in (0, 1)]
            elif len(leaves) == 3 and table in (0x96, 0x69):
                turned = (table == 0x69) ^ (digit & 1)
                for x in range(4):
                    a, b = 2 * leaves[0] ^ (x & 1), 2 * leaves[1] ^ x >> 1
                    c = 2 * leaves[2] ^ (turned ^ (x & 1) ^ x >> 1)
                    found.append(Carry(self._majority(a, b, c), frozenset(leaves)))
        return found[:_MOST_CARRIES]

    def _next(self, half: int, carry: Carry) -> list[Carry]:
        """What is carried on where a digit is the half sum of two nodes, or one, and a carry."""
        both = self.graph.both(half, carry.literal)
        found = []
        for leaves, table in self._of(half):
            if len(leaves) == 2 and table & 15 in (6, 9):
                a, b = 2 * leaves[0], 2 * leaves[1] ^ (table & 15 == 9) ^ (half & 1)
                for x in (0, 1):
                    makes = self.graph.both(a ^ x, b ^ x)
                    either = self.graph.both(makes ^ 1, both ^ 1) ^ 1
                    found.append(Carry(either, frozenset(leaves)))
        return [*found[:_MOST_CARRIES], Carry(both, frozenset([half >> 1]))]

    def _of(self, literal: int) -> Cuts:
        return self._cuts[literal >> 1] if literal >> 1 < len(self._cuts) else []

    def _majority(self, a: int, b: int, c: int) -> int:
        both, half = self.graph.both(a, b), self.graph.differ(a, b)
        return self.graph.both(both ^ 1, self.graph.both(half, c) ^ 1) ^ 1

    # Proof --------------------------------------------------------------------------------------

    def _proven(self, digits: Sequence[int], guessed: Sequence[int]) -> list[int]:
        """The guesses that are proven, and the digits where they are not."""
        graph, moved = self._above([*digits, *guessed])
        sweep = Sweep(graph, np.ones(len(graph), dtype=bool), self._tick)
        try:
            sweep.run(_CONFLICTS)
            ends = [sweep.root(moved[end >> 1] ^ (end & 1)) for end in (*digits, *guessed)]
        finally:
            sweep.solving.close()
        count = len(digits)
        return [
            new if ends[k] == ends[count + k] else old
            for k, (old, new) in enumerate(zip(digits, guessed, strict=True))
        ]

    def _above(self, ends: Sequence[int]) -> tuple[Graph, dict[int, int]]:
        """What is above the nodes that the adder reads as a graph, and where literals are there."""
        first, second = (part.tolist() for part in self.graph.operands)
        needed, inputs = {end >> 1 for end in ends}, len(self.graph.inputs)
        for node in range(len(first) - 1, inputs, -1):
            if node in needed and node not in self._leaves:
                needed |= {first[node] >> 1, second[node] >> 1}
        free = sorted(x for x in needed if 0 < x <= inputs or x in self._leaves)
        graph = Graph([str(node) for node in free])
        moved = {0: 0, **{node: 2 + 2 * k for k, node in enumerate(free)}}
        for node in sorted(needed - set(moved)):
            a, b = first[node], second[node]
            moved[node] = graph.both(moved[a >> 1] ^ (a & 1), moved[b >> 1] ^ (b & 1))
        return graph, moved


def _at_random(graph: Graph) -> NDArray[np.uint64]:
    from logicnet.verification.sweeping.sweep_kernel import simulated

    rows = np.zeros((len(graph), _WORDS), dtype=np.uint64)
    inputs = len(graph.inputs)
    rows[1 : 1 + inputs] = np.random.default_rng(0).integers(
        0, 2**64, (inputs, _WORDS), dtype=np.uint64
    )
    simulated(*graph.operands, rows, 1 + inputs, 0, _WORDS)
    return rows


def _normal(row: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A row or its complement, whichever begins with 0."""
    return np.asarray(row ^ ONES if row[0] & np.uint64(1) else row)
