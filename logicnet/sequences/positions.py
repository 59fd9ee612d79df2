"""A unit for each position of an expression, as McCulloch, Pitts and Kleene have them.

A position is held after a letter that it stands for, if one that may come before it was held. With
one input for each letter, of which exactly one is 1, that is one unit: with n positions before it,
weight n for each of its letters, 1 for each position before it, and threshold n + 1. What begins
a word is one more register, which is 1 at first and never again; it is left out where positions
that are held at first, though nothing was read, have just those after them that may come first.

>>> from logicnet.sequences.expressions import read
>>> by_positions(read("a(b|c)*")).units
5
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from logicnet.logic.circuits.sequential import Register
from logicnet.network.network import Network

from .expressions import Positions
from .recurrent import Recurrent

_START = -1


def by_positions(positions: Positions) -> Recurrent:
    """The network of a unit for each position."""
    merged = least_positions(positions)
    count, letters = len(merged.letters), merged.alphabet
    held = _held_at_first(merged)
    before: list[list[int]] = [[] for _ in range(count)]
    for p, after in enumerate(merged.follow):
        for q in after:
            before[q].append(p)
    if held is None:
        for p in merged.first:
            before[p].append(count)
    names = [f"q{p + 1}" for p in range(count)] + ["start"] * (held is None)
    units = []
    for p in range(count):
        reads = [letters.index(letter) for letter in merged.letters[p]]
        most = len(before[p])
        wires = [*reads, *(len(letters) + q for q in before[p])]
        units.append((wires, [most] * len(reads) + [1] * most, most + 1 if most else 1))
    if held is None:
        units.append(([], [], 1))  # never again
    inputs = [*letters, *_apart(names, letters)]
    ends = {f"{name}'": k for k, name in enumerate(inputs[len(letters) :])}
    if len(merged.last) == 1:
        shown = merged.last[0]
    else:
        shown = len(units)
        width = len(inputs)
        units.append(([width + p for p in merged.last], [1] * len(merged.last), 1))
    registers = [
        Register(name, f"{name}'", int(k in (held or ()) or k == count))
        for k, name in enumerate(inputs[len(letters) :])
    ]
    return Recurrent(
        network=Network.from_units(inputs, units, outputs={"accepts": shown, **ends}),
        registers=tuple(registers),
        alphabet=letters,
        codes=np.eye(len(letters), dtype=np.int64),
        empty=merged.empty,
        construction="a unit for each position",
    )


def _apart(names: list[str], letters: tuple[str, ...]) -> list[str]:
    """Names of registers that no letter has."""
    while set(names) & set(letters):
        names = [f"{name}_" for name in names]
    return names


def _held_at_first(positions: Positions) -> tuple[int, ...] | None:
    """Up to two positions after which come just those that may come first."""
    first = set(positions.first)
    fitting = [p for p, after in enumerate(positions.follow) if set(after) <= first]
    for size in (1, 2):
        for chosen in combinations(fitting, size):
            if set().union(*(positions.follow[p] for p in chosen)) == first:
                return chosen
    return () if not first else None


def least_positions(positions: Positions) -> Positions:
    """The same words by fewer positions: those that nothing tells apart are one.

    Two are one where they stand for the same letters, and either the same may come after both (and
    both or none may be last), or the same may come before both (and both or none may be first).
    """
    while True:
        found = _merged(_merged(_useful(positions)), back=True)
        if len(found.letters) == len(positions.letters):
            return found
        positions = found


def _useful(positions: Positions) -> Positions:
    """The positions that some word goes through."""
    count = len(positions.letters)
    forth = _reached(positions.first, positions.follow)
    back: list[list[int]] = [[] for _ in range(count)]
    for p, after in enumerate(positions.follow):
        for q in after:
            back[q].append(p)
    kept = sorted(p for p in forth & _reached(positions.last, back) if positions.letters[p])
    return _renamed(positions, {p: k for k, p in enumerate(kept)}, len(kept))


def _reached(begin: tuple[int, ...], follow: object) -> set[int]:
    found = set(begin)
    waiting = list(begin)
    for p in waiting:
        for q in follow[p]:  # type: ignore[index]
            if q not in found:
                found.add(q)
                waiting.append(q)
    return found


def _merged(positions: Positions, back: bool = False) -> Positions:
    """The positions where those with equal letters and equal sides are one.

    Told apart by refinement: first by letters and ends, then by the classes beside them.
    """
    count = len(positions.letters)
    beside: list[list[int]] = [[] for _ in range(count)]
    for p, after in enumerate(positions.follow):
        for q in after:
            (beside[q] if back else beside[p]).append(p if back else q)
    ends = positions.first if back else positions.last
    signs: list[object] = [(positions.letters[p], p in ends) for p in range(count)]
    kinds = _numbered(signs)
    while True:
        signs = [(kinds[p], tuple(sorted({kinds[q] for q in beside[p]}))) for p in range(count)]
        finer = _numbered(signs)
        if max(finer, default=0) == max(kinds, default=0):
            return _renamed(positions, dict(enumerate(kinds)), max(kinds, default=-1) + 1)
        kinds = finer


def _numbered(signs: list[object]) -> list[int]:
    known: dict[object, int] = {}
    return [known.setdefault(sign, len(known)) for sign in signs]


def _renamed(positions: Positions, place: dict[int, int], count: int) -> Positions:
    """The positions by other numbers, several by one; those without a number are left out."""
    letters: list[tuple[str, ...]] = [()] * count
    follow: list[set[int]] = [set() for _ in range(count)]
    for p, k in place.items():
        letters[k] = positions.letters[p]
        follow[k].update(place[q] for q in positions.follow[p] if q in place)
    return positions._replace(
        letters=tuple(letters),
        first=tuple(sorted({place[p] for p in positions.first if p in place})),
        last=tuple(sorted({place[p] for p in positions.last if p in place})),
        follow=tuple(tuple(sorted(after)) for after in follow),
    )
