"""Factored forms: the same function, with fewer literals."""

import pytest
from hypothesis import given, settings

from logicnet import Cover, LogicnetError, compile, factored_form, minimize, verify
from strategies import tables


@settings(max_examples=25)
@given(tables(4, 2))
def test_factored_forms_are_the_function(table):
    form = factored_form(table)
    assert verify(form, table)
    literals = sum(len(gate.literals) for gate in form if gate.kind in ("and", "or"))
    flat = minimize(table).circuit()
    assert literals <= sum(len(gate.literals) for gate in flat) + len(table.outputs)


def test_factors_are_taken_out_of_covers_as_they_are():
    cover = Cover.from_cubes(["1-1-", "1--1", "-11-", "-1-1", "111-"], inputs="abcd", outputs="y")
    assert str(factored_form(cover)) == "(a | b) & (c | d)"
    assert str(factored_form("~a & b | ~a & c | ~a & d")) == "~a & (b | c | d)"
    assert str(factored_form({"s": "a & b | a & c", "t": "0"})) == "s = a & (b | c), t = 0"
    with pytest.raises(LogicnetError):
        factored_form("a", effort="much")


def test_a_deep_network_of_a_cover_has_fewer_units():
    cover = Cover.from_cubes(["1-1-", "1--1", "-11-", "-1-1"], inputs="abcd")
    net = compile(cover, "deep")
    assert verify(net, cover)
    assert net.units == 3  # 7 of the terms
    assert compile("a & c | a & d | b & c | b & d", "deep").units == 7  # a formula is followed
