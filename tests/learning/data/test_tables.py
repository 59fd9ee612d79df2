"""Tables: scaled, encoded, inverted; missing values refused with their place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import SpecificationError
from logicnet.learning.data.tables import one_hot, ordinal, rescale, standardise

numbers = st.lists(
    st.lists(st.floats(-1e3, 1e3).map(lambda v: round(v, 3)), min_size=2, max_size=2), min_size=1,
    max_size=12,
)  # fmt: skip
rows = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=12)


@given(numbers)
def test_scalings_are_inverted(x):
    for z, scaling in (standardise(x), rescale(x), rescale(x, -1, 1)):
        assert np.allclose(scaling.invert(z), x, atol=1e-6)
        assert np.allclose(scaling.apply(x), z)


@given(numbers)
def test_scalings_do_what_they_say(x):
    z = standardise(x)[0]
    assert np.allclose(z.mean(axis=0), 0, atol=1e-6)
    varied = np.ptp(np.array(x), axis=0) > 0
    assert np.allclose(z.std(axis=0)[varied], 1, atol=1e-6)
    z = rescale(x, -1, 1)[0]
    assert np.allclose(z.min(axis=0), -1)
    assert np.allclose(z.max(axis=0), np.where(varied, 1, -1))


@given(rows, st.sampled_from([0.0, -1.0]))
def test_encodings_are_inverted(table, low):
    expected = [list(row) for row in table]
    for z, encoding in (one_hot(table, low=low), ordinal(table)):
        assert encoding.invert(z) == expected
        assert (encoding.apply(table) == z).all()
        assert z.shape == (len(table), len(encoding.names))


@given(rows)
def test_one_hot_has_a_single_true_column_a_block(table):
    z, encoding = one_hot(table)
    assert (z.sum(axis=1) == 2).all()
    for name, column in zip(encoding.names, z.T, strict=True):
        which, value = name.split("_")
        assert [str(row[int(which[1]) - 1]) == value for row in table] == (column == 1).tolist()


def test_columns_with_names_go_by_name():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1.0, 2.0, 3.0], "b": [100.0, 300.0, 200.0]})
    for z, scaling in (standardise(frame), rescale(frame)):
        assert scaling.names == ("a", "b")
        turned = frame[["b", "a"]].assign(c=0.0)
        assert (scaling.apply(turned) == z).all()
        assert (scaling.apply({"b": frame.b, "a": frame.a}) == z).all()
        assert (scaling.apply(frame.to_numpy()) == z).all()
        scaled = pandas.DataFrame({"b": z[:, 1], "a": z[:, 0]})
        assert np.allclose(scaling.invert(scaled), frame)
        with pytest.raises(SpecificationError, match="no value for input 'b'"):
            scaling.apply(frame[["a"]])
    assert standardise(frame.to_numpy())[1].names is None
    z, encoding = one_hot({"s": ["x", "y"]})
    assert encoding.invert({"s_y": z[:, 1], "s_x": z[:, 0]}) == [["x"], ["y"]]


@pytest.mark.parametrize("encode", [one_hot, ordinal])
def test_an_ordered_categorical_keeps_its_order(encode):
    pandas = pytest.importorskip("pandas")
    sizes = pandas.Categorical(["S", "L", "S"], categories=["S", "M", "L"], ordered=True)
    _, encoding = encode(pandas.DataFrame({"size": sizes}))
    assert encoding.columns == (("size", ("S", "M", "L")),)
    _, encoding = encode({"size": pandas.Series(sizes)})
    assert encoding.columns == (("size", ("S", "M", "L")),)
    loose = pandas.DataFrame({"size": sizes.as_unordered()})
    assert encode(loose)[1].columns == (("size", ("L", "S")),)
    given = encode(pandas.DataFrame({"size": sizes}), categories={"size": ["L", "S"]})
    assert given[1].columns == (("size", ("L", "S")),)


def test_a_data_frame_is_a_table():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"size": ["S", "L"], "n": [3, 1]})
    z, encoding = one_hot(frame, categories={"size": ["S", "M", "L"]})
    assert encoding.names == ("size_S", "size_M", "size_L", "n_1", "n_3")
    assert z.tolist() == [[1, 0, 0, 0, 1], [0, 0, 1, 1, 0]]
    assert encoding.invert(z) == [["S", 3], ["L", 1]]


@pytest.mark.parametrize("constant", [0.1, -1e300, 1 / 3, 5e-324])
def test_constant_columns_are_kept_apart_and_inverted(constant):
    x = np.array([[constant, k] for k in range(3)])
    z, scaling = standardise(x)
    assert (z[:, 0] == 0).all()
    assert (scaling.invert(z)[:, 0] == constant).all()
    assert scaling.factor[0] == 1
    z, scaling = rescale(x)
    assert (z[:, 0] == 0).all()
    assert (scaling.invert(z)[:, 0] == constant).all()


def test_columns_of_any_size_are_scaled():
    z, scaling = standardise([[1e200, 1e-200], [-1e200, 3e-200], [0, 2e-200]])
    assert np.allclose(z.std(axis=0), 1)
    assert np.allclose(scaling.invert(z)[:, 0], [1e200, -1e200, 0])


def test_a_data_frame_is_scaled_by_its_columns():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1.0, 2.0], "b": [3.0, 3.0]})
    assert standardise(frame)[0].tolist() == [[-1, 0], [1, 0]]
    with pytest.raises(SpecificationError, match="row 2, column 'b' is 'x', not a number"):
        standardise(pandas.DataFrame({"a": [1.0, 2.0], "b": ["3", "x"]}))
    with pytest.raises(SpecificationError, match=r"row 2, column 'n' is missing \(<NA>\)"):
        ordinal(pandas.DataFrame({"n": pandas.array([1, None], dtype="Int64")}))


@pytest.mark.parametrize("missing", [None, "", "?", float("nan")])
def test_missing_values_are_refused_with_their_place(missing):
    with pytest.raises(SpecificationError, match="row 2, column 'colour' is missing"):
        one_hot({"colour": ["red", missing]})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: standardise([[1.0, np.nan]]), "row 1, column 2 is nan"),
        (lambda: standardise([["a"]]), "row 1, column 1 is 'a', not a number; encode it"),
        (lambda: standardise([[1.0, 2], [3, "x"]]), "row 2, column 2 is 'x', not a number"),
        (lambda: standardise([[1], [1, 2]]), "rows of the same length"),
        (lambda: standardise([[], []]), "expected rows of columns"),
        (lambda: rescale([[1.0]], "a"), "low must be a finite number"),
        (lambda: rescale([[1.7e308], [-1.7e308]]), "column 1 spans more"),
        (lambda: one_hot("abc"), "a table must be a list"),
        (lambda: one_hot([1, [2]]), "a row must be a list"),
        (lambda: rescale([[1, 2], [3, 4]])[1].apply([1, 2, 3]), "expected rows of 2 columns"),
        (lambda: one_hot({"a": [1], "b": [2]})[1].apply({"a": 1}), "column 'b' is missing"),
        (lambda: one_hot({}), "a table needs rows"),
        (lambda: one_hot({"a": [1, 2], "b": [1]}), r"lengths \[2, 1\]"),
        (lambda: one_hot({"a": ["b_c"], "a_b": ["c"]}), "encoded column name 'a_b_c' is given"),
        (lambda: one_hot({"a": 1}), "column 'a' must be a list"),
        (lambda: one_hot({"a": [[1, 2]]}), "row 1, column 'a' holds"),
        (lambda: one_hot([[np.array([1, 2])]]), "row 1, column 'x1' holds"),
        (lambda: one_hot({"a": [1]}, categories={"a": [1, 1]}), "all distinct"),
        (lambda: one_hot({"a": [1]}, categories={"a": 5}), "must be a list"),
        (lambda: one_hot({"a": [1]}, categories=[1]), "categories must be a dict"),
        (lambda: one_hot({"a": [1]}, low=1), "low must lie below high"),
        (lambda: rescale([[1.0]], 1, 1), "low must lie below high"),
        (lambda: one_hot([]), "a table needs rows"),
        (lambda: one_hot([[1, 2], [1]]), "all of the same length"),
        (lambda: one_hot({"a": [1]}, categories={"b": [1]}), "column 'b' is not known; choose one"),
        (lambda: one_hot({"a": [1, 2]})[1].apply({"a": [1, 3]}), "row 2, column 'a': 3 is none of"),
        (lambda: one_hot({"a": [1]})[1].apply({"b": [1]}), "column 'a' is missing"),
        (lambda: one_hot([[1]])[1].apply([[1, 2]]), "rows have 2 columns; expected 1"),
        (lambda: standardise([[1.0]])[1].apply([[1.0, 2.0]]), "expected rows of 1 columns"),
    ],
)
def test_a_wrong_table_is_refused(call, message):
    with pytest.raises(SpecificationError, match=message):
        call()


def test_one_column_is_a_table():
    pandas = pytest.importorskip("pandas")
    labels = ["no", "yes", "no"]
    for column in (labels, tuple(labels), np.array(labels), pandas.Series(labels, [5, 7, 9])):
        places, encoding = ordinal(column)
        assert (places.tolist(), encoding.names) == ([[0], [1], [0]], ("x1",))
        assert encoding.invert(places[:, 0]) == [["no"], ["yes"], ["no"]]
        assert encoding.apply(["yes"]).tolist() == [[1]]
    named = pandas.Series(labels, name="won")
    assert one_hot(named)[1].names == ("won_no", "won_yes")
    assert one_hot(named)[1].apply(pandas.Series(["yes"])).tolist() == [[0, 1]]
    assert rescale([1, 2, 3])[0].tolist() == [[0], [0.5], [1]]
    assert standardise(pandas.Series([1.0, 3.0]))[0].tolist() == [[-1], [1]]


def test_a_single_row_is_encoded_scaled_and_inverted():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"s": ["x", "o"], "n": [1, 2]})
    z, encoding = one_hot(frame)
    for row in ({"s": "o", "n": 2}, ["o", 2], frame.iloc[1]):
        assert encoding.apply(row).tolist() == z[1].tolist()
    assert encoding.invert(z[1]) == ["o", 2]
    z, scaling = standardise([[1.0, 5.0], [3.0, 9.0]])
    assert scaling.apply([3, 9]).tolist() == z[1].tolist()
    assert scaling.invert(z[1]).tolist() == [3, 9]
