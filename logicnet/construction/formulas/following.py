"""Formulas followed as they are stated: gathered into few units, or in trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from logicnet.construction.draft import Draft, Form
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.errors import LogicnetError
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.numbers import Numbers
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

from .deep import deep, follow
from .gathering import gathered, gathered_networks

_MOST_GATES = 4000  # of a formula that is followed though there is a network
_MOST_SIDES = 64  # half-spaces up to which trees are built over them


def has_formula(task: Task) -> bool:
    """Whether there is more to follow than rows."""
    stated = task.function.stated
    if isinstance(stated, Circuit) and stated.gates > _MOST_GATES and task.few:
        return False  # it was mapped
    return not isinstance(stated, (TruthTable, Numbers))


def formulas(task: Task) -> Iterator[Network]:
    """The formulas that state the function, followed."""
    return followed(task.function, task.limits)


def followed(function: Target, limits: Limits) -> Iterator[Network]:
    """The formulas that state a function, followed with few units, or in narrow trees."""
    if isinstance(function.stated, Network):
        yield function.stated
        return

    def network(emit: Callable[..., list[Form]], name: str) -> Network:
        draft = Draft(function.inputs)
        found = emit(draft, function.circuit)
        return draft.network(dict(zip(function.outputs, found, strict=True)), name)

    yield from gathered_networks(function, Limits(max_sum=limits.max_sum))
    narrow = limits.max_fan_in is not None or limits.max_weight is not None
    if narrow and limits.max_fan_in != 1:
        yield network(partial(_gathered, limits=limits), "gathered formula")
    if not limits.none:
        for fan_in in {2, limits.max_fan_in or 2} - {1}:
            yield network(partial(follow, max_fan_in=fan_in), "deep")


def _gathered(draft: Draft, circuit: Circuit, limits: Limits) -> list[Form]:
    return gathered(draft, circuit, draft.literals, limits)


def has_trees(task: Task) -> bool:
    """Whether there is a formula for trees to follow."""
    from_text = not isinstance(task.function.stated, (TruthTable, Numbers, Network))
    few = task.function.regions is None or len(task.function.inputs) <= _MOST_SIDES
    return not task.part_of and from_text and few


def trees(task: Task) -> Iterator[Network]:
    """The formula in trees of fan-in 2, and of the largest fan-in that is allowed."""
    return in_trees(task.function, len(task.function.inputs), task.limits)


def in_trees(function: Target, inputs: int, limits: Limits) -> Iterator[Network]:
    """A formula in trees of those fan-ins, where so many inputs are read."""
    for fan_in in {2, max(2, limits.max_fan_in or inputs)}:
        with suppress(LogicnetError):
            yield deep(function, max_fan_in=fan_in)
