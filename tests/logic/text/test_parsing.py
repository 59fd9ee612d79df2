"""The language of formulas: spellings, precedence, errors, size."""

import itertools
import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed import evaluate, variables
from sympy import (
    ITE,
    And,
    Equivalent,
    Implies,
    Nand,
    Nor,
    Not,
    Or,
    Symbol,
    Xor,
    false,
    symbols,
    true,
)

from logicnet import compile, parse
from logicnet.errors import ParseError, SpecificationError
from logicnet.logic.language import spelled
from logicnet.logic.symbolic.at_least import AtLeast
from logicnet.logic.text.functions import FUNCTIONS
from optional import optional
from strategies import expressions

a, b, c, d = symbols("a b c d")
BINARY = {  # loosest first: spellings and meaning
    "iff": (["<->", "<=>", "↔", "==", " iff ", " xnor ", " IFF "], Equivalent),
    "implies": (["->", "=>", "→", " implies "], Implies),
    "or": (["|", "||", "+", "∨", " or ", " Or "], Or),
    "xor": (["^", "⊕", " xor "], Xor),
    "and": (["&", "&&", "*", "∧", " and ", " AND "], And),
}
LEVELS = list(BINARY)


@pytest.mark.parametrize("name", LEVELS)
def test_every_spelling_is_the_operator(name):
    spellings, make = BINARY[name]
    for spelling in spellings:
        assert parse(f"a{spelling}b") == make(a, b)
        assert parse(f" ( a\n{spelling}\tb ) ") == make(a, b)


@pytest.mark.parametrize(
    "text", ["~a", "!a", "¬a", "not a", "NOT(a)", "not(a)", "a'", "(a)'", "~~a'"]
)
def test_every_spelling_of_not(text):
    assert parse(text) == Not(a)


@pytest.mark.parametrize(("low", "high"), list(itertools.combinations(range(5), 2)))
def test_operators_bind_in_the_stated_order(low, high):
    (loose, *_), outer = BINARY[LEVELS[low]]
    (tight, *_), inner = BINARY[LEVELS[high]]
    assert parse(f"a {loose} b {tight} c") == outer(a, inner(b, c))
    assert parse(f"a {tight} b {loose} c") == outer(inner(a, b), c)
    assert parse(f"(a {loose} b) {tight} c") == inner(outer(a, b), c)


@pytest.mark.parametrize("name", LEVELS)
def test_not_binds_tightest(name):
    (spelling, *_), make = BINARY[name]
    assert parse(f"~a {spelling} b'") == make(Not(a), Not(b))
    assert parse(f"not a {spelling} b") == make(Not(a), b)


def test_implication_groups_from_the_right_and_equivalence_from_the_left():
    assert parse("a -> b -> c") == Implies(a, Implies(b, c))
    assert parse("a <-> b <-> c") == Equivalent(Equivalent(a, b), c)
    assert parse("a == b -> c -> d") == Equivalent(a, Implies(b, Implies(c, d)))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("b & a", And(a, b)),
        ("1", true), ("0", false), ("TRUE & a", a), ("False | a", a), ("true'", false),
        ("nand(a, b)", Nand(a, b)), ("Nor(a, b, c)", Nor(a, b, c)), ("xnor(a, b)", ~Xor(a, b)),
        ("and(a, b) | or(c, d)", Or(And(a, b), c, d)), ("xor(a, b, c)", Xor(a, b, c)),
        ("implies(a, b)", Implies(a, b)), ("iff(a, b)", Equivalent(a, b)),
        ("equivalent(a, b, c)", Equivalent(a, b, c)), ("ite(a, b, c)", ITE(a, b, c)),
        ("majority(a, b, c)", AtLeast(2, a, b, c)),
        ("majority(a, b, c, d)", AtLeast(3, a, b, c, d)),
        ("majority(a, b)", And(a, b)), ("parity(a, b, c)", Xor(a, b, c)), ("parity(a)", a),
        ("atleast(2, a, b, c)", AtLeast(2, a, b, c)), ("atleast(2, a, a, b)", AtLeast(2, a, a, b)),
        ("atmost(1, a, b, c)", ~AtLeast(2, a, b, c)), ("atmost(3, a, b, c)", true),
        ("exactly(2, a, b, c, d)", AtLeast(2, a, b, c, d) & ~AtLeast(3, a, b, c, d)),
        ("exactly(0, a, b)", ~(a | b)), ("exactly(2, a, b)", a & b), ("exactly(5, a)", false),
        ("atleast ( 1 , a->b , ite(a,b,c)' )", Implies(a, b) | ~ITE(a, b, c)),
        ("or(a | b, c)", Or(a, b, c)), ("and(a & b, c)", And(a, b, c)),
        ("xor(a ^ b, c)", a ^ b ^ c), ("iff(a <-> b, c)", Equivalent(Equivalent(a, b), c)),
        ("d & or(a | b, c)", d & (a | b | c)), ("and(and(a & b) & c, d) & a", And(a, b, c, d)),
        ("xnor(a ^ b, c ^ d)", ~(a ^ b ^ c ^ d)),
        ("implies(a -> b, c -> d)", Implies(Implies(a, b), Implies(c, d))),
        ("majority & ite | nand", (Symbol("majority") & Symbol("ite")) | Symbol("nand")),
    ],
)  # fmt: skip
def test_text_means(text, meaning):
    assert parse(text) == meaning


