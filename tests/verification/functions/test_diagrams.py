"""Decision diagrams: judged against rows that are worked out one by one."""

from itertools import product

import numpy as np
import pytest
from drawn_circuits import NAMES, built, stated_gates, stated_value
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Circuit, Cover, Network, build, compile, minimize, verify
from logicnet.errors import LogicnetError
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.function import function
from logicnet.verification.functions import diagrams
from logicnet.verification.functions.diagrams import Diagrams, TooMany
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from strategies import networks, real_networks, tables

DIAGRAMS, LARGER = JUDGES["decision diagrams"], JUDGES["larger diagrams"]


def value(graph, literal, row):
    """What a literal is at a row, by walking down."""
    variables, lows, highs, *_ = graph._space
    turned = literal & 1
    node = literal >> 1
    while node:
        below = highs[node] if row[variables[node]] else lows[node]
        node, turned = below >> 1, turned ^ int(below & 1)
    return turned


def rows(n):
    return list(product((0, 1), repeat=n))


terms = st.lists(st.tuples(st.integers(0, 9), st.integers(-5, 5)), max_size=6)


@given(terms, st.integers(-20, 20))
def test_a_threshold_of_literals_is_its_sum(chosen, least):
    graph = Diagrams(4, 1000)
    known = [graph.variable(k) for k in range(4)] + [0]
    own = [(known[k >> 1] ^ (k & 1), weight) for k, weight in chosen]
    found = graph.threshold(own, least)
    for row in rows(4):
        bits = [*row, 0]
        total = sum(w for k, w in chosen if bits[k >> 1] ^ (k & 1))
        assert value(graph, found, row) == (total >= least)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)), max_size=12))
def test_each_function_is_one_literal(steps):
    """Truth tables as whole numbers beside: equal tables are equal literals, and the other way."""
    graph = Diagrams(3, 1000)
    columns = [sum(row[k] << i for i, row in enumerate(rows(3))) for k in range(3)]
    made = [(0, 0), *((graph.variable(k), columns[k]) for k in range(3))]
    for pick in steps:
        (a, x), (b, y), (c, z) = (made[k % len(made)] for k in pick)
        sign = pick[0] & 1
        chosen = graph.chosen(a ^ sign, b, c)
        x ^= 255 * sign
        made.append((chosen, (x & y) | (~x & z & 255)))
        made.append((chosen ^ 1, made[-1][1] ^ 255))
    for a, x in made:
        assert [value(graph, a, row) for row in rows(3)] == [x >> i & 1 for i in range(8)]
        for b, y in made:
            assert (a == b) == (x == y)


@settings(max_examples=60)
@given(stated_gates())
def test_gates_of_all_kinds_are_what_recursion_says(stated):
    gates, ends = stated
    graph = Diagrams(len(NAMES), 10_000)
    leaves = [graph.variable(k) for k in range(len(NAMES))]
    found = diagrams.of_circuit(graph, built(gates, ends), leaves)
    for literal, end in zip(found, ends, strict=True):
        for row in rows(len(NAMES)):
            assert value(graph, literal, row) == stated_value(gates, end, row)


@settings(max_examples=40)
@given(stated_gates(), stated_gates())
def test_two_circuits_are_told_apart(first, second):
    check(built(*first), built(*second))
    check(built(*first), built(*first))


@settings(max_examples=60)
@given(networks(most_inputs=4, encodings=("binary", "bipolar")) | real_networks(most_inputs=3))
def test_units_are_what_rows_say(net):
    table = net.table()
    check(net, Cover.from_table(table))
    check(net, net)
    other = table.values().copy()
    other[-1, 0] ^= 1
    check(net, Cover.from_table(type(table).from_values(other, net.inputs, net.outputs)))


@settings(max_examples=60)
@given(tables(most_inputs=4), tables(most_inputs=4))
def test_don_t_cares_are_what_rows_say(first, second):
    check(Cover.from_table(first), Cover.from_table(second))
    check(minimize(first), Cover.from_table(first))


