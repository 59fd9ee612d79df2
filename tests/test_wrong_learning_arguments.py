"""Wrong arguments of learning, plots and comparisons: errors of ours, and the word that was meant.

Every public function is called with one argument after the other replaced by things of other
types: an answer or a LogicnetError is expected, whatever it is.
"""

import inspect
import warnings
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import numpy as np
import pytest
from matplotlib.figure import Figure

import logicnet as ln
from logicnet import (
    LogicnetError,
    SpecificationError,
    datasets,
    plot,
    regularisation,
    schedules,
    single_layer,
    study,
    tables,
)
from logicnet.comparing.comparing import sizes_of, trade_off
from logicnet.ground.arguments import checked
from logicnet.ground.checks import choice, shown
from logicnet.ground.synonyms import WORDS
from logicnet.learning.nets.losses import LOSSES
from logicnet.learning.rules.growth import with_units, with_wires
from logicnet.learning.softening.agreement import measured_error
from logicnet.learning.training import options
from logicnet.learning.training.optimisers import OPTIMISERS
from logicnet.plot.arguments import MEASURES

NET, PLANE = ln.compile("a & b | ~a & c"), ln.compile("x + y <= 1")
MLP, SMALL = ln.soften(NET), ln.MLP.random([2, 2, 1])
X, Y = [[0, 0, 0], [0, 1, 1], [1, 0, 0], [1, 1, 1]], [0, 1, 0, 1]
RESULT = ln.train(ln.MLP.random([3, 2, 1]), X, Y, epochs=2)
TUNED = ln.fine_tune(NET, X, Y, anchor=0, epochs=2)
SHORT = ln.read_rules(X, Y, rules="x0 & x1", folds=2, form="dnf")
TABLE = ln.compare("a ^ b", styles=["wide", "compact"])
FAMILY = ln.compare_family("parity", [2, 3], styles=["compact"])
SCALING = tables.standardise(X)[1]
CATEGORIES = tables.one_hot({"a": ["x", "y"]})[1]
STEP = study.backpropagation(SMALL, [0, 1], 1)
SURFACE = study.loss_surface(SMALL, [[0, 1], [1, 1]], [0, 1], resolution=3)
TRACE = study.perceptron_trace([[0, 1], [1, 1]], [0, 1])
STILL = study.perceptron_trace([[0, 1], [1, 1]], [0, 1], epochs=0)  # a film of one frame


def strange_things():
    """What an argument may be by mistake; made anew, as a generator is used up."""
    return {
        "None": None, "text": "x", "no text": "", "bytes": b"x", "int": 3, "negative": -1,
        "float": 2.5, "nan": np.nan, "infinite": np.inf, "huge": 10**400, "digits": 10**5000,
        "bool": True, "nothing": [], "rows of nothing": [[]], "list": [1], "texts": ["a"],
        "ragged": [[1, 2], [3]], "dict": {"a": 1}, "no dict": {}, "object": object(),
        "objects": np.array([object(), None], dtype=object), "complex": 1j, "imaginary": [1j],
        "nans": np.full((4, 3), np.nan), "cube": np.zeros((2, 2, 2)), "point": np.array(1.0),
        "strings": np.array(["a", "b"]), "tuple": (1, 2), "set": {1, 2}, "function": lambda *_: 1,
        "generator": (k for k in range(2)), "class": int, "date": np.datetime64("2020-01-01"),
        "network": NET, "of a plane": PLANE, "mlp": MLP, "result": RESULT, "tuned": TUNED,
        "verdict": ln.verify(NET, NET), "table": NET.table(), "cover": ln.minimize("a & b"),
        "comparison": TABLE, "family": FAMILY, "region": ln.Region.of("x + y <= 1"),
        "networks": [NET, NET],
    }  # fmt: skip


def all_options():
    """A value for each option of `train`."""
    ramp = schedules.Ramp(1, 2, 3)
    given = {f.name: f.default for f in fields(options.Options)}
    given |= {"epochs": 2, "schedule": ramp, "gain": ramp, "layer_rates": [1, 1], "frozen": [0]}
    return given | {"decays": (0.9, 0.999), "validation": 0.5, "patience": 3, "batch": 2}


