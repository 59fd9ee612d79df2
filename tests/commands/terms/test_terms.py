"""`primes`, `threshold` and `approximate`: what Python says, on the command line."""

import json

import pytest

from logicnet import approximate, find_threshold, primes, read, verify
from logicnet.cli import main


def said(capsys, *words):
    """Exit code, and the JSON that a command prints."""
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_what_counts_and_wrong_rows_are_said(capsys):
    assert main(["minimize", "a ^ (b & c)", "--cost", "terms=1,literals=0.5", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert (known["price"], known["bound"], known["proven"], known["wrong"]) == (6.5, 6.5, True, [])
    assert main(["minimize", "a ^ (b & c)", "--errors", "0.6", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert known["price"] == 2.2
    assert known["wrong"][0] == {"row": "011", "output": "y", "stated": 1, "price": 0.6}
    assert main(["minimize", "a", "--cost", "wires", "--form", "pos"]) == 2
    assert "--cost and --errors are without" in capsys.readouterr().err
    assert main(["minimize", "a", "--cost", "wire"]) == 2
    assert "did you mean 'wires'" in capsys.readouterr().err


def test_primes_are_those_of_python_in_both_notations(tmp_path, capsys):
    path = tmp_path / "primes.pla"
    assert main(["primes", "a & b | ~a & c", "-o", str(path)]) == 0
    assert capsys.readouterr().out == (
        "y = (a & b) | (~a & c) | (b & c)\n3 prime implicants, 6 literals\n"
    )
    assert read(path) == primes("a & b | ~a & c")
    assert main(["primes", "AB + CD", "--notation", "textbook"]) == 0
    assert capsys.readouterr().out.startswith("y = AB + CD\n")
    assert said(capsys, "primes", "a ^ b")[1]["inputs"] == ["a", "b"]
    assert main(["minimize", "load & ~go", "--written", "textbook"]) == 0
    assert capsys.readouterr().out.startswith("y = go'·load\n")


def test_one_unit_is_found_or_refuted(tmp_path, capsys):
    path = tmp_path / "unit.json"
    code, known = said(capsys, "threshold", "a & (b | c)", "-o", str(path))
    assert (code, known["is_threshold"], known["weights"], known["threshold"]) == (
        0, True, list(find_threshold("a & (b | c)").weights), 3,
    )  # fmt: skip
    assert verify(read(path), "a & (b | c)")
    assert said(capsys, "threshold", "a ^ b") == (1, {"is_threshold": False})
    assert main(["threshold", "a ^ b"]) == 1
    assert capsys.readouterr().out == "no one unit computes it, proven\n"


def test_a_sum_of_steps_is_the_one_of_python(capsys):
    code, known = said(capsys, "approximate", "x**2", "-1", "1", "--pieces", "3")
    steps = approximate("x**2", (-1, 1), pieces=3)
    assert (code, known["units"], known["bound"]) == (0, steps.units, steps.bound)
    assert known["heights"] == steps.heights.tolist()
    code, known = said(capsys, "approximate", "x*y", "0", "1", "-1", "1", "--pieces", "2")
    assert (code, known["inputs"]) == (0, ["x", "y"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["approximate", "x", "0", "1"], "one of the arguments --pieces --tolerance is required"),
        (["approximate", "x", "0", "1", "2", "--pieces", "2"], "got 3 numbers"),
        (["primes", "AB + CD"], "say --notation textbook or names"),
        (["threshold", "a", "--json", "-o", "-", "--to", "json"], "both for standard output"),
    ],
)
def test_what_is_wrong_is_said(capsys, words, message):
    assert main(words) == 2
    assert message in capsys.readouterr().err
