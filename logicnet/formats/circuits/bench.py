"""Read and write BENCH: a gate a line, the format of the ISCAS benchmarks.

Facts about the layout:

- ``INPUT(a)``, ``OUTPUT(y)`` and ``y = NAND(a, b)``, in any order; words in capitals or not; ``#``
  begins a comment. Gates are And, Or, Xor, their negations, Not, and Buf or Buff.
- ``q = DFF(d)`` is a register, of no known value at first; the circuit is then a `Sequential`.
- ABC adds ``y = vdd``, ``y = gnd`` and ``y = LUT 0xca (a, b, c)``, a table whose last digit is the
  row of zeros, the first net being the lowest digit of a row's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.running.collector import paused
from logicnet.ground.storage.files import read_text, write_text
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.circuits.rules import FALSE, TRUE
from logicnet.logic.circuits.sequential import Register, Sequential

from .lowering import lowered, step_of
from .netlist import GATES, Make, Module, shown, stated_by
from .text import lines_of, node_names

_HELD = re.compile(r"[^\s#=(),]+")
_GATE = re.compile(r"\s*([^\s#=(),]+)\s*=\s*(\w+)(?:\s+(\w+))?\s*(?:\(([^()#=]*)\)\s*)?(?:#.*)?")
_PORT = re.compile(r"\s*(\w+)\s*\(\s*([^\s#=(),]+)\s*\)\s*(?:#.*)?")
_WORDS = {"BUFF": "buf", "BUFFER": "buf", "INV": "not", "INVERTER": "not"} | {
    name.upper(): name for name in GATES if name != "ite"
}
_CONSTANTS = {"VDD": 1, "GND": 0}
_ONE = ("buf", "not")
_MOST_DIGITS = 1 << 18  # hexadecimal ones, of a table of 20 nets


def read(path: str | PathLike[str]) -> Circuit | Sequential:
    """The circuit that a BENCH file states."""
    name = fspath(path)
    return loads(read_text(Path(name), "latin-1"), name)


@paused()
def loads(text: str, name: str = "<bench>") -> Circuit | Sequential:
    r"""The circuit that the text of a BENCH states; `name` is the file that errors mention.

    >>> print(loads("INPUT(a)\nINPUT(b)\nOUTPUT(y)\ny = NAND(a, b)"))
    ~(a & b)
    """
    module = Module(name)
    for line, words in enumerate(lines_of(text).split("\n"), 1):
        gate = _GATE.fullmatch(words)
        if gate is not None:
            _define(module, line, *gate.groups())
        elif words and not words.isspace() and words.lstrip()[0] != "#":
            _port(module, line, words)
    return stated_by(module)


def _port(module: Module, line: int, text: str) -> None:
    found = _PORT.fullmatch(text)
    word = found[1].upper() if found else ""
    if found is None or word not in ("INPUT", "OUTPUT"):
        near = did_you_mean(word, ("INPUT", "OUTPUT")) if found else ""
        told = "expected INPUT(net), OUTPUT(net) or net = GATE(nets)"
        raise module.error(f"{told}, got {shown(text.strip())}{near}", line)
    module.port(found[2], [module.signal(found[2])], word == "INPUT", line)


def _define(
    module: Module, line: int, name: str, word: str, table: str | None, nets: str | None
) -> None:
    """Take a gate; nets is None without parentheses."""
    kind = word.upper()
    signal = module.signal
    reads = [signal(net) for net in nets.replace(",", " ").split()] if nets else []
    if kind in _CONSTANTS and not reads and table is None:
        module.define(signal(name), GATES["buf"], [_CONSTANTS[kind]], line)
        return
    if kind == "LUT":
        module.define(signal(name), _table(module, line, table or "", len(reads)), reads, line)
        return
    if kind == "DFF" and len(reads) == 1 and table is None:
        module.latch(name, signal(name), reads[0], None, line)
        return
    if kind not in _WORDS or table is not None or nets is None:
        known = (*_WORDS, *_CONSTANTS, "LUT", "DFF of one net")
        told = f"{shown(word)} of {shown(name)} is no gate of {', '.join(known)}"
        raise module.error(told + did_you_mean(kind, known), line)
    kind = _WORDS[kind]
    if not reads or (len(reads) > 1 and kind in _ONE):
        wanted = "one net" if kind in _ONE else "one or more nets"
        raise module.error(f"{word} of {shown(name)} reads {len(reads)}; expected {wanted}", line)
    module.define(signal(name), GATES[kind], reads, line)


def _table(module: Module, line: int, digits: str, size: int) -> Make:
    """The gate of a table in hexadecimal digits."""
    wanted = max(1, (1 << min(size, 30)) // 4)
    if not re.fullmatch("0[xX][0-9a-fA-F]+", digits) or len(digits) > _MOST_DIGITS:
        raise module.error(f"expected LUT 0x and hexadecimal digits, got {shown(digits)}", line)
    value = int(digits, 16)
    if value >> (1 << min(size, 30)) or len(digits) - 2 > wanted:
        told = f"the table {shown(digits)} is too long for {size} nets"
        raise module.error(told, line)

    def make(build: Builder, reads: list[int]) -> int:
        rows = [TRUE if value >> row & 1 else FALSE for row in range(1 << size)]
        for literal in reads:
            pairs = zip(rows[::2], rows[1::2], strict=True)
            rows = [a if a == b else _chosen(build, literal, b, a) for a, b in pairs]
        return rows[0]

    return make


def _chosen(build: Builder, condition: int, then: int, other: int) -> int:
    """A choice, where it is one."""
    if (then, other) == (TRUE, FALSE):
        return condition
    if (then, other) == (FALSE, TRUE):
        return condition ^ 1
    if then == other ^ 1 and other > TRUE:
        return build.add("xor", [condition, other])
    if other <= TRUE:
        condition, then, other = condition ^ 1, other, then
    if then <= TRUE:  # condition | other, or ~condition & other
        kind = "or" if then == TRUE else "and"
        return build.add(kind, [condition ^ (then == FALSE), other])
    return build.add("ite", [condition, then, other])


# Writing --------------------------------------------------------------------------------------


def write(
    value: Any, path: str | PathLike[str], *, registers: Sequence[Register] | None = None
) -> None:
    """Write a circuit, or the gates of a network, as BENCH; `registers` are of a network's step."""
    write_text(Path(path), dumps(value, registers))


