"""A trained net against what was stated: what it decides, and how surely.

The net's side says for rows what it decides, whether that is sure whatever rounding does, and how
far its outputs are from the level between 0 and 1 (`decided`). A difference counts where the
decision is sure; a row that is not sure is neither equal nor different, and leaves the verdict
unknown. It may also say a threshold network whose values all outputs keep to on every input
(`kept`), which is then judged in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from logicnet.ground.bits import WORD, Words, columns, unpack, words

from .functions.diagrams import diagrams
from .functions.rows import (
    Sides,
    compared,
    interchangeable_rows,
    of_all_rows,
    of_random_rows,
    read_by,
    same_structure,
    undecided,
)
from .judge import Extent
from .verdict import Counterexample, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from logicnet.network.network import Network

_BLOCK = 1 << 9  # words of rows decided at a time
_RANDOM = 1 << 6
_SAMPLES = 1 << 16  # random rows decided unless told otherwise
_MOST_READ = 20  # inputs of which all rows are taken where others are free
_AGREED = "rows were decided as stated"


class DecidedRows(Protocol):
    """What a net decides at packed rows."""

    on: Words
    sure: Words
    margins: NDArray[np.float64]


class KeptNetwork(Protocol):
    """A threshold network near whose values all outputs of a net are."""

    network: Network
    margin: float
    text: str


class Trained(Protocol):
    """The side of a trained net."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def decided(self, at: Words, free: Sequence[int] = ()) -> DecidedRows: ...
    def doubt(self, at: Words, row: int) -> str: ...
    def kept(self) -> KeptNetwork | str: ...


class Seen(NamedTuple):
    """What there is among some rows: a difference, one that is not sure, the least margin."""

    found: tuple[Counterexample, ...] | None = None
    doubt: str | None = None
    margin: float = inf


def seen(sides: Sides, at: Words, free: Sequence[int] = ()) -> Seen:
    """What there is among the rows `at`, inputs by words, whatever the net's `free` inputs are."""
    net: Trained = sides.network  # type: ignore[assignment]
    own = at[sides.places(net.inputs)]
    (on, dc), decided, (mine, theirs) = sides.stated(at), net.decided(own, free), sides.paired()
    matters, sure, rows = ~dc[theirs], decided.sure[mine], WORD * at.shape[1]
    differ = np.bitwise_or.reduce((decided.on[mine] ^ on[theirs]) & sure & matters, axis=0)
    if differ.any():
        return Seen(sides.witnesses(at, differ))
    unsure = np.bitwise_or.reduce(~sure & matters, axis=0)
    if unsure.any():
        return Seen(doubt=net.doubt(own, int(np.argmax(unpack(unsure, rows)))))
    margins = np.where(unpack(matters, rows), decided.margins[mine], inf)
    return Seen(margin=float(margins.min(initial=inf)))


# The ways to a verdict -----------------------------------------------------------------------


def all_decisions(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of all rows, unless there are too many inputs for that."""
    n = len(sides.inputs)
    if n > extent.max_inputs:
        return f"{n} inputs exceed the limit of {extent.max_inputs} for deciding all rows"
    doubt, margin = None, inf
    for block in of_all_rows(sides, extent, seen, _BLOCK, _AGREED):
        if block.found is not None:
            return sides.verdict(block.found, f"all {2**n} rows")
        doubt, margin = doubt or block.doubt, min(margin, block.margin)
    method = f"all {2**n} rows" if n else "the only row"
    if doubt is not None:
        return Verdict(equal=None, method=method, reason=f"{doubt}; no other row is different")
    return Verdict(equal=True, method=method, margin=None if margin == inf else margin)


def intervals(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of the rows of what is stated, the net's other inputs being anything between."""
    stated, net = read_by(sides.specification), sides.network
    read = [k for k, name in enumerate(sides.inputs) if name in stated]
    free = [k for k, name in enumerate(net.inputs) if name not in stated]
    if not free or len(read) > min(extent.max_inputs, _MOST_READ):
        return reason
    step = sides.step(_BLOCK)
    look = partial(_cubes_from, sides, read, free, step)
    blocks, margin = range(0, words(len(read)), step), inf
    for block in extent.looked(look, blocks, WORD * step, 2 ** len(read), _AGREED):
        if block.found is not None:
            return sides.verdict(block.found, "intervals")
        if block.doubt is not None:
            return (
                f"{reason}; intervals of the {len(free)} inputs that are not stated do not decide"
            )
        margin = min(margin, block.margin)
    method = (
        f"intervals: all {2 ** len(read)} rows of the {len(read)} inputs that are stated, "
        f"the other {len(free)} being anything between false and true"
    )
    return Verdict(equal=True, method=method, margin=None if margin == inf else margin)


def _cubes_from(sides: Sides, read: list[int], free: list[int], step: int, start: int) -> Seen:
    stop = min(start + step, words(len(read)))
    at = np.zeros((len(sides.inputs), stop - start), dtype=np.uint64)
    at[read] = columns(len(read), start, stop)
    return seen(sides, at, free)


def kept_network(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict on the threshold network whose values the outputs keep to on every input."""
    kept = sides.network.kept()  # type: ignore[union-attr]
    if isinstance(kept, str):
        return f"{reason}; {kept}" if reason else kept
    instead = compared(kept.network, sides.specification)
    found: Verdict | str = reason
    for judge in (same_structure, interchangeable_rows, diagrams):
        if isinstance(found, str):
            found = judge(instead, extent, found)
    if isinstance(found, str) or not found.equal:
        return found
    return replace(
        found, method=f"{found.method} of its threshold network, {kept.text}", margin=kept.margin
    )


def random_decisions(sides: Sides, extent: Extent, reason: str) -> Verdict:
    """A row at random that the net decides otherwise; else the verdict is unknown."""
    samples = extent.samples or _SAMPLES
    for block in of_random_rows(sides, extent, seen, samples, _RANDOM, _AGREED):
        if block.found is not None:
            return sides.verdict(block.found, "random rows")
    agreed = f"no surely decided one of {samples} random rows differs, which proves nothing"
    return undecided(agreed, reason)
