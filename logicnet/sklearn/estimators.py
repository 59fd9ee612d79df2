"""What the estimators have in common: data as coordinates, whole weights of rows, a plain net."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import check_random_state, check_X_y, validate_data

from logicnet.errors import SpecificationError
from logicnet.ground.checks import whole
from logicnet.ground.extras import needed
from logicnet.ground.names import few
from logicnet.learning.data.columns import FittedColumns
from logicnet.learning.data.conditions import condition, thresholds
from logicnet.learning.nets.activations import ActivationName
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.run import Result
from logicnet.learning.training.training import train
from logicnet.logic.frames import columns_of, is_frame, names_of

from .literals import Literals

Floats = NDArray[np.float64]
_MOST_REPEATED = 1000  # times that a row may stand for the lightest one
_PARTS = 100  # of the heaviest weight, where weights are no whole multiples of the least
_LEAST_SPREAD = 1e-300


def coordinates_at_fit(
    estimator: Any,
    X: Any,
    y: Any,
    numeric: bool = False,
    missing: bool = False,
    named: Sequence[str] = (),
) -> tuple[Floats, NDArray[Any]]:
    """Rows of coordinates and targets, checked as scikit-learn does; keeps the `columns_`.

    `missing` and `named` are those of `FittedColumns.of`.
    """
    X = _framed(X)
    if not numeric:
        _check_labels(y)
    if is_frame(X) and y is not None:
        columns_of(X, names_of(X))  # which are all different
        validate_data(estimator, X, skip_check_array=True)
        estimator.columns_ = FittedColumns.of(X, missing=missing, named=named)
        return check_X_y(estimator.columns_.rows(X), y, y_numeric=numeric, estimator=estimator)  # type: ignore[no-any-return]
    rows, target = validate_data(estimator, X, y, dtype=np.float64, y_numeric=numeric)
    estimator.columns_ = FittedColumns.unnamed(rows.shape[1])
    return rows, target


def _check_labels(y: Any) -> None:
    """Refuse labels that are missing, or of types that have no order."""
    labels = np.asarray(y) if y is not None else np.zeros(0)
    if labels.dtype.kind != "O" or labels.ndim != 1:
        return
    kinds = {type(label) for label in labels.tolist()}
    lacking = [row for row, v in enumerate(labels.tolist()) if v is None or (v == v) is not True]
    if lacking:
        raise SpecificationError(f"Input y contains NaN: the label of row {lacking[0]} is missing")
    if any(issubclass(kind, str) for kind in kinds) and len(kinds) > 1:
        names = few(sorted(kind.__name__ for kind in kinds))
        raise SpecificationError(f"labels are of one type, for they are sorted; these are {names}")


def coordinates(estimator: Any, X: Any) -> Floats:
    """Rows of coordinates of data of the same columns as those that were fitted."""
    X = _framed(X)
    if is_frame(X):
        validate_data(estimator, X, skip_check_array=True, reset=False)
        found: Floats = estimator.columns_.rows(X)
        return found
    return np.asarray(validate_data(estimator, X, dtype=np.float64, reset=False))


def _framed(X: Any) -> Any:
    """Columns by name as a data frame; anything else as it is."""
    is_table = isinstance(X, Mapping) and not hasattr(X, "shape")  # as sparse arrays have
    return needed("pandas", "columns by name").DataFrame(dict(X)) if is_table else X


def forget(estimator: Any, names: Sequence[str]) -> None:
    """Remove what an earlier fit has left."""
    for name in names:
        if hasattr(estimator, name):
            delattr(estimator, name)


def repeated(weights: Any, rows: int) -> NDArray[np.int64]:
    """The numbers of the rows, each as often as its weight says, or as its share of the least.

    Where weights are no whole multiples of the least they are rounded to parts of the greatest.

    >>> repeated([0.5, 1.0, 0.0], 3).tolist()
    [0, 1, 1]
    """
    if weights is None:
        return np.arange(rows)
    given = row_weights(weights, None, np.arange(rows))
    counts = given if (given == np.rint(given)).all() else given / given[given > 0].min()
    times = np.rint(counts)
    if np.abs(counts - times).max() > 1e-9 or times.max() > _MOST_REPEATED:
        times = np.where(given > 0, np.maximum(np.rint(given / given.max() * _PARTS), 1), 0)
    return np.repeat(np.arange(rows), times.astype(np.int64))


def row_weights(weights: Any, class_weight: Any, y: NDArray[Any]) -> Floats:
    """How many rows each row counts as.

    >>> row_weights([1, 0.5, 2], {0: 2.0}, np.array([0, 1, 1])).tolist()
    [2.0, 0.5, 2.0]
    """
    given = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    if given.shape != (len(y),):
        raise SpecificationError(f"sample_weight has shape {given.shape}, expected {(len(y),)}")
    if not (np.isfinite(given).all() and (given >= 0).all() and given.any()):
        raise SpecificationError("each sample_weight is a number from 0 on, and not all are zero")
    if class_weight is None:
        return given
    return np.asarray(given * compute_sample_weight(class_weight, y), dtype=np.float64)


def data_literals(
    literals: Literals, estimator: Any, rows: Floats, cuts: int, weights: Floats | None = None
) -> Literals:
    """The literals of rules, and those of the data: cuts of numbers, and coordinates of 0 and 1.

    Numbers that happen to be 0 and 1 on these rows are cut, too, unless all are.
    """
    all_truths = bool(((rows == 0) | (rows == 1)).all())
    names, two_valued = estimator.columns_.coordinates, {*estimator.columns_.two_valued}
    half_spaces, direct = dict(literals.half_spaces), dict.fromkeys(literals.coordinates)
    for k, name in enumerate(names):
        values = rows[:, k]
        if all_truths or name in two_valued or name in direct:
            direct[name] = None
        elif whole(cuts, "cuts", 0):
            for cut in thresholds(values, cuts, "quantile", None, weights).tolist():
                half_spaces.setdefault(condition(name, cut), ([name], [1.0], cut))
    return Literals(half_spaces, tuple(direct))


def plain_net(
    estimator: Any, rows: Floats, targets: Any, outputs: Sequence[str], output: ActivationName
) -> Result:
    """A net without rules, trained on rows that it centres and scales itself."""
    hidden = estimator.hidden
    hidden = [hidden] if isinstance(hidden, (int, np.integer)) else list(hidden)
    sizes = [rows.shape[1], *(whole(size, "hidden") for size in hidden), len(outputs)]
    seed = seed_of(estimator)
    net = MLP.random(
        sizes, output=output, seed=seed, inputs=estimator.columns_.coordinates, outputs=outputs
    )
    spread = rows.std(axis=0)
    scale = np.where(spread > _LEAST_SPREAD, spread, 1.0)
    net = replace(net, wiring=replace(net.wiring, centre=rows.mean(axis=0), scale=scale))
    options = {"epochs": estimator.epochs, "l2": estimator.l2, "seed": seed,
               "time_limit": estimator.time_limit}  # fmt: skip
    rate = 0.05 if estimator.rate is None else estimator.rate
    return train(net, rows, targets, rate=rate, **options)


def seed_of(estimator: Any) -> int:
    """The seed of one fit."""
    state = estimator.random_state
    if isinstance(state, (int, np.integer)):
        return int(state)
    return int(check_random_state(state).randint(2**31 - 1))
