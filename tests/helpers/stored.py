"""Values of every type that files hold: small and wide ones, empty ones, odd names."""

import numpy as np

from logicnet import (
    MLP,
    Cover,
    Network,
    PartialCircuit,
    Region,
    Sequential,
    TruthTable,
    compile,
    minimize,
    prove_minimal,
    soften,
    train,
)
from logicnet.ground.bits import columns, unpack
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.formulas import circuit_of

X, Y = [[0, 0, 0], [1, 1, 0]], [1, 0]
WIDE = [f"x{i}" for i in range(70)]


def _tuned():
    soft = soften(compile("a ^ b ^ c", "wide"))
    return train(soft, X, Y, epochs=3, train_gain=True).mlp


NETWORKS = {
    "small": Network.from_units(
        ["a", "é"], [([0, 1], [1, 2], 3)], outputs={"s": 0, "t": 0}, labels=["x"], construction="c"
    ),
    "two outputs": compile({"s": "a ^ b", "c": "a & b"}),
    "skip wires": compile("a ^ b ^ c ^ d"),
    "bipolar": compile("a & b | ~a & c", "wide").encoded("bipolar"),
    "real": compile("x + 1000*y <= 1 & x >= 0.1"),
    "a third": Network.from_units(["p"], [([0], [0.1], 1 / 3)], encoding="real"),
    "constant": compile("1"),
    "no inputs": Network.from_units([], [([], [], 0)]),
    "wide": compile(" & ".join(WIDE), "deep"),
    "large numbers": Network.from_units(["a", "b"], [([0, 1], [2**60, -(2**60)], 2**59)]),
    "bound": compile("a & b | ~a & c", "wide").described(construction="by hand", lower_bound=2),
}
MLPS = {
    "soft": soften(compile("a ^ b")),
    "tuned": _tuned(),
    "rectified": soften(compile("a ^ b ^ c"), activation="relu"),
    "hard sigmoid": soften(compile("a ^ b"), activation="hard_sigmoid"),
    "region": soften(compile("x + 1000*y <= 1 & x >= 0"), band=0.1),
    "classes": MLP.random([2, 4, 3], output="softmax", seed=1, inputs=["p q", "r"]),
    "linear": MLP.random([2, 2, 1], activation="tanh", output="linear", seed=2),
}
COVERS = {
    "small": Cover.from_cubes(["01-", "1-1"], inputs="abc"),
    "several": minimize({"s": "a ^ b", "c": "a & b"}),
    "off and don't care": Cover.from_rows([[0, 1], [1, 1], [1, 0]], [[1, 0], [0, 1], [1, 1]]),
    "empty": Cover.from_cubes([], inputs="ab"),
    "no inputs": minimize("1"),
    "wide": minimize(" & ".join(WIDE[:20])),
    "names": minimize("`größe` & b"),
}
TABLES = {
    "small": TruthTable.from_string("01-1", ["a", "b"]),
    "several": TruthTable.from_string({"s": "01-1", "t": "1100"}, ["a", "b"]),
    "one input": TruthTable.from_string("01"),
    "names": TruthTable.from_string("0111", ["a, b", 'say "é"']),
    "long": TruthTable.from_string("0110" * 256),
}
REGIONS = {
    "square": Region.polygon([(0, 0), (1, 0), (1, 1), (0, 1)]),
}


def _circuit(outputs, inputs):
    """A circuit over these inputs, more than are needed if wanted."""
    return circuit_of(outputs).over(inputs)


def _deep(levels):
    build = Builder()
    a, b = build.leaf("a"), build.leaf("b")
    for level in range(levels):
        a, b = build.add("xor" if level % 3 else "and", [b, a ^ 1]), a
    return build.circuit({"y": a})


