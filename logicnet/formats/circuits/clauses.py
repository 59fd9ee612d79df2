"""Write what solvers read: DIMACS CNF (``.cnf``) and pseudo-Boolean constraints (``.opb``).

Both are satisfied by exactly the rows at which all outputs are 1, and comments name the variables:
inputs first, in order. In CNF each gate is a variable, equal to And or Xor of others. In OPB each
unit of a network is one: two constraints say that it is 1 iff its sum reaches its threshold; gates
of a circuit are such units as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.formats.source.program import units_of
from logicnet.formats.source.words import comment
from logicnet.ground.running.collector import paused
from logicnet.ground.storage.files import write_text
from logicnet.network.network import Network

from .lowering import lowered

_NEVER = "+1 x1 -1 x1 >= 1 ;"
_Unit = tuple[list[int], list[int], int]  # variables, weights, threshold


def write(value: Any, path: str | PathLike[str]) -> None:
    """Write a circuit or network for solvers, as the suffix says."""
    dumps = dumps_opb if fspath(path).lower().endswith(".opb") else dumps_cnf
    write_text(Path(path), dumps(value))


@paused()
def dumps_cnf(value: Any) -> str:
    """The text of a CNF.

    >>> from logicnet import TruthTable
    >>> print(dumps_cnf(TruthTable.from_expression("a & ~b")))
    c satisfied by the rows at which all outputs are 1; written by logicnet
    c input 1 a
    c input 2 b
    c output 3 y
    p cnf 3 4
    -3 1 0
    -3 -2 0
    3 -1 2 0
    3 0
    <BLANKLINE>
    """
    circuit = lowered(value, "CNF", widest=1 << 12)
    clauses: list[list[int]] = []
    for node, kind, literals, _ in circuit:
        read = [_signed(literal) for literal in literals]
        if kind == "xor":
            a, b = read
            clauses += [[-node, a, b], [-node, -a, -b], [node, -a, b], [node, a, -b]]
        else:
            clauses += [[-node, literal] for literal in read]
            clauses.append([node, *(-literal for literal in read)])
    ends = circuit.ends.tolist()
    clauses += [[_signed(end)] if end >> 1 else [] for end in ends if end != 1]
    lines = [f"c {line}" for line in _named(circuit.inputs, circuit.outputs, map(_told, ends))]
    variables = len(circuit.inputs) + circuit.gates
    lines.append(f"p cnf {variables} {len(clauses)}")
    return "\n".join([*lines, *(" ".join(map(str, (*row, 0))) for row in clauses), ""])


def _signed(literal: int) -> int:
    return -(literal >> 1) if literal & 1 else literal >> 1


def _told(end: int) -> str:
    return str(_signed(end)) if end >> 1 else f"constant {end & 1}"


def _named(inputs: Iterable[str], outputs: Iterable[str], ends: Iterable[str]) -> Iterator[str]:
    """What comments say."""
    yield "satisfied by the rows at which all outputs are 1; written by logicnet"
    for k, name in enumerate(inputs, 1):
        yield f"input {k} {comment(name)}"
    for end, name in zip(ends, outputs, strict=True):
        yield f"output {end} {comment(name)}"


@paused()
def dumps_opb(value: Any) -> str:
    """The text of pseudo-Boolean constraints.

    >>> from logicnet import compile
    >>> print(dumps_opb(compile("a & ~b")))
    * #variable= 3 #constraint= 3
    * satisfied by the rows at which all outputs are 1; written by logicnet
    * input 1 a
    * input 2 b
    * output 3 y
    +1 x1 -1 x2 -2 x3 >= -1 ;
    -1 x1 +1 x2 +1 x3 >= 0 ;
    +1 x3 >= 1 ;
    <BLANKLINE>
    """
    units, ends = _of_network(value) if isinstance(value, Network) else _of_circuit(value)
    n = len(value.inputs)
    rows = [row for j, unit in enumerate(units, n + 1) for row in _constraints(j, unit)]
    rows += [_constraint([(1 if end > 0 else -1, abs(end))], int(end > 0)) if end else _NEVER
             for end in ends if end is not None]  # fmt: skip
    told = ("constant 1" if end is None else str(end) if end else "constant 0" for end in ends)
    lines = [f"* #variable= {max(1, n + len(units))} #constraint= {len(rows)}"]
    lines += [f"* {line}" for line in _named(value.inputs, value.outputs, told)]
    return "\n".join([*lines, *rows, ""])


def _of_network(net: Network) -> tuple[list[_Unit], list[int | None]]:
    """The units by variables, and the variable of each output."""
    if net.encoding == "real":
        raise SpecificationError("OPB holds a Network of 0 and 1; this one reads numbers")
    units = [([node + 1 for node in reads], [int(w) for w in weights], int(threshold))
             for reads, weights, threshold in units_of(net)[0]]  # fmt: skip
    return units, [len(net.inputs) + 1 + unit for unit in net.output_units.tolist()]


def _of_circuit(value: Any) -> tuple[list[_Unit], list[int | None]]:
    """And as a unit that fires when all its operands do; outputs that are negated are negative."""
    circuit = lowered(value, "OPB", widest=1 << 12, xors=False)
    units = []
    for _, _, literals, _ in circuit:
        weights = [-1 if literal & 1 else 1 for literal in literals]
        units.append(([literal >> 1 for literal in literals], weights, weights.count(1)))
    ends = [_signed(end) if end >> 1 else (None if end else 0) for end in circuit.ends.tolist()]
    return units, ends


def _constraints(variable: int, unit: _Unit) -> Iterator[str]:
    """y -> sum >= t, and ~y -> sum <= t - 1; each holds by itself where y has the other value."""
    reads, weights, threshold = unit
    least = sum(weight for weight in weights if weight < 0)
    most = sum(weight for weight in weights if weight > 0)
    terms = list(zip(weights, reads, strict=True))
    down, up = least - threshold, most - threshold + 1
    yield _constraint([*terms, (down, variable)], least)
    yield _constraint([(-weight, read) for weight, read in terms] + [(up, variable)], 1 - threshold)


def _constraint(terms: list[tuple[int, int]], least: int) -> str:
    read = " ".join(f"{weight:+d} x{variable}" for weight, variable in terms if weight)
    return f"{read or '+1 x1 -1 x1'} >= {least} ;"
