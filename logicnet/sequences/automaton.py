"""Finite automata: what is accepted is decided letter by letter, with finitely many states.

>>> moves = {"even": {"0": "even", "1": "odd"}, "odd": {"0": "odd", "1": "even"}}
>>> even = Automaton.from_table(moves, accepting=["even"])
>>> even.accepts("1001"), even.accepts("10")
(True, False)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean, shown
from logicnet.ground.arguments import checked
from logicnet.ground.html import sentence, table
from logicnet.ground.names import unique_names

_MOST_SHOWN = 32  # states
Table = Mapping[Hashable, Mapping[str, Hashable]]


@dataclass(frozen=True, eq=False)
class Automaton:
    """A deterministic automaton that begins in state 0; `moves` has a row a state.

    `moves[state, letter]` is the state after a letter, and `accepting` says of each state whether
    a word that ends there is accepted.
    """

    alphabet: tuple[str, ...]
    moves: NDArray[np.int64]
    accepting: NDArray[np.bool_]

    def __post_init__(self) -> None:
        alphabet = tuple(unique_names(list(self.alphabet), "letter"))
        moves = np.array(self.moves, dtype=np.int64)
        accepting = np.array(self.accepting, dtype=bool)
        states = len(accepting)
        if not alphabet or not states or moves.shape != (states, len(alphabet)):
            raise SpecificationError(
                f"an automaton has a state and a letter at least and a move for each of both; "
                f"got {states} states, {len(alphabet)} letters, moves {moves.shape}"
            )
        if moves.min() < 0 or moves.max() >= states:
            raise SpecificationError(f"moves lead to states 0 to {states - 1}")
        moves.setflags(write=False)
        accepting.setflags(write=False)
        for name, value in (("alphabet", alphabet), ("moves", moves), ("accepting", accepting)):
            object.__setattr__(self, name, value)

    @classmethod
    @checked()
    def from_table(
        cls, table: Table, accepting: Iterable[Hashable], *, start: Hashable = None
    ) -> Automaton:
        """The automaton of a table from states to the state after each letter.

        It begins in `start`, or in the first state of the table. Where a letter is missing, no
        word that goes on with it is accepted.
        """
        names = list(table)
        if not names:
            raise SpecificationError("a table of transitions has a state at least")
        first = names[0] if start is None else start
        known = _known_states(names)
        order = [first, *(name for name in names if name != first)]
        at = {known(name): k for k, name in enumerate(order)}
        alphabet = sorted({letter for row in table.values() for letter in row})
        lost = len(order)
        moves = np.full((lost + 1, len(alphabet)), lost)
        for name, row in table.items():
            for letter, after in row.items():
                moves[at[name], alphabet.index(letter)] = at[known(after)]
        ends = np.zeros(lost + 1, dtype=bool)
        ends[[at[known(name)] for name in accepting]] = True
        whole = moves[:lost].max(initial=0) < lost
        return cls(tuple(alphabet), moves[: lost + (not whole)], ends[: lost + (not whole)])

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.accepting)

    def numbers(self, word: Iterable[str]) -> list[int]:
        """The numbers of a word's letters."""
        place = {letter: k for k, letter in enumerate(self.alphabet)}
        found = [place.get(letter, -1) for letter in word]
        if -1 in found:
            wrong = found.index(-1)
            letter = list(word)[wrong]
            near = did_you_mean(str(letter), self.alphabet)
            raise SpecificationError(
                f"letter {wrong} of the word is {shown(letter)}; "
                f"the letters are {', '.join(self.alphabet[:20])}{near}"
            )
        return found

    def accepts(self, word: Iterable[str]) -> bool:
        """Whether a word, a text or the list of its letters, is accepted."""
        state = 0
        for letter in self.numbers(list(word)):
            state = int(self.moves[state, letter])
        return bool(self.accepting[state])

    def minimal(self) -> Automaton:
        """The automaton with the fewest states that accepts the same words.

        States that are reached are told apart where one accepts and the other does not, and then
        where a letter leads to states that are told apart; they are numbered in the order of the
        shortest words that lead to them.

        >>> Automaton(("a",), [[1], [2], [1]], [False, True, True]).minimal().states
        2
        """
        reached = _in_order(self.moves)
        place = np.empty(self.states, dtype=np.int64)
        place[reached] = np.arange(len(reached))
        moves, accepting = place[self.moves[reached]], self.accepting[reached]
        kept, kinds = told_apart(moves, accepting[:, None].astype(np.int64))
        return Automaton(self.alphabet, kinds[moves[kept]], accepting[kept])

    def difference(self, other: Automaton) -> tuple[str, ...] | None:
        """A shortest word that one accepts and the other does not; None where there is none.

        >>> one = Automaton(("a",), [[1], [0]], [True, False])
        >>> one.difference(Automaton(("a",), [[1], [2], [0]], [True, False, False]))
        ('a', 'a')
        """
        if set(self.alphabet) != set(other.alphabet):
            raise SpecificationError(
                f"the letters of one are {', '.join(self.alphabet)}, "
                f"those of the other {', '.join(other.alphabet)}"
            )
        columns = [other.alphabet.index(letter) for letter in self.alphabet]
        before: dict[tuple[int, int], tuple[tuple[int, int], str] | None] = {(0, 0): None}
        waiting = [(0, 0)]
        for pair in waiting:
            mine, its = pair
            if self.accepting[mine] != other.accepting[its]:
                return _word(before, pair)
            afters = zip(self.moves[mine].tolist(), other.moves[its, columns].tolist(), strict=True)
            for letter, after in zip(self.alphabet, afters, strict=True):
                if after not in before:
                    before[after] = (pair, letter)
                    waiting.append(after)
        return None

    def __repr__(self) -> str:
        return f"<Automaton {self.states} states, letters {' '.join(self.alphabet)[:60]}>"

    def _repr_html_(self) -> str:
        shown_states = range(min(self.states, _MOST_SHOWN))
        rows = [
            [k, *self.moves[k].tolist(), "yes" if self.accepting[k] else ""] for k in shown_states
        ]
        return sentence("Automaton", f"{self.states} states, begins in 0") + table(
            ["state", *self.alphabet, "accepts"], rows
        )


