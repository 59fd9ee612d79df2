"""What is to be minimised, brought from whatever states it to packed tables or to cubes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from logicnet.bits import Words
from logicnet.cover import Cover, Cut
from logicnet.cubes import (
    Cubes,
    empty,
    from_ternary,
    intersecting,
    irredundant,
    join,
    literal,
    mask_words,
    texts,
    unique,
)
from logicnet.errors import LimitError, SpecificationError
from logicnet.minimization.implicants import recurrence_bytes

TABLE_INPUTS = 16  # inputs up to which tables are the exact route's raw material
_TABLE_OUTPUTS = 64  # outputs that fit one mask
_TABLE_BYTES = 1 << 30  # what the recurrence over all cubes may take
_FORMULA_INPUTS = 24  # inputs of a formula that is not in DNF


@dataclass(frozen=True)
class Problem:
    """A function by name, as a cover, as packed tables (on and don't-care), or as both."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    cover: Cover | None
    on: Words | None
    dc: Words | None

    def build(self, cubes: Cubes, lower_bound: int | None, cut: Cut | None = None) -> Cover:
        """The cover of this function's inputs and outputs that consists of the cubes."""
        if cut == "time limit" and lower_bound == len(cubes):
            cut = None  # more time would not give fewer terms
        return Cover(
            inputs=self.inputs,
            outputs=self.outputs,
            positive=cubes.positive,
            negative=cubes.negative,
            on=cubes.members,
            lower_bound=lower_bound,
            cut=cut,
        )

    def tables(self) -> tuple[Words, Words]:
        """The packed tables, evaluated from the cover where need be."""
        if self.on is not None and self.dc is not None:
            return self.on, self.dc
        if self.cover is None:
            raise SpecificationError("minimize: neither a cover nor a table")
        table = self.cover.to_table()
        return table.on, table.dc

    def check(self) -> None:
        """Refuse a cover that states some row both on and off."""
        if self.cover is None or self.cover.dc.any():
            return
        on, off = self.cover.on_cubes, self.cover.off_cubes
        if off is None:
            return
        for start in range(0, len(on), 256):
            part = on[start : start + 256]
            shared = (part.members[:, None, :] & off.members[None, :, :]).any(axis=2)
            clash = np.argwhere(intersecting(part, off) & shared)
            if len(clash):
                i, j = map(int, clash[0])
                n = len(self.inputs)
                raise SpecificationError(
                    f"minimize: the cube {texts(part[i : i + 1], n)[0]!r} is on and the "
                    f"cube {texts(off[j : j + 1], n)[0]!r} is off, and they share rows"
                )

    def cubes(self) -> tuple[Cubes, Cubes, Cubes | None]:
        """Cubes of the on-set, of the don't-cares, and of the off-set where it is stated."""
        if self.cover is not None:
            return self.cover.on_cubes, self.cover.dc_cubes, self.cover.off_cubes
        on, dc = self.tables()
        n = len(self.inputs)
        return table_cubes(on, on | dc, n), table_cubes(dc, dc, n), None


def table_cubes(lower: Words, upper: Words, inputs: int) -> Cubes:
    """Cubes between two sets of packed tables: an irredundant cover of each output."""
    parts = [empty(inputs, len(lower))]
    for j, (low, high) in enumerate(zip(lower, upper, strict=True)):
        rows = irredundant(_integer(low), _integer(high), inputs)
        digits = np.array(rows, dtype=np.uint8).reshape(len(rows), inputs)
        owner = literal(j, mask_words(len(lower)))
        parts.append(from_ternary(digits, np.repeat(owner[None], len(digits), axis=0)))
    return unique(join(parts))


def _integer(row: Words) -> int:
    """The packed bits as one integer."""
    return int.from_bytes(row.astype("<u8").tobytes(), "little")


def problem_of(function: Any) -> Problem:
    """The problem that any statement of a function poses."""
    from logicnet.specification import specify
    from logicnet.truthtable import TruthTable

    stated = specify(function)
    if isinstance(stated, Cover):
        return Problem(stated.inputs, stated.outputs, stated, None, None)
    if not isinstance(stated, TruthTable):
        stated = _table_or_dnf(stated)
        if isinstance(stated, Cover):
            return Problem(stated.inputs, stated.outputs, stated, None, None)
    return Problem(stated.inputs, stated.outputs, None, stated.on, stated.dc)


def _table_or_dnf(stated: Any) -> Any:
    """A Network or formula as a table, or a formula of many variables in DNF as a cover."""
    from logicnet.network import Network
    from logicnet.operations import Formula, variables
    from logicnet.truthtable import TruthTable

    if isinstance(stated, Network):
        return stated.truth_table()
    if isinstance(stated, Mapping):
        return TruthTable.from_expression(stated)
    names = variables(stated)
    if len(names) <= _FORMULA_INPUTS:
        return TruthTable.from_expression(stated)
    try:
        return Cover.from_sympy(stated.to_sympy() if isinstance(stated, Formula) else stated)
    except ValueError:
        raise LimitError(
            f"minimize: a formula of {len(names)} variables that is not in DNF exceeds the limit "
            f"of {_FORMULA_INPUTS}; state it as a Cover or in DNF"
        ) from None


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
