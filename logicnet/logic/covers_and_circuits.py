"""Circuits in disjunctive normal form as product terms, and product terms as circuits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from logicnet.errors import SpecificationError, shown
from logicnet.ground.bits import unpack
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.circuits.rules import FALSE, TRUE
from logicnet.logic.tables.cover import Cover

from .formulas import circuit_of
from .tables import cubes as algebra


def cover_of_formulas(formula: Any, inputs: Sequence[str] | None = None) -> Cover:
    """The cover of a formula in DNF, or of several given by output name."""
    circuit = circuit_of(formula).named("a cover")
    if inputs is not None:
        unknown = set(circuit.inputs) - set(inputs)
        if unknown:
            raise SpecificationError(
                f"Cover.from_sympy: variable {min(unknown)!r} is not among the inputs "
                f"{tuple(inputs)}"
            )
        circuit = circuit.over(inputs)
    found = cover_of_terms(circuit)
    if found is None:
        raise SpecificationError(
            f"Cover.from_sympy: {shown(str(circuit))} is no Or of Ands of literals "
            "(minimize takes any formula)"
        )
    return found


def cover_of_terms(circuit: Circuit) -> Cover | None:
    """The cover of a circuit in disjunctive normal form, or None where it is not."""
    products = _products(circuit)
    if products is None:
        return None
    owners: dict[tuple[int, ...], set[int]] = {}
    for j, terms in enumerate(products):
        for term in terms:
            owners.setdefault(term, set()).add(j)
    digits = np.full((len(owners), len(circuit.inputs)), 2, dtype=np.uint8)
    members = np.zeros((len(owners), len(circuit.outputs)), dtype=bool)
    for i, (term, own) in enumerate(owners.items()):
        for literal in term:
            digits[i, (literal >> 1) - 1] = 1 - (literal & 1)
        members[i, sorted(own)] = True
    cubes = algebra.from_ternary(digits)
    return Cover(
        inputs=circuit.inputs,
        outputs=circuit.outputs,
        positive=cubes.positive,
        negative=cubes.negative,
        on=algebra.pack_mask(members),
    )


def _products(circuit: Circuit) -> list[list[tuple[int, ...]]] | None:
    """The product terms of each output as literals, where each is an Or of Ands of literals."""
    gates = {gate.node: gate for gate in circuit}
    n = len(circuit.leaves)

    def parts(literal: int, kind: str) -> tuple[int, ...]:
        gate = gates.get(literal >> 1)
        same = gate is not None and gate.kind == kind and not literal & 1
        return gate.literals if gate is not None and same else (literal,)

    found: list[list[tuple[int, ...]]] = []
    for end in circuit.ends.tolist():
        terms = []
        for term in parts(end, "or"):
            literals = set(parts(term, "and"))
            if any(literal >> 1 > n for literal in literals):
                return None
            if FALSE not in literals and not any(literal ^ 1 in literals for literal in literals):
                terms.append(tuple(sorted(literals - {TRUE})))
        found.append(terms)
    return found


def cover_of_circuit(circuit: Circuit) -> Cover:
    """The cover of a formula in disjunctive normal form, or of all true rows."""
    found = cover_of_terms(circuit.named("a cover"))
    return circuit.table().cover() if found is None else found


def circuit_of_cover(cover: Cover) -> Circuit:
    """The product terms as gates: an Or of Ands of literals for each output."""
    n, m = len(cover.inputs), len(cover.outputs)
    positive, negative = unpack(cover.positive, n), unpack(cover.negative, n)
    on = unpack(cover.on, m) & ~unpack(cover.dc, m)
    build = Builder()
    names = [build.leaf(name) for name in cover.inputs]
    terms: list[int] = []
    for ones, zeros in zip(positive, negative, strict=True):
        literals = [names[i] for i in np.flatnonzero(ones)]
        literals += [names[i] ^ 1 for i in np.flatnonzero(zeros)]
        terms.append(build.add("and", literals))
    ends = {
        name: build.add("or", [terms[cube] for cube in np.flatnonzero(on[:, k])])
        for k, name in enumerate(cover.outputs)
    }
    return build.circuit(ends, cover.inputs)
