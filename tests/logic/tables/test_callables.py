"""Python functions as truth tables, and rules on numbers that are not taken for one."""

import itertools
import math
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Region, SpecificationError, TruthTable, compile, minimize, parse, verify

HONEST = {
    "words": (lambda a, b: a and not b, "0010"),
    "bits": (lambda a, b: ~a & 1 | b, "1101"),
    "a bit that says nothing": (lambda a, b: a & b | b & (a ^ 1), "0101"),
    "the lowest bit": (lambda a, b: a & 1 ^ 0 & a ^ True & b, "0110"),
    "sum": (lambda a, b, c: a + b + c >= 2, "00010111"),
    "weights": (lambda a, b, c: 3 * a + 2 * b - c >= 2, "00101111"),
    "one half": (lambda a, b: 0.25 < a < 0.75 or b >= 0.5, "0101"),
    "its bounds": (lambda a, b: 0 <= a <= 1 and b == 1, "0101"),
    "bounds of a sum": (lambda *v: [0, 1, 0][sum(v)] if sum(v) < 3 else None, "0110"),
    "a word": (lambda a, b, c: 0b11001010 >> (4 * a + 2 * b + c) & 1, "01010011"),
    "index": (lambda a, b, c: "01010011"[4 * a + 2 * b + c], "01010011"),
    "a number of bits": (lambda a, b, c: 4 * a + 2 * b + c in (1, 3, 6, 7), "01010011"),
    "no matter": (lambda a, b, c: a ^ b, "00111100"),
    "none": (lambda a, b: None if a > b else b, "01-1"),
    "list": (lambda a, b: [[0, 1], [1, 0]][a][b], "0110"),
    "text": (lambda a, b: f"{a}{b}" in ("01", "10"), "0110"),
    "set": (lambda a, b: (a, b) in {(0, 1)}, "0100"),
    "keys": (lambda a, b: {0: 1, 1: 0}[a] or {"1": 1}.get(str(b), 0), "1101"),
    "loop": (lambda a, n: sum(a for _ in range(n)), "0001"),
    "numpy ufunc": (np.logical_xor, "0110"),
    "numpy where": (lambda a, b: np.where(a & b, 1, 0), "0001"),
    "numpy type": (lambda a, b: np.float32(a) * np.int8(b), "0001"),
    "numpy array": (lambda a, b: np.array([a, b]).any(), "0111"),
    "sorted": (lambda a, b, c: sorted([a, b, c])[1], "00010111"),
    "idle": (lambda a, b: (a and b) or (a and not b), "0011"),
    "converted": (lambda a, b: (-1) ** int(a + b) < 0 or abs(a - b) % 2 == 1, "0110"),
    "checked": (lambda a, b: a if b in (0, 1) else None, "0011"),
}


@pytest.mark.parametrize("which", HONEST)
def test_a_function_of_truth_values_is_taken(which):
    function, rows = HONEST[which]
    names = ["p", "q"] if which in ("numpy ufunc", "bounds of a sum") else None
    assert TruthTable.from_callable(function, names).to_string() == rows


