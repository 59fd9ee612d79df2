"""Comparing, choosing and ordering: comparators, multiplexers, decoders, encoders, sorting.

Numbers are named as in `arithmetic`: ``a[i]`` has weight 2**i. A comparison of two numbers is
one unit, ``[sum(2**i (a_i - b_i)) >= 1]``; with `max_weight` it becomes a chain of blocks, each
handing its verdict to the next as one more unit of the lowest weight.
"""

from __future__ import annotations

from collections.abc import Sequence

from logicnet.construction.draft import ZERO, Draft, Form, names_of, total, weighted
from logicnet.construction.limits import check_sizes, finished
from logicnet.network.network import Network


def greater(n: int, *, max_weight: int | None = None) -> Network:
    """a > b for numbers of n bits: one unit, or about n/k of weights up to 2**k.

    >>> greater(8).units, greater(8, max_weight=2).units
    (1, 7)
    """
    draft, a, b = _two_numbers(n, max_weight)
    return finished(
        draft, {"y": exceeds(draft, a, b, ZERO, max_weight)}, "comparator", 1, max_weight
    )


def greater_equal(n: int, *, max_weight: int | None = None) -> Network:
    """a >= b for numbers of n bits: one unit, or about n/k of weights up to 2**k.

    >>> greater_equal(8).units
    1
    """
    draft, a, b = _two_numbers(n, max_weight)
    value = 1 - exceeds(draft, b, a, ZERO, max_weight)
    return finished(draft, {"y": value}, "comparator", 1, max_weight)


def equal(n: int, *, max_weight: int | None = None) -> Network:
    """a == b for numbers of n bits: two units, ``h = [D >= 1]``, ``[D - 2**n h >= 0]``, D = a - b.

    >>> equal(8).units
    2
    """
    draft, a, b = _two_numbers(n, max_weight)
    width = n if max_weight is None else min(n, max_weight.bit_length() - 1)
    if width == 0:
        same = [_equal_bits(draft, x, y) for x, y in zip(a, b, strict=True)]
    else:
        same = [
            _equal_numbers(draft, a[i : i + width], b[i : i + width]) for i in range(0, n, width)
        ]
    value = same[0] if len(same) == 1 else draft.fires(total(same), len(same))
    return finished(draft, {"y": value}, "equality", 2, max_weight)


def maximum(n: int, *, max_weight: int | None = None) -> Network:
    """The larger of two numbers of n bits, m[0] ... m[n-1]: a comparison and two units a digit.

    >>> maximum(8).units
    17
    """
    draft, a, b = _two_numbers(n, max_weight)
    first = exceeds(draft, a, b, ZERO, max_weight)
    chosen = [_either(draft, first, x, y) for x, y in zip(a, b, strict=True)]
    if max_weight == 1:
        chosen = [_either_narrow(draft, first, x, y) for x, y in zip(a, b, strict=True)]
    outputs = dict(zip(names_of("m", n), chosen, strict=True))
    return finished(draft, outputs, "maximum", None, max_weight)


def multiplexer(k: int) -> Network:
    """The one of 2**k data inputs that k select inputs number: 2**k units in two layers.

    Inputs are s[0] ... s[k-1] (s[i] has weight 2**i), then d[0] ... d[2**k - 1].
    ``h_i = [d_i and select = i]`` for i > 0; ``[(k+1) sum(h) + d_0 - sum(s) >= 1]``.

    >>> multiplexer(1).units, multiplexer(3).units
    (2, 8)
    """
    check_sizes(k=k)
    draft = Draft([*names_of("s", k), *names_of("d", 1 << k)])
    select, data = draft.literals[:k], draft.literals[k:]
    chosen = [
        draft.fires(total([data[i], _matches(select, i)]), k + 1, f"d[{i}] selected")
        for i in range(1, 1 << k)
    ]
    value = draft.fires(
        total([data[0], *(unit * (k + 1) for unit in chosen), *(-bit for bit in select)]), 1
    )
    return draft.network({"y": value}, "multiplexer", lower_bound=2)


def decoder(k: int) -> Network:
    """y[i] = 1 iff the number s is i: 2**k units in one layer, which is the minimum.

    >>> decoder(3).units
    8
    """
    check_sizes(k=k)
    draft = Draft(names_of("s", k))
    values = [draft.fires(_matches(draft.literals, i), k) for i in range(1 << k)]
    outputs = dict(zip(names_of("y", 1 << k), values, strict=True))
    return draft.network(outputs, "decoder", lower_bound=1 << k)


def priority_encoder(n: int, *, max_weight: int | None = None) -> Network:
    """The number of the highest true input of x[0] ... x[n-1], and whether there is one.

    Outputs are y[0] ... and `valid`; with no true input y is 0. Each is a decision list, one
    unit with run weights; with `max_weight` the list is cut into a chain of units.

    >>> priority_encoder(8).units, priority_encoder(128, max_weight=2**40).units
    (4, 13)
    """
    check_sizes(max_weight, n=n)
    draft = Draft(names_of("x", n))
    outputs = {}
    for i, name in enumerate(names_of("y", (n - 1).bit_length())):
        rules = [(draft.literals[j], j >> i & 1) for j in range(n - 1, -1, -1)]
        outputs[name] = decision_list(draft, rules, 0, max_weight)
    outputs["valid"] = draft.fires(total(draft.literals), 1)
    return finished(draft, outputs, "priority encoder", len(outputs), max_weight)


