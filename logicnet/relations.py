"""Comparisons inside formulas: linear arithmetic between comparison signs.

A comparison reaches as far to both sides as there are numbers, names, + - * / and whole
parentheses of these; inside it + and * are arithmetic. It takes the place of a variable, so
around it everything is as in `parsing`. Chains like ``0 <= x < 1`` hold where all their links do.

>>> from logicnet.parsing import parse
>>> parse("2*x + 3*y <= 6 & ~(y < 1) | smoker")
smoker | ((y >= 1) & (2*x + 3*y <= 6))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import ParseError

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean

_SIGNS = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WORDS_BETWEEN = {"and", "or", "not", "xor", "implies", "iff", "xnor", "nand", "nor"}
_TOKEN = re.compile(
    r"""(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<glued>(?:\d+\.?\d*|\.\d+)[^\W\d]\w*)
    |(?P<word>[^\W\d]\w*(?:\[\s*\w+\s*(?:,\s*\w+\s*)*\])*|`[^`]+`)
    |(?P<symbol><->|<=>|->|=>|==|&&|\|\||!=|<=|>=|\*\*|.)""",
    re.VERBOSE | re.DOTALL,
)
_ARITHMETIC = {"+", "-", "*", "/"}
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "minus": 3}
_STAND_INS = range(0xA000, 0xA48C)  # letters of names for comparisons while the rest is parsed
_CURVED = (
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


class Linear(NamedTuple):
    """A sum of numbers times variables, and a number."""

    terms: dict[str, Any]
    constant: Any

    def plus(self, other: Linear, sign: int) -> Linear:
        """The sum, or the difference where the sign is -1."""
        terms = dict(self.terms)
        for name, value in other.terms.items():
            terms[name] = terms.get(name, 0) + sign * value
        return Linear(terms, self.constant + sign * other.constant)

    def times(self, factor: Any) -> Linear:
        """The multiple."""
        return Linear({k: v * factor for k, v in self.terms.items()}, self.constant * factor)


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, without spaces."""
    found = (
        Token(str(match.lastgroup), match.group(), match.start()) for match in _TOKEN.finditer(text)
    )
    return [token for token in found if not token.text.isspace()]


def plain_name(token: str) -> str:
    """The name that a token spells: without backticks, or without spaces in its index.

    >>> plain_name("`days > 30`"), plain_name("x[3, 1]")
    ('days > 30', 'x[3,1]')
    """
    return token[1:-1] if token[0] == "`" else re.sub(r"\s+", "", token)


def has_comparisons(text: str) -> bool:
    """Whether a formula has a comparison sign between two operands."""
    return any(sign in text for sign in "<>≤≥") and any(t.text in _SIGNS for t in tokens(text))


def parse_with_comparisons(text: str, parse: Callable[[str], Boolean]) -> Boolean:
    """The sympy Boolean of a formula with comparisons; `parse` reads the rest of it."""
    from sympy import Symbol

    reduced, shown, relations = reduce_comparisons(text)
    try:
        formula = parse(reduced)
    except ParseError as error:
        reason = error.reason
        for letter, original in shown.items():
            reason = reason.replace(letter, original)
        raise ParseError(text, error.position, reason) from None
    return formula.xreplace({Symbol(letter): value for letter, value in relations.items()})


def reduce_comparisons(text: str) -> tuple[str, dict[str, str], dict[str, Boolean]]:
    """The text with a letter for each comparison, and for each letter its text and relations."""
    stated = tokens(text)
    letters = _unused_letters(text)
    reduced, shown, relations = text, {}, {}
    for first, last in _spans(text, stated):
        letter = "".join(next(letters))  # no longer than the shortest comparison
        span = slice(stated[first].start, stated[last].end)
        relations[letter] = _relation(text, stated[first : last + 1])
        shown[letter] = text[span]
        padded = letter.ljust(span.stop - span.start)
        reduced = reduced[: span.start] + padded + reduced[span.stop :]
    return reduced, shown, relations


def names_in(text: str) -> list[str]:
    """The variables of a comparison, in the order in which they are stated.

    >>> names_in("2*x + y <= 3*x")
    ['x', 'y']
    """
    words = (re.sub(r"\s+", "", token.text) for token in tokens(text) if token.kind == "word")
    return list(dict.fromkeys(words))


def _unused_letters(text: str) -> Iterator[tuple[str, ...]]:
    return product([c for c in map(chr, _STAND_INS) if c not in text], repeat=3)


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
                    reason = f"a power is not linear; {_CURVED}"
                    if after and after[0].kind == "word":
                        reason = "beside '^' a comparison stands in parentheses: (x > 0) ^ (y > 0)"
                    raise ParseError(text, stated[outside].start, reason)
        found.append((first, last))
    return found


def _reach(stated: list[Token], k: int, step: int) -> int:
    """The last token of a comparison in one direction from its sign."""
    opening, closing = ("(", ")") if step > 0 else (")", "(")
    depth, last = 0, k
    i = k + step
    while 0 <= i < len(stated):
        token = stated[i]
        if token.text == opening:
            end = _matching(stated, i, step)
            if end is None:
                break
            i = end
        elif (token.text == closing and depth == 0) or not (
            token.kind in ("number", "glued")
            or (token.kind == "word" and token.text.lower() not in _WORDS_BETWEEN)
            or token.text in _ARITHMETIC
            or token.text in _SIGNS
        ):
            break
        last = i
        i += step
    return last


