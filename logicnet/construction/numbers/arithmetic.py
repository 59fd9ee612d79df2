"""Arithmetic: networks that add, count, multiply, divide and take roots, one unit a digit.

The one idea: the binary digits of a non-negative integer form F of the inputs come most
significant first, digit i is ``[F - sum(2**j b_j for j > i) >= 2**i]``, because what is left of
F at digit i lies below 2**(i+1). So a sum of any number of terms takes one unit for each digit
of the result, which no network undercuts where every digit is a function of its own.

A number a of n bits has inputs ``a[0]`` ... ``a[n-1]``; ``a[i]`` has weight 2**i, and numbers
stand in the order in which they are named, least significant bit first. Outputs are numbered
alike. Weights grow like 2**n: where they would leave the exact range of 64-bit sums an error
says so, and `max_weight` asks for the form in blocks of digits with smaller weights.
"""

from __future__ import annotations

from collections.abc import Sequence

from logicnet.construction.draft import ONE, ZERO, Draft, Form, names_of, total, weighted
from logicnet.construction.limits import check_sizes, finished
from logicnet.errors import LimitError, SpecificationError
from logicnet.network.network import Network

from .weighted_sums import add, msb_first, sum_digits


def adder(
    n: int, *, depth: int | None = None, carry_in: bool = False, max_weight: int | None = None
) -> Network:
    """a + b for numbers of n bits: s[0] ... s[n], in n + 1 units.

    With depth=2 all carries are computed side by side,
    ``c_i = [sum(2**j (a_j + b_j) for j <= i) >= 2**(i+1)]``, and 2n units suffice. With
    `max_weight` of at least 2**k, blocks of k digits hand on a carry: n + ceil(n/k) units.

    >>> adder(16).units, adder(16, depth=2).units, adder(16, max_weight=16).units
    (17, 32, 20)
    """
    check_sizes(max_weight, n=n)
    draft = Draft([*names_of("a", n), *names_of("b", n), *["c"] * carry_in])
    columns = [[draft.literals[i], draft.literals[n + i]] for i in range(n)]
    if carry_in:
        columns[0].append(draft.literals[-1])
    if depth is not None and depth < n + 1:
        if depth < 2:
            raise LimitError(f"depth={depth}: a digit of a sum needs two layers")
        digits = _carries_at_once(draft, columns)
    else:
        digits = add(draft, columns, max_weight)
    return _finished(draft, {"s": digits[: n + 1]}, "adder", max_weight, n + 1)


def popcount(n: int, *, max_weight: int | None = None) -> Network:
    """How many of n inputs are true: c[0] ..., in floor(log2 n) + 1 units.

    >>> popcount(15).units
    4
    """
    check_sizes(max_weight, n=n)
    draft = Draft([f"x{i}" for i in range(1, n + 1)])
    digits = add(draft, [draft.literals], max_weight)
    return _finished(draft, {"c": digits}, "popcount", max_weight, n.bit_length())


def linear_form(
    coefficients: Sequence[int],
    constant: int = 0,
    *,
    inputs: Sequence[str] | None = None,
    bits: int | None = None,
    max_weight: int | None = None,
) -> Network:
    """The binary digits of ``sum(coefficients * inputs) + constant``, one unit a digit.

    Coefficients are non-negative; `bits` fixes how many digits there are (default: as many as
    the largest value has; with fewer, the result is taken modulo 2**bits).

    >>> net = linear_form([3, 5, 6])
    >>> net.units, net([1, 1, 1]).tolist()                       # 14
    (4, [0, 1, 1, 1])
    """
    if constant < 0 or any(c < 0 for c in coefficients):
        raise SpecificationError(
            f"coefficients and constant are non-negative, got {list(coefficients)}, {constant}; "
            "complement the inputs that count negatively"
        )
    names = [f"x{i}" for i in range(1, len(coefficients) + 1)] if inputs is None else inputs
    draft = Draft(names)
    width = (sum(coefficients) + constant).bit_length() or 1
    terms = [*zip(coefficients, draft.literals, strict=True), (constant, ONE)]
    digits = sum_digits(draft, terms, max_weight)
    digits += [ZERO] * (max(width, bits or 0) - len(digits))
    return _finished(draft, {"s": digits[: bits or width]}, "linear form", max_weight)


def multiplier(n: int, m: int | None = None, *, max_weight: int | None = None) -> Network:
    """a * b for a of n bits and b of m (default n): p[0] ..., in n m + n + m - 1 units.

    The products of two digits, ``[a_i + b_j >= 2]``, are n m units; the lowest is digit 0.

    >>> multiplier(8).units
    79
    """
    m = n if m is None else m
    check_sizes(max_weight, n=n, m=m)
    draft = Draft([*names_of("a", n), *names_of("b", m)])
    a, b = draft.literals[:n], draft.literals[n:]
    terms = [
        (1 << i + j, draft.fires(a[i] + b[j], 2, f"a[{i}] & b[{j}]"))
        for i in range(n)
        for j in range(m)
    ]
    digits = sum_digits(draft, terms, max_weight)
    digits += [ZERO] * (n + m - len(digits))
    return _finished(draft, {"p": digits[: n + m]}, "multiplier", max_weight)


