"""ReLU units for a threshold network, with the same outputs on every Boolean input.

With r(z) = max(z, 0) and s the sum of a unit, which is a whole number, ``[s >= t]`` is

    r(s - t + 1) - r(s - t)      in general: two units, and one more for each next threshold t + 1
    r(s - t + 1)                 where s is at most t (an AND)
    1 - r(t - s)                 where s is at least t - 1 (an OR)
    s - t + 1                    where both hold: no unit at all (a literal)

and whatever reads it reads these values instead. Where nothing lies between the sums t' and t,
s - t + 1 is at most 0 up to t' as well. An output is a unit of its own, r of its value; in the
first case that is ``r(1 - r(t - s))``, two units in all.

Steps at t, t+1, ... t+m-1 that are added with alternating signs give the parity of
u = s - t + 1, if u is from 0 to m. A tent map folds it: |u - h| has the parity of u where h is
even, and ``|v| = 2 r(v) - v`` takes one unit. With h the largest power of two below m the
range is halved, until ``u - 2 r(u - 1)`` is the parity of 0, 1 or 2: ceil(log2 m) units for m.
Without wires that skip layers it takes two a fold (M. Telgarsky, *Benefits of depth in neural
networks*, COLT 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

import numpy as np

from logicnet.errors import LimitError
from logicnet.network.network import Network

from .margins import unit_gaps

_TRIED = 12  # inputs up to which the sums of all rows are taken
LARGEST = 1 << 53  # below it floats hold all whole numbers


def refuse(what: str, size: float) -> NoReturn:
    """Say that sums of this size are not exact."""
    raise LimitError(
        f"{what} has sums of up to {size:.3g}, which floats do not hold exactly from 2**53 on "
        "(a hard sigmoid multiplies them by 6); "
        "use a construction with smaller weights (max_weight=...)"
    )


class Value(NamedTuple):
    """A whole number: weights of nodes, and a constant."""

    terms: dict[int, int]
    constant: int

    def times(self, factor: int) -> Value:
        """The multiple by a whole number."""
        return Value({k: factor * w for k, w in self.terms.items()}, factor * self.constant)

    def plus(self, other: Value | int) -> Value:
        """The sum with another one or with a number."""
        if isinstance(other, int):
            return Value(self.terms, self.constant + other)
        terms = dict(self.terms)
        for node, weight in other.terms.items():
            terms[node] = terms.get(node, 0) + weight
        return Value({k: w for k, w in terms.items() if w}, self.constant + other.constant)


class PossibleSums(NamedTuple):
    """The least sum of a unit, its nearest ones below and from its threshold on, the largest."""

    low: int
    below: int
    above: int
    high: int

    @property
    def constant(self) -> bool:
        """Whether all sums are on one side of the threshold."""
        return self.low == self.above or self.high == self.below


def possible_sums(network: Network) -> list[PossibleSums]:
    """For each unit the sums that it can have, or bounds between which they are.

    Of up to 12 inputs these are the sums on all rows, which depend on one another. Beyond, each
    unit is looked at as if all that it reads were free.
    """
    n = len(network.inputs)
    if n > _TRIED:
        return _as_if_free(network)
    rows = (np.arange(1 << n) >> np.arange(n)[:, None]) & 1
    values = np.empty((n + network.units, 1 << n), dtype=np.int64)
    values[:n] = 2 * rows - 1 if network.encoding == "bipolar" else rows
    found = []
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        total = weights.astype(np.int64) @ values[sources]
        fires = total >= network.thresholds[j]
        values[n + j] = fires
        low, high = int(total.min()), int(total.max())
        below = int(total[~fires].max(initial=low - 1))
        above = int(total[fires].min(initial=high + 1))
        found.append(PossibleSums(low, below, above, high))
    return found


def _as_if_free(network: Network) -> list[PossibleSums]:
    gaps = unit_gaps(network)
    most = gaps.base + gaps.size
    below = np.where(gaps.above > most, most, np.maximum(gaps.below, gaps.base - 1))
    above = np.where(gaps.below < gaps.base, gaps.base, np.minimum(gaps.above, most + 1))
    columns = (gaps.base, below, above, most)
    return [PossibleSums(*map(int, row)) for row in zip(*columns, strict=True)]


class Ladder(NamedTuple):
    """Units of one sum with thresholds one after another, which a unit reads with signs in turn."""

    units: tuple[int, ...]
    first: int  # the least of the thresholds
    weight: int  # of the first


class Rectifiers:
    """The ReLU units that stand for a network, as they are made.

    `units` holds what each is the ReLU of, where nodes are the inputs and then these units;
    `ends` holds the node of each output.
    """

    def __init__(self, network: Network) -> None:
        self.network, self.inputs = network, len(network.inputs)
        self.sums = possible_sums(network)
        self.units: list[Value] = []
        self.labels: list[str] = []
        self.most = [1] * self.inputs  # the largest value of each node
        self.known: dict[tuple[Any, ...], int] = {}
        self.values: dict[int, Value] = {}
        self.runs = [self._runs(j) for j in range(network.units)]
        if self.inputs > _TRIED:
            self.sums = [self._narrowed(j) for j in range(network.units)]
        ends = self.network.output_units.tolist()
        read = self._read(ends)
        for j in sorted(read):
            self.values[j] = self._value(j)
        self.taken: set[int] = set()  # nodes that are outputs
        self.ends = [self._end(j, j in read) for j in ends]

    def _read(self, ends: list[int]) -> set[int]:
        """The units whose value something reads."""
        read: set[int] = set()
        asked = {*ends}
        for j in reversed(range(self.network.units)):
            if j not in asked and j not in read:
                continue
            inside = {unit for run in self.runs[j] for unit in run.units}
            sources = set(self._sources(j)) - inside
            for run in self.runs[j]:
                sources |= set(self._sources(run.units[0]))
            read |= sources
        return read

    def _sources(self, unit: int) -> list[int]:
        nodes = self.network.wires_of(unit)[0]
        return (nodes[nodes >= self.inputs] - self.inputs).tolist()  # type: ignore[no-any-return]

    def _runs(self, unit: int) -> list[Ladder]:
        """The parities among what the unit reads."""
        alike: dict[Any, list[tuple[int, int, int]]] = {}
        nodes, weights = self.network.wires_of(unit)
        for node, weight in zip(nodes.tolist(), weights.tolist(), strict=True):
            source = node - self.inputs
            if source >= 0 and not self.sums[source].constant:
                key = tuple(part.tobytes() for part in self.network.wires_of(source))
                fires = self.sums[source].above
                alike.setdefault(key, []).append((fires, source, int(weight)))
        return [run for group in alike.values() for run in self._run(sorted(group))]

    def _run(self, steps: list[tuple[int, int, int]]) -> Iterator[Ladder]:
        first, unit, weight = steps[0]
        low, high = self.sums[unit].low, self.sums[unit].high
        if len(steps) > 1 and first - 1 <= low and high <= first + len(steps) - 1:
            wanted = [(first + k, (-1) ** k * weight) for k in range(len(steps))]
            if [(t, w) for t, _, w in steps] == wanted:
                yield Ladder(tuple(j for _, j, _ in steps), first, weight)

    def _narrowed(self, unit: int) -> PossibleSums:
        """The sums of a unit that reads parities, which are 0 or 1 each, and not free steps."""
        low, below, above, high = self.sums[unit]
        for run in self.runs[unit]:
            alone = (len(run.units) - 1) // 2 * abs(run.weight)
            more = alone + abs(run.weight) * (len(run.units) % 2 == 0)
            low += more if run.weight > 0 else alone
            high -= alone if run.weight > 0 else more
        return (
            PossibleSums(low, below, above, high)
            if low <= below < above <= high
            else self.sums[unit]
        )

    # What is made ------------------------------------------------------------------------------

    def _sum(self, unit: int) -> Value:
        """The sum of a unit."""
        total = Value({}, 0)
        inside = {j for run in self.runs[unit] for j in run.units}
        nodes, weights = self.network.wires_of(unit)
        for node, weight in zip(nodes.tolist(), weights.tolist(), strict=True):
            source = node - self.inputs
            if source in inside:
                continue
            value = Value({node: 1}, 0) if source < 0 else self.values[source]
            total = total.plus(value.times(int(weight)))
        for run in self.runs[unit]:
            total = total.plus(self._parity(run).times(run.weight))
        return total

    def _parity(self, run: Ladder) -> Value:
        """The parity of how many of the units fire, by folding."""
        value, m = self._sum(run.units[0]).plus(1 - run.first), len(run.units)
        while m > 2:
            half = 1 << (m - 1).bit_length() - 1
            above = self.unit(value.plus(-half), m - half)
            value, m = above.times(2).plus(value.times(-1)).plus(half), half
        return value.plus(self.unit(value.plus(-1), 1).times(-2))

    def unit(self, value: Value, most: int, label: str = "", *, own: bool = False) -> Value:
        """What the ReLU of a value is, which is at most `most`; `own` asks for a unit of its own.

        A unit that is there is taken again.
        """
        key = (tuple(sorted(value.terms.items())), value.constant)
        if own or key not in self.known:
            self.known[key] = self.inputs + len(self.units)
            self.units.append(value)
            self.labels.append(label)
            self.most.append(most)
            size = sum(abs(w) * self.most[node] for node, w in value.terms.items())
            if size + abs(value.constant) >= LARGEST:
                refuse(label or "a ReLU unit", size)
        return Value({self.known[key]: 1}, 0)

    def _value(self, unit: int) -> Value:
        """What a unit gives, 0 or 1."""
        low, below, fires, high = sums = self.sums[unit]
        if sums.constant:
            return Value({}, int(low == fires))
        total, label = self._sum(unit), self.network.unit_label(unit)
        if low == below and high == fires == low + 1:
            return total.plus(-low)
        if high == fires:
            return self.unit(total.plus(1 - fires), 1, label)
        if low == below:
            return self.unit(total.times(-1).plus(low + 1), 1, f"~({label})").times(-1).plus(1)
        most = high - fires + 1
        over = self.unit(total.plus(-fires), most - 1)
        return self.unit(total.plus(1 - fires), most).plus(over.times(-1))

    def _end(self, unit: int, is_read: bool) -> int:
        """The node of an output, which is a unit that no other output is."""
        low, below, fires, high = sums = self.sums[unit]
        label = self.network.unit_label(unit)
        if is_read or sums.constant or high == fires or low == below:
            value = self.values[unit] if is_read else self._value(unit)
            if value.constant == 0 and list(value.terms.values()) == [1]:
                node = next(iter(value.terms))
                if node >= self.inputs and node not in self.taken:
                    return self._take(node)
        else:
            lacking = self.unit(self._sum(unit).times(-1).plus(fires), fires - low)
            value = lacking.times(-1).plus(1)
        return self._take(next(iter(self.unit(value, 1, label, own=True).terms)))

    def _take(self, node: int) -> int:
        self.taken.add(node)
        return node
