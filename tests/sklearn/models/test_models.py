"""Networks of fitted models predict as these do: scikit-learn itself is the judge.

Trees have to agree at every float, so they are compared at the splits and at the floats beside
them, of 64 and of 32 bits. Models that add up floats round; wherever a prediction differs from
that of the network, its two best scores have to be equal but for rounding.
"""

import warnings
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import datasets, discriminant_analysis, ensemble, linear_model, svm, tree
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    MaxAbsScaler,
    MinMaxScaler,
    PolynomialFeatures,
    RobustScaler,
    StandardScaler,
)

from logicnet import MLP, SpecificationError, compile, from_sklearn, minimize, verify
from logicnet.sklearn import ThresholdBinarizer
from optional import optional

ROUNDING = 1e-9  # of scores, relative to the largest
IRIS = datasets.load_iris(return_X_y=True)
CANCER = datasets.load_breast_cancer(return_X_y=True)


def fit(model, X, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some do not converge
        return model.fit(X, y)


def predicted(model, net, rows):
    """The classes that the outputs of a network say."""
    out = net(rows)
    if out.shape[1] == 1 < len(model.classes_):
        return np.asarray(model.classes_)[out[:, 0]]
    assert (out.sum(axis=1) == 1).all()
    return model.classes_[out.argmax(axis=1)]


def beside(rng, X, net, count):
    """Points around the data, with coordinates at thresholds and at the floats beside them."""
    low, high = X.min(axis=0), X.max(axis=0)
    rows = rng.uniform(low - 0.1 * (high - low), high + 0.1 * (high - low), (count, X.shape[1]))
    for unit in np.flatnonzero(net.layer_of == 0).tolist():
        sources, _ = net.wires_of(unit)
        if len(sources) != 1 or net.centre is not None:
            continue
        cut = float(net.thresholds[unit])
        near = [cut, np.nextafter(cut, np.inf), np.nextafter(cut, -np.inf)]
        single = np.float32(cut)
        near += [single, np.nextafter(single, np.float32(np.inf))]
        near += [np.nextafter(single, np.float32(-np.inf))]
        rows[rng.integers(count, size=len(near)), sources[0]] = near
    return rows


def scores(model, rows):
    found = (getattr(model, word, None) for word in ("predict_proba", "decision_function"))
    values = np.asarray(next(score for score in found if score is not None)(rows))
    return np.stack([-values, values], axis=1) if values.ndim == 1 else values


def assert_alike(model, X, *, exact, count=2000, seed=0):
    net = from_sklearn(model)
    rows = beside(np.random.default_rng(seed), X, net, count)
    wrong = predicted(model, net, rows) != model.predict(rows)
    if exact:
        assert not wrong.any()
    elif wrong.any():
        best = np.sort(scores(model, rows[wrong]), axis=1)
        assert (best[:, -1] - best[:, -2] <= ROUNDING * np.abs(best).max()).all()
        assert wrong.mean() < 0.01
    return net


TREES = [
    tree.DecisionTreeClassifier(random_state=0),
    tree.DecisionTreeClassifier(max_leaf_nodes=4, min_samples_leaf=20, random_state=0),
    tree.ExtraTreeClassifier(random_state=0),
    make_pipeline(StandardScaler(), tree.DecisionTreeClassifier(random_state=0)),
    make_pipeline(RobustScaler(), MinMaxScaler(), tree.DecisionTreeClassifier(random_state=0)),
    make_pipeline("passthrough", MaxAbsScaler(), tree.DecisionTreeClassifier(random_state=0)),
    make_pipeline(ThresholdBinarizer(5), tree.DecisionTreeClassifier(random_state=0)),
    make_pipeline(StandardScaler(), Binarizer(), tree.DecisionTreeClassifier(random_state=0)),
    ensemble.RandomForestClassifier(7, random_state=0),
]


@pytest.mark.parametrize("data", [IRIS, CANCER], ids=["three classes", "two classes"])
@pytest.mark.parametrize("model", TREES, ids=str)
def test_trees_are_exact_at_every_float(model, data):
    assert_alike(fit(model, *data), data[0], exact=True)


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_trees_of_random_data_are_exact(seed):
    rng = np.random.default_rng(seed)
    X = rng.integers(-3, 4, (rng.integers(2, 30), 2)) * rng.choice([0.1, 1 / 3, 1e-30, 1e36])
    y = rng.integers(0, rng.integers(1, 4), len(X))
    model = tree.DecisionTreeClassifier(random_state=0, max_depth=4).fit(X, y)
    assert_alike(model, X, exact=True, count=200, seed=seed)


def test_a_threshold_that_is_off_by_one_float_is_noticed():
    model = fit(tree.DecisionTreeClassifier(max_depth=1, random_state=0), *CANCER)
    net = from_sklearn(model)
    rows = beside(np.random.default_rng(0), CANCER[0], net, 20_000)
    moved = net.thresholds.copy()
    moved[0] = np.nextafter(moved[0], np.inf)
    assert (net(rows) != replace(net, thresholds=moved)(rows)).any()


VOTES = [
    ensemble.RandomForestClassifier(9, min_samples_leaf=5, random_state=0),
    ensemble.ExtraTreesClassifier(9, max_depth=4, random_state=0),
    linear_model.LogisticRegression(max_iter=200),
    linear_model.Perceptron(random_state=0),
    linear_model.SGDClassifier(random_state=0),
    linear_model.RidgeClassifier(),
    discriminant_analysis.LinearDiscriminantAnalysis(),
    svm.LinearSVC(random_state=0),
    svm.SVC(kernel="linear"),
    make_pipeline(StandardScaler(), svm.NuSVC(kernel="linear", nu=0.1)),
    make_pipeline(StandardScaler(), linear_model.LogisticRegression()),
    make_pipeline(ThresholdBinarizer(3), linear_model.LogisticRegression()),
    make_pipeline(MinMaxScaler(), Binarizer(threshold=0.4), svm.SVC(kernel="linear")),
    make_pipeline(RobustScaler(), svm.SVC(kernel="linear", decision_function_shape="ovo")),
]


@pytest.mark.parametrize("data", [IRIS, CANCER], ids=["three classes", "two classes"])
@pytest.mark.parametrize("model", VOTES, ids=str)
def test_sums_are_exact_but_for_rounding(model, data):
    X, y = data[0][:, :4], data[1]
    assert_alike(fit(model, X, y), X, exact=False)


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_forests_whose_votes_tie(seed):
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 4, (rng.integers(8, 40), 3)).astype(float)
    y = rng.integers(0, rng.integers(2, 4), len(X))
    model = ensemble.RandomForestClassifier(
        int(rng.integers(1, 6)), min_samples_leaf=int(rng.integers(1, 4)), max_depth=3,
        random_state=0,
    ).fit(X, y)  # fmt: skip
    net = from_sklearn(model)
    rows = rng.uniform(-0.5, 4, (200, 3))
    wrong = predicted(model, net, rows) != model.predict(rows)
    if "exact" in net.construction:
        assert not wrong.any()
    elif wrong.any():
        best = np.sort(model.predict_proba(rows[wrong]), axis=1)
        assert (best[:, -1] - best[:, -2] < ROUNDING).all()


