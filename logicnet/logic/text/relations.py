"""Comparisons inside formulas: linear arithmetic between comparison signs.

A comparison reaches as far to both sides as there are numbers, names, + - * / and whole
parentheses of these; inside it + and * are arithmetic. It takes the place of a variable, so
around it everything is as in `parsing`. Chains like ``0 <= x < 1`` hold where all their links do.
``abs``, ``max`` and ``min`` of sums become links that all hold, or of which one does.

A decimal number is the float nearest to it, as in data; all arithmetic on numbers is exact.

>>> from logicnet.logic.text.parsing import parse
>>> parse("2*x + 3*y <= 6 & ~(y < 1) | smoker")
smoker | ((y >= 1) & (2*x + 3*y <= 6))
>>> parse("abs(x - y) <= 2")
(-x + y <= 2) & (x - y <= 2)
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from logicnet.errors import ParseError
from logicnet.logic.language import QUOTED, UNCLOSED, WORD, plain_name, spelled

from .linear import ARITHMETIC, CURVED, Sum, Token, is_call, linear

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean

_SIGNS = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WORDS_BETWEEN = {"and", "or", "not", "xor", "implies", "iff", "xnor"}
_TOKEN = re.compile(
    rf"""(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<glued>\.?\d[\w.]*)
    |(?P<word>{WORD}|{QUOTED})
    |(?P<symbol><->|<=>|->|=>|==|&&|\|\||!=|<=|>=|\*\*|`.*|.)""",
    re.VERBOSE | re.DOTALL,
)


_MOST_CHOICES = 4096
_SIGN = re.compile("<->|<=>|->|=>|==|!=|(<=|>=|[<>≤≥])")  # a comparison sign, or what is none


class Link(NamedTuple):
    """One link of a comparison, a half-space: ``sum of terms (sign) bound``, exact numbers.

    >>> print(relations_in("3*y - x/2 <= 6.5")[0].holds)
    3*y - 1/2*x <= 13/2
    """

    terms: tuple[tuple[str, Fraction], ...]
    sign: str
    bound: Fraction

    def __str__(self) -> str:
        text = ""
        for name, value in self.terms:
            text += (" - " if value < 0 else " + ") if text else "-" * (value < 0)
            text += "" if abs(value) == 1 else f"{abs(value)}*"
            text += spelled(name)
        return f"{text or 0} {self.sign} {self.bound}"


# a link, or "and" or "or" and the parts that all hold, or of which one does
Holds: TypeAlias = "Link | tuple[str, tuple[Holds, ...]]"


class Relation(NamedTuple):
    """A comparison: where it stands, the variables that it states, and when it holds."""

    start: int
    end: int
    names: tuple[str, ...]
    holds: Holds


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, without spaces."""
    found = (
        Token(str(match.lastgroup), match.group(), match.start()) for match in _TOKEN.finditer(text)
    )
    return [token for token in found if not token.text.isspace()]


def has_comparisons(text: str) -> bool:
    """Whether a formula has a comparison sign between two operands."""
    arrows = sum(map(text.count, ("<->", "<=>", "->", "=>")))  # both signs of <-> and <=>
    if sum(map(text.count, "<>≤≥")) == arrows and "==>" not in text and "!=>" not in text:
        return False
    if "`" in text:
        return any(token.text in _SIGNS for token in tokens(text))
    return any(_SIGN.findall(text))  # the same without tokens


def relations_in(text: str) -> list[Relation]:
    """The comparisons of a formula, from left to right.

    >>> [(relation.names, relation.holds[0]) for relation in relations_in("a | 0 <= x + y < 1")]
    [(('x', 'y'), 'and')]
    """
    if not has_comparisons(text):
        return []
    stated = tokens(text)
    if stated[-1].kind == "symbol" and stated[-1].text[0] == "`":
        raise ParseError(text, stated[-1].start, UNCLOSED)
    return [_relation(text, stated[first : last + 1]) for first, last in _spans(text, stated)]


def link_to_sympy(link: Link) -> Boolean:
    """The sympy Boolean of a link: variables on the left, a number on the right.

    >>> link_to_sympy(relations_in("x/2 + 1.5*y < 0.1")[0].holds)
    x/2 + 1.5*y < 0.1
    """
    from sympy import Add, Ge, Gt, Le, Lt, Mul, Symbol

    build = {"<": Lt, "<=": Le, ">": Gt, ">=": Ge}
    terms = (Mul(_number(value, True), Symbol(name)) for name, value in link.terms)
    return build[link.sign](Add(*terms), _number(link.bound, False))


def _number(value: Fraction, factor: bool) -> Any:
    """The number as sympy shows it best: a decimal where floats hold it, exact in any case."""
    from sympy import Float, Integer, Rational

    if value.denominator == 1 and abs(value) < 10**16:
        return Integer(value.numerator)
    try:
        near = float(value)
    except OverflowError:
        near = 0.0
    if near != value or (factor and abs(value.numerator) == 1):
        return Rational(value.numerator, value.denominator)
    short = Float(near)
    return short if float(str(short)) == near else Float(near, 17)


def _spans(text: str, stated: list[Token]) -> list[tuple[int, int]]:
    """First and last token of each comparison."""
    found: list[tuple[int, int]] = []
    for k, token in enumerate(stated):
        if token.text not in _SIGNS or (found and k <= found[-1][1]):
            continue
        first, last = _reach(stated, k, -1), _reach(stated, k, 1)
        for outside in (first - 1, last + 1):
            if 0 <= outside < len(stated) and stated[outside].text in ("^", "**", "'"):
                inner = stated[first if outside < first else last]
                after = stated[outside + 1 : outside + 2] if outside > last else []
                kinds = [token.kind for token in (inner, *after)]
                if "number" in kinds or stated[outside].text != "^":
                    reason = f"a power is not linear; {CURVED}"
                    if stated[outside].text == "'":
                        reason = "beside ' a comparison stands in parentheses: (x > 0)'"
                    elif after and after[0].kind == "word":
                        reason = "beside '^' a comparison stands in parentheses: (x > 0) ^ (y > 0)"
                    raise ParseError(text, stated[outside].start, reason)
        found.append((first, last))
    return found


def _reach(stated: list[Token], k: int, step: int) -> int:
    """The last token of a comparison in one direction from its sign."""
    opening = "(" if step > 0 else ")"
    last = k
    i = k + step
    while 0 <= i < len(stated):
        token = stated[i]
        if token.text == opening:
            end = _matching(stated, i, step)
            if end is None:
                break
            i = end
        elif not (
            token.kind in ("number", "glued")
            or (token.kind == "word" and token.text.lower() not in _WORDS_BETWEEN)
            or token.text in ARITHMETIC
            or token.text in _SIGNS
        ):
            break
        last = i
        i += step
    return last


def _matching(stated: list[Token], i: int, step: int) -> int | None:
    """The parenthesis that closes one, if only arithmetic lies between."""
    depth = 0
    end = i
    while 0 <= end < len(stated):
        token = stated[end]
        if token.text in "()" and token.kind == "symbol":
            depth += step if token.text == "(" else -step
            if depth == 0:
                return end if _is_arithmetic(stated, min(i, end), max(i, end)) else None
        elif (
            token.kind == "symbol" and token.text not in ARITHMETIC and token.text != ","
        ) or token.text.lower() in _WORDS_BETWEEN:
            return None
        end += step
    return None


def _is_arithmetic(stated: list[Token], first: int, last: int) -> bool:
    """Whether commas stand only between what abs, max or min are of."""
    calls: list[bool] = []
    for k in range(first, last):
        if stated[k].text == "(":
            calls.append(k > 0 and is_call(stated, k - 1))
        elif stated[k].text == ")":
            calls.pop()
        elif stated[k].text == "," and not calls[-1]:
            return False
    return True


def _relation(text: str, part: list[Token]) -> Relation:
    """One comparison, all links of a chain."""
    sides: list[Sum] = []
    signs: list[str] = []
    start = 0
    for k, token in enumerate([*part, None]):
        if token is None or token.text in _SIGNS:
            before = part[k - 1] if k else part[0]
            if k == start:
                position = part[k].start if k < len(part) else before.end
                reason = f"expected a number or a variable beside {before.text!r}"
                raise ParseError(text, position, reason)
            sides.append(linear(text, part[start:k]))
            start = k + 1
            if token is not None:
                signs.append(_SIGNS[token.text])
    words = [k for k, token in enumerate(part) if token.kind == "word" and not is_call(part, k)]
    names = dict.fromkeys(plain_name(part[k].text) for k in words)
    if sum(_choices(side) for side in sides) > _MOST_CHOICES:
        reason = f"abs, max and min would take more than {_MOST_CHOICES} comparisons here"
        raise ParseError(text, part[0].start, reason)
    links = tuple(map(_holds, sides, signs, sides[1:]))
    return Relation(
        part[0].start, part[-1].end, tuple(names), links[0] if len(links) == 1 else ("and", links)
    )


def _choices(side: Sum) -> int:
    """In how many ways one of the sums can be chosen for each peak."""
    return prod(sum(map(_choices, sums)) for _, sums in side.peaks)


def _holds(left: Sum, sign: str, right: Sum) -> Holds:
    """When a link with peaks holds: below a bound is the greatest where all are, and so on."""
    for side, other, below in ((left, right, "<"), (right, left, ">")):
        if side.peaks:
            times, chosen = side.choices()
            pairs = [(sum_, other) if side is left else (other, sum_) for sum_ in chosen]
            kind = "and" if (sign[0] == below) == (times > 0) else "or"
            return kind, tuple(_holds(first, sign, second) for first, second in pairs)
    return _link(left, sign, right)


def _link(left: Sum, sign: str, right: Sum) -> Link:
    """All variables on the left and the number on the right; 0 <= x becomes x >= 0."""
    if any(right.terms.values()) and not any(left.terms.values()):
        left, right, sign = right, left, _TURNED[sign]
    difference = dict.fromkeys((*left.terms, *right.terms), Fraction(0))
    for side, factor in ((left, left.factor), (right, -right.factor)):
        for name, value in side.terms.items():
            difference[name] += factor * value
    terms = tuple((name, value) for name, value in difference.items() if value)
    return Link(terms, sign, right.value() - left.value())
