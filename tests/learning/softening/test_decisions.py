"""What trained nets decide: against 60 digits, never sure where rounding could decide otherwise."""

from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import MLP, SpecificationError, TruthTable, compile, soften, train, verify
from logicnet.ground.bits import columns
from logicnet.ground.budget import Budget
from logicnet.learning.softening import decisions
from logicnet.learning.softening.decisions import Decisions, stated
from logicnet.learning.softening.float_errors import layers_of, values_and_errors
from logicnet.logic.function import function
from logicnet.network.network import Network
from logicnet.verification import trained
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from reference import rows

KINDS = ["sigmoid", "tanh", "relu", "hard_sigmoid", "leaky_relu", "linear", "step"]
EXACT = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "hard_sigmoid": lambda z: min(max(z + 3, mpmath.mpf(0)), mpmath.mpf(6)) / 6,
    "leaky_relu": lambda z: max(z, mpmath.mpf(0.01) * z),
    "linear": lambda z: z,
    "step": lambda z: mpmath.mpf(int(z >= 0)),
}


def exactly(mlp, row):
    """The outputs to 60 digits."""
    with mpmath.workdps(60):
        values = [mpmath.mpf(float(v)) for v in row]
        if mlp.centre is not None:
            frame = zip(values, mlp.centre.tolist(), mlp.scale.tolist(), strict=True)
            values = [(v - mpmath.mpf(c)) / mpmath.mpf(s) for v, c, s in frame]
        for j in range(mlp.units):
            layer = mlp.layer_of[j]
            wires = zip(*(part.tolist() for part in mlp.wires_of(j)), strict=True)
            z = sum((mpmath.mpf(w) * values[s] for s, w in wires), mpmath.mpf(mlp.biases[j].item()))
            values.append(EXACT[mlp.activations[layer]](mpmath.mpf(mlp.gains[layer].item()) * z))
        return [values[len(row) + u] for u in mlp.output_units.tolist()]


@st.composite
def nets(draw):
    """Nets of 2 or 3 inputs with large and small numbers, cancelling ones among them."""
    kind, output = draw(st.sampled_from(KINDS)), draw(st.sampled_from(KINDS))
    n, hidden = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    mlp = MLP.random([n, hidden, 1], activation=kind, output=output)
    number = st.sampled_from([0.0, 1.0, -1.0, 0.1, -0.3, 1e16, -1e16, 3.0, 0.5, 1e-9, 7.25])
    weights = draw(st.lists(number, min_size=mlp.wires, max_size=mlp.wires))
    biases = draw(st.lists(number, min_size=mlp.units, max_size=mlp.units))
    mlp = mlp.with_parameters(
        weights=weights, biases=biases, gain=[draw(number.filter(bool).map(abs)), 1]
    )
    encoding = draw(st.sampled_from(["binary", "bipolar", "real", "framed"]))
    frame = {"centre": np.full(n, 0.3), "scale": np.full(n, 7.0)} if encoding == "framed" else {}
    encoding = "real" if frame else encoding
    return replace(mlp, wiring=replace(mlp.wiring, encoding=encoding, **frame))


@given(nets(), st.sampled_from([2.0**-52, 2.0**-23]))
def test_no_value_is_further_from_the_exact_one_than_is_said(mlp, eps):
    low = -1 if mlp.encoding == "bipolar" else 0
    every = np.array([[v or low for v in row] for row in rows(len(mlp.inputs))], dtype=float)
    values, errors = values_and_errors(mlp, layers_of(mlp), every.T, eps)
    single = mlp.theta(np.float32 if eps > 1e-9 else np.float64)
    decided = Decisions(mlp, eps).decided(columns(len(mlp.inputs)))
    for k, row in enumerate(every):
        (exact,) = exactly(mlp, row)
        assert abs(exact - values[0, k]) <= errors[0, k]
        if eps < 1e-9:
            assert abs(mpmath.mpf(mlp.predict_proba(row)[0].item()) - values[0, k]) <= errors[0, k]
        sure = bool(decided.sure[0, 0] >> np.uint64(k) & np.uint64(1))
        if sure:
            level = 0 if mlp.output_activation == "tanh" else 0.5
            assert (exact > level) == bool(decided.on[0, 0] >> np.uint64(k) & np.uint64(1))
            assert abs(exact - level) >= decided.margins[0, k] * (1 - 1e-12)
    assert single.size


