import pickle
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given

from logicnet import Network, SpecificationError, compile, harden, soften
from reference import reference, rows
from strategies import networks

XOR = Network.from_units(
    ["x1", "x2"],
    # the lecture's network: p1, p2 and o
    [([0, 1], [1, 1], 1), ([0, 1], [-1, -1], -1), ([2, 3], [1, 1], 2)],
    labels=["p1", "p2", "o"],
)
SKIP = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2), ([0, 1, 2], [1, 1, -2], 1)])


def test_counts_of_the_lectures_xor():
    assert (XOR.units, XOR.hidden_units, XOR.depth, XOR.parameters) == (3, 2, 2, 9)
    assert (XOR.wires, XOR.max_fan_in, XOR.weight_sum, XOR.is_layered) == (6, 2, 6, True)
    assert not SKIP.is_layered
    assert (SKIP.units, SKIP.parameters) == (2, 7)


def test_the_lectures_xor_gives_the_lectures_table():
    hidden = Network.from_units(
        XOR.inputs, [(*XOR.wires_of(j), XOR.thresholds[j].item()) for j in (0, 1)],
        outputs={"p1": 0, "p2": 1},
    )  # fmt: skip
    assert hidden(rows(2)).T.tolist() == [[0, 1, 1, 1], [1, 1, 1, 0]]
    assert XOR(rows(2))[:, 0].tolist() == [0, 1, 1, 0]


@given(networks())
def test_every_way_of_calling_agrees_with_the_reference_loop(net):
    n = len(net.inputs)
    want = [reference(net, row) for row in rows(n)]
    assert net(np.array(rows(n)).reshape(2**n, n)).tolist() == want
    assert net(rows(n)[-1]).tolist() == want[-1]
    one = net(dict(zip(net.inputs, rows(n)[-1], strict=True)))
    assert one == dict(zip(net.outputs, want[-1], strict=True))
    assert net.table().values().tolist() == want


@given(networks())
def test_layered_and_encoded_networks_compute_the_same(net):
    n = len(net.inputs)
    x = np.array(rows(n)).reshape(2**n, n)
    want = net(x).tolist()
    bipolar = net.encoded("bipolar")
    assert bipolar(2 * x - 1).tolist() == want
    assert bipolar.encoded("binary")(x).tolist() == want
    for layered, read in ((net.layered(), x), (bipolar.layered(), 2 * x - 1)):
        assert layered.is_layered
        assert layered(read).tolist() == want


def test_layered_counts_its_relays():
    layered = SKIP.layered()
    assert layered.units == SKIP.units + 2
    assert XOR.layered() is XOR


def test_relays_say_what_they_hand_on():
    labelled = replace(SKIP, labels=("both", "xor")).layered()
    assert labelled.labels == ("both", "a", "b", "xor")
    assert SKIP.layered().labels is None
    early = Network.from_units(
        ["a"], [([0], [1], 1), ([1], [-1], 0)], outputs={"y": 1, "z": 0}, labels=["as", "not"]
    )
    assert early.layered().labels == ("as", "not", "as")
    assert early.layered()(rows(1)).tolist() == early(rows(1)).tolist()


def test_units_are_relayed_over_coordinates_and_coordinates_are_not():
    reads = [([0], [1.0], 0.5), ([1], [1.0], 1), ([1, 2], [1.0, 1.0], 2)]  # both units, skipping
    net = Network.from_units(["x"], reads, encoding="real")
    assert not net.is_layered
    assert net.layered().is_layered
    assert net.layered()([[0.4], [0.6]]).tolist() == net([[0.4], [0.6]]).tolist() == [[0], [1]]
    mixed = Network.from_units(["x"], [reads[0], ([0, 1], [1.0, 1.0], 1)], encoding="real")
    with pytest.raises(SpecificationError, match="a coordinate cannot be relayed"):
        mixed.layered()


