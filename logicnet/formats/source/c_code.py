"""Networks as a function of C, which also compiles as C++."""

from __future__ import annotations

from pathlib import Path

from logicnet.formats.exchange.description import Formula
from logicnet.ground.storage.files import write_text
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .program import Language, Program, function_name, title, wrapped
from .words import C_LIBRARY, C, Names

LANGUAGE = Language(
    suffix=".c",
    words=C,
    input="inputs[{k}]",
    boolean="{value} > 0",
    declared="const {kind} {name} = {value};",
    fires="{sum} >= {level}",
    exp="exp({a})",
    tanh="tanh({a})",
    larger="({a} > {b} ? {a} : {b})",
    nothing="0",
    kinds=((2**15 - 1, "int"), (2**31 - 1, "long"), (2**63 - 1, "long long")),
    real="double",
)
_LIBRARY = ("sigmoid", "tanh", "softmax")  # activations that need the exponential


def write(
    net: Network | MLP, path: Path, *, name: str | None = None, formula: Formula | None = None
) -> None:
    """Write a network or an MLP as C: ``void name(const T *inputs, T *outputs)`` for one row."""
    given = ("inputs", "outputs")
    called = function_name(path, name, Names(C, given), C_LIBRARY)
    names = Names(C, (*given, called), macros=True)
    program = Program(net, LANGUAGE, names)
    kind = "int" if program.whole else "double"
    lines = ["/*", *(f" * {line}" for line in title(net, formula)), " */"]
    if isinstance(net, MLP) and not set(net.activations).isdisjoint(_LIBRARY):
        lines.append("#include <math.h>\n")
    lines += [f"void {called}(const {kind} *inputs, {kind} *outputs)", "{"]
    if min(program.reached) >= len(net.inputs):
        lines.append("    (void)inputs;  /* none is read */")
    for statement, said in program.statements():
        lines.append(wrapped(statement, "    ") + (f"  /* {said} */" if said else ""))
    lines += [f"    outputs[{k}] = {end};  /* {said} */" if program.kind in (kind, "double")
              else f"    outputs[{k}] = ({kind}){end};  /* {said} */"
              for k, (end, said) in enumerate(program.outputs)]  # fmt: skip
    write_text(path, "\n".join([*lines, "}", ""]))