def sorting(n: int) -> Network:
    """n inputs sorted, the ones first: y[k] = [at least k + 1 are true], one unit each.

    >>> sorting(5)([0, 1, 0, 1, 1]).tolist()
    [1, 1, 1, 0, 0]
    """
    check_sizes(n=n)
    draft = Draft([f"x{i}" for i in range(1, n + 1)])
    values = [draft.fires(total(draft.literals), k) for k in range(1, n + 1)]
    return draft.network(dict(zip(names_of("y", n), values, strict=True)), "sorting", n)


# Parts ------------------------------------------------------------------------------------


def exceeds(
    draft: Draft, a: Sequence[Form], b: Sequence[Form], before: Form, max_weight: int | None
) -> Form:
    """Whether a > b, or a == b and `before`: ``[sum(2**i (2 a_i - 2 b_i)) + before >= 1]``.

    Blocks of k bits have weights up to 2**k and pass their verdict on as the next `before`.
    Without room for a weight of 2 it takes three units a digit.
    """
    if max_weight == 1:
        for x, y in zip(a, b, strict=True):
            kept = draft.fires(before + x - y, 1)  # [before + 1 - y + x >= 2], all but x alone
            before = draft.fires(draft.fires(x - y, 1) + kept, 1)
        return before
    widths = [len(a)] if max_weight is None else _block_widths(len(a), max_weight)
    start = 0
    for width in widths:
        scale = 1 if before.known == 0 else 2
        weights = [scale << i for i in range(width)]
        more, less = a[start : start + width], b[start : start + width]
        before = draft.fires(weighted(weights, more) - weighted(weights, less) + before, 1)
        start += width
    return before


def _block_widths(n: int, max_weight: int) -> list[int]:
    """Bits a block: the first has weights from 1, those that read a verdict from 2."""
    k = max_weight.bit_length() - 1
    widths = [min(n, k + 1)]
    while sum(widths) < n:
        widths.append(min(k, n - sum(widths)))
    return widths


def decision_list(
    draft: Draft,
    rules: Sequence[tuple[Form, int]],
    otherwise: int,
    max_weight: int | None = None,
) -> Form:
    """The value of the first rule (condition, value) whose condition holds, else `otherwise`.

    From the last rule up, a rule's weight is just enough to outweigh everything below it that
    speaks against it, so rules of equal value in a row share a weight and alternating ones
    grow like Fibonacci numbers. When a weight would exceed the limit, the rules below become a
    unit of their own, which is the last rule of the rest.
    """
    below: list[Form] = []
    least = greatest = 0
    threshold = 1 - otherwise
    for condition, value in reversed(rules):
        weight = threshold - least if value else greatest - threshold + 1
        if max_weight is not None and weight > max_weight:
            last = draft.fires(total(below), threshold)
            below, least, greatest, threshold = [last], 0, 1, 1
            weight = 1
        below.append(condition * (weight if value else -weight))
        greatest += weight if value else 0
        least -= 0 if value else weight
    return draft.fires(total(below), threshold)


def _either(draft: Draft, first: Form, x: Form, y: Form) -> Form:
    """x if `first` else y: ``h = [first + x >= 2]``, ``[2 h + y - first >= 1]``."""
    both = draft.fires(first + x, 2)
    return draft.fires(both * 2 + y - first, 1)


def _either_narrow(draft: Draft, first: Form, x: Form, y: Form) -> Form:
    """x if `first` else y, with weights of 1: the Or of two Ands."""
    return draft.fires(draft.fires(first + x, 2) + draft.fires(y - first, 1), 1)


def _equal_numbers(draft: Draft, a: Sequence[Form], b: Sequence[Form]) -> Form:
    weights = [1 << i for i in range(len(a))]
    difference = weighted(weights, a) - weighted(weights, b)
    above = draft.fires(difference, 1)
    return draft.fires(difference - above * (1 << len(a)), 0)


def _equal_bits(draft: Draft, x: Form, y: Form) -> Form:
    return 1 - draft.fires(draft.fires(x + y, 1) - draft.fires(x + y, 2), 1)


def _matches(bits: Sequence[Form], number: int) -> Form:
    """How many of the bits agree with the digits of the number."""
    return total(bit if number >> i & 1 else 1 - bit for i, bit in enumerate(bits))


def _two_numbers(n: int, max_weight: int | None) -> tuple[Draft, list[Form], list[Form]]:
    check_sizes(max_weight, n=n)
    draft = Draft([*names_of("a", n), *names_of("b", n)])
    return draft, draft.literals[:n], draft.literals[n:]
