"""Functions of one output by all their rows: one unit, tabled, parity, searched, terms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import inf

import numpy as np

from logicnet.construction.counting.parity import parity_candidates
from logicnet.construction.draft import Draft, total
from logicnet.construction.formulas.following import followed
from logicnet.construction.heat.demand import Demand, free_layers, layers_within
from logicnet.construction.heat.fewest import LEAST_INPUTS, MOST_INPUTS, fewest
from logicnet.construction.one_layer import wide
from logicnet.construction.one_layer.fewest_terms import fewest_two_level
from logicnet.construction.search import least_networks
from logicnet.construction.search.bounds import lower_bound
from logicnet.construction.search.search import MOST_INPUTS as SEARCHED_INPUTS
from logicnet.construction.search.search import search
from logicnet.construction.search.two_wires import MOST_INPUTS as NARROW_INPUTS
from logicnet.construction.search.two_wires import narrow
from logicnet.construction.target import Target
from logicnet.construction.task import LEAST, Task
from logicnet.errors import LimitError
from logicnet.ground.bits import columns, unpack
from logicnet.ground.budget import SECOND
from logicnet.minimization.minimizing import minimized
from logicnet.minimization.phased import complemented
from logicnet.network.network import Network

_JOINT_INPUTS, _JOINT_UNITS = 9, 24  # of several outputs at once
_LIMITED = 8  # times as much work under limits on fan-in and weights
_IN_LAYERS = 0.4 * SECOND  # at least where no wire skips a layer
_LEAST_WEIGHT = 3  # allowed, below which real weights are seldom near whole ones
_HEAT = 0.9  # of the work that is left
_HEAT_OF_PARTS = 1 / 16  # the same for parts, of which there may be many
_HEAT_OF_SMALL_PARTS = 1 / 4  # of the seconds
_HEAT_WORK = {5: 0.1, 6: 0.12, 7: 1.3}  # seconds at the most
_SEARCH_OF_FAN_IN = 8  # part of the work that a search has where a heat bath has found something
_MOST_FOLLOWED = 1024  # product terms up to which a cover is gathered or followed


def one_unit(task: Task) -> Iterator[Network]:
    """One unit, if that is all it takes."""
    found = task.one_unit
    if found is not None:
        draft = Draft(task.names)
        form = total(x * w for x, w in zip(draft.literals, found.weights, strict=True))
        value = draft.fires(form, found.threshold)
        yield draft.network({"y": value}, "threshold function", 1)


def is_tabled(task: Task) -> bool:
    """Whether the least networks of functions of so few inputs are tabled."""
    return task.one_output and len(task.names) <= least_networks.MOST_INPUTS


def tabled(task: Task) -> Iterator[Network]:
    """The least network of few inputs."""
    yield least_networks.smallest(task.rows, skip=task.limits.skip)


def is_narrow(task: Task) -> bool:
    """Whether units read two nodes, and the inputs are few."""
    limits = task.limits.max_fan_in == 2 and task.limits.skip
    few = limits and task.one_output and len(task.names) <= NARROW_INPUTS
    return few and bool(task.care.all())


def narrowed(task: Task) -> Iterator[Network]:
    """The least network whose units read two nodes."""
    draft = Draft(task.names)
    value = narrow(draft, task.on)
    if value is not None:
        yield draft.network({"y": value}, "least of fan-in 2")


def sums_modulo_2(task: Task) -> Iterator[Network]:
    """Parity of some of the inputs."""
    if task.parity is None:
        return
    chosen, even = task.parity
    for net in parity_candidates(tuple(task.names[i] for i in chosen), even, task.limits):
        yield net if task.care.all() else net.described(construction=net.construction)


def has_room(task: Task) -> bool:
    """Whether there is time for parts of one output in several layers, or nothing is found yet."""
    return task.one_output and task.limits.max_depth != 1 and not (task.few and task.budget.over())


def is_heated(task: Task) -> bool:
    """Whether the inputs are few enough for a heat bath, and units may be of any kind."""
    if not task.in_layers or task.budget.over() or _is_ternary(task):
        return False
    if task.one_output:
        return LEAST_INPUTS <= len(task.names) <= MOST_INPUTS and not _known_parity(task)
    table = task.tabled
    if task.limits.none:
        return False  # there it is among the ways in which outputs share units
    few = len(table.outputs) < task.few <= _JOINT_UNITS
    return few and len(table.inputs) <= _JOINT_INPUTS and _takes_any_units(task)


def _takes_any_units(task: Task) -> bool:
    """Whether units may have any wires and weights."""
    return task.limits.max_fan_in is None and task.limits.max_weight is None


def _is_ternary(task: Task) -> bool:
    """Whether weights are so small that those of other searches are seldom as small."""
    return (task.limits.max_weight or inf) < _LEAST_WEIGHT


def _is_open(task: Task) -> bool:
    """Whether any unit may read all before it."""
    return task.limits.skip and task.limits.max_depth is None


def heated(task: Task) -> Iterator[Network]:
    """What a heat bath along lines finds."""
    table = task.rows if task.one_output else task.tabled
    n, limits = len(table.inputs), task.limits
    part = 1 / 8 if 0 < task.few <= n // 2 + 1 else _HEAT if task.limits.none else 1 / 2
    part = min(part, _HEAT_OF_PARTS) if task.part_of else part
    most = _heat_work(n, task.part_of) * (1 if _takes_any_units(task) else _LIMITED)
    most = most if limits.skip else max(most, _IN_LAYERS)
    budget = task.budget.share(part, most=task.budget.patience * most)
    lower = lower_bound(table, skip=task.limits.skip) if task.one_output else task.bound
    task.proven = max(task.proven, lower)
    on, free = unpack(table.on, len(table)), unpack(table.dc, len(table))
    met = ~free.all(axis=0)
    points = unpack(columns(n), len(table))[:, met].T.astype(np.int64)
    wanted = np.where(free, 0, 2 * on.astype(np.int64) - 1)[:, met]
    last = 1 if limits.skip else len(wanted)  # outputs in the last layer
    layers = free_layers if _is_open(task) else partial(layers_within, limits.max_depth, last)
    asked = Demand(2 * points - 1, wanted, budget, layers, limits.skip,
                    limits.max_fan_in, limits.max_weight)  # fmt: skip
    for units, ends in fewest(asked, lower, (task.few or len(points)) - 1):
        draft = Draft(table.inputs)
        nodes = draft.embed_units(units, draft.literals)
        outputs = dict(zip(table.outputs, [nodes[n + end] for end in ends], strict=True))
        yield draft.network(outputs, "heat bath along lines")  # relays are not in it yet


def _heat_work(n: int, of_part: bool) -> float:
    """Work of a heat bath over n inputs, with normal effort."""
    work = _HEAT_WORK.get(max(n, LEAST_INPUTS), inf) * SECOND
    return work * (_HEAT_OF_SMALL_PARTS if of_part else 1)


def is_searched(task: Task) -> bool:
    """Whether the inputs are few enough for a search, and the function is not known better."""
    few = (
        least_networks.MOST_INPUTS < len(task.names) <= SEARCHED_INPUTS
        if task.one_output
        else False
    )
    if not few:
        return False
    is_large = len(task.names) > LEAST_INPUTS  # of five inputs a search is soon done
    if is_large and task.few and (_takes_any_units(task) or _is_ternary(task)):
        return False
    return task.limits.max_depth != 1 and not (task.budget.over() or _known_parity(task))


def searched(task: Task) -> Iterator[Network]:
    """What a search finds; it has less time where a network of few units is known."""
    limits, few = task.limits, task.few
    share = 1 if not few or few >= len(task.names) else 3
    share = _SEARCH_OF_FAN_IN if few and limits.max_fan_in is not None else share
    try:
        yield search(
            task.rows,
            skip=limits.skip,
            budget=task.budget.share(1 / share),
            max_weight=limits.max_weight,
            max_fan_in=limits.max_fan_in,
            max_depth=limits.max_depth,
        )
    except LimitError:
        return


def has_terms(task: Task) -> bool:
    """Whether gathered product terms, which are at best half as many, may have fewer units."""
    if not task.one_output or task.limits.max_depth == 1 or _known_parity(task):
        return False
    n, few = len(task.names), task.few
    if n <= least_networks.MOST_INPUTS or not few:
        return True
    return not (n > 8 and few <= n // 2 + 1) and fewest_two_level(task.rows, 2 * few) < 2 * few


def two_level(task: Task) -> Iterator[Network]:
    """Product terms and their dual, and what gathering makes of them."""
    cover = minimized(task.rows, task.budget.share(1 / 3, LEAST))
    if not task.is_beaten(cover):
        yield wide.from_cover(cover)
    other = minimized(complemented(task.rows, [True]), task.budget.share(1 / 2, LEAST))
    if not task.is_beaten(other):
        yield wide.from_cover(other, [True])
    if cover.terms <= _MOST_FOLLOWED:
        yield from followed(Target(cover), task.limits)


def _known_parity(task: Task) -> bool:
    return len(task.names) > least_networks.MOST_INPUTS and task.few > 0 and task.parity is not None
