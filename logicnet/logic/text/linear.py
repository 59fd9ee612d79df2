"""The arithmetic of one side of a comparison: a sum of numbers times variables, all exact.

``abs``, ``max`` and ``min`` of such sums may be among the terms: they are kept as *peaks*, each a
multiple of the greatest of some sums, since ``abs(s)`` is ``max(s, -s)`` and ``min(s, t)`` is
``-max(-s, -t)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isinf
from typing import NamedTuple

from logicnet.errors import ParseError, shown
from logicnet.logic.language import plain_name

ARITHMETIC = {"+", "-", "*", "/"}
CALLS = ("abs", "max", "min")
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "minus": 3}
_MOST_DIGITS = 400  # that count in a whole number: floats have fewer than 310
_MOST_BITS = 3072  # of a number: more than floats need, and few enough for int to print four
CURVED = (
    "comparisons are linear: sums of numbers times variables, such as 2*x - y <= 3; "
    "state a curve as a polygon around it, within a tolerance (Region.disk, Region.polygon)"
)


class Token(NamedTuple):
    """A token of the text and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(slots=True)
class Sum:
    """``factor * (terms + constant + peaks)``: a multiple costs no copy, the factor is apart.

    A peak is a number and the sums of whose greatest it is a multiple.
    """

    terms: dict[str, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)
    factor: Fraction = Fraction(1)
    peaks: tuple[tuple[Fraction, tuple[Sum, ...]], ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it holds no variable."""
        return not self.terms and not self.peaks

    def times(self, factor: Fraction) -> Sum:
        """The multiple; of zero nothing is left."""
        if not factor:
            return Sum()
        return Sum(self.terms, self.constant, _short(self.factor * factor), self.peaks)

    def plus(self, other: Sum) -> Sum:
        """The sum; the terms of the shorter one are put into the longer one."""
        into, added = (self, other) if len(self.terms) >= len(other.terms) else (other, self)
        ratio = added.factor / into.factor
        for name, value in added.terms.items():
            into.terms[name] = _short(into.terms.get(name, Fraction(0)) + ratio * value)
        into.constant = _short(into.constant + ratio * added.constant)
        into.peaks += tuple((_short(ratio * times), sums) for times, sums in added.peaks)
        return into

    def choices(self) -> tuple[Fraction, list[Sum]]:
        """The multiple that the first peak is taken at, and the sum with each choice for it."""
        (times, sums), *others = self.peaks
        taken = []
        for chosen in sums:
            rest = Sum(dict(self.terms), self.constant, Fraction(1), tuple(others))
            added = Sum(dict(chosen.terms), chosen.constant, chosen.factor, chosen.peaks)
            taken.append(rest.plus(added.times(times)).times(self.factor))
        return times * self.factor, taken

    def value(self) -> Fraction:
        """The constant, multiplied out."""
        return self.factor * self.constant


def _short(value: Fraction) -> Fraction:
    """The value, or an OverflowError where it has grown too long."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise OverflowError
    return value


def linear(text: str, part: list[Token]) -> Sum:
    """The value of one side, by operator precedence with explicit stacks."""
    values: list[Sum] = []
    pending: list[Token] = []  # operators, "minus" for a sign, parentheses and calls
    below: list[int] = []  # of each open call, how many values are not its arguments
    operand_expected = True

    def reduce(precedence: int) -> None:
        while pending and _PRECEDENCE.get(pending[-1].text, -1) >= precedence:
            _apply(text, values, pending.pop())

    for k, token in enumerate(part):
        if operand_expected:
            if token.text in ("(", "-", "+"):
                if token.text == "(" and k and is_call(part, k - 1):
                    continue
                if token.text != "+":
                    name = "minus" if token.text == "-" else "("
                    pending.append(token._replace(text=name))
                continue
            if is_call(part, k):
                pending.append(token._replace(kind="call"))
                below.append(len(values))
                continue
            if token.kind == "symbol":
                raise _misplaced(text, token)
            values.append(_operand(text, token))
            operand_expected = False
        elif token.text == ")":
            reduce(0)
            opened = pending.pop()
            if opened.kind == "call":
                first = below.pop()
                values[first:] = [_called(text, opened, values[first:])]
        elif token.text == ",":
            reduce(0)
            operand_expected = True
        elif token.text in ARITHMETIC:
            reduce(_PRECEDENCE[token.text])
            pending.append(token)
            operand_expected = True
        else:
            raise _misplaced(text, token)
    if operand_expected:
        reason = f"expected a number or a variable after {part[-1].text!r}"
        raise ParseError(text, part[-1].end, reason)
    reduce(0)
    return values[0]


def is_call(stated: Sequence[Token], k: int) -> bool:
    """Whether a token is abs, max or min before a parenthesis, and no variable."""
    return stated[k].text.lower() in CALLS and k + 1 < len(stated) and stated[k + 1].text == "("


def _called(text: str, call: Token, sums: list[Sum]) -> Sum:
    """The value of abs, max or min of some sums."""
    name = call.text.lower()
    if name == "abs":
        if len(sums) != 1:
            raise ParseError(text, call.start, f"abs(...) takes 1 argument, got {len(sums)}")
        sums = [sums[0], sums[0].times(Fraction(-1))]
    if name == "min":
        return _called(
            text, call._replace(text="max"), [s.times(Fraction(-1)) for s in sums]
        ).times(Fraction(-1))
    return sums[0] if len(sums) == 1 else Sum(peaks=((Fraction(1), tuple(sums)),))


def _misplaced(text: str, token: Token) -> ParseError:
    if token.text in ("(", "**"):
        return ParseError(text, token.start, CURVED)
    if token.kind != "symbol":
        reason = f"expected an operator before {shown(token.text)}, such as 2*x"
        return ParseError(text, token.start, reason)
    return ParseError(text, token.start, f"expected a number or a variable, got {token.text!r}")


def _operand(text: str, token: Token) -> Sum:
    if token.kind == "glued":
        raise _no_number(text, token)
    if token.text.lower() in ("true", "false"):
        raise ParseError(text, token.start, f"expected a number or a variable, got {token.text!r}")
    if token.kind == "word":
        return Sum({plain_name(token.text): Fraction(1)})
    return Sum({}, _literal(text, token))


def _no_number(text: str, token: Token) -> ParseError:
    """What is wrong with digits that letters or further points follow."""
    parts = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)([^\W\d]\w*)", token.text)
    if parts is None or len(token.text) > 40:
        return ParseError(text, token.start, f"{shown(token.text)} is no number")
    reason = f"expected an operator: write {parts[1]}*{parts[2]}"
    return ParseError(text, token.start + len(parts[1]), reason)


