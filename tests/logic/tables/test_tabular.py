"""Tables in CSV files and data frames: what is refused, where, and what is not allocated."""

import tracemalloc

import pytest

from logicnet import FormatError, LimitError, SpecificationError, TruthTable
from logicnet.formats import csv_table
from logicnet.logic.tables import tabular
from logicnet.logic.tables.tabular import csv_text, sheet_of, table_of_rows


def _file(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.csv:1: expected a line of column names, got an empty file"),
        ("a,y\n0\n", "t.csv:2: 1 values for 2 columns"),
        ("a,y\n\n0,1,1\n", "t.csv:3: 3 values for 2 columns"),
        ("a,y\n0,2\n", r"t.csv:2, column 'y': expected 0, 1 or - \(don't-care\), got '2'"),
        ("a,y\n-,1\n", "t.csv:2, column 'a': expected 0 or 1, got '-'"),
        ("a,y\nok,1\n", "t.csv:2, column 'a': expected 0 or 1, got 'ok'"),
        ("a,y\n0,1\n\n1,0\n0,-\n", "t.csv:5 contradicts .*t.csv:2: same inputs, other outputs"),
        ("a,b,y\n0,0,1\n1,0,0\n", "t.csv: 2 of 4 rows are not listed, the first a=0 b=1; pass"),
        ("a,b,y\n1,1,1\n1,0,0\n", "t.csv: 2 of 4 rows are not listed, the first a=0 b=0; pass"),
        ("a,b,y\n0,0,1\n0,1,0\n1,0,0\n", "1 of 4 rows are not listed, the first a=1 b=1; pass"),
        ("y\n", "t.csv: 1 of 1 rows are not listed"),
        ("a,a,y\n", "t.csv: column name 'a' is given twice"),
        ("a,,b,,y\n", "t.csv: column name '' is given twice"),
        ("a,,y,z\n1,,0,0\n0,1,1,0\n", ":3: 4 values for 3 columns"),
        ("a,b,\n0,0,\n", r"t.csv: no output column \(none named\) among \['a', 'b'\]"),
        ('a,y\n"0,1\n1,0\n', "t.csv:3: unexpected end of data"),
        ('a,y\n"0"1,1\n', r"t.csv:2: ',' expected after"),
        ("x" * 140_000 + ",y\n", "t.csv:1: field larger than field limit"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(tmp_path, text, message):
    with pytest.raises(FormatError, match=message) as caught:
        TruthTable.from_csv(_file(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        "a,b,y\n0,0,1\n0,1,0\n1,0,0\n1,1,-\n",
        "\ufeffa;b;y\r\n0;0;1\r\n0;1;0\r\n1;0;0\r\n1;1;x\r\n",
        "a\tb\ty\r0\t0\t1\r0\t1\t0\r1\t0\t0\r1\t1\t\r",
        '"a", b,y\n 0, "0",1.0\n0 ,1,false\n\n1,0,FALSE\n1,1,X',
        '\n\n"a","b","y"\n0,0,1\n0,0,1\n0,1,0\n1,0,0\n1,1,-',
    ],
)
def test_layouts_of_one_table(tmp_path, text):
    assert TruthTable.from_csv(_file(tmp_path, text)) == TruthTable.from_string("100-", ["a", "b"])


def test_the_separator_is_what_stands_between_the_names(tmp_path):
    for text, names, mark in [
        ("a,b;c\n", ["a", "b;c"], ","),
        ('"a,b";c\n', ["a,b", "c"], ";"),
        ('"a,\nb"\tc\n1,2\t3\n', ["a,\nb", "c"], "\t"),
        ("a b\n1,2\n", ["a b"], ","),
        ("a;b\r1,2;3\r", ["a", "b"], ";"),
    ]:
        sheet = sheet_of(_file(tmp_path, text))
        assert (sheet.names, sheet.delimiter) == (names, mark)


def test_columns_that_are_meant_are_told():
    with pytest.raises(SpecificationError, match="no output column opne among .*mean 'open'"):
        table_of_rows(["a", "open"], [[0, 1], [1, 0]], ["opne"])
    with pytest.raises(SpecificationError, match="missing is 'error', 'dont-care', 0 or 1, not 2"):
        table_of_rows(["a", "y"], [[0, 1], [1, 0]], missing=2)
    with pytest.raises(SpecificationError, match="row 2 contradicts row 1"):
        table_of_rows(["a", "y"], [[0, 1], [0, 0]])
    with pytest.raises(SpecificationError, match="row 3 contradicts row 2"):
        table_of_rows(["a", "y"], [[1, 0], [0, 1], [0, 0]])


@pytest.mark.parametrize(("missing", "text"), [("dont-care", "1-"), (0, "10"), (1, "11")])
def test_rows_that_are_not_listed_are_what_missing_says(missing, text):
    listed = table_of_rows(["a", "y"], [[0, 1]], missing=missing)
    assert TruthTable(**listed._asdict()).to_string() == text


def test_a_table_that_is_too_large_is_refused(tmp_path, monkeypatch):
    head = ",".join(f"x{i}" for i in range(28))
    with pytest.raises(LimitError, match="t.csv: 27 inputs exceed the limit of 26"):
        TruthTable.from_csv(_file(tmp_path, f"{head}\n"))
    monkeypatch.setattr(tabular, "_MOST_VALUES", 7)
    rows = [[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]]
    with pytest.raises(LimitError, match="4 rows of 2 outputs exceed the limit of 7 values"):
        table_of_rows("abcd", rows, "cd")
    monkeypatch.setattr(tabular, "_MOST_VALUES", 8)
    assert len(TruthTable(**table_of_rows("abcd", rows, "cd")._asdict())) == 4


def test_no_memory_is_taken_for_rows_that_are_not_there(tmp_path):
    head = ",".join(f"x{i}" for i in range(26))
    path = _file(tmp_path, f"{head},y\n{'0,' * 26}1\n")
    tracemalloc.start()
    with pytest.raises(FormatError, match="67108863 of 67108864 rows are not listed"):
        TruthTable.from_csv(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_what_csv_cannot_hold_is_not_written(tmp_path):
    table = TruthTable.from_string("01", ["a"])
    for name in (" a", "a\t"):
        odd = TruthTable.from_string("01", [name])
        with pytest.raises(SpecificationError, match="cannot hold blanks at the ends of the name"):
            csv_table.write(odd, tmp_path / "t.csv")
    assert not list(tmp_path.iterdir())
    csv_table.write(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "a,y\n0,0\n1,1\n"


def test_names_with_another_separator_are_quoted():
    assert csv_text(["a", "b"], [[1, 2]]) == "a,b\n1,2\n"
    assert csv_text(["a;b"], [["x;y"]]) == '"a;b"\nx;y\n'
    assert csv_text(["a,b", "c"], [[1, 2]], "\t") == '"a,b"\t"c"\n1\t2\n'


def test_long_tables_are_shown_without_their_middle():
    table = TruthTable.from_values([k % 2 for k in range(128)])
    lines = str(table).split("\n")
    assert (len(lines), lines[0]) == (66, "x1 x2 x3 x4 x5 x6 x7 | y")
    assert lines[33] == ".  .  .  .  .  .  .  | ."
    assert lines[1].split() == ["0"] * 7 + ["|", "0"]
    assert lines[-1].split() == ["1"] * 7 + ["|", "1"]
    assert table._repr_html_().count("<tr>") == 66
    short = TruthTable.from_values([k % 2 for k in range(64)], outputs=["<y>"])
    assert len(str(short).split("\n")) == 65
    assert "&lt;y&gt;" in short._repr_html_()
    assert short._repr_html_().count("<td>") == 64 * 8


def test_a_misspelt_option_of_a_table_is_told_from_its_neighbour(tmp_path):
    with pytest.raises(SpecificationError, match="from_csv has no option 'misssing'.* 'missing'"):
        TruthTable.from_csv(tmp_path / "t.csv", misssing=0)
    with pytest.raises(SpecificationError, match="from_frame has no option 'mising'.* 'missing'"):
        TruthTable.from_frame(None, mising=0)
