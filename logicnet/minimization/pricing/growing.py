"""Terms for rows that are too many to look at all cubes: grown literal by literal from the data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import unpack
from logicnet.ground.budget import CALL, Budget
from logicnet.logic.tables.cubes import Cubes, pack_mask
from logicnet.minimization.prices import Prices

from .worth import Worth

Flags = NDArray[np.bool_]

_STARTS = 40  # growths of an output, beside the first pass
_NOISE = 0.3
_TINY = 1e-9


class Growth:
    """Rows as literals, and every term that was met on the way, each once."""

    def __init__(self, worth: Worth, prices: Prices, budget: Budget) -> None:
        self.worth, self.prices, self.budget = worth, prices, budget
        self.holds = np.concatenate([worth.rows, ~worth.rows], axis=1)  # (rows, literals)
        self.rng = np.random.default_rng(budget.seed)
        self.met: dict[bytes, Flags] = {}

    def add(self, cubes: Cubes) -> None:
        """Take note of terms."""
        for chosen in self._flags(cubes):
            self._note(chosen)

    def _flags(self, cubes: Cubes) -> Flags:
        """The literals of terms, those of inputs that are 1 first."""
        n = len(self.worth.inputs)
        return np.concatenate([unpack(s, n) for s in (cubes.positive, cubes.negative)], axis=1)

    def grow(self) -> None:
        """Terms by greedy covering of each output, then from rows drawn at random."""
        for j in range(len(self.worth.outputs)):
            on = np.maximum(self.worth.worth[:, j], 0).astype(np.float64)
            off = np.maximum(-self.worth.worth[:, j], 0).astype(np.float64)
            left = on.copy()
            while left.any() and not self.budget.over():
                best = self._grown(left, off, None, 0.0)
                if best is None:
                    break
                left[best] = 0
            for _ in range(_STARTS):
                if self.budget.over() or not on.any():
                    break
                row = int(self.rng.choice(len(on), p=on / on.sum()))
                self._grown(on, off, row, _NOISE)

    def around(self, cubes: Cubes) -> None:
        """The terms without one of their literals, and with one more."""
        for chosen in self._flags(cubes):
            if self.budget.over():
                return
            self.budget.count(CALL * (1 + chosen.sum()))
            for literal in np.flatnonzero(chosen):
                fewer = chosen.copy()
                fewer[literal] = False
                self._note(fewer)
            for j in range(len(self.worth.outputs)):
                inside = self.holds[:, chosen].all(axis=1)
                gain = self.worth.worth[inside, j].astype(np.float64) @ self.holds[inside]
                more = chosen.copy()
                more[int(np.argmax(np.where(chosen, -np.inf, gain)))] = True
                self._note(more)

    def cubes(self) -> Cubes:
        """All terms that were met, for every output."""
        n, m = len(self.worth.inputs), len(self.worth.outputs)
        flags = np.array(list(self.met.values()), dtype=bool).reshape(len(self.met), 2 * n)
        members = pack_mask(np.ones((len(flags), m), dtype=bool))
        return Cubes(pack_mask(flags[:, :n]), pack_mask(flags[:, n:]), members)

    def _note(self, chosen: Flags) -> None:
        n = len(self.worth.inputs)
        if not (chosen[:n] & chosen[n:]).any():
            self.met.setdefault(np.packbits(chosen).tobytes(), chosen)

    def _grown(
        self, on: NDArray[np.float64], off: NDArray[np.float64], row: int | None, noise: float
    ) -> Flags | None:
        """The rows of the best term on the way from all rows to ones that should be 1 alone."""
        n = len(self.worth.inputs)
        inside, chosen = np.ones(len(on), dtype=bool), np.zeros(2 * n, dtype=bool)
        free = np.ones(2 * n, dtype=bool) if row is None else self.holds[row].copy()
        best, most = None, 0.0
        while True:
            self._note(chosen.copy())
            right, wrong = on[inside].sum(), off[inside].sum()
            value = right - wrong - self.prices.term - self.prices.literal * int(chosen.sum())
            if value > most:
                best, most = inside.copy(), value
            done = wrong == 0 or right <= self.prices.term or not free.any()
            if done or self.budget.over():
                return best
            held = self.holds[inside]
            rights, wrongs = on[inside] @ held, off[inside] @ held
            self.budget.count(CALL + 2.0 * held.size)
            score = rights * (np.log(rights + _TINY) - np.log(rights + wrongs + _TINY)
                              - np.log(right / (right + wrong)))  # fmt: skip
            score *= 1 + noise * self.rng.random(len(score))
            score[~free | (wrongs >= wrong)] = -np.inf
            literal = int(np.argmax(score))
            if not np.isfinite(score[literal]):
                return best
            chosen[literal] = True
            free[[literal, (literal + n) % (2 * n)]] = False
            inside &= self.holds[:, literal]
