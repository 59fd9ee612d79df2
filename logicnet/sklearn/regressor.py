"""A regressor over rules, in the manner of scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from logicnet.errors import SpecificationError
from logicnet.learning.nets.mlp import MLP

from .estimators import coordinates, coordinates_at_fit, forget, plain_net, repeated
from .literals import stated_rules

Floats = NDArray[np.float64]


class RuleRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A number for each row: what each rule that holds is worth, or a plain net without rules.

    `rules` is a formula, a list of formulas, or a mapping from names to formulas; each is anything
    that `compile` takes. They are not changed: `fit` finds the values of least squared error,
    `values_` by name and `intercept_` where no rule holds, and the prediction is the sum of those
    whose rules hold. Where rules say the same on all rows, the least values are taken. `network_`
    computes the rules exactly. What is learnt is therefore constant between the thresholds that
    the rules state; more thresholds come from `ThresholdBinarizer`, before a linear model.

    Without rules it is a net of the layers `hidden` that gives the value, trained on centred and
    scaled columns, `mlp_`. A `sample_weight` repeats rows as often as it says.

    >>> model = RuleRegressor({"old": "age >= 65", "smokes": "smoker"})
    >>> import pandas
    >>> X = pandas.DataFrame({"age": [30, 70, 40, 80], "smoker": [False, False, True, True]})
    >>> model.fit(X, [1.0, 3.0, 2.0, 4.0]).predict(X).round(6).tolist()
    [1.0, 3.0, 2.0, 4.0]
    >>> {name: round(value, 6) for name, value in model.values_.items()}
    {'old': 2.0, 'smokes': 1.0}
    """

    def __init__(
        self,
        rules: Any = None,
        *,
        hidden: Any = 16,
        epochs: int = 300,
        rate: float | None = None,
        l2: float = 1e-5,
        time_limit: float | None = None,
        random_state: Any = 0,
    ) -> None:
        self.rules = rules
        self.hidden = hidden
        self.epochs = epochs
        self.rate = rate
        self.l2 = l2
        self.time_limit = time_limit
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = self.rules is not None  # rules may be about other data
        return tags

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> RuleRegressor:
        """Learn from rows and their values."""
        rows, y = coordinates_at_fit(self, X, y, numeric=True)
        kept = repeated(sample_weight, len(rows))
        rows, y = rows[kept], np.asarray(y, dtype=np.float64)[kept]
        forget(self, ("network_", "values_", "intercept_", "mlp_", "literals_", "stated_"))
        if self.rules is None:
            self._fit_plain(rows, y)
        else:
            self._fit_rules(rows, y)
        return self

    def _fit_plain(self, rows: Floats, y: Floats) -> None:
        centre, spread = float(y.mean()), float(y.std()) or 1.0
        result = plain_net(self, rows, (y - centre) / spread, ("y",), "linear")
        net, last = result.mlp, result.mlp.units - 1
        weights, biases = net.weights.copy(), net.biases.copy()
        weights[net.indptr[last] :] *= spread
        biases[last] = biases[last] * spread + centre
        self.mlp_: MLP = net.with_parameters(weights=weights, biases=biases)
        self.n_iter_ = max(1, result.epochs)

    def _fit_rules(self, rows: Floats, y: Floats) -> None:
        names = self.columns_.coordinates
        self.stated_, self.literals_ = stated_rules(_named(self.rules), names)
        self.network_ = self.literals_.over(self.stated_, names)
        held = self._held(rows)
        centre, mean = held.mean(axis=0), float(y.mean())
        values = np.linalg.lstsq(held - centre, y - mean, rcond=None)[0]
        self.values_ = dict(zip(self.stated_.outputs, values.tolist(), strict=True))
        self.intercept_ = mean - float(centre @ values)
        self.n_iter_ = 1

    def _held(self, rows: Floats) -> Floats:
        """Which rules hold, rows by rules."""
        bits = self.literals_.values(rows, self.columns_.coordinates)
        network = self.stated_.over(self.literals_.names)
        return np.asarray(network(bits), dtype=np.float64)

    def predict(self, X: Any) -> Floats:
        """The value of each row."""
        check_is_fitted(self)
        rows = coordinates(self, X)
        if self.rules is None:
            return np.asarray(self.mlp_.predict_proba(rows))[:, 0]
        return np.asarray(self.intercept_ + self._held(rows) @ [*self.values_.values()])


def _named(rules: Any) -> Any:
    """Rules by name; those of a list are called by their texts, or by their numbers."""
    if isinstance(rules, Mapping):
        return {str(name): rule for name, rule in rules.items()}
    if isinstance(rules, Sequence) and not isinstance(rules, str):
        if not rules:
            raise SpecificationError("rules are one formula at least; None stands for no rules")
        texts = [rule if isinstance(rule, str) else "" for rule in rules]
        return {text or f"rule {k + 1}": rule for k, (text, rule) in
                enumerate(zip(texts, rules, strict=True))}  # fmt: skip
    return rules