POINTS = {"points": [[0.5, 0.5], [2, 2]], "classes": [1, 0], "bounds": (0, 1, 0, 1)}
CALLS = {
    "soften": (ln.soften, {"network": NET, "error": 0.01, "gain": 4.0, "activation": "tanh"}),
    "harden": (ln.harden, {"mlp": MLP}),
    "disagreement": (ln.disagreement, {"mlp": MLP, "network": NET, "x": X}),
    "measured_error": (measured_error, {"mlp": MLP, "x": X}),
    "train": (ln.train, {"mlp": RESULT.mlp, "x": X, "y": Y, **all_options()}),
    "fine_tune": (
        ln.fine_tune,
        {"network": NET, "x": X, "y": Y, "gain": 4.0, "anchor": 0, "wires": "all", "epochs": 2,
         "free_units": 1, "rate": 0.02, "seed": 0, "frozen": [0], "frozen_wires": None},
    ),
    "prune": (ln.prune, {"network": NET, "x": X}),
    "from_layers": (
        ln.MLP.from_layers,
        {"weights": [[[1, 2]]], "biases": [[1]], "activation": "sigmoid", "output": None,
         "gain": 1.0, "inputs": ["a", "b"], "outputs": ["y"]},
    ),
    "random": (
        ln.MLP.random,
        {"sizes": [2, 3, 1], "activation": "sigmoid", "output": "sigmoid", "init": "xavier",
         "scale": 1.0, "seed": 0, "inputs": None, "outputs": None},
    ),
    "randomised": (MLP.randomised, {"init": "he", "scale": 1.0, "seed": 0}),
    "with_parameters": (MLP.with_parameters, {"weights": None, "biases": None, "gain": None}),
    "call": (MLP, {"x": X}), "predict": (MLP.predict, {"x": X}),
    "predict_proba": (MLP.predict_proba, {"x": X}), "values": (MLP.values, {"x": X}),
    "loss": (MLP.loss, {"x": X, "y": Y, "loss": "auto"}), "wires_of": (MLP.wires_of, {"unit": 0}),
    "gradient": (MLP.gradient, {"x": X, "y": Y, "loss": "auto"}),
    "theta": (MLP.theta, {"dtype": "float32"}),
    "MLP": (ln.MLP, {f.name: getattr(MLP, f.name) for f in fields(MLP)}),
    "perceptron": (
        single_layer.perceptron, {"x": X, "y": Y, "rate": 1.0, "epochs": 3, "encoding": None}
    ),
    "delta_rule": (
        single_layer.delta_rule,
        {"x": X, "y": Y, "rate": 0.01, "epochs": 3, "seed": 0, "batch": 1},
    ),
    "least_squares": (single_layer.least_squares, {"x": X, "y": Y}),
    "logistic_regression": (single_layer.logistic_regression, {"x": X, "y": Y, "epochs": 3}),
    "standardise": (tables.standardise, {"x": X}),
    "rescale": (tables.rescale, {"x": X, "low": 0.0, "high": 1.0}),
    "one_hot": (tables.one_hot, {"table": {"a": ["x", "y"]}, "categories": None}),
    "ordinal": (tables.ordinal, {"table": {"a": ["x", "y"]}, "categories": None}),
    "Scaling.apply": (SCALING.apply, {"x": X}), "Scaling.invert": (SCALING.invert, {"z": X}),
    "Categories.apply": (CATEGORIES.apply, {"table": {"a": ["x"]}}),
    "Categories.invert": (CATEGORIES.invert, {"rows": [[1, 0]]}),
    **{k: (make, {"count": 10, "noise": 0.0, "seed": 0}) for k, make in datasets.PLANE.items()},
    "truth_table_rows": (
        datasets.truth_table_rows, {"source": "a & b", "noise": 0.0, "copies": 1, "seed": 0}
    ),
    "monks": (datasets.monks, {"problem": 1, "count": None, "noise": 0.0, "seed": 0}),
    "StepDecay": (schedules.StepDecay, {"every": 2, "factor": 0.5}),
    "InverseDecay": (schedules.InverseDecay, {"half": 2}),
    "ExponentialDecay": (schedules.ExponentialDecay, {"factor": 0.5}),
    "CosineDecay": (schedules.CosineDecay, {"epochs": 4, "warmup": 1}),
    "Ramp": (schedules.Ramp, {"start": 1, "end": 2, "epochs": 3}),
    "with_wires": (
        with_wires, {"mlp": MLP, "reach": "all", "scale": 0.02, "seed": 0, "closed": ()}
    ),
    "with_units": (
        with_units,
        {"mlp": MLP, "count": 1, "layer": 0, "scale": 0.5, "out": 0.1, "seed": 0, "closed": ()},
    ),
    "compare": (
        ln.compare, {"source": "a ^ b", "styles": ["wide"], "max_units": 9, "time_limit": 1.0}
    ),
    "compare_family": (
        ln.compare_family,
        {"name": "parity", "sizes": [2], "styles": ["wide"], "max_units": 9, "time_limit": 1.0},
    ),
    "trade_off": (trade_off, {"source": "a ^ b", "time_limit": 1.0}),
    "sizes_of": (sizes_of, {"text": "2..5"}),
    "Comparison": (TABLE.__getitem__, {"style": "wide"}),
    "plot.network": (plot.network, {"net": NET, "at": [0, 1, 1], "unit_colours": {0: "red"}}),
    "plot.matrices": (plot.matrices, {"net": NET, "title": "a"}),
    "plot.profile": (plot.profile, {"source": NET, "title": "a"}),
    "plot.karnaugh": (
        plot.karnaugh, {"source": "a & b", "output": None, "loops": True, "first": "rows"}
    ),
    "plot.karnaugh_and_network": (
        plot.karnaugh_and_network, {"source": "a & b", "output": None, "first": "rows"}
    ),
    "plot.learning_curve": (
        plot.learning_curve, {"errors": {"a": {10: [0.1], 20: [0.2]}}, "title": None}
    ),
    "plot.rule_curve": (plot.rule_curve, {"rules": SHORT, "title": None}),
    "plot.rule_changes": (plot.rule_changes, {"rules": SHORT, "title": None}),
    "read_rules": (
        ln.read_rules,
        {"x": X, "y": Y, "price": 0.5, "most_literals": 3, "cuts": 4, "folds": 2,
         "seed": 0, "form": "dnf", "effort": "low"},
    ),
    "prune_report": (
        ln.prune_report,
        {"network": NET, "x": X, "most_lost": [0.1], "folds": 2, "seed": 0},
    ),
    "plot.history": (plot.history, {"result": RESULT, "title": None}),
    "plot.unit_counts": (plot.unit_counts, {"counts": {"a": [1, 2]}, "measure": "units"}),
    "plot.comparison": (plot.comparison, {"comparison": TABLE, "measures": ["units"]}),
    "plot.pareto": (plot.pareto, {"comparison": TABLE}),
    "plot.growth": (plot.growth, {"counts": FAMILY, "formulas": None, "measure": "units"}),
    "plot.region": (
        plot.region,
        {"source": PLANE, "lines": None, "contours": True, "resolution": 9, "title": "a", **POINTS},
    ),
    "plot.hidden_units": (
        plot.hidden_units, {"source": PLANE, "resolution": 9, "most": 9, **POINTS}
    ),
    "plot.before_and_after": (
        plot.before_and_after,
        {"before": PLANE, "after": PLANE, "titles": ("a", "b"), "resolution": 9},
    ),
    "plot.truth_table": (plot.truth_table, {"source": "a & b", "title": None}),
    "plot.training_frames": (
        plot.training_frames, {"mlp": SMALL, "x": [[0, 1], [1, 1]], "y": [0, 1], "epochs": [1, 2]}
    ),
    "plot.training_animation": (
        plot.training_animation,
        {"mlp": SMALL, "x": [[0, 1], [1, 1]], "y": [0, 1], "path": "a.gif", "epochs": 2,
         "frames": 2, "fps": 10, "bounds": None, "resolution": 9, "dpi": 20},
    ),
    "plot.backpropagation": (plot.backpropagation, {"step": STEP, "shown": 3, "title": "a"}),
    "plot.loss_surface": (
        plot.loss_surface, {"surface": SURFACE, "paths": {"sgd": [[0, 0]]}, "title": "a"}
    ),
    "plot.perceptron_trace": (plot.perceptron_trace, {"trace": TRACE, "step": 1, "title": "a"}),
    "plot.perceptron_animation": (
        plot.perceptron_animation, {"trace": STILL, "path": "a.gif", "fps": 2, "dpi": 20}
    ),
    "plot.weight_images": (
        plot.weight_images, {"net": ln.MLP.random([4, 2]), "shape": (2, 2), "titles": ["a", "b"]}
    ),
    "backpropagation": (
        study.backpropagation, {"mlp": SMALL, "row": [0, 1], "target": 1, "rate": 0.1,
                                "loss": "squares"},
    ),
    "deltas_by_layer": (
        study.deltas_by_layer, {"mlp": RESULT.mlp, "x": X, "y": Y, "loss": "squares"}
    ),
    "study.loss_surface": (
        study.loss_surface,
        {"mlp": RESULT.mlp, "x": X, "y": Y, "wires": (0, 1), "bounds": (0, 1, 0, 1),
         "resolution": 3, "loss": "auto"},
    ),
    "descent": (
        SURFACE.descent,
        {"start": [0, 0], "optimiser": "sgd", "rate": 0.1, "epochs": 1, "batch": 2,
         "momentum": 0.9, "seed": 0},
    ),
    "range_test": (
        study.range_test,
        {"mlp": RESULT.mlp, "x": X, "y": Y, "low": 0.1, "high": 1.0, "steps": 3},
    ),
    "evolve": (
        study.evolve,
        {"cost": lambda v: float(v @ v), "start": [1, 1], "spread": 1.0, "generations": 1,
         "parents": 1, "children": 2, "seed": 0},
    ),
    "evolve_rates": (
        study.evolve_rates,
        {"mlp": RESULT.mlp, "x": X, "y": Y, "epochs": 2, "generations": 1, "children": 1},
    ),
    "unsaturated": (study.unsaturated, {"mlp": SMALL, "x": [[0, 1]], "least": 0.1, "share": 0.1}),
    "one_unit": (
        study.one_unit,
        {"x": X, "y": Y, "shape": "bump", "rate": 0.1, "epochs": 2, "restarts": 1, "seed": 0},
    ),
    "study.perceptron_trace": (
        study.perceptron_trace, {"x": X, "y": Y, "start": [0, 0, 0, 0], "epochs": 2}
    ),
    "try_sizes": (
        study.try_sizes,
        {"x": X, "y": Y, "sizes": [1, [2, 2]], "activation": "tanh", "output": "sigmoid",
         "epochs": 2},
    ),
    "embedded": (
        study.embedded,
        {"encoding": CATEGORIES, "width": 2, "layers": [2, 1], "activation": "tanh",
         "output": "sigmoid", "seed": 0},
    ),
    "points_of": (
        study.points_of, {"mlp": study.embedded(CATEGORIES), "encoding": CATEGORIES}
    ),
    "train_normalised": (
        regularisation.train_normalised,
        {"mlp": SMALL, "x": [[0, 1], [1, 1]], "y": [0, 1], "loss": "auto", "optimiser": "sgd",
         "rate": 0.1, "batch": 2, "epochs": 2, "memory": 0.9, "epsilon": 1e-5, "shuffle": True,
         "seed": 0},
    ),
    "ensemble": (
        regularisation.ensemble,
        {"mlp": RESULT.mlp, "x": X, "y": Y, "members": 1, "resample": True, "epochs": 2},
    ),
    "Ensemble": (regularisation.Ensemble, {"members": (SMALL, SMALL)}),
    "noisy_copies": (
        regularisation.noisy_copies, {"x": X, "y": Y, "spread": 0.1, "copies": 1, "seed": 0}
    ),
    "shifted_copies": (
        regularisation.shifted_copies, {"x": [[0, 1, 0, 1]], "y": [0], "shape": (2, 2), "most": 1}
    ),
    "pretrained": (regularisation.pretrained, {"mlp": RESULT.mlp, "x": X, "epochs": 1}),
    "weather": (datasets.weather, {"count": 3, "noise": 0.1, "seed": 0}),
    "letters": (datasets.letters, {"which": "AB", "copies": 1, "noise": 0.0, "seed": 0}),
    "plot.page": (plot.page, {"source": NET, "path": "a.html"}),
    "plot.save": (plot.save, {"axes": plot.network(NET), "path": "a.svg", "dpi": 20}),
}  # fmt: skip
ALIKE = {  # arguments that a function hands on to another one here
    "plot.training_animation": {"x", "y", "epochs"}, "plot.before_and_after": {"after"},
}  # fmt: skip
# whole numbers that may be as large as one has time for
ENDLESS = ("epochs", "restarts", "generations", "children", "members")


