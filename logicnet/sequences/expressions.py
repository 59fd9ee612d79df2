r"""Regular expressions as positions: each letter of the expression is a place where a word can be.

    binds       spellings
    tightest    a   .   [abc]   [a-z]   [^ab]   \*   (e)
                e*   e+   e?   e{3}   e{2,5}   e{2,}
                ef
    loosest     e|f

An expression is about whole words; nothing is captured, and there are no anchors. Which position
may come first, which last, and which after which (Glushkov, 1961) is all that matters:

>>> positions = read("a(b|c)*")
>>> positions.letters, positions.first, positions.last, positions.follow
((('a',), ('b',), ('c',)), (0,), (0, 1, 2), ((1, 2), (1, 2), (1, 2)))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from logicnet.errors import LimitError, ParseError, shown

from .automaton import Automaton

_MOST_POSITIONS = 4096
_MOST_PARTS = 1 << 16
_MOST_STATES = 1 << 14
_MOST_DEEP = 100
_SPECIAL = r"|*+?(){}[].\^$"
_COUNT = re.compile(r"\{(\d{1,4})(,(\d{1,4})?)?\}")


class Positions(NamedTuple):
    """The letters that each position stands for, and how words go through positions."""

    alphabet: tuple[str, ...]
    letters: tuple[tuple[str, ...], ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    follow: tuple[tuple[int, ...], ...]
    empty: bool  # whether the empty word is one

    def automaton(self) -> Automaton:
        """The deterministic automaton with the fewest states.

        >>> read("(a|b)*abb").automaton().states
        4
        """
        start = -1
        reads = [sum(1 << p for p in range(len(self.letters)) if x in self.letters[p])
                 for x in self.alphabet]  # fmt: skip
        follow = {start: sum(1 << p for p in self.first)}
        follow |= {p: sum(1 << q for q in after) for p, after in enumerate(self.follow)}
        last = sum(1 << p for p in self.last)
        known: dict[int, int] = {start: 0}
        waiting = [start]
        moves: list[list[int]] = []
        for held in waiting:
            after = follow[start] if held == start else 0
            if held != start:
                for p in _members(held):
                    after |= follow[p]
            row = []
            for may in reads:
                state = known.setdefault(after & may, len(known))
                if state == len(waiting):
                    waiting.append(after & may)
                row.append(state)
            moves.append(row)
            if len(waiting) > _MOST_STATES:
                raise LimitError(f"the automaton would have more than {_MOST_STATES} states")
        accepting = [self.empty, *(bool(held & last) for held in waiting[1:])]
        return Automaton(self.alphabet, np.array(moves), np.array(accepting)).minimal()


def _members(held: int) -> Iterable[int]:
    while held:
        lowest = held & -held
        yield lowest.bit_length() - 1
        held ^= lowest


def read(text: str, alphabet: Iterable[str] | None = None) -> Positions:
    """The positions of an expression over an alphabet, or over the letters that it names."""
    reader = _Reader(text, alphabet)
    tree = reader.tree()
    letters = tuple(sorted(reader.named)) if reader.alphabet is None else reader.alphabet
    if not letters:
        raise ParseError(text, 0, "no letter is named; alphabet=... says which there are")
    numbering = _Numbering(letters)
    whole = numbering.part(tree)
    return Positions(
        letters,
        tuple(numbering.letters),
        tuple(sorted(whole.first)),
        tuple(sorted(whole.last)),
        tuple(tuple(sorted(after)) for after in numbering.follow),
        whole.empty,
    )


class _Part(NamedTuple):
    """Of a part of an expression: whether it may be empty, and its first and last positions."""

    empty: bool
    first: tuple[int, ...]
    last: tuple[int, ...]


_NOTHING = _Part(True, (), ())


class _Tree(NamedTuple):
    """What a text states: "letters" of a position, "after", "either" or "again" of parts."""

    kind: str
    letters: tuple[str, ...] = ()
    parts: tuple[_Tree, ...] = ()


_EMPTY = _Tree("after")


class _Reader:
    """Reads a text to a tree; parts that are repeated stand in it several times."""

    def __init__(self, text: str, alphabet: Iterable[str] | None) -> None:
        self.text, self.at, self.deep = text, 0, 0
        self.named: dict[str, None] = {}
        self.alphabet = None if alphabet is None else tuple(dict.fromkeys(alphabet))

    def tree(self) -> _Tree:
        """The whole text."""
        tree = self.either()
        if self.at < len(self.text):
            raise self.error("this ')' closes nothing")
        return tree

    def either(self) -> _Tree:
        parts = [self.after()]
        while self.met("|"):
            parts.append(self.after())
        return parts[0] if len(parts) == 1 else _Tree("either", parts=tuple(parts))

    def after(self) -> _Tree:
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.repeated(self.one()))
        return parts[0] if len(parts) == 1 else _Tree("after", parts=tuple(parts))

    def repeated(self, tree: _Tree) -> _Tree:
        """The tree as often as signs after it say."""
        begin = self.at
        while self.at < len(self.text) and self.text[self.at] in "*+?{":
            if self.at - begin > _MOST_DEEP:
                raise self.error(f"more than {_MOST_DEEP} signs that repeat", begin)
            sign = self.text[self.at]
            if sign == "{":
                tree = self.counted(tree)
                continue
            self.at += 1
            again = tree if sign == "?" else _Tree("again", parts=(tree,))
            tree = again if sign == "+" else _Tree("either", parts=(again, _EMPTY))
        return tree

    def counted(self, tree: _Tree) -> _Tree:
        """The tree so many times: e{3}, e{2,5}, e{2,}."""
        count = _COUNT.match(self.text, self.at)
        if count is None:
            raise self.error("expected a count, as in a{3}, a{2,5} or a{2,}")
        least = int(count[1])
        most = least if count[2] is None else None if count[3] is None else int(count[3])
        if most is not None and most < least:
            raise self.error(f"at most {most} is less than at least {least}")
        self.at = count.end()
        more = least + 1 if most is None else most
        parts = [tree] * least + [_Tree("either", parts=(tree, _EMPTY))] * (more - least)
        if most is None:
            parts[-1] = _Tree("either", parts=(_Tree("again", parts=(tree,)), _EMPTY))
        return _Tree("after", parts=tuple(parts))

    def one(self) -> _Tree:
        """A letter, a class of letters, or what stands in parentheses."""
        place, sign = self.at, self.text[self.at]
        self.at += 1
        if sign == "(":
            self.deep += 1
            if self.deep > _MOST_DEEP:
                raise self.error(f"more than {_MOST_DEEP} parentheses in one another", place)
            tree = self.either()
            if not self.met(")"):
                raise self.error("this '(' is never closed; expected ')'", place)
            self.deep -= 1
            return tree
        if sign == "[":
            return self.bracket(place)
        if sign == ".":
            return _Tree("any")
        if sign in "^$":
            raise self.error(f"{sign!r} is not needed: an expression is about whole words", place)
        if sign in "*+?{":
            raise self.error(f"there is nothing before {sign!r} to repeat", place)
        return _Tree("letters", (self.letter(sign, place),))

    def letter(self, sign: str, place: int) -> str:
        """The letter that a sign is, or the one that is escaped."""
        if sign == "\\":
            if self.at >= len(self.text) or self.text[self.at] not in _SPECIAL:
                raise self.error(f"after \\ stands one of {_SPECIAL}", place)
            sign = self.text[self.at]
            self.at += 1
        elif sign in "]}":
            raise self.error(f"this {sign!r} closes nothing; as a letter it is \\{sign}", place)
        self.named[sign] = None
        if self.alphabet is not None and sign not in self.alphabet:
            listed = ", ".join(self.alphabet[:20])
            raise self.error(f"{shown(sign)} is no letter of the alphabet {listed}", place)
        return sign

    def bracket(self, place: int) -> _Tree:
        """A class of letters: [abc], [a-z], [^ab]."""
        others = self.met("^")
        found: dict[str, None] = {}
        while not self.met("]"):
            if self.at >= len(self.text):
                raise self.error("this '[' is never closed; expected ']'", place)
            begin = self.at
            self.at += 1
            low = self.letter(self.text[begin], begin)
            high = low
            if re.match(r"-[^\]]", self.text[self.at : self.at + 2]):
                self.at += 2
                high = self.text[self.at - 1]
            if not low <= high or ord(high) - ord(low) >= _MOST_POSITIONS:
                raise self.error(f"there are no letters from {low} to {high}", begin)
            for code in range(ord(low), ord(high) + 1):
                found[self.letter(chr(code), begin) if code > ord(low) else low] = None
        if not found:
            raise self.error("a class has a letter at least", place)
        return _Tree("others" if others else "letters", tuple(found))

    def met(self, sign: str) -> bool:
        """Whether a sign stands next, which is then passed."""
        if self.text[self.at : self.at + 1] != sign:
            return False
        self.at += 1
        return True

    def error(self, reason: str, at: int | None = None) -> ParseError:
        return ParseError(self.text, self.at if at is None else at, reason)


class _Numbering:
    """Numbers the positions of a tree, and notes which may come after which."""

    def __init__(self, alphabet: tuple[str, ...]) -> None:
        self.alphabet, self.seen = alphabet, 0
        self.letters: list[tuple[str, ...]] = []
        self.follow: list[set[int]] = []

    def part(self, tree: _Tree) -> _Part:
        self.seen += 1
        if self.seen > _MOST_PARTS:
            raise LimitError(f"an expression of more than {_MOST_PARTS} parts")
        if tree.kind == "after":
            return self.after(tree.parts)
        if tree.kind == "either":
            return self.either(tree.parts)
        if tree.kind == "again":
            return self.again(tree.parts[0])
        if len(self.letters) == _MOST_POSITIONS:
            raise LimitError(f"an expression of more than {_MOST_POSITIONS} letters")
        mine = {"letters": tree.letters, "any": self.alphabet}.get(tree.kind)
        if mine is None:
            mine = tuple(letter for letter in self.alphabet if letter not in tree.letters)
        self.letters.append(mine)
        self.follow.append(set())
        place = (len(self.letters) - 1,)
        return _Part(False, place, place)

    def after(self, trees: Sequence[_Tree]) -> _Part:
        whole = _NOTHING
        for tree in trees:
            part = self.part(tree)
            for p in whole.last:
                self.follow[p].update(part.first)
            whole = _Part(
                whole.empty and part.empty,
                whole.first + part.first if whole.empty else whole.first,
                whole.last + part.last if part.empty else part.last,
            )
        return whole

    def either(self, trees: Sequence[_Tree]) -> _Part:
        parts = [self.part(tree) for tree in trees]
        return _Part(
            any(part.empty for part in parts),
            tuple(p for part in parts for p in part.first),
            tuple(p for part in parts for p in part.last),
        )

    def again(self, tree: _Tree) -> _Part:
        part = self.part(tree)
        for p in part.last:
            self.follow[p].update(part.first)
        return part
