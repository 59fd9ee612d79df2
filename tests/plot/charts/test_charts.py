"""Comparisons, growth, fronts, counts and tables: the numbers that are drawn."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from corpus import CORPUS
from drawn import clipped, overlapping, texts
from logicnet import (
    LimitError,
    SpecificationError,
    TruthTable,
    compare,
    compare_family,
    compile,
    minimize,
    parse,
    plot,
)
from logicnet.comparing.comparing import trade_off
from logicnet.construction.counting.parity import parity
from logicnet.logic.function import function
from logicnet.plot.charts.bars import count, pareto_front
from logicnet.plot.charts.curves import formula_of
from logicnet.plot.style import figure_of

TEXT = "a ^ b ^ c ^ d ^ e ^ f ^ g ^ h"
NETS = {
    "minterms": compile(TEXT, style="minterms"),
    "deep": compile(TEXT, "deep"),
    "compact": parity(8),
}
FORMULAS = {"wide": "2^(N−1)+1", "deep": "3(N−1)", "layered": "N+1", "compact": "⌊log₂ N⌋+1"}


def family(most):
    """Units of parity by style and N."""
    ns = range(2, most + 1)
    return {
        "wide": {n: 2 ** (n - 1) + 1 for n in ns},
        "deep": {n: 3 * (n - 1) for n in ns},
        "layered": {n: n + 1 for n in ns},
        "compact": {n: n.bit_length() for n in ns},
    }


def test_bars_are_as_long_as_the_sizes():
    axes = plot.comparison(NETS, measures=("units", "depth", "wires", "max_fan_in"))
    for ax, measure in zip(axes, ("units", "depth", "wires", "max_fan_in"), strict=True):
        lengths = [patch.get_width() for patch in ax.patches]
        assert lengths == [getattr(net, measure) for net in NETS.values()]
        assert [t.get_text() for t in ax.texts] == [count(int(v)) for v in lengths]
    assert [t.get_text() for t in axes[0].get_yticklabels()] == list(NETS)
    assert overlapping(axes) == clipped(axes) == []


def test_scales_are_logarithmic_only_where_sizes_differ_widely():
    axes = plot.comparison(NETS)
    assert [ax.get_xscale() for ax in axes] == ["log", "linear", "log"]
    assert plot.comparison({"a": NETS["deep"]})[0].get_xscale() == "linear"


def test_sizes_too_large_to_build_are_drawn():
    huge = SimpleNamespace(units=2**63 + 1, depth=2, parameters=65 * 2**63)
    axes = plot.comparison({"wide": huge, "compact": NETS["compact"]})
    assert "9.22·10^18" in [t.get_text() for t in axes[0].texts]
    assert overlapping(axes) == clipped(axes) == []


@pytest.mark.parametrize(
    "case", [c for c in CORPUS if c.inputs < 5][::3], ids=lambda case: case.name
)
def test_comparisons_of_the_corpus_have_no_overlaps(case):
    found = compare(case.source)
    axes = plot.comparison(found)
    assert [t.get_text() for t in axes[0].texts] == [count(e.units) for e in found.entries]
    assert overlapping(axes) == clipped(axes) == []


def test_networks_without_names_are_called_for_their_construction():
    axes = plot.comparison([NETS["deep"], NETS["compact"]])
    assert len({t.get_text() for t in axes[0].get_yticklabels()}) == 2
    with pytest.raises(SpecificationError, match="nothing to compare"):
        plot.comparison([])
    with pytest.raises(SpecificationError, match="3 Axes are needed, got 1"):
        plot.comparison(NETS, ax=Figure().add_subplot())


@pytest.mark.parametrize(
    "source",
    ["a ^ b", {"p": "a ^ b"}, parse("a ^ b"), minimize("a ^ b"), TruthTable.from_string("0110")],
    ids=["text", "mapping", "sympy", "cover", "table"],
)
def test_whatever_states_a_function_is_compared(source):
    units = [ax.get_text() for ax in plot.comparison(source)[0].texts]
    assert units == [count(entry.units) for entry in compare(source).entries]


@pytest.mark.parametrize("most", [3, 8, 64])
def test_growth_draws_every_size_with_its_formula_beside_it(most):
    counts = family(most)
    ax = plot.growth(counts, formulas=FORMULAS)
    for line, curve in zip(ax.lines, counts.values(), strict=True):
        assert line.get_xdata().tolist() == list(curve)
        assert line.get_ydata().tolist() == [float(v) for v in curve.values()]
    beside = [t.get_text() for t in ax.texts]
    assert beside == [f"{style}: {formula}" for style, formula in FORMULAS.items()]
    assert overlapping(ax) == clipped(ax) == []
    assert ax.get_yscale() == ("log" if most > 6 else "linear")


def test_growth_of_a_family_finds_its_formulas():
    found = compare_family("parity", [2, 3, 4, 6])
    ax = plot.growth(found)
    beside = dict(t.get_text().split(": ") for t in ax.texts)
    assert beside == {
        "minterms": "2^(N−1)+1",
        "wide": "2^(N−1)+1",
        "deep": "3(N−1)",
        "formula": "⌊log₂ N⌋+1",
        "layered": "N+1",
        "compact": "⌊log₂ N⌋+1",
    }
    assert overlapping(ax) == clipped(ax) == []
    depth = plot.growth(found, measure="depth")
    assert "deep: 2⌈log₂ N⌉" in [t.get_text() for t in depth.texts]


def test_formulas_are_shown_only_where_they_hold():
    assert formula_of({2: 2, 3: 4, 4: 8, 5: 16}) == "2^(N−1)"
    assert formula_of({2: 2, 3: 4, 4: 8, 5: 17}) is None
    assert formula_of({1: 5, 2: 5, 9: 5}) == "5"
    assert formula_of({2: 3, 64: 2**63 + 1}) is None  # two sizes prove nothing
    assert formula_of({2: 3, 3: 5, 64: 2**63 + 1}) == "2^(N−1)+1"
    assert formula_of({2: 1, 3: 2, 4: 3}) == "N−1"


def test_growth_takes_networks_and_refuses_nothing():
    ax = plot.growth({"compact": {n: parity(n) for n in (2, 3, 4)}}, measure="wires")
    assert ax.lines[0].get_ydata().tolist() == [parity(n).wires for n in (2, 3, 4)]
    with pytest.raises(SpecificationError, match="at least one size"):
        plot.growth({"wide": {}})


def test_the_front_is_what_none_beats():
    rng = np.random.default_rng(2)
    points = [(int(a), float(b)) for a, b in rng.integers(1, 9, (30, 2))]
    front = pareto_front(points)
    for p in points:
        beaten = any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in points)
        assert (p in front) == (not beaten)


def test_the_pareto_chart_shows_each_style_once():
    ax = plot.pareto(NETS)
    drawn = {tuple(c.get_offsets()[0]) for c in ax.collections}
    assert drawn == {(net.depth, net.units) for net in NETS.values()}
    assert {t.get_text() for t in ax.texts} == set(NETS)
    assert overlapping(ax) == clipped(ax) == []
    front = plot.pareto(trade_off(" ^ ".join("abcdefghijklmnop")))
    assert [t.get_text() for t in front.texts] == ["9 units", "5 units"]
    assert [t.get_text() for t in front.get_legend().get_texts()] == ["Pareto front"]
    same = plot.pareto({"one": NETS["deep"], "two": NETS["deep"]})
    assert [t.get_text() for t in same.texts] == ["one, two"]


def test_unit_counts_are_a_histogram():
    ax = plot.unit_counts({"any wires": [1, 2, 2, 3, 3, 3], "layered": [1, 4, 4]})
    heights = [patch.get_height() for patch in ax.patches]
    assert heights == [1, 2, 3, 0, 1, 0, 0, 2]
    assert overlapping(ax) == clipped(ax) == []
    assert all(float(t.get_text()).is_integer() for t in ax.get_yticklabels())
    legend = ax.get_legend().get_window_extent()
    assert legend.y0 >= max(bar.get_window_extent().y1 for bar in ax.patches)
    nets = plot.unit_counts([compile("a ^ b", "wide"), compile("a & b")])
    assert [p.get_height() for p in nets.patches] == [1, 0, 1]
    with pytest.raises(SpecificationError, match="at least one"):
        plot.unit_counts([])


def test_numbers_wider_than_their_bars_stand_upright():
    sizes = {"one": [1] * 1882 + [2] * 50284 + [3] * 13370, "two": [1] * 1882 + [3] * 39732 + [4]}
    ax = plot.unit_counts(sizes)
    assert {t.get_rotation() for t in ax.texts} == {90}
    assert {"1,882", "50,284", "13,370", "39,732", "1"} == {t.get_text() for t in ax.texts}
    figure_of(ax).draw_without_rendering()
    bars = [patch.get_window_extent() for patch in ax.patches]
    for text in ax.texts:
        box = text.get_window_extent()
        covers = [b for b in bars if b.x0 + 1 < box.x1 and box.x0 < b.x1 - 1 and box.y0 < b.y1 - 1]
        assert not covers, text.get_text()
    assert overlapping(ax) == clipped(ax) == []
    assert {t.get_rotation() for t in plot.unit_counts([1, 2, 2]).texts} == {0}


@pytest.mark.parametrize(
    "case", [case for case in CORPUS if case.inputs <= 6], ids=lambda case: case.name
)
def test_tables_of_the_corpus_show_every_row(case):
    table = function(case.source).table()
    ax = plot.truth_table(case.source)
    written = [t.get_text() for t in ax.texts]
    n = len(table.inputs)
    heads = [*table.inputs, *table.outputs]
    pages = max(1, len(table) // 16)
    assert written.count(table.outputs[0]) == pages
    cells = [t for t in written if t not in heads]
    assert len(cells) == len(table) * (n + 1)
    outputs = "".join(cells[n :: n + 1]).replace("X", "-")
    assert outputs == table.to_string()
    assert overlapping(ax) == clipped(ax) == []


def test_tables_show_several_outputs_and_have_a_limit():
    ax = plot.truth_table({"sum": "a ^ b", "carry": "a & b"}, title="half adder")
    written = [text for text, _ in texts(ax)]
    assert {"sum", "carry", "half adder"} <= set(written)
    with pytest.raises(LimitError, match="9 inputs exceed the limit of 8"):
        plot.truth_table(TruthTable.from_values(np.zeros(512, dtype=int)))


def test_counts_are_written_for_readers():
    assert count(1281) == "1,281"
    assert count(2**63) == "9.22·10^18"
    assert count(None) == "–"
    assert count(0.25) == "0.25"


def test_the_sizes_of_a_family_are_counted_by_style():
    found = compare_family("parity", [2, 3, 4, 8], styles=["layered", "compact"])
    ax = plot.unit_counts(found)
    shown = [text.get_text() for text in ax.get_legend().get_texts()]
    assert shown == ["layered", "compact"]
    heights = [int(bar.get_height()) for bars in ax.containers for bar in bars]
    assert sum(heights) == 8  # one for each size and style
    assert [text.get_text() for text in plot.unit_counts(n for n in [1, 2, 2]).texts] == ["1", "2"]
