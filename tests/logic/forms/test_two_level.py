"""Products of sums and exclusive sums: what is written is what is meant."""

from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Cover, ExclusiveSum, ProductOfSums, SpecificationError, compile, plot, verify
from logicnet.logic.formulas import circuit_of

LINES = st.lists(st.text("01-", min_size=3, max_size=3), max_size=4, unique=True)


def said(form, lines, row):
    """What a form means at a row, by its cubes as texts."""
    held = [all(d in ("-", bit) for d, bit in zip(line, row, strict=True)) for line in lines]
    return not any(held) if form is ProductOfSums else reduce(xor, held, False)


@pytest.mark.parametrize("form", [ProductOfSums, ExclusiveSum])
@given(lines=LINES)
def test_all_ways_to_state_it_mean_the_same(form, lines):
    made = form(Cover.from_cubes(lines, inputs="abc", outputs="y"))
    rows = [f"{r:03b}" for r in range(8)]
    assert made.table().to_string() == "".join(str(int(said(form, lines, row))) for row in rows)
    assert made.circuit().over("abc").table() == made.table()
    assert made.cover().table() == made.table()
    assert circuit_of(made.to_text()).over("abc").table() == made.table()
    text = made.to_text("textbook").partition(" = ")[2]
    assert circuit_of(text, notation="textbook").over("abc").table() == made.table()


def test_forms_are_written_in_every_notation():
    cover = Cover.from_cubes(["01- 11", "1-1 01", "0-- 01"], inputs="abc", outputs="st")
    product, exclusive = ProductOfSums(cover), ExclusiveSum(cover, 3)
    assert str(product) == "s = a | ~b\nt = (a | ~b) & (~a | ~c) & a"
    assert product.to_text("textbook") == "s = a + b'\nt = (a + b')(a' + c')a"
    assert product.to_latex("textbook").startswith("s = a + \\bar{b}\nt = (a + \\bar{b}) (")
    assert str(exclusive) == "s = ~a & b\nt = (~a & b) ^ (a & c) ^ ~a"
    assert exclusive.to_latex().endswith(r"t = \bar{a} b \oplus a c \oplus \bar{a}")
    assert repr(exclusive) == "<ExclusiveSum: 3 terms, 5 literals, the fewest, proven>"
    assert "ProductOfSums" in product._repr_html_()
    long = ProductOfSums(Cover.from_cubes(["00", "1-"], inputs=["load", "go"]))
    assert long.to_text("textbook") == "y = (load + go)·load'"


@pytest.mark.parametrize("form", [ProductOfSums, ExclusiveSum])
def test_a_form_is_a_source(form):
    made = form(Cover.from_cubes(["01-", "1-1", "00-"], inputs="abc"))
    assert verify(compile(made, "formula"), made)
    assert verify(compile(made), made.table())
    with pytest.raises(SpecificationError, match="the cubes have don't-cares"):
        form(Cover.from_cubes(["01-  -"], inputs="abc"))


def test_a_map_shows_the_zeros_of_a_product():
    made = ProductOfSums(Cover.from_cubes(["01-", "1-1"], inputs="abc"))
    ax = plot.karnaugh(made)
    assert {p.get_gid() for p in ax.patches if p.get_gid()} == {"loop (a | ~b)", "loop (~a | ~c)"}
    assert len(plot.karnaugh_and_network(made)[0].patches) >= 2
