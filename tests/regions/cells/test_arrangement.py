"""The faces of an arrangement: each once, each with a point, none left out; in integers."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError
from logicnet.regions.cells import arrangement
from logicnet.regions.cells.arrangement import (
    Arrangement,
    _narrowed,
    _sides,
    crossed,
    distinct,
    independent,
)


def signs_at(rows, point):
    values = [sum(a * x for a, x in zip(row, point, strict=False)) - row[-1] for row in rows]
    return tuple((v > 0) - (v < 0) for v in values)


def rows_of(seed, count, dimension, size=2):
    rng = np.random.default_rng(seed)
    rows = rng.integers(-size, size + 1, (count, dimension + 1)).tolist()
    return [row for row in rows if any(row[:-1])]


def faces_by_lines(rows, dimension):
    """All signs, from a grid that is finer than the arrangement of such small numbers."""
    steps = [Fraction(v, 12) for v in range(-60, 61)] if dimension == 1 else [
        Fraction(v, 4) for v in range(-20, 21)]  # fmt: skip
    return {signs_at(rows, point) for point in product(steps, repeat=dimension)}


@settings(max_examples=60)
@given(st.integers(1, 3), st.integers(0, 5), st.integers(0, 2**32 - 1), st.booleans())
def test_every_face_has_a_point_and_no_point_is_without_a_face(dimension, count, seed, faces):
    rows = rows_of(seed, count, dimension)
    found = Arrangement(rows, dimension, faces=faces)
    points = found.points(np.arange(len(found.signs))).tolist()
    assert [signs_at(rows, p) for p in points] == list(map(tuple, found.signs.tolist()))
    known = set(map(tuple, found.signs.tolist()))
    assert len(known) == len(found.signs)
    seen = faces_by_lines(rows, dimension) if dimension < 3 else set()
    rng = np.random.default_rng(seed)
    for _ in range(80):
        seen.add(signs_at(rows, [Fraction(int(v), 6) for v in rng.integers(-30, 31, dimension)]))
    assert {s for s in seen if faces or 0 not in s} <= known
    assert faces or all(0 not in s for s in known)


@pytest.mark.parametrize(("count", "dimension", "cells", "faces"), [
    (0, 2, 1, 1), (1, 1, 2, 3), (1, 3, 2, 3), (3, 2, 7, 19), (4, 2, 11, 33), (4, 3, 15, 65),
])  # fmt: skip
def test_faces_in_general_position_are_counted_as_by_formula(count, dimension, cells, faces):
    rows = [[k**d for d in range(dimension + 1)] for k in range(1, count + 1)]
    assert len(Arrangement(rows, dimension, faces=False).signs) == cells
    assert len(Arrangement(rows, dimension).signs) == faces


def test_hyperplanes_that_meet_in_one_corner_or_line_or_are_parallel():
    lines = [(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, -1, 0)]
    assert len(Arrangement(lines, 2).signs) == 8 + 8 + 1
    assert len(Arrangement([(*row[:2], 0, row[2]) for row in lines], 3).signs) == 8 + 8 + 1
    parallel = [(0, 2, k) for k in range(5)]
    assert len(Arrangement(parallel, 2).signs) == 6 + 5
    axes = [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (1, 1, 1, 0)]
    found = Arrangement(axes, 3)
    assert len(found.signs) == len(faces_by_points(axes))


def faces_by_points(rows):
    """Signs around one corner: by directions with small whole numbers, in three dimensions."""
    return {signs_at(rows, way) for way in product(range(-3, 4), repeat=3)}


@settings(max_examples=60)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1), st.sampled_from([1, 10**6, 10**25]))
def test_crossed_is_orthogonal_and_has_the_minors(height, seed, size):
    rng = np.random.default_rng(seed)
    rows = (rng.integers(-5, 6, (7, height, height + 1)).astype(object) * size
            + rng.integers(-1, 2, (7, height, height + 1)).astype(object))  # fmt: skip
    found = crossed(rows)
    assert not (rows * found[:, None, :]).sum(axis=2).any()
    if size == 1:
        extended = np.concatenate([rows, found[:, None, :]], axis=1).astype(np.float64)
        assert np.allclose(np.linalg.det(extended), (found**2).sum(axis=1).astype(np.float64))


def test_crossed_of_no_rows_is_one():
    assert crossed(np.zeros((3, 0, 1), dtype=np.int64)).tolist() == [[1], [1], [1]]


@given(st.integers(0, 2**32 - 1))
def test_independent_columns_span_all(seed):
    rng = np.random.default_rng(seed)
    table = rng.integers(-1, 2, (4, 5))
    kept = independent(table.astype(object))
    assert len(kept) == np.linalg.matrix_rank(table)
    assert not kept or np.linalg.matrix_rank(table[:, kept]) == len(kept)
    assert kept == sorted(kept)


def test_distinct_rows_are_told_with_their_first_numbers():
    rows = np.array([[1, 0], [0, 0], [1, 0], [0, 1], [0, 0]], dtype=np.int8)
    found, first = distinct(rows)
    pairs = sorted(zip(found.tolist(), first.tolist(), strict=True))
    assert pairs == [([0, 0], 1), ([0, 1], 3), ([1, 0], 0)]
    for shape in ((0, 3), (1, 3), (3, 0), (0, 0)):
        found, first = distinct(np.zeros(shape, dtype=np.int8))
        assert len(found) == len(first) == min(1, shape[0])


@pytest.mark.parametrize("size", [2**8, 2**12, 2**18, 2**30, 2**61, 2**62])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_numbers_that_may_overflow_stay_whole(size, dimension):
    """Signs at corners are right, however large the numbers of the hyperplanes are."""
    rng = np.random.default_rng(dimension)
    rows = rng.integers(-size, size + 1, (dimension + 2, dimension + 1)).tolist()
    found = Arrangement(rows, dimension)
    points = found.points(np.arange(len(found.signs))).tolist()
    assert [signs_at(rows, p) for p in points] == list(map(tuple, found.signs.tolist()))


def test_small_numbers_are_narrowed_and_large_ones_are_not():
    assert _narrowed(np.array([[1, 2, 3]], dtype=object)).dtype == np.int64
    assert _narrowed(np.array([[2**40, 2, 3]], dtype=object)).dtype == object
    assert _narrowed(np.zeros((0, 3), dtype=object)).dtype == np.int64
    for largest in (2**14, 2**15, 2**16, 2**17, 2**18):
        rows = np.full((2, 3), largest, dtype=object)
        rows[1] *= -1
        narrowed = _narrowed(rows)
        if narrowed.dtype == np.int64:  # the largest sum of products of a minor and a row fits
            assert 3 * 2 * largest**3 < 2**63


@pytest.mark.parametrize("limit", ["MOST_CORNERS", "MOST_SIGNS"])
def test_arrangements_too_large_to_list_are_refused(limit, monkeypatch):
    rows = rows_of(1, 9, 2, 50)
    monkeypatch.setattr(arrangement, "MOST_CORNERS", 36 if limit == "MOST_CORNERS" else 10**9)
    signs = 36 * 9 * 9
    monkeypatch.setattr(arrangement, "MOST_SIGNS", signs if limit == "MOST_SIGNS" else 10**9)
    assert len(Arrangement(rows, 2).signs)
    monkeypatch.setattr(arrangement, limit, getattr(arrangement, limit) - 1)
    with pytest.raises(LimitError, match="9 hyperplanes in 2 dimensions have too many cells"):
        Arrangement(rows, 2)
    if limit == "MOST_SIGNS":
        monkeypatch.setattr(arrangement, limit, 36 * 4 * 9)
        assert len(Arrangement(rows, 2, faces=False).signs)


def test_corners_in_which_too_many_hyperplanes_meet_are_refused(monkeypatch):
    lines = [(1, k, 0, 0) for k in range(7)] + [(0, 0, 1, 0)] * 1
    monkeypatch.setattr(arrangement, "MOST_CORNERS", 56)
    assert len(Arrangement(lines, 3).signs)
    found = Arrangement(lines, 3)
    found._rays.clear()
    monkeypatch.setattr(arrangement, "MOST_CORNERS", 27)
    with pytest.raises(LimitError, match="8 hyperplanes meet in a corner"):
        found.rays(0)


@settings(max_examples=40)
@given(st.integers(1, 3), st.integers(3, 6), st.integers(0, 2**32 - 1))
def test_floats_near_faces_lie_in_them_or_beside(dimension, count, seed):
    rows = rows_of(seed, count, dimension, 4)
    found = Arrangement(rows, dimension)
    near = found.near(np.arange(len(found.signs)))
    assert near.shape == (len(found.signs), dimension)
    right = [all(a in (0, b) for a, b in zip(own, signs_at(rows, map_fractions(p)), strict=True))
             for own, p in zip(found.signs.tolist(), near.tolist(), strict=True)
             if np.isfinite(p).all()]  # fmt: skip
    assert all(right)


def map_fractions(point):
    return [Fraction(v) for v in point]


def test_there_are_floats_near_simple_faces():
    found = Arrangement([(1, 0, 0), (0, 1, 0), (1, 1, 3)], 2)
    assert np.isfinite(found.near(np.arange(len(found.signs)))).all()
    flat = Arrangement([(1, 1, 0), (2, 2, 3)], 2)
    assert np.isnan(flat.near(np.arange(len(flat.signs)))).all()
    huge = Arrangement([(1, 0, 10**400), (0, 1, 0)], 2)
    assert np.isnan(huge.near(np.arange(len(huge.signs)))).all()


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 70, 1000]))
def test_sides_by_floats_are_those_by_integers(seed, bits):
    rng = np.random.default_rng(seed)
    planes = rng.integers(-3, 4, (6, 3)).astype(object) * (1 << bits)
    planes += rng.integers(-1, 2, (6, 3)).astype(object)
    points = rng.integers(-3, 4, (9, 3)).astype(object) * (1 << bits)
    assert _sides(points, planes).tolist() == np.sign(points @ planes.T).tolist()
