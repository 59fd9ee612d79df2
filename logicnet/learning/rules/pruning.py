"""A trained network made readable: fewer units, fewer wires, small whole weights.

All that counts is what the network decides on given rows. A unit matters on a row only where an
output would change if the unit did, its *care rows*; elsewhere it may do anything. So each unit,
from the outputs back, becomes the simplest that is right on its care rows: a constant, another
node or its negation (the readers then read that), or else the unit of least costed sum of
whole weights, by linear programming (see `separation`; over 12 wires the sum is only small).
Sources that come out with weight 0 are dropped, and units that nobody reads any more. This is
repeated until nothing becomes simpler.
Since one unit changes at a time, and only off its care rows, the outputs stay as they are.
Where some rows may be decided otherwise, the constant, node or missing wire that alters fewest of
them for each wire that goes is taken as well, while there are rows left to lose.

A network over coordinates keeps its half-spaces: those of them that are needed, each as one
threshold on one coordinate where that is the same at the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, LogicnetError, SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.budget import Budget, Progress
from logicnet.ground.checks import number
from logicnet.ground.running.interrupts import ended_by
from logicnet.learning.data.rows import as_rows
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import separate
from logicnet.network.sums import whole_sums
from logicnet.regions.evaluation.parts import split

from .half_space_inputs import HalfSpaces

_PROVEN = 12  # wires up to which the sum of the weights is the least there is

Bits = NDArray[np.bool_]
Wires = dict[int, int]  # node: weight


@dataclass
class _Unit:
    wires: Wires
    threshold: int

    def size(self) -> tuple[int, int]:
        return len(self.wires), sum(map(abs, self.wires.values()))


@checked(network=of_type(Network))
def prune(
    network: Network,
    x: Any,
    *,
    most_lost: float = 0.0,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Network:
    """A network with fewer and smaller units that decides the rows `x` as `network` does.

    The rows need no labels: the more of the rows that can occur are given, the less it may
    differ elsewhere; `prune_report` says how much, by rows held out. `most_lost` is the share of
    rows that it may decide otherwise, in exchange for a smaller network, whose construction says
    how many it did. Inputs and outputs stay, labels of units do not. `time_limit` (seconds) and
    Ctrl-C end it with what is pruned so far, and the network's `cut` says so. After two seconds
    `progress`, if given, hears twice a second (elapsed seconds, units left, 0).

    >>> mess = Network.from_units(
    ...     ["a", "b", "c"], [([0, 1, 2], [70, 64, 3], 99), ([0, 3], [-5, 90], 40)])
    >>> print(prune(mess, [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]).describe())
    h1 (layer 1, output y): a + b >= 2
    """
    number(most_lost, "most_lost (a share of the rows)", 0, 1)
    if time_limit is not None:
        number(time_limit, "time_limit (seconds, or None)", 0)
    budget = Budget(time_limit=time_limit, progress=progress)
    with ended_by(budget.stop):
        rows, _ = as_rows(x, network.inputs)
        if not len(rows):
            raise SpecificationError("prune: there are no rows")
        if network.encoding == "real":
            pruned = _over_coordinates(network, rows, most_lost, budget)
        else:
            pruned = _boolean(network, rows > 0, most_lost, budget).encoded(network.encoding)
        lost = int((pruned(rows) != network(rows)).reshape(len(rows), -1).any(axis=1).sum())
        if lost > most_lost * len(rows):
            raise LogicnetError("a pruned network decides a row differently")
    if lost:
        told = f"{pruned.construction}, {lost} of {len(rows)} rows decided otherwise"
        pruned = replace(pruned, construction=told)
    return replace(pruned, cut=budget.cut)


def _boolean(network: Network, rows: Bits, most_lost: float, budget: Budget) -> Network:
    """A network of truth values, pruned on rows of them."""
    work = _Work(network, rows.T)
    while work.simplified(budget):
        pass
    left = int(most_lost * len(rows))
    while left and not budget.over() and work.shortened(left):
        while work.simplified(budget):
            pass
    return work.network(network)


def _over_coordinates(
    network: Network, rows: NDArray[np.float64], most_lost: float, budget: Budget
) -> Network:
    """A network over coordinates: the Boolean part over its half-spaces is pruned."""
    parts = split(network)
    if parts is None or network.centre is not None or network.scale is not None:
        raise SpecificationError(
            "prune takes networks of truth values, and over coordinates those whose first layer "
            "is half-spaces of these"
        )
    first = HalfSpaces.of(parts, network.inputs, rows)
    found = _boolean(parts.tail, first.values, most_lost, budget)
    return first.below(found, network)


class _Work:
    """The units as they change, and their values on the rows; None where a unit is gone.

    They read 0 and 1 with whole weights, so that no sum is rounded.
    """

    def __init__(self, network: Network, rows: Bits) -> None:
        sums = whole_sums(network)
        if not sums.fit_words:
            raise LimitError("prune: a unit has weights too far apart to be added up in 62 bits")
        self.n, self.rows = len(network.inputs), rows
        self.outputs = (network.output_units + self.n).tolist()
        self.units: list[_Unit | None] = []
        self.values = np.concatenate([rows, np.zeros((network.units, rows.shape[1]), bool)])
        for j in range(network.units):
            part = slice(sums.indptr[j], sums.indptr[j + 1])
            wires = zip(sums.indices[part].tolist(), sums.weights[part].tolist(), strict=True)
            self.units.append(_Unit(dict(wires), int(sums.thresholds[j])))
        self.run(self.values, 0)
        self.decided = self.values[self.outputs].copy()
        self.bury()

    def run(self, values: Bits, first: int) -> None:
        """Fill in the values of the units from `first` on."""
        for j, unit in enumerate(self.units[first:], first):
            if unit is not None:
                weights = np.array(list(unit.wires.values()), dtype=np.int64)
                sums = weights @ values[list(unit.wires)] if unit.wires else 0
                values[self.n + j] = sums >= unit.threshold

    def bury(self) -> None:
        """Let the units go that nobody reads."""
        read = set(self.outputs)
        for j in reversed(range(len(self.units))):
            unit = self.units[j]
            if self.n + j not in read:
                self.units[j] = None
            elif unit is not None:
                read.update(unit.wires)

    def care(self, j: int) -> Bits:
        """The rows on which an output would change if unit j did."""
        if self.n + j in self.outputs:
            return np.ones(self.rows.shape[1], dtype=bool)
        flipped = self.values.copy()
        flipped[self.n + j] ^= True
        self.run(flipped, j + 1)
        return np.asarray((flipped[self.outputs] != self.values[self.outputs]).any(axis=0))

    def simplified(self, budget: Budget) -> bool:
        """Whether some unit could be made simpler; all are tried, from the outputs back."""
        found = False
        for j in reversed(range(len(self.units))):
            if budget.over():
                return False
            found |= self.simpler(j)
            budget.tell(sum(unit is not None for unit in self.units))
        return found

    def simpler(self, j: int) -> bool:
        """Whether unit j could be made simpler, and is now."""
        unit = self.units[j]
        if unit is None:
            return False
        care = self.care(j)
        wanted = self.values[self.n + j, care]
        changed = self.replaced(j, care, wanted) or self.refitted(j, unit, care, wanted)
        if changed:
            self.run(self.values, j)
            self.bury()
        return changed

    def replaced(self, j: int, care: Bits, wanted: Bits) -> bool:
        """Whether a constant or another node can stand for unit j, and now does."""
        if not wanted.any() or wanted.all():
            return self.stand_in(j, None, bool(wanted.any()))
        before = self.values[: self.n + j, care]
        alive = [i for i in range(self.n + j) if i < self.n or self.units[i - self.n] is not None]
        apart = (before[alive] != wanted).sum(axis=1)
        for distance, negated in ((0, False), (len(wanted), True)):
            same = np.flatnonzero(apart == distance)
            if len(same):
                return self.stand_in(j, alive[int(same[0])], negated)
        return False

    def stand_in(self, j: int, node: int | None, flag: bool) -> bool:
        """Readers of unit j read `node`, negated where `flag` says so, or the constant `flag`."""
        here = self.n + j
        for reader in self.units:
            weight = 0 if reader is None else reader.wires.pop(here, 0)
            if reader is None or not weight:
                continue
            if flag:
                reader.threshold -= weight
            if node is not None:
                total = reader.wires.pop(node, 0) + (-weight if flag else weight)
                reader.wires |= {node: total} if total else {}
        if node is not None and node >= self.n and not flag:
            self.outputs = [node if output == here else output for output in self.outputs]
        if here not in self.outputs:
            self.units[j] = None
            return True
        sign = -1 if flag else 1
        simplest = _Unit({}, 1 - flag) if node is None else _Unit({node: sign}, 1 - flag)
        changed = self.units[j] != simplest
        self.units[j] = simplest
        return changed

    def shortened(self, most: int) -> bool:
        """Whether a change that alters the outputs of few rows was found, and is made.

        A change is a unit that becomes constant, or a wire that goes, at any threshold. At most
        `most` rows in all may differ from what was decided at first.
        """
        best: tuple[float, int, _Unit] | None = None
        for j, unit in enumerate(self.units):
            for candidate in [] if unit is None else _shorter(unit):
                values = self.values.copy()
                kept, self.units[j] = unit, candidate
                self.run(values, j)
                self.units[j] = kept
                lost = int((values[self.outputs] != self.decided).any(axis=0).sum())
                share = lost / (len(kept.wires) - len(candidate.wires)) if kept else 0.0
                if lost <= most and (best is None or share < best[0]):
                    best = share, j, candidate
        if best is None:
            return False
        _, j, self.units[j] = best
        self.run(self.values, j)
        self.bury()
        return True

    def refitted(self, j: int, unit: _Unit, care: Bits, wanted: Bits) -> bool:
        """Whether fewer wires or smaller weights serve unit j, and now do."""
        sources = sorted(unit.wires)
        patterns = self.values[sources][:, care].T.astype(np.int64)
        on, off = (np.unique(patterns[wanted == side], axis=0) for side in (True, False))
        cost = np.array([self.price(source, j) for source in sources])
        try:
            found = separate(on, off, cost=cost, smallest=len(sources) <= _PROVEN)
        except LimitError:
            return False
        if found is None:
            return False
        wires = {s: w for s, w in zip(sources, found.weights, strict=True) if w}
        simpler = _Unit(wires, found.threshold)
        if simpler.size() >= unit.size():
            return False
        self.units[j] = simpler
        return True

    def price(self, node: int, reader: int) -> float:
        """What a unit of weight costs: more where a unit stays alive for this reader alone."""
        unit = self.units[node - self.n] if node >= self.n else None
        alone = node not in self.outputs and not any(
            other is not None and node in other.wires
            for k, other in enumerate(self.units)
            if k != reader
        )
        return 1.0 + len(unit.wires) if unit is not None and alone else 1.0

    def network(self, like: Network) -> Network:
        """What is left."""
        kept = [j for j, unit in enumerate(self.units) if unit is not None]
        place = {self.n + j: self.n + k for k, j in enumerate(kept)}
        place |= {i: i for i in range(self.n)}
        units = [
            ([place[s] for s in unit.wires], list(unit.wires.values()), unit.threshold)
            for unit in self.units
            if unit is not None
        ]
        outputs = [place[output] - self.n for output in self.outputs]
        return Network.from_units(
            like.inputs, units, outputs=dict(zip(like.outputs, outputs, strict=True)),
            construction=f"{like.construction}, pruned".lstrip(", "),
        )  # fmt: skip


def _shorter(unit: _Unit) -> Iterator[_Unit]:
    """A unit that is constant, and without each of its wires, at every threshold that matters."""
    if not unit.wires:
        return
    yield from (_Unit({}, flag) for flag in (0, 1))
    for source in unit.wires:
        wires = {s: w for s, w in unit.wires.items() if s != source}
        for moved in {0, unit.wires[source]} if wires else ():
            yield _Unit(wires, unit.threshold - moved)
