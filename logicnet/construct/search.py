"""Few units for functions of 5 to about 10 inputs that belong to no family: a search.

The networks are chains of slabs (`peeling`), where wires may skip layers and depth is free, and
threshold decision lists (`lists`), where there is to be one hidden layer; under a limit on the
depth a chain ends in a list. The search is seeded and repeated with growing width; what it does
depends on the clock only where `time_limit` cuts it short.

The lower bound that a network comes with is that of `bounds`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from ..bits import columns, pack, unpack
from ..errors import LimitError, LogicnetError, SpecificationError
from ..network import Network
from ..separation import Points, Separation, separate
from ..simulation import truth_table
from ..truthtable import TruthTable
from .bounds import inputs_that_matter, lower_bound
from .library import MOST_INPUTS as LIBRARY_INPUTS
from .library import smallest
from .lists import Flat, Rows, cover, decision_list
from .pairs import INPUTS as EXACT_PAIRS
from .pairs import two_units
from .peeling import Chain, Limits, Mask, Peeling, beam, tower_unit

MOST_INPUTS = 13
_UNHURRIED = 10  # inputs up to which the first round is finished whatever the time
# The rounds: width of the beam, height of the tower that the chain stands on.
_ROUNDS: dict[int, list[tuple[int, int]]] = {
    5: [(1, 0), (4, 0), *[(12, 0)] * 30],
    6: [(1, 0), (4, 0), *[(12, 0), (12, 1)] * 12],
    7: [(1, 0), (4, 0), *[(12, 2), (12, 0), (12, 1), (12, 3)] * 3],
    8: [(1, 0), (4, 0), *[(12, 3), (12, 2), (12, 4)] * 3],
    9: [(1, 0), (4, 3), (8, 4)],
    10: [(1, 0), (4, 4), (8, 5)],
}
_WRONG = 8.0  # price of a row on which the tower is wrong, that of any row left being 1
_SKIPPED_SLABS = 8  # inputs up to which a chain is tried with fewer slabs than were found
_LISTS = {5: 12, 6: 12, 7: 10, 8: 8}

Unit = tuple[list[int], list[int], int]  # nodes read, weights, threshold


@dataclass(frozen=True)
class _Task:
    """The function over the inputs that matter, and what is asked of the network."""

    n: int
    points: Points
    bits: Mask
    care: Mask
    limits: Limits
    expired: Callable[[], bool]

    def separated(self, left: Mask) -> Separation | None:
        """One unit that is right on all rows of `left`, or None."""
        if not _may_be_unate(self.bits & left, ~self.bits & left, self.n):
            return None
        if self.limits.fan_in is not None and self.limits.fan_in < self.n:
            return None if (left & self.bits).any() and (left & ~self.bits).any() else _NOTHING
        return separate(
            self.points[left & self.bits],
            self.points[left & ~self.bits],
            smallest=False,
            max_weight=self.limits.weight,
        )

    def solved(self, left: Mask) -> bool:
        """Whether one unit is right on all rows of `left`."""
        return self.separated(left) is not None


_NOTHING = Separation((), 0, False)


def search(
    table: TruthTable,
    *,
    skip: bool = True,
    time_limit: float = 10.0,
    seed: int = 0,
    max_weight: int | None = None,
    max_fan_in: int | None = None,
    max_depth: int | None = None,
) -> Network:
    """A network with few units for one output, the best found; its `lower_bound` is proven.

    Without `skip` wires join neighbouring layers only, and the bound is for such networks.
    Don't-cares are used. The search ends where the bound is reached, its rounds are done or
    `time_limit` seconds are over (up to 10 inputs one round is finished whatever the time); the
    result is verified on all rows.

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
    end = monotonic() + time_limit
    task = _Task(
        n=len(kept),
        points=unpack(columns(len(kept)), 1 << len(kept)).T.astype(np.int64),
        bits=on,
        care=~dc,
        limits=Limits(max_fan_in, max_weight),
        expired=lambda: monotonic() > end,
    )
    lower = lower_bound(table, skip=skip)
    best = _best(task, skip, 2 if not skip else max_depth, seed, lower)
    if best is None:
        raise LimitError(
            f"no network of {task.n} inputs was found within {time_limit:g} s, "
            f"max_weight={max_weight}, max_fan_in={max_fan_in}, max_depth={max_depth}; "
            "allow more, or use style='wide' or style='deep'"
        )
    return _network(table, kept, best, lower)


