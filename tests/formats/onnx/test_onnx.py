"""Files of ONNX: what onnxruntime computes of them, and what is read of them, of others' too."""

import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

import logicnet
from corpus import CORPUS
from logicnet import (
    MLP,
    FormatError,
    LimitError,
    Network,
    SpecificationError,
    TruthTable,
    compile,
    harden,
    read,
    soften,
    verify,
    write,
)
from logicnet.formats.onnx.reading import bits_of
from optional import optional
from rows import all_rows
from stored import MLPS, NETWORKS
from strategies import networks, real_networks

onnx, runtime = optional("onnx"), optional("onnxruntime")
F = onnx.TensorProto.FLOAT
OPTIONS = runtime.SessionOptions()
OPTIONS.intra_op_num_threads = OPTIONS.inter_op_num_threads = 1  # others would spin beside it


def run(model, rows):
    """What onnxruntime computes of a model for rows, in the type that it asks for."""
    session = runtime.InferenceSession(model.SerializeToString(), OPTIONS)
    kind = {"tensor(float)": np.float32, "tensor(double)": np.float64}
    first = session.get_inputs()[0]
    columns = {first.name: np.asarray(rows)}
    if len(session.get_inputs()) > 1:
        columns = {e.name: np.asarray(rows)[:, [k]] for k, e in enumerate(session.get_inputs())}
    given = {name: part.astype(kind[first.type]) for name, part in columns.items()}
    return np.concatenate(session.run(None, given), axis=1)


def written(net, path, **options):
    """The model in a file, which the checker of ONNX has looked at in full."""
    write(net, path, **options)
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    return model


def rows_of(net, count=40):
    """All rows of a small net, otherwise some."""
    n, rng = len(net.inputs), np.random.default_rng(0)
    if net.encoding == "real":
        return rng.integers(-8, 8, (count, n)) / 4
    low = -1 if net.encoding == "bipolar" else 0
    rows = np.array(all_rows(n)) if n <= 8 else rng.integers(0, 2, (count, n))
    return np.where(rows.reshape(len(rows), n) == 0, low, 1)


# Written and run ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_the_corpus_is_computed_elsewhere(case, tmp_path):
    net = compile(case.source, "wide" if len(case.name) % 2 else "compact")
    model = written(net, tmp_path / "x.onnx")
    rows = rows_of(net)
    assert (run(model, rows) == net(rows)).all()


@pytest.mark.parametrize("options", [{}, {"by_name": True, "opset": 12}], ids=str)
@pytest.mark.parametrize("name", [*NETWORKS, *MLPS])
def test_values_of_every_kind_are_computed_elsewhere(name, options, tmp_path):
    net = (NETWORKS | MLPS)[name]
    if options.get("by_name") and not net.inputs:
        with pytest.raises(SpecificationError, match="without inputs"):
            write(net, tmp_path / "x.onnx", **options)
        return
    model = written(net, tmp_path / "x.onnx", **options)
    rows = rows_of(net)
    assert np.abs(run(model, rows) - net(rows)).max(initial=0) < 1e-6 * isinstance(net, MLP) + 1e-30
    assert read(tmp_path / "x.onnx") == net
    if options.get("by_name"):
        assert [each.name for each in model.graph.input] == list(net.inputs)
        assert [each.name for each in model.graph.output] == list(net.outputs)


@settings(max_examples=12)
@given(networks(largest=2**20, encodings=("binary", "bipolar")) | real_networks())
def test_networks_come_back_bit_for_bit_or_are_refused(tmp_path_factory, net):
    path = tmp_path_factory.getbasetemp() / "drawn.onnx"
    try:
        model = written(net, path)
    except SpecificationError as error:
        assert "exactly" in str(error)
        return
    assert read(path) == net
    rows = rows_of(net)
    assert (run(model, rows) == net(rows)).all()


