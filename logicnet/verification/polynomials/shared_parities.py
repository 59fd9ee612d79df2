"""A graph of Ands in which "p and neither u nor v" reads a parity, where u and v are its halves.

With u = a b and v = ~a ~b, neither is the parity of a and b. What reads u and v one after the
other then reads one node that adders are found by.
"""

from __future__ import annotations

from collections.abc import Sequence


class SharedParities:
    """The same functions as those of a graph; `literals` tells for its nodes where they are."""

    def __init__(self, inputs: int, first: Sequence[int], second: Sequence[int]) -> None:
        self.inputs = inputs
        self.first, self.second = [0] * (1 + inputs), [0] * (1 + inputs)
        self._known: dict[tuple[int, int], int] = {}
        self.literals = [2 * node for node in range(1 + inputs)]
        for a, b in zip(first[1 + inputs :], second[1 + inputs :], strict=True):
            self.literals.append(self._placed(self.literal(a), self.literal(b)))

    def literal(self, stated: int) -> int:
        """Where a literal of the graph is."""
        return self.literals[stated >> 1] ^ (stated & 1)

    def _placed(self, a: int, b: int) -> int:
        for one, other in ((a, b), (b, a)):
            if not one & 1 and one >> 1 > self.inputs and other & 1:
                x, y = self.first[one >> 1], self.second[one >> 1]
                for half, rest in ((x, y), (y, x)):
                    if half & 1 and self._are_halves(half >> 1, other >> 1):
                        return self.both(rest, self.both(half, other))
        return self.both(a, b)

    def _are_halves(self, u: int, v: int) -> bool:
        if min(u, v) <= self.inputs:
            return False
        return self.first[u] == self.first[v] ^ 1 and self.second[u] == self.second[v] ^ 1

    def both(self, a: int, b: int) -> int:
        """The literal of "a and b"."""
        a, b = min(a, b), max(a, b)
        if a == 0 or a == b ^ 1:
            return 0
        if a == 1 or a == b:
            return b
        new = 2 * len(self.first)
        found = self._known.setdefault((a, b), new)
        if found == new:
            self.first.append(a)
            self.second.append(b)
        return found
