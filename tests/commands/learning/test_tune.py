"""`logicnet tune`: rules and rows from files, the result in words, as JSON and as a network."""

import json

import numpy as np
import pytest

import logicnet
from logicnet.cli import main
from optional import optional


@pytest.fixture
def patients(tmp_path):
    optional("pandas")
    optional("sklearn")
    rng = np.random.default_rng(0)
    lines = ["age,colour,smoker,sick"]
    for _ in range(150):
        age, colour, smoker = rng.integers(20, 90), "rgb"[rng.integers(3)], rng.random() < 0.5
        sick = "yes" if (age >= 60 and smoker) or colour == "b" else "no"
        lines.append(f"{age},{colour},{smoker},{sick}")
    path = tmp_path / "patients.csv"
    path.write_text("\n".join(lines))
    return path


def tuned(capsys, *words):
    assert main(["tune", *map(str, words), "--target", "sick"]) == 0
    return capsys.readouterr().out


def test_half_a_rule_is_mended_and_the_network_written(patients, tmp_path, capsys):
    (tmp_path / "half.txt").write_text("age >= 60 & smoker  # what is known")
    net = tmp_path / "net.json"
    out = tuned(capsys, tmp_path / "half.txt", patients, "-o", net)
    assert out.startswith("pool: ")
    assert "errors of rows held out:\n  rule " in out
    network = logicnet.read(net)
    assert network.outputs == ("yes",)
    case = {"age": 20, "colour_b": 1, "colour_g": 0, "colour_r": 0, "smoker": 0}
    assert network(case) == {"yes": 1}
    assert network(case | {"colour_b": 0, "colour_r": 1}) == {"yes": 0}


def test_a_right_rule_stays_and_json_says_so(patients, tmp_path, capsys):
    text = 'no = ~(age >= 60 & smoker | colour == "b")'
    (tmp_path / "right.txt").write_text(text)
    known = json.loads(tuned(capsys, tmp_path / "right.txt", patients, "--json"))
    assert known["chosen"] == "rule"
    assert known["held_out"]["rule"]["error"] == 0
    assert (known["changed"], known["first_changed"]) == (0, None)
    assert known["units"] == known["units_stated"] + 1  # and the threshold of age


def test_a_theory_is_for_the_label_that_is_told(patients, tmp_path, capsys):
    (tmp_path / "x.theory").write_text("ill :- colour=b.\nill :- smoker, colour=g.")
    out = tuned(capsys, tmp_path / "x.theory", patients, "--answer", "yes", "--max-units", 30)
    assert "rows are decided otherwise than by the rules" in out


@pytest.mark.parametrize(
    ("words", "rules", "said"),
    [
        (["--target", "sik"], "smoker", "has no column 'sik'"),
        (["--target", "sick", "--answer", "yess"], "smoker", "did you mean 'yes'"),
        (["--target", "sick"], "smokes", "did you mean 'smoker'"),
        (["--target", "sick"], "rules.txt", "rules.txt: no such file"),
    ],
)
def test_what_does_not_fit_is_said(patients, capsys, words, rules, said):
    assert main(["tune", rules, str(patients), *words]) == 2  # the rules as a text
    assert said in capsys.readouterr().err


def test_labels_that_are_numbers_and_what_few_units_cost(tmp_path, capsys):
    optional("pandas")
    optional("sklearn")
    rows = [f"{k % 7},{k % 2},{int(k % 7 >= 4) ^ k % 2}" for k in range(70)]
    data, rules = tmp_path / "x.csv", tmp_path / "rules.txt"
    data.write_text("\n".join(["a,b,sick", *rows]))
    rules.write_text("big = a >= 2\nsick = big & b")
    told = json.loads(tuned(capsys, rules, data, "--max-units", 7, "--json"))
    assert told["units"] <= 7
    assert told["unlimited"] <= told["held_out"][told["chosen"]]["error"]
    data.write_text("a,b,sick\n")
    assert main(["tune", str(rules), str(data), "--target", "sick"]) == 2
    assert "has no rows below its names" in capsys.readouterr().err
