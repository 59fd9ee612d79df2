"""The meaning of a network, as network.py states it; every faster path is tested against it."""


def reference(network, x):
    """The outputs for one row `x` of input values."""
    values = list(x)
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        total = sum(w * values[s] for s, w in zip(sources.tolist(), weights.tolist(), strict=True))
        values.append(int(total >= network.thresholds[j]))
    return [values[len(network.inputs) + u] for u in network.output_units.tolist()]


def rows(n):
    """All rows of n inputs, the first input the most significant."""
    return [[r >> (n - 1 - i) & 1 for i in range(n)] for r in range(2**n)]
