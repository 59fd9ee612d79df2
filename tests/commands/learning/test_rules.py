"""`logicnet rules`: what is read from files, and what is said when they are wrong."""

import json

import numpy as np
import pytest

import logicnet
from logicnet.cli import main


@pytest.fixture
def patients(tmp_path):
    rng = np.random.default_rng(0)
    lines = ["age,colour,smoker,sick"]
    for _ in range(100):
        age, colour, smoker = rng.integers(20, 90), "rgb"[rng.integers(3)], rng.random() < 0.5
        sick = int(age >= 60 and smoker)
        lines.append(f"{'?' if rng.random() < 0.05 else age},{colour},{smoker},{sick}")
    path = tmp_path / "patients.csv"
    path.write_text("\n".join(lines))
    return path


def test_a_rule_is_read_beside_the_one_that_is_known(patients, tmp_path, capsys):
    (tmp_path / "known.txt").write_text("tall = colour_r\nsick = age >= 70 & smoker & tall")
    net = tmp_path / "net.json"
    words = ["rules", str(patients), "--target", "sick", "--start", str(tmp_path / "known.txt")]
    assert main([*words, "--folds", "3", "--form", "dnf", "--curve", "-o", str(net)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("sick if age >= ")
    assert "kept: smoker" in out
    assert "changed: age >= 70 -> age >= " in out
    assert "dropped: colour is r" in out
    assert "  2 literals: " in out
    assert set(logicnet.read(net).inputs) == {"age", "smoker"}


def test_the_result_as_json(patients, capsys):
    words = ["--form", "dnf", "--folds", "3", "--json", "--most-literals", "1"]
    assert main(["rules", str(patients), "--target", "sick", *words]) == 0
    known = json.loads(capsys.readouterr().out)
    assert known["literals"] <= 1
    assert known["rows"] == 100
    assert 0 < known["wrong"] / 100 < known["held_out"] + 0.1


def test_a_theory_is_known_as_well(patients, tmp_path, capsys):
    (tmp_path / "x.theory").write_text("ill :- smoker, colour=b.")
    words = ["--start", str(tmp_path / "x.theory"), "--folds", "2", "--form", "dnf"]
    assert main(["rules", str(patients), "--target", "sick", *words]) == 0
    out = capsys.readouterr().out
    assert "kept: smoker" in out
    assert "colour is b" in out


def test_a_column_of_many_classes_gives_a_rule_for_each(tmp_path, capsys):
    rows = "\n".join(f"{k % 9},{'SML'[k % 9 // 3]}" for k in range(36))
    (tmp_path / "sizes.csv").write_text("size,class\n" + rows)
    words = ["rules", str(tmp_path / "sizes.csv"), "--target", "class", "--folds", "2"]
    assert main([*words, "--form", "dnf", "-o", str(tmp_path / "net.json")]) == 0
    assert "\nelse " in capsys.readouterr().out
    net = logicnet.read(tmp_path / "net.json")
    assert {*net.outputs} == {*"SML"}
    fired = net([[k] for k in range(9)])
    assert ["".join(np.array(net.outputs)[row == 1]) for row in fired] == [*"SSSMMMLLL"]
    assert main([*words, "--form", "dnf", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert (known["wrong"], len(known["rules"])) == (0, 2)
    (tmp_path / "known.txt").write_text("L = size >= 7\nM = size < 6")
    assert main([*words, "--form", "dnf", "--start", str(tmp_path / "known.txt")]) == 0
    said = capsys.readouterr().out
    assert "of L:\nchanged: size >= 7 -> size >= 6" in said
    assert "of M:\nchanged: size < 6 -> size >= 3" in said


@pytest.mark.parametrize(
    ("words", "rules", "said"),
    [
        (["--target", "sik"], "", "has no column 'sik'; it has .*; did you mean 'sick'"),
        (["--target", "sick"], "b = c\na b", "rules, line 2: expected name = formula"),
        (["--target", "sick"], "a = b\na = c", "rules, line 2: a is stated twice"),
        (["--target", "sick"], "# nothing", "the file of rules is empty"),
        (["--target", "sick"], "wheight", "the rules read wheight"),
        (["--target", "colour", "--answer", "q"], "smoker", "there are 3 classes; target names"),
    ],
)
def test_what_is_wrong_is_said(patients, tmp_path, capsys, words, rules, said):
    import re

    path = tmp_path / "known.txt"
    path.write_text(rules)
    start = ["--start", str(path)] if rules else []
    assert main(["rules", str(patients), *words, *start]) == 2
    assert re.search(said, capsys.readouterr().err)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "expected a header"), ("a,a\n", "two columns 'a'"), ("a,b\n1\n", "CSV:2: 1 cells for 2")],
)
def test_a_damaged_table_is_refused(text, said):
    from logicnet.formats.mixed_csv import columns_in

    with pytest.raises(logicnet.FormatError, match=said):
        columns_in(text)


def test_columns_are_what_their_cells_are():
    from logicnet.formats.mixed_csv import columns_in

    found = columns_in("a,b,c,d\n1,true,x,\n?,False,NA,2.5\n")
    assert found["b"].tolist() == [True, False]
    assert found["c"].tolist() == ["x", None]
    assert np.isnan(found["a"][1])
    assert np.isnan(found["d"][0])