@pytest.mark.parametrize("classes", [2, 3])
def test_points_on_planes_of_whole_numbers(classes):
    """Where no sum rounds, ties are decided as the model decides them."""
    grid = np.array([[a, b] for a in range(-4, 5) for b in range(-4, 5)], dtype=float)
    y = np.digitize(grid.sum(axis=1), [0, 3]) if classes == 3 else grid[:, 0] > 0
    model = fit(linear_model.Perceptron(random_state=0, fit_intercept=False), grid, y)
    rows = np.concatenate([grid, grid / 2, grid / 4])
    assert (model.decision_function(rows) == 0).any()
    assert (predicted(model, from_sklearn(model), rows) == model.predict(rows)).all()


def test_a_score_of_zero_is_the_first_class_and_of_support_vectors_the_second():
    X, y = np.array([[-1.0], [1.0]]), [0, 1]
    for model, at_zero in ((linear_model.RidgeClassifier(), 0), (svm.SVC(kernel="linear"), 1)):
        model.fit(X, y)
        assert model.decision_function([[0.0]]).tolist() == [0.0]
        assert model.predict([[0.0]]).tolist() == [at_zero]
        assert from_sklearn(model)([[0.0]]).tolist() == [[at_zero]]
        model.fit(X, ["a", "b"])
        assert from_sklearn(model)([[0.0], [1.0]]).argmax(axis=1).tolist() == [at_zero, 1]


