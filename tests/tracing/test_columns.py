"""Affine sums of nodes: whatever is done to them is done to their values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from logicnet import FormatError, LimitError
from logicnet.tracing import columns
from logicnet.tracing.columns import Columns, joined, of_nodes

NODES = np.array([[1.0, -2.0, 0.5, 3.0, 0.25, -1.0], [0.0, 1.0, 1.0, -4.0, 2.0, 0.5]])  # two rows


def values(z):
    """What the values are, rows first."""
    found = z.gain * (NODES[:, : z.matrix.shape[1]] @ z.matrix.T + z.offsets)
    return np.asarray(found).reshape(2, *z.shape)


def start(width=6):
    return of_nodes(np.arange(width), 6)


class Both:
    """Columns and an array of values, to which the same is done."""

    def __init__(self, z, array):
        self.z, self.array = z, array

    @property
    def alike(self):
        return self.z.shape == self.array.shape[1:] and np.allclose(values(self.z), self.array)


SHAPES = [(6,), (2, 3), (3, 2), (1, 6)]
NUMBERS = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0])


@st.composite
def worked_on(draw):
    both = Both(start(), NODES)
    for _ in range(draw(st.integers(1, 6))):
        both = draw(st.sampled_from(WAYS))(draw, both)
    return both


def reshaped(draw, both):
    sizes = [shape for shape in SHAPES if np.prod(shape) == both.z.size] or [(both.z.size,)]
    shape = draw(st.sampled_from(sizes))
    move = lambda array: array.reshape(len(array), *shape)  # noqa: E731
    return Both(both.z.moved(move), move(both.array))


def turned(draw, both):
    move = lambda array: np.swapaxes(array, 1, array.ndim - 1)  # noqa: E731
    return Both(both.z.moved(move), move(both.array))


def numbers(draw, both):
    """A number, or numbers of a shape that is spread to that of the values."""
    shape = both.z.shape
    shape = draw(st.sampled_from([(), (1,), shape, shape[-1:], (1, *shape)]))
    size = int(np.prod(shape))
    return np.reshape(draw(st.lists(NUMBERS, min_size=size, max_size=size)), shape)


def multiplied(draw, both):
    by = numbers(draw, both)
    return Both(both.z.scaled(by), both.array * by)


def shifted(draw, both):
    by = numbers(draw, both)
    return Both(both.z.plus(by), both.array + by)


def doubled(draw, both):
    part = both.z.moved(lambda array: array[:, :1])  # which is spread
    return Both(both.z.added(part), both.array + both.array[:, :1])


def summed(draw, both):
    if both.array.ndim < 3:
        return both
    axis, keep = draw(st.sampled_from([1, 2, -1])), draw(st.booleans())
    return Both(both.z.summed([axis], keep), both.array.sum(axis=axis, keepdims=keep))


def beside(draw, both):
    axis = draw(st.integers(1, both.array.ndim - 1))
    if both.z.size > 12:
        return both
    return Both(joined([both.z, both.z], axis), np.concatenate([both.array] * 2, axis=axis))


WAYS = [reshaped, turned, multiplied, shifted, doubled, summed, beside]


@settings(max_examples=40)
@given(worked_on())
def test_what_is_done_to_columns_is_done_to_their_values(both):
    assert both.alike
    assert np.allclose(values(both.z.plain()), both.array)
    assert both.z.plain().gain == 1.0


def test_numbers_that_are_left_out_are_noticed(monkeypatch):
    monkeypatch.setattr(Columns, "plus", lambda self, numbers: self)
    with pytest.raises(AssertionError):
        test_what_is_done_to_columns_is_done_to_their_values()


def test_a_single_positive_number_is_a_gain_once():
    z = start(2).scaled([2.0])
    assert (z.gain, z.matrix.data.tolist()) == (2.0, [1.0, 1.0])
    twice = z.scaled(3.0)
    assert (twice.gain, twice.matrix.data.tolist()) == (1.0, [6.0, 6.0])
    for factor in (-2.0, 0.0, [[2.0]], [1.0, 2.0]):
        assert start(2).scaled(factor).gain == 1.0
    assert start(2).scaled(0.0).matrix.nnz == 0


def test_nodes_are_told_from_sums():
    z = start(3)
    assert z.nodes().tolist() == [0, 1, 2]
    assert z.chosen(np.array([2, 2])).nodes().tolist() == [2, 2]
    assert of_nodes(np.array([1]), 6, np.array([0.5])).nodes() is None
    assert of_nodes(np.array([1]), 6, sign=-1.0).nodes() is None
    assert z.scaled(2.0).nodes() is None
    assert z.summed([1], True).nodes() is None
    assert z.plus(0.0) is z
    assert z.plus([0.0, 0.0, 0.0]).nodes().tolist() == [0, 1, 2]


def test_nothing_that_is_added_spreads_values_as_well():
    assert start(1).plus(np.zeros(6)).shape == (6,)
    assert start(1).plus(np.zeros((1, 1))).shape == (1,)


def test_a_value_without_an_axis_is_moved_too():
    z = start(2).chosen(np.array(1))
    assert z.shape == ()
    assert z.moved(lambda array: array).nodes().tolist() == [1]
    assert z.moved(lambda array: array[:, None]).shape == (1,)


def test_what_sums_are_based_on_is_kept_for_one_number_alone():
    z = start(2)
    assert z.plus(3.0).base == (z, 3.0)
    assert z.plus([1.0, 2.0]).base is None
    assert z.plus(3.0).chosen(np.array([1, 0])).base is None
    assert z.plus(3.0).within(8).base is None
    assert z.plus(3.0).moved(lambda array: array).base is None


def test_truth_values_stay_such_when_they_are_moved_and_joined():
    z = Columns((2,), start(2).matrix, np.zeros(2), truth=True)
    assert z.chosen(np.array([1])).truth
    assert joined([z, z], 1).truth
    assert not joined([z, start(2)], 1).truth
    assert not z.scaled([1.0, 1.0]).truth
    assert not z.plus([1.0, 1.0]).truth


def test_arrays_that_are_joined_flat_follow_one_another():
    flat = joined([start(4).moved(lambda a: a.reshape(len(a), 2, 2)), start(3)], 0)
    assert flat.shape == (7,)
    assert flat.nodes().tolist() == [0, 1, 2, 3, 0, 1, 2]


def test_sums_along_an_axis_keep_the_others():
    z = start().moved(lambda array: array.reshape(len(array), 2, 3))
    array = NODES.reshape(2, 2, 3)
    for axes in ([1], [2], [-1], [1, 2], [-2, 2]):
        for keep in (True, False):
            found = z.summed(axes, keep)
            wanted = array.sum(axis=tuple(axes), keepdims=keep)
            assert found.shape == wanted.shape[1:]
            assert np.allclose(values(found), wanted)


def exact(z):
    return z.exact


def test_roundings_are_noticed():
    tenths = start(2).scaled([0.1, 0.3])
    assert exact(tenths)
    assert not exact(tenths.scaled([0.3, 0.1]))
    assert exact(tenths.scaled([2.0, 0.5]))
    assert not exact(tenths.plus(1e17).plus(0.1))
    both = csr_matrix([[1.0, 1.0]])
    assert exact(start(2).mapped(both, (1,)))
    assert not exact(of_nodes(np.array([0, 0]), 6, sign=[0.1, 1e9]).mapped(both, (1,)))
    assert not exact(of_nodes(np.array([0, 1]), 6, np.array([0.1, 1e9])).mapped(both, (1,)))
    assert exact(of_nodes(np.array([0, 1]), 6, np.array([0.1, 0.0])).mapped(both, (1,)))
    assert not exact(tenths.mapped(csr_matrix([[0.1, 0.0]]), (1,)))
    assert not exact(joined([tenths.scaled([0.3, 0.1]), tenths], 1))


MOVED = "the axis of the rows is moved or divided"


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (lambda z: z.moved(lambda array: array.reshape(-1)), MOVED),
        (lambda z: z.moved(lambda array: array.T), MOVED),
        (lambda z: z.moved(lambda array: array[:, ::-1][::-1]), MOVED),
        (lambda z: z.moved(lambda array: array[0, 0]), MOVED),
        (lambda z: z.moved(lambda array: np.concatenate([array, array[:1]])), MOVED),
        (lambda z: z.added(z.moved(lambda array: array[:, :, None])), "different dimensions"),
        (lambda z: z.summed([0], True), "sums over the rows"),
        (lambda z: z.summed([-2], True), "sums over the rows"),
        (lambda z: z.plus(np.ones((2, 6))), r"of shape \[2, 6\] differ from row to row"),
        (lambda z: z.plus(np.ones((1, 1, 6))), r"of shape \[1, 1, 6\] differ from row to row"),
    ],
)
def test_what_concerns_the_rows_is_refused(how, message):
    with pytest.raises(FormatError, match=message):
        how(start())


def test_matrices_are_bounded(monkeypatch):
    monkeypatch.setattr(columns, "MOST", 23)
    for grow in (
        lambda: start().chosen(np.arange(12) % 6),
        lambda: start().mapped(csr_matrix(np.ones((2, 6))), (2,)),
        lambda: joined([start(), start()], 1),
        lambda: start(1)._spread_to((24,)),
    ):
        with pytest.raises(LimitError, match="24 entries of matrices; the limit is 23"):
            grow()
    monkeypatch.setattr(columns, "MOST", 24)
    assert joined([start(), start()], 1).size == 12
