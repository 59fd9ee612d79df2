"""The heuristic on cubes, for functions whose table is too large.

A pool of primes grows by expansion against the off-set: first of the given cubes, then of what
the chosen primes alone are needed for, of pairs of these, in many orders. The rows of the
covering problem are parts of the on-set, each so narrow that every prime of the pool contains
it or misses it. Too few parts at first: where a choice leaves something of the on-set open, a
part of that is added, until a choice covers everything.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, popcount, unpack
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.ground.kernels import light
from logicnet.logic.tables.cubes import Cubes, join, pack_mask, unique
from logicnet.minimization.covering.choosing import choose
from logicnet.minimization.incidence.trimming import trim_by_cubes
from logicnet.minimization.incidence.uncovered_parts import (
    UncoveredParts,
    incidence,
    narrow,
    open_parts,
    united,
)

from . import growth_kernels

_FEW = 1 << 10  # off-cubes up to which Python may look at all of them
_FEW_PAIRS = 1 << 13  # and at so many pairs of cubes
_POOL = 1 << 14  # primes that are kept
_PARTS = 1 << 13  # parts that one look for open ones may add
_MERGES = 1 << 12  # pairs that one round of merging finds
_SAMPLE = 512  # parts that one round expands
_TRIES = 1 << 17  # pairs that one round of merging looks at
_TIDY = 1e7  # work for wires when the time is over: a twentieth of a second
_TIDIED = 3  # rounds of dropping outputs and literals
_ROUNDS = 6  # without gain, before the usual search ends
_STALE = 40  # the same for the most patient one
_EFFORT, _PATIENT_EFFORT = 10.0, 40.0  # steps of a choice for each column, usual and patient


@dataclass
class CubeSearch:
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
    parts: UncoveredParts = field(init=False)
    chosen: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.best = self.on
        self.seed = np.array([self.budget.seed * 2 + 0x9E3779B97F4A7C15], dtype=np.uint64)
        self.full = pack_mask(np.ones((1, self.outputs), dtype=bool))[0]
        opposed = light(growth_kernels.opposed, len(self.off) <= _FEW)
        self.at, self.against = opposed(self.off.positive, self.off.negative)
        self.weight = _weights(self.on, self.inputs)

    def run(self) -> Cubes:
        """The best cover that is found before the time or the gains are at an end.

        A little work after the end of the time goes into its wires.
        """
        with suppress(OutOfBudget):
            self._run()
        self.budget = Budget(_TIDY) if self.budget.over() else self.budget
        return self.tidied(self.best)

    def tidied(self, cover: Cubes) -> Cubes:
        """The cover without outputs, then literals, that its terms do not need."""
        inputs, outputs = self.inputs, self.outputs
        for _ in range(_TIDIED if outputs > 1 else 0):
            before = _wires(cover)
            cover = trim_by_cubes(cover, self.dc, inputs, outputs, self.budget)
            larger = self.expanded(cover, 0.0, 0.0)
            cover = Cubes(larger.positive, larger.negative, cover.members)
            if _wires(cover) == before:
                break
        return cover

    def _run(self) -> None:
        self.pool = unique(self._first())
        self.chosen = np.zeros(len(self.pool), dtype=bool)
        self.parts = self._narrowed(self._open(self.dc), 0)
        self._cover()
        stale = 0
        patience = min(_STALE, _ROUNDS * self.budget.patience)
        while stale < patience:
            self.budget.tick(0)
            before = len(self.best)
            grown = self._grow()
            if grown or self.budget.patience > 1:
                self._cover()
            stale = 0 if len(self.best) < before else stale + (1 if grown else 5)

    def _first(self) -> Cubes:
        """The primes to begin with."""
        first = self.expanded(self.on, 0.0, 0.0)
        budget = self.budget
        self._note(trim_by_cubes(unique(first), self.dc, self.inputs, self.outputs, budget))
        budget.tick(0)
        return join([first, self.expanded(self.on, 0.3, 1.0)])

    def _note(self, cover: Cubes) -> None:
        if len(cover) < len(self.best):
            self.best = cover
            self.budget.tell(len(cover))

    def expanded(self, seeds: Cubes, noise: float, early: float) -> Cubes:
        """Primes that contain the seeds, by literals in an order blurred by noise.

        When the time is over the last ones stay as they are, implicants all the same.
        """
        pos, neg = seeds.positive.copy(), seeds.negative.copy()
        mem = seeds.members.copy()
        done, few = 0, len(seeds) * len(self.off) <= _FEW_PAIRS
        while done < len(seeds) and not self.budget.over():
            done = self.budget.piece(
                light(growth_kernels.expand, few), pos, neg, mem, self.off.members, self.at,
                self.against, self.full, self.weight, noise, early, self.seed, done, few=few,
            )  # fmt: skip
        return Cubes(pos, neg, mem)

    def _open(self, covered: Cubes) -> UncoveredParts:
        """Parts of the on-set that the cubes miss."""
        most = max(_PARTS, int(unpack(self.on.members, self.outputs).sum()))
        return open_parts(self.on, covered, self.inputs, self.outputs, self.budget, most)

    def _narrowed(self, parts: UncoveredParts, first: int) -> UncoveredParts:
        return narrow(parts, self.pool, first, self.seed, self.budget.tick)

    def _cover(self) -> None:
        """Choose, and add parts, until the choice covers the on-set; note it if it is better."""
        effort = _EFFORT if self.budget.patience <= 1 else _PATIENT_EFFORT
        while True:
            matrix = incidence(self.parts, self.pool, self.budget.tick)
            self.chosen = choose(matrix, self.budget, self.chosen, effort)
            cover = self.pool[self.chosen]
            open_ = self._open(join([cover, self.dc]))
            if not len(open_):
                break
            self.parts = united([self.parts, self._narrowed(open_, 0)])
        self.matrix = matrix
        self._note(cover)

    def _grow(self) -> bool:
        """Add primes around the chosen ones to the pool; whether there were new ones."""
        pool, chosen = self.pool, np.flatnonzero(self.chosen)
        counts = self.matrix.counts(chosen)
        parts = (self.parts.positive, self.parts.negative, self.parts.outputs)
        reduced = light(growth_kernels.reduced, len(chosen) * len(self.parts) <= _FEW_PAIRS)
        needed = Cubes(*reduced(
            chosen, self.matrix.col_at, self.matrix.col_rows, counts, *parts,
            pool.positive, pool.negative, pool.members,
        ))  # fmt: skip
        merged = self._merged(needed)
        fresh = [self.expanded(merged, 0.5, 0.5), self.expanded(needed, 1.0, 0.5)]
        fresh.append(self.expanded(merged, 1.0, 1.0))
        fresh.append(self.expanded(self._sample(), 1.0, 0.5))
        fresh += self._absorbed(needed)
        return self._admit(join(fresh), len(pool))

    def _merged(self, cubes: Cubes) -> Cubes:
        """Supercubes of pairs that miss the off-set."""
        sides = (cubes.positive, cubes.negative, cubes.members)
        off = (self.off.positive, self.off.negative, self.off.members)
        out = [np.empty((_MERGES, side.shape[1]), dtype=np.uint64) for side in sides]
        at = np.array([0, 0, 0, 0], dtype=np.int64)
        few = len(cubes) * len(self.off) <= _FEW_PAIRS
        merges = light(growth_kernels.merges, few)
        while not self.budget.piece(merges, *sides, *off, self.seed, _TRIES, at, *out, few=few):
            if at[3] == _MERGES:
                break
            self.budget.tick(0)
        return Cubes(*(side[: at[3]] for side in out))

    def _absorbed(self, needed: Cubes) -> list[Cubes]:
        """Primes that hold as many on-cubes as seeds of random outputs can take."""
        return []

    def _sample(self) -> Cubes:
        """Some of the parts, as cubes of one output."""
        rng = np.random.default_rng(int(self.seed[0]))
        return self.parts[rng.permutation(len(self.parts))[:_SAMPLE]].as_cubes(len(self.full))

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


def _wires(cubes: Cubes) -> int:
    """Literals and memberships."""
    return int(cubes.literals.sum() + popcount(cubes.members))


def _key(cubes: Cubes, i: int) -> bytes:
    return b"".join(m[i].tobytes() for m in (cubes.positive, cubes.negative, cubes.members))


def _weights(on: Cubes, inputs: int) -> NDArray[np.float64]:
    """For each literal, how many on-cubes it keeps out or half out: worth dropping first."""
    words = on.positive.shape[1]
    weight = np.ones((2, 64 * words))
    weight[0, :inputs] += (~unpack(on.positive, inputs)).sum(axis=0)
    weight[1, :inputs] += (~unpack(on.negative, inputs)).sum(axis=0)
    return weight.reshape(-1)
