"""The words of a function whose regions are stated: those of the circuit over their half-spaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from logicnet.ground.providers import provided

if TYPE_CHECKING:
    from logicnet.ground.bits import Words
    from logicnet.logic.circuits.circuit import Circuit
    from logicnet.logic.tables.cover import Cover
    from logicnet.logic.tables.truthtable import TruthTable

    class _Stated(Protocol):
        @property
        def regions(self) -> Mapping[str, object]: ...
        def circuit(self) -> Circuit: ...


class OverHalfSpaces:
    """What a type with `regions` by name answers as a function."""

    __slots__ = ()

    def circuit(self: _Stated) -> Circuit:
        """The gates over the half-spaces that bound the regions."""
        found: Circuit = provided("circuit of regions")(self.regions)
        return found

    def rows(self: _Stated, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each region at packed rows of the circuit's half-spaces."""
        return self.circuit().rows(at)

    def table(self: _Stated) -> TruthTable:
        """An error: no table holds what compares numbers."""
        return self.circuit().table()

    def cover(self: _Stated) -> Cover:
        """An error: no product terms of truth values are what compares numbers."""
        return self.circuit().cover()
