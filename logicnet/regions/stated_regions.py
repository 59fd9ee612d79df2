"""Regions by output name: one function of coordinates, however it was stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.html import sentence
from logicnet.ground.names import INSIDE, few, natural_order, unique_names
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.formulas import circuit_of
from logicnet.logic.function import Function
from logicnet.logic.source_kinds import is_geometry

from .gates import OfRegions
from .reading.geojson import region_of, regions_of
from .reading.inequalities import region_of_circuit
from .region import Region

_MOST_SHOWN = 12  # regions that are drawn in a notebook


@dataclass(frozen=True, repr=False)
class Regions(OfRegions):
    """Several regions, an output each; the words of a function are those of their circuit.

    >>> by_name({"low": "x < 1", "high": "x >= 1"})
    <Regions low, high over x>
    """

    regions: Mapping[str, Region]

    def __post_init__(self) -> None:
        if not self.regions:
            raise SpecificationError("expected at least one region")

    def __repr__(self) -> str:
        return f"<Regions {self}>"

    def __str__(self) -> str:
        return f"{few(self.outputs)} over {' '.join(self.inputs)}"

    def _repr_html_(self) -> str:
        shown = list(self.regions.items())[:_MOST_SHOWN]
        pictures = [
            f"{sentence(name, repr(region)[1:-1])}{region._repr_svg_() or ''}"
            for name, region in shown
        ]
        rest = len(self.regions) - len(shown)
        more = f"<p>... and {rest} more regions</p>" if rest else ""
        return sentence("Regions", str(self)) + "".join(pictures) + more

    @property
    def inputs(self) -> tuple[str, ...]:
        """The coordinates."""
        return natural_order({name for region in self.regions.values() for name in region.names})

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the regions."""
        return tuple(self.regions)


def stated_regions(function: Function) -> Mapping[str, Region] | None:
    """The regions that a function states, by output name, or None where it states none."""
    if isinstance(function, (Region, Regions)):
        return function.regions
    if not isinstance(function, Circuit) or function.of_names:
        return None
    if len(function.outputs) == 1:
        return {INSIDE: region_of_circuit(function)}
    return {name: region_of_circuit(function.output(name)) for name in function.outputs}


def outlined(source: Any) -> Regions:
    """The regions of GeoJSON, of a file of it, or of an object with `__geo_interface__`.

    Features with a `name` are one output each; a single one is called "inside".
    """
    found = regions_of(source)
    alone = list(found) == ["feature 0"]
    return Regions({INSIDE: next(iter(found.values()))} if alone else found)


def by_name(source: Mapping[Any, Any]) -> Regions:
    """The regions that a mapping from output names states."""
    names = unique_names([str(name) for name in source], "output")
    return Regions(dict(zip(names, map(region_of, source.values()), strict=True)))


def mapping(source: Mapping[Any, Any]) -> Function:
    """One function of several outputs: of regions where one states a region, or of formulas."""
    if not any(hasattr(part, "regions") or is_geometry(part) for part in source.values()):
        found = circuit_of(source)
        if found.of_names:
            return found
    return by_name(source)
