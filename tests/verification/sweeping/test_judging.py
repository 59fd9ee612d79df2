"""The judge that sweeps: no verdict that all rows do not give, and what it alone decides."""

import random
import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from drawn_circuits import built, stated_gates
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Cover, minimize, verify
from logicnet.errors import LogicnetError
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.circuits.partial import PartialCircuit
from logicnet.logic.function import function
from logicnet.verification.functions.rows import Sides, compared
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from logicnet.verification.sweeping import first as choice
from logicnet.verification.sweeping import judging, solving, sweep
from strategies import networks, tables

SWEEPING, LONGER = JUDGES["sweeping"], JUDGES["longer sweeping"]


def check(first, second):
    """The judge says what all rows say, and shows a row where there is one."""
    sides = compared(first, second)
    verdict = SWEEPING.judge(sides, Extent())
    want = JUDGES["all rows"].judge(sides, Extent())
    assert verdict.equal == want.equal, (str(verdict), str(want))
    for row in verdict.counterexamples:
        word = np.array([[row.inputs[name]] for name in sides.inputs], dtype=np.uint64)
        assert sides.differences(word.reshape(-1, 1))[0] & np.uint64(1)
    return verdict


@settings(max_examples=40)
@given(stated_gates(), stated_gates())
def test_circuits_are_what_rows_say(first, second):
    check(built(*first), built(*second))


@settings(max_examples=40)
@given(networks(most_inputs=4, encodings=("binary", "bipolar")), st.data())
def test_units_are_what_rows_say(net, data):
    table = net.table()
    check(net, Cover.from_table(table))
    other = table.values().copy()
    other[data.draw(st.integers(0, len(other) - 1)), 0] ^= 1
    check(net, Cover.from_table(type(table).from_values(other, net.inputs, net.outputs)))


@settings(max_examples=40)
@given(tables(most_inputs=4), tables(most_inputs=4))
def test_don_t_cares_are_what_rows_say(first, second):
    if first.outputs == second.outputs or len(first.outputs) == len(second.outputs) == 1:
        check(Cover.from_table(first), Cover.from_table(second))
    check(minimize(first), Cover.from_table(first))


def test_partial_circuits_leave_rows_open():
    stated = PartialCircuit(values=function("a & b"), dont_cares=function("~a & b"))
    assert check(function("b"), stated).equal
    assert check(function("a & b"), stated).equal
    assert not check(function("a"), stated).equal
    stated = PartialCircuit(values=function("~a | 0 & b"), dont_cares=function("a | b"))
    assert check(function("~b"), stated).equal
    assert not check(function("a | b"), stated).equal


# Circuits with more inputs than a table over a cut has --------------------------------------------


def drawn(rng, inputs, gates):
    """A circuit of narrow gates, each of which reads late ones, and the list of its gates."""
    made = [(None, ())] * (1 + inputs)
    for _ in range(gates):
        low = max(1, len(made) - 14) if rng.random() < 0.7 else 1
        reads = [2 * rng.randrange(low, len(made)) + rng.randint(0, 1) for _ in "ab"]
        made.append((rng.choice(["and", "or", "xor"]), reads))
    return made


def stated(made, inputs, outputs=3, other_ways=None):
    """The circuit of such gates; with a generator it is built in other ways."""
    build = Builder()
    known = [0, *(build.leaf(f"x{k}") for k in range(inputs))]
    for kind, reads in made[1 + inputs :]:
        a, b = (known[literal >> 1] ^ literal & 1 for literal in reads)
        way = other_ways.randint(0, 2) if other_ways else 2
        if kind == "xor" and way < 2:
            either, both = build.add("or", [a, b]), build.add("and", [a, b])
            found = build.add("and", [either, both ^ 1])
        elif kind in ("and", "or") and way == 1:
            found = build.add("or" if kind == "and" else "and", [b ^ 1, a ^ 1]) ^ 1
        elif kind == "and" and way == 0:
            found = build.add("ite", [a, b, 0])
        else:
            found = build.add(kind, [a, b])
        known.append(found)
    ends = {f"y{k}": known[-1 - k] for k in range(outputs)}
    return build.circuit(ends, [f"x{k}" for k in range(inputs)])


