"""How an entry of the zoo is shown: its model card, in a notebook, and its picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from inspect import getsource
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import numpy as np

from logicnet.formats.exchange.number_types import fitting_type
from logicnet.formats.registry import written
from logicnet.ground.html import sentence, table
from logicnet.ground.names import few
from logicnet.network.network import Network

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_LINES = 12  # units of a region up to which their lines are drawn


def counts(net: Network) -> Iterable[tuple[str, str]]:
    """Inputs, outputs and what is counted, as pairs of words and values."""
    values = "numbers" if net.encoding == "real" else "0 or 1"
    yield "inputs", f"{len(net.inputs)}, {values}: {few(net.inputs)}"
    yield "outputs", f"{len(net.outputs)}, 0 or 1: {few(net.outputs)}"
    yield "units", f"{net.units} in {net.depth} layer{'s' * (net.depth != 1)}"
    yield "parameters", f"{net.parameters}, of which {net.units} are thresholds"
    yield "largest fan-in", str(net.max_fan_in)
    yield "largest weight", f"{np.abs(net.weights).max(initial=0):g}"


def card(
    name: str, says: str, facts: Iterable[tuple[str, str]], definition: str, net: Network
) -> str:
    """The model card, in Markdown."""
    rows = "\n".join(f"| {word} | {_cell(value)} |" for word, value in facts)
    return f"""# {name}

{says}

| | |
| --- | --- |
{rows}

## What it computes

{definition}

## How to use it

{_used(name, net)}"""


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


def definition(made: Callable[..., Any], size: int | None) -> str:
    """The function that states what is computed, as it stands in the code."""
    given = list(made.args) if isinstance(made, partial) else []
    given += [] if size is None else [size]
    function = made.func if isinstance(made, partial) else made
    call = f"{function.__name__}({', '.join(map(repr, given))})"
    return (
        f"The network was compared with `{call}`, in `{function.__module__}`:\n\n"
        f"```python\n{dedent(getsource(function)).rstrip()}\n```"
    )


def _used(name: str, net: Network) -> str:
    zeros = f"[0] * {len(net.inputs)}"
    kind = "double" if net.encoding == "real" else "int"
    suffixes = ", ".join(suffix.lstrip(".") for suffix in written("Network"))
    return f"""In Python:

```python
from logicnet import zoo

net = zoo.network("{name}")
net({zeros})    # {net([0] * len(net.inputs)).tolist()}
```

In C, where `logicnet zoo export {name} --to c` writes a function of
`(const {kind} *inputs, int *outputs)`; in ONNX:

```python
import numpy, onnxruntime

zoo.entry("{name}").write("{name}.onnx")
session = onnxruntime.InferenceSession("{name}.onnx")
rows = numpy.array([{zeros}], dtype=numpy.{fitting_type(net, None)})
session.run(["outputs"], {{"inputs": rows}})
```

Inputs and outputs are in the order above. Files: {suffixes}; one that does not hold
such a network says so.
"""


def html(text: str, facts: Iterable[tuple[str, str]], net: Network) -> str:
    """What a notebook shows: the sentence, what is known, and the picture of the network."""
    return sentence("Entry", text) + table(["", ""], facts) + (net._repr_svg_() or "")


def picture(net: Network, ax: Axes | None) -> Axes:
    """A region in the plane; else the network, or the weights of a large one."""
    from logicnet import plot  # loads Matplotlib, which most of what the zoo offers does without

    if net.encoding != "real":
        return plot.network(net, ax=ax)
    return plot.region(net, ax=ax, lines=net.units <= _MOST_LINES)
