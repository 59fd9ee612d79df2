"""Operators of ONNX that only move values, as those of arrays do; and what an operator is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from logicnet.errors import FormatError
from logicnet.tracing.columns import Columns, joined
from logicnet.tracing.trace import Trace

from .types import NumberType

Value: TypeAlias = Any  # Columns, or an array
_ALL = 2**31 - 1  # an end from which on a slice is of all


@dataclass(frozen=True)
class Node:
    """An operator of a graph with its arguments and attributes."""

    kind: str
    args: list[Value]
    attributes: Mapping[str, Any]
    opset: int
    trace: Trace
    type: NumberType
    outputs: int = 1

    def constant(self, place: int, name: str = "") -> Any:
        """An argument that has to be constant, or what older versions have as an attribute."""
        given = self.args[place] if place < len(self.args) else self.attributes.get(name)
        if isinstance(given, Columns):
            raise FormatError(f"its input {place + 1} depends on the inputs of the network")
        return given

    @property
    def is_constant(self) -> bool:
        """Whether nothing that it reads depends on the inputs."""
        return not any(isinstance(arg, Columns) for arg in self.args)

    def columns(self, place: int = 0) -> Columns:
        """An argument that depends on the inputs."""
        given = self.args[place]
        if not isinstance(given, Columns):
            raise FormatError("all that it reads is constant")
        return given


class RowsShape:
    """The shape of what depends on the inputs: any number of rows, and sizes."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes = (-1, *sizes)


def _shape(node: Node) -> Value:
    given = node.args[0]
    if node.attributes.get("start") or node.attributes.get("end") is not None:
        raise FormatError("parts of shapes are not read")
    return RowsShape(given.shape) if isinstance(given, Columns) else np.array(np.shape(given))


def _expand(node: Node) -> Value:
    """A constant of one value stays one, as it is spread wherever it is used."""
    if not node.is_constant or np.size(node.args[0]) != 1:
        raise FormatError("other values than one constant are spread")
    return np.asarray(node.args[0]).reshape(())


def _moved(how: Callable[[Node, Any], Any]) -> Callable[[Node], Value]:
    """An operator that only moves values, as one of arrays."""

    def apply(node: Node) -> Value:
        given = node.args[0]
        if isinstance(given, Columns):
            return given.moved(lambda places: how(node, places))
        return how(node, np.asarray(given))

    return apply


def _transpose(node: Node, array: Any) -> Any:
    order = node.attributes.get("perm", list(range(array.ndim))[::-1])
    if isinstance(node.args[0], Columns) and order[0] != 0:
        raise FormatError("the axis of the rows is moved")
    return array.transpose(order)


def _reshape(node: Node, array: Any) -> Any:
    shape = node.constant(1, "shape")
    shape = shape.sizes if isinstance(shape, RowsShape) else shape
    wanted = [int(size) for size in np.ravel(shape)]
    first = wanted[0] if wanted else 1
    if not node.attributes.get("allowzero"):
        wanted = [array.shape[k] if size == 0 else size for k, size in enumerate(wanted)]
    if isinstance(node.args[0], Columns) and first not in (-1, 0):
        if first != 1 or not node.trace.has_one_row:
            raise FormatError("the axis of the rows is moved or divided")
        known = -int(np.prod(wanted)) if -1 in wanted else 1
        wanted = [len(array), *(array[0].size // known if k == -1 else k for k in wanted[1:])]
    return array.reshape(wanted)


def _flatten(node: Node, array: Any) -> Any:
    axis = node.attributes.get("axis", 1)
    return array.reshape(int(np.prod(array.shape[:axis])), -1)


def _squeeze(node: Node, array: Any) -> Any:
    axes = node.constant(1, "axes")
    if axes is None:
        raise FormatError("it names no axes")
    return np.squeeze(array, tuple(int(axis) for axis in np.ravel(axes)))


def _unsqueeze(node: Node, array: Any) -> Any:
    return np.expand_dims(array, tuple(int(a) for a in np.ravel(node.constant(1, "axes"))))


def _beside_rows(node: Node, axis: int, array: Any) -> int:
    """The axis, which is not that of the rows."""
    if isinstance(node.args[0], Columns) and axis % array.ndim == 0:
        raise FormatError("it takes some of the rows")
    return axis


def _gather(node: Node, array: Any) -> Any:
    axis = _beside_rows(node, node.attributes.get("axis", 0), array)
    return np.take(array, node.constant(1), axis=axis)


def _slice(node: Node, array: Any) -> Any:
    starts, ends = node.constant(1, "starts"), node.constant(2, "ends")
    axes, steps = node.constant(3, "axes"), node.constant(4)
    count = len(np.ravel(starts))
    axes = range(count) if axes is None else np.ravel(axes)
    steps = [1] * count if steps is None else np.ravel(steps)
    cut = [slice(None)] * array.ndim
    for axis, *ends_of in zip(axes, np.ravel(starts), np.ravel(ends), steps, strict=True):
        low, high, step = map(int, ends_of)
        if (low, step) == (0, 1) and high >= _ALL:
            continue
        all_to_first = step < 0 and high < -array.shape[int(axis)]
        part = slice(low, None if all_to_first else high, step)
        cut[_beside_rows(node, int(axis), array)] = part
    return array[tuple(cut)]


def _concat(node: Node) -> Value:
    axis = node.attributes["axis"]
    if node.is_constant:
        return np.concatenate(node.args, axis=axis)
    if not all(isinstance(arg, Columns) for arg in node.args):
        raise FormatError("it joins constants to what depends on the inputs")
    dimensions = len(node.args[0].shape) + 1
    if not -dimensions <= axis < dimensions or axis % dimensions == 0:
        raise FormatError("it joins rows")
    return joined(node.args, axis % dimensions)


def _part(where: Any, axis: int, k: int, array: Any) -> Any:
    return np.split(array, where, axis=axis)[k]


def _split(node: Node) -> Value:
    axis, sizes = node.attributes.get("axis", 0), node.constant(1, "split")
    where = node.outputs if sizes is None else np.cumsum(np.ravel(sizes))[:-1].tolist()
    if not isinstance(node.args[0], Columns):
        return np.split(node.args[0], where, axis=axis)
    given = node.columns()
    _beside_rows(node, axis, np.empty((1, *given.shape)))
    return [given.moved(partial(_part, where, axis, k)) for k in range(node.outputs)]


MOVING: dict[str, Callable[[Node], Value]] = {
    "Transpose": _moved(_transpose), "Reshape": _moved(_reshape), "Flatten": _moved(_flatten),
    "Squeeze": _moved(_squeeze), "Unsqueeze": _moved(_unsqueeze), "Gather": _moved(_gather),
    "Slice": _moved(_slice), "Concat": _concat, "Split": _split,
    "Shape": _shape, "Expand": _expand,
}  # fmt: skip
