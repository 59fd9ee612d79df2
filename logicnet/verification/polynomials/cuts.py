"""Sets of up to three nodes that determine a node, each with the table of it over them.

The table is that of the gates between, so that nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

_MOST = 12  # cuts of a node, small ones first
_WHOLE = 0xFF
_SELF = 0xAA  # the table of the first leaf

Leaves = tuple[int, ...]
Cuts = list[tuple[Leaves, int]]


def cuts_of(inputs: int, first: Sequence[int], second: Sequence[int]) -> list[Cuts]:
    """The cuts of all nodes: leaves in order, and tables of eight rows."""
    found: list[Cuts] = [[((), 0)]]
    found += [[((node,), _SELF)] for node in range(1, 1 + inputs)]
    for node in range(1 + inputs, len(first)):
        own = _joined(found, first[node], second[node])
        found.append([*own[:_MOST], ((node,), _SELF)])
    return found


def _joined(cuts: list[Cuts], a: int, b: int) -> Cuts:
    """Cuts of "a and b" from those of both, without those that contain another."""
    turned = (_WHOLE if a & 1 else 0), (_WHOLE if b & 1 else 0)
    tables: dict[Leaves, int] = {}
    for one, x in cuts[a >> 1]:
        for other, y in cuts[b >> 1]:
            leaves = one if one == other else tuple(sorted({*one, *other}))
            if len(leaves) <= 3 and leaves not in tables:
                p, q = _over(x, one, leaves), _over(y, other, leaves)
                tables[leaves] = (p ^ turned[0]) & (q ^ turned[1])
    kept: Cuts = []
    for leaves, table in sorted(tables.items(), key=lambda cut: len(cut[0])):
        own = set(leaves)
        if not any(own.issuperset(fewer) for fewer, _ in kept):
            kept.append((leaves, table))
    return kept


def _over(table: int, leaves: Leaves, more: Leaves) -> int:
    if leaves == more:
        return table
    return _spread(table, tuple(map(more.index, leaves)))


@lru_cache(maxsize=1 << 14)
def _spread(table: int, places: tuple[int, ...]) -> int:
    """A table where the leaves have other places."""
    found = 0
    for row in range(8):
        own = sum((row >> place & 1) << k for k, place in enumerate(places))
        found |= (table >> own & 1) << row
    return found
