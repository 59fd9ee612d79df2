"""Pictures of networks, Karnaugh maps, comparisons, regions and training.

A function that draws takes the Axes to draw on as ``ax=``, makes its own where none are given,
returns them and shows nothing: in a notebook the picture appears, in a script `save` writes it.
`training_frames` returns nets, and `training_animation` writes a film.
"""

from __future__ import annotations

from .bars import comparison, pareto, unit_counts
from .curves import growth
from .diagram import network
from .maps import karnaugh, karnaugh_and_network
from .matrices import matrices
from .panels import before_and_after, hidden_units
from .planes import region
from .runs import history, training_animation, training_frames
from .style import save
from .tables import truth_table

__all__ = [
    "before_and_after",
    "comparison",
    "growth",
    "hidden_units",
    "history",
    "karnaugh",
    "karnaugh_and_network",
    "matrices",
    "network",
    "pareto",
    "region",
    "save",
    "training_animation",
    "training_frames",
    "truth_table",
    "unit_counts",
]
