"""What each row of each output is worth: the price of leaving it wrong, in whole units."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import pack_rows, unpack
from logicnet.logic.function import Function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import Cubes, product_rows
from logicnet.minimization.priced_cover import WrongRow
from logicnet.minimization.prices import Prices, in_units

from .noisy_rows import NoisyRows

_INPUTS = 16  # of a function whose rows are those of its table


@dataclass(frozen=True)
class Worth:
    """Rows, and for each output what it costs to be 0 there (above 0) or to be 1 (below 0).

    `lost` is what rows cost that were stated both as 0 and as 1.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: NDArray[np.bool_]
    worth: NDArray[np.int64]
    lost: int = 0

    def held(self, cubes: Cubes) -> NDArray[np.bool_]:
        """Matrix (cubes, rows): which cubes hold which rows."""
        return unpack(product_rows(cubes, pack_rows(self.rows)), len(self.rows))

    def wrong(self, cover: Cover, prices: Prices) -> tuple[WrongRow, ...]:
        """The rows at which the cover is wrong."""
        said = unpack(cover.rows(pack_rows(self.rows))[0], len(self.rows)).T
        found = []
        for row, output in np.argwhere(np.where(said, self.worth < 0, self.worth > 0)).tolist():
            digits = "".join("01"[bit] for bit in self.rows[row].astype(int).tolist())
            price = prices.number(abs(int(self.worth[row, output])))
            found.append(WrongRow(digits, self.outputs[output], int(not said[row, output]), price))
        return tuple(found)


def worth_of(stated: Function, price: int) -> Worth:
    """Every row that is not a don't-care is worth the same; those of a table, or those listed."""
    if isinstance(stated, Cover) and stated.off is not None and _listed(stated):
        sides = (unpack(side, len(stated.outputs)) for side in (stated.on, stated.off, stated.dc))
        on, off, dc = (side.astype(np.int64) for side in sides)
        rows = unpack(stated.positive, len(stated.inputs))
        return Worth(stated.inputs, stated.outputs, rows, (on - off) * (1 - dc) * price)
    n = len(stated.inputs)
    if n > _INPUTS:
        raise LimitError(
            f"minimize: errors are for listed rows (see NoisyRows.from_rows), or up to {_INPUTS} "
            f"inputs; got {n}"
        )
    table = stated.table()
    true, free = (unpack(side, 1 << n).T for side in (table.on, table.dc))
    worth = np.where(free, 0, np.where(true, price, -price))
    kept = np.flatnonzero(worth.any(axis=1))
    rows = (kept[:, None] >> np.arange(n - 1, -1, -1) & 1).astype(bool)
    return Worth(table.inputs, table.outputs, rows, worth[kept].astype(np.int64))


def _listed(stated: Cover) -> bool:
    """Whether each cube is a row."""
    cubes = stated.on_cubes, stated.off_cubes
    return all(c is None or bool((c.literals == len(stated.inputs)).all()) for c in cubes)


def weighed(seen: NoisyRows, prices: Prices) -> tuple[Worth, Prices]:
    """What rows are worth by their weights, in units that may have become smaller."""
    plain = [prices.unit * price for price in (prices.term, prices.literal, prices.membership)]
    each = prices.unit * (prices.error or 0)
    apart = [
        [each * (a - b) for a, b in zip(*sides, strict=True)]
        for sides in zip(seen.ones, seen.zeros, strict=True)
    ]
    lost = [
        each * min(a, b)
        for sides in zip(seen.ones, seen.zeros, strict=True)
        for a, b in zip(*sides, strict=True)
    ]
    values = [abs(value) for row in apart for value in row]
    whole, unit = in_units([*plain, *values, *lost])
    signs = np.sign(np.array([[float(v) for v in row] for row in apart])).astype(np.int64)
    worth = np.array(whole[3 : len(values) + 3], dtype=np.int64).reshape(signs.shape) * signs
    found = Worth(seen.inputs, seen.outputs, seen.rows, worth, sum(whole[len(values) + 3 :]))
    term, literal, membership = whole[:3]
    return found, replace(prices, term=term, literal=literal, membership=membership, unit=unit)
