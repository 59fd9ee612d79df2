"""NoisyRows: rows as they were seen, each as often, with outputs that may contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import entries
from logicnet.ground.html import sentence, table
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import pack_mask
from logicnet.logic.tables.listed_rows import read_rows
from logicnet.minimization.prices import exact

_MOST_SHOWN = 20  # rows in notebooks


@dataclass(frozen=True, eq=False)
class NoisyRows:
    """Rows of data: how much weight says that each output is 1 there, and how much that it is 0.

    As a function it is what most of the weight says, and does not matter where the two are equal
    and at rows that were not seen. With `minimize(..., errors=price)` each row that a cover leaves
    wrong costs the price times its weight.

    >>> from logicnet import minimize
    >>> seen = NoisyRows.from_rows([[0, 1], [0, 1], [0, 1], [1, 1], [0, 0]], [1, 1, 0, 1, 0])
    >>> seen
    <NoisyRows: 3 rows of 2 inputs, weight 5>
    >>> minimize(seen, errors=0.7)
    <PricedCover: 1 term, 1 literal; price 1.7 (least, proven)>
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: NDArray[np.bool_]  # (rows, inputs), each once
    ones: tuple[tuple[Fraction, ...], ...]  # (rows, outputs)
    zeros: tuple[tuple[Fraction, ...], ...]

    @classmethod
    @checked()
    def from_rows(
        cls,
        x: Any,
        y: Any,
        weights: Sequence[float] | None = None,
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> NoisyRows:
        """The rows `x` where outputs were `y`; a row that is there twice counts twice.

        `weights` are the weights of the rows, 1 unless told. Arrays of 0 and 1, or data frames.
        """
        rows, values, in_names, out_names = read_rows(x, y, inputs, outputs)
        shares = [Fraction(1)] * len(rows) if weights is None else _weights(weights, len(rows))
        _, first, number = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(np.argsort(first, kind="stable"), kind="stable")
        sums = [
            [[Fraction(0)] * values.shape[1] for _ in first] for _ in range(2)
        ]  # of zeros, of ones
        for row, place in enumerate(order[number.ravel()].tolist()):
            for j, value in enumerate(values[row].tolist()):
                sums[value][place][j] += shares[row]
        zeros, ones = (tuple(map(tuple, side)) for side in sums)
        return cls(in_names, out_names, rows[np.sort(first)], ones, zeros)

    def stated(self) -> Cover:
        """What most of the weight says."""
        more = np.array(
            [
                [(a > b) - (a < b) for a, b in zip(*sides, strict=True)]
                for sides in zip(self.ones, self.zeros, strict=True)
            ],
            dtype=np.int64,
        )
        positive, negative = pack_mask(self.rows), pack_mask(~self.rows)
        on, off = pack_mask(more > 0), pack_mask(more < 0)
        return Cover(inputs=self.inputs, outputs=self.outputs, positive=positive,
                     negative=negative, on=on, off=off)  # fmt: skip

    def _repr_html_(self) -> str:
        shown = [
            ("".join("01"[bit] for bit in row), *map(float, (a, b)))
            for row, one, zero in zip(self.rows.astype(int).tolist(), self.ones, self.zeros,
                                      strict=True)
            for a, b in zip(one, zero, strict=True)
        ]  # fmt: skip
        return sentence("NoisyRows", self._said()) + table(["row", "1", "0"], shown[:_MOST_SHOWN])

    def __repr__(self) -> str:
        return f"<NoisyRows: {self._said()}>"

    def _said(self) -> str:
        count, n = len(self.rows), len(self.inputs)
        total = sum((side[0] for side in (*self.ones, *self.zeros)), start=Fraction(0))
        weight = int(total) if total.denominator == 1 else float(total)
        rows, inputs = f"{count} row{'s' * (count != 1)}", f"{n} input{'s' * (n != 1)}"
        return f"{rows} of {inputs}, weight {weight}"


def _weights(weights: Sequence[float], rows: int) -> list[Fraction]:
    listed = entries(weights, "weights")
    if len(listed) != rows:
        raise SpecificationError(f"{rows} rows, but {len(listed)} weights")
    return [
        exact(weight, f"NoisyRows: the weight of row {k}") for k, weight in enumerate(listed, 1)
    ]
