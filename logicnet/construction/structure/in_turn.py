"""Few units for several outputs: one after the other, each over the inputs and units so far.

An output that is one unit over all that is there is made at once. The next is one that a heat
bath makes with the fewest more units over the inputs and a few helpers, units so far that a
perceptron reads loudest where it tells this output as well as it can. More helpers are worse:
most moves of the heat bath are along a single weight. A short look is taken at all outputs that
wait, and only the one that came nearest gets more time,
the nearer the more. What no heat bath makes with less comes
from the network that is known for the output alone.

Rounds over all outputs follow each other, with more work in each, for as long as is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.heat.bath import tried
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.whole_weights import Made, Try, whole
from logicnet.construction.units import Unit
from logicnet.ground.budget import CALL, Budget
from logicnet.network.one_unit.separation import separate

_HELPERS = 12
_ROUNDS = 100  # of a perceptron
_FIRST = 60  # sweeps of a look in the first round
_LONGER = ((4, 6), (12, 100))  # times as many for the nearest, unless one in so many is wrong
_IN_VAIN = 1  # rounds without any result
_LONG = 4  # times as many sweeps where two units may do, which cost little
_ENTRY, _PROGRAM, _PROGRAM_ENTRY = 0.15, 1e6, 60.0  # work of perceptrons and linear programs

Values = NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """How well one unit over all nodes tells an output: rows wrong, and the weights of nodes."""

    wrong: int
    weights: NDArray[np.float64]


@dataclass
class Turn:
    """One round: the nodes there are, row by row, the units among them and the outputs made."""

    points: Values
    wanted: NDArray[np.int64]
    known: Sequence[Sequence[Unit]]  # over the inputs, for each output; its unit is the last
    budget: Budget
    sweeps: int
    rng: np.random.Generator
    units: list[Unit] = field(default_factory=list)
    ends: dict[int, int] = field(default_factory=dict)
    by_chance: bool = False  # whether there was a heat bath

    def __post_init__(self) -> None:
        self.values = self.points

    @property
    def waiting(self) -> list[int]:
        """The outputs that are not made yet."""
        return [output for output in range(len(self.wanted)) if output not in self.ends]

    def made(self, most: int) -> Made | None:
        """All outputs, unless that takes more than so many units."""
        while self.waiting:
            if len(self.units) + len(self.waiting) > most:
                return None
            if not self._at_once():
                self._next()
        if len(self.units) > most:
            return None
        return Made(self.units, [self.ends[output] for output in range(len(self.wanted))])

    def _add(self, units: Sequence[Unit], nodes: Sequence[int], output: int) -> None:
        """Units over some nodes and over one another, of which the last is an output."""
        places = list(nodes)
        for reads, weights, threshold in units:
            read = [places[i] for i in reads]
            places.append(self.values.shape[1])
            sums = (self.values[:, read] + 1 >> 1) @ np.array(weights, dtype=np.int64)
            fires = np.where(sums >= threshold, 1, -1)
            self.values = np.column_stack([self.values, fires])
            self.units.append((read, list(weights), threshold))
        self.ends[output] = len(self.units) - 1

    def _at_once(self) -> bool:
        """Make outputs that are one unit over all there is; whether there was any."""
        before = len(self.ends)
        for output in self.waiting:
            if self.budget.over():
                break
            on, off = (self.values[self.wanted[output] == side] + 1 >> 1 for side in (1, -1))
            self.budget.count(_PROGRAM + _PROGRAM_ENTRY * (on.size + off.size))
            found = separate(on, off, smallest=False)
            if found is not None:
                read = np.flatnonzero(found.weights).tolist()
                unit = range(len(read)), [found.weights[i] for i in read], found.threshold
                self._add([unit], read, output)
        return len(self.ends) > before

    def _told(self, output: int) -> Told:
        return told(self.values, self.wanted[output], self.budget)

    def _next(self) -> None:
        """Make one more output, with as few units as are found."""
        looked, self.by_chance = [], True
        for output in self.waiting:
            nodes = self._helped(self._told(output).weights)
            rows = self.wanted[output] != 0
            asked = Demand(self.values[np.ix_(rows, nodes)], self.wanted[output : output + 1, rows],
                           self.budget)  # fmt: skip
            looked.append((output, nodes, asked))
        for units in count(2):
            tries = [(len(self.known[output]) > units, output, nodes, asked)
                     for output, nodes, asked in looked]  # fmt: skip
            open_ = [each[1:] for each in tries if each[0]]
            if not open_ or self.budget.over():
                break
            if self._made_with(units, open_):
                return
        output = min(self.waiting, key=lambda output: len(self.known[output]))
        self._add(self.known[output], range(self.points.shape[1]), output)

    def _made_with(self, units: int, looked: Sequence[tuple[int, list[int], Demand]]) -> bool:
        """Whether one of the outputs is made with so many units."""
        nearest: tuple[int, int, list[int], Demand] | None = None
        sweeps = self.sweeps * (_LONG if units == 2 else 1)
        for output, nodes, asked in looked:
            found = tried(asked, units, sweeps, self.rng)
            if self._kept(found, output, nodes, asked):
                return True
            if nearest is None or found.wrong < nearest[0]:
                nearest = found.wrong, output, nodes, asked
        if nearest is None:
            return False
        wrong, output, nodes, asked = nearest
        for longer, hopeless in _LONGER:
            if wrong * hopeless > len(self.points):
                break
            found = tried(asked, units, longer * self.sweeps, self.rng)
            if self._kept(found, output, nodes, asked):
                return True
            wrong = found.wrong
        return False

    def _kept(self, found: Try, output: int, nodes: list[int], asked: Demand) -> bool:
        """Whether a try has no row wrong; its units are added then."""
        made = None if found.wrong else whole(asked, found)
        if made is not None:
            self._add(made.units, nodes, output)
        return made is not None

    def _helped(self, weights: NDArray[np.float64]) -> list[int]:
        """The inputs and those units that are read loudest."""
        n = self.points.shape[1]
        loudest = n + np.argsort(-np.abs(weights[n:]), kind="stable")[:_HELPERS]
        return [*range(n), *sorted(loudest.tolist())]


def told(values: Values, wanted: NDArray[np.int64], budget: Budget) -> Told:
    """The best that a perceptron finds; its weights are whole, so the same on any machine."""
    rows = wanted != 0
    points = np.column_stack([values, np.ones(len(values))])[rows] * wanted[rows, None]
    weights = points.sum(axis=0)
    best = Told(len(points) + 1, weights[:-1])
    for _ in range(_ROUNDS):
        wrong = (points @ weights <= 0).astype(np.float64)
        missed = int(wrong.sum())
        budget.count(CALL + _ENTRY * points.size)
        if missed < best.wrong:
            best = Told(missed, weights[:-1])
        if not missed:
            break
        weights = weights + wrong @ points
    return best


def in_turn(
    points: Values,
    wanted: NDArray[np.int64],
    known: Sequence[Sequence[Unit]],
    budget: Budget,
    most: int,
    least: int,
    seed: int = 0,
) -> Iterator[Made]:
    """Ever fewer units for all outputs, at most `most`, until there are `least` or work is over.

    `points` has the rows, `wanted` is -1, 1, or 0 where an output is free; `known` are networks
    of each output alone.
    """
    rng, sweeps = np.random.default_rng(seed), _FIRST
    found_any, rounds = False, 0
    while most >= least and not budget.over():
        rounds += 1
        before = budget.spent
        turn = Turn(points, wanted, known, budget, sweeps, rng)
        made = turn.made(most)
        if made is not None:
            yield made
            most, found_any = len(made.units) - 1, True
        if not turn.by_chance or (rounds >= _IN_VAIN and not found_any):
            break
        longer = min(2.0, 0.8 * budget.left / max(1.0, budget.spent - before))
        sweeps = max(_FIRST, int(longer * sweeps))
