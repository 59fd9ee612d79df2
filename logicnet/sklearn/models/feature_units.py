"""A network over features in the making, and the classes that it chooses from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.names import unique_names
from logicnet.learning.evidence.drafting import network_of_needed
from logicnet.network.network import Network

NodeWeights = Sequence[tuple[int, float]]  # node and weight


class FeatureUnits:
    """Units over named features, each once, whatever asks for it.

    Its weights and thresholds are the floats of fitted models, kept as they are. The `Draft` of
    constructions has whole numbers, divides out what is common to them and takes the complement of
    a unit for free, which a float threshold does not let it.

    >>> draft = FeatureUnits(["a", "b"])
    >>> both = draft.unit([(0, 1), (1, 1)], 2)
    >>> both == draft.unit([(1, 1), (0, 1)], 2), draft.network({"y": both}, "").units
    (True, 1)
    """

    def __init__(self, features: Sequence[str]) -> None:
        self.features = unique_names(features, "feature")
        self._units: list[tuple[list[int], list[Any], Any]] = []
        self._labels: list[str] = []
        self._known: dict[Any, int] = {}

    def unit(self, wires: NodeWeights, threshold: Any, label: str = "") -> int:
        """The node of the unit that fires where the sum reaches the threshold."""
        wires = sorted((node, weight) for node, weight in wires if weight != 0)
        key = tuple(wires), threshold
        if key not in self._known:
            self._known[key] = len(self.features) + len(self._units)
            self._units.append(([n for n, _ in wires], [w for _, w in wires], threshold))
            self._labels.append(label)
        return self._known[key]

    def reaches(self, column: int, cut: float) -> int:
        """The node that is 1 where a feature is at least the cut, which may be infinite."""
        if np.isinf(cut):
            return self.constant(cut < 0)
        return self.unit([(column, 1.0)], cut, f"{self.features[column]} >= {cut:.9g}")

    def constant(self, value: bool) -> int:
        """The node that is always 1, or always 0."""
        return self.unit([], 0 if value else 1, "1" if value else "0")

    def negated(self, node: int) -> int:
        """The node that is 1 where another unit is 0."""
        return self.unit([(node, -1)], 0)

    def all_of(self, true: Sequence[int], false: Sequence[int], label: str = "") -> int:
        """The node that is 1 where units of the one list fire and those of the other do not."""
        if not true and not false:
            return self.constant(True)
        if len(true) == 1 and not false:
            return true[0]
        wires = [*((node, 1) for node in true), *((node, -1) for node in false)]
        return self.unit(wires, len(true), label)

    def any_of(self, nodes: Sequence[int], label: str = "") -> int:
        """The node that is 1 where one of some units fires."""
        if not nodes:
            return self.constant(False)
        return nodes[0] if len(nodes) == 1 else self.unit([(node, 1) for node in nodes], 1, label)

    def network(
        self,
        outputs: Mapping[str, int],
        construction: str,
        centre: NDArray[np.float64] | None = None,
        scale: NDArray[np.float64] | None = None,
    ) -> Network:
        """The network over coordinates whose outputs are these nodes, of the units they need."""
        return network_of_needed(
            self.features, self._units, self._labels, outputs,
            encoding="real", construction=construction, centre=centre, scale=scale,
        )  # fmt: skip


def is_single(classes: Any) -> bool:
    """Whether the classes are 0 and 1, so that one output says which it is."""
    return len(classes) == 2 and np.asarray(classes).dtype.kind in "biuf" and [*classes] == [0, 1]


def class_outputs(classes: Any) -> tuple[str, ...]:
    """The names of the outputs that say which class it is.

    >>> class_outputs([0, 1]), class_outputs(["cat", "dog"]), class_outputs([1, 2])
    (('y',), ('cat', 'dog'), ('1', '2'))
    """
    listed = np.asarray(classes).tolist()
    return ("y",) if is_single(classes) else unique_names([str(c) for c in listed], "class")


def chosen(draft: FeatureUnits, beats: NDArray[Any], classes: Any) -> dict[str, int]:
    """The outputs of a choice: a class is chosen if it beats all others.

    `beats[i, j]` with i < j is the node that says that class i is at least as good as class j.
    """
    names, count = class_outputs(classes), len(classes)
    if count == 2:
        first = int(beats[0, 1])
        ends = [first, draft.negated(first)]
        return dict(zip(names, ends[1:] if len(names) == 1 else ends, strict=True))
    outputs = {}
    for k, name in enumerate(names):
        over = [int(beats[k, j]) for j in range(k + 1, count)]
        under = [int(beats[i, k]) for i in range(k)]
        node = draft.all_of(over, under, name)
        outputs[name] = node
    return outputs