def _network(table: TruthTable, kept: list[int], units: list[Unit], lower: int) -> Network:
    """The units over the inputs of the table, verified on all its rows."""
    n, shift = len(kept), len(table.inputs) - len(kept)
    moved = [
        ([kept[s] if s < n else s + shift for s in reads], weights, threshold)
        for reads, weights, threshold in units
    ]
    net = Network.from_units(
        table.inputs,
        moved,
        outputs={table.outputs[0]: len(units) - 1},
        construction="search",
        lower_bound=min(lower, len(units)),
    )
    if ((truth_table(net).on ^ table.on) & ~table.dc).any():
        raise LogicnetError("search: the network found differs from the table")
    return net


# Candidates -----------------------------------------------------------------------------------


def _best(task: _Task, skip: bool, depth: int | None, seed: int, lower: int) -> list[Unit] | None:
    """The units of the smallest candidate."""
    whole = _unit(task, task.care, list(range(task.n)), task.points)
    if whole is not None:
        return [whole]
    if depth == 1:
        return None
    best = _known(task, skip, lower)
    for number, (width, height) in enumerate(_rounds(task, skip, depth)):
        if task.expired() and (best is not None or task.n > _UNHURRIED):
            break
        if best is not None and len(best) <= lower:
            break
        now = task
        if best is None and task.n <= _UNHURRIED:
            now = replace(task, expired=lambda: False)
        rng = np.random.default_rng([seed, number])
        most = (1 << task.n if best is None else len(best)) - 1
        if height:
            found = _tower(now, rng, width, height, most)
        elif skip:
            found = _chain(now, rng, depth, width, most)
        else:
            found = _flat(now, now.care, rng, False, most)
        if found is not None and (best is None or len(found) < len(best)):
            best = found
    return best


def _rounds(task: _Task, skip: bool, depth: int | None) -> list[tuple[int, int]]:
    """Width and height in each round; towers stand only where there are no limits."""
    if not skip or depth == 2:
        return [(1, 0)] * _LISTS.get(max(task.n, 5), 2)
    rounds = _ROUNDS.get(max(task.n, 5), [(1, 0), (4, 5)])
    if depth is None and task.limits == Limits():
        return rounds
    return [(width, 0) for width, _ in rounds]


def _known(task: _Task, skip: bool, lower: int) -> list[Unit] | None:
    """The units of a least network from the tables, if it is within the limits."""
    if task.n <= LIBRARY_INPUTS:
        names = [str(i) for i in range(task.n)]
        on, dc = (pack(rows)[None] for rows in (task.bits, ~task.care))
        net = smallest(TruthTable(inputs=tuple(names), outputs=("y",), on=on, dc=dc), skip=skip)
        units = [
            (net.wires_of(j)[0].tolist(), net.wires_of(j)[1].tolist(), int(net.thresholds[j]))
            for j in range(net.units)
        ]
    elif skip and lower == 2 and task.n == EXACT_PAIRS and task.care.all():
        units = [
            (list(range(len(unit.weights))), list(unit.weights), unit.threshold)
            for unit in two_units(task.bits) or ()
        ]
    else:
        return None
    weight, fan_in = task.limits.weight, task.limits.fan_in
    for reads, weights, _ in units:
        if weight is not None and max(map(abs, weights), default=0) > weight:
            return None
        if fan_in is not None and len(reads) > fan_in:
            return None
    return units or None


def _whole(task: _Task) -> Chain:
    return Chain((task.care,), ())


def _chain(
    task: _Task, rng: np.random.Generator, depth: int | None, width: int, most: int
) -> list[Unit] | None:
    """The units of a chain of slabs, which ends in a list where the depth is limited."""
    peeling = Peeling(
        task.points.astype(np.float32), task.bits, np.ones(len(task.bits), dtype=np.float32),
        task.limits, task.solved, task.expired,
    )  # fmt: skip
    whole = Chain((task.care,), ())
    most = most if depth is None else min(most, depth)
    chain, _ = beam(peeling, whole, rng, width=width, levels=most - 1)
    if chain is not None:
        return _chain_units(task, chain, _last(task, chain.care), depth is None)
    if task.limits.weight is None and (depth is None or depth > most):
        return None
    _, rest = beam(peeling, whole, rng, width=width, levels=(2 if depth is None else most) - 2)
    inner = _flat(task, rest.care, rng, True, most - len(rest.reads))
    return None if inner is None else _chain_units(task, rest, inner, False)


