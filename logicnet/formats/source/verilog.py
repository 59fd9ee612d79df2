r"""Boolean networks as a module of Verilog: a wire a unit, which synthesis takes as it stands.

A weight w < 0 of x is |w| times the opposite of x, with a threshold that is higher by |w|; so all
sums are of numbers without a sign, in as many bits as they need. Inputs and outputs keep their
names, escaped (``\a[0] ``) where they have to be, so that the module states what the network does.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.formats.exchange.description import Formula
from logicnet.logic.circuits.sequential import Register
from logicnet.network.network import Network

from .program import title, units_of, wrapped
from .words import VERILOG, Names, comment

HELD = re.compile(r"[!-~]+")  # names that a module can have
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_WORDS = frozenset(VERILOG.split())


def check(net: Any) -> None:
    """Refuse what has no sums of bits."""
    if not isinstance(net, Network) or net.encoding == "real":
        kind = type(net).__name__ if not isinstance(net, Network) else "one over coordinates"
        raise SpecificationError(f"Verilog holds a Network of Boolean inputs, not {kind}")


def module(
    net: Network,
    called: str,
    names: Names,
    registers: Sequence[Register] = (),
    formula: Formula | None = None,
) -> tuple[str, list[str]]:
    """The text of a module of a Boolean network, and what its registers are called there."""
    units, _ = units_of(net)
    held, becomes = {each.name for each in registers}, {each.next for each in registers}
    seen = {name for name in net.outputs if name in held - becomes and _hands_on(net, units, name)}
    given, ends = _named(net, names, seen)
    clock = names.new("clk") if registers else ""
    ports = [("input wire", clock, "the clock")] if clock else []
    ports += [("input wire", given[name], comment(name)) for name in given if name not in held]
    ports += [("output reg" if name in seen else "output wire", ends[name], comment(name))
              for name in ends if name not in becomes]  # fmt: skip
    listed = [f"    {kind} {name}{',' * (k < len(ports) - 1)}  // {said}"
              for k, (kind, name, said) in enumerate(ports)]  # fmt: skip
    lines = [*(f"// {line}" for line in title(net, formula)), f"module {called} (", *listed, ");"]
    for each in registers:
        if each.name not in seen:
            lines.append(f"    reg {given[each.name]};  // {comment(each.name)}")
        lines.append(f"    wire {ends[each.next]};  // {comment(each.next)}")
    nodes = [given[name] for name in net.inputs]
    for j, (reads, weights, threshold) in enumerate(units):
        value = fires([nodes[k] for k in reads], weights, threshold)
        nodes.append(names.new(f"h{j + 1}"))
        label = "" if net.labels is None else f"  // {comment(net.labels[j])}"
        lines.append(wrapped(f"wire {nodes[-1]} = {value};", "    ") + label)
    n = len(net.inputs)
    outputs = zip(net.outputs, net.output_units.tolist(), strict=True)
    lines += [f"    assign {ends[name]} = {nodes[n + unit]};"
              for name, unit in outputs if name not in seen]  # fmt: skip
    steps = [(given[each.name], ends[each.next], each.initial) for each in registers]
    lines += stepped(steps, clock)
    return "\n".join([*lines, "endmodule", ""]), [state for state, _, _ in steps]


def _hands_on(net: Network, units: Sequence[Any], name: str) -> bool:
    """Whether an output is the input of the same name."""
    reads, weights, threshold = units[int(net.output_units[net.outputs.index(name)])]
    return [*reads] == [net.inputs.index(name)] and 0 < threshold <= int(weights[0])


def _named(
    net: Network, names: Names, seen: Container[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What inputs and outputs are called: as they are, where a module can have such nets.

    Outputs that are `seen` are the inputs of the same names.
    """
    held = {name for name in (*net.inputs, *net.outputs) if HELD.fullmatch(name)}
    names.taken.update(name.lower() for name in held)
    given = {name: identifier(name) if name in held else names.new(name) for name in net.inputs}
    held -= {name for name in net.inputs if name not in seen}
    ends = {name: identifier(name) if name in held else names.new(name) for name in net.outputs}
    return given, ends


def identifier(name: str) -> str:
    r"""The name as an identifier, escaped where it has to be.

    >>> identifier("a"), identifier("a[0]")
    ('a', '\\a[0] ')
    """
    return name if _PLAIN.fullmatch(name) and name not in _WORDS else f"\\{name} "


def stepped(steps: Sequence[tuple[str, str, int | None]], clock: str = "") -> list[str]:
    """The blocks of registers: their first values, and what they become as the clock rises.

    >>> stepped([("q", "d", 0)], "clk")[1:3]
    ['    always @(posedge clk) begin', '        q <= d;']
    """
    if not steps:
        return []
    lines = [f"    initial {q} = 1'b{first};" for q, _, first in steps if first is not None]
    lines.append(f"    always @(posedge {clock}) begin")
    return [*lines, *(f"        {q} <= {becomes};" for q, becomes, _ in steps), "    end"]


def fires(reads: list[str], weights: list[Any], threshold: int) -> str:
    """Whether a sum of bits reaches a threshold, as an expression.

    >>> fires(["a", "b"], [1, -1], 1)
    'a & ~b'
    >>> print(fires(["a", "b"], [2, 1], 2))
    (({2{a}} & 2'd2) + ({2{b}} & 2'd1)) >= 2'd2
    """
    bits = [name if weight > 0 else f"~{name}" for name, weight in zip(reads, weights, strict=True)]
    sizes = [abs(int(weight)) for weight in weights]
    least = threshold + sum(abs(int(weight)) for weight in weights if weight < 0)
    total = sum(sizes)
    if least <= 0 or least > total:
        return f"1'b{int(least <= 0)}"
    if least > total - min(sizes):
        return " & ".join(bits)
    if least <= min(sizes):
        return " | ".join(bits)
    width = total.bit_length()
    terms = (f"({{{width}{{{bit}}}}} & {width}'d{size})"
             for bit, size in zip(bits, sizes, strict=True))  # fmt: skip
    return f"({' + '.join(terms)}) >= {width}'d{least}"
