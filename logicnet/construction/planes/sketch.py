"""A Boolean network in the making over the half-spaces of regions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from logicnet.construction.draft import Draft, Form
from logicnet.construction.formulas.gathering import gathered
from logicnet.construction.limits import Limits
from logicnet.logic.circuits.circuit import Builder
from logicnet.regions.gates import joined
from logicnet.regions.half_spaces import Face
from logicnet.regions.region import Region

from .lowering import Lowered


class Sketch:
    """A draft over the half-spaces of regions, and the values of their faces."""

    def __init__(self, lowered: Lowered) -> None:
        self.lowered = lowered
        self.draft = Draft(lowered.inputs)
        self._negated = [1 - form for form in self.draft.literals]

    def faces(self, leaf: Region) -> list[list[Face]]:
        """The faces of a shape, ring by ring."""
        return self.lowered.half_spaces.faces(leaf)

    def literals(self, leaf: Region) -> list[list[Form]]:
        """The values of the faces of a shape, ring by ring."""
        return [[self.literal(face) for face in ring] for ring in self.faces(leaf)]

    def literal(self, face: Face) -> Form:
        """The value of a half-space whose hyperplane carries a face."""
        number, negated = self.lowered.half_spaces.literal(face)
        return self._negated[number] if negated else self.draft.literals[number]

    def combined(self, region: Region, leaf: Callable[[Region], Sequence[Form]]) -> Form:
        """The 0/1 value of a region whose shapes hold where one of their values is 1."""
        build = Builder()
        values: list[Form] = []

        def shape(part: Region) -> int:
            first = len(values)
            values.extend(leaf(part))
            return build.add("or", [build.leaf(f"part {k}") for k in range(first, len(values))])

        root = region.folded(shape, partial(joined, build))
        circuit = build.circuit({"inside": root})
        return gathered(self.draft, circuit, values, self.lowered.within(Limits()))[0]
