"""Decision diagrams of both sides: in one order of the inputs each function is one literal.

Both sides are gone through gate by gate and unit by unit, and each becomes the diagram of what it
is of the inputs. Two functions are the same if and only if their literals are; where they are not,
a way through the difference is an input at which they differ. How large diagrams get depends on
the order of the inputs: those in which each side reads them are tried, with few nodes first.

A threshold unit is worked out by its operands, one after another: what is left of the function
depends on how much of the threshold is left to reach, and for whole ranges of that it is the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LogicnetError
from logicnet.ground.bits import Words, pack, unpack
from logicnet.ground.budget import SECOND, OutOfBudget
from logicnet.logic.circuits.circuit import Circuit, Placed
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Tick, no_tick
from logicnet.network.network import Network
from logicnet.network.sums import whole_sums
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict

from .rows import Sides

FEW, MANY = 1 << 16, 1 << 20  # nodes of a diagram: what is tried first, and then
_NODES_A_STATE = 16  # as many nodes take the time of one state of a unit
_STATES = 1 << 14  # of units, as many as are tried where nodes are few
MOST_INPUTS = 700  # that many calls stand within one another
_MOST_PARTS = 1 << 21  # units and wires, or gates and operands, of both sides
_FEW_INPUTS = 6  # up to which loops need not be compiled
_STATE = SECOND / 2.0e5  # work of one state of a unit
_NODE = SECOND / 4.0e6  # work of one node


Drawn = Circuit | Cover | Network
_KINDS = (Circuit, Cover, Network)


class TooMany(Exception):
    """There are more nodes than a diagram is to have, or states of units."""


class Diagrams:
    """Functions over one order of the inputs, as literals of the nodes of one graph.

    >>> graph = Diagrams(2, 100)
    >>> a, b = graph.variable(0), graph.variable(1)
    >>> graph.chosen(a, b, 0) == graph.threshold([(a, 1), (b, 1)], 2)
    True
    """

    def __init__(self, inputs: int, most: int, tick: Tick = no_tick) -> None:
        from logicnet.ground.kernels import light

        from .diagram_kernel import chosen, node

        most += 2
        places = 1 << (2 * most).bit_length()
        shape = np.full(most, inputs, dtype=np.int32)
        kept = np.full((min(places, 1 << 20), 4), -2, dtype=np.int32)
        self._space = (shape, np.zeros(most, np.int32), np.zeros(most, np.int32),
                       np.zeros(places, np.int32), kept, np.ones(1, np.int64))  # fmt: skip
        few = inputs <= _FEW_INPUTS
        self._chosen, self._node, self._tick = light(chosen, few), light(node, few), tick
        self._seen, self._states = 0, max(_STATES, most // _NODES_A_STATE)
        self._units: dict[tuple[tuple[int, int], ...], _Unit] = {}

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return int(self._space[-1][0]) - 1

    def variable(self, place: int) -> int:
        """The literal of the input at that place of the order."""
        return self._made(self._node(self._space, place, 0, 1))

    def chosen(self, condition: int, then: int, otherwise: int) -> int:
        """If condition then ... otherwise ..."""
        return self._made(self._chosen(self._space, condition, then, otherwise))

    def both(self, a: int, b: int) -> int:
        """a and b."""
        return self.chosen(a, b, 0)

    def differ(self, a: int, b: int) -> int:
        """a xor b."""
        return self.chosen(a, b ^ 1, b)

    def all_of(self, literals: Iterable[int]) -> int:
        """All of them: those that are decided last, first."""
        found = 1
        for literal in sorted(literals, key=self.top, reverse=True):
            found = self.both(literal, found)
        return found

    def odd(self, literals: Iterable[int]) -> int:
        """An odd number of them."""
        found = 0
        for literal in sorted(literals, key=self.top, reverse=True):
            found = self.differ(literal, found)
        return found

    def threshold(self, terms: Iterable[tuple[int, int]], least: int) -> int:
        """The sum of the weights of those (literal, weight) that are true is at least `least`."""
        own = [(literal, weight) for literal, weight in terms if weight]
        least -= sum(weight for _, weight in own if weight < 0)
        flipped = [(literal ^ int(weight < 0), abs(weight)) for literal, weight in own]
        flipped.sort(key=lambda term: (self.top(term[0]), -term[1]))
        terms = tuple(flipped)
        if terms not in self._units:  # units of other thresholds have the same states
            self._units[terms] = _Unit(self, terms)
        return self._units[terms].reached(least)

    def top(self, literal: int) -> int:
        """The place of the input that decides first."""
        return int(self._space[0][literal >> 1])

    def way_to_true(self, literal: int) -> dict[int, int]:
        """Inputs, by place in the order, that make a literal true which is not 0."""
        variables, lows, highs, *_ = self._space
        way: dict[int, int] = {}
        while literal > 1:
            node, turned = literal >> 1, literal & 1
            low = int(lows[node]) ^ turned
            way[int(variables[node])] = int(low == 0)
            literal = int(highs[node]) ^ turned if low == 0 else low
        return way

    def count_state(self) -> None:
        """Hear of one more state of a unit; TooMany when there have been enough."""
        self._tick(_STATE)
        self._states -= 1
        if self._states < 0:
            raise TooMany

    def _made(self, literal: int) -> int:
        if literal < 0:
            raise TooMany
        new = self.nodes - self._seen
        if new > 1000:
            self._tick(_NODE * new)
            self._seen += new
        return int(literal)


class _Ranges(NamedTuple):
    """What the rest of a unit is, as a literal, by how much is left: from `lows` to `highs`."""

    lows: list[int]
    highs: list[int]
    literals: list[int]

    def of(self, least: int) -> tuple[int, int, int] | None:
        place = bisect_right(self.lows, least) - 1
        if place < 0 or self.highs[place] < least:
            return None
        return self.lows[place], self.highs[place], self.literals[place]

    def add(self, found: tuple[int, int, int]) -> None:
        place = bisect_right(self.lows, found[0])
        for values, value in zip(self, found, strict=True):
            values.insert(place, value)


class _Unit:
    """The literal of a sum of positive weights, from its last operand to the first."""

    def __init__(self, graph: Diagrams, terms: Sequence[tuple[int, int]]) -> None:
        self.graph, self.terms = graph, terms
        self.left = [0]  # the largest sum from each operand on
        for _, weight in reversed(terms):
            self.left.append(self.left[-1] + weight)
        self.left.reverse()
        self.known = [_Ranges([], [], []) for _ in range(len(terms) + 1)]

    def found(self, place: int, least: int) -> tuple[int, int, int] | None:
        """The range of a state and its literal, if that is known."""
        far = self.left[0] + 1  # beyond all that can be left to reach
        if least <= 0:
            return -far, 0, 1
        if least > self.left[place]:
            return self.left[place] + 1, 2 * far, 0
        return self.known[place].of(least)

    def reached(self, least: int) -> int:
        """The literal of the unit; states are worked out when those that they need are known."""
        far = self.left[0] + 1
        stack = [(0, max(-far, min(far, least)))]
        while stack:
            place, rest = stack[-1]
            if self.found(place, rest) is not None:
                stack.pop()
                continue
            literal, weight = self.terms[place]
            without, with_it = self.found(place + 1, rest), self.found(place + 1, rest - weight)
            if without is None or with_it is None:
                stack += [(place + 1, rest - weight)] if with_it is None else []
                stack += [(place + 1, rest)] if without is None else []
                continue
            self.graph.count_state()
            chosen = self.graph.chosen(literal, with_it[2], without[2])
            low, high = max(without[0], with_it[0] + weight), min(without[1], with_it[1] + weight)
            self.known[place].add((low, high, chosen))
        state = self.found(0, max(-far, min(far, least)))
        return 0 if state is None else state[2]


# What the sides are, over an order ---------------------------------------------------------------


def of_circuit(graph: Diagrams, circuit: Circuit, leaves: Sequence[int]) -> list[int]:
    """The literals of a circuit's outputs."""
    known = [0, *leaves]
    for gate in circuit:
        operands = [known[literal >> 1] ^ (literal & 1) for literal in gate.literals]
        known.append(_GATES[gate.kind](graph, operands, gate))
    return [known[end >> 1] ^ (end & 1) for end in circuit.ends.tolist()]


