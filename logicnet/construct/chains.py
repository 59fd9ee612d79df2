"""A formula with few units: operators are gathered into the unit that reads them.

The test ``[g >= t]`` of a form g stays open as long as one gate reads it. With k further values
x_i that are 0 or 1, it is taken into that gate's own test:

    ``[g >= t] & x_1 & ... & x_k``     ``[g + m sum(x) >= t + k m]``,   m = max(g) - t + 1
    ``[g >= t] | x_1 | ... | x_k``     ``[g + m sum(x) >= t]``,         m = t - min(g)

so that nested And and Or of literals, and a count at their heart, are one unit: every decision
list with run weights, every rule like "two of these, and that, or else ...". A gate that reads
several open tests keeps one of them open and turns the others into units. Exclusive or of k
values takes the cascade of floor(log2 k) units, and its value is folded, so that the gate that
reads it needs no unit for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ..operations import Operation
from .deep import count_text
from .draft import ONE, ZERO, Draft, Form, total
from .gates import Gate, normal_form
from .parity import odd

_HEAVIEST = 1 << 40  # no unit is widened beyond such weights


class Open(NamedTuple):
    """A value that is not yet a unit: ``[form >= least]``."""

    form: Form
    least: int
    label: str = ""

    def negated(self) -> Open:
        return Open(-self.form, 1 - self.least, f"~({self.label})" if self.label else "")


Value = Form | Open


def gathered(draft: Draft, operations: Sequence[Operation], values: Mapping[str, Form]) -> Form:
    """The value of a formula whose variables have the given values, from few units."""
    gates, (root, inverted) = normal_form(operations)
    uses = dict.fromkeys(gates, 0)
    for gate in gates.values():
        for number, _ in gate.literals:
            uses[number] += 1
    results: dict[int, Value] = {}
    for number, gate in gates.items():
        if gate.kind == "variable":
            results[number] = values[gate.value]
            continue
        reads = [_negated(results[i]) if negated else results[i] for i, negated in gate.literals]
        value = _EMIT[gate.kind](draft, reads, gate)
        results[number] = value if uses[number] <= 1 else closed(draft, value)
    return closed(draft, _negated(results[root]) if inverted else results[root])


def closed(draft: Draft, value: Value) -> Form:
    """The value as a form that is 0 or 1, an open test made a unit."""
    return draft.fires(*value) if isinstance(value, Open) else value


def _negated(value: Value) -> Value:
    return value.negated() if isinstance(value, Open) else 1 - value


def _conjunction(draft: Draft, reads: Sequence[Value]) -> Value:
    """And: the open test with the smallest weights stays open, the others become units."""
    opened = [value for value in reads if isinstance(value, Open)]
    kept = min(opened, key=_spread, default=None)
    if kept is not None and _spread(kept) > _HEAVIEST:
        kept = None
    others = [closed(draft, value) for value in reads if value is not kept]
    text = draft.joined("&", others)
    if kept is None:
        return Open(total(others), len(others), text)
    weight = kept.form.high - kept.least + 1
    if weight <= 0:  # never fires
        return ZERO
    if kept.least <= kept.form.low:  # always fires
        return Open(total(others), len(others), text)
    form = total([kept.form, *(other * weight for other in others)])
    label = f"({kept.label}) & {text}" if kept.label and text else ""
    return Open(form, kept.least + weight * len(others), label)


def _spread(value: Open) -> int:
    return value.form.high - value.form.low


def _emit_and(draft: Draft, reads: Sequence[Value], gate: Gate) -> Value:
    value = _conjunction(draft, reads)
    if not gate.negated:
        return value
    if isinstance(value, Open):
        label = draft.joined("|", [1 - v for v in reads if isinstance(v, Form)])
        plain = not any(isinstance(v, Open) for v in reads)
        return value.negated()._replace(label=label if plain else "")
    return 1 - value


def _emit_xor(draft: Draft, reads: Sequence[Value], gate: Gate) -> Value:
    """The folded parity of the values; equal ones cancel, complements are counted."""
    chosen: dict[frozenset[tuple[int, int]], Form] = {}
    negated = gate.negated
    for form in (closed(draft, value) for value in reads):
        if form.low == 0 and form.constant == 1:
            form, negated = 1 - form, not negated
        if not form.terms:
            negated ^= form.constant == 1
        elif chosen.pop(frozenset(form.terms.items()), None) is None:
            chosen[frozenset(form.terms.items())] = form
    value = odd(draft, list(chosen.values())) if len(chosen) > 1 else total(chosen.values())
    return 1 - value if negated else value


def _emit_iff(draft: Draft, reads: Sequence[Value], gate: Gate) -> Value:
    """All equal: the sum of the values is 0 or as large as it can be."""
    values = total(closed(draft, value) for value in reads)
    every = draft.fires(values, len(reads))
    return Open(every * len(reads) - values, 0)


def _emit_ite(draft: Draft, reads: Sequence[Value], gate: Gate) -> Value:
    """``[2 (c & t) + e - c >= 1]``: two units, and the first takes in the test of t."""
    condition = closed(draft, reads[0])
    both = closed(draft, _conjunction(draft, [condition, reads[1]]))
    return Open(total([both * 2, closed(draft, reads[2]), -condition]), 1)


def _emit_atleast(draft: Draft, reads: Sequence[Value], gate: Gate) -> Value:
    forms = [closed(draft, value) for value in reads]
    return Open(total(forms), gate.value, count_text(draft, forms, gate.value))


_EMIT: dict[str, Callable[[Draft, Sequence[Value], Gate], Value]] = {
    "and": _emit_and,
    "xor": _emit_xor,
    "iff": _emit_iff,
    "ite": _emit_ite,
    "atleast": _emit_atleast,
    "true": lambda *_: ONE,
    "false": lambda *_: ZERO,
}
