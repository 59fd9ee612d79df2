"""The features of a model, and what a pipeline does to them before the model reads them."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError

from .cuts import cuts
from .feature_units import FeatureUnits

Floats = NDArray[np.float64]
_LARGEST = np.finfo(np.float64).max
_SHIFTS = {  # by the name of a scaler: what it subtracts and what it divides by, if any
    "StandardScaler": ("mean_", "scale_"),
    "RobustScaler": ("center_", "scale_"),
    "MaxAbsScaler": (None, "scale_"),
}
_BINARY = ("Binarizer", "ThresholdBinarizer")  # what they give is 0 or 1
MONOTONE = (*_SHIFTS, "MinMaxScaler", *_BINARY)  # each feature of one column, never decreasing


class Features(NamedTuple):
    """The names of the columns, and the steps that make them what the model reads."""

    names: tuple[str, ...]
    scalers: tuple[Any, ...] = ()

    @property
    def columns(self) -> list[int]:
        """The column that each feature of the model depends on."""
        found = list(range(len(self.names)))
        for scaler in self.scalers:
            if hasattr(scaler, "thresholds_"):
                pairs = zip(found, scaler.thresholds_, strict=True)
                found = [column for column, own in pairs for _ in own]
        return found

    @property
    def are_binary(self) -> bool:
        """Whether the last step gives 0 and 1."""
        return bool(self.scalers) and type(self.scalers[-1]).__name__ in _BINARY

    def nodes(self, draft: FeatureUnits) -> list[int]:
        """What a sum reads for each feature: its column, or the unit that it is 0 or 1 by."""
        if not self.are_binary:
            return self.columns
        columns = self.columns
        halves = np.full(len(columns), 0.5)
        places = cuts(self.transform, self.width, columns, np.arange(len(columns)), halves)
        found = zip(columns, places.tolist(), strict=True)
        return [draft.reaches(column, cut) for column, cut in found]

    @property
    def width(self) -> int:
        """How many columns there are."""
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
        if not self.scalers or self.are_binary:
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
