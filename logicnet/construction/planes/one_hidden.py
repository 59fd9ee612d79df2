"""Regions by one hidden layer: a weighted sum of half-space bits and a threshold.

Over the cells of the region's own lines this is a linear program: is there a w with w.h >= t in
every cell inside and w.h <= t - 1 in every cell outside? If not, Farkas' lemma gives weights of
cells with the same average h inside as outside, which no w can tell apart: a certificate, made
exact in fractions. Further lines may still help, except against this certificate:

    A line that is crossed from outside to inside at one place and from inside to outside at
    another, in the same direction, is impossible with any number of units: crossing the line
    changes the sum by the same total weight W of the units on this line, and so near the line
    (where no other line interferes) W > 0 at the one place and W < 0 at the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.target import Target
from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.names import INSIDE
from logicnet.network.network import Network
from logicnet.regions.cells.possible_rows import rows_of_cells
from logicnet.regions.exact import Hyperplane, fractions, hyperplane
from logicnet.regions.half_spaces import Side, boolean_columns, side_text, variable_of
from logicnet.regions.plane.polygons import edges
from logicnet.regions.region import Region
from logicnet.regions.shapes import Rings
from logicnet.verification.verifying import verify_region

from .first_layer import frame_of_regions, ground
from .lowering import Lowered, lowered

_SCALES = (1, 2, 3, 4, 5, 6, 8, 12, 24, 60, 120, 360, 2520, 10**4, 10**6, 10**8)
_BATCH = 4  # extra lines tried together
_MOST_LINES = 48  # lines in all up to which extra ones are tried


Point = tuple[float | Fraction, ...]  # in floats unless these lie in another cell


@dataclass(frozen=True)
class Obstruction:
    """Why one hidden layer cannot compute a region.

    With a line: at the first two points the region changes from outside (first) to inside
    (second) across the line, at the last two from inside to outside in the same direction; then
    no network with one hidden layer exists. Without one: the cells of the `inside` points with
    their `weights` (of sum 1) have the same average of half-space bits as those of the
    `outside` points with theirs; then none exists over the region's own lines.
    """

    line: str | None
    inside: tuple[Point, ...]
    outside: tuple[Point, ...]
    inside_weights: tuple[Fraction, ...] = ()
    outside_weights: tuple[Fraction, ...] = ()

    def __str__(self) -> str:
        if self.line is not None:
            return (
                f"the region lies on opposite sides of the line {self.line}: going the same way "
                f"across it leads in at {self.inside[0]} and out at {self.outside[1]}, so no "
                "network with one hidden layer computes it"
            )
        return (
            f"over the region's own lines, {len(self.inside)} cells inside and "
            f"{len(self.outside)} outside average to the same half-spaces, so no weights tell "
            "them apart"
        )


@dataclass(frozen=True)
class OneHidden:
    """A network with one hidden layer, or why there is none (None: none was found)."""

    network: Network | None
    certificate: Obstruction | None
    extra_lines: int = 0


def by_one_hidden(source: Target) -> Network:
    """The network with one hidden layer for one region, or an error with the certificate."""
    regions = lowered(source).regions
    if len(regions) != 1:
        raise SpecificationError('style="one-hidden" takes one region at a time')
    ((output, region),) = regions.items()
    answer = one_hidden(region, output=output)
    if answer.network is None:
        raise LimitError(
            f"one hidden layer: {answer.certificate or 'none was found'}; use another style, or an "
            "approximation by construction.planes.approximate.direction_network"
        )
    return answer.network


def one_hidden(
    region: Region, *, extra_lines: int = 24, seed: int = 0, output: str = INSIDE
) -> OneHidden:
    """A network with one hidden layer for a region, or a certificate that there is none.

    First over the region's own lines, then with units that count how many of its Boolean
    variables are 1, then with up to `extra_lines` more lines: through pairs of corners, and of
    points where one of its lines crosses an edge, and in the end any. A network whose lines,
    rounded to floats, no longer meet where they should is not taken.

    >>> from logicnet import Region
    >>> squares = Region.box([0, 0], [1, 1]) | Region.box([1, 1], [2, 2])
    >>> one_hidden(squares).certificate.line
    'x = 1'
    """
    regions = {output: region}
    sides = Lowered(regions).sides
    network = _solved(regions, sides, output)
    if network is not None:
        return OneHidden(network, None)
    certificate = _crossed_both_ways(region, sides)
    if certificate is not None:
        return OneHidden(None, certificate)
    counted = [*sides, *_counts(region)]
    if len(counted) > len(sides):
        network = _solved(regions, counted, output)
        if network is not None:
            return OneHidden(network, None, len(counted) - len(sides))
    rng = np.random.default_rng(seed)
    added: list[Side] = []
    candidates = _candidates(region, rng)
    while region.dimension == 2 and not region.booleans and len(added) + _BATCH <= extra_lines:
        if len(sides) + len(added) + _BATCH > _MOST_LINES:
            break
        added += [Side(line, 1) for line in islice(candidates, _BATCH)]
        network = _solved(regions, [*sides, *added], output)
        if network is not None and verify_region(network, region, rounding=True).equal is not False:
            used = sum(side_text(s, region.names) in (network.labels or ()) for s in added)
            return OneHidden(network, None, used)
    return OneHidden(None, _farkas(region, sides, False) or _farkas(region, sides, True))


def _solved(regions: Mapping[str, Region], sides: list[Side], output: str) -> Network | None:
    boolean = weighed(regions, sides, output)
    if boolean is None:
        return None
    (region,) = regions.values()
    frame = frame_of_regions(regions.values(), region.names)
    return ground(boolean, sides, region.names, frame, boolean_columns(regions, region.names))


def weighed(regions: Mapping[str, Region], sides: list[Side], output: str) -> Network | None:
    """One unit over half-spaces h1, h2, ..., by a linear program that keeps weights small."""
    from scipy.optimize import linprog

    (region,) = regions.values()
    found = rows_of_cells(regions, sides, region.names)
    stated = found.on[:, 0] | found.off[:, 0]
    rows, inside = found.rows[stated], found.on[stated, 0]
    bits = rows.astype(np.float64)
    k = len(sides)
    sign = np.where(inside, -1.0, 1.0)[:, None]
    # w = p - q with p, q >= 0; then t: on rows w.h - t >= 0, off rows w.h - t <= -1
    table = np.hstack([sign * bits, -sign * bits, -sign * np.ones((len(bits), 1))])
    bound = np.where(inside, 0.0, -1.0)
    result = linprog(
        np.append(np.ones(2 * k), 0.0), A_ub=table, b_ub=bound,
        bounds=[(0, None)] * (2 * k) + [(None, None)],
    )  # fmt: skip
    if result.status != 0 or result.x is None:
        return None
    found = np.asarray(result.x)[:k] - np.asarray(result.x)[k : 2 * k]
    for scale in _SCALES:
        weights = np.rint(found * scale).astype(np.int64)
        sums = rows @ weights
        least, most = sums[inside].min(initial=1 << 60), sums[~inside].max(initial=-(1 << 60))
        if least > most:
            threshold = int(least) if inside.any() else int(most) + 1
            used = np.flatnonzero(weights)
            return Network.from_units(
                [f"h{i + 1}" for i in range(k)],
                [(used.tolist(), weights[used].tolist(), threshold)], outputs={output: 0},
                construction="one hidden layer by a linear program",
            )  # fmt: skip
    return None


def _counts(region: Region) -> list[Side]:
    """Half-spaces that tell whether at least 1, 2, ... of the Boolean variables are 1."""
    booleans = boolean_columns({"y": region}, region.names)
    normal = tuple(int(c in booleans) for c in range(region.dimension))
    few = range(1, len(booleans) + 1) if len(booleans) > 1 else ()
    return [Side(Hyperplane(normal, Fraction(k)), 1) for k in few]


def _crossed_both_ways(region: Region, sides: list[Side]) -> Obstruction | None:
    """A line that is crossed inwards and outwards in the same direction.

    With Boolean variables both crossings must be at one setting of them.
    """
    booleans = boolean_columns({"y": region}, region.names)
    variables = [s.plane for s in sides if variable_of(s, booleans) is not None]
    planes = list(dict.fromkeys([*variables, *(side.plane for side in sides)]))
    own = [Side(plane, 1) for plane in planes]
    found = rows_of_cells({"y": region}, own, region.names, faces=False)
    rows, inside, outside = found.rows, found.on[:, 0], found.off[:, 0]
    number = {row.tobytes(): i for i, row in enumerate(rows)}
    settings = rows[:, : len(set(variables))]
    for k, plane in enumerate(planes):
        if all(c in booleans for c, value in enumerate(plane.normal) if value):
            continue
        ways: dict[bytes, dict[bool, tuple[int, int]]] = {}
        for i in np.flatnonzero(~rows[:, k]).tolist():
            beyond = rows[i].copy()
            beyond[k] = True
            j = number.get(beyond.tobytes())
            if j is not None and (inside[i] & outside[j]) | (outside[i] & inside[j]):
                here = ways.setdefault(settings[i].tobytes(), {})
                here.setdefault(bool(inside[j]), (i, j))
                if len(here) == 2:
                    place = found.points([*here[True], *here[False]])
                    text = side_text(Side(plane, 1), region.names).replace(">=", "=")
                    return Obstruction(text, (place[1], place[2]), (place[0], place[3]))
    return None


def _farkas(region: Region, sides: list[Side], faces: bool) -> Obstruction | None:
    """Cells inside and outside with the same average of half-space bits, in fractions."""
    from scipy.optimize import linprog

    found = rows_of_cells({"y": region}, sides, region.names, faces=faces)
    stated = np.flatnonzero(found.on[:, 0] | found.off[:, 0])
    rows, inside = found.rows[stated], found.on[stated, 0]
    signed = np.where(inside, 1, -1)[:, None] * np.hstack([rows, np.ones((len(rows), 1))])
    table = np.vstack([signed.T, inside[None, :]])
    right = np.append(np.zeros(len(table) - 1), 1.0)
    result = linprog(np.zeros(len(rows)), A_eq=table, b_eq=right, bounds=(0, None),
                     method="highs-ds")  # fmt: skip
    if result.status != 0 or result.x is None:
        return None
    support = np.flatnonzero(np.asarray(result.x) > 1e-9)
    weights = _solution(table[:, support], right)
    if weights is None or min(weights) < 0:
        return None
    parts: dict[bool, list[tuple[Point, Fraction]]] = {True: [], False: []}
    for i, weight in zip(support.tolist(), weights, strict=True):
        if weight:
            parts[bool(inside[i])].append((found.points([int(stated[i])])[0], weight))
    places = {side: tuple(p for p, _ in parts[side]) for side in parts}
    shares = {side: tuple(w for _, w in parts[side]) for side in parts}
    return Obstruction(None, places[True], places[False], shares[True], shares[False])


def _solution(table: NDArray[Any], right: NDArray[Any]) -> list[Fraction] | None:
    """The solution of a linear system with independent columns, in fractions."""
    rows = [[Fraction(int(v)) for v in row] for row in np.column_stack([table, right]).tolist()]
    columns = table.shape[1]
    rank = 0
    for column in range(columns):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            return None
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [v / rows[rank][column] for v in rows[rank]]
        for r in range(len(rows)):
            if r != rank and rows[r][column]:
                factor = rows[r][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    if any(row[-1] for row in rows[rank:]):
        return None
    return [row[-1] for row in rows[:rank]]


def _candidates(region: Region, rng: np.random.Generator) -> Iterator[Hyperplane]:
    """Lines that may help: own lines fail where they go on into the inside or come out of it."""
    shapes = [leaf.shape for leaf in region.leaves()]
    found = edges([ring for s in shapes if isinstance(s, Rings) for ring in s.rings])
    starts, ends = ([fractions(p) for p in points.tolist()] for points in found)
    crossings = [
        [p + (q - p) * at / (at - to) for p, q in zip(a, b, strict=True)]
        for plane in region.hyperplanes() for a, b in zip(starts, ends, strict=True)
        for at, to in ((_height(plane, a), _height(plane, b)),) if at * to < 0
    ]  # fmt: skip
    own = set(region.hyperplanes())
    for lines in zip_longest(_through_pairs(crossings, rng), _through_pairs(starts, rng)):
        yield from (line for line in lines if line is not None and line not in own)
    while True:
        yield _random_line(region, rng)


def _height(plane: Hyperplane, point: Sequence[Fraction]) -> Fraction:
    return sum((n * v for n, v in zip(plane.normal, point, strict=True)), -plane.offset)


def _through_pairs(
    points: Sequence[Sequence[Fraction]], rng: np.random.Generator
) -> Iterator[Hyperplane]:
    """Lines through some pairs of points, in random order."""
    first, second = np.triu_indices(len(points), 1)
    for k in rng.permutation(len(first))[:_MOST_LINES].tolist():
        p, q = points[first[k]], points[second[k]]
        if p != q:
            yield _line_through(p, q)


def _line_through(p: Sequence[Fraction], q: Sequence[Fraction]) -> Hyperplane:
    normal = [p[1] - q[1], q[0] - p[0]]
    return hyperplane(normal, normal[0] * p[0] + normal[1] * p[1])[0]


def _random_line(region: Region, rng: np.random.Generator) -> Hyperplane:
    """A line through two points of the region's box, with few digits."""
    bounds = region.bounds()
    low, high = bounds if bounds is not None else (np.full(2, -1.0), np.full(2, 1.0))
    span = np.maximum(high - low, 1e-300)
    while True:
        a, b = (low + span * rng.integers(0, 1025, 2) / 1024 for _ in range(2))
        if (a != b).any():
            return _line_through(fractions(a.tolist()), fractions(b.tolist()))
