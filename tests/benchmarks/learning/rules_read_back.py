"""Short rules beside RIPPER, FIGS, RuleFit and a tree: errors on other rows, terms, literals, CPU.

    python tests/benchmarks/learning/rules_read_back.py [tic-tac-toe] [monks] [...] [--seeds 5]

Splits are drawn with the seeds 0, 1, ...; whatever is chosen is chosen by cross-validation within
the rows trained on. Peers are those that are installed (wittgenstein, imodels), with their own
defaults; sizes are terms and literals, of trees leaves and splits. What is put between +- is the
standard error of the mean over splits.
"""

from __future__ import annotations

import re
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas
from sklearn import datasets
from sklearn.tree import DecisionTreeClassifier

from logicnet import read_rules

KB = Path(__file__).parents[3] / "../shared/data/kb"
FOLDS, LEAVES = 5, 12
warnings.filterwarnings("ignore")


# Sets: a table, labels, how many rows are trained on ------------------------------------------


def lines(path):
    return [line.replace(",", " ").split() for line in (KB / path).open() if line.strip()]


def tic_tac_toe():
    rows = np.array(lines("tic-tac-toe/tic-tac-toe.data"))
    return (
        pandas.DataFrame(rows[:, :9], columns=[f"s{k}" for k in range(9)]),
        rows[:, 9] == "positive",
        640,
    )


def votes():
    rows = np.array(lines("votes/house-votes-84.data"))
    return (
        pandas.DataFrame(rows[:, 1:], columns=[f"v{k}" for k in range(1, 17)]),
        rows[:, 0] == "republican",
        290,
    )


def mushroom():
    rows = np.array(lines("mushroom/agaricus-lepiota.data"))
    names = [f"m{k}" for k in range(1, rows.shape[1])]
    return pandas.DataFrame(rows[:, 1:], columns=names), rows[:, 0] == "p", 300


def of_sklearn(load, answer, rows):
    found = load()
    names = [re.sub(r"\W+", "_", str(name)).strip("_") for name in found.feature_names]
    return pandas.DataFrame(found.data, columns=names), found.target == answer, rows


SETS = {
    "tic-tac-toe": tic_tac_toe,
    "votes": votes,
    "mushroom": mushroom,
    "breast cancer": lambda: of_sklearn(datasets.load_breast_cancer, 0, 380),
    "digits (8)": lambda: of_sklearn(datasets.load_digits, 8, 600),
    "wine (1)": lambda: of_sklearn(datasets.load_wine, 1, 120),
    "iris (1)": lambda: of_sklearn(datasets.load_iris, 1, 100),
}


# Methods: a table, labels, another table -> predictions, terms, literals ----------------------


def short(x, y, other, **options):
    found = read_rules(x, y, folds=FOLDS, **options)
    return found(other), len(found.terms), found.literals


def ripper(x, y, other):
    import wittgenstein

    model = wittgenstein.RIPPER(random_state=0)
    model.fit(x, y, pos_class=True)
    rules = model.ruleset_.rules
    return np.array(model.predict(other)), len(rules), sum(len(rule.conds) for rule in rules)


def coded(x, other):
    both = pandas.get_dummies(pandas.concat([x, other])).astype(float)
    return both.iloc[: len(x)], both.iloc[len(x) :]


def figs(x, y, other):
    from imodels import FIGSClassifier

    a, b = coded(x, other)
    model = FIGSClassifier(max_rules=LEAVES, random_state=0).fit(a, y.astype(int))
    return model.predict(b) == 1, len(model.trees_), model.complexity_


def rulefit(x, y, other):
    from imodels import RuleFitClassifier

    a, b = coded(x, other)
    model = RuleFitClassifier(random_state=0, max_rules=LEAVES).fit(a, y.astype(int))
    kept = [rule for rule in model.rules_ if getattr(rule, "args", [1])[0]]
    return model.predict(b) == 1, len(kept), sum(str(rule).count(" and ") + 1 for rule in kept)


def tree(x, y, other):
    a, b = coded(x, other)
    model = DecisionTreeClassifier(max_leaf_nodes=LEAVES, random_state=0).fit(a, y)
    return model.predict(b), model.get_n_leaves(), model.tree_.node_count - model.get_n_leaves()


METHODS = {"read_rules": short, "RIPPER": ripper, "FIGS": figs, "RuleFit": rulefit, "tree": tree}


