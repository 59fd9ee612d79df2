"""Covers of listed rows: what is taken, and how every other table is refused."""

import numpy as np
import pytest

from logicnet import Cover, SpecificationError
from optional import optional


@pytest.mark.parametrize(
    ("x", "inputs"),
    [
        ([[1, 0], [0, 1]], ("x1", "x2")),
        (np.array([[True, False], [False, True]]), ("x1", "x2")),
        ({"a": [1, 0], 2: [0.0, 1.0]}, ("a", "2")),
        (np.array([[1, 0], [0, 1]], dtype=object), ("x1", "x2")),
    ],
)
def test_rows_of_any_kind_are_taken(x, inputs):
    cover = Cover.from_rows(x, [1, 0])
    assert cover.inputs == inputs
    assert [product.literals for product in cover if product.on] == [{inputs[0]: 1, inputs[1]: 0}]


def test_frames_are_taken_by_column():
    pandas = optional("pandas")
    frame = pandas.DataFrame({"petal width": [1, 0], 3: [0, 1], "other": [7, 8]})
    cover = Cover.from_rows(frame, frame[[3]], inputs=["petal width"])
    assert (cover.inputs, cover.outputs) == (("petal width",), ("3",))
    with pytest.raises(SpecificationError, match="input name 'a' is given twice"):
        Cover.from_rows(pandas.DataFrame([[1, 0]], columns=["a", "a"]), [1])
    with pytest.raises(SpecificationError, match="row 2, input 'a': expected 0 or 1, got nan"):
        Cover.from_rows(pandas.DataFrame({"a": pandas.array([1, None], dtype="Int64")}), [0, 1])


@pytest.mark.parametrize(
    ("x", "y", "options", "message"),
    [
        ([[1, 0], [1]], [0, 1], {}, "the rows of inputs have different lengths"),
        ([], [], {}, r"expected rows of inputs, got shape \(0,\)"),
        (None, [0], {}, "expected rows of inputs"),
        ("abc", [0], {}, "expected rows of inputs"),
        ([[0]], [[[1]]], {}, r"expected rows of outputs, got shape \(1, 1, 1\)"),
        ([[0, 1]], [1], {"inputs": ["a"]}, "expected rows of 1 columns of inputs"),
        ([[2]], [1], {}, "row 1, input 1: expected 0 or 1, got 2$"),
        ([["1"]], [1], {}, "row 1, input 1: expected 0 or 1, got '1'"),
        ([[None]], [1], {}, "expected 0 or 1, got None"),
        ([[1]], [np.nan], {}, "row 1, output 1: expected 0 or 1, got nan"),
        ([[1]], [1, 0], {}, "1 rows, but values for 2"),
        ([[1], [1]], [1, 0], {}, "row 2 contradicts row 1: same inputs, other outputs"),
        ({"a": [1, 0], "b": [1]}, [1, 0], {}, "different lengths: a: 2, b: 1"),
        ({}, [1], {}, "expected rows of 0 columns of inputs"),
        ({"width": [1]}, [1], {"inputs": ["widht"]}, "no column 'widht' .* mean 'width'"),
        ({"a": [1]}, [1], {"inputs": ["a", "a"]}, "input name 'a' is given twice"),
        ({"a": [1]}, [1], {"inputs": 3}, "inputs are given by a list of names, not 3"),
        ({"a": [[1, 0], [1]]}, [1], {}, "the rows of input 'a' have different lengths"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(x, y, options, message):
    with pytest.raises(SpecificationError, match=message):
        Cover.from_rows(x, y, **options)
