"""Work is counted and shared, the clock only cuts, and nothing but a budget looks at it."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import logicnet
from logicnet.errors import SpecificationError
from logicnet.ground import budget as module
from logicnet.ground.budget import SECOND, Budget, OutOfBudget, factor, standing

ROOT = Path(logicnet.__file__).parent
CLOCKS = {
    "time", "timeit", "datetime", "monotonic", "perf_counter", "process_time", "thread_time",
    "monotonic_ns", "perf_counter_ns", "process_time_ns", "time_ns", "clock_gettime",
}  # fmt: skip
MAYBE = re.compile(  # a text without this need not be parsed
    r"import[^\n]*\b(time|timeit|datetime)\b|from (time|timeit|datetime)\b"
    r"|['\"](time|timeit|datetime)['\"]|monotonic|perf_counter|process_time|thread_time|time_ns"
    r"|clock_gettime|\.time\b"
)
LOOKING = {  # who may look at a clock, and what for
    "ground/budget.py": "limits of time, reports, and how long training took",
    "ground/storage/files.py": "whether a part file is of a writer that is long dead",
    "ground/kernels.py": "whether compilation takes so long that a terminal is told",
    "ground/running/plain.py": "whether Python ran kernels so long that they are compiled",
    "commands/common/shared.py": "how long a command is at work, as its line on a terminal says",
    "playground/desk/logic.py": "how long a style took, as the table of styles shows",
    "playground/desk/nets.py": "how often a net that learns is shown",
    "playground/tabs.py": "which tab nobody has used for long",
}


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
    """The modules that tell the time which a module's text imports, and the clocks it mentions."""
    if not MAYBE.search(text):
        return set()
    tree = ast.parse(text)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in found for alias in node.names}
    names |= {node.module for node in found if node.module and not node.level}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Constant) and node.value in ("time", "timeit", "datetime"):
            names.add(node.value)  # for import_module
    return names & CLOCKS


def test_only_a_budget_looks_at_a_clock():
    paths = [path for path in ROOT.rglob("*.py") if clocks(path.read_text(encoding="utf-8"))]
    assert {path.relative_to(ROOT).as_posix() for path in paths} == LOOKING.keys()


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.monotonic()", "from time import monotonic", "import time as clock",
        "def f():\n    from time import time", "import datetime", "import_module('time')",
        "from datetime import datetime", "os.clock_gettime(1)", "import timeit", "import os, time",
    ],
)  # fmt: skip
def test_a_look_at_a_clock_is_noticed(text):
    assert clocks(text)
    assert not clocks("from .time import when\ntime_limit = 5\nprint('no time')")


def test_a_listener_ends_the_time_by_a_false_or_an_interrupt(clock):
    def ended(progress):
        whole = Budget()
        part = whole.share(0.5)
        part.progress = whole.progress = progress
        clock.seconds += 3
        part.tell(1, 1)
        return whole.cut, part.over()

    def interrupt(*what):
        raise KeyboardInterrupt

    for answer in (False, np.False_):
        assert ended(lambda *what, answer=answer: answer) == ("interrupt", True)
    assert ended(interrupt) == ("interrupt", True)
    for answer in (None, 0, True, np.True_, "", []):
        assert ended(lambda *what, answer=answer: answer) == (None, False)


def test_what_is_told_at_once_goes_to_the_listener_of_the_share():
    heard = []
    whole = Budget(progress=heard.append)
    part = whole.share(1.0)
    part.progress = lambda what: heard.append(-what)
    assert whole.report(1)
    assert part.report(2)
    assert Budget().report(3)
    assert heard == [1, -2]


def test_a_share_of_time_that_was_stopped_says_by_what(clock):
    whole = Budget(time_limit=5.0)
    first, second = whole.share(0.5), whole.share(0.5)
    clock.seconds = 3.0
    assert first.over()
    assert (first.cut, whole.cut, second.cut) == ("time limit", "time limit", None)
    whole.stop()
    assert second.over()
    assert (first.cut, second.cut, whole.cut) == ("time limit", "interrupt", "interrupt")
    clock.seconds = 9.0
    assert whole.share(0.5).time_limit == 0.0  # none is left, and not less than that


def test_work_at_a_stretch_is_begun_only_where_there_is_time_for_it():
    Budget(work=1).need(1e12)  # work alone never hinders it: that is counted afterwards
    budget = Budget(time_limit=60)
    budget.share(0.5).need(SECOND)
    assert budget.cut is None
    with pytest.raises(OutOfBudget):
        budget.share(0.5).need(40 * SECOND)
    assert budget.cut == "time limit"


def test_reports_come_after_a_while_and_not_too_often(clock):
    heard = []
    whole = Budget(progress=lambda *what: heard.append(what))
    assert (whole.terms, whole.lower_bound, whole.settled) == (0, 0, (0, 0))
    part = whole.share(0.5)
    for second in (0.5, 1.9, 2.0, 2.4, 2.5, 4.0):
        clock.seconds = second
        part.tell(int(10 * second), 7)
    assert heard == [(2.0, 20, 7), (2.5, 25, 7), (4.0, 40, 7)]
    clock.seconds = 5.0
    part.tell()
    whole.settled = (3, 2)
    clock.seconds = 6.0
    whole.tell_part(1, 5)
    assert heard[3:] == [(5.0, 40, 7), (6.0, 4, 7)]
    own = part.problem()
    clock.seconds = 9.0
    own.tell(1, 1)
    assert heard[5:] == [(3.0, 1, 1)]  # on its own clock
    assert whole.terms == 4


def test_of_results_that_are_as_short_the_first_is_kept():
    budget = Budget()
    budget.offer("abc")
    budget.offer("xyz")
    assert budget.best == "abc"


def test_a_listener_that_says_no_is_told_of():
    assert Budget(progress=lambda what: False).report(1) is False
    assert Budget(progress=lambda what: None).report(1) is True


def test_a_share_of_no_limit_has_none():
    assert Budget().share(0.5).time_limit is None
