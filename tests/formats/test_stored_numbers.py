"""Numbers from files: exactly what is written, or an error that says where."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import FormatError
from logicnet.formats.stored_numbers import exact, real_list, weights_and_levels

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-9, 9)
REAL = st.floats(allow_nan=False, allow_infinity=False) | WHOLE


@pytest.mark.parametrize(
    "values",
    [np.array([[1, 2]]), np.zeros((0, 3)), np.array(1.0), np.array(["1"]), np.array([True]),
     np.array([1j]), np.array([1], dtype=object), np.array(["2020"], dtype="M8[Y]")],
)  # fmt: skip
def test_arrays_other_than_of_numbers_in_one_dimension_are_refused(values):
    kind = rf"net.npz: w has {values.ndim} dimensions of type {values.dtype}; expected numbers in o"
    with pytest.raises(FormatError, match=kind.replace("[", r"\[")):
        exact(values, np.float64, "w", "net.npz")


@given(st.lists(REAL, max_size=4), st.lists(REAL, max_size=3))
def test_weights_and_levels_are_exact_and_whole_only_where_both_are(weights, levels):
    whole = all(isinstance(v, int) for v in (*weights, *levels))
    if not whole and any(Fraction(float(v)) != v for v in (*weights, *levels)):
        with pytest.raises(FormatError, match="net.json: "):
            weights_and_levels(weights, levels, ("w", "t"), "net.json")
        return
    found = weights_and_levels(weights, levels, ("w", "t"), "net.json")
    for array, values in zip(found, (weights, levels), strict=True):
        assert [Fraction(v) for v in array.tolist()] == [Fraction(v) for v in values]
        assert array.dtype == (np.int64 if whole else np.float64)


@pytest.mark.parametrize("kind", [list, np.array])
def test_what_no_float_holds_is_refused_by_its_own_name(kind):
    large, halves = kind([2**53 + 1]), kind([0.5])
    for weights, levels, name in ((large, halves, "thresholds"), (halves, large, "levels")):
        with pytest.raises(FormatError, match=rf"^net: .*{name}.*9007199254740993") as error:
            weights_and_levels(weights, levels, ("thresholds", "levels"), "net")
        assert ("levels" in str(error.value)) == (name == "levels")


def test_arrays_without_numbers_are_whole_beside_whole_ones():
    empty = np.zeros(0)
    assert weights_and_levels(empty, np.array([3]), ("w", "t"), "net")[1].dtype == np.int64
    assert weights_and_levels(empty, np.array([3.0]), ("w", "t"), "net")[0].dtype == np.float64
    assert weights_and_levels(np.array([1], dtype=np.uint8), [3], ("w", "t"), "n")[0].tolist() == [
        1
    ]


@pytest.mark.parametrize("values", [3, (1.0,), None, "12", [True], ["1"], [None], [[1.0]]])
def test_a_list_of_other_things_than_numbers_is_refused(values):
    with pytest.raises(FormatError, match='net: "centre" must be a list of numbers'):
        real_list(values, "centre", "net")
    assert real_list([1, 0.5], "centre", "net").tolist() == [1.0, 0.5]