_GATES: dict[str, Callable[[Diagrams, list[int], Placed], int]] = {
    "and": lambda graph, own, gate: graph.all_of(own),
    "or": lambda graph, own, gate: graph.all_of(literal ^ 1 for literal in own) ^ 1,
    "xor": lambda graph, own, gate: graph.odd(own),
    "implies": lambda graph, own, gate: graph.both(own[0], own[1] ^ 1) ^ 1,
    "iff": lambda graph, own, gate: graph.chosen(
        own[0], graph.all_of(own), graph.all_of(literal ^ 1 for literal in own)
    ),
    "ite": lambda graph, own, gate: graph.chosen(*own),
    "atleast": lambda graph, own, gate: graph.threshold([(a, 1) for a in own], gate.least),
}


def of_network(graph: Diagrams, network: Network, inputs: Sequence[int]) -> list[int]:
    """The literals of a network's outputs."""
    sums, known = whole_sums(network), list(inputs)
    ends, read = sums.indptr.tolist(), sums.indices.tolist()
    weights, thresholds = sums.weights.tolist(), sums.thresholds.tolist()
    for unit, least in enumerate(thresholds):
        wires = range(ends[unit], ends[unit + 1])
        terms = [(known[read[wire]], weights[wire]) for wire in wires]
        known.append(graph.threshold(terms, least))
    return [known[len(inputs) + unit] for unit in network.output_units.tolist()]


