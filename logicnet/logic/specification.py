"""What a user states, brought to one of the few types that say what a function is.

`compile`, `minimize`, `verify` and `compare` all take a *source*: text, a sympy formula, a
TruthTable, a Cover, a Network, a path to a file, or a Python callable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from logicnet.errors import ParseError, SpecificationError
from logicnet.ground.names import INSIDE, unique_names

from .formulas import circuit_of, is_formula, is_from_sympy

if TYPE_CHECKING:
    from logicnet.network.network import Network
    from logicnet.regions.region import Region

    from .circuit import Circuit
    from .cover import Cover
    from .truthtable import TruthTable

    Specification: TypeAlias = TruthTable | Cover | Network | Circuit


def specify(source: Any) -> Specification:
    """The TruthTable, Cover, Network or Circuit that `source` states.

    >>> print(specify("a & (b | ~c)"))
    a & (b | ~c)
    """
    from logicnet.network.network import Network

    from .circuit import Circuit
    from .cover import Cover
    from .truthtable import TruthTable

    if isinstance(source, (TruthTable, Cover, Network, Circuit)):
        return source
    if isinstance(source, Mapping):
        return circuit_of(source)
    if isinstance(source, PathLike):
        from logicnet.formats.registry import read

        return specify(read(source))
    if is_formula(source):
        try:
            return circuit_of(source)
        except ParseError:
            _refuse_file(source)
            raise
    if callable(source):
        return TruthTable.from_callable(source)
    raise SpecificationError(
        "a function is stated by a formula (text or sympy), a mapping from output names to "
        "formulas, a TruthTable, a Cover, a Network, a pathlib.Path or "
        f"a Python callable, not by {type(source).__name__}"
    )


def stated_regions(source: Any) -> dict[str, Region] | None:
    """The regions that `source` states, by output name, or None where it states no region.

    A region is a Region, a formula with comparisons, GeoJSON (a dict or a path), or an object
    with `__geo_interface__`; features with a `name` are one output each. A mapping may give
    several. The output of a single region is called "inside".

    >>> list(stated_regions({"low": "x < 1", "high": "x >= 1"}))
    ['low', 'high']
    >>> stated_regions("a & b") is None
    True
    """
    from logicnet.logic.text.relations import has_comparisons
    from logicnet.regions.region import Region

    if isinstance(source, Region):
        return {INSIDE: source}
    if isinstance(source, (str, PathLike)) and str(source).lower().endswith(".geojson"):
        return _outlined(source)
    if isinstance(source, str):
        return {INSIDE: Region.of(source)} if has_comparisons(source) else None
    if hasattr(source, "__geo_interface__") or _is_geojson(source):
        return _outlined(source)
    if isinstance(source, Mapping):
        parts = source.values()
        if not any(
            stated_regions(p) for p in parts if _is_geojson(p) or not isinstance(p, Mapping)
        ):
            return None
        return {name: Region.of(part) for name, part in _named(source)}
    if is_from_sympy(source):
        from logicnet.regions.reading.inequalities import has_relations

        return {INSIDE: Region.of(source)} if has_relations(source) else None
    return None


def _is_geojson(source: Any) -> bool:
    return (
        isinstance(source, Mapping)
        and isinstance(source.get("type"), str)
        and not {"coordinates", "features", "geometry", "geometries"}.isdisjoint(source)
    )


def _outlined(source: Any) -> dict[str, Region]:
    from logicnet.regions.reading.geojson import regions_of

    regions = regions_of(source)
    return {INSIDE: next(iter(regions.values()))} if list(regions) == ["feature 0"] else regions


def to_table(source: Any) -> TruthTable:
    """The truth table of whatever states a function.

    >>> to_table({"sum": "a ^ b", "carry": "a & b"}).to_string("carry")
    '0001'
    """
    from logicnet.network.network import Network

    from .cover import Cover
    from .truthtable import TruthTable

    specification = specify(source)
    if isinstance(specification, TruthTable):
        return specification
    if isinstance(specification, Cover):
        return specification.to_table()
    if isinstance(specification, Network):
        return specification.truth_table()
    return specification.table()


def _named(source: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """The items of a mapping by the names of its outputs, each once."""
    names = unique_names([str(name) for name in source], "output")
    return zip(names, source.values(), strict=True)


def _refuse_file(text: Any) -> None:
    """Raise for a text that is no formula and ends like the name of a file."""
    if isinstance(text, str) and _names_file(text):
        found = "which is there" if Path(text).exists() else "which is not there"
        raise SpecificationError(
            f"{text!r} is no formula; the file of that name, {found}, is given as "
            f"pathlib.Path({text!r})"
        ) from None


def _names_file(text: str) -> bool:
    """Whether a text that is no formula ends like the name of a file."""
    from logicnet.formats.registry import FORMATS

    return text.isprintable() and len(text) < 300 and text.lower().endswith(tuple(FORMATS))