@pytest.mark.parametrize("activation", ["relu", "logistic", "tanh", "identity"])
def test_perceptrons_are_the_same_net(activation):
    for X, y in (IRIS, (CANCER[0][:, :4], CANCER[1])):
        chain = make_pipeline(StandardScaler(), MLPClassifier(
            (5, 4), activation=activation, max_iter=30, random_state=0))  # fmt: skip
        model = fit(chain, X, y)
        net = from_sklearn(model)
        assert isinstance(net, MLP)
        chances = model.predict_proba(X)
        found = net.predict_proba(X)
        np.testing.assert_allclose(found, chances[:, -found.shape[1] :], atol=1e-9)
    regressor = fit(MLPRegressor(hidden_layer_sizes=5, max_iter=20, random_state=0), *IRIS)
    np.testing.assert_allclose(from_sklearn(regressor)(IRIS[0])[:, 0], regressor.predict(IRIS[0]))


def test_what_a_net_of_sklearn_decides_on_0_and_1_is_verified_and_compiled():
    rows = np.array([[a, b] for a in (0, 1) for b in (0, 1)] * 10)
    model = MLPClassifier(8, activation="tanh", solver="lbfgs", random_state=1).fit(
        rows, rows[:, 0] ^ rows[:, 1]
    )
    assert verify(model, "x0 ^ x1").equal
    assert compile(model).units == 2
    assert str(minimize(model)) == str(minimize("x0 ^ x1"))


def test_compiled_models_are_smaller_and_the_same():
    model = fit(tree.DecisionTreeClassifier(max_leaf_nodes=6, random_state=0), *IRIS)
    plain, small = from_sklearn(model), compile(model)
    assert small.units < plain.units
    rows = beside(np.random.default_rng(0), IRIS[0], plain, 5000)
    assert (plain(rows) == small(rows)).all()
    wide = compile(model, "wide")
    assert (plain(rows) == wide(rows)).all()
    forest = fit(ensemble.RandomForestClassifier(5, random_state=0), *CANCER)
    assert compile(forest) == from_sklearn(forest)  # too many half-spaces to look for less


def test_a_stump_is_verified_against_its_rule_with_its_rounding():
    pandas = optional("pandas")
    X = pandas.DataFrame({"age": [20.0, 40, 66, 80]})
    model = tree.DecisionTreeClassifier().fit(X, [False, False, True, True])
    begins = from_sklearn(model).thresholds[0].item()  # what is less is 53 in 32 bits
    assert verify(model, f"age >= {begins!r}").equal
    verdict = verify(model, "age > 53")
    assert verdict.equal is False
    at = float(verdict.counterexample.inputs["age"])
    assert Fraction(53) < Fraction(at) < Fraction(53.00001)
    assert not model.predict(pandas.DataFrame({"age": [at]}))[0]


def test_names_of_features_and_of_classes():
    X, y = datasets.load_iris(return_X_y=True, as_frame=True)
    model = tree.DecisionTreeClassifier(max_depth=2).fit(X, np.array(["a", "b", "c"])[y])
    net = compile(model)
    assert net.inputs == tuple(X.columns)
    assert net.outputs == ("a", "b", "c")
    answer = net(X.assign(other="left"))
    assert (answer.idxmax(axis=1) == model.predict(X)).all()
    alone = tree.DecisionTreeClassifier().fit([[1.0], [2.0]], ["a", "a"])
    assert from_sklearn(alone)([[3.0]]).tolist() == [[1]]


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (lambda: tree.DecisionTreeClassifier(), "DecisionTreeClassifier is not fitted"),
        (lambda: StandardScaler().fit([[1.0]]), "StandardScaler is none of the models"),
        (lambda: svm.SVC().fit([[0.0], [1.0]], [0, 1]), "kernel 'rbf' is no plane"),
        (lambda: svm.SVC(kernel="linear", break_ties=True).fit(*IRIS), "break_ties=False"),
        (lambda: tree.DecisionTreeClassifier().fit([[0.0], [1.0]], [[0, 1], [1, 0]]), "2 targets"),
        (lambda: make_pipeline(PolynomialFeatures(), tree.DecisionTreeClassifier()).fit(*IRIS),
         "not by PolynomialFeatures"),
        (lambda: make_pipeline(Binarizer(), MLPClassifier(3)).fit(*IRIS), "none that cut"),
        (lambda: make_pipeline(MinMaxScaler(), svm.LinearSVC()).fit(*IRIS),
         "after MinMaxScaler round"),
    ],
)  # fmt: skip
def test_models_that_are_no_networks_say_why(model, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = model()
    with pytest.raises(SpecificationError, match=message):
        compile(given)
