"""The verb of regions: compiled, with the half-planes, the outline and one hidden layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile
from logicnet.errors import LogicnetError, SpecificationError
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network
from logicnet.regions.reading.inequalities import region_of_circuit
from logicnet.regions.region import Region
from logicnet.verification.verifying import verify

from .asked import Answer, Request, Tell, field
from .logic import compiled, options_of, python_for
from .sources import stated

_MOST_ASKED = 24  # lines up to which one hidden layer is looked for
_MOST = 96  # lines up to which the outline is found
_PARALLEL = 0.05  # sine of the angle up to which it does not matter where two lines cross
_STEP = 1e-6  # of the picture's width: how far beside a line its sides are looked at

Floats = NDArray[np.float64]


def region(request: Request, tell: Tell) -> Answer:
    """The network of a region of the plane; what is slow is told of when the rest is known."""
    boundary = field(request, "boundary", str, None)
    source = stated({"boundary": boundary, **field(request, "source", dict)})
    shape = source.value
    if isinstance(shape, Circuit):
        shape = region_of_circuit(shape)
    plane = _plane_names(shape)
    style, options = field(request, "style", str, "compact"), options_of(request)
    if shape.names != plane:
        options["inputs"] = plane
        shape = Region(names=plane, operator="and", parts=(shape,))
    network = compile(source.value, style, **options)
    verdict = verify(network, shape)
    found = compiled(network, verdict, python_for(source, style, options))
    found["half_planes"] = _half_planes(network)
    found |= _outline(shape)
    tell({"region": found})
    return {**found, "one_hidden": _one_hidden(shape)}


def _plane_names(shape: Region) -> tuple[str, ...]:
    """The two coordinates of the picture; a region of one of x and y is a strip of the plane."""
    if shape.booleans:
        raise SpecificationError(
            f"{min(shape.booleans)} is 0 or 1, not a coordinate; state inequalities such as x >= 0"
        )
    names = ("x", "y") if set(shape.names) < {"x", "y"} else shape.names
    if len(names) != 2:
        raise SpecificationError(f"a picture needs two coordinates, got {', '.join(names)}")
    return names


def _half_planes(network: Network) -> list[Answer]:
    """The units that read coordinates alone: each fires where a x + b y >= c."""
    centre = np.zeros(2) if network.centre is None else network.centre
    scale = np.ones(2) if network.scale is None else network.scale
    found = []
    for unit in range(network.units):
        reads, weights = network.wires_of(unit)
        if len(reads) == 0 or reads.max() >= len(network.inputs):
            continue
        normal = np.zeros(2)
        normal[reads] = weights / scale[reads]
        level = float(network.thresholds[unit] + normal @ centre)
        found.append({"unit": unit, "a": float(normal[0]), "b": float(normal[1]), "c": level})
    return found


def _outline(shape: Region) -> Answer:
    """The box of the picture, and the pieces of the region's border in it."""
    planes = shape.hyperplanes()
    lines = np.array([(*map(float, p.normal), float(p.offset)) for p in planes]).reshape(-1, 3)
    box = _box(shape, lines)
    return {"box": box, "outline": _border(shape, lines, box) if len(lines) <= _MOST else []}


def _box(shape: Region, lines: Floats) -> list[float]:
    """Left, right, low and high of a picture that shows the corners, or where lines cross."""
    corners = shape.bounds()
    if corners is None:
        feet = lines[:, :2] * (lines[:, 2:] / (lines[:, :2] ** 2).sum(axis=1, keepdims=True))
        crossings = [_meet(p, q) for p, q in combinations(lines[:_MOST], 2)]
        corners = np.array([*feet, *(c for c in crossings if c is not None), (0.0, 0.0)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    grown = max(0.2 * float((high - low).max()), 0.5 * float((high - low).max() == 0))
    return [*map(float, (low[0] - grown, high[0] + grown, low[1] - grown, high[1] + grown))]


def _meet(one: Floats, other: Floats) -> Floats | None:
    """Where two lines cross, None where they are nearly parallel."""
    sides = np.stack([one[:2], other[:2]])
    steep = abs(np.linalg.det(sides)) > _PARALLEL * np.prod(np.linalg.norm(sides, axis=1))
    return np.linalg.solve(sides, [one[2], other[2]]) if steep else None


def _border(shape: Region, lines: Floats, box: Sequence[float]) -> list[list[list[float]]]:
    """The pieces of lines between their crossings on which inside and outside meet."""
    pieces = [piece for line in lines for piece in _pieces(line, lines, box)]
    if not pieces:
        return []
    ends = np.array([(a, b) for a, b, _ in pieces])
    beside = np.array([normal for _, _, normal in pieces]) * _STEP * (box[1] - box[0])
    middles = ends.mean(axis=1)
    differ = shape.contains(middles + beside) != shape.contains(middles - beside)
    kept: list[list[list[float]]] = ends[differ].tolist()
    return kept


def _pieces(line: Floats, lines: Floats, box: Sequence[float]) -> list[tuple[Any, Any, Any]]:
    """The pieces of a line within a box, cut where others cross it; and its unit normal."""
    length = float(np.hypot(line[0], line[1]))
    normal, along = line[:2] / length, np.array([-line[1], line[0]]) / length
    start = normal * line[2] / length
    left, right, low, high = box
    walls = np.array([(1, 0, left), (1, 0, right), (0, 1, low), (0, 1, high)], dtype=float)
    at = [_crossings(start, along, others) for others in (walls, lines)]
    inside = [t for t in at[0] if _within(start + t * along, box)]
    if len(inside) < 2:
        return []
    first, last = min(inside), max(inside)
    cuts = sorted({first, last, *(t for t in at[1] if first < t < last)})
    points = [start + t * along for t in cuts]
    return [(a, b, normal) for a, b in pairwise(points)]


def _crossings(start: Floats, along: Floats, lines: Floats) -> list[float]:
    """How far along a line the others cross it."""
    slopes = lines[:, :2] @ along
    crossing = np.abs(slopes) > 1e-12
    found = (lines[crossing, 2] - lines[crossing, :2] @ start) / slopes[crossing]
    return [*map(float, found)]


def _within(point: Floats, box: Sequence[float]) -> bool:
    slack = 1e-9 * (box[1] - box[0])
    return bool(
        box[0] - slack <= point[0] <= box[1] + slack
        and box[2] - slack <= point[1] <= box[3] + slack
    )


def _one_hidden(shape: Region) -> Answer:
    """Whether one hidden layer computes the region, with the certificate where none does."""
    from logicnet.construction.planes.one_hidden import one_hidden

    lines = len(shape.hyperplanes())
    if lines > _MOST_ASKED:
        told = f"not looked for: {lines} lines, and the search is made up to {_MOST_ASKED}"
        return {"possible": None, "text": told, "certificate": None}
    try:
        found = one_hidden(shape)
    except LogicnetError as error:
        return {"possible": None, "text": str(error), "certificate": None}
    if found.network is not None:
        units = found.network.units
        more = f", with {found.extra_lines} more lines" if found.extra_lines else ""
        word = "unit" if units == 1 else "units"
        text = f"one hidden layer computes it: {units} {word} in all{more}"
        return {"possible": True, "text": text, "certificate": None}
    if found.certificate is None:
        return {"possible": None, "text": "no such network was found", "certificate": None}
    proof = found.certificate
    certificate = {
        "line": proof.line,
        "inside": [[*map(float, point)] for point in proof.inside],
        "outside": [[*map(float, point)] for point in proof.outside],
    }
    possible = False if proof.line is not None else None
    return {"possible": possible, "text": str(proof), "certificate": certificate}