def test_every_public_function_is_called_here():
    named = {function.__name__ for function, _ in CALLS.values() if hasattr(function, "__name__")}
    public = set(plot.__all__) | {"soften", "harden", "train", "fine_tune", "prune", "disagreement"}
    assert public <= named


@pytest.mark.parametrize("name", CALLS)
def test_whatever_an_argument_is_the_error_is_ours(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function, given = CALLS[name]
    function(**given)
    words = {*given, *({"ax"} & set(inspect.signature(function).parameters))}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "delta rule: the loss")  # as it should
        for argument in sorted(words - ALIKE.get(name, set())):
            for kind, value in strange_things().items():
                if kind in ("huge", "digits") and argument in ENDLESS:
                    continue
                if argument == "progress" and kind in ("class", "function"):
                    continue  # they are called
                try:
                    function(**{**given, argument: value})
                except LogicnetError as error:
                    assert str(error), (argument, kind)
                except Exception as error:
                    raise AssertionError(f"{name}({argument}={kind})") from error


def test_an_error_that_is_not_ours_is_noticed(monkeypatch):
    def broken(*, size):
        return size + 1

    monkeypatch.setitem(CALLS, "broken", (broken, {"size": 1}))
    with pytest.raises(AssertionError, match=r"broken\(size="):
        test_whatever_an_argument_is_the_error_is_ours("broken", Path.cwd(), monkeypatch)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ln.train(NET), "mlp must be an MLP, got a Network; soften(network) makes one"),
        (lambda: ln.train(MLP), "train needs x, too"),
        (lambda: ln.train([2, 3, 1], X, Y), "got a list; MLP.random([2, 3, 1]) makes one"),
        (lambda: ln.train(RESULT, X, Y), "got a Result; result.mlp is one"),
        (lambda: ln.MLP([2, 3, 1]), "MLP of [2, 3, 1]; MLP.random([2, 3, 1]) makes a net"),
        (lambda: ln.MLP(weights=[1]), "MLP lacks wiring, biases, gains, activations"),
        (lambda: ln.MLP(weight=[1]), "did you mean 'weights'?"),
        (lambda: ln.soften(MLP), "network must be a Network, got an MLP; harden(mlp) makes one"),
        (lambda: ln.soften("a & b"), "got a text; compile(...) makes one"),
        (lambda: ln.prune(TUNED, X), "got a FineTuned; its .network is one"),
        (lambda: ln.fine_tune(RESULT, X, Y), "got a Result; harden(result.mlp) makes one"),
        (lambda: plot.history(MLP), "result must be a Result, got an MLP; train(mlp, x, y)"),
        (lambda: ln.train(MLP, X, Y, lr=1), "did you mean 'rate'?"),
        (lambda: ln.train(MLP, X, Y, epoch=1), "did you mean 'epochs'?"),
        (lambda: ln.train(MLP, X, Y, loss="mse"), "did you mean 'mean_squares'?"),
        (lambda: ln.train(MLP, X, Y, loss="logistic"), "did you mean 'cross_entropy'?"),
        (lambda: ln.train(MLP, X, Y, optimiser="Adam"), "did you mean 'adam'?"),
        (lambda: ln.train(MLP, X, Y, init="glorot"), "did you mean 'xavier'?"),
        (lambda: ln.fine_tune(NET, X, Y, learning_rate=1), "did you mean 'rate'?"),
        (lambda: ln.fine_tune(NET, X, Y, free_unit=1), "did you mean 'free_units'?"),
        (lambda: ln.fine_tune(NET, X, Y, wires="input"), "did you mean 'inputs'?"),
        (lambda: single_layer.perceptron(X, Y, lr=1), "perceptron has no option 'lr'; it has x, y"),
        (lambda: single_layer.delta_rule(X, Y, batch_size=1), "did you mean 'batch'?"),
        (lambda: single_layer.logistic_regression(X, Y, max_iter=1), "did you mean 'epochs'?"),
        (lambda: ln.MLP.random([2, 2, 1], activation="logistic"), "did you mean 'sigmoid'?"),
        (lambda: ln.soften(NET, activation="tan"), "did you mean 'tanh'?"),
        (lambda: ln.soften(NET, err=0.1), "did you mean 'error'?"),
        (lambda: datasets.circle(n_samples=10), "did you mean 'count'?"),
        (lambda: datasets.monks(4), "problem must be a whole number from 1 to 3"),
        (lambda: ln.compare("a", styles=["sop"]), "did you mean 'wide'?"),
        (lambda: ln.compare("a", styles="wide"), "styles must be a list of minterms, wide"),
        (lambda: ln.compare("a", style=["wide"]), "did you mean 'styles'?"),
        (lambda: TABLE["compct"], "did you mean 'compact'?"),
        (lambda: plot.network(NET, colours={}), "did you mean 'unit_colours'?"),
        (lambda: plot.network(NET, unit_colours={7: "red"}), "unit 7, but the units are 0 to 1"),
        (lambda: plot.network(3), "a function is stated by"),
        (lambda: plot.growth(FAMILY, measure="neurons"), "did you mean 'units'?"),
        (lambda: plot.growth(3), "growth needs the answer of compare_family"),
        (lambda: plot.comparison([1, 2]), "is 1; expected networks, or the answer of compare"),
        (lambda: plot.region(PLANE, extent=(0, 1, 0, 1)), "did you mean 'bounds'?"),
        (lambda: plot.region(PLANE, points=[[0, 0]], classes=[1, 0]), "2 classes for 1 points"),
        (lambda: plot.region(PLANE, ax=Figure()), "ax must be Axes of matplotlib"),
        (lambda: plot.karnaugh("a", first="row"), "did you mean 'rows'?"),
        (lambda: plot.unit_counts([1, 10**9]), "from 1 to 1000000000 lie too far apart"),
        (lambda: plot.history([]), "needs at least one result"),
    ],
)  # fmt: skip
def test_what_was_meant_is_said(call, message):
    with pytest.raises(LogicnetError) as caught:
        call()
    assert message in str(caught.value)


