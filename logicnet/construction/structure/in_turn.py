"""Few units for several outputs: one after the other, each over the inputs and units so far.

An output that is one unit over all that is there is made at once. The next is one that a heat
bath makes with the fewest more units over the inputs and a few helpers, units so far that a
perceptron reads loudest where it tells this output as well as it can. More helpers are worse:
most moves of the heat bath are along a single weight. A short look is taken at all outputs that
wait, and only the one that came nearest gets more time, the nearer the more. What no heat bath
makes with less comes from the network that is known for the output alone.

Further rounds keep some outputs of the best network, with what these read, and take longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.heat.bath import tried
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.whole_weights import Made, whole
from logicnet.construction.units import Unit
from logicnet.ground.budget import CALL, Budget
from logicnet.network.one_unit.separation import separate

_HELPERS = 12
_KEPT = 2  # outputs that are looked at with any number of units, of others half each time
_ROUNDS = 100  # of a perceptron
_GO_ON = 0.7  # of the rounds keep some outputs of the best
_MORE = 1.4  # times the sweeps
_ENTRY, _PROGRAM, _PROGRAM_ENTRY = 0.15, 1e6, 60.0  # work of perceptrons and linear programs

Values = NDArray[np.int64]


class Pace(NamedTuple):
    """How long tries are: sweeps of a look in the first round, and those of longer tries.

    `longer` says how many times as long a try of the nearest output is, unless one in so many
    rows is wrong; with two units, which cost little, a look is `with_two` times as long.
    """

    first: int
    with_two: int
    longer: tuple[tuple[int, int], ...]


QUICK = Pace(60, 4, ((4, 6), (12, 100)))
THOROUGH = Pace(120, 1, ((3, 8), (9, 20), (27, 60)))


@dataclass(frozen=True)
class Told:
    """How well one unit over all nodes tells an output: rows wrong, and the weights of nodes."""

    wrong: int
    weights: NDArray[np.float64]


@dataclass
class Look:
    """An output that waits, the nodes it may read, and the rows that the last try had wrong."""

    output: int
    nodes: list[int]
    asked: Demand
    wrong: int = 0


@dataclass
class Turn:
    """One round: the nodes there are, row by row, the units among them and the outputs made."""

    points: Values
    wanted: NDArray[np.int64]
    known: Sequence[Sequence[Unit]]  # over the inputs, for each output; its unit is the last
    budget: Budget
    sweeps: int
    rng: np.random.Generator
    pace: Pace = QUICK
    units: list[Unit] = field(default_factory=list)
    ends: dict[int, int] = field(default_factory=dict)
    by_chance: bool = False  # whether there was a heat bath

    def __post_init__(self) -> None:
        self.values = self.points

    @property
    def waiting(self) -> list[int]:
        """The outputs that are not made yet."""
        return [output for output in range(len(self.wanted)) if output not in self.ends]

    def begun(self, best: Made, outputs: Sequence[int]) -> Turn:
        """This round, begun with some outputs of a network and the units that they need."""
        needed = {best.ends[output] for output in outputs}
        n = self.points.shape[1]
        for unit in range(len(best.units) - 1, -1, -1):
            if unit in needed:
                needed.update(node - n for node in best.units[unit][0] if node >= n)
        places = {node: node for node in range(n)}
        for unit in sorted(needed):
            reads, weights, threshold = best.units[unit]
            places[n + unit] = self.values.shape[1]
            self._append([places[node] for node in reads], weights, threshold)
        self.ends = {output: places[n + best.ends[output]] - n for output in outputs}
        return self

    def made(self, most: int) -> Made | None:
        """All outputs, unless that takes more than so many units."""
        while self.waiting:
            if not self._fits(1, most) or not (self._at_once() or self._next(most)):
                return None
        if len(self.units) > most:
            return None
        return Made(self.units, [self.ends[output] for output in range(len(self.wanted))])

    def _fits(self, units: int, most: int) -> bool:
        """Whether so many units for the next output leave one for each of the others."""
        return len(self.units) + units + len(self.waiting) - 1 <= most

    def _add(self, units: Sequence[Unit], nodes: Sequence[int], output: int) -> None:
        """Units over some nodes and over one another, of which the last is an output."""
        places = list(nodes)
        for reads, weights, threshold in units:
            read = [places[i] for i in reads]
            places.append(self.values.shape[1])
            self._append(read, weights, threshold)
        self.ends[output] = len(self.units) - 1

    def _append(self, read: list[int], weights: Sequence[int], threshold: int) -> None:
        sums = (self.values[:, read] + 1 >> 1) @ np.array(weights, dtype=np.int64)
        fires = np.where(sums >= threshold, 1, -1)
        self.values = np.column_stack([self.values, fires])
        self.units.append((read, list(weights), threshold))

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

    def _next(self, most: int) -> bool:
        """Make one more output, with as few units as are found; whether there is room for them."""
        looked, self.by_chance = [self._asked(output) for output in self.waiting], True
        for units in count(2):
            if not self._fits(units, most):
                return False
            looked = [each for each in looked if len(self.known[each.output]) > units]
            if not looked or self.budget.over():
                break
            if self._made_with(units, looked):
                return True
            looked = sorted(looked, key=lambda each: each.wrong)[: max(_KEPT, len(looked) // 2)]
        output = min(self.waiting, key=lambda output: len(self.known[output]))
        self._add(self.known[output], range(self.points.shape[1]), output)
        return True

    def _asked(self, output: int) -> Look:
        """An output, and what it may read."""
        nodes, rows = self._helped(self._told(output).weights), self.wanted[output] != 0
        values, wanted = self.values[np.ix_(rows, nodes)], self.wanted[output : output + 1, rows]
        return Look(output, nodes, Demand(values, wanted, self.budget))

    def _made_with(self, units: int, looked: Sequence[Look]) -> bool:
        """Whether one of the outputs is made with so many units."""
        sweeps = self.sweeps * (self.pace.with_two if units == 2 else 1)
        for look in looked:
            if self._kept(look, units, sweeps):
                return True
        nearest = min(looked, key=lambda look: look.wrong)
        for longer, hopeless in self.pace.longer:
            if nearest.wrong * hopeless > len(self.points):
                break
            if self._kept(nearest, units, longer * self.sweeps):
                return True
        return False

    def _kept(self, look: Look, units: int, sweeps: int) -> bool:
        """Whether a try has no row wrong; its units are added then."""
        found = tried(look.asked, units, sweeps, self.rng)
        look.wrong = found.wrong
        made = None if found.wrong else whole(look.asked, found)
        if made is not None:
            self._add(made.units, look.nodes, look.output)
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


@dataclass
class InTurn:
    """Rounds that make all outputs, some of which may be kept of the network `now`."""

    rows: Demand
    known: Sequence[Sequence[Unit]]
    rng: np.random.Generator
    pace: Pace = QUICK
    now: Made | None = None
    ended: bool = False  # whether another round finds the same

    def __post_init__(self) -> None:
        self.sweeps = float(self.pace.first)

    def once(self, most: int) -> Made | None:
        """All outputs, unless that takes more than so many units, of one round."""
        turn, outputs = self._turn(), 0
        if self.now is not None and self.rng.random() < _GO_ON:
            outputs = int(self.rng.integers(len(turn.wanted)))
            turn.begun(self.now, self.rng.permutation(len(turn.wanted))[:outputs].tolist())
        made = turn.made(most)
        self.ended = not (turn.by_chance or outputs)
        if turn.by_chance and (made is None or not outputs):
            self.sweeps *= _MORE
        return made

    def _turn(self) -> Turn:
        rows = self.rows
        return Turn(rows.points, rows.wanted, self.known, rows.budget, int(self.sweeps),
                    self.rng, self.pace)  # fmt: skip
