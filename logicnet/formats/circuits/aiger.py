"""Read and write AIGER, binary (``.aig``) and ASCII (``.aag``): And of two, negation at its inputs.

Facts about the layout:

- The header is ``aig`` or ``aag`` and the numbers M I L O A; a literal is 2 * variable, 1 more
  where it is negated, and variable 0 is false.
- ASCII has a line for each input, output and And. In binary, inputs are not listed, and gate k is
  variable I + L + k + 1, of which only the differences of its literals are there, 7 bits an octet.
- Symbols ``i0 name``, ``o0 name`` follow, then a line ``c`` and comments. Without a symbol inputs
  are called i0, i1, ..., latches l0, l1, ... and outputs o0, o1, ...
- A latch is a register; its value at first is 0, or what follows: 1, or itself where it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, SpecificationError
from logicnet.ground.running.collector import paused
from logicnet.ground.storage.files import read_octets, write_atomically
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.circuits.sequential import Register, Sequential

from .lowering import lowered, step_of
from .netlist import GATES, Module, fault, shown, stated_by, with_registers

_MOST = 1 << 26  # variables
_SYMBOL = re.compile(r"([ilobcjf])(0|[1-9][0-9]{0,8}) (.+)")


class _Header(NamedTuple):
    """The numbers of the first line."""

    variables: int
    inputs: int
    latches: int
    outputs: int
    gates: int


def read(path: str | PathLike[str]) -> Circuit | Sequential:
    """The circuit that an AIGER file states."""
    name = fspath(path)
    return loads(read_octets(Path(name)), name)


@paused()
def loads(content: bytes | str, name: str = "<aiger>") -> Circuit | Sequential:
    r"""The circuit that an AIGER states; `name` is the file that errors mention.

    >>> print(loads("aag 3 2 0 1 1\n2\n4\n7\n6 2 5\ni0 a\ni1 b\n"))
    ~(a & ~b)
    """
    octets = content.encode("utf-8") if isinstance(content, str) else bytes(content)
    end = octets.find(b"\n")
    first = octets[: end if end >= 0 else None].rstrip(b"\r")
    header = _header(first, name)
    body = octets[end + 1 :] if end >= 0 else b""
    if first.startswith(b"aag"):
        return _ascii(header, body, name)
    return _binary(header, body, name)


def _header(line: bytes, name: str) -> _Header:
    words = line.decode("latin-1").split(" ")
    digits = all(word.isascii() and word.isdigit() and len(word) < 10 for word in words[1:])
    if words[0] not in ("aig", "aag") or not 6 <= len(words) <= 10 or not digits:
        told = "expected 'aig' or 'aag' and five numbers M I L O A"
        raise fault(name, 1, f"{told}, got {shown(line.decode('latin-1'))}")
    m, i, l, o, a, *others = map(int, words[1:])  # noqa: E741
    if any(others):
        raise fault(name, 1, "properties (B C J F) of a model are not read, only its outputs")
    if m < i + l + a or m > _MOST:
        told = f"at least {i + l + a}, those of I L A," if m < i + l + a else f"at most {_MOST}"
        raise fault(name, 1, f"{m} variables; expected {told}")
    if words[0] == "aig" and m != i + l + a:
        raise fault(name, 1, f"{m} variables; binary files have {i + l + a}, those of I L A")
    if not o:
        raise fault(name, 1, "no outputs; expected at least one")
    return _Header(m, i, l, o, a)


# Binary ---------------------------------------------------------------------------------------


def _binary(header: _Header, body: bytes, name: str) -> Circuit | Sequential:
    _, inputs, latches, outputs, gates = header
    listed = latches + outputs
    if len(body) < 2 * listed + 2 * gates:
        told = f"the file ends within its {outputs} outputs and {gates} gates"
        raise fault(name, 1, f"{told}; a part may be missing")
    lines = body.split(b"\n", listed)
    if len(lines) <= listed:
        raise fault(name, 1 + len(lines), f"the file ends within its {outputs} outputs")
    states = [_latch(lines[k], 2 * (inputs + 1 + k), header, name, 2 + k) for k in range(latches)]
    ends = [_literal(lines[k], header, name, 2 + k) for k in range(latches, listed)]
    left, right, used = _deltas(lines[-1], gates, 1 + inputs + latches, name)
    symbols = _symbols(lines[-1][used:], header, name, 2 + listed)
    build = Builder()
    values = [0, 1]
    for symbol in (*symbols[0], *symbols[2]):
        literal = build.leaf(symbol)
        values += (literal, literal ^ 1)
    add = build.add
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        literal = add("and", (values[a], values[b]))
        values += (literal, literal ^ 1)
    named = dict(zip(symbols[1], (values[end] for end in ends), strict=True))
    held = [(each, values[after], v) for each, (after, v) in zip(symbols[2], states, strict=True)]
    return with_registers(build, named, symbols[0], held)


def _latch(
    line: bytes, own: int, header: _Header, name: str, number: int
) -> tuple[int, int | None]:
    """What a register becomes, and its value at first: 0, 1 or, where it is itself, not known."""
    words = line.rstrip().split(b" ")
    read = [_literal(word, header, name, number) for word in words]
    if len(read) > 2 or (len(read) == 2 and read[1] not in (0, 1, own)):
        told = f"expected a literal, and 0, 1 or {own} for the value at first"
        raise fault(name, number, f"{told}, got {shown(line.decode('latin-1'))}")
    initial = read[1] if len(read) == 2 else 0
    return read[0], None if initial == own else initial


def _deltas(
    body: bytes, gates: int, first: int, name: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The literals of all gates, and how many octets they take; all at once."""
    octets = np.frombuffer(body, dtype=np.uint8)[: 10 * gates]
    stops = np.flatnonzero(octets < 128)[: 2 * gates]
    if len(stops) < 2 * gates:
        raise FormatError(f"{name}: the file ends within its {gates} gates")
    if not gates:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), 0
    starts = np.concatenate([[0], stops[:-1] + 1])
    if (stops - starts > 4).any():
        gate = int(np.flatnonzero(stops - starts > 4)[0]) // 2
        raise FormatError(f"{name}: gate {gate} has a difference of more than 32 bits")
    used = int(stops[-1]) + 1
    place = np.arange(used) - np.repeat(starts, stops - starts + 1)
    parts = (octets[:used].astype(np.int64) & 127) << 7 * place
    deltas = np.add.reduceat(parts, starts)
    own = 2 * (first + np.arange(gates, dtype=np.int64))
    left = own - deltas[::2]
    right = left - deltas[1::2]
    wrong = np.flatnonzero((deltas[::2] <= 0) | (left < 0) | (right < 0))
    if len(wrong):
        gate = int(wrong[0])
        told = f"gate {gate}, the literal {int(own[gate])}, reads {int(left[gate])}"
        raise FormatError(f"{name}: {told} and {int(right[gate])}; expected 0 to {own[gate] - 1}")
    return left, right, used


