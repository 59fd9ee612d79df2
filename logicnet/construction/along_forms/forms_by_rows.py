"""Functions of too many inputs for a table, of a linear form: found in rows, and then proven.

A form that the rows suggest gives a network along it. A judge looks at it; where it finds a row at
which the network is wrong, the row is added, and either the form is another or its values are.
Nothing leaves that is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from logicnet.construction.along_forms import blocks
from logicnet.construction.along_forms.differences import Weights
from logicnet.construction.along_forms.drawn_forms import drawn_forms, listed
from logicnet.construction.along_forms.drawn_rows import DrawnRows
from logicnet.construction.along_forms.form import Along, of_weights
from logicnet.construction.along_forms.sums_met import sums_met
from logicnet.construction.structure.sampled import opposed
from logicnet.construction.task import Task
from logicnet.errors import LimitError
from logicnet.ground.budget import SECOND
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.numbers import Numbers
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.verification.judge import MOST_EXHAUSTIVE

_MOST_INPUTS, _MOST_OUTPUTS = 64, 16
_MOST_GATES = 20_000
_SHARE, _WORK = 1 / 2, 2 * SECOND  # to find forms, and for a heat bath over one
_PROOF = 20 * SECOND  # work of one proof, at the most
_ROUNDS = 4  # networks along a form: one that is a form's is mostly the first or the second
_FAILED = 5  # forms without a network, one after the other
_HEATED = 2  # ways along a form that a heat bath is over
_PROVEN = 3  # networks of forms of one kind
_NEAR = 1  # units above what is needed, for which nothing else is tried
_FEW = 32  # units than which product terms may be shown to be more
_BETWEEN = 16  # rows between two others


def may_have_form(task: Task) -> bool:
    """Whether there are too many inputs for a table, but not too many for three at a time."""
    stated = task.function.stated
    if task.table is not None or task.function.regions is not None:
        return False
    if task.part_of and not isinstance(stated, TruthTable):
        return False
    few = len(stated.inputs) <= _MOST_INPUTS and len(stated.outputs) <= _MOST_OUTPUTS
    if isinstance(stated, Circuit):
        few = few and stated.gates <= _MOST_GATES and stated.of_names
    elif isinstance(stated, Numbers) and stated.weights is None:
        few = few and len(stated.inputs) <= MOST_EXHAUSTIVE  # else nothing can be proven
    return few and task.limits.max_depth != 1


def along_drawn_forms(task: Task) -> Iterator[Network]:
    """Few units for functions of a linear form of many inputs, proven."""
    patience = task.budget.patience
    drawn = DrawnRows(task.function.stated, task.budget.share(_SHARE, most=patience * _WORK))
    if not drawn.begin() or drawn.is_parity():
        return
    counts: list[int] = []
    for forms in (drawn_forms(drawn), drawn_forms(drawn, doubt=True), listed(drawn)):
        of_kind, failed = 0, 0
        for weights in forms:
            found = list(_along(task, drawn, weights, min(counts, default=0)))
            yield from found
            counts += [net.units for net in found]
            of_kind, failed = of_kind + len(found), 0 if found else failed + 1
            if of_kind >= _PROVEN or failed == _FAILED or _is_near(counts, task):
                break
        if _is_near(counts, task):
            break
    stated = task.function.stated
    if counts and task.limits.none and min(counts) <= _FEW and not isinstance(stated, Circuit):
        task.settled = _takes_more_terms(drawn, min(counts))


def _is_near(counts: list[int], task: Task) -> bool:
    """Whether a network was found that is as small as any, or nearly so."""
    return bool(counts) and min(counts) <= task.bound + _NEAR


def bound(task: Task) -> int:
    """Units that outputs need, as a few rows prove."""
    return opposed(task.function)


def _along(task: Task, drawn: DrawnRows, weights: Weights, few: int) -> Iterator[Network]:
    """Proven networks along a form, unless they are far above `few` units."""
    inputs, outputs = drawn.inputs, drawn.outputs
    for _ in range(_ROUNDS):
        met = sums_met(drawn, weights)
        if met is None:
            return
        found = of_weights(inputs, outputs, weights, *met)
        ways = [found, *found.remainders()]
        try:
            net = task.limits.best(_networks(task, ways))
        except LimitError:
            return
        if few and net.units > 2 * few:
            return  # nor would a heat bath make up for that
        verdict = task.function.judged(net, _PROOF)
        if verdict.counterexample is not None:
            wrong = verdict.counterexample.inputs
            row = np.array([[wrong[name] == 1 for name in inputs]])
            drawn.keep(np.concatenate([row, row ^ np.eye(len(inputs), dtype=bool)]))
            continue
        if not verdict.equal:
            return
        yield net
        heat = task.budget.share(_SHARE, most=task.budget.patience * _WORK)
        for way in ways[:_HEATED] if task.limits.none and net.units > 1 else ():
            for fewer in way.heated(task, heat):
                if task.function.judged(fewer, _PROOF).equal:
                    yield fewer
        return


def _networks(task: Task, ways: Sequence[Along]) -> Iterator[Network]:
    for way in ways:
        if blocks.fits(task.limits):
            yield from way.blocks(task.limits.skip)
            yield from way.in_turn()
        yield from way.counted(task)


def _takes_more_terms(drawn: DrawnRows, units: int) -> bool:
    """Whether an output and its complement take more product terms, as rows prove.

    Two rows are in one term only if all rows between them have the same value.
    """
    for output in range(len(drawn.outputs)):
        if all(_apart(drawn, output, side, units + 1) > units for side in (-1, 1)):
            return True
    return False


def _apart(drawn: DrawnRows, output: int, side: int, most: int) -> int:
    """How many rows of one value are found, up to so many, of which no two are in one term."""
    rows = drawn.rows[drawn.values[output] == side]
    chosen: list[int] = []
    for k in drawn.rng.permutation(len(rows))[: 8 * most].tolist():
        other = rows[chosen]
        mixed = drawn.rng.random((len(other), _BETWEEN, rows.shape[1])) < 0.5
        between = np.where(mixed, rows[k], other[:, None]).reshape(-1, rows.shape[1])
        wrong = drawn.at(between)[output].reshape(-1, _BETWEEN) == -side
        if wrong.any(axis=1).all():
            chosen.append(k)
        if len(chosen) == most:
            break
    return len(chosen)
