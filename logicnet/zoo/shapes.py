"""Regions of the plane: convex and other polygons, a hole, and outlines of countries.

The outlines were drawn for this project, by hand, on a grid of tenths of a degree from a corner in
the south-west: east, then north. They are rough on purpose.
"""

from __future__ import annotations

from functools import partial

from logicnet.compiling import compile
from logicnet.network.network import Network
from logicnet.regions.region import Region

from .family import Family

Ring = tuple[tuple[int, int], ...]

RINGS: dict[str, tuple[Ring, ...]] = {
    "triangle": (((0, 0), (4, 0), (0, 4)),),
    "square": (((0, 0), (4, 0), (4, 4), (0, 4)),),
    "hexagon": (((2, 0), (6, 0), (8, 3), (6, 6), (2, 6), (0, 3)),),
    "octagon": (((2, 0), (5, 0), (7, 2), (7, 5), (5, 7), (2, 7), (0, 5), (0, 2)),),
    "ell": (((0, 0), (4, 0), (4, 2), (2, 2), (2, 4), (0, 4)),),
    "star": (((0, 8), (2, 3), (7, 3), (3, 0), (5, -6), (0, -2), (-5, -6), (-3, 0), (-7, 3),
              (-2, 3)),),
    "frame": (((0, 0), (6, 0), (6, 6), (0, 6)), ((2, 2), (2, 4), (4, 4), (4, 2))),
    "portugal": (((7, 49), (14, 52), (31, 50), (27, 41), (26, 28), (23, 16), (22, 3), (7, 1),
                  (8, 15), (1, 19), (7, 32)),),
    "france": (((75, 91), (92, 80), (132, 70), (126, 56), (111, 43), (120, 33), (125, 18),
                (112, 11), (90, 15), (81, 5), (65, 7), (32, 14), (38, 28), (38, 40), (23, 55),
                (3, 60), (2, 65), (19, 68), (35, 66), (31, 77), (38, 76), (40, 73), (52, 77),
                (66, 82)),),
    "italy": (((15, 68), (7, 82), (19, 90), (45, 96), (62, 100), (77, 95), (76, 87), (64, 84),
               (65, 73), (77, 65), (83, 54), (101, 49), (124, 31), (123, 28), (111, 35), (105, 27),
               (112, 20), (100, 9), (101, 19), (88, 35), (62, 47), (45, 59), (42, 69), (29, 74)),),
}  # fmt: skip


def region(name: str) -> Region:
    """The inside of the outline, without the hole where there is one."""
    shell, *holes = RINGS[name]
    return Region.polygon(shell, holes)


def network(name: str) -> Network:
    """Half-planes, and logic over them."""
    return compile(region(name))


def _family(name: str, says: str) -> Family:
    how = "`logicnet.compile` of the polygon: half-planes, then logic"
    among = "whose units read either coordinates or units"
    return Family(name, says, partial(region, name), partial(network, name), how, among=among)


FAMILIES = (
    _family("triangle", "The inside of a triangle."),
    _family("square", "The inside of a square."),
    _family("hexagon", "The inside of a hexagon."),
    _family("octagon", "The inside of an octagon."),
    _family("ell", "The inside of an L, which is not convex."),
    _family("star", "The inside of a star of five points."),
    _family("frame", "The inside of a square with a square hole."),
    _family("portugal", "The mainland of Portugal, roughly, in tenths of a degree."),
    _family("france", "The mainland of France, roughly, in tenths of a degree."),
    _family("italy", "The mainland of Italy, roughly, in tenths of a degree."),
)  # fmt: skip
