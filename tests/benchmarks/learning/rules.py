"""Rules and rows: `RuleClassifier` beside learners that see the rows alone, and the rule alone.

    python tests/benchmarks/learning/rules.py [sets] [seeds] [most rows] [first seed]

Each cell is a set, a kind of rule (full, half of it, wrong, none) and a number of training rows; a
seed is a fresh split, and the rows that are not trained on are tested, at most 2000 of them.
Nothing is chosen by them. Sets that are not scikit-learn's lie in a folder beside the checkout and
are skipped where it is absent. Errors are in %, with standard errors over the seeds; times are of
the processor, for all fits of a line, first use of what is compiled left out by a fit before.
"""

from __future__ import annotations

import os
import re
import sys
import time
import warnings
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import make_column_transformer
from sklearn.datasets import (
    load_breast_cancer,
    load_digits,
    load_iris,
    load_wine,
    make_classification,
)
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from logicnet.sklearn import RuleClassifier

warnings.filterwarnings("ignore", "Bins whose width")

DATA = Path(os.environ.get("KB", Path(__file__).resolve().parents[4] / "shared" / "data" / "kb"))
ROWS = (10, 30, 100, 300, 1000, 3000, 10000)
MOST_TESTED = 2000
Rules = dict[str, object]


def table(name: str, columns: str, target: int, separator: str | None = ",") -> tuple:
    """Columns of texts by name, and the class."""
    lines = (DATA / name).read_text().splitlines()
    cells = [[cell.strip() for cell in line.split(separator)] for line in lines if line.strip()]
    y = np.array([row[target] for row in cells])
    kept = [[c for k, c in enumerate(row) if k != target % len(row)] for row in cells]
    return pd.DataFrame(kept, columns=columns.split()), y


def votes() -> tuple:
    names = ("infants water budget fee salvador religious antisatellite nicaragua mx immigration "
             "synfuels education superfund crime dutyfree africa")  # fmt: skip
    x, y = table("votes/house-votes-84.data", names, 0)
    return x.replace("?", "none"), y, {
        "full": {"republican": "fee_y"}, "half": {"republican": "fee_y & budget_n"},
        "wrong": {"republican": "water_y"}, "none": None,
    }  # fmt: skip


def tic_tac_toe() -> tuple:
    squares = [row + column for row in "tmb" for column in "lmr"]
    x, y = table("tic-tac-toe/tic-tac-toe.data", " ".join(squares), -1, None)
    lines = ["tl tm tr", "ml mm mr", "bl bm br", "tl ml bl", "tm mm bm", "tr mr br", "tl mm br",
             "tr mm bl"]  # fmt: skip
    won = [" & ".join(f"{square}_x" for square in line.split()) for line in lines]
    return x, y, {
        "full": {"positive": " | ".join(f"({line})" for line in won)},
        "half": {"positive": " | ".join(f"({line})" for line in won[:4])},
        "wrong": {"positive": "mm_o"}, "none": None,
    }  # fmt: skip


def mushroom() -> tuple:
    names = (
        "cap_shape cap_surface cap_colour bruises odor gill_att gill_space gill_size "
        "gill_colour stalk_shape stalk_root surface_above surface_below colour_above "
        "colour_below veil_type veil_colour rings ring_type spore population habitat"
    )
    x, y = table("mushroom/agaricus-lepiota.data", names, 0, None)
    if x.shape[1] != len(names.split()):
        x, y = table("mushroom/agaricus-lepiota.data", names, 0)
    half = "~(odor_a | odor_l | odor_n) | spore_r"
    last = "odor_n & surface_below_y & ~colour_above_n | habitat_l & cap_colour_w"
    return x, y, {"full": {"p": f"{half} | {last}"}, "half": {"p": half},
                  "wrong": {"p": "bruises_t"}, "none": None}  # fmt: skip


