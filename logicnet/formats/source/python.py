"""Networks as a function of Python that needs NumPy alone."""

from __future__ import annotations

from pathlib import Path

from logicnet.formats.exchange.description import Formula
from logicnet.ground.storage.files import write_text
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .program import Language, Program, function_name, title, wrapped
from .words import BUILTINS, PYTHON, Names

LANGUAGE = Language(
    suffix=".py",
    words=PYTHON,
    input="inputs[:, {k}]",
    boolean="({value} > 0).astype(np.int64)",
    declared="{name} = {value}",
    fires="({sum} >= {level}).astype({kind})",
    exp="np.exp({a})",
    tanh="np.tanh({a})",
    larger="np.maximum({a}, {b})",
    nothing="zero",
    kinds=((2**63 - 1, "np.int64"),),
    real="np.float64",
)


def write(
    net: Network | MLP, path: Path, *, name: str | None = None, formula: Formula | None = None
) -> None:
    """Write a network or an MLP as Python: a function of an array of rows by inputs."""
    names = Names(PYTHON, ("inputs",))
    called = function_name(path, name, names, BUILTINS)
    program = Program(net, LANGUAGE, names)
    kind = program.kind
    lines = [*(f"# {line}" for line in title(net, formula)), "import numpy as np", "", ""]
    given = "inputs" if program.whole else "inputs, dtype=np.float64"
    lines += ['@np.errstate(over="ignore")'] if isinstance(net, MLP) else []
    lines += [f"def {called}(inputs):", f"    inputs = np.asarray({given})"]
    if any(not reads for reads, _, _ in program.units):
        lines.append(f"    zero = np.zeros(len(inputs), {kind})")
    for statement, said in program.statements():
        left, _, value = statement.partition(" = ")
        whole = wrapped(statement, "    ")
        whole = wrapped(f"{left} = ({value})", "    ") if "\n" in whole else whole
        lines.append(whole + (f"  # {said}" if said else ""))
    ends = [f"        {end},  # {said}" for end, said in program.outputs]
    lines += ["    return np.stack([", *ends, "    ], axis=1)", ""]
    write_text(path, "\n".join(lines))
