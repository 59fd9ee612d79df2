"""A classifier that begins with rules, in the manner of scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.checks import choice, whole
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.rules.fine_tuning import FineTuned, fine_tune
from logicnet.learning.rules.learnt import Learnt, learnt
from logicnet.network.network import Network

from .estimators import (
    coordinates,
    coordinates_at_fit,
    data_literals,
    forget,
    plain_net,
    repeated,
    row_weights,
    seed_of,
)
from .literals import Literals, by_class, by_name, categorised, named_by, stated_rules
from .models.feature_units import class_outputs
from .onnx_model import classifier_model

if TYPE_CHECKING:
    from logicnet.formats.exchange.number_types import DType

Floats = NDArray[np.float64]
_METHODS = ("pool", "gradient")
_SIDE = 2.0**-20  # how far from 1/2 a probability is at least where the network decides


class RuleClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier that begins with rules and learns from rows, or from rows alone.

    `rules` is a formula, which says when it is the second of the sorted classes, or a mapping from
    each class to a formula, of which one may be left out: it is what fits none of the others. A
    formula is anything that `compile` takes: text, sympy, a table, a cover, a network, a `Theory`,
    or a fitted model of scikit-learn; outputs that are called like classes are for these. What a
    mapping states beside the classes are concepts, which later formulas read. Other names are those
    of the columns, x0, x1, ... without names; a category "red" of a column "colour" is
    `colour == "red"`, or `colour_red`; numbers are compared, `age >= 65 & smoker`. In data frames
    something may be missing: where it is at fitting, that is a state of its own, `age_missing`, and
    comparisons are with the median.

    `fit` weighs the rules, as a user trusts them, against what can be learnt from the rows: naive
    Bayes, a ridge, boosted trees, a forest and units that gradients find, over literals, over the
    units of the rules, and over how far each of these holds. Rows held out decide how much each
    counts. Where rows do not speak against the rules they stay as they are. `evidence_` says what
    was chosen and why, with errors of rows held out. `network_` is the exact threshold network
    over the columns, whose decisions `predict` returns; `predict_proba` is that of `mlp_`, whose
    last layer alone is smooth. Where rules that are kept say none of several classes, or more than
    one, the most probable is taken.

    The literals are those of the rules, categories, truth values, and at most `cuts` thresholds a
    column. `max_units` asks for a small network, of fewer cuts if need be; `evidence_` then says
    what it costs on rows held out. Each `sample_weight` and `class_weight` counts as so many rows.

    With `method="gradient"` it is `fine_tune` that learns, by gradients from the softened rules;
    `epochs`, `rate`, `anchor`, `added_anchor`, `wires`, `free_units`, `gain` and `time_limit` are
    its options, and `tuned_` is what it returns. Without rules, `hidden` asks for a plain net of
    these layers, to which `epochs`, `rate`, `l2` and `time_limit` apply, and there is no
    `network_`. For these two rows are repeated, as often as their weights say.

    >>> import numpy as np
    >>> X = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 4)
    >>> y = np.where(X[:, 0] & X[:, 1] | X[:, 2], "yes", "no")
    >>> model = RuleClassifier("x0 & x1").fit(X, y)  # half of the truth
    >>> model.predict([[0, 0, 1], [1, 0, 0]]).tolist(), model.evidence_.chosen
    (['yes', 'no'], 'pool')
    """

    def __init__(
        self,
        rules: Any = None,
        *,
        method: Literal["pool", "gradient"] = "pool",
        cuts: int = 16,
        max_units: int | None = None,
        class_weight: Any = None,
        hidden: Any = None,
        epochs: int = 200,
        rate: float | None = None,
        anchor: float | Literal["auto"] = "auto",
        added_anchor: float | Literal["auto"] | None = None,
        wires: str | None = "all",
        free_units: int = 8,
        gain: float = 4.0,
        l2: float = 1e-4,
        time_limit: float | None = None,
        random_state: Any = 0,
    ) -> None:
        self.rules = rules
        self.method = method
        self.cuts = cuts
        self.max_units = max_units
        self.class_weight = class_weight
        self.hidden = hidden
        self.epochs = epochs
        self.rate = rate
        self.anchor = anchor
        self.added_anchor = added_anchor
        self.wires = wires
        self.free_units = free_units
        self.gain = gain
        self.l2 = l2
        self.time_limit = time_limit
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = self._takes_many
        return tags

    @property
    def _is_by_class(self) -> bool:
        """Whether the rules say which class they are of, as outputs that have names do."""
        outputs = getattr(self.rules, "outputs", ())
        named = len(outputs) > 0 and {*outputs} <= {str(c) for c in self.classes_}
        return isinstance(self.rules, Mapping) or named

    @property
    def _takes_many(self) -> bool:
        """Whether there may be more than two classes: one formula tells two apart."""
        one = isinstance(self.rules, (str, bool)) or len(getattr(self.rules, "outputs", "ab")) == 1
        return not one

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> RuleClassifier:
        """Learn from rows and their classes."""
        self._rules = categorised(self.rules)
        stated = () if self.rules is None else named_by(self._rules)
        rows, y = coordinates_at_fit(self, X, y, missing=self.method == "pool", named=stated)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2 and not self._takes_many:
            raise SpecificationError(
                "Only binary classification is supported by one formula. The type of the target "
                "is multiclass: give a rule for each class"
            )
        forget(self, ("network_", "tuned_", "evidence_", "literals_", "rules_", "mlp_"))
        choice(self.method, "method", _METHODS)
        weights = row_weights(sample_weight, self.class_weight, y)
        if len(np.unique(codes[weights > 0])) < 2:
            raise SpecificationError(
                "RuleClassifier needs rows of at least 2 classes; the data has 1 class"
            )
        if self.hidden is not None and self.rules is None:
            kept = repeated(weights, len(rows))
            self._fit_plain(rows[kept], codes[kept])
        elif self.method == "gradient" and self.rules is not None:
            kept = repeated(weights, len(rows))
            self._fit_gradient(rows[kept], codes[kept])
        else:
            kept = np.flatnonzero(weights > 0)
            self._fit_pool(rows[kept], codes[kept], weights[kept])
        return self

    def _fit_plain(self, rows: Floats, codes: NDArray[np.int64]) -> None:
        two = len(self.classes_) == 2
        names = ("y",) if two else class_outputs(self.classes_)
        result = plain_net(self, rows, codes, names, "sigmoid" if two else "softmax")
        self.mlp_: MLP = result.mlp
        self.n_iter_ = max(1, result.epochs)

    def _stated(self) -> tuple[Network, Literals]:
        """The rules over their literals, an output for each class or for the second of two."""
        stated, own = stated_rules(by_name(self._rules, self.classes_), self.columns_.coordinates)
        return by_class(stated, self.classes_, self._is_by_class), own

    def _fit_pool(self, rows: Floats, codes: NDArray[np.int64], weights: Floats) -> None:
        names = self.columns_.coordinates
        stated, own = (None, Literals({}, ())) if self.rules is None else self._stated()
        cuts = whole(self.cuts, "cuts", 0)
        while True:
            literals = data_literals(own, self, rows, cuts, weights)
            try:
                found = self._learnt(stated, literals, rows, codes, weights)
                break
            except LimitError:  # each cut is a unit, so that fewer may do
                if not cuts:
                    raise
                cuts //= 2
        self.literals_ = literals
        self.evidence_ = found.evidence[0]
        self.mlp_ = found.mlp
        if stated is not None:
            self.rules_: Network = literals.over(stated, names)
        self.network_: Network = literals.over(found.network, names)

    def _learnt(
        self, stated: Network | None, literals: Literals, rows: Floats, codes: NDArray[np.int64],
        weights: Floats,
    ) -> Learnt:  # fmt: skip
        names, outputs = self.columns_.coordinates, class_outputs(self.classes_)

        def size(network: Network) -> int:
            return literals.over(network, names).units

        return learnt(
            stated, literals.names, literals.values(rows, names), codes,
            outputs[-1:] if len(self.classes_) == 2 else outputs, weights=weights,
            seed=seed_of(self), size=size,
            max_units=None if self.max_units is None else whole(self.max_units, "max_units", 1),
        )  # fmt: skip

    def _fit_gradient(self, rows: Floats, codes: NDArray[np.int64]) -> None:
        names = self.columns_.coordinates
        stated, own = self._stated()
        literals = data_literals(own, self, rows, self.cuts)
        stated = stated.over(literals.names)
        ends = len(stated.outputs)
        targets = codes[:, None] if ends == 1 else codes[:, None] == np.arange(ends)
        options: dict[str, Any] = {} if self.rate is None else {"rate": self.rate}
        tuned = fine_tune(
            stated, literals.values(rows, names), targets.astype(np.int64), method="gradient",
            gain=self.gain, anchor=self.anchor, added_anchor=self.added_anchor, wires=self.wires,
            free_units=self.free_units,
            epochs=self.epochs, seed=seed_of(self), time_limit=self.time_limit,
            max_units=self.max_units, **options,
        )  # fmt: skip
        self.literals_ = literals
        self.tuned_: FineTuned = tuned
        self.mlp_ = tuned.mlp
        self.rules_ = literals.over(stated, names)
        self.network_ = literals.over(tuned.network, names)
        if self.max_units is not None and self.network_.units > self.max_units:
            raise LimitError(
                f"the network has {self.network_.units} units with its thresholds, more than "
                f"max_units={self.max_units}; ask for fewer cuts or free_units"
            )
        self.n_iter_ = max(1, tuned.epochs)

    def _probabilities(self, X: Any) -> Floats:
        check_is_fitted(self)
        rows = coordinates(self, X)
        ruled = hasattr(self, "literals_")
        read = self.literals_.values(rows, self.columns_.coordinates) if ruled else rows
        found = np.asarray(self.mlp_.predict_proba(read), dtype=np.float64)
        if hasattr(self, "tuned_"):
            hard = np.asarray(self.tuned_.network(read)) == 1
            found = np.where(hard, np.maximum(found, 0.5 + _SIDE), np.minimum(found, 0.5 - _SIDE))
        if found.shape[1] == 1:
            return np.concatenate([1 - found, found], axis=1)
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    def predict_proba(self, X: Any) -> Floats:
        """The probabilities of the classes, rows by classes."""
        return self._probabilities(X)

    def predict(self, X: Any) -> NDArray[Any]:
        """The class of each row."""
        chosen = self._probabilities(X).argmax(axis=1)
        return np.asarray(self.classes_[chosen])

    def decision_function(self, X: Any) -> Floats:
        """Logarithms of probabilities; of two classes the log-odds of the second one."""
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(self._probabilities(X), np.finfo(float).tiny))
        return np.asarray(logs[:, 1] - logs[:, 0]) if logs.shape[1] == 2 else logs

    def onnx_model(self, dtype: DType | None = None, opset: int | None = None) -> Any:
        """The model of ONNX that `write` puts into a file: outputs `label` and `probabilities`.

        It reads rows of `columns_.coordinates`, as numbers of 64 bits unless told otherwise.
        """
        check_is_fitted(self)
        return classifier_model(self, dtype, opset, _SIDE)
