"""Equations: operators, precedence, depth, and errors that say where."""

from itertools import product

import pytest

from logicnet import FormatError, SpecificationError, TruthTable
from logicnet.formats.circuits.eqn import dumps, loads

HEAD = "INORDER = a b c;\nOUTORDER = y;\n"


@pytest.mark.parametrize(
    ("formula", "meaning"),
    [
        ("a * b + c", lambda a, b, c: a & b | c),
        ("a + b * c", lambda a, b, c: a | b & c),
        ("a ^ b * c + a", lambda a, b, c: a ^ (b & c) | a),
        ("!a * b", lambda a, b, c: (1 - a) & b),
        ("!(a * b)", lambda a, b, c: 1 - (a & b)),
        ("a' * b''", lambda a, b, c: (1 - a) & b),
        ("(a + b)' + c", lambda a, b, c: (1 - (a | b)) | c),
        ("!a'", lambda a, b, c: a),
        ("~a | b & c", lambda a, b, c: (1 - a) | b & c),
        ("a * (b + c) * (a + !c)", lambda a, b, c: a & (b | c) & (a | 1 - c)),
        ("1", lambda a, b, c: 1),
        ("0 + a * 1", lambda a, b, c: a),
        ("a", lambda a, b, c: a),
        ("\n a\n *\n b # and\n", lambda a, b, c: a & b),
    ],
)  # fmt: skip
def test_what_a_formula_says(formula, meaning):
    rows = "".join(str(meaning(*row)) for row in product((0, 1), repeat=3))
    assert loads(f"{HEAD}y = {formula};").table().to_string() == rows


def test_nets_may_be_used_before_they_are_defined_and_lists_may_be_divided():
    text = "# x\nINORDER = a\n b;INORDER = c;\nOUTORDER = y z;y = n * c;n = a + b;\nz=[1];[1]=!a;"
    circuit = loads(text)
    assert circuit.inputs == ("a", "b", "c")
    assert circuit.table().to_string("y") == "00010101"
    assert circuit.table().to_string("z") == "11110000"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x:1: no outputs"),
        (HEAD, "x:1: nothing defines the output 'y'"),
        (HEAD + "y = a b;", "x:3: expected an operator or ';', got 'b'"),
        (HEAD + "y = ;", "x:3: expected an operand, got the end of the statement"),
        (HEAD + "y = a +;", "x:3: expected an operand, got the end"),
        (HEAD + "y = (a;", r"x:3: expected '\)' or an operator"),
        (HEAD + "y = a);", r"x:3: expected an operator or ';', got '\)'"),
        (HEAD + "y = * a;", r"x:3: expected an operand, got '\*'"),
        (HEAD + "y = a", "x:3: 'y = a' without ';' at its end"),
        (HEAD + "y;", "x:3: expected net = formula, got 'y'"),
        (HEAD + "0 = a;", "x:3: expected the name of a net, got '0'"),
        (HEAD + "y = d;", "x:3: nothing defines 'd'"),
        (HEAD + "y = a;\ny = b;", "x:4: 'y' is defined a second time"),
        (HEAD + "y = n;\nn = y * a;", "depends on itself"),
        (HEAD + "a = b;y = a;", "x:3: the input 'a' is defined by a gate"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(text, message):
    with pytest.raises(FormatError, match=message):
        loads(text, "x")


@pytest.mark.parametrize("formula", ["!(" * 50_000 + "a" + ")" * 50_000, "a" + "*(b+a" * 20_000
                                     + ")" * 20_000, "a" + "'" * 50_000])  # fmt: skip
def test_no_depth_is_too_deep(formula):
    circuit = loads(f"{HEAD}y = {formula};")
    assert circuit.table().to_string() == "00001111"


@pytest.mark.parametrize("name", ["a b", "1", "a'", "a+b", "f(x)", "a;"])
def test_names_that_do_not_fit_are_refused(name):
    with pytest.raises(SpecificationError, match="cannot hold the name"):
        dumps(TruthTable.from_string("01", [name]))
