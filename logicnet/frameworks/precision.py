"""What a type of floats must hold of a network that goes on learning or is computed with."""

from __future__ import annotations

from logicnet.network.exactness import lost_number, lost_sum, sums_are_whole
from logicnet.network.network import Network


def lost(network: Network, kind: str) -> str:
    """What floats of a type do not hold of a network, half-integer biases included, or "".

    Sums of weights that are not whole may be rounded.

    >>> lost(Network.from_units(["a"], [([0], [2**24], 1)]), "float32")
    'unit 0 has sums of up to 1.678e+07, and halves are needed'
    """
    sums = lost_sum(network, kind, halves=True) if sums_are_whole(network) else ""
    return lost_number(network, kind) or sums
