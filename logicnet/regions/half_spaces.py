"""Half-spaces that bound regions: each once, numbered, whatever shapes they are the faces of.

A closed half-space is a variable, an open one the negation of the opposite closed one; where
nothing is promised about the boundary, a line has one variable for both its sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .exact import Hyperplane, widened
from .shape_tree import ShapeTree
from .shapes import Halfspaces, rings_of

_STRICT = {  # by the promise about a boundary, the negative side of a line and the positive one
    None: (None, None), "closed": (False, False), "open": (True, True), "partition": (True, False),
}  # fmt: skip
_ALONE = np.array([[False], [True]])  # the positions across one half-space


class Side(NamedTuple):
    """The closed half-space ``side * (normal.x - offset) >= 0``."""

    plane: Hyperplane
    side: int


def boolean_columns(regions: Mapping[str, ShapeTree], names: Sequence[str]) -> list[int]:
    """The coordinates that are Boolean variables in some region."""
    known = {name for region in regions.values() for name in region.booleans}
    return [k for k, name in enumerate(names) if name in known]


def variable_of(side: Side, booleans: Sequence[int]) -> int | None:
    """The Boolean variable of which a half-space says that it is 1 (or 0), if it does just that."""
    read = [column for column, value in enumerate(side.plane.normal) if value]
    if len(read) == 1 and read[0] in booleans and 0 < side.plane.offset < 1:
        return read[0]
    return None


class Face(NamedTuple):
    """The half-space on one side of a hyperplane; `strict` None: with or without it."""

    plane: Hyperplane
    side: int
    strict: bool | None


class NumberedSides:
    """The half-spaces of some regions, and which of them each face of a shape is.

    >>> square = ShapeTree(names=("x",), shape=Halfspaces.of([[1]], [2], strict=True))
    >>> found = NumberedSides({"inside": square})
    >>> [side_text(side, found.coordinates) for side in found.sides]
    ['x >= 2']
    >>> found.literal(found.faces(square)[0][0])
    (0, True)
    """

    def __init__(self, regions: Mapping[str, ShapeTree]) -> None:
        self.regions = dict(regions)
        self.coordinates = tuple(dict.fromkeys(n for r in regions.values() for n in r.names))
        booleans = boolean_columns(regions, self.coordinates)
        leaves = {id(leaf): leaf for region in regions.values() for leaf in region.leaves()}
        self._faces = {
            key: [[_settled(face, booleans) for face in ring] for ring in
                  _faces(leaf, self.coordinates)]
            for key, leaf in leaves.items()
        }  # fmt: skip
        self._number: dict[Side, int] = {}
        found = [face for rings in self._faces.values() for ring in rings for face in ring]
        for plane, side, strict in found:
            if strict is not None:
                self._number.setdefault(Side(plane, -side if strict else side), len(self._number))
        for plane, side, strict in found:
            if strict is None and Side(plane, -side) not in self._number:
                self._number.setdefault(Side(plane, side), len(self._number))
        self.sides = list(self._number)

    def faces(self, leaf: ShapeTree) -> list[list[Face]]:
        """The faces of a shape, ring by ring."""
        return self._faces[id(leaf)]

    def literal(self, face: Face) -> tuple[int, bool]:
        """The number of the half-space that a face is a face of, and whether it is negated."""
        plane, side, strict = face
        if not strict and Side(plane, side) in self._number:
            return self._number[Side(plane, side)], False
        return self._number[Side(plane, -side)], True


def _faces(leaf: ShapeTree, names: tuple[str, ...]) -> list[list[Face]]:
    shape = leaf.shape
    columns = [names.index(name) for name in leaf.names]
    if isinstance(shape, Halfspaces):
        return [[_placed(Face(*face), columns, len(names)) for face in shape.faces]]
    rings = rings_of(shape)
    lines, signs = rings.lines()
    strict = _STRICT[rings.boundary]
    placed = [
        _placed(Face(line, sign, strict[sign > 0]), columns, len(names))
        for line, sign in zip(lines, signs.tolist(), strict=True)
    ]
    stops = np.cumsum([len(r) for r in rings.rings]).tolist()
    return [placed[a:b] for a, b in zip([0, *stops[:-1]], stops, strict=True)]


def _settled(face: Face, booleans: Sequence[int]) -> Face:
    """The face as one of ``b >= 1/2`` where it says no more of a Boolean variable b."""
    read = [column for column, value in enumerate(face.plane.normal) if value] if booleans else []
    if len(read) != 1 or read[0] not in booleans or face.strict is None:
        return face
    heights = [face.side * (face.plane.normal[read[0]] * b - face.plane.offset) for b in (0, 1)]
    at_0, at_1 = (height > 0 or (height == 0 and not face.strict) for height in heights)
    if at_0 == at_1:
        return face
    normal = tuple(int(bool(value)) for value in face.plane.normal)
    return Face(Hyperplane(normal, Fraction(1, 2)), 1 if at_1 else -1, at_0)


def _placed(face: Face, columns: Sequence[int], dimension: int) -> Face:
    wide, sign = widened(face.plane, columns, dimension)
    return Face(wide, sign * face.side, face.strict)


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
        if len(own) == 1:
            found.append((own, _ALONE ^ (sides[own[0]].side < 0)))
            continue
        step = [(sides[k].plane.offset, sides[k].side < 0) for k in own]  # >= c, or not > c
        steps = sorted(set(step))
        passed = np.arange(len(steps) + 1)[:, None] > np.array([steps.index(s) for s in step])
        found.append((own, passed ^ np.array([sides[k].side < 0 for k in own])))
    return found


def side_text(side: Side, names: Sequence[str]) -> str:
    """The half-space as an inequality, such as ``2*x + y <= 3``.

    >>> side_text(Side(Hyperplane((2, -1), Fraction(3)), -1), "xy")
    '2*x - y <= 3'
    """
    plane, sign = side
    largest = max(abs(v) for v in plane.normal)
    unit = largest if largest >= 1 << 20 else 1  # long integers are not worth reading
    terms = []
    for value, name in zip(plane.normal, names, strict=True):
        if value:
            size = abs(value) / unit
            factor = "" if size == 1 else f"{size:.6g}*"
            terms.append(f"{'-' if value < 0 else '+'} {factor}{name}")
    text = " ".join(terms)
    text = text[2:] if text.startswith("+") else text.replace("- ", "-", 1)
    offset = plane.offset / unit
    try:
        bound = f"{float(offset):.10g}"
    except OverflowError:
        bound = f"{Decimal(offset.numerator) / offset.denominator:.10g}"
    return f"{text} {'>=' if sign > 0 else '<='} {bound}"
