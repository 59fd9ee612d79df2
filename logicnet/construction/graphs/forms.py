"""The cheapest Ands and Xors for every function of four inputs, found once in a process.

Functions that differ by the order and the signs of inputs and by the sign of the output cost the
same. Prices fall until no And or Xor of two functions is cheaper than what is known.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations, product
from typing import NamedTuple

import numpy as np

from logicnet.errors import LogicnetError

from . import forms_kernel
from .graph import Ands, Ints

INPUTS = 4
_COLUMNS = (0xAAAA, 0xCCCC, 0xF0F0, 0xFF00)
_DEAR = 1 << 20


class Forms(NamedTuple):
    """By function: the least one of its class, and the way from that; by that: price and parts."""

    least: Ints
    ways: Ints
    price: Ints
    parts: Ints
    moves: Ints


def changes() -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All changes of inputs: the new place of each, and whether it is negated."""
    return list(product(permutations(range(INPUTS)), product((0, 1), repeat=INPUTS)))


@cache
def forms() -> Forms:
    """The forms of all functions of four inputs."""
    rows = np.arange(16)
    moves = np.array([
        sum(((rows >> old & 1) ^ signs[old]) << new for old, new in enumerate(places))
        for places, signs in changes()
    ])  # fmt: skip
    least, ways = np.full((2, 1 << 16), -1, dtype=np.int64)
    forms_kernel.classes(moves, least, ways)
    price = np.full(1 << 16, _DEAR, dtype=np.int64)
    price[[0, least[_COLUMNS[0]]]] = 0
    parts = np.zeros((1 << 16, 4), dtype=np.int64)
    chosen = np.unique(least)
    while forms_kernel.relax(chosen, least, price, parts):
        pass
    return Forms(least, ways, price, parts, moves)


@cache
def prices() -> Ints:
    """What each function of four inputs costs."""
    found = forms()
    return found.price[found.least]


class Maker:
    """Ands that compute functions of four inputs."""

    def __init__(self) -> None:
        self._forms = forms()
        self._known: dict[int, tuple[int, int, int, int]] = {}

    def make(self, ands: Ands, function: int, literals: list[int]) -> int:
        """The literal of a function of these."""
        if function in (0, 0xFFFF):
            return function & 1
        for column, literal in zip(_COLUMNS, literals, strict=False):
            if function in (column, column ^ 0xFFFF):
                return literal ^ (function != column)
        operator, one, other, negated = self._split(function)
        x, y = self.make(ands, one, literals), self.make(ands, other, literals)
        return (ands.both(x, y) if operator == 1 else ands.differ(x, y)) ^ negated

    def _split(self, function: int) -> tuple[int, int, int, int]:
        """The last operator of a function, its operands, and whether it is negated."""
        known = self._known.get(function)
        if known is None:
            known = self._known[function] = self._found(function)
        return known

    def _found(self, function: int) -> tuple[int, int, int, int]:
        operator, one, other, whole = self._forms.parts[self._forms.least[function]].tolist()
        for move in self._forms.moves:
            for negated in (0, 1):
                if _moved(whole, move) ^ 0xFFFF * negated == function:
                    return operator, _moved(one, move), _moved(other, move), negated
        raise LogicnetError(f"the table of forms lacks {function:#06x}")


def _moved(function: int, move: Ints) -> int:
    return sum((function >> row & 1) << int(to) for row, to in enumerate(move))
