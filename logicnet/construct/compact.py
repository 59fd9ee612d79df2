"""Few units: every construction that may suit a function is tried, the smallest result is kept.

A function of one output is, in this order, a threshold function (one unit), a function of four
inputs (least networks are tabled), a sum modulo 2, a function of a weighted count of its inputs,
a sum modulo 2 of parts, a function of a block of inputs and of the rest, or it is searched for.
Parts and blocks are designed in the same way. With several outputs, see `joint`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, product
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..bits import columns, pack, unpack, used
from ..cover import Cover
from ..errors import LimitError, LogicnetError
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
from .recognition import (
    Cube,
    affine_sum,
    blocks,
    count_table,
    relevant,
    sum_parts,
    symmetric_groups,
)
from .search import MOST_INPUTS as SEARCHED_INPUTS
from .search import search
from .symmetric import changes, filled, makers
from .symmetric import lower_bound as symmetric_bound

TABLED_INPUTS = 16  # inputs up to which a function is looked at row by row
_MOST_BLOCKS = 8  # decompositions that are designed to the end
_ROWS_OF_TWO = ([0], [1, 2], [3])  # the rows of two inputs, by how many are true
_LARGEST_WEIGHT = (0, 1, 12, 6, 4)  # of a group's count, by the number of groups


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
    inputs, outputs = _names(function)
    if len(inputs) > TABLED_INPUTS:
        nets = [*_followed(function, limits), *conjectured(function, limits)]
        found = limits.best(nets, f"this function of {len(inputs)} inputs")
        bound = max([1, *(net.lower_bound or 1 for net in nets)])
        return found.described(construction=found.construction, lower_bound=bound)
    table = to_table(function)
    design = Design(limits, monotonic() + time_limit)
    if len(outputs) > 1:
        from .joint import joint

        return joint(table, design, _followed(function, limits))
    return design.best(table, _followed(function, limits))


def layered(source: Any, **limits: Any) -> Network:
    """The network with the fewest units known whose wires join neighbouring layers only.

    >>> layered("a ^ b ^ c").units
    4
    """
    return compact(source, **limits, skip=False)


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
        kept, on, care = _on_relevant(table)
        names = [table.inputs[i] for i in kept]
        bound = 1
        nets: list[Network] = []
        for options in _stages(names, on, care, self, others, nets):
            nets += map(self.limits.fitted, options)
            bound = max([bound, *(net.lower_bound or 1 for net in nets)])
            if any(net.units <= bound and not self.limits.excess(net) for net in nets):
                break
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
    yield _single(table)
    if n <= library.MOST_INPUTS:
        yield [library.smallest(table, skip=design.limits.skip)]
    yield _sums(names, on, care, design.limits)
    whole = on if care.all() else _completed(table)
    yield _counts(names, whole, design)
    yield _parts(names, whole, design)
    yield others
    if design.limits.max_depth == 1:
        return
    yield _counted_groups(names, whole, design)
    yield _blocks(names, whole, design)
    few = min((net.units for net in found if not design.limits.excess(net)), default=1 << n)
    if library.MOST_INPUTS < n <= SEARCHED_INPUTS and design.time_left > 0:
        yield _searched(table, design.share(1 if few >= n else 3))
    if n <= 8 or few > max(4, n // 2 + 1):
        yield _two_level(table, design)


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
        yield net if care.all() else net.described(construction=net.construction)


def _completed(table: TruthTable) -> Cube:
    """A function without don't-cares that agrees with the table and has few product terms."""
    rows = minimize(table, time_limit=2.0).to_table().over(table.inputs)
    n = len(table.inputs)
    cube: Cube = unpack(rows.on[0], 1 << n).reshape((2,) * n)
    return cube


def _counts(names: list[str], cube: Cube, design: Design) -> Iterator[Network]:
    """Functions of a weighted count of the inputs, with few changes along it."""
    groups = symmetric_groups(cube)
    if len(groups) >= len(_LARGEST_WEIGHT) or cube.ndim <= 1:
        return
    weights, values = _best_weights(count_table(cube, groups), _LARGEST_WEIGHT[len(groups)])
    if values is None:
        return
    bound = symmetric_bound(values) if len(groups) == 1 else 2
    for title, make in makers(values, design.limits):
        draft = Draft(names)
        terms = [
            (1 - draft.literals[i] if negated != (weight < 0) else draft.literals[i]) * abs(weight)
            for group, weight in zip(groups, weights, strict=True)
            for i, negated in group
        ]
        value = make(draft, total(terms), values)
        yield draft.network({"y": value}, title, bound)


def _best_weights(
    table: NDArray[np.bool_], largest: int
) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    """Weights of the counts whose sum decides the value with the fewest changes, if any do."""
    counts = np.indices(table.shape).reshape(table.ndim, -1)
    tops = np.array(table.shape) - 1
    flat = table.ravel()
    best: tuple[tuple[int, ...], tuple[int, ...] | None] = ((), None)
    least = None
    sides = [range(1, largest + 1)] + [
        [w for w in range(-largest, largest + 1) if w] for _ in range(table.ndim - 1)
    ]
    for weights in product(*sides):
        upward = np.where(np.array(weights)[:, None] > 0, counts, tops[:, None] - counts)
        s = np.abs(weights) @ upward
        ones, all_ = np.bincount(s, flat), np.bincount(s)
        if ((ones > 0) & (ones < all_)).any():
            continue
        values = filled(np.where(all_ == 0, -1, ones > 0).tolist())
        cost = (len(changes(values)), int(np.abs(weights).sum()))
        if least is None or cost < least:
            least, best = cost, (weights, values)
    return best


