"""Whether a network over coordinates computes regions, by code that no compiler uses.

The half-spaces of the network and those of the regions cut space into cells in which neither
side changes. Where all cells can be listed, one point of each decides: that is a proof. Where
they are too many, points beside every edge, on corners and at random can only refute.

Floats cannot hold every line. A line of the network that differs from one of the region only by
rounding is taken for it, and the verdict says so; then nothing is claimed about points on lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..bits import pack, unpack
from ..errors import LimitError, SpecificationError
from ..names import INSIDE
from ..network import Network
from ..simulation import simulate
from ..verification import Counterexample, Verdict
from .cells import Cells, cells, check_lines
from .evaluation import Parts, evaluate, exact_outputs, split
from .exact import Hyperplane, fractions, hyperplane, widened
from .polygons import Ring, edges
from .region import Region
from .shapes import Halfspaces, Rings

_ROUNDING = 2.0**-46  # how far, relative to its size, a line may be moved by rounding
_MOST_BESIDE = 4000  # edges times places along each beside which points are tried
_DISTANCES = (1e-2, 1e-5, 1e-8)  # of an edge's length: how far points beside it are


def verify_region(
    network: Network, regions: Region | Mapping[str, Region], *, samples: int = 20_000,
    seed: int = 0,
) -> Verdict:  # fmt: skip
    """Whether each output of a network is its region.

    >>> from logicnet.construct.geometric import compile_region
    >>> square = Region.box([0, 0], [1, 1])
    >>> print(verify_region(compile_region(square), square))
    equal, proven by the 9 cells, 12 edges and 4 corners of 4 lines
    """
    stated = {INSIDE: regions} if isinstance(regions, Region) else dict(regions)
    if len(stated) == len(network.outputs) == 1:
        stated = dict(zip(network.outputs, stated.values(), strict=True))
    _check_names(network, stated)
    parts = split(network)
    try:
        if parts is not None:
            return _by_cells(network, parts, stated)
    except LimitError as error:
        reason = str(error)
    else:
        reason = "units of the network mix coordinates and units"
    return _by_points(network, stated, reason, samples, np.random.default_rng(seed))


def _check_names(network: Network, stated: Mapping[str, Region]) -> None:
    if network.encoding != "real":
        raise SpecificationError("a region is computed by a network that reads coordinates")
    names = {name for region in stated.values() for name in region.names}
    if set(network.outputs) != set(stated) or not names <= set(network.inputs):
        raise SpecificationError(
            f"the network computes {', '.join(network.outputs)} of {', '.join(network.inputs)}, "
            f"the regions are {', '.join(stated)} over {', '.join(sorted(names))}"
        )


def _columns(network: Network, region: Region) -> list[int]:
    return [network.inputs.index(name) for name in region.names]


# All cells ---------------------------------------------------------------------------------------


class _Lines(NamedTuple):
    """The hyperplanes of both sides, each once, and how the network's half-spaces use them."""

    planes: list[Hyperplane]
    number: NDArray[np.int64]  # of the hyperplane of each half-space of the network
    side: NDArray[np.int8]
    exact: bool


def _by_cells(network: Network, parts: Parts, stated: Mapping[str, Region]) -> Verdict:
    lines = _lines(network, parts, stated)
    found = _cells(lines, len(network.inputs))
    padded = np.pad(found.signs, ((0, 0), (0, 1)))  # a network may read no line at all
    fires = padded[:, lines.number] * lines.side >= 0
    constant = lines.side == 0  # a unit without wires
    fires[:, constant] = parts.offsets[constant] <= 0
    outputs = unpack(simulate(parts.tail, pack(np.ascontiguousarray(fires.T))), len(fires))
    on_line = (found.signs == 0).any(axis=1)
    for k, name in enumerate(network.outputs):
        expected, promised = _expected(network, stated[name], found, on_line)
        wrong = np.flatnonzero((outputs[k] != expected) & promised)
        if not lines.exact:
            columns = _columns(network, stated[name])
            wrong = wrong[~_near_lines(stated[name], found.points[wrong][:, columns])]
        if len(wrong):
            point = found.point(int(wrong[0]))
            return Verdict(
                equal=False, method="cells",
                counterexample=_counterexample(network, stated, point, outputs[:, wrong[0]]),
            )  # fmt: skip
    return Verdict(equal=True, method=_proof(found.signs, lines))


