"""Text to sympy, without ever evaluating the text.

An operator-precedence parser with explicit stacks: it writes a list of operations, so neither
the nesting nor the length of a formula can exhaust Python's stack.

    binds       spellings
    tightest    a'   ~a  !a  ¬a  not a
                a & b   a && b   a * b   a ∧ b   a and b
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

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from logicnet.errors import ParseError, SpecificationError, did_you_mean, shown

from .language import (
    CHAINS,
    CONSTANT,
    FUNCTIONS,
    INSTEAD,
    OPERATOR,
    PRECEDENCE,
    QUOTED,
    WORD,
    plain_name,
)
from .operations import Operation, Operations, build
from .relations import Link, Relation, relation_to_sympy, relations_in

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean

_OPERAND = "expected a variable, a constant, '(' or 'not'"
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<word>{WORD})
    |(?P<quoted>{QUOTED})
    |(?P<number>\d[\w.]*)
    |(?P<symbol><->|<=>|->|=>|==|&&|\|\||!=|<=|>=|.)
    |(?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
_OPENING = re.compile(r"\s*\(")


def parse(text: str) -> Boolean:
    """The sympy Boolean that a text states.

    Every name is a plain sympy Symbol, also E, I, S, N, Q, pi and lambda. Formulas up to 64
    levels and 4096 nodes are normalised as sympy does it, larger ones are kept as written
    (see `operations.build`).

    >>> parse("E -> (I ^ S)")
    Implies(E, I ^ S)
    >>> parse("a & & b")
    Traceback (most recent call last):
    logicnet.errors.ParseError: expected a variable, a constant, '(' or 'not' after '&'
        a & & b
            ^
    """
    stated = statement(text)
    return build(stated.operations, [relation_to_sympy(links) for links in stated.relations])


class Statement(NamedTuple):
    """What a text states: operations, of kind "relation" where comparisons stand for variables.

    The value of such an operation is the place of its comparison among `relations`; `names` are
    the variables in the order in which they are stated, needed or not.
    """

    operations: list[Operation]
    relations: list[tuple[Link, ...]]
    names: tuple[str, ...]


def statement(text: str) -> Statement:
    """The operations, comparisons and variables of a text: `parse` without sympy.

    >>> statement("(p ^ p) | x > 1").names
    ('p', 'x')
    """
    if not isinstance(text, str):
        raise SpecificationError(f"parse expects text, got {type(text).__name__}")
    parser = _Parser(text, relations_in(text))
    operations = parser.operations()
    return Statement(operations, list(parser.relations), tuple(parser.names))


def parse_operations(text: str) -> list[Operation]:
    """The operations of a text without comparisons, operands first.

    >>> [operation.kind for operation in parse_operations("a & ~b")]
    ['variable', 'variable', 'not', 'and']
    """
    return _Parser(text).operations()


@dataclass(slots=True)
class _Pending:
    """An operator that waits for its last operand, or an opened parenthesis (precedence 0)."""

    name: str  # of the operator or function; "" for a parenthesis
    precedence: int
    operands: int  # how many an operator has, or how many values lie below a parenthesis
    position: int
    count: int = 0  # the k of atleast, atmost, exactly


class _Parser:
    """Values (numbers of operations) and pending operators; one pass over the tokens."""

    def __init__(self, text: str, relations: Iterable[Relation] = ()) -> None:
        self.text = text
        self.relation_at = {relation.start: relation for relation in relations}
        self.relations: dict[tuple[Link, ...], int] = {}  # those met, numbered
        self.names: dict[str, None] = {}
        self.start = 0  # of the token at hand
        self.end = 0
        self.before_start = 0  # of the token before it
        self.before_end = 0
        self.to = Operations()
        self.values: list[int] = []
        self.pending: list[_Pending] = []

    def operations(self) -> list[Operation]:
        operand_expected = True
        while True:
            kind, token = self.next()
            if operand_expected:
                operand_expected = self.operand(kind, token)
            elif kind == "end":
                return self.to.upto(self.result())
            else:
                operand_expected = self.operator(kind, token)

    def next(self) -> tuple[str, str]:
        """The kind and the text of the token that comes next."""
        self.before_start, self.before_end = self.start, self.end
        match = _TOKEN.match(self.text, self.end)
        if match is None or match.lastgroup is None:  # the last two alternatives always match
            return "end", ""
        kind = match.lastgroup
        self.start, self.end = match.span(kind)
        relation = self.relation_at.get(self.start)
        if relation is not None:
            kind, self.end = "relation", relation.end
        return kind, self.text[self.start : self.end]

    @property
    def before(self) -> str:
        return self.text[self.before_start : self.before_end]

    def error(self, reason: str, position: int | None = None) -> ParseError:
        return ParseError(self.text, self.start if position is None else position, reason)

    # Where an operand is expected: is one still expected afterwards?

    def operand(self, kind: str, token: str) -> bool:
        if kind == "relation":
            self.values.append(self.relation(self.relation_at[self.start]))
            return False
        if token == "(":
            self.pending.append(_Pending("", 0, len(self.values), self.start))
            return True
        lower = token.lower()
        if kind == "word" and lower in FUNCTIONS and self.opens():
            self.call(lower)
            return True
        if OPERATOR.get(lower) == "not":
            self.pending.append(_Pending("not", PRECEDENCE["not"], 1, self.start))
            return True
        if lower in CONSTANT:
            self.values.append(self.to.add(CONSTANT[lower]))
            return False
        if kind == "quoted" or (kind == "word" and lower not in OPERATOR):
            name = plain_name(token)
            self.names[name] = None
            self.values.append(self.to.add("variable", (), name))
            return False
        raise self.no_operand(kind, token)

    def relation(self, relation: Relation) -> int:
        """The operation that stands for a comparison."""
        self.names.update(dict.fromkeys(relation.names))
        place = self.relations.setdefault(relation.links, len(self.relations))
        return self.to.add("relation", (), place)

    def opens(self) -> bool:
        """Whether a parenthesis comes next that is not the first of a comparison."""
        match = _OPENING.match(self.text, self.end)
        return match is not None and match.end() - 1 not in self.relation_at

    def call(self, name: str) -> None:
        """Open a function's parenthesis and read its count, if it has one."""
        frame = _Pending(name, 0, len(self.values), self.start)
        self.pending.append(frame)
        self.next()  # the parenthesis
        if not FUNCTIONS[name].counts:
            return
        _, k = self.next()
        position = self.start
        if not (k.isdecimal() and len(k) <= 18):
            got = k + self.next()[1] if k == "-" else k
            usage = f"{name}(k, ...) needs a whole number k of at most 18 digits"
            raise self.error(f"{usage}, got {shown(got)}", position)
        if self.next()[1] != ",":
            raise self.error(f"expected ',' and what {name} counts after {shown(k)}")
        frame.count = int(k)

    def no_operand(self, kind: str, token: str) -> ParseError:
        if kind == "end" and not self.before:
            return self.error("the formula is empty; expected for example 'a & ~b'")
        if kind == "number":
            hint = "the constants are 0 and 1, and a name starts with a letter"
            if self.before == "==":
                hint += f"; that a number x is {token} is stated as x >= {token} & x <= {token}"
            return self.error(f"{shown(token)} is no truth value; {hint}")
        if token == "`":
            return self.error(INSTEAD[token])
        after = f" after {shown(self.before)}" if self.before else " at the start"
        if kind == "end":
            return self.error(f"{_OPERAND}{after}, but the formula ends")
        if token == ")" and self.before == "(" and self.pending[-1].name:
            return self.wrong_number(self.pending[-1], 0)
        if token in (",", ")") or token.lower() in OPERATOR:
            return self.error(_OPERAND + after)
        return self.error(f"{_OPERAND}{after}, got {shown(token)}")

    # Where an operator is expected: is an operand expected afterwards?

    def operator(self, kind: str, token: str) -> bool:
        if token == "'":
            self.values.append(self.to.add("not", [self.values.pop()]))
            return False
        if token == ")":
            self.close()
            return False
        if token == ",":
            self.argument()
            return True
        name = OPERATOR.get(token.lower(), "not")
        if name == "not":
            raise self.no_operator(kind, token)
        self.binary(name)
        return True

    def binary(self, name: str) -> None:
        precedence = PRECEDENCE[name]
        last = self.reduce(precedence + (name in CHAINS or name == "implies"))
        # Operators are told by precedence: a function's frame may have the same name.
        if last is not None and last.precedence == precedence and name in CHAINS:
            last.operands += 1
        else:
            self.pending.append(_Pending(name, precedence, 2, self.start))

    def reduce(self, precedence: int) -> _Pending | None:
        """Finish the pending operators that bind at least so tightly; return what is then last."""
        pending, values = self.pending, self.values
        while pending and pending[-1].precedence >= precedence:
            operator = pending.pop()
            operands = values[-operator.operands :]
            del values[-operator.operands :]
            values.append(self.to.add(operator.name, operands))
        return pending[-1] if pending else None

    def close(self) -> None:
        frame = self.reduce(1)
        if frame is None:
            raise self.error("this ')' closes nothing")
        self.pending.pop()
        if not frame.name:
            return
        arguments = self.values[frame.operands :]
        del self.values[frame.operands :]
        function = FUNCTIONS[frame.name]
        if len(arguments) < function.fewest or len(arguments) > (function.most or len(arguments)):
            raise self.wrong_number(frame, len(arguments))
        self.values.append(function.add(self.to, frame.count, arguments))

    def argument(self) -> None:
        frame = self.reduce(1)
        if frame is None or not frame.name:
            raise self.error("a ',' stands between the arguments of a function, as in nand(a, b)")

    def result(self) -> int:
        frame = self.reduce(1)
        if frame is not None:
            what = f"{frame.name}(" if frame.name else "("
            raise self.error(f"this '{what}' is never closed; expected ')'", frame.position)
        return self.values[0]

    def no_operator(self, kind: str, token: str) -> ParseError:
        lower = token.lower()
        if token in INSTEAD:
            return self.error(f"{shown(token)} is no operator here; {INSTEAD[token]}")
        if kind == "word" and lower in FUNCTIONS and lower != "not":
            return self.error(f"{lower} is a function: write {lower}(a, b), not a {lower} b")
        if token == "(" and re.match(r"[^\W\d]", self.before):
            return self.unknown_function()
        missing = f"expected an operator between {shown(self.before)} and {shown(token)}"
        if kind != "symbol" or token == "(" or lower in OPERATOR:
            return self.error(missing)
        return self.error(f"expected an operator after {shown(self.before)}, got {shown(token)}")

    def unknown_function(self) -> ParseError:
        name = shown(self.before)
        near = did_you_mean(self.before.lower(), FUNCTIONS)
        if near:
            return self.error(f"{name} is no function{near}", self.before_start)
        known = ", ".join(FUNCTIONS)
        return self.error(f"expected an operator between {name} and '(', or a function: {known}")

    def wrong_number(self, frame: _Pending, got: int) -> ParseError:
        fewest, most = FUNCTIONS[frame.name][:2]
        takes = f"{'' if fewest == most else 'at least '}{fewest} argument{'s' * (fewest != 1)}"
        return self.error(f"{frame.name}(...) takes {takes}, got {got}", frame.position)
