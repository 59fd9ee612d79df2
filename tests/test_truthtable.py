import math

import numpy as np
import pytest
from hypothesis import given

from logicnet import FormatError, LimitError, SpecificationError, TruthTable
from logicnet.ground.bits import pack, unpack
from strategies import tables


@given(tables())
def test_strings_and_values_round_trip(table):
    columns = {name: table.to_string(name) for name in table.outputs}
    assert TruthTable.from_string(columns, table.inputs) == table
    assert TruthTable.from_values(table.values(), table.inputs, table.outputs) == table


def test_the_first_name_is_the_most_significant_bit():
    table = TruthTable.from_string("0011", ["a", "b"])
    assert table == TruthTable.from_expression("a", ["a", "b"])


def test_every_spelling_of_a_table_is_the_same_table():
    table = TruthTable.from_string("01-1", ["a", "b"])
    others = [
        TruthTable.from_string("01 x1", ["a", "b"]),
        TruthTable.from_values([0, 1, None, 1], ["a", "b"]),
        TruthTable.from_values([False, True, "-", 1.0], ["a", "b"]),
        TruthTable.from_values(np.array([0, 1, np.nan, 1]), ["a", "b"]),
        TruthTable.from_values(["0", "1", "x", "1"], ["a", "b"]),
        TruthTable.from_minterms(["a", "b"], [1, 3], dont_cares=[2]),
        TruthTable.from_callable(lambda a, b: None if a > b else b),
        TruthTable.from_expression("b", ["a", "b"], dont_care="a & ~b"),
    ]
    assert all(other == table for other in others)


def test_hex_words_in_both_bit_orders():
    assert TruthTable.from_hex("8").to_string() == "0001"
    assert TruthTable.from_hex("ca", "abc") == TruthTable.from_expression("ite(c, b, a)", "abc")
    assert TruthTable.from_hex("0xca", "abc", first="most").to_string() == "01010011"
    assert TruthTable.from_hex("2", ["a"]).to_string() == "01"
    big = TruthTable.from_hex("8" + "0" * 31)
    assert big.minterms() == [127]


def test_many_outputs_from_callables_and_formulas():
    half_adder = TruthTable.from_expression({"sum": "a ^ b", "carry": "a & b"})
    by_call = TruthTable.from_callable(lambda a, b: {"sum": a ^ b, "carry": a & b})
    assert half_adder == by_call
    pair = TruthTable.from_callable(lambda a, b: (a ^ b, a & b))
    assert pair.outputs == ("y1", "y2")
    assert half_adder.output("carry").to_string() == "0001"


def test_over_reorders_and_widens():
    table = TruthTable.from_expression("a & ~b", ["a", "b"])
    wide = table.over(["c", "b", "a"])
    assert wide == TruthTable.from_expression("a & ~b", ["c", "b", "a"])
    with pytest.raises(SpecificationError, match="depends on b"):
        table.over(["a"])


@given(tables())
def test_evaluate_at_any_rows_reads_the_table(table):
    rng = np.random.default_rng(1)
    rows = rng.integers(0, table.rows, 70)
    n = len(table.inputs)
    bits = (rows[None] >> np.arange(n - 1, -1, -1)[:, None] & 1).astype(bool)
    on, dc = (unpack(words, 70) for words in table.evaluate(pack(bits)))
    values = table.values()[rows].T
    assert (on == (values == 1)).all()
    assert (dc == (values == -1)).all()


def test_frames_and_csv_files_in_any_row_order(tmp_path):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1, 0, 1, 0], "y": [1, 0, None, 1], "b": [1, 0, 0, 1]})
    table = TruthTable.from_frame(frame, outputs=["y"])
    assert table == TruthTable.from_string("01-1", ["a", "b"])
    path = tmp_path / "table.csv"
    path.write_text("a,b,y\n1,1,1\n0,0,0\n1,0,-\n0,1,1\n")
    assert TruthTable.from_csv(path) == table


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: expected a line of column names"),
        ("a,y\n0,1\n1\n", ":3: 1 values for 2 columns"),
        ("a,y\n0,2\n", ":2, column 'y': expected 0, 1 or -"),
        ("a,y\nmaybe,1\n", ":2, column 'a': expected 0 or 1, got 'maybe'"),
        ("a,y\n0,1\n0,0\n", ":3 contradicts .*:2: same inputs, other outputs"),
        ("a,y\n0,1\n", "1 of 2 rows are not listed, the first a=1"),
        ("a,a\n0,1\n", "column name 'a' is given twice"),
    ],
)
def test_malformed_csv_is_refused_with_its_place(tmp_path, text, message):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(FormatError, match=message):
        TruthTable.from_csv(path)


