from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from hypothesis import given

from corpus import CORPUS
from logicnet import Cover, Network, SpecificationError, TruthTable, compile, verify
from logicnet.verification import Counterexample, Verdict
from reference import reference, rows
from strategies import networks

AND = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)])


@pytest.mark.parametrize(
    "specification",
    [
        "a & b",
        TruthTable.from_string("0001", ["a", "b"]),
        TruthTable.from_string("0-01", ["a", "b"]),
        Cover.from_cubes(["11"], inputs="ab"),
        AND,
        {"y": "b & a"},
        lambda a, b: a and b,
    ],
)
def test_equal_specifications_of_every_kind_are_proven(specification):
    verdict = verify(AND, specification)
    assert verdict.equal is True
    assert verdict
    assert verdict.method == "all 4 rows"


@pytest.mark.parametrize(
    "specification", ["a | b", TruthTable.from_string("1001", ["a", "b"]), "a & b & c", "a", "0"]
)
def test_a_different_specification_has_a_true_counterexample(specification):
    verdict = verify(AND, specification)
    assert verdict.equal is False
    assert not verdict
    witness = verdict.counterexample
    got = AND({k: v for k, v in witness.inputs.items() if k in "ab"})
    assert got == witness.network
    assert list(witness.specification.values()) != list(witness.network.values())


@given(networks())
def test_any_flipped_threshold_that_matters_is_found(net):
    n = len(net.inputs)
    for j in range(net.units):
        units = [(*net.wires_of(i), net.thresholds[i].item() + (i == j)) for i in range(net.units)]
        outputs = dict(zip(net.outputs, net.output_units.tolist(), strict=True))
        other = Network.from_units(net.inputs, units, outputs=outputs)
        same = all(reference(net, x) == reference(other, x) for x in rows(n))
        assert verify(other, net).equal is same


def test_outputs_are_matched_by_name():
    specification = {"sum": "a ^ b", "carry": "a & b"}
    net = compile(specification)
    assert verify(net, {"carry": "a & b", "sum": "a ^ b"}).equal
    swapped = verify(net, {"carry": "a ^ b", "sum": "a & b"})
    assert swapped.equal is False
    with pytest.raises(SpecificationError, match="outputs are sum, carry, the specification's y"):
        verify(net, "a ^ b")


def test_rows_shared_out_to_executors_give_the_same_verdict():
    text = " ^ ".join(f"x{i}" for i in range(20))
    units = [(list(range(20)), [1] * 20, k) for k in range(1, 21)]
    units.append((list(range(20, 40)), [1, -1] * 10, 1))
    net = Network.from_units([f"x{i}" for i in range(20)], units)
    with ThreadPoolExecutor(2) as pool:
        assert verify(net, text, executor=pool).equal
    with ProcessPoolExecutor(2) as pool:
        assert verify(net, text + " & x1", executor=pool).equal is False


def test_beyond_the_limit_random_rows_refute_but_never_prove():
    names = [f"x{i}" for i in range(40)]
    net = Network.from_units(names, [(list(range(40)), list(range(1, 41)), 400)])
    same = verify(net, net, max_inputs=8, samples=5000)
    assert same.equal is None
    assert "5000 random rows agree, which proves nothing" in same.reason
    other = Network.from_units(names, [(list(range(40)), list(range(1, 41)), 420)])
    refuted = verify(net, other, max_inputs=8)
    assert refuted.equal is False
    row = [refuted.counterexample.inputs[name] for name in names]
    assert reference(net, row) != reference(other, row)


def test_interchangeable_inputs_prove_symmetric_functions_of_any_size():
    n = 101
    names = [f"x{i}" for i in range(n)]
    majority = Network.from_units(names, [(list(range(n)), [1] * n, 51)])
    text = f"majority({', '.join(names)})"
    verdict = verify(majority, text)
    assert verdict.equal
    assert "102 rows" in verdict.method
    off = Network.from_units(names, [(list(range(n)), [1] * n, 52)])
    assert verify(off, text).equal is False
    # one input that is not interchangeable in the formula: no proof by counting
    assert verify(majority, f"{text} | (x0 & ~x1)", samples=64).equal is not True


def test_verdicts_and_witnesses_go_together():
    with pytest.raises(SpecificationError, match="if and only if it is unequal"):
        Verdict(equal=False, method="none")
    with pytest.raises(SpecificationError, match="if and only if it is unequal"):
        Verdict(equal=True, method="none", counterexample=Counterexample({}, {}, {}))
    with pytest.raises(SpecificationError, match="if and only if it is unknown"):
        Verdict(equal=None, method="none")


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_the_corpus_is_distinguished_from_its_complement(case):
    net = compile(case.source, style="minterms")
    flipped = Network.from_units(
        net.inputs,
        [(*net.wires_of(j), net.thresholds[j].item()) for j in range(net.units)]
        + [([len(net.inputs) + net.output_units[0].item()], [-1], 0)],
    )
    verdict = verify(flipped, case.source)
    assert verdict.equal is (case.name == "all free")
