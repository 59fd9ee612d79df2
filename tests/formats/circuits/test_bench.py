"""BENCH: gates of every kind, tables, constants, and errors that say where."""

import pytest

from logicnet import FormatError, SpecificationError, TruthTable
from logicnet.formats.circuits.bench import dumps, loads

HEAD = "INPUT(a)\nINPUT(b)\nINPUT(c)\nOUTPUT(y)\n"


@pytest.mark.parametrize(
    ("gate", "rows"),
    [
        ("AND(a, b, c)", "00000001"), ("and( a,b )", "00000011"), ("OR(a, b, c)", "01111111"),
        ("NAND(a, b, c)", "11111110"), ("Nor(a, b, c)", "10000000"), ("XOR(a, b, c)", "01101001"),
        ("XNOR(a, b, c)", "10010110"), ("XNOR(a, b)", "11000011"), ("NOT(a)", "11110000"),
        ("BUFF(a)", "00001111"), ("BUF(b)", "00110011"), ("INV(c)", "10101010"),
        ("AND(a)", "00001111"), ("NAND(a)", "11110000"), ("XNOR(a)", "11110000"),
        ("AND(a, a)", "00001111"), ("XOR(a, a)", "00000000"), ("vdd", "11111111"),
        ("gnd", "00000000"), ("VDD()", "11111111"),
        # a table: the first net is the lowest digit of a row's number
        ("LUT 0x8 (a, b)", "00000011"), ("LUT 0x2 (a, b)", "00001100"),
        ("LUT 0xca (a, b, c)", "00100111"), ("LUT 0x1 (a)", "11110000"),
        ("LUT 0x96 (a, b, c)", "01101001"), ("LUT 0x0 (a, b, c)", "00000000"),
        ("LUT 0xFF (a, b, c)", "11111111"), ("LUT 0x1 ()", "11111111"),
    ],
)  # fmt: skip
def test_what_a_gate_computes(gate, rows):
    if gate.startswith("LUT 0xca"):  # computed here: the digit at a + 2b + 4c
        digits = [0xCA >> (a + 2 * b + 4 * c) & 1 for a in (0, 1) for b in (0, 1) for c in (0, 1)]
        rows = "".join(map(str, digits))
    assert loads(f"{HEAD}y = {gate}").table().to_string() == rows


def test_blanks_comments_and_order_do_not_matter():
    text = "# one\n OUTPUT( y )\r\ny=NOT( n ) # two\n\t\nn =AND(a,b)\ninput(a)\nINPUT (b)\n"
    assert loads(text).table().to_string() == "1110"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.bench:1: no outputs"),
        (HEAD, "x.bench:1: nothing defines the output 'y'"),
        (HEAD + "y = NADN(a, b)", "x.bench:5: 'NADN' of 'y' is no gate of .*did you mean 'NAND'"),
        (HEAD + "y = AND(a, d)", "x.bench:5: nothing defines 'd'"),
        (HEAD + "y = NOT(a, b)", "x.bench:5: NOT of 'y' reads 2; expected one net"),
        (HEAD + "y = AND()", "x.bench:5: AND of 'y' reads 0; expected one or more nets"),
        (HEAD + "y = AND", "x.bench:5: 'AND' of 'y' is no gate"),
        (HEAD + "y = AND(a, b", r"x.bench:5: expected INPUT\(net\), OUTPUT\(net\) or"),
        (HEAD + "y AND(a, b)", "x.bench:5: expected INPUT"),
        (HEAD + "INPT(d)", "x.bench:5: expected INPUT.*did you mean 'INPUT'"),
        (HEAD + "INPUT(a)", "x.bench:5: input 'a' is declared a second time"),
        (HEAD + "y = NOT(a)\ny = NOT(b)", "x.bench:6: 'y' is defined a second time"),
        (HEAD + "y = NOT(n)\nn = NOT(y)", r"x.bench:\d: '\w' depends on itself, in a circle"),
        (HEAD + "a = NOT(b)\ny = NOT(a)", "x.bench:5: the input 'a' is defined by a gate"),
        (HEAD + "y = DFF(a, b)", "x.bench:5: 'DFF' of 'y' is no gate of"),
        (HEAD + "a = DFF(b)\ny = NOT(a)", "x.bench:5: the input 'a' is "),
        (HEAD + "y = DFF(n)", "x.bench:5: nothing defines 'n'"),
        (HEAD + "y = DFF(a)\ny = DFF(b)", "x.bench:6: 'y' is defined a second time"),
        (HEAD + "y = LUT 0x123 (a, b)", "x.bench:5: the table '0x123' is too long for 2 nets"),
        (HEAD + "y = LUT 8 (a, b)", "x.bench:5: expected LUT 0x"),
        (HEAD + "y = LUT (a, b)", "x.bench:5: expected LUT 0x"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(text, message):
    with pytest.raises(FormatError, match=message):
        loads(text, "x.bench")


def test_opposites_are_written_once():
    text = dumps(TruthTable.from_string({"y": "1000", "z": "0100"}, ["a", "b"]))
    assert text.count("a_not = NOT(a)") == 1
    assert loads(text).table().to_string("z") == "0100"


@pytest.mark.parametrize("name", ["a b", "a,b", "f(x)", "a=b", "#a"])
def test_names_that_do_not_fit_are_refused(name):
    with pytest.raises(SpecificationError, match="BENCH cannot hold the name"):
        dumps(TruthTable.from_string("01", [name]))


def test_a_long_line_that_is_no_gate_takes_no_long_time():
    for line in ("x" * 100_000, "a = " + "x" * 100_000 + "!", "y = AND(" + " " * 100_000):
        with pytest.raises(FormatError):
            loads(HEAD + line)
