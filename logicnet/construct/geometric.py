"""Regions as networks: half-spaces first, then a Boolean network over them.

Any network that equals a polygon almost everywhere needs a first-layer unit for each line that
carries an edge, since its output can only change on the lines of first-layer units. Every
construction here uses exactly these. (A promise about the boundary takes a second unit for a
line that has the inside on both of its sides.)

shallow   The tangent sum: a gate of two inputs for each corner, and a sum (see `tangents`).
formula   The read-once formula (see `readonce`), its chains fused into units (see `fusing`).
layered   Convex pieces: an AND for each piece, bounded by the region's own lines, and an OR (see
          `cuts`, and `pieces` for few lines).
compact   The smallest of these, and of one hidden layer (see `one_hidden`) over few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import LimitError, SpecificationError, did_you_mean
from ..names import INSIDE
from ..network import Network
from ..regions.region import Region
from ..regions.shapes import Halfspaces, Rings
from .combining import combined, parity
from .cuts import cut_value, cuttable
from .draft import Draft, Form
from .fewest import fewest_units
from .fusing import DUAL, flat, fused, negation
from .halfspaces import Frame, Side, boolean_columns, corners_of, frame_of, ground, variable_of
from .pieces import pieces_network
from .readonce import Node, formula
from .sketch import Sketch
from .tangents import leaf_by_tangents, tangent_value

MOST_MINIMISED = 10  # half-spaces up to which pieces are tried where no style is asked for
MOST_COVERED = 20  # half-spaces up to which they are tried where pieces are asked for
MOST_COMPARED = 64  # half-spaces up to which the tangent sum is tried as well
MOST_LISTED = 24  # lines up to which the cells are listed for a lower bound
_NAMES = {
    "shallow": "tangent sum over half-planes",
    "layered": "union of convex pieces",
    "formula": "read-once formula over half-planes",
}
STYLES = ("compact", *_NAMES, "one-hidden")


def compile_region(region: Region, style: str | None = None, *, output: str = INSIDE) -> Network:
    """The network that computes a region: 1 inside, 0 outside.

    Styles: "shallow" (tangent sum), "layered" (convex pieces), "formula" (read-once formula),
    "one-hidden" (one hidden layer, or a proof that there is none), and "compact", which is taken
    without a style: the one of these with the fewest units.

    >>> compile_region(Region.polygon([(0, 0), (1, 0), (0, 1)])).units
    4
    """
    return compile_classes({output: region}, style)


def compile_classes(regions: Mapping[str, Region], style: str | None = None) -> Network:
    """One network with an output for each region, over the half-spaces of all of them.

    >>> left, right = Region.halfspace([1, 0], 0), Region.halfspace([-1, 0], 0, strict=True)
    >>> compile_classes({"left": left, "right": right}).units
    2
    """
    if not regions:
        raise SpecificationError("expected at least one region")
    if style == "one-hidden":
        from .one_hidden import compile_one_hidden

        return compile_one_hidden(regions)
    if style not in (None, *STYLES):
        near = did_you_mean(style, STYLES)
        raise SpecificationError(
            f"style of a region is one of {', '.join(STYLES)}, not {style!r}{near}"
        )
    names = tuple(dict.fromkeys(n for region in regions.values() for n in region.names))
    sketch = Sketch(regions.values(), names)
    sides = sketch.sides
    bound = _lower_bound(regions, sides, names)
    if style == "layered":
        boolean = _layered(regions, sides, names, sketch)
    elif style in _NAMES:
        boolean = _boolean(regions, sketch, style)
    else:
        boolean = _smallest(regions, sides, names, sketch, bound or 0)
    frame = frame_of_regions(regions.values(), names)
    network = ground(boolean, sides, names, frame, boolean_columns(regions, names),
                     corners_of(regions.values(), names))  # fmt: skip
    return network.described(construction=network.construction, lower_bound=bound)


def _lower_bound(
    regions: Mapping[str, Region], sides: Sequence[Side], names: tuple[str, ...]
) -> int | None:
    """Units that every network needs none of whose units reads both coordinates and units.

    A unit for each line on which an output changes, and one for an output of two lines. Every
    line of rings counts that do not overlap, and otherwise those between cells of different
    values, as far as all cells can be listed quickly.
    """
    lines = len({side.plane for side in sides})
    if not all(_all_lines_count(region) for region in regions.values()):
        if lines > MOST_LISTED:
            return None
        try:
            return fewest_units(regions, sides, names)
        except LimitError:
            return None
    one_line = all(len(region.hyperplanes()) == 1 for region in regions.values())
    return max(1, lines + (not one_line and lines > 1))


def _all_lines_count(region: Region) -> bool:
    shape = region.shape
    if isinstance(shape, Halfspaces):
        return len(shape.faces) == 1 and not region.boolean
    if not isinstance(shape, Rings) or shape.rule != "simple":
        return False
    lines, signs = shape.lines()
    return len(set(zip(lines, signs.tolist(), strict=True))) == len(set(lines))


def _layered(
    regions: Mapping[str, Region], sides: Sequence[Side], names: tuple[str, ...], sketch: Sketch
) -> Network:
    """Pieces by cuts or, over few half-spaces, the fewest pieces where they may overlap.

    Combinations other than unions have pieces only by way of the cells, and beyond the limit
    of these a layer more for each operation.
    """
    booleans = boolean_columns(regions, names)
    can_cut = all(map(cuttable, regions.values()))
    found = [_boolean(regions, sketch, "layered")] if can_cut else []
    if len(sides) <= MOST_COVERED or not can_cut:
        try:
            found.append(_pieces(regions, sides, names))
        except LimitError:
            found = found or [_boolean(regions, sketch, "layered")]
    return min(found, key=lambda network: _size(network, sides, booleans))


def _pieces(
    regions: Mapping[str, Region], sides: Sequence[Side], names: tuple[str, ...]
) -> Network:
    network = pieces_network(regions, sides, names)
    return network.described(construction=_NAMES["layered"])


def _boolean(regions: Mapping[str, Region], sketch: Sketch, style: str | None) -> Network:
    value = _VALUES[str(style)]
    outputs = {name: value(sketch, region) for name, region in regions.items()}
    if style != "formula":
        outputs = {name: sketch.draft.fires(form, 1) for name, form in outputs.items()}
    return sketch.draft.network(outputs, _NAMES[str(style)])


def _smallest(
    regions: Mapping[str, Region], sides: Sequence[Side], names: tuple[str, ...], sketch: Sketch,
    bound: int,
) -> Network:  # fmt: skip
    """The smallest of the formula and, over few lines, the other styles."""
    booleans = boolean_columns(regions, names)
    best = _boolean(regions, sketch, "formula")
    if _size(best, sides, booleans) <= bound or len(sides) > MOST_COMPARED:
        return best
    found = [best, _boolean(regions, sketch, "shallow")]
    if len(sides) <= MOST_MINIMISED:
        from .one_hidden import weighed

        try:
            found.append(_pieces(regions, sides, names))
            found += [weighed(regions, list(sides), name) or best for name in regions
                      if len(regions) == 1]  # fmt: skip
        except LimitError:
            pass
    return min(found, key=lambda network: _size(network, sides, booleans))


def _size(network: Network, sides: Sequence[Side], booleans: Sequence[int]) -> int:
    """Units with those of the half-spaces that are read."""
    read = np.unique(network.indices[network.indices < len(sides)]).tolist()
    return network.units + sum(variable_of(sides[k], booleans) is None for k in read)


def sides_of(regions: Mapping[str, Region]) -> list[Side]:
    """The half-spaces of the regions, as networks use them."""
    names = tuple(dict.fromkeys(n for region in regions.values() for n in region.names))
    return Sketch(regions.values(), names).sides


def frame_of_regions(regions: Iterable[Region], names: tuple[str, ...]) -> Frame:
    """The frame for the box of all rings, where all regions are made of rings."""
    boxes = [region.bounds() for region in regions if region.names == names]
    known = [box for box in boxes if box is not None]
    if not known or len(known) < len(boxes):
        return frame_of(None, len(names))
    return frame_of(
        np.stack([np.min([b[0] for b in known], axis=0), np.max([b[1] for b in known], axis=0)]),
        len(names),
    )


# The formula style -----------------------------------------------------------------------------


def _formula_value(sketch: Sketch, region: Region) -> Form:
    """The 0/1 value of a region by one fused formula."""
    return fused(sketch.draft, flat(_tree(sketch, region, True)))


def _tree(sketch: Sketch, region: Region, positive: bool) -> Any:
    """The formula of a region or its complement: nodes over 0/1 forms, without negations."""
    if region.operator == "not":
        return _tree(sketch, region.parts[0], not positive)
    if region.operator == "xor":
        parts = [_formula_value(sketch, part) for part in region.parts]
        value = parity(sketch.draft, parts)
        return value if positive else 1 - value
    if region.shape is not None:
        tree = _shape_tree(sketch.draft, region.shape, sketch.literals(region))
        return tree if positive else negation(tree)
    nodes = [_tree(sketch, part, positive) for part in region.parts]
    return Node(region.operator if positive else DUAL[region.operator], nodes)


def _shape_tree(draft: Draft, shape: Any, literals: list[list[Form]]) -> Any:
    if isinstance(shape, Halfspaces):
        return Node("and", list(literals[0]))
    if shape.rule != "simple":
        return tangent_value(draft, shape, literals)
    polygons: dict[int, list[Any]] = {}
    for number, ring, edges in zip(shape.polygon, shape.rings, literals, strict=True):
        polygons.setdefault(number, []).append(formula(ring, edges))
    return Node("or", [Node("and", rings) for rings in polygons.values()])


_VALUES: dict[str, Callable[[Sketch, Region], Form]] = {
    "shallow": lambda sketch, region: combined(sketch, region, leaf_by_tangents),
    "layered": cut_value,
    "formula": _formula_value,
}
