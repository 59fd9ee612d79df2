"""Random graphs of ONNX whose floats round: what is verified of them is what onnxruntime gives."""

import numpy as np
import pytest

from fuzz.draws import draws
from logicnet import FormatError, TruthTable, compile, soften, verify, write
from logicnet.formats.onnx import files
from logicnet.formats.onnx.apart import Apart
from optional import optional
from rows import all_rows

onnx, runtime = optional("onnx"), optional("onnxruntime")
helper, FLOAT = onnx.helper, onnx.TensorProto.FLOAT
NUMBERS = [0.5, -0.5, 1.0, -1.0, 0.25, 0.3, -0.7, 3.0, 1e9, -1e9, 2.0**24, -(2.0**24), 1e8, 1e-9]
ENDS = {"Sigmoid": 0.5, "Tanh": 0.0, "Greater": 0.5, "GreaterOrEqual": 0.5, "Less": 0.5, "": 0.5}
COMPARED = ("Greater", "GreaterOrEqual", "Less")
NAMES = ["a", "b", "c"]


class Chain:
    """A chain of operators over three inputs in the making."""

    def __init__(self):
        self.nodes, self.constants, self.last = [], {}, "x"

    def kept(self, numbers):
        name = f"c{len(self.constants)}"
        self.constants[name] = np.array(numbers, dtype=np.float32)
        return name

    def grow(self, kind, *args, **attributes):
        given = [arg if isinstance(arg, str) else self.kept(arg) for arg in args]
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [self.last, *given], [name], **attributes))
        self.last = name

    def ended(self, end):
        """The model; a comparison is with 0 and cast."""
        if end:
            self.grow(end, *([0.0] if end in COMPARED else []))
        if end in COMPARED:
            self.grow("Cast", to=int(FLOAT))
        made = helper.make_graph(
            [*self.nodes, helper.make_node("Identity", [self.last], ["y"])],
            "rounded",
            [helper.make_tensor_value_info("x", FLOAT, ["rows", 3])],
            [helper.make_tensor_value_info("y", FLOAT, ["rows", 1])],
            [onnx.numpy_helper.from_array(v, n) for n, v in self.constants.items()],
        )
        return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


MORE = {"HardSigmoid": {"alpha": 0.25, "beta": 0.5}, "LeakyRelu": {"alpha": 0.25}}


def more(number, first):
    """What a chain may go on with."""
    arithmetic = ("Add", "Sub", "Mul", "Div", "Max")
    single = ("Relu", "Neg", *MORE)
    return [
        *([(kind, number)] for kind in arithmetic),
        *([(kind, first)] for kind in ("Add", "Sub")),
        *([(kind,)] for kind in single),
        [("Sum", number, first, -number)],
        [("Clip", -1.0, 2.0)],
        [("Add", number), ("Sub", number)],
    ]


def drawn(rng):
    """A random chain and how it ends."""
    chain, end = Chain(), rng.choice(list(ENDS))
    numbers = NUMBERS if rng.random() < 0.7 else NUMBERS[:8]
    for _ in range(rng.randint(0, 2)):
        rng.choice([
            lambda: chain.grow("Mul", [rng.choice(numbers) for _ in NAMES]),
            lambda: chain.grow("Add", [rng.choice(numbers) for _ in NAMES]),
            lambda: chain.grow("Concat", "x", axis=1),
            lambda: chain.grow("Sign"),
        ])()  # fmt: skip
        if chain.nodes[-1].op_type == "Concat":
            break
    width = 6 if any(node.op_type == "Concat" for node in chain.nodes) else 3
    if rng.random() < 0.2:
        chain.grow("ReduceMean", axes=[1], keepdims=1)
    else:
        columns = [[rng.choice(numbers)] for _ in range(width)]
        matrix = [columns] if rng.random() < 0.5 else [columns, [rng.choice(numbers)]]
        chain.grow(["MatMul", "Gemm"][len(matrix) - 1], *matrix)
    first = chain.last
    for _ in range(rng.randint(0, 4)):
        for kind, *args in rng.choice(more(rng.choice(numbers), first)):
            chain.grow(kind, *args, **MORE.get(kind, {}))
    return chain.ended(end), ENDS[end]


def verdict(model, level, folder):
    """What is said of the table that onnxruntime gives, and of another; None where none is read."""
    octets = model.SerializeToString()
    (folder / "net.onnx").write_bytes(octets)
    found = []
    for optimised in (False, True):
        options = runtime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 1, 4
        if not optimised:
            options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = runtime.InferenceSession(octets, options, providers=["CPUExecutionProvider"])
        found.append(session.run(None, {"x": np.array(all_rows(3), np.float32)})[0].ravel() > level)
    try:
        net = files.stated(folder / "net.onnx")
    except FormatError:
        return None
    told = set()
    for rows in found:
        for on in (rows, ~rows):
            text = "".join("01"[int(bit)] for bit in on)
            named = TruthTable.from_string(text, list(net.inputs))
            equal = verify(folder / "net.onnx", named).equal
            told.add(None if equal is None else bool(equal) == (on is rows))
    return told


