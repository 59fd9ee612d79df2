"""Lower bounds on the units of a network, proven.

One unit computes the threshold functions and nothing else. Fixing inputs of a network gives a
network for the cofactor, with no more units and no wire over a layer that was not there, so no
function needs fewer units than its cofactors of 4 inputs, whose least counts are known
(`least_networks`). Whether two units compute a function of 5 inputs is decided exactly
(`two_units`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.recognition import inputs_that_matter
from logicnet.ground.bits import pack
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.one_unit.threshold import threshold_of

from .least_networks import MOST_INPUTS as LIBRARY_INPUTS
from .least_networks import least_units, smallest
from .two_units import INPUTS as EXACT_PAIRS
from .two_units import two_units

Mask = NDArray[np.bool_]


def lower_bound(table: TruthTable, *, skip: bool = True) -> int:
    """A number of units below which no network computes the one output of `table`.

    Without `skip`: no network with wires between neighbouring layers only.

    >>> lower_bound(TruthTable.from_expression("a ^ b ^ c ^ d ^ e"))
    3
    """
    kept, on, dc = inputs_that_matter(table)
    n = len(kept)
    if threshold_of(pack(on), pack(dc), n) is not None:
        return 1
    if n <= LIBRARY_INPUTS:
        return smallest(table, skip=skip).units
    if dc.any():
        return 2 if skip else 3
    most = int(max(least_units(words, skip).max() for words in _cofactors(on, n)))
    if skip and most == 2 and n == EXACT_PAIRS and two_units(on) is None:
        return 3
    return max(most, 2 if skip else 3)


def lower_bound_of_outputs(table: TruthTable, *, skip: bool = True) -> int:
    """A number of units below which no network computes all outputs of `table`.

    Outputs of which any two differ take a unit each. The first of these units is, with those before
    it, a network for its output alone, and none of those before it is another's. Without `skip`
    all outputs are in the last layer, so that none is among the units before any other.

    >>> table = TruthTable.from_expression({"p": "a ^ b", "q": "a | b"})
    >>> lower_bound_of_outputs(table), lower_bound_of_outputs(table, skip=False)
    (2, 4)
    """
    alone = [lower_bound(table.output(name), skip=skip) for name in table.outputs]
    apart = outputs_apart(table)
    first = min(alone[k] for k in apart) if skip else max(alone)
    return max(max(alone), len(apart) - 1 + first)


def outputs_apart(table: TruthTable) -> list[int]:
    """Outputs, by number, of which any two differ at some row: no unit is two of them.

    >>> outputs_apart(TruthTable.from_string({"p": "01", "q": "01", "r": "10", "s": "1-"}))
    [0, 2]
    """
    if not table.dc.any():
        return sorted(np.unique(table.on, axis=0, return_index=True)[1].tolist())
    apart: list[int] = []
    for k, (on, dc) in enumerate(zip(table.on, table.dc, strict=True)):
        if all(((on ^ table.on[j]) & ~dc & ~table.dc[j]).any() for j in apart):
            apart.append(k)
    return apart


def _cofactors(on: Mask, n: int) -> Iterator[NDArray[np.int64]]:
    """The words of all cofactors of 4 inputs, for each choice of these."""
    cube = on.reshape((2,) * n)
    for chosen in combinations(range(n), LIBRARY_INPUTS):
        moved = np.moveaxis(cube, chosen, range(n - LIBRARY_INPUTS, n))
        yield pack(moved.reshape(-1, 1 << LIBRARY_INPUTS))[:, 0].astype(np.int64)
