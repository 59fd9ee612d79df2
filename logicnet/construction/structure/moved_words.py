"""Outputs that are inputs, moved by others: rotators and shifters of any size, from rows.

Where one of the inputs s that select is true, output j is what output g(j) would be, else what it
is without s. So an output is a form F that is positive where it is true, at most H then and at
least L where it is not, and one more selecting input takes one more unit an output::

    h = [F_g + H s >= H + 1]        F' = (1 + H - L) h + F - H s

and nothing is made of F until the end: eight units an output for seven selecting inputs, where
choosing one by one would take fourteen. Rows are drawn, so that it is a guess to be proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from logicnet.construction.draft import Draft, Form
from logicnet.construction.limits import Limits
from logicnet.ground.bits import ONES, Words
from logicnet.network.network import Network

_LEAST_OUTPUTS, _MOST_INPUTS, _MOST_SELECTING = 4, 1024, 10
_MOST_WORK = 2e7  # of evaluating gates, in words
_NONE = -1  # an output that is false

Moves = Sequence[int]  # for each output a data input or another output, or none


class Moved(NamedTuple):
    """The value of an output: true where the form is positive, and how far it then goes."""

    form: Form
    high: int = 1
    low: int = 0


def moved_words(
    function: Any, inputs: tuple[str, ...], outputs: tuple[str, ...], limits: Limits
) -> Iterator[Network]:
    """The network of outputs each of which is an input that other inputs select."""
    n, m = len(inputs), len(outputs)
    if m < _LEAST_OUTPUTS or not 16 < n <= _MOST_INPUTS or (limits.max_weight or 2) < 2:
        return
    work = (n + 1) * getattr(function, "gates", _MOST_WORK)
    if (limits.max_fan_in or 3) < 3 or work > _MOST_WORK:
        return
    selecting = _selecting(function, n, m)
    if selecting is None:
        return
    first, stages = _stages(function, n, selecting) or (None, [])
    if first is None or not _agrees(function, n, selecting, first, stages):
        return
    draft = Draft(inputs)
    values = [Moved(draft.literals[k]) if k >= 0 else Moved(Form({})) for k in first]
    for select, moves in zip(selecting, stages, strict=True):
        values = _selected(draft, draft.literals[select], values, moves, limits)
    ends = {name: draft.fires(value.form, 1) for name, value in zip(outputs, values, strict=True)}
    yield draft.network(ends, "moved words")


def _selected(
    draft: Draft, select: Form, values: list[Moved], moves: Moves, limits: Limits
) -> list[Moved]:
    """Outputs as they are where `select` is false, moved where it is true."""
    most, reads = limits.max_weight or 1 << 40, limits.max_fan_in or 1 << 40
    found = []
    for value in values:
        wide = len(value.form.terms) + 2 > reads
        if wide or 1 + value.high - value.low > most:
            value = Moved(draft.fires(value.form, 1))
        found.append(value)
    taken = [None if k == _NONE else _both(draft, select, found[k]) for k in moves]
    for place, (value, unit) in enumerate(zip(found, taken, strict=True)):
        form, high, low = value
        if unit is None or moves[place] != place:
            more = Form({}) if unit is None else unit * (1 + high - low)
            top = high if unit is None else 1 + high - low
            found[place] = Moved(form + more - select * high, top, low - high)
    return found


def _both(draft: Draft, select: Form, value: Moved) -> Form:
    return draft.fires(value.form + select * value.high, value.high + 1)


def _selecting(function: Any, n: int, m: int) -> list[int] | None:
    """The inputs that change several outputs at once, if they are few and no fewer change one."""
    base = np.random.default_rng(0).integers(0, 2**64, n, dtype=np.uint64)
    at = np.repeat(base[:, None], n + 1, axis=1)
    at[np.arange(n), np.arange(n)] ^= ONES
    on, dc = function.rows(at)
    if dc.any():
        return None
    changed = np.unpackbits((on[:, :-1] ^ on[:, -1:]).view(np.uint8).reshape(m, n, 8), axis=2)
    found = np.flatnonzero(changed.sum(axis=0).max(axis=1) > 1).tolist()
    return found if 0 < len(found) <= _MOST_SELECTING else None


def _sources(function: Any, n: int, selected: dict[int, bool]) -> list[int] | None:
    """The input that each output is, with these inputs fixed."""
    at = np.random.default_rng(1).integers(1, 2**63, n, dtype=np.uint64)
    for k, value in selected.items():
        at[k] = ONES if value else 0
    known = {int(at[k]): k for k in range(n) if k not in selected} | {0: _NONE}
    on: Words = function.rows(at[:, None])[0][:, 0]
    found = [known.get(int(word)) for word in on]
    return None if None in found else [k for k in found if k is not None]


def _stages(
    function: Any, n: int, selecting: list[int]
) -> tuple[list[int], list[list[int]]] | None:  # fmt: skip
    """The input that each output is where nothing is selected, and where each output moves."""
    first = _sources(function, n, dict.fromkeys(selecting, False))
    if first is None or len(set(first)) < len(first):
        return None
    places = {source: place for place, source in enumerate(first)} | {_NONE: _NONE}
    stages = []
    for select in selecting:
        moved = _sources(function, n, dict.fromkeys(selecting, False) | {select: True})
        if moved is None or not places.keys() >= set(moved):
            return None
        stages.append([places[source] for source in moved])
    return first, stages


def _agrees(
    function: Any, n: int, selecting: list[int], first: list[int], stages: list[list[int]]
) -> bool:
    """Whether some selections move outputs as one stage after another does."""
    draws = np.random.default_rng(2).random((16, len(selecting))) < 0.5
    for chosen in [np.ones(len(selecting), np.bool_), *draws]:
        expected = [*first]
        for moves, on in zip(stages, chosen.tolist(), strict=True):
            if on:
                expected = [_NONE if k == _NONE else expected[k] for k in moves]
        if _sources(function, n, dict(zip(selecting, chosen.tolist(), strict=True))) != expected:
            return False
    return True