def test_covers_that_state_ones_and_zeros_leave_the_rest_open():
    stated = Cover.from_rows([[1, 1], [0, 0]], [[1], [0]], "ab", "y")
    check(function("a & b"), stated)
    check(function("a | b"), stated)
    check(function("~a"), stated)
    check(function("a & ~b"), stated)  # wrong at a one alone
    check(function("a | ~b"), stated)  # and at a zero alone


def check(first, second):
    """The judge says what all rows say, over whatever names both have."""
    if len(first.outputs) != len(second.outputs):
        return
    if first.outputs != second.outputs:
        first, second = first.output(first.outputs[0]), second.output(second.outputs[0])
    sides = compared(first, second)
    verdict = DIAGRAMS.judge(sides, Extent())
    want = JUDGES["all rows"].judge(sides, Extent())
    assert verdict.equal == want.equal
    for row in verdict.counterexamples:
        word = np.array([[row.inputs[name]] for name in sides.inputs], dtype=np.uint64)
        assert sides.differences(word.reshape(-1, 1))[0] & np.uint64(1)


# What nothing else decides -----------------------------------------------------------------------


def ripple(n, carry="or"):
    """An adder, digit by digit; with "xor" instead of "or" it is one as well, with "and" not."""
    make = Builder()
    a, b = ([make.leaf(f"{name}[{i}]") for i in range(n)] for name in "ab")
    c, ends = 0, {}
    for i in range(n):
        ends[f"s[{i}]"] = make.add("xor", [a[i], b[i], c])
        either = make.add("xor", [a[i], b[i]])
        c = make.add(carry, [make.add("and", [a[i], b[i]]), make.add("and", [c, either])])
    return make.circuit({**ends, f"s[{n}]": c})


def larger(n):
    """a > b, from the last digit up."""
    make = Builder()
    c = 0
    for i in range(n):
        a, b = make.leaf(f"a{i}"), make.leaf(f"b{i}")
        c = make.add(
            "or", [make.add("and", [a, b ^ 1]), make.add("and", [c, make.add("iff", [a, b])])]
        )
    return make.circuit({"y": c})


def comparison(n, least=1):
    """The same as one threshold unit."""
    names = [f"{name}{i}" for name in "ab" for i in range(n)]
    weights = [sign * 2**i for sign in (1, -1) for i in range(n)]
    return Network.from_units(names, [(range(2 * n), weights, least)])


def multiplexer(k):
    select = [[f"{'' if j >> i & 1 else '~'}s{i}" for i in range(k)] for j in range(2**k)]
    return " | ".join(f"{' & '.join(own)} & d{j}" for j, own in enumerate(select))


PARITY = " ^ ".join(f"x{i}" for i in range(64))
EQUAL = {
    "adders of 32 digits": lambda: (build("adder", 32), ripple(32)),
    "two formulas of an adder": lambda: (ripple(20), ripple(20, "xor")),
    "comparison of 32 digits": lambda: (comparison(32), larger(32)),
    "multiplexer of 32": lambda: (compile(multiplexer(5), "deep"), multiplexer(5)),
    "parity of 64": lambda: (compile(PARITY, "deep"), compile(PARITY)),
}
DIFFERENT = {
    "and of 30 and of 29": lambda: (" & ".join(f"x{i}" for i in range(n)) for n in (30, 29)),
    "a carry": lambda: (build("adder", 32), ripple(32, "and")),
    "at equality": lambda: (comparison(32, 0), larger(32)),
    "one input of 32": lambda: (
        compile(multiplexer(5), "deep"),
        multiplexer(5).replace("d31", "d30"),
    ),
    "one input of 64": lambda: (compile(PARITY, "deep"), PARITY.replace("x63", "~x63")),
}


@pytest.mark.parametrize("case", EQUAL)
def test_what_has_too_many_rows_is_proven(case):
    sides = compared(*map(function, EQUAL[case]()))
    few, many = DIAGRAMS.judge(sides, Extent(), "."), LARGER.judge(sides, Extent())
    assert few == "." or few.equal
    assert many.equal
    assert "decision diagrams" in many.method
    assert verify(*EQUAL[case]()).equal


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_differs_in_few_of_many_rows_is_refuted(case):
    verdict = verify(*DIFFERENT[case]())
    assert verdict.equal is False
    found = verdict.counterexample
    assert found.network != found.specification


