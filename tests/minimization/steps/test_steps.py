"""Minimisation by hand: what the tables say is right, and what they end with is minimal."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logicnet
from logicnet import (
    LimitError,
    SpecificationError,
    TruthTable,
    minimize,
    primes,
    quine_mccluskey,
    verify,
)
from logicnet.cli import main
from logicnet.minimization.steps.chart import Chart
from logicnet.minimization.steps.tabulation import tabulated
from strategies import tables

RING = TruthTable.from_minterms(["a", "b", "c"], [1, 2, 3, 4, 5, 6])


@settings(max_examples=40)
@given(tables(4, 2))
def test_the_steps_end_with_a_minimal_cover(table):
    steps = quine_mccluskey(table)
    assert steps.cover.terms == minimize(table).terms
    assert verify(steps.cover, table)
    on, free = table.values() == 1, (table.values() != 0).any()
    useful = {cube.split()[0] for cube in primes(table).lines()} if table.inputs else {""}
    assert {*steps.primes} <= useful or not free
    assert bool(steps.primes) == bool(on.any())


@settings(max_examples=20)
@given(tables(3, 2))
def test_every_entry_is_an_implicant_and_the_unticked_are_the_largest(table):
    n, values = len(table.inputs), table.values()
    found = {e.cube: e for column in tabulated(values.tolist(), n) for e in column}
    for cube in map("".join, product("01-", repeat=n)):
        rows = [r for r, bits in enumerate(product("01", repeat=n))
                if all(c in ("-", b) for c, b in zip(cube, bits, strict=True))]  # fmt: skip
        outputs = {j for j in range(len(table.outputs)) if (values[rows, j] != 0).all()}
        assert (cube in found) == bool(outputs)
        if outputs:
            assert (found[cube].rows, found[cube].outputs) == (tuple(rows), outputs)
            wider = [found.get(f"{cube[:i]}-{cube[i + 1 :]}") for i in range(n) if cube[i] != "-"]
            assert found[cube].ticked == any(w and w.outputs == outputs for w in wider)


@given(st.lists(st.frozensets(st.integers(0, 5), min_size=1), min_size=1, max_size=6), st.data())
def test_the_chart_loses_no_cheapest_choice(holds, data):
    """Against all choices of primes."""
    costs = [data.draw(st.integers(1, 3)) for _ in holds]
    chart = Chart([frozenset((place, 0) for place in held) for held in holds], costs)
    rounds, left, places = chart.rounds()
    best = chart.products(left, places)[0] | {k for r in rounds for k, _ in r.taken}
    needed = frozenset().union(*holds)
    choices = [[k for k, flag in enumerate(flags) if flag]
               for flags in product([0, 1], repeat=len(holds))]  # fmt: skip
    price = lambda some: (len(some), sum(costs[k] for k in some))  # noqa: E731
    held = [some for some in choices if frozenset().union(*(holds[k] for k in some)) == needed]
    assert frozenset().union(*(holds[k] for k in best)) == needed
    assert price(best) == min(map(price, held))


def test_petricks_product_has_all_choices():
    steps = quine_mccluskey(RING)
    assert steps.products[:2] == ((0, 3, 4), (1, 2, 5))
    assert len(steps.products) == 5
    assert "(P1 + P2)(P3 + P4)" in str(steps)
    assert "essential" not in str(steps)


def test_dont_cares_and_outputs_are_told():
    text = str(quine_mccluskey(TruthTable.from_minterms(4, [4, 8, 10, 11, 12, 15], [9, 14])))
    assert "  1     8, (9), 10, 11    1 0 - -      P2\n" in text
    assert "P3 holds nothing that P2 does not hold, at no less cost.\n" in text
    several = str(quine_mccluskey({"s": "a ^ b", "c": "a & b | c"}))
    assert "        3     0 1 1  s c      P1\n".strip() in several
    assert several.endswith("The fewest terms: s = (~a & b) | (a & ~b); c = (a & b) | c.")
    idle = str(quine_mccluskey(TruthTable.from_minterms(2, [0], [3])))
    assert "only don't-cares" in idle


def test_it_is_shown_as_latex_and_in_notebooks():
    steps = quine_mccluskey({"y_1": "a & b | ~a & c"})
    assert r"P1 & $\times$ & $\times$ &  &  & 0 - 1 \\" in steps.latex
    assert r" 2 & 3 & 0 1 1 & $\checkmark$ \\"[1:] in steps.latex
    assert steps.latex.count(r"\begin{tabular}") == len(steps.tables) == 3
    assert "<td>P1</td><td>×</td>" in steps._repr_html_()
    assert "~a &amp; c" in steps._repr_html_()


def test_what_is_too_large_is_refused(monkeypatch):
    with pytest.raises(LimitError, match="7 inputs exceed the limit of 6; minimize has none"):
        quine_mccluskey(" & ".join("abcdefg"))
    monkeypatch.setattr("logicnet.minimization.steps.chart._MOST_PRODUCTS", 3)
    steps = quine_mccluskey(RING)
    assert (steps.products, steps.cover.terms) == (None, 3)
    assert "too many products" in str(steps)


def test_the_command_line_shows_them(capsys):
    assert main(["minimize", "a & b | ~a & c", "--steps"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{logicnet.quine_mccluskey('a & b | ~a & c')}\n\ny = ")


def test_minimize_explains_by_the_same_steps():
    steps = minimize(RING, explain=True)
    assert str(steps) == str(quine_mccluskey(RING))
    assert steps.cover.terms == minimize(RING, explain=False).terms
    with pytest.raises(SpecificationError, match="leave phases out"):
        minimize(RING, explain=True, phases="best")
    with pytest.raises(SpecificationError, match="explain is True or False"):
        minimize(RING, explain="yes")
