"""Networks on files of points: rows in, the same rows with the outputs out."""

import pytest

from logicnet import FormatError, Network
from logicnet.formats.points.csv_files import evaluate_csv

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
