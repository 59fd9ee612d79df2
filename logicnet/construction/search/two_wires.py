"""The least networks of units with two wires, for functions of up to three inputs.

A unit that reads two values computes an And of them, each perhaps negated, or the complement of
one; who reads the unit may negate it. So up to complements there are four units a pair of
values, and sets of units are enumerated by size: the first set from which the function is one
more unit is least. Up to six units are looked at, which every function of three inputs meets.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form

MOST_INPUTS = 3
_MOST_SHARED = 5  # units beside the last
_ALL = 255
_AXES = (0xF0, 0xCC, 0xAA)  # bit r is the value of the input on row r

Step = tuple[int, int, int]  # the unit's function, and the two that it is the And of


def narrow(draft: Draft, on: NDArray[np.bool_]) -> Form | None:
    """The function with the fewest units of two wires, or None beyond the units looked at.

    >>> draft = Draft("abc")
    >>> cube = np.array([0, 0, 0, 0, 0, 1, 1, 1], dtype=bool).reshape(2, 2, 2)   # a & (b | c)
    >>> value = narrow(draft, cube)
    >>> draft.units
    2
    """
    cube = np.broadcast_to(
        on.reshape(
            (1,) * (MOST_INPUTS - on.ndim) + on.shape,
        ),
        (2, 2, 2),
    )
    target = sum(int(bit) << row for row, bit in enumerate(cube.ravel()))
    steps = _steps(min(target, _ALL ^ target))
    if steps is None:
        return None
    known: dict[int, Form] = dict(zip(_AXES[MOST_INPUTS - on.ndim :], draft.literals, strict=True))
    known |= {_ALL ^ word: 1 - form for word, form in known.items()}
    for word, left, right in steps:
        form = draft.fires(known[left] + known[right], 2)
        known |= {word: form, _ALL ^ word: 1 - form}
    return known[target]


@cache
def _steps(target: int) -> tuple[Step, ...] | None:
    """The units, in order, whose last computes the target or its complement."""
    sets: dict[frozenset[int], tuple[Step, ...]] = {frozenset(): ()}
    for size in range(_MOST_SHARED + 1):
        larger: dict[frozenset[int], tuple[Step, ...]] = {}
        for made, steps in sets.items():
            for step in _next(made):
                if target in (step[0], _ALL ^ step[0]):
                    return (*steps, step)
                if size < _MOST_SHARED:
                    larger.setdefault(made | {min(step[0], _ALL ^ step[0])}, (*steps, step))
        sets = larger
    return None


def _next(made: frozenset[int]) -> Iterator[Step]:
    """The units that read two of the inputs and the values made, up to complements."""
    values = [*_AXES, *made]
    have = {min(v, _ALL ^ v) for v in values} | {0}
    for x, y in combinations(values, 2):
        for left, right in product((x, _ALL ^ x), (y, _ALL ^ y)):
            word = left & right
            if min(word, _ALL ^ word) not in have:
                yield word, left, right
