"""A compiled network made smooth, with a certificate, trained on data, and made hard again."""

# %% Softening a formula: every unit stays within 0.01 of its Boolean value, for certain
import logicnet
from logicnet import Region, plot

net = logicnet.compile("x1 ^ x2 ^ x3", "wide")
mlp = logicnet.soften(net, error=0.01)
print(mlp.certificate)
assert logicnet.harden(mlp) == net

# %% A rough statement, a triangle, of what the data says is a disc
x, y, _ = logicnet.datasets.circle(300, seed=1)
triangle = Region.regular(3, radius=4.6, rotation=0.3)
rule = logicnet.compile(triangle)
print(rule.summary())

# %% Trained on the rows and hardened; what it cost and what it gained
tuned = logicnet.fine_tune(rule, x, y)
print(tuned)

# %% On rows that it has not seen
fresh = logicnet.datasets.circle(4000, seed=2)
for name, net in [("stated", rule), ("fine-tuned", tuned.network)]:
    right = (net(fresh.x).ravel() == fresh.y).mean()
    print(f"{name}: {right:.1%} of new rows right")

# %% The decision before and after
titles = ("the triangle as stated", "fine-tuned, smooth")
axes = plot.before_and_after(rule, tuned.mlp, points=x, classes=y, titles=titles)
plot.save(axes, "07_sigmoid_and_fine_tuning.svg")
