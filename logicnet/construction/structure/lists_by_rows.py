"""Whether outputs of many inputs are decision lists, from rows: literals that decide, one by one.

Where a literal alone makes an output constant, it may be the first rule of a list; with that
literal false, the others are looked at in turn. A list is one unit, or a few where weights are
bounded. Rows are drawn, so that it is a guess that is to be proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft
from logicnet.construction.limits import Limits
from logicnet.construction.numbers.selection import decision_list
from logicnet.ground.bits import ONES, WORD, Words, pack
from logicnet.network.network import Network

_MOST_INPUTS = 512
_HELD = 1 << 57  # weights of which a network holds the sums
_MOST_WORK = 4e8  # of evaluating gates, in words

Rule = tuple[int, bool, int]  # an input, the value of it, and the output there


def decision_lists(
    function: Any, inputs: tuple[str, ...], outputs: tuple[str, ...], limits: Limits
) -> Iterator[Network]:
    """The network of outputs that are all decision lists over the inputs."""
    n = len(inputs)
    if not 16 < n <= _MOST_INPUTS or not hasattr(function, "gates"):
        return
    steps = int(_MOST_WORK / (1 + 2 * n * function.gates))
    drawn = _drawn(n)
    found: dict[str, tuple[list[Rule], int]] = {}
    starts = _constant(function, drawn, {})
    if not (starts >= 0).any(axis=0).all():
        return
    for name in outputs:
        single = function.output(name)
        rules = _rules(single, drawn, steps)
        if rules is None:
            return
        found[name] = rules
    draft = Draft(inputs)
    ends, most = {}, min(limits.max_weight or _HELD, (limits.max_sum or _HELD * n) // n)
    for name, (listed, otherwise) in found.items():
        conditions = [
            (draft.literals[i] if value else 1 - draft.literals[i], end) for i, value, end in listed
        ]
        ends[name] = decision_list(draft, conditions, otherwise, most)
    yield draft.network(ends, "decision lists")


def _rules(function: Any, drawn: Words, steps: int) -> tuple[list[Rule], int] | None:
    """The rules of one output and what it is otherwise, or None where they end too soon."""
    n = len(drawn)
    rules: list[Rule] = []
    fixed: dict[int, bool] = {}
    for _ in range(min(n, steps) + 1):
        ends = _constant(function, drawn, fixed)[:, 0]
        free = [k for k in np.flatnonzero(ends >= 0).tolist() if k >> 1 not in fixed]
        if len(fixed) == n:
            return rules, int(ends[int(fixed[0])])
        last = [k for k in free if k & 1 and ends[k - 1] >= 0]
        if last:  # whatever this input is, the output is known
            return [*rules, (last[0] >> 1, True, int(ends[last[0]]))], int(ends[last[0] - 1])
        if not free:
            return None
        rules += [(k >> 1, bool(k & 1), int(ends[k])) for k in free]
        fixed |= {k >> 1: not k & 1 for k in free}
    return None


def _drawn(n: int) -> Words:
    """Rows of n inputs, words for each literal: half of them ones, down to few, and few zeros."""
    few = np.geomspace(1 / 2, 1 / n, 3 * WORD)
    shares = np.concatenate([few, 1 - few[::3]])
    rng = np.random.default_rng(0)
    words = [pack(rng.random((n, len(shares))) < shares) for _ in range(2 * n)]
    return np.concatenate(words, axis=1)


def _constant(function: Any, drawn: Words, fixed: dict[int, bool]) -> NDArray[np.int64]:
    """What each output seems to be where literal 2 i + value is true, -1 where that varies."""
    n = len(drawn)
    at = drawn.copy()
    for i, value in fixed.items():
        at[i] = ONES if value else 0
    by_literal = at.reshape(n, 2 * n, -1)
    for i in range(n):
        by_literal[i, 2 * i], by_literal[i, 2 * i + 1] = 0, ONES
    on = function.rows(at)[0].reshape(-1, 2 * n, by_literal.shape[2])
    zero, one = (on == 0).all(axis=2), (on == ONES).all(axis=2)
    ends: NDArray[np.int64] = np.where(zero, 0, np.where(one, 1, -1)).T
    return ends
