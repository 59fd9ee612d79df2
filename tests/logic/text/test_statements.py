"""Several formulas in one text, against the same formulas as a mapping."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logicnet
from logicnet.errors import ParseError
from logicnet.logic.formulas import circuit_of

TEXTS = {
    "sum = a ^ b; carry = a & b": {"sum": "a ^ b", "carry": "a & b"},
    "sum = a ^ b\ncarry = a & b\n": {"sum": "a ^ b", "carry": "a & b"},
    "y = a |  # either\n    b;\n# done\n": {"y": "a | b"},
    "half = a ^ b; sum = half ^ c": {"half": "a ^ b", "sum": "(a ^ b) ^ c"},
    "`a;b` = c; y = `a;b` & `#`": {"a;b": "c", "y": "c & `#`"},
    "y = a == b": {"y": "a <-> b"},
    "y = x >= 3 & ok": {"y": "x >= 3 & ok"},
    "f = A'B + C": {"f": "~A & B | C"},
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_states_what_a_mapping_does(text):
    assert str(circuit_of(text)) == str(circuit_of(TEXTS[text]))


@given(st.lists(st.sampled_from(["a & b", "~a | c", "a ^ b ^ c"]), min_size=1, max_size=4))
def test_outputs_stand_in_the_order_of_the_text(formulas):
    text = ";\n".join(f"y{k} = {formula}" for k, formula in enumerate(formulas))
    assert circuit_of(text).outputs == tuple(f"y{k}" for k in range(len(formulas)))


def test_a_comment_after_a_formula_is_none_of_it():
    assert logicnet.compile("a & b  # both").inputs == ("a", "b")
    assert logicnet.compile("a == b").outputs == ("y",)
    assert logicnet.compile("carry = a & b; sum = a ^ b").outputs == ("carry", "sum")


ERRORS = {
    "y = a &\nz = b": (7, "y: expected a variable"),
    "y = a; y = b": (7, "'y' is stated twice"),
    "y = a; b & c": (7, "expected a name and '='"),
    "y = a & y": (8, "y: 'y' is stated by this formula or a later one"),
    "y = z; z = a": (4, "y: 'z' is stated by this formula or a later one"),
    "y = ;": (4, "y: the formula is empty"),
    "y = a = b": (6, "y: '=' is no operator here"),
    "y = a # c\n ) ": (11, "y: this ')' closes nothing"),
}


@pytest.mark.parametrize("text", ERRORS)
def test_errors_point_into_the_whole_text(text):
    position, reason = ERRORS[text]
    with pytest.raises(ParseError, match=re.escape(reason)) as caught:
        circuit_of(text)
    assert caught.value.position == position
