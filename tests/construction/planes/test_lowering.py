"""Regions as functions of half-spaces: equal costs, and impossible rows are free."""

from itertools import count, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes_to_try import masks, rings, star

from logicnet import LimitError, Region, SpecificationError, TruthTable, compile, verify
from logicnet.construction.limits import Limits
from logicnet.construction.planes import lowering, positions
from logicnet.construction.planes.lowering import Lowered, lowered
from logicnet.construction.planes.positions import by_positions
from logicnet.construction.targets import target_of
from logicnet.ground import budget as clocks
from logicnet.ground.budget import Budget
from logicnet.regions.cells import cells
from logicnet.regions.cells.arrangement import Arrangement
from logicnet.regions.half_spaces import parallels
from logicnet.verification.verifying import verify_region

SOON = {"effort": "low"}  # for what searches


def over_half_spaces(formula, names):
    """The formula with each variable x replaced by the half-space x >= 0."""
    return "".join(f"({c} >= 0)" if c in names else c for c in formula)


def above(network):
    """Units that do not read coordinates."""
    return int((network.layer_of > 0).sum())


@pytest.mark.parametrize("style", ["wide", "deep", "layered", "compact", "formula", "minterms"])
@pytest.mark.parametrize(
    "formula", ["a ^ b ^ c ^ d", "a & b | c & d", "a & (b | c & (d | e))", "(a ^ b) & (c ^ d) | e"]
)
def test_a_formula_costs_the_same_over_half_spaces_as_over_variables(style, formula):
    options = SOON if style in ("layered", "compact") else {}
    plain = compile(formula, style, **options)
    region = compile(over_half_spaces(formula, "abcde"), style, **options)
    assert above(region) == plain.units
    assert region.depth == plain.depth + 1


def test_the_measured_targets():
    parity = " ^ ".join(f"(x{i} >= 0)" for i in range(24))
    assert above(compile(parity)) == 5
    pairs = " | ".join(f"((x{2 * i} >= 0) ^ (x{2 * i + 1} >= 0))" for i in range(6))
    assert above(compile(pairs)) == 2
    for m in (2, 3, 4, 8, 16):
        board = Region.from_mask(np.indices((m, m)).sum(axis=0) % 2 == 0)
        assert compile(board, **SOON).units <= len(board.hyperplanes()) + 2


def test_limits_count_the_first_layer_and_hold_for_regions_too():
    ring = [(0, 0), (4, 0), (4, 3), (2, 1), (0, 3)]
    region = Region.polygon(ring) - Region.box([1, 0.25], [1.5, 0.5])
    for limits in ({"max_depth": 3}, {"max_fan_in": 2}, {"max_weight": 1}, {"skip": False}):
        network = compile(region, **limits, **SOON)
        assert verify(network, region)
        assert network.depth <= limits.get("max_depth", 99)
        assert network.max_fan_in <= limits.get("max_fan_in", 99)
        assert np.abs(network.weights).max() <= limits.get("max_weight", np.inf)
        assert network.is_layered or limits.get("skip", True)
    with pytest.raises(LimitError, match="depth 3 exceeds max_depth=2"):
        compile("(x >= 0) ^ (y >= 0)", max_depth=2, **SOON)
    with pytest.raises(LimitError, match="fan-in 3 exceeds max_fan_in=2"):
        compile("x + y + z >= 0", max_fan_in=2)


def test_what_has_no_meaning_for_coordinates_is_refused():
    with pytest.raises(SpecificationError, match="read in coordinates, not 'bipolar'"):
        compile("x >= 0", encoding="bipolar")
    with pytest.raises(SpecificationError, match="style 'deep' has no option 'max_depth'"):
        compile("x >= 0", "deep", max_depth=2)
    with pytest.raises(SpecificationError, match="takes regions"):
        lowered(target_of("a & b"))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(-2, 2), st.booleans()), min_size=1, max_size=5, unique=True))
def test_positions_across_parallel_half_spaces_are_those_of_points(faces):
    parts = [f"(x {'>' if strict else '>='} {low})" for low, strict in faces]
    function = Lowered({"y": Region.of(" ^ ".join(parts))})
    ((own, held),) = parallels(function.sides)
    points = np.arange(-12, 13) / 4
    seen = {
        tuple(bool(side.side * (p - side.plane.offset) >= 0) for side in function.sides)
        for p in points
    }
    assert own == list(range(len(function.sides)))
    assert {tuple(row) for row in held.tolist()} == seen


