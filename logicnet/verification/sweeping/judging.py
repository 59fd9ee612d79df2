"""The judge that sweeps: any two circuits, covers and networks, within counted conflicts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LogicnetError
from logicnet.ground.bits import pack
from logicnet.ground.budget import OutOfBudget
from logicnet.verification.functions.rows import Sides
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict

from .sides import LaidOut, laid_out
from .sweep import Sweep

# Conflicts for each pair of nodes, and then for each output; one round after another
_ROUNDS = ((100, 5_000), (2_000, 50_000), (20_000, 500_000))


def sweeping(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of sweeping, unless sides are too large or conflicts are spent."""
    stated = laid_out(sides)
    if isinstance(stated, str):
        return f"{reason}; {stated}" if reason and stated else reason or stated
    try:
        return decided(sides, stated, extent, reason)
    except OutOfBudget:
        raise OutOfBudget("before all nodes were compared") from None


def decided(
    sides: Sides, stated: LaidOut, extent: Extent, reason: str, method: str = "sweeping",
) -> Verdict | str:  # fmt: skip
    """The verdict on what is laid out."""
    sweep = Sweep(stated.graph, stated.aims, extent.budget.tick, hints=stated.hints)
    try:
        for row in _rounds(sweep, stated.wrong):
            if row is not None:
                return refuted(sides, row, method)
            if not any(map(sweep.root, stated.wrong)):
                pairs = f"{sweep.tables} pairs of nodes equal by tables, {sweep.proofs} by SAT"
                return Verdict(equal=True, method=f"{method}, {pairs}")
    finally:
        sweep.solving.close()
    spent = f"{sweep.solving.conflicts} conflicts of SAT were not enough"
    return f"{reason}; {spent}" if reason else spent


def _rounds(sweep: Sweep, wrong: list[int]) -> Iterator[NDArray[np.bool_] | None]:
    """After each round a row where something is wrong, if one was found."""
    row = sweep.row_where(wrong)
    for number, (nodes, outputs) in enumerate(_ROUNDS):
        if row is None:
            sweep.run(nodes) if number == 0 else sweep.again(nodes)
            row = sweep.row_where(wrong)
        if row is None:
            row = sweep.false(wrong, outputs)
        yield row


def refuted(sides: Sides, row: NDArray[np.bool_], method: str) -> Verdict:
    """The verdict of a row, at which both sides are looked at once more."""
    found = sides.differing(pack(row[:, None]))
    if found is None:
        raise LogicnetError(
            f"{method} shows a difference that the sides do not have; please report"
        )
    return sides.verdict(found, method)
