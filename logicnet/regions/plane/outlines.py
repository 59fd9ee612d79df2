"""Rings from drawings: SVG paths of straight segments, and the outlines in image masks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.regions.plane.polygons import Ring, without_needless

_TOKEN = re.compile(
    r"([A-Za-z])|([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(\s+)|(.)", re.DOTALL
)
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Z": 0}
_CURVES = "CSQTA"


# SVG paths ---------------------------------------------------------------------------------------


def svg_rings(path: str) -> list[Ring]:
    """The rings of an SVG path of straight segments (commands M L H V Z, also relative).

    Parts of the path that enclose nothing fill nothing, and are left out.

    >>> svg_rings("M0 0h2v2z")[0].tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0]]
    """
    if not isinstance(path, str):
        raise SpecificationError(f"an SVG path is text, not {type(path).__name__}")
    drawn: list[list[tuple[float, float]]] = []
    here = (0.0, 0.0)
    for command, numbers, position in _commands(path):
        upper = command.upper()
        if upper != "M" and not drawn:
            raise SpecificationError(f"SVG path: expected M first, got {command!r}")
        _check_count(command, len(numbers), position)
        if upper == "Z":
            here = drawn[-1][0] if drawn[-1] else here
            drawn.append([])
        for k in range(0, len(numbers), _NUMBERS[upper] or 1):
            before, here = here, _moved(here, command, numbers[k : k + _NUMBERS[upper]])
            if upper == "M" and k == 0:
                drawn.append([])
            elif not drawn[-1]:  # after Z a ring may start without M
                drawn[-1].append(before)
            drawn[-1].append(here)
    rings = [np.array(ring) + 0.0 for ring in drawn if ring]
    if not all(np.isfinite(ring).all() for ring in rings):
        raise SpecificationError("SVG path: its numbers add up to more than floats hold")
    found = [ring for ring in map(without_needless, rings) if len(ring) > 2]
    if rings and not found:
        raise SpecificationError("SVG path: it encloses nothing")
    return found


def _check_count(command: str, count: int, position: int) -> None:
    size = _NUMBERS[command.upper()]
    if not size and count:
        raise SpecificationError(
            f"SVG path: {command!r} at character {position} takes no numbers, got {count}"
        )
    if size and (not count or count % size):
        raise SpecificationError(
            f"SVG path: {command!r} at character {position} takes numbers in groups of {size}, "
            f"got {count}"
        )


def _moved(here: tuple[float, float], command: str, numbers: list[float]) -> tuple[float, float]:
    """Where one step of a command leads."""
    x, y = here if command.islower() else (0.0, 0.0)
    if command.upper() == "H":
        return x + numbers[0], here[1]
    if command.upper() == "V":
        return here[0], y + numbers[0]
    return x + numbers[0], y + numbers[1]


def _commands(path: str) -> Iterator[tuple[str, list[float], int]]:
    """Each command letter with its numbers and its place."""
    command, start, comma = "", 0, False
    numbers: list[float] = []
    for match in _TOKEN.finditer(path):
        letter, number, blank, other = match.groups()
        if blank:
            continue
        if other == "," and numbers and not comma:
            comma = True
        elif number and command:
            if not isfinite(float(number)):
                raise SpecificationError(f"SVG path: {number:.40} is beyond floats")
            numbers.append(float(number))
            comma = False
        elif letter and not comma:
            if command:
                yield command, numbers, start
            _check_letter(letter, match.start())
            command, numbers, start = letter, [], match.start()
        else:
            expected = "a number" if comma else "a command or number" if command else "a command"
            raise SpecificationError(
                f"SVG path: expected {expected}, got {match.group()!r:.40} at character "
                f"{match.start()}"
            )
    if comma:
        raise SpecificationError("SVG path: expected a number after the comma at its end")
    if command:
        yield command, numbers, start


def _check_letter(letter: str, position: int) -> None:
    if letter.upper() not in _NUMBERS:
        why = "is a curve; flatten it first" if letter.upper() in _CURVES else "is unknown"
        raise SpecificationError(
            f"SVG path: command {letter!r} at character {position} {why} "
            "(straight segments are M, L, H, V, Z)"
        )


# Image masks -------------------------------------------------------------------------------------


def mask_rings(mask: ArrayLike) -> list[Ring]:
    """The outlines of the true pixels, each ring with them on its left.

    Where two true pixels meet only in a corner, the rings turn left there and stay apart.
    """
    try:
        pixels = np.asarray(mask)
    except ValueError:
        raise SpecificationError("a mask has rows of one length") from None
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
