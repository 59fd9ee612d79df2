"""Sums of weighted values, digit by digit: one unit a digit, or in blocks of small weights.

Digit i of a form F is ``[F - sum(2**j b_j for j > i) >= 2**i]``, most significant first.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import partial

from logicnet.construction.counting.counters import add_columns, unrepeated
from logicnet.construction.draft import ONE, ZERO, Draft, Form, total


def sum_digits(
    draft: Draft, terms: Sequence[tuple[int, Form]], max_weight: int | None = None
) -> list[Form]:
    """The binary digits of a sum of non-negative multiples, least significant first."""
    columns: list[list[Form]] = []
    constant = 0
    for factor, form in terms:
        if form.known is not None:
            constant += factor * form.known
            continue
        for i in range(factor.bit_length()):
            columns += [[] for _ in range(i + 1 - len(columns))]
            if factor >> i & 1:
                columns[i].append(form)
    for i in range(constant.bit_length()):
        columns += [[] for _ in range(i + 1 - len(columns))]
        if constant >> i & 1:
            columns[i].append(ONE)
    return add(draft, columns, max_weight)


def add(draft: Draft, columns: Sequence[Sequence[Form]], max_weight: int | None) -> list[Form]:
    """The digits of ``sum(2**i * sum(columns[i]))``: all at once, or in blocks of columns.

    A block of k columns and the carry into it is at most so large that its top digit has a
    weight within the limit; the digits above the k are the carry into the next block. Where
    not even one column fits, its bits are reduced by small adders first.
    """
    digits: list[Form] = []
    carry: list[Form] = []
    carried = start = 0  # the largest number that the carry can be, and the next column
    while start < len(columns):
        if not carry and len(columns[start]) <= 1:
            digits += columns[start] or [ZERO]
            start += 1
            continue
        width = _block_width(columns[start:], carried, max_weight)
        if not width and max_weight is not None:
            return digits + _narrow(draft, columns[start:], carry, max_weight)
        block = columns[start : start + width]
        sum_ = total(
            [
                *(form * (1 << i) for i, column in enumerate(block) for form in column),
                *(bit * (1 << i) for i, bit in enumerate(carry)),
            ]
        )
        highest = sum(len(column) << i for i, column in enumerate(block))
        highest += carried
        found = msb_first(draft, sum_, max(width, highest.bit_length()))
        digits += found[:width]
        carry, carried = found[width:], highest >> width
        start += width
    return digits + carry


def _block_width(columns: Sequence[Sequence[Form]], carried: int, max_weight: int | None) -> int:
    """How many columns can be summed at once when no weight may exceed `max_weight`."""
    if max_weight is None:
        return len(columns)
    highest, width = carried, 0
    for i, column in enumerate(columns):
        highest += len(column) << i
        if max(1 << i, 1 << highest.bit_length() - 1 if highest else 0) > max_weight:
            break
        width = i + 1
    return width


def _narrow(
    draft: Draft, columns: Sequence[Sequence[Form]], carry: Sequence[Form], max_weight: int
) -> list[Form]:
    """Digits where a column has too many bits for one block, by the way with fewer units."""
    whole = [list(column) for column in columns]
    whole += [[] for _ in range(len(carry) - len(whole))]
    for i, bit in enumerate(carry):
        whole[i].append(bit)
    ways = (unary_digits, partial(add_columns, max_fan_in=None))
    costs = []
    for way in ways:
        trial = deepcopy(draft)
        way(trial, whole, max_weight=max_weight)
        costs.append(trial.units)
    return ways[costs.index(min(costs))](draft, whole, max_weight=max_weight)


def unary_digits(draft: Draft, columns: Sequence[Sequence[Form]], max_weight: int) -> list[Form]:
    """The digits of ``sum(2**i * sum(columns[i]))`` with carries that are counted in unary.

    With c = 2**k the largest power within the limit, a block of k columns and the carries into
    it has the sum F; ``h_j = [F >= j c]`` are the carries, and the k digits are those of
    ``F - c sum(h_j)``. Once only carries are left, digit i of their number is
    ``h_(1*2**i) - h_(2*2**i) + h_(3*2**i) - ...``. N inputs alone: N/c units and one a digit.
    """
    k = max_weight.bit_length() - 1
    digits: list[Form] = []
    carry: list[Form] = []
    start = 0
    while any(columns[start:]):
        columns = unrepeated([[]] * start + [[*carry, *columns[start]], *columns[start + 1 :]])
        block = columns[start : start + max(1, k)]
        number = total(form * (1 << i) for i, column in enumerate(block) for form in column)
        carry = [draft.fires(number, j << k) for j in range(1, (number.high >> k) + 1)]
        if k:
            rest = total([number, *(unit * -(1 << k) for unit in carry)])
            digits += msb_first(draft, rest, k)
        else:
            digits.append(draft.fires(_alternating(carry), 1))
            carry = carry[1::2]
        start += max(1, k)
    while carry:
        digits.append(draft.fires(_alternating(carry), 1))
        carry = carry[1::2]
    return digits


def _alternating(units: Sequence[Form]) -> Form:
    """Whether an odd number of nested units fires: h1 - h2 + h3 - ..."""
    return total(unit * (-1) ** j for j, unit in enumerate(units))


def msb_first(draft: Draft, number: Form, width: int) -> list[Form]:
    """The digits of a form that is between 0 and 2**width - 1, least significant first."""
    digits: list[Form] = []
    for i in range(width - 1, -1, -1):
        digit = draft.fires(number, 1 << i, f"digit {i}")
        number = number - digit * (1 << i)
        digits.append(digit)
    return digits[::-1]
