"""Big outlines: a proof that looks only where edges and lines make a difference.

The plane is quartered into cells until few lines are left in each, as in the index of a network.
Where a single edge of an outline crosses a cell, or two meet at a corner in it, the sides of their
lines say what is inside, and the network has to say so for all sides of all lines that are left in
the cell. Where there is no edge it has to be constant. That is a proof: in each cell network and
outline differ everywhere or nowhere, neighbouring cells overlap, and in those with an edge they do
not differ. What lies outside a box around all edges is looked at through four projections,
(x, y) = (1/u, v/u) and the like, in which lines are lines and infinity is u = 0.

Floats with bounds say which lines and edges are in a cell. Cells that are still undecided when
they are tiny, such as those where many lines meet, are decided by all combinations of the lines in
them, in fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import pack_rows, unpack
from logicnet.ground.budget import OutOfBudget
from logicnet.network.simulation import simulate
from logicnet.regions.cells.cells import Cells, cells
from logicnet.regions.cells.rounding import BAND, floats_hold
from logicnet.regions.evaluation.parts import Parts
from logicnet.regions.exact import Hyperplane, hyperplane, nearest_float, nearest_power
from logicnet.regions.plane.polygons import edges, turns
from logicnet.regions.shapes import Rings
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict

from .claimed_regions import Claim
from .network_of_regions import HalfSpaceLines, corners_on_their_side, lines_of, parting

_MARGIN = 2.0**-48  # of the sizes in a sum: what floats may be wrong by, with room to spare
_MOST_LEFT = 3000  # cells that are decided in fractions
_OVERLAP = 1e-9  # of the size of a cell: by how much it overlaps others at the least
_ALONG = 2.0**-20  # slopes of lines that pass for parallel to the sides of cells
_INNER, _REACH = 2.0, 0.5  # half the box of the inner cells, and the largest u outside of it
# where the coordinates of a cell are (x, y) = (u, v): what multiplies u and v, and what is constant
_CHARTS: tuple[tuple[str, tuple[int, int, int], tuple[int, int, int]], ...] = (
    ("right", (2, 1, 0), (-1, 1, -1)),
    ("left", (2, 1, 0), (-1, 1, 1)),
    ("top", (2, 0, 1), (-1, 1, -1)),
    ("bottom", (2, 0, 1), (-1, 1, 1)),
)
_RULES = {"closed": 0, "open": 1, "partition": 2, None: 3}  # as in `outline_kernel`

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class _Edges(NamedTuple):
    """All edges of all outlines, in the unit box, with what `outline_kernel.walk` asks of them."""

    ends: Floats
    known: Indices  # output, line, the side that is left, the next edge, the turn, the first corner
    meet_start: Indices  # lines of edges at corner k: meet_plane[meet_start[k]:meet_start[k+1]]
    meet_plane: Indices


class _Unit(NamedTuple):
    """The box of all edges as that of (-1, -1) to (1, 1), exactly."""

    centre: tuple[float, float]
    scale: float

    def line(self, plane: Hyperplane) -> tuple[Fraction, Fraction, Fraction]:
        """Normal and offset in the unit's coordinates, the largest number of the normal 1."""
        a, b = plane.normal
        largest = max(abs(a), abs(b))
        shift = a * Fraction(self.centre[0]) + b * Fraction(self.centre[1])
        offset = (plane.offset - shift) / Fraction(self.scale) / largest
        return Fraction(a, largest), Fraction(b, largest), offset

    def plane(self, a: Fraction, b: Fraction, c: Fraction) -> tuple[Hyperplane, int]:
        """The line ``a x + b y = c`` of the unit's coordinates, and the sign of the factor."""
        scale, (x, y) = Fraction(self.scale), map(Fraction, self.centre)
        return hyperplane([a / scale, b / scale], c + (a * x + b * y) / scale)


