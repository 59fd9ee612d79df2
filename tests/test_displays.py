"""What values show of themselves, on a line and in a notebook."""

from fractions import Fraction
from typing import get_origin
from xml.etree import ElementTree

import numpy as np
import pytest

import logicnet
from logicnet import (
    Cover,
    Epoch,
    Hyperplane,
    PartialCircuit,
    Region,
    Register,
    Result,
    Sequential,
    Wiring,
    approximate,
    compile,
    disagreement,
    find_threshold,
    fine_tune,
    minimize,
    soften,
    train,
    verify,
)
from logicnet.logic.function import function

NET = compile("a & b | c", "wide")
SOFT = soften(NET)
X, Y = [[0, 0, 0], [1, 1, 0], [0, 0, 1], [1, 0, 0]], [0, 1, 1, 1]
WRONG = verify(NET, "a & b & c")
SHOWN = {
    "Verdict": WRONG,
    "Counterexample": WRONG.counterexample,
    "Result": train(SOFT, X, Y, epochs=2),
    "FineTuned": fine_tune(NET, X, Y, epochs=2),
    "Certificate": SOFT.certificate,
    "Disagreement": disagreement(SOFT),
    "Threshold": find_threshold("a | b & c"),
    "StepSum": approximate("x**2", (0, 1), pieces=3),
    "Regions": function({"low": "x < 1 & y >= 2", "high": "x >= 1 | y < x", "all": "z > 0"}),
}
ODD = {"<b>x</b>": "`<i>` & b", "y": "`a&amp;` | b"}


def tree(html):
    """The parsed HTML, which is well-formed."""
    return ElementTree.fromstring(f"<div>{html}</div>")


def cells(html):
    """The texts of the table, row by row."""
    return [[cell.text or "" for cell in row] for row in tree(html).iter("tr")]


@pytest.mark.parametrize("kind", SHOWN)
def test_a_result_is_a_sentence(kind):
    value = SHOWN[kind]
    assert type(value) is getattr(logicnet, kind)
    assert repr(value) in (f"<{kind}: {value}>", f"<{kind} {value}>")
    first = tree(value._repr_html_())[0]
    assert "".join(first.itertext()) == f"{kind} {value}"


def test_a_difference_is_also_a_table():
    head, *rows = cells(WRONG._repr_html_())
    assert head == ["a", "b", "c", "network: y", "stated: y"]
    assert rows == [line.split() for line in WRONG.differences().splitlines()[1:]]
    assert rows[0] == ["0", "0", "1", "1", "0"]
    assert not list(tree(verify(NET, NET)._repr_html_()).iter("table"))


def test_the_table_marks_outputs_that_do_not_matter():
    found = logicnet.Counterexample({"a": 1}, {"y": 0, "z": 1}, {"y": 1, "z": None})
    head, row = cells(found._repr_html_())
    assert head == ["a", "network: y", "network: z", "stated: y", "stated: z"]
    assert row == ["1", "0", "1", "1", "-"]
    assert str(found) == "at a=1 the network gives y=0 z=1, the specification y=1 z=-"


def test_a_cover_is_its_formulas_and_a_table():
    html = minimize({"s": "a ^ b", "c": "a & b"})._repr_html_()
    texts = ["".join(line.itertext()) for line in tree(html).iter("p")]
    assert texts[1:] == ["s = ~a & b | a & ~b", "c = a & b"]
    assert cells(html)[0] == ["a", "b", "", "s", "c"]
    assert sorted(cells(html)[1:]) == [
        ["0", "1", "", "1", ""], ["1", "0", "", "1", ""], ["1", "1", "", "", "1"],
    ]  # fmt: skip


def test_what_a_cover_shows_is_bounded_and_means_it():
    large = minimize(" ^ ".join("abcdefgh"))
    texts = ["".join(line.itertext()) for line in tree(large._repr_html_()).iter("p")]
    assert texts[1:] == ["... and 64 more terms"]
    shown = minimize("a & b | ~c")
    stated = tree(shown._repr_html_())[1]
    assert verify(compile("".join(stated.itertext()).partition("= ")[2]), shown)
    empty = Cover.from_cubes([], inputs="ab")
    assert "".join(tree(empty._repr_html_())[1].itertext()) == "y = 0"


