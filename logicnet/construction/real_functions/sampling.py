"""Functions of one or few variables that can only be called: what they are at many places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from logicnet.errors import SpecificationError

from .intervals import Floats

ROUNDING = 2.0**-48  # of the greatest value: what a callable may round its values by
_SAMPLES = 1 << 16  # places at which a function is looked at for how much it varies


def check_steepness(places: Floats, values: Floats, lipschitz: float) -> None:
    """Raise where f, as sampled along the axes, is steeper than the Lipschitz constant says."""
    rounding = ROUNDING * np.abs(values).max(initial=0)
    for axis in range(places.shape[-1]):
        way = np.diff(places[..., axis], axis=axis + 1)
        change = np.abs(np.diff(values, axis=axis + 1))
        steep = np.argwhere(change > lipschitz * way * (1 + 2.0**-40) + rounding)
        if len(steep):
            k = tuple(steep[0].tolist())
            raise SpecificationError(
                f"f changes by {change[k]:g} within {way[k]:g} at {places[k].tolist()}, faster "
                f"than the Lipschitz constant {lipschitz:g} allows"
            )


def equal_variation(f: Callable[..., Any], a: float, b: float, pieces: int) -> Floats:
    """Cuts between which f, as sampled, varies equally much."""
    x = np.linspace(a, b, _SAMPLES + 1)
    total = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(values_at(f, x[:, None]))))])
    if not total[-1]:
        return np.linspace(a, b, pieces + 1)
    rising = np.concatenate([[True], np.diff(total) > 0])
    inner = np.interp(np.arange(1, pieces) * (total[-1] / pieces), total[rising], x[rising])
    return np.unique(np.concatenate([[a], inner, [b]]))


def values_at(f: Callable[..., Any], places: Floats) -> Floats:
    """f at many places: at once where it takes arrays, else one by one."""
    columns = [places[..., axis] for axis in range(places.shape[-1])]
    try:
        with np.errstate(all="ignore"):  # what is not finite is refused below
            values = np.asarray(f(*columns), dtype=np.float64)
    except (TypeError, ValueError):
        flat = zip(*(column.ravel().tolist() for column in columns), strict=True)
        values = np.array([_value_at(f, row) for row in flat]).reshape(columns[0].shape)
    values = np.broadcast_to(values, columns[0].shape) if values.ndim == 0 else values
    if values.shape != columns[0].shape or not np.isfinite(values).all():
        what = "interval" if len(columns) == 1 else "box"
        raise SpecificationError(f"f must give one finite number for each place in the {what}")
    return values


def _value_at(f: Callable[..., Any], row: tuple[float, ...]) -> float:
    try:
        return float(f(*row))
    except (ArithmeticError, TypeError, ValueError) as error:
        raise SpecificationError(
            f"f must give one finite number for each place; at {row} it fails: {error}"
        ) from error
