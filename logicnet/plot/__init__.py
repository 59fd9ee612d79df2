"""Pictures of networks, Karnaugh maps, comparisons, regions and training.

A function that draws takes the Axes to draw on as ``ax=``, makes its own where none are given,
returns them and shows nothing: in a notebook the picture appears, in a script `save` writes it.
`training_frames` returns nets, `training_animation` and `perceptron_animation` write films, and
`page` a page to touch.
"""

from __future__ import annotations

from logicnet.plot.charts.bars import comparison, pareto, unit_counts
from logicnet.plot.charts.curves import growth
from logicnet.plot.charts.rules import learning_curve, rule_changes, rule_curve
from logicnet.plot.charts.runs import history, training_animation, training_frames
from logicnet.plot.charts.surfaces import loss_surface
from logicnet.plot.diagrams.backward import backpropagation
from logicnet.plot.diagrams.diagram import network
from logicnet.plot.diagrams.matrices import matrices
from logicnet.plot.diagrams.profile import profile
from logicnet.plot.diagrams.weight_images import weight_images
from logicnet.plot.maps.karnaugh import karnaugh, karnaugh_and_network
from logicnet.plot.maps.truth_table import truth_table
from logicnet.plot.pages import page
from logicnet.plot.planes.moving_line import perceptron_animation, perceptron_trace
from logicnet.plot.planes.panels import before_and_after, hidden_units
from logicnet.plot.planes.region import region

from .saving import save

__all__ = [
    "backpropagation",
    "before_and_after",
    "comparison",
    "growth",
    "hidden_units",
    "history",
    "karnaugh",
    "karnaugh_and_network",
    "learning_curve",
    "loss_surface",
    "matrices",
    "network",
    "page",
    "pareto",
    "perceptron_animation",
    "perceptron_trace",
    "profile",
    "region",
    "rule_changes",
    "rule_curve",
    "save",
    "training_animation",
    "training_frames",
    "truth_table",
    "unit_counts",
    "weight_images",
]


def __dir__() -> list[str]:
    return __all__
