"""Part of a rule and rows together know more than rows alone, from 40 rows on more than either."""

# %% Robots with six attributes; the truth is: a1 = a2, or a5 = 1
import matplotlib.pyplot as plt

import logicnet
from logicnet import plot

SIZES = logicnet.datasets.MONK_SIZES
CATEGORIES = {f"a{k + 1}": range(1, size + 1) for k, size in enumerate(SIZES)}


def encoded(robots):
    """A column for each value of each attribute, and their names."""
    columns = dict(zip(robots.names, robots.x.T.tolist(), strict=True))
    rows, encoding = logicnet.tables.one_hot(columns, categories=CATEGORIES)
    return rows, encoding.names


robots = logicnet.datasets.monks(1)
every_row, names = encoded(robots)
print(f"{len(every_row)} robots, {len(names)} columns: {', '.join(names)}")

# %% What an expert told: a1 = a2, an AND for each value. That a5 matters was forgotten
rule = logicnet.compile("a1_1 & a2_1 | a1_2 & a2_2 | a1_3 & a2_3", "wide", inputs=names)
print(rule.describe())


# %% What each knows of all robots, of which some were seen
def right(net):
    return float((net(every_row).ravel().round() == robots.y).mean())


def learned(count, seed):
    """Right with the rule alone, with rows alone, and with both (as threshold units)."""
    seen = logicnet.datasets.monks(1, count, seed=seed)
    x, _ = encoded(seen)
    start = logicnet.MLP.random([len(names), 16, 1], seed=seed)
    alone = logicnet.train(start, x, seen.y, epochs=150, seed=seed).mlp
    both = logicnet.fine_tune(rule, x, seen.y, epochs=150, seed=seed).network
    return right(rule), right(alone), right(both)


counts, seeds = [20, 40, 80], range(3)
shares = [[learned(count, seed) for seed in seeds] for count in counts]
means = [[sum(column) / len(column) for column in zip(*runs, strict=True)] for runs in shares]
for count, row in zip(counts, means, strict=True):
    print(f"{count} rows: rule {row[0]:.1%}, rows {row[1]:.1%}, both {row[2]:.1%}")

# %% The picture: means of three draws
figure, ax = plt.subplots(figsize=(5, 3.4), layout="constrained")
kinds = ["the rule alone", "rows alone", "rule and rows, as threshold units"]
for k, (kind, values) in enumerate(zip(kinds, zip(*means, strict=True), strict=True)):
    ax.plot(counts, [100 * v for v in values], marker="^so"[k], label=kind)
ax.set(xlabel=f"rows seen, of {len(every_row)}", ylabel="per cent right, of all", xticks=counts)
ax.legend(frameon=False)
ax.spines[["top", "right"]].set_visible(False)
plot.save(ax, "08_rules_plus_data.svg")

# %% The rule read back: from rows and rule together, over all robots
seen = logicnet.datasets.monks(1, 80, seed=2)
both = logicnet.fine_tune(rule, encoded(seen)[0], seen.y, epochs=150).network
learnt = logicnet.prune(both, every_row)
print(f"{both.wires} wires, now {learnt.wires}: right {right(learnt):.1%}")
print(learnt.describe())
