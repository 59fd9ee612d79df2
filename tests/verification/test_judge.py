"""A judge that is cut says so and how far it came; it never claims what it did not look at."""

import re
import signal
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest

from logicnet import (
    LimitError,
    Network,
    Region,
    SpecificationError,
    TruthTable,
    Verdict,
    compile,
    verify,
)
from logicnet.ground import budget as clocks
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.ground.running import interrupts
from logicnet.logic.function import function
from logicnet.verification import judge as module
from logicnet.verification import judges
from logicnet.verification.functions import rows
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from logicnet.verification.verifying import verified, verify_region

N = 9  # inputs: eight words of rows, no two inputs alike
NAMES = [f"x{i}" for i in range(N)]
WEIGHTS = [3 + 7 * i for i in range(N)]
NET = Network.from_units(NAMES, [(range(N), WEIGHTS, 111)])
VALUES = (np.arange(2**N)[:, None] >> np.arange(N)[::-1] & 1) @ WEIGHTS >= 111
HALVES = "x >= 0 & x <= 4 & y >= 0 & y <= 4 | x + y >= 9 & x - y <= 3"
FREE = compile(HALVES)


class Steps:
    """In place of the module `time`: a second goes by with every look."""

    def __init__(self):
        self.looks = count()

    def monotonic(self):
        return float(next(self.looks))


@pytest.fixture
def steps(monkeypatch):
    """Rows are compared word by word, and the clock goes on with every look."""
    monkeypatch.setattr(rows, "_BLOCK", 1)
    monkeypatch.setattr(rows, "_GROUP_BLOCK", 64)
    monkeypatch.setattr(rows, "_RANDOM_BLOCK", 1)
    monkeypatch.setattr(clocks, "time", Steps())


def table_with_fault_at(row):
    values = VALUES.copy()
    values[row] ^= True
    return TruthTable.from_values(values.astype(int), NAMES)


def check_cut(verdict, judge, why="time limit"):
    """How many of how many rows a verdict that was cut says were compared."""
    assert (verdict.equal, verdict.method, verdict.cut) == (None, judge, why)
    found = re.match(f"cut by the {why} when (\\d+) of (\\d+) ", verdict.reason)
    done, total = map(int, found.groups())
    assert 0 < done < total
    return done


def check_limits(sides, judge, limits=range(60)):
    """What comes before a fault is seen; what comes after a cut is not; nothing is proven early."""
    seen = set()
    for limit in limits:
        verdict = judge.judge(sides, Extent(budget=Budget(time_limit=limit)))
        seen.add(verdict.equal)
        assert (verdict.cut is None) is (verdict.equal is not None)
        if verdict.equal is None:
            seen.add(check_cut(verdict, judge.name))
    return seen


@pytest.mark.parametrize("row", [70, 300, 511])
def test_a_fault_after_a_cut_is_not_seen_and_not_denied(steps, row):
    sides = compared(NET, table_with_fault_at(row))
    seen = check_limits(sides, JUDGES["all rows"])
    assert seen - {None, False} == {done for done in range(64, 512, 64) if done <= row}
    assert False in seen


def test_what_is_equal_is_proven_or_cut(steps):
    seen = check_limits(compared(NET, function(NET)), JUDGES["all rows"])
    assert {None, True, 64, 448} <= seen
    assert 512 not in seen


def test_a_judge_that_takes_a_cut_for_the_end_is_noticed(steps, monkeypatch):
    def hasty(self, look, blocks, *rest):
        yield look(blocks[0])

    monkeypatch.setattr(Extent, "looked", hasty)
    sides = compared(NET, table_with_fault_at(511))
    with pytest.raises(AssertionError):
        assert False in check_limits(sides, JUDGES["all rows"])


def test_the_next_judge_is_asked_while_there_is_time(steps, rows_alone):
    table = TruthTable.from_values(VALUES.astype(int), NAMES)  # no inputs are alike
    cuts = [verify(NET, table, time_limit=limit) for limit in range(40)]
    cut = next(verdict for verdict in cuts if verdict.method == "random rows")
    last, first = cut.reason.split("; ")
    assert last == "cut by the time limit when 64 of 1048576 random rows had agreed"
    assert re.fullmatch("cut by the time limit when [0-9]+ of 512 rows had agreed", first)
    assert str(cut) == f"unknown: {cut.reason}"
    assert not cut
    whole = verify(NET, NET, time_limit=1e9)
    assert (whole.equal, whole.cut) == (True, None)


