"""The heuristic for few rows over many inputs: a table that comes from data.

Most rows of such a function are don't-cares, so a prime is worth as much as it holds of the
given on-cubes. Seeds (a given cube, or what a chosen prime alone is needed for, with some of
its outputs) therefore absorb on-cubes, the nearest first, as long as the supercube misses the
off-cubes; only then are the literals dropped that are left over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logicnet.bits import pack
from logicnet.cubes import Cubes, join
from logicnet.minimization import growth_kernels
from logicnet.minimization.by_cubes import Search

_NOISES = (0.0, 0.3, 1.0, 3.0)


@dataclass
class RowSearch(Search):
    """The search on cubes, with absorption of on-cubes."""

    def _absorbed(self, needed: Cubes) -> list[Cubes]:
        seeds = join([needed, self._sample(), self.on])
        result = []
        for noise in _NOISES:
            cubes = self._some_outputs(seeds)
            pos, neg, mem = cubes.positive.copy(), cubes.negative.copy(), cubes.members
            on, off = self.on, self.off
            growth_kernels.absorb(
                pos, neg, mem, on.positive, on.negative, on.members,
                off.positive, off.negative, off.members, noise, self.seed,
            )  # fmt: skip
            result.append(self.expanded(Cubes(pos, neg, mem), 1.0, 0.0))
        return result

    def _some_outputs(self, cubes: Cubes) -> Cubes:
        """The cubes with a random choice of their outputs (at least one)."""
        rng = np.random.default_rng(int(self.seed[0]))
        shape = (len(cubes), 64 * cubes.members.shape[1])
        mask = pack(rng.random(shape) < rng.random((len(cubes), 1)))
        members = cubes.members & mask
        none = ~members.any(axis=1)
        members[none] = cubes.members[none]
        return Cubes(cubes.positive, cubes.negative, members)
