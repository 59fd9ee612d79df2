"""Pictures of networks, Karnaugh maps, comparisons, regions and training.

Every function takes the Axes to draw on as ``ax=``, makes its own where none are given, returns
them and shows nothing: in a notebook the picture appears, in a script `save` writes it.
"""

from __future__ import annotations

from .diagram import network
from .matrices import matrices
from .style import save

__all__ = ["matrices", "network", "save"]
