"""Random graphs of ONNX over all types: nothing is said of them that onnxruntime contradicts."""

import numpy as np
import pytest

from fuzz.draws import draws
from logicnet import FormatError, SpecificationError, TruthTable, verify
from logicnet.formats.onnx import files
from logicnet.formats.onnx.ranges import Ranges
from outside.onnx_graphs import Graph, helper, onnx, runs
from rows import all_rows


def table(on, net):
    """The truth table with these outputs, rows by outputs."""
    texts = {
        name: "".join("01"[int(bit)] for bit in column)
        for name, column in zip(net.outputs, on.T, strict=True)
    }
    return TruthTable.from_string(texts, list(net.inputs))


def told(model, fed, path, rng=None):
    """What is said of the table that is computed, and of one that differs in a row.

    (None, None) where the graph is refused, or is run nowhere.
    """
    path.write_bytes(model.SerializeToString())
    try:
        net = files.stated(path)
        found = [] if net is None else runs(model, fed)
        said = [verify(path, table(on, net)).equal for on in decided(found, net)]
    except (FormatError, SpecificationError):
        return None, None
    if not found:
        return None, None
    other = decided(found, net)[0]
    other[rng.randrange(len(other)) if rng else 0, 0] ^= True
    flipped = verify(path, table(other, net)).equal
    return (False if False in said else None if None in said else True), flipped


def decided(found, net):
    level = getattr(net, "level", 0.5)
    count = len(net.outputs)
    return [np.asarray(each, dtype=float).reshape(-1, count) > level for each in found]


def checked(count, folder):
    """How many random graphs were proven to be what they compute."""
    proven = 0
    for seed, rng in draws(count):
        graph = Graph(rng)
        for _ in range(rng.randint(1, 7)):
            graph.grow()
        equal, flipped = told(
            graph.model(), graph.fed(all_rows(graph.width)), folder / "net.onnx", rng
        )
        assert equal is not False, seed
        assert flipped is not True, seed
        proven += equal is True
    return proven


def test_no_verdict_is_contradicted(tmp_path):
    assert checked(80, tmp_path) > 20


@pytest.mark.parametrize("method", ["_check_whole", "_check_floats"])
def test_types_that_are_taken_for_endless_are_noticed(method, tmp_path, monkeypatch):
    monkeypatch.setattr(Ranges, method, lambda self, *args: None)
    for model, fed in BEYOND[method]:
        equal, flipped = told(model, fed, tmp_path / "net.onnx")
        assert equal is False or flipped is True


def chain(kind, *steps, width=2):
    """A graph over rows of a type: operators, each with the constants that it reads after x."""
    nodes, constants, last = [], {}, "x"
    for place, (what, *numbers) in enumerate(steps):
        attributes = numbers.pop() if numbers and isinstance(numbers[-1], dict) else {}
        names = [last]
        for number in numbers:
            names.append(f"c{len(constants)}")
            constants[names[-1]] = np.array(number)
        last = f"v{place}"
        nodes.append(helper.make_node(what, names, [last], **attributes))
    info = helper.make_tensor_value_info
    ends = [info("x", helper.np_dtype_to_tensor_dtype(np.dtype(kind)), ["rows", width])]
    graph = helper.make_graph(
        nodes, "g", ends, [info(last, attributes.get("to", 1), None)],
        [onnx.numpy_helper.from_array(v, k) for k, v in constants.items()],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return made, {"x": np.array(all_rows(width), dtype=kind)}


ONES = np.ones((2, 1))
BEYOND = {
    "_check_whole": [
        chain(np.uint8, ("Sub", np.uint8(1)), ("Sub", np.uint8(1)), ("Cast", {"to": 1})),
        chain(np.int32, ("Mul", np.int32(2**31 - 1)), ("Add", np.int32(1)), ("Cast", {"to": 1})),
        chain(bool, ("Cast", {"to": 7}), ("Mul", np.int64(300)), ("Cast", {"to": 3}),
              ("Cast", {"to": 1}), ("Sub", np.float32(100))),
    ],
    "_check_floats": [
        chain(np.float32, ("Mul", np.float32(3e38)), ("Mul", np.float32(2)), ("Mul", np.float32(0)),
              ("Add", np.float32(1))),
        chain(np.float32, ("Mul", np.float32(2.0**-100)), ("Mul", np.float32(2.0**-100)),
              ("Greater", np.float32(0)), ("Cast", {"to": 1})),
        chain(np.float32, ("Mul", np.float32(2.0**-100)),
              ("MatMul", np.float32(2.0**-100 * ONES)), ("Greater", np.float32(0)),
              ("Cast", {"to": 1})),
    ],
}  # fmt: skip
COUNTED = {
    "unsigned constants": chain(np.uint8, ("Less", np.uint8(1)), ("Cast", {"to": 1})),
    "whole numbers in range": chain(np.int8, ("Mul", np.int8(100)), ("Add", np.int8(-100)),
                                    ("Cast", {"to": 1}), ("MatMul", np.float32(ONES))),
    "a choice": chain(bool, ("Where", np.float32(1), np.float32(2.0**20)), ("Less", np.float32(2)),
                      ("Cast", {"to": 1})),
    "a rectified whole number": chain(np.int32, ("Mul", np.int32(2)), ("Sub", np.int32(1)),
                                      ("Relu",), ("Cast", {"to": 1})),
}  # fmt: skip


@pytest.mark.parametrize("name", list(COUNTED))
def test_whole_numbers_and_choices_are_read_as_they_are_run(name, tmp_path):
    assert told(*COUNTED[name], tmp_path / "net.onnx") == (True, False)


@pytest.mark.parametrize(
    ("case", "message"),
    [(BEYOND["_check_whole"][0], "beyond uint8, which goes round"),
     (BEYOND["_check_whole"][1], "beyond int32, which goes round"),
     (BEYOND["_check_whole"][2], "beyond int8, which goes round"),
     (BEYOND["_check_floats"][0], "larger than float32 holds"),
     (BEYOND["_check_floats"][1], "smaller than float32 holds"),
     (BEYOND["_check_floats"][2], "smaller than float32 holds"),
     (chain(np.int32, ("Div", np.int32(2)), ("Cast", {"to": 1})), "quotients of int32 are round"),
     (chain(np.int64, ("Add", np.int64(2**53 + 1)), ("Cast", {"to": 1})), "from 2.53 on are not"),
     (chain(np.float32, ("Add", np.float32(np.inf)),), "an infinite constant"),
     (chain(np.float32, ("Clip", np.float32(0), np.float32(1)),
            ("Dropout", np.float32(0.5), np.bool_(True))), "leaves out values at random")],
)  # fmt: skip
def test_what_goes_beyond_a_type_is_refused(case, message, tmp_path):
    path = tmp_path / "net.onnx"
    path.write_bytes(case[0].SerializeToString())
    with pytest.raises(FormatError, match=message):
        files.stated(path)


def test_numbers_too_small_for_floats_are_not_decided(tmp_path):
    """1e-30 x times 1e-30 is 0 in float32, whatever it is multiplied by later."""
    model, fed = chain(np.float32, ("Mul", np.float32(1e-30)), ("Mul", np.float32(1e-30)),
                       ("Mul", np.float32(1e30)), ("Mul", np.float32(2e30)))  # fmt: skip
    assert told(model, fed, tmp_path / "net.onnx")[0] is None