def test_few_rows_are_compared_whatever_the_limit():
    assert verify(Network.from_units("ab", [([0, 1], [1, 1], 2)]), "a & b", time_limit=0)


class Takes:
    """A judge that takes so many seconds, all that it has at most, and answers what it is told."""

    def __init__(self, clock, answer, seconds=0.0):
        self.of, self.clock, self.answer, self.seconds = "functions", clock, answer, seconds
        self.had = self.heard = None

    def judge(self, sides, extent, reason=""):
        self.had, self.heard = extent.budget.remaining, reason
        self.clock.now += min(self.seconds, self.had)
        extent.budget.over()  # a look at the clock: a cut is noted
        return self.answer


@pytest.fixture
def asking(monkeypatch):
    """What judges that answer so say of a comparison of up to 100 seconds, and those judges."""
    clock = SimpleNamespace(now=0.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(clocks, "time", clock)

    def ask(*answers):
        asked = [Takes(clock, *answer) for answer in answers]
        other = SimpleNamespace(of="regions")  # has no way to judge functions
        monkeypatch.setattr(judges, "JUDGES", dict(enumerate([other, *asked, other])))
        return judges.judged("functions", None, Extent(budget=Budget(time_limit=100))), asked

    return ask


UNKNOWN = Verdict(equal=None, method="first", reason="so far equal", cut="time limit")
TOLD = Verdict(equal=None, method="first", reason="so far equal")
PROVEN = Verdict(equal=True, method="second")


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("seconds", [0, 10, 100])
def test_each_judge_leaves_time_for_the_next_and_the_last_has_all_that_is_left(
    asking, count, seconds
):
    verdict, asked = asking(*[(f"no {k}", seconds) for k in range(count)])
    left = 100
    for judge in asked[:-1]:
        assert left / 2 < judge.had < left
        left -= min(seconds, judge.had)
    assert asked[-1].had == left
    assert [judge.heard for judge in asked] == ["", *(f"no {k}" for k in range(count - 1))]
    assert (verdict.equal, verdict.reason) == (None, f"no {count - 1}")
    assert verdict.cut == (None if seconds < 100 else "time limit")


def test_a_verdict_is_the_last_word_unless_it_was_cut_and_there_is_time(asking):
    verdict, asked = asking((PROVEN, 10), ("none", 0))
    assert (verdict, asked[1].had) == (PROVEN, None)
    verdict, asked = asking((TOLD, 10), (PROVEN, 0))
    assert (verdict, asked[1].had) == (TOLD, None)
    verdict, asked = asking((UNKNOWN, 100), (PROVEN, 0))
    assert (verdict, asked[1].heard) == (PROVEN, UNKNOWN.reason)
    verdict, _ = asking((UNKNOWN, 100), (TOLD, 0))
    assert verdict == UNKNOWN  # its own cut or that of a judge before it
    verdict, asked = asking((UNKNOWN, 100), (UNKNOWN, 100), (PROVEN, 0))
    assert verdict == PROVEN
    assert asked[2].had > 0


def test_no_further_judge_is_asked_when_all_the_time_is_over(asking, monkeypatch):
    monkeypatch.setattr(judges, "_SHARE", 1.0)
    verdict, asked = asking((UNKNOWN, 100), (PROVEN, 0))
    assert (verdict, asked[1].had) == (UNKNOWN, None)


def test_where_nothing_judges_the_verdict_says_so(asking):
    verdict, _ = asking()
    assert (verdict.equal, verdict.method, verdict.reason) == (
        None,
        "all judges",
        "there is no judge",
    )
    assert verdict.cut is None


@pytest.mark.parametrize("name", ["interchangeable rows", "random rows"])
def test_other_rows_are_cut_as_well(steps, monkeypatch, name):
    count = 600
    names = [f"x{i}" for i in range(count)]
    alike = Network.from_units(names, [(range(count), [1] * count, 300)])
    sides = compared(alike, alike)
    seen = [
        JUDGES[name].judge(sides, Extent(samples=640, budget=Budget(time_limit=limit)), "why")
        for limit in (3, 9, 1000)
    ]
    done = [check_cut(verdict, name) for verdict in seen[:2]]
    assert done[0] < done[1]
    assert seen[0].reason.endswith("; why")
    assert (seen[2].equal, seen[2].cut) == (True if name[0] == "i" else None, None)


def test_a_circuit_that_is_compared_with_itself_swapped_is_cut(monkeypatch):
    monkeypatch.setattr(clocks, "time", Steps())
    text = "parity(" + ", ".join(f"x{i}" for i in range(40)) + ")"
    net = compile(text)
    found = JUDGES["interchangeable rows"].judge(
        compared(net, function(text)), Extent(budget=Budget(time_limit=2))
    )
    assert (found.equal, found.cut) == (None, "time limit")
    assert verify(net, text).equal


@pytest.mark.parametrize("name", ["cells", "half-spaces", "points"])
def test_judges_of_regions_are_cut(monkeypatch, name):
    from logicnet.regions.cells import cells
    from logicnet.verification.regions import network_of_regions as regions

    monkeypatch.setattr(clocks, "time", Steps())
    monkeypatch.setattr(regions, "_FEWEST_POINTS", 64)
    monkeypatch.setattr(module, "_PIECE", 1)
    monkeypatch.setattr(rows, "_LEAST_BLOCK", 1)
    many = " | ".join(f"(x >= {k} & y >= {k * k} & x + y >= {k**3})" for k in range(1, 4))
    region, net = Region.of(many), compile(many, "formula")
    sides = regions.claimed(net, region)
    seen = []
    for limit in (0, 2, 4, 6, 9, 9000):
        cells._cells.cache_clear()
        extent = Extent(samples=500, budget=Budget(time_limit=limit))
        seen.append(JUDGES[name].judge(sides, extent))
    assert seen[0].cut == "time limit"
    for verdict in seen:
        assert verdict.equal is not False
        assert (verdict.equal is None) or verdict.cut is None
        assert (verdict.cut is None) or verdict.reason.startswith("cut by the time limit ")
    assert seen[-1].cut is None
    assert seen[-1].equal is (None if name == "points" else True)
    cells._cells.cache_clear()


def test_without_a_limit_the_clock_changes_no_verdict(monkeypatch):
    cases = [(NET, NET), (NET, table_with_fault_at(300)), (FREE, HALVES)]
    cases += [(FREE, HALVES.replace("9", "8")), (compile("x1 & x2"), " | ".join(NAMES))]
    before = [verify(*case, samples=2000) for case in cases]
    monkeypatch.setattr(clocks, "time", Steps())
    assert [verify(*case, samples=2000) for case in cases] == before
    assert [verdict.cut for verdict in before] == 5 * [None]


# Interrupts and listeners --------------------------------------------------------------------


def stopping_at(monkeypatch, calls):
    """Ctrl-C comes while the rows of that block are compared."""
    look, numbers = rows._from, count(1)

    def interrupted(*arguments):
        if next(numbers) == calls:
            signal.raise_signal(signal.SIGINT)
        return look(*arguments)

    monkeypatch.setattr(rows, "_from", interrupted)


def test_an_interrupt_ends_it_with_what_is_known(steps, monkeypatch):
    stopping_at(monkeypatch, 3)
    verdict = verify(NET, NET)
    assert check_cut(verdict, "all rows", "interrupt") == 192
    stopping_at(monkeypatch, 3)
    assert verify(NET, table_with_fault_at(150)).equal is False


def test_what_is_returned_by_others_is_compared_to_the_end(steps, monkeypatch):
    """A compiler that was told to stop still checks what it gives."""
    stopping_at(monkeypatch, 2)
    with interrupts.noted() as interrupt:
        assert verified(NET, table_with_fault_at(511)).equal is False
    assert interrupt.came


def test_a_test_that_is_interrupted_does_not_fail_but_ends(steps, monkeypatch):
    from logicnet.testing import assert_equivalent

    stopping_at(monkeypatch, 3)
    with pytest.raises(KeyboardInterrupt):
        assert_equivalent(NET, NET)


def test_who_listens_hears_how_far_it_is(steps):
    heard = []
    assert verify(NET, NET, progress=lambda *what: heard.append(what))
    seconds, done, totals = zip(*heard, strict=True)
    assert sorted(seconds) == list(seconds)
    assert sorted(done) == list(done)
    assert set(totals) == {512}
    with pytest.raises(TypeError, match="progress"):
        verify(NET, NET, progress=5)


# Options -------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [-1, "1", float("nan"), True])
def test_a_time_limit_is_seconds(limit):
    with pytest.raises(SpecificationError, match="time_limit"):
        verify(NET, NET, time_limit=limit)


@pytest.mark.parametrize(
    ("name", "least"), [("max_inputs", 0), ("samples", 1), ("seed", 0)]
)  # fmt: skip
def test_what_is_counted_is_a_whole_number_that_is_large_enough(name, least):
    def extent(value):
        return Extent(budget=Budget(seed=value)) if name == "seed" else Extent(**{name: value})

    for value in (least, least + 1, np.int64(least)):
        extent(value)
    for value in (least - 1, least + 0.5, str(least), True):
        with pytest.raises(LimitError, match=f"{name} is a whole number from {least}, not "):
            extent(value)


def test_a_piece_has_fewer_items_the_more_wires_each_has_within_bounds():
    wires = [0, 1, 10**3, 10**6, 10**9]
    pieces = [module.in_pieces(10**6, count, 100) for count in wires]
    assert pieces == sorted(pieces, reverse=True)
    assert (pieces[0], pieces[-1]) == (10**6, 100)
    assert 100 < pieces[2] < 10**6
    assert pieces[2] * 10**3 <= module._PIECE < (pieces[2] + 1) * 10**3
    assert [module.in_pieces(10**9, count, 1) for count in (0, 1)] == [module._PIECE] * 2
    assert module.in_pieces(10, 1, 100) == 10  # there are no more
    assert module.in_pieces(10**6, 10**9, 0) == 1


def test_workers_compare_the_same_rows():
    fault = table_with_fault_at(300)
    with ThreadPoolExecutor(2) as pool:
        assert verify(NET, fault, executor=pool, time_limit=60) == verify(NET, fault)


def test_a_cut_is_told_of_unknown_verdicts_alone():
    with pytest.raises(SpecificationError, match="was cut is unknown"):
        Verdict(equal=True, method="none", cut="time limit")
    with pytest.raises(SpecificationError, match="cut is"):
        Verdict(equal=None, method="none", reason="none", cut="limit")


def test_work_that_is_over_ends_it_too():
    with pytest.raises(OutOfBudget):
        list(Extent(budget=Budget(work=0)).looked(abs, [1, 2], 1, 2, "numbers"))
    region = Region.box([0, 0], [1, 1])
    assert verify_region(compile(region), region, Extent(budget=Budget(work=1))).equal is not False


def test_rows_are_drawn_from_the_seed_which_is_0_unless_told(rows_alone):
    names = [f"x{i}" for i in range(40)]
    weights = [3 + 7 * i for i in range(40)]
    net, other = (
        Network.from_units(names, [(range(40), weights, sum(weights) // 2 + k)]) for k in (0, 300)
    )
    witness = [verify(net, other, seed=seed).counterexample for seed in (0, 1)]
    assert verify(net, other).counterexample == witness[0] != witness[1]
    assert verified(net, other).counterexample == witness[0]


def test_a_line_that_rounding_has_moved_is_told_apart_unless_that_is_let_pass():
    moved = Network.from_units(["x"], [([0], [1.0], np.nextafter(0.1, 1))], encoding="real")
    region = Region.of("x >= 0.1")
    assert verify_region(moved, region).equal is False
    assert verified(moved, region).equal is False
    assert verify_region(moved, region, rounding=True).equal is not False


def test_what_the_pages_say_of_all_rows_is_what_is_done():
    assert f"up to {Extent().max_inputs} inputs" in JUDGES["all rows"].decides
