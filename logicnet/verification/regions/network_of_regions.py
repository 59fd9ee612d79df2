"""Whether a network over coordinates computes regions, by code that no compiler uses.

The half-spaces of the network and those of the regions cut space into cells, edges, corners, ...
in which neither side changes. Where all can be listed, one point of each decides: that is a
proof. It is one as well if network and regions agree on every combination of the half-spaces
that both consist of. Else points at random and beside every face can only refute.

Floats cannot hold every line. Where a hyperplane of the network differs from one of the regions
by no more than rounding, the cells of the latter are looked at. That proves equality but for the
points that are within rounding of a hyperplane (see `rounding`), and the verdict says so. If a
boundary is promised there, which no floats can keep at all such points, the verdict is unknown. A
verdict "different" has a point that is not within rounding of such a hyperplane, and where the
network's sums, taken exactly of the numbers that it stores, lead to another output than stated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import WORD, pack_rows, unpack
from logicnet.ground.budget import CALL, OutOfBudget
from logicnet.ground.names import INSIDE
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.tables.cubes import Tick
from logicnet.network.network import Network
from logicnet.network.simulation import simulate
from logicnet.regions.cells.cells import (
    Cells,
    cells,
    float_between,
    values_in_cells,
)
from logicnet.regions.cells.rounding import floats_hold
from logicnet.regions.evaluation.evaluation import evaluate
from logicnet.regions.evaluation.parts import Parts
from logicnet.regions.exact import Hyperplane, fractions, hyperplane, nearest_float, widened
from logicnet.regions.region import Region
from logicnet.regions.shapes import Rings
from logicnet.verification.functions.diagrams import diagrams
from logicnet.verification.functions.rows import all_rows, compared, interchangeable_rows, undecided
from logicnet.verification.judge import MOST_EXHAUSTIVE, Extent, in_pieces
from logicnet.verification.verdict import Verdict

from .claimed_regions import Claim
from .near_points import near_points

MOST_PLANES = 1024  # whose cells are listed
_BLOCK = 1 << 14  # words of cells at which the network is evaluated at a time
_LEAST_BLOCK = 1 << 6  # likewise, however large the network is
_POINTS = 20_000  # compared at random unless told otherwise
_FEWEST_POINTS = 1 << 10  # compared at a time
_MOST_OUTPUTS = 1 << 26  # values of outputs at points that are kept together


def claimed(
    network: Network, regions: Region | Mapping[str, Region], rounding: bool = False
) -> Claim:
    """The claim that each output of a network is its region, Boolean variables being 0 or 1."""
    stated = {INSIDE: regions} if isinstance(regions, Region) else dict(regions)
    if len(stated) == len(network.outputs) == 1:
        stated = dict(zip(network.outputs, stated.values(), strict=True))
    _check_names(network, stated)
    return Claim(network, stated, rounding)


def _check_names(network: Network, stated: Mapping[str, Region]) -> None:
    if network.encoding != "real":
        raise SpecificationError("a region is computed by a network that reads coordinates")
    names = {name for region in stated.values() for name in region.names}
    if set(network.outputs) != set(stated) or not names <= set(network.inputs):
        raise SpecificationError(
            f"the network computes {', '.join(network.outputs)} of {', '.join(network.inputs)}, "
            f"the regions are {', '.join(stated)} over {', '.join(sorted(names))}"
        )
    known = {name for region in stated.values() for name in region.booleans}
    read = {n for region in stated.values() for leaf in region.leaves() for n in leaf.names}
    for name in network.booleans:
        if name in read - known:
            raise SpecificationError(
                f"input {name!r} of the network is 0 or 1, but the specification compares it "
                "as a number"
            )


# All cells ---------------------------------------------------------------------------------------


class HalfSpaceLines(NamedTuple):
    """The hyperplanes of both sides, each once, and how the network's half-spaces use them."""

    planes: list[Hyperplane]
    number: NDArray[np.int64]  # of the hyperplane of each half-space of the network
    side: NDArray[np.int8]
    variables: list[int]  # hyperplanes of the variables that are read beside half-spaces
    rounded: list[int]  # hyperplanes that the network has but for rounding only
    lost: list[int]  # all hyperplanes of the regions that the network does not have


