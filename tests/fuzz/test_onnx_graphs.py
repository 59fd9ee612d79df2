"""Random graphs of ONNX: what is read of them computes what onnxruntime does."""

import numpy as np
import pytest

from fuzz.draws import draws
from logicnet import Network
from logicnet.formats.onnx.reading import network_of
from logicnet.tracing.trace import Trace
from optional import optional
from rows import all_rows

onnx, runtime = optional("onnx"), optional("onnxruntime")
FLOAT = onnx.TensorProto.FLOAT
OPTIONS = runtime.SessionOptions()
OPTIONS.intra_op_num_threads, OPTIONS.log_severity_level = 1, 4
COMPARISONS = ["Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal"]
SMOOTH = {"Relu": {}, "Sign": {}, "Neg": {}, "LeakyRelu": {"alpha": 0.25},
          "HardSigmoid": {"alpha": 0.5, "beta": 0.25}}  # fmt: skip


class Graph:
    """A graph in the making; each value has a width, and whether it is a truth value."""

    def __init__(self, rng):
        self.rng, self.nodes, self.constants = rng, [], {}
        self.width = rng.randint(1, 4)
        self.values = [("x", self.width, False)]

    def constant(self, *shapes):
        """Halves in one of some shapes, among which sums are exact and often 0."""
        shape = self.rng.choice(shapes)
        halves = [self.rng.randint(-4, 4) / 2 for _ in range(int(np.prod(shape)))]
        return self.kept(np.array(halves, dtype=np.float32).reshape(shape))

    def kept(self, array):
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(array)
        return name

    def node(self, kind, inputs, width, truth=False, **attributes):
        out = f"v{len(self.values)}"
        self.nodes.append(onnx.helper.make_node(kind, inputs, [out], **attributes))
        self.values.append((out, width, truth))

    def grow(self):
        """One more node."""
        name, w, truth = self.rng.choice(self.values[-3:])
        same = [v[0] for v in self.values if v[1:] == (w, truth)]
        other, pick = self.rng.choice(same), self.rng.choice
        if truth:
            self.logic(name, other, w)
            return
        near = pick([self.constant((), (w,), (1, w)), other])
        many = [self.rng.randint(-w, w - 1) for _ in range(self.rng.randint(1, 4))]
        units, smooth = self.rng.randint(1, 4), pick(list(SMOOTH))
        first, beyond = self.kept([self.rng.randrange(w)]), self.kept([2**40])
        joined, wider, _ = pick([v for v in self.values if not v[2]])
        pick([
            lambda: self.node("Gemm", [name, self.constant((units, w)), self.constant((units,))],
                              units, transB=1),
            lambda: self.node("MatMul", [name, self.constant((w, units))], units),
            lambda: self.node(pick(["Add", "Sub", "Max", "Min"]), [name, near], w),
            lambda: self.node("Mul", [name, self.constant((), (w,))], w),
            lambda: self.node(smooth, [name], w, **SMOOTH[smooth]),
            lambda: self.node(pick(COMPARISONS), [name, near], w, truth=True),
            lambda: self.node("Clip", [name, self.kept(np.float32(-0.5)),
                                       self.kept(np.float32(1))], w),
            lambda: self.node("Gather", [name, self.kept(many)], len(many), axis=pick([1, -1])),
            lambda: self.node("Concat", [name, joined], w + wider, axis=pick([1, -1])),
            lambda: self.node("ReduceSum", [name, self.kept([1])], 1, keepdims=1),
            lambda: self.node("Slice", [name, first, beyond, self.kept([1])],
                              w - int(self.constants[first][0])),
            lambda: self.node("Slice", [name, self.kept([-1]), self.kept([-(2**40)]),
                                        self.kept([1]), self.kept([-1])], w),
        ])()  # fmt: skip

    def logic(self, name, other, w):
        pick = self.rng.choice
        pick([
            lambda: self.node("Cast", [name], w, to=FLOAT),
            lambda: self.node("Not", [name], w, truth=True),
            lambda: self.node(pick(["And", "Or", "Xor"]), [name, other], w, truth=True),
            lambda: self.node("Where", [name, self.constant((), (w,)), self.constant(())], w),
        ])()  # fmt: skip

    def model(self):
        end, _, truth = self.values[-1]
        more = {"to": FLOAT} if truth else {}
        last = onnx.helper.make_node("Cast" if truth else "Identity", [end], ["y"], **more)
        info = onnx.helper.make_tensor_value_info
        arrays = [onnx.numpy_helper.from_array(v, k) for k, v in self.constants.items()]
        graph = onnx.helper.make_graph(
            [*self.nodes, last], "g", [info("x", FLOAT, ["rows", self.width])],
            [info("y", FLOAT, None)], arrays,
        )  # fmt: skip
        made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
        made.ir_version = 8
        return made


def difference(rng):
    """How far what is read of a random graph is from what is run; None where it is not run."""
    graph = Graph(rng)
    for _ in range(rng.randint(1, 8)):
        graph.grow()
    model = graph.model()
    try:
        session = runtime.InferenceSession(model.SerializeToString(), OPTIONS)
    except Exception:  # a kernel that onnxruntime lacks for a type
        return None
    found = network_of(model, "graph")
    rows = np.array(all_rows(graph.width), dtype=np.float32)
    if not isinstance(found, Network):
        numbers = [[rng.randint(-6, 6) / 4 for _ in range(graph.width)] for _ in range(20)]
        rows = np.concatenate([rows, np.array(numbers, dtype=np.float32)])
    run = session.run(None, {"x": rows})[0]
    return float(np.abs(found(rows) - run).max())


def test_random_graphs_are_read_as_they_are_run():
    seen = 0
    for seed, rng in draws(60):
        found = difference(rng)
        seen += found is not None
        assert found is None or found < 1e-4, seed
    assert seen > 30


def test_a_reader_that_takes_strict_comparisons_for_others_is_noticed(monkeypatch):
    steps = Trace.steps
    monkeypatch.setattr(Trace, "steps", lambda self, z, *, strict: steps(self, z, strict=False))
    with pytest.raises(AssertionError):
        test_random_graphs_are_read_as_they_are_run()
