"""Tables over cuts never say equal of what is not, whatever is said of what a unit reads."""

import random

import numpy as np
import pytest

from logicnet.verification.sweeping import table_kernel as kernel

INPUTS, NODES = 5, 40


def drawn(draw):
    """Operands of random gates, and for each node the rows in which it is true."""
    first, second = [0] * (1 + INPUTS), [0] * (1 + INPUTS)
    rows = [0] + [sum(1 << r for r in range(32) if r >> k & 1) for k in range(INPUTS)]
    for node in range(1 + INPUTS, NODES):
        low = 1 if draw.random() < 0.3 else max(1, node - 6)
        a, b = sorted(2 * k + draw.randrange(2) for k in draw.sample(range(low, node), 2))
        first.append(a)
        second.append(b)
        rows.append(value(rows, a) & value(rows, b))
    return np.array(first), np.array(second), rows


def value(rows, literal):
    return rows[literal >> 1] ^ (0xFFFFFFFF if literal & 1 else 0)


def asked(state, pair, own, most=4, inputs=INPUTS):
    node, literal = pair
    size = kernel.MOST_CONE + kernel.MOST_READ + 3
    space = (np.zeros(kernel.MOST_CONE, np.int64), np.zeros(NODES, np.int64),
             np.zeros((size, 1 << (kernel.MOST_READ - 6)), np.uint64),
             np.zeros(2 * kernel.MOST_READ, np.int64))  # fmt: skip
    starts = np.where(np.arange(NODES + 1) > node, len(own), 0)
    answer = kernel.by_table(state, node, literal, inputs, most, space, (starts, own))
    assert not space[1].any()
    return answer[0]


@pytest.mark.parametrize("seed", range(40))
def test_equal_is_equal_over_any_reads(seed):
    draw = random.Random(seed)
    first, second, rows = drawn(draw)
    state = (2 * np.arange(NODES), first, second, np.zeros(1, np.int64))
    same = 0
    for _ in range(150):
        node = draw.randrange(1 + INPUTS, NODES)
        other = draw.randrange(1, node)
        literal = 2 * other + draw.randrange(2)
        own = np.array([2 * draw.randrange(NODES) for _ in range(draw.randrange(6))], np.int64)
        answer = asked(state, (node, literal), own)
        if answer == kernel.EQUAL:
            assert value(rows, literal) == rows[node]
            same += 1
        if answer == kernel.DIFFERENT:
            assert value(rows, literal) != rows[node]
    assert seed != 0 or same


@pytest.mark.parametrize("seed", range(20))
def test_between_a_node_and_what_is_read_each_node_comes_after_those_that_read_it(seed):
    """Tables are worked out in that order; another one would work with tables of earlier cuts."""
    draw = random.Random(seed)
    first, second, _ = drawn(draw)
    state = (2 * np.arange(NODES), first, second, np.zeros(1, np.int64))
    cone, slot = np.zeros(kernel.MOST_CONE, np.int64), np.zeros(NODES, np.int64)
    found = 0
    for _ in range(200):
        node = draw.randrange(12, NODES)
        end = draw.randrange(1 + INPUTS, node)
        own = np.array([*range(1, 1 + INPUTS), *draw.sample(range(6, NODES), 3)], np.int64)
        size = kernel.read_cut(state, node, end, own, INPUTS, cone, slot)
        within = cone[:size].tolist()
        assert not slot.any()
        assert within == sorted(set(within), reverse=True)
        read = {int(x) >> 1 for k in within for x in (first[k], second[k])}
        assert read <= {0, *within, *own.tolist()}
        found += size > 8
    assert found > 20


def test_a_sum_is_proven_over_what_it_reads_beside_a_carry():
    """x + y + z - 2c >= 1 is the parity though c is a leaf: c is made of the other leaves."""
    first, second = [0] * 6, [0] * 6

    def both(a, b):
        first.append(min(a, b))
        second.append(max(a, b))
        return 2 * (len(first) - 1)

    def either(a, b):
        return both(a ^ 1, b ^ 1) ^ 1

    def differ(a, b):
        return either(both(a, b ^ 1), both(a ^ 1, b))

    x, y, z = both(2, 4), both(4, 6), both(8, 10)
    parity = differ(differ(x, y), z)
    carry = either(both(x, y), both(z, either(x, y)))
    some, every = either(x, either(y, z)), both(x, both(y, z))
    again = either(both(some, carry ^ 1), every)  # what a unit is of x, y, z and c
    count = len(first)
    first, second = (np.array(side + [0] * (NODES - count)) for side in (first, second))
    state = (2 * np.arange(NODES), first, second, np.zeros(1, np.int64))
    literal = parity ^ (again & 1)
    reads = np.array([x, y, z, carry], np.int64)
    nothing = np.zeros(0, np.int64)
    assert asked(state, (again >> 1, literal), reads, most=2) == kernel.EQUAL
    assert asked(state, (again >> 1, literal ^ 1), reads, most=4) != kernel.EQUAL
    assert asked(state, (again >> 1, literal), reads[:2], most=2) == kernel.EQUAL  # and one more
    assert asked(state, (again >> 1, literal), reads[:1], most=2) == kernel.UNKNOWN
    assert asked(state, (again >> 1, literal), nothing, most=2) == kernel.UNKNOWN


def test_all_words_of_a_table_are_compared():
    """All of eight inputs and all of seven differ in one row of 256, beyond the first 64."""
    inputs, first, second, ends = 8, [0] * 9, [0] * 9, []
    for count in (7, 8):
        last = 2
        for k in range(2, 1 + count):
            first.append(min(last, 2 * k))
            second.append(max(last, 2 * k))
            last = 2 * (len(first) - 1)
        ends.append(last)
    first, second = (np.array(side + [0] * (NODES - len(side))) for side in (first, second))
    state = (2 * np.arange(NODES), first, second, np.zeros(1, np.int64))
    for reads in (np.zeros(0, np.int64), np.array([2 * k for k in range(1, 9)], np.int64)):
        answer = asked(state, (ends[1] >> 1, ends[0]), reads, 12, inputs)
        assert answer == kernel.DIFFERENT


def test_what_a_node_is_made_of_and_does_not_depend_on_is_looked_at_beside_what_a_unit_reads():
    """x & y is (x & y & z) | (x & y & ~z), whatever z is, which the unit does not read."""
    first, second = [0] * 6, [0] * 6

    def both(a, b):
        first.append(min(a, b))
        second.append(max(a, b))
        return 2 * (len(first) - 1)

    z = both(8, 10)
    x, y = both(2, 4), both(4, 6)
    node = both(both(both(x, y ^ 1), z) ^ 1, both(both(x, y ^ 1), z ^ 1) ^ 1)
    unit = both(x ^ 1, both(x, y) ^ 1)
    other = both(both(x, y) ^ 1, x)
    count = len(first)
    first, second = (np.array(side + [0] * (NODES - count)) for side in (first, second))
    state = (2 * np.arange(NODES), first, second, np.zeros(1, np.int64))
    reads = np.array([x, y], np.int64)
    assert asked(state, (other >> 1, node ^ 1), reads, most=2) == kernel.EQUAL
    assert asked(state, (other >> 1, node), reads, most=2) != kernel.EQUAL
    assert asked(state, (unit >> 1, node), reads, most=2) != kernel.EQUAL
    assert asked(state, (other >> 1, node ^ 1), reads[:0], most=2) == kernel.UNKNOWN
