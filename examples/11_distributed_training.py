"""A compiled region trained on two processes at once, by torch's DistributedDataParallel."""

# %% Started as it is, this script starts itself twice more, with the number of the process
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

import numpy as np
import torch
import torch.distributed as dist
from torch.nn.functional import binary_cross_entropy
from torch.nn.parallel import DistributedDataParallel

import logicnet

torch.set_num_threads(1)

# %% What every process begins with: a square, its net, and points that lie in a circle or not
square = logicnet.compile("x >= -1 & x <= 1 & y >= -1 & y <= 1")
start = logicnet.soften(square, gain=6)
points = np.random.default_rng(0).uniform(-2, 2, (2000, 2))
labels = (np.hypot(*points.T) <= 1.3).astype(float)


# %% Training, the same for one process and for several: each has every k-th point
def trained(rank=0, world=1, steps=150):
    module = logicnet.to_torch(start, dtype=torch.float64)
    model = DistributedDataParallel(module) if world > 1 else module
    x, y = torch.tensor(points[rank::world]), torch.tensor(labels[rank::world])
    optimiser = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = binary_cross_entropy(model(x)[:, 0], y)
        loss.backward()  # here the processes average their gradients
        optimiser.step()
        losses.append(loss.detach())
    losses = torch.stack(losses)
    if world > 1:
        dist.all_reduce(losses)
    return logicnet.from_torch(module), losses.numpy() / world


# %% One of several processes; the first leaves the result in a file
def of_several(rank, world, folder):
    dist.init_process_group("gloo", f"file://{folder}/meeting", rank=rank, world_size=world)
    mlp, losses = trained(rank, world)
    if rank == 0:
        logicnet.write(mlp, f"{folder}/net.npz")
        np.save(f"{folder}/losses.npy", losses)
    dist.destroy_process_group()


# %% Two processes against one: the same losses and weights, but for the order of additions
def compared():
    with TemporaryDirectory() as folder:
        command = [sys.executable, __file__, folder]
        processes = [subprocess.Popen(command, env=os.environ | {"RANK": k}) for k in "01"]
        one, losses = trained()
        assert [process.wait() for process in processes] == [0, 0]
        two, shared = logicnet.read(f"{folder}/net.npz"), np.load(f"{folder}/losses.npy")
    apart = max(abs(losses - shared).max(), abs(one.weights - two.weights).max())
    print(f"loss {losses[0]:.3f} before, {losses[-1]:.3f} after training")
    print("two processes agree with one to 1e-9:", bool(apart < 1e-9))
    for name, net in {"square": start, "trained": two, "hardened": logicnet.harden(two)}.items():
        decided = np.asarray(net(points))[:, 0] >= 0.5
        print(f"{name}: {(decided == labels).mean():.1%} of the points right")
    ax = logicnet.plot.region(two, bounds=(-2, 2, -2, 2))
    logicnet.plot.save(ax, "11_distributed_training.svg")


if __name__ == "__main__":
    if "RANK" in os.environ:
        of_several(int(os.environ["RANK"]), 2, sys.argv[1])
    else:
        compared()
