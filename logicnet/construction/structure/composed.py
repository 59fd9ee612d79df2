"""Functions that are put together from smaller ones: counts, sums modulo 2, blocks.

Each construction takes a task, has the parts made as tasks of their own, and gives the networks
that it finds. A part whose output unit's sum
is only ever its threshold or one less is folded: whoever reads the part reads that sum, and the
unit is saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.counting import parity
from logicnet.construction.counting.symmetric import changes, filled, makers
from logicnet.construction.counting.symmetric import lower_bound as symmetric_bound
from logicnet.construction.draft import Draft, Form, total
from logicnet.construction.heat.fewest import MOST_INPUTS
from logicnet.construction.recognition import blocks, count_table, sum_parts
from logicnet.construction.search import least_networks
from logicnet.construction.task import Task
from logicnet.errors import LogicnetError
from logicnet.ground.bits import columns, unpack
from logicnet.network.network import Network

# decompositions that are designed to the end: of a function, of its parts, and of theirs, whose
# other ones are within those of the function itself
_MOST_BLOCKS = 8, 2, 1
_ROWS_OF_TWO = ([0], [1, 2], [3])  # the rows of two inputs, by how many are true
_LARGEST_WEIGHT = (0, 1, 12, 6, 4)  # of a group's count, by the number of groups


def weighted_counts(task: Task) -> Iterator[Network]:
    """Functions of a weighted count of the inputs, with few changes along it."""
    groups, names = task.groups, task.names
    if len(groups) >= len(_LARGEST_WEIGHT) or len(names) <= 1:
        return
    weights, values = _best_weights(count_table(task.whole, groups), _LARGEST_WEIGHT[len(groups)])
    if values is None:
        return
    proven = len(groups) == 1 and task.care.all()  # else one unit may do, of any weights
    bound = symmetric_bound(values) if proven else 1
    for title, make in makers(values, task.limits):
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
    tops = np.array(table.shape)[:, None] - 1
    sides = [range(1, largest + 1)] + [
        [w for w in range(-largest, largest + 1) if w] for _ in range(table.ndim - 1)
    ]
    weights = np.array(list(product(*sides)))
    rising = np.maximum(weights, 0) @ counts + np.maximum(-weights, 0) @ (tops - counts)
    longest = int(rising.max()) + 1
    places = (rising + longest * np.arange(len(weights))[:, None]).ravel()
    by_sum = (len(weights), longest)
    given = np.bincount(places, minlength=longest * len(weights)).reshape(by_sum)
    ones = np.bincount(places, np.tile(table.ravel(), len(weights)), longest * len(weights))
    ones = ones.reshape(by_sum).astype(np.int64)
    best: tuple[tuple[int, ...], tuple[int, ...] | None] = ((), None)
    least = None
    for k in np.flatnonzero(((ones == 0) | (ones == given)).all(axis=1)).tolist():
        end = int(rising[k].max()) + 1
        values = filled(np.where(given[k] == 0, -1, ones[k] > 0)[:end].tolist())
        cost = (len(changes(values)), int(np.abs(weights[k]).sum()))
        if least is None or cost < least:
            least, best = cost, (tuple(weights[k].tolist()), values)
    return best


def parts_modulo_2(task: Task) -> Iterator[Network]:
    """Sums modulo 2 of functions of different inputs."""
    parts = sum_parts(task.whole)
    if len(parts) < 2:
        return
    designs = [task.part(part) for _, part in parts]
    for fold in (True, False):
        draft = Draft(task.names)
        forms = [
            placed(draft, net, [draft.literals[i] for i in inputs], fold)
            for net, (inputs, _) in zip(designs, parts, strict=True)
        ]
        yield draft.network({"y": parity.odd(draft, forms)}, "sum modulo 2 of parts")


def counted_groups(task: Task) -> Iterator[Network]:
    """Exchangeable inputs are replaced by the binary digits of their number."""
    groups = task.groups
    if len(groups) < 2 or max(map(len, groups)) < 3:
        return
    table = count_table(task.whole, groups)
    sizes = [len(group) for group in groups]
    widths = [m.bit_length() if m > 2 else m for m in sizes]
    shape = [1 << width for width in widths]
    on, care = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for counts in np.ndindex(*table.shape):
        pairs = zip(counts, sizes, strict=True)
        for row in product(*(_ROWS_OF_TWO[k] if m == 2 else [k] for k, m in pairs)):
            on[row], care[row] = table[counts], True
    inner = task.part(on.reshape((2,) * sum(widths)), care.reshape((2,) * sum(widths)))
    for fold in (True, False):
        draft = Draft(task.names)
        forms: list[Form] = []
        for group in groups:
            members = [1 - draft.literals[i] if neg else draft.literals[i] for i, neg in group]
            forms += members if len(members) < 3 else _digits(draft, members, fold)
        yield draft.network({"y": placed(draft, inner, forms, False)}, "counts of groups")


def _digits(draft: Draft, members: Sequence[Form], fold: bool) -> list[Form]:
    """The digits of the number of true members, most significant first, the last one folded."""
    rest, digits = total(members), []
    for k in range(len(members).bit_length() - 1, 0, -1):
        digit = draft.fires(rest, 1 << k)
        rest = rest - digit * (1 << k)
        digits.append(digit)
    return [*digits, rest if fold else draft.fires(rest, 1)]


def blocks_and_rest(task: Task) -> Iterator[Network]:
    """A block of inputs that acts on the rest through one value."""
    cube = task.whole
    if cube.ndim <= least_networks.MOST_INPUTS:
        return
    found = list(islice(blocks(cube), 200))
    found.sort(key=lambda block: max(block.inner.ndim, block.outer.ndim))
    if len(sum_parts(cube)) > 1:  # its parts have been built; what is left is looked at as a whole
        found = [block for block in found if block.outer.ndim <= MOST_INPUTS]
    for k, block in enumerate(found[: _MOST_BLOCKS[min(task.depth, 2)]]):
        if k and task.budget.over():
            return
        inner, outer = task.part(block.inner), task.part(block.outer)
        rest = [i for i in range(cube.ndim) if i not in block.inputs]
        for fold in (True, False):
            draft = Draft(task.names)
            value = placed(draft, inner, [draft.literals[i] for i in block.inputs], fold)
            forms = [value, *(draft.literals[i] for i in rest)]
            yield draft.network({"y": placed(draft, outer, forms, False)}, "block and rest")


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
