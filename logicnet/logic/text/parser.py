"""The parser of formulas: operator precedence with explicit stacks, over the tokens of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from logicnet.errors import ParseError, did_you_mean, shown
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.language import (
    CHAINS,
    CONSTANT,
    INSTEAD,
    OPERATOR,
    PRECEDENCE,
    QUOTED,
    WORD,
    plain_name,
)

from .functions import FUNCTIONS
from .relations import Holds, Link, Relation

_OPERAND = "expected a variable, a constant, '(' or 'not'"
_TOKEN = re.compile(
    rf"""\s*(
    {WORD}
    |{QUOTED}
    |\d[\w.]*
    |<->|<=>|->|=>|==|&&|\|\||!=|<=|>=|.
    |\Z)""",
    re.VERBOSE | re.DOTALL,
)
_WORD, _NUMBER = re.compile(r"[^\W\d]"), re.compile(r"\d")
# An operator that waits for its last operand, an opened parenthesis (precedence 0), or the start
# of the text (-1), as a plain tuple, since there can be millions:
#   its precedence; the name of the operator or function, "" for a parenthesis; how many values lie
#   below its operands; the token that it is; and the k of atleast, atmost, exactly.
_Pending = tuple[int, str, int, int, int]
_START: _Pending = (-1, "", 0, 0, 0)
_NOT = PRECEDENCE["not"]
_RESERVED = {*FUNCTIONS, *OPERATOR, *CONSTANT}  # words that are names nowhere, or not everywhere
# Of each spelling of an operator between operands: its precedence, that from which operators
# before it are finished (it groups from the right, or joins a chain), its name, and whether
# it joins one.
_BINARY = {
    text: (
        PRECEDENCE[name],
        PRECEDENCE[name] + (name in CHAINS or name == "implies"),
        name,
        name in CHAINS,
    )
    for text, name in OPERATOR.items()
    if name != "not"
}


class Parser:
    """Values (literals) and pending operators; one pass over the tokens.

    Tokens are texts without their places, which only errors need, or whole comparisons.
    """

    def __init__(
        self,
        build: Builder,
        text: str,
        relations: Iterable[Relation],
        known: Mapping[str, int | None],
    ) -> None:
        self.text = text
        self.to = build
        self.relations = list(relations)
        self.tokens: list[str | Relation] = []
        start = 0
        for relation in self.relations:
            self.tokens += filter(None, _TOKEN.findall(text, start, relation.start))
            self.tokens.append(relation)
            start = relation.end
        self.tokens += _TOKEN.findall(text, start)
        self.at = -1  # the token at hand
        self.values: list[int] = []
        self.pending = [_START]
        self.known: dict[str, int] = {}  # the literals of names, as they are spelled
        self.stated = known

    def literal(self) -> int:
        """The literal that the text states."""
        tokens, values, known, pending = self.tokens, self.values, self.known, self.pending
        while True:
            while True:  # an operand is expected
                self.at = at = self.at + 1
                token = tokens[at]
                if token == "(":
                    pending.append((0, "", len(values), at, 0))
                    continue
                literal = known.get(token)  # type: ignore[arg-type]
                if literal is not None:
                    values.append(literal)
                    break
                if not self.operand(token):
                    break
            while True:  # an operator is expected
                self.at = at = self.at + 1
                token = tokens[at]
                if token == ")":
                    self.close()
                    continue
                if token in _BINARY:
                    self.binary(token)
                    break
                if token == "":
                    return self.result()
                if self.operator(token):
                    break

    # Where an operand is expected: is one still expected afterwards?

    def operand(self, token: str | Relation) -> bool:
        if isinstance(token, Relation):
            self.values.append(self.relation(token))
            return False
        lower = token.lower()
        word = _WORD.match(token) is not None
        if (word and lower not in _RESERVED) or (token[:1] == "`" and len(token) > 1):
            literal = self.known[token] = self.named(token)
            self.values.append(literal)
            return False
        if word and lower in FUNCTIONS and self.tokens[self.at + 1] == "(":
            self.call(lower)
            return True
        if OPERATOR.get(lower) == "not":
            self.pending.append((_NOT, "not", len(self.values), self.at, 0))
            return True
        if lower in CONSTANT:
            self.values.append(self.to.add(CONSTANT[lower]))
            return False
        if word and lower not in OPERATOR:  # a function's name
            self.values.append(self.to.leaf(plain_name(token)))
            return False
        raise self.no_operand(token)

    def named(self, token: str) -> int:
        """The literal of a name: a leaf, or what is stated before by that name."""
        name = plain_name(token)
        if name not in self.stated:
            return self.to.leaf(name)
        literal = self.stated[name]
        if literal is None:
            raise self.error(f"{shown(name)} is stated by this formula or a later one")
        return literal

    def relation(self, relation: Relation) -> int:
        """The literal of a comparison."""
        self.to.state(relation.names)
        return self.held(relation.holds)

    def held(self, holds: Holds) -> int:
        """The literal of a link, or of several that all hold or of which one does."""
        if isinstance(holds, Link):
            return self.to.leaf(holds)
        return self.to.add(holds[0], [self.held(part) for part in holds[1]])

    def call(self, name: str) -> None:
        """Open a function's parenthesis and read its count, if it has one."""
        start = self.at
        self.at += 1  # the parenthesis
        count = self.number(name) if FUNCTIONS[name].counts else 0
        self.pending.append((0, name, len(self.values), start, count))

    def number(self, name: str) -> int:
        """The first argument of a function that counts, and the comma after it."""
        self.at += 1
        k = self.shown(self.at)
        if not (k.isdecimal() and len(k) <= 18):
            got = k + self.shown(self.at + 1) if k == "-" else k
            usage = f"{name}(k, ...) needs a whole number k of at most 18 digits"
            raise self.error(f"{usage}, got {shown(got)}")
        self.at += 1
        if self.tokens[self.at] != ",":
            raise self.error(f"expected ',' and what {name} counts after {shown(k)}")
        return int(k)

    def no_operand(self, token: str) -> ParseError:
        before = self.shown(self.at - 1)
        if not token and not before:
            return self.error("the formula is empty; expected for example 'a & ~b'")
        if _NUMBER.match(token):
            hint = "the constants are 0 and 1, and a name starts with a letter"
            if before == "==":
                hint += f"; that a number x is {token} is stated as x >= {token} & x <= {token}"
            return self.error(f"{shown(token)} is no truth value; {hint}")
        if token == "`":
            return self.error(INSTEAD[token])
        after = f" after {shown(before)}" if before else " at the start"
        if not token:
            return self.error(f"{_OPERAND}{after}, but the formula ends")
        if token == ")" and before == "(" and self.pending[-1][1]:
            return self.wrong_number(self.pending[-1], 0)
        if token in (",", ")") or token.lower() in OPERATOR:
            return self.error(_OPERAND + after)
        return self.error(f"{_OPERAND}{after}, got {shown(token)}")

    # Where an operator is expected: is an operand expected afterwards?

    def operator(self, token: str | Relation) -> bool:
        if token == "'":
            self.values.append(self.values.pop() ^ 1)
            return False
        if token == ",":
            self.argument()
            return True
        lower = "" if isinstance(token, Relation) else token.lower()
        if lower not in _BINARY:
            raise self.no_operator(token)
        self.binary(lower)
        return True

    def binary(self, token: str) -> None:
        precedence, finished, name, joins = _BINARY[token]
        last = self.pending[-1]
        if last[0] >= finished:
            last = self.reduce(finished)
        # Operators are told by precedence: a function's frame may have the same name.
        if last[0] != precedence or not joins:
            self.pending.append((precedence, name, len(self.values) - 1, self.at, 0))

    def reduce(self, precedence: int) -> _Pending:
        """Finish the pending operators that bind at least so tightly; return what is then last."""
        pending, values, add = self.pending, self.values, self.to.add
        last = pending[-1]
        while last[0] >= precedence:
            pending.pop()
            below = last[2]
            operands = values[below:]
            del values[below + 1 :]
            values[below] = add(last[1], operands)
            last = pending[-1]
        return last

    def close(self) -> None:
        frame = self.reduce(1)
        if frame is _START:
            raise self.error("this ')' closes nothing")
        self.pending.pop()
        if not frame[1]:
            return
        _, name, below, _, count = frame
        arguments = self.values[below:]
        function = FUNCTIONS[name]
        if len(arguments) < function.fewest or len(arguments) > (function.most or len(arguments)):
            raise self.wrong_number(frame, len(arguments))
        self.values[below:] = (function.add(self.to, count, arguments),)

    def argument(self) -> None:
        if not self.reduce(1)[1]:
            raise self.error("a ',' stands between the arguments of a function, as in nand(a, b)")

    def result(self) -> int:
        _, name, _, at, _ = frame = self.reduce(1)
        if frame is not _START:
            what = f"{name}(" if name else "("
            raise self.error(f"this '{what}' is never closed; expected ')'", at)
        return self.values[0]

    def no_operator(self, given: str | Relation) -> ParseError:
        token = given if isinstance(given, str) else self.shown(self.at)
        lower, before = token.lower(), self.shown(self.at - 1)
        symbol = isinstance(given, str) and not re.match(r"\w|`.", token, re.DOTALL)
        if token in INSTEAD:
            return self.error(f"{shown(token)} is no operator here; {INSTEAD[token]}")
        if _WORD.match(token) and lower in FUNCTIONS and lower != "not":
            return self.error(f"{lower} is a function: write {lower}(a, b), not a {lower} b")
        if token == "(" and re.match(r"[^\W\d]", before):
            return self.unknown_function()
        missing = f"expected an operator between {shown(before)} and {shown(token)}"
        if not symbol or token == "(" or lower in OPERATOR:
            return self.error(missing)
        return self.error(f"expected an operator after {shown(before)}, got {shown(token)}")

    def unknown_function(self) -> ParseError:
        name = shown(self.shown(self.at - 1))
        near = did_you_mean(self.shown(self.at - 1).lower(), FUNCTIONS)
        if near:
            return self.error(f"{name} is no function{near}", self.at - 1)
        known = ", ".join(FUNCTIONS)
        return self.error(f"expected an operator between {name} and '(', or a function: {known}")

    def wrong_number(self, frame: _Pending, got: int) -> ParseError:
        _, name, _, at, _ = frame
        fewest, most = FUNCTIONS[name][:2]
        takes = f"{'' if fewest == most else 'at least '}{fewest} argument{'s' * (fewest != 1)}"
        return self.error(f"{name}(...) takes {takes}, got {got}", at)

    # Places ------------------------------------------------------------------------------

    def error(self, reason: str, at: int | None = None) -> ParseError:
        """The error at a token, the one at hand unless another is given."""
        return ParseError(self.text, self.span(self.at if at is None else at)[0], reason)

    def span(self, at: int) -> tuple[int, int]:
        """Where a token begins and ends, by reading the text again up to there."""
        left, start = iter(self.relations), 0
        for token in self.tokens[:at]:
            start = next(left).end if isinstance(token, Relation) else self.match(start).end()
        token = self.tokens[at]
        if isinstance(token, Relation):
            return token.start, token.end
        return self.match(start).span(1)

    def match(self, start: int) -> re.Match[str]:
        match = _TOKEN.match(self.text, start)
        if match is None:  # it always matches: the last two alternatives do
            raise ParseError(self.text, start, "no token")
        return match

    def shown(self, at: int) -> str:
        """The text of a token; none before the first."""
        if at < 0:
            return ""
        token = self.tokens[at]
        return self.text[token.start : token.end] if isinstance(token, Relation) else token
