"""What a solver is told once is not told again, however much one question takes."""

import numpy as np

from logicnet.verification.sweeping import solving

INPUTS, NODES = 6, 40


def state_of_a_chain():
    """Each node is the one before it and an input."""
    nodes = np.arange(1 + INPUTS, NODES)
    first, second = np.zeros((2, NODES), np.int64)
    first[nodes] = 2 * np.where(nodes == 1 + INPUTS, 1, nodes - 1)
    second[nodes] = 2 * (1 + nodes % INPUTS)
    return 2 * np.arange(NODES), first, second, np.zeros(1, np.int64)


def test_gates_of_a_question_above_the_limit_stay(monkeypatch):
    monkeypatch.setattr(solving, "_MOST_LOADED", 3)
    asked = solving.Solving(state_of_a_chain(), INPUTS)
    for end, stated in ((30, 24), (30, 24), (31, 25), (33, 27), (34, 28), (34, 28 + 28)):
        assert asked.deep(end, 2 * (end - 1), 1000).answer == "equal"
        assert asked.stated == stated
    assert asked.deep(8, 2 * 1, 1000).answer == "different"
    asked.close()


def test_a_difference_above_a_cut_says_nothing(monkeypatch):
    """All gates tell a difference, by inputs that have their own numbers; some of them do not."""
    asked = solving.Solving(state_of_a_chain(), INPUTS)
    found = asked.above(30, 2 * 8, 1000)
    assert found.answer == "different"
    assert all(found.inputs[k] for k in (1, 2, 3))
    assert not all(found.inputs.get(k, False) for k in range(1, 1 + INPUTS))
    assert asked.above(30, 2 * 29, 1000).answer == "equal"
    monkeypatch.setattr(solving, "_WINDOW", 4)
    assert asked.above(30, 2 * 8, 1000) == solving.UNKNOWN
