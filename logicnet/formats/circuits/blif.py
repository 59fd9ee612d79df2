"""Read and write BLIF: nodes as covers, the format of SIS, ABC and the MCNC benchmarks.

Facts about the layout:

- ``.names`` lists the inputs of a node and its name; the rows below are product terms, all of them
  of the on-set (``1``) or all of the off-set (``0``). No rows are constant 0.
- ``\\`` at a line's end goes on; ``#`` begins a comment, inside a word as well.
- The first ``.model`` is the circuit; others are in it by ``.subckt``, and laid open here. ``.end``
  may be missing.
- ``.latch`` is a register, and the circuit then a `Sequential`; all have one clock.
- ``.exdc`` begins a circuit of the rows where outputs do not matter: a `PartialCircuit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import numpy as np

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.running.collector import paused
from logicnet.ground.storage.files import read_text, write_text
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.circuits.partial import PartialCircuit
from logicnet.logic.circuits.rules import FALSE, TRUE
from logicnet.logic.circuits.sequential import Register, Sequential
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable

from .lowering import lowered, step_of
from .netlist import GATES, Instance, Make, Module, circuit_of, flattened, shown, stated_by
from .text import lines_of, node_names, statements

_HELD = re.compile(r"[^\s#\\]([^\s#]*[^\s#\\])?")
_WIDE = 100  # characters of a line
_TIMING = """.area .delay .wire_load_slope .wire .input_arrival .default_input_arrival .no_merge
.output_required .default_output_required .input_drive .default_input_drive .output_load .attr
.param .default_output_load .default_max_input_load .max_input_load .cname .clock"""
_IGNORED = frozenset(_TIMING.split())  # of timing, and notes of tools
_BEYOND = {
    ".gate": "a gate of a library", ".mlatch": "a latch of a library", ".search": "another file",
    ".start_kiss": "a state machine", ".blackbox": "a model without content",
}  # fmt: skip
_VALUES = {"0": 0, "1": 1, "2": None, "3": None}  # of a register at first
_EDGES = ("re", "fe", "as")
_ROW = str.maketrans("", "", "01-")


def read(path: str | PathLike[str]) -> Circuit | PartialCircuit | Sequential:
    """The circuit that a BLIF file states."""
    name = fspath(path)
    return loads(read_text(Path(name), "latin-1"), name)


@paused()
def loads(text: str, name: str = "<blif>") -> Circuit | PartialCircuit | Sequential:
    r"""The circuit that the text of a BLIF states; `name` is the file that errors mention.

    >>> print(loads(".inputs a b\n.outputs y\n.names a b y\n1- 0\n.end"))
    ~a
    """
    lines = _Lines(name)
    for line, words in statements(lines_of(text)):
        lines.take(line, words)
    top = lines.finished()
    found = stated_by(flattened(lines.models, top))
    if top.name in lines.free:
        if isinstance(found, Sequential):
            raise lines.free[top.name].error("'.exdc' beside registers is not read")
        return PartialCircuit(values=found, dont_cares=_dont_cares(lines.free[top.name], found))
    return found


def _dont_cares(module: Module, values: Circuit) -> Circuit:
    """The circuit of a part `.exdc`, over the names of the circuit; what it leaves out is 0."""
    for name in module.inputs.keys() - set(values.inputs):
        raise module.error(f".exdc reads {shown(name)}, which is no input of the model")
    for name in module.outputs.keys() - set(values.outputs):
        raise module.error(f".exdc states {shown(name)}, which is no output of the model")
    module.inputs = {name: [module.signal(name)] for name in values.inputs}
    for name in values.outputs:
        if name not in module.outputs:
            known = module.names.get(name) in module.owner
            module.outputs[name] = [module.signal(name) if known else 0]
    module.outputs = {name: module.outputs[name] for name in values.outputs}
    return circuit_of(module)


class _Lines:
    """The models in the making."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.models: dict[str, Module] = {}
        self.free: dict[str, Module] = {}  # the part .exdc of a model
        self.now: Module | None = None
        self.node: tuple[int, list[str]] | None = None  # the .names that waits for its rows
        self.rows: list[tuple[int, list[str]]] = []
        self.clocks: dict[str, str] = {}
        self.covers: dict[tuple[int, tuple[str, ...]], Make] = {}

    def take(self, line: int, words: list[str]) -> None:
        """Act on a statement."""
        if words[0][0] != ".":
            if self.node is None:
                told = f"{shown(words[0])} belongs to no '.names'; expected a declaration"
                raise Module(self.file).error(told, line)
            self.rows.append((line, words))
            return
        if self.node is not None:
            self._close()
        if words[0] == ".names":
            if len(words) < 2:
                raise Module(self.file).error("'.names' without a name", line)
            self.node = line, words
        elif words[0] in _STATEMENTS:
            _STATEMENTS[words[0]](self, line, words)
        elif words[0] not in _IGNORED:
            self._unknown(line, words[0])

    def finished(self) -> Module:
        """The model that comes first, once everything is taken."""
        if self.node is not None:
            self._close()
        if not self.models:
            raise Module(self.file).error("no model; expected '.model', '.inputs' or '.names'")
        top = next(iter(self.models.values()))
        for name in self.free.keys() - {top.name}:
            raise self.free[name].error("'.exdc' of a model that is inside another is not read")
        return top

    def _unknown(self, line: int, word: str) -> None:
        if word in _BEYOND:
            raise Module(self.file).error(f"'{word}' declares {_BEYOND[word]}", line)
        near = did_you_mean(word, [*_STATEMENTS, ".names"])
        raise Module(self.file).error(f"unknown declaration {shown(word)}{near}", line)

    def module(self, line: int) -> Module:
        """The model that a statement belongs to."""
        if self.now is None:
            self._model(line, [".model", ""])
        return self.now  # type: ignore[return-value]

    def _model(self, line: int, words: list[str]) -> None:
        name = words[1] if len(words) > 1 else ""
        if name in self.models:
            told = f"second model {shown(name)}; the first is on line {self.models[name].line}"
            raise self.models[name].error(told, line)
        self.now = self.models[name] = Module(self.file, name, line)

    def _ports(self, line: int, words: list[str]) -> None:
        module = self.module(line)
        for name in words[1:]:
            module.port(name, [module.signal(name)], words[0] in (".inputs", ".input"), line)
        module.order += words[1:]

    def _subckt(self, line: int, words: list[str]) -> None:
        module = self.module(line)
        if len(words) < 2:
            raise module.error("'.subckt' without a model", line)
        pairs = [word.partition("=") for word in words[2:]]
        for formal, sign, actual in pairs:
            if not (formal and sign and actual):
                told = f"expected port=net in '.subckt', got {shown(formal + sign + actual)}"
                raise module.error(told, line)
        joined = [(formal, [module.signal(actual)]) for formal, _, actual in pairs]
        module.instances.append(Instance(words[1], joined, line))

    def _latch(self, line: int, words: list[str]) -> None:
        """Take a register: `.latch input output [type clock] [value at first]`."""
        module, rest = self.module(line), words[3:]
        kind, clock = rest[:2] if len(rest) > 1 else ("re", "NIL")
        value = rest[-1] if len(rest) in (1, 3) else "3"
        if len(words) < 3 or len(rest) > 3 or value not in _VALUES or kind not in _EDGES:
            told = "expected '.latch input output', then re or fe and a clock, then 0, 1, 2 or 3"
            raise module.error(f"{told}, got {shown(' '.join(words))}", line)
        if self.clocks.setdefault(module.name, clock) != clock:
            told = f"a second clock {shown(clock)}; the first is {shown(self.clocks[module.name])}"
            raise module.error(told, line)
        becomes, steps = module.signal(words[1]), 0
        if clock != "NIL":
            steps = 2 * module.signal(clock) + (kind == "fe")
        module.latch(words[2], module.signal(words[2]), becomes, _VALUES[value], line, steps)

    def _conn(self, line: int, words: list[str]) -> None:
        module = self.module(line)
        if len(words) != 3:
            raise module.error("expected two nets after '.conn'", line)
        given, made = map(module.signal, words[1:])
        module.define(made, GATES["buf"], [given], line)

    def _exdc(self, line: int, words: list[str]) -> None:
        module = self.module(line)
        if module.name in self.free:
            raise module.error("second '.exdc'", line)
        self.now = self.free[module.name] = Module(self.file, module.name, line)

    def _end(self, line: int, words: list[str]) -> None:
        self.module(line)
        self.now = None

    def _close(self) -> None:
        """Define the node whose rows are complete."""
        line, words = self.node or (0, [])
        module, size = self.module(line), len(words) - 2
        key = size, tuple(" ".join(row) for _, row in self.rows)
        make = self.covers.get(key)
        if make is None:
            make = self.covers[key] = _cover(module, size, self.rows)
        signal = module.signal
        reads = [signal(name) for name in words[1:-1]]
        module.define(signal(words[-1]), make, reads, line)
        self.node, self.rows = None, []


