"""MLPClassifier and MLPRegressor as an MLP: the same numbers on the same wires."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.names import default_outputs
from logicnet.learning.nets.mlp import MLP

from .feature_units import class_outputs
from .pipelines import Features

_UNITS = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu",
          "softmax": "softmax"}  # fmt: skip


def of_perceptrons(model: Any, features: Features) -> MLP:
    """The net of a multi-layer perceptron, whose probabilities or values it gives."""
    if features.are_binary:
        raise SpecificationError("a net of smooth units has none that cut its inputs")
    width = model.coefs_[-1].shape[1]
    classes = getattr(model, "classes_", None)
    named = classes is not None and model.out_activation_ == "softmax"
    net = MLP.from_layers(
        [matrix.T for matrix in model.coefs_],
        model.intercepts_,
        activation=_UNITS[model.activation],  # type: ignore[arg-type]
        output=_UNITS[model.out_activation_],  # type: ignore[arg-type]
        inputs=features.names,
        outputs=class_outputs(classes) if named else default_outputs(width),
    )
    frame = features.frame()
    return replace(net, wiring=replace(net.wiring, **frame)) if frame else net
