"""Winding numbers as sums of corner gates: the tangent sum.

Round a ring let h_i tell the inside of edge i, and let v be the corner between edges i-1 and i.
Turning a pointer along the ring's tangents shows that the winding number is
W = T - 1/2 sum_v s_v (h_{i-1} xor h_i), where T is the turning number and s_v = 1 at left turns
and -1 at right turns. With the a_v = +1, -1, +1, ... and ``xor = 2 OR - h - h' = h + h' - 2 AND``,
taking AND where s_v = a_v and OR elsewhere, every h has its two terms cancelled:
W = T + sum_v a_v G_v, and for an odd ring - h of the last edge. So k gates of two inputs and a
sum: no decomposition, linear time. The rings of a polygon are just added, and rings that cross
themselves have winding numbers too. On a boundary that is promised, each ring counts the points of
its own, so that the sum is at least 1 in the region and less elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import ZERO, Draft, Form, total
from logicnet.construction.formulas.gathering import gathered
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.logic.circuits.circuit import Builder
from logicnet.network.network import Network
from logicnet.regions.gates import joined
from logicnet.regions.half_spaces import Face
from logicnet.regions.plane.polygons import meetings, turning_number, turns
from logicnet.regions.region import Region
from logicnet.regions.shapes import Halfspaces

from .lowering import Lowered, lowered


class Sketch:
    """A draft over the half-spaces of regions, and the values of their faces."""

    def __init__(self, lowered: Lowered) -> None:
        self.lowered = lowered
        self.draft = Draft(lowered.inputs)
        self._negated = [1 - form for form in self.draft.literals]

    def faces(self, leaf: Region) -> list[list[Face]]:
        """The faces of a shape, ring by ring."""
        return self.lowered.half_spaces.faces(leaf)

    def literals(self, leaf: Region) -> list[list[Form]]:
        """The values of the faces of a shape, ring by ring."""
        return [[self.literal(face) for face in ring] for ring in self.faces(leaf)]

    def literal(self, face: Face) -> Form:
        """The value of a half-space whose hyperplane carries a face."""
        number, negated = self.lowered.half_spaces.literal(face)
        return self._negated[number] if negated else self.draft.literals[number]

    def combined(self, region: Region, leaf: Callable[[Region], Sequence[Form]]) -> Form:
        """The 0/1 value of a region whose shapes hold where one of their values is 1."""
        build = Builder()
        values: list[Form] = []

        def shape(part: Region) -> int:
            first = len(values)
            values.extend(leaf(part))
            return build.add("or", [build.leaf(f"part {k}") for k in range(first, len(values))])

        root = region.folded(shape, partial(joined, build))
        circuit = build.circuit({"inside": root})
        return gathered(self.draft, circuit, values, self.lowered.within(Limits()))[0]


def tangents(source: Target) -> Network:
    """The network of regions whose shapes are tangent sums."""
    function = lowered(source)
    sketch = Sketch(function)
    outputs = {
        name: sketch.combined(region, lambda leaf: [leaf_by_tangents(sketch, leaf)])
        for name, region in function.regions.items()
    }
    return sketch.draft.network(outputs, "tangent sum over half-planes")


def leaf_by_tangents(sketch: Sketch, leaf: Region) -> Form:
    """The 0/1 value of one of the shapes of a sketch by the tangent sum."""
    return tangent_value(sketch.draft, leaf.shape, sketch.literals(leaf))


def tangent_value(draft: Draft, shape: Any, literals: list[list[Form]]) -> Form:
    """The 0/1 value of a shape by the tangent sum."""
    if isinstance(shape, Halfspaces):
        return draft.fires(total(literals[0]), len(literals[0]))
    number = total(
        _winding_number(draft, ring, edges)
        for ring, edges in zip(shape.rings, literals, strict=True)
    )
    if shape.rule == "simple":
        if len(shape.rings) == 1 and (turns(shape.rings[0]) > 0).all():
            return draft.fires(total(literals[0]), len(literals[0]))
        # where rings touch, a point on both counts for both, and the sum may be 2 or -1
        single = shape.boundary is None or not len(meetings(shape.rings).touching)
        return number if single else draft.fires(number, 1)
    low, high = shape.windings
    if shape.rule == "nonzero":
        above = draft.fires(number, 1) if high > 0 else ZERO
        return above + (draft.fires(-number, 1) if low < 0 else ZERO)
    steps = [draft.fires(number, level) for level in range(low + 1, high + 1)]
    signs = [1 if level % 2 else -1 for level in range(low + 1, high + 1)]
    return total([low % 2, *(s * step for s, step in zip(signs, steps, strict=True))])


def _winding_number(draft: Draft, ring: NDArray[np.float64], edges: Sequence[Form]) -> Form:
    """The winding number of one ring: the tangent sum."""
    left = (turns(ring) > 0).tolist()
    parts: list[Form | int] = [turning_number(ring)]
    for corner, edge in enumerate(edges):
        both = corner % 2 != left[corner]  # AND where the turn's sign is the alternating one
        gate = draft.fires(edges[corner - 1] + edge, 2 if both else 1)
        parts.append(-gate if corner % 2 else gate)
    if len(edges) % 2:
        parts.append(-edges[-1])
    return total(parts)
