"""Pictures of networks, Karnaugh maps, comparisons, regions and training.

A function that draws takes the Axes to draw on as ``ax=``, makes its own where none are given,
returns them and shows nothing: in a notebook the picture appears, in a script `save` writes it.
`training_frames` returns nets, `training_animation` writes a film, and `page` a page to touch.
"""

from __future__ import annotations

from logicnet.plot.charts.bars import comparison, pareto, unit_counts
from logicnet.plot.charts.curves import growth
from logicnet.plot.charts.rules import learning_curve, rule_changes, rule_curve
from logicnet.plot.charts.runs import history, training_animation, training_frames
from logicnet.plot.diagrams.diagram import network
from logicnet.plot.diagrams.matrices import matrices
from logicnet.plot.diagrams.profile import profile
from logicnet.plot.maps.karnaugh import karnaugh, karnaugh_and_network
from logicnet.plot.maps.truth_table import truth_table
from logicnet.plot.pages import page
from logicnet.plot.planes.panels import before_and_after, hidden_units
from logicnet.plot.planes.region import region

from .style import save

__all__ = [
    "before_and_after",
    "comparison",
    "growth",
    "hidden_units",
    "history",
    "karnaugh",
    "karnaugh_and_network",
    "learning_curve",
    "matrices",
    "network",
    "page",
    "pareto",
    "profile",
    "region",
    "rule_changes",
    "rule_curve",
    "save",
    "training_animation",
    "training_frames",
    "truth_table",
    "unit_counts",
]


def __dir__() -> list[str]:
    return __all__
