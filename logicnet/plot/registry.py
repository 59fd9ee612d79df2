"""The table of pictures: what each draws, and of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any, Literal

from logicnet.ground.registry import Registry

from .charts.bars import comparison, pareto, unit_counts
from .charts.curves import growth
from .charts.rules import learning_curve, rule_changes, rule_curve
from .charts.runs import history
from .charts.surfaces import loss_surface
from .diagrams.backward import backpropagation
from .diagrams.diagram import network
from .diagrams.matrices import matrices
from .diagrams.profile import profile
from .diagrams.weight_images import weight_images
from .maps.karnaugh import karnaugh, karnaugh_and_network
from .maps.truth_table import truth_table
from .planes.moving_line import perceptron_trace
from .planes.panels import before_and_after, hidden_units
from .planes.region import region

Subject = Literal["network", "function", "comparison", "family", "training", "counts", "rules"]


@dataclass(frozen=True)
class Plot:
    """One kind of picture: a function that draws it, and what it is drawn of.

    The command line draws what is `of` a network, a function, a comparison of its styles, or a
    family; its options are those that `draw` takes.
    """

    draw: Callable[..., Any]
    of: Subject
    draws: str

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """That of the function."""
        return self.draw.__name__

    def takes(self, option: str) -> bool:
        """Whether the function has an option of this name."""
        return option in signature(self.draw).parameters

    def cells(self) -> tuple[str, ...]:
        """Name, subject and what is seen, as the pages list them."""
        return f"`{self.name}`", self.of, self.draws


PLOTS = Registry(
    "kind",
    ("kind", "of", "draws"),
    (
        Plot(network, "network", "inputs, layers and outputs; `--at` shows which units fire"),
        Plot(matrices, "network", "the weights of each layer as a matrix"),
        Plot(profile, "function", "a large circuit or network: sizes by layer, fan-in, weights or "
             "kinds, one critical path"),
        Plot(region, "network", "where the output is 1; `--bounds left right low high` is "
             "the part that is drawn, `--no-lines` leaves the units' lines out"),
        Plot(hidden_units, "network", "where each unit fires in the plane; `--bounds` likewise"),
        Plot(karnaugh, "function", "the map with its groups; `--only` names an output, `--zeros` "
             "groups the zeros"),
        Plot(karnaugh_and_network, "function", "the map, and the network of its groups"),
        Plot(truth_table, "function", "the truth table"),
        Plot(comparison, "comparison", "units, depth and parameters of the styles"),
        Plot(pareto, "comparison", "units of the styles against their depth"),
        Plot(growth, "family", "sizes along a `--family`; the source is its sizes"),
        Plot(history, "training", "losses by epoch"),
        Plot(before_and_after, "training", "the region of a net before and after training"),
        Plot(backpropagation, "training", "one step on the network: values, deltas, gradients"),
        Plot(loss_surface, "training", "the loss over two weights, and ways down"),
        Plot(perceptron_trace, "training", "the line of a perceptron, correction by correction"),
        Plot(weight_images, "training", "the weights of units that read an image, as images"),
        Plot(learning_curve, "training", "errors over the number of rows, with bands"),
        Plot(rule_curve, "rules", "errors of a short rule against its size"),
        Plot(rule_changes, "rules", "a stated rule, what became of it, and what that gained"),
        Plot(unit_counts, "counts", "how many functions need how many units"),
    ),
)  # fmt: skip