def measured(method, x, y, other, wanted):
    """Error in %, terms, literals and CPU seconds; None where the method is missing or fails."""
    start = time.process_time()
    try:
        predicted, terms, literals = METHODS[method](x, y, other)
    except Exception as error:
        print(f"  {method}: {type(error).__name__}: {error}"[:100], file=sys.stderr)
        return None
    return 100 * (predicted != wanted).mean(), terms, literals, time.process_time() - start


def shown(name, method, runs):
    runs = np.array([run for run in runs if run is not None])
    if not len(runs):
        return
    error = runs[:, 0].std(ddof=1) / np.sqrt(len(runs)) if len(runs) > 1 else 0.0
    mean = runs.mean(axis=0)
    exact = f", exact {int((runs[:, 0] == 0).sum())} of {len(runs)}"
    print(f"{name:14} {method:10} {mean[0]:5.1f} +- {error:3.1f} %  {mean[1]:4.1f} terms "
          f"{mean[2]:5.1f} literals {mean[3]:6.1f} s{exact}", flush=True)  # fmt: skip


def splits(name, seeds):
    """Random splits of one of the sets."""
    x, y, rows = SETS[name]()
    found = {method: [] for method in METHODS}
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(y))
        train, test = order[:rows], order[rows:]
        parts = [x.iloc[k].reset_index(drop=True) for k in (train, test)]
        for method, runs in found.items():
            runs.append(measured(method, parts[0], y[train], parts[1], y[test]))
    for method, runs in found.items():
        shown(name, method, runs)


def monks():
    """The three problems as they are split."""
    for problem in (1, 2, 3):
        tables = [
            np.array(lines(f"monks-{problem}/monks-{problem}.{part}")) for part in ("train", "test")
        ]
        names = [f"a{k}" for k in range(1, 7)]
        (x, other) = (pandas.DataFrame(rows[:, 1:7], columns=names) for rows in tables)
        (y, wanted) = (rows[:, 0] == "1" for rows in tables)
        for method in METHODS:
            shown(f"monks-{problem}", method, [measured(method, x, y, other, wanted)])


# Promoters, with what biologists know ----------------------------------------------------------


def promoters():
    """Leave-one-out: the stated concepts as literals, at most three conditions, or labels alone."""
    rows = [line.split() for line in (KB / "promoters/promoters.data").open() if line.strip()]
    y = np.array([row[0] == "+" for row in rows])
    names = [named(p) for p in range(-50, 8) if p]
    x = pandas.DataFrame([list(row[-1]) for row in rows], columns=names)
    for words, options in (
        ("with concepts", {"rules": theory(), "target": "promoter", "most_literals": 3}),
        (
            "with concepts, folds drawn 3 times",
            {
                "rules": theory(),
                "target": "promoter",
                "most_literals": 3,
                "repeats": 3,
                "ties": 0.25,
            },
        ),
        ("labels alone", {}),
    ):
        start, wrong, literals = time.process_time(), 0, []
        for k in range(len(y)):
            rest = x.drop(index=k).reset_index(drop=True)
            predicted, _, size = short(rest, np.delete(y, k), x.iloc[[k]], form="dnf", **options)
            wrong += int(predicted[0] != y[k])
            literals.append(size)
        print(
            f"promoters, {words}: {wrong} of {len(y)} wrong, leave-one-out, hard, "
            f"{np.mean(literals):.1f} literals, {time.process_time() - start:.0f} s",
            flush=True,
        )


def named(position):
    return f"p{'m' if position < 0 else ''}{abs(position)}"


def theory():
    """The clauses of the file, an OR of ANDs for each concept, those that others name first."""
    text = (KB / "promoters/promoters.theory").read_text()
    text = "\n".join(line.split("%")[0] for line in text.splitlines()[1:])
    clauses = {}
    for clause in text.split("."):
        head, _, body = clause.partition(":-")
        parts = [re.sub(r"^p(-?\d+)[= ]\s*([acgt])$", literal, p.strip()) for p in body.split(",")]
        if body:
            clauses.setdefault(head.strip(), []).append(f"({' & '.join(parts)})")
    order = ["minus_35", "minus_10", "contact", "conformation", "promoter"]
    return {name: " | ".join(clauses[name]) for name in order}


def literal(match):
    return f"{named(int(match[1]))}_{match[2]}"


def main(words):
    seeds = int(words[words.index("--seeds") + 1]) if "--seeds" in words else 5
    chosen = [word for word in words if word in (*SETS, "monks", "promoters")]
    for name in chosen or (*SETS, "monks", "promoters"):
        if name in SETS:
            splits(name, seeds)
        else:
            {"monks": monks, "promoters": promoters}[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
