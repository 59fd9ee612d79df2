"""Columns that are compared with quoted categories."""

import pytest

from logicnet import ParseError, compile, parse, verify
from logicnet.logic.text.categories import with_categories


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('colour == "red"', ("colour_red",)),
        ('colour != "dark red" & age', ("age", "colour_dark red")),
        ('`eye colour`=="a`b" | x', ("eye colour_a`b", "x")),
        ("a == b", ("a", "b")),
        ("colour == 'red' | x", ("colour_red", "x")),
        ("colour == 'o\"k' | a == \"it's\"", ('colour_o"k', "a_it's")),
    ],
)
def test_it_is_the_name_that_the_category_has(text, names):
    assert set(compile(with_categories(text)).inputs) == set(names)


def test_unequal_is_not_equal():
    both = with_categories('colour != "red" & ~(colour == "blue")')
    assert verify(compile(both), "~colour_red & ~colour_blue").equal
    assert not verify(compile(both), "colour_red & ~colour_blue").equal


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ('size in {"L", "XL"}', "size_L | size_XL"),
        ('size not in { "L" , "XL", }', "~(size_L | size_XL)"),
        ('~(size in {"L"}) & `size`in{"XL"} | b', "~size_L & size_XL | b"),
        ('in_stock & size in {"a`, b}"}', "in_stock & `size_a``, b}`"),
    ],
)
def test_a_set_is_an_or_of_its_categories(text, same):
    assert verify(compile(text), same).equal


def test_formulas_take_categories_beside_comparisons():
    net = compile('age >= 60 & size in {"L", "XL"}')
    rows = [(age, large, xl) for age in (59, 60) for large in (0, 1) for xl in (0, 1)]
    answers = [net({"age": a, "size_L": large, "size_XL": xl})["inside"] for a, large, xl in rows]
    assert answers == [a >= 60 and (large or xl) for a, large, xl in rows]


@pytest.mark.parametrize("text", ['"red" == colour', 'a & "b"', 'a == "b'])
def test_a_quoted_text_elsewhere_is_refused(text):
    with pytest.raises(ParseError, match='expected a column and ==, != or "in {...}"'):
        with_categories(text)


@pytest.mark.parametrize(
    "text",
    ['a in {"L", XL}', "a in {1, 2}", "a in ('L', 'XL')", 'a in ["L"]', "a not in {}"],
)
def test_a_list_of_anything_else_is_refused_in_words(text):
    with pytest.raises(ParseError, match="expected texts in quotes and braces, as in"):
        parse(text)


def test_single_quotes_do_where_no_prime_can_stand():
    assert parse("colour == 'red' & size in {'L', \"XL\"} | a'") == parse(
        'colour == "red" & size in {"L", "XL"} | ~a'
    )
    assert parse("a' == b'") == parse("~a == ~b")
    assert parse("a or in[3] & in") == parse("a | `in[3]` & `in`")
