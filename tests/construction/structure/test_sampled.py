"""What samples suggest is judged once, within limits and for the bound without."""

import numpy as np

import logicnet
from logicnet.construction import target
from logicnet.construction.limits import Limits
from logicnet.construction.search.least_networks import least_units
from logicnet.construction.structure import sampled
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.tables.truthtable import TruthTable


def test_no_network_is_judged_twice(monkeypatch):
    judged, verified = [], target.verified

    def noted(network, function, extent):
        judged.append((network.indices.tolist(), network.thresholds.tolist()))
        return verified(network, function, extent)

    monkeypatch.setattr(target, "verified", noted)
    build = Builder()
    inputs = [f"x{k}" for k in range(30)]
    parity = build.circuit({"y": build.add("xor", build.leaves(inputs))}, inputs)
    task = Task(Target(parity), Limits(max_weight=64), Budget(), lambda task: task.found[0])
    found = [net.units for net in sampled.conjectured(task)]
    assert found
    assert judged
    assert 1 <= sampled.bound(task) <= min(found)
    assert [net.units for net in sampled.conjectured(task)] == found
    assert all(one != other for k, one in enumerate(judged) for other in judged[:k])


def test_rows_never_prove_more_units_than_the_table_of_all_functions_has():
    words = np.random.default_rng(0).integers(0, 1 << 16, 30)
    tables = [TruthTable.from_hex(f"{word:04x}") for word in words.tolist()]
    bounds = [sampled.opposed_bound(table) for table in tables]
    assert (np.array(bounds) <= least_units(words)).all()
    assert bounds == np.minimum(least_units(words), 2).tolist()


def test_outputs_that_are_alike_are_counted_once():
    table = TruthTable.from_expression({"p": "a & b", "q": "b & a", "r": "a | b", "s": "a ^ b"})
    assert sampled.opposed_bound(table) == 3


def test_equality_of_long_numbers_is_proven_least():
    net = logicnet.compile(" & ".join(f"~(a{k} ^ b{k})" for k in range(20)))
    assert net.units == 2
    assert net.proven_minimal
