"""Parity needs exponentially many units in one hidden layer, and few in several."""

# %% Six inputs in four styles
import logicnet
from logicnet import plot

styles = ["minterms", "wide", "deep", "layered", "compact"]
formula = " ^ ".join(f"x{i}" for i in range(1, 7))
print(logicnet.compare(formula, styles=styles))

# %% The curves over the number of inputs, and the formulas that they follow
family = logicnet.compare_family("parity", [2, 3, 4, 6, 8, 10, 12], styles=styles[1:])
ax = plot.growth(family)
ax.set_title("parity of N inputs")
plot.save(ax, "02_wide_versus_deep.svg")

# %% The smallest and the largest compute the same
wide, compact = logicnet.compile(formula, "wide"), logicnet.compile(formula, "compact")
print(f"{wide.units} units in {wide.depth} layers, {compact.units} in {compact.depth}")
print(logicnet.verify(compact, wide))
