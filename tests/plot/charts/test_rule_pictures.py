"""Learning curves, size against errors, and what became of a rule: as it is known, as drawn."""

import numpy as np
import pytest

from logicnet import SpecificationError, plot, read_rules
from logicnet.short_rules.difference import RuleChange, RuleDifference

CUBE = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 4


def test_a_learning_curve_has_means_and_a_band_of_standard_errors():
    ax = plot.learning_curve({"data": {10: [0.3, 0.1], 100: [0.2, 0.0]}, "rule": {10: 0.2}})
    assert ax.lines[0].get_xdata().tolist() == [10, 100]
    assert ax.lines[0].get_ydata().tolist() == [0.2, 0.1]
    band = ax.collections[0].get_paths()[0].vertices
    error = np.std([0.3, 0.1], ddof=1) / np.sqrt(2)
    assert np.allclose([band[:, 1].min(), band[:, 1].max()], [0.1 - error, 0.2 + error])


@pytest.mark.parametrize("errors", [{}, {"a": {}}, {"a": {10: [1.5]}}, {"a": {0: [0.1]}}, {"a": 3}])
def test_what_is_no_learning_curve_is_refused(errors):
    with pytest.raises(SpecificationError):
        plot.learning_curve(errors)


def test_the_rule_is_on_its_curve():
    found = read_rules(CUBE, [a & b | c for a, b, c in CUBE], names="abc", folds=2, form="dnf")
    ax = plot.rule_curve(found)
    held, trained, this = (line.get_xydata().tolist() for line in ax.lines)
    assert this == [[found.literals, found.held_out]]
    assert this[0] in held
    assert [x for x, _ in trained] == [point.literals for point in found.curve]
    with pytest.raises(SpecificationError, match="the rule that is known"):
        plot.rule_changes(found)


def test_each_change_has_its_line():
    changes = (
        RuleChange("kept", "a", "a"), RuleChange("changed", "x >= 1", "x >= 2", 3, 9, 2),
        RuleChange("dropped", "b", "", -1, 9, 2), RuleChange("added", "", "c"),
    )  # fmt: skip
    ax = plot.rule_changes(RuleDifference(changes, 5, 2, 9))
    texts = [text.get_text() for text in ax.texts]
    assert texts[0] == "5 of 9 rows wrong as stated, 2 as read"
    assert {"a", "x >= 1", "x >= 2", "+3 of 9", "−1 of 9", "b", "c", "→", "=", "+"} <= {*texts}
    assert len(ax.lines) == 1  # through what was dropped
