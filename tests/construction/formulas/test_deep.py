"""Deep networks: the textbook's counts, equivalence, linear size, logarithmic depth."""

import random
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import CORPUS
from logicnet import Cover, LimitError, TruthTable, compile, parse, verify
from logicnet.construction.formulas.gathering import gathered_networks
from logicnet.construction.limits import Limits
from logicnet.construction.targets import target_of
from strategies import expressions, tables

deep, formula = partial(compile, style="deep"), partial(compile, style="formula")


@pytest.mark.parametrize("k", range(1, 9))
def test_parity_has_three_units_an_operator_in_balanced_layers(k):
    n = 2**k
    net = deep(" ^ ".join(f"x{i}" for i in range(n)))
    counts = (net.units, net.parameters, net.depth, net.max_fan_in)
    assert counts == (3 * (n - 1), 9 * (n - 1), 2 * k, 2)
    assert net.is_layered


@pytest.mark.parametrize("n", [3, 5, 6, 7, 11, 100])
def test_parity_of_any_number_has_three_units_an_operator(n):
    net = deep(" ^ ".join(f"x{i}" for i in range(n)))
    assert net.units == 3 * (n - 1)
    assert net.depth == 2 * (n - 1).bit_length()


def test_exclusive_or_has_the_three_units_of_the_textbook():
    assert deep("a ^ b").describe().splitlines() == [
        "h1 (layer 1): a + b >= 1    a | b",
        "h2 (layer 1): a + b >= 2    a & b",
        "h3 (layer 2, output y): h1 - h2 >= 1    a ^ b",
    ]


def test_one_that_is_alone_on_its_level_waits_where_layers_are_not_skipped():
    """An input that waits is relayed once for all that read it, a unit for one reader alone."""
    slide = next(case.source for case in CORPUS if case.name == "slide")
    assert compile(slide, "layered", max_fan_in=2).units == 32


@given(expressions, st.sampled_from([2, 3, 4, 7]))
def test_a_formula_is_computed_within_the_fan_in(formula, fan_in):
    net = deep(formula, max_fan_in=fan_in)
    assert net.max_fan_in <= fan_in
    assert verify(net, formula)


@given(tables(most_inputs=4))
def test_a_truth_table_is_computed(table):
    assert verify(deep(table), table)


def test_a_cover_and_a_mapping_keep_their_outputs():
    cover = Cover.from_cubes(["11- 10", "0-1 11"], inputs="abc", outputs=["f", "g"])
    assert verify(deep(cover), cover)
    formulas = {"sum": "a ^ b ^ c", "carry": "AtLeast(2, a, b, c)"}
    assert deep(formulas).outputs == ("sum", "carry")
    assert verify(deep(formulas), formulas)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("a", 1), ("~a", 1), ("True", 1), ("a & ~a", 1), ("~(a & b)", 1), ("a -> b", 1),
        ("a & b & c & d", 3), ("a & (b & (c & d))", 3), ("~(a | b) & ~(c | d)", 3),
        ("(a & b) | (c & ~(a & b))", 3), ("(a ^ b) & ~(a ^ b)", 1),
    ],
)  # fmt: skip
def test_negation_is_free_nesting_is_flattened_and_subformulas_are_shared(text, units):
    net = deep(text)
    assert net.units == units
    assert verify(net, text)


def test_a_count_is_one_unit_where_the_fan_in_allows():
    text = f"AtLeast(51, {', '.join(f'x{i}' for i in range(101))})"
    assert deep(text, max_fan_in=101).units == 1
    net = deep(text)
    assert net.max_fan_in == 2
    assert net.units < 800
    ones = np.random.default_rng(0).integers(40, 63, 2000)
    rows = np.random.default_rng(1).random((2000, 101)).argsort(axis=1) < ones[:, None]
    assert net(rows)[:, 0].tolist() == (ones >= 51).tolist()


def test_a_fan_in_of_one_is_refused():
    with pytest.raises(LimitError, match="fan-in of 2"):
        deep("a & b", max_fan_in=1)


def test_long_formulas_compile_without_recursion_in_linear_size():
    chosen = random.Random(0)
    text = "x0"
    for i in range(1, 5_000):
        text = f"({text}) {chosen.choice('&|^')} x{i}"
    formula = parse(text)
    net = deep(formula)
    assert net.units < 3 * 5_000


def test_operands_of_one_kind_stand_in_a_tree_of_logarithmic_depth():
    text = "x0"
    for i in range(1, 1024):
        text = f"x{i} & ({text})"
    assert deep(text).depth == 10


def test_a_wrong_network_would_be_noticed():
    assert not verify(deep("a ^ b"), "a | b")
    assert TruthTable.from_expression("a ^ b") == deep("a ^ b").table()


@given(expressions, st.booleans())
def test_gathered_formulas_compare_pairs_alone_or_as_numbers(part, negated):
    text = f"~(({part}) ^ p | (q ^ r) | s)" if negated else f"(({part}) ^ p) & (q ^ r) & s"
    apart, together = gathered_networks(target_of(text), Limits())
    assert verify(apart, text)
    assert verify(together, text)


def test_any_number_of_compared_pairs_takes_two_units():
    for count in (2, 6, 11):
        differ = " | ".join(f"(a{i} ^ b{i})" for i in range(count))
        network = formula(differ)
        assert network.units == 2
        assert verify(network, differ)
    long = " | ".join(f"(a{i} ^ b{i})" for i in range(60))
    assert formula(long).units <= 4
