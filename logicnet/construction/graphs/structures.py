"""Several graphs of few Ands for every function of four inputs, found once in a process.

Each is the And or Xor of graphs of two cheaper functions, equal Ands once. What is best where a
graph is rewritten depends on which of these Ands are there already, so there is a choice.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from . import structures_kernel
from .forms import INPUTS, changes, forms
from .graph import Ints

Graph = tuple[tuple[tuple[int, int], ...], int]  # operands of each And, and the literal of the end

_CHOICE = 12  # graphs of a class
_TRIED = 20
_SPLITS = 240
_SLACK = 1  # Ands beyond the least
_FIRST = 2 * INPUTS  # the literal of the first And; those of inputs come before


class Structures(NamedTuple):
    """By least function of a class: where its graphs begin and end; by graph, where its Ands do.

    `changes` has for each way to change inputs the literals that the inputs become.
    """

    least: Ints
    ways: Ints
    graphs: Ints
    starts: Ints
    operands: Ints
    ends: Ints
    changes: Ints


@cache
def structures() -> Structures:
    """The graphs of all classes."""
    known = forms()
    found = _Finding()
    classes = np.unique(known.least)
    graphs = np.zeros((1 << 16, 2), dtype=np.int64)
    flat: list[Graph] = []
    for f in sorted(classes.tolist(), key=lambda f: (known.price[f], f)):
        graphs[f, 0] = len(flat)
        if f:
            flat += found.find(f)
        graphs[f, 1] = len(flat)
    starts = np.cumsum([0] + [len(ands) for ands, _ in flat])
    operands = np.array([pair for ands, _ in flat for pair in ands], dtype=np.int64)
    ends = np.array([end for _, end in flat], dtype=np.int64)
    literals = np.array(found.literals, dtype=np.int64)
    return Structures(known.least, known.ways, graphs, starts, operands, ends, literals)


class _Finding:
    """Graphs of classes, the cheaper ones first."""

    def __init__(self) -> None:
        self.forms = forms()
        self.price = self.forms.price[self.forms.least]
        self.cheap = np.argsort(self.price, kind="stable")
        self.literals = [
            [2 * place + sign for place, sign in zip(places, signs, strict=True)]
            for places, signs in changes()
        ]
        self.known: dict[int, list[Graph]] = {}

    def find(self, f: int) -> list[Graph]:
        """The graphs of the least function of a class."""
        if not self.price[f]:
            self.known[f] = [((), self._input(f))]
            return self.known[f]
        rows = np.zeros((_SPLITS, 4), dtype=np.int64)
        met: dict[Graph, None] = {}
        for slack in range(_SLACK + 1):
            count = structures_kernel.splits(f, self.price, self.cheap, slack, rows)
            for operator, g, h, negated in rows[: count : -(-count // _TRIED) or 1].tolist():
                for turn in range(2):
                    graph = self._joined(operator, g, h, negated, turn)
                    if graph is not None:
                        met[graph] = None
        least = min(len(ands) for ands, _ in met)
        found = [graph for graph in met if len(graph[0]) <= least + _SLACK]
        self.known[f] = sorted(found, key=lambda graph: len(graph[0]))[:_CHOICE]
        return self.known[f]

    @staticmethod
    def _input(f: int) -> int:
        columns = [0xAAAA, 0xCCCC, 0xF0F0, 0xFF00]
        return 2 * columns.index(f) if f in columns else 2 * columns.index(f ^ 0xFFFF) + 1

    def _joined(self, operator: int, g: int, h: int, negated: int, turn: int) -> Graph | None:
        ands: dict[tuple[int, int], int] = {}
        x, y = self._put(ands, g, turn), self._put(ands, h, turn)
        if x >> 1 == y >> 1:
            return None
        if operator == 1:
            end = _both(ands, x, y)
        elif turn:
            end = _both(ands, _both(ands, x, y) ^ 1, _both(ands, x ^ 1, y ^ 1) ^ 1)
        else:
            end = _both(ands, _both(ands, x, y ^ 1) ^ 1, _both(ands, x ^ 1, y) ^ 1) ^ 1
        return tuple(ands), end ^ negated

    def _put(self, ands: dict[tuple[int, int], int], f: int, turn: int) -> int:
        """The literal of a function, made of the inputs."""
        choice = self.known[int(self.forms.least[f])]
        inner, end = choice[turn % len(choice)]
        way = int(self.forms.ways[f])
        values = self.literals[way % len(self.literals)][:]
        for a, b in inner:
            values.append(_both(ands, values[a >> 1] ^ a & 1, values[b >> 1] ^ b & 1))
        return values[end >> 1] ^ end & 1 ^ (way >= len(self.literals))


def _both(ands: dict[tuple[int, int], int], a: int, b: int) -> int:
    return ands.setdefault((min(a, b), max(a, b)), _FIRST + 2 * len(ands))
