"""A code for each state of an automaton: the next code is compiled, all other rows being free.

>>> from logicnet.sequences.expressions import read
>>> abb = read("(a|b)*abb").automaton()
>>> inputs = one_input_a_letter(abb.alphabet)
>>> by_states(machines(abb)[0], np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), inputs).units
3
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile
from logicnet.ground.budget import Effort
from logicnet.logic.circuits.sequential import Register
from logicnet.logic.tables.cover import Cover
from logicnet.network.one_unit.separation import separate

from .automaton import Automaton, told_apart
from .recurrent import Recurrent

MOST_INPUTS = 16  # of a step whose rows are compiled
_MOST_UNARY = 8  # states up to which they have a register each
_MOST_PAIRED = 256  # rows whose sums of two are looked at
_TRIES = {"low": 0, "normal": 100, "high": 2000}
Codes = NDArray[np.int64]


class Machine(NamedTuple):
    """The state after each letter in each state, and whether the word is accepted then.

    `kind` numbers states that are coded alike in one register, such as those that accept.
    """

    automaton: Automaton
    moves: Codes
    ends: Codes
    kind: Codes


def machines(automaton: Automaton) -> list[Machine]:
    """The machine of the states of a least automaton, and that of fewer states, if there is one.

    What a state accepts was said when it was entered, so that states which only differ in it are
    one: a serial adder need not keep its last digit.

    >>> [len(machine.moves) for machine in machines(Automaton(("a", "b"), [[0, 1]] * 2, [0, 1]))]
    [2, 1]
    """
    moves, ends = automaton.moves, automaton.accepting[automaton.moves].astype(np.int64)
    found = [Machine(automaton, moves, ends, automaton.accepting.astype(np.int64))]
    kept, kinds = told_apart(moves, ends)
    if len(kept) < len(moves):
        found.append(Machine(automaton, kinds[moves[kept]], ends[kept], ends[kept, 0]))
    return found


class Inputs(NamedTuple):
    """The inputs that say which letter is read: their names, and a row of values a letter."""

    names: tuple[str, ...]
    codes: Codes


def one_input_a_letter(alphabet: tuple[str, ...]) -> Inputs:
    """Of which exactly one is 1."""
    return Inputs(alphabet, np.eye(len(alphabet), dtype=np.int64))


def in_binary(alphabet: tuple[str, ...]) -> Inputs:
    """The letters' numbers in binary; of two letters the second alone has an input."""
    bits = max(1, (len(alphabet) - 1).bit_length())
    names = (alphabet[1],) if len(alphabet) == 2 else tuple(f"x{k + 1}" for k in range(bits))
    return Inputs(names, _binary(np.arange(len(alphabet)), bits))


def by_states(
    machine: Machine, bits: Codes, inputs: Inputs, effort: Effort = "normal"
) -> Recurrent:
    """The network in which a state is the row of `bits` that the registers hold."""
    x, y = _rows(machine, bits, inputs)
    names = registers_apart(bits.shape[1], inputs.names)
    ends = ["accepts", *(f"{name}'" for name in names)]
    cover = Cover.from_rows(x, y, [*inputs.names, *names], ends)
    return Recurrent(
        network=compile(cover, effort=effort),
        registers=tuple(map(Register, names, ends[1:], bits[0].tolist())),
        alphabet=machine.automaton.alphabet,
        codes=inputs.codes,
        empty=bool(machine.automaton.accepting[0]),
        construction="a code for each state",
    )


def fewest_units(automaton: Automaton) -> int:
    """Units that any network needs: after a letter registers tell apart what goes on differently.

    Each of them has a unit, so that there are enough for a code of each state that a letter can
    lead to.

    >>> fewest_units(Automaton(("a",), [[1], [2], [0]], [True, False, False]))
    2
    """
    return max(1, (len(np.unique(automaton.moves)) - 1).bit_length())


def _rows(machine: Machine, bits: Codes, inputs: Inputs) -> tuple[Codes, Codes]:
    """Each letter in each state, and what is accepted then and the next code."""
    states, letters = machine.moves.shape
    after = machine.moves.reshape(-1)
    return (
        np.concatenate(
            [np.tile(inputs.codes, (states, 1)), np.repeat(bits, letters, axis=0)], axis=1
        ),
        np.column_stack([machine.ends.reshape(-1), bits[after]]),
    )


def registers_apart(count: int, letters: tuple[str, ...]) -> list[str]:
    """Names of registers that no letter has."""
    names = [f"q{k + 1}" for k in range(count)]
    while set(names) & set(letters):
        names = [f"{name}_" for name in names]
    return names


