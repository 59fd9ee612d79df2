"""Few units: every construction that may suit a function is tried, the smallest result is kept.

A function of one output is, in this order, a threshold function (one unit), a function of four
inputs (least networks are tabled), a sum modulo 2, a function of a weighted count of its inputs,
a sum modulo 2 of parts, a function of a block of inputs and of the rest, or it is searched for.
Parts and blocks are designed in the same way. With several outputs, see `joint`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any

import numpy as np

from ..bits import pack, unpack, used
from ..cover import Cover
from ..errors import LimitError
from ..minimization import minimize
from ..network import Network
from ..specification import specify, to_table
from ..threshold import threshold_of
from ..truthtable import TruthTable
from . import library, parity, wide
from .chains import gathered
from .conjecture import conjectured
from .deep import follow
from .draft import Draft, Form, total
from .formulas import formulas_of
from .limits import Limits
from .narrow import MOST_INPUTS as NARROW_INPUTS
from .narrow import narrow
from .recognition import Cube, affine_sum, relevant, symmetric_groups
from .search import MOST_INPUTS as SEARCHED_INPUTS
from .search import search
from .structures import blocks_and_rest, counted_groups, parts_modulo_2, weighted_counts

TABLED_INPUTS = 16  # inputs up to which a function is looked at row by row
_EXPLAINED = 3.0  # seconds in which what is possible is looked for, where limits are not met
_MOST_FOLLOWED = 1024  # product terms up to which a cover is gathered or followed


def compact(
    source: Any,
    *,
    skip: bool = True,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    time_limit: float = 5.0,
) -> Network:
    """The network with the fewest units known within the limits.

    `construction` says how it was made, `lower_bound` how many units are needed at least; with
    `skip=False`, among networks whose wires join neighbouring layers only.

    >>> net = compact("a ^ b ^ c ^ d")
    >>> net.units, net.proven_minimal, compact("a ^ b ^ c ^ d", skip=False).units
    (3, True, 5)
    """
    limits = Limits(max_depth=max_depth, max_fan_in=max_fan_in, max_weight=max_weight, skip=skip)
    function = specify(source)
    try:
        return _smallest(function, limits, time_limit)
    except LimitError as error:
        if not limits.given:
            raise
        text = _refusal(function, limits)
        raise (LimitError(text) if text else error) from None


def _smallest(function: Any, limits: Limits, time_limit: float) -> Network:
    inputs, outputs = _names(function)
    if len(inputs) > TABLED_INPUTS:
        return _conjectured(function, limits, len(inputs))
    table = to_table(function)
    design = Design(limits, monotonic() + time_limit)
    others = () if isinstance(function, TruthTable) else _followed(function, limits)
    if len(outputs) > 1:
        from .joint import joint

        return joint(table, design, others)
    return design.best(table, others)


def _conjectured(function: Any, limits: Limits, inputs: int) -> Network:
    """The smallest network of a function of too many inputs for a table.

    A bound that is proven without limits on depth, fan-in or weight holds within them too.
    """
    nets = [*_followed(function, limits), *conjectured(function, limits)]
    found = limits.best(nets, f"this function of {inputs} inputs")
    bound = max([1, *(net.lower_bound or 1 for net in nets)])
    if bound == 1 and limits.given and found.units > 1:
        free = conjectured(function, Limits(skip=limits.skip))
        bound = max([1, *(net.lower_bound or 1 for net in free)])
    return found.described(construction=found.construction, lower_bound=bound)


def _refusal(function: Any, limits: Limits) -> str:
    """Why the limits cannot be met: for each, what is possible when it alone is loosened."""
    inputs, outputs = _names(function)
    end = monotonic() + _EXPLAINED
    possible = []
    for name, value in limits.given.items():
        for looser in (value + 1, value + 2, value + 4, 2 * value + 6, None):
            try:
                loosened: dict[str, Any] = {name: looser}
                net = _smallest(function, replace(limits, **loosened), 0.5)
            except LimitError:
                net = None
            if net is not None or monotonic() > end:
                break
        possible += [] if net is None else [net]
    if not possible:
        possible = [_smallest(function, Limits(skip=limits.skip), 0.5)]
    shown = "; or ".join(
        f"{net.units} unit{'s' * (net.units != 1)}, but {' and '.join(excess)}"
        for net in possible
        if (excess := limits.excess(net))
    )
    what = "this function" if len(outputs) == 1 else f"these {len(outputs)} functions"
    given = ", ".join(f"{name}={value}" for name, value in limits.given.items())
    return shown and (
        f"no network known for {what} of {len(inputs)} inputs fits {given}; possible: {shown}"
    )


def layered(
    source: Any,
    *,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    time_limit: float = 5.0,
) -> Network:
    """The network with the fewest units known whose wires join neighbouring layers only.

    >>> layered("a ^ b ^ c").units
    4
    """
    return compact(
        source, skip=False, max_depth=max_depth, max_fan_in=max_fan_in, max_weight=max_weight,
        time_limit=time_limit,
    )  # fmt: skip


def _names(function: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if isinstance(function, (TruthTable, Cover, Network)):
        return function.inputs, function.outputs
    inputs, formulas = formulas_of(function)
    return inputs, tuple(formulas)


@dataclass
class Design:
    """The limits and the time there are, and what was designed before."""

    limits: Limits
    deadline: float
    known: dict[tuple[int, bytes, bytes], Network] = field(default_factory=dict)

    @property
    def time_left(self) -> float:
        return self.deadline - monotonic()

    def share(self, parts: int) -> Design:
        """A design with a part of the time that is left, for one of so many parts."""
        return Design(self.limits, monotonic() + max(0.0, self.time_left / parts), self.known)

    def best(self, table: TruthTable, others: Iterable[Network] = ()) -> Network:
        """The smallest network found for one output, over all inputs of the table."""
        if len(table.inputs) <= library.MOST_INPUTS and replace(self.limits, skip=True).none:
            return library.smallest(table, skip=self.limits.skip)
        kept, on, care = _on_relevant(table)
        names = [table.inputs[i] for i in kept]
        nets: list[Network] = list(map(self.limits.fitted, _single(_table(on, care, names))))
        one = bool(nets)  # a single unit does it, be it too large for the limits
        bound = 1 if one else 2
        for options in _stages(names, on, care, self, others, nets):
            if any(net.units <= bound and not self.limits.excess(net) for net in nets):
                break
            with suppress(LimitError):  # a part that does not fit: another construction may
                nets += map(self.limits.fitted, options)
            bound = 1 if one else max([bound, *(net.lower_bound or 1 for net in nets)])
        found = self.limits.best(nets, f"this function of {len(kept)} inputs")
        return _over(found, table, bound)

    def part(self, on: Cube, care: Cube | None = None) -> Network:
        """The smallest network found for a part, its inputs in order; depth is not limited."""
        care = np.ones_like(on) if care is None else care
        key = (on.ndim, (on & care).tobytes(), care.tobytes())
        if key not in self.known:
            limits = Limits(
                max_fan_in=self.limits.max_fan_in,
                max_weight=self.limits.max_weight,
                skip=self.limits.skip,
            )
            inner = Design(limits, monotonic() + max(0.1, self.time_left / 4), self.known)
            self.known[key] = inner.best(_table(on & care, care))
        return self.known[key]


def _over(network: Network, table: TruthTable, bound: int) -> Network:
    """The same units over the inputs of the table, under its output's name."""
    n, shift = len(network.inputs), len(table.inputs) - len(network.inputs)
    place = [table.inputs.index(name) for name in network.inputs]
    place += range(n + shift, n + shift + network.units)
    wires = [network.wires_of(j) for j in range(network.units)]
    return Network.from_units(
        table.inputs,
        [
            ([place[s] for s in sources], weights.tolist(), threshold)
            for (sources, weights), threshold in zip(
                wires, network.thresholds.tolist(), strict=True
            )
        ],
        outputs={table.outputs[0]: int(network.output_units[0])},
        labels=network.labels,
        construction=network.construction,
        lower_bound=bound,
    )


