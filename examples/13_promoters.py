"""Two patterns in DNA, stated too strictly, are read back as how far each has to be matched."""

# %% Sequences of 57 places; half have both patterns, a quarter one, with up to two letters wrong
import numpy as np

import logicnet
from logicnet import plot

PATTERNS = {"minus_35": (14, "ttgaca"), "minus_10": (37, "tataat")}
NAMES = [f"p{k}" for k in range(57)]


def sequences(count, seed):
    rng = np.random.default_rng(seed)
    letters = np.array(list("acgt"))[rng.integers(0, 4, (count, 57))]
    is_promoter = np.arange(count) % 2 == 0
    for k, row in enumerate(letters):
        both = [*PATTERNS.values()]
        planted = both if is_promoter[k] else both[k % 8 // 2 :][:1]
        for start, pattern in planted:
            kept = rng.permutation(6) >= rng.integers(0, 3)
            places = start + np.flatnonzero(kept)
            row[places] = np.array(list(pattern))[kept]
    return dict(zip(NAMES, letters.T, strict=True)), is_promoter


table, is_promoter = sequences(100, seed=0)
print("".join(column[0] for column in table.values()), "is a promoter")


# %% What is known: each pattern as an AND of its letters, and a third one that is wrong
def pattern(start, letters):
    return " & ".join(f"p{start + k}_{letter}" for k, letter in enumerate(letters))


known = {name: pattern(*place) for name, place in PATTERNS.items()}
known["conformation"] = pattern(2, "gcaa")
known["promoter"] = "minus_35 & minus_10 & conformation"

# %% The known rule with numbers in it, its errors on sequences held out, and what changed
found = logicnet.read_rules(table, is_promoter, rules=known, target="promoter", form="dnf", folds=5)
print(found)
print(found.told)
print(found.difference)
plot.save(plot.rule_changes(found), "13_promoters.svg")

# %% Letters alone know less
alone = logicnet.read_rules(table, is_promoter, target="promoter", form="dnf", folds=5)
others, truth = sequences(2000, seed=1)
for name, rule in (("known and read", found), ("letters alone", alone)):
    print(f"{name}: {(rule(others) != truth).mean():.1%} of 2000 others wrong")

# %% A network of threshold units: each pattern is one that counts
print(found.network.describe())
print(logicnet.verify(found.network, {"promoter": found.formula}))
