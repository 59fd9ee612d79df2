"""Regions lowered to formulas over their half-spaces, which every construction can build.

A closed half-space is a variable, an open one the negation of the opposite closed one; where
nothing is promised about the boundary, a line has one variable for both its sides. Simple rings
become their read-once formula (see `read_once`). For rings that cross themselves the winding
number, which is a sum of corner gates (see `tangent_sum`), is compared with each of its values.
Combinations of half-spaces that cannot happen are don't-cares of the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.limits import Limits
from logicnet.construction.target import TABLED_INPUTS, Target
from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import pack, unpack
from logicnet.ground.budget import SECOND, Budget, OutOfBudget
from logicnet.ground.names import natural_order
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import pack_mask
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.regions.cells.arrangement import independent
from logicnet.regions.exact import Hyperplane, widened
from logicnet.regions.plane.polygons import turning_number, turns
from logicnet.regions.region import Region
from logicnet.regions.shapes import Halfspaces, Rings
from logicnet.verification.judge import Extent
from logicnet.verification.regions import claimed, points
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verify_region

from .first_layer import Frame, Side, boolean_columns, corners_of, frame_of, ground, variable_of
from .lower_bound import lower_bound
from .possible_rows import rows_of_cells
from .read_once import Node, formula

_STRICT = {None: None, "closed": False, "open": True}  # by the promise about a boundary
_PROVEN_LINES = 12  # half-spaces up to which a network is proven before it is returned
_MOST_TRIED = 64  # half-spaces up to which it is tried beside all of them
_TRIED_POINTS = 500  # and at so many points at random
_BOUNDING, _LISTING = 0.25, 0.5  # of the time, for the least number of units and for the rows
_LARGEST_SUM = 1 << 24  # sums of units stay below, exact in float32


class Face(NamedTuple):
    """The half-space on one side of a hyperplane; `strict` None: with or without it."""

    plane: Hyperplane
    side: int
    strict: bool | None


class Lowered(Target):
    """Regions as a function of half-spaces h1, h2, ...

    >>> square = Lowered({"inside": Region.box([0, 0], [1, 1])})
    >>> print(square.circuit)
    h1 & h2 & h3 & h4
    """

    work = 1 * SECOND  # formulas of shapes are near the least

    def __init__(self, regions: Mapping[str, Region], budget: Budget | None = None) -> None:
        if not regions:
            raise SpecificationError("expected at least one region")
        self.regions: Mapping[str, Region] = dict(regions)
        self.budget = budget or Budget()  # the time for what is found out about them
        self.coordinates = tuple(dict.fromkeys(n for r in regions.values() for n in r.names))
        leaves = {id(leaf): leaf for region in regions.values() for leaf in region.leaves()}
        self._faces = {key: _faces(leaf, self.coordinates) for key, leaf in leaves.items()}
        self._number: dict[Side, int] = {}
        found = [face for rings in self._faces.values() for ring in rings for face in ring]
        for plane, side, strict in found:
            if strict is not None:
                self._number.setdefault(Side(plane, -side if strict else side), len(self._number))
        for plane, side, strict in found:
            if strict is None and Side(plane, -side) not in self._number:
                self._number.setdefault(Side(plane, side), len(self._number))
        self.sides = list(self._number)
        self._names = tuple(f"h{k + 1}" for k in range(len(self.sides)))

    @property
    def inputs(self) -> tuple[str, ...]:
        return self._names

    @property
    def outputs(self) -> tuple[str, ...]:
        return tuple(self.regions)

    def faces(self, leaf: Region) -> list[list[Face]]:
        """The faces of a shape, ring by ring."""
        return self._faces[id(leaf)]

    def literal(self, face: Face) -> tuple[int, bool]:
        """The input for a half-space whose hyperplane carries a face, and whether it is negated."""
        plane, side, strict = face
        if not strict and Side(plane, side) in self._number:
            return self._number[Side(plane, side)], False
        return self._number[Side(plane, -side)], True

    # What constructions read -------------------------------------------------------------------

    @cached_property
    def circuit(self) -> Circuit:
        """The gates that compute each output from the half-spaces."""
        build = Builder()
        lowering = _Lowering(self, build, [build.leaf(name) for name in self.inputs])
        ends = {name: lowering.region(region) for name, region in self.regions.items()}
        return build.circuit(ends, self.inputs)

    @property
    def stated(self) -> Circuit:
        """The same, as `verify` takes it."""
        return self.circuit

    @cached_property
    def rows(self) -> TruthTable | Cover:
        """The rows that can happen, all others being don't-cares, as far as they can be listed."""
        few = len(self.sides) <= TABLED_INPUTS
        if few and (not self.sides or self._independent):
            return self._of_positions()
        tick = self.budget.share(_LISTING).tick
        try:
            found = rows_of_cells(self.regions, self.sides, self.coordinates, tick=tick)
        except (LimitError, OutOfBudget) as error:
            if few:
                return self._of_positions()
            if isinstance(error, LimitError):
                raise
            raise LimitError(f"time is over before the cells of {len(self.sides)} half-spaces are "
                             "listed; allow more with time_limit") from None  # fmt: skip
        return Cover(
            inputs=self.inputs, outputs=self.outputs,
            positive=pack_mask(found.rows), negative=pack_mask(~found.rows),
            on=pack_mask(found.on), off=pack_mask(found.off),
        )  # fmt: skip

    @cached_property
    def table(self) -> TruthTable | None:
        """The same as a table over few half-spaces, without needless ones; None over many."""
        if len(self.sides) > TABLED_INPUTS:
            return None
        table = self.rows if isinstance(self.rows, TruthTable) else self.rows.table()
        return _without_needless(table, self.free)

    def _of_positions(self) -> TruthTable:
        """The rows in which parallel half-spaces agree on where a point lies across them."""
        n = len(self.sides)
        groups = parallels(self.sides)
        shape = [len(held) for _, held in groups]
        at = np.indices(shape).reshape(len(shape), prod(shape))
        possible = np.zeros((prod(shape), n), dtype=bool)
        for (own, held), position in zip(groups, at, strict=True):
            possible[:, own] = held[position]
        on = self.values(possible)
        row = possible @ (1 << np.arange(n)[::-1])
        values = np.zeros((len(self.outputs), 1 << n), dtype=bool)
        values[:, row] = on
        free = np.ones((1, 1 << n), dtype=bool)
        free[:, row] = False
        dc = pack(np.repeat(free, len(self.outputs), axis=0))
        return TruthTable(inputs=self.inputs, outputs=self.outputs, on=pack(values), dc=dc)

    def values(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The outputs by rows of half-spaces."""
        on, _ = self.circuit.rows(pack(np.ascontiguousarray(rows.T)))
        return unpack(on, len(rows))

    @cached_property
    def _independent(self) -> bool:
        """Whether all combinations of positions across the different normals happen."""
        normals = {side.plane.normal for side in self.sides}
        return len(independent(np.array(list(normals), dtype=object))) == len(normals)

    # What networks over the half-spaces come to ------------------------------------------------

    @cached_property
    def booleans(self) -> list[int]:
        """The coordinates that are Boolean variables."""
        return boolean_columns(self.regions, self.coordinates)

    @cached_property
    def free(self) -> frozenset[str]:
        """The inputs that are Boolean variables, which need no unit."""
        named = zip(self.inputs, self.sides, strict=True)
        return frozenset(n for n, s in named if variable_of(s, self.booleans) is not None)

    @cached_property
    def lower_bound(self) -> int | None:
        """Units that no network has fewer than whose units read coordinates or units."""
        budget = self.budget.share(_BOUNDING)
        return lower_bound(self.regions, self.sides, self.coordinates, budget)

    @cached_property
    def leaves(self) -> int:
        """How many half-spaces are needed, as far as that was found out."""
        read = self.inputs if self.table is None else self.table.inputs
        return len(set(read) - self.free)

    def cost(self, network: Network) -> tuple[int, int, int]:
        """Units with those of the half-spaces that are read, parameters, layers."""
        n = len(network.inputs)
        read = [network.inputs[k] for k in np.unique(network.indices).tolist() if k < n]
        first = sum(name not in self.free for name in read)
        return network.units + first, network.parameters, network.depth

    def within(self, limits: Limits) -> Limits:
        """The limits of a network over the half-spaces where these are the first layer."""
        depth = None if limits.max_depth is None else max(1, limits.max_depth - 1)
        return replace(limits, max_depth=depth, max_sum=_LARGEST_SUM, below=1)

    def grounded(self, network: Network, limits: Limits) -> Network:
        """The network over coordinates, the half-spaces as its first layer."""
        real = network.encoding == "real"
        found = network if real else self._on_half_spaces(network, limits)
        named = tuple(self.coordinates[k] for k in self.booleans)
        cut = network.cut or (None if found.proven_minimal else self.budget.cut)
        return replace(found, wiring=replace(found.wiring, booleans=named), cut=cut)

    def verdict(self, network: Network) -> Verdict:
        """What judges say of it: proven over few half-spaces, tried beside those of more."""
        lines = int(np.count_nonzero(network.layer_of == 0))
        if lines <= _PROVEN_LINES:
            return verify_region(network, self.regions, rounding=True)
        if lines > _MOST_TRIED:
            return Verdict(equal=None, method="none", reason="there are many lines")
        return points(claimed(network, self.regions, True), Extent(samples=_TRIED_POINTS), "")

    def _on_half_spaces(self, network: Network, limits: Limits) -> Network:
        """The network over coordinates of one over the half-spaces."""
        frame = frame_of_regions(self.regions.values(), self.coordinates)
        corners = corners_of(self.regions.values(), self.coordinates)
        free = self.booleans if limits.skip else ()
        found = ground(network.over(self.inputs), self.sides, self.coordinates, frame, free,
                       corners, limits.max_weight)  # fmt: skip
        found = limits.fitted(found.described(
            construction=network.construction, lower_bound=self.lower_bound))  # fmt: skip
        excess = limits.excess(found)
        if excess:
            raise LimitError(f"with its half-spaces as first layer: {' and '.join(excess)}")
        return found


def circuit_of_regions(regions: Mapping[str, Region]) -> Circuit:
    """The gates over the half-spaces that bound regions, which are its leaves.

    >>> circuit = circuit_of_regions({"inside": Region.box([0], [1])})
    >>> len(circuit.leaves), circuit.inputs
    (2, ('x',))
    """
    found = Lowered(regions)
    leaves = tuple(found.sides)
    return replace(found.circuit, inputs=natural_order(found.coordinates), leaves=leaves)


def lowered(function: Target) -> Lowered:
    """The function as one of half-spaces, or an error where it is none."""
    if not isinstance(function, Lowered):
        raise SpecificationError("this style takes regions, not a function of variables")
    return function


def parallels(sides: Sequence[Side]) -> list[tuple[list[int], NDArray[np.bool_]]]:
    """Groups of parallel half-spaces: their numbers, and which hold at each position across them.

    >>> from fractions import Fraction
    >>> sides = [Side(Hyperplane((1,), Fraction(c)), s) for c, s in ((1, 1), (0, 1), (1, -1))]
    >>> [(own, held.astype(int).tolist()) for own, held in parallels(sides)]
    [([0, 1, 2], [[0, 0, 1], [0, 1, 1], [1, 1, 1], [1, 1, 0]])]
    """
    groups: dict[tuple[int, ...], list[int]] = {}
    for k, side in enumerate(sides):
        groups.setdefault(side.plane.normal, []).append(k)
    found = []
    for own in groups.values():
        step = [(sides[k].plane.offset, sides[k].side < 0) for k in own]  # >= c, or not > c
        steps = sorted(set(step))
        passed = np.arange(len(steps) + 1)[:, None] > np.array([steps.index(s) for s in step])
        found.append((own, passed ^ np.array([sides[k].side < 0 for k in own])))
    return found


def _without_needless(table: TruthTable, free: Collection[str]) -> TruthTable:
    """The table over fewer inputs, where don't-cares allow that; `free` ones cost nothing."""
    n, m = len(table.inputs), len(table.outputs)
    on, dc = (unpack(a, 1 << n).reshape(m, *(2,) * n) for a in (table.on, table.dc))
    kept = list(table.inputs)
    for name in [name for name in table.inputs if name not in free]:
        axis = 1 + kept.index(name)
        (on_0, on_1), (dc_0, dc_1) = np.moveaxis(on, axis, 0), np.moveaxis(dc, axis, 0)
        if not ((on_0 ^ on_1) & ~dc_0 & ~dc_1).any():
            on, dc = on_0 | on_1, dc_0 & dc_1
            kept.remove(name)
    if len(kept) == n:
        return table
    return TruthTable(inputs=tuple(kept), outputs=table.outputs,
                      on=pack(on.reshape(m, -1)), dc=pack(dc.reshape(m, -1)))  # fmt: skip


def frame_of_regions(regions: Iterable[Region], names: tuple[str, ...]) -> Frame:
    """The frame for the box of all rings, where all regions are made of rings."""
    boxes = [region.bounds() for region in regions if region.names == names]
    known = [box for box in boxes if box is not None]
    if not known or len(known) < len(boxes):
        return frame_of(None, len(names))
    return frame_of(
        np.stack([np.min([b[0] for b in known], axis=0), np.max([b[1] for b in known], axis=0)]),
        len(names),
    )


def _faces(leaf: Region, names: tuple[str, ...]) -> list[list[Face]]:
    shape = leaf.shape
    columns = [names.index(name) for name in leaf.names]
    if isinstance(shape, Halfspaces):
        return [[_placed(Face(*face), columns, len(names)) for face in shape.faces]]
    rings = rings_of(shape)
    lines, signs = rings.lines()
    strict = _STRICT[rings.boundary]
    placed = [
        _placed(Face(line, sign, strict), columns, len(names))
        for line, sign in zip(lines, signs.tolist(), strict=True)
    ]
    stops = np.cumsum([len(r) for r in rings.rings]).tolist()
    return [placed[a:b] for a, b in zip([0, *stops[:-1]], stops, strict=True)]


def _placed(face: Face, columns: Sequence[int], dimension: int) -> Face:
    wide, sign = widened(face.plane, columns, dimension)
    return Face(wide, sign * face.side, face.strict)


def rings_of(shape: object) -> Rings:
    """The shape if it is made of rings; an error for any other."""
    if not isinstance(shape, Rings):
        raise SpecificationError(f"expected half-spaces or rings, got {type(shape).__name__}")
    return shape


def joined(build: Builder, region: Region, parts: list[int]) -> int:
    """The literal of a combination of regions, from those of its parts."""
    if region.operator == "atleast":
        return build.atleast(region.least, parts)
    return build.add(region.operator, parts)


# Gates of a region ------------------------------------------------------------------------


class _Lowering:
    """Gates of regions in the making."""

    def __init__(self, lowered: Lowered, build: Builder, inputs: Sequence[int]) -> None:
        self.lowered, self.build, self.inputs = lowered, build, inputs

    def region(self, region: Region) -> int:
        """The literal of a region."""
        root: int = region.folded(self.leaf, partial(joined, self.build))
        return root

    def leaf(self, leaf: Region) -> int:
        """The literal of a shape."""
        edges = [[self.literal(face) for face in ring] for ring in self.lowered.faces(leaf)]
        if isinstance(leaf.shape, Halfspaces):
            return self.build.add("and", edges[0])
        shape = rings_of(leaf.shape)
        return self.simple(shape, edges) if shape.rule == "simple" else self.wound(shape, edges)

    def literal(self, face: Face) -> int:
        number, negated = self.lowered.literal(face)
        return self.inputs[number] ^ negated

    def simple(self, shape: Rings, edges: Sequence[Sequence[int]]) -> int:
        """The union of polygons, each the intersection of the read-once formulas of its rings."""
        polygons: dict[int, list[int]] = {}
        for number, ring, own in zip(shape.polygon, shape.rings, edges, strict=True):
            polygons.setdefault(number, []).append(self.tree(formula(ring, own)))
        parts = [self.build.add("and", rings) for rings in polygons.values()]
        return self.build.add("or", parts)

    def tree(self, root: Node) -> int:
        """The literal of a formula as deep as its ring, operands first."""
        order, pending = [], [root]
        while pending:
            node = pending.pop()
            order.append(node)
            pending.extend(part for part in node.parts if isinstance(part, Node))
        done: dict[int, int] = {}
        for node in reversed(order):
            parts = [done[id(p)] if isinstance(p, Node) else p for p in node.parts]
            done[id(node)] = self.build.add(node.operator, parts)
        return done[id(root)]

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
