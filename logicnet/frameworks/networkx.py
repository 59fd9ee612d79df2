"""A network as a directed graph of networkx, and back.

The nodes are the inputs, by their names, and the units, as ``h1``, ``h2``, ... (with a stroke more
where an input has that name). An edge is a wire and carries its `weight`; a unit carries its
`threshold`, `layer` and `label`. What belongs to the whole stands in ``graph.graph``.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import instance
from logicnet.network.exact_numbers import numbers
from logicnet.network.network import Network

if TYPE_CHECKING:
    import networkx as nx

_WHOLE = ("encoding", "centre", "scale", "construction")  # of the fields, those kept as they are


@checked()
def to_networkx(network: Network) -> nx.DiGraph:
    """The graph of the network's inputs, units and wires.

    >>> import logicnet
    >>> graph = to_networkx(logicnet.compile("a ^ b", "wide"))
    >>> graph.nodes["h1"]
    {'layer': 1, 'threshold': 1, 'label': '~a & b'}
    >>> graph.edges["a", "h1"]["weight"]
    -1
    """
    import networkx as nx

    network = instance(network, Network, "network")
    whole: dict[str, Any] = {name: getattr(network, name) for name in _WHOLE}
    keys = _keys(network)
    units = keys[len(network.inputs) :]
    ends = {
        name: units[unit]
        for name, unit in zip(network.outputs, network.output_units.tolist(), strict=True)
    }
    graph = nx.DiGraph(inputs=network.inputs, outputs=ends, **whole)
    graph.add_nodes_from(network.inputs, layer=0)
    rows = zip(units, network.layer_of.tolist(), network.thresholds.tolist(), strict=True)
    for j, (key, layer, threshold) in enumerate(rows):
        label = {} if network.labels is None else {"label": network.labels[j]}
        graph.add_node(key, layer=layer + 1, threshold=threshold, **label)
    readers = network.unit_of.tolist()
    graph.add_weighted_edges_from(
        (keys[source], units[reader], weight)
        for source, reader, weight in zip(
            network.indices.tolist(), readers, network.weights.tolist(), strict=True
        )
    )
    return graph


@checked()
def from_networkx(graph: nx.DiGraph) -> Network:
    """The network of a graph: nodes with a `threshold` are units, the others inputs.

    Every edge has a `weight`. The graph may say the order of its `inputs` and its `outputs` (a
    mapping from names to units); otherwise the inputs keep the order of the nodes, and the units
    that no unit reads are the outputs.

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("a", "both", {"weight": 1}), ("b", "both", {"weight": 1})])
    >>> graph.nodes["both"]["threshold"] = 2
    >>> print(from_networkx(graph).describe())
    h1 (layer 1, output both): a + b >= 2
    """
    import networkx as nx

    if not isinstance(graph, nx.DiGraph) or graph.is_multigraph():
        raise SpecificationError(
            f"a network is read from a networkx.DiGraph, not from {type(graph).__name__}"
        )
    if not nx.is_directed_acyclic_graph(graph):
        around = [source for source, _ in nx.find_cycle(graph)]
        raise SpecificationError(
            "wires lead from inputs to outputs, but these go round: "
            + _listed([*around, around[0]])
        )
    found = [key for key in graph if "threshold" not in graph.nodes[key]]
    units = [key for key in graph if "threshold" in graph.nodes[key]]
    fed = next((key for key in found if graph.in_degree(key)), None)
    if fed is not None:
        raise SpecificationError(f"node {fed!r} has incoming wires, but no threshold")
    inputs = list(graph.graph.get("inputs", found))
    if sorted(map(repr, inputs)) != sorted(map(repr, found)):
        raise SpecificationError(
            f"graph.graph['inputs'] names {_listed(inputs)}, but the nodes without a threshold "
            f"are {_listed(found)}"
        )
    return _network(graph, inputs, _in_layers(graph, units))


def _network(graph: nx.DiGraph, inputs: list[Hashable], layers: list[list[Hashable]]) -> Network:
    units = [key for layer in layers for key in layer]
    place = {key: i for i, key in enumerate([*inputs, *units])}
    wires = [sorted((place[s], _weight(graph, s, key)) for s in graph.pred[key]) for key in units]
    labels = [graph.nodes[key].get("label") for key in units]
    known = {name: graph.graph[name] for name in _WHOLE if name in graph.graph}
    ends = _outputs(graph, units)
    return Network.from_arrays(
        inputs=tuple(map(str, inputs)),
        outputs=tuple(ends),
        indptr=np.cumsum([0, *map(len, wires)]),
        indices=np.array([s for read in wires for s, _ in read], dtype=np.int64),
        weights=numbers([w for read in wires for _, w in read], "weight"),
        thresholds=numbers([graph.nodes[key]["threshold"] for key in units], "threshold"),
        layer_starts=np.cumsum([0, *map(len, layers)]),
        output_units=np.array([place[k] - len(inputs) for k in ends.values()], dtype=np.int64),
        labels=tuple(str(label or "") for label in labels) if any(labels) else None,
        **known,
    )


def _in_layers(graph: nx.DiGraph, units: list[Hashable]) -> list[list[Hashable]]:
    """The units layer by layer: in the layers that the graph states, else as early as can be."""
    import networkx as nx

    stated = {key: graph.nodes[key].get("layer") for key in units}
    if None in stated.values():
        order = {key: i for i, key in enumerate(units)}
        among = graph.subgraph(units)
        return [sorted(layer, key=order.__getitem__) for layer in nx.topological_generations(among)]
    layers: dict[int, list[Hashable]] = {}
    for key, layer in stated.items():
        layers.setdefault(layer, []).append(key)
    return [layers[layer] for layer in sorted(layers)]


def _outputs(graph: nx.DiGraph, units: list[Hashable]) -> dict[str, Hashable]:
    """The units that are outputs, by name."""
    if "outputs" not in graph.graph:
        return {str(key): key for key in units if not graph.out_degree(key)}
    ends = graph.graph["outputs"]
    if not isinstance(ends, Mapping):
        raise SpecificationError(
            f"graph.graph['outputs'] gives a unit for each name, as a mapping, not {ends!r}"
        )
    for name, key in ends.items():
        if key not in units:
            raise SpecificationError(
                f"output {name!r} is node {key!r}, which is none of the units {_listed(units)}"
            )
    return {str(name): key for name, key in ends.items()}


def _weight(graph: nx.DiGraph, source: Hashable, unit: Hashable) -> Any:
    try:
        return graph.edges[source, unit]["weight"]
    except KeyError:
        raise SpecificationError(f"the edge from {source!r} to {unit!r} has no weight") from None


def _keys(network: Network) -> list[str]:
    """A key for each node: the input's name, or ``hJ`` for unit J, distinct from all inputs."""
    names, taken = list(network.inputs), set(network.inputs)
    for node in range(len(names), len(names) + network.units):
        key = network.node_name(node)
        while key in taken:
            key += "'"
        names.append(key)
    return names


def _listed(keys: list[Hashable]) -> str:
    return ", ".join(map(repr, keys[:8])) + ", ..." * (len(keys) > 8)
