"""Work is counted and shared, the clock only cuts, and nothing but a budget looks at it."""

import ast
from pathlib import Path

import pytest

import logicnet
from logicnet.errors import SpecificationError
from logicnet.ground import budget as module
from logicnet.ground.budget import Budget, OutOfBudget, factor, standing

ROOT = Path(logicnet.__file__).parent
CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time", "monotonic_ns"}


class Clock:
    """In place of the module `time`: goes on when it is told to."""

    def __init__(self):
        self.seconds = 0.0

    def monotonic(self):
        return self.seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_work_is_counted_in_a_share_and_in_the_whole():
    whole = Budget(work=100)
    part = whole.share(0.5)
    part.count(30)
    assert (part.left, whole.left) == (20, 70)
    part.count(30)
    assert part.over()
    assert not whole.over()
    whole.count(40)
    assert whole.over()
    assert whole.cut is None  # all the work was done that was to be done


def test_a_share_has_no_more_than_the_whole_unless_it_is_granted():
    whole = Budget(work=100)
    first, second = whole.share(1.0), whole.share(1.0)
    first.count(90)
    assert second.left == 10
    assert whole.share(1.0, most=5).left == 5
    granted = whole.share(0.5, least=50)
    assert granted.left == 50
    granted.count(20)
    assert (granted.left, whole.left) == (30, 0)
    assert whole.over()
    assert not granted.over()


def test_time_that_is_over_cuts_and_work_does_not(clock):
    whole = Budget(time_limit=10.0)
    part = whole.share(0.5)
    clock.seconds = 6.0
    assert part.over()
    assert whole.cut == "time limit"
    assert not whole.over()
    clock.seconds = 10.0
    with pytest.raises(OutOfBudget):
        whole.tick(0)


def test_without_a_limit_no_clock_ends_anything(clock):
    budget = Budget(work=10)
    clock.seconds = 1e12
    budget.tick(5)
    assert budget.cut is None


def test_the_clock_stands_still_while_something_is_compiled(clock):
    budget = Budget(time_limit=1.0)
    with standing():
        clock.seconds = 2.0
        with standing():  # one kernel may call for another
            clock.seconds = 5.0
    assert not budget.over()
    clock.seconds = 6.0
    assert budget.over()


def test_an_interrupt_ends_a_share_and_all_that_it_is_of():
    whole = Budget()
    part = whole.share(0.5).problem()
    part.stop()
    assert part.over()
    assert whole.over()
    assert whole.cut == "interrupt"


def test_results_of_a_problem_of_its_own_stay_with_it():
    whole = Budget()
    whole.share(0.5).offer("abc")
    whole.offer("abcd")
    own = whole.problem()
    own.share(0.5).offer("a")
    assert (whole.best, own.best) == ("abc", "a")


def test_a_loop_is_charged_for_what_it_did():
    def loop(much, work):
        work[0] -= much
        return "done"

    budget = Budget(work=100)
    assert budget.piece(loop, 60) == "done"
    assert budget.left == 40


def test_a_level_that_was_meant_is_named():
    assert factor("low") < factor("normal") == 1 < factor("high")
    with pytest.raises(SpecificationError, match="did you mean 'high'"):
        factor("hihg")
    with pytest.raises(SpecificationError, match="effort is one of"):
        factor(2)


def clocks(text):
    """The clocks that a module's text mentions."""
    if not any(clock in text for clock in CLOCKS):
        return set()
    tree = ast.parse(text)
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names |= {alias.name for node in found for alias in node.names}
    return names & CLOCKS


def test_only_a_budget_and_training_look_at_a_clock():
    looking = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if clocks(path.read_text(encoding="utf-8"))
    }
    assert {path for path in looking if not path.startswith("learning/")} == {"ground/budget.py"}


@pytest.mark.parametrize("text", ["import time\ntime.monotonic()", "from time import monotonic"])
def test_a_look_at_a_clock_is_noticed(text):
    assert clocks(text)
