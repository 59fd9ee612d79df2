"""Threshold netlists: units in any order, constants, output buffers, and errors that say where."""

import pytest

from corpus import CORPUS
from logicnet import FormatError, Network, SpecificationError, compile, verify
from logicnet.formats.circuits.th import dumps, loads
from stored import NETWORKS

OF_THREABC = """Threshold logic gate list written by NZ.
.model rand.th
.input 1 2 3
.output 6
.threshold 7 6
1 1
.threshold 1 2 3 7
2 -1 3 2\x20
.end"""
HEAD = ".model m\n.input a b\n.output y\n"


def rows(text):
    return loads(text, "x.th").table().to_string()


def test_a_file_of_threabc():
    net = loads(OF_THREABC)
    assert (net.inputs, net.outputs, net.units) == (("1", "2", "3"), ("6",), 1)
    assert net.wires_of(0)[1].tolist() == [2, -1, 3]
    assert rows(OF_THREABC) == "0101" + "1101"  # 2a - b + 3c >= 2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD + ".threshold a b y\n1 1 2\n", "0001"),
        (HEAD + ".threshold a b y\n1 1 2", "0001"),
        (HEAD + ".threshold n b y\n1 1 2\n.threshold a n\n-1 0\n.end", "0100"),  # any order
        (HEAD + ".threshold a y\n1 1\n.end", "0011"),
        (HEAD + ".threshold a y\n-1 0\n.end", "1100"),
        (HEAD + ".threshold CONST1 y\n1 1\n.end", "1111"),
        (HEAD + ".threshold CONST1 y\n1 2\n.end", "0000"),
        (HEAD + ".threshold a CONST1 y\n1 1 2\n.end", "0011"),
        (HEAD + ".threshold y\n0\n.end", "1111"),
        (HEAD + ".threshold a a b y\n1 1 1 2\n.end", "0011"),  # a net twice
        (HEAD + ".threshold y2 y\n1 1\n.threshold a b y2\n1 1 1", "0111"),
        (".inputs a b\n.outputs y\n.threshold a b \\\n y\n1 1 \\\n 2 # and\n", "0001"),
    ],
)  # fmt: skip
def test_what_a_netlist_computes(text, wanted):
    assert rows(text) == wanted


def test_every_network_of_the_corpus_comes_back_with_its_units():
    nets = [compile(case.source) for case in CORPUS[:12]]
    nets += [NETWORKS[name] for name in ("small", "skip wires", "bipolar", "large numbers", "wide")]
    for net in nets:
        found = loads(dumps(net))
        assert found.units == net.units
        assert verify(found, net.encoded("binary"))
        assert (found.indices == net.indices).all()


def test_a_unit_that_hands_on_stays_one():
    relay = Network.from_units(["a"], [([0], [1], 1), ([1], [1], 1)], outputs={"y": 1})
    assert loads(dumps(relay)).units == 2
    assert loads(dumps(relay)).depth == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.th: no outputs"),
        (HEAD, "x.th: no unit defines the output 'y'"),
        (HEAD + ".threshold a b y\n1 1\n", r"x.th:5: expected 2 weights and a threshold.*'1 1'"),
        (HEAD + ".threshold a b y\n1 x 1\n", "x.th:5: expected 2 weights"),
        (HEAD + ".threshold a b y\n1 1.5 1\n", "x.th:5: expected 2 weights"),
        (HEAD + ".threshold a b y\n", "x.th:4: expected 2 weights"),
        (HEAD + ".threshold a c y\n1 1 1\n", "x.th:4: nothing defines 'c'"),
        (HEAD + ".threshold a y\n1 1\n.threshold b y\n1 1\n", "x.th:6: 'y' is defined a second ti"),
        (HEAD + ".threshold b a\n1 1\n.threshold a y\n1 1\n", "x.th:4: the input 'a' is defined"),
        (HEAD + ".threshold y y\n1 1\n", "x.th:4: 'y' depends on itself"),
        (HEAD + ".threshold n a y\n1 1 1\n.threshold y n\n1 1\n", "in a circle"),
        (HEAD + ".treshold a y\n1 1\n", "x.th:4: expected '.threshold'.*did you mean '.threshold'"),
        (HEAD + ".threshold\n1\n", "x.th:4: '.threshold' is no name of a unit"),
        (HEAD + ".input a\n.threshold a y\n1 1\n", "x.th: the input 'a' is there twice"),
        (HEAD + f".threshold a y\n{'9' * 19} 1\n", "x.th: a weight lies beyond 64 bits"),
        (HEAD + f".threshold a y\n{'9' * 40} 1\n", "x.th:5: expected 1 weights"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(text, message):
    with pytest.raises(FormatError, match=message):
        loads(text, "x.th")


def test_what_does_not_fit_is_refused():
    with pytest.raises(SpecificationError, match="reads numbers"):
        dumps(NETWORKS["real"])
    for name in ("a b", "CONST1", "#"):
        with pytest.raises(SpecificationError, match="cannot hold the name"):
            dumps(Network.from_units([name], [([0], [1], 1)]))
    with pytest.raises(SpecificationError, match="is an input and an output"):
        dumps(Network.from_units(["y"], [([0], [-1], 0)]))


def test_what_is_written_can_be_read_or_is_refused():
    with pytest.raises(SpecificationError, match="more than 19 digits"):
        dumps(Network.from_units(["a", "b"], [([0, 1], [2.0**60, 0.1], 0.1)]))
    net = Network.from_units(["a", "b"], [([0, 1], [0.5, -0.25], 0.25)])
    assert verify(loads(dumps(net)), net)
