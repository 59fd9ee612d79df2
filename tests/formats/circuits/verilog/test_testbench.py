"""Testbenches: what they expect is what a value computes, and Icarus Verilog runs them."""

import re
import shutil
import subprocess

import pytest

from logicnet import Circuit, SpecificationError, compile, read, verify, write
from logicnet.formats.circuits import blif
from logicnet.formats.circuits.verilog.testbench import bench_of

IVERILOG = shutil.which("iverilog")
needs_icarus = pytest.mark.skipif(IVERILOG is None, reason="iverilog is not on this machine")
NET = compile("(a & ~b | `x[0]`) ^ clk")
COUNTER = blif.loads(""".model m
.inputs up
.outputs y
.latch n q 1
.latch o p
.names up q n
10 1
01 1
.names q p up o
11- 1
-10 1
.names p q y
10 1
.end""")
WIDE = compile(" & ".join(f"a{k}" for k in range(14)))
WRITTEN = {
    "sums": (NET, {}), "gates": (NET, {"gates": True}), "named": (NET, {"name": "other"}),
    "many": (WIDE, {}), "registers": (COUNTER, {}),
    "sums with registers": (compile(COUNTER), {"registers": COUNTER.registers}),
    "gates with registers": (compile(COUNTER), {"registers": COUNTER.registers, "gates": True}),
    "nothing read": (compile({"y": "1"}), {}),
}  # fmt: skip


def memory(text, name):
    """The values of a memory, as bits."""
    width = int(re.search(r"reg \[(\d+):0\] (?:row, )?" + name, text)[1]) + 1
    found = re.findall(rf"^ +{name}\[\d+\] = \d+'h([0-9a-f]+);$", text, re.MULTILINE)
    return [[int(bit) for bit in f"{int(digits, 16):0{width}b}"] for digits in found]


def test_up_to_ten_inputs_every_row_is_expected_as_the_table_says():
    text = bench_of("m", NET)
    rows = memory(text, "rows")
    assert rows == [[k >> 3 & 1, k >> 2 & 1, k >> 1 & 1, k & 1] for k in range(16)]
    assert memory(text, "expected") == NET(rows).tolist()


def test_beyond_that_rows_at_which_wide_gates_change_are_among_them():
    text = bench_of("m", WIDE)
    rows, expected = memory(text, "rows"), memory(text, "expected")
    assert [1] * 14 in rows
    assert [0] * 14 in rows
    assert all([int(k != j) for k in range(14)] in rows for j in range(14))
    assert expected == [[int(all(row))] for row in rows]
    assert text == bench_of("m", WIDE)
    assert "seed 0" in text


def test_registers_are_run_from_their_first_values():
    text = bench_of("m", COUNTER.step, COUNTER.registers, ["q", "p"])
    assert "tested.p = 1'b0;" in text
    assert "tested.q" not in text
    rows = memory(text, "rows")
    assert memory(text, "expected") == COUNTER(rows, initial={"p": 0}).tolist()


def test_large_machines_are_run_for_fewer_steps(monkeypatch):
    monkeypatch.setattr("logicnet.formats.circuits.verilog.testbench._WORK", 300)
    text = bench_of("m", COUNTER.step, COUNTER.registers, ["q", "p"])
    assert len(memory(text, "rows")) == 300 // COUNTER.step.gates
    monkeypatch.setattr("logicnet.formats.circuits.verilog.testbench._WORK", 1)
    text = bench_of("m", COUNTER.step, COUNTER.registers, ["q", "p"])
    assert len(memory(text, "rows")) == 32


def run(folder, *names):
    subprocess.run([IVERILOG, "-Wall", "-Wno-timescale", "-o", folder / "m",
                    *(folder / name for name in names)], check=True)  # fmt: skip
    return subprocess.run(["vvp", "-n", folder / "m"], check=True, capture_output=True,
                          text=True).stdout  # fmt: skip


@needs_icarus
@pytest.mark.parametrize("kind", WRITTEN)
def test_icarus_runs_what_is_written(kind, tmp_path):
    value, options = WRITTEN[kind]
    write(value, tmp_path / "x.v", testbench=tmp_path / "x_tb.v", **options)
    assert run(tmp_path, "x.v", "x_tb.v").startswith("PASS: ")


@needs_icarus
@pytest.mark.parametrize("kind", ["sums", "gates", "many", "registers", "sums with registers"])
def test_a_planted_fault_is_found_by_the_testbench(kind, tmp_path):
    value, options = WRITTEN[kind]
    write(value, tmp_path / "x.v", testbench=tmp_path / "x_tb.v", **options)
    text = (tmp_path / "x.v").read_text()
    (tmp_path / "x.v").write_text(re.sub(r"= ([^;]*&[^;]*);", r"= ~(\1);", text, count=1))
    shown = run(tmp_path, "x.v", "x_tb.v")
    assert "FAIL: " in shown
    assert "PASS" not in shown
    assert "expected" in shown


def test_gates_and_sums_are_the_same_function(tmp_path):
    for gates in (True, False):
        write(NET, tmp_path / "x.v", gates=gates)
        text = (tmp_path / "x.v").read_text()
        assert ("'d" in text) != gates
        found = read(tmp_path / "x.v")
        assert isinstance(found, Circuit)
        assert found.table().values().tolist() == NET.table().values().tolist()
    write(compile(COUNTER), tmp_path / "x.v", registers=COUNTER.registers)
    again = read(tmp_path / "x.v")
    assert [each.initial for each in again.registers] == [1, None]
    assert verify(again.step.output("y"), COUNTER.step.output("y"))


def test_what_does_not_go_together_is_refused(tmp_path):
    path = tmp_path / "x.v"
    for options, message in (
        ({"gates": True, "formula": "a"}, "not of gates=True"),
        ({"testbench": path}, "the testbench is a file of its own"),
        ({"registers": [("a", "z")]}, "'z' is no output of the step"),
        ({"gates": 1}, "gates is True or False"),
        ({"testbench": 3}, "a file is named by a text or a path"),
    ):
        with pytest.raises(SpecificationError, match=message):
            write(NET, path, **options)
        assert not path.exists()
    with pytest.raises(SpecificationError, match="this has its own"):
        write(COUNTER, path, registers=COUNTER.registers)
    with pytest.raises(SpecificationError, match="no option 'testbench'"):
        write(NET, tmp_path / "x.blif", testbench=path)
