"""What is to be minimised, brought from whatever states it to packed tables or to cubes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, TypedDict

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import Words, popcount
from logicnet.ground.budget import Cut, Effort, Progress
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.covers_and_circuits import cover_of_terms
from logicnet.logic.function import Function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Cubes, Tick, intersecting, join, no_tick, texts, unique
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.covering.found import FoundCover
from logicnet.minimization.primes.implicants import recurrence_bytes

Method: TypeAlias = Literal["auto", "exact", "heuristic"]
Phases: TypeAlias = Literal["as stated", "best"]


class MinimizeOptions(TypedDict, total=False):
    """Types of the options of `minimize`, for what hands them on to it."""

    method: Method
    effort: Effort
    time_limit: float | None
    seed: int
    progress: Progress | None


TABLE_INPUTS = 16  # inputs up to which tables are the exact route's raw material
_TABLE_OUTPUTS = 64  # outputs that fit one mask
_TABLE_BYTES = 1 << 30  # what the recurrence over all cubes may take
_LISTED_ROWS = 1 << 12  # of a table that are cubes where it is too large as such
_FORMULA_INPUTS = 24  # inputs of a formula that is not in DNF


@dataclass(frozen=True)
class Problem:
    """A function by name, as a cover, as packed tables (on and don't-care), or as both."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    cover: Cover | None
    on: Words | None
    dc: Words | None

    def build(self, found: FoundCover, cut: Cut | None = None) -> Cover:
        """The cover of this function's inputs and outputs that consists of the cubes found."""
        cubes, lower_bound, literals = found
        if cut == "time limit" and lower_bound == len(cubes):
            cut = None  # more time would not give fewer terms
        if not lower_bound and len(cubes):
            lower_bound = None  # nothing is known
        return Cover(
            inputs=self.inputs,
            outputs=self.outputs,
            positive=cubes.positive,
            negative=cubes.negative,
            on=cubes.members,
            lower_bound=lower_bound,
            literal_bound=literals,
            cut=cut,
        )

    def tables(self, tick: Tick = no_tick) -> tuple[Words, Words]:
        """The packed tables, evaluated from the cover where need be."""
        if self.on is not None and self.dc is not None:
            return self.on, self.dc
        from logicnet.minimization.heuristics.table_search import tables

        n, m = len(self.inputs), len(self.outputs)
        care, allowed = tables(*self.cubes(), n, m, tick)
        return care, allowed & ~care

    def check(self, tick: Tick) -> None:
        """Refuse a cover that states some row both on and off, as far as there is time to look."""
        if self.cover is None or self.cover.dc.any():
            return
        on, off = self.cover.on_cubes, self.cover.off_cubes
        if off is None:
            return
        clash = _clash(on, off, len(self.inputs), tick)
        if clash is not None:
            raise SpecificationError(
                f"minimize: the cube {clash[0]!r} is on and the cube {clash[1]!r} is off, "
                "and they share rows"
            )

    def cubes(self) -> tuple[Cubes, Cubes, Cubes | None]:
        """Cubes of the on-set, of the don't-cares, and of the off-set where it is stated."""
        cover = self._rows() if self.cover is None else self.cover
        return cover.on_cubes, cover.dc_cubes, cover.off_cubes

    def _rows(self) -> Cover:
        """The rows of a table, where they are few."""
        on, dc = self.tables()
        if popcount(on | dc) > _LISTED_ROWS:
            raise LimitError(f"minimize: {table_obstacle(self) or 'the table has many rows'}")
        return Cover.from_table(TruthTable(inputs=self.inputs, outputs=self.outputs, on=on, dc=dc))


def problem_of(stated: Function) -> Problem:
    """The problem that a function poses."""
    if not isinstance(stated, Cover):
        found = _of_terms(stated) if isinstance(stated, Circuit) else None
        if found is None:
            table = stated.table()
            return Problem(table.inputs, table.outputs, None, table.on, table.dc)
        stated = found
    return Problem(stated.inputs, stated.outputs, stated, None, None)


def _of_terms(circuit: Circuit) -> Cover | None:
    """A circuit of many variables as a cover, if it is one; None where its table is made."""
    count = len(circuit.named("minimize").inputs)
    if count <= TABLE_INPUTS:
        return None
    cover = cover_of_terms(circuit)
    if cover is None and count > _FORMULA_INPUTS:
        raise LimitError(
            f"minimize: a formula of {count} variables that is not in DNF exceeds "
            f"the limit of {_FORMULA_INPUTS}; state it as a Cover or in DNF"
        )
    return cover


def table_obstacle(problem: Problem) -> str | None:
    """Why the exact route cannot start from tables, or None if it can."""
    n, m = len(problem.inputs), len(problem.outputs)
    if n > TABLE_INPUTS:
        return f"{n} inputs exceed the exact limit of {TABLE_INPUTS}"
    if m > _TABLE_OUTPUTS:
        return f"{m} outputs exceed the exact limit of {_TABLE_OUTPUTS}"
    needed = recurrence_bytes(n, m)
    if needed > _TABLE_BYTES:
        return (
            f"{n} inputs and {m} outputs need {needed >> 20} MiB, over the exact limit of "
            f"{_TABLE_BYTES >> 20} MiB"
        )
    return None


def _clash(on: Cubes, off: Cubes, inputs: int, tick: Tick) -> tuple[str, str] | None:
    """An on-cube and an off-cube that share rows of an output, if there are any."""
    rows = [np.flatnonzero(side.literals == inputs) for side in (on, off)]
    others = [np.flatnonzero(side.literals != inputs) for side in (on, off)]
    row = _common_row(unique(on[rows[0]]), unique(off[rows[1]]), tick)
    if row is not None:
        return texts(row, inputs)[0], texts(row, inputs)[0]
    for some, against in ((on[others[0]], off), (on[rows[0]], off[others[1]])):
        for start in range(0, len(some) if len(against) else 0, 256):
            part = some[start : start + 256]
            tick(len(part) * len(against))
            shared = (part.members[:, None, :] & against.members[None, :, :]).any(axis=2)
            pairs = np.argwhere(intersecting(part, against) & shared)
            if len(pairs):
                i, j = map(int, pairs[0])
                return texts(part[i : i + 1], inputs)[0], texts(against[j : j + 1], inputs)[0]
    return None


def _common_row(on: Cubes, off: Cubes, tick: Tick) -> Cubes | None:
    """A single row that both hold for some output; each side has every row once."""
    if not len(on) or not len(off):
        return None
    tick(40 * (len(on) + len(off)))
    rows, sides = join([on, off]), np.repeat([0, 1], [len(on), len(off)])
    order = np.lexsort((sides, *rows.positive.T))
    rows = rows[order]
    same = (rows.positive[1:] == rows.positive[:-1]).all(axis=1)
    same &= (rows.members[1:] & rows.members[:-1]).any(axis=1)
    return rows[np.flatnonzero(same)[:1]] if same.any() else None
