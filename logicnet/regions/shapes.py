"""What regions are made of: half-spaces in any dimension, and filled rings in the plane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.bits import frozen
from logicnet.ground.running.kept import kept
from logicnet.regions.plane.polygons import Ring, clean_ring, edges, winding

from .exact import Hyperplane, edge_lines, fractions, hyperplane, integers, nearest_float

Boundary = Literal["closed", "open", "partition"]
Rule = Literal["simple", "nonzero", "evenodd"]

_EPSILON = 2.0**-50
_TINY = 1e-290


def check_boundary(boundary: object) -> None:
    """Raise unless a boundary is a promise that can be made, or none."""
    if boundary not in (None, "closed", "open", "partition"):
        raise SpecificationError(
            "boundary is 'closed', 'open', 'partition' or None (no promise), not "
            f"{boundary!r:.40}" + did_you_mean(boundary, ("closed", "open", "partition"))
        )


def check_rule(rule: object, known: Sequence[str] = ("nonzero", "evenodd")) -> None:
    """Raise unless a fill rule is one."""
    if rule not in known:
        raise SpecificationError(
            f"fill rule is 'nonzero' or 'evenodd', not {rule!r:.40}"
            + did_you_mean(rule, known[-2:])
        )


class Halfspace(NamedTuple):
    """``side * (normal.x - offset) >= 0``, or ``> 0`` where strict."""

    plane: Hyperplane
    side: int
    strict: bool


@dataclass(frozen=True)
class Halfspaces:
    """The common part of half-spaces; of none, the whole space.

    A hull has the points that span it as `corners`. They stay inside where floats cannot hold a
    face; nothing else is promised on such a face.
    """

    dimension: int
    faces: tuple[Halfspace, ...]
    corners: tuple[tuple[float, ...], ...] = ()

    @classmethod
    def of(
        cls, normals: Any, offsets: Any, *, strict: bool = False, corners: Any = ()
    ) -> Halfspaces:
        """The points with ``normal.x <= offset`` for every row (``<`` where strict)."""
        try:
            rows, bounds = [list(row) for row in normals], list(offsets)
        except TypeError:
            raise SpecificationError(
                "expected rows of normals and their offsets, such as [[1, 0], [0, 1]], [2, 3]"
            ) from None
        rows, bounds = [fractions(row) for row in rows], fractions(bounds)
        if len(rows) != len(bounds) or len({len(row) for row in rows}) != 1:
            raise SpecificationError(
                f"expected one offset for each normal and normals of one length, got {len(rows)} "
                f"normals, {len(bounds)} offsets"
            )
        faces = []
        for row, bound in zip(rows, bounds, strict=True):
            plane, sign = hyperplane(row, bound)
            faces.append(Halfspace(plane, -sign, strict))
        return cls(len(rows[0]), tuple(dict.fromkeys(faces)), tuple(map(tuple, corners)))

    def contains(self, points: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether each point lies in all half-spaces, exactly."""
        inside = np.ones(len(points), dtype=bool)
        for face in self.faces:
            sign = face.side * plane_sides(face.plane, points)
            inside &= sign > 0 if face.strict else sign >= 0
        return inside

    def on_boundary(self, points: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether each point lies on one of the hyperplanes."""
        on = np.zeros(len(points), dtype=bool)
        for face in self.faces:
            on |= plane_sides(face.plane, points) == 0
        return on

    def planes(self) -> list[Hyperplane]:
        """The hyperplanes, each once."""
        return list(dict.fromkeys(face.plane for face in self.faces))

    @property
    def binding(self) -> bool:
        """Whether the boundary is promised on faces that floats cannot hold."""
        return not self.corners

    def held(self) -> Iterator[tuple[Hyperplane, NDArray[np.float64]]]:
        """The hyperplanes with the corners on them, which rounding must not take out."""
        points = np.array(self.corners)
        for plane in self.planes() if self.corners else ():
            yield plane, points[plane_sides(plane, points) == 0]


def plane_sides(plane: Hyperplane, points: NDArray[Any]) -> NDArray[np.int8]:
    """The exact signs of ``normal.x - offset`` at points given as floats or as Fractions."""
    if points.dtype == object:
        values = [_exact_side(plane, row) for row in points]
        return np.array(values, dtype=np.int8)
    scale = max(abs(v) for v in plane.normal)
    normal = np.array([float(Fraction(v, scale)) for v in plane.normal])
    try:
        offset = float(plane.offset / scale)
    except OverflowError:
        offset = np.inf
    with np.errstate(all="ignore"):
        value = points @ normal - offset
        size = np.abs(points) @ np.abs(normal) + abs(offset)
        certain = np.abs(value) > len(normal) * _EPSILON * size + _TINY
    sign = np.where(certain, np.sign(value), 0).astype(np.int8)
    for row in np.flatnonzero(~certain):
        sign[row] = _exact_side(plane, points[row].tolist())
    return sign


def _exact_side(plane: Hyperplane, point: Any) -> int:
    total = sum((n * Fraction(v) for n, v in zip(plane.normal, point, strict=True)), Fraction(0))
    return (total > plane.offset) - (total < plane.offset)


@dataclass(frozen=True, eq=False)
class Rings:
    """The part of the plane that rings fill.

    Under the rule "simple" the winding number is 0 or 1 everywhere, `polygon` tells which rings
    belong together (a shell first, then its holes), and the filled side is the left one. Under
    "nonzero" and "evenodd" rings may cross; `windings` bounds their winding numbers. The
    boundary is counted as inside ("closed"), as outside ("open"), as what lies next to it to the
    right, or above it where it is level ("partition": so shapes that share edges share no points),
    or, where it is None, as inside while a network may put a point of it on either side. Of what
    is `taken` away from another shape, a boundary that counts as inside of the rest is outside.
    """

    rings: tuple[Ring, ...]
    rule: Rule
    polygon: tuple[int, ...]
    windings: tuple[int, int]
    boundary: Boundary | None = None
    taken: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "rings", tuple(frozen(clean_ring(r)) for r in self.rings))
        check_rule(self.rule, ("simple", "nonzero", "evenodd"))
        check_boundary(self.boundary)

    @property
    def dimension(self) -> int:
        """Two."""
        return 2

    def contains(self, points: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether each point lies in the filled part, exactly."""
        return self.located(points)[0]

    def located(self, points: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether each point lies in the filled part, and whether on an edge, exactly."""
        number, on = self._winding(points)
        filled = number % 2 == 1 if self.rule == "evenodd" else number != 0
        if self.boundary == "partition":  # edges count to the left of what lies on them
            return np.asarray(filled, dtype=bool), on
        open_there = self.boundary == "open" or (self.taken and self.boundary is None)
        inside = filled & ~on if open_there else filled | on
        return np.asarray(inside, dtype=bool), on

    def on_boundary(self, points: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether each point lies on an edge."""
        return self._winding(points)[1]

    def _winding(self, points: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        if points.dtype == object:
            return exact_winding(points, self.rings)
        return winding(points, self.rings)

    @kept
    def lines(self) -> tuple[list[Hyperplane], NDArray[np.int8]]:
        """The line of each edge, and which side of it is left."""
        return edge_lines(*edges(self.rings))

    def planes(self) -> list[Hyperplane]:
        """The lines, each once."""
        return list(dict.fromkeys(self.lines()[0]))

    @property
    def binding(self) -> bool:
        """Whether the boundary is promised on lines that floats cannot hold."""
        return self.boundary is not None

    def held(self) -> Iterator[tuple[Hyperplane, NDArray[np.float64]]]:
        """The line of each edge with its ends, which rounding must not take out."""
        starts, ends = edges(self.rings)
        return zip(self.lines()[0], np.stack([starts, ends], axis=1), strict=True)

    def _content(self) -> tuple[object, ...]:
        rings = tuple((len(r), r.tobytes()) for r in self.rings)
        return rings, self.rule, self.polygon, self.boundary, self.taken

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rings) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())


Shape = Halfspaces | Rings


def exact_winding(
    points: NDArray[Any], rings: Sequence[Ring]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Winding numbers of points given as Fractions; see `polygons.winding`."""
    number, on = np.zeros(len(points), dtype=np.int64), np.zeros(len(points), dtype=bool)
    beside = np.stack(_beside(points, *edges(rings)))
    if not beside.size:
        return number, on
    whole, power = integers(beside)
    unit = Fraction(2) ** power
    for row, (px, py) in enumerate(points.tolist()):
        px, py = Fraction(px) / unit, Fraction(py) / unit
        x, y = px.numerator * py.denominator, py.numerator * px.denominator
        (ax, ay), (bx, by) = (end.T for end in whole * (px.denominator * py.denominator))
        near = np.flatnonzero((np.minimum(ay, by) <= y) & (np.maximum(ay, by) >= y))
        ax, ay, bx, by = ax[near], ay[near], bx[near], by[near]
        area = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        up = (ay <= y) & (y < by) & (area > 0)
        down = (by <= y) & (y < ay) & (area < 0)
        number[row] = int(up.sum()) - int(down.sum())
        on[row] = ((area == 0) & (np.minimum(ax, bx) <= x) & (x <= np.maximum(ax, bx))).any()
    return number, on


def _beside(points: NDArray[Any], starts: Ring, ends: Ring) -> tuple[Ring, Ring]:
    """The edges that rays to the right from the points may meet, and perhaps some more."""
    if not len(points):
        return starts[:0], ends[:0]
    x, low, high = map(nearest_float, (points[:, 0].min(), points[:, 1].min(), points[:, 1].max()))
    kept = np.maximum(starts[:, 0], ends[:, 0]) >= np.nextafter(x, -np.inf)
    kept &= np.maximum(starts[:, 1], ends[:, 1]) >= np.nextafter(low, -np.inf)
    kept &= np.minimum(starts[:, 1], ends[:, 1]) <= np.nextafter(high, np.inf)
    return starts[kept], ends[kept]


def rings_of(shape: object) -> Rings:
    """The shape if it is made of rings; an error for any other."""
    if not isinstance(shape, Rings):
        raise SpecificationError(f"expected half-spaces or rings, got {type(shape).__name__}")
    return shape
