"""Labels of trained and hardened networks say what their units compute, or nothing."""

import numpy as np

from logicnet import compile, fine_tune, harden, soften, train
from logicnet.learning.softening.agreement import step_net

RULE = compile("a & b & c | c & d & ~a", style="wide")
ROWS = np.random.default_rng(0).integers(0, 2, (300, 4))
OTHER = ROWS[:, 0] ^ ROWS[:, 3]


def labels_that_hold(network):
    """The labels that there are; each must be a formula for the values of its unit."""
    values = step_net(network).values(ROWS)
    found = [(text, v) for text, v in zip(network.labels or (), values.T, strict=False) if text]
    for text, computed in found:
        if not text.startswith("OR"):
            formula = compile(text)
            columns = [RULE.inputs.index(name) for name in formula.inputs]
            assert (formula(ROWS[:, columns])[:, 0] == computed).all(), text
    return [text for text, _ in found]


def test_units_that_learnt_something_else_lose_their_labels():
    trained = train(soften(RULE, gain=4), ROWS, OTHER, epochs=300).mlp
    assert trained.labels is None
    hard = harden(trained)
    assert (hard(ROWS)[:, 0] == OTHER).mean() > 0.7 > 0.65 > (RULE(ROWS)[:, 0] == OTHER).mean()
    assert labels_that_hold(hard) == []


def test_units_that_kept_their_function_keep_their_labels():
    right = RULE(ROWS)[:, 0]
    hard = harden(train(soften(RULE, gain=4), ROWS, right, epochs=30).mlp)
    assert labels_that_hold(hard) == list(RULE.labels)
    assert hard.labels == RULE.labels == harden(soften(RULE)).labels


def test_a_unit_above_a_changed_one_loses_its_label():
    mlp, weights = soften(RULE, gain=4), soften(RULE).weights.copy()
    weights[0] = -weights[0]  # of the first unit
    hard = harden(mlp.with_parameters(weights=weights))
    assert hard.labels == ("", RULE.labels[1], "")
    assert mlp.with_parameters(weights=weights).labels == hard.labels
    assert mlp.with_parameters(gain=7).labels == RULE.labels
    assert mlp.randomised(seed=0).labels is None


def test_fine_tuned_units_keep_only_true_labels():
    assert labels_that_hold(fine_tune(RULE, ROWS, OTHER, anchor=0, epochs=100).network) == []
    tuned = fine_tune(RULE, ROWS, RULE(ROWS)[:, 0] | ROWS[:, 0], anchor=0, frozen=[0, 1])
    assert labels_that_hold(tuned.network) == list(RULE.labels[:2])