# ASCII ----------------------------------------------------------------------------------------


def _ascii(header: _Header, body: bytes, name: str) -> Circuit | Sequential:
    """Gates may stand in any order."""
    _, inputs, latches, outputs, gates = header
    count = inputs + latches + outputs + gates
    lines = body.split(b"\n", count)
    if len(lines) <= count:
        count = len(lines) - (not lines[-1].strip())
        told = f"the file ends within its {inputs} inputs, {outputs} outputs and {gates} gates"
        raise fault(name, 1 + count, told)
    module, first = Module(name), inputs + latches
    names, ends, registers = _symbols(lines[-1], header, name, 2 + count)
    module.size = 2 * (header.variables + 1)  # a signal is a literal
    for k, symbol in enumerate(names):
        literal = _literal(lines[k], header, name, 2 + k)
        if literal < 2 or literal & 1:
            raise fault(name, 2 + k, f"the input {literal} is no variable; expected an even number")
        module.inputs[symbol] = [literal]
        _with_opposite(module, literal, 2 + k)
    for k, symbol in enumerate(registers, inputs):
        own, _, rest = lines[k].partition(b" ")
        literal = _literal(own, header, name, 2 + k)
        if literal < 2 or literal & 1:
            raise fault(name, 2 + k, f"the latch {literal} is no variable; expected an even number")
        after, initial = _latch(rest, literal, header, name, 2 + k)
        module.latch(symbol, literal, after, initial, 2 + k)
        _with_opposite(module, literal, 2 + k)
    for k, symbol in enumerate(ends, first):
        module.outputs[symbol] = [_literal(lines[k], header, name, 2 + k)]
    for line, text in enumerate(lines[first + outputs : -1], 2 + first + outputs):
        parts = [_literal(word, header, name, line) for word in text.rstrip().split(b" ")]
        if len(parts) != 3 or parts[0] & 1 or not parts[0]:
            told = "expected the even literal of a gate and two that it reads"
            raise fault(name, line, f"{told}, got {shown(text.decode('latin-1'))}")
        module.define(parts[0], GATES["and"], parts[1:], line)
        _with_opposite(module, parts[0], line)
    return stated_by(module)


def _with_opposite(module: Module, literal: int, line: int) -> None:
    module.define(literal + 1, GATES["not"], [literal], line)


def _literal(text: bytes, header: _Header, name: str, line: int) -> int:
    text = text.rstrip(b"\r")
    most = 2 * header.variables + 1
    if not (text.isdigit() and len(text) < 10 and int(text) <= most):
        told = f"expected a literal from 0 to {most}"
        raise fault(name, line, f"{told}, got {shown(text.decode('latin-1'))}")
    return int(text)