def square(n: int, *, max_weight: int | None = None) -> Network:
    """a * a for a number of n bits: p[0] ... p[2n-1], in n(n-1)/2 + 2n units.

    ``a**2 = sum(4**i a_i) + sum(2**(i+j+1) a_i a_j for i < j)``; digit 1 is always 0.

    >>> square(8).units
    44
    """
    check_sizes(max_weight, n=n)
    draft = Draft(names_of("a", n))
    digits = sum_digits(draft, _square_terms(draft, draft.literals), max_weight)
    digits += [ZERO] * (2 * n - len(digits))
    return _finished(draft, {"p": digits[: 2 * n]}, "square", max_weight)


def divider(n: int) -> Network:
    """Quotient q and remainder r of a / b, numbers of n bits, in n(n+1)/2 + 2n units.

    From the top, ``q_i = [R - 2**i b >= 0]``, and R loses ``sum(2**(i+j) q_i b_j)``; a product
    q_i b_j with i + j >= n is never 1 because R is below 2**n. Dividing by 0 gives a quotient of
    all ones and a as the remainder.

    >>> divider(4).units
    18
    """
    check_sizes(n=n)
    draft = Draft([*names_of("a", n), *names_of("b", n)])
    a, b = draft.literals[:n], draft.literals[n:]
    rest = weighted([1 << i for i in range(n)], a)
    divisor = weighted([1 << j for j in range(n)], b)
    quotient: list[Form] = []
    for i in range(n - 1, -1, -1):
        q = draft.fires(rest - divisor * (1 << i), 0, f"q[{i}]")
        taken = [draft.fires(q + b[j], 2, f"q[{i}] & b[{j}]") * (1 << i + j) for j in range(n - i)]
        rest = rest - total(taken)
        quotient.insert(0, q)
    remains = msb_first(draft, rest, n)
    return _finished(draft, {"q": quotient, "r": remains}, "divider", None)


def square_root(n: int) -> Network:
    """The integer square root of a number of 2n bits: s[0] ... s[n-1].

    From the top, with P the root found so far, ``s_i = [a - P**2 - 2**(i+1) P >= 4**i]``, where
    P**2 takes the products of two digits of P: n + (n-1)(n-2)/2 units.

    >>> square_root(8).units
    29
    """
    check_sizes(n=n)
    draft = Draft(names_of("a", 2 * n))
    number = weighted([1 << i for i in range(2 * n)], draft.literals)
    root: dict[int, Form] = {}
    squared = ZERO
    for i in range(n - 1, -1, -1):
        twice = total(digit * (1 << i + 1 + j) for j, digit in root.items())
        digit = draft.fires(number - squared - twice, 1 << 2 * i, f"s[{i}]")
        if i:
            pairs = [
                draft.fires(digit + other, 2, f"s[{i}] & s[{j}]") * (1 << i + j + 1)
                for j, other in root.items()
            ]
            squared = total([squared, digit * (1 << 2 * i), *pairs])
        root[i] = digit
    return _finished(draft, {"s": [root[i] for i in range(n)]}, "square root", None)


# How the networks are finished ----------------------------------------------------------


def _carries_at_once(draft: Draft, columns: Sequence[Sequence[Form]]) -> list[Form]:
    """Digits of a sum of two numbers in two layers: 2n units."""
    digits, carry, so_far = [], ZERO, ZERO
    for i, column in enumerate(columns):
        so_far = total([so_far, *(form * (1 << i) for form in column)])
        last = carry if i else ZERO
        carry = draft.fires(so_far, 1 << i + 1, f"carry {i + 1}")
        inside = [last] if i else []
        digits.append(draft.fires(total([*column, *inside, carry * -2]), 1, f"digit {i}"))
    return [*digits, carry]


def _square_terms(draft: Draft, a: Sequence[Form]) -> list[tuple[int, Form]]:
    terms = [(1 << 2 * i, x) for i, x in enumerate(a)]
    for j in range(len(a)):
        for i in range(j):
            both = draft.fires(a[i] + a[j], 2, f"a[{i}] & a[{j}]")
            terms.append((1 << i + j + 1, both))
    return terms


def _finished(
    draft: Draft,
    numbers: dict[str, list[Form]],
    construction: str,
    max_weight: int | None,
    lower_bound: int | None = None,
) -> Network:
    """The network whose outputs are the digits of the named numbers."""
    outputs = {
        name: digit
        for stem, digits in numbers.items()
        for name, digit in zip(names_of(stem, len(digits)), digits, strict=True)
    }
    return finished(draft, outputs, construction, lower_bound, max_weight)
