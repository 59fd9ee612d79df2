"""From rings as they come (any winding, nested, touching, crossing) to filled shapes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError

from .plane.polygons import (
    Ring,
    clean_ring,
    crossing_point,
    edges,
    meetings,
    ring_numbers,
    signed_area,
    winding,
)
from .plane.windings import winding_range
from .shapes import Boundary, Rings, check_boundary, check_rule, exact_winding

# of what is taken away: where the boundary is promised to be inside, it stays
_OPPOSITE: dict[Boundary | None, Boundary | None] = {
    "closed": "open", "open": "closed", "partition": "partition", None: None,
}  # fmt: skip


def filled_polygons(
    polygons: Sequence[tuple[ArrayLike, Sequence[ArrayLike]]], boundary: Boundary | None
) -> list[tuple[Rings, list[Rings]]]:
    """Shapes, each with others to be taken away, whose union the polygons fill.

    Where polygons do not overlap and holes lie inside their shells, that is a single shape.
    """
    check_boundary(boundary)
    polygons = _listed(polygons, "polygons, pairs (ring, holes)")
    if not polygons:
        raise SpecificationError("a region needs at least one polygon")
    rings: list[Ring] = []
    owner: list[int] = []
    names: list[str] = []
    shells: list[int] = []
    for k, polygon in enumerate(polygons):
        try:
            shell, holes = polygon
        except (TypeError, ValueError):
            raise SpecificationError(f"polygon {k}: expected a pair (ring, holes)") from None
        shells.append(len(rings))
        for h, points in enumerate([shell, *_listed(holes, f"holes of polygon {k}, rings")]):
            names.append(f"polygon {k}, " + (f"hole {h - 1}" if h else "shell"))
            rings.append(_oriented(clean_ring(points, names[-1]), names[-1], hole=h > 0))
            owner.append(k)
    crossing, touching = _checked_meetings(rings, names)
    owners = np.array(owner)
    simple = not len(crossing) and _is_simple(rings, touching)
    if simple and _are_simple(rings, shells, touching):
        return [(Rings(tuple(rings), "simple", tuple(owner), (0, 1), boundary), [])]
    groups = []
    for k, first in enumerate(shells):
        own = [rings[r] for r in np.flatnonzero(owners == k)]
        groups.append(_polygon(own, names[first], boundary))
    return groups


def _listed(values: Any, what: str) -> list[Any]:
    """The values as a list."""
    try:
        return list(values)
    except TypeError:
        raise SpecificationError(f"expected a list of {what}, got {values!r:.40}") from None


def _polygon(rings: list[Ring], name: str, boundary: Boundary | None) -> tuple[Rings, list[Rings]]:
    """One polygon: a single shape where its holes lie inside, else a shell without its holes."""
    crossing, touching = meetings(rings)
    if not len(crossing) and _is_simple(rings, touching):
        return Rings(tuple(rings), "simple", (0,) * len(rings), (0, 1), boundary), []
    shell = Rings(_single(rings[0], name), "simple", (0,), (0, 1), boundary)
    holes = [_single(r[::-1], f"{name}, hole {h}") for h, r in enumerate(rings[1:])]
    opposite = _OPPOSITE[boundary]
    return shell, [Rings(r, "simple", (0,), (0, 1), opposite, taken=True) for r in holes]


def _single(ring: Ring, name: str) -> tuple[Ring]:
    """The ring alone, if it winds around every point once or not at all."""
    _, touching = meetings([ring])
    if not _is_simple([ring], touching):
        raise SpecificationError(
            f"{name} passes through itself at a corner; say the fill rule, nonzero or evenodd"
        )
    return (ring,)


def _oriented(ring: Ring, name: str, *, hole: bool) -> Ring:
    """The ring with the inside of the polygon on its left."""
    area = signed_area(ring)
    return ring[::-1] if (area < 0) != hole and area != 0 else ring


def _checked_meetings(
    rings: list[Ring], names: list[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Crossing and touching pairs of edges; an error where one ring crosses itself."""
    crossing, touching = meetings(rings)
    numbers = ring_numbers(rings)
    own = crossing[numbers[crossing[:, 0]] == numbers[crossing[:, 1]]]
    if len(own):
        starts, ends = edges(rings)
        i, j = own[0]
        ring = numbers[i]
        first = int(np.flatnonzero(numbers == ring)[0])
        x, y = crossing_point(starts[i], ends[i], starts[j], ends[j])
        raise SpecificationError(
            f"{names[ring]} crosses itself at ({x:.17g}, {y:.17g}), where its edges {i - first} "
            f"and {j - first} meet; say the fill rule, nonzero or evenodd"
        )
    return crossing, touching


