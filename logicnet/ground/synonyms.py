"""What other libraries call an option, a loss and so on, and our word for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from logicnet.errors import did_you_mean

WORDS: dict[str, dict[str, str]] = {
    "option": {
        "lr": "rate", "learning_rate": "rate", "eta": "rate", "step_size": "rate",
        "optimizer": "optimiser", "solver": "optimiser", "algorithm": "optimiser",
        "batch_size": "batch", "minibatch": "batch", "mini_batch": "batch",
        "max_iter": "epochs", "iterations": "epochs", "n_epochs": "epochs", "num_epochs": "epochs",
        "max_epochs": "epochs", "steps": "epochs", "n_iter": "epochs",
        "weight_decay": "l2", "criterion": "loss", "objective": "loss", "loss_fn": "loss",
        "random_state": "seed", "rng": "seed", "betas": "decays", "beta": "decays",
        "eps": "epsilon", "tol": "stop_update", "callback": "progress", "callbacks": "progress",
        "verbose": "progress", "validation_split": "validation", "validation_data": "validation",
        "early_stopping": "patience", "scheduler": "schedule", "lr_scheduler": "schedule",
        "timeout": "time_limit", "max_time": "time_limit", "freeze": "frozen",
        "initializer": "init", "colors": "unit_colours", "colours": "unit_colours",
        "figsize": "ax", "axes": "ax", "n_samples": "count", "size": "count", "samples": "count",
        "tolerance": "error", "beta_gain": "gain", "slope": "gain", "extent": "bounds",
        "limits": "bounds", "labels": "classes", "names": "inputs", "fname": "path",
        "filename": "path",
    },
    "loss": {
        "mse": "mean_squares", "mean_squared_error": "mean_squares", "sse": "squares",
        "squared_error": "squares", "bce": "cross_entropy", "log_loss": "cross_entropy",
        "logistic": "cross_entropy", "binary_crossentropy": "cross_entropy",
        "binary_cross_entropy": "cross_entropy", "crossentropy": "cross_entropy",
        "nll": "categorical", "softmax": "categorical", "categorical_crossentropy": "categorical",
    },
    "optimiser": {
        "gd": "sgd", "gradient_descent": "sgd", "nag": "nesterov", "adamw": "adam",
        "rms": "rmsprop",
    },
    "activation": {
        "logistic": "sigmoid", "expit": "sigmoid", "identity": "linear", "none": "linear",
        "heaviside": "step", "hard": "step", "threshold": "step", "sign": "step",
        "rectifier": "relu", "leaky": "leaky_relu", "leakyrelu": "leaky_relu",
        "hardsigmoid": "hard_sigmoid", "rectified": "relu",
    },
    "init": {
        "glorot": "xavier", "kaiming": "he", "normal": "gaussian", "random": "uniform",
    },
    "encoding": {"boolean": "binary", "0/1": "binary", "-1/+1": "bipolar", "-1/1": "bipolar",
                 "signed": "bipolar", "float": "real", "coordinates": "real"},
    "measure": {"size": "units", "layers": "depth", "weights": "wires", "neurons": "units",
                "fan_in": "max_fan_in"},
    "style": {"dnf": "wide", "sop": "wide", "two_level": "wide", "tree": "deep",
              "smallest": "compact", "fewest": "compact"},
}  # fmt: skip


def meant(value: Any, name: str, known: Iterable[str]) -> str:
    """The end of a message that names the known word that was meant, or "".

    >>> meant("lr", "option", ["rate", "epochs"])
    "; did you mean 'rate'?"
    >>> meant("-1/+1", "encoding", ["binary", "bipolar"])
    "; did you mean 'bipolar'?"
    """
    names = list(known)
    if not isinstance(value, str):
        return ""
    word, usual_words = value.lower().replace("-", "_").replace(" ", "_"), WORDS.get(name, {})
    usual = usual_words.get(value, usual_words.get(word))
    return f"; did you mean {usual!r}?" if usual in names else did_you_mean(word, names)
