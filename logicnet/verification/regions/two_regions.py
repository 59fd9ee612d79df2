"""Regions against regions: by all cells of their lines, or by points, which can only refute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.budget import OutOfBudget
from logicnet.ground.names import few, natural_order
from logicnet.ground.workers.parallel import first_found
from logicnet.regions.cells.cells import cells, values_in_cells
from logicnet.regions.exact import Hyperplane, nearest_float, widened
from logicnet.regions.region import Region
from logicnet.verification.functions.rows import undecided
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Counterexample, Verdict

from .near_points import near_points
from .network_of_regions import MOST_PLANES, counted_cells

Floats = NDArray[np.float64]
_POINTS = 20_000  # compared at random unless told otherwise
_BLOCK = 1 << 12  # points compared at a time


@dataclass(frozen=True)
class Pairs:
    """Regions by output name on both sides, over one list of coordinates."""

    first: Mapping[str, Region]
    second: Mapping[str, Region]
    names: tuple[str, ...]

    @cached_property
    def booleans(self) -> list[int]:
        """The coordinates that are 0 or 1."""
        known = {name for region in self._all() for name in region.booleans}
        return [k for k, name in enumerate(self.names) if name in known]

    @cached_property
    def planes(self) -> tuple[Hyperplane, ...]:
        """The hyperplanes of both sides, each once."""
        return tuple(dict.fromkeys(p for region in self._all() for p in self._wide(region)))

    @cached_property
    def free_planes(self) -> tuple[Hyperplane, ...]:
        """Those on which a region promises nothing about its boundary."""
        leaves = (leaf for region in self._all() for leaf in region.leaves() if not leaf.promises)
        return tuple(dict.fromkeys(plane for leaf in leaves for plane in self._wide(leaf)))

    def of_both(self) -> list[tuple[Region, Region]]:
        """The regions that are compared."""
        return list(zip(self.first.values(), self.second.values(), strict=True))

    def at(self, region: Region, points: NDArray[np.generic]) -> NDArray[np.bool_]:
        """Which points are in a region, exactly."""
        return region.contains(points[:, [self.names.index(name) for name in region.names]])

    def refuted(self, point: Sequence[float | Fraction], method: str) -> Verdict:
        """The verdict for a point where the sides differ; as floats if these show it."""
        exact = [Fraction(value) for value in point]
        rounded = [Fraction(nearest_float(value)) for value in exact]
        mine, theirs = self._outputs(rounded)
        if list(mine.values()) == list(theirs.values()) or self.is_free(rounded):
            rounded, (mine, theirs) = exact, self._outputs(exact)
        shown = {name: nearest_float(v) if Fraction(nearest_float(v)) == v else v
                 for name, v in zip(self.names, rounded, strict=True)}  # fmt: skip
        witness = Counterexample(shown, mine, theirs)
        return Verdict(equal=False, method=method, counterexamples=(witness,))

    def is_free(self, point: Sequence[Fraction]) -> bool:
        """Whether a point is on a hyperplane on which nothing is promised."""
        return any(
            sum((a * x for a, x in zip(plane.normal, point, strict=True)), Fraction(0))
            == plane.offset
            for plane in self.free_planes
        )

    def _outputs(self, point: Sequence[Fraction]) -> tuple[dict[str, int], dict[str, int]]:
        there = np.array([point], dtype=object)
        return (
            {name: int(self.at(region, there)[0]) for name, region in self.first.items()},
            {name: int(self.at(region, there)[0]) for name, region in self.second.items()},
        )

    def _all(self) -> list[Region]:
        return [*self.first.values(), *self.second.values()]

    def _wide(self, region: Region) -> list[Hyperplane]:
        at = [self.names.index(name) for name in region.names]
        return [widened(plane, at, len(self.names))[0] for plane in region.hyperplanes()]


def paired(first: Mapping[str, Region], second: Mapping[str, Region]) -> Pairs:
    """Both sides over one list of coordinates, with their outputs matched."""
    if len(first) != 1 or len(second) != 1:
        if set(first) != set(second):
            raise SpecificationError(
                f"the first side's regions are {few(list(first))}, the second's {few(list(second))}"
            )
        second = {name: second[name] for name in first}
    known = [{n for region in side.values() for n in region.names} for side in (first, second)]
    for extra, other in (known, known[::-1]):
        if extra - other and other - extra:
            raise SpecificationError(
                f"coordinates are matched by name, but the sides have {few(natural_order(extra))} "
                f"and {few(natural_order(other))}"
            )
    return Pairs(first, second, natural_order(set.union(*known)))


def every_cell(pairs: Pairs, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of all cells of the hyperplanes of both sides, unless they are too many."""
    if all(mine == theirs for mine, theirs in pairs.of_both()):
        return Verdict(equal=True, method="the same structure on both sides")
    names, planes, tick = pairs.names, pairs.planes, extent.budget.tick
    if len(planes) > MOST_PLANES:
        return f"{len(planes)} hyperplanes have too many cells to list them all"
    try:
        found = cells(planes, len(names), booleans=pairs.booleans, tick=tick)
        wrong = np.zeros(len(found.signs), dtype=bool)
        for sides in pairs.of_both():
            (mine, kept), (theirs, promised) = (
                values_in_cells(region, names, planes, found, tick) for region in sides
            )
            wrong |= (mine != theirs) & kept & promised
    except LimitError as error:
        return str(error)
    except OutOfBudget:
        raise OutOfBudget("before all cells were compared") from None
    if wrong.any():
        return pairs.refuted(found.point(int(np.argmax(wrong))), "cells")
    return Verdict(equal=True, method=counted_cells(found.signs, planes, pairs.booleans))


def near_and_random(pairs: Pairs, extent: Extent, reason: str) -> Verdict:
    """A point at random, or on or beside what bounds the regions, where the sides differ."""
    rng = np.random.default_rng(extent.budget.seed)
    samples = _POINTS if extent.samples is None else extent.samples
    numbered = [*pairs.first.values(), *pairs.second.values()]
    stated = {str(k): region for k, region in enumerate(numbered)}
    found = near_points(stated, pairs.names, pairs.booleans, samples, rng)
    blocks = [found.points[k : k + _BLOCK] for k in range(0, len(found.points), _BLOCK)]
    look, total = partial(_differing, pairs), len(found.points)
    wrong = first_found(extent.looked(look, blocks, _BLOCK, total, "points had agreed"))
    if wrong is not None:
        return pairs.refuted(wrong.tolist(), "points")
    agreed = f"{found.random} points at random and {found.text} agree, which proves nothing"
    return undecided(agreed, reason, "points")


def _differing(pairs: Pairs, points: Floats) -> Floats | None:
    """The first point where the sides differ, unless it is where nothing is promised."""
    wrong = np.zeros(len(points), dtype=bool)
    for mine, theirs in pairs.of_both():
        wrong |= pairs.at(mine, points) != pairs.at(theirs, points)
    for point in points[wrong]:
        if not pairs.is_free(list(map(Fraction, point.tolist()))):
            return point  # type: ignore[no-any-return]
    return None
