"""Numeric columns as truth values: thresholds chosen from data, named as rules name them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from logicnet.errors import SpecificationError
from logicnet.ground.checks import choice, whole
from logicnet.learning.data.conditions import condition, thresholds

Floats = NDArray[np.float64]
Strategy = Literal["quantile", "entropy", "uniform"]
STRATEGIES = ("quantile", "entropy", "uniform")


class ThresholdBinarizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Numeric columns as columns of 0 and 1 that say whether a value reaches a threshold.

    At most `cuts` thresholds a column are chosen from the data: "quantile", so that about as many
    rows lie between any two; "entropy", one after another where they tell most about the classes
    `y`; "uniform", at equal distances. They lie half-way between two values of the data, rounded
    to as few digits as keep them there. Names are such as "age >= 65", which rules can use: columns
    of 0 and 1, and what has a single value, have one threshold or none.

    >>> ThresholdBinarizer(cuts=1, strategy="entropy").fit_transform(
    ...     [[30.0], [40.0], [66.0], [70.0]], [0, 0, 1, 1]).ravel().tolist()
    [0, 0, 1, 1]
    """

    def __init__(self, cuts: int = 4, *, strategy: Strategy = "quantile") -> None:
        self.cuts = cuts
        self.strategy = strategy

    def fit(self, X: Any, y: Any = None) -> ThresholdBinarizer:
        """Choose the thresholds."""
        whole(self.cuts, "cuts", 1)
        choice(self.strategy, "strategy", STRATEGIES)
        if self.strategy == "entropy":
            if y is None:
                raise SpecificationError(
                    "strategy='entropy' requires y to be passed, but the target y is None"
                )
            X, y = validate_data(self, X, y, dtype=np.float64)
            classes = _classes(y)
        else:
            X, classes = validate_data(self, X, dtype=np.float64), None
        self.thresholds_ = [
            thresholds(X[:, k], self.cuts, self.strategy, classes) for k in range(X.shape[1])
        ]
        return self

    def transform(self, X: Any) -> NDArray[np.int64]:
        """Rows by thresholds: 1 where a value reaches the threshold."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        parts = [X[:, k, None] >= own for k, own in enumerate(self.thresholds_)]
        return np.concatenate(parts, axis=1).astype(np.int64)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """The conditions, as rules write them."""
        check_is_fitted(self, "thresholds_")
        own = getattr(self, "feature_names_in_", None)
        if input_features is not None and own is not None and list(own) != list(input_features):
            raise ValueError("input_features is not equal to feature_names_in_")
        names = own if input_features is None else input_features
        if names is None:
            names = [f"x{k}" for k in range(self.n_features_in_)]
        if len(names) != self.n_features_in_:
            raise ValueError(
                f"input_features should have length equal to number of features "
                f"({self.n_features_in_}), got {len(names)}"
            )
        found = [
            condition(str(name), cut)
            for name, own_cuts in zip(names, self.thresholds_, strict=True)
            for cut in own_cuts.tolist()
        ]
        return np.array(found, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = self.strategy == "entropy"
        tags.transformer_tags.preserves_dtype = []  # what comes out is whole
        return tags


def _classes(y: Any) -> NDArray[np.int64]:
    """The number of each row's class."""
    if type_of_target(y, raise_unknown=True) not in ("binary", "multiclass"):
        raise SpecificationError("strategy='entropy' needs classes; use 'quantile' for numbers")
    return np.asarray(np.unique(y, return_inverse=True)[1], dtype=np.int64)
