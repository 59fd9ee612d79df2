"""Counting with units of bounded fan-in and weight: blocks that turn some bits into their number.

A block of m bits with sum s gives the binary digits of s, most significant first:
``y_k = [s - sum(2**j y_j for j > k) >= 2**k]``, one unit a digit, because what is left of s at
digit k lies below 2**(k+1). Its widest unit reads m + floor(log2 m) nodes with weights up to
2**floor(log2 m); m = 3 is the full adder of two units. Columns of bits of equal weight are
reduced by blocks until one bit is left in each, as in a carry-save adder.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from logicnet.construction.draft import ZERO, Draft, Form, total

Block = Callable[[Draft, Sequence[Form]], list[Form]]


def block_size(max_fan_in: int | None, max_weight: int | None) -> int | None:
    """The most bits that a cascade block can count within the limits; None is unlimited."""
    if max_fan_in is None and max_weight is None:
        return None
    size = (1 << max_weight.bit_length()) - 1 if max_weight is not None else max_fan_in or 1
    if max_fan_in is not None:
        size = min(size, max_fan_in)
        while size + size.bit_length() - 1 > max_fan_in:
            size -= 1
    return size


def digits(draft: Draft, forms: Sequence[Form]) -> list[Form]:
    """The binary digits of the number of true values, least significant first: a unit each.

    >>> draft = Draft("abc")
    >>> print(draft.network(dict(zip("sc", digits(draft, draft.literals)))).describe())
    h1 (layer 1, output c): a + b + c >= 2    a + b + c, bit 1
    h2 (layer 2, output s): a + b + c - 2*h1 >= 1    a + b + c, bit 0
    """
    rest, found = total(forms), []
    text = draft.joined("+", forms)
    for k in range(len(forms).bit_length() - 1, -1, -1):
        digit = draft.fires(rest, 1 << k, f"{text}, bit {k}" if text else "")
        rest = total((rest, digit * -(1 << k)))
        found.append(digit)
    return found[::-1]


def full_adder(draft: Draft, forms: Sequence[Form]) -> list[Form]:
    """The digits of the sum of two or three values, from units of weight 1 reading three nodes.

    ``[s>=1] - [s>=2] + [s>=3] >= 1`` is the sum, ``[s>=2]`` the carry.
    """
    s = total(forms)
    steps = [draft.fires(s, k) for k in range(1, len(forms) + 1)]
    return [draft.fires(total((step * (-1) ** k) for k, step in enumerate(steps)), 1), steps[1]]


def narrow_adder(draft: Draft, forms: Sequence[Form]) -> list[Form]:
    """The digits of the sum of two or three values, from units that read two nodes.

    Seven units for three values: two exclusive ors of three units, and the Or of the carries.
    """
    value, carry = forms[0], ZERO
    for form in forms[1:]:
        both = draft.fires(total((value, form)), 2)
        value = draft.fires(total((draft.fires(total((value, form)), 1), both * -1)), 1)
        carry = draft.fires(total((carry, both)), 1)
    return [value, carry]


def column_block(max_fan_in: int | None, max_weight: int | None) -> tuple[Block, int]:
    """The block for reducing columns within the limits, and how many bits it takes."""
    size = block_size(max_fan_in, max_weight)
    if size is None or size >= 3:
        return digits, size or 1 << 62
    if max_fan_in is None or max_fan_in >= 3:
        return full_adder, 3
    return narrow_adder, 3


def add_columns(
    draft: Draft,
    columns: Sequence[Sequence[Form]],
    max_fan_in: int | None = None,
    max_weight: int | None = None,
) -> list[Form]:
    """The binary digits of ``sum(2**i * sum(columns[i]))``, least significant first."""
    block, most = column_block(max_fan_in, max_weight)
    waiting = [deque(sorted(column, key=draft.depth)) for column in unrepeated(columns)]
    found: list[Form] = []
    while len(found) < len(waiting):
        i = len(found)
        queue = waiting[i]
        while len(queue) > 1:
            taken = [queue.popleft() for _ in range(min(most, len(queue)))]
            for j, digit in enumerate(block(draft, taken)):
                if digit.known == 0:
                    continue
                if i + j == len(waiting):
                    waiting.append(deque())
                j += i
                while digit in waiting[j]:
                    waiting[j].remove(digit)
                    j += 1
                    waiting += [deque()] * (j == len(waiting))
                waiting[j].append(digit)
        found.append(queue.popleft() if queue else ZERO)
    return found


def unrepeated(columns: Sequence[Sequence[Form]]) -> list[list[Form]]:
    """The columns with two equal bits replaced by one in the next column, as 2 x is."""
    found: list[list[Form]] = [[] for _ in columns]
    for i, column in enumerate(columns):
        for form in column:
            place = i
            while place < len(found) and form in found[place]:
                found[place].remove(form)
                place += 1
            found += [[] for _ in range(place + 1 - len(found))]
            found[place].append(form)
    return found


def number_at_least(draft: Draft, bits: Sequence[Form], k: int) -> Form:
    """Whether the number with these binary digits is at least k, two nodes a unit.

    From the least significant digit up: a digit must be 1 with the rest sufficing where k has
    a 1, and may be 1 or leave it to the rest where k has a 0.
    """
    if k >> len(bits):
        return ZERO
    reached = Form({}, 1)
    for i, bit in enumerate(bits):
        reached = draft.fires(total((bit, reached)), 2 if k >> i & 1 else 1)
    return reached