def test_large_sparse_circuits_are_no_larger_than_their_wires(tmp_path):
    rng = np.random.default_rng(0)
    units = [(rng.choice(40 + j, 3, replace=False), [1, 1, -1], 1) for j in range(1500)]
    wide = [(rng.choice(40, 2, replace=False), [1, 1], 1) for _ in range(3000)]
    for given_units in (units, wide):
        net = Network.from_units([f"x{k}" for k in range(40)], given_units)
        write(net, tmp_path / "x.onnx")
        model = onnx.load(tmp_path / "x.onnx")
        size = sum(int(np.prod(each.dims)) for each in model.graph.initializer)
        assert size < 8 * (net.wires + net.units)
        assert read(tmp_path / "x.onnx") == net
        rows = rng.integers(0, 2, (20, 40))
        assert (run(model, rows) == net(rows)).all()


def test_sums_are_exact_in_the_type_or_it_is_refused(tmp_path):
    def over(top):
        return Network.from_units(["a", "b"], [([0, 1], [top, 1], top)])

    path = tmp_path / "x.onnx"
    for top, kind in [(2**22, "float"), (2**23 - 1, "float"), (2**24, "double"), (2**51, "double")]:
        model = written(over(top), path)
        element = model.graph.input[0].type.tensor_type.elem_type
        assert element == getattr(onnx.TensorProto, kind.upper())
        assert (run(model, rows_of(over(top))) == over(top)(rows_of(over(top)))).all()
        assert read(path) == over(top)
    with pytest.raises(SpecificationError, match=r'float32 does not hold.*dtype="float64"'):
        write(over(2**24), path, dtype="float32")
    with pytest.raises(SpecificationError, match="float64 does not hold"):
        write(over(2**53 + 1), path)
    with pytest.raises(SpecificationError, match="float32 does not hold"):
        write(NETWORKS["a third"], path, dtype="float32")
    assert read(path) == over(2**51), "nothing was written"


def test_a_formula_is_proven_before_it_stands_in_the_file(tmp_path):
    net = compile("a ^ b ^ c")
    model = written(net, tmp_path / "x.onnx", formula="a ^ b ^ c")
    told = {each.key: each.value for each in model.metadata_props}
    assert told["formula"] == "a ^ b ^ c"
    assert told["verified"] == "equal, proven by all 8 rows"
    with pytest.raises(SpecificationError, match=r"the network is not 'a \^ b': different"):
        write(net, tmp_path / "y.onnx", formula="a ^ b")
    parts = {"s": "a ^ b", "c": "a & b"}
    model = written(compile(parts), tmp_path / "x.onnx", formula=parts)
    told = {each.key: each.value for each in model.metadata_props}
    assert told["formula"] == '{"s": "a ^ b", "c": "a & b"}'
    model = written(soften(net), tmp_path / "x.onnx", formula="a ^ b ^ c")
    assert "equal, proven" in {each.key: each.value for each in model.metadata_props}["verified"]
    assert not (tmp_path / "y.onnx").exists()


def test_units_say_what_they_compute(tmp_path):
    model = written(compile("a & b | ~a & c", "wide"), tmp_path / "x.onnx")
    assert "h1: ~a & c\nh2: a & b" in [node.doc_string for node in model.graph.node]


def test_what_a_trained_net_in_a_file_decides_is_verified(tmp_path):
    written(soften(compile("a ^ b ^ c", "wide")), tmp_path / "x.onnx", dtype="float32")
    verdict = verify(tmp_path / "x.onnx", "a ^ b ^ c")
    assert verdict
    assert verdict.margin > 0.4


def test_what_was_softened_is_hardened_after_it_was_stored(tmp_path):
    net = compile("a ^ b ^ c", "wide")
    write(soften(net), tmp_path / "x.onnx")
    found = read(tmp_path / "x.onnx")
    assert harden(found) == net
    assert found.certificate == soften(net).certificate


