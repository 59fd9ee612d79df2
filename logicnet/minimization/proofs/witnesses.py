"""Off points that show which points no product term holds together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, unpack
from logicnet.ground.budget import CALL, Budget
from logicnet.logic.tables.cubes import Cubes, mask_words, pack_mask
from logicnet.minimization.incidence.matrices import Index

from .points import Points

_TRIED = 16  # off points of which the one that separates most is taken


class OffSet:
    """Cubes of what is off, and rows of them within the smallest cube around some points."""

    def __init__(self, cubes: Cubes, outputs: int, budget: Budget) -> None:
        self.cubes, self.outputs, self.budget = cubes, outputs, budget
        self.rng = np.random.default_rng(budget.seed)

    def within(self, every: Words, some: Words, outputs: Words) -> Words:
        """A few off rows of these outputs between two masks; empty where there are none."""
        cubes = self.cubes
        self.budget.tick(CALL + 4.0 * len(cubes))
        met = ~((cubes.positive & ~some) | (cubes.negative & every)).any(axis=1)
        met &= (cubes.members & outputs).any(axis=1)
        chosen = np.flatnonzero(met)
        if not len(chosen):
            return every[:0].reshape(0, len(every))
        chosen = self.rng.choice(chosen, _TRIED)
        any_bits = self.rng.integers(0, 1 << 63, (_TRIED, len(every)), dtype=np.uint64)
        high, low = cubes.positive[chosen] | every, some & ~cubes.negative[chosen]
        return high | (low & any_bits)

    def members(self, row: Words) -> Words:
        """The outputs that are off at a row."""
        outside = ((self.cubes.positive & ~row) | (self.cubes.negative & row)).any(axis=1)
        held = self.cubes.members[~outside]
        return np.asarray(np.bitwise_or.reduce(held, axis=0), dtype=np.uint64)


class Witnesses:
    """Off points that keep apart what must be, found as they are needed."""

    def __init__(self, points: Points, off: OffSet) -> None:
        self.points, self.off = points, off
        flags = np.zeros((len(points), off.outputs), dtype=bool)
        flags[np.arange(len(points)), points.outputs] = True
        self.members = pack_mask(flags)
        self.needed: tuple[Index, ...] = ()
        self.rows = points.rows[:0]
        self.outputs = np.zeros((0, mask_words(off.outputs)), dtype=np.uint64)

    def part_pairs(self, apart: NDArray[np.bool_]) -> None:
        """Find off points for all pairs (a matrix) that no product term holds."""
        apart = np.triu(apart, 1)
        for i in range(len(apart)):
            while apart[i].any():
                j = int(np.argmax(apart[i]))
                row = self._add(self.points.rows[[i, j]], self.members[[i, j]], apart[i], i)
                apart &= ~self._parted(row)

    def _add(self, rows: Words, members: Words, apart: NDArray[np.bool_], i: int) -> int:
        """An off point around which rows lie; of some, that which parts most of point i's pairs."""
        every, some = np.bitwise_and.reduce(rows), np.bitwise_or.reduce(rows)
        tried = self.off.within(every, some, np.bitwise_or.reduce(members))
        if not len(tried):
            raise ValueError("points of different parts fit into one term")
        mine = (self.points.rows[i] ^ tried)[:, None]
        clear = ((self.points.rows[None] ^ tried[:, None]) & mine == 0).all(axis=2)
        best = tried[int(np.argmax((clear & apart).sum(axis=1)))]
        self.rows = np.concatenate([self.rows, best[None]])
        self.outputs = np.concatenate([self.outputs, self.off.members(best)[None]])
        return len(self.rows) - 1

    def _parted(self, number: int) -> NDArray[np.bool_]:
        """Matrix of the pairs of points that an off point keeps apart."""
        self.off.budget.tick(CALL + 2.0 * len(self.points) ** 2)
        far = self.points.rows ^ self.rows[number]
        result = np.ones((len(far), len(far)), dtype=bool)
        for w in range(far.shape[1]):
            result &= (far[:, w, None] & far[None, :, w]) == 0
        off = (self.members & self.outputs[number]).any(axis=1)
        return np.asarray(result & (off[:, None] | off[None, :]))

    def part_weights(
        self, mine: Index, weights: Index, most: int, needed: tuple[Index, ...] = ()
    ) -> None:
        """Find off points until no term holds more than `most` of the points `mine`.

        Of terms, that is, which hold one of each of the `needed` points.
        """
        self.needed, none = needed, np.zeros(0, np.int64)
        while (term := self._heavy(mine, weights, most, none, mine)) is not None:
            apart = np.zeros(len(self.points), dtype=bool)
            self._add(self.points.rows[term], self.members[term], apart, int(term[0]))

    def _heavy(
        self, mine: Index, weights: Index, most: int, chosen: Index, left: Index
    ) -> Index | None:
        """Points that weigh more than `most` and that no off point in the list keeps apart."""
        self.off.budget.tick(CALL + 2.0 * len(left) * len(self.rows))
        inside = self._inside(chosen, mine)
        held = int(weights[inside].sum())
        if held > most:
            return self._extended(mine[inside])
        weight = dict(zip(mine.tolist(), weights.tolist(), strict=True))
        left = np.setdiff1d(left, mine[inside])
        fitting = [p for p in left.tolist() if self._fits(np.append(chosen, p))]
        while held + sum(weight[p] for p in fitting) > most:
            found = self._heavy(
                mine, weights, most, np.append(chosen, fitting.pop()), np.array(fitting, np.int64)
            )
            if found is not None:
                return found
        return None

    def _extended(self, chosen: Index) -> Index | None:
        """The points and some of all that are needed, which no off point in the list parts."""
        unmet = (each for each in self.needed if not self._inside(chosen, each).any())
        more = next(unmet, None)
        if more is None:
            return chosen
        for point in more:
            around = np.append(chosen, point)
            found = self._extended(around) if self._fits(around) else None
            if found is not None:
                return found
        return None

    def _inside(self, chosen: Index, mine: Index) -> NDArray[np.bool_]:
        """Which of the points the smallest term around the chosen ones holds."""
        if not len(chosen):
            return np.zeros(len(mine), dtype=bool)
        rows, every, some, members = self.points.rows[mine], *self._around(chosen)
        outside = ((every & ~rows) | (rows & ~some)).any(axis=1)
        return np.asarray(~outside & (self.members[mine] & members).any(axis=1))

    def _fits(self, chosen: Index) -> bool:
        every, some, members = self._around(chosen)
        outside = ((every & ~self.rows) | (self.rows & ~some)).any(axis=1)
        return not (~outside & (self.outputs & members).any(axis=1)).any()

    def _around(self, chosen: Index) -> tuple[Words, Words, Words]:
        rows = self.points.rows[chosen]
        every, some = np.bitwise_and.reduce(rows), np.bitwise_or.reduce(rows)
        return every, some, np.bitwise_or.reduce(self.members[chosen])

    def listed(self, inputs: int) -> list[tuple[str, tuple[int, ...]]]:
        """The off points as digits and numbers of outputs."""
        flags = unpack(self.outputs, self.off.outputs)
        outputs = (tuple(np.flatnonzero(row).tolist()) for row in flags)
        return list(zip(digits(self.rows, inputs), outputs, strict=True))


def digits(rows: Words, inputs: int) -> Sequence[str]:
    """Rows as texts of digits, the first input first."""
    return ["".join("01"[bit] for bit in row) for row in unpack(rows, inputs).astype(int).tolist()]
