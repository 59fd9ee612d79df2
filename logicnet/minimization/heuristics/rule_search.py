"""Short rules of tables from data: terms of few literals that hold many on-cubes and no off-cube.

Few rows over hundreds of inputs leave so many implicants that growing a term from its rows meets
the wrong ones. So terms are built from the empty one, a literal at a time, as FOIL does: of a few
partial terms (a beam) those go on that tell the on-cubes best from the off-cubes. On-cubes that
no term holds yet count most at first; then they count their prices in the relaxed covering
problem of the terms that are known, which asks for the terms that would make the cover smaller
(column generation). Matrix products of NumPy do the work.

Literal i is input i required to be 1, literal `inputs` + i input i required to be 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import unpack
from logicnet.ground.budget import CALL, Budget, OutOfBudget
from logicnet.logic.tables.cubes import Cubes, of_output, pack_mask, unique
from logicnet.minimization.incidence.matrices import incidence

if TYPE_CHECKING:
    from logicnet.minimization.programs.relaxation import Relaxation

Flags = NDArray[np.bool_]
Worth = NDArray[np.float32]

_ENTRIES = 1 << 26  # of the matrices of an output
_PRODUCT = 1 / 32  # work for each multiplication of a matrix product
_COVERED = 0.05  # what an on-cube counts that a term holds already
_WIDE = 6  # partial terms that go on, where more than one do
_ROUNDS = 48  # of pricing
_REFINE_SHARE = 0.7  # of the work and time for rules; the rest is for a choice
_MANY = 12  # on-cubes for each term, from which on a rule is suspected
_SEEDS = 8  # on-cubes that a round begins at
_STEPS = 256  # of 1 in which on-cubes count: their sums are exact, in whatever order they are made
_PRICE = 1.02  # worth of a term from which on it may make the cover smaller


class RuleSearch:
    """The terms for all outputs, and the smallest cover among them."""

    def __init__(self, on: Cubes, off: Cubes, inputs: int, outputs: int, budget: Budget) -> None:
        self.on, self.off, self.inputs, self.outputs = on, off, inputs, outputs
        sides = ((on[of_output(on, j)], off[of_output(off, j)]) for j in range(outputs))
        self.rules = [Rules.of(mine, against, inputs, budget) for mine, against in sides]

    @staticmethod
    def suits(on: Cubes, off: Cubes, inputs: int) -> bool:
        """Whether the matrices are small enough."""
        return (len(on) + len(off)) * 2 * inputs <= _ENTRIES

    def covers(self, budget: Budget) -> Iterator[Cubes]:
        """Covers, of which the next may be smaller; none where some on-cube is in no such term.

        There is one by greedy choice, and where its terms hold many on-cubes each, there are
        others from better terms.
        """
        first = self._greedy(1)
        if first is None:
            return
        yield first
        if sum(len(rules.held) for rules in self.rules) < _MANY * len(first):
            return
        second = self._greedy(_WIDE)
        if second is not None:
            yield second
        part = budget.share(_REFINE_SHARE)
        with suppress(OutOfBudget):
            for k, rules in enumerate(self.rules):
                rules.budget = part.share(1 / (len(self.rules) - k))
                rules.refine()
        yield self._chosen(budget)

    def settles(self, cover: Cubes) -> bool:
        """Whether no cover of these terms is smaller, and none is found that would help."""
        bounds = [rules.bound for rules in self.rules]
        return all(bounds) and len(cover) <= sum(bounds)

    def _greedy(self, width: int) -> Cubes | None:
        found = [rules.cover(width) for rules in self.rules]
        if any(terms is None for terms in found):
            return None
        return self._cubes(np.concatenate([terms for terms in found if terms is not None]))

    def pool(self) -> Cubes:
        """All terms."""
        return self._cubes(np.concatenate([rules.terms() for rules in self.rules]))

    def _chosen(self, budget: Budget) -> Cubes:
        from logicnet.minimization.covering.choosing import choose

        pool = self.pool()
        terms, serves = literals(pool, self.inputs), unpack(pool.members, self.outputs)
        held = [rules.holding(terms) & serves[:, j] for j, rules in enumerate(self.rules)]
        flags = np.concatenate(held)
        rows, columns = np.nonzero(flags)
        matrix = incidence(rows, columns, (len(flags), len(pool))).sparse()
        return pool[np.flatnonzero(choose(matrix, budget))]

    def _cubes(self, terms: Flags) -> Cubes:
        """The terms as cubes of every output whose off-cubes they miss."""
        sizes, terms32 = terms.sum(axis=1), terms.T.astype(np.float32)
        flags = np.zeros((len(terms), self.outputs), dtype=bool)
        for j, rules in enumerate(self.rules):
            flags[:, j] = ~(rules.kept @ terms32 == sizes).any(axis=0)
        sides = pack_mask(terms[:, : self.inputs]), pack_mask(terms[:, self.inputs :])
        return unique(Cubes(*sides, pack_mask(flags)))


def literals(cubes: Cubes, inputs: int) -> Flags:
    """The literals of each cube, as flags."""
    sides = (cubes.positive, cubes.negative)
    return np.concatenate([unpack(side, inputs) for side in sides], axis=1)


@dataclass
class Rules:
    """The terms that are found for one output."""

    held: Worth  # on-cubes by literals: which it has
    kept: Worth  # off-cubes by literals: which do not keep it away
    budget: Budget
    found: dict[bytes, Flags] = field(default_factory=dict)
    bound: int = 0  # of these terms so many are needed, where no others are asked for

    @staticmethod
    def of(on: Cubes, off: Cubes, inputs: int, budget: Budget) -> Rules:
        """No terms yet, for these cubes."""
        against = literals(Cubes(off.negative, off.positive, off.members), inputs)
        held = literals(on, inputs)
        return Rules(held.astype(np.float32), (~against).astype(np.float32), budget)

    def terms(self) -> Flags:
        """The terms, as rows of literals."""
        return np.array(list(self.found.values()), dtype=bool).reshape(-1, self.held.shape[1])

    def holding(self, terms: Flags) -> Flags:
        """Which terms (columns) hold which on-cubes (rows)."""
        self._count(len(terms), len(self.held))
        return np.asarray(self.held @ terms.T.astype(np.float32) == terms.sum(axis=1))

    def cover(self, width: int) -> Flags | None:
        """Terms that hold all on-cubes, by greedy choice; None where there are none."""
        open_cubes, taken = np.ones(len(self.held), dtype=bool), []
        while open_cubes.any():
            self.budget.tick(0)
            worth = np.where(open_cubes, 1, _COVERED).astype(np.float32)
            for seed in (None, int(np.argmax(open_cubes))):
                terms = self._beam(worth, width, seed)
                held = self.holding(terms)
                gains = (held & open_cubes[:, None]).sum(axis=0)
                if gains.any():
                    break
            else:
                return None
            taken.append(terms[np.argmax(gains)])
            open_cubes &= ~held[:, np.argmax(gains)]
        return np.array(taken, dtype=bool).reshape(-1, self.held.shape[1])

    def refine(self) -> None:
        """Find terms that the relaxed covering problem asks for, and the bound at the end of it."""
        rng = np.random.default_rng(self.budget.seed)
        for _ in range(_ROUNDS):
            relaxed = self._relaxed()
            worth = relaxed.prices.astype(np.float32)
            before = len(self.found)
            good = self._valued(self._beam(worth, _WIDE), worth)
            for seed in rng.permutation(len(worth))[:_SEEDS]:
                good |= self._valued(self._beam(worth, 2, int(seed)), worth)
            if len(self.found) == before or not good:
                self.bound = relaxed.bound
                break

    def _valued(self, terms: Flags, worth: Worth) -> bool:
        """Whether some term is worth more than its price, 1."""
        self.budget.tick(0)
        return bool(len(terms) and (worth @ self.holding(terms)).max() > _PRICE)

    def _relaxed(self) -> Relaxation:
        """The covering problem of the terms, relaxed."""
        from logicnet.minimization.covering.choosing import greedy
        from logicnet.minimization.programs.relaxation import relax

        rows, columns = np.nonzero(self.holding(self.terms()))
        matrix = incidence(rows, columns, (len(self.held), len(self.found))).sparse()
        upper = int(greedy(matrix, self.budget).sum())
        self.budget.tick(0)
        return relax(matrix, upper, self.budget)

    # -- one term -----------------------------------------------------------------------------

    def _beam(self, worth: Worth, width: int, seed: int | None = None) -> Flags:
        """Terms without off-cubes that hold on-cubes of much worth, the one of most among them.

        With a seed, an on-cube, all of them hold it.
        """
        count = self.held.shape[1]
        scale = len(worth) / max(1e-9, float(worth.sum()))
        steps = np.round(worth * np.float32(scale * _STEPS))
        worth = (steps / _STEPS).astype(np.float32)
        allowed = np.ones(count, dtype=bool) if seed is None else self.held[seed] > 0
        terms = np.zeros((1, count), dtype=bool)
        on = np.ones((1, len(self.held)), dtype=np.float32)
        off = np.ones((1, len(self.kept)), dtype=np.float32)
        ready: list[Flags] = []
        if not len(self.kept):
            ready.append(terms)
        most = 0.0
        while len(terms) and len(self.kept):
            self._count(len(terms), len(self.held) + len(self.kept))
            value, rest = (on * worth) @ self.held, off @ self.kept
            before, were = on @ worth, off.sum(axis=1)
            useful = (rest < were[:, None]) & (value > most * 1.0001 + 1e-6) & allowed & ~terms
            end = useful & (rest == 0)
            if end.any():
                best = np.unravel_index(np.argmax(np.where(end, value, -1)), end.shape)
                most = float(value[best])
                done = terms[best[0]].copy()
                done[best[1]] = True
                ready.append(self._shrunk(done)[None])
                useful &= ~end & (value > most)
            with np.errstate(divide="ignore", invalid="ignore"):
                share = np.log2(value / (value + rest), dtype=np.float64)
                share -= np.log2(before / (before + were))[:, None]
                gain = np.where(useful, value * share, -np.inf)
            terms, parents, added = _best(terms, gain, width)
            on = on[parents] * self.held[:, added].T
            off = off[parents] * self.kept[:, added].T
        for term in ready:
            self.found.setdefault(np.packbits(term).tobytes(), term[0])
        return np.concatenate(ready) if ready else terms[:0]

    def _shrunk(self, term: Flags) -> Flags:
        """The term without literals that it can lose."""
        chosen = np.flatnonzero(term)
        against = self.kept[:, chosen] == 0
        counts = against.sum(axis=1)
        for k in np.argsort(self.held[:, chosen].sum(axis=0), kind="stable"):
            if not (against[:, k] & (counts == 1)).any():
                counts -= against[:, k]
                term[chosen[k]] = False
        return term

    def _count(self, some: int, rows: int) -> None:
        self.budget.count(CALL + some * rows * self.held.shape[1] * _PRODUCT)


def _best(
    terms: Flags, gain: NDArray[np.float64], width: int
) -> tuple[Flags, NDArray[np.int64], NDArray[np.int64]]:
    """The extended terms of most gain, each once: they, what each extends, and by what."""
    flat = gain.ravel()
    some = min(len(flat), width * 4)
    order = np.argpartition(-flat, some - 1)[:some]
    order = order[np.lexsort((order, -flat[order]))]
    order = order[np.isfinite(flat[order])]
    parents, added = np.divmod(order, gain.shape[1])
    larger = terms[parents]
    larger[np.arange(len(order)), added] = True
    first = np.sort(np.unique(np.packbits(larger, axis=1), axis=0, return_index=True)[1])[:width]
    return larger[first], parents[first], added[first]