def test_names_are_escaped():
    for value in (minimize(ODD), compile(ODD), minimize(ODD).table(), verify(compile(ODD), ODD)):
        text = "".join(tree(value._repr_html_()).itertext())
        assert "<i>" in text or "equal" in text


def test_a_region_of_the_plane_is_a_picture():
    assert tree(Region.box([0, 0], [1, 1])._repr_svg_()).find("*").tag.endswith("svg")
    assert Region.of("x >= 0")._repr_svg_() is None
    assert Region.of("x >= 0 & b & y > 1")._repr_svg_() is None
    many = np.array([[np.cos(t), np.sin(t)] for t in np.linspace(0, 6.28, 10_100, endpoint=False)])
    assert Region.polygon(many)._repr_svg_() is None


def test_regions_are_pictures_of_those_that_lie_in_a_plane():
    shown = tree(SHOWN["Regions"]._repr_html_())
    assert len([part for part in shown if part.tag.endswith("svg")]) == 2
    assert [part.findtext("b") for part in shown.iter("p")] == ["Regions", "low", "high", "all"]
    many = function({f"r{k}": f"x > {k}" for k in range(40)})
    texts = ["".join(line.itertext()) for line in tree(many._repr_html_()).iter("p")]
    assert (len(texts), texts[-1]) == (14, "... and 28 more regions")
    assert len(repr(many)) < 100


def test_a_circuit_is_counted_and_its_short_formulas_are_shown():
    circuit = function({"<s>": "a ^ b ^ c", "t": "(a & b) | c"})
    texts = ["".join(line.itertext()) for line in tree(circuit._repr_html_()).iter("p")]
    assert texts[0] == "Circuit 3 inputs, 2 outputs, 3 gates (1 and, 1 or, 1 xor)"
    assert texts[1] == "`<s>` = a ^ b ^ c"
    again = function({"s": texts[1].partition(" = ")[2], "t": texts[2].partition(" = ")[2]})
    assert again.table().values().tolist() == circuit.table().values().tolist()
    long = " | ".join(f"a{k} & b{k}" for k in range(60))
    texts = ["".join(p.itertext()) for p in tree(function(long)._repr_html_()).iter("p")]
    assert texts == ["Circuit 120 inputs, 1 output, 61 gates (60 and, 1 or)"]
    wide = function({f"y{k}": f"a & b{k}" for k in range(9)})
    assert len(list(tree(wide._repr_html_()).iter("p"))) == 1


def test_a_wiring_is_a_table_of_its_layers():
    wiring = compile("a ^ b ^ c", "compact").wiring
    assert cells(wiring._repr_html_()) == [
        ["layer", "units", "wires", "wires a unit", "reads"],
        ["1", "1", "3", "3", "inputs"],
        ["2", "1", "4", "4", "inputs, layer 1"],
    ]
    deep = Wiring.full([2] * 80)
    assert len(cells(deep._repr_html_())) == 65
    assert "... and 15 more layers" in deep._repr_html_()
    uneven = compile("a & b & c | d", "minterms").wiring
    assert cells(uneven._repr_html_())[2][4] == "layer 1"


PLAIN = {  # values whose text is all that there is to see
    "Categories", "OffPoint", "PartCases", "PointPart", "Scaling", "StepTable", "WeightedPoint",
    "WrongRow",
    "CosineDecay", "ExponentialDecay", "InverseDecay", "Ramp", "StepDecay",
}  # fmt: skip


def shows_itself(kind):
    return any(hasattr(kind, name) for name in ("_repr_html_", "_repr_svg_"))


