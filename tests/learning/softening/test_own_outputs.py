"""Outputs that are one unit, or that units read, get units of their own before they learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network, compile, fine_tune, harden, soften, train, verify
from logicnet.learning.softening.agreement import measured_error
from logicnet.learning.softening.own_outputs import own_outputs, rejoined
from reference import reference, rows
from strategies import networks

NAMES = ["a", "b", "c"]
ROWS = np.array(rows(3))
A, B, C = ROWS.T


@st.composite
def of_many_outputs(draw):
    """Networks whose outputs are often the same unit, or a unit that others read."""
    network = draw(networks())
    units = draw(st.lists(st.integers(0, network.units - 1), min_size=1, max_size=5))
    unit_list = [
        (*map(np.ndarray.tolist, network.wires_of(j)), network.thresholds[j].item())
        for j in range(network.units)
    ]
    names = draw(st.sampled_from([None, [f"unit {j}" for j in range(network.units)]]))
    return Network.from_units(
        network.inputs, unit_list, outputs={f"y{k}": j for k, j in enumerate(units)}, labels=names
    )


@given(of_many_outputs(), st.booleans())
def test_each_output_has_a_unit_of_its_own_and_rejoins(network, unread):
    apart, origin = own_outputs(network, unread=unread)
    assert len(set(apart.output_units.tolist())) == len(network.outputs)
    assert (origin[apart.output_units] == network.output_units).all()
    if unread:
        assert not np.isin(apart.output_units + len(network.inputs), apart.indices).any()
    for x in rows(len(network.inputs)):
        assert reference(apart, x) == reference(network, x)
    assert rejoined(apart, origin) == network


def test_an_output_that_units_read_stays_unless_they_shall_not():
    network = compile({"u": "a & b", "v": "(a & b) ^ c"})
    assert own_outputs(network)[0] is network
    assert own_outputs(network, unread=True)[0].units == network.units + 1


@given(
    of_many_outputs(), st.sampled_from(["binary", "bipolar"]), st.sampled_from(["sigmoid", "tanh"])
)
def test_softened_outputs_stand_apart_and_harden_back(network, encoding, kind):
    network = network.encoded(encoding)
    mlp = soften(network, activation=kind)
    assert len(set(mlp.output_units.tolist())) == len(network.outputs)
    assert len(mlp.certificate.bounds) == mlp.units
    assert measured_error(mlp) <= mlp.certificate.error
    assert harden(mlp) == network


@given(of_many_outputs(), st.integers(0, 10**6))
def test_copies_of_copies_rejoin_only_where_they_still_are_the_same(network, seed):
    """What moved stays apart; the function is that of the network that was rejoined."""
    apart, origin = own_outputs(network, unread=True)
    rng = np.random.default_rng(seed)
    moved = Network.from_units(
        apart.inputs,
        [
            (*map(np.ndarray.tolist, apart.wires_of(j)),
             int(apart.thresholds[j]) + int(rng.integers(-1, 2)))
            for j in range(apart.units)
        ],
        outputs=dict(zip(apart.outputs, apart.output_units.tolist(), strict=True)),
    )  # fmt: skip
    if moved.layer_starts.tolist() != apart.layer_starts.tolist():
        return  # units without wires moved up
    joined = rejoined(moved, origin)
    for x in rows(len(network.inputs)):
        assert reference(joined, x) == reference(moved, x)


def test_a_copy_that_is_read_is_read_as_its_original():
    """As after fine-tuning, where later units have wires from all earlier ones."""
    units = [([0, 1], [1, 1], 2), ([0, 1], [1, 1], 2), ([2, 3, 0], [2, -2, 1], 1)]
    network = Network.from_units(["a", "b"], units, outputs={"u": 0, "v": 1, "w": 2})
    joined = rejoined(network, np.array([0, 0, -1]))
    assert joined.describe().splitlines() == [
        "h1 (layer 1, output u, output v): a + b >= 2",
        "h2 (layer 2, output w): a >= 1",
    ]
    assert verify(joined, network)
    real = Network.from_units(
        ["a", "b"], [(s, [float(w) for w in ws], t) for s, ws, t in units], outputs={"u": 0, "w": 2}
    )
    assert rejoined(real, np.array([0, 0, -1])) == real  # a sum of weights might be rounded


@given(networks(largest=1, most_inputs=2), st.integers(0, 10**6))
def test_whatever_is_said_to_be_of_one_origin_the_function_stays(network, seed):
    origin = np.random.default_rng(seed).integers(0, 2, network.units)
    joined = rejoined(network, origin)
    for x in rows(len(network.inputs)):
        assert reference(joined, x) == reference(network, x)


def test_an_input_and_a_unit_are_never_taken_for_one_another():
    """The units of one origin read b and the second unit, with the same weights."""
    units = [([0], [1], 1), ([0], [-1], 0), ([1, 0], [1, 1], 1), ([3, 0], [1, 1], 1)]
    network = Network.from_units(["a", "b"], units, outputs={"u": 2, "v": 3})
    assert rejoined(network, np.array([0, 1, 2, 2])) == network


def test_copies_that_read_copies_rejoin_too():
    units = [([0, 1], [1, 1], 2), ([0, 1], [1, 1], 2), ([0, 2], [1, 1], 1), ([0, 3], [1, 1], 1)]
    network = Network.from_units(["a", "b"], units, outputs={"u": 2, "v": 3})
    joined = rejoined(network, np.array([0, 0, 1, 1]))
    assert (joined.units, joined.output_units.tolist()) == (2, [1, 1])
    assert verify(joined, network)


def test_copies_that_are_read_stay_where_sums_of_weights_may_be_rounded():
    units = [([0], [1.0], 0.5), ([0], [1.0], 0.25), ([0], [1.0], 0.5), ([1, 3], [0.1, 0.2], 0.3)]
    real = Network.from_units(["a"], units, outputs={"u": 0, "v": 2, "w": 3})
    assert rejoined(real, np.array([0, 1, 0, 3])) == real
    unread = Network.from_units(["a"], units[:3], outputs={"u": 0, "v": 2, "w": 1})
    assert rejoined(unread, np.array([0, 1, 0])).units == 2


TO_SEPARATE = {
    "two outputs of one unit": ({"u": "a & b", "v": "a & b"}, [A & B, A | B]),
    "an output that another reads": ({"u": "a & b", "v": "(a & b) ^ c"}, [A | B, (A & B) ^ C]),
    "an output and its complement": ({"u": "a & b", "v": "~(a & b)"}, [A & B, 1 - (A | B)]),
    "three of one unit": ({"u": "a | b", "v": "a | b", "w": "a | b"}, [A & B, A | B, A]),
}


@pytest.mark.parametrize("case", TO_SEPARATE)
@pytest.mark.parametrize("room", [{}, {"wires": None, "free_units": 0}])
def test_outputs_learn_to_differ(case, room):
    source, wanted = TO_SEPARATE[case]
    network, targets = compile(source, inputs=NAMES), np.array(wanted).T
    tuned = fine_tune(network, ROWS, targets, anchor=0, **room)
    assert tuned.after == 1
    assert (tuned.network(ROWS) == targets).all()


@pytest.mark.parametrize("source", ["a", "1", "a & b"])
def test_inputs_and_constants_that_are_two_outputs_learn_to_differ(source):
    network = compile({"u": source, "v": source}, inputs=NAMES)
    assert network.units == 1
    targets = np.array([A, 1 - B]).T
    assert (fine_tune(network, ROWS, targets, anchor=0).network(ROWS) == targets).all()


def test_training_alone_can_make_them_differ_too():
    network = compile({"u": "a & b", "v": "a & b"}, inputs=NAMES)
    targets = np.array([A & B, A | B]).T
    mlp = train(soften(network, gain=4), ROWS, targets, epochs=200).mlp
    assert (mlp.predict(ROWS) == targets).all()
    assert (harden(mlp)(ROWS) == targets).all()
    assert harden(mlp).units == 2


def test_outputs_that_stay_the_same_stay_one_unit():
    network = compile({"u": "a & b", "v": "a & b", "w": "a | c"}, inputs=NAMES)
    tuned = fine_tune(
        network, ROWS, np.array([A & B, A & B, A]).T, anchor=0, wires=None, free_units=0,
        frozen=[int(network.output_units[0])],
    )  # fmt: skip
    assert tuned.after == 1
    assert tuned.network.units == network.units == 2
    assert tuned.network.output_units[0] == tuned.network.output_units[1]


def test_frozen_units_and_wires_hold_for_their_copies():
    network = compile({"u": "a & b", "v": "a & b"}, inputs=NAMES)
    targets = np.array([A, 1 - B]).T
    tuned = fine_tune(network, ROWS, targets, anchor=0, frozen=[0])
    assert (tuned.network(ROWS) == network(ROWS)).all()
    mask = np.ones(network.wires, dtype=bool)
    tuned = fine_tune(network, ROWS, targets, anchor=0, frozen_wires=mask, wires=None, free_units=0)
    assert (tuned.soft_mlp.weights == 1).all()
