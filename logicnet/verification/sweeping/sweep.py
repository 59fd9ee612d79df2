"""Nodes that are equal, or complements, found by simulation, proven and merged, inputs first.

All nodes are simulated on random rows. In order, each node that looks like an earlier one is
proven to be that one, by a table over a cut of few nodes or by a solver with a budget of
conflicts; it then is that one for all that reads it, so that the next proof begins there. What is
refuted gives a row on which the two differ, and all nodes are simulated on it and on rows near it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import ONES, Words

from .graph import Graph, Literals
from .solving import Found, Solving

LEAVES = 12
_WORDS = 16  # of the rows of a node
_KEPT_WORDS = 4  # of these, how many stay as they began
_PIECE = 1 << 15  # nodes that are gone through between two looks at the clock
_MOST_REFUTED = 12  # times that one node is compared with another
_WORK_A_NODE, _WORK_A_CONFLICT, _WORK_A_QUERY = 40.0, 4.0e3, 2.0e5
Tick = Callable[[float], None]


@dataclass
class Sweep:
    """The roots of a graph's nodes; `hints` are literals that nodes may equal, -1 for none.

    `aims` are the nodes that are compared with earlier ones.
    """

    graph: Graph
    aims: NDArray[np.bool_]
    tick: Tick
    seed: int = 0
    leaves: int = LEAVES  # of the cuts that have tables; 0 for none
    hints: Literals = field(default_factory=lambda: np.zeros(0, np.int64))
    tables: int = 0  # pairs that were proven by tables
    proofs: int = 0  # pairs that were proven by the solver
    refuted: int = 0
    left_open: int = 0

    def __post_init__(self) -> None:
        size, inputs = len(self.graph), len(self.graph.inputs)
        if not len(self.hints):
            self.hints = np.full(size, -1, dtype=np.int64)
        self.hints = np.where(self.hints >> 1 < np.arange(size), self.hints, -1)
        self._inputs = inputs
        self._operands = tuple(side.copy() for side in self.graph.operands)
        self._rng = np.random.default_rng([self.seed, 1])
        self._sure = np.full(size, -1, dtype=np.int64)
        self._rows = self._simulated()
        self._next_word, self._times = _KEPT_WORDS, (0, 0)  # a node, and how often it was asked
        self._space = _scratch(size)
        self._begin()
        self.solving = Solving(self._state, inputs)

    def _begin(self) -> None:
        size = len(self.graph)
        places = 1 << (2 * size).bit_length()
        root, first, second = np.zeros((3, size), dtype=np.int64)
        self._state = (root, first, second, np.zeros(places, dtype=np.int64))
        self._alike = np.full(places, -1, dtype=np.int64)

    # Rows ---------------------------------------------------------------------------------------

    def _simulated(self) -> Words:
        from .sweep_kernel import simulated

        rows = np.zeros((len(self.graph), _WORDS), dtype=np.uint64)
        rows[1 : 1 + self._inputs] = _random(self._rng, self._inputs, _WORDS)
        simulated(*self._operands, rows, 1 + self._inputs, 0, _WORDS)
        return rows

    def row_where(self, literals: Sequence[int]) -> NDArray[np.bool_] | None:
        """Values of the inputs, among the rows at hand, where one of the literals is true."""
        for literal in literals:
            rows = self._rows[literal >> 1] ^ (ONES if literal & 1 else np.uint64(0))
            for word in np.flatnonzero(rows)[:1].tolist():
                bit = (int(rows[word]) & -int(rows[word])).bit_length() - 1
                own = self._rows[1 : 1 + self._inputs, word] >> np.uint64(bit)
                return (own & np.uint64(1)).astype(bool)
        return None

    def _differs_at(self, values: dict[int, bool], end: int) -> None:
        """Simulate a row, and others that are near it, instead of the oldest of the last ones."""
        from .sweep_kernel import relisted, simulated

        word = self._next_word
        self._next_word = word + 1 if word + 1 < _WORDS else _KEPT_WORDS
        own = self._rows[1 : 1 + self._inputs, word]
        own[:] = self._rng.integers(0, 2**64, self._inputs, dtype=np.uint64)
        turned = _few(self._rng, self._inputs)
        for node, value in values.items():
            own[node - 1] = turned[node - 1] ^ (ONES if value else np.uint64(0))
        simulated(*self._operands, self._rows, 1 + self._inputs, word, word + 1)
        relisted(self._alike, self._rows, self._state[0], end)

    # Roots --------------------------------------------------------------------------------------

    def root(self, literal: int) -> int:
        """The first literal that is known to be equal to a literal."""
        return int(self._state[0][literal >> 1]) ^ (literal & 1)

    def run(self, budget: int) -> None:
        """Go through all nodes; each proof may take so many conflicts."""
        for node, literal in self._pairs():
            self._one(node, literal, budget)

    def again(self, budget: int) -> None:
        """Go through all nodes once more, with what was proven, and another budget."""
        root = self._state[0]
        own = 2 * np.arange(len(root))
        self._sure = np.where(root != own, root, -1)
        self._sure[: 1 + self._inputs] = -1
        self._begin()
        self.solving.close()
        conflicts, queries = self.solving.conflicts, self.solving.queries
        self.solving = Solving(self._state, self._inputs)
        self.solving.conflicts, self.solving.queries = conflicts, queries
        self.left_open = 0
        self.run(budget)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        from .sweep_kernel import swept

        marks = (self.aims, self.hints, self._sure)
        at, size = 0, len(self.graph)
        while at < size:
            end = min(size, at + _PIECE)
            self.tick(_WORK_A_NODE * (end - at))
            at, literal, tables = swept(
                self._operands, self._state, self._rows, self._alike, marks, at, end,
                self._inputs, self.leaves, self._space,
            )  # fmt: skip
            self.tables += tables
            if literal >= 0:
                yield at, literal  # its root is set, or it looks like another now

    def _one(self, node: int, literal: int, budget: int) -> None:
        """Prove or refute that a node is a literal, or leave it open."""
        self._times = (node, self._times[1] + 1 if self._times[0] == node else 1)
        found = self._asked(node, literal, budget)
        if found.answer == "different":
            self.refuted += 1
            self._differs_at(found.inputs, node)
            if self._times[1] < _MOST_REFUTED:
                return
        if found.answer == "equal":
            self.proofs += 1
        else:
            self.left_open += found.answer == "unknown"
            literal = 2 * node
        self._sure[node] = literal

    def _asked(self, node: int, literal: int, budget: int) -> Found:
        from .sweep_kernel import DIFFERENT, by_table

        answer, row, width = by_table(
            self._state, node, literal, self._inputs, self.leaves, self._space
        )
        if answer == DIFFERENT:
            leaves = self._space[3][:width].tolist()
            return Found("different", {leaf: bool(row >> k & 1) for k, leaf in enumerate(leaves)})
        return self.solved(node, literal, budget)

    def false(self, literals: Sequence[int], budget: int) -> NDArray[np.bool_] | None:
        """Prove that literals are false; a row where one is true, if that was found."""
        for literal in literals:
            root = self.root(literal)
            if not root:
                continue
            if root == 1:
                return self._rows[1 : 1 + self._inputs, 0].astype(bool)
            found = self.solved(root >> 1, root & 1, budget, deep=True)
            if found.answer == "different":
                values = [found.inputs.get(1 + k, False) for k in range(self._inputs)]
                return np.array(values, dtype=bool)
            if found.answer == "equal":
                self._state[0][literal >> 1] = literal & 1
        return None

    def solved(self, node: int, literal: int, budget: int, deep: bool = False) -> Found:
        """What the solver says of a root that may be a literal."""
        before, queries = self.solving.conflicts, self.solving.queries
        ask = self.solving.deep if deep else self.solving.equal
        found = ask(node, literal, budget)
        self.tick(_WORK_A_CONFLICT * (self.solving.conflicts - before)
                  + _WORK_A_QUERY * (self.solving.queries - queries))  # fmt: skip
        return found


def _scratch(size: int) -> tuple[Any, ...]:
    """Room for tables over cuts."""
    from .sweep_kernel import MOST_CONE

    tables = np.zeros((MOST_CONE + LEAVES + 3, 1 << (LEAVES - 6)), dtype=np.uint64)
    cone, leaves = np.zeros(MOST_CONE, np.int64), np.zeros(2 * LEAVES, np.int64)
    return cone, np.zeros(size, np.int64), tables, leaves


def _random(rng: Any, inputs: int, words: int) -> Words:
    """Words of random rows, in some of which few inputs are 1, or few are 0."""
    rows = rng.integers(0, 2**64, (inputs, words), dtype=np.uint64)
    turn = np.arange(words) % 4
    for times in range(1, 4):
        rows &= rng.integers(0, 2**64, (inputs, words), dtype=np.uint64) | ONES * (turn < times)
    rows[:, words // 2 :] ^= ONES * (turn[words // 2 :] > 0)
    return np.asarray(rows, dtype=np.uint64)


def _few(rng: Any, inputs: int) -> Words:
    """Words that are 1 for one input in each of half of the rows, for an eighth in the others.

    In the first row no input is.
    """
    high = np.uint64(0xFFFFFFFF00000000)
    found = np.full(inputs, high, dtype=np.uint64)
    for _ in range(3):
        found &= rng.integers(0, 2**64, inputs, dtype=np.uint64)
    for row in range(1, 32):
        if inputs:
            found[rng.integers(inputs)] |= np.uint64(1 << row)
    return found
