from .binarizer import ThresholdBinarizer as ThresholdBinarizer
from .classifier import RuleClassifier as RuleClassifier
from .models.reading import from_sklearn as from_sklearn
from .regressor import RuleRegressor as RuleRegressor
