"""A circuit as notebooks show it: how many gates there are of which kind, and short formulas."""

from __future__ import annotations

import numpy as np

from logicnet.ground.html import sentence
from logicnet.logic.circuits.circuit import OPERATORS, Circuit
from logicnet.logic.language import spelled

from .printing import text_of

_MOST_CHARACTERS = 300  # of a formula that is shown
_MOST_OUTPUTS = 8  # whose formulas are shown
_MOST_GATES = 10_000  # of a circuit whose formulas are looked at


def html(circuit: Circuit) -> str:
    """What the circuit is made of, and the formula of each output that has a short one."""
    said = sentence("Circuit", counted(circuit))
    if circuit.gates > _MOST_GATES or len(circuit.outputs) > _MOST_OUTPUTS:
        return said
    texts = {name: text_of(circuit.output(name), _MOST_CHARACTERS) for name in circuit.outputs}
    shown = {name: text for name, text in texts.items() if not text.endswith(" ...")}
    return said + "".join(sentence(f"{spelled(name)} =", text) for name, text in shown.items())


def counted(circuit: Circuit) -> str:
    """How many there are of what.

    >>> from .parsing import circuit_of_text
    >>> counted(circuit_of_text("a & b ^ c & d"))
    '4 inputs, 1 output, 3 gates (2 and, 1 xor)'
    """
    codes, counts = np.unique(circuit.operators, return_counts=True)
    pairs = zip(codes.tolist(), counts.tolist(), strict=True)
    kinds = ", ".join(f"{count} {OPERATORS[code]}" for code, count in pairs)
    parts = {"input": len(circuit.inputs), "output": len(circuit.outputs), "gate": circuit.gates}
    listed = ", ".join(f"{n} {what}{'s' * (n != 1)}" for what, n in parts.items())
    return f"{listed} ({kinds})" if kinds else listed
