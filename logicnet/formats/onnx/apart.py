"""Which sums of a graph may be joined where the rounding of its own floats counts.

A sum that is joined into that of a unit is counted there as if it were added at once. So it may be
joined where it rounds nothing in the type of the graph, or where its terms stay apart: no two of
them are added up, so that none cancels. Any other becomes a linear unit, which rounds by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from logicnet.errors import FormatError
from logicnet.network.exactness import NO_GRAIN, fit, grains
from logicnet.tracing.columns import Columns
from logicnet.tracing.trace import Rounded, Trace

from .moving import MOVING

_UNITS = {"Sigmoid", "Tanh", "Relu", "Softmax", "Identity", "Dropout", "Not", "And", "Or", "Xor"}
_AS_THEY_ARE = {*MOVING, *_UNITS} - {"Concat"}  # what reads sums without adding to them
_ALIKE = {"Concat", "Neg", "Sign"}  # likewise, but for their gain
_ADDING = {"Add", "Sum", "Sub"}
_COMPARING = {"Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal"}
_REDUCING = {"ReduceSum", "ReduceMean"}
_MULTIPLYING = {"MatMul", "Gemm"}
_SELECTING = {"Max", "Min", "Where", "Cast", "LeakyRelu", "Clip", *_COMPARING, *_ALIKE}
_FINEST = {11: (15, -24)}  # float16: sizes below 2^15 of multiples of 2^-24
_FINE = (127, -120)


@dataclass(frozen=True)
class Apart:
    """The sums of a trace in floats of so many bits; its inputs may be `whole`: 0 and 1, or -1."""

    trace: Trace
    bits: int
    whole: bool

    def readied(self, kind: str, args: list[Any], told: dict[str, Any]) -> list[Any]:
        """The arguments of an operator, where needed as units of their own."""
        sums = [arg for arg in args if isinstance(arg, Columns)]
        if not sums or kind in _AS_THEY_ARE or self._may_join(kind, args, sums, told):
            return args
        each = kind in _REDUCING | _MULTIPLYING  # where a node that is read twice is added up
        return [self.settled(arg, each) if isinstance(arg, Columns) else arg for arg in args]

    def settled(self, z: Columns, each: bool = False) -> Columns:
        """The values as units that round by themselves, unless they are nodes already."""
        if z.truth or (_is_single(z) and not each):
            return z
        if not self.trace.smooth:
            raise Rounded("sums are rounded between operators")
        return self.trace.units(z, "linear")

    def output(self, z: Columns) -> Columns:
        """An output; what scales a sum rounds by itself."""
        return z if z.gain == 1.0 or not self.trace.smooth else self.settled(z)

    def held(self, kind: str, found: Any) -> Any:
        """What an operator makes of constants, which has to be a number of the type."""
        if kind in MOVING or kind == "Cast" or np.asarray(found).dtype.kind != "f":
            return found
        whole = np.ldexp(np.frexp(found)[0], self.bits)
        if (whole != np.rint(whole)).any():
            raise FormatError("what it makes of constants is rounded in the type of the graph")
        return found

    def _may_join(
        self, kind: str, args: list[Any], sums: list[Columns], told: dict[str, Any]
    ) -> bool:
        single, exact = all(map(_is_single, sums)), all(map(self._is_exact, sums))
        if kind in _MULTIPLYING:
            return _is_product(args) or (exact and self._is_counted(kind, args, told))
        if kind in _REDUCING:
            return _is_sum_along(args, told) or (exact and self._is_counted(kind, args, told))
        if exact and kind in _SELECTING:
            return True  # which round nothing
        if kind in _ALIKE:
            return all(z.gain == 1.0 for z in sums)
        if kind in _ADDING or kind in _COMPARING:
            return self._is_joined_sum(kind, args, exact)
        if kind in ("Mul", "Div"):
            return self._is_scaled(kind, args, sums)
        return single

    def _is_joined_sum(self, kind: str, args: list[Any], exact: bool) -> bool:
        """Whether terms of a sum of two stay apart, or it is exact as they are."""
        first, second = args if isinstance(args[0], Columns) else args[::-1]
        sign = 1.0 if kind in ("Add", "Sum") else -1.0
        if isinstance(second, Columns):
            total = first.added(second.scaled(sign))
        else:
            total = first.plus(sign * np.asarray(second, dtype=np.float64))
        if exact and self._is_exact(total):
            return True
        parts = [z.spread(np.zeros(total.shape))[0] for z in args if isinstance(z, Columns)]
        before = sum(map(_terms, parts))
        if not isinstance(second, Columns):
            before += int(np.count_nonzero(first.spread(np.asarray(second, dtype=float))[1]))
        return all(z.gain == 1.0 for z in parts) and _terms(total) == before

    def _is_scaled(self, kind: str, args: list[Any], sums: list[Columns]) -> bool:
        """Whether a product is a gain, or exact."""
        if kind == "Div":
            _check_divisor(args[1])
        if _is_single(sums[0]):
            return True
        factor = next((arg for arg in args if not isinstance(arg, Columns)), None)
        if factor is None:
            return True  # which is refused as such
        by = np.asarray(factor, dtype=np.float64)
        gain = by.size == 1 and by.ndim <= 1 and sums[0].gain == 1.0 and by.min() > 0
        if gain:
            return True
        exact = self._is_exact(sums[0]) and (kind == "Mul" or _are_powers(by))
        with np.errstate(all="ignore"):
            found = sums[0].scaled(by if kind == "Mul" else 1 / by)
        return exact and self._is_exact(found)

    def _is_counted(self, kind: str, args: list[Any], told: dict[str, Any]) -> bool:
        """Whether what a matrix or a sum along an axis makes of exact values is exact."""
        given, *others = args
        if any(isinstance(each, Columns) for each in others) or not isinstance(given, Columns):
            return False
        if kind == "ReduceMean" or any(told.get(k, 1.0) != 1.0 for k in ("alpha", "beta")):
            return False
        bound, grain = _reach(given)
        if kind == "ReduceSum":
            return self._fits(bound.sum(), grain)
        numbers = [np.asarray(arg, dtype=np.float64) for arg in args[1:] if arg is not None]
        weights = numbers[0].T if told.get("transB") else numbers[0]
        if weights.ndim != 2 or len(weights) != len(bound):
            return False
        size = (bound @ np.abs(weights)).max(initial=0.0)
        finest = grain + grains(weights).min(initial=NO_GRAIN)
        for each in numbers[1:]:
            size += np.abs(each).max(initial=0.0)
            finest = min(finest, grains(each).min(initial=NO_GRAIN))
        return self._fits(size, finest)

    def _is_exact(self, z: Columns) -> bool:
        """Whether the values, whatever two-valued nodes are, are numbers of the type."""
        z = z.plain()
        nodes = z.matrix.indices
        two = self.trace.lies_apart[nodes] | ((nodes < self.trace.inputs) & self.whole)
        bound, grain = _reach(z)
        return z.exact and bool(two.all()) and self._fits(bound.max(initial=0.0), grain)

    def _fits(self, bound: Any, grain: Any) -> bool:
        top, finest = _FINEST.get(self.bits, _FINE)
        return bool(bound < 2.0**top and grain >= finest and fit(bound, grain, self.bits))


def _reach(z: Columns) -> tuple[Any, int]:
    """How large each value can be at nodes of -1, 0 and 1, and of what they are multiples."""
    z = z.plain()
    bound = np.abs(z.offsets) + np.asarray(np.abs(z.matrix).sum(axis=1)).ravel()
    grain = grains(np.concatenate([z.matrix.data, z.offsets])).min(initial=NO_GRAIN)
    return bound, int(grain)


def _are_powers(values: Any) -> bool:
    return bool((np.abs(np.frexp(values)[0]) == 0.5).all())


def _is_single(z: Columns) -> bool:
    """Whether each value is a node, or that times a power of 2."""
    each = np.array_equal(z.matrix.indptr, np.arange(z.size + 1))
    powers = _are_powers(z.matrix.data) and _are_powers(np.array([z.gain]))
    return bool(each and powers and not z.offsets.any())


def _is_product(args: list[Any]) -> bool:
    """Whether a matrix is multiplied by nodes that are different ones."""
    given, *others = args
    if any(isinstance(each, Columns) for each in others[1:]):
        raise FormatError("the rounding of a bias that depends on the inputs is not known")
    if not isinstance(given, Columns):
        return True  # which is refused as such
    return _is_single(given) and len(np.unique(given.matrix.indices)) == given.size


def _is_sum_along(args: list[Any], told: dict[str, Any]) -> bool:
    """Whether the terms of sums along axes stay apart."""
    axes = args[1] if len(args) > 1 else told.get("axes")
    if axes is None or not isinstance(args[0], Columns):
        return True  # which is refused as such
    total = args[0].summed([int(axis) for axis in np.ravel(axes)], True)
    return args[0].gain == 1.0 and _terms(total) == _terms(args[0])


def _terms(z: Columns) -> int:
    """How many numbers are added in all values."""
    return int(np.count_nonzero(z.matrix.data)) + int(np.count_nonzero(z.offsets))


def _check_divisor(by: Any) -> None:
    """A quotient is read as a product, which is no other where either is rounded alike."""
    if isinstance(by, Columns):
        return
    with np.errstate(all="ignore"):
        part = 1.0 / np.asarray(by, dtype=np.float64)
    if ((part == np.rint(part)) & (np.abs(np.frexp(part)[0]) != 0.5)).any():
        raise FormatError("the rounding of quotients by these numbers is not known")