def net_of(weights, bias, **options):
    return MLP.from_layers([[weights]], [[bias]], inputs="ab"[: len(weights)], **options)


@pytest.mark.parametrize(
    ("mlp", "text"),
    [
        (net_of([1, -1], 0), "at a=0 b=0 the net gives y=0.5, which rounding may move across 0.5"),
        (net_of([1, 0], -0.5 + 1e-17, activation="linear"), "rounding may move"),
        (net_of([1e16, -1e16], 1.0 - 1e-16), "at a=1 b=1"),
        (net_of([1, 1], 0.1 + 0.2 - 0.3, activation="tanh"), "across 0"),
    ],
)
def test_what_rounding_may_decide_is_not_called_equal(mlp, text):
    for bits in range(16):
        verdict = verify(mlp, TruthTable.from_string(f"{bits:04b}", "ab"))
        assert verdict.equal is not True
    decided = mlp.predict(rows(2))
    table = TruthTable.from_values((decided > 0.5).astype(int), "ab")
    verdict = verify(mlp, table)
    assert verdict.equal is None
    assert text in verdict.reason
    with pytest.raises(SpecificationError, match="rounding may move it|rounding may move"):
        function(mlp).table()


def test_a_row_that_does_not_matter_need_not_be_sure():
    assert verify(net_of([1, -1], 0), TruthTable.from_string("-01-", "ab")).margin > 0.2


@given(st.integers(0, 2**8 - 1), st.sampled_from(["sigmoid", "tanh", "relu", "hard_sigmoid"]))
def test_a_net_is_what_it_was_made_of_and_nothing_else(bits, kind):
    table = TruthTable.from_string(f"{bits:08b}", "abc")
    mlp = soften(compile(table), activation=kind)
    verdict = verify(mlp, table)
    assert verdict
    assert verdict.margin >= 0.48
    assert function(mlp).table() == table
    other = TruthTable.from_string(f"{bits ^ 1 << bits % 8:08b}", "abc")
    found = verify(mlp, other)
    assert found.equal is False
    (value,) = found.counterexample.network.values()
    at = "".join(map(str, found.counterexample.inputs.values()))
    assert value == int(table.to_string()[int(at, 2)])


def test_a_trained_net_is_read_and_compiled():
    x, y = rows(3), [sum(row) % 2 for row in rows(3)]
    mlp = train(MLP.random([3, 8, 1], activation="tanh", seed=1, inputs="abc"), x, y, epochs=400,
                optimiser="adam", rate=0.05).mlp  # fmt: skip
    verdict = verify(mlp, "a ^ b ^ c")
    assert str(verdict).startswith("equal, proven by all 8 rows; the margin is 0.4")
    assert verify(compile(mlp), "a ^ b ^ c")
    assert verify(compile("a ^ b ^ c"), mlp)
    assert function(mlp).cover().outputs == function(mlp).circuit().outputs == ("y",)


def test_a_net_of_steps_is_a_network():
    mlp = net_of([1, 1.5], -1.5, activation="step")
    assert isinstance(stated(mlp), Network)
    assert verify(mlp, "b").method == "all 4 rows"
    framed = replace(mlp.wiring, centre=[0.5, 0.5], scale=[0.5, 0.5])
    assert verify(replace(mlp, wiring=framed), "a & b").margin == 0.5


def test_steps_of_sums_that_floats_round_are_decided_where_that_is_sure():
    mlp = MLP.from_layers([[[0.1, 0.7, 0.6, 0.3]]], [[-0.4]], activation="step", output="step")
    assert isinstance(stated(mlp), Decisions)
    decided = mlp.predict(np.array(rows(4), dtype=float)).astype(int).ravel().tolist()
    exact = [int(sum(Fraction(w) * x for w, x in zip([0.1, 0.7, 0.6, 0.3], row, strict=True))
                 >= Fraction(0.4)) for row in rows(4)]  # fmt: skip
    assert decided != exact
    for values in (decided, exact):
        table = TruthTable.from_string("".join(map(str, values)), mlp.inputs)
        assert verify(mlp, table).equal is None