def test_numbers_of_an_mlp_are_rounded_only_where_that_is_asked_for(tmp_path):
    mlp = MLP.random([3, 4, 1], seed=0)
    write(mlp, tmp_path / "x.onnx", dtype="float32")
    found = read(tmp_path / "x.onnx")
    assert found.weights.tolist() == mlp.weights.astype(np.float32).tolist()
    soft = soften(compile("a ^ b"))
    write(soft, tmp_path / "x.onnx", dtype="float32")
    found = read(tmp_path / "x.onnx")
    assert found.certificate is None
    assert found.labels == soft.labels
    assert harden(found) == harden(soft)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"opset": 5}, "opset is a whole number from 12"),
        ({"opset": 10**6}, "opset is"),
        ({"opset": True}, "opset is"),
        ({"dtype": "float16"}, "dtype is 'float32' or 'float64'"),
        ({"dtype": 3}, "dtype is"),
        ({"formula": 3}, "formula is a text"),
        ({"formula": {"y": 3}}, "formula is a text, or a mapping"),
        ({"formulas": "a"}, "did you mean 'formula'"),
    ],
)
def test_wrong_options_are_refused(options, message, tmp_path):
    with pytest.raises(SpecificationError, match=message):
        write(compile("a ^ b"), tmp_path / "x.onnx", **options)
    assert not list(tmp_path.iterdir())


def test_what_a_format_has_no_option_for_is_refused(tmp_path):
    with pytest.raises(SpecificationError, match=r"\.json has no option 'opset'; it has none"):
        write(compile("a"), tmp_path / "x.json", opset=17)


def test_without_the_package_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    for call in (lambda: write(compile("a"), tmp_path / "x.onnx"), lambda: read(path)):
        (path := tmp_path / "y.onnx").write_bytes(b"")
        with pytest.raises(SpecificationError, match=r"pip install 'logicnet\[onnx\]'"):
            call()


# What others write -------------------------------------------------------------------------


def graph(nodes, constants, width=3, outputs=("y",), opset=17, inputs=None):
    """A model of nodes as (operator, inputs, output, attributes), and of constants by name."""
    make = onnx.helper.make_node
    made = [make(kind, ins, [out], **more) for kind, ins, out, more in nodes]
    arrays = [onnx.numpy_helper.from_array(np.asarray(v), k) for k, v in constants.items()]
    entries = [onnx.helper.make_tensor_value_info("x", F, ["n", width])]
    ends = [onnx.helper.make_tensor_value_info(name, F, None) for name in outputs]
    model = onnx.helper.make_model(
        onnx.helper.make_graph(made, "g", inputs or entries, ends, arrays),
        opset_imports=[onnx.helper.make_opsetid("", opset)],
    )
    model.ir_version = 8
    return model


def found_in(model, path):
    path.write_bytes(model.SerializeToString())
    return read(path)


