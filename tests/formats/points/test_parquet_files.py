"""Networks on Parquet files: rows in, the same rows with the outputs out, some at a time."""

import json

import numpy as np
import pytest

import logicnet
from logicnet import FormatError, LogicnetError
from logicnet.cli import main
from logicnet.formats.points.parquet_files import evaluate_parquet
from optional import optional

pandas, arrow = optional("pandas"), optional("pyarrow")

XOR = logicnet.compile("a ^ b")
FREE = logicnet.compile("x <= 1 & y >= 0 & smoker")


def evaluated(network, folder, frame, rows=2):
    frame.to_parquet(folder / "in.parquet")
    evaluate_parquet(network, folder / "in.parquet", folder / "out.parquet", rows=rows)
    return pandas.read_parquet(folder / "out.parquet")


@pytest.mark.parametrize("rows", [1, 2, 100])
@pytest.mark.parametrize(
    "kind", [bool, np.int8, np.uint64, np.float32, "Int64", "Float64", "boolean"]
)
def test_rows_get_the_outputs(tmp_path, rows, kind):
    values = np.arange(12).reshape(6, 2) // 3 % 2
    frame = pandas.DataFrame(values, columns=["b", "a"]).astype(kind).assign(name=[*"pqrstu"])
    wanted = frame.assign(y=values[:, 0] ^ values[:, 1])
    pandas.testing.assert_frame_equal(evaluated(XOR, tmp_path, frame, rows), wanted)


def test_an_index_comes_back_and_a_name_that_is_taken_gets_another(tmp_path):
    frame = pandas.DataFrame({"a": [1, 0], "b": [1, 1], "y": [5, 6]}, index=[7, 8])
    wanted = frame.assign(**{"network y": [0, 1]})
    pandas.testing.assert_frame_equal(evaluated(XOR, tmp_path, frame), wanted)
    empty = evaluated(XOR, tmp_path, frame[:0])
    assert (empty.columns.tolist(), len(empty)) == (["a", "b", "y", "network y"], 0)


FRAME = pandas.DataFrame({"a": [1, 0, 1, 0, 1], "b": [0.0, 1, 0, 1, 1]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": [0, 1, 0, 2, 1]}, "row 3: expected 0 or 1 for a, b, got 0, 2"),
        ({"b": [0, 1, 0, None, 1]}, "row 3: expected 0 or 1 for a, b, got 0, "),
        ({"b": [*"01011"]}, "column 'b' holds .*string; expected numbers"),
    ],
)
def test_what_is_no_row_is_refused_and_leaves_no_file(tmp_path, change, message):
    (tmp_path / "out.parquet").write_text("what was there")
    with pytest.raises(FormatError, match=f"in.parquet.*{message}"):
        evaluated(XOR, tmp_path, FRAME.assign(**change))
    assert (tmp_path / "out.parquet").read_text() == "what was there"
    assert len([*tmp_path.iterdir()]) == 2


def test_columns_and_files_that_are_none_are_refused(tmp_path):
    with pytest.raises(FormatError, match="no column for b among a, bb; did you mean 'bb'"):
        evaluated(XOR, tmp_path, FRAME.rename(columns={"b": "bb"}))
    people = pandas.DataFrame({"x": [0.0], "y": [1.0], "smoker": [0.5]})
    with pytest.raises(FormatError, match="row 0: expected numbers, and 0 or 1 for smoker for"):
        evaluated(FREE, tmp_path, people)
    for name, content in {"absent": None, "wrong": b"PAR1 and no more", "empty": b""}.items():
        if content is not None:
            (tmp_path / f"{name}.parquet").write_bytes(content)
        with pytest.raises(LogicnetError, match=f"{name}.parquet"):
            evaluate_parquet(XOR, tmp_path / f"{name}.parquet", tmp_path / "none.parquet")
    assert not (tmp_path / "none.parquet").exists()


def test_the_command_line_keeps_the_format(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    logicnet.write(XOR, "net.json")
    FRAME.to_parquet("in.parquet")
    FRAME.to_csv("in.csv", index=False)
    assert main(["evaluate", "net.json", "--rows", "in.parquet", "-o", "out.parquet"]) == 0
    wanted = FRAME.assign(y=FRAME.a ^ FRAME.b.astype(int))
    pandas.testing.assert_frame_equal(pandas.read_parquet("out.parquet"), wanted)
    assert main(["evaluate", "net.json", "--rows", "in.csv", "-o", "x.parquet"]) == 2
    assert "rows of text have no types of columns" in capsys.readouterr().err


def test_rows_of_parquet_are_shown_and_written_as_csv(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    frame = pandas.DataFrame(
        {"size": ["L", "S", None], "x": [1.5, 2, 3], "good": [True, False, True]}
    )
    frame[:2].to_parquet("in.parquet")
    frame[:2].assign(size=frame["size"][:2].astype("category")).to_parquet("kinds.parquet")
    rule = 'size == "L" & x > 1 & good'
    wanted = "size,x,good,inside\nL,1.5,True,1\nS,2.0,False,0\n"
    for source in ("in.parquet", "kinds.parquet"):
        assert main(["evaluate", rule, "--rows", source]) == 0
        assert capsys.readouterr().out == wanted
    assert main(["evaluate", rule, "--rows", "in.parquet", "-o", "out.csv"]) == 0
    assert (tmp_path / "out.csv").read_text() == wanted
    assert main(["evaluate", rule, "--rows", "in.parquet", "--json"]) == 0
    assert [row["inside"] for row in json.loads(capsys.readouterr().out)] == [1, 0]
    frame.to_parquet("missing.parquet")
    assert main(["evaluate", rule, "--rows", "missing.parquet"]) == 2
    assert "row 2: expected" in capsys.readouterr().err
