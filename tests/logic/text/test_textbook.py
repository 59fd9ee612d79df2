"""The notation of textbooks: formulas built as trees, printed in it, and read back."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet.errors import ParseError, SpecificationError
from logicnet.logic.function import function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.text.parsing import circuit_of_text, parse
from logicnet.logic.text.textbook import is_textbook

LETTERS = "ABCx"
LEAVES = st.sampled_from(LETTERS)
TREES = st.recursive(
    LEAVES,
    lambda parts: (
        st.tuples(st.just("not"), parts)
        | st.tuples(st.sampled_from(["and", "or", "xor"]), parts, parts)
    ),
    max_leaves=9,
)


def value(tree, row):
    """The truth value of a tree, by its definition."""
    if isinstance(tree, str):
        return row[tree]
    kind, *parts = tree
    values = [value(part, row) for part in parts]
    if kind == "not":
        return not values[0]
    first, second = values
    return {"and": first and second, "or": first or second, "xor": first != second}[kind]


def primes(tree):
    """A tree as a text with primes, every operation in parentheses."""
    if isinstance(tree, str):
        return tree
    kind, *parts = tree
    said = [primes(part) for part in parts]
    return (
        f"({said[0]})'"
        if kind == "not"
        else f"({ {'and': '', 'or': ' + ', 'xor': '⊕'}[kind].join(said) })"
    )


def latex(tree):
    """A tree in LaTeX, every sum in parentheses."""
    if isinstance(tree, str):
        return tree
    kind, *parts = tree
    said = [latex(part) for part in parts]
    if kind == "not":
        return rf"\overline{{{said[0]}}}"
    sign = {"and": r"\,", "or": r" \lor ", "xor": r" \oplus "}[kind]
    return rf"\left({sign.join(said)}\right)"


def values_of(text, **options):
    circuit = circuit_of_text(text, **options)
    rows = [dict(zip(LETTERS, row, strict=True)) for row in product([False, True], repeat=4)]
    return [row_value(circuit, row) for row in rows], rows


def row_value(circuit, row):
    formula = circuit.to_sympy()
    if formula in (True, False):
        return bool(formula)
    return bool(formula.subs({symbol: row[str(symbol)] for symbol in formula.free_symbols}))


@given(TREES)
def test_trees_in_primes_and_in_latex_are_read_as_they_are(tree):
    for text in (primes(tree), latex(tree)):
        found, rows = values_of(text, notation="textbook")
        assert found == [value(tree, row) for row in rows]


SAME = {
    "AB + A'C": "A & B | ~A & C",
    "A'B": "~A & B",
    "A\u0305B + C": "~A & B | C",
    "A·B + C": "A & B | C",
    "A(B + C')D": "A & (B | ~C) & D",
    "(A+B)(C+D)": "(A | B) & (C | D)",
    r"\bar{A}B \lor A\oplus C": "~A & B | (A ^ C)",
    r"\bar A B": "~A & B",
    r"$\overline{A + \bar{B}C}$": "~(A | ~B & C)",
    r"x_{1}x_{12} + x_{1}'": "x_1 & x_12 | ~x_1",
    r"A \cdot B^{\prime} \to C": "A & ~B -> C",
    r"\mathrm{load}A' + B": "load & ~A | B",
    "nand(A, B) + C'D": "~(A & B) | ~C & D",
    "A'B and C or D": "~A & B & C | D",
    r"A'\top + B\bot": "~A",
}


@pytest.mark.parametrize(("text", "meant"), SAME.items())
def test_what_can_only_be_meant_so_is_read_so(text, meant):
    assert circuit_of_text(text).to_sympy().equals(circuit_of_text(meant).to_sympy())


@pytest.mark.parametrize("text", ["a & b'", "a' | b", "nand(a, b)'", "f'", "x[3]' + y", "a' and b"])
def test_ordinary_text_stays_ordinary(text):
    assert not is_textbook(text)


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [("AB + A", "AB", "A*B"), ("AB + CD", "AB", "A*B"), ("A + ab'", "ab", "a*b"),
     ("C + x1x2", "x1x2", "x1*x2"), ("A·B + CD", "CD", "C*D"),
     ("A | B | AB", "AB", "A*B"), ("ab -> (a ^ b)", "ab", "a*b"),
     ("\u0100 | B", "\u0100", "A'"), ("\u0100B", "\u0100B", "A'*B")],
)  # fmt: skip
def test_what_may_be_a_product_is_asked_about(text, name, meant):
    with pytest.raises(ParseError, match=re.escape(f"'{name}' may be one variable or")) as caught:
        parse(text)
    assert meant in caught.value.reason
    assert text[caught.value.position :].startswith(name)
    assert circuit_of_text(text, notation="names").inputs.count(name) == 1
    assert name not in circuit_of_text(text, notation="textbook").inputs
    assert parse(text.replace(name, f"`{name}`")) == parse(text, notation="names")


@pytest.mark.parametrize(
    "text", ["AB | A", "AB & CD", "sum + carry", "in + out'", "`AB` + A", "AB"]
)
def test_names_of_several_letters_are_names(text):
    assert {"AB", "sum", "in"}.intersection(circuit_of_text(text).inputs)


ERRORS = {
    "A'B + (C": (6, "this '(' is never closed"),
    r"\bra{A}B": (0, r"'\\bra' is no command of logic; did you mean 'bar'"),
    "A'B + + C": (6, "expected a variable"),
    "A'(B + 2)": (7, "'2' is no truth value"),
    "A'B = C": (4, "'=' is no operator here"),
    r"\bar{}A": (5, "expected a variable"),
}


@pytest.mark.parametrize("text", ERRORS)
def test_errors_point_into_the_text_as_given(text):
    position, reason = ERRORS[text]
    with pytest.raises(ParseError, match=re.escape(reason)) as caught:
        parse(text)
    assert (caught.value.position, caught.value.text) == (position, text)


def test_a_wrong_notation_is_named():
    with pytest.raises(SpecificationError, match="did you mean 'textbook'"):
        parse("AB", notation="text book")


@given(st.lists(st.text("01-", min_size=3, max_size=3), min_size=1, max_size=5))
def test_covers_are_written_so_that_they_are_read_back(cubes):
    cover = Cover.from_cubes(cubes, inputs="abc")
    formula = cover.to_sympy()
    for notation in ("names", "textbook"):
        name, text = cover.to_text(notation).split(" = ")
        assert name == "y"
        assert parse(text, notation=notation).equals(formula)
    right = cover.to_latex("textbook").split(" = ")[1]
    assert parse(right, notation="textbook").equals(formula)


def test_names_of_several_letters_are_written_with_a_dot():
    cover = Cover.from_cubes(["01-", "1-1"], inputs=["load", "b", "c"])
    assert cover.to_text("textbook") == "y = load'·b + load·c"


@pytest.mark.parametrize(
    "text", ["`it's` & true", "`a)(b` & true", r"`\bar{a}` & true", "`A(b` + true"]
)
def test_what_stands_in_a_quoted_name_is_no_sign_of_textbooks(text):
    assert not is_textbook(text)
    assert circuit_of_text(text).inputs == (text.split("`")[1],)


def test_a_prime_after_a_quoted_name_is_one():
    assert is_textbook("`it's`'b")
    assert circuit_of_text("`it's`'b").inputs == ("b", "it's")


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "fAlse", "FALSE"])
@pytest.mark.parametrize("text", ["A'B + {}", "{}·A' + A'B", r"\bar{{A}} \lor {}", "A'({})"])
def test_a_constant_is_no_product_of_letters(word, text):
    said = parse(text.format(word))
    assert said == parse(text.format(int(word.lower() == "true")))
    assert parse("A'trueB").free_symbols > parse("A'B").free_symbols  # but within a word it is


def test_what_is_stated_or_quoted_is_no_product_and_words_with_macrons_are_names():
    assert function("AB = A & B; y = AB | A | B").inputs == ("A", "B")
    assert parse("`AB` | A & B").free_symbols == parse("`AB` & A & B").free_symbols
    assert len(parse("m\u0101jas | `\u0100`").free_symbols) == 2


def test_a_bar_in_one_character_and_a_dot_are_those_of_textbooks():
    assert parse("\u0100_1B + C.D", notation="textbook") == parse("~A_1 & B | C & D")
