"""Random graphs of ONNX: all operators that are read, over all number types, in all opsets."""

import numpy as np

from optional import optional

onnx, runtime = optional("onnx"), optional("onnxruntime")
reference = optional("onnx.reference")
helper, T = onnx.helper, onnx.TensorProto
FLOATS = {T.FLOAT: np.float32, T.DOUBLE: np.float64, T.FLOAT16: np.float16}
WHOLE = {
    getattr(T, name.upper()): getattr(np, name)
    for name in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
}
TYPES = FLOATS | WHOLE | {T.BOOL: np.bool_}
HALVES = [0, 1, -1, 2, -2, 3, 0.5, -0.5, 0.25, 1.5]
ODD = [0.1, 0.3, -0.7, 1 / 3, 7.3, 1e9, -1e9, 2.0**24, 2.0**24 + 1, 1e8, 1e-9, 1e30, -1e30, 3e38,
       1e-30, 1e-40, 1e-45, 65504, 40000, -50000, 1e-5, 6e-8, 1e-7, 2049, 2.0**53, 2.0**-100,
       2.0**-10, 2.0**-60, 2.0**100, 1e300, 1e-300, 1e-310]  # fmt: skip
SMALL = [0, 1, -1, 2, -2, 3, 5, 7]
FAR = [100, -100, 127, -128, 128, 200, 255, 256, 32767, 32768, -32768, 65535, 65536, 2**31 - 1,
       -(2**31), 2**31, 2**32 - 1, 2**53, 2**62, 2**63 - 1, -(2**63)]  # fmt: skip
LOGIC, SIGNS = ["And", "Or", "Xor", "Equal"], ["Relu", "Sign", "Neg"]
SLOPES, ENDS = [0.01, 0.25, 0.3, -0.5, 2.0], [(0.2, 0.5), (1 / 6, 0.5), (0.25, 0.0), (1.0, 0.25)]


