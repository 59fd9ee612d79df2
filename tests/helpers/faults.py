"""Networks with one fault each, and what a verdict about them must be."""

from dataclasses import replace
from itertools import combinations, product

from reference import reference


def outputs_at(net, row):
    """By the reference loop, for 0/1 in every encoding."""
    low = -1 if net.encoding == "bipolar" else 0
    return reference(net, [v or low for v in row])


def faults(net):
    """(what was changed, the network with that one change), as far as there is something."""
    for j in range(net.thresholds.size):
        for step in (-1, 1):
            changed = net.thresholds.copy()
            changed[j] += step
            yield f"threshold {j} {step:+}", replace(net, thresholds=changed)
    for k in range(net.wires):
        for weight in {net.weights[k] + 1, net.weights[k] - 1, -net.weights[k]} - {0}:
            changed = net.weights.copy()
            changed[k] = weight
            yield f"weight {k} is {weight}", replace(net, weights=changed)
    for k, unit in product(range(len(net.outputs)), range(net.units)):
        changed = net.output_units.copy()
        changed[k] = unit
        moved = replace(net.wiring, output_units=changed)
        yield f"output {k} is unit {unit}", replace(net, wiring=moved)
    other = "binary" if net.encoding == "bipolar" else "bipolar"
    turned = replace(net.wiring, encoding=other, booleans=())
    yield f"inputs are {other}", replace(net, wiring=turned)
    for i, j in combinations(range(len(net.inputs)), 2):
        names = list(net.inputs)
        names[i], names[j] = names[j], names[i]
        swapped = replace(net.wiring, inputs=tuple(names))
        yield f"inputs {i} and {j} swapped", replace(net, wiring=swapped)


def check_verdict(verdict, network, specification, differs):
    """The verdict is what the oracle says, and its witness is one by the reference loop."""
    assert verdict.equal is not differs
    if differs:
        inputs = verdict.counterexample.inputs
        mine = outputs_at(network, [inputs[name] for name in network.inputs])
        theirs = specification(inputs)
        assert list(verdict.counterexample.network.values()) == mine
        assert list(verdict.counterexample.specification.values()) == theirs
        assert any(b not in (a, None) for a, b in zip(mine, theirs, strict=True))


def doubled(net):
    """The same function from other numbers: all weights and thresholds twice as large."""
    return replace(net, weights=2 * net.weights, thresholds=2 * net.thresholds)
