"""Convex hulls: all points inside, facets through points, nothing more than that."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Region, SpecificationError
from logicnet.regions.exact import hyperplane
from logicnet.regions.plane.hulls import hull_faces


def brute_facets(points):
    """Hyperplanes through d points that have all others on one side, in fractions."""
    exact = [tuple(map(Fraction, p)) for p in points]
    d = len(exact[0])
    found = set()
    for chosen in combinations(exact, d):
        normal = [Fraction(0)] * d
        for k in range(d):  # the minors of the differences
            rows = [[p[m] - chosen[0][m] for m in range(d) if m != k] for p in chosen[1:]]
            normal[k] = (-1) ** k * determinant(rows)
        if not any(normal):
            continue
        heights = [sum(n * (x - y) for n, x, y in zip(normal, p, chosen[0], strict=True))
                   for p in exact]  # fmt: skip
        if min(heights) < 0 < max(heights) or min(heights) == max(heights):
            continue
        side = -1 if max(heights) == 0 else 1
        offset = sum(n * x for n, x in zip(normal, chosen[0], strict=True))
        plane, sign = hyperplane(normal, offset)
        found.add((plane, sign * side))
    return found


def determinant(rows):
    if not rows:
        return Fraction(1)
    return sum((-1) ** k * v * determinant([r[:k] + r[k + 1 :] for r in rows[1:]])
               for k, v in enumerate(rows[0]))  # fmt: skip


@settings(max_examples=60)
@given(st.integers(2, 3), st.integers(4, 7), st.integers(0, 2**32 - 1),
       st.sampled_from([1.0, 0.1, 1e-200]))  # fmt: skip
def test_the_faces_of_a_hull_are_those_that_hold_all_points(dimension, count, seed, size):
    rng = np.random.default_rng(seed)
    points = rng.integers(-3, 4, (count, dimension)) * size
    expected = brute_facets(points.tolist())
    try:
        shape = Region.hull(points).shape
    except SpecificationError:
        assert np.linalg.matrix_rank((points - points[0]) / size) < dimension
        return
    assert {(face.plane, face.side) for face in shape.faces} == expected
    assert not any(face.strict for face in shape.faces)
    corners = set(map(tuple, shape.corners))
    assert corners <= set(map(tuple, points.tolist()))
    for face in shape.faces:  # each face is held by its corners
        heights = [sum(n * Fraction(x) for n, x in zip(face.plane.normal, p, strict=True))
                   for p in corners]  # fmt: skip
        assert heights.count(face.plane.offset) >= dimension
    assert Region.hull(points).contains(points).all()


@pytest.mark.parametrize("points", [[[2.0], [-1.0], [0.5]], [[0.1], [0.3]]])
def test_a_hull_of_numbers_is_their_interval(points):
    normals, offsets, corners = hull_faces(points)
    low, high = min(points), max(points)
    assert (normals, offsets) == ([[-1], [1]], [-Fraction(low[0]), Fraction(high[0])])
    assert corners == [low, high]


@pytest.mark.parametrize("dimension", [2, 3, 4, 5])
def test_a_cross_polytope_and_a_cube_have_their_faces(dimension):
    cross = np.concatenate([np.eye(dimension), -np.eye(dimension)])
    assert len(Region.hull(cross).shape.faces) == 2**dimension
    cube = np.stack(np.meshgrid(*[[0, 1]] * dimension), axis=-1).reshape(-1, dimension)
    cube = np.concatenate([cube, [[0.5] * dimension]])
    hull = Region.hull(cube)
    assert len(hull.shape.faces) == 2 * dimension
    assert len(hull.shape.corners) == 2**dimension


def test_points_beyond_a_face_that_floats_found_are_inside():
    rng = np.random.default_rng(1)
    for count in (9, 60):  # few enough to try all sets, and more than that
        base = rng.normal(size=(count, 3))
        points = np.concatenate([base, base * (1 + 2e-16), np.round(base, 15)])
        hull = Region.hull(points)
        assert hull.contains(points).all()
        assert not hull.contains(points * 3)[np.abs(points).max(axis=1) > 1].any()


@pytest.mark.parametrize(("points", "message"), [
    ([[0, 0], [1, 1], [2, 2]], "on one line"), ([[1, 1]], "on one line"),
    ([[0, 0], [0, 0]], "on one line"),
    ([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]], "lie in a hyperplane"),
    ([[0, 0, 0], [1, 1, 1], [2, 2, 2], [1, 2, 3]], "no hull with an inside"),
    ([[0.0, 0.0], [1.0, np.inf], [0.0, 1.0]], "finite coordinates"), ([], "finite coordinates"),
    ([1.0, 2.0], "finite coordinates"), ([["a", 0]], "expected numbers, got text"),
])  # fmt: skip
def test_what_has_no_hull_is_refused(points, message):
    with pytest.raises(SpecificationError, match=message):
        hull_faces(points)
