"""A Boolean network in the making over the half-spaces of regions."""

from __future__ import annotations

from ..regions.region import Region
from .draft import Draft, Form
from .lowering import Face, Lowered


class Sketch:
    """A draft over the half-spaces of regions, and the values of their faces."""

    def __init__(self, lowered: Lowered) -> None:
        self.lowered = lowered
        self.draft = Draft(lowered.inputs)
        self._negated = [1 - form for form in self.draft.literals]

    def faces(self, leaf: Region) -> list[list[Face]]:
        """The faces of a shape, ring by ring."""
        return self.lowered.faces(leaf)

    def literals(self, leaf: Region) -> list[list[Form]]:
        """The values of the faces of a shape, ring by ring."""
        return [[self.literal(face) for face in ring] for ring in self.faces(leaf)]

    def literal(self, face: Face) -> Form:
        """The value of a half-space whose hyperplane carries a face."""
        number, negated = self.lowered.literal(face)
        return self._negated[number] if negated else self.draft.literals[number]
