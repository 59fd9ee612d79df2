"""Networks as a function of JavaScript, for browsers and for Node."""

from __future__ import annotations

from pathlib import Path

from logicnet.formats.exchange.description import Formula
from logicnet.ground.storage.files import write_text
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .program import Language, Program, function_name, title, wrapped
from .words import BROWSER, JAVASCRIPT, Names

LANGUAGE = Language(
    suffix=".js",
    words=JAVASCRIPT,
    input="inputs[{k}]",
    boolean="+({value} > 0)",
    declared="const {name} = {value};",
    fires="+({sum} >= {level})",
    exp="Math.exp({a})",
    tanh="Math.tanh({a})",
    larger="Math.max({a}, {b})",
    nothing="0",
    kinds=((2**53 - 1, ""),),
    real="",
)


def write(
    net: Network | MLP, path: Path, *, name: str | None = None, formula: Formula | None = None
) -> None:
    """Write a network or an MLP as JavaScript: a function of an array that gives an array."""
    names = Names(JAVASCRIPT, ("inputs",))
    called = function_name(path, name, names, BROWSER)
    program = Program(net, LANGUAGE, names)
    lines = ["/*", *(f" * {line}" for line in title(net, formula)), " */"]
    lines += [f"function {called}(inputs) {{"]
    for statement, said in program.statements():
        lines.append(wrapped(statement, "  ") + (f"  /* {said} */" if said else ""))
    ends = [f"    {end},  /* {said} */" for end, said in program.outputs]
    lines += ["  return [", *ends, "  ];", "}", ""]
    lines.append(f'if (typeof module !== "undefined") module.exports = {{ {called} }};')
    write_text(path, "\n".join([*lines, ""]))
