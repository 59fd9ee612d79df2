"""Tries that differ in their seed: the same with and without workers, and never worse than one."""

from __future__ import annotations

import pickle
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from logicnet import LimitError, Network, Region, SpecificationError, compile
from logicnet.cli import main
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.fewest import fewest
from logicnet.construction.heat.steps import fewest_whole
from logicnet.construction.heat.whole_weights import Made
from logicnet.construction.limits import Limits
from logicnet.construction.mapping.caps import Caps
from logicnet.construction.mapping.mapped import mapped
from logicnet.construction.structure.sharing import shared
from logicnet.construction.targets import target_of
from logicnet.construction.task import table_of
from logicnet.construction.tries import Efforts, Smallest, best_of
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.function import function
from logicnet.logic.numbers import Numbers
from rows import all_rows

OPEN = compile("(a ^ b) & (c | d ^ e) | f & ~g & h", "formula")  # of no bound


def drawn(n, seed):
    """A random function of n inputs, and its value in each row."""
    bits = np.random.default_rng([n, 1, seed]).random((1, 1 << n))[0] < 0.5
    return table_of(bits.reshape((2,) * n), np.ones((2,) * n, dtype=bool)), bits


class Far(Executor):
    """Workers elsewhere: what goes there and comes back is copied."""

    def __init__(self):
        self.longest = self.calls = 0

    def submit(self, call, /, *given):
        self.calls += 1
        try:
            sent = pickle.dumps((call, given))
            self.longest = max(self.longest, len(sent))
            there, what = pickle.loads(sent)
            future = Future()
            future.set_result(pickle.loads(pickle.dumps(there(*what))))
        except Exception as error:
            future.set_exception(error)
        return future


class NoWorkers(Executor):
    """Workers that nobody may ask."""

    def submit(self, call, /, *given):
        raise AssertionError("nothing is left to do")


def computed(net):
    """The output row by row, unit by unit."""
    nodes = [column.astype(np.int64) for column in all_rows(len(net.inputs)).T]
    for unit in range(net.units):
        sources, weights = net.wires_of(unit)
        total = sum(int(w) * nodes[s] for s, w in zip(sources, weights, strict=True))
        nodes.append((total >= int(net.thresholds[unit])).astype(np.int64))
    return nodes[len(net.inputs) + int(net.output_units[0])] == 1


def test_the_best_of_several_is_the_same_by_workers():
    table, bits = drawn(7, 108)
    alone = compile(table, effort="low")
    best, far = compile(table, effort="low", tries=3), Far()
    assert best.units < alone.units
    assert (computed(best) == bits).all()
    assert compile(table, effort="low", tries=1, executor=NoWorkers()) == alone
    assert compile(table, effort="low", tries=3, executor=far) == best
    assert (far.calls, far.longest < 10_000) == (2, True)  # the look is all of the first one
    with ThreadPoolExecutor(3) as threads:
        assert compile(table, effort="low", tries=3, executor=threads) == best


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ("a ^ b", {}),
        ("a & b | c & d", {"style": "layered"}),
        (Region.box([0, 0], [1, 1]), {}),
    ],
)
def test_nobody_is_asked_where_the_first_network_is_the_least(source, options):
    assert compile(source, **options, tries=9, executor=NoWorkers()) == compile(source, **options)


@pytest.mark.parametrize(
    "source",
    [
        "x >= 0 & y >= 0 & x + y <= 3 & ~(x >= 1 & y >= 1) | x >= 5 & y <= 2 | a & b & y >= 7",
        Numbers({"a": 3, "b": 3}, {"y": 1}, lambda a, b: a * b % 5 < 2),  # goes nowhere
    ],
)
def test_whatever_is_stated_goes_to_workers(source):
    far = Far()
    best = compile(source, effort="low", tries=2, executor=far)
    assert best == compile(source, effort="low", tries=2)
    assert far.calls == 1


def test_what_proves_a_large_network_comes_back_with_it():
    text = " ^ ".join(f"(a{k} & b{k} | c{k} & a{(k + 1) % 30})" for k in range(30))
    here, there = target_of(function(text)), target_of(function(text))
    net, *meant = mapped(there.circuit, Caps(), Budget(0.01 * SECOND))
    there.say(net, *meant)
    came = Smallest(net, [], None).noted(there, None)
    best_of(lambda seed: came, Efforts.of(here, Limits(), 1.0), 1, None, Budget())
    assert here.notes(net).meant is came.notes.meant is not None


def look(found=OPEN):
    """A search of three more efforts that has found something."""
    efforts = Efforts.of(target_of(OPEN), Limits(), 10.0)
    efforts.found = found
    return efforts


def smaller(units, bound=None):
    """What a try gives that takes so many units, of which some are needed."""
    unit = [([0], [1], 1)] * units
    return Smallest(Network.from_units(OPEN.inputs, unit, lower_bound=bound), [], None)


def tried(*found):
    """The tries of a list, and the seeds of those that were begun."""
    begun = []

    def go_on(seed):
        begun.append(seed)
        return found[seed]() if callable(found[seed]) else found[seed]

    return go_on, begun


