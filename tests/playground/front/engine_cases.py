"""Cases for the engine of the page, and judges that hold its answers against Python's."""

import json
import random
from functools import cache
from pathlib import Path

import numpy as np

import logicnet
from corpus import CORPUS
from gradients import skipping_net
from logicnet import MLP, Network, TruthTable, compile, harden, minimize, soften, train, verify
from logicnet.construction.search.least_networks import smallest
from logicnet.errors import FormatError
from logicnet.formats.native_json import dumps, loads
from logicnet.ground.bits import pack, unpack
from logicnet.learning.nets.losses import LOSSES
from logicnet.learning.training.optimisers import OPTIMISERS
from logicnet.network.simulation import simulate
from reference import rows as all_rows
from stored import MLPS, NETWORKS

MOST_ROWS = 32
NAMES = "abcdef"


def off(got, wanted, relative, least=0.0):
    """Whether numbers differ by more than so much of their size, or of `least`."""
    got, wanted = np.asarray(got, dtype=float), np.asarray(wanted, dtype=float)
    if got.shape != wanted.shape:
        return True
    return bool((np.abs(got - wanted) > relative * np.maximum(np.abs(wanted), least)).any())


def boolean_rows(network):
    """Some rows of 0 and 1 in the network's encoding, and packed."""
    n = len(network.inputs)
    bits = np.array([*all_rows(n)], dtype=np.int64).reshape(1 << n, n)
    bits = bits[:: max(1, len(bits) // MOST_ROWS)]
    packed = pack(np.ascontiguousarray(bits.T.astype(bool)))
    return (2 * bits - 1 if network.encoding == "bipolar" else bits), packed


@cache
def corpus_networks():
    """Networks of the corpus in several styles and both encodings, and those of stored files."""
    found = [compile(c.source, ("wide", "deep")[k % 2]) for k, c in enumerate(CORPUS)]
    found += [compile(c.source) for c in CORPUS if c.inputs <= 4]
    found += [net.encoded("bipolar") for net in found if net.inputs]
    found += [net for net in NETWORKS.values() if net.encoding != "real" and len(net.inputs) < 9]
    sizes = [2**53 + 1, 2**60, -(2**60) - 1, 3]
    found.append(Network.from_units(NAMES[:4], [(range(4), sizes, 2**53 + 4)]))
    found.append(Network.from_units(NAMES[:3], [(range(3), [0.1, 0.2, -0.3], 0.3)]))
    return found


@cache
def thresholds_of_units():
    """The values of all units, row by row, of each network of the corpus."""
    found = []
    for net in corpus_networks():
        rows, packed = boolean_rows(net)
        values = unpack(simulate(net, packed, every_unit=True), len(rows))
        found.append(values.T.astype(int).tolist())
    return found


def thresholds():
    nets, wanted = corpus_networks(), thresholds_of_units()
    cases = [{"json": dumps(net), "rows": boolean_rows(net)[0].tolist()} for net in nets]
    return cases, lambda got: [
        c["json"] for c, g, w in zip(cases, got, wanted, strict=True) if g != w
    ]


def signals():
    """The same networks as the view of networks has them, but for weights beyond floats."""
    pairs = zip(corpus_networks(), thresholds_of_units(), strict=True)
    known = [(net, values) for net, values in pairs if net.weight_sum < 2**53]
    cases = [{"json": dumps(net), "rows": boolean_rows(net)[0].tolist()} for net, _ in known]
    return cases, lambda got: [
        net for g, (net, values) in zip(got, known, strict=True) if g != values
    ]


def points():
    """Networks over coordinates, at points of which many lie on their lines."""
    texts = ["x + 3*y <= 1 & x >= 0.1 | y > 2", "3*x - y >= 0.3 & 7*x + 0.1*y < 5"]
    nets = [compile(text) for text in texts]
    units = [([0, 1], [3, 0.1], 0.7), ([0, 2], [1, -2], 0)]
    frame = {"centre": [0.1, 1 / 3], "scale": [3, 0.7]}
    nets.append(Network.from_units(["x", "y"], units, encoding="real", **frame))
    grid = [[i / 10, j / 10] for i in range(-8, 9) for j in range(-8, 9)]
    grid += [[0.1, y] for y in (0.3, 1e300, -1e-320)] + [[1 - 3 * y, y] for y in (0.1, 0.2, 0.7)]
    cases = [{"json": dumps(net), "rows": grid} for net in nets]

    def judge(got):
        ends = [net.output_units.tolist() for net in nets]
        mine = [np.array(g)[:, e].tolist() for g, e in zip(got, ends, strict=True)]
        return [n for n, m in zip(nets, mine, strict=True) if m != n(grid).tolist()]

    return cases, judge


def smooth_ones():
    """Networks of small whole weights."""
    small = (net for net in corpus_networks() if net.weights.dtype.kind == "i")
    return [net for net in small if net.weight_sum < 100]


def smooth():
    kinds = ("sigmoid", "tanh", "relu", "hard_sigmoid")
    nets = [soften(net, activation=kinds[k % 4]) for k, net in enumerate(smooth_ones())]
    pairs = [(mlp, boolean_rows(mlp)[0] if len(mlp.inputs) < 9 else None) for mlp in nets]
    rng = np.random.default_rng(3)
    for mlp in [*MLPS.values(), *(skipping_net(k, "tanh")[0] for k in ("leaky_relu", "linear"))]:
        pairs.append((mlp, rng.integers(0, 2, (5, len(mlp.inputs)))))
    cases = [{"json": dumps(mlp), "rows": rows.tolist()} for mlp, rows in pairs]
    wanted = [mlp.values(rows).T.ravel() for mlp, rows in pairs]
    return cases, lambda got: [
        pair[0] for pair, g, w in zip(pairs, got, wanted, strict=True) if off(g, w, 1e-12, 1e-300)
    ]


ENGINE = Path(logicnet.__file__).parent / "playground" / "front" / "learning"


def of_the_page(table, file):
    """The rows of a table that the page has; some are Python's alone."""
    text = (ENGINE / file).read_text(encoding="utf-8")
    return [name for name in table if f"\n  {name}: {{" in text]


RUNS = [
    ("sigmoid", "sigmoid", "auto", {}),
    ("tanh", "tanh", "squares", {"l2": 0.01, "batch": 7}),
    ("relu", "linear", "auto", {"l1": 0.001}),
    ("leaky_relu", "softmax", "auto", {"batch": 5, "l2": 0.003}),
    ("tanh", "tanh", "cross_entropy", {"train_gain": True, "bias_rate": 0.5}),
    ("hard_sigmoid", "sigmoid", "mean_squares", {"batch": 8, "anchor": 0.01, "frozen": [1]}),
]


def training():
    """Every optimiser with every kind of units and loss, a few epochs each."""
    rng, cases, wanted = np.random.default_rng(1), [], []
    for number, rule in enumerate(of_the_page(OPTIMISERS, "optimisers.js")):
        for hidden, output, loss, more in RUNS[number % 2 :: 2]:
            mlp, x = (
                MLP.random([3, 5, 4, 2], activation=hidden, output=output, seed=2),
                rng.normal(size=(23, 3)),
            )
            y = rng.integers(0, 2, 23) if output == "softmax" else rng.integers(0, 2, (23, 2)) * 1.0
            y = 2 * y - 1 if output == "tanh" else y
            options = {"optimiser": rule, "loss": loss, "seed": 7, **more}
            runs = [train(mlp, x, y, epochs=epochs, **options) for epochs in (1, 3)]
            cases.append(
                {
                    "json": dumps(mlp),
                    "x": x.tolist(),
                    "y": y.tolist(),
                    "options": options,
                    "epochs": 3,
                }
            )
            wanted.append([(run.losses[-1], run.mlp.theta()) for run in runs])

    def differs(got, wanted):
        return any(off([got[k]["loss"]], [loss], 1e-9) or off(got[k]["theta"], theta, 1e-9, 1e-3)
                   for k, (loss, theta) in zip((0, 2), wanted, strict=True))  # fmt: skip

    return cases, lambda got: [
        case["options"] for case, g, w in zip(cases, got, wanted, strict=True) if differs(g, w)
    ]


def gradient():
    cases, wanted = [], []
    for loss in map(LOSSES.get, of_the_page(LOSSES, "losses.js")):
        for output in ("sigmoid", "tanh", "linear", "softmax"):
            if loss.takes(output):
                mlp, x, y = skipping_net("tanh", output)
                cases.append(
                    {"json": dumps(mlp), "x": x.tolist(), "y": y.tolist(), "loss": loss.name}
                )
                found = mlp.gradient(x, y, loss.name)
                wanted.append((mlp.loss(x, y, loss.name), np.concatenate(found)))
    return cases, lambda got: [
        case["loss"] for case, g, (value, slopes) in zip(cases, got, wanted, strict=True)
        if off([g["loss"]], [value], 1e-12) or off(g["gradient"], slopes, 1e-11, 1e-3)
    ]  # fmt: skip


@cache
def drawn_tables():
    """Random functions with don't-cares of up to six inputs and three outputs."""
    drawn, found = random.Random(4), []
    for k in range(30):
        n, outputs = (
            (6, 1) if k % 3 == 0 else (drawn.choice([1, 2, 3, 4, 5]), drawn.choice([1, 2, 3]))
        )
        shares = [1, drawn.choice([0.3, 1, 2]), drawn.choice([0, 0.3, 1])]
        values = ["".join(drawn.choices("01-", shares, k=1 << n)) for _ in range(outputs)]
        found.append(table_of(values, n))
    return found


def table_of(values, n):
    return {
        "inputs": [*NAMES[:n]],
        "outputs": [f"y{k}" for k in range(len(values))],
        "values": values,
    }


def stated(table):
    columns = dict(zip(table["outputs"], table["values"], strict=True))
    return TruthTable.from_string(columns, table["inputs"])


@cache
def covers():
    return [minimize(stated(table)) for table in drawn_tables()]


def minimising():
    """As many terms as Python proves to be needed."""
    assert all(cover.proven for cover in covers())
    return drawn_tables(), lambda got: [
        (len(g["terms"]), cover.terms) for g, cover in zip(got, covers(), strict=True)
        if len(g["terms"]) != cover.terms or not g["proven"]
    ]  # fmt: skip


def compiling():
    """Networks that Python proves to be equal; of one output as many units as its own."""
    tables = drawn_tables()

    def judge(got):
        found = []
        for table, (wide, minterms) in zip(tables, got, strict=True):
            source, one = stated(table), len(table["outputs"]) == 1
            if (
                not verify(loads(wide), source)
                or loads(minterms) != compile(source, "minterms")
                or (one and loads(wide).units != compile(source, "wide").units)
            ):
                found.append(table)
        return found

    return tables, judge


def softening():
    nets = smooth_ones()[::3]
    nets.append(compile("x + 3*y <= 1 & x >= 0.1 | y > 2"))
    ways = ({"error": 0.01}, {"gain": 3.0}, {"error": 0.2, "activation": "tanh"})
    pairs = [(net, ways[k % 3]) for k, net in enumerate(nets)]
    wanted = [soften(net, **options) for net, options in pairs]
    cases = [{"json": dumps(net), "options": options} for net, options in pairs]

    def differs(got, mlp):
        try:
            mine, proof = loads(got["json"]), mlp.certificate
        except FormatError:  # Python does not find what the certificate claims
            return True
        return (
            got["text"] != str(proof) or (mine.weights != mlp.weights).any()
            or (mine.biases != mlp.biases).any() or off(mine.gains, mlp.gains, 1e-12)
            or off(got["bounds"], proof.bounds, 1e-9)
        )  # fmt: skip

    return cases, lambda got: [mlp for g, mlp in zip(got, wanted, strict=True) if differs(g, mlp)]


def hardening():
    """Nets as they were softened, and trained ones."""
    x = np.array([*all_rows(3)])
    nets = [
        soften(net, activation=kind) for net in smooth_ones()[::4] for kind in ("sigmoid", "tanh")
    ]
    for seed, text in enumerate(["a ^ b ^ c", "a & b | ~a & c", "exactly(1, a, b, c)"]):
        y = compile(text)(x)
        for kind in ("sigmoid", "tanh"):
            start = soften(compile(text, "wide"), gain=2.0, activation=kind)
            nets.append(
                train(
                    start, x, 2 * y - 1 if kind == "tanh" else y, epochs=9, rate=0.3, seed=seed
                ).mlp
            )
    cases = [{"json": dumps(mlp)} for mlp in nets]

    def differs(got, mlp):
        mine, wanted = loads(got), harden(mlp)
        return (mine.weights != wanted.weights).any() or (
            mine.thresholds != wanted.thresholds
        ).any()

    return cases, lambda got: [mlp for g, mlp in zip(got, nets, strict=True) if differs(g, mlp)]


def least():
    """As many units as the least network has, and the same function."""
    drawn, tables = random.Random(1), []
    for _ in range(40):
        n = drawn.choice([0, 1, 2, 3, 4, 4, 4])
        shares = [1, 1, drawn.choice([0, 0, 0.3])]
        tables.append(table_of(["".join(drawn.choices("01-", shares, k=1 << n))], n))
    cases = [{"table": table, "skip": skip} for table in tables for skip in (True, False)]

    def judge(got):
        found = []
        for case, answer in zip(cases, got, strict=True):
            source, net = stated(case["table"]), loads(answer)
            wanted = smallest(source, skip=case["skip"])
            if (
                net.units != wanted.units
                or not verify(net, source)
                or net.is_layered < wanted.is_layered
            ):
                found.append(case)
        return found

    return cases, judge


def drawing():
    cases, wanted = [], []
    for seed in (0, 1, 12345678901234):
        for child in (None, 3):
            root = np.random.SeedSequence(seed)
            rng = np.random.default_rng(seed if child is None else root.spawn(4)[child])
            cases.append({"seed": seed, "child": child})
            wanted.append(
                (rng.random(5), rng.normal(size=3000), rng.permutation(37).tolist(), rng.random())
            )
    return cases, lambda got: [
        case for case, g, (uniform, normal, order, last) in zip(cases, got, wanted, strict=True)
        if off(g["uniform"], uniform, 0) or off(g["normal"], normal, 1e-12)
        or g["order"] != order or g["last"] != last
    ]  # fmt: skip


def tasks():
    names = ("circle", "xor", "gauss", "spiral")
    cases = [
        {"name": n, "options": {"points": 101, "noise": s, "seed": 3}}
        for n in names
        for s in (0, 0.3)
    ]
    wanted = [getattr(logicnet.datasets, c["name"])(101, c["options"]["noise"], 3) for c in cases]
    return cases, lambda got: [
        case for case, g, data in zip(cases, got, wanted, strict=True)
        if g["y"] != data.y.tolist() or off(g["x"], data.x, 1e-12, 1e-3)
    ]  # fmt: skip


def tables():
    options = {"noise": 0.3, "copies": 3, "seed": 5}
    cases = [
        {"table": table, "options": options} for table in drawn_tables() if len(table["inputs"]) < 5
    ]
    wanted = [logicnet.datasets.truth_table_rows(stated(c["table"]), **options) for c in cases]
    return cases, lambda got: [
        case for case, g, data in zip(cases, got, wanted, strict=True)
        if g["x"] != data.x.tolist() or g["y"] != data.y.tolist()
    ]  # fmt: skip


def starts():
    cases = [{"sizes": [2, 5, 3, 1], "options": {"init": init, "seed": 5, "scale": 2}}
             for init in ("uniform", "gaussian", "xavier", "he")]  # fmt: skip
    wanted = [MLP.random(c["sizes"], **c["options"]) for c in cases]
    return cases, lambda got: [
        case for case, g, mlp in zip(cases, got, wanted, strict=True)
        if off(g["weights"], mlp.weights, 1e-12) or off(g["biases"], mlp.biases, 1e-12)
    ]  # fmt: skip


KINDS = {
    made.__name__: made
    for made in (thresholds, signals, points, smooth, training, gradient, minimising, compiling,
                 softening, hardening, least, drawing, tasks, tables, starts)
}  # fmt: skip


@cache
def cases_of(kind):
    """The cases of a kind as a JSON text, and the judge of the answers."""
    cases, judge = KINDS[kind]()
    return json.dumps(cases), judge
