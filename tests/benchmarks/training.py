"""Training beside scikit-learn and torch: repair, rules with data, a region, epochs a second.

    python tests/benchmarks/training.py [repair] [monks] [promoters] [spiral] [--seeds 5]
    python tests/benchmarks/training.py speed [compiled] [--nets 784-256-10,64-1024-1] [--float32]

Every figure of a line comes from the same run on the same machine; ratios count, not times. Before
a dense net is timed, ours and torch's take the same steps from the same weights over the same rows,
and what they then answer is compared; MB are the most that one call of ours held beside the rows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tracemalloc
import warnings
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np

from logicnet import Network
from logicnet.learning.data.datasets import MONK_SIZES, monks, spiral
from logicnet.learning.data.tables import one_hot
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.rules.fine_tuning import fine_tune
from logicnet.learning.softening.sigmoid import soften
from logicnet.learning.training.training import train

KB = Path(__file__).parents[2] / "../shared/data/kb"
warnings.filterwarnings("ignore")


# Networks -------------------------------------------------------------------------------------


def xor_tree(n: int) -> Network:
    """Parity in balanced pairs, three units each."""
    units, level = [], list(range(n))
    while len(level) > 1:
        following = []
        for a, b in zip(level[::2], level[1::2], strict=False):
            first = n + len(units)
            units += [([a, b], [1, 1], 1), ([a, b], [-1, -1], -1), ([first, first + 1], [1, 1], 2)]
            following.append(first + 2)
        level = following + level[len(level) - len(level) % 2 :]
    return Network.from_units([f"x{i}" for i in range(n)], units)


def counting_parity(n: int) -> Network:
    """Parity with one hidden layer: n counters, added with alternating signs."""
    units = [(range(n), [1] * n, k) for k in range(1, n + 1)]
    units.append((range(n, 2 * n), [(-1) ** k for k in range(n)], 1))
    return Network.from_units([f"x{i}" for i in range(n)], units)


def rows_of(n: int) -> np.ndarray:
    """All rows of n inputs."""
    return np.arange(1 << n)[:, None] >> np.arange(n)[::-1] & 1


# Peers ----------------------------------------------------------------------------------------


def torch_layers(sizes: list[int], dtype: str = "float32"):
    """Dense torch layers with sigmoids between, logits at the end."""
    import torch

    parts: list[torch.nn.Module] = []
    for a, b in pairwise(sizes):
        parts += [torch.nn.Linear(a, b), torch.nn.Sigmoid()]
    return torch.nn.Sequential(*parts[:-1]).to(getattr(torch, dtype))


def torch_epochs(sizes, x, y, batch, dtype, masks=None, *, compiled=False):
    """A function that trains a torch net for a number of epochs, compiled if that is wanted."""
    import torch

    net = torch_layers(sizes, dtype)
    rows, several = torch.tensor(x, dtype=getattr(torch, dtype)), sizes[-1] > 1
    goal = torch.tensor(y) if several else torch.tensor(y, dtype=getattr(torch, dtype))[:, None]
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
    measure = torch.nn.CrossEntropyLoss() if several else torch.nn.BCEWithLogitsLoss()
    linear = [part for part in net if isinstance(part, torch.nn.Linear)]

    def forward(a):
        if masks is None:
            return net(a)
        for k, (layer, mask) in enumerate(zip(linear, masks, strict=True)):
            a = torch.nn.functional.linear(a, layer.weight * mask, layer.bias)
            a = torch.sigmoid(a) if k < len(linear) - 1 else a
        return a

    through = torch.compile(forward) if compiled else forward

    def step(a, b):
        optimiser.zero_grad()
        measure(through(a), b).backward()
        optimiser.step()

    def run(epochs: int) -> None:
        for _ in range(epochs):
            if batch is None:
                step(rows, goal)
                continue
            order = torch.randperm(len(rows))
            for i in range(0, len(rows), batch):
                step(rows[order[i : i + batch]], goal[order[i : i + batch]])

    return run


def torch_gathers(network: Network, x, y, batch, dtype):
    """The wise torch way for units of two wires: gather both sources of each layer."""
    import torch

    kind = getattr(torch, dtype)
    rows, goal = torch.tensor(x, dtype=kind), torch.tensor(y, dtype=kind)[:, None]
    index = torch.tensor(network.indices.reshape(-1, 2))
    weights = torch.nn.Parameter(torch.tensor(network.weights.reshape(-1, 2), dtype=kind))
    biases = torch.nn.Parameter(0.5 - torch.tensor(network.thresholds, dtype=kind))
    optimiser = torch.optim.SGD([weights, biases], lr=0.1)
    measure, starts = torch.nn.BCEWithLogitsLoss(), network.layer_starts.tolist()

    def forward(a):
        values = a
        for k, (i, j) in enumerate(pairwise(starts)):
            z = (values[:, index[i:j]] * weights[i:j]).sum(-1) + biases[i:j]
            values = torch.cat([values, torch.sigmoid(z)], 1) if k < len(starts) - 2 else z
        return values

    def run(epochs: int) -> None:
        for _ in range(epochs):
            shuffled = torch.randperm(len(rows)) if batch else torch.arange(len(rows))
            for i in range(0, len(rows), batch or len(rows)):
                part = shuffled[i : i + (batch or len(rows))]
                optimiser.zero_grad()
                measure(forward(rows[part]), goal[part]).backward()
                optimiser.step()

    return run


def sklearn_epochs(sizes, x, y, batch, dtype):
    """A function that trains scikit-learn's MLPClassifier for a number of epochs."""
    from sklearn.neural_network import MLPClassifier

    def run(epochs: int) -> None:
        MLPClassifier(
            tuple(sizes[1:-1]), "logistic", solver="sgd", batch_size=batch or len(x), alpha=0,
            learning_rate_init=0.1, momentum=0, max_iter=epochs, tol=0, n_iter_no_change=10**9,
        ).fit(x.astype(dtype), y)  # fmt: skip

    return run


