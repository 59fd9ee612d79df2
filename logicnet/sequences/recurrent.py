"""A recurrent threshold network: a network, and registers that carry some of its outputs on.

>>> from logicnet.sequences.compiling_sequences import compile_sequence
>>> net = compile_sequence("a(b|c)*")
>>> net.accepts("abcb"), net.accepts("ba")
(True, False)
>>> list(net.stream("abca"))
[True, True, True, False]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.html import sentence, table
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.sequential import Register, Sequential, check_registers
from logicnet.network.network import Network

from .automaton import Automaton

_MOST_STATES = 1 << 16


@dataclass(frozen=True, kw_only=True, eq=False)
class Recurrent:
    """A network of one step, whose last inputs are registers, and the letters that it reads.

    At each step one letter is read: its `codes` are what the inputs that are no registers are
    then. `accepts` of the empty word is `empty`, since nothing has been read.
    """

    network: Network
    registers: tuple[Register, ...]
    alphabet: tuple[str, ...]
    codes: NDArray[np.int64]
    empty: bool
    construction: str = ""
    lower_bound: int = 1  # of the units

    def __post_init__(self) -> None:
        registers = check_registers(self.registers, self.network.inputs, self.network.outputs)
        object.__setattr__(self, "registers", registers)
        given = len(self.network.inputs) - len(registers)
        if self.codes.shape != (len(self.alphabet), given):
            raise SpecificationError(f"a letter is {given} values of 0 and 1")

    @property
    def units(self) -> int:
        """Units of the network of one step."""
        return self.network.units

    @property
    def proven_minimal(self) -> bool:
        """Whether no recurrent network with the same inputs has fewer units."""
        return self.units == self.lower_bound

    @property
    def initial(self) -> tuple[int, ...]:
        """The values of the registers at first."""
        return tuple(int(register.initial or 0) for register in self.registers)

    def after(self, states: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Of register values (a row each): what is accepted after each letter, and the next values.

        The arrays are (states, letters) and (states, letters, registers).
        """
        count, letters = len(states), len(self.alphabet)
        rows = np.concatenate(
            [np.tile(self.codes, (count, 1)), np.repeat(states, letters, axis=0)], axis=1
        )
        found = np.asarray(self.network(rows)).reshape(count, letters, -1)
        places = [self.network.outputs.index(register.next) for register in self.registers]
        shown = next(k for k in range(found.shape[2]) if k not in places)
        return found[:, :, shown] == 1, found[:, :, places]

    def stream(self, letters: Iterable[str]) -> Iterator[bool]:
        """Whether what has been read so far is accepted, after each letter."""
        place = {letter: k for k, letter in enumerate(self.alphabet)}
        state = np.array([self.initial], dtype=np.int64)
        for letter in letters:
            if letter not in place:
                raise SpecificationError(
                    f"{letter!r:.80} is no letter; the letters are {', '.join(self.alphabet[:20])}"
                )
            accepted, following = self.after(state)
            state = following[:, place[letter]]
            yield bool(accepted[0, place[letter]])

    def accepts(self, word: Iterable[str]) -> bool:
        """Whether a word is accepted."""
        return [self.empty, *self.stream(word)][-1]

    def automaton(self) -> Automaton:
        """The least automaton of what the network does: its states are all that registers reach.

        What is true of it is true of the network for all words.
        """
        known: dict[tuple[int, ...], int] = {self.initial: 0}
        waiting = [self.initial]
        moves, accepted = [], []
        start = 0
        while start < len(waiting):
            ends, following = self.after(
                np.array(waiting[start:], dtype=np.int64).reshape(
                    len(waiting) - start, len(self.registers)
                )
            )
            start = len(waiting)
            for end, after in zip(ends, following, strict=True):
                accepted.append(end)
                row = []
                for bits in map(tuple, after.tolist()):
                    if bits not in known:
                        known[bits] = len(known)
                        waiting.append(bits)
                    row.append(known[bits])
                moves.append(row)
            if len(waiting) > _MOST_STATES:
                raise LimitError(f"the registers reach more than {_MOST_STATES} states")
        return _of_steps(self.alphabet, np.array(moves), np.array(accepted), self.empty)

    def difference(self, automaton: Automaton) -> tuple[str, ...] | None:
        """A shortest word on which the two differ; None where there is none: it is a proof."""
        return self.automaton().difference(automaton)

    def sequential(self) -> Sequential:
        """The same as a circuit with registers, for files (.blif, .aig, .v, ...) and `unrolled`."""
        return Sequential(step=self.network.circuit(), registers=self.registers)

    def unrolled(self, steps: int) -> Circuit:
        """The circuit of so many steps; the input a at step 3 is called a@3, outputs likewise."""
        return self.sequential().unrolled(steps)

    def __repr__(self) -> str:
        letters = " ".join(self.alphabet)
        bound = "fewest" if self.proven_minimal else f"at least {self.lower_bound} are needed"
        return (
            f"<Recurrent letters {letters:.40}, {len(self.registers)} registers, "
            f"{self.units} units, {self.construction}, {bound}>"
        )

    def _repr_html_(self) -> str:
        rows = [[*each[:2], each.initial] for each in self.registers[:32]]
        return (
            sentence("Recurrent", repr(self)[11:-1])
            + table(["register", "becomes", "at first"], rows)
            + self.network._repr_html_()
        )


def _of_steps(
    alphabet: tuple[str, ...], moves: NDArray[np.int64], ends: NDArray[np.bool_], empty: bool
) -> Automaton:
    """The least automaton, given what is accepted after each letter read in each state.

    A state of the automaton is a pair of register values and whether the word so far is accepted.
    """
    states = len(moves)
    both = np.concatenate([moves * 2 + ends] * 2)  # state s, not accepted: s; accepted: s + states
    doubled = (both >> 1) + (both & 1) * states
    accepting = np.arange(2 * states) >= states
    if not empty:
        return Automaton(alphabet, doubled, accepting).minimal()
    # it begins accepted: that state goes first
    order = np.r_[states, np.delete(np.arange(2 * states), states)]
    place = np.empty_like(order)
    place[order] = np.arange(2 * states)
    return Automaton(alphabet, place[doubled[order]], accepting[order]).minimal()
