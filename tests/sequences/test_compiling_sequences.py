"""Recurrent networks against Python's `re`, their units summed up one by one in plain numbers."""

import random
import re
from itertools import product

import pytest

import logicnet
from logicnet.errors import LimitError, ParseError, SpecificationError
from logicnet.sequences.automaton import Automaton
from logicnet.sequences.compiling_sequences import compile_sequence
from logicnet.sequences.expressions import read
from logicnet.sequences.positions import by_positions
from logicnet.sequences.recurrent import Recurrent
from logicnet.sequences.states import at_least, by_states, codes_of, in_binary, machines


def expression(rng, deep):
    """A random regular expression over a, b, c."""
    if deep == 0:
        return rng.choice(["a", "b", "c", "[ab]", "[^a]", ".", "()", r"(?:a)"[3:4]])
    kind = rng.random()
    if kind < 0.35:
        return expression(rng, deep - 1) + expression(rng, deep - 1)
    if kind < 0.6:
        return f"({expression(rng, deep - 1)}|{expression(rng, deep - 1)})"
    return f"({expression(rng, deep - 1)}){rng.choice(['*', '+', '?', '{2}', '{1,3}', '{2,}'])}"


def summed(net, word):
    """Whether a word is accepted, by adding up the weights of each unit."""
    state = {r.name: r.initial for r in net.registers}
    accepted = net.empty
    for letter in word:
        code = net.codes[net.alphabet.index(letter)].tolist()
        values = [*code, *(state[name] for name in net.network.inputs[len(code) :])]
        for unit in range(net.network.units):
            reads, weights = net.network.wires_of(unit)
            total = sum(int(w) * values[int(s)] for s, w in zip(reads, weights, strict=True))
            values.append(int(total >= int(net.network.thresholds[unit])))
        ends = {
            name: values[len(net.network.inputs) + int(unit)]
            for name, unit in zip(net.network.outputs, net.network.output_units, strict=True)
        }
        accepted = bool(ends["accepts"])
        state = {r.name: ends[r.next] for r in net.registers}
    return accepted


def words(most):
    return [w for n in range(most + 1) for w in product("abc", repeat=n)]


@pytest.mark.parametrize("seed", range(12))
def test_networks_accept_what_re_does(seed):
    rng = random.Random(seed)
    text = expression(rng, rng.randint(1, 3))
    wanted = re.compile(text)
    reading = ["letters", "binary"][seed % 2]
    positions = read(text, "abc")
    nets = [compile_sequence(text, "abc", inputs=reading, effort="low"), by_positions(positions)]
    for word in words(5):
        stated = wanted.fullmatch("".join(word)) is not None
        assert positions.automaton().accepts(word) == stated
        assert [summed(net, word) for net in nets] == [stated] * 2
    assert all(net.difference(positions.automaton()) is None for net in nets)


COUNTED = {
    "a(b|c)*": 2, "(a|b)*abb": 3, "((a|b)(a|b))*": 1, "(a|b)*a(a|b)(a|b)": 3, "(ab|ba)+c?": 4,
}  # fmt: skip


@pytest.mark.parametrize("text", COUNTED)
def test_few_units_are_needed(text):
    net = compile_sequence(text)
    assert net.units == COUNTED[text] >= net.lower_bound
    assert net.proven_minimal == (net.units == net.lower_bound)


def test_streams_binary_letters_and_the_empty_word():
    parity = compile_sequence("(0*10*1)*0*", inputs="binary")
    assert parity.network.inputs[0] == "1"
    assert (parity.units, len(parity.registers), parity.lower_bound) == (2, 1, 1)
    assert list(parity.stream("1101")) == [False, True, True, False]
    assert (parity.accepts(""), compile_sequence("a+").accepts("")) == (True, False)


def test_no_code_has_fewer_units_than_are_said_to_be_needed():
    """Else `compile_sequence` would leave out codes that are the best."""
    tight = 0
    for text in ("(0*10*1)*0*", "(0|11)*", "0(1|00)*1", "(000)*1?"):
        for machine in machines(read(text, "01").automaton()):
            wanted = in_binary(machine.automaton.alphabet)
            for bits in codes_of(machine, wanted, "low"):
                bound = at_least(machine, bits, wanted)
                units = by_states(machine, bits, wanted, "low").units
                assert bound <= units
                tight += bound == units
    assert tight