# Repair ---------------------------------------------------------------------------------------


def repair(seeds: int) -> None:
    """Epochs until all rows are right again, from damaged compiled weights and from random ones."""
    print("\nRepair: weights times 1 + e N(0, 1); right again after (median epochs), gain 4, Adam")
    cases = {
        "XOR": xor_tree(2), "parity-8 tree": xor_tree(8), "parity-8 wide": counting_parity(8),
        **corpus(),
    }  # fmt: skip
    for name, network in cases.items():
        x = rows_of(len(network.inputs))
        y = network(x)[:, 0]
        line = [f"{name:22s}"]
        for damage in (0.1, 0.3, 0.5):
            line.append(f"{damage:.0%}: " + _counted(
                [_repaired(network, x, y, damage, seed) for seed in range(seeds)]
            ))  # fmt: skip
        start = soften(network, gain=4)
        line.append("random: " + _counted(
            [_from_random(start, x, y, seed) for seed in range(seeds)]
        ))  # fmt: skip
        sizes = [x.shape[1], *np.diff(network.layer_starts).tolist()]
        line.append(f"sklearn: {_sklearn_right(sizes, x, y, seeds)}/{seeds}")
        line.append(f"torch: {_torch_right(sizes, x, y, seeds)}/{seeds}")
        print("  ".join(line), flush=True)


