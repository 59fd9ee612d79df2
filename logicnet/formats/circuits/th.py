"""Read and write threshold netlists (``.th``), the format of threABC.

Facts about the layout:

- Text before ``.model`` is a title. ``.input`` and ``.output`` list names, also as ``.inputs`` and
  ``.outputs``; ``.threshold a b y`` is a unit y that reads a and b, whose next line has the weights
  and then the threshold. Units may stand in any order; ``CONST1`` is true.
- threABC wants each output to be a unit of one wire of weight 1 and threshold 1, before the others;
  such a unit is that which it reads, where this is a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from logicnet.errors import FormatError, SpecificationError, did_you_mean
from logicnet.formats.source.program import units_of
from logicnet.ground.running.collector import paused
from logicnet.ground.storage.files import read_text, write_text
from logicnet.network.network import Network

from .netlist import fault, shown
from .text import lines_of, statements

_HELD = re.compile(r"[^\s#\\]([^\s#]*[^\s#\\])?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,19}")
_TRUE = "CONST1"
_PORTS = {".input": 0, ".inputs": 0, ".output": 1, ".outputs": 1}
_KNOWN = (*_PORTS, ".model", ".threshold", ".end")


class _Unit(NamedTuple):
    """A unit as the file has it."""

    line: int
    reads: list[str]
    weights: list[int]
    threshold: int


def read(path: str | PathLike[str]) -> Network:
    """The network that a threshold netlist states."""
    name = fspath(path)
    return loads(read_text(Path(name), "latin-1"), name)


@paused()
def loads(text: str, name: str = "<th>") -> Network:
    r"""The network that a netlist states; `name` is the file that errors mention.

    >>> print(loads(".model m\n.input a b\n.output y\n.threshold a b y\n2 -1 1\n.end").describe())
    h1 (layer 1, output y): 2*a - b >= 1
    """
    (inputs, outputs), units = _taken(text, name)
    for each in inputs:
        if each in units:
            raise fault(name, units[each].line, f"the input {shown(each)} is defined by a unit")
    if not outputs:
        raise FormatError(f"{name}: no outputs; expected at least one after '.output'")
    ends = {each: _end(each, units, name) for each in outputs}
    needed = set(_ordered([*ends.values()], units, set(inputs), name))
    kept = _ordered([each for each in units if each in needed], units, set(inputs), name)
    node = {each: k for k, each in enumerate([*inputs, *kept])}
    rows = [_row(units[each], node, name) for each in kept]
    numbers = {each: node[end] - len(inputs) for each, end in ends.items()}
    try:
        return Network.from_units(inputs, rows, outputs=numbers)
    except SpecificationError as error:
        raise FormatError(f"{name}: {error}") from None


def _taken(text: str, name: str) -> tuple[tuple[list[str], list[str]], dict[str, _Unit]]:
    """Inputs and outputs, and the units by name."""
    ports: tuple[list[str], list[str]] = ([], [])
    units: dict[str, _Unit] = {}
    rows, begun = statements(lines_of(text)), False
    for line, words in rows:
        begun = begun or words[0] in _KNOWN
        if words[0] in _PORTS:
            ports[_PORTS[words[0]]].extend(words[1:])
        elif words[0] == ".threshold":
            if words[-1] in units or words[-1] in (".threshold", _TRUE):
                told = f"is defined a second time; the first is on line {units[words[-1]].line}" \
                    if words[-1] in units else "is no name of a unit"  # fmt: skip
                raise fault(name, line, f"{shown(words[-1])} {told}")
            units[words[-1]] = _unit(line, words[1:-1], rows, name)
        elif words[0] == ".end":
            break
        elif begun and words[0] != ".model":
            near = did_you_mean(words[0], _KNOWN)
            raise fault(name, line, f"expected '.threshold' and nets, got {shown(words[0])}{near}")
    for what, names in zip(("input", "output"), ports, strict=True):
        if len(set(names)) < len(names):
            twice = next(each for each in names if names.count(each) > 1)
            raise FormatError(f"{name}: the {what} {shown(twice)} is there twice")
    return ports, units


def _unit(line: int, reads: list[str], rows: Iterator[tuple[int, list[str]]], name: str) -> _Unit:
    """The unit whose numbers stand on the next line."""
    at, words = next(rows, (line, []))
    if len(words) != len(reads) + 1 or not all(map(_NUMBER.fullmatch, words)):
        told = f"expected {len(reads)} weights and a threshold, whole numbers"
        raise fault(name, at, f"{told}, got {shown(' '.join(words))}")
    *weights, threshold = map(int, words)
    return _Unit(line, reads, weights, threshold)


def _end(output: str, units: dict[str, _Unit], name: str) -> str:
    """The unit that an output is: the one that it hands on, if it does no more."""
    if output not in units:
        near = did_you_mean(output, units)
        raise FormatError(f"{name}: no unit defines the output {shown(output)}{near}")
    _, reads, weights, threshold = units[output]
    hands_on = (weights, threshold) == ([1], 1) and reads[0] in units and reads[0] != output
    return reads[0] if hands_on else output


def _ordered(ends: list[str], units: dict[str, _Unit], inputs: set[str], name: str) -> list[str]:
    """The units that are needed, each after those that it reads."""
    found: dict[str, None] = {}
    opened = set[str]()
    stack = ends[::-1]
    while stack:
        unit = stack[-1]
        if unit in found:
            stack.pop()
            continue
        line, reads = units[unit][:2]
        below = [each for each in reads if each not in inputs and each not in found]
        below = [each for each in below if each != _TRUE or each in units]
        if not below:
            found[stack.pop()] = None
            continue
        opened.add(unit)
        for each in below:
            if each not in units:
                near = did_you_mean(each, [*inputs, *units])
                raise fault(name, line, f"nothing defines {shown(each)}{near}")
            if each in opened:
                raise fault(name, line, f"{shown(each)} depends on itself, in a circle")
        stack += below[::-1]
    return list(found)


def _row(unit: _Unit, node: dict[str, int], name: str) -> tuple[list[int], list[int], int]:
    """Nodes, weights and threshold; what is true always is taken off the threshold."""
    sums = dict[int, int]()
    threshold = unit.threshold
    for each, weight in zip(unit.reads, unit.weights, strict=True):
        if each in node:
            sums[node[each]] = sums.get(node[each], 0) + weight
        else:
            threshold -= weight
    return list(sums), list(sums.values()), threshold


# Writing --------------------------------------------------------------------------------------


def write(net: Network, path: str | PathLike[str]) -> None:
    """Write a Boolean network as a threshold netlist."""
    write_text(Path(path), dumps(net, Path(path).name.split(".")[0]))


def dumps(net: Network, model: str = "network") -> str:
    """The text of a threshold netlist.

    >>> from logicnet import compile
    >>> print(dumps(compile("a & b")))
    threshold units, written by logicnet
    .model network
    .input a b
    .output y
    .threshold n3 y
    1 1
    .threshold a b n3
    1 1 2
    .end
    <BLANKLINE>
    """
    if net.encoding == "real":
        raise SpecificationError("a .th file holds a Network of 0 and 1; this one reads numbers")
    for name in (*net.inputs, *net.outputs):
        if not _HELD.fullmatch(name) or name == _TRUE:
            raise SpecificationError(f"a .th file cannot hold the name {name!r:.80}")
    twice = {*net.inputs} & {*net.outputs}
    if twice:
        raise SpecificationError(f"{min(twice)!r:.80} is an input and an output, which .th has not")
    prefix, taken = "n", (*net.inputs, *net.outputs)
    while any(name.startswith(prefix) and name[len(prefix) :].isdigit() for name in taken):
        prefix += "_"
    n = len(net.inputs)
    names = [*net.inputs, *(f"{prefix}{n + 1 + j}" for j in range(net.units))]
    model = re.sub(r"[^\w.-]", "_", model) or "network"
    lines = ["threshold units, written by logicnet", f".model {model}"]
    lines += [" ".join([".input", *net.inputs]), " ".join([".output", *net.outputs])]
    for output, unit in zip(net.outputs, net.output_units.tolist(), strict=True):
        lines += [f".threshold {names[n + unit]} {output}", "1 1"]
    for name, (reads, weights, threshold) in zip(names[n:], units_of(net)[0], strict=True):
        if not all(map(_NUMBER.fullmatch, map(str, (*weights, threshold)))):
            told = "needs whole numbers of more than 19 digits for a unit of these floats"
            raise SpecificationError(f"a .th file {told}; other formats hold them")
        lines.append(" ".join([".threshold", *(names[node] for node in reads), name]))
        lines.append(" ".join(map(str, (*weights, threshold))))
    return "\n".join([*lines, ".end", ""])