def of_cover(graph: Diagrams, cover: Cover, inputs: Sequence[int]) -> tuple[list[int], list[int]]:
    """The literals of a cover's outputs, and those of where they do not matter."""
    places = dict(zip(cover.inputs, inputs, strict=True))
    terms = [
        graph.all_of(places[name] ^ (1 - value) for name, value in product.literals.items())
        for product in cover
    ]

    def union(masks: Words) -> list[int]:
        members = unpack(masks, len(cover.outputs)).T
        return [graph.all_of(terms[k] ^ 1 for k in np.flatnonzero(own)) ^ 1 for own in members]

    free = union(cover.dc)
    on = [graph.both(a, b ^ 1) for a, b in zip(union(cover.on), free, strict=True)]
    if cover.off is not None:
        off = [graph.both(a, b ^ 1) for a, b in zip(union(cover.off), free, strict=True)]
        free = [graph.all_of([a ^ 1, b ^ 1]) for a, b in zip(on, off, strict=True)]
    return on, free


def _side(graph: Diagrams, side: Drawn, literals: Mapping[str, int]) -> tuple[list[int], list[int]]:
    inputs = [literals[name] for name in side.inputs]
    if isinstance(side, Cover):
        return of_cover(graph, side, inputs)
    if isinstance(side, Network):
        found = of_network(graph, side, inputs)
    else:
        found = of_circuit(graph, side, [literals[str(leaf)] for leaf in side.leaves])
    return found, [0] * len(found)


# In which order inputs are read ------------------------------------------------------------------


def _orders(inputs: Sequence[str], *sides: Drawn) -> list[list[str]]:
    """The orders that are tried: as either side reads the inputs, and as they are listed."""
    found = [*map(_read_in, sides), []]
    whole = [list(dict.fromkeys([*own, *inputs])) for own in found]
    return [order for k, order in enumerate(whole) if order not in whole[:k]]