@pytest.mark.parametrize(
    "name",
    [
        *("E", "I", "S", "N", "Q", "O", "C", "pi", "lambda", "beta", "zeta", "gamma", "test"),
        *("sign", "field", "len", "is", "in", "__import__", "x_1", "_", "Größe", "β", "é", "変数"),
        *("x[3]", "x[3][1]", "x[3,1]", "x[i]", "order", "android", "trueish", "xor2", "TR1"),
    ],
)
def test_every_name_is_a_plain_symbol(name):
    assert parse(name) == Symbol(name)
    assert parse(f"a & ~{name}") == And(a, Not(Symbol(name)))


def test_blanks_inside_an_index_are_dropped():
    assert parse("x[ 3 , 1 ]") == Symbol("x[3,1]")


@given(expressions)
def test_printed_expression_parses_back(expression):
    assert parse(str(expression)) == expression


def texts(leaf):
    binary = [spelling for spellings, _ in BINARY.values() for spelling in spellings]
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("{}{}{}".format, inner, st.sampled_from(binary), inner),
            st.builds("({})".format, inner),
            st.builds(" not {}".format, inner),
            st.builds("~{}".format, inner),
            st.builds("({})'".format, inner),
            st.builds("{}({},{},{})".format, st.sampled_from(["nand", "ite", "majority"]),
                      inner, inner, inner),
        ),
        max_leaves=25,
    )  # fmt: skip


def reference(text):
    """The value of a formula by Python's own parser, for &, |, ^, == and ~ spelt its way."""
    return eval(text, {"__builtins__": {}}, {"a": REFERENCE[0], "b": REFERENCE[1]})  # noqa: S307


REFERENCE = np.array([[True, True, False, False], [True, False, True, False]])


@given(st.recursive(st.sampled_from("ab"), lambda inner: st.one_of(
    st.builds("{} {} {}".format, inner, st.sampled_from("&|^"), inner),
    st.builds("~{}".format, inner), st.builds("({})".format, inner)), max_leaves=12))  # fmt: skip
def test_grouping_is_that_of_python_where_the_operators_are_the_same(text):
    rows = {"a": np.array([0b1100], np.uint64), "b": np.array([0b1010], np.uint64)}
    got = [bool(int(evaluate(parse(text), rows)[0]) >> i & 1) for i in (3, 2, 1, 0)]
    assert got == reference(text).tolist()


@given(texts(st.sampled_from(["a", "b", " E ", "x[1]", "0", "true "])))
def test_formula_is_kept_when_parsed_printed_and_parsed(text):
    assert parse(str(parse(text))) == parse(text)


@given(st.text(alphabet="ab01 ()&|~^'-><=!,[]xnotr.\n@²", max_size=30))
def test_any_text_is_parsed_or_refused_with_a_position(text):
    error = refusal(text)
    assert error is None or 0 <= error.position <= len(text)
    assert error is None or str(error).endswith("^")


def refusal(text):
    """The error that parsing the text raises, if it does."""
    try:
        parse(text)
    except ParseError as error:
        return error
    return None


