"""A circuit that leaves some rows open, by another one: where each output does not matter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from logicnet.errors import SpecificationError
from logicnet.ground.bits import Words, check_size, columns, used
from logicnet.ground.html import sentence
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable

from .circuit import Circuit


@dataclass(frozen=True, kw_only=True)
class PartialCircuit:
    """What each output is, and `dont_cares`: where it does not matter; both over the same names.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> both = {"values": circuit_of_text("a & b"), "dont_cares": circuit_of_text("~a & b")}
    >>> PartialCircuit(**both).table().to_string()
    '0-01'
    """

    values: Circuit
    dont_cares: Circuit

    def __post_init__(self) -> None:
        parts = {"values": self.values, "dont_cares": self.dont_cares}
        for name, part in parts.items():
            if not isinstance(part, Circuit) or not part.of_names:
                raise SpecificationError(f"{name} of a partial circuit are a circuit of names")
        if self.values.outputs != self.dont_cares.outputs:
            raise SpecificationError("values and don't-cares are of the same outputs, in order")
        if self.values.inputs != self.dont_cares.inputs:
            raise SpecificationError("values and don't-cares read the same inputs, in order")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names that it reads."""
        return self.values.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it computes."""
        return self.values.outputs

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each output at packed rows of the inputs."""
        on, free = self.values.rows(at)[0], self.dont_cares.rows(at)[0]
        return on & ~free, free

    def table(self) -> TruthTable:
        """All rows."""
        n = len(self.inputs)
        check_size(n)
        on, free = self.rows(columns(n))
        return TruthTable(
            inputs=self.inputs, outputs=self.outputs, on=on & used(n), dc=free & used(n)
        )

    def cover(self) -> Cover:
        """The product terms of all rows."""
        found: Cover = self.table().cover()
        return found

    def circuit(self) -> Circuit:
        """The values, whatever they are where they do not matter."""
        return self.values

    def output(self, name: str) -> PartialCircuit:
        """One output."""
        return replace(
            self, values=self.values.output(name), dont_cares=self.dont_cares.output(name)
        )

    def __str__(self) -> str:
        return f"{self.values}, where it matters"

    def _repr_html_(self) -> str:
        told = sentence("PartialCircuit", "values, and where they do not matter")
        return f"{told}{self.values._repr_html_()}{self.dont_cares._repr_html_()}"

    def __repr__(self) -> str:
        return f"<PartialCircuit {self.values!r:.220}, don't-cares {self.dont_cares!r:.220}>"
