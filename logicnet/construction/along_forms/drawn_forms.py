"""Whole linear forms on which functions of too many inputs for a table seem to depend.

As in `differences`, but rows are drawn: what changes no output at any of them when two or three
inputs are flipped together is taken for an equation of the weights. Inputs of equal or opposite
weights form classes first, so that three of them are looked at once for each three classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .differences import Cost, KnownRows, Relation, Weights, best, consistent, plain, solutions
from .drawn_rows import DrawnRows, Rows

_MOST_FREE = 24  # weights of which no equation tells
_SEEN = 6  # rows that tell much and must agree
_MOST_LISTED = 40  # inputs that may be the digits of one number
_RARE = 16  # rows for a change along a form at the least
_MORE = 32  # changes, and twice as many, than those of the form with fewest
_LIKELY = 16  # forms of one set of equations that are looked at
_AGAIN = 12  # forms from the same equations
_SCORED = 4096  # rows of those met last, by which forms are compared
_WALKED = 48  # steps along equations
_MOST_APART = 4  # inputs in classes of others up to which one is taken out
_TELLING = 4  # of the inputs, as a part of which those are that change the value at such a row


class Classes(NamedTuple):
    """Inputs of equal or opposite weights: the class of each, and whether its weight is turned."""

    of: NDArray[np.int64]
    sign: NDArray[np.int64]
    members: list[list[int]]

    def weights(self, each: Weights) -> Weights:
        """The weights of the inputs, from those of the classes."""
        own = np.array([*each, 0], dtype=np.int64)
        return tuple((own[self.of] * self.sign).tolist())


def drawn_forms(drawn: DrawnRows, doubt: bool = False) -> Iterator[Weights]:
    """Forms that no row contradicts that was drawn, those that are likely first.

    With `doubt` those for which one equation of two inputs is left out: it may hold though the
    function is of a form for which it does not, as where a range is narrow.

    >>> from logicnet.ground.budget import Budget
    >>> from logicnet.logic.numbers import Numbers
    >>> near = Numbers({"a": 9, "b": 9}, {"y": 1}, lambda a, b: abs(a - b) <= 3)
    >>> drawn = DrawnRows(near, Budget())
    >>> drawn.begin(), [abs(weight) for weight in next(drawn_forms(drawn))][:10]
    (True, [1, 2, 4, 8, 16, 32, 64, 128, 256, 1])
    """
    stated = _stated(drawn.function)
    if stated is not None:
        yield from () if doubt else [stated]
        return
    rows, told, visited = drawn.led()
    visited = np.concatenate([visited, drawn.wandered(rows)])
    more = _Flips(drawn, visited, np.ones(len(visited), dtype=bool))
    flips = _Flips(drawn, rows, told * _TELLING >= len(drawn.inputs), more)
    classes, known = _classes(flips), set[Weights]()
    for some in _doubted(classes) if doubt else [classes]:
        yield from _of_classes(drawn, flips, some, known)


def _of_classes(
    drawn: DrawnRows, flips: _Flips, classes: Classes, known: set[Weights]
) -> Iterator[Weights]:
    """Forms in which inputs of a class have equal or opposite weights."""
    relations = _relations(flips, classes)
    bases: dict[tuple[Weights, ...], None] = {}
    for some in consistent(relations, known, drawn.budget.seed):
        basis = tuple(classes.weights(each) for each in solutions([], some, len(classes.members)))
        if not 0 < len(basis) <= _MOST_FREE or basis in bases:
            continue
        bases[basis] = None
        costs = plain(basis, _told(drawn), drawn.budget)
        costs = [one for one in costs if _is_likely(one[0], drawn)]
        few = min((cost[1] for cost, _ in costs), default=0)
        likely = [found for cost, found in costs if cost[1] <= 2 * few + _MORE]
        for found in likely[:_LIKELY]:
            if found not in known:
                known.add(found)
                yield found
        if drawn.budget.over():
            return
    for basis in bases:
        for _ in range(_AGAIN):  # with what was met meanwhile
            cost, found = best(basis, _told(drawn), drawn.budget)
            if not _is_likely(cost, drawn) or found in known or drawn.budget.over():
                break
            known.add(found)
            yield found


def _told(drawn: DrawnRows) -> KnownRows:
    values = drawn.values[:, -_SCORED:]
    return KnownRows.of_rows(drawn.rows[-_SCORED:], values > 0, values != 0)


def _is_likely(cost: Cost, drawn: DrawnRows) -> bool:
    """Whether no two rows clash, and a form has far fewer changes than there are rows."""
    return not cost[0] and cost[1] * _RARE <= drawn.values.size


def _stated(function: Any) -> Weights | None:
    """The form that a function says it depends on."""
    stated = getattr(function, "weight_of", None)
    weights = None if stated is None else stated()
    return None if weights is None else tuple(weights[name] for name in function.inputs)


def listed(drawn: DrawnRows) -> Iterator[Weights]:
    """The number that the inputs are, in the order in which they are listed."""
    n = len(drawn.inputs)
    if n <= _MOST_LISTED:
        digits = tuple(1 << i for i in range(n))
        yield digits
        yield digits[::-1]


class _Flips:
    """What changes where some inputs are flipped, all at once, at the rows."""

    def __init__(
        self, drawn: DrawnRows, rows: Rows, telling: NDArray[np.bool_], more: _Flips | None = None
    ) -> None:
        self.drawn, self.rows, self.telling = drawn, rows, telling
        self.before, self.more = drawn.at(rows), more

    def held(self, sets: Sequence[Sequence[int]]) -> list[dict[tuple[int, ...], int]]:
        """The same for those that hold at more rows as well, and at rows that these lead to.

        An equation that holds nearly leads, a step at a time, to where it does not.
        """
        found = list(self._held(sets))
        for stage in (self.more, None) if self.more is not None else ():
            again = [own for own, signs in zip(sets, found, strict=True) if signs]
            flips = stage or self._walked(again)
            sure = iter(list(flips.held(again)))
            for signs in filter(None, found):
                kept = next(sure)
                for each in [each for each in signs if each not in kept]:
                    del signs[each]
        return found

    def _walked(self, sets: Sequence[Sequence[int]]) -> _Flips:
        """Rows to which steps lead that change no output."""
        rows, values, met = self.rows[self.telling], self.before[:, self.telling], [self.rows]
        for _ in range(_WALKED if sets else 0):
            moved = rows.copy()
            for row, k in zip(moved, self.drawn.rng.integers(0, len(sets), len(rows)), strict=True):
                row[list(sets[k])] ^= True
            same = (self.drawn.at(moved) == values).all(axis=0)
            rows[same] = moved[same]
            met.append(moved[same])
        walked = np.concatenate(met)
        return _Flips(self.drawn, walked, np.ones(len(walked), dtype=bool))

    def _held(self, sets: Sequence[Sequence[int]]) -> Iterator[dict[tuple[int, ...], int]]:
        """For each set of inputs the signs of the equations that hold, the first sign being 1.

        With them goes the number of rows that tell much and agree.
        """
        step = max(1, (1 << 18) // len(self.rows))
        for start in range(0, len(sets), step):
            chosen = np.array(sets[start : start + step])
            masks = np.zeros((len(chosen), self.rows.shape[1]), dtype=bool)
            masks[np.arange(len(chosen))[:, None], chosen] = True
            moved = (self.rows ^ masks[:, None]).reshape(-1, self.rows.shape[1])
            after = self.drawn.at(moved).reshape(-1, len(chosen), len(self.rows))
            changed = (after * self.before[:, None] < 0).any(axis=0)
            for own, each in zip(chosen, np.asarray(changed), strict=True):
                bits = self.rows[:, own]
                code = (bits[:, 1:] ^ bits[:, :1]) @ (1 << np.arange(len(own) - 1))
                size = 1 << len(own) - 1
                seen = np.bincount(code[self.telling], minlength=size)
                wrong = np.bincount(code[each], minlength=size)
                found = np.flatnonzero((seen >= _SEEN) & (wrong == 0)).tolist()
                yield {(1, *(-1 if k >> i & 1 else 1 for i in range(len(own) - 1))): int(seen[k])
                       for k in found}  # fmt: skip


def _classes(flips: _Flips) -> Classes:
    n = flips.rows.shape[1]
    of, sign = np.full(n, -1), np.ones(n, dtype=np.int64)
    idle = {i for i, held in enumerate(flips.held([[i] for i in range(n)])) if held}
    pairs = [pair for pair in combinations(range(n), 2) if not idle & set(pair)]
    equal = dict(zip(pairs, flips.held(pairs), strict=True)) if pairs else {}
    members: list[list[int]] = []
    for i in (i for i in range(n) if i not in idle):
        if of[i] < 0:
            of[i] = len(members)
            members.append([i])
        for j in range(i + 1, n):
            held = equal.get((i, j))
            if held and of[j] < 0:
                # flipping both of unlike inputs moves by their difference, else by their sum
                same = (1, -1) in held
                of[j], sign[j] = of[i], sign[i] if same else -sign[i]
                members[of[i]].append(j)
    return Classes(of, sign, members)


def _doubted(classes: Classes) -> Iterator[Classes]:
    """The same with one input in a class of its own; only where few are of any other."""
    shared = [i for members in classes.members if len(members) > 1 for i in members[1:]]
    for i in shared if len(shared) <= _MOST_APART else []:
        of = classes.of.copy()
        of[i] = len(classes.members)
        rest = [[j for j in members if j != i] for members in classes.members]
        yield Classes(of, classes.sign, [*rest, [i]])


def _relations(flips: _Flips, classes: Classes) -> list[Relation]:
    """Equations of three inputs, as those of their classes, those that most rows agree on first."""
    groups, rng = classes.members, np.random.default_rng(flips.drawn.budget.seed)
    sets = [[int(rng.choice(groups[c])) for c in three]
            for three in combinations(range(len(groups)), 3)]  # fmt: skip
    for twice, group in enumerate(groups):
        if len(group) > 1:
            for other in range(len(groups)):
                if other != twice:
                    pair = rng.choice(group, 2, replace=False).tolist()
                    sets.append([*pair, int(rng.choice(groups[other]))])
    found: list[tuple[int, Relation]] = []
    for own, held in zip(sets, flips.held(sets), strict=True):
        for signs, seen in held.items():
            factors: dict[int, int] = {}
            for i, s in zip(own, signs, strict=True):
                place = int(classes.of[i])
                factors[place] = factors.get(place, 0) + s * int(classes.sign[i])
            relation = tuple((c, f) for c, f in factors.items() if f)
            if len(relation) > 1:
                found.append((seen, relation))
    found.sort(key=lambda one: -one[0])
    return [relation for _, relation in found]
