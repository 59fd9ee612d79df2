"""Deep networks: a formula, operator by operator, in balanced trees of bounded fan-in.

Nested operators of one kind become one tree, shallow operands joined first, so the depth is
logarithmic; a subformula that is used twice is compiled once. Parity of N inputs has 3(N-1) units
of 3 parameters each, in 2 ceil(log2 N) layers. The number of units is linear in the size of the
formula. How each operator becomes units is said in `trees`.
"""

from __future__ import annotations

from dataclasses import replace

from logicnet.construction.counting.trees import EMIT
from logicnet.construction.draft import Draft, Form
from logicnet.construction.target import Target
from logicnet.errors import LimitError
from logicnet.ground.running.collector import paused
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.normal import normal_form
from logicnet.logic.circuits.rules import FALSE
from logicnet.logic.covers_and_circuits import cover_of_terms
from logicnet.logic.forms.factoring import factored_cover
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network


@paused()
def deep(function: Target, *, max_fan_in: int = 2, time_limit: float | None = None) -> Network:
    """The network that follows a formula, each unit reading at most `max_fan_in` nodes.

    A table or a network is minimised first, within the `time_limit`; of these and of covers common
    factors are taken out where that makes fewer units.

    >>> from logicnet import compile
    >>> net = compile("a ^ b ^ c ^ d", "deep")
    >>> net.units, net.parameters, net.depth
    (9, 27, 4)
    """
    circuit, cut = function.followed(time_limit)
    network = _following(function, circuit, max_fan_in)
    terms = None
    if isinstance(function.stated, (Cover, TruthTable, Network)):
        terms = cover_of_terms(circuit.named("deep"))
    if terms is not None:
        other = _following(function, factored_cover(terms).over(circuit.inputs), max_fan_in)
        network = min(network, other, key=lambda net: net.units)
    return replace(network, cut=cut)


def _following(function: Target, circuit: Circuit, max_fan_in: int) -> Network:
    """The network of a circuit."""
    draft = Draft(function.inputs)
    found = follow(draft, circuit, max_fan_in)
    outputs = dict(zip(function.outputs, found, strict=True))
    return draft.network(outputs, construction="deep")


def follow(draft: Draft, circuit: Circuit, max_fan_in: int = 2) -> list[Form]:
    """The values of the outputs of a circuit whose leaves are the inputs of the draft, in order.

    All values are literals of single nodes, so that no unit is more than a count of these.
    """
    if max_fan_in < 2:
        raise LimitError(f"max_fan_in={max_fan_in}: units that combine need a fan-in of 2 or more")
    normal = normal_form(circuit)
    values = [FALSE, *range(2, 2 * len(normal.leaves) + 2, 2)]
    for _, kind, literals, least in normal:
        reads = [values[x >> 1] ^ x & 1 for x in literals]
        values.append(EMIT[kind](draft, reads, max_fan_in, least))
    return [draft.form(values[end >> 1] ^ end & 1) for end in normal.ends.tolist()]
