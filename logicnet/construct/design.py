"""The design of one output with few units: the constructions that may suit it, one after another.

A function of one output is, in this order, a threshold function (one unit), a function of four
inputs (least networks are tabled), a sum modulo 2, a function of a weighted count of its inputs,
a sum modulo 2 of parts, a function of a block of inputs and of the rest, or it is searched for.
Parts and blocks are designed in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic

import numpy as np

from ..bits import pack, unpack, used
from ..errors import LimitError
from ..minimization import minimize
from ..network import Network
from ..threshold import threshold_of
from ..truthtable import TruthTable
from . import library, parity, wide
from .chains import gathered, gathered_networks
from .deep import follow
from .draft import Draft, Form, total
from .functions import Function
from .limits import Limits, size
from .narrow import MOST_INPUTS as NARROW_INPUTS
from .narrow import narrow
from .recognition import Cube, affine_sum, relevant
from .search import MOST_INPUTS as SEARCHED_INPUTS
from .search import search
from .stairs import stairs
from .structures import blocks_and_rest, counted_groups, parts_modulo_2, weighted_counts
from .two_levels import fewest_two_level

_LEAST = 0.3  # seconds for a minimisation that is needed, however late it is
_MOST_FOLLOWED = 1024  # product terms up to which a cover is gathered or followed


@dataclass
class Design:
    """The limits and the time there are, and what was designed before."""

    limits: Limits
    deadline: float
    cost: Callable[[Network], tuple[int, ...]] = size
    least: int = 0  # of the cost, as far as known
    known: dict[tuple[int, bytes, bytes], Network] = field(default_factory=dict)

    @property
    def time_left(self) -> float:
        return self.deadline - monotonic()

    def is_least(self, network: Network, bound: int) -> bool:
        """Whether no network within the limits has fewer units."""
        few = network.units <= bound or self.cost(network)[0] <= self.least
        return few and not self.limits.excess(network)

    def share(self, parts: int) -> Design:
        """A design with a part of the time that is left, for one of so many parts."""
        seconds = max(0.0, self.time_left / parts)
        return replace(self, deadline=monotonic() + seconds, least=0)

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
            if any(self.is_least(net, bound) for net in nets):
                break
            with suppress(LimitError):  # a part that does not fit: another construction may
                nets += map(self.limits.fitted, options)
            bound = 1 if one else max([bound, *(net.lower_bound or 1 for net in nets)])
        found = self.limits.best(nets, f"this function of {len(kept)} inputs", self.cost)
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
            seconds = max(0.1, self.time_left / 4)
            inner = Design(limits, monotonic() + seconds, known=self.known)
            self.known[key] = inner.best(_table(on & care, care))
        return self.known[key]


def _over(network: Network, table: TruthTable, bound: int) -> Network:
    """The same units over the inputs of the table, under its output's name."""
    if not set(network.inputs) <= set(table.inputs):  # it was stated over more
        return network.described(construction=network.construction, lower_bound=bound)
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
    if not care.all():
        yield others
    whole = on if care.all() else _completed(table, min(2.0, max(_LEAST, design.time_left / 4)))
    counts = weighted_counts(names, whole, design)
    yield counts if care.all() else map(_unbound, counts)
    yield parts_modulo_2(names, whole, design)
    yield others
    if design.limits.max_depth == 1:
        return
    yield stairs(table, design.limits)
    for parts in (counted_groups, blocks_and_rest):
        if design.time_left > 0 or not _few(found, design.limits):
            yield parts(names, whole, design)
    few = _few(found, design.limits) or 1 << n
    known = n > library.MOST_INPUTS and few < 1 << n
    if known and affine_sum(on, care) is not None:
        return
    if library.MOST_INPUTS < n <= SEARCHED_INPUTS and design.time_left > 0:
        yield _searched(table, design.share(1 if few >= n else 3))
    if known and ((n > 8 and few <= n // 2 + 1) or fewest_two_level(table, 2 * few) >= 2 * few):
        return  # what gathers product terms does not halve their number
    yield _two_level(table, design)


def _few(networks: Iterable[Network], limits: Limits) -> int:
    """The fewest units of a network within the limits; 0 where there is none."""
    return min((net.units for net in networks if not limits.excess(net)), default=0)


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


def _completed(table: TruthTable, seconds: float) -> Cube:
    """A function without don't-cares that agrees with the table and has few product terms."""
    rows = minimize(table, time_limit=seconds).to_table().over(table.inputs)
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
    seconds = max(_LEAST, design.time_left / 2)
    cover = minimize(table, time_limit=seconds)
    yield wide.from_cover(cover)
    yield wide.from_cover(minimize(complement(table), time_limit=seconds), [True])
    if cover.terms <= _MOST_FOLLOWED:
        yield from followed(Function(cover), design.limits)


def complement(table: TruthTable) -> TruthTable:
    """The table of the negated outputs."""
    on = ~(table.on | table.dc) & used(len(table.inputs))
    return TruthTable(inputs=table.inputs, outputs=table.outputs, on=on, dc=table.dc)


def followed(function: Function, limits: Limits) -> Iterator[Network]:
    """The formulas that state the function, followed with few units, or in narrow trees."""
    if isinstance(function.stated, Network):
        yield function.stated
        return
    inputs, formulas = function.inputs, function.formulas

    def network(emit: Callable[..., Form], name: str) -> Network:
        draft = Draft(inputs)
        values = dict(zip(inputs, draft.literals, strict=True))
        return draft.network(
            {output: emit(draft, steps, values) for output, steps in formulas.items()}, name
        )

    yield from gathered_networks(function, Limits(max_sum=limits.max_sum))
    narrow = limits.max_fan_in is not None or limits.max_weight is not None
    if narrow and limits.max_fan_in != 1:
        yield network(partial(gathered, limits=limits), "gathered formula")
    if not limits.none:
        for fan_in in {2, limits.max_fan_in or 2} - {1}:
            yield network(partial(follow, max_fan_in=fan_in), "deep")