W = np.array([[1.0, -2.0, 0.5], [0.25, 1.0, 1.0]], np.float32)
B = np.array([-0.5, 0.25], np.float32)
UP = {"w": W, "b": B, "wt": W.T.copy(), "v": np.array([[1.0], [-1.5]], np.float32)}
GEMM = ("Gemm", ["x", "w", "b"], "z", {"transB": 1})
OUT = ("MatMul", ["h", "v"], "y", {})
CAST = {"to": F}
SMOOTH = {
    "gemm relu": [GEMM, ("Relu", ["z"], "h", {}), OUT],
    "matmul add sigmoid": [("MatMul", ["x", "wt"], "m", {}), ("Add", ["b", "m"], "z", {}),
                           ("Sigmoid", ["z"], "h", {}), OUT],
    "tanh": [GEMM, ("Tanh", ["z"], "h", {}), OUT, ],
    "leaky": [GEMM, ("LeakyRelu", ["z"], "h", {"alpha": 0.01}), OUT],
    "another leak": [GEMM, ("LeakyRelu", ["z"], "h", {"alpha": 0.3}), OUT],
    "hard sigmoid": [GEMM, ("HardSigmoid", ["z"], "h", {"alpha": 0.25, "beta": 0.5}), OUT],
    "torch's hard sigmoid": [GEMM, ("HardSigmoid", ["z"], "h", {"alpha": 1 / 6}), OUT],
    "clip": [GEMM, ("Clip", ["z", "low", "high"], "h", {}), OUT],
    "softmax": [GEMM, ("Softmax", ["z"], "y", {"axis": 1})],
    "max": [GEMM, ("Max", ["z", "low"], "h", {}), OUT],
    "min": [GEMM, ("Neg", ["z"], "n", {}), ("Min", ["z", "n"], "h", {}), OUT],
    "residual": [GEMM, ("Relu", ["z"], "r", {}), ("Add", ["r", "z"], "h", {}), OUT],
    "joined": [GEMM, ("Relu", ["z"], "r", {}), ("Concat", ["x", "r"], "c", {"axis": 1}),
               ("MatMul", ["c", "five"], "h", {}), ("Tanh", ["h"], "y", {})],
    "two linear": [GEMM, ("MatMul", ["z", "v"], "m", {}), ("Sigmoid", ["m"], "y", {})],
    "shift and scale": [("Sub", ["x", "row"], "s", {}), ("Div", ["s", "four"], "t", {}),
                        ("Gemm", ["t", "w", "b"], "z", {"transB": 1, "alpha": 0.5}),
                        ("Tanh", ["z"], "h", {}), OUT],
    "slice and split": [GEMM, ("Relu", ["z"], "r", {}),
                        ("Slice", ["r", "zero", "one", "one"], "left", {}),
                        ("Gather", ["r", "ones"], "right", {"axis": 1}),
                        ("Add", ["left", "right"], "y", {})],
    "reshape": [GEMM, ("Relu", ["z"], "r", {}), ("Unsqueeze", ["r", "one"], "u", {}),
                ("Reshape", ["u", "flat"], "h", {}), OUT],
    "mean": [GEMM, ("Relu", ["z"], "r", {}), ("ReduceMean", ["r"], "y", {"axes": [1]})],
    "constant chain": [("Transpose", ["wt"], "t", {"perm": [1, 0]}), ("Identity", ["t"], "w2", {}),
                       ("Gemm", ["x", "w2", "b"], "z", {"transB": 1}), ("Relu", ["z"], "h", {}),
                       OUT],
}  # fmt: skip
STEPS = {
    "greater or equal": [GEMM, ("GreaterOrEqual", ["z", "none"], "g", {}),
                         ("Cast", ["g"], "y", CAST)],
    "greater": [GEMM, ("Greater", ["z", "none"], "g", {}), ("Cast", ["g"], "y", CAST)],
    "less": [GEMM, ("Less", ["z", "none"], "g", {}), ("Cast", ["g"], "y", CAST)],
    "less or equal": [GEMM, ("LessOrEqual", ["z", "none"], "g", {}), ("Cast", ["g"], "y", CAST)],
    "the other way": [GEMM, ("Greater", ["none", "z"], "g", {}), ("Cast", ["g"], "y", CAST)],
    "not": [GEMM, ("Less", ["z", "none"], "g", {}), ("Not", ["g"], "n", {}),
            ("Cast", ["n"], "y", CAST)],
    "sign": [GEMM, ("Sign", ["z"], "s", {}), ("Add", ["s", "unit"], "t", {}),
             ("Mul", ["t", "half"], "q", {}), ("Greater", ["q", "none"], "g", {}),
             ("Cast", ["g"], "y", CAST)],
    "signs inside": [GEMM, ("Sign", ["z"], "h", {}), ("MatMul", ["h", "v"], "m", {}),
                     ("GreaterOrEqual", ["m", "none"], "g", {}), ("Cast", ["g"], "y", CAST)],
    "heaviside of one exporter": [
        GEMM, ("Shape", ["z"], "s", {}), ("Expand", ["unit", "s"], "o", {}),
        ("Less", ["z", "none"], "l", {}), ("Where", ["l", "none", "unit"], "c", {}),
        ("Equal", ["z", "none"], "e", {}), ("Where", ["e", "o", "c"], "y", {})],
    "another value at 0": [
        GEMM, ("Less", ["z", "none"], "l", {}), ("Where", ["l", "none", "unit"], "c", {}),
        ("Equal", ["z", "none"], "e", {}), ("Where", ["e", "none", "c"], "h", {}),
        ("Not", ["e"], "n", {}), ("Where", ["n", "h", "unit"], "y", {})],
    "where": [GEMM, ("Greater", ["z", "none"], "g", {}), ("Where", ["g", "unit", "none"], "h", {}),
              ("MatMul", ["h", "v"], "m", {}), ("Greater", ["m", "none"], "k", {}),
              ("Cast", ["k"], "y", CAST)],
    "logic": [GEMM, ("Greater", ["z", "none"], "g", {}), ("Less", ["z", "low"], "l", {}),
              ("Or", ["g", "l"], "o", {}), ("Xor", ["o", "g"], "e", {}),
              ("And", ["e", "o"], "a", {}),
              ("Cast", ["a"], "y", CAST)],
}  # fmt: skip
MORE = {
    "low": np.float32(-0.75), "high": np.float32(0.5), "four": np.array([1, 2, 4], np.float32),
    "row": np.array([0.5, 0.25, 0], np.float32),
    "five": np.arange(5, dtype=np.float32)[:, None] / 4,
    "zero": np.array([0]), "one": np.array([1]), "ones": np.array([1]), "flat": np.array([-1, 2]),
    "none": np.float32(0), "unit": np.float32(1), "half": np.float32(0.5),
}  # fmt: skip


