"""Pictures by the changes along their columns: the sums are the pictures, and they are few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from logicnet import Region, compile, verify
from logicnet.construction.draft import Draft, total
from logicnet.construction.planes.changes_across import fewest_changes, value_of_changes
from logicnet.ground.budget import Budget

PICTURES = arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 7)))


def drawn(found, shape, folded):
    """What a network of one input for each row and each column makes of all pairs of them."""
    height, width = shape
    draft = Draft([f"x{k}" for k in range(height + width)])

    def number(values, first):
        return total(draft.literals[first + k] * int(v) for k, v in enumerate(values))

    places = [number(own, height) for own in found.places]
    value = value_of_changes(draft, number(found.numbers, 0), places, height, folded=folded)
    net = draft.network({"y": value})
    rows = np.zeros((height, width, height + width), dtype=bool)
    rows[np.arange(height), :, np.arange(height)] = True
    rows[:, np.arange(width), height + np.arange(width)] = True
    picture = net(rows.reshape(-1, height + width)).astype(bool).reshape(shape)
    return picture ^ found.first, net


@settings(max_examples=30)
@given(PICTURES, st.booleans())
def test_the_sum_is_the_picture_with_a_unit_for_each_change(picture, folded):
    found = fewest_changes(picture, Budget())
    made, net = drawn(found, picture.shape, folded)
    assert (made == picture).all()
    assert net.units <= max(1, len(found.places) + (not folded))
    assert (np.sort(found.numbers) == np.arange(len(picture))).all()


@settings(max_examples=20)
@given(PICTURES.filter(lambda picture: len(np.unique(picture)) == 2), st.data())
def test_a_change_in_another_place_is_another_picture(picture, data):
    found = fewest_changes(picture, Budget())
    there = np.argwhere(found.places < len(picture)).tolist()
    change, column = data.draw(st.sampled_from(there))
    found.places[change, column] -= 1
    made, _ = drawn(found, picture.shape, True)
    later = found.places[change, column] >= 0
    assert later == (made != picture).any()


def test_of_an_order_nothing_is_lost_when_work_or_room_is_over(monkeypatch):
    picture = np.random.default_rng(0).random((12, 9)) < 0.5
    most = len(fewest_changes(picture, Budget()).places)
    none = len(fewest_changes(picture, Budget(work=0)).places)
    assert most < none
    monkeypatch.setattr("logicnet.construction.planes.changes_across._MOST_DIFFERENCES", 0)
    assert len(fewest_changes(picture, Budget()).places) >= none


def hilbert(order):
    """The curve of an order as a picture: its corners at odd places, and what lies between."""
    at = np.zeros((1, 2), dtype=int)
    for k in range(order):
        side = 1 << k
        up, right = np.array([0, side]), np.array([2 * side - 1, side - 1])
        at = np.concatenate([at[:, ::-1], at + up, at + side, right - at[:, ::-1]])
    picture = np.zeros((2 << order, 2 << order), dtype=bool)
    picture[tuple(2 * at.T)] = True
    picture[tuple(at[1:].T + at[:-1].T)] = True
    return picture


@pytest.mark.parametrize(("order", "more", "skip"), [(3, 2, True), (4, 3, True), (4, 4, False)])
def test_a_space_filling_curve_takes_its_lines_and_few_units(order, more, skip):
    region = Region.from_mask(hilbert(order))
    net = compile(region, skip=skip, effort="low")
    assert net.units <= len(region.hyperplanes()) + more
    assert verify(net, region)


def test_several_pictures_over_the_same_lines():
    """Each has units of its own over lines that they share (24 over them before)."""
    pictures = np.random.default_rng(1).random((3, 9, 9)) < 0.5
    regions = {f"y{k}": Region.from_mask(picture) for k, picture in enumerate(pictures)}
    net = compile(regions, effort="low")
    lines = {line for region in regions.values() for line in region.hyperplanes()}
    assert net.units <= len(lines) + 12
    row, column = np.indices((9, 9)).reshape(2, -1)
    beside = [(dx, dy) for dx in (0.01, 0.5, 0.99) for dy in (0.01, 0.5, 0.99)]
    for dx, dy in beside:
        answer = net(np.stack([column + dx, row + dy], axis=1)).astype(bool)
        assert (answer == pictures[:, row, column].T).all()


def test_a_picture_too_large_for_a_search_keeps_its_order_in_space(monkeypatch):
    """Columns of bars have two changes for each, but many more in another order of the rows."""
    monkeypatch.setattr("logicnet.construction.planes.changes_across._MOST_DIFFERENCES", 0)
    starts = np.random.default_rng(2).integers(0, 6, (3, 24))
    row = np.arange(30)[:, None]
    picture = np.any(
        [(row >= 10 * k + at) & (row < 10 * k + at + 4) for k, at in enumerate(starts)], axis=0
    )
    region = Region.from_mask(picture)
    net = compile(region, effort="low")
    assert net.units <= len(region.hyperplanes()) + 6
