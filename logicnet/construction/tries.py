"""Searches for few units: efforts one after the other, and tries that differ in their seed.

All tries go on from one look, the first effort, which finds what no seed changes. Where nothing
can be better than what it found, no worker is asked. They are independent of one another, and
counted in their order, so that workers change nothing but the time it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import NamedTuple

from logicnet.errors import LimitError
from logicnet.ground.budget import EFFORTS, Budget, Cut
from logicnet.ground.running.interrupts import told
from logicnet.ground.workers.parallel import Workers, mapped
from logicnet.network.network import Network

from .limits import Limits
from .target import Notes, Target

_SMALL = 6  # inputs of functions for which low effort is the usual one


class Smallest(NamedTuple):
    """The smallest network that a search found, or all that it met and why none is allowed.

    What its target noted of the network goes along, and what has cut the search.
    """

    network: Network | None
    seen: list[Network]
    failed: LimitError | None
    notes: Notes | None = None
    cut: Cut | None = None

    def noted(self, function: Target, cut: Cut | None) -> Smallest:
        """The same, as it travels: what was met serves the error alone that says what may be."""
        if self.network is None:
            return self._replace(cut=cut)
        notes = function.notes(self.network)
        return Smallest(self.network, [], None, notes, cut)


@dataclass
class Efforts:
    """A search within limits, the efforts that are to come, and what those before them found.

    Each has what those before it found, so more effort never gives more units.
    """

    function: Target
    limits: Limits
    to_come: list[float]
    last: float  # of all efforts, the longest one
    seen: list[Network] = field(default_factory=list)
    proven: int = 1  # units that are proven to be needed
    begun: bool = False
    ended: bool = False  # whether more efforts would find nothing, or time is over
    found: Network | None = None
    failed: LimitError | None = None

    @classmethod
    def of(
        cls, function: Target, limits: Limits, patience: float, seen: list[Network] | None = None
    ) -> Efforts:
        """A search up to the effort that is asked for, of which some networks are known.

        What takes little anyway begins with the usual effort; what is not looked at row by row
        costs as much in each.
        """
        least = 0.0
        if function.table is None:
            least = min(1.0, patience)
        elif limits.none and len(function.inputs) <= _SMALL:
            least = 1.0
        efforts = sorted({max(least, each) for each in EFFORTS.values() if each <= patience})
        return cls(function, limits, efforts, efforts[-1], [] if seen is None else seen)

    def with_seed(self, seed: int) -> Efforts:
        """The same search, to be gone on with; by another seed where no effort is to come as well.

        The networks that are known stay so: another seed looks for fewer units.
        """
        efforts = self.to_come or [self.last] * (seed > 0)
        return replace(self, to_come=list(efforts), seen=list(self.seen))


def best_of(
    go_on: Callable[[int], Smallest],
    look: Efforts,
    tries: int,
    executor: Workers | None,
    budget: Budget,
) -> Smallest:
    """The best of so many tries, the first of equal ones, with all that is proven of its units.

    After Ctrl-C it is the best of those that are done, or what the look has found.
    """
    best = _Best(look, budget)
    try:
        here = 1 if tries == 1 or not look.to_come else 0  # what is left of the first one is little
        for seed in range(here):
            best.add(go_on(seed))
        left = range(here, 0 if best.least else tries)
        seeds = takewhile(lambda _: not (told() or budget.late()), left)
        with closing(mapped(go_on, seeds, executor, over=budget.late)) as results:
            for tried in results:
                best.add(tried)
                if best.least:
                    break
    except KeyboardInterrupt:
        budget.stop()  # threads go on by what is left of it
        if best.found.network is None:
            raise
    return best.result()


class _Best:
    """The best of the tries that are done, and the units that any of them has proven."""

    def __init__(self, look: Efforts, budget: Budget) -> None:
        self.function, self.budget = look.function, budget
        self.found = Smallest(look.found, look.seen, look.failed)
        self.bound = 0
        self._prove(look.found)

    def add(self, tried: Smallest) -> None:
        """One more try."""
        network, best, cost = tried.network, self.found.network, self.function.cost
        cut = self.found.cut or tried.cut
        if best is None or (network is not None and cost(network) < cost(best)):
            self.found = tried
        self.found = self.found._replace(cut=cut)
        self._prove(network)

    def _prove(self, network: Network | None) -> None:
        self.bound = max(self.bound, 0 if network is None else network.lower_bound or 0)

    @property
    def least(self) -> bool:
        """Whether no network has fewer units."""
        best, function = self.found.network, self.function
        if best is None:
            return False
        least = max(function.lower_bound or 0, self.bound + function.leaves)
        return function.cost(best)[0] <= least

    def result(self) -> Smallest:
        """The best, which says what is proven, and whether something was cut short."""
        network, _, _, notes, cut = self.found
        if network is None:
            return self.found
        if notes is not None:
            self.function.take(network, notes)
        network = replace(network, lower_bound=self.bound or None)
        cut = None if network.proven_minimal else self.budget.cut or cut
        return self.found._replace(network=replace(network, cut=cut))
