"""Numbers in files: lists and arrays of them, exactly, or an error that says where it stands."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, SpecificationError
from logicnet.network import exact_numbers


def real_list(values: Any, name: str, where: str) -> NDArray[np.float64]:
    """A list of numbers as floats."""
    if not isinstance(values, list) or not {*map(type, values)} <= {int, float}:
        raise FormatError(f'{where}: "{name}" must be a list of numbers')
    return exact(values, np.float64, f'"{name}"', where)


def exact(values: Any, dtype: type[np.generic], name: str, where: str) -> NDArray[Any]:
    """The numbers in one dimension as an array of that type, which must hold each of them."""
    if not isinstance(values, list) and (values.ndim != 1 or values.dtype.kind not in "iuf"):
        raise FormatError(
            f"{where}: {name} has {values.ndim} dimensions of type {values.dtype}; expected "
            "numbers in one dimension"
        )
    try:
        return exact_numbers.exact(values, dtype, name)
    except SpecificationError as error:
        raise FormatError(f"{where}: {error}") from None


def weights_and_levels(
    weights: Any, levels: Any, names: tuple[str, str], where: str
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weights, and thresholds or biases: both as whole numbers, or both as floats."""
    dtype = np.int64 if _are_whole(weights) and _are_whole(levels) else np.float64
    return exact(weights, dtype, names[0], where), exact(levels, dtype, names[1], where)


def _are_whole(values: Any) -> bool:
    if isinstance(values, list):
        return {*map(type, values)} <= {int}
    return values.size == 0 or bool(values.dtype.kind in "iu")