def _parts(names: list[str], cube: Cube, design: Design) -> Iterator[Network]:
    """Sums modulo 2 of functions of different inputs."""
    parts = sum_parts(cube)
    if len(parts) < 2:
        return
    designs = [design.part(part) for _, part in parts]
    for fold in (True, False):
        draft = Draft(names)
        forms = [
            placed(draft, net, [draft.literals[i] for i in inputs], fold)
            for net, (inputs, _) in zip(designs, parts, strict=True)
        ]
        yield draft.network({"y": parity.odd(draft, forms)}, "sum modulo 2 of parts", 2)


def _counted_groups(names: list[str], cube: Cube, design: Design) -> Iterator[Network]:
    """Exchangeable inputs are replaced by the binary digits of their number."""
    groups = symmetric_groups(cube)
    if len(groups) < 2 or max(map(len, groups)) < 3:
        return
    table = count_table(cube, groups)
    sizes = [len(group) for group in groups]
    widths = [m.bit_length() if m > 2 else m for m in sizes]
    shape = [1 << width for width in widths]
    on, care = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for counts in np.ndindex(*table.shape):
        pairs = zip(counts, sizes, strict=True)
        for row in product(*(_ROWS_OF_TWO[k] if m == 2 else [k] for k, m in pairs)):
            on[row], care[row] = table[counts], True
    inner = design.part(on.reshape((2,) * sum(widths)), care.reshape((2,) * sum(widths)))
    for fold in (True, False):
        draft = Draft(names)
        forms: list[Form] = []
        for group in groups:
            members = [1 - draft.literals[i] if neg else draft.literals[i] for i, neg in group]
            forms += members if len(members) < 3 else _digits(draft, members, fold)
        yield draft.network({"y": placed(draft, inner, forms, False)}, "counts of groups", 2)


def _digits(draft: Draft, members: Sequence[Form], fold: bool) -> list[Form]:
    """The digits of the number of true members, most significant first, the last one folded."""
    rest, digits = total(members), []
    for k in range(len(members).bit_length() - 1, 0, -1):
        digit = draft.fires(rest, 1 << k)
        rest = rest - digit * (1 << k)
        digits.append(digit)
    return [*digits, rest if fold else draft.fires(rest, 1)]


def _blocks(names: list[str], cube: Cube, design: Design) -> Iterator[Network]:
    """A block of inputs that acts on the rest through one value."""
    if cube.ndim <= library.MOST_INPUTS:
        return
    found = list(islice(blocks(cube), 200))
    found.sort(key=lambda block: max(block.inner.ndim, block.outer.ndim))
    for block in found[:_MOST_BLOCKS]:
        inner, outer = design.part(block.inner), design.part(block.outer)
        rest = [i for i in range(cube.ndim) if i not in block.inputs]
        for fold in (True, False):
            draft = Draft(names)
            value = placed(draft, inner, [draft.literals[i] for i in block.inputs], fold)
            forms = [value, *(draft.literals[i] for i in rest)]
            yield draft.network({"y": placed(draft, outer, forms, False)}, "block and rest", 2)


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
    seconds = max(1.0, design.time_left)
    cover = minimize(table, time_limit=seconds)
    yield wide.from_cover(cover)
    yield wide.from_cover(minimize(complement(table), time_limit=seconds), [True])
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


# Parts of a network -----------------------------------------------------------------------------


def placed(draft: Draft, network: Network, forms: Sequence[Form], fold: bool) -> Form:
    """The value of a network of one output on the given values.

    With `fold`, its output unit is left out if on every row its sum is the threshold or one
    less: then sum - threshold + 1 is the value itself.
    """
    nodes = draft.embed_all(network, forms)
    output = int(network.output_units[0])
    if not fold or not _is_tight(network, output):
        return nodes[len(forms) + output]
    sources, weights = network.wires_of(output)
    terms = (nodes[s] * int(w) for s, w in zip(sources.tolist(), weights.tolist(), strict=True))
    return total([*terms, 1 - int(network.thresholds[output])])


def _is_tight(network: Network, unit: int) -> bool:
    """Whether the sum of a unit is its threshold or one less on every row."""
    n = len(network.inputs)
    nodes = list(unpack(columns(n), 1 << n).astype(np.int64))
    for j in range(unit + 1):
        sources, weights = network.wires_of(j)
        sums = sum((w * nodes[s] for s, w in zip(sources, weights, strict=True)), np.zeros(1 << n))
        if j == unit:
            over = sums - network.thresholds[j]
            return bool(((over == 0) | (over == -1)).all())
        nodes.append((sums >= network.thresholds[j]).astype(np.int64))
    raise LogicnetError(f"the network has no unit {unit}")
