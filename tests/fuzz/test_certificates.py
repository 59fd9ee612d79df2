"""Certificates against units evaluated with 330 digits, and hardening against exact sums.

What a network decides is added up with fractions, what its smooth units give with mpmath, from the
numbers that the net holds; the package's own evaluation in floats has to keep to the bounds, too.
Nothing here comes from the package but the nets.
"""

from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest

from fuzz.draws import draws
from logicnet import LogicnetError, Network, harden, soften
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.own_outputs import own_outputs

DIGITS = 330  # so that 1 is told from 1 - 1e-308


def some_numbers(rng, kind, count):
    """Weights, or a threshold, of one kind."""
    if kind == "far apart":
        return [int(v) for v in rng.choice([1, -1, 3, 2**53, 2**53 + 1, 2**55], count)]
    if kind in ("small", "large", "huge"):
        most = {"small": 4, "large": 10**6, "huge": 2**58}[kind]
        return [int(v) for v in rng.integers(-most, most, count)]
    if kind in ("quarters", "tenths"):
        return (rng.integers(-12, 13, count) / {"quarters": 4, "tenths": 10}[kind]).tolist()
    scale = {"real": 0, "tiny": rng.integers(-300, 0), "mixed": rng.integers(-8, 8, count)}[kind]
    return (rng.normal(size=count) * 10.0**scale).tolist()


KINDS = ["small", "large", "huge", "far apart", "quarters", "tenths", "real", "tiny", "mixed"]


def a_network(rng):
    """A network of up to four inputs, with several outputs, in one of the Boolean encodings."""
    n, kind, units = int(rng.integers(5)), rng.choice(KINDS), []
    for j in range(int(rng.integers(1, 7))):
        reads = rng.permutation(n + j)[: rng.integers(min(n + j, 5) + 1)].tolist()
        units.append(
            (reads, some_numbers(rng, kind, len(reads)), some_numbers(rng, kind, 1)[0])
        )  # fmt: skip
    outputs = {f"y{k}": int(rng.integers(len(units))) for k in range(int(rng.integers(1, 4)))}
    network = Network.from_units([f"x{i}" for i in range(n)], units, outputs=outputs)
    return network.encoded(str(rng.choice(["binary", "bipolar"])))


def rows_of(net):
    return list(product([-1, 1] if net.encoding == "bipolar" else [0, 1], repeat=len(net.inputs)))


def decided(net, row, thresholds, low=0):
    """Which units fire, by exact sums; what does not gives `low`."""
    values = [Fraction(x) for x in row]
    for j in range(net.units):
        sources, weights = (part.tolist() for part in net.wires_of(j))
        total = sum((Fraction(w) * values[s] for s, w in zip(sources, weights, strict=True)), 0)
        values.append(Fraction(1 if total >= Fraction(thresholds[j]) else low))
    return [int(v > 0) for v in values[len(row) :]]


def smooth(mlp, row):
    """The values of all units, as far as the digits go."""
    values = [mpmath.mpf(x) for x in row]
    for j in range(mlp.units):
        sources, weights = (part.tolist() for part in mlp.wires_of(j))
        total = mpmath.mpf(mlp.biases[j].item())
        for source, weight in zip(sources, weights, strict=True):
            total += mpmath.mpf(weight) * values[source]
        layer = int(mlp.layer_of[j])
        z = mpmath.mpf(mlp.gains[layer].item()) * total
        tanh = mlp.activations[layer] == "tanh"
        values.append(mpmath.tanh(z) if tanh else 1 / (1 + mpmath.exp(-z)))
    return values[len(row) :]


def violations(network, mlp, bounds):
    """Where a unit is further than its bound from what the network decides: (row, unit)."""
    apart, _ = own_outputs(network)
    tanh = mlp.activations[0] == "tanh"
    found = []
    for row in rows_of(network):
        steps = decided(apart, row, apart.thresholds.tolist())
        exact, floats = smooth(mlp, row), mlp.values(np.array([row], dtype=float))[0]
        for j, step in enumerate(steps):
            wanted = 2 * step - 1 if tanh else step
            off = max(abs(exact[j] - wanted), mpmath.mpf(abs(floats[j] - wanted)))
            if off > mpmath.mpf(float(bounds[j])):
                found.append((row, j))
    return found