def all_outlines(claim: Claim, extent: Extent, reason: str) -> Verdict | str:
    """A proof that a network computes outlines, whatever the number of their edges."""
    parts, leaves = claim.parts, [r.leaves()[0] for r in claim.stated.values()]
    if parts is None or parts.direct or claim.booleans or len(claim.network.inputs) != 2:
        return reason
    shapes = [leaf.shape for leaf in leaves if isinstance(leaf.shape, Rings)]
    if len(shapes) < len(leaves) or any(
        region.parts or region.names != claim.network.inputs or region.shape.rule != "simple"  # type: ignore[union-attr]
        for region in claim.stated.values()
    ):
        return reason
    lines = lines_of(claim, parts)
    rounded = {lines.planes[k] for k in lines.rounded}
    if claim.promised_on({plane for plane in rounded if floats_hold(plane, claim.network)}):
        return "where a boundary is promised, the network rounds what floats can hold"
    found = _Walk(claim, parts, lines, shapes).walked(extent)
    if isinstance(found, str):
        return f"{reason}; {found}" if reason else found
    text = f"{found} cells along all {sum(len(r) for s in shapes for r in s.rings)} edges"
    parted, count = parting(claim, lines, lines.rounded), len(lines.rounded)
    if parted is None:
        reason = (
            f"equal but for points within rounding of the {count} lines that floats cannot hold"
        )
        reason += ", while a boundary is promised" + corners_on_their_side(claim)
        return Verdict(equal=None, method="outlines", reason=reason)
    if lines.rounded:
        text += f", but for points within rounding of the {count} lines rounded to floats{parted}"
    return Verdict(equal=True, method=text)


def _meeting(places: Floats, plane: Indices) -> tuple[Indices, Indices, Indices]:
    """The corner at the start of each edge, and the lines of all edges at each corner."""
    _, corner = np.unique(places.reshape(-1, 2), axis=0, return_inverse=True)
    start, stop = corner.reshape(-1, 2).T
    pairs = np.unique(np.stack([np.append(start, stop), np.append(plane, plane)]), axis=1)
    begins = np.searchsorted(pairs[0], np.arange(corner.max() + 2))
    return start.copy(), begins.astype(np.int64), np.ascontiguousarray(pairs[1])


def _combinations(
    planes: list[Hyperplane], bounds: list[tuple[Hyperplane, int]], *, alone: bool
) -> tuple[Cells, list[Hyperplane]]:
    """All combinations of sides of lines and bounds, and in which order; of parallels those alone.

    Parallels meet at infinity: there are as many in a cell as there are, however small it is.
    """
    if alone and len({plane.normal for plane in planes}) == 1:
        order = sorted({plane.offset for plane in planes})
        rank = 2 * np.array([order.index(plane.offset) for plane in planes]) + 1
        signs = np.sign(np.arange(2 * len(order) + 1)[:, None] - rank).astype(np.int8)
        return Cells(signs, lambda numbers, exact: np.zeros((len(numbers), 2)), {}), planes
    every = list(dict.fromkeys([*planes, *(plane for plane, _ in bounds)]))
    return cells(every, 2), every


