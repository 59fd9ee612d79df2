"""Rows a second of nets as torch modules, beside a dense torch model of the same layer sizes.

    python tests/benchmarks/torch_modules.py [cpu | cuda]

The module is first held against the network, on the device and in training on it; the program ends
with an error where a decision differs. The dense model is a Linear layer from each layer to the
next with the same activation, and no wires that skip layers, so it computes something else.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from logicnet import MLP, Network, build, compile, from_torch, soften, to_torch

ROWS, REPEATS = 1024, 7


def circuit(layers: int = 50, width: int = 100, inputs: int = 64) -> Network:
    """A random circuit of majorities of three literals, which come from the last three layers."""
    rng = np.random.default_rng(0)
    units = []
    for j in range(layers * width):
        node, first = inputs + j, inputs + j - j % width
        low = max(0, first - 3 * width)
        reads = np.sort(rng.choice(np.arange(low, min(first, node)), 3, replace=False))
        weights = rng.choice([-1, 1], 3)
        units.append((reads.tolist(), weights.tolist(), 2 - int((weights < 0).sum())))
    outputs = {f"y{k}": len(units) - 1 - k for k in range(8)}
    return Network.from_units([f"x{i}" for i in range(inputs)], units, outputs=outputs)


class Step(nn.Module):
    """The activation of threshold units, with the gradient of a sigmoid."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """0 or 1."""
        soft = torch.sigmoid(4 * x)
        return (x >= 0).to(x.dtype) + (soft - soft.detach())


def dense(net: Network | MLP) -> nn.Module:
    """Linear layers of the same sizes."""
    kinds = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}
    names = ("step",) * net.depth if isinstance(net, Network) else net.activations
    sizes = [len(net.inputs), *np.diff(net.layer_starts).tolist()]
    parts: list[nn.Module] = []
    for (a, b), name in zip(pairwise(sizes), names, strict=True):
        parts += [nn.Linear(a, b), kinds.get(name, Step)()]
    return nn.Sequential(*parts)


def best(run: Callable[[], object], device: str) -> float:
    """Seconds of the fastest of several runs, after one to warm up."""
    run()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        if device != "cpu":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return min(times)


def timed(model: nn.Module, x: torch.Tensor, device: str) -> tuple[float, float]:
    """Milliseconds forward, and forward and backward."""
    with torch.no_grad():
        forward = best(lambda: model(x), device)
    return 1e3 * forward, 1e3 * best(lambda: model(x).sum().backward(), device)


def checked(net: Network | MLP, device: str) -> nn.Module:
    """The module, after its outputs and one step of training were looked at."""
    module = to_torch(net, dtype=torch.float32, device=device)
    x = np.random.default_rng(1).integers(0, 2, (ROWS, len(net.inputs)))
    got = module(torch.tensor(x, dtype=torch.float32, device=device)).detach().cpu().numpy()
    wanted = net(x) if isinstance(net, Network) else net.predict_proba(x)
    assert np.abs(got - wanted).max() < (1e-6 if isinstance(net, Network) else 1e-4)
    assert from_torch(module) == net or isinstance(net, MLP)
    moved = to_torch(net, dtype=torch.float32, device=device)
    optimiser = torch.optim.SGD(moved.parameters(), lr=0.1)
    moved(torch.rand(8, len(net.inputs), device=device)).sum().backward()
    optimiser.step()
    assert all(torch.isfinite(p).all() for p in moved.parameters())
    return module


def main() -> None:
    """Print a table of times and ratios."""
    device = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    torch.set_num_threads(1)
    tree = compile(" ^ ".join(f"x{i}" for i in range(64)), "deep")
    cases: dict[str, Network | MLP] = {
        "adder of 8 bits": build("adder", 8),
        "16-1000-1": MLP.random([16, 1000, 1]),
        "64-1024-1": MLP.random([64, 1024, 1]),
        "parity of 64, deep": tree,
        "the same, smooth": soften(tree),
        "5000 gates in 50 layers": circuit(),
    }
    print(f"{ROWS} rows on {device}; milliseconds forward, and forward and backward; dense = 1")
    for name, net in cases.items():
        module, rival = checked(net, device), dense(net).to(device)
        x = torch.rand(ROWS, len(net.inputs), device=device)
        (ours, trained), (theirs, other) = (timed(m, x, device) for m in (module, rival))
        weights = [sum(p.numel() for p in model.parameters()) for model in (module, rival)]
        print(
            f"{name:24} {ours:8.2f} {trained:8.2f}   ratio {ours / theirs:5.2f} "
            f"{trained / other:5.2f}   parameters {weights[0]} against {weights[1]}"
        )


if __name__ == "__main__":
    main()