def _literal(text: str, token: Token) -> Fraction:
    """A whole number as it is, any other as the float nearest to it."""
    whole, value = token.text.isdecimal(), float(token.text)
    mantissa = re.split("[eE]", token.text)[0]
    if isinf(value) or (value == 0 and any(c.isdecimal() and int(c) for c in mantissa)):
        reason = f"{shown(token.text)} is too {'large' if value else 'small'} for a floating number"
        raise ParseError(text, token.start, reason)
    return Fraction(int(token.text[-_MOST_DIGITS:]) if whole else value)


def _apply(text: str, values: list[Sum], operator: Token) -> None:
    try:
        result = _combined(text, values, operator)
    except OverflowError:
        reason = f"the numbers of a comparison may have {_MOST_BITS} bits, and here they get longer"
        raise ParseError(text, operator.start, reason) from None
    values.append(result)


def _combined(text: str, values: list[Sum], operator: Token) -> Sum:
    right = values.pop()
    if operator.text == "minus":
        return right.times(Fraction(-1))
    left = values.pop()
    if operator.text in "+-":
        return left.plus(right.times(Fraction(1 if operator.text == "+" else -1)))
    if operator.text == "*" and (left.is_number or right.is_number):
        return left.times(right.value()) if right.is_number else right.times(left.value())
    if operator.text == "/" and right.is_number and right.constant:
        return left.times(1 / right.value())
    what = "a product of variables" if operator.text == "*" else "a quotient like this"
    raise ParseError(text, operator.start, f"{what} is not linear; {CURVED}")
