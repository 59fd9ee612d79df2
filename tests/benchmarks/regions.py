"""Points a second of region networks against point-in-polygon libraries, in one run.

    python tests/benchmarks/regions.py [points]

One thread, a million uniform points in the box of the shape and a tenth around it. The network
is `compile(region)`; "first" includes building its index of cells (the compiled code itself is
loaded before), "next" is a further set of points. Peers are prepared before, as far as they can
be. Beyond a few hundred edges that all pass near a point the index grows with the square of the
edges in a cell; see the last convex rows for where prepared trees catch up.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from logicnet import Region, compile

DATA = Path(__file__).parents[3] / "shared" / "data" / "regions"


def ring(kind, k):
    """A regular polygon, or a star with every other corner half-way in, slightly uneven."""
    angle = 2 * np.pi * np.arange(k) / k
    radius = np.ones(k)
    if kind == "star":
        radius = np.where(np.arange(k) % 2, 0.5, 1.0)
        radius *= 1 + 0.1 * np.random.default_rng(k).uniform(size=k)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def best(run, times=3):
    """The least seconds, and the result."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        found.append(time.perf_counter() - start)
    return min(found), result


def peers(geometry):
    """Functions from points to membership, those that are installed."""
    found = {}
    try:
        import shapely

        shapely.prepare(geometry)
        found["shapely"] = lambda points: shapely.contains_xy(geometry, points)
        outline = np.array(geometry.exterior.coords) if geometry.geom_type == "Polygon" else None
    except ImportError:
        return found
    if outline is not None and not len(geometry.interiors):
        try:
            from matplotlib.path import Path as Outline

            path = Outline(outline)
            found["matplotlib"] = path.contains_points
        except ImportError:
            pass
        try:
            from skimage.measure import points_in_poly

            found["skimage"] = lambda points: points_in_poly(points, outline)
        except ImportError:
            pass
    return found


def compare(name, region, geometry, points, all_peers=True):
    """Print one line; the ratio of the network's steady speed to shapely's."""
    seconds, network = best(lambda: compile(region), 1)
    first, _ = best(lambda: network(points), 1)
    steady, inside = best(lambda: network(points))
    text, ratio = "", float("nan")
    for peer, contains in peers(geometry).items():
        if peer != "shapely" and not all_peers:
            continue
        few = points if peer == "shapely" else points[: len(points) // 10]
        peer_seconds, answer = best(lambda c=contains, p=few: c(p), 2 if peer == "shapely" else 1)
        factor = peer_seconds / len(few) / (steady / len(points))
        text += f"  {peer} x{factor:.1f}"
        if peer == "shapely":
            ratio = factor
            text += f" (first x{peer_seconds / first:.1f}, {(answer != inside[:, 0]).sum()} differ)"
    print(f"{name:22} {len(points) / steady:9.3g}/s  compiled in {seconds:.3f} s{text}", flush=True)
    return ratio


def around(low, high, count):
    """Uniform points in a box and a tenth around it."""
    spread = np.random.default_rng(0).uniform(-0.1, 1.1, (count, 2))
    return low + (high - low) * spread


def main(count):
    from shapely.geometry import Polygon, shape

    compile(Region.regular(5))(around(-1, 1, max(count, 100_000)))  # load the compiled code
    for kind in ("convex", "star"):
        for k in (8, 16, 32, 64, 128, 256, 512, 1024, 4096):
            corners = ring(kind, k)
            points = around(corners.min(axis=0), corners.max(axis=0), count)
            compare(f"{kind} {k}", Region.polygon(corners), Polygon(corners), points, k <= 512)
    path = DATA / "countries.geojson"
    if not path.exists():
        return
    countries = json.loads(path.read_text())["features"]
    ratios = {}
    for feature in countries:
        region, name = Region.of(feature), feature["properties"]["name"]
        points = around(*region.bounds(), count)
        ratios[name] = compare(name, region, shape(feature["geometry"]), points, False)
    slowest = min(ratios, key=ratios.get)
    print(f"countries: least ratio to shapely {ratios[slowest]:.2f} ({slowest}), "
          f"median {np.median(list(ratios.values())):.1f}")  # fmt: skip
    regions = {f["properties"]["name"]: Region.of(f) for f in countries}
    for part in (44, 88, 177):
        some = dict(list(regions.items())[:part])
        seconds, network = best(lambda s=some: compile(s), 1)
        edges = sum(len(r) for region in some.values() for r in region.leaves()[0].shape.rings)
        print(f"{part} countries, {edges} edges: {seconds:.2f} s, {network.units} units")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