def test_encodings_are_those_that_there_are():
    with pytest.raises(SpecificationError, match="encoding is 'binary'"):
        XOR.encoded("ternary")
    with pytest.raises(SpecificationError, match="inputs cannot change from binary to real"):
        XOR.encoded("real")
    assert XOR.encoded("binary") is XOR


def test_networks_without_wires_or_units():
    constant = Network.from_units(["a"], [([], [], 0), ([], [], 1)], outputs={"y": 0, "z": 1})
    assert (constant.wires, constant.max_fan_in, constant.weight_sum) == (0, 0, 0)
    assert constant(rows(1)).tolist() == [[1, 0], [1, 0]]
    nothing = Network.from_units(["a"], [], outputs={})
    assert (nothing.units, nothing.depth, nothing.wires, nothing.outputs) == (0, 0, 0, ())


def test_sums_of_float_weights_are_rounded_once():
    net = Network.from_units(["a", "b", "c"], [([0, 1, 2], [1e16, 1.0, 1.0], 0.0)])
    assert net.weight_sum == 1e16 + 2
    whole = Network.from_units(["a", "b"], [([0, 1], [2**53, 1], 0)])
    assert (whole.weight_sum, type(whole.weight_sum)) == (2**53 + 1, int)


def test_inputs_that_nothing_reads_are_no_part_of_the_formula():
    many = [f"x{i:02}" for i in range(40)]
    assert str(Network.from_units(many, [([7, 30], [1, 1], 2)]).to_sympy()) == "x07 & x30"


def test_calling_with_columns_gives_columns():
    out = XOR({"x1": [0, 0, 1, 1], "x2": [0, 1, 0, 1]})
    assert out["y"].tolist() == [0, 1, 1, 0]
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"x2": [0, 1], "x1": [1, 1]}, index=["p", "q"])
    answer = XOR(frame)
    assert answer.loc["p", "y"] == 1
    assert answer.loc["q", "y"] == 0


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([0, 1, 1], r"expected rows of 2 inputs \(x1, x2\), got shape \(1, 3\)"),
        ([[0, 2]], "row 0, input 'x2': expected 0 or 1, got"),
        ({"x1": 0}, "inputs are x1, x2; missing: x2"),
        ({"x1": 0, "x2": 0, "z": 1}, "unknown: z"),
        ([[0, float("nan")]], "input 'x2': expected 0 or 1"),
        ([[0, None]], "input 'x2': expected 0 or 1, got None"),
        ([[0], [0, 1]], "expected rows of one and the same length"),
        ([["0", "1"]], "input 'x1': expected 0 or 1, got '0'"),
        ([[1j, 0]], "input 'x1': expected 0 or 1"),
        ([[10**400, 0]], "input 'x1': expected 0 or 1, got 1000"),
        (np.ma.masked_array([[0, 1]], mask=[[True, False]]), "some values are masked"),
        (None, r"got shape \(\)"),
        ([[[0, 1]]], r"got shape \(1, 1, 2\)"),
    ],
)
def test_wrong_input_values_are_named(x, message):
    with pytest.raises(SpecificationError, match=message):
        XOR(x)


def test_values_of_other_types_that_are_0_and_1_are_taken():
    for one in (True, 1.0, np.uint8(1), Fraction(1), Decimal(1), sympy.Integer(1)):
        assert XOR([[one, 0], [one, one]]).tolist() == [[1], [0]]
        assert XOR({"x1": one, "x2": 0}) == {"y": 1}
    pandas = pytest.importorskip("pandas")
    with pytest.raises(SpecificationError, match="row 1, input 'x1': expected 0 or 1, got <NA>"):
        XOR(pandas.DataFrame({"x1": [0, pandas.NA], "x2": [1, 1]}))


@pytest.mark.parametrize(
    "wrong", [["1", "2"], [b"1", 2], [1j, 0], [10**400, 0], [None, {}], [[1], [2, 3]], [[], 1]]
)
def test_coordinates_that_are_no_numbers_are_refused(wrong):
    real = Network.from_units(["x", "y"], [([0, 1], [0.5, 1.5], 0.25)], encoding="real")
    with pytest.raises(SpecificationError, match="coordinates are numbers|one and the same length"):
        real([wrong])
    assert real([[Fraction(1, 4), 1], [True, -1.0]]).tolist() == [[1], [0]]


