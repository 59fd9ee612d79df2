"""Compact networks have no more units than those of any other style, within the same limits."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, TruthTable, compile, verify
from logicnet.construction.along_forms.blocks import digits
from logicnet.construction.limits import Limits
from logicnet.construction.one_layer.fewest_terms import fewest_two_level
from logicnet.construction.search.stairs import stairs
from logicnet.ground.budget import Budget
from strategies import expressions, tables

PLAS = Path(__file__).parents[3] / "shared" / "data" / "pla"
OTHERS = ["minterms", "wide", "deep", "layered"]
LIMITS = st.fixed_dictionaries(
    {
        "max_depth": st.sampled_from([None, None, 1, 2, 3, 5]),
        "max_fan_in": st.sampled_from([None, None, 2, 3, 6]),
        "max_weight": st.sampled_from([None, None, 1, 2, 8]),
        "skip": st.booleans(),
    }
)


@pytest.fixture(autouse=True, scope="module")
def _no_time_to_search():
    """As on a machine so slow that the search for few units ends at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("logicnet.construction.target.Target.work", 0.0)
        yield


def assert_no_more_than_others(source, styles=OTHERS, **given):
    """What another style builds within the limits has at least as many units."""
    limits = Limits(**given)
    others = [limits.fitted(compile(source, style)) for style in styles]
    others = [net for net in others if not limits.excess(net)]
    try:
        net = compile(source, "compact", **given)
    except LimitError:
        assert others == []
        return
    assert not limits.excess(net)
    assert verify(net, source)
    assert net.lower_bound is None or net.lower_bound <= net.units
    assert net.units <= min((other.units for other in others), default=net.units)


@given(tables(most_inputs=4, most_outputs=6), LIMITS)
@settings(max_examples=50)
def test_tables_take_no_more_units_than_in_any_style(table, limits):
    assert_no_more_than_others(table, **limits)


@given(expressions, LIMITS)
@settings(max_examples=40)
def test_formulas_take_no_more_units_than_in_any_style(formula, limits):
    assert_no_more_than_others(formula, **limits)


@given(st.lists(expressions, min_size=2, max_size=4), st.booleans())
@settings(max_examples=8)
def test_formulas_together_take_no_more_units_than_in_any_style(formulas, skip):
    source = {f"y{k}": formula for k, formula in enumerate(formulas)}
    assert_no_more_than_others(source, skip=skip)


# Their layered form took more than that of "wide"; br2 more than "wide" itself
@pytest.mark.parametrize("name", ["dc1", "m1", "newcpla1", "br2"])
@pytest.mark.parametrize("skip", [True, False])
def test_files_take_no_more_units_than_in_any_style(name, skip):
    if not PLAS.exists():
        pytest.skip("needs the PLA files of the benchmarks")
    assert_no_more_than_others(PLAS / f"{name}.pla", skip=skip)


@pytest.mark.parametrize(("inputs", "outputs", "free"), [(7, 1, 0.0), (5, 2, 0.3)])
def test_tables_without_structure_take_no_more_units_than_blocks_or_any_style(
    inputs, outputs, free
):
    rng = np.random.default_rng(inputs)
    shape = (1 << inputs, outputs)
    table = TruthTable.from_values(
        np.where(rng.random(shape) < free, -1, rng.integers(0, 2, shape))
    )
    assert_no_more_than_others(table)
    floor = min(net.units for net in digits(table, Limits(), Budget()))
    assert compile(table).units <= floor
    done = TruthTable(
        inputs=table.inputs, outputs=table.outputs, on=table.on, dc=np.zeros_like(table.dc)
    )
    assert compile(table).units <= compile(done).units


# What need not be built --------------------------------------------------------------------------


@given(tables(most_inputs=6, most_outputs=3))
@settings(max_examples=100)
def test_no_two_level_network_has_fewer_units_than_the_bound(table):
    bound = fewest_two_level(table, 10**6)
    assert bound <= min(compile(table, style).units for style in ("minterms", "wide"))


@pytest.mark.parametrize(
    ("text", "units"),
    [("a ^ b ^ c ^ d ^ e", 17), ("a & b | c & d | e & f", 4), ("(a | b) & (c | d)", 3),
     ("a & ~b", 1), ("a | b | ~c", 1), ("0", 1)],
)  # fmt: skip
def test_the_bound_is_met_by_plain_functions(text, units):
    assert fewest_two_level(TruthTable.from_expression(text), 100) == units
    assert compile(text, "wide").units == units


def test_the_bound_stops_once_it_is_enough():
    table = TruthTable.from_expression("parity(a, b, c, d, e, f, g, h, i, j)")
    assert fewest_two_level(table, 10**6) == 513
    assert 20 <= fewest_two_level(table, 20) <= 21


# Stairs ------------------------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.sampled_from([0.1, 0.5, 0.8]), st.sampled_from([0.0, 0.3]))
@settings(max_examples=30)
def test_stairs_compute_tables_without_structure(seed, share, free):
    rng = np.random.default_rng(seed)
    shape = (1 << int(rng.integers(7, 10)), int(rng.integers(1, 4)))
    values = np.where(rng.random(shape) < free, -1, rng.random(shape) < share)
    table = TruthTable.from_values(values)
    for net in stairs(table, Limits(), Budget()):
        assert verify(net, table)
        assert net.depth <= 3


def test_stairs_have_about_the_root_of_all_rows():
    for n, most in ((8, 28), (10, 56), (12, 112), (14, 220)):
        table = TruthTable.from_values(np.random.default_rng(n).integers(0, 2, 1 << n))
        (net,) = stairs(table, Limits(), Budget())
        assert net.units <= most
        assert verify(net, table)


@pytest.mark.parametrize("limits", [{"max_depth": 2}, {"max_fan_in": 5}])
def test_stairs_need_depth_and_fan_in(limits):
    table = TruthTable.from_values(np.random.default_rng(0).integers(0, 2, 256))
    assert list(stairs(table, Limits(**limits), Budget())) == []


def test_a_table_of_twelve_inputs_takes_far_fewer_units_than_it_has_terms():
    table = TruthTable.from_values(np.random.default_rng(12).integers(0, 2, 1 << 12))
    net = compile(table)
    assert net.units <= 112 < 500 < fewest_two_level(table, 10**6)
    assert verify(net, table)