def test_outputs_that_choose_a_class_are_refused():
    with pytest.raises(SpecificationError, match="softmax outputs choose one of several classes"):
        verify(MLP.random([2, 2], output="softmax"), "x1")


WIDE = " ^ ".join(f"x{i}" for i in range(40))


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu", "hard_sigmoid"])
def test_many_inputs_are_judged_by_bounds_of_all_units(kind):
    mlp = soften(compile(WIDE), activation=kind)
    verdict = verify(mlp, WIDE)
    assert verdict
    assert "of its threshold network" in verdict.method
    assert verify(mlp, f"~({WIDE})").equal is False
    if kind in ("sigmoid", "tanh"):  # without what soften says: from the numbers alone
        bare = replace(mlp, source=None, certificate=None)
        assert verify(bare, WIDE).margin == verdict.margin > 0.48
        weak = bare.with_parameters(gain=2.0)
        found = verify(weak, WIDE, samples=128)
        assert found.equal is not True
    else:
        bare = replace(mlp, source=None, certificate=None)
        assert (
            "bounds for all inputs are known of nets of sigmoid"
            in verify(bare, WIDE, samples=64).reason
        )
    single = Decisions(mlp, 2.0**-23).kept()
    assert single == "bounds for all inputs are of nets that are computed in float64"


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu", "hard_sigmoid"])
def test_inputs_that_are_not_stated_may_be_anything_between(kind):
    rng = np.random.default_rng(1)
    mlp = soften(
        compile("a ^ b", inputs=["a", "b", *(f"x{i}" for i in range(28))]), activation=kind
    )
    noise = np.concatenate([mlp.weights, 1e-4 * rng.normal(size=28)])
    nodes = np.concatenate([mlp.wires_of(0)[0], np.arange(2, 30)])
    first, rest = len(mlp.wires_of(0)[0]), mlp.wires
    order = np.argsort(nodes)
    indices = np.concatenate([nodes[order], mlp.indices[first:]])
    weights = np.concatenate([np.concatenate([mlp.weights[:first], noise[rest:]])[order],
                              mlp.weights[first:]])  # fmt: skip
    indptr = np.concatenate([[0], mlp.indptr[1:] + 28])
    wide = MLP(wiring=replace(mlp.wiring, indptr=indptr, indices=indices), weights=weights,
               biases=mlp.biases, gains=mlp.gains, activations=mlp.activations)  # fmt: skip
    verdict = verify(wide, "a ^ b")
    assert verdict.method.startswith("intervals: all 4 rows of the 2 inputs that are stated")
    values = wide.predict_proba(rng.random((500, 30)).round())
    assert np.abs(values - Decisions(wide).level).min() >= verdict.margin > 0.3
    different = verify(wide, "a | b")
    assert different.equal is False
    assert different.method == "intervals"
    loud = wide.with_parameters(weights=np.where(np.abs(weights) < 0.01, weights * 1e5, weights))
    found = verify(loud, "a ^ b", samples=2000)
    assert found.equal is not True


def test_a_bound_is_not_claimed_for_a_net_that_moved():
    mlp = soften(compile(WIDE), activation="relu")
    moved = replace(mlp.with_parameters(biases=mlp.biases + 1), source=mlp.source)
    assert isinstance(Decisions(moved).kept(), str)
    soft = soften(compile(WIDE))
    off = soft.with_parameters(biases=soft.biases - 0.5)
    assert isinstance(Decisions(off).kept(), str)


