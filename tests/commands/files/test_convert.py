"""`logicnet convert`: files, standard streams, formats by option, and errors that teach."""

import io
import re
import sys

import pytest

from logicnet import read, verify, write
from logicnet.cli import main
from logicnet.formats.circuits import blif
from logicnet.formats.registry import FORMATS

BLIF = ".model m\n.inputs a b c\n.outputs y z\n.names a b y\n10 1\n01 1\n.names a c z\n11 1\n.end\n"
MACHINE = ".model m\n.inputs up\n.outputs y\n.latch n y 0\n.names up y n\n10 1\n01 1\n.end\n"
CIRCUITS = [row.name for row in FORMATS.values() if row.is_read and "Circuit" in row.holds]


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.blif"
    path.write_text(BLIF)
    return path


class Stream(io.StringIO):
    """Standard output with octets below."""

    def __init__(self):
        super().__init__()
        self.buffer = io.BytesIO()


def given(monkeypatch, octets):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets)))


@pytest.mark.parametrize("suffix", [*CIRCUITS, ".pla", ".csv"])
def test_a_circuit_goes_to_every_format_and_back(suffix, source, tmp_path, capsys):
    target = tmp_path / f"out{suffix}"
    assert main(["convert", str(source), str(target), "--check"]) == 0
    assert capsys.readouterr().out == "equal, proven by all 8 rows\n"
    assert main(["convert", str(target), str(tmp_path / "back.blif")]) == 0
    assert verify(tmp_path / "back.blif", source)


@pytest.mark.parametrize("suffix", CIRCUITS)
def test_standard_input_to_standard_output(suffix, source, monkeypatch):
    given(monkeypatch, source.read_bytes())
    monkeypatch.setattr("sys.stdout", Stream())
    assert main(["convert", "-", "-", "--to", suffix[1:]]) == 0
    octets = sys.stdout.buffer.getvalue()
    again = io.BytesIO(octets)
    assert verify(read(again), blif.loads(BLIF))
    given(monkeypatch, octets)  # and as a format that is said, not recognised
    monkeypatch.setattr("sys.stdout", Stream())
    assert main(["convert", "-", "-", "--from", suffix, "--to", "blif"]) == 0
    assert verify(blif.loads(sys.stdout.buffer.getvalue().decode()), blif.loads(BLIF))


def test_the_format_that_is_said_counts_more_than_the_name(source, tmp_path):
    odd = tmp_path / "circuit.txt"
    odd.write_text(BLIF)
    target = str(tmp_path / "result")
    assert main(["convert", str(odd), target, "--from", "blif", "--to", ".BENCH"]) == 0
    assert verify(read(target, suffix=".bench"), source)


def test_a_formula_and_a_network_are_written_as_circuits(tmp_path):
    net, out = tmp_path / "net.json", tmp_path / "x.aag"
    assert main(["compile", "a ^ b & c", "-o", str(net)]) == 0
    for source in ("a ^ b & c", str(net)):
        assert main(["convert", source, str(out)]) == 0
        assert verify(out, net)


def test_registers_are_kept_or_refused(tmp_path, capsys):
    path = tmp_path / "m.blif"
    path.write_text(MACHINE)
    for suffix in (".v", ".aig"):
        assert main(["convert", str(path), str(tmp_path / f"m{suffix}"), "--check"]) == 0
        assert read(tmp_path / f"m{suffix}").registers == read(path).registers
    assert main(["convert", str(path), str(tmp_path / "m.eqn")]) == 2
    assert "not a Sequential; that is written as .v, .blif" in capsys.readouterr().err


def test_what_does_not_matter_is_not_dropped(tmp_path, capsys):
    path = tmp_path / "d.blif"
    path.write_text(BLIF.replace(".end", ".exdc\n.names a b y\n11 1\n.end"))
    assert main(["convert", str(path), str(tmp_path / "d.v")]) == 2
    assert "hold" in capsys.readouterr().err
    assert main(["convert", str(path), str(tmp_path / "d.pla"), "--check"]) == 0
    assert read(tmp_path / "d.pla").table() == read(path).table()