def monks(problem: int) -> tuple:
    names = "a1 a2 a3 a4 a5 a6"
    parts = [table(f"monks-{problem}/monks-{problem}.{kind}", f"{names} id", 0, None)
             for kind in ("train", "test")]  # fmt: skip
    x = pd.concat([part[0] for part in parts], ignore_index=True).drop(columns="id")
    first = ", ".join(f"{name}_1" for name in names.split())
    rules = {
        1: ("a1_1 & a2_1 | a1_2 & a2_2 | a1_3 & a2_3 | a5_1", "a5_1"),
        2: (f"exactly(2, {first})", f"atleast(2, {first})"),
        3: ("a5_3 & a4_1 | ~a5_4 & ~a2_3", "a5_3 & a4_1"),
    }[problem]
    return x, np.concatenate([part[1] for part in parts]), {
        "full": {"1": rules[0]}, "half": {"1": rules[1]}, "wrong": {"1": "a6_1 & a4_2"},
        "none": None,
    }  # fmt: skip


def promoters() -> tuple:
    rows = [line.split() for line in (DATA / "promoters/promoters.data").read_text().splitlines()]
    rows = [row for row in rows if row]
    places = [*(f"m{k}" for k in range(50, 0, -1)), *(f"p{k}" for k in range(1, 8))]
    x = pd.DataFrame([list(row[-1]) for row in rows], columns=places)
    text = "\n".join(
        line.partition("%")[0]
        for line in (DATA / "promoters/promoters.theory").read_text().splitlines()[1:]
    )
    clauses = defaultdict(list)
    for head, body in re.findall(r"(\S+)\s*:-\s*([^.]*)\.", text):
        clauses[head].append(re.sub(r"p-(\d+)\s*=?\s*(\w)", r"m\1_\2", body).split(","))

    def stated(name: str) -> str:
        name = name.strip()
        if name not in clauses:
            return name
        bodies = [" & ".join(map(stated, body)) for body in clauses[name]]
        return "(" + " | ".join(f"({body})" for body in bodies) + ")"

    return x, np.array([row[0] for row in rows]), {
        "full": {"+": stated("promoter")}, "half": {"+": stated("contact")},
        "wrong": {"+": "m1_a & m2_a"}, "none": None,
    }  # fmt: skip


def balance() -> tuple:
    x, y = table("balance-scale/balance-scale.data", "lw ld rw rd", 0)
    x = x.astype(float)
    left = [f"lw >= {a} & ld >= {b} & ~(rw >= {c} & rd >= {d})" for a, b, c, d in
            [(4, 3, 3, 3), (3, 4, 3, 3)]]  # fmt: skip
    right = [f"rw >= {a} & rd >= {b} & ~(lw >= {c} & ld >= {d})" for a, b, c, d in
             [(4, 3, 3, 3), (3, 4, 3, 3)]]  # fmt: skip
    return x, y, {"half": {"L": " | ".join(left), "R": " | ".join(right)}, "none": None}


def cancer() -> tuple:
    x, y = load_breast_cancer(return_X_y=True, as_frame=True)
    full = "`worst radius` < 16.8 & `worst concave points` < 0.14"
    return x, y.to_numpy(), {"full": full, "half": "`worst radius` < 16.8",
                             "wrong": "`mean symmetry` >= 0.18", "none": None}  # fmt: skip


def iris() -> tuple:
    x, y = load_iris(return_X_y=True, as_frame=True)
    length, width = "`petal length (cm)`", "`petal width (cm)`"
    full = {0: f"{length} < 2.5", 1: f"{length} >= 2.5 & {width} < 1.7"}
    return x, y.to_numpy(), {"full": full, "wrong": {0: "`sepal width (cm)` < 3",
                             1: "`sepal length (cm)` < 5"}, "none": None}  # fmt: skip


def wine() -> tuple:
    x, y = load_wine(return_X_y=True, as_frame=True)
    return x, y.to_numpy(), {"half": {0: "proline >= 750", 1: "color_intensity < 3.8"},
                             "none": None}  # fmt: skip


def digits() -> tuple:
    x, y = load_digits(return_X_y=True, as_frame=True)
    return x, y.to_numpy(), {"none": None}