def corpus() -> dict[str, Network]:
    """Some functions of the tests' corpus, compiled."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))
    from corpus import CORPUS
    from logicnet import compile

    wanted = {"mux", "lecture", "atleast4of7", "greater3", "all equal"}
    return {c.name: compile(c.source, style="wide") for c in CORPUS if c.name in wanted}


def _counted(epochs: list[int | None]) -> str:
    done = [e for e in epochs if e is not None]
    return f"{len(done)}/{len(epochs)} @{int(np.median(done)) if done else '-'}"


def _repaired(network: Network, x, y, damage: float, seed: int) -> int | None:
    mlp = soften(network, gain=4)
    noise = np.random.default_rng(seed).normal(size=mlp.wires)
    mlp = mlp.with_parameters(weights=mlp.weights * (1 + damage * noise))
    return _epochs_to_right(mlp, x, y, 0.03 / 4)


def _from_random(start: MLP, x, y, seed: int) -> int | None:
    mlp = start.randomised(seed=seed).with_parameters(gain=1)
    return _epochs_to_right(mlp, x, y, 0.03)


def _epochs_to_right(mlp: MLP, x, y, rate: float) -> int | None:
    result = train(mlp, x, y, rate=rate, epochs=2000, stop_correct=True)
    return result.epochs - 1 if result.stopped.startswith("every") else None


def _sklearn_right(sizes: list[int], x, y, seeds: int) -> int:
    from sklearn.neural_network import MLPClassifier

    def right(seed: int) -> bool:
        net = MLPClassifier(
            tuple(sizes[1:-1]), "logistic", learning_rate_init=0.03, max_iter=2000,
            batch_size=len(x), n_iter_no_change=2000, alpha=0, random_state=seed,
        ).fit(x, y)  # fmt: skip
        return bool((net.predict(x) == y).all())

    return sum(right(seed) for seed in range(seeds))


def _torch_right(sizes: list[int], x, y, seeds: int) -> int:
    import torch

    def right(seed: int) -> bool:
        torch.manual_seed(seed)
        net = torch_layers(sizes)
        optimiser = torch.optim.Adam(net.parameters(), lr=0.03)
        rows, goal = torch.tensor(x, dtype=torch.float32), torch.tensor(y)[:, None].float()
        for _ in range(1000):
            optimiser.zero_grad()
            out = net(rows)
            if bool(((out >= 0) == (goal >= 0.5)).all()):
                return True
            torch.nn.functional.binary_cross_entropy_with_logits(out, goal).backward()
            optimiser.step()
        return False

    return sum(right(seed) for seed in range(seeds))


# Rules with data ------------------------------------------------------------------------------

CATEGORIES = {f"a{k + 1}": list(range(1, s + 1)) for k, s in enumerate(MONK_SIZES)}
NAMES = [f"{name}={value}" for name, values in CATEGORIES.items() for value in values]
PUBLISHED = {1: "100", 2: "100", 3: "97.2 (93.1 without weight decay)"}
EQUAL = ["a1=1 a2=1", "a1=2 a2=2", "a1=3 a2=3"]
ONES = [NAMES.index(f"a{k}=1") for k in range(1, 7)]


def either(*terms: str) -> Network:
    """An OR of ANDs of encoded columns."""
    units = []
    for term in terms:
        sources = [NAMES.index(v.lstrip("~")) for v in term.split()]
        weights = [-1 if v[0] == "~" else 1 for v in term.split()]
        units.append((sources, weights, weights.count(1)))
    units.append((range(17, 17 + len(terms)), [1] * len(terms), 1))
    return Network.from_units([f"x{i}" for i in range(17)], units)


def exactly(k: int) -> Network:
    """Exactly k of the attributes are 1."""
    units = [(ONES, [1] * 6, k), (ONES, [-1] * 6, -k), ([17, 18], [1, 1], 2)]
    return Network.from_units([f"x{i}" for i in range(17)], units)


def at_least(k: int) -> Network:
    """At least k of the attributes are 1."""
    return Network.from_units([f"x{i}" for i in range(17)], [(ONES, [1] * 6, k), ([17], [1], 1)])


RULES = {
    "1 exact": (1, either(*EQUAL, "a5=1")),
    "1 only a1=a2": (1, either(*EQUAL)),
    "1 wrong, a5=2": (1, either(*EQUAL, "a5=2")),
    "1 only a5=1": (1, either("a5=1")),
    "1 lacks a1=a2=3": (1, either(*EQUAL[:2], "a5=1")),
    "2 exact": (2, exactly(2)),
    "2 exactly three": (2, exactly(3)),
    "2 at least two": (2, at_least(2)),
    "3 exact, noisy rows": (3, either("a5=3 a4=1", "~a5=4 ~a2=3")),
    "3 only a5=3 a4=1": (3, either("a5=3 a4=1")),
}


def published_rows(problem: int, part: str):
    """The published rows, or as many generated ones with as much noise."""
    file = KB / f"monks-{problem}" / f"monks-{problem}.{part}"
    if file.exists():
        lines = [line.split()[:7] for line in file.read_text().splitlines() if line.strip()]
        rows = np.array(lines, dtype=np.int64)
        x, y = rows[:, 1:], rows[:, 0]
    else:
        count = {1: 124, 2: 169, 3: 122}[problem] if part == "train" else None
        noise = 0.05 if problem == 3 and part == "train" else 0.0
        x, y, _ = monks(problem, count, noise=noise)
    table = dict(zip(CATEGORIES, x.T.tolist(), strict=True))
    return one_hot(table, categories=CATEGORIES)[0], y


def rules(seeds: int) -> None:
    """Rules before and after fine-tuning, in % of the 432 test rows, beside learners without."""
    print("\nMONK's problems, % right on the 432 test rows, means of the seeds (least)")
    data = {k: (*published_rows(k, "train"), *published_rows(k, "test")) for k in (1, 2, 3)}
    for name, (problem, network) in RULES.items():
        x, y, x_test, y_test = data[problem]
        began, soft, hard = time.perf_counter(), [], []
        for seed in range(seeds):
            tuned = fine_tune(network, x, y, method="gradient", seed=seed)
            soft.append(100 * (tuned.soft_mlp.predict(x_test)[:, 0] == y_test).mean())
            hard.append(100 * (tuned.network(x_test)[:, 0] == y_test).mean())
        before = 100 * (network(x_test)[:, 0] == y_test).mean()
        each = (time.perf_counter() - began) / seeds
        print(
            f"{name:20s} rule {before:5.1f}  tuned, smooth {np.mean(soft):5.1f}  "
            f"tuned, threshold {np.mean(hard):5.1f} ({min(hard):.1f})  {each:.1f} s",
            flush=True,
        )
    for problem, (x, y, x_test, y_test) in data.items():
        print(f"{problem} without a rule: {_learners(x, y, x_test, y_test, seeds)}; "
              f"published backprop {PUBLISHED[problem]}", flush=True)  # fmt: skip


def _learners(x, y, x_test, y_test, seeds: int) -> str:
    import torch
    from sklearn.neural_network import MLPClassifier

    found: dict[str, list[float]] = {"sklearn 16": [], "torch 16": [], "ours 16": []}
    for seed in range(seeds):
        net = MLPClassifier((16,), "logistic", max_iter=1000, learning_rate_init=0.02,
                            random_state=seed).fit(x, y)  # fmt: skip
        found["sklearn 16"].append((net.predict(x_test) == y_test).mean())
        torch.manual_seed(seed)
        layers = torch_layers([17, 16, 1])
        optimiser = torch.optim.Adam(layers.parameters(), lr=0.02)
        rows, goal = torch.tensor(x).float(), torch.tensor(y)[:, None].float()
        for _ in range(1000):
            optimiser.zero_grad()
            torch.nn.functional.binary_cross_entropy_with_logits(layers(rows), goal).backward()
            optimiser.step()
        out = layers(torch.tensor(x_test).float())[:, 0].detach().numpy() >= 0
        found["torch 16"].append((out == y_test).mean())
        mlp = train(MLP.random([17, 16, 1], seed=seed), x, y, epochs=1000).mlp
        found["ours 16"].append((mlp.predict(x_test)[:, 0] == y_test).mean())
    return ", ".join(f"{name} {100 * np.mean(v):.1f}" for name, v in found.items())


# Promoters ------------------------------------------------------------------------------------

PLACES = [place for place in range(-50, 8) if place != 0]
BASES = [f"p{place}={base}" for place in PLACES for base in "acgt"]


def promoter_rows():
    """The published sequences, one-hot, and which are promoters."""
    lines = [line.split() for line in (KB / "promoters/promoters.data").read_text().splitlines()]
    lines = [line for line in lines if line]
    x = np.array([[here == base for here in line[-1] for base in "acgt"] for line in lines])
    return x.astype(np.int64), np.array([line[0] == "+" for line in lines]).astype(np.int64)


def promoter_theory() -> Network:
    """The published clauses as a network: an AND for each clause, an OR where there are several.

    Some literals of the file lack their "=".
    """
    text = re.sub("%.*", "", (KB / "promoters/promoters.theory").read_text())
    clauses: dict[str, list[list[str]]] = {}
    for head, body in re.findall(r"(\w+)\s*:-([^.]*)\.", text):
        literals = [re.sub(r"(?<=\d) ", "=", part.strip()) for part in body.split(",")]
        clauses.setdefault(head, []).append(literals)
    node = {name: k for k, name in enumerate(BASES)}
    units: list[tuple[list[int], list[int], int]] = []

    def unit(sources: list[int], threshold: int) -> int:
        units.append((sorted(sources), [1] * len(sources), threshold))
        return len(BASES) + len(units) - 1

    while waiting := [head for head in clauses if head not in node]:
        ready = [h for h in waiting if all(lit in node for body in clauses[h] for lit in body)]
        terms = [[unit([node[v] for v in body], len(body)) for body in clauses[h]] for h in ready]
        for head, found in zip(ready, terms, strict=True):
            node[head] = unit(found, 1) if len(found) > 1 else found[0]
    return Network.from_units(BASES, units)


def _without_row(row: int) -> tuple[bool, bool]:
    """Whether the smooth and the threshold network are right on a row left out."""
    x, y = promoter_rows()
    kept = np.arange(len(y)) != row
    tuned = fine_tune(promoter_theory(), x[kept], y[kept], dtype="float32")
    return tuned.soft_mlp.predict(x[row])[0] == y[row], tuned.network(x[row])[0] == y[row]


def promoters(seeds: int) -> None:
    """Errors of 106 with each row left out in turn, of the tuned theory and of peers without it."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import LeaveOneOut, cross_val_predict
    from sklearn.neural_network import MLPClassifier

    if not (KB / "promoters").exists():
        print("\nPromoters: no data")
        return
    x, y = promoter_rows()
    stated = int((promoter_theory()(x)[:, 0] != y).sum())
    print(f"\nPromoters, errors of {len(y)}, leave-one-out; the theory as stated {stated}")
    peers = {
        "LogisticRegression": LogisticRegression(max_iter=1000),
        "RandomForest": RandomForestClassifier(100, random_state=0),
        "MLPClassifier(16)": MLPClassifier((16,), max_iter=1000, random_state=0),
    }
    for name, peer in peers.items():
        print(name, int((cross_val_predict(peer, x, y, cv=LeaveOneOut()) != y).sum()), flush=True)
    with ProcessPoolExecutor() as pool:
        right = np.array(list(pool.map(_without_row, range(len(y)))))
    smooth, hard = len(y) - right.sum(axis=0)
    print(f"fine_tune: smooth {smooth}, threshold units {hard}", flush=True)