def test_a_serial_adder_from_a_table():
    """State: carry and the last sum; the word's letters are the digits of both numbers."""
    moves = {
        (carry, last): {
            f"{a}{b}": (int(a + b + carry >= 2), (a + b + carry) % 2)
            for a in (0, 1)
            for b in (0, 1)
        }
        for carry in (0, 1)
        for last in (0, 1)
    }
    machine = Automaton.from_table(moves, accepting=[(0, 1), (1, 1)], start=(0, 0))
    adder = compile_sequence(machine, inputs="binary")
    assert adder.units == 2
    assert adder.proven_minimal
    for x, y in [(13, 27), (63, 1), (0, 0), (45, 45)]:
        digits = [f"{x >> k & 1}{y >> k & 1}" for k in range(8)]
        assert sum(bit << k for k, bit in enumerate(adder.stream(digits))) == x + y


def test_a_changed_network_is_told_apart_by_a_shortest_word():
    net = compile_sequence("(a|b)*abb")
    wrong = 0
    for unit in range(net.network.units):
        thresholds = net.network.thresholds.copy()
        thresholds[unit] += 1
        units = [
            (*(part.tolist() for part in net.network.wires_of(k)), int(thresholds[k]))
            for k in range(net.network.units)
        ]
        ends = dict(zip(net.network.outputs, net.network.output_units.tolist(), strict=True))
        changed = Recurrent(
            network=logicnet.Network.from_units(net.network.inputs, units, outputs=ends),
            registers=net.registers, alphabet=net.alphabet, codes=net.codes, empty=net.empty,
        )  # fmt: skip
        found = changed.difference(read("(a|b)*abb").automaton())
        shortest = next(
            (w for n in range(7) for w in product("ab", repeat=n)
             if summed(changed, w) != bool(re.fullmatch("(a|b)*abb", "".join(w)))), None,
        )  # fmt: skip
        assert (found is None) == (shortest is None)
        if found is not None:
            wrong += 1
            assert len(found) == len(shortest)
            assert changed.accepts(found) != net.accepts(found)
    assert wrong >= 2


def test_unrolled_and_written():
    net = compile_sequence("(a|b)*abb")
    steps = net.unrolled(4)
    found = logicnet.compile(steps)
    for word in product("ab", repeat=4):
        row = {f"{x}@{k}": int(letter == x) for k, letter in enumerate(word) for x in "ab"}
        assert found(row)["accepts@3"] == int("".join(word).endswith("abb"))


def test_least_automata():
    five = Automaton.from_table(
        {k: {"a": (k + 1) % 6} for k in range(6)}, accepting=[0, 2, 4]
    )  # even, stated with six states
    assert five.minimal().states == 2
    assert five.difference(five.minimal()) is None
    lost = Automaton.from_table({"s": {"a": "t"}, "t": {"b": "s"}}, accepting=["t"])
    assert (lost.states, lost.accepts("aba"), lost.accepts("aa")) == (3, True, False)


ERRORS = {
    "a(b": (1, "this '(' is never closed"),
    "a)": (1, "this ')' closes nothing"),
    "*a": (0, "there is nothing before '*' to repeat"),
    "[a": (0, "this '[' is never closed"),
    "a{": (1, "expected a count"),
    "a{3,1}": (1, "at most 1 is less than at least 3"),
    "^a": (0, "whole words"),
    "a]": (1, "as a letter it is"),
    "\\q": (0, "stands one of"),
    "[z-a]": (1, "no letters from z to a"),
    "": (0, "no letter is named"),
    "(" * 200: (100, "parentheses in one another"),
    "a" + "*" * 200: (1, "signs that repeat"),
}


@pytest.mark.parametrize("text", ERRORS)
def test_errors_point_into_the_expression(text):
    position, reason = ERRORS[text]
    with pytest.raises(ParseError, match=re.escape(reason)) as caught:
        read(text)
    assert caught.value.position == position


def test_what_is_too_large_or_unknown_is_said():
    with pytest.raises(LimitError, match="letters"):
        read("(a{90}){90}")
    with pytest.raises(LimitError, match="parts"):
        read("a|((){999}){999}")
    with pytest.raises(LimitError, match="states"):
        read("(a|b)*a(a|b){16}").automaton()
    with pytest.raises(ParseError, match="'c' is no letter of the alphabet a, b"):
        compile_sequence("ac", "ab")
    with pytest.raises(SpecificationError, match="letter 1 of the word is 'x'"):
        read("ab").automaton().accepts("ax")
    with pytest.raises(SpecificationError, match="'x' is no letter"):
        compile_sequence("ab").accepts("ax")
    with pytest.raises(SpecificationError, match="did you mean 'even'"):
        Automaton.from_table({"even": {"a": "even"}}, accepting=["evn"])
    with pytest.raises(SpecificationError, match="did you mean 'binary'"):
        compile_sequence("ab", inputs="binry")
