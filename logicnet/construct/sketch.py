"""The half-spaces of regions, each once, and who reads which.

A closed half-space is a unit, an open one the negation of the unit of the opposite closed one.
Where nothing is promised about the boundary, a line has one unit for both its sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..errors import SpecificationError
from ..regions.exact import Hyperplane, widened
from ..regions.region import Region
from ..regions.shapes import Halfspaces, Rings
from .draft import Draft, Form
from .halfspaces import Side

STRICT = {None: None, "closed": False, "open": True}  # by the promise about a boundary


class Face(NamedTuple):
    """The half-space on one side of a hyperplane; `strict` None: with or without it."""

    plane: Hyperplane
    side: int
    strict: bool | None


class Sketch:
    """A Boolean network in the making over the half-spaces of regions."""

    def __init__(self, regions: Iterable[Region], names: tuple[str, ...]) -> None:
        leaves = {id(leaf): leaf for region in regions for leaf in region.leaves()}
        self._faces = {key: _faces(leaf, names) for key, leaf in leaves.items()}
        faces = [face for rings in self._faces.values() for ring in rings for face in ring]
        self._number: dict[Side, int] = {}
        for plane, side, strict in faces:
            if strict is not None:
                self._number.setdefault(Side(plane, -side if strict else side), len(self._number))
        for plane, side, strict in faces:
            if strict is None and Side(plane, -side) not in self._number:
                self._number.setdefault(Side(plane, side), len(self._number))
        self.draft = Draft([f"h{k + 1}" for k in range(len(self._number))])
        self._negated = [1 - form for form in self.draft.literals]
        self._literals = {
            key: [[self.literal(face) for face in ring] for ring in rings]
            for key, rings in self._faces.items()
        }

    @property
    def sides(self) -> list[Side]:
        """The half-space of each input of the draft."""
        return list(self._number)

    def faces(self, leaf: Region) -> list[list[Face]]:
        """The faces of a shape, ring by ring."""
        return self._faces[id(leaf)]

    def literals(self, leaf: Region) -> list[list[Form]]:
        """The values of the faces of a shape, ring by ring."""
        return self._literals[id(leaf)]

    def literal(self, face: Face) -> Form:
        """The value of a half-space whose hyperplane carries a face."""
        plane, side, strict = face
        if not strict and Side(plane, side) in self._number:
            return self.draft.literals[self._number[Side(plane, side)]]
        return self._negated[self._number[Side(plane, -side)]]


def _faces(leaf: Region, names: tuple[str, ...]) -> list[list[Face]]:
    shape = leaf.shape
    columns = [names.index(name) for name in leaf.names]
    if isinstance(shape, Halfspaces):
        return [[_placed(Face(*face), columns, len(names)) for face in shape.faces]]
    rings = rings_of(shape)
    lines, signs = rings.lines()
    strict = STRICT[rings.boundary]
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
