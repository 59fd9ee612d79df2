"""Rules as networks over literals: over the coordinates they are what was stated, proven."""

import sys

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

import logicnet.sklearn
from logicnet import Network, SpecificationError, compile, verify
from logicnet.construction.planes.kept import stacked
from logicnet.learning.data.conditions import condition, thresholds
from logicnet.logic.frames import frame_like
from logicnet.sklearn.literals import Literals, by_class, by_name, stated_rules

NAMES = ["age", "smoker", "blood pressure", "x"]
RULES = [
    "age >= 65 & smoker",
    "~(age > 65) | x < 0.1",
    "2*age + x <= 3 & ~smoker",
    "`blood pressure` >= 140 | 0 <= x < 1",
    "(age >= 65) ^ (age >= 40) ^ smoker",
    {"a": "age >= 1", "b": "age < 1 & smoker"},
    "smoker",
    compile("age >= 65 & smoker"),
]


def rows(count=300):
    """Rows at and around what the rules compare with."""
    rng = np.random.default_rng(0)
    found = rng.choice([-1.0, 0, 0.1, 0.5, 1, 3, 40, 65, 140, 200], (count, 4))
    found[:, 0] += rng.normal(size=count) * rng.integers(0, 2, count)
    found[:, 1] = rng.integers(0, 2, count)
    return found


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_rules_over_literals_are_the_rules(rules):
    network, literals = stated_rules(rules, NAMES)
    assert network.encoding == "binary"
    placed = literals.over(network, NAMES)
    if not isinstance(rules, str) or rules != "smoker":
        assert verify(placed, "age >= 65 & smoker" if hasattr(rules, "units") else rules).equal
    bits = literals.values(rows(), NAMES)
    assert (network.over(literals.names)(bits) == placed(rows())).all()
    moved = rows() + np.array([0.7, 0, -5, 0.7])
    assert (placed(moved) != placed(rows())).any() or rules == "smoker"  # so the rows tell


def test_a_condition_that_is_a_column_is_read_as_it_is():
    network, literals = stated_rules("age >= 65 & ~(x < 2)", ["x >= 2", "age >= 65"])
    assert set(literals.names) == {"x >= 2", "age >= 65"}
    assert not literals.half_spaces
    assert network.over(["x >= 2", "age >= 65"])([[1, 1], [0, 1]]).tolist() == [[1], [0]]


def test_rules_by_position_where_columns_have_no_names():
    _, literals = stated_rules("p & ~q", ["x0", "x1"])
    assert literals.names == ("x0", "x1")
    with pytest.raises(SpecificationError, match="read p, q, and here are 3"):
        stated_rules("p & ~q", ["x0", "x1", "x2"])


def test_the_splits_of_a_tree_are_literals_to_the_last_digit():
    X = np.array([[0.1], [0.2], [0.7]])
    tree = DecisionTreeClassifier().fit(X, [0, 1, 1])
    network, literals = stated_rules(tree, ["x0"])
    (unit,) = literals.half_spaces.values()
    cut = unit[2]
    beside = [[cut], [np.nextafter(cut, 0)]]
    assert literals.over(network, ["x0"])(beside).ravel().tolist() == tree.predict(beside).tolist()


@pytest.mark.parametrize(
    ("rules", "classes", "outputs", "fired"),
    [
        ("a", ["n", "y"], ("y",), [[1], [0]]),
        ("a", [0, 1], ("y",), [[1], [0]]),
        ({"n": "a"}, ["n", "y"], ("y",), [[0], [1]]),
        ({"y": "a"}, ["n", "y"], ("y",), [[1], [0]]),
        ({0: "a", 1: "~a"}, [0, 1], ("0", "1"), [[1, 0], [0, 1]]),
        ({2: "a & b", 0: "~a"}, [0, 1, 2], ("0", "1", "2"), [[0, 1, 0], [1, 0, 0]]),
    ],
)
def test_an_output_for_each_class(rules, classes, outputs, fired):
    named = by_name(rules, np.array(classes))
    network, _ = stated_rules(named, ["a", "b"])
    found = by_class(network, np.array(classes), isinstance(rules, dict)).over(["a", "b"])
    assert found.outputs == outputs
    assert found([[1, 0], [0, 0]]).tolist() == fired


def test_classes_without_rules_are_named():
    network, _ = stated_rules({"a": "p"}, ["p"])
    with pytest.raises(SpecificationError, match="the classes are a, b, c, the rules are of a"):
        by_class(network, np.array(["a", "b", "c"]), True)


def test_conditions_are_read_back_as_they_were():
    for cut in (0.1, -3.0, 65.0, 1e-7, 123456.5):
        (found,) = compile(condition("a b", cut)).thresholds.tolist()
        assert found == cut
    assert thresholds(np.array([1.0, 1.0]), 3, "quantile", None).size == 0
    lists = frame_like(Lists({}), ["y"], np.array([[1], [0]]))
    assert lists.columns["y"].tolist() == [1, 0]


class Lists:
    """A frame of nobody's, made from columns."""

    def __init__(self, columns):
        self.columns = columns


def test_without_scikit_learn_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.delitem(vars(logicnet.sklearn), "RuleClassifier", raising=False)
    with pytest.raises(SpecificationError, match=r"pip install 'logicnet\[sklearn\]'"):
        _ = logicnet.sklearn.RuleClassifier
    with pytest.raises(AttributeError, match="no attribute 'Missing'"):
        _ = logicnet.sklearn.Missing


def test_what_reads_half_spaces_alone_is_put_above_them_as_any_network_is():
    cuts = {f"{name} >= {k}": ([name], [1.0], float(k)) for name in "xy" for k in range(3)}
    cuts["x + 2*y >= 4"] = ["x", "y"], [1.0, 2.0], 4.0
    literals = Literals(cuts, ())
    rng, points = np.random.default_rng(0), np.random.default_rng(1).integers(-2, 6, (200, 2)) / 2
    for _ in range(20):
        signs = rng.choice([-1, 1], 3).tolist()
        units = [
            (rng.permutation(7)[:3].tolist(), signs, 1),
            (rng.permutation(7)[:2].tolist(), [1, 1], 2),
            ([2, 7, 8], [2, -1, 3], 2),
        ]
        said = [["one", "two", "three"], None][int(rng.integers(2))]
        above = Network.from_units(literals.names, units, outputs={"a": 2, "b": 0}, labels=said)
        nodes = {name: k for k, name in enumerate(literals.names)}
        found = literals.over(above, ("x", "y"))
        assert found == stacked(literals.below(("x", "y")), nodes, above)
        fired = literals.below(("x", "y"))(points)
        assert (literals.values(points, ("x", "y")) == fired).all()
        assert (found(points) == above(fired)).all()
        assert (found(points) != above(1 - fired)).any()