@pytest.mark.parametrize("samples", [1, 64, 65, 5000, None])
def test_as_many_rows_are_drawn_as_are_asked_for(samples, monkeypatch):
    looked, look = [], trained.seen
    monkeypatch.setattr(
        trained, "seen", lambda sides, at: looked.append(at.shape[1]) or look(sides, at)
    )
    names = [f"x{k}" for k in range(30)]
    mlp = MLP.from_layers([[[1.0] * 30]], [[-0.5]], inputs=names)
    judge, sides = JUDGES["random decisions"], compared(function(mlp), function(" | ".join(names)))
    extent, count = Extent(samples=samples), samples or 65536
    said = f"no surely decided one of {count} random rows differs, which proves nothing"
    assert judge.judge(sides, extent).reason == said
    assert count <= 64 * sum(looked) < count + 64 * max(looked)
    assert judge.judge(sides, extent, "so far").reason == f"{said}; so far"
    looked.clear()
    cut = judge.judge(sides, replace(extent, budget=Budget(time_limit=0)))
    done = 64 * sum(looked)
    assert (cut.cut is None) is (done >= count)
    assert cut.cut is None or f"when {done} of {count} random rows were decided" in cut.reason
    other = compared(function(mlp), function(" ^ ".join(names)))
    assert judge.judge(other, extent).equal is False


def counting(*bounds):
    """A net of 7 inputs: whether the number that they are exceeds each bound, unsure where it is
    met; and the table of that."""
    weights = [float(2**k) for k in reversed(range(7))]
    mlp = MLP.from_layers([[weights] * len(bounds)], [[-float(b) for b in bounds]])
    values = np.arange(128)[:, None] > np.array(bounds)
    return mlp, TruthTable.from_values(values.astype(int), mlp.inputs, mlp.outputs)


@pytest.mark.parametrize("words", [1, 512])
@pytest.mark.parametrize(
    ("bounds", "row"),
    [((5,), 5), ((70,), 70), ((5, 70), 5), ((3.5, 70), 70), ((127, 2.5, 9.5), 127), ((9, 8), 8)],
)
def test_the_first_row_that_is_not_sure_is_told_wherever_it_is(words, bounds, row, monkeypatch):
    monkeypatch.setattr(trained, "_BLOCK", words)
    mlp, table = counting(*bounds)
    verdict = verify(mlp, table)
    bits = " ".join(f"{n}={b}" for n, b in zip(mlp.inputs, f"{row:07b}", strict=True))
    assert verdict.equal is None
    assert verdict.reason.startswith(f"at {bits} the net gives ")
    assert verdict.reason.endswith("; no other row is different")
    sure = counting(*(b + 0.25 for b in bounds))
    assert verify(sure[0], table).margin == pytest.approx(1 / (1 + np.exp(-0.25)) - 0.5)


@pytest.mark.parametrize("words", [1, 512])
@pytest.mark.parametrize("row", [0, 63, 64, 127])
def test_a_single_row_that_differs_is_found(words, row, monkeypatch):
    monkeypatch.setattr(trained, "_BLOCK", words)
    mlp, table = counting(70.5)
    values = table.values()
    values[row] ^= 1
    found = verify(mlp, TruthTable.from_values(values, mlp.inputs, mlp.outputs))
    assert "".join(str(int(v)) for v in found.counterexample.inputs.values()) == f"{row:07b}"


def test_where_no_row_matters_there_is_no_margin():
    assert verify(net_of([1, 1], -0.5), TruthTable.from_string("----", "ab")).margin is None
    wide = MLP.from_layers(
        [[[1.0] * 32]], [[-0.5]], inputs=["a", "b", *(f"x{k}" for k in range(30))]
    )
    found = verify(wide, TruthTable.from_string("----", "ab"))
    assert (found.equal, found.margin, found.method[:9]) == (True, None, "intervals")


def test_all_rows_are_decided_up_to_as_many_inputs_as_are_asked_for():
    mlp, table = counting(70.5)
    assert verify(mlp, table, max_inputs=7).method == "all 128 rows"
    assert verify(mlp, table, max_inputs=6, samples=64).method != "all 128 rows"


