"""What the functions that draw are called with: an argument of one name means the same in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from inspect import signature
from os import PathLike
from typing import Any, Literal, ParamSpec, TypeAlias, TypeVar, get_args

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import Check, checked, one_of, optional
from logicnet.ground.checks import flag, number, shown, text, whole
from logicnet.ground.running.interrupts import all_or_nothing
from logicnet.learning.data.rows import numeric
from logicnet.logic.writing import Written
from logicnet.network.network import Network

P = ParamSpec("P")
R = TypeVar("R")

Measure: TypeAlias = Literal[
    "units", "hidden_units", "depth", "parameters", "wires", "max_fan_in", "weight_sum"
]
# what is drawn on: for several pictures an array of them, or a list
SomeAxes: TypeAlias = Axes | Sequence[Axes] | NDArray[Any]
MEASURES: tuple[Measure, ...] = get_args(Measure)


def drawing(function: Callable[P, R]) -> Callable[P, R]:
    """A decorator for a function that draws: its arguments are checked by their names.

    Ctrl-C raises: there is no part of a picture, and none of what was cut.

    >>> @drawing
    ... def picture(*, title=None):
    ...     return title
    >>> picture(titel="a")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: picture has no option 'titel'; it has title; \
did you mean 'title'?
    """
    names = signature(function).parameters

    @wraps(function)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with all_or_nothing():
            return function(*args, **kwargs)

    return checked(**{name: check for name, check in _CHECKS.items() if name in names})(drawn)


def net_of(source: Any) -> Any:
    """The network or MLP of a result, or as it is; of anything else what `compile` makes of it.

    >>> net_of("a & b")
    <Network a b -> y, 2-1, 1 unit, depth 1, 3 parameters, least network of 4 inputs, \
fewest units, proven>
    """
    from logicnet.compiling import compile
    from logicnet.learning.nets.mlp import MLP

    for kept in (source, getattr(source, "network", None), getattr(source, "mlp", None)):
        if isinstance(kept, (Network, MLP)):
            return kept
    return compile(source)


def _axes(value: Any, name: str) -> Any:
    if isinstance(value, Axes):
        return value
    listed = list(getattr(value, "flat", value)) if _listed(value) else []
    if listed and all(isinstance(each, Axes) for each in listed):
        return value
    raise SpecificationError(
        f"{name} must be Axes of matplotlib, or a list of them for several pictures; "
        f"got {shown(value)}"
    )


def _listed(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _box(value: Any, name: str) -> tuple[float, float, float, float]:
    numbers = numeric(value, lambda k: f"bound {k + 1}") if _listed(value) else np.zeros(0)
    if numbers.shape != (4,) or not (numbers[0] < numbers[1] and numbers[2] < numbers[3]):
        raise SpecificationError(
            f"expected {name} (left, right, low, high) with left < right and low < high: "
            f"{shown(value)}"
        )
    left, right, low, high = numbers.tolist()
    return left, right, low, high


def _points(value: Any, name: str) -> NDArray[np.float64]:
    found = numeric(value, lambda k: f"coordinate {k + 1}")
    if found.ndim != 2 or found.shape[1] != 2 or not len(found):
        raise SpecificationError(f"{name} must be rows of 2 coordinates, got shape {found.shape}")
    return found


def _classes(value: Any, name: str) -> NDArray[np.int64]:
    found = numeric(value, lambda k: f"{name} {k + 1}")
    if found.ndim == 2 and found.shape[1] > 1:
        raise SpecificationError(f"{name} must be one number a point, got shape {found.shape}")
    flat = found.ravel()
    if found.ndim == 0 or (flat != np.rint(flat)).any() or (np.abs(flat) >= 2.0**53).any():
        raise SpecificationError(f"{name} must be one whole number a point, got {shown(value)}")
    return flat.astype(np.int64)


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, (list, tuple)):
        raise SpecificationError(f"{name} must be texts, one for each picture, got {shown(value)}")
    return [text(each, f"one of the {name}") for each in value]


def _formulas(value: Any, name: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise SpecificationError(f"{name} must map styles to texts, got {shown(value)}")
    return {text(k, "a style"): text(v, f"the formula of {k!r}") for k, v in value.items()}


def _colours(value: Any, name: str) -> dict[int, str]:
    if not isinstance(value, Mapping):
        raise SpecificationError(f"{name} must map unit numbers to colours, got {shown(value)}")
    for unit, colour in value.items():
        if not is_color_like(colour):
            raise SpecificationError(f"the colour of unit {shown(unit)} is none: {shown(colour)}")
    return {whole(unit, f"a unit of {name}", 0): colour for unit, colour in value.items()}


def _measures(value: Any, name: str) -> list[str]:
    if not isinstance(value, (list, tuple)) or not value:
        raise SpecificationError(f"{name} must be a list of {', '.join(MEASURES)}")
    return [_MEASURE(each, name) for each in value]


def _path(value: Any, name: str) -> Any:
    if isinstance(value, PathLike) or (isinstance(value, str) and value):
        return value
    raise SpecificationError(f"{name} must be the name of a file, got {shown(value)}")


_MEASURE = one_of(MEASURES, "measure")
_CHECKS: dict[str, Check] = {
    "ax": optional(_axes),
    "axes": _axes,
    "title": optional(text),
    "titles": optional(_texts),
    "bounds": optional(_box),
    "points": optional(_points),
    "classes": optional(_classes),
    "lines": optional(flag),
    "weights": optional(flag),
    "captions": optional(flag),
    "contours": flag,
    "loops": flag,
    "editable": flag,
    "resolution": partial(whole, low=2, high=4096),
    "most": partial(whole, low=1, high=4096),
    "dpi": partial(number, low=10, high=10_000),
    "fps": partial(number, low=0.01, high=1000),
    "frames": partial(whole, low=2, high=10_000),
    "output": optional(text),
    "first": one_of(("rows", "columns"), "first"),
    "notation": one_of(get_args(Written), "notation"),
    "measure": _MEASURE,
    "measures": _measures,
    "formulas": optional(_formulas),
    "unit_colours": optional(_colours),
    "path": _path,
}