def _symbols(rest: bytes, header: _Header, name: str, first: int) -> tuple[list[str], ...]:
    """The names of inputs, outputs and latches; `rest` is what follows the gates."""
    counts = {"i": header.inputs, "o": header.outputs, "l": header.latches}
    found = {kind: [f"{kind}{k}" for k in range(count)] for kind, count in counts.items()}
    given = set[tuple[str, int]]()
    text = _decoded(rest)
    for line, words in enumerate(text.split("\n"), first):
        words = words.rstrip("\r")
        if words in ("c", "") or words.startswith("c "):
            if words or not text.strip():
                break
            continue
        symbol = _SYMBOL.fullmatch(words)
        if symbol is None or symbol[1] not in found:
            told = "expected a symbol such as 'i0 name' or 'o0 name', or 'c' before comments"
            raise fault(name, line, f"{told}, got {shown(words)}")
        kind, place = symbol[1], int(symbol[2])
        if place >= len(found[kind]) or (kind, place) in given:
            told = "is there twice" if (kind, place) in given else f"of {len(found[kind])}"
            raise fault(name, line, f"the symbol {kind}{place} {told}")
        given.add((kind, place))
        found[kind][place] = symbol[3]
    for what, names in (("input", found["i"] + found["l"]), ("output", found["o"])):
        if len(set(names)) < len(names):
            twice = next(each for each in names if names.count(each) > 1)
            raise FormatError(f"{name}: the {what} {shown(twice)} is there twice")
    return tuple(found.values())


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:  # comments may hold anything
        return octets.decode("latin-1")


# Writing --------------------------------------------------------------------------------------


def write(
    value: Any, path: str | PathLike[str], *, registers: Sequence[Register] | None = None
) -> None:
    """Write a circuit, or the gates of a network: ASCII where the name ends in ``.aag``.

    `registers` are those of a network's step.
    """
    ascii_form = fspath(path).lower().endswith(".aag")
    write_atomically(Path(path), dumps(value, ascii_form=ascii_form, registers=registers))


@paused()
def dumps(
    value: Any, *, ascii_form: bool = False, registers: Sequence[Register] | None = None
) -> bytes:
    r"""The octets of an AIGER, with the names as symbols.

    >>> from logicnet import compile
    >>> dumps(compile("a & b"), ascii_form=True)
    b'aag 3 2 0 1 1\n2\n4\n6\n6 4 2\ni0 a\ni1 b\no0 y\n'
    """
    value, held = step_of(value, registers, "AIGER")
    circuit = lowered(value, "AIGER", xors=False)
    inputs, outputs = circuit.inputs, circuit.outputs
    l = len(held)  # noqa: E741
    for name in (*inputs, *outputs):
        if re.search(r"[\r\n\0\ud800-\udfff]", name):
            raise SpecificationError(f"AIGER cannot hold the name {name!r:.80}: it is no line")
    gates = np.sort(circuit.operands.reshape(circuit.gates, 2), axis=1)[:, ::-1]
    ends, n, a = circuit.ends.tolist(), len(inputs), circuit.gates
    head = f"{'aag' if ascii_form else 'aig'} {n + a} {n - l} {l} {len(ends) - l} {a}\n"
    own, after = ends[: len(ends) - l], ends[len(ends) - l :]
    states = [_state(end, each, 2 * (n - l + 1 + k))
              for k, (end, each) in enumerate(zip(after, held, strict=True))]  # fmt: skip
    if ascii_form:
        lines = [str(2 * k + 2) for k in range(n - l)]
        lines += [f"{2 * k + 2} {state}" for k, state in enumerate(states, n - l)]
        lines += map(str, own)
        rows = enumerate(gates.tolist(), 1 + n)
        lines += [f"{2 * node} {left} {right}" for node, (left, right) in rows]
        body = "".join(f"{line}\n" for line in lines).encode()
    else:
        body = "".join(f"{line}\n" for line in (*states, *own)).encode() + _packed(gates, 1 + n)
    symbols = [f"i{k} {name}\n" for k, name in enumerate(inputs[: n - l])]
    symbols += [f"l{k} {name}\n" for k, name in enumerate(inputs[n - l :])]
    symbols += [f"o{k} {name}\n" for k, name in enumerate(outputs[: len(own)])]
    return head.encode() + body + "".join(symbols).encode("utf-8")


def _state(end: int, register: Register, own: int) -> str:
    """What a register becomes, and its value at first, which is 0 where nothing is said."""
    initial = own if register.initial is None else register.initial
    return f"{end} {initial}" if initial else str(end)


def _packed(gates: NDArray[np.int64], first: int) -> bytes:
    """The differences of the literals, 7 bits an octet, all at once."""
    own = 2 * (first + np.arange(len(gates)))
    deltas = np.stack([own - gates[:, 0], gates[:, 0] - gates[:, 1]], axis=1).ravel()
    parts = deltas[:, None] >> np.arange(0, 35, 7)
    used = parts > 0
    used[:, 0] = True
    more = np.zeros_like(used)
    more[:, :-1] = used[:, 1:]
    return ((parts & 127) | (more << 7))[used].astype(np.uint8).tobytes()