def generated(classes: int) -> tuple:
    """Numbers of which half say something, in clusters."""
    x, y = make_classification(
        14000, 20, n_informative=10, n_classes=classes, n_clusters_per_class=3, flip_y=0.03,
        class_sep=1.5, random_state=classes,
    )  # fmt: skip
    return pd.DataFrame(x, columns=[f"e{k}" for k in range(20)]), y, {"none": None}


def stated(how: str) -> tuple:
    """Seven attributes of two to five values, labels by a rule of them, of which 4 % are wrong."""
    rng = np.random.default_rng(len(how))
    kinds = (2, 3, 5, 4, 3, 4, 3)
    cells = np.stack([rng.integers(0, k, 3000) for k in kinds], axis=1)
    x = pd.DataFrame(cells.astype(str), columns=[f"b{k}" for k in range(7)])
    tests = "b0_1, b1_0, b2_3, b3_2, b4_1, b5_0, b6_2"
    met = cells == np.array([1, 0, 3, 2, 1, 0, 2])
    same = [f"b1_{v} & b4_{v}" for v in range(3)]
    rules, truth = {
        "exactly": ((f"exactly(3, {tests})", f"atleast(3, {tests})"), met.sum(axis=1) == 3),
        "equal": ((" | ".join([*same, "b2_3 & b5_0"]), " | ".join(same[:2])),
                  (cells[:, 1] == cells[:, 4]) | met[:, 2] & met[:, 5]),
        "either": ((f"(b0_1 ^ b6_2) & atleast(1, {tests})", "b0_1"),
                   (met[:, 0] ^ met[:, 6]) & met.any(axis=1)),
    }[how]  # fmt: skip
    labels = np.where(truth ^ (rng.random(3000) < 0.04), "yes", "no")
    return x, labels, {"full": {"yes": rules[0]}, "half": {"yes": rules[1]},
                       "wrong": {"yes": "b3_1 & b5_2"}, "none": None}  # fmt: skip


SETS = {
    "exactly": lambda: stated("exactly"), "equal": lambda: stated("equal"),
    "either": lambda: stated("either"),
    "votes": votes, "tic-tac-toe": tic_tac_toe, "mushroom": mushroom, "monks1": lambda: monks(1),
    "monks2": lambda: monks(2), "monks3": lambda: monks(3), "promoters": promoters,
    "balance": balance, "cancer": cancer, "iris": iris, "wine": wine, "digits": digits,
    "two": lambda: generated(2), "seven": lambda: generated(7),
}  # fmt: skip


def encoder(x: pd.DataFrame, bins: bool = False) -> object:
    """One-hot categories; numbers as they are, or in bins for what reads 0 and 1."""
    texts = [name for name in x if not pd.api.types.is_numeric_dtype(x[name])]
    numbers = [name for name in x if name not in texts]
    cut = KBinsDiscretizer(8, quantile_method="averaged_inverted_cdf") if bins else StandardScaler()
    return make_column_transformer((OneHotEncoder(handle_unknown="ignore"), texts), (cut, numbers))


def known_peers() -> list[str]:
    """The names of the learners beside it, as columns of the table."""
    own = ["RF", "HGB", "XGB", "LR", "NB", "tree"]
    return own if find_spec("xgboost") else [name for name in own if name != "XGB"]


def peers(x: pd.DataFrame, seed: int) -> dict[str, object]:
    """Learners without the rule, with their usual settings."""
    found = {
        "RF": make_pipeline(encoder(x), RandomForestClassifier(200, random_state=seed)),
        "HGB": make_pipeline(
            encoder(x), dense(), HistGradientBoostingClassifier(random_state=seed)
        ),
        "LR": make_pipeline(encoder(x), LogisticRegression(max_iter=2000)),
        "NB": make_pipeline(encoder(x, bins=True), BernoulliNB()),
        "tree": make_pipeline(encoder(x), DecisionTreeClassifier(random_state=seed)),
    }
    if not find_spec("xgboost"):
        return found
    from xgboost import XGBClassifier  # type: ignore[import-not-found]

    return {
        **found,
        "XGB": make_pipeline(encoder(x), Numbered(XGBClassifier(n_jobs=1, random_state=seed))),
    }