@paused()
def dumps(value: Any, registers: Sequence[Register] | None = None) -> str:
    """The text of a BENCH: And and Xor of two nets, and Not.

    >>> from logicnet import compile
    >>> print(dumps(compile("a & b")))
    INPUT(a)
    INPUT(b)
    OUTPUT(y)
    y = AND(a, b)
    <BLANKLINE>
    """
    value, held = step_of(value, registers, "BENCH")
    if any(register.initial is not None for register in held):
        raise SpecificationError("BENCH does not say what registers are at first; BLIF does")
    circuit, size = lowered(value, "BENCH"), len(held)
    names, others = node_names(circuit, _HELD, "BENCH")
    lines = [f"INPUT({name})" for name in circuit.inputs[: len(circuit.inputs) - size]]
    lines += [f"OUTPUT({name})" for name in circuit.outputs[: len(circuit.outputs) - size]]
    lines += [f"{name} = DFF({following})" for name, following, _ in held]
    return "\n".join([*lines, *_gates(circuit, names, others), ""])


def _gates(circuit: Circuit, names: list[str], others: list[tuple[str, int]]) -> Iterator[str]:
    """A line a gate; the opposite of a net is a gate as well, the first time it is read."""
    opposites = dict[int, str]()
    suffix, taken = "_not", {*names, *circuit.outputs}
    while any(name.endswith(suffix) for name in taken):
        suffix += "_"
    for node, kind, literals, _ in circuit:
        reads = []
        for literal in literals:
            net = names[literal >> 1]
            if literal & 1:
                if literal not in opposites:
                    opposites[literal] = net + suffix
                    yield f"{net}{suffix} = NOT({net})"
                net = opposites[literal]
            reads.append(net)
        yield f"{names[node]} = {kind.upper()}({', '.join(reads)})"
    for name, end in others:
        if end >> 1:
            yield f"{name} = {('BUFF', 'NOT')[end & 1]}({names[end >> 1]})"
        else:
            yield f"{name} = {('gnd', 'vdd')[end & 1]}"
