"""Pruned networks: the same decisions on the rows, and never more than there was."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import logicnet as ln
from logicnet import LimitError, Network, SpecificationError, TruthTable, prune, verify
from logicnet.ground import budget as clocks
from logicnet.learning.data.datasets import MONK_SIZES, monks
from logicnet.learning.data.tables import one_hot
from reference import reference
from reference import rows as every_row
from strategies import networks, real_networks


@given(networks(), st.randoms(use_true_random=False))
def test_pruned_networks_decide_the_rows_as_before(network, random):
    n = len(network.inputs)
    rows = np.array(every_row(n)).reshape(2**n, n)
    some = rows[sorted(random.sample(range(len(rows)), random.randint(1, len(rows))))]
    pruned = prune(network, some)
    assert (pruned(some) == network(some)).all()
    assert (pruned.inputs, pruned.outputs) == (network.inputs, network.outputs)
    assert pruned.units <= network.units
    assert pruned.wires <= network.wires + network.units
    assert verify(prune(network, rows), network)


@given(real_networks(), st.randoms(use_true_random=False))
def test_weights_that_floats_cannot_add_up_are_pruned_by_their_exact_sums(network, random):
    n, low = len(network.inputs), -1 if network.encoding == "bipolar" else 0
    some = [[v or low for v in row] for row in every_row(n) if random.random() < 0.7]
    some = some or [[1] * n]
    try:
        pruned = prune(network, some)
    except LimitError as error:
        assert "too far apart" in str(error)
        return
    assert [reference(pruned, row) for row in some] == [reference(network, row) for row in some]
    assert pruned.encoding == network.encoding


def test_sums_between_two_floats_are_told_apart():
    real = Network.from_units(["a", "b", "c"], [([0, 1, 2], [0.1, 0.2, 0.3], 0.6000000000000001)])
    assert 0.1 + 0.2 + 0.3 >= 0.6000000000000001  # as floats add it up
    assert prune(real, every_row(3)).describe() == "h1 (layer 1, output y): 0 >= 1"
    far = Network.from_units(["a", "b"], [([0, 1], [1e-30, 1e30], 1e30)])
    with pytest.raises(LimitError, match="too far apart to be added up in 62 bits"):
        prune(far, every_row(2))


LINE = re.compile(r"(h\d+) \(layer \d+((?:, output \w+)*)\): (.*?) >= (-?\d+)(?:    .*)?")
TERM = re.compile(r"(-?) ?(?:(\d+)\*)?([a-z]\w*)")


def told(text, row):
    """The outputs as the lines of `describe` say them, by a reading of our own."""
    values, outputs = dict(row), {}
    for line in text.splitlines():
        name, places, left, right = LINE.fullmatch(line).groups()
        total = sum(
            (-1 if sign else 1) * int(size or 1) * values[node]
            for sign, size, node in TERM.findall(left)
        )
        values[name] = int(total >= int(right))
        outputs |= dict.fromkeys(re.findall(r"output (\w+)", places), values[name])
    return outputs


@given(networks(), st.randoms(use_true_random=False))
def test_what_a_pruned_network_says_of_itself_is_what_it_and_the_first_one_decide(network, random):
    n = len(network.inputs)
    rows = [row for row in every_row(n) if random.random() < 0.8] or [[1] * n]
    low = -1 if network.encoding == "bipolar" else 0
    rows = [[v or low for v in row] for row in rows]
    pruned = prune(network, rows)
    text = pruned.describe()
    for row in rows:
        said = told(text, zip(network.inputs, row, strict=True))
        assert [said[name] for name in network.outputs] == reference(network, row)
    wires = [pruned.wires_of(j)[0].tolist() for j in range(pruned.units)]
    assert len(text.splitlines()) == pruned.units == len(wires)
    assert sum(map(len, wires)) == pruned.wires == sum(len(TERM.findall(line.split("): ")[1]
        .split(" >= ")[0])) for line in text.splitlines())  # fmt: skip
    read = {n + int(u) for u in pruned.output_units} | {s for sources in wires for s in sources}
    assert read >= set(range(n, n + pruned.units))  # no unit that nobody reads


def test_a_reading_of_another_network_is_noticed():
    text = ln.compile("a & ~b").describe()
    assert told(text, {"a": 1, "b": 0}) == {"y": 1}
    assert told(text.replace("- b", "+ b"), {"a": 1, "b": 0}) == {"y": 1}
    assert told(text.replace("a - b", "b - a"), {"a": 1, "b": 0}) == {"y": 0}
    assert told(text.replace(">= 1", ">= 2"), {"a": 1, "b": 0}) == {"y": 0}


def test_constant_doubled_and_negated_units_go():
    network = Network.from_units(
        ["a", "b", "c"],
        [
            ([0, 1, 2], [1, 1, 1], 0), ([0, 1], [1, 1], 2), ([0, 1], [2, 2], 3),
            ([0, 1], [-1, -1], -1), ([3, 4, 5, 6], [1, 1, 1, -1], 2), ([2], [1], 5),
        ],
        outputs={"y": 4, "never": 5},
    )  # fmt: skip
    pruned = prune(network, every_row(3))
    assert pruned.describe().splitlines() == [
        "h1 (layer 1, output y): a + b >= 2",
        "h2 (layer 1, output never): 0 >= 1",
    ]
    assert verify(pruned, network)


def test_only_what_matters_on_the_rows_is_kept():
    table = TruthTable.from_expression("(a | b) & c | a & d")
    network = ln.compile(table, "wide")
    rows = [row for row in every_row(4) if row[0] == 0]
    assert prune(network, rows).describe().endswith("b + c >= 2")
    assert prune(network.encoded("bipolar"), 2 * np.array(rows) - 1).encoding == "bipolar"


def test_a_tuned_rule_becomes_readable_and_no_worse():
    categories = {f"a{k + 1}": range(1, size + 1) for k, size in enumerate(MONK_SIZES)}
    data, everyone = monks(2, 150, seed=1), monks(2)
    table, whole = (dict(zip(d.names, d.x.T.tolist(), strict=True)) for d in (data, everyone))
    x, encoding = one_hot(table, categories=categories)
    rule = ln.compile("atleast(2, a1_1, a2_1, a3_1, a4_1, a5_1, a6_1)", inputs=encoding.names)
    tuned = ln.fine_tune(rule, x, data.y, epochs=150)
    pruned = prune(tuned.network, x)
    assert (pruned(x) == tuned.network(x)).all()
    assert pruned.wires < 25 < 100 < tuned.network.wires
    assert abs(pruned.weights).max() < 20 < 1000 < abs(tuned.network.weights).max()
    before, after = (
        (net(encoding.apply(whole)).ravel() == everyone.y).mean() for net in (tuned.network, pruned)
    )
    assert after > before - 0.03


def test_what_cannot_be_pruned_is_refused():
    with pytest.raises(SpecificationError, match="no rows"):
        prune(Network.from_units(["a"], [([0], [1], 1)]), np.zeros((0, 1)))
    sums = Network.from_units(["x"], [([0], [1], 1), ([0, 1], [0.5, 1], 1)], encoding="real")
    with pytest.raises(SpecificationError, match="reads 'x' as a truth value, and row 2 has 3"):
        prune(sums, [[0], [3]])
    with pytest.raises(SpecificationError, match="expected 0 or 1"):
        prune(ln.compile("x & y"), [[0, 2]])


def oblique_net():
    """Two thresholds as slightly oblique half-spaces, one that is not needed, and a mess above."""
    units = [
        ([0, 1], [1.0, 0.001], 0.5), ([0, 1], [-0.002, 1.0], 0.25), ([0, 1], [1.0, 1.0], 50.0),
        ([2, 3, 4], [5, 4, 1], 9),
    ]  # fmt: skip
    return Network.from_units(["x", "y"], units, encoding="real")


def test_over_coordinates_thresholds_become_and_stay_axis_parallel():
    rows = np.random.default_rng(0).random((200, 2))
    network = oblique_net()
    pruned = prune(network, rows)
    assert (pruned(rows) == network(rows)).all()
    assert pruned.units == 3
    assert {len(pruned.wires_of(j)[0]) for j in range(2)} == {1}
    assert prune(pruned, rows) == pruned
    text = "2*x + y >= 1 & x < 0.75"  # the first is needed as it is
    kept = prune(ln.compile(text, "formula"), rows)
    assert [len(kept.wires_of(j)[0]) for j in range(2)] == [2, 1]


@given(networks(), st.floats(0, 0.5))
def test_no_more_rows_are_lost_than_may_be(network, share):
    rows = np.array(every_row(len(network.inputs))).reshape(2 ** len(network.inputs), -1)
    pruned = prune(network, rows, most_lost=share)
    lost = int((pruned(rows) != network(rows)).reshape(len(rows), -1).any(axis=1).sum())
    assert lost <= share * len(rows)
    assert (f"{lost} of {len(rows)} rows decided otherwise" in pruned.construction) == bool(lost)
    exact = prune(network, rows)
    assert pruned.wires <= exact.wires + exact.units


def test_rows_that_may_be_lost_buy_a_smaller_network():
    rare = ln.compile("a & b | c & d & e & f")
    rows = every_row(6)
    assert prune(rare, rows).wires > 4
    assert prune(rare, rows, most_lost=0.05).describe() == "h1 (layer 1, output y): a + b >= 2"


def test_a_pruning_that_loses_more_than_it_may_is_noticed(monkeypatch):
    from logicnet.learning.rules import pruning

    wrong = Network.from_units(["a"], [([0], [-1], 0)])
    monkeypatch.setattr(pruning, "_boolean", lambda *_: wrong)
    with pytest.raises(ln.LogicnetError, match="decides a row differently"):
        prune(Network.from_units(["a"], [([0], [1], 1)]), [[0], [1]])


def test_a_report_says_what_rows_held_out_say():
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 2, (120, 6))
    labels = (rows[:, 0] & rows[:, 1]) ^ (rng.random(120) < 0.05)
    network = ln.compile("a & b | c & d & e & f")
    report = ln.prune_report(network, rows, labels, most_lost=[0, 0.1])
    exact, short = report.prunings
    assert exact.network == prune(network, rows)
    assert short.network.wires < exact.network.wires
    decided = np.ravel(network(rows))
    assert report.accuracy == (decided == labels).mean()
    assert short.fidelity < exact.fidelity <= 1
    assert short.accuracy == pytest.approx((rows[:, 0] & rows[:, 1] == labels).mean(), abs=0.02)
    assert "at most 10.0% lost: 1 units" in str(report)
    assert "10.0%" in report._repr_html_()
    with pytest.raises(SpecificationError, match="1 rows for 5 folds"):
        ln.prune_report(network, rows[:1])


def test_a_formula_that_nobody_can_read_is_a_limit():
    parity = ln.compile("a ^ b ^ c ^ d")
    with pytest.raises(LimitError, match="32 literals, more than most_literals=31; .*read_rules"):
        parity.to_sympy(most_literals=31)
    assert len(parity.to_sympy(most_literals=32).args) == 8


def test_formulas_are_read_off_the_inputs_that_are_read():
    wide = ln.compile("b | a & ~c", inputs=[f"x{i}" for i in range(40)] + ["a", "b", "c"])
    assert str(wide.to_sympy()) == "b | (a & ~c)"


def test_a_limit_or_a_listener_ends_it_with_what_is_pruned_so_far(monkeypatch):
    class Steps:
        seconds = 0.0

        def monotonic(self):
            self.seconds += 1.0
            return self.seconds

    monkeypatch.setattr(clocks, "time", Steps())
    rng = np.random.default_rng(0)
    units = [(range(6), rng.integers(-9, 10, 6).tolist(), 2) for _ in range(9)]
    units.append((range(6, 15), [1] * 9, 4))
    network, heard = Network.from_units("abcdef", units), []
    rows = rng.integers(0, 2, (40, 6))
    whole = prune(network, rows, progress=lambda *what: heard.append(what))
    assert (whole.cut, prune(network, rows, time_limit=1e9)) == (None, whole)
    assert [count for _, count, _ in heard][-1] == whole.units
    sizes = []
    for limit in (0, 10, 20, 30, 1e9):
        part = prune(network, rows, time_limit=limit)
        assert part.cut == ("time limit" if limit < 40 else None)
        assert part(rows).tolist() == network(rows).tolist()
        sizes.append((part.units, part.wires))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]
    assert prune(network, rows, progress=lambda *what: False).cut == "interrupt"
    with pytest.raises(SpecificationError, match="time_limit"):
        prune(network, rows, time_limit=-1)