ERRORS = {
    "": (0, "the formula is empty; expected for example 'a & ~b'"),
    " \n": (2, "the formula is empty; expected for example 'a & ~b'"),
    "a & & b": (4, "expected a variable, a constant, '(' or 'not' after '&'"),
    "& a": (0, "expected a variable, a constant, '(' or 'not' at the start"),
    "a &": (3, "expected a variable, a constant, '(' or 'not' after '&', but the formula ends"),
    "not": (3, "expected a variable, a constant, '(' or 'not' after 'not', but the formula ends"),
    "()": (1, "expected a variable, a constant, '(' or 'not' after '('"),
    "nand(a,)": (7, "expected a variable, a constant, '(' or 'not' after ','"),
    "a & '": (4, "expected a variable, a constant, '(' or 'not' after '&', got \"'\""),
    "a & @": (4, "expected a variable, a constant, '(' or 'not' after '&', got '@'"),
    "a @ b": (2, "expected an operator after 'a', got '@'"),
    "a b": (2, "expected an operator between 'a' and 'b'"),
    "a 1": (2, "expected an operator between 'a' and '1'"),
    "(a) (b)": (4, "expected an operator between ')' and '('"),
    "a ~b": (2, "expected an operator between 'a' and '~'"),
    "a not b": (2, "expected an operator between 'a' and 'not'"),
    "(a & b": (0, "this '(' is never closed; expected ')'"),
    "a & ((b) | c": (4, "this '(' is never closed; expected ')'"),
    "nand(a": (0, "this 'nand(' is never closed; expected ')'"),
    "a & b)": (5, "this ')' closes nothing"),
    "mojority(a, b)": (0, "'mojority' is no function; did you mean 'majority'?"),
    "a & foo (b)": (8, "expected an operator between 'foo' and '(', or a function: not, and, "),
    "a nand b": (2, "nand is a function: write nand(a, b), not a nand b"),
    "ite(a, b)": (0, "ite(...) takes 3 arguments, got 2"),
    "implies(a, b, c)": (0, "implies(...) takes 2 arguments, got 3"),
    "a | nand()": (4, "nand(...) takes at least 1 argument, got 0"),
    "equivalent(a)": (0, "equivalent(...) takes at least 2 arguments, got 1"),
    "atleast(x, a)": (8, "atleast(k, ...) needs a whole number k of at most 18 digits, got 'x'"),
    "atmost(-1, a)": (7, "atmost(k, ...) needs a whole number k of at most 18 digits, got '-1'"),
    "exactly(1.5, a)": (
        8,
        "exactly(k, ...) needs a whole number k of at most 18 digits, got '1.5'",
    ),
    "atleast(": (8, "atleast(k, ...) needs a whole number k of at most 18 digits, got nothing"),
    "atleast(2)": (9, "expected ',' and what atleast counts after '2'"),
    "a = b": (2, "'=' is no operator here; write 'a == b' for a equal to b"),
    "a != b": (2, "'!=' is no operator here; write 'a ^ b' for a different from b"),
    "a ? b : c": (2, "'?' is no operator here; write ite(condition, then, else)"),
    "x [3]": (2, "'[' is no operator here; an index is written without a space before it"),
    "2*x": (0, "'2' is no truth value; the constants are 0 and 1, and a name starts with a letter"),
    "x == 2": (5, "a name starts with a letter; that a number x is 2 is stated as x >= 2 & x <= 2"),
    "a & 1.5": (4, "'1.5' is no truth value; the constants are 0 and 1"),
    "a & 2b": (4, "'2b' is no truth value; the constants are 0 and 1"),
    "a, b": (1, "a ',' stands between the arguments of a function, as in nand(a, b)"),
    "(a, b)": (2, "a ',' stands between the arguments of a function, as in nand(a, b)"),
    "a.is_Symbol": (1, "expected an operator after 'a', got '.'"),
    "__import__('os')": (10, "expected an operator between '__import__' and '('"),
}


@pytest.mark.parametrize("text", ERRORS)
def test_error_points_and_says_what_was_expected(text):
    position, reason = ERRORS[text]
    with pytest.raises(ParseError, match=re.escape(reason)) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.text == text