def _cells(lines: _Lines, dimension: int) -> Cells:
    """All cells, with the edges and corners between them where they are few and exact."""
    try:
        return cells(lines.planes, dimension, faces=lines.exact and dimension <= 2)
    except LimitError:
        return cells(lines.planes, dimension)


def _proof(signs: NDArray[np.int8], lines: _Lines) -> str:
    zeros = (signs == 0).sum(axis=1)
    total = len(lines.planes)
    text = f"{(zeros == 0).sum()} cells"
    if lines.exact and (zeros > 0).any():
        corners = int((zeros > 1).sum())
        text += f", {(zeros == 1).sum()} edges and {corners} corners"
    kind = "lines" if lines.planes and len(lines.planes[0].normal) == 2 else "hyperplanes"
    text = f"the {text} of {total} {kind}"
    return text if lines.exact else f"{text}, some rounded to floats"


def _lines(network: Network, parts: Parts, stated: Mapping[str, Region]) -> _Lines:
    """The hyperplanes of the regions, and those of the network that are none of them."""
    planes: dict[Hyperplane, int] = {}
    for region in stated.values():
        for plane in region.hyperplanes():
            wide, _ = widened(plane, _columns(network, region), len(network.inputs))
            planes.setdefault(wide, len(planes))
    check_lines(list(planes), len(network.inputs))
    own = len(planes)
    stated_rows = np.array([_unit_row(p, parts) for p in planes]).reshape(
        own, len(network.inputs) + 2
    )
    number = np.zeros(len(parts.offsets), dtype=np.int64)
    side = np.zeros(len(parts.offsets), dtype=np.int8)
    exact = True
    for k, (normal, offset) in enumerate(_half_spaces(network)):
        if not any(normal):
            continue
        plane, sign = hyperplane(normal, offset)
        side[k] = sign
        if plane not in planes and own:
            near = np.abs(stated_rows - _unit_row(plane, parts)).max(axis=1)
            if near.min() <= _ROUNDING:
                number[k], exact = int(near.argmin()), False
                continue
        number[k] = planes.setdefault(plane, len(planes))
    return _Lines(list(planes), number, side, exact)


def _half_spaces(network: Network) -> list[tuple[list[Fraction], Fraction]]:
    """Normal and offset, in coordinates, of every unit that reads coordinates, exactly."""
    n = len(network.inputs)
    centre = [Fraction(0)] * n if network.centre is None else fractions(network.centre.tolist())
    scale = [Fraction(1)] * n if network.scale is None else fractions(network.scale.tolist())
    found = []
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        if len(sources) and sources.max() >= n:
            continue
        normal = [Fraction(0)] * n
        for s, w in zip(sources.tolist(), weights.tolist(), strict=True):
            normal[s] = Fraction(w) / scale[s]
        shift = sum((v * c for v, c in zip(normal, centre, strict=True)), Fraction(0))
        found.append((normal, Fraction(network.thresholds[j].item()) + shift))
    return found


def _unit_row(plane: Hyperplane, parts: Parts) -> NDArray[np.float64]:
    """Normal and offset in floats, divided by the greatest of the normal, seen from the centre."""
    largest = max(map(abs, plane.normal))
    centre = fractions(parts.centre.tolist())
    shift = sum((v * c for v, c in zip(plane.normal, centre, strict=True)), Fraction(0))
    offset = (plane.offset - shift) / largest
    reach = max(abs(offset), Fraction(1))  # beyond 1, offsets are compared relatively
    return np.array([*(float(Fraction(v, largest)) for v in plane.normal),
                     float(offset / reach), float(1 / reach)])  # fmt: skip


