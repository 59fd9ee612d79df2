"""A compiled adder inside a torch model: what comes before it learns to read from sums alone."""

# %% Two numbers of 8 bits arrive over 16 wires, each of which takes up some of the others
import matplotlib.pyplot as plt
import torch
from torch import nn

import logicnet
from logicnet import plot

torch.set_num_threads(1)
generator = torch.Generator().manual_seed(0)
mixing = torch.eye(16) + 0.15 * torch.randn(16, 16, generator=generator)
offset = 0.3 * torch.randn(16, generator=generator)
adder = logicnet.build("adder", 8, max_weight=2)
print(adder)


def measured(count):
    """Voltages on the wires, and the sums; the bits themselves are not told."""
    bits = torch.randint(0, 2, (count, 16), generator=generator).float()
    return bits @ mixing.T + offset, torch.tensor(adder(bits.numpy())).float()


x, sums = measured(500)
new, new_sums = measured(1000)

# %% A layer that reads the wires, and the adder twice: smooth to train with, and exact
smooth = logicnet.to_torch(logicnet.soften(adder, gain=6), dtype=torch.float32, frozen=True)
exact = logicnet.to_torch(adder, frozen=True)
wires = nn.Linear(16, 16)
with torch.no_grad():  # to begin with, each wire is read as if it were alone
    wires.weight.copy_(4 * torch.eye(16))
    wires.bias.fill_(-2)
model = nn.Sequential(wires, nn.Sigmoid(), smooth)
plain = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 9), nn.Sigmoid())


def right(net):
    """The share of sums that are right in all nine bits, of pairs that were not learnt."""
    with torch.no_grad():
        return float(((net(new) > 0.5) == (new_sums > 0.5)).all(1).float().mean())


# %% Training, and a net of about as many weights that does not know how to add
def trained(net):
    optimiser = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=0.05)
    shares = [right(net)]
    for _ in range(60):
        for part in torch.randperm(500, generator=generator).split(100):
            optimiser.zero_grad()
            nn.functional.binary_cross_entropy(net(x[part]), sums[part]).backward()
            optimiser.step()
        shares.append(right(net))
    return shares


curves = {"with the compiled adder": trained(model), "without": trained(plain)}
for name, shares in curves.items():
    print(f"{name}: {shares[0]:.0%} right before, {shares[-1]:.0%} after training")

# %% The exact adder takes the place of the smooth one, and is what it was compiled to be
hard = nn.Sequential(wires, nn.Sigmoid(), exact)
print(f"with exact threshold units: {right(hard):.0%}")
print(logicnet.verify(exact, adder))
print(logicnet.from_torch(hard))

# %% The picture
figure, ax = plt.subplots(figsize=(5, 3.2), layout="constrained")
for name, shares in curves.items():
    ax.plot([100 * share for share in shares], label=name)
ax.set(xlabel="epochs", ylabel="per cent of new sums right")
ax.legend(frameon=False)
ax.spines[["top", "right"]].set_visible(False)
plot.save(ax, "10_inside_torch.svg")
