"""Outputs made anew from what they are of the inputs: factored sums of products, selections.

How a circuit is stated may hide what it computes. Where decision diagrams of all outputs are
small, each output or its complement is written as an irredundant sum of products (Minato 1992),
and factored. Where some inputs are read by most outputs and the others by few, as in a data path,
an output is a sum of data, each with a condition that only the former decide: conditions are
shared by all outputs, whatever data they select.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.forms.factoring import factored
from logicnet.verification.functions.diagrams import Diagrams, TooMany

from .graph import AndGraph, Ands
from .masked_terms import DatumTerm, MaskedSums

_MOST_INPUTS = 300
_MOST_NODES = 1 << 18
_MOST_ANDS = 20_000
_WORK = 0.3 * SECOND  # of one way
_MOST_PRODUCTS = 3_000  # of all outputs
_SHARE = 4  # Ands that a graph may have for each one of the stated graph
_LEAST_OUTPUTS = 16  # from which on data are told from what selects them
_DATA = 8  # data are read by at most one in so many outputs

Cube = tuple[int, ...]


def collapsed(graph: AndGraph, budget: Budget) -> Iterator[AndGraph]:
    """The same functions by sums of products, and by selections, where these are small."""
    if graph.inputs > _MOST_INPUTS or graph.ands > _MOST_ANDS:
        return
    read = _read(graph)
    data = {node for node, count in read.items() if _DATA * count <= len(graph.ends)}
    orders = [(list(read), False)]
    if len(graph.ends) >= _LEAST_OUTPUTS and 0 < len(data) < graph.inputs:
        orders.append((sorted(read, key=lambda node: (read[node], node)), True))
    for order, selects in orders:
        if budget.left < _WORK:
            return
        budget.count(_WORK)
        with suppress(TooMany):
            drawn = Drawn(graph, order)
            for made in drawn.selections(data) if selects else (drawn.products(),):
                if made.ands <= _SHARE * graph.ands + 8:
                    yield made


class Drawn:
    """Diagrams of the outputs of a graph over an order of its inputs."""

    def __init__(self, graph: AndGraph, order: Sequence[int]) -> None:
        self.graph = graph
        self.order = order  # nodes of inputs, by place
        self.diagrams = Diagrams(len(self.order), _MOST_NODES)
        values = [0] * graph.nodes
        for place, node in enumerate(self.order):
            values[node] = self.diagrams.variable(place)
        first, second = graph.first.tolist(), graph.second.tolist()
        for node in range(1 + graph.inputs, graph.nodes):
            a, b = first[node], second[node]
            values[node] = self.diagrams.both(values[a >> 1] ^ a & 1, values[b >> 1] ^ b & 1)
        self.ends = [values[end >> 1] ^ end & 1 for end in graph.ends.tolist()]
        self._known: dict[tuple[int, int], tuple[frozenset[Cube], int]] = {}
        self._left: dict[tuple[int, int, int], int] = {}
        self._exists: dict[int, int] = {}

    def products(self) -> AndGraph:
        """The outputs as factored sums of products, each in the shorter of both ways."""
        making = _Making(self)
        return self._graph(making.ands, [making.products(end) for end in self.ends])

    def selections(self, data: Collection[int]) -> Iterator[AndGraph]:
        """The outputs, or complements, as sums of data with conditions; TooMany where one is none.

        What comes first in the order is data. The second graph has data under two conditions where
        that spares units.
        """
        making = _Making(self)
        first = {place for place, node in enumerate(self.order) if node in data}
        split = {end: self._split_either(end, first) for end in dict.fromkeys(self.ends)}
        uses = Counter(condition for terms, _, _ in split.values() for condition in terms)
        ends = [making.selection(*split[end][:2], uses) ^ split[end][2] for end in self.ends]
        yield self._graph(making.ands, ends)
        sums = MaskedSums(
            [self._terms(end, split[end], first) for end in split], self.diagrams.both
        )
        sums.share()
        if sums.unions:
            making = _Making(self)
            made = {
                end: making.levels(sums, number, rest) ^ negated
                for number, (end, (_, rest, negated)) in enumerate(split.items())
            }
            yield self._graph(making.ands, [made[end] for end in self.ends])

    def _terms(
        self, end: int, split: tuple[dict[int, list[int]], int, int], data: Collection[int]
    ) -> list[DatumTerm]:
        """The terms of a sum, each with all that its condition may be."""
        found = []
        places = {node: place for place, node in enumerate(self.order)}
        for condition, literals in split[0].items():
            for literal in literals:
                high = self._at(end ^ split[2], places[literal >> 1], literal & 1 ^ 1)
                found.append(DatumTerm(literal, condition, self._somewhere(high ^ 1, data) ^ 1))
        return found

    def _split_either(
        self, end: int, data: Collection[int]
    ) -> tuple[dict[int, list[int]], int, int]:
        """The terms and the rest of a function or, where it has none, of its complement."""
        for negated in (0, 1):
            found = self._split(end ^ negated, data)
            if found is not None:
                return *found, negated
        raise TooMany

    def _split(self, end: int, data: Collection[int]) -> tuple[dict[int, list[int]], int] | None:
        """The literals of data by condition, and what is left where none of them is true."""
        terms: dict[int, list[int]] = {}
        for place in sorted(self._support(end) & set(data)):
            low, high = (self._at(end, place, value) for value in (0, 1))
            if low == high:
                continue
            negated = int(self.diagrams.both(low, high ^ 1) != 0)
            low, high = (high, low) if negated else (low, high)
            condition = self._somewhere(self.diagrams.both(high, low ^ 1), data)
            if self.diagrams.both(condition, high ^ 1) or self.diagrams.both(low, high ^ 1):
                return None
            terms.setdefault(condition, []).append(2 * self.order[place] + negated)
            end = low
        return terms, end

    def _support(self, literal: int) -> set[int]:
        """The places of the inputs that it depends on."""
        met, stack, found = {0}, [literal], set()
        while stack:
            one = stack.pop()
            if one >> 1 not in met:
                met.add(one >> 1)
                place, low, high = self._parts(one)
                found.add(place)
                stack += low, high
        return found

    def _at(self, literal: int, place: int, value: int) -> int:
        """What is left where an input has a value."""
        key = (literal, place, value)
        if self.diagrams.top(literal) >= place:
            return self._parted(literal, place)[value]
        if key not in self._left:
            top, low, high = self._parts(literal)
            parts = self._at(high, place, value), self._at(low, place, value)
            self._left[key] = self.diagrams.chosen(self.diagrams.variable(top), *parts)
        return self._left[key]

    def _somewhere(self, literal: int, data: Collection[int]) -> int:
        """Where there are values of data that make it true."""
        if self.diagrams.top(literal) not in data:
            return literal  # data come first in the order
        if literal not in self._exists:
            _, low, high = self._parts(literal)
            parts = (self._somewhere(part, data) ^ 1 for part in (low, high))
            self._exists[literal] = self.diagrams.both(*parts) ^ 1
        return self._exists[literal]

    def _graph(self, ands: Ands, ends: Sequence[int]) -> AndGraph:
        stated = [2 * node if node <= self.graph.inputs else -1 for node in range(self.graph.nodes)]
        return ands.graph(ends, stated).needed()

    def _parts(self, literal: int) -> tuple[int, int, int]:
        """The input that decides, and what is left for 0 and 1."""
        variables, lows, highs, *_ = self.diagrams._space
        node, turned = literal >> 1, literal & 1
        return int(variables[node]), int(lows[node]) ^ turned, int(highs[node]) ^ turned

    def sum(self, least: int, most: int) -> tuple[frozenset[Cube], int]:
        """Products of a function between two others, none of them redundant, and the function."""
        if least == 0:
            return frozenset(), 0
        if most == 1:
            return frozenset({()}), 1
        found = self._known.get((least, most))
        if found is None:
            found = self._known[least, most] = self._made(least, most)
        return found

    def _made(self, least: int, most: int) -> tuple[frozenset[Cube], int]:
        both, top = self.diagrams.both, self.diagrams.top
        place = min(top(least), top(most))
        (l0, l1), (u0, u1) = (self._parted(one, place) for one in (least, most))
        without, f0 = self.sum(both(l0, u1 ^ 1), u0)
        within, f1 = self.sum(both(l1, u0 ^ 1), u1)
        rest = both(both(l0, f0 ^ 1) ^ 1, both(l1, f1 ^ 1) ^ 1) ^ 1
        free, f = self.sum(rest, both(u0, u1))
        literal = 2 * self.order[place]
        cubes = {(literal ^ 1, *cube) for cube in without} | {(literal, *cube) for cube in within}
        if len(cubes) + len(free) > _MOST_PRODUCTS:
            raise TooMany
        whole = self.diagrams.chosen(self.diagrams.variable(place), f1, f0)
        return free | cubes, both(whole ^ 1, f ^ 1) ^ 1

    def _parted(self, literal: int, place: int) -> tuple[int, int]:
        if self.diagrams.top(literal) != place:
            return literal, literal
        return self._parts(literal)[1:]


class _Making:
    """Ands in the making, and the literals of functions that are made."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn, self.ands = drawn, Ands(drawn.graph.inputs)
        self._made: dict[int, int] = {}
        self._products = 0

    def products(self, function: int) -> int:
        """The literal of a function, or the complement of that of its complement."""
        if function ^ 1 in self._made:
            return self._made[function ^ 1] ^ 1
        if function not in self._made:
            both = (function, function ^ 1)
            covers = [(sorted(self.drawn.sum(one, one)[0]), one) for one in both]
            cubes, chosen = min(covers, key=lambda one: (sum(map(len, one[0])), one[1] != function))
            self._products += len(cubes)
            if self._products > _MOST_PRODUCTS:
                raise TooMany
            self._made[function] = factored(self.ands, cubes) ^ (chosen != function)
        return self._made[function]

    def selection(self, terms: Mapping[int, Sequence[int]], rest: int, uses: Counter[int]) -> int:
        """The literal of a sum of data with conditions, those that few use first."""
        value = self.products(rest)
        for condition in sorted(terms, key=lambda one: (uses[one], one)):
            either = 0
            for literal in terms[condition]:
                either = self.ands.either(either, literal)
            value = self.ands.either(value, self.ands.both(either, self.products(condition)))
        return value

    def levels(self, sums: MaskedSums, number: int, rest: int) -> int:
        """The literal of a sum of terms that are shared."""
        value, both, either = self.products(rest), self.ands.both, self.ands.either
        for shared, own, mask in sums.levels(number):
            inner = 0
            for datum, condition in (*shared, *own):
                inner = either(inner, both(datum, self.products(condition)))
            value = either(value, both(inner, self.products(mask) ^ 1))
        return value


def _read(graph: AndGraph) -> dict[int, int]:
    """By how many outputs each input is read, in the order in which wires followed back meet it."""
    first, second = graph.first.tolist(), graph.second.tolist()
    found: dict[int, int] = {}
    for end in graph.ends.tolist():
        met, stack = {0}, [end >> 1]
        while stack:
            node = stack.pop()
            if node in met:
                continue
            met.add(node)
            if node > graph.inputs:
                stack += second[node] >> 1, first[node] >> 1
            else:
                found[node] = found.get(node, 0) + 1
    return found | {node: 0 for node in range(1, 1 + graph.inputs) if node not in found}