def test_a_cut_says_of_how_many_rows_it_is(monkeypatch):
    monkeypatch.setattr(trained, "_BLOCK", 1)
    cut = JUDGES["all decisions"].judge(
        compared(*map(function, counting(70.5))), Extent(budget=Budget(time_limit=0))
    )
    assert cut.cut == "time limit"
    assert "when 64 of 128 rows were decided as stated" in cut.reason


def test_intervals_are_taken_of_no_more_stated_inputs_than_are_asked_for():
    names = ["a", "b", *(f"x{k}" for k in range(30))]
    mlp = MLP.from_layers([[[1.0, 1.0] + [1e-3] * 30]], [[-0.5]], inputs=names)
    for most in (1, 2, 24):
        found = verify(mlp, "a | b", max_inputs=most, samples=64)
        assert found.equal
        assert found.method.startswith("intervals") is (most > 1)


def test_where_no_bounds_are_known_the_reasons_are_told_one_after_the_other():
    sides = compared(function(net_of([1, 1], -0.5, activation="linear")), function("a | b"))
    alone, after = (JUDGES["bounds"].judge(sides, Extent(), reason) for reason in ("", "so far"))
    assert alone.startswith("bounds for all inputs are known of nets of ")
    assert after == f"so far; {alone}"


@pytest.mark.parametrize("bounds", [(5,), (70,), (5, 70), (3.5, 70)])
def test_the_row_that_is_not_sure_is_named_wherever_it_is_looked_at(bounds, monkeypatch):
    row = min(int(b) for b in bounds if b == int(b))
    for at_a_time in (1, 1 << 22):
        monkeypatch.setattr(decisions, "_AT_A_TIME", at_a_time)
        mlp, table = counting(*bounds)
        bits = " ".join(f"{n}={b}" for n, b in zip(mlp.inputs, f"{row:07b}", strict=True))
        with pytest.raises(SpecificationError, match=f"at {bits} the net gives"):
            Decisions(mlp).table()
        assert Decisions(counting(*(b + 0.25 for b in bounds))[0]).table() == table


@pytest.mark.parametrize("encoding", ["binary", "bipolar", "real"])
def test_a_net_of_steps_decides_as_its_network(encoding):
    mlp = net_of([1, 1.5], -1.5, activation="step")
    mlp = replace(mlp, wiring=replace(mlp.wiring, encoding=encoding))
    text = {"bipolar": "a & b"}.get(encoding, "b")
    assert verify(mlp, text).equal
    assert stated(mlp).encoding == ("bipolar" if encoding == "bipolar" else "binary")
    rounded = MLP.from_layers(
        [[[0.1, 0.7], [1.0, 1.0]]], [[-0.4, -1.0]], activation="step", output="step"
    )
    assert isinstance(stated(rounded), Decisions)


def test_bounds_are_on_the_scale_of_the_units_and_of_one_kind():
    network = compile("a & b | c", "formula")
    for kind, scale in (("sigmoid", 1.0), ("tanh", 2.0)):
        mlp = soften(network, activation=kind)
        found = Decisions(mlp)
        kept = found.kept()
        least = np.abs(mlp.predict_proba(np.array(rows(3), dtype=float)) - found.level).min()
        assert 0.985 * least < kept.margin <= least
        assert kept.margin == pytest.approx(scale * 0.49, abs=scale * 0.011)
    mixed = MLP.from_layers(
        [[[9.0]], [[9.0]]], [[-4.5], [0.0]], activation="tanh", output="sigmoid"
    )
    assert isinstance(Decisions(mixed).kept(), str)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "hard_sigmoid"])
def test_what_was_softened_is_its_network_whatever_its_size(activation):
    names = [f"x{i}" for i in range(30)]
    net = compile(" & ".join(names), "deep")
    soft = soften(net, activation=activation)
    verdict = verify(soft, net)
    assert verdict.equal is True
    assert "the same structure on both sides of its threshold network" in verdict.method
    assert verdict.margin > 0.4
    turned = verify(soft, compile(" & ".join(names[::-1]), "deep"))
    assert turned.equal is True
    assert "decision diagrams" in turned.method
    other = compile(f"~x0 & {' & '.join(names[1:])}", "deep")
    assert verify(soft, other).equal is False