def test_what_any_try_proves_counts_and_ends_the_tries():
    go_on, begun = tried(smaller(3, 1), smaller(4, 3), smaller(2))
    best = best_of(go_on, look(), 3, None, Budget()).network
    assert (best.units, best.lower_bound, best.proven_minimal, begun) == (3, 3, True, [0, 1])


def test_time_that_is_over_ends_the_tries_and_is_told():
    budget = Budget(time_limit=1000)

    def last():
        budget.time_limit = 0.0
        return smaller(3)

    go_on, begun = tried(smaller(4), last, smaller(2))
    best = best_of(go_on, look(), 3, None, budget).network
    assert (best.units, best.cut, begun) == (3, "time limit", [0, 1])
    go_on, begun = tried(smaller(4), smaller(3)._replace(cut="time limit"))
    assert best_of(go_on, look(), 2, None, Budget()).network.cut == "time limit"
    go_on, begun = tried(smaller(4), smaller(3))
    assert best_of(go_on, look(), 2, None, Budget(time_limit=1000)).network.cut is None


def test_an_interrupt_gives_the_best_so_far_if_there_is_one():
    def interrupted():
        raise KeyboardInterrupt

    budget = Budget()
    go_on, begun = tried(smaller(2), interrupted, smaller(1))
    assert best_of(go_on, look(), 3, None, budget).network.units == 2
    assert (begun, budget.cut, budget.over()) == ([0, 1], "interrupt", True)
    go_on, _ = tried(interrupted)
    assert best_of(go_on, look(), 2, None, Budget()).network.units == OPEN.units
    with pytest.raises(KeyboardInterrupt):
        best_of(go_on, look(None), 2, None, Budget())


def test_limits_that_no_try_meets_are_an_error_as_with_one():
    errors = []
    for options in ({}, {"tries": 2}, {"tries": 2, "executor": Far()}):
        with pytest.raises(LimitError, match="possible: 2 units, but depth 2") as raised:
            compile("a ^ b ^ c", max_depth=1, effort="low", **options)
        errors.append(str(raised.value))
    assert len(set(errors)) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"tries": 0}, "tries must be a positive whole number, got 0"),
        ({"tries": 1.5}, "tries must be a positive whole number, got 1.5"),
        ({"tries": True}, "tries must be"),
        ({"tries": 2, "executor": "processes"}, "executor is one of concurrent.futures"),
        ({"tries": 2, "style": "wide"}, "style 'wide' has no option 'tries'"),
    ],
)
def test_wrong_tries_and_workers_are_refused(options, said):
    with pytest.raises(SpecificationError, match=said):
        compile("a & b", **options)


def test_a_budget_travels_as_what_is_left_of_it():
    budget = Budget(100, time_limit=50, seed=3, patience=2, progress=print)
    budget.count(30)
    sent = pickle.dumps(budget.share(0.5))
    there = pickle.loads(sent)
    assert (there.work, there.seed, there.patience, there.whole) == (35, 3, 2, None)
    assert 24 < there.remaining <= 25
    assert pickle.loads(pickle.dumps(Budget())).time_limit is None


def test_a_budget_waits_on_its_way(monkeypatch):
    sent, now = pickle.dumps(Budget(time_limit=50)), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 20)
    assert 29 < pickle.loads(sent).remaining <= 30


def heated(search, n, work, seed, **limits):
    wanted = np.random.default_rng(5).choice((-1, 1), (1, 1 << n))
    asked = Demand(2 * all_rows(n).astype(np.int64) - 1, wanted, Budget(work, seed=seed), **limits)
    return [made.units for made in search(asked, 2, 40)]


def shared_among(seed):
    wanted = np.random.default_rng(5).choice((-1, 1), (3, 16))
    asked = Demand(2 * all_rows(4).astype(np.int64) - 1, wanted, Budget(0.2 * SECOND, seed=seed))
    best = Made([([0], [1], 1)] * 30, [0, 1, 2])
    return [made.units for made in shared(asked, [best.units] * 3, best, 2)]


def covered(seed):
    text = " ^ ".join(f"(a{k} & b{k} | c{k} & a{(k + 1) % 9})" for k in range(9))
    net, _, _ = mapped(function(text).circuit(), Caps(), Budget(0.01 * SECOND, seed=seed))
    return net.indices.tolist()


@pytest.mark.parametrize(
    "found",
    [
        lambda seed: heated(fewest, 6, 0.05 * SECOND, seed),
        lambda seed: heated(fewest_whole, 5, 0.05 * SECOND, seed, max_weight=2),
        shared_among,
        covered,
    ],
)
def test_what_draws_takes_its_seed_from_the_budget(found):
    assert found(0) == found(0) != found(1)


def test_a_command_hands_its_workers_on(monkeypatch):
    asked = {}

    def noted(source, **options):
        asked.update(options)
        return replace(compile(source), lower_bound=None)

    monkeypatch.setattr("logicnet.compile", noted)
    assert main(["compile", "a ^ b", "--tries", "3", "--jobs", "2"]) == 0
    assert (asked["tries"], asked["executor"]._max_workers) == (3, 2)
