"""Functions of how many inputs are true: a value for every count 0 ... N.

With s the sum of the inputs and a1 < a2 < ... < at the counts at which the value changes, and
f(0) = 0 (else the complement is built and complemented):

steps       ``h_i = [s >= a_i]``, f = h1 - h2 + h3 - ...; t + 1 units in two layers, no wire
            skips a layer.
jumps       ``h_i = [s >= a_2i]``; f = ``[s - sum(J_i h_i) >= a_1]`` where the J add up to
            a_(2i+1) - a_1, so that behind each fall the sum is low again and reaches the
            threshold at the next rise; floor(t/2) + 1 units in two layers.
marks       The changes are cut into p blocks of q. ``A_i = [s >= start of block i]`` move the
            thresholds of ``C_j = [s - sum(D_ij A_i) >= a_j]`` to the j-th change of the block
            that s is in; f = C1 - C2 + C3 - ...; p + q units, about 2 sqrt(t), in three layers.
remainder   If the values repeat with period P, the remainder of s is
            ``r = s - sum(c_i h_ik)`` with ``h_ik = [r so far >= k c_i]``, c_i = P b_(i+1) ... b_L
            and radices b with P b_1 ... b_L > N: sum(b_i - 1) units in L layers, then f(r).

Parity is the remainder with P = 2: N/2 hidden units for L = 1 and floor(log2 N) for all b = 2.
Every construction works alike for any non-negative integer form s, and gives its value folded,
as a Form that is 0 or 1: as an output it costs one more unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count, pairwise
from math import prod
from typing import TYPE_CHECKING

from logicnet.construction.draft import Draft, Form, total
from logicnet.construction.limits import LimitOptions, Limits, check_sizes
from logicnet.errors import SpecificationError
from logicnet.network.network import Network

from .counters import add_columns, number_at_least
from .trees import parity

if TYPE_CHECKING:
    from typing_extensions import Unpack

Values = Sequence[int]
Maker = Callable[[Draft, Form, Values], Form]


def symmetric(
    values: Iterable[int | None],
    *,
    inputs: Sequence[str] | None = None,
    negated: Iterable[str] = (),
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    skip: bool = True,
) -> Network:
    """The network whose output is ``values[s]`` when s of its inputs are true.

    `values` runs from s = 0 to s = N; -1 or None is a don't-care. Inputs in `negated` are
    counted when they are false.

    >>> symmetric([0, 0, 1, 1, 0]).units             # two or three of four
    2
    """
    chosen = filled(values)
    names = tuple(inputs) if inputs is not None else _names(len(chosen) - 1)
    if len(names) != len(chosen) - 1:
        raise SpecificationError(
            f"{len(names)} inputs have {len(names) + 1} possible counts; got {len(chosen)} values"
        )
    unknown = sorted(set(negated) - set(names))
    if unknown:
        raise SpecificationError(f"negated inputs {unknown} are not among {list(names)}")
    limits = Limits(max_depth=max_depth, max_fan_in=max_fan_in, max_weight=max_weight, skip=skip)
    return limits.best(
        candidates(names, chosen, frozenset(negated), limits), f"this symmetric function of {names}"
    )


def exactly(n: int, k: int, **limits: Unpack[LimitOptions]) -> Network:
    """The network that tells whether exactly k of n inputs are true: two units with skip wires.

    >>> exactly(5, 2).units, exactly(5, 2, skip=False).units
    (2, 3)
    """
    return _by_count(n, lambda s: s == k, limits)


def at_least(n: int, k: int, **limits: Unpack[LimitOptions]) -> Network:
    """The network that tells whether at least k of n inputs are true: one unit.

    >>> print(at_least(4, 3).describe())
    h1 (layer 1, output y): x1 + x2 + x3 + x4 >= 3
    """
    return _by_count(n, lambda s: s >= k, limits)


def majority(n: int, **limits: Unpack[LimitOptions]) -> Network:
    """The network that tells whether more than half of n inputs are true: one unit.

    >>> majority(101).units
    1
    """
    return _by_count(n, lambda s: 2 * s > n, limits)


def _by_count(n: int, fires: Callable[[int], bool], limits: LimitOptions) -> Network:
    """The network that is 1 where `fires` says so of the count of n inputs that are true."""
    check_sizes(n=n)
    return symmetric([int(fires(s)) for s in range(n + 1)], **limits)


# The values -------------------------------------------------------------------------------


def filled(values: Iterable[int | None]) -> tuple[int, ...]:
    """The values with each don't-care like the value before it, so that changes are few."""
    known = [None if v is None or v == -1 else v for v in values]
    wrong = [v for v in known if v not in (0, 1, None)]
    if wrong or not known:
        raise SpecificationError(f"a value is 0, 1, or -1 for a don't-care, got {wrong[:1]}")
    last = next((v for v in known if v is not None), 0)
    found = []
    for value in known:
        last = last if value is None else value
        found.append(int(last))
    return tuple(found)