def test_bipolar_networks_refuse_zero():
    with pytest.raises(SpecificationError, match="expected -1 or 1"):
        XOR.encoded("bipolar")([[0, 1]])


@pytest.mark.parametrize(
    ("units", "options", "message"),
    [
        ([([2], [1], 1)], {}, "unit 0 reads node 2, but only nodes 0 to 1 come before it"),
        ([([-1], [1], 1)], {}, "unit 0 reads node -1"),
        ([([0, 0], [1, 1], 1)], {}, "unit 0 reads node 0 twice"),
        ([([0], [1, 2], 1)], {}, "1 sources but 2 weights"),
        ([([0], [float("inf")], 1)], {}, "weight inf is not finite"),
        ([([0], [2**62], 1)], {}, "exact sums need less than 2\\*\\*62"),
        ([([0], [2**70], 1)], {}, "beyond 64 bits"),
        ([([0], [1], 1)], {"outputs": {"y": 0.5}}, "output 'y' is unit 0.5, but the units are 0"),
        ([([0], [1], 1)], {"outputs": {"y": 1}}, "output 'y' is unit 1, but the units are 0 to 0"),
        ([([0], [1], 1)], {"labels": ["p", "q"]}, "2 labels for 1 units"),
        ([([0], [1], 1)], {"encoding": "ternary"}, "encoding is 'binary'"),
    ],
)
def test_malformed_networks_are_refused(units, options, message):
    with pytest.raises(SpecificationError, match=message):
        Network.from_units(["a", "b"], units, **options)


def test_equality_is_structural_and_ignores_the_description():
    again = Network.from_units(
        ["x1", "x2"], [([1, 0], [1, 1], 1), ([0, 1], [-1, -1], -1), ([2, 3], [1, 1], 2)],
        labels=["p1", "p2", "o"], construction="by hand", lower_bound=2,
    )  # fmt: skip
    assert again == XOR
    assert hash(again) == hash(XOR)
    assert again != SKIP
    assert XOR != 3


def test_networks_are_immutable_and_survive_pickling():
    with pytest.raises(AttributeError):
        XOR.inputs = ("p",)
    with pytest.raises(ValueError, match="read-only"):
        XOR.weights[0] = 5
    assert pickle.loads(pickle.dumps(XOR)) == XOR


def test_one_look_says_what_it_is():
    assert repr(XOR) == "<Network x1 x2 -> y, 2-2-1, 3 units, depth 2, 9 parameters>"
    assert XOR.describe().splitlines()[1] == "h2 (layer 1): -x1 - x2 >= -1    p2"
    assert "<td>h3</td><td>layer 2, output y</td>" in XOR._repr_html_()
    proven = SKIP.described(construction="by hand", lower_bound=2)
    assert "by hand, fewest units, proven" in repr(proven)
    rule = compile("x <= 0 & y >= 1 | x > 0 & y >= 0")  # two units do that also read each other
    assert "fewest units that read either coordinates or units, proven" in repr(rule)


def test_whole_numbers_are_spelt_in_full_and_lines_end_with_what_they_say():
    large = Network.from_units(["a"], [([0], [12345678], 1234567)], labels=[""])
    assert large.describe() == "h1 (layer 1, output y): 12345678*a >= 1234567"
    real = Network.from_units(["x"], [([0], [1.5], -2.0), ([1], [1.0], 0.5)], encoding="real")
    assert real.describe().splitlines() == [
        "h1 (layer 1): 1.5*x >= -2",
        "h2 (layer 2, output y): h1 >= 0.5",
    ]


