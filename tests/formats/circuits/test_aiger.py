"""AIGER: both forms, symbols, comments, and errors that say where."""

import pytest

from logicnet import FormatError, SpecificationError, TruthTable
from logicnet.formats.circuits.aiger import dumps, loads
from stored import CIRCUITS, same_function

HALF = "aag 7 2 0 2 3\n2\n4\n6\n12\n6 13 15\n12 2 4\n14 3 5\n"  # of the format's description


@pytest.mark.parametrize("value", CIRCUITS.values(), ids=CIRCUITS)
def test_both_forms_hold_the_same(value):
    plain, binary = dumps(value, ascii_form=True), dumps(value)
    assert plain.startswith(b"aag ")
    assert binary.startswith(b"aig ")
    assert loads(plain) == loads(binary)
    assert same_function(loads(binary), value)


def test_the_half_adder_of_the_description():
    circuit = loads(HALF)
    assert (circuit.inputs, circuit.outputs) == (("i0", "i1"), ("o0", "o1"))
    assert circuit.table().to_string("o0") == "0110"
    assert circuit.table().to_string("o1") == "0001"
    octets = b"aig 5 2 0 2 3\n10\n6\n\x02\x02\x03\x02\x01\x02"
    circuit = loads(octets + b"i0 x\ni1 y\no0 s\no1 c\nc\nhalf adder\n")
    assert (circuit.inputs, circuit.outputs) == (("x", "y"), ("s", "c"))
    assert circuit.table().to_string("s") == "0110"
    assert circuit.table().to_string("c") == "0001"


def test_constants_and_inputs_as_outputs():
    circuit = loads(b"aig 3 2 0 1 1\n7\n\x02\x04")  # 4 & 0
    assert circuit.table().to_string() == "1111"
    assert loads(b"aig 3 2 0 1 1\n6\n\x02\x03").table().to_string() == "0101"  # 4 & 1
    circuit = loads("aag 1 1 0 4 0\n2\n0\n1\n2\n3\n")
    assert [circuit.table().to_string(f"o{k}") for k in range(4)] == ["00", "11", "01", "10"]


@pytest.mark.parametrize(
    "rest", ["", "i0 x\nc\nanything\n\xff", "c\n", "\n", "c", "o0 sum of all\n", "i1 ü\r\n"]
)
def test_symbols_and_comments_may_follow(rest):
    circuit = loads(HALF.encode() + rest.encode("utf-8"))
    assert circuit.table().to_string(circuit.outputs[0]) == "0110"
    assert rest[:2] != "o0" or circuit.outputs[0] == "sum of all"
    assert rest[:2] != "i1" or circuit.inputs[1] == "ü"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "x:1: expected 'aig' or 'aag' and five numbers"),
        ("aig 3 2 0 1", "x:1: expected 'aig' or 'aag' and five numbers"),
        ("aag a 2 0 1 1\n", "x:1: expected 'aig' or 'aag'"),
        ("aag 3 2 1 1 0\n2\n4\n6\n6\n", "x:4: expected a literal from 0 to 7, got ''"),
        ("aag 3 2 1 1 0\n2\n4\n7 2\n6\n", "x:4: the latch 7 is no variable"),
        ("aag 3 2 1 1 0\n2\n4\n6 2 4\n6\n", "x:4: expected a literal, and 0, 1 or 6"),
        ("aag 3 2 1 1 0\n2\n4\n4 2\n6\n", "x:4: (the input|.*second time)"),
        ("aag 1 2 0 1 1\n", "x:1: 1 variables; expected at least 3"),
        ("aig 9 2 0 1 1\n", "x:1: 9 variables; binary files have 3"),
        ("aag 3 2 0 0 1\n2\n4\n6 2 4\n", "x:1: no outputs"),
        ("aag 3 2 0 1 1 1\n2\n4\n6\n6\n6 2 4\n", "x:1: properties"),
        ("aag 99999999 2 0 1 1\n", "x:1: 99999999 variables; expected at most"),
        ("aag 3 2 0 1 1\n2\n4\n6\n", "x:4: the file ends within its 2 inputs, 1 outputs"),
        ("aag 3 2 0 1 1\n2\n5\n6\n6 2 4\n", "x:3: the input 5 is no variable"),
        ("aag 3 2 0 1 1\n2\n4\n8\n6 2 4\n", "x:4: expected a literal from 0 to 7, got '8'"),
        ("aag 3 2 0 1 1\n2\n4\n6\n7 2 4\n", "x:5: expected the even literal of a gate"),
        ("aag 3 2 0 1 1\n2\n4\n6\n6 2\n", "x:5: expected the even literal of a gate"),
        ("aag 3 2 0 1 1\n2\n4\n6\n6 2 x\n", "x:5: expected a literal from 0 to 7, got 'x'"),
        ("aag 3 2 0 1 1\n2\n4\n6\n6 7 4\n", "depends on itself"),
        ("aag 4 2 0 1 1\n2\n4\n6\n6 8 4\n", "x:5: nothing defines"),
        ("aag 3 2 0 1 1\n2\n4\n6\n4 2 2\n", "x:5: .*(second time|is defined by a gate)"),
        ("aag 3 2 0 1 1\n2\n2\n6\n6 2 2\n", "x:3: .*second time"),
        (HALF + "i2 a\n", "x:9: the symbol i2 of 2"),
        (HALF + "i0 a\ni0 b\n", "x:10: the symbol i0 is there twice"),
        (HALF + "i0 a\ni1 a\n", "x: the input 'a' is there twice"),
        (HALF + "hello\n", "x:9: expected a symbol such as"),
        (b"aig 3 2 0 1 1\n6\n", "x:1: the file ends within its 1 outputs and 1 gates"),
        (b"aig 3 2 0 1 1\n6\n\x02\x82", "x: the file ends within its 1 gates"),
        (b"aig 3 2 0 1 1\n6\n\x07\x00", "x: gate 0, the literal 6, reads -1 and -1; exp"),
        (b"aig 3 2 0 1 1\n6\n\x00\x02", "x: gate 0, the literal 6, reads 6"),
        (b"aig 3 2 0 1 1\n6\n\x80\x80\x80\x80\x80\x80\x01\x02", "x: gate 0 has a diff"),
        (b"aig 3 2 0 1 1\nx\n\x02\x02", "x:2: expected a literal from 0 to 7, got 'x'"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(content, message):
    with pytest.raises(FormatError, match=message):
        loads(content, "x")


def test_names_that_are_no_lines_are_refused():
    with pytest.raises(SpecificationError, match="AIGER cannot hold the name"):
        dumps(TruthTable.from_string("01", ["a\nb"]))
