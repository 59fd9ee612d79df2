"""The public suites: what is read computes what a small interpreter of each format says."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from interpreted import of_aiger, of_bench, of_blif, values_of
from logicnet import PartialCircuit, SpecificationError, read, verify, write

DATA = Path(__file__).parents[4] / "shared/data/circuits"
KINDS = {".blif": of_blif, ".bench": of_bench, ".aig": of_aiger}
FILES = sorted(path for path in DATA.glob("*/*") if path.suffix in KINDS)
MOST = 10_000  # octets of a file that is written in other formats too
OTHERS = [".blif", ".bench", ".aig", ".v", ".eqn", ".aag"]
needs_data = pytest.mark.skipif(not FILES, reason="the suites are not on this machine")


def interpreted(path, **part):
    octets = path.read_bytes()
    content = octets if path.suffix == ".aig" else octets.decode("latin-1")
    return values_of(KINDS[path.suffix](content, **part))


def computed(circuit, given):
    at = np.array([[given[name]] for name in circuit.inputs], dtype=np.uint64).reshape(-1, 1)
    on, _ = circuit.rows(at) if len(circuit.inputs) else circuit.rows(np.zeros((0, 1), np.uint64))
    return dict(zip(circuit.outputs, on[:, 0].tolist(), strict=True))


@needs_data
@pytest.mark.parametrize("folder", ["epfl", "iscas85", "mcnc_blif"])
def test_every_file_is_read_as_an_interpreter_reads_it(folder):
    for path in FILES:
        if path.parent.name == folder:
            given, found = interpreted(path)
            circuit = read(path)
            assert list(given) == list(circuit.inputs), path.name
            assert computed(circuit.circuit(), given) == found, path.name


@needs_data
def test_what_does_not_matter_is_read_too():
    found = [path for path in FILES if b".exdc" in path.read_bytes()]
    assert len(found) > 5
    for path in found:
        circuit = read(path)
        assert isinstance(circuit, PartialCircuit), path.name
        given, free = interpreted(path, dont_cares=True)
        assert computed(circuit.dont_cares, given) == free, path.name


@needs_data
def test_every_file_comes_back_in_its_own_format_and_in_another(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda handle: None)
    refused = 0
    for number, path in enumerate(FILES):
        circuit, own, rng = read(path), path.suffix, Random(number)
        given = {name: rng.getrandbits(64) for name in circuit.inputs}
        found = computed(circuit.circuit(), given)
        others = [own, OTHERS[number % len(OTHERS)]] if path.stat().st_size < MOST else [own]
        for suffix in others:
            value = circuit if suffix == ".blif" else circuit.circuit()
            try:
                write(value, tmp_path / f"x{suffix}")
            except SpecificationError as error:
                assert "cannot hold the name" in str(error)
                refused += 1
                continue
            again = read(tmp_path / f"x{suffix}")
            assert type(again) is type(value)
            assert (again.inputs, again.outputs) == (circuit.inputs, circuit.outputs), path.name
            assert computed(again.circuit(), given) == found, (path.name, suffix)
    assert refused < 20


def named_as(circuit, other):
    """The circuit with the names of another one, in order."""
    assert circuit.leaves == circuit.inputs
    names = other.inputs
    return replace(circuit, inputs=names, leaves=names, outputs=other.outputs)


@needs_data
@pytest.mark.parametrize("name", ["c432", "c499", "c6288"])
def test_the_same_circuit_in_two_suites_is_proven_equal(name):
    bench, other = DATA / f"iscas85/{name}.bench", DATA / f"mcnc_blif/{name.upper()}.blif"
    assert verify(named_as(read(other), read(bench)), read(bench))


@needs_data
def test_a_circuit_in_all_formats_is_proven_equal(tmp_path):
    for name in ("iscas85/c880.bench", "epfl/int2float.aig"):
        circuit = read(DATA / name)
        for suffix in OTHERS:
            if suffix == ".eqn" and name.endswith(".bench"):  # whose nets are called 0 and 1
                continue
            write(circuit, tmp_path / f"x{suffix}")
            assert verify(tmp_path / f"x{suffix}", circuit)
    text = (tmp_path / "x.blif").read_text()
    row = next(line for line in text.splitlines() if line.endswith("01 1"))
    (tmp_path / "x.blif").write_text(text.replace(row, "11 1", 1))
    assert verify(tmp_path / "x.blif", circuit).equal is False


@needs_data
def test_a_planted_fault_in_a_file_is_noticed(tmp_path):
    given, found = interpreted(DATA / "iscas85/c880.bench")
    text = (DATA / "iscas85/c880.bench").read_text()
    (tmp_path / "x.bench").write_text(text.replace("= NAND", "= AND", 1))
    assert computed(read(tmp_path / "x.bench"), given) != found
    given, found = interpreted(DATA / "mcnc_blif/rd84.blif")
    text = (DATA / "mcnc_blif/rd84.blif").read_text()
    row = next(line for line in text.splitlines() if line.endswith(" 1") and "0" in line)
    (tmp_path / "x.blif").write_text(text.replace(row, "-" * 8 + " 1", 1))
    assert computed(read(tmp_path / "x.blif"), given) != found


@needs_data
def test_abc_reads_what_is_written_as_the_same_circuit(tmp_path):
    abc = shutil.which("berkeley-abc")
    if abc is None:
        pytest.skip("berkeley-abc is not on this machine")
    names = ["iscas85/c880.bench", "epfl/int2float.aig", "epfl/ctrl.aig", "mcnc_blif/alu2.blif"]
    commands = []
    for name in names:
        for suffix in (".blif", ".bench", ".aig", ".v", ".eqn"):
            if suffix == ".eqn" and name.endswith(".bench"):  # whose nets are called 0 and 1
                continue
            path = tmp_path / f"{len(commands)}{suffix}"
            write(read(DATA / name).circuit(), path)
            commands.append(f"cec -n {DATA / name} {path}")
    count = len(commands)
    done = subprocess.run([abc, "-s", "-q", "; ".join(commands)], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.stdout.count("Networks are equivalent") == count, done.stdout


def test_abc_reads_registers_as_the_same_machine(tmp_path):
    abc = shutil.which("berkeley-abc")
    if abc is None:
        pytest.skip("berkeley-abc is not on this machine")
    text = (".model m\n.inputs up\n.outputs y z\n.latch n y 0\n.latch k z 1\n"
            ".names up y n\n10 1\n01 1\n.names n z k\n11 1\n.end\n")  # fmt: skip
    first = tmp_path / "first.blif"
    first.write_text(text)
    for suffix in (".blif", ".aig"):
        for value, is_same in ((text, True), (text.replace("11 1", "1- 1"), False)):
            other = tmp_path / f"other{suffix}"
            write(read(io.StringIO(value)), other)
            done = subprocess.run([abc, "-s", "-q", f"dsec {first} {other}"], capture_output=True,
                                  text=True, check=False)  # fmt: skip
            assert ("Networks are equivalent" in done.stdout) == is_same, done.stdout


@needs_data
def test_files_are_sources(tmp_path):
    c17 = DATA / "iscas85/c17.bench"
    write(read(c17), tmp_path / "c17.blif")
    assert verify(str(c17), str(tmp_path / "c17.blif"))
    text = (tmp_path / "c17.blif").read_text()
    (tmp_path / "c17.blif").write_text(text.replace("11 1", "1- 1", 1))
    assert verify(str(c17), str(tmp_path / "c17.blif")).equal is False
