"""Operators of ONNX one by one: what is read is what onnxruntime computes, or a word why not."""

import numpy as np
import pytest

from logicnet import MLP, FormatError
from logicnet.formats.onnx.reading import network_of
from optional import optional
from rows import all_rows

onnx, runtime = optional("onnx"), optional("onnxruntime")
ReferenceEvaluator = optional("onnx.reference").ReferenceEvaluator
helper, FLOAT = onnx.helper, onnx.TensorProto.FLOAT
WIDTH = 6
W = np.array([[1, -2, 0.5, 3, 0.25, -1], [0.5, 1, 1, -4, 2, 0.5]], dtype=np.float32).T
AXIS, LATER = {"axes": [1]}, {"axis": 1}


def model(nodes, constants=(), opset=17, outputs=None):
    """A graph over six inputs: (operator, inputs, outputs, attributes), the last giving "y"."""
    made = [helper.make_node(kind, ins.split(), outs.split(), **told)
            for kind, ins, outs, told in nodes]  # fmt: skip
    arrays = [onnx.numpy_helper.from_array(np.array(v), k) for k, v in dict(constants).items()]
    entry = helper.make_tensor_value_info("x", FLOAT, ["rows", WIDTH])
    ends = [helper.make_tensor_value_info(name, FLOAT, None) for name in outputs or ["y"]]
    graph = helper.make_graph(made, "g", [entry], ends, arrays)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def difference(given):
    net, options = network_of(given, "graph"), runtime.SessionOptions()
    more = np.random.default_rng(0).normal(size=(20 * isinstance(net, MLP), WIDTH))
    rows = np.concatenate([all_rows(WIDTH)[::3], more]).astype(np.float32)
    options.log_severity_level = 4
    try:
        run = runtime.InferenceSession(given.SerializeToString(), options).run(None, {"x": rows})
    except runtime.capi.onnxruntime_pybind11_state.NotImplemented:  # a kernel that it lacks
        run = ReferenceEvaluator(given).run(None, {"x": rows})
    wanted = np.concatenate([each.reshape(len(rows), -1) for each in run], axis=1)
    found = net(rows)
    return np.abs(found - wanted).max() if found.shape == wanted.shape else np.inf


SHAPED = ("Reshape", "x s", "a", {})  # to rows of 2 by 3
LAST = ("Flatten", "b", "f", {}), ("Tanh", "f", "y", {})
TO = {"s": [-1, 2, 3]}


def shaped(kind, ins="a", opset=17, told=None, **constants):
    """An operator on arrays of 2 by 3, laid flat behind it."""
    return model([SHAPED, (kind, ins, "b", told or {}), *LAST], TO | constants, opset)


def plain(kind, ins="x", opset=17, told=None, **constants):
    """An operator on the rows themselves."""
    return model([(kind, ins, "b", told or {}), ("Tanh", "b", "y", {})], constants, opset)


