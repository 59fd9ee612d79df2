"""Where a table is 1 and where it does not care, in words."""

from __future__ import annotations

from logicnet.logic.tables.truthtable import TruthTable
from logicnet.plot.words import some

_MOST = 16  # rows that are told


def ones_words(table: TruthTable) -> str:
    """The outputs over the inputs, and the rows at which each is 1, as digits.

    >>> ones_words(TruthTable.from_string("01-1"))
    'y over x1, x2: 4 rows; y is 1 at 01, 11, either at 10.'
    """
    n, values = len(table.inputs), table.values()
    told = []
    for k, name in enumerate(table.outputs):
        rows = {v: [f"{r:0{n}b}" for r in range(len(values)) if values[r, k] == v] for v in (1, -1)}
        ones = f"1 at {some(rows[1], _MOST)}" if rows[1] else "1 nowhere"
        either = f", either at {some(rows[-1], _MOST)}" * bool(rows[-1])
        told.append(f"{name} is {ones}{either}")
    head = f"{some(table.outputs)} over {some(table.inputs) or 'no inputs'}"
    return f"{head}: {len(values)} row{'s' * (len(values) != 1)}; {'; '.join(told)}."