_KINDS = "atleast(2, a, b, c, d) ^ (a -> b) & ite(c, a, ~d) | equivalent(a, b, c) | (a <-> ~d)"
CIRCUITS = {
    "small": circuit_of({"s": "a & ~b", "t": "~(a & ~b) | c"}),
    "all kinds": circuit_of({"y": _KINDS, "z": "atleast(3, a, b, c, d, e)"}),
    "constants": _circuit({"yes": "1", "no": "0", "y": "a | 0"}, ["b", "a"]),
    "no inputs": circuit_of({"y": "1"}),
    "handed on": _circuit({"y": "a", "z": "~a", "a": "a"}, ["a", "b"]),
    "one gate twice": circuit_of({"y": "a ^ b", "z": "a ^ b", "w": "~(a ^ b)"}),
    "names": circuit_of({"y": "`a[0]` & ~`n3` | `a.b`", "n4": "`a[0]` ^ module"}),
    "wide": circuit_of(" | ".join(WIDE)),
    "deep": _deep(3000),
}
PARTIAL = {
    "small": PartialCircuit(values=circuit_of("a & b"), dont_cares=circuit_of("~a & b")),
    "several": PartialCircuit(
        values=circuit_of({"s": "a ^ b", "t": "a | b"}),
        dont_cares=_circuit({"s": "0", "t": "a & b"}, ["a", "b"]),
    ),
}
SEQUENTIAL = {
    "toggle": Sequential(
        step=circuit_of({"y": "q & a", "q_next": "q ^ a"}), registers=(("q", "q_next", None),)
    ),
    "counter": Sequential(
        step=circuit_of({"high": "p", "low": "q | up", "p_next": "p ^ q & up", "q_next": "q ^ up"}),
        registers=(("p", "p_next", 0), ("q", "q_next", 1)),
    ),
}
CERTIFICATES = {
    "small": prove_minimal("a ^ b ^ c"),
    "several": prove_minimal({"s": "a ^ b", "c": "a & b", "no": "0"}),
    "no inputs": prove_minimal("1"),
    "nothing": prove_minimal("a & 0"),
    "weights": prove_minimal("a & ~b | b & ~c | c & ~a"),
}
VALUES = {
    "Network": NETWORKS, "MLP": MLPS, "Cover": COVERS, "TruthTable": TABLES, "Region": REGIONS,
    "Circuit": CIRCUITS, "PartialCircuit": PARTIAL, "Sequential": SEQUENTIAL,
    "MinimalityCertificate": CERTIFICATES,
}  # fmt: skip


def same(found, stated):
    """Equal in all that is stored, also in what `==` leaves out."""
    if type(found) is not type(stated) or found != stated:
        return False
    if isinstance(stated, MLP):
        proofs = str(found.certificate) == str(stated.certificate)
        return proofs and (found.certificate, found.source) == (stated.certificate, stated.source)
    if isinstance(stated, Network):
        bounds = (found.lower_bound, found.claimed_bound)
        claimed = (1, None) if stated.lower_bound == 1 else (None, stated.lower_bound)
        texts = (found.construction, found.labels) == (stated.construction, stated.labels)
        return texts and (bounds == claimed or bounds == (stated.lower_bound, stated.claimed_bound))
    return True


def same_function(found, stated):
    """The same names and the same rows: all, or some at random."""
    if (found.inputs, found.outputs) != (stated.inputs, stated.outputs):
        return False
    if getattr(found, "registers", ()) != getattr(stated, "registers", ()):
        return False
    n = len(stated.inputs)
    rng = np.random.default_rng(0)
    at = rng.integers(0, 2**64, (n, 16), dtype=np.uint64) if n > 12 else columns(n)
    mine, theirs = found.rows(at), stated.rows(at)
    rows = min(1 << n, 64 * at.shape[1]) if n else 1
    pairs = zip(mine, theirs, strict=True)
    return all((unpack(a, rows) == unpack(b, rows)).all() for a, b in pairs)


def flipped(octets, place):
    """The octets with one bit turned."""
    broken = np.frombuffer(octets, dtype=np.uint8).copy()
    broken[place // 8] ^= 1 << place % 8
    return broken.tobytes()
