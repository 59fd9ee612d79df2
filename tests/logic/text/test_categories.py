"""Columns that are compared with quoted categories."""

import pytest

from logicnet import ParseError, compile, verify
from logicnet.logic.text.categories import with_categories


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('colour == "red"', ("colour_red",)),
        ('colour != "dark red" & age', ("age", "colour_dark red")),
        ('`eye colour`=="a`b" | x', ("eye colour_a`b", "x")),
        ("a == b", ("a", "b")),
    ],
)
def test_it_is_the_name_that_the_category_has(text, names):
    assert set(compile(with_categories(text)).inputs) == set(names)


def test_unequal_is_not_equal():
    both = with_categories('colour != "red" & ~(colour == "blue")')
    assert verify(compile(both), "~colour_red & ~colour_blue").equal
    assert not verify(compile(both), "colour_red & ~colour_blue").equal


@pytest.mark.parametrize("text", ['"red" == colour', 'a & "b"', 'a == "b'])
def test_a_quoted_text_elsewhere_is_refused(text):
    with pytest.raises(ParseError, match='expected a column and == or != before "'):
        with_categories(text)
