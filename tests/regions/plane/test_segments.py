"""Which segments may meet: all that do are among the pairs, however they lie."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.regions.plane import segments
from logicnet.regions.plane.segments import near_pairs, spread


def meet(p, q, r, s):
    """Whether two segments with whole numbers have a point in common."""

    def turn(a, b, c):
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        return int(area > 0) - int(area < 0)

    def within(a, b, c):
        return all(min(a[k], b[k]) <= c[k] <= max(a[k], b[k]) for k in (0, 1))

    turned = turn(p, q, r), turn(p, q, s), turn(r, s, p), turn(r, s, q)
    if turned[0] * turned[1] < 0 and turned[2] * turned[3] < 0:
        return True
    ends = (p, q, r), (p, q, s), (r, s, p), (r, s, q)
    return any(t == 0 and within(*e) for t, e in zip(turned, ends, strict=True))


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 70), st.sampled_from([1, 7, 60]),
       st.sampled_from([(0, 0), (0, 2000), (48, 2000)]))  # fmt: skip
def test_all_pairs_that_meet_are_found_and_all_found_have_boxes_that_do(seed, count, length, ways):
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, 40, (count, 2)).astype(float)
    ends = starts + rng.integers(-length, length + 1, (count, 2))
    if seed % 3 == 0:
        ends[: count // 2, seed % 2] = starts[: count // 2, seed % 2]  # along an axis
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_FEW", ways[0])
        patch.setattr(segments, "_MANY", ways[1])
        i, j = near_pairs(starts, ends)
    found = list(zip(i.tolist(), j.tolist(), strict=True))
    assert len(set(found)) == len(found)
    assert all(a < b for a, b in found)
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    near = {(a, b) for a in range(count) for b in range(a + 1, count)
            if (low[a] <= high[b]).all() and (low[b] <= high[a]).all()}  # fmt: skip
    assert set(found) <= near
    points = [(tuple(map(int, p)), tuple(map(int, q))) for p, q in zip(starts, ends, strict=True)]
    assert {(a, b) for a, b in near if meet(*points[a], *points[b])} <= set(found)


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1.0, 1e300])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_a_comb_is_found_to_meet_its_back_at_any_size(size, offset):
    teeth = np.arange(200.0)
    starts = np.stack([teeth, np.zeros(200)], axis=1)
    ends = starts + np.array([0.25, 3])
    starts = np.concatenate([starts, [[0.0, 1.0]]])
    ends = np.concatenate([ends, [[199.5, 1.0]]])
    i, j = near_pairs((starts + offset) * size, (ends + offset) * size)
    assert set(i[j == 200].tolist()) == set(range(200))
    assert len(i) < 2000  # and few others are looked at


def test_many_segments_far_apart_make_few_pairs():
    rng = np.random.default_rng(0)
    starts = rng.uniform(0, 100, (3000, 2))
    i, _ = near_pairs(starts, starts + rng.uniform(-0.3, 0.3, (3000, 2)))
    assert len(i) < 3000
    same = np.zeros((60, 2))
    assert len(near_pairs(same, same)[0]) == 60 * 59 // 2


def test_long_segments_that_are_apart_are_no_pairs_though_they_share_cells():
    rng = np.random.default_rng(1)
    starts = np.stack([np.arange(3000.0), np.zeros(3000)], axis=1)
    ends = starts + np.array([900.0, 3000.0]) + rng.uniform(-0.2, 0.2, (3000, 2))
    ends[7] = starts[9]  # which two others are crossed by, and one is touched by
    i, j = near_pairs(starts, ends)
    assert list(zip(i.tolist(), j.tolist(), strict=True)) == [(7, 8), (7, 9)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 9)), max_size=6))
def test_ranges_are_spread_with_their_owners(ranges):
    first = np.array([a for a, _ in ranges], dtype=np.int64)
    last = np.array([b for _, b in ranges], dtype=np.int64)
    owner, number = spread(first, last)
    expected = [(k, v) for k, (a, b) in enumerate(ranges) for v in range(a, b + 1)]
    assert list(zip(owner.tolist(), number.tolist(), strict=True)) == expected
