"""Factored sums of products are the same function with fewer literals."""

from hypothesis import given
from hypothesis import strategies as st

from logicnet.construction.graphs.graph import Ands
from logicnet.logic.forms.factoring import factored

PRODUCT = st.lists(
    st.tuples(st.integers(1, 5), st.booleans()), max_size=4, unique_by=lambda x: x[0]
)


def value(ands, literal, row):
    node = literal >> 1
    if node <= ands.inputs:
        inner = node > 0 and row >> node - 1 & 1
    else:
        inner = value(ands, ands.first[node], row) and value(ands, ands.second[node], row)
    return bool(inner) != bool(literal & 1)


@given(st.lists(PRODUCT, max_size=8))
def test_factored_sums_are_the_same(products):
    literals = [[2 * node + negated for node, negated in product] for product in products]
    ands = Ands(5)
    found = factored(ands, literals)
    for row in range(32):
        stated = any(all((row >> n - 1 & 1) != neg for n, neg in product) for product in products)
        assert value(ands, found, row) == stated


def test_common_products_are_taken_out():
    ands = Ands(5)
    factored(ands, [[2, 4], [2, 6], [8, 4], [8, 6], [10]])  # (a | d) & (b | c) | e
    assert len(ands.first) - 1 - ands.inputs == 4
