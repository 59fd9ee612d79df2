"""The cells of hyperplanes over floats and Boolean coordinates, and what regions are in them."""

from fractions import Fraction
from itertools import product
from math import inf, nextafter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, Region, SpecificationError
from logicnet.regions.cells import cells as cells_module
from logicnet.regions.cells.cells import cells, float_between, values_in_cells
from logicnet.regions.exact import hyperplane, nearest_float, widened


def plane(normal, offset):
    return hyperplane(list(map(Fraction, normal)), Fraction(offset))[0]


def signs_at(planes, point):
    values = [sum(n * x for n, x in zip(p.normal, point, strict=True)) - p.offset for p in planes]
    return tuple((v > 0) - (v < 0) for v in values)


def drawn_planes(rng, dimension, count):
    """Hyperplanes, many of which read few coordinates, so that some are independent."""
    found = {}
    while len(found) < count:
        normal = [rng.choice([0, 0, 1, -1, 2]) for _ in range(dimension)]
        if any(normal):
            found[plane(normal, Fraction(rng.randint(-4, 4), 2))] = None
    return list(found)


@settings(max_examples=80)
@given(st.integers(1, 3), st.integers(1, 5), st.integers(0, 2**32 - 1), st.booleans())
def test_cells_are_all_combinations_of_sides(dimension, count, seed, faces):
    rng = Random(seed)
    planes = drawn_planes(rng, dimension, count)
    booleans = [k for k in range(dimension) if rng.random() < 0.3]
    found = cells(planes, dimension, faces=faces, booleans=booleans)
    numbers = np.arange(len(found.signs))
    points = found.points(numbers, True).tolist()
    assert [signs_at(planes, p) for p in points] == list(map(tuple, found.signs.tolist()))
    assert all(p[k] in (0, 1) for p in points for k in booleans)
    assert [found.point(k) for k in numbers.tolist()] == points
    known = set(map(tuple, found.signs.tolist()))
    assert len(known) == len(found.signs)
    steps, bits = [Fraction(v, 4) for v in range(-20, 21)], [Fraction(0), Fraction(1)]
    values = [bits if k in booleans else steps for k in range(dimension)]
    seen = {signs_at(planes, p) for p in product(*values)} if dimension < 3 else {
        signs_at(planes, [rng.choice(v) for v in values]) for _ in range(300)}  # fmt: skip
    assert {s for s in seen if faces or 0 not in s} <= known
    assert faces or booleans or not any(0 in s for s in known)


@settings(max_examples=60)
@given(st.integers(2, 3), st.integers(0, 2**32 - 1))
def test_floats_that_are_given_lie_in_cells_or_beside_them(dimension, seed):
    planes = drawn_planes(Random(seed), dimension, 4)
    found = cells(planes, dimension)
    near = found.points(np.arange(len(found.signs)), False).astype(np.float64)
    for own, place in zip(found.signs.tolist(), near.tolist(), strict=True):
        if np.isfinite(place).all():
            at = signs_at(planes, list(map(Fraction, place)))
            assert all(a in (0, b) for a, b in zip(own, at, strict=True))


def test_no_planes_leave_one_cell_and_coordinates_without_planes_do_not_matter():
    assert cells([], 2).signs.shape == (1, 0)
    assert cells([], 2).point(0) == [0, 0]
    found = cells([plane([0, 1, 0], 2)], 3)
    assert sorted(found.signs.ravel().tolist()) == [-1, 0, 1]
    assert all(p[0] == p[2] == 0 for p in found.points(np.arange(3), True).tolist())


THIRD = Fraction(1, 3)


def test_between_numbers_there_is_a_cell_only_if_there_is_a_float():
    low, high = float(THIRD), nextafter(float(THIRD), inf)
    assert Fraction(low) < THIRD < Fraction(high)
    single = cells([plane([1], THIRD)], 1)
    assert sorted(single.signs.ravel().tolist()) == [-1, 1]  # no float is 1/3
    three = [plane([1], v) for v in (Fraction(low), THIRD, Fraction(high))]
    assert sorted(map(tuple, cells(three, 1).signs.tolist())) == [
        (-1, -1, -1), (0, -1, -1), (1, 1, 0), (1, 1, 1)
    ]  # fmt: skip
    with_y = [plane([1, 0], THIRD), plane([1, 0], Fraction(low)), plane([1, 1], 0)]
    held = {tuple(s[:2]) for s in cells(with_y, 2).signs.tolist()}
    assert held == {(-1, -1), (-1, 0), (1, 1)}
    on_boolean = cells([plane([1, 0], THIRD), plane([1, 1], 1)], 2, booleans=[0])
    assert {s[0] for s in on_boolean.signs.tolist()} == {-1, 1}