@pytest.mark.parametrize("name", SMOOTH)
def test_smooth_graphs_of_others_are_read(name, tmp_path):
    model = graph(SMOOTH[name], UP | MORE, opset=13 if name == "mean" else 17)
    found = found_in(model, tmp_path / "x.onnx")
    rows = np.random.default_rng(1).normal(size=(50, 3)).astype(np.float32)
    assert isinstance(found, MLP)
    assert np.abs(found(rows) - run(model, rows)).max() < 1e-5


@pytest.mark.parametrize("name", STEPS)
def test_threshold_graphs_of_others_are_read_exactly(name, tmp_path):
    """Their sums meet 0, where strict and other comparisons differ."""
    rows = np.array(all_rows(3))
    sums = rows @ W.T + B
    assert (sums == 0).any()
    model = graph(STEPS[name], UP | MORE)
    found = found_in(model, tmp_path / "x.onnx")
    assert isinstance(found, Network)
    assert (found(rows) == run(model, rows)).all()


def test_what_a_file_decides_is_what_its_floats_decide_in_any_order(tmp_path):
    ends = {"step": ("GreaterOrEqual", ["z", "none"], "g", {}), "soft": ("Sigmoid", ["z"], "y", {})}
    tenths = np.array([[0.1], [0.2], [0.7]], np.float32)
    for kind, end in ends.items():
        nodes = [("MatMul", ["x", "w"], "m", {}), ("Add", ["m", "b"], "z", {}), end]
        nodes += [("Cast", ["g"], "y", CAST)] * (kind == "step")
        for bias in (-0.3, -0.8, -0.9):
            constants = {"w": tenths, "b": np.float32([bias]), "none": np.float32([0.0])}
            model = graph(nodes, constants)
            found_in(model, tmp_path / "net.onnx")
            decided = (run(model, np.array(all_rows(3), np.float32)) > 0.5).astype(int)
            table = TruthTable.from_string("".join(map(str, decided.ravel())), ["x1", "x2", "x3"])
            assert verify(tmp_path / "net.onnx", table).equal is None
    double = {"w": tenths.astype(float), "b": np.array([-0.25]), "none": np.array([0.0])}
    model = graph([("MatMul", ["x", "w"], "m", {}), ("Add", ["m", "b"], "y", {})], double)
    assert bits_of(model) == 24  # as its input is
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.DOUBLE
    assert bits_of(model) == 53