class _Walk:
    """One claim under way: lines and edges as arrays in the coordinates of the unit box."""

    def __init__(
        self, claim: Claim, parts: Parts, lines: HalfSpaceLines, shapes: list[Rings]
    ) -> None:
        self.claim, self.parts, self.lines, self.shapes = claim, parts, lines, shapes
        corners = np.concatenate([ring for shape in shapes for ring in shape.rings])
        low, high = corners.min(axis=0), corners.max(axis=0)
        x, y = (low / 2 + high / 2).tolist()
        scale = 2 * nearest_power(float((high / 2 - low / 2).max()))
        self.unit = _Unit((x, y), scale)
        self.edges = self._edges()
        self.on_too = np.ones(len(lines.planes), dtype=np.bool_)
        self.on_too[lines.rounded] = False
        self.known = self._known()

    def _edges(self) -> _Edges:
        number = {plane: k for k, plane in enumerate(self.lines.planes)}
        starts, stops, output, plane, left, follower, turning = ([] for _ in range(7))
        first = 0
        for o, shape in enumerate(self.shapes):
            begin, end = edges(shape.rings)
            lines, signs = shape.lines()
            starts.append(begin)
            stops.append(end)
            output.append(np.full(len(begin), o))
            plane.append([number[line] for line in lines])
            left.append(signs)
            for ring in shape.rings:
                follower.append(np.roll(np.arange(len(ring)), -1) + first)
                turning.append(np.roll(turns(ring), -1))
                first += len(ring)
        place = np.concatenate([np.concatenate(starts), np.concatenate(stops)], axis=1)
        ends = (place - np.tile(self.unit.centre, 2)) / self.unit.scale
        whole = (np.concatenate(part).astype(np.int64)
                 for part in (output, plane, left, follower, turning))  # fmt: skip
        own, line, side, after, turned = whole
        corner, begins, meeting = _meeting(place, line)
        known = np.column_stack([own, line, side, after, turned, corner])
        return _Edges(np.ascontiguousarray(ends), known, begins, meeting)

    def _known(self) -> Floats:
        """(a, b, c) of each line ``a x + b y = c``, in the unit box."""
        found = [[nearest_float(v) for v in self.unit.line(plane)] for plane in self.lines.planes]
        return np.array(found).reshape(-1, 3)

    def _rows(self, known: Floats) -> Floats:
        """The same of each half-space ``a x + b y >= c``; 0 >= -1 or 0 >= 1 without wires."""
        side = self.lines.side
        padded = np.concatenate([known, np.zeros((1, 3))])
        rows = padded[np.where(side == 0, len(known), self.lines.number)] * side[:, None]
        rows[side == 0, 2] = np.where(self.parts.offsets[side == 0] <= 0, -1.0, 1.0)
        return np.asarray(rows, dtype=np.float64)

    def walked(self, extent: Extent) -> int | str:
        """How many cells agree, or why not all do."""
        if not np.isfinite(self.known).all() or not np.isfinite(self.edges.ends).all():
            return "numbers of the lines are beyond floats"
        inner = np.full(2, -_INNER), np.full(2, _INNER)
        outer = np.array([0.0, -1.0]), np.array([_REACH, 1.0])
        total = self._chart("inner", self.known, self.edges, inner, extent)
        no = np.zeros(0, dtype=np.int64)
        none = _Edges(np.zeros((0, 4)), np.zeros((0, 6), dtype=np.int64), no, no)
        for name, columns, signs in _CHARTS:
            if isinstance(total, str):
                break
            known = np.ascontiguousarray(self.known[:, columns] * np.array(signs))
            more = self._chart(name, known, none, outer, extent)
            total = more if isinstance(more, str) else total + more
        return total

    def _chart(
        self, name: str, known: Floats, own: _Edges, box: tuple[Floats, Floats], extent: Extent
    ) -> int | str:
        """How many cells of a box agree, or why not all do."""
        from logicnet.regions.evaluation.cell_kernel import pooled

        from .outline_kernel import FEW, space_for, walk

        if extent.budget.over():
            raise OutOfBudget("before all edges were walked along")
        rows = self._rows(known)
        size = np.abs(rows) @ [2.0, 2.0, 1.0]
        lines = np.ascontiguousarray(np.column_stack([rows, _MARGIN * size + 1e-290]))
        tail, rules = self.parts.tail, np.array([_RULES[s.boundary] for s in self.shapes])
        left = np.zeros((_MOST_LEFT + len(self.edges.ends), 4 + FEW), dtype=np.int64)
        half = np.column_stack([self.lines.number, self.lines.side]).astype(np.int64)
        agreed, count = walk(
            lines, known, half, self.on_too, *pooled(len(rows), tail), *box, *own, rules, left,
            np.arange(5 * len(own.ends) + 5), space_for(len(known), len(tail.output_units)),
        )  # fmt: skip
        if count < 0 or count > _MOST_LEFT:
            return "too many cells along the edges seem to differ"
        for cell in left[:count].tolist():
            extent.budget.tick(1 << 12)
            wrong = self._decided(name, lines, own, box, cell)
            if wrong is not None:
                return wrong
        return int(agreed) + int(count)

    # What is left, in fractions -----------------------------------------------------------

    def _decided(
        self, name: str, lines: Floats, own: _Edges, box: tuple[Floats, Floats], cell: list[int]
    ) -> str | None:
        """None where network and outlines agree on all that there is in a tiny cell."""
        from logicnet.regions.evaluation.index_kernel import box_of_cell

        from .outline_kernel import APART, OUTPUT, PLANE

        ends = box_of_cell(*box, cell[2], cell[0], cell[1])
        x0, x1, y0, y1 = ends
        middle, half = np.array([x0 + x1, y0 + y1]) / 2, np.array([x1 - x0, y1 - y0]) / 2
        value = lines[:, :2] @ middle - lines[:, 2]
        in_it = ~(np.abs(value) > np.abs(lines[:, :2]) @ half + lines[:, 3])
        low, high = (np.minimum(own.ends[:, :2], own.ends[:, 2:]),
                     np.maximum(own.ends[:, :2], own.ends[:, 2:]))  # fmt: skip
        near = np.flatnonzero(((low <= middle + half + APART)
                               & (high >= middle - half - APART)).all(axis=1))  # fmt: skip
        if cell[3] >= 0:  # those that make no difference to the network there are left out
            in_it &= np.isin(self.lines.number, cell[4 : 4 + cell[3]])
        numbers = np.unique(np.concatenate([self.lines.number[in_it], own.known[near, PLANE]]))
        planes = [self.lines.planes[k] for k in numbers.tolist()]
        bounds = self._bounds(name, ends)
        try:
            found, every = _combinations(planes, bounds, alone=not len(near))
        except LimitError as error:
            return f"a place where {len(planes)} lines meet has too many cells: {error}"
        at = {plane: k for k, plane in enumerate(every)}
        inside = np.ones(len(found.signs), dtype=bool)
        for plane, sign in bounds if every is not planes else ():
            inside &= found.signs[:, at[plane]] * sign >= 0
        inside &= ~((found.signs[:, : len(planes)] == 0) & ~self.on_too[numbers]).any(axis=1)
        rows = np.flatnonzero(inside)
        signs = np.zeros((len(rows), len(self.lines.planes)), dtype=np.int8)
        signs[:, numbers] = found.signs[rows][:, : len(planes)]
        fires = np.tile(value > 0, (len(rows), 1))
        fires[:, in_it] = signs[:, self.lines.number[in_it]] * self.lines.side[in_it] >= 0
        outputs = unpack(simulate(self.parts.tail, pack_rows(fires)), len(rows))
        there = np.unique(own.known[near, OUTPUT])
        constant = np.setdiff1d(np.arange(len(outputs)), there)
        wrong = len(rows) and (outputs[constant] != outputs[constant, :1]).any()
        points = found.points(rows, True) if len(there) else None
        for o in there.tolist():
            filled, on = self.shapes[o].located(points)
            free = on if self.shapes[o].boundary is None else np.zeros(len(on), dtype=bool)
            differ = rows[(outputs[o] != filled) & ~free]
            wrong = wrong or bool(len(differ) and self._clear(found, every, differ, ends))
        return "some cells along the edges seem to differ" if wrong else None

    def _clear(
        self, found: Cells, every: list[Hyperplane], rows: Indices,
        ends: tuple[float, float, float, float],
    ) -> bool:  # fmt: skip
        """Whether some of the combinations have points that are not within rounding of lines.

        These leave other points on each side of the cell, where it overlaps a neighbour: a line
        that crosses such a strip covers little of its length, and one along it of its width.
        """
        near, rounded = self.claim.near_to, {self.lines.planes[k]: k for k in self.lines.rounded}
        own = {k: rounded[plane] for k, plane in enumerate(every) if plane in rounded}
        numbers = list(own.values())
        middle = np.subtract(self.unit.centre, [float(c) for c in near.centre])
        far = 2.0 * self.unit.scale + np.abs(middle).max()
        band = float(BAND) * (2 * far + np.array([float(near.sizes[k]) for k in numbers]))
        slope = np.abs(near.floats[numbers, :2]).min(axis=1, initial=1)
        along = slope < _ALONG
        side = min(ends[1] - ends[0], ends[3] - ends[2]) * self.unit.scale
        length = 4 * (band + band / np.where(along, 1, slope)).sum()
        if length > side or 4 * band[along].sum() > _OVERLAP * side:
            return True
        return any(
            near.clear_point(every, found.signs[row].tolist(), found.point(row), list(own), ())
            for row in rows.tolist()
        )

    def _bounds(
        self, name: str, ends: tuple[float, float, float, float]
    ) -> list[tuple[Hyperplane, int]]:
        """The lines around a cell, and on which sides of them it lies."""
        u0, u1, v0, v1 = map(Fraction, ends)
        zero, one = Fraction(0), Fraction(1)
        if name == "inner":
            found = [(one, zero, u0), (-one, zero, -u1), (zero, one, v0), (zero, -one, -v1)]
            return [self.unit.plane(*row) for row in found]
        sign = one if name in ("right", "top") else -one
        rows = [(-v0 * sign, one, zero), (v1 * sign, -one, zero)]  # other >= v0 main, <= v1 main
        if u1 > 0:
            rows.append((u1 * sign, zero, one))  # main >= 1/u1
        if u0 > 0:
            rows.append((-u0 * sign, zero, -one))
        across = [(a, b, c) if name in ("right", "left") else (b, a, c) for a, b, c in rows]
        return [self.unit.plane(*row) for row in across]