# A region -------------------------------------------------------------------------------------


def rough_spiral(corners: int) -> np.ndarray:
    """A polygon around one arm: both edges of the half-turn band, with few corners."""
    radius = np.linspace(0, 5.2, corners)
    angle = 0.7 * np.pi * radius
    end = angle[-1] + np.linspace(np.pi / 2, -np.pi / 2, 5)[1:-1]

    def at(r, t):
        return np.stack([r * np.sin(t), r * np.cos(t)], axis=1)

    back = at(radius, angle - np.pi / 2)[:0:-1]
    return np.concatenate([at(radius, angle + np.pi / 2), at(np.full(3, 6.5), end), back])


def regions(seeds: int) -> None:
    """A rough polygon, compiled and fine-tuned on noisy points of the spiral."""
    from sklearn.neural_network import MLPClassifier

    from logicnet import compile
    from logicnet.regions.region import Region

    print("\nSpiral, noise 0.1, 500 rows; % right on 4000 others")
    x_test, y_test, _ = spiral(4000, 0.1, seed=99)
    for corners in (9, 10, 11):
        network = compile(Region.polygon(rough_spiral(corners)))
        found: dict[str, list[float]] = {}
        for seed in range(seeds):
            x, y, _ = spiral(500, 0.1, seed=seed)
            only = {"free_units": 0, "wires": None, "gain": 10}
            for label, options in (("its wires", only), ("added wires", {"gain": 4})):
                tuned = fine_tune(network, x, y, seed=seed, anchor=0.0, epochs=1000, **options)
                soft, hard = tuned.soft_mlp.predict(x_test), tuned.network(x_test)
                for kind, out in (("smooth", soft), ("threshold", hard)):
                    right = (out[:, 0] == y_test).mean()
                    found.setdefault(f"{label}, {kind}", []).append(right)
            start = soften(network, gain=10).randomised(seed=seed)
            net = train(start, x, y, epochs=1000).mlp
            found.setdefault("its wires, random start", []).append(
                (net.predict(x_test)[:, 0] == y_test).mean()
            )
            shape = tuple(np.diff(network.layer_starts).tolist()[:-1])
            fitted = MLPClassifier(shape, "logistic", learning_rate_init=0.02, max_iter=1000,
                                   batch_size=500, n_iter_no_change=1000).fit(x, y)  # fmt: skip
            found.setdefault("sklearn, its layers dense", []).append(
                (fitted.predict(x_test) == y_test).mean()
            )
        before = (network(x_test)[:, 0] == y_test).mean()
        shown = "; ".join(f"{label} {np.mean(values):.1%}" for label, values in found.items())
        print(
            f"polygon of {len(rough_spiral(corners))} corners, {network.units} units, "
            f"{before:.1%} right: {shown}",
            flush=True,
        )


