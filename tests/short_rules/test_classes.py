"""Rules of many classes: the list, its formulas, its network and its answers are one function."""

import itertools

import numpy as np
import pytest

import logicnet
from logicnet.short_rules.classes import first_of, ordered
from logicnet.short_rules.reading import read_rules

NAMES = [f"x{k}" for k in range(4)]
EVERY = np.array([*itertools.product((0, 1), repeat=4)] * 6)
LABELS = np.where(EVERY[:, 0] & EVERY[:, 1], "low", np.where(EVERY[:, 2], "mid", "high"))


@pytest.fixture(scope="module")
def found():
    return read_rules(EVERY, LABELS, names=NAMES, form="dnf", folds=3, order=["low", "mid", "high"])


def test_the_list_is_what_the_labels_were_made_by(found):
    assert str(found) == "low if x0 and x1\nelse mid if x2\nelse high"
    assert (found.wrong, found.held_out, found.literals, found.otherwise) == (0, 0.0, 3, "high")
    assert found["mid"].formula == "x2"


def test_words_formulas_network_and_answers_are_one_function(found):
    by_hand = [next((name for name, holds in (("low", a and b), ("mid", c)) if holds), "high")
               for a, b, c, _ in EVERY.tolist()]  # fmt: skip
    assert found(EVERY).tolist() == by_hand
    assert found.network.outputs == ("low", "mid", "high")
    rows = EVERY[:, [NAMES.index(name) for name in found.network.inputs]]
    fired = found.network(rows)
    assert (fired.sum(axis=1) == 1).all()
    assert [found.network.outputs[k] for k in fired.argmax(axis=1)] == by_hand
    assert logicnet.verify(found.network, found.formulas)
    assert logicnet.verify(found.network, {k: str(v) for k, v in found.to_sympy().items()})
    turned = {**found.formulas, "high": found.formulas["mid"]}
    assert not logicnet.verify(found.network, turned)  # a class in another's place is noticed
    assert "else" in found._repr_html_()


def test_held_out_is_counted_by_the_rules_of_each_fold_together():
    rng = np.random.default_rng(3)
    labels = np.where(rng.random(len(LABELS)) < 0.25, rng.permutation(LABELS), LABELS)
    made = read_rules(EVERY, labels, names=NAMES, form="dnf", folds=4, price=1.0)
    folds = made.rules[0]._evidence.validated.folds  # of all rows, since it is the first
    wrong = 0
    for fold in range(4):
        for row in np.flatnonzero(folds == fold):
            values = [rule._evidence for rule in made.rules]
            fires = [
                rule.of_folds[fold](
                    np.array(
                        [
                            [
                                EVERY[row, NAMES.index(each.formula.removeprefix("~"))]
                                ^ each.formula.startswith("~")
                            ]
                            for each in known.literals
                        ],
                        np.uint8,
                    )
                )[0]
                for rule, known in zip(made.rules, values, strict=True)
            ]
            wrong += made.classes[int(first_of([[f] for f in fires], 1)[0])] != labels[row]
    assert made.held_out == pytest.approx(wrong / len(labels))
    assert 0.1 < made.held_out < 0.5


def test_what_is_stated_of_a_class_is_weighed_and_a_model_is_read():
    stated = {"low": "x0 & x1", "mid": "x2 & x3"}
    made = read_rules(EVERY, LABELS, names=NAMES, rules=stated, form="dnf", folds=3,
                      order=["low", "mid", "high"])  # fmt: skip
    assert [str(c) for c in made["low"].difference.changes] == ["kept: x0", "kept: x1"]
    assert made["mid"].difference.of("dropped")
    answers = read_rules(EVERY, model=lambda x: LABELS, names=NAMES, form="dnf", folds=3)
    assert answers.fidelity == 1.0
    assert answers.rows == len(EVERY)


def test_the_rarest_class_comes_first_and_wrong_orders_are_said():
    assert ordered(np.array([2, 2, 1, 0, 0, 0]), None) == (1, 2, 0)
    with pytest.raises(logicnet.SpecificationError, match="order: expected each of the classes"):
        read_rules(EVERY, LABELS, names=NAMES, order=["low", "mid"])
    with pytest.raises(logicnet.SpecificationError, match="order: of two classes"):
        read_rules(EVERY, LABELS == "low", names=NAMES, order=[0, 1])
    with pytest.raises(logicnet.SpecificationError, match="a mapping of classes"):
        read_rules(EVERY, LABELS, names=NAMES, rules="x0")
    with pytest.raises(logicnet.SpecificationError, match="none for 'none'"):
        _ = read_rules(EVERY, LABELS, names=NAMES, form="dnf", folds=2, price=1.0)["none"]


def test_labels_of_several_types_are_classes_as_any():
    labels = np.array([(1, "two", 2.5)[k % 3] for k in range(30)], object)
    remainders = {"rest": np.arange(30) % 3}
    made = read_rules(remainders, labels, form="dnf", folds=2, price=1.0)
    assert made.wrong == 0
    assert made(remainders).tolist() == labels.tolist()
    assert set(made.formulas) == {"1", "two", "2.5"}


def test_rules_that_are_of_no_class_are_refused_and_constant_ones_read_nothing():
    rng = np.random.default_rng(0)
    table, labels = {"age": rng.integers(20, 90, 60)}, rng.choice(list("abc"), 60)
    with pytest.raises(logicnet.SpecificationError, match="none of the rules is that of a class"):
        read_rules(table, labels, rules={"d": "age > 30"})
    found = read_rules(table, labels, price=60, folds=2)
    assert found.literals == 0
    assert set(found(table)) == {found.otherwise}
    assert np.asarray(found.network([[0], [1]])).argmax(axis=1).tolist() == [2, 2]


def test_a_measurement_is_not_taken_for_classes():
    ages = np.arange(60)
    with pytest.raises(logicnet.SpecificationError, match="60 different numbers.* threshold"):
        read_rules({"x": ages % 2}, ages)
    assert ordered(ages[:50], None) == (*range(50),)
