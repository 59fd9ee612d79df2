"""Differences between two rules, and rules without one of them."""

from logicnet.short_rules.difference import edits, reverted
from logicnet.short_rules.literals import Literal
from logicnet.short_rules.search.terms import Term, TermRule

TABLE = [Literal(words, words, source) for words, source in
         [("a", "a"), ("b", "b"), ("x >= 1", "x"), ("x >= 2", "x"), ("c", "c")]]  # fmt: skip


def rule(*terms):
    return TermRule(tuple(Term.all_of(term) for term in terms))


def kinds(stated, read):
    return [(edit.kind, edit.stated, edit.read) for edit in edits(stated, read, TABLE)]


def test_literals_of_a_term_are_matched_by_their_column():
    assert kinds(rule((0, 2)), rule((0, 3, 4))) == [
        ("kept", (0,), (0,)), ("changed", (2,), (3,)), ("added", (), (4,)),
    ]  # fmt: skip


def test_terms_are_matched_by_what_they_share():
    assert kinds(rule((0, 1), (4,)), rule((1,), (3,))) == [
        ("kept", (1,), (1,)), ("dropped", (0,), ()), ("added", (), (3,)), ("dropped", (4,), ()),
    ]  # fmt: skip


def test_terms_are_matched_together_and_not_one_after_another():
    stated, read = rule((0, 2), (4,)), rule((3, 4), (0, 2))
    assert kinds(stated, read) == [
        ("kept", (4,), (4,)), ("added", (), (3,)), ("kept", (0,), (0,)), ("kept", (2,), (2,)),
    ]  # fmt: skip


def test_the_same_rule_is_kept():
    assert {kind for kind, *_ in kinds(rule((0, 2), (4,)), rule((0, 2), (4,)))} == {"kept"}


def test_each_difference_can_be_taken_back():
    stated, read = rule((0, 2), (4,)), rule((0, 3), (1,))
    for edit in edits(stated, read, TABLE):
        back = {term.literals for term in reverted(read, edit).terms}
        if edit.kind == "changed":
            assert back == {(0, 2), (1,)}
        elif edit.kind == "added":
            assert back == {(0, 3)}
        elif edit.kind == "dropped":
            assert back == {(0, 3), (1,), (4,)}


def test_a_number_that_is_needed_is_a_change():
    stated, read = rule((0, 1, 4)), TermRule((Term.some_of((0, 1, 4), 2),))
    *kept, change = edits(stated, read, TABLE)
    assert {edit.kind for edit in kept} == {"kept"}
    assert (change.kind, change.stated, change.read) == ("changed", (), ())
    assert reverted(read, change) == stated


def test_points_stand_against_all_that_was_stated():
    card = TermRule((Term((0, 1, 3), (2, 1, 1), 2),))
    assert kinds(rule((0, 2), (1, 4)), card) == [
        ("kept", (0,), (0,)), ("kept", (1,), (1,)), ("changed", (2,), (3,)), ("dropped", (4,), ()),
    ]  # fmt: skip
