"""Estimators and transformers of scikit-learn's kind, and its fitted models as networks.

scikit-learn is imported when one of these is asked for, and comes with ``logicnet[sklearn]``.
"""

from __future__ import annotations

from importlib import import_module

_HOME = {
    "RuleClassifier": "classifier",
    "RuleRegressor": "regressor",
    "ThresholdBinarizer": "binarizer",
    "from_sklearn": "models.reading",
}
__all__ = ["RuleClassifier", "RuleRegressor", "ThresholdBinarizer", "from_sklearn"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'logicnet.sklearn' has no attribute {name!r}")
    from logicnet.ground.extras import needed

    needed("sklearn", f"logicnet.sklearn.{name}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