ints = np.array
HERE = {
    "transposed": shaped("Transpose", told={"perm": [0, 2, 1]}),
    "reshaped by 0": shaped("Reshape", "a t", t=[0, 3, -1]),
    "reshaped by 0 and a size": shaped("Reshape", "a t", t=[-1, 0, 1, 3]),
    "flattened at 2": model([SHAPED, ("Flatten", "a", "b", {"axis": 1}), *LAST], TO),
    "squeezed": shaped("Unsqueeze", "a t", t=[1]),
    "squeezed back": model([SHAPED, ("Unsqueeze", "a t", "c", {}), ("Squeeze", "c u", "b", {}),
                            *LAST], TO | {"t": [1, -1], "u": [1, 4]}),
    "squeezed by attributes": model([SHAPED, ("Unsqueeze", "a", "c", {"axes": [2]}),
                                     ("Squeeze", "c", "b", {"axes": [2]}), *LAST], TO, 11),
    "gathered": shaped("Gather", "a i", told={"axis": 2}, i=[2, -3, 1]),
    "gathered from the end": shaped("Gather", "a i", told={"axis": -1}, i=[0, 0]),
    "gathered along the middle": shaped("Gather", "a i", told={"axis": 1}, i=[1]),
    "sliced": plain("Slice", "x b0 e t", b0=[1], e=[5], t=[1]),
    "sliced by steps": plain("Slice", "x b0 e t s", b0=[0], e=[6], t=[1], s=[2]),
    "sliced backwards": plain("Slice", "x b0 e t s", b0=[-1], e=[-(2**40)], t=[1], s=[-1]),
    "sliced backwards to a place": plain("Slice", "x b0 e t s", b0=[5], e=[1], t=[1], s=[-2]),
    "sliced without axes": plain("Slice", "x b0 e", b0=[0, 2], e=[2**40, 4]),
    "sliced by attributes": plain("Slice", opset=9, told={"starts": [1], "ends": [4]} | AXIS),
    "sliced twice": shaped("Slice", "a b0 e t", b0=[1, 0], e=[2, 2], t=[1, -1]),
    "joined": model([SHAPED, ("Concat", "a a", "b", {"axis": -1}), *LAST], TO),
    "joined along the middle": model([SHAPED, ("Concat", "a a", "b", {"axis": 1}), *LAST], TO),
    "split": model([("Split", "x s", "p q r", {"axis": 1}), ("Concat", "r p", "b", {"axis": 1}),
                    *LAST], {"s": [1, 3, 2]}),
    "split alike": model([("Split", "x", "p q", {"axis": -1}), ("Sub", "q p", "b", {}), *LAST]),
    "split by attributes": model([("Split", "x", "p q", {"axis": 1, "split": [4, 2]}),
                                  ("Tanh", "q", "y", {})], opset=11),
    "by its own shape": model([SHAPED, ("Shape", "x", "t", {}), ("Reshape", "a t", "b", {}), *LAST],
                              TO),
    "spread constants": model([("Expand", "c t", "k", {}), ("Add", "x k", "b", {}), *LAST],
                              {"c": np.float32([0.5]), "t": [1, 6]}),
    "constants of nodes": model([("Constant", "", "k", {"value_floats": [1.0] * 6}),
                                 ("Mul", "x k", "b", {}), *LAST]),
    "a constant of a node": model([("Constant", "", "k", {"value_float": 0.5}),
                                   ("Sub", "k x", "b", {}), *LAST]),
    "axes of a node": model([("Constant", "", "k", {"value_ints": [1]}),
                             ("ReduceSum", "x k", "b", {"keepdims": 1}), *LAST]),
    "sums along an axis": shaped("ReduceSum", "a t", told={"keepdims": 0}, t=[2]),
    "means along axes": model([SHAPED, ("ReduceMean", "a", "b", {"axes": [1, 2]}), *LAST], TO),
    "means by an input": shaped("ReduceMean", "a t", opset=18, t=[-1]),
    "a sum of three": model([("Sum", "x x c", "b", {}), *LAST], {"c": np.float32([3.0])}),
    "a quotient": plain("Div", "x c", c=np.float32([2, 4, 3, 0.5, -1, 7])),
    "the opposite": plain("Neg"),
    "a difference from a constant": plain("Sub", "c x", c=np.float32(0.25)),
    "matrices": model([("MatMul", "x w", "b", {}), *LAST], {"w": W}),
    "a Gemm": model([("Gemm", "x w c", "b", {"alpha": 0.5, "beta": 2.0}), *LAST],
                    {"w": W, "c": np.float32([1, -1])}),
    "a Gemm whose bias is of the inputs": model(
        [("MatMul", "x w", "m", {}), ("Gemm", "x w m", "b", {"beta": 0.5}), *LAST], {"w": W}),
    "a turned Gemm": model([("Gemm", "x w", "b", {"transB": 1}), *LAST], {"w": W.T.copy()}),
    "the larger of constants": plain("Max", "x c", c=np.float32(0.3)),
    "the smaller of constants": plain("Min", "c x", c=np.float32([0.3, 0, 1, -1, 0.5, 2])),
    "the larger of three": model([("Neg", "x", "n", {}), ("Max", "x n c", "b", {}), *LAST],
                                 {"c": np.float32(0.5)}),
    "cut off above": plain("Clip", "x l h", l=np.float32(-0.5), h=np.float32(0.5)),
    "cut off by attributes": plain("Clip", opset=9, told={"min": -0.25, "max": 0.75}),
    "cut off below": plain("Clip", "x l", l=np.float32(0.1)),
    "cut off by nothing": plain("Clip", "x l h", l=np.float32(-np.inf), h=np.float32(3.4028235e38)),
    "hard sigmoids": plain("HardSigmoid"),
    "other hard sigmoids": plain("HardSigmoid", told={"alpha": 0.5, "beta": 0.25}),
    "hard sigmoids of six": plain("HardSigmoid", told={"alpha": 1 / 6}),
    "leaky units": plain("LeakyRelu", told={"alpha": 0.3}),
    "softmax units": model([("Softmax", "x", "y", {})]),
    "softmax units of old": model([("Softmax", "x", "y", {"axis": 1})], opset=11),
    "dropped out": plain("Dropout", told={"ratio": 0.5}, opset=11),
    "casts": model([("Greater", "x c", "g", {}), ("Cast", "g", "i", {"to": 7}),
                    ("Cast", "i", "b", {"to": 1}), *LAST], {"c": np.float32(0.25)}),
    "truth values": model([("Greater", "x c", "g", {}), ("Less", "x d", "h", {}),
                           ("Xor", "g h", "i", {}), ("Not", "i", "j", {}), ("Or", "g j", "k", {}),
                           ("Cast", "k", "y", {"to": 1})],
                          {"c": np.float32(0.25), "d": np.float32(0.5)}),
    "equal values": model([("Relu", "x", "r", {}), ("Equal", "r x", "e", {}),
                           ("Cast", "e", "y", {"to": 1})]),
    "choices": model([("GreaterOrEqual", "x c", "g", {}), ("Where", "g c d", "b", {}), *LAST],
                     {"c": np.float32(0.25), "d": np.float32([1, -1, 2, 3, 0, 0.5])}),
    "choices among truth values": model(
        [("LessOrEqual", "x c", "g", {}), ("Greater", "x d", "h", {}), ("Where", "g h t", "k", {}),
         ("Where", "g f h", "l", {}), ("And", "k l", "m", {}), ("Or", "k m", "n", {}),
         ("Cast", "n", "y", {"to": 1})],
        {"c": np.float32(0.5), "d": np.float32(0.25), "t": np.array(True), "f": np.array(False)}),
    "two outputs": model([("Tanh", "x", "y", {}), ("Neg", "x", "n", {}), ("Tanh", "n", "z", {})],
                         outputs=["y", "z"]),
}  # fmt: skip


