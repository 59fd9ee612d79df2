"""The pool as one threshold network: a unit for each leaf, and one layer of sums above them.

A leaf is an AND unit of columns, equal leaves are one unit, and linear parts read columns
directly. All numbers are rounded to one power of two, at which decisions at the rows stay the same
and log-odds nearly so; then the network's sums are the rounded pool's, exactly. Of two classes the
output fires where the sum is above zero, and none is zero. Of more, a unit for each pair says which
of the two has the greater sum, the first one where they are equal, and a class fires that is ahead
of all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.nets.mlp import MLP
from logicnet.network.wiring import Wiring, earliest_layers

from .columns import EvidenceColumns
from .drafting import UnitDraft
from .gradient_units import HardUnits
from .linear import Linear
from .parts import Scorer
from .pool import decided
from .trees import Trees

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_SCALES = tuple(2**k for k in (6, 8, 10, 12, 14, 17, 20, 24))
_NEAR = 0.02  # log-odds that rounding may move a row's sum by


@dataclass(frozen=True)
class WholeScorer:
    """A scorer of whole numbers, to be divided by `scale`; its constants are odd halves."""

    scorer: Scorer
    scale: int


def rounded(scorers: Sequence[tuple[float, Scorer]], bits: Bits, outputs: int) -> WholeScorer:
    """The weighted sum of scorers in whole numbers that decide the rows alike."""
    exact = np.zeros((len(bits), outputs))
    for weight, scorer in scorers:
        exact += weight * scorer.scores(bits)
    wanted = decided(exact)
    found = WholeScorer(Scorer((), np.zeros(outputs)), 1)
    for scale in _SCALES:
        found = WholeScorer(_at_scale(scorers, scale, outputs), scale)
        sums = found.scorer.scores(bits) / scale
        if np.abs(sums - exact).max(initial=0) <= _NEAR and (decided(sums) == wanted).all():
            break
    return found


def _at_scale(scorers: Sequence[tuple[float, Scorer]], scale: int, outputs: int) -> Scorer:
    terms: list[tuple[float, Linear | Trees | HardUnits]] = []
    constants = np.zeros(outputs)
    for weight, scorer in scorers:
        constants += weight * scorer.constants
        for factor, term in scorer.terms:
            step = weight * factor * scale
            if isinstance(term, Linear):
                constants += weight * factor * term.constants
                whole = Linear(np.rint(step * term.weights), np.zeros(outputs))
                terms.append((1.0, whole))
            else:
                terms.append((1.0, replace(term, value=np.rint(step * term.value))))
    half = 0.5 if outputs == 1 else 0.0  # so that no sum is zero
    return Scorer(tuple(terms), np.floor(scale * constants) + half)


@dataclass(frozen=True)
class NodeSums:
    """Whole weights of nodes, a row of them for each node, and a constant for each output."""

    wires: dict[int, NDArray[np.int64]]
    constants: Floats
    scale: int


def sums_of(made: WholeScorer, columns: EvidenceColumns) -> NodeSums:
    """The rounded pool as sums over nodes; the units of leaves are put into the draft."""
    constants = made.scorer.constants.copy()
    wires: dict[int, NDArray[np.int64]] = {}

    def add(node: int, values: Floats) -> None:
        known = wires.get(node)
        wires[node] = values.astype(np.int64) if known is None else known + values.astype(np.int64)

    nodes = columns.nodes.tolist()
    for _, term in made.scorer.terms:
        if isinstance(term, Linear):
            for node, values in zip(nodes, term.weights, strict=True):
                add(node, values)
            continue
        if isinstance(term, HardUnits):
            for node, values in zip(_put(term, nodes, columns.draft), term.value, strict=True):
                add(node, values)
            continue
        for path, values in term.leaves():
            if not values.any():
                continue
            if not path:
                constants += values
            elif len(path) == 1:
                (column, wanted), *_ = path
                constants += 0.0 if wanted else values
                add(nodes[column], values if wanted else -values)
            else:
                asked = [(nodes[column], wanted) for column, wanted in path]
                add(columns.draft.conjunction(asked), values)
    return NodeSums({k: v for k, v in wires.items() if v.any()}, constants, made.scale)


def _put(units: HardUnits, nodes: Sequence[int], draft: UnitDraft) -> list[int]:
    """The nodes of hard units, which are put into the draft."""
    pairs = zip(units.weights.T.tolist(), units.thresholds.tolist(), strict=True)
    return [draft.unit(dict(zip(nodes, w, strict=True)), least) for w, least in pairs]


def deciding_units(draft: UnitDraft, sums: NodeSums) -> list[int]:
    """The nodes of new units that decide by the sums: one of two classes, else one a class."""
    constants = sums.constants
    nodes = np.array(sorted(sums.wires), dtype=np.int64)
    table = np.array([sums.wires[node] for node in nodes.tolist()], dtype=np.int64)
    table = table.reshape(len(nodes), len(constants))

    def unit(weights: NDArray[np.int64], constant: float) -> int:
        kept = np.flatnonzero(weights)
        key = tuple(nodes[kept].tolist()), tuple(weights[kept].tolist()), int(np.ceil(-constant))
        return draft.add(key)

    if len(constants) == 1:
        return [unit(table[:, 0], float(constants[0]))]
    ahead = {
        (i, j): unit(table[:, i] - table[:, j], float(constants[i] - constants[j]))
        for i, j in combinations(range(len(constants)), 2)
    }
    ends = []
    for k in range(len(constants)):
        signs = {node: 1 if i == k else -1 for (i, j), node in ahead.items() if k in (i, j)}
        key = tuple(signs), tuple(signs.values()), sum(w > 0 for w in signs.values())
        ends.append(draft.add(key))
    return ends


def graded_net(draft: UnitDraft, parts: Sequence[NodeSums], outputs: Sequence[str]) -> MLP:
    """The net of step units whose last layer gives the probabilities that the sums stand for.

    One part of several sums is a softmax; several parts have a sum each, for a sigmoid.
    """
    n, units = len(draft.literals), draft.units
    last = [(sums, k) for sums in parts for k in range(len(sums.constants))]
    needed, ahead = set[int](), [node - n for sums in parts for node in sums.wires if node >= n]
    while ahead:
        unit = ahead.pop()
        if unit not in needed:
            needed.add(unit)
            ahead += [node - n for node in units[unit][0] if node >= n]
    kept = sorted(needed)
    place = {n + unit: n + k for k, unit in enumerate(kept)}
    found = earliest_layers(n, [[place.get(s, s) for s in units[unit][0]] for unit in kept])
    layer = dict(zip(kept, found.tolist(), strict=True))
    kept.sort(key=lambda unit: (layer[unit], unit))
    place = {n + unit: n + k for k, unit in enumerate(kept)} | {k: k for k in range(n)}
    reads: list[list[tuple[int, float]]] = [
        sorted([(place[s], w) for s, w in zip(*units[unit][:2], strict=True)]) for unit in kept
    ]
    biases = [0.5 - units[unit][2] for unit in kept]
    for sums, k in last:
        wires = sorted((place[node], float(values[k])) for node, values in sums.wires.items())
        reads.append([(at, weight / sums.scale) for at, weight in wires])
        biases.append(float(sums.constants[k]) / sums.scale)
    counts = np.bincount([layer[unit] for unit in kept], minlength=0)
    starts = np.concatenate([[0], np.cumsum(counts), [len(reads)]]).astype(np.int64)
    depth = len(starts) - 1
    smooth = "sigmoid" if len(parts) == len(last) else "softmax"
    return MLP(
        wiring=Wiring(
            inputs=draft.literals, outputs=tuple(outputs), encoding="binary",
            indptr=np.cumsum([0, *map(len, reads)]),
            indices=np.array([node for unit in reads for node, _ in unit], dtype=np.int64),
            layer_starts=starts, output_units=np.arange(len(kept), len(reads)),
        ),
        weights=np.array([w for unit in reads for _, w in unit], dtype=np.float64),
        biases=np.array(biases, dtype=np.float64),
        gains=np.ones(depth),
        activations=("step",) * (depth - 1) + (smooth,),
    )  # fmt: skip
