import numpy as np
import pytest

from logicnet import SpecificationError
from logicnet.learning.data.columns import Column, FittedColumns
from optional import optional

COLUMNS = {  # values, and the kind of column that they are
    "plain": ([1, 2], Column("plain")),
    "truth": ([True, False], Column("truth", is_boolean=True)),
    "text": (["b", "a"], Column("text", ("a", "b"))),
    "object truth": (np.array([True, None], dtype=object), Column("object truth", None, True)),
    "object number": (np.array([1, 2.5], dtype=object), Column("object number")),
    "lacking": (np.array(["a", None], dtype=object), Column("lacking", ("a",))),
    "mixed": (np.array(["a", 1], dtype=object), Column("mixed", ("1", "a"))),
    "nothing": (np.array([None, np.nan], dtype=object), Column("nothing", ())),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_the_kind_of_a_column(name):
    values, kind = COLUMNS[name]
    frame = optional("pandas").DataFrame({name: values})
    assert FittedColumns.of(frame).columns == (kind,)


def test_categories_and_what_is_missing():
    pandas = optional("pandas")
    frame = pandas.DataFrame(
        {
            "colour": pandas.Categorical(["red", None, "blue"]),
            "size": pandas.array([1, 2, 3], dtype="Int64"),
            "empty": np.array([None] * 3, dtype=object),
            "smoker": [True, False, True],
        }
    )
    columns = FittedColumns.of(frame)
    assert columns.coordinates == ("colour_blue", "colour_red", "size", "smoker")
    assert columns.two_valued == ("colour_blue", "colour_red", "smoker")
    assert columns.rows(frame).tolist() == [[0, 1, 1, 1], [0, 0, 2, 0], [1, 0, 3, 1]]
    with pytest.raises(SpecificationError, match=r"contains NaN: column 'size', row 1"):
        columns.rows(frame.assign(size=pandas.array([1, None, 3], dtype="Int64")))
    with pytest.raises(SpecificationError, match=r"contains infinity: column 'size', row 0"):
        columns.rows(frame.assign(size=[np.inf, 1.0, 2.0]))
    with pytest.raises(SpecificationError, match="'a_b' is given twice"):
        FittedColumns.of(pandas.DataFrame({"a": ["b"], "a_b": [1]}))


def test_names_that_are_no_texts_are_none():
    frame = optional("pandas").DataFrame({0: [1.0], 1: ["a"]})
    assert FittedColumns.of(frame).coordinates == ("x0", "x1_a")
    assert FittedColumns.unnamed(2).coordinates == ("x0", "x1")


def test_what_is_missing_is_a_state_of_its_own_on_request():
    pandas = optional("pandas")
    colours = ["red", None, "blue", "red"]
    frame = pandas.DataFrame({"age": [30.0, np.nan, 50.0, 70.0], "colour": colours,
                              "bmi": [20.0, 21.0, 22.0, 23.0]})  # fmt: skip
    found = FittedColumns.of(frame, missing=True, named=["colour_green", "age", "height_tall"])
    assert found.coordinates == ("age", "age_missing", "colour_blue", "colour_green",
                                 "colour_red", "colour_missing", "bmi")  # fmt: skip
    assert set(found.two_valued) == {*found.coordinates} - {"age", "bmi"}
    rows = found.rows(frame)
    assert rows[1].tolist() == [50.0, 1, 0, 0, 0, 1, 21.0]  # the median of those that are known
    assert rows[2].tolist() == [50.0, 0, 1, 0, 0, 0, 22.0]
    with pytest.raises(SpecificationError, match="Input X contains NaN: column 'bmi', row 0"):
        found.rows(frame.assign(bmi=np.nan))
    with pytest.raises(SpecificationError, match="Input X contains NaN: column 'age', row 1"):
        FittedColumns.of(frame).rows(frame)
