"""What a command reads and where it writes: files, texts, standard streams, by what they are."""

import io
import json

import pytest

import logicnet
from logicnet import TruthTable, verify
from logicnet.cli import main
from logicnet.formats.recognition import recognised
from logicnet.formats.registry import FORMATS, written

XOR = TruthTable.from_string("0110", ["a", "b"])
NETS = ["a ^ b", "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n", "a;b;y\nno;no;F\nno;yes;T\nyes;no;1\n1;1;0",
        ".i 2\n.o 1\n.ilb a b\n01 1\n10 1\n.e\n",
        ".model m\n.inputs a b\n.outputs y\n.names a b y\n10 1\n01 1\n.end\n",
        "INPUT(a)\nINPUT(b)\nOUTPUT(y)\ny = XOR(a, b)\n", "y = a ^ b  # xor"]  # fmt: skip


def given(monkeypatch, content):
    octets = content if isinstance(content, bytes) else content.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets)))


@pytest.mark.parametrize("content", NETS)
def test_standard_input_is_known_by_what_it_is(content, monkeypatch, capsys):
    given(monkeypatch, content)
    assert main(["verify", "-", "a ^ b", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["equal"] is True


@pytest.mark.parametrize("suffix", [".json", ".npz", ".th", ".safetensors"])
def test_networks_come_in_by_a_stream_too(suffix, tmp_path, monkeypatch, capsys):
    path = tmp_path / f"net{suffix}"
    if suffix == ".safetensors":
        pytest.importorskip("safetensors")
    logicnet.write(logicnet.compile("a ^ b"), path)
    given(monkeypatch, path.read_bytes())
    said = ["--from", suffix] if suffix == ".safetensors" else []
    assert main(["verify", "-", "a ^ b", *said]) == 0


@pytest.mark.parametrize("suffix", written("Network"))
def test_networks_go_out_by_a_stream(suffix, tmp_path, monkeypatch, capfdbinary):
    """What is said goes to standard error, and the stream holds what the file would."""
    if suffix == ".nir":
        pytest.importorskip("nir")
    if suffix == ".onnx":
        pytest.importorskip("onnx")
    path = tmp_path / f"result{suffix}"
    assert main(["compile", "a ^ b", "-o", str(path)]) == 0
    capfdbinary.readouterr()
    assert main(["compile", "a ^ b", "-o", "-", "--to", suffix]) == 0
    out, err = capfdbinary.readouterr()
    assert out == path.read_bytes()
    assert b"verified: equal" in err


def test_other_results_go_out_likewise(capsys, tmp_path):
    for words, begin in [
        (["table", "a", "-o", "-", "--to", "tsv"], "a\ty\n0\t0\n"),
        (["minimize", "a", "-o", "-", "--to", "pla"], ".i 1\n"),
        (["primes", "a", "-o", "-", "--to", ".PLA"], ".i 1\n"),
        (["build", "adder", "2", "-o", "-", "--to", "json"], "{"),
        (["region", "x <= 1", "-o", "-", "--to", "json"], "{"),
        (["plot", "a & b", "-o", "-", "--to", "svg"], "<?xml"),
        (["page", "a & b", "-o", "-"], "<!doctype html>"),
        (["zoo", "export", "xor", "--to", "blif", "-o", "-"], ".model"),
    ]:
        assert main(words) == 0, words
        assert capsys.readouterr().out.lower().startswith(begin), words


@pytest.mark.parametrize("notation", ["auto", "names"])
def test_a_table_that_is_not_whole_is_filled_as_it_is_said(notation, tmp_path, capsys):
    path = tmp_path / "part.csv"
    path.write_text("a|b|y\n0|0|no\n1|1|yes\n")
    options = ["--separator", "|", "--notation", notation]
    assert main(["table", str(path), *options]) == 2
    assert "pass --missing dont-care (or 0, or 1)" in capsys.readouterr().err
    assert main(["table", str(path), *options, "--missing", "dont-care", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outputs"] == {"y": [False, None, None, True]}
    assert TruthTable.from_csv(path, missing=0, separator="|").to_string() == "0001"
    assert main(["table", "a & b", "--missing", "0"]) == 2
    assert "--missing and --separator are for tables" in capsys.readouterr().err


def test_a_file_of_any_name_is_read_as_what_it_is(tmp_path, capsys):
    for number, content in enumerate(NETS):
        path = tmp_path / f"source{number}.dat"
        path.write_text(content)
        assert main(["verify", str(path), "a ^ b"]) == 0, content
    path = tmp_path / "cut.csv"
    path.write_text(NETS[3])
    assert main(["table", str(path), "--from", "pla"]) == 0


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("a,b,y\n0,0,1\n", ".csv"), ("x;y\n1;0", ".csv"), ("a\ty\nyes\tno", ".csv"),
        ("t,f\n1,0", ".csv"), ("0,1\n1,0\n", ""), ("a,y\n0,2\n", ""), ("a,y\n0,1,1\n", ""),
        ("a,y\n-,-\n", ""), ("a,y\n", ""), ("AtLeast(1, a,\nb)", ""), ("a &\nb", ""),
        ('{"type": "Polygon", "coordinates": []}', ".geojson"),
    ],
)  # fmt: skip
def test_tables_and_shapes_are_recognised_and_nothing_else_is(text, suffix):
    assert recognised(text) == suffix


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["compile", "a", "-o", "-"], "-o -: --to says what is written to standard output"),
        (["compile", "a", "--to", "v"], "--to goes with -o -"),
        (["compile", "a", "-o", "x.json", "--to", "v"], "--to .v does not write x.json"),
        (["compile", "a", "-o", "-", "--to", "vv"], "did you mean '.v'?"),
        (["compile", "a", "--from", "plaa"], "did you mean '.pla'?"),
        (["table", "a", "--separator", "ab"], "expected one character, or one of comma"),
        (["table", "a", "--missing", "dontcare"], "did you mean 'dont-care'?"),
    ],
)
def test_what_is_wrong_is_said(words, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert message in capsys.readouterr().err


def test_stored_text_is_the_table_again():
    for suffix in (".csv", ".tsv"):
        assert suffix in FORMATS
    assert logicnet.verify(XOR, "a ^ b")
    assert verify(logicnet.read(io.StringIO(NETS[1])), XOR)
