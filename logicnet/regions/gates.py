"""Regions as circuits over the half-spaces that bound them.

Simple rings become their read-once formula (see `plane.read_once`). For rings that cross themselves
the winding number, which is a sum of corner gates (see `construction.planes.tangent_sum`), is
compared with each of its values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.names import natural_order
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.text.relations import Link
from logicnet.regions.plane.polygons import turning_number, turns
from logicnet.regions.plane.read_once import formula

from .half_spaces import Face, NumberedSides, Side, boolean_columns, variable_of
from .shape_tree import ShapeTree
from .shapes import Halfspaces, Rings, rings_of

if TYPE_CHECKING:
    from logicnet.ground.bits import Words
    from logicnet.logic.tables.cover import Cover
    from logicnet.logic.tables.truthtable import TruthTable

    class _Stated(Protocol):
        @property
        def regions(self) -> Mapping[str, ShapeTree]: ...
        def circuit(self) -> Circuit: ...


class OfRegions:
    """What a type with `regions` by name answers as a function: the words of their circuit."""

    __slots__ = ()

    def circuit(self: _Stated) -> Circuit:
        """The gates over the half-spaces that bound the regions."""
        return circuit_of_regions(self.regions)

    def rows(self: _Stated, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each region at packed rows of the circuit's half-spaces."""
        return self.circuit().rows(at)

    def table(self: _Stated) -> TruthTable:
        """An error: no table holds what compares numbers."""
        return self.circuit().table()

    def cover(self: _Stated) -> Cover:
        """An error: no product terms of truth values are what compares numbers."""
        return self.circuit().cover()


def circuit_of_regions(regions: Mapping[str, ShapeTree]) -> Circuit:
    """The gates over the half-spaces that bound regions, and over their Boolean variables.

    >>> square = ShapeTree(names=("x",), shape=Halfspaces.of([[1], [-1]], [1, 0]))
    >>> print(circuit_of_regions({"inside": square}))
    (x <= 1) & (x >= 0)
    """
    found = NumberedSides(regions)
    build = Builder()
    booleans = boolean_columns(regions, found.coordinates)
    inputs = [_leaf(build, side, found.coordinates, booleans) for side in found.sides]
    return build.circuit(gates_of(found, build, inputs), natural_order(found.coordinates))


def _leaf(build: Builder, side: Side, names: Sequence[str], booleans: Sequence[int]) -> int:
    """The literal of a half-space: of a comparison, or of a Boolean variable."""
    (normal, offset), sign = side
    column = variable_of(side, booleans)
    if column is not None:
        return build.leaf(names[column]) ^ (sign < 0)
    terms = [(name, Fraction(value)) for name, value in zip(names, normal, strict=True) if value]
    return build.leaf(Link(tuple(terms), ">=" if sign > 0 else "<=", offset))


def gates_of(found: NumberedSides, build: Builder, inputs: Sequence[int]) -> dict[str, int]:
    """The literal of each region, its gates built over literals of its half-spaces."""
    gates = _Gates(found, build, inputs)
    return {name: gates.region(region) for name, region in found.regions.items()}


def joined(build: Builder, region: ShapeTree, parts: list[int]) -> int:
    """The literal of a combination of regions, from those of its parts."""
    if region.operator == "atleast":
        return build.atleast(region.least, parts)
    return build.add(region.operator, parts)


class _Gates:
    """Gates of regions in the making."""

    def __init__(self, found: NumberedSides, build: Builder, inputs: Sequence[int]) -> None:
        self.found, self.build, self.inputs = found, build, inputs

    def region(self, region: ShapeTree) -> int:
        """The literal of a region."""
        root: int = region.folded(self.leaf, partial(joined, self.build))
        return root

    def leaf(self, leaf: ShapeTree) -> int:
        """The literal of a shape."""
        edges = [[self.literal(face) for face in ring] for ring in self.found.faces(leaf)]
        if isinstance(leaf.shape, Halfspaces):
            return self.build.add("and", edges[0])
        shape = rings_of(leaf.shape)
        return self.simple(shape, edges) if shape.rule == "simple" else self.wound(shape, edges)

    def literal(self, face: Face) -> int:
        number, negated = self.found.literal(face)
        return self.inputs[number] ^ negated

    def simple(self, shape: Rings, edges: Sequence[Sequence[int]]) -> int:
        """The union of polygons, each the intersection of the read-once formulas of its rings."""
        polygons: dict[int, list[int]] = {}
        for number, ring, own in zip(shape.polygon, shape.rings, edges, strict=True):
            polygons.setdefault(number, []).append(formula(self.build, ring, own))
        parts = [self.build.add("and", rings) for rings in polygons.values()]
        return self.build.add("or", parts)

    def wound(self, shape: Rings, edges: Sequence[Sequence[int]]) -> int:
        """Whether the winding number is not 0 or, under the even-odd rule, is odd."""
        low, high = shape.windings
        gates, constant = [], 0
        for ring, own in zip(shape.rings, edges, strict=True):
            found, number = self.corners(ring, own)
            gates += found
            constant += number

        def reaches(level: int) -> int:
            return self.build.atleast(level - constant, gates)

        if shape.rule == "nonzero":
            above = [reaches(1)] if high > 0 else []
            return self.build.add("or", above + ([reaches(0) ^ 1] if low < 0 else []))
        value = self.build.add("true" if high % 2 else "false")
        for level in range(high, low, -1):  # alternating steps, the highest innermost
            if level % 2:
                value = self.build.add("and", (reaches(level), value))
            else:
                value = self.build.add("or", (reaches(level) ^ 1, value))
        return value

    def corners(self, ring: NDArray[np.float64], edges: Sequence[int]) -> tuple[list[int], int]:
        """Gates whose number, and a constant, is the winding number of one ring."""
        left = (turns(ring) > 0).tolist()
        gates, constant = [], turning_number(ring)
        for corner, edge in enumerate(edges):
            both = corner % 2 != left[corner]
            gate = self.build.add("and" if both else "or", (edges[corner - 1], edge))
            gates.append(gate ^ corner % 2)
            constant -= corner % 2
        if len(edges) % 2:
            gates.append(edges[-1] ^ 1)
            constant -= 1
        return gates, constant
