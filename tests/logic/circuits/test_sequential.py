"""Circuits with registers: steps against a loop by hand, unrolled ones against steps, files."""

from itertools import product
from random import Random

import numpy as np
import pytest

from logicnet import Register, Sequential, SpecificationError, compile, read, verify, write
from logicnet.cli import main
from logicnet.formats.circuits import aiger, bench, blif
from logicnet.logic.formulas import circuit_of
from stored import SEQUENTIAL

COUNTER, TOGGLE = SEQUENTIAL["counter"], SEQUENTIAL["toggle"]
BLIF = """.model two
.inputs clk up
.outputs y
.latch n q re clk 1
.latch q p re clk 0
.names up q n
10 1
01 1
.names p q y
11 1
.end
"""


def counted(rows, p=0, q=1):
    """What the counter shows, by arithmetic."""
    found = []
    for up in rows:
        found.append([p, q | up])
        p, q = divmod((2 * p + q + up) % 4, 2)
    return found


def test_steps_are_those_of_a_loop_by_hand():
    rng = Random(1)
    rows = [rng.randrange(2) for _ in range(50)]
    assert COUNTER([[up] for up in rows]).tolist() == counted(rows)
    assert COUNTER([{"up": up} for up in rows]).tolist() == counted(rows)
    assert COUNTER([[up] for up in rows], initial={"p": 1}).tolist() == counted(rows, p=1)
    assert COUNTER([[up] for up in rows], initial=0).tolist() == counted(rows, q=0)
    assert COUNTER([]).shape == (0, 2)


def test_a_wrong_step_is_noticed():
    step = circuit_of({"high": "p", "low": "q | up", "p_next": "p ^ (q | up)", "q_next": "q ^ up"})
    other = Sequential(step=step, registers=COUNTER.registers)
    rows = [1, 1, 0, 1, 1]
    assert other([[up] for up in rows]).tolist() != counted(rows)


def test_unrolled_it_is_one_circuit_of_all_steps():
    whole = COUNTER.unrolled(4)
    assert whole.inputs == ("up@0", "up@1", "up@2", "up@3")
    assert whole.outputs[:4] == ("high@0", "low@0", "high@1", "low@1")
    for row, values in zip(product((0, 1), repeat=4), whole.table().values().tolist(), strict=True):
        assert [values[k : k + 2] for k in range(0, 8, 2)] == counted(row)
    assert TOGGLE.unrolled(2).inputs == ("q@0", "a@0", "a@1")
    assert TOGGLE.unrolled(2, initial=0).inputs == ("a@0", "a@1")
    last = TOGGLE.unrolled(3, initial=1).output("y@2")
    assert verify(last, "`a@2` & ~(`a@0` ^ `a@1`)")


def test_unrolled_steps_of_negated_values_are_those_that_are_taken():
    step = circuit_of({"y": "~q", "z": "~(q & a)", "n": "~q"})
    machine = Sequential(step=step, registers=[("q", "n", 1)])
    rows = [[1], [1], [0], [1], [0]]
    found = machine.unrolled(5).table().values()[0b11010]
    assert found.tolist() == machine(rows).ravel().tolist() == [0, 0, 1, 1, 0, 1, 1, 1, 0, 1]


def test_as_a_source_it_is_its_step():
    net = compile(COUNTER)
    assert net.inputs == ("up", "p", "q")
    assert net.outputs == ("high", "low", "p_next", "q_next")
    assert verify(net, COUNTER)
    wrong = {"high": "p", "low": "q | up", "p_next": "p ^ q & up", "q_next": "q"}
    assert verify(net, wrong).equal is False


def test_registers_of_a_blif():
    found = blif.loads(BLIF)
    assert isinstance(found, Sequential)
    assert (found.given, found.shown) == (("up",), ("y",))
    assert found.registers == (Register("q", "q_next", 1), Register("p", "p_next", 0))
    p, q, shown = 0, 1, []
    for up in (1, 1, 0, 0, 1):
        shown.append([p & q])
        p, q = q, up ^ q
    assert found([[up] for up in (1, 1, 0, 0, 1)]).tolist() == shown
    head = ".model top\n.inputs c a b\n.outputs y z\n.subckt two clk=c up=a y=y\n"
    both = blif.loads(f"{head}.subckt two clk=c up=b y=z\n.end\n{BLIF}")
    assert len(both.registers) == 4
    assert both([[up, 0] for up in (1, 1, 0, 0, 1)])[:, 0].tolist() == [y for (y,) in shown]


def test_registers_of_a_bench_have_no_value_at_first():
    found = bench.loads("INPUT(a)\nOUTPUT(y)\nq = DFF(n)\nn = XOR(a, q)\ny = NOT(q)")
    with pytest.raises(SpecificationError, match="register 'q' has no value at first"):
        found([[1]])
    assert found([[1], [0], [1]], initial={"q": 0}).ravel().tolist() == [1, 0, 0]
    with pytest.raises(SpecificationError, match="BENCH does not say what registers are at first"):
        bench.dumps(COUNTER)


