"""Networks in the making: units found by chains, towers and lists, with integer weights.

Whatever finds a unit says only which rows it has to get right, over which nodes; its weights
are the least that separate these rows (`separation`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.units import Unit
from logicnet.ground.budget import Budget
from logicnet.network.one_unit.separation import Points, Separation, separate

from .column_generation import fewer_columns
from .constant_ends import (
    Chain,
    Mask,
    Peeling,
    WireLimits,
    agreeing_unit,
    agreement_work,
    beam,
)
from .decision_lists import Flat, Separable, cover, decision_list

_WRONG = 8.0  # price of a row on which the tower is wrong, that of any row left being 1
_SKIPPED_SLABS = 8  # inputs up to which a chain is tried with fewer slabs than were found
_EXCHANGES = {5: 30, 6: 40, 7: 30}  # rounds of exchanging units of one hidden layer


@dataclass(frozen=True)
class Asked:
    """The function over the inputs that matter, and what is asked of the network."""

    n: int
    points: Points
    bits: Mask
    care: Mask
    limits: WireLimits
    budget: Budget

    def separated(self, left: Mask) -> Separation | None:
        """One unit that is right on all rows of `left`, or None."""
        if not _may_be_unate(self.bits & left, ~self.bits & left, self.n):
            return None
        self.budget.count(separation_work(len(left)))
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


def separation_work(points: int) -> float:
    """The work, about, of looking for a unit that separates so many points."""
    return 3e5 + 80.0 * points


def chain_units(
    asked: Asked, rng: np.random.Generator, depth: int | None, width: int, most: int
) -> list[Unit] | None:
    """The units of a chain of slabs, which ends in a list where the depth is limited."""
    peeling = Peeling(
        asked.points.astype(np.float32), asked.bits, np.ones(len(asked.bits), dtype=np.float32),
        asked.limits, asked.solved, asked.budget,
    )  # fmt: skip
    whole = Chain((asked.care,), ())
    deepest = most if depth is None else min(most, depth)
    chain, _ = beam(peeling, whole, rng, width=width, levels=deepest - 1)
    if chain is not None:
        return _chain_units(asked, chain, _last(asked, chain.care), depth is None)
    if asked.limits.weight is None and (depth is None or depth > most):
        return None
    levels = (2 if depth is None else deepest) - 2
    _, rest = beam(peeling, whole, rng, width=width, levels=levels)
    inner = list_units(asked, rest.care, rng, True, most - len(rest.reads))
    return None if inner is None else _chain_units(asked, rest, inner, False)


def tower_units(
    asked: Asked, rng: np.random.Generator, width: int, height: int, most: int
) -> list[Unit] | None:
    """The units of a tower and of a chain that stands on it."""
    units: list[Unit] = []
    values = asked.points
    for _ in range(height):
        gain = np.where(asked.bits, -1, 1)[asked.care].astype(np.float32)
        last = 3 * np.eye(values.shape[1], dtype=np.float32)[-1:]  # the unit below, as it is
        fires = agreeing_unit(values[asked.care].astype(np.float32), gain, rng, last)
        asked.budget.count(agreement_work(len(gain)))
        unit = _unit_firing(asked, fires, values)
        if unit is None:
            return None
        units.append(unit)
        values = np.column_stack([values, _fires(values, unit)])
    wrong = asked.care & (values[:, -1].astype(bool) != asked.bits)
    peeling = Peeling(
        values.astype(np.float32), asked.bits, (1 + _WRONG * wrong).astype(np.float32),
        asked.limits, lambda care: not (care & wrong).any(), asked.budget,
    )  # fmt: skip
    whole = Chain((asked.care,), ())
    chain, _ = beam(peeling, whole, rng, width=width, levels=most - height)
    return None if chain is None else _chain_units(asked, chain, units, True)


def _last(asked: Asked, care: Mask) -> list[Unit] | None:
    """The innermost unit of a chain, none where nothing is left to do."""
    if not care.any():
        return []
    unit = one_unit(asked, care, list(range(asked.n)), asked.points)
    return None if unit is None else [unit]


def list_units(
    asked: Asked, care: Mask, rng: np.random.Generator, skip: bool, most: int
) -> list[Unit] | None:
    """The units of a list or cover for the rows `care`, with one hidden layer."""
    rows = Separable(asked.points, asked.bits, care, asked.limits)
    if asked.limits.weight is None:
        found = decision_list(
            rows, asked.solved, rng, skip=skip, most=most, budget=asked.budget
        )  # fmt: skip
        return None if found is None else _flat_units(asked.n, found, False)
    negated = bool(rng.integers(2))
    rows = rows._replace(bits=~asked.bits) if negated else rows
    found = cover(rows, rng, skip=skip, most=most, budget=asked.budget)
    return None if found is None else _flat_units(asked.n, found, negated)


def exchanged_units(
    asked: Asked, units: list[Unit], skip: bool, rng: np.random.Generator
) -> list[Unit] | None:
    """A network with one hidden layer, from one that has more units in it."""
    points, bits = asked.points[asked.care], asked.bits[asked.care]
    columns = [_fires(points, unit).astype(bool) for unit in units[:-1]]
    columns = fewer_columns(
        points.astype(np.float32), bits, columns,
        skip=skip, rounds=_EXCHANGES.get(max(asked.n, 5), 0), rng=rng, budget=asked.budget,
    )  # fmt: skip
    hidden = [_unit_firing(asked, column, asked.points) for column in columns]
    found = [unit for unit in hidden if unit is not None]
    values = np.column_stack([asked.points, *(_fires(asked.points, unit) for unit in found)])
    nodes = list(range(0 if skip else asked.n, values.shape[1]))
    output = one_unit(asked, asked.care, nodes, values)
    return None if output is None or len(found) < len(hidden) else [*found, output]


def _flat_units(n: int, found: Flat, negated: bool) -> list[Unit]:
    every = list(range(n))
    units: list[Unit] = [(every, list(h.weights), h.threshold) for h in found.hidden]
    nodes = (every if found.reads_inputs else []) + [n + j for j in range(len(units))]
    weights, threshold = list(found.output.weights), found.output.threshold
    if negated:
        weights, threshold = [-w for w in weights], 1 - threshold
    return [*units, (nodes, weights, threshold)]


def _chain_units(
    asked: Asked, chain: Chain, inner: list[Unit] | None, free: bool
) -> list[Unit] | None:
    """The inner units and then the chain's, from the inside outwards, each reading the last.

    Where all is `free` a unit may read all the units before it, and slabs are skipped where
    that makes one more of them unnecessary.
    """
    if inner is None:
        return None
    free = free and asked.limits == WireLimits() and asked.n <= _SKIPPED_SLABS
    units, values = list(inner), _values(asked.points, inner)
    level = len(chain.reads) - 1
    while level >= 0:
        every = list(range(values.shape[1]))
        while free and level and one_unit(asked, chain.cares[level - 1], every, values, False):
            level -= 1
        last = every[asked.n :][-1:]
        nodes = sorted({*chain.reads[level].tolist(), *last})
        unit = one_unit(asked, chain.cares[level], nodes, values)
        if unit is None and free:
            unit = one_unit(asked, chain.cares[level], every, values)
        if unit is None:
            return None
        units.append(unit)
        values = np.column_stack([values, _fires(values, unit)])
        level -= 1
    return units


def one_unit(
    asked: Asked, care: Mask, nodes: list[int], values: Points, small: bool = True
) -> Unit | None:
    """One unit over the given nodes that is right on the rows `care`, or None."""
    if asked.limits.fan_in is not None and len(nodes) > asked.limits.fan_in:
        return None
    read = values[:, nodes]
    asked.budget.count(separation_work(len(care)))
    found = separate(
        read[care & asked.bits], read[care & ~asked.bits],
        smallest=small, max_weight=asked.limits.weight,
    )  # fmt: skip
    return None if found is None else (nodes, list(found.weights), found.threshold)


def _unit_firing(asked: Asked, fires: Mask, values: Points) -> Unit | None:
    """One unit over all nodes that fires where said among the rows that matter."""
    wanted = np.zeros(len(asked.bits), dtype=bool)
    wanted[asked.care] = fires
    return one_unit(replace(asked, bits=wanted), asked.care, list(range(values.shape[1])), values)


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
