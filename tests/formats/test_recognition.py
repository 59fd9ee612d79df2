"""Streams and standard input: the format is told by the content."""

import io
import json

import pytest

from logicnet import FormatError, Network, ParseError, compile, read, verify, write
from logicnet.cli import main
from logicnet.formats.native_json import dumps
from logicnet.formats.recognition import recognised
from logicnet.logic.function import function
from stored import CIRCUITS, COVERS, same_function

SUFFIXES = [".blif", ".bench", ".aig", ".aag", ".v", ".eqn", ".pla", ".th", ".json"]


def content_of(suffix, folder, value=None):
    value = {".pla": COVERS["small"], ".th": compile("a & b"), ".json": compile("a & b")}.get(
        suffix, CIRCUITS["small"]
    )
    write(value, folder / f"x{suffix}")
    return value, (folder / f"x{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_written_is_recognised(suffix, tmp_path):
    value, octets = content_of(suffix, tmp_path)
    assert recognised(octets) == suffix
    assert same_function(function(read(io.BytesIO(octets))), value)
    if suffix != ".aig":
        text = octets.decode()
        assert recognised(f"\n\ufeff{text}"[1:]) == suffix
        assert same_function(function(read(io.StringIO(text))), value)
        assert same_function(function(read(io.StringIO(text), suffix=suffix)), value)
        assert same_function(function(read(text)), value)
        assert same_function(function(text), value)
    with open(tmp_path / f"x{suffix}", "rb") as file:
        assert same_function(function(read(file)), value)


@pytest.mark.parametrize("text", ["", "a & b", "module & a", "module and b", "INPUT", ".5*x < 1",
                                  "{}", "inputs", "aig", "# a comment", "/*"])  # fmt: skip
def test_other_text_is_not_recognised(text):
    assert recognised(text) == recognised(text.encode()) == ""
    with pytest.raises(FormatError, match="<stream>: not recognised; expected a circuit, or say"):
        read(io.StringIO(text))


def test_a_text_is_a_formula_first_and_errors_say_where():
    with pytest.raises(FormatError, match="<text>:4: nothing defines 'b'"):
        compile(".model m\n.inputs a\n.outputs y\n.names b y\n1 1\n.end\n")
    with pytest.raises(FormatError, match="<text>:2: expected INPUT"):
        read("INPUT(a)\nOTPUT(y)")
    with pytest.raises(ParseError):
        compile("a &\n.names b")


def test_errors_of_a_stream_say_where(tmp_path):
    with pytest.raises(FormatError, match="<stream>:2: expected INPUT"):
        read(io.StringIO("INPUT(a)\nOTPUT(y)"))
    with pytest.raises(FormatError, match="is not read from a stream"):
        read(io.BytesIO(b""), suffix=".npz")
    with pytest.raises(FormatError, match="did you mean '.blif'"):
        read(io.StringIO(""), suffix=".blf")
    (tmp_path / "x.txt").write_text("INPUT(a)\nOUTPUT(y)\ny = NOT(a)")
    assert read(tmp_path / "x.txt", suffix=".bench").inputs == ("a",)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_circuit_from_standard_input(suffix, tmp_path, monkeypatch, capsys):
    value, octets = content_of(suffix, tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets), encoding="ascii"))
    assert main(["compile", "-", "-o", str(tmp_path / "out.json")]) == 0
    assert "verified: equal, proven" in capsys.readouterr().out
    assert verify(tmp_path / "out.json", value)


def test_circuits_on_the_command_line(tmp_path, capsys):
    _, _ = content_of(".blif", tmp_path), content_of(".bench", tmp_path)
    blif, bench = str(tmp_path / "x.blif"), str(tmp_path / "x.bench")
    assert main(["verify", blif, bench]) == 0
    assert main(["compile", blif, "-o", str(tmp_path / "y.aig")]) == 0
    assert main(["verify", str(tmp_path / "y.aig"), bench]) == 0
    (tmp_path / "z.bench").write_text((tmp_path / "x.bench").read_text().replace("AND", "OR", 1))
    assert main(["verify", str(tmp_path / "z.bench"), blif]) == 1
    assert main(["table", blif, "-o", str(tmp_path / "t.blif")]) == 0
    assert main(["verify", str(tmp_path / "t.blif"), blif]) == 0
    assert main(["minimize", blif, "-o", str(tmp_path / "m.eqn")]) == 0
    assert main(["verify", str(tmp_path / "m.eqn"), blif]) == 0
    capsys.readouterr()
    (tmp_path / "bad.blif").write_text(".model m\n.inputs a\n.outputs y\n.names b y\n1 1\n")
    assert main(["compile", str(tmp_path / "bad.blif")]) == 2
    assert "bad.blif:4: nothing defines 'b'" in capsys.readouterr().err


def test_json_of_a_network_is_recognised_by_its_first_key():
    text = dumps(compile("a"))
    assert recognised(text) == ".json"
    assert isinstance(read(io.StringIO(json.dumps(json.loads(text)))), Network)
