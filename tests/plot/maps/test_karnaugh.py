"""Karnaugh maps: loops hold exactly the cells of their product terms, as drawn."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path

from corpus import CORPUS
from drawn import clipped, overlapping, texts, with_id
from logicnet import Cover, LimitError, SpecificationError, TruthTable, compile, minimize, plot
from logicnet.logic.function import function
from logicnet.plot.maps.karnaugh import groups_of, unit_colours
from logicnet.plot.maps.loops import grid_of, insets, outline, pieces
from logicnet.plot.style import INK, abbreviated, scale_of

SMALL = [case for case in CORPUS if case.inputs <= 6]
CORNERS = Cover.from_cubes(["-0-0"], inputs="abcd")


def rows_of(digits):
    """The rows of the truth table that a cube holds."""
    n = len(digits)
    return {
        r
        for r in range(2**n)
        if all(d == 2 or d == r >> (n - 1 - k) & 1 for k, d in enumerate(digits))
    }


def loops(ax):
    """Filled shapes and drawn lines of each loop by its term."""
    found = {}
    for patch in with_id(ax, "loop "):
        fills, lines = found.setdefault(patch.get_gid()[5:], ([], []))
        (lines if patch.get_facecolor()[3] == 0 or not patch.get_fill() else fills).append(patch)
    return found


def held(ax, term):
    """The cells whose middle lies in the filled shapes of a loop."""
    shapes = [patch.get_path() for patch in loops(ax)[term][0]]
    return {
        int(text.get_gid().split()[1])
        for text in with_id(ax, "cell ")
        if any(shape.contains_point(text.get_position()) for shape in shapes)
    }


def check_map(table, cover, ax):
    """The map shows the table, and each loop its product term."""
    assert overlapping(ax) == []
    assert clipped(ax) == []
    cells = {int(t.get_gid().split()[1]): t.get_text() for t in with_id(ax, "cell ")}
    shown = "".join(cells[r] for r in range(len(table)))
    assert shown == table.to_string().replace("-", "X")
    groups = groups_of(cover)
    assert set(loops(ax)) == {g.text for g in groups}
    for group in groups:
        assert held(ax, group.text) == rows_of(group.digits)
        edge = loops(ax)[group.text][1][0].get_edgecolor()
        assert to_hex(edge) == group.colour.lower()


@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
def test_every_map_of_the_corpus_holds_its_function(case):
    table = function(case.source).table()
    check_map(table, minimize(table), plot.karnaugh(case.source))


@pytest.mark.parametrize("first", ["rows", "columns"])
def test_the_first_inputs_name_rows_or_columns(first):
    table = function("a & b | ~c & d & ~e").table()
    ax = plot.karnaugh(table, first=first)
    check_map(table, minimize(table), ax)
    where = {t.get_gid(): t.get_position() for t in with_id(ax, "cell ")}
    level = where["cell 0"][1] == where["cell 1"][1]  # the last input changes the column
    assert level == (first == "rows")


@given(st.integers(0, 6).flatmap(lambda n: st.lists(st.integers(0, 2), min_size=n, max_size=n)))
def test_pieces_hold_the_rows_of_the_cube_once(digits):
    n = len(digits)
    for first in ("rows", "columns"):
        grid = grid_of(n, first)
        rows = [
            grid.row_number(p.block, r, c, n)
            for p in pieces(digits, grid)
            for r in range(p.rows.first, p.rows.last + 1)
            for c in range(p.columns.first, p.columns.last + 1)
        ]
        assert sorted(rows) == sorted(rows_of(digits))


def straight(pattern):
    """The places of an axis in Gray order that a pattern of 0, 1 and 2 fits, as straight runs."""
    codes = {0: [""], 1: ["0", "1"], 2: ["00", "01", "11", "10"]}[len(pattern)]
    fits = [all(p in (2, int(c)) for p, c in zip(pattern, code, strict=True)) for code in codes]
    runs = "".join(" X"[fit] for fit in fits).split()
    return [i for i, fit in enumerate(fits) if fit], len(runs)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_every_cube_of_up_to_four_inputs_is_where_its_codes_are_in_straight_pieces(n):
    for digits in product((0, 1, 2), repeat=n):
        rows, columns = straight(digits[: n // 2]), straight(digits[n // 2 :])
        found = pieces(digits, grid_of(n))
        cells = [
            (r, c)
            for p in found
            for r in range(p.rows.first, p.rows.last + 1)
            for c in range(p.columns.first, p.columns.last + 1)
        ]
        assert sorted(cells) == list(product(rows[0], columns[0]))
        assert len(found) == rows[1] * columns[1]


def test_neighbouring_cells_differ_in_one_input():
    for n in range(2, 7):
        grid = grid_of(n)
        rows, columns = (len(grid.places(axis)) for axis in (grid.rows, grid.columns))
        for r in range(rows):
            for c in range(columns):
                here = grid.row_number((0, 0), r, c, n)
                right = grid.row_number((0, 0), r, (c + 1) % columns, n)
                assert (here ^ right).bit_count() == 1


def test_a_list_of_axes_does_for_one_output_too():
    ax = Figure().add_subplot()
    assert plot.karnaugh("a & b", ax=[ax]) is ax


def test_a_group_over_the_corners_has_four_pieces_open_to_the_border():
    found = pieces([2, 0, 2, 0], grid_of(4))
    sides = {(p.rows.open_low, p.rows.open_high, p.columns.open_low, p.columns.open_high)
             for p in found}  # fmt: skip
    assert sides == {(1, 0, 1, 0), (1, 0, 0, 1), (0, 1, 1, 0), (0, 1, 0, 1)}
    ax = plot.karnaugh(CORNERS)
    fills, lines = loops(ax)["~b & ~d"]
    assert len(fills) == len(lines) == 4
    for line in lines:  # a corner: one stroke, two sides and the arc between them
        assert line.get_path().codes.tolist().count(Path.MOVETO) == 1
        assert line.get_path().codes.tolist().count(Path.LINETO) == 2


def test_a_group_over_one_border_is_open_there_only():
    ax = plot.karnaugh(Cover.from_cubes(["--0"], inputs="abc"))
    left, right = sorted(loops(ax)["~c"][0], key=lambda p: p.get_path().get_extents().x0)
    cells = {t.get_gid(): t.get_position()[0] for t in with_id(ax, "cell ")}
    border = min(min(line.get_xdata()) for line in ax.lines)
    far = max(max(line.get_xdata()) for line in ax.lines)
    assert left.get_path().get_extents().x0 < border < cells["cell 0"]
    assert cells["cell 2"] < far < right.get_path().get_extents().x1
    for line in loops(ax)["~c"][1]:  # one stroke that begins and ends beyond the border
        first, last = line.get_path().vertices[[0, -1]]
        assert first[0] == last[0]
        assert not border < first[0] < far


@pytest.mark.parametrize(
    "sides", [(), ("left",), ("right",), ("high",), ("low",), ("left", "high"), ("right", "low")]
)
def test_outlines_leave_the_open_sides_undrawn(sides):
    fill, line = outline((0, 0, 10, 6), 2, frozenset(sides))
    assert fill.contains_point((5, 3))
    middles = {"left": (0, 3), "right": (10, 3), "high": (5, 6), "low": (5, 0)}
    segments = list(line.iter_segments(curves=False, simplify=False))
    drawn, here = [], None
    for point, code in segments:
        if code in (Path.LINETO, Path.CLOSEPOLY):
            drawn.append((here, point))
        here = point[-2:]
    for side, middle in middles.items():
        on = [
            np.isclose(np.cross(np.append(b - a, 0), np.append(middle - a, 0))[2], 0)
            and (np.minimum(a, b) <= middle).all()
            and (middle <= np.maximum(a, b)).all()
            for a, b in drawn
        ]
        assert any(on) == (side not in sides), side


def test_overlapping_loops_are_inset_differently():
    cover = minimize("atleast(2, a, b, c, d)")
    digits = [g.digits for g in groups_of(cover)]
    levels = insets(digits)
    for i, one in enumerate(digits):
        for j, two in enumerate(digits[:i]):
            if rows_of(one) & rows_of(two):
                assert levels[i] != levels[j]


def test_each_loop_has_the_colour_of_its_unit():
    left, right = plot.karnaugh_and_network("a & b | ~c & d | ~a & c")
    drawn = {to_hex(c.get_edgecolor()) for c in with_id(right, "unit ")}
    for term in loops(left):
        colour = to_hex(loops(left)[term][1][0].get_edgecolor())
        assert colour in drawn
    table = TruthTable.from_expression("a & b | ~c & d | ~a & c")
    cover = minimize(table)
    groups = groups_of(cover)
    from logicnet.construction.one_layer.wide import from_cover

    net = from_cover(cover)
    colours = unit_colours(net, groups)
    assert len(colours) == cover.terms
    for unit, colour in colours.items():
        term = next(g.text for g in groups if g.colour == colour)
        assert net.unit_label(unit) == term
    assert overlapping(left) == []


LONG = "temperature_above_limit & ~pressure_is_low | emergency_button & reset_was_pressed"


@pytest.mark.parametrize("text", [LONG, f"({LONG}) & the_door_is_closed", f"({LONG}) ^ q & r"])
def test_long_names_are_on_the_picture(text):
    table = function(text).table()
    ax = plot.karnaugh(table)
    check_map(table, minimize(table), ax)
    written = " ".join(text for text, _ in texts(ax))
    for name in table.inputs:
        assert name[:15] in written


@pytest.mark.parametrize("source", ["a ^ b", "parity(a, b, c, d)", "a & b | c & d | e & f", "1"])
def test_map_and_network_have_one_scale_where_there_is_room(source):
    axes = plot.karnaugh_and_network(source)
    one, two = (scale_of(ax) for ax in axes)
    assert 1 / 1.51 < one / two < 1.51
    assert overlapping(axes) == clipped(axes) == []
    boxes = [ax.get_position() for ax in axes]
    assert boxes[0].x1 == pytest.approx(boxes[1].x0)


def test_several_outputs_give_several_maps():
    axes = plot.karnaugh({"sum": "a ^ b ^ c", "carry": "majority(a, b, c)"})
    assert axes.shape == (2,)
    assert "carry" in [text for text, _ in texts(axes[1])]
    assert overlapping(axes) == clipped(axes) == []
    assert not isinstance(plot.karnaugh({"s": "a ^ b", "c": "a & b"}, output="c"), np.ndarray)
    with pytest.raises(SpecificationError, match="name one of the outputs s, c"):
        plot.karnaugh_and_network({"s": "a ^ b", "c": "a & b"})


def test_networks_and_covers_have_maps_and_loops_can_be_left_out():
    check_map(function("a ^ b").table(), minimize("a ^ b"), plot.karnaugh(compile("a ^ b")))
    own = Cover.from_cubes(["1-", "-1", "11"], inputs="ab")
    check_map(own.table(), own, plot.karnaugh(own))
    assert loops(plot.karnaugh("a ^ b", loops=False)) == {}


def test_more_than_six_inputs_are_refused():
    with pytest.raises(LimitError, match="7 inputs exceed the limit of 6"):
        plot.karnaugh("parity(a, b, c, d, e, f, g)")


def test_a_map_fits_the_axes_it_is_given():
    ax = Figure(figsize=(2, 2)).add_subplot()
    assert plot.karnaugh("a & b | c & d", ax=ax) is ax
    assert overlapping(ax) == []


def test_a_loop_around_the_wrong_cells_is_noticed():
    table, cover = function("a & b").table(), minimize("a & ~b")
    with pytest.raises(AssertionError):
        check_map(table, minimize(table), plot.karnaugh(cover))


# Long names ---------------------------------------------------------------------------------

SENSORS = [f"sensor_reading_temperature_{where}" for where in ("left", "middle", "right")]


@pytest.mark.parametrize("draw", [plot.karnaugh, plot.truth_table])
def test_long_names_that_begin_alike_stay_different(draw):
    ax = draw(f"{SENSORS[0]} & {SENSORS[2]} | ~{SENSORS[1]}")
    written = [text for text, _ in texts(ax)]
    heads = [text for text in written if text.startswith("sensor") and "&" not in text]
    assert len(heads) == len(set(heads)) == 3
    assert all(any(head.endswith(s.rsplit("_")[-1]) for head in heads) for s in SENSORS)
    assert overlapping(ax) == clipped(ax) == []


@given(st.lists(st.text("ab_", min_size=1, max_size=14), unique=True, max_size=6))
def test_short_forms_of_different_names_differ(names):
    for most in (3, 5, 8):
        found = abbreviated(names, most)
        assert len(set(found)) == len(names)
        assert found == names or max(map(len, found)) <= most


@given(st.lists(st.sampled_from("01-"), min_size=16, max_size=16), st.sampled_from([1, 2, 3, 4]))
def test_the_factors_of_a_map_of_zeros_are_the_function(values, n):
    table = TruthTable.from_string("".join(values[: 2**n]))
    ax = plot.karnaugh(table, of="zeros", title="zeros", ax=Figure().add_subplot())
    factors = {patch.get_gid().removeprefix("loop ") for patch in with_id(ax, "loop ")}
    stated = function(" & ".join(factors)).table() if factors else None
    for row, value in enumerate(table.values()[:, 0].tolist()):
        bits = dict(zip(table.inputs, map(int, format(row, f"0{n}b")), strict=True))
        found = 1
        if stated is not None:
            at = int("".join(str(bits[name]) for name in stated.inputs) or "0", 2)
            found = stated.values()[at, 0]
        assert value in (-1, found)


def test_what_is_grouped_is_ones_or_zeros():
    with pytest.raises(SpecificationError, match="'ones' or 'zeros', not 'zeroes'; did you mean"):
        plot.karnaugh("a", of="zeroes")
    assert plot.karnaugh("a & ~a", of="ones").get_title() == ""


def test_the_network_beside_a_map_of_zeros_has_its_groups_and_fewer_units():
    text = "a & b | b & c | a & c | ~a & ~b & ~c"
    by_ones, by_zeros = (len(unit_boxes(text, of)) for of in ("ones", "zeros"))
    assert (by_ones, by_zeros) == (4, 3)
    assert by_zeros == compile(text, "wide").units - 1


def unit_boxes(text, of):
    """The colours that units of the network have, which are those of the groups."""
    left, right = plot.karnaugh_and_network(text, of=of)
    units = [p for p in right.patches if (p.get_gid() or "").startswith("unit ")]
    colours = {to_hex(p.get_edgecolor()) for p in units} - {to_hex(INK)}
    assert colours == {to_hex(p.get_edgecolor()) for p in left.patches
                       if (p.get_gid() or "").startswith("loop ") and not p.get_fill()}  # fmt: skip
    return colours