NUMERIC = {
    "a comparison": (lambda age, bmi: age > 60, "compares age > 60", "age > 60"),
    "one that is hidden": (lambda age, s: s or age > 60, "compares age > 60", "age > 60"),
    "the number first": (lambda age, s: s or 60 < age, "compares age > 60", "age > 60"),  # noqa: SIM300
    "behind others": (lambda s, t, x: s and t and x <= -2.5, "x <= -2.5", "x <= -2.5"),
    "equality": (lambda n, s: s or n == 7, "n == 7", "n >= 7 & n <= 7"),
    "difference": (lambda n, s: s and n != 7, "n != 7", "n < 7 | n > 7"),
    "rounded": (lambda n, s: s or round(n) > 60, "computes with n, of which 0", "n >= 60"),
    "converted": (lambda n, s: s or int(n * 10) > 60, "computes with n, of which", "n >= 60"),
    "as a float": (lambda n, s: s or float(n) > 60, "computes with n, of which 0", "n >= 60"),
    "floored": (lambda n, s: s or math.floor(n) > 60, "computes with n, of which", "n >= 60"),
    "in tens": (lambda n, s: s or n // 10 >= 6, "computes with n, of which 0 and 1", "n >= 60"),
    "a remainder": (lambda n, s: s or n % 100 > 60, "computes with n, of which 0", "n >= 60"),
    "a power": (lambda n, s: s or n**2 > 60, "computes with n, of which 0 and 1", "n >= 60"),
    "a ufunc": (lambda n, s: s or bool(np.greater(n, 60)), "computes with n, of", "n >= 60"),
    "negated": (lambda n, s: s or -n < -60, "compares -n < -60", "-n < -60"),
    "a key": (lambda n, s: s or {60: 1}.get(n, 0), "computes with n, of which", "n >= 60"),
    "one of several": (lambda n, s: s or n in {60, 61}, "computes with n, of which", "n >= 60"),
    "a high bit": (lambda n, s: bool(n & 64) or s, "computes with n, of which 0", "n >= 60"),
    "a mask": (lambda n, s: s or 0xF0 & n == 48, "computes with n, of which 0", "n >= 60"),
    "shifted": (lambda n, s: s or n >> 3 > 6, "computes with n, of which 0", "n >= 60"),
    "digits": (lambda n, s: s or str(n) == "60", "computes with n, of which 0", "n >= 60"),
    "formatted": (lambda n, s: s or f"{n:03}" > "059", "computes with n, of which", "n >= 60"),
    "a distance": (lambda n, s: s or abs(n - 60) < 1, "computes with n, of which", "n >= 60"),
    "a range": (lambda n, s: s or n in range(60, 99), "n == 60", "n >= 60 & n <= 60"),
    "a category": (lambda hue, s: s or hue == "red", "hue == 'red'", "`hue=red`"),
    "a number of numpy's": (lambda n, s: s or n > np.float64(2.5), "n > 2.5", "n > 2.5"),
    "a weight": (lambda age, s: s or 10 * age > 600, "compares (10 * age) > 600",
                 "(10 * age) > 600"),
    "a sum": (lambda x, y, s: s or 2 * x - y <= -60, "compares ((2 * x) - y) <= -60",
              "((2 * x) - y) <= -60"),
    "a scale": (lambda t, s: t * 1.8 + 32 >= 100 or s, "compares ((t * 1.8) + 32) >= 100",
                "((t * 1.8) + 32) >= 100"),
    "a mean": (lambda x, y, s: (x + y) / 2 > 9.5 or s, "compares ((x + y) / 2) > 9.5",
               "((x + y) / 2) > 9.5"),
    "one output": (lambda w, s: (2 * w > 60, s), "compares (2 * w) > 60", "(2 * w) > 60"),
    "a name with a blank": (lambda *v: v[1] or v[0] > 2, "compares `petal width` > 2",
                            "`petal width` > 2"),
    "zero": (lambda a, b: 0, "is 0 for all rows", "a >= 60"),
    "one": (lambda a: {"y": True, "z": 0}, "is 1, 0 for all rows", "a >= 60"),
}  # fmt: skip


@pytest.mark.parametrize("which", NUMERIC)
def test_a_rule_on_numbers_is_refused_and_told_how_it_is_stated(which):
    function, says, rule = NUMERIC[which]
    names = ["petal width", "s"] if which == "a name with a blank" else None
    with pytest.raises(SpecificationError, match="state a rule on numbers as text") as caught:
        TruthTable.from_callable(function, names)
    assert says in str(caught.value)
    assert f"like {rule!r}, or as a Region" in str(caught.value)
    parse(rule)  # what it says can be said
    table = TruthTable.from_callable(function, names, checked=False)
    assert len(table) == 2 ** len(table.inputs)


def test_every_verb_refuses_a_rule_on_numbers():
    net = compile("a")
    for verb in (compile, minimize, lambda source: verify(net, source)):
        with pytest.raises(SpecificationError, match="compares age > 60"):
            verb(lambda age: age > 60)
    assert compile("age > 60").inputs == Region.of("age > 60").names == ("age",)


@given(
    st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"]), st.integers(-3, 4).map(lambda k: k / 2)
)
def test_exactly_what_lies_beyond_0_and_1_is_no_truth_value(sign, number):
    compare = getattr(operator, sign)

    def function(a, b):
        return b or compare(a, number)

    if 0 <= number <= 1:
        rows = [int(function(a, b)) for a, b in itertools.product([0, 1], repeat=2)]
        if len(set(rows)) == 2:  # and not constant
            assert TruthTable.from_callable(function).values()[:, 0].tolist() == rows
    else:
        with pytest.raises(SpecificationError, match="state a rule on numbers as text"):
            TruthTable.from_callable(function)


@given(st.lists(st.sampled_from([0, 1]), min_size=8, max_size=8))
def test_any_function_of_bits_is_taken_unless_it_is_constant(rows):
    def function(a, b, c):
        return rows[4 * a + 2 * b + c]

    if len(set(rows)) == 1:
        with pytest.raises(SpecificationError, match=f"is {rows[0]} for all rows"):
            TruthTable.from_callable(function)
    assert TruthTable.from_callable(function, checked=len(set(rows)) == 2).minterms() == [
        r for r in range(8) if rows[r]
    ]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda a, b: a + b, "returns '2' for a=1, b=1; expected 0 or 1, or None where"),
        (lambda a, b: a - b, "returns '-1' for a=0, b=1; expected 0 or 1"),
        (lambda a, b: a / 2, "returns '0.5' for a=1, b=0"),
        (lambda a: float("nan"), "returns 'nan' for a=0"),
        (lambda a: "yes", "returns 'yes' for a=0"),
        (lambda a: "y" * 1000, "'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...'"),
        (lambda a, b: (a,) if a else (a, b), "returns 1 or 2 values; expected one value, or one"),
        (lambda a: (), "returns 0 values"),
        (lambda a: {}, "returns 0 values"),
        (lambda a: {"y": 1} if a else {"z": 1}, r"returns outputs \['z'\] and also \['y'\]"),
        (lambda a: {"y": 1} if a else 1, r"returns outputs '1' and also \['y'\]"),
    ],
)
def test_what_is_no_truth_value_is_named_with_its_row(function, message):
    with pytest.raises(SpecificationError, match=message):
        TruthTable.from_callable(function)


