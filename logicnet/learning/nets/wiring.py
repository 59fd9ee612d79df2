"""The normal form of an MLP's flat arrays, and the wires of a fully connected one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.bits import frozen
from logicnet.ground.checks import choice, floats, instance, shown, text
from logicnet.ground.names import default_inputs, default_outputs, unique_names

from .activations import activation_named

if TYPE_CHECKING:
    from logicnet.network.network import Network

    from .mlp import MLP

Floats = NDArray[np.float64]


def full_wiring(
    sizes: Sequence[int], inputs: Sequence[str] | None, outputs: Sequence[str] | None
) -> dict[str, Any]:
    """Names and wires of a net in which each layer reads all of the layer before.

    >>> full_wiring([2, 1], None, None)["indices"].tolist()
    [0, 1]
    """
    starts = np.concatenate([[0], np.cumsum(sizes)])  # where each layer's nodes begin
    indices = [
        np.tile(np.arange(starts[k], starts[k + 1]), size) for k, size in enumerate(sizes[1:])
    ]
    fan_in = np.repeat(sizes[:-1], sizes[1:])
    units = starts[1:] - sizes[0]
    return {
        "inputs": inputs if inputs is not None else default_inputs(sizes[0]),
        "outputs": outputs if outputs is not None else default_outputs(sizes[-1]),
        "indptr": np.concatenate([[0], np.cumsum(fan_in)]),
        "indices": np.concatenate(indices),
        "layer_starts": units,
        "output_units": np.arange(units[-2], units[-1]),
    }


def wiring_of(net: MLP | Network) -> dict[str, Any]:
    """Everything of a net but its numbers: names, wires, layers, and what its inputs are."""
    fields = (
        "inputs", "outputs", "indptr", "indices", "layer_starts", "output_units", "labels",
        "encoding", "centre", "scale",
    )  # fmt: skip
    return {name: getattr(net, name) for name in fields}


def normalised_mlp(mlp: MLP) -> dict[str, Any]:
    """The fields of `mlp` in normal form, with everything that could disagree checked."""
    inputs, outputs = unique_names(mlp.inputs, "input"), unique_names(mlp.outputs, "output")
    whole = {
        k: _whole_numbers(getattr(mlp, k), k)
        for k in ("indptr", "indices", "layer_starts", "output_units")
    }
    real = {k: floats(getattr(mlp, k), k) for k in ("weights", "biases", "gains")}
    _check_wiring(len(inputs), len(outputs), whole, real)
    _check_company(mlp)
    activations = _listed(mlp.activations, "activations")
    if len(activations) != len(real["gains"]):
        raise SpecificationError(f"{len(activations)} activations for {len(real['gains'])} layers")
    for name in activations:
        activation_named(name)
    choice(mlp.encoding, "encoding", ("binary", "bipolar", "real"))
    for name, array in real.items():
        if not np.isfinite(array).all():
            raise SpecificationError(f"{name} must be finite, got {array[~np.isfinite(array)][0]}")
    if (real["gains"] <= 0).any():
        raise SpecificationError(f"gains must be positive, got {real['gains'].min()}")
    _check_outputs(activations, whole)
    labels = None if mlp.labels is None else _texts(mlp.labels, "labels")
    if labels is not None and len(labels) != len(real["biases"]):
        raise SpecificationError(f"{len(labels)} labels for {len(real['biases'])} units")
    arrays = {k: frozen(v) for k, v in (whole | real | _frame(mlp, len(inputs))).items()}
    names = {"inputs": inputs, "outputs": outputs, "activations": activations, "labels": labels}
    return {**arrays, **names}


def _whole_numbers(values: Any, name: str) -> NDArray[np.int64]:
    array = floats(values, name)
    if array.ndim != 1 or not (np.isfinite(array) & (array == np.rint(array))).all():
        raise SpecificationError(f"{name} must be a one-dimensional array of whole numbers")
    if (np.abs(array) >= 2.0**53).any():
        raise SpecificationError(f"{name} has numbers beyond 2**53")
    return array.astype(np.int64)


def _texts(values: Any, name: str) -> tuple[str, ...]:
    return tuple(text(value, f"one of the {name}") for value in _listed(values, name))


def _listed(values: Any, name: str) -> tuple[Any, ...]:
    if not isinstance(values, (list, tuple)):
        raise SpecificationError(f"{name} must be a list of texts, got {shown(values)}")
    return tuple(values)


def _check_company(mlp: MLP) -> None:
    """The certificate and the source, as far as there are any, are such."""
    from logicnet.learning.softening.error_bounds import Certificate
    from logicnet.network.network import Network

    for name, kind in (("certificate", Certificate), ("source", Network)):
        if getattr(mlp, name) is not None:
            instance(getattr(mlp, name), kind, name)


def _check_wiring(
    n: int, m: int, whole: dict[str, NDArray[np.int64]], real: dict[str, Floats]
) -> None:
    indptr, indices, starts = whole["indptr"], whole["indices"], whole["layer_starts"]
    units, wires = np.size(real["biases"]), np.size(real["weights"])
    flat = all(array.ndim == 1 for array in (whole | real).values())
    agree = (
        flat and len(indptr) == units + 1 and indptr[0] == 0 and (np.diff(indptr) >= 0).all()
        and len(starts) > 1 and indptr[-1] == wires == len(indices)
        and starts[0] == 0 and starts[-1] == units and (np.diff(starts) > 0).all()
        and len(real["gains"]) == len(starts) - 1 and len(whole["output_units"]) == m > 0
    )  # fmt: skip
    if not agree:
        raise SpecificationError(
            f"the arrays disagree: {units} biases, {wires} weights, {np.size(indices)} sources, "
            f"indptr of {np.size(indptr)}, layers at {starts.ravel().tolist()[:8]}, "
            f"{np.size(real['gains'])} gains"
        )
    unit_of = np.repeat(np.arange(units), np.diff(indptr))
    limit = n + np.repeat(starts[:-1], np.diff(starts))[unit_of]
    if wires and ((indices < 0) | (indices >= limit)).any():
        j = int(unit_of[np.flatnonzero((indices < 0) | (indices >= limit))[0]])
        raise SpecificationError(f"unit {j} reads a node that is not of an earlier layer")
    if wires > 1 and (np.diff(unit_of * (n + units) + indices) <= 0).any():
        raise SpecificationError("the wires of each unit must be sorted by source and distinct")
    if not (whole["output_units"] >= 0).all() or not (whole["output_units"] < units).all():
        raise SpecificationError(f"output units must be 0 to {units - 1}")


def _check_outputs(activations: tuple[str, ...], whole: dict[str, NDArray[np.int64]]) -> None:
    starts, outputs = whole["layer_starts"], whole["output_units"]
    layers = np.searchsorted(starts, outputs, side="right") - 1
    kinds = {activations[int(k)] for k in layers}
    if len(kinds) > 1:
        raise SpecificationError(f"all outputs need the same activation, got {sorted(kinds)}")
    last = np.arange(starts[-2], starts[-1])
    if "softmax" in activations and len(outputs) == 1:
        raise SpecificationError("softmax needs two outputs or more; one alone is always 1")
    if "softmax" in activations and (
        activations.index("softmax") != len(activations) - 1 or not np.array_equal(outputs, last)
    ):
        raise SpecificationError("softmax is for a last layer whose units are the outputs in order")


def _frame(mlp: MLP, n: int) -> dict[str, Floats]:
    frame = {
        name: floats(value, name)
        for name, value in (("centre", mlp.centre), ("scale", mlp.scale))
        if value is not None
    }
    if frame and mlp.encoding != "real":
        raise SpecificationError(f"only coordinates have a centre and scale, not {mlp.encoding}")
    for name, value in frame.items():
        if value.shape != (n,) or not np.isfinite(value).all():
            raise SpecificationError(f"{name} needs one finite number an input")
    if "scale" in frame and not (frame["scale"] > 0).all():
        raise SpecificationError(f"scale must be positive, got {frame['scale']}")
    return frame
