"""A formula becomes a network of threshold units, and the network is proven to compute it."""

# %% State the function and compile it
import logicnet
from logicnet import plot

formula = "majority(a, b, c) ^ d"
net = logicnet.compile(formula)
print(net.summary())
print(net.describe())

# %% Each unit fires iff the sum of what it reads reaches its threshold: every row
print(net.table())

# %% Which units fire on one row
ax = plot.network(net, at={"a": 1, "b": 1, "c": 0, "d": 0}, title=formula)
plot.save(ax, "01_formula_to_network.svg")

# %% A proof, and what the proof of a difference looks like
print(logicnet.verify(net, formula))
print(logicnet.verify(net, "majority(a, b, c) | d"))