def test_ends_in_the_wrong_order_are_refused(tmp_path):
    """Clip gives the upper end for them; two rectifiers would not."""
    constants = {"low": np.float32(3.0), "high": np.float32(0.5)}
    with pytest.raises(FormatError, match="cuts off below 3.0 and above 0.5, which is less"):
        found_in(graph([("Clip", ["x", "low", "high"], "y", {})], constants), tmp_path / "a.onnx")


def test_a_strict_comparison_over_coordinates_is_read_as_such(tmp_path):
    from logicnet.formats.onnx.operators import OPERATORS, Node
    from logicnet.formats.onnx.types import TYPES
    from logicnet.tracing.trace import Frame, Trace

    trace = Trace(1, [False], smooth=False)
    given = Node("Greater", [trace.start(), np.array(0.5)], {}, 17, trace, TYPES[1])
    fires = OPERATORS["Greater"](given)
    net = trace.finished(fires, Frame(("p",), ("y",), "real"))
    assert net([[0.5], [0.5 + 1e-9], [0.0]]).ravel().tolist() == [0, 1, 0]


def test_inputs_of_their_own_have_their_names(tmp_path):
    entries = [onnx.helper.make_tensor_value_info(name, F, ["n", 1]) for name in "ab"]
    nodes = [("Concat", ["a", "b"], "x", {"axis": 1}), ("MatMul", ["x", "w"], "z", {}),
             ("Greater", ["z", "t"], "g", {}), ("Cast", ["g"], "y", CAST)]  # fmt: skip
    constants = {"w": np.ones((2, 1), np.float32), "t": np.float32(1.5)}
    found = found_in(graph(nodes, constants, inputs=entries), tmp_path / "x.onnx")
    assert verify(found, "a & b")
    assert found.weights.dtype == np.int64


def test_a_net_without_names_is_renamed_and_verified(tmp_path):
    model = graph([("MatMul", ["x", "w"], "z", {}), ("Sign", ["z"], "s", {}),
                   ("Greater", ["s", "t"], "g", {}), ("Cast", ["g"], "y", CAST)],
                  {"w": np.ones((2, 1), np.float32), "t": np.float32(0.5)}, width=2)  # fmt: skip
    found = found_in(model, tmp_path / "x.onnx")
    assert found.inputs == ("x1", "x2")
    assert verify(found.renamed(["a", "b"]), "a | b")
    assert not verify(found.renamed(["a", "b"]), "a & b")


