"""The bound from cells: as counted cell by cell, and lower, never higher, when time is short."""

from collections import defaultdict
from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes_to_try import rings

from logicnet import Region
from logicnet.construction.planes.lowering import Lowered
from logicnet.ground import budget as clocks
from logicnet.ground.budget import Budget
from logicnet.regions.cells import cells
from logicnet.regions.cells.possible_rows import cells_of
from logicnet.regions.exact import Hyperplane

MIXED = "(b | 2*x - y >= 1) & (c ^ (x + y > 2)) | x + 2*y + b >= 3 & x - y < 1"
WEIGHTS = st.integers(-2, 2)
PARTS = st.one_of(
    st.builds("({}*x + {}*y + {}*b >= {})".format, WEIGHTS, WEIGHTS, WEIGHTS, WEIGHTS),
    st.builds("(c ^ ({}*x + {}*y > {}))".format, WEIGHTS, WEIGHTS, WEIGHTS),
    st.sampled_from(["b", "c", "x >= 1", "x > 1", "y <= 0", "x = 1", "x - y = 0"]),
)


@st.composite
def rules(draw):
    """Comparisons of a few numbers and truth values, joined."""
    parts = draw(st.lists(PARTS, min_size=1, max_size=4))
    parts = [
        part.replace(" = ", " >= ") + f" & {part.replace(' = ', ' <= ')}" if " = " in part else part
        for part in parts
    ]  # on a line
    joints = [f" {draw(st.sampled_from('&|^'))} ({part})" for part in parts[1:]]
    return f"({parts[0]}){''.join(joints)}"


def unit(column, dimension):
    return Hyperplane(tuple(int(c == column) for c in range(dimension)), Fraction(1, 2))


def counted(function):
    """The bound, setting by setting and cell by cell; see the docstring of the module."""
    names, booleans = function.coordinates, function.booleans
    own = [unit(column, len(names)) for column in booleans]
    asked = [*(side.plane for side in function.sides), *own]
    planes, found, on, off = cells_of(function.regions, asked, names)
    real = [k for k, p in enumerate(planes)
            if any(v and c not in booleans for c, v in enumerate(p.normal))]  # fmt: skip
    groups = defaultdict(dict)
    for k, signs in enumerate(found.signs):
        setting = tuple(signs[planes.index(plane)] for plane in own)
        groups[setting][tuple(signs[real].tolist())] = k
    least, constant, changing = 1, False, False
    for cells_there in groups.values():
        kinds = defaultdict(set)
        for sides, k in cells_there.items():
            for p, side in enumerate(sides):
                others = sides[:p] + sides[p + 1 :]
                for way, kind in {0: ((1, "high"), (-1, "low")), -1: ((1, "some"),)}.get(side, ()):
                    other = cells_there.get((*sides[:p], way, *sides[p + 1 :]))
                    if 0 not in others and other is not None and (
                        on[k, 0] & off[other, 0] or off[k, 0] & on[other, 0]
                    ):  # fmt: skip
                        kinds[p].add(kind)
        units = [1 + ({"low", "high"} <= found) for found in kinds.values()]
        least = max(least, sum(units) + (sum(units) > 1))
        values = list(cells_there.values())
        both = on[values].any() and off[values].any()
        constant, changing = constant or not both, changing or both
    return max(least, 1 + (constant and changing))


@settings(max_examples=40)
@given(rules())
def test_the_bound_is_what_is_counted_cell_by_cell(text):
    function = Lowered({"y": Region.of(text)})
    if function.lower_bound is not None and function.inputs:
        assert function.lower_bound == counted(function)


@settings(max_examples=10)
@given(rings(5), st.sampled_from([None, "closed"]))
def test_a_boundary_without_a_promise_is_no_change(ring, boundary):
    region = Region.polygon(ring, boundary=boundary) & Region.of("x + y >= 0")
    function = Lowered({"y": region})
    assert function.lower_bound == counted(function)


class Steps:
    """In place of the module `time`: a second goes by with every look."""

    def __init__(self):
        self.looks = count()

    def monotonic(self):
        return float(next(self.looks))


@pytest.mark.parametrize("text", [MIXED, "x >= 0 & y >= 0 & x + y <= 4 | x > 7 & x - y < 2"])
def test_a_bound_that_is_cut_is_at_most_the_whole_one(text, monkeypatch):
    regions = {"y": Region.of(text)}
    whole = Lowered(regions).lower_bound
    monkeypatch.setattr(clocks, "time", Steps())
    bounds, cuts = [], []
    for seconds in range(4, 400, 4):
        cells._cells.cache_clear()
        function = Lowered(regions, Budget(time_limit=float(seconds)))
        bounds.append(function.lower_bound or 0)
        cuts.append(function.budget.cut)
    assert sorted(bounds) == bounds
    assert bounds[0] == 0
    assert cuts[0] == "time limit"
    assert (bounds[-1], cuts[-1]) == (whole, None)
    assert np.unique(bounds).size > 3  # parts of it were known