def _read_in(side: Drawn) -> list[str]:
    """The inputs in the order in which a side reads them, from its outputs on."""
    if isinstance(side, Cover):
        counts = Counter(name for product in side for name in product.literals)
        return [name for name, _ in counts.most_common()]
    if isinstance(side, Network):
        reads = [_by_weight(*side.wires_of(unit)) for unit in range(side.units)]
        ends = [len(side.inputs) + unit for unit in side.output_units.tolist()]
        return [side.inputs[place] for place in _first_met(len(side.inputs), reads, ends)]
    leaves = [str(leaf) for leaf in side.leaves]
    gates = [[literal >> 1 for literal in gate.literals] for gate in side]
    ends = [end >> 1 for end in side.ends.tolist()]
    met = _first_met(1 + len(leaves), gates, ends)
    return [leaves[place - 1] for place in met if place]


def _by_weight(sources: NDArray[np.int64], weights: NDArray[Any]) -> list[int]:
    """The sources of a unit, that of the largest weight first."""
    order = sorted(range(len(sources)), key=lambda k: -abs(weights[k].item()))
    return [int(sources[k]) for k in order]


def _first_met(inputs: int, reads: Sequence[Sequence[int]], ends: Iterable[int]) -> list[int]:
    """The numbers below `inputs` as whoever follows all wires back, one by one, meets them."""
    met: dict[int, None] = {}
    stack = list(ends)[::-1]
    while stack:
        place = stack.pop()
        if place not in met:
            met[place] = None
            stack += reversed(reads[place - inputs]) if place >= inputs else ()
    return [place for place in met if place < inputs]


# The judge -----------------------------------------------------------------------------------


def diagrams(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of decision diagrams, unless they have more than a few nodes."""
    found = within(FEW, sides, extent)
    return reason if found is None else found


def larger_diagrams(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The same with as many nodes as may be."""
    if _drawn(sides) is None:
        return reason
    found = within(MANY, sides, extent)
    if found is not None:
        return found
    return f"{reason}; decision diagrams need more than {MANY} nodes" if reason else reason


def within(most: int, sides: Sides, extent: Extent) -> Verdict | None:
    """The verdict of decision diagrams of at most so many nodes, if these are enough."""
    drawn = _drawn(sides)
    if drawn is None:
        return None
    given, stated = drawn
    try:
        for order in _orders(sides.inputs, stated, given):
            with suppress(TooMany):
                graph = Diagrams(len(order), most, extent.budget.tick)
                return _decided(sides, given, stated, order, graph)
    except OutOfBudget:
        raise OutOfBudget("before decision diagrams were complete") from None
    return None


def _drawn(sides: Sides) -> tuple[Drawn, Drawn] | None:
    """Both sides, unless they are too large or of a kind that has no diagram."""
    given, stated = sides.network, sides.specification
    if not (isinstance(given, _KINDS) and isinstance(stated, _KINDS)):
        return None
    if len(sides.inputs) > MOST_INPUTS or _parts(given) + _parts(stated) > _MOST_PARTS:
        return None
    return given, stated


def _parts(side: Drawn) -> int:
    """About how much there is to go through."""
    if isinstance(side, Network):
        return side.units + side.wires
    return len(side) if isinstance(side, Cover) else len(side.operands)


def _decided(
    sides: Sides, first: Drawn, second: Drawn, order: Sequence[str], graph: Diagrams
) -> Verdict:
    """What the diagrams over an order say; a difference is looked at once more, on both sides."""
    literals = {name: graph.variable(place) for place, name in enumerate(order)}
    got, open_ = _side(graph, first, literals)
    stated, free = _side(graph, second, literals)
    for mine, theirs in zip(*sides.paired(), strict=True):
        wrong = graph.all_of([graph.differ(got[mine], stated[theirs]) ^ 1, open_[mine] ^ 1]) ^ 1
        wrong = graph.both(wrong, free[theirs] ^ 1)
        if wrong:
            way = graph.way_to_true(wrong)
            ones = {order[place] for place, value in way.items() if value}
            at = pack(np.array([name in ones for name in sides.inputs], dtype=bool)[:, None])
            found = sides.differing(at)
            if found is None:
                raise LogicnetError(
                    "decision diagrams show a difference that the sides do not have; please report"
                )
            return sides.verdict(found, "decision diagrams")
    return Verdict(equal=True, method=f"decision diagrams of {graph.nodes} nodes")
