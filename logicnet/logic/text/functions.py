"""The functions of formulas, such as majority(a, b, c), and the gates that a call becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from logicnet.logic.circuit import Builder


class Function(NamedTuple):
    """How many arguments (None: any number) and which gates a call becomes."""

    fewest: int
    most: int | None
    add: Callable[[Builder, int, list[int]], int]
    counts: bool = False  # the first argument is a whole number


def _plain(kind: str) -> Callable[[Builder, int, list[int]], int]:
    return lambda to, k, args: to.add(kind, args)


def _negated(kind: str) -> Callable[[Builder, int, list[int]], int]:
    return lambda to, k, args: to.add("not", [to.add(kind, args)])


def _atmost(to: Builder, k: int, args: list[int]) -> int:
    return to.add("not", [to.atleast(k + 1, args)])


def _exactly(to: Builder, k: int, args: list[int]) -> int:
    return to.add("and", [to.atleast(k, args), _atmost(to, k, args)])


FUNCTIONS = {
    "not": Function(1, 1, _plain("not")),
    "and": Function(1, None, _plain("and")),
    "or": Function(1, None, _plain("or")),
    "xor": Function(1, None, _plain("xor")),
    "nand": Function(1, None, _negated("and")),
    "nor": Function(1, None, _negated("or")),
    "xnor": Function(1, None, _negated("xor")),
    "implies": Function(2, 2, _plain("implies")),
    "iff": Function(2, 2, _plain("iff")),
    "equivalent": Function(2, None, _plain("iff")),
    "ite": Function(3, 3, _plain("ite")),
    "parity": Function(1, None, _plain("xor")),
    "majority": Function(1, None, lambda to, k, args: to.atleast(len(args) // 2 + 1, args)),
    "atleast": Function(1, None, lambda to, k, args: to.atleast(k, args), counts=True),
    "atmost": Function(1, None, _atmost, counts=True),
    "exactly": Function(1, None, _exactly, counts=True),
}
