"""One thing to be built: a function, the limits, the time, and what was found out so far.

Constructions (see `registry`) take a task and give networks. What they ask about the function is
found out once and kept here. Parts of a function are tasks of their own, which whoever solves
the whole solves as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from logicnet.construction.recognition import Cube, affine_sum, inputs_that_matter, symmetric_groups
from logicnet.errors import LimitError
from logicnet.ground.bits import pack, unpack
from logicnet.ground.budget import SECOND, Budget
from logicnet.ground.running.interrupts import check
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimized
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import Separation
from logicnet.network.one_unit.threshold import threshold_of

from .limits import MOST_EXACT, Limits, largest_sum, relays
from .search.bounds import lower_bound_of_outputs, outputs_apart
from .target import Target

LEAST = 0.3 * SECOND  # work of a minimisation that is needed, however late it is
_COMPLETED = 2 * SECOND  # work in which don't-cares are chosen
_AT_ONCE = 8  # inputs up to which they are chosen however late it is
_BOUNDED_ALONE = 12  # inputs up to which outputs are looked at one by one for the bound
_MOST_BOUNDED = 1 << 16  # rows of outputs up to which they are


@dataclass
class Task:
    """A function to be built, and the networks found for it."""

    function: Target
    limits: Limits
    budget: Budget  # of the search for few units
    solve: Callable[[Task], Network]
    least: int = 0  # units that are needed, those of half-spaces with them
    part_of: bool = False  # whether it is a part of another task
    depth: int = 0  # how many functions it is a part of, each of the next one
    known: dict[tuple[int, bytes, bytes], Network] = field(default_factory=dict)
    found: list[Network] = field(default_factory=list)
    again: bool = False  # whether it was tried before with less work
    settled: bool = False  # whether what was found is kept without a look at the other ways
    merged: bool = False  # whether outputs that are the same were built as one
    proven: int = 1  # units over the inputs that a construction has proven to be needed

    # The function -------------------------------------------------------------------------------

    @property
    def table(self) -> TruthTable | None:
        """All rows of the function, or None where the inputs are too many."""
        return self.function.table

    @property
    def tabled(self) -> TruthTable:
        """All rows of a function of few inputs."""
        if self.table is None:
            raise LimitError("a function of so many inputs is not looked at row by row")
        return self.table

    @property
    def listed(self) -> TruthTable:
        """All rows of a function, also of many inputs."""
        table = self.function.all_rows
        return self.tabled if table is None else table

    @cached_property
    def one_output(self) -> bool:
        """Whether there is one output, and a table of it."""
        return self.table is not None and len(self.table.outputs) == 1

    @cached_property
    def _relevant(self) -> tuple[list[str], Cube, Cube]:
        kept, on, dc = inputs_that_matter(self.tabled)
        shape = (2,) * len(kept)
        return [self.tabled.inputs[i] for i in kept], on.reshape(shape), ~dc.reshape(shape)

    @property
    def names(self) -> list[str]:
        """The inputs that matter to the one output."""
        return self._relevant[0]

    @property
    def on(self) -> Cube:
        """The one output over the inputs that matter."""
        return self._relevant[1]

    @property
    def care(self) -> Cube:
        """Where the one output matters."""
        return self._relevant[2]

    @cached_property
    def rows(self) -> TruthTable:
        """The one output over the inputs that matter, as a table."""
        return table_of(self.on, self.care, self.names)

    @property
    def in_layers(self) -> bool:
        """Whether there are all rows, and room for several layers."""
        return self.table is not None and self.limits.max_depth != 1

    @property
    def all_rows(self) -> TruthTable | None:
        """All rows, also where the inputs are so many that few constructions look at them."""
        return self.rows if self.one_output else self.function.all_rows

    @property
    def known_rows(self) -> TruthTable:
        """The same where they are known to be there."""
        return self.rows if self.one_output else self.listed

    # What was recognised ------------------------------------------------------------------------

    @cached_property
    def whole(self) -> Cube:
        """A function without don't-cares that agrees with the one output and has few terms."""
        if self.care.all():
            return self.on
        if self.on.ndim > _AT_ONCE and self.budget.late():
            return self.on & self.care
        budget = self.budget.share(1 / 4, LEAST, _COMPLETED)
        rows = minimized(self.rows, budget).table().over(self.rows.inputs)
        check()
        cube: Cube = unpack(rows.on[0], 1 << self.on.ndim).reshape(self.on.shape)
        return cube

    @cached_property
    def one_unit(self) -> Separation | None:
        """The one output as a single unit, if it is one."""
        return threshold_of(self.rows.on[0], self.rows.dc[0], len(self.names))

    @cached_property
    def parity(self) -> tuple[tuple[int, ...], bool] | None:
        """The inputs whose parity, or its complement, the one output is."""
        return affine_sum(self.on, self.care)

    @cached_property
    def groups(self) -> list[list[tuple[int, bool]]]:
        """The inputs that can be exchanged."""
        return symmetric_groups(self.whole)

    # What was found -----------------------------------------------------------------------------

    @property
    def few(self) -> int:
        """The fewest units of a network found within the limits; 0 where there is none."""
        nets = (net for net in self.found if not self.limits.excess(net))
        return min((net.units for net in nets), default=0)

    def is_beaten(self, cover: Cover) -> bool:
        """Whether a unit for each product term is more than a network that is found needs.

        Terms of one literal, which need none, and the units of half-spaces are taken off.
        """
        spared = 2 * len(cover.inputs) + len(self.function.inputs)
        return 0 < self.few < cover.terms - spared

    @property
    def bound(self) -> int:
        """Units that any network over the inputs needs, as far as that is proven."""
        if self.one_output and self.one_unit is not None:
            return 1
        return max([self._first_bound, self.proven, *(net.lower_bound or 1 for net in self.found)])

    @cached_property
    def _first_bound(self) -> int:
        if self.one_output:
            return 2
        if self.table is None:
            return 1
        entries = len(self.table.outputs) * len(self.table)
        if len(self.table.inputs) > _BOUNDED_ALONE or entries > _MOST_BOUNDED:
            return len(outputs_apart(self.table))  # each function takes a unit of its own
        return lower_bound_of_outputs(self.table, skip=self.limits.skip)

    @property
    def done(self) -> bool:
        """Whether no network within the limits is known to have fewer units than one found."""
        if self.settled or not self.found:
            return self.settled
        least = max(self.least, self.bound + self.function.leaves)
        nets = (net for net in self.found if not self.limits.excess(net))
        return any(self.function.cost(net)[0] <= least for net in nets)

    def add(self, networks: Iterable[Network]) -> None:
        """Keep networks that a construction gives, with relays where wires must not skip.

        One whose relays alone are more than another needs is not kept. After Ctrl-C
        KeyboardInterrupt is raised, when what was at work then has given its network.
        """
        for network in networks:
            if self.limits.max_sum is not None and largest_sum(network) > MOST_EXACT:
                continue  # above half-spaces sums are floats
            most = self.few + len(self.function.inputs)  # with the units of half-spaces
            if self.limits.skip or not self.few or relays(network) <= most:
                self.found.append(self.limits.fitted(network))
            check()

    # Other tasks --------------------------------------------------------------------------------

    def output(self, name: str, parts: int, budget: Budget) -> Network:
        """The smallest network found for one output, in one of so many parts of a budget."""
        budget = budget.share(1 / parts)
        function = Target(self.listed.output(name))
        return self.solve(
            Task(function, self.limits, budget, self.solve, part_of=True, known=self.known)
        )

    def part(self, on: Cube, care: Cube | None = None) -> Network:
        """The smallest network found for a part, its inputs in order; depth is not limited."""
        care = np.ones_like(on) if care is None else care
        key = (on.ndim, (on & care).tobytes(), care.tobytes())
        if key not in self.known:
            budget = self.budget.share(1 / 4)
            function = Target(table_of(on & care, care))
            limits = replace(self.limits, max_depth=None, doubled=False)
            self.known[key] = self.solve(
                Task(
                    function, limits, budget, self.solve,
                    part_of=True, depth=self.depth + 1, known=self.known,
                )
            )  # fmt: skip
        return self.known[key]


def table_of(on: Cube, care: Cube, names: Iterable[str] | None = None) -> TruthTable:
    """The table of one output, given as a cube."""
    return TruthTable(
        inputs=tuple(names or (f"x{i}" for i in range(on.ndim))),
        outputs=("y",),
        on=pack(on.reshape(1, -1)),
        dc=pack(~care.reshape(1, -1)),
    )