def _expected(
    network: Network, region: Region, found: Cells, on_line: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether the point of each cell is in the region, and whether that is promised."""
    columns = _columns(network, region)
    points = found.points[:, columns]
    exact = _fraction_rows([[found.exact[k][c] for c in columns] for k in found.exact])
    numbers = list(found.exact)
    expected = region.contains(points)
    promised = np.ones(len(expected), dtype=bool)
    if numbers:
        expected[numbers] = region.contains(exact)
    for leaf in region.leaves():
        if on_line.any() and isinstance(leaf.shape, Rings) and leaf.shape.boundary is None:
            at = [region.names.index(name) for name in leaf.names]
            hit = leaf.shape.on_boundary(points[:, at])
            if numbers:
                hit[numbers] = leaf.shape.on_boundary(exact[:, at])
            promised[on_line] &= ~hit[on_line]
    return expected, promised


def _fraction_rows(rows: list[list[Fraction]]) -> NDArray[Any]:
    array = np.empty((len(rows), len(rows[0]) if rows else 0), dtype=object)
    array[:] = rows
    return array


def _counterexample(
    network: Network, stated: Mapping[str, Region], point: Sequence[Fraction], outputs: Any
) -> Counterexample:
    expected = {}
    for name, region in stated.items():
        at = _fraction_rows([[point[c] for c in _columns(network, region)]])
        expected[name] = int(region.contains(at)[0])
    return Counterexample(
        inputs={name: float(v) for name, v in zip(network.inputs, point, strict=True)},
        network={name: int(v) for name, v in zip(network.outputs, outputs, strict=True)},
        specification=dict(expected),
    )


# Points ------------------------------------------------------------------------------------------


def _by_points(
    network: Network, stated: Mapping[str, Region], reason: str, samples: int,
    rng: np.random.Generator,
) -> Verdict:  # fmt: skip
    """Look for a counterexample beside every edge, in the box of all corners and around it."""
    points = _test_points(network, stated, samples, rng)
    outputs = evaluate(network, points)
    for name, region in stated.items():
        at = points[:, _columns(network, region)]
        wrong = np.flatnonzero(outputs[:, network.outputs.index(name)] != region.contains(at))
        wrong = wrong[~_near_lines(region, at[wrong])] if len(wrong) else wrong
        if len(wrong):
            point = fractions(points[wrong[0]].tolist())
            return Verdict(
                equal=False, method="points",
                counterexample=_counterexample(
                    network, stated, point, exact_outputs(network, point)
                ),
            )  # fmt: skip
    return Verdict(
        equal=None, method="points",
        reason=f"{len(points)} points, among them both sides of every edge, agree, which proves "
        f"nothing; {reason}",
    )  # fmt: skip


def _test_points(
    network: Network, stated: Mapping[str, Region], samples: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    leaves = [leaf for region in stated.values() for leaf in region.leaves()]
    rings = [r for leaf in leaves if isinstance(leaf.shape, Rings) for r in leaf.shape.rings]
    beside = np.zeros((0, 2))
    if rings:
        beside = _beside_edges(*edges(rings))
    d = len(network.inputs)
    size = 2.0 * max(
        [abs(float(p.offset / max(map(abs, p.normal)))) for leaf in leaves
         if isinstance(leaf.shape, Halfspaces) for p in leaf.shape.planes()], default=0.0,
    ) + 1.0  # fmt: skip
    low, high = np.full(d, -size), np.full(d, size)
    if len(beside) and d == 2:
        low, high = beside.min(axis=0), beside.max(axis=0)
    span = high / 2 - low / 2
    spread = low / 2 + high / 2 + span * rng.uniform(-1.2, 1.2, (samples, d))
    return np.concatenate([spread, beside]) if d == 2 else spread


def _beside_edges(starts: Ring, ends: Ring) -> Ring:
    """Corners, and points on every edge and on both sides of it, the more the fewer edges."""
    count = int(np.clip(_MOST_BESIDE // len(starts), 1, 31)) // 2 * 2 + 1
    across = np.stack([starts[:, 1] - ends[:, 1], ends[:, 0] - starts[:, 0]], axis=1)
    found = [starts]
    for place in (np.arange(count) + 0.5) / count:
        on = starts * (1 - place) + ends * place
        found.append(on)
        for part in _DISTANCES:
            found += [on + part * across, on - part * across]
    return np.concatenate(found)


def _near_lines(region: Region, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Points so near to a line of the region that rounding its weights may put them across."""
    near = np.zeros(len(points), dtype=bool)
    for plane in region.hyperplanes():
        largest = max(map(abs, plane.normal))
        normal = np.array([float(Fraction(v, largest)) for v in plane.normal])
        offset = float(plane.offset / largest)
        size = np.abs(points) @ np.abs(normal) + abs(offset)
        near |= np.abs(points @ normal - offset) <= _ROUNDING * size
    return near
