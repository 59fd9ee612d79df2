r"""Read and write structural Verilog: nets, `assign` with operators, gates, modules in modules.

Facts about what is read:

- Ports of both forms, vectors, escaped names (``\a[0] ``), attributes, delays and the directives of
  simulators, which change no value. Gates may have names, as those of the ISCAS benchmarks have.
- The circuit is the module that no other one uses. A vector ``[3:0] a`` is a[3], ..., a[0].
- Registers are `always @(posedge clock)` with `<=`, `if` and `begin`; the circuit is then a
  `Sequential`, in which the clock is no input. `initial` or the declaration says what is at first.
- Other descriptions of behaviour, parameters and signed values are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.formats.circuits.lowering import lowered
from logicnet.formats.circuits.netlist import Module, fault, flattened, shown, stated_by
from logicnet.formats.circuits.text import lines_of, node_names
from logicnet.formats.exchange.description import Formula
from logicnet.formats.source import verilog as source
from logicnet.formats.source.program import function_name
from logicnet.formats.source.words import VERILOG, Names
from logicnet.ground.checks import flag
from logicnet.ground.running.collector import paused
from logicnet.ground.storage.files import named, read_text, write_text
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.sequential import Register, Sequential, check_registers
from logicnet.network.network import Network

from .modules import Body, header
from .registers import BLOCKS, NESTED, block_ends
from .testbench import bench_of
from .words import bare, placed

_TOKEN = re.compile(
    r"""\n|//[^\n]*|/\*.*?(?:\*/|\Z)|\(\*(?!\s*\)).*?(?:\*\)|\Z)|`[^\n]*
    |\\\S+|[A-Za-z_][\w$]*
    |(?:\d[\d_]*\s*)?'\s*[sS]?[A-Za-z]\s*[\w?]+|\d[\d_]*
    |===|!==|<<<|>>>|<<|>>|<=|>=|==|!=|&&|\|\||~&|~\||~\^|\^~|\S""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ENDS = {"/*": "*/", "(*": "*)"}
_LONGER = frozenset("/(`'0123456789")  # how words begin that may go over lines, or are left out
_SKIPPED = re.compile(r"`(timescale|default_nettype|celldefine|endcelldefine|resetall|line)\b")


def read(path: str | PathLike[str]) -> Circuit | Sequential:
    """The circuit that a Verilog file states."""
    name = fspath(path)
    return loads(read_text(Path(name), "latin-1"), name)


@paused()
def loads(text: str, name: str = "<verilog>") -> Circuit | Sequential:
    """The circuit that the text of a module states; `name` is the file that errors mention.

    >>> print(loads("module m(input [1:0] a, output y); assign y = a[1] & ~a[0]; endmodule"))
    a[1] & ~a[0]
    """
    modules: dict[str, Module] = {}
    body: Body | None = None
    for line, words in _statements(lines_of(text), name):
        if words[0] in ("module", "macromodule"):
            if body is not None:
                raise fault(name, line, f"a module within {shown(body.module.name)}")
            body = header(name, words, line)
            if body.module.name in modules:
                first = modules[body.module.name].line
                told = f"second module {shown(body.module.name)}; the first is on line {first}"
                raise fault(name, line, told)
            modules[body.module.name] = body.module
        elif body is None:
            raise fault(name, line, f"expected 'module', got {shown(words[0])}")
        elif words[0] == "endmodule":
            body.finish(line)
            body = None
        else:
            body.take(words, line)
    if body is not None:
        raise body.module.error("no 'endmodule'; a part of the file may be missing")
    return stated_by(flattened(modules, _top(modules, name)))


