"""`read_rules` from tables, labels, models and stated rules, and what comes back."""

import numpy as np
import pytest

import logicnet
from logicnet.learning.data.datasets import monks
from logicnet.short_rules.reading import read_rules

COLOURS = np.array(["red", "green", "blue"])


def people(rows=160, seed=0):
    """A table of mixed columns with a rule in it, and the labels."""
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 90, rows)
    smoker, colour = rng.random(rows) < 0.4, COLOURS[rng.integers(0, 3, rows)]
    sick = (age >= 60) & smoker | (colour == "red")
    return {"age": age, "smoker": smoker, "colour": colour, "noise": rng.random(rows)}, sick


@pytest.fixture(scope="module")
def found():
    return read_rules(*people(), rules="age >= 70 & smoker | colour_blue", target="sick", folds=4,
                      form="dnf")  # fmt: skip


def test_a_table_of_mixed_columns_gives_its_rule(found):
    assert found.wrong <= 2
    assert len(found.terms) == 2
    assert "colour is red" in found.terms
    assert set(found.conditions) >= {"colour is red", "smoker"}
    table, sick = people(400, seed=1)
    assert (found(table) == sick).mean() > 0.97


def test_it_compiles_into_a_network_that_is_verified(found):
    assert found.network.inputs == ("age", "colour_red", "smoker")
    assert logicnet.verify(found.network, {"sick": found.formula})
    assert len(found.to_sympy().args) == 2
    assert found.to_latex().startswith(r"\text{sick} \Leftrightarrow")


def test_the_difference_says_what_became_of_the_stated_rule(found):
    difference = found.difference
    assert [c.before for c in difference.of("kept")] == ["smoker"]
    changed = {c.before: c.after for c in difference.of("changed")}
    assert set(changed) == {"age >= 70", "colour is blue"}
    assert changed["age >= 70"].startswith("age >= ")
    assert changed["colour is blue"] == "colour is red"
    assert not difference.of("added")
    assert not difference.of("dropped")
    assert difference.stated_wrong > difference.wrong == found.wrong
    assert all(c.gain > 0 for c in difference.of("changed"))


def test_gains_are_of_rows_held_out(found):
    """A change that all folds have gains what the rule does on all rows without it."""
    (change,) = (c for c in found.difference.changes if c.after == "colour is red")
    table, sick = people()
    old = (table["age"] >= 60) & table["smoker"]
    right = [(old | (table["colour"] == colour) == sick).sum() for colour in ("red", "blue")]
    assert (change.folds, change.rows) == (4, len(sick))
    assert abs(change.gain - (right[0] - right[1])) <= 4


def test_the_curve_goes_from_short_to_exact(found):
    sizes = [point.literals for point in found.curve]
    assert sizes == sorted(set(sizes))
    assert found.at(1).literals == 1
    assert found.at(3).wrong <= found.at(1).wrong
    with pytest.raises(logicnet.SpecificationError, match="the shortest rule has"):
        found.at(-1)


def test_texts_tables_and_pages_agree(found):
    for part in (str(found), found._repr_html_()):
        assert "colour is red" in part
    assert "kept" in found._repr_html_()


@pytest.mark.parametrize(("problem", "terms"), [(1, 4), (3, 2)])
def test_monks_problems_are_read_as_stated(problem, terms):
    x, y, names = monks(problem)
    found = read_rules(x, y, names=names, categories=names, folds=3, form="dnf")
    assert found.wrong == 0
    assert found.held_out == 0
    assert len(found.terms) == terms
    assert found.objective >= found.bound


def test_a_network_is_read_without_rows():
    network = logicnet.compile("a & b | ~c & d")
    found = read_rules(model=network)
    assert found.fidelity == 1
    assert logicnet.verify(found.network, "a & b | ~c & d")
    assert found.form == "dnf"
    assert found.literals == 4


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (" & ".join("abcdefgh"), "y if a and b and c and d and e and f and g and h"),
        ("age >= 60 & smoker | bmi > 35", "y if bmi > 35\n  or if age >= 60 and smoker"),
        ("a & ~a", "y: never"),
        (" & ".join("abcdefghijklm"), None),  # one row of 8192, which a sample has by a proof
    ],
)
def test_a_network_alone_is_read_exactly(stated, words):
    found = read_rules(model=logicnet.compile({"y": stated}))
    assert found.verdict
    assert (found.fidelity, found.wrong) == (1, 0)
    assert words is None or str(found) == words
    assert ("all that there are" in found.told) == (words is not None)


def test_what_is_not_equal_has_a_row_that_shows_it():
    network = logicnet.compile({"y": "a ^ b ^ c ^ d", "z": "a"})
    found = read_rules(model=network, target="y", most_literals=4, form="dnf")
    row = found.verdict.counterexample.inputs
    assert found([[row[name] for name in "abcd"]]) != network(row)["y"]
    assert found.held_out == found.wrong / found.rows == 1 - found.fidelity
    assert str(read_rules(model=network, target="z")) == "z if a"
    assert read_rules([[0], [1]], [0, 1], names="a", folds=2).verdict is None


def test_labels_and_a_model_give_errors_and_fidelity():
    x, y, names = monks(3)
    model = logicnet.compile("a1 >= 2")
    found = read_rules(x, y, names=names, model=model, folds=3, form="dnf", price=2.0)
    wanted = found(dict(zip(names, x.T, strict=True)))
    assert found.fidelity == pytest.approx((wanted == (x[:, 0] >= 2)).mean())
    assert found.wrong == (wanted != y).sum()


