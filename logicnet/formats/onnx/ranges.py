"""Whether what a graph computes stays within the number types of its values.

Sums of nodes are added up here as if numbers had no ends. So whole numbers have to stay where their
type does not wrap, floats where theirs is neither infinite nor too small, at all inputs that count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.tracing.columns import Columns
from logicnet.tracing.trace import Trace, TracedLayer

from .moving import MOVING
from .types import BOOL, NumberType

Floats = NDArray[np.float64]

_ADDING_UP = {"MatMul", "Gemm", "ReduceSum", "ReduceMean"}
_MULTIPLYING = {"MatMul", "Gemm", "Mul", "Div"}
_ROUNDING = {"Div", "ReduceMean"}  # of whole numbers: towards 0
_ENDLESS = {"Clip"}  # what may be given infinite numbers


class Ranges:
    """Between which numbers the nodes of a trace are, and whether values stay within their types.

    Floats are looked at where it counts that they are `limited`.
    """

    def __init__(self, trace: Trace, low: Floats, high: Floats, limited: bool) -> None:
        self.trace, self.low, self.high, self.limited = trace, low, high, limited
        self.layers = 0

    def readied(self, kind: str, args: list[Any], types: Sequence[NumberType | None]) -> list[Any]:
        """The arguments of an operator, constants among them as floats, if these say the same."""
        if kind in MOVING or not any(isinstance(arg, Columns) for arg in args):
            return args
        first = types[0]
        if first is not None and not first.digits and kind in _ROUNDING:
            raise FormatError(f"quotients of {first.name} are rounded")
        return [arg if arg is None or isinstance(arg, Columns) else _as_floats(kind, arg)
                for arg in args]  # fmt: skip

    def check(self, kind: str, args: list[Any], found: Any, of: NumberType) -> None:
        """That a result, and what is added up on the way to it, stays within its type."""
        for each in found if isinstance(found, list) else [found]:
            if not isinstance(each, Columns):
                self._check_constant(kind, each, of)
            elif of.digits:
                self._check_floats(kind, args, each, of)
            elif of is not BOOL:
                self._check_whole(each, of)

    def _check_constant(self, kind: str, found: Any, of: NumberType) -> None:
        if kind in MOVING or not isinstance(found, np.ndarray | np.generic) or not of.digits:
            return
        size = np.abs(found)
        if ((size > of.high) | (size < of.tiny) & (size > 0)).any():
            raise FormatError(f"what it makes of constants is beyond {of.name}")

    def _check_whole(self, z: Columns, of: NumberType) -> None:
        low, high, size = self._of(z)
        kept = (low >= of.low) & (high <= of.high)
        exact = (size <= 2.0**53) | (z.nodes() is not None)
        if not (kept & exact).all():
            raise FormatError(f"values may be beyond {of.name}, which goes round")

    def _check_floats(self, kind: str, args: list[Any], z: Columns, of: NumberType) -> None:
        if not self.limited:
            return
        size = self._of(z)[2]
        if kind in _ADDING_UP and isinstance(args[0], Columns):
            size = np.append(size, self._added_up(kind, args))
        if not (size <= of.high).all():
            raise FormatError(f"values may be larger than {of.name} holds")
        small = np.abs(z.plain().matrix.data) < of.tiny
        if kind in _MULTIPLYING and small.any() and any(map(_is_scaled, args)):
            raise FormatError(f"values may be smaller than {of.name} holds")

    def _added_up(self, kind: str, args: list[Any]) -> float:
        """A bound on what is added up on the way, before it is scaled."""
        size = self._of(args[0])[2]
        if kind.startswith("Reduce"):
            return float(size.sum())
        weights = np.abs(np.asarray(args[1], dtype=np.float64))
        if weights.ndim != 2 or len(size) not in weights.shape:
            return 0.0  # which is refused as such
        return float(size.max(initial=0.0) * weights.sum())

    def _of(self, z: Columns) -> tuple[Floats, Floats, Floats]:
        """The least and the largest of each value, and what its terms together do not exceed."""
        self._grow()
        z = z.plain().within(len(self.low))
        return _bounds(z.matrix, z.offsets, self.low, self.high)

    def _grow(self) -> None:
        for layer in self.trace.layers[self.layers :]:
            low, high = self._units(layer)
            self.low, self.high = np.append(self.low, low), np.append(self.high, high)
        self.layers = len(self.trace.layers)

    @np.errstate(over="ignore", invalid="ignore")
    def _units(self, layer: TracedLayer) -> tuple[Floats, Floats]:
        """Between which numbers units are: no activation falls, where it is of one sum."""
        if layer.activation in ("softmax", "step"):
            return np.zeros(len(layer.biases)), np.ones(len(layer.biases))
        low, high, _ = _bounds(layer.matrix, layer.biases, self.low, self.high)
        ends = np.stack([low, high]) * layer.gain
        ACTIVATIONS[layer.activation].apply(ends, 1.0)
        return ends[0], ends[1]


def _is_scaled(given: Any) -> bool:
    """Whether a product with this is one of three numbers or more."""
    return isinstance(given, Columns) and given.nodes() is None


@np.errstate(over="ignore", invalid="ignore")
def _bounds(matrix: Any, offsets: Floats, low: Floats, high: Floats) -> tuple[Any, Any, Any]:
    rows, size = np.repeat(np.arange(len(offsets)), np.diff(matrix.indptr)), len(offsets)
    ends = np.stack([matrix.data * low[matrix.indices], matrix.data * high[matrix.indices]])
    least, most, all_of = (
        np.bincount(rows, part, minlength=size)
        for part in (ends.min(axis=0), ends.max(axis=0), np.abs(ends).max(axis=0))
    )
    return least + offsets, most + offsets, all_of + np.abs(offsets)


def _as_floats(kind: str, constant: Any) -> Any:
    """A constant among values that depend on the inputs."""
    given = np.asarray(constant)
    found = given.astype(np.float64)
    if given.dtype.kind in "iu" and (np.abs(found) >= 2.0**53).any():
        raise FormatError("whole numbers from 2^53 on are not read")
    if kind not in _ENDLESS and not np.isfinite(found).all():
        raise FormatError("an infinite constant")
    return found
