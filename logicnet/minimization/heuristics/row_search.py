"""The heuristic for few rows over many inputs: a table that comes from data.

Most rows of such a function are don't-cares, so a prime is worth as much as it holds of the
given on-cubes. Seeds (a given cube, or what a chosen prime alone is needed for, with some of
its outputs) therefore absorb on-cubes, the nearest first, as long as the supercube misses the
off-cubes; only then are the literals dropped that are left over. Where the on-cubes are single
rows, each chosen prime becomes in the end one of few literals that holds the same rows.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import pack, unpack
from logicnet.ground.budget import CALL, Budget, OutOfBudget
from logicnet.ground.running.one_blas_thread import one_blas_thread
from logicnet.logic.tables.cubes import Cubes, join, pack_mask
from logicnet.minimization.covering.greedy import dense_greedy

from . import growth_kernels
from .cube_search import CubeSearch
from .rule_search import RuleSearch

_SEARCH_SHARE = 0.9  # of the time left; the rest is for fewer literals
_RULES_SHARE = 0.25  # of the time left that may go into short rules
_ROWS = 4096  # on-cubes that are absorbed one by one
_NOISES = (0.0, 0.3, 1.0, 3.0)
_COMPARISONS = 1 << 26  # of cubes, up to which seeds absorb at a time: seeds times rows squared


@dataclass
class RowSearch(CubeSearch):
    """The search on cubes, with absorption of on-cubes."""

    def run(self) -> Cubes:
        """The best cover that is found, of short primes."""
        whole = self.budget
        self.budget = whole.share(_SEARCH_SHARE)
        best = super().run()
        if (self.on.literals < self.inputs).any():
            return best
        return shortened(best, self.on, self.off, self.inputs, whole)

    def _first(self) -> Cubes:
        """The usual first primes, and short rules; OutOfBudget where these do."""
        if not RuleSearch.suits(self.on, self.off, self.inputs):
            return super()._first()
        part = self.budget.share(_RULES_SHARE)
        search = RuleSearch(self.on, self.off, self.inputs, self.outputs, part)
        with one_blas_thread(True), suppress(OutOfBudget):
            for cover in search.covers(part):
                self._note(cover)
        if search.settles(self.best):
            self.budget.suffice(len(self.best))
            raise OutOfBudget
        return join([search.pool(), super()._first()])

    def _absorbed(self, needed: Cubes) -> list[Cubes]:
        if len(self.on) > _ROWS:
            return []
        seeds = self._some(join([needed, self._sample(), self.on]))
        result = []
        for noise in _NOISES:
            cubes = self._some_outputs(seeds)
            grown = self._absorbing(cubes, noise)
            result.append(self.expanded(grown, 1.0, 0.0))
        return result

    def _absorbing(self, cubes: Cubes, noise: float) -> Cubes:
        pos, neg, mem = cubes.positive.copy(), cubes.negative.copy(), cubes.members
        on, off = self.on, self.off
        done = 0
        while done < len(cubes):
            done += self.budget.piece(
                growth_kernels.absorb, pos[done:], neg[done:], mem[done:], on.positive,
                on.negative, on.members, off.positive, off.negative, off.members, noise, self.seed,
            )  # fmt: skip
            self.budget.tick(0)
        return Cubes(pos, neg, mem)

    def _some(self, seeds: Cubes) -> Cubes:
        """As many of the seeds, at random, as can absorb in reasonable time."""
        most = max(32, _COMPARISONS // max(1, len(self.on)) ** 2)
        if len(seeds) <= most:
            return seeds
        return seeds[np.random.default_rng(int(self.seed[0])).permutation(len(seeds))[:most]]

    def _some_outputs(self, cubes: Cubes) -> Cubes:
        """The cubes with a random choice of their outputs (at least one)."""
        rng = np.random.default_rng(int(self.seed[0]))
        shape = (len(cubes), 64 * cubes.members.shape[1])
        mask = pack(rng.random(shape) < rng.random((len(cubes), 1)))
        members = cubes.members & mask
        none = ~members.any(axis=1)
        members[none] = cubes.members[none]
        return Cubes(cubes.positive, cubes.negative, members)


def shortened(cubes: Cubes, on: Cubes, off: Cubes, inputs: int, budget: Budget) -> Cubes:
    """The cubes with few literals that hold the same on-rows and miss the same off-cubes.

    Of the literals that all of a cube's on-rows share, the one that keeps most off-cubes out is
    taken first; a cube that does not become shorter stays as it is.
    """
    sides = (cubes.positive, cubes.negative)
    chosen = np.concatenate([unpack(side, inputs) for side in sides], axis=1)
    held = np.concatenate([unpack(side, inputs) for side in (on.positive, on.negative)], axis=1)
    against = np.concatenate([unpack(s, inputs) for s in (off.negative, off.positive)], axis=1)
    for k in range(len(cubes)):
        if budget.over():
            break
        budget.count(CALL + inputs * (len(on) + len(off)))
        mine = (on.members & cubes.members[k]).any(axis=1) & (held >= chosen[k]).all(axis=1)
        shared = np.flatnonzero(held[mine].all(axis=0)) if mine.any() else np.flatnonzero(chosen[k])
        kept = _hitting(against[(off.members & cubes.members[k]).any(axis=1)][:, shared])
        if len(kept) < chosen[k].sum():
            chosen[k] = False
            chosen[k, shared[kept]] = True
    positive, negative = pack_mask(chosen[:, :inputs]), pack_mask(chosen[:, inputs:])
    return Cubes(positive, negative, cubes.members)


def _hitting(out: NDArray[np.bool_]) -> list[int]:
    """Few columns of which each row has one; every row has some."""
    kept = dense_greedy(out)
    for column in kept[:-1]:
        others = [c for c in kept if c != column]
        if out[:, others].any(axis=1).all():
            kept = others
    return kept
