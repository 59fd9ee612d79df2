import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import SpecificationError, compile
from logicnet.sklearn import ThresholdBinarizer
from optional import optional

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda v: v + 0.0), min_size=2, max_size=30)


@settings(max_examples=30)
@given(VALUES, st.integers(1, 6), st.sampled_from(["quantile", "uniform", "entropy"]), st.data())
def test_thresholds_lie_between_values_of_the_data(values, cuts, strategy, data):
    y = data.draw(st.lists(st.integers(0, 2), min_size=len(values), max_size=len(values)))
    model = ThresholdBinarizer(cuts, strategy=strategy).fit(np.array([values]).T, y)
    (found,) = model.thresholds_
    assert len(found) <= cuts
    assert found.tolist() == sorted(set(found))
    assert all(min(values) < cut <= max(values) for cut in found)


def reference_gain(values, y, cut):
    """How many nats a threshold tells about the classes, by the definition."""

    def entropy(part):
        shares = [part.count(k) / len(part) for k in set(part)]
        return -sum(p * np.log(p) for p in shares) * len(part)

    parts = [[k for v, k in zip(values, y, strict=True) if (v >= cut) == side] for side in (0, 1)]
    return entropy(y) - sum(entropy(part) for part in parts if part)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), min_size=2, max_size=25))
def test_the_first_threshold_by_entropy_tells_most(rows):
    values, y = [float(v) for v, _ in rows], [k for _, k in rows]
    (found,) = ThresholdBinarizer(1, strategy="entropy").fit(np.array([values]).T, y).thresholds_
    distinct = sorted(set(values))
    best = max((reference_gain(values, y, v) for v in distinct[1:]), default=0)
    if len(found):
        assert reference_gain(values, y, found[0]) == pytest.approx(best)
    else:
        assert best == pytest.approx(0, abs=1e-6)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), min_size=2, max_size=25))
def test_each_further_threshold_tells_most_of_what_is_left(rows):
    values, y = [float(v) for v, _ in rows], [k for _, k in rows]
    cuts = []
    for count in (1, 2, 3):
        model = ThresholdBinarizer(count, strategy="entropy").fit(np.array([values]).T, y)
        found = set(model.thresholds_[0].tolist())
        assert found >= set(cuts)
        if len(found) < count:
            break
        (new,) = found - set(cuts)
        gains = {
            cut: max(gained(values, y, [*cuts, cut]) - gained(values, y, cuts), 0)
            for cut in {*values} | {new}
        }
        assert gains[new] == pytest.approx(max(gains.values()))
        cuts.append(new)


def gained(values, y, cuts):
    """How many nats several thresholds tell about the classes."""
    places = np.searchsorted(sorted(cuts), values, side="right")
    parts = [[k for k, p in zip(y, places, strict=True) if p == j] for j in range(len(cuts) + 1)]
    return (
        -sum(part.count(k) * np.log(part.count(k) / len(part)) for part in parts for k in set(part))
        * -1
    )


@pytest.mark.parametrize(
    ("strategy", "values", "cuts", "expected"),
    [
        ("uniform", [0, 1, 2, 3, 4, 100], 3, [50]),
        ("uniform", [0, 10, 20, 30, 40], 3, [10, 20, 30]),
        ("quantile", [1, 2, 3, 4, 5, 6, 7, 8], 1, [5]),
        ("quantile", [0, 1, 2], 2, [1, 2]),
        ("quantile", [0, 1, 2], 5, [1, 2]),
        ("quantile", [0.011, 0.019], 1, [0.015]),
    ],
)
def test_where_thresholds_are(strategy, values, cuts, expected):
    model = ThresholdBinarizer(cuts, strategy=strategy).fit(np.array([values], dtype=float).T)
    assert model.thresholds_[0].tolist() == expected


def test_the_names_are_conditions_that_rules_can_use():
    pandas = optional("pandas")
    X = pandas.DataFrame({"age": [20.0, 40, 66, 80], "blood pressure": [90.0, 120, 150, 160]})
    model = ThresholdBinarizer(1, strategy="entropy").set_output(transform="pandas")
    table = model.fit_transform(X, [0, 0, 1, 1])
    assert (
        list(table.columns)
        == ["age >= 50", "`blood pressure` >= 140"]
        == list(model.get_feature_names_out())
    )
    for name in table.columns:
        assert compile(name)(X).iloc[:, 0].tolist() == table[name].tolist()


def test_what_cannot_be_cut():
    assert ThresholdBinarizer().fit_transform([[1.0], [1.0]]).shape == (2, 0)
    with pytest.raises(SpecificationError, match="requires y"):
        ThresholdBinarizer(strategy="entropy").fit([[1.0], [2.0]])
    with pytest.raises(SpecificationError, match="needs classes"):
        ThresholdBinarizer(strategy="entropy").fit([[1.0], [2.0]], [0.5, 0.7])
    with pytest.raises(SpecificationError, match=r"strategy.*did you mean 'quantile'"):
        ThresholdBinarizer(strategy="quantil").fit([[1.0], [2.0]])
