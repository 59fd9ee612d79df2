"""Regions: sets of points, stated as half-spaces, polygons, and combinations of them.

>>> square = Region.box([0, 0], [2, 2])
>>> disk = Region.disk((2, 2), 1, tolerance=0.01)
>>> (square - disk).contains([(0.5, 0.5), (1.9, 1.9), (3, 3)]).tolist()
[True, False, False]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.names import INSIDE, unique_names
from logicnet.ground.providers import provided
from logicnet.regions.plane.disks import disk_polygon, regular_ring
from logicnet.regions.plane.filling import filled_curves, filled_polygons
from logicnet.regions.plane.hulls import hull_faces
from logicnet.regions.reading.outlines import mask_rings, svg_rings

from .exact import Hyperplane, fractions, widened
from .half_spaces import OverHalfSpaces
from .shapes import Boundary, Halfspaces, Rings, Shape

Operator = Literal["shape", "and", "or", "xor", "not", "atleast"]
Coordinates = Sequence[str] | None
T = TypeVar("T")

_COMBINED: dict[str, Callable[[list[NDArray[np.bool_]], int], Any]] = {
    "and": lambda parts, least: np.logical_and.reduce(parts),
    "or": lambda parts, least: np.logical_or.reduce(parts),
    "xor": lambda parts, least: np.logical_xor.reduce(parts),
    "not": lambda parts, least: ~parts[0],
    "atleast": lambda parts, least: np.sum(parts, axis=0) >= least,
}

_MOST_DRAWN = 10_000  # lines up to which a region shows itself as a picture


@dataclass(frozen=True, kw_only=True)
class Region(OverHalfSpaces):
    """A set of points: a shape, or a Boolean combination of regions.

    `names` names the coordinates. Regions combine with ``| & - ^ ~``; where their coordinates
    differ, the result has those of both (a region does not restrict a coordinate that it does
    not have).
    """

    names: tuple[str, ...]
    operator: Operator = "shape"
    shape: Shape | None = None
    parts: tuple[Region, ...] = ()
    boolean: bool = False  # a shape that is a variable which is 0 or 1
    least: int = 0  # how many parts "atleast" needs

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", unique_names(self.names, "coordinate"))
        if (self.operator == "shape") != (self.shape is not None):
            raise SpecificationError("a region is either a shape or a combination of regions")
        if self.shape is None and self.operator not in _COMBINED:
            raise SpecificationError(f"regions are joined by {', '.join(_COMBINED)}, not by "
                                     f"{self.operator!r}")  # fmt: skip
        proper = all(isinstance(part, Region) for part in self.parts)
        if not proper or (self.shape is None and not self.parts):
            raise SpecificationError("a combination needs one part at least, each a Region")
        lacking = {name for part in self.parts for name in part.names} - set(self.names)
        if lacking:
            raise SpecificationError(f"a part has the coordinate {min(lacking)!r}, which is not "
                                     f"among {', '.join(self.names) or 'none'}")  # fmt: skip
        if self.shape is not None and self.shape.dimension != len(self.names):
            raise SpecificationError(
                f"the shape has {self.shape.dimension} coordinates, but {len(self.names)} are "
                f"named: {', '.join(self.names)}"
            )

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
        it. The boundary is inside ("closed") or outside ("open"); without a promise (None) it
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

    # Asking --------------------------------------------------------------------------------

    @property
    def dimension(self) -> int:
        """Number of coordinates."""
        return len(self.names)

    def contains(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Whether each point (a row of coordinates) is in the region, exactly.

        Floats are taken as the binary fractions that they are; points may also be Fractions
        (an array of objects). Cost is points times edges; a compiled network is the fast way.
        """
        at = self.checked(points)
        return np.asarray(self.evaluated(at, lambda shape, rows: shape.contains(rows)), dtype=bool)

    def on_boundary(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Whether each point lies on the boundary of a shape that the region is made of."""
        at = self.checked(points)
        found = np.zeros(len(at), dtype=bool)
        for leaf in self.leaves():
            found |= leaf.shape.on_boundary(at[:, self._columns(leaf)])  # type: ignore[union-attr]
        return found

    def leaves(self) -> list[Region]:
        """The shapes that the region is made of, as regions, from left to right, each once."""
        found: list[Region] = []
        self.folded(found.append, lambda region, parts: None)
        return found

    def folded(self, leaf: Callable[[Region], T], join: Callable[[Region, list[T]], T]) -> T:
        """A value made from those of the shapes by way of those of all parts, each made once."""
        done: dict[int, T] = {}
        pending = [self]
        while pending:
            region = pending.pop()
            missing = [part for part in region.parts if id(part) not in done]
            if id(region) in done:
                continue
            if missing:
                pending += [region, *reversed(missing)]
            elif region.shape is not None:
                done[id(region)] = leaf(region)
            else:
                done[id(region)] = join(region, [done[id(part)] for part in region.parts])
        return done[id(self)]

    def planes(self) -> list[Hyperplane]:
        """The hyperplanes of a region that is a shape, each once."""
        return [] if self.shape is None else self.shape.planes()

    @property
    def promises(self) -> bool:
        """Whether a region that is a shape says whether its boundary belongs to it."""
        return not isinstance(self.shape, Rings) or self.shape.boundary is not None

    @property
    def booleans(self) -> frozenset[str]:
        """The coordinates that are Boolean variables: they take the values 0 and 1 only."""
        return frozenset(name for leaf in self.leaves() if leaf.boolean for name in leaf.names)

    def hyperplanes(self) -> list[Hyperplane]:
        """The distinct hyperplanes that bound the shapes, in all coordinates of the region."""
        found: dict[Hyperplane, None] = {}
        for leaf in self.leaves():
            columns = self._columns(leaf)
            for plane in leaf.shape.planes():  # type: ignore[union-attr]
                found[widened(plane, columns, self.dimension)[0]] = None
        return list(found)

    def bounds(self) -> NDArray[np.float64] | None:
        """The box (lows, highs) of all corners of rings, where every shape is made of rings."""
        leaves = self.leaves()
        if not all(isinstance(leaf.shape, Rings) and leaf.names == self.names for leaf in leaves):
            return None
        corners = np.concatenate(
            [r for leaf in leaves for r in leaf.shape.rings]  # type: ignore[union-attr]
        )
        return np.stack([corners.min(axis=0), corners.max(axis=0)])

    def checked(self, points: ArrayLike) -> NDArray[Any]:
        """The points as an array of rows of finite coordinates."""
        try:
            array = np.asarray(points)
        except ValueError:
            raise SpecificationError("expected rows of coordinates, all of one length") from None
        large = array.dtype.kind in "iu" and (np.abs(array.astype(np.float64)) >= 2.0**53).any()
        if large or (array.dtype.kind == "f" and array.dtype.itemsize > 8):
            array = array.astype(object)  # floats do not hold all of these
        if array.dtype == object:
            array = np.array(fractions(array.ravel()), dtype=object).reshape(array.shape)
        elif array.dtype.kind not in "biuf":
            raise SpecificationError(f"expected rows of coordinates, got {array.dtype.name}")
        else:
            array = array.astype(np.float64)
        if array.ndim == 1 and self.dimension == 1:
            array = array[:, None]
        if array.ndim != 2 or array.shape[1] != self.dimension:
            raise SpecificationError(
                f"expected points with {self.dimension} coordinates ({', '.join(self.names)}), "
                f"got an array of {array.shape}"
            )
        if array.dtype != object and not np.isfinite(array).all():
            row = np.flatnonzero(~np.isfinite(array).all(axis=1))[0]
            raise SpecificationError(f"point {row} is {tuple(array[row].tolist())}")
        return array

    def _columns(self, part: Region) -> list[int]:
        return [self.names.index(name) for name in part.names]

    def evaluated(self, points: NDArray[Any], leaf: Callable[[Shape, Any], Any]) -> Any:
        """The values of the shapes, given by `leaf` for their columns of `points`, combined."""
        return self.folded(
            lambda part: leaf(part.shape, points[:, self._columns(part)]),  # type: ignore[arg-type]
            lambda region, values: _COMBINED[region.operator](values, region.least),
        )

    def _repr_svg_(self) -> str | None:
        """The picture for notebooks, or None where there is none of a plane or it is huge."""
        if len(self.names) != 2 or self.booleans or len(self.hyperplanes()) > _MOST_DRAWN:
            return None
        return str(provided("picture of a region")(self))

    def __repr__(self) -> str:
        kinds = {"shape": type(self.shape).__name__.lower()}
        size = f"{len(self.leaves())} shapes, " if self.parts else ""
        what = kinds.get(self.operator, self.operator)
        return f"<Region {what} over {' '.join(self.names)}, {size}{len(self.hyperplanes())} lines>"


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
    if not isinstance(right, Region):
        return NotImplemented
    parts = chain.from_iterable(r.parts if r.operator == operator else (r,) for r in (left, right))
    names = tuple(dict.fromkeys(left.names + right.names))
    return Region(names=names, operator=operator, parts=tuple(parts))


def _combined(groups: list[tuple[Rings, list[Rings]]], names: tuple[str, ...]) -> Region:
    """The union of shapes, each without some others."""
    regions = []
    for shape, removed in groups:
        region = Region(names=names, shape=shape)
        regions.append(reduce(lambda r, hole: r - Region(names=names, shape=hole), removed, region))
    if len(regions) == 1:
        return regions[0]
    return Region(names=names, operator="or", parts=tuple(regions))
