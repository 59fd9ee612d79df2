"""The number types of the values of a graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from logicnet.errors import FormatError
from logicnet.network.exactness import BITS


class NumberType(NamedTuple):
    """The numbers of a type: the least and the largest, and the digits of floats (else 0)."""

    name: str
    low: float
    high: float
    digits: int = 0

    @property
    def tiny(self) -> float:
        """The smallest positive number that has all digits."""
        return 2.0**-14 if self.name == "float16" else 2.0**-1022 if self.digits > 24 else 2.0**-126

    def holds(self, numbers: Any) -> bool:
        """Whether all numbers are between the least and the largest."""
        return bool(((numbers >= self.low) & (numbers <= self.high)).all())


def _floats(name: str, high: float, digits: int) -> NumberType:
    return NumberType(name, -high, high, digits)


def _whole(bits: int) -> list[NumberType]:
    half = 2.0 ** (bits - 1)
    return [NumberType(f"int{bits}", -half, half - 1),
            NumberType(f"uint{bits}", 0.0, 2 * half - 1)]  # fmt: skip


_BY_NAME = {
    kind.name: kind
    for kind in (
        NumberType("bool", 0.0, 1.0),
        _floats("float16", 65504.0, 11),
        _floats("bfloat16", 3e38, 8),
        _floats("float32", float(np.finfo(np.float32).max), BITS["float32"]),
        _floats("float64", float(np.finfo(np.float64).max), BITS["float64"]),
        *(kind for bits in (8, 16, 32, 64) for kind in _whole(bits)),
    )
}
_NAMES = {1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
          9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64",
          16: "bfloat16"}  # fmt: skip
TYPES = {number: _BY_NAME[name] for number, name in _NAMES.items()}  # by their numbers in ONNX
BOOL = _BY_NAME["bool"]

_TRUTHS = {"Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "Not", "And", "Or", "Xor"}


def type_of(number: int, what: str) -> NumberType:
    """The type with a number in ONNX."""
    if number not in TYPES:
        raise FormatError(f"{what} is of a type that is not read; what is: {', '.join(_BY_NAME)}")
    return TYPES[number]


def type_made(kind: str, given: Sequence[NumberType | None], told: Any) -> NumberType:
    """The type of what an operator makes of values of these types."""
    if kind == "Cast":
        return type_of(told["to"], "what is cast to")
    if kind in _TRUTHS:
        return BOOL
    if kind == "Shape":
        return _BY_NAME["int64"]
    found = given[1 if kind == "Where" else 0]
    return _BY_NAME["float32"] if found is None else found


def digits_of(numbers: Sequence[int]) -> int:
    """The digits of the least of the float types among those with some numbers in ONNX."""
    found = [TYPES[number].digits for number in numbers if number in TYPES]
    return min((digits for digits in found if digits), default=BITS["float32"])