def test_missing_rows_are_what_the_caller_says(tmp_path):
    path = tmp_path / "part.csv"
    path.write_text("a,b,y\n1,1,1\n0,0,0\n")
    assert TruthTable.from_csv(path, missing="dont-care").to_string() == "0--1"
    assert TruthTable.from_csv(path, missing=1).to_string() == "0111"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: TruthTable.from_string("011"), "2\\*\\*n rows; got 3"),
        (lambda: TruthTable.from_string(""), "got 0"),
        (lambda: TruthTable.from_string("01?1"), "row 2: expected 0, 1, - or x, got '\\?'"),
        (lambda: TruthTable.from_string("0101", ["a"]), "4 rows need 2 input names, got 1"),
        (lambda: TruthTable.from_values([0, 2]), "row 1, output 1: expected 0, 1"),
        (lambda: TruthTable.from_values([0, math.inf]), "row 1"),
        (lambda: TruthTable.from_hex("ga"), "hexadecimal digits, got 'ga'"),
        (lambda: TruthTable.from_hex("ca", "ab"), "4 rows, 1 hexadecimal digits; got 2"),
        (lambda: TruthTable.from_minterms(2, [4]), "minterm 4 is no row of 2 inputs"),
        (lambda: TruthTable.from_minterms(2, [1], [1]), "row 1 is both"),
        (lambda: TruthTable.from_callable(lambda *a: 1), "pass names="),
        (lambda: TruthTable.from_expression("a & b", ["a"]), "the formula has b"),
        (lambda: TruthTable.from_string("01", ["a"]).output("z"), "name one of the outputs y"),
        (lambda: TruthTable.from_string("0101", ["a", "a"]), "'a' is given twice"),
    ],
)
def test_malformed_tables_are_refused(build, message):
    with pytest.raises(SpecificationError, match=message):
        build()


def test_limits_are_named():
    with pytest.raises(LimitError, match="27 inputs exceed the limit of 26"):
        TruthTable.from_expression(" & ".join(f"x{i}" for i in range(27)))
    names = [f"x{i}" for i in range(21)]
    with pytest.raises(LimitError, match="limit of 20 for a Python callable"):
        TruthTable.from_callable(lambda *a: 0, names)


def test_twenty_four_inputs_fit():
    table = TruthTable.from_expression(" ^ ".join(f"x{i}" for i in range(24)))
    assert table.on.shape == (1, 2**18)
    assert int(np.unpackbits(table.on.view(np.uint8)).sum()) == 2**23


def test_a_table_prints_and_shortens():
    text = str(TruthTable.from_expression("a ^ b"))
    assert text.splitlines() == ["a b | y", "0 0 | 0", "0 1 | 1", "1 0 | 1", "1 1 | 0"]
    long = str(TruthTable.from_expression(" & ".join(f"x{i}" for i in range(10))))
    assert len(long.splitlines()) == 66
    assert "<td>1</td>" in TruthTable.from_string("01")._repr_html_()
    assert repr(TruthTable.from_string("01-1")) == (
        "<TruthTable of x1 x2, 4 rows, y: 2 ones 1 free>"
    )


def test_tables_are_immutable():
    table = TruthTable.from_string("01")
    with pytest.raises(ValueError, match="read-only"):
        table.on[0] = 0
    with pytest.raises(SpecificationError, match="both 1 and a don't-care"):
        TruthTable(inputs=("a",), outputs=("y",), on=table.on, dc=table.on)
    with pytest.raises(SpecificationError, match="bits set beyond row 1"):
        TruthTable(inputs=("a",), outputs=("y",), on=table.on | np.uint64(16), dc=table.dc)


def test_truth_values_of_every_kind_are_understood():
    pandas = pytest.importorskip("pandas")
    import sympy

    values = [pandas.NA, sympy.true, sympy.false, np.bool_(True), "1.0", "False", -1, 0.0]
    assert TruthTable.from_values(values).to_string() == "-10110-0"
    assert TruthTable.from_callable(lambda a: sympy.Not(bool(a))).to_string() == "10"


@pytest.mark.parametrize(
    "build",
    [
        lambda: TruthTable.from_minterms(2, [True]),
        lambda: TruthTable.from_minterms(-1, []),
        lambda: TruthTable.from_values([]),
        lambda: TruthTable.from_values([[0, 1], [1]]),
        lambda: TruthTable.from_hex(8),
        lambda: TruthTable.from_string(None),
        lambda: TruthTable.from_callable(lambda a: {"y": 1} if a else {"z": 1}),
    ],
)
def test_what_is_no_table_is_refused(build):
    with pytest.raises(SpecificationError):
        build()
