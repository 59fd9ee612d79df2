"""To see how learning goes: steps, surfaces and rates, for lectures and for curious eyes.

>>> from logicnet import MLP
>>> net = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.92]])
>>> backpropagation(net, [1, 0], 1).deltas.round(4).tolist()
[0.0043, 0.1222, 0.1222]
"""

from __future__ import annotations

from .backpropagation import Backpropagation, backpropagation, deltas_by_layer
from .embeddings import embedded, points_of
from .rates import Evolution, RangeTest, evolve, evolve_rates, range_test, unsaturated
from .single_units import OneUnit, PerceptronTrace, one_unit, perceptron_trace
from .sizes import SizeTrial, SizeTrials, try_sizes
from .surfaces import LossSurface, loss_surface

__all__ = [
    "Backpropagation",
    "Evolution",
    "LossSurface",
    "OneUnit",
    "PerceptronTrace",
    "RangeTest",
    "SizeTrial",
    "SizeTrials",
    "backpropagation",
    "deltas_by_layer",
    "embedded",
    "evolve",
    "evolve_rates",
    "loss_surface",
    "one_unit",
    "perceptron_trace",
    "points_of",
    "range_test",
    "try_sizes",
    "unsaturated",
]


def __dir__() -> list[str]:
    return __all__
