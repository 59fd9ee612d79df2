"""The compiled loops over all Ands of a graph."""

# mypy: ignore-errors
from __future__ import annotations

from logicnet.ground.kernels import kernel


@kernel
def level_of(first, second, start, levels):
    """Set how many Ands lie on the longest way from an input to each node."""
    for node in range(start, first.shape[0]):
        levels[node] = 1 + max(levels[first[node] >> 1], levels[second[node] >> 1])


@kernel
def mark_needed(first, second, start, kept):
    """Mark what is needed by the nodes that are marked."""
    for node in range(first.shape[0] - 1, start - 1, -1):
        if kept[node]:
            kept[first[node] >> 1] = kept[second[node] >> 1] = True
