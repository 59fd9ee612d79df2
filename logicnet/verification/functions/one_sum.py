"""A network that reads the inputs through one sum is followed along it, unit by unit.

Let S be a sum of the inputs, each times a whole number, such as the number that the inputs are the
digits of. Where all units read the inputs as multiples of S, their values depend on S alone, and
each changes at some places. Between two places where a unit it reads changes, a unit is ``c S + b
>= t`` for one b, so it changes there once at the most. So all outputs are known along S without a
look at any row; each row of the specification is then compared with what they are at its sum.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import WORD, Words, columns, pack, unpack, words
from logicnet.ground.workers.parallel import first_found
from logicnet.network.network import Network
from logicnet.network.sums import Sums, whole_sums
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict

from .rows import Sides

if TYPE_CHECKING:
    from .rows import Witnesses

_AGREED = "rows had agreed"
_FEW = 1 << 28  # rows times wires up to which all rows are soon compared
_MOST = 1 << 24  # places of one unit
_LARGEST = 1 << 61  # of what is added up
_BLOCK = 1 << 12  # words compared at a time
_STEP = 100.0  # work of one place

Whole = NDArray[np.int64]


class NodeCourse(NamedTuple):
    """The values of a node along the sum: that of the least, and where it changes."""

    first: bool
    places: Whole

    def at(self, sums: Whole) -> NDArray[np.bool_]:
        """The values at some sums."""
        passed = self.places.searchsorted(sums, side="right")
        return np.asarray((passed & 1 > 0) ^ self.first)


def one_sum(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of a network of many wires that reads the inputs through one sum."""
    network, n = sides.network, len(sides.inputs)
    if not isinstance(network, Network) or n > extent.max_inputs or network.wires << n <= _FEW:
        return reason
    courses = followed(network, extent)
    if courses is None:
        return reason
    weights, outputs = courses
    look = partial(_differing, sides, weights, [outputs[k] for k in sides.paired()[0]])
    blocks = range(0, words(n), _BLOCK)
    found = first_found(extent.looked(look, blocks, WORD * _BLOCK, 2**n, _AGREED))
    return sides.verdict(found, f"all {2**n} rows")


def _differing(
    sides: Sides, weights: Whole, outputs: list[NodeCourse], start: int
) -> Witnesses | None:
    """The first rows of a block of words at which the specification is otherwise."""
    n = len(sides.inputs)
    at = columns(n, start, min(start + _BLOCK, words(n)))
    sums = np.zeros(WORD * at.shape[1], dtype=np.int64)
    for column, weight in zip(
        at[sides.places(sides.network.inputs)], weights.tolist(), strict=True
    ):
        if weight:
            sums += weight * unpack(column, len(sums))
    on, dc = sides.stated(at)
    differ: Words = np.zeros(at.shape[1], dtype=np.uint64)
    for course, theirs in zip(outputs, sides.paired()[1], strict=True):
        differ |= (pack(course.at(sums)) ^ on[theirs]) & ~dc[theirs]
    return sides.witnesses(at, differ) if differ.any() else None


def followed(network: Network, extent: Extent) -> tuple[Whole, list[NodeCourse]] | None:
    """The weights of the inputs in the sum, and the outputs along it; None where there is none.

    >>> net = Network.from_units("ab", [([0, 1], [2, 1], 2), ([0, 1, 2], [2, 1, -2], 1)])
    >>> weights, (course,) = followed(net, Extent())
    >>> weights.tolist(), course.first, course.places.tolist()
    ([2, 1], False, [1, 2, 3])
    """
    sums, n = whole_sums(network), len(network.inputs)
    total = _summed(sums, n, network.output_units) if sums.fit_words else None
    if total is None:
        return None
    sources, weights, times = total
    low, high = int(weights[weights < 0].sum()), int(weights[weights > 0].sum())
    largest = np.abs(times).max(initial=0) * max(-low, high) + np.abs(sums.weights).sum(dtype=float)
    if largest > _LARGEST:
        return None
    known: list[NodeCourse] = []
    for unit, threshold in enumerate(sums.thresholds.tolist()):
        part = slice(sums.indptr[unit], sums.indptr[unit + 1])
        units = sources[part] >= n
        read = [known[k - n] for k in sources[part][units].tolist()]
        size = sum(len(each.places) for each in read)
        if size > _MOST:
            return None
        extent.budget.tick(_STEP * (size + 1))
        base, places, steps = _added(read, sums.weights[part][units], low)
        known.append(_fires(int(times[unit]), base, places, steps, threshold, low, high))
    return weights, [known[k] for k in network.output_units.tolist()]


