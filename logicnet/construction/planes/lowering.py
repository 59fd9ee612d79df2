"""Regions lowered to functions of their half-spaces, which every construction can build.

The gates over the half-spaces are those of the regions' circuit (see `regions.gates`); combinations
of half-spaces that cannot happen are don't-cares of the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.limits import Limits
from logicnet.construction.target import TABLED_INPUTS, Target
from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import pack, pack_rows, unpack
from logicnet.ground.budget import SECOND, Budget, OutOfBudget
from logicnet.ground.running.collector import paused
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import pack_mask
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.regions.cells.arrangement import independent
from logicnet.regions.cells.possible_rows import rows_of_cells
from logicnet.regions.gates import gates_of
from logicnet.regions.half_spaces import NumberedSides, boolean_columns, parallels, variable_of
from logicnet.regions.region import Region
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from logicnet.verification.regions.network_of_regions import claimed, points
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verify_region

from .first_layer import corners_of, frame_of_regions, ground
from .lower_bound import lower_bound

_PROVEN_LINES = 12  # half-spaces up to which a network is proven before it is returned
_FEW_LINES = 96  # half-spaces up to which all cells are looked at
_PROOF = 2 * SECOND  # work of such a proof, at the most
_MOST_WALKED = 1200  # half-spaces up to which it is proven along all edges
_MOST_TRIED = 2048  # half-spaces up to which it is tried on and beside all edges
_TRIED_POINTS = 500  # and at so many points at random
_TRYING = 1.0  # seconds that this may take
_BOUNDING, _LISTING = 0.25, 0.5  # of the time, for the least number of units and for the rows
MOST_SUM = 1 << 24  # sums of units stay below, exact in float32


class Lowered(Target):
    """Regions as a function of half-spaces h1, h2, ...

    >>> square = Lowered({"inside": Region.box([0, 0], [1, 1])})
    >>> print(square.circuit)
    h1 & h2 & h3 & h4
    """

    work = 1 * SECOND  # formulas of shapes are near the least

    @paused()
    def __init__(self, regions: Mapping[str, Region], budget: Budget | None = None) -> None:
        if not regions:
            raise SpecificationError("expected at least one region")
        self.regions: Mapping[str, Region] = dict(regions)
        self.budget = budget or Budget()  # the time for what is found out about them
        self.half_spaces = NumberedSides(self.regions)
        self.sides, self.coordinates = self.half_spaces.sides, self.half_spaces.coordinates
        self._names = tuple(f"h{k + 1}" for k in range(len(self.sides)))
        self._meant, self._proven = {}, {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Lowered, (self.regions, self.budget)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self._names

    @property
    def outputs(self) -> tuple[str, ...]:
        return tuple(self.regions)

    # What constructions read -------------------------------------------------------------------

    @cached_property
    @paused()
    def circuit(self) -> Circuit:
        """The gates that compute each output from the half-spaces."""
        build = Builder()
        leaves = [build.leaf(name) for name in self.inputs]
        return build.circuit(gates_of(self.half_spaces, build, leaves), self.inputs)

    @property
    def stated(self) -> Circuit:
        """The same, as `verify` takes it."""
        return self.circuit

    @cached_property
    def rows(self) -> TruthTable | Cover:
        """The rows that can happen, all others being don't-cares, as far as they can be listed."""
        few = len(self.sides) <= TABLED_INPUTS
        if few and (not self.sides or self._independent):
            return self._of_positions()
        tick = self.budget.share(_LISTING).tick
        try:
            found = rows_of_cells(self.regions, self.sides, self.coordinates, tick=tick)
        except (LimitError, OutOfBudget) as error:
            if few:
                return self._of_positions()
            if isinstance(error, LimitError):
                raise
            raise LimitError(f"time is over before the cells of {len(self.sides)} half-spaces are "
                             "listed; allow more with time_limit") from None  # fmt: skip
        return Cover(
            inputs=self.inputs, outputs=self.outputs,
            positive=pack_mask(found.rows), negative=pack_mask(~found.rows),
            on=pack_mask(found.on), off=pack_mask(found.off),
        )  # fmt: skip

    @cached_property
    def table(self) -> TruthTable | None:
        """The same as a table over few half-spaces, without needless ones; None over many."""
        if len(self.sides) > TABLED_INPUTS:
            return None
        table = self.rows if isinstance(self.rows, TruthTable) else self.rows.table()
        return _without_needless(table, self.free)

    def _of_positions(self) -> TruthTable:
        """The rows in which parallel half-spaces agree on where a point lies across them."""
        n = len(self.sides)
        groups = parallels(self.sides)
        shape = [len(held) for _, held in groups]
        at = np.indices(shape).reshape(len(shape), prod(shape))
        possible = np.zeros((prod(shape), n), dtype=bool)
        for (own, held), position in zip(groups, at, strict=True):
            possible[:, own] = held[position]
        on = self.values(possible)
        row = possible @ (1 << np.arange(n)[::-1])
        values = np.zeros((len(self.outputs), 1 << n), dtype=bool)
        values[:, row] = on
        free = np.ones((1, 1 << n), dtype=bool)
        free[:, row] = False
        dc = pack(np.repeat(free, len(self.outputs), axis=0))
        return TruthTable(inputs=self.inputs, outputs=self.outputs, on=pack(values), dc=dc)

    def values(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The outputs by rows of half-spaces."""
        on, _ = self.circuit.rows(pack_rows(rows))
        return unpack(on, len(rows))

    @cached_property
    def _independent(self) -> bool:
        """Whether all combinations of positions across the different normals happen."""
        normals = {side.plane.normal for side in self.sides}
        return len(independent(np.array(list(normals), dtype=object))) == len(normals)

    # What networks over the half-spaces come to ------------------------------------------------

    @cached_property
    def booleans(self) -> list[int]:
        """The coordinates that are Boolean variables."""
        return boolean_columns(self.regions, self.coordinates)

    @cached_property
    def free(self) -> frozenset[str]:
        """The inputs that are Boolean variables, which need no unit."""
        named = zip(self.inputs, self.sides, strict=True)
        return frozenset(n for n, s in named if variable_of(s, self.booleans) is not None)

    @cached_property
    def lower_bound(self) -> int | None:
        """Units that no network has fewer than whose units read coordinates or units."""
        budget = self.budget.share(_BOUNDING)
        return lower_bound(self.regions, self.sides, self.coordinates, budget)

    @cached_property
    def leaves(self) -> int:
        """How many half-spaces are needed, as far as that was found out."""
        read = self.inputs if self.table is None else self.table.inputs
        return len(set(read) - self.free)

    def cost(self, network: Network) -> tuple[int, int, int]:
        """Units with those of the half-spaces that are read, parameters, layers."""
        inputs, free = network.inputs, self.free
        read = np.unique(network.indices[network.indices < len(inputs)])
        first = len(read)
        if free:
            first = sum(inputs[k] not in free for k in read.tolist())
        return network.units + first, network.parameters, network.depth

    def within(self, limits: Limits) -> Limits:
        """The limits of a network over the half-spaces where these are the first layer."""
        depth = None if limits.max_depth is None else max(1, limits.max_depth - 1)
        return replace(limits, max_depth=depth, max_sum=MOST_SUM, below=1)

    def grounded(self, network: Network, limits: Limits) -> Network:
        """The network over coordinates, the half-spaces as its first layer."""
        real = network.encoding == "real"
        found = network if real else self._on_half_spaces(network, limits)
        named = tuple(self.coordinates[k] for k in self.booleans)
        cut = network.cut or (None if found.proven_minimal else self.budget.cut)
        return replace(found, wiring=replace(found.wiring, booleans=named), cut=cut)

    def verdict(self, network: Network) -> Verdict:
        """What judges say: proven over some hundred half-spaces, over more tried at points."""
        lines = int(np.count_nonzero(network.layer_of == 0))
        if lines <= _PROVEN_LINES:
            return verify_region(network, self.regions, rounding=True)
        if lines > _MOST_TRIED or self.budget.remaining < _TRYING:
            return Verdict(equal=None, method="none", reason="there are many lines, or no time")
        claim, reason = claimed(network, self.regions, True), ""
        judges = ("cells", "half-spaces") if lines <= _FEW_LINES else ("outlines", "half-spaces")
        for name in judges if lines <= _MOST_WALKED else ():
            found = JUDGES[name].judge(claim, Extent(budget=Budget(_PROOF)), reason)
            if isinstance(found, Verdict) and found.equal is not None:
                return found
        return points(claim, Extent(samples=_TRIED_POINTS), reason)

    @paused()
    def _on_half_spaces(self, network: Network, limits: Limits) -> Network:
        """The network over coordinates of one over the half-spaces."""
        frame = frame_of_regions(self.regions.values(), self.coordinates)
        corners = corners_of(self.regions.values(), self.coordinates)
        free = self.booleans if limits.skip else ()
        found = ground(network.over(self.inputs), self.sides, self.coordinates, frame, free,
                       corners, limits.max_weight)  # fmt: skip
        found = limits.fitted(found.described(
            construction=network.construction, lower_bound=self.lower_bound))  # fmt: skip
        excess = limits.excess(found)
        if excess:
            raise LimitError(f"with its half-spaces as first layer: {' and '.join(excess)}")
        return found


def lowered(function: Target) -> Lowered:
    """The function as one of half-spaces, or an error where it is none."""
    if not isinstance(function, Lowered):
        raise SpecificationError("this style takes regions, not a function of variables")
    return function


def _without_needless(table: TruthTable, free: Collection[str]) -> TruthTable:
    """The table over fewer inputs, where don't-cares allow that; `free` ones cost nothing."""
    n, m = len(table.inputs), len(table.outputs)
    on, dc = (unpack(a, 1 << n).reshape(m, *(2,) * n) for a in (table.on, table.dc))
    kept = list(table.inputs)
    for name in [name for name in table.inputs if name not in free]:
        axis = 1 + kept.index(name)
        (on_0, on_1), (dc_0, dc_1) = np.moveaxis(on, axis, 0), np.moveaxis(dc, axis, 0)
        if not ((on_0 ^ on_1) & ~dc_0 & ~dc_1).any():
            on, dc = on_0 | on_1, dc_0 & dc_1
            kept.remove(name)
    if len(kept) == n:
        return table
    return TruthTable(inputs=tuple(kept), outputs=table.outputs,
                      on=pack(on.reshape(m, -1)), dc=pack(dc.reshape(m, -1)))  # fmt: skip
