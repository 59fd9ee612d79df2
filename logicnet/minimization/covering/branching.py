"""Branch and bound for small covering problems, on Python integers as bit sets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import places

_NODES = 200  # visited before the search gives up


class _Exhausted(Exception):
    """The node limit is reached."""


def branch_and_bound(
    flags: NDArray[np.bool_], costs: NDArray[np.int64], unit: int | None = None
) -> NDArray[np.int64] | None:
    """The fewest columns that cover all rows, among those the cheapest; None if it takes long.

    With `unit`, what a column costs beside its cost, the cheapest ones in all.

    Branches on the row with the fewest columns left. Rows that share no column need one
    column each: a greedy set of such rows bounds number and cost from below.
    """
    search = _Search(masks(flags), masks(flags.T), costs.tolist(), unit)
    try:
        search.visit((1 << flags.shape[0]) - 1, (1 << flags.shape[1]) - 1, 0, ())
    except _Exhausted:
        return None
    return np.array(search.best, dtype=np.int64)


def masks(flags: NDArray[np.bool_]) -> list[int]:
    """Each row as an integer, bit j for entry j."""
    octets = np.packbits(flags, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in octets]


class _Search:
    """Depth-first search; a price is (columns, cost) in one integer."""

    def __init__(
        self, rows: list[int], columns: list[int], costs: list[int], unit: int | None
    ) -> None:
        self.rows, self.columns = rows, columns
        unit = sum(costs) + 1 if unit is None else unit  # one column outweighs every cost
        self.prices = [unit + cost for cost in costs]
        self.least = [min(self.prices[j] for j in places(mask)) for mask in rows]
        self.best: tuple[int, ...] = ()
        self.bound = unit * (len(rows) + 1) + sum(costs) + 1
        self.nodes = 0

    def visit(self, rows: int, columns: int, price: int, taken: tuple[int, ...]) -> None:
        """Search below: `rows` uncovered, `columns` allowed, `taken` at `price`."""
        if not rows:
            if price < self.bound:
                self.bound, self.best = price, taken
            return
        self.nodes += 1
        if self.nodes > _NODES:
            raise _Exhausted
        choices, least = self._look(rows, columns)
        if not choices or price + least >= self.bound:
            return
        left = [(-(self.columns[j] & rows).bit_count(), self.prices[j], j) for j in choices]
        for _, _, j in sorted(left):
            columns &= ~(1 << j)
            rest = rows & ~self.columns[j]
            self.visit(rest, columns, price + self.prices[j], (*taken, j))

    def _look(self, rows: int, columns: int) -> tuple[list[int], int]:
        """The columns of the row with the fewest, and a lower bound on the price of the rest."""
        sets = [(mask.bit_count(), mask, i) for i, mask in self._open(rows, columns)]
        sets.sort()
        if not sets[0][0]:
            return [], 0
        least, used = 0, 0
        for _, mask, i in sets:
            if not mask & used:
                used |= mask
                least += self.least[i]
        return places(sets[0][1]), least

    def _open(self, rows: int, columns: int) -> list[tuple[int, int]]:
        """The uncovered rows: number and columns still allowed."""
        return [(i, mask & columns) for i, mask in enumerate(self.rows) if rows >> i & 1]