def test_outputs_are_told_by_name_in_any_order():
    table = TruthTable.from_callable(
        lambda a, b: {"x": a, "y": b} if a else {"y": b, "x": a}  # the order does not matter
    )
    assert [table.to_string("x"), table.to_string("y")] == ["0011", "0101"]


def test_a_function_may_fail_beyond_0_and_1_and_for_watched_arguments():
    def function(a, b, c):
        if type(a) is not int or c not in (0, 1):
            raise TypeError
        return a & b

    assert TruthTable.from_callable(function).to_string() == "00000011"


def test_many_inputs_are_watched_on_some_rows():
    names = [f"x{i}" for i in range(12)]
    assert TruthTable.from_callable(lambda *bits: sum(bits) % 2, names).minterms()[:3] == [1, 2, 4]
    with pytest.raises(SpecificationError, match=r"x\d > 60"):
        TruthTable.from_callable(lambda *bits: bits[0] if bits[1] else bits[3] > 60, names)


def test_arrays_are_outputs_and_single_numbers_of_numpys_are_values():
    both = TruthTable.from_callable(lambda a, b: np.array([a & b, a | b]))
    assert [both.to_string(name) for name in both.outputs] == ["0001", "0111"]
    one = TruthTable.from_callable(lambda a, b: np.array(a and b))
    assert one.to_string() == "0001"
    listed = TruthTable.from_callable(lambda a: [np.bool_(a), np.int64(1 - a)])
    assert [listed.to_string(name) for name in listed.outputs] == ["01", "10"]
    for wrong in (lambda a: (np.array([a]), a), lambda a: {"y": np.array([a, a])}):
        with pytest.raises(SpecificationError):
            TruthTable.from_callable(wrong)


def test_a_rule_is_seen_behind_operations_on_bits():
    with pytest.raises(SpecificationError, match="compares age > 30"):
        TruthTable.from_callable(lambda age, b: (b & 1) == 1 or age > 30)
