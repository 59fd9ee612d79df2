"""Captions say what the units compute: each is read back and compared with the unit's values."""

import re

import numpy as np
import pytest

from corpus import CORPUS
from drawn import with_id
from logicnet import Network, TruthTable, compile, plot
from logicnet.learning.softening.sigmoid import soften
from logicnet.plot.diagrams.captions import function_text, meanings
from logicnet.plot.diagrams.firing import unit_values

PLAIN = [
    compile(case.source, style)
    for case in CORPUS
    if case.inputs <= 6
    for style in ("compact", "deep", "layered")
    if case.inputs <= 4 or style == "compact"
]


def holds(text, row):
    """Whether a caption is true where names have these values."""
    if " of " in text:
        head, names = text.split(" of ")
        ones = sum(row[n.lstrip("~")] != n.startswith("~") for n in names.split(", "))
        numbers = [int(k) for k in re.findall(r"\d+", head)]
        if head.startswith("at least"):
            return ones >= numbers[0]
        return ones <= numbers[0] if head.startswith("at most") else ones in numbers
    if ">=" in text:
        total, least = text.split(" >= ")
        terms = re.findall(r"(-?) ?(?:(\d+)\*)?([a-z]\w*)", total)
        return sum((-1 if s else 1) * int(w or 1) * row[n] for s, w, n in terms) >= int(least)
    table = TruthTable.from_expression(text)
    number = 0
    for name in table.inputs:
        number = 2 * number + int(row[name])
    return bool(table.values()[number, 0])


def rows_of(net):
    """The names of all nodes with their values, for each row."""
    n = len(net.inputs)
    names = [*net.inputs, *(f"h{j + 1}" for j in range(net.units))]
    for row in range(2**n):
        bits = [row >> (n - 1 - k) & 1 for k in range(n)]
        yield dict(zip(names, unit_values(net, bits).astype(int).tolist(), strict=True))


def check_captions(net, texts):
    for unit, text in enumerate(texts):
        if (net.labels and net.labels[unit]) or not text:
            continue
        said = text.removeprefix(f"h{unit + 1}: ")
        for row in rows_of(net):
            assert holds(said, row) == row[f"h{unit + 1}"], (text, row)


@pytest.mark.parametrize("net", PLAIN, ids=lambda net: f"{net.construction}, {net.wires} wires")
def test_captions_of_the_corpus_are_true(net):
    texts = meanings(net)
    check_captions(net, texts)
    for text in texts:  # who is mentioned is also named
        for name in re.findall(r"\bh\d+\b", text.partition(": ")[2] or text):
            assert texts[int(name[1:]) - 1].startswith(f"{name}: ")


def test_a_caption_that_is_wrong_is_noticed():
    with pytest.raises(AssertionError):
        check_captions(compile("a ^ b"), ["~a & ~b", "a | b"])


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("0000", "0"), ("1111", "1"), ("0110", "a ^ b"), ("1001", "~(a ^ b)"),
        ("0111", "a | b"), ("1110", "~a | ~b"), ("1000", "~a & ~b"), ("0011", "a"),
        ("1010", "~b"), ("00010111", "at least 2 of a, b, c"), ("11101000", "at most 1 of a, b, c"),
        ("01101000", "exactly 1 of a, b, c"), ("01111110", "1 or 2 of a, b, c"),
        ("00110101", "(~a & b) | (a & c)"),
    ],
)  # fmt: skip
def test_functions_have_short_texts(word, text):
    values = np.array([int(c) for c in word], dtype=bool)
    found = function_text(values, "abcdef"[: len(word).bit_length() - 1])
    assert set(found.split(" | ")) == set(text.split(" | "))


def test_labels_stay_and_other_nets_are_called_by_name():
    labelled = Network.from_units(["a"], [([0], [1], 1)], labels=["mine"])
    assert meanings(labelled) == ["mine"]
    assert meanings(soften(compile("a ^ b"), gain=5.0)) == ["", ""]
    bipolar = compile("a ^ b", encoding="bipolar")
    assert meanings(bipolar)[-1] == "a ^ b"


def test_units_over_half_spaces_are_explained_by_them():
    texts = meanings(compile("age >= 60 & (bp > 140 | smoker > 0.5)"))
    assert texts[0] == "h1: age >= 60"
    assert texts[-1] == "2*h1 - h2 - h3 >= 1"
    corner = meanings(compile("x >= 0 & y >= 0"))
    assert corner[-1] == "h1 & h2"


def captions(ax):
    """Caption texts by unit: those nearest above or below its circle."""
    circles = with_id(ax, "unit ")
    found = {}
    for text in ax.texts:
        for circle in circles:
            x, y = circle.center
            away = abs(text.get_position()[1] - y) - circle.radius
            if abs(away - 3) < 0.1 and abs(text.get_position()[0] - x) < 60:
                found[circle.get_gid()[5:]] = (text, circle)
    return found


def test_all_captions_stand_under_their_units():
    found = captions(plot.network(compile("parity(a, b, c)", "wide")))
    assert len(found) == 5
    for text, circle in found.values():
        assert text.get_position()[1] < circle.center[1]
        assert text.get_verticalalignment() == "top"


def test_captions_clear_of_the_wires_behind_a_last_unit():
    text, circle = captions(plot.network(compile("x0 & x1 & x2 & x3 & x4 & x5")))["h1"]
    x, left = text.get_position()[0], circle.center[0] - circle.radius
    ax = circle.axes
    box = text.get_window_extent(ax.figure.canvas.get_renderer())
    assert ax.transData.inverted().transform(box.min)[0] == pytest.approx(left, abs=2)
    assert x > circle.center[0]


def test_large_layers_have_no_captions_and_deep_networks_keep_a_shape():
    wide = plot.network(compile("parity(a, b, c, d, e, f)", "wide"))
    assert captions(wide) == {}
    assert 0.5 < wide.get_xlim()[1] / wide.get_ylim()[1] < 2
    case = next(case for case in CORPUS if case.name == "slide")
    deep = plot.network(compile(case.source, "deep"))
    assert deep.get_xlim()[1] / deep.get_ylim()[1] < 2.7
