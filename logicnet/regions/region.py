"""Regions: sets of points, stated as half-spaces, polygons, and combinations of them.

>>> square = Region.box([0, 0], [2, 2])
>>> disk = Region.disk((2, 2), 1, tolerance=0.01)
>>> (square - disk).contains([(0.5, 0.5), (1.9, 1.9), (3, 3)]).tolist()
[True, False, False]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.names import INSIDE
from logicnet.ground.providers import provided
from logicnet.regions.filling import filled_curves, filled_polygons
from logicnet.regions.plane.disks import disk_polygon, regular_ring
from logicnet.regions.plane.hulls import hull_faces
from logicnet.regions.plane.outlines import mask_rings, svg_rings

from .exact import fractions
from .gates import OfRegions
from .shape_tree import Operator, ShapeTree
from .shapes import Boundary, Halfspaces, Rings

Coordinates = Sequence[str] | None

_MOST_DRAWN = 10_000  # lines up to which a region shows itself as a picture


@dataclass(frozen=True, kw_only=True)
class Region(ShapeTree, OfRegions):
    """A set of points: a shape, or a Boolean combination of regions.

    `names` names the coordinates. Regions combine with ``| & - ^ ~``; where their coordinates
    differ, the result has those of both (a region does not restrict a coordinate that it does
    not have).
    """

    # Stating one ---------------------------------------------------------------------------

    @classmethod
    @checked()
    def polygon(
        cls,
        vertices: ArrayLike,
        holes: Sequence[ArrayLike] = (),
        *,
        fill_rule: Literal["nonzero", "evenodd"] | None = None,
        boundary: Boundary | None = None,
        names: Coordinates = None,
    ) -> Region:
        """The inside of a ring of vertices, without the holes; either winding, closed or not.

        A ring that crosses itself needs a fill rule, and the holes then are further rings under
        it. The boundary is inside ("closed") or outside ("open"), or goes with what lies to its
        right, or above it where it is level ("partition"), so that of polygons that share edges and
        corners one has each point of these; without a promise (None) it
        counts as inside, but networks may put single points of it on either side, which saves
        a unit wherever two edges lie on one line with the inside on opposite sides. Where floats
        cannot hold a line, a promise is kept at the corners and not within rounding of it. A third
        coordinate of a vertex is a height, which is left out.

        >>> Region.polygon([(0, 0), (2, 0), (0, 2)]).contains([(0.5, 0.5), (2, 2)]).tolist()
        [True, False]
        """
        if fill_rule is not None:
            return cls.curves([vertices, *holes], fill_rule, boundary=boundary, names=names)
        return cls.polygons([(vertices, holes)], boundary=boundary, names=names)

    @classmethod
    @checked()
    def polygons(
        cls,
        polygons: Sequence[tuple[ArrayLike, Sequence[ArrayLike]]],
        *,
        boundary: Boundary | None = None,
        names: Coordinates = None,
    ) -> Region:
        """The union of polygons, each a pair (ring, holes): the ring's inside without them.

        Under "closed" a polygon has its shell's edges, and a hole takes none of its own away;
        under "open" it has none. An edge that two polygons share is thus inside or outside, but
        one within another polygon is inside, and one within a hole or outside a shell is not.

        >>> pair = [([(0, 0), (1, 0), (1, 1)], []), ([(0, 0), (1, 1), (0, 1)], [])]
        >>> [bool(Region.polygons(pair, boundary=b).contains([(0.5, 0.5)])[0])
        ...  for b in ("closed", "open")]
        [True, False]
        """
        return _combined(filled_polygons(polygons, boundary), _coordinates(names, 2))

    @classmethod
    @checked()
    def curves(
        cls,
        rings: Sequence[ArrayLike],
        fill_rule: Literal["nonzero", "evenodd"],
        *,
        boundary: Boundary | None = None,
        names: Coordinates = None,
    ) -> Region:
        """What closed curves fill under a rule; they may cross themselves and each other.

        "nonzero" fills where the curves wind around a point, "evenodd" where they do so an odd
        number of times.
        """
        shape = filled_curves(rings, fill_rule, boundary)
        return cls(names=_coordinates(names, 2), shape=shape)

    @classmethod
    @checked()
    def halfspace(
        cls, normal: ArrayLike, offset: float, *, strict: bool = False, names: Coordinates = None
    ) -> Region:
        """The points with ``normal.x <= offset``, or ``<`` where strict.

        >>> Region.halfspace([1, 1], 1).contains([(0.5, 0.5), (1, 1)]).tolist()
        [True, False]
        """
        return cls.polytope([normal], [offset], strict=strict, names=names)

    @classmethod
    @checked()
    def polytope(cls, a: Any, b: Any, *, strict: bool = False, names: Coordinates = None) -> Region:
        """The points with ``a x <= b`` in every row (``<`` where strict), in any dimension."""
        shape = Halfspaces.of(a, b, strict=strict)
        return cls(names=_coordinates(names, shape.dimension), shape=shape)

    @classmethod
    @checked()
    def box(cls, low: Any, high: Any, *, strict: bool = False, names: Coordinates = None) -> Region:
        """The points between two corners, in any dimension."""
        lows, highs = fractions(_row(low)), fractions(_row(high))
        if len(lows) != len(highs) or any(a > b for a, b in zip(lows, highs, strict=True)):
            raise SpecificationError(f"a box needs low <= high, got {low} and {high}")
        eye = np.eye(len(lows))
        bounds = [*(-v for v in lows), *highs]
        return cls.polytope(np.concatenate([-eye, eye]), bounds, strict=strict, names=names)

    @classmethod
    @checked()
    def interval(
        cls, low: float, high: float, *, strict: bool = False, names: Coordinates = None
    ) -> Region:
        """The numbers from low to high."""
        return cls.box([low], [high], strict=strict, names=names)

    @classmethod
    @checked()
    def hull(cls, points: ArrayLike, *, names: Coordinates = None) -> Region:
        """The convex hull of points, in any dimension.

        Where floats cannot hold a face, a network keeps its corners inside, as far as rounding
        lets it, and other points within rounding of that face may be on either side.

        >>> Region.hull([(0, 0), (4, 0), (0, 4), (1, 1)]).contains([[1, 1], [3, 3]]).tolist()
        [True, False]
        """
        normals, offsets, corners = hull_faces(points)
        shape = Halfspaces.of(normals, offsets, corners=corners)
        return cls(names=_coordinates(names, shape.dimension), shape=shape)

    @classmethod
    @checked()
    def regular(
        cls,
        k: int,
        centre: tuple[float, float] = (0, 0),
        radius: float = 1,
        *,
        rotation: float = 0,
        boundary: Boundary | None = None,
        names: Coordinates = None,
    ) -> Region:
        """The regular k-gon with corners at `radius` from the centre, the first at `rotation`."""
        ring = regular_ring(k, centre, radius, rotation)
        return cls.polygon(ring, boundary=boundary, names=names)

    @classmethod
    @checked()
    def disk(
        cls,
        centre: tuple[float, float] = (0, 0),
        radius: float = 1,
        *,
        tolerance: float,
        boundary: Boundary | None = None,
        names: Coordinates = None,
    ) -> Region:
        """The regular polygon with the fewest corners that stays within `tolerance` of a disk."""
        k, outer = disk_polygon(radius, tolerance)
        return cls.regular(k, centre, outer, boundary=boundary, names=names)

    @classmethod
    @checked()
    def of(cls, source: Any, *, boundary: Boundary | None = None) -> Region:
        """The region that a text of inequalities, a GeoJSON value or a geometry object states.

        Takes text (``"x + y <= 1 & x >= 0"``), a sympy Boolean of linear relations, anything
        with `__geo_interface__` (shapely, geopandas), a GeoJSON dict, or a path to such a file.
        A boundary can be promised of rings; inequalities say themselves what they hold on.
        """
        found: Region = provided("stated region")(source, boundary)
        return found

    @classmethod
    @checked()
    def from_svg(
        cls,
        path: str,
        *,
        fill_rule: Literal["nonzero", "evenodd"] = "nonzero",
        boundary: Boundary | None = None,
    ) -> Region:
        """What an SVG path of straight segments (its `d` attribute) fills."""
        return cls.curves(svg_rings(path), fill_rule, boundary=boundary)

    @classmethod
    @checked()
    def from_mask(cls, mask: ArrayLike, *, boundary: Boundary | None = None) -> Region:
        """The true pixels of an image: row r, column c covers c <= x <= c+1, r <= y <= r+1."""
        return cls.curves(mask_rings(mask), "nonzero", boundary=boundary)

    # The words of a function of coordinates -----------------------------------------------

    @property
    def inputs(self) -> tuple[str, ...]:
        """The coordinates."""
        return self.names

    @property
    def outputs(self) -> tuple[str, ...]:
        """The name of the output of a network of a single region."""
        return (INSIDE,)

    @property
    def regions(self) -> dict[str, Region]:
        """This region, by the name of its output."""
        return {INSIDE: self}

    # Combining -----------------------------------------------------------------------------

    def __and__(self, other: Region) -> Region:
        return _joined("and", self, other)

    def __or__(self, other: Region) -> Region:
        return _joined("or", self, other)

    def __xor__(self, other: Region) -> Region:
        return _joined("xor", self, other)

    def __sub__(self, other: Region) -> Region:
        return NotImplemented if not isinstance(other, Region) else self & ~other

    def __invert__(self) -> Region:
        if self.operator == "not":
            return self.parts[0]
        return Region(names=self.names, operator="not", parts=(self,))

    def named(self, *names: str) -> Region:
        """The same region with other names of its coordinates."""
        if len(names) != len(self.names):
            raise SpecificationError(f"expected {len(self.names)} names, got {len(names)}")
        new = dict(zip(self.names, names, strict=True))

        def renamed(region: Region, parts: Sequence[Region] = ()) -> Region:
            return replace(region, names=tuple(new[n] for n in region.names), parts=tuple(parts))

        return self.folded(renamed, renamed)

    # Showing ------------------------------------------------------------------------------

    def _repr_svg_(self) -> str | None:
        """The picture for notebooks, or None where there is none of a plane or it is huge."""
        if len(self.names) != 2 or self.booleans or len(self.hyperplanes()) > _MOST_DRAWN:
            return None
        return str(provided("picture of a region")(self))

    def __repr__(self) -> str:
        kinds = {"shape": type(self.shape).__name__.lower()}
        size = f"{len(self.leaves())} shapes, " if self.parts else ""
        what = kinds.get(self.operator, self.operator)
        count = len(self.hyperplanes())
        lines = f"{size}{count} line{'s' * (count != 1)}"
        return f"<Region {what} over {' '.join(self.names)}, {lines}>"


def _row(values: Any) -> Any:
    """The values of one row; a single one counts as a row."""
    return values if isinstance(values, (list, tuple, np.ndarray)) else [values]


def _coordinates(names: Coordinates, dimension: int) -> tuple[str, ...]:
    if names is not None:
        if not isinstance(names, Iterable):
            raise SpecificationError(f"names of coordinates are a list, not {names!r:.40}")
        return tuple(names)
    return (
        tuple("xyz"[:dimension]) if dimension <= 3 else tuple(f"x{i + 1}" for i in range(dimension))
    )


def _joined(operator: Operator, left: Region, right: Region) -> Region:
    return joined(operator, (left, right)) if isinstance(right, Region) else NotImplemented


def joined(operator: Operator, regions: Sequence[Region]) -> Region:
    """The regions under one operator, in one step however many they are."""
    if len(regions) == 1:
        return regions[0]
    parts = chain.from_iterable(r.parts if r.operator == operator else (r,) for r in regions)
    names = dict.fromkeys(name for region in regions for name in region.names)
    return Region(names=tuple(names), operator=operator, parts=tuple(parts))


def _combined(groups: list[tuple[Rings, list[Rings]]], names: tuple[str, ...]) -> Region:
    """The union of shapes, each without some others."""
    regions = []
    for shape, removed in groups:
        region = Region(names=names, shape=shape)
        regions.append(reduce(lambda r, hole: r - Region(names=names, shape=hole), removed, region))
    if len(regions) == 1:
        return regions[0]
    return Region(names=names, operator="or", parts=tuple(regions))
