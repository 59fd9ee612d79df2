"""Whatever states a function of 0 and 1 as gates of two kinds: And of a few, and Xor of two.

A threshold unit is a chain of comparisons, the heaviest operand first: for each sum t that is still
missing, `missing(i, t) = missing(i+1, t) | x_i & missing(i+1, t - w_i)`. Equal ones are one gate,
so that thresholds between the same sums share it. Where there would be more of these than gates
that add, the operands are added in binary, by full adders, and the digits compared with the
threshold: at most about 5 gates for each digit 1 of the weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from logicnet.errors import LimitError, SpecificationError
from logicnet.formats.source.program import units_of
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.circuits.partial import PartialCircuit
from logicnet.logic.circuits.rules import FALSE, NORMAL, TRUE
from logicnet.logic.circuits.sequential import Register, Sequential, check_registers
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

MOST_GATES = 1 << 23  # that are written
_CHAIN, _SLACK = 2, 8  # comparisons for each digit 1 of the weights that a chain may have, and more


def lowered(value: Any, what: str, widest: int = 2, *, xors: bool = True) -> Circuit:
    """The gates of a Network, Circuit, Cover or TruthTable; And has up to `widest` operands.

    Without `xors` they are Ands alone.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> print(lowered(circuit_of_text("majority(a, b, c)"), "BENCH"))
    ~(~(b & c) & ~(a & ~(~c & ~b)))
    """
    lower = _Lowering(widest, xors)
    if isinstance(value, Network):
        ends = lower.network(value, what)
    else:
        ends = lower.circuit(_stated(value, what))
    return lower.build.circuit(dict(zip(value.outputs, ends, strict=True)), value.inputs)


def step_of(
    value: Any, registers: Sequence[Register] | None, what: str
) -> tuple[Any, tuple[Register, ...]]:
    """What is written, and its registers, whose inputs and outputs are then the last ones."""
    if not isinstance(value, Sequential):
        if not registers:
            return value, ()
        held = check_registers(registers, value.inputs, value.outputs)
        value, registers = Sequential(step=lowered(value, what), registers=held), None
    if registers is not None:
        raise SpecificationError("registers=... is for a network; this has its own")
    return value.step, value.registers


def _stated(value: Any, what: str) -> Circuit:
    kind = type(value).__name__
    if isinstance(value, Circuit):
        return value.named(what)
    if not isinstance(value, (Cover, PartialCircuit, TruthTable)):
        raise SpecificationError(f"{what} holds a Circuit, or the gates of a Network, not {kind}")
    open_rows = isinstance(value, Cover) and value.off is not None
    if isinstance(value, PartialCircuit) or open_rows or value.dc.any():
        told = "does not hold the don't-cares of a"
        raise SpecificationError(f"{what} {told} {kind}; minimize(...) decides them")
    found: Circuit = value.circuit()
    return found


class _Lowering:
    """Gates in the making."""

    def __init__(self, widest: int, xors: bool) -> None:
        self.build, self.widest, self.xors = Builder(NORMAL), widest, xors

    def every(self, literals: Sequence[int]) -> int:
        """And, as a tree where it is too wide."""
        layer = list(dict.fromkeys(literals))
        while len(layer) > self.widest:
            size = self.widest
            parts = (layer[k : k + size] for k in range(0, len(layer), size))
            layer = [self.build.add("and", part) for part in parts]
        return self.build.add("and", layer)

    def any(self, literals: Iterable[int]) -> int:
        """Or."""
        return self.every([literal ^ 1 for literal in literals]) ^ 1

    def odd(self, literals: Sequence[int]) -> int:
        """Xor, as a tree of pairs."""
        layer = list(literals) or [FALSE]
        while len(layer) > 1:
            pairs = [layer[k : k + 2] for k in range(0, len(layer), 2)]
            layer = [self.differ(*pair) for pair in pairs]
        return layer[0]

    def differ(self, a: int, b: int = FALSE) -> int:
        """Xor of two, by Ands where there is nothing else."""
        if self.xors or min(a, b) <= TRUE or a ^ b == 1:
            return self.build.add("xor", [a, b])
        return self.any([self.every([a, b ^ 1]), self.every([a ^ 1, b])])

    def chosen(self, condition: int, then: int, other: int) -> int:
        """The one or the other."""
        if then == other ^ 1:
            return self.odd([condition, other])
        return self.any([self.every([condition, then]), self.every([condition ^ 1, other])])

    def equal(self, literals: Sequence[int]) -> int:
        """All true or none."""
        if len(literals) == 2:
            return self.odd(literals) ^ 1
        return self.any([self.every(literals), self.any(literals) ^ 1])

    # Units ----------------------------------------------------------------------------------

    def reaches(self, weights: Mapping[int, int], least: int) -> int:
        """Whether the sum of the weights of true literals is at least `least`."""
        sums = dict[int, int]()
        for literal, weight in weights.items():  # of a literal and its opposite one is true
            other = sums.pop(literal ^ 1, 0)
            least -= min(weight, other)
            if weight != other:
                sums[literal ^ (other > weight)] = abs(weight - other)
        parts = sorted(((w, x) for x, w in sums.items()), key=lambda part: (-part[0], part[1]))
        if least <= 0 or least > sum(sums.values()):
            return TRUE if least <= 0 else FALSE
        digits = sum(weight.bit_count() for weight, _ in parts)
        most = _CHAIN * digits + _SLACK
        found = self._chain(parts, least, most)
        return self._added(parts, least) if found is None else found

    def _chain(self, parts: list[tuple[int, int]], least: int, most: int) -> int | None:
        """The comparisons, unless there are more than so many."""
        rest = [0]
        for weight, _ in reversed(parts):
            rest.append(rest[-1] + weight)
        rest.reverse()  # what the operands from one on can reach
        levels = [{least}]
        for k, (weight, _) in enumerate(parts):
            after = {u for t in levels[-1] for u in (t, t - weight) if 0 < u <= rest[k + 1]}
            levels.append(after)
            most -= len(after)
            if most < 0:
                return None
        values = dict[int, int]()
        for k in range(len(parts) - 1, -1, -1):
            weight, literal = parts[k]
            now = dict[int, int]()
            for t in sorted(levels[k]):
                low, high = (TRUE if u <= 0 else values.get(u, FALSE) for u in (t, t - weight))
                now[t] = self.any([low, self.every([literal, high])])
            values = now
        return values[least]

    def _added(self, parts: list[tuple[int, int]], least: int) -> int:
        """The binary digits of the sum, compared with those of `least`."""
        columns = dict[int, list[int]]()
        for weight, literal in parts:
            for place in range(weight.bit_length()):
                if weight >> place & 1:
                    columns.setdefault(place, []).append(literal)
        place, found = 0, TRUE
        while place <= max(columns, default=-1) or least >> place:
            column = columns.pop(place, [])
            while len(column) > 1:
                a, b, c = column.pop(), column.pop(), column.pop() if column else FALSE
                half = self.odd([a, b])
                carry = self.any([self.every([a, b]), self.every([half, c])])
                columns.setdefault(place + 1, []).append(carry)
                column.insert(0, self.odd([half, c]))
            digit = column[0] if column else FALSE
            found = self.every([digit, found]) if least >> place & 1 else self.any([digit, found])
            place += 1
        return found

    def network(self, net: Network, what: str) -> list[int]:
        """The literals of the outputs of a network."""
        if net.encoding == "real":
            raise SpecificationError(f"{what} holds gates of 0 and 1; this network reads numbers")
        values = [self.build.leaf(name) for name in net.inputs]
        for reads, weights, threshold in units_of(net)[0]:
            operands, least = dict[int, int](), int(threshold)
            for node, weight in zip(reads, weights, strict=True):
                literal = values[node] ^ (weight < 0)
                operands[literal] = operands.get(literal, 0) + abs(int(weight))
                least += max(0, -int(weight))
            values.append(self.reaches(operands, least))
        n = len(net.inputs)
        return [values[n + unit] for unit in net.output_units.tolist()]

    # Gates ----------------------------------------------------------------------------------

    def circuit(self, circuit: Circuit) -> list[int]:
        """The literals of the outputs of a circuit."""
        values = [FALSE, *(self.build.leaf(name) for name in circuit.inputs)]
        for _, kind, literals, least in circuit:
            values.append(self.gate(kind, [values[x >> 1] ^ x & 1 for x in literals], least))
            if len(values) > MOST_GATES:
                raise LimitError(f"more than {MOST_GATES} gates are not written")
        return [values[end >> 1] ^ end & 1 for end in circuit.ends.tolist()]

    def gate(self, kind: str, literals: list[int], least: int) -> int:
        """The literal of a gate of any kind."""
        if kind == "and":
            return self.every(literals)
        if kind == "or":
            return self.any(literals)
        if kind == "implies":
            return self.any([literals[0] ^ 1, literals[1]])
        if kind == "xor":
            return self.odd(literals)
        if kind == "iff":
            return self.equal(literals)
        if kind == "ite":
            return self.chosen(*literals)
        operands = dict[int, int]()
        for literal in literals:
            operands[literal] = operands.get(literal, 0) + 1
        return self.reaches(operands, least)