def _summed(sums: Sums, n: int, outputs: Whole) -> tuple[Whole, Whole, Whole] | None:
    """What each wire reads, weights of the inputs in the sum, and how often each unit reads it.

    None where a unit reads the inputs otherwise. A relay stands for the input that it repeats.
    """
    nodes = np.arange(n + len(sums.thresholds))
    single = np.diff(sums.indptr) == 1
    single[outputs] = False
    for unit in np.flatnonzero(single).tolist():
        wire = sums.indptr[unit]
        source, weight = nodes[sums.indices[wire]], sums.weights[wire]
        if source < n and 0 < sums.thresholds[unit] <= weight:
            nodes[n + unit] = source
    sources = nodes[sums.indices]
    weights, times = np.zeros(n, dtype=np.int64), np.zeros(len(sums.thresholds), dtype=np.int64)
    for unit in np.flatnonzero(nodes[n:] >= n).tolist():
        part = slice(sums.indptr[unit], sums.indptr[unit + 1])
        inputs = sources[part] < n
        own = np.zeros(n, dtype=np.int64)
        np.add.at(own, sources[part][inputs], sums.weights[part][inputs])
        if own.any() and not weights.any():
            weights = own // np.gcd.reduce(own)
        place = int(np.abs(weights).argmax()) if n else 0
        times[unit] = own[place] // weights[place] if weights.any() else 0
        if (own != times[unit] * weights).any():
            return None
    return sources, weights, times


def _added(read: list[NodeCourse], weights: Whole, low: int) -> tuple[int, Whole, Whole]:
    """What courses add up to: at the least sum, where that changes, and by how much."""
    base = sum(int(w) for course, w in zip(read, weights, strict=True) if course.first)
    places = np.concatenate([np.zeros(0, dtype=np.int64), *(course.places for course in read)])
    steps = [
        w * (1 - 2 * ((np.arange(len(course.places)) + course.first) & 1))
        for course, w in zip(read, weights.tolist(), strict=True)
    ]
    order = np.argsort(places, kind="stable")
    return base, places[order], np.concatenate([places[:0], *steps])[order]


def _fires(
    times: int, base: int, places: Whole, steps: Whole, least: int, low: int, high: int
) -> NodeCourse:
    """A unit along the sum: whether ``times * sum + base``, moved at places, is `least` or more."""
    last = np.append(np.diff(places) > 0, True) if len(places) else np.zeros(0, dtype=bool)
    starts = np.concatenate([[low], places[last]])
    needed = least - base - np.concatenate([[0], np.cumsum(steps)[last]])  # of the sum alone
    ends = np.append(starts[1:], high + 1)
    if times > 0:
        changes = np.clip(-(-needed // times), starts, ends)
        fires = changes <= starts
    elif times < 0:
        changes = np.clip(needed // times + 1, starts, ends)
        fires = changes > starts
    else:
        changes, fires = starts, needed <= 0
    inside = (changes > starts) & (changes < ends)
    at = np.stack([starts, np.where(inside, changes, starts)], axis=1).ravel()
    values = np.stack([fires, fires ^ inside], axis=1).ravel()
    return NodeCourse(bool(values[0]), at[1:][values[1:] != values[:-1]])
