"""Networks on files of points: rows in, the same rows with the outputs out."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logicnet
from logicnet import FormatError, Network
from logicnet.formats.points import csv_files
from logicnet.formats.points.csv_blocks import CsvHeader
from logicnet.formats.points.csv_files import evaluate_csv
from logicnet.ground.storage.streams import TextBlock

LINE = Network.from_units(
    ["x", "y"], [([0, 1], [-1.0, -1.0], -1.0)], outputs={"in": 0}, encoding="real"
)
UNITS = [([0, 1], [1, 1], 1), ([0, 1], [1, 1], 2), ([2, 3], [1, -1], 1)]
XOR = Network.from_units(["a", "b"], UNITS)
AGE = Network.from_units(["age", "b"], UNITS)


def _evaluated(network, tmp_path, text, target=True):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text.encode())
    evaluate_csv(network, source, out if target else None)
    return out.read_bytes().decode() if target else None


@pytest.mark.parametrize(
    ("network", "text", "result"),
    [
        (LINE, "x,y\n0,0\n1,1\n", "x,y,in\n0,0,1\n1,1,0\n"),
        (XOR, "a,b\n", "a,b,y\n"),
        (XOR, "b,a,name\n1,0,p\n0.0, 0 ,\n", "b,a,name,y\n1,0,p,1\n0.0,0,,0\n"),
        (XOR, "a;b\r\n1;1e0\r\n", "a;b;y\n1;1e0;0\n"),
        (XOR.encoded("bipolar"), "a\tb\n-1\t1\n", "a\tb\ty\n-1\t1\t1\n"),
        (XOR, "a,b,y\n1,0,0\n", "a,b,y,network y\n1,0,0,1\n"),
        (XOR, "a,b,network y,y\n1,0,,\n", "a,b,network y,y,network network y\n1,0,,,1\n"),
    ],
)
def test_rows_get_the_outputs(tmp_path, capsys, network, text, result):
    assert _evaluated(network, tmp_path, text) == result
    _evaluated(network, tmp_path, text, target=False)
    assert capsys.readouterr().out == result


@pytest.mark.parametrize(
    ("network", "text", "message"),
    [
        (XOR, "a,c\n", "in.csv:1: no column for b among a, c"),
        (AGE, "gae,b\n", "in.csv:1: no column for age among .*; did you mean 'gae'"),
        (XOR, "\na,a\n", "in.csv:2: column name 'a' is given twice"),
        (XOR, "a,\n", "in.csv:1: column 2 has an empty name"),
        (XOR, "a,b\n\n1\n", "in.csv:3: 1 values for 2 columns"),
        (XOR, "a,b\n1,2\n", "in.csv:2: expected 0 or 1 for a, b, got '1,2'"),
        (XOR, "a,b\n1,-1\n", "in.csv:2: expected 0 or 1 for a, b, got '1,-1'"),
        (XOR, "a,b\n1,nan\n", "in.csv:2: expected 0 or 1 for a, b, got '1,nan'"),
        (XOR.encoded("bipolar"), "a,b\n1,0\n", "in.csv:2: expected -1 or 1 for a, b, got '1,0'"),
        (LINE, "x;y\n0,1;0,2\n", "in.csv:2: expected numbers for x, y, got '0,1;0,2'"),
        (LINE, "x,y\n1,inf\n", "in.csv:2: expected numbers for x, y, got '1,inf'"),
        (LINE, "x,y\n1,\n", "in.csv:2: expected numbers for x, y, got '1,'"),
        (LINE, "x,y\n1_0,1\n", "in.csv:2: expected numbers for x, y, got '1_0,1'"),
    ],
)
def test_what_is_no_point_is_refused_with_its_place(tmp_path, network, text, message):
    with pytest.raises(FormatError, match=message) as caught:
        _evaluated(network, tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path))
    assert not (tmp_path / "out.csv").exists()


TEXTS = [
    "x,y,name\n0,0,\n1.5,-1,é\n0.25,0.5,p\n" * 3,
    'x,y,name\r\n0,0,"a\r\nb"\r\n1,1,"c,""d"""\r\n\r\n 2 , 3 ,\r\n',
    "x;y;name\r0;0;a\r1;1;b",
    '"x","y","na\nme"\n0,0,1\n\n\n1,1,"2\n\n3"',
    "\ufeffx\ty\tname\n0\t0\ta b\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_blocks_of_any_size_give_what_one_block_gives(tmp_path, text):
    """Also where a cut falls into a cell in quotes, or between CR and LF."""
    text = text.replace("0.25,0.5,p\nx,y,name\n", "0.25,0.5,p\n")
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text.encode())
    evaluate_csv(LINE, source, out)
    whole = out.read_bytes()
    with ThreadPoolExecutor(2) as pool:
        for size in (*range(1, 12), 30):
            for executor in (None, pool):
                evaluate_csv(LINE, source, out, size=size, executor=executor)
                assert out.read_bytes() == whole


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,2", "in.csv:62: expected 0 or 1 for a, b, got '1,2'"),
        ("1", "in.csv:62: 1 values for 2 columns"),
        ('1,"0', "in.csv:101: unexpected end of data"),
        ("1,\0", "in.csv:62: a character NUL; expected text"),
    ],
)
def test_a_wrong_row_in_the_middle_is_named_and_leaves_no_file(tmp_path, row, message):
    lines = ["a,b", *["1,0"] * 60, row, *["0,0"] * 39]
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("\n".join(lines))
    out.write_text("what was there")
    for size in (7, 64, 1 << 20):
        with pytest.raises(FormatError) as caught:
            evaluate_csv(XOR, source, out, size=size)
        assert str(caught.value) == f"{tmp_path}/{message}"
        assert out.read_text() == "what was there"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_lines_are_counted_wherever_the_cuts_fall(tmp_path):
    source = tmp_path / "in.csv"
    for ending in ("\n", "\r\n", "\r"):
        source.write_bytes(ending.join(["a,b", "", *["1,0"] * 8, "1,2", "0,0"]).encode())
        for size in range(1, 20):
            with pytest.raises(FormatError, match=r"in.csv:11: expected"):
                evaluate_csv(XOR, source, tmp_path / "out.csv", size=size)


