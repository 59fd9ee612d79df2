"""A network over coordinates as the regions that it states, so that another can be held to it."""

from __future__ import annotations

from collections.abc import Mapping

from logicnet.errors import LimitError, SpecificationError
from logicnet.network.network import Network
from logicnet.regions.evaluation.parts import split
from logicnet.regions.reading.inequalities import EVERYTHING, region_of_circuit, variable
from logicnet.regions.region import Region

from .network_of_regions import half_spaces


def regions_of(network: Network) -> Mapping[str, Region]:
    """Each output as a region: half-spaces with the numbers that are stored, exactly, and gates.

    >>> net = Network.from_units(["x"], [([0], [1.0], 0.5)], encoding="real")
    >>> regions_of(net)["y"].contains([[0.5], [0.25]]).tolist()
    [True, False]
    """
    parts = split(network)
    booleans = {network.inputs.index(name) for name in network.booleans}
    if parts is None or not booleans.issuperset(parts.direct):
        raise SpecificationError(
            "a network whose units read coordinates beside units states no regions; verify it "
            "against a Region or inequalities"
        )
    found = []
    for normal, offset in half_spaces(network):
        read = [k for k, value in enumerate(normal) if value]
        if read:
            names, face = [network.inputs[k] for k in read], [-normal[k] for k in read]
            found.append(Region.polytope([face], [-offset], names=names))
        else:
            found.append(EVERYTHING if offset <= 0 else ~EVERYTHING)
    found += [variable(network.inputs[column]) for column in parts.direct]
    leaves = dict(zip(parts.tail.inputs, found, strict=True))
    try:
        circuit = parts.tail.circuit()
    except LimitError as error:
        raise LimitError(f"the network that is stated has no gates: {error}") from None
    stated = {
        name: region_of_circuit(circuit.output(name), network.inputs, leaves)
        for name in network.outputs
    }
    for bit in map(variable, network.booleans):  # it is 0 or 1 whatever compares with it
        stated = {name: region & (bit | ~bit) for name, region in stated.items()}
    return stated
