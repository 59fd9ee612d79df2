"""Whether two nodes are equal, by a solver: above a cut first, then down to the inputs.

A small graph is asked for a wrong output before, with all gates at once: that takes milliseconds,
less than the kernels of a sweep take to be loaded, let alone compiled.

Whoever asks gets "equal", which is proven, "different" with values of the inputs, or "unknown"
where the conflicts that may be spent are. Above a cut whatever is proven is proven, and what is
found different may not be; down to the inputs one solver is kept, in which gates stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pysat.solvers import Solver

Ints = NDArray[np.int64]
Tick = Callable[[float], None]
Answer = Literal["equal", "different", "unknown"]
SOLVER = "minisat22"
_MOST_AT_ONCE, _CONFLICTS_AT_ONCE = 4_000, 3_000  # nodes, and conflicts for all outputs
WORK_A_CONFLICT, WORK_A_QUERY = 4.0e3, 2.0e5
WORK_A_GATE = 1.0e3  # that a solver is told
_WINDOW, _CONFLICTS = 300, 100  # nodes above a cut, and conflicts for these alone
_FEW = 40_000  # gates down to the inputs up to which the solver that has them is asked at once
_MOST_LOADED = 60_000  # gates beside those of its first question, then a solver is made anew


class Found(NamedTuple):
    """What was found out, and values of inputs by node where there is a difference."""

    answer: Answer
    inputs: dict[int, bool]


UNKNOWN, EQUAL = Found("unknown", {}), Found("equal", {})


class Solving:
    """Questions about a graph's roots; `conflicts`, `queries` and `stated` are what they cost."""

    def __init__(self, state: Any, inputs: int) -> None:
        self._state, self._inputs = state, inputs
        self._deep: Any = None
        self._loaded = np.zeros(len(state[0]), dtype=bool)
        self._stack = np.zeros(len(state[0]) + 2, dtype=np.int64)
        self._new = np.zeros(len(state[0]), dtype=np.int64)
        self._held = self._room = 0
        self.conflicts = 0
        self.queries = 0
        self.stated = 0  # gates that solvers have been told

    def close(self) -> None:
        """Give the memory of the solver back."""
        if self._deep is not None:
            self._deep.delete()
        self._deep = None

    def equal(self, node: int, literal: int, budget: int) -> Found:
        """Whether a node is a literal, with so many conflicts at most."""
        found = self.above(node, literal, budget) if self._held > _FEW else UNKNOWN
        return self.deep(node, literal, budget) if found == UNKNOWN else found

    def above(self, node: int, literal: int, budget: int) -> Found:
        """The same by the gates above a cut, which have numbers of their own in their solver."""
        from .sweep_kernel import window

        cone, whole = window(self._state, node, literal >> 1, self._inputs, _WINDOW, True)
        ends = np.array([2 * node, literal], dtype=np.int64)
        read = (*(side[cone] for side in self._state[1:3]), ends)
        nodes = np.unique(np.concatenate([[0], cone, *(side >> 1 for side in read)]))
        first, second, own = (2 * np.searchsorted(nodes, x >> 1) + (x & 1) for x in read)
        gates = _stated(np.searchsorted(nodes, cone), first, second)
        with Solver(name=SOLVER, bootstrap_with=gates) as solver:
            budget = min(_CONFLICTS, budget)
            found = self._both_ways(solver, int(own[0]) >> 1, int(own[1]), budget)
        if found.answer == "different" and not whole:
            return UNKNOWN
        inputs = np.searchsorted(nodes, self._inputs, "right")
        values = {int(nodes[k]): value for k, value in found.inputs.items() if k < inputs}
        return found._replace(inputs=values)

    def deep(self, node: int, literal: int, budget: int) -> Found:
        """The same with all gates down to the inputs."""
        from .sweep_kernel import unloaded

        if self._held > self._room:
            self.close()
        if self._deep is None:
            self._deep, self._held = Solver(name=SOLVER), 0
            self._loaded[:] = False
        ends = (node, literal >> 1, self._inputs)
        size = unloaded(self._state, self._loaded, *ends, self._stack, self._new)
        cone = self._new[:size]
        self._room = self._room if self._held else size + _MOST_LOADED
        self._deep.append_formula(clauses(self._state, cone), no_return=True)
        self._held += len(cone)
        self.stated += len(cone)
        return self._both_ways(self._deep, node, literal, budget)

    def _both_ways(self, solver: Any, node: int, literal: int, budget: int) -> Found:
        other = signed(literal)
        ways = [[node, -other], [-node, other]]
        if not other:  # a constant
            ways = [[-node] if literal else [node]]
        for way in ways:
            found = self._solved(solver, way, budget)
            if found != EQUAL:
                return found
        return EQUAL

    def _solved(self, solver: Any, way: Sequence[int], budget: int) -> Found:
        before = solver.accum_stats()["conflicts"]
        solver.conf_budget(budget)
        answer = solver.solve_limited(assumptions=list(way))
        self.conflicts += solver.accum_stats()["conflicts"] - before
        self.queries += 1
        if answer is None:
            return UNKNOWN
        if not answer:
            return EQUAL
        return self._model(solver)

    def _model(self, solver: Any) -> Found:
        model = solver.get_model()
        return Found("different", {abs(x): x > 0 for x in model[: self._inputs]})


class AtOnce(NamedTuple):
    """Where an output is wrong, None for nowhere, and the conflicts that it took."""

    row: NDArray[np.bool_] | None
    conflicts: int


def asked_at_once(
    operands: tuple[Ints, Ints], inputs: int, wrong: Sequence[int], tick: Tick
) -> AtOnce | None:
    """Whether one of some literals is true somewhere, or None where that takes too much."""
    size, spent = len(operands[0]), 0
    if size > _MOST_AT_ONCE:
        return None
    if 1 in wrong or not any(wrong):  # no question
        return AtOnce(np.zeros(inputs, np.bool_) if 1 in wrong else None, 0)
    tick(WORK_A_GATE * size)
    gates = clauses((None, *operands), np.arange(1 + inputs, size))
    with Solver(name=SOLVER, bootstrap_with=gates) as solver:
        for literal in filter(None, wrong):
            solver.conf_budget(_CONFLICTS_AT_ONCE - spent)
            found = solver.solve_limited(assumptions=[signed(literal)])
            before, spent = spent, solver.accum_stats()["conflicts"]
            tick(WORK_A_CONFLICT * (spent - before) + WORK_A_QUERY)
            if found:
                values = {abs(x): x > 0 for x in solver.get_model()[:inputs]}
                row = [values.get(1 + k, False) for k in range(inputs)]
                return AtOnce(np.array(row, np.bool_), spent)
            if found is None or spent >= _CONFLICTS_AT_ONCE:
                return None
    return AtOnce(None, spent)


def signed(literal: int) -> int:
    """The literal as clauses have it: node k is variable k."""
    return -(literal >> 1) if literal & 1 else literal >> 1


def clauses(state: Any, cone: Ints) -> list[list[int]]:
    """What gates say: a node is both of its operands. Node k is variable k."""
    return _stated(cone, state[1][cone], state[2][cone])


def _stated(own: Ints, first: Ints, second: Ints) -> list[list[int]]:
    a, b = (np.where(x & 1, -(x >> 1), x >> 1) for x in (first, second))
    two = np.concatenate([np.stack([-own, a], 1), np.stack([-own, b], 1)])
    three = np.stack([own, -a, -b], 1)
    return [*two.tolist(), *three.tolist()]
