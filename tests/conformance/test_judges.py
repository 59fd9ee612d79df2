"""Every judge, asked alone: whatever it decides is so, and no planted fault is called equal."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from faults import check_verdict, faults, outputs_at
from logicnet import Cover, Network, Region, TruthTable, compile, soften, verify
from logicnet.logic.function import function
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent, Judge
from logicnet.verification.judges import JUDGES
from logicnet.verification.regions.claimed_regions import Claim
from logicnet.verification.regions.two_regions import paired
from logicnet.verification.verdict import Verdict
from reference import reference, rows
from strategies import networks, real_networks

FUNCTIONS = [row for row in JUDGES.values() if row.of == "functions"]
REGIONS = [row for row in JUDGES.values() if row.of == "regions"]
TWO_REGIONS = [row for row in JUDGES.values() if row.of == "two regions"]
TRAINED = [row for row in JUDGES.values() if row.of == "trained"]
PROVING = (
    "all decisions",
    "intervals",
    "bounds",
    "one sum",
    "all rows",
    "structure",
    "interchangeable rows",
    "sums",
    "cells",
    "outlines",
    "half-spaces",
    "cells of both",
    "decision diagrams",
    "counts",
    "polynomials",
    "sweeping first",
    "sweeping",
    "larger diagrams",
    "longer sweeping",
)
AGREEING = Network.from_units(  # inputs that are alike, so that every judge can say something
    ["a", "b", "c", "d"], [([0, 1], [1, 1], 2), ([2, 3], [2, 2], 2), ([4, 5], [1, -1], 1)]
)
ONE_SUM = Network.from_units(
    ["a", "b", "c"], [([0, 1, 2], [1, -2, 3], 1), ([0, 1, 2, 3], [-1, 2, -3, 3], 0)]
)
MANY = "logicnet.verification.functions.one_sum._FEW"  # rows times wires from which it is followed
SWEPT_FIRST = "logicnet.verification.sweeping.first._MANY"  # gates times rows from which it is
AT_ONCE = "logicnet.verification.sweeping.solving._MOST_AT_ONCE"  # asked without a sweep
PLANES = {
    "square": "x >= 0 & x <= 4 & y >= 0 & y <= 4",
    "rule": "x >= 1 & b | x + y <= 3",
    "step": "(x >= 0) ^ (x >= 2) ^ (x >= 3)",
}

OUTLINE = Region.polygon([(0, 0), (4, 0), (4, 4), (0, 4)], boundary="closed")  # for one judge


def asked(row, net, other):
    """The verdict of one judge, or None where it has none; of few rows and points."""
    if row.of == "two regions":
        sides = paired({"a": net}, {"a": other})
    elif row.of != "regions":
        sides = compared(function(net), function(other))
    else:
        sides = Claim(net, dict(zip(net.outputs, [other], strict=True)), False)
    found = row.judge(sides, Extent(samples=200))
    return found if isinstance(found, Verdict) else None


def check_functions(row, net):
    """All faults of a network against the network, its table and its cover."""
    n = len(net.inputs)
    want = {tuple(at): outputs_at(net, at) for at in rows(n)}
    table = TruthTable.from_values(
        np.array(list(want.values())).reshape(2**n, -1), net.inputs, net.outputs
    )
    stated = [net, table, Cover.from_table(table)]

    def specification(inputs):
        return want[tuple(inputs[name] for name in net.inputs)]

    decided = 0
    for k, (_, fault) in enumerate([("", net), *faults(net)]):
        differs = any(
            outputs_at(fault, at) != specification(dict(zip(fault.inputs, at, strict=True)))
            for at in rows(n)
        )
        for mine, other in ((fault, stated[k % 3]), (net, fault)):
            verdict = asked(row, mine, other)
            decided += verdict is not None and verdict.equal is not None
            if verdict is not None and row.name in PROVING:
                assert verdict.equal is not differs
            if verdict is not None and verdict.equal is not None:
                assert verdict.equal is not differs
                if other is stated[k % 3]:
                    check_verdict(verdict, fault, specification, differs)
    return decided


@pytest.mark.parametrize("row", FUNCTIONS, ids=str)
def test_any_fault_in_a_network_that_matters_is_found(row, monkeypatch):
    monkeypatch.setattr(SWEPT_FIRST, 0)
    monkeypatch.setattr(MANY, 0)
    if row.name == "longer sweeping":
        monkeypatch.setattr(AT_ONCE, 0)

    @settings(max_examples=30)
    @given(networks(most_inputs=3, most_units=3, encodings=("binary", "bipolar"))
           | real_networks(most_inputs=3, most_units=3))  # fmt: skip
    def check(net):
        check_functions(row, net)

    check()
    assert check_functions(row, ONE_SUM if row.name == "one sum" else AGREEING)


def check_region(row, text):
    """All faults of a network over coordinates against its region."""
    region = OUTLINE if row.name == "outlines" else Region.of(text)
    net = compile(region, "formula")
    steps = {"b": (0, 1)}
    at = [steps.get(name, [k / 2 for k in range(-3, 13)]) for name in net.inputs]
    places = list(product(*at))
    columns = [net.inputs.index(name) for name in region.names]
    inside = region.contains(np.array(places, dtype=float)[:, columns])
    decided = 0
    some = list(faults(net))[:: 5 if row.name == "points" else 1]  # points take long
    for what, fault in [("", net), *some]:
        if "inputs" in what:
            continue
        differs = any(
            reference(fault, p)[0] != want for p, want in zip(places, inside, strict=True)
        )
        verdict = asked(row, fault, region)
        if verdict is None or verdict.equal is None:
            assert row.name not in ("cells",), what
            continue
        decided += 1
        assert verdict.equal is not differs, what
        if differs:
            found = verdict.counterexample
            point = [found.inputs[name] for name in fault.inputs]
            want = region.contains(np.array([point], dtype=float)[:, columns])[0]
            assert list(found.network.values()) == reference(fault, point)
            assert reference(fault, point)[0] != want
    return decided


@pytest.mark.parametrize("row", REGIONS, ids=str)
@pytest.mark.parametrize("text", PLANES.values(), ids=PLANES)
def test_a_fault_in_a_network_of_half_spaces_is_found(row, text):
    assert check_region(row, text)


def check_two_regions(row, text):
    """All comparisons of a region, one at a time with an edge of another kind or place."""
    steps = {"b": (0, 1)}
    region, decided = Region.of(text), 0
    at = [steps.get(name, [k / 2 for k in range(-3, 13)]) for name in region.names]
    places = np.array(list(product(*at)), dtype=float)
    for old, new in ((">=", ">"), ("<=", "<"), (">=", "<="), ("4", "4.5"), ("1", "1.5"), ("", "")):
        for part in range(text.count(old) if old else 1):
            pieces = text.split(old) if old else [text]
            fault = old.join(pieces[: part + 1]) + new + old.join(pieces[part + 1 :])
            other = Region.of(fault if old else text)
            columns = [region.names.index(name) for name in other.names]
            there = other.contains(places[:, columns])
            differs = bool((region.contains(places) != there).any())
            verdict = asked(row, other, region)
            if verdict is not None and verdict.equal is not None:
                decided += 1
                assert verdict.equal is not differs
    return decided


@pytest.mark.parametrize("row", TWO_REGIONS, ids=str)
@pytest.mark.parametrize("text", PLANES.values(), ids=PLANES)
def test_a_fault_in_a_region_is_found(row, text):
    assert check_two_regions(row, text)


def check_trained(row, net):
    """All faults of a network, softened, against the network's table."""
    n = len(net.inputs)
    want = [outputs_at(net, at) for at in rows(n)]
    table = TruthTable.from_values(np.array(want), net.inputs, net.outputs)
    decided = 0
    for k, (what, fault) in enumerate([("", net), *faults(net)]):
        if "swapped" in what or "inputs" in what:
            continue
        wide = fault.over([*fault.inputs, "free"])  # an input that does not matter
        mlp = soften(wide, activation=("sigmoid", "tanh", "relu", "hard_sigmoid")[k % 4])
        differs = [outputs_at(fault, at) for at in rows(n)] != want
        found = row.judge(compared(function(mlp), table), Extent(samples=200))
        if not isinstance(found, Verdict) or found.equal is None:
            assert row.name != "all decisions"
            continue
        decided += 1
        assert found.equal is not differs, what
        assert (found.margin is None) is differs
        if differs:
            at = list(found.counterexample.inputs.values())[:n]
            assert list(found.counterexample.network.values()) == outputs_at(fault, at)
            assert outputs_at(fault, at) != outputs_at(net, at)
    return decided


