import multiprocessing
import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import CORPUS
from faults import check_verdict, doubled, faults, outputs_at
from logicnet import (
    Cover,
    LimitError,
    Network,
    Region,
    SpecificationError,
    TruthTable,
    compile,
    soften,
    verify,
)
from logicnet.ground.bits import columns, popcount
from logicnet.logic.function import function
from logicnet.verification.functions import rows as judge
from logicnet.verification.functions.rows import compared
from logicnet.verification.verdict import Counterexample, Verdict
from reference import reference, rows
from strategies import tables

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


# One row that differs --------------------------------------------------------------------


@given(tables(most_inputs=4), st.data())
def test_any_row_of_a_table_that_is_turned_is_found(table, data):
    n, values = len(table.inputs), table.values()
    net = compile(
        TruthTable.from_values(np.maximum(values, 0), table.inputs, table.outputs), "minterms"
    )
    assert verify(net, table).equal
    row = data.draw(st.integers(0, 2**n - 1))
    output = data.draw(st.integers(0, len(table.outputs) - 1))
    turned = values.copy()
    turned[row, output] = 1 - max(
        0, values[row, output]
    )  # a don't-care becomes 1, where net says 0
    other = TruthTable.from_values(turned, table.inputs, table.outputs)
    verdict = verify(net, other)
    assert verdict.equal is False
    assert list(verdict.counterexample.inputs.values()) == rows(n)[row]
    free = values.copy()
    free[row, output] = -1
    assert verify(net, TruthTable.from_values(free, table.inputs, table.outputs)).equal
    cover = Cover.from_table(other)
    assert verify(net, cover).equal is False


def minterm(n, row):
    """The network of n inputs that is 1 at one row."""
    literals = [1 if row >> (n - 1 - i) & 1 else -1 for i in range(n)]
    names = [f"x{i}" for i in range(n)]
    return Network.from_units(names, [(range(n), literals, literals.count(1))])


