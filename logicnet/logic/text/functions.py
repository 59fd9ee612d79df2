"""The functions of formulas, such as majority(a, b, c), and the gates that a call becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from logicnet.logic.circuits.circuit import Builder


class Call(NamedTuple):
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
    "not": Call(1, 1, _plain("not")),
    "and": Call(1, None, _plain("and")),
    "or": Call(1, None, _plain("or")),
    "xor": Call(1, None, _plain("xor")),
    "nand": Call(1, None, _negated("and")),
    "nor": Call(1, None, _negated("or")),
    "xnor": Call(1, None, _negated("xor")),
    "implies": Call(2, 2, _plain("implies")),
    "iff": Call(2, 2, _plain("iff")),
    "equivalent": Call(2, None, _plain("iff")),
    "ite": Call(3, 3, _plain("ite")),
    "parity": Call(1, None, _plain("xor")),
    "majority": Call(1, None, lambda to, k, args: to.atleast(len(args) // 2 + 1, args)),
    "atleast": Call(1, None, lambda to, k, args: to.atleast(k, args), counts=True),
    "atmost": Call(1, None, _atmost, counts=True),
    "exactly": Call(1, None, _exactly, counts=True),
}