def _tower(
    task: _Task, rng: np.random.Generator, width: int, height: int, most: int
) -> list[Unit] | None:
    """The units of a tower and of a chain that stands on it."""
    units: list[Unit] = []
    values = task.points
    for _ in range(height):
        fires = tower_unit(values[task.care].astype(np.float32), task.bits[task.care], rng)
        wanted = np.zeros(len(task.bits), dtype=bool)
        wanted[task.care] = fires
        unit = _unit(replace(task, bits=wanted), task.care, list(range(values.shape[1])), values)
        if unit is None:
            return None
        units.append(unit)
        values = np.column_stack([values, _fires(values, unit)])
    wrong = task.care & (values[:, -1].astype(bool) != task.bits)
    peeling = Peeling(
        values.astype(np.float32), task.bits, (1 + _WRONG * wrong).astype(np.float32),
        task.limits, lambda care: not (care & wrong).any(), task.expired,
    )  # fmt: skip
    whole = Chain((task.care,), ())
    chain, _ = beam(peeling, whole, rng, width=width, levels=most - height)
    return None if chain is None else _chain_units(task, chain, units, True)


def _last(task: _Task, care: Mask) -> list[Unit] | None:
    """The innermost unit of a chain, none where nothing is left to do."""
    if not care.any():
        return []
    unit = _unit(task, care, list(range(task.n)), task.points)
    return None if unit is None else [unit]


def _flat(
    task: _Task, care: Mask, rng: np.random.Generator, skip: bool, most: int
) -> list[Unit] | None:
    """The units of a list or cover for the rows `care`, with one hidden layer."""
    rows = Rows(task.points, task.bits, care, task.limits)
    if task.limits.weight is None:
        found = decision_list(
            rows, task.solved, rng, skip=skip, most=most, expired=task.expired
        )  # fmt: skip
        return None if found is None else _flat_units(task.n, found, False)
    negated = bool(rng.integers(2))
    rows = rows._replace(bits=~task.bits) if negated else rows
    found = cover(rows, rng, skip=skip, most=most, expired=task.expired)
    return None if found is None else _flat_units(task.n, found, negated)


def _flat_units(n: int, found: Flat, negated: bool) -> list[Unit]:
    every = list(range(n))
    units: list[Unit] = [(every, list(h.weights), h.threshold) for h in found.hidden]
    nodes = (every if found.reads_inputs else []) + [n + j for j in range(len(units))]
    weights, threshold = list(found.output.weights), found.output.threshold
    if negated:
        weights, threshold = [-w for w in weights], 1 - threshold
    return [*units, (nodes, weights, threshold)]


def _chain_units(
    task: _Task, chain: Chain, inner: list[Unit] | None, free: bool
) -> list[Unit] | None:
    """The inner units and then the chain's, from the inside outwards, each reading the last.

    Where all is `free` a unit may read all the units before it, and slabs are skipped where
    that makes one more of them unnecessary.
    """
    if inner is None:
        return None
    free = free and task.limits == Limits() and task.n <= _SKIPPED_SLABS
    units, values = list(inner), _values(task.points, inner)
    level = len(chain.reads) - 1
    while level >= 0:
        every = list(range(values.shape[1]))
        while free and level and _unit(task, chain.cares[level - 1], every, values, False):
            level -= 1
        last = every[task.n :][-1:]
        nodes = sorted({*chain.reads[level].tolist(), *last})
        unit = _unit(task, chain.cares[level], nodes, values)
        if unit is None and free:
            unit = _unit(task, chain.cares[level], every, values)
        if unit is None:
            return None
        units.append(unit)
        values = np.column_stack([values, _fires(values, unit)])
        level -= 1
    return units


def _unit(
    task: _Task, care: Mask, nodes: list[int], values: Points, small: bool = True
) -> Unit | None:
    """One unit over the given nodes that is right on the rows `care`, or None."""
    if task.limits.fan_in is not None and len(nodes) > task.limits.fan_in:
        return None
    read = values[:, nodes]
    found = separate(
        read[care & task.bits], read[care & ~task.bits],
        smallest=small, max_weight=task.limits.weight,
    )  # fmt: skip
    return None if found is None else (nodes, list(found.weights), found.threshold)


def _fires(values: Points, unit: Unit) -> NDArray[np.int64]:
    reads, weights, threshold = unit
    return (values[:, reads] @ np.array(weights, dtype=np.int64) >= threshold).astype(np.int64)


def _values(points: Points, units: list[Unit]) -> Points:
    """The inputs and the values of all units, a column each."""
    for unit in units:
        points = np.column_stack([points, _fires(points, unit)])
    return points


def _may_be_unate(on: Mask, off: Mask, n: int) -> bool:
    """False where some input both raises and lowers the function between neighbouring rows."""
    up, down = on.reshape((2,) * n), off.reshape((2,) * n)
    for i in range(n):
        (up0, up1), (down0, down1) = np.moveaxis(up, i, 0), np.moveaxis(down, i, 0)
        if (up1 & down0).any() and (up0 & down1).any():
            return False
    return True
