"""The judge that compares numbers: the outputs of both sides, as digits, are the same polynomial.

A circuit that adds, multiplies or squares says so by parities and majorities of the same three
nodes; a network by remainders of one sum. Both numbers are reduced to polynomials of the inputs
modulo 2**(number of outputs). These are the same if and only if the digits are, and where they are
not, the monomial with the fewest inputs among those that differ gives a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from logicnet.errors import LogicnetError
from logicnet.ground.bits import pack
from logicnet.logic.function import Function
from logicnet.network.network import Network
from logicnet.network.sums import whole_sums
from logicnet.verification.functions.rows import Sides, random_rows
from logicnet.verification.judge import Extent
from logicnet.verification.sweeping.graph import Graph, TooLarge
from logicnet.verification.sweeping.sides import KINDS, of_side
from logicnet.verification.verdict import Verdict

from .adders import Adders
from .digit_order import Digit, cubes, order_of, values_of
from .last_adder import LastAdder
from .polynomial import Definitions, Irreducible, Polynomial, Tick, add, of_literal, reduced
from .remainders import Remainders
from .shared_parities import SharedParities

Ends = Sequence[tuple[int, bool]]  # numbers of outputs, and which count as complements
_METHOD = "polynomials of the inputs"
_MOST = 1 << 16  # monomials on the way
_STEPS, _STEPS_A_NODE = 1 << 17, 1 << 7  # products of monomials on the way
_MOST_GATES = 1 << 17
_MOST_DIGITS, _MOST_INPUTS = 512, 2048  # of numbers whose order is looked for
_ROWS = 1 << 10  # at random, before anything else, where sums are soon added up
_BUILD = 2.0e4  # work for each gate among which adders are looked for


def polynomials(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of comparing outputs as one number, in the order in which they are its digits."""
    both = sides.network, sides.specification
    if not all(isinstance(side, KINDS) for side in both):
        return reason
    if _fit_words(sides.network) and _fit_words(sides.specification):
        refuted = random_rows(sides, replace(extent, samples=_ROWS), "")
        if refuted.equal is False:
            return refuted
    of_network = any(isinstance(side, Network) for side in both)
    for order in _orders(sides, of_network):
        found = as_numbers(sides, order, extent)
        if found is not None:
            return found
    return reason


def _orders(sides: Sides, of_network: bool) -> Iterator[list[Digit]]:
    """The order of a number of degree two, or else those of the lists if they may be digits."""
    count = len(sides.pairs)
    listed = [(place, False) for place in range(count)]
    if 1 < count <= _MOST_DIGITS and len(sides.inputs) <= _MOST_INPUTS:
        at = cubes(len(sides.inputs))[:, sides.places(sides.specification.inputs)]
        values = values_of(sides.specification, at)
        order = None if values is None else order_of(values[sides.paired()[1]])
        if order is not None:
            yield order
            return
    if of_network:
        yield from (listed, listed[::-1])


def _fit_words(side: Network | Function) -> bool:
    return not isinstance(side, Network) or whole_sums(side).fit_words


def as_numbers(
    sides: Sides, order: Sequence[tuple[int, bool]], extent: Extent
) -> Verdict | None:  # fmt: skip
    """The verdict where pairs of outputs, or their complements, are digits from the lowest on.

    None where the number is not reduced on both sides. Order and complements are no claim:
    whatever they are, numbers are the same if and only if all digits are.
    """
    first, second = sides.network, sides.specification
    if not order:
        return None
    one, two = sides.paired()
    tick = extent.budget.tick
    try:
        ways = [(first, one), (second, two)]  # networks first, of which it is soon known
        ways.sort(key=lambda way: not isinstance(way[0], Network))
        numbers = [
            _number(sides, side, [(ends[k], turned) for k, turned in order], tick)
            for side, ends in ways
        ]
    except (Irreducible, TooLarge):
        return None
    listed = [(place, False) for place in range(len(order))]
    straight = [*order] in (listed, listed[::-1])
    how = "" if straight else "; digits in an order that was found"
    return _verdict(sides, numbers, 1 << len(order), how)


def _verdict(
    sides: Sides, numbers: Sequence[Polynomial], modulus: int, how: str
) -> Verdict:  # fmt: skip
    differ = dict(numbers[0])
    add(differ, numbers[1], -1)
    wrong = [monomial for monomial, value in differ.items() if value % modulus]
    if not wrong:
        return Verdict(equal=True, method=f"{_METHOD} ({len(numbers[0])} monomials{how})")
    row = np.zeros((len(sides.inputs), 1), dtype=bool)
    row[[node - 1 for node in min(wrong, key=lambda one: (len(one), sorted(one)))]] = True
    found = sides.differing(pack(row))
    if found is None:
        raise LogicnetError(
            f"{_METHOD} show a difference that the sides do not have; please report"
        )
    return sides.verdict(found, _METHOD)


def _number(sides: Sides, side: Network | Function, ends: Ends, tick: Tick) -> Polynomial:
    """The number whose digits are these outputs of a side."""
    if isinstance(side, Network):
        return _of_network(sides, side, ends, tick)
    return _of_gates(sides, side, ends, tick)


def _of_network(sides: Sides, net: Network, ends: Ends, tick: Tick) -> Polynomial:
    places = [1 + place for place in sides.places(net.inputs)]
    of = Remainders(net, places, len(sides.inputs))
    own = of.nodes[len(net.inputs) :]
    literals = [2 * own[net.output_units[k]] + turned for k, turned in ends]
    return _reduced(literals, of, net.wires, tick)


def _of_gates(sides: Sides, side: Function, ends: Ends, tick: Tick) -> Polynomial:
    graph = Graph(sides.inputs)
    on, free, _ = of_side(graph, side)
    if any(free):
        raise Irreducible("some rows are left open")
    literals = [on[k] ^ turned for k, turned in ends]
    if len(graph) <= _MOST_GATES:
        rippled = LastAdder(graph, literals, tick).found
        if rippled != literals:
            with suppress(Irreducible):
                return _by_adders(graph, rippled, tick)
    return _by_adders(graph, literals, tick)


def _by_adders(graph: Graph, literals: Sequence[int], tick: Tick) -> Polynomial:
    """The number of some digits, by the adders that are found among the gates."""
    first, second, literals = graph.needed(literals)
    if len(first) > _MOST_GATES:
        raise Irreducible("there are too many gates")
    tick(_BUILD * len(first))
    shared = SharedParities(len(graph.inputs), first, second)
    of = Adders(len(graph.inputs), shared.first, shared.second)
    return _reduced([shared.literal(literal) for literal in literals], of, len(first), tick)


def _reduced(literals: Sequence[int], of: Definitions, size: int, tick: Tick) -> Polynomial:
    number: Polynomial = {}
    for place, literal in enumerate(literals):
        add(number, of_literal(literal), 1 << place)
    steps = _STEPS + _STEPS_A_NODE * size
    return reduced(of.short(number), of, 1 << len(literals), _MOST, steps, tick)
