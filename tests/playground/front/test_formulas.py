"""Formulas in a page without Python: the tables and the errors that Python's parser has."""

import random

import pytest

from logicnet.errors import ParseError
from logicnet.logic.formulas import circuit_of
from logicnet.logic.function import function
from logicnet.playground.module import module_text
from outside.browser import browser  # noqa: F401

TEXTS = r"""
||a &|& a|(a|a)|a b|a ! b|a = b|foo(a)|ite(a,b)|atleast(a,b)|atleast(2,a|a,b|~|a @ b|a(b)|1a|`x
|nand(a)|xor(a,b,c)|parity()|atleast(9,a,b)|not|A and B OR c|a == b == c|ite (a,b,c)|majority|a ' b
|x10 & x2 & x1|c -> b -> a|a xor b and c or not d|`days > 30` & a|x[3, 1] & x[2]|s = a ^ b; c = a
|y = |y = a; y = b|y = a; b|equivalent(a,b,c)|exactly(1,a,b,c)|atmost(0,a)|not(a,b)|a & (b|nand(a,b
|nand(a b)|true & a|FALSE -> a|¬a ∧ b ∨ c|a ⊕ b → c ↔ d|~a'|a && ^ b|a ? b|a [1]|`a``b`|é & ß|a - b
|implies(a)|a implies b implies c|a iff b xnor c|nand a|a nand b|x_1 & Größe|((((a))))|a # comment
|constructor & __proto__ | valueOf|__proto__ = a & b; y = ~__proto__
|y = a # note; z = y|and|or(a)|a and|and(a|iff(a,b,c)|a & #|b & a
""".replace("\n", "").split("|")
SIGNS = "a b c ( ) & | ~ ^ -> <-> ' 1 0 and or not nand( ite( atleast(2, , majority( x1"
PIECES = SIGNS.split()
CALLS = ["nand(", "nor(", "xnor(", "majority(", "atleast(2,", "exactly(1,", "(", "~"]
TRIED = """texts => texts.map(text => {
    try { return window.formulaTable(text); }
    catch (error) { return {error: error.message, at: error.place?.from ?? String(error.stack)}; }
})"""


def formula(drawn, depth):
    """A formula of random operators and functions."""
    if not depth or drawn.random() < 0.2:
        return drawn.choice("abcdx")
    some = [formula(drawn, depth - 1) for _ in range(drawn.randint(2, 4))]
    name = drawn.choice(CALLS)
    if name == "~":
        return "~" + some[0]
    if name == "(":
        operator = drawn.choice(["&", "|", "^", "->", "<->", " xnor "])
        return f"({operator.join(some)})" + drawn.choice(["", "'"])
    return f"{name}{', '.join(some)})"


def python_answer(text):
    try:
        circuit = circuit_of(text)
    except ParseError as error:
        return {"error": error.reason, "at": error.position}
    known = function(circuit)
    table = known.table()
    values = [table.to_string(name) for name in known.outputs]
    return {"inputs": [*known.inputs], "outputs": [*known.outputs], "values": values}


@pytest.fixture(scope="module")
def tried(browser):  # noqa: F811
    """A function from texts to what the page says of each."""
    page = browser.new_page()
    page.add_script_tag(
        content=module_text() + "\nwindow.formulaTable = formulaTable;", type="module"
    )
    page.wait_for_function("typeof window.formulaTable === 'function'")
    yield lambda texts: page.evaluate(TRIED, texts)
    page.close()


def test_tables_and_errors_are_those_of_python(tried):
    drawn = random.Random(5)
    broken = [" ".join(drawn.choices(PIECES, k=drawn.randint(1, 9))) for _ in range(400)]
    whole = [formula(drawn, 3) for _ in range(200)]
    texts = TEXTS + broken + whole
    answers = tried(texts)
    for text, answer in zip(texts, answers, strict=True):
        assert answer == python_answer(text), text
    assert sum("error" in answer for answer in answers) > 200
    assert sum("values" in answer for answer in answers) > 200


@pytest.mark.parametrize("text", ["AB + A'C", "A(B + C)", r"\bar{A} + B", "x < 3", "AB"])
def test_what_python_alone_can_read_is_refused(text, tried):
    (answer,) = tried([text])
    assert "need Python" in answer["error"]
