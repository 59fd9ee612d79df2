"""What values show of themselves, on a line and in a notebook."""

from xml.etree import ElementTree

import numpy as np
import pytest

import logicnet
from logicnet import (
    Cover,
    Region,
    compile,
    disagreement,
    find_threshold,
    fine_tune,
    minimize,
    soften,
    train,
    verify,
)

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
    assert repr(value) == f"<{kind}: {value}>"
    first = tree(value._repr_html_())[0]
    assert "".join(first.itertext()) == f"{kind} {value}"


def test_a_difference_is_also_a_table():
    head, row = cells(WRONG._repr_html_())
    assert head == ["a", "b", "c", "network: y", "stated: y"]
    assert row == ["0", "0", "1", "1", "0"]
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


def test_a_comparison_says_of_what():
    found = logicnet.compare("a ^ b", styles=["wide", "compact"])
    assert repr(found) == "<Comparison: a ^ b, 2 entries>"
    assert [row[0] for row in cells(found._repr_html_())] == ["style", "wide", "compact"]
