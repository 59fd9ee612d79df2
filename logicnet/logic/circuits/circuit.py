"""A function as one graph of gates: flat arrays, equal parts once, nothing that recurses.

Nodes are numbered: 0 is false, then come the leaves, which are names or half-spaces, then the
gates, each after its operands. A literal is ``2 * node``, or ``2 * node + 1`` for the negated
value, so that Not is no gate. Gate g has the operands ``operands[starts[g]:starts[g+1]]``.

>>> build = Builder()
>>> a, b = build.leaf("a"), build.leaf("b")
>>> circuit = build.circuit({"y": build.add("and", [a, build.add("not", [b])])})
>>> print(circuit)
a & ~b
>>> circuit.operands.tolist(), circuit.ends.tolist()
([2, 5], [6])
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError, did_you_mean
from logicnet.ground.bits import Words, check_size, columns, frozen, used
from logicnet.ground.names import natural_order, unique_names
from logicnet.ground.providers import provided
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable

from .rules import CHAINS, FALSE, STATED, TRUE, Gate, Rule, by_kind, simplified

OPERATORS = ("and", "or", "xor", "implies", "iff", "ite", "atleast")
_CODE = {kind: code for code, kind in enumerate(OPERATORS)}
_ARITY = {"implies": (2, 2), "iff": (2, None), "ite": (3, 3)}  # all others: one or more
_ORDERED = ("implies", "ite")
_LARGEST_COUNT = 1 << 62
PAIRED = 0x9E3779B1  # above all literals, so that a * PAIRED + b tells both, and spread by hashing


class Placed(NamedTuple):
    """A gate of a circuit, and the node that it is."""

    node: int
    kind: str
    literals: tuple[int, ...]
    least: int  # of atleast


@dataclass(frozen=True, eq=False, kw_only=True)
class Circuit:
    """Gates over leaves, and the literal that each output is.

    `inputs` are all names that are stated, those of coordinates too, needed or not; without
    half-spaces they are the leaves.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    leaves: tuple[Hashable, ...]
    operators: NDArray[np.uint8]
    counts: NDArray[np.int64]
    starts: NDArray[np.int64]
    operands: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", unique_names(self.inputs, "input"))
        object.__setattr__(self, "outputs", unique_names(self.outputs, "output"))
        object.__setattr__(self, "leaves", tuple(self.leaves))
        if not self.outputs:
            raise SpecificationError("a circuit has at least one output")
        for name, kind in _ARRAYS.items():
            array = np.asarray(getattr(self, name))
            if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
                raise SpecificationError(f"circuit: {name} must be a list of whole numbers")
            object.__setattr__(self, name, frozen(array.astype(kind, copy=False)))
        _check(self)

    # What is in it -----------------------------------------------------------------------

    @property
    def gates(self) -> int:
        """Number of gates."""
        return len(self.operators)

    @property
    def of_names(self) -> bool:
        """Whether all leaves are names, so that it is a function of truth values."""
        return all(isinstance(leaf, str) for leaf in self.leaves)

    def __iter__(self) -> Iterator[Placed]:
        """The gates, operands first."""
        operands, starts = self.operands.tolist(), self.starts.tolist()
        kinds = map(OPERATORS.__getitem__, self.operators.tolist())
        read = (tuple(operands[a:b]) for a, b in pairwise(starts))
        first = 1 + len(self.leaves)
        rows = zip(range(first, first + self.gates), kinds, read, self.counts.tolist(), strict=True)
        return map(tuple.__new__, repeat(Placed), rows)

    def uses(self) -> NDArray[np.int64]:
        """How many gates and outputs read each node."""
        size = 1 + len(self.leaves) + self.gates
        return np.bincount(np.concatenate([self.operands, self.ends]) >> 1, minlength=size)

    def output(self, name: str) -> Circuit:
        """The circuit of one output, over the same leaves."""
        if name not in self.outputs:
            raise SpecificationError(
                f"the outputs are {', '.join(self.outputs)}, not {name!r}"
                + did_you_mean(name, self.outputs)
            )
        if len(self.outputs) == 1:
            return self
        end = int(self.ends[self.outputs.index(name)])
        return _pruned(self, {name: end})

    def normal(self) -> Circuit:
        """The same function in And, Xor, AtLeast, ITE and AllEqual (see `rules.NORMAL`).

        An And or Xor that only one gate of its own kind reads is taken into that gate.
        """
        found: Circuit = provided("normal form of a circuit")(self)
        return found

    def over(self, inputs: Sequence[str]) -> Circuit:
        """The same function of truth values reading `inputs`, in that order; more are allowed."""
        build = Builder()
        ends = build.embed(self.named("inputs of other names"))
        return build.circuit(dict(zip(self.outputs, ends, strict=True)), inputs)

    # The words that all statements of functions answer to -----------------------------------

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each output at packed rows of the leaves, an array of leaves by words.

        Bits of the last word beyond the rows come out arbitrary.
        """
        on: Words = provided("values of a circuit")(self, at)
        return on, np.zeros_like(on)

    def table(self) -> TruthTable:
        """All rows of a function of truth values."""
        n = len(self.named("a table").inputs)
        check_size(n)
        on, dc = self.rows(columns(n))
        return TruthTable(inputs=self.inputs, outputs=self.outputs, on=on & used(n), dc=dc)

    def cover(self) -> Cover:
        """The product terms: those of a formula in disjunctive normal form, or of all true rows."""
        found: Cover = provided("cover of a circuit")(self)
        return found

    def circuit(self) -> Circuit:
        """This circuit."""
        return self

    def named(self, what: str) -> Circuit:
        """This circuit if all its leaves are names; an error for half-spaces, saying `what` not."""
        for leaf in self.leaves:
            if not isinstance(leaf, str):
                raise SpecificationError(
                    f"{leaf} compares numbers, so it states a region, not a Boolean function: "
                    f"compile, verify and compare take it, and {what} does not"
                )
        return self

    # Text, and equality, which is structural -------------------------------------------------

    def to_sympy(self) -> Any:
        """The function as a sympy Boolean; for several outputs a dict of them by name."""
        return provided("sympy of a circuit")(self)

    def __str__(self) -> str:
        return str(provided("text of a circuit")(self))

    def __repr__(self) -> str:
        return f"<Circuit {provided('text of a circuit')(self, most=200)}>"

    def _repr_html_(self) -> str:
        return str(provided("circuit in HTML")(self))

    def _content(self) -> tuple[object, ...]:
        arrays = tuple(getattr(self, name).tobytes() for name in _ARRAYS)
        return (self.inputs, self.outputs, self.leaves, *arrays)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Circuit):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())


_ARRAYS = {"operators": np.uint8, "counts": np.int64, "starts": np.int64, "operands": np.int64,
           "ends": np.int64}  # fmt: skip


class Builder:
    """Gates in the making; equal ones, and what the rules make equal, are one node."""

    def __init__(self, rules: Iterable[Rule] = STATED) -> None:
        rules = tuple(rules)
        self._rules = by_kind(rules)
        self._as_written = rules == STATED  # else equal but for the order is equal
        self._leaves: dict[Hashable, int] = {}
        self._names: dict[str, None] = {}
        self._codes = bytearray()  # of the gates, one after another, and their operands likewise
        self._sizes: list[int] = []
        self._operands: list[int] = []
        self._counts: dict[int, int] = {}  # of the gates that count
        self._pairs: dict[str, dict[int, int]] = {kind: {} for kind in OPERATORS}
        self._others: dict[tuple[str, tuple[int, ...], int], int] = {}
        self._next = 2  # the literal of the next node

    def leaf(self, leaf: Hashable) -> int:
        """The literal of a leaf: a name, or a half-space."""
        literal = self._leaves.get(leaf)
        if literal is None:
            literal = self._leaves[leaf] = self._next
            self._next += 2
            if isinstance(leaf, str):
                self._names[leaf] = None
        return literal

    def leaves(self, leaves: Sequence[Hashable]) -> list[int]:
        """The literals of leaves."""
        known = self._leaves
        return [known.get(leaf) or self.leaf(leaf) for leaf in leaves]

    def state(self, names: Iterable[str]) -> None:
        """Note names that are stated, whether a leaf has them or not."""
        self._names.update(dict.fromkeys(names))

    def add(self, kind: str, literals: Sequence[int] = (), count: int = 0) -> int:
        """The literal of this gate; "not", "true" and "false" are understood too."""
        if kind in CHAINS:  # most are so, and no rule need be tried
            if len(literals) == 2:
                a, b = literals
                if a ^ b > 1 and a > TRUE and b > TRUE:
                    return self._pair(kind, a, b)
            elif _distinct(literals):
                return self._chain(kind, literals)
        elif kind in self._rules and not self._rules[kind]:
            return self._gate(kind, literals, count)
        if kind == "not":
            return literals[0] ^ 1
        if kind in ("true", "false"):
            return TRUE if kind == "true" else FALSE
        found = simplified(Gate(kind, tuple(literals), count), self._rules)
        if isinstance(found, int):
            return found
        return self._gate(*found[:3]) ^ found.negated

    def atleast(self, k: int, literals: Sequence[int]) -> int:
        """The literal of "k or more of these"."""
        return self.add("atleast", literals, k)

    def embed(self, circuit: Circuit) -> list[int]:
        """The literals of the outputs of a circuit, whose gates become gates here."""
        values = [FALSE, *self.leaves(circuit.leaves)]
        self.state(circuit.inputs)
        for _, kind, literals, count in circuit:
            values.append(self.add(kind, [values[x >> 1] ^ x & 1 for x in literals], count))
        return [values[end >> 1] ^ end & 1 for end in circuit.ends.tolist()]

    def _pair(self, kind: str, a: int, b: int) -> int:
        """A gate of literals of two nodes, told by one number: tuples take longer."""
        low, high, negated = a, b, 0
        if not (self._as_written or kind in _ORDERED):
            if kind == "or":
                kind, a, b, negated = "and", a ^ 1, b ^ 1, 1
            elif kind == "xor":
                a, b, negated = a & ~1, b & ~1, (a ^ b) & 1
            low, high = (a, b) if a < b else (b, a)
        literal = self._next
        found = self._pairs[kind].setdefault(low * PAIRED + high, literal)
        if found == literal:
            self._codes.append(_CODE[kind])
            self._sizes.append(2)
            self._operands += (a, b)
            self._next += 2
        return found ^ negated

    def _chain(self, kind: str, literals: Sequence[int]) -> int:
        """And, Or or Xor of literals of distinct nodes."""
        if self._as_written or kind == "and":
            return self._gate(kind, literals)
        if kind == "or":
            return self._gate("and", [literal ^ 1 for literal in literals]) ^ 1
        odd = sum([literal & 1 for literal in literals]) & 1
        return self._gate("xor", [literal & ~1 for literal in literals]) ^ odd

    def _gate(self, kind: str, literals: Sequence[int], count: int = 0) -> int:
        if len(literals) == 2 and not count:
            return self._pair(kind, *literals)
        ordered = self._as_written or kind in _ORDERED
        key = kind, tuple(literals if ordered else sorted(literals)), count
        literal = self._next
        found = self._others.setdefault(key, literal)
        if found == literal:
            self._append(kind, literals, count)
        return found

    def _append(self, kind: str, literals: Sequence[int], count: int = 0) -> None:
        if count:
            self._counts[len(self._sizes)] = count
        self._codes.append(_CODE[kind])
        self._sizes.append(len(literals))
        self._operands += literals
        self._next += 2

    def circuit(self, outputs: Mapping[str, int], inputs: Sequence[str] | None = None) -> Circuit:
        """The circuit of these outputs: all leaves, and the gates that are needed.

        Leaves that are names stand in natural order, or in that of `inputs`.
        """
        others = [leaf for leaf in self._leaves if not isinstance(leaf, str)]
        inputs = natural_order(self._names) if inputs is None else tuple(inputs)
        if not others:
            self.leaves(inputs)
        leaves = (*filter(self._leaves.__contains__, inputs), *others)
        place = self._places(leaves)
        sizes, counts = np.array(self._sizes, np.int64), np.zeros(len(self._sizes), np.int64)
        counts[list(self._counts)] = list(self._counts.values())
        operands = np.array(self._operands, dtype=np.int64)
        ends = np.array(list(outputs.values()), dtype=np.int64)
        whole = Circuit(
            inputs=tuple(inputs), outputs=tuple(outputs), leaves=leaves,
            operators=np.array(self._codes, dtype=np.uint8), counts=counts,
            starts=np.concatenate([[0], np.cumsum(sizes)]),
            operands=place[operands >> 1] << 1 | operands & 1,
            ends=place[ends >> 1] << 1 | ends & 1,
        )  # fmt: skip
        return _pruned(whole, dict(zip(whole.outputs, whole.ends.tolist(), strict=True)))

    def _places(self, leaves: Sequence[Hashable]) -> NDArray[np.int64]:
        """The node of the circuit that each node here becomes: the leaves come first."""
        place = np.zeros(self._next >> 1, dtype=np.int64)
        gate = np.ones(len(place), dtype=bool)
        gate[np.fromiter(self._leaves.values(), np.int64, len(self._leaves)) >> 1] = gate[0] = False
        placed = np.fromiter(map(self._leaves.__getitem__, leaves), np.int64, len(leaves))
        place[placed >> 1] = np.arange(1, 1 + len(leaves))
        place[gate] = np.arange(len(self._sizes)) + 1 + len(leaves)
        return place


def _distinct(literals: Sequence[int]) -> bool:
    """Whether these are two or more literals, none constant, and no two of one node."""
    if len(literals) == 2:
        a, b = literals
        return a ^ b > 1 and a > TRUE and b > TRUE
    if len(literals) < 2 or min(literals) <= TRUE:
        return False
    return len({literal >> 1 for literal in literals}) == len(literals)


def _pruned(circuit: Circuit, ends: Mapping[str, int]) -> Circuit:
    """The circuit of these outputs, without the gates that they do not need."""
    first = 1 + len(circuit.leaves)
    literals = np.array(list(ends.values()), dtype=np.int64)
    needed = np.zeros(first + circuit.gates, dtype=bool)
    needed[circuit.operands >> 1] = needed[literals >> 1] = True
    if tuple(ends) == circuit.outputs and needed[first:].all():
        return circuit
    kept = _reached(circuit, literals)
    place = np.arange(first + circuit.gates)
    place[first:] = first - 1 + np.cumsum(kept)
    sizes = np.diff(circuit.starts)
    read = circuit.operands[np.repeat(kept, sizes)]
    return Circuit(
        inputs=circuit.inputs, outputs=tuple(ends), leaves=circuit.leaves,
        operators=circuit.operators[kept], counts=circuit.counts[kept],
        starts=np.concatenate([[0], np.cumsum(sizes[kept])]),
        operands=place[read >> 1] << 1 | read & 1, ends=place[literals >> 1] << 1 | literals & 1,
    )  # fmt: skip


def _reached(circuit: Circuit, literals: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each gate whether one of the literals depends on it."""
    first = 1 + len(circuit.leaves)
    needed = bytearray(first + circuit.gates)
    for literal in literals.tolist():
        needed[literal >> 1] = 1
    starts, operands = circuit.starts.tolist(), (circuit.operands >> 1).tolist()
    for gate in range(circuit.gates - 1, -1, -1):
        if needed[first + gate]:
            for node in operands[starts[gate] : starts[gate + 1]]:
                needed[node] = 1
    return np.frombuffer(needed, dtype=np.bool_)[first:]


