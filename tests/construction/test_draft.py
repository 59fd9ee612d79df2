"""The draft of a network: forms, shared units, what becomes of outputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network
from logicnet.construction.counting.parity import parity
from logicnet.construction.draft import ONE, ZERO, Draft, Form, total, weighted
from logicnet.construction.limits import Limits, front, relays, size
from logicnet.errors import LimitError
from rows import all_rows
from strategies import networks

forms = st.builds(
    lambda weights, c: total([*(Form({i: w}) for i, w in enumerate(weights) if w), c]),
    st.lists(st.integers(-4, 4), min_size=3, max_size=3),
    st.integers(-3, 3),
)


def value(form, row):
    return form.constant + sum(w * int(row[i]) for i, w in form.terms.items())


@given(forms, forms, st.integers(-3, 3))
def test_forms_add_and_multiply_like_numbers(a, b, k):
    for row in all_rows(3):
        assert value(a + b, row) == value(a, row) + value(b, row)
        assert value(a - b, row) == value(a, row) - value(b, row)
        assert value(k * a, row) == k * value(a, row)
        assert value(k - a, row) == k - value(a, row)
    assert 0 not in (a - b).terms.values()
    values = [value(a, row) for row in all_rows(3)]
    assert (a.low, a.high) == (min(values), max(values))


@given(forms, st.integers(-6, 6), forms, st.integers(-6, 6))
def test_fires_is_the_test_it_says_for_two_units_and_their_difference(a, t, b, u):
    draft = Draft("xyz")
    first, second = draft.fires(a, t), draft.fires(b, u)
    net = draft.network({"f": first, "g": 1 - second, "h": first, "one": ONE, "zero": ZERO})
    got = net(all_rows(3))
    for row, out in zip(all_rows(3), got, strict=True):
        f, g = int(value(a, row) >= t), int(value(b, row) < u)
        assert out.tolist() == [f, g, f, 1, 0]


def test_a_complement_that_exists_is_not_built_again():
    draft = Draft("ab")
    a, b = draft.literals
    assert draft.fires(a + b, 2) == 1 - draft.fires(-a - b, -1)
    assert draft.fires(2 * a + 2 * b, 3) == draft.fires(a + b, 2)
    assert draft.units == 1


def says_what_it_counts(draft, stated):
    """Whether nodes of a draft, each stated as (literals, least), count their literals."""
    n = len(draft.inputs)
    outputs = {f"y{k}": draft.form(literal) for k, (literal, _, _) in enumerate(stated)}
    rows = all_rows(n)
    got = draft.network(outputs)(rows)
    for row, out in zip(rows, got, strict=True):
        known = {0: 0, 1: 1}
        known |= {2 * k + 2 + odd: int(x) ^ odd for k, x in enumerate(row) for odd in (0, 1)}
        for (literal, reads, least), bit in zip(stated, out, strict=True):
            value = int(sum(known[x] for x in reads) >= least)
            if bit != value:
                return False
            known[literal], known[literal ^ 1] = value, 1 - value
    return True


def counted(data, draft, many=12):
    """Counts of literals that are drawn one after another, each over all that are there."""
    known = [0, 1, *(2 * k + 2 + odd for k in range(len(draft.inputs)) for odd in (0, 1))]
    stated = []
    for _ in range(data.draw(st.integers(1, many))):
        reads = data.draw(st.lists(st.sampled_from(known), min_size=2, max_size=3))
        least = data.draw(st.integers(0, 4))
        literal = draft.counts(reads, least)
        stated.append((literal, reads, least))
        known += [literal, literal ^ 1]
    return stated


@given(st.data())
def test_counts_of_literals_are_what_they_say_and_what_fires_says(data):
    draft = Draft("abc")
    stated = counted(data, draft)
    units = draft.units
    for literal, reads, least in stated:
        assert draft.fires(total(map(draft.form, reads)), least) == draft.form(literal)
    assert draft.units == units  # none was made twice
    assert says_what_it_counts(draft, stated)


def test_a_pair_that_is_counted_wrong_is_noticed(monkeypatch):
    draft = Draft("ab")
    assert says_what_it_counts(draft, [(draft.counts([2, 5], 1), [2, 5], 1)])
    monkeypatch.setattr(Draft, "either", Draft.both)
    draft = Draft("ab")
    assert not says_what_it_counts(draft, [(draft.counts([2, 5], 1), [2, 5], 1)])


@given(networks())
def test_units_as_they_are_given_make_the_network_that_from_units_makes(net):
    units = []
    for j in range(net.units):
        sources, weights = net.wires_of(j)
        units.append((tuple(sources.tolist()), tuple(weights.tolist()), net.thresholds[j].item()))
    units = [unit for k, unit in enumerate(units) if unit not in units[:k]]  # no two alike
    n = len(net.inputs)
    if any(node >= n + k for k, unit in enumerate(units) for node in unit[0]):
        return  # it read the one of two that was left out
    draft = Draft(net.inputs)
    nodes = [draft.unit(unit) for unit in units]
    assert nodes == list(range(n, n + len(units)))
    outputs = {f"y{k}": k for k in range(len(units))}
    forms = {name: Form({n + k: 1}) for name, k in outputs.items()}
    assert draft.network(forms) == Network.from_units(net.inputs, units, outputs=outputs)


def test_units_that_no_output_needs_are_left_out():
    draft = Draft("ab")
    a, b = draft.literals
    unread = draft.fires(a + b, 1)
    draft.fires(unread + a, 2)
    assert draft.network({"y": draft.fires(a + b, 2)}).units == 1


def test_a_constant_is_a_unit_without_wires_even_without_inputs():
    net = Draft([]).network({"y": ONE, "z": ZERO})
    assert net([]).tolist() == [1, 0]


@given(networks())
def test_embedding_a_network_gives_its_function_of_other_values(net):
    n = len(net.inputs)
    draft = Draft([f"u{i}" for i in range(n)])
    values = draft.embed(net, [1 - x for x in draft.literals])
    copy = draft.network(dict(zip(net.outputs, values, strict=True)))
    rows = all_rows(n)
    assert np.array_equal(copy(rows), net(1 - rows))


def test_weighted_sums_add_up():
    assert weighted([1, 2], [Form({0: 1}), Form({0: 1}, 3)]) == Form({0: 3}, 6)


def test_limits_choose_the_fewest_units_and_name_what_stands_in_the_way():
    nets = [parity(8), parity(8, max_depth=2), parity(8, skip=False)]
    assert Limits(max_depth=2).best(nets).units == 5
    assert Limits(skip=False, max_depth=2).best(nets).units == 9
    assert [net.units for net in front(nets)] == [5, 4]
    assert size(nets[0]) < size(nets[1])
    with pytest.raises(LimitError, match=r"4 units, but depth 4 exceeds max_depth=1"):
        Limits(max_depth=1).best(nets)
    with pytest.raises(LimitError, match="max_weight is a whole number from 1"):
        Limits(max_weight=0)
    with pytest.raises(LimitError, match="no construction"):
        Limits().best([])


@given(networks())
def test_relays_are_counted_before_they_are_added(net):
    assert net.layered().units == net.units + relays(net)
