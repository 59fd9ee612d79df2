"""Rows of a function of many inputs: drawn at random, and led to where its value changes.

A row tells the more about the form that a function may depend on the more single inputs change its
value there: it is close to a place where the value changes along the form. So rows are moved by one
or two inputs at a time, and a move is taken if no fewer inputs then change the value.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import WORD, columns, pack_rows, unpack, words
from logicnet.ground.budget import CALL, Budget

_RANDOM = 1024  # rows to begin with
_ALL_ROWS = 24  # inputs up to which every row is looked at for a value that no other row has
_MET, _LISTED, _LISTED_EACH = 64, 256, 64  # rows of a value below which so many are looked for
_BLOCK = 1 << 12  # words of rows at a time
_LED, _LED_EACH = 128, 16  # rows that are led on, and more for each output
_STEPS = 3  # moves of each, for every input
_VISITED = 4096  # rows that are kept on the way
_WANDERED = 400  # flips, each of some inputs at all rows
_SPARSE = 48  # inputs up to which rows of two ones are looked at

Rows = NDArray[np.bool_]  # rows by inputs
Values = NDArray[np.int8]  # outputs by rows: -1, 1, or 0 where an output is free


class DrawnRows:
    """A function as rows tell it, and those that were looked at."""

    def __init__(self, function: Any, budget: Budget) -> None:
        self.function, self.budget = function, budget
        self.inputs, self.outputs = function.inputs, function.outputs
        self.rng = np.random.default_rng(budget.seed)
        self._cost = float(getattr(function, "gates", 64) + len(self.inputs))
        self.rows: Rows = np.zeros((0, len(self.inputs)), dtype=bool)
        self.values: Values = np.zeros((len(self.outputs), 0), dtype=np.int8)

    def at(self, rows: Rows) -> Values:
        """The outputs at rows."""
        found = np.empty((len(self.outputs), len(rows)), dtype=np.int8)
        for start in range(0, len(rows), WORD * _BLOCK):
            part = rows[start : start + WORD * _BLOCK]
            self.budget.count(CALL + self._cost * len(part) / 8)
            on, dc = self.function.rows(pack_rows(part))
            one, free = unpack(on, len(part)), unpack(dc, len(part))
            found[:, start : start + len(part)] = np.where(free, 0, 2 * one.astype(np.int8) - 1)
        return found

    def keep(self, rows: Rows, values: Values | None = None) -> None:
        """Remember what the outputs are at rows."""
        values = self.at(rows) if values is None else values
        self.rows = np.concatenate([self.rows, rows])
        self.values = np.concatenate([self.values, values], axis=1)

    def begin(self) -> bool:
        """Look at rows of all kinds; whether each output has both values somewhere."""
        n = len(self.inputs)
        shares = np.linspace(0, 1, _RANDOM)[:, None]
        few = [np.zeros((1, n), dtype=bool), np.eye(n, dtype=bool)]
        if n <= _SPARSE:
            first, second = np.triu_indices(n, 1)
            few.append(few[1][first] | few[1][second])
        drawn = [self.rng.random((_RANDOM, n)) < shares, self.rng.random((_RANDOM, n)) < 0.5]
        self.keep(np.concatenate([*drawn, *few, *(~rows for rows in few)]))
        for output in range(len(self.outputs)):
            self._look_for(output)
        return bool(((self.values > 0).any(axis=1) & (self.values < 0).any(axis=1)).all())

    def is_parity(self) -> bool:
        """Whether each input changes each output at some rows, as in a parity.

        No row is then closer to a change than others, and no form has few.
        """
        rows = self.rows[:_LED]
        tried = (np.full(len(rows), output) for output in range(len(self.outputs)))
        return all(bool((self._told(rows, own) == rows.shape[1]).all()) for own in tried)

    def _look_for(self, output: int) -> None:
        """Keep rows at which an output has a value that was seldom met, if all may be looked at."""
        known = self.values[output]
        ones, zeros = int((known > 0).sum()), int((known < 0).sum())
        if min(ones, zeros) >= _MET or len(self.inputs) > _ALL_ROWS:
            return
        n, met, found = len(self.inputs), ones > zeros, 0
        for start in self.rng.permutation(np.arange(0, words(n), _BLOCK)).tolist():
            if self.budget.over() or found >= _LISTED:
                return
            at = columns(n, start, min(start + _BLOCK, words(n)))
            on, dc = self.function.rows(at)
            self.budget.count(CALL + self._cost * WORD * at.shape[1] / 8)
            other = unpack(~on[output] & ~dc[output] if met else on[output], WORD * at.shape[1])
            places = self.rng.permutation(np.flatnonzero(other))[:_LISTED_EACH]
            if len(places):
                found += len(places)
                bits = at[:, places // WORD] >> (places % WORD).astype(np.uint64)
                self.keep((bits & np.uint64(1)).astype(bool).T)

    def led(self) -> tuple[Rows, NDArray[np.int64], Rows]:
        """Rows close to changes, how many inputs change the value there, and rows on the way."""
        n, m = len(self.inputs), len(self.outputs)
        count = _LED + _LED_EACH * m
        rows = np.empty((count, n), dtype=bool)
        own = np.arange(count) % m
        for output in range(m):
            for side in (-1, 1):
                places = np.flatnonzero(self.values[output] == side)
                mine = np.flatnonzero((own == output) & (np.arange(count) // m % 2 == (side > 0)))
                rows[mine] = self.rows[self.rng.choice(places, len(mine))]
        told, met = self._told(rows, own), [rows]
        walked = rows
        for step in range(2 * _STEPS * n):
            if self.budget.over():
                break
            climbs = step < _STEPS * n
            moved = self._moved(rows if climbs else walked)
            found = self._told(moved, own)
            if climbs:
                better = found >= told
                rows[better], told[better] = moved[better], found[better]
                walked = rows.copy()
            else:  # about as close as before, on either side of what is closest
                near = 2 * found >= told
                walked[near] = moved[near]
                met.append(moved[near])
        beside = (rows[:, None] ^ np.eye(n, dtype=bool)).reshape(-1, n)
        visited = np.unique(np.concatenate([*met, beside]), axis=0)
        visited = self.rng.permutation(visited)[:_VISITED]
        self.keep(visited)
        return rows, told, visited

    def wandered(self, rows: Rows) -> Rows:
        """Rows that are reached by flips of up to three inputs that change no output.

        Of a rare value all of them are close to where it changes.
        """
        rows, values, met = rows.copy(), self.at(rows), []
        for _ in range(_WANDERED):
            moved = self._moved(rows)
            third = self.rng.integers(0, rows.shape[1], len(rows))
            moved[np.arange(len(rows)), third] ^= self.rng.random(len(rows)) < 1 / 2
            same = (self.at(moved) == values).all(axis=0)
            rows[same] = moved[same]
            met.append(moved[same])
        return self.rng.permutation(np.unique(np.concatenate(met), axis=0))[:_VISITED]

    def _moved(self, rows: Rows) -> Rows:
        """The rows with one or two inputs flipped, which are drawn."""
        moved, each = rows.copy(), np.arange(len(rows))
        moved[each, self.rng.integers(0, rows.shape[1], len(rows))] ^= True
        double = self.rng.random(len(rows)) < 3 / 4
        moved[each[double], self.rng.integers(0, rows.shape[1], int(double.sum()))] ^= True
        return moved

    def _told(self, rows: Rows, own: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many single inputs change, at each row, the output that is its own."""
        n = rows.shape[1]
        near = (rows[:, None] ^ np.eye(n, dtype=bool)).reshape(-1, n)
        values = self.at(np.concatenate([rows, near]))
        before, after = values[:, : len(rows)], values[:, len(rows) :].reshape(-1, len(rows), n)
        each = np.arange(len(rows))
        changed = before[own, each][:, None] * after[own, each] < 0
        return np.asarray(changed.sum(axis=1))
