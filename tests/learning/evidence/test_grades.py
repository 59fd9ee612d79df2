"""Graded values against their definition in fractions, over the formula and not its units."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.learning.evidence.columns import columns_of, distinct
from logicnet.learning.evidence.drafting import UnitDraft
from logicnet.learning.evidence.grades import graded_steps, rule_units
from logicnet.learning.rules.gate_units import gate_network
from logicnet.logic.function import function

NAMES = [f"x{k}" for k in range(6)]
EVERY = (np.arange(64)[:, None] >> np.arange(6) & 1).astype(np.uint8)


@st.composite
def formulas(draw, depth=2, kind="&"):
    """Alternating ANDs and ORs as nested lists, so that each is one unit of what is compiled."""
    if depth == 0:
        return draw(st.sampled_from([*NAMES, *(f"~{name}" for name in NAMES)]))
    size = draw(st.integers(2, 3))
    other = "|" if kind == "&" else "&"
    leaves = draw(st.lists(st.sampled_from(NAMES), min_size=size, max_size=size, unique=True))
    parts = [draw(formulas(depth=depth - 1, kind=other)) if draw(st.booleans()) else leaf
             for leaf in leaves]  # fmt: skip
    return kind, parts


def text(formula):
    if isinstance(formula, str):
        return formula
    return "(" + f" {formula[0]} ".join(map(text, formula[1])) + ")"


def grade(formula, row):
    if isinstance(formula, str):
        value = Fraction(int(row[NAMES.index(formula.lstrip("~"))]))
        return 1 - value if formula[0] == "~" else value
    parts = [grade(part, row) for part in formula[1]]
    return max(parts) if formula[0] == "|" else sum(parts) / len(parts)


def steps_of(rule):
    network = gate_network(function(text(rule)).circuit()).over(NAMES)
    draft = UnitDraft(NAMES, EVERY)
    units = rule_units(draft, network)
    return draft, network, units, graded_steps(draft, units)


@settings(max_examples=40, deadline=None)
@given(formulas())
def test_the_output_has_a_step_for_each_level_but_those_that_units_are(rule):
    draft, network, units, steps = steps_of(rule)
    values = np.array([grade(rule, row) for row in EVERY])
    known = {draft.values(node).tobytes() for node in (*steps, *units, *range(6))}
    if network.units and len({*values.tolist()}) <= 16:
        for level in sorted({*values.tolist()})[1:]:
            assert (values >= level).astype(np.uint8).tobytes() in known


def test_a_wrong_grade_is_noticed():
    rule = "&", ["x0", "x1", ("|", ["x2", "x3"])]
    draft, _, units, steps = steps_of(rule)
    known = {draft.values(node).tobytes() for node in (*steps, *units, *range(6))}
    mean = np.array([(row[0] + row[1] + (row[2] + row[3]) / 2) / 3 for row in EVERY])
    missing = [level for level in {*mean.tolist()} - {mean.min()}
               if (mean >= level).astype(np.uint8).tobytes() not in known]  # fmt: skip
    assert missing  # were the OR a mean


def test_counts_and_scores_are_graded_by_their_sums():
    draft = UnitDraft(NAMES, EVERY)
    network = gate_network(function("atleast(3, x0, x1, x2, x3)").circuit()).over(NAMES)
    units = rule_units(draft, network)
    found = {draft.values(node).tobytes() for node in (*units, *graded_steps(draft, units))}
    count = EVERY[:, :4].sum(axis=1)
    assert found == {(count >= k).astype(np.uint8).tobytes() for k in (1, 2, 3, 4)}


def test_columns_leave_out_what_is_constant_or_told_already():
    bits = np.array([[1, 0, 1, 0], [0, 1, 1, 1], [1, 0, 1, 1]], dtype=np.uint8)
    found = columns_of(["a", "b", "c", "d"], bits, None)
    assert found.nodes.tolist() == [0, 3]  # b is not a, c is constant
    rows = distinct(bits[[0, 1, 0]], np.array([0, 1, 0]), np.array([0.5, 1.0, 2.0]))
    assert (rows.bits.tolist(), rows.weights.tolist()) == (bits[[1, 0]].tolist(), [1.0, 2.5])