def _matching(stated: list[Token], i: int, step: int) -> int | None:
    """The parenthesis that closes one, if only arithmetic lies between."""
    depth = 0
    while 0 <= i < len(stated):
        token = stated[i]
        if token.text in "()" and token.kind == "symbol":
            depth += step if token.text == "(" else -step
            if depth == 0:
                return i
        elif (
            token.kind == "symbol" and token.text not in _ARITHMETIC
        ) or token.text.lower() in _WORDS_BETWEEN:
            return None
        i += step
    return None


def _relation(text: str, part: list[Token]) -> Boolean:
    """The sympy relations of one comparison, all links of a chain."""
    from sympy import And, Ge, Gt, Le, Lt

    build = {"<": Lt, "<=": Le, ">": Gt, ">=": Ge}
    sides: list[Linear] = []
    signs: list[str] = []
    start = 0
    for k, token in enumerate([*part, None]):
        if token is None or token.text in _SIGNS:
            before = part[k - 1] if k else part[0]
            if k == start:
                sign = before.text if k else part[0].text
                position = part[k].start if k < len(part) else before.end
                raise ParseError(text, position, f"expected a number or a variable beside {sign!r}")
            sides.append(_linear(text, part[start:k]))
            start = k + 1
            if token is not None:
                signs.append(_SIGNS[token.text])
    links = []
    for sign, left, right in zip(signs, sides, sides[1:], strict=False):
        if right.terms and not left.terms:  # 0 <= x is shown as x >= 0
            left, right, sign = right, left, _TURNED[sign]
        links.append(build[sign](*_two_sides(left, right)))
    return And(*links)


def _two_sides(left: Linear, right: Linear) -> tuple[Any, Any]:
    """All variables on the left, the number on the right, unless there is no variable."""
    from sympy import Add, Mul, Symbol

    difference = left.plus(right, -1)
    terms = [Mul(v, Symbol(name)) for name, v in difference.terms.items() if v]
    return Add(*terms), -difference.constant


def _linear(text: str, part: list[Token]) -> Linear:
    """The value of one side, by operator precedence with explicit stacks."""
    values: list[Linear] = []
    pending: list[tuple[str, int]] = []
    operand_expected = True

    def reduce(precedence: int) -> None:
        while pending and pending[-1][0] != "(" and _PRECEDENCE[pending[-1][0]] >= precedence:
            _apply(text, values, *pending.pop())

    for token in part:
        if operand_expected:
            if token.text in ("(", "-", "+"):
                if token.text != "+":
                    pending.append(("minus" if token.text == "-" else "(", token.start))
                continue
            if token.kind == "symbol":
                raise _misplaced(text, token)
            values.append(_operand(text, token))
            operand_expected = False
        elif token.text == ")":
            reduce(0)
            pending.pop()
        elif token.text in _ARITHMETIC:
            reduce(_PRECEDENCE[token.text])
            pending.append((token.text, token.start))
            operand_expected = True
        else:
            raise _misplaced(text, token)
    if operand_expected:
        reason = f"expected a number or a variable after {part[-1].text!r}"
        raise ParseError(text, part[-1].end, reason)
    reduce(0)
    return values[0]


def _misplaced(text: str, token: Token) -> ParseError:
    if token.text in ("(", "**"):
        return ParseError(text, token.start, _CURVED)
    if token.kind != "symbol":
        reason = f"expected an operator before {token.text!r}, such as 2*x"
        return ParseError(text, token.start, reason)
    return ParseError(text, token.start, f"expected a number or a variable, got {token.text!r}")


def _operand(text: str, token: Token) -> Linear:
    from sympy import Float, Integer

    if token.kind == "glued":
        digits = re.match(r"[\d.]+", token.text).group()  # type: ignore[union-attr]
        reason = f"expected an operator: write {digits}*{token.text[len(digits) :]}"
        raise ParseError(text, token.start + len(digits), reason)
    if token.text.lower() in ("true", "false"):
        raise ParseError(text, token.start, f"expected a number or a variable, got {token.text!r}")
    if token.kind == "word":
        return Linear({plain_name(token.text): Integer(1)}, Integer(0))
    if token.text.isdecimal():
        return Linear({}, Integer(token.text))
    value = float(token.text)
    if value == float("inf") or (value == 0 and re.match(r"[0.]*[1-9]", token.text)):
        reason = f"{token.text} is too {'large' if value else 'small'} for a floating number"
        raise ParseError(text, token.start, reason)
    return Linear({}, Float(value))


def _apply(text: str, values: list[Linear], operator: str, position: int) -> None:
    right = values.pop()
    if operator == "minus":
        values.append(right.times(-1))
        return
    left = values.pop()
    if operator in "+-":
        values.append(left.plus(right, 1 if operator == "+" else -1))
    elif operator == "*" and not (left.terms and right.terms):
        values.append(left.times(right.constant) if not right.terms else right.times(left.constant))
    elif operator == "/" and not right.terms and right.constant:
        values.append(left.times(1 / right.constant))
    else:
        what = "a product of variables" if operator == "*" else "a quotient like this"
        raise ParseError(text, position, f"{what} is not linear; {_CURVED}")
