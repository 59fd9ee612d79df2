"""Networks and MLPs as the statements of a program, one a unit, in the words of a language.

Boolean networks are sums of whole numbers, whatever their weights and inputs are: an input counts
as 1 where it is above 0. Networks over coordinates and MLPs compute with floats of 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from typing import Any

from logicnet.errors import LimitError, SpecificationError
from logicnet.formats.exchange.description import Formula, proven
from logicnet.ground.checks import text
from logicnet.learning.nets.activations import LEAK
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.sums import whole_sums

from .words import Names, comment

MOST_WIRES = 1_000_000
_WIDTH = 96
Unit = tuple[list[int], list[Any], Any]  # nodes, weights and threshold or bias


@dataclass(frozen=True)
class Language:
    """How one language says what a unit does; in each text the braces are filled."""

    suffix: str
    words: str
    input: str  # the value of input {k}
    boolean: str  # whether a {value} is above 0, as a number
    declared: str  # a {kind} of value with a {name} and a {value}
    fires: str  # whether a {sum} is at least a {level}, as a number
    exp: str
    tanh: str
    larger: str  # of {a} and {b}
    nothing: str  # a sum of nothing
    kinds: tuple[tuple[int, str], ...]  # bounds on whole numbers, and the type that holds them
    real: str  # the type of floats


def units_of(net: Network | MLP) -> tuple[list[Unit], bool]:
    """The units, and whether all their numbers are whole."""
    if not net.units:
        raise SpecificationError("a network without units is not written: nothing is in it")
    if net.wires > MOST_WIRES:
        raise LimitError(f"{net.wires} wires are too many for a program; the limit is {MOST_WIRES}")
    weights, levels, whole = net.weights, None, False
    if isinstance(net, MLP):
        levels = net.biases
    elif net.encoding == "real":
        levels, weights = net.thresholds.astype(float), weights.astype(float)
    else:
        sums = whole_sums(net)
        weights, levels, whole = sums.weights, sums.thresholds, True
    ends = net.indptr.tolist()
    parts = [slice(*pair) for pair in pairwise(ends)]
    return [
        (net.indices[part].tolist(), weights[part].tolist(), level)
        for part, level in zip(parts, levels.tolist(), strict=True)
    ], whole


def bound_of(units: Sequence[Unit]) -> int:
    """What no sum of whole weights and no threshold exceeds."""
    sizes = (sum(map(abs, weights)) + abs(level) for _, weights, level in units)
    return int(max(sizes, default=0))


def function_name(path: Path, name: str | None, names: Names, beside: str = "") -> str:
    """The name of the function: the one that was asked for, or one like that of the file.

    It is none of the words `beside`, which others have where it is used.
    """
    if name is None:
        return names.new(path.name.split(".")[0], beside)
    found = names.new(text(name, "name"), beside)
    if found != name:
        raise SpecificationError(f"name {name!r:.60} cannot be that of a function; {found!r} can")
    return found


def title(net: Network | MLP, formula: Formula | None) -> list[str]:
    """What the first comment says: the names, how inputs are given, what is proven."""
    given = {"binary": "0 or 1", "bipolar": "-1 or 1", "real": "numbers"}[net.encoding]
    lines = [
        "written by logicnet",
        f"inputs ({given}): {', '.join(net.inputs)}",
        f"outputs: {', '.join(net.outputs)}",
    ]
    if isinstance(net, Network) and net.construction:
        lines.append(f"construction: {net.construction}")
    lines += [f"{key}: {value}" for key, value in proven(net, formula).items()]
    return [comment(line) for line in lines]


class Program:
    """The statements of a function in a language."""

    def __init__(self, net: Network | MLP, language: Language, names: Names) -> None:
        self.net, self.language = net, language
        self.units, self.whole = units_of(net)
        self.kind = language.real
        if self.whole:
            bound = bound_of(self.units)
            fitting = [kind for most, kind in language.kinds if bound <= most]
            if not fitting:
                raise SpecificationError(
                    f"sums up to {bound} are too large for whole numbers in {language.suffix}; "
                    "a construction with smaller weights has less (max_weight=...)"
                )
            self.kind = fitting[0]
        self.nodes = [names.new(name) for name in net.inputs]
        self.nodes += [names.new(f"h{j + 1}") for j in range(net.units)]
        self.names = names

    @property
    def outputs(self) -> list[tuple[str, str]]:
        """The variable that each output is, and its name for a comment."""
        n = len(self.net.inputs)
        ends = (self.nodes[n + unit] for unit in self.net.output_units.tolist())
        return [(end, comment(name)) for end, name in zip(ends, self.net.outputs, strict=True)]

    def statements(self) -> Iterator[tuple[str, str]]:
        """The statements in order, each with its comment."""
        for k in self._used(range(len(self.net.inputs))):
            name = self.net.inputs[k]
            yield self._declared(self.nodes[k], self._input(k)), comment(name)
        for layer in range(self.net.depth):
            first, last = self.net.layer_starts[layer : layer + 2].tolist()
            if isinstance(self.net, MLP) and self.net.activations[layer] == "softmax":
                yield from self._softmax(first, last, self.net.gains[layer].item())
                continue
            n = len(self.net.inputs)
            for j in (node - n for node in self._used(range(n + first, n + last))):
                label = "" if self.net.labels is None else comment(self.net.labels[j])
                yield self._declared(self.nodes[n + j], self._value(j, layer)), label

    @cached_property
    def reached(self) -> set[int]:
        """The nodes on which an output depends."""
        n = len(self.net.inputs)
        found = {n + unit for unit in self.net.output_units.tolist()}
        for j in range(self.net.units - 1, -1, -1):
            if n + j in found:
                found.update(self.units[j][0])
        return found

    def _used(self, nodes: Iterable[int]) -> list[int]:
        return [node for node in nodes if node in self.reached]

    def _declared(self, name: str, value: str) -> str:
        return self.language.declared.format(kind=self.kind, name=name, value=value)

    def _input(self, k: int) -> str:
        value = self.language.input.format(k=k)
        if self.whole:
            return self.language.boolean.format(value=value)
        if self.net.centre is not None:
            value = f"({value} - {number(self.net.centre[k].item())})"
        if self.net.scale is not None:
            value = f"{value} / {number(self.net.scale[k].item())}"
        return value

    def total(self, j: int, level: bool = False) -> str:
        """The weighted sum of a unit, as text, with its bias where there is one."""
        reads, weights, bias = self.units[j]
        terms = [(weight, self.nodes[node]) for node, weight in zip(reads, weights, strict=True)]
        found = "".join(
            f"{'-' if w < 0 else '+'} {factor(abs(w))}{name} " for w, name in terms
        ).strip()
        if level:
            found += f" {'-' if bias < 0 else '+'} {number(abs(bias))}"
        found = found.strip()
        found = found[2:] if found.startswith("+ ") else found.replace("- ", "-", 1)
        return found if terms else f"{self.language.nothing} + {found}".rstrip(" +")

    def _value(self, j: int, layer: int) -> str:
        say = self.language
        if isinstance(self.net, Network):
            level = number(self.units[j][2])
            return say.fires.format(sum=self.total(j), level=level, kind=self.kind)
        activation, gain = self.net.activations[layer], self.net.gains[layer].item()
        if activation == "step":
            return say.fires.format(sum=self.total(j, True), level=number(0.0), kind=self.kind)
        z = f"({self.total(j, True)})"
        z = z if gain == 1.0 else f"({number(gain)}*{z})"
        if activation == "sigmoid":
            return f"1.0 / (1.0 + {say.exp.format(a=f'-{z}')})"
        if activation == "tanh":
            return say.tanh.format(a=z)
        if activation == "relu":
            return say.larger.format(a=z, b="0.0")
        if activation == "leaky_relu":
            return say.larger.format(a=z, b=f"{number(LEAK)}*{z}")
        if activation == "hard_sigmoid":
            upper = say.larger.format(
                a=f"-({say.larger.format(a=f'{z} + 3.0', b='0.0')})", b="-6.0"
            )
            return f"-({upper}) / 6.0"
        if activation == "linear":
            return z
        raise SpecificationError(f"units of the activation {activation!r} are not written as code")

    def _softmax(self, first: int, last: int, gain: float) -> Iterator[tuple[str, str]]:
        say, parts = self.language, []
        for j in range(first, last):
            parts.append(self.names.new(f"z{j + 1}"))
            yield self._declared(parts[-1], f"{number(gain)}*({self.total(j, True)})"), ""
        top = parts[0]
        for each in parts[1:]:
            before, top = top, self.names.new("top")
            yield self._declared(top, say.larger.format(a=before, b=each)), ""
        powers = [self.names.new(f"e{j + 1}") for j in range(first, last)]
        for power, each in zip(powers, parts, strict=True):
            yield self._declared(power, say.exp.format(a=f"{each} - {top}")), ""
        whole = self.names.new("whole")
        yield self._declared(whole, " + ".join(powers)), ""
        for j, power in zip(range(first, last), powers, strict=True):
            yield self._declared(self.nodes[len(self.net.inputs) + j], f"{power} / {whole}"), ""


def number(value: Any) -> str:
    """A number as all languages have it: the digits that are read back as the same one."""
    return repr(value) if isinstance(value, int) else repr(float(value))


def factor(weight: Any) -> str:
    """A positive weight before a name; that of 1 is left out."""
    return "" if weight == 1 else f"{number(weight)}*"


def wrapped(statement: str, indent: str) -> str:
    """A statement in lines of a width that can be read."""
    lines = wrap(
        statement, _WIDTH, initial_indent=indent, subsequent_indent=indent + "    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines)
