import numpy as np
import pytest

from logicnet import MLP, SpecificationError, compile
from optional import optional

RULE = compile("age >= 65 & smoker")
COLUMNS = {"name": ["a", "b", "c"], "smoker": [True, False, True], "age": [70.0, 80.0, 64.5]}
FIRED = [1, 0, 0]


def test_pandas_gives_pandas_with_its_index():
    pandas = optional("pandas")
    frame = pandas.DataFrame(COLUMNS, index=[5, 7, 9])
    answer = RULE(frame)
    assert isinstance(answer, pandas.DataFrame)
    assert list(answer.index) == [5, 7, 9]
    assert answer[RULE.outputs[0]].tolist() == FIRED
    row = RULE(frame.iloc[0])
    assert isinstance(row, pandas.Series)
    assert (row.name, row.to_dict()) == (5, {RULE.outputs[0]: 1})


def found(package):
    return pytest.importorskip(package) if package == "pyarrow" else optional(package)


@pytest.mark.parametrize("package", ["polars", "pyarrow"])
def test_other_frames_give_their_kind(package):
    kind = found(package)
    frame = kind.DataFrame(COLUMNS) if package == "polars" else kind.table(COLUMNS)
    answer = RULE(frame)
    assert type(answer) is type(frame)
    assert np.asarray(answer[RULE.outputs[0]]).tolist() == FIRED
    mlp = MLP.from_layers([[[1, -1]]], [[0]], output="linear", inputs=["age", "smoker"])
    assert np.asarray(mlp(frame)["y"]).tolist() == [69, 80, 63.5]


@pytest.mark.parametrize("package", ["pandas", "polars", "pyarrow"])
def test_what_a_frame_lacks_or_has_twice_is_said(package):
    kind = found(package)
    make = kind.table if package == "pyarrow" else kind.DataFrame
    with pytest.raises(SpecificationError, match="missing: smoker; the frame has age, other"):
        RULE(make({"age": [1.0], "other": [2]}))
    if package == "pandas":
        twice = kind.DataFrame([[1.0, 2.0, 0]], columns=["age", "age", "smoker"])
        with pytest.raises(SpecificationError, match="several columns 'age'"):
            RULE(twice)


def test_columns_are_taken_by_name_not_by_place():
    """A frame that is no mapping was once read from left to right."""
    polars = optional("polars")
    net = compile("a & ~b")
    assert np.asarray(net(polars.DataFrame({"b": [0, 1], "a": [1, 1]}))["y"]).tolist() == [1, 0]


@pytest.mark.parametrize(
    "reader", [RULE, MLP.from_layers([[[1, 1]]], [[0]], inputs=["age", "smoker"])]
)
def test_a_lazy_frame_is_to_be_collected_first(reader):
    lazy = optional("polars").DataFrame(COLUMNS).lazy()
    with pytest.raises(SpecificationError, match=r"a lazy frame .* collect\(\) it first"):
        reader(lazy)
