"""Circuits: what they compute, that equal parts are one, and what their constructor refuses."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from drawn_circuits import MEANING, NAMES, WIDTHS, built, gates_of, stated_gates, stated_value
from hypothesis import given
from hypothesis import strategies as st

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import columns, unpack
from logicnet.logic.circuits.circuit import OPERATORS, PAIRED, Builder, Circuit
from logicnet.logic.circuits.normal import normal_form
from logicnet.logic.circuits.rules import NORMAL, STATED
from logicnet.logic.text.parsing import circuit_of_text

ROWS = list(product((0, 1), repeat=len(NAMES)))


def rows_of(circuit):
    on, dc = circuit.rows(columns(len(NAMES)))
    assert not dc.any()
    return unpack(on, len(ROWS)).tolist()


def agrees(circuit, gates, ends):
    """Whether a circuit is what was stated, on all rows."""
    return rows_of(circuit) == [[stated_value(gates, end, row) for row in ROWS] for end in ends]


@given(stated_gates())
def test_a_circuit_computes_what_is_stated(stated):
    gates, ends = stated
    circuit = built(gates, ends)
    assert agrees(circuit, gates, ends)
    read = gates_of(circuit)
    assert agrees(circuit, read, circuit.ends.tolist())  # the arrays say the same


@given(stated_gates())
def test_equal_gates_are_one_and_all_are_needed(stated):
    circuit = built(*stated)
    gates = [gate[1:] for gate in circuit]
    assert len(set(gates)) == len(gates)
    assert (circuit.uses()[1 + len(NAMES) :] > 0).all()
    for gate in circuit:
        assert all(literal >> 1 < gate.node for literal in gate.literals)
    assert not circuit.operands.flags.writeable


@given(stated_gates())
def test_the_normal_form_is_the_same_function_of_few_kinds(stated):
    gates, ends = stated
    normal = normal_form(built(gates, ends))
    assert agrees(normal, gates, ends)
    for _, kind, literals, _ in normal:
        assert kind in ("and", "xor", "iff", "ite", "atleast")
        assert min(literals) > 1  # no constants
        if kind != "atleast":
            assert len({literal >> 1 for literal in literals}) == len(literals) or kind == "ite"


@pytest.mark.parametrize(
    ("text", "normal"),
    [("a & (b & (c & d))", "a & b & c & d"), ("(a & b) & ~(c | ~d)", "a & b & ~c & d"),
     ("a ^ ~(b ^ c)", "~(a ^ b ^ c)"), ("(a -> b) -> c", "~(~(a & ~b) & ~c)"),
     ("a & (b ^ (c ^ 1))", "a & ~(b ^ c)"), ("(a & b) ^ (a & b & c)", "(a & b) ^ (a & b & c)"),
     ("ite(a, b, ~b)", "a ^ ~b")],
)  # fmt: skip
def test_operators_of_one_kind_that_are_read_once_are_joined(text, normal):
    found = normal_form(circuit_of_text(text))
    expected = circuit_of_text(normal)
    assert (found.table(), found.gates) == (expected.table(), expected.gates)


@pytest.mark.parametrize("signs", list(product(("", "~"), repeat=5)))
@pytest.mark.parametrize("joins", [("^", "^", "^"), ("<->", "^", "<->"), ("&", "&", "&")])
def test_signs_of_operators_that_are_joined_are_counted(signs, joins):
    p, q, a, b, d = signs
    left, middle, right = joins
    text = f"{p}({a}a {left} {b}b) {middle} {q}(c {right} {d}d)"
    circuit = circuit_of_text(text)
    found = normal_form(circuit)
    assert found.table() == circuit.table()
    if middle == "^":
        odd = "~" * ((signs.count("~") + joins.count("<->")) % 2)
        expected = circuit_of_text(f"{odd}(a ^ b ^ c ^ d)")
        assert (str(found), found.gates) == (str(expected), 1)


def test_an_operator_that_means_something_else_is_noticed(monkeypatch):
    gates = [("and", [2, 4], 0), ("or", [10, 6], 0), ("ite", [12, 3, 8], 0)]
    ends = (14, 13)
    assert agrees(built(gates, ends), gates, ends)
    monkeypatch.setattr(Builder, "_gate", lambda self, kind, literals, least=0: literals[0])
    assert not agrees(built(gates, ends), gates, ends)


@given(stated_gates())
def test_one_output_is_the_circuit_that_it_needs(stated):
    gates, ends = stated
    circuit = built(gates, ends)
    for name, end in zip("yz", ends, strict=True):
        alone = circuit.output(name)
        assert alone.outputs == (name,)
        assert agrees(alone, gates, (end,))
        assert alone.gates <= circuit.gates


@given(stated_gates())
def test_a_circuit_in_another_order_of_inputs_is_the_same_function(stated):
    gates, ends = stated
    circuit = built(gates, ends).over(("d", "x", *"cba"))
    on, _ = circuit.rows(columns(4)[[3, 0, 2, 1, 0]])
    assert unpack(on, 16).tolist() == rows_of(built(gates, ends))


def test_equal_texts_are_equal_circuits_and_others_are_not():
    assert circuit_of_text("a & (b|c)") == circuit_of_text("a and (b or c)")
    assert (
        len({circuit_of_text("a & b"), circuit_of_text("(a) & b"), circuit_of_text("b & a")}) == 2
    )
    assert circuit_of_text("a & b") != "a & b"


def test_what_has_no_effect_is_no_gate():
    build = Builder()
    x, y = build.leaf("x"), build.leaf("y")
    assert build.add("not", [build.add("not", [x])]) == x
    assert build.add("and", [x, x]) == x
    assert build.add("or", [x, y, x]) == build.add("or", [x, y])
    assert build.add("xor", [x, y, x]) == y
    assert build.add("xor", [x, x]) == 0
    assert build.atleast(2, [x, y]) == build.add("and", [x, y])
    assert build.circuit({"y": y}).gates == 0


def test_order_matters_as_written_and_where_a_gate_says_so():
    for rules, matters in ((STATED, True), (NORMAL, False)):
        build = Builder(rules)
        a, b = build.leaf("a"), build.leaf("b")
        for kind in ("and", "or", "xor", "iff"):
            assert (build.add(kind, [a, b]) != build.add(kind, [b, a])) == matters
    plain = Builder(())
    a, b = plain.leaf("a"), plain.leaf("b")
    assert plain.add("implies", [a, b]) != plain.add("implies", [b, a])
    assert len({plain.add(kind, [a, b]) for kind in OPERATORS if kind != "ite"}) == 6


@given(*[st.integers(0, PAIRED - 1)] * 4)
def test_one_number_tells_both_of_a_pair(a, b, c, d):
    assert (a * PAIRED + b == c * PAIRED + d) == ((a, b) == (c, d))


def test_the_normal_form_finds_equal_gates_that_are_written_in_other_ways():
    build = Builder(NORMAL)
    a, b = build.leaf("a"), build.leaf("b")
    both = build.add("and", [a, b])
    assert build.add("and", [b, a]) == both
    assert build.add("or", [a ^ 1, b ^ 1]) == both ^ 1
    assert build.add("implies", [a, b ^ 1]) == both ^ 1
    assert build.add("iff", [a, b ^ 1]) == build.add("xor", [b, a])


def test_all_stated_names_are_inputs():
    assert circuit_of_text("(p ^ p) | a").inputs == ("a", "p")
    assert circuit_of_text("x - x > 0 & b").inputs == ("b", "x")


def test_half_spaces_are_leaves_and_no_rows_of_truth_values():
    circuit = circuit_of_text("0 <= x < 1 & b")
    assert [str(leaf) for leaf in circuit.leaves] == ["b", "x >= 0", "x < 1"]
    assert not circuit.of_names
    with pytest.raises(SpecificationError, match="x >= 0 compares numbers.* a table does not"):
        circuit.table()
    assert str(circuit) == "((x >= 0) & (x < 1)) & b"


def test_tables_and_covers_of_a_circuit_are_the_same_function():
    for text in ("a & ~b | c", "a ^ b", "0", "1", "a & ~a | b"):
        circuit = circuit_of_text(text)
        table = circuit.table()
        assert circuit.cover().table() == table
        assert table.cover().table() == table
        assert circuit.circuit() is circuit


def fields(**changes):
    return {
        "inputs": ("a", "b"), "outputs": ("y",), "leaves": ("a", "b"), "operators": [0],
        "counts": [0], "starts": [0, 2], "operands": [2, 5], "ends": [6], **changes,
    }  # fmt: skip


def test_a_circuit_is_made_of_arrays():
    assert str(Circuit(**fields())) == "a & ~b"
    one = Circuit(**fields(starts=[0, 1], operands=[5]))  # what no builder makes may be stated
    assert one.table().to_string() == "1010"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"operands": [2, 6]}, "gate 0 reads the literal 6; it may read 0 to 5"),
        ({"operands": [2, -1]}, "gate 0 reads the literal -1"),
        ({"operators": [7]}, "operators are 0 to 6"),
        ({"operators": [5]}, "ite of 2 to 2"),
        ({"operators": [3], "starts": [0, 1], "operands": [2]}, "implies of 1 to 1"),
        ({"operators": [3], "starts": [0, 3], "operands": [2, 4, 4]}, "implies of 3 to 3"),
        ({"operators": [4], "starts": [0, 1], "operands": [2]}, "iff of 1 to 1"),
        ({"operators": [5], "starts": [0, 4], "operands": [2, 4, 2, 4]}, "ite of 4 to 4"),
        ({"starts": [0, 1]}, "every gate has operands, and starts rise"),
        ({"starts": [0, 0], "operands": []}, "every gate has operands"),
        ({"starts": [0, 2, 2]}, "do not fit 1 gates"),
        ({"starts": [1, 2]}, "do not fit 1 gates"),
        ({"counts": []}, "do not fit 1 gates"),
        ({"counts": [0, 0]}, "do not fit 1 gates"),
        ({"ends": [8]}, "an output is no literal"),
        ({"ends": [2, 4]}, "every output is one literal"),
        ({"leaves": ("b", "a")}, "the inputs are the leaves"),
        ({"outputs": (), "ends": []}, "at least one output"),
        ({"operands": [2.0, 5.0]}, "operands must be a list of whole numbers"),
        ({"inputs": ("a", "a")}, "'a' is given twice"),
    ],
)
def test_arrays_that_are_no_circuit_are_refused(changes, message):
    with pytest.raises(SpecificationError, match=message):
        Circuit(**fields(**changes))


def test_an_unknown_output_is_refused_with_a_near_one():
    circuit = replace(circuit_of_text("a"), outputs=("sum",))
    with pytest.raises(SpecificationError, match="outputs are sum, not 'sun'; did you mean 'sum'"):
        circuit.output("sun")


def test_a_chain_of_any_depth_is_built_and_evaluated():
    build = Builder()
    value = build.leaf("a")
    for k in range(20_000):
        value = build.add(("and", "or", "xor")[k % 3], [build.leaf("bcd"[k % 3]), value ^ 1])
    circuit = build.circuit({"y": value})
    assert circuit.gates == 20_000
    at = np.array([[0b0011], [0b0101], [0b1111], [0]], dtype=np.uint64)
    expected = 0b0011
    for k in range(20_000):
        read = (0b0101, 0b1111, 0)[k % 3]
        expected = (read & ~expected, read | ~expected, read ^ ~expected)[k % 3]
    assert int(circuit.rows(at)[0][0, 0]) == expected % 2**64
    assert int(normal_form(circuit).rows(at)[0][0, 0]) == expected % 2**64


# Every small gate in one builder ----------------------------------------------------------------


def small_gates():
    """Each kind over up to three literals, constants among them, of three leaves."""
    for kind in ("and", "or", "xor", "iff", "implies", "ite", "atleast"):
        fewest, widest = WIDTHS.get(kind, (1, 3))
        for width in range(fewest, min(widest, 3) + 1):
            for literals in product(range(8), repeat=width):
                counts = range(4) if kind == "atleast" else [0]
                yield from ((kind, literals, count) for count in counts)


@pytest.mark.parametrize("rules", [STATED, NORMAL], ids=["stated", "normal"])
def test_gates_are_one_only_where_they_are_the_same_function(rules):
    build, gates = Builder(rules), list(small_gates())
    for name in "abc":
        build.leaf(name)
    found = [build.add(*gate) for gate in gates]
    circuit = build.circuit({f"y{k}": literal for k, literal in enumerate(found)})
    on = unpack(circuit.rows(columns(3))[0], 8)
    leaves = [[0] * 8, *unpack(columns(3), 8).tolist()]
    values = [[v ^ literal & 1 for v in leaves[literal >> 1]] for literal in range(8)]
    for (kind, literals, count), row in zip(gates, on.tolist(), strict=True):
        read = zip(*(values[literal] for literal in literals), strict=True)
        assert row == [bool(MEANING[kind](list(at), count)) for at in read], (kind, literals)
    assert min(len(gate.literals) for gate in circuit) == 2
    if rules is NORMAL:  # each constant, copy and order is found
        known = {}
        for (kind, literals, count), literal in zip(gates, found, strict=True):
            if kind != "ite":
                same = known.setdefault((kind, tuple(sorted(literals)), count), literal)
                assert same == literal or kind == "implies"
        for gate in circuit:
            assert min(gate.literals) > 1
            if gate.kind in ("and", "xor", "iff"):
                assert len({literal >> 1 for literal in gate.literals}) == len(gate.literals)


@given(stated_gates())
def test_a_circuit_that_others_read_is_the_same_function_under_other_rules(stated):
    gates, ends = stated
    build = Builder(NORMAL)
    taken = build.embed(built(gates, ends))
    circuit = build.circuit(dict(zip("yz", taken, strict=True)), NAMES)
    assert agrees(circuit, gates, ends)


def test_a_table_of_more_inputs_than_fit_is_refused():
    for count in (27, 70):
        with pytest.raises(LimitError, match=f"{count} inputs exceed the limit of 26"):
            circuit_of_text(" & ".join(f"x{i}" for i in range(count))).table()
