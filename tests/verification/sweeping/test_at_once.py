"""Small graphs, asked as they are: what all rows say, without a sweep; the same graph by Python."""

import numpy as np
import pytest
from drawn_circuits import built, stated_gates
from hypothesis import given, settings

from logicnet import Cover
from logicnet.ground.running.plain import plain
from logicnet.logic.function import function
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from logicnet.verification.sweeping import graph, judging, solving
from strategies import networks


@pytest.fixture(scope="module", autouse=True)
def asked():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "_MOST_AT_ONCE", 4_000)
        patch.setattr(judging, "Sweep", None)
        yield


def check(first, second):
    sides = compared(first, second)
    found, want = (JUDGES[name].judge(sides, Extent()) for name in ("sweeping", "all rows"))
    assert found.equal == want.equal
    for row in found.counterexamples:
        word = np.array([[row.inputs[name]] for name in sides.inputs], dtype=np.uint64)
        assert sides.differences(word)[0] & np.uint64(1)


@settings(max_examples=40)
@given(stated_gates(), stated_gates())
def test_circuits_are_what_rows_say(first, second):
    check(built(*first), built(*second))


@settings(max_examples=30)
@given(networks(most_inputs=4))
def test_units_are_what_rows_say(net):
    check(net, Cover.from_table(net.table()))


def test_constants_are_no_variables():
    check(function("a & ~a"), function("a | ~a"))
    check(function("a | ~a"), function("a | a & b | ~a"))


def test_what_few_conflicts_do_not_settle_is_swept(monkeypatch):
    monkeypatch.setattr(solving, "_CONFLICTS_AT_ONCE", 1)
    names = [f"x{k}" for k in range(9)]
    first, second = function(" ^ ".join(names)), function(" ^ ".join(names[4:] + names[:4]))
    stated = judging.laid_out(compared(first, second))
    asked = stated.graph.operands, 9, stated.wrong, lambda work: None
    assert solving.asked_at_once(*asked) is None
    monkeypatch.setattr(solving, "_CONFLICTS_AT_ONCE", 3_000)
    assert solving.asked_at_once(*asked).row is None


@settings(max_examples=30)
@given(networks(encodings=("binary", "bipolar")), stated_gates())
def test_python_makes_the_same_graph(net, gates):
    made = []
    for way in (plain, lambda kernel: kernel):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(graph, "light", lambda kernel, few, way=way: way(kernel))
            circuit = built(*gates)
            own = graph.Graph([*net.inputs, *map(str, circuit.leaves)])
            literals = own.of_network(net), own.of_circuit(circuit)
            last = own.differ(int(literals[0][-1]), own.all_of(literals[1][-3:]))
            made.append([*literals, *own.operands, last])
    assert all(map(np.array_equal, *made))
