"""The judge that sweeps: any two circuits, covers and networks, within counted conflicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LogicnetError
from logicnet.ground.bits import pack
from logicnet.ground.budget import OutOfBudget
from logicnet.verification.functions.rows import Sides
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict

from .sides import LaidOut, laid_out
from .solving import asked_at_once
from .sweep import Sweep

if TYPE_CHECKING:
    from .certificate import Steps

Rounds: TypeAlias = Sequence[tuple[int, int]]
_LARGE = 40_000  # nodes beyond which far pairs are left for later
_NEARBY = 50  # conflicts for each pair of nodes above a cut
# Conflicts for each pair of nodes, and then for each output; one round after another
_ROUNDS = ((100, 1_000), (2_000, 20_000), (20_000, 200_000))


def sweeping(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of a sweep with few conflicts, unless sides are too large."""
    return _swept(sides, extent, reason, _ROUNDS[:1])


def longer_sweeping(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The same with more and more conflicts."""
    return _swept(sides, extent, reason, _ROUNDS)


def _swept(sides: Sides, extent: Extent, reason: str, rounds: Rounds) -> Verdict | str:
    stated = laid_out(sides)
    if isinstance(stated, str):
        return f"{reason}; {stated}" if reason and stated else reason or stated
    try:
        return decided(sides, stated, extent, reason, rounds=rounds)
    except OutOfBudget:
        raise OutOfBudget("before all nodes were compared") from None


def certified(sides: Sides, path: Path, extent: Extent) -> Verdict:
    """The verdict of sweeping by SAT alone, and two files that prove it if the sides are equal."""
    from .certificate import Steps, write

    stated, steps = laid_out(sides, apart=True), Steps()
    if isinstance(stated, str):
        reason = f"there is no certificate: {stated or 'a table has no gates'}"
        return Verdict(equal=None, method="sweeping", reason=reason)
    try:
        found = decided(sides, stated, extent, "", steps=steps)
    except OutOfBudget:
        cut = extent.budget.cut
        reason = f"cut by the {cut or 'limit of work'} before all nodes were compared"
        return Verdict(equal=None, method="sweeping", reason=reason, cut=cut)
    if isinstance(found, str):
        reason = f"{found} for a certificate; other judges may know more without one"
        return Verdict(equal=None, method="sweeping", reason=reason)
    if not found.equal:
        return found
    written = " and ".join(map(str, write(path, stated, steps)))
    return replace(found, method=f"{found.method}, certified in {written}")


def decided(
    sides: Sides, stated: LaidOut, extent: Extent, reason: str, method: str = "sweeping",
    rounds: Rounds | None = None, steps: Steps | None = None,
) -> Verdict | str:  # fmt: skip
    """The verdict on what is laid out, by SAT alone where its `steps` are written down."""
    rounds = rounds or _ROUNDS
    soon, graph = None, stated.graph
    if steps is None:
        asked = (graph.operands, len(graph.inputs), stated.wrong)
        soon = asked_at_once(*asked, extent.budget.tick)
    if soon is not None and soon.row is not None:
        return refuted(sides, soon.row, method)
    if soon is not None:
        found = f"{method} (all nodes at once, {soon.conflicts} conflicts of SAT)"
        return Verdict(equal=True, method=found)
    ways: dict[str, Any] = {} if steps is None else {"leaves": 0, "steps": steps}
    sweep = Sweep(
        stated.graph,
        stated.aims,
        extent.budget.tick,
        stated.wrong,
        hints=stated.hints,
        reads=stated.reads,
        near=stated.near,
        **ways,
    )
    try:
        for row in _found(sweep, stated, rounds):
            if row is not None:
                return refuted(sides, row, method)
            if not any(map(sweep.root, stated.wrong)):
                pairs = f"{sweep.direct} nodes by tables or operands, {sweep.proofs} by SAT"
                return Verdict(equal=True, method=f"{method} ({pairs})")
    finally:
        sweep.solving.close()
    if reason:
        return reason if rounds is not _ROUNDS else f"{reason}; {_spent(sweep)}"
    return _spent(sweep)


def _spent(sweep: Sweep) -> str:
    return f"{sweep.solving.conflicts} conflicts of SAT were not enough"


def _found(sweep: Sweep, stated: LaidOut, rounds: Rounds) -> Iterator[NDArray[np.bool_] | None]:
    """After each step a row where something is wrong, if one was found.

    In a large graph, no pair is looked at further than nearby at first, then those of nodes that
    one side alone needs, and then the others.
    """

    def outputs(budget: int) -> NDArray[np.bool_] | None:
        return sweep.false(stated.wrong, budget) if sweep.wrong_row is None else sweep.wrong_row

    parts: list[NDArray[np.bool_] | None] = [None]
    large = len(sweep.graph) > _LARGE and not len(stated.hints)
    if rounds and large and sweep.leaves and sweep.wrong_row is None:
        sweep.run(_NEARBY, deep=False)
        yield sweep.wrong_row
        apart = sweep.one_sided([literals for _, literals in stated.ends])
        parts = [apart, ~apart]
    for nodes, most in rounds:
        for among in parts:
            if sweep.wrong_row is None:
                sweep.again(nodes, among)
            yield outputs(most)
        parts = [None]


def refuted(sides: Sides, row: NDArray[np.bool_], method: str) -> Verdict:
    """The verdict of a row, at which both sides are looked at once more."""
    found = sides.differing(pack(row[:, None]))
    if found is None:
        raise LogicnetError(
            f"{method} shows a difference that the sides do not have; please report"
        )
    return sides.verdict(found, method)