def chain_of(*steps):
    chain = Chain()
    for kind, *args in steps:
        chain.grow(kind, *args, **({"axis": 1} if kind == "Concat" else {}))
    return chain


ONE = ("MatMul", [[1.0], [0.0], [0.0]])
LOST = {
    "added and taken away": [ONE, ("Add", 1e9), ("Sub", 1e9), ("Sub", 0.5)],
    "in one sum": [ONE, ("Sum", 1e9, -1e9, -0.5)],
    "by a matrix": [("Concat", "x"),
                    ("MatMul", [[2.0**26], [1.0], [0.0], [-(2.0**26)], [0.0], [0.0]]),
                    ("Sub", 0.5)],
    "cut off": [ONE, ("Add", 1e9), ("Clip", 1e9, 2e9), ("Sub", 1e9), ("Sub", 0.5)],
    "the larger": [ONE, ("Add", 1e9), ("Max", 1e9), ("Sub", 1e9), ("Sub", 0.5)],
}  # fmt: skip
KEPT = {
    "a Gemm": [("Gemm", [[1.0], [0.3], [-2.0]], [-0.2])],
    "a matrix and a bias": [("MatMul", [[1.0], [0.3], [-2.0]]), ("Add", -0.2)],
    "small whole numbers": [("Mul", 2.0), ("Sub", 1.0), ONE, ("Add", 4.0), ("Sub", 4.0)],
}


@pytest.mark.parametrize("name", list(LOST))
@pytest.mark.parametrize("end", ["Sigmoid", "GreaterOrEqual"])
def test_what_rounds_between_operators_is_not_proven(name, end, tmp_path):
    assert False not in verdict(chain_of(*LOST[name]).ended(end), ENDS[end], tmp_path)


def test_sums_that_are_joined_although_they_round_are_noticed(tmp_path, monkeypatch):
    model = chain_of(*LOST["added and taken away"]).ended("Sigmoid")
    assert verdict(model, 0.5, tmp_path) <= {None, True}
    monkeypatch.setattr(Apart, "readied", lambda self, kind, args, told: args)
    assert False in verdict(model, 0.5, tmp_path)


@pytest.mark.parametrize("name", list(KEPT))
@pytest.mark.parametrize("end", list(ENDS))
def test_what_rounds_nothing_that_matters_stays_proven(name, end, tmp_path):
    told = verdict(chain_of(*KEPT[name], ("Sub", 0.0)).ended(end), ENDS[end], tmp_path)
    assert told == {True}


def test_units_written_as_several_operators_stay_proven_and_nothing_is_warned_of(tmp_path):
    net = soften(compile("a ^ b & c"), activation="hard_sigmoid")
    write(net, tmp_path / "net.onnx")
    assert verify(tmp_path / "net.onnx", "a ^ b & c").equal is True


def test_constants_that_round_are_refused(tmp_path):
    chain = chain_of(ONE)
    big, half = chain.kept([1e9]), chain.kept([0.5])
    chain.nodes.append(helper.make_node("Add", [big, half], ["rounded"]))
    chain.grow("Add", "rounded")
    assert verdict(chain.ended("Sigmoid"), 0.5, tmp_path) is None


def test_what_is_verified_is_what_is_computed(tmp_path):
    proven = 0
    for seed, rng in draws(40):
        told = verdict(*drawn(rng), tmp_path)
        assert told is None or False not in told, seed
        proven += told == {True}
    assert proven > 15


@pytest.mark.parametrize("end", [*COMPARED, "Sign"])
def test_a_bias_that_sums_may_lose_is_not_made_whole(end, tmp_path):
    """2^22 a - 2^22 b + 0.2 is 0 in 24 bits at a = b = 1 where the bias is added first."""
    for large, equal in ((2.0**22, None), (4.0, True)):
        chain = Chain()
        sign = -1.0 if end == "Less" else 1.0
        chain.grow("Gemm", [[sign * large], [-sign * large], [0.0]], [sign * 0.2])
        (tmp_path / "net.onnx").write_bytes(chain.ended(end).SerializeToString())
        names = list(files.stated(tmp_path / "net.onnx").inputs)
        named = TruthTable.from_string("11001111", names)
        assert verify(tmp_path / "net.onnx", named).equal is equal