KNOWN = {"loss": ["auto", *LOSSES], "optimiser": OPTIMISERS, "measure": MEASURES}


def test_words_of_other_libraries_lead_to_words_of_ours():
    options_of_train = {f.name for f in fields(options.Options)}
    others = {"unit_colours", "ax", "count", "error", "gain", "bounds", "classes", "inputs", "path"}
    assert set(WORDS["option"].values()) <= options_of_train | others
    for what, known in KNOWN.items():
        assert set(WORDS[what].values()) <= set(known)
        for word, ours in WORDS[what].items():
            with pytest.raises(SpecificationError, match=f"did you mean '{ours}'"):
                choice(word.upper().replace("_", "-"), what, known)
    with pytest.raises(SpecificationError, match="one of a, b$"):
        choice("xyz", "letter", ["a", "b"])


def test_the_types_of_options_are_those_of_the_options(monkeypatch):
    """`SharedOptions` and so on are for type checkers; they must not drift from `Options`."""
    monkeypatch.setattr(options, "MLP", ln.MLP, raising=False)
    typed = get_type_hints(options.TrainOptions)
    stated = get_type_hints(options.Options)
    assert typed == {f.name: stated[f.name] for f in fields(options.Options)}


def test_a_checked_function_is_called_as_it_was_declared():
    @checked(b=lambda value, name: value * 2)
    def function(a, b=1, *, c=0, **rest):
        """What it says."""
        return a, b, c, rest

    assert function(1) == (1, 1, 0, {})
    assert function(1, 2, c=3, d=4) == (1, 4, 3, {"d": 4})
    assert function(b=5, a=1) == (1, 10, 0, {})
    assert function.__doc__ == "What it says."
    assert list(inspect.signature(function).parameters) == ["a", "b", "c", "rest"]
    for call in (lambda: function(), lambda: function(1, 2, 3), lambda: function(1, a=2)):
        with pytest.raises(SpecificationError, match="function"):
            call()


def test_numbers_of_thousands_of_digits_are_shown_in_short():
    assert shown(10**5000) == "a number of thousands of digits"
    assert shown([1] * 50).endswith("...")
    assert shown(NET) == "a value of type Network"
