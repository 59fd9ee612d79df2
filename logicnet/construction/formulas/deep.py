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
from typing import Any

from logicnet.construction.counting.counters import add_columns, number_at_least
from logicnet.construction.draft import ONE, ZERO, Draft, Form, total
from logicnet.construction.functions import function_of
from logicnet.errors import LimitError
from logicnet.logic.circuit import Circuit, Placed
from logicnet.logic.normal import normal_form
from logicnet.network.network import Network


def deep(source: Any, *, max_fan_in: int = 2) -> Network:
    """The network that follows a formula, each unit reading at most `max_fan_in` nodes.

    >>> net = deep("a ^ b ^ c ^ d")
    >>> net.units, net.parameters, net.depth
    (9, 27, 4)
    """
    function = function_of(source)
    draft = Draft(function.inputs)
    found = follow(draft, function.circuit, draft.literals, max_fan_in)
    outputs = dict(zip(function.outputs, found, strict=True))
    return draft.network(outputs, construction="deep")


def follow(
    draft: Draft, circuit: Circuit, leaves: Sequence[Form], max_fan_in: int = 2
) -> list[Form]:
    """The values of the outputs of a circuit whose leaves have the given values."""
    if max_fan_in < 2:
        raise LimitError(f"max_fan_in={max_fan_in}: units that combine need a fan-in of 2 or more")
    normal = normal_form(circuit)
    values = [ZERO, *leaves]

    def value(literal: int) -> Form:
        return 1 - values[literal >> 1] if literal & 1 else values[literal >> 1]

    for gate in normal:
        reads = [value(literal) for literal in gate.literals]
        values.append(_EMIT[gate.kind](draft, reads, gate, max_fan_in))
    return [value(end) for end in normal.ends.tolist()]


def conjunction(draft: Draft, forms: Sequence[Form], max_fan_in: int) -> Form:
    """The And of the values, as a tree of units."""
    return _tree(
        draft,
        forms,
        max_fan_in,
        lambda part: draft.fires(total(part), len(part), draft.joined("&", part)),
        ONE,
    )


def disjunction(draft: Draft, forms: Sequence[Form], max_fan_in: int) -> Form:
    """The Or of the values, as a tree of units."""
    return _tree(
        draft,
        forms,
        max_fan_in,
        lambda part: draft.fires(total(part), 1, draft.joined("|", part)),
        ZERO,
    )


def exclusive_or(draft: Draft, forms: Sequence[Form], max_fan_in: int) -> Form:
    """The exclusive or of the values: blocks of m values have m units and one on top."""

    def block(part: Sequence[Form]) -> Form:
        steps = [
            draft.fires(total(part), k, count_text(draft, part, k)) for k in range(1, len(part) + 1)
        ]
        signed = total(step * (-1) ** k for k, step in enumerate(steps))
        return draft.fires(signed, 1, draft.joined("^", part))

    return _tree(draft, forms, max_fan_in, block, ZERO)


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
    draft: Draft,
    forms: Iterable[Form],
    arity: int,
    join: Callable[[Sequence[Form]], Form],
    empty: Form,
) -> Form:
    """The forms joined `arity` at a time, shallow ones first, so that the depth is least."""
    heap = [(draft.depth(form), i, form) for i, form in enumerate(forms)]
    if not heap:
        return empty
    heapq.heapify(heap)
    made = len(heap)
    size = (len(heap) - 2) % (arity - 1) + 2  # the first is smaller, so that the last is full
    while len(heap) > 1:
        form = join([heapq.heappop(heap)[2] for _ in range(min(size, len(heap)))])
        heapq.heappush(heap, (draft.depth(form), made, form))
        made, size = made + 1, arity
    return heap[0][2]


# How each kind is emitted -----------------------------------------------------------------


def _emit_and(draft: Draft, reads: list[Form], gate: Placed, max_fan_in: int) -> Form:
    if sum(literal & 1 for literal in gate.literals) * 2 > len(reads):  # as it was written
        return 1 - disjunction(draft, [1 - form for form in reads], max_fan_in)
    return conjunction(draft, reads, max_fan_in)


def _emit_xor(draft: Draft, reads: list[Form], gate: Placed, max_fan_in: int) -> Form:
    """Complements are counted and applied at the end; equal operands cancel."""
    odd: dict[frozenset[tuple[int, int]], Form] = {}
    negated = False
    for form in reads:
        if form.terms and form.constant == 1 and form.low == 0:
            form, negated = 1 - form, not negated
        if not form.terms:
            negated ^= form.constant == 1
            continue
        key = frozenset(form.terms.items())
        if odd.pop(key, None) is None:
            odd[key] = form
    value = exclusive_or(draft, list(odd.values()), max_fan_in)
    return 1 - value if negated else value


def _emit_iff(draft: Draft, reads: list[Form], gate: Placed, max_fan_in: int) -> Form:
    every = conjunction(draft, reads, max_fan_in)
    none = conjunction(draft, [1 - form for form in reads], max_fan_in)
    return disjunction(draft, [every, none], max_fan_in)


def _emit_ite(draft: Draft, reads: list[Form], gate: Placed, max_fan_in: int) -> Form:
    condition, then, otherwise = reads
    yes = conjunction(draft, [condition, then], max_fan_in)
    no = conjunction(draft, [1 - condition, otherwise], max_fan_in)
    return disjunction(draft, [yes, no], max_fan_in)


def _emit_atleast(draft: Draft, reads: list[Form], gate: Placed, max_fan_in: int) -> Form:
    return at_least(draft, reads, gate.least, max_fan_in)


_EMIT: dict[str, Callable[[Draft, list[Form], Placed, int], Form]] = {
    "and": _emit_and,
    "xor": _emit_xor,
    "iff": _emit_iff,
    "ite": _emit_ite,
    "atleast": _emit_atleast,
}
