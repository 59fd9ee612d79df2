"""Linear classifiers and support vector machines with a linear kernel as threshold networks.

With two classes the second one is predicted where the score is positive; with more, the first of
those with the greatest score. A machine of support vectors has a score for each pair of classes,
and the first of the classes with most votes wins.

A unit's sum is exact in what it stores, while the model's own sums of floats round. Both decide
alike wherever rounding cannot move the score across the boundary.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.network.network import Network

from .feature_units import FeatureUnits, chosen, class_outputs
from .pipelines import Features

Floats = NDArray[np.float64]


def of_linear(model: Any, features: Features) -> Network:
    """The network of a linear classifier."""
    weights, biases = _coefficients(model)
    classes = np.asarray(model.classes_)
    if classes.ndim != 1:
        raise SpecificationError("a model of several targets has no single choice of classes")
    draft = FeatureUnits(features.names)
    nodes, count = features.nodes(draft), len(classes)
    if count == 2:  # the first class where the score is not above 0
        first = _half_space(draft, nodes, -weights[0], biases[0])
        outputs = chosen(draft, np.array([[0, first], [0, 0]]), classes)
        return _built(draft, outputs, model, features)
    beats = np.zeros((count, count), dtype=np.int64)
    for i in range(count):
        for j in range(i + 1, count):
            part, bias = weights[i] - weights[j], biases[j] - biases[i]
            beats[i, j] = _half_space(draft, nodes, part, bias)
    return _built(draft, chosen(draft, beats, classes), model, features)


def of_support_vectors(model: Any, features: Features) -> Network:
    """The network of a machine of support vectors with a linear kernel."""
    if model.kernel != "linear":
        raise SpecificationError(
            f"the boundary of a kernel {model.kernel!r} is no plane; kernel='linear' has one"
        )
    if getattr(model, "break_ties", False) and len(model.classes_) > 2:
        raise SpecificationError("ties are broken by scores of no plane; fit with break_ties=False")
    weights, biases = _coefficients(model)
    classes, count, draft = model.classes_, len(model.classes_), FeatureUnits(features.names)
    nodes = features.nodes(draft)
    if count == 2:  # here the second class has what lies on the plane
        second = _half_space(draft, nodes, weights[0], -biases[0])
        names = class_outputs(classes)
        ends = [second] if len(names) == 1 else [draft.negated(second), second]
        return _built(draft, dict(zip(names, ends, strict=True)), model, features)
    wins = _duels(draft, nodes, weights, biases, count)
    beats = np.zeros((count, count), dtype=np.int64)
    for i in range(count):
        for j in range(i + 1, count):  # votes of i are at least those of j
            votes: dict[int, int] = {}
            least = 0
            for k, sign in ((i, 1), (j, -1)):
                for other in range(count):
                    if other == k:
                        continue
                    node = int(wins[min(k, other), max(k, other)])
                    won = sign if k < other else -sign  # where it lost, the unit fires
                    votes[node] = votes.get(node, 0) + won
                    least -= 0 if k < other else sign
            beats[i, j] = draft.unit([*votes.items()], least)
    return _built(draft, chosen(draft, beats, classes), model, features)


def _duels(
    draft: FeatureUnits, nodes: list[int], weights: Floats, biases: Floats, count: int
) -> NDArray[np.int64]:
    """The units that say that the first of two classes wins against the second."""
    wins, row = np.zeros((count, count), dtype=np.int64), 0
    for i in range(count):
        for j in range(i + 1, count):  # i wins where the score is above 0
            wins[i, j] = draft.negated(_half_space(draft, nodes, -weights[row], biases[row]))
            row += 1
    return wins


def _coefficients(model: Any) -> tuple[Floats, Floats]:
    """Weights, a row a score, and biases."""
    coefficients = model.coef_
    dense = coefficients.toarray() if hasattr(coefficients, "toarray") else coefficients
    weights = np.atleast_2d(np.asarray(dense, dtype=np.float64))
    biases = np.broadcast_to(np.asarray(model.intercept_, dtype=np.float64), (len(weights),))
    return weights, biases


def _half_space(draft: FeatureUnits, nodes: list[int], weights: Floats, threshold: Any) -> int:
    """The unit of ``weights.x >= threshold`` over the features as the model reads them."""
    return draft.unit([*zip(nodes, weights.tolist(), strict=True)], float(threshold))


def _built(draft: FeatureUnits, outputs: Any, model: Any, features: Features) -> Network:
    return draft.network(outputs, type(model).__name__, **features.frame())
