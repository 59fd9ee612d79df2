"""Certificates: accepted by a checker that shares nothing with what writes them."""

import random
from itertools import product

import pytest

from logicnet import Cover, Network, compile, verify
from logicnet.errors import SpecificationError
from logicnet.logic.function import function
from logicnet.verification.sweeping import judging
from outside.proof_checker import clauses, is_miter, is_refuted, values_at


def written(tmp_path, first, second):
    verdict = verify(first, second, certificate=tmp_path / "proof.cnf")
    assert verdict.equal, verdict
    assert f"certified in {tmp_path / 'proof.cnf'}" in verdict.method
    return (tmp_path / "proof.cnf").read_text(), (tmp_path / "proof.drat").read_text()


def checked(formula, proof, first, second):
    """The proof is right, and the clauses are about the two sides, by rows of both."""
    assert is_refuted(formula, proof)
    assert is_miter(formula)
    names = tuple(dict.fromkeys([*function(first).inputs, *function(second).inputs]))
    rows = list(product((0, 1), repeat=len(names)))
    for row in random.Random(1).sample(rows, min(len(rows), 60)):
        at = dict(zip(names, row, strict=True))
        for mine, theirs, one, open_, other, free, wrong in values_at(formula, at):
            assert (one and not open_) == value(first, mine, at)
            assert (other and not free) == value(second, theirs, at)
            assert not wrong


def value(side, output, at):
    side = function(side)
    own = side if isinstance(side, Network) else side.table()
    if isinstance(side, Network):
        return bool(side({name: at[name] for name in side.inputs})[output])
    place = int("".join(str(at[name]) for name in side.inputs) or "0", 2)
    return bool(own.values()[place][own.outputs.index(output)] == 1)


def test_circuits_networks_and_covers(tmp_path):
    formula = {"y": "a & b | c & (a | b)", "z": "a ^ b ^ c ^ d"}
    network = compile(formula)
    checked(*written(tmp_path, network, formula), network, formula)
    cover = function(formula).table().cover()
    checked(*written(tmp_path, network, cover), network, cover)
    checked(*written(tmp_path, formula, formula), formula, formula)


def test_don_t_cares(tmp_path):
    stated = Cover.from_rows([[1, 1], [0, 0]], [[1], [0]], "ab", "y")
    formula, proof = written(tmp_path, "a & b", stated)
    assert is_refuted(formula, proof)
    assert values_at(formula, {"a": 1, "b": 0})[0][4:] == (False, True, False)
    assert values_at(formula, {"a": 1, "b": 1})[0][4:] == (True, False, False)


def parity(names, chained):
    """In a chain or in pairs, in AND and OR."""
    ahead = list(names)
    while len(ahead) > 1:
        a, b = ahead.pop(0), ahead.pop(0)
        ahead.insert(0 if chained else len(ahead), f"(({a} | {b}) & ~({a} & {b}))")
    return ahead[0]


def test_what_takes_conflicts(tmp_path):
    names = [f"x{k}" for k in range(7)]
    first, second = parity(names, True), parity(names[3:] + names[2::-1], False)
    formula, proof = written(tmp_path, first, second)
    checked(formula, proof, first, second)
    assert len(clauses(proof)) > 50


def _text(listed):
    return "\n".join(" ".join(map(str, [*clause, 0])) for clause in listed)


def test_a_proof_with_a_fault_is_not_accepted(tmp_path):
    formula, proof = written(tmp_path, parity("abcde", True), parity("edacb", False))
    stated, steps = clauses(formula), clauses(proof)
    assert is_refuted(_text(stated), _text(steps))
    assert not is_refuted(formula, _text(steps[:-1]))  # it does not come to an end
    assert not is_refuted(formula, "0\n")  # nor begin there
    assert not is_refuted(_text(stated[:-1]), proof)  # nothing says that they differ
    lacking = [_text(stated[:k] + stated[k + 1 :]) for k in range(0, len(stated) - 1, 7)]
    assert not any(is_refuted(left, proof) for left in lacking)  # a gate says too little
    assert not is_refuted(formula, _text([[1], *steps]))  # an input may be 0
    assert not is_miter(formula.replace("c output", "c outputs"))


def test_what_is_different_has_a_row_and_no_files(tmp_path):
    verdict = verify("a & b", "a | b", certificate=tmp_path / "proof")
    assert verdict.equal is False
    assert not list(tmp_path.iterdir())


def test_what_has_no_certificate_says_so(tmp_path, monkeypatch):
    with pytest.raises(SpecificationError, match="truth values"):
        verify("x >= 0", "x >= 1", certificate=tmp_path / "proof")
    large = Network.from_units("ab", [([0, 1], [1e300, 1.0], 1.0)])
    verdict = verify(large, "a | b", certificate=tmp_path / "proof")
    assert verdict.reason == "there is no certificate: weights have more than 64 bits"
    monkeypatch.setattr(judging, "_ROUNDS", ((1, 1),))
    names = "abcdefghijkl"
    verdict = verify(parity(names, True), parity("fjclahdibkeg", False), certificate=tmp_path / "p")
    assert verdict.equal is None
    assert "conflicts" in verdict.reason
    verdict = verify("a & b", "a & b", certificate=tmp_path / "proof", time_limit=0)
    assert verdict.cut == "time limit"
    assert not list(tmp_path.iterdir())
