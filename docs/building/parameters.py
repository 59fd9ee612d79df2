"""Parameter lists of the reference: types from the annotations, words from the docstrings.

An argument of one name means the same wherever it is taken, so that its words are said once, here,
where a docstring does not tell of it in a sentence of its own. `OWN` holds what is special.
"""

import inspect
import re

COMMON = {
    "activation": "the function of the units, such as sigmoid or tanh",
    "after": "the net as it is now",
    "ax": "the Axes to draw on; without them a figure is made",
    "axes": "the Axes, or an array of them, whose figure is meant",
    "batch": "whether weights change once a pass over all rows, or after each row",
    "before": "the net as it was",
    "bits": "the values of the function in all rows, packed",
    "bounds": "the part of the plane that is shown: left, right, low, high",
    "browser": "whether a browser is opened",
    "carry_in": "whether there is an input for a carry",
    "categories": "the categories of each column, where they are known",
    "cells": "the number of cells that the interval is cut into",
    "channels": "the names of the values at each place",
    "children": "the number of children in each generation",
    "classes": "the class of each point, a whole number",
    "coefficients": "the weights of the inputs, whole numbers",
    "comparison": "the answer of `compare`, a source, or networks by name",
    "constant": "what is added to the sum",
    "contours": "whether lines of equal value are drawn",
    "copies": "how many are made of each row",
    "cost": "the function of numbers whose least value is looked for",
    "count": "the number of points",
    "counts": "numbers or networks, or these by name",
    "cube": "the half-space or product term that is looked at",
    "depth": "the number of layers that may be used",
    "device": "the device of torch on which the module is",
    "dpi": "points an inch of the film or picture",
    "dtype": "the type of the numbers in the file",
    "effort": "how much is tried before it ends: low, normal or high",
    "encoding": "whether inputs are 0 and 1, or -1 and 1",
    "engine": "how it is computed; by default the fastest",
    "epochs": "passes over all rows",
    "epsilon": "what is added to variances, such that none is zero",
    "even": "whether an even number of ones gives 1",
    "f": "the function of one variable: a formula or a callable",
    "first": "what is compared with the second: any two sources",
    "folds": "parts that the rows are cut into, each held out once",
    "fps": "frames a second",
    "frames": "the number of pictures in the film",
    "generations": "the number of generations",
    "graph": "the graph of networkx, as `to_networkx` writes it",
    "high": "the value for a category that is there",
    "inputs": "the names of the inputs",
    "interval": "where the function is approximated: its two ends",
    "k": "the number of select lines, or the count that decides",
    "least": "the number of places that have to be 1",
    "limits": "bounds on depth, fan-in and weights",
    "lipschitz": "a bound on the slope of the function, if it is known",
    "loops": "whether the groups are drawn",
    "loss": "the loss that is meant, by its name",
    "m": "the number of digits of the second operand",
    "max_depth": "the most layers that a network may have",
    "max_fan_in": "the most wires that a unit may read",
    "max_units": "the most units up to which a size is built",
    "max_weight": "the largest size that a weight may have",
    "measure": "what is counted: units, depth, parameters and so on",
    "measures": "what is counted, a chart for each",
    "members": "the number of nets",
    "method": "how it is done; by default what suits the size",
    "mlp": "the net, an MLP",
    "model": "the fitted or trained model",
    "module": "the module of torch",
    "n": "the number of inputs, or of digits of a number",
    "name": "what is meant, by its name",
    "net": "the network, an MLP, or a source that is compiled first",
    "network": "the network",
    "noise": "the width of the noise that is added",
    "notation": "how formulas are written: `names` or `textbook`",
    "opset": "the version of the operators of ONNX",
    "optimiser": "how weights follow the gradient, by its name",
    "options": "further options by their names: those of the function that does the work",
    "output": "the name of one output",
    "padding": "what stands beyond the edge: 0, 1, or nothing",
    "path": "the name of a file; what it ends in says of which kind it is",
    "points": "rows of two coordinates that are drawn as well",
    "port": "the port on this machine; 0 is any free one",
    "problem": "which of the problems: 1, 2 or 3",
    "progress": "whether, or to what function, it is told how far it has come",
    "radius": "how far from the region the network may err",
    "rate": "the step size",
    "region": "the region",
    "resolution": "points a side of the mesh on which smooth values are asked",
    "restarts": "the number of starts, of which the best is kept",
    "result": "what `train` or `fine_tune` returned, or several of these",
    "row": "one row of inputs",
    "second": "what is compared with the first",
    "seed": "begins all random choices: the same seed, the same result",
    "shape": "the sides of an image, or the shape of a unit's function",
    "shuffle": "whether rows come in another order each epoch",
    "sides": "the number of sides of the polygon that stands for a circle",
    "sizes": "the sizes, whole numbers",
    "skip": "whether wires may pass over layers",
    "slope": "the slope of the units' sigmoids; without one they are steps",
    "source": "what is stated: a formula, a table, a region, a network, a path, ...",
    "specification": "what it has to compute: any source",
    "spread": "the standard deviation of what is added",
    "start": "where it begins",
    "step": "the step that is drawn, or its number",
    "steps": "the number of steps",
    "stride": "the step from one place to the next",
    "style": "the construction that is used; without one the fewest units known",
    "styles": "the constructions that are compared, by their names",
    "surface": "what `study.loss_surface` returned",
    "table": "the columns, by name or as an array",
    "tables": "the truth tables of the outputs",
    "target": "the target of the row",
    "text": "the text that is read",
    "time_limit": "seconds after which the best that is found is returned",
    "title": "what is written over the picture",
    "titles": "what is written over each of the two pictures",
    "trace": "what `study.perceptron_trace` returned",
    "verb": "the function that is called on each source",
    "which": "the letters that are wanted",
    "window": "the size of what is seen at each place",
    "wires": "the numbers of the two weights",
    "x": "the rows: an array or a data frame",
    "y": "the value or class of each row",
}
OWN = {
    "build.name": "the family of functions, such as adder",
    "build.sizes": "the number of digits or inputs, as the family takes them",
    "training_animation.path": "the film that is written: .gif or .mp4",
    "page.path": "the page of HTML that is written",
    "symmetric.inputs": "the names of the inputs, or how many there are",
}
_SENTENCE = re.compile(r"(?<=[.;:])\s+")


