"""Polygons for tests: random ones, hard ones, and the real ones where the data is at hand.

And trees of half-spaces in the plane, as regions and by plain arithmetic at points.
"""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

from logicnet import Region

DATA = Path(__file__).parents[3] / "shared" / "data" / "regions"


def features(name):
    """The features of a data file; the test is skipped where the data is absent."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    return json.loads(path.read_text())["features"]


def star(k, rng, centre=(0.0, 0.0)):
    """A star-shaped ring of k corners with few digits."""
    angle = 2 * np.pi * (np.arange(k) + rng.uniform(0, 0.8, k)) / k
    radius = rng.uniform(0.2, 1.0, k)
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return np.rint(1024 * ring) / 1024 + centre


@st.composite
def rings(draw, most=12):
    """Star-shaped rings: never crossing, often far from convex."""
    k = draw(st.integers(3, most))
    return star(k, np.random.default_rng(draw(st.integers(0, 2**32 - 1))))


@st.composite
def masks(draw):
    """Small images, which make holes, islands, touching corners and collinear edges."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    bits = draw(st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns))
    bits[draw(st.integers(0, rows * columns - 1))] = True
    return np.array(bits).reshape(rows, columns)


def box_points(region, count, rng, margin=0.1):
    """Random points in the box of a region and a little around it."""
    low, high = region.bounds()
    spread = rng.uniform(-margin, 1 + margin, (count, 2))
    return low * (1 - spread) + high * spread


# Trees of half-spaces -----------------------------------------------------------------------

NAMES = ("x", "y")
GRID = np.array(list(product(range(-20, 21), repeat=2)), dtype=object)  # in quarters
JOINED = {"and": lambda a, b: a & b, "or": lambda a, b: a | b, "xor": lambda a, b: a ^ b}

halves = st.tuples(
    st.just("half"), st.tuples(st.integers(-2, 2), st.integers(-2, 2)).filter(any),
    st.integers(-6, 6), st.booleans(),
)  # fmt: skip
trees = st.recursive(
    halves,
    lambda inner: (
        st.tuples(st.just("not"), inner) | st.tuples(st.sampled_from(sorted(JOINED)), inner, inner)
    ),
    max_leaves=4,
)


def region(tree):
    """The tree as a region: a half-space is normal.x <= offset / 2, or <."""
    kind, *parts = tree
    if kind == "half":
        normal, offset, strict = parts
        return Region.halfspace(list(normal), offset / 2, strict=strict, names=NAMES)
    if kind == "not":
        return ~region(parts[0])
    return JOINED[kind](*map(region, parts))


def inside(tree, points, scale):
    """The tree at points that are whole multiples of 1/scale, or fractions if it is 1."""
    kind, *parts = tree
    if kind == "half":
        normal, offset, strict = parts
        left, right = 2 * (points[:, 0] * normal[0] + points[:, 1] * normal[1]), offset * scale
        return np.array([a < right if strict else a <= right for a in left.tolist()])
    if kind == "not":
        return ~inside(parts[0], points, scale)
    return JOINED[kind](*(inside(part, points, scale) for part in parts))


def faulty(tree):
    """Trees with one leaf closed instead of open, turned around or moved."""
    kind, *parts = tree
    if kind == "half":
        (a, b), offset, strict = parts
        yield ("half", (a, b), offset, not strict)
        yield ("half", (-a, -b), -offset, strict)
        yield ("half", (a, b), offset + 1, strict)
        return
    for k, part in enumerate(parts):
        for other in faulty(part):
            yield (kind, *parts[:k], other, *parts[k + 1 :])
