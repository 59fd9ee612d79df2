"""What a time limit takes from HiGHS is noted; a limit that takes nothing changes nothing."""

import numpy as np
import pytest

from logicnet.ground.budget import Budget
from logicnet.minimization.covering.reduction import reduce
from logicnet.minimization.incidence.matrices import incidence
from logicnet.minimization.programs import solver


def program(size):
    """A covering problem that takes more than its root."""
    rng = np.random.default_rng(3)
    flags = (rng.random((size, size)) < 4 / size) | np.eye(size, dtype=bool)
    return np.ones(size), [(flags.astype(float), 1, np.inf)]


def cut(size, **limits):
    budget = Budget(**limits)
    solver.solve(*program(size), budget)
    return budget.cut


def test_an_answer_tells_time_from_another_limit():
    hard = solver._arrays(*program(100))
    late = solver._answer(solver.solved(hard | {"nodes": 1 << 20, "seconds": 1e-4}))
    assert late.late
    assert not late.complete
    assert not solver._answer(solver.solved(hard | {"nodes": 1, "seconds": np.inf})).late


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("where", ["_here", "_apart"])
def test_an_answer_that_came_late_is_noted(monkeypatch, where, late):
    answer = solver.Answer(False, 1.0, None, False, late)
    other = "_here" if where == "_apart" else "_apart"
    monkeypatch.setattr(solver, where, lambda *given: answer)
    monkeypatch.setattr(solver, other, lambda *given: solver.Answer(False, 1.0, None, False, False))
    assert cut(20, time_limit=1e6) == ("time limit" if late else None)


def test_too_little_time_for_a_process_is_noted(monkeypatch):
    monkeypatch.setattr(solver, "_HERE_ENTRIES", 0)
    monkeypatch.setattr(solver, "_PROCESS_SECONDS", 1e7)
    monkeypatch.setattr(solver, "_apart", None)
    assert cut(20, time_limit=1e6) == "time limit"


def test_a_limit_that_cuts_nothing_reduces_large_matrices_alike():
    rng = np.random.default_rng(0)
    flags = rng.random((1200, 1200)) < 0.9
    flags[:, 7] = flags[:, 3] & flags[:, 7]
    costs = np.zeros(1200, dtype=np.int64)
    matrix = incidence(*np.nonzero(flags), flags.shape)
    free, limited = (reduce(matrix, costs, Budget(time_limit=t)) for t in (None, 1e9))
    assert free.matrix.shape[1] < 1200
    assert (free.columns == limited.columns).all()
