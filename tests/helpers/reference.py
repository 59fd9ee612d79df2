"""The meaning of a network, as threshold_units.py states it; all faster paths are held to it."""

from fractions import Fraction


def reference(network, x):
    """The outputs for one row `x` of input values, in exact arithmetic."""
    values = [Fraction(v) for v in x]
    if network.centre is not None:
        values = [v - Fraction(c) for v, c in zip(values, network.centre.tolist(), strict=True)]
    if network.scale is not None:
        values = [v / Fraction(s) for v, s in zip(values, network.scale.tolist(), strict=True)]
    for j in range(network.units):
        sources, weights = (part.tolist() for part in network.wires_of(j))
        total = sum(Fraction(w) * values[s] for s, w in zip(sources, weights, strict=True))
        values.append(int(total >= Fraction(network.thresholds[j].item())))
    return [values[len(network.inputs) + u] for u in network.output_units.tolist()]


def rows(n):
    """All rows of n inputs, the first input the most significant."""
    return [[r >> (n - 1 - i) & 1 for i in range(n)] for r in range(2**n)]
