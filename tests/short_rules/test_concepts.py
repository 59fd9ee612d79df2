"""Stated concepts as literals: their grades against loops, their formulas against their values."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import logicnet
from logicnet.short_rules.concepts import Concepts, concept_literals
from logicnet.short_rules.literals import literals_of
from logicnet.short_rules.stated import StatedRule

NAMES = "abcdef"
ROWS = np.array(list(product((0, 1), repeat=6)), dtype=float)


def clauses_strategy():
    literal = st.tuples(st.sampled_from(NAMES), st.booleans())
    clause = st.lists(literal, min_size=1, max_size=4, unique_by=lambda pair: pair[0])
    return st.lists(clause, min_size=1, max_size=3)


def text_of(clauses):
    joined = (" & ".join(("" if sign else "~") + name for name, sign in c) for c in clauses)
    return " | ".join(f"({c})" for c in joined)


def grade(clauses, row):
    """The greatest share of a clause's literals that hold."""
    return max(
        Fraction(sum((row[NAMES.index(n)] == 1) == sign for n, sign in c), len(c)) for c in clauses
    )


@given(clauses_strategy())
def test_a_step_holds_where_the_grade_reaches_it(clauses):
    concepts = Concepts.of({"near": text_of(clauses), "y": "near & a"}, "y")
    literals, values = concept_literals(concepts, NAMES, ROWS)
    grades = [grade(clauses, row) for row in ROWS]
    for literal, holds in zip(literals, values, strict=True):
        if literal.source == "near" and "matched in at least" in literal.words:
            share = int(literal.words.split()[-2])
            reached = [round(100 * g) >= share for g in grades]
            assert holds.tolist() == [int(r) for r in reached], literal.words


@given(clauses_strategy())
def test_the_formula_of_a_literal_says_what_its_values_say(clauses):
    concepts = Concepts.of({"near": text_of(clauses), "y": "~near | b"}, "y")
    literals, values = concept_literals(concepts, NAMES, ROWS)
    for literal, holds in list(zip(literals, values, strict=True))[:6]:
        network = logicnet.compile(literal.formula, "formula").over(tuple(NAMES))
        assert np.array_equal(np.ravel(network(ROWS)), holds), literal.words


@pytest.mark.parametrize(
    "text",
    ["a & b | c & ~d", "~(a & b)", "~(a | b & c)", "a", "atleast(2, a, b, c) | d", "a ^ b",
     "a & (b | c)", "a -> b", "~a & ~b"],
)  # fmt: skip
def test_a_stated_rule_as_terms_decides_as_it_does(text):
    concepts = Concepts.of(text, "y")
    table = literals_of(_columns(), ROWS, 4)
    taken = StatedRule(concepts, NAMES, ROWS, *table)
    wanted = np.ravel(logicnet.compile(text).over(tuple(NAMES))(ROWS)) == 1
    assert np.array_equal(taken.rule.decides(taken.values), wanted)


def _columns():
    from logicnet.learning.data.columns import Column, FittedColumns

    return FittedColumns(tuple(Column(name) for name in NAMES))


def test_concepts_of_concepts_are_opened_and_those_of_columns_are_not():
    rules = {"p": "a & b | c", "q": "d & e", "both": "p & q", "y": "both & f"}
    taken = StatedRule(Concepts.of(rules, "y"), NAMES, ROWS, *literals_of(_columns(), ROWS, 4))
    (term,) = taken.rule.terms
    assert [taken.literals[k].words for k in term.literals] == ["f", "p", "q"]


@pytest.mark.parametrize(
    ("rules", "target", "said"),
    [
        ({"y": "a & bb"}, "y", "the rules read bb"),
        ({"z": "a"}, "y", "rules state z, not the target 'y'"),
        ({}, "y", "there is no formula"),
    ],
)
def test_what_is_stated_wrongly_is_said(rules, target, said):
    with pytest.raises(logicnet.SpecificationError, match=said):
        concept_literals(Concepts.of(rules, target), NAMES, ROWS)


def test_concepts_of_columns_are_opened_where_that_gives_an_or_of_ands():
    rules = {"p": "a & b", "q": "p | c & d", "y": "q | e"}
    taken = StatedRule(Concepts.of(rules, "y"), NAMES, ROWS, *literals_of(_columns(), ROWS, 4))
    assert taken.opened is not None
    words = [[taken.literals[k].words for k in t.literals] for t in taken.opened.terms]
    assert words == [["a", "b"], ["c", "d"], ["e"]]
    assert np.array_equal(taken.opened.decides(taken.values), taken.rule.decides(taken.values))
    rules = {"p": "a | b", "y": "p & c"}  # not an OR of ANDs
    taken = StatedRule(Concepts.of(rules, "y"), NAMES, ROWS, *literals_of(_columns(), ROWS, 4))
    assert taken.opened is None


def test_a_theory_is_what_its_formulas_are():
    text = "y :- near, box. near :- a, b, c. near :- d, not(e). box :- 2 of (b, e, f)."
    rules = {
        "near": "a & b & c | d & ~e", "box": "atleast(2, b, e, f)", "y": "near & box",
    }  # fmt: skip
    read = [concept_literals(Concepts.of(each, "y"), NAMES, ROWS)
            for each in (logicnet.Theory.of_text(text), rules)]  # fmt: skip
    first, second = (
        {literal.words: row.tolist() for literal, row in zip(*found, strict=True)} for found in read
    )
    assert first == second
    renamed = Concepts.of(logicnet.Theory.of_text(text), "answer")
    assert renamed.circuit.outputs[0] == "answer"