@settings(max_examples=20)
@given(rings(6), st.sampled_from([None, "closed", "open"]))
def test_rows_that_cannot_happen_are_free_and_the_others_are_as_the_formula_says(ring, boundary):
    function = Lowered({"y": Region.polygon(ring, boundary=boundary)})
    table = function.rows.table()
    rows = np.array(list(product((0, 1), repeat=len(function.sides))), dtype=bool)
    stated = table.over(function.inputs).values()[:, 0]
    known = stated >= 0
    assert known.any()
    assert not known.all()
    assert (function.values(rows[known])[0] == stated[known]).all()


@settings(max_examples=25)
@given(masks(), st.sampled_from([None, "closed"]))
def test_functions_of_positions_are_proven(mask, boundary):
    region = Region.from_mask(mask, boundary=boundary)
    function = Lowered({"y": region})
    for network in by_positions(function, Limits()):
        grounded = function.grounded(network, Limits())
        assert verify_region(grounded, {"y": region})


@pytest.mark.parametrize(("text", "units"), [
    ("1 < 2", 1), ("1 < 2 & 3 > 4", 1), ("0*x < 1", 1), ("b & 1 < 2", 1),
    # where b is 0 two lines are one, so that crossing it crosses both
    ("(b | b < 0.4) & y >= 0 & y >= b & b < 3", 1),
    ("(b | 7.4 >= b/0.1 < 4) & 0 <= y >= b < 3", 1),
    # what b makes constant, and what it does not, one unit cannot be
    ("b | y >= 0", 2), ("b & y >= 1", 2), ("b & y >= 0 & y >= b", 2),
])  # fmt: skip
def test_a_rule_whose_lines_meet_or_vanish_has_a_bound_that_holds(text, units):
    network = compile(text)
    assert network.units == units
    assert network.lower_bound == units
    assert verify(network, text)


@pytest.mark.parametrize("style", ["wide", "deep", "formula", "compact"])
@pytest.mark.parametrize(("text", "units"), [
    ("(b | b < 0.4) & y >= b", 1), ("(b ^ b >= 0.3) | y >= 1", 1), ("(b | b <= 0) & y >= b", 1),
    ("(b & b < 1 | c) & y >= 2", 2), ("(~b ^ (2*b > 1)) & c & 0.5 > c | b & -b < 0 & x < 1", 2),
])  # fmt: skip
def test_a_comparison_of_a_truth_value_alone_is_that_value(text, units, style):
    network = compile(text, style)
    assert network.units == units
    assert verify(network, text)


class Steps:
    """In place of the module `time`: a second goes by with every look."""

    def __init__(self):
        self.looks = count()

    def monotonic(self):
        return float(next(self.looks))


LATE = {
    "few": "(b | 2*x - y >= 1) & (x + y > 2) | x + 2*y + b >= 3 & x - y < 1",
    "many": " | ".join(f"(b{k % 3} ^ ({k}*x - {9 - k}*y + z >= {k % 4}))" for k in range(17)),
    "shape": Region.polygon(star(14, np.random.default_rng(3))),
    "board": " ^ ".join(f"({c} >= {k})" for k in range(9) for c in "xy"),
}


@pytest.mark.parametrize("style", ["wide", "deep", "formula", "layered", "compact"])
@pytest.mark.parametrize("case", LATE)
def test_when_time_is_over_nothing_is_listed_and_what_is_known_is_built(case, style, monkeypatch):
    def listed(*arguments):
        raise AssertionError("cells are listed though time is over")

    with monkeypatch.context() as patch:
        patch.setattr(clocks, "time", Steps())
        patch.setattr(lowering, "_PROVEN_LINES", 0)  # the check lists cells in its own time
        patch.setattr(Arrangement, "_around", listed)
        patch.setattr(positions, "filled", listed)
        cells._cells.cache_clear()
        network = compile(LATE[case], style, time_limit=1e-3)
    assert network.cut == "time limit" or network.proven_minimal or style in ("deep", "formula")
    assert verify(network, LATE[case]).equal is not False


def test_rows_that_are_not_listed_in_time_are_those_of_positions_or_refused():
    late = Budget(time_limit=0.0)
    few = Lowered({"y": Region.of(LATE["few"])}, late)
    assert isinstance(few.rows, TruthTable)
    assert few.lower_bound is None
    with pytest.raises(LimitError, match="time is over before the cells of 20 half-spaces"):
        _ = Lowered({"y": Region.of(LATE["many"])}, late).rows
    assert list(by_positions(Lowered({"y": Region.of(LATE["board"])}, late), Limits())) == []
    assert late.cut == "time limit"


def test_what_holds_for_all_rows_is_no_bound_where_some_cannot_happen():
    """The parity of 18 values takes five units, but that of positions along two axes takes two."""
    network = compile(LATE["board"])
    assert above(network) == 2
    assert network.proven_minimal or network.lower_bound == 19
