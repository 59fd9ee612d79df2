"""The value of a Boolean combination of regions from the values of its shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..regions.region import Region
from .draft import Draft, Form, total
from .sketch import Sketch


def combined(sketch: Sketch, region: Region, leaf: Callable[[Sketch, Region], Form]) -> Form:
    """The 0/1 value of a region whose shapes have the values that `leaf` gives."""
    return region.folded(
        lambda part: leaf(sketch, part),
        lambda whole, parts: combine(sketch.draft, whole, parts),
    )


def combine(draft: Draft, region: Region, parts: list[Form]) -> Form:
    """The value of a region whose parts have these values, each 0 or 1."""
    return _COMBINED[region.operator](draft, parts, region.least)


def parity(draft: Draft, parts: Sequence[Form]) -> Form:
    """Whether an odd number of values is 1: ``a + b - 2 [a + b >= 2]``, pair after pair."""
    value = parts[0]
    for part in parts[1:]:
        value = value + part - draft.fires(value + part, 2) * 2
    return value


_COMBINED: dict[str, Callable[[Draft, list[Form], int], Form]] = {
    "and": lambda draft, parts, least: draft.fires(total(parts), len(parts)),
    "or": lambda draft, parts, least: draft.fires(total(parts), 1),
    "not": lambda draft, parts, least: 1 - parts[0],
    "xor": lambda draft, parts, least: parity(draft, parts),
    "atleast": lambda draft, parts, least: draft.fires(total(parts), least),
}
