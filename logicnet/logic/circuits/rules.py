"""What simplifies gates: a table of rules, each of which turns a gate into a simpler one.

A literal is ``2 * node + 1`` where the value of the node is negated, else ``2 * node``; node 0 is
false. STATED holds the rules that leave a formula as it is written; NORMAL has those that leave
And, Xor, AtLeast, ITE and AllEqual, without constants, repetitions and pairs of opposites.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

FALSE, TRUE = 0, 1  # the literals of node 0
CHAINS = ("and", "or", "xor")  # associative


class Gate(NamedTuple):
    """An operator of literals, and whether its value is negated.

    `kind` is one of and, or, xor, implies, iff (all equal), ite (condition, then, else) and
    atleast (`least` or more of them are true).
    """

    kind: str
    literals: tuple[int, ...]
    least: int = 0
    negated: bool = False


Found = Gate | int | None  # a simpler gate, a literal, or nothing where the rule does not apply


class Rule(NamedTuple):
    """A simplification of some kinds of gates."""

    name: str
    kinds: tuple[str, ...]
    rewrite: Callable[[Gate], Found]


def _unrepeated(gate: Gate) -> Found:
    kept = tuple(dict.fromkeys(gate.literals))
    return gate._replace(literals=kept) if len(kept) < len(gate.literals) else None


def _unpaired(gate: Gate) -> Found:
    if len(set(gate.literals)) == len(gate.literals):
        return None
    kept = (literal for literal, times in Counter(gate.literals).items() if times % 2)
    return gate._replace(literals=tuple(kept))


def _trivial(gate: Gate) -> Found:
    if len(gate.literals) > 1:
        return None
    empty = TRUE if gate.kind == "and" else FALSE
    return (gate.literals[0] if gate.literals else empty) ^ gate.negated


def _counted(gate: Gate) -> Found:
    if gate.least <= 0 or gate.least > len(gate.literals):
        return (TRUE if gate.least <= 0 else FALSE) ^ gate.negated
    if gate.least == 1 or gate.least == len(gate.literals):
        return Gate("or" if gate.least == 1 else "and", gate.literals, 0, gate.negated)
    return None


def _negative(literals: Iterable[int]) -> tuple[int, ...]:
    return tuple(literal ^ 1 for literal in literals)


def _and_of_or(gate: Gate) -> Found:
    return Gate("and", _negative(gate.literals), 0, not gate.negated)


def _and_of_implies(gate: Gate) -> Found:
    premise, conclusion = gate.literals
    return Gate("and", (premise, conclusion ^ 1), 0, not gate.negated)


def _xor_of_iff(gate: Gate) -> Found:
    two = len(gate.literals) == 2
    return Gate("xor", gate.literals, 0, not gate.negated) if two else None


def _decided(gate: Gate) -> Found:
    literals = gate.literals
    if FALSE in literals or any(literal ^ 1 in set(literals) for literal in literals):
        return FALSE ^ gate.negated
    if TRUE in literals:
        return gate._replace(literals=tuple(x for x in literals if x != TRUE))
    return None


def _positive(gate: Gate) -> Found:
    if not any(literal & 1 or literal == FALSE for literal in gate.literals):
        return None
    odd = sum(literal & 1 for literal in gate.literals) % 2 == 1
    kept = tuple(literal & ~1 for literal in gate.literals if literal > TRUE)
    return Gate("xor", kept, 0, gate.negated != odd)


def _equal(gate: Gate) -> Found:
    kept = tuple(dict.fromkeys(gate.literals))
    if len(kept) < 2:
        return TRUE ^ gate.negated
    if any(literal ^ 1 in set(kept) for literal in kept):
        return FALSE ^ gate.negated
    for constant in (FALSE, TRUE):
        if constant in kept:
            rest = tuple(x ^ (constant == FALSE) for x in kept if x != constant)
            return Gate("and", rest, 0, gate.negated)
    return gate._replace(literals=kept) if len(kept) < len(gate.literals) else None


def _chosen(gate: Gate) -> Found:
    condition, then, other = gate.literals
    if condition <= TRUE or then == other:
        return (other if condition == FALSE else then) ^ gate.negated
    then = {condition: TRUE, condition ^ 1: FALSE}.get(then, then)
    other = {condition: FALSE, condition ^ 1: TRUE}.get(other, other)
    if then == other ^ 1:
        return Gate("xor", (condition, other), 0, gate.negated)
    if then <= TRUE:  # condition | other, or ~condition & other
        literals = (condition ^ 1, other ^ then)
        return Gate("and", literals, 0, gate.negated != (then == TRUE))
    if other <= TRUE:  # ~condition | then, or condition & then
        literals = (condition, then ^ other)
        return Gate("and", literals, 0, gate.negated != (other == TRUE))
    return None


def _uncounted(gate: Gate) -> Found:
    """Constants are counted, and of two opposites one is true."""
    left = Counter(gate.literals)
    known = left.pop(TRUE, 0)
    for literal in [literal for literal in left if literal & 1]:
        pairs = min(left[literal], left.get(literal ^ 1, 0))
        if pairs:
            known += pairs
            left[literal] -= pairs
            left[literal ^ 1] -= pairs
    left.pop(FALSE, None)
    kept = tuple(left.elements())
    if len(kept) == len(gate.literals):
        return None
    return gate._replace(literals=kept, least=gate.least - known)


STATED = (
    Rule("operands that repeat", ("and", "or"), _unrepeated),
    Rule("operands that cancel", ("xor",), _unpaired),
    Rule("less than two operands", CHAINS, _trivial),
    Rule("a count at an end", ("atleast",), _counted),
)
NORMAL = (
    Rule("or by and", ("or",), _and_of_or),
    Rule("implies by and", ("implies",), _and_of_implies),
    Rule("iff of two by xor", ("iff",), _xor_of_iff),
    Rule("constants and opposites under and", ("and",), _decided),
    Rule("signs and constants under xor", ("xor",), _positive),
    Rule("repeated, opposite and constant under iff", ("iff",), _equal),
    Rule("a choice that is decided", ("ite",), _chosen),
    Rule("constants and opposites counted", ("atleast",), _uncounted),
    *STATED,
)


def simplified(gate: Gate, rules: dict[str, list[Rule]]) -> Gate | int:
    """The gate, or a literal, to which no rule applies any more.

    >>> simplified(Gate("ite", (2, 4, 0)), by_kind(NORMAL))
    Gate(kind='and', literals=(2, 4), least=0, negated=False)
    """
    found: Found = gate
    while isinstance(found, Gate):
        gate = found
        for rule in rules[gate.kind]:
            found = rule.rewrite(gate)
            if found is not None:
                break
        else:
            return gate
    return gate if found is None else found


def by_kind(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The rules for each kind of gate, in the order of the table."""
    kinds = ("and", "or", "xor", "implies", "iff", "ite", "atleast")
    return {kind: [rule for rule in rules if kind in rule.kinds] for kind in kinds}