def codes_of(machine: Machine, inputs: Inputs, effort: Effort) -> Iterator[Codes]:
    """Codes to compile: the cheapest of plain ones, and what changes of it lead to.

    What is cheap is estimated: a unit for each function that is one, and three for another.
    """
    best = min(_plain_codes(machine), key=lambda bits: _estimate(machine, bits, inputs))
    yield best
    changed = _improved(machine, best, inputs, _TRIES[effort])
    if changed is not best:
        yield changed
    states = len(machine.moves)
    if effort == "high" and states <= _MOST_UNARY:  # at least k, and one register a state
        yield (np.arange(states)[:, None] > np.arange(states - 1)).astype(np.int64)
        yield np.eye(states, dtype=np.int64)


def _plain_codes(machine: Machine) -> Iterator[Codes]:
    """Numbers and Gray codes, also with a register for what accepts.

    States are numbered in the order in which words reach them, so that near ones differ little.
    """
    bits = (len(machine.moves) - 1).bit_length()
    order = np.arange(len(machine.moves))
    yield _binary(order, bits)
    yield _binary(order ^ order >> 1, bits)
    ends = machine.kind
    within = np.where(ends, np.cumsum(ends) - 1, np.cumsum(1 - ends) - 1)
    rest = int(within.max()).bit_length()
    for numbers in (within, within ^ within >> 1):
        yield np.column_stack([ends, _binary(numbers, rest)])


def _improved(machine: Machine, bits: Codes, inputs: Inputs, tries: int) -> Codes:
    """The codes after so many tries to exchange two, or to take one that no state has."""
    random = np.random.default_rng(0)
    width = bits.shape[1]
    held = np.full(1 << width, -1)
    held[bits @ (1 << np.arange(width - 1, -1, -1))] = np.arange(len(machine.moves))
    least = _estimate(machine, bits, inputs)
    for _ in range(tries):
        first, second = random.integers(len(held), size=2)
        if first == second or held[first] == held[second] == -1:
            continue
        other = held.copy()
        other[[first, second]] = held[[second, first]]
        taken = np.flatnonzero(other >= 0)
        changed = _binary(taken[np.argsort(other[taken])], width)
        cost = _estimate(machine, changed, inputs, least)
        if cost <= least:
            held, least, bits = other, cost, changed
    return bits


def _estimate(machine: Machine, bits: Codes, inputs: Inputs, most: float = inf) -> float:
    """How many units the step may have; above `most`, some number above it."""
    columns, is_one = _columns(machine, bits, inputs)
    cost = len(columns)
    for column in columns:
        if cost > most:
            break
        cost += 0 if is_one(column) else 2
    return cost


def at_least(machine: Machine, bits: Codes, inputs: Inputs) -> int:
    """Units that any network of this code has: one an output, one of which reads inputs alone.

    >>> parity = machines(Automaton(("a", "b"), [[1, 0], [0, 1]], [True, False]))[0]
    >>> at_least(parity, np.array([[1], [0]]), in_binary(("a", "b")))
    2
    """
    columns, is_one = _columns(machine, bits, inputs)
    return len(columns) + (not any(map(is_one, columns)))


def _columns(
    machine: Machine, bits: Codes, inputs: Inputs
) -> tuple[list[bytes], Callable[[bytes], bool]]:
    """The different outputs, and what says whether one of them is one unit."""
    x, y = _rows(machine, bits, inputs)
    columns = dict.fromkeys(column.tobytes() for column in np.ascontiguousarray(y.T))
    return list(columns), partial(_is_one_unit, x.shape, x.tobytes())


@lru_cache(maxsize=1 << 12)
def _is_one_unit(shape: tuple[int, int], rows: bytes, column: bytes) -> bool:
    x, on = np.frombuffer(rows, dtype=np.int64).reshape(shape), np.frombuffer(column, np.int64) == 1
    numbers = x @ 3 ** np.arange(shape[1])  # sums of two rows are different numbers
    if np.intersect1d(_pair_sums(numbers[on]), _pair_sums(numbers[~on])).size:
        return False  # two rows with 1 have the sum of two with 0: no weights tell them apart
    return separate(x[on], x[~on], smallest=False) is not None


def _pair_sums(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sums of two of the numbers, of few hundred at most."""
    few = numbers[:_MOST_PAIRED]
    return np.unique(few[:, None] + few)


def _binary(numbers: NDArray[np.int64], bits: int) -> Codes:
    return numbers[:, None] >> np.arange(bits - 1, -1, -1) & 1