@pytest.mark.parametrize(
    ("weight", "least", "said"),
    [
        (1.0, 40.700000000000045, "x >= 40.7"),
        (2.0, 37.46666666666667, "2*x >= 37.46666667"),
        (0.1234567, -0.123456789, "0.123457*x >= -0.123456789"),
        (0.123456789, 1e12, "0.123457*x >= 1e+12"),
    ],
)
def test_other_numbers_are_exact_where_short_and_otherwise_rounded(weight, least, said):
    net = Network.from_units(["x"], [([0], [weight], least)], encoding="real")
    assert net.describe() == f"h1 (layer 1, output y): {said}"


def test_to_sympy_gives_the_minimised_formula():
    assert str(XOR.to_sympy()) == "(x1 & ~x2) | (x2 & ~x1)"
    with pytest.raises(SpecificationError, match="most_literals"):
        XOR.to_sympy(most_literals=-1)


def test_a_pandas_series_is_read_by_name():
    pandas = pytest.importorskip("pandas")
    net = Network.from_units(["a", "b"], [([0, 1], [1, -1], 1)])
    answer = net(pandas.Series({"b": 0, "a": 1}, name="row"))
    assert (answer.to_dict(), answer.name) == ({"y": 1}, "row")
    with pytest.raises(SpecificationError, match="inputs are a, b; missing: b"):
        net(pandas.Series({"a": 1, "c": 0}))


def test_sources_are_whole_and_columns_alike():
    with pytest.raises(SpecificationError, match="whole numbers"):
        Network.from_units(["a"], [([0.5], [1], 1)])
    with pytest.raises(SpecificationError, match="different shapes"):
        XOR({"x1": [0, 1], "x2": [0, 1, 1]})


def test_a_network_over_more_inputs_computes_the_same():
    net = Network.from_units(["a", "b", "c"], [([0, 1], [1, 2], 3)])
    wider = net.over(["d", "b", "a"])
    assert wider({"a": 1, "b": 1, "d": 0}) == {"y": 1}
    assert wider.over(["a", "b", "c"]) == net
    real = Network.from_units(
        ["x"], [([0], [2.0], 3.0)], encoding="real", centre=[1.0], scale=[2.0]
    ).over(["z", "x"])
    assert (real.centre.tolist(), real.scale.tolist()) == ([0.0, 1.0], [1.0, 2.0])
    with pytest.raises(SpecificationError, match="are a list of names"):
        net.over("abc")


def test_columns_that_a_network_does_not_read_are_refused():
    net = Network.from_units(["a"], [([0], [1], 1)])
    with pytest.raises(SpecificationError, match=r"unknown: b \(leave them out, or give"):
        net({"a": 1, "b": 0})


def test_names_are_a_list():
    with pytest.raises(SpecificationError, match="inputs are given by a list of names, not 2"):
        Network.from_units(2, [([0], [1], 1)])


def test_names_that_are_no_words_are_shown_as_formulas_write_them():
    net = Network.from_units(["x y", "a&b", "c"], [([0, 1, 2], [2, -1, 1], 2)])
    assert "2*`x y` - `a&b` + c >= 2" in net.describe()


def test_other_names_leave_all_else_as_it_is():
    net = compile({"s": "a ^ b", "c": "a & b"})
    found = net.renamed(["x", "y"], ["sum", "carry"])
    assert (found.inputs, found.outputs) == (("x", "y"), ("sum", "carry"))
    assert found.renamed(net.inputs, net.outputs) == net
    assert (found.labels, found.lower_bound) == (net.labels, net.lower_bound)
    assert (found([[0, 1], [1, 1]]) == net([[0, 1], [1, 1]])).all()
    rule = compile("p <= 1 & q").renamed(["u", "v"])
    assert rule.booleans == ("v",)
    soft = soften(compile("a ^ b")).renamed("xy")
    assert harden(soft).inputs == soft.source.inputs == ("x", "y")
    for names, message in [((["x"],), "1 names for 2 inputs"), ((None, ["s"]), "1 names for 2 out"),
                           ((["x", "x"],), "given twice")]:  # fmt: skip
        with pytest.raises(SpecificationError, match=message):
            net.renamed(*names)
