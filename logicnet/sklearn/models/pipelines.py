"""The features of a model, and what a pipeline does to them before the model reads them."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError

Floats = NDArray[np.float64]
_LARGEST = np.finfo(np.float64).max
_SHIFTS = {  # by the name of a scaler: what it subtracts and what it divides by, if any
    "StandardScaler": ("mean_", "scale_"),
    "RobustScaler": ("center_", "scale_"),
    "MaxAbsScaler": (None, "scale_"),
}
MONOTONE = (*_SHIFTS, "MinMaxScaler")  # column by column, and never decreasing


class Features(NamedTuple):
    """The names of the features, and the scalers that come before the model."""

    names: tuple[str, ...]
    scalers: tuple[Any, ...] = ()

    @property
    def width(self) -> int:
        """How many there are."""
        return len(self.names)

    def transform(self, rows: Floats) -> Any:
        """The rows as the model reads them, by the scalers' own arithmetic."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that these rows have no names
            for scaler in self.scalers:
                rows = np.clip(np.asarray(scaler.transform(rows)), -_LARGEST, _LARGEST)
        return rows

    def frame(self) -> dict[str, Any]:
        """The centre and the scale that a network of sums has, for one scaler at most."""
        if not self.scalers:
            return {}
        kinds = [type(scaler).__name__ for scaler in self.scalers]
        if len(kinds) > 1 or kinds[0] not in _SHIFTS:
            raise SpecificationError(
                f"sums of features after {' and '.join(kinds)} round; one StandardScaler, "
                "RobustScaler or MaxAbsScaler can be folded into a network exactly"
            )
        centre, scale = (
            None if name is None else getattr(self.scalers[0], name, None)
            for name in _SHIFTS[kinds[0]]
        )
        found = {"centre": centre, "scale": scale}
        return {word: np.asarray(v, np.float64) for word, v in found.items() if v is not None}
