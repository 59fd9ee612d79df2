"""A Karnaugh map, its groups, and the hidden units that they become."""

# %% A function that only partly matters: is the lower left segment of a digit lit?
import logicnet
from logicnet import plot

lit = [0, 2, 6, 8]
never = range(10, 16)  # four bits also hold 10 to 15, which no digit uses
names = ["d8", "d4", "d2", "d1"]
table = logicnet.TruthTable.from_minterms(names, lit, dont_cares=never)
print(table)

# %% The fewest product terms, don't-cares put to use
cover = logicnet.minimize(table)
print(cover)
print(f"{cover.terms} terms with {cover.literals} literals, fewest: {cover.proven}")

# %% Each loop has the colour of its hidden unit
axes = plot.karnaugh_and_network(table)
plot.save(axes, "03_karnaugh.svg")

# %% A proof on all rows that matter
net = logicnet.compile(table, "wide")
print(net.describe())
print(logicnet.verify(net, table))
