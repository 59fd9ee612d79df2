"""A formula becomes a network, and the network is proven to compute it."""

# %% State the function and compile it
import logicnet

formula = "a & (b | ~c)"
net = logicnet.compile(formula)
print(net.summary())
print(net.describe())

# %% Run it on every row
print(net.truth_table())

# %% Prove it, and see what a proof of difference looks like
print(logicnet.verify(net, formula))
print(logicnet.verify(net, "a & (b | c)"))