def told_apart(
    moves: NDArray[np.int64], signs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first state of each class of states that nothing tells apart, and the class of each.

    States are told apart where their signs differ, and where a letter leads to states that are.
    Classes are numbered by their first states.
    """
    kinds = np.unique(signs, axis=0, return_inverse=True)[1].reshape(-1)
    count = 0
    while len(np.unique(kinds)) > count:
        count = len(np.unique(kinds))
        beside = np.column_stack([kinds, kinds[moves]])
        kinds = np.unique(beside, axis=0, return_inverse=True)[1].reshape(-1)
    firsts = np.unique(kinds, return_index=True)[1]
    rank = np.empty_like(firsts)
    rank[np.argsort(firsts)] = np.arange(len(firsts))
    return np.sort(firsts), rank[kinds]


def _word(
    before: Mapping[tuple[int, int], tuple[tuple[int, int], str] | None], pair: tuple[int, int]
) -> tuple[str, ...]:
    """The word that led to a pair of states."""
    letters = []
    while (step := before[pair]) is not None:
        pair, letter = step
        letters.append(letter)
    return tuple(reversed(letters))


def _in_order(moves: NDArray[np.int64]) -> list[int]:
    """The states that are reached, those by shorter words first."""
    found = dict.fromkeys([0])
    waiting = [0]
    for state in waiting:
        for after in moves[state].tolist():
            if after not in found:
                found[after] = None
                waiting.append(after)
    return list(found)


def _known_states(names: list[Hashable]) -> Any:
    """A function that returns a name if it is one of the states."""
    states = set(names)

    def known(name: Hashable) -> Hashable:
        if name not in states:
            near = did_you_mean(str(name), [str(other) for other in names])
            raise SpecificationError(f"{shown(str(name))} is no state of the table{near}")
        return name

    return known
