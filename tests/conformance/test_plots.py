"""What holds for all pictures: given Axes are used, nothing is shown, the same bytes come twice."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from drawn import clipped, overlapping
from logicnet import SpecificationError, compare, compile, plot, read_rules, study
from logicnet.cli import main
from logicnet.construction.counting.parity import parity
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.training import train
from logicnet.plot.arguments import drawing
from logicnet.plot.registry import PLOTS, Plot
from logicnet.plot.saving import rendered
from logicnet.plot.style import chart, figure_of
from logicnet.plot.words import described
from logicnet.regions.region import Region
from pictures import PICTURES, calls

X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
START = MLP.random([2, 4, 1], seed=1)
RESULT = train(START, X, Y, epochs=20)
NETS = {style: compile("a ^ b ^ c", style) for style in ("wide", "deep", "compact")}
TRIANGLE = compile(Region.of("x + y <= 1 & x >= 0 & y >= 0"))
ERRORS = {"rule": {10: 0.2, 90: 0.2}, "both": {10: [0.1, 0.2], 90: [0.0, 0.1]}}
CUBE = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 4
SHORT = read_rules(CUBE, [c | a & b for a, b, c in CUBE], names="abc", rules="a & b | ~c", folds=2)
GROWTH = {"compact": {n: parity(n) for n in (2, 3, 4)}}

STEP = study.backpropagation(RESULT.mlp, [1, 0], 1)
SURFACE = study.loss_surface(START, X, Y, resolution=9)
TRACE = study.perceptron_trace(X, [0, 1, 1, 1])
IMAGES = MLP.random([6, 2], output="softmax")

ONE = {
    "network": lambda ax: plot.network(NETS["deep"], ax=ax),
    "network of coordinates": lambda ax: plot.network(TRIANGLE, ax=ax),
    "mlp": lambda ax: plot.network(RESULT.mlp, ax=ax),
    "highlighted": lambda ax: plot.network(NETS["wide"], ax=ax, at=[1, 0, 1]),
    "matrices": lambda ax: plot.matrices(NETS["wide"], ax=ax),
    "profile": lambda ax: plot.profile(NETS["deep"], ax=ax),
    "profile of a circuit": lambda ax: plot.profile("a & b | ~c", ax=ax, title="c"),
    "karnaugh": lambda ax: plot.karnaugh("a & b | ~c", ax=ax),
    "truth_table": lambda ax: plot.truth_table("a & b | ~c", ax=ax),
    "pareto": lambda ax: plot.pareto(NETS, ax=ax),
    "growth": lambda ax: plot.growth(GROWTH, ax=ax),
    "unit_counts": lambda ax: plot.unit_counts([1, 2, 2], ax=ax),
    "region": lambda ax: plot.region(TRIANGLE, ax=ax, resolution=30),
    "surface": lambda ax: plot.region(RESULT, ax=ax, points=X, classes=Y, resolution=30),
    "history": lambda ax: plot.history(RESULT, ax=ax),
    "backpropagation": lambda ax: plot.backpropagation(STEP, ax=ax, title="one step"),
    "loss_surface": lambda ax: plot.loss_surface(
        SURFACE, {"sgd": SURFACE.descent([0, 0], epochs=5)}, ax=ax
    ),
    "perceptron_trace": lambda ax: plot.perceptron_trace(TRACE, ax=ax),
    "learning_curve": lambda ax: plot.learning_curve(ERRORS, ax=ax),
    "rule_curve": lambda ax: plot.rule_curve(SHORT, ax=ax),
    "rule_changes": lambda ax: plot.rule_changes(SHORT, ax=ax),
}
MANY = {
    "karnaugh_and_network": (2, lambda ax: plot.karnaugh_and_network("a ^ b", ax=ax)),
    "comparison": (3, lambda ax: plot.comparison(NETS, ax=ax)),
    "hidden_units": (TRIANGLE.units, lambda ax: plot.hidden_units(TRIANGLE, ax=ax, resolution=20)),
    "before_and_after": (2, lambda ax: plot.before_and_after(START, RESULT, ax=ax, resolution=20)),
    "weight_images": (2, lambda ax: plot.weight_images(IMAGES, (2, 3), ax=ax)),
    "maps": (2, lambda ax: plot.karnaugh({"s": "a ^ b", "c": "a & b"}, ax=ax)),
}
ALL = {**ONE, **{name: draw for name, (_, draw) in MANY.items()}}


@pytest.mark.parametrize("name", ALL)
def test_the_same_picture_has_the_same_bytes(name):
    first, second = (rendered(figure_of(ALL[name](None)), "svg") for _ in range(2))
    assert first == second
    assert first.startswith(b"<?xml")


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_shown_clipped_or_covered_and_words_say_what_is_seen(name, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("a picture was shown"))
    monkeypatch.setattr(Figure, "show", lambda *_, **__: pytest.fail("a picture was shown"))
    axes = ALL[name](None)
    assert clipped(axes) == []
    assert overlapping(axes) == []
    said = described(figure_of(axes))
    plt.close(figure_of(axes))
    assert len(said) > 20
    assert said.count(".")
    assert not re.search(r"<[\w.]+ object|None|nan|\n", said), said


@pytest.mark.parametrize("name", ONE)
def test_given_axes_are_drawn_on_and_returned(name):
    ax = Figure().add_subplot()
    assert ONE[name](ax) is ax
    assert ax.get_children()
    assert len(ax.figure.axes) == 1


@pytest.mark.parametrize("name", MANY)
def test_arrays_of_axes_are_drawn_on_and_returned(name):
    count, draw = MANY[name]
    given = Figure().subplots(1, count)
    assert (draw(given) == given).all()


def test_comparisons_are_drawn_from_what_compare_answers():
    found = compare("a ^ b ^ c")
    assert [ax.get_title() for ax in plot.comparison(found)] == ["units", "depth", "parameters"]


def test_every_row_of_the_table_is_in_the_gallery():
    assert calls().keys() == PICTURES.keys()
    drawn = {re.match(r"plot\.(\w+)\(", call)[1] for call in calls().values()}
    assert PLOTS.keys() <= drawn


@pytest.mark.parametrize("name", sorted(PICTURES.keys() - ALL.keys()))
def test_nothing_in_the_gallery_is_clipped_or_covered(name):
    axes = PICTURES[name]()
    assert clipped(axes) == []
    assert overlapping(axes) == []


def test_every_row_of_the_table_is_tried_here_and_public():
    assert PLOTS.keys() <= ALL.keys()
    assert PLOTS.keys() <= set(plot.__all__)


@drawing
def area(source, *, ax=None, output=None):
    """How often a function is 1."""
    table = source if hasattr(source, "on") else compile(source).table()
    ax = chart(ax)
    ax.pie([share := float(table.on.any()), 1 - share])
    return ax


def test_a_new_row_is_found_everywhere(tmp_path, capsys):
    path = tmp_path / "x.svg"
    with PLOTS.including(Plot(area, "function", "the share of ones")):
        assert main(["plot", "a & b", "--kind", "area", "--only", "y", "-o", str(path)]) == 0
        assert b"<svg" in path.read_bytes()
        assert main(["plot", "a", "--kind", "area", "--at", "a=1", "-o", str(path)]) == 2
        assert "--at goes with --kind network, not with area" in capsys.readouterr().err
        assert "| `area` | function | the share of ones |" in PLOTS.table()
        assert main(["plot", "a", "--kind", "aera", "-o", str(path)]) == 2
        assert "did you mean 'area'?" in capsys.readouterr().err
    with pytest.raises(SpecificationError, match="'area' is not known"):
        _ = PLOTS["area"]
