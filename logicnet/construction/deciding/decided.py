"""Whether so many units are enough for a function, decided by SAT and linear programs.

If a + b = c + d for four rows, opposite corners of a subcube, no unit fires at a and b and not at
c and d, unless what it reads beside the inputs says so. With any wires, unit j reads the inputs
and the units before it; for the output, unit k, the weights of these may be taken to be positive,
since units can be complemented. So, writing u(a, b) for u(a) + u(b),

    f(a) = f(b) = 1, f(c) = f(d) = 0     only if   u(a, b) > u(c, d) for some unit u before f,

and for the other units the same, with a sign for the weight of each unit that they read. A solver
looks for values of the units on all rows of which that holds. If there are none, the function
takes more units, which is proven. If there are, each unit is separated by a linear program; where
that cannot be, the rows of the program that oppose one another are a clause more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.units import Unit
from logicnet.ground.bits import columns, unpack
from logicnet.network.one_unit.separation import separate

_SOLVER = "glucose4"
_MOST_REFINED = 300  # linear programs that may fail before it stays open
_TINY = 1e-9

Bits = NDArray[np.bool_]
Rows = NDArray[np.int64]
Four = tuple[int, int, int, int]
Clause = list[int]


class Sufficiency(NamedTuple):
    """Whether so many units are enough, None where it stays open; the units; conflicts met."""

    enough: bool | None
    units: list[Unit] | None
    conflicts: int


def decided(on: Bits, care: Bits, units: int, conflicts: int) -> Sufficiency:
    """Whether a network of so many units, from two on, is right on all rows that matter.

    >>> rows = np.arange(32)[:, None] >> np.arange(5) & 1
    >>> parity, matter = rows.sum(axis=1) % 2 == 1, np.ones(32, dtype=bool)
    >>> [decided(parity, matter, units, 10_000).enough for units in (2, 3)]
    [False, True]
    """
    from pysat.solvers import Solver  # heavy

    question = _Opposition(on, care, units - 1)
    met = 0
    with Solver(name=_SOLVER, bootstrap_with=question.clauses) as solver:
        for _ in range(_MOST_REFINED):
            if met >= conflicts:
                break
            solver.conf_budget(conflicts - met)
            answer = solver.solve_limited()
            met = int(solver.accum_stats()["conflicts"])
            if answer is None:
                break
            if not answer:
                return Sufficiency(False, None, met)
            model = np.array(solver.get_model(), dtype=np.int64) > 0
            made = question.made(model[np.array(question.values) - 1])
            if isinstance(made[0], tuple):
                return Sufficiency(True, made, met)
            solver.add_clause(made)
    return Sufficiency(None, None, met)


def clauses_of(n: int, units: int) -> int:
    """About how many clauses the question has for so many inputs."""
    fours = len(_opposite(n))
    return sum(fours * (2 << unit) + 6 * fours * (unit > 0) for unit in range(units - 1))


@lru_cache(maxsize=4)
def _opposite(n: int) -> list[Four]:
    """Four rows each with a + b = c + d: two pairs of opposite corners of a subcube."""
    found: list[Four] = []
    for spread in range(1, 1 << n):
        corners = [r for r in range(1 << n) if not r & ~spread and r < spread ^ r]
        for base in (b for b in range(1 << n) if not b & spread):
            pairs = [(base | r, base | spread ^ r) for r in corners]
            found += [(*first, *second) for first, second in combinations(pairs, 2)]
    return found


class _Opposition:
    """The clauses; `values` are the variables of the units before the output, row by row."""

    def __init__(self, on: Bits, care: Bits, before: int) -> None:
        self.on, self.care, self.before = on, care, before
        self.n = len(on).bit_length() - 1
        self.clauses: list[Clause] = []
        self._last = 0
        self._less: dict[tuple[int, Four], int] = {}
        self.values = [[self._new() for _ in on] for _ in range(before)]
        for unit in range(before):
            self._separable(unit)
        self._one_way(self.values[0])
        for a, b, c, d in _opposite(self.n):
            if care[[a, b, c, d]].all() and on[a] == on[b] != on[c] == on[d]:
                four = (a, b, c, d) if on[a] else (c, d, a, b)
                self.clauses.append([-self._no_more(unit, four) for unit in range(before)])

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _no_more(self, unit: int, four: Four) -> int:
        """A variable that is true where u(a) + u(b) <= u(c) + u(d)."""
        known = self._less.get((unit, four))
        if known is None:
            known = self._less[unit, four] = self._new()
            a, b, c, d = (self.values[unit][row] for row in four)
            self.clauses += [[known, a, b], [known, -c, -d]]
            self.clauses += [[known, p, -q] for p in (a, b) for q in (c, d)]
        return known

    def _separable(self, unit: int) -> None:
        """No four rows speak against a unit, whatever the signs of the units that it reads."""
        signs = [self._new() for _ in range(unit)]
        for a, b, c, d in _opposite(self.n):
            for four, turned in (((a, b, c, d), (c, d, a, b)), ((c, d, a, b), (a, b, c, d))):
                w, x, y, z = (self.values[unit][row] for row in four)
                for chosen in range(1 << unit):
                    clause = [-w, -x, y, z]
                    for other, sign in enumerate(signs):
                        way = bool(chosen >> other & 1)
                        clause.append(-sign if way else sign)
                        clause.append(-self._no_more(other, four if way else turned))
                    self.clauses.append(clause)

    def _one_way(self, values: Sequence[int]) -> None:
        """The first unit only rises, or only falls, with each input."""
        for i in range(self.n):
            sign = self._new()
            for row in (row for row in range(len(values)) if not row >> i & 1):
                low, high = values[row], values[row | 1 << i]
                self.clauses += [[-sign, -low, high], [sign, low, -high]]

    def made(self, values: Bits) -> list[Unit] | Clause:
        """The units with these values, or a clause that they break; empty where none is found."""
        points = unpack(columns(self.n), len(self.on)).T.astype(np.int64)
        units: list[Unit] = []
        for unit in range(self.before + 1):
            wanted = values[unit] if unit < self.before else self.on
            rows: Rows = np.arange(len(points)) if unit < self.before else np.flatnonzero(self.care)
            ones, zeros = rows[wanted[rows]], rows[~wanted[rows]]
            small = separate(points[ones], points[zeros], smallest=False, proven=True)
            if small is None:
                opposed = _opposed(points, ones, zeros)
                told = range(unit + (unit < self.before))
                return [-self.values[u][r] if values[u][r] else self.values[u][r]
                        for u in told for r in opposed]  # fmt: skip
            read = np.flatnonzero(small.weights).tolist()
            units.append((read, [small.weights[i] for i in read], small.threshold))
            points = np.column_stack([points, points @ np.array(small.weights) >= small.threshold])
        return units


def _opposed(points: Rows, ones: Rows, zeros: Rows) -> list[int]:
    """Rows, few of all, of which no weights separate the ones from the zeros."""
    from scipy.optimize import linprog

    equal = np.column_stack([points[ones].T, -points[zeros].T])
    sides = np.zeros((2, len(ones) + len(zeros)))
    sides[0, : len(ones)], sides[1, len(ones) :] = 1, 1
    program = linprog(np.zeros(equal.shape[1]), A_eq=np.vstack([equal, sides]),
                      b_eq=[0] * len(equal) + [1, 1], method="highs-ds")  # fmt: skip
    rows = np.concatenate([ones, zeros])
    if program.x is None:
        return [int(row) for row in rows]
    few = program.x > _TINY
    kept = few[: len(ones)], few[len(ones) :]
    some = points[ones][kept[0]], points[zeros][kept[1]]
    sure = separate(*some, smallest=False, proven=True) is None
    return [int(row) for row in (rows[few] if sure else rows)]