def test_latches_of_an_aiger():
    found = aiger.loads("aag 1 0 1 2 0\n2 3\n2\n3\n")  # the toggle of the format's description
    assert found([[]] * 4).tolist() == [[0, 1], [1, 0], [0, 1], [1, 0]]
    with_reset = "aag 7 2 1 2 4\n2\n4\n6 8\n6\n7\n8 4 10\n10 13 15\n12 2 6\n14 3 7\n"
    q, shown = 0, []
    for enable, reset in ((1, 1), (1, 0), (0, 1), (1, 1), (1, 1), (0, 1)):
        shown.append([q, 1 - q])
        q = reset & (enable ^ q)
    rows = [(1, 1), (1, 0), (0, 1), (1, 1), (1, 1), (0, 1)]
    assert aiger.loads(with_reset)(rows).tolist() == shown
    for form in (True, False):
        for machine in SEQUENTIAL.values():
            again = aiger.loads(aiger.dumps(machine, ascii_form=form))
            assert again.registers == machine.registers
            assert verify(again, machine)


@pytest.mark.parametrize("suffix", [".blif", ".aig", ".aag", ".bench"])
def test_what_is_written_takes_the_same_steps(suffix, tmp_path):
    machine = TOGGLE if suffix == ".bench" else COUNTER
    write(machine, tmp_path / f"x{suffix}")
    found = read(tmp_path / f"x{suffix}")
    rows = np.random.default_rng(2).integers(0, 2, (40, 1))
    assert (found(rows, initial=1) == machine(rows, initial=1)).all()
    assert verify(tmp_path / f"x{suffix}", machine)


@pytest.mark.parametrize("suffix", [".blif", ".aig", ".aag", ".bench", ".v"])
def test_the_network_of_a_step_is_written_with_its_registers(suffix, tmp_path):
    machine, path = TOGGLE if suffix == ".bench" else COUNTER, tmp_path / f"x{suffix}"
    step = compile(machine)
    write(step.over(step.inputs[::-1]), path, registers=machine.registers[::-1])
    found = read(path)
    assert {r.name: r.initial for r in found.registers} == {
        r.name: r.initial for r in machine.registers
    }
    rows = np.random.default_rng(3).integers(0, 2, (40, 1))
    assert (found(rows, initial=1) == machine(rows, initial=1)).all()
    with pytest.raises(SpecificationError, match="'r' is no input of the step"):
        write(step, path, registers=[("r", machine.registers[0].next)])
    with pytest.raises(SpecificationError, match="is for a network; this has its own"):
        write(machine, path, registers=machine.registers)


def test_the_command_keeps_registers_in_every_format_that_has_them(tmp_path, capsys):
    (tmp_path / "two.blif").write_text(BLIF)
    for suffix in (".blif", ".aig", ".aag", ".v"):
        path = tmp_path / f"again{suffix}"
        assert main(["compile", str(tmp_path / "two.blif"), "-o", str(path)]) == 0
        again = read(path)
        assert {(r.name, r.initial) for r in again.registers} == {("q", 1), ("p", 0)}
    assert main(["compile", str(tmp_path / "two.blif"), "-o", str(tmp_path / "x.bench")]) == 2
    assert "BENCH does not say what registers are at first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("registers", "message"),
    [
        ([("r", "q_next")], "'r' is no input of the step"),
        ([("q", "r")], "'r' is no output of the step"),
        ([("q", "q_next"), ("q", "y")], "'q' is of two registers"),
        ([("q", "q_next", 2)], "begins with 2; expected 0, 1 or None"),
        ([("q", "q_next"), ("a", "y")], "has outputs beside its registers"),
    ],
)
def test_registers_that_do_not_fit_are_refused(registers, message):
    with pytest.raises(SpecificationError, match=message):
        Sequential(step=TOGGLE.step, registers=registers)


def test_wrong_rows_and_values_are_refused(tmp_path):
    for row in ([0, 1], [2], {"b": 1}, "1", {"up": 1, "p": 0}):
        with pytest.raises(SpecificationError, match="values 0 or 1|inputs are up"):
            COUNTER([row])
    for initial in ({"r": 0}, {"p": 2}, 7):
        with pytest.raises(SpecificationError, match="initial gives registers 0 or 1"):
            COUNTER([[0]], initial=initial)
    for steps in (0, -1, "2", 1.0):
        with pytest.raises(SpecificationError, match="steps are a whole number"):
            COUNTER.unrolled(steps)
    with pytest.raises(SpecificationError, match="not a Sequential; that is written as .v, .blif"):
        write(COUNTER, tmp_path / "x.eqn")