# Speed ----------------------------------------------------------------------------------------

COMPILED = "compiled" in sys.argv  # torch's compiler takes a minute for each net
SECONDS = 2.0  # for which runs are repeated
BELOW: list[str] = []

DENSE = [
    ([2, 2, 1], 4, None, 1500), ([8, 128, 1], 256, None, 300), ([8, 128, 1], 256, 32, 60),
    ([64, 1024, 1], 4096, None, 20), ([64, 1024, 1], 4096, 64, 10),
    ([100, 500, 500, 1], 4096, None, 5), ([100, 500, 500, 1], 4096, 128, 2),
    ([784, 256, 10], 60_000, 128, 3),
]  # fmt: skip


def per_epoch(run, epochs: int, repeats: int = 4) -> float:
    """Milliseconds an epoch, the best of some runs; with one thread of its processor time."""
    clock = time.process_time if os.environ.get("OMP_NUM_THREADS") == "1" else time.perf_counter
    run(1)
    times: list[float] = []
    while not times or (len(times) < repeats and sum(times) * epochs < SECONDS):
        began = clock()
        run(epochs)
        times.append((clock() - began) / epochs)
    return 1000 * min(times)


def speed(nets: list[str], dtypes: tuple[str, ...]) -> None:
    """Milliseconds an epoch, and how many times ours go into the best peer's."""
    import torch

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    rng = np.random.default_rng(0)
    ratios: list[float] = []
    for dtype in dtypes:
        for sizes, count, batch, epochs in DENSE:
            if nets and "-".join(map(str, sizes)) not in nets:
                continue
            x, y = rng.random((count, sizes[0])), rng.integers(0, max(2, sizes[-1]), count)
            output = "softmax" if sizes[-1] > 1 else "sigmoid"
            mlp = MLP.random(sizes, seed=0, output=output)
            _same_steps(mlp, sizes, x[:256], y[:256], dtype)
            ours = _ours(mlp, x, y, batch, dtype)
            peers = {
                "torch": torch_epochs(sizes, x, y, batch, dtype),
                "sklearn": sklearn_epochs(sizes, x, y, batch, dtype),
            }
            if COMPILED:
                peers["torch, compiled"] = torch_epochs(sizes, x, y, batch, dtype, compiled=True)
            name = "-".join(map(str, sizes))
            ratios.append(_compare(name, count, batch, dtype, ours, peers, epochs))
        if not nets:
            ratios += _speed_sparse(rng, dtype)
    print(f"least {min(ratios):.2f}, median {np.median(ratios):.2f}, of {len(ratios)}; below 1: "
          f"{'; '.join(BELOW) or 'none'}")  # fmt: skip


