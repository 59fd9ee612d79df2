"""Operators between operands in the words of a file, as a list in which operands come first.

By precedence, with explicit stacks, so that neither nesting nor length exhausts Python's stack.

>>> words = "a | b & ~ c ;".split()
>>> plain = Grammar({"~": ("not", 9)}, {"|": ("or", 1), "&": ("and", 2)})
>>> nodes, end = postfix(words, 0, plain, lambda words, k: (words[k], k + 1), ValueError)
>>> [node[0] if node[1] else node[2] for node in nodes], words[end]
(['a', 'b', 'c', 'not', 'and', 'or'], ';')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Node = tuple[str, int, Any]  # what it is, how many operands it takes, and what an operand is
_Pending = tuple[str, int, int, Any]  # name, precedence, operands; 0 for brackets and the start
_OPEN = {"(": ")", "{": "}"}


@dataclass(frozen=True)
class Grammar:
    """Operators before, between and after operands, each with a name and how it binds."""

    prefix: Mapping[str, tuple[str, int]]
    infix: Mapping[str, tuple[str, int]]  # they group from the left
    suffix: Mapping[str, str] = field(default_factory=dict)
    braces: bool = False  # {a, b} and {2{a}}
    choice: bool = False  # a ? b : c, which binds least


def postfix(
    words: Sequence[str],
    start: int,
    grammar: Grammar,
    operand: Callable[[Sequence[str], int], tuple[Any, int]],
    error: Callable[[str], Exception],
) -> tuple[list[Node], int]:
    """The expression that begins at a word, and where what is no part of it begins.

    `operand` reads one operand and says where it ends; `error` makes the error of a message.
    """
    return _Parser(words, start, grammar, operand, error).parsed()


class _Parser:
    def __init__(
        self,
        words: Sequence[str],
        start: int,
        grammar: Grammar,
        operand: Callable[[Sequence[str], int], tuple[Any, int]],
        error: Callable[[str], Exception],
    ) -> None:
        self.words, self.k, self.grammar = words, start, grammar
        self.operand, self.error = operand, error
        self.found: list[Node] = []
        self.stack: list[_Pending] = [("", -1, 0, None)]

    def parsed(self) -> tuple[list[Node], int]:
        while self._operand():
            pass
        self._reduce(0)
        if len(self.stack) > 1:
            raise self._expected(f"{_OPEN.get(self.stack[-1][0], ':')!r} or an operator")
        return self.found, self.k

    def _word(self) -> str:
        return self.words[self.k] if self.k < len(self.words) else ""

    def _expected(self, what: str) -> Exception:
        word = self._word()
        got = repr(word[:60]) if word else "the end of the statement"
        return self.error(f"expected {what}, got {got}")

    def _operand(self) -> bool:
        """Take one operand and what is before and after it; whether another one follows."""
        grammar, words = self.grammar, self.words
        while word := self._word():
            if word in grammar.prefix:
                name, binds = grammar.prefix[word]
                self.stack.append((name, binds, 1, None))
            elif word == "(":
                self.stack.append(("(", 0, 0, None))
            elif word == "{" and grammar.braces:
                self._brace()
            else:
                break
            self.k += 1
        if not word or word in _CLOSING or word in grammar.infix:
            raise self._expected("an operand")
        item, self.k = self.operand(words, self.k)
        self.found.append(("", 0, item))
        while self._after():
            pass
        return self._between()

    def _brace(self) -> None:
        """An opened brace, and one that repeats what is in another."""
        digits, after = (*self.words[self.k + 1 : self.k + 3], "", "")[:2]
        if after == "{" and digits.isascii() and digits.isdigit():
            self.stack.append(("repeat", 0, 1, int(digits[:9])))
            self.k += 2
        self.stack.append(("{", 0, 1, None))

    def _after(self) -> bool:
        """Take what follows an operand and asks for none: suffixes and closed brackets."""
        word, stack = self._word(), self.stack
        if word in self.grammar.suffix:
            self.found.append((self.grammar.suffix[word], 1, None))
        elif word == ")":
            self._reduce(1)
            if stack[-1][0] != "(":
                return False
            stack.pop()
        elif word == "}" and self.grammar.braces:
            self._reduce(1)
            if stack[-1][0] != "{":
                return False
            self.found.append(("join", stack.pop()[2], None))
            if stack[-1][0] == "repeat":
                self.k += 1
                if self._word() != "}":
                    raise self._expected("'}'")
                self.found.append(("repeat", 1, stack.pop()[3]))
        else:
            return False
        self.k += 1
        return True

    def _between(self) -> bool:
        """Take an operator between operands; whether there is one."""
        word, stack = self._word(), self.stack
        if word in self.grammar.infix:
            name, binds = self.grammar.infix[word]
            self._reduce(binds)
            stack.append((name, binds, 2, None))
        elif word == "?" and self.grammar.choice:
            self._reduce(2)
            stack.append(("?", 0, 0, None))
        elif word == ":" and self.grammar.choice:
            self._reduce(1)
            if stack[-1][0] != "?":
                return False
            stack[-1] = ("choice", 1, 3, None)
        elif word == "," and self.grammar.braces:
            self._reduce(1)
            if stack[-1][0] != "{":
                return False
            stack[-1] = ("{", 0, stack[-1][2] + 1, None)
        else:
            return False
        self.k += 1
        return True

    def _reduce(self, binds: int) -> None:
        """Finish the operators that bind at least so tightly."""
        stack = self.stack
        while stack[-1][1] >= max(binds, 1):
            name, _, count, item = stack.pop()
            self.found.append((name, count, item))


_CLOSING = frozenset(")}],;:?")
