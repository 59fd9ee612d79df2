"""Functions as they are stated: formulas followed, and what regions are more than formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from logicnet.construction.formulas.chains import gathered, gathered_networks
from logicnet.construction.formulas.deep import follow
from logicnet.ground.budget import SECOND
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

from .draft import Draft, Form
from .limits import Limits
from .target import Target
from .task import Task

_MOST_SIDES = 64  # half-spaces up to which constructions for shapes are tried
_MOST_MINIMISED = 16  # half-spaces up to which the fewest pieces are
_PIECES = 1 * SECOND  # work for these


def has_formula(task: Task) -> bool:
    """Whether there is more to follow than rows."""
    return not isinstance(task.function.stated, TruthTable)


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


def is_region(task: Task) -> bool:
    """Whether the inputs are half-spaces."""
    return task.function.regions is not None


def positions(task: Task) -> Iterator[Network]:
    """Functions of positions across parallel half-spaces."""
    from logicnet.construction.planes.parallel import by_positions

    return by_positions(task.function, task.limits)


def has_few_sides(task: Task) -> bool:
    """Whether shapes are tried: over few half-spaces, or where their few layers need no relays."""
    return is_region(task) and not (task.limits.skip and len(task.function.inputs) > _MOST_SIDES)


def tangent_sums(task: Task) -> Iterator[Network]:
    """Regions by the tangent sum."""
    from logicnet.construction.planes.tangent_sum import tangents

    yield tangents(task.function)


def pieces(task: Task) -> Iterator[Network]:
    """Unions of convex pieces, by cuts and as product terms."""
    from logicnet.construction.planes.convex_pieces import cut_pieces, cuttable, fewest_pieces

    if all(map(cuttable, (task.function.regions or {}).values())):
        yield cut_pieces(task.function)
    if len(task.function.inputs) <= _MOST_MINIMISED:
        yield fewest_pieces(task.function, task.budget.share(1.0, _PIECES, _PIECES))
