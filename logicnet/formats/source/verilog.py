"""Boolean networks as a module of Verilog: a wire a unit, which synthesis takes as it stands.

A weight w < 0 of x is |w| times the opposite of x, with a threshold that is higher by |w|; so all
sums are of numbers without a sign, in as many bits as they need.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.formats.exchange.description import Formula
from logicnet.ground.storage.files import write_text
from logicnet.network.network import Network

from .program import function_name, title, units_of, wrapped
from .words import VERILOG, Names, comment


def write(
    net: Network, path: Path, *, name: str | None = None, formula: Formula | None = None
) -> None:
    """Write a Boolean network as a module of Verilog with a port for each input and output."""
    if not isinstance(net, Network) or net.encoding == "real":
        kind = type(net).__name__ if not isinstance(net, Network) else "one over coordinates"
        raise SpecificationError(f"Verilog holds a Network of Boolean inputs, not {kind}")
    names = Names(VERILOG)
    called = function_name(path, name, names)
    nodes = [names.new(each) for each in net.inputs]
    ends = [names.new(each) for each in net.outputs]
    ports = [f"    input wire {node}" for node in nodes] + [f"    output wire {e}" for e in ends]
    said = [comment(each) for each in (*net.inputs, *net.outputs)]
    listed = [f"{port}{',' * (k < len(ports) - 1)}  // {what}"
              for k, (port, what) in enumerate(zip(ports, said, strict=True))]  # fmt: skip
    lines = [*(f"// {line}" for line in title(net, formula)), f"module {called} (", *listed, ");"]
    units, _ = units_of(net)
    for j, (reads, weights, threshold) in enumerate(units):
        value = fires([nodes[k] for k in reads], weights, threshold)
        nodes.append(names.new(f"h{j + 1}"))
        label = "" if net.labels is None else f"  // {comment(net.labels[j])}"
        lines.append(wrapped(f"wire {nodes[-1]} = {value};", "    ") + label)
    n = len(net.inputs)
    lines += [f"    assign {end} = {nodes[n + unit]};"
              for end, unit in zip(ends, net.output_units.tolist(), strict=True)]  # fmt: skip
    write_text(path, "\n".join([*lines, "endmodule", ""]))


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
