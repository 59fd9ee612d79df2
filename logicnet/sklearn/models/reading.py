"""Fitted models of scikit-learn as networks: which there are, and what they are read by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.learning.nets.mlp import MLP
from logicnet.logic.function import Function
from logicnet.network.network import Network

from .linear import of_linear, of_support_vectors
from .perceptrons import of_perceptrons
from .pipelines import MONOTONE, Features
from .trees import of_forest, of_tree

_READERS: dict[str, Callable[[Any, Features], Network | MLP]] = {
    "DecisionTreeClassifier": of_tree,
    "RandomForestClassifier": of_forest,
    "ExtraTreesClassifier": of_forest,
    "LogisticRegression": of_linear,
    "Perceptron": of_linear,
    "SGDClassifier": of_linear,
    "PassiveAggressiveClassifier": of_linear,
    "RidgeClassifier": of_linear,
    "RidgeClassifierCV": of_linear,
    "LinearSVC": of_linear,
    "LinearDiscriminantAnalysis": of_linear,
    "SVC": of_support_vectors,
    "NuSVC": of_support_vectors,
    "MLPClassifier": of_perceptrons,
    "MLPRegressor": of_perceptrons,
}


@checked()
def from_sklearn(model: Any) -> Network | MLP:
    """The network over the features that predicts as a fitted model of scikit-learn does.

    Decision trees, random forests and extra trees, linear classifiers and support vector machines
    with a linear kernel become a Network, MLPClassifier and MLPRegressor an MLP; a Pipeline may
    scale the features first. Inputs are named as the features are, x0, x1, ... without names.
    Classes 0 and 1 are one output `y`; others have an output each, named after the class, of which
    the predicted one is 1.

    >>> from sklearn.tree import DecisionTreeClassifier
    >>> tree = DecisionTreeClassifier().fit([[0.0], [1.0], [3.0]], [0, 0, 1])
    >>> net = from_sklearn(tree)
    >>> print(net.describe())
    h1 (layer 1, output y): x0 >= 2.000000119    x0 >= 2.00000012
    >>> net([[1.5], [2.0], [2.5]]).ravel().tolist(), tree.predict([[1.5], [2.0], [2.5]]).tolist()
    ([0, 0, 1], [0, 0, 1])
    """
    return _read(model, ())


def _read(model: Any, scalers: tuple[Any, ...]) -> Network | MLP:
    if any(base.__name__ == "Pipeline" for base in type(model).__mro__):
        return _of_pipeline(model)
    reader = next(
        (_READERS[base.__name__] for base in type(model).__mro__
         if base.__name__ in _READERS and base.__module__.startswith("sklearn.")), None
    )  # fmt: skip
    if reader is None:
        raise SpecificationError(
            f"{type(model).__name__} is none of the models that are read: {', '.join(_READERS)}, "
            "or a Pipeline of one of them after scalers"
        )
    return reader(model, Features(_names(scalers[0] if scalers else model, model), scalers))


def _names(first: Any, model: Any) -> tuple[str, ...]:
    """The names of the features that a model, or the first scaler before it, was fitted with."""
    if not hasattr(model, "n_features_in_"):
        raise SpecificationError(f"this {type(model).__name__} is not fitted: call fit first")
    names = getattr(first, "feature_names_in_", None)
    return _default(first.n_features_in_) if names is None else tuple(map(str, names))


def _default(count: int) -> tuple[str, ...]:
    """The names that scikit-learn gives to features without names."""
    return tuple(f"x{k}" for k in range(count))


def _of_pipeline(pipeline: Any) -> Network | MLP:
    *before, (_, model) = pipeline.steps
    scalers = tuple(step for _, step in before if step not in (None, "passthrough"))
    for scaler in scalers:
        if type(scaler).__name__ not in MONOTONE:
            raise SpecificationError(
                f"a pipeline may scale features by {', '.join(MONOTONE)}, "
                f"not by {type(scaler).__name__}"
            )
    return _read(model, scalers)


def stated(model: Any) -> Network | Function:
    """What a model states: the network that predicts as it does, or what an MLP decides."""
    network = getattr(model, "network_", None)
    if isinstance(network, Network):
        return network
    found = getattr(model, "mlp_", None)
    found = found if isinstance(found, MLP) else from_sklearn(model)
    if isinstance(found, Network):
        return found
    from logicnet.learning.softening.decisions import Decisions

    return Decisions(found)
