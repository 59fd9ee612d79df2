"""Units as they are met: what the network or MLP made of them computes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from logicnet import MLP, FormatError, Network
from logicnet.tracing.columns import joined, of_nodes
from logicnet.tracing.trace import Frame, Rounded, Trace
from rows import all_rows

WEIGHTS = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0])
POINTS = np.array([[0.5, -1.0], [0.0, 0.0], [2.5, 1.0], [-3.0, 4.0], [0.01, 0.02], [1.0, 1.0]])


def frame(n, m=1, encoding="binary"):
    return Frame(tuple("abcdef"[:n]), tuple(f"y{k}" for k in range(m)), encoding)


def traced(smooth=False, n=2, two=True, **options):
    trace = Trace(n, [two] * n, smooth, **options)
    return trace, trace.start()


def ends(trace, out, encoding="binary", **options):
    return trace.finished(out, frame(trace.inputs, out.size, encoding), **options)


@st.composite
def nets(draw):
    """A net of steps and signs in the making, and what its values are on all rows."""
    n = draw(st.integers(1, 3))
    trace, z = traced(n=n)
    at = np.array(all_rows(n), dtype=float)
    for _ in range(draw(st.integers(1, 3))):
        size = z.size
        matrix = np.reshape(
            draw(st.lists(WEIGHTS, min_size=2 * size, max_size=2 * size)), (2, size)
        )
        bias = np.array(draw(st.lists(WEIGHTS, min_size=2, max_size=2)))
        z, at = z.mapped(csr_matrix(matrix), (2,)).plus(bias), at @ matrix.T + bias
        kind = draw(st.sampled_from(["step", "strict", "sign", "not"]))
        if kind == "sign":
            z, at = trace.signs(z), np.sign(at)
        elif kind == "not":
            z = trace.steps(z, strict=False).scaled(-1.0).plus(1.0)
            at = 1.0 - (at >= 0)
        else:
            z = trace.steps(z, strict=kind == "strict")
            at = (at > 0 if kind == "strict" else at >= 0).astype(float)
    return trace, z, at, kind


@settings(max_examples=40)
@given(nets())
def test_steps_and_signs_are_what_they_say(drawn):
    trace, z, at, kind = drawn
    found = ends(trace, z) if kind != "sign" else ends(trace, trace.steps(z, strict=True))
    at = at if kind != "sign" else (at > 0).astype(float)
    rows = np.array(all_rows(trace.inputs))
    assert isinstance(found, Network)
    assert (found(rows) == at).all()


def test_strict_steps_that_are_not_are_noticed(monkeypatch):
    steps = Trace.steps
    monkeypatch.setattr(Trace, "steps", lambda self, z, strict: steps(self, z, strict=False))
    with pytest.raises(AssertionError):
        test_steps_and_signs_are_what_they_say()


@pytest.mark.parametrize("output", ["input", "opposite", "unit", "sum", "two kinds"])
@pytest.mark.parametrize("encoding", ["binary", "bipolar", "real"])
def test_outputs_that_are_no_units_of_one_kind_become_such(output, encoding):
    bipolar, two = encoding == "bipolar", encoding != "real"
    trace, z = traced(smooth=output == "two kinds", two=two, bipolar=bipolar)
    unit = trace.steps(z.plus(-0.5), strict=False)
    out = {"input": z, "opposite": unit.scaled(-1.0).plus(1.0), "unit": unit,
           "sum": unit.added(unit.chosen(np.array([1, 0]))), "two kinds": unit}[output]  # fmt: skip
    if output == "two kinds":
        out = joined([unit, trace.units(z, "tanh")], 1)
    found = ends(trace, out, encoding)
    rows = np.array(all_rows(2)) * (2 if bipolar else 1) - bipolar
    fires = (rows >= 0.5).astype(float)
    wanted = {"input": rows, "opposite": 1 - fires, "unit": fires, "sum": fires + fires[:, ::-1],
              "two kinds": np.hstack([fires, np.tanh(rows)])}[output]  # fmt: skip
    assert np.allclose(found(rows), wanted)
    hard = output in ("opposite", "unit") or (output == "input" and encoding == "binary")
    assert isinstance(found, Network if hard else MLP)


def test_nets_without_units_are_refused():
    trace, z = traced(smooth=True)
    with pytest.raises(FormatError, match="1 outputs; 2 names are given"):
        trace.finished(trace.units(z.summed([1], True), "tanh"), frame(2, 2))
    with pytest.raises(FormatError, match="no units are in it"):
        Trace(0, [], False).finished(of_nodes(np.array([], dtype=int), 0), frame(0, 0))


@pytest.mark.parametrize(
    "kind", ["sigmoid", "tanh", "relu", "leaky_relu", "hard_sigmoid", "linear"]
)
def test_a_gain_is_that_of_the_layer(kind):
    trace, z = traced(smooth=True, two=False)
    found = ends(trace, trace.units(z.plus(0.5).scaled(3.0), kind), "real")
    assert found.gains.tolist() == [3.0]
    assert found.activations == (kind,)
    plain = ends(*(lambda t, x: (t, t.units(x.plus(0.5), kind)))(*traced(True, two=False)), "real")
    assert np.allclose(found(POINTS), plain.with_parameters(gain=3.0)(POINTS))


def test_the_gain_of_steps_is_kept_where_the_net_has_gains():
    def gain(smooth, strict, two=True):
        trace, z = traced(smooth, two=two)
        trace.steps(z.plus(0.5).scaled(3.0), strict=strict)
        return trace.layers[-1].gain

    assert gain(True, strict=False) == 3.0
    assert gain(True, strict=True) == 3.0  # over values that lie apart
    assert gain(True, strict=True, two=False) == 1.0
    assert gain(False, strict=False) == 1.0
    assert gain(False, strict=True) == 1.0


def test_one_turned_unit_of_two_has_no_gain():
    trace = Trace(2, [True, False], True)
    trace.steps(trace.start().scaled(3.0), strict=True)
    assert trace.layers[-1].gain == 1.0


@pytest.mark.parametrize(
    ("low", "high", "shift"),
    [(0.0, 6.0, 3.0), (0.0, 6.0, 2.0), (-1.0, 6.0, 3.0), (0.0, 5.0, 3.0), (None, 2.0, 0.0),
     (0.5, None, 0.0), (None, None, 1.0), (0.0, 6.0, 0.0)],
)  # fmt: skip
def test_sums_are_cut_off_at_two_ends(low, high, shift):
    trace, z = traced(smooth=True, two=False)
    found = ends(trace, trace.cut(z.plus(shift), low, high), "real")
    assert np.allclose(found(POINTS), np.clip(POINTS + shift, low, high))
    whole = (low, high, shift) == (0.0, 6.0, 3.0)
    assert ("hard_sigmoid" in found.activations) == whole


@pytest.mark.parametrize("slope", [0.01, float(np.float32(0.01)), 0.25])
@pytest.mark.parametrize("turned", [False, True])
def test_the_larger_of_a_value_and_a_part_of_it_is_a_leaky_unit(slope, turned):
    trace, z = traced(smooth=True, two=False)
    pair = [z, z.scaled([slope, slope])]
    found = ends(trace, trace.larger(*pair[:: -1 if turned else 1]), "real")
    assert np.allclose(found(POINTS), np.maximum(POINTS, slope * POINTS))
    assert found.activations[0] == ("relu" if slope == 0.25 else "leaky_relu")


def test_a_slope_of_other_values_is_none():
    trace, z = traced(smooth=True, two=False)
    for other in (
        z.chosen(np.array([1, 0])).scaled([0.01, 0.01]),
        z.scaled([0.01, 0.01]).plus(1.0),
    ):
        assert trace.layers == [] or trace.layers[-1].activation == "relu"
        trace.larger(z, other)
    assert [layer.activation for layer in trace.layers] == ["relu", "relu"]


def test_values_are_linear_units_where_units_are_smooth():
    trace, z = traced(smooth=True)
    assert trace.values(z) is z
    assert trace.values(z.plus(1.0)).nodes().tolist() == [2, 3]
    hard, x = traced()
    assert hard.values(x.plus(1.0)).nodes() is None
    assert hard.layers == []


def test_wires_of_weight_0_are_none_and_doubled_ones_are_one():
    trace, z = traced()
    same = z.chosen(np.array([0, 0]))
    trace.steps(z.scaled([0.0, 2.0]), strict=False)
    out = trace.steps(same.added(same).plus(-1.0), strict=False)
    found = ends(trace, out)
    assert found.wires == 3
    assert found.weights.tolist() == [2, 2, 2]


def test_numbers_are_whole_where_all_weights_are():
    def net(weight, bias, encoding="binary", **options):
        trace, z = traced(n=1, two=encoding != "real")
        found = ends(trace, trace.steps(z.scaled([weight]).plus(bias), strict=False), encoding,
                     **options)  # fmt: skip
        return found.weights, found.thresholds

    for weight, bias, kind, level in [
        (2.0, -1.0, "i", 1), (2.0, -0.5, "i", 1), (0.5, -1.0, "f", 1.0), (0.5, -0.25, "f", 0.25),
        (2.0**63, -1.0, "f", 1.0), (2.0**60, -1.0, "i", 1), (1.0, 0.0, "i", 0),
    ]:  # fmt: skip
        weights, thresholds = net(weight, bias)
        assert (weights.dtype.kind, thresholds.dtype.kind) == (kind, kind), (weight, bias)
        assert (weights.tolist(), thresholds.tolist()) == ([weight], [level])
    weights, thresholds = net(2.0, -0.5, keep=True)
    assert (weights.dtype.kind, thresholds.tolist()) == ("f", [0.5])
    weights, thresholds = net(2.0, -0.5, "real")
    assert thresholds.tolist() == [0.5]
    assert not np.signbit(net(0.5, 0.0, "real")[1]).any()


def test_a_bias_that_cannot_be_met_exactly_turns_the_unit():
    """2^60 a > 0.1 cannot be said of sums of multiples of 2^60 and is turned round."""
    for weight, bias in ((1.0, -0.5), (2.0**-60, -0.5), (0.1, -0.3), (1.0, -(2.0**53)), (1.0, 0.0)):
        trace, z = traced(n=1)
        found = ends(trace, trace.steps(z.scaled([weight]).plus(bias), strict=True))
        assert found([[0], [1]]).ravel().tolist() == [bias > 0, weight + bias > 0]


def test_rounded_sums_are_refused_where_units_are_steps():
    trace, z = traced()
    rounded = z.scaled([0.1, 0.3]).scaled([0.3, 0.1])
    with pytest.raises(Rounded, match="joined into those of a threshold unit"):
        trace.steps(rounded, strict=False)
    trace.bits = 24
    with pytest.raises(Rounded, match="sums of threshold units are rounded"):
        trace.steps(z.scaled([2.0**24, 1.0]).summed([1], True), strict=False)
    assert trace.steps(z.scaled([2.0**22, 1.0]).summed([1], True), strict=False).size == 1
    smooth, x = traced(smooth=True)
    assert smooth.steps(x.scaled([0.1, 0.3]).scaled([0.3, 0.1]), strict=False).size == 2


def test_signs_of_sums_that_are_never_0_are_one_unit():
    for bias, units in ((0.5, 1), (0.0, 2), (1.0, 2)):
        trace, z = traced(n=1)
        trace.signs(z.plus(bias))
        assert len(trace.layers) == units, bias
    trace, z = traced(n=1, two=False)
    trace.signs(z.plus(0.5))
    assert len(trace.layers) == 2


def test_inputs_are_0_and_1_unless_they_are_said_to_be_bipolar():
    for bipolar, kind in ((None, Network), (False, Network), (True, MLP)):
        trace = Trace(1, [True], False, *([] if bipolar is None else [bipolar]))
        trace.steps(trace.start(), strict=False)
        assert isinstance(ends(trace, trace.start()), kind)


def test_an_output_that_is_no_unit_is_a_linear_one_where_units_are_smooth():
    trace, z = traced(smooth=True)
    out = trace.steps(z.plus(-0.5), strict=False).scaled(-1.0).plus(1.0)
    found = ends(trace, out)
    assert found.activations == ("step", "linear")
    assert found(np.array(all_rows(2))).tolist() == [[1, 1], [1, 0], [0, 1], [0, 0]]


def test_wires_of_no_weight_are_left_out():
    trace = Trace(2, [True, True], False)
    none = of_nodes(np.array([0, 1]), 2, sign=np.array([0.0, 1.0]))
    assert ends(trace, trace.steps(none, strict=False)).wires == 1


def test_values_of_different_layers_are_compared():
    trace, z = traced(smooth=True, two=False)
    unit = trace.units(z, "tanh")
    for pair in ((unit, z), (z, unit)):
        found = trace.larger(*pair)
    net = ends(trace, found, "real")
    assert np.allclose(net(POINTS), np.maximum(POINTS, np.tanh(POINTS)))
