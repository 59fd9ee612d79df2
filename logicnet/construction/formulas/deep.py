"""Deep networks: a formula, operator by operator, in balanced trees of bounded fan-in.

And of k values is ``[sum >= k]``, Or ``[sum >= 1]``, and exclusive or of two takes the three
units of the textbook: ``p = [x + y >= 1]``, ``q = [x + y >= 2]``, ``[p - q >= 1]``. Not is no
unit: whoever reads a negated value reads 1 - x. Nested operators of one kind become one tree,
shallow operands joined first, so the depth is logarithmic; a subformula that is used twice is
compiled once. Parity of N inputs has 3(N-1) units of 3 parameters each, in 2 ceil(log2 N)
layers. The number of units is linear in the size of the formula.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from logicnet.construction.counting.counters import add_columns, number_at_least
from logicnet.construction.draft import ZERO, Draft, Form, total
from logicnet.construction.targets import target_of
from logicnet.errors import LimitError
from logicnet.ground.running.collector import paused
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.normal import normal_form
from logicnet.logic.circuits.rules import FALSE
from logicnet.network.network import Network

T = TypeVar("T")


@paused()
def deep(source: Any, *, max_fan_in: int = 2, time_limit: float | None = None) -> Network:
    """The network that follows a formula, each unit reading at most `max_fan_in` nodes.

    A table or a network is minimised first, within the `time_limit`.

    >>> net = deep("a ^ b ^ c ^ d")
    >>> net.units, net.parameters, net.depth
    (9, 27, 4)
    """
    function = target_of(source)
    draft = Draft(function.inputs)
    circuit, cut = function.followed(time_limit)
    found = follow(draft, circuit, max_fan_in)
    outputs = dict(zip(function.outputs, found, strict=True))
    return replace(draft.network(outputs, construction="deep"), cut=cut)


def follow(draft: Draft, circuit: Circuit, max_fan_in: int = 2) -> list[Form]:
    """The values of the outputs of a circuit whose leaves are the inputs of the draft, in order.

    All values are literals of single nodes, so that no unit is more than a count of these.
    """
    if max_fan_in < 2:
        raise LimitError(f"max_fan_in={max_fan_in}: units that combine need a fan-in of 2 or more")
    normal = normal_form(circuit)
    values = [FALSE, *range(2, 2 * len(normal.leaves) + 2, 2)]
    for _, kind, literals, least in normal:
        reads = [values[x >> 1] ^ x & 1 for x in literals]
        values.append(_EMIT[kind](draft, reads, least, max_fan_in))
    return [draft.form(values[end >> 1] ^ end & 1) for end in normal.ends.tolist()]


# How each kind is emitted: literals in, a literal out ---------------------------------------------


def _conjunction(draft: Draft, reads: Sequence[int], least: int, max_fan_in: int) -> int:
    if 2 * sum([x & 1 for x in reads]) > len(reads):  # as an Or is written
        return _disjunction(draft, [x ^ 1 for x in reads], least, max_fan_in) ^ 1

    if len(reads) == 2:
        return draft.counts(reads, 2, draft.labelled("&", reads))

    def join(part: Sequence[int]) -> int:
        return draft.counts(part, len(part), draft.labelled("&", part))

    return join(reads) if len(reads) <= max_fan_in else _tree(reads, max_fan_in, join, draft.level)


def _disjunction(draft: Draft, reads: Sequence[int], least: int, max_fan_in: int) -> int:
    if len(reads) == 2:
        return draft.counts(reads, 1, draft.labelled("|", reads))

    def join(part: Sequence[int]) -> int:
        return draft.counts(part, 1, draft.labelled("|", part))

    return join(reads) if len(reads) <= max_fan_in else _tree(reads, max_fan_in, join, draft.level)


def _parity(draft: Draft, reads: Sequence[int], least: int, max_fan_in: int) -> int:
    """Complements are counted and applied at the end; equal operands cancel."""
    odd: dict[int, None] = {}
    negated = 0
    for x in reads:
        negated ^= x & 1
        if x > 1 and odd.pop(x | 1, 0) == 0:
            odd[x | 1] = None

    def join(part: Sequence[int]) -> int:
        if len(part) == 2:
            either = draft.counts(part, 1, draft.labelled("|", part))
            not_both = draft.counts(part, 2, draft.labelled("&", part)) ^ 1
            return draft.counts([either, not_both], 2, draft.labelled("^", part))
        steps = [
            draft.counts(part, k, draft.counted(part, k)) ^ 1 - k % 2
            for k in range(1, len(part) + 1)
        ]
        return draft.counts(steps, 1 + len(part) // 2, draft.labelled("^", part))

    values = [x ^ 1 for x in odd]
    if len(values) < 2:
        return (values[0] if values else 0) ^ negated
    found = join(values) if len(values) <= max_fan_in else None
    return (_tree(values, max_fan_in, join, draft.level) if found is None else found) ^ negated


def _equal(draft: Draft, reads: Sequence[int], least: int, max_fan_in: int) -> int:
    every = _conjunction(draft, reads, 0, max_fan_in)
    none = _conjunction(draft, [x ^ 1 for x in reads], 0, max_fan_in)
    return _disjunction(draft, [every, none], 0, max_fan_in)


def _choice(draft: Draft, reads: Sequence[int], least: int, max_fan_in: int) -> int:
    condition, then, otherwise = reads
    yes = _conjunction(draft, [condition, then], 0, max_fan_in)
    no = _conjunction(draft, [condition ^ 1, otherwise], 0, max_fan_in)
    return _disjunction(draft, [yes, no], 0, max_fan_in)


def _count(draft: Draft, reads: Sequence[int], least: int, max_fan_in: int) -> int:
    forms = [draft.form(x) for x in reads]
    return draft.literal(at_least(draft, forms, least, max_fan_in))


_EMIT: dict[str, Callable[[Draft, Sequence[int], int, int], int]] = {
    "and": _conjunction,
    "xor": _parity,
    "iff": _equal,
    "ite": _choice,
    "atleast": _count,
}


# The same of folded values, for whoever counts those ---------------------------------------------


def exclusive_or(draft: Draft, forms: Sequence[Form], max_fan_in: int) -> Form:
    """The exclusive or of the values: blocks of m values have m units and one on top."""

    def block(part: Sequence[Form]) -> Form:
        steps = [
            draft.fires(total(part), k, count_text(draft, part, k)) for k in range(1, len(part) + 1)
        ]
        signed = total(step * (-1) ** k for k, step in enumerate(steps))
        return draft.fires(signed, 1, draft.joined("^", part))

    return _tree(forms, max_fan_in, block, draft.depth) if forms else ZERO


def at_least(
    draft: Draft, forms: Sequence[Form], k: int, max_fan_in: int, max_weight: int | None = None
) -> Form:
    """Whether k of the values are true: one unit, or full adders and a comparison."""
    if len(forms) <= max_fan_in:
        return draft.fires(total(forms), k, count_text(draft, forms, k))
    return number_at_least(draft, add_columns(draft, [forms], max_fan_in, max_weight), k)


def count_text(draft: Draft, forms: Sequence[Form], k: int) -> str:
    """What it means that k of the values are true, in the shortest words."""
    if len(forms) == 2:
        return draft.joined("|" if k == 1 else "&", forms)
    text = draft.joined("+", forms)
    return f"{text} >= {k}" if text else ""


def _tree(
    values: Iterable[T], arity: int, join: Callable[[Sequence[T]], T], level: Callable[[T], int]
) -> T:
    """The values joined `arity` at a time, shallow ones first, so that the depth is least."""
    heap = [(level(value), i, value) for i, value in enumerate(values)]
    heapq.heapify(heap)
    made = len(heap)
    size = (len(heap) - 2) % (arity - 1) + 2  # the first is smaller, so that the last is full
    while len(heap) > 1:
        value = join([heapq.heappop(heap)[2] for _ in range(min(size, len(heap)))])
        heapq.heappush(heap, (level(value), made, value))
        made, size = made + 1, arity
    return heap[0][2]
