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
