"""A polygon as a formula that uses each edge's half-plane once.

Cut a ring at its leftmost and its rightmost corner: the polygon lies above the one chain of
edges and below the other, where the first and the last edge of a chain are prolonged to rays.
Now take a corner v of a chain that lies on the convex hull of the chain with its rays. The edges
at v, prolonged beyond v, leave the hull at once and so meet nothing: v splits the chain into two
of the same kind. The part of the plane on the left of the chain is the intersection of the two
parts on the left of the pieces if the chain turns left at v, and their union if it turns right.
In the end every piece is one edge: the left of its line.

This is the monotone formula of Dobkin, Guibas, Hershberger and Snoeyink, An efficient algorithm
for finding the CSG representation of a simple polygon, Algorithmica 10 (1993) 1-23. Here v is
found as the corner that is extreme in a direction in which neither ray grows, which takes time
linear in the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.circuits.circuit import Builder
from logicnet.regions.exact import integers
from logicnet.regions.plane.polygons import Ring, turns


def formula(build: Builder, ring: Ring, leaves: Sequence[int]) -> int:
    """The literal of the part of the plane on the left of a ring that does not cross itself.

    The literal `leaves[e]` stands for the left of edge e. Each is used once. Single edges are
    split off where the shape allows it, since a gate of which all operands but one are leaves
    costs no unit of its own (see `gathering`). For a clockwise ring it is the negated formula of
    the turned ring, by De Morgan.
    """
    clockwise = _clockwise(ring)
    if clockwise:
        ring, leaves = ring[::-1], [*leaves[-2::-1], leaves[-1]]
    return _Splitting(ring, leaves, clockwise).built(build)


def _clockwise(ring: Ring) -> bool:
    """Whether the lowest corner (which turns as the ring does) turns right."""
    return bool(turns(ring)[np.lexsort((ring[:, 0], ring[:, 1]))[0]] < 0)


class _Splitting:
    """One ring being split; chains are ranges of edges in a ring written out twice."""

    def __init__(self, ring: Ring, leaves: Sequence[int], negated: bool) -> None:
        count = len(ring)
        scale = np.ldexp(1.0, int(np.frexp(np.abs(ring).max())[1]))
        middle = ring[0]
        self.points: NDArray[np.float64] = np.concatenate([ring, ring, ring[:1]]) / scale
        self.points = self.points - middle / scale
        whole = integers(ring)[0]
        self.whole: list[Any] = np.concatenate([whole, whole, whole[:1]]).tolist()
        self.leaves = [*leaves, *leaves]
        self.left = np.tile(turns(ring) > 0, 2)
        self.operators = ("and", "or") if negated else ("or", "and")
        self.first = int(np.lexsort((ring[:, 1], ring[:, 0]))[0])
        self.last = int(np.lexsort((ring[:, 1], ring[:, 0]))[-1])
        self.count = count

    def built(self, build: Builder) -> int:
        """The literal of the formula, which can nest as deep as there are edges."""
        gates = self.gates()
        found: dict[int, int] = {}
        for number in range(len(gates) - 1, -1, -1):  # operands stand after what reads them
            kind, parts = gates[number]
            found[number] = build.add(kind, [found[~x] if x < 0 else x for x in parts])
        return found[0]

    def gates(self) -> list[tuple[str, list[int]]]:
        """The kinds of gates and their operands: leaves, or ~g for gate g."""
        first, last = self.first, self.last
        second = last if last > first else last + self.count
        gates: list[tuple[str, list[int]]] = [(self.operators[True], [])]
        pending = [(first, second, 0), (second, first + self.count, 0)]
        while pending:
            start, stop, reader = pending.pop()
            while stop - start > 1:
                at = self.split(start, stop)
                operator = self.operators[bool(self.left[at % self.count])]
                if gates[reader][0] != operator:
                    gates[reader][1].append(~len(gates))
                    reader = len(gates)
                    gates.append((operator, []))
                if at - start > 1:
                    pending.append((start, at, reader))
                else:
                    gates[reader][1].append(self.leaves[start % self.count])
                start = at
            gates[reader][1].append(self.leaves[start % self.count])
        return gates

    def split(self, start: int, stop: int) -> int:
        """A corner between `start` and `stop` on the hull of the chain and its rays."""
        if stop - start == 2:
            return start + 1
        found = set()
        for direction, ray in self.directions(start, stop):
            at = self.extreme(start, stop, direction, ray)
            if at < 0:
                continue
            if at in (start + 1, stop - 1):
                return at
            found.add(at)
        return min(found, key=lambda at: (abs(2 * at - start - stop), at))

    def directions(self, start: int, stop: int) -> list[tuple[Any, Any]]:
        """Directions d with d.r <= 0 for both rays r, first those at the ends of their cone.

        Those at the ends are given in integers, with the ray that they are perpendicular to.
        """
        (ax, ay), (bx, by) = self.whole[start], self.whole[start + 1]
        (cx, cy), (dx, dy) = self.whole[stop - 1], self.whole[stop]
        r = (ax - bx, ay - by)
        s = (dx - cx, dy - cy)
        cross = r[0] * s[1] - r[1] * s[0]
        ends = [((r[1], -r[0]), r), ((-s[1], s[0]), s)]
        if cross < 0:
            ends = [((-r[1], r[0]), r), ((s[1], -s[0]), s)]
        elif cross == 0:
            ends = [((r[1], -r[0]), r), ((-r[1], r[0]), r)]
        p = self.points
        a = p[start] - p[start + 1]
        b = p[stop] - p[stop - 1]
        a, b = a / np.hypot(*a), b / np.hypot(*b)
        d = -(a + b)
        return [*ends, (d, None)] if d @ a < -1e-6 and d @ b < -1e-6 else ends

    def extreme(self, start: int, stop: int, direction: Any, ray: Any) -> int:
        """The inner corner that is farthest in a direction; -1 if floats do not tell."""
        if ray is None:
            d = direction
        else:
            size = max(abs(direction[0]), abs(direction[1]))
            d = np.array([direction[0] / size, direction[1] / size])
        height = self.points[start + 1 : stop] @ d
        top = height.max()
        near = np.flatnonzero(height >= top - 1e-9 * (1 + abs(top)))
        if len(near) == 1:
            return start + 1 + int(near[0])
        if ray is None:
            return -1

        def exactly(k: int) -> tuple[int, int]:
            x, y = self.whole[start + 1 + k]
            return x * direction[0] + y * direction[1], -x * ray[0] - y * ray[1]

        return start + 1 + int(max(near.tolist(), key=exactly))
