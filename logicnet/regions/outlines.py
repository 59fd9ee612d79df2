"""Rings from drawings: SVG paths of straight segments, and the outlines in image masks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import SpecificationError
from .polygons import Ring

_TOKEN = re.compile(
    r"([A-Za-z])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\s,]+)|(.)", re.DOTALL
)
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Z": 0}
_CURVES = "CSQTA"


# SVG paths ---------------------------------------------------------------------------------------


def svg_rings(path: str) -> list[Ring]:
    """The rings of an SVG path of straight segments (commands M L H V Z, also relative).

    >>> svg_rings("M0 0h2v2z")[0].tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0]]
    """
    if not isinstance(path, str):
        raise SpecificationError(f"an SVG path is text, not {type(path).__name__}")
    rings: list[list[tuple[float, float]]] = []
    here = (0.0, 0.0)
    for command, numbers, position in _commands(path):
        upper, relative = command.upper(), command.islower()
        if upper != "M" and not rings:
            raise SpecificationError(f"SVG path: expected M first, got {command!r}")
        if upper == "Z" and numbers:
            raise SpecificationError(
                f"SVG path: {command!r} at character {position} takes no numbers, got "
                f"{len(numbers)}"
            )
        if upper == "Z":
            here = rings[-1][0] if rings[-1] else here
            rings.append([])
            continue
        size = _NUMBERS[upper]
        if not numbers or len(numbers) % size:
            raise SpecificationError(
                f"SVG path: {command!r} at character {position} takes numbers in groups of "
                f"{size}, got {len(numbers)}"
            )
        for k in range(0, len(numbers), size):
            x, y = here if relative else (0.0, 0.0)
            before = here
            if upper == "H":
                here = (x + numbers[k], here[1])
            elif upper == "V":
                here = (here[0], y + numbers[k])
            else:
                here = (x + numbers[k], y + numbers[k + 1])
            if upper == "M" and k == 0:
                rings.append([])
            elif not rings[-1]:  # after Z a ring may start without M
                rings[-1].append(before)
            rings[-1].append(here)
    return [np.array(ring) for ring in rings if ring]


def _commands(path: str) -> Iterator[tuple[str, list[float], int]]:
    """Each command letter with its numbers and its place."""
    command, start = "", 0
    numbers: list[float] = []
    for match in _TOKEN.finditer(path):
        letter, number, _, other = match.groups()
        if letter:
            if command:
                yield command, numbers, start
            if letter.upper() not in _NUMBERS:
                why = "is a curve; flatten it first" if letter.upper() in _CURVES else "is unknown"
                raise SpecificationError(
                    f"SVG path: command {letter!r} at character {match.start()} {why} "
                    "(straight segments are M, L, H, V, Z)"
                )
            command, numbers, start = letter, [], match.start()
        elif number and command:
            numbers.append(float(number))
        elif number or other:
            raise SpecificationError(
                f"SVG path: expected a command, got {match.group()!r} at character {match.start()}"
            )
    if command:
        yield command, numbers, start


# Image masks -------------------------------------------------------------------------------------


def mask_rings(mask: ArrayLike) -> list[Ring]:
    """The outlines of the true pixels, each ring with them on its left.

    Where two true pixels meet only in a corner, the rings turn left there and stay apart.
    """
    pixels = np.asarray(mask)
    if pixels.ndim != 2:
        raise SpecificationError(f"a mask has rows and columns, got shape {pixels.shape}")
    if pixels.dtype.kind not in "buif" or (pixels != pixels).any():
        raise SpecificationError("a mask holds truth values or numbers, without text and NaN")
    filled = np.pad(pixels.astype(bool), 1).astype(np.int8)
    if not filled.any():
        raise SpecificationError("the mask has no true pixel")
    follow = _outline_edges(filled)
    rings = []
    while follow:
        start = next(iter(follow))
        ring, here, way = [], start, (0, 0)
        while True:
            ring.append(here)
            ways = follow[here]
            left = (-way[1], way[0])
            way = left if left in ways else ways[0]
            ways.remove(way)
            if not ways:
                del follow[here]
            here = (here[0] + way[0], here[1] + way[1])
            if here == start:
                break
        corners = [b for a, b, c in _triples(ring) if (b[0] - a[0], b[1] - a[1])
                   != (c[0] - b[0], c[1] - b[1])]  # fmt: skip
        rings.append(np.array(corners, dtype=np.float64))
    return rings


def _triples(ring: list[tuple[int, int]]) -> Iterator[tuple[Any, Any, Any]]:
    closed = [ring[-1], *ring, ring[0]]
    for (a, b), (_, c) in zip(pairwise(closed[:-1]), pairwise(closed[1:]), strict=True):
        yield a, b, c


def _outline_edges(filled: NDArray[np.int8]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """From each corner the ways along pixel edges that have a true pixel on the left only."""
    follow: dict[tuple[int, int], list[tuple[int, int]]] = {}
    upright = np.diff(filled, axis=1)  # 1: the pixel on the right is true
    for r, c in np.argwhere(upright):
        x, y, up = int(c), int(r) - 1, upright[r, c] < 0
        start = (x, y) if up else (x, y + 1)
        follow.setdefault(start, []).append((0, 1 if up else -1))
    flat = np.diff(filled, axis=0)  # 1: the pixel above (in y) is true
    for r, c in np.argwhere(flat):
        x, y, right = int(c) - 1, int(r), flat[r, c] > 0
        start = (x, y) if right else (x + 1, y)
        follow.setdefault(start, []).append((1 if right else -1, 0))
    return follow
