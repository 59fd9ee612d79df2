"""Compact networks: known minima, limits, families recognised in tables and in formulas."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, LogicnetError, Network, TruthTable, verify
from logicnet import compile as compact
from logicnet.construction.along_forms.blocks import digits
from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.construction.limits import Limits, largest_weight, relays
from logicnet.construction.numbers.arithmetic import adder, multiplier, popcount, square
from logicnet.construction.one_layer import two_levels
from logicnet.construction.one_layer.wide import from_cover
from logicnet.construction.registry import Construction, Constructions
from logicnet.construction.targets import target_of
from logicnet.construction.task import Task
from logicnet.ground.budget import EFFORTS, SECOND, Budget, factor
from logicnet.minimization.minimizing import minimize
from logicnet.minimization.polarity import chosen_polarity
from strategies import expressions, tables

LARGE = "a ^ b ^ c ^ d & e & f & g"
QUICK = {"time_limit": 0.5}


@given(expressions)
@settings(max_examples=40)
def test_formulas_are_computed(formula):
    net = compact(formula, **QUICK)
    assert verify(net, formula)
    assert net.units >= net.lower_bound


@given(tables(most_inputs=5, most_outputs=2))
@settings(max_examples=40)
def test_tables_with_dont_cares_are_computed(table):
    assert verify(compact(table, **QUICK), table)
    net = compact(table, skip=False, **QUICK)
    assert net.is_layered
    assert verify(net, table)


@given(tables(most_inputs=5, most_outputs=2), st.booleans())
@settings(max_examples=4)
def test_no_style_and_no_blocks_have_fewer_units(table, skip):
    net = compact(table, effort="low", skip=skip)
    for style in ("minterms", "wide", "deep", "formula"):
        other = compact(table, style)
        assert net.units <= other.units or not (skip or other.is_layered)
    limits = Limits(skip=skip)
    assert all(net.units <= limits.fitted(each).units for each in digits(table, limits, Budget()))


@given(
    expressions, st.sampled_from([None, 2, 3, 5]), st.sampled_from([None, 1, 2, 4]), st.booleans()
)  # fmt: skip
@settings(max_examples=40)
def test_limits_are_kept(formula, max_fan_in, max_weight, skip):
    limits = {"max_fan_in": max_fan_in, "max_weight": max_weight, "skip": skip}
    net = compact(formula, **limits, **QUICK)
    assert verify(net, formula)
    assert max_fan_in is None or net.max_fan_in <= max_fan_in
    assert max_weight is None or largest_weight(net) <= max_weight
    assert skip or net.is_layered


@pytest.mark.parametrize("text", ["a | b & c", "a & (b | c & d)", "a & (b | c) | b & c & d"])
@pytest.mark.parametrize("limits", [{"max_weight": 1}, {"max_fan_in": 2}, {"max_weight": 2}])
def test_limits_raise_no_bound(text, limits):
    """One unit computes each of these, with weights or a fan-in that the limits rule out."""
    net = compact(text, **limits, **QUICK)
    assert verify(net, text)
    assert net.lower_bound == 1
    assert net.proven_minimal is (net.units == 1)


@pytest.mark.parametrize(
    ("text", "units", "layers"),
    [
        ("a", 1, 1), ("a & ~a", 1, 1), ("a & (b | c & (d | ~e))", 1, 1), ("a ^ b", 2, 3),
        ("a ^ b ^ c", 2, 4), ("a ^ b ^ c ^ d", 3, 5), ("(a | b) & (c | d)", 2, 3),
        (" ^ ".join("abcdefgh"), 4, 9), ("AtLeast(4, a, b, c, d, e, f, g)", 1, 1),
        ("AtLeast(2, a, b, c, d, e) & ~AtLeast(4, a, b, c, d, e)", 2, 3),
        ("AtLeast(2, a, ~b, c, d, ~e) & ~AtLeast(4, a, ~b, c, d, ~e)", 2, 3),
    ],
)  # fmt: skip
def test_known_minima_are_met_and_proven(text, units, layers):
    net = compact(text, **QUICK)
    assert (net.units, net.proven_minimal) == (units, True)
    assert verify(net, text)
    net = compact(text, skip=False, **QUICK)
    assert net.units == layers
    assert net.is_layered


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("(a & b) ^ (c | d) ^ e ^ f ^ g", 4),
        ("(a ^ b ^ c) & (d | e | f ^ g)", 3),
        ("(a & b | c & d) ^ (e | f) ^ g & h", 5),
        ("a & b | c & d | e & f | g & h", 4),
        ("ITE(s, AtLeast(2, a, b, c), d ^ e)", 3),
    ],
)
def test_structure_is_found_in_the_table_alone(text, most):
    table = TruthTable.from_expression(text)
    net = compact(table, time_limit=2.0)
    assert net.units <= most
    assert verify(net, table)


def test_a_function_of_a_weighted_count_is_recognised():
    def value(a, b, c, d, e, f, g, h):
        return (a + 2 * b + 3 * c + d + 2 * e + f + g + h) % 4 == 1

    net = compact(TruthTable.from_callable(value), **QUICK)
    assert net.units <= 3


@pytest.mark.parametrize(
    ("table", "units"),
    [
        (adder(4), 5), (adder(6, carry_in=True), 7), (popcount(7), 3), (multiplier(2), 5),
        (square(3), 8),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_arithmetic_is_recognised_under_any_names_and_orders(table, units, turned):
    table = table.table()
    inputs = [f"q{i}" for i in range(len(table.inputs))]
    table = table.renamed(inputs=inputs, outputs=[f"r{i}" for i in range(len(table.outputs))])
    if turned:
        table = table.over(inputs[::-1])
        table = TruthTable(
            inputs=table.inputs, outputs=table.outputs, on=table.on[::-1], dc=table.dc[::-1]
        )
    net = compact(table, **QUICK)
    assert verify(net, table)
    assert net.units <= units


def test_subtraction_is_a_sum_modulo_a_power_of_two():
    table = TruthTable.from_callable(
        lambda a, b, c, d, e, f: [
            (4 * a + 2 * b + c - 4 * d - 2 * e - f) >> k & 1 for k in (2, 1, 0)
        ]
    )
    net = compact(table, **QUICK)
    assert net.units == 4
    assert verify(net, table)


def test_large_formulas_of_known_families_are_proven():
    names = [f"x{i}" for i in range(64)]
    net = compact(" ^ ".join(names))
    assert (net.units, net.proven_minimal) == (7, True)
    net = compact(f"AtLeast(51, {', '.join(f'x{i}' for i in range(101))})")
    assert (net.units, net.proven_minimal) == (1, True)
    some = ", ".join(names[:40])
    net = compact(f"AtLeast(11, {some}) & ~AtLeast(17, {some}) | AtLeast(30, {some})")
    assert (net.units, net.proven_minimal) == (2, True)
    pairs = " | ".join(f"x{i} & x{j}" for i, j in combinations(range(20), 2))
    assert compact(pairs).units == 1


def test_a_large_decision_list_is_gathered_into_few_units():
    text = "x0"
    for i in range(1, 40):
        text = f"({text}) {'&|'[i // 3 % 2]} {'~' * (i % 2)}x{i}"
    assert compact(text).units == 1


def test_depth_is_traded_for_units():
    text = " ^ ".join(f"x{i}" for i in range(16))
    found = [compact(text, max_depth=d) for d in (2, 3, 5)]
    assert [net.units for net in found] == [9, 5, 5]
    assert all(net.depth <= d for net, d in zip(found, (2, 3, 5), strict=True))


def test_impossible_limits_are_refused_with_what_is_possible():
    with pytest.raises(LimitError, match=r"possible: 2 units, but depth 2 exceeds max_depth=1"):
        compact("a ^ b", max_depth=1)
    with pytest.raises(LimitError, match="max_fan_in=1"):
        compact("a & b", max_fan_in=1)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"max_depth": 1}, r"5 inputs fits max_depth=1; possible: \d units, but depth 2 exceeds"),
        ({"max_fan_in": 1}, r"5 inputs fits max_fan_in=1; possible: \d+ units, but fan-in 2 exc"),
        ({"max_fan_in": 2, "max_depth": 2}, r"of 5 inputs fits max_depth=2, max_fan_in=2; poss"),
    ],
)
def test_a_refusal_speaks_of_the_whole_function_and_of_the_nearest_value(limits, expected):
    table = TruthTable.from_string("11101101111000111101111110111111")
    with pytest.raises(LimitError, match=expected):
        compact(table, **limits)
    with pytest.raises(LimitError, match="these 2 functions of 4 inputs fits max_fan_in=1"):
        compact({"p": "a ^ b & c", "q": "a | d"}, max_fan_in=1)


@pytest.mark.parametrize(
    "options", [{"skip": "no"}, {"max_depth": True}, {"max_fan_in": 0}, {"max_weight": 1.5}]
)
def test_options_that_are_no_limits_are_refused(options):
    with pytest.raises(LogicnetError, match=next(iter(options))):
        compact("a ^ b", **options)


def test_the_bound_of_a_large_function_holds_within_limits():
    net = compact(" ^ ".join(f"x{i}" for i in range(100)), max_fan_in=3)
    assert net.max_fan_in <= 3
    assert net.lower_bound == 7


def test_one_unit_is_needed_is_said_in_the_singular():
    net = Network.from_units(["a"], [([0], [1], 1), ([1], [1], 1)], lower_bound=1)
    assert "at least 1 unit is needed" in repr(net)


def test_a_random_function_of_eight_inputs_needs_far_fewer_units_than_terms():
    table = TruthTable.from_values(np.random.default_rng(0).integers(0, 2, 256))
    net = compact(table, time_limit=3.0)
    assert net.units <= 14
    assert verify(net, table)


def test_a_weighted_count_is_kept_within_a_small_fan_in():
    text = "AtLeast(4, x3 | x4, x1, AtLeast(3, ~x3, x1, x0, x3, x3), ~x2)"
    for fan_in in (2, 3, 4, 5):
        net = compact(text, max_fan_in=fan_in, **QUICK)
        assert verify(net, text)
        assert net.max_fan_in <= fan_in


def test_parity_in_layers_is_not_minimised_as_a_table():
    net = compact(" ^ ".join(f"x{i}" for i in range(16)), skip=False)
    assert (net.units, net.is_layered) == (17, True)
    assert "parity" in net.construction or "symmetric" in net.construction


@pytest.mark.parametrize(
    ("rows", "units"), [("00000111", 2), ("00011110", 4), ("01101001", 6), ("0110", 3)]
)
def test_functions_of_three_inputs_have_the_fewest_units_of_two_wires(rows, units):
    table = TruthTable.from_string(rows)
    net = compact(table, max_fan_in=2)
    assert verify(net, table)
    assert (net.units, net.max_fan_in) == (units, 2)


@pytest.mark.parametrize(("text", "beaten"), [
    (" ^ ".join("abcdefgh"), True), ("a & b | c & d", False), ("a | b | c | ~d | e | ~f", False),
])  # fmt: skip
def test_product_terms_are_not_built_where_they_are_sure_to_be_more_units(text, beaten):
    cover, target = minimize(text), target_of(text)
    task = Task(target, Limits(), Budget(), lambda task: compact(task.function.stated))
    assert not task.is_beaten(cover)  # nothing is known yet
    task.found.append(compact(text))
    assert task.is_beaten(cover) == beaten
    assert not beaten or from_cover(cover).units > task.few


@pytest.mark.parametrize("once", [False, True])
def test_more_effort_keeps_what_less_effort_found(once):
    found = {0.1: "a ^ b", 1.0: "a | b", 10.0: "a ^ b ^ c"}

    def build(task):
        yield compact(found[task.budget.patience], "minterms")

    asked = Constructions([Construction("any", build, once=once)])
    target = target_of(LARGE)
    sizes = [asked.smallest(target, Limits(), Budget(patience=p)).units for p in EFFORTS.values()]
    assert sizes == [3, 3, 3]


def test_the_first_of_several_efforts_minimises_with_little_work(monkeypatch):
    asked = []

    def chosen(rows, budget, each, method):
        asked.append(each)
        return chosen_polarity(rows, budget, each, method)

    monkeypatch.setattr(two_levels, "chosen_polarity", chosen)
    target, whole = target_of(TruthTable.from_string({"p": "0110", "q": "0111"})), Budget()
    for patience in (0.1, 1.0):
        part = whole.share(1.0)
        part.patience = patience
        assert list(two_levels.terms(Task(target, Limits(), part, compact)))
    assert asked[0] == asked[1] / 10


def test_a_part_that_lacks_time_ends_no_search_that_has_time():
    seen = []

    def build(task):
        seen.append(task.budget.patience)
        assert task.budget.share(0.0).over()  # of time and work
        yield compact("a ^ b ^ c", "minterms")

    asked = Constructions([Construction("late", build)])
    found = asked.smallest(target_of(LARGE), Limits(), Budget(time_limit=1000))
    assert seen == [0.1, 1.0]
    assert found.cut == "time limit"


@given(tables(most_inputs=6, most_outputs=2))
@settings(max_examples=4)
def test_more_effort_never_gives_more_units(table):
    target = target_of(table)
    target.work = 0.02 * SECOND
    budgets = [Budget(patience=factor(effort)) for effort in EFFORTS]
    sizes = [CONSTRUCTIONS.smallest(target, Limits(), budget).units for budget in budgets]
    assert sizes == sorted(sizes, reverse=True)


def test_the_outlook_says_what_is_proven_and_what_more_effort_does():
    assert compact("a ^ b").outlook() == "2 units are proven to be the fewest"
    open_ = replace(compact("a ^ b"), lower_bound=1)
    assert "at least 1 unit is needed" in open_.outlook()
    assert "effort='high'" in open_.outlook()
    assert "time limit" in replace(open_, cut="time limit").outlook()


def test_a_constant_takes_one_unit_however_deep_the_others_are():
    net = compact({"p": "a ^ b", "q": "1", "r": "0"}, skip=False, effort="low")
    assert (net.units, net.is_layered, net.proven_minimal) == (5, True, True)
    assert verify(net, {"p": "a ^ b", "q": "1", "r": "0"})
    units = [([], [], 0), ([0, 1], [1, 1], 1), ([3], [-1], 0), ([4], [-1], 0), ([], [], 1)]
    chain = Network.from_units(["a", "b"], units, outputs={"p": 3, "q": 0, "r": 4})
    assert (relays(chain), chain.layered().units, chain.layered().depth) == (0, 5, 3)
    assert (chain.layered()([[0, 0], [0, 1]]) == chain([[0, 0], [0, 1]])).all()
