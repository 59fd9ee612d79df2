"""Each rule that simplifies gates, held alone to the truth tables of what it turns into what."""

from itertools import product

import pytest
from drawn_circuits import MEANING, WIDTHS
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.logic.circuits import rules
from logicnet.logic.circuits.rules import NORMAL, STATED, Gate, by_kind, simplified

LITERALS = range(8)  # the constants, and three variables
ROWS = list(product((0, 1), repeat=3))
ALL = list(dict.fromkeys(NORMAL))


def value(found, row):
    """The value of a gate or literal where the three variables have these values."""
    if isinstance(found, int):
        node = found >> 1
        return (row[node - 1] if node else 0) ^ found & 1
    read = [value(literal, row) for literal in found.literals]
    if found.kind in ("and", "or", "xor") and not read:
        return (found.kind == "and") ^ found.negated
    return bool(MEANING[found.kind](read, found.least)) ^ found.negated


def same(one, other):
    return all(value(one, row) == value(other, row) for row in ROWS)


@st.composite
def gates(draw, kinds):
    kind = draw(st.sampled_from(sorted(kinds)))
    fewest, widest = WIDTHS.get(kind, (0 if kind in ("and", "or", "xor") else 1, 5))
    literals = draw(st.lists(st.sampled_from(LITERALS), min_size=fewest, max_size=widest))
    least = draw(st.integers(-1, 6)) if kind == "atleast" else 0
    return Gate(kind, tuple(literals), least, draw(st.booleans()))


def rule_holds(rule):
    """Whether a rule keeps the function of every gate; and that it applies to some."""
    applied = []

    @settings(max_examples=300)
    @given(gates(rule.kinds))
    def holds(gate):
        found = rule.rewrite(gate)
        if found is not None:
            applied.append(gate)
            assert same(found, gate), (gate, found)
            assert found != gate

    try:
        holds()
    except AssertionError:
        return False
    assert applied, rule.name
    return True


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_rule_keeps_the_function(rule):
    assert rule_holds(rule)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_broken_rule_is_noticed(rule):
    def broken(gate):
        found = rule.rewrite(gate)
        return found ^ 1 if isinstance(found, int) else found and found._replace(
            negated=not found.negated)  # fmt: skip

    assert not rule_holds(rule._replace(rewrite=broken))


@pytest.mark.parametrize("table", [STATED, NORMAL], ids=["stated", "normal"])
def test_a_gate_is_simplified_until_no_rule_applies(table):
    known = by_kind(table)

    @given(gates(MEANING))
    def holds(gate):
        found = simplified(gate, known)
        assert same(found, gate)
        if isinstance(found, Gate):
            assert all(rule.rewrite(found) is None for rule in known[found.kind])
            assert simplified(found, known) == found

    holds()


def test_the_rules_of_the_normal_form_hold_those_of_what_is_stated():
    assert set(STATED) <= set(NORMAL)
    assert len({rule.name for rule in NORMAL}) == len(NORMAL)
    assert {kind for rule in NORMAL for kind in rule.kinds} == set(MEANING)
    assert rules.FALSE ^ 1 == rules.TRUE


# Every gate of three literals or fewer ------------------------------------------------------------


def small_gates():
    """Each gate of up to three literals, and those of four that count or join two variables."""
    for kind in MEANING:
        fewest, widest = WIDTHS.get(kind, (0 if kind != "iff" else 1, 3))
        counts = range(-1, 5) if kind == "atleast" else [0]
        for width in range(fewest, widest + 1):
            for literals in product(LITERALS, repeat=width):
                yield from (Gate(kind, literals, least) for least in counts)
    for kind, literals in product(
        ("and", "or", "xor", "iff", "atleast"), product(range(6), repeat=4)
    ):
        yield from (Gate(kind, literals, n) for n in (range(2, 4) if kind == "atleast" else [0]))


def in_normal_form(gate):
    """What is promised of a gate of the normal form, worked out from its literals alone."""
    read, nodes = gate.literals, {literal >> 1 for literal in gate.literals}
    apart = len(nodes) == len(read) and 0 not in nodes
    if gate.kind == "atleast":
        opposite = any(literal ^ 1 in read for literal in read)
        return 2 <= gate.least < len(read) and 0 not in nodes and not opposite
    if gate.kind == "ite":
        condition, then, other = read
        return 0 not in nodes and condition >> 1 not in (then >> 1, other >> 1) and (
            then >> 1 != other >> 1) and gate.least == 0  # fmt: skip
    least = {"and": 2, "xor": 2, "iff": 3}.get(gate.kind, 99)
    even = gate.kind != "xor" or all(literal % 2 == 0 for literal in read)
    return len(read) >= least and apart and even and gate.least == 0


def in_stated_form(gate):
    """What is promised of a gate that stays as it is written."""
    if gate.kind == "atleast":
        return 2 <= gate.least < len(gate.literals)
    chain = gate.kind in ("and", "or", "xor")
    apart = len(set(gate.literals)) == len(gate.literals) >= 2
    return gate.least == 0 and (apart or not chain)


@pytest.mark.parametrize(
    ("table", "promised"),
    [(STATED, in_stated_form), (NORMAL, in_normal_form)],
    ids=["stated", "normal"],
)
def test_every_small_gate_is_simplified_to_what_is_promised(table, promised):
    known = by_kind(table)
    for gate in small_gates():
        found = simplified(gate, known)
        assert same(found, gate), (gate, found)
        negated = simplified(gate._replace(negated=True), known)
        if isinstance(found, int):
            assert negated == found ^ 1
        else:
            assert promised(found), (gate, found)
            assert negated == found._replace(negated=not found.negated)
