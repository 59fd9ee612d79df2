"""The heuristic on cubes, for functions whose table is too large.

A pool of primes grows by expansion against the off-set: first of the given cubes, then of what
the chosen primes alone are needed for, of pairs of these, in many orders. The rows of the
covering problem are parts of the on-set, each so narrow that every prime of the pool contains
it or misses it. Too few parts at first: where a choice leaves something of the on-set open, a
part of that is added, until a choice covers everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logicnet.bits import Words, unpack
from logicnet.cubes import Cubes, join, pack_mask, unique
from logicnet.minimization import growth_kernels, kernels
from logicnet.minimization.budget import Budget
from logicnet.minimization.choosing import Matrix
from logicnet.minimization.complement_kernel import complement

_OFF_LIMIT = 1 << 15  # cubes of the off-set of one output
_WORK = 1 << 28  # comparisons that it may take, if there is more than a second
_POOL = 1 << 14  # primes that are kept
_PARTS = 1 << 13  # parts that one look for open ones may add
_CHUNK = 64  # cubes that are expanded between two looks at the time
_SAMPLE = 512  # parts that one round expands
_TRIES = 1 << 17  # pairs that one round of merging looks at
_ROUNDS = 6  # without gain, before a search without a time limit ends
_STALE = 40  # the same with a time limit

Masks = tuple[Words, Words, Words]


def off_set(held: Cubes, inputs: int, outputs: int, budget: Budget) -> Cubes | None:
    """What the cubes leave to each output, cubes of several outputs united.

    None where that is too much, or takes longer than there is time.
    """
    parts = [held[:0]]
    work = np.array([min(_WORK, _WORK * budget.remaining)], dtype=np.int64)
    for j in range(outputs):
        mine = np.flatnonzero(held.members[:, j // 64] >> np.uint64(j % 64) & np.uint64(1))
        pos, neg, count = complement(
            held.positive[mine], held.negative[mine], inputs, _OFF_LIMIT, work
        )
        if count > _OFF_LIMIT or budget.remaining <= 0:
            return None
        members = np.zeros((len(pos), held.members.shape[1]), dtype=np.uint64)
        members[:, j // 64] = np.uint64(1 << (j % 64))
        parts.append(Cubes(pos, neg, members))
    return unique(join(parts))


@dataclass
class Search:
    """A pool of primes, the parts to be covered, and the best choice so far."""

    on: Cubes
    dc: Cubes
    off: Cubes
    inputs: int
    outputs: int
    budget: Budget
    best: Cubes = field(init=False)
    seed: Words = field(init=False)
    pool: Cubes = field(init=False)
    parts: tuple[Words, Words, NDArray[np.int64]] = field(init=False)
    chosen: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.best = self.on
        self.seed = np.array([self.budget.seed * 2 + 0x9E3779B97F4A7C15], dtype=np.uint64)
        self.full = pack_mask(np.ones((1, self.outputs), dtype=bool))[0]
        self.at, self.against = growth_kernels.opposed(
            self.off.positive, self.off.negative, self.inputs
        )
        self.weight = _weights(self.on, self.inputs)

    def run(self) -> Cubes:
        """The best cover that is found before the time or the gains are at an end."""
        try:
            self._run()
        except KeyboardInterrupt:
            self.budget.stop()
        return self.best

    def _run(self) -> None:
        seeds = self.on
        self.pool = unique(join([self.expanded(seeds, 0.0, 0.0), self.expanded(seeds, 0.3, 1.0)]))
        self.chosen = np.zeros(len(self.pool), dtype=bool)
        self.parts = self._narrowed(self._open(self.dc), 0)
        self._cover()
        stale = 0
        patient = self.budget.time_limit is not None
        while stale < (_STALE if patient else _ROUNDS) and self.budget.remaining > 0:
            before = len(self.best)
            grown = self._grow()
            if grown or patient:
                self._cover()
            stale = 0 if len(self.best) < before else stale + (1 if grown else 5)

    def expanded(self, seeds: Cubes, noise: float, early: float) -> Cubes:
        """Primes that contain the seeds, by literals in an order blurred by noise.

        When the time is over the last ones stay as they are, implicants all the same.
        """
        pos, neg = seeds.positive.copy(), seeds.negative.copy()
        mem = seeds.members.copy()
        for start in range(0, len(seeds), _CHUNK):
            part = slice(start, start + _CHUNK)
            growth_kernels.expand(
                pos[part], neg[part], mem[part], self.off.members, self.at, self.against,
                self.full, self.weight, noise, early, self.seed,
            )  # fmt: skip
            if self.budget.remaining <= 0:
                break
        return Cubes(pos, neg, mem)

    def _open(self, covered: Cubes) -> tuple[Words, Words, NDArray[np.int64]]:
        """Parts of the on-set that the cubes miss."""
        on = (self.on.positive, self.on.negative, self.on.members)
        pos, neg, out, _ = kernels.open_parts(
            on, self.outputs, covered.positive, covered.negative, covered.members, self.inputs,
            max(_PARTS, int(unpack(self.on.members, self.outputs).sum())),
        )  # fmt: skip
        return pos, neg, out

    def _narrowed(
        self, parts: tuple[Words, Words, NDArray[np.int64]], first: int
    ) -> tuple[Words, Words, NDArray[np.int64]]:
        pool = self.pool
        kernels.narrow(*parts, pool.positive, pool.negative, pool.members, first, self.seed)
        pos, neg, out = parts
        _, kept = np.unique(
            np.concatenate([pos, neg, out[:, None].astype(np.uint64)], axis=1),
            axis=0,
            return_index=True,
        )
        return pos[kept], neg[kept], out[kept]

    def _matrix(self) -> Matrix:
        pool = self.pool
        pointers, rows = kernels.incidence(*self.parts, pool.positive, pool.negative, pool.members)
        return Matrix.from_columns(pointers, rows, len(self.parts[0]))

    def _cover(self) -> None:
        """Choose, and add parts, until the choice covers the on-set; note it if it is better."""
        patient = self.budget.time_limit is not None
        while True:
            matrix = self._matrix()
            self.chosen = matrix.choose(self.budget, self.chosen, 40.0 if patient else 10.0)
            cover = self.pool[self.chosen]
            open_ = self._open(join([cover, self.dc]))
            if not len(open_[0]):
                break
            if self.budget.remaining <= 0:
                return
            added = self._narrowed(open_, 0)
            pos, neg, out = (np.concatenate(p) for p in zip(self.parts, added, strict=True))
            self.parts = pos, neg, out
        self.matrix = matrix
        if len(cover) < len(self.best):
            self.best = cover
            self.budget.tell(len(cover))

    def _grow(self) -> bool:
        """Add primes around the chosen ones to the pool; whether there were new ones."""
        pool, chosen = self.pool, np.flatnonzero(self.chosen)
        counts = self.matrix.counts(self.chosen)
        needed = Cubes(*growth_kernels.reduced(
            chosen, self.matrix.col_at, self.matrix.col_rows, counts, *self.parts,
            pool.positive, pool.negative, pool.members,
        ))  # fmt: skip
        off = self.off
        merged = Cubes(*growth_kernels.merges(
            needed.positive, needed.negative, needed.members,
            off.positive, off.negative, off.members, 1 << 12, self.seed, _TRIES,
        ))  # fmt: skip
        fresh = [self.expanded(merged, 0.5, 0.5), self.expanded(needed, 1.0, 0.5)]
        fresh.append(self.expanded(merged, 1.0, 1.0))
        fresh.append(self.expanded(self._sample(), 1.0, 0.5))
        fresh += self._absorbed(needed)
        size = len(pool)
        return self._admit(join(fresh), size)

    def _absorbed(self, needed: Cubes) -> list[Cubes]:
        """Primes that hold as many on-cubes as seeds of random outputs can take."""
        return []

    def _sample(self) -> Cubes:
        """Some of the parts, as cubes of one output."""
        pos, neg, out = self.parts
        pick = np.random.default_rng(int(self.seed[0])).permutation(len(out))[:_SAMPLE]
        members = np.zeros((len(pick), len(self.full)), dtype=np.uint64)
        members[np.arange(len(pick)), out[pick] // 64] = np.uint64(1) << (out[pick] % 64).astype(
            np.uint64
        )
        return Cubes(pos[pick], neg[pick], members)

    def _admit(self, fresh: Cubes, size: int) -> bool:
        known = {_key(self.pool, i) for i in range(size)}
        fresh = unique(fresh)
        new = np.array([_key(fresh, i) not in known for i in range(len(fresh))], dtype=bool)
        if not new.any():
            return False
        if size + new.sum() > _POOL:
            keep = self.chosen | (np.arange(size) >= size // 2)
            self.pool, self.chosen = self.pool[keep], self.chosen[keep]
            size = len(self.pool)
        self.pool = join([self.pool, fresh[new]])
        self.chosen = np.concatenate([self.chosen, np.zeros(int(new.sum()), dtype=bool)])
        self.parts = self._narrowed(self.parts, size)
        return True


def _key(cubes: Cubes, i: int) -> bytes:
    return b"".join(m[i].tobytes() for m in (cubes.positive, cubes.negative, cubes.members))


def _weights(on: Cubes, inputs: int) -> NDArray[np.float64]:
    """For each literal, how many on-cubes it keeps out or half out: worth dropping first."""
    words = on.positive.shape[1]
    weight = np.ones((2, 64 * words))
    weight[0, :inputs] += (~unpack(on.positive, inputs)).sum(axis=0)
    weight[1, :inputs] += (~unpack(on.negative, inputs)).sum(axis=0)
    return weight.reshape(-1)
