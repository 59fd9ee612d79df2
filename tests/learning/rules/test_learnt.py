"""What is learnt of a rule and rows: the guard, weights, several outputs, small networks."""

import numpy as np
import pytest

from logicnet import LimitError, SpecificationError, compile, fine_tune, verify
from logicnet.learning.data.datasets import monks
from logicnet.learning.rules.learnt import learnt

NAMES = list("abcdef")
EVERY = np.arange(64)[:, None] >> np.arange(6) & 1


def rows(count, seed=0):
    return np.random.default_rng(seed).integers(0, 2, (count, 6))


def rule(text):
    return compile(text, "formula", inputs=NAMES)


def truth(x):
    return x[:, 0] & x[:, 1] | x[:, 2] & x[:, 3]


def test_a_rule_that_rows_do_not_speak_against_is_returned_as_it_is():
    network, x = rule("a & b | c & d"), rows(40)
    y = truth(x)
    y[:2] ^= 1  # two errors in forty
    tuned = fine_tune(network, x, y)
    assert tuned.network == network
    assert tuned.evidence[0].chosen == "rule"
    assert tuned.evidence[0].expected.error == 2 / 40
    assert (tuned.evidence[0].changed, tuned.evidence[0].units_added) == (0, 0)
    assert "the rule was kept" in tuned.method
    assert not tuned.differs
    assert "held-out errors: rule 5.0%" in str(tuned)


@pytest.mark.parametrize("stated", ["a & b", "a & b | c & d | e", "e & f"])
def test_half_a_rule_and_a_wrong_one_are_mended(stated):
    x = rows(200)
    tuned = fine_tune(rule(stated), x, truth(x))
    found = tuned.network(EVERY)[:, 0]
    stated_errors = (rule(stated)(EVERY)[:, 0] != truth(EVERY)).sum()
    assert (found != truth(EVERY)).sum() <= 1 < stated_errors
    evidence = tuned.evidence[0]
    assert evidence.chosen == "pool"
    assert evidence.held_out["pool"].error < 0.05 < evidence.held_out["rule"].error
    assert evidence.changed == (tuned.network(x) != rule(stated)(x)).sum()
    first = evidence.first_changed
    assert (tuned.network(x[: first + 1]) != rule(stated)(x[: first + 1])).sum() == 1
    assert not tuned.differs
    assert verify(tuned.network, rule(stated)).equal is False


def test_outputs_of_equal_rules_part():
    both = compile({"u": "a & b", "v": "a & b"}, "formula", inputs=NAMES)
    x = rows(120)
    y = np.stack([x[:, 0] & x[:, 1], truth(x)], axis=1)
    tuned = fine_tune(both, x, y)
    assert [each.chosen for each in tuned.evidence] == ["rule", "pool"]
    found = tuned.network(EVERY)
    assert (found[:, 0] == EVERY[:, 0] & EVERY[:, 1]).all()
    assert (found[:, 1] != truth(EVERY)).sum() <= 2
    assert tuned.network.output_units[0] != tuned.network.output_units[1]
    assert "u: rule" in str(tuned)
    assert "v: pool" in str(tuned)


def test_weights_are_rows():
    x = rows(60)
    y, times = truth(x) ^ (x[:, 4] & x[:, 5]), np.random.default_rng(1).integers(0, 3, 60)
    often = fine_tune(rule("a & b"), np.repeat(x, times, axis=0), np.repeat(y, times))
    weighed = fine_tune(rule("a & b"), x, y, sample_weight=times)
    assert often.network == weighed.network
    assert often.mlp == weighed.mlp
    order = np.random.default_rng(2).permutation(60)
    again = fine_tune(rule("a & b"), x[order], y[order], sample_weight=times[order])
    assert again.network == weighed.network
    other = fine_tune(rule("a & b"), x, y, sample_weight=1 + times)
    assert other.network != weighed.network


def test_a_small_network_on_request():
    x = rows(150)
    whole = fine_tune(rule("a & b"), x, truth(x))
    small = fine_tune(rule("a & b"), x, truth(x), max_units=12)
    assert small.network.units <= 12 < whole.network.units
    assert small.evidence[0].unlimited == whole.evidence[0].expected  # what being small costs
    assert f"{whole.evidence[0].expected} with any number of units" in str(small)
    assert whole.evidence[0].unlimited is None
    assert (small.network(EVERY)[:, 0] != truth(EVERY)).mean() < 0.15
    classes = x[:, 0] + x[:, 1]
    with pytest.raises(LimitError, match="at most 2 units"):
        learnt(None, NAMES, x, classes, ["0", "1", "2"], max_units=2)


def test_a_bipolar_network_stays_one():
    x = rows(120)
    stated = rule("a & b").encoded("bipolar")
    tuned = fine_tune(stated, 2 * x - 1, truth(x))
    assert tuned.network.encoding == "bipolar"
    same = fine_tune(rule("a & b"), x, truth(x)).network
    assert (tuned.network(2 * EVERY - 1) == same(EVERY)).all()


def test_monk_two_is_found_from_the_wrong_number():
    """Exactly two attributes have their first value; the rule says two or more."""
    names = [f"a{k}" for k in range(6)]
    data, every = monks(2, 100, seed=0), monks(2)
    x, full = (data.x == 1).astype(int), (every.x == 1).astype(int)
    tuned = fine_tune(compile(f"atleast(2, {', '.join(names)})", "formula"), x, data.y)
    assert (tuned.network(full)[:, 0] == every.y).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "pol"}, "method 'pol'"),
        ({"method": "pool", "epochs": 3}, "epochs"),
        ({"method": "gradient", "sample_weight": [1, 1]}, 'sample_weight is for method="pool"'),
        ({"sample_weight": [1, -1]}, "sample_weight is a number from 0 on"),
        ({"max_units": 0}, "max_units must be"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(SpecificationError, match=message):
        fine_tune(rule("a"), rows(2), [0, 1], **options)
    with pytest.raises(SpecificationError, match="needs inputs 0 and 1; that of row 1 is"):
        fine_tune(rule("a"), rows(2) + 0.5, [0, 1])


def test_rows_that_say_nothing_are_learnt_without_an_error():
    rng = np.random.default_rng(0)
    for seed in range(6):
        bits, codes = rng.integers(0, 2, (60, 5)), rng.integers(0, 4, 60)
        found = learnt(None, list("abcde"), bits, codes, list("wxyz"), seed=seed)
        weights = found.evidence[0].weights
        assert found.network(bits).shape == (60, 4)
        assert set(weights) == set(found.evidence[0].held_out) - {"pool"}
