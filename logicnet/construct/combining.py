"""The value of a Boolean combination of regions from the values of its shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..regions.region import Region
from .draft import Draft, Form, total
from .sketch import Sketch


def combined(sketch: Sketch, region: Region, leaf: Callable[[Sketch, Region], Form]) -> Form:
    """The 0/1 value of a region whose shapes have the values that `leaf` gives."""
    if region.shape is not None:
        return leaf(sketch, region)
    parts = [combined(sketch, part, leaf) for part in region.parts]
    return combine(sketch.draft, region.operator, parts)


def combine(draft: Draft, operator: str, parts: list[Form]) -> Form:
    """The value of parts, each 0 or 1, under the operator of a region."""
    return _COMBINED[operator](draft, parts)


def parity(draft: Draft, parts: Sequence[Form]) -> Form:
    """Whether an odd number of values is 1: ``a + b - 2 [a + b >= 2]``, pair after pair."""
    value = parts[0]
    for part in parts[1:]:
        value = value + part - draft.fires(value + part, 2) * 2
    return value


_COMBINED: dict[str, Callable[[Draft, list[Form]], Form]] = {
    "and": lambda draft, parts: draft.fires(total(parts), len(parts)),
    "or": lambda draft, parts: draft.fires(total(parts), 1),
    "not": lambda draft, parts: 1 - parts[0],
    "xor": parity,
}
