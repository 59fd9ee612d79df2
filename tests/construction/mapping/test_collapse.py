"""Units that are taken together are the composition, on every row."""

from hypothesis import given
from hypothesis import strategies as st

from logicnet.construction.mapping.caps import Caps
from logicnet.construction.mapping.collapse import collapse, joined
from logicnet.construction.mapping.netlist import AttainedSums, Netlist, Unit

INNER = 99  # the node that the inner unit computes
NODES = range(1, 7)
WEIGHT = st.integers(-3, 3).filter(bool)


@st.composite
def units(draw, nodes):
    weights = draw(st.dictionaries(st.sampled_from(nodes), WEIGHT, min_size=1, max_size=5))
    low, high = (sum(w for w in weights.values() if sign * w > 0) for sign in (-1, 1))
    return Unit(weights, draw(st.integers(low, high + 1)))


def fires(unit, values):
    return sum(w * values[node] for node, w in unit.weights.items()) >= unit.least


@given(units([*NODES]), units([INNER, *NODES]), WEIGHT)
def test_joined_units_are_the_composition(inner, outer, weight):
    outer = Unit({**outer.weights, INNER: weight}, outer.least)
    unit = joined(outer, INNER, inner, Caps())
    for row in range(64 if unit is not None else 0):
        values = {node: row >> node - 1 & 1 for node in NODES}
        values[INNER] = int(fires(inner, values))
        assert fires(unit, values) == fires(outer, values)


def test_what_is_no_unit_is_not_joined():
    both = Unit({1: 1, 2: 1}, 2)
    assert joined(Unit({1: 1, 2: 1, INNER: -2}, 1), INNER, both, Caps()) is None  # a xor b
    assert joined(Unit({3: 1, INNER: 1}, 2), INNER, both, Caps()) == Unit({1: 1, 2: 1, 3: 1}, 3)
    assert joined(Unit({3: 1, INNER: 1}, 2), INNER, both, Caps(fan_in=2)) is None


def test_chains_are_joined_as_far_as_caps_allow():
    """An And of nine is beyond a threshold of six, a staircase beyond a weight of two."""
    for flat, caps in ((True, Caps(weight=1)), (False, Caps(weight=2))):
        chain = {20: Unit({1: 1, 2: 1}, 2)}
        for k in range(1, 8):
            chain[20 + k] = Unit({19 + k: 1, 2 + k: 1}, 2 if flat or k % 2 else 1)
        net = Netlist(dict(chain), [27], 9)
        collapse(net, caps)
        assert 1 < len(net.units) < len(chain)
        for unit in net.units.values():
            assert abs(unit.least) <= 6
            assert max(map(abs, unit.weights.values())) <= caps.weight


@given(st.lists(st.integers(-9, 9).filter(bool), max_size=7), st.integers(-70, 70))
def test_sums_that_are_attained(weights, bound):
    sums, attained = AttainedSums.of(weights), {0}
    for w in weights:
        attained |= {a + w for a in attained}
    assert sums.below(bound) == max((a for a in attained if a < bound), default=None)
    assert sums.reaching(bound) == min((a for a in attained if a >= bound), default=None)


def test_a_chain_becomes_one_unit_unless_an_output_is_in_it():
    chain = {7: Unit({1: 1, 2: 1}, 2), 8: Unit({7: 1, 3: 1}, 1), 9: Unit({8: 1, 4: 1}, 2)}
    for ends, left in (([9], 1), ([8, 9], 2)):
        net = Netlist(dict(chain), ends, 6)
        collapse(net, Caps())
        assert len(net.units) == left
