"""What proves a network is kept for its verdict, and only of the network that it proves."""

from dataclasses import replace

import numpy as np
import pytest

from logicnet import Network, TruthTable, compile
from logicnet.construction.target import JUDGES
from logicnet.construction.targets import target_of
from logicnet.logic.circuits.circuit import Builder
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent

NAMES = [f"x{k}" for k in range(21)]


@pytest.fixture
def vote():
    """A vote of more inputs than have rows, and the unit that it is."""
    make = Builder()
    votes = make.add("atleast", [make.leaf(name) for name in NAMES], 11)
    stated = make.circuit({"y": votes}, NAMES)
    unit = ([*range(21)], [1] * 21, 11)
    return target_of(stated), Network.from_units(NAMES, [unit], outputs={"y": 0})


def test_what_was_proven_is_not_asked_again(vote, monkeypatch):
    target, net = vote
    proven = JUDGES["counts"].judge(compared(net, target.circuit), Extent())
    assert target.is_counted(net)
    monkeypatch.setattr(type(JUDGES["counts"]), "judge", lambda *_: pytest.fail("asked again"))
    found = target.verdict(net)
    assert found.equal
    assert found.method == proven.method


def test_nothing_is_kept_of_another_network(vote):
    target, net = vote
    other = replace(net, thresholds=net.thresholds + 1)
    assert not target.is_counted(other)
    assert target.is_counted(net)
    assert not target.is_counted(other)
    assert target.verdict(other).equal is False


def test_a_table_of_17_inputs_is_compared_at_every_row():
    ones = np.random.default_rng(0).integers(0, 2, 1 << 17)
    table = TruthTable.from_values(np.where(np.arange(1 << 17) < 128, ones, 0))
    net = compile(table, "minterms")
    assert "not proven" not in net.construction
    assert target_of(table).verdict(net).equal
    assert target_of(table).verdict(replace(net, thresholds=net.thresholds + 1)).equal is False
