"""The multi-layer perceptron: what one does with smooth units on a wiring.

It is made, run, differentiated and changed; what it is stands in `smooth_units`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import (
    choice,
    float_type,
    floats,
    generator,
    number,
    shown,
    whole,
)
from logicnet.ground.providers import provided
from logicnet.learning.data.rows import as_rows, as_targets, named_like, same_count
from logicnet.network.wiring import Wiring

from .activations import ACTIVATIONS, ActivationName
from .initialisation import Init, initial_weights
from .labels import labels_left
from .losses import LossName, loss_for
from .plan import Plan
from .propagation import Passes, Workspace
from .smooth_units import SmoothUnits

Floats = NDArray[np.float64]

_MOST_WIRES = 1 << 30  # of a random net


def _is_list(value: Any) -> bool:
    array = isinstance(value, np.ndarray) and value.ndim > 0
    return array or isinstance(value, (list, tuple, range))


class Gradient(NamedTuple):
    """Derivatives of the loss by every weight, bias and layer gain."""

    weights: Floats
    biases: Floats
    gains: Floats


class MLP(SmoothUnits):
    """A trainable net: sparse layers of smooth units, wires between any layers.

    >>> mlp = MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.93]])
    >>> mlp.predict_proba([1, 0]).round(4).tolist()
    [0.5085]
    >>> mlp.units, mlp.depth, mlp.parameters
    (3, 2, 9)
    """

    def __new__(cls, *sizes: Any, **fields: Any) -> MLP:
        """Refuse what is no list of fields, and say how a net is made."""
        lacking = [f.name for f in cls.__dataclass_fields__.values() if f.default is MISSING]
        for name in fields:
            choice(name, "field", cls.__dataclass_fields__)
        lacking = [name for name in lacking if name not in fields] if fields else []
        if sizes or lacking:
            what = f"lacks {', '.join(lacking)}" if lacking else f"of {shown(sizes[0])}"
            raise SpecificationError(
                f"MLP {what}; MLP.random([2, 3, 1]) makes a net of these layer sizes, "
                "MLP.from_layers(weights, biases) one of weights, soften(network) one of rules"
            )
        return super().__new__(cls)

    # Making one ----------------------------------------------------------------------------

    @classmethod
    @checked()
    def from_layers(
        cls,
        weights: Sequence[ArrayLike],
        biases: Sequence[ArrayLike],
        *,
        activation: ActivationName = "sigmoid",
        output: ActivationName | None = None,
        gain: float = 1.0,
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> MLP:
        """The net whose layer l has the matrix `weights[l]` (units by sources) and `biases[l]`.

        `output` is the activation of the last layer, by default that of the others.
        """
        if not all(_is_list(given) for given in (weights, biases)):
            raise SpecificationError("weights and biases need one array a layer")
        matrices = [np.atleast_2d(floats(w, f"weights[{k}]")) for k, w in enumerate(weights)]
        vectors = [floats(b, f"biases[{k}]").ravel() for k, b in enumerate(biases)]
        if not matrices or len(matrices) != len(vectors):
            raise SpecificationError(
                f"{len(matrices)} weight matrices, {len(vectors)} bias vectors"
            )
        sizes = [matrices[0].shape[1]] + [len(w) for w in matrices]
        for k, w in enumerate(matrices):
            if w.ndim != 2 or w.shape[1] != sizes[k] or len(vectors[k]) != len(w):
                raise SpecificationError(
                    f"layer {k + 1} has weights of shape {w.shape} and {len(vectors[k])} "
                    f"biases; expected (units, {sizes[k]}) and one bias a unit"
                )
        depth = len(matrices)
        return cls(
            wiring=Wiring.full(sizes, inputs=inputs, outputs=outputs, encoding="real"),
            weights=np.concatenate([w.ravel() for w in matrices]),
            biases=np.concatenate(vectors),
            gains=np.full(depth, number(gain, "gain", 0, inside=True)),
            activations=(activation,) * (depth - 1) + (activation if output is None else output,),
        )

    @classmethod
    @checked()
    def random(
        cls,
        sizes: Sequence[int],
        *,
        activation: ActivationName = "sigmoid",
        output: ActivationName = "sigmoid",
        init: Init = "xavier",
        scale: float = 1.0,
        seed: int | np.random.Generator | None = 0,
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> MLP:
        """A fully wired net of the given layer sizes (inputs first) with random weights.

        `init` is one of "uniform", "gaussian" (small), "xavier", "he"; see `randomised`.

        >>> MLP.random([2, 3, 1], seed=0)
        <MLP 2 inputs, 3 sigmoid, 1 sigmoid; 13 parameters>
        """
        if not _is_list(sizes):
            raise SpecificationError(
                f"sizes must be two or more numbers of units, such as [2, 3, 1]; got {shown(sizes)}"
            )
        sizes = [whole(size, "a size") for size in sizes]
        if len(sizes) < 2:
            raise SpecificationError(f"sizes must be two or more positive numbers, got {sizes}")
        depth, wires = len(sizes) - 1, sum(a * b for a, b in pairwise(sizes))
        if wires > _MOST_WIRES:
            raise LimitError(f"sizes {sizes} make {shown(wires)} wires; the limit is {_MOST_WIRES}")
        blank = cls(
            wiring=Wiring.full(sizes, inputs=inputs, outputs=outputs, encoding="real"),
            weights=np.zeros(wires),
            biases=np.zeros(sum(sizes[1:])),
            gains=np.ones(depth),
            activations=(activation,) * (depth - 1) + (output,),
        )
        return blank.randomised(init=init, scale=scale, seed=seed)

    def randomised(
        self,
        *,
        init: Init = "xavier",
        scale: float = 1.0,
        seed: int | np.random.Generator | None = 0,
    ) -> MLP:
        """The same wiring with random weights: for restarts, and as a fair rival.

        Of r sources into a layer of u units, a weight is `scale` times what is drawn from

        - "uniform": U(-0.5, 0.5), the biases alike;
        - "gaussian": N(0, 0.1^2), the biases alike;
        - "xavier": U(-b, b) with b = sqrt(6 / (r + u)), the biases are 0;
        - "he": N(0, 2 / r), the biases are 0.
        """
        size = number(scale, "scale", 0)
        weights, biases = initial_weights(self.wiring, init, generator(seed), size)
        return replace(
            self, weights=weights, biases=biases, labels=None, certificate=None, source=None
        )

    def with_parameters(
        self,
        *,
        weights: ArrayLike | None = None,
        biases: ArrayLike | None = None,
        gain: float | ArrayLike | None = None,
    ) -> MLP:
        """A copy with other numbers on the same wires; a changed copy has no certificate, and
        changed units have no labels."""
        changes: dict[str, Any] = {"certificate": None}
        if weights is not None:
            changes["weights"] = weights
        if biases is not None:
            changes["biases"] = biases
        if gain is not None:
            gains = floats(gain, "gain")
            changes["gains"] = np.repeat(gains, self.depth) if gains.ndim == 0 else gains
        changed = replace(self, **changes)
        if self.labels is not None:
            wires = self.unit_of
            moved = np.bincount(wires, changed.weights != self.weights, minlength=self.units) > 0
            moved |= changed.biases != self.biases
            left = labels_left(self.labels, self.wiring, changed.weights, moved)
            object.__setattr__(changed, "labels", left)
        object.__setattr__(changed, "plan", self.plan)  # that of the same wiring
        return changed

    # What is in it -------------------------------------------------------------------------

    def wires_of(self, unit: int) -> tuple[NDArray[np.int64], Floats]:
        """The nodes that a unit reads, and the weights of these wires."""
        return super().wires_of(whole(unit, "unit", 0, self.units - 1))

    @cached_property
    def plan(self) -> Plan:
        """How the layers are computed; shared by copies with the same wires."""
        return Plan(self.wiring)

    # What it computes ----------------------------------------------------------------------

    def __call__(self, x: Mapping[str, Any] | ArrayLike) -> Any:
        """The outputs' values as `predict_proba` gives them, by name where `x` has names.

        A mapping of scalars gives a dict of floats, one of columns a dict of arrays, and a data
        frame a data frame; those of Dask are computed when they are asked for.
        """
        if hasattr(x, "__dask_graph__"):
            return provided("outputs of lazy rows")(self, x)
        return named_like(x, self.outputs, self.predict_proba(x))

    def predict_proba(self, x: Mapping[str, Any] | ArrayLike) -> Any:
        """The outputs' values: rows by outputs, or one row where one row was given.

        >>> MLP.from_layers([[[1, 1]]], [[-1.5]], gain=20)([[0, 1], [1, 1]]).round(2).tolist()
        [[0.0], [1.0]]
        """
        rows, single = self.rows(x)
        values = self._run(rows, outputs_only=True)
        return values[0] if single else values

    def predict(self, x: Mapping[str, Any] | ArrayLike) -> Any:
        """The decisions: 0/1 per output, with softmax the class number, else the values."""
        rows, single = self.rows(x)
        values = self._run(rows, outputs_only=True)
        name = self.output_activation
        if name == "softmax":
            chosen = values.argmax(axis=1)
            return int(chosen[0]) if single else chosen
        if ACTIVATIONS[name].two_valued:
            values = (values >= ACTIVATIONS[name].centre).astype(np.int64)
        return values[0] if single else values

    def values(self, x: Mapping[str, Any] | ArrayLike) -> Floats:
        """The values of all units, rows by units."""
        return self._run(self.rows(x)[0], outputs_only=False)

    def loss(
        self, x: Mapping[str, Any] | ArrayLike, y: ArrayLike, loss: LossName = "auto"
    ) -> float:
        """The mean (or for "squares" the summed) loss over the rows."""
        rows, targets = self.rows(x)[0], self.targets(y)
        same_count(rows, targets)
        measured = loss_for(loss, self.output_activation, targets)
        at = self.framed(rows)
        return Passes(self.plan, self.theta(), self.activations).loss(measured, at, targets)

    def gradient(
        self, x: Mapping[str, Any] | ArrayLike, y: ArrayLike, loss: LossName = "auto"
    ) -> Gradient:
        """The loss's derivatives by weights, biases and gains, by one backward pass."""
        rows, targets = self.framed(self.rows(x)[0]), self.targets(y)
        same_count(rows, targets)
        measured = loss_for(loss, self.output_activation, targets)
        passes = Passes(self.plan, self.theta(), self.activations)
        grad = passes.gradient(measured, rows, targets)
        return Gradient(*np.split(grad, [self.wires, self.wires + self.units]))

    def theta(self, dtype: Any = np.float64) -> NDArray[Any]:
        """All parameters in one vector: weights, biases, gains."""
        kind = float_type(dtype, "dtype")
        return np.concatenate([self.weights, self.biases, self.gains]).astype(kind)

    def targets(self, y: ArrayLike) -> Floats:
        """Targets as outputs by rows; class numbers become one-hot for softmax outputs."""
        softmax = self.output_activation == "softmax"
        return as_targets(y, len(self.outputs), classes=softmax)

    def rows(self, x: Mapping[str, Any] | ArrayLike) -> tuple[Floats, bool]:
        """Rows by inputs, checked, and whether `x` was one row."""
        return as_rows(x, self.inputs)

    def framed(self, rows: Floats) -> Floats:
        """What the units read: coordinates shifted and scaled where the net says so."""
        shifted = rows if self.centre is None else rows - self.centre
        return shifted if self.scale is None else shifted / self.scale

    def _run(self, rows: Floats, *, outputs_only: bool) -> Floats:
        """Outputs, or all units, for the rows, a cacheful at a time."""
        n, theta, step = len(self.inputs), self.theta(), self.plan.chunk(max(1, len(rows)))
        rows = self.framed(rows)
        width = len(self.outputs) if outputs_only else self.units
        result = np.empty((len(rows), width))
        space = None
        with np.errstate(over="ignore", under="ignore"):
            for a in range(0, len(rows), step):
                part = rows[a : a + step]
                if space is None or space.rows != len(part):
                    space = Workspace(self.plan, theta, self.activations, len(part))
                space.enter(part)
                space.forward()
                result[a : a + step] = (space.outputs() if outputs_only else space.values[n:]).T
        return result

    def __repr__(self) -> str:
        sizes = np.diff(self.layer_starts).tolist()
        layers = [f"{s} {a}" for s, a in zip(sizes, self.activations, strict=True)]
        shown = layers if len(layers) <= 6 else [*layers[:3], "...", *layers[-2:]]
        return f"<MLP {len(self.inputs)} inputs, {', '.join(shown)}; {self.parameters} parameters>"
