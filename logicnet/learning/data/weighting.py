"""How much rows count: by a number of their own, and by their class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import floats

Floats = NDArray[np.float64]


def row_weights(sample_weight: Any, class_weight: Any, targets: Floats) -> Floats | None:
    """How often each row counts, or None where all count once; `targets` are outputs by rows.

    >>> row_weights([1, 3], None, np.zeros((1, 2))).tolist()
    [1.0, 3.0]
    """
    count = targets.shape[1]
    by_class = class_weights(class_weight, targets)
    if sample_weight is None:
        return by_class
    given = floats(sample_weight, "sample_weight")
    if given.shape != (count,) or not (given >= 0).all() or not given.any():
        raise SpecificationError(
            f"sample_weight is a number from 0 on for each of {count} rows, and not all are zero"
        )
    with np.errstate(over="ignore"):
        total = given.sum()
    if not np.isfinite(total):
        raise SpecificationError("the sum of sample_weight must be finite")
    return given if by_class is None else given * by_class


def class_weights(weights: Mapping[float, float] | Any, targets: Floats) -> Floats | None:
    """What each row counts by its class: the target, or the place of the 1 among several.

    "balanced" gives a class of c rows out of n the weight n / (classes c).

    >>> class_weights("balanced", np.array([[0.0, 0.0, 0.0, 1.0]])).round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    if weights is None:
        return None
    labels = labels_of(targets)
    classes, place, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if isinstance(weights, str):
        shares = len(labels) / (len(classes) * counts)
    else:
        missing = [label for label in classes.tolist() if label not in weights]
        if missing:
            raise SpecificationError(f"class_weight has no weight of class {missing[0]:g}")
        shares = np.array([weights[label] for label in classes.tolist()], dtype=np.float64)
    found: Floats = shares[place]
    if not found.any():
        raise SpecificationError("the class_weight of all rows is 0")
    return found


def labels_of(targets: Floats) -> NDArray[Any]:
    """The class of each row: the target, or the place of the 1 among several.

    >>> labels_of(np.array([[1.0, 0.0], [0.0, 1.0]])).tolist()
    [0, 1]
    """
    if len(targets) > 1 and (np.sort(targets, axis=0)[-1] != targets.sum(axis=0)).any():
        raise SpecificationError("class_weight needs one class a row: one output, or one-hot ones")
    labels: NDArray[Any] = targets.argmax(axis=0) if len(targets) > 1 else targets[0]
    return labels
