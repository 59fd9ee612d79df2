"""Growing nets, and fine-tuning rules on data."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings

from logicnet import LimitError, Network, SpecificationError, compile
from logicnet.ground import budget as clocks
from logicnet.ground.budget import Budget
from logicnet.learning.data.datasets import MONK_SIZES, monks
from logicnet.learning.data.tables import one_hot
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.rules import hardening
from logicnet.learning.rules.fine_tuning import fine_tune
from logicnet.learning.rules.growth import wire_places, with_units, with_wires
from logicnet.learning.softening.agreement import disagreement, step_net
from logicnet.learning.softening.sigmoid import harden, soften
from logicnet.learning.training.options import options_of
from logicnet.learning.training.schedules import Ramp
from logicnet.learning.training.training import train, trained
from reference import reference
from strategies import networks

CATEGORIES = {f"a{k + 1}": range(1, size + 1) for k, size in enumerate(MONK_SIZES)}


def encoded(data):
    x, encoding = one_hot(
        dict(zip(CATEGORIES, data.x.T.tolist(), strict=True)),
        categories={name: list(values) for name, values in CATEGORIES.items()},
    )
    return x, data.y, encoding.names


ROBOTS, _, NAMES = encoded(monks(1))


def rule(*terms):
    """An OR of ANDs of encoded columns, written a1_1 or ~a1_1."""
    units, n = [], len(NAMES)
    for term in terms:
        literals = [(NAMES.index(v.lstrip("~")), -1 if v[0] == "~" else 1) for v in term.split()]
        sources, weights = zip(*literals, strict=True)
        units.append((sources, weights, sum(w > 0 for w in weights)))
    units.append((range(n, n + len(terms)), [1] * len(terms), 1))
    return Network.from_units([f"x{i}" for i in range(n)], units)


EQUAL = ["a1_1 a2_1", "a1_2 a2_2", "a1_3 a2_3"]


# Growing --------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(networks())
def test_a_grown_net_decides_as_before(network):
    mlp = soften(network)
    grown = with_wires(mlp, "all", scale=1e-6)
    grown = with_units(grown, 3, layer=0, out=1e-6) if grown.depth > 1 else grown
    assert not disagreement(grown, network)
    assert grown.wires >= mlp.wires


@settings(max_examples=30, deadline=None)
@given(networks())
def test_wires_of_no_weight_change_nothing(network):
    grown = with_wires(soften(network), "all", scale=0.0)
    rows = np.eye(len(network.inputs))
    assert (harden(grown)(rows) == network(rows)).all()


def test_wires_reach_as_far_as_asked():
    mlp = MLP.random([4, 3, 2], seed=0)
    mlp = with_wires(mlp, "all")
    assert mlp.wires == 4 * 3 + (4 + 3) * 2
    units = [([0], [1], 1), ([3, 1], [1, 1], 1), ([4, 2], [1, 1], 1)]
    chain = soften(Network.from_units("abc", units))
    counts = [with_wires(chain, reach).wires for reach in ("neighbours", "inputs", "all")]
    assert counts == [7, 3 + 4 + 4, 12]


def test_free_units_are_read_by_the_next_layer():
    mlp = soften(rule("a1_1 a2_1", "a5_1"))
    grown = with_units(mlp, 5, out=0.0)
    assert grown.units == mlp.units + 5
    assert (grown.layer_starts == [0, 7, 8]).all()
    assert np.allclose(grown(ROBOTS), mlp(ROBOTS))
    assert grown.labels is None
    sources, weights = grown.wires_of(7)
    assert len(sources) == 7
    assert sorted(weights) == [0] * 5 + [1, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: with_units(m, 0), "count must be a positive whole"),
        (lambda m: with_units(m, 1, layer=1), "layer must be a whole number from 0 to 0"),
        (lambda m: with_wires(m, "far"), "'far' is not known"),
    ],
)
def test_a_wrong_growth_is_refused(call, message):
    with pytest.raises(SpecificationError, match=message):
        call(MLP.random([2, 2, 1], seed=0))


# Fine-tuning ----------------------------------------------------------------------------------


def test_a_right_rule_is_kept_under_noisy_labels():
    x, y, _ = encoded(monks(3, 122, noise=0.05, seed=1))
    right = rule("a5_3 a4_1", "~a5_4 ~a2_3")
    tuned = fine_tune(right, x, y, free_units=0)
    assert (tuned.network(ROBOTS)[:, 0] == monks(3).y).all()
    assert tuned.anchor is None
    assert "the rule was kept" in str(tuned)


@pytest.mark.parametrize("terms", [EQUAL, [*EQUAL, "a5_2"], [*EQUAL[:2], "a5_1"]])
def test_an_incomplete_or_wrong_rule_is_repaired(terms):
    x, y, _ = encoded(monks(1, 150, seed=3))
    tuned = fine_tune(rule(*terms), x, y, epochs=200)
    truth = monks(1).y
    before = (rule(*terms)(ROBOTS)[:, 0] == truth).mean()
    after = (tuned.network(ROBOTS)[:, 0] == truth).mean()
    assert after > max(before, 0.94)
    assert tuned.network.weights.dtype == np.int64
    assert tuned.before < tuned.after == pytest.approx(1.0, abs=0.02)
    assert (tuned.network(x) == step_net(tuned.network).predict(x)).all()


def test_an_incomplete_rule_is_mended_under_noisy_labels_without_learning_the_noise():
    x, y, _ = encoded(monks(3, 122, noise=0.05, seed=1))
    tuned = fine_tune(rule("a5_3 a4_1"), x, y, epochs=100, dtype="float32")
    assert tuned.anchor >= 0.003  # with none the noise would be learnt
    assert (tuned.soft_mlp.predict(ROBOTS)[:, 0] == monks(3).y).mean() > 0.95
    assert tuned.soft < 1


def test_the_report_names_the_rows_where_hard_and_soft_differ():
    x, y, _ = encoded(monks(1, 124, seed=0))
    tuned = fine_tune(rule(*EQUAL), x, y, anchor=0.01, epochs=60)
    soft, hard = tuned.mlp.predict(x)[:, 0], tuned.network(x)[:, 0]
    assert tuned.differs.rows.tolist() == np.flatnonzero(soft != hard).tolist()
    assert (hard == y).mean() == pytest.approx(tuned.after)
    assert "hard and soft" in str(tuned)


def test_only_the_existing_wires_move_if_no_others_are_wanted():
    network = rule(*EQUAL)
    x, y, _ = encoded(monks(1, 124, seed=0))
    tuned = fine_tune(network, x, y, anchor=0.0, wires=None, free_units=0, epochs=20)
    assert (tuned.soft_mlp.indices == network.indices).all()
    assert tuned.network.units == network.units


def test_what_is_added_has_an_anchor_of_its_own():
    network = rule(*EQUAL)
    x, y, _ = encoded(monks(1, 100, seed=3))
    given = {"epochs": 30, "free_units": 2}
    same = fine_tune(network, x, y, anchor=0.03, **given)
    assert fine_tune(network, x, y, anchor=0.03, added_anchor=0.03, **given).mlp == same.mlp
    start = fine_tune(network, x, y, anchor=0.03, **given | {"epochs": 1}, rate=1e-9).soft_mlp
    held = fine_tune(network, x, y, anchor=0.0, added_anchor=100.0, **given, rate=0.002).soft_mlp
    free = fine_tune(network, x, y, anchor=100.0, added_anchor=0.0, **given, rate=0.002).soft_mlp
    own = np.zeros(start.wires, dtype=bool)
    own[wire_places(network, start)] = True
    for tuned, which in ((held, own), (free, ~own)):  # only what is not held goes anywhere
        moved = np.abs(tuned.weights - start.weights)
        assert moved[which].max() > 5 * moved[~which].max()
    assert same.added_anchor == 0.03
    assert same.evidence == ()


def test_both_anchors_are_chosen_by_rows_held_out():
    x, y, _ = encoded(monks(1, 60, seed=3))
    tuned = fine_tune(rule(*EQUAL), x, y, added_anchor="auto", epochs=30, free_units=2)
    (piece,) = tuned.evidence
    assert len(piece.held_out) == 1 + 4 + 3
    wrong = (rule(*EQUAL)(x)[:, 0] != y).mean()
    assert piece.held_out["rule"].error == pytest.approx(wrong)
    assert piece.expected.error == min(held.error for held in piece.held_out.values())
    assert f"anchor {tuned.anchor:g}" in piece.chosen
    assert f"{tuned.added_anchor:g}" in piece.chosen
    differs = tuned.network(x)[:, 0] != rule(*EQUAL)(x)[:, 0]
    assert (piece.changed, piece.first_changed) == (differs.sum(), differs.argmax())
    assert str(tuned).startswith(f"{piece.chosen}: fewest errors on held-out rows")
    with pytest.raises(SpecificationError, match="is chosen where"):
        fine_tune(rule(*EQUAL), x, y, anchor=0.01, added_anchor="auto")


def test_a_network_trained_by_gradients_keeps_to_so_many_units():
    x, y, _ = encoded(monks(1, 60, seed=3))
    tuned = fine_tune(rule(*EQUAL), x, y, method="gradient", anchor=0.01, epochs=5, max_units=6)
    assert tuned.network.units <= 6
    assert tuned.soft_mlp.units == 6  # 4 of the rule, and 2 of the 8 free ones
    with pytest.raises(LimitError, match="has 4 units, one for each output, more than max_units=3"):
        fine_tune(rule(*EQUAL), x, y, method="gradient", anchor=0.01, epochs=5, max_units=3)


def test_the_same_seed_gives_the_same_network():
    x, y, _ = encoded(monks(2, 60, seed=0))
    runs = [fine_tune(rule("a1_1"), x, y, anchor=0.01, epochs=20).network for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_region_is_tuned_on_points():
    square = Network.from_units(
        ["x", "y"],
        [([0], [1.0], 0.0), ([0], [-1.0], -1.0), ([1], [1.0], 0.0), ([1], [-1.0], -1.0),
         ([2, 3, 4, 5], [1.0, 1.0, 1.0, 1.0], 4.0)],
        encoding="real",
    )  # fmt: skip
    points = np.random.default_rng(0).uniform(-0.5, 1.5, (300, 2))
    y = ((points > 0.2) & (points < 1.1)).all(axis=1).astype(int)
    tuned = fine_tune(square, points, y, gain=8, anchor=0.0, wires=None, free_units=0)
    assert tuned.before < 0.9 < tuned.after
    assert tuned.network.encoding == "real"
    assert (tuned.network(points)[:, 0] == y).mean() == pytest.approx(tuned.after)


def test_frozen_units_and_wires_are_those_of_the_network():
    network = rule(*EQUAL, "a5_1")
    x, y, _ = encoded(monks(3, 150, seed=3))
    mask = np.zeros(network.wires, dtype=bool)
    mask[[0, 9]] = True  # the first unit's first wire, and the output's third
    tuned = fine_tune(
        network, x, y, anchor=0.0, epochs=30, free_units=3, frozen=[1], frozen_wires=mask
    )
    grown, start = tuned.soft_mlp, soften(network, gain=4)
    sources, weights = grown.wires_of(1)  # as compiled, and without new wires
    assert (sources == start.wires_of(1)[0]).all()
    assert (weights == start.wires_of(1)[1]).all()
    assert grown.biases[1] == start.biases[1]
    assert (tuned.network.wires_of(1)[1] == network.wires_of(1)[1]).all()

    def kept(unit, place):  # the free units stand at the end of the first layer
        (old, before), (sources, after) = start.wires_of(unit), grown.wires_of(place)
        return (after[np.searchsorted(sources, old)] == before).tolist()

    assert kept(0, 0) == [True, False]
    assert kept(4, 7) == [False, False, True, False]


def test_an_interrupt_keeps_the_rule_or_what_was_learnt():
    x, y, _ = encoded(monks(1, 60, seed=3))
    network = rule(*EQUAL)
    early = fine_tune(network, x, y, progress=lambda epoch: False)
    assert early.network == network
    assert "interrupted while the anchor was chosen" in early.method
    assert early.cut == "interrupt"
    assert str(early).endswith("; cut by the interrupt")
    late = fine_tune(network, x, y, anchor=0.01, progress=lambda epoch: epoch.number < 40)
    assert late.epochs == 40
    assert late.method == "plain hardening"
    assert late.cut == "interrupt"
    whole = fine_tune(network, x, y, anchor=0.01, epochs=5)
    assert (whole.cut, "cut" in str(whole)) == (None, False)
    assert fine_tune(network, x, y, anchor=0.01, time_limit=1e-9).cut == "time limit"


class Steps:
    """In place of the module `time`: so many seconds go by with every look."""

    def __init__(self, pace):
        self.pace, self.looks = pace, count()

    def monotonic(self):
        return self.pace * next(self.looks)


def test_a_limit_that_cuts_the_choice_of_the_anchor_is_told(monkeypatch):
    """Each training has its part of the time; what is left goes on to the next."""
    x, y, _ = encoded(monks(1, 60, seed=3))
    network, options = rule(*EQUAL), {"epochs": 40, "free_units": 2}
    whole = fine_tune(network, x, y, **options)
    assert whole.cut is None
    monkeypatch.setattr(clocks, "time", Steps(1.0))
    assert same_but_seconds(fine_tune(network, x, y, **options), whole)
    assert same_but_seconds(fine_tune(network, x, y, **options, time_limit=1e9), whole)
    epochs = []

    def hear(epoch):
        epochs.append((epoch.stage, epoch.number))

    tuned = fine_tune(network, x, y, **options, time_limit=1500.0, progress=hear)
    assert tuned.cut == "time limit"
    assert str(tuned).endswith("; cut by the time limit")
    stages = dict(epochs)  # the last epoch of each
    chosen = [number for stage, number in stages.items() if "held out" in stage]
    assert len(chosen) == 20
    assert all(1 <= number < 40 for number in chosen)
    kept = fine_tune(network, x, y, **options, time_limit=1e-9)
    assert kept.cut == "time limit"
    assert "not better on held-out rows in the time there was" in kept.method


def same_but_seconds(one, other):
    results = [replace(tuned.result, seconds=0.0, losses=None) for tuned in (one, other)]
    losses = [tuned.result.losses.tolist() for tuned in (one, other)]
    first, second = (replace(tuned, result=None, differs=None) for tuned in (one, other))
    return results[0] == results[1] and losses[0] == losses[1] and first == second


@pytest.mark.parametrize("told", ["straight-through", "layer by layer"])
def test_an_interrupt_while_hard_units_learn_is_told(told, monkeypatch):
    stages = []

    def stop(epoch):
        stages.append(epoch.stage)
        return stages.count("hard units") < (3 if told == "straight-through" else 28)

    monkeypatch.setattr(hardening, "share_decided", lambda *given: 2.0)  # more than can be kept
    monkeypatch.setattr(hardening, "share_right", lambda *given: 1.0)
    x, y, _ = encoded(monks(1, 60, seed=3))
    tuned = fine_tune(rule(*EQUAL), x, y, anchor=0.01, epochs=20, progress=stop)
    assert stages.count("hard units") == (3 if told == "straight-through" else 28)
    assert tuned.cut == "interrupt"


def test_shares_are_of_the_rows_that_all_outputs_get_right():
    network = Network.from_units("ab", [([0, 1], [1, 1], 2), ([0, 1], [1, 1], 1)],
                                 outputs={"and": 0, "or": 1})  # fmt: skip
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    right = np.array([[0, 0], [0, 1], [0, 1], [1, 1]], dtype=float)
    half, one_off, none = right.copy(), right.copy(), 1 - right
    half[half == 1], one_off[2, 1] = 0.5, 0.0  # a half counts as 1
    for share, of in (
        (hardening.share_right, network), (hardening.share_decided, soften(network))
    ):  # fmt: skip
        found = [share(of, rows, targets) for targets in (right, half, one_off, none)]
        assert found == [1.0, 1.0, 0.75, 0.0]


def test_a_callback_hears_the_stage_and_may_end_it():
    x, y, _ = encoded(monks(1, 20, seed=3))
    epochs = []
    whole = Budget(progress=lambda epoch: epochs.append(epoch) or len(epochs) < 2)
    part = hardening.staged(whole, "hard units", 0.5)
    result = trained(soften(rule(*EQUAL)), x, y, options_of({"epochs": 3}), part)
    assert (result.cut, part.cut, whole.cut) == 3 * ("interrupt",)
    assert [epoch.stage for epoch in epochs] == ["hard units"] * 2
    assert hardening.staged(Budget(), "x", 0.5).progress is None


def test_ways_to_harden_are_tried_until_one_keeps_what_was_learnt(monkeypatch):
    """The shares are given here, so that each way is the best one in turn."""
    x, y, _ = encoded(monks(1, 20, seed=3))
    result = train(soften(rule(*EQUAL)), x, y, epochs=2)
    for soft, shares, method, tried in [
        (0.8, [0.8], "plain hardening", 1),
        (0.8, [0.5, 0.8], "straight-through", 2),
        (0.8, [0.5, 0.6, 0.7], "layer by layer", 3),
        (0.8, [0.5, 0.6, 0.6], "straight-through", 3),
        (0.8, [0.5, 0.5, 0.4], "plain hardening", 3),
    ]:
        left = list(shares)
        monkeypatch.setattr(hardening, "share_decided", lambda *given, soft=soft: soft)
        monkeypatch.setattr(hardening, "share_right", lambda *given, left=left: left.pop(0))
        found = hardening.hardened(result.mlp, x, y[:, None], {"epochs": 2}, Budget())
        assert (found.method, len(shares) - len(left)) == (method, tried)
        assert found.network == harden(found.mlp)
        assert (found.mlp == result.mlp) == (method == "plain hardening")
        left[:] = shares
        over = Budget(time_limit=0)
        found = hardening.hardened(result.mlp, x, y[:, None], {"epochs": 2}, over)
        assert (found.method, found.network) == ("plain hardening", harden(result.mlp))
        assert over.cut == ("time limit" if tried > 1 else None)


@pytest.mark.parametrize("end_at", [1, 2, 9])
def test_layers_are_hardened_one_after_another_until_an_interrupt(end_at, monkeypatch):
    units = [([0, 1], [1, 1], 1), ([0, 1], [1, 1], 2), ([2, 3], [1, -1], 1), ([3, 4], [1, 1], 1)]
    mlp, seen = soften(Network.from_units("ab", units)), []

    def told(part, rows, targets, options, budget):
        seen.append((part.activations, options.frozen.tolist()))
        if len(seen) == end_at:
            budget.stop()
        return trained(part, rows, targets, options, budget)

    monkeypatch.setattr(hardening, "trained", told)
    rows, targets = np.array([[0.0, 0], [0, 1]]), np.array([[0.0], [1]])
    budget = Budget()
    found = hardening._stepwise(mlp, rows, targets, {"epochs": 1}, budget)
    steps = [(("step", "sigmoid", "sigmoid"), [0, 1]), (("step", "step", "sigmoid"), [0, 1, 2])]
    assert seen == steps[:end_at]
    assert budget.cut == ("interrupt" if end_at < 3 else None)
    assert found.activations == mlp.activations


def test_a_checkpoint_is_that_of_the_training_on_all_rows(tmp_path):
    x, y, _ = encoded(monks(1, 60, seed=3))
    given = {"free_units": 2, "epochs": 20, "anchor": 0.01}
    whole = fine_tune(rule(*EQUAL), x, y, **given)
    part = {"checkpoint": tmp_path / "run.npz", "resume": True}
    fine_tune(rule(*EQUAL), x, y, progress=lambda e: e.number < 9, **given, **part)
    resumed = fine_tune(rule(*EQUAL), x, y, **given, **part)
    assert resumed.network == whole.network
    assert resumed.soft_mlp == whole.soft_mlp


def test_outputs_may_lie_in_different_layers():
    units = [([0, 1], [1, 1], 2), ([2, 3], [1, 1], 1)]
    network = Network.from_units("abc", units, outputs={"p": 0, "q": 1})
    rng = np.random.default_rng(9)
    x, y = rng.integers(0, 2, (80, 3)), rng.integers(0, 2, (80, 2))
    tuned = fine_tune(network, x, y, anchor=0, epochs=60, seed=9)
    assert tuned.before <= tuned.after < tuned.soft  # so that every way of hardening was tried
    assert tuned.network.outputs == ("p", "q")


def test_a_network_that_training_makes_worse_is_kept():
    network = Network.from_units("ab", [([0, 1], [1, 1], 2)])
    x = [[0, 0], [0, 1], [1, 0], [1, 1]] * 8
    y = [0, 0, 0, 1] * 8
    tuned = fine_tune(network, x, y, anchor=0.0, rate=50.0, epochs=1)
    assert tuned.network == network
    assert "the trained one makes more errors" in tuned.method
    assert tuned.after == tuned.before == 1


@pytest.mark.parametrize("stated", [True, False])
def test_a_boolean_network_may_have_real_weights(stated):
    rng = np.random.default_rng(0)
    network = Network.from_units(
        [f"x{i}" for i in range(40)], [(range(40), rng.normal(size=40), 0.3)]
    )
    assert network.weights.dtype == np.float64
    x = rng.integers(0, 2, (60, 40))
    sums = x @ network.weights
    assert (network(x)[:, 0] == (sums >= 0.3)).all()
    assert not disagreement(soften(network, gain=4), x=x)
    y = (sums >= 0.3) if stated else x[:, 0]
    tuned = fine_tune(network, x, y.astype(int), epochs=40)
    assert (tuned.network == network) == stated
    assert (tuned.network(x)[:, 0] == y).mean() == pytest.approx(tuned.after)


def test_rows_that_are_not_boolean_are_refused_before_training():
    def never(epoch):
        raise AssertionError("it was trained")

    network = Network.from_units("ab", [([0, 1], [1, 1], 2)])
    for x in ([[0, 0.5], [1, 1]], [[0, -1], [1, 1]]):
        with pytest.raises(SpecificationError, match="input 'b': expected 0 or 1"):
            fine_tune(network, x, [0, 1], anchor=0, epochs=3, progress=never)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gain": "x"}, "gain must be positive"),
        ({"anchor": -1}, "anchor .* must not be negative"),
        ({"anchor": None}, "anchor .* must not be negative"),
        ({"rate": -1}, "rate must be positive"),
        ({"epochs": 0}, "epochs must be a positive whole"),
        ({"free_units": -1}, "free_units must be a whole number of at least 0"),
        ({"wires": "far"}, "wires 'far' is not known; choose one of neighbours, inputs, all"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": None, "resume": True, "checkpoint": "x.npz"}, "resume needs the seed"),
        ({"foo": 1}, "option 'foo' is not known"),
        ({"validation": 0.25}, "chosen by cross-validation"),
        ({"restarts": 2}, "no option 'restarts': it starts from the compiled network"),
        ({"frozen": [2]}, "frozen units must be numbers from 0 to 1"),
        ({"y": [0, 1]}, "4 rows, but targets for 2"),
        ({"y": [0, 1, 2, 0]}, "that of row 3 is 2"),
        ({"x": [[0, 1], [0, np.nan]]}, "row 2, input 'b' is nan"),
        ({"network": soften(Network.from_units("ab", [([0], [1], 1)]))}, "must be a Network"),
    ],
)
def test_a_wrong_call_is_refused(options, message):
    network = Network.from_units("ab", [([0, 1], [1, 1], 2), ([2], [1], 1)])
    given = {"network": network, "x": [[0, 0], [0, 1], [1, 0], [1, 1]], "y": [0, 0, 0, 1]}
    with pytest.raises(SpecificationError, match=message):
        fine_tune(**(given | options))


def test_the_gain_may_rise_and_progress_says_what_is_trained():
    x, y, _ = encoded(monks(1, 60, seed=4))
    heard = []
    tuned = fine_tune(
        rule(*EQUAL), x, y, gain=Ramp(2, 8, 30), epochs=40, free_units=2,
        progress=lambda epoch: heard.append(epoch.stage),
    )  # fmt: skip
    assert tuned.after >= tuned.before
    assert set(tuned.soft_mlp.gains) == {Ramp(2, 8, 30)(tuned.epochs - 1)}
    stages = list(dict.fromkeys(heard))
    assert stages[0] == "anchor 0.03, part 1 of 5 held out"
    assert "all rows" in stages
    with pytest.raises(SpecificationError, match="gain must be positive"):
        fine_tune(rule(*EQUAL), x, y, gain=lambda epoch: epoch)


# What it says, worked out by plain loops --------------------------------------------------------


def decided(mlp, row):
    """The decisions of a net of sigmoid units for one row."""
    values = list(map(float, row))
    for j in range(mlp.units):
        sources, weights = (part.tolist() for part in mlp.wires_of(j))
        total = math.fsum(w * values[s] for s, w in zip(sources, weights, strict=True))
        z = mlp.gains[mlp.layer_of[j]] * (total + mlp.biases[j])
        values.append(1 / (1 + math.exp(-z)))
    return [int(values[len(row) + u] >= 0.5) for u in mlp.output_units]


def false_statements(tuned, network, x, y):
    """What a FineTuned says and plain counting does not."""
    rows, wanted = np.asarray(x).tolist(), np.asarray(y).reshape(len(x), -1).tolist()

    def share(decisions):
        return sum(a == b for a, b in zip(decisions, wanted, strict=True)) / len(wanted)

    hard = [reference(tuned.network, row) for row in rows]
    soft = [decided(tuned.mlp, row) for row in rows]
    direct = [reference(harden(tuned.soft_mlp), row) for row in rows]
    apart = [k for k, (a, b) in enumerate(zip(hard, soft, strict=True)) if a != b]
    found = {
        "before": share([reference(network, row) for row in rows]),
        "soft": share([decided(tuned.soft_mlp, row) for row in rows]),
        "plain": share(direct),
        "after": share(hard),
    }
    wrong = [name for name, value in found.items() if abs(value - getattr(tuned, name)) > 1e-12]
    wrong += ["differs"] * (tuned.differs.rows.tolist() != apart)
    wrong += ["differs"] * (tuned.differs.compared != len(rows))
    curve = [] if tuned.result is None else tuned.result.losses
    wrong += ["epochs"] * (tuned.epochs != len(curve))
    wrong += ["after < before"] * (found["after"] < found["before"])
    wrong += ["method"] * (tuned.method == hardening.PLAIN and hard != direct)
    wrong += ["kept"] * ((tuned.result is None) != tuned.method.startswith("the rule was kept"))
    return wrong


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_of_a_tuned_network_is_what_plain_counting_finds(seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 2, (40, 5))
    y = np.stack([x[:, 0] & x[:, 1] | x[:, 2], x[:, 3]], axis=1) ^ (rng.random((40, 2)) < 0.05)
    network = compile({"y": "a & b", "z": "d & e" if seed % 2 else "d"}, inputs=list("abcde"))
    options = [{"anchor": 0.0}, {"anchor": 0.1, "free_units": 2}, {"free_units": 0}, {}][seed]
    tuned = fine_tune(network, x, y, epochs=40, **options)
    assert false_statements(tuned, network, x, y) == []
    for name in ("before", "soft", "plain", "after"):
        planted = replace(tuned, **{name: getattr(tuned, name) - 1 / 40})
        assert name in false_statements(planted, network, x, y)
    wrong = replace(tuned.differs, rows=np.append(tuned.differs.rows, 40))
    assert "differs" in false_statements(replace(tuned, differs=wrong), network, x, y)
    assert "epochs" in false_statements(replace(tuned, epochs=tuned.epochs + 1), network, x, y)
    other = compile({"y": "0", "z": "0"}, inputs=list("abcde"))
    assert "after" in false_statements(replace(tuned, network=other), network, x, y)


def test_a_rule_whose_sums_floats_cannot_hold_is_tuned_and_counted_exactly():
    big = Network.from_units(
        ["a", "b", "c"], [([0, 1, 2], [2**53 + 1, 2**53, 2**53 - 1], 2**54 + 1)]
    )
    rows = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    y = [reference(big, row)[0] for row in rows]
    assert (step_net(big).predict(rows).ravel() != y).any()  # as floats add it up
    tuned = fine_tune(big, rows, y, anchor=0.01, epochs=3)
    assert tuned.before == tuned.after == 1.0


def test_workers_choose_the_anchor_that_is_chosen_without():
    """Trained in other threads: each has its own arrays, and the folds come in order."""
    x = np.array([[i >> k & 1 for k in range(4)] for i in range(16)] * 2)
    y = (x[:, 0] & x[:, 1]) | x[:, 2]
    stated = compile("a & b", inputs=list("abcd"))
    alone = fine_tune(stated, x, y, epochs=40)
    heard = []
    with ThreadPoolExecutor(2) as pool:
        tuned = fine_tune(stated, x, y, epochs=40, executor=pool, progress=heard.append)
        assert (tuned.network, tuned.anchor, tuned.epochs) == (
            alone.network,
            alone.anchor,
            alone.epochs,
        )
        stages = [epoch.stage for epoch in heard][:20]
        assert stages[:2] == [f"anchor 0.03, part {k} of 5 held out" for k in (1, 2)]
        assert len(set(stages)) == 20
        ended = fine_tune(stated, x, y, epochs=40, executor=pool, progress=lambda epoch: False)
        assert (ended.cut, ended.network) == ("interrupt", stated)
        late = fine_tune(stated, x, y, executor=pool, time_limit=1e-9)
        assert (late.cut, late.network) == ("time limit", stated)
    with pytest.raises(TypeError, match="executor is one of concurrent.futures"):
        fine_tune(stated, x, y, executor=2)
