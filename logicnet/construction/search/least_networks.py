"""The least networks for every function of up to 4 inputs, from a table.

Negating and permuting inputs and negating the output of a function does not change how many
threshold units it needs: a unit that reads 1 - x in place of x has the weight -w and the
threshold t - w, and the negation of ``w.x >= t`` is ``-w.x >= 1 - t``. That leaves 222 classes
of functions of 4 inputs. The data file holds a least network of each in two senses, found by
enumeration over all threshold functions of 4 and 5 inputs:

    any wires:         1, 2 or 3 units in 15, 174 and 33 classes (1882, 50284, 13370 functions)
    one hidden layer:  1, 3, 4 or 5 units in 15, 128, 78 and 1 classes (the last is parity)

The second is least for all networks with wires between neighbouring layers only: with more
layers every hidden layer needs two units, since a layer of one leaves nothing to compute
behind it, so that depth 3 starts at 5 units.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, permutations, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import pack, unpack
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

MOST_INPUTS = 4
_ROWS = 16
_FILE = Path(__file__).with_name("least_networks.npz")

Tables = NDArray[np.uint16]


class _Library(NamedTuple):
    class_of: NDArray[np.uint8]  # of each of the 65536 functions
    change_of: NDArray[np.uint16]  # the change of variables that leads to it from its class
    changes: list[tuple[tuple[int, ...], tuple[int, ...], int]]  # places, negations, output
    networks: NDArray[np.int64]  # sense (layered, skip), class, unit, wires and threshold
    units: NDArray[np.int64]  # sense, class
    cost: NDArray[np.int64]  # sense, class: units first, then the sum of the |weights|


def least_units(tables: NDArray[np.integer], skip: bool = True) -> NDArray[np.int64]:
    """The least number of units for each of many functions of 4 inputs, given as 16-bit words.

    >>> least_units(np.array([0x8000, 0x6996])).tolist()
    [1, 3]
    """
    library = _library()
    return np.asarray(library.units[int(skip)][library.class_of[tables]])


def classes() -> list[tuple[int, list[list[int]], list[list[int]]]]:
    """A function of each class, as a 16-bit word, and its least networks: with any wires, layered.

    A unit of a network is its weights, those of the 4 inputs and of the units before it, and its
    threshold.

    >>> word, any_wires, layered = classes()[-1]
    >>> len(classes()), len(any_wires) <= len(layered)
    (222, True)
    """
    with np.load(_FILE, allow_pickle=False) as file:
        words = file["tables"].tolist()
    library = _library()
    return [
        (word, _units_of(library, 1, number), _units_of(library, 0, number))
        for number, word in enumerate(words)
    ]


def _units_of(library: _Library, sense: int, number: int) -> list[list[int]]:
    rows = library.networks[sense, number, : library.units[sense, number]].tolist()
    return [[*row[: MOST_INPUTS + unit], row[-1]] for unit, row in enumerate(rows)]


def least_form(word: int, places: list[int], inner: int) -> list[tuple[list[int], list[int], int]]:
    """The units of a least network of a 16-bit word, output last: reads, weights, threshold.

    `places` are what is read for the inputs, the first of which is the slowest, or -1 for what
    does not matter; the units are read as `inner`, `inner + 1` ...

    >>> least_form(0x6666, [-1, -1, 0, 1], 2)
    [([0, 1], [-1, -1], 0), ([0, 1, 2], [-1, -1, -2], -1)]
    """
    library = _library()
    number = int(library.class_of[word])
    form = library.networks[1, number, : library.units[1, number]]
    return _changed(form, library.changes[library.change_of[word]], places, inner)


def smallest(table: TruthTable, *, skip: bool = True) -> Network:
    """The network with the fewest units for a function of which at most 4 inputs matter.

    Without `skip` wires join neighbouring layers only, and the count is the least among such
    networks. Don't-cares are given the values that need the fewest units, then the smallest
    weights: all completions are compared.

    >>> smallest(TruthTable.from_expression("a ^ b ^ c ^ d")).units
    3
    >>> smallest(TruthTable.from_expression("a ^ b ^ c ^ d"), skip=False).units
    5
    """
    if len(table.outputs) != 1:
        raise SpecificationError(f"one output is needed, got {', '.join(table.outputs)}")
    places, on, dc = _on_inputs_that_matter(table)
    library = _library()
    words = _completions(on, dc, 1 << (MOST_INPUTS - places.count(-1)))
    word = words[np.argmin(library.cost[int(skip)][library.class_of[words]])]
    number = int(library.class_of[word])
    change = library.changes[library.change_of[word]]
    form = library.networks[int(skip), number, : library.units[int(skip), number]]
    construction = "least network of 4 inputs" + ("" if skip else ", no skip wires")
    return _network(table, _changed(form, change, places, len(table.inputs)), construction)


def _network(
    table: TruthTable, units: list[tuple[list[int], list[int], int]], construction: str
) -> Network:
    """One hidden layer and the output, the last of the units."""
    ends = [0, *accumulate(len(reads) for reads, _, _ in units)]
    hidden = len(units) - 1
    return Network.from_arrays(
        inputs=table.inputs,
        outputs=table.outputs,
        indptr=np.array(ends, dtype=np.int64),
        indices=np.array([node for reads, _, _ in units for node in reads], dtype=np.int64),
        weights=np.array([w for _, weights, _ in units for w in weights], dtype=np.int64),
        thresholds=np.array([threshold for _, _, threshold in units], dtype=np.int64),
        layer_starts=np.array([0, hidden, hidden + 1] if hidden else [0, 1], dtype=np.int64),
        output_units=np.array([hidden], dtype=np.int64),
        construction=construction,
        lower_bound=len(units),
    )


def _on_inputs_that_matter(table: TruthTable) -> tuple[list[int], int, int]:
    """Which input stands at each of the 4 places (-1: none), on-rows and free rows over them.

    Beyond 4 inputs, those are dropped where on-rows and free rows agree in the two halves.
    """
    n = len(table.inputs)
    kept = list(range(n))
    if n <= MOST_INPUTS:
        return [-1] * (MOST_INPUTS - n) + kept, int(table.on[0, 0]), int(table.dc[0, 0])
    bits, free = (unpack(a[0], 1 << n).reshape((2,) * n) for a in (table.on, table.dc))
    for i in reversed(range(n)):
        (low, high), (low_free, high_free) = np.moveaxis(bits, i, 0), np.moveaxis(free, i, 0)
        if (low == high).all() and (low_free == high_free).all():
            bits, free = low, low_free
            kept.remove(i)
    if len(kept) > MOST_INPUTS:
        raise LimitError(
            f"{len(kept)} inputs matter; the table of least networks ends at {MOST_INPUTS}: "
            "use logicnet.construction.search.search"
        )
    on, dc = (int(pack(rows.ravel())[0]) for rows in (bits, free))
    return [-1] * (MOST_INPUTS - len(kept)) + kept, on, dc


def _completions(on: int, dc: int, count: int) -> NDArray[np.int64]:
    """The words of all functions of 4 inputs that agree with `count` rows where they matter."""
    words = np.array([on])
    for row in range(count):
        if dc >> row & 1:
            words = np.concatenate([words, words | 1 << row])
    return words * sum(1 << start for start in range(0, _ROWS, count))


def _changed(
    form: NDArray[np.int64],
    change: tuple[tuple[int, ...], tuple[int, ...], int],
    places: list[int],
    inputs: int,
) -> list[tuple[list[int], list[int], int]]:
    """The units of a class network under a change of variables, over the given inputs."""
    moved, negated, complemented = change
    units = []
    for j, row in enumerate(form.tolist()):
        weights, threshold = row[:-1], row[-1]
        reads, signed = [], []
        for i, weight in enumerate(weights):
            if not weight:
                continue
            if i < MOST_INPUTS and negated[i]:
                threshold -= weight
                weight = -weight
            reads.append(places[moved[i]] if i < MOST_INPUTS else inputs + i - MOST_INPUTS)
            signed.append(weight)
        if complemented and j == len(form) - 1:
            signed, threshold = [-w for w in signed], 1 - threshold
        units.append((reads, signed, threshold))
    return units


@lru_cache(maxsize=1)
def _library() -> _Library:
    """The table, spread over all 65536 functions."""
    with np.load(_FILE, allow_pickle=False) as file:
        tables, networks, units = file["tables"], file["networks"], file["units"]
    changes = list(product(permutations(range(MOST_INPUTS)), product((0, 1), repeat=4), (0, 1)))
    digits = np.arange(_ROWS)[:, None] >> np.arange(MOST_INPUTS)[::-1] & 1
    class_of = np.zeros(1 << _ROWS, dtype=np.uint8)
    change_of = np.zeros(1 << _ROWS, dtype=np.uint16)
    bits = unpack(tables.astype(np.uint64)[:, None], _ROWS)
    for k, (moved, negated, complemented) in reversed(list(enumerate(changes))):
        rows = (digits[:, moved] ^ negated) @ (8, 4, 2, 1)
        reached = pack(bits[:, rows] ^ bool(complemented))[:, 0]
        class_of[reached], change_of[reached] = np.arange(len(tables)), k
    weight_sums = np.abs(networks[..., :-1].astype(np.int64)).sum(axis=(2, 3))
    cost = units.astype(np.int64) * 1000 + weight_sums
    return _Library(
        class_of, change_of, changes, networks.astype(np.int64), units.astype(np.int64), cost
    )