def words_of(name, function, docstring):
    """What an argument of a function is: the sentence of its docstring, or the words above.

    >>> words_of("ax", len, "The length. The `ax` is drawn on."), words_of("ax", len, "")
    ('The `ax` is drawn on.', 'the Axes to draw on; without them a figure is made')
    """
    own = OWN.get(f"{function.__name__}.{name}")
    if own is not None:
        return own
    prose = " ".join(docstring.partition(">>>")[0].split())
    named = re.compile(rf"`{re.escape(name)}`|(?<!\w){re.escape(name)}=")
    told = [part for part in _SENTENCE.split(prose) if named.search(part)]
    if told and (name not in COMMON or (told[0].count("`") < 6 and not told[0].endswith(":"))):
        return told[0]
    return COMMON.get(name)


def add_parameters(app, what, name, item, options, lines):
    """Put the list of parameters into a docstring that is shown, if all of them have words."""
    if what not in ("function", "method") or not callable(item):
        return
    try:
        found = inspect.signature(item).parameters
    except (TypeError, ValueError):
        return
    docstring = "\n".join(lines)
    words = {key: words_of(key, item, docstring) for key in found if key not in ("self", "cls")}
    if not words or not all(words.values()):
        return
    rows = []
    for key, said in words.items():
        stars = {"VAR_POSITIONAL": r"\*", "VAR_KEYWORD": r"\*\*"}.get(found[key].kind.name, "")
        rows.append(f":param {stars}{key}: {said}")
        kind = found[key].annotation
        if isinstance(kind, str):  # as it is written
            rows.append(f":type {stars}{key}: ``{kind}``")
    place = next((k for k, line in enumerate(lines) if line.startswith(">>>")), len(lines))
    lines[place:place] = [*rows, ""]
