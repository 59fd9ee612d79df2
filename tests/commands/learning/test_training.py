"""`train`, `harden` and `prune` on files of rows."""

import json

import pytest

from logicnet import read, verify
from logicnet.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xor.csv").write_text("a;b;y\n0;0;no\n0;1;yes\n1;0;T\n1;1;false\n")
    return tmp_path


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_net_is_trained_hardened_and_proven(folder, capsys):
    assert main(["train", "2-4-1", "xor.csv", "--rate", "0.1", "--stop-below", "0.02", "--seed",
                 "1", "-o", "soft.json", "--json"]) == 0  # fmt: skip
    known = told(capsys)
    assert known["right_in_training"] == 1
    assert known["diverged"] is False
    assert read("soft.json").inputs == ("a", "b")
    capsys.readouterr()
    assert main(["harden", "soft.json", "--rows", "xor.csv", "-o", "hard.json"]) == 0
    assert "hard and soft agree on the given 4 rows" in capsys.readouterr().out
    assert read("hard.json")([[0, 1], [1, 1]]).ravel().tolist() == [1, 0]
    (folder / "far.csv").write_text("a,b\n0.5,0.5\n0.51,0.49\n7,-7\n")
    assert main(["harden", "soft.json", "--json"]) == 0
    assert told(capsys)["equal"] is None


def test_a_formula_is_the_start_and_stays_what_it_is(folder, capsys):
    assert main(["train", "a ^ b", "xor.csv", "--epochs", "2", "-o", "soft.json"]) == 0
    assert "100.0% of the 4 rows trained on are right" in capsys.readouterr().out
    assert main(["harden", "soft.json", "--json", "-o", "hard.json"]) == 0
    assert told(capsys)["equal"] is True
    assert verify(read("hard.json"), "a ^ b")


def test_what_no_row_needs_is_pruned(folder, capsys):
    main(["compile", "a & b | c & d", "-o", "net.json"])
    (folder / "rows.csv").write_text("a,b,c,d,y\n0,0,0,0,0\n1,1,0,0,1\n1,0,0,0,0\n0,1,0,0,0\n")
    capsys.readouterr()
    assert main(["prune", "net.json", "rows.csv", "-o", "small.json", "--json"]) == 0
    known = told(capsys)
    assert (known["units_before"], known["units"]) == (2, 1)
    assert main(["prune", "net.json", "rows.csv", "--report", "--target", "y", "--most-lost", "0",
                 "--json"]) == 2  # fmt: skip
    assert "4 rows for 5 folds" in capsys.readouterr().err
    (folder / "rows.csv").write_text("a,b,c,d,y\n" + "0,0,0,0,0\n1,1,0,0,1\n" * 5)
    assert main(["prune", "net.json", "rows.csv", "--report", "--target", "y", "--json"]) == 0
    assert told(capsys)["before"]["right"] == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train", "2-4-1", "xor.csv", "--target", "z"], "the rows have 3"),
        (["train", "3-1", "xor.csv"], "sizes 3-1 are of 3 inputs and 1 outputs; the rows have 2"),
        (["train", "a & c", "xor.csv"], "no column c among a, b, y"),
        (["train", "a", "xor.csv", "--activation", "tanh"], "--activation is of random nets"),
        (["train", "a", "odd.csv"], "odd.csv:2, column 'a': expected a number, got 'red'"),
        (["train", "-", "-"], "train: only one of the two is standard input"),
        (["prune", "-", "-"], "prune: only one of the two is standard input"),
        (["harden", "xor.csv"], "xor.csv holds a TruthTable, expected a trained net"),
        (["prune", "a & b", "xor.csv"], "a & b holds a Circuit, expected a network"),
    ],
)
def test_what_is_wrong_is_said(folder, capsys, words, message):
    (folder / "odd.csv").write_text("a,y\nred,1\n")
    assert main(words) == 2
    assert message in capsys.readouterr().err
