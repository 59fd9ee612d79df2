"""Operators as units over literals, in balanced trees of bounded fan-in.

And of k values is ``[sum >= k]``, Or ``[sum >= 1]``, and exclusive or of two takes the three
units of the textbook: ``p = [x + y >= 1]``, ``q = [x + y >= 2]``, ``[p - q >= 1]``; of m values
it takes one for each count and one on top. Counts are taken by full adders and a comparison where
they are too wide for a unit. All of them read literals of a `Draft`, so that Not is no unit:
whoever reads a negated value reads 1 - x.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import chain

from logicnet.construction.draft import Draft
from logicnet.logic.circuits.rules import FALSE, TRUE

from .counters import add_columns, number_at_least

_PLACE = (1 << 32) - 1  # in a heap of values by level and place

Join = Callable[[Sequence[int]], int]


def conjunction(draft: Draft, reads: Sequence[int], max_fan_in: int, least: int = 0) -> int:
    """And; written as Or where most of the values are negated."""
    if len(reads) == 2:
        a, b = reads
        return draft.either(a ^ 1, b ^ 1) ^ 1 if a & b & 1 else draft.both(a, b)
    if 2 * sum([x & 1 for x in reads]) > len(reads):
        return disjunction(draft, [x ^ 1 for x in reads], max_fan_in) ^ 1

    if max_fan_in == 2:
        return _pairwise(draft, reads, draft.both)

    def join(part: Sequence[int]) -> int:
        return draft.counts(part, len(part), draft.labelled("&", part))

    return _tree(draft, reads, max_fan_in, join)


def conjuncts(draft: Draft, reads: Sequence[int], max_fan_in: int) -> Sequence[int]:
    """At most so many values whose And is that of all."""

    def join(*part: int) -> int:
        return conjunction(draft, part, max_fan_in)

    if max_fan_in == 2:
        return _last_two(draft, reads, join, late=True)
    return _few(draft, reads, max_fan_in, lambda part: join(*part))


def disjunction(draft: Draft, reads: Sequence[int], max_fan_in: int, least: int = 0) -> int:
    """Or."""

    if max_fan_in == 2:
        return _pairwise(draft, reads, draft.either)

    def join(part: Sequence[int]) -> int:
        return draft.counts(part, 1, draft.labelled("|", part))

    return _tree(draft, reads, max_fan_in, join)


def parity(draft: Draft, reads: Sequence[int], max_fan_in: int, least: int = 0) -> int:
    """Exclusive or: complements are counted and applied at the end; equal operands cancel."""
    if len(reads) == 2:
        a, b = reads
        if a ^ b > 1 and a > TRUE and b > TRUE:
            return _differ(draft, a & ~1, b & ~1) ^ (a ^ b) & 1
    odd: dict[int, None] = {}
    negated = 0
    for x in reads:
        negated ^= x & 1
        if x > TRUE and odd.pop(x & ~1, 0) == 0:
            odd[x & ~1] = None
    if not odd:
        return FALSE ^ negated
    if max_fan_in == 2:
        return _pairwise(draft, list(odd), partial(_differ, draft)) ^ negated
    return _tree(draft, list(odd), max_fan_in, partial(_odd, draft)) ^ negated


def _differ(draft: Draft, a: int, b: int) -> int:
    either, not_both = draft.either(a, b), draft.both(a, b) ^ 1
    return draft.both(either, not_both, draft.labelled("^", (a, b)))


def _odd(draft: Draft, part: Sequence[int]) -> int:
    if len(part) == 2:
        return _differ(draft, *part)
    steps = [_count(draft, part, k) ^ 1 - k % 2 for k in range(1, len(part) + 1)]
    return draft.counts(steps, 1 + len(part) // 2, draft.labelled("^", part))


def equality(draft: Draft, reads: Sequence[int], max_fan_in: int, least: int = 0) -> int:
    """Whether all are equal."""
    every = conjunction(draft, reads, max_fan_in)
    none = conjunction(draft, [x ^ 1 for x in reads], max_fan_in)
    return draft.either(every, none)


def choice(draft: Draft, reads: Sequence[int], max_fan_in: int, least: int = 0) -> int:
    """The second value where the first is true, else the third."""
    condition, then, otherwise = reads
    yes = conjunction(draft, [condition, then], max_fan_in)
    no = conjunction(draft, [condition ^ 1, otherwise], max_fan_in)
    return draft.either(yes, no)


def at_least(
    draft: Draft, reads: Sequence[int], max_fan_in: int, least: int, max_weight: int | None = None
) -> int:
    """Whether so many of the values are true: one unit, or full adders and a comparison."""
    if len(reads) <= max_fan_in:
        return _count(draft, reads, least)
    forms = [draft.form(x) for x in reads]
    bits = add_columns(draft, [forms], max_fan_in, max_weight)
    return draft.literal(number_at_least(draft, bits, least))


def _count(draft: Draft, reads: Sequence[int], least: int) -> int:
    text = count_text(lambda sign: draft.labelled(sign, reads), len(reads), least)
    return draft.counts(reads, least, text)


EMIT: dict[str, Callable[[Draft, Sequence[int], int, int], int]] = {
    "and": conjunction,
    "xor": parity,
    "iff": equality,
    "ite": choice,
    "atleast": at_least,
}  # of the operators of the normal form: literals in, a literal out


def count_text(said: Callable[[str], str], count: int, least: int) -> str:
    """What it means that so many of the values are true, as short as these with signs between."""
    if count == 2:
        return said("|" if least == 1 else "&")
    text = said("+")
    return f"{text} >= {least}" if text else ""


def _pairwise(draft: Draft, reads: Sequence[int], join: Callable[[int, int], int]) -> int:
    """The values joined in pairs."""
    last = _last_two(draft, reads, join)
    return join(*last) if len(last) == 2 else last[0]


def _last_two(
    draft: Draft, reads: Sequence[int], join: Callable[[int, int], int], late: bool = False
) -> Sequence[int]:
    """Two values that are left to be joined when all others are in pairs, shallow ones first.

    One that is alone on its level is the first of the next one or, with `late`, the last. Both
    are as deep; later it is rather an input, whose relays others read too.
    """
    waiting: dict[int, list[int]] = {}  # by level
    levels: list[int] = []  # those, as a heap

    def wait(value: int) -> None:
        level = draft.level(value)
        if level not in waiting:
            heappush(levels, level)
            waiting[level] = []
        waiting[level].append(value)

    for x in reads:
        wait(x)
    left = len(reads)
    alone: list[int] = []
    while left > 2:
        now = waiting.pop(heappop(levels))
        now = now + alone if late else alone + now
        joins = min(len(now) // 2, left - 2)
        for k in range(0, 2 * joins, 2):
            wait(join(now[k], now[k + 1]))
        alone = now[2 * joins :]
        left -= joins
    return [*alone, *chain.from_iterable(waiting[level] for level in sorted(levels))]


def _tree(draft: Draft, reads: Sequence[int], arity: int, join: Join) -> int:
    """The values joined `arity` at a time, likewise."""
    last = _few(draft, reads, arity, join)
    return join(last) if len(last) > 1 else last[0]


def _few(draft: Draft, reads: Sequence[int], arity: int, join: Join) -> Sequence[int]:
    """At most `arity` values that are left to be joined when all others are."""
    if len(reads) <= arity:
        return reads
    values = list(reads)
    heap = [draft.level(x) << 32 | i for i, x in enumerate(values)]
    heapify(heap)
    size = (len(heap) - 2) % (arity - 1) + 2  # the first is smaller, so that the last is full
    while len(heap) > arity:
        value = join([values[heappop(heap) & _PLACE] for _ in range(size)])
        heappush(heap, draft.level(value) << 32 | len(values))
        values.append(value)
        size = arity
    return [values[heappop(heap) & _PLACE] for _ in range(len(heap))]
