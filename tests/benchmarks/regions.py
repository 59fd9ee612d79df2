"""Points of region networks against point-in-polygon libraries and others, in one process.

    python tests/benchmarks/regions.py [few]

Each row has the peer's CPU time by ours (above 1: we are faster), of the first call on a new
network and of later ones, and how many answers differ. Calls take turns, and the least times count.
Networks are compiled before, which finds out what their first call needs, and peers are prepared
within the first call; compiled code is loaded before. A last table sums the ratios up. "few" leaves
out millions of points. About three minutes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from logicnet import Region, compile, verify
from logicnet.regions.evaluation import prepared

DATA = Path(__file__).parents[3] / "shared" / "data" / "regions"
RATIOS: dict[str, float] = {}


def ring(kind, k):
    """A regular polygon, or a star with every other corner half-way in, slightly uneven."""
    angle = 2 * np.pi * np.arange(k) / k
    radius = np.ones(k)
    if kind == "star":
        radius = np.where(np.arange(k) % 2, 0.5, 1.0)
        radius *= 1 + 0.1 * np.random.default_rng(k).uniform(size=k)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def least(run, times=3):
    """The least CPU seconds of some calls, and the result."""
    found = []
    for _ in range(times):
        start = time.process_time()
        result = run()
        found.append(time.process_time() - start)
    return max(min(found), 1e-7), result


def in_turn(name, ours, peer, times):
    """Print the least times of calls that take turns, so that other work weighs on both alike."""
    found = [(least(ours, 1), least(peer, 1)) for _ in range(times)]
    (_, inside), (_, answer) = found[-1]
    differ = int((inside[:, 0] != answer).sum())
    said(name, min(own for (own, _), _ in found), min(other for _, (other, _) in found), differ)


def said(name, ours, theirs, differ):
    """Print a row, and keep its ratio; the memory is the most of the process until now."""
    RATIOS[name] = theirs / ours
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:58} {ours:9.2e} s {theirs:9.2e} s  x{theirs / ours:8.2f}  "
          f"{differ} differ  {peak} MB", flush=True)  # fmt: skip


def around(low, high, count):
    """Uniform points in a box and a tenth around it."""
    spread = np.random.default_rng(0).uniform(-0.1, 1.1, (count, 2))
    return low + (high - low) * spread


def polygons(counts):
    """Single polygons against prepared shapely."""
    import shapely
    from shapely.geometry import Polygon

    for kind in ("convex", "star"):
        for k in (3, 64, 512, 4096, 10_000):
            corners = ring(kind, k)
            region = Region.polygon(corners)
            for count in [count for count in counts if count < 10**6 or k in (64, 512)]:
                points = around(corners.min(axis=0), corners.max(axis=0), count)
                tries = 3 if k <= 512 and count < 10**6 else 1
                fresh = [(compile(region), Polygon(corners)) for _ in range(tries)]
                networks, shapes = map(iter, zip(*fresh, strict=True))

                def prepared(shapes=shapes, points=points):
                    geometry = next(shapes)
                    shapely.prepare(geometry)
                    return shapely.contains_xy(geometry, points)

                name = f"{kind} {k}, {count} points"
                in_turn(f"{name}, first, shapely", lambda n=networks, p=points: next(n)(p),
                        prepared, len(fresh))  # fmt: skip
                network, geometry = fresh[-1]
                in_turn(f"{name}, later, shapely", lambda n=network, p=points: n(p),
                        lambda g=geometry, p=points: shapely.contains_xy(g, p),
                        50 if count <= 1000 else 5 if k * count < 10**8 else 1)  # fmt: skip


def solids(counts):
    """Boxes of three and more dimensions against numpy, hulls against scipy."""
    from scipy.spatial import Delaunay

    rng = np.random.default_rng(0)
    for d, k in ((3, 200), (4, 40), (5, 30)):
        corners = rng.normal(size=(k, d))
        corners /= np.linalg.norm(corners, axis=1)[:, None]
        hull, box = compile(Region.hull(corners)), compile(Region.box([0] * d, [0.5] * d))
        simplices = Delaunay(corners)
        for count in counts:
            points = rng.uniform(-1, 1, (count, d))
            for net in (hull, box):
                net(points)  # loads the compiled code
            in_turn(f"hull of {hull.units - 1} faces, {d} dimensions, {count} points, scipy",
                    lambda p=points, n=hull: n(p),
                    lambda p=points, s=simplices: s.find_simplex(p) >= 0, 5)  # fmt: skip
            in_turn(f"box of {d} dimensions, {count} points, numpy", lambda p=points, n=box: n(p),
                    lambda p=points: ((p >= 0) & (p <= 0.5)).all(axis=1), 5)  # fmt: skip


def world(count):
    """One label of 177 countries, at points and on a grid."""
    import shapely
    from shapely.geometry import shape

    found = json.loads((DATA / "countries.geojson").read_text())["features"]
    regions = {f["properties"]["name"]: Region.of(f, boundary="partition") for f in found}
    network = compile(regions)
    shapes = [shape(f["geometry"]) for f in found]
    points = np.random.default_rng(0).uniform((-180, -90), (180, 84), (count, 2))

    def joined():
        tree = shapely.STRtree(shapes)
        pairs = tree.query(shapely.points(points), predicate="within")
        numbers = np.full(count, -1)
        numbers[pairs[0]] = pairs[1]
        return numbers

    def looped():
        numbers = np.full(count, -1)
        for k, one in enumerate(shapes):
            low_x, low_y, high_x, high_y = one.bounds
            inside = (points[:, 0] >= low_x) & (points[:, 0] <= high_x)
            inside &= (points[:, 1] >= low_y) & (points[:, 1] <= high_y)
            at = np.flatnonzero(inside)
            shapely.prepare(one)
            numbers[at[shapely.contains_xy(one, points[at])]] = k
        return numbers

    first, numbers = least(lambda: network.label(points, names=False), 1)
    later, numbers = least(lambda: network.label(points, names=False))
    for name, peer in (("tree of shapely", joined), ("boxes, shapely", looped)):
        theirs, answer = least(peer, 1)
        differ = int((answer != numbers).sum())
        said(f"177 countries, {count} points, first, {name}", first, theirs, differ)
        said(f"177 countries, {count} points, later, {name}", later, theirs, differ)
    try:
        import geopandas
    except ImportError:
        print("geopandas is not installed")
    else:
        frame = geopandas.GeoDataFrame(geometry=shapes)
        where = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(*points.T))
        theirs, found = least(lambda: geopandas.sjoin(where, frame, predicate="within"), 1)
        answer = np.full(count, -1)
        answer[found.index] = found["index_right"]
        said(f"177 countries, {count} points, later, geopandas", later, theirs,
             int((answer != numbers).sum()))  # fmt: skip
    grid(network, shapes)


def grid(network, shapes):
    """A picture of a million places."""
    x, y = -180 + 0.36 * (np.arange(1000) + 0.5), 84 - 0.174 * (np.arange(1000) + 0.5)
    network.label_grid(x[:2], y[:2], names=False)  # loads the compiled code
    ours, numbers = least(lambda: network.label_grid(x, y, names=False))
    try:
        from rasterio.features import rasterize
        from rasterio.transform import from_origin
    except ImportError:
        print(f"grid of 1000 x 1000: {ours:.2e} s; rasterio is not installed")
        return
    burnt = [(one, k + 1) for k, one in enumerate(shapes)]
    where = from_origin(-180, 84, 0.36, 0.174)
    theirs, answer = least(lambda: rasterize(burnt, (1000, 1000), transform=where, dtype="int32"))
    said("177 countries, 1000 x 1000 places, rasterio", ours, theirs,
         int((answer - 1 != numbers).sum()))  # fmt: skip


def proofs():
    """Outlines of many edges: compiled, and proven. No peer proves anything."""
    for kind, k in (("convex", 1000), ("star", 1000), ("star", 10_000)):
        region = Region.polygon(ring(kind, k))
        built, network = least(lambda r=region: compile(r), 1)
        proven, verdict = least(lambda n=network, r=region: verify(n, r), 1)
        print(f"{kind} {k}: compiled in {built:.2f} s, {proven:.2f} s: {verdict}", flush=True)


def main(few):
    prepared._INDEX_LOOPS = prepared._LOOP = 0.0  # loops are compiled at once where they are not
    small = np.random.default_rng(0).random((7000, 2))
    two = {"a": "x >= 1 & y >= 0", "b": "x < y"}
    stars = [Region.polygon(ring("star", k)) for k in (40, 64)]
    for stated in (Region.regular(5), Region.regular(30), Region.box([0, 0], [1, 1]), *stars, two):
        network = compile(stated)
        for points in (small[:1], small[:9], small[:200], *[small] * 20):  # load the compiled code
            network(points)
            network.label(points)
    network.label_grid(small[:9, 0], small[:9, 1])
    print(f"{'':58} {'ours':>9}   {'peer':>9}    peer / ours")
    polygons((1, 10, 1000, 99_999, 100_000) + (() if few else (10_000_000,)))
    solids((1, 1000, 100_000) + (() if few else (1_000_000,)))
    if (DATA / "countries.geojson").exists():
        for count in (100_000,) if few else (100_000, 1_000_000):
            world(count)
    proofs()
    summary()


def summary():
    """The least and the median ratio of each kind of shape, and which are below 1."""
    kinds = {"convex polygons": "convex ", "stars": "star ", "boxes": "box ", "hulls": "hull ",
             "177 countries": "177 ", "all": ""}  # fmt: skip
    print("\n| shapes | ratios | least | median | below 1 |\n|---|---|---|---|---|")
    for kind, start in kinds.items():
        own = [ratio for name, ratio in RATIOS.items() if name.startswith(start)]
        if own:
            below = sum(ratio < 1 for ratio in own)
            print(f"| {kind} | {len(own)} | {min(own):.2f} | {np.median(own):.1f} | {below} |")
    for name, ratio in RATIOS.items():
        if ratio < 1:
            print(f"below 1: {name}: {ratio:.2f}")


if __name__ == "__main__":
    main(len(sys.argv) > 1)
