"""Functions of whole numbers, against the digits of Python's own integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import LimitError, SpecificationError, build, compile, verify
from logicnet.ground.bits import columns, pack, unpack
from logicnet.logic.function import function
from logicnet.logic.numbers import Numbers
from reference import rows


def numbers_of(row, widths):
    """The integers that a row of digits spells, those of weight 1 first."""
    digits = iter(row)
    return [sum(next(digits) << i for i in range(width)) for width in widths]


@given(
    widths=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    gives=st.lists(st.integers(1, 4), min_size=1, max_size=2),
    values=st.data(),
)
def test_each_row_has_the_digits_of_what_python_computes(widths, gives, values):
    n = sum(widths)
    wanted = [values.draw(st.lists(st.integers(-1, 2**m - 1), min_size=2**n, max_size=2**n))
              for m in gives]  # fmt: skip
    place = {tuple(numbers_of(row, widths)): k for k, row in enumerate(rows(n))}

    def of(*read):
        at = [place[tuple(map(int, numbers))] for numbers in zip(*read, strict=True)]
        found = tuple(np.array(one)[at] for one in wanted)
        return found if len(found) > 1 else found[0]

    stated = Numbers({f"a{k}": w for k, w in enumerate(widths)},
                     {f"s{k}": m for k, m in enumerate(gives)}, of)  # fmt: skip
    table = stated.table()
    digits = [[-1 if v < 0 else v >> i & 1 for v in one]
              for one, m in zip(wanted, gives, strict=True) for i in range(m)]  # fmt: skip
    assert table.values().T.tolist() == digits
    assert table.inputs == stated.inputs
    on, dc = stated.rows(columns(n))
    assert (on == table.on).all() or n < 6
    assert not (on & dc).any()
    assert stated.cover().table() == table
    assert function(stated) is stated


def test_a_number_of_one_digit_has_its_own_name():
    stated = Numbers({"a": 1, "b": 2}, {"y": 1}, lambda a, b: a & b > 1)
    assert stated.inputs == ("a", "b[0]", "b[1]")
    assert stated.outputs == ("y",)
    assert repr(stated) == "<Numbers a b[2] -> y>"


def test_a_sum_is_all_that_of_sees():
    seen = []

    def of(total):
        seen.append(total)
        return total > 0

    stated = Numbers({"a": 2, "b": 2}, {"y": 1}, of, weights={"a": 1, "b": -2})
    assert verify(compile(stated), stated)
    assert min(map(np.min, seen)) == -6
    assert stated.weight_of() == {"a[0]": 1, "a[1]": 2, "b[0]": -2, "b[1]": -4}


def test_what_is_stated_stays_as_it_is():
    reads, gives, weights = {"a": 2}, {"y": 1}, {"a": 1}
    stated = Numbers(reads, gives, lambda s: s > 1, weights=weights)
    before = stated.table()
    for mapping in (reads, gives, weights):
        mapping.clear()
    assert stated.table() == before


SUM = {"weights": {"a": 1, "b": 1}}
WRONG = [
    (({"a": 0}, {"y": 1}, abs), {}, "'a' has 1 to 62 bits, not 0"),
    (({"a": 2}, {"y": 1.5}, abs), {}, "'y' has 1 to 62 bits"),
    (({"a": 2}, {}, abs), {}, "at least one number"),
    (({"a": 2, "a[1]": 1}, {"y": 1}, abs), {}, "given twice"),
    (({"a": 2}, {"y": 1}, abs), SUM, "one for each of a"),
    (({"a": 2, "b": 2}, {"y": 1}, abs), {"weights": {"a": 1, "b": 0.5}}, "whole numbers"),
]


@pytest.mark.parametrize(("given", "options", "said"), WRONG)
def test_what_is_no_statement_is_refused(given, options, said):
    with pytest.raises(SpecificationError, match=said):
        Numbers(*given, **options)


def test_results_that_do_not_fit_are_refused():
    with pytest.raises(SpecificationError, match=r"4 has more than 2 bits \(s\)"):
        Numbers({"a": 2}, {"s": 2}, lambda a: a + 1).table()
    with pytest.raises(SpecificationError, match="1 numbers for s, t"):
        Numbers({"a": 2}, {"s": 2, "t": 2}, lambda a: a).table()
    with pytest.raises(LimitError, match="leaves 62 bits"):
        Numbers({"a": 60, "b": 60}, {"y": 1}, abs, weights={"a": 4, "b": 1})
    with pytest.raises(LimitError, match="40 inputs exceed the limit"):
        Numbers({"a": 40}, {"y": 1}, lambda a: a > 5).table()


def test_rows_of_many_inputs_need_no_table():
    stated = Numbers({"a": 40}, {"y": 1}, lambda a: a > 5)
    at = pack(np.array([[k >> i & 1 == 1 for k in (5, 6, 1 << 39)] for i in range(40)]))
    assert unpack(stated.rows(at)[0], 3).tolist() == [[False, True, True]]


def test_an_adder_that_loses_its_last_carry_is_refuted():
    add = Numbers({"a": 16, "b": 16}, {"s": 17}, lambda s: s, weights={"a": 1, "b": 1})
    lossy = Numbers(
        {"a": 16, "b": 16}, {"s": 17}, lambda s: np.where(s == (1 << 17) - 2, 0, s),
        weights={"a": 1, "b": 1},
    )  # fmt: skip
    net = build("adder", 16)
    assert verify(net, add).method == "131071 rows, one for each value of what is summed"
    verdict = verify(net, lossy)
    assert verdict.equal is False
    assert set(verdict.counterexample.inputs.values()) == {1}