ARGUMENTS = {"implies": (2, 2), "iff": (2, 2), "ite": (3, 3), "not": (1, 1), "equivalent": (2, 9)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_takes_its_number_of_arguments(name):
    fewest, most = ARGUMENTS.get(name, (1, 9))
    first = "1, " if name in ("atleast", "atmost", "exactly") else ""
    for count in range(10):
        text = f"{name}({first}{', '.join('abcdefghi'[:count])})"
        if fewest <= count <= most:
            assert parse(text).free_symbols <= set(symbols("a:i"))
        else:
            with pytest.raises(ParseError, match=f"takes |{AFTER_COMMA}") as caught:
                parse(text)
            assert caught.value.position == (0 if count or not first else len(name) + 4)


AFTER_COMMA = "expected a variable, a constant, '.' or 'not' after ','"


def test_error_draws_a_caret():
    with pytest.raises(ParseError) as caught:
        parse("a & (b\n  | & c)")
    assert str(caught.value) == (
        "expected a variable, a constant, '(' or 'not' after '|'\n      | & c)\n        ^"
    )


def test_error_shows_what_cannot_be_printed_as_blanks():
    with pytest.raises(ParseError) as caught:
        parse("a\t&\0 b\rc")
    assert str(caught.value).split("\n")[1:] == ["    a &  b c", "       ^"]
    with pytest.raises(ParseError) as caught:
        parse("a | " * 100 + "| b" + " & c" * 100)
    assert str(caught.value).split("\n")[1:] == [
        "    ..." + "a | " * 15 + "| b" + " & c" * 14 + " ...", " " * 67 + "^"
    ]  # fmt: skip


@pytest.mark.parametrize("value", [None, 3, b"a", ["a"], a])
def test_something_that_is_not_text_is_refused(value):
    with pytest.raises(SpecificationError, match="parse expects text, got"):
        parse(value)


def test_every_function_is_documented():
    from logicnet.logic.text import parsing

    listed = set(re.findall(r"\w+", parsing.__doc__))
    assert set(FUNCTIONS) <= listed


N = 10_000
DEEP = {
    "parentheses": "(" * N + "a" + ")" * N,
    "not": "~" * N + "a",
    "not words": "not " * N + "a",
    "primes": "a" + "'" * N,
    "not of parentheses": "~(" * N + "a" + ")" * N,
    "and in or": "b & (c | (" * (N // 2) + "a" + "))" * (N // 2),
    "and of or": "((" * (N // 2) + "a" + " & b) | c)" * (N // 2),
    "xor": "b ^ (c & (" * (N // 2) + "a" + "))" * (N // 2),
    "implications": "a" + " -> b -> c" * (N // 2),
    "implications from the left": "(" * N + "a" + " -> b)" * N,
    "equivalences": "a" + " <-> b <-> c" * (N // 2),
    "equivalent": "equivalent(b,c," * N + "a" + ")" * N,
    "nand": "nand(b," * N + "a" + ")" * N,
    "ite": "ite(b,c," * N + "a" + ")" * N,
    "majority": "majority(b,c," * N + "a" + ")" * N,
    "exactly": "exactly(1,b,c," * (N // 4) + "a" + ")" * (N // 4),
}


@pytest.mark.parametrize("which", DEEP)
def test_deep_formula_is_parsed_and_evaluated(which):
    node = parse(DEEP[which])
    rows = {"a": 0b11110000, "b": 0b11001100, "c": 0b10101010}
    columns = {name: np.array([word], np.uint64) for name, word in rows.items()}
    assert set(variables(node)) <= set(rows)
    got = int(evaluate(node, columns)[0]) & 0xFF
    assert got == deep_meaning(which, *rows.values())


def deep_meaning(which, a, b, c):
    """The deep formulas again, as loops over 8 packed rows, from the inside out."""
    times, start, step = {
        "and in or": (N // 2, a, lambda x, i: b & (c | x)),
        "and of or": (N // 2, a, lambda x, i: (x & b) | c),
        "xor": (N, a, lambda x, i: b ^ (c & x)),
        "implications": (N, c, lambda x, i: ~(a if i == N - 1 else b if i % 2 == 0 else c) | x),
        "implications from the left": (N, a, lambda x, i: ~x | b),
        "equivalences": (N, a, lambda x, i: ~(x ^ (c if i % 2 else b))),
        "equivalent": (N, a, lambda x, i: ~((b ^ c) | (b ^ x))),
        "nand": (N, a, lambda x, i: ~(b & x)),
        "ite": (N, a, lambda x, i: (b & c) | (~b & x)),
        "majority": (N, a, lambda x, i: (b & c) | (b & x) | (c & x)),
        "exactly": (N // 4, a, lambda x, i: (b ^ c ^ x) & ~(b & c & x)),
    }.get(which, (0, a, None))  # the others only repeat an even number of negations
    for i in range(times):
        start = step(start, i)
    return start & 0xFF


MEGABYTE = {
    "parentheses never closed": "(" * 10**6,
    "one name": "x" * 10**6,
    "one number": "1" * 10**6,
    "digits in a name": "x" + "1" * 10**6,
    "indices": "x" + "[1]" * 300_000 + "[",
    "not": "!" * 10**6 + "a",
    "blanks": " " * 10**6,
}


@pytest.mark.parametrize("which", MEGABYTE)
def test_a_megabyte_is_parsed_or_refused(which):
    error = refusal(MEGABYTE[which])
    assert error is None or len(str(error)) < 500


def test_formula_of_100_000_operators_is_parsed():
    rng = random.Random(1)
    layer = [f"x{rng.randrange(40)}" for _ in range(100_000)]
    while len(layer) > 1:
        layer = [f"({rng.choice('&|^').join(layer[i : i + 4])})" for i in range(0, len(layer), 4)]
    node = parse(layer[0])
    assert len(variables(node)) == 40


def test_wide_counts_are_one_node():
    names = symbols("x:101")
    node = parse(f"majority({', '.join(map(str, names))})")
    assert isinstance(node, AtLeast)
    assert (node.k, len(node.args)) == (51, 101)


def test_names_in_backticks_are_any_text():
    names = {str(s) for s in parse("`income=high` & ~`a & b` | `x y`'").free_symbols}
    assert names == {"income=high", "a & b", "x y"}
    assert {str(s) for s in parse("`days left` > 3 & `a<b`").free_symbols} == {"days left", "a<b"}
    with pytest.raises(ParseError, match="a name in backticks ends with a second one"):
        parse("a & `b")


ANY_NAMES = ["petal width", "and", "NOT", "true", "0", "1x", "2.5", "x-y", "a<b", "it's", '"',
             "[3]", "a`b", "`", "Größe (cm)", "é\u0301", "\n", "x [3]", "β²", "nan"]  # fmt: skip


@pytest.mark.parametrize("name", ANY_NAMES)
def test_any_name_works_in_comparisons_and_is_called_by_itself(name):
    stated = spelled(name)
    rule = f"{stated} > 1.7 & 2*x + {stated}/2 <= 4 | ~smoker"
    net = compile(rule)
    assert set(net.inputs) == {name, "x", "smoker"}
    assert net({name: 2.0, "x": 1.0, "smoker": 1})["inside"] == 1
    pandas = optional("pandas")
    frame = pandas.DataFrame({name: [2.0, 1.0, 9.0], "smoker": 1, "x": [1.0, 1.0, 1.0]})
    assert net(frame)["inside"].tolist() == [1, 0, 0]
    assert compile(f"{stated} < 0").inputs == (name,)
    assert compile(f"{stated} & ~y").inputs == tuple(sorted([name, "y"]))
    assert str(parse(f"{stated} > 1.5")) == f"{name} > 1.5"


def test_a_count_has_eighteen_digits_at_most():
    assert parse(f"atleast({'9' * 18}, a, b)") == false
    assert parse(f"atmost({'9' * 18}, a, b)") == true
    for k in ("1" + "0" * 18, "9" * 5000, "-1", "1.5", "a", "²"):
        with pytest.raises(ParseError, match="a whole number k of at most 18 digits"):
            parse(f"atleast({k}, a, b)")


TAKES = {  # how many arguments, beside the number that some begin with
    **dict.fromkeys(["and", "or", "xor", "nand", "nor", "xnor", "parity", "majority"], (1, 5)),
    **dict.fromkeys(("atleast", "atmost", "exactly"), (1, 5)), "equivalent": (2, 5),
    "not": (1, 1), "implies": (2, 2), "iff": (2, 2), "ite": (3, 3),
}  # fmt: skip


def test_functions_take_as_many_arguments_as_they_say():
    assert TAKES.keys() == FUNCTIONS.keys()
    for name, (fewest, most) in TAKES.items():
        counts = name in ("atleast", "atmost", "exactly")
        for count in range(1 if counts else 0, 6):
            arguments = ["2"] * counts + list("abcde")[:count]
            text = f"{name}({', '.join(arguments)})"
            if fewest <= count <= most:
                parse(text)
            else:
                told = rf"takes (at least )?{fewest} argument.*, got {count}"
                with pytest.raises(ParseError, match=told):
                    parse(text)
