"""Units that gradients find: slopes by differences, hard units as signs, counts."""

import numpy as np
import pytest

from logicnet.learning.evidence.gradient_units import (
    HardUnits,
    Restraint,
    _hardened,
    _Nets,
    _read,
    _slopes,
    gradient_units,
    tried_restraints,
)
from logicnet.learning.evidence.linear import shares
from logicnet.learning.evidence.trees import SparseBits

EVERY = (np.arange(64)[:, None] >> np.arange(6) & 1).astype(np.uint8)
NONE = np.zeros(6, dtype=bool)
USUAL = Restraint(3e-3, 1.0, 100)


def loss(net, signs, wanted, mass, penalties):
    """The mean log-loss and half of penalty times square of each net, as it is defined, summed."""
    found = 0.0
    for k in range(2):
        inner, bias, outer, constants = net[0][:, k], net[1][k], net[2][k], net[3][k]
        p = shares(np.tanh(signs @ inner + bias) @ outer + constants)
        told = np.concatenate([1 - wanted, wanted], axis=1) if wanted.shape[1] == 1 else wanted
        found -= (mass[:, k, None] * told * np.log(p)).sum() / len(signs)
        squares = (penalties[:-1, k, None] * inner**2).sum() + penalties[-1, k] * (outer**2).sum()
        found += squares / 2
    return found


@pytest.mark.parametrize("outputs", [1, 3])
def test_slopes_are_those_of_the_loss(outputs):
    rng = np.random.default_rng(0)
    signs, mass = 2.0 * EVERY[:20] - 1, rng.random((20, 2)) + 0.5
    codes = rng.integers(0, max(outputs, 2), 20)
    wanted = codes[:, None] * 1.0 if outputs == 1 else np.eye(3)[codes]
    penalties = np.array([[3e-3] * 4 + [1e-3] * 3, [1e-2] * 4 + [9e-2] * 3]).T
    shapes = ((6, 2, 4), (2, 4), (2, 4, outputs), (2, outputs))
    net = [rng.normal(size=shape) for shape in shapes]
    found = _slopes(_Nets(*net), signs, wanted, mass, penalties)
    wrong = _slopes(_Nets(*net), signs, wanted, mass, 3 * penalties)
    worst = 0.0
    for part, slope, other in zip(net, found, wrong, strict=True):
        for place in np.ndindex(part.shape):
            value, ends = part[place], []
            for step in (1e-5, -1e-5):
                part[place] = value + step
                ends.append(loss(net, signs, wanted, mass, penalties))
            part[place] = value
            by_difference = (ends[0] - ends[1]) / 2e-5
            assert slope[place] == pytest.approx(by_difference, abs=2e-5)
            worst = max(worst, abs(other[place] - by_difference))
    assert worst > 1e-3  # a penalty that is three times as great is noticed


def test_restraints_are_chosen_by_rows_that_nets_did_not_see():
    rng = np.random.default_rng(5)
    noise = rng.integers(0, 2, (64, 1)) * 1.0  # nothing can be learnt: the strongest is best
    data, weights = SparseBits.of(EVERY), np.ones(64)
    tried = tried_restraints(data, noise, weights, NONE, 0)
    assert tried.losses.shape == (64, len(tried.restraints)) == (64, 8)
    assert {r.rule_share for r in tried.restraints} == {1.0}
    assert tried.best(weights).penalty == max(r.penalty for r in tried.restraints)
    assert tried.losses.mean(axis=0).min() > np.log(2)  # rows that were seen would be known better
    clear = tried_restraints(data, EVERY[:, :1] * 1.0, weights, EVERY[0] == 0, 0)
    assert len(clear.restraints) == 16  # where there are rule columns, with shares of their own
    assert clear.losses.mean(axis=0).min() < 0.1


def test_hard_units_fire_where_the_smooth_ones_are_above_zero():
    rng = np.random.default_rng(1)
    inner, bias = rng.normal(size=(6, 5)), rng.normal(size=5)
    units = _hardened(inner, bias, 1)
    sums = (2.0 * EVERY - 1) @ inner + bias
    clear = np.abs(sums) > 6 * np.abs(inner).max(axis=0) / 64  # farther than rounding moves them
    assert clear.mean() > 0.8
    assert ((units.fired(EVERY) == 1) == (sums > 0))[clear].all()
    total = np.zeros((64, 1))
    HardUnits(units.weights, units.thresholds, np.full((5, 1), 0.5)).add_to(total, EVERY)
    np.testing.assert_allclose(total[:, 0], units.fired(EVERY).sum(axis=1) / 2)


def test_counts_are_found_from_some_of_the_rows():
    exactly = (EVERY.sum(axis=1) == 2)[:, None] * 1.0
    seen = np.random.default_rng(2).random(64) < 0.7
    units, linear = gradient_units(SparseBits.of(EVERY), exactly, seen * 1.0, NONE, 0, USUAL)
    total = np.zeros((64, 1))
    linear.add_to(total, EVERY)
    beside = ((total[:, 0] > 0) == exactly[:, 0])[~seen].mean()
    units.add_to(total, EVERY)
    right = ((total[:, 0] > 0) == exactly[:, 0])[~seen].mean()
    assert right > 0.85 > beside


def test_a_fit_goes_by_weights_and_its_seed():
    targets = EVERY[:, :1] * 1.0
    data, weights = SparseBits.of(EVERY), np.ones(64)
    first, again = (gradient_units(data, targets, weights, NONE, 3, USUAL)[0] for _ in range(2))
    assert (first.weights == again.weights).all()
    other = gradient_units(data, targets, weights, NONE, 4, USUAL)[0]
    assert (first.weights != other.weights).any()
    only = np.arange(64) < 40  # rows of no weight are as if they were not there
    cut = gradient_units(SparseBits.of(EVERY[:40]), targets[:40], weights[:40], NONE, 3, USUAL)[0]
    part = gradient_units(data, targets, only * 1.0, NONE, 3, USUAL)[0]
    assert (cut.weights == part.weights).all()


def test_of_very_many_columns_units_read_the_rules_and_some_others():
    rng = np.random.default_rng(5)
    is_rule = rng.random(2500) < 0.01
    read = _read(is_rule)
    assert is_rule[read].sum() == is_rule.sum()
    assert len(read) == len(set(read.tolist())) == 2048
    assert np.diff(read).max() <= 3  # no stretch is left out
    assert _read(is_rule[:2048]).tolist() == list(range(2048))
    bits = (rng.random((30, 2500)) < 0.5).astype(np.uint8)
    few = Restraint(3e-3, 1.0, 50)
    units, _ = gradient_units(SparseBits.of(bits), bits[:, :1] * 1.0, np.ones(30), is_rule, 0, few)
    assert set(np.flatnonzero(units.weights.any(axis=1))) <= set(read.tolist())
    assert units.weights[is_rule].any(axis=1).mean() > 0.9
