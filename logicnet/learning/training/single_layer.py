"""Learning without a hidden layer: four classical rules for units side by side.

A layer of m units trained at once is m units trained one by one, for they share nothing. None
of these rules gets all of exclusive-or right, as no line separates its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError, warn
from logicnet.ground.arguments import checked
from logicnet.ground.checks import choice, number, whole
from logicnet.ground.html import sentence
from logicnet.learning.data.rows import as_rows, numeric, numeric_targets
from logicnet.learning.data.tables import standardise
from logicnet.learning.nets.activations import ActivationName
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.sigmoid import harden
from logicnet.network.network import Network
from logicnet.network.wiring import Encoding

from .training import Result, train

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .options import TrainOptions

__all__ = ["Perceptron", "delta_rule", "least_squares", "logistic_regression", "perceptron"]

Floats = NDArray[np.float64]
_MOST_CLASSES = 10_000
_WINDOW = 256  # rows that the perceptron looks at together


@dataclass(frozen=True)
class Perceptron:
    """What the perceptron rule found, and whether the rows can be separated at all.

    `separable` is None where neither was shown within the epochs.
    """

    network: Network
    converged: bool
    separable: bool | None
    epochs: int
    mistakes: tuple[int, ...] = field(repr=False)

    def _repr_html_(self) -> str:
        return sentence("Perceptron", str(self))

    def __str__(self) -> str:
        if self.converged:
            return f"all rows right after {self.epochs} epochs"
        left = f"{self.mistakes[-1]} mistakes in epoch {self.epochs}"
        if self.separable is False:
            return f"no unit can get all rows right (they are not linearly separable); {left}"
        return f"the rows are separable, but more epochs are needed; {left}"


@checked()
def perceptron(
    x: Any, y: ArrayLike, *, rate: float = 1.0, epochs: int = 1000, encoding: Encoding | None = None
) -> Perceptron:
    """Rosenblatt's rule: on a mistake, add or subtract the row; ends if the rows are separable.

    The weights begin at 0, so a rate only scales them and changes no decision: the steps are
    taken with rate 1, exactly where rows are Boolean. For coordinates a sum counts as right
    only if no rounding can change its side, so that what was checked is what is returned.
    Where it does not end, a linear programme decides whether any unit separates the rows.

    >>> rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> print(perceptron(rows, [0, 0, 0, 1]))
    all rows right after 6 epochs
    >>> print(perceptron(rows, [0, 1, 1, 0], epochs=20))
    no unit can get all rows right (they are not linearly separable); 4 mistakes in epoch 20
    """
    number(rate, "rate", 0, inside=True)
    whole(epochs, "epochs")
    rows, targets = _data(x, y)
    if not ((targets == 0) | (targets == 1)).all():
        raise SpecificationError("the perceptron rule needs targets 0 and 1")
    if encoding is None:
        encoding = _encoding(rows)
    choice(encoding, "encoding", ("binary", "bipolar", "real"))
    extended = np.column_stack([rows, np.ones(len(rows))])
    doubt = 2 * extended.shape[1] * np.finfo(float).eps * (encoding == "real")
    weights = np.zeros((targets.shape[1], extended.shape[1]))
    mistakes: list[int] = []
    while len(mistakes) < epochs and (not mistakes or mistakes[-1]):
        units = zip(weights, targets.T, strict=True)
        mistakes.append(sum(_corrected(w, extended, t == 1, doubt) for w, t in units))
    network = _threshold_units(rate * weights if encoding == "real" else weights, encoding)
    converged = not mistakes[-1] and bool((network(rows) == targets).all())
    separable = converged or _separable(extended, targets)
    return Perceptron(network, converged, separable, len(mistakes), tuple(mistakes))


def _corrected(weights: Floats, rows: Floats, wanted: NDArray[np.bool_], doubt: float) -> int:
    """Go over the rows once, correcting one unit in place; returns the number of mistakes.

    It goes from mistake to mistake: all rows up to the next one meet the same weights.
    """
    at = mistakes = 0
    while at < len(rows):
        part, fires = rows[at : at + _WINDOW], wanted[at : at + _WINDOW]
        sums, unsure = part @ weights, doubt * (np.abs(part) @ np.abs(weights))
        wrong = np.where(fires, sums < unsure, sums >= -unsure)
        first = int(wrong.argmax())
        if wrong[first]:
            weights += part[first] if fires[first] else -part[first]
            mistakes += 1
        at += first + 1 if wrong[first] else len(part)
    return mistakes


def _encoding(rows: Floats) -> Encoding:
    if np.isin(rows, (0, 1)).all():
        return "binary"
    return "bipolar" if np.isin(rows, (-1, 1)).all() else "real"


def _threshold_units(weights: Floats, encoding: Any) -> Network:
    layer = MLP.from_layers([weights[:, :-1]], [weights[:, -1]], activation="step")
    layer = replace(layer, wiring=replace(layer.wiring, encoding=encoding))
    return harden(layer).described(construction="perceptron rule")


def _separable(extended: Floats, targets: Floats) -> bool:
    """Whether each unit has weights with every row at least 1 on its side of 0."""
    from scipy.optimize import linprog

    for target in targets.T:
        signed = np.where(target == 1, -1.0, 1.0)[:, None] * extended
        solved = linprog(
            np.zeros(extended.shape[1]), A_ub=signed, b_ub=-np.ones(len(signed)),
            bounds=(None, None), method="highs",
        )  # fmt: skip
        if solved.status != 0:
            return False
    return True


@checked()
def delta_rule(
    x: Any, y: ArrayLike, *, rate: float = 0.01, epochs: int = 1000,
    seed: int | np.random.Generator | None = 0, batch: int | None = 1,
) -> MLP:  # fmt: skip
    """Linear units by ``w += rate (t - w.x) x``, row by row (Widrow, Hoff): towards least squares.

    Where the rate is too large it warns, and the best weights are returned.

    >>> mlp = delta_rule([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0], rate=0.1)
    >>> mlp.weights.round(3).tolist(), mlp.biases.round(3).tolist()
    ([2.0], [1.0])
    """
    rows, targets = _data(x, y)
    start = _layer(rows, targets, "linear")
    result = train(
        start, rows, targets, loss="squares", optimiser="sgd", rate=rate, epochs=epochs,
        seed=seed, batch=batch,
    )  # fmt: skip
    if result.diverged:
        warn(f"delta rule: {result.stopped}", RuntimeWarning)
    return result.mlp


@checked()
def least_squares(x: Any, y: ArrayLike) -> MLP:
    """Linear units with the least sum of squares, in closed form: (X'X)^-1 X'Y, bias included.

    Of several solutions it is the one of smallest weights, found by singular values.

    >>> least_squares([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]).weights.round(6).tolist()
    [2.0]
    """
    rows, targets = _data(x, y)
    extended = np.column_stack([rows, np.ones(len(rows))])
    solution = np.linalg.lstsq(extended, targets, rcond=None)[0].T
    return MLP.from_layers([solution[:, :-1]], [solution[:, -1]], activation="linear")


@checked()
def logistic_regression(x: Any, y: ArrayLike, **options: Unpack[TrainOptions]) -> Result:
    """Sigmoid units (softmax for class numbers above 1) of greatest likelihood, from zero weights.

    By gradient ascent: full batch, mini-batch or online as `batch` says; `options` are those of
    `train`, such as `l2`. The columns are standardised for the steps, so that their scales do not
    matter, and the weights are those of the columns as given; with penalties, which mean the
    weights as given, nothing is scaled. Where the steps lead away from the optimum it warns, and
    the zero weights are returned.

    >>> result = logistic_regression([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1])
    >>> result.mlp.predict_proba([[1.5]]).round(3).tolist()
    [[0.5]]
    """
    classes, rows = numeric_targets(y), _rows(x)
    if classes.ndim == 1 and classes.max(initial=0) > 1:
        most = whole(int(classes.max()), "the largest class", 1, _MOST_CLASSES)
        start = _layer(rows, np.zeros((len(rows), most + 1)), "softmax")
        targets: ArrayLike = classes
    else:
        rows, values = _data(x, y)
        start, targets = _layer(rows, values, "sigmoid"), values
    chosen: dict[str, Any] = {"optimiser": "adam", "rate": 0.1, "epochs": 3000, "stop_update": 1e-7}
    chosen |= options
    if any(chosen.get(name) for name in ("l1", "l2", "anchor")):
        result = train(start, rows, targets, **chosen)
    else:
        result = _scaled(start, rows, targets, chosen)
    at_zero = start.loss(rows, targets, chosen.get("loss", "auto"))
    if not result.diverged and ("validation" in options or result.loss <= at_zero):
        return result
    warn(
        f"logistic regression: {result.stopped}; the loss is {result.loss:.3g}, and {at_zero:.3g} "
        "with zero weights: pass a smaller rate or standardise the columns",
        RuntimeWarning,
    )
    return result if result.loss <= at_zero else replace(result, mlp=start, loss=at_zero)


def _scaled(start: MLP, rows: Floats, targets: ArrayLike, options: dict[str, Any]) -> Result:
    """Trained on standardised columns; ``w.z + b`` is ``(w/s).x + b - (w/s).m`` for z = (x-m)/s."""
    z, scaling = standardise(rows)
    held = options.get("validation")
    if isinstance(held, tuple) and len(held) == 2:
        options = options | {"validation": (scaling.apply(_rows(held[0])), held[1])}
    result = train(start, z, targets, **options)
    weights = result.mlp.weights.reshape(-1, len(scaling.factor)) / scaling.factor
    biases = result.mlp.biases - weights @ scaling.shift
    mlp = result.mlp.with_parameters(weights=weights.ravel(), biases=biases)
    return replace(result, mlp=mlp)


def _layer(rows: Floats, targets: Floats, activation: ActivationName) -> MLP:
    m, n = targets.shape[1], rows.shape[1]
    return MLP.from_layers([np.zeros((m, n))], [np.zeros(m)], activation=activation)


def _rows(x: Any) -> Floats:
    if hasattr(x, "keys"):
        return as_rows(x, tuple(x.keys()))[0]
    rows = numeric(x, lambda k: f"column {k + 1}")
    if rows.ndim != 2 or not len(rows):
        raise SpecificationError(f"expected rows of numbers, got an array of shape {rows.shape}")
    return rows


def _data(x: Any, y: ArrayLike) -> tuple[Floats, Floats]:
    rows, targets = _rows(x), numeric_targets(y)
    targets = targets[:, None] if targets.ndim == 1 else targets
    if targets.ndim != 2 or len(targets) != len(rows):
        raise SpecificationError(f"{len(rows)} rows, but targets of shape {targets.shape}")
    if not np.isfinite(targets).all():
        row = int(np.argwhere(~np.isfinite(targets))[0, 0])
        raise SpecificationError(f"the target of row {row + 1} is not finite")
    return rows, targets


def __dir__() -> list[str]:
    return __all__
