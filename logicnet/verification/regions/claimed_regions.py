"""What is claimed of a network over coordinates: that its outputs are regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network
from logicnet.regions.cells.rounding import Nearness, floats_hold
from logicnet.regions.evaluation.evaluation import evaluate, exact_outputs
from logicnet.regions.evaluation.parts import split
from logicnet.regions.exact import Hyperplane, nearest_float, widened
from logicnet.regions.region import Region
from logicnet.regions.shapes import Rings, plane_sides
from logicnet.verification.verdict import Counterexample, Verdict


class Claim:
    """A network, what is stated about it, and its half-spaces if it consists of such."""

    def __init__(self, network: Network, stated: Mapping[str, Region], rounding: bool) -> None:
        self.network, self.stated, self.rounding = network, stated, rounding
        names = {name for region in stated.values() for name in region.booleans}
        names |= set(network.booleans)
        self.booleans = [k for k, name in enumerate(network.inputs) if name in names]
        parts = split(network)
        usable = parts is not None and set(parts.direct) <= set(self.booleans)
        self.parts = parts if usable else None
        self.planes = self._planes()

    def columns(self, region: Region) -> list[int]:
        """The inputs of the network that are the coordinates of a region."""
        return [self.network.inputs.index(name) for name in region.names]

    def _planes(self) -> list[Hyperplane]:
        """The hyperplanes of the regions, each once, over the inputs of the network."""
        found: dict[Hyperplane, None] = {}
        for region in self.stated.values():
            columns = self.columns(region)
            for plane in region.hyperplanes():
                found[widened(plane, columns, len(self.network.inputs))[0]] = None
        return list(found)

    @cached_property
    def near_to(self) -> Nearness:
        """What is near to the hyperplanes of the regions."""
        return Nearness(self.network, self.stated.values(), self.planes)

    def promised_on(self, planes: set[Hyperplane], *, but: str | None = None) -> bool:
        """Whether a boundary, `but` for one kind, is promised on one of some hyperplanes."""
        if self.rounding or not planes:
            return False
        for region in self.stated.values():
            for leaf in region.leaves():
                at = [self.network.inputs.index(name) for name in leaf.names]
                own = (widened(p, at, len(self.network.inputs))[0] for p in leaf.planes())
                kind = getattr(leaf.shape, "boundary", None)
                free = not leaf.shape.binding or (but is not None and kind == but)  # type: ignore[union-attr]
                if not free and any(plane in planes for plane in own):
                    return True
        return False

    def excused(self, region: Region, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Points that may lie on either side, since rounding moves a hyperplane by as much."""
        n, names = len(self.network.inputs), self.network.inputs
        planes: dict[Hyperplane, None] = {}
        for leaf in region.leaves():
            at = [names.index(name) for name in leaf.names]
            for plane in leaf.planes():
                wide = widened(plane, at, n)[0]
                if self.rounding or not leaf.promises or not floats_hold(wide, self.network):
                    planes[wide] = None
        return self.near_to.are_near(points, planes)

    def corners_kept(self) -> NDArray[np.bool_]:
        """Whether the network is right at each corner of the rings that promise a boundary."""
        kept = [np.zeros(0, dtype=bool)]
        for name, region in self.stated.items():
            rings = [r for leaf in region.leaves() if isinstance(leaf.shape, Rings)
                     and leaf.shape.binding and leaf.names == region.names
                     for r in leaf.shape.rings]  # fmt: skip
            if rings and region.dimension == len(self.network.inputs):
                corners = np.concatenate(rings)
                points = np.empty_like(corners)
                points[:, self.columns(region)] = corners
                output = evaluate(self.network, points)[:, self.network.outputs.index(name)]
                kept.append(output == region.contains(corners))
        return np.concatenate(kept)

    def expected(self, point: Sequence[Fraction]) -> dict[str, int | None]:
        """What the regions say at a point."""
        found: dict[str, int | None] = {}
        for name, region in self.stated.items():
            at = np.empty((1, region.dimension), dtype=object)
            at[0] = [point[c] for c in self.columns(region)]
            found[name] = int(region.contains(at)[0])
        return found

    def refuted(
        self, point: Sequence[Fraction], method: str, numbers: Sequence[int] = ()
    ) -> Verdict:
        """The verdict for a point where network and regions differ; as floats if these show it.

        It is not within rounding of the hyperplanes with these numbers.
        """
        rounded = [Fraction(nearest_float(v)) for v in point]
        stated = self.expected(point)
        there = np.array([point, rounded], dtype=object)
        same = all(len(set(plane_sides(plane, there).tolist())) == 1 for plane in self.planes)
        if same and self._outputs(rounded) != stated and not self.near_to.is_near(rounded, numbers):
            point = rounded
        shown = {name: nearest_float(v) if Fraction(nearest_float(v)) == v else v
                 for name, v in zip(self.network.inputs, point, strict=True)}  # fmt: skip
        witness = Counterexample(inputs=shown, network=self._outputs(point), specification=stated)
        return Verdict(equal=False, method=method, counterexamples=(witness,))

    def _outputs(self, point: Sequence[Fraction]) -> dict[str, int]:
        values = exact_outputs(self.network, list(point))
        return dict(zip(self.network.outputs, values, strict=True))