def faulty(made, inputs, rng):
    """The same gates but for one: of another kind, or with another operand, or that negated."""
    made = list(made)
    place = rng.randrange(1 + inputs, len(made))
    kind, reads = made[place]
    way = rng.randint(0, 2)
    if way == 0:
        kind = rng.choice([k for k in ("and", "or", "xor") if k != kind])
    elif way == 1:
        reads = [reads[0] ^ 1, reads[1]]
    else:
        reads = [2 * rng.randrange(1, place), reads[1]]
    made[place] = (kind, reads)
    return made


@pytest.mark.parametrize("seed", range(6))
def test_built_otherwise_and_with_a_fault(seed):
    rng = random.Random(seed)
    made = drawn(rng, 16, 120)
    first = stated(made, 16)
    assert check(first, stated(made, 16, other_ways=rng)).equal
    for _ in range(4):
        check(first, stated(faulty(made, 16, rng), 16, other_ways=rng))


@pytest.mark.parametrize("seed", range(4))
def test_by_the_solver_alone(seed, monkeypatch):
    """Without tables what is equal, and what is not, is found by SAT."""
    monkeypatch.setattr(judging, "Sweep", partial(sweep.Sweep, leaves=0))
    rng = random.Random(seed)
    made = drawn(rng, 14, 60)
    first = stated(made, 14)
    verdict = check(first, stated(made, 14, other_ways=rng))
    assert verdict.equal
    assert "(0 nodes by tables" in verdict.method
    assert not verdict.method.endswith(" 0 by SAT)")
    for _ in range(4):
        check(first, stated(faulty(made, 14, rng), 14, other_ways=rng))


@pytest.mark.parametrize("seed", range(3))
def test_by_the_solver_above_cuts_first(seed, monkeypatch):
    """A cut first, and a solver down to the inputs that is soon made anew."""
    monkeypatch.setattr(solving, "_WINDOW", 8)
    monkeypatch.setattr(solving, "_FEW", -1)
    monkeypatch.setattr(solving, "_MOST_LOADED", 20)
    test_by_the_solver_alone(seed, monkeypatch)


@pytest.mark.parametrize("seed", range(3))
def test_far_pairs_are_left_for_later(seed, monkeypatch):
    """What a cut does not show is asked of nodes that one side alone needs, and then of others."""
    monkeypatch.setattr(solving, "_WINDOW", 4)
    monkeypatch.setattr(judging, "_LARGE", 0)
    test_built_otherwise_and_with_a_fault(seed)
    monkeypatch.setattr(sweep, "LEAVES", 2)
    test_built_otherwise_and_with_a_fault(seed)


MIXED = [5, 11, 0, 8, 13, 2, 6, 10, 1, 12, 4, 9, 3, 7]


def parity(n, order, kind):
    """Whether an odd number of inputs is 1, one after another or in a tree."""
    build = Builder()
    ahead = [build.leaf(f"x{k}") for k in order]
    while len(ahead) > 1:
        a, b = ahead.pop(0), ahead.pop(0)
        ahead.insert(0 if kind == "chain" else len(ahead), build.add("xor", [a, b]))
    return build.circuit({"y": ahead[0]}, [f"x{k}" for k in range(n)])


def test_a_second_round_has_more_conflicts_and_what_was_proven(monkeypatch):
    first, second = parity(14, range(14), "chain"), parity(14, MIXED, "tree")
    monkeypatch.setattr(judging, "Sweep", partial(sweep.Sweep, leaves=0))
    monkeypatch.setattr(judging, "_ROUNDS", ((1, 1), (2, 2)))
    sides = compared(first, second)
    assert SWEEPING.judge(sides, Extent(), "too many") == "too many"
    found = LONGER.judge(sides, Extent(), "too many")
    assert re.fullmatch(r"too many; \d+ conflicts of SAT were not enough", found)
    monkeypatch.setattr(judging, "_ROUNDS", ((1, 1), (10_000, 100_000)))
    assert LONGER.judge(sides, Extent()).equal


def test_a_difference_that_the_sides_do_not_have_is_an_error(monkeypatch):
    """The last word on a counterexample is that of the sides themselves."""
    sides = compared(function("a & b"), function("a"))
    assert SWEEPING.judge(sides, Extent()).equal is False
    monkeypatch.setattr(Sides, "differing", lambda self, at: None)
    with pytest.raises(LogicnetError, match="please report"):
        SWEEPING.judge(sides, Extent())


