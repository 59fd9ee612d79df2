"""Decision lists of many inputs are found from rows."""

from logicnet import verify
from logicnet.construction.limits import Limits
from logicnet.construction.structure.lists_by_rows import _values, decision_lists
from logicnet.logic.function import function


def found(stated, limits):
    circuit = function(stated).circuit()
    return list(decision_lists(circuit, circuit.inputs, circuit.outputs, limits))


def priority(n):
    """The digits of the place of the last input that is true, and whether there is one."""
    text = {"any": " | ".join(f"x{i}" for i in range(n))}
    for digit in range(5):
        value = "0"
        for i in range(n):
            value = f"ite(x{i}, {i >> digit & 1}, {value})"
        text[f"p{digit}"] = value
    return text


def test_a_priority_encoder_is_a_unit_for_each_output():
    (network,) = found(priority(20), Limits())
    assert network.units == 6
    assert verify(network, priority(20)).equal


def test_weights_keep_within_a_limit():
    (network,) = found(priority(20), Limits(max_weight=8))
    assert abs(network.weights).max() <= 8
    assert verify(network, priority(20)).equal


def test_what_is_no_list_is_not_taken_for_one():
    assert found(" ^ ".join(f"x{i}" for i in range(18)), Limits()) == []
    mixed = {"y": "x0 | " + " & ".join(f"x{i}" for i in range(1, 17)), "z": "x0 ^ x1"}
    assert found(mixed, Limits()) == []


def test_a_list_that_reads_other_outputs_is_one_unit():
    """Digit 1 alternates too often for weights up to 2**11, but not beside the higher digits."""
    networks = found(priority(32), Limits(max_weight=1 << 11))
    assert len(networks) == 2
    plain, shorter = networks
    assert shorter.units < plain.units
    for network in networks:
        assert abs(network.weights).max() <= 1 << 11
        assert verify(network, priority(32)).equal


def test_digits_in_another_order_of_inputs_are_not_read():
    """Each digit is a list, but where one is decided says nothing of the other."""
    stated = priority(24)
    stated["z"] = priority(24)["p2"].replace("x", "u").replace("u1", "x2").replace("u", "x")
    for network in found(stated, Limits(max_weight=64)):
        assert verify(network, stated).equal


def test_what_a_list_is_where_rules_of_another_are_the_first_that_hold():
    rules = [(1, True, 1), (0, True, 0)]
    assert _values([(1, True, 0), (0, True, 1)], rules) == [0, 1]
    assert _values([(0, True, 1)], rules) is None  # x0 may be anything where x1 is true
    assert _values([(0, False, 1)], [(0, True, 1)]) is None  # true where no rule holds