@pytest.mark.parametrize("name", list(HERE))
def test_each_operator_is_read_as_it_is_run(name):
    assert difference(HERE[name]) < 1e-5


def test_a_wrong_axis_is_noticed(monkeypatch):
    monkeypatch.setattr("logicnet.formats.onnx.moving._beside_rows", lambda *_: -1)
    assert difference(HERE["gathered along the middle"]) > 0.1


ROWS = "the axis of the rows is moved"
REFUSED = {
    "a transposed whole": (plain("Transpose"), ROWS),
    "rows that are moved": (shaped("Transpose", told={"perm": [1, 0, 2]}), ROWS),
    "rows that are divided": (plain("Reshape", "x t", t=[2, -1]), f"{ROWS} or divided"),
    "one flat row": (plain("Reshape", "x t", t=[1, -1]), f"{ROWS} or divided"),
    "gathered rows": (plain("Gather", "x i", i=[0]), "takes some of the rows"),
    "sliced rows": (plain("Slice", "x b0 e t", b0=[0], e=[1], t=[0]), "takes some of the rows"),
    "split rows": (plain("Split", told={"axis": 0}), "takes some of the rows"),
    "joined rows": (model([("Concat", "x x", "b", {"axis": 0}), *LAST]), "it joins rows"),
    "joined rows from behind": (model([("Concat", "x x", "b", {"axis": -2}), *LAST]), "joins rows"),
    "joined constants": (model([("Concat", "x c", "b", {"axis": 1}), *LAST],
                               {"c": np.ones((1, 2), np.float32)}), "joins constants"),
    "no axes to squeeze": (plain("Squeeze"), "it names no axes"),
    "no axes to sum": (plain("ReduceSum"), "it names no axes"),
    "sums of rows": (plain("ReduceSum", "x t", t=[0]), "sums over the rows"),
    "parts of shapes": (model([("Shape", "x", "s", {"start": 1}), ("Reshape", "x s", "b", {}),
                               *LAST]), "parts of shapes"),
    "a spread value": (plain("Expand", "x t", t=[1, 6]), "other values than one constant"),
    "spread constants": (model([("Expand", "c t", "k", {}), ("Add", "x k", "b", {}), *LAST],
                               {"c": np.float32([1, 2]), "t": [1, 2]}), "than one constant"),
    "indices of the inputs": (plain("Gather", "x x", told=LATER), "input 2 depends on the"),
    "a product": (plain("Mul", "x x"), "products of values"),
    "a quotient by 0": (plain("Div", "x c", c=np.float32(0)), "divides by 0"),
    "a quotient of constants": (plain("Div", "c x", c=np.float32(1)), "input 2 depends on the"),
    "a turned left side": (plain("Gemm", "x w", told={"transA": 1}, w=W), "transposes the rows"),
    "a matrix of another size": (plain("MatMul", "x w", w=W[:3]), r"shape \[3, 2\] is multiplied"),
    "a softmax of rows": (plain("Softmax", told={"axis": 0}), "over the columns of rows alone"),
    "ends in the wrong order": (plain("Clip", "x l h", l=np.float32(1), h=np.float32(0)), "less"),
    "a cast of other numbers": (plain("Cast", told={"to": 7}), "cast to another type"),
    "a cast to truth": (plain("Cast", told={"to": 9}), "cast to truth values"),
    "choices of values": (model([("Greater", "x c", "g", {}), ("Where", "g x c", "b", {}), *LAST],
                                {"c": np.float32(0.5)}), "not 0 and 1"),
    "choices of two values": (model([("Greater", "x c", "g", {}), ("Where", "g x x", "b", {}),
                                     *LAST], {"c": np.float32(0.5)}), "not 0 and 1"),
    "constants alone": (model([("Relu", "c", "b", {}), *LAST], {"c": np.float32([1])}),
                        "all that it reads is constant"),
    "old operators": (model([("Relu", "x", "y", {})], opset=6), "opset 6; read are those from 7"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_not_read_is_said(name):
    given, message = REFUSED[name]
    with pytest.raises(FormatError, match=message):
        network_of(given, "graph")