def test_without_rows_proofs_decide_alone(monkeypatch):
    """Rows only suggest: on the row of zeros alone nearly everything looks equal."""
    monkeypatch.setattr(sweep, "_random", lambda rng, n, words: np.zeros((n, words), np.uint64))
    rng = random.Random(8)
    made = drawn(rng, 14, 50)
    for other in (made, faulty(made, 14, rng), faulty(made, 14, rng)):
        check(stated(made, 14), stated(other, 14, other_ways=rng))
    monkeypatch.setattr(solving.Solving, "deep", lambda *parts: solving.EQUAL)  # it lies
    monkeypatch.setattr(judging, "Sweep", partial(sweep.Sweep, leaves=0))
    assert SWEEPING.judge(compared(function("a & b"), function("a")), Extent()).equal


def test_time_that_is_over_says_so():
    rng = random.Random(1)
    made = drawn(rng, 40, 400)
    sides = compared(stated(made, 40), stated(made, 40, other_ways=rng))
    budget = Budget(time_limit=1e-9)
    found = SWEEPING.judge(sides, Extent(budget=budget))
    assert found.equal is None
    assert found.cut == "time limit"


def test_gates_that_a_solver_is_told_again_are_work(monkeypatch):
    monkeypatch.setattr(judging, "Sweep", partial(sweep.Sweep, leaves=0))
    rng = random.Random(4)
    made = drawn(rng, 14, 300)
    sides = compared(stated(made, 14), stated(made, 14, other_ways=rng))
    once, again = Budget(), Budget()
    assert SWEEPING.judge(sides, Extent(budget=once)).equal
    monkeypatch.setattr(solving, "_MOST_LOADED", 0)  # a solver for each question
    assert SWEEPING.judge(sides, Extent(budget=again)).equal
    assert again.spent > 1.05 * once.spent


def test_what_no_table_can_show_is_proven_by_verify():
    rng = random.Random(5)
    made = drawn(rng, 60, 1500)
    first = stated(made, 60)
    second = stated(made, 60, other_ways=rng)
    assert verify(first, second).equal
    wrong = verify(first, stated(faulty(made, 60, random.Random(3)), 60, other_ways=rng))
    assert wrong.equal is not None


def test_conflicts_are_counted_for_a_sweep_as_a_whole(monkeypatch):
    monkeypatch.setattr(judging, "Sweep", partial(sweep.Sweep, leaves=0))
    monkeypatch.setattr(sweep, "_MOST_CONFLICTS", 150)
    monkeypatch.setattr(sweep, "_CONFLICTS_A_NODE", 0)
    sides = compared(parity(14, range(14), "chain"), parity(14, MIXED, "tree"))
    found = LONGER.judge(sides, Extent())
    assert 150 <= int(found.split()[0]) < 160


@pytest.mark.parametrize("seed", range(3))
def test_outputs_are_compared_where_no_nodes_are(seed, monkeypatch):
    """All is left to the last question: whether an output can be wrong."""
    laid_out = judging.laid_out

    def without_aims(sides):
        laid = laid_out(sides)
        return replace(laid, aims=np.zeros_like(laid.aims))

    monkeypatch.setattr(judging, "laid_out", without_aims)
    monkeypatch.setattr(sweep, "_random", lambda rng, n, words: np.zeros((n, words), np.uint64))
    rng = random.Random(seed)
    made = drawn(rng, 14, 40)
    for other in (made, *(faulty(made, 14, rng) for _ in range(6))):
        check(stated(made, 14), stated(other, 14, other_ways=rng))
    check(function("a | ~b"), function("a & c | b"))  # wrong on the row of zeros
    check(function("~a"), function("a"))


def test_few_inputs_and_many_gates_are_swept_first(monkeypatch):
    rng = random.Random(4)
    made = drawn(rng, 14, 60)
    first, second = stated(made, 14), stated(made, 14, other_ways=rng)
    assert verify(first, second).method == "all 16384 rows"
    size = len(first.operands) + len(second.operands)
    monkeypatch.setattr(choice, "_MANY", size << 14)
    assert verify(first, second).method.startswith("sweeping (")
    monkeypatch.setattr(choice, "_MANY", (size << 14) + 1)
    assert verify(first, second).method == "all 16384 rows"
    monkeypatch.setattr(choice, "_MANY", 0)
    assert choice.sweeping_first(compared(first, second), Extent(max_inputs=13), ".") == "."
