"""Matching by position: whatever states a function is compared under the other one's names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Region, SpecificationError, TruthTable, compile, soften, verify
from logicnet.cli import main
from logicnet.logic.circuits.partial import PartialCircuit
from logicnet.logic.function import function
from logicnet.logic.text.parsing import circuit_of_text
from logicnet.testing import assert_equivalent

TABLE = {"s": "a ^ b ^ c", "t": "a & ~b | c & b"}
OTHER = {"p": "x ^ y ^ z", "q": "x & ~y | z & y"}


def kinds(rows):
    """The same function as every kind of statement."""
    stated = function(rows)
    zero = function(dict.fromkeys(stated.outputs, "0")).over(stated.inputs)
    return {
        "circuit": stated,
        "table": stated.table(),
        "cover": stated.cover(),
        "network": compile(rows),
        "partial": PartialCircuit(values=stated, dont_cares=zero),
    }


@pytest.mark.parametrize("mine", kinds(TABLE))
@pytest.mark.parametrize("theirs", kinds(OTHER))
def test_all_kinds_are_matched_by_position(mine, theirs):
    verdict = verify(kinds(TABLE)[mine], kinds(OTHER)[theirs], by_position=True)
    assert verdict.equal is True
    with pytest.raises(SpecificationError, match="outputs are s, t"):
        verify(kinds(TABLE)[mine], kinds(OTHER)[theirs])


@pytest.mark.parametrize("theirs", kinds(OTHER))
def test_the_order_of_inputs_and_of_outputs_counts(theirs):
    swapped = {"p": OTHER["q"], "q": OTHER["p"]}
    turned = {"p": "x ^ y ^ z", "q": "z & ~y | x & y"}
    for wrong in (swapped, turned):
        verdict = verify(TABLE, kinds(wrong)[theirs], by_position=True)
        assert verdict.equal is False
        assert set(verdict.counterexamples[0].inputs) == {"a", "b", "c"}


def test_names_that_both_have_at_other_places_do_not_count():
    same = {"y": "a & ~b"}
    assert verify(same, TruthTable.from_string("0100", ["b", "a"]), by_position=True).equal is False
    assert verify(same, TruthTable.from_string("0010", ["b", "a"]), by_position=True).equal


@given(st.integers(1, 4), st.data())
def test_position_is_order_and_nothing_else(n, data):
    rows = data.draw(st.lists(st.booleans(), min_size=2**n, max_size=2**n))
    text = "".join("01"[row] for row in rows)
    table = TruthTable.from_string(text, [f"a{i}" for i in range(n)])
    names = data.draw(st.permutations([f"a{i}" for i in range(n)]))
    assert verify(table, TruthTable.from_string(text, names), by_position=True).equal
    other = text[:-1] + "10"[rows[-1]]
    verdict = verify(table, TruthTable.from_string(other, names), by_position=True)
    assert verdict.counterexamples[0].inputs == {f"a{i}": 1 for i in range(n)}


def test_beyond_all_rows():
    mine = "^".join(f"a{i}" for i in range(40))
    theirs = "^".join(f"b{i}" for i in range(40))
    assert verify(mine, theirs, by_position=True).equal
    assert verify(mine, theirs.replace("^b7^", "&b7^"), by_position=True).equal is False


def test_dont_cares_stay():
    values, free = (circuit_of_text(text) for text in ("x & y", "~x & y"))
    partial = PartialCircuit(values=values, dont_cares=free)
    assert verify("b & (a | b)", partial, by_position=True).equal
    table = TruthTable.from_string("0-01", ["x", "y"])
    assert verify("b & (a | b)", table, by_position=True).equal
    assert verify("b & (a | b)", table.cover(), by_position=True).equal


def test_numbers_of_inputs_or_outputs_that_differ_are_an_error():
    told = "inputs cannot be matched by position: the network has 2 (a, b), the specification 3"
    with pytest.raises(SpecificationError, match=re.escape(told)):
        verify("a & b", "x & y & z", by_position=True)
    with pytest.raises(SpecificationError, match="outputs cannot be matched"):
        verify("a & b", {"p": "x & y", "q": "x"}, by_position=True)


def test_coordinates_are_matched_by_name():
    square = Region.box([0, 0], [1, 1])
    for sides in ((compile(square), square), (square, "a & b"), ("a & b", square)):
        with pytest.raises(SpecificationError, match="coordinates are matched by name"):
            verify(*sides, by_position=True)


def test_a_trained_net_comes_first():
    mlp = soften(compile("a & b"))
    assert verify(mlp, "p & q", by_position=True).equal
    with pytest.raises(SpecificationError, match="as the first of the two"):
        verify("p & q", mlp, by_position=True)


def test_the_message_of_names_that_differ_tells_how_to_go_on():
    with pytest.raises(SpecificationError, match="by_position=True"):
        verify("a & b", "x & y")
    with pytest.raises(SpecificationError, match="by_position=True"):
        verify({"u": "a & b", "v": "a"}, {"sum": "a & b", "carry": "a"})


def test_the_command(capsys):
    assert main(["verify", "a & b", "x & y", "--by-position"]) == 0
    assert main(["verify", "a & b", "x & ~y", "--by-position"]) == 1
    assert "different: at a=1 b=" in capsys.readouterr().out


def test_assertions_take_the_option():
    assert_equivalent("a & ~b", "x & ~y", by_position=True)
    with pytest.raises(AssertionError, match="differs in 2 of 4 rows"):
        assert_equivalent("a & ~b", "y & ~x", by_position=True)