def changes(values: Values) -> list[int]:
    """The counts at which the value differs from that of the count before."""
    return [s for s in range(1, len(values)) if values[s] != values[s - 1]]


def lower_bound(values: Values) -> int:
    """Units that any network needs for this function of that many inputs.

    With at most one change it is a threshold function; otherwise two units are needed. Where r
    changes follow one another, fixing the other inputs leaves parity of r inputs, which needs
    floor(log2 r) + 1: restricting half of the remaining inputs makes the first unit constant.
    """
    places = changes(values)
    run = longest = 0
    for i, place in enumerate(places):
        run = run + 1 if i and place == places[i - 1] + 1 else 1
        longest = max(longest, run)
    return max(1 if len(places) <= 1 else 2, longest.bit_length())


# The constructions ------------------------------------------------------------------------


def steps(draft: Draft, s: Form, values: Values) -> Form:
    """The value as an alternating sum of one unit for each change."""
    signs = (1, -1) if values[0] == 0 else (-1, 1)
    units = [draft.fires(s, a) * signs[i % 2] for i, a in enumerate(changes(values))]
    return total([*units, values[0]])


def jumps(draft: Draft, s: Form, values: Values) -> Form:
    """The value as one unit that reads s and a unit for every second change."""
    if values[0]:
        return 1 - jumps(draft, s, [1 - v for v in values])
    places = changes(values)
    if not places:
        return Form({}, 0)
    first, reduced, jumped = places[0], [s], 0
    for i in range(1, len(places), 2):
        rise = places[i + 1] if i + 1 < len(places) else len(values)
        jump = rise - first - jumped
        reduced.append(draft.fires(s, places[i]) * -jump)
        jumped += jump
    return draft.fires(total(reduced), first)


def marks(draft: Draft, s: Form, values: Values, width: int = 2) -> Form:
    """The value by units that stand for the j-th change of whichever block of changes s is in."""
    if values[0]:
        return 1 - marks(draft, s, [1 - v for v in values], width)
    places = changes(values)
    blocks = [places[i : i + width] for i in range(0, len(places), width)]
    blocks[-1] += [len(values)] * (width - len(blocks[-1]))
    entered = [draft.fires(s, block[0]) for block in blocks[1:]]
    chosen = []
    for j in range(width):
        moves = [now[j] - before[j] for before, now in pairwise(blocks)]
        moved = total([s, *(mark * -move for mark, move in zip(entered, moves, strict=True))])
        chosen.append(draft.fires(moved, blocks[0][j]) * (-1) ** j)
    return total(chosen)


def remainder(draft: Draft, s: Form, period: int, radices: Sequence[int], top: int) -> Form:
    """What s, between 0 and `top`, leaves when it is divided by `period`: sum(b - 1) units."""
    rest, unit = s, period
    for radix in radices:
        unit *= radix
    for radix in radices:
        unit //= radix
        digits = [draft.fires(rest, k * unit) for k in range(1, radix) if k * unit <= top]
        rest = total([rest, *(digit * -unit for digit in digits)])
        top = min(top, unit - 1)
    return rest