def _table(on: Cube, care: Cube, names: Sequence[str] | None = None) -> TruthTable:
    return TruthTable(
        inputs=tuple(names or (f"x{i}" for i in range(on.ndim))),
        outputs=("y",),
        on=pack(on.reshape(1, -1)),
        dc=pack(~care.reshape(1, -1)),
    )


def _on_relevant(table: TruthTable) -> tuple[list[int], Cube, Cube]:
    """The inputs that matter, the function over them, and the rows that matter."""
    n = len(table.inputs)
    on, dc = (unpack(a[0], 1 << n).reshape((2,) * n) for a in (table.on, table.dc))
    kept = sorted({*relevant(on), *relevant(dc)})
    place = tuple(slice(None) if i in kept else 0 for i in range(n))
    return kept, np.asarray(on[place]), ~np.asarray(dc[place])


# The constructions, the cheap and exact ones first ----------------------------------------------


def _stages(
    names: list[str],
    on: Cube,
    care: Cube,
    design: Design,
    others: Iterable[Network],
    found: Sequence[Network],
) -> Iterator[Iterable[Network]]:
    """Networks for one output over the inputs that matter, some at a time.

    The search has less time where a construction has `found` a network of few units.
    """
    n = on.ndim
    table = _table(on, care, names)
    if n <= library.MOST_INPUTS:
        yield [library.smallest(table, skip=design.limits.skip)]
    if design.limits.max_fan_in == 2 and design.limits.skip and n <= NARROW_INPUTS and care.all():
        draft = Draft(names)
        value = narrow(draft, on)
        yield [] if value is None else [draft.network({"y": value}, "least of fan-in 2", 2)]
    yield _sums(names, on, care, design.limits)
    whole = on if care.all() else _completed(table)
    counts = weighted_counts(names, whole, design)
    yield counts if care.all() else map(_unbound, counts)
    yield parts_modulo_2(names, whole, design)
    yield others
    if design.limits.max_depth == 1:
        return
    yield counted_groups(names, whole, design)
    yield blocks_and_rest(names, whole, design)
    few = min((net.units for net in found if not design.limits.excess(net)), default=1 << n)
    known = n > library.MOST_INPUTS and few < 1 << n
    if known and affine_sum(on, care) is not None:
        return
    if library.MOST_INPUTS < n <= SEARCHED_INPUTS and design.time_left > 0:
        yield _searched(table, design.share(1 if few >= n else 3))
    if not (known and _is_count(whole)) and (n <= 8 or few > max(4, n // 2 + 1)):
        yield _two_level(table, design)


def _is_count(cube: Cube) -> bool:
    """Whether the value depends on the number of true inputs only, some of them negated.

    Such a function has its own constructions, and product terms by the thousand.
    """
    return len(symmetric_groups(cube)) == 1


def _single(table: TruthTable) -> Iterator[Network]:
    """One unit, if that is all it takes."""
    found = threshold_of(table.on[0], table.dc[0], len(table.inputs))
    if found is not None:
        draft = Draft(table.inputs)
        form = total(x * w for x, w in zip(draft.literals, found.weights, strict=True))
        value = draft.fires(form, found.threshold)
        yield draft.network({"y": value}, "threshold function", 1)


def _sums(names: list[str], on: Cube, care: Cube, limits: Limits) -> Iterator[Network]:
    """Parity of some of the inputs."""
    found = affine_sum(on, care)
    if found is None:
        return
    chosen, even = found
    for net in parity.parity_candidates(tuple(names[i] for i in chosen), even, limits):
        yield net if care.all() else _unbound(net)


def _unbound(net: Network) -> Network:
    """The network without its bound, which holds for one choice of the don't-cares."""
    return net.described(construction=net.construction)


def _completed(table: TruthTable) -> Cube:
    """A function without don't-cares that agrees with the table and has few product terms."""
    rows = minimize(table, time_limit=2.0).to_table().over(table.inputs)
    n = len(table.inputs)
    cube: Cube = unpack(rows.on[0], 1 << n).reshape((2,) * n)
    return cube


def _searched(table: TruthTable, design: Design) -> Iterator[Network]:
    limits = design.limits
    try:
        yield search(
            table,
            skip=limits.skip,
            time_limit=design.time_left,
            max_weight=limits.max_weight,
            max_fan_in=limits.max_fan_in,
            max_depth=limits.max_depth,
        )
    except LimitError:
        return


def _two_level(table: TruthTable, design: Design) -> Iterator[Network]:
    """Product terms and their dual, and what gathering makes of them."""
    seconds = max(0.3, design.time_left / 2)
    cover = minimize(table, time_limit=seconds)
    yield wide.from_cover(cover)
    yield wide.from_cover(minimize(complement(table), time_limit=seconds), [True])
    if cover.terms <= _MOST_FOLLOWED:
        yield from _followed(cover, design.limits)


def complement(table: TruthTable) -> TruthTable:
    """The table of the negated outputs."""
    on = ~(table.on | table.dc) & used(len(table.inputs))
    return TruthTable(inputs=table.inputs, outputs=table.outputs, on=on, dc=table.dc)


def _followed(function: Any, limits: Limits) -> Iterator[Network]:
    """The formulas that state the function, followed with few units, or in narrow trees."""
    if isinstance(function, Network):
        yield function
        return
    inputs, formulas = formulas_of(function)

    def network(emit: Callable[..., Form], name: str) -> Network:
        draft = Draft(inputs)
        values = dict(zip(inputs, draft.literals, strict=True))
        return draft.network(
            {output: emit(draft, steps, values) for output, steps in formulas.items()}, name
        )

    yield network(gathered, "gathered formula")
    narrow = limits.max_fan_in is not None or limits.max_weight is not None
    if narrow and limits.max_fan_in != 1:
        yield network(partial(gathered, limits=limits), "gathered formula")
    if not limits.none:
        for fan_in in {2, limits.max_fan_in or 2} - {1}:
            yield network(partial(follow, max_fan_in=fan_in), "deep")
