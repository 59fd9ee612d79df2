"""Few units for functions of 5 to about 10 inputs that belong to no family: a search.

Where wires may skip layers and depth is free the networks are chains of slabs, most of them on
a tower (`constant_ends`); where there is to be one hidden layer, threshold decision lists
(`decision_lists`) whose units are then exchanged (`improving`); under a limit on the depth a chain
may end in a list. The search is seeded and goes in rounds, as many as its budget of counted work
allows. The lower bound that a network comes with is that of `bounds`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from logicnet.construction.recognition import inputs_that_matter
from logicnet.construction.units import Unit
from logicnet.errors import LimitError, LogicnetError, SpecificationError
from logicnet.ground.bits import columns, pack, unpack
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.network.simulation import truth_table

from .bounds import lower_bound
from .candidate_units import (
    Asked,
    chain_units,
    exchanged_units,
    list_units,
    one_unit,
    tower_units,
)
from .constant_ends import WireLimits
from .least_networks import MOST_INPUTS as LIBRARY_INPUTS
from .least_networks import smallest
from .two_units import INPUTS as EXACT_PAIRS
from .two_units import two_units

MOST_INPUTS = 13
_UNHURRIED = 10  # inputs up to which a round is finished whatever the budget
_USUAL = 10 * SECOND  # work of a search
# The rounds: width of the beam (0: a decision list), height of the tower under the chain.
_ROUNDS: dict[int, list[tuple[int, int]]] = {
    5: [(1, 0), (4, 0), *[(12, 1), (12, 0)] * 15],
    6: [(1, 0), (4, 0), *[(12, 1), (12, 2), (12, 0)] * 8],
    7: [(1, 0), (4, 0), *[(12, 2), (12, 1)] * 6],
    8: [(1, 0), (4, 0), *[(12, 2), (12, 1), (12, 2), (12, 3)] * 2],
    9: [(1, 0), (4, 2), (8, 3), (8, 2)],
    10: [(1, 0), (4, 3), (8, 3)],
}
_LISTS = {5: 12, 6: 12, 7: 10, 8: 8}


class _Found(NamedTuple):
    units: list[Unit]
    construction: str


def search(
    table: TruthTable,
    *,
    skip: bool = True,
    budget: Budget | None = None,
    max_weight: int | None = None,
    max_fan_in: int | None = None,
    max_depth: int | None = None,
) -> Network:
    """A network with few units for one output, the best found; its `lower_bound` is proven.

    Without `skip` wires join neighbouring layers only, and the bound is for such networks.
    Don't-cares are used. The search ends where the bound is reached, its rounds are done or the
    budget (about ten seconds) is over; up to 10 inputs one round is finished whatever the budget.
    The result is verified on all rows.

    >>> net = search(TruthTable.from_hex("6ac1b5e2"))
    >>> net.units, net.proven_minimal
    (3, True)
    """
    if len(table.outputs) != 1:
        raise SpecificationError(f"one output is needed, got {', '.join(table.outputs)}")
    if max_weight is not None and max_weight < 1:
        raise SpecificationError(f"max_weight must be at least 1, got {max_weight}")
    kept, on, dc = inputs_that_matter(table)
    if len(kept) > MOST_INPUTS:
        raise LimitError(
            f"{len(kept)} inputs matter, the search is limited to {MOST_INPUTS}; "
            "use style='wide' or style='deep'"
        )
    budget = budget or Budget(_USUAL)
    asked = Asked(
        n=len(kept),
        points=unpack(columns(len(kept)), 1 << len(kept)).T.astype(np.int64),
        bits=on,
        care=~dc,
        limits=WireLimits(max_fan_in, max_weight),
        budget=budget,
    )
    lower = lower_bound(table, skip=skip)
    best = _best(asked, skip, 2 if not skip else max_depth, lower)
    if best is None:
        raise LimitError(
            f"no network of {asked.n} inputs was found within the effort, "
            f"max_weight={max_weight}, max_fan_in={max_fan_in}, max_depth={max_depth}; "
            "allow more, or use style='wide' or style='deep'"
        )
    return _network(table, kept, best, lower)


def _network(table: TruthTable, kept: list[int], found: _Found, lower: int) -> Network:
    """The units over the inputs of the table, verified on all its rows."""
    units, construction = found
    n, shift = len(kept), len(table.inputs) - len(kept)
    moved = [
        ([kept[s] if s < n else s + shift for s in reads], weights, threshold)
        for reads, weights, threshold in units
    ]
    net = Network.from_units(
        table.inputs,
        moved,
        outputs={table.outputs[0]: len(units) - 1},
        construction=construction,
        lower_bound=min(lower, len(units)),
    )
    if ((truth_table(net).on ^ table.on) & ~table.dc).any():
        raise LogicnetError("search: the network found differs from the table")
    return net


# Candidates -----------------------------------------------------------------------------------


def _best(asked: Asked, skip: bool, depth: int | None, lower: int) -> _Found | None:
    """The smallest candidate."""
    whole = one_unit(asked, asked.care, list(range(asked.n)), asked.points)
    if whole is not None:
        return _Found([whole], "threshold function")
    if depth == 1:
        return None
    best, flat = _known(asked, skip, lower), None
    for number, (width, height) in enumerate(_rounds(asked, skip, depth)):
        if asked.budget.over() and (best is not None or asked.n > _UNHURRIED):
            break
        if best is not None and len(best.units) <= lower:
            break
        unhurried = best is None and asked.n <= _UNHURRIED
        now = replace(asked, budget=Budget()) if unhurried else asked
        rng = np.random.default_rng([asked.budget.seed, number])
        most = _fewer_than(flat if not width else best, asked.n)
        if not width:
            found = list_units(now, now.care, rng, skip, most)
            name = "threshold decision list"
            flat = flat if found is None else _Found(found, name)
        elif height:
            found = tower_units(now, rng, width, height, most)
            name = "chain of slabs on a tower"
        else:
            found, name = chain_units(now, rng, depth, width, most), "chain of slabs"
        if unhurried:
            asked.budget.count(now.budget.spent)
        if found is not None and len(found) <= _fewer_than(best, asked.n):
            best = _Found(found, name)
    return _exchanged(asked, skip, lower, flat, best)


def _fewer_than(found: _Found | None, n: int) -> int:
    """The most units that would be an improvement."""
    return (1 << n if found is None else len(found.units)) - 1


def _exchanged(
    asked: Asked, skip: bool, lower: int, flat: _Found | None, best: _Found | None
) -> _Found | None:
    """The best, or what exchanging units of the best list leads to, where that is smaller."""
    if best is None or flat is None or len(best.units) <= lower or asked.limits != WireLimits():
        return best
    units = exchanged_units(asked, flat.units, skip, np.random.default_rng(asked.budget.seed))
    if units is None or len(units) > _fewer_than(best, asked.n):
        return best
    return _Found(units, "one hidden layer, units exchanged")


def _rounds(asked: Asked, skip: bool, depth: int | None) -> list[tuple[int, int]]:
    """Width and height in each round; towers stand only where there are no limits."""
    lists = [(0, 0)] * _LISTS.get(max(asked.n, 5), 2)
    if not skip or depth == 2:
        return lists
    rounds = _ROUNDS.get(max(asked.n, 5), [(1, 0), (4, 5)])
    if depth is None and asked.limits == WireLimits():
        return rounds
    chains = [(width, 0) for width, _ in rounds]
    return chains if depth is None else chains[: len(lists)] + lists


def _known(asked: Asked, skip: bool, lower: int) -> _Found | None:
    """A least network from the tables, if it is within the limits."""
    if asked.n <= LIBRARY_INPUTS:
        names = tuple(str(i) for i in range(asked.n))
        on, dc = (pack(rows)[None] for rows in (asked.bits, ~asked.care))
        net = smallest(TruthTable(inputs=names, outputs=("y",), on=on, dc=dc), skip=skip)
        wires = [net.wires_of(j) for j in range(net.units)]
        units = [
            (reads.tolist(), weights.tolist(), int(threshold))
            for (reads, weights), threshold in zip(wires, net.thresholds, strict=True)
        ]
        name = net.construction
    elif skip and lower == 2 and asked.n == EXACT_PAIRS and asked.care.all():
        pair = two_units(asked.bits) or ()
        units = [(list(range(len(u.weights))), list(u.weights), u.threshold) for u in pair]
        name = "two units, all tried"
    else:
        return None
    return _Found(units, name) if units and _within(units, asked.limits) else None


def _within(units: list[Unit], limits: WireLimits) -> bool:
    largest = max((abs(w) for _, weights, _ in units for w in weights), default=0)
    fan_in = max(len(reads) for reads, _, _ in units)
    return (limits.weight is None or largest <= limits.weight) and (
        limits.fan_in is None or fan_in <= limits.fan_in
    )
