"""How deep the gates of a circuit are: 0 for inputs, else 1 more than the deepest operand."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from .circuit import Circuit


def levels(circuit: Circuit) -> NDArray[np.int64]:
    """The level of each node: of the constant, the inputs, and then the gates.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> levels(circuit_of_text("a & b | c")).tolist()
    [0, 0, 0, 0, 1, 2]
    """
    found = [0] * (1 + len(circuit.leaves) + circuit.gates)
    for node, _, literals, _ in circuit:
        found[node] = 1 + max([found[x >> 1] for x in literals], default=-1)
    return np.array(found, dtype=np.int64)


def depth(circuit: Circuit) -> int:
    """The level of the deepest output."""
    if not len(circuit.ends):
        return 0
    return int(levels(circuit)[circuit.ends >> 1].max())


def kinds(circuit: Circuit) -> dict[str, int]:
    """How many gates of each kind there are, the most frequent first."""
    return dict(Counter(kind for _, kind, _, _ in circuit).most_common())
