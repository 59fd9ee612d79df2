"""A rule in words, as a formula, and in LaTeX."""

from __future__ import annotations

from collections.abc import Sequence

from .literals import Literal
from .search.terms import Term, TermRule

_ESCAPED = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}"}
)


def term_words(term: Term, literals: Sequence[Literal]) -> str:
    """A term as people say it.

    >>> pair = [Literal("young", "a", "a"), Literal("tall", "b", "b")]
    >>> term_words(Term.all_of((0, 1)), pair), term_words(Term((0, 1), (2, -1), 1), pair)
    ('young and tall', 'at least 1 of the points 2 young, -1 tall')
    """
    names = [literals[k].words for k in term.literals]
    if term.is_conjunction:
        return " and ".join(names)
    if set(term.weights) == {1}:
        return f"at least {term.least} of {', '.join(names)}"
    points = ", ".join(f"{w} {name}" for w, name in zip(term.weights, names, strict=True))
    return f"at least {term.least} of the points {points}"


def rule_words(rule: TermRule, literals: Sequence[Literal], target: str) -> str:
    """A rule over some lines, or one where it has one term."""
    if not rule.terms:
        return f"{target}: {'always' if rule.is_negated else 'never'}"
    if len(rule.terms) == 1 and not set(rule.terms[0].weights) <= {1}:
        return card_words(rule, literals, target)
    word = "unless" if rule.is_negated else "if"
    lines = [term_words(term, literals) for term in rule.terms]
    return f"{target} {word} {lines[0]}" + "".join(f"\n  or {word} {line}" for line in lines[1:])


def card_words(rule: TermRule, literals: Sequence[Literal], target: str) -> str:
    """A scorecard: the points of each literal, and how many are needed."""
    (term,) = rule.terms
    lines = [f"  {w:+d}  {literals[k].words}" for k, w in card_rows(term)]
    word = "unless" if rule.is_negated else "if"
    return "\n".join([f"{target} {word} the points add up to at least {term.least}:", *lines])


def card_rows(term: Term) -> list[tuple[int, int]]:
    """Literals and points of a scorecard, the greatest first."""
    pairs = zip(term.literals, term.weights, strict=True)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def rule_formula(rule: TermRule, literals: Sequence[Literal]) -> str:
    """The rule as `compile` reads it.

    >>> pair = [Literal("young", "age < 30", "age"), Literal("tall", "tall", "tall")]
    >>> rule_formula(TermRule((Term((0, 1), (2, -1), 1), Term.all_of((0, 1)))), pair)
    'atleast(2, age < 30, age < 30, ~tall) | (age < 30 & tall)'
    """
    if not rule.terms:
        return "1" if rule.is_negated else "0"
    terms = [_term_formula(term, literals) for term in rule.terms]
    joined = terms[0] if len(terms) == 1 else " | ".join(map(_in_parentheses, terms))
    return f"~({joined})" if rule.is_negated else joined


def _term_formula(term: Term, literals: Sequence[Literal]) -> str:
    pairs = [(literals[k].formula, w) for k, w in zip(term.literals, term.weights, strict=True)]
    if term.is_conjunction:
        return " & ".join(_in_parentheses(text) for text, _ in pairs)
    least = term.least - sum(w for _, w in pairs if w < 0)
    size = sum(abs(w) for _, w in pairs)
    if not 0 < least <= size:
        return "1" if least <= 0 else "0"
    operands = [text if w > 0 else f"~{_in_parentheses(text)}" for text, w in pairs
                for _ in range(abs(w))]  # fmt: skip
    return f"atleast({least}, {', '.join(operands)})"


def _in_parentheses(text: str) -> str:
    """Where it is more than a name or a comparison."""
    plain = not any(mark in text for mark in ("&", "|", "^", "->", "=="))
    return text if plain or (text.startswith("atleast(") and text.count("(") == 1) else f"({text})"


def rule_latex(rule: TermRule, literals: Sequence[Literal], target: str) -> str:
    """The rule as a formula of LaTeX.

    >>> print(rule_latex(TermRule((Term.all_of((0,)),)), [Literal("a_1", "a_1", "a_1")], "y"))
    \\text{y} \\Leftrightarrow \\text{a\\_1}
    """
    terms = [_term_latex(term, literals) for term in rule.terms]
    some = r" \lor ".join(terms if len(terms) == 1 else (rf"\left({t}\right)" for t in terms))
    some = some or r"\bot"
    side = rf"\lnot\left({some}\right)" if rule.is_negated else some
    return rf"{_text(target)} \Leftrightarrow {side}"


def _term_latex(term: Term, literals: Sequence[Literal]) -> str:
    names = [_text(literals[k].words) for k in term.literals]
    if term.is_conjunction:
        return r" \land ".join(names)
    sums = [f"{'' if abs(w) == 1 else abs(w)}[{name}]" for w, name in
            zip(term.weights, names, strict=True)]  # fmt: skip
    signs = ["-" if w < 0 else "+" for w in term.weights]
    total = " ".join(f"{sign} {part}" for sign, part in zip(signs, sums, strict=True))
    return rf"{total.removeprefix('+ ')} \ge {term.least}"


def _text(words: str) -> str:
    return rf"\text{{{words.translate(_ESCAPED)}}}"