def _is_simple(rings: Sequence[Ring], touching: NDArray[np.int64]) -> bool:
    """Whether rings that do not cross wind around every point once or not at all."""
    if len(touching):
        return winding_range(rings, touching[:0], touching) == (0, 1)
    outside = _outside(rings)
    inside = outside + np.array([1 if signed_area(r) > 0 else -1 for r in rings])
    return bool((np.minimum(outside, inside) == 0).all() and (outside + inside == 1).all())


def _are_simple(rings: Sequence[Ring], shells: Sequence[int], touching: NDArray[np.int64]) -> bool:
    """Whether each polygon, a shell and the rings up to the next one, is simple by itself.

    Holes may lie in another polygon than their own, which keeps the total of windings simple.
    """
    starts = np.concatenate([[0], np.cumsum([len(r) for r in rings])])
    polygon = np.searchsorted(starts[shells], touching, side="right") - 1
    inner = polygon[:, 0] == polygon[:, 1]
    own, pairs = polygon[inner, 0], touching[inner]
    for k, (first, stop) in enumerate(pairwise([*shells, len(rings)])):
        met = pairs[own == k] - starts[first]
        if (stop - first > 1 or len(met)) and not _is_simple(rings[first:stop], met):
            return False
    return True


def _outside(rings: Sequence[Ring]) -> NDArray[np.int64]:
    """For rings that do not meet, the winding number just outside each.

    The highest corner of a ring has all its own edges below it, so only others count there.
    """
    highest = np.array([r[np.lexsort((r[:, 0], r[:, 1]))[-1]] for r in rings])
    return winding(highest, rings)[0]


def filled_curves(
    rings: Sequence[ArrayLike], rule: Literal["nonzero", "evenodd"], boundary: Boundary | None
) -> Rings:
    """The shape that curves fill under a rule; they may cross themselves and each other."""
    check_rule(rule)
    check_boundary(boundary)
    clean = [clean_ring(ring, f"ring {k}") for k, ring in enumerate(_listed(rings, "rings"))]
    if not clean:
        raise SpecificationError("a region needs at least one ring")
    crossing, touching = meetings(clean)
    if not len(crossing) and not len(touching):
        return _nested(clean, rule, boundary)
    low, high = winding_range(clean, crossing, touching)
    if not len(crossing) and (low, high) in ((0, 1), (-1, 0)):
        clean = [r[::-1] for r in clean] if low else clean
        return Rings(tuple(clean), "simple", _polygon_of(clean), (0, 1), boundary)
    if boundary is not None:
        raise SpecificationError(
            f"boundary={boundary!r} can be promised only for rings that do not cross; pass None"
        )
    return Rings(tuple(clean), rule, (0,) * len(clean), (low, high), None)


def _nested(rings: list[Ring], rule: str, boundary: Boundary | None) -> Rings:
    """Rings that do not meet: those between filled and unfilled parts, the filled on the left."""
    outside = _outside(rings)
    positive = np.array([signed_area(r) > 0 for r in rings])
    inside = outside + np.where(positive, 1, -1)
    filled_out, filled_in = (w % 2 == 1 if rule == "evenodd" else w != 0 for w in (outside, inside))
    kept = [
        ring if filled == left else ring[::-1]
        for ring, left, filled, other in zip(rings, positive, filled_in, filled_out, strict=True)
        if filled != other
    ]
    if not kept:
        raise SpecificationError(f"the rings fill nothing under the rule {rule!r}")
    return Rings(tuple(kept), "simple", _polygon_of(kept), (0, 1), boundary)


def _polygon_of(rings: Sequence[Ring]) -> tuple[int, ...]:
    """Which rings belong together: a hole belongs to the smallest shell around it."""
    areas = [signed_area(r) for r in rings]
    shells = sorted((k for k, a in enumerate(areas) if a > 0), key=areas.__getitem__)
    boxes = {k: (rings[k].min(axis=0), rings[k].max(axis=0)) for k in shells}
    number = {k: i for i, k in enumerate(sorted(shells))}
    owner = []
    for k, ring in enumerate(rings):
        if k in number:
            owner.append(number[k])
            continue
        around = (
            s for s in shells
            if (boxes[s][0] <= ring.min(axis=0)).all() and (ring.max(axis=0) <= boxes[s][1]).all()
            and _surrounds(rings[s], ring)
        )  # fmt: skip
        owner.append(number[next(around)])
    return tuple(owner)


def _surrounds(shell: Ring, ring: Ring) -> bool:
    """Whether a ring that does not cross a shell lies within it, by a point that is not on it."""
    number, on = winding(ring, [shell])
    if on.all():
        exact = np.vectorize(Fraction, otypes=[object])(ring)
        number, on = exact_winding((exact + np.roll(exact, -1, axis=0)) / 2, [shell])
    return bool(number[~on][:1].any())
