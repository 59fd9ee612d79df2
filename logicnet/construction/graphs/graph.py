"""A circuit as one graph of Ands of two literals, equal ones once: what cuts are found in.

Node 0 is false, then come the inputs, then the Ands, operands first. A literal is 2 * node, plus 1
for the complement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.kernels import light
from logicnet.logic.circuits.circuit import PAIRED
from logicnet.logic.circuits.rules import FALSE, TRUE

from .graph_kernel import level_of, mark_needed

Ints = NDArray[np.int64]

_MOST_NODES = 1 << 22
_FEW = 16  # Ands up to which loops need not be compiled


@dataclass(frozen=True)
class AndGraph:
    """Both operands of each node (0 for what is no And), and the literals of the outputs.

    `stated` has the literal here of each node of the circuit.
    """

    inputs: int
    first: Ints
    second: Ints
    ends: Ints
    stated: Ints

    @property
    def nodes(self) -> int:
        """How many nodes there are, false and the inputs with them."""
        return len(self.first)

    @property
    def ands(self) -> int:
        """How many of them are Ands."""
        return self.nodes - 1 - self.inputs

    @property
    def is_small(self) -> bool:
        """Whether loops over it end at once even in Python."""
        return self.ands <= _FEW

    def digest(self, *more: Ints) -> bytes:
        """The same for graphs of the same Ands and outputs, with the same numbers beside."""
        arrays = self.first, self.second, self.ends, *more
        found = blake2b(self.inputs.to_bytes(8, "little"), digest_size=20)
        for array in arrays:
            found.update(len(array).to_bytes(8, "little") + array.tobytes())
        return found.digest()

    def needed(self) -> AndGraph:
        """The same without Ands that no output needs; what stated them is -1 then."""
        kept = np.zeros(self.nodes, dtype=bool)
        kept[: 1 + self.inputs] = True
        kept[self.ends >> 1] = True
        light(mark_needed, self.is_small)(self.first, self.second, 1 + self.inputs, kept)
        place = np.cumsum(kept) - 1

        def moved(literals: Ints) -> Ints:
            found: Ints = place[literals >> 1] << 1 | literals & 1
            return found

        stated = np.where(kept[self.stated >> 1], moved(self.stated), -1)
        stated[self.stated < 0] = -1
        first, second = moved(self.first[kept]), moved(self.second[kept])
        return AndGraph(self.inputs, first, second, moved(self.ends), stated)

    def levels(self) -> Ints:
        """How many Ands lie on the longest way from an input to each node."""
        levels = np.zeros(self.nodes, dtype=np.int64)
        light(level_of, self.is_small)(self.first, self.second, 1 + self.inputs, levels)
        return levels

    def reordered(self, levels: Ints, late: Ints) -> AndGraph:
        """The same by levels, and within these by how late nodes are to come."""
        order = np.lexsort((np.arange(self.nodes), late, levels))
        place = np.empty(self.nodes, dtype=np.int64)
        place[order] = np.arange(self.nodes)

        def moved(literals: Ints) -> Ints:
            found: Ints = place[literals >> 1] << 1 | literals & 1
            return found

        return AndGraph(
            self.inputs, moved(self.first[order]), moved(self.second[order]),
            moved(self.ends), moved(self.stated),
        )  # fmt: skip


class Ands:
    """Ands in the making."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.first, self.second, self.level = ([0] * (1 + inputs) for _ in range(3))
        self._known: dict[int, int] = {}

    def both(self, a: int, b: int) -> int:
        """The literal of "a and b"."""
        if a > b:
            a, b = b, a
        if a <= TRUE:
            return b if a else FALSE
        if a ^ b <= 1:
            return a if a == b else FALSE
        new = 2 * len(self.first)
        found = self._known.setdefault(a * PAIRED + b, new)
        if found == new:
            self.first.append(a)
            self.second.append(b)
            one, other = self.level[a >> 1], self.level[b >> 1]
            self.level.append(1 + (one if one > other else other))
            if len(self.first) > _MOST_NODES:
                raise LimitError(f"the circuit takes more than {_MOST_NODES} Ands of two literals")
        return found

    def either(self, a: int, b: int) -> int:
        """The literal of "a or b"."""
        return self.both(a ^ 1, b ^ 1) ^ 1

    def differ(self, a: int, b: int) -> int:
        """The literal of "a or b, and not both"."""
        return self.either(self.both(a, b ^ 1), self.both(a ^ 1, b))

    def chosen(self, condition: int, then: int, otherwise: int) -> int:
        """The literal of "if condition then ... otherwise ..."."""
        return self.either(self.both(condition, then), self.both(condition ^ 1, otherwise))

    def conjunction(self, literals: Iterable[int]) -> int:
        """And of many, the early ones taken together first."""
        return self._joined(self.both, literals, TRUE)

    def disjunction(self, literals: Iterable[int]) -> int:
        """Or of many, the early ones taken together first."""
        return self.conjunction([literal ^ 1 for literal in literals]) ^ 1

    def parity(self, literals: Iterable[int]) -> int:
        """Xor of many, the early ones taken together first."""
        return self._joined(self.differ, literals, FALSE)

    def counted(self, literals: Sequence[int], least: int) -> int:
        """The literal of "`least` or more of these", which may be repeated."""
        row = [TRUE] + [FALSE] * max(0, least)  # "k or more of those met"
        if least > 0 and len(literals) * least > _MOST_NODES:
            raise LimitError(f"a count to {least} of {len(literals)} operands takes too many Ands")
        for literal in literals:
            for k in range(least, 0, -1):
                row[k] = self.either(row[k], self.both(row[k - 1], literal))
        return row[least] if least > 0 else TRUE

    def _joined(self, join: Callable[[int, int], int], literals: Iterable[int], empty: int) -> int:
        level = self.level
        heap = [(level[x >> 1], x) for x in literals]
        heapify(heap)
        while len(heap) > 1:
            a, b = heappop(heap)[1], heappop(heap)[1]
            c = join(a, b)
            heappush(heap, (level[c >> 1], c))
        return heap[0][1] if heap else empty

    def graph(self, ends: Sequence[int], stated: Sequence[int]) -> AndGraph:
        """The graph of all Ands."""
        first, second, last, of = (
            np.array(part, dtype=np.int64) for part in (self.first, self.second, ends, stated)
        )
        return AndGraph(self.inputs, first, second, last, of)