class Numbered(ClassifierMixin, BaseEstimator):
    """A classifier that is given its classes as numbers from 0 on, as XGBoost asks for them."""

    def __init__(self, model: object) -> None:
        self.model = model

    def fit(self, x: object, y: np.ndarray) -> Numbered:
        self.classes_, codes = np.unique(y, return_inverse=True)
        self.model.fit(x, codes)
        return self

    def predict(self, x: object) -> np.ndarray:
        return self.classes_[np.asarray(self.model.predict(x), dtype=int)]


def dense() -> object:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(lambda m: m.toarray() if hasattr(m, "toarray") else m)


def wrong(model: object, x: pd.DataFrame, y: np.ndarray, train, test) -> tuple[float, float]:
    """The error in % on the tested rows, and the processor time of the fit."""
    began = time.process_time()
    model.fit(x.iloc[train], y[train])
    spent = time.process_time() - began
    return 100 * float((model.predict(x.iloc[test]) != y[test]).mean()), spent


def alone(model: RuleClassifier, x: pd.DataFrame, y: np.ndarray, test) -> float:
    """The error of the rule as it is stated."""
    fired = model.rules_(model.columns_.rows(x.iloc[test]))
    if fired.shape[1] == 1:
        return 100 * float((model.classes_[fired[:, 0]] != y[test]).mean())
    found = np.where(fired.sum(axis=1) == 1, fired.argmax(axis=1), -1)
    return 100 * float((np.where(found < 0, -1, found) != np.searchsorted(model.classes_, y[test]))
                       .mean())  # fmt: skip


def measured(name: str, seeds: int, most: int, first: int = 7000) -> list[dict]:
    """The cells of a set: errors and times by seed."""
    x, y, kinds = SETS[name]()
    warm = np.random.default_rng(0).permutation(len(y))[:60]
    RuleClassifier().fit(x.iloc[warm], y[warm])
    cells = []
    for m in [m for m in ROWS if m <= most and m < 0.95 * len(y)]:
        runs = defaultdict(lambda: defaultdict(list))
        for seed in range(seeds):
            order = np.random.default_rng(first + seed).permutation(len(y))
            train, test = order[:m], order[m:][:MOST_TESTED]
            if len(set(y[train])) < 2 or (m < 30 and len(set(y[train])) < len(set(y))):
                continue
            found = {
                peer: wrong(model, x, y, train, test) for peer, model in peers(x, seed).items()
            }
            for kind, rules in kinds.items():
                model = RuleClassifier(rules, random_state=seed)
                error, spent = wrong(model, x, y, train, test)
                run = runs[kind]
                run["ours"].append(error)
                run["cpu"].append(spent)
                run["claimed"].append(100 * model.evidence_.expected.error)
                run["kept"].append(model.evidence_.chosen == "rule")
                if rules is not None:
                    run["rule"].append(alone(model, x, y, test))
                for peer, (e, t) in found.items():
                    run[peer].append(e)
                    run[f"{peer} cpu"].append(t)
        cells += [{"set": name, "kind": kind, "m": m, **run} for kind, run in runs.items()]
    return cells


def line(cell: dict) -> str:
    """A row of the table."""
    known = [name for name in known_peers() if name in cell]
    ours = np.array(cell["ours"])
    error = ours.std(ddof=1) / np.sqrt(len(ours)) if len(ours) > 1 else 0.0
    rule = f"{np.mean(cell['rule']):.1f}" if cell.get("rule") else ""
    others = " | ".join(f"{np.mean(cell[name]):.1f}" for name in known)
    ratio = sum(cell["cpu"]) / sum(cell["RF cpu"])
    return (f"| {cell['set']} | {cell['kind']} | {cell['m']} | {ours.mean():.1f} ± {error:.1f} | "
            f"{np.mean(cell['claimed']):.1f} | {sum(cell['kept'])}/{len(ours)} | {rule} | "
            f"{others} | {ratio:.1f} |")  # fmt: skip