# What cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([("Relu", ["x"], "r", {}), ("Less", ["x", "none"], "l", {}),
          ("Where", ["l", "unit", "r"], "y", {})], "choices between values that are not 0 and 1"),
        ([("Shape", ["x"], "s", {}), ("Gather", ["s", "zero"], "y", {})], "does not depend on"),
        ([("ArgMax", ["x"], "y", {})], r"node '.*' \(ArgMax\) cannot be read; what can is Add,"),
        ([("MatMul", ["x", "x"], "y", {})], "depends on the inputs"),
        ([("Mul", ["x", "x"], "y", {})], "products of values"),
        ([("Relu", ["q"], "y", {})], "reads 'q', which is not there"),
        ([("MatMul", ["x", "v"], "y", {})], r"shape \[2, 1\] is multiplied by rows of shape \[3\]"),
        ([("Concat", ["x", "x"], "y", {"axis": 0})], "joins rows"),
        ([("Transpose", ["x"], "y", {"perm": [1, 0]})], "axis of the rows"),
        ([("Reshape", ["x", "one"], "y", {})], "not well formed|axis of the rows"),
        ([("Gather", ["x", "zero"], "y", {"axis": 0})], "takes some of the rows"),
        ([("Identity", ["v"], "y", {})], "does not depend on the inputs"),
        ([("Div", ["x", "none"], "y", {})], "divides by 0"),
        ([("Gemm", ["x", "w", "b"], "y", {"transA": 1})], "transposes"),
        ([("Relu", [], "y", {})], "not well formed"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(nodes, message, tmp_path):
    with pytest.raises(FormatError, match=message):
        found_in(graph(nodes, UP | MORE), tmp_path / "x.onnx")


def test_small_files_do_not_unfold_to_large_nets(tmp_path, monkeypatch):
    monkeypatch.setattr("logicnet.tracing.columns.MOST", 100_000)
    doubling = [("Concat", [f"c{k}", f"c{k}"], f"c{k + 1}", {"axis": 1}) for k in range(40)]
    nodes = [("Relu", ["x"], "c0", {}), *doubling, ("Relu", ["c40"], "y", {})]
    with pytest.raises(LimitError, match="entries of matrices"):
        found_in(graph(nodes, {}), tmp_path / "x.onnx")


def test_files_beside_the_file_are_not_opened(tmp_path):
    model = graph([GEMM, ("Relu", ["z"], "h", {}), OUT], UP)
    onnx.save(model, tmp_path / "x.onnx", save_as_external_data=True, size_threshold=0)
    with pytest.raises(FormatError, match="stands in another file"):
        read(tmp_path / "x.onnx")


def test_constants_that_are_no_numbers_are_refused(tmp_path):
    model = graph([GEMM, ("Relu", ["z"], "h", {}), OUT], UP | {"b": np.array([np.nan, 0], "f4")})
    with pytest.raises(FormatError, match="holds what is no number"):
        found_in(model, tmp_path / "x.onnx")


# Changed by others -----------------------------------------------------------------------------


def test_a_changed_weight_is_seen_in_what_is_computed_and_its_description_left_out(tmp_path):
    net = compile("a & b | ~a & c", "wide")
    model = written(net, tmp_path / "x.onnx")
    for k, each in enumerate(model.graph.initializer):
        if each.name != "layer1.weight":
            continue
        array = onnx.numpy_helper.to_array(each).copy()
        for place in product(*map(range, array.shape)):
            if array[place] == 0:
                continue
            changed = onnx.ModelProto.FromString(model.SerializeToString())
            array[place] *= -1
            changed.graph.initializer[k].CopyFrom(onnx.numpy_helper.from_array(array, each.name))
            array[place] *= -1
            with pytest.warns(UserWarning, match="it is of another network"):
                found = found_in(changed, tmp_path / "y.onnx")
            rows = np.array(all_rows(3))
            assert (found(rows) == run(changed, rows)).all()
            assert found.labels is None
            assert not verify(found, net)


def test_another_description_is_left_out(tmp_path):
    model = written(compile("a ^ b", "wide"), tmp_path / "x.onnx")
    said = model.metadata_props[0]
    changes = [('"~a & b"', '"a"'), ('"version": 1', '"version": 9'), ('"y": 2', '"y": 1'),
               ('"zeros": []', '"zeros": 3'), ('"labels": [', '"labels": [3, ')]  # fmt: skip
    for old, new in changes:
        assert old in said.value
        changed = onnx.ModelProto.FromString(model.SerializeToString())
        changed.metadata_props[0].value = said.value.replace(old, new)
        with pytest.warns(UserWarning, match="left out"):
            found = found_in(changed, tmp_path / "y.onnx")
        assert verify(found.renamed(["a", "b"]), "a ^ b")
    assert logicnet.read(tmp_path / "x.onnx").labels is not None


def test_whole_weights_over_coordinates_keep_their_threshold(tmp_path):
    net = Network.from_units(["x"], [([0], [1], 1), ([0, 1], [-1, 2], -1)], encoding="real")
    write(net, tmp_path / "net.onnx")
    at = np.array([[0.0], [0.7], [1.0], [1.3], [3.5]], dtype=np.float32)
    session = runtime.InferenceSession(tmp_path / "net.onnx")
    assert session.run(None, {"inputs": at})[0].tolist() == net(at).tolist()
    assert read(tmp_path / "net.onnx")(at).tolist() == net(at).tolist()
