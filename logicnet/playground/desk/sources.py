"""What a request states: a value that the package takes, and Python code that makes the same.

A text is always a formula or what its kind says, never the path of a file: what a page sends must
not read what is on the disk.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logicnet.errors import FormatError, LimitError, SpecificationError
from logicnet.formats import native_json
from logicnet.formats.registry import read
from logicnet.ground.storage.json_text import parsed
from logicnet.learning.nets.mlp import MLP
from logicnet.logic.formulas import circuit_of
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.regions.region import Region

from .asked import Request, each, field, number, one_of

MOST_NAMES = 16  # inputs of a table that is sent row by row
MOST_UNITS = 20_000
_LARGEST = 1 << 53  # from here on a number of a browser may not be the one that was meant


@dataclass(frozen=True)
class Stated:
    """A value, and the Python expression that gives it."""

    value: Any
    python: str

    @property
    def is_region(self) -> bool:
        """Whether it is over coordinates."""
        return isinstance(self.value, Region)


def stated(source: Any) -> Stated:
    """What a source states.

    >>> stated({"kind": "formula", "text": "a & b"}).python
    "'a & b'"
    """
    return one_of(field(source, "kind", str), _KINDS, "the kind of a source")(source)


# Logic ------------------------------------------------------------------------------------------


def _formula(source: Request) -> Stated:
    """A formula, or several of the form name = formula."""
    text = field(source, "text", str)
    return Stated(circuit_of(text), repr(text))


def _table(source: Request) -> Stated:
    names, outputs = each(source, "inputs", str), each(source, "outputs", str)
    values = each(source, "values", str)
    if len(names) > MOST_NAMES:
        raise LimitError(f"a table of {len(names)} inputs; rows are sent up to {MOST_NAMES}")
    if len(outputs) != len(values):
        raise SpecificationError(f"{len(outputs)} outputs, but values of {len(values)}")
    columns = dict(zip(outputs, values, strict=True))
    table = TruthTable.from_string(columns, names)
    return Stated(table, f"logicnet.TruthTable.from_string({columns!r}, {names!r})")


def _family(source: Request) -> Stated:
    from logicnet.construction.families import family

    name, size = field(source, "name", str), field(source, "size", int)
    python = f"logicnet.construction.families.family({name!r}, {size})"
    return Stated(circuit_of(family(name, size)), python)


def _network(source: Request) -> Stated:
    network = network_of(source)
    return Stated(network, python_of(network))


def _file(source: Request) -> Stated:
    """The content of a file whose name says what it is."""
    name, text = field(source, "name", str), field(source, "text", str)
    suffix = re.search(r"\.\w+$", name)
    if suffix is None:
        raise FormatError(f"{name}: no suffix")
    stream = io.StringIO(text)
    stream.name = name
    value = read(stream, suffix=suffix[0].lower())
    return Stated(value, f"logicnet.read(io.StringIO({text!r}), suffix={suffix[0].lower()!r})")


# Regions ----------------------------------------------------------------------------------------


def _region(source: Request) -> Stated:
    from logicnet.regions.reading.inequalities import region_from

    text = field(source, "text", str)
    circuit_of(text)
    return Stated(region_from(text), f"logicnet.Region.of({text!r})")


def _geojson(source: Request) -> Stated:
    shape = parsed(field(source, "text", str), "GeoJSON")
    if not isinstance(shape, dict):
        raise FormatError("GeoJSON: expected an object")
    options, said = _boundary(source)
    return Stated(Region.of(shape, **options), f"logicnet.Region.of({shape!r}{said})")


def _boundary(source: Request) -> tuple[dict[str, Any], str]:
    """The promise for the boundary of rings, as options and as Python."""
    given = field(source, "boundary", str, None)
    return ({}, "") if given is None else ({"boundary": given}, f", boundary={given!r}")


def _shapes(source: Request) -> Stated:
    """Polygons that are united, or taken away where their sign is -1; half-planes cut the rest."""
    shapes = each(source, "shapes", dict)
    joint = one_of(field(source, "combine", str, "or"), {"or": "|", "and": "&"}, "combine")
    parts = [_shape(shape, source) for shape in shapes]
    joints = [
        "-" if field(shape, "sign", int, 1) < 0 else "&" if "half_plane" in shape else joint
        for shape in shapes
    ]
    if not parts:
        raise SpecificationError("draw a shape first")
    value, python = parts[0].value, parts[0].python
    if joints[0] == "-":
        value, python = ~value, f"~{python}"
    for part, between in zip(parts[1:], joints[1:], strict=True):
        value = _JOINED[between](value, part.value)
        python = f"({python} {between} {part.python})"
    return Stated(value, python)


_JOINED: Mapping[str, Callable[[Any, Any], Any]] = {
    "|": lambda a, b: a | b,
    "&": lambda a, b: a & b,
    "-": lambda a, b: a - b,
}


def _shape(shape: Request, source: Request) -> Stated:
    if "half_plane" in shape:
        a, b, c = _numbers(shape["half_plane"], 3, "half_plane")
        strict = source.get("boundary") == "open"
        python = f"logicnet.Region.halfspace([{-a!r}, {-b!r}], {-c!r}, strict={strict})"
        return Stated(Region.halfspace([-a, -b], -c, strict=strict), python)
    outside = _ring(field(shape, "outside", list))
    holes = [_ring(hole) for hole in each(shape, "holes", list, [])]
    options, said = _boundary(source)
    python = f"logicnet.Region.polygon({outside!r}, {holes!r}{said})"
    return Stated(Region.polygon(outside, holes, **options), python)


def _ring(points: Any) -> list[tuple[float, ...]]:
    return [_numbers(point, 2, "a corner") for point in points]


def _numbers(values: Any, count: int, what: str) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) != count:
        raise SpecificationError(f"{what} is {count} numbers, not {values!r:.60}")
    return tuple(number({what: value}, what) for value in values)


_KINDS: Mapping[str, Callable[[Request], Stated]] = {
    "formula": _formula,
    "table": _table,
    "region": _region,
    "shapes": _shapes,
    "geojson": _geojson,
    "network": _network,
    "family": _family,
    "file": _file,
}


# Networks and nets ------------------------------------------------------------------------------


def network_of(request: Any) -> Network:
    """The network of a request, as it stands there: an edited one has no digest."""
    found = _loaded(request, "network")
    if not isinstance(found, Network):
        raise SpecificationError("expected a network, not a net that is trained")
    return found


def mlp_of(request: Any) -> MLP:
    """The net of a request."""
    found = _loaded(request, "mlp")
    if not isinstance(found, MLP):
        raise SpecificationError("expected a net that is trained, not a network")
    return found


def _loaded(request: Any, name: str) -> Network | MLP:
    from json import dumps

    content = field(request, name, dict)
    units = sum(len(layer) for layer in each(content, "layers", list))
    if units > MOST_UNITS:
        raise LimitError(f"{units} units; the limit is {MOST_UNITS}")
    return native_json.loads(dumps(content | {"digest": None}), name)


def plain(network: Network | MLP) -> Any:
    """A network or net as JSON has it, in numbers that a browser holds.

    >>> plain(Network.from_units(["a"], [([0], [2**53], 1)]))
    Traceback (most recent call last):
    logicnet.errors.LimitError: unit 0 has weights beyond 2^53, which a browser would round; ...
    """
    from json import loads

    weights = network.weights.tolist()
    large = [k for k, w in enumerate(weights) if isinstance(w, int) and abs(w) >= _LARGEST]
    if large:
        unit = int(network.unit_of[large[0]])
        raise LimitError(
            f"unit {unit} has weights beyond 2^53, which a browser would round; pass max_weight=..."
        )
    return loads(native_json.dumps(network))


def python_of(network: Network) -> str:
    """The Python expression of a network, a line a unit where it has many."""
    units = [
        f"({reads.tolist()!r}, {weights.tolist()!r}, {threshold!r})"
        for (reads, weights), threshold in zip(
            map(network.wires_of, range(network.units)), network.thresholds.tolist(), strict=True
        )
    ]
    more: dict[str, Any] = {
        "outputs": dict(zip(network.outputs, network.output_units.tolist(), strict=True)),
        "encoding": None if network.encoding == "binary" else network.encoding,
        "centre": None if network.centre is None else network.centre.tolist(),
        "scale": None if network.scale is None else network.scale.tolist(),
        "booleans": network.booleans or None,
    }
    said = "".join(f", {name}={value!r}" for name, value in more.items() if value is not None)
    return f"logicnet.Network.from_units({[*network.inputs]!r}, {_listed('[', units, ']')}{said})"


def head(expression: str = "", more: Sequence[str] = ()) -> str:
    """The imports that an expression needs, and a blank line."""
    lines = ["import io"] * ("io.StringIO" in expression) + ["import logicnet", *more]
    return "\n".join(lines) + "\n\n"


def _listed(begin: str, parts: list[str], end: str) -> str:
    """The parts in one line, or a line each where that would be long."""
    line = f"{begin}{', '.join(parts)}{end}"
    if len(line) <= 80:
        return line
    return begin + "".join(f"\n    {part}," for part in parts) + f"\n{end}"
