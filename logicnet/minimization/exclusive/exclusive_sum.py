"""`exclusive_sum`: a function as an XOR of few ANDs."""

from __future__ import annotations

from typing import Any

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.arguments import checked
from logicnet.ground.budget import SECOND, Budget, Effort, factor
from logicnet.logic.forms.two_level import ExclusiveSum
from logicnet.logic.function import function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import check_options, minimal_cover

from .exorlink import Codes, Exorlink
from .kronecker import Kronecker
from .tables import EXACT, cheapest_filling, exact_terms, least_terms

_MOST_INPUTS = 12
_WORD = 63  # bits of a cube
_FILLED = 4  # inputs up to which all values of don't-cares are tried
_USUAL = 5 * SECOND
_BOUND_SHARE = 0.3
_CODE = {"0": 1, "1": 2, "-": 3}


@checked()
def exclusive_sum(
    source: Any, *, effort: Effort = "normal", time_limit: float | None = None, seed: int = 0
) -> ExclusiveSum:
    """The function as an exclusive sum of products (ESOP), with few terms.

    Of one output and up to 5 inputs the terms are the fewest, from a table of all functions of
    four. Beyond, pseudo-Kronecker forms are the beginning, from which cubes that are near each
    other are linked in other ways; `lower_bound` is then what cofactors prove (up to 8 inputs).
    Outputs share terms. Don't-cares of up to 4 inputs have the best values; of more they are what
    the minimised sum of products makes of them. Up to 12 inputs.

    `effort` is "low", "normal" or "high", about half a second, 5 and 50 of one core, counted;
    `time_limit` (seconds) only cuts.

    >>> form = exclusive_sum("a & b | c & d")
    >>> print(form)
    y = (a & b) ^ (c & d) ^ (a & b & c & d)
    >>> form.terms, form.proven
    (3, True)
    >>> exclusive_sum("majority(a, b, c)").terms
    3
    """
    check_options("auto", time_limit, seed, "exclusive_sum")
    stated = function(source)
    n, m = len(stated.inputs), len(stated.outputs)
    if n > _MOST_INPUTS or 2 * n + m > _WORD:
        raise LimitError(
            f"exclusive_sum: {n} inputs and {m} outputs exceed the limit of {_MOST_INPUTS} inputs "
            f"and {_WORD} bits, two an input and one an output"
        )
    tries = factor(effort)
    budget = Budget(_USUAL * tries, time_limit, seed, patience=tries)
    table = stated.table()
    tables = _filled(table, budget)
    bound = max(least_terms(each, n, budget.share(_BOUND_SHARE)) for each in tables)
    codes = _alone(tables, n)
    if not (n <= EXACT and m == 1):
        codes = Exorlink(n, budget).minimized(codes, bound)
    exact = not table.dc.any() or (n <= _FILLED and m == 1)
    return ExclusiveSum(_cover(codes, table), bound if exact else None)


def _alone(tables: list[int], inputs: int) -> Codes:
    """The cubes of each output by itself: the fewest, or those of pseudo-Kronecker forms."""
    terms = exact_terms if inputs <= EXACT else Kronecker().terms
    found = ((cube, j) for j, table in enumerate(tables) for cube in terms(table, inputs))
    return np.array([_code(cube, j, inputs) for cube, j in found], dtype=np.uint64)


def _filled(table: TruthTable, budget: Budget) -> list[int]:
    """Each output as a whole number, its don't-cares given values."""
    on, free = (_numbers(side) for side in (table.on, table.dc))
    n = len(table.inputs)
    if not any(free):
        return on
    if n <= _FILLED:
        return [cheapest_filling(o, f, n) for o, f in zip(on, free, strict=True)]
    limit = None if budget.time_limit is None else max(0.0, budget.remaining)
    return _numbers(minimal_cover(table, effort="low", time_limit=limit).table().on)


def _numbers(words: Any) -> list[int]:
    return [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in words]


def _code(cube: str, output: int, inputs: int) -> int:
    parts = sum(_CODE[digit] << 2 * i for i, digit in enumerate(cube))
    return parts | 1 << (2 * inputs + output)


def _cover(codes: Codes, table: TruthTable) -> Cover:
    n, m = len(table.inputs), len(table.outputs)
    letter = {code: digit for digit, code in _CODE.items()}
    lines = []
    for code in sorted(codes.tolist(), reverse=True):
        cube = "".join(letter[code >> 2 * i & 3] for i in range(n))
        lines.append(f"{cube} {''.join('01'[code >> (2 * n + j) & 1] for j in range(m))}")
    return Cover.from_cubes(lines, table.inputs, table.outputs)
