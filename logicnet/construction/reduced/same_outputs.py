"""Outputs that are the same, or one another's complement, are built once.

The unit of an output, with its weights negated and 1 less its threshold, is that of the
complement, from the same wires. So the complement takes one unit more, and no fewer: of two units
that are complements, what reads the later one may as well read the earlier one.

With don't-cares, outputs that agree wherever both matter may become one. That need not be best,
since one function that is both may take more units than two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from logicnet.construction.draft import Draft
from logicnet.construction.limits import size
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.bits import Words, used
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

_SHARE, _OF_ONE_WAY = 0.9, 0.4  # of the budget, where nothing else can be better, or may be
_MOST_COMPARED = 128  # outputs with don't-cares, of which any two are compared

Place = tuple[int, bool]  # which of the outputs that are kept, and whether its complement


def has_same(task: Task) -> bool:
    """Whether some outputs of a table are the same as others, and there is time for a look."""
    table = task.table
    if table is None or task.one_output or task.budget.over():
        return False
    if task.function.regions is not None or (
        len(table.outputs) > _MOST_COMPARED and table.dc.any()
    ):
        return False
    return len(merged(table)[0].outputs) < len(table.outputs)


def built_once(task: Task) -> Iterator[Network]:
    """Outputs that are the same, or complements, made from one unit each."""
    table = task.tabled
    kept, places = merged(table)
    task.merged = exact = not table.dc.any()
    nets = [net for net in task.found if not task.limits.excess(net)] if exact else []
    budget = task.budget.share(_SHARE if exact else _OF_ONE_WAY)
    part = Task(Target(kept), task.limits, budget, task.solve, part_of=task.part_of,
                known=task.known, again=task.again)  # fmt: skip
    if nets:
        best = min(nets, key=size).over(table.inputs)
        part.add([_told(best, {name: (name, False) for name in kept.outputs})])
    net = task.solve(part)
    if exact:
        more = len(set(places)) - len(kept.outputs)
        task.proven = max(task.proven, (net.lower_bound or 1) + more)
    told = [(kept.outputs[place], turned) for place, turned in places]
    yield _told(net.over(table.inputs), dict(zip(table.outputs, told, strict=True)))


def merged(table: TruthTable) -> tuple[TruthTable, list[Place]]:
    """Outputs of which no two agree, or disagree, wherever both matter; where each output is.

    >>> rows = TruthTable.from_string({"p": "01-1", "q": "1001", "r": "1-00", "s": "0111"})
    >>> kept, places = merged(rows)
    >>> kept.outputs, places
    (('p', 'q'), [(0, False), (1, False), (0, True), (0, False)])
    >>> kept.output("p") == rows.output("s").renamed(outputs=["p"])
    True
    """
    places: list[Place] = []
    names: list[str] = []
    ons: list[Words] = []
    cares: list[Words] = []
    of_rows: dict[bytes, Place] = {}
    every, exact = used(len(table.inputs)), not table.dc.any()
    for name, on, dc in zip(table.outputs, table.on, table.dc, strict=True):
        care = ~dc & every
        if exact:  # one look, at what is 0 in the first row
            turned = bool(on[0] & np.uint64(1))
            key = (on ^ care if turned else on).tobytes()
            first, was_turned = of_rows.setdefault(key, (len(names), turned))
            place = None if first == len(names) else (first, turned != was_turned)
        else:
            place = _agreeing(on, care, ons, cares)
        if place is None:
            place = len(names), False
            names.append(name)
            ons.append(on & care)
            cares.append(care)
        k, turned = place
        ons[k] = ons[k] | (on ^ care if turned else on) & care
        cares[k] = cares[k] | care
        places.append(place)
    kept = TruthTable(inputs=table.inputs, outputs=tuple(names), on=np.array(ons),
                      dc=~np.array(cares) & every)  # fmt: skip
    return kept, places


def _agreeing(on: Words, care: Words, ons: Sequence[Words], cares: Sequence[Words]) -> Place | None:
    """The first of some outputs with which one agrees wherever both matter, or disagrees."""
    for k, (other, cared) in enumerate(zip(ons, cares, strict=True)):
        both = care & cared
        differ = (on ^ other) & both
        if not differ.any() or np.array_equal(differ, both):
            return k, bool(differ.any())
    return None


def _told(net: Network, told: dict[str, tuple[str, bool]]) -> Network:
    """The network with other outputs: for each, which of its own it is, and whether turned."""
    draft = Draft(net.inputs)
    values = dict(zip(net.outputs, draft.embed(net, draft.literals), strict=True))
    outputs = {
        name: 1 - values[of] if turned else values[of] for name, (of, turned) in told.items()
    }
    return draft.network(outputs, net.construction)
