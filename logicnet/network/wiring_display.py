"""A wiring as notebooks show it: layer by layer, how many wires there are and what is read."""

from __future__ import annotations

import numpy as np

from logicnet.ground.html import sentence, table

from .wiring import Wiring

_MOST_ROWS = 64  # layers that are shown


def html(wiring: Wiring) -> str:
    """What the wiring is, and a row a layer."""
    rows = [_row(wiring, k) for k in range(min(wiring.depth, _MOST_ROWS))]
    rest = wiring.depth - len(rows)
    more = f"<p>... and {rest} more layers</p>" if rest else ""
    said = sentence("Wiring", repr(wiring)[len("<Wiring ") : -1])
    return said + table(["layer", "units", "wires", "wires a unit", "reads"], rows) + more


def _row(wiring: Wiring, layer: int) -> list[object]:
    """How many units a layer has, with how many wires, and what it reads."""
    first, stop = wiring.layer_starts[layer : layer + 2].tolist()
    counts = np.diff(wiring.indptr[first : stop + 1])
    sources = wiring.indices[wiring.indptr[first] : wiring.indptr[stop]] - len(wiring.inputs)
    read = np.unique(wiring.layer_of[sources[sources >= 0]]) + 1
    reads = ["inputs"] * bool((sources < 0).any()) + [f"layer {k}" for k in read.tolist()]
    ends = sorted({int(counts.min()), int(counts.max())})
    each = " to ".join(map(str, ends))
    return [layer + 1, stop - first, len(sources), each, ", ".join(reads)]
