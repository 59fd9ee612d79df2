"""What pruning costs on rows that it has not seen, for several shares of rows that may be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import entries, number, whole
from logicnet.ground.html import sentence, table
from logicnet.learning.data.rows import as_rows, as_targets, same_count
from logicnet.network.network import Network

from .pruning import prune

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pruning:
    """A pruned network, and what rows held out say of pruning as much as that.

    `fidelity` is the share of rows held out that a network pruned on the others decides as the
    first one does; `accuracy` the share that it decides as they are labelled, None without labels.
    """

    most_lost: float
    network: Network
    fidelity: float
    accuracy: float | None

    def __str__(self) -> str:
        right = "" if self.accuracy is None else f", right {self.accuracy:.1%}"
        return (
            f"at most {self.most_lost:.1%} lost: {self.network.units} units, "
            f"{self.network.wires} wires; of rows held out the same {self.fidelity:.1%}{right}"
        )

    def _repr_html_(self) -> str:
        return sentence("Pruning", str(self))


@dataclass(frozen=True)
class PruneReport:
    """Prunings from none that loses a row to those that may lose most.

    `units`, `wires` and `accuracy` are those of the network before.
    """

    prunings: tuple[Pruning, ...]
    units: int
    wires: int
    accuracy: float | None
    rows: int

    def __str__(self) -> str:
        right = "" if self.accuracy is None else f", right {self.accuracy:.1%}"
        lines = [f"before: {self.units} units, {self.wires} wires{right}"]
        return "\n".join([*lines, *map(str, self.prunings)])

    def _repr_html_(self) -> str:
        head = ["at most lost", "units", "wires", "same, held out", "right, held out"]
        rows = [
            (f"{p.most_lost:.1%}", p.network.units, p.network.wires, f"{p.fidelity:.1%}",
             "" if p.accuracy is None else f"{p.accuracy:.1%}")
            for p in self.prunings
        ]  # fmt: skip
        return sentence("PruneReport", str(self).splitlines()[0]) + table(head, rows)


@checked(network=of_type(Network))
def prune_report(
    network: Network,
    x: Any,
    y: Any = None,
    *,
    most_lost: Sequence[float] = (0.0, 0.01, 0.02, 0.05, 0.1),
    folds: int = 5,
    seed: int = 0,
) -> PruneReport:
    """What `prune` makes of a network for each share `most_lost`, and what rows held out say.

    >>> rows = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 4
    >>> net = Network.from_units(["a", "b", "c"], [([0, 1, 2], [4, 4, 1], 8)])
    >>> print(prune_report(net, rows, [a & b for a, b, c in rows], most_lost=[0]))
    before: 1 units, 3 wires, right 100.0%
    at most 0.0% lost: 1 units, 2 wires; of rows held out the same 100.0%, right 100.0%
    """
    shares = [number(share, "most_lost (a share of the rows)", 0, 1)
              for share in entries(most_lost, "most_lost")]  # fmt: skip
    rows, _ = as_rows(x, network.inputs)
    if len(rows) < whole(folds, "folds", 2, 10**9):
        raise SpecificationError(f"{len(rows)} rows for {folds} folds")
    decided = network(rows).reshape(len(rows), -1)
    labels = None
    if y is not None:
        targets = as_targets(y, len(network.outputs), classes=False)
        same_count(rows, targets)
        labels = targets.T
    fold = np.random.default_rng(whole(seed, "seed", 0)).permutation(len(rows)) % folds
    found = [_pruning(network, rows, decided, labels, fold, share) for share in shares]
    before = None if labels is None else _same(decided, labels)
    return PruneReport(tuple(found), network.units, network.wires, before, len(rows))


def _pruning(
    network: Network, rows: Floats, decided: NDArray[Any], labels: Floats | None,
    fold: NDArray[np.int64], share: float,
) -> Pruning:  # fmt: skip
    predicted = np.empty_like(decided)
    for k in range(int(fold.max()) + 1):
        out = fold == k
        part = prune(network, rows[~out], most_lost=share)
        predicted[out] = part(rows[out]).reshape(int(out.sum()), -1)
    right = None if labels is None else _same(predicted, labels)
    return Pruning(share, prune(network, rows, most_lost=share), _same(predicted, decided), right)


def _same(a: NDArray[Any], b: NDArray[Any]) -> float:
    return float((a == b).all(axis=1).mean())