def _same_steps(mlp: MLP, sizes, x, y, dtype: str) -> None:
    """Stop unless torch's steps from our first weights lead to what ours lead to."""
    import torch

    kind, several = getattr(torch, dtype), sizes[-1] > 1
    layers = torch_layers(sizes, dtype)
    linear = [part for part in layers if isinstance(part, torch.nn.Linear)]
    wires = unit = 0
    with torch.no_grad():
        for part in linear:
            units, reads = part.weight.shape
            matrix = mlp.weights[wires : wires + units * reads].reshape(units, reads)
            part.weight.copy_(torch.tensor(matrix, dtype=kind))
            part.bias.copy_(torch.tensor(mlp.biases[unit : unit + units], dtype=kind))
            wires, unit = wires + units * reads, unit + units
    rows = torch.tensor(x, dtype=kind)
    goal = torch.tensor(y) if several else torch.tensor(y, dtype=kind)[:, None]
    optimiser = torch.optim.SGD(layers.parameters(), lr=0.1)
    measure = torch.nn.CrossEntropyLoss() if several else torch.nn.BCEWithLogitsLoss()
    for start in [*range(0, len(x), 128)] * 2:
        optimiser.zero_grad()
        measure(layers(rows[start : start + 128]), goal[start : start + 128]).backward()
        optimiser.step()
    options = {"optimiser": "sgd", "rate": 0.1, "dtype": dtype, "shuffle": False}
    ours = train(mlp, x, y, epochs=2, batch=128, **options).mlp.predict_proba(x)
    out = layers(rows)
    theirs = (out.softmax(1) if several else out.sigmoid()).detach().numpy()
    if not np.abs(ours - theirs).max() < (1e-4 if dtype == "float32" else 1e-9):
        sys.exit(f"{sizes}, {dtype}: answers differ by {np.abs(ours - theirs).max():.2g}")


