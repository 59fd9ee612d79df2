"""A protocol and 120 patients become a scorecard that is read at a bedside, and its network."""

# %% Patients, and a truth that nobody knows: points for four risks, and one label in 25 is wrong
import numpy as np

import logicnet
from logicnet import plot


def patients(count, seed):
    rng = np.random.default_rng(seed)
    table = {
        "age": rng.integers(30, 90, count),
        "pressure": rng.normal(135, 20, count).round(),
        "smoker": rng.random(count) < 0.3,
        "diabetes": rng.random(count) < 0.25,
        "ward": np.array(["north", "south", "west"])[rng.integers(0, 3, count)],
    }
    points = 2 * (table["age"] >= 65) + 2 * table["diabetes"]
    points = points + table["smoker"] + (table["pressure"] >= 150)
    return table, (points >= 3) ^ (rng.random(count) < 0.04)


table, at_risk = patients(120, seed=1)
others, truth = patients(4000, seed=2)

# %% What the protocol says, and how often it is wrong on others
protocol = "age >= 75 & diabetes | pressure >= 160"
stated = logicnet.read_rules(table, at_risk, rules=protocol, target="risk", form="scorecard")
print(stated)
print(stated.told)

# %% What became of the protocol, and what each change gains on patients held out
print(stated.difference)

# %% The same with fewer conditions
print(stated.at(2))

# %% It is a threshold network of one unit over the conditions, and decides as it says
print(stated.network.describe())
print(logicnet.verify(stated.network, {"risk": stated.formula}))
print(f"wrong on 4000 others: {(stated(others) != truth).mean():.1%}")

# %% Rule, data and both: errors on others over the patients learnt from
compiled = logicnet.compile(protocol)
names = list(compiled.inputs)
as_stated = np.ravel(compiled(np.stack([others[name] for name in names], axis=1))) == 1
errors = {"the protocol": {}, "patients alone": {}, "both": {}}
for count in (30, 300):
    drawn = [patients(count, seed) for seed in (3, 4)]
    errors["the protocol"][count] = float((as_stated != truth).mean())
    for name, rules in (("patients alone", None), ("both", protocol)):
        read = [
            logicnet.read_rules(x, y, rules=rules, target="risk", form="scorecard", folds=4)
            for x, y in drawn
        ]
        errors[name][count] = [float((found(others) != truth).mean()) for found in read]
for name, by_count in errors.items():
    print(name, {count: f"{np.mean(value):.1%}" for count, value in by_count.items()})
plot.save(plot.learning_curve(errors), "12_scorecard.svg")
