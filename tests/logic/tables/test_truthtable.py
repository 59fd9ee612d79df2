import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import FormatError, LimitError, SpecificationError, TruthTable
from logicnet.ground.bits import columns, pack, unpack, used
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


@pytest.mark.parametrize("n", range(9))
def test_hex_words_are_the_numbers_whose_bits_are_the_rows(n):
    rows = Random(n).choices("01", k=2**n)
    number = sum(1 << r for r, c in enumerate(rows) if c == "1")
    word = f"{number:0{max(1, 2**n // 4)}X}"
    names = [f"v{i}" for i in range(n)]
    most = TruthTable.from_hex(word, names, first="most")
    assert most.to_string() == "".join(rows)
    least = TruthTable.from_hex(f" 0x{word[:1]}_{word[1:]} ", names)
    turned = [int(f"{r:0{n}b}"[::-1] if n else "0", 2) for r in range(2**n)]
    assert least.to_string() == "".join(rows[r] for r in turned)
    if n > 1:  # of a digit alone there may be fewer inputs
        assert TruthTable.from_hex(word).renamed(names) == least


@pytest.mark.parametrize("n", [0, 1, 5, 6, 7])
def test_rows_are_their_numbers_at_every_size(n):
    ones = sorted({0, 2**n - 1, 2**n // 2})
    free = [r for r in range(2**n) if r not in ones][:2]
    table = TruthTable.from_minterms(n, np.array(ones), dont_cares=free)
    assert table.minterms() == ones
    assert len(table) == 2**n
    text = "".join("1" if r in ones else "-" if r in free else "0" for r in range(2**n))
    assert table.to_string() == text
    assert TruthTable.from_string(text.replace("-", "X")) == table
    assert TruthTable.from_values([tuple(c) for c in text]) == table
    assert table.values()[:, 0].tolist() == ["01-".index(c) if c != "-" else -1 for c in text]
    assert hash(TruthTable.from_string(text)) == hash(table)
    assert table.inputs == tuple(f"x{i + 1}" for i in range(n))


def test_arrays_of_every_kind_are_values():
    expected = TruthTable.from_string({"y1": "01-1", "y2": "1100"}, "ab")
    rows = [[0, 1], [1, 1], [-1, 0], [1, 0]]
    for kind in (np.int8, np.int64, np.float64, object):
        assert TruthTable.from_values(np.array(rows, dtype=kind), "ab") == expected
    assert TruthTable.from_values(rows, "ab", ["s", "t"]).outputs == ("s", "t")
    assert TruthTable.from_values(np.array([True, False])).to_string() == "10"
    assert TruthTable.from_values(np.array([1, 0], np.uint8)).to_string() == "10"


def test_tables_differ_by_each_of_their_parts():
    table = TruthTable.from_string({"y": "0110", "z": "01-0"}, "ab")
    others = [
        TruthTable.from_string({"y": "0110", "z": "01-1"}, "ab"),
        TruthTable.from_string({"y": "0110", "z": "0100"}, "ab"),
        TruthTable.from_string({"y": "0110", "z": "01-0"}, "ac"),
        TruthTable.from_string({"y": "0110", "x": "01-0"}, "ab"),
        TruthTable.from_string({"y": "0110"}, "ab"),
        "0110",
    ]
    assert all(other != table for other in others)
    assert table.output("z") == TruthTable.from_string({"z": "01-0"}, "ab")
    assert table.minterms("z") == [1]
    assert table.to_string("z") == "01-0"
    assert table.renamed(outputs=["s", "t"]).output("t").to_string() == "01-0"
    assert table.renamed(inputs="cd").inputs == ("c", "d")
    assert repr(table) == "<TruthTable of a b, 4 rows, y: 2 ones, z: 1 ones 1 free>"


@given(tables(), st.integers(0, 2**32 - 1))
def test_over_other_inputs_a_table_is_the_same_function(table, seed):
    rng = Random(seed)
    names = [*table.inputs, *(f"new{i}" for i in range(rng.randint(0, 3)))]
    rng.shuffle(names)
    wide = table.over(names)
    assert wide.inputs == tuple(names)
    values = table.values()
    for r, found in enumerate(wide.values().tolist()):
        at = {name: r >> (len(names) - 1 - i) & 1 for i, name in enumerate(names)}
        row = sum(at[name] << (len(table.inputs) - 1 - i) for i, name in enumerate(table.inputs))
        assert found == values[row].tolist()


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
    rows = rng.integers(0, len(table), 70)
    n = len(table.inputs)
    bits = (rows[None] >> np.arange(n - 1, -1, -1)[:, None] & 1).astype(bool)
    assert [words.shape for words in table.rows(pack(bits))] == [(len(table.outputs), 2)] * 2
    on, dc = (unpack(words, 70) for words in table.rows(pack(bits)))
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


def table_of(**fields):
    words = np.zeros((1, 1), np.uint64)
    return TruthTable(**{"inputs": ("a",), "outputs": ("y",), "on": words, "dc": words, **fields})


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: TruthTable.from_string("011"), "2\\*\\*n rows; got 3"),
        (lambda: TruthTable.from_string(""), "got 0"),
        (lambda: TruthTable.from_string("01?1"), "row 2: expected 0, 1, - or x, got '\\?'"),
        (lambda: TruthTable.from_string("0101", ["a"]), "4 rows need 2 input names, got 1"),
        (lambda: TruthTable.from_values([0, 2]), "row 1, output 1: expected 0, 1"),
        (lambda: TruthTable.from_values([0, math.inf]), "row 1"),
        (lambda: TruthTable.from_values([0, 1, 1, 7], ["a", "b"]), "row 3, output 1: .* got 7"),
        (lambda: TruthTable.from_values(np.array([[0, 1], [1, 2]])), "row 1, output 2: .* got 2"),
        (lambda: TruthTable.from_values(np.array([0, 2**64 - 1], np.uint64)), f"got {2**64 - 1}"),
        (lambda: TruthTable.from_values(np.array([0, -2])), "row 1, output 1: .* got -2"),
        (lambda: TruthTable.from_values([(0, 1), (1,)]), "one and the same width"),
        (lambda: TruthTable.from_values([0, [1]]), "one and the same width"),
        (lambda: TruthTable.from_values([[], []]), "rows of at least one value"),
        (lambda: TruthTable.from_values(np.zeros((0, 2))), "rows of at least one value"),
        (lambda: TruthTable.from_values(np.zeros((2, 2, 2))), "got 3 dimensions"),
        (lambda: TruthTable.from_values(np.array(1)), "got 0 dimensions"),
        (lambda: TruthTable.from_values([0, 1, 1]), "2\\*\\*n rows; got 3"),
        (lambda: TruthTable.from_string({"y": "01", "z": "0"}), "different numbers of rows"),
        (lambda: TruthTable.from_string({}), "different numbers of rows"),
        (lambda: TruthTable.from_string({"y": "01", "z": "0é"}), "output 'z', row 1"),
        (lambda: TruthTable.from_string(["0", "1"]), "use from_values"),
        (lambda: TruthTable.from_string({"y": 1}), "output y"),
        (lambda: TruthTable.from_hex("ga"), "hexadecimal digits, got 'ga'"),
        *(
            (lambda word=word: TruthTable.from_hex(word), "expected hexadecimal digits")
            for word in ("", " ", "0x", "_", "1x", "-1")
        ),
        (lambda: TruthTable.from_hex("8", "abc"), "8 rows, 2 hexadecimal digits; got 1"),
        (lambda: TruthTable.from_hex("08", "ab"), "4 rows, 1 hexadecimal digits; got 2"),
        (lambda: TruthTable.from_hex("4", "a"), "2 rows, 1 hexadecimal digits; got 1"),
        (lambda: TruthTable.from_hex("2", []), "1 rows, 1 hexadecimal digits; got 1"),
        (lambda: TruthTable.from_hex("8", first="last"), "first is 'least' or 'most', not 'last'"),
        (lambda: TruthTable.from_minterms(2, [-1]), "minterm -1 is no row of 2 inputs"),
        (lambda: TruthTable.from_minterms(2, [1.5]), "minterm 1.5 is no row of 2 inputs"),
        (lambda: TruthTable.from_minterms("ab", [0], [4]), "don't-care 4 is no row of 2 inputs"),
        (lambda: TruthTable.from_minterms(-1, []), "inputs is 0 or more, not -1"),
        (lambda: TruthTable.from_string({"y": "01", "z": "10"}).output(None), "outputs y, z"),
        (lambda: TruthTable.from_string({"y": "01", "z": "10"}).to_string(), "outputs y, z"),
        (
            lambda: TruthTable.from_string("01").renamed(inputs="ab"),
            "2 rows need 1 input names, got 2",
        ),
        (lambda: TruthTable.from_expression("a & b", names=["a", "c"]), "the formula has b, which"),
        (lambda: TruthTable.from_expression("a", "a", dont_care="b"), "the formula has b, which"),
        (lambda: table_of(outputs=()), "at least one output"),
        (lambda: table_of(on=[0]), "uint64 words of shape"),
        (lambda: table_of(on=np.zeros((1, 1), np.int64)), "uint64 words of shape"),
        (lambda: table_of(dc=np.zeros((2, 1), np.uint64)), "'dc' must be uint64"),
        (lambda: table_of(dc=np.array([[4]], np.uint64)), "'dc' has bits set beyond row 1"),
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
    for made in (
        lambda: TruthTable.from_minterms(27, []),
        lambda: TruthTable.from_minterms(10**18, []),
        lambda: TruthTable.from_minterms([f"x{i}" for i in range(27)], []),
        lambda: TruthTable.from_hex("0", [f"x{i}" for i in range(27)]),
        lambda: TruthTable.from_string("01").over([f"x{i}" for i in range(1, 28)]),
        lambda: table_of(inputs=[f"x{i}" for i in range(27)]),
    ):
        with pytest.raises(LimitError, match="exceed the limit of 26 for truth tables"):
            made()
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


@pytest.mark.parametrize("n", [0, 5, 6, 7, 9])
def test_rows_anywhere_are_those_of_the_table(n):
    rng = np.random.default_rng(n)
    table = TruthTable.from_values(rng.integers(-1, 2, (2**n, 2)))
    on, dc = table.rows(columns(n))
    assert (on[:, -1] & used(n) == table.on[:, -1]).all()
    assert (on[:, :-1] == table.on[:, :-1]).all()
    drawn = rng.integers(0, 2**n, 100)
    digits = drawn[None] >> np.arange(n)[::-1, None] & 1
    on, dc = (unpack(found, 100).astype(int) for found in table.rows(pack(digits.astype(bool))))
    assert (table.values()[drawn] == np.where(dc, -1, on).T).all()


@pytest.mark.parametrize("word", ["columns", "notna"])
def test_what_looks_like_half_a_frame_is_refused(word):
    half = type("Half", (), {word: ["a", "y"]})()
    with pytest.raises(SpecificationError, match="expected a pandas DataFrame"):
        TruthTable.from_frame(half)