def test_folds_that_are_drawn_again_are_averaged():
    table, sick = people(60)
    noisy = sick ^ (np.random.default_rng(5).random(60) < 0.1)
    options = {"form": "dnf", "price": 1.0, "folds": 3}
    single = [read_rules(table, noisy, seed=seed, **options).held_out for seed in (0, 1)]
    both = read_rules(table, noisy, repeats=2, **options)
    assert both.held_out == pytest.approx(np.mean(single))
    assert len(set(single)) == 2


def test_one_class_of_several_by_its_name():
    table, _ = people()
    labels = np.where(table["colour"] == "red", "hot", np.where(table["smoker"], "warm", "cold"))
    found = read_rules(table, labels, target="hot", folds=2, form="dnf")
    assert str(found) == "hot if colour is red"
    assert found.network.outputs == ("hot",)
    assert set(found(table)) == {"hot", "not hot"}


def test_the_same_call_gives_the_same_rule():
    first, second = (read_rules(*people(40), folds=2) for _ in range(2))
    assert str(first) == str(second)
    assert first.curve == second.curve


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"y": None}, "needs labels y, or a model"),
        ({"form": "cnf"}, "form"),
        ({"folds": 1}, "folds"),
        ({"y": [1] * 8}, "all labels are 1"),
        ({"y": [0, 1, 2, 2] * 2, "target": "z"}, "there are 3 classes; target names"),
        ({"names": "ab"}, "2 names for 3 columns"),
        ({"categories": ["q"]}, "there is no column 'q'"),
        ({"y": [0, 1]}, "labels have the shape"),
        ({"rules": "a & q"}, "the rules read q"),
        ({"target": "z", "rules": {"q": "a"}}, "rules state q, not the target 'z'"),
    ],
)
def test_wrong_arguments_are_said(options, said):
    x = np.array([[k >> 2 & 1, k >> 1 & 1, k & 1] for k in range(8)])
    call = {"x": x, "y": x[:, 0], "names": "abc"} | options
    with pytest.raises(logicnet.SpecificationError, match=said):
        read_rules(call.pop("x"), call.pop("y"), **call)


def test_a_rule_that_does_not_compile_to_itself_is_refused(monkeypatch):
    from logicnet.short_rules import result

    found = read_rules([[0, 0], [0, 1], [1, 0], [1, 1]] * 3, [0, 0, 0, 1] * 3, names="ab", folds=2)
    monkeypatch.setattr(result, "rule_formula", lambda rule, literals: "a | b")
    with pytest.raises(logicnet.LogicnetError, match="decides a row differently"):
        _ = found.network


def test_missing_numbers_are_a_state_of_their_own():
    rng = np.random.default_rng(0)
    age = rng.integers(20, 90, 120).astype(float)
    age[rng.random(120) < 0.3] = np.nan
    found = read_rules({"age": age}, np.isnan(age), folds=2, form="dnf")
    assert str(found) == "y if age is missing"
    assert found({"age": [np.nan, 50.0, 20.0]}).tolist() == [True, False, False]
    old = read_rules({"age": age}, ~(age < 60), target="old", folds=3, form="dnf", cuts=40)
    assert old.wrong == 0
    assert old({"age": [np.nan, 90.0, 20.0]}).tolist() == [True, True, False]


def test_unseen_categories_are_none_of_the_known_ones():
    table, _ = people()
    found = read_rules(table, table["colour"] == "red", target="red", folds=2, form="dnf")
    other = table | {"colour": np.array(["purple", None, "red", "blue"] * 40, dtype=object)}
    assert found(other)[:4].tolist() == [False, False, True, False]


def test_a_rule_that_is_constant_reads_no_column():
    rng = np.random.default_rng(0)
    labels = rng.random(60) < 0.2
    found = read_rules({"age": rng.normal(50, 9, 60)}, labels, folds=3, price=9.0)
    assert str(found) == "y: never"
    assert found.wrong == labels.sum()
    assert not found({"age": [1.0, 99.0]}).any()


def test_columns_and_labels_that_are_not_there_are_named():
    table, sick = people(40)
    with pytest.raises(logicnet.SpecificationError, match="read agge, .* did you mean 'age'"):
        read_rules(table, sick, rules="agge >= 5", target="sick")
    labels = np.where(sick, "sick person", "well")
    with pytest.raises(logicnet.SpecificationError, match="label 'wel'; did you mean 'well'"):
        read_rules(table, labels, target="wel")
    assert read_rules(table, labels, target="well", folds=2, form="dnf").target == "well"


def test_what_is_missing_later_stands_below_all_that_there_was():
    ages = np.arange(40.0) + 20
    found = read_rules({"age": ages, "gone": np.full(40, np.nan)}, ages >= 40, folds=2)
    assert found({"age": [np.nan, 50.0], "gone": [1.0, np.nan]}).tolist() == [False, True]
    assert not found({"age": [np.nan], "gone": [np.nan]}).any()
    with pytest.raises(logicnet.SpecificationError, match="the columns age, gone; missing: gone"):
        found({"age": [1.0]})


def test_rules_may_name_categories_that_no_row_has():
    table = {"colour": ["red", "blue"] * 10}
    found = read_rules(table, [1, 0] * 10, rules='colour == "red" | colour == "green"', folds=2)
    assert str(found) == "y if colour is red"
    assert [change.kind for change in found.difference.changes] == ["kept", "dropped"]


def test_folds_pay_their_share_of_a_price(monkeypatch):
    from logicnet.short_rules import validation

    seen = []

    def fitted(sample, grid, *rest):
        seen.append((sample.values.shape[1], grid[0]))
        return real(sample, grid, *rest)

    real = validation.fitted
    monkeypatch.setattr(validation, "fitted", fitted)
    read_rules({"a": [0, 1] * 20}, [0, 1] * 20, folds=4, price=2.0, form="dnf")
    assert seen == [(40, 2.0), *[(30, 1.5)] * 4]
