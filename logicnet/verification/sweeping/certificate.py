"""A proof that two sides are equal, as others check it: clauses, and how none is left.

The clauses say what each gate is and that some output is wrong where it matters; two comments a
line say which variables inputs and outputs are. The proof lists clauses each of which follows from
those before by unit propagation alone, down to the empty one, so that DRAT and RUP checkers read
it. It has what the solver learnt, and, for each node that was proven to be another, that they
are equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pysat.solvers import Solver

from logicnet.ground.storage.files import write_texts

from .sides import LaidOut
from .solving import EQUAL, UNKNOWN, Found, Solving, clauses, signed

_SOLVER = "cadical153"  # whose steps are all checked by unit propagation


class Steps:
    """The clauses of a proof, in order."""

    def __init__(self) -> None:
        self.clauses: list[list[int]] = []
        self._held: set[int] = set()  # nodes whose gates over roots have been listed

    def equal(self, node: int, literal: int) -> None:
        """That a node is an earlier literal, both ways."""
        if literal <= 1:
            self.clauses.append([node] if literal else [-node])
        else:
            self.clauses += [[-node, signed(literal)], [node, -signed(literal)]]

    def roots(self, root: NDArray[np.int64], begin: int, end: int) -> None:
        """That nodes are their roots."""
        own = np.arange(begin, end)
        for node in own[root[begin:end] != 2 * own].tolist():
            self.equal(node, int(root[node]))

    def gates(self, cone: NDArray[np.int64], stated: list[list[int]]) -> None:
        """What gates say of the roots that they read."""
        if not self._held.issuperset(own := cone.tolist()):
            self._held.update(own)
            self.clauses += stated

    def learnt(self, lines: Iterable[str], way: Sequence[int]) -> None:
        """What a solver derived where the literals of `way` were true, and that they cannot be."""
        never = [-literal for literal in way]
        for line in lines:
            if not line.startswith("d"):
                clause = dict.fromkeys([*map(int, line.split()[:-1]), *never])
                if not any(-literal in clause for literal in clause):
                    self.clauses.append([*clause])
        self.clauses.append(never)


class Proving(Solving):
    """A solver that is made anew for each question, and whose steps are kept."""

    def __init__(self, state: Any, inputs: int, steps: Steps) -> None:
        super().__init__(state, inputs)
        self.steps = steps

    def deep(self, node: int, literal: int, budget: int) -> Found:
        """Whether a node is a literal, by all gates down to the inputs."""
        from .sweep_kernel import window

        size = len(self._state[0])
        cone, _ = window(self._state, node, literal >> 1, self._inputs, size, False)
        stated = clauses(self._state, cone)
        self.steps.gates(cone, stated)
        return self._both_ways(stated, node, literal, budget)

    def _solved(self, solver: Any, way: Sequence[int], budget: int) -> Found:
        known = [*solver, *([literal] for literal in way)]
        with Solver(name=_SOLVER, bootstrap_with=known, with_proof=True) as own:
            own.conf_budget(budget)
            answer = own.solve_limited()
            self.conflicts += own.accum_stats()["conflicts"]
            self.queries += 1
            if answer is None:
                return UNKNOWN
            if answer:
                return self._model(own)
            self.steps.learnt(own.get_proof(), way)
            return EQUAL


def write(path: Path, stated: LaidOut, steps: Steps) -> tuple[Path, Path]:
    """Write the clauses and the proof; the paths of both."""
    cnf, proof = path.with_suffix(".cnf"), path.with_suffix(".drat")
    write_texts(cnf, _formula(stated))
    write_texts(proof, (f"{' '.join(map(str, [*step, 0]))}\n" for step in [*steps.clauses, []]))
    return cnf, proof


def _formula(stated: LaidOut) -> Iterator[str]:
    """What gates are, and that an output is wrong."""
    graph = stated.graph
    size, inputs = len(graph), len(graph.inputs)
    gates = clauses((None, *graph.operands), np.arange(1 + inputs, size))
    wrong = [signed(literal) for literal in stated.wrong if literal]
    yield "c No values satisfy this if and only if both sides agree wherever it matters.\n"
    yield "c input NAME VARIABLE; output NAME NAME FIRST OPEN SECOND OPEN WRONG, or T or F\n"
    for place, name in enumerate(graph.inputs):
        yield f"c input {json.dumps(name)} {place + 1}\n"
    for names, literals in stated.ends:
        values = ("FT"[x] if x <= 1 else str(signed(x)) for x in literals)
        yield f"c output {' '.join(map(json.dumps, names))} {' '.join(values)}\n"
    yield f"p cnf {size - 1} {len(gates) + 1}\n"
    for clause in [*gates, wrong]:
        yield f"{' '.join(map(str, [*clause, 0]))}\n"
