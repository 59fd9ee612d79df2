"""Regions as unions of convex pieces, cut along the lines of their own edges.

The cuts are those of `regions.plane.cuts`. A piece is the AND of the half-planes along its sides, a
region the OR of its pieces. At a cut the two pieces beside it must not both leave its points out.
With a line's bit h one of them reads h and the other not h; so wherever the lines of an inner point
go, some piece has all its bits. Closed pieces have the closed polygon as their union. Open ones
leave all edges out: a corner of a piece between two cuts that lies on an edge reads that edge too.
Only a cut that has an edge at each end, the one with the inside on its left and the other on its
right, leaves open pieces a gap; there the tangent sum takes over, with as many layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from logicnet.construction.draft import Form, total
from logicnet.construction.one_layer.wide import from_cover
from logicnet.construction.target import Target
from logicnet.errors import LimitError
from logicnet.ground.budget import Budget
from logicnet.minimization.minimizing import minimal_cover, minimized
from logicnet.minimization.phased import PhasedCover
from logicnet.minimization.polarity import chosen_polarity, minimal_polarity
from logicnet.network.network import Network
from logicnet.regions.exact import Hyperplane
from logicnet.regions.half_spaces import Face
from logicnet.regions.plane.cuts import Bound, cut_into_pieces
from logicnet.regions.region import Region
from logicnet.regions.shapes import Rings, rings_of

from .lowering import Lowered, lowered
from .tangent_sum import Sketch, leaf_by_tangents

_MOST_COVERED = 20  # half-spaces up to which cells are listed although shapes can be cut
_PROVEN = 12  # half-spaces up to which the fewest pieces are proven


def cut_pieces(source: Target) -> Network:
    """The network of regions as unions of pieces along the lines of their edges."""
    function = lowered(source)
    sketch = Sketch(function)
    outputs = {
        name: sketch.combined(region, lambda leaf: _leaf_pieces(sketch, leaf))
        for name, region in function.regions.items()
    }
    return sketch.draft.network(outputs, "union of convex pieces")


def union_of_pieces(source: Target, options: Mapping[str, Any]) -> Network:
    """Pieces by cuts or, over few half-spaces, the fewest product terms, which may overlap.

    Combinations other than unions have pieces only by way of the cells, and beyond the limit
    of these a layer more for each operation.
    """
    function = lowered(source)
    can_cut = all(map(cuttable, function.regions.values()))
    found = [cut_pieces(function)] if can_cut else []
    if len(function.sides) <= _MOST_COVERED or not can_cut:
        try:
            choice = _pieces(function, options)
        except LimitError:
            return found[0] if found else cut_pieces(function)
        if choice.cut and not found:
            found.append(cut_pieces(function))
        terms = choice.cover.terms - 3 * len(function.sides)  # as many units at least, see `Task`
        if not found or terms <= found[0].units:
            network = from_cover(choice.cover, choice.complemented)
            found.append(replace(network, cut=choice.cut))
    return min(found, key=function.cost)


def _pieces(function: Lowered, options: Mapping[str, Any]) -> PhasedCover:
    """Product terms over the rows that can happen; of the complement too, where they are few."""
    if len(function.sides) <= _PROVEN:
        return minimal_polarity(function.rows, **{"effort": "low", **options})
    cover = minimal_cover(function.rows, **{"method": "heuristic", **options})
    return PhasedCover(cover, (False,) * len(cover.outputs), cover.cut)


def fewest_pieces(source: Target, budget: Budget) -> PhasedCover:
    """Product terms over the rows that can happen, as part of a search."""
    function = lowered(source)
    if len(function.sides) <= _PROVEN:
        return chosen_polarity(function.rows, budget, budget.left)
    cover = minimized(function.rows, budget, "heuristic")
    return PhasedCover(cover, (False,) * len(cover.outputs))


def _leaf_pieces(sketch: Sketch, leaf: Region) -> list[Form]:
    """Values of which some is 1 exactly inside a shape, as far as it can be cut: of pieces."""
    values = None
    if isinstance(leaf.shape, Rings) and leaf.shape.rule == "simple":
        values = _cut(sketch, leaf)
    return [leaf_by_tangents(sketch, leaf)] if values is None else values


def cuttable(region: Region) -> bool:
    """Whether the region is a union of shapes that have convex pieces."""
    return region.folded(
        lambda leaf: not isinstance(leaf.shape, Rings) or leaf.shape.rule == "simple",
        lambda whole, parts: whole.operator == "or" and all(parts),
    )


def _cut(sketch: Sketch, region: Region) -> list[Form] | None:
    """The values of the pieces of a shape made of rings; None where they would leave a gap."""
    shape = rings_of(region.shape)
    faces = sketch.faces(region)
    values: list[Form] = []
    for polygon in dict.fromkeys(shape.polygon):
        own = [k for k, number in enumerate(shape.polygon) if number == polygon]
        pieces = cut_into_pieces([shape.rings[k] for k in own])
        if pieces is None:
            return None
        sides = [_sides(piece, [face for k in own for face in faces[k]]) for piece in pieces]
        if shape.boundary == "open" and _leaves_gap(sides):
            return None
        for piece_sides in sides:
            literals = [sketch.literal(face) for face in piece_sides]
            values.append(sketch.draft.fires(total(literals), len(literals)))
    return values


def _sides(piece: Sequence[Bound], faces: Sequence[Face]) -> list[Face]:
    """The half-planes of a piece, each once; along an edge as strict as the edge, not at cuts."""
    found: dict[tuple[Hyperplane, int], bool | None] = {}
    for edge, left, real in piece:
        plane, side, strict = faces[edge]
        key = plane, side if left else -side
        if real or key not in found:
            found[key] = strict if real else None
    return [Face(*key, strict) for key, strict in found.items()]


def _leaves_gap(sides: Sequence[Sequence[Face]]) -> bool:
    """Whether pieces on both sides of one line leave its points out."""
    strict = {(face.plane, face.side) for piece in sides for face in piece if face.strict}
    return any((plane, -side) in strict for plane, side in strict)
