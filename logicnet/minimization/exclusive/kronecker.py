"""Pseudo-Kronecker forms, which a search for exclusive sums begins with.

Each function is expanded by its first input in the cheapest of three ways, ~x f0 ^ x f1,
f0 ^ x (f0 ^ f1), f1 ^ ~x (f0 ^ f1), down to functions of four inputs, whose best sums are known.
"""

from __future__ import annotations

from .tables import exact_terms, fewest_terms

_KNOWN = 4  # inputs
_WAYS = ((0, 1, "0", "1"), (0, 2, "-", "1"), (1, 2, "-", "0"))  # two of f0, f1, f0 ^ f1; digits


class Kronecker:
    """The cheapest expansions, each function once."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], int] = {}

    def fewest(self, table: int, inputs: int) -> int:
        """Terms of the cheapest form."""
        if inputs <= _KNOWN:
            return fewest_terms(table, inputs)
        key = table, inputs
        if key not in self.known:
            costs = [self.fewest(part, inputs - 1) for part in _parts(table, inputs)]
            self.known[key] = sum(costs) - max(costs)
        return self.known[key]

    def terms(self, table: int, inputs: int) -> list[str]:
        """The terms of the cheapest form, as digits."""
        if inputs <= _KNOWN:
            return exact_terms(table, inputs)
        parts = _parts(table, inputs)
        costs = [self.fewest(part, inputs - 1) for part in parts]
        i, j, first, second = min(_WAYS, key=lambda way: costs[way[0]] + costs[way[1]])
        chosen = ((first, parts[i]), (second, parts[j]))
        return [d + cube for d, part in chosen for cube in self.terms(part, inputs - 1)]


def _parts(table: int, inputs: int) -> tuple[int, int, int]:
    half = 1 << (inputs - 1)
    low, high = table & ((1 << half) - 1), table >> half
    return low, high, low ^ high