def all_cells(claim: Claim, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of all cells, unless they are too many or the network rounds needlessly."""
    if claim.parts is None:
        return "units of the network mix coordinates and units"
    try:
        verdict = _by_cells(claim, claim.parts, extent)
    except LimitError as error:
        return str(error)
    if verdict is None:
        return "where a boundary is promised, the network rounds what floats can hold"
    return verdict


def _by_cells(claim: Claim, parts: Parts, extent: Extent) -> Verdict | None:
    """A verdict from all cells; None where the network rounds what floats can hold."""
    if len(parts.offsets) > MOST_PLANES:
        raise LimitError(f"{len(parts.offsets)} half-spaces have too many cells to list them all")
    lines, n, tick = lines_of(claim, parts), len(claim.network.inputs), extent.budget.tick
    try:
        found = cells(lines.planes, n, booleans=claim.booleans, tick=tick)
        outputs = _outputs_in(found, lines, parts, extent)
        wrong = _wrong_cells(claim, lines, found, outputs, tick)
        near = lines.rounded
        verdict = _refuted(claim, lines, found, wrong, near, tick)
        if verdict is not None and claim.rounding:
            near = lines.lost
            verdict = _refuted(claim, lines, found, wrong, near, tick)
    except OutOfBudget:
        raise OutOfBudget("before all cells were compared") from None
    return _agreed(claim, lines, found, near) if verdict is None else verdict


def _wrong_cells(
    claim: Claim, lines: HalfSpaceLines, found: Cells, outputs: NDArray[Any], tick: Tick
) -> NDArray[np.bool_]:
    """The cells in which an output is not what is stated."""
    wrong = np.zeros(len(found.signs), dtype=bool)
    names = claim.network.inputs
    for name, output in zip(claim.network.outputs, outputs, strict=True):
        expected, promised = values_in_cells(claim.stated[name], names, lines.planes, found)
        wrong |= (output != expected) & promised
        tick(found.signs.size)
    return wrong


def _refuted(
    claim: Claim, lines: HalfSpaceLines, found: Cells, wrong: NDArray[np.bool_], near: list[int],
    tick: Tick,
) -> Verdict | None:  # fmt: skip
    """The verdict for cells that seem wrong; None where being near to hyperplanes explains all."""
    clear = (found.signs[:, near] != 0).all(axis=1)
    for cell in np.flatnonzero(wrong & clear).tolist():
        signs, place = found.signs[cell].tolist(), found.point(cell)
        point = claim.near_to.clear_point(lines.planes, signs, place, near, claim.booleans)
        if point is not None:
            return claim.refuted(point, "cells", near)
        tick(CALL)
    return None


def _agreed(claim: Claim, lines: HalfSpaceLines, found: Cells, near: list[int]) -> Verdict | None:
    """The verdict for cells that agree, but for points near to hyperplanes."""
    rounded = {lines.planes[k] for k in near}
    if claim.promised_on({plane for plane in rounded if floats_hold(plane, claim.network)}):
        return None
    parted = parting(claim, lines, near)
    if parted is None:
        what = f"the {len(rounded)} {_kind(lines.planes)} that floats cannot hold"
        reason = f"equal but for points within rounding of {what}, while a boundary is promised"
        return Verdict(equal=None, method="cells", reason=reason + corners_on_their_side(claim))
    clear = found.signs[(found.signs[:, near] != 0).all(axis=1)]
    proof = counted_cells(clear, lines.planes, claim.booleans)
    if near:
        proof += f", but for points within rounding of the {len(near)} rounded to floats{parted}"
    return Verdict(equal=True, method=proof)


def parting(claim: Claim, lines: HalfSpaceLines, rounded: list[int]) -> str | None:
    """What is kept of boundaries on rounded lines, None where more is promised.

    Of regions that part the plane each point has one. Where a rounded line is a single half-space
    of the network, points near to it alone count to one of its sides, as points beside it do, so
    that they have what regions say there; what remains are corners, at which lines meet.
    """
    planes = {lines.planes[k] for k in rounded}
    if not claim.promised_on(planes):
        return ""
    uses = np.bincount(lines.number[lines.side != 0], minlength=len(lines.planes))
    single = (uses[rounded] == 1).all()
    if claim.promised_on(planes, but="partition") or not single or not claim.corners_kept().all():
        return None
    return ", each of which parts its sides, corners as they were promised"


def corners_on_their_side(claim: Claim) -> str:
    """Which corners keep the promise about their boundary, if there are such."""
    kept = claim.corners_kept()
    number = "" if kept.all() else f"{kept.sum()} of {len(kept)} "
    return f" ({number}corners are on the promised side)" if len(kept) else ""


def _kind(planes: Sequence[Hyperplane]) -> str:
    return "lines" if planes and len(planes[0].normal) == 2 else "hyperplanes"


def _outputs_in(found: Cells, lines: HalfSpaceLines, parts: Parts, extent: Extent) -> NDArray[Any]:
    """Outputs by cells, from the signs of the cells alone."""
    padded = np.pad(found.signs, ((0, 0), (0, 1)))  # a network may read no line at all
    fires = padded[:, lines.number] * lines.side >= 0
    constant = lines.side == 0  # a unit without wires
    fires[:, constant] = parts.offsets[constant] <= 0
    fires = np.hstack([fires, found.signs[:, lines.variables] > 0])
    packed = pack_rows(fires)
    step = in_pieces(_BLOCK, parts.tail.wires, _LEAST_BLOCK)
    blocks = [packed[:, k : k + step] for k in range(0, packed.shape[1], step)]
    look = partial(simulate, parts.tail)
    values = list(extent.looked(look, blocks, WORD * step, len(fires), ""))
    return unpack(np.concatenate(values, axis=1), len(fires))


def _between_floats(planes: Sequence[Hyperplane], booleans: Sequence[int]) -> bool:
    """Whether there is something at or between hyperplanes that fix a coordinate, but no float."""
    cuts: dict[int, set[Fraction]] = {}
    for plane in planes:
        read = [column for column, value in enumerate(plane.normal) if value]
        if len(read) == 1 and read[0] not in booleans:
            cuts.setdefault(read[0], set()).add(plane.offset / plane.normal[read[0]])
    return any(
        any(nearest_float(cut) != cut for cut in own)
        or any(float_between(*ends) is None for ends in pairwise(sorted(own)))
        for own in cuts.values()
    )


def counted_cells(
    signs: NDArray[np.int8], planes: Sequence[Hyperplane], booleans: Sequence[int]
) -> str:
    """What a proof by cells looked at, given the signs of the cells."""
    zeros = (signs == 0).sum(axis=1)
    text = f"{(zeros == 0).sum()} cells"
    if (zeros > 0).any():
        text += f", {(zeros == 1).sum()} edges and {(zeros > 1).sum()} corners"
    text = f"the {text} of {len(planes)} {_kind(planes)}"
    if _between_floats(planes, booleans):
        text += ", for coordinates that are floats"
    return text


def lines_of(claim: Claim, parts: Parts) -> HalfSpaceLines:
    """The hyperplanes of the regions, and those of the network that are none of them."""
    n = len(claim.network.inputs)
    planes = {plane: k for k, plane in enumerate(claim.planes)}
    variables = []
    for column in parts.direct:
        half = Hyperplane(tuple(int(k == column) for k in range(n)), Fraction(1, 2))
        variables.append(planes.setdefault(half, len(planes)))
    own_ones = half_spaces(claim.network)
    own = [hyperplane(*half) if any(half[0]) else None for half in own_ones]
    number = np.zeros(len(own), dtype=np.int64)
    side = np.zeros(len(own), dtype=np.int8)
    kept = {claim.near_to.number.get(found[0], -1) for found in own if found is not None}
    rounded: set[int] = set()
    for k, found in enumerate(own):
        if found is None:
            continue
        plane, side[k] = found
        near = [m for m in claim.near_to.roundings(plane) if m not in kept]
        rounded.update(near)
        meant = near and plane not in claim.near_to.number
        number[k] = near[0] if meant else planes.setdefault(plane, len(planes))
    lost = sorted(set(range(len(claim.planes))) - kept)
    return HalfSpaceLines(list(planes), number, side, variables, sorted(rounded), lost)


def half_spaces(network: Network) -> list[tuple[list[Fraction], Fraction]]:
    """Normal and offset, in coordinates, of every unit that reads only inputs, exactly."""
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


# Half-spaces alone ---------------------------------------------------------------------------


def same_half_spaces(claim: Claim, extent: Extent, reason: str) -> Verdict | str:
    """A proof where network and regions agree on all combinations of the same half-spaces."""
    parts = claim.parts
    if parts is None or any(
        isinstance(leaf.shape, Rings) for r in claim.stated.values() for leaf in r.leaves()
    ):
        return reason
    n = len(claim.network.inputs)
    known: dict[tuple[Hyperplane, int], str] = {}
    for k, (normal, offset) in enumerate(half_spaces(claim.network)):
        if any(normal):
            plane, sign = hyperplane(normal, offset)
            known[plane, sign] = parts.tail.inputs[k]
    for k, column in enumerate(parts.direct):
        half = Hyperplane(tuple(int(c == column) for c in range(n)), Fraction(1, 2))
        known[half, 1] = parts.tail.inputs[len(parts.offsets) + k]
    try:
        build = Builder()
        parts_of = claim.stated.items()
        stated = build.circuit({n: _formula(build, region, claim, known) for n, region in parts_of})
        sides, rows = compared(parts.tail, stated), replace(extent, max_inputs=MOST_EXHAUSTIVE)
    except (KeyError, LimitError):
        return reason
    for judge in (all_rows, interchangeable_rows, diagrams):
        found = judge(sides, rows, reason)
        if isinstance(found, Verdict) and found.equal:
            return Verdict(equal=True, method=f"{found.method} of the half-spaces")
    return reason


def _formula(
    build: Builder, region: Region, claim: Claim, known: Mapping[tuple[Hyperplane, int], str]
) -> int:
    """The region over the half-spaces of the network; KeyError where one is none of these."""
    n = len(claim.network.inputs)

    def leaf(part: Region) -> int:
        literals = []
        for plane, side, strict in part.shape.faces:  # type: ignore[union-attr]
            wide, sign = widened(plane, claim.columns(part), n)
            half = build.leaf(known[wide, (-sign if strict else sign) * side])
            literals.append(half ^ 1 if strict else half)
        return build.add("and", literals)

    def joined(whole: Region, parts: list[int]) -> int:
        if whole.operator == "atleast":
            return build.atleast(whole.least, parts)
        return build.add(whole.operator, parts)

    literal: int = region.folded(leaf, joined)
    return literal


# Points ------------------------------------------------------------------------------------------


def points(claim: Claim, extent: Extent, reason: str) -> Verdict:
    """A point at random, or on or beside what bounds the regions, where the sides differ."""
    rng = np.random.default_rng(extent.budget.seed)
    samples = _POINTS if extent.samples is None else extent.samples
    found = near_points(claim.stated, claim.network.inputs, claim.booleans, samples, rng)
    total = len(found.points)
    most = min(total, _MOST_OUTPUTS // len(claim.stated))
    count = -(-total // in_pieces(most, claim.network.wires, _FEWEST_POINTS))
    # all over the plane, so that an index serves all
    blocks = [found.points[start::count] for start in range(count)]
    look, what = partial(_differing_point, claim), "points had agreed, but for rounding"
    excused = False
    with closing(extent.looked(look, blocks, -(-total // count), total, what)) as answers:
        for some_excused, wrong in answers:
            if wrong is not None:
                return claim.refuted(fractions(wrong.tolist()), "points")
            excused |= some_excused
    corners = corners_on_their_side(claim) if excused else ""
    but = f" but for points within rounding of lines{corners}" if excused else ""
    agreed = f"{found.random} points at random and {found.text} agree{but}, which proves nothing"
    return undecided(agreed, reason, "points")


def _differing_point(
    claim: Claim, points: NDArray[np.float64]
) -> tuple[bool, NDArray[np.float64] | None]:
    """Whether some points are excused, and the first other one where both sides differ."""
    outputs = np.ascontiguousarray(evaluate(claim.network, points).T)
    excused = False
    for name, region in claim.stated.items():
        at = points[:, claim.columns(region)]
        output = outputs[claim.network.outputs.index(name)]
        wrong = np.flatnonzero(output != region.contains(at))
        if len(wrong):
            wrong, excused = wrong[~claim.excused(region, points[wrong])], True
        if len(wrong):
            return excused, points[wrong[0]]
    return excused, None