def _speed_sparse(rng, dtype: str) -> list[float]:
    ratios = []
    network = xor_tree(334)
    x = rng.integers(0, 2, (256, 334))
    y = x.sum(axis=1) % 2
    for batch, epochs in ((None, 20), (32, 5)):
        ours = _ours(soften(network, gain=4), x, y, batch, dtype)
        sizes, masks = _as_dense(network, dtype)
        peers = {
            "torch, gathers": torch_gathers(network, x, y, batch, dtype),
            "torch, masks": torch_epochs(sizes, x, y, batch, dtype, masks),
            "sklearn, dense": sklearn_epochs(sizes, x, y, batch, dtype),
        }
        name = f"XOR tree, {network.units} units, {network.depth} layers"
        ratios.append(_compare(name, 256, batch, dtype, ours, peers, epochs))
    return ratios


def _as_dense(network: Network, dtype: str):
    """Layer sizes and masks of a strictly layered dense net of the same shape."""
    import torch

    sizes = [len(network.inputs), *np.diff(network.layer_starts).tolist()]
    masks = []
    for a, b in pairwise(sizes):
        mask = np.zeros((b, a))
        for j in range(b):
            mask[j, [2 * j % a, (2 * j + 1) % a]] = 1
        masks.append(torch.tensor(mask, dtype=getattr(torch, dtype)))
    return sizes, masks


def _ours(mlp: MLP, x, y, batch, dtype: str):
    def run(epochs: int) -> None:
        train(mlp, x, y, optimiser="sgd", rate=0.1, batch=batch, epochs=epochs, dtype=dtype)

    return run


def _compare(name, rows, batch, dtype, ours, peers, epochs) -> float:
    own = per_epoch(ours, epochs)
    tracemalloc.start()
    ours(1)
    held = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    times = {peer: per_epoch(run, epochs) for peer, run in peers.items()}
    shown = ", ".join(f"{peer} {t:.3g} ({t / own:.1f}x)" for peer, t in times.items())
    kind = "full" if batch is None else f"batch {batch}"
    if min(times.values()) < own:
        BELOW.append(f"{name}, {kind}, {dtype}")
    print(f"{name}, {rows} rows, {kind}, {dtype}: {own:.3g} ms, {held:.1f} MB; {shown}; "
          f"best peer {min(times.values()) / own:.2f}x", flush=True)  # fmt: skip
    return min(times.values()) / own


def main(arguments: list[str]) -> None:
    seeds = int(arguments[arguments.index("--seeds") + 1]) if "--seeds" in arguments else 5
    parts = {"repair": repair, "monks": rules, "promoters": promoters, "spiral": regions}
    chosen = [a for a in arguments if a in (*parts, "speed")]
    nets = arguments[arguments.index("--nets") + 1].split(",") if "--nets" in arguments else []
    if "speed-here" in arguments:
        speed(nets, ("float32",) if "--float32" in arguments else ("float32", "float64"))
        return
    for name, run in parts.items():
        if not chosen or name in chosen:
            run(seeds)
    if not chosen or "speed" in chosen:
        for threads in ("1", "2"):
            print(f"\nSpeed, {threads} thread(s): ms an epoch, SGD, cross-entropy", flush=True)
            environment = os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
            rest = [argument for argument in arguments if argument != "speed"]
            subprocess.run(
                [sys.executable, __file__, "speed-here", *rest], env=environment, check=True
            )


if __name__ == "__main__":
    main(sys.argv[1:])
