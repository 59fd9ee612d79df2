"""What samples suggest is judged once, within limits and for the bound without."""

from logicnet.construction.limits import Limits
from logicnet.construction.structure import sampled
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Builder


def test_no_network_is_judged_twice(monkeypatch):
    judged, verified = [], sampled.verified

    def noted(network, function, extent):
        judged.append((network.indices.tolist(), network.thresholds.tolist()))
        return verified(network, function, extent)

    monkeypatch.setattr(sampled, "verified", noted)
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