@pytest.mark.parametrize("unit", range(0, 40, 3))
@pytest.mark.parametrize("change", [-1, 1])
def test_any_wrong_weight_of_a_comparison_is_found(unit, change):
    weights = comparison(20).weights.tolist()
    weights[unit] += change
    wrong = Network.from_units(comparison(20).inputs, [(range(40), weights, 1)])
    found = verify(wrong, larger(20)).counterexample
    a, b = (sum(found.inputs[f"{name}{i}"] << i for i in range(20)) for name in "ab")
    total = sum(w * found.inputs[name] for w, name in zip(weights, wrong.inputs, strict=True))
    assert found.specification == {"y": int(a > b)}
    assert found.network == {"y": int(total >= 1)}
    assert found.network != found.specification


def test_too_many_nodes_are_no_verdict(monkeypatch):
    monkeypatch.setattr(diagrams, "FEW", 16)
    monkeypatch.setattr(diagrams, "MANY", 64)
    sides = compared(build("adder", 16), ripple(16))
    assert DIAGRAMS.judge(sides, Extent(), "rows") == "rows"
    assert LARGER.judge(sides, Extent(), "rows").endswith("need more than 64 nodes")
    graph = Diagrams(8, 8)
    with pytest.raises(TooMany):
        graph.threshold([(graph.variable(k), 1) for k in range(8)], 4)
    monkeypatch.setattr(diagrams, "_STATES", 0)
    graph = Diagrams(2, 1 << 9)  # few nodes, but many sums
    pair = [graph.variable(k) for k in range(2)]
    with pytest.raises(TooMany):
        graph.threshold([(pair[k % 2], 97 + 7 * k * k) for k in range(20)], 9000)
    assert graph.nodes < 100


def test_a_table_has_no_diagram():
    sides = compared(function("a & b"), function("a & b").table())
    assert DIAGRAMS.judge(sides, Extent(), "so far") == "so far"


def test_nodes_and_states_are_counted_and_told():
    told = []
    graph = Diagrams(20, 5000, told.append)
    literals = [graph.variable(k) for k in range(20)]
    assert (graph.nodes, told) == (20, [])
    graph.threshold([(literal, 1) for literal in literals], 10)
    assert len(told) >= 100  # a state for each number that is left of each operand
    assert graph.nodes == 20 + 10 * 11 - 1  # the last operand stands alone already


def test_a_time_limit_ends_diagrams():
    verdict = verify(build("adder", 32), ripple(32), time_limit=0)
    assert (verdict.equal, verdict.cut) == (None, "time limit")


def test_what_diagrams_show_and_the_sides_do_not_have_is_a_fault(monkeypatch):
    monkeypatch.setattr(Diagrams, "way_to_true", lambda self, literal: {})
    with pytest.raises(LogicnetError, match="please report"):
        DIAGRAMS.judge(compared(function("a & b"), function("a")), Extent())


def test_inputs_are_read_in_the_order_of_either_side():
    net = Network.from_units("abcd", [([0, 1, 2], [1, 5, -7], 1), ([3, 4], [1, 1], 1)])
    circuit = function("(c | a) & d")
    assert isinstance(circuit, Circuit)
    orders = diagrams._orders("abcd", circuit, net)
    assert orders == [["c", "a", "d", "b"], ["d", "c", "b", "a"], ["a", "b", "c", "d"]]
    cover = Cover.from_cubes(["1-0-", "--1-", "---1"], "abcd")
    assert diagrams._read_in(cover)[0] == "c"


def test_a_compiled_network_of_many_inputs_is_proven(monkeypatch):
    seen = []
    within = diagrams.within
    monkeypatch.setattr(
        "logicnet.construction.target.within",
        lambda *args: seen.append(within(*args)) or seen[-1],
    )
    compile(multiplexer(4), "deep")
    assert seen[-1].equal