_STATEMENTS = {
    ".model": _Lines._model, ".inputs": _Lines._ports, ".outputs": _Lines._ports,
    ".input": _Lines._ports, ".output": _Lines._ports, ".subckt": _Lines._subckt,
    ".latch": _Lines._latch, ".conn": _Lines._conn, ".exdc": _Lines._exdc, ".end": _Lines._end,
}  # fmt: skip


def _cover(module: Module, size: int, rows: Iterable[tuple[int, list[str]]]) -> Make:
    """The gate of the rows of a node."""
    cubes, value, first = list[str](), "", 0
    for line, words in rows:
        if size == 0:
            words = ["", *words]
        if len(words) != 2 or words[0].translate(_ROW) or words[1] not in ("0", "1"):
            told = f"expected {size} of 0, 1 and -, and then 0 or 1, got {shown(' '.join(words))}"
            raise module.error(told, line)
        if len(words[0]) != size:
            told = f"row {shown(words[0])} has {len(words[0])} inputs, but the node has {size}"
            raise module.error(told, line)
        if value not in ("", words[1]):
            told = f"a row of the value {words[1]}; expected {value}, as line {first} has"
            raise module.error(told, line)
        cubes.append(words[0])
        value, first = words[1], first or line
    return _sum_of_products(cubes, value == "0")


