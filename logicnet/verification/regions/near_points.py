"""Points that tell regions from others: on and beside what bounds them, and at random.

Rings have their corners, and points on all edges and on both sides. For half-spaces, straight ways
are laid through the region's corners and their neighbourhood; wherever a region begins or ends
along a way, there are points on both sides, at three distances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.regions.exact import Hyperplane, widened
from logicnet.regions.plane.polygons import edges
from logicnet.regions.region import Region
from logicnet.regions.shapes import Halfspaces, Rings

_DISTANCES = (1e-2, 1e-5, 1e-8)  # of an edge's length: how far points beside it are
_MOST_CROSSINGS = 60_000  # hyperplanes times ways
_MOST_BESIDE = 4000  # edges times places along each beside which points are tried
_FEWEST_WAYS, _MOST_WAYS = 16, 2048
_FAR = 2.0**1000  # no coordinates beyond: what is worked out from them stays finite
_APART = 2.0**-40  # of coordinates: crossings that are nearer may be one that was rounded

Floats = NDArray[np.float64]


class NearPoints(NamedTuple):
    """Points, the first `random` of them at random, and what the others lie beside."""

    points: Floats
    random: int
    text: str


def near_points(
    regions: Mapping[str, Region], names: Sequence[str], booleans: Sequence[int], count: int,
    rng: np.random.Generator,
) -> NearPoints:  # fmt: skip
    """Points over the named coordinates that tell regions from others, as far as points do."""
    d = len(names)
    leaves = [leaf for region in regions.values() for leaf in region.leaves()]
    rings = [(leaf, r) for leaf in leaves if isinstance(leaf.shape, Rings)
             for r in leaf.shape.rings]  # fmt: skip
    planes = list(dict.fromkeys(
        widened(plane, [names.index(n) for n in leaf.names], d)[0]
        for leaf in leaves if isinstance(leaf.shape, Halfspaces) and not leaf.boolean
        for plane in leaf.planes()
    ))  # fmt: skip
    beside, hit = _along_ways(regions, names, booleans, planes, rng)
    sides = sum(len(ring) for _, ring in rings)
    places = int(np.clip(_MOST_BESIDE // max(1, sides), 1, 31)) // 2 * 2 + 1
    corners = [_of_ring(leaf, ring, names, beside, places, rng) for leaf, ring in rings]
    near = np.concatenate([np.zeros((0, d)), *corners, beside])
    low, high = near.min(axis=0, initial=np.inf), near.max(axis=0, initial=-np.inf)
    low, high = np.where(low <= high, low, -1.0), np.where(low <= high, high, 1.0)
    spread = low / 2 + high / 2 + (high / 2 - low / 2) * rng.uniform(-1.2, 1.2, (count, d))
    points = np.concatenate([spread, near])
    points[:, booleans] = rng.integers(0, 2, (len(points), len(booleans)))
    text = [f"{sum(map(len, corners))} on and beside all {sides} edges"] if rings else []
    text += [f"{len(beside)} beside {hit} of {len(planes)} hyperplanes"] if planes else []
    return NearPoints(points, count, " and ".join(text) or "none else")


def _of_ring(
    leaf: Region, ring: Floats, names: Sequence[str], others: Floats, places: int,
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """The corners of a ring, and points on every edge and on both sides of it."""
    starts, ends = edges([ring])
    across = np.stack([starts[:, 1] - ends[:, 1], ends[:, 0] - starts[:, 0]], axis=1)
    found = [starts]
    for place in (np.arange(places) + 0.5) / places:
        on = starts * (1 - place) + ends * place
        found += [on, *(on + s * part * across for part in _DISTANCES for s in (1, -1))]
    flat = np.concatenate(found)
    points = rng.uniform(-1, 1, (len(flat), len(names)))
    if len(others):
        points = others[rng.integers(0, len(others), len(flat))]
    points[:, [names.index(name) for name in leaf.names]] = flat
    return points


def _along_ways(
    regions: Mapping[str, Region], names: Sequence[str], booleans: Sequence[int],
    planes: Sequence[Hyperplane], rng: np.random.Generator,
) -> tuple[Floats, int]:  # fmt: skip
    """Points beside places where regions begin or end, and beside how many hyperplanes."""
    d = len(names)
    if not planes:
        return np.zeros((0, d)), 0
    normals, offsets = _in_floats(planes)
    ways = int(np.clip(_MOST_CROSSINGS // len(planes), _FEWEST_WAYS, _MOST_WAYS))
    start, way = _ways(normals, offsets, booleans, ways, rng)
    places = [_changes(regions, names, normals, offsets, start, way)]
    edge = places[0][0]
    if len(edge):  # from between two such places at right angles to each hyperplane
        chosen = rng.permutation(len(planes))[: 2 * ways]
        start = edge[rng.integers(0, len(edge), (len(chosen), 2))].mean(axis=1)
        way = normals[chosen].copy()
        start[:, booleans] = rng.integers(0, 2, (len(chosen), len(booleans)))
        way[:, booleans] = 0
        places.append(_changes(regions, names, normals, offsets, start, way))
    edge, step, hit = (np.concatenate(parts) for parts in zip(*places, strict=True))
    found = [edge]
    for part in _DISTANCES:
        found += [edge + 2 * part * step[:, 0], edge + 2 * part * step[:, 1]]
    return np.concatenate(found), len(np.unique(hit[hit >= 0]))


def _changes(
    regions: Mapping[str, Region], names: Sequence[str], normals: Floats, offsets: Floats,
    start: Floats, way: Floats,
) -> tuple[Floats, Floats, NDArray[np.int64]]:  # fmt: skip
    """Where regions change along ways, the steps half-way to the next crossings, and which crossed:
    a number, or -1 where several cross in one place, as at a corner."""
    with np.errstate(all="ignore"):
        at = (offsets - start @ normals.T) / (way @ normals.T)
        order = np.argsort(np.where(np.isfinite(at), at, np.inf), axis=1)
        at = np.take_along_axis(at, order, axis=1)
        middle = (at[:, 1:] + at[:, :-1]) / 2
        between = np.concatenate([at[:, :1] - 1, middle, at[:, -1:] + 1], axis=1)
        places = start[:, None] + between[:, :, None] * way[:, None]
        usable = np.asarray((np.abs(places) < _FAR).all(axis=2))
    values = np.zeros((*usable.shape, len(regions)), dtype=bool)
    for k, region in enumerate(regions.values()):
        columns = [names.index(name) for name in region.names]
        values[usable, k] = region.contains(places[usable][:, columns])
    differ = np.any(values[:, 1:] != values[:, :-1], axis=2)
    line, place = np.nonzero(differ & usable[:, 1:] & usable[:, :-1] & np.isfinite(at))
    here = at[line, place]
    ends = np.stack([between[line, place], between[line, place + 1]], axis=1)
    steps = (ends - here[:, None])[:, :, None] * way[line][:, None]
    edge = start[line] + here[:, None] * way[line]
    reach = np.abs(np.concatenate([edge, start[line]], axis=1)).max(axis=1)
    apart = np.abs(steps).max(axis=2).min(axis=1) > _APART * reach
    return edge, steps, np.where(apart, order[line, place], -1)


def _in_floats(planes: Sequence[Hyperplane]) -> tuple[Floats, Floats]:
    """Normals of length 1 and offsets, as near as floats are."""
    normals, offsets = [], []
    for plane in planes:
        largest = max(map(abs, plane.normal))
        normals.append([float(Fraction(v, largest)) for v in plane.normal])
        limit = Fraction(_FAR)
        offsets.append(float(max(-limit, min(limit, plane.offset / largest))))
    table, right = np.array(normals), np.array(offsets)
    length = np.linalg.norm(table, axis=1)
    return table / length[:, None], right / length


def _ways(
    normals: Floats, offsets: Floats, booleans: Sequence[int], count: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Starts and directions of straight ways between and around points where hyperplanes meet."""
    k, d = normals.shape
    chosen = np.argsort(rng.random((2 * count, k)), axis=1)[:, : min(k, d)]
    share = rng.dirichlet(np.ones(4), 2 * count)[:, :, None]
    free = rng.random((count, 1)) < 0.5  # the corners may all lie on one line, or be one
    with np.errstate(all="ignore"):
        corners = (np.linalg.pinv(normals[chosen]) @ offsets[chosen][:, :, None])[:, :, 0]
        mixed = (share * corners[rng.integers(0, len(corners), (2 * count, 4))]).sum(axis=1)
        start, way = mixed[:count], mixed[count:] - mixed[:count]
        reach, size = (np.abs(v).max(axis=1, keepdims=True) for v in (way, start))
        reach = np.where(reach > _APART * size, reach, 1.0 + size)
        start += np.where(free, reach, 0.0) * rng.normal(size=(count, d))
        way = np.where(free, reach * rng.normal(size=(count, d)), way)
    start[:, booleans] = rng.integers(0, 2, (count, len(booleans)))
    way[:, booleans] = 0
    return start, way
