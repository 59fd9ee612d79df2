"""Whether to sweep before all rows are compared: it loads nothing where that is soon done."""

from __future__ import annotations

from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.function import Function
from logicnet.verification.functions.rows import Sides
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict

_MANY = 1 << 36  # gates' operands, or wires, times rows: about ten seconds


def sweeping_first(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of a sweep with few conflicts, where all rows would take longer."""
    rows, parts = len(sides.inputs), sum(map(_parts, (sides.network, sides.specification)))
    if rows > extent.max_inputs or parts << rows < _MANY:
        return reason
    from .judging import sweeping  # with kernels and a solver, which few rows need not wait for

    return sweeping(sides, extent, reason)


def _parts(side: Function) -> int:
    """About how much there is to go through for a row."""
    return len(side.operands) if isinstance(side, Circuit) else getattr(side, "wires", 0)
