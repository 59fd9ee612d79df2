"""Polygons for tests: random ones, hard ones, and the real ones where the data is at hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

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
