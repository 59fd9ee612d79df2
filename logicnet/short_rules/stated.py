"""A stated rule as terms over literals, as its author wrote it: an OR of terms, or none of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from logicnet.compiling import compile as compiled
from logicnet.logic.circuits.circuit import Builder, Circuit, Placed

from .concepts import Concepts
from .literals import Floats, Literal, Octets, decided
from .search.terms import Term, TermRule


class StatedRule:
    """Takes a stated rule apart; conditions that are not among the literals yet are added."""

    def __init__(
        self, concepts: Concepts, coordinates: Sequence[str], rows: Floats,
        literals: Sequence[Literal], values: Octets,
    ) -> None:  # fmt: skip
        self.circuit = concepts.circuit
        self.coordinates, self.rows = coordinates, rows
        self.literals, self._values = list(literals), [*values]
        self.own: set[int] = set()  # the literals that the rule has
        self._place = {literal.formula: k for k, literal in enumerate(self.literals)}
        self._gates = {placed.node: placed for placed in self.circuit}
        ends = dict(zip(self.circuit.outputs, self.circuit.ends.tolist(), strict=True))
        top = ends.pop(concepts.target)
        self._names = {end: name for name, end in ends.items()}
        self.rule = self._rule(top)
        self.opened = self._opened_rule(top)

    @property
    def values(self) -> Octets:
        """Literals by rows."""
        return np.array(self._values, dtype=np.uint8).reshape(len(self._values), len(self.rows))

    def _opened_rule(self, top: int) -> TermRule | None:
        """The rule in columns alone, where it is an OR of ANDs of these."""
        names, self._names = self._names, {}
        parts = self._terms(top) or [top]
        leaves = all(
            x >> 1 not in self._gates for part in parts
            for x in (self._opened(part) if self._kind(part) == "and" else [part])
        )  # fmt: skip
        rule = self._rule(top) if leaves else None
        self._names = names
        return rule

    def _kind(self, literal: int) -> str:
        gate = self._gates.get(literal >> 1)
        return "" if gate is None or literal & 1 else gate.kind

    def _terms(self, top: int) -> list[int]:
        """The operands of an OR, of those that are ORs too in their place."""
        gate = self._gates.get(top >> 1)
        if gate is None or self._kind(top) != "or" or top in self._names:
            return []
        return [y for x in gate.literals for y in self._terms(x) or [x]]

    def _rule(self, top: int) -> TermRule:
        gate = self._gates.get(top >> 1)
        if gate is not None and gate.kind == "or" and top not in self._names:
            return TermRule(tuple(self._term(x) for x in self._terms(top & ~1)), bool(top & 1))
        if gate is not None and gate.kind == "and" and top & 1:
            return TermRule(tuple(self._term(x ^ 1) for x in gate.literals))
        return TermRule((self._term(top),))

    def _term(self, literal: int) -> Term:
        gate = self._gates.get(literal >> 1)
        if gate is None or literal & 1 or gate.kind not in ("and", "atleast"):
            return Term.all_of((self._condition(literal),))
        if gate.kind == "atleast" and literal not in self._names:
            return Term.some_of(tuple(self._condition(x) for x in gate.literals), gate.least)
        if literal in self._names and not self._of_concepts(gate):
            return Term.all_of((self._condition(literal),))
        found = [self._condition(x) for operand in gate.literals for x in self._opened(operand)]
        return Term.all_of(tuple(dict.fromkeys(found)))

    def _of_concepts(self, gate: Placed) -> bool:
        return gate.kind == "and" and all(x & ~1 in self._names or x in self._names
                                          for x in gate.literals)  # fmt: skip

    def _opened(self, literal: int) -> list[int]:
        """The parts of an AND of concepts; anything else as it is."""
        gate = self._gates.get(literal >> 1)
        inside = gate is not None and not literal & 1 and gate.kind == "and"
        if inside and gate is not None and (literal not in self._names or self._of_concepts(gate)):
            return [x for operand in gate.literals for x in self._opened(operand)]
        return [literal]

    def _condition(self, literal: int) -> int:
        """The place of a literal: a concept by its name, a leaf or a part as it is written."""
        circuit = _of(self.circuit, literal)
        text = _without_parentheses(str(circuit))
        if text not in self._place:
            network = compiled(circuit, "formula")
            self._place[text] = len(self.literals)
            read = [name for k, name in enumerate(network.inputs) if (network.indices == k).any()]
            self.literals.append(self._worded(literal, text, read))
            self._values.append(decided(network, self.coordinates, self.rows).astype(np.uint8))
        self.own.add(self._place[text])
        return self._place[text]

    def _worded(self, literal: int, text: str, names: Sequence[str]) -> Literal:
        for own, mark in ((literal, ""), (literal ^ 1, "not ")):
            if own in self._names:
                return Literal(mark + self._names[own], text, self._names[own])
        return Literal(text.replace("`", ""), text, names[0] if len(names) == 1 else text)


def _of(circuit: Circuit, literal: int) -> Circuit:
    """The circuit of one literal of another."""
    build = Builder()
    values = [0, *build.leaves(circuit.leaves)]
    for node, kind, literals, count in circuit:
        if node > literal >> 1:
            break
        values.append(build.add(kind, [values[x >> 1] ^ x & 1 for x in literals], count))
    return build.circuit({"y": values[literal >> 1] ^ literal & 1})


def _without_parentheses(text: str) -> str:
    """A comparison as people write it, without the parentheses that stand around it alone.

    >>> _without_parentheses("(age >= 70)"), _without_parentheses("(a & b) | (c & d)")
    ('age >= 70', '(a & b) | (c & d)')
    """
    inner = text[1:-1]
    alone = text[:1] == "(" and text[-1:] == ")" and not {"(", ")"} & {*inner}
    return inner if alone else text