class Graph:
    """A graph in the making over one or two inputs; a value has a name, a width and a type.

    Numbers are small halves, of which `odd` is the share of others. `halves` alone are exact.
    """

    def __init__(self, rng, types=None, odd=None):
        self.rng, self.nodes, self.constants = rng, [], {}
        self.opset, self.odd = rng.randint(9, 21), rng.random() / 2 if odd is None else odd
        self.types = types or list(TYPES)
        often = [kind for kind in (*FLOATS, T.BOOL) if kind in self.types]
        kinds = [rng.choice([*often * 3, *self.types]) for _ in range(rng.choice([1, 1, 2]))]
        self.inputs = [(f"x{k}", rng.randint(1, 2), kind) for k, kind in enumerate(kinds)]
        self.values = list(self.inputs)

    # Numbers ---------------------------------------------------------------------------------

    def number(self, kind):
        few, more = (HALVES, ODD) if kind in FLOATS else (SMALL, FAR)
        if kind == T.BOOL:
            return self.rng.random() < 0.5
        value = self.rng.choice(more if self.rng.random() < self.odd else few)
        if kind in WHOLE:
            ends = np.iinfo(WHOLE[kind])
            return value if ends.min <= value <= ends.max else 1
        with np.errstate(all="ignore"):
            value = FLOATS[kind](value)
        return value if np.isfinite(value) else 1

    def constant(self, kind, *shapes):
        shape = self.rng.choice(shapes)
        numbers = [self.number(kind) for _ in range(int(np.prod(shape)))]
        return self.kept(np.array(numbers, dtype=TYPES[kind]).reshape(shape))

    def kept(self, array):
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(array)
        return name

    def near(self, width, kind):
        """A value of the same shape, or a constant."""
        same = [name for name, *of in self.values if of == [width, kind]]
        constant = self.constant(kind, (), (width,), (1, width), (1,))
        return self.rng.choice([constant, *same[-1:]])

    # Nodes -----------------------------------------------------------------------------------

    def node(self, what, inputs, width, kind, **attributes):
        out = f"v{len(self.values)}"
        self.nodes.append(helper.make_node(what, inputs, [out], **attributes))
        self.values.append((out, width, kind))

    def told(self, what, given, width, kind, since, numbers, **attributes):
        """A node that is told numbers as inputs, or as attributes in older opsets."""
        if self.opset >= since:
            inputs = [self.kept(np.array(each)) for each in numbers.values()]
            self.node(what, [given, *inputs], width, kind, **attributes)
        else:
            self.node(what, [given], width, kind, **numbers, **attributes)

    def grow(self):
        """One more node."""
        name, width, kind = self.rng.choice(self.values[-3:])
        ways = [self.moved, self.cast]
        if kind == T.BOOL:
            ways += [self.logic] * 3
        else:
            ways += [self.unit, self.sum, self.sum, self.compared]
        self.rng.choice(ways)(name, width, kind)

    def moved(self, name, w, kind):
        pick = self.rng.choice
        many = [self.rng.randint(-w, w - 1) for _ in range(self.rng.randint(1, 3))]
        other, wider, _ = pick([v for v in self.values if v[2] == kind])
        first = self.rng.randrange(w)
        cut = {"starts": [first], "ends": [2**40], "axes": [1]}
        pick([
            lambda: self.node("Gather", [name, self.kept(many)], len(many), kind,
                              axis=pick([1, -1])),
            lambda: self.node("Reshape", [name, self.kept([-1, w])], w, kind),
            lambda: self.node(pick(["Identity", "Flatten", "Dropout"]), [name], w, kind),
            lambda: self.node("Concat", [name, other], w + wider, kind, axis=pick([1, -1])),
            lambda: self.told("Slice", name, w - first, kind, 10, cut),
            lambda: self.split(name, w, kind),
        ])()  # fmt: skip

    def split(self, name, w, kind):
        sizes = [1] * w
        outs = [f"v{len(self.values) + k}" for k in range(w)]
        new = self.opset >= 13
        inputs = [name, self.kept(sizes)] if new else [name]
        more = {} if new else {"split": sizes}
        self.nodes.append(helper.make_node("Split", inputs, outs, axis=1, **more))
        self.values += [(out, 1, kind) for out in outs]

    def cast(self, name, w, kind):
        to = self.rng.choice([*[k for k in FLOATS if k in self.types], *self.types])
        self.node("Cast", [name], w, to, to=to)

    def logic(self, name, w, kind):
        pick, to = self.rng.choice, self.rng.choice(self.types)
        value = pick([v for v in self.values if v[1] == w])
        ends = [value[0], self.near(w, value[2])]
        pairs = [[name, self.near(w, kind)], [self.near(w, kind), name]]
        numbers = [self.constant(to, (), (w,)), self.constant(to, (), (1, w))]
        pick([
            lambda: self.node("Not", [name], w, kind),
            lambda: self.node(pick(LOGIC), pick(pairs), w, kind),
            lambda: self.node("Where", [name, *numbers], w, to),
            lambda: self.node("Where", [name, *ends[:: pick([1, -1])]], w, value[2]),
        ])()  # fmt: skip

    def unit(self, name, w, kind):
        pick = self.rng.choice
        low, high = sorted([self.number(kind), self.number(kind)])
        alpha, beta = pick(ENDS)
        ways = [
            lambda: self.node(pick(SIGNS), [name], w, kind),
            lambda: self.clip(name, w, kind, low, high),
            lambda: self.node(pick(["Max", "Min"]), self.two(name, w, kind), w, kind),
        ]
        if kind in FLOATS:
            ways += [
                lambda: self.node("LeakyRelu", [name], w, kind, alpha=pick(SLOPES)),
                lambda: self.node("HardSigmoid", [name], w, kind, alpha=alpha, beta=beta),
                lambda: self.node(pick(["Sigmoid", "Tanh"]), [name], w, kind),
                lambda: self.node("Softmax", [name], w, kind, axis=pick([1, -1])),
            ]
        pick(ways)()

    def clip(self, name, w, kind, low, high):
        ends = {"min": TYPES[kind](low), "max": TYPES[kind](high)}
        if self.opset < 11:
            ends = {key: float(value) for key, value in ends.items()}
        self.told("Clip", name, w, kind, 11, ends)

    def two(self, name, w, kind):
        return [name, self.near(w, kind)][:: self.rng.choice([1, -1])]

    def sum(self, name, w, kind):
        pick, units = self.rng.choice, self.rng.randint(1, 3)
        turned, axes = self.rng.randint(0, 1), {"axes": [pick([1, -1])]}
        shape = (units, w) if turned else (w, units)
        bias = pick([[], [self.constant(kind, (units,), (), (1, units))]])
        told = pick([{}, {}, {"alpha": pick([0.5, 0.1, 3.0])}, {"alpha": 0.7, "beta": 2.0}])
        numbers = self.constant(kind, (), (w,), (1, w))
        pick([
            lambda: self.node("Gemm", [name, self.constant(kind, shape), *bias], units, kind,
                              transB=turned, **told),
            lambda: self.node("MatMul", [name, self.constant(kind, (w, units))], units, kind),
            lambda: self.node(pick(["Add", "Sub"]), self.two(name, w, kind), w, kind),
            lambda: self.node("Sum", [name, self.near(w, kind), numbers], w, kind),
            lambda: self.node(pick(["Mul", "Div"]), [name, numbers], w, kind),
            lambda: self.node("Mul", [numbers, name], w, kind),
            lambda: self.told("ReduceSum", name, 1, kind, 13, axes, keepdims=1),
            lambda: self.told("ReduceMean", name, 1, kind, 18, axes, keepdims=1),
        ])()  # fmt: skip

    def compared(self, name, w, kind):
        kinds = ["Greater", "Less", "Equal"]
        kinds += ["GreaterOrEqual", "LessOrEqual"] if self.opset >= 12 else []
        self.node(self.rng.choice(kinds), self.two(name, w, kind), w, T.BOOL)

    # The whole -------------------------------------------------------------------------------

    def model(self):
        end, w, kind = self.values[-1]
        last = helper.make_node("Identity", [end], ["y"])
        if kind == T.BOOL and T.FLOAT in self.types:
            last, kind = helper.make_node("Cast", [end], ["y"], to=T.FLOAT), T.FLOAT
        info = helper.make_tensor_value_info
        arrays = [onnx.numpy_helper.from_array(v, k) for k, v in self.constants.items()]
        entries = [info(name, of, ["rows", width]) for name, width, of in self.inputs]
        graph = helper.make_graph(
            [*self.nodes, last], "g", entries, [info("y", kind, ["rows", w])], arrays
        )
        version = helper.make_opsetid("", self.opset)
        return helper.make_model(graph, opset_imports=[version], ir_version=8)

    @property
    def width(self):
        return sum(width for _, width, _ in self.inputs)

    def fed(self, rows):
        """Rows of all inputs, by input."""
        places = np.cumsum([0, *(width for _, width, _ in self.inputs)])
        return {
            name: np.asarray(rows)[:, a : a + width].astype(TYPES[kind])
            for (name, width, kind), a in zip(self.inputs, places, strict=False)
        }


def runs(model, fed):
    """What others compute: onnxruntime as the graph is and optimised; else the reference."""
    found, options = [], runtime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 4
    levels = runtime.GraphOptimizationLevel
    for options.graph_optimization_level in (levels.ORT_DISABLE_ALL, levels.ORT_ENABLE_ALL):
        try:
            session = runtime.InferenceSession(model.SerializeToString(), options)
        except Exception:  # a kernel that it lacks for a type
            continue
        found.append(session.run(None, fed)[0])
    if found:
        return found
    try:
        with np.errstate(all="ignore"):
            return reference.ReferenceEvaluator(model).run(None, fed)
    except Exception:  # types for which it has no operators
        return []
