"""Points that a cover has to hold, and which primes hold each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import Words, unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.cubes import Cubes, Tick, join, of_output, pack_mask, unique
from logicnet.minimization.exact.set_covering import solve
from logicnet.minimization.incidence.matrices import Index, Matrix, incidence
from logicnet.minimization.incidence.uncovered_parts import open_parts

_ENTRIES = 1 << 29  # pairs of point and prime that are looked at
_BLOCK = 1 << 23  # of them, at a time
_TRIES = 2  # points of each term and output, to begin with
_ROUNDS = 30
_MORE = 500  # points that a round may add


@dataclass(frozen=True)
class Points:
    """Rows, as masks of the inputs that are 1, and the number of the output of each."""

    rows: Words
    outputs: Index

    def __len__(self) -> int:
        return len(self.rows)

    def some(self, index: Index) -> Points:
        """The points at these places."""
        return Points(self.rows[index], self.outputs[index])


def points_of_table(on: Words, inputs: int) -> Points:
    """Every row of every output that is 1 there, of packed tables."""
    outputs, rows = np.nonzero(unpack(on, 1 << inputs))
    masks = np.zeros((len(rows), min(1, inputs)), dtype=np.uint64)
    for i in range(inputs):
        masks[:, 0] |= (rows >> (inputs - 1 - i) & 1).astype(np.uint64) << np.uint64(i)
    return Points(masks, outputs.astype(np.int64))


def cubes_of_points(points: Points, inputs: int, outputs: int) -> Cubes:
    """A cube for each row among the points, of their outputs."""
    members = np.zeros((len(points), outputs), dtype=bool)
    members[np.arange(len(points)), points.outputs] = True
    full = pack_mask(np.ones((1, inputs), dtype=bool))[0]
    return unique(Cubes(points.rows, full & ~points.rows, pack_mask(members)))


def holding(points: Points, primes: Cubes, tick: Tick) -> tuple[Points, Matrix]:
    """The points and which primes hold them; of points with the same primes, one."""
    pairs = len(points) * len(primes)
    if pairs > _ENTRIES:
        raise LimitError(f"{len(points)} points and {len(primes)} primes exceed {_ENTRIES} pairs")
    salt = np.random.default_rng(0).integers(1, 1 << 63, len(primes)).astype(np.uint64)
    step = max(1, _BLOCK // max(1, len(primes)))
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    hashes = [np.zeros(0, np.uint64)]
    for start in range(0, len(points), step):
        tick(step * len(primes) * points.rows.shape[1])
        flags = _inside(points.some(np.arange(start, min(start + step, len(points)))), primes)
        rows, columns = np.nonzero(flags)
        found.append((rows + start, columns))
        hashes.append(np.where(flags, salt, np.uint64(0)).sum(axis=1, dtype=np.uint64))
    rows, columns = (np.concatenate(parts) for parts in zip(*found, strict=True))
    kept = np.sort(np.unique(np.concatenate(hashes), return_index=True)[1])
    number = np.full(len(points), -1)
    number[kept] = np.arange(len(kept))
    mine = number[rows] >= 0
    shape = (len(kept), len(primes))
    return points.some(kept), incidence(number[rows[mine]], columns[mine], shape)


def _inside(points: Points, primes: Cubes) -> NDArray[np.bool_]:
    """Matrix (points, primes): the point lies in the prime, output included."""
    word, bit = points.outputs // 64, (points.outputs % 64).astype(np.uint64)
    result = (primes.members[:, word].T >> bit[:, None] & np.uint64(1)) == 1
    for w in range(points.rows.shape[1]):
        row = points.rows[:, w, None]
        result &= (row & primes.negative[:, w]) == 0
        result &= (~row & primes.positive[:, w]) == 0
    return np.asarray(result)


def needed_points(
    cover: Cubes, dc: Cubes, primes: Cubes, inputs: int, outputs: int, budget: Budget
) -> tuple[Points, Matrix]:
    """Points that need as many primes as all do, or as many as rounds of adding some reach.

    Corners of each term of the cover, away from other primes; then corners of what the fewest
    primes that hold these leave uncovered.
    """
    mine = [primes[of_output(primes, j)] for j in range(outputs)]
    free = [dc[of_output(dc, j)] for j in range(outputs)]
    rng = np.random.default_rng(budget.seed)
    sides = _sides(cover, outputs)
    points = _corners(*sides, mine, free, inputs, rng, _TRIES, budget.tick)
    costs = np.zeros(len(primes), dtype=np.int64)
    for _ in range(_ROUNDS):
        points, matrix = holding(points, primes, budget.tick)
        chosen = solve(matrix, costs, budget).columns
        held = join([primes[chosen], dc])
        parts = open_parts(cover, held, inputs, outputs, budget, _MORE)
        if not len(parts):
            break
        sides = parts.positive, parts.negative, parts.outputs
        more = _corners(*sides, mine, free, inputs, rng, 1, budget.tick)
        rows = np.concatenate([points.rows, more.rows])
        points = Points(rows, np.concatenate([points.outputs, more.outputs]))
    return points, matrix


def _sides(cover: Cubes, outputs: int) -> tuple[Words, Words, Index]:
    """The cubes once for each of their outputs."""
    cube, output = np.nonzero(unpack(cover.members, outputs))
    return cover.positive[cube], cover.negative[cube], output


def _corners(
    positive: Words, negative: Words, outputs: Index, primes: Sequence[Cubes],
    free: Sequence[Cubes], inputs: int, rng: np.random.Generator, tries: int, tick: Tick,
) -> Points:  # fmt: skip
    """Rows of cubes that few primes hold, none of them a don't-care."""
    rows, outs = [], []
    for high, low, j in zip(positive, negative, outputs.tolist(), strict=True):
        for _ in range(tries):
            tick(inputs * len(primes[j]))
            row = _corner(high, low, primes[j], inputs, rng)
            if not _held(row, free[j]):
                rows.append(row)
                outs.append(j)
    width = positive.shape[1]
    return Points(np.array(rows, dtype=np.uint64).reshape(-1, width), np.array(outs, np.int64))


def _corner(
    positive: Words, negative: Words, primes: Cubes, inputs: int, rng: np.random.Generator
) -> Words:
    """A row of a term that few of the primes hold, one input after the other."""
    row = positive.copy()
    fixed = positive | negative
    met = ~((primes.positive & negative) | (primes.negative & positive)).any(axis=1)
    left, right = primes.positive[met], primes.negative[met]
    for i in rng.permutation(inputs):
        w, bit = int(i) // 64, np.uint64(1 << int(i) % 64)
        if fixed[w] & bit:
            continue
        ones, zeros = (left[:, w] & bit) != 0, (right[:, w] & bit) != 0
        chosen = zeros.sum() > ones.sum() or (zeros.sum() == ones.sum() and rng.random() < 0.5)
        row[w] |= bit if chosen else np.uint64(0)
        kept = ~(zeros if chosen else ones)
        left, right = left[kept], right[kept]
    return row


def _held(row: Words, cubes: Cubes) -> bool:
    """Whether one of the cubes has the row."""
    outside = ((cubes.positive & ~row) | (cubes.negative & row)).any(axis=1)
    return bool((~outside).any())