def _check(circuit: Circuit) -> None:
    """Raise unless the arrays describe gates, each of literals that come before it."""
    first, gates = 1 + len(circuit.leaves), circuit.gates
    starts, sizes = circuit.starts, np.diff(circuit.starts)
    if len(starts) != gates + 1 or len(circuit.counts) != gates or starts[0] != 0:
        raise SpecificationError(f"circuit: starts and counts do not fit {gates} gates")
    if (sizes < 1).any() or starts[-1] != len(circuit.operands):
        raise SpecificationError("circuit: every gate has operands, and starts rise to their end")
    if len(circuit.ends) != len(circuit.outputs):
        raise SpecificationError("circuit: every output is one literal")
    if circuit.of_names and circuit.leaves != circuit.inputs:
        raise SpecificationError("circuit: without half-spaces the inputs are the leaves")
    limit = 2 * (first + np.repeat(np.arange(gates), sizes))
    wrong = np.flatnonzero((circuit.operands < 0) | (circuit.operands >= limit))
    if len(wrong):
        gate = int(np.searchsorted(starts, wrong[0], side="right")) - 1
        raise SpecificationError(
            f"circuit: gate {gate} reads the literal {int(circuit.operands[wrong[0]])}; it may "
            f"read 0 to {2 * (first + gate) - 1}"
        )
    if not 0 <= circuit.ends.min() <= circuit.ends.max() < 2 * (first + gates):
        raise SpecificationError("circuit: an output is no literal of it")
    if (circuit.operators >= len(OPERATORS)).any():
        raise SpecificationError(f"circuit: operators are 0 to {len(OPERATORS) - 1}")
    for kind, (fewest, most) in _ARITY.items():
        read = sizes[circuit.operators == _CODE[kind]]
        if (read < fewest).any() or (most is not None and (read > most).any()):
            raise SpecificationError(f"circuit: {kind} of {int(read.min())} to {int(read.max())}")
    if (np.abs(circuit.counts) >= _LARGEST_COUNT).any():
        raise LimitError("circuit: a count lies beyond 2**62")