@pytest.mark.parametrize("n", [1, 2, 5, 6, 7, 8, 12, 20, 21, 22])
def test_a_single_row_that_differs_is_found_wherever_it_is(n):
    never = Network.from_units([f"x{i}" for i in range(n)], [([], [], 1)])
    last = 2**n - 1
    few = {0, last // 2, last // 2 + 1, last} if n < 20 else {last, last - 2**20}
    for row in few & set(range(2**n)):
        verdict = verify(minterm(n, row), never)
        assert verdict.equal is False
        assert (
            list(verdict.counterexample.inputs.values()) == [row >> i & 1 for i in range(n)][::-1]
        )
        assert verdict.method == f"all {2**n} rows"
    assert verify(minterm(n, last), minterm(n, last)).equal


def test_every_row_at_the_edges_of_blocks_is_compared(monkeypatch):
    monkeypatch.setattr(judge, "_BLOCK", 3)  # words; the last block has one of 16
    never = Network.from_units([f"x{i}" for i in range(10)], [([], [], 1)])
    for row in range(0, 1024, 31):
        verdict = verify(minterm(10, row), never)
        assert list(verdict.counterexample.inputs.values()) == rows(10)[row]
    for words in range(1, 16):
        monkeypatch.setattr(judge, "_BLOCK", words)
        verdict = verify(minterm(10, 1023), never)
        assert list(verdict.counterexample.inputs.values()) == [1] * 10


def grouped(n, weights, special, threshold):
    """One unit over n inputs with two weights, and other ones for the special inputs."""
    values = [weights[i % 2] for i in range(n)]
    for i, weight in special.items():
        values[i] = weight
    names = [f"x{i}" for i in range(n)]
    return Network.from_units(names, [(range(n), values, threshold)])


def rows_by_counts(n, special):
    """A row for every count of ones among the even and the odd inputs, and all special ones."""
    even, odd = ([i for i in range(start, n, 2) if i not in special] for start in (0, 1))
    for a, b in product(range(len(even) + 1), range(len(odd) + 1)):
        for values in product((0, 1), repeat=len(special)):
            row = [0] * n
            for i in even[:a] + odd[:b]:
                row[i] = 1
            for i, v in zip(special, values, strict=True):
                row[i] = v
            yield row


@pytest.mark.parametrize("whole", [True, False])
def test_a_fault_among_interchangeable_inputs_is_found_on_either_side(whole):
    n, factor = 26, 1 if whole else 0.1
    base = grouped(n, (factor, 2 * factor), {}, 20 * factor)
    assert verify(base, base).equal
    assert "196 rows" in verify(base, doubled(base)).method
    cases = [
        ({3: 3}, 20),
        ({0: 2}, 20),
        ({25: 1}, 20),
        ({4: -1}, 20),
        ({}, 21),
        ({}, 19),
        ({7: 2, 8: 1}, 20),
    ]
    for special, threshold in cases:
        scaled = {i: w * factor for i, w in special.items()}
        fault = grouped(n, (factor, 2 * factor), scaled, threshold * factor)
        differs = any(
            reference(base, row) != reference(fault, row) for row in rows_by_counts(n, special)
        )
        for network, other in ((base, fault), (fault, base)):

            def specification(inputs, other=other):
                return reference(other, list(inputs.values()))

            check_verdict(verify(network, other), network, specification, differs)


@pytest.mark.parametrize(("threshold", "text", "row"), [(1, "1", 0), (30, "0", 1)])
def test_the_first_and_the_last_row_of_groups_are_compared(threshold, text, row, monkeypatch):
    names = [f"x{i}" for i in range(30)]
    net = Network.from_units(names, [(range(30), [1] * 30, threshold)])
    for block in (1 << 18, 1, 7, 30, 31):
        monkeypatch.setattr(judge, "_GROUP_BLOCK", block)
        verdict = verify(net, text)
        assert list(verdict.counterexample.inputs.values()) == [row] * 30
        assert verdict.method.startswith("31 rows, one for each count of ones")


def test_every_count_of_ones_is_compared_where_rows_fill_words_and_blocks(monkeypatch):
    names = [f"x{i}" for i in range(64)]  # 65 rows: without the first they are one word
    some = Network.from_units(names, [(range(64), [1] * 64, 1)])
    verdict = verify(some, Network.from_units(names, [([], [], 0)]))
    assert list(verdict.counterexample.inputs.values()) == [0] * 64
    monkeypatch.setattr(judge, "_GROUP_BLOCK", 3)  # 9 rows of two groups, the last one differs
    every = Network.from_units("abcd", [(range(4), [1, 1, 3, 3], 8)])
    verdict = verify(every, Network.from_units("abcd", [([], [], 1)]), max_inputs=1)
    assert list(verdict.counterexample.inputs.values()) == [1] * 4
    assert "9 rows" in verdict.method


def test_sums_of_floats_are_exact_whatever_their_order():
    """26 inputs of which 23 are interchangeable; as floats 0.1 + 0.2 + 0.3 depends on the order."""
    names = [f"x{i}" for i in range(26)]
    weights = [0.1, 0.2, 0.3] + [0.1] * 23
    floats = Network.from_units(names, [(range(26), weights, 0.6000000000000001)])
    whole = Network.from_units(names, [(range(26), [1, 2, 3] + [1] * 23, 6)])
    row = [1, 1, 1] + [0] * 23
    assert reference(floats, row) != reference(whole, row)
    verdict = verify(floats, whole)
    assert verdict.equal is False
    witness = list(verdict.counterexample.inputs.values())
    assert reference(floats, witness) != reference(whole, witness)
    order = [25, 1, 2, *range(3, 25), 0]
    turned = Network.from_units([names[i] for i in order], [(range(26), weights, 0.6)])
    assert verify(floats, turned).equal is not None


def test_all_rows_are_compared_up_to_24_inputs_and_a_million_at_random_beyond(rows_alone):
    nets = [
        Network.from_units([f"x{i}" for i in range(n)], [(range(n), range(1, n + 1), 3)])
        for n in (24, 25)
    ]
    assert verify(nets[0], nets[0]).method == "all 16777216 rows"
    assert verify(nets[1], doubled(nets[1])).reason == (
        "1048576 random rows agree, which proves nothing; "
        "25 inputs exceed the limit of 24 for comparing all rows"
    )


def test_a_fault_among_many_random_rows_is_found(rows_alone):
    n = 30
    weights = list(range(1, n + 1))
    names = [f"x{i}" for i in range(n)]
    base = Network.from_units(names, [(range(n), weights, sum(weights) // 2)])
    same = verify(base, doubled(base), samples=2000)
    assert same.equal is None
    assert not same
    for what, fault in faults(base):
        if what.startswith(("threshold", "output")) or "swapped" in what:
            continue  # one in hundreds of rows, or none at all
        verdict = verify(fault, base, samples=20_000)
        assert verdict.equal is False, what
        row = list(verdict.counterexample.inputs.values())
        assert outputs_at(fault, row) != reference(base, row)


@pytest.mark.parametrize("k", [3, 37])
def test_random_rows_have_few_ones_and_many(k):
    """Rows of 40 inputs of which all but few are equal are hardly ever met at even odds."""
    names = [f"x{i}" for i in range(40)]
    unread = range(40), [*range(1, 41)], 9  # so that no two inputs are alike
    least, more = (
        Network.from_units(names, [unread, (range(40), [1] * 40, t)]) for t in (k, k + 1)
    )
    assert verify(least, more, samples=100_000).equal is False


SQUARE = "x >= 0 & x <= 4 & y >= 0 & y <= 4"


# Executors ------------------------------------------------------------------------------------


def judged():
    """(network, specification, options) of every judge: equal ones and different ones."""
    parity = " ^ ".join(f"x{i}" for i in range(9))
    units = [(range(9), [1] * 9, k) for k in range(1, 10)]
    units.append((range(9, 18), [1, -1, 1, -1, 1, -1, 1, -1, 1], 1))
    net = Network.from_units([f"x{i}" for i in range(9)], units)
    yield net, parity, {}
    yield net, f"{parity} ^ (x0 & x7 & x8)", {}
    base = grouped(26, (1, 2), {}, 20)
    yield base, doubled(base), {}
    yield base, grouped(26, (1, 2), {5: 1}, 20), {}
    large = Network.from_units([f"x{i}" for i in range(30)], [(range(30), [*range(1, 31)], 90)])
    yield large, doubled(large), {"samples": 3000}
    yield large, replace(large, thresholds=np.array([100])), {"samples": 3000}
    yield compile(SQUARE), SQUARE, {}
    yield compile(SQUARE), SQUARE.replace("x >= 0", "x > 0"), {}
    ring = [(np.cos(t), np.sin(t)) for t in np.arange(0.1, 6.2, 0.4)]
    mixed = Network.from_units(
        ["x", "y"], [([0], [1.0], 0.25), ([0, 1, 2], [1.0, 1.0, 1.0], 1.5)], encoding="real"
    )
    yield mixed, Region.polygon(ring), {"samples": 500}
    yield mixed, mixed_region(), {"samples": 500}


def mixed_region():
    return Region.of("x >= 0.25 & x + y >= 0.5 | x < 0.25 & x + y >= 1.5")


def test_verdicts_are_the_same_with_workers(monkeypatch):
    for name in ("_BLOCK", "_RANDOM_BLOCK"):
        monkeypatch.setattr(judge, name, 2)
    monkeypatch.setattr(judge, "_GROUP_BLOCK", 64)
    cases = list(judged())
    alone = [verify(net, other, **options) for net, other, options in cases]
    assert {verdict.equal for verdict in alone} == {True, False, None}
    with ThreadPoolExecutor(3) as pool:
        for (net, other, options), verdict in zip(cases, alone, strict=True):
            assert verify(net, other, executor=pool, **options) == verdict


def test_every_judge_hands_its_blocks_to_the_executor(rows_alone):
    class Counting(ThreadPoolExecutor):
        handed = 0

        def submit(self, *arguments):
            self.handed += 1
            return super().submit(*arguments)

    for net, other, options in judged():
        with Counting(2) as pool:
            verify(net, other, executor=pool, **options)
            assert pool.handed > 0


def test_no_verdict_follows_from_answers_that_name_no_block():
    class Silent(Executor):
        """Its workers answer None, whatever they are asked."""

        def submit(self, function, *given, **named):
            future = Future()
            future.set_result(None)
            return future

    square = Region.box([0, 0], [1, 1])
    regions = [(compile(square), square, {}), (compile(square), Region.box([0, 0], [1, 2]), {})]
    for net, other, options in [*judged(), *regions]:
        assert verify(net, other, executor=Silent(), **options) == verify(net, other, **options)


def test_random_rows_are_fewer_where_sums_leave_the_words_of_the_machine(rows_alone, monkeypatch):
    monkeypatch.setattr(judge, "_LARGE", 30 * 100)
    names, weights = [f"x{i}" for i in range(30)], [2.0**70, *range(1, 30)]
    large, same = (Network.from_units(names, [(range(30), weights, t)]) for t in (19.0, 18.5))
    assert verify(large, same).reason.startswith("100 random rows agree")
    assert verify(large, same, samples=200).reason.startswith("200 random rows agree")


def test_random_rows_are_as_many_as_were_asked_for(rows_alone):
    """In words of 64, and in blocks that keep within memory; ones are rare or common in turn."""
    rows_of, seen, compare = [], [], judge.Sides.differing

    def counted(comparison, at):
        rows_of.append(at.shape)
        seen.append(at)
        return compare(comparison, at)

    large = Network.from_units([f"x{i}" for i in range(30)], [(range(30), [*range(1, 31)], 90)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge.Sides, "differing", counted)
        for samples, blocks in ((1, [1]), (64, [1]), (65, [2]), (1 << 20, [4096] * 4)):
            rows_of.clear()
            verify(large, doubled(large), samples=samples)
            assert rows_of == [(30, words) for words in blocks]
        verify(large, doubled(large), samples=64 * 4096)
        ones = popcount(seen[-1], axis=0) / (64 * 30)
        for turn in range(4):
            rare, common = ones[turn:2048:4].mean(), ones[2048 + turn :: 4].mean()
            assert abs(rare - 0.5 ** (turn + 1)) < 0.01
            assert abs(1 - common - 0.5 ** (turn + 1)) < 0.01
            for bit in range(64):  # no row of a word is left out
                share = (seen[-1][:, turn:2048:4] >> np.uint64(bit) & np.uint64(1)).mean()
                assert abs(share - 0.5 ** (turn + 1)) < 0.05
        patch.setattr(judge, "_MOST_WORDS", 300)
        rows_of.clear()
        verify(large, doubled(large), samples=64 * 15)
        assert rows_of == [(30, 10)] * 2
        patch.setattr(judge, "_MOST_WORDS", 3)
        rows_of.clear()
        verify(large, doubled(large), samples=128)
        assert rows_of == [(30, 1)] * 2


def test_processes_give_the_same_verdicts_and_dead_ones_lose_none():
    cases = list(judged())
    alone = [verify(net, other, **options) for net, other, options in cases]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        for (net, other, options), verdict in zip(cases, alone, strict=True):
            assert verify(net, other, executor=pool, **options) == verdict
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=os._exit, initargs=(1,)) as pool:
        assert verify(*cases[0][:2], executor=pool) == alone[0]
        assert verify(*cases[3][:2], executor=pool) == alone[3]


@pytest.mark.parametrize(("net", "other"), [(AND, "a & b"), (compile(SQUARE), SQUARE)])
def test_what_is_no_executor_is_refused_even_where_none_is_needed(net, other):
    with pytest.raises(TypeError, match="executor is one of concurrent.futures"):
        verify(net, other, executor="threads")


# Names and options ------------------------------------------------------------------------------


def test_outputs_are_matched_by_name():
    specification = {"sum": "a ^ b", "carry": "a & b"}
    net = compile(specification)
    assert verify(net, {"carry": "a & b", "sum": "a ^ b"}).equal
    swapped = verify(net, {"carry": "a ^ b", "sum": "a & b"})
    assert swapped.equal is False
    with pytest.raises(SpecificationError, match="outputs are sum, carry, the specification's y"):
        verify(net, "a ^ b")


def test_beyond_the_limit_random_rows_refute_but_never_prove(rows_alone):
    names = [f"x{i}" for i in range(40)]
    net = Network.from_units(names, [(list(range(40)), list(range(1, 41)), 400)])
    same = verify(net, doubled(net), max_inputs=8, samples=5000)
    assert same.equal is None
    assert "5000 random rows agree, which proves nothing" in same.reason
    other = Network.from_units(names, [(list(range(40)), list(range(1, 41)), 420)])
    refuted = verify(net, other, max_inputs=8)
    assert refuted.equal is False
    row = [refuted.counterexample.inputs[name] for name in names]
    assert reference(net, row) != reference(other, row)


def test_what_is_the_same_on_both_sides_is_equal_whatever_its_size(rows_alone):
    text = " | ".join(f"(x{i} & x{(7 * i + 3) % 40} & ~x{(3 * i + 1) % 40})" for i in range(40))
    net = compile(text, "formula")
    rebuilt = replace(net, labels=None, construction="")
    assert verify(rebuilt, net).equal is True
    assert verify(rebuilt, net).method == "the same structure on both sides"
    assert verify(function(text), text).equal is True
    assert verify(function(text), text + " | x0 & x1").equal is not True
    shifted = net.thresholds.copy()
    shifted[-1] += 1
    assert verify(replace(net, thresholds=shifted), net).equal is not True
    other = replace(net, wiring=replace(net.wiring, inputs=net.inputs[::-1]))
    assert verify(other, net).equal is not True


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
        Verdict(equal=True, method="none", counterexamples=(Counterexample({}, {}, {}),))
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


def test_inputs_that_do_not_match_at_all_are_an_error():
    with pytest.raises(SpecificationError) as caught:
        verify(AND, "p & q")
    assert str(caught.value) == (
        "inputs are matched by name, but the network alone has a, b and the specification alone "
        "p, q; by_position=True (--by-position) matches them by their order"
    )
    adder = Network.from_units(["a[0]", "b[0]"], [([0, 1], [1, 1], 2)])
    with pytest.raises(SpecificationError, match=r"alone .* alone a0, b0; .*mean 'a\[0\]'"):
        verify(adder, "a0 & b0")
    with pytest.raises(SpecificationError, match="matched by name"):
        verify(AND, adder)
    with pytest.raises(SpecificationError, match="matched by name"):
        verify(AND, {"y": "p | q"})


def test_one_name_in_common_by_chance_is_no_match_of_inputs():
    with pytest.raises(SpecificationError) as caught:
        verify(compile("a & first_part"), "a & firstpart")
    assert str(caught.value) == (
        "inputs are matched by name, but the network alone has first_part and the specification "
        "alone firstpart; did you mean 'first_part'?"
    )
    with pytest.raises(SpecificationError, match="alone has b and .* alone B; did you mean 'b'"):
        verify(AND, "a & B")
    with pytest.raises(SpecificationError, match="alone has b and the specification alone zz$"):
        verify(AND, compile("a & zz"))


@given(st.sets(st.sampled_from("abcd"), min_size=1), st.sets(st.sampled_from("abcd"), min_size=1))
def test_inputs_match_unless_each_side_reads_some_that_the_other_has_not(mine, theirs):
    net, stated = compile(" & ".join(sorted(mine))), " & ".join(sorted(theirs))
    if mine - theirs and theirs - mine:
        with pytest.raises(SpecificationError, match="matched by name"):
            verify(net, stated)
        assert verify(net.over(list("abcd")), stated).equal is False  # then they are inputs of both
    else:
        assert verify(net, stated).equal is (mine == theirs)


def test_inputs_that_one_side_does_not_read_are_legitimate():
    unread = Network.from_units(["p", "q"], [([], [], 1)])
    assert verify(unread, "0").equal
    assert verify(unread, Network.from_units(["a"], [([], [], 1)])).equal
    assert verify(unread.over(["a"]), "a & ~a").equal
    assert verify(AND.over(["c", "a", "b"]), "a & b").equal
    assert verify(AND, "a & b & (c | ~c)").equal
    verdict = verify(AND.over(["a", "b", "c"]), "a & c")
    assert verdict.equal is False
    assert verdict.method == "all 8 rows; the network alone reads b, the specification alone c"
    assert verify(AND, "a").method == "all 4 rows"
    assert verify(compile("a"), "a & c").method == "all 4 rows"


def test_a_single_output_matches_whatever_its_name():
    assert verify(AND, {"z": "a & b"}).equal
    verdict = verify(AND, {"z": "a | b"})
    assert (verdict.counterexample.network, verdict.counterexample.specification) == (
        {"y": 0}, {"z": 1},
    )  # fmt: skip
    both = compile({"y": "a & b", "z": "a | b"})
    with pytest.raises(SpecificationError, match="outputs are y, z, the specification's y"):
        verify(both, "a & b")
    with pytest.raises(SpecificationError, match="outputs are y, the specification's y, z"):
        verify(AND, {"y": "a & b", "z": "a | b"})


def test_outputs_that_do_not_match_are_named_with_the_nearest():
    net = compile({"sum": "a ^ b", "carry": "a & b"})
    with pytest.raises(SpecificationError, match="'carry', did you|; did you mean 'carry'"):
        verify(net, {"sum": "a ^ b", "carri": "a & b"})


def test_whatever_states_a_function_is_compared():
    assert verify("b & a", "a & b").method == "all 4 rows"
    assert verify("a & ~b", TruthTable.from_string("0010", "ab"), max_inputs=1).equal is None
    verdict = verify("a | b", AND)
    assert str(verdict).startswith("different: at a=0 b=1 the network gives y=1, the specification")
    free = TruthTable.from_string("0-01", "ab")
    verdict = verify(free, AND)
    assert str(verdict).startswith("different: at a=0 b=1 the network gives y=-, the specification")
    assert "<td>-</td>" in verdict._repr_html_()
    assert verify(free, free)
    assert verify(AND, free)


def test_what_is_no_network_is_refused():
    with pytest.raises(SpecificationError, match="a function is stated by .* not by object"):
        verify(object(), "a & b")
    with pytest.raises(SpecificationError, match="not with a function of 0 and 1"):
        verify("a & b", Region.of("a >= 0"))
    with pytest.raises(SpecificationError, match="a region is compared with a network or a region"):
        verify(Region.of("a >= 0"), "a & b")
    region = compile(SQUARE)
    with pytest.raises(SpecificationError, match="verified against a Region or inequalities"):
        verify(AND, region)


@pytest.mark.parametrize(
    "options",
    [
        {"samples": 0}, {"samples": 1.5}, {"samples": True}, {"max_inputs": -1},
        {"max_inputs": "24"}, {"seed": -1}, {"seed": 0.5},
    ],
)  # fmt: skip
def test_options_are_whole_numbers(options):
    with pytest.raises(LimitError, match=f"{next(iter(options))} is a whole number from [01], not"):
        verify(AND, "a & b", **options)
    assert verify(AND, "a & b", samples=1, max_inputs=0, seed=0).equal


def test_the_number_of_points_is_that_of_the_samples():
    cases = list(judged())
    verdict = verify(*cases[-1][:2], samples=77)
    assert "77 points at random" in verdict.reason
    assert "20000 points at random" in verify(*cases[-1][:2]).reason


def test_witnesses_are_those_of_the_row():
    comparison = compared(AND, TruthTable.from_string("0-01", ["a", "b"]))
    at = columns(2)
    assert comparison.differing(at) is None
    (witness,) = comparison.witnesses(at, np.array([2], dtype=np.uint64))
    assert (witness.inputs, witness.network, witness.specification) == (
        {"a": 0, "b": 1}, {"y": 0}, {"y": None},
    )  # fmt: skip
    assert str(witness) == "at a=0 b=1 the network gives y=0, the specification y=-"
    assert str(verify(Network.from_units([], [([], [], 0)]), "0")) == (
        "different: at the only row the network gives y=1, the specification y=0 "
        "(found by the only row)"
    )


def test_the_first_rows_that_differ_are_listed_once():
    verdict = verify("a ^ b ^ c ^ d ^ e", "0")
    odd = [at for at in product((0, 1), repeat=5) if sum(at) % 2][:8]
    assert [tuple(row.inputs.values()) for row in verdict.counterexamples] == odd
    assert verdict.counterexample is verdict.counterexamples[0]
    assert len(verify("a", "~a").counterexamples) == 2  # though a word has 64 rows
    assert len(verdict.differences().splitlines()) == 9
    assert verify("a", "a").differences() == ""
    text = " ^ ".join(f"x{i}" for i in range(40))
    majority = compile(f"atleast(20, {text.replace(' ^ ', ', ')})")
    for row in verify(majority, text).counterexamples:
        ones = sum(row.inputs.values())
        assert row.network == {"y": int(ones >= 20)}
        assert row.specification == {"y": ones % 2}


@pytest.mark.parametrize("text", ["a & b", "a ^ b | c", "~a & (b | c)"])
def test_what_a_trained_net_decides_is_judged_with_its_margin(text):
    mlp = soften(compile(text), gain=9.0)
    values = mlp.predict_proba(list(product((0.0, 1.0), repeat=len(mlp.inputs))))
    verdict = verify(mlp, text)
    assert verdict.equal
    assert verdict.margin == pytest.approx(np.abs(values - 0.5).min(), rel=1e-9)
    assert verify(mlp, f"~({text})").equal is False


@given(st.floats(min_value=0, max_value=1e308, exclude_min=True))
@example(1.296)
@example(12.99)
@example(0.09999999999999999)
def test_a_margin_is_shown_with_three_digits_and_never_more_than_it_is(margin):
    said = str(Verdict(equal=True, method="all 4 rows", margin=margin))
    shown = Fraction(said.removeprefix("equal, proven by all 4 rows; the margin is "))
    assert Fraction(margin) * 98 / 100 < shown <= Fraction(margin)
    assert str(Verdict(equal=True, method="all 4 rows")) == "equal, proven by all 4 rows"
