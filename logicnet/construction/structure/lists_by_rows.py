"""Whether outputs of many inputs are decision lists, from rows: literals that decide, one by one.

Where a literal alone makes an output constant, it may be the first rule of a list; with that
literal false, the others are looked at in turn. A list is one unit, or a few where weights are
bounded. Rows are drawn, so that it is a guess that is to be proven.

A list is shorter where other outputs are read: while one of these is true, it moves the threshold,
once by all that lower rules add up to, so that the rule at which it becomes true needs no weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form, total
from logicnet.construction.limits import Limits
from logicnet.construction.numbers.selection import decision_list
from logicnet.ground.bits import ONES, WORD, Words, pack
from logicnet.network.network import Network

_MOST_INPUTS = 512
_HELD = 1 << 57  # weights of which a network holds the sums
_MOST_SUM = 1 << 61  # of the weights of a unit that reads other outputs
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
    most = min(limits.max_weight or _HELD, (limits.max_sum or _HELD * n) // n)
    for read_others in (False, True):
        made = _Lists(inputs, most)
        for name, (listed, otherwise) in sorted(found.items(), key=lambda one: made.size(*one[1])):
            made.add(name, listed, otherwise, read_others)
        if made.shorter or not read_others:
            ends = {name: made.ends[name] for name in outputs}
            yield made.draft.network(ends, "decision lists")


class _Lists:
    """Units of decision lists in a draft."""

    def __init__(self, inputs: tuple[str, ...], most: int) -> None:
        self.draft, self.most = Draft(inputs), most
        self.ends: dict[str, Form] = {}
        self.single: list[tuple[Form, list[Rule]]] = []  # lists that are a unit, else false
        self.shorter = False  # whether a list is one unit as it reads others

    def size(self, rules: list[Rule], otherwise: int) -> int:
        """The units that a list takes."""
        draft = Draft(self.draft.inputs)
        decision_list(draft, self._conditions(draft, rules), otherwise, self.most)
        return draft.units

    def add(self, name: str, rules: list[Rule], otherwise: int, read_others: bool) -> None:
        """Make an output, which may read those that are there."""
        single, found = self.size(rules, otherwise) <= 1, None
        if read_others and not (single or otherwise):
            found = self._reading_others(rules)
        if found is not None:
            single = self.shorter = True
        else:
            conditions = self._conditions(self.draft, rules)
            found = decision_list(self.draft, conditions, otherwise, self.most)
        self.ends[name] = found
        if single and not otherwise:
            self.single.append((found, rules))

    def _conditions(self, draft: Draft, rules: list[Rule]) -> list[tuple[Form, int]]:
        literals = draft.literals
        return [(literals[i] if value else 1 - literals[i], end) for i, value, end in rules]

    def _reading_others(self, rules: list[Rule]) -> Form | None:
        """The list as one unit, None where weights would be too large."""
        others = [(form, values) for form, own in self.single if (values := _values(own, rules))]
        moves: dict[int, int] = {}
        below: list[Form] = []
        least = greatest = 0
        for place, (condition, end) in reversed([*enumerate(self._conditions(self.draft, rules))]):
            true = [k for k, (_, values) in enumerate(others) if values[place]]
            at = 1 + sum(moves.get(k, 0) for k in true)
            for k in true:
                if k not in moves:
                    moves[k] = 0 if end else max(0, greatest + 1 - at)
                    at += moves[k]
            weight = max(0, at - least if end else greatest + 1 - at)
            if weight:
                below.append(condition * (weight if end else -weight))
            greatest += weight if end else 0
            least -= 0 if end else weight
        form = total([*below, *(others[k][0] * -move for k, move in moves.items())])
        sizes = [abs(weight) for weight in form.terms.values()]
        if max(sizes, default=0) > self.most or sum(sizes) > _MOST_SUM:
            return None
        return self.draft.fires(form, 1)


def _values(own: list[Rule], rules: list[Rule]) -> list[int] | None:
    """What a list, else false, is where each of other rules is the first that holds.

    None where that varies, or it is true where none of them holds.
    """
    known: dict[int, bool] = {}
    found: list[int] = []
    for i, value, _ in [*rules, (-1, False, 0)]:
        ends = set()
        for j, needed, end in own:
            fixed = value if j == i else known.get(j)
            if fixed is None or fixed == needed:
                ends.add(end)
            if fixed == needed:
                break
        else:
            ends.add(0)
        if len(ends) != 1:
            return None
        found += ends
        known[i] = not value
    return None if found.pop() else found


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