@pytest.mark.parametrize(("low", "high"), [
    (None, None), (None, Fraction(3)), (Fraction(-7, 2), None), (Fraction(1), Fraction(2)),
    (Fraction(1), Fraction(nextafter(1, 2))), (Fraction(1), 1 + Fraction(1, 2**51)),
    (THIRD, Fraction(nextafter(float(THIRD), inf))), (Fraction(0), Fraction(1, 10**400)),
    (Fraction(0), Fraction(nextafter(0.0, 1)) * 2), (Fraction(10**400), None),
    (None, Fraction(-(10**400))), (Fraction(10**308), Fraction(10**400)),
    (Fraction(10**400), Fraction(10**401)), (None, Fraction(10**400)),
    (Fraction(-(10**400)), Fraction(-(10**308))), (Fraction(2**1024 - 2**970) - 1, None),
])  # fmt: skip
def test_afloat_between_two_numbers_is_found_if_there_is_one(low, high):
    found = float_between(low, high)
    if found is not None:
        assert low is None or low < Fraction(found)
        assert high is None or Fraction(found) < high
        if high == 2 and low == 1:
            assert found == 1.5
        return
    assert low is not None or high is not None
    first = nearest_float(low) if low is not None else -1.7976931348623157e308
    if low is not None and Fraction(first) <= low:
        first = nextafter(first, inf)
    assert first == inf or (high is not None and Fraction(first) >= high)


@pytest.mark.parametrize(("value", "near"), [
    (Fraction(1, 3), 1 / 3), (Fraction(10**400), 1.7976931348623157e308),
    (Fraction(-(10**400)), -1.7976931348623157e308), (Fraction(1, 10**400), 0.0),
])  # fmt: skip
def test_the_nearest_float_is_the_largest_for_what_lies_beyond(value, near):
    assert nearest_float(value) == near


def test_cells_too_many_to_list_are_refused(monkeypatch):
    independent = [plane([int(k == i) for i in range(4)], 0) for k in range(4)]
    assert len(cells(independent, 4).signs) == 81
    cells_module._cells.cache_clear()
    monkeypatch.setattr(cells_module, "MOST_SIGNS", 81 * 4)
    assert len(cells(independent, 4).signs) == 81
    cells_module._cells.cache_clear()
    monkeypatch.setattr(cells_module, "MOST_SIGNS", 81 * 4 - 1)
    with pytest.raises(LimitError, match="81 cells of 4 hyperplanes are too many"):
        cells(independent, 4)
    cells_module._cells.cache_clear()
    monkeypatch.undo()
    joined = [plane([1] * 13, k) for k in range(2)]
    with pytest.raises(LimitError, match="13 connected Boolean variables exceed 12"):
        cells(joined, 13, booleans=range(13))
    assert len(cells([plane([1] * 12, k) for k in range(2)], 12, booleans=range(12)).signs) == 3


# Regions over cells ------------------------------------------------------------------------------


def drawn_region(rng, names):
    """A shape of the plane, or a half-space, over two of the names in any order."""
    own = rng.sample(names, 2)
    kind = rng.randrange(4)
    try:
        if kind == 0:
            ring = [(rng.randint(-2, 2), rng.randint(-2, 2)) for _ in range(rng.randint(3, 6))]
            return Region.polygon(ring, boundary=rng.choice([None, "open", "closed"]), names=own)
        if kind == 1:
            rings = [[(rng.randint(-2, 2), rng.randint(-2, 2)) for _ in range(4)] for _ in range(2)]
            return Region.curves(rings, rng.choice(["nonzero", "evenodd"]), names=own)
    except SpecificationError:
        return drawn_region(rng, names)
    if kind == 2:
        return Region.box([-1, 0], [rng.randint(-1, 2), 2], strict=rng.random() < 0.5, names=own)
    normal = rng.choice([(1, 2), (1, -1), (0, 1)])
    return Region.halfspace(normal, rng.randint(-1, 1), strict=rng.random() < 0.5, names=own)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_regions_in_cells_are_what_points_of_the_cells_are(seed):
    rng = Random(seed)
    names = ["x", "y", "z"][: rng.choice([2, 2, 3])]
    parts = [drawn_region(rng, names) for _ in range(rng.choice([1, 2]))]
    region = parts[0]
    if len(parts) > 1:
        region = rng.choice([parts[0] | parts[1], parts[0] ^ ~parts[1]])
    wide = [widened(p, [names.index(n) for n in region.names], len(names))[0]
            for p in region.hyperplanes()]  # fmt: skip
    planes = list(dict.fromkeys([*wide, plane([1, 3, 0][: len(names)], 2)]))
    rng.shuffle(planes)
    found = cells(planes, len(names))
    inside, promised = values_in_cells(region, names, planes, found)
    points = found.points(np.arange(len(found.signs)), True)
    own = points[:, [names.index(n) for n in region.names]]
    assert inside.tolist() == region.contains(own).tolist() or not promised.all()
    assert (inside == region.contains(own))[promised].all()
    free = np.zeros(len(points), dtype=bool)
    for leaf in region.leaves():
        if not leaf.promises:
            free |= leaf.shape.on_boundary(points[:, [names.index(n) for n in leaf.names]])
    assert (promised == ~free).all()
    again = values_in_cells(region, names, planes, found)  # what is known is known
    assert (again[0] == inside).all()
    assert (again[1] == promised).all()