def radices(product: int, parts: int, most: int | None = None) -> list[int]:
    """`parts` radices with at least this product and the least sum(b - 1), larger ones first.

    For a given sum the product is largest when the radices differ by at most one. Where the
    product of all but the first is bounded by `most` (it is a weight), the first is larger.
    """
    best = _balanced(product, parts)
    if most is None or prod(best[1:]) <= most:
        return best
    options = [[product]]
    for whole in count(parts - 1):
        tail = _spread(whole, parts - 1)
        if parts == 1 or prod(tail) > most:
            return min(options, key=lambda radix: sum(b - 1 for b in radix))
        options.append([-(-product // prod(tail)), *tail])
    raise AssertionError  # count() does not end


def _balanced(product: int, parts: int) -> list[int]:
    return next(r for r in (_spread(w, parts) for w in count(parts)) if prod(r) >= product)


def _spread(whole: int, parts: int) -> list[int]:
    """The number `whole` in `parts` summands that differ by at most one."""
    small, extra = divmod(whole, max(1, parts))
    return [small + 1] * extra + [small] * (parts - extra)


def period_of(values: Values) -> int:
    """The least P with ``values[s] == values[s + P]`` wherever both exist."""
    n = len(values)
    return next(p for p in range(1, n + 1) if values[p:] == values[: n - p])


# The choice -------------------------------------------------------------------------------


def candidates(
    names: tuple[str, ...], values: tuple[int, ...], negated: frozenset[str], limits: Limits
) -> Iterator[Network]:
    """Networks for this function that may suit the limits, each by another construction."""
    bound = lower_bound(values)
    for title, make in makers(values, limits):
        draft = Draft(names)
        signed = zip(draft.literals, names, strict=True)
        s = total(1 - x if name in negated else x for x, name in signed)
        value = make(draft, s, values)
        yield draft.network({"y": value}, construction=title, lower_bound=bound)


def makers(values: tuple[int, ...], limits: Limits) -> Iterator[tuple[str, Maker]]:
    """The constructions that may be best for these values, by name."""
    t, top = len(changes(values)), len(values) - 1
    if t <= 1:
        yield "threshold", steps
    elif limits.skip:
        yield "symmetric, jumps", jumps
    yield from _remainders(values, limits)
    if t > 1 and not (limits.skip and limits.max_fan_in is None and limits.max_weight is None):
        yield "symmetric, steps", steps
    if t > 8 and limits.max_depth != 2 and limits.skip:
        yield "symmetric, marks", partial(marks, width=_width(t))
    if limits.max_fan_in is not None and 2 <= limits.max_fan_in < top:
        yield "symmetric, counted", partial(_counted, limits=limits)


def _width(t: int) -> int:
    """The even number of changes a block for which blocks and changes add up to least."""
    return min(range(2, t + 2, 2), key=lambda q: q + -(-t // q))


def _remainders(values: tuple[int, ...], limits: Limits) -> Iterator[tuple[str, Maker]]:
    """Constructions by remainder, for every useful number of layers."""
    period, top = period_of(values), len(values) - 1
    if not limits.skip or not 2 <= period <= (top + 1) // 2:
        return
    least: dict[int, tuple[int, tuple[int, ...]]] = {}
    for shift in range(period):  # where the period is entered decides how it changes inside
        turned = tuple(values[(s - shift) % period] for s in range(period))
        least.setdefault(len(changes(turned)) // 2, (shift, turned))
    shift, turned = least[min(least)]
    product = -(-(top + 1 + shift) // period)
    most = None if limits.max_weight is None else max(1, limits.max_weight // period)
    deepest = (product - 1).bit_length()
    if limits.max_depth is not None:
        deepest = min(deepest, limits.max_depth - 1)
    for parts in range(1, deepest + 1):
        yield (
            "remainder",
            partial(_by_remainder, shift=shift, turned=turned, radix=radices(product, parts, most)),
        )


def _by_remainder(
    draft: Draft,
    s: Form,
    values: Values,
    shift: int,
    turned: tuple[int, ...],
    radix: Sequence[int],
) -> Form:
    rest = remainder(draft, s + shift, len(turned), radix, len(values) - 1 + shift)
    if len(turned) == 2:
        return rest if turned == (0, 1) else 1 - rest
    return jumps(draft, rest, turned)


def _counted(draft: Draft, s: Form, values: Values, limits: Limits) -> Form:
    """The binary digits of s first, by adders of small fan-in; then a comparison a change."""
    fan_in = limits.max_fan_in or 2
    columns: list[list[Form]] = []
    more = s.constant + sum(weight for weight in s.terms.values() if weight < 0)
    for node, weight in s.terms.items():
        form = Form({node: 1}) if weight > 0 else Form({node: -1}, 1)
        for place in range(abs(weight).bit_length()):
            columns += [[] for _ in range(place + 1 - len(columns))]
            columns[place] += [form] * (abs(weight) >> place & 1)
    bits = add_columns(draft, columns, fan_in, limits.max_weight)
    reached = [number_at_least(draft, bits, max(0, a - more)) for a in changes(values)]
    value = parity(draft, [draft.literal(form) for form in reached], fan_in)
    return draft.form(value ^ bool(values[0]))


def _names(n: int) -> tuple[str, ...]:
    return tuple(f"x{i}" for i in range(1, n + 1))