def softened(rng, network):
    """The network softened for some error, or with some gain, and the options."""
    options = {"activation": str(rng.choice(["sigmoid", "tanh"]))}
    if rng.random() < 0.4:
        options["gain"] = float(rng.uniform(1, 9) * 10.0 ** rng.integers(-9, 10))
    elif rng.random() < 0.7:
        options["error"] = float(rng.choice([0.4, 0.1, 0.01, 1e-6, 1e-12]))
    return soften(network, **options), options


def test_certificates_hold_in_exact_numbers_and_in_floats():
    certified = 0
    with mpmath.workdps(DIGITS):
        for seed, random in draws(250):
            rng = np.random.default_rng(random.getrandbits(64))
            try:
                network = a_network(rng)
                mlp, options = softened(rng, network)
            except LogicnetError:
                continue  # sums beyond 64 bits, or gaps that no float can tell
            certificate = mlp.certificate
            assert not violations(network, mlp, certificate.bounds), seed
            assert harden(mlp) == network, seed
            if certificate.error is not None:
                certified += 1
                assert certificate.error == certificate.bounds.max(initial=0.0)
                assert certificate.error <= options.get("error", 2.0), seed
    assert certified > 150


def majority(weights=(1, 2, 3), threshold=3, encoding="binary"):
    """A unit that reads inputs, a unit above it, and sums on both sides next to the threshold."""
    units = [([0, 1, 2], list(weights), threshold), ([3, 0], [1, -1], 1)]
    return Network.from_units("abc", units, outputs={"y": 0, "z": 1}).encoded(encoding)


@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
@pytest.mark.parametrize("kind", ["sigmoid", "tanh"])
def test_a_certificate_that_is_wrong_is_noticed(kind, encoding):
    network = majority(encoding=encoding)
    with mpmath.workdps(DIGITS):
        mlp = soften(network, activation=kind)
        bounds = mlp.certificate.bounds
        assert not violations(network, mlp, bounds)
        assert violations(network, mlp, bounds * 0.99)
        assert violations(network, mlp.with_parameters(gain=0.99 * mlp.gains), bounds)
        for by in (0.01, -0.01):
            biases = mlp.biases + np.array([by, 0])
            assert violations(network, mlp.with_parameters(biases=biases), bounds)
            assert violations(network, mlp.with_parameters(weights=mlp.weights + by), bounds)
        other = majority(threshold=4, encoding=encoding)
        assert violations(other, mlp, bounds)


def moved(rng, mlp):
    """The net with other numbers: some, all, all so that sums tie, or all alike."""
    scale = 10.0 ** rng.integers(-3, 20)
    weights, biases = mlp.weights.copy(), mlp.biases.copy()
    how = rng.integers(4)
    if how == 0:
        some = rng.random(mlp.wires) < 0.3
        weights += some * rng.normal(size=mlp.wires) * np.abs(weights).max(initial=1)
    elif how == 1:
        weights, biases = (rng.normal(size=len(a)) * scale for a in (weights, biases))
    elif how == 2:
        weights, biases = (rng.integers(-9, 10, len(a)) / 10 for a in (weights, biases))
    else:
        weights, biases = weights * 0.3, biases * 0.3
    return mlp.with_parameters(weights=weights, biases=biases)


def test_hardened_nets_decide_every_row_as_exact_sums_do():
    count = 0
    for seed, random in draws(400):
        rng = np.random.default_rng(random.getrandbits(64))
        try:
            mlp = soften(a_network(rng), gain=4.0, activation=("tanh", "sigmoid")[seed % 2])
        except LogicnetError:
            continue
        mlp = moved(rng, mlp)
        if np.abs(mlp.weights).max(initial=0) > 2.0**53 or rng.random() < 0.3:
            # a source with weights that floats cannot hold would give them back
            fields = {k: getattr(mlp, k) for k in mlp.__dataclass_fields__ if k != "source"}
            mlp = MLP(**fields)
        network = harden(mlp)
        for row in rows_of(mlp):
            soft, hard = (
                [decided(net, row, t, low)[u] for u in net.output_units]
                for net, t, low in (
                    (mlp, (-mlp.biases).tolist(), -1 if mlp.activations[0] == "tanh" else 0),
                    (network, network.thresholds.tolist(), 0),
                )
            )
            assert soft == hard, (seed, row)
        count += 1
    assert count > 300
