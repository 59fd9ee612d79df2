"""What joins the same operands is found equal however these are paired, and nothing else is."""

import random

import numpy as np
import pytest

from logicnet.verification.sweeping import sweep, table_kernel
from logicnet.verification.sweeping.graph import Graph
from logicnet.verification.sweeping.joined_kernel import MOST_JOINED

NAMES = "abcdefgh"


def joined(draw, literals, join):
    """The literals joined in a random tree."""
    left = draw.sample(literals, len(literals))
    while len(left) > 1:
        left.append(join(left.pop(draw.randrange(len(left))), left.pop(draw.randrange(len(left)))))
    return left[0]


def rows(graph):
    """For each node the rows of the names in which it is true."""
    first, second = (part.tolist() for part in graph.operands)
    size = 1 << len(NAMES)
    every = (1 << size) - 1
    found = [0] + [sum(1 << r for r in range(size) if r >> k & 1) for k in range(len(NAMES))]
    for a, b in list(zip(first, second, strict=True))[1 + len(NAMES) :]:
        one, other = (found[x >> 1] ^ (every if x & 1 else 0) for x in (a, b))
        found.append(one & other)
    return found, every


def asked(graph, node, literal):
    first, second = graph.operands
    space = sweep._scratch(len(graph))
    state = (2 * np.arange(len(graph)), first, second, np.zeros(1, np.int64))
    answer, *_ = table_kernel.by_operands(state, node, literal, len(graph.inputs), 12, space)
    assert not space[1].any()
    return answer == table_kernel.EQUAL


@pytest.mark.parametrize("kind", ["and", "xor"])
def test_the_same_operands_in_any_pairs(kind):
    draw, graph = random.Random(1), Graph(NAMES)
    join = graph.both if kind == "and" else graph.differ
    for _ in range(60):
        literals = [int(x) ^ draw.randrange(2) for x in graph.literals(NAMES)]
        inner = [*literals[3:], join(*(graph.both(*literals[:2]) ^ 1, literals[2]))]
        one, other = joined(draw, inner, join), joined(draw, inner, join)
        assert asked(graph, one >> 1, other ^ (one & 1))
        assert not asked(graph, one >> 1, other ^ (one & 1) ^ 1)
        less = joined(draw, inner[1:], join)
        assert not asked(graph, one >> 1, less ^ (one & 1))
        assert not asked(graph, less >> 1, one ^ (less & 1))


def test_what_joins_an_operand_and_its_complement():
    graph = Graph(NAMES)
    a, b, c = (int(x) for x in graph.literals("abc"))
    never = graph.both(graph.both(a, b), graph.both(b ^ 1, c))
    odd = graph.differ(graph.differ(a, b), graph.differ(a, c))
    assert asked(graph, never >> 1, 0)
    assert not asked(graph, never >> 1, 1)
    assert asked(graph, odd >> 1, graph.differ(b, c) ^ (odd & 1))
    zero = graph.differ(odd, graph.differ(c, b))
    assert asked(graph, zero >> 1, zero & 1)
    assert not asked(graph, zero >> 1, zero & 1 ^ 1)


def test_a_choice_is_no_parity():
    graph = Graph(NAMES)
    a, b, c = (int(x) for x in graph.literals("abc"))
    chosen = graph.both(graph.both(a, b) ^ 1, graph.both(a ^ 1, c) ^ 1)
    other = graph.differ(a, b)
    assert not asked(graph, chosen >> 1, other ^ (chosen & 1))
    assert not asked(graph, chosen >> 1, other ^ (chosen & 1) ^ 1)


@pytest.mark.parametrize("seed", range(8))
def test_equal_is_equal_on_all_rows(seed):
    draw, graph = random.Random(seed), Graph(NAMES)
    pool = [int(x) for x in graph.literals(NAMES)]
    for _ in range(60):
        join = draw.choice([graph.both, graph.both, graph.differ])
        pool.append(join(*(x ^ draw.randrange(2) for x in draw.sample(pool[-20:], 2))))
    (found, every), said = rows(graph), 0
    for _ in range(3000):
        node, other = sorted(draw.sample(range(1 + len(NAMES), len(graph)), 2))[::-1]
        literal = draw.choice([2 * other, 2 * other + 1, 0, 1])
        if asked(graph, node, literal):
            said += 1
            assert found[node] == found[literal >> 1] ^ (every if literal & 1 else 0)
    assert said or seed


def test_too_many_operands_are_left_to_others():
    names = [f"x{k}" for k in range(MOST_JOINED)]
    graph = Graph(names)
    for join in (graph.both, graph.differ):
        literals = graph.literals(names).tolist()
        one = other = 0 if join == graph.differ else 1
        for x, y in zip(literals, reversed(literals), strict=True):
            one, other = join(one, x), join(other, y)
        assert not asked(graph, other >> 1, one)


@pytest.mark.parametrize("seed", range(4))
def test_parities_whose_operands_differ_by_an_identity(seed):
    """x ^ xy is x & ~y, beside operands so many that no table has them all."""
    draw, graph = random.Random(seed), Graph([f"x{k}" for k in range(40)])
    x, y, z, *others = (int(v) for v in graph.literals(graph.inputs))
    one = joined(draw, [x, graph.both(x, y), z, *others], graph.differ)
    other = joined(draw, [graph.both(x, y ^ 1), z, *others], graph.differ)
    wrong = joined(draw, [graph.both(x, y), z, *others], graph.differ)
    assert asked(graph, other >> 1, one ^ (other & 1))
    for end in (one ^ 1, wrong, wrong ^ 1):
        assert not asked(graph, other >> 1, end ^ (other & 1))
