"""Nodes that are equal, or complements, found by simulation, proven and merged, inputs first.

All nodes are simulated on random rows. In order, each node that looks like an earlier one is
proven to be that one, by a table over a cut of few nodes or by a solver with a budget of
conflicts; it then is that one for all that reads it, so that the next proof begins there. What is
refuted gives a row on which the two differ, and all nodes are simulated on it and on rows near it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import ONES, Words

from .graph import Graph, Literals
from .solving import (
    UNKNOWN,
    WORK_A_CONFLICT,
    WORK_A_GATE,
    WORK_A_QUERY,
    Found,
    Solving,
    Tick,
)

if TYPE_CHECKING:
    from .certificate import Steps

LEAVES = 12
_WORDS = 16  # of rows that are simulated at a time
_MOST_BLOCKS, _SIMULATED = 64, 1e8  # of these, and words of nodes, before proofs begin
_PIECE = 1 << 15  # nodes that are gone through between two looks at the clock
_FOUNDED = 2_000  # conflicts that a unit may take whose own reads are proven: more rests on it
_MOST_REFUTED = 12  # times that one node is compared with another
_WORK_A_NODE, _WORK_A_ROW = 40.0, 0.5
_MOST_CONFLICTS, _CONFLICTS_A_NODE = 400_000, 20  # of a sweep, and more for large graphs
Ask = Callable[[int, int, int], Found]


@dataclass
class Sweep:
    """The roots of a graph's nodes; `hints` are literals that nodes may equal, -1 for none.

    `aims` are the nodes that are compared with earlier ones, `near` those by tables alone.
    """

    graph: Graph
    aims: NDArray[np.bool_]
    tick: Tick
    watched: Sequence[int] = ()  # literals that may be true nowhere
    seed: int = 0
    leaves: int = LEAVES  # of the cuts that have tables; 0 for none
    steps: Steps | None = None  # where proofs are written down, which tables are not
    hints: Literals = field(default_factory=lambda: np.zeros(0, np.int64))
    reads: tuple[Literals, Literals] | None = None  # of units: where those of nodes begin
    near: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    direct: int = 0  # pairs that were proven by tables, or by the operands that they join
    proofs: int = 0  # pairs that were proven by the solver
    refuted: int = 0
    left_open: int = 0
    wrong_row: NDArray[np.bool_] | None = None  # where a watched literal is true

    def __post_init__(self) -> None:
        size, inputs = len(self.graph), len(self.graph.inputs)
        if not len(self.hints):
            self.hints = np.full(size, -1, dtype=np.int64)
        self.hints = np.where(self.hints >> 1 < np.arange(size), self.hints, -1)
        nothing = np.zeros(size + 1, np.int64), np.zeros(0, np.int64)
        if not len(self.near):
            self.near = np.zeros(size, dtype=np.bool_)
        self._reads = nothing if self.reads is None else self.reads
        self._inputs = inputs
        self._operands = tuple(side.copy() for side in self.graph.operands)
        self._rng = np.random.default_rng([self.seed, 1])
        self._sure = np.full(size, -1, dtype=np.int64)
        self._times = (0, 0)  # a node, and how often it was asked
        self._rows = np.zeros((size, _WORDS), dtype=np.uint64)
        self._space = _scratch(size)
        self._views: Any = (None, np.zeros(size, np.uint64), np.zeros(size, np.uint8))
        self._begin()
        self._look()
        self.solving = self._solver()

    def _begin(self) -> None:
        size = len(self.graph)
        places = 1 << (2 * size).bit_length()
        first, second = np.zeros((2, size), dtype=np.int64)
        root = 2 * np.arange(size)  # so that nothing counts as proven that was not looked at
        self._state = (root, first, second, np.zeros(places, dtype=np.int64))
        self._views = (np.full((2, places), -1, dtype=np.int64), *self._views[1:])

    def _solver(self) -> Solving:
        if self.steps is None:
            return Solving(self._state, self._inputs)
        from .certificate import Proving

        return Proving(self._state, self._inputs, self.steps)

    # Rows ---------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Simulate random rows, and fold them into what nodes look like."""
        size = len(self.graph)
        blocks = int(min(_MOST_BLOCKS, max(4, _SIMULATED / (_WORDS * size))))
        for block in range(blocks):
            self.tick(_WORK_A_ROW * _WORDS * size)
            self._simulate(_random(self._rng, self._inputs, _WORDS), first=not block)
            if self.wrong_row is not None:
                return

    def _simulate(self, at: Words, first: bool = False) -> None:
        from .sweep_kernel import folded, simulated

        inputs, words = at.shape
        self._rows[1 : 1 + inputs, :words] = at
        simulated(*self._operands, self._rows, 1 + inputs, 0, words)
        _, looks, turned = self._views
        if first:
            turned[:] = self._rows[:, 0] & np.uint64(1)
        folded(looks, turned, self._rows, 0, words)
        for literal in self.watched:
            rows = self._rows[literal >> 1, :words] ^ (ONES if literal & 1 else np.uint64(0))
            for word in np.flatnonzero(rows)[:1].tolist():
                bit = (int(rows[word]) & -int(rows[word])).bit_length() - 1
                self.wrong_row = (at[:, word] >> np.uint64(bit) & np.uint64(1)).astype(bool)

    def _differs_at(self, values: dict[int, bool], end: int) -> None:
        """Simulate a row, and others that are near it."""
        from .sweep_kernel import relisted

        at = self._rng.integers(0, 2**64, self._inputs, dtype=np.uint64)
        turned = _few(self._rng, self._inputs)
        known = np.fromiter(values, np.int64, len(values)) - 1
        ones = np.fromiter(values.values(), np.bool_, len(values))
        at[known] = turned[known] ^ np.where(ones, ONES, np.uint64(0))
        self._simulate(at[:, None])
        alike, looks, _ = self._views
        relisted(alike, looks, self._state[0], end)

    # Roots --------------------------------------------------------------------------------------

    def root(self, literal: int) -> int:
        """The first literal that is known to be equal to a literal."""
        return int(self._state[0][literal >> 1]) ^ (literal & 1)

    def run(self, budget: int, deep: bool = True) -> None:
        """Go through all nodes; each proof may take so many conflicts, and go `deep`, or not."""
        for node, literal in self._pairs():
            self._one(node, literal, budget, deep)
            if self.wrong_row is not None:
                return

    def one_sided(self, ends: Iterable[Sequence[int]]) -> NDArray[np.bool_]:
        """Of outputs that are not proven yet, what a side needs and the other one does not.

        An output is said by five literals: both of each side, and what is wrong.
        """
        from .sweep_kernel import marked

        left = [own for own in ends if self.root(own[-1])]
        one, other = np.zeros((2, len(self.graph)), dtype=np.bool_)
        for marks, begin in ((one, 0), (other, 2)):
            literals = [literal for own in left for literal in own[begin : begin + 2]]
            marked(self._state, np.array(literals, dtype=np.int64), self._inputs, marks)
        return one ^ other

    def again(self, budget: int, among: NDArray[np.bool_] | None = None) -> None:
        """Go through all nodes once more, with what was proven, and another budget.

        Where nodes are given, no others are asked about.
        """
        aims, near = self.aims, self.near
        if among is not None:
            self.aims, self.near = aims & among, near | aims & ~among
        self._again(budget)
        self.aims, self.near = aims, near

    def _again(self, budget: int) -> None:
        root = self._state[0]
        own = 2 * np.arange(len(root))
        self._sure = np.where(root != own, root, -1)
        self._sure[: 1 + self._inputs] = -1
        self._begin()
        self.solving.close()
        conflicts, queries = self.solving.conflicts, self.solving.queries
        self.solving = self._solver()
        self.solving.conflicts, self.solving.queries = conflicts, queries
        self.left_open = 0
        self.run(budget)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        from .sweep_kernel import swept

        marks = (self.aims, self.near, self.hints, self._sure, self._reads)
        at, size = 0, len(self.graph)
        while at < size:
            begin, end = at, min(size, at + _PIECE)
            self.tick(_WORK_A_NODE * (end - at))
            at, literal, direct = swept(
                self._operands, self._state, self._views, marks, at, end,
                self._inputs, self.leaves, self._space,
            )  # fmt: skip
            self.direct += direct
            if self.steps is not None:
                self.steps.roots(self._state[0], begin, at)
            if literal >= 0:
                yield at, literal  # its root is set, or it looks like another now

    def _one(self, node: int, literal: int, budget: int, deep: bool) -> None:
        """Prove or refute that a node is a literal, or leave it open."""
        self._times = (node, self._times[1] + 1 if self._times[0] == node else 1)
        budget = max(budget, _FOUNDED) if deep and self._is_founded(node) else budget
        found = self._asked(node, literal, budget, deep)
        if found == UNKNOWN and not deep and (last := self._last_alike(node)) not in (literal, -1):
            literal, found = last, self._asked(node, last, budget, deep)
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

    def _is_founded(self, node: int) -> bool:
        """Whether all that a unit reads is proven; if the unit is not, its readers fail as well."""
        starts, read = self._reads
        own = read[starts[node] : starts[node + 1]] >> 1
        proven = (self._state[0][own] != 2 * own) | (own <= self._inputs)
        return len(own) > 0 and bool(proven.all())

    def _last_alike(self, node: int) -> int:
        """The literal of the last root that looks like a node, -1 where none does."""
        from .sweep_kernel import place_of, same

        alike, looks, turned = self._views
        place, like = place_of(alike, looks, node)
        return -1 if like < 0 else int(same(looks, turned, node, alike[1, place]))

    def _asked(self, node: int, literal: int, budget: int, deep: bool) -> Found:
        from .table_kernel import DIFFERENT, by_table

        answer, row, width = by_table(
            self._state, node, literal, self._inputs, self.leaves, self._space, self._reads
        )
        if answer == DIFFERENT:
            leaves = self._space[3][:width].tolist()
            return Found("different", {leaf: bool(row >> k & 1) for k, leaf in enumerate(leaves)})
        ask = self.solving.equal if deep else self.solving.above
        return self._solved(ask, node, literal, budget)

    def false(self, literals: Sequence[int], budget: int) -> NDArray[np.bool_] | None:
        """Prove that literals are false; a row where one is true, if that was found."""
        for literal in literals:
            root = self.root(literal)
            if not root:
                continue
            if root == 1:
                return np.zeros(self._inputs, dtype=bool)
            found = self._solved(self.solving.deep, root >> 1, root & 1, budget)
            if found.answer == "different":
                values = [found.inputs.get(1 + k, False) for k in range(self._inputs)]
                return np.array(values, dtype=bool)
            if found.answer == "equal":
                self._state[0][literal >> 1] = literal & 1
                if self.steps is not None:
                    self.steps.equal(literal >> 1, literal & 1)
        return None

    def _solved(self, ask: Ask, node: int, literal: int, budget: int) -> Found:
        """What the solver says of a root that may be a literal."""
        before, queries = self.solving.conflicts, self.solving.queries
        stated = self.solving.stated
        left = _MOST_CONFLICTS + _CONFLICTS_A_NODE * len(self.graph) - before
        if left <= 0:
            return UNKNOWN
        found = ask(node, literal, min(budget, left))
        self.tick(WORK_A_CONFLICT * (self.solving.conflicts - before)
                  + WORK_A_QUERY * (self.solving.queries - queries)
                  + WORK_A_GATE * (self.solving.stated - stated))  # fmt: skip
        return found


def _scratch(size: int) -> tuple[Any, ...]:
    """Room for tables over cuts."""
    from .table_kernel import MOST_CONE, MOST_READ

    tables = np.zeros((MOST_CONE + MOST_READ + 3, 1 << (MOST_READ - 6)), dtype=np.uint64)
    cone, leaves = np.zeros(MOST_CONE, np.int64), np.zeros(2 * MOST_READ, np.int64)
    return cone, np.zeros(size, np.int64), tables, leaves


def _random(rng: Any, inputs: int, words: int) -> Words:
    """Words of random rows, in some of which few inputs are 1, or few are 0.

    The more inputs there are, the fewer: ANDs of many are seldom 1 in any other row, and would
    all look alike.
    """
    rows = rng.integers(0, 2**64, (inputs, words), dtype=np.uint64)
    most = max(4, inputs.bit_length())
    turn = rng.integers(0, most, words)
    for times in range(1, most):
        rows &= rng.integers(0, 2**64, (inputs, words), dtype=np.uint64) | ONES * (turn < times)
    rows[:, words // 2 :] ^= ONES
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