@pytest.mark.parametrize("outputs", [1, 3, 20])
@pytest.mark.parametrize("blank", ["", " "])
def test_every_output_has_its_column(tmp_path, outputs, blank):
    """Whether lines go on as they stand or cell by cell, many outputs or few."""
    units = [([0, 1, 2], [1, 2, 4], k % 8) for k in range(outputs)]
    net = Network.from_units(["a", "b", "c"], units, outputs={f"y{k}": k for k in range(outputs)})
    rows = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    text = "".join(f"{a},{b},{c}{blank}\n" for a, b, c in rows)
    lines = _evaluated(net, tmp_path, "a,b,c\n" + text).splitlines()[1:]
    wanted = [[a, b, c, *(int(a + 2 * b + 4 * c >= k % 8) for k in range(outputs))]
              for a, b, c in rows]  # fmt: skip
    assert [[*map(int, line.split(","))] for line in lines] == wanted


def test_an_interrupt_in_the_middle_leaves_no_file(tmp_path, monkeypatch):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("a,b\n" + "1,0\n" * 100)
    seen = count()

    def evaluated(self, block):
        if next(seen) == 3:
            raise KeyboardInterrupt
        return block.text

    monkeypatch.setattr(csv_files.Evaluated, "__call__", evaluated)
    with pytest.raises(KeyboardInterrupt):
        evaluate_csv(XOR, source, out, size=40)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


CELLS = st.sampled_from(["0", "1", "-0.5", "2e0", ".25", "1E1", "+1", "00", "1.", "١", "inf"])


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_lines_as_they_stand_and_cell_by_cell_are_the_same(rows, mark):
    columns = CsvHeader(Path("in.csv"), 1, ["x", "y"], mark)
    look = csv_files.Evaluated(LINE, columns, [0, 1], [None, None])
    found = []
    for odd in ("", " "):  # a blank, and each cell is looked at
        text = "".join(f"{x}{mark}{y}{odd}\n" for x, y in rows)
        try:
            found.append(look(TextBlock(2, text)))
        except FormatError as error:
            found.append(str(error))
    assert found[0] == found[1]


def test_a_network_knows_which_inputs_are_0_or_1(tmp_path):
    net = logicnet.compile("smoker & age >= 60")
    with pytest.raises(FormatError, match="in.csv:3: expected numbers, and 0 or 1 for smoker for"):
        _evaluated(net, tmp_path, "age,smoker\n61,1\n61,0.5\n")


def test_cells_of_categories_and_truth_values_are_read_as_what_is_asked(tmp_path):
    rule = logicnet.compile('size in {"L", "XL"} & (x > 1 | good)')
    text = "size,x,good\nL,0,yes\nXL,2,False\nS,2,T\n L ,0.5,no\n"
    assert [line[-1] for line in _evaluated(rule, tmp_path, text).splitlines()[1:]] == [*"1100"]
    for odd in ("3,1,yes", ",1,yes", "L,yes,yes", "L,1,perhaps"):
        with pytest.raises(FormatError, match="in.csv:2: expected numbers, and 0 or 1 for"):
            _evaluated(rule, tmp_path, f"size,x,good\n{odd}\n")
    with pytest.raises(FormatError, match="no column for size_L, size_XL among"):
        _evaluated(rule, tmp_path, "kind,x,good\nL,1,1\n")
    with pytest.raises(FormatError, match="no column for a_1 among a"):  # a number is no category
        _evaluated(logicnet.compile("a_1 >= 2"), tmp_path, "a\nL\n")


def test_memory_does_not_grow_with_the_file(tmp_path):
    """Of a file of many blocks only some are held at a time."""
    source, out, peaks = tmp_path / "in.csv", tmp_path / "out.csv", []
    for rows in (1_000, 10_000, 60_000):  # the first one, and all is loaded
        source.write_text("a,b\n" + "1,0\n" * rows)
        tracemalloc.start()
        evaluate_csv(XOR, source, out, size=1 << 12)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert out.read_text() == "a,b,y\n" + "1,0,1\n" * rows
    assert peaks[2] < 1.5 * peaks[1]
