"""One picture of each kind: what the tests draw, and the gallery of the pages shows."""

import re
from pathlib import Path

import numpy as np

import logicnet
from logicnet import build, compile, plot, study
from logicnet.construction.counting.parity import parity

X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
errors = {
    "rule": {10: 0.2, 30: 0.2, 90: 0.2},
    "data": {10: [0.4, 0.3], 30: [0.2, 0.24], 90: [0.1, 0.14]},
    "both": {10: [0.15, 0.2], 30: [0.1, 0.14], 90: [0.05, 0.08]},
}
cube = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 4
heads = [c | a & b for a, b, c in cube]
rule = "a & (b | ~c) | ~a & c & d"
start, again = (logicnet.MLP.random([2, 4, 1], seed=seed) for seed in (1, 2))
trained, other = (logicnet.train(mlp, X, Y, epochs=300, rate=0.5) for mlp in (start, again))
step = study.backpropagation(start, [1, 0], 1)
surface = study.loss_surface(start, X, Y, resolution=21)
trace = study.perceptron_trace(X, [0, 1, 1, 1])
letters = logicnet.train(
    logicnet.MLP.random([35, 3], output="softmax", seed=1),
    logicnet.datasets.letters("TLO").x, [0, 1, 2], epochs=40,
).mlp  # fmt: skip
two = compile({"low": "x >= 0 & x <= 2 & y >= 0 & y <= 1", "high": "x >= 1 & x <= 3 & y >= 0"})
star = compile(logicnet.Region.polygon([(0, 3), (-1, 1), (-3, 0), (0, -1), (3, 0), (1, 1)]))
short = logicnet.read_rules(cube, heads, names="abc", rules="a & b | ~c", folds=2)

PICTURES = {
    "network": lambda: plot.network(rule),
    "which units fire": lambda: plot.network("a ^ b ^ c", at={"a": 1, "b": 0, "c": 1}),
    "matrices": lambda: plot.matrices(compile("a ^ b ^ c ^ d", "wide")),
    "profile": lambda: plot.profile(build("adder", 8)),
    "karnaugh": lambda: plot.karnaugh(rule),
    "karnaugh of zeros": lambda: plot.karnaugh(rule, of="zeros", notation="textbook"),
    "karnaugh_and_network": lambda: plot.karnaugh_and_network(rule),
    "truth_table": lambda: plot.truth_table("a & b | ~c"),
    "region": lambda: plot.region("x + y <= 1 & x >= 0 & y >= 0"),
    "xor": lambda: plot.region(compile("a ^ b"), points=X, classes=Y),
    "overlapping classes": lambda: plot.region(two, bounds=(-1, 4, -1, 2)),
    "a smooth net": lambda: plot.region(trained, points=X, classes=Y),
    "hidden_units": lambda: plot.hidden_units(star),
    "before_and_after": lambda: plot.before_and_after(start, trained),
    "history": lambda: plot.history({"seed 1": trained, "seed 2": other}),
    "backpropagation": lambda: plot.backpropagation(step),
    "loss_surface": lambda: plot.loss_surface(surface, {"sgd": surface.descent([0, 0], epochs=5)}),
    "perceptron_trace": lambda: plot.perceptron_trace(trace),
    "weight_images": lambda: plot.weight_images(letters, (7, 5), titles=list("TLO")),
    "comparison": lambda: plot.comparison("a ^ b ^ c"),
    "pareto": lambda: plot.pareto("a ^ b ^ c ^ d"),
    "growth": lambda: plot.growth({"compact": {n: parity(n) for n in range(2, 9)}}),
    "unit_counts": lambda: plot.unit_counts([1, 2, 2, 3, 3, 3, 4]),
    "learning_curve": lambda: plot.learning_curve(errors),
    "rule_curve": lambda: plot.rule_curve(short),
    "rule_changes": lambda: plot.rule_changes(short),
}


def calls():
    """How each picture is drawn, as it is written here."""
    text = Path(__file__).read_text(encoding="utf-8")
    return dict(re.findall(r'^    "([\w ]+)": lambda: (.*),$', text, re.MULTILINE))