def _sum_of_products(cubes: list[str], negated: bool) -> Make:
    if not cubes or any(not cube.strip("-") for cube in cubes):
        constant = (TRUE if cubes else FALSE) ^ negated
        return lambda build, reads: constant
    if sorted(cubes) in (["01", "10"], ["00", "11"]):
        odd = negated != ("11" in cubes)
        return GATES["xnor" if odd else "xor"]
    terms = [[(k, c == "0") for k, c in enumerate(cube) if c != "-"] for cube in cubes]

    def make(build: Builder, reads: list[int]) -> int:
        products = [build.add("and", [reads[k] ^ sign for k, sign in term]) for term in terms]
        return build.add("or", products) ^ negated

    return make


# Writing --------------------------------------------------------------------------------------


def write(
    value: Any, path: str | PathLike[str], *, registers: Sequence[Register] | None = None
) -> None:
    """Write a circuit, or the gates of a network, as BLIF; `registers` are of a network's step."""
    write_text(Path(path), dumps(value, Path(path).name.split(".")[0], registers))


@paused()
def dumps(value: Any, model: str = "circuit", registers: Sequence[Register] | None = None) -> str:
    """The text of a BLIF; what does not matter is its part `.exdc`.

    >>> from logicnet import compile
    >>> print(dumps(compile("a & b")))
    .model circuit
    .inputs a b
    .outputs y
    .names a b y
    11 1
    .end
    <BLANKLINE>
    """
    partial = _partial(value)
    model = re.sub(r"[^\w.-]", "_", model) or "circuit"
    if partial is not None and registers:
        raise SpecificationError("BLIF does not hold don't-cares beside registers")
    value, held = step_of(value if partial is None else partial.values, registers, "BLIF")
    lines = [f".model {model}", *_section(value, held)]
    if partial is not None:
        lines += [".exdc", *_section(partial.dont_cares)]
    return "\n".join([*lines, ".end", ""])


def _partial(value: Any) -> PartialCircuit | None:
    """The value with its don't-cares as a circuit, or None where it has none."""
    if isinstance(value, PartialCircuit):
        return value
    if isinstance(value, TruthTable) and value.dc.any():
        value = value.cover()
    if not isinstance(value, Cover) or not (value.dc.any() or value.off is not None):
        return None
    none = np.zeros_like(value.dc)
    parts = [
        Cover(inputs=value.inputs, outputs=value.outputs, positive=value.positive,
              negative=value.negative, on=on, dc=none).circuit()
        for on in (value.on, value.dc, none if value.off is None else value.off)
    ]  # fmt: skip
    if value.off is None:
        return PartialCircuit(values=value.circuit(), dont_cares=parts[1])
    build = Builder()
    on, free, off = (build.embed(part) for part in parts)
    ends = [build.add("or", [f, build.add("or", [a, b]) ^ 1])
            for a, f, b in zip(on, free, off, strict=True)]  # fmt: skip
    found = build.circuit(dict(zip(value.outputs, ends, strict=True)), value.inputs)
    return PartialCircuit(values=value.circuit(), dont_cares=found)


def _section(value: Any, registers: tuple[Register, ...] = ()) -> Iterator[str]:
    """Ports, registers and nodes."""
    circuit = lowered(value, "BLIF", widest=1 << 12)
    names, others = node_names(circuit, _HELD, "BLIF")
    size = len(registers)
    yield from _listed(".inputs", circuit.inputs[: len(circuit.inputs) - size])
    yield from _listed(".outputs", circuit.outputs[: len(circuit.outputs) - size])
    for name, following, initial in registers:
        yield f".latch {following} {name} {3 if initial is None else initial}"
    for node, kind, literals, _ in circuit:
        yield from _listed(".names", [*(names[x >> 1] for x in literals), names[node]])
        signs = "".join("10"[x & 1] for x in literals)
        if kind == "and":
            yield f"{signs} 1"
        else:
            odd = signs in ("11", "00")
            yield from ("01 1", "10 1") if odd else ("00 1", "11 1")
    for name, end in others:
        if end >> 1:
            yield f".names {names[end >> 1]} {name}"
            yield f"{'10'[end & 1]} 1"
        else:
            yield f".names {name}"
            if end & 1:
                yield "1"


def _listed(word: str, names: Iterable[str]) -> Iterator[str]:
    """A declaration in lines of a width that can be read."""
    line = word
    for name in names:
        if len(line) + len(name) > _WIDE:
            yield line + " \\"
            line = ""
        line += f" {name}"
    yield line
