"""What files of circuits in text have in common: statements of words, and names that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from logicnet.errors import SpecificationError
from logicnet.logic.circuits.circuit import Circuit


def statements(text: str, comment: str = "#") -> Iterator[tuple[int, list[str]]]:
    """The number of the first line, and the words, of each statement.

    Lines that end in a backslash go on, and comments are left out.

    >>> list(statements(".inputs a \\\\\\n b # two\\n\\n.end"))
    [(1, ['.inputs', 'a', 'b']), (4, ['.end'])]
    """
    begun, words = 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        if comment in line:
            line = line[: line.index(comment)]
        if "\\" in line and line.rstrip().endswith("\\"):
            begun = begun or number
            words += line.rstrip()[:-1].split()
            continue
        if begun:
            words += line.split()
            if words:
                yield begun, words
            begun, words = 0, []
        elif found := line.split():
            yield number, found
    if words:
        yield begun, words


def lines_of(text: str) -> str:
    """The text with the line ends of this system."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Named(NamedTuple):
    """The name of each node of a circuit, and the outputs that are not named so: their literals."""

    nodes: list[str]
    others: list[tuple[str, int]]


def node_names(circuit: Circuit, holds: re.Pattern[str], what: str) -> Named:
    """Names for all nodes: inputs keep theirs, and gates have those of outputs, or numbers.

    Names that the format does not hold are refused, as is an output with the name of an input that
    is another value.
    """
    inputs, outputs = circuit.inputs, circuit.outputs
    for name in (*inputs, *outputs):
        if not holds.fullmatch(name):
            told = f"{what} cannot hold the name {name!r:.80}"
            raise SpecificationError(f"{told}; expected no blanks and no signs of its own")
    known = {name: 2 * k + 2 for k, name in enumerate(inputs)}
    others, own = [], dict[int, str]()
    for name, end in zip(outputs, circuit.ends.tolist(), strict=True):
        if known.get(name, end) != end:
            raise SpecificationError(f"the output {name!r:.80} has the name of an input, and in "
                                     f"{what} the same name is the same value")  # fmt: skip
        if end & 1 or end >> 1 <= len(inputs) or end >> 1 in own:
            if name not in known:
                others.append((name, end))
        else:
            own[end >> 1] = name
    first, prefix = 1 + len(inputs), "n"
    taken = {*inputs, *outputs}
    while any(name.startswith(prefix) and name[len(prefix) :].isdigit() for name in taken):
        prefix += "_"
    gates = (own.get(node) or f"{prefix}{node}" for node in range(first, first + circuit.gates))
    return Named(["", *inputs, *gates], others)
