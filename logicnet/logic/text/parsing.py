"""Text to circuits, without ever evaluating the text.

An operator-precedence parser with explicit stacks: it adds gates to a circuit in the making, so
neither the nesting nor the length of a formula can exhaust Python's stack.

    binds       spellings
    tightest    a'   ~a  !a  ¬a  not a
                a & b   a && b   a * b   a · b   a ∧ b   a and b
                a ^ b   a ⊕ b   a xor b
                a | b   a || b   a + b   a ∨ b   a or b
                a -> b  a => b  a → b  a implies b               groups from the right
    loosest     a <-> b  a <=> b  a ↔ b  a == b  a iff b  a xnor b   groups from the left

Constants are 0, 1, true and false; functions are nand, nor, ite(condition, then, else),
majority (more than half), parity, atleast(k, ...), atmost(k, ...), exactly(k, ...), and every
operator word as a function; equivalent(a, b, c) says that all are equal. Words of the language
are read in any case; a function's name without a parenthesis is a variable. A name is a letter
or underscore, then letters, digits, underscores, and indices: x_1, Größe, x[3], x[3,1]. Any
other name stands in backticks, a backtick in it doubled: `income=high`, `days > 30`.

Comparisons ``<= < >= >`` of linear sums stand for variables, as in ``smoker & 2*age + x >= 60``;
within one + - * / are arithmetic (see `relations`).

>>> parse("a and not b | E'")
~E | (a & ~b)
>>> parse("majority(x[1], x[2], x[3])")
atleast(2, x[1], x[2], x[3])
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

from logicnet.errors import ParseError, SpecificationError
from logicnet.ground.arguments import checked, one_of
from logicnet.ground.running.collector import paused
from logicnet.logic.circuits.circuit import Builder, Circuit

from .categories import with_categories
from .parser import Parser
from .relations import relations_in
from .textbook import Notation, ambiguity, is_textbook, plain

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean

_ASKED = (
    "{0!r} may be one variable or the product {1}: write the variable in backticks, `{0}`, or the "
    "product with *, or say parse(text, notation='textbook') or notation='names'"
)


@checked(notation=one_of(get_args(Notation), "notation"))
def parse(text: str, notation: Notation = "auto") -> Boolean:
    """The sympy Boolean that a text states.

    In the `notation` of textbooks letters side by side are a product, ``AB + A'C`` (see
    `textbook`): "auto" sees where a text can only be meant so, and asks where it may be; "names"
    takes AB for one variable.

    Every name is a plain sympy Symbol, also E, I, S, N, Q, pi and lambda. Formulas up to 64
    levels and 4096 nodes are normalised as sympy does it, larger ones are kept as written
    (see `sympy_bridge`).

    >>> parse("E -> (I ^ S)")
    Implies(E, I ^ S)
    >>> parse("a & & b")
    Traceback (most recent call last):
    logicnet.errors.ParseError: expected a variable, a constant, '(' or 'not' after '&'
        a & & b
            ^
    """
    found: Boolean = circuit_of_text(text, notation=notation).to_sympy()
    return found


@paused()
def circuit_of_text(
    text: str, output: str = "y", *, comparisons: bool = True, notation: Notation = "auto"
) -> Circuit:
    """The circuit of a text; its comparisons, where they are taken, are leaves.

    >>> circuit_of_text("(p ^ p) | x > 1").inputs
    ('p', 'x')
    """
    build = Builder()
    literal = add_text(build, text, comparisons=comparisons, notation=notation)
    return build.circuit({output: literal})


def add_text(
    build: Builder,
    text: str,
    *,
    comparisons: bool = True,
    notation: Notation = "auto",
    known: Mapping[str, int | None] | None = None,
) -> int:
    """The literal of a text in a circuit in the making, where some names are `known` literals.

    A name that is None there may not be read yet.
    """
    if not isinstance(text, str):
        raise SpecificationError(f"parse expects text, got {type(text).__name__}")
    text = with_categories(text)
    relations = relations_in(text) if comparisons else []
    if notation == "textbook" or (notation == "auto" and not relations and is_textbook(text)):
        return _textbook(build, text, known or {})
    parser = Parser(build, text, relations, known or {})
    literal = parser.literal()
    if notation == "auto" and (asked := ambiguity(text, parser.known, known or ())):
        raise ParseError(text, text.index(asked[0]), _ASKED.format(*asked))
    return literal


def _textbook(build: Builder, text: str, known: Mapping[str, int | None]) -> int:
    """The literal of a text in which letters side by side are a product."""
    stated = plain(text)
    try:
        return Parser(build, stated.text, (), known).literal()
    except ParseError as error:
        raise ParseError(text, stated.places[error.position], error.reason) from None