def _statements(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The line and the words of each statement, without its semicolon."""
    line, begun, words, block = 1, 1, list[str](), 0
    for word in _TOKEN.findall(text):
        if word == "\n":
            line += 1
            continue
        if word[0] in _LONGER and _left_out(word, name, line):
            line += word.count("\n")
            continue
        if block and block_ends(words, block, word):
            yield begun, words
            block, words = 0, []
        if block or (not words and word in BLOCKS):
            begun = begun if block else line
            block = max(1, block + NESTED.get(word, 0))
            words.append(placed(word, line))
        elif word == ";" or word == "endmodule":
            if words:
                yield begun, words
            if word != ";":
                yield line, [word]
            words = []
        else:
            if not words:
                begun = line
            words.append(word)
        if word[0] in _LONGER:
            line += word.count("\n")
    if words:
        raise fault(name, begun, f"{shown(' '.join(words[:9]))} without its end")


def _left_out(word: str, name: str, line: int) -> bool:
    """Whether this is a comment, an attribute or a directive that changes nothing."""
    ends = _ENDS.get(word[:2])
    if ends is not None:
        if len(word) < 4 or not word.endswith(ends):
            raise fault(name, line, f"{word[:2]} is not closed")
        return True
    if word[0] == "`" and not _SKIPPED.match(word):
        raise fault(name, line, f"the directive {shown(word)} is not read")
    return word[0] == "`" or word[:2] == "//"


def _top(modules: dict[str, Module], name: str) -> Module:
    """The module that no other one uses."""
    used = {instance.module for module in modules.values() for instance in module.instances}
    tops = [module for module in modules.values() if module.name not in used]
    if not modules:
        raise fault(name, 1, "no module; expected 'module'")
    if len(tops) != 1:
        named = ", ".join(shown(module.name) for module in tops[:9])
        told = f"several modules that no other one uses: {named}" if tops else "modules in a circle"
        raise fault(name, 1, f"{told}; expected one")
    return tops[0]


# Writing --------------------------------------------------------------------------------------


def write(
    value: Any,
    path: Path,
    *,
    name: str | None = None,
    formula: Formula | None = None,
    gates: bool | None = None,
    registers: Sequence[Register] | None = None,
    testbench: str | PathLike[str] | None = None,
) -> None:
    """Write a network as a module, a sum a unit, or as `gates`; others as gates, an `assign` each.

    `registers` are those of a network's step, and `testbench` is a second file that runs it.
    """
    if flag(gates or False, "gates") and formula is not None:
        raise SpecificationError("a formula is proven of a network's sums, not of gates=True")
    names, (step, held) = Names(VERILOG), _step(value, registers)
    called = function_name(Path(path), name, names)
    if not gates and (isinstance(value, Network) or formula is not None):
        source.check(step)
        text, states = source.module(step, called, names, held, formula)
    else:
        text, states = _gates(step, held, called)
    if testbench is not None:
        place = named(testbench)
        if place.resolve() == Path(path).resolve():
            raise SpecificationError(f"{place}: the testbench is a file of its own")
        write_text(place, bench_of(called, step, held, states))
    write_text(Path(path), text)


def _step(value: Any, registers: Sequence[Register] | None) -> tuple[Any, tuple[Register, ...]]:
    """What is written, and the registers that it has."""
    if isinstance(value, Sequential):
        if registers is not None:
            raise SpecificationError("registers=... is for a network; this has its own")
        return value.step, value.registers
    return value, check_registers(registers or (), value.inputs, value.outputs)


@paused()
def dumps(value: Any, module: str = "circuit") -> str:
    """The text of a module with a port for each input and output, and a wire a gate.

    >>> from logicnet import TruthTable
    >>> print(dumps(TruthTable.from_expression("a & ~b")))
    module circuit (a, b, y);
        input a;
        input b;
        output y;
        assign y = a & ~b;
    endmodule
    <BLANKLINE>
    """
    return _gates(*_step(value, None), module)[0]


def _gates(value: Any, registers: Sequence[Register], module: str) -> tuple[str, list[str]]:
    """The text of a module of gates, and what its registers are called there."""
    circuit = lowered(value, "Verilog")
    plain, others = node_names(circuit, source.HELD, "Verilog")
    names = [source.identifier(name) for name in plain]
    held, becomes = {each.name for each in registers}, {each.next for each in registers}
    given = [source.identifier(name) for name in circuit.inputs if name not in held]
    ends = [source.identifier(name) for name in circuit.outputs if name not in becomes]
    twice = {*given} & {*ends}
    if twice:
        raise SpecificationError(f"Verilog: {shown(bare(min(twice)).strip())} is an input and an "
                                 "output; expected two names")  # fmt: skip
    clock = _clock([*circuit.inputs, *circuit.outputs, *plain]) if registers else ""
    lines = [f"module {module} ({', '.join([clock] * bool(clock) + given + ends)});"]
    lines += [f"    input {port};" for port in ([clock] * bool(clock) + given)]
    lines += [f"    output {port};" for port in ends]
    states = [source.identifier(each.name) for each in registers]
    lines += [f"    reg {state};" for state in states]
    known = {*given, *ends, *states}
    inner = dict.fromkeys([*names[1:], *(source.identifier(name) for name in circuit.outputs)])
    wires = [net for net in inner if net not in known]
    lines += [f"    wire {', '.join(wires[k : k + 8])};" for k in range(0, len(wires), 8)]
    for node, kind, literals, _ in circuit:
        sign = " ^ " if kind == "xor" else " & "
        read = sign.join("~" * (x & 1) + names[x >> 1] for x in literals)
        lines.append(f"    assign {names[node]} = {read};")
    for name, end in others:
        value = "~" * (end & 1) + names[end >> 1] if end >> 1 else f"1'b{end & 1}"
        lines.append(f"    assign {source.identifier(name)} = {value};")
    becoming = [source.identifier(each.next) for each in registers]
    firsts = [each.initial for each in registers]
    lines += source.stepped(list(zip(states, becoming, firsts, strict=True)), clock)
    return "\n".join([*lines, "endmodule", ""]), states


def _clock(taken: Iterable[str]) -> str:
    """A name for the clock that nothing else has."""
    found, known = "clk", {*taken}
    while found in known:
        found += "_"
    return found