def test_the_check_notices_what_comes_back_otherwise(source, tmp_path, capsys, monkeypatch):
    honest = read

    def wrong(path, **options):
        found = honest(path, **options)
        return blif.loads(BLIF.replace("01 1", "11 1")) if str(path).endswith(".eqn") else found

    monkeypatch.setattr("logicnet.read", wrong)
    assert main(["convert", str(source), str(tmp_path / "x.eqn"), "--check"]) == 1
    assert capsys.readouterr().out.startswith("different: at ")


def test_the_check_notices_registers_that_come_back_otherwise(tmp_path, capsys, monkeypatch):
    path, out = tmp_path / "m.blif", str(tmp_path / "m.v")
    path.write_text(MACHINE)
    honest = read

    def wrong(path, **options):
        changed = blif.loads(MACHINE.replace("n y 0", "n y 1"))
        return changed if str(path).endswith(".v") else honest(path, **options)

    monkeypatch.setattr("logicnet.read", wrong)
    assert main(["convert", str(path), out, "--check"]) == 1
    assert capsys.readouterr().out.startswith("different: the registers")


def test_a_testbench_and_gates_go_with_verilog(tmp_path, capsys):
    net, out, bench = (str(tmp_path / name) for name in ("n.json", "n.v", "n_tb.v"))
    assert main(["compile", "a ^ b & c", "-o", net]) == 0
    assert main(["convert", net, out, "--gates", "--testbench", bench]) == 0
    with open(out) as file, open(bench) as other:
        assert ">=" not in file.read()
        assert "module n_tb;" in other.read()
    capsys.readouterr()
    assert main(["convert", net, str(tmp_path / "n.blif"), "--testbench", bench]) == 2
    assert "--testbench goes with a file that ends in .v" in capsys.readouterr().err
    assert main(["convert", net, "-", "--to", "v", "--testbench", bench]) == 2
    assert "not with standard output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x.blfi"], "'x.blfi' names no format; expected one of .*, or --to; did you mean '.blif'"),
        (["-"], "--to says what is written to standard output"),
        (["x.v", "--to", "blf"], "'blf' is none of .*; did you mean '.blif'"),
        (["x.json"], ".json holds a network, not a Circuit; logicnet compile makes one"),
        (["x.cnf", "--check"], "--check: .cnf is only written"),
        (["x.geojson"], "only read; written are"),
        (["none/x.v"], "there is no folder none"),
        (["x.v", "--form", "blif"], "there is no option '--form'; did you mean '--from'"),
    ],
)
def test_an_error_teaches(words, message, source, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["convert", str(source), *words]) == 2
    assert re.search(message, capsys.readouterr().err)


def test_help_has_two_examples(capsys):
    for command in ("convert", "stats", "verify", "compile"):
        assert main([command, "--help"]) == 0
        shown = capsys.readouterr().out.partition("examples:\n")[2]
        assert shown.count(f"logicnet {command} ") == 2


def test_compile_writes_registers_and_a_testbench(tmp_path):
    path, out = tmp_path / "m.blif", tmp_path / "m.v"
    path.write_text(MACHINE)
    words = ["--max-weight", "255", "-o", str(out), "--testbench", str(tmp_path / "tb.v")]
    assert main(["compile", str(path), *words]) == 0
    found = read(out)
    assert [(each.name, each.initial) for each in found.registers] == [("y", 0)] or len(
        found.registers
    ) == 1
    assert "module m_tb;" in (tmp_path / "tb.v").read_text()
    write(read(path), tmp_path / "again.blif")
    assert verify(tmp_path / "again.blif", path)


def test_verify_takes_any_two_sources(source, tmp_path, capsys):
    pla = tmp_path / "a.pla"
    assert main(["convert", str(source), str(pla)]) == 0
    assert main(["verify", str(pla), str(source)]) == 0
    assert main(["verify", "a & b", "b & a"]) == 0
    assert main(["verify", "a & b", "a | b"]) == 1
    capsys.readouterr()
    assert main(["verify", "-", "-"]) == 2
    assert "only one of the two is standard input" in capsys.readouterr().err