def test_every_type_of_value_shows_itself_in_notebooks():
    kinds = {}
    for module in (logicnet, logicnet.datasets, logicnet.tables, logicnet.single_layer,
                   logicnet.schedules):  # fmt: skip
        for name in module.__all__:
            value = getattr(module, name)
            if get_origin(value) is None and isinstance(value, type):  # aliases are, on 3.10
                kinds[name] = value
    kinds = {name: kind for name, kind in kinds.items() if not issubclass(kind, Exception)}
    assert {name for name, kind in kinds.items() if not shows_itself(kind)} == PLAIN
    assert not shows_itself(dict)


def first_line(value):
    return "".join(tree(value._repr_html_())[0].itertext())


def test_parts_of_results_say_what_they_are():
    half = Hyperplane((1, -2), Fraction(-1, 2))
    assert first_line(half) == "Hyperplane x1 - 2*x2 = -1/2"
    seen = []
    train(SOFT, X, Y, epochs=1, progress=seen.append)
    assert first_line(seen[0]) == f"Epoch {seen[0]}"
    assert str(Epoch(3, 0.5, 0.25, 2.0, "soft")) == "3: loss 0.5, validation loss 0.25, 2 s, soft"
    cost = logicnet.compare("a ^ b", styles=["wide"])["wide"]
    assert first_line(cost) == "StyleCost wide: 3 units, depth 2"
    assert cells(cost._repr_html_())[0][:2] == ["style", "units"]


def test_data_and_the_perceptron_show_what_they_are():
    data = logicnet.datasets.xor(20)
    assert first_line(data) == "Dataset 20 rows of 2 columns"
    head, *rows = cells(data._repr_html_())
    assert (head, len(rows)) == ([*data.names, "label"], 8)
    assert [float(cell) for cell in rows[0]] == [*data.x[0], data.y[0]]
    found = logicnet.single_layer.perceptron([[0], [1]], [0, 1])
    assert first_line(found) == f"Perceptron {found}"


def test_an_outcome_shows_its_result_or_its_error():
    good, bad = logicnet.each(compile, ["a & b", "a <&"])
    assert list(tree(good._repr_html_()).iter("{http://www.w3.org/2000/svg}svg"))
    assert first_line(bad).startswith("Outcome a <& -> ")
    assert first_line(next(logicnet.each(len, ["<ab>"]))) == "Outcome <ab> -> 4"


def test_circuits_of_two_parts_show_both():
    values, free = function("a & b"), function("a ^ b")
    texts = [p.findtext("b") for p in tree(
        PartialCircuit(values=values, dont_cares=free)._repr_html_()).iter("p")]  # fmt: skip
    assert texts == ["PartialCircuit", "Circuit", "y =", "Circuit", "y ="]
    step = function({"y": "q ^ a", "<n>": "q & a"})
    shown = Sequential(step=step, registers=(Register("q", "<n>"),))._repr_html_()
    assert cells(shown) == [["register", "becomes", "at first"], ["q", "<n>", "0"]]


def result(**changes):
    some = {"stopped": "epochs", "epochs": 3, "seconds": 1.0, "losses": np.array([0.9, 0.8, 0.71]),
            "validation_losses": None, "validation_right": None}  # fmt: skip
    return Result(mlp=SOFT, **some | {"best_epoch": 3, "best_loss": 0.71, "loss": 0.7} | changes)


def test_a_result_names_a_best_loss_only_where_it_is_better():
    assert str(result()) == "3 epochs in 1 s, loss 0.7; stopped: epochs"
    worse = result(loss=0.8)
    assert str(worse) == "3 epochs in 1 s, loss 0.8 (0.71 in epoch 3); stopped: epochs"
    held = result(loss=0.6, best_loss=0.6, best_epoch=2, validation_losses=np.array([0.7, 0.6, 1]))
    assert "validation loss 0.6 with the weights of epoch 2; stopped" in str(held)
    kept = result(diverged=True, best_epoch=0)
    assert "loss 0.7 with the weights of the start; stopped" in str(kept)


def test_a_comparison_says_of_what():
    found = logicnet.compare("a ^ b", styles=["wide", "compact"])
    assert repr(found) == "<Comparison: a ^ b, 2 entries>"
    assert [row[0] for row in cells(found._repr_html_())] == ["style", "wide", "compact"]