@pytest.mark.parametrize("row", TRAINED, ids=str)
def test_a_fault_in_a_trained_net_is_found(row):
    @settings(max_examples=15)
    @given(networks(most_inputs=3, most_units=3))
    def check(net):
        check_trained(row, net)

    check()
    assert check_trained(row, AGREEING) or row.name == "bounds"  # which are for wide nets


@pytest.mark.parametrize("row", JUDGES.values(), ids=str)
def test_what_is_right_is_proven_by_whoever_can_prove(row, monkeypatch):
    monkeypatch.setattr(SWEPT_FIRST, 0)
    monkeypatch.setattr(MANY, 0)
    square = Region.of(PLANES["square"])
    sides = {
        "regions": (compile(square), OUTLINE if row.name == "outlines" else square),
        "two regions": (Region.box([0, 0], [4, 4]), square),
        "trained": (soften(AGREEING.over([*"abcde"])), AGREEING),
        "functions": (ONE_SUM, ONE_SUM) if row.name == "one sum" else (AGREEING, AGREEING),
    }
    verdict = asked(row, *sides[row.of])
    assert verdict.equal is (True if row.name in PROVING else None)


def test_a_judge_that_is_wrong_is_noticed():
    for of, check, case in (("functions", check_functions, AGREEING),
                            ("trained", check_trained, AGREEING),
                            ("regions", check_region, PLANES["square"]),
                            ("two regions", check_two_regions, PLANES["square"])):  # fmt: skip
        with pytest.raises(AssertionError):
            check(Judge("flatterer", of, "everything", "toys:flatterer"), case)


def test_a_new_row_is_found_everywhere():
    row = Judge("itself", "functions", "a network against itself", "toys:same_object")
    with JUDGES.including(row):
        assert str(verify(AGREEING, AGREEING)) == "equal, proven by being the same"
        assert verify(AGREEING, "a & b & ~(c | d)").method == "all 16 rows"
        assert "| itself | functions | a network against itself |" in JUDGES.table()
    assert verify(AGREEING, AGREEING).method == "all 16 rows"