def summary(cells: list[dict]) -> None:
    """The bars, over all cells."""
    mean = {id(c): np.mean(c["ours"]) for c in cells}
    good = [c for c in cells if c.get("rule") and np.mean(c["rule"]) <= 15]
    losses = [(mean[id(c)] - np.mean(c["rule"]), c["set"], c["kind"], c["m"]) for c in good]
    few = [c for c in cells if c["m"] <= 100]
    ratio = np.mean([mean[id(c)] for c in few]) / np.mean([np.mean(c["RF"]) for c in few])
    ruled = [c for c in few if c["kind"] != "none"]
    with_rule = np.mean([mean[id(c)] for c in ruled]) / np.mean([np.mean(c["RF"]) for c in ruled])
    print(
        f"\nagainst rules of at most 15 % errors: worst {max(losses)}, "
        f"above 0.5 points in {sum(loss[0] > 0.5 for loss in losses)} of {len(losses)} cells"
    )
    print(f"to 100 rows: {ratio:.2f} of the forest's errors, {with_rule:.2f} where there is a rule")
    names = ("rule", "RF", "HGB", "XGB", "LR", "NB")
    worse, better, least = [], 0, []
    for c in [c for c in cells if c["m"] >= 30]:
        best = min((np.mean(c[n]), n) for n in names if c.get(n))[1]
        gap = np.array(c["ours"]) - np.array(c[best])
        better += gap.mean() <= 0
        spread = gap.std(ddof=1) / np.sqrt(len(gap)) if len(gap) > 1 else np.inf
        least.append((p_value(gap.mean(), spread, len(gap)), c["set"], c["kind"], c["m"], best))
    if not least:
        return
    least.sort()
    for k, (p, *where) in enumerate(least):
        if p * (len(least) - k) >= 0.01:
            break
        worse.append(where)
    print(f"from 30 rows on, beside the best of rule and peers by mean: not worse in {better} of "
          f"{len(least)} cells, significantly worse (p < .01 after Holm) in {worse}; "
          f"least p {least[0]}")  # fmt: skip
    for low, high in ((0, 300), (301, 3000), (3001, 10000)):
        part = [c for c in cells if low <= c["m"] <= high]
        if part:
            ratio = sum(sum(c["cpu"]) for c in part) / sum(sum(c["RF cpu"]) for c in part)
            print(f"processor time, {low} to {high} rows: {ratio:.2f} of the forest's")


def p_value(gap: float, spread: float, count: int) -> float:
    """Of a paired test whether ours is worse, one-sided."""
    from scipy.stats import t

    if not spread:
        return 0.0 if gap > 0 else 1.0
    return float(t.sf(gap / spread, count - 1))


def main(wanted: str, seeds: int, most: int, first: int) -> None:
    """Print the table of the sets, and how the bars are met."""
    names = [*SETS] if wanted == "all" else wanted.split(",")
    own = ("cancer", "iris", "wine", "digits", "two", "seven", "exactly", "equal", "either")
    cells = []
    names_of_peers = ", ".join(known_peers())
    head = f"set, rule, rows, ours, claimed, kept, rule alone, {names_of_peers}, CPU / RF"
    print(f"| {head.replace(',', ' |')} |\n{'|---' * (head.count(',') + 1)}|")
    for name in names:
        if name not in own and not DATA.exists():
            print(f"{name}: no data in {DATA}", file=sys.stderr)
            continue
        for cell in measured(name, seeds, most, first):
            cells.append(cell)
            print(line(cell), flush=True)
    summary(cells)


if __name__ == "__main__":
    given = sys.argv[1:] + [None] * 4
    main(given[0] or "all", *(int(a or b) for a, b in zip(given[1:4], (5, 300, 7000), strict=True)))
