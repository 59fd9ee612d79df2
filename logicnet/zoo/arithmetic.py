"""Adding, counting, multiplying, comparing: numbers in, numbers out."""

from __future__ import annotations

from functools import partial

import numpy as np

from logicnet.compiling import compile
from logicnet.construction.draft import Draft, total
from logicnet.construction.families import build
from logicnet.construction.numbers.arithmetic import linear_form
from logicnet.logic.numbers import Numbers
from logicnet.network.network import Network

from .family import Family
from .found import HOW, found

_PAIR = {"a": 1, "b": 1}
_TRIPLE = {"a": 1, "b": 1, "c": 1}


def half_adder() -> Numbers:
    """The two digits of how many of two are true."""
    return Numbers(_PAIR, {"sum": 1, "carry": 1}, lambda a, b: ((a + b) % 2, (a + b) // 2))


def full_adder() -> Numbers:
    """The two digits of how many of three are true."""
    return Numbers(
        _TRIPLE, {"sum": 1, "carry": 1}, lambda a, b, c: ((a + b + c) % 2, (a + b + c) // 2)
    )


def counting(names: str) -> Network:
    """The carry is the majority, and what it takes off leaves the sum."""
    draft = Draft(tuple(names))
    ones = total(draft.literals)
    carry = draft.fires(ones, 2, "carry")
    outputs = {"sum": draft.fires(ones - carry * 2, 1, "sum"), "carry": carry}
    return draft.network(outputs, "digits of a count")


def adder(n: int) -> Numbers:
    """a + b."""
    return Numbers({"a": n, "b": n}, {"s": n + 1}, lambda s: s, weights={"a": 1, "b": 1})


def increment(n: int) -> Numbers:
    """x + 1."""
    return Numbers({"x": n}, {"s": n + 1}, lambda x: x + 1, weights={"x": 1})


def one_more(n: int) -> Network:
    """The digits of the number and 1."""
    names = [f"x[{i}]" for i in range(n)]
    return linear_form([1 << i for i in range(n)], 1, inputs=names, bits=n + 1)


def popcount(n: int) -> Numbers:
    """How many of n inputs are true."""
    inputs = {f"x{i}": 1 for i in range(1, n + 1)}
    return Numbers(inputs, {"c": n.bit_length()}, lambda ones: ones, weights=inputs)


def multiplier(n: int) -> Numbers:
    """a * b."""
    return Numbers({"a": n, "b": n}, {"p": 2 * n}, lambda a, b: a * b)


def product(n: int) -> Network:
    """Digit by digit; of two and three bits by fewer units, as a search found."""
    if n == 2:
        return compile(multiplier(n))
    return found("multiplier-3") if n == 3 else build("multiplier", n)


def greater(n: int) -> Numbers:
    """a > b."""
    return Numbers({"a": n, "b": n}, {"y": 1}, lambda d: d > 0, weights={"a": 1, "b": -1})


def equal(n: int) -> Numbers:
    """a == b."""
    return Numbers({"a": n, "b": n}, {"y": 1}, lambda d: d == 0, weights={"a": 1, "b": -1})


def maximum(n: int) -> Numbers:
    """The larger of a and b."""
    return Numbers({"a": n, "b": n}, {"m": n}, np.maximum)


def larger(n: int) -> Network:
    """A comparison, and a choice for each digit; of four bits by fewer units."""
    return found("maximum-4") if n == 4 else build("maximum", n)


def median() -> Numbers:
    """The middle one of three numbers of two bits."""
    return Numbers(
        {"a": 2, "b": 2, "c": 2}, {"m": 2}, lambda a, b, c: np.sort([a, b, c], axis=0)[1]
    )


FAMILIES = (
    Family("half-adder", "The sum of two digits, with its carry.", half_adder,
           partial(counting, "ab"), "the carry, and what it leaves of the sum"),
    Family("full-adder", "The sum of three digits, with its carry.", full_adder,
           partial(counting, "abc"), "the carry, and what it leaves of the sum"),
    Family("adder", "The sum of two numbers of {n} bits.", adder, partial(build, "adder"),
           '`logicnet.build("adder", n)`', range(2, 19), (4, 8, 16)),
    Family("increment", "A number of {n} bits and one.", increment, one_more,
           "`linear_form` of the number and 1", range(2, 19), (4, 8)),
    Family("popcount", "How many of {n} inputs are true, in binary.", popcount,
           partial(build, "popcount"), '`logicnet.build("popcount", n)`', range(3, 513), (7, 15)),
    Family("multiplier", "The product of two numbers of {n} bits.", multiplier, product,
           '`logicnet.build("multiplier", n)`; of two and three bits found by a search',
           range(2, 11), (2, 3, 4, 8)),
    Family("greater", "Whether the first of two numbers of {n} bits is the larger one.", greater,
           partial(build, "greater"), '`logicnet.build("greater", n)`', range(2, 19), (4, 8, 16)),
    Family("equal", "Whether two numbers of {n} bits are equal.", equal, partial(build, "equal"),
           '`logicnet.build("equal", n)`', range(2, 19), (4, 8, 16)),
    Family("maximum", "The larger of two numbers of {n} bits.", maximum, larger,
           '`logicnet.build("maximum", n)`; of four bits found by a search', range(2, 11), (4, 8)),
    Family("median", "The middle one of three numbers of two bits.", median,
           partial(found, "median"), HOW),
)  # fmt: skip
