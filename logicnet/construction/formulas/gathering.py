"""A formula with few units: operators are gathered into the unit that reads them.

The test ``[g >= t]`` of a form g stays open as long as one gate reads it. With k further values
x_i that are 0 or 1, it is taken into that gate's own test:

    ``[g >= t] & x_1 & ... & x_k``     ``[g + m sum(x) >= t + k m]``,   m = max(g) - t + 1
    ``[g >= t] | x_1 | ... | x_k``     ``[g + m sum(x) >= t]``,         m = t - min(g)

so that nested And and Or of literals, and a count at their heart, are one unit: every decision
list with run weights, every rule like "two of these, and that, or else ...". A gate that reads
several open tests keeps one of them open and turns the others into units. Exclusive or of k
values takes the cascade of floor(log2 k) units, and its value is folded, so that the gate that
reads it needs no unit for it. An And of comparisons of two values compares them as the digits of
two numbers, which takes two units whatever their length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from logicnet.construction.counting import trees
from logicnet.construction.counting.parity import odd
from logicnet.construction.draft import ZERO, Draft, Form, total
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.ground.running.collector import paused
from logicnet.logic.circuits.circuit import Circuit, Placed
from logicnet.logic.circuits.normal import normal_form
from logicnet.network.network import Network

_HEAVIEST = 1 << 40  # no unit is widened beyond such weights
_UNLIMITED = Limits()


def formula(function: Target, *, time_limit: float | None = None) -> Network:
    """The network that follows a formula, its operators gathered.

    A table or a network is minimised first, within the `time_limit`.

    >>> from logicnet import compile
    >>> compile("a & (b | c & (d | e))", "formula").units
    1
    """
    circuit, cut = function.followed(time_limit)
    found = gathered_networks(function, function.within(Limits()), circuit)
    return replace(min(found, key=function.cost), cut=cut)


def gathered_networks(
    function: Target, limits: Limits, circuit: Circuit | None = None
) -> Iterator[Network]:
    """The gathered formulas of a function, pairs of values compared apart and together."""
    circuit = function.circuit if circuit is None else circuit
    compares = any(gate.kind in ("xor", "iff") for gate in circuit)
    for paired in (False, True)[: 1 + compares]:
        draft = Draft(function.inputs)
        found = gathered(draft, circuit, draft.literals, limits, paired=paired)
        yield draft.network(dict(zip(function.outputs, found, strict=True)), "gathered formula")


class Open(NamedTuple):
    """A value that is not yet a unit: ``[form >= least]``."""

    form: Form
    least: int
    label: str = ""
    opposite: str = ""  # the label of its negation

    def negated(self) -> Open:
        opposite = self.opposite or (f"~({self.label})" if self.label else "")
        return Open(-self.form, 1 - self.least, opposite, self.label)


class Differ(NamedTuple):
    """A value that is not yet a unit: whether two values differ or, where `negated`, are equal."""

    left: Form
    right: Form
    negated: bool


Value = Form | Open | Differ


@paused()
def gathered(
    draft: Draft,
    circuit: Circuit,
    leaves: Sequence[Form],
    limits: Limits = _UNLIMITED,
    *,
    paired: bool = False,
) -> list[Form]:
    """The values of the outputs of a circuit whose leaves have the given values, from few units.

    Limits on fan-in and weight are kept, depth is not limited. With `paired`, values that And
    compares in pairs are compared as two numbers.
    """
    paired = paired and limits.max_fan_in is None and limits.max_weight is None
    return [
        _output(draft, normal_form(circuit.output(name)), leaves, limits, paired)
        for name in circuit.outputs
    ]


def _output(
    draft: Draft, circuit: Circuit, leaves: Sequence[Form], limits: Limits, paired: bool
) -> Form:
    """The value of a circuit of one output."""
    values: list[Value] = [ZERO, *leaves]
    uses = circuit.uses()

    def read(literal: int) -> Value:
        return _negated(values[literal >> 1]) if literal & 1 else values[literal >> 1]

    for gate in circuit:
        reads = [read(literal) for literal in gate.literals]
        once = uses[gate.node] <= 1
        if paired and gate.kind == "xor" and len(reads) == 2 and once:
            value: Value = Differ(closed(draft, reads[0]), closed(draft, reads[1]), False)
        else:
            value = _EMIT[gate.kind](draft, reads, gate, limits)
        values.append(value if once else closed(draft, value))
    return closed(draft, read(int(circuit.ends[0])))


def closed(draft: Draft, value: Value) -> Form:
    """The value as a form that is 0 or 1, an open test made a unit."""
    if isinstance(value, Differ):
        return _parity(draft, [value.left, value.right], value.negated, _UNLIMITED)
    return draft.fires(*value[:3]) if isinstance(value, Open) else value


def _negated(value: Value) -> Value:
    if isinstance(value, Differ):
        return value._replace(negated=not value.negated)
    return value.negated() if isinstance(value, Open) else 1 - value


def _fits(form: Form, limits: Limits) -> bool:
    """Whether a unit may read this form."""
    most = _HEAVIEST if limits.max_weight is None else limits.max_weight
    if limits.max_fan_in is not None and len(form.terms) > limits.max_fan_in:
        return False
    if limits.max_sum is not None and form.spread >= limits.max_sum:
        return False
    weights = form.terms.values()
    return max(weights, default=0) <= most and min(weights, default=0) >= -most


def _conjunction(draft: Draft, reads: Sequence[Value], limits: Limits) -> Value:
    """And: the open test with the smallest weights stays open, the others become units."""
    reads = _compared(draft, reads, limits)
    opened = [value for value in reads if isinstance(value, Open)]
    kept = min(opened, key=_spread, default=None)
    if kept is not None:
        others = [closed(draft, value) for value in reads if value is not kept]
        weight = kept.form.high - kept.least + 1
        if weight <= 0:  # it never fires
            return ZERO
        form = total([kept.form, *(other * weight for other in others)])
        if kept.least > kept.form.low and _fits(form, limits):
            text = draft.joined("&", others)
            label = f"({kept.label}) & {text}" if kept.label and text else ""
            return Open(form, kept.least + weight * len(others), label)
    forms = [closed(draft, value) for value in reads]
    if not _fits(total(forms), limits):
        parts = trees.conjuncts(draft, _literals(draft, forms), limits.max_fan_in or len(forms))
        forms = [draft.form(x) for x in parts]
    return Open(total(forms), len(forms), draft.joined("&", forms))


def _literals(draft: Draft, forms: Sequence[Form]) -> list[int]:
    """The values as literals, those that are folded made units."""
    return [draft.literal(form if len(form.terms) < 2 else draft.fires(form, 1)) for form in forms]


def _compared(draft: Draft, reads: Sequence[Value], limits: Limits) -> list[Value]:
    """The values, those compared in pairs together as numbers.

    ``l_i == r_i`` for all i is ``D = sum(2**i (l_i - r_i)) == 0``, and with ``h = [D >= 1]``
    this is the test ``[D - 2**k h >= 0]`` of k pairs. Two values differ if one equals the
    complement of the other.
    """
    pairs = [read for read in reads if isinstance(read, Differ)]
    if len(pairs) < 2:
        return list(reads)
    most = min(_HEAVIEST, limits.max_sum or _HEAVIEST).bit_length() - 3
    found: list[Value] = [read for read in reads if not isinstance(read, Differ)]
    for start in range(0, len(pairs), most):
        part = pairs[start : start + most]
        if len(part) == 1:
            return [*found, *part]
        difference = total(
            (left - (right if negated else 1 - right)) * (1 << i)
            for i, (left, right, negated) in enumerate(part)
        )
        above = draft.fires(difference, 1)
        found.append(Open(difference - above * (1 << len(part)), 0))
    return found


def _spread(value: Open) -> int:
    return value.form.spread


def _emit_and(draft: Draft, reads: Sequence[Value], gate: Placed, limits: Limits) -> Value:
    value = _conjunction(draft, reads, limits)
    negative = sum(literal & 1 for literal in gate.literals)
    if isinstance(value, Open) and 2 * negative >= len(reads):  # it was an Or, or an implication
        forms = [1 - v for v in reads if isinstance(v, Form)]
        text = draft.joined("|", forms) if len(forms) == len(reads) else ""
        return value._replace(opposite=text)
    return value


def _emit_xor(draft: Draft, reads: Sequence[Value], gate: Placed, limits: Limits) -> Value:
    return _parity(draft, [closed(draft, value) for value in reads], False, limits)


def _parity(draft: Draft, values: Sequence[Form], negated: bool, limits: Limits) -> Form:
    """The folded parity of the values; equal ones cancel, complements are counted."""
    chosen: dict[frozenset[tuple[int, int]], Form] = {}
    for form in values:
        if form.low == 0 and form.constant == 1:
            form, negated = 1 - form, not negated
        if not form.terms:
            negated ^= form.constant == 1
        elif chosen.pop(frozenset(form.terms.items()), None) is None:
            chosen[frozenset(form.terms.items())] = form
    forms = list(chosen.values())
    if len(forms) < 2:
        value = total(forms)
    elif limits.max_fan_in is None and limits.max_weight is None:
        value = odd(draft, forms)
    else:
        fan_in = limits.max_fan_in or len(forms)
        value = draft.form(trees.parity(draft, _literals(draft, forms), fan_in))
    return 1 - value if negated else value


def _emit_iff(draft: Draft, reads: Sequence[Value], gate: Placed, limits: Limits) -> Value:
    """All equal: the sum of the values is 0 or as large as it can be."""
    forms = [closed(draft, value) for value in reads]
    every = closed(draft, _conjunction(draft, forms, limits))
    form = every * len(forms) - total(forms)
    if _fits(form, limits):
        return Open(form, 0)
    none = closed(draft, _conjunction(draft, [1 - f for f in forms], limits))
    return Open(every + none, 1)


def _emit_ite(draft: Draft, reads: Sequence[Value], gate: Placed, limits: Limits) -> Value:
    """``[2 (c & t) + e - c >= 1]``: two units, and the first takes in the test of t."""
    condition, otherwise = closed(draft, reads[0]), closed(draft, reads[2])
    both = closed(draft, _conjunction(draft, [condition, reads[1]], limits))
    form = total([both * 2, otherwise, -condition])
    if _fits(form, limits):
        return Open(form, 1)
    neither = closed(draft, _conjunction(draft, [1 - condition, otherwise], limits))
    return Open(both + neither, 1)


def _emit_atleast(draft: Draft, reads: Sequence[Value], gate: Placed, limits: Limits) -> Value:
    forms = [closed(draft, value) for value in reads]
    if _fits(total(forms), limits):
        text = trees.count_text(lambda sign: draft.joined(sign, forms), len(forms), gate.least)
        return Open(total(forms), gate.least, text)
    literals, fan_in = _literals(draft, forms), limits.max_fan_in or len(forms)
    return draft.form(trees.at_least(draft, literals, fan_in, gate.least, limits.max_weight))


_EMIT: dict[str, Callable[[Draft, Sequence[Value], Placed, Limits], Value]] = {
    "and": _emit_and,
    "xor": _emit_xor,
    "iff": _emit_iff,
    "ite": _emit_ite,
    "atleast": _emit_atleast,
}
