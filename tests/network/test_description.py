"""What a network says of itself, word for word."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from logicnet import Network
from logicnet.network.description import html, inequality, listed, roles, summary, unit_lines


def chain(units, **options):
    """A network whose units each repeat the one before."""
    return Network.from_units(["a"], [([j], [1], 1) for j in range(units)], **options)


def said(net):
    """The parts of the summary."""
    return summary(net).split(", ")


def test_the_summary_of_the_least_network_is_in_the_singular():
    assert said(chain(1)) == ["a -> y", "1-1", "1 unit", "depth 1", "2 parameters"]
    constant = Network.from_units([], [([], [], 1)])
    assert said(constant) == ["no inputs -> y", "0-1", "1 unit", "depth 1", "1 parameter"]


@pytest.mark.parametrize(
    ("layers", "sizes"),
    [
        (15, "-".join(["1"] * 16)),
        (16, "-".join(["1"] * 8 + ["..."] + ["1"] * 8)),
        (40, "-".join(["1"] * 8 + ["..."] + ["1"] * 8)),
    ],
)
def test_the_middle_of_many_layers_is_left_out(layers, sizes):
    assert said(chain(layers))[1:4] == [sizes, f"{layers} units", f"depth {layers}"]


def test_the_first_and_the_last_layers_are_those_that_are_named():
    ends = [([0], [1], 1)] * 2
    body = [([j], [1], 1) for j in range(2, 19)]
    net = Network.from_units(["a"], [*ends, *body, *[([19], [1], 1)] * 3], outputs={"y": 20})
    assert said(net)[1] == "1-2-1-1-1-1-1-1-...-1-1-1-1-1-1-1-3"


def test_the_summary_names_the_encoding_of_the_inputs():
    assert said(chain(1, encoding="bipolar"))[5:] == ["inputs -1/+1"]
    assert said(chain(1, encoding="real"))[5:] == []


@pytest.mark.parametrize("frame", [{"centre": [2.0]}, {"scale": [3.0]}])
def test_the_summary_names_a_frame(frame):
    net = chain(1, encoding="real", **frame)
    assert said(net)[5:] == ["coordinates centred and scaled"]


@pytest.mark.parametrize(
    ("encoding", "bound", "claimed", "words"),
    [
        ("binary", None, None, []),
        ("binary", 1, None, ["at least 1 unit is needed"]),
        ("binary", 2, None, ["at least 2 units are needed"]),
        ("binary", 3, None, ["fewest units, proven"]),
        ("bipolar", 3, None, ["fewest units, proven"]),
        ("real", 3, None, ["fewest units that read either coordinates or units, proven"]),
        ("real", 2, None, ["at least 2 units that read either coordinates or units are needed"]),
        ("real", None, 1, ["a file claims that at least 1 unit that reads either coordinates or "
                           "units is needed"]),
        ("binary", None, 2, ["a file claims that at least 2 units are needed"]),
        ("binary", 1, 2, ["at least 1 unit is needed",
                          "a file claims that at least 2 units are needed"]),
        ("binary", 3, 2, ["fewest units, proven"]),
    ],
)  # fmt: skip
def test_the_summary_tells_a_proof_from_a_bound_and_a_claim(encoding, bound, claimed, words):
    net = replace(chain(3, encoding=encoding), lower_bound=bound, claimed_bound=claimed)
    head = [*said(net)[:5], *["inputs -1/+1"] * (encoding == "bipolar")]
    assert summary(net) == ", ".join(head + words)


@pytest.mark.parametrize("cut", ["interrupt", None])
def test_the_summary_ends_with_what_cut_it_short(cut):
    net = replace(chain(1, construction="by hand"), cut=cut)
    assert said(net)[5:] == ["by hand", *["cut by the interrupt"] * (cut is not None)]


@pytest.mark.parametrize("count", range(9))
def test_many_names_are_cut_in_the_middle(count):
    names = [f"x{k}" for k in range(count)]
    many = ["x0", "x1", "x2", "x3", "...", f"x{count - 1}", f"({count})"]
    assert listed(names).split() == ((names if count <= 6 else many) or ["no", "inputs"])
    assert listed(names, 3).split()[:2] == ((names if count <= 3 else ["x0", "..."])[:2] or
                                           ["no", "inputs"])  # fmt: skip


@pytest.mark.parametrize("count", [1, 11, 12, 13, 30])
@pytest.mark.parametrize("weight", [1, -1, 3])
def test_the_first_twelve_wires_of_a_unit_are_spelt_out(count, weight):
    names = [f"x{k}" for k in range(count)]
    net = Network.from_units(names, [(list(range(count)), [weight] * count, -2)])
    text = inequality(net, 0)
    left, right = text.split(" >= ")
    assert right == "-2"
    tail = f" ... ({count} wires)" if count > 12 else ""
    assert left.endswith(tail)
    terms = left.removesuffix(tail).replace(" - ", " + -").split(" + ")
    size = {1: "", -1: "-", 3: "3*"}[weight]
    assert terms == [size + name for name in names[:12]]


def test_minus_signs_stand_before_the_first_term_and_between_the_others():
    net = Network.from_units(["a", "b", "c"], [([0, 1, 2], [-2, -1, 4], 0)])
    assert inequality(net, 0) == "-2*a - b + 4*c >= 0"
    assert inequality(Network.from_units(["a"], [([], [], -1)]), 0) == "0 >= -1"


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (0.0, "0"),
        (-3.0, "-3"),
        (999999999.0, "999999999"),
        (1e9, "1000000000.0"),
        (-1e9, "-1000000000.0"),
        (0.25, "0.25"),
        (-0.1234567891, "-0.1234567891"),
        (0.12345678912, "0.1234567891"),
        (-0.12345678912, "-0.1234567891"),
    ],
)
def test_thresholds_are_whole_or_of_ten_digits(value, spelt):
    net = Network.from_units(["x"], [([0], [1.5], value)], encoding="real")
    assert inequality(net, 0) == f"1.5*x >= {spelt}"


def test_a_unit_stands_in_its_layer_and_is_each_of_its_outputs():
    net = Network.from_units(
        ["a"],
        [([0], [1], 1), ([0], [-1], 0), ([1, 2], [1, 1], 2)],
        outputs={"y": 2, "n": 1, "z": 2},
    )
    places = ["layer 1", "layer 1, output n", "layer 2, output y, output z"]
    assert [roles(net, unit) for unit in range(3)] == places
    assert list(unit_lines(net)) == [
        f"h{j + 1} ({place}): {inequality(net, j)}" for j, place in enumerate(places)
    ]


@pytest.mark.parametrize("count", [1, 39, 40, 41, 45])
@pytest.mark.parametrize("labelled", [False, True])
def test_the_table_shows_forty_units_and_counts_the_others(count, labelled):
    labels = [f"a & x<{j}" for j in range(count)] if labelled else None
    net = chain(count, labels=labels)
    tree = ElementTree.fromstring(f"<div>{html(net, None)}</div>")
    assert [part.tag for part in tree] == ["p", "table"]
    assert "".join(tree[0].itertext()) == f"Network {summary(net)}"
    head, *body = (["".join(cell.itertext()) for cell in row] for row in tree.iter("tr"))
    assert head == ["unit", "place", "fires iff", "computes"]
    shown = [
        [f"h{j + 1}", roles(net, j), inequality(net, j), labels[j] if labels else ""]
        for j in range(min(count, 40))
    ]
    assert body == shown + [[f"... {count - 40} more units"]] * (count > 40)


def test_the_table_follows_the_picture():
    tree = ElementTree.fromstring(f"<div>{html(chain(2), '<svg />')}</div>")
    assert [part.tag for part in tree] == ["p", "div", "table"]
    assert [part.tag for part in tree[1]] == ["svg"]


def test_names_that_are_no_words_are_quoted_and_escaped():
    net = Network.from_units(["a<b"], [([0], [1], 1)], outputs={"<y>": 0})
    assert inequality(net, 0) == "`a<b` >= 1"
    text = html(net, None)
    assert "`a&lt;b` &gt;= 1" in text
    assert "output &lt;y&gt;" in text


def test_a_description_grows_with_the_units_and_no_faster():
    """Names of outputs are looked up once for all lines: 20,000 outputs took minutes."""
    count = 5_000
    net = Network.from_units(
        ["a"], [([0], [1], 1)] * count, outputs={f"y{j}": j for j in range(count)}
    )
    lines = net.describe().splitlines()
    assert len(lines) == count
    assert lines[-1].startswith(f"h{count} (layer 1, output y{count - 1})")
    assert all(f"output y{j})" in line for j, line in enumerate(lines))
